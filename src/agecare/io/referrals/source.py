"""A CSV file that is being read, whichever way: its text, its headings, and where its rows stand."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import attrs

from agecare.errors import Place
from agecare.io.referrals.kinds import File
from agecare.io.referrals.outcome import Faults, FileProblem
from agecare.io.tables.grid import column_letter
from agecare.io.tables.words import trim
from agecare.model.faults import fault, near_match

CELL_BYTES = 1 << 20
"""Longest cell that is read."""


@attrs.frozen
class Source:
    """A CSV file with known headings."""

    path: Path
    file: File
    headings: tuple[str, ...]
    delimiter: str
    places: Mapping[str, int]
    """Position of each known column, from 0."""

    def place(self, row: int | None, index: int | None, column: str | None) -> Place:
        """The place of a cell, as spreadsheets name it; ``row`` counts the file's records from 1."""
        at = None if column is None else self.places.get(column)
        letter = None if at is None else column_letter(at + 1)
        name = self.path.name
        return Place(self.file.name, index, column, name, name, row, letter, column)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The records after the headings: number in the file from 1, and cells. Empty lines are left out.

        Raises
        ------
        FileProblem
            When the text is not UTF-8, or a quote does not close.
        """
        rows = _records(self.path, self.delimiter)
        next(rows, None)
        return rows

    def some(self, positions: Iterator[int] | list[int]) -> Iterator[tuple[int, int, list[str]]]:
        """Some records by their position after the headings, from 0, ascending: position, number, cells."""
        rows, passed = self.rows(), 0
        for position in positions:
            number, cells = next(islice(rows, position - passed, None))
            passed = position + 1
            yield position, number, cells


def opened(path: Path, file: File, faults: Faults) -> Source:
    """A file with its headings read; columns that are missing or there twice are faults.

    Raises
    ------
    FileProblem
        When it cannot be read, is empty, or lacks a column that every record needs.
    """
    try:
        with path.open("rb") as raw:
            delimiter = _delimiter(raw)
        _, headings = next(_records(path, delimiter), (0, None))
    except OSError:
        raise FileProblem("AC1001", path) from None
    if headings is None:
        raise FileProblem("AC1002", path)
    names = [trim(heading).casefold().replace("-", "_").replace(" ", "_") for heading in headings]
    source = Source(path, file, tuple(headings), delimiter, {})
    places: dict[str, int] = {}
    for at, name in enumerate(names):
        if file.column(name) is None:
            continue
        if name in places:
            place = attrs.evolve(source.place(1, None, name), column=column_letter(at + 1))
            faults.add([fault("AC1025", place, value=name)])
        places.setdefault(name, at)
    missing = [column.name for column in file.columns if column.required and column.name not in places]
    unknown = [name for name in names if name and file.column(name) is None]
    faults.add(
        fault("AC1023", source.place(1, None, name), value=name, suggestion=near_match(name, unknown))
        for name in missing
    )
    if missing:
        raise Unusable
    return attrs.evolve(source, places=places)


class Unusable(Exception):  # noqa: N818  not an error: the faults have been told
    """A file of which nothing can be used; its faults have been told."""


def _records(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(CELL_BYTES)
    try:
        with path.open("rb") as raw:
            if raw.read(3) != codecs.BOM_UTF8:
                raw.seek(0)
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
            for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), start=1):
                if cells:
                    yield number, cells
    except UnicodeDecodeError:
        raise FileProblem("AC1016", path) from None
    except csv.Error:
        raise FileProblem("AC1013", path, value="CSV") from None


def _delimiter(raw: BinaryIO) -> str:
    """Comma or semicolon: whichever parts the first line that is not blank, outside quotes."""
    for line in iter(lambda: raw.readline(1 << 16), b""):
        if line.strip():
            bare = b"".join(line.split(b'"')[::2])
            return ";" if bare.count(b";") > bare.count(b",") else ","
    return ","
