"""Sharing out places: as good as trying everything, and what must not depend on chance."""

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agecare.matching.sharing import Bids, PlacingProblem, Prices, Shared, share
from agecare.matching.sharing.checks import drawn
from places_worlds import best_of_all, random_problem

seeds = st.integers(0, 2**31)


@pytest.mark.parametrize("seed", range(200))
def test_sharing_is_as_good_as_trying_every_placing(seed: int) -> None:
    problem = random_problem(seed, conditions=seed % 4 > 0)
    found = share(problem)
    assert found.broken == ()
    assert (found.worth.total, drawn(problem, found.placing)) == best_of_all(problem)
    assert found.optimal and found.gap == 0
    assert Bids(problem).bound(found.prices) >= found.bound == found.worth.total


@given(seed=seeds)
@settings(max_examples=40)
def test_no_placing_is_worth_more_than_any_prices_say(seed: int) -> None:
    problem = random_problem(seed, most=5)
    rng = np.random.default_rng(seed)
    prices = Prices(
        rng.integers(0, 60, len(problem.pool_ids)),
        np.array([rng.integers(0, price + 1) for price in problem.floor_price.tolist()], dtype=np.int64),
    )
    assert Bids(problem).bound(prices) >= best_of_all(problem)[0]


@given(seed=seeds)
@settings(max_examples=40)
def test_what_the_slack_rules_out_is_in_no_better_placing(seed: int) -> None:
    problem = random_problem(seed, most=6)
    bids, prices, found = Bids(problem), Prices.nothing(problem), share(problem)
    slack, off = bids.slack(prices)
    room = bids.bound(prices) - found.worth.total
    for request, pool in enumerate(found.placing.request_pool.tolist()):
        if pool < 0:
            assert off[request] <= room
        else:
            arcs = [arc for arc in problem.arcs_of(request) if problem.arc_pool[arc] == pool]
            assert slack[arcs[0]] <= room


@given(seed=seeds)
@settings(max_examples=40)
def test_one_more_place_never_hurts(seed: int) -> None:
    problem = random_problem(seed, most=6)
    pool = seed % len(problem.pool_ids)
    more = problem.pool_places.copy()
    more[pool] += 1
    assert share(attrs.evolve(problem, pool_places=more)).worth.total >= share(problem).worth.total


def twins(problem: PlacingProblem) -> PlacingProblem:
    """The problem with a twin of the first request, equal in all but the criteria and the lottery."""
    one, requests = problem.arcs_of(0), len(problem.request_ids)
    arcs = np.array([*range(len(problem.arc_pool)), *one])
    everybody = np.array([*range(requests), 0])
    return attrs.evolve(
        problem,
        request_ids=(*problem.request_ids, "twin"),
        request_points=problem.request_points[everybody],
        request_draw=np.append(problem.request_draw, requests + 1),
        arc_first=np.append(problem.arc_first, problem.arc_first[-1] + len(one)),
        arc_pool=problem.arc_pool[arcs],
        arc_suitability=problem.arc_suitability[arcs],
        **{
            name: getattr(problem, name)[everybody]
            for name in ("request_units", "request_present", "request_stay", "request_bands")
        },
    )


@given(seed=seeds, criterion=st.integers(0, 2), more=st.integers(1, 30))
@settings(max_examples=60)
def test_the_more_urgent_of_equals_never_loses_a_place_to_the_other(seed: int, criterion: int, more: int) -> None:
    problem = twins(random_problem(seed, conditions=False))
    points = problem.request_points.copy()
    points[0, criterion] += more
    placed = share(attrs.evolve(problem, request_points=points)).placing.placed
    assert placed[0] >= placed[-1]


@given(seed=seeds)
@settings(max_examples=30)
def test_among_equals_the_earlier_number_goes_first(seed: int) -> None:
    problem = twins(random_problem(seed, conditions=False))
    placed = share(problem).placing.placed
    assert placed[0] >= placed[-1]
    swapped = problem.request_draw.copy()
    swapped[[0, -1]] = swapped[[-1, 0]]
    placed = share(attrs.evolve(problem, request_draw=swapped)).placing.placed
    assert placed[-1] >= placed[0]


def test_the_same_problem_gives_the_same_placing() -> None:
    def again() -> Shared:
        return share(random_problem(77, most=7))

    assert np.array_equal(again().placing.request_pool, again().placing.request_pool)
