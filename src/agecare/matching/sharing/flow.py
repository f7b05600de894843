"""Requests flowing into pools: the best placing of single requests by minimum-cost flow, and the prices that prove it.

A request flows to a pool or to the waiting list of its innermost floor, and from there outwards. What waits beyond what
a floor allows costs the floor's price. All capacities are whole, so the flow is whole too: the answer is exact.
"""

import attrs
import numpy as np
from ortools.graph.python import min_cost_flow

from agecare.matching.sharing.bids import Prices, rewards
from agecare.matching.sharing.forest import Forest
from agecare.matching.sharing.problem import NONE, Flags, Longs, PlacingProblem, arc_values, at, by_floor, floors


@attrs.frozen(eq=False)
class Flowing:
    """Who flows where, and the room that is left for them.

    Attributes
    ----------
    who : (N,) the request that each node of the flow stands for.
    tail, arc, value : (M,) the node, the arc of the problem, and what it is worth.
    leaf : (N,) the innermost floor of each node; F = none.
    parent : (F,) the floor around each; F = none.
    order : (F,) floors from the outside in.
    spare : (F,) how many nodes may wait without a floor being missed; those of no tree let everybody wait.
    inside : (F,) nodes inside each floor.
    places : (P,) left of each pool.
    crossing : (F,) prices of the floors that are in no tree; `value` holds them already.
    """

    problem: PlacingProblem
    who: Longs
    tail: Longs
    arc: Longs
    value: Longs
    leaf: Longs
    parent: Longs
    order: Longs
    spare: Longs
    inside: Longs
    places: Longs
    crossing: Longs
    held: Longs

    @classmethod
    def beside(cls, problem: PlacingProblem, forest: Forest, held: Longs, out: Flags, crossing: Longs) -> "Flowing":
        """What is left when some requests hold an arc already and others stay out.

        Parameters
        ----------
        held : (R,) the arc that a request holds, -1 = none.
        out : (R,) requests that take no part.
        crossing : (F,) prices of floors that are in no tree.
        """
        joins = ~out & (held < 0) & (np.diff(problem.arc_first) > 0)
        who = np.flatnonzero(joins)
        arc = np.flatnonzero(joins[problem.arc_request])
        keeps = np.flatnonzero(held >= 0)
        units, pools = problem.request_units[keeps], problem.arc_pool[held[keeps]]
        used = np.bincount(pools, weights=units, minlength=len(problem.pool_ids)).astype(np.int64)
        needed = floors(problem) - by_floor(problem, (held >= 0).astype(np.int64))
        return cls._of(
            problem, forest, who, arc, arc_values(problem)[arc], needed, problem.pool_places - used, crossing, held
        )

    @classmethod
    def relaxed(cls, problem: PlacingProblem, forest: Forest, crossing: Longs) -> "Flowing":
        """Everybody as if groups and requests of several units could be split."""
        able = np.diff(problem.arc_first) > 0
        units = np.where(able, problem.request_units, 0)
        who = np.repeat(np.arange(len(units)), units)
        copies = np.repeat(np.arange(len(problem.arc_pool)), units[problem.arc_request])
        turn = _nth(units[problem.arc_request])
        order = np.lexsort((copies, turn, problem.arc_request[copies]))
        arc = copies[order]
        value = arc_values(problem)[arc] // problem.request_units[problem.arc_request[arc]]
        nobody = np.full(len(units), NONE, dtype=np.int64)
        return cls._of(problem, forest, who, arc, value, floors(problem), problem.pool_places, crossing, nobody)

    @classmethod
    def _of(
        cls,
        problem: PlacingProblem,
        forest: Forest,
        who: Longs,
        arc: Longs,
        value: Longs,
        needed: Longs,
        places: Longs,
        crossing: Longs,
        held: Longs,
    ) -> "Flowing":
        none = len(problem.floor_ids)
        inside = by_floor(problem, np.bincount(who, minlength=len(problem.request_ids)))
        spare = np.maximum(0, inside - np.maximum(0, needed))
        return cls(
            problem=problem,
            who=who,
            tail=np.repeat(np.arange(len(who)), np.diff(problem.arc_first)[who]),
            arc=arc,
            value=value + rewards(problem, np.where(forest.crossing, crossing, 0))[problem.arc_request[arc]],
            leaf=np.where(forest.leaf[who] == NONE, none, forest.leaf[who]),
            parent=np.where(forest.parent == NONE, none, forest.parent),
            order=forest.order,
            spare=np.where(forest.crossing, inside, spare),
            inside=inside,
            places=places,
            crossing=np.where(forest.crossing, crossing, 0),
            held=held,
        )

    @property
    def pools(self) -> Longs:
        """(M,) the pool of each arc."""
        return self.problem.arc_pool[self.arc].astype(np.int64)

    def waiting(self, alone: Flags) -> Longs:
        """(F,) nodes that wait inside each floor, of those marked."""
        found = np.bincount(self.leaf[alone], minlength=len(self.parent) + 1)
        for floor in self.order[::-1]:
            found[self.parent[floor]] += found[floor]
        return found[:-1]

    def result(self, used: Flags) -> Longs:
        """(R,) the arcs held, and those used."""
        found = self.held.copy()
        found[self.who[self.tail[used]]] = self.arc[used]
        return found


def best(flowing: Flowing) -> Longs:
    """(N,) the used arc of each node, as an index into `Flowing.arc`; -1 = it waits. Together they are worth most.

    Raises
    ------
    RuntimeError
        When the solver fails, which no valid problem makes it do.
    """
    nodes = _Nodes(flowing)
    people, floor, pool = np.arange(len(flowing.who)), np.arange(len(flowing.parent)), np.arange(len(flowing.places))
    over = flowing.inside - flowing.spare
    arcs = [
        _arcs(flowing.tail, nodes.pool + flowing.pools, 1, -flowing.value),
        _arcs(people, nodes.floor + flowing.leaf, 1, 0),
        _arcs(nodes.pool + pool, nodes.sink, flowing.places, 0),
        _arcs(nodes.floor + floor, nodes.floor + flowing.parent, flowing.spare, 0),
        _arcs(nodes.floor + floor, nodes.floor + flowing.parent, over, flowing.problem.floor_price),
        _arcs(nodes.floor + len(floor), nodes.sink, len(people), 0),
    ]
    supply = np.zeros(nodes.sink + 1, dtype=np.int64)
    supply[people], supply[nodes.sink] = 1, -len(people)
    used = np.flatnonzero(_solve(arcs, supply)[: len(flowing.tail)])
    found = np.full(len(people), NONE, dtype=np.int64)
    found[flowing.tail[used]] = used
    return found


def earliest_drawn(flowing: Flowing, prices: Prices) -> Flags:
    """(M,) arcs used by that placing, of all that are worth most, which the lottery prefers.

    Parameters
    ----------
    prices : Prices
        Those that prove what is worth most (`prices_of`): exactly the placings that agree with them are worth as much.
    """
    problem, nodes = flowing.problem, _Nodes(flowing)
    inner = np.where(flowing.crossing > 0, 0, prices.floor)
    net = flowing.value - prices.pool[flowing.pools] + _along(flowing, inner)[flowing.leaf[flowing.tail]]
    most = np.zeros(len(flowing.who), dtype=np.int64)
    np.maximum.at(most, flowing.tail, net)
    equal = np.flatnonzero(net == most[flowing.tail])
    free = np.flatnonzero(most == 0)

    # a price above nothing means that all of it is used, and no less
    floor, pool = np.arange(len(flowing.parent)), np.flatnonzero(prices.pool == 0)
    supply = np.zeros(nodes.sink + 1, dtype=np.int64)
    supply[: len(flowing.who)] = 1
    supply[nodes.pool : nodes.pool + len(prices.pool)] -= np.where(prices.pool > 0, flowing.places, 0)
    forced = np.where(inner > 0, flowing.spare, 0)
    supply[nodes.floor : nodes.floor + len(floor)] -= forced
    np.add.at(supply, nodes.floor + flowing.parent, forced)
    supply[nodes.sink] -= supply.sum()
    over = np.where(inner == problem.floor_price, flowing.inside - flowing.spare, 0)
    turn = len(problem.request_ids) + 1 - problem.request_draw[flowing.who[flowing.tail[equal]]]
    arcs = [
        _arcs(flowing.tail[equal], nodes.pool + flowing.pools[equal], 1, -turn),
        _arcs(free, nodes.floor + flowing.leaf[free], 1, 0),
        _arcs(nodes.pool + pool, nodes.sink, flowing.places[pool], 0),
        _arcs(nodes.floor + floor, nodes.floor + flowing.parent, np.where(inner == 0, flowing.spare, 0) + over, 0),
        _arcs(nodes.floor + len(floor), nodes.sink, len(flowing.who), 0),
    ]
    used = np.zeros(len(flowing.tail), dtype=np.bool_)
    used[equal] = _solve(arcs, supply)[: len(equal)] > 0
    return used


def prices_of(flowing: Flowing, used: Longs) -> Prices:
    """Prices that prove a placing of single requests best.

    Between any two of pools, waiting lists and the outside there is a least loss of moving one request on; the prices
    are shortest ways in this small network (Bellman and Ford), so they are whole numbers and exact.

    Parameters
    ----------
    used : (N,) as `best` finds them.
    """
    pools, none = len(flowing.places), len(flowing.parent)
    end = pools + none  # requests of no floor wait outside
    placed = used >= 0
    where = np.where(placed, at(flowing.pools, used, 0), pools + flowing.leaf)
    now = at(flowing.value, used, 0)
    filled = np.bincount(where[placed], minlength=pools)
    waiting, spare, inside = flowing.waiting(~placed), flowing.spare, flowing.inside
    pool, floor, price = np.arange(pools), np.arange(none), flowing.problem.floor_price
    up = pools + flowing.parent
    some, few = waiting > 0, waiting < spare
    more, most = waiting > spare, (waiting >= spare) & (waiting < inside)
    steps = [
        _step(where[flowing.tail], flowing.pools, now[flowing.tail] - flowing.value),
        _step(where[placed], pools + flowing.leaf[placed], now[placed]),
        _step(pool[filled < flowing.places], end, 0),
        _step(end, pool[filled > 0], 0),
        _step(pools + floor[few], up[few], 0),
        _step(pools + floor[most], up[most], price[most]),
        _step(up[more], pools + floor[more], -price[more]),
        _step(up[some & ~more], pools + floor[some & ~more], 0),
    ]
    way = _shortest(end + 1, *(np.concatenate(parts) for parts in zip(*steps, strict=True)))
    inner = np.clip(way[up] - way[pools + floor], 0, price)
    return Prices(np.maximum(0, way[end] - way[pool]), np.where(flowing.crossing > 0, flowing.crossing, inner))


class _Nodes:
    """Numbers of the nodes: people, pools, floors, no floor, sink."""

    def __init__(self, flowing: Flowing) -> None:
        self.pool = len(flowing.who)
        self.floor = self.pool + len(flowing.places)
        self.sink = self.floor + len(flowing.parent) + 1


def _along(flowing: Flowing, floor: Longs) -> Longs:
    """(F + 1,) prices summed from each floor outwards."""
    found = np.append(floor, 0)
    for index in flowing.order:
        found[index] += found[flowing.parent[index]]
    return found


def _nth(counts: Longs) -> Longs:
    """0, 1, … for each of the copies that ``np.repeat`` makes by these counts."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def _arcs(tail: Longs | int, head: Longs | int, room: Longs | int, cost: Longs | int) -> list[Longs]:
    return [np.atleast_1d(part) for part in np.broadcast_arrays(tail, head, room, cost)]


def _solve(arcs: list[list[Longs]], supply: Longs) -> Longs:
    """The flow on each arc."""
    tail, head, room, cost = (np.concatenate(parts).astype(np.int64) for parts in zip(*arcs, strict=True))
    flow = min_cost_flow.SimpleMinCostFlow()
    numbers = flow.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), room, cost)
    flow.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"no flow: {status}")
    found: Longs = flow.flows(numbers)
    return found


def _step(tail: Longs | int, head: Longs | int, loss: Longs | int) -> list[Longs]:
    return [np.atleast_1d(part).astype(np.int64) for part in np.broadcast_arrays(tail, head, loss)]


def _shortest(nodes: int, tail: Longs, head: Longs, loss: Longs) -> Longs:
    """Shortest ways to each node from anywhere; there are no rings that gain."""
    order = np.lexsort((loss, tail, head))
    tail, head, loss = tail[order], head[order], loss[order]
    first = np.ones(len(tail), dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    tail, head, loss = tail[first], head[first], loss[first]
    starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(head)), dtype=np.bool_), head[1:] != head[:-1])))
    ends, way = head[starts], np.zeros(nodes, dtype=np.int64)
    for _ in range(nodes + 1):
        if len(ends) == 0:
            break
        shorter = np.minimum(way[ends], np.minimum.reduceat(way[tail] + loss, starts))
        if np.array_equal(shorter, way[ends]):
            break
        way[ends] = shorter
    return way
