"""The best times of given orders: against all plans of toy worlds, and that orders, rules and cost are kept."""

from collections import defaultdict

import attrs
import numpy as np
import pytest

from agecare.visits import VisitProblem
from agecare.visits._allocate import times_matter, with_best_times, with_breaks_among_visits
from agecare.visits._search import Limits, Search, pack
from agecare.visits.checks import cost, violations
from agecare.visits.schedule import Schedule, timelines
from published import own
from rich_worlds import rich_problem
from toy_worlds import every_plan, toy_problem

Orders = tuple[tuple[int, ...], ...]


def orders_of(problem: VisitProblem, plan: Schedule) -> Orders:
    return tuple((route, *line.tasks) for route, line in sorted(timelines(problem, plan).items()))


def timed(problem: VisitProblem, plan: Schedule) -> Schedule:
    return with_best_times(problem, plan, time_limit=None, work_limit=3.0)


def rests_at_a_stop(problem: VisitProblem, plan: Schedule) -> bool:
    """Whether every break is at the stop before it or at the one behind it."""
    for line in timelines(problem, plan).values():
        ends = (int(problem.route_start_place[line.route]), int(problem.route_end_place[line.route]))
        places = [ends[0], *(stop.place for stop in line.stops), ends[1]]
        for index, stop in enumerate(line.stops, 1):
            if stop.task < 0 and stop.place not in (places[index - 1], places[index + 1]):
                return False
    return True


def test_no_plan_with_the_same_orders_costs_less() -> None:
    compared = better = 0
    for seed in range(50):
        problem = toy_problem(seed)
        plans = every_plan(problem, 250)
        groups: dict[Orders, list[Schedule]] = defaultdict(list)
        for plan in plans or []:
            if not violations(problem, plan) and (plan.visit_day >= 0).any():
                groups[orders_of(problem, plan)].append(plan)
        for orders, group in list(groups.items())[:4]:
            worst = max(group, key=lambda plan: cost(problem, plan).total)
            found = timed(problem, worst)
            assert violations(problem, found) == [], seed
            assert orders_of(problem, found) == orders, seed
            least = min(cost(problem, plan).total for plan in group if rests_at_a_stop(problem, plan))
            assert cost(problem, found).total <= least, seed
            compared += 1
            better += cost(problem, found).total < cost(problem, worst).total
    assert compared > 40
    assert better > 15, "else earliest times would do"


def test_what_a_search_found_costs_no_more_at_its_best_times() -> None:
    cheaper = 0
    for seed in range(10):
        problem = rich_problem(seed)
        if not len(problem.route_worker):
            continue
        search = Search(pack(problem), seed)
        search.begin()
        plan = search.run(Limits(None, 500, lambda: False)).schedule
        found = timed(problem, plan)
        assert violations(problem, found) == []
        assert orders_of(problem, found) == orders_of(problem, plan)
        assert cost(problem, found).total <= cost(problem, plan).total
        cheaper += cost(problem, found).total < cost(problem, plan).total
    assert cheaper > 0


def test_a_break_where_nobody_is_visited_is_moved() -> None:
    moved = 0
    for seed in range(14):
        problem = rich_problem(seed)
        search = Search(pack(problem), seed)
        search.begin()
        plan = search.run(Limits(None, 500, lambda: False)).schedule
        assert with_breaks_among_visits(problem, plan, time_limit=None, work_limit=1.0) is plan
        visited = set(problem.visit_place[plan.visit_day >= 0].ravel().tolist())
        homes = {*problem.route_start_place.tolist(), *problem.route_end_place.tolist()}
        strange = sorted(set(range(len(problem.places.ids))) - visited - homes)
        broken = np.flatnonzero(plan.break_start >= 0)
        if len(strange) and len(broken):
            place = plan.break_place.copy()
            place[broken[0]] = strange[0]
            found = with_breaks_among_visits(
                problem, attrs.evolve(plan, break_place=place), time_limit=None, work_limit=1.0
            )
            assert violations(problem, found) == []
            assert strange[0] not in found.break_place[found.break_start >= 0]
            moved += 1
    assert moved > 1


def test_times_of_a_day_matter_where_waiting_has_a_price() -> None:
    day = own("uhhc").problem
    for waiting, idle, matter in ((0, 0, False), (1, 0, True), (0, 1, True)):
        weights = day.weights.model_copy(update={"waiting": waiting, "largest_idle": idle})
        assert times_matter(attrs.evolve(day, weights=weights)) is matter
    week = next(problem for problem in map(rich_problem, range(40)) if problem.days > 1)
    assert not times_matter(week)


@pytest.mark.parametrize("seed", [3, 4])
def test_same_seed_same_times(seed: int) -> None:
    problem = rich_problem(seed)
    search = Search(pack(problem), seed)
    search.begin()
    plan = search.run(Limits(None, 500, lambda: False)).schedule
    one, two = timed(problem, plan), timed(problem, plan)
    assert np.array_equal(one.task_start, two.task_start)
    assert np.array_equal(one.break_start, two.break_start)
