"""The invented centre of ``agecare template --example`` is one that can be planned."""

import datetime as dt

import pytest

from agecare.io.tables import example_register
from agecare.visits.problem import NONE, problem_for
from agecare.visits.solve import solve


@pytest.mark.parametrize("week", ["2026-W15", "2026-W16"])
def test_every_visit_of_the_example_can_be_made(week: str) -> None:
    """A week with everything in it (lock, holiday, absences, every second week), and an ordinary one."""
    problem = problem_for(example_register(), week)
    result = solve(problem, time_limit=None, work_limit=500, prove=False)
    assert (result.violations, result.schedule.unserved) == ((), ())


def test_the_locks_of_the_example_hold_in_its_week() -> None:
    register = example_register()
    problem = problem_for(register, "2026-W15")
    (dated,) = [lock for lock in register.locks if lock.date]
    days = problem.visit_locked_day[problem.visit_locked_day != NONE]
    assert [problem.horizon.dates[day] for day in days] == [dated.date] == [dt.date(2026, 4, 7)]
    assert register.warnings == ()
