"""Reasons that hold in every plan, whatever else is dropped. One rule is one function; the first that holds counts,
and each takes it that none before it does.

Each looks at an empty plan, and ways are counted as the shortest over any places: with other visits on the way nobody
is sooner there.
"""

from collections.abc import Callable, Iterator

import numpy as np

from agecare.visits.explain.alone import Ways, meetings
from agecare.visits.explain.around import Around
from agecare.visits.explain.starts import allowed_starts
from agecare.visits.problem import NONE, Flags
from agecare.visits.schedule import Kind, Unserved

Rule = Callable[[Around, int], Iterator[Unserved]]


def never(around: Around, visit: int) -> Unserved | None:
    """The first reason for which no plan can serve the visit, ``None`` if there is none."""
    return next((found for rule in RULES for found in rule(around, visit)), None)


def no_day(around: Around, visit: int) -> Iterator[Unserved]:
    """No day is allowed."""
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


def nobody_skilled(around: Around, visit: int) -> Iterator[Unserved]:
    """No worker has one of the skills at its level."""
    problem = around.problem
    for task in _impossible(around, visit):
        for skill in np.flatnonzero(problem.task_skill[task]).tolist():
            level = int(problem.task_skill[task, skill])
            if not (problem.worker_skill[:, skill] >= level).any():
                yield around.unserved(visit, Kind.NEVER, "no-skill", skill=problem.skill_ids[skill], level=level)


def nobody_accepted(around: Around, visit: int) -> Iterator[Unserved]:
    """Whoever has the skills is not of the gender, does not speak the language, or is refused."""
    problem, client = around.problem, int(around.problem.visit_client[visit])
    for task in _impossible(around, visit):
        able: Flags = around.skilled[task]
        for allowed, reason in (
            (problem.client_allows_gender[client], "no-gender"),
            (problem.client_allows_language[client], "no-language"),
            (~problem.client_refuses[client], "all-refused"),
        ):
            if able.any() and not (able & allowed).any():
                yield around.unserved(visit, Kind.NEVER, reason)
            able = able & allowed


def locked_worker(around: Around, visit: int) -> Iterator[Unserved]:
    """The visit is locked to somebody who left, or who may not do it."""
    problem = around.problem
    for task in _impossible(around, visit):
        locked = int(problem.task_locked_worker[task])
        if locked >= 0:
            yield around.unserved(visit, Kind.NEVER, "locked-worker-unfit", worker=problem.worker_ids[locked])
        elif locked != NONE:
            yield around.unserved(visit, Kind.NEVER, "locked-worker-left")


def nobody_eligible(around: Around, visit: int) -> Iterator[Unserved]:
    """Nobody meets all that is asked for."""
    if _impossible(around, visit):
        yield around.unserved(visit, Kind.NEVER, "nobody-eligible")


def not_enough_workers(around: Around, visit: int) -> Iterator[Unserved]:
    """Two are needed, and only one fits."""
    problem, tasks = around.problem, around.problem.tasks_of(visit)
    if len(tasks) == 2 and int((problem.eligible[tasks[0]] | problem.eligible[tasks[1]]).sum()) < 2:
        yield around.unserved(visit, Kind.NEVER, "not-enough-workers")


def nobody_on_shift(around: Around, visit: int) -> Iterator[Unserved]:
    """Nobody who fits works on an allowed day."""
    problem = around.problem
    for task in problem.tasks_of(visit):
        if len(around.routes(task)):
            continue
        locked = int(problem.task_locked_worker[task])
        if locked >= 0:
            yield around.unserved(visit, Kind.NEVER, "locked-worker-away", worker=problem.worker_ids[locked])
        yield around.unserved(visit, Kind.NEVER, "nobody-on-shift")


def no_window(around: Around, visit: int) -> Iterator[Unserved]:
    """No window of an allowed day is long enough, or the lock is outside all of them."""
    problem = around.problem
    days = np.flatnonzero(problem.visit_days[visit]).tolist()
    for task in problem.tasks_of(visit):
        if any(allowed_starts(problem, task, day) for day in days):
            continue
        if not any(problem.windows_of(visit, day) for day in days):
            yield around.unserved(visit, Kind.NEVER, "no-window")
        locked = int(problem.visit_locked_start[visit])
        if locked >= 0:
            yield around.unserved(visit, Kind.NEVER, "locked-start-outside", start=clock(locked))
        yield around.unserved(visit, Kind.NEVER, "window-shorter")


def out_of_reach(around: Around, visit: int) -> Iterator[Unserved]:
    """Nobody who fits can be there in time and back, even with nothing else to do."""
    problem = around.problem
    for task in problem.tasks_of(visit):
        routes = around.routes(task)
        most = around.most_minutes(routes)
        if around.alone(task, routes, Ways.DIRECT).fits(most).any():
            continue
        standing = around.alone(task, routes, Ways.NONE)
        if not standing.fits(standing.minutes.astype(np.int32)).any():
            yield around.unserved(visit, Kind.NEVER, "window-outside-shifts")
        if not standing.fits(most).any():
            minutes = int(problem.task_minutes[task])
            yield around.unserved(visit, Kind.NEVER, "over-limit", minutes=minutes, limit=int(most.max()))
        if not around.alone(task, routes, Ways.SHORTEST).fits(most).any():
            yield around.unserved(visit, Kind.NEVER, "too-far")


def pair_never_meets(around: Around, visit: int) -> Iterator[Unserved]:
    """No two workers who fit can be there at times that go together."""
    both = len(around.problem.tasks_of(visit)) == 2
    if both and not any(possible_days(around, visit, ways) for ways in (Ways.DIRECT, Ways.SHORTEST)):
        yield around.unserved(visit, Kind.NEVER, "pair-never-meets")


RULES: tuple[Rule, ...] = (
    no_day,
    nobody_skilled,
    nobody_accepted,
    locked_worker,
    nobody_eligible,
    not_enough_workers,
    nobody_on_shift,
    no_window,
    out_of_reach,
    pair_never_meets,
)


def possible_days(around: Around, visit: int, ways: Ways) -> list[int]:
    """Days on which workers with nothing else to do could serve the visit, in order."""
    problem, tasks = around.problem, around.problem.tasks_of(visit)
    routes = [around.routes(task) for task in tasks]
    most = [around.most_minutes(rows) for rows in routes]
    alone = [around.alone(task, rows, ways) for task, rows in zip(tasks, routes, strict=True)]
    if len(tasks) == 2:
        both = (routes[0], routes[1]), (alone[0], alone[1]), (most[0], most[1])
        return list(meetings(problem, visit, *both))
    return [int(day) for day in np.unique(problem.route_day[routes[0]][alone[0].fits(most[0])])]


def clock(minute: int) -> str:
    """``HH:MM``.

    >>> clock(570)
    '09:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _impossible(around: Around, visit: int) -> list[int]:
    """Tasks that nobody may do."""
    return [task for task in around.problem.tasks_of(visit) if not around.problem.eligible[task].any()]
