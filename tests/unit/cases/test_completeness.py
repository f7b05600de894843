"""Each thing that a file may need is missed when it is not there, from the stage on from which it is needed."""

import datetime as dt
from typing import Any

import pytest

from agecare import Register
from agecare.cases import completeness, files_by_manager
from agecare.cases.completeness import CHECKS
from agecare.model import FILE_RULES, CaseStage, FileItem, FileRule

ON = dt.date(2026, 4, 6)

CENTRE = {"id": "C", "name": "C", "country": "MN", "timezone": "Asia/Ulaanbaatar"}
WHOLE: dict[str, Any] = {
    "centre": CENTRE,
    "workers": [
        {"id": id_, "home_latitude": 49.5, "home_longitude": 105.9} for id_ in ("W-1", "W-2")
    ],
    "clients": [{"id": "E-1", "risk": "high", "phone": "1", "documents": ["card"]}],
    "addresses": [{"client": "E-1", "latitude": 49.5, "longitude": 105.9}],
    "assessments": [{"id": "A-1", "client": "E-1", "instrument": "katz", "on": dt.date(2026, 3, 1), "total": 2}],
    "needs": [{"id": "N-1", "client": "E-1", "domain": "mood", "severity": "severe", "since": dt.date(2026, 3, 1)}],
    "consents": [{"id": "CN-1", "client": "E-1", "valid_from": dt.date(2026, 3, 1)}],
    "care_plans": [
        {
            "id": "P-1", "client": "E-1", "case": "K-1", "author": "W-1", "approved_by": "W-2",
            "approved_on": dt.date(2026, 3, 5),
        }
    ],
    "cases": [
        {
            "id": "K-1", "client": "E-1", "since": dt.date(2026, 2, 1), "stage": "review", "status": "active",
            "case_manager": "W-1", "reviewed": dt.date(2026, 3, 30),
        }
    ],
    "case_events": [{"case": "K-1", "at": dt.datetime(2026, 2, 1), "actor": "W-1", "to_state": "intake"}],
    "goals": [{"id": "G-1", "care_plan": "P-1", "need": "N-1", "status": "active", "achievement": "improving"}],
    "tasks": [{"id": "T-1", "case": "K-1", "care_plan": "P-1", "owner": "W-1", "due": dt.date(2026, 5, 1)}],
    "visit_requests": [
        {"id": "V-1", "client": "E-1", "windows": [{"start": "9:00", "end": "12:00"}], "roles": [{"minutes": 30}]}
    ],
    "visit_outcomes": [{"request": "V-1", "date": dt.date(2026, 3, 9), "status": "fulfilled"}],
    "file_rules": [{"item": "document", "document": "card"}, {"item": "review", "stage": "review"}],
}  # fmt: skip


def with_(kind: str, **changes: Any) -> dict[str, Any]:
    return {**WHOLE, kind: [{**WHOLE[kind][0], **changes}]}


def without(*kinds: str) -> dict[str, Any]:
    return {**WHOLE, **{kind: [] for kind in kinds}}


LACKING: dict[FileItem, dict[str, Any]] = {
    FileItem.CASE_MANAGER: with_("cases", case_manager=None),
    FileItem.ADDRESS: with_("addresses", valid_to=dt.date(2026, 3, 1)),
    FileItem.CONTACT: with_("clients", phone=""),
    FileItem.DOCUMENT: with_("clients", documents=["other"]),
    FileItem.ASSESSMENT: with_("assessments", valid_until=dt.date(2026, 4, 5)),
    FileItem.RISK: with_("clients", risk=None),
    FileItem.NEEDS: {**without("needs"), "goals": [{**WHOLE["goals"][0], "need": None}]},
    FileItem.CARE_PLAN: with_("care_plans", status="entered-in-error"),
    FileItem.GOALS: with_("goals", status="cancelled"),
    FileItem.OWNERS: with_("tasks", due=None),
    FileItem.APPROVAL: with_("care_plans", approved_on=None),
    FileItem.CONSENT: with_("consents", valid_to=dt.date(2026, 4, 5)),
    FileItem.LINKAGE: without("visit_requests", "visit_outcomes"),
    FileItem.VISIT_OUTCOMES: without("visit_outcomes"),
    FileItem.REVIEW: with_("cases", reviewed=None),
    FileItem.ACHIEVEMENT: with_("goals", achievement=None),
    FileItem.HISTORY: without("case_events"),
}


def missing(records: dict[str, Any]) -> set[FileItem]:
    [found] = completeness(Register.model_validate(records), ON)
    return {rule.item for rule in found.missing}


def test_a_whole_file_is_complete() -> None:
    [found] = completeness(Register.model_validate(WHOLE), ON)
    assert found.is_complete
    assert {rule.item for rule in found.needed} == set(FileItem)


def test_every_item_has_its_check_and_its_file_without_it() -> None:
    assert set(CHECKS) == set(LACKING) == set(FileItem)


@pytest.mark.parametrize("item", FileItem)
def test_what_is_not_there_is_missing(item: FileItem) -> None:
    expected = {item}
    if item is FileItem.CARE_PLAN:
        expected |= {FileItem.APPROVAL}  # a plan that is none was not approved
    assert missing(LACKING[item]) == expected


@pytest.mark.parametrize("rule", FILE_RULES, ids=lambda rule: rule.item.value)
def test_a_thing_is_needed_from_its_stage_on(rule: FileRule) -> None:
    order = list(CaseStage)
    for stage in order[:-1]:
        early = order.index(stage) < order.index(CaseStage.ASSESSMENT)
        case = {**WHOLE["cases"][0], "stage": stage, "status": "planned" if early else "active"}
        records = {**LACKING[rule.item], "file_rules": []}
        records["cases"] = [{**case, **{k: v for k, v in records["cases"][0].items() if v is None}}]
        assert (rule.item in missing(records)) == (order.index(stage) >= order.index(rule.stage))


def test_a_centre_takes_rules_away_adds_some_and_keeps_them_to_a_group() -> None:
    own = [
        {"item": "contact", "required": False},
        {"item": "document", "document": "child-card", "group": "child-in-hardship"},
        {"item": "document", "document": "pension-book", "stage": "closed"},
    ]
    records = {**with_("clients", phone=""), "file_rules": own}
    assert missing(records) == set()


def test_a_closed_case_needs_what_it_came_to() -> None:
    closed = {**WHOLE["cases"][0], "until": dt.date(2026, 4, 1), "reason": "goals-met", "stage": "closed"}
    finished = {**WHOLE, "cases": [{**closed, "status": "finished", "reviewed": None}], "file_rules": []}
    assert missing(finished) == {FileItem.REVIEW}
    cancelled = {"centre": CENTRE, "clients": WHOLE["clients"], "addresses": WHOLE["addresses"]}
    cancelled |= {"cases": [{**closed, "status": "cancelled", "reviewed": None, "case_manager": None}]}
    assert missing(cancelled) == {FileItem.HISTORY}


def test_files_are_counted_by_case_manager() -> None:
    found = completeness(Register.model_validate(LACKING[FileItem.RISK]), ON)
    assert [(row.case_manager, row.files, row.complete, row.missing) for row in files_by_manager(found)] == [
        ("W-1", 1, 0, 1)
    ]
