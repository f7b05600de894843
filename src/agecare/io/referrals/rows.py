"""One row of a file → one record, or its faults, each at its column. What the reading by columns must agree with."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import attrs
from pydantic import ValidationError

from agecare.errors import Fault
from agecare.io.referrals.kinds import Column
from agecare.io.referrals.outcome import Faults
from agecare.io.referrals.source import Source
from agecare.io.tables.cellerror import CellError
from agecare.io.tables.cells import one_alphabet
from agecare.io.tables.clocks import read_date
from agecare.io.tables.escape import unescape
from agecare.io.tables.grid import column_letter
from agecare.io.tables.words import fold, trim
from agecare.model.faults import fault
from agecare.referrals.columns.assemble import Table, table_of

HIDDEN = "…"
"""Stands for a text that may be personal."""


@attrs.frozen
class RowOutcome:
    """A row that was read: its record, or its faults; neither for a blank one."""

    record: Any
    faults: tuple[Fault, ...]


def read_row(source: Source, row: int, index: int, cells: Sequence[str]) -> RowOutcome:
    """Read one row; ``row`` counts the records of the file from 1, ``index`` those after the headings from 0."""
    values: dict[str, Any] = {}
    found: dict[str, Fault] = {}
    if not any(trim(cell) for cell in cells):
        return RowOutcome(None, ())
    for column in source.file.columns:
        at = source.places.get(column.name)
        text = cells[at] if at is not None and at < len(cells) else ""
        if not trim(text):
            if column.required:
                found[column.name] = fault("AC1033", source.place(row, index, column.name))
            continue
        try:
            values[column.name] = _read_cell(column, text)
        except CellError as error:
            shown = error.value if error.value is not None else text
            found[column.name] = _cell_fault(source, row, index, column, error, shown)
    beyond = next((at for at in range(len(source.headings), len(cells)) if trim(cells[at])), None)
    if beyond is not None:
        place = attrs.evolve(source.place(row, index, None), column=column_letter(beyond + 1))
        found[_BEYOND] = fault("AC1028", place)
    try:
        record = source.file.model.model_validate(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            name = (
                str(detail["loc"][0]) if detail["loc"] else _ROW_FAULTS.get(detail["type"], source.file.columns[0].name)
            )
            if name not in found and not (not detail["loc"] and found):
                found[name] = _field_fault(source, row, index, name, detail, values.get(name))
        record = None
    return RowOutcome(None if found else record, tuple(found[name] for name in sorted(found, key=_order(source))))


_BEYOND = "…"
"""Stands for cells to the right of all headings."""

_ROW_FAULTS = {"AC2061": "need", "AC2013": "valid_to"}
"""The column at which a fault of the whole row is shown."""


def _order(source: Source) -> Any:
    return [*(column.name for column in source.file.columns), _BEYOND].index


def _read_cell(column: Column, text: str) -> Any:
    match column.kind:
        case "id" | "few":
            return one_alphabet(trim(text))
        case "coded":
            return _read_code(column, text)
        case "day":
            return read_date(trim(text))
        case "text":
            return unescape(text)
        case _:
            return trim(text)


def _read_code(column: Column, text: str) -> str:
    assert column.coded is not None
    known = {member.value: member.value for member in column.coded}
    word = fold(text)
    if word not in known:
        near = get_close_matches(word, known, n=1, cutoff=0.6)
        raise CellError("AC1037", suggestion=near[0] if near else None, allowed=", ".join(known))
    return known[word]


def _cell_fault(source: Source, row: int, index: int, column: Column, error: CellError, shown: str) -> Fault:
    place = source.place(row, index, column.name)
    params: dict[str, Any] = error.params
    return fault(error.code, place, value=_shown(column, shown), suggestion=error.suggestion, **params)


def _field_fault(source: Source, row: int, index: int, name: str, detail: Any, value: Any) -> Fault:
    place, column = source.place(row, index, name), source.file.column(name)
    shown = None if value is None or column is None else _shown(column, str(value))
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind.startswith("AC"):
        params: dict[str, Any] = {key: str(each) for key, each in context.items() if key != "value"}
        return fault(kind, place, value=shown, **params)
    match kind:
        case "string_pattern_mismatch":
            return fault("AC1039", place, value=shown)
        case "string_too_long":
            return fault("AC1038", place, value=shown, most=str(context["max_length"]))
        case "int_parsing" | "int_from_float" | "int_parsing_size":
            return fault("AC1034", place, value=shown)
        case "greater_than_equal" | "less_than_equal":
            return fault("AC1036", place, value=shown, least="0", most="1000000")
        case "missing":
            return fault("AC1033", place)
    return fault("AC1099", place, value=shown, detail=kind)


def _shown(column: Column, text: str) -> str:
    return HIDDEN if column.kind == "text" else text[:60]


def read_rows(source: Source, zone: str, faults: Faults) -> tuple[Table, list[int]]:
    """The good rows of a file as columns, and the position of each among the file's records; row by row."""
    records, positions = [], []
    for position, (number, cells) in enumerate(source.rows()):
        outcome = read_row(source, number, position, cells)
        faults.add(outcome.faults)
        if outcome.record is not None:
            records.append(outcome.record)
            positions.append(position)
    return table_of(source.file.model, records, zone), positions
