"""Streams of people through the providers: from where they came in, hand by hand, to the services they got.

A provider stands once in each column in which somebody came to it, so that every stream runs one way, and a person who
is sent back is seen to arrive a second time.
"""

from collections.abc import Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model.referrals import ReferralStatus
from agecare.referrals.columns.clock import NEVER
from agecare.referrals.columns.history import code
from agecare.referrals.graph import ReferralGraph
from agecare.referrals.network import different

HANDS = 3
"""Hands that have a column; who is passed on further is counted in `Streams.further`."""

Ints = NDArray[np.int64]


@attrs.frozen
class Stop:
    """A provider or a service in one column, and the people who came there.

    ``kind`` is ``provider``, ``service``, ``open`` (sent to whoever claims it) or ``others`` (those too small to be
    shown, together). Counts of fewer people than may be shown are ``None``.
    """

    column: int
    kind: str
    name: str | None
    people: int
    waiting: int | None = 0
    """People whose way has come to here, and who have no service yet."""
    lost: int | None = 0
    """People whose way ended here without a service."""


@attrs.frozen
class Band:
    """People who went from one stop to another; ``accepted`` and ``rejected`` count referrals."""

    start: int
    end: int
    people: int
    accepted: int = 0
    rejected: int = 0

    @property
    def acceptance(self) -> float | None:
        """Accepted of those decided; ``None`` on the way to a service, and where nothing was decided."""
        decided = self.accepted + self.rejected
        return self.accepted / decided if decided else None


@attrs.frozen
class Streams:
    """Columns from 0 (entry points) over the hands to the services in the last; bands join stops by their number."""

    columns: int
    stops: tuple[Stop, ...]
    bands: tuple[Band, ...]
    further: int = 0
    """Referrals past the last hand that has a column."""
    hidden: int = 0
    """Bands of too few people to be shown."""


@attrs.frozen(eq=False)
class _Column:
    """Which stop each id of a column belongs to."""

    stop: Ints
    stops: tuple[Stop, ...]


def streams(graph: ReferralGraph, *, most: int = 8, least: int = 1, kinds: Mapping[str, str] | None = None) -> Streams:
    """The streams of a history.

    Parameters
    ----------
    graph
        A traced history. Drafts and referrals entered in error do not count.
    most
        Stops of a column that are shown by themselves, those with most referrals; the others are taken together.
    least
        Bands of fewer people are left out, and stops of fewer taken together; 5 for whatever leaves the centre.
    kinds
        Services by id that are shown under another name, such as their type.

    Returns
    -------
    Streams
        People are counted once in each band and stop, however often they went that way.
    """
    return _Maker(graph, most, least, dict(kinds or {})).made()


@attrs.define
class _Maker:
    graph: ReferralGraph
    most: int
    least: int
    kinds: dict[str, str]
    stops: list[Stop] = attrs.field(factory=list)

    def made(self) -> Streams:
        history, marks = self.graph.history, self.graph.milestones
        hops = self.graph.chains.hops
        counted = marks.counts & (marks.requested != NEVER)
        rows = np.flatnonzero(counted & (hops < HANDS))
        columns, many = history.referrals, len(history.providers)
        hop, client = hops[rows].astype(np.int64), columns.client[rows].astype(np.int64)
        sender, receiver = columns.requester[rows].astype(np.int64), columns.performer[rows].astype(np.int64)
        receiver = np.where(receiver < 0, many, receiver)  # the entry after the last is "open"
        hands = int(hop.max(initial=-1)) + 1
        at = [
            self._column(column, many + 1, self._arrived(column, hop, sender, receiver)) for column in range(hands + 1)
        ]
        tail = _look_up(at, hop, sender)
        head = _look_up(at, hop + 1, receiver)
        wanted, names = self._services()
        served = (marks.served[rows] != NEVER) & (wanted[rows] >= 0)
        goal = self._column(hands + 1, len(names), wanted[rows][served], names)
        accepted = (marks.accepted[rows] != NEVER) | (marks.served[rows] != NEVER)
        rejected = ~accepted & (history.state[rows] == code(ReferralStatus.REJECTED))
        bands, hidden = self._bands(tail, head, client, accepted, rejected)
        nobody = np.zeros(int(served.sum()), dtype=np.bool_)
        more, more_hidden = self._bands(head[served], goal.stop[wanted[rows][served]], client[served], nobody, nobody)
        stops = self._told(rows, head, client, [*bands, *more])
        return Streams(hands + 2, stops, (*bands, *more), int((counted & (hops >= HANDS)).sum()), hidden + more_hidden)

    @staticmethod
    def _arrived(column: int, hop: Ints, sender: Ints, receiver: Ints) -> Ints:
        """Who stands in a column: those who send from there, and those who receive there."""
        return np.concatenate((sender[hop == column], receiver[hop == column - 1]))

    def _services(self) -> tuple[Ints, list[str]]:
        """The service wanted by row as a number of the names shown."""
        history = self.graph.history
        shown = [self.kinds.get(name, name) for name in history.services.texts.tolist()]
        names = sorted(set(shown))
        place = {name: number for number, name in enumerate(names)}
        number = np.array([place[name] for name in shown] + [-1], dtype=np.int64)  # the last is what NONE finds
        return number[history.wanted], names

    def _column(self, column: int, many: int, arrived: Ints, names: list[str] | None = None) -> _Column:
        """The stops of a column: the largest by themselves, the others together."""
        size = np.bincount(arrived, minlength=many)
        order = np.lexsort((np.arange(many), -size))
        order = order[size[order] > 0]
        shown = order[size[order] >= self.least][: self.most]
        shown = order if len(order) == len(shown) + 1 and size[order[-1]] >= self.least else shown
        first = len(self.stops)
        stop = np.full(many, first + len(shown), dtype=np.int64)
        stop[shown] = first + np.arange(len(shown))
        self.stops += [Stop(column, *self._called(int(number), many, names), 0) for number in shown]
        if len(order) > len(shown):
            self.stops.append(Stop(column, "others", None, 0))
        return _Column(stop, tuple(self.stops[first:]))

    def _called(self, number: int, many: int, names: list[str] | None) -> tuple[str, str | None]:
        if names is not None:
            return "service", names[number]
        return ("open", None) if number == many - 1 else ("provider", self.graph.history.providers[number])

    def _bands(
        self, tail: Ints, head: Ints, client: Ints, accepted: NDArray[np.bool_], rejected: NDArray[np.bool_]
    ) -> tuple[list[Band], int]:
        many = max(len(self.stops), 1)
        pair = tail * many + head
        pairs, group = np.unique(pair, return_inverse=True)
        people = different(group, client, len(pairs))
        yes, no = (np.bincount(group[flags], minlength=len(pairs)) for flags in (accepted, rejected))
        shown = np.flatnonzero(people >= self.least)
        found = [
            Band(int(pairs[k]) // many, int(pairs[k]) % many, int(people[k]), int(yes[k]), int(no[k])) for k in shown
        ]
        return found, len(pairs) - len(shown)

    def _told(self, rows: NDArray[np.int64], head: Ints, client: Ints, bands: list[Band]) -> tuple[Stop, ...]:
        """The stops with their counts."""
        marks, before, many = self.graph.milestones, self.graph.chains.before, len(self.stops)
        continued = np.zeros(len(self.graph.history), dtype=np.bool_)
        later = np.flatnonzero(marks.counts & (before >= 0))
        continued[before[later]] = True
        unserved = (marks.served[rows] == NEVER) & ~continued[rows]
        waits = unserved & marks.live[rows]
        gone = unserved & (marks.ended[rows] != NEVER)
        waiting, lost = (different(head[flags], client[flags], many) for flags in (waits, gone))
        arrived, left = np.zeros(many, dtype=np.int64), np.zeros(many, dtype=np.int64)
        for band in bands:
            arrived[band.end] += band.people
            left[band.start] += band.people
        people = np.maximum(arrived, np.where(arrived > 0, 0, left))
        return tuple(
            attrs.evolve(stop, people=int(people[k]), waiting=self._count(waiting[k]), lost=self._count(lost[k]))
            for k, stop in enumerate(self.stops)
        )

    def _count(self, people: np.integer) -> int | None:
        return int(people) if people == 0 or people >= self.least else None


def _look_up(columns: list[_Column], column: Ints, number: Ints) -> Ints:
    """The stop of each id in its column."""
    if not columns:
        return np.zeros(0, dtype=np.int64)
    found: Ints = np.stack([each.stop for each in columns])[column, number]
    return found
