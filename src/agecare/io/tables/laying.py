"""Records → the cells of each sheet, row by row."""

from collections.abc import Iterator, Sequence
from typing import Any

from agecare.errors import Fault, FormatError, Place
from agecare.io.tables.cells import TEXT
from agecare.io.tables.escape import escape
from agecare.io.tables.grid import column_letter
from agecare.io.tables.headings import heading_of, note_of
from agecare.io.tables.sheet import Column, Sheet
from agecare.io.tables.sheets import ALL_SHEETS, SETTINGS, kind_of
from agecare.model import Register
from agecare.model.faults import fault

LONGEST_CELL = 32_767
"""More characters than this no spreadsheet keeps in a cell."""
FIRST_DATA_ROW = 3

Cells = list[object]


def rows_of(register: Register, language: str, *, coded: bool = False) -> dict[str, list[Cells]]:
    """The cells of every sheet in the order of its columns; ``None`` is an empty cell.

    With ``coded`` coded values stay codes, and days of the week and yes or no are English.
    """
    found: dict[str, list[Cells]] = {}
    faults: list[Fault] = []
    for sheet_id, sheet in ALL_SHEETS.items():
        kind = kind_of(sheet_id)
        records = [register.centre] if sheet_id == SETTINGS else getattr(register, kind)
        rows = [list(_cells(sheet, record, language, coded)) for record in records]
        faults += _too_long(sheet, rows)
        found[sheet_id] = list(_on_its_side(rows[0], sheet, language, coded)) if sheet_id == SETTINGS else rows
    if faults:
        raise FormatError(faults)
    return found


def _cells(sheet: Sheet, record: Any, language: str, coded: bool) -> Iterator[object]:
    values = sheet.to_cells(record)
    for column in sheet.columns:
        value = values.get(column.id)
        yield None if value is None or value in ("", ()) else _written(column, value, language, coded)


def _written(column: Column, value: Any, language: str, coded: bool) -> object:
    if coded and column.cell.coded is not None:
        return column.cell.coded(value)
    written = column.cell.write(value, language)
    return escape(written) if column.cell is TEXT and isinstance(written, str) else written


def _on_its_side(row: Cells, sheet: Sheet, language: str, coded: bool) -> Iterator[Cells]:
    for column, value in zip(sheet.columns, row, strict=True):
        if coded:
            yield [column.id, value, None]
        else:
            label = heading_of(SETTINGS, column.id, language)
            yield [label, value, note_of(SETTINGS, column.id, language)]


def _too_long(sheet: Sheet, rows: Sequence[Cells]) -> Iterator[Fault]:
    for index, row in enumerate(rows):
        for number, value in enumerate(row):
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                column = sheet.columns[number]
                place = Place(
                    kind_of(sheet.id),
                    index,
                    column.id,
                    row=index + FIRST_DATA_ROW,
                    column=column_letter(number + 1),
                )
                yield fault("AC1059", place, most=f"{LONGEST_CELL:,}")
