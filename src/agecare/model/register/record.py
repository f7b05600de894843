"""The register: everything a centre holds, every reference resolved once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Self, TypeVar

from pydantic import model_validator

from agecare.errors import Fault, FormatError, UnknownIdError
from agecare.model.assessments import Assessment
from agecare.model.base import Record
from agecare.model.cases import Case, CaseEvent, Goal, ReviewInterval, Task
from agecare.model.centre import Centre
from agecare.model.coaching import CoachingPlan, CoachingSession, Competency, CompetencyScore, default_competencies
from agecare.model.conferences import Conference, Decision
from agecare.model.consents import Consent
from agecare.model.deadlines import DeadlineRule
from agecare.model.derivation import NeedRule, RiskRule
from agecare.model.eligibility import Eligibility
from agecare.model.faults import near_match
from agecare.model.files import FileRule
from agecare.model.holidays import HolidayChange
from agecare.model.movements import Movement
from agecare.model.needs import Need
from agecare.model.organizations import Location, Organization
from agecare.model.outcomes import VisitOutcome
from agecare.model.people import Absence, Carer, Client, Shift, Skill, Worker
from agecare.model.petitions import Petition
from agecare.model.places import Address, Area, TravelSpeed, TravelTime
from agecare.model.plans import CarePlan, Lock, VisitRequest
from agecare.model.referrals import Referral, ReferralEvent
from agecare.model.register.references import WITH_ID
from agecare.model.register.rows import lineage
from agecare.model.register.rules import register_faults
from agecare.model.services import (
    Capacity,
    CoverageTarget,
    OpeningTime,
    Placement,
    Quota,
    Service,
    ServiceRequest,
)
from agecare.model.teams import Team, TeamMember

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
    assessments: tuple[Assessment, ...] = ()
    needs: tuple[Need, ...] = ()
    services: tuple[Service, ...] = ()
    opening_times: tuple[OpeningTime, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    quotas: tuple[Quota, ...] = ()
    coverage_targets: tuple[CoverageTarget, ...] = ()
    placements: tuple[Placement, ...] = ()
    service_requests: tuple[ServiceRequest, ...] = ()
    consents: tuple[Consent, ...] = ()
    referrals: tuple[Referral, ...] = ()
    referral_events: tuple[ReferralEvent, ...] = ()
    """In the order in which they were written down."""
    need_rules: tuple[NeedRule, ...] = ()
    risk_rules: tuple[RiskRule, ...] = ()
    workers: tuple[Worker, ...] = ()
    shifts: tuple[Shift, ...] = ()
    absences: tuple[Absence, ...] = ()
    care_plans: tuple[CarePlan, ...] = ()
    visit_requests: tuple[VisitRequest, ...] = ()
    locks: tuple[Lock, ...] = ()
    cases: tuple[Case, ...] = ()
    case_events: tuple[CaseEvent, ...] = ()
    """In the order in which they were written down."""
    goals: tuple[Goal, ...] = ()
    tasks: tuple[Task, ...] = ()
    visit_outcomes: tuple[VisitOutcome, ...] = ()
    petitions: tuple[Petition, ...] = ()
    deadline_rules: tuple[DeadlineRule, ...] = ()
    review_intervals: tuple[ReviewInterval, ...] = ()
    file_rules: tuple[FileRule, ...] = ()
    holiday_changes: tuple[HolidayChange, ...] = ()
    travel_speeds: tuple[TravelSpeed, ...] = ()
    travel_times: tuple[TravelTime, ...] = ()
    movements: tuple[Movement, ...] = ()
    teams: tuple[Team, ...] = ()
    team_members: tuple[TeamMember, ...] = ()
    conferences: tuple[Conference, ...] = ()
    decisions: tuple[Decision, ...] = ()
    competencies: tuple[Competency, ...] = ()
    coaching_plans: tuple[CoachingPlan, ...] = ()
    coaching_sessions: tuple[CoachingSession, ...] = ()
    competency_scores: tuple[CompetencyScore, ...] = ()

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
        return {name: {record.id: record for record in getattr(self, name)} for name in WITH_ID}

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

    def care_plan(self, id_: str) -> CarePlan:
        """The care plan with this id, or `UnknownIdError`."""
        found: CarePlan = self._get("care_plans", id_)
        return found

    def location(self, id_: str) -> Location:
        """The location with this id, or `UnknownIdError`."""
        found: Location = self._get("locations", id_)
        return found

    def area(self, id_: str) -> Area:
        """The area with this id, or `UnknownIdError`."""
        found: Area = self._get("areas", id_)
        return found

    def team(self, id_: str) -> Team:
        """The team with this id, or `UnknownIdError`."""
        found: Team = self._get("teams", id_)
        return found

    def conference(self, id_: str) -> Conference:
        """The case conference with this id, or `UnknownIdError`."""
        found: Conference = self._get("conferences", id_)
        return found

    def service(self, id_: str) -> Service:
        """The service with this id, or `UnknownIdError`."""
        found: Service = self._get("services", id_)
        return found

    def need(self, id_: str) -> Need:
        """The need with this id, or `UnknownIdError`."""
        found: Need = self._get("needs", id_)
        return found

    def referral(self, id_: str) -> Referral:
        """The referral with this id, or `UnknownIdError`."""
        found: Referral = self._get("referrals", id_)
        return found

    def assessment(self, id_: str) -> Assessment:
        """The assessment with this id, or `UnknownIdError`."""
        found: Assessment = self._get("assessments", id_)
        return found

    def case(self, id_: str) -> Case:
        """The case with this id, or `UnknownIdError`."""
        found: Case = self._get("cases", id_)
        return found

    def petition(self, id_: str) -> Petition:
        """The petition with this id, or `UnknownIdError`."""
        found: Petition = self._get("petitions", id_)
        return found

    @cached_property
    def addresses_of(self) -> Mapping[str, tuple[Address, ...]]:
        """Addresses by client id."""
        return _grouped(self.addresses, lambda address: address.client)

    @cached_property
    def shifts_of(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts by worker id."""
        return _grouped(self.shifts, lambda shift: shift.worker)

    @cached_property
    def carers_of(self) -> Mapping[str, tuple[Carer, ...]]:
        """Family carers by client id."""
        return _grouped(self.carers, lambda carer: carer.client)

    @cached_property
    def assessments_of(self) -> Mapping[str, tuple[Assessment, ...]]:
        """Assessments by client id."""
        return _grouped(self.assessments, lambda assessment: assessment.client)

    @cached_property
    def needs_of(self) -> Mapping[str, tuple[Need, ...]]:
        """Needs by client id."""
        return _grouped(self.needs, lambda need: need.client)

    @cached_property
    def eligibility_of(self) -> Mapping[str, tuple[Eligibility, ...]]:
        """Rules about who may have it, by service id."""
        return _grouped(self.eligibility, lambda rule: rule.service)

    @cached_property
    def opening_times_of(self) -> Mapping[str, tuple[OpeningTime, ...]]:
        """Opening times by service id."""
        return _grouped(self.opening_times, lambda row: row.service)

    @cached_property
    def capacities_of(self) -> Mapping[str, tuple[Capacity, ...]]:
        """Capacities by service id."""
        return _grouped(self.capacities, lambda capacity: capacity.service)

    @cached_property
    def quotas_of(self) -> Mapping[str, tuple[Quota, ...]]:
        """Reserved quotas by service id."""
        return _grouped(self.quotas, lambda quota: quota.service)

    @cached_property
    def placements_of(self) -> Mapping[str, tuple[Placement, ...]]:
        """Placements by client id."""
        return _grouped(self.placements, lambda placement: placement.client)

    @cached_property
    def placements_in(self) -> Mapping[str, tuple[Placement, ...]]:
        """Placements by service id."""
        return _grouped(self.placements, lambda placement: placement.service)

    @cached_property
    def service_requests_of(self) -> Mapping[str, tuple[ServiceRequest, ...]]:
        """Requests for services by client id."""
        return _grouped(self.service_requests, lambda request: request.client)

    @cached_property
    def movements_of(self) -> Mapping[str, tuple[Movement, ...]]:
        """Entries and exits by client id, in the order of the days."""
        ordered = sorted(self.movements, key=lambda movement: (movement.on, not movement.is_entry))
        return _grouped(ordered, lambda movement: movement.client)

    @cached_property
    def members_of(self) -> Mapping[str, tuple[TeamMember, ...]]:
        """Members by team id."""
        return _grouped(self.team_members, lambda member: member.team)

    @cached_property
    def conferences_of(self) -> Mapping[str, tuple[Conference, ...]]:
        """Case conferences by client id."""
        return _grouped(self.conferences, lambda conference: conference.client)

    @cached_property
    def decisions_of(self) -> Mapping[str, tuple[Decision, ...]]:
        """Decisions by conference id."""
        return _grouped(self.decisions, lambda decision: decision.conference)

    @cached_property
    def scores_of(self) -> Mapping[str, tuple[CompetencyScore, ...]]:
        """Scores of competencies by the id of the coaching plan."""
        return _grouped(self.competency_scores, lambda score: score.plan)

    @cached_property
    def framework(self) -> Mapping[str, Competency]:
        """What is coached, by id: agecare's competencies and the centre's own; an own one with the same id counts."""
        return {**default_competencies(), **{competency.id: competency for competency in self.competencies}}

    @cached_property
    def cases_of(self) -> Mapping[str, tuple[Case, ...]]:
        """Cases by client id."""
        return _grouped(self.cases, lambda case: case.client)

    @cached_property
    def care_plans_of(self) -> Mapping[str, tuple[CarePlan, ...]]:
        """Care plans by the id of their case; those without a case are in none."""
        return _grouped((plan for plan in self.care_plans if plan.case), lambda plan: plan.case or "")

    @cached_property
    def goals_of(self) -> Mapping[str, tuple[Goal, ...]]:
        """Goals by care plan id."""
        return _grouped(self.goals, lambda goal: goal.care_plan)

    @cached_property
    def visit_requests_of(self) -> Mapping[str, tuple[VisitRequest, ...]]:
        """Visit requests by client id."""
        return _grouped(self.visit_requests, lambda request: request.client)

    @cached_property
    def case_events_of(self) -> Mapping[str, tuple[CaseEvent, ...]]:
        """Events by case id."""
        return _grouped(self.case_events, lambda event: event.case)

    @cached_property
    def tasks_of(self) -> Mapping[str, tuple[Task, ...]]:
        """Tasks by case id."""
        return _grouped(self.tasks, lambda task: task.case)

    @cached_property
    def visit_outcomes_of(self) -> Mapping[str, tuple[VisitOutcome, ...]]:
        """Outcomes of visits by request id, by day."""
        groups = _grouped(self.visit_outcomes, lambda outcome: outcome.request)
        return {id_: tuple(sorted(group, key=lambda outcome: outcome.key)) for id_, group in groups.items()}

    @cached_property
    def referrals_of(self) -> Mapping[str, tuple[Referral, ...]]:
        """Referrals by client id."""
        return _grouped(self.referrals, lambda referral: referral.client)

    @cached_property
    def consents_of(self) -> Mapping[str, tuple[Consent, ...]]:
        """Consents by client id."""
        return _grouped(self.consents, lambda consent: consent.client)

    @cached_property
    def areas_around(self) -> Mapping[str, tuple[str, ...]]:
        """Area id → the area itself, its parent, and so on up."""
        parents = {area.id: area.parent for area in self.areas}
        return {id_: lineage(id_, parents) for id_ in parents}


def _grouped(records: Iterable[R], key: Callable[[R], str]) -> dict[str, tuple[R, ...]]:
    groups: dict[str, list[R]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return {name: tuple(group) for name, group in groups.items()}
