"""Random worlds with what the records of a centre do not say: two workers when it suits each, breaks on the route."""

import random
from functools import lru_cache

import attrs
import numpy as np

from agecare.visits.problem import VisitProblem
from worlds import random_problem

EACH_WHEN_IT_SUITS = 3


@lru_cache(maxsize=256)
def rich_problem(seed: int) -> VisitProblem:
    """A random centre's problem with more of everything, as far as the dice will have it.

    Two workers who come each when it suits them, breaks on most routes, prices of being late and idle, visits that are
    hardly worth the way. Where breaks count on the route only there are no limits of hours and no price of uneven
    loads: no published instance, and nothing else asks for such breaks, has them.
    """
    rng = random.Random(seed + 2_000_000)
    problem = random_problem(seed)
    coupling = problem.visit_coupling.copy()
    for visit in np.flatnonzero(coupling > 0):
        coupling[visit] = rng.choice([coupling[visit], coupling[visit], EACH_WHEN_IT_SUITS])
    rich = attrs.evolve(
        problem,
        visit_coupling=coupling,
        visit_penalty=_penalties(rng, problem),
        weights=_weights(rng, problem),
        window_at_start=rng.random() < 0.3,
        **(_breaks(rng, problem) if rng.random() < 0.5 else {}),
    )
    return _published(rich) if rng.random() < 0.3 else rich


def _published(problem: VisitProblem) -> VisitProblem:
    """Breaks count on the route only, as in published instances."""
    return attrs.evolve(problem, break_on_route=True)


def _penalties(rng: random.Random, problem: VisitProblem) -> np.ndarray:
    """Some optional visits are worth no more than the way to them."""
    penalty = problem.visit_penalty.copy()
    for visit in np.flatnonzero(~problem.visit_mandatory):
        if rng.random() < 0.3:
            penalty[visit] = rng.choice([0, 10, 100, 400])
    return penalty


def _weights(rng: random.Random, problem: VisitProblem) -> object:
    prices = {
        name: rng.choice([0, 1, 5, 60])
        for name in ("lateness", "overtime", "waiting", "missed_break", "largest_lateness", "largest_idle")
        if rng.random() < 0.5
    }
    return problem.weights.model_copy(update=prices)


def _breaks(rng: random.Random, problem: VisitProblem) -> dict[str, np.ndarray]:
    """A break on most routes that are long enough, long or short, to be begun at once or at any time."""
    minutes, first, last = (
        getattr(problem, f"route_break_{name}").copy() for name in ("minutes", "earliest", "latest")
    )
    for route in range(len(minutes)):
        begin, end = int(problem.route_start[route]), int(problem.route_end[route])
        if end - begin >= 200 and rng.random() < 0.8:
            minutes[route] = rng.choice([15, 30, 60])
            first[route] = rng.randrange(begin + 30, end - 90)
            last[route] = rng.randrange(first[route], end - 60)
    return {"route_break_minutes": minutes, "route_break_earliest": first, "route_break_latest": last}
