"""Every kind of thing that can be due is found on its day, and not when it is done, closed or far ahead."""

import datetime as dt
import sys
from typing import Any

import pytest

from agecare import Register
from agecare.cases import DueList, due
from agecare.cases.due import DUE_RULES

day = dt.date.fromisoformat
ON = day("2026-04-06")
CENTRE = {"id": "C", "name": "Centre", "country": "MN", "timezone": "Asia/Ulaanbaatar"}
WORKER = {"home_latitude": 49.5, "home_longitude": 105.9}
CASE = {
    "id": "K-1",
    "client": "E-1",
    "since": "2026-01-05",
    "stage": "monitoring",
    "status": "active",
    "case_manager": "W-1",
}


def world(client: dict[str, Any] | None = None, case: dict[str, Any] | None = None, **records: Any) -> Register:
    """One client with a monitored case that was reviewed today, and what a test adds."""
    return Register(
        centre={**CENTRE, **records.pop("centre", {})},
        clients=[{"id": "E-1", "risk": "high", **(client or {})}, {"id": "E-2"}],
        workers=[{"id": id_, **WORKER} for id_ in ("W-1", "W-2")],
        organizations=[{"id": "ORG", "name": "Hospital"}],
        cases=[{**CASE, "reviewed": ON, **(case or {})}],
        **records,
    )


def kinds(register: Register, on: dt.date = ON, ahead_days: int = 0) -> list[tuple[str, str, str]]:
    found = due(register, on, ahead_days=ahead_days)
    return [(thing.kind.value, thing.record, thing.due.isoformat()) for thing in found.things]


def test_nothing_is_due_in_a_case_that_was_just_reviewed() -> None:
    assert kinds(world()) == []


PLAN = {"id": "P-1", "client": "E-1", "case": "K-1", "approved_by": "W-2", "approved_on": "2026-03-01"}


@pytest.mark.parametrize(
    ("risk", "intervals", "case", "expected"),
    [
        ("high", [], {"reviewed": "2026-03-02"}, "2026-04-01"),
        ("medium", [], {"reviewed": "2026-01-05"}, "2026-04-05"),
        ("low", [], {"reviewed": "2025-10-01"}, "2026-03-30"),
        (None, [], {"reviewed": "2026-01-05"}, "2026-04-05"),
        ("high", [{"risk": "high", "days": 7}], {"reviewed": "2026-03-30"}, "2026-04-06"),
        ("low", [{"risk": "high", "days": 7}], {"reviewed": "2026-03-30"}, None),
        ("high", [], {"reviewed": None}, "2026-03-31"),
        ("high", [], {"reviewed": "2026-03-08"}, None),
        ("high", [], {"reviewed": "2026-03-02", "stage": "linkage"}, "2026-04-01"),
        ("high", [], {"reviewed": "2026-03-02", "stage": "review"}, "2026-04-01"),
        ("high", [], {"reviewed": "2026-03-02", "stage": "planning"}, None),
        ("high", [], {"reviewed": "2026-03-02", "status": "onhold"}, None),
        ("high", [], {"reviewed": "2026-03-02", "status": "entered-in-error"}, None),
    ],
)
def test_reviews_come_by_the_risk(
    risk: str | None, intervals: list[dict[str, Any]], case: dict[str, Any], expected: str | None
) -> None:
    register = world({"risk": risk}, case, care_plans=[PLAN], review_intervals=intervals)
    assert kinds(register) == ([] if expected is None else [("review", "K-1", expected)])


def test_without_an_approved_plan_the_review_is_counted_from_the_opening() -> None:
    assert kinds(world(case={"reviewed": None})) == [("review", "K-1", "2026-02-04")]
    revoked = {**PLAN, "status": "revoked"}
    assert kinds(world(case={"reviewed": None}, care_plans=[revoked])) == [("review", "K-1", "2026-02-04")]


def test_the_last_assessment_by_each_instrument_stops_counting() -> None:
    def assessed(id_: str, on: str, until: str, **fields: Any) -> dict[str, Any]:
        return {
            "id": id_,
            "client": "E-1",
            "instrument": "barthel",
            "on": on,
            "valid_until": until,
            "total": 55,
            **fields,
        }

    old, new = assessed("A-1", "2025-01-10", "2026-01-10"), assessed("A-2", "2025-04-01", "2026-04-01")
    later = assessed("A-3", "2026-05-01", "2027-05-01")
    other = assessed("A-4", "2025-06-01", "2026-04-06", instrument="katz", total=3)
    assert kinds(world(assessments=[new, old, later, other])) == [
        ("reassessment", "A-2", "2026-04-01"),
        ("reassessment", "A-4", "2026-04-06"),
    ]
    closed = {"stage": "closed", "status": "finished", "until": ON, "reason": "died"}
    assert kinds(world(case=closed, assessments=[old])) == []
    assert kinds(world(assessments=[{**old, "client": "E-2"}])) == []


def referral(**fields: Any) -> dict[str, Any]:
    return {
        "id": "R-1", "client": "E-1", "service_type": "nursing", "requester": "W-1", "performer": "ORG",
        "status": "requested", "authored": "2026-03-30 09:00", **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "2026-04-06"),
        ({"status": "received"}, "2026-04-06"),
        ({"priority": "urgent"}, "2026-04-01"),
        ({"priority": "asap"}, "2026-03-31"),
        ({"priority": "stat"}, "2026-03-31"),
        ({"authored": "2026-03-31 09:00"}, None),
        ({"authored": "2026-03-30T16:30+00:00"}, None),  # the next day in Ulaanbaatar
        ({"status": "accepted"}, None),
        ({"status": "draft"}, None),
    ],
)
def test_a_referral_without_an_answer(fields: dict[str, Any], expected: str | None) -> None:
    register = world(referrals=[referral(**fields)])
    assert kinds(register) == ([] if expected is None else [("referral", "R-1", expected)])


def test_silence_is_counted_in_working_days_from_the_last_event_by_the_centres_own_limit() -> None:
    sent = referral(authored="2026-02-16 09:00")
    event = {"referral": "R-1", "at": "2026-02-17 10:00", "actor": "ORG", "to_status": "received"}
    assert kinds(world(referrals=[sent])) == [("referral", "R-1", "2026-02-26")]  # Tsagaan Sar in between
    assert kinds(world(referrals=[sent], referral_events=[event])) == [("referral", "R-1", "2026-02-27")]
    own = {"referral_rules": {"silent_days_routine": 2}}
    assert kinds(world(centre=own, referrals=[sent])) == [("referral", "R-1", "2026-02-23")]
    worked = [{"date": "2026-02-21", "action": "work"}]
    assert kinds(world(referrals=[sent], holiday_changes=worked)) == [("referral", "R-1", "2026-02-25")]


def test_a_referral_of_somebody_without_a_case_is_its_senders() -> None:
    [thing] = due(world(referrals=[referral(client="E-2")]), ON).things
    assert (thing.case, thing.case_manager, thing.owner, thing.responsible) == (None, "W-1", "ORG", "W-1")


@pytest.mark.parametrize(
    ("task", "is_due"),
    [
        ({}, True),
        ({"status": "on-hold"}, True),
        ({"status": "completed"}, False),
        ({"due": None}, False),
        ({"due": "2026-04-07"}, False),
        ({"referral": "R-1"}, True),
        ({"referral": "R-2"}, False),
        ({"referral": "R-1", "status": "cancelled"}, False),
        ({"visit_request": "V-1"}, True),
        ({"visit_request": "V-2"}, False),
    ],
)
def test_tasks(task: dict[str, Any], is_due: bool) -> None:
    visits = {"client": "E-1", "windows": [{"start": "09:00", "end": "10:00"}], "roles": [{"minutes": 30}]}
    register = world(
        tasks=[{"id": "T-1", "case": "K-1", "due": "2026-04-06", "owner": "W-2", **task}],
        referrals=[referral(status="accepted"), referral(id="R-2", status="completed")],
        visit_requests=[{"id": "V-1", **visits}, {"id": "V-2", "valid_to": "2026-04-05", **visits}],
        addresses=[{"client": "E-1", "latitude": 49.5, "longitude": 105.9}],
    )
    assert kinds(register) == ([("task", "T-1", "2026-04-06")] if is_due else [])
    assert all((thing.owner, thing.responsible) == ("W-2", "W-1") for thing in due(register, ON).things)


def test_goals_of_active_plans() -> None:
    goal = {"id": "G-1", "care_plan": "P-1", "status": "active", "due": "2026-04-06"}
    assert kinds(world(care_plans=[PLAN], goals=[goal])) == [("goal", "G-1", "2026-04-06")]
    assert kinds(world(care_plans=[PLAN], goals=[{**goal, "status": "completed"}])) == []
    assert kinds(world(care_plans=[{**PLAN, "status": "draft"}], goals=[goal])) == []


def test_petitions_are_registered_and_answered() -> None:
    kyrgyz = {"country": "KG", "timezone": "Asia/Bishkek"}
    petition = {"id": "PT-1", "kind": "complaint", "received": "2026-03-13", "owner": "W-2"}
    both = world(centre=kyrgyz, petitions=[petition])
    assert kinds(both) == [("registration", "PT-1", "2026-03-16"), ("answer", "PT-1", "2026-04-06")]
    registered = world(centre=kyrgyz, petitions=[{**petition, "registered": "2026-03-13"}])
    assert kinds(registered) == [("answer", "PT-1", "2026-04-03")]
    [thing] = due(registered, ON).things
    assert thing.deadline is not None and thing.deadline.rule.id == "KG-complaint-answer"
    assert thing.responsible == "W-2"
    answered = {**petition, "answered": "2026-04-06", "outcome": "upheld"}
    assert kinds(world(centre=kyrgyz, petitions=[answered])) == []
    assert len(kinds(world(centre=kyrgyz, petitions=[answered]), ON - dt.timedelta(days=1), 14)) == 2


def test_a_consent_ends_when_no_other_takes_its_place() -> None:
    consent = {"id": "CN-1", "client": "E-1", "valid_to": "2026-04-05"}
    longer = {"id": "CN-2", "client": "E-1", "valid_to": "2027-04-05"}
    endless = {"id": "CN-3", "client": "E-1"}
    assert kinds(world(consents=[consent])) == [("consent", "CN-1", "2026-04-05")]
    assert kinds(world(consents=[consent, longer])) == []
    assert kinds(world(consents=[consent, endless])) == []
    assert kinds(world(consents=[consent, {**endless, "status": "rejected"}])) == [("consent", "CN-1", "2026-04-05")]
    assert kinds(world(consents=[{**consent, "client": "E-2"}])) == []


def rich() -> Register:
    kinds_of = ("T-1", "2026-04-01"), ("T-2", "2026-04-06"), ("T-3", "2026-04-20"), ("T-4", "2026-04-21")
    return world(
        tasks=[{"id": id_, "case": "K-1", "due": last} for id_, last in kinds_of],
        petitions=[
            {"id": "PT-1", "kind": "petition", "received": "2026-03-10", "owner": "W-2"},
            {"id": "PT-2", "kind": "petition", "received": "2026-03-11"},
        ],
    )


def test_the_list_looks_so_many_days_ahead_and_is_ordered() -> None:
    found = due(rich(), ON)
    assert [thing.record for thing in found.things] == ["T-1", "T-2", "PT-1", "PT-2", "T-3"]
    assert [thing.record for thing in found.overdue] == ["T-1"]
    assert [found.days_left(thing) for thing in found.things] == [-5, 0, 3, 4, 14]
    assert [thing.record for thing in due(rich(), ON, ahead_days=15).things][-1] == "T-4"


def test_the_list_by_person() -> None:
    found = due(rich(), ON)
    by_person = {id_: [thing.record for thing in things] for id_, things in found.by_responsible.items()}
    assert list(by_person.items()) == [("W-1", ["T-1", "T-2", "T-3"]), ("W-2", ["PT-1"]), (None, ["PT-2"])]
    assert [thing.record for thing in found.of("W-2").things] == ["PT-1"]
    assert isinstance(found.of("W-9"), DueList) and found.of("W-9").things == ()


def test_every_rule_is_on_the_list() -> None:
    module = sys.modules["agecare.cases.due"]  # the package's name `due` is the function
    found = [
        value
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__annotations__", {}).get("world") is module.World
    ]
    assert set(found) == set(DUE_RULES)
