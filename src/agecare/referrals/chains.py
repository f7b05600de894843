"""Every chain of a history at once: where each referral began, through how many hands it went, what belongs together.

A referral came from the one it is part of, else the one it answers, else the one it replaces. Being passed on is a hop;
replacing a referral is not, the person is still where he or she was. A chain is all referrals that any of the three
kinds of link joins.
"""

import functools
from collections.abc import Sequence
from typing import Any

import attrs
import networkx as nx
import numpy as np
from numpy.typing import NDArray

from agecare.model.referrals import ReferralStatus
from agecare.referrals.columns.history import STATUSES, History, starts_of
from agecare.referrals.columns.names import NONE, Ints

PEELS = 64
"""Rounds in which rows that lie on no circle are set aside; what is left goes to networkx."""


@attrs.frozen(eq=False)
class Chains:
    """Chains by columns, one entry per referral."""

    before: Ints
    """The row it came from, `NONE` at an origin; circles are cut, so that every walk ends."""
    origin: Ints
    """The first row of its way."""
    hops: Ints
    """How often the person was passed on until here: 0 at the origin."""
    chain: Ints
    """The number of its chain, by the first row of each."""
    ring: Ints
    """The number of the circle of links that it lies on, `NONE` when it lies on none."""
    many: int
    """Number of chains."""

    @functools.cached_property
    def _members(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.chain, kind="stable")
        return order, starts_of(self.chain[order], self.many)

    def rows_of(self, chain: int) -> list[int]:
        """The rows of a chain, in the order of the source."""
        order, first = self._members
        rows: list[int] = order[first[chain] : first[chain + 1]].tolist()
        return rows


def links_of(history: History) -> tuple[Ints, Ints]:
    """All links between known referrals as two columns of rows: the later one, and the one it names."""
    columns = history.referrals
    later, named = [], []
    for parent in (columns.part_of, columns.based_on, columns.replaces):
        rows = np.flatnonzero((parent >= 0) & (parent < len(history))).astype(np.int32)
        later.append(rows)
        named.append(parent[rows])
    return np.concatenate(later), np.concatenate(named)


def chains_of(history: History) -> Chains:
    """Trace every chain.

    Time grows with the number of referrals, and with the logarithm of the longest way.
    """
    rows = np.arange(len(history), dtype=np.int32)
    later, named = links_of(history)
    ring = rings(len(history), later, named)
    before = history.came_from.copy()
    on_ring = np.flatnonzero((before >= 0) & (ring >= 0))
    back = on_ring[(ring[on_ring] == ring[before[on_ring]]) & (before[on_ring] >= on_ring)]
    before[back] = NONE  # within a circle only links to earlier rows are followed: no walk can return
    origin, hops = _walk(before, _hops(history, before), rows)
    joined = _join(origin, later, named)
    first = np.flatnonzero(joined == rows)
    number = np.full(len(history), NONE, dtype=np.int32)
    number[first] = np.arange(len(first), dtype=np.int32)
    return Chains(before, origin, hops, number[joined], ring, len(first))


def _hops(history: History, before: Ints) -> Ints:
    columns = history.referrals
    passed_on = (before >= 0) & ((before == columns.part_of) | (before == columns.based_on))
    hops: Ints = passed_on.astype(np.int32)
    return hops


def _walk(before: Ints, hop: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """The origin of each row and the hops from there, by doubling the stride of all rows at once."""
    up, hops = np.where(before >= 0, before, rows).astype(np.int32), hop.copy()
    moving = np.flatnonzero(before >= 0)
    while len(moving):
        over = up[moving]
        hops[moving] += hops[over]
        further = up[over]
        up[moving] = further
        moving = moving[further != over]
    return up, hops


def _join(origin: Ints, later: Ints, named: Ints) -> Ints:
    """The first row of each row's chain: ways that a second link joins are one chain."""
    across = origin[later] != origin[named]
    ways: nx.Graph[int] = nx.Graph()
    ways.add_edges_from(zip(origin[later[across]].tolist(), origin[named[across]].tolist(), strict=True))
    joined = np.arange(len(origin), dtype=np.int32)
    for together in nx.connected_components(ways):
        joined[list(together)] = min(together)
    first = np.arange(len(origin), dtype=np.int32)
    found = joined[origin]
    np.minimum.at(first, found, np.arange(len(origin), dtype=np.int32))
    least: Ints = first[found]
    return least


def rings(many: int, later: Ints, named: Ints) -> Ints:
    """The number of the circle that each row lies on, `NONE` for the others.

    >>> rings(4, np.array([0, 1, 2]), np.array([1, 0, 1])).tolist()
    [0, 0, -1, -1]
    """
    found = np.full(many, NONE, dtype=np.int32)
    for _ in range(PEELS):
        # a row that names nothing which is still here, or that nothing here names, lies on no circle
        inside = np.zeros(many, dtype=np.int8)
        inside[later] |= 1
        inside[named] |= 2
        keep = (inside[later] == 3) & (inside[named] == 3)
        if keep.all():
            break
        later, named = later[keep], named[keep]
    if not len(later):
        return found
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_edges_from(zip(later.tolist(), named.tolist(), strict=True))
    circles = [
        sorted(part)
        for part in nx.strongly_connected_components(graph)
        if len(part) > 1 or graph.has_edge(*(2 * tuple(part)))
    ]
    for number, part in enumerate(sorted(circles)):
        found[part] = number
    return found


@attrs.frozen
class Link:
    """``referral`` names ``earlier`` as ``kind``: part_of, based_on or replaces."""

    referral: str
    earlier: str
    kind: str


@attrs.frozen
class Step:
    """One referral of a chain, by ids."""

    referral: str
    came_from: str | None
    hops: int
    requester: str
    performer: str | None
    state: ReferralStatus


@attrs.frozen
class Chain:
    """All referrals that belong together, in the order in which they were written.

    ``steps`` has each referral once; ``links`` all that joins them; ``missing`` the ids that are named and not there.
    """

    steps: tuple[Step, ...]
    links: tuple[Link, ...]
    missing: tuple[str, ...] = ()

    @functools.cached_property
    def _step(self) -> dict[str, Step]:
        return {step.referral: step for step in self.steps}

    @functools.cached_property
    def _after(self) -> dict[str, list[str]]:
        after: dict[str, list[str]] = {step.referral: [] for step in self.steps}
        for link in self.links:
            if link.earlier in after and link.referral not in after[link.earlier]:
                after[link.earlier].append(link.referral)
        return after

    @property
    def origins(self) -> tuple[str, ...]:
        """Where ways begin; usually one."""
        return tuple(step.referral for step in self.steps if step.came_from is None)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Where ways end: referrals from which nothing came."""
        return tuple(step.referral for step in self.steps if not self._after[step.referral])

    def back(self, referral: str) -> tuple[str, ...]:
        """The way from its origin to a referral, both included."""
        way: list[str] = [referral]
        while (earlier := self._step[way[-1]].came_from) is not None:
            way.append(earlier)
        return tuple(reversed(way))

    def forward(self, referral: str) -> tuple[str, ...]:
        """Everything that came from a referral, nearest first."""
        seen, found = {referral}, [referral]
        for each in found:
            fresh = [later for later in self._after[each] if later not in seen]
            seen.update(fresh)
            found += fresh
        return tuple(found[1:])


def chain_at(history: History, chains: Chains, rows: Sequence[int]) -> Chain:
    """The chain with these rows."""
    columns, ids, providers = history.referrals, history.ids, history.providers
    known, state = len(history), history.state
    steps, links, missing = [], [], []
    for row in sorted(rows, key=lambda each: (columns.authored[each], each)):
        name, before = ids[row], int(chains.before[row])
        steps.append(
            Step(
                name,
                ids.get(before),
                int(chains.hops[row]),
                providers[columns.requester[row]],
                providers.get(columns.performer[row]),
                STATUSES[state[row]],
            )
        )
        for kind in ("part_of", "based_on", "replaces"):
            if (earlier := int(getattr(columns, kind)[row])) >= 0:
                links.append(Link(name, ids[earlier], kind))
                missing += [ids[earlier]] if earlier >= known else []
    return Chain(tuple(steps), tuple(links), tuple(dict.fromkeys(missing)))
