"""The day map: true distances, markers that do not hide each other, far places."""

import math

import attrs
import pytest

from agecare.report.map import (
    RADIUS,
    DayMap,
    Marker,
    _Spread,
    core,
    day_map,
    km_east,
    km_north,
    projection,
    scale_bar,
    worker_letters,
)
from agecare.report.reading import Reading
from agecare.visits import problem_for
from builders import WEEK, crowd_register, greedy, rich_register, tiny_plan, tiny_problem

HERE = (49.4867, 105.9228)


def tiny_map(workers: tuple[int, ...] = (0, 1), day: int = 0) -> DayMap | None:
    problem = tiny_problem()
    return day_map(Reading(problem, tiny_plan(problem)), day, workers, ("A", "B"), {"HQ": "The centre"})


def test_distances_are_true_to_scale() -> None:
    east, north = (HERE[0], HERE[1] + 0.1), (HERE[0] + 0.05, HERE[1])
    project = projection([HERE, east, north])
    (x0, y0), (x1, y1), (x2, y2) = map(project.xy, (HERE, east, north))
    assert (x1 - x0) / project.scale == pytest.approx(km_east(0.1, project.middle), rel=0.01)
    assert (y0 - y2) / project.scale == pytest.approx(km_north(0.05), rel=0.01)
    assert (y0, x0) == (y1, x2)
    # Against the great circle: 0.1 degrees of longitude at 49.5 degrees north are 7.22 km.
    assert km_east(0.1, HERE[0]) == pytest.approx(7.222, abs=0.01)


def test_all_points_are_inside_the_drawing() -> None:
    points = [(HERE[0] + 0.02 * i, HERE[1] + 0.2 * math.sin(i)) for i in range(12)]
    project = projection(points)
    assert all(project.shows(point) for point in points)


def test_one_single_place_is_in_the_middle() -> None:
    project = projection([HERE])
    assert project.xy(HERE) == (project.width // 2, project.height // 2)


@pytest.mark.parametrize(
    ("scale", "units", "metres"), [(101.0, 101, 1000), (99.0, 198, 2000), (1.0, 200, 200_000), (5e4, 100, 2)]
)
def test_the_scale_bar_is_a_round_length(scale: float, units: int, metres: int) -> None:
    assert scale_bar(scale, 200) == (units, metres)


def test_letters_go_on_after_z() -> None:
    letters = worker_letters(800)
    assert len(set(letters)) == 800
    assert letters[25:28] == ("Z", "AA", "AB")
    assert letters[701:704] == ("ZZ", "AAA", "AAB")


def test_the_map_of_the_tiny_world() -> None:
    found = tiny_map()
    assert found is not None
    assert found.everything is None
    assert [marker.label for marker in found.main.markers] == ["A1", "A2", "B1", "B2"]
    assert [base.name for base in found.main.bases] == ["The centre"]
    # HQ, E-1, (break at E-1), E-3, HQ: the break adds no point.
    assert [len(route.points.split()) for route in found.main.routes] == [4, 4]


def test_only_the_workers_asked_for_are_drawn() -> None:
    found = tiny_map(workers=(1,))
    assert found is not None
    assert {route.worker for route in found.main.routes} == {1}
    assert {marker.worker for marker in found.main.markers} == {1}


def test_a_day_without_anybody_on_the_way_has_no_map() -> None:
    assert tiny_map(day=1) is None


def apart(markers: tuple[Marker, ...]) -> bool:
    return all(
        math.hypot(one.x - two.x, one.y - two.y) >= 2 * RADIUS for at, one in enumerate(markers) for two in markers[:at]
    )


def test_markers_never_hide_each_other() -> None:
    problem = problem_for(crowd_register(120, 12), WEEK)
    reading = Reading(problem, greedy(problem))
    found = day_map(reading, 2, range(12), worker_letters(12), {})
    assert found is not None
    assert len(found.main.markers) > 40
    assert apart(found.main.markers)
    assert any(marker.moved_from for marker in found.main.markers)


def test_a_full_drawing_still_gets_its_markers() -> None:
    spread = _Spread(4 * RADIUS, 4 * RADIUS)
    places = [spread.place(2 * RADIUS, 2 * RADIUS) for _ in range(5)]
    assert places[0] == places[-1] == (2 * RADIUS, 2 * RADIUS)


def test_a_home_is_a_base_without_a_name() -> None:
    problem = problem_for(rich_register(), WEEK)
    found = day_map(Reading(problem, greedy(problem)), 2, range(6), worker_letters(6), {"HQ": "Centre"})
    assert found is not None
    drawings = [found.main, *([found.everything] if found.everything else [])]
    bases = [base for drawing in drawings for base in drawing.bases]
    assert {base.home for base in bases} == {True, False}
    assert all(bool(base.name) != base.home for base in bases)


def test_few_far_places_go_to_a_small_map_of_everything() -> None:
    near = [(HERE[0] + 0.002 * i, HERE[1] + 0.003 * (i % 4)) for i in range(12)]
    far = [(HERE[0] + 0.4, HERE[1])]
    assert core(near + far) == near
    assert core(near) == near


def test_places_spread_evenly_stay_on_one_map() -> None:
    spread = [(HERE[0] + 0.05 * i, HERE[1] + 0.05 * (i % 3)) for i in range(12)]
    assert core(spread) == spread


def test_every_stop_is_labelled_on_exactly_one_of_the_two_maps() -> None:
    register = crowd_register(40, 4)
    problem = problem_for(register, WEEK)
    reading = Reading(problem, greedy(problem))
    entry = next(entry for entry in reading.entries.values() if not entry.mates)
    latitudes = problem.places.latitudes.copy()
    latitudes[entry.place] += 0.3
    far = attrs.evolve(problem, places=attrs.evolve(problem.places, latitudes=latitudes))
    reading = Reading(far, reading.schedule)
    found = day_map(reading, entry.day, range(4), worker_letters(4), {})
    assert found is not None
    assert found.everything is not None
    assert found.everything.frame is not None
    labelled = [marker.task for drawing in (found.main, found.everything) for marker in drawing.markers]
    assert sorted(labelled) == sorted(e.task for e in reading.entries.values() if e.day == entry.day)
    assert [marker.task for marker in found.everything.markers] == [entry.task]


def test_a_crowded_map_keeps_its_markers_where_the_places_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agecare.report.map.CROWDED", 3)
    found = tiny_map()
    assert found is not None
    assert found.main.crowded
    assert [marker.moved_from for marker in found.main.markers] == [None] * 4
