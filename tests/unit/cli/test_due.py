"""``agecare due`` and ``agecare petitions``: tables, JSON, page and calendar, and what they refuse."""

import json
from pathlib import Path

import icalendar
import pytest

from agecare.io import write_workbook
from agecare.io.tables import example_register
from unit.cli.conftest import Run

NAMES = ("Client One", "Client Two", "Petitioner One", "holiday")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example centre as a workbook."""
    path = tmp_path_factory.mktemp("books") / "example.xlsx"
    write_workbook(example_register(), path)
    return path


def test_what_is_due_is_printed_by_case_manager(agecare: Run, book: Path) -> None:
    done = agecare("due", book, "--on", "6.4.2026")
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[:2] == ["Example centre · What is due · 6 Apr 2026", "overdue: 2 · due within 14 days: 1"]
    assert "6 Apr 2026 0 review of the case K-1 E-001 K-1 –" in lines
    assert "1 Apr 2026 -5 (overdue) answer to a petition PT-1 – – W-3" in lines
    assert "PT-1: MN-complaint-extend: from 12 Mar 2026 until 1 Apr 2026; calendar days: 20" in lines
    assert not any(name in done.out for name in NAMES)


def test_one_case_manager_and_a_longer_look_ahead(agecare: Run, book: Path) -> None:
    done = agecare("due", book, "--on", "2026-04-06", "--manager", "W-1", "--ahead", "120", "--json")
    found = json.loads(done.out)
    assert [(thing["kind"], thing["record"]) for thing in found["things"]] == [("review", "K-1"), ("goal", "G-1")]
    assert {thing["case_manager"] for thing in found["things"]} == {"W-1"}


def test_nothing_is_due(agecare: Run, book: Path) -> None:
    done = agecare("due", book, "--on", "2025-09-20", "--lang", "ru")
    assert "Ничего не предстоит." in done.out


def test_page_and_calendar_are_written(agecare: Run, book: Path, tmp_path: Path) -> None:
    page, calendar = tmp_path / "new" / "due.html", tmp_path / "due.ics"
    done = agecare("due", book, "--on", "2026-04-06", "--out", page, "--ics", calendar, "--lang", "mn")
    assert done.code == 0
    assert str(page) in done.out and str(calendar) in done.out
    assert "Client One" in page.read_text(encoding="utf-8")
    events = list(icalendar.Calendar.from_ical(calendar.read_bytes()).walk("VEVENT"))
    assert [str(event["uid"]) for event in events] == [
        "due-answer-PT-1@DARKHAN", "due-task-T-3@DARKHAN", "due-review-K-1@DARKHAN",
    ]  # fmt: skip
    assert {event["dtstart"].dt.isoformat() for event in events} == {"2026-04-06"}
    assert not any(name in calendar.read_text(encoding="utf-8") for name in NAMES)


def test_petitions_with_their_arithmetic_and_figures(agecare: Run, book: Path) -> None:
    done = agecare("petitions", book, "--on", "2026-04-06")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "PT-1 complaint 10 Feb 2026 registered 1 Apr 2026 late W-3" in lines
    assert "PT-1: MN-complaint-answer: from 10 Feb 2026 until 12 Mar 2026; calendar days: 30" in lines
    assert any(line.endswith("calendar days: 60; to check: MN-proposal-answer-90") for line in lines)
    assert "1st bag complaint 1 0 0 0 1 1 –" in lines
    assert not any(name in done.out for name in NAMES)


def test_petitions_as_json(agecare: Run, book: Path) -> None:
    done = agecare("petitions", book, "--on", "2026-03-05", "--json")
    found = json.loads(done.out)
    first = found["petitions"][0]
    assert (first["state"], first["due"], first["extension"]) == ("registered", "2026-03-12", None)
    assert first["answer"]["rule"] == "MN-complaint-answer"
    assert [row["waiting"] for row in found["statistics"]] == [0, 1]
    assert not any(name in done.out for name in NAMES)


def test_a_register_without_petitions(agecare: Run, tiny_book: Path) -> None:
    assert "There are no petitions." in agecare("petitions", tiny_book, "--on", "2026-04-06").out


@pytest.mark.parametrize("command", ["due", "petitions"])
def test_a_day_that_is_none_is_refused(agecare: Run, book: Path, command: str) -> None:
    done = agecare(command, book, "--on", "31.02.2026")
    assert (done.code, "--on" in done.err) == (2, True)
