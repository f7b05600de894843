"""Where one more place would help: waiting people, the ways to services, and the free places at their ends.

Whoever waits is with a provider, which can pass him or her on along the ways that were used before, over as many hops
as the rules allow. A largest flow from the waiting people to the free places says how many could be placed today; the
least cut that holds it back is the bottleneck.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import networkx as nx
import numpy as np

from agecare.model.referral_rules import ReferralRules
from agecare.referrals.columns.clock import NEVER
from agecare.referrals.columns.history import PRIORITIES
from agecare.referrals.graph import ReferralGraph

SOURCE, SINK = ("source",), ("sink",)
"""Ends of the flow; providers' ids are texts, so none can be the same."""
PlaceKey = tuple[str, str]
"""A provider and its service."""


@attrs.frozen
class Bottleneck:
    """A provider's service at which a further place would bring somebody to a service."""

    provider: str
    service: str
    places: int
    free: int
    missing: int
    """People served beyond its places: so many places must come before one brings anybody."""
    useful_places: int
    """How many further places would each bring one more person to the service."""
    waiting: tuple[str, ...]
    """Referrals of those who could use one: most urgent first, then longest waiting."""


@attrs.frozen
class Flow:
    """How many of those who wait could be placed, and what holds the others back."""

    waiting: int
    placed: int
    bottlenecks: tuple[Bottleneck, ...]
    """Most useful first."""
    cut_off: tuple[str, ...]
    """Referrals of people whom no known way leads to any place, free or not."""
    unknown: tuple[str, ...]
    """Referrals for a service of which no provider's places are known."""


@attrs.frozen
class WhatIf:
    """The same question before and after a change."""

    before: Flow
    after: Flow

    @property
    def gain(self) -> int:
        """People more (or fewer) who could be placed."""
        return self.after.placed - self.before.placed


def bottlenecks(
    graph: ReferralGraph,
    rules: ReferralRules | None = None,
    *,
    add: Mapping[PlaceKey, int] | None = None,
    close: Iterable[str] = (),
) -> Flow:
    """How many waiting people could be placed, and where further places would help most.

    Parameters
    ----------
    graph
        A traced history with capacities.
    rules
        ``most_hops`` limits how far a person may be passed on.
    add
        Places to add (or, negative, to take away) by provider and service.
    close
        Providers that close, for the winter or for good: nobody goes through them, those served there need another
        place, and those waiting there are with whoever sent them.

    Raises
    ------
    UnknownIdError
        When the history does not know a provider of ``add`` or ``close``.
    """
    return _Question(graph, rules or ReferralRules(), dict(add or {}), frozenset(close)).flow()


def what_if(
    graph: ReferralGraph,
    rules: ReferralRules | None = None,
    *,
    add: Mapping[PlaceKey, int] | None = None,
    close: Iterable[str] = (),
) -> WhatIf:
    """`bottlenecks` as things are, and after a change."""
    return WhatIf(bottlenecks(graph, rules), bottlenecks(graph, rules, add=add, close=close))


@attrs.frozen(eq=False)
class _Question:
    graph: ReferralGraph
    rules: ReferralRules
    add: Mapping[PlaceKey, int]
    close: frozenset[str]

    @property
    def closed(self) -> list[int]:
        """The numbers of the providers that close."""
        return [self.graph.history.provider(each) for each in sorted(self.close)]

    def flow(self) -> Flow:
        places, taken = self._places()
        free = {key: max(many - taken.get(key, 0), 0) for key, many in places.items()}
        groups = self._waiting()
        reach = self._reach({holder for holder, _ in groups}, {provider for provider, _ in places})
        services = {service for _, service in places}
        unknown = [row for (_, service), rows in groups.items() if service not in services for row in rows]
        found: list[Bottleneck] = []
        placed, cut_off = 0, list[int]()
        for service in sorted(services):
            offered = {provider: free[provider, service] for provider, each in places if each == service}
            asking: dict[frozenset[str], list[int]] = defaultdict(list)
            for (holder, wanted), rows in groups.items():
                if wanted == service:
                    asking[reach[holder].intersection(offered)] += rows
            cut_off += asking.pop(frozenset(), [])
            part = _Part.of(asking, offered)
            placed += part.placed
            who: dict[frozenset[frozenset[str]], tuple[str, ...]] = {}  # many providers help the same people
            for provider in sorted(offered):
                if (useful := part.useful(provider)) > 0:
                    helped = frozenset(part.helped_by(provider))
                    if helped not in who:
                        who[helped] = self._ids(row for ways in helped for row in asking[ways])
                    key = (provider, service)
                    found.append(_bottleneck(key, places[key], taken.get(key, 0), useful, who[helped]))
        found.sort(key=lambda each: (-each.useful_places, -len(each.waiting), each.provider, each.service))
        waiting = sum(map(len, groups.values())) - len(unknown)
        return Flow(waiting, placed, tuple(found), self._ids(cut_off), self._ids(unknown))

    def _reach(self, holders: set[str], offering: set[str]) -> dict[str, frozenset[str]]:
        """The providers with places that each holder's people can be passed on to, themselves included."""
        providers, pairs = self.graph.history.providers, self.graph.pairs
        open_ = ~np.isin(pairs.requester, self.closed) & ~np.isin(pairs.performer, self.closed)
        routes = np.zeros((len(providers), len(providers)), dtype=np.float32)
        routes[pairs.requester[open_], pairs.performer[open_]] = 1
        start = {holder: providers.find(holder) for holder in sorted(holders)}
        rows = [number for number in start.values() if number is not None]
        reached = np.eye(len(providers), dtype=np.float32)[rows]
        for _ in range(self.rules.most_hops):
            further = np.minimum(reached + reached @ routes, 1)
            if (further == reached).all():
                break
            reached = further
        ends = {number: each for each in offering if (number := providers.find(each)) is not None}
        return {
            holder: frozenset(ends[number] for number in np.flatnonzero(line).tolist() if number in ends)
            for holder, line in zip(start, reached, strict=True)
        }

    def _places(self) -> tuple[dict[PlaceKey, int], dict[PlaceKey, int]]:
        """Places, and people served, by provider and service."""
        history, marks = self.graph.history, self.graph.milestones
        table = history.capacities
        places: dict[PlaceKey, int] = defaultdict(int)
        taken: dict[PlaceKey, int] = defaultdict(int)
        for provider, service, many, held in zip(table.provider, table.service, table.places, table.taken, strict=True):
            places[history.providers[provider], history.services[service]] += int(many)
            taken[history.providers[provider], history.services[service]] += int(held)
        for key, more in self.add.items():
            history.provider(key[0])  # nobody is sent to one that nobody knows
            places[key] = max(places[key] + more, 0)
        places = {key: many for key, many in places.items() if key[0] not in self.close}
        served = marks.live & marks.counts & (marks.served != NEVER) & (history.referrals.performer >= 0)
        for row in np.flatnonzero(served & (history.wanted >= 0)).tolist():
            taken[self._key(row)] += 1
        return places, dict(taken)

    def _key(self, row: int) -> PlaceKey:
        history = self.graph.history
        return history.providers[history.referrals.performer[row]], history.services[history.wanted[row]]

    def _waiting(self) -> dict[PlaceKey, list[int]]:
        """Rows of those who wait, by who holds them and the service wanted."""
        history, marks, before = self.graph.history, self.graph.milestones, self.graph.chains.before
        continued = np.zeros(len(history), dtype=np.bool_)
        later = np.flatnonzero(marks.counts & (before >= 0))
        continued[before[later]] = True  # the person went on to another provider
        waits = marks.live & marks.counts & (history.wanted >= 0) & ~continued
        closed = np.isin(history.referrals.performer, self.closed)
        groups: dict[PlaceKey, list[int]] = defaultdict(list)
        for row in np.flatnonzero(waits & ((marks.served == NEVER) | closed)).tolist():
            performer = history.providers.get(history.referrals.performer[row])
            holder = performer if performer is not None and performer not in self.close else None
            requester = history.providers[history.referrals.requester[row]]
            groups[holder or requester, history.services[history.wanted[row]]].append(row)
        return groups

    def _ids(self, rows: Iterable[int]) -> tuple[str, ...]:
        history, requested = self.graph.history, self.graph.milestones.requested
        urgency = {row: len(PRIORITIES) - int(history.referrals.priority[row]) for row in rows}
        return tuple(history.ids[row] for row in sorted(urgency, key=lambda row: (urgency[row], requested[row], row)))


def _bottleneck(key: PlaceKey, places: int, taken: int, useful: int, waiting: tuple[str, ...]) -> Bottleneck:
    return Bottleneck(*key, places, max(places - taken, 0), max(taken - places, 0), useful, waiting)


@attrs.frozen(eq=False)
class _Part:
    """The flow of one service: from groups of waiting people, by where they can be passed on to, to free places."""

    residual: "nx.DiGraph[Any]"
    placed: int

    @classmethod
    def of(cls, asking: Mapping[frozenset[str], list[int]], offered: Mapping[str, int]) -> "_Part":
        network: nx.DiGraph[Any] = nx.DiGraph()
        network.add_nodes_from((SOURCE, SINK))
        for ways, rows in asking.items():
            network.add_edge(SOURCE, ways, capacity=len(rows))
            network.add_edges_from((ways, provider) for provider in sorted(ways))
        for provider, free in offered.items():
            network.add_edge(provider, SINK, capacity=free)
        residual = nx.algorithms.flow.dinitz(network, SOURCE, SINK)
        return cls(residual, int(residual.graph["flow_value"]))

    @functools.cached_property
    def _open(self) -> "nx.DiGraph[Any]":
        """What the residual network has left, the sink aside."""
        left: nx.DiGraph[Any] = nx.DiGraph()
        for tail, head, data in self.residual.edges(data=True):
            if (room := data["capacity"] - data["flow"]) > 0 and SINK not in (tail, head):
                left.add_edge(tail, head, capacity=room)
        return left

    def helped_by(self, provider: str) -> list[frozenset[str]]:
        """Groups with unplaced people from which a way that is not used up leads to the provider."""
        if provider not in self._open or SOURCE not in self._open:
            return []
        behind = nx.ancestors(self._open, provider)
        return [group for group in self._open.successors(SOURCE) if group in behind]

    def useful(self, provider: str) -> int:
        """By how much the flow grows with places without end: the largest flow through what is left."""
        if not (helped := self.helped_by(provider)):
            return 0
        if all(provider in group for group in helped):
            return sum(self._open[SOURCE][group]["capacity"] for group in helped)
        return int(nx.maximum_flow_value(self._open, SOURCE, provider))
