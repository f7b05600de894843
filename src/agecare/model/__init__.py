"""The records a centre writes down, as frozen pydantic models."""

from agecare.model.assessments import Assessment, ItemScore, level_of
from agecare.model.centre import Centre, MatchingWeights, Weights
from agecare.model.consents import Consent, ConsentStatus
from agecare.model.derivation import NEED_RULES, RISK_RULES, NeedRule, Risk, RiskRule, needs_from, risk_of
from agecare.model.eligibility import Eligibility, EligibilityKind
from agecare.model.holidays import Country, HolidayAction, HolidayChange
from agecare.model.instruments import SCALES, Instrument, Scale
from agecare.model.needs import Need, NeedDomain, Severity
from agecare.model.organizations import Location, Organization, Sector
from agecare.model.people import (
    Absence,
    Accessibility,
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
from agecare.model.referral_rules import ReferralRule, ReferralRules
from agecare.model.referrals import BusinessStatus, ProviderCapacity, Referral, ReferralEvent, ReferralStatus
from agecare.model.refusals import RefusalReason
from agecare.model.register import Register
from agecare.model.services import (
    Capacity,
    CapacityUnit,
    CoverageTarget,
    FeeUnit,
    OpeningTime,
    Placement,
    Quota,
    RequestStatus,
    Service,
    ServiceRequest,
    ServiceStatus,
    ServiceType,
)
from agecare.model.statistics import NeedCount, need_statistics
from agecare.model.time import Horizon, TimeWindow, TimeZone, Weekday

__all__ = [
    "NEED_RULES",
    "RISK_RULES",
    "SCALES",
    "Absence",
    "Accessibility",
    "Address",
    "Area",
    "AreaLevel",
    "Assessment",
    "BusinessStatus",
    "Capacity",
    "CapacityUnit",
    "CarePlan",
    "CarePlanStatus",
    "Carer",
    "Centre",
    "Client",
    "Consent",
    "ConsentStatus",
    "Country",
    "Coupling",
    "CoverageTarget",
    "Eligibility",
    "EligibilityKind",
    "FeeUnit",
    "Gender",
    "HolidayAction",
    "HolidayChange",
    "Horizon",
    "Instrument",
    "ItemScore",
    "Location",
    "Lock",
    "MatchingWeights",
    "Need",
    "NeedCount",
    "NeedDomain",
    "NeedRule",
    "OpeningTime",
    "Organization",
    "Placement",
    "PopulationGroup",
    "Priority",
    "ProviderCapacity",
    "Quota",
    "Referral",
    "ReferralEvent",
    "ReferralRule",
    "ReferralRules",
    "ReferralStatus",
    "RefusalReason",
    "Register",
    "RequestStatus",
    "Risk",
    "RiskLevel",
    "RiskRule",
    "Scale",
    "Season",
    "Sector",
    "Service",
    "ServiceRequest",
    "ServiceStatus",
    "ServiceType",
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
    "level_of",
    "need_statistics",
    "needs_from",
    "risk_of",
]
