"""The centre itself: where it is, its usual hours, and what its plans should care about."""

from typing import Annotated

from pydantic import Field, StringConstraints

from agecare.model.base import Id, Record, ShortText
from agecare.model.holidays import Country
from agecare.model.outcomes import OutcomeRules
from agecare.model.referral_rules import ReferralRules
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


class MatchingWeights(Record):
    """What makes a service suit a client, and who comes first when places are scarce; whole numbers.

    A match's score and an allocation's worth are sums of amount × weight; each part is shown beside the sum.
    """

    need: Weight = 100
    """per step of severity of the need answered: 1 mild, 2 moderate, 3 severe"""
    main_domain: Weight = 40
    """when the need is the one the service is made for (the first of its domains)"""
    language: Weight = 30
    """when the service is given in a language of the client"""
    distance: Weight = 6
    """taken off per kilometre to the nearest location"""
    fee: Weight = 20
    """when the client pays nothing"""
    urgency: Weight = 200
    """per step of priority: 0 routine, 1 urgent, 2 asap, 3 stat"""
    risk: Weight = 50
    """per step of risk: 0 low, 1 medium, 2 high"""
    waiting: Weight = 3
    """per whole week waited"""
    keep: Weight = 150
    """for leaving a client where the client has a place now"""
    household: Weight = 60
    """for people of one household in the same service"""
    together: Weight = 60
    """for two services given together to one client, such as respite with day care"""
    coverage: Weight = 2_000
    """taken off per client missing to the least coverage of an area"""


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
    caseload_limit: Annotated[int, Field(ge=1, le=1000)] = 12
    """Most clients of one worker. The Kyrgyz home-care service has 8 to 12, by public figures of early 2026."""
    weights: Weights = Weights()
    matching: MatchingWeights = MatchingWeights()
    outcome_rules: OutcomeRules = OutcomeRules()
    referral_rules: ReferralRules = ReferralRules()
