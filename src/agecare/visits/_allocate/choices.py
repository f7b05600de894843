"""What the allocation chooses from: options (part, worker, day), each with its load and its price.

Index letters beyond those of `groups`: O options, B spans of the day.
"""

from collections.abc import Callable
from functools import cached_property

import attrs
import numpy as np

from agecare.visits._allocate.estimate import (
    Floats,
    Ways,
    near_clients,
    territories,
    usual_stops,
    wishes,
)
from agecare.visits._allocate.groups import Groups, groups_of
from agecare.visits._allocate.limits import (
    capacities,
    clashes_of,
    in_spans,
    never_both_of,
    span_capacities,
    spans_of,
)
from agecare.visits._allocate.reach import by_worker, chunks, fits, starts_possible
from agecare.visits.problem import Flags, Ints, Longs, VisitProblem

CANDIDATES = 8
"""Workers considered for a part, beside its usual, its published and its nearest one."""
POOL = 64
"""Workers among whom they are chosen, where there are more than twice as many."""
NEIGHBOURS = 64
"""Parts that are looked at together."""


@attrs.frozen(eq=False)
class Choices:
    """Options and everything they are weighed against.

    Attributes
    ----------
    part, worker, day, route : (O,) sorted by part, day, worker; the route is the best one of that worker and day.
    load : (O,) paid minutes by estimate, one visit; at most what the worker's day holds.
    price : (O,) travel, wishes, lateness and change, in the units of the weights.
    day_capacity : (W, D) minutes.
    week_capacity : (W, weeks) minutes.
    span_capacity : (B, W, D) minutes worked within each span.
    in_span : (O, B) whether the visit must lie in the span.
    clashes : (n, 2) options of the two roles of one visit that have no start in common.
    never_both : (n, 3) group, the group it comes after, and a day that cannot hold both.
    """

    problem: VisitProblem
    groups: Groups
    part: Ints
    worker: Ints
    day: Ints
    route: Ints
    load: Ints
    price: Longs
    day_capacity: Ints
    week_capacity: Ints
    span_capacity: Ints
    in_span: Flags
    clashes: Ints
    never_both: Ints

    @cached_property
    def group(self) -> Ints:
        """(O,)"""
        return self.groups.part_group[self.part]

    @cached_property
    def client(self) -> Ints:
        """(O,)"""
        return self.groups.client[self.group]

    @cached_property
    def leads(self) -> Flags:
        """(O,) whether the option is of its group's first role: what counts visits."""
        found: Flags = self.groups.part_first[self.group] == self.part
        return found

    @cached_property
    def as_published(self) -> Flags:
        """(O,) the option is what the published plan says."""
        told = self.problem.task_published_worker[self.groups.part_task[self.part]]
        found: Flags = (self.day == self.groups.published_day[self.group]) & (self.worker == told)
        return found


def choices_of(
    problem: VisitProblem, seed: int, candidates: int = CANDIDATES, stop: Callable[[], bool] = lambda: False
) -> Choices | None:
    """The options of a problem; ``None`` when stopped.

    A worker is an option for a part on a day when the worker is eligible and a route of that day, taken alone,
    could hold the visit in time.
    """
    groups = groups_of(problem)
    near = near_clients(problem, groups)
    stops = usual_stops(problem, groups, near)
    able = _able(problem, groups)
    middle, owner, price = territories(problem, groups, able, near, stops, seed)
    ways = Ways(near, stops, middle)
    pool = _pool(problem, groups, price, owner)
    by_day, days_reached = [], np.zeros(able.shape, dtype=np.int32)
    for day in range(problem.days):
        if stop():
            return None
        rows, routes, reach = _reach(problem, groups, pool, owner, day)
        days_reached[rows] += by_worker(reach, problem.route_worker[routes], able.shape[1])
        by_day.append((rows, routes, reach))
    chosen = _candidates(problem, groups, price, owner, days_reached, candidates)
    pairs = [_options(rows, routes, reach, chosen, problem) for rows, routes, reach in by_day]
    part, route = (np.concatenate([np.zeros(0, np.int32), *found]) for found in zip(*pairs, strict=True))
    return _priced(problem, groups, ways, part.astype(np.int32), route.astype(np.int32))


def _able(problem: VisitProblem, groups: Groups) -> Flags:
    """(N, W): eligible, and working on an allowed day."""
    works = np.zeros((problem.days, len(problem.worker_ids)), dtype=np.float32)
    works[problem.route_day, problem.route_worker] = 1
    meets = groups.days.astype(np.float32) @ works > 0
    able: Flags = problem.eligible[groups.part_task] & meets[groups.part_group]
    return able


def _pool(problem: VisitProblem, groups: Groups, price: Floats, owner: Ints) -> Flags:
    """(N, W): workers who are looked at closely for each part: all, or those of least price and those known to it."""
    pool: Flags = np.isfinite(price)
    if price.shape[1] > 2 * POOL:
        best = np.argpartition(price, POOL, axis=1)[:, :POOL]
        few = np.zeros_like(pool)
        np.put_along_axis(few, best, True, axis=1)
        _add_known(problem, groups, owner, few)
        pool &= few
    return pool


def _add_known(problem: VisitProblem, groups: Groups, owner: Ints, chosen: Flags) -> None:
    """The nearest, the usual and the published worker of each part are chosen too."""
    usual = problem.client_usual[groups.client[groups.part_group]]
    for known in (owner, usual, problem.task_published_worker[groups.part_task]):
        rows = np.flatnonzero(known >= 0)
        chosen[rows, known[rows]] = True


def _reach(problem: VisitProblem, groups: Groups, pool: Flags, owner: Ints, day: int) -> tuple[Ints, Ints, Flags]:
    """Parts allowed on a day, the routes of the day, and which of their workers could hold which."""
    rows = np.flatnonzero(groups.days[groups.part_group, day]).astype(np.int32)
    rows = rows[np.argsort(owner[rows], kind="stable")]  # neighbours together: they have most workers in common
    routes = np.flatnonzero(problem.route_day == day).astype(np.int32)
    workers = problem.route_worker[routes]
    reach = np.zeros((len(rows), len(routes)), dtype=np.bool_)
    for block in chunks(len(rows), NEIGHBOURS):
        here = np.flatnonzero(pool[np.ix_(rows[block], workers)].any(axis=0))
        reach[block, here] = fits(problem, groups.part_task[rows[block]], day, routes[here])
    reach &= pool[np.ix_(rows, workers)]
    return rows, routes, reach


def _candidates(
    problem: VisitProblem, groups: Groups, price: Floats, owner: Ints, days_reached: Ints, number: int
) -> Flags:
    """(N, W): the workers considered for each part.

    Those of least price, where every visit that a worker's days cannot hold costs one more worker; the usual,
    published and nearest ones; and, for a worker whom too few parts would consider, the parts that lose least by it.
    """
    count = groups.count[groups.part_group]
    able = (days_reached > 0) & np.isfinite(price)
    score = np.maximum(count[:, None] - days_reached, 0).astype(np.float32)
    score *= problem.weights.continuity
    score += price
    score[~able] = np.inf
    chosen = np.zeros(score.shape, dtype=np.bool_)
    number = min(number, score.shape[1])
    if number and len(score):
        for rows in chunks(len(score), 1_000_000 // score.shape[1]):
            best = np.argpartition(score[rows], number - 1, axis=1)[:, :number]
            np.put_along_axis(chosen[rows], best, True, axis=1)
    _add_known(problem, groups, owner, chosen)
    minutes = (count * problem.task_minutes[groups.part_task]).astype(np.float64)
    share = minutes.sum() / max(1, int(problem.worker_capacity.sum()))
    wanted = 3 * share * problem.worker_capacity
    edge = np.where(chosen, score, -np.inf).max(axis=1, initial=-np.inf)
    for worker in np.flatnonzero((minutes @ chosen < wanted) & able.any(axis=0)):
        others = np.flatnonzero(able[:, worker] & ~chosen[:, worker])
        order = others[np.argsort(score[others, worker] - edge[others], kind="stable")]
        missing = wanted[worker] - minutes @ chosen[:, worker]
        more = order[: int(np.searchsorted(np.cumsum(minutes[order]), missing)) + 1]
        chosen[more, worker] = True
        edge[more] = np.maximum(edge[more], score[more, worker])
    return chosen & able


def _options(rows: Ints, routes: Ints, reach: Flags, chosen: Flags, problem: VisitProblem) -> tuple[Ints, Ints]:
    """Parts and routes of the options of one day."""
    part, route = np.nonzero(reach & chosen[np.ix_(rows, problem.route_worker[routes])])
    return rows[part], routes[route]


def _priced(problem: VisitProblem, groups: Groups, ways: Ways, part: Ints, route: Ints) -> Choices:
    """Loads and prices; of several routes of a worker on a day the one of least price."""
    weights = problem.weights
    day, worker = problem.route_day[route], problem.route_worker[route]
    task = groups.part_task[part]
    travel = ways.minutes(problem, route, problem.visit_place[problem.task_visit[task], day])
    late = _lateness(problem, task, route)
    price = weights.travel * travel.astype(np.int64) + weights.lateness * late
    order = np.lexsort((route, price, worker, day, part))
    key = (part.astype(np.int64) * problem.days + day) * max(1, len(problem.worker_ids)) + worker
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = key[order][1:] != key[order][:-1]
    keep = order[first]
    part, route, day, worker, task = part[keep], route[keep], day[keep], worker[keep], task[keep]
    price, travel = price[keep], travel[keep]
    group = groups.part_group[part]
    price = price + wishes(problem, groups)[part, worker]
    single = np.diff(groups.part_first)[group] == 1
    other = (day != groups.published_day[group]) | (worker != problem.task_published_worker[task])
    price += weights.change * (single & (groups.published_day[group] >= 0) & other)
    day_capacity, week_capacity = capacities(problem)
    spans = spans_of(problem, groups)
    return Choices(
        problem=problem,
        groups=groups,
        part=part,
        worker=worker,
        day=day,
        route=route,
        load=np.minimum.reduce(
            [
                problem.task_minutes[task] + travel,
                day_capacity[worker, day],
                week_capacity[worker, problem.day_week[day]],
            ]
        ).astype(np.int32),
        price=price,
        day_capacity=day_capacity,
        week_capacity=week_capacity,
        span_capacity=span_capacities(problem, spans),
        in_span=in_spans(problem, task, day, spans),
        clashes=clashes_of(problem, groups, part, day, worker, route),
        never_both=never_both_of(problem, groups),
    )


def _lateness(problem: VisitProblem, task: Ints, route: Ints) -> Longs:
    """(O,) least minutes after a soft end."""
    late = np.zeros(len(task), dtype=np.int64)
    soft = np.flatnonzero(problem.visit_soft_end[problem.task_visit[task]])
    for option in soft:
        one = slice(option, option + 1)
        late[one] = starts_possible(problem, task[one], int(problem.route_day[route[option]]), route[one])[2]
    return late
