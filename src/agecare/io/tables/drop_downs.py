"""Drop-downs of the template: named ranges of coded words on a hidden sheet, and named ranges of ids."""

from typing import Any, Literal

from agecare.io.tables.cells import BOOL, COMPETENCY, FLOAT, INT, LANGUAGE, USER_LANGUAGE
from agecare.io.tables.grid import column_letter
from agecare.io.tables.headings import heading_of, note_of, title_of
from agecare.io.tables.limits import ROWS
from agecare.io.tables.sheet import Column
from agecare.io.tables.sheets import ALL_SHEETS, SETTINGS
from agecare.io.tables.words import ENUMS, codes, word_for, yes_no
from agecare.locale import LANGUAGES, catalogue

_FIRST_ROW = 3
_LONGEST_PROMPT, _LONGEST_TITLE = 255, 32


def lists(language: str) -> dict[str, tuple[str, ...]]:
    """The words of every drop-down by the name of its range.

    Examples
    --------
    >>> lists("en")["list_Season"]
    ('summer', 'winter')
    """
    none = catalogue(language, "sheets")["none"]
    found = {f"list_{name}": tuple(word_for(name, code, language) for code in codes(name)) for name in ENUMS}
    found["list_Coupling"] = (none, *found["list_Coupling"])
    found["list_yes_no"] = yes_no(language)
    found["list_language"] = tuple(word_for("language", code, language) for code in codes("language"))
    found["list_competency"] = tuple(word_for("competency", code, language) for code in codes("competency"))
    found["list_user_language"] = tuple(word_for("language", code, language) for code in LANGUAGES)
    return found


def add_lists(book: Any, language: str) -> None:
    """The hidden sheet with the words, and the named ranges of words and of ids."""
    from openpyxl.utils import quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    page = book.create_sheet(title_of("lists", language))
    page.sheet_state = "hidden"
    name_of_page = quote_sheetname(page.title)
    for number, (name, words) in enumerate(lists(language).items(), start=1):
        letter = column_letter(number)
        for row, word in enumerate((name, *words), start=1):
            page.cell(row, number, word)
        target = f"{name_of_page}!${letter}$2:${letter}${len(words) + 1}"
        book.defined_names[name] = DefinedName(name, attr_text=target)
    for sheet_id, sheet in ALL_SHEETS.items():
        if sheet.columns[0].id == "id" and sheet_id != SETTINGS:
            title = quote_sheetname(title_of(sheet_id, language))
            column = f"{title}!$A${_FIRST_ROW}:$A${ROWS}"
            # As long as the list of ids is, so that the drop-down has no blank tail.
            target = f"{title}!$A${_FIRST_ROW}:INDEX({column},MAX(1,COUNTA({column})))"
            book.defined_names[f"ids_{sheet_id}"] = DefinedName(f"ids_{sheet_id}", attr_text=target)


def add_drop_downs(page: Any, sheet_id: str, language: str) -> None:
    """A drop-down or a limit, and a note, for every column (for every setting: its cell)."""
    for number, column in enumerate(ALL_SHEETS[sheet_id].columns):
        if sheet_id == SETTINGS:
            cells = f"B{_FIRST_ROW + number}"
        else:
            letter = column_letter(number + 1)
            cells = f"{letter}{_FIRST_ROW}:{letter}{ROWS}"
        rule = _rule(column)
        rule.promptTitle = heading_of(sheet_id, column.id, language)[:_LONGEST_TITLE]
        rule.prompt = note_of(sheet_id, column.id, language)[:_LONGEST_PROMPT]
        rule.showInputMessage = True
        rule.add(cells)
        page.add_data_validation(rule)


def _rule(column: Column) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    if (name := list_of(column)) is not None:
        # Only a warning: codes and words of other languages are read as well.
        return DataValidation(type="list", formula1=name, allow_blank=True, errorStyle="warning", showErrorMessage=True)
    if column.cell in (INT, FLOAT) and column.least and column.most and column.least[0] != ">":
        kind: Literal["whole", "decimal"] = "whole" if column.cell is INT else "decimal"
        return DataValidation(
            type=kind,
            operator="between",
            formula1=column.least,
            formula2=column.most,
            allow_blank=True,
            showErrorMessage=True,
        )
    return DataValidation(allow_blank=True)


def list_of(column: Column) -> str | None:
    """The named range that a column's drop-down shows."""
    if column.cell is BOOL:
        return "list_yes_no"
    if column.cell is LANGUAGE:
        return "list_language"
    if column.cell is COMPETENCY:
        return "list_competency"
    if column.cell is USER_LANGUAGE:
        return "list_user_language"
    if column.cell.name in ENUMS:
        return f"list_{column.cell.name}"
    if column.cell.name == "id" and len(column.refers_to) == 1:
        return f"ids_{column.refers_to[0]}"
    return None
