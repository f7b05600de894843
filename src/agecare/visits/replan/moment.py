"""Planning again in the middle of a week: what has begun stays, and nothing new is put before now."""

import attrs
import numpy as np

from agecare.model.time import DAY_MINUTES
from agecare.visits.problem import NONE, Ints, VisitProblem
from agecare.visits.schedule import Schedule, timelines

DEAREST = 2_000_000_000
"""No penalty is higher."""


def frozen_before(problem: VisitProblem, now: int, standing: Schedule) -> VisitProblem:
    """The problem at a minute of its horizon.

    Published visits that begin before it, and that stand, are locked to their day, start and workers, and leaving them
    out costs more than leaving out any others. All others may only be where it is not over yet: days gone by are
    closed, windows of the day begin now, and who has not left yet leaves no earlier.

    Parameters
    ----------
    problem : VisitProblem
    now : int
        Minutes since midnight of the first day.
    standing : Schedule
        The published plan as far as it can stay; what cannot has not taken place, and is planned anew.
    """
    today, minute = divmod(now, DAY_MINUTES)
    day, start = problem.visit_published_day, problem.visit_published_start
    begun = (day >= 0) & ((day < today) | ((day == today) & (start < minute)))
    held = begun & (standing.visit_day >= 0)
    begins = standing.task_start[problem.task_first[:-1]]
    left = {route: line.departure for route, line in timelines(problem, standing).items()}
    leaves = np.array([min(minute, left.get(route, minute)) for route in range(len(problem.route_day))], np.int32)
    leaves = np.clip(leaves, problem.route_start, problem.route_end)
    days = problem.visit_days & (held[:, None] | (np.arange(problem.days) >= today))
    days = days & (~held[:, None] | (np.arange(problem.days) == day[:, None]))
    holder = np.where(held[problem.task_visit], problem.task_published_worker, NONE)
    eligible = problem.eligible & ((holder == NONE)[:, None] | (holder[:, None] == np.arange(len(problem.worker_ids))))
    dear = min(DEAREST, 4 * int(problem.visit_penalty.max(initial=0)) + 1_000_000)
    window_first, window_start, window_end = _windows_from(problem, today, minute, held.tolist())
    return attrs.evolve(
        problem,
        visit_days=days,
        eligible=eligible,
        visit_penalty=np.where(held, dear, problem.visit_penalty),
        route_start=np.where(problem.route_day == today, leaves, problem.route_start).astype(np.int32),
        visit_locked_day=np.where(held, day, problem.visit_locked_day).astype(np.int32),
        visit_locked_start=np.where(held, begins, problem.visit_locked_start).astype(np.int32),
        task_locked_worker=np.where(holder == NONE, problem.task_locked_worker, holder).astype(np.int32),
        window_first=window_first,
        window_start=window_start,
        window_end=window_end,
    )


def _windows_from(problem: VisitProblem, today: int, minute: int, held: list[bool]) -> tuple[Ints, Ints, Ints]:
    """The windows of all visits, those of today cut for visits that are not held."""
    first, starts, ends = [0], [], []
    for visit, stays in enumerate(held):
        for day in range(problem.days):
            spans = problem.windows_of(visit, day)
            if day == today and not stays:
                cut = [(max(start, minute), end) for start, end in spans if end > minute]
                soft = bool(problem.visit_soft_end[visit]) and not cut
                # what may end late may still be made today: its time is up, but it has not been forgotten
                spans = [(minute, spans[-1][1])] if soft and spans else cut
            starts += [start for start, _ in spans]
            ends += [end for _, end in spans]
            first.append(len(starts))
    return (np.array(first, np.int32), np.array(starts, np.int32), np.array(ends, np.int32))
