"""The sheet of ``schedule.xlsx`` in which workers say what became of their visits, and reading it back."""

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from agecare.errors import Fault, FormatError, Place
from agecare.io.agenda import Appointment, Shiftwork
from agecare.io.sheets import Column, Row, Sheet
from agecare.io.tables.book import DAMAGED, damaged, opened_book, quiet
from agecare.io.tables.drop_downs import list_of, lists
from agecare.io.tables.grid import Grid, shown
from agecare.io.tables.grid import Row as GridRow
from agecare.io.tables.headings import HEAD_ROWS, Layout, columns_by_heading, heading_of, lay_out, title_of
from agecare.io.tables.records import read_records
from agecare.io.tables.rows import ReadRow, RowReader
from agecare.io.tables.sheets.outcomes import VISIT_OUTCOMES
from agecare.io.tables.words import fold
from agecare.locale import LANGUAGES, translate
from agecare.model import Register, VisitOutcome
from agecare.model.faults import fault, near_match

KIND = VISIT_OUTCOMES.id
TOLD = ("start", "worker-name", "client", "client-name", "service")
"""Columns for people only: what is in them is not read back."""
KEYS = ("date", "worker", "request")
"""Columns that say which visit it is; a row with nothing else is not filled in yet."""
_ORDER = (
    ("date", 12), ("start", 8), ("worker", 12), ("worker-name", 24), ("client", 12), ("client-name", 24),
    ("service", 24), ("request", 14), ("status", 18), ("reason", 24), ("minutes", 10), ("progress", 18), ("note", 40),
)  # fmt: skip
_FORMATS = {"date": "dd.mm.yyyy", "start": "hh:mm"}


def outcome_sheet(work: Sequence[Shiftwork], language: str, *, named: bool) -> Sheet:
    """A sheet with a row for each worker's part of a visit, to be filled in.

    Parameters
    ----------
    work
        The plan, as `agecare.io.agenda` tells it.
    language
        Of headings and drop-downs.
    named
        Whether clients, workers and services are named.
    """
    words = lists(language)

    def column(name: str, width: int) -> Column:
        if name in TOLD:
            return Column(name, width, _FORMATS.get(name))
        listed = list_of(VISIT_OUTCOMES.column(name)) or ""
        return Column(name, width, _FORMATS.get(name), () if name in KEYS else words.get(listed, ()))

    def heading(name: str) -> str:
        if name in TOLD:
            return translate(f"cli.sheet-heading-{name}", language)
        return heading_of(KIND, name, language)

    columns = [column(*each) for each in _ORDER]
    visits = sorted(
        (visit for each in work for visit in each.appointments),
        key=lambda visit: (visit.worker.id, visit.start, visit.visit, visit.role),
    )
    rows = (_row(visit, named) for visit in visits)
    return Sheet(title_of(KIND, language), columns, [heading(column.name) for column in columns], rows)


def _row(visit: Appointment, named: bool) -> Row:
    return (
        visit.start.date(),
        visit.start.time(),
        visit.worker.id,
        visit.worker.name if named else "",
        visit.client.id,
        visit.client.name if named else "",
        visit.request.service if named else "",
        visit.request.id,
        *("" for _ in ("status", "reason", "minutes", "progress", "note")),
    )


@attrs.frozen
class OutcomeFindings:
    """What a filled run sheet holds: the outcomes of its good rows, and every fault."""

    outcomes: tuple[VisitOutcome, ...]
    faults: tuple[Fault, ...]


def read_outcomes(path: str | os.PathLike[str], register: Register) -> tuple[VisitOutcome, ...]:
    """What became of visits, from a filled ``schedule.xlsx`` or any workbook with a sheet of visit outcomes.

    Rows in which nothing is filled in are passed over.

    Parameters
    ----------
    path
        The workbook.
    register
        The centre whose visits they are.

    Raises
    ------
    FormatError
        With every fault at its sheet, row and column: unknown words, visits and workers, one visit told twice.
    """
    found = check_outcomes(path, register)
    if found.faults:
        raise FormatError(found.faults)
    return found.outcomes


def check_outcomes(path: str | os.PathLike[str], register: Register) -> OutcomeFindings:
    """As `read_outcomes`, with the good rows beside the faults; bad input never raises."""
    source = Path(path)
    with opened_book(source) as (grids, faults):
        if not grids and faults:
            return OutcomeFindings((), tuple(faults))
        try:
            with quiet():
                return _findings(grids, source.name, register)
        except DAMAGED as error:
            return OutcomeFindings((), (*faults, damaged(source.name, error)))


def _findings(grids: Sequence[Grid], source: str, register: Register) -> OutcomeFindings:
    titles = {fold(KIND), *(fold(title_of(KIND, language)) for language in LANGUAGES)}
    sheets = [_without_told(grid) for grid in grids if fold(grid.title) in titles]
    if not sheets:
        title = title_of(KIND, register.centre.language)
        return OutcomeFindings((), (fault("AC1020", Place(kind=KIND, source=source, sheet=title), value=title),))
    layouts, faults = lay_out(sheets, source)
    layouts = {id_: _filled_only(layout) for id_, layout in layouts.items() if id_ == KIND}
    rows, more = read_records(layouts)
    faults += more
    for layout in layouts.values():
        read = rows.get(KIND, [])
        faults += _unknown(layout, read, register)
        faults += _told_twice(layout, read)
    good = tuple(row.record for row in rows.get(KIND, ()) if row.record is not None and not row.faulty)
    return OutcomeFindings(good, tuple(faults))


def _without_told(grid: Grid) -> Grid:
    """The sheet without the columns that are for people only."""
    known = columns_by_heading(KIND)
    told = {fold(translate(f"cli.sheet-heading-{name}", language)) for name in TOLD for language in LANGUAGES}
    told -= known.keys()
    hidden = {
        column
        for _, row in grid.rows(HEAD_ROWS)
        for column, value in row.items()
        if isinstance(value, str) and fold(value) in told
    }

    def rows(last: int | None) -> Iterator[GridRow]:
        for number, row in grid.rows(last):
            kept = {column: value for column, value in row.items() if column not in hidden}
            if kept:
                yield number, kept

    return attrs.evolve(grid, rows=rows)


def _filled_only(layout: Layout) -> Layout:
    """The sheet without the rows that say no more than which visit it is."""
    grid, keys = layout.grid, {number for number, id_ in layout.columns.items() if id_ in KEYS}

    def rows(last: int | None) -> Iterator[GridRow]:
        for number, row in grid.rows(last):
            if number <= layout.heading_row or row.keys() - keys:
                yield number, row

    return attrs.evolve(layout, grid=attrs.evolve(grid, rows=rows))


def _unknown(layout: Layout, rows: Sequence[ReadRow], register: Register) -> Iterator[Fault]:
    """AC3002: a visit request or a worker that the register does not have."""
    reader = RowReader(VISIT_OUTCOMES, layout, KIND)
    known = {
        "request": {request.id: None for request in register.visit_requests},
        "worker": {worker.id: None for worker in register.workers},
    }
    for index, row in enumerate(rows):
        for field, ids in known.items():
            wanted = None if row.record is None else getattr(row.record, field)
            if wanted is not None and field not in row.faulty and wanted not in ids:
                place, suggestion = reader.place_of(row.number, field, index), near_match(wanted, ids)
                yield fault("AC3002", place, value=shown(wanted), suggestion=suggestion)


def _told_twice(layout: Layout, rows: Sequence[ReadRow]) -> Iterator[Fault]:
    """AC3401: two rows about one worker's part of a visit."""
    reader = RowReader(VISIT_OUTCOMES, layout, KIND)
    seen: set[tuple[str, dt.date, str]] = set()
    for index, row in enumerate(rows):
        if row.record is None or row.faulty.intersection(KEYS):
            continue
        if row.record.key in seen:
            yield fault("AC3401", reader.place_of(row.number, "date", index), value=row.record.request)
        seen.add(row.record.key)
