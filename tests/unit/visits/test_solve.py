"""The recipe: what it takes, what it tells on the way, and what it returns."""

import importlib
import itertools
import time

import numpy as np
import pytest

from agecare import Weights, visits
from agecare.visits import Kind, Progress, Result, Schedule
from agecare.visits.problem import PublishedVisit, problem_for
from builders import WEEK, rich_register, tiny_plan, tiny_problem
from small_worlds import request, shift, small_problem, worker


def test_the_tiny_world_is_solved() -> None:
    problem = tiny_problem()
    result = visits.solve(problem, work_limit=500, time_limit=None, seed=3)
    assert result.violations == ()
    assert result.schedule.unserved == ()
    assert (result.schedule.visit_day >= 0).all()
    assert (result.seed, result.stopped_by, result.serviceable) == (3, "proof", 4)
    assert result.optimal
    assert result.cost_at_least == result.cost.total
    assert result.moves == 2 * 500
    assert result.elapsed > 0
    assert result.cost == visits.cost(problem, result.schedule)


def test_the_rich_world_is_solved_and_what_is_left_out_has_its_reason() -> None:
    problem = problem_for(rich_register(), WEEK)
    result = visits.solve(problem, work_limit=500, time_limit=None)
    assert result.violations == ()
    reasons = {left.visit.split("/")[0]: (left.kind, left.reason) for left in result.schedule.unserved}
    assert reasons["R-11"] == (Kind.NEVER, "no-skill")
    missing = int((result.schedule.visit_day < 0).sum())
    assert len(result.schedule.unserved) == missing
    assert result.serviceable is None or len(problem.visit_ids) - missing <= result.serviceable


def test_a_limit_is_needed() -> None:
    with pytest.raises(ValueError, match="time limit or a work limit"):
        visits.solve(tiny_problem(), time_limit=None)


@pytest.mark.parametrize("limits", [{"time_limit": 0.0}, {"time_limit": None, "work_limit": 0}])
def test_a_limit_of_nothing_gives_the_first_plan(limits: dict[str, float]) -> None:
    result = visits.solve(tiny_problem(), **limits)
    assert (result.moves, result.violations) == (0, ())
    assert (result.schedule.visit_day >= 0).all()


def test_time_is_kept() -> None:
    problem = problem_for(rich_register(), WEEK)
    visits.solve(problem, time_limit=0.0)
    began = time.perf_counter()
    result = visits.solve(problem, time_limit=1.0)
    assert 0.9 < time.perf_counter() - began < 8
    assert (result.stopped_by, result.violations) == ("time", ())


def test_what_comes_first_ends_it() -> None:
    problem = problem_for(rich_register(), WEEK)
    assert visits.solve(problem, time_limit=60, work_limit=50).stopped_by == "work"


def test_a_cost_that_is_low_enough_ends_it() -> None:
    problem = problem_for(rich_register(), WEEK)
    found = visits.solve(problem, work_limit=3000, time_limit=None)
    again = visits.solve(problem, work_limit=100_000, time_limit=60, target=int(found.cost.total * 1.05))
    assert (again.stopped_by, again.violations) == ("target", ())
    assert again.cost.total <= found.cost.total * 1.05


def test_progress_tells_the_phases_in_order_and_a_price_that_only_falls() -> None:
    problem = problem_for(rich_register(), WEEK)
    seen: list[Progress] = []
    visits.solve(problem, time_limit=2.0, on_progress=seen.append)
    phases = [name for name, _ in itertools.groupby(one.phase for one in seen)]
    assert phases == ["prepare", "allocate", "search"]
    times = [one.elapsed for one in seen]
    assert times == sorted(times)
    prices = [one.cost for one in seen if one.phase == "search"]
    assert None not in prices
    assert prices == sorted(prices, reverse=True)
    assert all(one.unserved is not None and one.unserved >= 1 for one in seen if one.phase == "search")


@pytest.mark.parametrize("calls", [0, 1, 2, 5, 20])
def test_stopping_keeps_the_best_plan_at_any_moment(calls: int) -> None:
    problem = problem_for(rich_register(), WEEK)
    count = itertools.count()
    result = visits.solve(problem, time_limit=60, should_stop=lambda: next(count) >= calls)
    assert result.stopped_by == "signal"
    assert result.violations == ()
    assert (result.schedule.visit_day >= 0).sum() > len(problem.visit_ids) / 2
    assert len(result.schedule.unserved) == (result.schedule.visit_day < 0).sum()


def test_an_error_in_the_callback_ends_the_solve_and_comes_out() -> None:
    def fail(progress: Progress) -> None:
        if progress.phase == "search":
            raise KeyboardInterrupt

    began = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        visits.solve(tiny_problem(), time_limit=60, on_progress=fail)
    assert time.perf_counter() - began < 20


def test_a_plan_to_begin_with_is_used_instead_of_an_allocation() -> None:
    problem = tiny_problem()
    made = tiny_plan(problem)
    result = visits.solve(problem, time_limit=None, work_limit=0, start=made)
    assert result.violations == ()
    assert not result.optimal
    assert np.array_equal(result.schedule.visit_day, made.visit_day)
    assert np.array_equal(result.schedule.task_route, made.task_route)


def test_after_a_worker_falls_ill_the_other_visits_stay_as_published() -> None:
    """Ten clients, four workers; W-3 is gone, and only her visits move, where even loads are worth nothing."""
    uneven = Weights(fair_workload=0)
    wishes = [request(f"R-{n}", f"E-{n}", visits_per_week=2) for n in range(10)]
    staff = [worker(f"W-{n}") for n in range(4)]
    before = small_problem(wishes, workers=staff, weights=uneven)
    first = visits.solve(before, time_limit=None, work_limit=500)
    told = {
        id_: PublishedVisit(
            int(first.schedule.visit_day[v]),
            int(first.schedule.task_start[v]),
            (before.worker_ids[before.route_worker[first.schedule.task_route[v]]],),
        )
        for v, id_ in enumerate(before.visit_ids)
    }
    hers = sum(known.workers == ("W-3",) for known in told.values())
    shifts = [shift(one.id) for one in staff[:3]]
    after = small_problem(wishes, workers=staff[:3], shifts=shifts, published=told, weights=uneven)
    result = visits.solve(after, time_limit=None, work_limit=1500)
    assert result.violations == ()
    assert result.schedule.unserved == ()
    assert hers <= result.cost.components["change"].amount <= hers + 3


def solved(work_limit: int) -> Result:
    return visits.solve(problem_for(rich_register(), WEEK), time_limit=None, work_limit=work_limit, seed=5)


def test_more_work_is_not_wasted() -> None:
    assert solved(3000).cost.total <= solved(20).cost.total


def test_a_week_without_visits_or_workers_is_solved_too() -> None:
    assert visits.solve(small_problem([]), work_limit=10).schedule.unserved == ()
    alone = visits.solve(small_problem([request("R-1")], workers=[]), work_limit=10)
    assert [left.reason for left in alone.schedule.unserved] == ["nobody-eligible"]


def test_the_empty_plan_costs_more_than_any_that_is_found() -> None:
    problem = problem_for(rich_register(), WEEK)
    assert solved(20).cost.total < visits.cost(problem, Schedule.empty(problem)).total


def test_without_proofs_all_time_is_for_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a day so small that it is proved in no time, and on one without an allocation to learn a bound from."""
    wishes = [request(f"R-{n}", f"E-{n}") for n in range(3)]
    problem = small_problem(wishes, days=1, shifts=[shift("W-1", days=("mon",))])
    proved = visits.solve(problem, time_limit=None, work_limit=50)
    assert (proved.stopped_by, proved.optimal, proved.serviceable) == ("proof", True, 3)

    def never(*given: object, **options: object) -> None:
        raise AssertionError("nothing is to be proved")

    recipe = importlib.import_module("agecare.visits.solve")
    for name in ("_proved", "_certificate", "_provable"):
        monkeypatch.setattr(recipe, name, never)
    result = visits.solve(problem, time_limit=None, work_limit=50, prove=False)
    assert (result.stopped_by, result.serviceable, result.cost_at_least) == ("work", None, None)
    assert (result.violations, result.optimal) == ((), False)
    assert result.cost.total == proved.cost.total


def test_without_proofs_the_search_has_the_whole_time() -> None:
    problem = tiny_problem()
    visits.solve(problem, time_limit=0.0)
    searched = []
    for prove in (True, False):
        seen: list[Progress] = []
        visits.solve(problem, time_limit=2.0, prove=prove, on_progress=seen.append)
        searched.append(max(one.elapsed for one in seen if one.phase == "search"))
    assert searched[0] < 1.5 < searched[1]
