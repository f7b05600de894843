"""Timelines: what each worker does from leaving to coming back, against plans timed by hand."""

import attrs
import numpy as np
import pytest

from agecare.visits.problem import NONE, VisitProblem
from agecare.visits.schedule import Schedule, Stop, Timeline, timelines
from builders import plan, tiny_plan, tiny_problem
from small_worlds import request, shift, small_problem, worker

MON, TUE, WED = range(3)


def line_of(problem: VisitProblem, schedule: Schedule, worker_id: str, day: int) -> Timeline:
    at = problem.worker_ids.index(worker_id)
    (found,) = [
        line
        for route, line in timelines(problem, schedule).items()
        if (problem.route_worker[route], problem.route_day[route]) == (at, day)
    ]
    return found


def test_the_tiny_plan_is_timed_as_one_does_by_hand() -> None:
    problem = tiny_problem()
    lines = timelines(problem, tiny_plan(problem))
    assert list(lines) == sorted(lines)
    place = problem.places.ids.index
    monday = line_of(problem, tiny_plan(problem), "W-1", MON)
    first, third = problem.task_first[problem.visit_ids.index("R-1/2026-W15/1")], problem.task_first[-2]
    assert monday == Timeline(
        route=monday.route,
        departure=10 * 60 + 50,
        stops=(
            Stop(int(first), place("E-1"), 10, 660, 0, 660, 720),
            Stop(NONE, place("E-1"), 0, 720, 0, 720, 750),
            Stop(int(third), place("E-3"), 10, 760, 20, 780, 825),
        ),
        travel_back=15,
        back=14 * 60,
        break_minutes=30,
    )
    assert (monday.paid_minutes, monday.travel_minutes, monday.wait_minutes) == (160, 35, 20)
    assert monday.tasks == (first, third)


@pytest.mark.parametrize(
    ("worker_id", "day", "departure", "back", "paid", "travelled", "waited"),
    [
        ("W-1", MON, 650, 840, 160, 35, 20),
        ("W-2", MON, 670, 840, 140, 45, 20),
        ("W-1", WED, 480, 560, 80, 20, 0),
    ],
)
def test_sums_of_the_tiny_plan(
    worker_id: str, day: int, departure: int, back: int, paid: int, travelled: int, waited: int
) -> None:
    problem = tiny_problem()
    line = line_of(problem, tiny_plan(problem), worker_id, day)
    assert (line.departure, line.back) == (departure, back)
    assert (line.paid_minutes, line.travel_minutes, line.wait_minutes) == (paid, travelled, waited)


def test_nobody_served_no_timeline() -> None:
    problem = tiny_problem()
    empty = Schedule.empty(problem)
    assert timelines(problem, empty) == {}
    assert not any(empty.served(visit) for visit in range(len(problem.visit_ids)))
    assert empty.task_route.shape == problem.task_visit.shape
    assert empty.break_start.shape == problem.route_worker.shape


def test_served_asks_for_a_day() -> None:
    problem = tiny_problem()
    assert all(tiny_plan(problem).served(visit) for visit in range(len(problem.visit_ids)))


def test_a_worker_leaves_as_late_as_the_first_stop_allows() -> None:
    problem = tiny_problem()
    lines = [line_of(problem, plan(problem, {"R-2": (MON, clock, "W-2")}), "W-2", MON) for clock in ("09:00", "11:30")]
    assert [line.departure for line in lines] == [520, 670]
    assert [line.paid_minutes for line in lines] == [70, 70]


def test_an_impossible_plan_shows_as_a_negative_wait() -> None:
    problem = tiny_problem()
    line = line_of(
        problem, plan(problem, {"R-1/2026-W15/1": (MON, "11:40", "W-1"), "R-3": (MON, "12:35", "W-1 W-2")}), "W-1", MON
    )
    assert [stop.wait for stop in line.stops] == [0, -15]
    assert line.wait_minutes == -15


def test_a_break_without_any_visit_after_it_is_on_the_way_home() -> None:
    problem = tiny_problem()
    made = plan(problem, {"R-1/2026-W15/1": (MON, "11:00", "W-1")}, {("W-1", MON): ("12:10", "HQ")})
    line = line_of(problem, made, "W-1", MON)
    assert line.stops[-1] == Stop(NONE, problem.places.ids.index("HQ"), 10, 730, 0, 730, 760)
    assert (line.travel_back, line.back, line.paid_minutes) == (0, 760, 80)


def test_a_break_before_the_first_visit_begins_the_route() -> None:
    problem = tiny_problem()
    made = plan(problem, {"R-3": (MON, "13:00", "W-1 W-2")}, {("W-1", MON): ("12:00", "E-2")})
    line = line_of(problem, made, "W-1", MON)
    assert [stop.task < 0 for stop in line.stops] == [True, False]
    assert (line.departure, line.stops[1].arrival, line.stops[1].wait) == (700, 760, 20)


def test_a_recorded_break_of_an_idle_route_makes_no_timeline() -> None:
    problem = tiny_problem()
    made = tiny_plan(problem)
    starts, places = made.break_start.copy(), made.break_place.copy()
    idle = next(r for r in range(len(starts)) if r not in timelines(problem, made))
    starts[idle], places[idle] = 720, 0
    with_break = attrs.evolve(made, break_start=starts, break_place=places)
    assert timelines(problem, with_break).keys() == timelines(problem, made).keys()


def test_two_shifts_of_a_day_are_two_timelines() -> None:
    problem = small_problem(
        [request("R-1"), request("R-2", "E-2")], shifts=[shift("W-1", "08:00-12:00"), shift("W-1", "13:00-17:00")]
    )
    made = plan(problem, {"R-1": (MON, "09:00", "W-1"), "R-2": (MON, "15:00", "W-1")})
    assert [(line.departure, line.back) for line in timelines(problem, made).values()] == [(530, 580), (890, 940)]


def test_each_worker_of_a_visit_has_the_stop_on_her_own_timeline() -> None:
    wish = request("R-1", roles=({"minutes": 30}, {"minutes": 20}), coupling="following", lag_max=60)
    problem = small_problem([wish], workers=(worker("W-1"), worker("W-2")))
    made = plan(problem, {"R-1": (TUE, ("09:00", "09:40"), "W-1 W-2")})
    lines = list(timelines(problem, made).values())
    assert [line.tasks for line in lines] == [(0,), (1,)]
    assert [(line.stops[0].start, line.stops[0].end) for line in lines] == [(540, 570), (580, 600)]


def test_the_arrays_of_a_plan_are_taken_as_they_are() -> None:
    problem = tiny_problem()
    made = tiny_plan(problem)
    before = [array.copy() for array in (made.visit_day, made.task_route, made.task_start)]
    timelines(problem, made)
    for array, was in zip((made.visit_day, made.task_route, made.task_start), before, strict=True):
        assert np.array_equal(array, was)
