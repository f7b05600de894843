"""What holds in every world: no rule broken, the reported cost is the recomputed one, same seed, same plan."""

import importlib

import numpy as np
import pytest

from agecare import visits
from agecare.visits import Schedule, VisitProblem
from agecare.visits._search import Limits, Search, pack
from worlds import random_problem

WORLDS, BLOCKS = 500, 10
ARRAYS = ("visit_day", "task_route", "task_start", "break_start", "break_place")


def told(problem: VisitProblem, schedule: Schedule) -> list[str]:
    return [str(broken) for broken in visits.violations(problem, schedule)]


def same(one: Schedule, two: Schedule) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ARRAYS)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_plan_of_the_search_is_valid_and_costs_what_it_says(block: int) -> None:
    """500 worlds, 200 moves each."""
    served = 0
    for seed in range(block, WORLDS, BLOCKS):
        problem = random_problem(seed)
        search = Search(pack(problem), seed)
        search.begin()
        found = search.run(Limits(None, 200, lambda: False))
        assert told(problem, found.schedule) == [], seed
        assert visits.cost(problem, found.schedule).total == found.price, seed
        served += int((found.schedule.visit_day >= 0).sum())
    assert served > 500


@pytest.fixture
def short_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fifth of the usual work for a proof: what holds of a proof holds of one that was not finished."""
    monkeypatch.setattr(importlib.import_module("agecare.visits.solve"), "PROOF_WORK", 1.0)


@pytest.mark.usefixtures("short_proofs")
@pytest.mark.parametrize("block", range(4))
def test_every_solved_problem_is_valid_explained_and_within_what_is_proved(block: int) -> None:
    """The whole recipe on 40 worlds; a proof takes a second, so one in five asks for it."""
    for seed in range(1000 + 10 * block, 1010 + 10 * block):
        problem = random_problem(seed)
        result = visits.solve(problem, work_limit=300, time_limit=None, seed=seed, prove=seed % 5 == 0)
        assert told(problem, result.schedule) == [] == list(result.violations), seed
        assert visits.cost(problem, result.schedule).total == result.cost.total, seed
        missing = np.flatnonzero(result.schedule.visit_day < 0)
        assert [left.visit for left in result.schedule.unserved] == [problem.visit_ids[v] for v in missing], seed
        if result.serviceable is not None:
            assert len(problem.visit_ids) - len(missing) <= result.serviceable, seed


@pytest.mark.usefixtures("short_proofs")
@pytest.mark.parametrize("seed", range(2000, 2008))
def test_same_seed_and_work_same_plan(seed: int) -> None:
    problem = random_problem(seed)
    options = {"work_limit": 300, "time_limit": None, "seed": seed, "prove": seed % 4 == 0}
    one, two = (visits.solve(problem, **options) for _ in range(2))
    assert same(one.schedule, two.schedule)
    assert one.schedule.unserved == two.schedule.unserved
    assert (one.cost, one.moves, one.serviceable) == (two.cost, two.moves, two.serviceable)


@pytest.mark.parametrize("seed", range(3000, 3008))
def test_also_from_an_empty_plan_without_an_allocation(seed: int) -> None:
    problem = random_problem(seed)
    empty = Schedule.empty(problem)
    one, two = (visits.solve(problem, work_limit=300, time_limit=None, seed=seed, start=empty) for _ in range(2))
    assert one.violations == ()
    assert same(one.schedule, two.schedule)
    assert one.cost == two.cost == visits.cost(problem, one.schedule)
    assert one.serviceable is None or one.serviceable >= (one.schedule.visit_day >= 0).sum()
