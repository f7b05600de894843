"""The sheets about cases: care plans with goals and tasks, events, petitions and their deadlines."""

from typing import Any

from agecare.io.tables.cells import BOOL, DATE, ID, INT, MOMENT, STATE, TEXT, StateWord, choice
from agecare.io.tables.sheet import NARROW, PERIOD, WIDE, sheet, to
from agecare.io.tables.words import codes_by_word, fold
from agecare.model import CarePlan, Case, CaseEvent, CaseSubject, DeadlineRule, Goal, Petition, ReviewInterval, Task
from agecare.model.cases import STATES


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


CARE_PLANS = sheet(
    "care_plans", CarePlan,
    ("id", ID, "P-1"), ("client", ID, "E-001", to("clients")),
    ("status", choice("CarePlanStatus"), "active"),
    ("author", ID, "W-1", to("workers", "organizations")),
    ("approved_by", ID, "W-2", to("workers", "organizations")),
    *PERIOD, ("note", TEXT, "", WIDE), ("case", ID, "K-1", to("cases")), ("approved_on", DATE, "05.01.2026"),
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
    ("standing", choice("RuleStanding"), "in force"), *PERIOD,
    ("source", TEXT, "Law of 17 April 1995, art. 16", WIDE),
)  # fmt: skip
REVIEW_INTERVALS = sheet(
    "review_intervals", ReviewInterval, ("risk", choice("RiskLevel"), "high"), ("days", INT, "30", NARROW),
)  # fmt: skip
