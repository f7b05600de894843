"""The working plan: what it says a plan costs is what the checker says, and where visits fit they really fit."""

import numpy as np
import pytest

from agecare import Weights
from agecare.visits import Schedule, VisitProblem, cost, solve, violations
from agecare.visits.replan.desk import Desk
from agecare.visits.replan.mending import pieces, put_back, put_in, settle, take_over
from agecare.visits.replan.placing import open_days, places
from agecare.visits.replan.room import exchanges, make_room
from builders import plan, role, tiny_plan, tiny_problem
from small_worlds import request, small_problem, worker
from told_plans import problem_for_published, published_as
from worlds import random_problem

LEFT_OUT = ("fair-areas", "largest-lateness", "largest-idle")
SEEDS = range(24)


def go_on() -> bool:
    return False


def planned(seed: int) -> tuple[VisitProblem, Schedule]:
    """A random world with a plan that people know."""
    problem = random_problem(seed)
    found = solve(problem, time_limit=None, work_limit=120, seed=seed, start=Schedule.empty(problem)).schedule
    return problem_for_published(problem, published_as(problem, found)), found


def stirred(desk: Desk) -> int:
    """Minutes that told times have moved without counting as changed."""
    every = [visit for visit in range(len(desk.day)) if desk.kept(visit) and not desk.changed(visit)]
    return sum(abs(desk.start[desk.tasks[visit][0]] - desk.told_start[visit]) for visit in every)


def checked(desk: Desk) -> int:
    """What the desk should say, from the checker and the told times."""
    parts = cost(desk.problem, desk.schedule()).components
    return sum(part.cost for name, part in parts.items() if name not in LEFT_OUT) + desk.stir * stirred(desk)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_laid_out_is_the_plan_and_costs_what_the_checker_says(seed: int) -> None:
    problem, found = planned(seed)
    desk = Desk(problem, found)
    assert desk.total() == checked(desk)
    again = desk.schedule()
    assert np.array_equal(again.task_start, found.task_start)
    assert np.array_equal(again.task_route, found.task_route)
    assert violations(problem, again) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_every_place_offered_is_valid_and_has_its_price(seed: int) -> None:
    problem, found = planned(seed)
    desk = Desk(problem, found)
    tried = 0
    for visit in range(len(desk.day))[:: max(1, len(desk.day) // 4)]:
        rest = desk.copy()
        if rest.day[visit] >= 0:
            rest.take(visit)
        assert rest.total() == checked(rest)
        before = rest.total()
        for place in sorted(places(rest, visit, rest.told_start[visit]), key=lambda one: one.price)[::7]:
            trial = rest.copy()
            trial.put(visit, place.day, place.lines)
            told = [str(one) for one in violations(problem, trial.schedule()) if one.visit == problem.visit_ids[visit]]
            assert told == []
            assert not violations(problem, trial.schedule()) or violations(problem, rest.schedule())
            assert trial.total() == checked(trial)
            if problem.weights.fair_workload < 100:
                assert abs(trial.total() - before - place.price) <= 3 * max(1, problem.weights.fair_workload)
            tried += 1
    assert tried or not problem.visit_days.any()


@pytest.mark.parametrize("seed", SEEDS)
def test_taking_out_and_putting_in_everything_keeps_the_books(seed: int) -> None:
    problem, found = planned(seed)
    desk = Desk(problem, found)
    served = [visit for visit, day in enumerate(desk.day) if day >= 0]
    for visit in served:
        desk.take(visit)
    assert desk.total() == checked(desk)
    put_in(desk, served, go_on)
    assert desk.total() == checked(desk)
    assert violations(problem, desk.schedule()) == []


def test_the_books_of_a_copy_are_its_own() -> None:
    problem = tiny_problem()
    desk = Desk(problem, tiny_plan(problem))
    before, trial = desk.total(), desk.copy()
    trial.take(0)
    assert desk.total() == before == checked(desk)
    desk.become(trial)
    assert desk.day[0] < 0
    assert desk.total() == checked(desk)


# --- who stays where ---

NINE, TEN = (0, "09:00", "W-1"), (0, "10:00", "W-1")


def laid_out(told: dict[str, tuple[int, str, str]], *requests: object, **more: object) -> Desk:
    """A desk with a plan by hand that people know."""
    problem = small_problem(requests, **more)
    schedule = plan(problem, told)
    return Desk(problem_for_published(problem, published_as(problem, schedule)), schedule)


def start(desk: Desk, name: str) -> int:
    at = next(visit for visit, id_ in enumerate(desk.problem.visit_ids) if id_.startswith(name))
    return desk.start[desk.tasks[at][0]]


def test_a_visit_goes_where_nobody_has_to_move() -> None:
    desk = laid_out(
        {"R-1": NINE, "R-2": (0, "11:00", "W-1")}, request("R-1"), request("R-2", "E-2"),
        request("R-3", "E-3", days=("mon",)),
    )  # fmt: skip
    put_in(desk, [2], go_on)
    assert (start(desk, "R-1"), start(desk, "R-2")) == (540, 660)
    assert 580 <= start(desk, "R-3") <= 620


def test_others_make_room_only_as_far_as_they_must() -> None:
    """Between 09:30 and 10:00 are 30 minutes; a visit takes 30 and its ways 20: somebody moves by 20."""
    asked = [request("R-1"), request("R-2", "E-2"), request("R-3", "E-3", "09:20-10:30", days=("mon",))]
    desk = laid_out({"R-1": NINE, "R-2": TEN}, *asked)
    put_in(desk, [2], go_on)
    moved = abs(start(desk, "R-1") - 540) + abs(start(desk, "R-2") - 600)
    assert moved == stirred(desk) == 20
    assert violations(desk.problem, desk.schedule()) == []


def test_nobody_is_moved_by_more_than_people_were_promised() -> None:
    long = request("R-3", "E-3", "09:00-11:00", minutes=90, days=("mon",))
    desk = laid_out({"R-1": NINE, "R-2": TEN}, request("R-1"), request("R-2", "E-2"), long)
    assert list(places(desk, 2)) == []


def test_told_times_come_back_when_nobody_is_in_the_way_any_more() -> None:
    asked = [request("R-1"), request("R-2", "E-2"), request("R-3", "E-3", "09:20-10:30", days=("mon",))]
    desk = laid_out({"R-1": NINE, "R-2": TEN}, *asked)
    put_in(desk, [2], go_on)
    desk.take(2)
    assert stirred(desk) == 20
    settle(desk)
    assert stirred(desk) == 0


def test_a_break_stays_where_the_worker_expects_it_if_it_can() -> None:
    problem = tiny_problem()
    told = tiny_plan(problem)
    desk = Desk(problem_for_published(problem, published_as(problem, told)), told)
    visit = problem.visit_ids.index("R-1/2026-W15/2")
    desk.take(visit)
    assert np.array_equal(desk.schedule().break_start[:2], told.break_start[:2])


def test_a_visit_that_finds_no_place_takes_that_of_one_that_has_another() -> None:
    """W-1 alone may do R-3, on Monday morning, when R-1 is there, which W-2 can do as well."""
    asked = [
        request("R-1", "E-1", "08:00-09:00"),
        request("R-2", "E-2", "08:00-09:00", days=("mon",), roles=(role(30, care=1),)),
    ]
    staff = [worker("W-1", "care"), worker("W-2")]
    desk = laid_out({"R-1": (0, "08:20", "W-1")}, *asked, workers=staff)
    put_in(desk, [1], go_on)
    assert desk.day[1] < 0
    assert [one.others for one in exchanges(desk, 1, frozenset())] == [(0,)]
    make_room(desk, [1], go_on)
    assert desk.day == [0, 0]
    assert violations(desk.problem, desk.schedule()) == []
    assert desk.changed(0)


def test_nobody_makes_room_for_what_matters_less() -> None:
    asked = [
        request("R-1", "E-1", "08:00-09:00", days=("mon",)),
        request("R-2", "E-2", "08:00-09:00", days=("mon",), mandatory=False),
    ]
    desk = laid_out({"R-1": (0, "08:20", "W-1")}, *asked)
    make_room(desk, [1], go_on)
    assert desk.day == [0, -1]


def test_a_visit_of_the_same_request_moves_where_days_apart_leave_no_other_way() -> None:
    """Two visits two days apart on Monday to Wednesday: Tuesday in the middle leaves none for the other."""
    asked = request("R-1", visits_per_week=2, days_between=2, days=("mon", "tue", "wed"))
    problem = small_problem([asked])
    schedule = plan(problem, {"R-1/2026-W15/1": (1, "09:00", "W-1")})
    desk = Desk(problem_for_published(problem, published_as(problem, schedule)), schedule)
    assert open_days(desk, 1) == []
    make_room(desk, [1], go_on)
    assert sorted(desk.day) == [0, 2]


# --- what a search found ---


def crossed(**settings: object) -> tuple[Desk, Schedule]:
    """Two days with two visits each; another plan has the visits of both days the other way round."""
    asked = [request(f"R-{n}", f"E-{n}") for n in (1, 2, 3, 4)]
    told = {"R-1": NINE, "R-2": TEN, "R-3": (1, "09:00", "W-1"), "R-4": (1, "10:00", "W-1")}
    desk = laid_out(told, *asked, workers=[worker("W-1"), worker("W-2")], **settings)
    found = {"R-1": (0, "09:00", "W-2"), "R-2": TEN, "R-3": (1, "09:00", "W-2"), "R-4": (1, "10:00", "W-1")}
    return desk, plan(desk.problem, found)


def test_two_plans_differ_in_pieces() -> None:
    desk, found = crossed()
    assert sorted(map(sorted, pieces(desk, found))) == [[0], [2]]


def test_nothing_is_taken_over_that_is_out_of_reach_or_dearer() -> None:
    desk, found = crossed(weights=Weights(fair_workload=0))
    before = desk.total()
    take_over(desk, found, {0, 1, 2, 3})
    assert desk.total() == before
    assert desk.route == crossed(weights=Weights(fair_workload=0))[0].route, "a change costs more than it saves"


def test_what_pays_is_taken_over_where_it_is_in_reach() -> None:
    desk, found = crossed(weights=Weights(change=0, travel=0, fair_workload=500))
    take_over(desk, found, {0})
    routes = found.task_route.tolist()
    assert desk.route[0] == routes[0]
    assert desk.route[2] != routes[2], "nobody asked for that one"


def test_what_moved_without_need_is_put_back() -> None:
    desk, found = crossed(weights=Weights(fair_workload=0))
    told = list(desk.route)
    desk.load(found)
    assert [desk.changed(visit) for visit in range(4)] == [True, False, True, False]
    put_back(desk, range(4), go_on)
    assert desk.route == told
    assert not any(map(desk.changed, range(4)))
