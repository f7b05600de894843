"""Every rule fires, tells why with a coded reason, and all are answered at once as they would be one by one."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agecare import (
    Address,
    Capacity,
    Carer,
    Client,
    Eligibility,
    EligibilityKind,
    Need,
    OpeningTime,
    Placement,
    Quota,
    RefusalReason,
    Register,
    ServiceRequest,
    VisitRole,
)
from agecare.matching import Answer, Asker, Offer, Reason, directory_of, fit_of, match
from agecare.matching.eligibility import ELIGIBILITY, SERVICE_RULES
from agecare.model.eligibility import MEASURED
from directories import MONDAY, random_services, rule, small_client, small_register, small_service


def answer_of(register: Register, name: str) -> Answer:
    """How a rule of S-1 is answered for E-1."""
    [answer] = [found for found in fit_of(directory_of(register, MONDAY), "E-1", "S-1").answers if found.rule == name]
    return answer


def with_client(**fields: Any) -> dict[str, Any]:
    return {"clients": [small_client(**fields)]}


CARER = {"carers": [Carer(id="K-1", client="E-1")]}
FURTHER = {"needs": [Need(id="N-1", client="E-1", domain="nutrition"), Need(id="N-2", client="E-1", domain="mood")]}
HOMELESS = {"addresses": []}
FIRED: list[tuple[Eligibility, dict[str, Any], Reason, RefusalReason | None]] = [
    (rule("age", least=80), {}, Reason.HOLDS, None),
    (rule("age", least=81), {}, Reason.BELOW, RefusalReason.NOT_ELIGIBLE_AGE),
    (rule("age", most=79), {}, Reason.ABOVE, RefusalReason.NOT_ELIGIBLE_AGE),
    (rule("age", most=79), with_client(birth_date=None), Reason.UNKNOWN, RefusalReason.NOT_ELIGIBLE_AGE),
    (rule("gender", "female"), {}, Reason.HOLDS, None),
    (rule("gender", "male"), {}, Reason.FAILS, RefusalReason.OTHER),
    (rule("gender", "male"), with_client(gender="unknown"), Reason.UNKNOWN, RefusalReason.OTHER),
    (rule("group", "elder"), {}, Reason.HOLDS, None),
    (rule("group", "disability"), {}, Reason.FAILS, RefusalReason.OTHER),
    (rule("risk", "medium"), {}, Reason.HOLDS, None),
    (rule("risk", "medium"), with_client(risk="low"), Reason.FAILS, RefusalReason.NOT_ELIGIBLE_NEED),
    (rule("need", "mood"), FURTHER, Reason.HOLDS, None),
    (rule("need", "nutrition"), {}, Reason.FAILS, RefusalReason.NOT_ELIGIBLE_NEED),
    (rule("severity", "severe"), {}, Reason.HOLDS, None),
    (rule("severity", "mild"), {}, Reason.FAILS, RefusalReason.NOT_ELIGIBLE_NEED),
    (rule("severity", "mild"), {"needs": []}, Reason.UNKNOWN, RefusalReason.NOT_ELIGIBLE_NEED),
    (rule("area", "bag-1"), {}, Reason.HOLDS, None),
    (rule("area", "soum"), {}, Reason.HOLDS, None),
    (rule("area", "bag-2"), {}, Reason.FAILS, RefusalReason.NOT_ELIGIBLE_AREA),
    (rule("area", "bag-2"), HOMELESS | with_client(area=None), Reason.UNKNOWN, RefusalReason.NOT_ELIGIBLE_AREA),
    (rule("distance", most=2.3), {}, Reason.HOLDS, None),
    (rule("distance", most=2.2), {}, Reason.ABOVE, RefusalReason.NOT_ELIGIBLE_AREA),
    (rule("distance", least=3), {}, Reason.BELOW, RefusalReason.NOT_ELIGIBLE_AREA),
    (rule("distance", most=2.2), {"services": [small_service(locations=[])]}, Reason.HOLDS, None),  # it comes
    (rule("distance", most=2.3), HOMELESS, Reason.UNKNOWN, RefusalReason.NOT_ELIGIBLE_AREA),
    (rule("document", "form-x"), with_client(documents=["form-x"]), Reason.HOLDS, None),
    (rule("document", "form-x"), {}, Reason.FAILS, RefusalReason.NOT_ELIGIBLE_DOCUMENT),
    (rule("income", most=500), with_client(income=500), Reason.HOLDS, None),
    (rule("income", most=500), with_client(income=501), Reason.ABOVE, RefusalReason.OTHER),
    (rule("income", least=500), with_client(income=499), Reason.BELOW, RefusalReason.OTHER),
    (rule("income", most=500), {}, Reason.UNKNOWN, RefusalReason.OTHER),
    (rule("language", "mn", "kk"), {}, Reason.HOLDS, None),
    (rule("language", "kk"), {}, Reason.FAILS, RefusalReason.LANGUAGE),
    (rule("language", "kk"), with_client(languages=[]), Reason.UNKNOWN, RefusalReason.LANGUAGE),
    (rule("carers", least=1), CARER, Reason.HOLDS, None),
    (rule("carers", least=1), {}, Reason.BELOW, RefusalReason.OTHER),
    (rule("carers", most=0), CARER, Reason.ABOVE, RefusalReason.OTHER),
]


@pytest.mark.parametrize(
    ("row", "kinds", "reason", "refusal"), FIRED, ids=[f"{row.kind.value}-{reason}" for row, _, reason, _ in FIRED]
)
def test_a_rule_fires_with_its_reason(
    row: Eligibility, kinds: dict[str, Any], reason: Reason, refusal: RefusalReason | None
) -> None:
    answer = answer_of(small_register(eligibility=[row], **kinds), row.kind.value)
    assert (answer.row, answer.reason, answer.refusal) == (row, reason, refusal)
    assert answer.passed == (reason is Reason.HOLDS)


def test_every_kind_has_a_rule_that_is_tried_here() -> None:
    assert set(ELIGIBILITY) == set(EligibilityKind) == {row.kind for row, *_ in FIRED}


def test_the_figures_say_how_much_is_missing() -> None:
    answer = answer_of(small_register(eligibility=[rule("age", least=83)]), "age")
    assert answer.figures == {"found": 80, "least": 83, "most": None, "by": 3}


def test_who_is_born_on_a_leap_day_turns_on_the_first_of_march() -> None:
    register = small_register(
        clients=[small_client(birth_date=dt.date(1964, 2, 29))], eligibility=[rule("age", least=1)]
    )
    ages = [
        fit_of(directory_of(register, day), "E-1", "S-1").asker.measured[EligibilityKind.AGE]
        for day in (dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2028, 2, 29))
    ]
    assert ages == [61, 62, 64]


def test_the_area_is_that_of_the_address_of_the_day() -> None:
    moves = [
        Address(client="E-1", latitude=49.4, longitude=105.9, area="bag-1", valid_to="2026-04-06"),
        Address(client="E-1", latitude=49.5, longitude=105.9, area="bag-2", valid_from="2026-04-07"),
    ]
    register = small_register(addresses=moves, eligibility=[rule("area", "bag-2")])
    days = (MONDAY, dt.date(2026, 4, 7))
    assert [fit_of(directory_of(register, day), "E-1", "S-1").matched for day in days] == [False, True]


TUESDAYS = {"service": "S-1", "rule": "FREQ=WEEKLY;BYDAY=TU", "windows": [{"start": "9:00", "end": "12:00"}]}
FULL = {"capacities": [Capacity(service="S-1", total=2, taken=2)]}
SERVICE_FIRED: list[tuple[str, dict[str, Any], RefusalReason]] = [
    ("here", with_client(valid_from=dt.date(2026, 4, 7)), RefusalReason.OTHER),
    ("answers", {"services": [small_service(domains=["mobility"])]}, RefusalReason.NOT_ELIGIBLE_NEED),
    ("active", {"services": [small_service(status="inactive")]}, RefusalReason.SERVICE_UNAVAILABLE),
    (
        "opens",
        {"opening_times": [OpeningTime(**TUESDAYS, valid_from=dt.date(2026, 6, 1))]},
        RefusalReason.SERVICE_UNAVAILABLE,
    ),
    ("access", with_client(accessibility=["step-free"]), RefusalReason.OTHER),
    ("place", FULL, RefusalReason.CAPACITY_FULL),
]


@pytest.mark.parametrize(("name", "kinds", "refusal"), SERVICE_FIRED, ids=[name for name, *_ in SERVICE_FIRED])
def test_a_rule_about_the_service_fires(name: str, kinds: dict[str, Any], refusal: RefusalReason) -> None:
    assert answer_of(small_register(), name).passed
    answer = answer_of(small_register(**kinds), name)
    assert (answer.passed, answer.reason, answer.refusal) == (False, Reason.FAILS, refusal)


def test_every_rule_about_the_service_is_tried_here() -> None:
    assert list(SERVICE_RULES) == [name for name, *_ in SERVICE_FIRED]


def test_steps_do_not_matter_where_nobody_goes() -> None:
    at_home = small_service(locations=[], visit=VisitRole(minutes=30))
    client = {"clients": [small_client(accessibility=["step-free"])], "services": [at_home]}
    assert answer_of(small_register(**client), "access").passed
    client["clients"] = [small_client(accessibility=["sign-language"])]
    assert not answer_of(small_register(**client), "access").passed


def test_who_holds_a_place_keeps_it() -> None:
    held = [Placement(id="P-1", client="E-1", service="S-1", since=dt.date(2026, 1, 1))]
    capacity = [Capacity(service="S-1", total=2, taken=1)]
    assert answer_of(small_register(placements=held, capacities=capacity), "place").passed


@pytest.mark.parametrize(("reserved", "free"), [(1, 1), (2, 0)])
def test_what_is_kept_for_another_group_is_not_free(reserved: int, free: int) -> None:
    register = small_register(
        capacities=[Capacity(service="S-1", total=2)],
        quotas=[Quota(service="S-1", group="disability", reserved=reserved)],
    )
    fit = fit_of(directory_of(register, MONDAY), "E-1", "S-1")
    assert (fit.offer.free_for(fit.asker.client.group), fit.matched) == (free, free > 0)


def test_a_quota_that_is_used_up_keeps_nothing_back() -> None:
    register = small_register(
        clients=[small_client(), Client(id="E-2", group="disability")],
        addresses=[],
        capacities=[Capacity(service="S-1", total=2)],
        quotas=[Quota(service="S-1", group="disability", reserved=1)],
        placements=[Placement(id="P-1", client="E-2", service="S-1", since=dt.date(2026, 1, 1))],
    )
    assert fit_of(directory_of(register, MONDAY), "E-1", "S-1").matched


def test_as_many_units_must_be_free_as_are_asked_for() -> None:
    asked = [ServiceRequest(id="R-1", client="E-1", need="N-1", since=MONDAY, units=3)]
    register = small_register(
        capacities=[Capacity(service="S-1", unit="slots-a-week", total=2)], service_requests=asked
    )
    answer = answer_of(register, "place")
    assert (answer.figures["free"], answer.figures["wanted"], answer.figures["by"]) == (2, 3, 1)


def slowly(asker: Asker, offer: Offer, km: float | None) -> bool:
    """Every rule in plain words, one after the other."""
    service, client = offer.service, asker.client
    going = bool(service.locations) and service.visit is None
    needed = set(client.accessibility) if going else set(client.accessibility) & {"sign-language", "large-print"}
    own = asker.held.get(service.id, 0)
    free, usual = offer.free_for(client.group), 2 if service.visit and offer.unit == "visits-a-week" else 1
    wanted = own or asker.asked.get(service.id) or asker.units or usual
    if not (
        client.valid_on(asker.on)
        and asker.need.domain in service.domains
        and service.active_on(asker.on)
        and (offer.open_days is None or len(offer.open_days) > 0)
        and needed <= set(service.accessibility)
        and (free is None or own or free >= wanted)
    ):
        return False
    for row in offer.rules:
        if row.kind in MEASURED:
            value = km if row.kind is EligibilityKind.DISTANCE else asker.measured[row.kind]
            if value is None or value < (row.least or 0) or (row.most is not None and value > row.most):
                return False
        elif not set(row.allowed) & set(asker.words[row.kind]):
            return False
    return True


@given(st.integers(0, 10_000))
def test_all_at_once_is_as_one_by_one(seed: int) -> None:
    register = random_services(seed)
    directory = directory_of(register, MONDAY)
    for client in register.clients:
        for need in match(directory, client.id).needs:
            for fit in (*need.fits, *need.unfit):
                assert fit.matched == slowly(fit.asker, fit.offer, fit.km)
                assert fit.matched == (not fit.failed)
