"""The register in and out: who is on it, who came and left in each month, of which group, where, and why.

The stock is counted in the evening: who comes on a day is in it, who has the last day on it no longer is. So in every
month, group and area what was there, plus entries, minus exits, is what is there in the end.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

import attrs

from agecare.model import Client, EntryReason, ExitReason, PopulationGroup, Register

K = TypeVar("K", bound=Hashable)

DAY = dt.timedelta(days=1)


@attrs.frozen
class Stay:
    """One time on the register, from the first day to the last; ``None`` where it has no known start or no end yet."""

    client: str
    first: dt.date | None
    last: dt.date | None
    entry: EntryReason | None = None
    exit: ExitReason | None = None

    def holds_in_evening(self, day: dt.date) -> bool:
        """Whether the person is in the stock in the evening of a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day < self.last)


@attrs.frozen
class Turnover:
    """Stock before, entries, exits, and the stock after."""

    before: int
    entries: int
    exits: int

    @property
    def after(self) -> int:
        """The stock in the evening of the last day."""
        return self.before + self.entries - self.exits


@attrs.frozen
class AreaTurnover:
    """An area with all areas inside it; ``area`` is ``None`` for people whose area is not known."""

    area: str | None
    depth: int
    turnover: Turnover


@attrs.frozen
class Flow:
    """Stock and flow of a register over some whole days.

    Attributes
    ----------
    first, last : the days, both included.
    total : of everybody.
    months : by calendar month, the first day of each; the first and the last month may be cut.
    groups : by population group, in the order of the codes; groups without anybody are left out.
    areas : by area, a parent before what is inside it.
    entry_reasons, exit_reasons : how often each coded reason was given; ``None``: no movement tells why.
    """

    first: dt.date
    last: dt.date
    total: Turnover
    months: tuple[tuple[dt.date, Turnover], ...]
    groups: tuple[tuple[PopulationGroup, Turnover], ...]
    areas: tuple[AreaTurnover, ...]
    entry_reasons: tuple[tuple[EntryReason | None, int], ...]
    exit_reasons: tuple[tuple[ExitReason | None, int], ...]


def stays(register: Register) -> tuple[Stay, ...]:
    """Every time that a client was on the register, by movements; where a client has none, by the period of validity.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> [(stay.first.isoformat(), stay.last) for stay in stays(example_register()) if stay.client == "E-002"]
    [('2025-09-15', None)]
    """
    return tuple(stay for client in register.clients for stay in _stays_of(register, client))


def _stays_of(register: Register, client: Client) -> Iterable[Stay]:
    moved = register.movements_of.get(client.id, ())
    if not moved:
        yield Stay(client.id, client.valid_from, client.valid_to)
        return
    here = None if moved[0].is_entry else Stay(client.id, client.valid_from, None)
    for movement in moved:
        if movement.is_entry:
            here = Stay(client.id, movement.on, None, movement.entry)
        elif here is not None:
            yield attrs.evolve(here, last=movement.on, exit=movement.exit)
            here = None
    if here is not None:
        yield here


def stock_on(register: Register, day: dt.date) -> int:
    """How many people are on the register in the evening of a day."""
    return sum(stay.holds_in_evening(day) for stay in stays(register))


def flow(register: Register, first: dt.date, last: dt.date) -> Flow:
    """Who was on the register before ``first``, who came and left until ``last``, by month, group, area and reason.

    Parameters
    ----------
    register
        What the centre holds. A client counts in the client's own area, or else in that of the address on the first
        day; a season's move is no movement.
    first, last
        The days, both included.

    Raises
    ------
    ValueError
        When the days are in the wrong order.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> year = flow(example_register(), dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    >>> year.total, year.total.after
    (Turnover(before=0, entries=3, exits=1), 2)
    """
    if last < first:
        raise ValueError(f"{last} lies before {first}")
    found = stays(register)
    clients = {client.id: client for client in register.clients}
    area_of = {client.id: _area(register, client) for client in register.clients}
    around = {None: (None,)} | {area: tuple(reversed(up)) for area, up in register.areas_around.items()}
    groups = _by(found, first, last, lambda stay: (clients[stay.client].group,))
    areas = _by(found, first, last, lambda stay: around[area_of[stay.client]])
    entered = Counter(stay.entry for stay in found if stay.first and first <= stay.first <= last)
    left = Counter(stay.exit for stay in found if stay.last and first <= stay.last <= last)
    return Flow(
        first=first,
        last=last,
        total=_turnover(found, first, last),
        months=tuple((begin, _turnover(found, begin, end)) for begin, end in _months(first, last)),
        groups=tuple((group, groups[group]) for group in PopulationGroup if group in groups),
        areas=tuple(AreaTurnover(area, len(around[area]) - 1, areas[area]) for area in _as_tree(areas, register)),
        entry_reasons=tuple((reason, entered[reason]) for reason in (*EntryReason, None) if entered[reason]),
        exit_reasons=tuple((reason, left[reason]) for reason in (*ExitReason, None) if left[reason]),
    )


def _turnover(found: Iterable[Stay], first: dt.date, last: dt.date) -> Turnover:
    before = entries = exits = 0
    for stay in found:
        before += first > dt.date.min and stay.holds_in_evening(first - DAY)
        entries += stay.first is not None and first <= stay.first <= last
        exits += stay.last is not None and first <= stay.last <= last
    return Turnover(before, entries, exits)


def _by(
    found: Iterable[Stay], first: dt.date, last: dt.date, keys: Callable[[Stay], tuple[K, ...]]
) -> Mapping[K, Turnover]:
    parts: dict[K, list[Stay]] = {}
    for stay in found:
        for key in keys(stay):
            parts.setdefault(key, []).append(stay)
    return {key: _turnover(part, first, last) for key, part in parts.items()}


def _area(register: Register, client: Client) -> str | None:
    moved = register.movements_of.get(client.id, ())
    day = moved[0].on if moved else client.valid_from
    homes = register.addresses_of.get(client.id, ())
    home = next((each for each in homes if day is None or each.valid_on(day)), None)
    return client.area or (home.area if home else None)


def _months(first: dt.date, last: dt.date) -> Iterable[tuple[dt.date, dt.date]]:
    begin = first
    while begin <= last:
        following = (begin.replace(day=1) + 31 * DAY).replace(day=1)
        yield begin, min(last, following - DAY)
        begin = following


def _as_tree(areas: Iterable[str | None], register: Register) -> list[str | None]:
    """Areas with the parent before what is inside it; the unknown area last."""
    order = {area.id: position for position, area in enumerate(register.areas)}
    known = [area for area in areas if area is not None]
    known.sort(key=lambda area: [order[each] for each in reversed(register.areas_around[area])])
    return [*known, *([None] if None in areas else [])]
