"""A CSV file by columns, with pyarrow: millions of rows in seconds, and the same faults as row by row.

Each column is checked as a whole for what is plainly right. Every row with a cell that is not goes to
`agecare.io.referrals.rows`, which repairs it (spaces, other ways to write a date) or says what is wrong: the two ways
cannot tell different faults, and a clean file never leaves the fast one.
"""

import datetime as dt
import mmap
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from agecare.io.referrals.kinds import Column
from agecare.io.referrals.outcome import Faults
from agecare.io.referrals.rows import read_row, read_rows
from agecare.io.referrals.source import Source
from agecare.referrals.columns.assemble import Table, table_of
from agecare.referrals.columns.clock import utc_of_local
from agecare.referrals.columns.names import NONE, Ints, Names

# What is plainly right, in RE2's terms: ids in one alphabet, texts that are no masked formula, ISO moments.
_PLAIN = {
    "id": r"^(?:[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}|[\p{Cyrillic}0-9][\p{Cyrillic}0-9_.\-]{0,63})$",
    "text": r"^[^\s'](?s:.{0,498}[^\s])?$",
    "day": r"^[12]\d{3}-\d\d-\d\d$",
    "whole": r"^\d{1,6}$",
}
_PLAIN["few"] = _PLAIN["id"]
_DATE = r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_LOCAL = rf"^{_DATE}(?:[T ]{_CLOCK})?$"
_ZONED = rf"^{_DATE}[T ]{_CLOCK}(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$"

_BLOCK_BYTES = 1 << 23
_FEW = pa.dictionary(pa.int32(), pa.string())


def read_columns(source: Source, zone: str, faults: Faults) -> tuple[Table, Sequence[int] | NDArray[np.int64]]:
    """The good rows of a file as columns, and the position of each among the file's records.

    Raises
    ------
    FileProblem
        When the file as a whole cannot be read.
    """
    try:
        loaded = _load(source)
    except pa.ArrowInvalid:  # rows of different lengths, open quotes, not UTF-8: slowly, and with the faults
        table, positions = read_rows(source, zone, faults)
        return as_arrow(table), positions
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # Arrow and numpy work outside Python's lock
        checked = threads.map(_column, source.file.columns, repeat(loaded), repeat(zone))
        columns = {column.name: each for column, each in zip(source.file.columns, checked, strict=True)}
    doubtful = np.zeros(loaded.num_rows, dtype=np.bool_)
    for each in columns.values():
        doubtful |= each.doubtful
    if "valid_from" in columns:  # a period that ends before it begins is no plain matter either
        doubtful |= columns["valid_to"].values < columns["valid_from"].values
    if "service_type" in columns:  # wants nothing: AC2061
        wanted = [columns[name].values for name in ("need", "service", "service_type")]
        doubtful |= np.logical_and.reduce([_whole(texts.indices) == NONE for texts in wanted])
    values = {name: each.values for name, each in columns.items()}
    del loaded, columns
    if not doubtful.any():
        return Table(len(doubtful), values), np.arange(len(doubtful))
    return _mended(source, values, doubtful, zone, faults)


@attrs.frozen(eq=False)
class _Column:
    values: Any
    doubtful: NDArray[np.bool_]


def _load(source: Source) -> pa.Table:
    """The known columns as texts; ``pa.ArrowInvalid`` when the file is not rows of equal length."""
    kinds = {column.name: column.kind for column in source.file.columns}
    known = {place: name for name, place in source.places.items()}
    names = [known.get(at, f" {at}") for at in range(len(source.headings))]
    types = {name: _FEW if kinds[name] in ("few", "coded", "text") else pa.string() for name in source.places}
    return arrow_csv.read_csv(
        source.path,
        read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=_lines_above(source), block_size=_BLOCK_BYTES),
        parse_options=arrow_csv.ParseOptions(delimiter=source.delimiter, newlines_in_values=_has_quotes(source)),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types,
            include_columns=list(source.places),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _lines_above(source: Source) -> int:
    """Lines up to and with the headings. Empty ones count for pyarrow here."""
    with source.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                return number
    return 0


def _has_quotes(source: Source) -> bool:
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return text.find(b'"') >= 0


def _column(column: Column, table: pa.Table, zone: str) -> _Column:
    """The values of a column, and which rows need a closer look."""
    if column.name not in table.column_names:
        gap = pa.nulls(table.num_rows, pa.string())
        return _read(column, pa.chunked_array([gap]), zone)
    return _read(column, table[column.name], zone)


def _read(column: Column, cells: pa.ChunkedArray, zone: str) -> _Column:
    doubtful = _flags(pc.is_null(cells)) if column.required else np.zeros(len(cells), dtype=np.bool_)
    if column.kind == "moment":
        seconds, wrong = _moments(cells, zone)
        return _Column(seconds, doubtful | wrong)
    encoded = _encoded(cells)
    texts = encoded.dictionary
    codes = _whole(encoded.indices)
    if column.kind == "coded":
        assert column.coded is not None
        known = {member.value: place for place, member in enumerate(column.coded)}
        blank = NONE if column.empty is None else known[column.empty.value]
        places = np.array([*(known.get(text, -2) for text in texts.to_pylist()), blank], dtype=np.int8)
        return _Column(places[codes], doubtful | (places[codes] == -2))
    plain = np.append(_flags(pc.match_substring_regex(texts, _PLAIN[column.kind])), True)
    doubtful = doubtful | ~plain[codes]
    if column.kind == "day":
        days = [_day(text) if fits else None for text, fits in zip(texts.to_pylist(), plain, strict=False)]
        unread = np.array([*(day is None for day in days), False])
        return _Column(np.array([*days, None], dtype="datetime64[D]")[codes], doubtful | unread[codes])
    if column.kind == "whole":
        whole = [int(text) if fits else 0 for text, fits in zip(texts.to_pylist(), plain, strict=False)]
        return _Column(np.array([*whole, 0], dtype=np.int32)[codes], doubtful)
    return _Column(encoded, doubtful)


def _whole(numbers: pa.Array | pa.ChunkedArray, kind: type = np.int32, gap: int = NONE) -> NDArray[Any]:
    """The numbers of a column, without a copy where it has no gaps.

    Arrow's own way (``to_numpy``, ``fill_null``) imports pandas where there is one, which takes half a second.
    """
    array = numbers.combine_chunks() if isinstance(numbers, pa.ChunkedArray) else numbers
    bits, data = array.buffers()
    found: NDArray[Any] = np.frombuffer(data or b"", dtype=kind)[array.offset : array.offset + len(array)]
    if not array.null_count:
        return found
    there = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")
    return np.where(there[array.offset : array.offset + len(array)], found, kind(gap))


def _flags(truths: pa.Array | pa.ChunkedArray) -> NDArray[np.bool_]:
    """The truths of a column; a gap is not true."""
    return _whole(truths.cast(pa.uint8()), np.uint8, 0).astype(np.bool_)


def _encoded(cells: pa.ChunkedArray) -> pa.DictionaryArray:
    """Different texts once, in the order in which they first appear."""
    few = pa.types.is_dictionary(cells.type)
    chunks = cells.unify_dictionaries() if few else pc.dictionary_encode(cells)
    found = chunks.combine_chunks()
    return found if isinstance(found, pa.DictionaryArray) else pa.array([], _FEW)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _moments(cells: pa.ChunkedArray, zone: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Seconds of UTC, and which cells are not plainly moments."""
    zoned = pc.match_substring_regex(cells, _ZONED)
    seconds = np.zeros(len(cells), dtype=np.int64)
    doubtful = ~_flags(zoned)
    if not doubtful.all():
        seconds[~doubtful], wrong = _cast(cells.filter(zoned), pa.timestamp("s", "UTC"))
        doubtful[np.flatnonzero(~doubtful)[wrong]] = True
    if doubtful.any():
        local = pc.match_substring_regex(cells, _LOCAL)
        places = np.flatnonzero(_flags(local))
        wall, wrong = _cast(cells.filter(local), pa.timestamp("s"))
        seconds[places] = utc_of_local(wall, zone)
        doubtful[places] = wrong
    return seconds, doubtful


def _cast(texts: pa.ChunkedArray, kind: pa.DataType) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Moments of texts, and which are none (30 February)."""
    try:
        return _whole(pc.cast(texts, kind), np.int64), np.zeros(len(texts), dtype=np.bool_)
    except pa.ArrowInvalid:
        pass
    read = [_moment(text) for text in texts.to_pylist()]
    return np.array([each or 0 for each in read], dtype=np.int64), np.array([each is None for each in read])


def _moment(text: str) -> int | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp())


def _mended(
    source: Source, values: dict[str, Any], doubtful: NDArray[np.bool_], zone: str, faults: Faults
) -> tuple[Table, NDArray[np.int64]]:
    """The columns with doubtful rows read one by one: repaired where they are good, left out where they are not."""
    keep = np.ones(len(doubtful), dtype=np.bool_)
    places, records = [], []
    for place, number, cells in source.some(np.flatnonzero(doubtful).tolist()):
        outcome = read_row(source, number, place, cells)
        faults.add(outcome.faults)
        keep[place] = outcome.record is not None
        if outcome.record is not None:
            places.append(place)
            records.append(outcome.record)
    repaired = table_of(source.file.model, records, zone)
    at = np.array(places, dtype=np.int64)
    for name, column in values.items():
        if isinstance(column, np.ndarray):
            column[at] = repaired[name]
            values[name] = column[keep]
        else:
            values[name] = _replaced(column, at, repaired[name]).filter(pa.array(keep)).dictionary_encode()
    return Table(int(keep.sum()), values), np.flatnonzero(keep)


def _replaced(column: pa.DictionaryArray, at: NDArray[np.int64], texts: list[str | None]) -> pa.StringArray:
    mask = np.zeros(len(column), dtype=np.bool_)
    mask[at] = True
    plain = column.cast(pa.string())
    return pc.replace_with_mask(plain, pa.array(mask), pa.array(texts, pa.string())) if len(at) else plain


def as_arrow(table: Table) -> Table:
    """A table of rows with its texts as Arrow has them."""

    def column(values: Any) -> Any:
        return values if isinstance(values, np.ndarray) else pa.array(values, pa.string()).dictionary_encode()

    return Table(table.length, {name: column(values) for name, values in table.columns.items()})


def kept(column: Any, keep: NDArray[np.bool_]) -> Any:
    """Some rows of a column of texts."""
    return column.cast(pa.string()).filter(pa.array(keep)).dictionary_encode()


def distinct(column: pa.DictionaryArray) -> int:
    """How many different texts a column has."""
    return len(column.dictionary)


def unknown(column: pa.DictionaryArray, known: pa.DictionaryArray) -> NDArray[np.bool_]:
    """Which rows have a text that another column never has."""
    there = _flags(pc.is_in(column.dictionary, value_set=known.dictionary))
    if there.all():
        return np.zeros(len(column), dtype=np.bool_)
    strange: NDArray[np.bool_] = ~there[_whole(column.indices)]
    return strange


def intern_arrow(*columns: pa.DictionaryArray) -> tuple[list[Ints], Names]:
    """`agecare.referrals.columns.names.intern` for columns of Arrow."""
    together = pa.chunked_array([column.dictionary for column in columns], pa.string())
    encoded = together.combine_chunks().dictionary_encode()
    places = np.append(_whole(encoded.indices), np.int32(NONE))
    coded, first = [], 0
    for column in columns:
        codes = _whole(column.indices)
        coded.append(places[np.where(codes >= 0, codes + first, NONE)])
        first += len(column.dictionary)
    return coded, Names.of(encoded.dictionary.to_pylist())
