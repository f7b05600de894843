"""The smallest start times of given orders: what a published plan means whose times are rounded."""

from collections import deque
from collections.abc import Iterator
from itertools import pairwise

import attrs
import numpy as np

from agecare.io.benchmarks.instance import Instance
from agecare.visits.problem import Ints, VisitProblem
from agecare.visits.schedule import Schedule


def retimed(instance: Instance, schedule: Schedule) -> Schedule:
    """The same workers and orders at the componentwise smallest start times.

    For a classic instance this is the cheapest timing, since every term grows with the start times. It is not for
    a unified one, where waiting, idle time and later windows can reward a later start.

    Raises
    ------
    ValueError
        For a unified instance, and when the orders contradict each other: two workers wait for each other.
    """
    if not instance.classic:
        raise ValueError("the smallest start times are not the best ones of a unified instance")
    return attrs.evolve(schedule, task_start=smallest_starts(instance.problem, schedule))


def smallest_starts(problem: VisitProblem, schedule: Schedule) -> Ints:
    """The longest path to each served task over the waits for windows, travel, orders and partners."""
    starts = schedule.task_start.copy()
    after: dict[int, list[tuple[int, int]]] = {}
    for earlier, later, least in _precedences(problem, schedule):
        after.setdefault(earlier, []).append((later, least))
    for task, earliest in _earliest(problem, schedule):
        starts[task] = earliest
    waiting = deque(map(int, np.flatnonzero(schedule.task_route >= 0)))
    limit, turns = len(waiting), dict.fromkeys(waiting, 0)
    while waiting:
        task = waiting.popleft()
        turns[task] += 1
        if turns[task] > limit + 1:
            raise ValueError("the orders of the routes contradict each other: workers wait for each other in a circle")
        for later, least in after.get(task, ()):
            if starts[task] + least > starts[later]:
                starts[later] = starts[task] + least
                waiting.append(later)
    return starts


def _orders(problem: VisitProblem, schedule: Schedule) -> Iterator[tuple[int, list[int]]]:
    """Each used route with its tasks in order."""
    for route in range(len(problem.route_worker)):
        tasks = [int(task) for task in np.flatnonzero(schedule.task_route == route)]
        if tasks:
            ends = schedule.task_start + problem.task_minutes
            yield route, sorted(tasks, key=lambda task: (schedule.task_start[task], ends[task], task))


def _earliest(problem: VisitProblem, schedule: Schedule) -> Iterator[tuple[int, int]]:
    """Each served task with its earliest start: its first window, and the way from the depot for a first one."""
    for route, tasks in _orders(problem, schedule):
        for task in tasks:
            visit = int(problem.task_visit[task])
            opens = problem.windows_of(visit, 0)[0][0]
            if task == tasks[0]:
                leg = problem.travel_minutes(
                    route, int(problem.route_start_place[route]), int(problem.visit_place[visit, 0])
                )
                opens = max(opens, int(problem.route_start[route]) + leg)
            yield task, opens


def _precedences(problem: VisitProblem, schedule: Schedule) -> Iterator[tuple[int, int, int]]:
    """(earlier, later, least time from start to start): along the routes, and between partners."""
    for route, tasks in _orders(problem, schedule):
        for earlier, later in pairwise(tasks):
            here, there = (int(problem.visit_place[problem.task_visit[task], 0]) for task in (earlier, later))
            yield earlier, later, int(problem.task_minutes[earlier]) + problem.travel_minutes(route, here, there)
    for visit in map(int, np.flatnonzero(schedule.visit_day >= 0)):
        coupling = problem.visit_coupling[visit]
        if coupling in (1, 2):
            first, second = problem.tasks_of(visit)
            yield first, second, int(problem.visit_lag_min[visit])
            yield second, first, -int(problem.visit_lag_max[visit])
