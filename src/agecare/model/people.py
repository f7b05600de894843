"""Clients, their families, and workers."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import (
    AtLeastOne,
    Id,
    LanguageCode,
    Latitude,
    Longitude,
    LongText,
    Money,
    Record,
    ShortText,
    personal,
)
from agecare.model.organizations import Sector
from agecare.model.places import TravelMode
from agecare.model.time import Clock, Dated, Weekday, format_clock


class Gender(StrEnum):
    """FHIR administrative gender."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class PopulationGroup(StrEnum):
    """Whom a centre looks after; the groups that the reported services count."""

    ELDER_ALONE = "elder-alone"
    ELDER = "elder"
    DISABILITY = "disability"
    CHILD = "child-in-hardship"
    FAMILY = "family-in-hardship"
    OTHER = "other"


class RiskLevel(StrEnum):
    """How soon a case must be looked at again."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low, 1 for medium, 2 for high."""
        return tuple(RiskLevel).index(self)


class Accessibility(StrEnum):
    """What makes a service usable: a service has it, a client cannot do without it."""

    WHEELCHAIR = "wheelchair"
    STEP_FREE = "step-free"
    ACCESSIBLE_TOILET = "accessible-toilet"
    HEARING_LOOP = "hearing-loop"
    SIGN_LANGUAGE = "sign-language"
    LARGE_PRINT = "large-print"
    TRANSPORT = "transport"


class Client(Dated):
    """An elder, or another person served (FHIR Patient), with wishes about who comes."""

    id: Id
    name: ShortText = personal("")
    birth_date: dt.date | None = personal(None)
    gender: Gender = Gender.UNKNOWN
    group: PopulationGroup = PopulationGroup.ELDER
    languages: tuple[LanguageCode, ...] = ()
    risk: RiskLevel | None = None
    area: Id | None = None
    phone: ShortText = personal("")
    worker_gender: Gender | None = None
    """Only a worker of this gender may come (hard)."""
    worker_language: LanguageCode | None = None
    """Only a worker who speaks this language may come (hard)."""
    usual_worker: Id | None = None
    """Who came until now; continuity begins with this worker."""
    preferred_workers: tuple[Id, ...] = ()
    refused_workers: tuple[Id, ...] = ()
    """Workers who must not come (hard)."""
    documents: tuple[Id, ...] = personal(())
    """Documents the client has, in the centre's own short words (``disability-card``)."""
    income: Money | None = personal(None)
    """A month, for each member of the household, in the country's currency."""
    household: Id | None = None
    """The same for all clients who live together."""
    accessibility: tuple[Accessibility, ...] = personal(())
    """What a service must have for this client to use it."""
    note: LongText = personal("")


class Carer(Record):
    """A family member or neighbour who helps (FHIR RelatedPerson); never a paid worker."""

    id: Id
    client: Id
    name: ShortText = personal("")
    relation: ShortText = personal("")
    phone: ShortText = personal("")


class Skill(Record):
    """A skill that visits ask for and workers have."""

    id: Id
    name: ShortText = ""


class SkillLevel(Record):
    """A skill and a level: what a worker has, or the least a visit asks for."""

    skill: Id
    level: Annotated[int, Field(ge=1, le=5)] = 1


class Worker(Dated):
    """A social worker, nurse, aide, physiotherapist or volunteer (FHIR PractitionerRole)."""

    id: Id
    name: ShortText = personal("")
    organization: Id | None = None
    sector: Sector | None = None
    gender: Gender = Gender.UNKNOWN
    languages: tuple[LanguageCode, ...] = ()
    skills: tuple[SkillLevel, ...] = ()
    mode: TravelMode = TravelMode.WALK
    home_latitude: Latitude | None = personal(None)
    home_longitude: Longitude | None = personal(None)
    start_location: Id | None = None
    """Where the day begins; ``None`` = at home."""
    end_location: Id | None = None
    """Where the day ends; ``None`` = at home."""
    daily_minutes: Annotated[int, Field(gt=0, le=1440)] | None = None
    """Most paid minutes a day; ``None`` = the centre's."""
    weekly_minutes: Annotated[int, Field(gt=0, le=10080)] | None = None
    """Most paid minutes a calendar week; ``None`` = the centre's."""
    overtime_minutes: Annotated[int, Field(ge=0, le=480)] | None = None
    """How long after the shift the worker may come back (paid and priced); ``None`` = the centre's."""
    caseload_limit: Annotated[int, Field(ge=0, le=1000)] | None = None
    """Most clients; ``None`` = the centre's."""
    phone: ShortText = personal("")

    @model_validator(mode="after")
    def _has_places(self) -> Self:
        if (self.home_latitude is None) != (self.home_longitude is None):
            raise PydanticCustomError("AC2015", "a home needs both latitude and longitude", {})
        if (self.start_location is None or self.end_location is None) and self.home_latitude is None:
            raise PydanticCustomError("AC2016", "without a home, both a start and an end location are needed", {})
        return self


class Shift(Dated):
    """When a worker works: the same hours on the given weekdays.

    A break of ``break_minutes`` begins between ``break_earliest`` and ``break_latest``. Public holidays are off
    unless ``on_holidays``.
    """

    worker: Id
    days: Annotated[tuple[Weekday, ...], Field(json_schema_extra={"minItems": 1}), AtLeastOne]
    start: Clock
    end: Clock
    break_minutes: Annotated[int, Field(ge=0, le=240)] = 0
    break_earliest: Clock | None = None
    break_latest: Clock | None = None
    on_holidays: bool = False

    @model_validator(mode="after")
    def _hours(self) -> Self:
        if self.end <= self.start:
            raise PydanticCustomError(
                "AC2012",
                "{start}-{end} ends before it begins",
                {"start": format_clock(self.start), "end": format_clock(self.end)},
            )
        if self.break_minutes:
            if self.break_earliest is None or self.break_latest is None:
                raise PydanticCustomError("AC2017", "a break needs its earliest and latest start", {})
            if not self.start <= self.break_earliest <= self.break_latest <= self.end:
                raise PydanticCustomError("AC2018", "the break lies outside the shift", {})
        return self


class Absence(Record):
    """Days (or hours of one day) on which a worker does not work, or a client is not at home."""

    worker: Id | None = None
    client: Id | None = None
    first_day: dt.date
    last_day: dt.date
    start: Clock | None = None
    """With ``end``: only these hours of each day."""
    end: Clock | None = None
    reason: ShortText = personal("")

    @model_validator(mode="after")
    def _one_person(self) -> Self:
        if (self.worker is None) == (self.client is None):
            raise PydanticCustomError("AC2019", "an absence names either a worker or a client", {})
        if self.last_day < self.first_day:
            raise PydanticCustomError(
                "AC2013",
                "the period ends on {end}, before it begins on {start}",
                {"start": self.first_day.isoformat(), "end": self.last_day.isoformat()},
            )
        if (self.start is None) != (self.end is None):
            raise PydanticCustomError("AC2020", "hours of absence need both a start and an end", {})
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise PydanticCustomError(
                "AC2012",
                "{start}-{end} ends before it begins",
                {"start": format_clock(self.start), "end": format_clock(self.end)},
            )
        return self
