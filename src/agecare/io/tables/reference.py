"""The reference of the workbook: every column and every fault code, made from the definitions themselves."""

import re
from collections.abc import Iterator

from agecare.io.tables.drop_downs import list_of, lists
from agecare.io.tables.headings import heading_of, note_of, title_of
from agecare.io.tables.sheet import Column
from agecare.io.tables.sheets import ALL_SHEETS
from agecare.io.tables.words import ENUMS
from agecare.locale import catalogue, translate


def reference_markdown(language: str = "en") -> str:
    """Columns and fault codes as a page in Markdown.

    Parameters
    ----------
    language
        Of every text.

    Examples
    --------
    >>> "| Windows | `windows` |" in reference_markdown()
    True
    """
    return "\n".join([*_columns(language), *_faults(language)]) + "\n"


def _words(language: str, *names: str) -> str:
    return _row(translate(f"sheets.reference.{name}", language) for name in names)


def _row(cells: Iterator[str] | list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _columns(language: str) -> Iterator[str]:
    yield f"## {translate('sheets.reference.columns', language)}"
    for sheet_id, sheet in ALL_SHEETS.items():
        yield ""
        yield f"### {title_of(sheet_id, language)} (`{sheet_id}`)"
        yield ""
        yield translate(f"sheets.about.{sheet_id}", language)
        yield ""
        yield _words(language, "heading", "machine", "required", "meaning", "allowed", "example")
        yield "|---|---|---|---|---|---|"
        for column in sheet.columns:
            yield _row(
                [
                    heading_of(sheet_id, column.id, language),
                    f"`{column.id}`",
                    catalogue(language, "sheets")["yes"] if column.required else "",
                    note_of(sheet_id, column.id, language),
                    _allowed(column, language),
                    f"`{column.example}`" if column.example else "",
                ]
            )


def _allowed(column: Column, language: str) -> str:
    """Range, words or sheet that a column allows."""
    if column.refers_to:
        return ", ".join(title_of(kind, language) for kind in column.refers_to)
    name = list_of(column)
    if name is not None and name.startswith("list_"):
        return ", ".join(lists(language)[name])
    if column.cell.name.removesuffix(" list") in ENUMS:
        return "; ".join(lists(language)[f"list_{column.cell.name.removesuffix(' list')}"])
    if column.least is not None and column.most is not None:
        return f"{column.least} … {column.most}"
    return ""


def _faults(language: str) -> Iterator[str]:
    yield ""
    yield f"## {translate('sheets.reference.faults', language)}"
    yield ""
    yield _words(language, "code", "meaning")
    yield "|---|---|"
    for code, text in sorted(catalogue(language, "faults").items()):
        if re.fullmatch(r"AC\d{4}", code):
            yield _row([f"`{code}`", re.sub(r"\{\w+\}", "…", text)])
