"""Figures against sums done by hand, and against the cost that the checker computes."""

import attrs
import numpy as np
import pytest

from agecare.locale import LANGUAGES
from agecare.model import Priority
from agecare.report.figures import Figures, Load, Served, figures_of, summary_lines
from agecare.report.reading import Reading
from agecare.visits import Schedule, VisitProblem, problem_for
from builders import (
    WEEK,
    crowd_register,
    greedy,
    plan,
    result_of,
    rich_register,
    tiny_plan,
    tiny_problem,
    tiny_register,
)


def figures(problem: VisitProblem, schedule: Schedule) -> Figures:
    return figures_of(problem, result_of(problem, schedule))


def late_tiny() -> VisitProblem:
    """The tiny world in which R-1 may end late and W-1 may come back late."""
    problem = tiny_problem()
    return attrs.evolve(
        problem,
        visit_soft_end=np.arange(4) < 2,
        route_latest=problem.route_end + 120,
        worker_daily_minutes=np.full(2, 600, np.int32),
    )


def test_the_tiny_plan_by_hand() -> None:
    problem = tiny_problem()
    found = figures(problem, tiny_plan(problem))
    assert found.visits == found.mandatory == Served(4, 4)
    assert found.by_priority == ((Priority.URGENT, Served(1, 1)), (Priority.ROUTINE, Served(3, 3)))
    assert found.by_area == (("bag-1", Served(2, 2)), ("bag-2", Served(2, 2)))
    assert found.loads == (
        Load("W-1", capacity=1350, paid=240, travel=55, overtime=0, visits=3, clients=2),
        Load("W-2", capacity=900, paid=140, travel=45, overtime=0, visits=2, clients=2),
    )
    assert (found.paid, found.travel, found.wait) == (380, 100, 40)
    assert found.travel_share == pytest.approx(100 / 380)
    assert (found.clients, found.clients_one_worker, found.continuity) == (3, 3, 1.0)
    # The even share is 380 / 2250 = 16.9 %; W-1 has 17.8 %, W-2 15.6 %.
    assert found.near_fair_share == 2
    assert (found.late, found.late_visits, found.overtime, found.missed_breaks) == (0, 0, 0, 0)


def test_what_is_left_out_is_counted_where_it_belongs() -> None:
    problem = tiny_problem()
    found = figures(problem, plan(problem, {"R-1/2026-W15/1": (0, "09:00", "W-1")}))
    assert found.visits == Served(4, 1)
    assert found.by_priority == ((Priority.URGENT, Served(1, 0)), (Priority.ROUTINE, Served(3, 1)))
    assert found.by_area == (("bag-1", Served(2, 1)), ("bag-2", Served(2, 0)))
    assert found.visits.share == 0.25
    # All the work is W-1's: nobody is within 10 % of the even share.
    assert found.near_fair_share == 0


def test_nothing_planned_is_no_division_by_zero() -> None:
    problem = tiny_problem()
    found = figures(problem, Schedule.empty(problem))
    assert (found.travel_share, found.continuity, found.paid) == (0.0, 1.0, 0)
    assert found.near_fair_share == 2
    assert Served(0, 0).share == 1.0


def test_a_second_worker_for_a_visit_of_one_breaks_continuity() -> None:
    problem = tiny_problem()
    both = {"R-1/2026-W15/1": (0, "09:00", "W-1"), "R-1/2026-W15/2": (1, "09:00", "W-2")}
    found = figures(problem, plan(problem, both))
    assert (found.clients, found.clients_one_worker) == (1, 0)


def test_lateness_overtime_and_missed_breaks_by_hand() -> None:
    problem = late_tiny()
    # R-1 ends 12:20 instead of 12:00; back from E-3 at 16:10 + 15 against a shift until 16:00.
    schedule = plan(
        problem,
        {"R-1/2026-W15/1": (0, "11:20", "W-1"), "R-3": (0, "15:25", "W-1 W-2")},
    )
    found = figures(problem, schedule)
    assert (found.late, found.late_visits) == (20, 1)
    assert [load.overtime for load in found.loads] == [25, 25]
    # W-2 leaves at 15:10 and had the break before; W-1 was on the way from 11:10 on.
    assert found.missed_breaks == 1


@pytest.mark.parametrize("make", ["late", "rich", "crowd"])
def test_sums_agree_with_the_cost(make: str) -> None:
    if make == "late":
        problem = late_tiny()
        schedule = plan(problem, {"R-1/2026-W15/1": (0, "11:20", "W-1"), "R-3": (0, "15:25", "W-1 W-2")})
    else:
        register = rich_register() if make == "rich" else crowd_register(60, 6)
        problem = problem_for(register, WEEK)
        schedule = greedy(problem)
    result = result_of(problem, schedule)
    found, cost = figures_of(problem, result), result.cost.components
    assert found.late == cost["lateness"].amount
    assert found.overtime == cost["overtime"].amount
    assert found.travel == cost["travel"].amount
    assert found.wait == cost["waiting"].amount
    assert found.missed_breaks == cost["missed-break"].amount
    assert sum(load.paid for load in found.loads) == found.paid


def test_every_served_visit_is_read_once_in_order() -> None:
    problem = problem_for(rich_register(), WEEK)
    schedule = greedy(problem)
    entries = list(Reading(problem, schedule).entries.values())
    assert {entry.task for entry in entries} == set(np.flatnonzero(schedule.task_route >= 0))
    assert [(e.day, e.worker, e.start) for e in entries] == sorted((e.day, e.worker, e.start) for e in entries)
    numbers: dict[tuple[int, int], list[int]] = {}
    for entry in entries:
        numbers.setdefault((entry.day, entry.worker), []).append(entry.number)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_is_pairs_of_texts(language: str) -> None:
    problem = tiny_problem()
    lines = summary_lines(tiny_register(), problem, result_of(problem, tiny_plan(problem)), language)
    assert all(label.strip() and value.strip() for label, value in lines)
    assert not any(name in str(lines) for name in ("Dulmaa", "Oyun", "9911"))


def test_the_summary_in_english() -> None:
    problem = tiny_problem()
    result = result_of(problem, tiny_plan(problem), serviceable=4)
    lines = dict(summary_lines(tiny_register(), problem, result))
    assert lines["Visits in the plan"] == "4 of 4 (100%)"
    assert lines["  urgent"] == "1 of 1 (100%)"
    assert lines["At most possible (proved)"] == "4"
    assert lines["Travel in paid time"] == "26%"
    assert lines["Workload, least – most"] == "16% – 18%"
    assert lines["Within 10% of an even share"] == "2 of 2 (100%)"
    assert lines["Paid time"] == "6.3\u00a0h"
