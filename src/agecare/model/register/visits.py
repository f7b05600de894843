"""Rules about care plans, visits, shifts, and what is locked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from agecare.errors import Fault, Place
from agecare.model.faults import fault
from agecare.model.plans import VisitRequest
from agecare.model.register.rows import Records, cycles, periods_meet, rows_of
from agecare.model.time import Weekday


def circular_after(records: Records) -> Iterator[Fault]:
    """AC3005: visits that each come after the other."""
    found = cycles({request.id: request.after for _, request in rows_of(records, "visit_requests")})
    for index, request in rows_of(records, "visit_requests"):
        if request.id in found:
            yield fault("AC3005", Place("visit_requests", index, "after"), value=request.after)


def after_fits(records: Records) -> Iterator[Fault]:
    """AC3006: ``after`` names a request of another client, or one with other visits a week."""
    by_id = {request.id: request for _, request in rows_of(records, "visit_requests")}
    for index, request in rows_of(records, "visit_requests"):
        first = by_id.get(request.after or "")
        if first is None or first is request:
            continue
        if first.client != request.client:
            yield fault("AC3006", Place("visit_requests", index, "after"), value=request.after)
        elif (first.visits_per_week, first.every_weeks) != (request.visits_per_week, request.every_weeks):
            place = Place("visit_requests", index, "visits_per_week")
            yield fault("AC3007", place, value=str(request.visits_per_week), expected=str(first.visits_per_week))


def care_plan_of_other_client(records: Records) -> Iterator[Fault]:
    """AC3010: a visit request under another client's care plan."""
    owner = {plan.id: plan.client for _, plan in rows_of(records, "care_plans")}
    for index, request in rows_of(records, "visit_requests"):
        if request.care_plan and owner.get(request.care_plan, request.client) != request.client:
            yield fault("AC3010", Place("visit_requests", index, "care_plan"), value=request.care_plan)


def too_many_visits(records: Records) -> Iterator[Fault]:
    """AC3011: more visits a week than the allowed days and the days between them can hold."""
    order = list(Weekday)
    for index, request in rows_of(records, "visit_requests"):
        allowed = sorted(order.index(day) for day in set(request.days)) or list(range(7))
        fits, last = 0, -8
        for day in allowed:
            if day - last >= request.days_between:
                fits, last = fits + 1, day
        if fits < request.visits_per_week:
            place = Place("visit_requests", index, "visits_per_week")
            yield fault("AC3011", place, value=str(request.visits_per_week), most=str(fits))


def window_too_short(records: Records) -> Iterator[Fault]:
    """AC3012: no window is as long as the visit (a hard end)."""
    for index, request in rows_of(records, "visit_requests"):
        longest = max(window.end - window.start for window in request.windows)
        needed = max(role.minutes for role in request.roles)
        if not request.soft_end and longest < needed:
            place = Place("visit_requests", index, "windows")
            yield fault("AC3012", place, value=str(longest), needed=str(needed))


def preferred_and_refused(records: Records) -> Iterator[Fault]:
    """AC3013: a worker both wished for and refused."""
    for index, client in rows_of(records, "clients"):
        wished = {*client.preferred_workers, *([client.usual_worker] if client.usual_worker else [])}
        for worker in client.refused_workers:
            if worker in wished:
                yield fault("AC3013", Place("clients", index, "refused_workers"), value=worker)


def skill_nobody_has(records: Records) -> Iterator[Fault]:
    """AC3014 (warning): a skill and level that no worker has; such visits cannot be served."""
    if "workers" not in records:
        return
    named = {skill.id for _, skill in rows_of(records, "skills")}
    best: Counter[str] = Counter()
    for _, worker in rows_of(records, "workers"):
        for has in worker.skills:
            best[has.skill] = max(best[has.skill], has.level)
    for index, request in rows_of(records, "visit_requests"):
        for number, role in enumerate(request.roles):
            for asked in role.skills:
                if best[asked.skill] < asked.level and ("skills" not in records or asked.skill in named):
                    place = Place("visit_requests", index, f"roles.{number}.skills")
                    yield fault("AC3014", place, value=asked.skill, level=str(asked.level), severity="warning")


def overlapping_shifts(records: Records) -> Iterator[Fault]:
    """AC3015: two shifts of a worker at the same time."""
    rows = defaultdict(list)
    for index, shift in rows_of(records, "shifts"):
        rows[shift.worker].append((index, shift))
    for shifts in rows.values():
        for position, (index, shift) in enumerate(shifts):
            for _, other in shifts[:position]:
                meets = shift.start < other.end and other.start < shift.end
                if meets and set(shift.days) & set(other.days) and periods_meet(shift, other):
                    yield fault("AC3015", Place("shifts", index, "start"), value=shift.worker)
                    break


def locks_fit(records: Records) -> Iterator[Fault]:
    """AC3016 … AC3022: a lock that contradicts its request, the client's wishes, or another lock."""
    requests = {request.id: request for _, request in rows_of(records, "visit_requests")}
    clients = {client.id: client for _, client in rows_of(records, "clients")}
    seen: set[tuple[str, Any]] = set()
    in_week: Counter[tuple[str, Any]] = Counter()
    for index, lock in rows_of(records, "locks"):
        request = requests.get(lock.request)
        if request is None:
            continue
        if lock.date:
            week = (lock.request, lock.date.isocalendar()[:2])
            in_week[week] += 1
            if in_week[week] > request.visits_per_week:
                yield fault("AC3022", Place("locks", index, "date"), value=str(request.visits_per_week))
        if lock.second_worker and len(request.roles) < 2:
            yield fault("AC3016", Place("locks", index, "second_worker"), value=lock.second_worker)
        off_day = lock.date and request.days and Weekday.of(lock.date) not in request.days
        if lock.date and (off_day or not request.valid_on(lock.date)):
            yield fault("AC3017", Place("locks", index, "date"), value=lock.date.isoformat())
        if lock.start is not None and not _start_fits(request, lock.start):
            yield fault("AC3018", Place("locks", index, "start"), value=request.id)
        client = clients.get(request.client)
        for field in ("worker", "second_worker"):
            if client and getattr(lock, field) in client.refused_workers:
                yield fault("AC3019", Place("locks", index, field), value=getattr(lock, field))
        if lock.worker and lock.worker == lock.second_worker:
            yield fault("AC3020", Place("locks", index, "second_worker"), value=lock.worker)
        if (lock.request, lock.date) in seen:
            yield fault("AC3021", Place("locks", index, "request"), value=lock.request)
        seen.add((lock.request, lock.date))


def _start_fits(request: VisitRequest, start: int) -> bool:
    """Whether a visit may begin then: in a window that holds it, or, when the end is soft, after one has begun."""
    lasts = request.roles[0].minutes
    return any(w.start <= start and (request.soft_end or start + lasts <= w.end) for w in request.windows)
