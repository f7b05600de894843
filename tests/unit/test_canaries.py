"""Canaries sit in every personal field of a rich register; none of them gets into repr, errors, logs or JSON."""

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from agecare import FormatError, Register, cases
from agecare.cli.app import app
from agecare.cli.exits import LastResort
from agecare.io import check_tables, faults_as_json, read_workbook, write_csv_folder, write_workbook
from agecare.io.tables import example_register
from agecare.io.tables.headings import title_of
from agecare.io.tables.sheets import ALL_SHEETS
from agecare.model.base import Record

CANARY = "Canary"
NUMBERS = {"latitude": 12.345671, "longitude": 98.765431, "income": 7654321, "birth_date": dt.date(1911, 11, 11)}
NUMBERS |= {"home_latitude": NUMBERS["latitude"], "home_longitude": NUMBERS["longitude"]}
ON = "2026-04-06"


def personal(model: type[Record]) -> list[str]:
    return [name for name, field in model.model_fields.items() if not field.repr]


def caged(record: Record) -> Record:
    """The record with a canary in every personal field that holds text, and telling numbers in the others."""
    changes = {
        name: NUMBERS.get(name, f"{CANARY} {name}")
        for name in personal(type(record))
        if name in NUMBERS or isinstance(getattr(record, name), str)
    }
    return type(record).model_validate({**dict(record), **changes})


@pytest.fixture(scope="module")
def register() -> Register:
    example = example_register()
    return Register(**{name: tuple(map(caged, each)) if isinstance(each, tuple) else each for name, each in example})


@pytest.fixture(scope="module")
def book(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canaries") / "book.xlsx"
    write_workbook(register, path)
    return path


@pytest.fixture(scope="module")
def folder(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canaries-csv")
    write_csv_folder(register, path)
    return path


def found(text: str) -> list[str]:
    shown = [CANARY, *(str(value) for value in NUMBERS.values()), "datetime.date(1911"]
    return [canary for canary in shown if canary in text]


def test_every_kind_of_record_with_a_personal_field_has_its_canary(register: Register) -> None:
    for kind, field in Register.model_fields.items():
        models = get_args(field.annotation)
        if models and personal(models[0]) and kind != "assessments":
            assert any(found(record.model_dump_json()) for record in getattr(register, kind)), kind


def test_no_canary_is_in_the_repr_of_anything(register: Register) -> None:
    assert found(repr(register)) == []
    on = dt.date(2026, 4, 6)
    at = dt.datetime(2026, 4, 6, 18)
    things: list[Any] = [
        cases.due(register, on),
        cases.completeness(register, on),
        cases.take_up(register, week=on, actor="W-1", at=at),
        cases.follow_petitions(register, on),
        [cases.file_of(register, case.id) for case in register.cases],
    ]
    assert found("".join(map(repr, things))) == []


def test_no_canary_is_in_an_error_of_a_record(register: Register) -> None:
    told = []
    for _, records in register:
        for record in records if isinstance(records, tuple) else ():
            for name in type(record).model_fields:
                with pytest.raises(ValidationError) as error:
                    type(record).model_validate({**dict(record), name: object(), "unknown": f"{CANARY} here"})
                told.append(str(error.value))
    assert found("".join(told)) == []


def test_no_canary_is_in_an_error_of_a_register(register: Register) -> None:
    with pytest.raises(FormatError) as error:
        register.replace(clients=register.clients * 2, areas=(), workers=(), services=())
    assert found(f"{error.value}{error.value!r}{error.value.faults!r}") == []


def test_no_canary_is_in_a_fault_of_a_workbook(book: Path, tmp_path: Path) -> None:
    """What is personal is pasted into every column of a sheet: the faults of personal columns do not repeat it."""
    sheet = openpyxl.load_workbook(book)
    for id_, each in ALL_SHEETS.items():
        page = sheet[title_of(id_, "en")]
        for number, column in enumerate(each.columns, start=1):
            if column.personal and page.cell(3, number).value is not None:
                page.cell(3, number, f"{CANARY} " * 300)
    sheet.save(tmp_path / "bad.xlsx")
    faults = check_tables(tmp_path / "bad.xlsx")
    assert len(faults) > 20
    assert found("".join(f"{fault}{fault!r}" for fault in faults) + faults_as_json(faults)) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "BOOK"],
        ["due", "BOOK", "--on", ON],
        ["due", "BOOK", "--on", ON, "--json"],
        ["petitions", "BOOK", "--json"],
        ["files", "BOOK", "--on", ON],
        ["files", "BOOK", "--on", ON, "--json"],
        ["files", "BOOK", "--on", ON, "--out", "page.html", "--privacy", "anonymous"],
        ["due", "BOOK", "--on", ON, "--out", "page.html", "--privacy", "anonymous"],
        ["outcomes", "BOOK", "--on", ON],
        ["outcomes", "BOOK", "--on", ON, "--json"],
    ],
    ids=" ".join,
)
def test_no_canary_is_printed_logged_or_on_an_anonymous_page(
    arguments: list[str],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    done = CliRunner().invoke(app, [str(folder) if each == "BOOK" else each for each in arguments], obj=LastResort())
    assert done.exit_code == 0, done.output
    pages = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html"))
    assert found(done.output + caplog.text + pages) == []
    if "--json" in arguments:
        assert json.loads(done.stdout)["schema"].startswith("agecare.")


def test_the_canaries_are_alive(book: Path, register: Register) -> None:
    assert read_workbook(book) == register
