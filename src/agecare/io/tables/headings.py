"""Which sheet of the file holds which records, and which column holds what.

A template says it in a hidden row of machine ids (``clients.birth_date``). Without it, titles and headings in
any of the four languages, or the bare machine ids, do as well.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import attrs

from agecare.errors import Fault, Place
from agecare.io.tables.grid import Grid, Row, Value, column_letter, shown
from agecare.io.tables.sheets import ALL_SHEETS, SETTING_COLUMNS, SETTINGS
from agecare.io.tables.words import fold, nearest
from agecare.locale import LANGUAGES, catalogue
from agecare.model.faults import fault

TEMPLATE_VERSION = 1
HEAD_ROWS = 10
"""Headings are looked for in the first rows only."""
OWN_SHEETS = ("instructions", "lists", "errors")
"""Sheets that the template and the marked copy add; they hold no records."""

_MACHINE_ID = re.compile(r"([a-z_]+)\.([a-z_.]+)")


def title_of(sheet_id: str, language: str) -> str:
    """The title of a sheet."""
    return catalogue(language, "sheets")[f"title.{sheet_id}"]


def heading_of(sheet_id: str, column_id: str, language: str) -> str:
    """The heading of a column: its own in this sheet, else the one all sheets share."""
    words = catalogue(language, "sheets")
    return words.get(f"heading.{sheet_id}.{column_id}") or words[f"heading.{column_id}"]


def note_of(sheet_id: str, column_id: str, language: str) -> str:
    """What to write in a column."""
    words = catalogue(language, "sheets")
    return words.get(f"note.{sheet_id}.{column_id}") or words[f"note.{column_id}"]


def column_ids(sheet_id: str) -> tuple[str, ...]:
    """The machine ids of the columns of a sheet."""
    return SETTING_COLUMNS if sheet_id == SETTINGS else tuple(column.id for column in ALL_SHEETS[sheet_id].columns)


@functools.cache
def sheets_by_title() -> Mapping[str, str]:
    """Sheet id by folded title in any language, or by the id itself; the template's own sheets too."""
    found = {fold(id_): id_ for id_ in (*ALL_SHEETS, *OWN_SHEETS)}
    for language in LANGUAGES:
        for id_ in (*ALL_SHEETS, *OWN_SHEETS):
            found.setdefault(fold(title_of(id_, language)), id_)
    return MappingProxyType(found)


@functools.cache
def columns_by_heading(sheet_id: str) -> Mapping[str, str]:
    """Column id by folded heading in any language, or by the machine id, short or long."""
    found: dict[str, str] = {}
    for id_ in column_ids(sheet_id):
        found |= {fold(id_): id_, fold(f"{sheet_id}.{id_}"): id_}
    for language in LANGUAGES:
        for id_ in column_ids(sheet_id):
            found.setdefault(fold(heading_of(sheet_id, id_, language)), id_)
    return MappingProxyType(found)


@attrs.frozen
class Layout:
    """A sheet of the file, understood: where each column is and where the records begin."""

    sheet_id: str
    grid: Grid
    source: str
    language: str
    heading_row: int = 0
    columns: Mapping[int, str] = attrs.field(factory=dict)
    """Column id by column number."""
    headings: Mapping[int, str] = attrs.field(factory=dict)
    """The headings as they stand in the file."""
    usable: bool = True
    """Whether records can be read from here."""

    def column_number(self, column_id: str) -> int | None:
        """Where a column is, if it is there."""
        return next((number for number, id_ in self.columns.items() if id_ == column_id), None)

    def place(self, row: int | None, column: int | None = None, **record: str | int | None) -> Place:
        """A place in this sheet; ``record`` gives kind, index and field."""
        return Place(
            source=self.source,
            sheet=self.grid.title,
            row=row,
            column=column_letter(column) if column else None,
            heading=self.headings.get(column) if column else None,
            **record,  # type: ignore[arg-type]
        )


def lay_out(grids: Sequence[Grid], source: str) -> tuple[dict[str, Layout], list[Fault]]:
    """The layout of every sheet that holds records, by sheet id, and the faults of titles and headings."""
    heads = [list(grid.rows(HEAD_ROWS)) for grid in grids]
    language = _language_of(grids, heads)
    owners, faults = _owners(grids, heads, source, language)
    layouts = {}
    for number, sheet_id in owners.items():
        layout, found = _layout(sheet_id, grids[number], heads[number], source, language)
        layouts[sheet_id] = layout
        faults += found
    return layouts, faults


def _language_of(grids: Sequence[Grid], heads: Sequence[Sequence[Row]]) -> str:
    """The language most titles and headings are written in."""
    titles = [fold(_stem(grid.title)) for grid in grids]
    cells = {fold(value) for head in heads for _, row in head for value in row.values() if isinstance(value, str)}

    def known(language: str) -> int:
        words = catalogue(language, "sheets")
        own = sum(fold(title_of(id_, language)) in titles for id_ in ALL_SHEETS)
        return own + sum(fold(word) in cells for key, word in words.items() if key.startswith("heading."))

    return max(LANGUAGES, key=known)


def _stem(title: str) -> str:
    return title[:-4] if title.lower().endswith(".csv") else title


def _owners(
    grids: Sequence[Grid], heads: Sequence[Sequence[Row]], source: str, language: str
) -> tuple[dict[int, str], list[Fault]]:
    """Which grid (by position) holds which sheet: by machine ids, by title, or by a title that comes near."""
    owners: dict[int, str] = {}
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    unknown: list[int] = []
    for number, grid in enumerate(grids):
        sheet_id = _machine_sheet(heads[number]) or sheets_by_title().get(fold(_stem(grid.title)))
        if sheet_id is None:
            unknown.append(number)
        elif sheet_id in OWN_SHEETS:
            continue
        elif sheet_id in seen:
            faults.append(fault("AC1022", _sheet_place(grid, source), value=seen[sheet_id], other=grid.title))
        else:
            owners[number], seen[sheet_id] = sheet_id, grid.title
    for number in unknown:
        title = _stem(grids[number].title)
        near = nearest(title, sheets_by_title(), 0.75)
        sheet_id = sheets_by_title()[near] if near else None
        if sheet_id is None or sheet_id in OWN_SHEETS:
            continue
        if sheet_id in seen and not _looks_like(sheet_id, heads[number]):
            continue
        suggestion = title_of(sheet_id, language)
        faults.append(fault("AC1021", _sheet_place(grids[number], source), value=title, suggestion=suggestion))
        if sheet_id not in seen:
            owners[number], seen[sheet_id] = sheet_id, title
    return owners, faults


def _sheet_place(grid: Grid, source: str) -> Place:
    return Place(source=source, sheet=grid.title)


def _machine_sheet(head: Sequence[Row]) -> str | None:
    """The sheet that a row of machine ids names."""
    for _, row in head:
        for value in row.values():
            found = _MACHINE_ID.fullmatch(value) if isinstance(value, str) else None
            if found and found[1] in ALL_SHEETS and found[2] in column_ids(found[1]):
                return found[1]
    return None


def _looks_like(sheet_id: str, head: Sequence[Row]) -> bool:
    known = columns_by_heading(sheet_id)
    return any(sum(fold(str(value)) in known for value in row.values()) >= 2 for _, row in head)


def _layout(sheet_id: str, grid: Grid, head: Sequence[Row], source: str, language: str) -> tuple[Layout, list[Fault]]:
    empty = Layout(sheet_id, grid, source, language)
    if not head:
        return empty, []
    machine_row, heading_row = _heading_rows(sheet_id, head)
    if heading_row is None and machine_row is None:
        faults = [fault("AC1026", empty.place(head[0][0]))]
        return attrs.evolve(empty, usable=False), faults
    last = max(number for number in (machine_row, heading_row) if number)
    rows = dict(head)
    machine = _texts(rows.get(machine_row or 0, {}))
    headings = {**machine, **_texts(rows.get(heading_row or 0, {}))}
    layout = attrs.evolve(empty, heading_row=last, headings=headings)
    return _with_columns(layout, machine)


def _texts(row: Mapping[int, Value]) -> dict[int, str]:
    return {column: shown(value) for column, value in row.items()}


def _heading_rows(sheet_id: str, head: Sequence[Row]) -> tuple[int | None, int | None]:
    """The row of machine ids and the row of headings, where they are."""
    known = columns_by_heading(sheet_id)
    machine = next((number for number, row in head if _machine_sheet([(number, row)]) == sheet_id), None)
    if machine is not None:
        following = next(((number, row) for number, row in head if number > machine), None)
        is_heading = following and any(fold(str(value)) in known for value in following[1].values())
        return machine, following[0] if following and is_heading else None
    hits = {number: sum(fold(str(value)) in known for value in row.values()) for number, row in head}
    best = max(hits, key=lambda number: hits[number])
    return None, best if hits[best] else None


def _with_columns(layout: Layout, machine: Mapping[int, str]) -> tuple[Layout, list[Fault]]:
    """The layout with its columns, and the faults of its headings."""
    sheet_id, known = layout.sheet_id, columns_by_heading(layout.sheet_id)
    columns: dict[int, str] = {}
    faults: list[Fault] = []
    unknown: list[int] = []
    repeated: set[str] = set()
    for number, heading in layout.headings.items():
        column_id = known.get(fold(machine.get(number, ""))) or known.get(fold(heading))
        if column_id is None:
            unknown.append(number)
        elif column_id in columns.values():
            faults.append(fault("AC1025", layout.place(layout.heading_row, number), value=heading))
            repeated.add(column_id)
        else:
            columns[number] = column_id
    for number in unknown:
        near = nearest(layout.headings[number], known)
        column_id = known[near] if near else None
        free = column_id is not None and column_id not in columns.values()
        suggestion = heading_of(sheet_id, column_id, layout.language) if column_id and free else None
        place = layout.place(layout.heading_row, number)
        faults.append(fault("AC1024", place, value=layout.headings[number], suggestion=suggestion))
        if column_id and free:
            # Read on as if it were written right, so that the cells below are checked in the same go.
            columns[number] = column_id
    for column_id in _required(sheet_id):
        if column_id not in columns.values():
            heading = heading_of(sheet_id, column_id, layout.language)
            place = attrs.evolve(layout.place(layout.heading_row), heading=heading)
            faults.append(fault("AC1023", place, value=heading))
    # Which of two columns is meant nobody knows: neither is read.
    columns = {number: column_id for number, column_id in columns.items() if column_id not in repeated}
    return attrs.evolve(layout, columns=columns), faults


def _required(sheet_id: str) -> tuple[str, ...]:
    if sheet_id == SETTINGS:
        return ("setting", "value")
    return tuple(column.id for column in ALL_SHEETS[sheet_id].columns if column.required)


VERSION_MARK = "agecare.template"
"""Stands in a hidden row of the template's first sheet, the version beside it."""


def template_fault(grids: Sequence[Grid], source: str) -> list[Fault]:
    """AC1019: the workbook was made with a template that this version does not know."""
    for grid in grids:
        for number, row in grid.rows(1):
            if row.get(1) == VERSION_MARK and (version := _whole(row.get(2))) > TEMPLATE_VERSION:
                place = Place(source=source, sheet=grid.title, row=number, column="B")
                return [fault("AC1019", place, value=str(version), limit=str(TEMPLATE_VERSION))]
    return []


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
