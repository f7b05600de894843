"""Travel times: distances, speeds, measured times, and anything callable."""

import math

import numpy as np
import pytest

from agecare import Season, TravelMode, TravelSpeed, TravelTime
from agecare.visits.legs import ROWS_AT_ONCE
from agecare.visits.problem import problem_for
from agecare.visits.travel import (
    DEFAULT_SPEEDS,
    UNREACHABLE,
    EstimatedTravel,
    Minutes,
    Places,
    Speed,
    great_circle_km,
    whole_minutes,
)
from builders import WEEK
from small_worlds import home, request, small_register, ten

WALK, CAR, BUS = TravelMode.WALK, TravelMode.CAR, TravelMode.BUS
SUMMER, WINTER = Season.SUMMER, Season.WINTER


def places(*points: tuple[str, float, float]) -> Places:
    ids, latitudes, longitudes = zip(*points, strict=True)
    return Places(ids, np.array(latitudes, dtype=np.float64), np.array(longitudes, dtype=np.float64))


def north(*km: float) -> Places:
    """Places on one meridian, so many kilometres from the first."""
    degree = math.pi * 6371.0088 / 180
    return places(*((f"P-{n}", 49.0 + far / degree, 105.0) for n, far in enumerate(km)))


@pytest.mark.parametrize(
    ("one", "two", "km"),
    [
        ((47.92123, 106.918556), (42.87, 74.59), 2565.9),  # Ulaanbaatar to Bishkek
        ((49.48667, 105.92278), (47.92123, 106.918556), 188.8),  # Darkhan to Ulaanbaatar
        ((40.93333, 73.0), (40.52828, 72.7985), 48.1),  # Jalal-Abad to Osh
        ((0.0, 0.0), (0.0, 180.0), math.pi * 6371.0088),
        ((90.0, 0.0), (-90.0, 0.0), math.pi * 6371.0088),
        ((0.0, 179.5), (0.0, -179.5), math.pi * 6371.0088 / 180),
        ((49.5, 105.9), (49.5, 105.9), 0.0),
    ],
)
def test_great_circle_distances(one: tuple[float, float], two: tuple[float, float], km: float) -> None:
    """Between the coordinates of GeoNames, also worked out by another formula, the law of cosines."""
    found = great_circle_km(places(("a", *one), ("b", *two)))
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, two))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    by_cosines = 6371.0088 * math.acos(max(-1, min(1, cosine)))
    assert found[0, 1] == found[1, 0] == pytest.approx(km, abs=0.06)
    assert found[0, 1] == pytest.approx(by_cosines, abs=0.001)
    assert found[0, 0] == found[1, 1] == 0


@pytest.mark.parametrize(
    ("km", "minutes"),
    [(0.0, 0), (0.019, 0), (0.021, 8), (1.0, 13), (4.0, 30), (4.01, 31), (5.0, 36), (10.0, 65), (10.1, 66)],
)
def test_minutes_are_distance_times_detour_by_speed_plus_the_fixed_ones_rounded_up(km: float, minutes: int) -> None:
    """12 km/h with detour 1.15 and 7 fixed minutes: 5.75 minutes a kilometre."""
    model = EstimatedTravel({(WALK, SUMMER): Speed(12.0, 1.15, 7)})
    found = model(north(0, km), WALK, SUMMER)
    assert found[0, 1] == found[1, 0] == minutes
    assert found[0, 0] == found[1, 1] == 0
    assert found.dtype == np.int32


def test_two_households_in_one_place_are_no_way_apart_even_by_bus() -> None:
    found = EstimatedTravel()(north(0, 0.01, 0.5), BUS, WINTER)
    assert found[0, 1] == 0
    assert found[0, 2] > 10


@pytest.mark.parametrize("mode", list(TravelMode))
def test_every_mode_and_season_has_a_speed_and_winter_is_slower(mode: TravelMode) -> None:
    summer, winter = DEFAULT_SPEEDS[mode, SUMMER], DEFAULT_SPEEDS[mode, WINTER]
    assert winter.km_per_hour < summer.km_per_hour
    assert winter.fixed_minutes >= summer.fixed_minutes
    far = north(0, 3, 40)
    assert (EstimatedTravel()(far, mode, WINTER) >= EstimatedTravel()(far, mode, SUMMER)).all()


def test_the_other_side_of_the_earth_is_unreachable_on_foot() -> None:
    found = EstimatedTravel()(places(("a", 0, 0), ("b", 0, 180)), WALK, WINTER)
    assert found[0, 1] == UNREACHABLE


def test_a_large_table_is_worked_out_in_pieces_and_is_the_same() -> None:
    rng = np.random.default_rng(3)
    size = 2 * ROWS_AT_ONCE + 7
    many = Places(tuple(map(str, range(size))), rng.uniform(40, 43, size), rng.uniform(70, 74, size))
    speed = DEFAULT_SPEEDS[CAR, SUMMER]
    by_formula = great_circle_km(many) * speed.detour_factor * 60 / speed.km_per_hour + speed.fixed_minutes
    found = EstimatedTravel()(many, CAR, SUMMER)
    apart = ~np.eye(size, dtype=np.bool_)
    # a thousandth of a minute over a whole one is not rounded up, and places are known to a centimetre
    assert (found >= by_formula - 0.002)[apart].all()
    assert (found < by_formula + 1)[apart].all()
    assert (np.diagonal(found) == 0).all()


def test_a_centres_own_speeds_replace_the_defaults_of_that_mode_and_season_only() -> None:
    own = TravelSpeed(mode="walk", season="winter", km_per_hour=6, detour_factor=1.0, fixed_minutes=2)
    model = EstimatedTravel.of([own], [])
    far = north(0, 1)
    assert model(far, WALK, WINTER)[0, 1] == 12
    assert model(far, WALK, SUMMER)[0, 1] == EstimatedTravel()(far, WALK, SUMMER)[0, 1]
    assert model(far, CAR, WINTER)[0, 1] == EstimatedTravel()(far, CAR, WINTER)[0, 1]


def test_a_measured_time_holds_both_ways_unless_it_says_one_way() -> None:
    times = [
        TravelTime(origin="P-0", destination="P-1", minutes=3),
        TravelTime(origin="P-1", destination="P-2", minutes=99, both_ways=False),
    ]
    found = EstimatedTravel.of([], times)(north(0, 1, 2), CAR, SUMMER)
    estimate = EstimatedTravel()(north(0, 1, 2), CAR, SUMMER)
    assert found[0, 1] == found[1, 0] == 3
    assert found[1, 2] == 99
    assert found[2, 1] == estimate[2, 1]
    assert found[0, 2] == estimate[0, 2]


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, {(WALK, SUMMER), (WALK, WINTER), (CAR, SUMMER), (CAR, WINTER)}),
        ({"mode": "car"}, {(CAR, SUMMER), (CAR, WINTER)}),
        ({"season": "winter"}, {(WALK, WINTER), (CAR, WINTER)}),
        ({"mode": "walk", "season": "summer"}, {(WALK, SUMMER)}),
    ],
)
def test_a_measured_time_holds_for_its_mode_and_season(
    fields: dict[str, str], holds: set[tuple[TravelMode, Season]]
) -> None:
    model = EstimatedTravel.of([], [TravelTime(origin="P-0", destination="P-1", minutes=777, **fields)])
    told = {(m, s) for m in (WALK, CAR) for s in Season if model(north(0, 1), m, s)[0, 1] == 777}
    assert told == holds


def test_a_later_measured_time_replaces_an_earlier_one() -> None:
    times = [TravelTime(origin="P-0", destination="P-1", minutes=m, mode="walk") for m in (5, 6)]
    assert EstimatedTravel.of([], times)(north(0, 1), WALK, SUMMER)[0, 1] == 6


@pytest.mark.parametrize(
    ("general", "specific"),
    [
        ({}, {"mode": "walk"}),
        ({}, {"season": "summer"}),
        ({"mode": "walk"}, {"mode": "walk", "season": "summer"}),
        ({"season": "summer"}, {"mode": "walk", "season": "summer"}),
        ({"season": "summer"}, {"mode": "walk"}),
        ({"both_ways": False}, {"mode": "walk"}),
        ({}, {"both_ways": False}),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_more_specific_time_counts_whatever_the_order_of_the_rows(
    general: dict[str, object], specific: dict[str, object], turned: bool
) -> None:
    times = [
        TravelTime(origin="P-0", destination="P-1", minutes=minutes, **fields)
        for minutes, fields in ((5, general), (7, specific))
    ]
    model = EstimatedTravel.of([], times[::-1] if turned else times)
    assert model(north(0, 1), WALK, SUMMER)[0, 1] == 7


@pytest.mark.parametrize("turned", [False, True])
def test_the_way_that_a_row_names_counts_before_the_way_back_of_another(turned: bool) -> None:
    times = [
        TravelTime(origin="P-0", destination="P-1", minutes=5),
        TravelTime(origin="P-1", destination="P-0", minutes=9),
    ]
    found = EstimatedTravel.of([], times[::-1] if turned else times)(north(0, 1), WALK, SUMMER)
    assert (found[0, 1], found[1, 0]) == (5, 9)


WRONG_TABLES = {
    "one row too few": (np.zeros((1, 2)), r"travel by walk in summer: the table has the shape \(1, 2\), 2 places need"),
    "no table": (7, r"the table has the shape \(\)"),
    "one for each mode": (np.zeros((3, 2, 2)), r"the table has the shape \(3, 2, 2\)"),
    "texts": ([["0", "5"], ["5", "0"]], "the table holds <U1, not numbers of minutes"),
    "truths": ([[False, True], [True, False]], "the table holds bool"),
    "parts of minutes": ([[0, 5], [5.5, 0]], "from {two} to {one} it takes 5.5, which is no whole number"),
    "no number": ([[0, np.nan], [5, 0]], "from {one} to {two} it takes nan, which is no whole number"),
    "endless": ([[0, np.inf], [5, 0]], "from {one} to {two} it takes inf, which is no whole number"),
    "below nought": ([[0, 5], [-1, 0]], "from {two} to {one} it takes -1, which is less than nothing"),
    "below nought, as parts": ([[0.0, -3.0], [-1, 0]], "from {one} to {two} it takes -3.0, which is less than"),
    "time to stay": ([[0, 5], [5, 1]], "from {two} to {two} it takes 1, but the way from a place to itself"),
}


@pytest.mark.parametrize("name", WRONG_TABLES)
def test_a_wrong_table_is_refused_with_the_places_it_is_wrong_about(name: str) -> None:
    table, message = WRONG_TABLES[name]
    register = small_register([request("R-1")])
    one, two = problem_for(register, WEEK).places.ids
    with pytest.raises(ValueError, match=message.format(one=one, two=two)):
        problem_for(register, WEEK, travel=lambda places, mode, season: table)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.float32, np.float64])
def test_whole_minutes_of_any_kind_of_number_are_taken(dtype: type) -> None:
    register = small_register([request("R-1")])
    problem = problem_for(register, WEEK, travel=lambda places, mode, season: np.array([[0, 7], [9, 0]], dtype=dtype))
    assert problem.travel.tolist() == [[[0, 7], [9, 0]]]
    assert problem.travel.dtype == np.int32


def test_more_than_no_way_is_no_way() -> None:
    table = whole_minutes([[0, 10**9], [UNREACHABLE, 0]], north(0, 1), WALK, SUMMER)
    assert table.tolist() == [[0, UNREACHABLE], [UNREACHABLE, 0]]


def test_nobody_to_go_to_needs_no_table() -> None:
    assert whole_minutes(np.zeros((0, 0)), Places((), np.zeros(0), np.zeros(0)), WALK, SUMMER).shape == (0, 0)


def test_a_time_of_nought_minutes_counts_and_unknown_ids_do_not_matter() -> None:
    times = [
        TravelTime(origin="P-0", destination="P-1", minutes=0),
        TravelTime(origin="P-0", destination="X-9", minutes=1),
    ]
    assert EstimatedTravel.of([], times)(north(0, 7), WALK, SUMMER)[0, 1] == 0


def test_both_homes_of_a_client_who_moves_get_the_measured_time_and_stay_apart() -> None:
    """A client with two addresses has two places of one id; the way between them is an estimate."""
    two_homes = places(("E-1", 49.0, 105.0), ("HQ", 49.1, 105.0), ("E-1", 49.2, 105.0))
    found = EstimatedTravel.of([], [TravelTime(origin="HQ", destination="E-1", minutes=4)])(two_homes, CAR, SUMMER)
    assert found[1, 0] == found[1, 2] == found[0, 1] == found[2, 1] == 4
    assert found[0, 2] > 20


def test_a_time_from_a_place_to_itself_is_still_nought() -> None:
    found = EstimatedTravel.of([], [TravelTime(origin="P-0", destination="P-0", minutes=9)])(north(0, 1), CAR, SUMMER)
    assert found[0, 0] == 0


def test_any_callable_is_a_travel_model() -> None:
    asked: list[tuple[TravelMode, Season, tuple[str, ...]]] = []

    def by_road(where: Places, mode: TravelMode, season: Season) -> Minutes:
        asked.append((mode, season, where.ids))
        return ten(where, mode, season) * 2

    register = small_register([request("R-1")])
    problem = problem_for(register, WEEK, travel=by_road)
    assert asked == [(WALK, SUMMER, problem.places.ids)]
    assert sorted(problem.places.ids) == ["E-1", "HQ"]
    assert problem.travel.tolist() == [[[0, 20], [20, 0]]]


def test_the_registers_speeds_and_times_are_used_by_default() -> None:
    register = small_register([request("R-1"), request("R-2", "E-2")]).model_copy(
        update={
            "travel_speeds": (TravelSpeed(mode="walk", season="summer", km_per_hour=1, detour_factor=1),),
            "travel_times": (TravelTime(origin="HQ", destination="E-2", minutes=55),),
        }
    )
    problem = problem_for(register, WEEK)
    at = problem.places.ids.index
    assert problem.travel[0, at("HQ"), at("E-1")] == 7  # 111.2 m at 1 km/h
    assert problem.travel[0, at("E-2"), at("HQ")] == 55


def test_addresses_become_places_only_where_somebody_goes() -> None:
    register = small_register(
        [request("R-1")], addresses=(home("E-1", 3, valid_to="2026-04-07"), home("E-1", 5, valid_from="2026-04-08"))
    )
    problem = problem_for(register, WEEK, travel=ten)
    assert sorted(problem.places.ids) == ["E-1", "E-1", "HQ"]
    assert len(set(problem.visit_place[0].tolist())) == 2
