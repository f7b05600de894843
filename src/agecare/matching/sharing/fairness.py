"""What fairness costs: the best placing with and without reserves and floors."""

from typing import Any

import attrs
import numpy as np

from agecare.matching.sharing.checks import missing, worth
from agecare.matching.sharing.placing import Placing
from agecare.matching.sharing.problem import PlacingProblem
from agecare.matching.sharing.reserves import without_floors, without_reserves
from agecare.matching.sharing.share import Shared, share


@attrs.frozen
class Balance:
    """A placing in three figures."""

    placed: int
    """Requests that have a place."""
    worth: int
    """Points, suitability, and the worth of staying and of being together."""
    missing: int
    """Placements missing to the floors."""


@attrs.frozen
class Fairness:
    """The same places shared out with and without reserves and floors."""

    kept: Balance
    free: Balance

    @property
    def price(self) -> int:
        """The worth given up."""
        return self.free.worth - self.kept.worth


def price_of_fairness(problem: PlacingProblem, shared: Shared, **limits: Any) -> Fairness:
    """Compare a result with what could be had if nothing was kept for anybody and no least number promised.

    ``limits`` are those of `share`; give the same ones, or the two are not compared on equal terms.

    Source: Bertsimas, Farias, Trichakis, "The price of fairness", Operations Research 59 (2011).
    """
    loose = without_floors(without_reserves(problem))
    free = share(loose, **limits)
    return Fairness(balance(problem, shared.placing), _balance(loose, free.placing, problem))


def balance(problem: PlacingProblem, placing: Placing) -> Balance:
    """The figures of a placing."""
    return _balance(problem, placing, problem)


def _balance(problem: PlacingProblem, placing: Placing, judge: PlacingProblem) -> Balance:
    """The figures of a placing of one problem, its floors judged by another with the same requests."""
    parts = worth(problem, placing).components
    gained = sum(part.worth for name, part in parts.items() if name != "short-of-floors")
    return Balance(int(np.count_nonzero(placing.placed)), gained, int(missing(judge, placing).sum()))
