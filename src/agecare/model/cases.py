"""Cases, what happened to them, their goals and tasks, and how often they are looked at again."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, LongText, Record, personal
from agecare.model.people import RiskLevel
from agecare.model.plans import CarePlanStatus
from agecare.model.time import Lasting, Moment


class CaseStage(StrEnum):
    """Where a case is on its way."""

    INTAKE = "intake"
    SCREENING = "screening"
    ASSESSMENT = "assessment"
    PLANNING = "planning"
    LINKAGE = "linkage"
    MONITORING = "monitoring"
    REVIEW = "review"
    CLOSED = "closed"


class CaseStatus(StrEnum):
    """FHIR EpisodeOfCare.status."""

    PLANNED = "planned"
    WAITLIST = "waitlist"
    ACTIVE = "active"
    ONHOLD = "onhold"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"


_BEFORE = (CaseStatus.PLANNED, CaseStatus.WAITLIST)
_UNDER_WAY = (CaseStatus.ACTIVE, CaseStatus.ONHOLD)

STATUSES: Mapping[CaseStage, tuple[CaseStatus, ...]] = MappingProxyType(
    {
        CaseStage.INTAKE: _BEFORE,
        CaseStage.SCREENING: _BEFORE,
        CaseStage.ASSESSMENT: _UNDER_WAY,
        CaseStage.PLANNING: _UNDER_WAY,
        CaseStage.LINKAGE: _UNDER_WAY,
        CaseStage.MONITORING: _UNDER_WAY,
        CaseStage.REVIEW: _UNDER_WAY,
        CaseStage.CLOSED: (CaseStatus.FINISHED, CaseStatus.CANCELLED),
    }
)
"""The FHIR statuses that a case may have in each stage, the usual one first; each may also be entered in error."""


class CaseReason(StrEnum):
    """Coded reasons why a case is closed, opened again or put on hold."""

    GOALS_MET = "goals-met"
    NO_LONGER_NEEDED = "no-longer-needed"
    DIED = "died"
    MOVED_AWAY = "moved-away"
    TRANSFERRED = "transferred"
    RESIDENTIAL_CARE = "residential-care"
    DECLINED_BY_PERSON = "declined-by-person"
    COULD_NOT_CONTACT = "could-not-contact"
    NOT_ELIGIBLE = "not-eligible"
    DUPLICATE = "duplicate"
    NEW_NEED = "new-need"
    WORSENED = "worsened"
    RETURNED = "returned"
    ASKED_AGAIN = "asked-again"
    CLOSED_TOO_EARLY = "closed-too-early"
    IN_HOSPITAL = "in-hospital"
    AWAY = "away"
    WAITING_FOR_DECISION = "waiting-for-decision"
    OTHER = "other"


class Case(Lasting):
    """All that a centre does for one client, from intake to closure (FHIR EpisodeOfCare).

    ``since`` is the day it was opened, ``until`` the day it was closed. It changes through `agecare.cases` only.
    """

    id: Id
    client: Id
    since: dt.date
    stage: CaseStage = CaseStage.INTAKE
    status: CaseStatus = CaseStatus.PLANNED
    case_manager: Id | None = None
    """The worker who answers for it."""
    reviewed: dt.date | None = None
    """When it was last reviewed."""
    reason: CaseReason | None = None
    """Why it is closed or on hold."""
    note: LongText = personal("")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.status not in (*STATUSES[self.stage], CaseStatus.ENTERED_IN_ERROR):
            context = {"stage": self.stage.value, "status": self.status.value}
            raise PydanticCustomError("AC2201", "a case in the stage {stage} is not {status}", context)
        if (self.until is not None) != (self.stage is CaseStage.CLOSED):
            raise PydanticCustomError("AC2202", "a closed case has its last day, an open one has none", {})
        if self.stage is CaseStage.CLOSED and self.reason is None:
            raise PydanticCustomError("AC2203", "a closed case has its reason", {})
        return self

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.stage is not CaseStage.CLOSED and self.status is not CaseStatus.ENTERED_IN_ERROR


class GoalStatus(StrEnum):
    """FHIR Goal.lifecycleStatus."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    REJECTED = "rejected"


class Achievement(StrEnum):
    """FHIR Goal.achievementStatus."""

    IN_PROGRESS = "in-progress"
    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no-change"
    ACHIEVED = "achieved"
    SUSTAINING = "sustaining"
    NOT_ACHIEVED = "not-achieved"
    NO_PROGRESS = "no-progress"
    NOT_ATTAINABLE = "not-attainable"


class Goal(Record):
    """What a care plan wants to reach (FHIR Goal)."""

    id: Id
    care_plan: Id
    need: Id | None = None
    """The need it answers."""
    text: LongText = personal("")
    status: GoalStatus = GoalStatus.PROPOSED
    achievement: Achievement | None = None
    due: dt.date | None = None


class TaskStatus(StrEnum):
    """The statuses of FHIR Task that a task within the own house takes."""

    REQUESTED = "requested"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"


class Task(Record):
    """One thing to be done in a case (FHIR CarePlan.activity and Task), with who does it and until when.

    One that names a referral or a visit request is over when that is over, and its own status does not count.
    """

    id: Id
    case: Id
    care_plan: Id | None = None
    goal: Id | None = None
    need: Id | None = None
    """The need it answers, where no goal says so."""
    text: LongText = personal("")
    owner: Id | None = None
    """The worker or organization that does it."""
    due: dt.date | None = None
    status: TaskStatus = TaskStatus.REQUESTED
    referral: Id | None = None
    visit_request: Id | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.referral is not None and self.visit_request is not None:
            raise PydanticCustomError("AC2204", "a task names a referral or a visit request, not both", {})
        return self


class CaseSubject(StrEnum):
    """The kind of record that an event of a case is about."""

    CASE = "case"
    CARE_PLAN = "care-plan"
    GOAL = "goal"
    TASK = "task"


STATES: Mapping[CaseSubject, tuple[type[StrEnum], ...]] = MappingProxyType(
    {
        CaseSubject.CASE: (CaseStage, CaseStatus),
        CaseSubject.CARE_PLAN: (CarePlanStatus,),
        CaseSubject.GOAL: (GoalStatus, Achievement),
        CaseSubject.TASK: (TaskStatus,),
    }
)
"""The codes that an event may name, by what it is about. Those of one subject do not overlap."""


State = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""The code of a state of some kind of record."""


class CaseEvent(Record):
    """One thing that happened in a case: a record of it went from one state to another. Events are only ever added."""

    case: Id
    at: Moment
    actor: Id
    subject: CaseSubject = CaseSubject.CASE
    record: Id | None = None
    """Which care plan, goal or task; ``None`` for the case itself."""
    from_state: State | None = None
    """``None``: the record began here."""
    to_state: State
    reason: CaseReason | None = None
    case_manager: Id | None = None
    """Who answers for the case from now on, where that is new."""
    note: LongText = personal("")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.record is None) != (self.subject is CaseSubject.CASE):
            raise PydanticCustomError("AC2205", "an event names its care plan, goal or task, and no other record", {})
        for state in (self.from_state, self.to_state):
            if state is not None and state not in (known := states_of(self.subject)):
                context = {"value": state, "subject": self.subject.value, "allowed": ", ".join(known)}
                raise PydanticCustomError("AC2206", "{value} is no state of a {subject}", context)
        return self


def states_of(subject: CaseSubject) -> tuple[str, ...]:
    """The codes of every state that a record of this kind may be in.

    >>> states_of(CaseSubject.TASK)[:3]
    ('requested', 'in-progress', 'on-hold')
    """
    return tuple(member.value for member in chain.from_iterable(STATES[subject]))


class ReviewInterval(Record):
    """How many days after a review a case is looked at again, by the client's risk."""

    risk: RiskLevel | None = None
    """``None``: the risk is not known."""
    days: Annotated[int, Field(ge=1, le=3660)]


REVIEW_INTERVALS: tuple[ReviewInterval, ...] = (
    ReviewInterval(risk=RiskLevel.HIGH, days=30),
    ReviewInterval(risk=RiskLevel.MEDIUM, days=90),
    ReviewInterval(risk=RiskLevel.LOW, days=180),
    ReviewInterval(risk=None, days=90),
)
"""The intervals of a centre that has none of its own: a month, a quarter, half a year. No law fixes them."""


def review_days(risk: RiskLevel | None, own: tuple[ReviewInterval, ...] = ()) -> int:
    """Days from one review to the next: the centre's own row for this risk, else the package's.

    >>> review_days(RiskLevel.HIGH), review_days(RiskLevel.HIGH, (ReviewInterval(risk="high", days=14),))
    (30, 14)
    """
    return next(row.days for row in (*own, *REVIEW_INTERVALS) if row.risk is risk)
