"""Folders of CSV files: the same columns, the same faults."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from agecare import FormatError
from agecare.io import check_tables, read_csv_folder, write_csv_folder
from agecare.io.tables import example_register
from agecare.io.tables.sheets import ALL_SHEETS
from workbooks import errors

Rows = list[list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example centre as CSV files."""
    write_csv_folder(example_register(), tmp_path / "centre")
    return tmp_path / "centre"


def rewrite(path: Path, change: Callable[[Rows], None], **options: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding=options.pop("encoding", "utf-8"), newline="") as file:
        csv.writer(file, **options).writerows(rows)  # type: ignore[arg-type]


def put(cell: str, value: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[int(cell[1:]) - 1][ord(cell[0]) - 65] = value

    return change


def test_one_file_per_sheet(folder: Path) -> None:
    assert {file.stem for file in folder.iterdir()} == set(ALL_SHEETS)
    assert (folder / "clients.csv").read_text(encoding="utf-8").startswith("id,name,birth_date,gender,group")


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_commas_and_semicolons_with_and_without_bom(delimiter: str, encoding: str, folder: Path) -> None:
    for file in folder.iterdir():
        rewrite(file, lambda rows: None, delimiter=delimiter, encoding=encoding)
    assert read_csv_folder(folder) == example_register()


def test_titles_and_headings_in_another_language(folder: Path) -> None:
    def russian(rows: Rows) -> None:
        rows[0][:4] = ["Код", "Название", "Дата рождения", "Пол"]

    rewrite(folder / "clients.csv", russian)
    (folder / "clients.csv").rename(folder / "Клиенты.csv")
    assert read_csv_folder(folder) == example_register()


def test_sheets_that_nobody_needs_may_be_missing(folder: Path) -> None:
    unneeded = ("locks", "holiday_changes", "travel_speeds", "travel_times", "carers", "absences", "placements")
    unneeded += ("service_requests", "needs", "quotas", "coverage_targets", "need_rules", "risk_rules")
    for name in (*unneeded, "consents", "referrals", "referral_events", "case_events", "goals", "tasks", "decisions"):
        (folder / f"{name}.csv").unlink()
    assert read_csv_folder(folder).locks == ()


@pytest.mark.parametrize(
    ("name", "cell", "value", "code", "suggestion"),
    [
        ("visit_requests", "F2", "8:30-25:00", "AC1042", "08:30-15:00"),
        ("visit_requests", "F4", "22:00-02:00", "AC1043", "22:00-24:00"),
        ("visit_requests", "H4", "-60", "AC1036", None),
        ("visit_requests", "B4", "E-02", "AC3002", "E-002"),
        ("visit_requests", "B4", "Е-002", "AC1052", "E-002"),
        ("visit_requests", "D2", "#REF!", "AC1032", None),
        ("needs", "E2", "03/04/2026", "AC1046", "2026-03-04 / 2026-04-03"),
        ("needs", "E2", "31.02.2026", "AC1047", "2026-02-28"),
        ("needs", "A3", "N-1", "AC3001", None),
        ("clients", "D2", "femle", "AC1037", "female"),
        ("clients", "A4", "E 003", "AC1039", "E-003"),
        ("carers", "A2", "", "AC1033", None),
        ("settings", "B5", "Asia/Ulanbaatar", "AC1037", "Ulaanbaatar (UTC+8)"),
        ("settings", "A10", "daily_minuts", "AC1029", "Most minutes a day"),
        ("workers", "A1", "idd", "AC1024", "Id"),
    ],
)
def test_the_same_faults_at_file_row_and_column(
    name: str, cell: str, value: str, code: str, suggestion: str | None, folder: Path
) -> None:
    rewrite(folder / f"{name}.csv", put(cell, value))
    (fault,) = errors(folder)
    assert (fault.code, str(fault.place)) == (code, f"{name}.csv!{cell}")
    assert fault.suggestion == suggestion
    with pytest.raises(FormatError):
        read_csv_folder(folder)


def test_files_that_cannot_be_read_are_not_missing(folder: Path) -> None:
    (folder / "clients.csv").write_bytes("id,name\nE-001,Бат\n".encode("cp1251"))
    (folder / "skills.csv").write_bytes(b"")
    (folder / "areas.csv").write_text('id,name\n"A-0,x\n')
    found = {(fault.code, str(fault.place)) for fault in errors(folder)}
    assert found == {("AC1016", "clients.csv"), ("AC1002", "skills.csv"), ("AC1013", "areas.csv!2")}


def test_a_needed_file_is_missing(folder: Path) -> None:
    (folder / "clients.csv").unlink()
    (fault,) = errors(folder)
    assert (fault.code, fault.place.kind) == ("AC1020", "clients")


def test_a_misspelt_file(folder: Path) -> None:
    (folder / "clients.csv").rename(folder / "cleints.csv")
    (fault,) = errors(folder)
    assert (fault.code, str(fault.place), fault.suggestion) == ("AC1021", "cleints.csv", "Clients")


def test_limits_hold_for_csv_too(folder: Path) -> None:
    with (folder / "needs.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"N-{number},E-001,mood,mild,\n" for number in range(3, 50_003))
    with (folder / "carers.csv").open("a", encoding="utf-8") as file:
        file.write("C-9,E-001" + "," * 120 + "x\n")
    found = {(fault.code, str(fault.place)) for fault in errors(folder)}
    assert found == {("AC1014", "needs.csv!A50001"), ("AC1015", "carers.csv!DR3")}


def test_an_empty_folder(tmp_path: Path) -> None:
    (fault,) = check_tables(tmp_path)
    assert fault.code == "AC1017"


def test_a_list_of_people_is_no_folder(tmp_path: Path) -> None:
    assert [fault.code for fault in check_tables(tmp_path / "nowhere")] == ["AC1001"]
