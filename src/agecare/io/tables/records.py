"""The rows below the headings → records: one row, one record; the settings lie on their side."""

from collections.abc import Iterator, Mapping
from functools import cache

from agecare.errors import Fault
from agecare.io.tables.grid import Value, column_number, shown
from agecare.io.tables.headings import Layout, heading_of
from agecare.io.tables.limits import ROWS
from agecare.io.tables.rows import ReadRow, RowReader
from agecare.io.tables.sheet import Sheet
from agecare.io.tables.sheets import ALL_SHEETS, CENTRE_SETTINGS, SETTINGS
from agecare.io.tables.words import fold, nearest
from agecare.locale import LANGUAGES
from agecare.model.faults import fault

_MERGED_ROWS = 200_000
"""So many rows under merged cells are looked at."""


def read_records(layouts: Mapping[str, Layout]) -> tuple[dict[str, list[ReadRow]], list[Fault]]:
    """The rows of every sheet by record kind (``centre`` too), and the faults of their cells."""
    rows: dict[str, list[ReadRow]] = {}
    faults: list[Fault] = []
    for sheet_id, layout in layouts.items():
        if not layout.usable:
            continue
        faults += _merged_faults(layout)
        if sheet_id == SETTINGS:
            found, row = _settings(layout)
            faults += found
            rows["centre"] = [row] if row else []
            continue
        reader = RowReader(ALL_SHEETS[sheet_id], layout, sheet_id)
        absent = _absent_columns(ALL_SHEETS[sheet_id], layout)
        merged = _under_merged(layout)
        rows[sheet_id] = [
            reader.read(number, index, cells, absent | merged.get(number, frozenset()))
            for index, (number, cells) in enumerate(_data(layout, faults))
        ]
        faults += reader.faults
    return rows, faults


def _absent_columns(sheet: Sheet, layout: Layout) -> frozenset[str]:
    """Required columns that the sheet lacks; that has been said once, at the headings."""
    present = set(layout.columns.values())
    return frozenset(column.id for column in sheet.columns if column.required and column.id not in present)


def _data(layout: Layout, faults: list[Fault]) -> Iterator[tuple[int, dict[str, Value]]]:
    """Filled rows below the headings by column id; a value without heading is a fault, once per column."""
    strangers: set[int] = set()
    for number, row in layout.grid.rows(None):
        if number <= layout.heading_row:
            continue
        for column in row.keys() - layout.columns.keys() - layout.headings.keys() - strangers:
            strangers.add(column)
            faults.append(fault("AC1028", layout.place(number, column)))
        cells = {layout.columns[column]: value for column, value in row.items() if column in layout.columns}
        if cells:
            yield number, cells


def _merged_faults(layout: Layout) -> Iterator[Fault]:
    """AC1027: merged cells below the headings, under a column that is read."""
    for span in layout.grid.merged:
        first, _, last = span.partition(":")
        column, row = _split(first)
        if _split(last)[1] > layout.heading_row and _split(last)[0] >= min(layout.columns, default=1):
            yield fault("AC1027", layout.place(row, column), value=span)


def _under_merged(layout: Layout) -> dict[int, frozenset[str]]:
    """Columns that merged cells cover, by row: why those cells are empty has been said."""
    found: dict[int, set[str]] = {}
    rows_left = _MERGED_ROWS
    for span in layout.grid.merged:
        (left, top), (right, bottom) = map(_split, span.split(":"))
        columns = {id_ for column, id_ in layout.columns.items() if left <= column <= right}
        for row in range(max(top, layout.heading_row + 1), min(bottom, ROWS, top + rows_left) + 1):
            found.setdefault(row, set()).update(columns)
            rows_left -= 1
    return {row: frozenset(each) for row, each in found.items()}


def _split(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return column_number(letters), int(cell[len(letters) :])


def _settings(layout: Layout) -> tuple[list[Fault], ReadRow | None]:
    """The centre from the sheet of settings."""
    faults: list[Fault] = []
    label_column, value_column = layout.column_number("setting"), layout.column_number("value")
    if label_column is None or value_column is None:
        return faults, None
    cells: dict[str, Value] = {}
    where: dict[str, int] = {}
    for number, row in _data(layout, faults):
        if "setting" not in row:
            if "value" in row:
                faults.append(fault("AC1033", layout.place(number, label_column)))
            continue
        label = shown(row["setting"])
        id_ = _setting_id(label)
        place = layout.place(number, label_column)
        if id_ is None:
            near = nearest(label, _settings_by_label())
            suggestion = heading_of(SETTINGS, _settings_by_label()[near], layout.language) if near else None
            faults.append(fault("AC1029", place, value=label, suggestion=suggestion))
            id_ = _settings_by_label()[near] if near else None
        elif id_ in where:
            faults.append(fault("AC1030", place, value=label))
            continue
        if id_ is not None and id_ not in where:
            where[id_] = number
            if "value" in row:
                cells[id_] = row["value"]
    reader = RowReader(CENTRE_SETTINGS, layout, "centre", setting_rows=where)
    centre = reader.read(0, 0, cells, frozenset())
    return [*faults, *reader.faults], centre


def _setting_id(label: str) -> str | None:
    return _settings_by_label().get(fold(label))


@cache
def _settings_by_label() -> Mapping[str, str]:
    found = {fold(column.id): column.id for column in CENTRE_SETTINGS.columns}
    for language in LANGUAGES:
        for column in CENTRE_SETTINGS.columns:
            found.setdefault(fold(heading_of(SETTINGS, column.id, language)), column.id)
    return found


def setting_rows(layout: Layout) -> dict[str, int] | None:
    """Row by setting, for the sheet of settings; ``None`` for the others."""
    if layout.sheet_id != SETTINGS:
        return None
    found: dict[str, int] = {}
    for number, row in _data(layout, []):
        id_ = _setting_id(shown(row.get("setting", "")))
        if id_:
            found.setdefault(id_, number)
    return found
