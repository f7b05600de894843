"""Case conferences: why a team met about a person, who came, and what was decided."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import AtLeastOne, Id, LongText, Record, personal


class MeetingStatus(StrEnum):
    """How far a meeting has come (of FHIR Appointment.status)."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"


class CallReason(StrEnum):
    """Why a case conference is called."""

    RISK = "risk"
    """The person is at high risk."""
    HOP_LIMIT = "hop-limit"
    """The person has been passed on too often."""
    STALLED = "stalled"
    """Nothing has moved for too long."""
    DISAGREEMENT = "disagreement"
    """Services do not agree on who acts, or the person not on what is done."""


class Conference(Record):
    """A case conference about one person. Who came is told of a conference that was held, and of no other."""

    id: Id
    client: Id
    case: Id | None = None
    team: Id | None = None
    reasons: Annotated[tuple[CallReason, ...], Field(json_schema_extra={"minItems": 1}), AtLeastOne]
    on: dt.date
    """The day of the conference, past or to come."""
    status: MeetingStatus = MeetingStatus.BOOKED
    chair: Id | None = None
    invited: tuple[Id, ...] = ()
    """Workers and organizations asked to come."""
    attended: tuple[Id, ...] = ()
    """Workers and organizations who came."""
    guests: Annotated[int, Field(ge=0, le=500)] = 0
    """Others who came: the person, family, neighbours, guests without an id of their own."""
    note: LongText = personal("")

    @model_validator(mode="after")
    def _held_before_attended(self) -> Self:
        if (self.attended or self.guests) and self.status is not MeetingStatus.FULFILLED:
            raise PydanticCustomError("AC2301", "only who came to a conference that was held is told", {})
        return self

    @property
    def participants(self) -> int:
        """How many people came."""
        return len(set(self.attended)) + self.guests


class DecisionKind(StrEnum):
    """What a conference can decide: a change of the plan, or that none is needed."""

    NEW_GOAL = "new-goal"
    CHANGE_GOAL = "change-goal"
    REFERRAL = "referral"
    VISITS = "visits"
    REASSESSMENT = "reassessment"
    NEW_MANAGER = "new-manager"
    ESCALATION = "escalation"
    CLOSURE = "closure"
    TASK = "task"
    NO_CHANGE = "no-change"


class Decision(Record):
    """One decision of a case conference. Unless nothing is to change, it has an owner and a day by which it is done."""

    id: Id
    conference: Id
    kind: DecisionKind
    text: LongText = personal("")
    owner: Id | None = None
    due: dt.date | None = None
    task: Id | None = None
    """The task that it became."""

    @model_validator(mode="after")
    def _somebody_does_it(self) -> Self:
        if self.kind is not DecisionKind.NO_CHANGE and (self.owner is None or self.due is None):
            raise PydanticCustomError("AC2302", "a decision needs an owner and a day", {})
        return self
