"""Not in this plan: no place that a slow look would find, and few visits of which the search just fell short."""

import time

import attrs
import numpy as np
import pytest

from agecare import Weights
from agecare.io.samples import sample
from agecare.visits._search import Limits, Search, pack
from agecare.visits.checks import cost, violations
from agecare.visits.explain import explained, improved
from agecare.visits.explain.around import Around
from agecare.visits.explain.in_plan import tried
from agecare.visits.explain.judge import price, uneven
from agecare.visits.explain.lines import drawn_together, earliest_starts, latest_starts
from agecare.visits.explain.survey import Survey
from agecare.visits.problem import VisitProblem, problem_for
from agecare.visits.schedule import Kind, Schedule, Timeline, timelines
from builders import WEEK
from left_out import MON, possible_alone, put_in, random_plan, with_plan
from small_worlds import request, shift, small_problem
from worlds import random_problem


@pytest.mark.parametrize("block", range(3))
def test_there_is_no_place_where_none_is_told(block: int) -> None:
    """Every place on a grid of twenty minutes, with nothing else moved: the checker accepts none that costs less."""
    asked = 0
    for seed in range(10 * block, 10 * block + 10):
        problem, schedule = random_plan(seed)
        before = cost(problem, schedule).total
        for missed in explained(problem, schedule).unserved:
            visit = problem.visit_ids.index(missed.visit)
            if missed.kind is not Kind.NOT_IN_THIS_PLAN or problem.visit_coupling[visit] == 2:
                continue
            asked += 1
            for plan in put_in(problem, schedule, visit, 20):
                if not violations(problem, plan):
                    assert missed.reason == "not-worth", (seed, missed)
                    assert cost(problem, plan).total > before, (seed, missed)
    assert asked > 1


def test_nobody_is_full_in_an_empty_plan() -> None:
    for seed in range(20):
        problem = random_problem(seed)
        told = explained(problem, Schedule.empty(problem)).unserved
        full = [missed for missed in told if missed.reason in ("workers-full", "weekly-limit", "daily-limit")]
        assert [missed for missed in full if possible_alone(problem, missed)] == [], seed


@pytest.mark.parametrize("seed", range(20))
def test_the_cheapest_place_costs_what_the_checker_says(seed: int) -> None:
    """Fairness and the largest of something are not of one worker alone."""
    problem, schedule = random_plan(seed)
    if seed % 4 == 0:
        problem = attrs.evolve(problem, weights=Weights(largest_lateness=30, largest_idle=20))
    around = Around.of(problem, schedule)
    for visit in np.flatnonzero(schedule.visit_day < 0).tolist():
        found = tried(Survey(around, around.gaps, visit))
        if found.best is not None:
            plan = found.best.schedule
            assert violations(problem, plan) == []
            assert cost(problem, plan).total - cost(problem, schedule).total == found.more
            assert price(around, plan, found.best.touched) == found.more


def test_unevenness_is_counted_as_the_checker_counts_it() -> None:
    problem, schedule = random_plan(4)
    around = Around.of(problem, schedule)
    areas = cost(problem, schedule).components["fair-areas"].amount
    assert uneven(around.missed_by_area, around.wanted_by_area, 100) == areas > 0


@pytest.mark.parametrize("seed", range(30))
def test_every_line_holds_its_plan_and_can_be_drawn_together(seed: int) -> None:
    """What is planned lies between the earliest and the latest; drawn together a route is valid and no longer."""
    problem, schedule = random_plan(seed)
    around = Around.of(problem, schedule)
    for route, line in enumerate(around.lines):
        now = [item.start for item in line.items]
        soon = earliest_starts(problem, line, int(problem.route_start[route]))
        late = latest_starts(problem, line, int(problem.route_latest[route]))
        assert all(a <= b <= c for a, b, c in zip(soon, now, late, strict=True))
        close = drawn_together(problem, line)
        starts = {item.task: item.start for item in close.items if item.task >= 0}
        moved = schedule.task_start.copy()
        moved[list(starts)] = list(starts.values())
        pauses = schedule.break_start.copy()
        pauses[route] = next((item.start for item in close.items if item.task < 0), -1)
        made = attrs.evolve(schedule, task_start=moved, break_start=pauses)
        if line.items:
            assert violations(problem, made) == []
            assert minutes(timelines(problem, made)[route]) <= minutes(around.timelines[route])


def minutes(line: Timeline) -> int:
    """From leaving to coming back."""
    return line.back - line.departure


def test_a_changed_plan_is_known_as_a_new_one() -> None:
    """What is kept from the plan before is what would be worked out anew."""
    for seed in range(12):
        problem, schedule = random_plan(seed)
        around = Around.of(problem, schedule)
        better = improved(problem, schedule)
        changed, fresh = around.changed(better), Around.of(problem, better)
        assert changed.timelines == fresh.timelines
        assert changed.lines == fresh.lines
        around.gaps.route.sum()  # looked at before, kept after
        for name in ("ready", "due", "gives", "other", "more"):
            assert np.array_equal(getattr(around.changed(better).gaps, name), getattr(fresh.gaps, name))


def searched(problem: VisitProblem, seed: int, moves: int) -> Schedule:
    """A plan of a short search."""
    search = Search(pack(problem), seed)
    search.begin()
    return search.run(Limits(None, moves, lambda: False)).schedule


def share(problem: VisitProblem, schedule: Schedule) -> tuple[int, int]:
    """Of how many visits left out it is told that the search ended first, and how many are left out."""
    found = explained(problem, schedule).unserved
    return sum(missed.kind is Kind.SEARCH_ENDED for missed in found), len(found)


def test_the_search_ended_first_for_one_in_twenty_at_most() -> None:
    """Over forty random worlds, searched a little and improved."""
    ended = total = 0
    for seed in range(40):
        problem = random_problem(seed)
        shares = share(problem, improved(problem, searched(problem, seed, 200)))
        ended, total = ended + shares[0], total + shares[1]
    assert total > 100
    assert 20 * ended <= total


def test_also_in_an_overloaded_week() -> None:
    """A hundred clients, four workers, and little work; some hundred reasons within seconds."""
    problem = problem_for(sample("jalal-abad", clients=100, workers=4), WEEK)
    plan = improved(problem, searched(problem, 1, 1000))
    begun = time.process_time()
    ended, total = share(problem, plan)
    assert time.process_time() - begun < 5
    assert total > 75
    assert 20 * ended <= total


@pytest.mark.parametrize("seed", range(12))
def test_an_improved_plan_is_valid_cheaper_and_the_same_again(seed: int) -> None:
    problem, schedule = random_plan(seed)
    better = improved(problem, schedule)
    assert violations(problem, better) == []
    assert cost(problem, better).total <= cost(problem, schedule).total
    assert np.array_equal(improved(problem, schedule).task_start, better.task_start)
    assert cost(problem, improved(problem, better)).total == cost(problem, better).total


def test_nothing_is_improved_when_time_is_up() -> None:
    problem = small_problem([request("R-1")])
    empty = Schedule.empty(problem)
    assert not improved(problem, empty, should_stop=lambda: True).served(0)
    assert improved(problem, empty).served(0)


def test_a_visit_that_matters_more_takes_the_place_of_another() -> None:
    """R-1 was there first; R-2 is urgent, and there is time for one. R-1 then finds a place on Tuesday."""
    wishes = [request("R-1", minutes=120), request("R-2", "E-2", minutes=120, priority="urgent", days=("mon",))]
    shifts = [shift("W-1", "08:00-10:20", ("mon", "tue"))]
    problem, schedule = with_plan(small_problem(wishes, shifts=shifts), {"R-1": (MON, "08:10", "W-1")})
    better = improved(problem, schedule)
    assert better.visit_day.tolist() == [1, 0]
