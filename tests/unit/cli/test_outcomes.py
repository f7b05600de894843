"""agecare outcomes and agecare files: what is said, what is written, and what is never written over."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agecare import VisitOutcome
from agecare.cli.app import app
from agecare.cli.exits import LastResort
from agecare.io import read_workbook, write_csv_folder, write_workbook
from agecare.io.tables import example_register
from agecare.locale import LANGUAGES


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], obj=LastResort())


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loop")
    write_csv_folder(example_register(), path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with outcomes of the week; its other sheets are not read."""
    path = tmp_path_factory.mktemp("filled") / "filled.xlsx"
    told = [
        VisitOutcome(request="V-1", date="2026-04-06", worker="W-1", status="fulfilled", progress="worsening"),
        VisitOutcome(request="V-2", date="2026-04-07", worker="W-2", status="noshow"),
    ]
    write_workbook(example_register().replace(visit_outcomes=told), path)
    return path


def test_a_filled_sheet_changes_goals_requests_and_reviews(book: Path, filled: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    before = contents(book)
    done = run("outcomes", book, filled, "--on", "2026-04-11", "--by", "W-1", "--out", new)
    assert done.exit_code == 0, done.output
    assert "Recorded: 2 new, 0 corrected, 0 known before." in done.output
    assert "G-1" in done.output and "V-2.2026-W16" in done.output and "the client is worse" in done.output
    register = read_workbook(new)
    assert next(goal for goal in register.goals if goal.id == "G-1").achievement == "worsening"
    assert register.case_events[-1].actor == "W-1"
    assert register.visit_request("V-2.2026-W16").visits_per_week == 1
    assert contents(book) == before
    again = json.loads(run("outcomes", new, filled, "--on", "2026-04-11", "--json").stdout)
    assert (again["added"], again["corrected"], again["goals"]) == ([], [], [])
    assert [each["case"] for each in again["reviews"]] == ["K-1"]


def test_nothing_is_written_over_unless_asked_for(book: Path, filled: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    new.write_bytes(b"mine")
    refused = run("outcomes", book, filled, "--on", "2026-04-11", "--out", new)
    assert refused.exit_code == 2 and new.read_bytes() == b"mine"
    assert run("outcomes", book, filled, "--out", tmp_path / "new.csv").exit_code == 2
    assert run("outcomes", book, filled, "--week", "soon").exit_code == 2
    assert run("outcomes", book, filled, "--on", "2026-04-11", "--out", new, "--replace").exit_code == 0
    assert new.read_bytes() != b"mine"


def test_a_file_without_outcomes_is_a_fault(book: Path, tmp_path: Path) -> None:
    (tmp_path / "none.xlsx").write_bytes(b"no workbook")
    done = run("outcomes", book, tmp_path / "none.xlsx")
    assert done.exit_code == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_shown_printed_and_drawn(language: str, book: Path, tmp_path: Path) -> None:
    page = tmp_path / "files.html"
    done = run("files", book, "--on", "2026-04-06", "--out", page, "--lang", language)
    assert done.exit_code == 0, done.output
    assert "K-1" in done.output and "identity-card" in done.output
    html = page.read_text(encoding="utf-8")
    assert (
        f'<html lang="{language}">' in html and "identity-card" in html and "http" not in html.replace("http-equiv", "")
    )
    if language == "en":
        found = json.loads(run("files", book, "--on", "2026-04-06", "--manager", "W-1", "--json").stdout)
        assert [each["case"] for each in found["files"]] == ["K-1"]
        assert found["managers"] == [{"case_manager": "W-1", "files": 1, "complete": 0, "missing": 1}]
