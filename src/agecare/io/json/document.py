"""The schedule document: what ``schedule.json`` holds, as frozen pydantic models. Ids only, no names."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, Record, ShortText
from agecare.visits.replan.records import Reason
from agecare.visits.schedule import Kind

SCHEMA: Literal["agecare.schedule/1"] = "agecare.schedule/1"
"""Name and version of the format. A change that an old reader would misread gets a new number."""

EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2199, 12, 31)


def _whole_minute(moment: dt.datetime) -> dt.datetime:
    if moment.second or moment.microsecond:
        raise PydanticCustomError("whole_minute", "a time of a plan has no seconds", {})
    return moment


def _bounded(date: dt.date) -> dt.date:
    # A datetime is a date too. One near the calendar's ends would overflow when moved to another time zone.
    day = date.date() if isinstance(date, dt.datetime) else date
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("date_range", "a year from 1970 to 2199 is expected", {})
    return date


Moment = Annotated[AwareDatetime, AfterValidator(_bounded), AfterValidator(_whole_minute)]
"""A local moment with its offset, in whole minutes: ``2026-04-07T09:30:00+08:00``."""

Day = Annotated[dt.date, AfterValidator(_bounded)]
"""A calendar day, ``2026-04-07``."""

VisitId = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^\S+$")]
"""``request/ISO week/number``, the same from plan to plan."""

Minutes = Annotated[int, Field(ge=-10_000_000, le=10_000_000)]
Amount = Annotated[int, Field(ge=-(2**62), le=2**62)]
Params = dict[ShortText, Annotated[str, StringConstraints(max_length=2000)]]


class _Part(Record):
    model_config = ConfigDict(populate_by_name=True)


class HorizonPart(_Part):
    """The days that the plan covers."""

    start: Day
    days: Annotated[int, Field(ge=1, le=28)]
    timezone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]+(/[A-Za-z_+\-0-9]+)*$", max_length=64)]


class ComponentPart(_Part):
    """One part of the cost: amount × weight."""

    amount: Amount
    weight: Amount
    cost: Amount


class CostPart(_Part):
    """What the plan costs, by component, and the sum."""

    total: Amount
    components: dict[ShortText, ComponentPart]


class ViolationPart(_Part):
    """A rule that the plan breaks."""

    rule: ShortText
    visit: VisitId | None = None
    worker: Id | None = None
    date: Day | None = None
    params: Params = Field(default_factory=dict)


class CheckPart(_Part):
    """What the checker, which knows no solver, said of the plan when it was written."""

    valid: bool
    violations: tuple[ViolationPart, ...] = ()


class WorkerPart(_Part):
    """One worker's part of a visit."""

    role: Annotated[int, Field(ge=1, le=2)]
    """Number of the role in the request, from 1."""
    worker: Id
    shift: Annotated[int, Field(ge=1, le=100)] = 1
    """Which of the worker's shifts of that day, from 1; more than one where the day is split."""
    start: Moment
    end: Moment
    travel_minutes: Minutes
    """Travel from the stop (or start place) before."""
    wait_minutes: Minutes
    """Minutes between arriving and starting."""
    locked: bool = False
    """The worker was fixed beforehand."""


class VisitPart(_Part):
    """A visit that takes place."""

    visit: VisitId
    request: Id
    client: Id
    date: Day
    start: Moment
    """When the first worker starts."""
    end: Moment
    """When the last worker ends."""
    locked_day: bool = False
    locked_start: bool = False
    workers: tuple[WorkerPart, ...]


class BreakPart(_Part):
    """A worker's break; ``place`` is the id of the client, location or worker at whose place it is taken."""

    start: Moment
    end: Moment
    place: Id


class RoutePart(_Part):
    """A worker's way through one shift."""

    worker: Id
    date: Day
    shift: Annotated[int, Field(ge=1, le=100)] = 1
    departure: Moment
    back: Moment
    break_: BreakPart | None = Field(default=None, validation_alias="break", serialization_alias="break")


class RepairPart(_Part):
    """The nearest change that would let a visit be served; it was tried out."""

    code: ShortText
    params: Params = Field(default_factory=dict)
    """``worker``, ``day`` and ``start``: who would then make the visit, and when; and the figures of the change."""
    text: Annotated[str, StringConstraints(max_length=2000)] = ""
    """The change in English."""


class UnservedPart(_Part):
    """A visit that does not take place, and why."""

    visit: VisitId
    request: Id
    client: Id
    kind: Kind
    code: ShortText
    params: Params = Field(default_factory=dict)
    text: Annotated[str, StringConstraints(max_length=2000)] = ""
    """The reason in English."""
    repair: RepairPart | None = None
    """Left out where no such change was found."""


class PublishedPart(_Part):
    """A visit as people knew it before this plan; changes against it were priced."""

    visit: VisitId
    start: Moment
    workers: tuple[Id | None, ...]
    """In the order of the roles; ``null`` = somebody who is no longer there."""


class AppointmentPart(_Part):
    """When a visit was or is to be, and by whom."""

    start: Moment
    workers: tuple[Id, ...]
    """In the order of the roles; who is no longer there is left out."""


class ChangePart(_Part):
    """A visit that differs from the published plan, and why."""

    visit: VisitId
    client: Id
    reason: Reason
    params: Params = Field(default_factory=dict)
    text: Annotated[str, StringConstraints(max_length=2000)] = ""
    """The reason in English."""
    before: AppointmentPart | None = None
    """Left out for a visit that was not published."""
    after: AppointmentPart | None = None
    """Left out for a visit that is no longer in the plan."""


class CallPart(_Part):
    """Somebody to tell, and the changed visits to tell about."""

    person: Id
    role: Literal["client", "worker"]
    visits: Annotated[tuple[VisitId, ...], Field(min_length=1)]


class RunPart(_Part):
    """What differs from run to run even with the same input, seed and version."""

    elapsed_seconds: Annotated[float, Field(ge=0)]


class ScheduleDocument(_Part):
    """A checked plan of home visits, complete enough to be judged again without the program that made it."""

    schema_: Literal["agecare.schedule/1"] = Field(validation_alias="schema", serialization_alias="schema")
    version: ShortText
    """The version of agecare that made the plan."""
    centre: Id
    horizon: HorizonPart
    revision: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """0 for a plan from scratch, one more than the published plan it was made from."""
    input_hash: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
    """SHA-256 of the records in canonical form: the same for a workbook and for CSV files of like content."""
    seed: Amount
    moves: Annotated[int, Field(ge=0, le=2**62)]
    """Moves that the search tried."""
    stopped_by: ShortText
    """``time``, ``work`` or ``signal``."""
    serviceable: Annotated[int, Field(ge=0)] | None = None
    """Proved: these hours and skills serve no more visits than this; ``null`` = no bound was found."""
    cost: CostPart
    check: CheckPart
    visits: tuple[VisitPart, ...]
    routes: tuple[RoutePart, ...]
    unserved: tuple[UnservedPart, ...]
    published: tuple[PublishedPart, ...] = ()
    changes: tuple[ChangePart, ...] = ()
    """Every visit that differs from the published plan, by day and time."""
    calls: tuple[CallPart, ...] = ()
    """Everybody to tell about them, clients first."""
    run: RunPart | None = None
    """Left out where the limit was one of work, so that the same run gives the same file."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a schedule document, as it is stored in ``docs/schedule.schema.json``.

    Examples
    --------
    >>> json_schema()["$id"]
    'urn:agecare:schedule:1'
    """
    found = ScheduleDocument.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:agecare:schedule:1",
        **found,
    }
