"""The sheets of the directory: services with their rules and places, who has one, who waits."""

from typing import Any

from agecare.io.tables.cells import (
    ALLOWED,
    BOOL,
    CURRENCY,
    DATE,
    FLOAT,
    ID,
    IDS,
    INT,
    LANGUAGES,
    SKILLS,
    TEXT,
    WINDOWS,
    AllowedWords,
    choice,
    choices,
)
from agecare.io.tables.sheet import NARROW, PERIOD, WIDE, sheet, taken, to
from agecare.io.tables.words import codes_by_word, fold
from agecare.model import (
    Capacity,
    CoverageTarget,
    Eligibility,
    EligibilityKind,
    OpeningTime,
    Placement,
    Quota,
    Service,
    ServiceRequest,
)
from agecare.model.eligibility import WORDS


def _service_fields(values: dict[str, Any]) -> dict[str, Any]:
    fields = dict(values)
    visit = taken(fields, {"visit_minutes": "minutes", "visit_skills": "skills"})
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
    ("windows", WINDOWS, "09:00-13:00", WIDE), ("on_holidays", BOOL, "no"), *PERIOD,
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
    ("total", INT, "20"), ("taken", INT, "3"), *PERIOD,
)  # fmt: skip
QUOTAS = sheet(
    "quotas", Quota,
    ("service", ID, "S-1", to("services")), ("group", choice("PopulationGroup"), "elder-alone", WIDE),
    ("reserved", INT, "4"), *PERIOD,
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
COVERAGE_TARGETS = sheet(
    "coverage_targets", CoverageTarget,
    ("area", ID, "A-1", to("areas")), ("group", choice("PopulationGroup"), "elder-alone", WIDE),
    ("domain", choice("NeedDomain"), "", WIDE), ("share", FLOAT, "0.3"), *PERIOD,
)  # fmt: skip
