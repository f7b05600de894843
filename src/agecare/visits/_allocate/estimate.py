"""Travel before any order is known: what one more visit costs a worker on the road, from its place alone.

A day of n visits has n + 1 legs: two to and from the worker's own places, n - 1 between clients. A visit's share is

    (there + back) / n  +  (1 - 1/n) x max(near, from the middle of the worker's territory)

and never more than ``there + back``: ``there`` and ``back`` are the legs from the start and to the end of the shift,
``near`` is the mean way to the nearest few clients, and n the usual number of visits of a worker's day. A tour over
the places of a compact territory has legs about as long as the mean way from its middle (Beardwood, Halton and
Hammersley 1959: 0.71 times the root of n times the area), so the second term is of the right size and draws
territories together.
"""

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits._allocate.groups import Groups
from agecare.visits._allocate.reach import chunks
from agecare.visits.legs import Legs, nearest
from agecare.visits.problem import NONE, Flags, Ints, VisitProblem

Floats = NDArray[np.float32]
ROUNDS = 4
"""How often territories and their middles are worked out from each other."""


@attrs.frozen(eq=False)
class Ways:
    """The figures behind the estimate.

    Attributes
    ----------
    near : (K, P) mean minutes to the nearest few other clients.
    stops : visits of a usual worker's day.
    middle : (W,) place in the middle of each worker's territory, -1 = none.
    """

    near: Floats
    stops: float
    middle: Ints

    def minutes(self, problem: VisitProblem, routes: Ints, places: Ints) -> Ints:
        """Whole minutes, rounded up, that a visit at each place adds to each route; broadcasts."""
        profile = problem.route_profile[routes]
        there = problem.travel[profile, problem.route_start_place[routes], places]
        back = problem.travel[profile, places, problem.route_end_place[routes]]
        middle = self.middle[problem.route_worker[routes]]
        inner = problem.travel[profile, np.maximum(middle, 0), places]
        within = np.maximum(self.near[profile, places], np.where(middle < 0, 0, inner))
        share = (there + back) / self.stops + (1 - 1 / self.stops) * within
        found: Ints = np.ceil(np.minimum(share, there + back)).astype(np.int32)
        return found


def near_clients(problem: VisitProblem, groups: Groups) -> Floats:
    """(K, P) mean minutes from each client's place to the nearest other clients, as many as a worker looks after."""
    places = np.unique(problem.visit_place[problem.visit_place >= 0])
    workers = max(1, len(np.unique(problem.route_worker)))
    few = min(len(places) - 1, max(3, min(10, round(len(problem.client_ids) / workers))))
    near = np.zeros(problem.travel.shape[:2], dtype=np.float32)
    if few < 1:
        return near
    around = None
    for profile in np.unique(problem.route_profile):
        if around is None or not isinstance(problem.travel, Legs):  # by estimate the nearest are so for everybody
            around = nearest(problem.travel, int(profile), places, few + 1)  # the place itself is one of them
        near[profile, places] = problem.travel[profile, places[:, None], around].sum(axis=1) / few
    return near


def usual_stops(problem: VisitProblem, groups: Groups, near: Floats) -> float:
    """Visits of a usual worker's day: all tasks over all worker-days, or as many as a day can hold if that is less."""
    if not len(problem.route_worker) or not len(groups.part_task):
        return 2.0
    held = problem.route_end - problem.route_start - problem.route_break_minutes
    days = len(np.unique(problem.route_worker.astype(np.int64) * problem.days + problem.route_day))
    counts = groups.count[groups.part_group]
    between = float(near[near > 0].mean()) if near.any() else 0.0
    each = float(np.average(problem.task_minutes[groups.part_task], weights=counts)) + between
    return float(np.clip(min(counts.sum() / days, held.sum() / days / each), 2.0, 10.0))


def first_places(groups: Groups, problem: VisitProblem) -> Ints:
    """(N,) where each part is on its first allowed day; -1 = nowhere."""
    first = groups.days.argmax(axis=1)
    visits = np.array([visits[0] for visits in groups.visits], dtype=np.int64)
    places = np.where(groups.days.any(axis=1), problem.visit_place[visits, first], NONE)
    found: Ints = places[groups.part_group].astype(np.int32)
    return found


def wishes(problem: VisitProblem, groups: Groups) -> Ints:
    """(N, W) price per visit of a worker who is not the usual or not a preferred one."""
    client = groups.client[groups.part_group]
    usual = problem.client_usual[client]
    workers = np.arange(len(problem.worker_ids))
    could = (usual >= 0) & problem.eligible[groups.part_task, np.maximum(usual, 0)]
    other = could[:, None] & (usual[:, None] != workers[None, :])
    price = problem.weights.usual_worker * other
    price += problem.weights.preferred_worker * ~problem.client_prefers[client]
    found: Ints = price.astype(np.int32)
    return found


def territories(
    problem: VisitProblem, groups: Groups, able: Flags, near: Floats, stops: float, seed: int
) -> tuple[Ints, Ints, Floats]:
    """Who might look after whom, by the week, so that territories are compact and loads even.

    Parts go one by one, those with most to lose first, to the worker with the least price; the middles follow; and
    again (Lloyd's algorithm with loads). Workers of one start place begin spread out over its clients.

    Returns
    -------
    middle : (W,) place, -1 = none.
    owner : (N,) worker, -1 = nobody is able.
    price : (N, W) estimated price of each worker for the whole part, infinite where not able.
    """
    count = groups.count[groups.part_group].astype(np.float32)
    places = first_places(groups, problem)
    at = np.maximum(places, 0)
    route = _first_routes(problem)
    known = route >= 0
    profile, start, end = (
        np.where(known, array[np.maximum(route, 0)], 0) if len(array) else np.zeros(len(route), np.int32)
        for array in (problem.route_profile, problem.route_start_place, problem.route_end_place)
    )
    blocks = list(chunks(len(at), 100_000 // max(1, len(start))))  # few enough for the processor's cache
    ends = np.empty(able.shape, dtype=np.float32)
    for rows in blocks:
        ends[rows] = problem.travel[profile, start, at[rows, None]] + problem.travel[profile, at[rows, None], end]
    wish = wishes(problem, groups)
    able = able & known[None, :] & (places >= 0)[:, None]
    minutes = count * (problem.task_minutes[groups.part_task] + near.max(axis=0)[at])
    middle = _first_middles(problem, groups, places, start, able, minutes, seed)
    owner = np.full(len(places), NONE, dtype=np.int32)
    price = np.empty(able.shape, dtype=np.float32)
    for _ in range(ROUNDS):
        for rows in blocks:
            inner = problem.travel[profile[None, :], np.maximum(middle, 0)[None, :], at[rows, None]]
            within = np.maximum(np.where(middle[None, :] < 0, 0, inner), near[profile[None, :], at[rows, None]])
            share = np.minimum(ends[rows] / np.float32(stops) + np.float32(1 - 1 / stops) * within, ends[rows])
            whole = (problem.weights.travel * share + wish[rows]) * count[rows, None]
            price[rows] = np.where(able[rows], whole, np.float32(np.inf))
        owner = _dealt(problem, groups, price, minutes)
        middle = _middles(problem, places, profile, owner, minutes, middle)
    return middle, owner, price


def _first_routes(problem: VisitProblem) -> Ints:
    """(W,) a route of each worker, -1 = none."""
    found = np.full(len(problem.worker_ids), NONE, dtype=np.int32)
    backwards = np.arange(len(problem.route_worker))[::-1]
    found[problem.route_worker[backwards]] = backwards
    return found


def _first_middles(
    problem: VisitProblem,
    groups: Groups,
    places: Ints,
    start: Ints,
    able: Flags,
    minutes: Floats,
    seed: int,
) -> Ints:
    """Among the usual clients; else at home; else, for workers who share a start, spread by chance."""
    rng = np.random.default_rng(seed)
    middle = start.astype(np.int32).copy()
    usual = problem.client_usual[groups.client[groups.part_group]]
    for worker in np.unique(usual[usual >= 0]):
        mine = places[(usual == worker) & (places >= 0)]
        if len(mine):
            middle[worker] = mine[problem.travel[0, mine[:, None], mine].sum(axis=0).argmin()]
    free = [w for w in range(len(start)) if not (usual == w).any() and able[:, w].any()]
    shared = {place for place in start[free] if (start[free] == place).sum() > 1}
    for place in sorted(shared):
        workers = [w for w in free if start[w] == place]
        mine = np.flatnonzero(able[:, workers].any(axis=1))
        homes = places[mine]
        reach = problem.travel[0, place, homes].astype(np.float64)
        elsewhere = start[able.any(axis=0)]
        nearest = problem.travel[0, elsewhere[:, None], homes].min(axis=0)
        chance = minutes[mine] * np.where(reach <= nearest, 1.0, 0.01)
        away = np.ones(len(mine))
        for worker in workers:
            weight = chance * away * able[mine, worker]
            if weight.sum() <= 0:
                continue
            middle[worker] = homes[rng.choice(len(mine), p=weight / weight.sum())]
            legs = problem.travel[0, middle[worker], homes].astype(np.float64) + 0.01
            away = np.minimum(away, legs**2) if worker != workers[0] else legs**2
    return middle


def _dealt(problem: VisitProblem, groups: Groups, price: Floats, minutes: Floats) -> Ints:
    """(N,) owner of each part."""
    weights = problem.weights
    capacity = np.maximum(problem.worker_capacity, 1).astype(np.float32)
    load = np.zeros(len(capacity), dtype=np.float32)
    due = capacity * min(1.0, float(minutes.sum()) / max(1, int(problem.worker_capacity.sum())))
    near = problem.fair_percent / 100
    best = np.partition(price, 1, axis=1)[:, :2] if price.shape[1] > 1 else np.repeat(price, 2, axis=1)
    with np.errstate(invalid="ignore"):
        regret = np.where(np.isfinite(best[:, 0]), best[:, 1] - best[:, 0], -1)
    owner = np.full(len(price), NONE, dtype=np.int32)
    seen: dict[int, list[int]] = {}
    for part in np.argsort(-regret, kind="stable"):
        if not np.isfinite(best[part, 0]):
            continue
        wanted = minutes[part]
        full = load + wanted
        above = np.clip(full - (1 + near) * due, 0, wanted)
        below = np.clip((1 - near) * due - load, 0, wanted)
        cost = price[part] + weights.fair_workload * (above - below)
        cost = cost + np.where(full > capacity, weights.unserved_routine + full - capacity, 0)
        group = groups.part_group[part]
        known = seen.setdefault(int(groups.client[group]), [])
        cost[known] -= weights.continuity
        for mate in groups.parts_of(int(group)):
            if owner[mate] >= 0:
                cost[owner[mate]] = np.inf
        worker = int(cost.argmin())
        if np.isfinite(cost[worker]):
            owner[part] = worker
            load[worker] += wanted
            known.append(worker)
    return owner


def _middles(problem: VisitProblem, places: Ints, profile: Ints, owner: Ints, minutes: Floats, before: Ints) -> Ints:
    """(W,) the client's place from which a worker's clients are nearest, by minutes of service."""
    middle = before.copy()
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(before) + 1))
    for worker in range(len(before)):
        mine = order[bounds[worker] : bounds[worker + 1]]
        if len(mine):
            legs = problem.travel[profile[worker], places[mine][:, None], places[mine]]
            middle[worker] = places[mine[(minutes[mine] @ legs).argmin()]]
    return middle
