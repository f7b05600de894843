"""When a task could begin on a route that does nothing else."""

from collections.abc import Iterator
from enum import Enum

import attrs
import numpy as np

from agecare.visits.explain.starts import LATE, StartTable
from agecare.visits.legs import ROWS_AT_ONCE
from agecare.visits.problem import Flags, Ints, Longs, VisitProblem

NO_WAY = 1 << 26
"""Time there or back that no shift has."""


class Ways(Enum):
    """Which way from and to the ends of a route is counted."""

    NONE = 0
    SHORTEST = 1
    """The shortest over any places: nothing that is on the way as well can beat it."""
    DIRECT = 2


@attrs.frozen(eq=False)
class Alone:
    """When each route could begin a task if it did nothing else.

    Attributes
    ----------
    first, last : (R, K) closed intervals of starts, one per window.
    minutes : (R,) from leaving to coming back.
    """

    first: Ints
    last: Ints
    minutes: Longs

    def fits(self, most: Ints) -> Flags:
        """(R,) whether there is such a start and the way with the visit is within so many minutes."""
        found: Flags = (self.first <= self.last).any(axis=1) & (self.minutes <= most)
        return found


class Roads:
    """Shortest ways over any places, worked out when somebody asks."""

    def __init__(self, problem: VisitProblem) -> None:
        self._problem = problem
        self._known: dict[tuple[int, int, bool], Ints] = {}

    def minutes(self, profile: int, place: int, *, back: bool) -> Ints:
        """(P,) shortest way from a place to every place, or (``back``) from every place to it."""
        key = profile, place, back
        if key not in self._known:
            self._known[key] = _shortest(self._problem, profile, place, back)
        return self._known[key]


def _shortest(problem: VisitProblem, profile: int, place: int, back: bool) -> Ints:
    travel, every = problem.travel, np.arange(len(problem.places.ids))
    found: Ints = travel[profile, every, place] if back else travel[profile, place, every]
    while True:
        better = found.copy()
        for first in range(0, len(every), ROWS_AT_ONCE):
            rows = every[first : first + ROWS_AT_ONCE]
            legs = travel[profile, rows]
            if back:
                better[rows] = np.minimum(better[rows], (legs + found).min(axis=1))
            else:
                np.minimum(better, (legs + found[rows, None]).min(axis=0), out=better)
        if np.array_equal(better, found):
            return found
        found = better


def alone(
    problem: VisitProblem, roads: Roads, task: int, starts: StartTable, routes: Ints, ways: Ways = Ways.DIRECT
) -> Alone:
    """When the routes could begin the task alone.

    Parameters
    ----------
    starts : StartTable
        Starts that are allowed on each day.
    routes : (R,)
    """
    days = problem.route_day[routes]
    places = problem.visit_place[problem.task_visit[task], days]
    there, back = _ways(problem, roads, routes, places, ways)
    minutes = int(problem.task_minutes[task])
    arrival = problem.route_start[routes] + there
    leave = problem.route_latest[routes] - back - minutes
    first = np.maximum(starts.first[days], arrival[:, None])
    last = np.minimum(starts.last[days], leave[:, None])
    last[places < 0] = -LATE
    return Alone(first.astype(np.int32), last.astype(np.int32), there.astype(np.int64) + minutes + back)


def most_minutes(problem: VisitProblem, routes: Ints) -> Ints:
    """(R,) paid minutes that the worker of each route may work on that day at most."""
    workers = problem.route_worker[routes]
    return np.minimum(problem.worker_daily_minutes[workers], problem.worker_weekly_minutes[workers])


def _ways(problem: VisitProblem, roads: Roads, routes: Ints, places: Ints, ways: Ways) -> tuple[Ints, Ints]:
    if ways is Ways.NONE:
        nothing = np.zeros(len(routes), dtype=np.int32)
        return nothing, nothing
    profile, known = problem.route_profile[routes], np.maximum(places, 0)
    begins, ends = problem.route_start_place[routes], problem.route_end_place[routes]
    there, back = problem.travel[profile, begins, known], problem.travel[profile, known, ends]
    if ways is Ways.SHORTEST:
        there, back = there.copy(), back.copy()
        for index, (k, one, two, place) in enumerate(
            zip(profile.tolist(), begins.tolist(), ends.tolist(), known.tolist(), strict=True)
        ):
            there[index] = roads.minutes(k, one, back=False)[place]
            back[index] = roads.minutes(k, two, back=True)[place]
    return np.minimum(there, NO_WAY), np.minimum(back, NO_WAY)


def meetings(
    problem: VisitProblem, visit: int, routes: tuple[Ints, Ints], both: tuple[Alone, Alone], most: tuple[Ints, Ints]
) -> Iterator[int]:
    """Days on which two workers, each with nothing else to do, could make the visit's two tasks."""
    low, high = lags(problem, visit)
    fits = [part.fits(limit) for part, limit in zip(both, most, strict=True)]
    for day in np.unique(problem.route_day[routes[0]][fits[0]]).tolist():
        one, two = (
            np.flatnonzero(fit & (problem.route_day[rows] == day)) for fit, rows in zip(fits, routes, strict=True)
        )
        apart = problem.route_worker[routes[0][one]][:, None] != problem.route_worker[routes[1][two]][None, :]
        if can_meet(both[0].first[one], both[0].last[one], both[1].first[two], both[1].last[two], low, high, apart):
            yield day


def can_meet(first1: Ints, last1: Ints, first2: Ints, last2: Ints, low: int, high: int, apart: Flags) -> bool:
    """Whether some start of the one and of the other lie within the lag. Arrays (n, K), (m, K); ``apart`` (n, m)."""
    for k in range(first1.shape[1]):
        for j in range(first2.shape[1]):
            real = (first1[:, k] <= last1[:, k])[:, None] & (first2[:, j] <= last2[:, j])[None, :]
            near = (first2[:, j][None, :] - last1[:, k][:, None] <= high) & (
                last2[:, j][None, :] - first1[:, k][:, None] >= low
            )
            if (real & near & apart).any():
                return True
    return False


def lags(problem: VisitProblem, visit: int) -> tuple[int, int]:
    """Least and most minutes from the first worker's start to the second's."""
    coupling = problem.visit_coupling[visit]
    if coupling == 1:
        return 0, 0
    if coupling == 2:
        return int(problem.visit_lag_min[visit]), int(problem.visit_lag_max[visit])
    return -LATE, LATE
