"""The workbook that people fill in: sheets, headings, drop-downs, notes."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from typing import Any

from agecare.io.files import atomic_write
from agecare.io.tables.drop_downs import add_drop_downs, add_lists
from agecare.io.tables.escape import to_xml
from agecare.io.tables.grid import column_letter
from agecare.io.tables.headings import TEMPLATE_VERSION, VERSION_MARK, heading_of, note_of, title_of
from agecare.io.tables.laying import FIRST_DATA_ROW, rows_of
from agecare.io.tables.sheet import Column
from agecare.io.tables.sheets import ALL_SHEETS, SETTING_COLUMNS, SETTINGS, setting_field
from agecare.locale import translate

Rows = Mapping[str, Sequence[Sequence[object]]]
DATE_FORMATS = {"en": "yyyy-mm-dd", "mn": "yyyy.mm.dd", "ky": "dd.mm.yyyy", "ru": "dd.mm.yyyy"}
_FORMATS = {"text": "@", "number": "General"}


def _number_format(kind: str, language: str) -> str:
    """How a spreadsheet shows cells of a kind (`CellType.format`)."""
    if kind in ("date", "moment"):
        return DATE_FORMATS[language] + (" hh:mm" if kind == "moment" else "")
    return _FORMATS[kind]


REQUIRED_FILL, OPTIONAL_FILL, NOTE_COLOUR = "FF1F4E78", "FFDDEBF7", "FF595959"
_SETTING_WIDTHS = {"setting": 40, "value": 26, "note": 70}


def write_template(path: str | os.PathLike[str], *, language: str = "en", example: bool = False) -> None:
    """Write the workbook that a coordinator fills in.

    Parameters
    ----------
    path
        The file to write.
    language
        Of titles, headings, notes and drop-downs: ``en``, ``mn``, ``ky`` or ``ru``.
    example
        Fill it with a tiny invented centre.

    Raises
    ------
    OSError
        When the file cannot be written; an old one is then untouched.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from agecare.io.tables import read_workbook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_template(Path(folder) / "centre.xlsx", language="mn", example=True)
    ...     read_workbook(Path(folder) / "centre.xlsx").centre.id
    'DARKHAN'
    """
    from agecare.io.tables.example import example_register

    rows: Rows = rows_of(example_register(language), language) if example else _usual_settings(language)
    book = new_book(language, rows)
    with atomic_write(path) as out:
        book.save(out)


def _usual_settings(language: str) -> Rows:
    """An empty template has rows in the settings only: what has a usual value shows it."""
    rows: list[list[object]] = []
    for column in ALL_SHEETS[SETTINGS].columns:
        model, name = setting_field(column)
        field = model.model_fields[name]
        usual = None if field.is_required() else field.default
        written = None if usual in (None, ()) else column.cell.write(usual, language)
        label = heading_of(SETTINGS, column.id, language)
        rows.append([label, written, note_of(SETTINGS, column.id, language)])
    return {SETTINGS: rows}


def new_book(language: str, rows: Rows) -> Any:
    """A workbook (openpyxl) with every sheet, and ``rows`` below the headings.

    Parameters
    ----------
    language
        Of every text.
    rows
        Cells by sheet id, in the order of the sheet's columns; ``None`` is an empty cell.
    """
    from openpyxl import Workbook

    book = Workbook()
    _fill_instructions(book.active, language)
    for sheet_id in ALL_SHEETS:
        page = book.create_sheet(title_of(sheet_id, language))
        cells = rows.get(sheet_id, ())
        _write_head(page, sheet_id, language)
        for number, row in enumerate(cells, start=FIRST_DATA_ROW):
            _write_row(page, number, row, language)
        _lay_out_page(page, sheet_id, language, len(cells))
    add_lists(book, language)
    for sheet_id in ALL_SHEETS:
        add_drop_downs(book[title_of(sheet_id, language)], sheet_id, language)
    book.active = 0
    return book


def _head_columns(sheet_id: str) -> tuple[tuple[str, Column | None], ...]:
    if sheet_id == SETTINGS:
        return tuple((column, None) for column in SETTING_COLUMNS)
    return tuple((column.id, column) for column in ALL_SHEETS[sheet_id].columns)


def _write_head(page: Any, sheet_id: str, language: str) -> None:
    """The hidden row of machine ids and the row of headings with their notes."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for number, (column_id, column) in enumerate(_head_columns(sheet_id), start=1):
        page.cell(1, number, f"{sheet_id}.{column_id}")
        required = column.required if column else column_id != "note"
        heading = heading_of(sheet_id, column_id, language)
        cell = page.cell(2, number, f"{heading} *" if required and column else heading)
        cell.fill = PatternFill("solid", fgColor=REQUIRED_FILL if required else OPTIONAL_FILL)
        cell.font = Font(bold=True, color="FFFFFFFF" if required else "FF000000")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        note = Comment(note_of(sheet_id, column_id, language), "agecare", height=90, width=260)
        cell.comment = note
    page.row_dimensions[1].hidden = True
    page.row_dimensions[2].height = 32


def _write_row(page: Any, number: int, row: Sequence[object], language: str) -> None:
    for column, value in enumerate(row, start=1):
        if value is None:
            continue
        cell = page.cell(number, column)
        if isinstance(value, str):
            # A text stays a text whatever it looks like, also when somebody edits it.
            cell.value, cell.data_type, cell.number_format = to_xml(value), "s", "@"
        elif isinstance(value, float) and float(f"{value:.16g}") != value:
            # openpyxl writes 16 digits; some numbers need 17.
            cell.value, cell.data_type = repr(value), "n"
        else:
            cell.value = value
            if cell.is_date:
                cell.number_format = _number_format("moment" if isinstance(value, dt.datetime) else "date", language)


def _lay_out_page(page: Any, sheet_id: str, language: str, records: int) -> None:
    from openpyxl.styles import Alignment, Font

    last = column_letter(len(_head_columns(sheet_id)))
    for number, (column_id, column) in enumerate(_head_columns(sheet_id), start=1):
        style = page.column_dimensions[column_letter(number)]
        style.width = column.width if column else _SETTING_WIDTHS[column_id]
        kind = column.cell.format if column else "text"
        style.number_format = _number_format(kind, language)
    page.freeze_panes = "B3"
    if sheet_id == SETTINGS:
        for number in range(FIRST_DATA_ROW, FIRST_DATA_ROW + records):
            page.cell(number, 3).font = Font(color=NOTE_COLOUR)
            page.cell(number, 3).alignment = Alignment(wrap_text=True, vertical="top")
            page.cell(number, 2).number_format = "@" if page.cell(number, 2).data_type == "s" else "General"
    else:
        page.auto_filter.ref = f"A2:{last}{max(records + FIRST_DATA_ROW - 1, FIRST_DATA_ROW)}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "2:2"


_ADVICE = ("welcome", "sheets", "required", "ids", "formats", "columns", "check")


def _fill_instructions(page: Any, language: str) -> None:
    """The first sheet: how to fill the workbook, and what each sheet holds."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import quote_sheetname
    from openpyxl.worksheet.hyperlink import Hyperlink

    page.title = title_of("instructions", language)
    page.append([VERSION_MARK, TEMPLATE_VERSION])
    page.row_dimensions[1].hidden = True
    for name in _ADVICE:
        page.append([None, translate(f"sheets.instructions.{name}", language)])
    page.append([None, translate("sheets.instructions.version", language, version=TEMPLATE_VERSION)])
    page.append([])
    page.append([translate("sheets.instructions.sheet", language), translate("sheets.instructions.what", language)])
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    for number, sheet_id in enumerate(ALL_SHEETS, start=page.max_row + 1):
        title = title_of(sheet_id, language)
        cell = page.cell(number, 1, title)
        cell.hyperlink = Hyperlink(cell.coordinate, location=f"{quote_sheetname(title)}!A3", display=title)
        cell.style = "Hyperlink"
        page.cell(number, 2, translate(f"sheets.about.{sheet_id}", language))
    page.column_dimensions["A"].width = 28
    page.column_dimensions["B"].width = 100
    for row in page.iter_rows(min_row=2, min_col=2, max_col=2):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
