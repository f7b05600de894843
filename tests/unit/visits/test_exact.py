"""The proof for small days: against all plans of toy worlds, against the checker, and that it knows its limits."""

import time
from collections.abc import Iterator

import attrs
import numpy as np
import pytest

from agecare import Season, TravelMode, Weights
from agecare.visits import VisitProblem, problem_for
from agecare.visits._allocate import Proof, applicable, certificate, prove
from agecare.visits._allocate.exact import proof as proofs
from agecare.visits._allocate.exact.model import ExactModel
from agecare.visits._allocate.exact.pauses import latest_needed, pause_places
from agecare.visits._allocate.exact.price import COMPONENTS, weights_of
from agecare.visits.checks import COMPONENTS as CHECKED
from agecare.visits.checks import cost, violations
from agecare.visits.problem import NONE
from agecare.visits.schedule import Schedule, timelines
from agecare.visits.travel import Minutes, Places
from builders import WEEK
from small_worlds import request, shift, small_problem, small_register
from toy_worlds import every_plan, toy_problem
from worlds import MONDAY, random_problem, random_register

DAY = ("mon",)


def proved(problem: VisitProblem, hint: Schedule | None = None, work: float = 20.0) -> Proof:
    found = prove(problem, hint, time_limit=None, work_limit=work)
    assert found is not None
    return found


def toys(seeds: range, most: int) -> Iterator[tuple[int, VisitProblem, list[Schedule]]]:
    """Worlds with at most so many plans, and these plans."""
    for seed in seeds:
        problem = toy_problem(seed)
        plans = every_plan(problem, most)
        if plans is not None:
            yield seed, problem, [plan for plan in plans if not violations(problem, plan)]


def test_the_cheapest_of_all_plans_is_found_and_no_plan_beats_a_bound() -> None:
    worlds = paused = coupled = 0
    priced: set[str] = set()
    for seed, problem, plans in toys(range(110), 250):
        costs = [cost(problem, plan) for plan in plans]
        best = min(found.total for found in costs)
        proof = proved(problem)
        assert proof.schedule is not None
        assert violations(problem, proof.schedule) == [], seed
        assert (proof.bound, proof.optimal) == (best, True), seed
        assert cost(problem, proof.schedule).total == best, seed
        bounds = certificate(problem)
        assert bounds is not None
        assert bounds.serviceable >= max(int((plan.visit_day >= 0).sum()) for plan in plans), seed
        assert bounds.unserved_at_least <= min(found.components["unserved"].cost for found in costs), seed
        assert bounds.cost_at_least <= best, seed
        worlds += 1
        paused += bool((proof.schedule.break_start >= 0).any())
        coupled += bool((problem.visit_coupling[proof.schedule.visit_day >= 0] > 0).any())
        priced |= {name for name, part in cost(problem, proof.schedule).components.items() if part.cost}
    assert worlds > 40 and paused > 3 and coupled > 5
    assert priced >= set(CHECKED) - {"waiting"}


@pytest.mark.parametrize("seed", [0, 3, 6, 9, 12, 18, 24, 27, 36])
def test_its_plans_are_valid_and_cost_what_it_says(seed: int) -> None:
    problem = problem_for(random_register(seed, clients=5, workers=3), start=MONDAY, days=1 + (seed % 2))
    assert applicable(problem)
    proof = proved(problem, work=0.5)
    assert proof.schedule is not None
    assert violations(problem, proof.schedule) == []
    assert proof.bound <= cost(problem, proof.schedule).total
    assert proof.optimal == (proof.bound == cost(problem, proof.schedule).total)
    again = proved(problem, proof.schedule, work=0.2)
    assert again.schedule is not None
    assert cost(problem, again.schedule).total <= cost(problem, proof.schedule).total


def test_most_small_days_are_proved() -> None:
    done = total = 0
    for seed in range(20, 34):
        problem = problem_for(random_register(seed, clients=6, workers=3), start=MONDAY, days=1)
        total += 1
        done += proved(problem, work=0.7).optimal
    assert done >= total - 3


def test_every_component_and_no_other_is_priced() -> None:
    assert set(COMPONENTS) == set(CHECKED)
    problem = small_problem([request("R-1")])
    components = cost(problem, Schedule.empty(problem)).components
    assert weights_of(problem) == {name: part.weight for name, part in components.items()}


def test_a_hint_fits_the_model() -> None:
    """Fixed to a plan of its own, the model has no other."""
    for seed in (0, 5, 9, 15, 16):
        problem = problem_for(random_register(seed, clients=5, workers=3), start=MONDAY, days=1)
        plan = proved(problem, work=0.5).schedule
        assert plan is not None
        model = ExactModel(problem)
        for variable, value in proofs.hinted(model, plan):
            model.model.add(variable == value)
        solver = proofs.solver_with(None, 5.0, 1, 1)
        solver.solve(model.model)
        again = proofs.schedule_of(model, solver)
        for name in ("visit_day", "task_route", "break_start", "break_place"):
            assert np.array_equal(getattr(again, name), getattr(plan, name)), (seed, name)
        served = plan.task_route >= 0
        assert np.array_equal(again.task_start[served], plan.task_start[served])


def test_a_bad_hint_is_improved_and_a_best_one_kept() -> None:
    problem = small_problem([request(f"R-{n}", f"E-{n}", days=DAY) for n in (1, 2, 3)])
    nobody = Schedule.empty(problem)
    found = proved(problem, nobody)
    assert found.optimal and found.schedule is not None
    assert cost(problem, found.schedule).total < cost(problem, nobody).total
    stopped = prove(problem, found.schedule, time_limit=None, work_limit=0.0)
    assert stopped is None or stopped.schedule is found.schedule or stopped.optimal


def test_waiting_that_cannot_be_helped_is_in_the_bound() -> None:
    spans = ("08:30-09:00", "11:00-11:30")
    problem = small_problem([request(f"R-{n}", f"E-{n}", span, days=DAY) for n, span in enumerate(spans, 1)])
    proof = proved(problem)
    assert proof.optimal and proof.schedule is not None
    assert cost(problem, proof.schedule).components["waiting"].amount == 110
    assert proof.bound == 3 * 10 * problem.weights.travel + 110 * problem.weights.waiting


# Breaks on the way.


def along_a_road(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """HQ at 0, E-1 at 30, E-2 at 60, E-3 at 130 minutes."""
    at = np.array([{"HQ": 0, "E-1": 30, "E-2": 60}.get(id_, 130) for id_ in places.ids])
    return np.abs(at[:, None] - at[None, :]).astype(np.int32)


def break_between(first: str, last: str) -> VisitProblem:
    """A visit near by, then one far off; E-2, who wants nothing on Monday, lives between them."""
    asked = [
        request("R-1", "E-1", "08:30-09:00", days=DAY),
        request("R-2", "E-2", days=("sun",)),
        request("R-3", "E-3", "11:10-11:40", days=DAY),
    ]
    hours = {"break_minutes": 30, "break_earliest": first, "break_latest": last}
    shifts = [shift("W-1", "08:00-15:00", DAY, **hours)]
    weights = Weights(missed_break=5000, waiting=0)
    return problem_for(small_register(asked, shifts=shifts, weights=weights), WEEK, travel=along_a_road)


def test_a_break_half_way_where_neither_stop_will_do() -> None:
    problem = break_between("09:30", "09:30")
    proof = proved(problem)
    assert proof.optimal and proof.schedule is not None
    assert cost(problem, proof.schedule).components["missed-break"].amount == 0
    place = int(proof.schedule.break_place[0])
    assert problem.places.ids[place] == "E-2"
    narrow = break_between("09:30", "09:30")
    stops = {int(narrow.visit_place[visit, 0]) for visit in (0, 2)}
    assert {where for where, *_ in pause_places(narrow, 0, *sorted(stops))} > stops


def test_where_the_break_has_time_one_of_the_stops_will_do() -> None:
    problem = break_between("08:30", "11:00")
    here, there = (int(problem.visit_place[visit, 0]) for visit in (0, 2))
    assert [where for where, *_ in pause_places(problem, 0, here, there)] == [here, there]
    dear = attrs.evolve(problem, weights=Weights(waiting=5, travel=2))
    assert len(pause_places(dear, 0, here, there)) > 2
    proof = proved(problem)
    assert proof.schedule is not None
    assert timelines(problem, proof.schedule)[0].break_minutes == 30


# Its limits.


def test_what_it_does_not_model_it_does_not_judge() -> None:
    problem = small_problem([request("R-1", "E-1", "08:00-10:00", "12:00-14:00", days=DAY)], days=1)
    assert applicable(problem)
    turned = attrs.evolve(
        problem, window_start=problem.window_start[::-1].copy(), window_end=problem.window_end[::-1].copy()
    )
    at_once = attrs.evolve(problem, task_minutes=np.zeros_like(problem.task_minutes))
    backwards = attrs.evolve(problem, travel=problem.travel - 20)
    for wrong in (turned, at_once, backwards):
        assert not applicable(wrong)
        assert prove(wrong, time_limit=1) is None
    twice = small_problem([request("R-1", visits_per_week=2)])
    uneven = attrs.evolve(twice, visit_spacing=np.array([1, 2], dtype=np.int32))
    assert applicable(twice) and not applicable(uneven)


def test_large_and_empty_problems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not applicable(random_problem(6))
    assert not applicable(small_problem([request("R-1", valid_to="2025-01-01")]))
    assert not applicable(small_problem([request("R-1")], shifts=[]))
    problem = small_problem([request("R-1"), request("R-2", "E-2")])
    assert applicable(problem)
    for name in ("TASKS", "ROUTES", "WAYS"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(proofs, name, 1)
            assert not applicable(problem)


def test_days_without_end_are_cut_where_nothing_is_gained() -> None:
    problem = small_problem([request("R-1", "E-1", "08:00-09:00", soft_end=True), request("R-2", "E-2")])
    endless = attrs.evolve(
        problem,
        route_latest=np.full_like(problem.route_latest, 2**28),
        weights=problem.weights.model_copy(update={"fair_workload": 0}),
    )
    assert max(latest_needed(endless)) < 3000
    assert proved(endless).bound == proved(attrs.evolve(endless, route_latest=problem.route_latest)).bound
    fair = attrs.evolve(endless, weights=problem.weights)
    assert latest_needed(fair) == fair.route_latest.tolist()


def test_a_locked_worker_who_is_gone_leaves_the_visit_out() -> None:
    problem = small_problem([request("R-1"), request("R-2", "E-2")])
    locked = problem.task_locked_worker.copy()
    locked[0] = -2
    proof = proved(attrs.evolve(problem, task_locked_worker=locked))
    assert proof.schedule is not None
    assert proof.schedule.visit_day[0] == NONE and proof.schedule.visit_day[1] >= 0


# In time.


def hard_day() -> VisitProblem:
    """Too much for a proof in a few seconds."""
    return problem_for(random_register(2, clients=12, workers=4), start=MONDAY, days=1)


def test_same_seed_and_work_same_result() -> None:
    problem = hard_day()
    one, two = (proved(problem, work=0.2) for _ in range(2))
    assert (one.bound, one.optimal) == (two.bound, two.optimal)
    assert (one.schedule is None) == (two.schedule is None)
    if one.schedule is not None and two.schedule is not None:
        assert np.array_equal(one.schedule.task_start, two.schedule.task_start)
        assert np.array_equal(one.schedule.task_route, two.schedule.task_route)


@pytest.mark.parametrize("after", [0.0, 0.5])
def test_it_stops_when_asked_and_keeps_its_bound(after: float) -> None:
    problem = hard_day()
    begun = time.monotonic()
    found = prove(problem, time_limit=30, should_stop=lambda: time.monotonic() - begun >= after)
    assert time.monotonic() - begun < after + 1.5
    if found is not None:
        assert found.bound >= 0 and not found.optimal


def test_a_time_limit_is_kept() -> None:
    begun = time.monotonic()
    prove(hard_day(), time_limit=0.5)
    assert time.monotonic() - begun < 2.0
