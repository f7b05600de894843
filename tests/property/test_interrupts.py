"""Stopped at a random instant, a solve returns a whole plan: valid, priced as it is, every missing visit named."""

import itertools
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import numpy as np
import pytest

from agecare import visits
from agecare.visits import VisitProblem, solve_by_territory
from rich_worlds import rich_problem

LONGEST = 0.4
"""Seconds after which the latest interrupt comes: into the allocation, the search or the proof."""


@contextmanager
def by_counting(rng: random.Random) -> Iterator[Callable[[], bool]]:
    """Says stop from some question on."""
    calls, last = itertools.count(), rng.choice([0, 1, 2, 5, 10, 20, 40])
    yield lambda: next(calls) >= last


@contextmanager
def by_another_thread(rng: random.Random) -> Iterator[Callable[[], bool]]:
    """Says stop once a timer has run off."""
    asked = threading.Event()
    timer = threading.Timer(rng.uniform(0, LONGEST), asked.set)
    timer.start()
    yield asked.is_set
    timer.cancel()
    timer.join()


@contextmanager
def by_a_signal(rng: random.Random) -> Iterator[Callable[[], bool]]:
    """Says stop once an alarm has gone off, wherever the program then is."""
    asked = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        asked.set()

    before = signal.signal(signal.SIGALRM, note)
    signal.setitimer(signal.ITIMER_REAL, max(1e-3, rng.uniform(0, LONGEST)))
    yield asked.is_set
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


WAYS = (by_counting, by_another_thread, by_a_signal)


def whole(problem: VisitProblem, result: visits.Result) -> None:
    """A plan that the checker accepts, with its cost, and a reason for each visit that is not in it."""
    assert [str(broken) for broken in visits.violations(problem, result.schedule)] == []
    assert result.violations == ()
    assert visits.cost(problem, result.schedule) == result.cost
    missing = np.flatnonzero(result.schedule.visit_day < 0)
    assert [left.visit for left in result.schedule.unserved] == [problem.visit_ids[visit] for visit in missing]


@pytest.mark.parametrize("number", range(50))
def test_fifty_interrupts_at_random_instants(number: int) -> None:
    rng = random.Random(number)
    problem = rich_problem(9500 + number)
    begun = time.perf_counter()
    with WAYS[number % len(WAYS)](rng) as should_stop:
        result = visits.solve(
            problem, time_limit=60, seed=number, lanes=1 + number % 2, prove=number % 4 > 0, should_stop=should_stop
        )
    took = time.perf_counter() - begun
    whole(problem, result)
    assert result.stopped_by in ("signal", "proof"), "nothing else ends it within the minute"
    assert took < LONGEST + 10


@pytest.mark.parametrize("number", range(6))
def test_also_between_territories(number: int) -> None:
    problem = rich_problem(9600 + number)
    with WAYS[number % len(WAYS)](random.Random(number)) as should_stop:
        result = solve_by_territory(problem, parts=2, time_limit=60, seed=number, should_stop=should_stop)
    whole(problem, result)
    assert result.stopped_by in ("signal", "proof")
