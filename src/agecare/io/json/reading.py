"""A schedule document from a file, and back to the arrays that the checker judges."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import numpy as np
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agecare.errors import Fault, FormatError, Place
from agecare.io.json.document import SCHEMA, RepairPart, RoutePart, ScheduleDocument, VisitPart, WorkerPart
from agecare.io.json.writing import shift_numbers
from agecare.model import Horizon, Register
from agecare.model.faults import fault
from agecare.model.time import DAY_MINUTES
from agecare.visits.checks import Plan, Violation, changed, cost, violations
from agecare.visits.problem import PublishedVisit, VisitProblem, problem_for
from agecare.visits.schedule import Repair, Schedule, Timeline, Unserved, timelines

LARGEST = 100_000_000
"""Bytes of the largest file that is read; 20,000 visits take about 12 MB."""


def read_schedule(path: str | os.PathLike[str]) -> ScheduleDocument:
    """Read a schedule document.

    Raises
    ------
    FormatError
        When the file is no schedule document; every fault names its field (``visits[3].workers.0.start``).
    OSError
        When the file cannot be opened.
    """
    source = Path(path)
    with source.open("rb") as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise FormatError(
            [fault("AC6001", Place(source=source.name), value=source.name, most=str(LARGEST // 1_000_000))]
        )
    try:
        return ScheduleDocument.model_validate_json(text.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        raise FormatError([_fault(source.name, found) for found in error.errors()]) from None


def problem_of(register: Register, document: ScheduleDocument) -> VisitProblem:
    """The problem that a document claims to solve: its days, and its published visits, with these records."""
    horizon = document.horizon
    requests = {request.id for request in register.visit_requests}
    centre = Horizon(horizon.start, horizon.days, register.centre.timezone.value)
    known = {
        part.visit: PublishedVisit(
            *divmod(centre.minute_of(part.start), DAY_MINUTES), tuple(worker or "" for worker in part.workers)
        )
        for part in document.published
        if part.visit.split("/")[0] in requests
    }
    return problem_for(register, start=horizon.start, days=horizon.days, published=known)


def published_visits(document: ScheduleDocument, horizon: Horizon) -> dict[str, PublishedVisit]:
    """The visits of a published document that lie within the horizon, for ``problem_for(published=…)``."""
    found = {}
    for part in document.visits:
        day = horizon.day_of(part.date)
        if day is not None and part.workers:
            roles = sorted(part.workers, key=lambda worker: worker.role)
            start = horizon.minute_of(roles[0].start) - day * DAY_MINUTES
            found[part.visit] = PublishedVisit(day, start, tuple(worker.worker for worker in roles))
    return found


def schedule_of(problem: VisitProblem, document: ScheduleDocument) -> tuple[Schedule, list[Violation]]:
    """The document's plan as arrays, and what of it cannot be expressed with this problem.

    A visit that cannot be placed whole is left out of the schedule and named by a violation:
    ``unknown-visit``, ``unknown-worker``, ``unknown-role``, ``unknown-place``, ``not-on-shift``,
    ``outside-horizon``, ``complete`` (a worker is missing), ``listed-twice`` or ``not-listed``.
    The rest is for `agecare.visits.violations` to judge.
    """
    plan = _Plan.empty(problem)
    broken = [found for part in document.visits for found in plan.place(part)]
    broken += [found for part in document.routes for found in plan.pause(part)]
    broken += _listed_once(problem, document)
    unserved = tuple(
        Unserved(part.visit, part.kind, part.code, dict(part.params), _repair(part.repair))
        for part in document.unserved
    )
    return attrs.evolve(plan.schedule, unserved=unserved), broken


def _repair(part: RepairPart | None) -> Repair | None:
    return None if part is None else Repair(part.code, dict(part.params))


def document_violations(register: Register, problem: VisitProblem, document: ScheduleDocument) -> list[Violation]:
    """Every rule that a document breaks: what cannot be mapped, what the checker finds, what is misstated.

    What the document states of times, routes and cost is compared only for a plan that could be mapped whole.
    """
    broken = list(_other_records(register, document))
    if broken:
        return broken
    schedule, broken = schedule_of(problem, document)
    whole = not broken
    broken += violations(problem, schedule)
    if whole:
        broken += stated_visits(problem, document)
        broken += stated_routes(problem, schedule, document)
        broken += stated_cost(problem, schedule, document)
        broken += stated_changes(problem, schedule, document)
    return broken


def stated_changes(problem: VisitProblem, schedule: Schedule, document: ScheduleDocument) -> Iterator[Violation]:
    """Where changes are listed, they are those that there are, visits no longer wanted left aside."""
    plan = Plan(problem, schedule, timelines(problem, schedule))
    stated = {part.visit for part in document.changes}
    for visit, id_ in enumerate(problem.visit_ids if stated else ()):
        published = problem.visit_published_day[visit] >= 0
        if (id_ in stated) != (changed(plan, visit) if published else schedule.served(visit)):
            yield Violation("stated-change", id_)


def stated_visits(problem: VisitProblem, document: ScheduleDocument) -> Iterator[Violation]:
    """What is said of a visit agrees with itself and with the records.

    It lasts from its first worker's start to its last worker's end, each worker stays as long as asked, it is
    the stated client's, and what is marked as locked is locked.
    """
    position = {id_: index for index, id_ in enumerate(problem.visit_ids)}
    for part in document.visits:
        visit = position[part.visit]
        first = int(problem.task_first[visit]) - 1
        said = [part.request, part.client, part.start, part.end, part.locked_day, part.locked_start]
        meant = [
            problem.request_ids[problem.visit_request[visit]],
            problem.client_ids[problem.visit_client[visit]],
            min(worker.start for worker in part.workers),
            max(worker.end for worker in part.workers),
            problem.visit_locked_day[visit] >= 0,
            problem.visit_locked_start[visit] >= 0,
        ]
        for worker in part.workers:
            said += [worker.end, worker.locked]
            minutes = int(problem.task_minutes[first + worker.role])
            meant += [
                worker.start + dt.timedelta(minutes=minutes),
                problem.task_locked_worker[first + worker.role] >= 0,
            ]
        if said != meant:
            yield Violation("stated-visit", part.visit, None, problem.horizon.day_of(part.date))


def stated_routes(problem: VisitProblem, schedule: Schedule, document: ScheduleDocument) -> Iterator[Violation]:
    """Departures, returns, travel and waits are those that follow from the visits' times."""
    lines = timelines(problem, schedule)
    routes = _Routes.of(problem)
    stated = {routes.find(part.worker, part.date, part.shift): part for part in document.routes}
    if len(stated) < len(document.routes):
        yield Violation("stated-route")
    for route, line in lines.items():
        part = stated.pop(route, None)
        if part is None or not _route_agrees(problem, line, part):
            yield _route_violation(problem, route)
    yield from (_route_violation(problem, route) for route in stated if route is not None)
    position = {id_: index for index, id_ in enumerate(problem.visit_ids)}
    stops = {stop.task: stop for line in lines.values() for stop in line.stops}
    for visit in document.visits:
        for worker in visit.workers:
            stop = stops[int(problem.task_first[position[visit.visit]]) + worker.role - 1]
            if (worker.travel_minutes, worker.wait_minutes) != (stop.travel, stop.wait):
                day = problem.horizon.day_of(visit.date)
                params = {"minutes": str(stop.travel), "wait": str(stop.wait)}
                yield Violation("stated-travel", visit.visit, worker.worker, day, params)


def stated_cost(problem: VisitProblem, schedule: Schedule, document: ScheduleDocument) -> Iterator[Violation]:
    """The stated cost, by component and in all, is the recomputed one."""
    found = cost(problem, schedule)
    stated = document.cost.components
    for name, part in found.components.items():
        said = stated.get(name)
        if said is None or (said.amount, said.weight, said.cost) != (part.amount, part.weight, part.cost):
            params = {
                "component": name,
                "stated": "–" if said is None else str(said.cost),
                "cost": str(part.cost),
            }
            yield Violation("stated-cost", params=params)
    for name in sorted(stated.keys() - found.components.keys()):
        params = {"component": name, "stated": str(stated[name].cost), "cost": "–"}
        yield Violation("stated-cost", params=params)
    if document.cost.total != found.total:
        params = {"component": "total", "stated": str(document.cost.total), "cost": str(found.total)}
        yield Violation("stated-cost", params=params)


@attrs.frozen
class _Routes:
    """Routes by worker, day and number of the shift."""

    horizon: Horizon
    worker_at: Mapping[str, int]
    route_at: Mapping[tuple[int, int, int], int]

    @classmethod
    def of(cls, problem: VisitProblem) -> "_Routes":
        shifts = shift_numbers(problem)
        found = {
            (int(problem.route_worker[route]), int(problem.route_day[route]), shifts[route]): route
            for route in range(len(shifts))
        }
        return cls(problem.horizon, {id_: index for index, id_ in enumerate(problem.worker_ids)}, found)

    def find(self, worker: str, date: dt.date, shift: int) -> int | None:
        """The route, ``None`` when there is none."""
        day = self.horizon.day_of(date)
        if worker not in self.worker_at or day is None:
            return None
        return self.route_at.get((self.worker_at[worker], day, shift))


@attrs.frozen
class _Plan:
    """A schedule being filled from a document."""

    problem: VisitProblem
    routes: _Routes
    visit_at: Mapping[str, int]
    schedule: Schedule

    @classmethod
    def empty(cls, problem: VisitProblem) -> "_Plan":
        visit_at = {id_: index for index, id_ in enumerate(problem.visit_ids)}
        return cls(problem, _Routes.of(problem), visit_at, Schedule.empty(problem))

    def place(self, part: VisitPart) -> Iterator[Violation]:
        """Put a visit into the schedule, or say why it cannot be."""
        visit, day = self.visit_at.get(part.visit), self.problem.horizon.day_of(part.date)
        if visit is None:
            yield Violation("unknown-visit", part.visit, None, day)
            return
        if day is None:
            yield Violation("outside-horizon", part.visit, params={"date": part.date.isoformat()})
            return
        tasks = self.problem.tasks_of(visit)
        roles = Counter(worker.role for worker in part.workers)
        broken = [found for worker in part.workers for found in self._misplaced(part, day, worker)]
        broken += [
            Violation("unknown-role", part.visit, None, day, {"role": str(role)})
            for role in sorted(roles)
            if role > len(tasks)
        ]
        if any(roles[number] != 1 for number in range(1, len(tasks) + 1)):
            broken.append(Violation("complete", part.visit, None, day))
        if broken:
            yield from broken
            return
        schedule = self.schedule
        schedule.visit_day[visit] = day
        for worker in part.workers:
            task = tasks[worker.role - 1]
            route = self.routes.find(worker.worker, part.date, worker.shift)
            assert route is not None
            schedule.task_route[task] = route
            schedule.task_start[task] = self.problem.horizon.minute_of(worker.start) - day * DAY_MINUTES

    def _misplaced(self, part: VisitPart, day: int, worker: WorkerPart) -> Iterator[Violation]:
        if worker.worker not in self.routes.worker_at:
            yield Violation("unknown-worker", part.visit, worker.worker, day)
        elif self.routes.find(worker.worker, part.date, worker.shift) is None:
            yield Violation("not-on-shift", part.visit, worker.worker, day)

    def pause(self, part: RoutePart) -> Iterator[Violation]:
        """Put a route's break into the schedule, or say why it cannot be. Visits are placed before breaks."""
        day = self.problem.horizon.day_of(part.date)
        route = self.routes.find(part.worker, part.date, part.shift)
        if part.worker not in self.routes.worker_at:
            yield Violation("unknown-worker", None, part.worker, day)
        elif route is None or day is None:
            yield Violation("not-on-shift", None, part.worker, day)
        elif part.break_ is not None:
            place = self._place_of(part.break_.place, route, day)
            if place is None:
                yield Violation("unknown-place", None, part.worker, day, {"place": part.break_.place})
                return
            start = self.problem.horizon.minute_of(part.break_.start) - day * DAY_MINUTES
            self.schedule.break_start[route], self.schedule.break_place[route] = start, place

    def _place_of(self, id_: str, route: int, day: int) -> int | None:
        """The place with this id; of several (a client who moved) the one that this route visits."""
        problem = self.problem
        options = [index for index, known in enumerate(problem.places.ids) if known == id_]
        visited = {int(problem.route_start_place[route]), int(problem.route_end_place[route])}
        for task in np.flatnonzero(self.schedule.task_route == route):
            visited.add(int(problem.visit_place[problem.task_visit[task], day]))
        return next((index for index in options if index in visited), options[0] if options else None)


def _listed_once(problem: VisitProblem, document: ScheduleDocument) -> Iterator[Violation]:
    """Every visit wanted is in the plan or among the unserved, once."""
    served = Counter(part.visit for part in document.visits)
    missed = Counter(part.visit for part in document.unserved)
    for visit in problem.visit_ids:
        times = served[visit] + missed[visit]
        if times != 1:
            yield Violation("listed-twice" if times else "not-listed", visit)
    known = set(problem.visit_ids)
    yield from (Violation("unknown-visit", visit) for visit in missed if visit not in known)


def _other_records(register: Register, document: ScheduleDocument) -> Iterator[Violation]:
    """The plan is for this centre and its time zone."""
    centre = register.centre
    if document.centre != centre.id:
        yield Violation("other-centre", params={"stated": document.centre, "centre": centre.id})
    if document.horizon.timezone != centre.timezone.value:
        params = {"stated": document.horizon.timezone, "timezone": centre.timezone.value}
        yield Violation("other-timezone", params=params)


def _route_agrees(problem: VisitProblem, line: Timeline, part: RoutePart) -> bool:
    midnight = int(problem.route_day[line.route]) * DAY_MINUTES
    at = problem.horizon.datetime_at
    pause = next((stop for stop in line.stops if stop.task < 0), None)
    stated = None if part.break_ is None else (part.break_.start, part.break_.end)
    expected = None if pause is None else (at(midnight + pause.start), at(midnight + pause.end))
    return (part.departure, part.back, stated) == (
        at(midnight + line.departure),
        at(midnight + line.back),
        expected,
    )


def _route_violation(problem: VisitProblem, route: int) -> Violation:
    worker = problem.worker_ids[problem.route_worker[route]]
    return Violation("stated-route", None, worker, int(problem.route_day[route]))


def _fault(source: str, found: ErrorDetails) -> Fault:
    """What pydantic says of a field, as a located fault."""
    kind, place = found["type"], _place(source, found["loc"])
    value = found["input"]
    shown = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else str(value)[:60]
    if kind == "json_invalid":
        return fault("AC6002", Place(source=source), reason=str(found.get("ctx", {}).get("error", "")))
    if found["loc"] == ("schema",):
        return fault("AC6003", Place(source=source), value=shown, expected=SCHEMA)
    if kind == "missing":
        return fault("AC6004", place, field=str(found["loc"][-1]))
    if kind == "extra_forbidden":
        return fault("AC6005", place, field=str(found["loc"][-1]))
    return fault("AC6006", place, value=shown, reason=found["msg"])


def _place(source: str, loc: tuple[int | str, ...]) -> Place:
    kind = str(loc[0]) if loc else None
    index = loc[1] if len(loc) > 1 and isinstance(loc[1], int) else None
    rest = loc[1 if index is None else 2 :]
    return Place(kind, index, ".".join(map(str, rest)) or None, source)
