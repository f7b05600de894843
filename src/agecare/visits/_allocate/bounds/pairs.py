"""Who could do what, and when, by the least ways: what no plan can go beyond."""

from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits._allocate.bounds.least import FAR, Shares, shortest
from agecare.visits._allocate.groups import Groups
from agecare.visits._allocate.reach import chunks, direct_ways, starts_possible
from agecare.visits.problem import Flags, Ints, VisitProblem

MOST = 2_000_000
"""Pairs of a visit's role and a route. What is above is left out, those first whom most workers could serve."""
ENOUGH = 2**30


@attrs.frozen(eq=False)
class Pairs:
    """Roles of visits and routes that could have them.

    Attributes
    ----------
    looked_at : (G,) groups whose pairs are all here, at most one visit a day; of the others nothing is known.
    part, day, route : (n,)
    first, last : (n,) when the worker can be taken up by it at the earliest, and until when, ways included.
    late : (n,) minutes after a soft end at least.
    minutes : (N,) what each part takes of anybody at least, ways included.
    lead, tail : (R,) what the first way of a route takes beside the share of the visit it leads to, and the last way
        beside the share of the visit it comes from.
    """

    looked_at: Flags
    part: Ints
    day: Ints
    route: Ints
    first: Ints
    last: Ints
    late: Ints
    minutes: Ints
    lead: Ints
    tail: Ints


def pairs_of(problem: VisitProblem, groups: Groups, shares: Shares, stop: Callable[[], bool]) -> Pairs | None:
    """All pairs that the rules and the least ways allow; ``None`` when stopped."""
    found: list[tuple[NDArray[np.integer], ...]] = [tuple(np.zeros(0, np.int32) for _ in range(6))]
    ways = np.full(len(groups.part_task), FAR, dtype=np.int32)
    lead, tail = (np.full(len(problem.route_worker), FAR, dtype=np.int32) for _ in range(2))
    kept, least = scarce(problem, groups), _Ways.of(problem, shares, stop)
    if least is None:
        return None
    for day in range(problem.days):
        routes = np.flatnonzero(problem.route_day == day).astype(np.int32)
        rows = np.flatnonzero(groups.days[groups.part_group, day] & kept[groups.part_group])
        for block in chunks(len(rows), 400_000 // max(1, len(routes))):
            if stop():
                return None
            task = groups.part_task[rows[block]]
            place = problem.visit_place[problem.task_visit[task], day]
            there, back = least.of_routes(problem, place, routes)
            earliest, latest, late = starts_possible(problem, task, day, routes, (there, back))
            fits = earliest <= latest
            able = fits.any(axis=2) & problem.eligible[np.ix_(task, problem.route_worker[routes])]
            at, to = np.nonzero(able)
            inside = fits[at, to]
            first = np.where(inside, earliest[at, to], ENOUGH).min(axis=1)
            last = np.where(inside, latest[at, to], -ENOUGH).max(axis=1) + problem.task_minutes[task[at]]
            part, route = rows[block][at], routes[to]
            come, go = (table[problem.route_profile[route], place[at]] for table in (shares.come, shares.go))
            found.append((part, np.full(len(at), day), route, first - come, last + go, late[at, to]))
            np.minimum.at(ways, part, come + go)
            np.minimum.at(lead, route, there[at, to] - come)
            np.minimum.at(tail, route, back[at, to] - go)
    columns = [np.concatenate(column).astype(np.int32) for column in zip(*found, strict=True)]
    minutes = problem.task_minutes[groups.part_task] + ways
    return Pairs(kept, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], minutes, lead, tail)


def scarce(problem: VisitProblem, groups: Groups) -> Flags:
    """(G,) the groups that are looked at: all, or those that fewest workers could serve."""
    works = np.bincount(problem.route_worker, minlength=len(problem.worker_ids)).astype(np.int64)
    by_task = np.concatenate([problem.eligible[rows] @ works for rows in chunks(len(problem.eligible), 10_000)])
    number = by_task[groups.part_task] * groups.days[groups.part_group].mean(axis=1)
    by_group = np.bincount(groups.part_group, weights=number, minlength=len(groups.visits))
    order = np.argsort(by_group, kind="stable")
    kept = np.zeros(len(by_group), dtype=np.bool_)
    kept[order[np.cumsum(by_group[order]) <= MOST]] = True
    first = [visits[0] for visits in groups.visits]
    kept[(problem.visit_spacing[first] < 1) & (groups.count > 1)] = False  # several a day: not counted here
    return kept


@attrs.frozen(eq=False)
class _Ways:
    """Least minutes from the start of each route to each place, and back to its end; rows by kind of route."""

    there: Ints
    back: Ints
    row_there: Ints
    row_back: Ints

    @classmethod
    def of(cls, problem: VisitProblem, shares: Shares, stop: Callable[[], bool]) -> "_Ways | None":
        """For all routes: each start of each profile is worked out once. ``None`` when stopped."""
        tables = []
        for ends, back in ((problem.route_start_place, False), (problem.route_end_place, True)):
            keys, row = np.unique(np.stack((problem.route_profile, ends)), axis=1, return_inverse=True)
            least = [np.zeros((0, problem.travel.shape[1]), dtype=np.int32)]
            for profile in np.unique(keys[0]):
                if stop():
                    return None
                least.append(shortest(problem, shares, int(profile), keys[1, keys[0] == profile], back=back))
            tables.append((np.concatenate(least), row.reshape(-1).astype(np.int32)))
        (there, row_there), (back_, row_back) = tables
        return cls(there, back_, row_there, row_back)

    def of_routes(self, problem: VisitProblem, places: Ints, routes: Ints) -> tuple[Ints, Ints]:
        """(n, R) there and (n, R) back."""
        there, back = direct_ways(problem, places, routes)
        at = np.maximum(places, 0)[:, None]
        nowhere = places[:, None] < 0  # stays out of reach
        short = self.there[self.row_there[routes][None, :], at], self.back[self.row_back[routes][None, :], at]
        return np.where(nowhere, there, short[0]), np.where(nowhere, back, short[1])
