"""The sheets and their columns: the one definition that template, readers, writers and reference use.

A sheet holds one kind of record of the `Register`; its id is the register's field name. The centre itself
is the sheet ``settings``, one row per setting.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from agecare.io.tables.cells import (
    ALLOWED,
    BOOL,
    CLOCK,
    CURRENCY,
    DATE,
    FLOAT,
    ID,
    IDS,
    INT,
    ITEM,
    ITEMS,
    LANGUAGE,
    LANGUAGES,
    MOMENT,
    MONTH_DAY,
    SKILLS,
    STATE,
    TEXT,
    USER_LANGUAGE,
    WEEKDAYS,
    WINDOWS,
    AllowedWords,
    StateWord,
    choice,
    choices,
)
from agecare.io.tables.outcome_sheets import OUTCOME_SHEETS
from agecare.io.tables.sheet import NARROW, WIDE, Column, Sheet, sheet, to
from agecare.io.tables.team_sheets import TEAM_SHEETS
from agecare.io.tables.words import codes_by_word, fold
from agecare.model import (
    Absence,
    Address,
    Area,
    Assessment,
    Capacity,
    CarePlan,
    Carer,
    Case,
    CaseEvent,
    CaseSubject,
    Centre,
    Client,
    Consent,
    CoverageTarget,
    DeadlineRule,
    Eligibility,
    EligibilityKind,
    Goal,
    HolidayChange,
    Location,
    Lock,
    MatchingWeights,
    Need,
    NeedRule,
    OpeningTime,
    Organization,
    OutcomeRules,
    Petition,
    Placement,
    Quota,
    Referral,
    ReferralEvent,
    ReferralRules,
    ReviewInterval,
    RiskRule,
    Service,
    ServiceRequest,
    Shift,
    Skill,
    Task,
    TravelSpeed,
    TravelTime,
    VisitRequest,
    Weights,
    Worker,
)
from agecare.model.base import Record
from agecare.model.cases import STATES
from agecare.model.eligibility import WORDS

SETTINGS = "settings"


def _visit_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Cell values of a visit request → fields; the columns of the second worker make the second role."""
    fields = dict(values)
    first = _taken(fields, {"skills": "skills", "minutes": "minutes"})
    second = _taken(fields, {"second_skills": "skills", "second_minutes": "minutes"})
    coupling = fields.pop("second_worker", None)
    roles = [first]
    if second or coupling is not None:
        roles.append({"minutes": first["minutes"], **second} if "minutes" in first else second)
    return {**fields, "roles": roles, "coupling": coupling}


def _taken(fields: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {name: fields.pop(column) for column, name in names.items() if column in fields}


def _visit_cells(request: VisitRequest) -> dict[str, Any]:
    cells = {**vars(request), "second_worker": request.coupling}
    for prefix, role in zip(("", "second_"), request.roles, strict=False):
        cells |= {f"{prefix}skills": role.skills, f"{prefix}minutes": role.minutes}
    return cells


def _service_fields(values: dict[str, Any]) -> dict[str, Any]:
    fields = dict(values)
    visit = _taken(fields, {"visit_minutes": "minutes", "visit_skills": "skills"})
    return {**fields, "visit": visit} if visit else fields


def _service_cells(service: Service) -> dict[str, Any]:
    visit = service.visit
    return {**vars(service), **({"visit_minutes": visit.minutes, "visit_skills": visit.skills} if visit else {})}


def words_of(kind: EligibilityKind) -> str | None:
    """The list of codes that a rule of this kind takes its words from; ``None`` for ids."""
    if kind is EligibilityKind.LANGUAGE:
        return "language"
    return WORDS[kind].__name__ if kind in WORDS else None


def _eligibility_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Cell values of a rule → fields; its words are read by its kind."""
    if "allowed" not in values or "kind" not in values:
        return values
    name = words_of(EligibilityKind(values["kind"]))
    codes = codes_by_word(name) if name else {}
    return {**values, "allowed": [codes.get(fold(word), word) for word in values["allowed"]]}


def _eligibility_cells(rule: Eligibility) -> dict[str, Any]:
    areas = rule.allowed if rule.kind is EligibilityKind.AREA else ()
    words = AllowedWords(rule.allowed, words_of(rule.kind), areas) if rule.allowed else None
    return {**vars(rule), "allowed": words}


def state_enums(subject: CaseSubject) -> tuple[str, ...]:
    """The lists of codes that a state of this kind of record is from."""
    return tuple(enum.__name__ for enum in STATES[subject])


def _event_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Cell values of an event → fields; its states are read by what it is about."""
    enums = state_enums(CaseSubject(values.get("subject", CaseSubject.CASE)))
    known = {word: code for enum in reversed(enums) for word, code in codes_by_word(enum).items()}
    states = ("from_state", "to_state")
    return {name: known.get(fold(value), value) if name in states else value for name, value in values.items()}


def _event_cells(event: CaseEvent) -> dict[str, Any]:
    enums = state_enums(event.subject)
    before = None if event.from_state is None else StateWord(event.from_state, enums)
    return {**vars(event), "from_state": before, "to_state": StateWord(event.to_state, enums)}


_PERIOD = (("valid_from", DATE, "01.01.2026"), ("valid_to", DATE, "31.12.2026"))

ORGANIZATIONS = sheet(
    "organizations", Organization,
    ("id", ID, "ORG-1"), ("name", TEXT, "Centre", WIDE),
    ("sector", choice("Sector"), "labour-welfare", WIDE),
)  # fmt: skip
LOCATIONS = sheet(
    "locations", Location,
    ("id", ID, "L-1"), ("name", TEXT, "Office", WIDE), ("organization", ID, "ORG-1", to("organizations")),
    ("area", ID, "A-1", to("areas")), ("latitude", FLOAT, "49.4867"), ("longitude", FLOAT, "105.9228"),
)  # fmt: skip
AREAS = sheet(
    "areas", Area,
    ("id", ID, "A-1"), ("name", TEXT, "1st bag", WIDE), ("level", choice("AreaLevel"), "bag"),
    ("parent", ID, "A-0", to("areas")), ("country", choice("Country"), "MN"), *_PERIOD,
    ("elders", INT, "240"),
)  # fmt: skip
SKILLS_SHEET = sheet("skills", Skill, ("id", ID, "nursing"), ("name", TEXT, "Nursing", WIDE))
CLIENTS = sheet(
    "clients", Client,
    ("id", ID, "E-001"), ("name", TEXT, "Client One", WIDE), ("birth_date", DATE, "05.06.1948"),
    ("gender", choice("Gender"), "female"), ("group", choice("PopulationGroup"), "elder-alone", WIDE),
    ("languages", LANGUAGES, "mn; kk"), ("risk", choice("RiskLevel"), "high"),
    ("area", ID, "A-1", to("areas")), ("phone", TEXT, "+976 00000000"),
    ("worker_gender", choice("Gender"), "female"), ("worker_language", LANGUAGE, "kk"),
    ("usual_worker", ID, "W-1", to("workers")), ("preferred_workers", IDS, "W-1; W-2", to("workers")),
    ("refused_workers", IDS, "W-3", to("workers")), *_PERIOD, ("note", TEXT, "", WIDE),
    ("documents", IDS, "disability-card; pension-book", WIDE), ("income", INT, "350000"),
    ("household", ID, "H-1"), ("accessibility", choices("Accessibility"), "wheelchair", WIDE),
)  # fmt: skip
ADDRESSES = sheet(
    "addresses", Address,
    ("client", ID, "E-001", to("clients")), ("latitude", FLOAT, "49.4900"),
    ("longitude", FLOAT, "105.9300"), ("area", ID, "A-1", to("areas")),
    ("text", TEXT, "Winter camp", WIDE), *_PERIOD, ("yearly", BOOL, "yes", NARROW),
)  # fmt: skip
CARERS = sheet(
    "carers", Carer,
    ("id", ID, "C-1"), ("client", ID, "E-001", to("clients")), ("name", TEXT, "Carer One", WIDE),
    ("relation", TEXT, "daughter"), ("phone", TEXT, "+976 00000001"),
)  # fmt: skip
NEEDS = sheet(
    "needs", Need,
    ("id", ID, "N-1"), ("client", ID, "E-001", to("clients")),
    ("domain", choice("NeedDomain"), "mobility", WIDE), ("severity", choice("Severity"), "moderate"),
    ("since", DATE, "01.02.2026"), ("until", DATE, ""), ("assessment", ID, "A-1", to("assessments")),
    ("note", TEXT, "", WIDE),
)  # fmt: skip
ASSESSMENTS = sheet(
    "assessments", Assessment,
    ("id", ID, "A-1"), ("client", ID, "E-001", to("clients")), ("instrument", choice("Instrument"), "barthel", WIDE),
    ("on", DATE, "01.02.2026"), ("by", ID, "W-1", to("workers", "organizations")),
    ("items", ITEMS, "feeding:10; bathing:0; …", {"width": 40}), ("total", FLOAT, "55"),
    ("valid_until", DATE, "01.02.2027"),
)  # fmt: skip
SERVICES = sheet(
    "services", Service,
    ("id", ID, "S-1"), ("name", TEXT, "Day centre", WIDE), ("type", choice("ServiceType"), "day-care", WIDE),
    ("organization", ID, "ORG-1", to("organizations")), ("locations", IDS, "L-1", to("locations")),
    ("domains", choices("NeedDomain"), "company; mood", WIDE), ("status", choice("ServiceStatus"), "active"),
    ("status_from", DATE, ""), ("status_to", DATE, ""), ("languages", LANGUAGES, "mn; kk"),
    ("accessibility", choices("Accessibility"), "wheelchair; transport", WIDE), ("fee", INT, "2000"),
    ("currency", CURRENCY, "MNT", NARROW), ("fee_unit", choice("FeeUnit"), "day"),
    ("visit_minutes", INT, "60", {"path": ("visit", "minutes"), "required": False}),
    ("visit_skills", SKILLS, "care", to("skills", path=("visit", "skills"), width=22)),
    ("visits_per_week", INT, "2", NARROW), ("together_with", ID, "S-2", to("services")),
    ("phone", TEXT, "+976 00000003"), ("assured_on", DATE, "01.03.2026"), ("note", TEXT, "", WIDE),
    to_record=_service_fields, to_cells=_service_cells,
)  # fmt: skip
OPENING_TIMES = sheet(
    "opening_times", OpeningTime,
    ("service", ID, "S-1", to("services")),
    ("rule", TEXT, "FREQ=WEEKLY;BYDAY=MO,WE,FR", {"width": 34, "required": True}),
    ("windows", WINDOWS, "09:00-13:00", WIDE), ("on_holidays", BOOL, "no"), *_PERIOD,
)  # fmt: skip
ELIGIBILITY = sheet(
    "eligibility", Eligibility,
    ("service", ID, "S-1", to("services")), ("kind", choice("EligibilityKind"), "age", WIDE),
    ("allowed", ALLOWED, "", to("areas", width=34)), ("least", FLOAT, "60"), ("most", FLOAT, ""),
    ("text", TEXT, "From 60 years", {"width": 50}),
    to_record=_eligibility_fields, to_cells=_eligibility_cells,
)  # fmt: skip
CAPACITIES = sheet(
    "capacities", Capacity,
    ("service", ID, "S-1", to("services")), ("unit", choice("CapacityUnit"), "places", WIDE),
    ("total", INT, "20"), ("taken", INT, "3"), *_PERIOD,
)  # fmt: skip
QUOTAS = sheet(
    "quotas", Quota,
    ("service", ID, "S-1", to("services")), ("group", choice("PopulationGroup"), "elder-alone", WIDE),
    ("reserved", INT, "4"), *_PERIOD,
)  # fmt: skip
PLACEMENTS = sheet(
    "placements", Placement,
    ("id", ID, "PL-1"), ("client", ID, "E-001", to("clients")), ("service", ID, "S-1", to("services")),
    ("need", ID, "N-1", to("needs")), ("units", INT, "1", NARROW), ("since", DATE, "01.02.2026"),
    ("until", DATE, ""), ("requested_on", DATE, "10.12.2025"),
)  # fmt: skip
SERVICE_REQUESTS = sheet(
    "service_requests", ServiceRequest,
    ("id", ID, "SR-1"), ("client", ID, "E-002", to("clients")), ("need", ID, "N-2", to("needs")),
    ("service", ID, "S-1", to("services")), ("units", INT, "1", NARROW), ("priority", choice("Priority"), "routine"),
    ("since", DATE, "01.02.2026"), ("until", DATE, ""), ("status", choice("RequestStatus"), "active"),
    ("reason", choice("RefusalReason"), "", WIDE), ("note", TEXT, "", WIDE),
)  # fmt: skip
CONSENTS = sheet(
    "consents", Consent,
    ("id", ID, "CN-1"), ("client", ID, "E-001", to("clients")), ("status", choice("ConsentStatus"), "active"),
    *_PERIOD,
)  # fmt: skip
REFERRALS = sheet(
    "referrals", Referral,
    ("id", ID, "R-1"), ("client", ID, "E-001", to("clients")), ("need", ID, "N-1", to("needs")),
    ("service", ID, "S-1", to("services")), ("service_type", choice("ServiceType", others=True), "day-care", WIDE),
    ("requester", ID, "ORG-1", to("organizations", "workers")),
    ("performer", ID, "ORG-2", to("organizations", "workers")), ("consent", ID, "CN-1", to("consents")),
    ("priority", choice("Priority"), "routine"), ("status", choice("ReferralStatus"), "requested", WIDE),
    ("business_status", choice("BusinessStatus"), "", WIDE), ("reason", choice("RefusalReason"), "", WIDE),
    ("part_of", ID, "", to("referrals")), ("based_on", ID, "", to("referrals")),
    ("replaces", ID, "", to("referrals")), ("authored", MOMENT, "06.04.2026 09:30", {"width": 18}),
    ("note", TEXT, "", WIDE),
)  # fmt: skip
REFERRAL_EVENTS = sheet(
    "referral_events", ReferralEvent,
    ("referral", ID, "R-1", to("referrals")), ("at", MOMENT, "07.04.2026 10:00", {"width": 18}),
    ("actor", ID, "ORG-2", to("organizations", "workers")), ("from_status", choice("ReferralStatus"), "requested"),
    ("to_status", choice("ReferralStatus"), "accepted"), ("business_status", choice("BusinessStatus"), "", WIDE),
    ("reason", choice("RefusalReason"), "", WIDE), ("note", TEXT, "", WIDE),
)  # fmt: skip
COVERAGE_TARGETS = sheet(
    "coverage_targets", CoverageTarget,
    ("area", ID, "A-1", to("areas")), ("group", choice("PopulationGroup"), "elder-alone", WIDE),
    ("domain", choice("NeedDomain"), "", WIDE), ("share", FLOAT, "0.3"), *_PERIOD,
)  # fmt: skip
NEED_RULES = sheet(
    "need_rules", NeedRule,
    ("instrument", choice("Instrument"), "barthel", WIDE), ("item", ITEM, "", WIDE), ("least", FLOAT, "0"),
    ("most", FLOAT, "60"), ("domain", choice("NeedDomain"), "self-care", WIDE),
    ("severity", choice("Severity"), "severe"),
)  # fmt: skip
RISK_RULES = sheet(
    "risk_rules", RiskRule,
    ("risk", choice("RiskLevel"), "high"), ("severity", choice("Severity"), "severe"), ("needs", INT, "2"),
    ("domain", choice("NeedDomain"), "", WIDE), ("group", choice("PopulationGroup"), "", WIDE),
)  # fmt: skip
WORKERS = sheet(
    "workers", Worker,
    ("id", ID, "W-1"), ("name", TEXT, "Worker One", WIDE),
    ("organization", ID, "ORG-1", to("organizations")), ("sector", choice("Sector"), "health", WIDE),
    ("gender", choice("Gender"), "female"), ("languages", LANGUAGES, "mn; ru"),
    ("skills", SKILLS, "nursing:2; lifting", to("skills", width=28)),
    ("mode", choice("TravelMode"), "walk"), ("home_latitude", FLOAT, "49.4800"),
    ("home_longitude", FLOAT, "105.9400"), ("start_location", ID, "L-1", to("locations")),
    ("end_location", ID, "L-1", to("locations")), ("daily_minutes", INT, "480"),
    ("weekly_minutes", INT, "2400"), ("overtime_minutes", INT, "0"), ("phone", TEXT, "+976 00000002"),
    *_PERIOD, ("caseload_limit", INT, "12"),
)  # fmt: skip
SHIFTS = sheet(
    "shifts", Shift,
    ("worker", ID, "W-1", to("workers")), ("days", WEEKDAYS, "mon-fri", {"width": 22}),
    ("start", CLOCK, "08:30", NARROW), ("end", CLOCK, "17:30", NARROW), ("break_minutes", INT, "45"),
    ("break_earliest", CLOCK, "11:30"), ("break_latest", CLOCK, "13:30"), ("on_holidays", BOOL, "no"),
    *_PERIOD,
)  # fmt: skip
ABSENCES = sheet(
    "absences", Absence,
    ("worker", ID, "W-1", to("workers")), ("client", ID, "", to("clients")),
    ("first_day", DATE, "06.04.2026"), ("last_day", DATE, "08.04.2026"), ("start", CLOCK, "", NARROW),
    ("end", CLOCK, "", NARROW), ("reason", TEXT, "", WIDE),
)  # fmt: skip
CARE_PLANS = sheet(
    "care_plans", CarePlan,
    ("id", ID, "P-1"), ("client", ID, "E-001", to("clients")),
    ("status", choice("CarePlanStatus"), "active"),
    ("author", ID, "W-1", to("workers", "organizations")),
    ("approved_by", ID, "W-2", to("workers", "organizations")),
    *_PERIOD, ("note", TEXT, "", WIDE), ("case", ID, "K-1", to("cases")), ("approved_on", DATE, "05.01.2026"),
)  # fmt: skip
CASES = sheet(
    "cases", Case,
    ("id", ID, "K-1"), ("client", ID, "E-001", to("clients")), ("since", DATE, "12.01.2026"), ("until", DATE, ""),
    ("stage", choice("CaseStage"), "monitoring", WIDE), ("status", choice("CaseStatus"), "active"),
    ("case_manager", ID, "W-1", to("workers")), ("reviewed", DATE, "12.02.2026"),
    ("reason", choice("CaseReason"), "", WIDE), ("note", TEXT, "", WIDE),
)  # fmt: skip
CASE_EVENTS = sheet(
    "case_events", CaseEvent,
    ("case", ID, "K-1", to("cases")), ("at", MOMENT, "12.01.2026 09:30", {"width": 18}),
    ("actor", ID, "W-1", to("workers", "organizations")), ("subject", choice("CaseSubject"), "case"),
    ("record", ID, "", to("care_plans", "goals", "tasks")), ("from_state", STATE, "planning", {"width": 22}),
    ("to_state", STATE, "linkage", {"width": 22}), ("reason", choice("CaseReason"), "", WIDE),
    ("case_manager", ID, "", to("workers")), ("note", TEXT, "", WIDE),
    to_record=_event_fields, to_cells=_event_cells,
)  # fmt: skip
GOALS = sheet(
    "goals", Goal,
    ("id", ID, "G-1"), ("care_plan", ID, "P-1", to("care_plans")), ("need", ID, "N-1", to("needs")),
    ("text", TEXT, "Walks to the shop", WIDE), ("status", choice("GoalStatus"), "active"),
    ("achievement", choice("Achievement"), "improving"), ("due", DATE, "30.06.2026"),
)  # fmt: skip
TASKS = sheet(
    "tasks", Task,
    ("id", ID, "T-1"), ("case", ID, "K-1", to("cases")), ("care_plan", ID, "P-1", to("care_plans")),
    ("goal", ID, "G-1", to("goals")), ("need", ID, "", to("needs")), ("text", TEXT, "Order a walking frame", WIDE),
    ("owner", ID, "W-1", to("workers", "organizations")), ("due", DATE, "20.04.2026"),
    ("status", choice("TaskStatus"), "to do"), ("referral", ID, "", to("referrals")),
    ("visit_request", ID, "", to("visit_requests")),
)  # fmt: skip
PETITIONS = sheet(
    "petitions", Petition,
    ("id", ID, "PT-1"), ("kind", choice("PetitionKind"), "complaint"), ("received", DATE, "10.02.2026"),
    ("registered", DATE, "11.02.2026"), ("area", ID, "A-1", to("areas")), ("client", ID, "E-001", to("clients")),
    ("case", ID, "", to("cases")), ("petitioner", TEXT, "Petitioner One", WIDE), ("text", TEXT, "", WIDE),
    ("owner", ID, "W-1", to("workers")), ("extended_days", INT, "", NARROW), ("extended_on", DATE, ""),
    ("extended_by", ID, "", to("workers", "organizations")), ("told_on", DATE, ""), ("answered", DATE, "05.03.2026"),
    ("answered_by", ID, "W-1", to("workers", "organizations")),
    ("outcome", choice("PetitionOutcome"), "upheld", WIDE), ("answer", TEXT, "", WIDE),
)  # fmt: skip
DEADLINE_RULES = sheet(
    "deadline_rules", DeadlineRule,
    ("id", ID, "MN-complaint-answer", WIDE), ("country", choice("Country"), "MN"),
    ("kind", choice("PetitionKind"), "complaint"), ("step", choice("DeadlineStep"), "answer"),
    ("days", INT, "30", NARROW), ("unit", choice("DayUnit"), "calendar days"),
    ("counted_from", choice("CountedFrom"), "receipt", WIDE), ("rolls", BOOL, "no", NARROW),
    ("standing", choice("RuleStanding"), "in force"), *_PERIOD,
    ("source", TEXT, "Law of 17 April 1995, art. 16", WIDE),
)  # fmt: skip
REVIEW_INTERVALS = sheet(
    "review_intervals", ReviewInterval, ("risk", choice("RiskLevel"), "high"), ("days", INT, "30", NARROW),
)  # fmt: skip
VISIT_REQUESTS = sheet(
    "visit_requests", VisitRequest,
    ("id", ID, "V-1"), ("client", ID, "E-001", to("clients")), ("service", TEXT, "bathing"),
    ("visits_per_week", INT, "2", NARROW), ("days", WEEKDAYS, "mon wed fri", {"width": 22}),
    ("windows", WINDOWS, "08:30-12:00; 14:00-17:00", WIDE), ("soft_end", BOOL, "no", NARROW),
    ("minutes", INT, "45", {"path": ("roles", 0, "minutes"), "width": 10}),
    ("skills", SKILLS, "lifting", to("skills", path=("roles", 0, "skills"), width=22)),
    ("second_worker", choice("Coupling", nobody=True), "together", {"path": ("coupling",)}),
    ("second_minutes", INT, "30", {"path": ("roles", 1, "minutes"), "required": False}),
    ("second_skills", SKILLS, "lifting", to("skills", path=("roles", 1, "skills"), width=22)),
    ("lag_min", INT, "0", NARROW), ("lag_max", INT, "0", NARROW),
    ("after", ID, "", to("visit_requests")), ("gap_min", INT, "", NARROW), ("gap_max", INT, "", NARROW),
    ("priority", choice("Priority"), "routine"), ("mandatory", BOOL, "yes", NARROW),
    ("every_weeks", INT, "1", NARROW), ("days_between", INT, "1", NARROW),
    ("care_plan", ID, "P-1", to("care_plans")), *_PERIOD, ("note", TEXT, "", WIDE),
    to_record=_visit_fields, to_cells=_visit_cells,
)  # fmt: skip
LOCKS = sheet(
    "locks", Lock,
    ("request", ID, "V-1", to("visit_requests")), ("date", DATE, "06.04.2026"),
    ("start", CLOCK, "09:00", NARROW), ("worker", ID, "W-1", to("workers")),
    ("second_worker", ID, "", to("workers")),
)  # fmt: skip
HOLIDAY_CHANGES = sheet(
    "holiday_changes", HolidayChange,
    ("date", DATE, "10.07.2026"), ("action", choice("HolidayAction"), "add"),
    ("name", TEXT, "Day off", WIDE),
)  # fmt: skip
TRAVEL_SPEEDS = sheet(
    "travel_speeds", TravelSpeed,
    ("mode", choice("TravelMode"), "car"), ("season", choice("Season"), "winter"),
    ("km_per_hour", FLOAT, "30"), ("detour_factor", FLOAT, "1.4"), ("fixed_minutes", INT, "5"),
)  # fmt: skip
TRAVEL_TIMES = sheet(
    "travel_times", TravelTime,
    ("origin", ID, "E-001", to("clients", "workers", "locations")),
    ("destination", ID, "L-1", to("clients", "workers", "locations")), ("minutes", INT, "25"),
    ("mode", choice("TravelMode"), "car"), ("season", choice("Season"), "winter"),
    ("both_ways", BOOL, "yes"),
)  # fmt: skip

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        each.id: each
        for each in (
            ORGANIZATIONS, LOCATIONS, AREAS, SKILLS_SHEET, CLIENTS, ADDRESSES, CARERS, NEEDS, WORKERS, SHIFTS,
            ABSENCES, CARE_PLANS, VISIT_REQUESTS, LOCKS, HOLIDAY_CHANGES, TRAVEL_SPEEDS, TRAVEL_TIMES,
            ASSESSMENTS, SERVICES, OPENING_TIMES, ELIGIBILITY, CAPACITIES, QUOTAS, PLACEMENTS, SERVICE_REQUESTS,
            COVERAGE_TARGETS, NEED_RULES, RISK_RULES, CONSENTS, REFERRALS, REFERRAL_EVENTS,
            CASES, CASE_EVENTS, GOALS, TASKS, PETITIONS, DEADLINE_RULES, REVIEW_INTERVALS,
            *TEAM_SHEETS, *OUTCOME_SHEETS,
        )
    }
)  # fmt: skip
"""Every sheet but the settings, by id (= field of the `Register`)."""

SETTING_COLUMNS = ("setting", "value", "note")

RULES = choices("ReferralRule")

_GROUPS: Mapping[str, type[Record]] = MappingProxyType(
    {"weights": Weights, "matching": MatchingWeights, "referral_rules": ReferralRules, "outcome_rules": OutcomeRules}
)
"""The settings that are records of their own, by their field of the centre."""

CENTRE_SETTINGS = sheet(
    SETTINGS, Centre,
    ("id", ID, "C-1"), ("name", TEXT, "Centre"), ("country", choice("Country"), "MN"),
    ("timezone", choice("TimeZone"), "Asia/Ulaanbaatar"), ("language", USER_LANGUAGE, "mn"),
    ("area", ID, "A-1", to("areas")), ("winter_from", MONTH_DAY, "11-01"),
    ("winter_to", MONTH_DAY, "03-31"), ("daily_minutes", INT, "480"), ("weekly_minutes", INT, "2400"),
    ("overtime_minutes", INT, "0"), ("caseload_limit", INT, "12"),
    *(
        (
            f"{group}.{name}",
            RULES if field.default == () else INT,
            "" if field.default == () else str(field.default),
            {"path": (group, name)},
        )
        for group, model in _GROUPS.items()
        for name, field in model.model_fields.items()
    ),
    to_record=lambda values: _centre_fields(values), to_cells=lambda centre: _centre_cells(centre),
)  # fmt: skip
"""The settings as columns of a sheet that lies on its side: one row each."""


def setting_field(column: Column) -> tuple[type[Record], str]:
    """The record that has a setting, and its field there."""
    return (_GROUPS[str(column.path[0])], str(column.path[1])) if column.path else (Centre, column.id)


def _centre_fields(values: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for id_, value in values.items():
        group, _, name = id_.partition(".")
        if group in _GROUPS:
            fields.setdefault(group, {})[name] = value
        else:
            fields[id_] = value
    return fields


def _centre_cells(centre: Centre) -> dict[str, Any]:
    cells = {name: value for name, value in vars(centre).items() if name not in _GROUPS}
    for group in _GROUPS:
        cells |= {f"{group}.{name}": value for name, value in vars(getattr(centre, group)).items()}
    return cells


ALL_SHEETS: Mapping[str, Sheet] = MappingProxyType({SETTINGS: CENTRE_SETTINGS, **SHEETS})
"""Every sheet in the order of the workbook."""


def kind_of(sheet_id: str) -> str:
    """The field of the `Register` that a sheet holds."""
    return "centre" if sheet_id == SETTINGS else sheet_id
