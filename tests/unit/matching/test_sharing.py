"""The problem of sharing places, its rules, what it is worth, and who waits for what reason."""

from typing import Any

import attrs
import numpy as np
import pytest

from agecare.matching.sharing import (
    Bids,
    Placing,
    PlacingProblem,
    Prices,
    Together,
    Why,
    broken_rules,
    lottery,
    price_of_fairness,
    share,
    waiting,
    with_reserves,
    without_floors,
    without_reserves,
    worth,
)
from places_worlds import floors, groups, problem_of, random_problem

ONE_PLACE = {"a": {"S": 5}, "b": {"S": 5}}
NOWHERE = -1


def placing(*pools: int) -> Placing:
    return Placing(np.array(pools, dtype=np.int32))


def rules(problem: PlacingProblem, *pools: int) -> list[str]:
    return [one.rule for one in broken_rules(problem, placing(*pools))]


def placed(problem: PlacingProblem) -> dict[str, str]:
    found = share(problem)
    assert found.optimal and not found.broken
    pools = found.placing.request_pool.tolist()
    return {one: problem.pool_ids[pool] for one, pool in zip(problem.request_ids, pools, strict=True) if pool >= 0}


def test_a_placing_of_another_shape_is_refused() -> None:
    problem = problem_of(ONE_PLACE, {"S": 1})
    assert rules(problem, 0) == rules(problem, 0, 1) == ["shape"]


def test_nobody_is_where_no_arc_leads() -> None:
    problem = problem_of({"a": {"S": 5}}, {"S": 1, "T": 1})
    assert rules(problem, 0) == [] and rules(problem, 1) == ["eligible"]


def test_a_pool_has_so_many_units() -> None:
    problem = problem_of(ONE_PLACE, {"S": 2})
    assert rules(problem, 0, 0) == []
    assert rules(attrs.evolve(problem, request_units=np.array([1, 2])), 0, 0) == ["places"]


def test_who_must_not_be_parted_is_at_one_service() -> None:
    couple = groups((Together.SAME_SERVICE, (0, 1), 0))
    problem = problem_of(
        {"a": {"S/1": 5, "T/1": 5}, "b": {"S/2": 5, "T/1": 5}}, {"S/1": 1, "S/2": 1, "T/1": 2}, **couple
    )
    assert rules(problem, 0, 1) == rules(problem, 2, 2) == rules(problem, NOWHERE, NOWHERE) == []
    assert rules(problem, 0, 2) == rules(problem, 0, NOWHERE) == ["same-service"]


def test_both_or_neither_has_a_place() -> None:
    problem = problem_of(ONE_PLACE, {"S": 2}, **groups((Together.BOTH_OR_NEITHER, (0, 1), 0)))
    assert rules(problem, 0, 0) == [] and rules(problem, 0, NOWHERE) == ["both-or-neither"]


def test_the_worth_is_told_by_component() -> None:
    wishes = groups((Together.IF_POSSIBLE, (0, 1), 7), (Together.ALL_IF_POSSIBLE, (0, 2), 3))
    least = floors(("area", (0, 1, 2), 3, 40))
    problem = problem_of(
        {"a": {"S": 5}, "b": {"S": 6}, "c": {"T": 1}},
        {"S": 2, "T": 1},
        request_present=np.array([0, 1, -1]),
        request_stay=np.array([20, 20, 20]),
        **wishes,
        **least,
    )
    parts = {name: part.worth for name, part in worth(problem, placing(0, 0, NOWHERE)).components.items()}
    assert parts == {"deserved": 20, "suited": 11, "stayed": 20, "together": 7, "short-of-floors": -40}
    assert worth(problem, placing(0, NOWHERE, 1)).components["together"].worth == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("request_draw", np.array([1])),
        ("request_draw", np.array([0, 1])),
        ("arc_pool", np.array([0, 9], dtype=np.int32)),
        ("arc_pool", np.array([0, 1], dtype=np.int32)),
        ("arc_first", np.array([0, 2, 1])),
        ("arc_suitability", np.array([5, -1])),
        ("pool_places", np.array([-1, 1])),
        ("request_points", np.full((2, 3), 10**9)),
        ("request_units", np.array([0, 1])),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_arrays_that_do_not_fit_are_named(field: str, value: Any) -> None:
    problem = problem_of(ONE_PLACE, {"S": 1, "T": 1})
    problem = attrs.evolve(
        problem, pool_band=np.array([-1, 0]), band_ids=("alone",), request_bands=np.zeros((2, 1), bool)
    )
    with pytest.raises(ValueError, match=field if field != "request_points" else "worth"):
        attrs.evolve(problem, **{field: value})


def test_arrays_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        problem_of(ONE_PLACE, {"S": 1}).pool_places[0] = 2


def test_a_reserve_is_a_pool_for_its_band_only() -> None:
    problem = attrs.evolve(
        problem_of(ONE_PLACE, {"S": 1}), band_ids=("alone",), request_bands=np.array([[False], [True]])
    )
    kept = with_reserves(problem, np.array([0]), np.array([0]), np.array([1]))
    assert kept.pool_ids == ("S", "S/alone") and kept.pool_places.tolist() == [0, 1]
    assert [list(kept.arc_pool[list(kept.arcs_of(one))]) for one in (0, 1)] == [[0], [0, 1]]
    assert placed(kept) == {"b": "S/alone"}
    back = without_reserves(kept)
    for field in attrs.fields(PlacingProblem):
        assert np.array_equal(getattr(back, field.name), getattr(problem, field.name)), field.name
    for pool, places, told in ((1, 0, "open"), (0, 2, "more places")):
        with pytest.raises(ValueError, match=told):
            with_reserves(kept, np.array([pool]), np.array([0]), np.array([places]))


def test_the_lottery_decides_among_equals_and_can_be_drawn_again() -> None:
    ids = ("a", "b")
    for seed in range(9):
        draws = lottery(ids, seed)
        assert sorted(draws) == [1, 2] and lottery(ids[::-1], seed)[::-1].tolist() == draws.tolist()
        assert list(placed(problem_of(ONE_PLACE, {"S": 1}, request_draw=draws))) == [ids[int(np.argmin(draws))]]
    assert {int(lottery(ids, seed)[0]) for seed in range(9)} == {1, 2}


def test_a_couple_is_placed_together_or_not_at_all() -> None:
    couple = groups((Together.SAME_SERVICE, (0, 1), 0))
    wants = {"a": {"S": 5, "T": 1}, "b": {"S": 5, "T": 1}, "c": {"S": 6}}
    assert placed(problem_of(wants, {"S": 1, "T": 2}, **couple)) == {"a": "T", "b": "T", "c": "S"}
    assert placed(problem_of(wants, {"S": 1, "T": 1}, **couple)) == {"c": "S"}


def test_a_present_place_is_kept_unless_another_is_worth_much_more() -> None:
    problem = problem_of({"a": {"S": 5, "T": 20}}, {"S": 1, "T": 1}, request_present=np.array([0]))
    assert placed(attrs.evolve(problem, request_stay=np.array([16]))) == {"a": "S"}
    assert placed(attrs.evolve(problem, request_stay=np.array([14]))) == {"a": "T"}


def test_floors_within_floors_are_kept_and_cost_something() -> None:
    wants = {"a": {"S": 50}, "b": {"S": 40}, "c": {"S": 5}, "d": {"S": 1}}
    least = floors(("district", (2, 3), 1, 1000), ("village", (3,), 1, 1000))
    problem = problem_of(wants, {"S": 2}, **least)
    assert placed(problem) == {"a": "S", "d": "S"}
    assert placed(without_floors(problem)) == {"a": "S", "b": "S"}
    cost = price_of_fairness(problem, share(problem))
    assert (cost.price, cost.kept.missing, cost.free.missing) == (39, 0, 2)


def test_floors_that_cross_are_kept_too() -> None:
    wants = {name: {"S": points} for name, points in {"a": 50, "b": 40, "c": 5, "d": 1, "e": 2}.items()}
    least = floors(("women", (2, 3), 1, 1000), ("village", (3, 4), 1, 1000))
    assert placed(problem_of(wants, {"S": 2}, **least)) == {"a": "S", "d": "S"}


def test_prices_out_of_range_prove_nothing() -> None:
    problem = problem_of(ONE_PLACE, {"S": 1}, **floors(("area", (0,), 1, 10)))
    for prices in (Prices(np.array([-1]), np.array([0])), Prices(np.array([0]), np.array([11]))):
        with pytest.raises(ValueError, match="range"):
            Bids(problem).bound(prices)


def test_a_problem_without_anybody_has_an_empty_placing() -> None:
    assert placed(problem_of({}, {"S": 1})) == {}
    assert placed(problem_of({"a": {}}, {"S": 1})) == {}


def reasons(problem: PlacingProblem) -> dict[str, Why]:
    return {one.request: one.reason for one in waiting(problem, share(problem).placing)}


def test_every_reason_to_wait_is_told() -> None:
    assert reasons(problem_of({"a": {}}, {"S": 1})) == {"a": Why.NO_SERVICE}
    assert reasons(problem_of({"a": {"S": 1}}, {"S": 0})) == {"a": Why.NO_PLACES}
    assert reasons(problem_of(ONE_PLACE, {"S": 1})) == {"b": Why.OUTRANKED}
    couple = groups((Together.SAME_SERVICE, (0, 1), 0))
    assert set(reasons(problem_of(ONE_PLACE, {"S": 1}, **couple)).values()) == {Why.TOGETHER}
    assert reasons(problem_of({"a": {"S": 1}}, {"S": 1}, request_units=np.array([2]))) == {"a": Why.UNITS}
    lazy = waiting(problem_of({"a": {"S": 1}}, {"S": 1}), placing(NOWHERE))
    assert lazy[0].reason is Why.SEARCH_ENDED


def test_queues_go_by_worth_and_then_by_the_lottery() -> None:
    wants = {"a": {"S": 9}, "b": {"S": 5, "T": 5}, "c": {"S": 5}, "d": {"S": 6}}
    problem = problem_of(wants, {"S": 1, "T": 0}, request_draw=np.array([1, 4, 3, 2]))
    found = {
        one.request: [(each.service, each.position) for each in one.queues]
        for one in waiting(problem, placing(0, -1, -1, -1))
    }
    assert found == {"b": [("T", 1), ("S", 3)], "c": [("S", 2)], "d": [("S", 1)]}


def deciding(problem: PlacingProblem) -> dict[str, list[tuple[str, str, str]]]:
    found = waiting(problem, share(problem).placing)
    return {one.request: [(each.pool, each.request, str(each.by)) for each in one.holders] for one in found}


@pytest.mark.parametrize("criterion", ["priority", "urgency", "waiting"])
def test_a_criterion_of_the_points_decides(criterion: str) -> None:
    ahead = tuple(10 + 5 * (name == criterion) for name in ("priority", "urgency", "waiting"))
    problem = problem_of(ONE_PLACE, {"S": 1}, {"a": (10, 10, 10), "b": ahead})
    assert deciding(problem) == {"a": [("S", "b", criterion)]}


def test_what_else_decides() -> None:
    assert deciding(problem_of({"a": {"S": 4}, "b": {"S": 5}}, {"S": 1})) == {"a": [("S", "b", "suitability")]}
    assert deciding(problem_of(ONE_PLACE, {"S": 1})) == {"b": [("S", "a", "lottery")]}
    there = {"request_present": np.array([-1, 0]), "request_stay": np.array([9, 9])}
    assert deciding(problem_of(ONE_PLACE, {"S": 1}, **there)) == {"a": [("S", "b", "stay")]}
    least = floors(("village", (1,), 1, 100))
    assert deciding(problem_of({"a": {"S": 9}, "b": {"S": 5}}, {"S": 1}, **least)) == {"a": [("S", "b", "coverage")]}
    couple = groups((Together.SAME_SERVICE, (1, 2), 0))
    wants = {"a": {"S": 5}, "b": {"S": 1}, "c": {"S": 9}}
    assert deciding(problem_of(wants, {"S": 2}, **couple)) == {"a": [("S", "b", "household")]}
    several = {"request_units": np.array([2, 1])}
    assert deciding(problem_of({"a": {"S": 9}, "b": {"S": 1}}, {"S": 1}, **several)) == {"a": [("S", "b", "units")]}


def test_a_place_that_is_kept_for_others_is_told() -> None:
    problem = problem_of({"a": {"S": 9}, "b": {"S": 1}}, {"S": 1}, band_ids=("alone",))
    problem = attrs.evolve(problem, request_bands=np.array([[False], [True]]))
    kept = with_reserves(problem, np.array([0]), np.array([0]), np.array([1]))
    assert deciding(kept) == {"a": [("S/alone", "b", "quota")]}


def test_nobody_who_waits_could_take_a_weaker_claim() -> None:
    for seed in range(30):
        problem = random_problem(seed, conditions=False)
        found = waiting(problem, share(problem).placing)
        assert all(each.by != "search-ended" for one in found for each in one.holders)


def test_a_limit_leaves_a_valid_placing_and_a_valid_bound() -> None:
    problem = random_problem(3, most=7)
    early = share(problem, should_stop=lambda: True)
    assert not early.broken
    assert early.bound >= share(problem).worth.total >= early.worth.total
