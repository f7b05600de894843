"""One worker more for one visit: who fits, works just as long as it takes, and starts where others do."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits.explain.changes import Params, day_of, minute_of
from agecare.visits.problem import Flags, Ints, VisitProblem
from agecare.visits.schedule import Schedule

NEW = "+"
"""Id of a worker whom the centre does not have."""


def more_staff(problem: VisitProblem, visit: int, params: Params) -> VisitProblem:
    """With a worker more for each role that the repair gives to one, on that day in those hours."""
    day, since, until = day_of(problem, params["day"]), minute_of(params["since"]), minute_of(params["until"])
    for task, name in zip(problem.tasks_of(visit), params["worker"].split(", "), strict=True):
        if name.startswith(NEW):
            problem = _with_worker(problem, task, name, day, since, until)
    return problem


def for_more_routes(problem: VisitProblem, schedule: Schedule) -> Schedule:
    """The plan in the arrays of a problem that has more routes."""
    missing = len(problem.route_worker) - len(schedule.break_start)
    blank = np.full(missing, -1, dtype=np.int32)
    return attrs.evolve(
        schedule,
        break_start=np.append(schedule.break_start, blank).astype(np.int32),
        break_place=np.append(schedule.break_place, blank).astype(np.int32),
    )


def like(problem: VisitProblem, task: int, day: int) -> int | None:
    """The route whose ends and way of travel a new worker gets: the one nearest to the client.

    One of that day if there is any; ``None`` if the centre has no routes at all or the client no address.
    """
    place = int(problem.visit_place[problem.task_visit[task], day])
    routes = np.flatnonzero(problem.route_day == day)
    if not len(routes):
        routes = np.arange(len(problem.route_worker))
    if place < 0 or not len(routes):
        return None
    return int(routes[np.argmin(round_trip(problem, routes, place))])


def round_trip(problem: VisitProblem, routes: NDArray[np.intp], place: int) -> Ints:
    """(n,) minutes from the start of each route to a place and on to its end."""
    profile = problem.route_profile[routes]
    there = problem.travel[profile, problem.route_start_place[routes], place]
    found: Ints = there + problem.travel[profile, place, problem.route_end_place[routes]]
    return found


def _with_worker(problem: VisitProblem, task: int, name: str, day: int, since: int, until: int) -> VisitProblem:
    route = like(problem, task, day)
    assert route is not None, "a repair names a worker more only where there is a route to model it on"
    clients = len(problem.client_ids)
    may: Flags = np.arange(len(problem.task_visit)) == task
    added: dict[str, Any] = {
        "worker_ids": (*problem.worker_ids, name),
        "worker_skill": np.vstack([problem.worker_skill, problem.task_skill[task][None, :]]),
        "worker_daily_minutes": _more(problem.worker_daily_minutes, until - since),
        "worker_weekly_minutes": _more(problem.worker_weekly_minutes, until - since),
        "worker_capacity": _more(problem.worker_capacity, until - since),
        "eligible": np.column_stack([problem.eligible, may]),
    }
    for field, accepted in (
        ("client_allows_gender", True),
        ("client_allows_language", True),
        ("client_refuses", False),
        ("client_prefers", True),
    ):
        added[field] = np.column_stack([getattr(problem, field), np.full(clients, accepted)])
    for field, value in (
        ("route_worker", len(problem.worker_ids)),
        ("route_day", day),
        ("route_start", since),
        ("route_end", until),
        ("route_latest", until),
        ("route_start_place", int(problem.route_start_place[route])),
        ("route_end_place", int(problem.route_end_place[route])),
        ("route_profile", int(problem.route_profile[route])),
        ("route_break_minutes", 0),
        ("route_break_earliest", 0),
        ("route_break_latest", 0),
    ):
        added[field] = _more(getattr(problem, field), value)
    return attrs.evolve(problem, **added)


def _more(array: Ints, value: int) -> Ints:
    return np.append(array, value).astype(np.int32)
