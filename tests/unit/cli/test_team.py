"""``agecare conference``, ``coaching`` and ``caseload``: tables, JSON, pages, and what they refuse."""

import json
from pathlib import Path

import pytest

from agecare.io import write_workbook
from agecare.io.tables import example_register
from unit.cli.conftest import Run


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example centre as a workbook."""
    path = tmp_path_factory.mktemp("books") / "example.xlsx"
    write_workbook(example_register(), path)
    return path


def test_conferences_that_should_be_called_and_those_booked_are_listed(agecare: Run, book: Path) -> None:
    done = agecare("conference", book, "--on", "2026-04-20")
    assert (done.code, done.err) == (0, "")
    assert "K-1" in done.out and "E-001" in done.out and "the client is at high risk" in done.out
    assert "Client One" not in done.out
    booked = agecare("conference", book, "--on", "6.4.2026")
    assert "No case conference needs to be called." in booked.out and "17 Apr 2026" in booked.out
    found = json.loads(agecare("conference", book, "--on", "2026-04-20", "--json").out)
    assert [(call["case"], call["evidence"][0]["reason"]) for call in found["calls"]] == [("K-1", "risk")]


def test_a_packet_is_written_and_told_by_ids(agecare: Run, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "packet.html"
    done = agecare("conference", book, "--conference", "CF-2", "--on", "2026-04-06", "--out", out, "--lang", "ky")
    assert (done.code, done.err) == (0, "")
    assert "Client One" in out.read_text(encoding="utf-8") and 'lang="ky"' in out.read_text(encoding="utf-8")
    found = json.loads(agecare("conference", book, "--case", "K-1", "--on", "2026-04-06", "--json").out)
    assert (found["case"], found["client"], found["conference"]) == ("K-1", "E-001", "CF-2")


def test_coaching_is_printed_and_written(agecare: Run, book: Path, tmp_path: Path) -> None:
    done = agecare("coaching", book, "--out", tmp_path / "coaching.html")
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "Coaching sessions: 1 (2 workers coached)" in lines
    assert "Case conferences: 1 (4 participants)" in lines
    assert "planning 1 2.0 3.0 +1.0 1 of 1 1" in lines
    assert "Worker Two" in (tmp_path / "coaching.html").read_text(encoding="utf-8")
    found = json.loads(agecare("coaching", book, "--since", "2026-02-01", "--json").out)
    assert (found["sessions"], found["conferences"]) == (0, 1)


def test_the_register_caseloads_and_a_handover_are_printed(agecare: Run, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "caseload.html"
    options = ("--on", "2026-04-06", "--since", "2025-01-01", "--leaves", "W-1")
    done = agecare("caseload", book, *options, "--out", out)
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "01.2026 2 1 0 3" in lines
    assert any(
        line.startswith("E-001 Client One Worker Two works in the same area; known to the client") for line in lines
    )
    assert "By these prices no other sharing out is better; this is proved." in lines
    assert "Worker Two" in out.read_text(encoding="utf-8")
    found = json.loads(agecare("caseload", book, *options, "--json", "--privacy", "anonymous").out)
    assert found["flow"]["total"] == {"before": 0, "entries": 4, "exits": 1, "after": 3}
    assert [(row["clients"], row["worker"]) for row in found["handover"]["proposals"]] == [(["E-001"], "W-2")]
    assert "Client One" not in agecare("caseload", book, *options, "--privacy", "anonymous").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("conference", "--case", "K-1", "--conference", "CF-1"), "--case"),
        (("conference", "--out", "packet.html"), "--out"),
        (("conference", "--case", "K-9"), "--case"),
        (("conference", "--conference", "CF-9"), "--conference"),
        (("conference", "--case", "K-1", "--out", "packet.pdf"), "--out"),
        (("coaching", "--since", "2026-02-30"), "--since"),
        (("coaching", "--out", "page.xlsx"), "--out"),
        (("caseload", "--leaves", "W-9"), "--leaves"),
        (("caseload", "--on", "2026-01-01", "--since", "2026-02-01"), "--since"),
        (("caseload", "--privacy", "worker"), "--privacy"),
    ],
)
def test_wrong_usage_ends_with_2(agecare: Run, book: Path, arguments: tuple[str, ...], told: str) -> None:
    command, *options = arguments
    done = agecare(command, book, *options)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
