"""Who could be placed is a largest flow, what holds it back a least cut, and one more place is worth what it brings."""

import datetime as dt
from collections import Counter
from typing import Any

import networkx as nx
import pytest

from agecare import ProviderCapacity, ReferralRules, ReferralStatus
from agecare.errors import UnknownIdError
from agecare.referrals import Flow, ReferralGraph, bottlenecks, graph_of, what_if
from agecare.referrals.moves import LIVE
from referral_worlds import MONDAY, World, random_world

S = ReferralStatus
SEEDS = range(60)


def graph(world: World, days: float = 30) -> ReferralGraph:
    return graph_of(world.history(), MONDAY + dt.timedelta(days=days))


def queue() -> World:
    """Three people wait with the centre for S-1, which DAY (one place, taken) and REHAB (one place, free) have."""
    world = World(capacities=[ProviderCapacity(provider=p, service="S-1", places=1) for p in ("DAY", "REHAB")])
    world.send("R-1", "CENTRE", "DAY", (1, S.ACCEPTED), (2, S.IN_PROGRESS), client="E-1")
    world.send("R-2", "CENTRE", "REHAB", (1, S.ACCEPTED), client="E-2", service="S-2")
    for number, priority in ((3, "routine"), (4, "urgent"), (5, "routine")):
        world.send(f"R-{number}", "GP", "CENTRE", client=f"E-{number}", days=number, priority=priority)
    return world


def flow_by_hand(world: World, hops: int) -> tuple[int, int, nx.DiGraph]:
    """People waiting, those who could be placed, and the whole network, unaggregated: one node a person."""
    now = graph_of(world.history())
    network: nx.DiGraph = nx.DiGraph()
    network.add_nodes_from(("source", "sink"))
    routes = now.network
    continued = {now.history.ids[row] for row in now.chains.before[now.milestones.counts] if row >= 0}
    serving = Counter()
    log = {referral.id: [e for e in world.events if e.referral == referral.id] for referral in world.referrals}
    state = {id_: events[-1].to_status if events else None for id_, events in log.items()}
    state = {r.id: state[r.id] or r.status for r in world.referrals}
    begun = {id_ for id_, events in log.items() if any(e.to_status in (S.IN_PROGRESS, S.COMPLETED) for e in events)}
    for referral in world.referrals:
        if state[referral.id] in LIVE and referral.id in begun and referral.performer:
            serving[referral.performer, referral.wanted] += 1
    for capacity in world.capacities:
        free = max(capacity.places - serving[capacity.provider, capacity.service], 0)
        network.add_edge((capacity.provider, capacity.service), "sink", capacity=free)
    known = {capacity.service for capacity in world.capacities}
    waiting = 0
    for referral in world.referrals:
        asks = state[referral.id] in LIVE and referral.id not in begun and referral.id not in continued
        if asks and referral.wanted in known:
            waiting += 1
            network.add_edge("source", referral.id, capacity=1)
            holder = referral.performer or referral.requester
            near = nx.single_source_shortest_path_length(routes, holder, hops) if holder in routes else {holder: 0}
            for capacity in world.capacities:
                if capacity.provider in near and capacity.service == referral.wanted:
                    network.add_edge(referral.id, (capacity.provider, capacity.service))
    return waiting, int(nx.maximum_flow_value(network, "source", "sink")), network


def test_the_queue_at_the_centre() -> None:
    flow = bottlenecks(graph(queue()))
    assert (flow.waiting, flow.placed, flow.cut_off, flow.unknown) == (3, 1, (), ("R-2",))
    assert [(each.provider, each.service, each.useful_places) for each in flow.bottlenecks] == [
        ("DAY", "S-1", 2),
        ("REHAB", "S-1", 2),
    ]
    assert flow.bottlenecks[0].waiting == ("R-4", "R-3", "R-5")  # urgent first, then who waits longest


def test_another_place_brings_what_was_said() -> None:
    more = what_if(graph(queue()), add={("DAY", "S-1"): 1})
    assert (more.before.placed, more.after.placed, more.gain) == (1, 2, 1)
    assert what_if(graph(queue()), add={("DAY", "S-1"): 5}).gain == 2


def test_a_provider_that_closes_leaves_its_people_waiting() -> None:
    closed = what_if(graph(queue()), close=["REHAB"])
    assert closed.gain == -1
    day = bottlenecks(graph(queue()), close=["DAY"])
    assert (day.waiting, day.placed) == (4, 1)
    gone = bottlenecks(graph(queue()), close=["CENTRE"])
    assert gone.cut_off == ("R-4", "R-3", "R-5")


def test_every_provider_can_close_the_first_one_too() -> None:
    world = World(capacities=[ProviderCapacity(provider=p, service="S-1", places=1) for p in ("DAY", "REHAB")])
    world.send("R-0", "DAY", "REHAB", (1, S.ACCEPTED), client="E-0", service="S-2")  # DAY is the first provider named
    world.send("R-1", "CENTRE", "DAY", (1, S.ACCEPTED), (2, S.IN_PROGRESS), client="E-1")
    world.send("R-2", "CENTRE", "REHAB", (1, S.ACCEPTED), client="E-2")
    here = graph(world)
    assert here.history.providers[0] == "DAY"
    assert bottlenecks(here).waiting == 1
    assert bottlenecks(here, close=["DAY"]).waiting == 2
    world.send("R-3", "CENTRE", None, (1, S.IN_PROGRESS), client="E-3")  # served by nobody known
    assert bottlenecks(graph(world), close=["CENTRE"]).waiting == 1


@pytest.mark.parametrize("asked", [{"close": ["REHAP"]}, {"add": {("REHAP", "S-1"): 1}}])
def test_a_provider_that_nobody_knows_is_refused_with_a_hint(asked: dict[str, Any]) -> None:
    with pytest.raises(UnknownIdError, match=r"'REHAP'.* REHAB"):
        bottlenecks(graph(queue()), **asked)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_flow_is_the_largest_and_equals_the_least_cut(seed: int) -> None:
    world = random_world(seed)
    flow = bottlenecks(graph_of(world.history()), ReferralRules(most_hops=2))
    waiting, placed, network = flow_by_hand(world, 2)
    cut, _ = nx.minimum_cut(network, "source", "sink")
    assert (flow.waiting, flow.placed, flow.placed) == (waiting, placed, cut)


def test_each_place_is_worth_what_is_said() -> None:
    checked = 0
    for seed in SEEDS:
        world, rules = random_world(seed), ReferralRules(most_hops=2)
        here = graph_of(world.history())
        now: Flow = bottlenecks(here, rules)
        useful = {(each.provider, each.service): each for each in now.bottlenecks}
        for capacity in world.capacities:
            key = (capacity.provider, capacity.service)
            for places in (1, 2, 50):
                gain = what_if(here, rules, add={key: places}).gain
                expected = min(max(places - useful[key].missing, 0), useful[key].useful_places) if key in useful else 0
                assert gain == expected
            checked += key in useful
    assert checked >= 20
