"""Workbooks that people read: sheets with headings, a filter, and A4 landscape to print."""

import io
import os
from collections.abc import Iterable, Sequence
from typing import Any

import attrs
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from agecare.io.files import atomic_write
from agecare.io.tables.escape import escape, to_xml
from agecare.locale import translate

Row = Sequence[Any]
"""Texts, numbers, dates and times of one row."""
HEADING, SHADE = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")


@attrs.frozen
class Column:
    """A column: the catalogue name of its heading, its width in characters, its number format, and a drop-down."""

    name: str
    width: int
    format: str | None = None
    words: tuple[str, ...] = ()
    """What may be chosen, 255 characters in all and no commas; empty = anything."""


@attrs.frozen
class Sheet:
    """A sheet: its title, its columns with their headings in words, and its rows."""

    title: str
    columns: Sequence[Column]
    headings: Sequence[str]
    rows: Iterable[Row]


def worded(domain: str, language: str, name: str, columns: Sequence[Column], rows: Iterable[Row]) -> Sheet:
    """A sheet with title and headings from a catalogue: ``sheet-`` and the name, ``heading-`` and the column's."""
    headings = [translate(f"{domain}.heading-{column.name}", language) for column in columns]
    return Sheet(translate(f"{domain}.sheet-{name}", language), columns, headings, rows)


def write_sheets(path: str | os.PathLike[str], sheets: Iterable[Sheet]) -> None:
    """Write a workbook. Texts that a spreadsheet could take for a formula are escaped.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet)
    draft = io.BytesIO()
    book.save(draft)
    with atomic_write(path) as out:
        out.write(draft.getbuffer())


def _add(book: Workbook, given: Sheet) -> None:
    sheet = book.create_sheet(given.title)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(given.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    headings = [WriteOnlyCell(sheet, heading) for heading in given.headings]
    for cell in headings:
        cell.font, cell.fill, cell.alignment = HEADING, SHADE, Alignment(wrap_text=True, vertical="top")
    sheet.append(headings)
    count = 1
    for row in given.rows:
        sheet.append([_cell(sheet, column, value) for column, value in zip(given.columns, row, strict=True)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(given.columns))}{count}"
    for number, column in enumerate(given.columns, start=1):
        if column.words and count > 1:
            letter = get_column_letter(number)
            # only a warning: codes and words of other languages are read as well
            choice = DataValidation(type="list", formula1=f'"{",".join(column.words)}"', errorStyle="warning")
            choice.showErrorMessage = True
            choice.add(f"{letter}2:{letter}{count}")
            sheet.data_validations.append(choice)


def _cell(sheet: WriteOnlyWorksheet, column: Column, value: Any) -> Cell | None:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, to_xml(escape(value)) if isinstance(value, str) else value)
    if column.format:
        cell.number_format = column.format
    if isinstance(value, str):
        # openpyxl would make a formula or an error value of some texts.
        cell.data_type = "s"
    return cell
