"""The register: everything a centre holds, every reference resolved once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Self, TypeVar

from pydantic import model_validator

from agecare.errors import Fault, FormatError, Place, UnknownIdError
from agecare.model.base import Record
from agecare.model.centre import Centre
from agecare.model.faults import fault, near_match
from agecare.model.holidays import HolidayChange
from agecare.model.needs import Need
from agecare.model.people import Absence, Carer, Client, Shift, Skill, SkillLevel, Worker
from agecare.model.places import Address, Area, TravelSpeed, TravelTime
from agecare.model.plans import CarePlan, Lock, VisitRequest
from agecare.model.services import Location, Organization
from agecare.model.time import Weekday

R = TypeVar("R", bound=Record)


class Register(Record):
    """Everything a centre holds. Building one resolves every reference; what does not fit is a `FormatError`.

    The fields are the record kinds; a fault's place names them (``visit_requests``, index from 0, field).
    """

    centre: Centre
    organizations: tuple[Organization, ...] = ()
    locations: tuple[Location, ...] = ()
    areas: tuple[Area, ...] = ()
    skills: tuple[Skill, ...] = ()
    clients: tuple[Client, ...] = ()
    addresses: tuple[Address, ...] = ()
    carers: tuple[Carer, ...] = ()
    needs: tuple[Need, ...] = ()
    workers: tuple[Worker, ...] = ()
    shifts: tuple[Shift, ...] = ()
    absences: tuple[Absence, ...] = ()
    care_plans: tuple[CarePlan, ...] = ()
    visit_requests: tuple[VisitRequest, ...] = ()
    locks: tuple[Lock, ...] = ()
    holiday_changes: tuple[HolidayChange, ...] = ()
    travel_speeds: tuple[TravelSpeed, ...] = ()
    travel_times: tuple[TravelTime, ...] = ()

    @model_validator(mode="after")
    def _references_resolve(self) -> Self:
        errors = [found for found in self._faults if found.severity == "error"]
        if errors:
            raise FormatError(errors)
        return self

    @cached_property
    def _faults(self) -> tuple[Fault, ...]:
        return tuple(register_faults({name: getattr(self, name) for name in type(self).model_fields}))

    def replace(self, **changes: Any) -> Self:
        """A register with some kinds of record replaced, every reference resolved anew (`FormatError` if one fails)."""
        return type(self)(**{**{name: getattr(self, name) for name in type(self).model_fields}, **changes})

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Faults that do not stop a plan, such as a skill that nobody has."""
        return self._faults

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        return {name: {record.id: record for record in getattr(self, name)} for name in _WITH_ID}

    def _get(self, kind: str, id_: str) -> Any:
        try:
            return self._by_id[kind][id_]
        except KeyError:
            near = near_match(id_, self._by_id[kind])
            raise UnknownIdError(kind, id_, [near] if near else []) from None

    def client(self, id_: str) -> Client:
        """The client with this id, or `UnknownIdError`."""
        found: Client = self._get("clients", id_)
        return found

    def worker(self, id_: str) -> Worker:
        """The worker with this id, or `UnknownIdError`."""
        found: Worker = self._get("workers", id_)
        return found

    def visit_request(self, id_: str) -> VisitRequest:
        """The visit request with this id, or `UnknownIdError`."""
        found: VisitRequest = self._get("visit_requests", id_)
        return found

    def location(self, id_: str) -> Location:
        """The location with this id, or `UnknownIdError`."""
        found: Location = self._get("locations", id_)
        return found

    def area(self, id_: str) -> Area:
        """The area with this id, or `UnknownIdError`."""
        found: Area = self._get("areas", id_)
        return found

    @cached_property
    def addresses_of(self) -> Mapping[str, tuple[Address, ...]]:
        """Addresses by client id."""
        return _grouped(self.addresses, lambda address: address.client)

    @cached_property
    def shifts_of(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts by worker id."""
        return _grouped(self.shifts, lambda shift: shift.worker)


_WITH_ID = (
    "organizations", "locations", "areas", "skills", "clients", "carers", "needs", "workers", "care_plans",
    "visit_requests",
)  # fmt: skip

_REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("centre", "area", "areas"),
    ("locations", "organization", "organizations"),
    ("locations", "area", "areas"),
    ("areas", "parent", "areas"),
    ("clients", "area", "areas"),
    ("clients", "usual_worker", "workers"),
    ("clients", "preferred_workers", "workers"),
    ("clients", "refused_workers", "workers"),
    ("addresses", "client", "clients"),
    ("addresses", "area", "areas"),
    ("carers", "client", "clients"),
    ("needs", "client", "clients"),
    ("workers", "organization", "organizations"),
    ("workers", "skills", "skills"),
    ("workers", "start_location", "locations"),
    ("workers", "end_location", "locations"),
    ("shifts", "worker", "workers"),
    ("absences", "worker", "workers"),
    ("absences", "client", "clients"),
    ("care_plans", "client", "clients"),
    ("visit_requests", "client", "clients"),
    ("visit_requests", "care_plan", "care_plans"),
    ("visit_requests", "after", "visit_requests"),
    ("locks", "request", "visit_requests"),
    ("locks", "worker", "workers"),
    ("locks", "second_worker", "workers"),
)

Records = Mapping[str, Any]


def register_faults(records: Records) -> list[Fault]:
    """Every fault between records: duplicates, unknown ids, contradictions.

    ``records`` maps the field names of `Register` to sequences of records (``centre`` to one record). Kinds that
    could not be read may be missing; references to them are then not judged.
    """
    return [found for rule in REGISTER_RULES for found in rule(records)]


def _rows(records: Records, kind: str) -> Iterator[tuple[int, Any]]:
    found = records.get(kind) or ()
    yield from enumerate(found if isinstance(found, Sequence) else [found])


def duplicate_ids(records: Records) -> Iterator[Fault]:
    """AC3001: two records of one kind with the same id."""
    for kind in _WITH_ID:
        seen: dict[str, int] = {}
        for index, record in _rows(records, kind):
            if record.id in seen:
                yield fault("AC3001", Place(kind, index, "id"), value=record.id)
            seen.setdefault(record.id, index)


def unknown_references(records: Records) -> Iterator[Fault]:
    """AC3002: an id that no record has."""
    known = {kind: {record.id: None for _, record in _rows(records, kind)} for kind in _WITH_ID if kind in records}

    @cache  # the same unknown id often stands in many rows
    def near(wanted: str, target: str) -> str | None:
        return near_match(wanted, known[target])

    for kind, field, target in _REFERENCES:
        if target not in known:
            continue
        for index, record in _rows(records, kind):
            for wanted in _ids(getattr(record, field)):
                if wanted not in known[target]:
                    suggestion = near(wanted, target)
                    yield fault("AC3002", Place(kind, index, field), value=wanted, suggestion=suggestion)
    if "skills" in known:
        for index, request in _rows(records, "visit_requests"):
            for number, role in enumerate(request.roles):
                for wanted in _ids(role.skills):
                    if wanted not in known["skills"]:
                        suggestion = near(wanted, "skills")
                        place = Place("visit_requests", index, f"roles.{number}.skills")
                        yield fault("AC3002", place, value=wanted, suggestion=suggestion)
    if {"clients", "workers", "locations"} <= known.keys():
        places = known["clients"] | known["workers"] | known["locations"]
        for index, time in _rows(records, "travel_times"):
            for field in ("origin", "destination"):
                if (wanted := getattr(time, field)) not in places:
                    suggestion = near_match(wanted, places)
                    yield fault("AC3002", Place("travel_times", index, field), value=wanted, suggestion=suggestion)


def unknown_authors(records: Records) -> Iterator[Fault]:
    """AC3002 (warning): who wrote or approved a care plan is no worker and no organization. Each such id once.

    It stops no plan, and the head of a centre need not be among those who make visits.
    """
    if not {"workers", "organizations"} <= records.keys():
        return
    known = [record.id for kind in ("workers", "organizations") for _, record in _rows(records, kind)]
    for field in ("author", "approved_by"):
        told = set(known)
        for index, plan in _rows(records, "care_plans"):
            wanted = getattr(plan, field)
            if wanted is not None and wanted not in told:
                told.add(wanted)
                place, suggestion = Place("care_plans", index, field), near_match(wanted, known)
                yield fault("AC3002", place, value=wanted, suggestion=suggestion, severity="warning")


def _ids(value: Any) -> Iterable[str]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    return [item.skill if isinstance(item, SkillLevel) else item for item in value]


def ids_of_two_kinds(records: Records) -> Iterator[Fault]:
    """AC3003: a client, worker or location with the id of another kind (travel times could not tell them apart)."""
    owner: dict[str, str] = {}
    for kind in ("clients", "workers", "locations"):
        for index, record in _rows(records, kind):
            if owner.setdefault(record.id, kind) != kind:
                yield fault("AC3003", Place(kind, index, "id"), value=record.id)


def _cycles(parent_of: Mapping[str, str | None]) -> set[str]:
    """Ids that lie on a cycle of parents."""
    on_cycle: set[str] = set()
    done: set[str] = set()
    for start in parent_of:
        path: list[str] = []
        here: str | None = start
        while here is not None and here in parent_of and here not in done and here not in path:
            path.append(here)
            here = parent_of[here]
        if here in path:
            on_cycle.update(path[path.index(here) :])
        done.update(path)
    return on_cycle


def circular_areas(records: Records) -> Iterator[Fault]:
    """AC3004: an area that is, through its parents, part of itself."""
    found = _cycles({area.id: area.parent for _, area in _rows(records, "areas")})
    for index, area in _rows(records, "areas"):
        if area.id in found:
            yield fault("AC3004", Place("areas", index, "parent"), value=area.parent)


def circular_after(records: Records) -> Iterator[Fault]:
    """AC3005: visits that each come after the other."""
    found = _cycles({request.id: request.after for _, request in _rows(records, "visit_requests")})
    for index, request in _rows(records, "visit_requests"):
        if request.id in found:
            yield fault("AC3005", Place("visit_requests", index, "after"), value=request.after)


def after_fits(records: Records) -> Iterator[Fault]:
    """AC3006: ``after`` names a request of another client, or one with other visits a week."""
    by_id = {request.id: request for _, request in _rows(records, "visit_requests")}
    for index, request in _rows(records, "visit_requests"):
        first = by_id.get(request.after or "")
        if first is None or first is request:
            continue
        if first.client != request.client:
            yield fault("AC3006", Place("visit_requests", index, "after"), value=request.after)
        elif (first.visits_per_week, first.every_weeks) != (request.visits_per_week, request.every_weeks):
            place = Place("visit_requests", index, "visits_per_week")
            yield fault("AC3007", place, value=str(request.visits_per_week), expected=str(first.visits_per_week))


def addresses_at_once(records: Records) -> Iterator[Fault]:
    """AC3008: two addresses of a client valid on the same day."""
    rows = defaultdict(list)
    for index, address in _rows(records, "addresses"):
        rows[address.client].append((index, address))
    for addresses in rows.values():
        for position, (index, address) in enumerate(addresses):
            for _, other in addresses[:position]:
                if (day := _shared_day(address, other)) is not None:
                    place = Place("addresses", index, "valid_from")
                    yield fault("AC3008", place, value=address.client, day=day)
                    break


def _shared_day(one: Address, two: Address) -> str | None:
    """A day on which both hold; days are tried where a period begins or ends, also in the years around."""
    import datetime as dt

    bounds = [date for a in (one, two) for date in (a.valid_from, a.valid_to) if date]
    around = {date.year + more for date in bounds for more in (-1, 0, 1)} or {2024}
    years = [year for year in around if dt.MINYEAR <= year <= dt.MAXYEAR]
    tries = {date.replace(year=year) for date in bounds for year in years if (date.month, date.day) != (2, 29)}
    # a yearly period that begins or ends on a leap day does so next to it in other years
    tries |= {dt.date(year, *day) for year in years for day in ((2, 28), (3, 1))} | set(bounds)
    return next((day.isoformat() for day in sorted(tries) if one.valid_on(day) and two.valid_on(day)), None)


def clients_without_address(records: Records) -> Iterator[Fault]:
    """AC3009: a client with visits and no address at all."""
    if "addresses" not in records or "clients" not in records:
        return
    placed = {address.client for _, address in _rows(records, "addresses")}
    visited = {request.client for _, request in _rows(records, "visit_requests")}
    for index, client in _rows(records, "clients"):
        if client.id in visited and client.id not in placed:
            yield fault("AC3009", Place("clients", index, "id"), value=client.id)


def care_plan_of_other_client(records: Records) -> Iterator[Fault]:
    """AC3010: a visit request under another client's care plan."""
    owner = {plan.id: plan.client for _, plan in _rows(records, "care_plans")}
    for index, request in _rows(records, "visit_requests"):
        if request.care_plan and owner.get(request.care_plan, request.client) != request.client:
            yield fault("AC3010", Place("visit_requests", index, "care_plan"), value=request.care_plan)


def too_many_visits(records: Records) -> Iterator[Fault]:
    """AC3011: more visits a week than the allowed days and the days between them can hold."""
    order = list(Weekday)
    for index, request in _rows(records, "visit_requests"):
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
    for index, request in _rows(records, "visit_requests"):
        longest = max(window.end - window.start for window in request.windows)
        needed = max(role.minutes for role in request.roles)
        if not request.soft_end and longest < needed:
            place = Place("visit_requests", index, "windows")
            yield fault("AC3012", place, value=str(longest), needed=str(needed))


def preferred_and_refused(records: Records) -> Iterator[Fault]:
    """AC3013: a worker both wished for and refused."""
    for index, client in _rows(records, "clients"):
        wished = {*client.preferred_workers, *([client.usual_worker] if client.usual_worker else [])}
        for worker in client.refused_workers:
            if worker in wished:
                yield fault("AC3013", Place("clients", index, "refused_workers"), value=worker)


def skill_nobody_has(records: Records) -> Iterator[Fault]:
    """AC3014 (warning): a skill and level that no worker has; such visits cannot be served."""
    if "workers" not in records:
        return
    named = {skill.id for _, skill in _rows(records, "skills")}
    best: Counter[str] = Counter()
    for _, worker in _rows(records, "workers"):
        for has in worker.skills:
            best[has.skill] = max(best[has.skill], has.level)
    for index, request in _rows(records, "visit_requests"):
        for number, role in enumerate(request.roles):
            for asked in role.skills:
                if best[asked.skill] < asked.level and ("skills" not in records or asked.skill in named):
                    place = Place("visit_requests", index, f"roles.{number}.skills")
                    yield fault("AC3014", place, value=asked.skill, level=str(asked.level), severity="warning")


def overlapping_shifts(records: Records) -> Iterator[Fault]:
    """AC3015: two shifts of a worker at the same time."""
    rows = defaultdict(list)
    for index, shift in _rows(records, "shifts"):
        rows[shift.worker].append((index, shift))
    for shifts in rows.values():
        for position, (index, shift) in enumerate(shifts):
            for _, other in shifts[:position]:
                meets = shift.start < other.end and other.start < shift.end
                if meets and set(shift.days) & set(other.days) and _periods_meet(shift, other):
                    yield fault("AC3015", Place("shifts", index, "start"), value=shift.worker)
                    break


def _periods_meet(one: Any, two: Any) -> bool:
    return not (
        (one.valid_to and two.valid_from and one.valid_to < two.valid_from)
        or (two.valid_to and one.valid_from and two.valid_to < one.valid_from)
    )


def locks_fit(records: Records) -> Iterator[Fault]:
    """AC3016 … AC3022: a lock that contradicts its request, the client's wishes, or another lock."""
    requests = {request.id: request for _, request in _rows(records, "visit_requests")}
    clients = {client.id: client for _, client in _rows(records, "clients")}
    seen: set[tuple[str, Any]] = set()
    in_week: Counter[tuple[str, Any]] = Counter()
    for index, lock in _rows(records, "locks"):
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


REGISTER_RULES: tuple[Callable[[Records], Iterator[Fault]], ...] = (
    duplicate_ids,
    unknown_references,
    unknown_authors,
    ids_of_two_kinds,
    circular_areas,
    circular_after,
    after_fits,
    addresses_at_once,
    clients_without_address,
    care_plan_of_other_client,
    too_many_visits,
    window_too_short,
    preferred_and_refused,
    skill_nobody_has,
    overlapping_shifts,
    locks_fit,
)


def _grouped(records: Iterable[R], key: Callable[[R], str]) -> dict[str, tuple[R, ...]]:
    groups: dict[str, list[R]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return {name: tuple(group) for name, group in groups.items()}
