"""Workbooks and CSV folders → a `Register`, or every fault at its cell."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from agecare.errors import Fault, FormatError, Place
from agecare.io.tables.book import DAMAGED, damaged, opened_book, quiet
from agecare.io.tables.cross import Locate, cross_faults
from agecare.io.tables.folder import read_folder
from agecare.io.tables.grid import Grid, column_number
from agecare.io.tables.headings import Layout, lay_out, template_fault, title_of
from agecare.io.tables.records import read_records, setting_rows
from agecare.io.tables.rows import ReadRow, RowReader
from agecare.io.tables.sheets import ALL_SHEETS, SETTINGS, kind_of
from agecare.io.tables.words import fold
from agecare.locale import LANGUAGES
from agecare.model import Register
from agecare.model.faults import fault

Source = str | os.PathLike[str]


@attrs.frozen
class Findings:
    """What a file holds: the register, when there is no error, and every fault and warning."""

    register: Register | None
    faults: tuple[Fault, ...]
    locate: Locate | None = attrs.field(default=None, eq=False, repr=False)
    """The cell of a record of the register: its kind, its index among its kind, the column's id."""


def read_workbook(path: Source) -> Register:
    """Read a workbook made from the template, or one with the same headings in any of the four languages.

    Parameters
    ----------
    path
        An ``.xlsx`` file of at most 20 MB.

    Raises
    ------
    FormatError
        With every error of the file at once, each at its sheet, row and column.

    Examples
    --------
    >>> import tempfile
    >>> from agecare.io.tables import example_register, write_workbook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(example_register(), Path(folder) / "centre.xlsx")
    ...     read_workbook(Path(folder) / "centre.xlsx") == example_register()
    True
    """
    return _register_of(findings_of_workbook(Path(path)))


def read_csv_folder(path: Source) -> Register:
    """Read a folder of CSV files, one per sheet (``clients.csv``), UTF-8, with commas or semicolons.

    Raises
    ------
    FormatError
        As `read_workbook`.
    """
    return _register_of(findings_of_folder(Path(path)))


def read_tables(path: Source) -> Register:
    """Read a workbook or a folder of CSV files, whichever ``path`` is.

    Raises
    ------
    FormatError
        As `read_workbook`.
    """
    return _register_of(findings(path))


def check_tables(path: Source) -> list[Fault]:
    """Every fault and warning of a workbook or a folder of CSV files; bad input never raises."""
    return list(findings(path).faults)


def findings(path: Source) -> Findings:
    """What a workbook or a folder of CSV files holds."""
    return findings_of_folder(Path(path)) if os.path.isdir(path) else findings_of_workbook(Path(path))


def _register_of(found: Findings) -> Register:
    if found.register is None:
        raise FormatError(each for each in found.faults if each.severity == "error")
    return found.register


def findings_of_workbook(path: Path) -> Findings:
    """What a workbook holds."""
    with opened_book(path) as (grids, faults):
        if not grids and faults:
            return Findings(None, tuple(faults))
        try:
            with quiet():
                return _findings(grids, faults, path.name)
        except DAMAGED as error:
            return Findings(None, (*faults, damaged(path.name, error)))


def findings_of_folder(path: Path) -> Findings:
    """What a folder of CSV files holds."""
    grids, faults = read_folder(path)
    return _findings(grids, faults, path.name)


def _findings(grids: Sequence[Grid], file_faults: Sequence[Fault], source: str) -> Findings:
    faults = [*file_faults, *template_fault(grids, source)]
    layouts, found = lay_out(grids, source)
    faults += found
    if not layouts:
        return Findings(None, (*faults, *([] if faults else [fault("AC1017", Place(source=source))])))
    rows, found = read_records(layouts)
    faults += found
    language = next(iter(layouts.values())).language
    unread = _kinds_of_unread_files(file_faults)
    absent = frozenset(id_ for id_ in ALL_SHEETS if id_ not in layouts and id_ not in unread)
    if SETTINGS in absent:
        faults.append(_missing_sheet(SETTINGS, source, language))
    cut = _cut_short(layouts, file_faults)
    whole = {kind: each for kind, each in rows.items() if kind not in cut}
    locate = _locator(layouts, rows)
    located = cross_faults(whole, absent, locate)
    faults += [
        _missing_sheet(each.place.kind or "", source, language) if each.code == "AC1020" else each for each in located
    ]
    faults = _in_order(faults, grids)
    if any(each.severity == "error" for each in faults):
        return Findings(None, tuple(faults))
    records: dict[str, Any] = {kind: tuple(row.record for row in found) for kind, found in rows.items()}
    return Findings(Register(**{**records, "centre": records["centre"][0]}), tuple(faults), locate)


def _missing_sheet(sheet_id: str, source: str, language: str) -> Fault:
    place = Place(kind=kind_of(sheet_id), source=source, sheet=title_of(sheet_id, language))
    return fault("AC1020", place, value=title_of(sheet_id, language))


def _cut_short(layouts: Mapping[str, Layout], faults: Sequence[Fault]) -> set[str]:
    """Kinds of which some rows were not read; what refers to them cannot be judged."""
    cut = {each.place.sheet for each in faults if each.code == "AC1014"}
    return {kind_of(sheet_id) for sheet_id, layout in layouts.items() if layout.grid.title in cut}


def _kinds_of_unread_files(faults: Sequence[Fault]) -> set[str]:
    """Sheets whose file is there but could not be read; their records are unknown, not absent."""
    names = {Path(each.place.sheet).stem for each in faults if each.place.sheet}
    return {id_ for id_ in ALL_SHEETS for name in names if _titles(id_, name)}


def _titles(sheet_id: str, name: str) -> bool:
    return fold(name) in {fold(sheet_id), *(fold(title_of(sheet_id, language)) for language in LANGUAGES)}


def _locator(layouts: Mapping[str, Layout], rows: Mapping[str, Sequence[ReadRow]]) -> Locate:
    def locate(kind: str, index: int, column_id: str) -> Place:
        sheet_id = SETTINGS if kind == "centre" else kind
        layout = layouts[sheet_id]
        reader = RowReader(ALL_SHEETS[sheet_id], layout, kind, setting_rows=setting_rows(layout))
        return reader.place_of(rows[kind][index].number, column_id, index)

    return locate


def _in_order(faults: Sequence[Fault], grids: Sequence[Grid]) -> list[Fault]:
    """Each fault once, by sheet, row and column."""
    order = {grid.title: number for number, grid in enumerate(grids)}
    once = {(each.code, each.place, each.value): each for each in reversed(faults)}

    def key(each: Fault) -> tuple[int, int, int, str]:
        place = each.place
        column = column_number(place.column) if place.column else 0
        return order.get(place.sheet or "", -1), place.row or 0, column, each.code

    return sorted(once.values(), key=key)
