"""Coaching at the workplace: what is coached, how well a worker does it, plans and sessions."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import AtLeastOne, Id, LongText, Record, ShortText, personal
from agecare.model.conferences import MeetingStatus
from agecare.model.time import Lasting

CompetencyLevel = Annotated[int, Field(ge=1, le=4)]
"""1 begins to learn it, 2 does it with help, 3 does it alone, 4 teaches it to others."""


class CompetencyArea(StrEnum):
    """The five areas of the competency framework."""

    ASSESSMENT = "assessment"
    PLANNING = "planning"
    ETHICS = "ethics"
    SAFETY = "safety"
    FAMILIES = "families"


class Competency(Record):
    """Something that a worker of a joint team can do, and how well it is wanted."""

    id: Id
    area: CompetencyArea
    name: ShortText = ""
    """Empty for a competency of agecare's own framework: its words are in the catalogues."""
    target: CompetencyLevel = 3


@cache
def default_competencies() -> Mapping[str, Competency]:
    """agecare's own framework by id, for centres that bring none: 20 competencies, four in each area.

    The wording is agecare's. It covers what the joint teams' coaching is reported to be about: case files by
    procedure, confidentiality, ethics and the safety of workers, beside the steps of case management.

    Examples
    --------
    >>> len(default_competencies()), default_competencies()["confidentiality"].area.value
    (20, 'ethics')
    """
    # read only when somebody coaches: `import agecare` is to be quick
    from csv import DictReader
    from importlib.resources import files

    text = files("agecare.model").joinpath("competencies.csv").read_text(encoding="utf-8")
    rows = (Competency.model_validate(row) for row in DictReader(text.splitlines()))
    return MappingProxyType({competency.id: competency for competency in rows})


class CoachingPhase(StrEnum):
    """When in a round of coaching a competency was judged."""

    BASELINE = "baseline"
    INTERIM = "interim"
    END = "end"


class CoachingGoal(Record):
    """A competency, and the level that the worker is to reach in it."""

    competency: Id
    level: CompetencyLevel


class CoachingPlan(Lasting):
    """One worker's round of coaching: from the baseline over sessions to the end assessment."""

    id: Id
    worker: Id
    since: dt.date
    coach: Id | None = None
    goals: tuple[CoachingGoal, ...] = ()
    note: LongText = personal("")

    @model_validator(mode="after")
    def _somebody_else_coaches(self) -> Self:
        if self.coach == self.worker:
            raise PydanticCustomError("AC2303", "nobody is their own coach", {})
        return self


class CompetencyScore(Record):
    """How well a worker does one thing, judged at one time of a round of coaching."""

    plan: Id
    phase: CoachingPhase
    competency: Id
    level: CompetencyLevel
    on: dt.date | None = None
    by: Id | None = None


class CoachingSession(Record):
    """A coaching session at the workplace, of one worker or of several together."""

    id: Id
    on: dt.date
    coach: Id
    workers: Annotated[tuple[Id, ...], Field(json_schema_extra={"minItems": 1}), AtLeastOne]
    competencies: tuple[Id, ...] = ()
    """What it was about."""
    minutes: Annotated[int, Field(gt=0, le=720)] | None = None
    status: MeetingStatus = MeetingStatus.BOOKED
    note: LongText = personal("")
