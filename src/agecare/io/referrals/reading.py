"""A folder of CSV files → a `History`, by columns where pyarrow is there, row by row where it is not."""

import importlib.util
import os
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.errors import Fault, FormatError
from agecare.io.referrals.kinds import FILES, NAMES, WITH_ID
from agecare.io.referrals.outcome import Faults, FileProblem
from agecare.io.referrals.rows import read_rows
from agecare.io.referrals.source import Source, Unusable, opened
from agecare.model.centre import Centre
from agecare.model.faults import fault, near_match
from agecare.model.holidays import HolidayChange
from agecare.referrals.columns.assemble import Interner, Table, assemble, table_of
from agecare.referrals.columns.history import History
from agecare.referrals.columns.names import intern

Positions = Sequence[int] | NDArray[np.int64]


@attrs.frozen
class Reading:
    """What a folder holds: the history of its good rows, and every fault (`MOST_FAULTS` at most)."""

    history: History | None
    """``None`` when there are no referrals to speak of."""
    faults: tuple[Fault, ...]


@attrs.frozen
class _Way:
    """By columns or by rows."""

    read: Callable[[Source, str, Faults], tuple[Table, Positions]]
    number: Interner
    kept: Callable[[Any, NDArray[np.bool_]], Any]
    """Some rows of a column of texts."""
    distinct: Callable[[Any], int]
    """How many different texts a column has."""
    unknown: Callable[[Any, Any], NDArray[np.bool_]]
    """Which rows of a column have a text that another column never has."""


def _way(fast: bool | None) -> _Way:
    if fast is None:
        fast = importlib.util.find_spec("pyarrow") is not None
    if not fast:
        return _Way(read_rows, intern, lambda column, keep: list(compress(column, keep)), _distinct, _unknown)
    from agecare.io.referrals import bulk

    return _Way(bulk.read_columns, bulk.intern_arrow, bulk.kept, bulk.distinct, bulk.unknown)


def _distinct(column: list[str]) -> int:
    return len(set(column))


def _unknown(column: list[str], known: list[str]) -> NDArray[np.bool_]:
    there = set(known)
    return np.array([text not in there for text in column], dtype=np.bool_)


def read_referrals(
    path: str | os.PathLike[str], centre: Centre, holiday_changes: Iterable[HolidayChange] = ()
) -> History:
    """Read a history of referrals from a folder of CSV files.

    Parameters
    ----------
    path
        A folder with ``referrals.csv`` and, as far as they are known, ``referral_events.csv``, ``consents.csv``,
        ``needs.csv``, ``clients.csv`` (for areas) and ``provider_capacities.csv``: UTF-8, comma or semicolon, headings
        as the fields of the records are called; other columns are passed over. Events stand in the order in which they
        were written down.
    centre
        Gives country and time zone.

    Raises
    ------
    FormatError
        With every error, each at its file, row and column.

    Notes
    -----
    With pyarrow (``pip install agecare[history]``) a million referrals take seconds; without it the same is read row
    by row.
    """
    found = check_referrals(path, centre, holiday_changes)
    if found.faults or found.history is None:
        raise FormatError(found.faults)
    return found.history


def check_referrals(
    path: str | os.PathLike[str],
    centre: Centre,
    holiday_changes: Iterable[HolidayChange] = (),
    *,
    fast: bool | None = None,
) -> Reading:
    """Read what can be read: the history of the good rows, and the faults of the others. Bad input never raises.

    ``fast`` chooses the way: by columns (with pyarrow), or row by row; ``None`` = by columns when pyarrow is there.
    """
    folder, way, faults = Path(path), _way(fast), Faults()
    sources: dict[str, Source] = {}
    tables: dict[str, Table] = {}
    positions: dict[str, Positions] = {}
    for name, file in FILES.items():
        source = folder / f"{name}.csv"
        if not source.exists() and name != "referrals":
            continue
        try:
            sources[name] = opened(source, file, faults)
            tables[name], positions[name] = way.read(sources[name], centre.timezone, faults)
        except FileProblem as problem:
            faults.add([problem.fault])
        except Unusable:
            pass
    if "referrals" not in tables:
        return Reading(None, faults.all(folder.name))
    for name in WITH_ID:
        if name in tables:
            tables[name], positions[name] = _once(tables[name], positions[name], sources[name], way, faults)
    if "referral_events" in tables:
        events = tables["referral_events"]
        tables["referral_events"] = _of_known(tables["referrals"], events, positions, sources, way, faults)
    else:
        tables["referral_events"] = _empty(way)
    named = {NAMES.get(name, name): table for name, table in tables.items()}
    history = assemble(centre.country, centre.timezone, holiday_changes, named, way.number)
    return Reading(history, faults.all(folder.name))


def _empty(way: _Way) -> Table:
    table = table_of(FILES["referral_events"].model, (), "UTC")
    if way.number is intern:
        return table
    from agecare.io.referrals.bulk import as_arrow

    return as_arrow(table)


def _once(table: Table, positions: Positions, source: Source, way: _Way, faults: Faults) -> tuple[Table, Positions]:
    """AC3001: the same id in a later row; the first one stays."""
    if way.distinct(table["id"]) == table.length:
        return table, positions
    (ids,), names = way.number(table["id"])
    keep = np.zeros(table.length, dtype=np.bool_)
    keep[np.unique(ids, return_index=True)[1]] = True
    faults.add(_located(source, "id", positions, ~keep, lambda row: ("AC3001", names[ids[row]], None)))
    return _part(table, keep, way), np.asarray(positions)[keep]


def _of_known(
    referrals: Table,
    events: Table,
    positions: dict[str, Positions],
    sources: dict[str, Source],
    way: _Way,
    faults: Faults,
) -> Table:
    """AC3002: an event of a referral that is not here; it is left out."""
    strange = way.unknown(events["referral"], referrals["id"])
    if not strange.any():
        return events
    (_, named), names = way.number(referrals["id"], events["referral"])
    few = referrals.length <= 20_000  # looking for what was meant takes time for each

    def told(row: int) -> tuple[str, str, str | None]:
        wanted = names[named[row]]
        return "AC3002", wanted, near_match(wanted, names.texts[: referrals.length].tolist()) if few else None

    source = sources["referral_events"]
    faults.add(_located(source, "referral", positions["referral_events"], strange, told))
    return _part(events, ~strange, way)


def _located(
    source: Source,
    column: str,
    positions: Positions,
    wrong: NDArray[np.bool_],
    told: Callable[[int], tuple[str, str, str | None]],
) -> Iterable[Fault]:
    rows = np.flatnonzero(wrong).tolist()
    wanted = np.asarray(positions)[wrong].tolist()
    for row, (position, number, _) in zip(rows, source.some(wanted), strict=True):
        code, value, suggestion = told(row)
        yield fault(code, source.place(number, position, column), value=value, suggestion=suggestion)


def _part(table: Table, keep: NDArray[np.bool_], way: _Way) -> Table:
    def part(column: Any) -> Any:
        return column[keep] if isinstance(column, np.ndarray) else way.kept(column, keep)

    return Table(int(keep.sum()), {name: part(column) for name, column in table.columns.items()})
