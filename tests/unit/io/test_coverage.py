"""Coverage as JSON and as a workbook: the figures that were measured, and no names."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agecare.coverage import measure, without_small_counts
from agecare.io.coverage_json import SCHEMA, coverage_document, write_coverage
from agecare.io.coverage_xlsx import write_coverage_workbook
from agecare.locale import LANGUAGES, catalogue
from covered_worlds import DAY, district, random_district


def test_the_document_holds_every_figure_under_its_name(tmp_path: Path) -> None:
    coverage = measure(district(), DAY)
    write_coverage(tmp_path / "coverage.json", coverage)
    found = json.loads((tmp_path / "coverage.json").read_text(encoding="utf-8"))
    assert found == json.loads(json.dumps(coverage_document(coverage)))
    assert (found["schema"], found["on"], found["least_count"]) == (SCHEMA, "2026-04-06", None)
    assert found["whole"]["people"] == {"known": 4, "served": 2, "fully": 1}
    assert [row["area"] for row in found["areas"]] == ["A-0", "A-E", "A-W"]
    (day,) = [row for row in found["types"] if row["type"] == "day-care"]
    assert (day["places"], day["free"], day["access"], day["gini"]) == (2.0, 1.0, 0.5, 0.5)
    assert found["sites"][0]["area"] == "A-W"
    assert found["statistics"][0]["group"] == "elder-alone"


def test_what_is_not_shown_is_null() -> None:
    found = coverage_document(without_small_counts(measure(district(), DAY)))
    assert found["least_count"] == 5
    assert found["whole"]["people"] == {"known": None, "served": None, "fully": None}
    assert found["statistics"] == found["caseloads"] == []
    json.dumps(found, allow_nan=False)


def test_no_figure_is_infinite() -> None:
    json.dumps(coverage_document(measure(random_district(5), DAY)), allow_nan=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_a_sheet_for_every_table(tmp_path: Path, language: str) -> None:
    register = district()
    write_coverage_workbook(tmp_path / "c.xlsx", register, measure(register, DAY), language)
    book, words = load_workbook(tmp_path / "c.xlsx"), catalogue(language, "coverage")
    assert len(book.sheetnames) == len(set(book.sheetnames)) == 10
    assert book.sheetnames[0] == words["sheet-by-area"]
    for sheet in book:
        headings = [cell.value for cell in sheet[1]]
        assert len(set(headings)) == len(headings), sheet.title


def test_the_rows_of_the_workbook_are_the_figures(tmp_path: Path) -> None:
    register = district()
    write_coverage_workbook(tmp_path / "c.xlsx", register, measure(register, DAY))
    book = load_workbook(tmp_path / "c.xlsx")
    rows = {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)] for sheet in book}
    assert rows["By area"][2] == ("A-W", "West", "A-0", 30, 1, 2, 1, 0.5, 0)
    assert rows["By need"] == [("nutrition", 2, 0, 1, 1), ("company", 4, 1, 1, 1)]
    assert rows["One more place"][0][:6] == ("day centre", None, "A-W", "West", 2, 1)
    assert rows["Workers"][0] == ("W-1", "health", 2, 1, 0)
    assert len(rows["Needs"]) == len(measure(register, DAY).statistics)


def test_cells_of_what_is_not_shown_are_empty(tmp_path: Path) -> None:
    register = district()
    write_coverage_workbook(tmp_path / "c.xlsx", register, without_small_counts(measure(register, DAY)))
    book = load_workbook(tmp_path / "c.xlsx")
    assert [cell.value for cell in book["By area"][2]] == ["A-0", "Soum", None, 50, None, None, None, None, None]
    assert book["Workers"].max_row == 1
