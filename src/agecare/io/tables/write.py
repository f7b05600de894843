"""A `Register` → a workbook in the template's layout, or a folder of CSV files."""

import csv
import os
from collections.abc import Sequence

from agecare.errors import Fault
from agecare.io.files import atomic_folder, atomic_write
from agecare.io.tables.laying import rows_of
from agecare.io.tables.sheets import ALL_SHEETS, SETTINGS
from agecare.model import Register


def write_workbook(
    register: Register,
    path: str | os.PathLike[str],
    *,
    language: str = "en",
    marked: Sequence[Fault] = (),
) -> None:
    """Write everything a centre holds as a workbook that `read_workbook` reads back to the same register.

    Parameters
    ----------
    register
        What to write.
    path
        The file; it is replaced only when everything is written.
    language
        Of titles, headings and coded words.
    marked
        Faults or warnings to mark in their cells (by kind, index and field), with a sheet that lists them.

    Raises
    ------
    FormatError
        When a value is too long for a cell.
    OSError
        When the file cannot be written; the old one is then untouched.

    Notes
    -----
    Ids that mix Latin and Cyrillic look-alike letters are written as they are; the reader reports them.
    """
    from agecare.io.tables.marks import mark_register
    from agecare.io.tables.template import new_book

    book = new_book(language, rows_of(register, language))
    if marked:
        mark_register(book, marked, language)
    with atomic_write(path) as out:
        book.save(out)


def write_csv_folder(register: Register, path: str | os.PathLike[str]) -> None:
    """Write everything a centre holds as CSV files, one per sheet, with machine ids and codes.

    Raises
    ------
    OSError
        When the folder cannot be written; no file is then half written.

    Examples
    --------
    >>> import tempfile
    >>> from agecare.io.tables import example_register, read_csv_folder
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_csv_folder(example_register(), folder)
    ...     read_csv_folder(folder) == example_register()
    True
    """
    with atomic_folder(path) as folder:
        for sheet_id, rows in rows_of(register, "en", coded=True).items():
            with (folder / f"{sheet_id}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(_csv_heading(sheet_id))
                writer.writerows([_csv_text(value) for value in row] for row in rows)


def _csv_heading(sheet_id: str) -> list[str]:
    return (
        ["setting", "value", "note"] if sheet_id == SETTINGS else [column.id for column in ALL_SHEETS[sheet_id].columns]
    )


def _csv_text(value: object) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value)
