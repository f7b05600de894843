"""Care plans, the visits they ask for, and what is already fixed."""

import datetime as dt
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import AtLeastOne, Id, LongText, Record, ShortText, personal
from agecare.model.people import SkillLevel
from agecare.model.time import Clock, Dated, TimeWindow, Weekday


class CarePlanStatus(StrEnum):
    """FHIR CarePlan.status."""

    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    REVOKED = "revoked"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"


class Priority(StrEnum):
    """FHIR request priority, from lowest to highest."""

    ROUTINE = "routine"
    URGENT = "urgent"
    ASAP = "asap"
    STAT = "stat"


class Coupling(StrEnum):
    """How the second worker of a visit relates to the first."""

    TOGETHER = "together"
    FOLLOWING = "following"


class CarePlan(Dated):
    """The plan that home visits belong to (FHIR CarePlan). Only visits of an active plan are scheduled.

    One that belongs to a case is approved by somebody else than its author before it becomes active.
    """

    id: Id
    client: Id
    status: CarePlanStatus = CarePlanStatus.ACTIVE
    author: Id | None = None
    approved_by: Id | None = None
    note: LongText = personal("")
    case: Id | None = None
    approved_on: dt.date | None = None


class VisitRole(Record):
    """One worker needed at a visit: what that worker must be able to do, and for how long."""

    skills: tuple[SkillLevel, ...] = ()
    minutes: Annotated[int, Field(gt=0, le=720)]


class VisitRequest(Dated):
    """Visits that a client is to get, week after week (FHIR Appointment, proposed).

    Each visit begins and ends inside one of ``windows``; with ``soft_end`` it may end later, at a price.
    Two roles make a visit of two workers: ``together`` (they start at once) or ``following`` (the second
    starts ``lag_min`` to ``lag_max`` minutes after the first starts). ``after`` names another request of the same
    client: each visit is then on the day of the other's visit of the same number, and begins ``gap_min`` to
    ``gap_max`` minutes after that one ends.
    """

    id: Id
    client: Id
    care_plan: Id | None = None
    service: ShortText = ""
    """What is done, in the centre's own words ("bathing", "insulin")."""
    visits_per_week: Annotated[int, Field(ge=1, le=7)] = 1
    every_weeks: Annotated[int, Field(ge=1, le=52)] = 1
    """1 = every week, 2 = every second week, counted from ``valid_from`` (or from ISO week 1 of 2024)."""
    days: tuple[Weekday, ...] = ()
    """Allowed weekdays; empty = any."""
    days_between: Annotated[int, Field(ge=1, le=7)] = 1
    """Least number of days from one visit to the next: 1 = the next day is fine."""
    windows: Annotated[tuple[TimeWindow, ...], Field(max_length=6, json_schema_extra={"minItems": 1}), AtLeastOne]
    soft_end: bool = False
    roles: Annotated[tuple[VisitRole, ...], Field(max_length=2, json_schema_extra={"minItems": 1}), AtLeastOne]
    coupling: Coupling | None = None
    lag_min: Annotated[int, Field(ge=0, le=720)] = 0
    lag_max: Annotated[int, Field(ge=0, le=720)] = 0
    after: Id | None = None
    gap_min: Annotated[int, Field(ge=0, le=1440)] = 0
    gap_max: Annotated[int, Field(ge=0, le=1440)] = 1440
    priority: Priority = Priority.ROUTINE
    mandatory: bool = True
    note: LongText = personal("")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(self.roles) == 2 and self.coupling is None:
            raise PydanticCustomError("AC2021", "a visit of two workers needs together or following", {})
        if len(self.roles) == 1 and self.coupling is not None:
            raise PydanticCustomError("AC2022", "together or following needs a second worker", {})
        if self.lag_max < self.lag_min:
            raise PydanticCustomError("AC2023", "the largest lag is below the smallest", {})
        if self.coupling is not Coupling.FOLLOWING and (self.lag_min or self.lag_max):
            raise PydanticCustomError("AC2024", "a lag needs a following second worker", {})
        if self.gap_max < self.gap_min:
            raise PydanticCustomError("AC2025", "the largest gap is below the smallest", {})
        if self.after is None and (self.gap_min or self.gap_max != 1440):
            raise PydanticCustomError("AC2026", "a gap needs the request it comes after", {})
        ordered = sorted(self.windows, key=lambda window: window.start)
        if any(later.start < earlier.end for earlier, later in pairwise(ordered)):
            raise PydanticCustomError("AC2027", "two windows overlap", {})
        if tuple(ordered) != self.windows:
            raise PydanticCustomError("AC2028", "the windows are not in order of time", {})
        return self


class Lock(Record):
    """Something already fixed that the planner must not move.

    With ``date``: one visit of the request is on that day (and, if given, at ``start`` and by these workers).
    Without ``date``: these workers do every visit of the request.
    """

    request: Id
    date: dt.date | None = None
    start: Clock | None = None
    worker: Id | None = None
    second_worker: Id | None = None

    @model_validator(mode="after")
    def _locks_something(self) -> Self:
        if self.date is None and self.worker is None and self.second_worker is None:
            raise PydanticCustomError("AC2029", "a lock names a day or a worker", {})
        if self.start is not None and self.date is None:
            raise PydanticCustomError("AC2030", "a locked time needs its day", {})
        return self
