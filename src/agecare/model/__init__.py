"""The records a centre writes down, as frozen pydantic models."""

from agecare.model.centre import Centre, Weights
from agecare.model.consents import Consent, ConsentStatus
from agecare.model.holidays import Country, HolidayAction, HolidayChange
from agecare.model.needs import Need, NeedDomain, Severity
from agecare.model.people import (
    Absence,
    Carer,
    Client,
    Gender,
    PopulationGroup,
    RiskLevel,
    Shift,
    Skill,
    SkillLevel,
    Worker,
)
from agecare.model.places import Address, Area, AreaLevel, Season, TravelMode, TravelSpeed, TravelTime
from agecare.model.plans import CarePlan, CarePlanStatus, Coupling, Lock, Priority, VisitRequest, VisitRole
from agecare.model.referral_rules import ReferralRules
from agecare.model.referrals import BusinessStatus, ProviderCapacity, Referral, ReferralEvent, ReferralStatus
from agecare.model.refusals import RefusalReason
from agecare.model.register import Register
from agecare.model.services import Location, Organization, Sector
from agecare.model.time import Horizon, TimeWindow, TimeZone, Weekday

__all__ = [
    "Absence",
    "Address",
    "Area",
    "AreaLevel",
    "BusinessStatus",
    "CarePlan",
    "CarePlanStatus",
    "Carer",
    "Centre",
    "Client",
    "Consent",
    "ConsentStatus",
    "Country",
    "Coupling",
    "Gender",
    "HolidayAction",
    "HolidayChange",
    "Horizon",
    "Location",
    "Lock",
    "Need",
    "NeedDomain",
    "Organization",
    "PopulationGroup",
    "Priority",
    "ProviderCapacity",
    "Referral",
    "ReferralEvent",
    "ReferralRules",
    "ReferralStatus",
    "RefusalReason",
    "Register",
    "RiskLevel",
    "Season",
    "Sector",
    "Severity",
    "Shift",
    "Skill",
    "SkillLevel",
    "TimeWindow",
    "TimeZone",
    "TravelMode",
    "TravelSpeed",
    "TravelTime",
    "VisitRequest",
    "VisitRole",
    "Weekday",
    "Weights",
    "Worker",
]
