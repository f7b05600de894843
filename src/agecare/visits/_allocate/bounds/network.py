"""The minutes of visits flowing into the hours of workers: the network behind `shortage`.

From the source to every role of a group of visits, to its days (one visit a day), to the routes that could have it,
there into the parts of the day that its windows allow, and on through the worker's route, day and week to the sink.
"""

import functools

import attrs
import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from agecare.visits._allocate.bounds.pairs import ENOUGH, Pairs
from agecare.visits._allocate.groups import Groups
from agecare.visits._allocate.reach import windows_on
from agecare.visits.problem import Flags, Longs, VisitProblem

SLOTS = 12
"""Most parts of a day."""
FINE = 400_000
"""Pairs above which days are not cut into parts."""
LONG = 20_000
"""Minutes above which whole visits make no difference."""
SOURCE, SINK = 0, 1


class Network:
    """Nodes and arcs, put together once, and largest flows for any choice of supplies.

    Parameters
    ----------
    supply : (N,) minutes of each part.
    """

    def __init__(self, problem: VisitProblem, groups: Groups, pairs: Pairs, supply: Longs) -> None:
        self._size = 2
        self._arcs: list[NDArray[np.int64]] = []
        self._parts = self._nodes(len(supply))
        self._sources = self._join(np.full(len(supply), SOURCE), self._parts, supply)
        days = _days(problem, groups, pairs)
        doors = self._through_days(problem, groups, pairs)
        lanes = self._nodes(len(problem.route_worker))
        begin, until = _hours(problem, pairs)
        for day in range(problem.days):
            self._through_slots(problem, doors.on(problem, day), day, days[day], lanes, begin, until)
        self._through_limits(problem, pairs, lanes, until - begin)
        self._flow = max_flow.SimpleMaxFlow()
        self._flow.add_arcs_with_capacity(*np.concatenate(self._arcs, axis=1))

    def lack(self, wanted: Longs) -> int:
        """What the largest flow leaves of some supplies."""
        self._flow.set_arcs_capacity(self._sources, wanted)
        status = self._flow.solve(SOURCE, SINK)
        if status != self._flow.OPTIMAL:
            raise RuntimeError(f"no largest flow: {status}")
        return int(wanted.sum()) - int(self._flow.optimal_flow())

    def competing(self) -> Flags:
        """(N,) after `lack`: parts that lack minutes, and those that use what these could use."""
        side = self._flow.get_source_side_min_cut()
        found: Flags = np.isin(self._parts, side)
        return found

    def _nodes(self, number: int) -> Longs:
        """New nodes."""
        first, self._size = self._size, self._size + number
        return np.arange(first, self._size)

    def _join(self, tail: Longs, head: Longs, room: NDArray[np.integer]) -> Longs:
        """New arcs; their numbers."""
        first = sum(arcs.shape[1] for arcs in self._arcs)
        self._arcs.append(np.stack((tail, head, room.astype(np.int64))))
        return np.arange(first, first + len(tail))

    def _through_days(self, problem: VisitProblem, groups: Groups, pairs: Pairs) -> "_Doors":
        """From the parts to routes: one visit of a group a day, and nobody in both roles of it."""
        room = pairs.minutes[pairs.part].astype(np.int64)
        key, at = np.unique(pairs.part.astype(np.int64) * problem.days + pairs.day, return_inverse=True)
        today = self._nodes(len(key))
        part = key // problem.days
        self._join(self._parts[part], today, pairs.minutes[part])
        group = groups.part_group[pairs.part]
        double = (np.diff(groups.part_first) == 2)[group]
        two, one = np.flatnonzero(double), np.flatnonzero(~double)
        width = max(1, len(problem.route_worker))
        key, to = np.unique(group[two].astype(np.int64) * width + pairs.route[two], return_inverse=True)
        coming, going, most = self._nodes(len(key)), self._nodes(len(key)), np.zeros(len(key), dtype=np.int64)
        self._join(today[at[two]], coming[to], room[two])
        np.maximum.at(most, to, room[two])
        self._join(coming, going, most)
        first, last = np.full(len(key), ENOUGH), np.full(len(key), -ENOUGH)
        np.minimum.at(first, to, pairs.first[two])
        np.maximum.at(last, to, pairs.last[two])
        return _Doors(
            np.concatenate((today[at[one]], going)),
            np.concatenate((pairs.route[one], key % width)),
            np.concatenate((pairs.first[one], first)),
            np.concatenate((pairs.last[one], last)),
            np.concatenate((room[one], most)),
        )

    def _through_slots(
        self,
        problem: VisitProblem,
        doors: "_Doors",
        day: int,
        cuts: list[int],
        lanes: Longs,
        begin: Longs,
        until: Longs,
    ) -> None:
        """From the doors into the parts of the day. Who may come at any time has one arc for all of them."""
        here = np.flatnonzero(problem.route_day == day)
        free = lanes[here]
        row = np.zeros(len(lanes), dtype=np.int64)
        row[here] = np.arange(len(here))
        whole = (doors.first <= begin[doors.route]) & (doors.last >= until[doors.route])
        if cuts:
            free = self._nodes(len(here))
            some = doors.where(~whole)
            for start, end in zip([-ENOUGH, *cuts], [*cuts, ENOUGH], strict=True):
                slot = self._nodes(len(here))
                held = np.minimum(until[here], end) - np.maximum(begin[here], start)
                self._join(free, slot, np.full(len(here), ENOUGH))
                self._join(slot, lanes[here], np.maximum(held, 0))
                inside = np.minimum(some.last, end) - np.maximum(some.first, start)
                through = np.flatnonzero(inside > 0)
                to = slot[row[some.route[through]]]
                self._join(some.tail[through], to, np.minimum(some.room, inside)[through])
            doors = doors.where(whole)
        self._join(doors.tail, free[row[doors.route]], doors.room)

    def _through_limits(self, problem: VisitProblem, pairs: Pairs, lanes: Longs, room: Longs) -> None:
        """What routes, days and weeks hold, in whole visits."""
        worker, day = problem.route_worker.astype(np.int64), problem.route_day
        minutes = pairs.minutes[pairs.part]
        keys, by_day = np.unique(worker * problem.days + day, return_inverse=True)
        who, weeks = keys // problem.days, int(problem.day_week.max(initial=0)) + 1
        days = self._nodes(len(keys))
        room = _in_whole_visits(pairs.route, minutes, room)
        self._join(lanes, days[by_day], room)
        together = np.bincount(by_day, weights=room, minlength=len(keys)).astype(np.int64)
        room = np.minimum(together, problem.worker_daily_minutes[who])
        room = _in_whole_visits(by_day[pairs.route], minutes, room)
        keys, by_week = np.unique(who * weeks + problem.day_week[keys % problem.days], return_inverse=True)
        ends = self._nodes(len(keys))
        self._join(days, ends[by_week], room)
        together = np.bincount(by_week, weights=room, minlength=len(keys)).astype(np.int64)
        room = np.minimum(together, problem.worker_weekly_minutes[keys // weeks])
        room = _in_whole_visits(by_week[by_day[pairs.route]], minutes, room)
        self._join(ends, np.full(len(keys), SINK), room)


@attrs.frozen(eq=False)
class _Doors:
    """Arcs to routes: from which node, to which route, between which moments, and how many minutes."""

    tail: Longs
    route: Longs
    first: Longs
    last: Longs
    room: Longs

    def where(self, mask: Flags) -> "_Doors":
        """Some of them."""
        return _Doors(self.tail[mask], self.route[mask], self.first[mask], self.last[mask], self.room[mask])

    def on(self, problem: VisitProblem, day: int) -> "_Doors":
        """Those of a day."""
        return self.where(problem.route_day[self.route] == day)


def _hours(problem: VisitProblem, pairs: Pairs) -> tuple[Longs, Longs]:
    """(R,) and (R,) when each route can begin to count for visits, and until when."""
    used = np.bincount(pairs.route, minlength=len(problem.route_worker)) > 0
    begin: Longs = problem.route_start.astype(np.int64) + np.where(used, pairs.lead, 0)
    until: Longs = problem.route_latest.astype(np.int64) - np.where(used, pairs.tail, 0)
    return begin, np.maximum(begin, until)


def _days(problem: VisitProblem, groups: Groups, pairs: Pairs) -> list[list[int]]:
    """Where each day is cut: at the ends of windows, by the minutes of visits that end or begin there."""
    found: list[list[int]] = []
    for day in range(problem.days):
        parts = (
            np.flatnonzero(groups.days[groups.part_group, day]) if len(pairs.part) <= FINE else np.zeros(0, np.int64)
        )
        tasks = groups.part_task[parts]
        starts, ends = windows_on(problem, tasks, day)
        there = starts < ends
        minutes = np.broadcast_to(problem.task_minutes[tasks][:, None], starts.shape)[there]
        edges, at = np.unique(np.concatenate((starts[there], ends[there])), return_inverse=True)
        weight = np.bincount(at, weights=np.concatenate((minutes, minutes)), minlength=len(edges))
        found.append(sorted(edges[np.argsort(-weight, kind="stable")[: SLOTS - 1]].tolist()))
    return found


def _in_whole_visits(of: NDArray[np.integer], minutes: NDArray[np.integer], room: Longs) -> Longs:
    """Rooms, less what no sum of their visits' minutes reaches; ``of`` says to which room a visit belongs."""
    most = int(minutes.max(initial=0)) + 1
    keys = np.unique(of.astype(np.int64) * most + minutes)
    edges = np.searchsorted(keys // most, np.arange(len(room) + 1))
    sizes = (keys % most).tolist()
    found = [
        largest_sum(frozenset(sizes[start:end]), held) if held <= LONG else held
        for start, end, held in zip(edges[:-1].tolist(), edges[1:].tolist(), room.tolist(), strict=True)
    ]
    return np.array(found, dtype=np.int64)


@functools.cache
def largest_sum(sizes: frozenset[int], room: int) -> int:
    """The most minutes up to ``room`` that visits of these sizes can fill.

    >>> largest_sum(frozenset({300}), 480), largest_sum(frozenset({45, 60}), 100)
    (300, 90)
    """
    reached, mask = 1, (1 << (room + 1)) - 1
    for size in sizes:
        step = size
        while 0 < step <= room:
            reached |= (reached << step) & mask
            step *= 2
    return reached.bit_length() - 1
