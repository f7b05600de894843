"""Why a visit is not in the plan: the first reason that holds, in order of how firm it is.

*Never*: judged rule by rule on an empty plan. *Not with these hours*: the visits that only the same workers can do
need more time than these workers have. *Not in this plan*: every place for it in this plan was tried. A reason that
says the search ended names a place that the checker accepts.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product

import attrs
import numpy as np

from agecare.visits.checks import cost, violations
from agecare.visits.problem import NONE, Flags, Ints, VisitProblem, skilled
from agecare.visits.schedule import Kind, Schedule, Stop, Timeline, Unserved, timelines

MOST_TRIALS = 6
"""Places of one visit that are judged by the whole checker."""
MOST_ROOMS = 200
"""Places of each worker's part that are looked at on one day."""


def explained(problem: VisitProblem, schedule: Schedule, should_stop: Callable[[], bool] = bool) -> Schedule:
    """The schedule with a reason for each visit that it does not serve.

    Once ``should_stop`` says yes, no more places are tried; what was not tried says so.
    """
    missing = [int(visit) for visit in np.flatnonzero(schedule.visit_day < 0)]
    if not missing:
        return attrs.evolve(schedule, unserved=())
    bare = attrs.evolve(schedule, unserved=())
    around = _Around(problem, bare, timelines(problem, bare), skilled(problem.task_skill, problem.worker_skill))
    reasons = []
    for visit in missing:
        found = next(never(around, visit), None) or not_with_these_hours(around, visit)
        if found is None and should_stop():
            found = around.unserved(visit, Kind.SEARCH_ENDED, "not-tried")
        reasons.append(found or not_in_this_plan(around, visit))
    return attrs.evolve(schedule, unserved=tuple(reasons))


@attrs.frozen
class _Around:
    """A plan and what is looked up in it again and again."""

    problem: VisitProblem
    schedule: Schedule
    timelines: dict[int, Timeline]
    skilled: Flags

    def unserved(self, visit: int, kind: Kind, reason: str, **params: object) -> Unserved:
        texts = {name: str(value) for name, value in params.items()}
        return Unserved(self.problem.visit_ids[visit], kind, reason, texts)

    def date(self, day: int) -> str:
        return self.problem.horizon.dates[day].isoformat()

    def days(self, visit: int) -> list[int]:
        return [int(day) for day in np.flatnonzero(self.problem.visit_days[visit])]

    def routes(self, task: int, day: int) -> list[int]:
        """Routes of the day whose worker may do the task."""
        problem = self.problem
        able = problem.eligible[task, problem.route_worker]
        return [int(route) for route in np.flatnonzero((problem.route_day == day) & able)]


def never(around: _Around, visit: int) -> Iterator[Unserved]:
    """Reasons that hold whatever else is dropped."""
    for rule in (_no_day, _nobody_able, _nobody_on_shift, _no_window, _alone_impossible, _pair_never_meets):
        yield from rule(around, visit)


def _no_day(around: _Around, visit: int) -> Iterator[Unserved]:
    problem = around.problem
    if problem.visit_days[visit].any():
        return
    if problem.visit_locked_day[visit] >= 0:
        locked = around.date(int(problem.visit_locked_day[visit]))
        yield around.unserved(visit, Kind.NEVER, "locked-day-closed", day=locked)
    elif (problem.visit_place[visit] < 0).all():
        yield around.unserved(visit, Kind.NEVER, "no-address")
    else:
        yield around.unserved(visit, Kind.NEVER, "no-allowed-day")


def _nobody_able(around: _Around, visit: int) -> Iterator[Unserved]:
    problem, client = around.problem, int(around.problem.visit_client[visit])
    tasks = problem.tasks_of(visit)
    for task in tasks:
        if problem.eligible[task].any():
            continue
        for skill in np.flatnonzero(problem.task_skill[task]):
            level = int(problem.task_skill[task, skill])
            if not (problem.worker_skill[:, skill] >= level).any():
                name = problem.skill_ids[skill]
                yield around.unserved(visit, Kind.NEVER, "no-skill", skill=name, level=level)
        able = around.skilled[task]
        for allowed, reason in (
            (problem.client_allows_gender[client], "no-gender"),
            (problem.client_allows_language[client], "no-language"),
            (~problem.client_refuses[client], "all-refused"),
        ):
            if able.any() and not (able & allowed).any():
                yield around.unserved(visit, Kind.NEVER, reason)
            able = able & allowed
        locked = int(problem.task_locked_worker[task])
        if locked != NONE and able.any():
            worker = problem.worker_ids[locked] if locked >= 0 else ""
            yield around.unserved(visit, Kind.NEVER, "locked-worker-away", worker=worker)
        yield around.unserved(visit, Kind.NEVER, "nobody-eligible")
    if len(tasks) == 2 and int((problem.eligible[tasks[0]] | problem.eligible[tasks[1]]).sum()) < 2:
        yield around.unserved(visit, Kind.NEVER, "not-enough-workers")


def _nobody_on_shift(around: _Around, visit: int) -> Iterator[Unserved]:
    for task in around.problem.tasks_of(visit):
        if not any(around.routes(task, day) for day in around.days(visit)):
            yield around.unserved(visit, Kind.NEVER, "nobody-on-shift")


def _no_window(around: _Around, visit: int) -> Iterator[Unserved]:
    for task in around.problem.tasks_of(visit):
        if all(_fit(around.problem, visit, task, day, 0) is None for day in around.days(visit)):
            yield around.unserved(visit, Kind.NEVER, "window-shorter")


def _alone(around: _Around, visit: int, task: int, day: int, route: int, travel: bool = True) -> int | None:
    """Earliest start of the task as the only one of the route; ``None`` when it cannot be."""
    problem = around.problem
    place = int(problem.visit_place[visit, day])
    there = problem.travel_minutes(route, int(problem.route_start_place[route]), place) if travel else 0
    back = problem.travel_minutes(route, place, int(problem.route_end_place[route])) if travel else 0
    ready = int(problem.route_start[route]) + there
    start = _fit(problem, visit, task, day, ready)
    minutes = int(problem.task_minutes[task])
    spans = problem.windows_of(visit, day)
    if problem.visit_soft_end[visit] and spans and problem.visit_locked_start[visit] < 0:
        start = max(ready, spans[0][0])
    if start is None or start + minutes + back > problem.route_latest[route]:
        return None
    worker = problem.route_worker[route]
    limit = min(problem.worker_daily_minutes[worker], problem.worker_weekly_minutes[worker])
    return start if there + minutes + back <= limit else None


def _alone_impossible(around: _Around, visit: int) -> Iterator[Unserved]:
    for task in around.problem.tasks_of(visit):
        pairs = [(day, route) for day in around.days(visit) for route in around.routes(task, day)]
        if any(_alone(around, visit, task, day, route) is not None for day, route in pairs):
            continue
        near = any(_alone(around, visit, task, day, route, travel=False) is not None for day, route in pairs)
        yield around.unserved(visit, Kind.NEVER, "too-far" if near else "window-outside-shifts")


def _pair_never_meets(around: _Around, visit: int) -> Iterator[Unserved]:
    problem = around.problem
    if problem.visit_coupling[visit] == 0:
        return
    first, second = problem.tasks_of(visit)
    together = problem.visit_coupling[visit] == 1
    low = 0 if together else int(problem.visit_lag_min[visit])
    high = 0 if together else int(problem.visit_lag_max[visit])
    for day in around.days(visit):
        ones = _spans(around, visit, first, day)
        twos = _spans(around, visit, second, day)
        for worker, begins, ends in ones:
            for other, begins2, ends2 in twos:
                if other != worker and begins + low <= ends2 and begins2 - high <= ends:
                    return
    yield around.unserved(visit, Kind.NEVER, "pair-never-meets")


def _spans(around: _Around, visit: int, task: int, day: int) -> list[tuple[int, int, int]]:
    """(worker, earliest, latest start) of a task alone on each route of the day; gaps between windows ignored."""
    problem, found = around.problem, []
    minutes = int(problem.task_minutes[task])
    for route in around.routes(task, day):
        start = _alone(around, visit, task, day, route)
        if start is not None:
            place = int(problem.visit_place[visit, day])
            back = problem.travel_minutes(route, place, int(problem.route_end_place[route]))
            latest = int(problem.route_latest[route]) - back - minutes
            found.append((int(problem.route_worker[route]), start, latest))
    return found


def not_with_these_hours(around: _Around, visit: int) -> Unserved | None:
    """The tasks that only these workers can do take longer, without any travel, than these workers may work."""
    problem = around.problem
    for task in problem.tasks_of(visit):
        able = problem.eligible[task]
        only_theirs = ~(problem.eligible & ~able).any(axis=1) & problem.eligible.any(axis=1)
        hours = _most_hours(problem, able)
        if problem.task_minutes[only_theirs].sum() <= hours:
            continue
        # a visit that can never be served takes nobody's hours
        possible = [t for t in np.flatnonzero(only_theirs) if not any(never(around, int(problem.task_visit[t])))]
        wanted = int(problem.task_minutes[possible].sum())
        if wanted > hours:
            return around.unserved(
                visit,
                Kind.NOT_WITH_THESE_HOURS,
                "hours-full",
                workers=_names(problem, able),
                wanted=wanted,
                hours=hours,
            )
    return None


def _most_hours(problem: VisitProblem, able: Flags) -> int:
    """Most paid minutes that these workers could ever work in the horizon, overtime included, breaks left out."""
    weeks = int(problem.day_week.max()) + 1
    minutes = np.zeros((len(able), problem.days), dtype=np.int64)
    np.add.at(minutes, (problem.route_worker, problem.route_day), problem.route_latest - problem.route_start)
    minutes = np.minimum(minutes, problem.worker_daily_minutes[:, None])
    total = 0
    for week in range(weeks):
        in_week = minutes[:, problem.day_week == week].sum(axis=1)
        total += int(np.minimum(in_week, problem.worker_weekly_minutes)[able].sum())
    return total


def not_in_this_plan(around: _Around, visit: int) -> Unserved:
    """What stands in the way in this plan, found by trying every place in it."""
    problem, schedule = around.problem, around.schedule
    open_days = [day for day in around.days(visit) if _spaced(problem, schedule, visit, day)]
    if not open_days:
        return around.unserved(visit, Kind.NOT_IN_THIS_PLAN, "days-between")
    dearer: int | None = None
    for day, trial in islice(_trials(around, visit, open_days), MOST_TRIALS):
        more = _price_of(around, visit, trial)
        if more is not None and more < 0:
            worker = problem.worker_ids[problem.route_worker[trial.task_route[problem.task_first[visit]]]]
            return around.unserved(visit, Kind.SEARCH_ENDED, "search-ended", worker=worker, day=around.date(day))
        if more is not None:
            dearer = more if dearer is None else min(dearer, more)
    if dearer is not None:
        penalty = int(problem.visit_penalty[visit])
        return around.unserved(visit, Kind.NOT_IN_THIS_PLAN, "not-worth", cost=dearer + penalty, penalty=penalty)
    task = problem.task_first[visit]
    able = problem.eligible[task]
    spent = _weekly(around)[able] + problem.task_minutes[task]
    spent_out = bool((spent > problem.worker_weekly_minutes[able][:, None]).all())
    reason, name = ("weekly-limit", "worker") if spent_out else ("workers-full", "workers")
    return around.unserved(visit, Kind.NOT_IN_THIS_PLAN, reason, **{name: _names(problem, able)})


def _price_of(around: _Around, visit: int, trial: Schedule) -> int | None:
    """What a trial costs more than the plan, fairness left aside; ``None`` when it breaks a rule.

    Only the workers and the client that the visit touches are looked at: the rest of the plan is as it was.
    """
    problem = around.problem
    routes = trial.task_route[list(problem.tasks_of(visit))]
    touched = np.isin(problem.route_worker, problem.route_worker[routes])
    close = (trial.task_route >= 0) & touched[trial.task_route]
    close |= problem.visit_client[problem.task_visit] == problem.visit_client[visit]
    keep = np.unique(problem.task_visit[close])
    after = _only(problem, trial, keep)
    if violations(problem, after):
        return None
    before = _only(problem, around.schedule, keep)
    return _plain_cost(problem, after) - _plain_cost(problem, before)


def _only(problem: VisitProblem, schedule: Schedule, visits: Ints) -> Schedule:
    """The part of a plan that serves these visits."""
    out = np.ones(len(problem.visit_ids), dtype=np.bool_)
    out[visits] = False
    routes = np.where(out[problem.task_visit], NONE, schedule.task_route)
    used = np.isin(np.arange(len(problem.route_worker)), routes)
    return attrs.evolve(
        schedule,
        visit_day=np.where(out, NONE, schedule.visit_day),
        task_route=routes,
        break_start=np.where(used, schedule.break_start, NONE),
    )


def _plain_cost(problem: VisitProblem, schedule: Schedule) -> int:
    return sum(part.cost for name, part in cost(problem, schedule).components.items() if not name.startswith("fair"))


def _weekly(around: _Around) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """(W, weeks) paid minutes in this plan."""
    problem = around.problem
    spent = np.zeros((len(problem.worker_ids), int(problem.day_week.max()) + 1), dtype=np.int64)
    for route, line in around.timelines.items():
        spent[problem.route_worker[route], problem.day_week[problem.route_day[route]]] += line.paid_minutes
    return spent


def _names(problem: VisitProblem, able: Flags) -> str:
    ids = [problem.worker_ids[w] for w in np.flatnonzero(able)]
    return ", ".join(ids[:6]) + (f" +{len(ids) - 6}" if len(ids) > 6 else "")


def _spaced(problem: VisitProblem, schedule: Schedule, visit: int, day: int) -> bool:
    """Whether the day keeps the distance to the request's other visits and the day of the visit it belongs to."""
    others = np.flatnonzero((problem.visit_request == problem.visit_request[visit]) & (schedule.visit_day >= 0))
    apart = np.abs(schedule.visit_day[others] - day)
    if (apart < problem.visit_spacing[others]).any():
        return False
    tied = [int(problem.visit_after[visit]), *np.flatnonzero(problem.visit_after == visit)]
    return all(other < 0 or schedule.visit_day[other] in (NONE, day) for other in tied)


def _trials(around: _Around, visit: int, days: list[int]) -> Iterator[tuple[int, Schedule]]:
    """Plans with the visit put in at every place that its routes have room for by their own times."""
    problem = around.problem
    tasks = problem.tasks_of(visit)
    for day in days:
        rooms = [list(islice(_rooms(around, visit, task, day), MOST_ROOMS)) for task in tasks]
        for chosen in product(*rooms):
            if len({int(problem.route_worker[room.route]) for room in chosen}) < len(chosen):
                continue
            starts = _joint(problem, visit, day, [room.start for room in chosen])
            if starts is not None:
                placed = [_placed(around, room, task, at) for room, task, at in zip(chosen, tasks, starts, strict=True)]
                if all(placed):
                    yield day, _with(around, visit, day, [found for found in placed if found])


@attrs.frozen
class _Room:
    """A place on a route: behind so many stops, and the earliest start of the new task there."""

    route: int
    position: int
    start: int
    place: int


@attrs.frozen
class _Placed:
    """A task put in, and what moves behind it: new starts of tasks and of the break."""

    route: int
    start: int
    moved: dict[int, int]
    pause: int | None


def _rooms(around: _Around, visit: int, task: int, day: int) -> Iterator[_Room]:
    """Places on the day's routes that a task can reach in time."""
    problem = around.problem
    place = int(problem.visit_place[visit, day])
    other = int(problem.visit_after[visit])
    base = 0
    if other >= 0 and around.schedule.visit_day[other] == day:
        ends = [int(around.schedule.task_start[t] + problem.task_minutes[t]) for t in problem.tasks_of(other)]
        base = max(ends) + int(problem.visit_gap_min[visit])
    for route in around.routes(task, day):
        line = around.timelines.get(route)
        stops = line.stops if line else ()
        here, clock = int(problem.route_start_place[route]), int(problem.route_start[route])
        for position in range(len(stops) + 1):
            if position:
                here, clock = stops[position - 1].place, stops[position - 1].end
            arrival = clock + problem.travel_minutes(route, here, place)
            start = _fit(problem, visit, task, day, max(arrival, base))
            if start is not None:
                yield _Room(route, position, start, place)


def _joint(problem: VisitProblem, visit: int, day: int, starts: list[int]) -> list[int] | None:
    """The earliest starts of a visit's tasks that keep their coupling, ``None`` when there are none."""
    if len(starts) == 1:
        return starts
    first, second = problem.tasks_of(visit)
    together = problem.visit_coupling[visit] == 1
    low = 0 if together else int(problem.visit_lag_min[visit])
    high = 0 if together else int(problem.visit_lag_max[visit])
    one: int | None = starts[0]
    two: int | None = starts[1]
    while one is not None and two is not None:
        if two < one + low:
            two = _fit(problem, visit, second, day, one + low)
        elif two > one + high:
            one = _fit(problem, visit, first, day, two - high)
        else:
            return [one, two]
    return None


def _placed(around: _Around, room: _Room, task: int, start: int) -> _Placed | None:
    """The task put in at its start, everything behind it pushed back as little as needed."""
    line = around.timelines.get(room.route)
    behind = list(line.stops[room.position :]) if line else []
    end = start + int(around.problem.task_minutes[task])
    pushed = _pushed(around, room.route, behind, room.place, end)
    return None if pushed is None else _Placed(room.route, start, *pushed)


def _pushed(
    around: _Around, route: int, stops: list[Stop], place: int, clock: int
) -> tuple[dict[int, int], int | None] | None:
    """New starts behind a new task, or ``None`` when a hard end is passed."""
    problem, day = around.problem, int(around.problem.route_day[route])
    starts: dict[int, int] = {}
    pause: int | None = None
    for stop in stops:
        clock += problem.travel_minutes(route, place, stop.place)
        place, task = stop.place, stop.task
        if task < 0:
            pause = max(clock, int(problem.route_break_earliest[route]))
            if pause > problem.route_break_latest[route]:
                return None
            clock = pause + int(problem.route_break_minutes[route])
            continue
        begins = _fit(problem, int(problem.task_visit[task]), task, day, max(clock, stop.start))
        if begins is None:
            return None
        starts[task] = begins
        clock = begins + int(problem.task_minutes[task])
    back = clock + problem.travel_minutes(route, place, int(problem.route_end_place[route]))
    return (starts, pause) if back <= problem.route_latest[route] else None


def _with(around: _Around, visit: int, day: int, placed: list[_Placed]) -> Schedule:
    """The plan with the visit at the given places."""
    schedule = around.schedule
    days, routes = schedule.visit_day.copy(), schedule.task_route.copy()
    starts, breaks = schedule.task_start.copy(), schedule.break_start.copy()
    days[visit] = day
    for task, found in zip(around.problem.tasks_of(visit), placed, strict=True):
        routes[task], starts[task] = found.route, found.start
        for other, begins in found.moved.items():
            starts[other] = begins
        if found.pause is not None:
            breaks[found.route] = found.pause
    return attrs.evolve(schedule, visit_day=days, task_route=routes, task_start=starts, break_start=breaks)


def _fit(problem: VisitProblem, visit: int, task: int, day: int, earliest: int) -> int | None:
    """First allowed start at or after ``earliest``, a lock kept."""
    lasts = 0 if problem.window_at_start else int(problem.task_minutes[task])
    soft, spans = bool(problem.visit_soft_end[visit]), problem.windows_of(visit, day)
    locked = int(problem.visit_locked_start[visit])
    if locked >= 0 and (task == problem.task_first[visit] or problem.visit_coupling[visit] == 1):
        fits = any(begins <= locked and (soft or locked + lasts <= ends) for begins, ends in spans)
        return locked if fits and earliest <= locked else None
    for number, (begins, ends) in enumerate(spans, start=1):
        following = spans[number][0] if number < len(spans) else None
        start = max(earliest, begins)
        if start + lasts <= ends:
            return start
        if soft and (following is None or (start < following and start + lasts - ends < following - start)):
            return start
    return None
