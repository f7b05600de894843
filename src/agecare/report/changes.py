"""What differs from the plan that people already know, why, and who must be told."""

from collections.abc import Iterable
from enum import StrEnum

import attrs

from agecare.model.time import format_clock
from agecare.report.reading import Reading
from agecare.report.sheets import Texts
from agecare.visits.checks import Plan, changed
from agecare.visits.problem import NONE


class Change(StrEnum):
    """What happened to a visit that had been published, or has not been."""

    DROPPED = "dropped"
    NEW = "new"
    DAY = "day"
    TIME = "time"
    WORKER = "worker"


class Why(StrEnum):
    """The first fact that ruled the published place out."""

    CLIENT_AWAY = "client-away"
    WORKER_AWAY = "worker-away"
    WORKER_UNFIT = "worker-unfit"
    WINDOW = "window"
    LOCK = "lock"
    NOT_KNOWN = "not-known"
    REARRANGED = "rearranged"


@attrs.frozen
class ChangedVisit:
    """One visit that differs. Days are -1 and workers empty where the visit is not in that plan."""

    visit: int
    changes: tuple[Change, ...]
    why: Why
    old_day: int
    old_start: int
    old_workers: tuple[str, ...]
    new_day: int
    new_start: int
    new_workers: tuple[str, ...]

    @property
    def workers(self) -> tuple[str, ...]:
        """Everybody who comes or came, without repetition."""
        return tuple(dict.fromkeys((*self.old_workers, *self.new_workers)))


@attrs.frozen
class ChangeRow:
    """One changed visit in words."""

    client: str
    name: str
    what: str
    changes: tuple[str, ...]
    before: str
    after: str
    why: str


@attrs.frozen
class Call:
    """One person to tell, and the changes to tell about."""

    client: bool
    id: str
    name: str
    phone: str
    messages: tuple[str, ...]


def has_published(reading: Reading) -> bool:
    """Whether there is a published plan to compare with."""
    return bool((reading.problem.visit_published_day >= 0).any())


def changed_visits(reading: Reading) -> list[ChangedVisit]:
    """Every visit that differs from the published plan, as the cost counts it, and those that are new in it."""
    if not has_published(reading):
        return []
    problem = reading.problem
    plan = Plan(problem, reading.schedule, reading.timelines)
    found = []
    for visit in range(len(problem.visit_ids)):
        known = problem.visit_published_day[visit] >= 0
        if changed(plan, visit) if known else reading.schedule.served(visit):
            found.append(_changed_visit(reading, visit))
    return sorted(found, key=lambda one: (one.old_day if one.old_day >= 0 else one.new_day, one.visit))


def _changed_visit(reading: Reading, visit: int) -> ChangedVisit:
    problem = reading.problem
    tasks = problem.tasks_of(visit)
    old_day, new_day = int(problem.visit_published_day[visit]), int(reading.schedule.visit_day[visit])
    old = [int(problem.task_published_worker[task]) for task in tasks] if old_day >= 0 else []
    old_workers = tuple(problem.worker_ids[worker] for worker in old if worker >= 0)
    old_start, new_start = int(problem.visit_published_start[visit]), NONE
    new_workers = reading.worker_ids(visit) if new_day >= 0 else ()
    if new_day >= 0:
        new_start = int(reading.schedule.task_start[tasks[0]])
    if old_day < 0:
        what: tuple[Change, ...] = (Change.NEW,)
    elif new_day < 0:
        what = (Change.DROPPED,)
    else:
        moved = abs(new_start - old_start) > problem.change_minutes
        which = {
            Change.DAY: old_day != new_day,
            Change.TIME: moved,
            Change.WORKER: len(old_workers) < len(old) or old_workers != new_workers,
        }
        what = tuple(change for change, happened in which.items() if happened)
    why = _why(reading, visit, old)
    return ChangedVisit(visit, what, why, old_day, old_start, old_workers, new_day, new_start, new_workers)


def _why(reading: Reading, visit: int, old: list[int]) -> Why:
    """Go through what could have ruled the published place out."""
    problem = reading.problem
    day, start = int(problem.visit_published_day[visit]), int(problem.visit_published_start[visit])
    tasks = problem.tasks_of(visit)
    locked = int(problem.visit_locked_day[visit]), int(problem.visit_locked_start[visit])
    workers = zip(tasks, old, strict=False)
    if day < 0:
        return Why.NOT_KNOWN
    locked_to = [int(problem.task_locked_worker[task]) for task in tasks]
    other_worker = any(to != NONE and to != worker for to, worker in zip(locked_to, old, strict=False))
    if locked[0] not in (NONE, day) or locked[1] not in (NONE, start) or other_worker:
        return Why.LOCK
    if day >= problem.days or not problem.visit_days[visit, day]:
        return Why.CLIENT_AWAY
    if any(worker < 0 or (day, worker) not in reading.of_worker_day for worker in old):
        return Why.WORKER_AWAY
    if any(not _at_work(reading, worker, day, start) for worker in old):
        return Why.WORKER_AWAY
    if any(not problem.eligible[task, worker] for task, worker in workers):
        return Why.WORKER_UNFIT
    end = start + int(problem.task_minutes[tasks[0]])
    late_is_fine = bool(problem.visit_soft_end[visit]) or problem.window_at_start
    spans = problem.windows_of(visit, day)
    if not any(first <= start and (late_is_fine or end <= last) for first, last in spans):
        return Why.WINDOW
    return Why.REARRANGED


def _at_work(reading: Reading, worker: int, day: int, start: int) -> bool:
    problem = reading.problem
    return any(
        problem.route_start[route] <= start < problem.route_latest[route]
        for route in reading.of_worker_day[day, worker]
    )


def change_rows(reading: Reading, texts: Texts, found: Iterable[ChangedVisit]) -> list[ChangeRow]:
    """The changes as the board lists them. A reader who is a worker learns nothing about colleagues' visits."""
    rows = []
    for one in found:
        if not any(texts.names.sees(worker) for worker in one.workers):
            continue
        client = reading.client_id(one.visit)
        rows.append(
            ChangeRow(
                client=client,
                name=texts.names.client(client),
                what=texts.service(reading.request_id(one.visit)),
                changes=tuple(texts.words(f"change-{change}") for change in one.changes),
                before=_appointment(reading, texts, one.old_day, one.old_start, one.old_workers),
                after=_after(reading, texts, one),
                why=texts.words(f"why-{one.why}"),
            )
        )
    return rows


def _after(reading: Reading, texts: Texts, one: ChangedVisit) -> str:
    if one.new_day >= 0 and not any(texts.names.sees(worker) for worker in one.new_workers):
        return texts.words("somebody-else")
    return _appointment(reading, texts, one.new_day, one.new_start, one.new_workers)


def _appointment(reading: Reading, texts: Texts, day: int, start: int, workers: tuple[str, ...]) -> str:
    if day < 0:
        return "–"
    dates = reading.problem.horizon.dates
    date = texts.words.day(dates[day]) if day < len(dates) else str(day)
    names = ", ".join(texts.names.worker_label(worker) for worker in workers)
    return " · ".join(part for part in (f"{date} {format_clock(start)}", names) if part)


def call_list(reading: Reading, texts: Texts, found: Iterable[ChangedVisit]) -> list[Call]:
    """Whom to tell what: clients first, then workers, each once, with all their changes."""
    clients: dict[str, list[str]] = {}
    workers: dict[str, list[str]] = {}
    for one in found:
        client = reading.client_id(one.visit)
        before = _appointment(reading, texts, one.old_day, one.old_start, one.old_workers)
        after = _appointment(reading, texts, one.new_day, one.new_start, one.new_workers)
        move = f"{before} → {after}"
        clients.setdefault(client, []).append(f"{texts.service(reading.request_id(one.visit))}: {move}")
        for worker in one.workers:
            workers.setdefault(worker, []).append(f"{texts.names.client_label(client)}: {move}")
    names = texts.names
    return [
        *(Call(True, id_, names.client(id_), names.client_phone(id_), tuple(m)) for id_, m in clients.items()),
        *(Call(False, id_, names.worker(id_), names.worker_phone(id_), tuple(m)) for id_, m in workers.items()),
    ]
