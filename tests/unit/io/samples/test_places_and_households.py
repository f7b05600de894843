"""Settlements, households around them, and how people are shared out."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agecare.io.samples.households import apportion, scattered, seats, settled, territories
from agecare.io.samples.places import distance_km, moved, offset_km, settlements


def test_the_package_holds_the_settlements_that_the_samples_need() -> None:
    counts = {unit: len(settlements(*unit)) for unit in (("KG", "03"), ("MN", "23"), ("MN", "16"), ("MN", "20"))}
    assert counts == {("KG", "03"): 21, ("MN", "23"): 2, ("MN", "16"): 2, ("MN", "20"): 1}


def test_settlements_come_largest_first_and_lie_in_their_country() -> None:
    places = settlements("KG", "03")
    assert [place.population for place in places] == sorted((p.population for p in places), reverse=True)
    assert all(39 < place.latitude < 43 and 69 < place.longitude < 80 for place in places)


@given(st.floats(-40, 40), st.floats(-40, 40))
def test_moving_and_measuring_agree(east: float, north: float) -> None:
    origin = (49.48667, 105.92278)
    point = moved(origin, east, north)
    assert offset_km(origin, point) == pytest.approx((east, north), abs=0.3)
    assert distance_km(origin, point) == pytest.approx(math.hypot(east, north), abs=0.3)


@given(st.integers(0, 5000), st.lists(st.floats(0.1, 1000), min_size=1, max_size=30))
def test_apportioned_numbers_add_up_and_are_within_one_of_exact(total: int, shares: list[float]) -> None:
    counts = apportion(total, shares)
    assert sum(counts) == total
    exact = [total * share / sum(shares) for share in shares]
    assert all(abs(count - value) <= 1 + 1e-6 for count, value in zip(counts, exact, strict=True))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=20), st.integers(0, 60))
def test_seats_leave_nobody_out_and_keep_the_worst_ratio_low(people: list[int], more: int) -> None:
    total = len(people) + more
    found = seats(people, total)
    assert sum(found) == total
    assert min(found) >= 1
    worst = max(range(len(people)), key=lambda i: people[i] / found[i])
    for giver, staff in enumerate(found):
        if giver != worst and staff > 1:
            assert people[giver] / (staff - 1) >= people[worst] / found[worst] - 1e-9


def test_small_places_are_left_out_where_workers_are_few() -> None:
    people, workers = settled([100, 10, 1], 22, 2)
    assert (people, workers) == ([22], [2])


def test_households_stay_near_their_settlement() -> None:
    rng, centre = Random(5), (41.0, 73.0)
    near = [distance_km(centre, scattered(rng, centre, 1.0)) for _ in range(500)]
    far = [distance_km(centre, scattered(rng, centre, 1.0, outlying=1.0)) for _ in range(200)]
    assert max(near) <= 2.51
    assert sum(distance < 1.2 for distance in near) > 150
    assert min(far) >= 2.49
    assert max(far) <= 5.01


def test_territories_are_compact_and_even() -> None:
    rng = Random(3)
    points = [scattered(rng, (41.0, 73.0), 2.0) for _ in range(300)]
    loads = [rng.uniform(60, 300) for _ in points]
    cut = territories(points, loads, [1.0] * 30)
    assert sorted(index for members in cut for index in members) == list(range(300))
    sums = [sum(loads[i] for i in members) for members in cut]
    assert max(sums) < 1.25 * sum(loads) / 30
    assert min(sums) > 0.75 * sum(loads) / 30
    inside = [distance_km(points[members[0]], points[i]) for members in cut for i in members[1:]]
    apart = [distance_km(points[i], points[i - 1]) for i in range(1, 300)]
    assert sum(inside) / len(inside) < 0.5 * sum(apart) / len(apart)


def test_a_territory_with_a_smaller_share_gets_less() -> None:
    points = [(41.0, 73.0 + index / 1000) for index in range(100)]
    small, large = territories(points, [1.0] * 100, [0.5, 1.0])
    assert (len(small), len(large)) == (33, 67)


def test_more_workers_than_clients_leaves_some_territories_empty() -> None:
    cut = territories([(41.0, 73.0), (41.0, 73.1)], [1, 1], [1.0] * 5)
    assert sorted(map(len, cut)) == [0, 0, 0, 1, 1]
