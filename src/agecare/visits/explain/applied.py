"""A repair carried out: the problem with its change made, and the plan with the visit in it, judged by the checker."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

import attrs
import numpy as np

from agecare.visits.explain import changes, staff
from agecare.visits.explain.changes import Change, day_of, minute_of
from agecare.visits.explain.judge import Touched, broken, local_cost
from agecare.visits.explain.lines import (
    Line,
    drawn_together,
    line_of,
    put,
    task_item,
    tied_visits,
    with_lines,
    without,
)
from agecare.visits.explain.trials import with_break, within_shift
from agecare.visits.problem import NONE, Flags, VisitProblem
from agecare.visits.schedule import Repair, Schedule, timelines

CHANGES: Mapping[str, Change] = {
    "put": changes.unchanged,
    "move-visit": changes.unchanged,
    "swap-visit": changes.unchanged,
    "drop-visit": changes.unchanged,
    "other-later": changes.other_later,
    "other-earlier": changes.other_earlier,
    "window-later": changes.window_later,
    "window-earlier": changes.window_earlier,
    "unlock-start": changes.unlock_start,
    "longer-shift": changes.longer_shift,
    "earlier-shift": changes.earlier_shift,
    "longer-shift-limit": changes.longer_shift,
    "earlier-shift-limit": changes.earlier_shift,
    "daily-limit": changes.daily_limit,
    "weekly-limit": changes.weekly_limit,
    "after-gap": changes.after_gap,
    "before-gap": changes.after_gap,
    "days-between": changes.days_between,
    "allow-day": changes.allow_day,
    "unlock-day": changes.allow_day,
    "unlock-worker": changes.unlock_worker,
    "allow-language": changes.allow_language,
    "allow-gender": changes.allow_gender,
    "allow-worker": changes.allow_worker,
    "add-skill": changes.add_skill,
    "more-staff": staff.more_staff,
    "more-staff-skilled": staff.more_staff,
    "more-staff-two": staff.more_staff,
}
"""What each repair changes in the problem."""

MOST_WAYS = 3
"""Ways to carry out a change of the plan that are looked at for the cheapest: they differ in who gives way."""
LEAVES = ("move-visit", "swap-visit", "drop-visit")
"""Repairs for which another visit leaves its place."""


@attrs.frozen(eq=False)
class Repaired:
    """What a repair leads to."""

    problem: VisitProblem
    schedule: Schedule
    touched: Touched


def repaired(problem: VisitProblem, schedule: Schedule, visit: int, repair: Repair) -> Repaired | None:
    """Carry out a repair of a valid plan, from nothing but its code and figures.

    Parameters
    ----------
    visit : int
        Index of the unserved visit.

    Returns
    -------
    ``None`` when the visit does not fit in without breaking a rule.

    Examples
    --------
    >>> repaired(problem, schedule, 3, Repair("put", params))  # doctest: +SKIP
    """
    params = repair.params
    changed = CHANGES[repair.code](problem, visit, params)
    schedule = staff.for_more_routes(changed, attrs.evolve(schedule, unserved=()))
    visits = [visit]
    starts = [params[name] for name in ("start", "second_start") if name in params]
    moves = [_Move(visit, params["worker"].split(", "), params["day"], starts)]
    left: list[int] = []
    if repair.code in LEAVES:
        other = changes.visit_of(problem, params)
        left = schedule.task_route[list(problem.tasks_of(other))].tolist()
        schedule = without(changed, schedule, other)
        visits.append(other)
        if repair.code == "move-visit":
            moves.append(_Move(other, [params["other_worker"]], params["other_day"], [params["other_start"]]))
    made = (
        Repaired(changed, p, Touched.by(changed, [*r, *left], visits)) for p, r in _placed(changed, schedule, moves)
    )
    valid = (each for each in made if not broken(changed, each.schedule, each.touched))
    if changed is not problem:
        return next(valid, None)
    return min(islice(valid, MOST_WAYS), key=lambda e: local_cost(changed, e.schedule, e.touched), default=None)


@attrs.frozen
class _Move:
    """Who makes a visit, on which date, and when each of them begins."""

    visit: int
    workers: Sequence[str]
    date: str
    starts: Sequence[str]


def _placed(problem: VisitProblem, schedule: Schedule, moves: Sequence[_Move]) -> Iterator[tuple[Schedule, list[int]]]:
    """Plans with the visits put in by their workers, on their days, at their times; and the routes they are on."""
    if not moves:
        yield schedule, []
        return
    for plan, routes in _put_in(problem, schedule, moves[0]):
        for whole, more in _placed(problem, plan, moves[1:]):
            yield whole, [*routes, *more]


def _put_in(problem: VisitProblem, schedule: Schedule, move: _Move) -> Iterator[tuple[Schedule, list[int]]]:
    visit, day, tied = move.visit, day_of(problem, move.date), tied_visits(problem, schedule)
    ways = []
    for task, worker, start in zip(problem.tasks_of(visit), move.workers, move.starts, strict=True):
        ways.append(list(_ways(problem, schedule, task, problem.worker_ids.index(worker), day, minute_of(start), tied)))
    for lines in product(*ways):
        yield with_lines(problem, schedule, visit, day, lines), [line.route for line in lines]


def _ways(
    problem: VisitProblem, schedule: Schedule, task: int, worker: int, day: int, start: int, tied: Flags
) -> Iterator[Line]:
    """Every line of the worker's day with the task at its time, the ones that keep the break first."""
    routes = np.flatnonzero((problem.route_worker == worker) & (problem.route_day == day)).tolist()
    mine = np.isin(schedule.task_route, routes)
    known = timelines(problem, attrs.evolve(schedule, task_route=np.where(mine, schedule.task_route, NONE)))
    new = task_item(problem, task, day, start)
    for keeps_break in (True, False):
        for route in routes:
            line = line_of(problem, route, known.get(route), tied)
            items = tuple(item for item in line.items if item.task >= 0)
            if not keeps_break and len(items) == len(line.items):
                continue
            line = line if keeps_break else Line(route, items)
            for position in _positions(line, start):
                made = put(problem, line, position, new)
                if made is not None and within_shift(problem, made):
                    yield from _timed(problem, made)


def _timed(problem: VisitProblem, line: Line) -> Iterator[Line]:
    """The line as it is, drawn together if that shortens it, and each with its break if it would be missed."""
    close = drawn_together(problem, line)
    for each in (line,) if close == line else (line, close):
        paused = with_break(problem, each)
        yield paused
        if paused is not each:
            yield each


def _positions(line: Line, start: int) -> list[int]:
    """Places for something that begins then, the ones nearest to where it is now first."""
    here = sum(item.start < start for item in line.items)
    return sorted(range(len(line.items) + 1), key=lambda position: abs(position - here))
