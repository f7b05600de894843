"""The service directory (the HSDS words): what is offered, to whom, when, how much, and who has it or waits for it."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import (
    AtLeastOne,
    CurrencyCode,
    Id,
    LanguageCode,
    LongText,
    Money,
    Record,
    ShortText,
    personal,
)
from agecare.model.needs import NeedDomain
from agecare.model.people import Accessibility, PopulationGroup
from agecare.model.plans import Priority, VisitRole
from agecare.model.recurrence import RecurrenceRule, first_day, happens_on
from agecare.model.refusals import RefusalReason
from agecare.model.time import Dated, Lasting, TimeWindow

Amount = Annotated[int, Field(ge=0, le=1_000_000)]


class ServiceType(StrEnum):
    """Kinds of service (FHIR HealthcareService.type)."""

    INFORMATION = "information"
    FAMILY_CLINIC = "family-clinic"
    NURSING = "nursing"
    REHABILITATION = "rehabilitation"
    MENTAL_HEALTH = "mental-health"
    DAY_CARE = "day-care"
    RESPITE = "respite"
    RESIDENTIAL = "residential-care"
    HOME_CARE = "home-care"
    MEALS = "meals"
    EQUIPMENT_LOAN = "equipment-loan"
    TRANSPORT = "transport"
    VOLUNTEERS = "volunteers"
    LEGAL_HELP = "legal-help"
    CASH_HELP = "cash-help"
    HOUSING_HELP = "housing-help"
    EDUCATION = "education"
    CHILD_PROTECTION = "child-protection"


class ServiceStatus(StrEnum):
    """HSDS service.status."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class FeeUnit(StrEnum):
    """What a fee is paid for."""

    ONCE = "once"
    VISIT = "visit"
    DAY = "day"
    MONTH = "month"


class Service(Record):
    """Something offered that answers needs (HSDS service, FHIR HealthcareService).

    A service given at home has ``visit``: what one visit takes. It happens ``visits_per_week`` times a week, in the
    opening times. Rules about who may have it are `Eligibility` rows; how much of it there is, `Capacity` rows.
    """

    id: Id
    name: ShortText
    type: ServiceType
    organization: Id | None = None
    locations: tuple[Id, ...] = ()
    """Where it is given; of several the nearest counts. None: at home, or by telephone."""
    domains: Annotated[tuple[NeedDomain, ...], Field(json_schema_extra={"minItems": 1}), AtLeastOne]
    """The needs it answers, the one it is made for first."""
    status: ServiceStatus = ServiceStatus.ACTIVE
    status_from: dt.date | None = None
    """First day of the status; before it the service is active, or, of an active one, not yet."""
    status_to: dt.date | None = None
    """Last day of the status; after it the service is active again, or, of an active one, no longer."""
    languages: tuple[LanguageCode, ...] = ()
    """Languages it is given in; none named: no matter."""
    accessibility: tuple[Accessibility, ...] = ()
    fee: Money | None = None
    """What the client pays; ``None``: not known, 0: nothing."""
    currency: CurrencyCode | None = None
    """``None``: the currency of the centre's country."""
    fee_unit: FeeUnit | None = None
    visit: VisitRole | None = None
    """Skills and minutes of one visit at home."""
    visits_per_week: Annotated[int, Field(ge=1, le=7)] | None = None
    together_with: Id | None = None
    """A service that is given along with this one: a carer's respite with day care."""
    phone: ShortText = ""
    assured_on: dt.date | None = None
    """When somebody last made sure that this is so (HSDS assured_date)."""
    note: LongText = ""

    @property
    def at_home(self) -> bool:
        """Whether it is given by visits at home."""
        return self.visit is not None

    def active_on(self, date: dt.date) -> bool:
        """Whether the service is given on ``date``, as its status says.

        Examples
        --------
        >>> closed = {"status": "temporarily closed", "status_from": "2026-04-01", "status_to": "2026-04-20"}
        >>> day_care = Service(id="S-1", name="Day care", type="day-care", domains=["company"], **closed)
        >>> day_care.active_on(dt.date(2026, 4, 6)), day_care.active_on(dt.date(2026, 5, 4))
        (False, True)
        """
        begun = self.status_from is None or self.status_from <= date
        over = self.status_to is not None and self.status_to < date
        return (self.status is ServiceStatus.ACTIVE) == (begun and not over)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.status_from and self.status_to and self.status_to < self.status_from:
            raise PydanticCustomError(
                "AC2013",
                "the period ends on {end}, before it begins on {start}",
                {"start": self.status_from.isoformat(), "end": self.status_to.isoformat()},
            )
        if self.visits_per_week and self.visit is None:
            raise PydanticCustomError("AC2115", "visits a week need the minutes of a visit", {})
        return self


class OpeningTime(Dated):
    """When a service is open (HSDS schedule): the days of a recurrence rule, and the hours of each.

    ``valid_from`` is the first day of the rule (DTSTART). Public holidays are closed unless ``on_holidays``.
    """

    service: Id
    rule: RecurrenceRule
    windows: Annotated[tuple[TimeWindow, ...], Field(max_length=6, json_schema_extra={"minItems": 1}), AtLeastOne]
    on_holidays: bool = False

    @model_validator(mode="after")
    def _opens_once(self) -> Self:
        day = first_day(self.rule, self.valid_from)
        if day is None or (self.valid_to and day > self.valid_to):
            raise PydanticCustomError("AC2120", "the rule {value} names no day", {"value": self.rule})
        return self

    def opens_on(self, date: dt.date, *, holiday: bool = False) -> bool:
        """Whether the service is open on ``date`` by this row.

        Examples
        --------
        >>> morning = {"start": "9:00", "end": "13:00"}
        >>> row = OpeningTime(service="S-1", rule="FREQ=WEEKLY;BYDAY=MO,WE", windows=[morning])
        >>> row.opens_on(dt.date(2026, 4, 6)), row.opens_on(dt.date(2026, 4, 7))
        (True, False)
        """
        if (holiday and not self.on_holidays) or not self.valid_on(date):
            return False
        return happens_on(self.rule, date, self.valid_from)


class CapacityUnit(StrEnum):
    """What is counted: places held all the time, or slots or visits in each week."""

    PLACES = "places"
    SLOTS = "slots-a-week"
    VISITS = "visits-a-week"


class Capacity(Dated):
    """How much of a service there is in a period. A service without capacity rows is not scarce."""

    service: Id
    unit: CapacityUnit = CapacityUnit.PLACES
    total: Amount
    taken: Amount = 0
    """Taken by people who are in no `Placement` here; placements are counted on top."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.taken > self.total:
            context = {"taken": str(self.taken), "total": str(self.total)}
            raise PydanticCustomError("AC2116", "{taken} are taken, there are only {total}", context)
        return self


class Quota(Dated):
    """A part of a service's capacity that is kept for one population group."""

    service: Id
    group: PopulationGroup
    reserved: Amount
    """In the unit of the service's capacity."""


class CoverageTarget(Dated):
    """The least share of an area's clients with open needs who are to be served when scarce places are shared out."""

    area: Id
    group: PopulationGroup | None = None
    """``None``: of every group."""
    domain: NeedDomain | None = None
    """``None``: with any need."""
    share: Annotated[float, Field(ge=0, le=1)]


class Placement(Lasting):
    """A client has a service, from ``since`` until ``until``."""

    id: Id
    client: Id
    service: Id
    need: Id | None = None
    """The need it answers."""
    units: Annotated[int, Field(ge=1, le=1000)] = 1
    """How much of the capacity the client holds: a place, or so many slots or visits a week."""
    since: dt.date
    requested_on: dt.date | None = None
    """When the client began to wait for it."""


class RequestStatus(StrEnum):
    """FHIR request status of a client's request: active ones wait."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    REVOKED = "revoked"
    ENTERED_IN_ERROR = "entered-in-error"


class ServiceRequest(Lasting):
    """A client asks for a service and waits for it since ``since`` (FHIR ServiceRequest): a row of the waiting list.

    ``completed`` on ``until`` means that the client got a place, ``revoked`` that it came to nothing, for ``reason``.
    """

    id: Id
    client: Id
    need: Id | None = None
    service: Id | None = None
    """``None``: any service that answers the need."""
    units: Annotated[int, Field(ge=1, le=1000)] = 1
    """How much is asked for, in the unit of the service's capacity."""
    priority: Priority = Priority.ROUTINE
    since: dt.date
    status: RequestStatus = RequestStatus.ACTIVE
    reason: RefusalReason | None = None
    """Why it was revoked or put on hold."""
    note: LongText = personal("")

    @property
    def waiting(self) -> bool:
        """Whether the client waits for a place."""
        return self.status is RequestStatus.ACTIVE

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.need is None and self.service is None:
            raise PydanticCustomError("AC2117", "a request names a need or a service", {})
        if self.status is RequestStatus.REVOKED and self.reason is None:
            raise PydanticCustomError("AC2118", "a revoked request needs its reason", {})
        if self.reason and self.status not in (RequestStatus.REVOKED, RequestStatus.ON_HOLD):
            raise PydanticCustomError("AC2119", "only a revoked request, or one on hold, has a reason", {})
        return self
