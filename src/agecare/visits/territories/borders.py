"""Where territories meet: regions in which a visit may be better off with the neighbours' workers.

A region is closed: whoever serves one of its clients is in it, and whoever is in it serves no client outside. So it can
be planned by itself, and its new plan fits into the plan of the whole.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agecare.visits.problem import NONE, Flags, VisitProblem
from agecare.visits.schedule import Schedule
from agecare.visits.territories.cut import Share
from agecare.visits.territories.divide import sorted_indices
from agecare.visits.territories.land import Land

MOST_VISITS = 1500
"""Of one region, about."""
NEIGHBOURS = 3
"""Territories looked at around each one, the nearest ones; more where visits wait for a worker of another one."""
MOST_ROUNDS = 4
CLOSEST = 0.1
"""How near two territories are is the mean way of this part of their clients, the nearest ones."""


def rounds_of(land: Land, shares: Sequence[Share], schedule: Schedule) -> list[list[tuple[int, int]]]:
    """Pairs of territories in rounds, the most pressing first; in a round no territory comes twice."""
    waiting = _waiting(land, shares, schedule)
    near = {pair: _nearness(land, shares[pair[0]], shares[pair[1]]) for pair in combinations(range(len(shares)), 2)}
    wanted = {pair for pair in near if waiting[pair] + waiting[pair[::-1]] > 0}
    for one in range(len(shares)):
        wanted |= set(sorted((pair for pair in near if one in pair), key=lambda pair: (near[pair], pair))[:NEIGHBOURS])
    rounds: list[list[tuple[int, int]]] = []
    for pair in sorted(wanted, key=lambda pair: (-int(waiting[pair] + waiting[pair[::-1]]), near[pair], pair)):
        free = next(
            (each for each in rounds if not {part for other in each for part in other}.intersection(pair)), None
        )
        if free is not None:
            free.append(pair)
        elif len(rounds) < MOST_ROUNDS:
            rounds.append([pair])
    return rounds


def region_of(land: Land, one: Share, two: Share, schedule: Schedule, most_visits: int = MOST_VISITS) -> Share:
    """The closed region around the border of two territories; it may be empty.

    Those who work nearest to the other territory, or to a visit that nobody makes and that they may make, come first,
    until they and their clients have about ``most_visits``.
    """
    problem = land.problem
    worker = _worker_of_task(problem, schedule)
    workers = np.concatenate([one.workers, two.workers])
    order = workers[np.argsort(_away(land, one, two, schedule, worker), kind="stable")]
    chosen = np.zeros(len(problem.worker_ids), dtype=np.bool_)
    chosen[order[: _enough(land, order, worker, most_visits)]] = True
    visits = np.concatenate([one.visits, two.visits])
    at_home = np.isin(np.arange(len(land.minutes)), land.unit_of_visit[visits])
    served = worker >= 0
    busy = np.isin(np.arange(len(land.minutes)), land.unit_of_task[served])
    while True:
        inside = np.zeros(len(land.minutes), dtype=np.bool_)
        inside[land.unit_of_task[served & chosen[np.maximum(worker, 0)]]] = True
        torn = np.unique(land.unit_of_task[served & ~chosen[np.maximum(worker, 0)]])
        torn = torn[inside[torn]]
        if not len(torn):
            break
        chosen[worker[served & np.isin(land.unit_of_task, torn)]] = False
    inside |= at_home & ~busy
    return Share(sorted_indices(np.flatnonzero(inside[land.unit_of_visit])), sorted_indices(np.flatnonzero(chosen)))


def _worker_of_task(problem: VisitProblem, schedule: Schedule) -> NDArray[np.int64]:
    """(T,) who does each task, -1 = nobody."""
    found = np.full(len(schedule.task_route), NONE, dtype=np.int64)
    served = schedule.task_route >= 0
    found[served] = problem.route_worker[schedule.task_route[served]]
    return found


def _waiting(land: Land, shares: Sequence[Share], schedule: Schedule) -> NDArray[np.int64]:
    """(parts, parts) visits of one that nobody makes and for which somebody of the other may come."""
    problem = land.problem
    found = np.zeros((len(shares), len(shares)), dtype=np.int64)
    missing = schedule.visit_day < 0
    for one, share in enumerate(shares):
        tasks = np.flatnonzero(np.isin(problem.task_visit, share.visits[missing[share.visits]]))
        for two, other in enumerate(shares):
            if one != two and len(tasks):
                found[one, two] = problem.eligible[np.ix_(tasks, other.workers)].any(axis=1).sum()
    return found


def _nearness(land: Land, one: Share, two: Share) -> float:
    here, there = (np.unique(land.place[land.unit_of_visit[share.visits]]) for share in (one, two))
    ways = np.sort(land.ways(*np.ix_(here, there)).min(axis=1))
    return float(ways[: max(1, int(CLOSEST * len(ways)))].mean())


def _away(land: Land, one: Share, two: Share, schedule: Schedule, worker: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far each worker of both territories is from the other one, or from a visit that waits, in minutes."""
    problem = land.problem
    place_of_task = land.place[land.unit_of_task]
    missing = schedule.visit_day < 0
    waiting = np.concatenate([share.visits[missing[share.visits]] for share in (one, two)])
    open_tasks = np.flatnonzero(np.isin(problem.task_visit, waiting))
    found = []
    for share, other in ((one, two), (two, one)):
        targets = np.unique(land.place[land.unit_of_visit[other.visits]])
        places = np.arange(len(problem.places.ids))
        way = land.ways(*np.ix_(places, targets)).min(axis=1) if len(targets) else np.zeros(len(places))
        for person in share.workers:
            places = np.unique(place_of_task[worker == person])
            if not len(places):
                places = np.array([max(0, land.base[person])])
            nearest = float(way[places].min())
            mine = open_tasks[problem.eligible[open_tasks, person]]
            if len(mine):
                nearest = min(nearest, float(land.ways(*np.ix_(places, np.unique(place_of_task[mine]))).min()) / 2)
            found.append(nearest)
    return np.array(found)


def _enough(land: Land, order: NDArray[Any], worker: NDArray[np.int64], most_visits: int) -> int:
    """How many workers, in an order, have about so many visits with their clients."""
    size = np.bincount(land.unit_of_visit, minlength=len(land.minutes))
    met: Flags = np.zeros(len(land.minutes), dtype=np.bool_)
    visits = 0
    for count, person in enumerate(order):
        units = np.unique(land.unit_of_task[worker == person])
        visits += int(size[units[~met[units]]].sum())
        met[units] = True
        if visits > most_visits:
            return max(2, count)
    return len(order)
