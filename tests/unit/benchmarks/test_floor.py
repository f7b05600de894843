"""What is proved to be left out, against every plan of small days."""

from itertools import permutations

import attrs
import numpy as np
import pytest
from floor import MOST_TASKS, unserved_floor
from generated_day import PENALTY, centre_day, nobody_can

from agecare.visits import VisitProblem


def crowded(seed: int, visits: int = 6) -> VisitProblem:
    """A day of three workers who are there for an hour or two."""
    drawn = np.random.default_rng(seed)
    starts = drawn.integers(8 * 3600, 12 * 3600, 3).astype(np.int32)
    latest = starts + drawn.integers(5400, 14400, 3).astype(np.int32)
    return attrs.evolve(centre_day(visits, 3, seed), route_start=starts, route_latest=latest)


def fits(problem: VisitProblem, route: int, tasks: tuple[int, ...]) -> bool:
    """Whether a worker can do these tasks in this order."""
    now, here = int(problem.route_start[route]), int(problem.route_start_place[route])
    for task in tasks:
        place = int(problem.visit_place[task, 0])
        now = max(now + int(problem.travel[0][here, place]), int(problem.window_start[task]))
        now += int(problem.task_minutes[task])
        here = place
        if now > problem.window_end[task]:
            return False
    return bool(now + problem.travel[0][here, problem.route_end_place[route]] <= problem.route_latest[route])


def least_left_out(problem: VisitProblem) -> int:
    """The least priority that any plan leaves out: every order of every choice of visits for every worker."""
    count = len(problem.visit_ids)
    reached = {frozenset[int]()}
    for route in range(len(problem.route_worker)):
        able = [task for task in range(count) if problem.eligible[task, route]]
        orders = [tasks for many in range(len(able) + 1) for tasks in permutations(able, many)]
        sets = {frozenset(tasks) for tasks in orders if fits(problem, route, tasks)}
        reached = {one | two for one in reached for two in sets}
    points = problem.visit_penalty // PENALTY
    return min(int(points.sum() - points[list(served)].sum()) for served in reached)


def test_no_plan_leaves_out_less_and_the_floor_is_mostly_reached() -> None:
    floors, least = zip(*((unserved_floor(p), least_left_out(p)) for p in map(crowded, range(12))), strict=True)
    assert all(floor <= best for floor, best in zip(floors, least, strict=True))
    assert sum(floor == best for floor, best in zip(floors, least, strict=True)) >= 8
    assert max(floors) > 0


def test_visits_that_cannot_be_served_together_count() -> None:
    """Each of two could be served alone, by the same worker at the same time."""
    problem = centre_day(20, 4, seed=2)
    fixed = np.flatnonzero(~nobody_can(problem))[:2]
    start, end = problem.window_start.copy(), problem.window_end.copy()
    start[fixed], end[fixed] = 11 * 3600, 11 * 3600 + problem.task_minutes[fixed] + 600
    eligible = problem.eligible.copy()
    eligible[fixed] = False
    eligible[fixed, np.argmax(problem.route_end - problem.route_start)] = True
    together = attrs.evolve(problem, window_start=start, window_end=end, eligible=eligible)
    alone = int(problem.visit_penalty[nobody_can(together)].sum()) // PENALTY
    assert not nobody_can(together)[fixed].any()
    assert unserved_floor(together) >= alone + problem.visit_penalty[fixed].min() // PENALTY


def test_a_floor_that_ran_out_of_time_is_lower_and_still_one() -> None:
    problem = crowded(3, 12)
    assert 0 <= unserved_floor(problem, seconds=0.0) <= unserved_floor(problem)


def test_a_day_with_more_tasks_than_bits_is_refused() -> None:
    with pytest.raises(ValueError, match=str(MOST_TASKS)):
        unserved_floor(centre_day(300, 40, seed=1))
