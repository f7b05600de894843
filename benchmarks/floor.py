"""What every plan of a generated day leaves out: a floor under its unserved priority, by column generation.

A linear program mixes routes of the workers so that the visits are served; from its prices, routes that would improve
it are built up visit by visit, worker by worker, until there are none. Every plan is a solution of that program, so no
plan leaves out less than the program does. Three things make it a floor and not the answer: routes may be mixed in
fractions, a route may come back to a visit once it has been far enough away (ng-routes: Baldacci, Mingozzi and
Roberti, 2011), and the two workers of one visit need not meet.
"""

import math
import time
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
    """A worker's route: its tasks in order, and what they are worth beyond what the worker's day costs."""

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
        place = problem.visit_place[problem.task_visit[tasks], 0]
        visit = problem.task_visit[tasks]
        travel = problem.travel[0].astype(np.int64)
        lasts = problem.task_minutes[tasks].astype(np.int64)
        self._tasks = tasks
        self._given = (
            travel[np.ix_(place, place)],
            travel[problem.route_start_place[route], place],
            problem.window_start[visit].astype(np.int64),
            np.minimum(
                problem.window_end[visit] - lasts,
                problem.route_latest[route] - travel[place, problem.route_end_place[route]] - lasts,
            ),
            lasts,
            _nearest(travel[np.ix_(place, place)]),
        )
        self._begin = int(problem.route_start[route])

    def routes(self, worth: np.ndarray, exact: bool) -> list[Route] | None:
        """The best routes, best first; not ``exact``: some good ones, in less time. ``None`` = too many labels."""
        tasks = np.zeros((KEPT, LONGEST), np.int64)
        gain = np.zeros(KEPT)
        many = best_routes(*self._given, self._begin, worth[self._tasks], exact, tasks, gain)
        if many < 0:
            return None
        rows = (tasks[row, 1 : tasks[row, 0] + 1][::-1] for row in range(many))
        return [Route(self._tasks[row].tolist(), float(gain[i])) for i, row in enumerate(rows)]


def _nearest(travel: np.ndarray) -> np.ndarray:
    """(n, 2) bits of the tasks that a task remembers: the nearest ones and itself."""
    bits = np.zeros((len(travel), 2), np.uint64)
    for task, row in enumerate(np.argsort(travel, axis=1, kind="stable")[:, : NEAR + 1]):
        for other in {task, *row.tolist()}:
            bits[task, other >> 6] |= np.uint64(1 << (other & 63))
    return bits


@njit(cache=True)
def best_routes(travel, first_leg, opens, last_start, lasts, near, begin, worth, exact, tasks, gains):
    """The best route to end with each task, the best of them first; their number, -1 when there are too many labels.

    A label is a way to be at a task: when it begins, what was gained by then, which tasks must not come again. Of two
    at one task the one that is no better in any of the three is dropped; not ``exact``: in the first two. Row i of
    ``tasks``: the number of tasks, then the tasks, last one first.
    """
    n = len(worth)
    at, gained, task, before = (
        np.empty(MOST_LABELS, np.int32), np.empty(MOST_LABELS), np.empty(MOST_LABELS, np.int32),
        np.empty(MOST_LABELS, np.int32),
    )  # fmt: skip
    low, high = np.empty(MOST_LABELS, np.uint64), np.empty(MOST_LABELS, np.uint64)
    next_there, next_then = np.empty(MOST_LABELS, np.int32), np.empty(MOST_LABELS, np.int32)
    dropped = np.zeros(MOST_LABELS, np.bool_)
    there = np.full(n, -1, np.int32)
    then = np.full(2 + (last_start.max() if n else 0) // BUCKET, -1, np.int32)
    size = 0
    best, chosen = np.zeros(n), np.full(n, -1, np.int32)
    one = np.uint64(1)
    for bucket in range(-1, len(then)):
        label = -1 if bucket < 0 else then[bucket]
        while label >= 0 or bucket < 0:
            if bucket < 0 or not dropped[label]:
                for k in range(n):
                    # the two words of bits, of which one has the task's
                    mine, other = (one << np.uint64(k & 63), np.uint64(0))
                    if k > 63:
                        mine, other = other, mine
                    if bucket < 0:
                        start, gain, keep, keep2 = max(begin + first_leg[k], opens[k]), worth[k], mine, other
                    else:
                        if low[label] & mine or high[label] & other:
                            continue
                        start = max(at[label] + lasts[task[label]] + travel[task[label], k], opens[k])
                        gain = gained[label] + worth[k]
                        keep, keep2 = low[label] & near[k, 0] | mine, high[label] & near[k, 1] | other
                    if worth[k] <= 0 or start > last_start[k]:
                        continue
                    worse, q, behind = False, there[k], -1
                    while q >= 0 and not worse:
                        following = next_there[q]
                        same, same2 = low[q] & keep, high[q] & keep2
                        if (
                            at[q] <= start
                            and gained[q] >= gain
                            and (not exact or (same == low[q] and same2 == high[q]))
                        ):
                            worse = True
                        elif at[q] >= start and gained[q] <= gain and (not exact or (same == keep and same2 == keep2)):
                            dropped[q] = True
                            if behind < 0:
                                there[k] = following
                            else:
                                next_there[behind] = following
                        else:
                            behind = q
                        q = following
                    if worse:
                        continue
                    if size == MOST_LABELS:
                        return -1
                    at[size], gained[size], task[size], before[size] = start, gain, k, label
                    low[size], high[size] = keep, keep2
                    next_there[size], there[k] = there[k], size
                    part = start // BUCKET
                    next_then[size], then[part] = then[part], size
                    if gain > best[k]:
                        best[k], chosen[k] = gain, size
                    size += 1
            if bucket < 0:
                break
            label = next_then[label]
    many = 0
    for k in np.argsort(-best):
        if many == len(tasks) or chosen[k] < 0:
            break
        label, length = chosen[k], 0
        while label >= 0 and length < tasks.shape[1] - 1:
            length += 1
            tasks[many, length] = task[label]
            label = before[label]
        tasks[many, 0], gains[many] = length, best[k]
        many += 1
    return many
