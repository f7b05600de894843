"""Who refers to whom: a million referrals summed up by pairs of providers."""

from typing import Any

import attrs
import networkx as nx
import numpy as np
from numpy.typing import NDArray

from agecare.model.referrals import ReferralStatus
from agecare.referrals.chains import Chains
from agecare.referrals.columns.clock import NEVER, Seconds
from agecare.referrals.columns.history import History, code
from agecare.referrals.columns.names import NONE, Ints
from agecare.referrals.milestones import Milestones

DAY_SECONDS = 86_400


@attrs.frozen(eq=False)
class Network:
    """One entry per pair of providers with a referral between them (entered in error left out)."""

    requester: Ints
    performer: Ints
    sent: NDArray[np.int64]
    accepted: NDArray[np.int64]
    rejected: NDArray[np.int64]
    served: NDArray[np.int64]
    median_answer_days: NDArray[np.float64]
    """Median days until the first answer, of those answered; NaN where nobody was."""


def network_of(history: History, milestones: Milestones) -> Network:
    """Sum up the referrals between each pair of providers."""
    columns = history.referrals
    rows = np.flatnonzero(milestones.counts & (columns.performer >= 0) & (milestones.requested != NEVER))
    many = max(len(history.providers), 1)
    pair = columns.requester[rows].astype(np.int64) * many + columns.performer[rows]
    pairs, group = np.unique(pair, return_inverse=True)

    def count(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(group[flags[rows]], minlength=len(pairs))

    return Network(
        (pairs // many).astype(np.int32),
        (pairs % many).astype(np.int32),
        np.bincount(group, minlength=len(pairs)),
        count(milestones.accepted != NEVER),
        count(history.state == code(ReferralStatus.REJECTED)),
        count(milestones.served != NEVER),
        _medians(group, _waits(milestones, rows), len(pairs)),
    )


def _waits(milestones: Milestones, rows: NDArray[np.int64]) -> Seconds:
    """Seconds until the first answer, `NEVER` without one."""
    answered, requested = milestones.answered[rows], milestones.requested[rows]
    return np.where(answered != NEVER, np.maximum(answered - requested, 0), NEVER)


def _medians(group: NDArray[np.integer], seconds: Seconds, many: int) -> NDArray[np.float64]:
    known = seconds != NEVER
    group, seconds = group[known], seconds[known]
    order = np.lexsort((seconds, group))
    counts = np.bincount(group, minlength=many)
    first = np.concatenate(([0], np.cumsum(counts)))[:-1]
    found = np.full(many, np.nan)
    has = counts > 0
    low, high = (first + (counts - 1) // 2)[has], (first + counts // 2)[has]
    ranked = seconds[order]
    found[has] = (ranked[low] + ranked[high]) / 2 / DAY_SECONDS
    return found


def graph_of_network(history: History, network: Network) -> "nx.DiGraph[Any]":
    """The network as a graph of provider ids; each edge has the figures of its pair."""
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from(history.providers[number] for number in np.union1d(network.requester, network.performer))
    for place in range(len(network.requester)):
        graph.add_edge(
            history.providers[network.requester[place]],
            history.providers[network.performer[place]],
            sent=int(network.sent[place]),
            accepted=int(network.accepted[place]),
            rejected=int(network.rejected[place]),
            served=int(network.served[place]),
            median_answer_days=float(network.median_answer_days[place]),
        )
    return graph


@attrs.frozen
class Reached:
    """A service that people who entered at one provider were given."""

    service: str
    provider: str
    people: int
    least_hands: int
    """Fewest hands of any of them: 1 = the entry point's own referral led there."""
    mean_hands: float


@attrs.frozen(eq=False)
class Reach:
    """One entry per entry point, service and serving provider: people served, and through how many hands."""

    entry: Ints
    service: Ints
    provider: Ints
    people: NDArray[np.int64]
    least_hands: NDArray[np.int64]
    mean_hands: NDArray[np.float64]


def reach_of(history: History, chains: Chains, milestones: Milestones) -> Reach:
    """What is reached from where: every referral that led to a service, by the provider where its way began."""
    columns = history.referrals
    served = milestones.counts & (milestones.served != NEVER) & (columns.performer >= 0) & (history.wanted >= 0)
    rows = np.flatnonzero(served)
    entry, hands = columns.requester[chains.origin[rows]], chains.hops[rows].astype(np.int64) + 1
    services, providers = max(len(history.services), 1), max(len(history.providers), 1)
    key = (entry.astype(np.int64) * services + history.wanted[rows]) * providers + columns.performer[rows]
    keys, first, group = np.unique(key, return_index=True, return_inverse=True)
    people = different(group, columns.client[rows], len(keys))
    least = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(least, group, hands)
    total, times = np.bincount(group, hands, len(keys)), np.bincount(group, minlength=len(keys))
    at = rows[first]
    return Reach(
        columns.requester[chains.origin[at]],
        history.wanted[at],
        columns.performer[at],
        people,
        least,
        total / np.maximum(times, 1),
    )


def different(group: NDArray[np.integer], client: NDArray[np.integer], many: int) -> NDArray[np.int64]:
    """How many different clients each group has."""
    if not len(group):
        return np.zeros(many, dtype=np.int64)
    both = np.unique(group.astype(np.int64) * (int(client.max()) + 1) + client)
    return np.bincount(both // (int(client.max()) + 1), minlength=many)


def reached_from(history: History, reach: Reach, entry: str) -> tuple[Reached, ...]:
    """The services reached from one entry point, most people first."""
    number = history.providers.find(entry)
    places = np.flatnonzero(reach.entry == (NONE if number is None else number))
    found = [
        Reached(
            history.services[reach.service[place]],
            history.providers[reach.provider[place]],
            int(reach.people[place]),
            int(reach.least_hands[place]),
            float(reach.mean_hands[place]),
        )
        for place in places
    ]
    return tuple(sorted(found, key=lambda each: (-each.people, each.service, each.provider)))
