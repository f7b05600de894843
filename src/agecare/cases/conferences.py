"""Case conferences: which cases should be called, what the team must know, and how decisions become tasks.

Every reason to call a conference is one function of `CALL_RULES`. How often a person was passed on is not worked out
here but given (`agecare.referrals` knows it).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

import attrs

from agecare.cases.file import GOAL_GIVEN_UP, PLAN_OVER, CaseFile, file_of
from agecare.cases.moved import Moved
from agecare.cases.plans import begin
from agecare.errors import UnknownIdError
from agecare.model import (
    CallReason,
    CarePlan,
    Case,
    CaseStage,
    Conference,
    Decision,
    DecisionKind,
    Goal,
    MeetingStatus,
    Need,
    Referral,
    ReferralStatus,
    Register,
    RiskLevel,
    Task,
)
from agecare.model.cases import STATES
from agecare.model.referrals import LIVE
from agecare.model.time import local_day

Hops = Mapping[str, int]
"""By referral: how often the person had been passed on until then."""

NO_HOPS: Hops = MappingProxyType({})


@attrs.frozen
class CallLimits:
    """When a conference is called.

    Attributes
    ----------
    stalled_days : calendar days without anything happening in an open case.
    refusals : refusals of referrals for one need or service, by different providers, that nobody has answered since.
    again_days : calendar days after a conference in which the same reason calls no further one.
    """

    stalled_days: int = 30
    refusals: int = 2
    again_days: int = 90


@attrs.frozen
class Evidence:
    """Why a conference should be called: the reason, the records that show it, and how many or how much."""

    reason: CallReason
    records: tuple[str, ...]
    amount: int


@attrs.frozen
class Call:
    """An open case that a conference should be called about, and why."""

    case: str
    client: str
    case_manager: str | None
    evidence: tuple[Evidence, ...]

    @property
    def reasons(self) -> tuple[CallReason, ...]:
        """The reasons, as a conference records them."""
        return tuple(each.reason for each in self.evidence)


@attrs.frozen
class World:
    """What the rules look at."""

    register: Register
    on: dt.date
    hops: Hops
    limits: CallLimits

    @cached_property
    def referrals_of(self) -> Mapping[str, tuple[Referral, ...]]:
        """Referrals by client, those written until the day."""
        found: dict[str, list[Referral]] = {}
        for referral in self.register.referrals:
            if local_day(referral.authored, self.register.centre.timezone) <= self.on:
                found.setdefault(referral.client, []).append(referral)
        return {client: tuple(each) for client, each in found.items()}

    @cached_property
    def last_of_referrals(self) -> Mapping[str, dt.date]:
        """By client: the last day on which anything happened to a referral."""
        client_of = {referral.id: referral.client for referral in self.register.referrals}
        found: dict[str, dt.date] = {}
        for event in self.register.referral_events:
            client, day = client_of.get(event.referral, ""), local_day(event.at, self.register.centre.timezone)
            if day <= self.on:
                found[client] = max(found.get(client, day), day)
        return found

    @cached_property
    def last_visits(self) -> Mapping[str, dt.date]:
        """By client: the last day of which it is told what became of a visit."""
        client_of = {request.id: request.client for request in self.register.visit_requests}
        found: dict[str, dt.date] = {}
        for outcome in self.register.visit_outcomes:
            client = client_of[outcome.request]
            if outcome.date <= self.on:
                found[client] = max(found.get(client, outcome.date), outcome.date)
        return found

    @cached_property
    def risks(self) -> Mapping[str, RiskLevel | None]:
        """By client."""
        return {client.id: client.risk for client in self.register.clients}


CallRule = Callable[[World, Case], Evidence | None]


def at_high_risk(world: World, case: Case) -> Evidence | None:
    """The client is at high risk."""
    is_high = world.risks[case.client] is RiskLevel.HIGH
    return Evidence(CallReason.RISK, (case.client,), 1) if is_high else None


def passed_on_too_often(world: World, case: Case) -> Evidence | None:
    """The client was passed on more often than the centre's rules allow, and is still on the way."""
    limit = world.register.centre.referral_rules.most_hops
    own = [each for each in world.referrals_of.get(case.client, ()) if each.status in LIVE]
    far = [each.id for each in own if world.hops.get(each.id, 0) >= limit]
    return Evidence(CallReason.HOP_LIMIT, tuple(far), max(world.hops[id_] for id_ in far)) if far else None


def stalled(world: World, case: Case) -> Evidence | None:
    """Nothing has happened in the case or to a referral of the client for too long.

    While a case is monitored, visits are what happens in it.
    """
    days = [case.since, case.reviewed or case.since, world.last_of_referrals.get(case.client, case.since)]
    days += [
        local_day(event.at, world.register.centre.timezone) for event in world.register.case_events_of.get(case.id, ())
    ]
    if case.stage is CaseStage.MONITORING:
        days.append(world.last_visits.get(case.client, case.since))
    days += [each.on for each in world.register.conferences_of.get(case.client, ()) if _was_held(each)]
    idle = (world.on - max(day for day in days if day <= world.on)).days
    return Evidence(CallReason.STALLED, (case.id,), idle) if idle > world.limits.stalled_days else None


def disagreed(world: World, case: Case) -> Evidence | None:
    """Different providers have refused the same need or service, and nobody has taken it since."""
    refused: dict[str, list[Referral]] = {}
    for referral in world.referrals_of.get(case.client, ()):
        about = referral.need or referral.wanted or ""
        if referral.status in (ReferralStatus.REJECTED, ReferralStatus.FAILED):
            refused.setdefault(about, []).append(referral)
        elif referral.status not in (ReferralStatus.CANCELLED, ReferralStatus.ENTERED_IN_ERROR, ReferralStatus.DRAFT):
            refused.pop(about, None)
    for referrals in refused.values():
        providers = {each.performer for each in referrals}
        if len(providers) >= world.limits.refusals:
            return Evidence(CallReason.DISAGREEMENT, tuple(each.id for each in referrals), len(providers))
    return None


CALL_RULES: tuple[CallRule, ...] = (at_high_risk, passed_on_too_often, stalled, disagreed)
"""Every reason for which a conference is called."""


def calls(
    register: Register, on: dt.date, *, hops: Hops = NO_HOPS, limits: CallLimits | None = None
) -> tuple[Call, ...]:
    """The open cases that a conference should be called about, in the register's order.

    A case that has a conference booked is not called; nor for a reason that one was held for not long ago.

    Parameters
    ----------
    register
        What the centre holds.
    on
        The day.
    hops
        How often people were passed on, by referral; without it nobody is called for that.
    limits
        From when on a conference is called.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> calls(example_register(), dt.date(2026, 4, 6))
    ()
    """
    world = World(register, on, hops, limits or CallLimits())
    found = []
    for case in register.cases:
        if not case.is_open or case.since > on:
            continue
        met = register.conferences_of.get(case.client, ())
        if any(each.on >= on and each.status is MeetingStatus.BOOKED for each in met):
            continue
        since = on - dt.timedelta(days=world.limits.again_days)
        known = {reason for each in met if _was_held(each) and since <= each.on <= on for reason in each.reasons}
        evidence = tuple(
            each for rule in CALL_RULES if (each := rule(world, case)) is not None and each.reason not in known
        )
        if evidence:
            found.append(Call(case.id, case.client, case.case_manager, evidence))
    return tuple(found)


def _was_held(conference: Conference) -> bool:
    return conference.status is MeetingStatus.FULFILLED


class EntryKind(StrEnum):
    """Kinds of entries of a timeline."""

    CASE = "case"
    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    PLACEMENT = "placement"
    MOVEMENT = "movement"
    CONFERENCE = "conference"


@attrs.frozen
class TimelineEntry:
    """One thing that happened: when, to which record, and the code of what it became (of the enum ``coded``)."""

    on: dt.date
    kind: EntryKind
    record: str
    state: str | None = None
    coded: str | None = None
    actor: str | None = None


@attrs.frozen
class ReferralStep:
    """A referral, and how often the person had been passed on until then."""

    referral: Referral
    hops: int


@attrs.frozen
class OpenDecision:
    """A decision of an earlier conference that has not been done, and whether its day is over."""

    decision: Decision
    made: dt.date
    is_overdue: bool


@attrs.frozen
class Packet:
    """What a team must know for a conference, gathered from the records. It holds the records themselves: show it
    to those who may read the file.

    Attributes
    ----------
    conference : the conference it is for; ``None`` when none is booked.
    evidence : why one should be called, worked out on the day.
    timeline : everything that happened to the client, the earliest first.
    chains : the client's referrals in the order in which they were written.
    decisions : of earlier conferences, not done yet.
    unmet : severe needs that no plan answers.
    """

    on: dt.date
    file: CaseFile
    conference: Conference | None
    evidence: tuple[Evidence, ...]
    timeline: tuple[TimelineEntry, ...]
    chains: tuple[ReferralStep, ...]
    needs: tuple[Need, ...]
    plans: tuple[CarePlan, ...]
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]
    decisions: tuple[OpenDecision, ...]
    unmet: tuple[Need, ...]


def packet(
    register: Register,
    on: dt.date,
    *,
    case: str | None = None,
    conference: str | None = None,
    hops: Hops = NO_HOPS,
    limits: CallLimits | None = None,
) -> Packet:
    """The agenda packet of a conference, or of the next one about a case.

    Parameters
    ----------
    register
        What the centre holds.
    on
        The day on which it is made.
    case, conference
        One of the two. By case: for the conference booked next, if there is one.
    hops
        How often people were passed on, by referral.

    Raises
    ------
    UnknownIdError
        When there is no such case or conference, or the client of the conference has no case.
    ValueError
        When both are given, or neither.
    """
    if (case is None) == (conference is None):
        raise ValueError("name a case or a conference, one of the two")
    met = register.conference(conference) if conference is not None else None
    file = file_of(register, case or _case_of(register, met))
    client = file.case.client
    earlier = register.conferences_of.get(client, ())
    if met is None:
        booked = [each for each in earlier if each.status is MeetingStatus.BOOKED and each.on >= on]
        met = min(booked, key=lambda each: each.on, default=None)
    world = World(register, on, hops, limits or CallLimits())
    plans = tuple(plan for plan in file.care_plans if plan.status not in PLAN_OVER)
    known = {plan.id for plan in plans}
    referrals = sorted(
        world.referrals_of.get(client, ()), key=lambda each: local_day(each.authored, register.centre.timezone)
    )
    unmet = [need.id for plan in plans for need in file.unmet_needs(plan.id, on)]
    needs = tuple(need for need in file.needs if need.holds_on(on))
    return Packet(
        on=on,
        file=file,
        conference=met,
        evidence=tuple(each for rule in CALL_RULES if (each := rule(world, file.case)) is not None),
        timeline=tuple(sorted(_timeline(register, file, on), key=lambda entry: entry.on)),
        chains=tuple(ReferralStep(each, hops.get(each.id, 0)) for each in referrals),
        needs=needs,
        plans=plans,
        goals=tuple(each for each in file.goals if each.care_plan in known and each.status not in GOAL_GIVEN_UP),
        tasks=tuple(task for task in file.tasks if not file.is_over(task, on)),
        decisions=tuple(_open_decisions(register, file, on)),
        unmet=tuple(need for need in needs if need.id in unmet),
    )


def _case_of(register: Register, conference: Conference | None) -> str:
    """The case of a conference: the one it names, else the client's open one, else the last."""
    assert conference is not None
    if conference.case is not None:
        return conference.case
    own = register.cases_of.get(conference.client, ())
    if not own:
        raise UnknownIdError("cases", conference.client)
    return max(own, key=lambda case: (case.is_open, case.since)).id


def _open_decisions(register: Register, file: CaseFile, on: dt.date) -> Iterator[OpenDecision]:
    tasks = {task.id: task for task in file.tasks}
    for conference in register.conferences_of.get(file.case.client, ()):
        for decision in register.decisions_of.get(conference.id, ()):
            task = tasks.get(decision.task or "")
            is_done = decision.kind is DecisionKind.NO_CHANGE or (task is not None and file.is_over(task, on))
            if conference.on <= on and not is_done:
                yield OpenDecision(decision, conference.on, decision.due is not None and decision.due < on)


def _timeline(register: Register, file: CaseFile, on: dt.date) -> Iterator[TimelineEntry]:
    """Everything that happened until the day, by kind."""
    client = file.case.client
    for movement in register.movements_of.get(client, ()):
        reason, coded = (movement.entry, "EntryReason") if movement.is_entry else (movement.exit, "ExitReason")
        yield TimelineEntry(movement.on, EntryKind.MOVEMENT, client, reason, coded)
    for assessment in register.assessments_of.get(client, ()):
        instrument = assessment.instrument
        yield TimelineEntry(assessment.on, EntryKind.ASSESSMENT, assessment.id, instrument, "Instrument", assessment.by)
    for event in file.events:
        coded = next(enum.__name__ for enum in STATES[event.subject] if event.to_state in list(enum))
        record = event.record or event.case
        day = local_day(event.at, register.centre.timezone)
        yield TimelineEntry(day, EntryKind.CASE, record, event.to_state, coded, event.actor)
    own = {referral.id for referral in file.referrals}
    for happened in register.referral_events:
        if happened.referral in own:
            day, state = local_day(happened.at, register.centre.timezone), happened.to_status
            yield TimelineEntry(day, EntryKind.REFERRAL, happened.referral, state, "ReferralStatus", happened.actor)
    for placement in register.placements_of.get(client, ()):
        kind = register.service(placement.service).type
        if placement.since is not None and placement.since <= on:
            yield TimelineEntry(placement.since, EntryKind.PLACEMENT, placement.id, kind, "ServiceType")
    for conference in register.conferences_of.get(client, ()):
        status = conference.status
        yield TimelineEntry(conference.on, EntryKind.CONFERENCE, conference.id, status, "MeetingStatus")


def tasks_of(
    file: CaseFile, decisions: Sequence[Decision], *, actor: str, at: dt.datetime, care_plan: str | None = None
) -> tuple[tuple[Decision, Moved[Task]], ...]:
    """The tasks that decisions become: with owner and day, in the case's care plan.

    Parameters
    ----------
    file
        The file of the case.
    decisions
        Of a conference about it; what changes nothing, and what has become a task already, is passed over.
    actor, at
        Who puts them into the file, and when.
    care_plan
        The plan that they change; the case's only plan that is not over, when left out.

    Returns
    -------
    tuple
        Each decision, now naming its task, with the task (which has the decision's id) and its event.

    Raises
    ------
    TransitionError
        When the case is not open, or before its last event.
    """
    plans = [plan.id for plan in file.care_plans if plan.status not in PLAN_OVER]
    plan = care_plan or (plans[0] if len(plans) == 1 else None)
    found = []
    for decision in decisions:
        if decision.kind is DecisionKind.NO_CHANGE or decision.task is not None:
            continue
        task = Task(
            id=decision.id,
            case=file.case.id,
            care_plan=plan,
            text=decision.text,
            owner=decision.owner,
            due=decision.due,
        )
        found.append((decision.model_copy(update={"task": task.id}), begin(file, task, actor=actor, at=at)))
    return tuple(found)
