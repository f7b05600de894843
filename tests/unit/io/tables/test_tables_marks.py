"""Marked copies and JSON."""

import json
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from agecare import Place
from agecare.io import check_tables, faults_as_json, write_csv_folder, write_marked_copy, write_workbook
from agecare.io.tables import example_register
from agecare.io.tables.headings import title_of
from agecare.locale import LANGUAGES
from agecare.model.faults import fault
from workbooks import saved


def spoil(book: Workbook) -> None:
    book["Visits"]["F5"] = "8:30-25:00"
    book["Visits"]["H5"] = "=1+1"
    book["Clients"]["D3"] = "+cmd"
    book["Needs"].merge_cells("B3:B4")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_are_marked_and_listed_with_links(language: str, tmp_path: Path) -> None:
    source = saved(tmp_path / "source.xlsx", spoil)
    before = source.read_bytes()
    faults = check_tables(source)
    write_marked_copy(source, faults, tmp_path / "marked.xlsx", language)
    assert source.read_bytes() == before
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    page = book[book.sheetnames[0]]
    assert page.title == title_of("errors", language)
    assert [row[2].value for row in page.iter_rows(min_row=2)] == [each.code for each in faults]
    for row, each in enumerate(faults, start=2):
        cell = book[each.place.sheet][f"{each.place.column}{each.place.row}"]
        assert each.code in cell.comment.text
        assert cell.fill.fgColor.rgb == "FFFFC7CE"
        assert page.cell(row, 2).hyperlink.location == f"'{each.place.sheet}'!{cell.coordinate}"
    values = {page.cell(row, 6).value for row in range(2, len(faults) + 2)}
    assert "'+cmd" in values


def test_a_marked_copy_can_be_corrected_and_checked_again(tmp_path: Path) -> None:
    source = saved(tmp_path / "source.xlsx", spoil)
    faults = check_tables(source)
    write_marked_copy(source, faults, tmp_path / "marked.xlsx", "mn")
    assert [(each.code, str(each.place)) for each in check_tables(tmp_path / "marked.xlsx")] == [
        (each.code, str(each.place)) for each in faults
    ]
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    book["Visits"]["F5"] = "08:30-15:00"
    book.save(tmp_path / "corrected.xlsx")
    rest = check_tables(tmp_path / "corrected.xlsx")
    assert len(rest) == len(faults) - 1
    write_marked_copy(tmp_path / "corrected.xlsx", rest, tmp_path / "again.xlsx", "mn")
    again = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert again["Visits"]["F5"].comment is None
    assert again["Visits"]["F5"].fill.fill_type is None
    assert len(again.worksheets) == len(book.worksheets)


def test_two_faults_of_one_cell_share_a_note(tmp_path: Path) -> None:
    def twice(book: Workbook) -> None:
        book["Workers"]["G4"] = "liftng; caree"

    source = saved(tmp_path / "source.xlsx", twice)
    write_marked_copy(source, check_tables(source), tmp_path / "marked.xlsx")
    note = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Workers"]["G4"].comment.text
    assert "liftng" in note
    assert "caree" in note


def test_what_cannot_be_opened_still_gets_its_list(tmp_path: Path) -> None:
    source = tmp_path / "source.xlsx"
    source.write_bytes(b"no workbook")
    write_marked_copy(source, check_tables(source), tmp_path / "marked.xlsx")
    (page,) = openpyxl.load_workbook(tmp_path / "marked.xlsx").worksheets
    assert page["C2"].value == "AC1003"


def test_a_folder_of_csv_is_marked_in_a_workbook(tmp_path: Path) -> None:
    write_csv_folder(example_register(), tmp_path / "centre")
    file = tmp_path / "centre" / "needs.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("severe", "=severe"), encoding="utf-8")
    write_marked_copy(tmp_path / "centre", check_tables(tmp_path / "centre"), tmp_path / "marked.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "marked.xlsx")["needs.csv"]["D2"]
    assert "AC1037" in cell.comment.text
    assert (cell.value, cell.data_type) == ("'=severe", "s")


def test_the_source_is_never_written_over(tmp_path: Path) -> None:
    source = saved(tmp_path / "source.xlsx")
    with pytest.raises(ValueError, match="may not take the place"):
        write_marked_copy(source, [], source)


def test_warnings_are_marked_where_a_register_is_written(tmp_path: Path) -> None:
    register = example_register()
    marks = [
        fault("AC3014", Place("visit_requests", 1, "roles.0.skills"), value="nursing", level="5", severity="warning"),
        fault("AC3002", Place("centre", None, "area"), value="A-9"),
    ]
    write_workbook(register, tmp_path / "marked.xlsx", language="ru", marked=marks)
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert "AC3014" in book["Посещения"]["I4"].comment.text
    assert book["Посещения"]["I4"].fill.fgColor.rgb == "FFFFEB9C"
    assert "AC3002" in book["Параметры"]["B8"].comment.text
    assert book.sheetnames[0] == "Ошибки"


def test_json_has_everything_in_one_language(tmp_path: Path) -> None:
    source = saved(tmp_path / "source.xlsx", spoil)
    document = json.loads(faults_as_json(check_tables(source), "ky"))
    assert (document["errors"], document["warnings"]) == (4, 0)
    (window,) = (each for each in document["faults"] if each["code"] == "AC1042")
    assert window == {
        "code": "AC1042",
        "severity": "error",
        "source": "source.xlsx",
        "sheet": "Visits",
        "row": 5,
        "column": "F",
        "cell": "F5",
        "heading": "Windows",
        "kind": "visit_requests",
        "index": 2,
        "field": "windows",
        "text": "«8:30-25:00» 24:00дөн кийин аяктайт.",
        "value": "8:30-25:00",
        "suggestion": "08:30-15:00",
        "params": {},
    }
