"""A given plan as a plan to begin with: which visits can be taken over, and in which order of ranks."""

import heapq
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule


def believable(problem: VisitProblem, plan: Schedule) -> list[int]:
    """Served visits, by start, whose workers, routes and day fit together; times are left to the search."""
    routes = len(problem.route_worker)
    found = []
    for visit in np.flatnonzero((plan.visit_day >= 0) & (plan.visit_day < problem.days)):
        tasks = list(problem.tasks_of(int(visit)))
        on = plan.task_route[tasks]
        if (on < 0).any() or (on >= routes).any():
            continue
        workers = problem.route_worker[on]
        apart = len(set(workers.tolist())) == len(tasks)
        same_day = (problem.route_day[on] == plan.visit_day[visit]).all()
        if apart and same_day and problem.eligible[tasks, workers].all():
            found.append(int(visit))
    return sorted(found, key=lambda visit: (int(plan.task_start[problem.task_first[visit]]), visit))


def order_of(problem: VisitProblem, plan: Schedule, visits: list[int]) -> NDArray[np.int64] | None:
    """The visits in an order that every route and every "comes after" agrees with; ``None`` if they contradict.

    Among the visits that may come next, the one that starts first does.
    """
    chosen = set(visits)
    on_route: dict[int, list[int]] = {}
    for visit in visits:
        for task in problem.tasks_of(visit):
            on_route.setdefault(int(plan.task_route[task]), []).append(task)
    arcs = {(int(problem.visit_after[v]), v) for v in visits if int(problem.visit_after[v]) in chosen}
    for tasks in on_route.values():
        tasks.sort(key=lambda task: (int(plan.task_start[task]), task))
        arcs |= {(int(problem.task_visit[one]), int(problem.task_visit[two])) for one, two in pairwise(tasks)}
    following: dict[int, list[int]] = {}
    waiting = dict.fromkeys(visits, 0)
    for one, two in arcs:
        following.setdefault(one, []).append(two)
        waiting[two] += 1
    start = {visit: int(plan.task_start[problem.task_first[visit]]) for visit in visits}
    ready = [(start[visit], visit) for visit in visits if not waiting[visit]]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        _, visit = heapq.heappop(ready)
        order.append(visit)
        for later in following.get(visit, ()):
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, (start[later], later))
    return np.array(order, dtype=np.int64) if len(order) == len(visits) else None
