"""The nearest change flips: it is applied to the records, and the client is matched again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agecare import (
    Accessibility,
    Address,
    Capacity,
    Carer,
    Eligibility,
    Gender,
    Need,
    OpeningTime,
    Placement,
    Quota,
    Register,
    ServiceRequest,
    UnknownIdError,
)
from agecare.locale import LANGUAGES
from agecare.matching import Act, Change, Explanation, answer_text, change_text, directory_of, explain, fit_of, match
from agecare.matching.explain import days_of_change
from directories import MONDAY, random_services, rule, small_client, small_register, small_service


def explanation(register: Register, on: dt.date = MONDAY) -> Explanation:
    directory = directory_of(register, on)
    return explain(directory, fit_of(directory, "E-1", "S-1"))


def nearest(register: Register) -> Change:
    """The nearest change of the one rule that fails."""
    [unmet] = explanation(register).unmet
    assert unmet.nearest is not None
    return unmet.nearest


Applied = Callable[[Register, Change], Register]


def client_with(**of_value: Callable[[Any], Any]) -> Applied:
    """A change of the client's record."""

    def applied(register: Register, change: Change) -> Register:
        [client] = register.clients
        return register.replace(
            clients=[client.model_copy(update={name: make(change.value) for name, make in of_value.items()})]
        )

    return applied


def rule_with(**of_value: Callable[[Any], Any]) -> Applied:
    """A change of the rule."""

    def applied(register: Register, change: Change) -> Register:
        [row] = register.eligibility
        changed = row.model_copy(update={name: make(change.value) for name, make in of_value.items()})
        return register.replace(eligibility=[changed])

    return applied


def allowing(*already: str) -> Applied:
    """A rule that allows a further word."""
    return rule_with(allowed=lambda word: (*already, word))


def ruled(*words: str, **bounds: float) -> dict[str, Any]:
    """The service with one rule."""
    return {"eligibility": [rule(*words, **bounds)]}


def camp(area: str, first: str, last: str) -> Address:
    """Where the client lives in a part of every year."""
    return Address(
        client="E-1", latitude=49.5, longitude=105.9, area=area, yearly=True, valid_from=first, valid_to=last
    )


def more_places(register: Register, change: Change) -> Register:
    [capacity] = register.capacities
    return register.replace(capacities=[capacity.model_copy(update={"total": capacity.total + change.value})])


def more_carers(register: Register, change: Change) -> Register:
    missing = int(change.value) - len(register.carers)
    return register.replace(carers=[*register.carers, *(Carer(id=f"K-{n}", client="E-1") for n in range(missing))])


def further_need(register: Register, change: Change) -> Register:
    return register.replace(needs=[*register.needs, Need(id="N-9", client="E-1", domain=change.value)])


def equipped(register: Register, change: Change) -> Register:
    [service] = register.services
    return register.replace(
        services=[service.model_copy(update={"accessibility": tuple(map(Accessibility, change.value))})]
    )


TUESDAYS = {"rule": "FREQ=WEEKLY;BYDAY=TU", "windows": [{"start": "9:00", "end": "12:00"}]}
THREE_ASKED = {
    "capacities": [Capacity(service="S-1", unit="slots-a-week", total=1)],
    "opening_times": [OpeningTime(service="S-1", **TUESDAYS)],
    "service_requests": [ServiceRequest(id="R-1", client="E-1", need="N-1", since=MONDAY, units=3)],
}
OTHERS_QUOTA = {
    "capacities": [Capacity(service="S-1", total=2, taken=1)],
    "quotas": [Quota(service="S-1", group="disability", reserved=2)],
}
FLIPS: list[tuple[str, dict[str, Any], Act, str, Applied]] = [
    ("distance", ruled("distance", most=1.4), Act.WIDEN, "824 m outside the area", rule_with(most=float)),
    ("area", ruled("area", "bag-2"), Act.WIDEN, "2,224 m outside the area", allowing("bag-2")),
    (
        "area",
        {"eligibility": [rule("area", "bag-2")], "addresses": []},
        Act.WIDEN,
        "the service would have to come to bag-1",
        allowing("bag-2"),
    ),
    ("document", ruled("document", "form-x"), Act.OBTAIN, "needs form-x", client_with(documents=lambda to: (to,))),
    ("place", THREE_ASKED, Act.ADD, "slots a week: 2 more, on Tue", more_places),
    ("place", OTHERS_QUOTA, Act.ADD, "places: 1 more", lambda register, _: register.replace(quotas=[], capacities=[])),
    ("carers", ruled("carers", least=2), Act.OBTAIN, "further family carers: 2", more_carers),
    ("age", ruled("age", least=83), Act.WIDEN, "an exception of 3 in age", rule_with(least=float)),
    ("age", ruled("age", most=79), Act.WIDEN, "an exception of 1 in age", rule_with(most=float)),
    (
        "income",
        {"eligibility": [rule("income", most=500)], "clients": [small_client(income=700)]},
        Act.WIDEN,
        "an exception of 200 in income",
        rule_with(most=float),
    ),
    (
        "income",
        ruled("income", most=500),
        Act.RECORD,
        "record the income",
        client_with(income=int),
    ),
    (
        "gender",
        {"eligibility": [rule("gender", "male")], "clients": [small_client(gender="unknown")]},
        Act.RECORD,
        "record the gender",
        client_with(gender=Gender),
    ),
    ("gender", ruled("gender", "male"), Act.WIDEN, "an exception for: female", allowing("male")),
    ("group", ruled("group", "disability"), Act.WIDEN, "an exception for: elder", allowing()),
    ("risk", ruled("risk", "low"), Act.WIDEN, "an exception for: medium", allowing()),
    ("severity", ruled("severity", "mild"), Act.WIDEN, "an exception for: severe", allowing()),
    ("language", ruled("language", "kk"), Act.WIDEN, "somebody who interprets: mn", allowing()),
    ("need", ruled("need", "mood"), Act.RECORD, "an open need of: mood", further_need),
    (
        "answers",
        {"services": [small_service(domains=["mobility"])]},
        Act.RECORD,
        "an open need of: mobility",
        further_need,
    ),
    (
        "access",
        {"clients": [small_client(accessibility=["step-free"])]},
        Act.ADD,
        "the service would need: step-free entrance",
        equipped,
    ),
]


@pytest.mark.parametrize(
    ("name", "kinds", "act", "text", "applied"), FLIPS, ids=[f"{each[0]}-{each[2]}" for each in FLIPS]
)
def test_the_nearest_change_flips_the_match(
    name: str, kinds: dict[str, Any], act: Act, text: str, applied: Applied
) -> None:
    register = small_register(**kinds)
    change = nearest(register)
    assert (change.rule, change.act) == (name, act)
    assert explanation(register).flips
    assert not fit_of(directory_of(register, MONDAY), "E-1", "S-1").matched
    assert fit_of(directory_of(applied(register, change), MONDAY), "E-1", "S-1").matched
    if name != "access":
        assert change_text(change) == text


WAITS: list[tuple[str, dict[str, Any], dt.date]] = [
    (
        "age",
        {"clients": [small_client(birth_date=dt.date(1966, 5, 2))], **ruled("age", least=60)},
        dt.date(2026, 5, 2),
    ),
    (
        "place",
        {
            "capacities": [Capacity(service="S-1", total=1)],
            "clients": [small_client(), small_client(id="E-2")],
            "placements": [
                Placement(id="P-1", client="E-2", service="S-1", since=dt.date(2026, 1, 5), until=dt.date(2026, 4, 30))
            ],
        },
        dt.date(2026, 5, 1),
    ),
    (
        "active",
        {"services": [small_service(status="temporarily closed", status_to=dt.date(2026, 4, 20))]},
        dt.date(2026, 4, 21),
    ),
    (
        "opens",
        {"opening_times": [OpeningTime(service="S-1", **TUESDAYS, valid_from=dt.date(2026, 6, 1))]},
        dt.date(2026, 6, 2),
    ),
    ("here", {"clients": [small_client(valid_from=dt.date(2026, 4, 9))]}, dt.date(2026, 4, 9)),
    (
        "area",
        {
            "eligibility": [rule("area", "bag-2")],
            "addresses": [
                camp("bag-1", "2025-11-01", "2026-05-31"),
                camp("bag-2", "2026-06-01", "2026-10-31"),
            ],
        },
        dt.date(2026, 6, 1),
    ),
]


@pytest.mark.parametrize(("name", "kinds", "day"), WAITS, ids=[name for name, *_ in WAITS])
def test_what_comes_by_itself_is_told_with_its_day(name: str, kinds: dict[str, Any], day: dt.date) -> None:
    register = small_register(**kinds)
    change = nearest(register)
    assert (change.rule, change.act, change.value) == (name, Act.WAIT, day)
    before = day - dt.timedelta(days=1)
    matched = [fit_of(directory_of(register, on), "E-1", "S-1").matched for on in (before, day)]
    assert matched == ([True, True] if name == "opens" and before > MONDAY + dt.timedelta(days=28) else [False, True])


def test_the_end_of_what_is_known_of_a_capacity_is_no_promise() -> None:
    capacity = Capacity(service="S-1", total=1, taken=1, valid_to=dt.date(2026, 12, 31))
    [unmet] = explanation(small_register(capacities=[capacity])).unmet
    assert [change.act for change in unmet.changes] == [Act.ADD]


def test_several_rules_that_fail_have_a_change_each() -> None:
    rules = [rule("age", least=83), rule("document", "form-x"), rule("age", least=82)]
    found = explanation(small_register(eligibility=rules))
    assert [(each.answer.rule, each.nearest and each.nearest.value) for each in found.unmet] == [
        ("age", 80.0),
        ("document", "form-x"),
        ("age", 80.0),
    ]
    assert found.flips


def test_nothing_helps_where_a_service_is_gone_for_good() -> None:
    found = explanation(small_register(services=[small_service(status="defunct")]))
    assert [(each.answer.rule, each.nearest) for each in found.unmet] == [("active", None)]
    assert not found.flips


def test_nothing_is_to_be_explained_of_a_match() -> None:
    found = explanation(small_register())
    assert (found.unmet, found.flips) == ((), True)


def test_what_cannot_be_known_to_change_is_not_waited_for() -> None:
    directory = directory_of(small_register(), MONDAY)
    assert days_of_change(directory, fit_of(directory, "E-1", "S-1"), "document") == []


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_every_change_that_is_told_flips_its_rule_and_has_words(seed: int) -> None:
    register = random_services(seed, clients=3)
    directory = directory_of(register, MONDAY)
    for client in register.clients:
        for need in match(directory, client.id).needs:
            for fit in need.unfit:
                found = explain(directory, fit)
                assert [each.answer for each in found.unmet] == list(fit.failed)
                for each in found.unmet:
                    for language in LANGUAGES:
                        assert answer_text(each.answer, language)
                        assert all(change_text(change, language) for change in each.changes)


def test_a_rule_in_its_own_words_is_told_in_them() -> None:
    row = Eligibility(service="S-1", kind="age", least=83, text="Only from 83")
    [unmet] = explanation(small_register(eligibility=[row])).unmet
    assert answer_text(unmet.answer) == "Only from 83 – is 80, 3 too young"
    assert answer_text(unmet.answer, "ru") == "Only from 83 – возраст 80, меньше на 3"


def test_an_unknown_client_is_refused() -> None:
    with pytest.raises(UnknownIdError):
        fit_of(directory_of(small_register(), MONDAY), "E-9", "S-1")
