"""Who refers to whom, and what is reached from where: the counts of the plain way."""

import statistics
from collections import defaultdict

import pytest

from agecare import ReferralStatus, UnknownIdError
from agecare.referrals import graph_of
from plain_referrals import Plain
from referral_worlds import clean_world, random_world

S = ReferralStatus
ANSWERS = (S.RECEIVED, S.ACCEPTED, S.REJECTED, S.IN_PROGRESS, S.ON_HOLD, S.FAILED, S.COMPLETED)


@pytest.mark.parametrize("seed", range(60))
def test_the_network_sums_up_pairs(seed: int) -> None:
    world = random_world(seed, damaged=seed % 3 == 0)
    plain, network = Plain(world), graph_of(world.history()).network
    pairs = defaultdict(list)
    for referral in world.referrals:
        if referral.performer and plain.counts(referral.id) and plain.sent(referral.id):
            pairs[referral.requester, referral.performer].append(referral.id)
    assert set(network.edges) == set(pairs)
    for pair, ids in pairs.items():
        edge = network.edges[pair]
        assert edge["sent"] == len(ids)
        assert edge["accepted"] == sum(plain.first(id_, S.ACCEPTED) is not None for id_ in ids)
        assert edge["rejected"] == sum(plain.state(id_) is S.REJECTED for id_ in ids)
        assert edge["served"] == sum(plain.served(id_) is not None for id_ in ids)
        waits = [plain.first(id_, *ANSWERS) - plain.sent(id_) for id_ in ids if plain.first(id_, *ANSWERS)]
        days = [max(wait.total_seconds(), 0) / 86_400 for wait in waits]
        median = edge["median_answer_days"]
        assert median == pytest.approx(statistics.median(days)) if days else median != median


@pytest.mark.parametrize("seed", range(60))
def test_reach_follows_everybody_from_the_first_hand(seed: int) -> None:
    world = random_world(seed, damaged=seed % 3 == 0)
    plain, graph = Plain(world), graph_of(world.history())
    ways = defaultdict(list)
    for referral in world.referrals:
        if plain.counts(referral.id) and plain.served(referral.id) and referral.performer and referral.wanted:
            entry = plain.referrals[plain.way(referral.id)[-1]].requester
            ways[entry, referral.wanted, referral.performer].append((referral.client, plain.hops(referral.id) + 1))
    found = {
        (entry, each.service, each.provider): (each.people, each.least_hands, each.mean_hands)
        for entry in {entry for entry, _, _ in ways}
        for each in graph.reached_from(entry)
    }
    assert found == {
        key: (
            len({client for client, _ in way}),
            min(h for _, h in way),
            pytest.approx(sum(h for _, h in way) / len(way)),
        )
        for key, way in ways.items()
    }


def test_what_is_not_known_is_said_with_what_is_like_it() -> None:
    graph = graph_of(clean_world().history())
    assert graph.reached_from("NOBODY") == ()
    with pytest.raises(UnknownIdError, match="R-1"):
        graph.chain("R-01")
    with pytest.raises(UnknownIdError):
        graph.chains_of("E-99")
    assert [len(chain.steps) for chain in graph.chains_of("E-2")] == [2]
    assert graph.referral("R-3").part_of == "R-2"
