"""Faults shown where they are: marked cells, a sheet that lists them with links, and JSON."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from agecare.errors import Fault, Place
from agecare.io.files import atomic_write
from agecare.io.tables.book import DAMAGED, quiet
from agecare.io.tables.cross import column_of
from agecare.io.tables.escape import escape, to_xml
from agecare.io.tables.folder import read_folder
from agecare.io.tables.grid import Grid, column_letter, column_number
from agecare.io.tables.headings import sheets_by_title, title_of
from agecare.io.tables.laying import FIRST_DATA_ROW
from agecare.io.tables.limits import CELLS, inspect_workbook
from agecare.io.tables.sheets import ALL_SHEETS, SETTINGS
from agecare.io.tables.words import fold
from agecare.locale import translate

AUTHOR = "agecare check"
FILLS = {"error": "FFFFC7CE", "warning": "FFFFEB9C"}


def message(fault: Fault, language: str = "en") -> str:
    """What is wrong and what was probably meant, without the place.

    Examples
    --------
    >>> from agecare.errors import Place
    >>> from agecare.model.faults import fault
    >>> message(fault("AC1042", Place(), value="8:30-25:00", suggestion="08:30-15:00"))
    '“8:30-25:00” ends past 24:00. Did you mean 08:30-15:00?'
    """
    text = translate(f"faults.{fault.code}", language, value=fault.value or "", **fault.params)
    if fault.suggestion:
        text += " " + translate("faults.did-you-mean", language, suggestion=fault.suggestion)
    return text


def faults_as_json(faults: Sequence[Fault], language: str = "en") -> str:
    """Faults as a JSON document for other programs.

    Returns
    -------
    str
        ``{"errors": n, "warnings": n, "faults": [...]}``; each fault with its code, severity, place (source,
        sheet, row, column, cell, heading; kind, index, field), text in ``language``, value, suggestion, params.

    Examples
    --------
    >>> from agecare.errors import Place
    >>> from agecare.model.faults import fault
    >>> json.loads(faults_as_json([fault("AC1002", Place(source="a.xlsx"))]))["faults"][0]["code"]
    'AC1002'
    """
    document = {
        "errors": sum(fault.severity == "error" for fault in faults),
        "warnings": sum(fault.severity == "warning" for fault in faults),
        "faults": [_as_dict(fault, language) for fault in faults],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _as_dict(fault: Fault, language: str) -> dict[str, Any]:
    place = fault.place
    return {
        "code": fault.code,
        "severity": fault.severity,
        "source": place.source,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "cell": f"{place.column}{place.row}" if place.column and place.row else None,
        "heading": place.heading,
        "kind": place.kind,
        "index": place.index,
        "field": place.field,
        "text": translate(f"faults.{fault.code}", language, value=fault.value or "", **fault.params),
        "value": fault.value,
        "suggestion": fault.suggestion,
        "params": dict(fault.params),
    }


def write_marked_copy(
    source: str | os.PathLike[str],
    faults: Sequence[Fault],
    target: str | os.PathLike[str],
    language: str = "en",
) -> None:
    """Write a copy of what was checked, the faulty cells marked and listed on a sheet of their own.

    Parameters
    ----------
    source
        The workbook or folder of CSV files that was checked. What cannot be opened is left out of the copy.
    faults
        What `check_tables` found there.
    target
        The workbook to write; it may not be ``source``.
    language
        Of the notes and the list.

    Raises
    ------
    ValueError
        When ``target`` is ``source``: the user's own file is never written over.
    OSError
        When the copy cannot be written.
    """
    if os.path.realpath(source) == os.path.realpath(target):
        raise ValueError("the marked copy may not take the place of the file that was checked")
    book = _copy_of(Path(source))
    _forget_marks(book)
    for fault in faults:
        sheet, row = fault.place.sheet, fault.place.row
        if sheet in book.sheetnames and row is not None:
            mark_cell(book[sheet], row, column_number(fault.place.column or "A"), fault, language)
    add_errors_sheet(book, faults, language)
    with atomic_write(target) as out:
        book.save(out)


def _copy_of(source: Path) -> Any:
    from openpyxl import load_workbook

    if source.is_dir():
        return _book_of(read_folder(source)[0])
    if not inspect_workbook(source).faults:
        try:
            with quiet():
                return load_workbook(source, keep_links=False)
        except DAMAGED:
            pass
    return _empty_book()


def _empty_book() -> Any:
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    return book


def _book_of(grids: Sequence[Grid]) -> Any:
    book = _empty_book()
    for grid in grids:
        page = book.create_sheet(grid.title)
        for number, row in grid.rows(None):
            for column, value in row.items():
                cell = page.cell(number, column)
                cell.value, cell.data_type = to_xml(escape(str(value))), "s"
    return book


def _forget_marks(book: Any) -> None:
    """Take away what an earlier check marked, so that a copy can be corrected and checked again."""
    from openpyxl.styles import PatternFill

    own = [title for title in book.sheetnames if sheets_by_title().get(fold(title)) == "errors"]
    for title in own:
        book.remove(book[title])
    for page in book.worksheets if own else ():
        # Looking at a cell makes one, so a sheet that is large and empty is left alone.
        for row in page.iter_rows() if page.max_row * page.max_column <= CELLS else ():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()


def mark_cell(page: Any, row: int, column: int, fault: Fault, language: str) -> None:
    """Colour one cell and say in a note what is wrong; a second fault of the cell is added to the note."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        span = next(span for span in page.merged_cells.ranges if cell.coordinate in span)
        cell = page.cell(span.min_row, span.min_col)
    text = to_xml(f"{message(fault, language)} [{fault.code}]")
    if cell.comment is not None:
        text = f"{cell.comment.text}\n{text}"
    cell.comment = Comment(text, AUTHOR, height=120, width=320)
    cell.fill = PatternFill("solid", fgColor=FILLS[fault.severity])


_COLUMNS = ("number", "place", "code", "severity", "message", "value", "suggestion")
_WIDTHS = (6, 24, 10, 12, 80, 30, 30)


def add_errors_sheet(book: Any, faults: Sequence[Fault], language: str) -> None:
    """The first sheet of a marked workbook: every fault in a row, with a link to its cell."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import quote_sheetname
    from openpyxl.worksheet.hyperlink import Hyperlink

    page = book.create_sheet(title_of("errors", language), 0)
    book.active = 0
    page.append([translate(f"sheets.errors.{column}", language) for column in _COLUMNS])
    for cell in page[1]:
        cell.font = Font(bold=True)
    for number, fault in enumerate(faults, start=1):
        place, row = fault.place, number + 1
        text = translate(f"faults.{fault.code}", language, value=fault.value or "", **fault.params)
        kind = translate(f"sheets.severity.{fault.severity}", language)
        cells = (str(place), fault.code, kind, text, fault.value, fault.suggestion)
        page.cell(row, 1, number)
        for column, value in enumerate(cells, start=2):
            if value:
                cell = page.cell(row, column)
                cell.value, cell.data_type = to_xml(escape(value)), "s"
        page.cell(row, 4).fill = PatternFill("solid", fgColor=FILLS[fault.severity])
        page.cell(row, 5).alignment = Alignment(wrap_text=True, vertical="top")
        if place.sheet and place.sheet in book.sheetnames:
            link = page.cell(row, 2)
            location = f"{quote_sheetname(place.sheet)}!{place.column or 'A'}{place.row or 1}"
            link.hyperlink = Hyperlink(link.coordinate, location=location, display=str(place))
            link.font = Font(color="FF0563C1", underline="single")
    for number, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions[column_letter(number)].width = width
    page.freeze_panes = "A2"


def mark_register(book: Any, faults: Sequence[Fault], language: str) -> None:
    """Mark faults of records (kind, index, field) in a workbook that `new_book` made of them."""
    located = [attrs.evolve(fault, place=_written_at(fault, language)) for fault in faults]
    for fault in located:
        if fault.place.sheet and fault.place.row:
            column = column_number(fault.place.column or "A")
            mark_cell(book[fault.place.sheet], fault.place.row, column, fault, language)
    add_errors_sheet(book, located, language)


def _written_at(fault: Fault, language: str) -> Place:
    """Where the writer puts the field of a record."""
    place = fault.place
    sheet_id = SETTINGS if place.kind == "centre" else place.kind or ""
    if sheet_id not in ALL_SHEETS:
        return place
    columns = [column.id for column in ALL_SHEETS[sheet_id].columns]
    number = columns.index(column_of(place.kind or "", place.field or columns[0]))
    title = title_of(sheet_id, language)
    if sheet_id == SETTINGS:
        return attrs.evolve(place, sheet=title, row=FIRST_DATA_ROW + number, column="B")
    row = None if place.index is None else FIRST_DATA_ROW + place.index
    return attrs.evolve(place, sheet=title, row=row, column=column_letter(number + 1))
