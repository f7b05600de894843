"""Sharing is exact: compared with a search through every placing."""

import pytest

from agecare.matching.sharing import Bids, share
from agecare.matching.sharing.checks import drawn
from places_worlds import best_of_all, random_problem


@pytest.mark.parametrize("seed", range(200))
def test_sharing_is_as_good_as_trying_every_placing(seed: int) -> None:
    problem = random_problem(seed, conditions=seed % 4 > 0)
    found = share(problem)
    assert found.broken == ()
    assert (found.worth.total, drawn(problem, found.placing)) == best_of_all(problem)
    assert found.optimal and found.gap == 0
    assert Bids(problem).bound(found.prices) >= found.bound == found.worth.total
