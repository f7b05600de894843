"""The records of a sample while they are being written."""

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import attrs

from agecare.io.samples.cares import CARES, windows
from agecare.io.samples.places import Point
from agecare.model import (
    Absence,
    Address,
    Area,
    Assessment,
    Capacity,
    CarePlan,
    Carer,
    Case,
    CaseEvent,
    Centre,
    Client,
    CoachingPlan,
    CoachingSession,
    Competency,
    CompetencyScore,
    Conference,
    Consent,
    CoverageTarget,
    DeadlineRule,
    Decision,
    Eligibility,
    FileRule,
    Goal,
    HolidayChange,
    Location,
    Lock,
    Movement,
    Need,
    NeedDomain,
    NeedRule,
    OpeningTime,
    Organization,
    Petition,
    Placement,
    Quota,
    Referral,
    ReferralEvent,
    Register,
    ReviewInterval,
    RiskRule,
    Service,
    ServiceRequest,
    Severity,
    Shift,
    Skill,
    SkillLevel,
    Task,
    Team,
    TeamMember,
    TravelSpeed,
    TravelTime,
    VisitOutcome,
    VisitRequest,
    VisitRole,
    Weekday,
    Worker,
)
from agecare.model.time import parse_clock

MON, TUE, WED, THU, FRI, SAT, SUN = Weekday
WORKDAYS = (MON, TUE, WED, THU, FRI)


def skill_levels(**levels: int) -> tuple[SkillLevel, ...]:
    """Skills and levels, ``_`` for ``-``.

    >>> skill_levels(social_work=2)
    (SkillLevel(skill='social-work', level=2),)
    """
    return tuple(SkillLevel(skill=name.replace("_", "-"), level=level) for name, level in levels.items())


@attrs.define
class Ledger:
    """Lists of records, one for each kind. Ids count up: ``E-001``, ``W-01``, ``R-0001``, ``P-001``."""

    language: str
    digits: int = 3
    organizations: list[Organization] = attrs.field(factory=list)
    locations: list[Location] = attrs.field(factory=list)
    areas: list[Area] = attrs.field(factory=list)
    skills: list[Skill] = attrs.field(factory=list)
    clients: list[Client] = attrs.field(factory=list)
    addresses: list[Address] = attrs.field(factory=list)
    carers: list[Carer] = attrs.field(factory=list)
    needs: list[Need] = attrs.field(factory=list)
    workers: list[Worker] = attrs.field(factory=list)
    shifts: list[Shift] = attrs.field(factory=list)
    absences: list[Absence] = attrs.field(factory=list)
    care_plans: list[CarePlan] = attrs.field(factory=list)
    visit_requests: list[VisitRequest] = attrs.field(factory=list)
    locks: list[Lock] = attrs.field(factory=list)
    holiday_changes: list[HolidayChange] = attrs.field(factory=list)
    travel_speeds: list[TravelSpeed] = attrs.field(factory=list)
    travel_times: list[TravelTime] = attrs.field(factory=list)
    assessments: list[Assessment] = attrs.field(factory=list)
    services: list[Service] = attrs.field(factory=list)
    opening_times: list[OpeningTime] = attrs.field(factory=list)
    eligibility: list[Eligibility] = attrs.field(factory=list)
    capacities: list[Capacity] = attrs.field(factory=list)
    quotas: list[Quota] = attrs.field(factory=list)
    coverage_targets: list[CoverageTarget] = attrs.field(factory=list)
    placements: list[Placement] = attrs.field(factory=list)
    service_requests: list[ServiceRequest] = attrs.field(factory=list)
    consents: list[Consent] = attrs.field(factory=list)
    referrals: list[Referral] = attrs.field(factory=list)
    referral_events: list[ReferralEvent] = attrs.field(factory=list)
    need_rules: list[NeedRule] = attrs.field(factory=list)
    risk_rules: list[RiskRule] = attrs.field(factory=list)
    cases: list[Case] = attrs.field(factory=list)
    case_events: list[CaseEvent] = attrs.field(factory=list)
    goals: list[Goal] = attrs.field(factory=list)
    tasks: list[Task] = attrs.field(factory=list)
    review_intervals: list[ReviewInterval] = attrs.field(factory=list)
    petitions: list[Petition] = attrs.field(factory=list)
    deadline_rules: list[DeadlineRule] = attrs.field(factory=list)
    teams: list[Team] = attrs.field(factory=list)
    team_members: list[TeamMember] = attrs.field(factory=list)
    conferences: list[Conference] = attrs.field(factory=list)
    decisions: list[Decision] = attrs.field(factory=list)
    competencies: list[Competency] = attrs.field(factory=list)
    coaching_plans: list[CoachingPlan] = attrs.field(factory=list)
    competency_scores: list[CompetencyScore] = attrs.field(factory=list)
    coaching_sessions: list[CoachingSession] = attrs.field(factory=list)
    movements: list[Movement] = attrs.field(factory=list)
    visit_outcomes: list[VisitOutcome] = attrs.field(factory=list)
    file_rules: list[FileRule] = attrs.field(factory=list)

    def register(self, centre: Centre) -> Register:
        """The finished register; every reference is resolved here."""
        kinds = [name for name in Register.model_fields if name != "centre"]
        return Register(centre=centre, **{name: tuple(getattr(self, name)) for name in kinds})

    def add_skills(self, names: Mapping[str, str]) -> None:
        """Skills by id."""
        self.skills += [Skill(id=id_, name=name) for id_, name in names.items()]

    def add_worker(self, home: Point | None, **fields: Any) -> str:
        """A worker with the next id and, unless the day starts and ends elsewhere, a home."""
        id_ = f"W-{len(self.workers) + 1:0{self.digits - 1}d}"
        if home is not None:
            fields |= {"home_latitude": home[0], "home_longitude": home[1]}
        fields.setdefault("phone", f"0000-{len(self.workers) + 1:04d}")
        self.workers.append(Worker(id=id_, **fields))
        return id_

    def add_shift(self, worker: str, days: Sequence[Weekday], hours: str, **fields: Any) -> None:
        """A shift ``08:30-17:30``; from eight hours on, an hour's break begins from 12:00 to 13:00."""
        start, end = hours.split("-")
        if parse_clock(end) - parse_clock(start) >= 480:
            pause = {"break_minutes": 60, "break_earliest": "12:00", "break_latest": "13:00"}
            fields = {**pause, **fields}
        record = {"worker": worker, "days": tuple(days), "start": start, "end": end}
        self.shifts.append(Shift.model_validate({**record, **fields}))

    def add_client(self, home: Point | None, *, address: str = "", since: dt.date | None = None, **fields: Any) -> str:
        """A client with the next id, an active care plan and, unless ``home`` is ``None``, one address."""
        number = len(self.clients) + 1
        id_ = f"E-{number:0{self.digits}d}"
        self.clients.append(Client(id=id_, valid_from=since, phone=f"0000-{1000 + number}", **fields))
        if home is not None:
            self.add_address(id_, home, text=address)
        self.care_plans.append(
            CarePlan(
                id=f"P-{number:0{self.digits}d}",
                client=id_,
                author=self.workers[0].id,
                approved_by=self.organizations[0].id,
                valid_from=since,
            )
        )
        return id_

    def add_address(self, client: str, home: Point, **fields: Any) -> None:
        """One more address, in the client's own area unless another is named."""
        fields.setdefault("area", self._client(client).area)
        self.addresses.append(Address(client=client, latitude=home[0], longitude=home[1], **fields))

    def add_need(self, client: str, domain: NeedDomain, severity: Severity = Severity.MODERATE, **fields: Any) -> None:
        """A need, unless the client has one of this domain already."""
        if all((need.client, need.domain) != (client, domain) for need in self.needs[-8:]):
            id_ = f"N-{len(self.needs) + 1:0{self.digits + 1}d}"
            self.needs.append(Need(id=id_, client=client, domain=domain, severity=severity, **fields))

    def add_carer(self, client: str, name: str, relation: str) -> None:
        """A relative or neighbour."""
        number = len(self.carers) + 1
        id_, phone = f"F-{number:0{self.digits}d}", f"0000-{5000 + number}"
        self.carers.append(Carer(id=id_, client=client, name=name, relation=relation, phone=phone))

    def ask(
        self,
        client: str,
        care: str,
        visits: int = 1,
        hours: Sequence[str] | None = None,
        minutes: int | None = None,
        **fields: Any,
    ) -> str:
        """Visits of one kind (a key of `CARES`), with its usual hours, minutes and skills unless told.

        Two visits a week get a day between them, and the need that the visits answer is written down.
        """
        kind = CARES[care]
        id_ = f"R-{len(self.visit_requests) + 1:04d}"
        role = VisitRole(skills=kind.skills, minutes=minutes or kind.minutes[0])
        record: dict[str, Any] = {
            "care_plan": f"P-{client.removeprefix('E-')}",
            "service": kind.words[self.language],
            "visits_per_week": visits,
            "days_between": 2 if visits == 2 else 1,
            "windows": windows(hours or kind.hours[0]),
            "roles": (role,),
            "mandatory": not kind.optional,
        }
        self.visit_requests.append(VisitRequest(id=id_, client=client, **(record | fields)))
        self.add_need(client, kind.need)
        return id_

    def ask_two(self, client: str, care: str, coupling: str, second: VisitRole, visits: int = 1, **fields: Any) -> str:
        """Visits that take a second worker, ``together`` or ``following``."""
        minutes = fields.pop("minutes", None) or CARES[care].minutes[0]
        first = VisitRole(skills=fields.pop("skills", CARES[care].skills), minutes=minutes)
        return self.ask(client, care, visits, roles=(first, second), coupling=coupling, **fields)

    def lock(self, request: str, **fields: Any) -> None:
        """Something fixed about the visits of a request; ``start`` as ``10:00``."""
        self.locks.append(Lock(request=request, **fields))

    def away(self, **fields: Any) -> None:
        """Days, or hours of a day, on which a worker or client is away."""
        self.absences.append(Absence(**fields))

    def change_client(self, id_: str, **fields: Any) -> None:
        """Put other values into a client written before."""
        at = self._index(id_)
        self.clients[at] = Client(**(dict(self.clients[at]) | fields))

    def change_plan(self, client: str, **fields: Any) -> None:
        """Put other values into the care plan of a client."""
        at = self._index(client)
        self.care_plans[at] = CarePlan(**(dict(self.care_plans[at]) | fields))

    def change_worker(self, id_: str, **fields: Any) -> None:
        """Put other values into a worker written before."""
        at = int(id_.removeprefix("W-")) - 1
        self.workers[at] = Worker(**(dict(self.workers[at]) | fields))

    def change_service(self, id_: str, **fields: Any) -> None:
        """Put other values into a service written before."""
        at = next(at for at, service in enumerate(self.services) if service.id == id_)
        self.services[at] = Service(**(dict(self.services[at]) | fields))

    def change_area(self, id_: str, **fields: Any) -> None:
        """Put other values into an area written before."""
        at = next(at for at, area in enumerate(self.areas) if area.id == id_)
        self.areas[at] = Area(**(dict(self.areas[at]) | fields))

    def _index(self, client: str) -> int:
        return int(client.removeprefix("E-")) - 1

    def _client(self, id_: str) -> Client:
        return self.clients[self._index(id_)]


def drawn_hours(rng: Random, care: str) -> tuple[str, ...]:
    """Some of the usual hours of a kind of visit."""
    return rng.choice(CARES[care].hours)


def drawn_minutes(rng: Random, care: str) -> int:
    """Some of the usual durations of a kind of visit."""
    return rng.choice(CARES[care].minutes)
