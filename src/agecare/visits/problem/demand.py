"""The visits a horizon wants: how many, on which days, in which windows, and what is locked."""

import datetime as dt
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence

import attrs

from agecare.model import Absence, CarePlan, CarePlanStatus, Client, Horizon, Lock, Register, VisitRequest, Weekday
from agecare.model.time import DAY_MINUTES, week_start

FIRST_WEEK = dt.date(2024, 1, 1)
"""Monday of ISO week 1 of 2024: where a rhythm of weeks begins when the request names no first day."""


@attrs.frozen
class Wanted:
    """One visit that a request wants."""

    request: VisitRequest
    week: str
    number: int
    """1, 2 … within its week."""
    days: tuple[int, ...]
    """Days on which request, care plan and client allow it."""

    @property
    def id(self) -> str:
        """``request/ISO week/number``."""
        return f"{self.request.id}/{self.week}/{self.number}"


def wanted_visits(register: Register, horizon: Horizon) -> Iterator[Wanted]:
    """Every visit of the horizon, request by request. Requests of a care plan that is not active want none.

    A cut week wants at least the visits that are locked in it.
    """
    plans = {plan.id: plan for plan in register.care_plans}
    locked = {(lock.request, lock.date) for lock in register.locks}
    away = absences_of_clients(register)
    worked = {day for shift in register.shifts for day in shift.days}
    for request in register.visit_requests:
        plan = plans.get(request.care_plan or "")
        if plan is not None and plan.status is not CarePlanStatus.ACTIVE:
            continue
        client = register.client(request.client)
        for week in dict.fromkeys(_week_of(date) for date in horizon.dates):
            if not _week_is_on(request, week):
                continue
            whole = [
                date
                for date in _dates_of(week)
                if _day_is_on(request, plan, date) and _is_here(client, away.get(client.id, ()), date)
            ]
            days = tuple(day for date in whole if (day := horizon.day_of(date)) is not None)
            done, here = _part(request, whole, worked, horizon)
            fixed = sum((request.id, horizon.dates[day]) in locked for day in days)
            for number in range(done + 1, done + max(here, fixed) + 1):
                yield Wanted(request, week, number, days)


def _part(request: VisitRequest, whole: Sequence[dt.date], worked: set[Weekday], horizon: Horizon) -> tuple[int, int]:
    """(visits of a week before the horizon, visits in it), given the days on which the week allows any.

    The horizon's part of the days on which the centre works gets the same part of the visits. Where that is no whole
    number, each client's own fixed phase decides which day the visit belongs to: plans day by day add up to the week.
    """
    wanted = _visits_in(request, len(whole))
    if not wanted:
        return 0, 0
    counted = [date for date in whole if Weekday.of(date) in worked]
    if len(counted) < wanted:
        counted = list(whole)
    phase = zlib.crc32(request.client.encode()) / 2**32
    before = sum(date < horizon.start for date in counted)
    until = before + sum(horizon.day_of(date) is not None for date in counted)
    first, last = (math.floor(wanted * days / len(counted) + phase) for days in (before, until))
    return first, last - first


def _week_of(date: dt.date) -> str:
    year, number, _ = date.isocalendar()
    return f"{year}-W{number:02d}"


def _dates_of(week: str) -> list[dt.date]:
    return [week_start(week) + dt.timedelta(days=day) for day in range(7)]


def _visits_in(request: VisitRequest, days: int) -> int:
    """Visits that a week with so many allowed days wants.

    A whole week wants ``visits_per_week``. A week that a validity or the client's absence cuts wants its share,
    rounded up: nobody is left out because a plan of care begins on a Wednesday, nobody is awaited in hospital.
    """
    usual = len(set(request.days)) or 7
    return min(request.visits_per_week, math.ceil(request.visits_per_week * days / usual))


def _week_is_on(request: VisitRequest, week: str) -> bool:
    anchor = request.valid_from or FIRST_WEEK
    first = anchor - dt.timedelta(days=anchor.weekday())
    return ((week_start(week) - first).days // 7) % request.every_weeks == 0


def _day_is_on(request: VisitRequest, plan: CarePlan | None, date: dt.date) -> bool:
    on = request.valid_on(date) and (plan is None or plan.valid_on(date))
    return on and (not request.days or Weekday.of(date) in request.days)


def absences_of_clients(register: Register) -> Mapping[str, list[Absence]]:
    """Absences by client id."""
    found: dict[str, list[Absence]] = {}
    for absence in register.absences:
        if absence.client is not None:
            found.setdefault(absence.client, []).append(absence)
    return found


def _is_here(client: Client, absences: Sequence[Absence], date: dt.date) -> bool:
    return client.valid_on(date) and not any(
        absence.start is None and absence.first_day <= date <= absence.last_day for absence in absences
    )


def windows_on(visit: Wanted, absences: Sequence[Absence], date: dt.date) -> list[tuple[int, int]]:
    """Windows of a day; the client's hours away are cut out."""
    spans = [(window.start, window.end) for window in visit.request.windows]
    for absence in absences:
        if absence.start is not None and absence.first_day <= date <= absence.last_day:
            spans = without(spans, absence.start, absence.end or DAY_MINUTES)
    return spans


def without(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The spans with ``start`` … ``end`` cut out.

    >>> without([(480, 1020)], 720, 780)
    [(480, 720), (780, 1020)]
    """
    left = [(a, min(b, start)) for a, b in spans] + [(max(a, end), b) for a, b in spans]
    return sorted({(a, b) for a, b in left if a < b})


def locks_by_visit(
    register: Register, horizon: Horizon, visits: Sequence[Wanted], published_day: Mapping[str, int]
) -> dict[str, Lock]:
    """Locks with a day, each given to one visit of its request: the one published on that day, else by number."""
    by_request: dict[str, list[Wanted]] = {}
    for visit in visits:
        by_request.setdefault(visit.request.id, []).append(visit)
    given: dict[str, Lock] = {}
    dated = sorted((lock for lock in register.locks if lock.date), key=lambda lock: str(lock.date))
    for lock in dated:
        day = None if lock.date is None else horizon.day_of(lock.date)
        if lock.date is None or day is None:
            continue
        week = _week_of(lock.date)
        free = [visit for visit in by_request.get(lock.request, ()) if visit.week == week and visit.id not in given]
        if free:
            told = [published_day.get(visit.id) for visit in free]
            given[free[told.index(day) if day in told else 0].id] = lock
    return given
