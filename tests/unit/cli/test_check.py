"""``agecare check``."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from agecare.io import write_csv_folder
from builders import tiny_register


@pytest.fixture
def faulty_book(tiny_book: Path, tmp_path: Path) -> Path:
    """The tiny book with two clients that nobody has."""
    path = tmp_path / "faulty.xlsx"
    book = openpyxl.load_workbook(tiny_book)
    sheet = book["Visits"]
    [first] = [cell for row in sheet.iter_rows(max_row=5) for cell in row if cell.value == "E-1"]
    first.value = "E-01"
    sheet.cell(first.row + 1, first.column).value = "E-77"
    book.save(path)
    return path


def test_a_good_book_is_said_to_be_good(agecare, tiny_book: Path) -> None:
    done = agecare("check", tiny_book)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Clients: 3 · workers: 2 · visit requests: 3 · locks: 0",
        "No faults.",
    ]


def test_every_fault_is_listed_at_its_cell(agecare, faulty_book: Path) -> None:
    done = agecare("check", faulty_book)
    assert done.code == 3
    *faults, count = done.out.splitlines()
    assert len(faults) == 2
    assert faults[0].startswith("Visits!")
    assert "E-1" in faults[0]
    assert count == "Faults: 2 · warnings: 0"


def test_the_faults_as_json(agecare, faulty_book: Path) -> None:
    done = agecare("check", faulty_book, "--json")
    found = json.loads(done.out)
    assert (done.code, found["errors"]) == (3, 2)
    assert {fault["sheet"] for fault in found["faults"]} == {"Visits"}


def test_a_good_book_as_json(agecare, tiny_book: Path) -> None:
    done = agecare("check", tiny_book, "--json")
    assert (done.code, json.loads(done.out)["faults"]) == (0, [])


def test_a_marked_copy_is_written_and_the_book_is_not_touched(agecare, faulty_book: Path, tmp_path: Path) -> None:
    before, copy = faulty_book.read_bytes(), tmp_path / "copy.xlsx"
    done = agecare("check", faulty_book, "--marked", copy)
    assert (done.code, str(copy) in done.out) == (3, True)
    assert len(openpyxl.load_workbook(copy).sheetnames) > 0
    assert faulty_book.read_bytes() == before


def test_the_copy_cannot_take_the_place_of_the_book(agecare, faulty_book: Path) -> None:
    before = faulty_book.read_bytes()
    assert agecare("check", faulty_book, "--marked", faulty_book).code == 2
    assert faulty_book.read_bytes() == before


def test_a_warning_is_shown_and_does_not_fail(agecare, rich_book: Path) -> None:
    done = agecare("check", rich_book)
    assert done.code == 0
    assert done.out.startswith("Warning: ")
    assert "AC3014" in done.out


def test_faults_are_said_in_the_language_asked_for(agecare, faulty_book: Path) -> None:
    assert "Алдаа: 2" in agecare("check", faulty_book, "--lang", "mn").out


def test_a_folder_of_csv_files_is_checked_the_same_way(agecare, tmp_path: Path) -> None:
    write_csv_folder(tiny_register(), tmp_path / "csv")
    assert agecare("check", tmp_path / "csv").code == 0


def test_what_is_no_book_is_a_fault(agecare, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"")
    done = agecare("check", path)
    assert done.code == 3
    assert "[AC1" in done.out
    shutil.rmtree(tmp_path)
