"""What a repair changes in the problem: one function for each code, from nothing but its figures.

A repair that only moves, swaps or drops other visits changes nothing here.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits.explain.starts import judged_minutes
from agecare.visits.problem import NONE, Flags, VisitProblem, skilled

Params = Mapping[str, str]
Change = Callable[[VisitProblem, int, Params], VisitProblem]


def minute_of(clock: str) -> int:
    """Minutes since midnight.

    >>> minute_of("09:30")
    570
    """
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def day_of(problem: VisitProblem, date: str) -> int:
    """The day of the horizon that a date is."""
    return (dt.date.fromisoformat(date) - problem.horizon.start).days


def visit_of(problem: VisitProblem, params: Params) -> int:
    """The other visit that a repair names."""
    return problem.visit_ids.index(params["other"])


def worker_of(problem: VisitProblem, params: Params) -> int:
    """The worker whom a repair changes something for."""
    return problem.worker_ids.index(params["who"])


def _set(array: NDArray[Any], at: Any, value: Any) -> NDArray[Any]:
    """A copy with some entries set."""
    copy = array.copy()
    copy[at] = value
    return copy


def _with(problem: VisitProblem, fields: dict[str, Any]) -> VisitProblem:
    return attrs.evolve(problem, **fields)


def _window(problem: VisitProblem, visit: int, day: int, side: str, moment: int) -> VisitProblem:
    """The window that needs it least is made to begin (``window_start``) or end (``window_end``) at a moment."""
    at = visit * problem.days + day
    span = np.arange(problem.window_first[at], problem.window_first[at + 1])
    bounds: NDArray[np.int32] = getattr(problem, side)
    short = span[bounds[span] < moment] if side == "window_end" else span[bounds[span] > moment]
    nearest = int(short.max()) if side == "window_end" else int(short.min())
    return _with(problem, {side: _set(bounds, nearest, moment)})


def window_later(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A window of the visit ends later."""
    return _window(problem, visit, day_of(problem, params["day"]), "window_end", minute_of(params["until"]))


def window_earlier(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A window of the visit begins earlier."""
    return _window(problem, visit, day_of(problem, params["day"]), "window_start", minute_of(params["since"]))


def other_later(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A window of another visit of that day ends later."""
    other = visit_of(problem, params)
    end = minute_of(params["other_start"]) + judged_minutes(problem, problem.tasks_of(other)[0])
    return _window(problem, other, day_of(problem, params["day"]), "window_end", end)


def other_earlier(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A window of another visit of that day begins earlier."""
    start = minute_of(params["other_start"])
    return _window(problem, visit_of(problem, params), day_of(problem, params["day"]), "window_start", start)


def unlock_start(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """The visit is locked to another time."""
    locked = _set(problem.visit_locked_start, visit, minute_of(params["start"]))
    return attrs.evolve(problem, visit_locked_start=locked)


def longer_shift(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A worker's shift ends later; the overtime that is allowed stays the same."""
    day, minutes = day_of(problem, params["day"]), int(params["minutes"])
    mine = (problem.route_worker == worker_of(problem, params)) & (problem.route_day == day)
    route = mine & (problem.route_latest == minute_of(params["until"]) - minutes)
    return _limit(
        attrs.evolve(
            problem,
            route_latest=(problem.route_latest + route * minutes).astype(np.int32),
            route_end=(problem.route_end + route * minutes).astype(np.int32),
        ),
        params,
        ("worker_daily_minutes", "worker_weekly_minutes"),
        int(params.get("over", "0")),
    )


def earlier_shift(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A worker's shift begins earlier."""
    day, minutes = day_of(problem, params["day"]), int(params["minutes"])
    mine = (problem.route_worker == worker_of(problem, params)) & (problem.route_day == day)
    route = mine & (problem.route_start == minute_of(params["since"]) + minutes)
    return _limit(
        attrs.evolve(problem, route_start=(problem.route_start - route * minutes).astype(np.int32)),
        params,
        ("worker_daily_minutes", "worker_weekly_minutes"),
        int(params.get("over", "0")),
    )


def _limit(problem: VisitProblem, params: Params, names: tuple[str, ...], minutes: int) -> VisitProblem:
    worker = worker_of(problem, params)
    limits = {name: getattr(problem, name) for name in names}
    return _with(problem, {n: _set(limit, worker, limit[worker] + minutes) for n, limit in limits.items()})


def daily_limit(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A worker may work longer on a day."""
    return _limit(problem, params, ("worker_daily_minutes",), int(params["minutes"]))


def weekly_limit(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A worker may work longer in a week."""
    return _limit(problem, params, ("worker_weekly_minutes",), int(params["minutes"]))


def add_skill(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A worker has a skill, or a higher level of it."""
    worker, skill = worker_of(problem, params), problem.skill_ids.index(params["skill"])
    changed = _set(problem.worker_skill, (worker, skill), int(params["level"]))
    return _eligible_again(attrs.evolve(problem, worker_skill=changed), worker)


def allow_worker(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """The client no longer refuses a worker."""
    return _accepted(problem, visit, params, "client_refuses", False)


def allow_gender(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """The client accepts a worker of another gender."""
    return _accepted(problem, visit, params, "client_allows_gender", True)


def allow_language(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """The client accepts a worker who speaks another language."""
    return _accepted(problem, visit, params, "client_allows_language", True)


def _accepted(problem: VisitProblem, visit: int, params: Params, name: str, value: bool) -> VisitProblem:
    worker = worker_of(problem, params)
    changed = _set(getattr(problem, name), (problem.visit_client[visit], worker), value)
    return _eligible_again(_with(problem, {name: changed}), worker)


def unlock_worker(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """A role of the visit is locked to another worker."""
    worker = worker_of(problem, params)
    task = problem.tasks_of(visit)[int(params["role"]) - 1]
    return _eligible_again(
        attrs.evolve(problem, task_locked_worker=_set(problem.task_locked_worker, task, worker)), worker
    )


def _eligible_again(problem: VisitProblem, worker: int) -> VisitProblem:
    """With the tasks that this worker may do worked out anew."""
    client = problem.visit_client[problem.task_visit]
    able: Flags = skilled(problem.task_skill, problem.worker_skill[[worker]])[:, 0]
    able = able & problem.client_allows_gender[client, worker] & problem.client_allows_language[client, worker]
    able &= ~problem.client_refuses[client, worker]
    able &= (problem.task_locked_worker == NONE) | (problem.task_locked_worker == worker)
    return attrs.evolve(problem, eligible=_set(problem.eligible, (slice(None), worker), able))


def allow_day(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """The visit may be on one day more; a lock moves to it."""
    day = day_of(problem, params["day"])
    locked = problem.visit_locked_day
    return attrs.evolve(
        problem,
        visit_days=_set(problem.visit_days, (visit, day), True),
        visit_locked_day=_set(locked, visit, day) if locked[visit] >= 0 else locked,
    )


def days_between(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """Fewer days from one visit of the request to the next."""
    same = problem.visit_request == problem.visit_request[visit]
    return attrs.evolve(problem, visit_spacing=_set(problem.visit_spacing, same, int(params["days"])))


def after_gap(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """Sooner or later after the visit that it comes after, or before the one that comes after it."""
    other, gap = visit_of(problem, params), int(params["gap"])
    later = visit if problem.visit_after[visit] == other else other
    low, high = problem.visit_gap_min, problem.visit_gap_max
    return attrs.evolve(
        problem,
        visit_gap_min=_set(low, later, min(gap, int(low[later]))),
        visit_gap_max=_set(high, later, max(gap, int(high[later]))),
    )


def unchanged(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """The records stay as they are: only the plan changes."""
    return problem
