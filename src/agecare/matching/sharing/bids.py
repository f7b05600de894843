"""What everybody would take at given prices, and the bound that follows: no placing is worth more.

With a price on each unit of a pool (and a reward on each floor), requests no longer compete: each takes what is
worth most to it less the price, a group together. The sum of that, plus the prices of all places, is at least the worth
of any valid placing, whatever the prices are (Lagrangean duality). So prices are a certificate: `Bids.bound` checks it
with additions and comparisons only, without a solver.
"""

from collections.abc import Iterable

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.matching.sharing.problem import NONE, WISHES, Flags, Longs, PlacingProblem, Together, arc_values, floors

NEVER = np.int64(2**60)
"""The slack of an arc that no valid placing uses."""


@attrs.frozen(eq=False)
class Prices:
    """What a unit of each pool costs, and what each floor adds to a placement that counts for it.

    Attributes
    ----------
    pool : (P,) at least 0.
    floor : (F,) from 0 to the problem's `floor_price`.
    """

    pool: Longs
    floor: Longs

    @classmethod
    def nothing(cls, problem: PlacingProblem) -> "Prices":
        """Everything is free."""
        return cls(np.zeros(len(problem.pool_ids), dtype=np.int64), np.zeros(len(problem.floor_ids), dtype=np.int64))


@attrs.frozen(eq=False)
class Taken:
    """What everybody takes at some prices.

    Attributes
    ----------
    bound : no placing is worth more.
    arc : (R,) the arc that each request takes, -1 = none.
    party : (R,) the number of the party as part of which it does, -1 = takes it as anybody does.
    """

    bound: int
    arc: Longs
    party: Longs


class Bids:
    """The arcs of single requests and of parties, laid out once for many evaluations.

    A party is what is placed as a whole or not at all: groups that must be, and requests of several units.
    """

    def __init__(self, problem: PlacingProblem) -> None:
        self._problem = problem
        self._request, self._value = problem.arc_request, arc_values(problem)
        self._floors = floors(problem)
        requests = len(problem.request_ids)
        party, block = _roots(problem)
        wishes = np.isin(problem.group_kind, WISHES)
        pairs = _simple_wishes(problem, party)
        self.bound_requests: Flags = party >= 0
        self._flat = int(problem.group_value[wishes].sum() - problem.group_value[pairs].sum())
        free = np.flatnonzero(~self.bound_requests[self._request])
        self._free = _Runs(free, self._request[free])
        self._parties = _Tree.of(problem, party, block)
        group, site = np.full(requests, NONE, dtype=np.int64), np.full(requests, NONE, dtype=np.int64)
        for index in pairs:
            members = problem.members_of(index)
            group[members] = index
            site[members] = members[0] if problem.group_kind[index] == Together.IF_POSSIBLE else members
        self._pairs = _Tree.of(problem, group, site)
        self._bonus = problem.group_value[self._pairs.party_name]

    def net(self, prices: Prices) -> Longs:
        """(L,) what each arc is worth at these prices."""
        problem = self._problem
        found: Longs = self._value - problem.request_units[self._request] * prices.pool[problem.arc_pool]
        if len(prices.floor):
            found = found + rewards(problem, prices.floor)[self._request]
        return found

    def take(self, prices: Prices) -> Taken:
        """What everybody takes, ties going to the first arc, and the bound."""
        problem, net = self._problem, self.net(prices)
        arc = np.full(len(problem.request_ids), NONE, dtype=np.int64)
        party = arc.copy()
        best, alone = self._alone(net)
        arc[self._free.names] = np.where(best > 0, self._free.first(net, best), NONE)
        total = int(alone.sum()) + self._flat

        worth = self._parties.worth(net)
        total += int(np.maximum(worth.party, 0).sum())
        chosen = self._parties.chosen(net, worth, worth.party > 0)
        members = self._request[chosen]
        arc[members], party[members] = chosen, self._parties.number[members]

        worth = self._pairs.worth(net)
        extra = worth.party + self._bonus - self._pairs.sum_of(alone)
        total += int(np.maximum(extra, 0).sum())
        chosen = self._pairs.chosen(net, worth, extra > 0)
        members = self._request[chosen]
        arc[members], party[members] = chosen, len(self._parties.party_name) + self._pairs.number[members]
        total += int((prices.pool * problem.pool_places).sum()) - int((prices.floor * self._floors).sum())
        return Taken(total, arc, party)

    def bound(self, prices: Prices) -> int:
        """No valid placing is worth more than this.

        Raises
        ------
        ValueError
            When a price is below 0, or a floor's above the price of missing it.
        """
        inside = (prices.floor >= 0) & (prices.floor <= self._problem.floor_price)
        if bool((prices.pool < 0).any()) or not bool(inside.all()):
            raise ValueError("prices are outside their range")
        return self.take(prices).bound

    def slack(self, prices: Prices) -> tuple[Longs, Longs]:
        """How far a placing must stay below the bound if it uses an arc, or leaves a request without a place.

        Returns
        -------
        (L,) of each arc, (R,) of each request left out.
        """
        net = self.net(prices)
        _, alone = self._alone(net)
        slack, off = np.full(len(net), NEVER), alone.copy()
        mine = self._free.arcs
        slack[mine] = alone[self._request[mine]] - net[mine]

        tree, worth = self._parties, self._parties.worth(net)
        taken = np.maximum(worth.party, 0)
        slack[tree.arcs] = taken[tree.party_of_arc] - tree.with_arc(net, worth)
        off[tree.members] = taken[tree.number[tree.members]]

        tree, worth = self._pairs, self._pairs.worth(net)
        apart = tree.sum_of(alone)
        taken = np.maximum(apart, worth.party + self._bonus)
        every = np.flatnonzero(tree.number[self._request] >= 0)
        request = self._request[every]
        number = tree.number[request]
        slack[every] = taken[number] - (apart[number] - alone[request] + net[every])
        jointly = taken[tree.party_of_arc] - (tree.with_arc(net, worth) + self._bonus[tree.party_of_arc])
        slack[tree.arcs] = np.minimum(slack[tree.arcs], jointly)
        number = tree.number[tree.members]
        off[tree.members] = taken[number] - (apart[number] - alone[tree.members])
        return slack, off

    def _alone(self, net: Longs) -> tuple[Longs, Longs]:
        """The best of each run of free arcs, and (R,) what each free request takes at most by itself."""
        best = self._free.best(net)
        alone = np.zeros(len(self._problem.request_ids), dtype=np.int64)
        alone[self._free.names] = np.maximum(best, 0)
        return best, alone


def rewards(problem: PlacingProblem, floor: Longs) -> Longs:
    """(R,) what the prices of floors add to a placement of each request."""
    added = np.repeat(floor, np.diff(problem.floor_first))
    return np.bincount(problem.floor_member, weights=added, minlength=len(problem.request_ids)).astype(np.int64)


class _Runs:
    """Arcs in runs of the same name."""

    def __init__(self, arcs: Longs, names: NDArray[np.integer]) -> None:
        self.arcs = arcs
        self.starts = _starts(names)
        self.names: Longs = names[self.starts].astype(np.int64)
        self._run = np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(arcs))))

    def best(self, net: Longs) -> Longs:
        """The best of each run."""
        return _reduce(np.maximum, net[self.arcs], self.starts)

    def first(self, net: Longs, best: Longs) -> Longs:
        """The first arc of each run that is as good as its best."""
        at = np.flatnonzero(net[self.arcs] == best[self._run])
        return self.arcs[at[_starts(self._run[at])]]


@attrs.frozen(eq=False)
class _Worths:
    cell: Longs
    site: Longs
    block: Longs
    party: Longs


@attrs.frozen(eq=False)
class _Tree:
    """Arcs of parties: a party's blocks, a block's sites (services that can take all its members), a site's cells
    (one member at one service), a cell's arcs.
    """

    arcs: Longs
    cell_first: Longs
    site_first: Longs
    block_first: Longs
    party_first: Longs
    party_name: Longs
    members: Longs
    number: Longs
    """(R,) the party of each request, -1 = none."""
    cell_of_arc: Longs
    site_of_cell: Longs
    block_of_site: Longs
    party_of_block: Longs

    @classmethod
    def of(cls, problem: PlacingProblem, party: Longs, block: Longs) -> "_Tree":
        """The tree of parties and blocks given by names, -1 = in none. Those that can never be whole are left out."""
        arcs = np.flatnonzero(party[problem.arc_request] >= 0)
        request = problem.arc_request[arcs]
        service = problem.pool_service[problem.arc_pool[arcs]]
        order = np.lexsort((arcs, request, service, block[request], party[request]))
        arcs, request, service = arcs[order], request[order], service[order]
        # a site has a cell for every member of its block, a party a site for every block
        sites = _names(block[request], service)
        held = np.bincount(sites[_starts(_names(sites, request))], minlength=len(sites) + 1)
        size = np.bincount(block[block >= 0], minlength=len(party) + 1)
        whole = held[sites] == size[block[request]]
        lost = np.setdiff1d(block[block >= 0], block[request[whole]])
        whole &= ~np.isin(party[request], np.unique(party[np.isin(block, lost)]))
        arcs, request, service = arcs[whole], request[whole], service[whole]

        sites = _names(block[request], service)
        cell_first = _starts(_names(sites, request))
        site_first = _starts(sites[cell_first])
        site_block = block[request[cell_first[site_first]]]
        block_first = _starts(site_block)
        block_party = party[request[cell_first[site_first[block_first]]]]
        party_first = _starts(block_party)
        party_name = block_party[party_first]
        numbers = np.full(max(len(party), int(party.max(initial=0)) + 1), NONE, dtype=np.int64)
        numbers[party_name] = np.arange(len(party_name))
        number = np.where(party >= 0, numbers[party], NONE)
        return cls(
            arcs=arcs,
            cell_first=cell_first,
            site_first=site_first,
            block_first=block_first,
            party_first=party_first,
            party_name=party_name,
            members=np.flatnonzero(number >= 0),
            number=number,
            cell_of_arc=_owners(cell_first, len(arcs)),
            site_of_cell=_owners(site_first, len(cell_first)),
            block_of_site=_owners(block_first, len(site_first)),
            party_of_block=_owners(party_first, len(block_first)),
        )

    @property
    def party_of_arc(self) -> Longs:
        """The party of each of `arcs`."""
        return self.party_of_block[self.block_of_site[self.site_of_cell[self.cell_of_arc]]]

    def sum_of(self, by_request: Longs) -> Longs:
        """Figures of requests, summed by party."""
        found = np.zeros(len(self.party_name), dtype=by_request.dtype)
        np.add.at(found, self.number[self.members], by_request[self.members])
        return found

    def worth(self, net: Longs) -> _Worths:
        """What is best for each cell, site, block and party when all are placed."""
        cell = _reduce(np.maximum, net[self.arcs], self.cell_first)
        site = _reduce(np.add, cell, self.site_first)
        block = _reduce(np.maximum, site, self.block_first)
        return _Worths(cell, site, block, _reduce(np.add, block, self.party_first))

    def with_arc(self, net: Longs, worth: _Worths) -> Longs:
        """The best for the party of each arc when that arc is used."""
        cell, site = self.cell_of_arc, self.site_of_cell[self.cell_of_arc]
        block = self.block_of_site[site]
        party = self.party_of_block[block]
        found: Longs = worth.party[party] - worth.block[block] + worth.site[site] - worth.cell[cell] + net[self.arcs]
        return found

    def chosen(self, net: Longs, worth: _Worths, wanted: Flags) -> Longs:
        """The arcs of the best of each wanted party, the first of those that are equally good."""
        site = self.block_of_site
        at = np.flatnonzero((worth.site == worth.block[site]) & wanted[self.party_of_block[site]])
        best_site = np.zeros(len(self.site_first), dtype=np.bool_)
        best_site[at[_starts(site[at])]] = True
        good = best_site[self.site_of_cell[self.cell_of_arc]] & (net[self.arcs] == worth.cell[self.cell_of_arc])
        at = np.flatnonzero(good)
        return self.arcs[at[_starts(self.cell_of_arc[at])]]


def _starts(names: NDArray[np.integer]) -> Longs:
    """Where runs of equal names begin."""
    if len(names) == 0:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], names[1:] != names[:-1])))


def _names(first: NDArray[np.integer], second: NDArray[np.integer]) -> Longs:
    """Numbers, rising by one wherever the pair changes."""
    if len(first) == 0:
        return np.zeros(0, dtype=np.int64)
    changed = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return np.concatenate(([0], np.cumsum(changed)))


def _owners(starts: Longs, length: int) -> Longs:
    """The run that each element belongs to."""
    return np.repeat(np.arange(len(starts)), np.diff(np.append(starts, length)))


def _reduce(how: np.ufunc, values: Longs, starts: Longs) -> Longs:
    return how.reduceat(values, starts) if len(starts) else values[:0]


def _roots(problem: PlacingProblem) -> tuple[Longs, Longs]:
    """(R,) and (R,) the party of each request, all of whose members are placed or none, and its block, all of which go
    to one service; -1 = in none. A request of several units is a party, too.
    """
    parties, blocks = _Union(), _Union()
    for group in np.flatnonzero(~np.isin(problem.group_kind, WISHES)):
        members = problem.members_of(int(group))
        parties.join(members)
        if problem.group_kind[group] == Together.SAME_SERVICE:
            blocks.join(members)
    party = np.full(len(problem.request_ids), NONE, dtype=np.int64)
    block = party.copy()
    for request in np.flatnonzero(problem.request_units > 1).tolist():
        parties.join([request])
    for request in parties.above:
        party[request], block[request] = parties.root(request), blocks.root(request)
    return party, block


def _simple_wishes(problem: PlacingProblem, party: Longs) -> list[int]:
    """Groups that would like to be together whose members are in nothing else: their share of the bound is exact."""
    times = np.bincount(problem.group_member, minlength=len(problem.request_ids))
    simple = (times == 1) & (party < 0)
    wishes = np.flatnonzero(np.isin(problem.group_kind, WISHES)).tolist()
    return [group for group in wishes if bool(simple[problem.members_of(group)].all())]


class _Union:
    """Sets that are joined one after the other; the smallest member names its set."""

    def __init__(self) -> None:
        self.above: dict[int, int] = {}

    def root(self, member: int) -> int:
        """The name of a member's set."""
        while (above := self.above.get(member, member)) != member:
            self.above[member] = self.above.get(above, above)
            member = above
        return member

    def join(self, members: Iterable[int]) -> None:
        """Make one set of the sets of all members."""
        for member in members:
            self.above.setdefault(member, member)
        roots = sorted({self.root(member) for member in members})
        for root in roots:
            self.above[root] = roots[0]
