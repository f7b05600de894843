"""Services, opening times, rules about who may have them, capacities and requests."""

import datetime as dt

import pytest
from pydantic import ValidationError

from agecare import (
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
from agecare.model.base import Record
from agecare.model.eligibility import MEASURED

HOURS = [{"start": "09:00", "end": "13:00"}]
ASKED = {"id": "R", "client": "E", "service": "S", "since": "2026-02-01"}
SERVICE = {"id": "S-1", "name": "Day centre", "type": "day-care", "domains": ["company"]}


def refused(record: type[Record], /, **fields: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        record(**fields)
    return [error["type"] for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("status", "period", "day", "active"),
    [
        ("active", (None, None), "2026-04-06", True),
        ("active", ("2026-05-01", None), "2026-04-06", False),
        ("active", (None, "2026-03-31"), "2026-04-06", False),
        ("temporarily closed", ("2026-04-01", "2026-04-20"), "2026-03-31", True),
        ("temporarily closed", ("2026-04-01", "2026-04-20"), "2026-04-01", False),
        ("temporarily closed", ("2026-04-01", "2026-04-20"), "2026-04-21", True),
        ("defunct", ("2026-03-01", None), "2026-02-28", True),
        ("defunct", ("2026-03-01", None), "2030-01-01", False),
        ("inactive", (None, None), "2026-04-06", False),
    ],
)
def test_the_status_holds_in_its_period_only(
    status: str, period: tuple[str | None, str | None], day: str, active: bool
) -> None:
    service = Service(**SERVICE, status=status, status_from=period[0], status_to=period[1])
    assert service.active_on(dt.date.fromisoformat(day)) is active


def opening(rule: str, **fields: object) -> OpeningTime:
    return OpeningTime(service="S-1", rule=rule, windows=HOURS, **fields)


@pytest.mark.parametrize(
    ("rule", "first", "days"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE", None, ["2026-04-06", "2026-04-08", "2026-04-13", "2026-04-15"]),
        ("rrule: freq=weekly; byday=mo", None, ["2026-04-06", "2026-04-13"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-24", ["2026-04-07"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-31", ["2026-04-14"]),
        ("FREQ=MONTHLY;BYDAY=2TU", None, ["2026-04-14"]),
        ("FREQ=DAILY;COUNT=2", "2026-04-08", ["2026-04-08", "2026-04-09"]),
        ("FREQ=DAILY;UNTIL=20260407", None, ["2026-04-06", "2026-04-07"]),
    ],
)
def test_opening_days_follow_the_rule(rule: str, first: str | None, days: list[str]) -> None:
    fortnight = [dt.date(2026, 4, 6) + dt.timedelta(days=day) for day in range(14)]
    row = opening(rule, valid_from=first)
    assert [day.isoformat() for day in fortnight if row.opens_on(day)] == days


def test_holidays_are_closed_unless_told() -> None:
    day = dt.date(2026, 4, 6)
    assert not opening("FREQ=DAILY").opens_on(day, holiday=True)
    assert opening("FREQ=DAILY", on_holidays=True).opens_on(day, holiday=True)
    assert not opening("FREQ=DAILY", valid_to="2026-04-05").opens_on(day)


@pytest.mark.parametrize(
    "rule",
    ["", "every Monday", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYMONTHDAY=31"],
)
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    assert refused(OpeningTime, service="S-1", rule=rule, windows=HOURS) == ["AC2114"]


@pytest.mark.parametrize(
    "fields",
    [
        {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
        {"rule": "FREQ=WEEKLY;BYDAY=SU", "valid_from": "2026-04-06", "valid_to": "2026-04-11"},
    ],
)
def test_a_rule_that_never_opens_is_refused(fields: dict[str, str]) -> None:
    assert refused(OpeningTime, service="S-1", windows=HOURS, **fields) == ["AC2120"]


@pytest.mark.parametrize("kind", EligibilityKind)
def test_a_rule_takes_what_its_kind_takes(kind: EligibilityKind) -> None:
    word = {"gender": "female", "group": "elder", "risk": "high", "need": "mood", "severity": "mild"}.get(kind, "any")
    if kind in MEASURED:
        assert Eligibility(service="S-1", kind=kind, least=1).least == 1
        assert refused(Eligibility, service="S-1", kind=kind) == ["AC2122"]
        assert refused(Eligibility, service="S-1", kind=kind, least=1, allowed=[word]) == ["AC2121"]
        assert refused(Eligibility, service="S-1", kind=kind, least=2, most=1) == ["AC2123"]
    else:
        assert Eligibility(service="S-1", kind=kind, allowed=[word]).allowed == (word,)
        assert refused(Eligibility, service="S-1", kind=kind) == ["AC2125"]
        assert refused(Eligibility, service="S-1", kind=kind, most=1, allowed=[word]) == ["AC2124"]


@pytest.mark.parametrize("kind", ["gender", "group", "risk", "need", "severity"])
def test_a_word_of_no_list_is_refused(kind: str) -> None:
    assert refused(Eligibility, service="S-1", kind=kind, allowed=["nobody"]) == ["AC2126"]


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (Service, {**SERVICE, "visits_per_week": 2}, "AC2115"),
        (Service, {**SERVICE, "status_from": "2026-04-06", "status_to": "2026-04-05"}, "AC2013"),
        (Service, {**SERVICE, "domains": []}, "too_short"),
        (Service, {**SERVICE, "currency": "tugrik"}, "string_pattern_mismatch"),
        (Capacity, {"service": "S-1", "total": -1}, "greater_than_equal"),
        (Capacity, {"service": "S-1", "total": 2, "taken": 3}, "AC2116"),
        (Capacity, {"service": "S-1", "total": 2, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "AC2013"),
        (Quota, {"service": "S-1", "group": "elder", "reserved": -1}, "greater_than_equal"),
        (CoverageTarget, {"area": "A-1", "share": 1.2}, "less_than_equal"),
        (
            Placement,
            {"id": "P", "client": "E", "service": "S", "since": "2026-02-01", "until": "2026-01-01"},
            "AC2013",
        ),
        (ServiceRequest, {"id": "R", "client": "E", "since": "2026-02-01"}, "AC2117"),
        (
            ServiceRequest,
            {"id": "R", "client": "E", "service": "S", "since": "2026-02-01", "status": "revoked"},
            "AC2118",
        ),
        (
            ServiceRequest,
            {"id": "R", "client": "E", "service": "S", "since": "2026-02-01", "reason": "other"},
            "AC2119",
        ),
    ],
)
def test_what_cannot_be_is_refused(kind: type[Record], fields: dict[str, object], code: str) -> None:
    assert refused(kind, **fields) == [code]


def test_who_waits() -> None:
    assert ServiceRequest(**ASKED).waiting
    assert not ServiceRequest(**ASKED, status="completed", until="2026-03-01").waiting
