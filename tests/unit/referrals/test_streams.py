"""Streams of people through the providers: as counted by eye, and as counted plainly."""

from collections import defaultdict

import pytest

from agecare import ReferralStatus
from agecare.referrals import Streams, graph_of, streams
from agecare.referrals.streams import HANDS
from plain_referrals import Plain
from referral_worlds import DONE, REFUSED, World, random_world

S = ReferralStatus


def named(found: Streams) -> dict[tuple, tuple[int, int, int]]:
    """Bands by what they join."""
    at = [(stop.column, stop.kind, stop.name) for stop in found.stops]
    return {(at[band.start], at[band.end]): (band.people, band.accepted, band.rejected) for band in found.bands}


def small() -> World:
    world = World()
    world.send("R-1", "GP", "DAY", *DONE)
    world.send("R-2", "GP", "DAY", *REFUSED, client="E-2")
    world.send("R-3", "GP", "REHAB", client="E-2", days=3, replaces="R-2")
    world.send("R-4", "DAY", "GP", *DONE, days=12, part_of="R-1", service="S-2")
    world.send("R-5", "GP", None, client="E-3")
    return world


def test_a_small_history_is_drawn_as_by_eye() -> None:
    found = streams(graph_of(small().history()))
    gp, day, rehab = (0, "provider", "GP"), (1, "provider", "DAY"), (1, "provider", "REHAB")
    back = (2, "provider", "GP")
    assert found.columns == 4
    assert named(found) == {
        (gp, day): (2, 1, 1),
        (gp, rehab): (1, 0, 0),
        (gp, (1, "open", None)): (1, 0, 0),
        (day, back): (1, 1, 0),
        (day, (3, "service", "S-1")): (1, 0, 0),
        (back, (3, "service", "S-2")): (1, 0, 0),
    }
    stops = {(stop.column, stop.kind, stop.name): stop for stop in found.stops}
    assert (stops[rehab].waiting, stops[day].waiting, stops[day].lost) == (1, 0, 0)  # E-2 went on from DAY
    assert stops[1, "open", None].waiting == 1
    assert stops[gp].people == 4


def test_small_stops_are_taken_together_and_small_bands_left_out() -> None:
    world = World()
    for number in range(6):
        world.send(f"R-1{number}", "GP", "DAY", *DONE, client=f"E-1{number}")
    world.send("R-2", "GP", "REHAB", *REFUSED, client="E-2")
    found = streams(graph_of(world.history()), least=5)
    assert {stop.name for stop in found.stops} == {"GP", "DAY", None, "S-1"}
    assert found.hidden == 1
    assert all(band.people >= 5 for band in found.bands)
    assert [stop.lost for stop in found.stops if stop.kind == "others"] == [None]
    world.send("R-3", "GP", "DAY", client="E-3")
    world.send("R-4", "GP", "MEALS", client="E-4")
    few = streams(graph_of(world.history()), most=1)
    assert [(stop.name, stop.people) for stop in few.stops if stop.column == 1] == [("DAY", 7), (None, 2)]


def test_the_last_stop_of_a_column_is_not_taken_together_with_itself() -> None:
    found = streams(graph_of(small().history()), most=2)
    assert [stop.kind for stop in found.stops if stop.column == 1] == ["provider", "provider", "open"]


def test_services_can_be_shown_by_their_kind() -> None:
    found = streams(graph_of(small().history()), kinds={"S-1": "day", "S-2": "day"})
    assert [stop.name for stop in found.stops if stop.kind == "service"] == ["day"]


def test_nobody_goes_nowhere() -> None:
    found = streams(graph_of(World().history()))
    assert (found.stops, found.bands) == ((), ())


@pytest.mark.parametrize("seed", range(40))
def test_bands_are_those_counted_plainly(seed: int) -> None:
    world = random_world(seed, damaged=seed % 2 == 0)
    plain, found = Plain(world), streams(graph_of(world.history()), most=1000)
    people, sent = defaultdict(set), defaultdict(lambda: [0, 0])
    ids = [id_ for id_ in plain.referrals if plain.counts(id_) and plain.sent(id_) is not None]
    for id_ in ids:
        referral, hop = plain.referrals[id_], plain.hops(id_)
        if hop >= HANDS:
            continue
        there = (hop + 1, "open" if referral.performer is None else "provider", referral.performer)
        way = (hop, "provider", referral.requester), there
        people[way].add(referral.client)
        accepted = plain.first(id_, S.ACCEPTED, S.IN_PROGRESS, S.COMPLETED) is not None
        sent[way][0] += accepted
        sent[way][1] += not accepted and plain.state(id_) is S.REJECTED
        if plain.served(id_):
            goal = there, (found.columns - 1, "service", referral.wanted)
            people[goal].add(referral.client) if referral.wanted else None
    assert named(found) == {way: (len(who), *sent[way]) for way, who in people.items()}
    assert found.further == sum(plain.hops(id_) >= HANDS for id_ in ids)
