"""A sheet as the reader sees it: rows of plain values, whatever file they came from."""

import datetime as dt
from collections.abc import Callable, Iterator

import attrs

from agecare.io.tables.words import SPACES


@attrs.frozen
class Formula:
    """A cell that holds a formula instead of a value."""

    text: str


@attrs.frozen
class ErrorValue:
    """A cell that holds ``#REF!`` or another error."""

    text: str


Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | Formula | ErrorValue
Row = tuple[int, dict[int, Value]]
"""The number of a row (from 1) and its filled cells by column (from 1)."""

ERROR_WORDS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)


@attrs.frozen
class Grid:
    """One sheet of a workbook, or one CSV file."""

    title: str
    rows: Callable[[int | None], Iterator[Row]]
    """Filled rows in order; the argument, if given, is the last row wanted."""
    merged: tuple[str, ...] = ()
    """Merged ranges such as ``B4:C4``."""


def is_blank(value: object) -> bool:
    """Whether a cell counts as empty."""
    return value is None or (isinstance(value, str) and not value.strip(SPACES))


def column_letter(column: int) -> str:
    """The letter of a column.

    >>> column_letter(1), column_letter(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column letter.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def shown(value: object, most: int = 60) -> str:
    """A cell's value as a message shows it: one line, cut when it is long."""
    if isinstance(value, Formula | ErrorValue):
        value = value.text
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = " ".join(str(value).split())
    return text if len(text) <= most else text[: most - 1] + "…"
