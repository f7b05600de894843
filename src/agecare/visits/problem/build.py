"""From records to a `VisitProblem`, in one pass."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agecare.errors import PlanMismatchError
from agecare.model import Coupling, Gender, Horizon, Register, Season, TravelMode, VisitRequest, Weights, Worker
from agecare.visits.legs import Legs, is_small
from agecare.visits.problem.arrays import NONE, PRIORITIES, Flags, Ints, PublishedVisit, VisitProblem
from agecare.visits.problem.demand import absences_of_clients, locks_by_visit, wanted_visits, windows_on
from agecare.visits.problem.supply import capacity, latest_returns, working_hours
from agecare.visits.travel import EstimatedTravel, Places, TravelModel, whole_minutes


def problem_for(
    register: Register,
    week: str | None = None,
    *,
    start: dt.date | None = None,
    days: int = 7,
    travel: TravelModel | None = None,
    published: Mapping[str, PublishedVisit] | None = None,
) -> VisitProblem:
    """The visit problem of a register for an ISO week, or for ``days`` days from the date ``start``.

    Parameters
    ----------
    register : Register
    week : str, optional
        ISO week such as ``2026-W15``.
    start : datetime.date, optional
        First day, instead of ``week``.
    days : int
        1 to 28.
    travel : TravelModel, optional
        Instead of the estimate from the register's speeds and times.
    published : mapping of visit id to PublishedVisit, optional
        The plan people already know; changes against it are priced.

    Raises
    ------
    ValueError
        When neither or both of ``week`` and ``start`` are given, ``days`` is not in 1 … 28, or the travel model gives
        no square table of whole minutes.
    PlanMismatchError
        When the published plan has visits of requests that the register does not have.
    """
    if week is not None and start is None:
        horizon = Horizon.of_week(week, register.centre.timezone.value, days)
    elif start is not None and week is None:
        horizon = Horizon(start, days, register.centre.timezone.value)
    else:
        raise ValueError("give either week or start")
    model = travel or EstimatedTravel.of(register.travel_speeds, register.travel_times)
    return _Build(register, horizon, model, published or {}).problem()


def _ints(values: Sequence[Any] | NDArray[Any]) -> Ints:
    array = np.ascontiguousarray(np.array(values, dtype=np.int32))
    array.setflags(write=False)
    return array


def _flags(values: Any) -> Flags:
    array = np.ascontiguousarray(np.array(values, dtype=np.bool_))
    array.setflags(write=False)
    return array


class _Build:
    """What the tables of a problem are made from; each method makes the fields of one table."""

    def __init__(
        self,
        register: Register,
        horizon: Horizon,
        travel: TravelModel,
        published: Mapping[str, PublishedVisit],
    ) -> None:
        self.register, self.horizon, self.travel, self.published = register, horizon, travel, published
        self.workers = [w for w in register.workers if any(w.valid_on(date) for date in horizon.dates)]
        self.worker_at = {worker.id: index for index, worker in enumerate(self.workers)}
        self.visits = list(wanted_visits(register, horizon))
        self.visit_at = {visit.id: index for index, visit in enumerate(self.visits)}
        wanted = {visit.request.client for visit in self.visits}
        self.clients = [client for client in register.clients if client.id in wanted]
        self.client_at = {client.id: index for index, client in enumerate(self.clients)}
        self.request_at = {request.id: index for index, request in enumerate(register.visit_requests)}
        self.skill_at = {skill.id: index for index, skill in enumerate(register.skills)}
        self.locks = locks_by_visit(
            register, horizon, self.visits, {id_: visit.day for id_, visit in published.items()}
        )
        self.routes = working_hours(register, horizon, self.workers)
        self.place_at: dict[tuple[str, float, float], int] = {}
        self.profile_at: dict[tuple[TravelMode, Season], int] = {}

    def problem(self) -> VisitProblem:
        self._published_is_known()
        areas = sorted({client.area for client in self.clients if client.area})
        fields = {
            **self._visit_fields(),
            **self._day_fields(),
            **self._task_fields(),
            **self._client_fields(areas),
            **self._route_fields(),
            **self._worker_fields(),
            **self._published_fields(),
        }
        fields["eligible"] = _eligible(fields)
        places = self._places()
        return VisitProblem(
            horizon=self.horizon,
            weights=self.register.centre.weights,
            visit_ids=tuple(visit.id for visit in self.visits),
            request_ids=tuple(self.request_at),
            client_ids=tuple(self.client_at),
            worker_ids=tuple(self.worker_at),
            skill_ids=tuple(self.skill_at),
            area_ids=(*areas, ""),
            places=places,
            travel=self._travel(places),
            day_week=_day_week(self.horizon),
            **fields,
        )

    def _published_is_known(self) -> None:
        strangers = sorted(id_ for id_ in self.published if id_.split("/")[0] not in self.request_at)
        if strangers:
            raise PlanMismatchError(f"the published plan has visits of unknown requests: {', '.join(strangers[:5])}")

    def _visit_fields(self) -> dict[str, Any]:
        requests = [visit.request for visit in self.visits]
        weights = self.register.centre.weights
        after = [self.visit_at.get(visit.comes_after or "", NONE) for visit in self.visits]
        penalties = np.array([_penalty(v.request, weights, v.id in self.locks) for v in self.visits], dtype=np.int64)
        penalties.setflags(write=False)
        return {
            "visit_request": _ints([self.request_at[request.id] for request in requests]),
            "visit_client": _ints([self.client_at[request.client] for request in requests]),
            "visit_priority": _ints([PRIORITIES.index(request.priority) for request in requests]),
            "visit_mandatory": _flags([request.mandatory for request in requests]),
            "visit_penalty": penalties,
            "visit_spacing": _ints([request.days_between for request in requests]),
            "visit_soft_end": _flags([request.soft_end for request in requests]),
            "visit_coupling": _ints([_coupling(request) for request in requests]),
            "visit_lag_min": _ints([request.lag_min for request in requests]),
            "visit_lag_max": _ints([request.lag_max for request in requests]),
            "visit_after": _ints(after),
            "visit_gap_min": _ints([request.gap_min for request in requests]),
            "visit_gap_max": _ints([request.gap_max for request in requests]),
        }

    def _day_fields(self) -> dict[str, Any]:
        """Days, places, windows and locks of each visit."""
        shape = (len(self.visits), self.horizon.days)
        allowed = np.zeros(shape, dtype=np.bool_)
        place = np.full(shape, NONE, dtype=np.int32)
        locked_day = np.full(len(self.visits), NONE, dtype=np.int32)
        locked_start = np.full(len(self.visits), NONE, dtype=np.int32)
        first, starts, ends = [0], [], []
        away = absences_of_clients(self.register)
        for index, visit in enumerate(self.visits):
            client = visit.request.client
            allowed[index, list(visit.days)] = True
            lock = self.locks.get(visit.id)
            if lock is not None and lock.date is not None:
                locked_day[index] = (lock.date - self.horizon.start).days
                locked_start[index] = NONE if lock.start is None else lock.start
                allowed[index] &= np.arange(shape[1]) == locked_day[index]
            for day, date in enumerate(self.horizon.dates):
                home = next((a for a in self.register.addresses_of.get(client, ()) if a.valid_on(date)), None)
                if home is None:
                    allowed[index, day] = False
                else:
                    place[index, day] = self._place(client, home.latitude, home.longitude)
                for start, end in windows_on(visit, away.get(client, ()), date):
                    starts.append(start)
                    ends.append(end)
                first.append(len(starts))
        return {
            "visit_days": _flags(allowed),
            "visit_place": _ints(place),
            "visit_locked_day": _ints(locked_day),
            "visit_locked_start": _ints(locked_start),
            "window_first": _ints(first),
            "window_start": _ints(starts),
            "window_end": _ints(ends),
        }

    def _task_fields(self) -> dict[str, Any]:
        anytime = {lock.request: lock for lock in self.register.locks if lock.date is None}
        first, visit_of, minutes, locked = [0], [], [], []
        skills: list[list[int]] = []
        for index, visit in enumerate(self.visits):
            locks = (self.locks.get(visit.id), anytime.get(visit.request.id))
            for role, field in zip(visit.request.roles, ("worker", "second_worker"), strict=False):
                visit_of.append(index)
                minutes.append(role.minutes)
                levels = [0] * len(self.skill_at)
                for asked in role.skills:
                    levels[self.skill_at[asked.skill]] = max(asked.level, levels[self.skill_at[asked.skill]])
                skills.append(levels)
                wanted = next((name for lock in locks if lock and (name := getattr(lock, field))), None)
                # a locked worker who does not work for the centre now leaves nobody eligible: -2
                locked.append(self.worker_at.get(wanted, -2) if wanted else NONE)
            first.append(len(visit_of))
        return {
            "task_first": _ints(first),
            "task_visit": _ints(visit_of),
            "task_minutes": _ints(minutes),
            "task_skill": _ints(skills).reshape(len(visit_of), len(self.skill_at)),
            "task_locked_worker": _ints(locked),
        }

    def _client_fields(self, areas: Sequence[str]) -> dict[str, Any]:
        """Areas, and who may, should and usually does come."""
        shape = (len(self.clients), len(self.workers))
        gender, language = np.ones(shape, np.bool_), np.ones(shape, np.bool_)
        refuses, prefers = np.zeros(shape, np.bool_), np.ones(shape, np.bool_)
        genders = np.array([worker.gender.value for worker in self.workers])
        for index, client in enumerate(self.clients):
            if client.worker_gender not in (None, Gender.UNKNOWN):
                gender[index] = genders == client.worker_gender.value
            if client.worker_language is not None:
                language[index] = [client.worker_language in worker.languages for worker in self.workers]
            refuses[index, [self.worker_at[w] for w in client.refused_workers if w in self.worker_at]] = True
            if client.preferred_workers:
                prefers[index] = False
                liked = [self.worker_at[w] for w in client.preferred_workers if w in self.worker_at]
                prefers[index, liked] = True
        area_at = {area: index for index, area in enumerate(areas)}
        return {
            "client_allows_gender": _flags(gender),
            "client_allows_language": _flags(language),
            "client_refuses": _flags(refuses),
            "client_prefers": _flags(prefers),
            "client_usual": _ints([self.worker_at.get(client.usual_worker or "", NONE) for client in self.clients]),
            "client_area": _ints([area_at.get(client.area or "", len(areas)) for client in self.clients]),
        }

    def _route_fields(self) -> dict[str, Any]:
        centre, routes = self.register.centre, self.routes
        workers = [self.workers[route.worker] for route in routes]
        overtime = [
            centre.overtime_minutes if worker.overtime_minutes is None else worker.overtime_minutes
            for worker in workers
        ]
        profiles = [self.profile_at.setdefault(route.profile, len(self.profile_at)) for route in routes]
        return {
            "route_worker": _ints([route.worker for route in routes]),
            "route_day": _ints([route.day for route in routes]),
            "route_start": _ints([route.start for route in routes]),
            "route_end": _ints([route.end for route in routes]),
            "route_latest": _ints(latest_returns(routes, overtime)),
            "route_start_place": _ints([self._base(worker, worker.start_location) for worker in workers]),
            "route_end_place": _ints([self._base(worker, worker.end_location) for worker in workers]),
            "route_profile": _ints(profiles),
            "route_break_minutes": _ints([route.pause[0] for route in routes]),
            "route_break_earliest": _ints([route.pause[1] for route in routes]),
            "route_break_latest": _ints([route.pause[2] for route in routes]),
        }

    def _worker_fields(self) -> dict[str, Any]:
        centre = self.register.centre
        skill = np.zeros((len(self.workers), len(self.skill_at)), dtype=np.int32)
        for index, worker in enumerate(self.workers):
            for has in worker.skills:
                skill[index, self.skill_at[has.skill]] = has.level
        weekly = _ints([worker.weekly_minutes or centre.weekly_minutes for worker in self.workers])
        return {
            "worker_skill": _ints(skill),
            "worker_daily_minutes": _ints([worker.daily_minutes or centre.daily_minutes for worker in self.workers]),
            "worker_weekly_minutes": weekly,
            "worker_capacity": _ints(capacity(self.routes, weekly, _day_week(self.horizon))),
        }

    def _published_fields(self) -> dict[str, Any]:
        day, start, workers = [], [], []
        for visit in self.visits:
            known = self.published.get(visit.id)
            day.append(known.day if known else NONE)
            start.append(known.start if known else NONE)
            names = known.workers if known else ()
            for role in range(len(visit.request.roles)):
                workers.append(self.worker_at.get(names[role], NONE) if role < len(names) else NONE)
        return {
            "visit_published_day": _ints(day),
            "visit_published_start": _ints(start),
            "task_published_worker": _ints(workers),
        }

    def _place(self, id_: str, latitude: float, longitude: float) -> int:
        return self.place_at.setdefault((id_, latitude, longitude), len(self.place_at))

    def _base(self, worker: Worker, location: str | None) -> int:
        if location is not None:
            found = self.register.location(location)
            return self._place(found.id, found.latitude, found.longitude)
        assert worker.home_latitude is not None and worker.home_longitude is not None
        return self._place(worker.id, worker.home_latitude, worker.home_longitude)

    def _places(self) -> Places:
        ids = tuple(id_ for id_, _, _ in self.place_at)
        latitudes = np.array([latitude for _, latitude, _ in self.place_at], dtype=np.float64)
        longitudes = np.array([longitude for _, _, longitude in self.place_at], dtype=np.float64)
        return Places(ids, latitudes, longitudes)

    def _travel(self, places: Places) -> Ints | Legs:
        size = len(places.ids)
        if isinstance(self.travel, EstimatedTravel) and not is_small(len(self.profile_at), size):
            return self.travel.legs(places, list(self.profile_at))
        table = np.zeros((max(1, len(self.profile_at)), size, size), dtype=np.int32)
        for (mode, season), index in self.profile_at.items():
            table[index] = whole_minutes(self.travel(places, mode, season), places, mode, season)
        table.setflags(write=False)
        return table


def _eligible(fields: Mapping[str, Any]) -> Flags:
    """(T, W): skills, gender, language, refusals and locks all allow it."""
    client = fields["visit_client"][fields["task_visit"]]
    locked = fields["task_locked_worker"][:, None]
    workers = np.arange(len(fields["worker_skill"]))[None, :]
    return _flags(
        skilled(fields["task_skill"], fields["worker_skill"])
        & fields["client_allows_gender"][client]
        & fields["client_allows_language"][client]
        & ~fields["client_refuses"][client]
        & ((locked == NONE) | (locked == workers))
    )


def skilled(task_skill: Ints, worker_skill: Ints) -> Flags:
    """(T, W): whether the worker has every skill of the task at its level."""
    fits = np.ones((task_skill.shape[0], worker_skill.shape[0]), dtype=np.bool_)
    for skill in range(task_skill.shape[1]):
        asked = task_skill[:, skill]
        if asked.any():
            fits &= asked[:, None] <= worker_skill[None, :, skill]
    return fits


def _coupling(request: VisitRequest) -> int:
    return 0 if request.coupling is None else 1 if request.coupling is Coupling.TOGETHER else 2


def _penalty(request: VisitRequest, weights: Weights, locked: bool) -> int:
    price: int = getattr(weights, f"unserved_{request.priority.value}")
    return price + (weights.mandatory if request.mandatory else 0) + (weights.mandatory if locked else 0)


def _day_week(horizon: Horizon) -> Ints:
    """Number of the calendar week of each day, from 0."""
    names = [date.isocalendar()[:2] for date in horizon.dates]
    order = {name: index for index, name in enumerate(dict.fromkeys(names))}
    return _ints([order[name] for name in names])
