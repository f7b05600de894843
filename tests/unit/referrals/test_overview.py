"""An overview: what places would change, and what is not shown to readers outside."""

import datetime as dt

from agecare import ProviderCapacity
from agecare.referrals import LEAST_COUNT, Change, graph_of, overview
from referral_worlds import DONE, MONDAY, S, World


def full_house() -> World:
    """DAY serves one on one place, three wait for it; REHAB has a place, and nobody was ever sent there."""
    world = World()
    world.send("R-1", "GP", "DAY", (1, S.ACCEPTED), (2, S.IN_PROGRESS))
    for number in range(2, 5):
        world.send(f"R-{number}", "GP", "DAY", (1, S.ACCEPTED), client=f"E-{number}")
    world.capacities += [
        ProviderCapacity(provider="DAY", service="S-1", places=1),
        ProviderCapacity(provider="REHAB", service="S-1", places=1),
    ]
    return world


def test_more_places_and_a_closing_are_tried() -> None:
    found = overview(graph_of(full_house().history(), MONDAY + dt.timedelta(days=5)))
    assert (found.flow.waiting, found.flow.placed) == (3, 0)
    assert found.changes == (Change("DAY", "S-1", 3, 3), Change("DAY", None, 1, -1))


def test_another_house_takes_those_of_one_that_closes() -> None:
    world = World()
    world.send("R-1", "GP", "DAY", (1, S.ACCEPTED), (2, S.IN_PROGRESS))
    world.send("R-2", "GP", "REHAB", *DONE, client="E-2")
    world.capacities += [
        ProviderCapacity(provider="DAY", service="S-1", places=1),
        ProviderCapacity(provider="REHAB", service="S-1", places=1),
    ]
    found = overview(graph_of(world.history()))
    assert found.changes == (Change("DAY", None, 1, 0),)


def test_an_anonymous_overview_has_no_small_figure() -> None:
    graph = graph_of(full_house().history())
    found = overview(graph, anonymous=True)
    assert found.least_count == LEAST_COUNT
    assert found.measures.total.suppressed
    assert found.streams.bands == ()
    assert overview(graph).measures.total.referrals == 4
