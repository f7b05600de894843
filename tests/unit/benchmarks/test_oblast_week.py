"""The figures of the oblast's week, against the same figures counted one by one."""

import attrs
import numpy as np
import pytest
from oblast_week import COLUMNS, FirstPlan, by_priority, continuity, figures, growth_table, work, workers_for

from agecare.io.samples import sample
from agecare.visits import Progress, Result, VisitProblem, problem_for, solve


@pytest.fixture(scope="module")
def week() -> tuple[VisitProblem, Result]:
    """Forty clients, five workers."""
    problem = problem_for(sample("jalal-abad", clients=40, workers=5), "2026-W15")
    return problem, solve(problem, time_limit=None, work_limit=500, seed=1)


def test_workers_are_in_proportion() -> None:
    assert [workers_for(clients) for clients in (1, 500, 1000, 2143, 10_000)] == [1, 55, 106, 228, 1064]


def test_continuity_counts_a_client_served_by_one_pair_in_its_second_figure_only(
    week: tuple[VisitProblem, Result],
) -> None:
    problem, result = week
    schedule = result.schedule
    one, one_or_pair, clients = 0, 0, 0
    for client in range(len(problem.client_ids)):
        by_visit = [
            [int(problem.route_worker[schedule.task_route[task]]) for task in problem.tasks_of(int(visit))]
            for visit in np.flatnonzero((problem.visit_client == client) & (schedule.visit_day >= 0))
        ]
        if by_visit:
            clients += 1
            faces = len({worker for workers in by_visit for worker in workers})
            one += faces == 1
            one_or_pair += faces == max(map(len, by_visit))
    found = continuity(problem, schedule)
    assert found["clients_served"] == clients
    assert found["clients_with_one_worker"] == round(one / clients, 4)
    assert found["clients_with_one_worker_or_one_pair"] == round(one_or_pair / clients, 4)
    assert one < one_or_pair  # the sample has visits of two workers


def test_a_visit_in_other_hands_lowers_continuity(week: tuple[VisitProblem, Result]) -> None:
    problem, result = week
    schedule = result.schedule
    before = continuity(problem, schedule)["workers_per_client"]
    single = np.diff(problem.task_first)[problem.task_visit] == 1
    several = np.bincount(problem.visit_client[problem.task_visit[single]])
    client = int(np.argmax(several))
    task = int(np.flatnonzero(single & (problem.visit_client[problem.task_visit] == client))[0])
    seen = problem.route_worker[schedule.task_route[problem.visit_client[problem.task_visit] == client]]
    stranger = int(np.flatnonzero(~np.isin(problem.route_worker, seen))[0])
    routes = schedule.task_route.copy()
    routes[task] = stranger
    assert continuity(problem, attrs.evolve(schedule, task_route=routes))["workers_per_client"] > before


def test_priorities_and_work_add_up(week: tuple[VisitProblem, Result]) -> None:
    problem, result = week
    served = [tuple(map(int, text.split(" of "))) for text in by_priority(problem, result.schedule).values()]
    assert sum(done for done, _ in served) == (result.schedule.visit_day >= 0).sum()
    assert sum(wanted for _, wanted in served) == len(problem.visit_ids)
    assert work(problem, result.schedule)["travel_minutes"] == result.cost.components["travel"].amount
    found = figures(problem, result)
    assert found["cost"] == sum(found["cost_by_component"].values()) == result.cost.total


def test_the_first_plan_is_the_first_of_the_search_that_serves_somebody() -> None:
    first = FirstPlan(visits=9)
    for progress in (
        Progress("allocate", 1.0),
        Progress("search", 2.0, 900, 9),
        Progress("search", 3.0, 100, 2),
        Progress("search", 4.0, 50, 1),
    ):
        first(progress)
    assert (first.seconds, first.unserved) == (3.0, 2)


def test_the_growth_table_shows_a_size_that_failed() -> None:
    lines = growth_table([{"clients": 500, "workers": 55, "failed": "exit code 1"}]).splitlines()
    assert lines[0].split()[0] == "clients" and lines[1].split() == ["500", "55", *["–"] * (len(COLUMNS) - 2)]
