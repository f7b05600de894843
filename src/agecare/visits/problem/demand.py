"""The visits a horizon wants: how many, on which days, in which windows, and what is locked."""

import datetime as dt
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set

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

    @property
    def comes_after(self) -> str | None:
        """Id of the visit that this one is tied to, ``None`` = none; it need not be wanted."""
        return None if self.request.after is None else f"{self.request.after}/{self.week}/{self.number}"


def wanted_visits(register: Register, horizon: Horizon) -> Iterator[Wanted]:
    """Every visit of the horizon, request by request. Requests of a care plan that is not active want none."""
    locks = _Locked.of(register)
    allowed = _Allowed.of(register, locks.heads)
    worked = {day for shift in register.shifts for day in shift.days}
    for request in register.visit_requests:
        if request.id not in allowed.chain_of:
            continue
        for week in dict.fromkeys(_week_of(date) for date in horizon.dates):
            if not _week_is_on(request, week):
                continue
            whole = allowed.dates(request, week)
            days = tuple(day for date in whole if (day := horizon.day_of(date)) is not None)
            usual = _visits_in(request, len(whole))
            held = locks.dates(request, whole, usual)
            done, here = _part(request, usual, allowed.tied_dates(request, week, whole), held, worked, horizon)
            for number in range(done + 1, done + here + 1):
                yield Wanted(request, week, number, days)


@attrs.frozen
class _Allowed:
    """The dates on which request, care plan and client allow a visit."""

    plans: Mapping[str, CarePlan]
    clients: Mapping[str, Client]
    away: Mapping[str, Sequence[Absence]]
    chain_of: Mapping[str, Sequence[VisitRequest]]
    """The requests that want visits and are tied by ``after``, by the id of each."""

    @classmethod
    def of(cls, register: Register, heads: Mapping[str, str]) -> "_Allowed":
        plans = {plan.id: plan for plan in register.care_plans}
        chains: dict[str, list[VisitRequest]] = {}
        for request in register.visit_requests:
            plan = plans.get(request.care_plan or "")
            if plan is None or plan.status is CarePlanStatus.ACTIVE:
                chains.setdefault(heads[request.id], []).append(request)
        chain_of = {request.id: chains[heads[request.id]] for chain in chains.values() for request in chain}
        clients = {client.id: client for client in register.clients}
        return cls(plans, clients, absences_of_clients(register), chain_of)

    def dates(self, request: VisitRequest, week: str) -> list[dt.date]:
        """Dates of a week for a request."""
        plan, client = self.plans.get(request.care_plan or ""), self.clients[request.client]
        away = self.away.get(client.id, ())
        return [date for date in _dates_of(week) if _day_is_on(request, plan, date) and _is_here(client, away, date)]

    def tied_dates(self, request: VisitRequest, week: str, own: list[dt.date]) -> list[dt.date]:
        """Its own dates less those that a tied request does not allow, as long as there is a day for each visit.

        Tied visits are on one day, so that both must count to the same part of a week.
        """
        shared, usual = set(own), _visits_in(request, len(own))
        for other in self.chain_of[request.id]:
            if other is not request and _week_is_on(other, week):
                dates = self.dates(other, week)
                if _visits_in(other, len(dates)) == usual:
                    shared &= set(dates)
        return sorted(shared) if len(shared) >= usual else own


@attrs.frozen
class _Locked:
    """Dates that locks name, by request, and by the first request of a chain of ``after``."""

    heads: Mapping[str, str]
    own: Mapping[str, frozenset[dt.date]]
    tied: Mapping[str, frozenset[dt.date]]

    @classmethod
    def of(cls, register: Register) -> "_Locked":
        heads = chain_heads(register.visit_requests)
        dated = [(lock.request, lock.date) for lock in register.locks if lock.date is not None]
        by_head = [(heads[request], date) for request, date in dated]
        return cls(heads, _dates_by(dated), _dates_by(by_head))

    def dates(self, request: VisitRequest, whole: Sequence[dt.date], wanted: int) -> set[dt.date]:
        """Days that have their visit: those of the request's own locks, then, as far as there are visits for them,
        those of locks on requests it is tied to."""
        own = self.own.get(request.id, frozenset()).intersection(whole)
        others = self.tied.get(self.heads[request.id], frozenset()).intersection(whole) - own
        return {*own, *sorted(others)[: max(0, wanted - len(own))]}


def _dates_by(dated: Sequence[tuple[str, dt.date]]) -> dict[str, frozenset[dt.date]]:
    found: dict[str, set[dt.date]] = {}
    for name, date in dated:
        found.setdefault(name, set()).add(date)
    return {name: frozenset(dates) for name, dates in found.items()}


def chain_heads(requests: Sequence[VisitRequest]) -> dict[str, str]:
    """The first request of the chain of ``after`` that each request belongs to, by id."""
    after = {request.id: request.after for request in requests}
    heads = {}
    for id_ in after:
        head = id_
        while (before := after[head]) is not None:
            head = before
        heads[id_] = head
    return heads


def _part(
    request: VisitRequest,
    usual: int,
    allowed: Sequence[dt.date],
    locked: Set[dt.date],
    worked: Set[Weekday],
    horizon: Horizon,
) -> tuple[int, int]:
    """(visits of a week before the horizon, visits in it), given how many the week wants and the days for them.

    A locked visit belongs to its day. Of the other visits, the horizon's part of the other days on which the centre
    works gets the same part. Where that is no whole number, each client's own fixed phase decides which day the visit
    belongs to: plans day by day add up to the week.
    """
    left = max(0, usual - len(locked))
    counted = [date for date in allowed if Weekday.of(date) in worked]
    if len(counted) < usual:
        counted = list(allowed)
    free = [date for date in counted if date not in locked]
    phase = zlib.crc32(request.client.encode()) / 2**32

    def until(end: dt.date) -> int:
        """Visits of the week before a day."""
        share = left * sum(date < end for date in free) / len(free) + phase if left else 0.0
        return sum(date < end for date in locked) + math.floor(share)

    done = until(horizon.start)
    return done, until(horizon.start + dt.timedelta(days=horizon.days)) - done


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
    """Locks with a day, each given to one visit of its request.

    The visit published on that day gets it, else one that is not published, else the one of the lowest number. Visits
    tied by ``after`` are on one day: a lock goes to a visit whose tied visits are locked to the same day or to none,
    as far as the locks allow it.
    """
    heads = chain_heads(register.visit_requests)
    groups: dict[tuple[str, str], list[_DayLock]] = {}
    for lock in register.locks:
        if lock.date is not None and (day := horizon.day_of(lock.date)) is not None:
            group = groups.setdefault((heads[lock.request], _week_of(lock.date)), [])
            group.append(_DayLock(lock, day))
    ties = _Ties.of(visits, published_day)
    given: dict[str, _DayLock] = {}
    for (_, week), locks in groups.items():
        locks.sort(key=lambda each: each.day)
        agreed = ties.agreeing(locks, week, {})
        given |= ties.in_turn(locks, week) if agreed is None else agreed
    return {id_: each.lock for id_, each in given.items()}


@attrs.frozen
class _DayLock:
    """A lock and the day of the horizon that it names."""

    lock: Lock
    day: int


@attrs.frozen
class _Ties:
    """Which visits are on one day, and which of them a lock would best go to."""

    visits: Mapping[tuple[str, str], Sequence[Wanted]]
    """By request and week."""
    first: Mapping[str, str]
    """The first of the visits that each visit is tied to, itself if it comes after none."""
    told: Mapping[str, int]
    """Published day, by visit."""
    told_tied: Mapping[str, Set[int]]
    """Published days of each chain of visits, by its first one."""

    @classmethod
    def of(cls, visits: Sequence[Wanted], published_day: Mapping[str, int]) -> "_Ties":
        by_request: dict[tuple[str, str], list[Wanted]] = {}
        for visit in visits:
            by_request.setdefault((visit.request.id, visit.week), []).append(visit)
        by_id = {visit.id: visit for visit in visits}
        first = {}
        for visit in visits:
            head = visit
            while (before := by_id.get(head.comes_after or "")) is not None:
                head = before
            first[visit.id] = head.id
        told_tied: dict[str, set[int]] = {}
        for id_, day in published_day.items():
            if id_ in first:
                told_tied.setdefault(first[id_], set()).add(day)
        return cls(by_request, first, published_day, told_tied)

    def agreeing(self, locks: Sequence[_DayLock], week: str, given: dict[str, _DayLock]) -> dict[str, _DayLock] | None:
        """A visit for each lock, no two tied visits on two days; ``None`` when that cannot be."""
        if not locks:
            return given
        lock, rest = locks[0], locks[1:]
        free = self._free(lock, week, given)
        day_of = {self.first[id_]: each.day for id_, each in given.items()}
        for visit in free:
            if day_of.get(self.first[visit.id], lock.day) == lock.day:
                found = self.agreeing(rest, week, {**given, visit.id: lock})
                if found is not None:
                    return found
        return None if free else self.agreeing(rest, week, given)

    def in_turn(self, locks: Sequence[_DayLock], week: str) -> dict[str, _DayLock]:
        """A visit for each lock, whatever day the tied visits are locked to."""
        given: dict[str, _DayLock] = {}
        for lock in locks:
            free = self._free(lock, week, given)
            if free:
                given[free[0].id] = lock
        return given

    def _free(self, lock: _DayLock, week: str, given: Mapping[str, _DayLock]) -> list[Wanted]:
        """Visits of the lock's request without a lock, the one that should get it first."""
        same_day = {self.first[id_] for id_, each in given.items() if each.day == lock.day}
        free = [v for v in self.visits.get((lock.lock.request, week), ()) if v.id not in given]

        def last(visit: Wanted) -> tuple[bool, int, int, int]:
            first, told = self.first[visit.id], self.told.get(visit.id)
            own = 1 if told is None else 0 if told == lock.day else 2
            days = self.told_tied.get(first, ())
            tied = 1 if not days else 0 if lock.day in days else 2
            return first not in same_day, own, tied, visit.number

        return sorted(free, key=last)
