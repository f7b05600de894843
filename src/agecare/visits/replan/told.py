"""The plan that people know, as far as it can stay: which published visits must change, and why."""

from collections.abc import Mapping
from itertools import pairwise

import attrs
import numpy as np

from agecare.visits.checks import Violation, violations
from agecare.visits.problem import NONE, PublishedVisit, VisitProblem
from agecare.visits.replan.desk import Desk
from agecare.visits.replan.placing import eased
from agecare.visits.replan.records import Cause, Reason
from agecare.visits.schedule import Schedule

ARRAYS = ("visit_day", "task_route", "task_start", "break_start", "break_place")


@attrs.frozen(eq=False)
class Standing:
    """What of the published plan can stay, to the minute wherever that is possible, and why the rest cannot."""

    schedule: Schedule
    causes: Mapping[int, Cause]
    """By visit: those published that must change."""


def standing(problem: VisitProblem, told: Schedule | None = None) -> Standing:
    """The part of the published plan that these records still allow.

    Parameters
    ----------
    problem : VisitProblem
        With the published visits in it.
    told : Schedule, optional
        The published plan as it was, for what a problem does not know of it: the second start of visits whose workers
        come one after the other, and breaks.
    """
    causes: dict[int, Cause] = {}
    plan = Schedule.empty(problem)
    for visit in map(int, np.flatnonzero(problem.visit_published_day >= 0)):
        cause = ruled_out(problem, visit)
        if cause is None:
            plan = placed(problem, plan, visit, told) or plan
        else:
            causes[visit] = cause
    _keep_breaks(problem, plan, told)
    desk = Desk(problem, plan, breaks_known=told is not None)
    for route in range(len(problem.route_worker)):
        causes |= _make_possible(desk, route)
    causes |= _keep_rules(desk)
    return Standing(desk.schedule(), causes)


def ruled_out(problem: VisitProblem, visit: int) -> Cause | None:
    """The first fact that by itself rules a published visit's place out; ``None`` where it may stay."""
    day, start = int(problem.visit_published_day[visit]), int(problem.visit_published_start[visit])
    tasks = problem.tasks_of(visit)
    workers = [int(problem.task_published_worker[task]) for task in tasks]
    locked_day, locked_start = int(problem.visit_locked_day[visit]), int(problem.visit_locked_start[visit])
    others = [int(problem.task_locked_worker[task]) for task in tasks]
    otherwise = any(to not in (NONE, worker) for to, worker in zip(others, workers, strict=True))
    if locked_day not in (NONE, day) or locked_start not in (NONE, start) or otherwise:
        return Cause(Reason.LOCK)
    if day >= problem.days or not problem.visit_days[visit, day]:
        return Cause(Reason.CLIENT_AWAY)
    for task, worker in zip(tasks, workers, strict=True):
        if worker < 0 or route_at(problem, worker, day, start, int(problem.task_minutes[task])) is None:
            return Cause(Reason.WORKER_AWAY, {"worker": "" if worker < 0 else problem.worker_ids[worker]})
    for task, worker in zip(tasks, workers, strict=True):
        if not problem.eligible[task, worker]:
            return Cause(Reason.WORKER_UNFIT, {"worker": problem.worker_ids[worker]})
    late_is_fine = bool(problem.visit_soft_end[visit]) or problem.window_at_start
    end = start if late_is_fine else start + int(problem.task_minutes[tasks[0]])
    if not any(begin <= start and (late_is_fine or end <= last) for begin, last in problem.windows_of(visit, day)):
        return Cause(Reason.WINDOW)
    return None


def route_at(problem: VisitProblem, worker: int, day: int, start: int, minutes: int = 0) -> int | None:
    """The route on which a worker is at work from a minute of a day on, overtime included."""
    routes = np.flatnonzero((problem.route_worker == worker) & (problem.route_day == day))
    fits = (int(r) for r in routes if problem.route_start[r] <= start and start + minutes <= problem.route_latest[r])
    return next(fits, None)


def published_visit(problem: VisitProblem, visit: int) -> PublishedVisit:
    """A visit as it was published."""
    workers = [int(problem.task_published_worker[task]) for task in problem.tasks_of(visit)]
    names = tuple(problem.worker_ids[worker] for worker in workers if worker >= 0)
    return PublishedVisit(int(problem.visit_published_day[visit]), int(problem.visit_published_start[visit]), names)


def placed(problem: VisitProblem, schedule: Schedule, visit: int, told: Schedule | None = None) -> Schedule | None:
    """A plan with a published visit where it was published; ``None`` where its workers are not at work then."""
    plan = Schedule(*(getattr(schedule, name).copy() for name in ARRAYS))
    day, start = int(problem.visit_published_day[visit]), int(problem.visit_published_start[visit])
    tasks = problem.tasks_of(visit)
    plan.visit_day[visit] = day
    for number, task in enumerate(tasks):
        if number and problem.visit_coupling[visit] != 1:
            if told is not None and told.visit_day[visit] == day and told.task_start[tasks[0]] == start:
                start = int(told.task_start[task])
            elif problem.visit_coupling[visit] == 2:
                start += int(problem.visit_lag_min[visit])
        route = route_at(problem, int(problem.task_published_worker[task]), day, start)
        if route is None or day >= problem.days:
            return None
        plan.task_start[task], plan.task_route[task] = start, route
    return plan


def _keep_breaks(problem: VisitProblem, plan: Schedule, told: Schedule | None) -> None:
    if told is None or told.break_start.shape != plan.break_start.shape:
        return
    used = np.isin(np.arange(len(problem.route_worker)), plan.task_route)
    kept = used & (told.break_start >= problem.route_break_earliest) & (told.break_start <= problem.route_break_latest)
    kept &= (problem.route_break_minutes > 0) & (told.break_place >= 0)
    plan.break_start[kept], plan.break_place[kept] = told.break_start[kept], told.break_place[kept]


def _make_possible(desk: Desk, route: int) -> dict[int, Cause]:
    """Let the visits of a route move by as little as needed, and take out those for which that is not enough."""
    causes: dict[int, Cause] = {}
    while not _possible(desk, route):
        starts = eased(desk, route, desk.lines[route].tasks)
        if starts is not None:
            desk.retime(route, starts)
            break
        visit = _least_missed(desk, route)
        causes[visit] = Cause(Reason.NO_WAY_IN_TIME, {"minutes": str(max(_shortages(desk, route)))})
        desk.take(visit)
    return causes


def _possible(desk: Desk, route: int) -> bool:
    return not desk.lines[route].tasks or max(_shortages(desk, route)) <= 0


def _shortages(desk: Desk, route: int) -> list[int]:
    """Minutes that lack between one visit and the next, and at both ends of the shift."""
    line, problem = desk.lines[route], desk.problem
    found = [
        problem.route_start.item(route) - line.departure,
        line.back - problem.route_latest.item(route),
    ]
    for (one, begin), (two, start) in pairwise(zip(line.tasks, line.starts, strict=True)):
        way = desk.leg(route, desk.spot(one, route), desk.spot(two, route))
        found.append(begin + desk.minutes[one] + way - start)
    return found


def _least_missed(desk: Desk, route: int) -> int:
    """The visit to take out of an impossible route: one that makes it possible, the cheapest to leave out."""
    line = desk.lines[route]

    def badness(task: int) -> tuple[bool, int, int]:
        rest = tuple(other for other in line.tasks if other != task)
        visit = desk.visit_of[task]
        return bool(rest) and eased(desk, route, rest) is None, desk.penalty[visit], visit

    return desk.visit_of[min(line.tasks, key=badness)]


def _keep_rules(desk: Desk) -> dict[int, Cause]:
    """Take visits out until what is left breaks no rule between routes: tied visits, days apart, hours of work."""
    causes: dict[int, Cause] = {}
    while broken := violations(desk.problem, desk.schedule()):
        visit, cause = _to_leave(desk, broken[0])
        causes[visit] = cause
        desk.take(visit)
    return causes


def _to_leave(desk: Desk, broken: Violation) -> tuple[int, Cause]:
    """The visit to take out for a broken rule: the one it names, else the cheapest to leave out of the worker's."""
    problem = desk.problem
    if broken.visit is not None:
        visit = problem.visit_ids.index(broken.visit)
        if desk.day[visit] >= 0:
            return visit, _cause_of(desk, visit, broken)
    worker = NONE if broken.worker is None else problem.worker_ids.index(broken.worker)
    served = [visit for visit, day in enumerate(desk.day) if day >= 0 and broken.day in (None, day)]
    theirs = [one for one in served if any(desk.worker_of[desk.route[task]] == worker for task in desk.tasks[one])]
    visit = min(theirs or served, key=lambda one: (desk.penalty[one], one))
    return visit, Cause(Reason.HOURS_FULL, {"worker": broken.worker or ""})


def _cause_of(desk: Desk, visit: int, broken: Violation) -> Cause:
    if broken.rule in ("window", "locked-start"):
        return Cause(Reason.WINDOW if broken.rule == "window" else Reason.LOCK)
    mates = [*desk.siblings[visit], desk.problem.visit_after.item(visit), *desk.followers.get(visit, ())]
    served = [mate for mate in mates if mate >= 0 and desk.day[mate] >= 0]
    near = min(served, key=lambda mate: (abs(desk.day[mate] - desk.day[visit]), mate), default=visit)
    return Cause(Reason.TIED, {"visit": desk.problem.visit_ids[near]})
