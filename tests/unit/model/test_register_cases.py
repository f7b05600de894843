"""The register's rules about cases: each fires on a broken register, and is silent on a whole one."""

from typing import Any

import pytest

from agecare import Case, CaseEvent, FormatError, Register
from agecare.io.tables import example_register
from agecare.model.register import REGISTER_RULES

EXAMPLE = example_register()
RULES = {rule.__name__: rule for rule in REGISTER_RULES if rule.__module__.endswith(".cases")}


def records(**changes: Any) -> dict[str, Any]:
    return {**{name: getattr(EXAMPLE, name) for name in Register.model_fields}, **changes}


def changed(kind: str, id_: str, **fields: Any) -> dict[str, Any]:
    return {kind: tuple(each.model_copy(update=fields) if each.id == id_ else each for each in getattr(EXAMPLE, kind))}


OTHER = Case(id="K-9", client="E-001", since="2026-03-01")
EVENT = CaseEvent(
    case="K-1",
    at="2026-03-01",
    actor="W-1",
    subject="task",
    record="T-99",
    from_state="requested",
    to_state="completed",
)
BROKEN = [
    ("two_open_cases", {"cases": (*EXAMPLE.cases, OTHER)}, "cases[3].client", "AC3201"),
    ("of_other_case", changed("care_plans", "P-2", case="K-1"), "care_plans[1].case", "AC3202"),
    ("of_other_case", changed("petitions", "PT-2", case="K-1"), "petitions[1].case", "AC3202"),
    ("of_other_case", changed("goals", "G-1", need="N-2"), "goals[0].need", "AC3202"),
    ("of_other_case", changed("tasks", "T-3", need="N-1"), "tasks[2].need", "AC3202"),
    ("of_other_case", changed("tasks", "T-3", visit_request="V-1"), "tasks[2].visit_request", "AC3202"),
    ("of_other_case", changed("tasks", "T-3", referral="R-1"), "tasks[2].referral", "AC3202"),
    ("of_other_case", changed("tasks", "T-3", care_plan="P-1"), "tasks[2].care_plan", "AC3202"),
    ("of_other_case", changed("tasks", "T-3", goal="G-1"), "tasks[2].goal", "AC3202"),
    ("event_of_nothing", {"case_events": (EVENT,)}, "case_events[0].record", "AC3002"),
    (
        "events_lead_elsewhere",
        changed("cases", "K-2", stage="linkage"),
        f"case_events[{len(EXAMPLE.case_events) - 1}].to_state",
        "AC3203",
    ),
    (
        "two_review_intervals",
        {"review_intervals": EXAMPLE.review_intervals * 2},
        f"review_intervals[{len(EXAMPLE.review_intervals)}].risk",
        "AC3204",
    ),
]


@pytest.mark.parametrize(("name", "changes", "place", "code"), BROKEN)
def test_a_broken_register_is_told_where(name: str, changes: dict[str, Any], place: str, code: str) -> None:
    found = [(str(fault.place), fault.code) for fault in RULES[name](records(**changes))]
    assert found == [(place, code)]


def test_every_rule_is_broken_once_and_silent_on_the_example() -> None:
    assert {name for name, *_ in BROKEN} == set(RULES)
    assert [fault for rule in RULES.values() for fault in rule(records())] == []


def test_a_closed_case_makes_room_for_another() -> None:
    ended = {"stage": "closed", "status": "finished", "until": "2026-03-01", "reason": "died"}
    closed = Case(**{**EXAMPLE.cases[0].model_dump(), **ended})
    assert list(RULES["two_open_cases"](records(cases=(closed, OTHER)))) == []


def test_errors_refuse_the_register() -> None:
    with pytest.raises(FormatError) as caught:
        EXAMPLE.replace(cases=(*EXAMPLE.cases, OTHER))
    assert [fault.code for fault in caught.value.faults] == ["AC3201"]
