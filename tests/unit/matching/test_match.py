"""Matches: ranked need by need, with scores that add up and statuses; candidates of all at once are the same."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agecare import (
    Capacity,
    Location,
    MatchingWeights,
    Need,
    Placement,
    Register,
    Service,
    ServiceRequest,
    UnknownIdError,
)
from agecare.matching import (
    Standing,
    asker_of_request,
    askers_of,
    candidates,
    directory_of,
    fit_of,
    match,
    open_needs,
    part_text,
)
from directories import CENTRE, MONDAY, random_services, rule, small_client, small_register, small_service

FULL = [Capacity(service="S-1", total=1, taken=1)]


def test_services_are_ranked_and_every_point_is_accounted_for() -> None:
    far = Location(id="L-2", name="Far", latitude=49.6, longitude=105.92)
    near = Location(id="L-1", name="Near", latitude=49.5, longitude=105.92)
    services = [
        small_service(id="S-far", locations=["L-2"]),
        small_service(id="S-near"),
        small_service(id="S-free", fee=0, languages=["mn"]),
        small_service(id="S-other", domains=["company", "nutrition"]),
    ]
    found = match(small_register(services=services, locations=[near, far]), "E-1", on=MONDAY)
    assert [fit.service.id for fit in found] == ["S-free", "S-near", "S-other", "S-far"]
    assert {part.name: part.points for part in found[0].parts} == {
        "need": 300,
        "main_domain": 40,
        "language": 30,
        "fee": 20,
        "distance": -13,
    }
    assert found[0].score == 377
    assert [part_text(part) for part in found[1].reasons][-1] == "2.2 km away: -13"


def test_a_service_in_another_language_gets_no_points_for_it() -> None:
    kazakh = match(small_register(services=[small_service(languages=["kk"])]), "E-1", on=MONDAY)
    assert {part.name: part.points for part in kazakh[0].parts}["language"] == 0


def test_the_weights_are_the_centres() -> None:
    weights = MatchingWeights(need=7, main_domain=0, language=0, distance=0, fee=0)
    centre = CENTRE.model_copy(update={"matching": weights})
    assert match(small_register(centre=centre), "E-1", on=MONDAY)[0].score == 21


@pytest.mark.parametrize(
    ("kinds", "standing"),
    [
        ({}, Standing.FREE),
        ({"capacities": FULL}, Standing.FULL),
        ({"eligibility": [rule("age", most=70)], "capacities": FULL}, Standing.NOT_ELIGIBLE),
        ({"placements": [Placement(id="P", client="E-1", service="S-1", since=MONDAY)]}, Standing.HELD),
        ({"service_requests": [ServiceRequest(id="R", client="E-1", service="S-1", since=MONDAY)]}, Standing.ASKED),
    ],
)
def test_how_the_client_stands_with_a_service(kinds, standing: Standing) -> None:
    found = match(small_register(**kinds), "E-1", on=MONDAY).needs[0]
    [fit] = (*found.fits, *found.unfit)
    assert fit.standing is standing
    assert fit.matched == (standing not in (Standing.FULL, Standing.NOT_ELIGIBLE))


def test_the_most_severe_need_comes_first_and_other_services_are_named() -> None:
    needs = [
        Need(id="N-1", client="E-1", domain="nutrition", severity="mild"),
        Need(id="N-2", client="E-1", domain="mobility", severity="severe"),
        Need(id="N-3", client="E-1", domain="legal", until=dt.date(2026, 4, 5)),
    ]
    services = [small_service(), small_service(id="S-2", domains=["legal"])]
    found = match(small_register(needs=needs, services=services), "E-1", on=MONDAY)
    assert [(each.need.id, len(each.fits)) for each in found.needs] == [("N-2", 0), ("N-1", 1)]
    assert found.elsewhere == ("S-2",)


def test_needs_of_one_domain_are_one_the_worst() -> None:
    needs = [Need(id=f"N-{n}", client="E-1", domain="mood", severity=how) for n, how in enumerate(["severe", "mild"])]
    assert [need.id for need in open_needs(small_register(needs=needs), "E-1", MONDAY).values()] == ["N-0"]


def test_nobody_is_matched_without_a_need() -> None:
    found = match(small_register(needs=[]), "E-1", on=MONDAY)
    assert (len(found), found.needs, found.elsewhere) == (0, (), ("S-1",))
    assert fit_of(directory_of(small_register(needs=[]), MONDAY), "E-1", "S-1").matched


def test_unknown_ids_and_days_are_refused() -> None:
    directory = directory_of(small_register(), MONDAY)
    with pytest.raises(UnknownIdError, match="E-1"):
        match(directory, "E-01")
    with pytest.raises(UnknownIdError):
        fit_of(directory, "E-1", "S-9")
    with pytest.raises(ValueError, match="2026-04-06"):
        match(directory, "E-1", on=dt.date(2026, 4, 7))


def test_today_is_the_day_unless_one_is_given() -> None:
    assert abs((match(small_register(), "E-1").on - dt.datetime.now(dt.UTC).date()).days) <= 1


def test_no_name_is_in_what_is_printed() -> None:
    register = small_register(clients=[small_client(name="Dulmaa", documents=["form-x"], income=123_456)])
    found = match(register, "E-1", on=MONDAY)
    printed = repr(found) + repr(found[0].answers)
    assert [word for word in ("Dulmaa", "form-x", "123456", "1946") if word in printed] == []


def pairs(register: Register, *, places: bool) -> dict[tuple[str, str, str], int]:
    """Score by client, need and service, from matching one after the other."""
    directory = directory_of(register, MONDAY)
    return {
        (client.id, need.need.id, fit.service.id): fit.score
        for client in register.clients
        for need in match(directory, client.id).needs
        for fit in (*need.fits, *need.unfit)
        if fit.matched or (not places and {answer.rule for answer in fit.failed} == {"place"})
    }


@given(st.integers(0, 10_000), st.booleans())
def test_candidates_of_all_are_the_matches_of_each(seed: int, places: bool) -> None:
    register = random_services(seed)
    directory, askers = directory_of(register, MONDAY), askers_of(register, MONDAY)
    found = candidates(directory, askers, places=places)
    listed = {
        (askers[asker].client.id, askers[asker].need.id, directory.service_ids[service]): score
        for asker, service, score in zip(
            found.asker.tolist(), found.service.tolist(), found.suitability.tolist(), strict=True
        )
    }
    assert listed == pairs(register, places=places)
    assert len(listed) == len(found.asker)
    assert bool((np.diff(found.asker * len(directory.offers) + found.service) > 0).all())


@given(st.integers(0, 10_000))
def test_scores_add_up_and_are_never_below_nothing(seed: int) -> None:
    register = random_services(seed)
    directory = directory_of(register, MONDAY)
    for client in register.clients:
        for need in match(directory, client.id).needs:
            assert [fit.score for fit in need.fits] == sorted((fit.score for fit in need.fits), reverse=True)
            for fit in (*need.fits, *need.unfit):
                assert fit.score == sum(part.points for part in fit.parts) >= 0


def matched(register: Register) -> set[tuple[str, str]]:
    directory = directory_of(register, MONDAY)
    return {(client.id, fit.service.id) for client in register.clients for fit in match(directory, client.id)}


@given(st.integers(0, 10_000))
@settings(max_examples=40)
def test_fewer_rules_and_more_places_take_nothing_from_anybody(seed: int) -> None:
    register = random_services(seed)
    looser = register.replace(eligibility=register.eligibility[1:])
    larger = register.replace(
        capacities=[row.model_copy(update={"total": row.total + 1}) for row in register.capacities]
    )
    before = matched(register)
    assert before <= matched(looser)
    assert before <= matched(larger)


@given(st.floats(0, 0.3), st.floats(0, 0.3))
def test_what_is_nearer_never_scores_less(one: float, two: float) -> None:
    locations = [
        Location(id=f"L-{n}", name="", latitude=49.48 + north, longitude=105.92) for n, north in enumerate((one, two))
    ]
    services = [small_service(id=f"S-{n}", locations=[f"L-{n}"]) for n in range(2)]
    found = match(small_register(locations=locations, services=services), "E-1", on=MONDAY)
    nearer, further = sorted(found, key=lambda fit: fit.km or 0)
    assert nearer.score >= further.score
    assert found[0] is nearer or nearer.score == further.score


def test_a_request_that_names_a_service_asks_for_that_one_only() -> None:
    request = ServiceRequest(id="R-1", client="E-1", service="S-1", since=MONDAY)
    services = [small_service(), small_service(id="S-2")]
    register = small_register(services=services, service_requests=[request])
    asker = asker_of_request(register, request, MONDAY)
    found = candidates(directory_of(register, MONDAY), [asker])
    assert (asker.need.id, found.service.tolist()) == ("N-1", [0])


def test_a_request_without_a_need_on_record_is_a_candidate_all_the_same() -> None:
    request = ServiceRequest(id="R-1", client="E-1", service="S-1", since=MONDAY)
    register = small_register(needs=[], service_requests=[request])
    found = candidates(directory_of(register, MONDAY), [asker_of_request(register, request, MONDAY)])
    assert found.suitability.tolist() == [17]


def test_nobody_asks_for_nothing() -> None:
    register = small_register(services=[Service(id="S-1", name="Law", type="legal-help", domains=["legal"])])
    found = candidates(directory_of(register, MONDAY), askers_of(register, MONDAY))
    assert len(found.asker) == len(candidates(directory_of(register, MONDAY), []).asker) == 0
