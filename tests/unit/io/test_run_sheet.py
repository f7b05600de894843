"""The last sheet of schedule.xlsx is filled in and read back; what does not fit is a fault at its cell."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from agecare import FormatError, Register
from agecare.io import check_outcomes, read_outcomes, write_schedule_workbook
from agecare.io.tables.drop_downs import list_of, lists
from agecare.io.tables.headings import heading_of, title_of
from agecare.io.tables.sheets.outcomes import VISIT_OUTCOMES
from agecare.io.tables.words import word_for
from agecare.locale import LANGUAGES
from agecare.visits import problem_for
from builders import WEEK, result_of, tiny_plan, tiny_register


@pytest.fixture(scope="module")
def register() -> Register:
    return tiny_register()


def written(path: Path, register: Register, **options: Any) -> Path:
    problem = problem_for(register, WEEK)
    write_schedule_workbook(path, register, problem, result_of(problem, tiny_plan(problem)), **options)
    return path


def filled(path: Path, language: str, rows: dict[int, dict[str, Any]]) -> Path:
    """Write values by column id into rows of the sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book[title_of("visit_outcomes", language)]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row, values in rows.items():
        for id_, value in values.items():
            sheet.cell(row, column[heading_of("visit_outcomes", id_, language)], value)
    book.save(path)
    return path


def test_a_sheet_that_nobody_filled_in_says_nothing(tmp_path: Path, register: Register) -> None:
    assert read_outcomes(written(tmp_path / "schedule.xlsx", register), register) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_read_back(language: str, tmp_path: Path, register: Register) -> None:
    path = written(tmp_path / "schedule.xlsx", register, language=language)
    done = word_for("OutcomeStatus", "fulfilled", language)
    better = word_for("Achievement", "improving", language)
    filled(
        path,
        language,
        {
            2: {"status": done, "minutes": 55, "progress": better, "note": "key at the neighbours"},
            3: {"status": "noshow", "reason": word_for("MissedReason", "not-at-home", language)},
        },
    )
    first, second = read_outcomes(path, register)
    assert (first.request, first.date, first.worker) == ("R-1", dt.date(2026, 4, 6), "W-1")
    assert (first.status, first.minutes, first.progress) == ("fulfilled", 55, "improving")
    assert (second.status, second.reason) == ("noshow", "not-at-home")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drop_down_holds_all_words(language: str) -> None:
    for id_ in ("status", "reason", "progress"):
        words = lists(language)[list_of(VISIT_OUTCOMES.column(id_)) or ""]
        assert len(",".join(words)) <= 255 and "," not in "".join(words)


def test_drop_downs_are_there(tmp_path: Path, register: Register) -> None:
    book = openpyxl.load_workbook(written(tmp_path / "schedule.xlsx", register))
    rules = book["Visit outcomes"].data_validations.dataValidation
    assert sorted(str(rule.sqref) for rule in rules) == ["I2:I6", "J2:J6", "L2:L6"]


def test_nobody_is_named_for_anybody_but_the_coordinator(tmp_path: Path, register: Register) -> None:
    path = written(tmp_path / "schedule.xlsx", register, privacy="anonymous")
    shown = {cell for row in openpyxl.load_workbook(path)["Visit outcomes"].iter_rows(values_only=True) for cell in row}
    assert not shown & {client.name for client in register.clients}
    assert "E-1" in shown


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({"status": "fulfiled"}, "AC1037", "I"),
        ({"status": "cancelled"}, "AC2401", "J"),
        ({"status": "fulfilled", "reason": "away"}, "AC2402", "J"),
        ({"status": "noshow", "minutes": 20}, "AC2403", "K"),
        ({"status": "noshow", "reason": "other"}, "AC2404", "M"),
        ({"reason": "away"}, "AC1033", "I"),
        ({"status": "fulfilled", "request": "R-11"}, "AC3002", "H"),
        ({"status": "fulfilled", "worker": "W-11"}, "AC3002", "C"),
        ({"status": "fulfilled", "minutes": "long"}, "AC1034", "K"),
    ],
)
def test_what_does_not_fit_is_a_fault_at_its_cell(
    values: dict[str, Any], code: str, column: str, tmp_path: Path, register: Register
) -> None:
    path = filled(written(tmp_path / "schedule.xlsx", register), "en", {4: values})
    [fault] = check_outcomes(path, register).faults
    assert (fault.code, fault.place.sheet, fault.place.row, fault.place.column) == (code, "Visit outcomes", 4, column)
    with pytest.raises(FormatError, match=code):
        read_outcomes(path, register)


def test_one_visit_told_twice_is_a_fault_and_the_good_rows_are_there(tmp_path: Path, register: Register) -> None:
    path = written(tmp_path / "schedule.xlsx", register)
    same = {"request": "R-1", "date": dt.date(2026, 4, 6), "worker": "W-1", "status": "noshow"}
    filled(path, "en", {2: same, 3: same, 4: {"status": "fulfilled"}})
    found = check_outcomes(path, register)
    assert [(fault.code, fault.place.row) for fault in found.faults] == [("AC3401", 3)]
    assert len(found.outcomes) == 3


def test_another_workbook_has_no_such_sheet(tmp_path: Path, register: Register) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Visits"
    book.save(tmp_path / "other.xlsx")
    [fault] = check_outcomes(tmp_path / "other.xlsx", register).faults
    assert fault.code == "AC1020"
    (tmp_path / "no.xlsx").write_bytes(b"nothing of the kind")
    assert check_outcomes(tmp_path / "no.xlsx", register).faults
