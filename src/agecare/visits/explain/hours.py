"""Not with these hours: the visits that only certain shifts can serve need more minutes than those shifts hold.

What is counted is a relaxation: every task takes its minutes and the shortest leg by which anybody can come to its
place, on any shift on which it could be by itself; order, coupling and breaks are left out. A largest flow from tasks
to shifts, days and weeks shows whether all of them fit. If not, the tasks that the flow cannot send on, and the shifts
that hold them back, are the proof: their minutes are added up once more in plain whole numbers, and only a sum that is
too large is ever told.
"""

from collections.abc import Mapping, Set

import attrs
import numpy as np

from agecare.visits.explain.alone import NO_WAY, most_minutes
from agecare.visits.explain.flow import Network
from agecare.visits.explain.starts import LATE
from agecare.visits.legs import ROWS_AT_ONCE
from agecare.visits.problem import Flags, Ints, Longs, VisitProblem

MOST_EDGES = 60_000
"""Pairs of like tasks and shifts beyond which only the shifts of one visit at a time are looked at."""


@attrs.frozen(eq=False)
class Shortage:
    """Visits of which not all can be served, whatever the plan.

    Attributes
    ----------
    visits : indices of the visits.
    routes : (R,) the shifts on which their tasks could be.
    begin, end : (D,) the part of each day in which all of them are.
    wanted, hours : minutes that the tasks take, and that the shifts hold in that part of the days.
    """

    visits: tuple[int, ...]
    routes: Flags
    begin: Ints
    end: Ints
    wanted: int
    hours: int


@attrs.frozen(eq=False)
class Counting:
    """What every task needs at least, and where it could be.

    Attributes
    ----------
    reach : (T, R) shifts on which a task could be by itself; none for visits that nobody can serve.
    leg : (T,) shortest leg to its place; back : (R,) shortest way home from any of the tasks that could be on it.
    opens, closes : (T, D) earliest start and latest end on a day.
    """

    problem: VisitProblem
    reach: Flags
    leg: Ints
    back: Ints
    opens: Ints
    closes: Ints

    @property
    def wanted(self) -> Longs:
        """(T,) minutes of each task with its leg."""
        found: Longs = self.problem.task_minutes.astype(np.int64) + self.leg
        return found

    def room(self, begin: Ints, end: Ints, leg: int) -> tuple[Longs, Longs, Longs]:
        """Minutes of each route, worker's day and worker's week in a part of the days: (R,), (W, D), (W, weeks)."""
        problem, day = self.problem, self.problem.route_day
        opens = np.maximum(problem.route_start, begin[day] - leg)
        room = np.maximum(0, np.minimum(problem.route_latest - self.back, end[day]) - opens).astype(np.int64)
        workers = len(problem.worker_ids)
        home = np.full((workers, problem.days), NO_WAY, dtype=np.int64)
        np.minimum.at(home, (problem.route_worker, day), self.back)
        daily = np.maximum(0, problem.worker_daily_minutes[:, None] - home)
        weekly = np.repeat(problem.worker_weekly_minutes[:, None], int(problem.day_week.max(initial=0)) + 1, axis=1)
        return room, daily, weekly.astype(np.int64)

    def shortage(self, tasks: Flags, routes: Flags, begin: Ints, end: Ints) -> Shortage | None:
        """The proof that these tasks, which are nowhere but on these routes in that part of the days, do not fit."""
        problem = self.problem
        leg = int(self.leg[tasks].max(initial=0))
        room, daily, weekly = self.room(begin, end, leg)
        by_day = np.zeros_like(daily)
        np.add.at(by_day, (problem.route_worker, problem.route_day), room * routes)
        by_day = np.minimum(by_day, daily)
        by_week = np.zeros_like(weekly)
        np.add.at(by_week.T, problem.day_week, by_day.T)
        hours, wanted = int(np.minimum(by_week, weekly).sum()), int(self.wanted[tasks].sum())
        if wanted <= hours:
            return None
        visits = tuple(np.unique(problem.task_visit[tasks]).tolist())
        return Shortage(visits, routes, begin, end, wanted, hours)


def counting(problem: VisitProblem, impossible: Set[int]) -> Counting:
    """What the tasks of all visits need, but for those that can never be served."""
    opens, closes, first, last = _day_windows(problem)
    near_in, near_out = _nearest(problem)
    count, minutes = len(problem.task_visit), problem.task_minutes
    possible = ~np.isin(problem.task_visit, list(impossible))
    reach = np.zeros((count, len(problem.route_worker)), dtype=np.bool_)
    leg = np.full(count, NO_WAY, dtype=np.int32)
    back = np.full(len(problem.route_worker), NO_WAY, dtype=np.int32)
    most = most_minutes(problem, np.arange(len(problem.route_worker), dtype=np.int32))
    shared = _shared_places(problem)
    for route, (worker, day) in enumerate(zip(problem.route_worker.tolist(), problem.route_day.tolist(), strict=True)):
        place = problem.visit_place[problem.task_visit, day]
        profile, known = problem.route_profile[route], np.maximum(place, 0)
        there = np.where(known == problem.route_start_place[route], 0, near_in[profile, known])
        home = np.where(known == problem.route_end_place[route], 0, near_out[profile, known])
        soon = np.maximum(first[:, day], (problem.route_start[route] + there)[:, None])
        late = np.minimum(last[:, day], (problem.route_latest[route] - home - minutes)[:, None])
        able = possible & problem.eligible[:, worker] & problem.visit_days[problem.task_visit, day] & (place >= 0)
        able &= (soon <= late).any(axis=1) & (there + minutes + home <= most[route])
        reach[:, route] = able
        coming = np.where(shared[problem.task_visit, day], 0, there)
        leg[able] = np.minimum(leg[able], coming[able])
        back[route] = home[able].min(initial=NO_WAY)
    return Counting(problem, reach, np.where(reach.any(axis=1), leg, 0).astype(np.int32), back, opens, closes)


def _day_windows(problem: VisitProblem) -> tuple[Ints, Ints, Ints, Ints]:
    """(T, D) earliest start and latest end, then (T, D, K) first and last start of each window, locks kept."""
    visits, days = problem.task_visit.astype(np.int64), problem.days
    at = visits[:, None] * days + np.arange(days)[None, :]
    entry, number = problem.window_first[at], problem.window_first[at + 1] - problem.window_first[at]
    widest = max(1, int(number.max(initial=0)))
    first = np.full((*at.shape, widest), LATE, dtype=np.int32)
    last = np.full((*at.shape, widest), -LATE, dtype=np.int32)
    minutes = problem.task_minutes[:, None]
    soft = problem.visit_soft_end[visits][:, None]
    for k in range(widest):
        has = number > k
        known = np.where(has, entry + k, 0)
        if not has.any():
            continue
        ends = problem.window_end[known] - (0 if problem.window_at_start else minutes)
        first[..., k] = np.where(has, problem.window_start[known], LATE)
        last[..., k] = np.where(has, np.where(soft, LATE, ends), -LATE)
    held = (problem.task_first[visits] == np.arange(len(visits))) | (problem.visit_coupling[visits] == 1)
    locked = np.where(held, problem.visit_locked_start[visits], -1)
    fixed = locked >= 0
    first[fixed] = np.maximum(first[fixed], locked[fixed, None, None])
    last[fixed] = np.minimum(last[fixed], locked[fixed, None, None])
    real = first <= last
    opens = np.where(real, first, LATE).min(axis=2)
    closes = np.where(real, last, -LATE).max(axis=2) + minutes
    return opens.astype(np.int32), np.minimum(closes, LATE).astype(np.int32), first, last


def _nearest(problem: VisitProblem) -> tuple[Ints, Ints]:
    """(K, P) shortest leg to each place from any other, and from it to any other."""
    size = len(problem.places.ids)
    if size < 2:
        nothing = np.zeros((len(problem.travel), size), dtype=np.int32)
        return nothing, nothing
    come, go = (np.full((len(problem.travel), size), NO_WAY, dtype=np.int32) for _ in range(2))
    for profile in range(len(problem.travel)):
        for first in range(0, size, ROWS_AT_ONCE):
            rows = np.arange(first, min(size, first + ROWS_AT_ONCE))
            legs = problem.travel[profile, rows].copy()
            legs[np.arange(len(rows)), rows] = NO_WAY
            np.minimum(come[profile], legs.min(axis=0), out=come[profile])
            go[profile, rows] = np.minimum(NO_WAY, legs.min(axis=1))
    return come, go


def _shared_places(problem: VisitProblem) -> Flags:
    """(V, D) whether somebody may come to a visit's place that day for another visit: then the leg may be nothing."""
    shared = np.zeros(problem.visit_days.shape, dtype=np.bool_)
    for day in range(problem.days):
        place = np.where(problem.visit_days[:, day], problem.visit_place[:, day], -1)
        here = np.flatnonzero(place >= 0)
        apart = problem.visit_spacing[here] > 0
        # visits of one request are never on one day, if days between are asked for
        single = np.where(apart, problem.visit_request[here], len(problem.request_ids) + here)
        pairs = np.unique(np.stack([place[here], single]), axis=1)[0]
        count = np.bincount(pairs, minlength=len(problem.places.ids))
        shared[here, day] = count[place[here]] > 1
    return shared


def shortages(count: Counting) -> Mapping[int, Shortage]:
    """Proofs that whole shifts hold too little, by task; none where the problem is too large for the flow."""
    problem = count.problem
    tasks = np.flatnonzero(count.reach.any(axis=1))
    if not len(tasks):
        return {}
    kinds, kind = np.unique(count.reach[tasks], axis=0, return_inverse=True)
    if int(kinds.sum()) > MOST_EDGES:
        return {}
    whole = _whole_days(problem)
    wanted = np.bincount(kind.reshape(-1), weights=count.wanted[tasks]).astype(np.int64)
    room, daily, weekly = count.room(*whole, 0)
    reached = _reached(problem, kinds, wanted, room, daily, weekly)
    found: dict[int, Shortage] = {}
    for group in _connected(problem, kinds, np.flatnonzero(reached).astype(np.int32)):
        mine = np.zeros(len(problem.task_visit), dtype=np.bool_)
        mine[tasks[np.isin(kind.reshape(-1), group)]] = True
        routes: Flags = np.logical_or.reduce(kinds[group])
        shortage = count.shortage(mine, routes, *whole)
        if shortage is not None:
            found |= dict.fromkeys(np.flatnonzero(mine).tolist(), shortage)
    return found


def _whole_days(problem: VisitProblem) -> tuple[Ints, Ints]:
    return np.zeros(problem.days, dtype=np.int32), np.full(problem.days, LATE, dtype=np.int32)


def _reached(problem: VisitProblem, kinds: Flags, wanted: Longs, room: Longs, daily: Longs, weekly: Longs) -> Flags:
    """(kinds,) which kinds of tasks hold minutes that no shift has room for."""
    groups, routes, (workers, days), weeks = len(kinds), len(room), daily.shape, weekly.shape[1]
    at_day = 1 + groups + routes
    at_week = at_day + workers * days
    sink = at_week + workers * weeks
    net = Network(sink + 1)
    for group, minutes in enumerate(wanted.tolist()):
        net.edge(0, 1 + group, minutes)
        for route in np.flatnonzero(kinds[group]).tolist():
            net.edge(1 + group, 1 + groups + route, minutes)
    for route, (worker, day) in enumerate(zip(problem.route_worker.tolist(), problem.route_day.tolist(), strict=True)):
        net.edge(1 + groups + route, at_day + worker * days + day, int(room[route]))
    for worker in range(workers):
        for day in np.unique(problem.route_day[problem.route_worker == worker]).tolist():
            week = at_week + worker * weeks + int(problem.day_week[day])
            net.edge(at_day + worker * days + day, week, int(daily[worker, day]))
        for week in range(weeks):
            net.edge(at_week + worker * weeks + week, sink, int(weekly[worker, week]))
    net.largest_flow(0, sink)
    return np.array([1 + group in net.reached for group in range(groups)], dtype=np.bool_)


def _connected(problem: VisitProblem, kinds: Flags, chosen: Ints) -> list[Ints]:
    """The kinds in parts that share no worker."""
    workers = np.zeros((len(chosen), len(problem.worker_ids)), dtype=np.bool_)
    for row, kind in enumerate(chosen.tolist()):
        workers[row, problem.route_worker[kinds[kind]]] = True
    parts: list[Ints] = []
    left = np.ones(len(chosen), dtype=np.bool_)
    while left.any():
        part = np.zeros(len(chosen), dtype=np.bool_)
        part[np.flatnonzero(left)[0]] = True
        while True:
            theirs = workers[part].any(axis=0)
            grown = left & workers[:, theirs].any(axis=1)
            if np.array_equal(grown, part):
                break
            part = grown
        parts.append(chosen[part])
        left &= ~part
    return parts


def shortage_of_window(count: Counting, task: int) -> Shortage | None:
    """The proof that the shifts on which one task could be hold too little, in the hours in which it could be."""
    routes = count.reach[task]
    begin, end = count.opens[task].copy(), count.closes[task].copy()
    days = np.zeros(count.problem.days, dtype=np.bool_)
    days[count.problem.route_day[routes]] = True
    begin[~days], end[~days] = 0, LATE
    inside = (count.opens >= begin[None, :]) & (count.closes <= end[None, :])
    tasks = ~(count.reach & ~routes[None, :]).any(axis=1) & count.reach.any(axis=1)
    on_days = np.zeros((len(tasks), count.problem.days), dtype=np.bool_)
    for day in np.flatnonzero(days).tolist():
        on_days[:, day] = count.reach[:, count.problem.route_day == day].any(axis=1)
    tasks &= (inside | ~on_days).all(axis=1)
    return count.shortage(tasks, routes, begin, end)
