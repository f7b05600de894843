"""What is due: reviews, reassessments, unanswered referrals, tasks, goals, petitions, consents. Derived, never stored.

Every kind of thing that can be due is one function of `DUE_RULES`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property

import attrs

from agecare.cases.deadlines import Deadline
from agecare.cases.early import EarlyReason, early_reviews
from agecare.cases.file import task_is_over
from agecare.cases.petitions import calendar_of, follow_petitions
from agecare.model import (
    Assessment,
    CarePlan,
    CarePlanStatus,
    Case,
    CaseStage,
    CaseStatus,
    ConsentStatus,
    GoalStatus,
    Referral,
    Register,
    VisitRequest,
    WorkCalendar,
    review_days,
)
from agecare.model.referrals import UNANSWERED
from agecare.model.time import days_later, local_day


class DueKind(StrEnum):
    """Kinds of things that are due."""

    REVIEW = "review"
    REASSESSMENT = "reassessment"
    REFERRAL = "referral"
    TASK = "task"
    GOAL = "goal"
    REGISTRATION = "registration"
    ANSWER = "answer"
    CONSENT = "consent"


@attrs.frozen
class Due:
    """One thing that is due.

    Attributes
    ----------
    kind : what is to be done.
    record : the id of the case, assessment, referral, task, goal, petition or consent.
    due : the last day on which it is in time.
    owner : who is to act, where that is somebody else than the case manager: a provider, a worker.
    deadline : the arithmetic of a lawful deadline.
    early : why a review comes before its time.
    """

    kind: DueKind
    record: str
    due: dt.date
    client: str | None = None
    case: str | None = None
    case_manager: str | None = None
    owner: str | None = None
    deadline: Deadline | None = None
    early: EarlyReason | None = None

    @property
    def responsible(self) -> str | None:
        """The case manager; where there is none, who is to act."""
        return self.case_manager or self.owner


@attrs.frozen
class DueList:
    """What is due on a day and soon after it, the longest overdue first.

    ``ahead_days`` is how far ahead was looked.
    """

    on: dt.date
    ahead_days: int
    things: tuple[Due, ...]

    @property
    def overdue(self) -> tuple[Due, ...]:
        """Things whose last day is over."""
        return tuple(thing for thing in self.things if thing.due < self.on)

    @property
    def by_responsible(self) -> Mapping[str | None, tuple[Due, ...]]:
        """Things by who answers for them, in the order of ids; nobody's last."""
        people = sorted({thing.responsible for thing in self.things}, key=lambda id_: (id_ is None, id_ or ""))
        groups: dict[str | None, list[Due]] = {id_: [] for id_ in people}
        for thing in self.things:
            groups[thing.responsible].append(thing)
        return {id_: tuple(group) for id_, group in groups.items()}

    def of(self, responsible: str) -> "DueList":
        """The things that one person answers for."""
        return attrs.evolve(self, things=tuple(thing for thing in self.things if thing.responsible == responsible))

    def days_left(self, thing: Due) -> int:
        """Calendar days until its last day; negative when that is over."""
        return (thing.due - self.on).days


@attrs.frozen
class World:
    """What the rules look at."""

    register: Register
    on: dt.date
    until: dt.date
    language: str

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The centre's working days."""
        return calendar_of(self.register, self.language)

    @cached_property
    def open_cases(self) -> Mapping[str, Case]:
        """The open case of each client who has one."""
        return {case.client: case for case in self.register.cases if case.is_open}

    @cached_property
    def care_plans(self) -> Mapping[str, CarePlan]:
        """Care plans by id."""
        return {plan.id: plan for plan in self.register.care_plans}

    @cached_property
    def referrals(self) -> Mapping[str, Referral]:
        """Referrals by id."""
        return {referral.id: referral for referral in self.register.referrals}

    @cached_property
    def visit_requests(self) -> Mapping[str, VisitRequest]:
        """Visit requests by id."""
        return {request.id: request for request in self.register.visit_requests}

    def of_case(self, kind: DueKind, record: str, due: dt.date, case: Case, owner: str | None = None) -> Due:
        """A thing of a case."""
        return Due(kind, record, due, case.client, case.id, case.case_manager, owner)


Rule = Callable[[World], Iterator[Due]]


def reviews(world: World) -> Iterator[Due]:
    """A case that is linked or monitored is reviewed as often as the client's risk asks; one on hold is not.

    The time runs from the last review, else from the approval of the plan, else from the opening of the case. What
    became of visits may bring the review forward (`agecare.cases.early`).
    """
    approved: dict[str, dt.date] = {}
    for plan in world.register.care_plans:
        if plan.case is not None and plan.approved_on is not None and plan.status is CarePlanStatus.ACTIVE:
            approved[plan.case] = max(approved.get(plan.case, plan.approved_on), plan.approved_on)
    risk_of = {client.id: client.risk for client in world.register.clients}
    intervals = world.register.review_intervals
    early = early_reviews(world.register, world.on)
    for case in world.register.cases:
        if case.status is CaseStatus.ACTIVE and case.stage in (S.LINKAGE, S.MONITORING, S.REVIEW):
            since = case.reviewed or approved.get(case.id) or case.since
            due = days_later(since, review_days(risk_of.get(case.client), intervals))
            review = early.get(case.id)
            if review is not None and review.due < due:
                found = world.of_case(DueKind.REVIEW, case.id, review.due, case)
                yield attrs.evolve(found, early=review.reason)
            else:
                yield world.of_case(DueKind.REVIEW, case.id, due, case)


S = CaseStage


def reassessments(world: World) -> Iterator[Due]:
    """The last assessment by each instrument stops counting, and the client's case is open."""
    last: dict[tuple[str, str], Assessment] = {}
    for assessment in world.register.assessments:
        key = (assessment.client, assessment.instrument)
        if assessment.on <= world.on and (key not in last or last[key].on <= assessment.on):
            last[key] = assessment
    for assessment in last.values():
        case = world.open_cases.get(assessment.client)
        if case is not None:
            yield world.of_case(DueKind.REASSESSMENT, assessment.id, assessment.last_day, case)


def unanswered_referrals(world: World) -> Iterator[Due]:
    """A referral was sent and not decided on: working days by its priority, from the last thing that happened to it."""
    rules = world.register.centre.referral_rules
    last: dict[str, dt.datetime] = {}
    for event in world.register.referral_events:
        last[event.referral] = event.at
    for referral in world.register.referrals:
        if referral.status in UNANSWERED:
            at = last.get(referral.id, referral.authored)
            day = local_day(at, world.register.centre.timezone)
            due = world.calendar.after(day, rules.silent_days(referral.priority))
            case = world.open_cases.get(referral.client)
            manager = case.case_manager if case is not None else None
            yield Due(
                DueKind.REFERRAL,
                referral.id,
                due,
                referral.client,
                case.id if case is not None else None,
                manager or referral.requester,
                referral.performer,
            )


def tasks(world: World) -> Iterator[Due]:
    """A task of an open case has a last day and is not over."""
    cases = {case.id: case for case in world.open_cases.values()}
    for task in world.register.tasks:
        case = cases.get(task.case)
        if case is None or task.due is None:
            continue
        referral = world.referrals.get(task.referral or "")
        request = world.visit_requests.get(task.visit_request or "")
        if not task_is_over(task, referral, request, world.on):
            yield world.of_case(DueKind.TASK, task.id, task.due, case, task.owner)


def goals(world: World) -> Iterator[Due]:
    """A goal of an open case's active plan was to be reached and is neither reached nor given up."""
    cases = {case.id: case for case in world.open_cases.values()}
    for goal in world.register.goals:
        plan = world.care_plans[goal.care_plan]
        case = cases.get(plan.case or "")
        running = goal.status in (GoalStatus.ACCEPTED, GoalStatus.ACTIVE, GoalStatus.PLANNED)
        if case is not None and goal.due is not None and running and plan.status is CarePlanStatus.ACTIVE:
            yield world.of_case(DueKind.GOAL, goal.id, goal.due, case)


def petitions(world: World) -> Iterator[Due]:
    """A petition is to be registered and answered within the lawful time."""
    cases = {case.id: case for case in world.register.cases}
    for followed in follow_petitions(world.register, world.on, world.language):
        petition, clock = followed.petition, followed.clock
        if petition.answered is not None:
            continue
        case = cases.get(petition.case or "")
        manager = case.case_manager if case is not None else None
        steps = [(DueKind.ANSWER, clock.extension or clock.answer)]
        if petition.registered is None:
            steps.append((DueKind.REGISTRATION, clock.registration))
        for kind, last in steps:
            if last is not None:
                yield Due(kind, petition.id, last.end, petition.client, petition.case, manager, petition.owner, last)


def consents(world: World) -> Iterator[Due]:
    """The consent of a client with an open case ends, and no other takes its place."""
    for client, given in world.register.consents_of.items():
        case = world.open_cases.get(client)
        active = [consent for consent in given if consent.status is ConsentStatus.ACTIVE]
        if case is None or not active:
            continue
        last = max(active, key=lambda consent: consent.valid_to or dt.date.max)
        if last.valid_to is not None:
            yield world.of_case(DueKind.CONSENT, last.id, last.valid_to, case)


DUE_RULES: tuple[Rule, ...] = (
    reviews,
    reassessments,
    unanswered_referrals,
    tasks,
    goals,
    petitions,
    consents,
)
"""Every kind of thing that can be due."""


def due(register: Register, on: dt.date, *, ahead_days: int = 14, language: str = "en") -> DueList:
    """Everything that is overdue on a day or will be due within some days after it.

    Nothing of it is stored, and nothing that is overdue is forbidden: it is worked out from the records each time.

    Parameters
    ----------
    register
        What the centre holds.
    on
        The day.
    ahead_days
        How many calendar days ahead to look.
    language
        Of the names of holidays in the arithmetic of deadlines.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> found = due(example_register(), dt.date(2026, 4, 6))
    >>> [(thing.kind.value, thing.record, found.days_left(thing)) for thing in found.things]
    [('answer', 'PT-1', -5), ('task', 'T-3', -3), ('review', 'K-1', 0)]
    """
    world = World(register, on, days_later(on, ahead_days), language)
    found = [thing for rule in DUE_RULES for thing in rule(world) if thing.due <= world.until]
    order = list(DueKind)
    return DueList(
        on, ahead_days, tuple(sorted(found, key=lambda each: (each.due, order.index(each.kind), each.record)))
    )
