"""What every plan of a generated day leaves out: a floor under its unserved priority, by column generation.

A linear program mixes routes of the workers so that the visits are served; from its prices, routes that would improve
it are built up visit by visit, worker by worker, until there are none. Every plan is a solution of that program, so no
plan leaves out less than the program does. Three things make it a floor and not the answer: routes may be mixed in
fractions, a route may come back to a visit once it has been far enough away (ng-routes: Baldacci, Mingozzi and
Roberti, 2011), and the two workers of one visit need not meet.
"""

import math
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from generated_day import PENALTY
from numba import njit
from ortools.linear_solver import pywraplp

from agecare.visits import VisitProblem

MOST_TASKS = 128
"""Most tasks that one worker may do: two words of bits."""
NEAR = 10
"""A route does not come back to a visit before it has been to one that does not have it among its nearest."""
BUCKET = 600
"""Labels are worked through in parts of the day of so many seconds, less than any visit lasts."""
MOST_LABELS = 1 << 21
KEPT = 30
"""Routes taken from one worker at a time."""
LONGEST = 64
SMALL = 1e-6


class Route(NamedTuple):
    """A worker's route: its tasks in order, and what serving them is worth."""

    tasks: list[int]
    gain: float


def applicable(problem: VisitProblem) -> bool:
    """Whether no worker has more tasks to choose from than there are bits."""
    return bool((problem.eligible.sum(axis=0) <= MOST_TASKS).all())


def unserved_floor(problem: VisitProblem, seconds: float = 300.0) -> int:
    """The priority that every plan of a day from `generated_day.centre_day` leaves out at least.

    Parameters
    ----------
    seconds : float
        After so long the floor that is proved by then is returned; it may be lower than it could be.

    Raises
    ------
    ValueError
        When the day is too large (see `applicable`).
    """
    if not applicable(problem):
        raise ValueError(f"a worker has more than {MOST_TASKS} tasks to choose from")
    until = time.perf_counter() + seconds
    program = _Program(problem)
    workers = [_Worker(problem, route) for route in range(len(problem.route_worker))]
    proved, exact = 0.0, False
    while True:
        left_out, worth, price = program.solve()
        found = [worker.routes(worth, exact) for worker in workers]
        if any(routes is None for routes in found):
            break
        better = [[route for route in routes if route.gain > price[w] + SMALL] for w, routes in enumerate(found)]
        if exact:
            # no worker's route is worth more than the best one found: so much lower the program can go at most
            could = sum(max([0.0, *(route.gain - price[w] for route in better[w])]) for w in range(len(workers)))
            proved = max(proved, left_out - could)
        added = sum(program.add(w, route.tasks) for w, routes in enumerate(better) for route in routes)
        if exact and (not added or left_out - proved < SMALL):
            break
        exact = exact or not added
        if time.perf_counter() > until:
            break
    return math.ceil(proved - 1e-4)


class _Program:
    """The linear program over the routes found so far."""

    def __init__(self, problem: VisitProblem) -> None:
        self._solver = pywraplp.Solver.CreateSolver("CLP")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        endless = self._solver.infinity()
        self._served = [self._solver.Constraint(1, endless) for _ in problem.task_visit]
        self._days = [self._solver.Constraint(-endless, 1) for _ in problem.route_worker]
        self._known: set[tuple[int, ...]] = set()
        for visit, penalty in enumerate(problem.visit_penalty.tolist()):
            left_out = self._solver.NumVar(0, endless, "")
            self._objective.SetCoefficient(left_out, penalty / PENALTY)
            for task in problem.tasks_of(visit):
                self._served[task].SetCoefficient(left_out, 1)

    def solve(self) -> tuple[float, np.ndarray, list[float]]:
        """Priority left out, (T,) what serving each task is worth, and what each worker's day is worth."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise RuntimeError("the linear program was not solved")
        worth = np.array([row.dual_value() for row in self._served])
        return self._objective.Value(), worth, [-row.dual_value() for row in self._days]

    def add(self, worker: int, tasks: list[int]) -> bool:
        """Take a route in; whether it is new."""
        if (worker, *tasks) in self._known:
            return False
        self._known.add((worker, *tasks))
        route = self._solver.NumVar(0, self._solver.infinity(), "")
        self._days[worker].SetCoefficient(route, 1)
        for task in set(tasks):
            self._served[task].SetCoefficient(route, tasks.count(task))
        return True


class _Worker:
    """What one worker can do, as the kernel reads it."""

    def __init__(self, problem: VisitProblem, route: int) -> None:
        tasks = np.flatnonzero(problem.eligible[:, problem.route_worker[route]])
        visit = problem.task_visit[tasks]
        place = problem.visit_place[visit, 0]
        # the last row is the place where the worker begins
        travel = problem.travel[0].astype(np.int64)[[*place, problem.route_start_place[route]]][:, place]
        back = problem.travel[0][place, problem.route_end_place[route]].astype(np.int64)
        lasts = problem.task_minutes[tasks].astype(np.int64)
        self._tasks = tasks
        self._given = (
            travel,
            problem.window_start[visit].astype(np.int64),
            np.minimum(problem.window_end[visit], problem.route_latest[route] - back) - lasts,
            np.append(lasts, 0),
            _bits([[task] for task in range(len(tasks))]),
            _bits([{task, *row} for task, row in enumerate(_nearest(travel[:-1]))]),
            int(problem.route_start[route]),
        )

    def routes(self, worth: np.ndarray, exact: bool) -> list[Route] | None:
        """The best routes, best first; not ``exact``: some good ones, in less time. ``None`` = too many labels."""
        tasks = np.zeros((KEPT, LONGEST), np.int64)
        gain = np.zeros(KEPT)
        many = best_routes(*self._given, worth[self._tasks], exact, tasks, gain)
        if many < 0:
            return None
        rows = (tasks[row, 1 : tasks[row, 0] + 1][::-1] for row in range(many))
        return [Route(self._tasks[row].tolist(), float(gain[i])) for i, row in enumerate(rows)]


def _nearest(travel: np.ndarray) -> list[list[int]]:
    """The tasks that each task remembers."""
    nearest: list[list[int]] = np.argsort(travel, axis=1, kind="stable")[:, : NEAR + 1].tolist()
    return nearest


def _bits(sets: Sequence[Iterable[int]]) -> np.ndarray:
    """(n, 2) sets of tasks as two words of bits."""
    bits = np.zeros((len(sets), 2), np.uint64)
    for row, tasks in zip(bits, sets, strict=True):
        for task in tasks:
            row[task >> 6] |= np.uint64(1 << (task & 63))
    return bits


@njit(cache=True)
def best_routes(travel, opens, last_start, lasts, own, near, begin, worth, exact, tasks, gains):
    """The best route to end with each task, the best of them first; their number, -1 when there are too many labels.

    A label is a way to be at a task: when it begins, what was gained by then, which tasks must not come again. Row i of
    ``tasks``: the number of tasks, then the tasks, last one first.
    """
    n = len(worth)
    at, gained, seen = np.empty(MOST_LABELS, np.int32), np.empty(MOST_LABELS), np.empty((MOST_LABELS, 2), np.uint64)
    task, before = np.empty(MOST_LABELS, np.int32), np.empty(MOST_LABELS, np.int32)
    next_there, next_then = np.empty(MOST_LABELS, np.int32), np.empty(MOST_LABELS, np.int32)
    dropped = np.zeros(MOST_LABELS, np.bool_)
    there = np.full(n, -1, np.int32)
    then = np.full(2 + (last_start.max() if n else 0) // BUCKET, -1, np.int32)
    best, chosen = np.zeros(n), np.full(n, -1, np.int32)
    # the beginning is the first label; it is looked at before all others
    at[0], gained[0], task[0], seen[0], next_then[0], then[0], size = begin, 0.0, n, 0, -1, 0, 1
    for bucket in range(len(then)):
        label = then[bucket]
        while label >= 0:
            for k in range(0 if not dropped[label] else n, n):
                if worth[k] <= 0 or seen[label, 0] & own[k, 0] or seen[label, 1] & own[k, 1]:
                    continue
                start = max(at[label] + lasts[task[label]] + travel[task[label], k], opens[k])
                if start > last_start[k]:
                    continue
                if size == MOST_LABELS:
                    return -1
                at[size], gained[size], task[size], before[size] = start, gained[label] + worth[k], k, label
                seen[size] = seen[label] & near[k] | own[k]
                if outdone(size, k, exact, at, gained, seen, there, next_there, dropped):
                    continue
                next_there[size], there[k] = there[k], size
                next_then[size], then[start // BUCKET] = then[start // BUCKET], size
                if gained[size] > best[k]:
                    best[k], chosen[k] = gained[size], size
                size += 1
            label = next_then[label]
    many = 0
    for k in np.argsort(-best):
        if many == len(tasks) or chosen[k] < 0:
            break
        label, length = chosen[k], 0
        while label > 0 and length < tasks.shape[1] - 1:
            length += 1
            tasks[many, length] = task[label]
            label = before[label]
        tasks[many, 0], gains[many] = length, best[k]
        many += 1
    return many


@njit(cache=True)
def outdone(new, k, exact, at, gained, seen, there, next_there, dropped):
    """Whether another label at the task is as early, gained as much and, if ``exact``, may go on to the same tasks.

    Those that the new one outdoes are dropped.
    """
    other, behind = there[k], -1
    while other >= 0:
        following = next_there[other]
        both, both2 = seen[other, 0] & seen[new, 0], seen[other, 1] & seen[new, 1]
        freer = not exact or (both == seen[other, 0] and both2 == seen[other, 1])
        bound = not exact or (both == seen[new, 0] and both2 == seen[new, 1])
        if at[other] <= at[new] and gained[other] >= gained[new] and freer:
            return True
        if at[other] >= at[new] and gained[other] <= gained[new] and bound:
            dropped[other] = True
            if behind < 0:
                there[k] = following
            else:
                next_there[behind] = following
        else:
            behind = other
        other = following
    return False
