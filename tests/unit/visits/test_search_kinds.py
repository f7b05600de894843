"""Every way to change a plan, alone: what the search keeps up to date is what the checker works out, no rule broken."""

import numpy as np
import pytest

from agecare.visits import Schedule, VisitProblem
from agecare.visits._search import Search, anneal, pack
from agecare.visits._search.routes import price
from agecare.visits.checks import cost, violations
from agecare.visits.problem import NONE
from rich_worlds import rich_problem

KINDS = (
    "RELOCATE", "EXCHANGE", "ENDS", "BRING_IN", "LEAVE_OUT", "MOVE_BREAK", "STRINGS", "LONG_STRINGS", "CLIENTS", "ROOM",
    "BLOCKS",
)  # fmt: skip
"""The names of the ways to change a plan in `anneal`."""
WORLDS = range(9000, 9050)
TURNS, MOVES = 6, 40
COLD, HOT = 1.0, 3_000_000.0
"""Temperatures at which hardly anything, and at which anything, is accepted."""


def shares_of(*names: str) -> np.ndarray:
    """Only these ways are tried, each as often."""
    shares = np.zeros(anneal.KINDS, dtype=np.int64)
    shares[[getattr(anneal, name) for name in names]] = 1
    return np.cumsum(shares)


def change(search: Search, names: tuple[str, ...], moves: int, heat: float) -> np.ndarray:
    """Change the plan in these ways; how often each was tried, made and accepted."""
    tally = np.zeros_like(search.tally)
    search.best_price = int(
        anneal.anneal(
            search.G, search.S, search.J, search.Q, search.rng, search.travel, search.eligible,
            search.best, search.best_price, moves, heat, 1, shares_of(*names), tally,
        )
    )  # fmt: skip
    return tally


def plan_now(search: Search) -> tuple[Schedule, int]:
    """The plan that the search is working on, not its best one, and what the search says that it costs."""
    best, best_price = search.best, search.best_price
    search.best, search.best_price = np.full_like(best, NONE), int(price(search.G, search.S))
    anneal.save(search.G, search.S, search.best)
    schedule, told = search.schedule(), search.best_price
    search.best, search.best_price = best, best_price
    return schedule, told


def told_right(problem: VisitProblem, search: Search) -> None:
    schedule, told = plan_now(search)
    assert [str(broken) for broken in violations(problem, schedule)] == []
    assert cost(problem, schedule).total == told


def test_these_are_all_kinds() -> None:
    assert sorted(getattr(anneal, name) for name in KINDS) == list(range(anneal.KINDS))


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_one_kind_keeps_every_figure_and_every_rule(kind: str) -> None:
    """Hot and cold, from plans that all kinds together have stirred, some of them with many visits left out."""
    accepted = differing = 0
    for seed in WORLDS:
        problem = rich_problem(seed)
        search = Search(pack(problem), seed)
        search.begin()
        for turn in range(TURNS):
            change(search, ("LEAVE_OUT",) if turn == 2 else KINDS, 12, HOT)
            before, _ = plan_now(search)
            tally = change(search, (kind,), MOVES, HOT if turn % 3 else COLD)
            others = np.delete(tally, getattr(anneal, kind), axis=0)
            assert tally.sum(axis=0)[0] == MOVES
            assert not others.any()
            accepted += int(tally[getattr(anneal, kind), 2])
            told_right(problem, search)
            after, _ = plan_now(search)
            differing += not np.array_equal(before.task_start, after.task_start)
    assert accepted > 40, "else nothing has been tried"
    assert differing > 10, "what is accepted changes the plan"


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_that_is_refused_leaves_nothing_behind(kind: str) -> None:
    """At no temperature at all only what costs no more is kept: the price never rises, and undoing is complete."""
    refused = 0
    for seed in WORLDS:
        problem = rich_problem(seed)
        search = Search(pack(problem), seed)
        search.begin()
        change(search, KINDS, 30, HOT)
        for _ in range(8):
            before, told = plan_now(search)
            tally = change(search, (kind,), 1, 1e-9)
            after, then = plan_now(search)
            assert then <= told
            if not tally[:, 2].any():
                refused += 1
                assert then == told
                for name in ("visit_day", "task_route", "task_start", "break_start", "break_place"):
                    assert np.array_equal(getattr(before, name), getattr(after, name)), name
        told_right(problem, search)
    assert refused > 20
