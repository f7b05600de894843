"""When a task could begin on a route, taken alone: windows, shift, and the way from and to the route's ends."""

from collections.abc import Iterator

import numpy as np

from agecare.visits.problem import Flags, Ints, VisitProblem

BLOCK = 60_000
"""Pairs that are looked at together: few enough for the processor's cache."""
NEVER = 2**29
"""A start that no day has: stands for a window that is not there."""


def windows_on(problem: VisitProblem, tasks: Ints, day: int) -> tuple[Ints, Ints]:
    """Starts and ends of the windows of tasks on a day, both (n, K); missing ones cannot be met."""
    at = problem.task_visit[tasks].astype(np.int64) * problem.days + day
    first, count = problem.window_first[at], problem.window_first[at + 1] - problem.window_first[at]
    widest = max(1, int(count.max(initial=0)))
    starts = np.full((len(tasks), widest), NEVER, dtype=np.int32)
    ends = np.full((len(tasks), widest), -NEVER, dtype=np.int32)
    for number in range(widest):
        has = count > number
        starts[has, number] = problem.window_start[first[has] + number]
        ends[has, number] = problem.window_end[first[has] + number]
    return starts, ends


def starts_possible(
    problem: VisitProblem, tasks: Ints, day: int, routes: Ints, ways: tuple[Ints, Ints] | None = None
) -> tuple[Ints, Ints, Ints]:
    """Earliest and latest start of each task on each route, and how late it then ends at least.

    Parameters
    ----------
    tasks : (n,)
    routes : (R,) routes of ``day``.
    ways : (n, R) and (n, R), optional
        Minutes from the route's start to the visit and from there to the route's end; the direct ways if not given.

    Returns
    -------
    earliest, latest : (n, R, K) minutes, one per window; the task fits where ``earliest <= latest``.
    late : (n, R) minutes after a soft end, 0 where it does not fit.
    """
    starts, ends = windows_on(problem, tasks, day)
    visits, minutes = problem.task_visit[tasks], problem.task_minutes[tasks]
    soft = problem.visit_soft_end[visits]
    there, back = direct_ways(problem, problem.visit_place[visits, day], routes) if ways is None else ways
    arrival = problem.route_start[routes][None, :] + there
    leave = problem.route_latest[routes][None, :] - back - minutes[:, None]
    last = ends if problem.window_at_start else ends - minutes[:, None]
    last = np.where(soft[:, None] & (ends > -NEVER), NEVER, last)
    earliest = np.maximum(starts[:, None, :], arrival[:, :, None])
    latest = np.minimum(last[:, None, :], leave[:, :, None])
    locked = _locked_starts(problem, tasks)
    fixed = locked >= 0
    earliest[fixed] = np.maximum(earliest[fixed], locked[fixed, None, None])
    latest[fixed] = np.minimum(latest[fixed], locked[fixed, None, None])
    judged = earliest if problem.window_at_start else earliest + minutes[:, None, None]
    over = np.where(earliest <= latest, np.maximum(judged - ends[:, None, :], 0), NEVER).min(axis=2)
    late = np.where(soft[:, None] & (over < NEVER), over, 0)
    return earliest, latest, late.astype(np.int32)


def fits(problem: VisitProblem, tasks: Ints, day: int, routes: Ints) -> Flags:
    """(n, R): whether each task, alone, could be on each route of the day."""
    found = np.zeros((len(tasks), len(routes)), dtype=np.bool_)
    for rows in chunks(len(tasks), BLOCK // max(1, len(routes))):
        earliest, latest, _ = starts_possible(problem, tasks[rows], day, routes)
        found[rows] = (earliest <= latest).any(axis=2)
    found &= problem.visit_days[problem.task_visit[tasks], day][:, None]
    return found


def by_worker(on_routes: Flags, workers: Ints, count: int) -> Flags:
    """(n, R) on routes → (n, W): true where any route of the worker is."""
    found = np.zeros((len(on_routes), count), dtype=np.bool_)
    rank = np.zeros(len(workers), dtype=np.int64)
    seen: dict[int, int] = {}
    for index, worker in enumerate(workers.tolist()):
        rank[index] = seen[worker] = seen.get(worker, -1) + 1
    for layer in range(int(rank.max(initial=-1)) + 1):
        columns = np.flatnonzero(rank == layer)
        found[:, workers[columns]] |= on_routes[:, columns]
    return found


def chunks(length: int, size: int) -> Iterator[slice]:
    """Slices of at most ``size`` (at least 1) that cover ``range(length)``."""
    step = max(1, size)
    return (slice(start, start + step) for start in range(0, length, step))


def direct_ways(problem: VisitProblem, places: Ints, routes: Ints) -> tuple[Ints, Ints]:
    """Minutes from each route's start to each place, and from there to its end; (n, R), out of reach for -1."""
    profile = problem.route_profile[routes][None, :]
    known = np.maximum(places, 0)[:, None]
    there = problem.travel[profile, problem.route_start_place[routes][None, :], known]
    back = problem.travel[profile, known, problem.route_end_place[routes][None, :]]
    nowhere = places[:, None] < 0
    return np.where(nowhere, NEVER, there).astype(np.int32), np.where(nowhere, NEVER, back).astype(np.int32)


def _locked_starts(problem: VisitProblem, tasks: Ints) -> Ints:
    """Start that each task is locked to, -1 = free. A lock holds for the first role, and for both together."""
    visits = problem.task_visit[tasks]
    held = (problem.task_first[visits] == tasks) | (problem.visit_coupling[visits] == 1)
    return np.where(held, problem.visit_locked_start[visits], -1).astype(np.int32)
