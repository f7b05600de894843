"""Deadlines are counted as the law says, show how, and change when a rule does."""

import datetime as dt
from typing import Any

import pytest

from agecare import Country, DeadlineRule, HolidayChange, Petition, PetitionKind
from agecare.cases import PetitionClock, deadline, petition_clock
from agecare.cases.deadlines import rule_for
from agecare.model import DeadlineStep, WorkCalendar, deadline_rules, lawful_rules

day = dt.date.fromisoformat
MN, KG = Country.MN, Country.KG


def clock(country: Country, received: str, own: tuple[DeadlineRule, ...] = (), **fields: Any) -> PetitionClock:
    petition = Petition(id="PT-1", received=received, **{"kind": "petition", **fields})
    return petition_clock(petition, deadline_rules(country, own), WorkCalendar(country))


# thirty calendar days from receipt, counted on a wall calendar
@pytest.mark.parametrize(
    ("received", "end"),
    [
        ("2017-02-01", "2017-03-03"),
        ("2018-02-15", "2018-03-17"),
        ("2019-12-15", "2020-01-14"),
        ("2020-02-15", "2020-03-16"),
        ("2021-06-15", "2021-07-15"),
        ("2022-01-31", "2022-03-02"),
        ("2023-11-30", "2023-12-30"),
        ("2024-01-31", "2024-03-01"),
        ("2025-03-01", "2025-03-31"),
        ("2026-02-10", "2026-03-12"),
    ],
)
@pytest.mark.parametrize("kind", ["petition", "complaint"])
def test_mongolia_thirty_days_from_receipt(received: str, end: str, kind: str) -> None:
    found = clock(MN, received, kind=kind)
    assert found.registration is None and found.answer is not None
    assert (found.answer.end, found.due, found.answer.skipped) == (day(end), day(end), ())
    assert (found.answer.rule.id, found.answer.start) == (f"MN-{kind}-answer", day(received))


# registered by the next working day, answered within fourteen working days of that (`test_working_days`)
@pytest.mark.parametrize(
    ("received", "register_by", "registered", "end"),
    [
        ("2017-03-14", "2017-03-15", "2017-03-15", "2017-04-05"),
        ("2018-08-10", "2018-08-13", "2018-08-13", "2018-09-06"),
        ("2021-07-14", "2021-07-15", None, "2021-08-05"),
        ("2022-04-21", "2022-04-22", None, "2022-05-18"),
        ("2022-04-29", "2022-04-30", "2022-04-30", "2022-05-26"),
        ("2026-03-11", "2026-03-12", "2026-03-12", "2026-04-02"),
        ("2026-03-10", "2026-03-11", "2026-03-12", "2026-04-02"),
    ],
)
def test_kyrgyzstan_fourteen_working_days_from_registration(
    received: str, register_by: str, registered: str | None, end: str
) -> None:
    found = clock(KG, received, registered=registered)
    assert found.registration is not None and found.registration.end == day(register_by)
    assert found.due == day(end)


def test_the_arithmetic_is_shown() -> None:
    answer = clock(KG, "2026-03-11", registered="2026-03-12").answer
    assert answer is not None
    assert (answer.rule.id, answer.days, answer.start, answer.end) == (
        "KG-petition-answer", 14, day("2026-03-12"), day("2026-04-02"),
    )  # fmt: skip
    assert [(off.date.day, off.name) for off in answer.holidays] == [(20, "Eid al-Fitr"), (21, "Nooruz Holiday")]
    assert (answer.end - answer.start).days == answer.days + len(answer.skipped)
    assert answer.doubts == ("KG-petition-answer-10",)


def test_a_bill_that_is_not_confirmed_changes_nothing_until_a_centre_says_so() -> None:
    bill = next(rule for rule in lawful_rules() if rule.id == "KG-petition-answer-10")
    confirmed = DeadlineRule.model_validate({**bill.model_dump(), "standing": "in-force", "valid_from": "2026-05-01"})
    before = clock(KG, "2026-04-20", (confirmed,), registered="2026-04-21")
    after = clock(KG, "2026-05-11", (confirmed,), registered="2026-05-12")
    assert before.answer is not None and before.answer.rule.days == 14
    assert after.answer is not None and (after.answer.rule.days, after.answer.doubts) == (10, ())
    assert after.due == day("2026-05-26")


def test_where_texts_disagree_the_shorter_time_counts_and_the_doubt_is_told() -> None:
    answer = clock(MN, "2026-04-06", kind="proposal").answer
    assert answer is not None
    assert (answer.rule.days, answer.end, answer.doubts) == (60, day("2026-06-05"), ("MN-proposal-answer-90",))


def test_a_centres_own_rule_replaces_the_packages() -> None:
    own = DeadlineRule(id="MN-complaint-answer", country="MN", kind="complaint", days=10, unit="working-day")
    assert clock(MN, "2026-02-16", (own,), kind="complaint").due == day("2026-03-05")
    assert len(deadline_rules(MN, (own,))) == len(deadline_rules(MN))


def test_a_rule_holds_on_the_day_on_which_its_clock_starts() -> None:
    ends = DeadlineRule(
        id="MN-petition-answer", country="MN", kind="petition", days=30, valid_to="2026-01-31", source="old"
    )
    begins = DeadlineRule(
        id="NEW", country="MN", kind="petition", days=15, valid_from="2026-02-01", valid_to="2026-12-31"
    )
    found = [clock(MN, received, (ends, begins)).due for received in ("2026-01-31", "2026-02-01")]
    assert found == [day("2026-03-02"), day("2026-02-16")]
    assert clock(MN, "2027-01-01", (ends, begins)).due is None


def test_a_last_day_that_is_off_moves_on_where_the_rule_says_so() -> None:
    rule = DeadlineRule(id="X", country="MN", kind="petition", days=30, rolls=True)
    found = deadline(rule, day("2026-01-19"), WorkCalendar(MN))
    assert found.end == day("2026-02-23")  # the 18th to 20th are Tsagaan Sar, then a weekend
    assert [off.date.day for off in found.skipped] == [18, 19, 20, 21, 22]
    assert deadline(rule, day("2026-01-20"), WorkCalendar(MN)).end == day("2026-02-23")
    assert deadline(rule, day("2026-01-26"), WorkCalendar(MN)).skipped == ()
    stays = rule.model_copy(update={"rolls": False})
    assert deadline(stays, day("2026-01-19"), WorkCalendar(MN)).end == day("2026-02-18")


def test_a_day_off_of_the_centre_moves_a_deadline() -> None:
    off = HolidayChange(date=day("2026-03-25"), name="Day of the town")
    petition = Petition(id="PT-1", kind="petition", received="2026-03-11", registered="2026-03-12")
    found = petition_clock(petition, deadline_rules(KG), WorkCalendar(KG, (off,)))
    assert found.due == day("2026-04-03")
    assert found.answer is not None and "Day of the town" in [each.name for each in found.answer.holidays]


EXTENSION = {"extended_days": 30, "extended_on": "2026-03-12", "extended_by": "HEAD", "told_on": "2026-03-12"}


@pytest.mark.parametrize(
    ("country", "changes", "problem", "due"),
    [
        (MN, {}, None, "2026-04-11"),
        (MN, {"extended_days": 12}, None, "2026-03-24"),
        (MN, {"extended_on": "2026-03-13"}, "too-late", "2026-03-12"),
        (MN, {"extended_days": 31}, "too-long", "2026-03-12"),
        (MN, {"told_on": None}, "not-told", "2026-03-12"),
        (KG, {"extended_on": "2026-02-20", "told_on": "2026-02-20"}, "no-rule", "2026-03-03"),
    ],
)
def test_an_extension_counts_when_it_is_lawful(
    country: Country, changes: dict[str, Any], problem: str | None, due: str
) -> None:
    found = clock(country, "2026-02-10", **{**EXTENSION, **changes})
    assert (found.problem, found.due) == (problem, day(due))
    assert (found.extension is None) == (problem is not None)


def test_the_rules_of_the_package_have_their_sources_and_their_doubts() -> None:
    rules = lawful_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.source and rule.valid_from for rule in rules)
    unsure = {rule.id for rule in rules if rule.standing == "to-check"}
    assert {id_.rpartition("-")[2] for id_ in unsure} == {"10", "60", "90"}
    for country in Country:
        for kind in PetitionKind:
            assert rule_for(deadline_rules(country), kind, DeadlineStep.ANSWER, day("2026-04-06"))[0] is not None
