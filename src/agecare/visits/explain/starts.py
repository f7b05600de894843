"""When a task may begin: what its windows and its lock allow on a day."""

import attrs
import numpy as np

from agecare.visits.problem import Ints, VisitProblem

Spans = tuple[tuple[int, int], ...]
"""Closed intervals of starts, in order, none overlapping."""
LATE = 1 << 28
"""A moment that no day has, in whatever units (published instances count thousandths)."""


def allowed_starts(problem: VisitProblem, task: int, day: int) -> Spans:
    """Starts that the windows and a lock allow; a soft end holds nothing back.

    Returns
    -------
    Closed intervals in minutes of the day, in order; none when there is no such start.
    """
    visit = int(problem.task_visit[task])
    lasts = judged_minutes(problem, task)
    windows = problem.windows_of(visit, day)
    if problem.visit_soft_end[visit]:
        spans = [(windows[0][0], LATE)] if windows else []
    else:
        spans = [(begins, ends - lasts) for begins, ends in windows if begins <= ends - lasts]
    locked = locked_start(problem, task)
    if locked is not None:
        return ((locked, locked),) if any(first <= locked <= last for first, last in spans) else ()
    return tuple(spans)


def judged_minutes(problem: VisitProblem, task: int) -> int:
    """Minutes of a task that must lie inside a window."""
    return 0 if problem.window_at_start else int(problem.task_minutes[task])


def locked_start(problem: VisitProblem, task: int) -> int | None:
    """The start that a task is locked to. A lock holds for the first role, and for both together."""
    visit = problem.task_visit[task]
    locked = int(problem.visit_locked_start[visit])
    held = task == problem.task_first[visit] or problem.visit_coupling[visit] == 1
    return locked if locked >= 0 and held else None


def first_start(spans: Spans, moment: int) -> int | None:
    """The earliest allowed start from a moment on.

    >>> first_start(((480, 540), (600, 600)), 550), first_start(((480, 540),), 550)
    (600, None)
    """
    for first, last in spans:
        if last >= moment:
            return max(moment, first)
    return None


def last_start(spans: Spans, moment: int) -> int | None:
    """The latest allowed start up to a moment.

    >>> last_start(((480, 540), (600, 600)), 550), last_start(((480, 540),), 470)
    (540, None)
    """
    for first, last in reversed(spans):
        if first <= moment:
            return min(moment, last)
    return None


@attrs.frozen(eq=False)
class StartTable:
    """Allowed starts of one task on every day, for whole arrays at once.

    Attributes
    ----------
    first, last : (D, K) closed intervals; where there is none, ``first > last``.
    """

    first: Ints
    last: Ints

    @classmethod
    def of(cls, by_day: list[Spans]) -> "StartTable":
        """From the intervals of each day."""
        widest = max(1, max((len(spans) for spans in by_day), default=1))
        first = np.full((len(by_day), widest), LATE, dtype=np.int32)
        last = np.full((len(by_day), widest), -LATE, dtype=np.int32)
        for day, spans in enumerate(by_day):
            for number, (begins, ends) in enumerate(spans):
                first[day, number], last[day, number] = begins, ends
        return cls(first, last)


def start_table(problem: VisitProblem, task: int) -> StartTable:
    """What windows and lock allow on each day."""
    return StartTable.of([allowed_starts(problem, task, day) for day in range(problem.days)])
