"""A part of a problem as a problem of its own, and its plan back in the plan of the whole."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits.legs import minutes_among
from agecare.visits.problem import NONE, Ints, VisitProblem
from agecare.visits.schedule import Schedule
from agecare.visits.travel import Places

ELSEWHERE = -2
"""A locked worker who is in another part: nobody here may come."""


@attrs.frozen(eq=False)
class Share:
    """Visits and workers that are planned by themselves: indices into the whole, in order."""

    visits: Ints
    workers: Ints


@attrs.frozen(eq=False)
class Part:
    """A share as a problem of its own, and where its visits, tasks, routes and places are in the whole."""

    problem: VisitProblem
    visits: Ints
    tasks: Ints
    routes: Ints
    places: Ints


def part_of(problem: VisitProblem, share: Share) -> Part:
    """The problem of some visits and some workers: the same horizon and weights, the arrays cut to what is theirs.

    A rule or a component of the cost that looks at one visit, client, route or worker is in the part what it is in
    the whole. Fairness and the largest lateness and idle time see only the part. A client whose usual worker is in
    another part has none here: nobody in the part could be the usual one.

    Parameters
    ----------
    problem : VisitProblem
        Of ``V`` visits and ``W`` workers.
    share : Share
        Visits that come after one another must be in it together.

    Raises
    ------
    ValueError
        When a visit is in the share and the one it comes after is not.
    """
    visits, workers = share.visits, share.workers
    tasks = _spread(problem.task_first, visits)
    routes = _ints(np.flatnonzero(np.isin(problem.route_worker, workers)))
    clients, requests = np.unique(problem.visit_client[visits]), np.unique(problem.visit_request[visits])
    bases = [problem.route_start_place[routes], problem.route_end_place[routes]]
    places = _used(len(problem.places.ids), problem.visit_place[visits], *bases)
    profiles = _used(len(problem.travel), problem.route_profile[routes])
    to_visit, to_worker = _positions(visits, len(problem.visit_ids)), _positions(workers, len(problem.worker_ids))
    to_place = _positions(places, len(problem.places.ids))
    after = problem.visit_after[visits]
    if (to_visit[after[after >= 0]] < 0).any():
        raise ValueError("a visit and the one it comes after must be in one part")

    rows: Mapping[str, Ints] = {"visit": visits, "task": tasks, "worker": workers, "client": clients, "route": routes}
    pointers: Mapping[str, Callable[[Any], NDArray[Any]]] = {
        "visit_request": _positions(requests, len(problem.request_ids)).__getitem__,
        "visit_client": _positions(clients, len(problem.client_ids)).__getitem__,
        "visit_place": lambda place: np.where(place < 0, NONE, to_place[place]),
        "visit_after": lambda other: np.where(other < 0, NONE, to_visit[other]),
        "task_visit": to_visit.__getitem__,
        "task_locked_worker": lambda worker: _where_known(worker, to_worker, ELSEWHERE),
        "task_published_worker": lambda worker: _where_known(worker, to_worker, NONE),
        "client_usual": lambda worker: _where_known(worker, to_worker, NONE),
        "route_worker": to_worker.__getitem__,
        "route_start_place": to_place.__getitem__,
        "route_end_place": to_place.__getitem__,
        "route_profile": _positions(profiles, len(problem.travel)).__getitem__,
    }
    cut: dict[str, Any] = {}
    for field in attrs.fields(VisitProblem):
        whole = getattr(problem, field.name)
        letter = field.name.split("_")[0]
        if isinstance(whole, np.ndarray) and letter in rows and field.name != "task_first":
            rows_of_it = whole[rows[letter]]
            cut[field.name] = pointers[field.name](rows_of_it) if field.name in pointers else rows_of_it
    for name in ("client_allows_gender", "client_allows_language", "client_refuses", "client_prefers"):
        cut[name] = cut[name][:, workers]
    cut["eligible"] = problem.eligible[np.ix_(tasks, workers)]
    cut["task_first"] = _ints(_starts(np.diff(problem.task_first)[visits]))
    cut |= _windows(problem, visits)
    for name, array in cut.items():
        cut[name] = np.ascontiguousarray(array, dtype=getattr(problem, name).dtype)
        cut[name].setflags(write=False)
    names: dict[str, Any] = {
        "travel": minutes_among(problem.travel, profiles, places),
        "visit_ids": tuple(problem.visit_ids[visit] for visit in visits),
        "request_ids": tuple(problem.request_ids[request] for request in requests),
        "client_ids": tuple(problem.client_ids[client] for client in clients),
        "worker_ids": tuple(problem.worker_ids[worker] for worker in workers),
        "places": Places(
            tuple(problem.places.ids[place] for place in places),
            problem.places.latitudes[places],
            problem.places.longitudes[places],
        ),
    }
    return Part(attrs.evolve(problem, **names, **cut), visits, tasks, routes, places)


def plan_in(part: Part, whole: Schedule) -> Schedule:
    """What a plan of the whole holds of a part: its visits as far as they are made by its workers."""
    at = _positions(part.routes, len(whole.break_start))
    route = _where_known(whole.task_route[part.tasks], at, NONE)
    start, day = whole.task_start[part.tasks], whole.visit_day[part.visits]
    gone = np.isin(np.arange(len(day)), part.problem.task_visit[route < 0])
    missing = gone[part.problem.task_visit]
    route = np.where(missing, NONE, route)
    pause, where = whole.break_start[part.routes], whole.break_place[part.routes]
    size = int(np.concatenate([where, part.places]).max(initial=NONE)) + 1
    place = _where_known(where, _positions(part.places, size), NONE)
    idle = (place < 0) | ~np.isin(np.arange(len(pause)), route)
    return Schedule(
        _ints(np.where(gone, NONE, day)),
        _ints(route),
        _ints(np.where(missing, NONE, start)),
        _ints(np.where(idle, NONE, pause)),
        _ints(np.where(idle, NONE, place)),
    )


def with_plan(whole: Schedule, part: Part, plan: Schedule) -> Schedule:
    """The plan of the whole with the plan of a part in the place of what it held of it; reasons are left out."""

    def put(array: Ints, where: Ints, values: NDArray[Any]) -> Ints:
        found = array.copy()
        found[where] = values
        return found

    served, taken = plan.task_route >= 0, plan.break_place >= 0
    route = np.where(served, part.routes[plan.task_route] if len(part.routes) else NONE, NONE)
    place = np.where(taken, part.places[plan.break_place] if len(part.places) else NONE, NONE)
    return Schedule(
        put(whole.visit_day, part.visits, plan.visit_day),
        put(whole.task_route, part.tasks, route),
        put(whole.task_start, part.tasks, plan.task_start),
        put(whole.break_start, part.routes, plan.break_start),
        put(whole.break_place, part.routes, place),
    )


def _windows(problem: VisitProblem, visits: Ints) -> dict[str, NDArray[Any]]:
    days = np.arange(problem.days, dtype=np.int64)
    cells = (visits.astype(np.int64)[:, None] * problem.days + days).ravel()
    kept = _spread(problem.window_first, cells)
    return {
        "window_first": _starts(np.diff(problem.window_first)[cells]),
        "window_start": problem.window_start[kept],
        "window_end": problem.window_end[kept],
    }


def _spread(first: Ints, rows: NDArray[Any]) -> Ints:
    """The items of some rows of a ragged table, whose row ``r`` is ``first[r] : first[r + 1]``."""
    counts = np.diff(first)[rows]
    begins = np.repeat(first[rows] - _starts(counts)[:-1], counts)
    return _ints(begins + np.arange(counts.sum()))


def _starts(counts: NDArray[Any]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])


def _used(size: int, *indices: NDArray[Any]) -> Ints:
    """Those of ``size`` indices that are in use; the first one when none is, so that no table is empty."""
    found = np.unique(np.concatenate([array.ravel() for array in indices]))
    found = found[found >= 0]
    return _ints(found if len(found) else range(min(1, size)))


def _positions(chosen: NDArray[Any], size: int) -> NDArray[np.int64]:
    """Where each of ``size`` indices is among the chosen, -1 = nowhere."""
    found = np.full(size, NONE, dtype=np.int64)
    found[chosen] = np.arange(len(chosen))
    return found


def _where_known(values: NDArray[Any], positions: NDArray[np.int64], stranger: int) -> NDArray[Any]:
    """Indices of the whole as positions among the chosen; those below 0 stay, the others become ``stranger``."""
    if not len(positions):
        return values
    found = positions[np.maximum(values, 0)]
    return np.where(values < 0, values, np.where(found < 0, stranger, found))


def _ints(values: Any) -> Ints:
    return np.ascontiguousarray(values, dtype=np.int32)
