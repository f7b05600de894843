"""A plan in records and local times rather than indices: what calendars and sheets are written from."""

import datetime as dt
from collections.abc import Iterator

import attrs

from agecare.model import Address, Client, Register, VisitRequest, Worker
from agecare.model.time import DAY_MINUTES
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule, Timeline, timelines


@attrs.frozen
class Colleague:
    """The other worker of a visit of two."""

    worker: Worker
    start: dt.datetime
    end: dt.datetime


@attrs.frozen
class Appointment:
    """One worker's part of a visit; ``travel`` and ``wait`` in minutes, before it."""

    visit: str
    role: int
    request: VisitRequest
    client: Client
    address: Address | None
    worker: Worker
    start: dt.datetime
    end: dt.datetime
    travel: int
    wait: int
    late: int
    """Minutes after the end of the soft window."""
    locked: bool
    """Day, time or worker were fixed beforehand."""
    colleagues: tuple[Colleague, ...]


@attrs.frozen
class Shiftwork:
    """What one worker does on one shift; minutes as in `Timeline`."""

    worker: Worker
    date: dt.date
    departure: dt.datetime
    back: dt.datetime
    break_start: dt.datetime | None
    break_end: dt.datetime | None
    timeline: Timeline
    service_minutes: int
    overtime_minutes: int
    appointments: tuple[Appointment, ...]


def agenda(register: Register, problem: VisitProblem, schedule: Schedule) -> tuple[Shiftwork, ...]:
    """Every shift on which somebody is visited, by worker (in the register's order), then by time."""
    order = {worker.id: index for index, worker in enumerate(register.workers)}
    found = [_shiftwork(register, problem, schedule, line) for line in timelines(problem, schedule).values()]
    return tuple(sorted(found, key=lambda work: (order[work.worker.id], work.departure)))


def _shiftwork(register: Register, problem: VisitProblem, schedule: Schedule, line: Timeline) -> Shiftwork:
    day = int(problem.route_day[line.route])
    pause = next((stop for stop in line.stops if stop.task < 0), None)
    return Shiftwork(
        worker=register.worker(problem.worker_ids[problem.route_worker[line.route]]),
        date=problem.horizon.dates[day],
        departure=_at(problem, day, line.departure),
        back=_at(problem, day, line.back),
        break_start=None if pause is None else _at(problem, day, pause.start),
        break_end=None if pause is None else _at(problem, day, pause.end),
        timeline=line,
        service_minutes=sum(int(problem.task_minutes[task]) for task in line.tasks),
        overtime_minutes=max(0, line.back - int(problem.route_end[line.route])),
        appointments=tuple(_appointments(register, problem, schedule, line)),
    )


def _appointments(
    register: Register, problem: VisitProblem, schedule: Schedule, line: Timeline
) -> Iterator[Appointment]:
    day = int(problem.route_day[line.route])
    worker = register.worker(problem.worker_ids[problem.route_worker[line.route]])
    for stop in line.stops:
        if stop.task < 0:
            continue
        visit = int(problem.task_visit[stop.task])
        request = register.visit_requests[problem.visit_request[visit]]
        addresses = register.addresses_of.get(request.client, ())
        locked = problem.visit_locked_day[visit] >= 0 or problem.task_locked_worker[stop.task] >= 0
        yield Appointment(
            visit=problem.visit_ids[visit],
            role=stop.task - int(problem.task_first[visit]) + 1,
            request=request,
            client=register.client(request.client),
            address=next((one for one in addresses if one.valid_on(problem.horizon.dates[day])), None),
            worker=worker,
            start=_at(problem, day, stop.start),
            end=_at(problem, day, stop.end),
            travel=stop.travel,
            wait=stop.wait,
            late=_late(problem, visit, day, stop.start, stop.end),
            locked=bool(locked),
            colleagues=tuple(_colleagues(register, problem, schedule, visit, stop.task)),
        )


def _colleagues(
    register: Register, problem: VisitProblem, schedule: Schedule, visit: int, task: int
) -> Iterator[Colleague]:
    day = int(schedule.visit_day[visit])
    for other in problem.tasks_of(visit):
        if other != task and schedule.task_route[other] >= 0:
            worker = problem.worker_ids[problem.route_worker[schedule.task_route[other]]]
            start = int(schedule.task_start[other])
            end = start + int(problem.task_minutes[other])
            yield Colleague(register.worker(worker), _at(problem, day, start), _at(problem, day, end))


def _late(problem: VisitProblem, visit: int, day: int, start: int, end: int) -> int:
    ends = [close for begin, close in problem.windows_of(visit, day) if begin <= start]
    return max(0, end - ends[-1]) if ends and problem.visit_soft_end[visit] else 0


def _at(problem: VisitProblem, day: int, minute: int) -> dt.datetime:
    return problem.horizon.datetime_at(day * DAY_MINUTES + minute)
