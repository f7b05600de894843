"""What became of visits, and what a centre's rules make of it."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, LongText, Record, personal
from agecare.model.cases import Achievement


class OutcomeStatus(StrEnum):
    """FHIR Appointment.status of a visit that was booked, from the day of the visit on."""

    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NOSHOW = "noshow"

    @property
    def is_missed(self) -> bool:
        """Whether nobody was visited."""
        return self in (OutcomeStatus.CANCELLED, OutcomeStatus.NOSHOW)


class MissedReason(StrEnum):
    """Coded reasons why a visit did not take place."""

    NOT_AT_HOME = "not-at-home"
    DECLINED_BY_PERSON = "declined-by-person"
    IN_HOSPITAL = "in-hospital"
    AWAY = "away"
    MOVED_AWAY = "moved-away"
    DIED = "died"
    WORKER_ABSENT = "worker-absent"
    NO_TIME = "no-time"
    ROAD_CLOSED = "road-closed"
    UNSAFE = "unsafe"
    OTHER = "other"


class VisitOutcome(Record):
    """What became of one worker's part of a visit (FHIR Appointment, after the day).

    The request and the day name the visit: no request asks for two visits on one day.
    """

    request: Id
    date: dt.date
    worker: Id | None = None
    status: OutcomeStatus
    reason: MissedReason | None = None
    """Why the visit did not take place."""
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    """How long the worker was there."""
    progress: Achievement | None = None
    """How the worker found the goals that the visit serves."""
    note: LongText = personal("")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.status is OutcomeStatus.CANCELLED and self.reason is None:
            raise PydanticCustomError("AC2401", "a visit that was cancelled has a reason", {})
        if self.reason is not None and not self.status.is_missed:
            raise PydanticCustomError("AC2402", "a visit that took place has no reason why it did not", {})
        if self.status.is_missed and (self.minutes or self.progress is not None):
            raise PydanticCustomError("AC2403", "a visit that did not take place has neither minutes nor progress", {})
        if self.reason is MissedReason.OTHER and not self.note:
            raise PydanticCustomError("AC2404", "the reason other needs a note", {})
        return self

    @property
    def key(self) -> tuple[str, dt.date, str]:
        """What tells it from every other outcome: request, day and worker."""
        return self.request, self.date, self.worker or ""


class OutcomeRules(Record):
    """What missed visits and bad news lead to; no law fixes these numbers."""

    review_noshows: Annotated[int, Field(ge=1, le=100)] = 2
    """So many visits in vain bring a review forward."""
    noshow_days: Annotated[int, Field(ge=1, le=366)] = 28
    """The calendar days within which visits in vain are counted together."""
    review_days: Annotated[int, Field(ge=0, le=366)] = 7
    """Calendar days from what brings a review forward to the review."""
    make_up_visits: Annotated[int, Field(ge=0, le=7)] = 3
    """Missed visits of requests with at most so many visits a week are made up the week after."""
