"""On random histories, damaged ones among them, the fast way says what the plain one says."""

from functools import cache

import networkx as nx
import numpy as np
import pytest

from agecare import ReferralRules
from agecare.referrals import ReferralGraph, findings, graph_of
from agecare.referrals.findings import FINDING_RULES
from plain_referrals import Plain
from referral_worlds import World, random_world

WORLDS = [(seed, seed % 3 == 0) for seed in range(300)]
RULES = ReferralRules(most_hops=2, loop_steps=5, dead_end_referrals=2, silent_days_routine=3, need_days=5)
SOME = [WORLDS[start : start + 25] for start in range(0, len(WORLDS), 25)]


@cache
def known(seed: int, damaged: bool) -> tuple[World, ReferralGraph]:
    """A random world and its graph, made once for all that is asked of it."""
    world = random_world(seed, damaged)
    return world, graph_of(world.history())


def worlds(some: list[tuple[int, bool]]) -> list[tuple[World, ReferralGraph]]:
    return [known(seed, damaged) for seed, damaged in some]


@pytest.mark.parametrize("some", SOME, ids=lambda some: f"from-{some[0][0]}")
def test_chains_are_those_of_networkx(some: list[tuple[int, bool]]) -> None:
    for world, graph in worlds(some):
        plain = Plain(world)
        names = graph.history.ids
        origins = {id_: plain.way(id_)[-1] for id_ in plain.referrals}
        assert {id_: names[graph.chains.origin[row]] for row, id_ in enumerate(plain.referrals)} == origins
        assert graph.chains.hops.tolist() == [plain.hops(id_) for id_ in plain.referrals]
        assert np.flatnonzero(graph.chains.ring >= 0).tolist() == sorted(
            plain.order[id_] for ring in plain.rings for id_ in ring
        )
        chains = [graph.chains.rows_of(number) for number in range(graph.chains.many)]
        assert {frozenset(names[row] for row in rows) for rows in chains} == plain.chains()


@pytest.mark.parametrize("some", SOME, ids=lambda some: f"from-{some[0][0]}")
def test_one_chain_goes_back_to_its_origin_and_forward_to_every_outcome(some: list[tuple[int, bool]]) -> None:
    for world, graph in worlds(some):
        plain = Plain(world)
        for id_ in list(plain.referrals)[:10]:
            chain = graph.chain(id_)
            assert {step.referral for step in chain.steps} in plain.chains()
            assert chain.back(id_) == tuple(reversed(plain.way(id_)))
            assert set(chain.forward(id_)) == nx.descendants(plain.graph, id_)
            assert {step.referral: step.state for step in chain.steps}[id_] == plain.state(id_)


@pytest.mark.parametrize("some", SOME, ids=lambda some: f"from-{some[0][0]}")
def test_every_finding_is_the_one_of_the_plain_way(some: list[tuple[int, bool]]) -> None:
    for world, graph in worlds(some):
        plain, found = Plain(world, RULES), findings(graph, RULES)
        for rule in FINDING_RULES:
            expected = sorted(getattr(plain, rule.replace("-", "_"))())
            concerned = [each.referrals or (each.subject,) for each in found.by_rule[rule]]
            if rule in ("past-capacity",):  # told by the moment of beginning; equal moments in either order
                expected = sorted(tuple(sorted(each)) for each in expected)
                concerned = [tuple(sorted(each)) for each in concerned]
            assert sorted(concerned) == expected, rule


def test_the_random_histories_have_something_of_everything() -> None:
    told = dict.fromkeys(FINDING_RULES, 0)
    for _, graph in worlds(WORLDS):
        for rule, count in findings(graph, RULES).counts.items():
            told[rule] += count
    assert min(told.values()) >= 5, told
