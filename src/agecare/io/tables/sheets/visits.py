"""The sheets about home visits: workers with their shifts, visits asked for, locks."""

from typing import Any

from agecare.io.tables.cells import (
    BOOL,
    CLOCK,
    DATE,
    FLOAT,
    ID,
    INT,
    LANGUAGES,
    SKILLS,
    TEXT,
    WEEKDAYS,
    WINDOWS,
    choice,
)
from agecare.io.tables.sheet import NARROW, PERIOD, WIDE, sheet, taken, to
from agecare.model import Absence, Lock, Shift, Skill, VisitRequest, Worker


def _visit_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Cell values of a visit request → fields; the columns of the second worker make the second role."""
    fields = dict(values)
    first = taken(fields, {"skills": "skills", "minutes": "minutes"})
    second = taken(fields, {"second_skills": "skills", "second_minutes": "minutes"})
    coupling = fields.pop("second_worker", None)
    roles = [first]
    if second or coupling is not None:
        roles.append({"minutes": first["minutes"], **second} if "minutes" in first else second)
    return {**fields, "roles": roles, "coupling": coupling}


def _visit_cells(request: VisitRequest) -> dict[str, Any]:
    cells = {**vars(request), "second_worker": request.coupling}
    for prefix, role in zip(("", "second_"), request.roles, strict=False):
        cells |= {f"{prefix}skills": role.skills, f"{prefix}minutes": role.minutes}
    return cells


SKILLS_SHEET = sheet("skills", Skill, ("id", ID, "nursing"), ("name", TEXT, "Nursing", WIDE))
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
    *PERIOD, ("caseload_limit", INT, "12"),
)  # fmt: skip
SHIFTS = sheet(
    "shifts", Shift,
    ("worker", ID, "W-1", to("workers")), ("days", WEEKDAYS, "mon-fri", {"width": 22}),
    ("start", CLOCK, "08:30", NARROW), ("end", CLOCK, "17:30", NARROW), ("break_minutes", INT, "45"),
    ("break_earliest", CLOCK, "11:30"), ("break_latest", CLOCK, "13:30"), ("on_holidays", BOOL, "no"),
    *PERIOD,
)  # fmt: skip
ABSENCES = sheet(
    "absences", Absence,
    ("worker", ID, "W-1", to("workers")), ("client", ID, "", to("clients")),
    ("first_day", DATE, "06.04.2026"), ("last_day", DATE, "08.04.2026"), ("start", CLOCK, "", NARROW),
    ("end", CLOCK, "", NARROW), ("reason", TEXT, "", WIDE),
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
    ("care_plan", ID, "P-1", to("care_plans")), *PERIOD, ("note", TEXT, "", WIDE),
    to_record=_visit_fields, to_cells=_visit_cells,
)  # fmt: skip
LOCKS = sheet(
    "locks", Lock,
    ("request", ID, "V-1", to("visit_requests")), ("date", DATE, "06.04.2026"),
    ("start", CLOCK, "09:00", NARROW), ("worker", ID, "W-1", to("workers")),
    ("second_worker", ID, "", to("workers")),
)  # fmt: skip
