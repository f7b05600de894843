"""The centre itself: where it is, its usual hours, and what its plans should care about."""

from typing import Annotated

from pydantic import Field, StringConstraints

from agecare.model.base import Id, Record, ShortText
from agecare.model.holidays import Country
from agecare.model.time import TimeZone

MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""Month and day, ``11-01``."""

Weight = Annotated[int, Field(ge=0, le=10_000_000)]


class Weights(Record):
    """Prices of the soft rules, whole numbers; what a plan pays is the sum of amount × weight.

    One minute of travel costs ``travel``; leaving a routine visit out costs ``unserved_routine``, and so on.
    A mandatory visit left out costs ``mandatory`` on top, so that no saving is worth it.
    """

    mandatory: Weight = 200_000
    unserved_routine: Weight = 4_000
    unserved_urgent: Weight = 12_000
    unserved_asap: Weight = 36_000
    unserved_stat: Weight = 100_000
    lateness: Weight = 8
    """per minute that a visit ends after a soft window's end"""
    overtime: Weight = 6
    """per minute back after the shift's end"""
    travel: Weight = 2
    """per minute travelled"""
    waiting: Weight = 1
    """per minute waited for a window or for a colleague"""
    missed_break: Weight = 200
    """per working day without its break"""
    preferred_worker: Weight = 20
    """per visit by somebody not on the client's list of preferred workers"""
    continuity: Weight = 120
    """per further worker that a client sees in a week"""
    usual_worker: Weight = 40
    """per visit by somebody else than the usual worker"""
    fair_workload: Weight = 2
    """per minute of uneven load (see the visit model)"""
    fair_areas: Weight = 1
    """per hundredth of a visit of uneven service between areas (see the visit model)"""
    largest_lateness: Weight = 0
    """per minute of the largest lateness of any visit"""
    largest_idle: Weight = 0
    """per minute of the largest idle time of any shift: time neither worked nor travelled nor on the break"""
    change: Weight = 60
    """per published visit that gets another day or worker, or moves by more than 30 minutes"""


class Centre(Record):
    """The centre (or district service) that owns the records."""

    id: Id
    name: ShortText
    country: Country
    timezone: TimeZone
    language: Annotated[str, StringConstraints(pattern=r"^(en|mn|ky|ru)$")] = "en"
    area: Id | None = None
    winter_from: MonthDay = "11-01"
    winter_to: MonthDay = "03-31"
    daily_minutes: Annotated[int, Field(gt=0, le=1440)] = 480
    weekly_minutes: Annotated[int, Field(gt=0, le=10080)] = 2400
    overtime_minutes: Annotated[int, Field(ge=0, le=480)] = 0
    weights: Weights = Weights()
