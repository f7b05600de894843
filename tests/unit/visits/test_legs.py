"""Travel times that are worked out when somebody asks: the same as a table, one by one, and in the compiled search."""

import attrs
import numpy as np
import pytest

from agecare import Season, TravelMode, TravelTime
from agecare.visits import cost, solve, violations
from agecare.visits._search import layout
from agecare.visits._search.access import way
from agecare.visits.legs import Legs, is_small, minutes_among, nearest
from agecare.visits.problem import VisitProblem
from agecare.visits.travel import EstimatedTravel, Places
from worlds import random_problem

PROFILES = [(TravelMode.WALK, Season.SUMMER), (TravelMode.CAR, Season.WINTER), (TravelMode.BUS, Season.SUMMER)]
TIMES = (
    TravelTime(origin="P-3", destination="P-5", minutes=77),
    TravelTime(origin="P-3", destination="P-9", minutes=0, mode="car", both_ways=False),
    TravelTime(origin="P-5", destination="P-5", minutes=9),
)


def region(size: int, times: tuple[TravelTime, ...] = TIMES) -> tuple[Places, Legs]:
    """Places of an oblast, some of them in one village, one of them twice."""
    rng = np.random.default_rng(size)
    latitudes, longitudes = rng.uniform(41, 43, size), rng.uniform(71, 74, size)
    latitudes[: size // 2], longitudes[: size // 2] = (rng.normal(at, 0.002, size // 2) for at in (41.5, 72.5))
    latitudes[1], longitudes[1] = latitudes[0], longitudes[0]
    places = Places(tuple(f"P-{n}" for n in range(size)), latitudes, longitudes)
    return places, EstimatedTravel.of([], times).legs(places, PROFILES)


def table_of(legs: Legs) -> np.ndarray:
    """The whole table."""
    return np.stack([legs[profile] for profile in range(len(legs))])


@pytest.mark.parametrize("times", [(), TIMES])
def test_one_way_many_ways_and_compiled_ways_are_those_of_the_table(times: tuple[TravelTime, ...]) -> None:
    size = 70
    _, legs = region(size, times)
    table, flat = table_of(legs), legs.flat()
    flat.setflags(write=False)
    G = np.zeros(layout.HEADER, dtype=np.int64)
    G[[layout.SITES, layout.PROFILES, layout.MEASURED]] = size, len(PROFILES), legs.measured.shape[1]
    stored, whole = G.copy(), table.reshape(-1)
    stored[layout.MEASURED] = -1
    whole.setflags(write=False)
    for profile in range(len(PROFILES)):
        for one in range(0, size, 3):
            assert np.array_equal(legs[profile, one], table[profile, one])
            for two in range(size):
                minutes = table[profile, one, two]
                assert legs.between(profile, one, two) == legs[profile, one, two] == minutes
                assert way(G, flat, profile, one, two) == way(stored, whole, profile, one, two) == minutes


def test_measured_times_are_kept_and_no_place_is_away_from_itself() -> None:
    _, legs = region(40)
    assert legs[0, 3, 5] == legs[0, 5, 3] == legs[1, 5, 3] == 77
    assert legs[1, 3, 9] == 0 < legs[1, 9, 3]
    assert legs[0, 3, 9] > 0
    assert legs[0, 5, 5] == 0
    assert legs[2, 0, 1] == 0


def test_some_of_the_places_are_as_far_apart_as_before() -> None:
    _, legs = region(60)
    places, profiles = np.array([50, 3, 9, 5, 20]), np.array([2, 1])
    expected = table_of(legs)[np.ix_(profiles, places, places)]
    assert np.array_equal(table_of(legs.among(profiles, places)), expected)
    small = minutes_among(legs, profiles, places)
    assert isinstance(small, np.ndarray)
    assert np.array_equal(small, expected)
    assert np.array_equal(minutes_among(table_of(legs), profiles, places), expected)


def test_the_nearest_are_those_of_a_sorted_table() -> None:
    _, legs = region(90, ())
    table = legs[0]
    places = np.arange(5, 85, dtype=np.int32)
    found = nearest(legs, 0, places, 9)
    assert np.array_equal(table[places[:, None], nearest(table[None], 0, places, 9)], table[places[:, None], found])
    assert np.array_equal(found[:, 0], places)
    for place, near in zip(places, found, strict=True):
        others = np.delete(table[place, places], np.flatnonzero(places == place))
        assert table[place, near[1:]].tolist() == sorted(others.tolist())[:8]


def test_what_is_small_is_a_table() -> None:
    assert is_small(4, 1_000)
    assert not is_small(4, 1_001)


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_by_ways_worked_out_is_the_plan_by_the_table(seed: int) -> None:
    problem = random_problem(seed)
    legs = legs_of(problem)
    by_legs = attrs.evolve(problem, travel=legs)
    by_table = attrs.evolve(problem, travel=table_of(legs))
    one, two = (solve(each, time_limit=None, work_limit=400, lanes=1, prove=False) for each in (by_legs, by_table))
    assert violations(by_table, one.schedule) == []
    assert cost(by_legs, one.schedule) == cost(by_table, one.schedule) == one.cost == two.cost
    assert np.array_equal(one.schedule.task_start, two.schedule.task_start)
    assert one.schedule.unserved == two.schedule.unserved


def legs_of(problem: VisitProblem) -> Legs:
    """Estimates between the places of a problem, for as many profiles."""
    profiles = [PROFILES[number % len(PROFILES)] for number in range(len(problem.travel))]
    return EstimatedTravel().legs(problem.places, profiles)
