"""The reference of the workbook in ``docs`` is what the column definitions and the fault catalogue say.

Run this file to write the pages again: ``python tests/test_workbook_pages.py``.
"""

from pathlib import Path

import pytest

from agecare.io.tables import reference_markdown
from agecare.locale import LANGUAGES, translate

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {language: "workbook.md" if language == "en" else f"workbook.{language}.md" for language in LANGUAGES}
NAMES = {"en": "English", "mn": "Монгол", "ky": "Кыргызча", "ru": "Русский"}
ADVICE = ("welcome", "sheets", "required", "ids", "formats", "columns", "check")

ENGLISH_ONLY = """
## How cells are read

- A *workbook* is one that `agecare template` wrote, or any `.xlsx` file with the same titles and headings in English,
  Mongolian, Kyrgyz or Russian. A *folder* holds one CSV file for each sheet, named by the title or the id in brackets
  below (`clients.csv`), in UTF-8, with commas or semicolons.
- Coded values may be written as the word of any of the four languages or as the code itself (`elder-alone`).
- Dates: a real date, `06.04.2026` or `2026-04-06`. What can be read in two ways (`03/04/2026`) is a fault with both
  readings as suggestions; nothing is guessed.
- Times: a real time, `9:30`, `9.30` or `09:30`. Windows: `08:30-12:00; 14:00-17:00`. Weekdays: `mon wed` or `mon-fri`.
- Skills: `nursing:2; lifting`; the level is 1 if none is given. Several ids or languages: with semicolons.
- Several coded values in one cell (needs, accessibility): with semicolons, each as a word or as the code.
- Scores of items: `feeding:10; bathing:5`, the item as its word or id; or the answers alone, in the order of the
  questions: `yes; no; no`, `1 0 0`.
- Opening days: a recurrence rule of [RFC 5545](https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10) with `FREQ`
  daily, weekly, monthly or yearly.
- Numbers may have a comma or a point. Spaces around a value do not count.
- Ids are letters of one alphabet, digits, dot, hyphen and underscore. An id written with letters that only look the
  same (a Cyrillic А for a Latin A) is found and named.
- A formula, an error value, a merged cell or a value without a heading is a fault at its cell.
- Every fault is listed once. Each has a code, below, that stays the same in every language and version.

Limits: 20 MB, 200 MB unpacked, 400 parts, 50,000 rows and 100 columns a sheet, 2,000,000 cells; no macros, no links to
other files, no document type declarations, no password.
"""


def page(language: str) -> str:
    """The whole page of a language."""
    others = " · ".join(f"[{NAMES[other]}]({PAGES[other]})" for other in LANGUAGES if other != language)
    advice = "\n".join(f"- {translate(f'sheets.instructions.{name}', language)}" for name in ADVICE)
    title = " · ".join(translate(f"sheets.reference.{name}", language) for name in ("columns", "faults"))
    head = f"# agecare: {title}\n\n{others}\n\n{advice}\n"
    return head + (ENGLISH_ONLY if language == "en" else "") + "\n" + reference_markdown(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_what_the_definitions_say(language: str) -> None:
    written = (DOCS / PAGES[language]).read_text(encoding="utf-8")
    assert written == page(language), f"run {Path(__file__).name} to write docs/{PAGES[language]} again"


if __name__ == "__main__":
    for language in LANGUAGES:
        (DOCS / PAGES[language]).write_text(page(language), encoding="utf-8")
