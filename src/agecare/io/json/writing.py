"""A solved plan as a schedule document, and the document as a file."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence

import numpy as np

import agecare
from agecare.io.files import atomic_write
from agecare.io.json.document import (
    SCHEMA,
    AppointmentPart,
    BreakPart,
    CallPart,
    ChangePart,
    CheckPart,
    ComponentPart,
    CostPart,
    HorizonPart,
    PublishedPart,
    RepairPart,
    RoutePart,
    RunPart,
    ScheduleDocument,
    UnservedPart,
    ViolationPart,
    VisitPart,
    WorkerPart,
)
from agecare.locale import has_message, translate
from agecare.model import Register
from agecare.model.time import DAY_MINUTES
from agecare.visits import Cost, PublishedVisit, Result, Timeline, Violation, VisitProblem, timelines
from agecare.visits.replan import Change, Voice, calls_of
from agecare.visits.schedule import Repair, Schedule, Stop, Unserved


def input_hash(register: Register) -> str:
    """``sha256:`` and the hash of the records in canonical JSON: sorted keys, no spaces, UTF-8.

    The same records give the same hash, whether they came from a workbook, from CSV files or from code.
    """
    records = json.dumps(register.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(records.encode()).hexdigest()


def schedule_document(
    register: Register,
    problem: VisitProblem,
    result: Result,
    *,
    input_hash: str,
    revision: int = 0,
    changes: Sequence[Change] = (),
) -> ScheduleDocument:
    """The document of a result.

    Parameters
    ----------
    register, problem, result
        What was planned, and the plan.
    input_hash
        `input_hash` of the register.
    revision
        0 for a plan from scratch; one more than that of the published plan it was made from.
    changes
        What differs from the published plan (`agecare.visits.Replan.changes`).
    """
    schedule = result.schedule
    lines = timelines(problem, schedule)
    shifts = shift_numbers(problem)
    position = {visit: index for index, visit in enumerate(problem.visit_ids)}
    repeatable = result.stopped_by == "work"
    return ScheduleDocument(
        schema_=SCHEMA,
        version=agecare.__version__,
        centre=register.centre.id,
        horizon=HorizonPart(start=problem.horizon.start, days=problem.horizon.days, timezone=problem.horizon.timezone),
        revision=revision,
        input_hash=input_hash,
        seed=result.seed,
        moves=result.moves,
        stopped_by=result.stopped_by,
        serviceable=result.serviceable,
        cost=_cost(result.cost),
        check=_check(problem, result.violations),
        visits=tuple(_visits(problem, schedule, lines, shifts)),
        routes=tuple(_route(problem, line, shifts) for line in lines.values()),
        unserved=tuple(_unserved(problem, position[missed.visit], missed) for missed in schedule.unserved),
        published=tuple(_published(problem)),
        changes=tuple(_change(problem, change) for change in changes),
        calls=tuple(_calls(changes)),
        run=None if repeatable else RunPart(elapsed_seconds=round(result.elapsed, 3)),
    )


def write_schedule(
    path: str | os.PathLike[str],
    register: Register,
    problem: VisitProblem,
    result: Result,
    *,
    input_hash: str,
    revision: int = 0,
    changes: Sequence[Change] = (),
) -> ScheduleDocument:
    """Write ``schedule.json`` (UTF-8, keys in the order of the schema) and return what was written.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    document = schedule_document(register, problem, result, input_hash=input_hash, revision=revision, changes=changes)
    with atomic_write(path) as out:
        out.write(document.model_dump_json(indent=1, by_alias=True, exclude_none=True).encode() + b"\n")
    return document


def shift_numbers(problem: VisitProblem) -> list[int]:
    """For each route, which of its worker's shifts of that day it is, from 1 in order of time."""
    numbers = [0] * len(problem.route_worker)
    counted: dict[tuple[int, int], int] = {}
    for route in sorted(range(len(numbers)), key=lambda route: (int(problem.route_start[route]), route)):
        key = (int(problem.route_worker[route]), int(problem.route_day[route]))
        counted[key] = numbers[route] = counted.get(key, 0) + 1
    return numbers


def _cost(cost: Cost) -> CostPart:
    parts = {
        name: ComponentPart(amount=part.amount, weight=part.weight, cost=part.cost)
        for name, part in cost.components.items()
    }
    return CostPart(total=cost.total, components=parts)


def _check(problem: VisitProblem, found: Sequence[Violation]) -> CheckPart:
    dates = problem.horizon.dates
    parts = tuple(
        ViolationPart(
            rule=one.rule,
            visit=one.visit,
            worker=one.worker,
            date=dates[one.day] if one.day is not None and 0 <= one.day < len(dates) else None,
            params=dict(one.params),
        )
        for one in found
    )
    return CheckPart(valid=not parts, violations=parts)


def _visits(
    problem: VisitProblem, schedule: Schedule, lines: dict[int, Timeline], shifts: Sequence[int]
) -> Iterator[VisitPart]:
    stops = {stop.task: stop for line in lines.values() for stop in line.stops if stop.task >= 0}
    for visit in map(int, np.flatnonzero(schedule.visit_day >= 0)):
        day = int(schedule.visit_day[visit])
        tasks = problem.tasks_of(visit)
        workers = tuple(
            _worker(problem, int(schedule.task_route[task]), number, stops[task], shifts)
            for number, task in enumerate(tasks, start=1)
        )
        yield VisitPart(
            visit=problem.visit_ids[visit],
            request=problem.request_ids[problem.visit_request[visit]],
            client=problem.client_ids[problem.visit_client[visit]],
            date=problem.horizon.dates[day],
            start=min(part.start for part in workers),
            end=max(part.end for part in workers),
            locked_day=bool(problem.visit_locked_day[visit] >= 0),
            locked_start=bool(problem.visit_locked_start[visit] >= 0),
            workers=workers,
        )


def _worker(problem: VisitProblem, route: int, number: int, stop: Stop, shifts: Sequence[int]) -> WorkerPart:
    midnight = int(problem.route_day[route]) * DAY_MINUTES
    return WorkerPart(
        role=number,
        worker=problem.worker_ids[problem.route_worker[route]],
        shift=shifts[route],
        start=problem.horizon.datetime_at(midnight + stop.start),
        end=problem.horizon.datetime_at(midnight + stop.end),
        travel_minutes=stop.travel,
        wait_minutes=stop.wait,
        locked=bool(problem.task_locked_worker[stop.task] >= 0),
    )


def _route(problem: VisitProblem, line: Timeline, shifts: Sequence[int]) -> RoutePart:
    day = int(problem.route_day[line.route])
    at = problem.horizon.datetime_at
    midnight = day * DAY_MINUTES
    pause = next((stop for stop in line.stops if stop.task < 0), None)
    return RoutePart(
        worker=problem.worker_ids[problem.route_worker[line.route]],
        date=problem.horizon.dates[day],
        shift=shifts[line.route],
        departure=at(midnight + line.departure),
        back=at(midnight + line.back),
        break_=None
        if pause is None
        else BreakPart(
            start=at(midnight + pause.start),
            end=at(midnight + pause.end),
            place=problem.places.ids[pause.place],
        ),
    )


def _unserved(problem: VisitProblem, visit: int, missed: Unserved) -> UnservedPart:
    params = {name: str(value) for name, value in missed.params.items()}
    key = f"reasons.{missed.reason}"
    return UnservedPart(
        visit=missed.visit,
        request=problem.request_ids[problem.visit_request[visit]],
        client=problem.client_ids[problem.visit_client[visit]],
        kind=missed.kind,
        code=missed.reason,
        params=params,
        text=translate(key, "en", **params) if has_message(key) else "",
        repair=None if missed.repair is None else _repair(missed.repair),
    )


def _repair(repair: Repair) -> RepairPart:
    params, key = dict(repair.params), f"reasons.repair-{repair.code}"
    return RepairPart(code=repair.code, params=params, text=translate(key, "en", **params) if has_message(key) else "")


def _published(problem: VisitProblem) -> Iterator[PublishedPart]:
    for visit in map(int, np.flatnonzero(problem.visit_published_day >= 0)):
        minute = int(problem.visit_published_day[visit]) * DAY_MINUTES + int(problem.visit_published_start[visit])
        workers = [int(problem.task_published_worker[task]) for task in problem.tasks_of(visit)]
        yield PublishedPart(
            visit=problem.visit_ids[visit],
            start=problem.horizon.datetime_at(minute),
            workers=tuple(None if worker < 0 else problem.worker_ids[worker] for worker in workers),
        )


def _change(problem: VisitProblem, change: Change) -> ChangePart:
    voice = Voice("en", problem.horizon, str, str, str, str)
    return ChangePart(
        visit=change.visit,
        client=change.client,
        reason=change.reason,
        params=dict(change.params),
        text=voice.why(change),
        before=_appointment(problem, change.before),
        after=_appointment(problem, change.after),
    )


def _appointment(problem: VisitProblem, visit: PublishedVisit | None) -> AppointmentPart | None:
    if visit is None:
        return None
    start = problem.horizon.datetime_at(visit.day * DAY_MINUTES + visit.start)
    return AppointmentPart(start=start, workers=visit.workers)


def _calls(changes: Sequence[Change]) -> Iterator[CallPart]:
    for call in calls_of(changes):
        visits = tuple(dict.fromkeys(change.visit for change in call.changes))
        yield CallPart(person=call.id, role="client" if call.is_client else "worker", visits=visits)
