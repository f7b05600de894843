"""The whole recipe on 300 worlds of everything: no rule broken, the cost is the recomputed one; two lanes and seeds."""

import importlib
import itertools

import numpy as np
import pytest

from agecare import visits
from agecare.visits import Schedule, VisitProblem
from agecare.visits._allocate import times_matter, with_best_times
from agecare.visits._search import Limits
from agecare.visits.checks import cost
from rich_worlds import EACH_WHEN_IT_SUITS, rich_problem
from worlds import random_problem

RECIPE = importlib.import_module("agecare.visits.solve")
WORLDS, BLOCKS = 300, 10
ARRAYS = ("visit_day", "task_route", "task_start", "break_start", "break_place")


def same(one: Schedule, two: Schedule) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ARRAYS)


@pytest.fixture(autouse=True)
def quick_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sixth of the usual work for the best times of a day."""
    monkeypatch.setattr(RECIPE, "TIMING_SECONDS", 0.5)


@pytest.fixture
def no_repairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Visits left out get their reasons, as when time is up, and nobody looks for what would help."""
    explained = RECIPE.explained
    monkeypatch.setattr(RECIPE, "explained", lambda problem, schedule, stop: explained(problem, schedule, lambda: True))


def solved(problem: VisitProblem, seed: int, **options: object) -> visits.Result:
    """Every twelfth world with an allocation, which takes longer than all the rest, the others without; none proved."""
    start = None if seed % 12 == 0 else Schedule.empty(problem)
    return visits.solve(
        problem, **{"time_limit": None, "work_limit": 100, "seed": seed, "prove": False, "start": start, **options}
    )


def features(problem: VisitProblem, result: visits.Result) -> dict[str, int]:
    """What there is in a plan, counted."""
    schedule = result.schedule
    served = schedule.visit_day >= 0
    on = schedule.task_route[schedule.task_route >= 0]
    locked = (problem.visit_locked_day >= 0) | (problem.visit_locked_start >= 0)
    cost = result.cost.components
    return {
        "served": int(served.sum()),
        "breaks on the way": int((schedule.break_start >= 0).sum()),
        "breaks missed": cost["missed-break"].amount,
        "each when it suits": int((problem.visit_coupling[served] == EACH_WHEN_IT_SUITS).sum()),
        "together or following": int(np.isin(problem.visit_coupling[served], (1, 2)).sum()),
        "tied": int((problem.visit_after[served] >= 0).sum()),
        "several depots": int(len(np.unique(problem.route_start_place[on])) > 1),
        "optional and left out": int((~problem.visit_mandatory & ~served).sum()),
        "published": int((problem.visit_published_day[served] >= 0).sum()),
        "published and locked": int((problem.visit_published_day >= 0)[served & locked].sum()),
        "late at a price": int(cost["lateness"].cost > 0),
        "latest at a price": int(cost["largest-lateness"].cost > 0),
        "idle at a price": int(cost["largest-idle"].cost > 0),
        "breaks on the route only": int(problem.break_on_route),
        "window at start": int(problem.window_at_start),
    }


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_plan_is_valid_and_costs_what_it_says(block: int, request: pytest.FixtureRequest) -> None:
    """In every third block with all that is said about visits left out."""
    if block % 3:
        request.getfixturevalue("no_repairs")
    seen: dict[str, int] = {}
    for seed in range(7000 + block, 7000 + WORLDS, BLOCKS):
        problem = rich_problem(seed)
        result = solved(problem, seed)
        assert [str(broken) for broken in visits.violations(problem, result.schedule)] == [], seed
        assert result.violations == (), seed
        assert visits.cost(problem, result.schedule) == result.cost, seed
        missing = np.flatnonzero(result.schedule.visit_day < 0)
        assert [left.visit for left in result.schedule.unserved] == [problem.visit_ids[v] for v in missing], seed
        for name, count in features(problem, result).items():
            seen[name] = seen.get(name, 0) + count
    assert {name: count for name, count in seen.items() if not count} == {}
    assert seen["served"] > 200


# --- two lanes ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_repairs")
def test_two_lanes_give_the_better_of_their_plans() -> None:
    """Each lane run by itself, one after the other: of their two plans the cheaper one, and not always the first."""
    winners = set()
    for seed in range(7300, 7330):
        problem = rich_problem(seed)
        result = solved(problem, seed, start=None if problem.days == 1 else Schedule.empty(problem), lanes=2)
        found = []
        for search in RECIPE._searches(problem, None, seed, 2):
            search.begin(None if problem.days == 1 else Schedule.empty(problem))
            found.append(search.run(Limits(None, 100, lambda: False, cold=problem.days > 1)))
        best = min(found, key=lambda each: each.price)
        plan = best.schedule
        if times_matter(problem):
            plan = with_best_times(problem, plan, time_limit=None, work_limit=RECIPE.TIMING_SECONDS, seed=seed)
        assert result.cost.total == cost(problem, plan).total <= best.price, seed
        assert same(result.schedule, plan), seed
        assert result.moves == sum(each.moves for each in found)
        if found[0].price != found[1].price:
            winners.add(found.index(best))
    assert winners == {0, 1}


@pytest.mark.usefixtures("no_repairs")
def test_two_lanes_are_never_worse_than_one() -> None:
    """The first of two lanes is the one that runs alone, after the same allocation."""
    better = 0
    for seed in range(7400, 7424):
        problem = rich_problem(seed)
        one, two = (solved(problem, seed, lanes=lanes, work_limit=40) for lanes in (1, 2))
        assert two.cost.total <= one.cost.total, seed
        better += two.cost.total < one.cost.total
    assert better > 0


@pytest.mark.parametrize("prove", [False, True])
def test_two_lanes_make_the_same_plan_again(prove: bool) -> None:
    for seed in range(7500, 7508):
        problem = small(seed) if prove else rich_problem(seed)
        one, two = (solved(problem, seed, lanes=2, prove=prove) for _ in range(2))
        assert same(one.schedule, two.schedule), seed
        assert one.schedule.unserved == two.schedule.unserved, seed
        assert (one.cost, one.moves, one.stopped_by) == (two.cost, two.moves, two.stopped_by), seed
        assert (one.cost_at_least, one.serviceable) == (two.cost_at_least, two.serviceable), seed


def small(seed: int) -> VisitProblem:
    """A world of few visits: proofs take seconds elsewhere."""
    worlds = (random_problem(number) for number in itertools.count(seed * 40))
    return next(problem for problem in worlds if 2 < len(problem.visit_ids) < 6)
