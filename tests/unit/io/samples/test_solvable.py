"""The samples can be planned: every visit has somebody who could make it, and the hours suffice."""

from functools import cache

import numpy as np
import pytest

from agecare.visits import problem_for
from agecare.visits.problem import VisitProblem
from builders import sample_of

SAMPLES = [
    ("darkhan", "2026-W15", 3),
    ("mandal", "2026-W15", 2),
    ("mandal", "2026-W05", 2),
    ("songinokhairkhan", "2026-W15", 3),
    ("jalal-abad", "2026-W15", 0),
]


@cache
def problem_of(name: str, week: str) -> VisitProblem:
    """The week of a sample, made once for both questions."""
    return problem_for(sample_of(name), week)


def reachable(problem: VisitProblem, task: int, day: int) -> set[int]:
    """Workers who could do this one task on this day, were it their only one."""
    visit = int(problem.task_visit[task])
    place, minutes = int(problem.visit_place[visit, day]), int(problem.task_minutes[task])
    routes = np.flatnonzero((problem.route_day == day) & problem.eligible[task, problem.route_worker])
    profile = problem.route_profile[routes]
    there = problem.travel[profile, problem.route_start_place[routes], place]
    back = problem.travel[profile, place, problem.route_end_place[routes]]
    able = np.zeros(len(routes), dtype=np.bool_)
    for first, last in problem.windows_of(visit, day):
        start = np.maximum(first, problem.route_start[routes] + there)
        able |= start + minutes <= np.minimum(last, problem.route_latest[routes] - back)
    return set(problem.route_worker[routes[able]].tolist())


def impossible(problem: VisitProblem) -> list[int]:
    """Visits that nobody could make even if nothing else were planned."""
    found = []
    for visit in range(len(problem.visit_ids)):
        for day in np.flatnonzero(problem.visit_days[visit]):
            able = [reachable(problem, task, int(day)) for task in problem.tasks_of(visit)]
            if all(able) and len(set.union(*able)) >= len(able):
                break
        else:
            found.append(visit)
    return found


@pytest.mark.parametrize(("name", "week", "few"), SAMPLES)
def test_all_but_the_announced_visits_could_be_made(name: str, week: str, few: int) -> None:
    problem = problem_of(name, week)
    missing = impossible(problem)
    assert len(missing) == few, [problem.visit_ids[visit] for visit in missing]
    mandatory = [visit for visit in missing if problem.visit_mandatory[visit]]
    assert len(mandatory) == (1 if name == "songinokhairkhan" else 0)


@pytest.mark.parametrize(("name", "week", "few"), SAMPLES)
def test_the_visits_take_half_to_seven_tenths_of_the_paid_time(name: str, week: str, few: int) -> None:
    problem = problem_of(name, week)
    share = int(problem.task_minutes.sum()) / int(problem.worker_capacity.sum())
    assert 0.48 < share < 0.7
