"""What a valid placing is and what it is worth: the specification. It knows no solver.

Every rule is one function that yields what breaks it; `RULES` lists them all. Every component of the worth is one
function too; `COMPONENTS` lists those.
"""

from collections.abc import Callable, Iterator, Mapping

import attrs
import numpy as np

from agecare.matching.sharing.placing import Placing, arcs_used
from agecare.matching.sharing.problem import NONE, WISHES, Longs, PlacingProblem, Together, at, by_floor, floors


@attrs.frozen
class Broken:
    """One broken rule, with ids and figures."""

    rule: str
    request: str | None = None
    pool: str | None = None
    params: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Component:
    """One part of the worth: an amount and what one of it is worth."""

    amount: int
    weight: int

    @property
    def worth(self) -> int:
        """Amount × weight."""
        return self.amount * self.weight


@attrs.frozen
class Worth:
    """What a placing is worth, by component."""

    components: Mapping[str, Component]

    @property
    def total(self) -> int:
        """The sum."""
        return sum(component.worth for component in self.components.values())


def broken_rules(problem: PlacingProblem, placing: Placing) -> list[Broken]:
    """Every rule that the placing breaks; empty for a valid one."""
    found = list(shape(problem, placing))
    return found or [one for rule in RULES for one in rule(problem, placing)]


def shape(problem: PlacingProblem, placing: Placing) -> Iterator[Broken]:
    """The array fits the problem, and every index is in range."""
    pools = placing.request_pool
    if pools.shape != (len(problem.request_ids),) or bool(((pools < -1) | (pools >= len(problem.pool_ids))).any()):
        yield Broken("shape")


def eligible(problem: PlacingProblem, placing: Placing) -> Iterator[Broken]:
    """Nobody has a place that no arc leads to."""
    for request in np.flatnonzero(placing.placed & (arcs_used(problem, placing) < 0)):
        yield Broken("eligible", problem.request_ids[request], problem.pool_ids[placing.request_pool[request]])


def places(problem: PlacingProblem, placing: Placing) -> Iterator[Broken]:
    """No pool gives more units than it has; what is kept for a band is a pool of its own."""
    held, count = placing.placed, len(problem.pool_ids)
    units = problem.request_units[held]
    given = np.bincount(placing.request_pool[held], weights=units, minlength=count).astype(np.int64)
    for pool in np.flatnonzero(given > problem.pool_places):
        params = {"given": str(given[pool]), "places": str(problem.pool_places[pool])}
        yield Broken("places", None, problem.pool_ids[pool], params)


def same_service(problem: PlacingProblem, placing: Placing) -> Iterator[Broken]:
    """Who must not be parted is at one service, or nowhere."""
    where = _services(problem, placing)
    for group in np.flatnonzero(problem.group_kind == Together.SAME_SERVICE):
        members = problem.members_of(int(group))
        if len(set(where[members].tolist())) > 1:
            yield Broken("same-service", problem.request_ids[members[0]])


def both_or_neither(problem: PlacingProblem, placing: Placing) -> Iterator[Broken]:
    """Of a group that goes together all are placed, or none."""
    for group in np.flatnonzero(problem.group_kind == Together.BOTH_OR_NEITHER):
        members = problem.members_of(int(group))
        if len(set(placing.placed[members].tolist())) > 1:
            yield Broken("both-or-neither", problem.request_ids[members[0]])


RULES: tuple[Callable[[PlacingProblem, Placing], Iterator[Broken]], ...] = (
    eligible,
    places,
    same_service,
    both_or_neither,
)


def worth(problem: PlacingProblem, placing: Placing) -> Worth:
    """What a placing is worth by component, recomputed from nothing but the problem and the placing."""
    return Worth({name: component(problem, placing) for name, component in COMPONENTS.items()})


def deserved(problem: PlacingProblem, placing: Placing) -> Component:
    """The points of who is placed."""
    return Component(int(problem.request_points[placing.placed].sum()), 1)


def suited(problem: PlacingProblem, placing: Placing) -> Component:
    """The suitability of the places given."""
    used = arcs_used(problem, placing)[placing.placed]
    return Component(int(problem.arc_suitability[used].sum()), 1)


def stayed(problem: PlacingProblem, placing: Placing) -> Component:
    """The worth of leaving people where they are."""
    same = placing.placed & (_services(problem, placing) == problem.request_present)
    return Component(int(problem.request_stay[same].sum()), 1)


def together(problem: PlacingProblem, placing: Placing) -> Component:
    """The worth of groups that are together as they would like."""
    where, total = _services(problem, placing), 0
    for group in np.flatnonzero(np.isin(problem.group_kind, WISHES)):
        there = set(where[problem.members_of(int(group))].tolist())
        one_place = problem.group_kind[group] == Together.IF_POSSIBLE
        if NONE not in there and (len(there) == 1 or not one_place):
            total += int(problem.group_value[group])
    return Component(total, 1)


def short_of_floors(problem: PlacingProblem, placing: Placing) -> Component:
    """The prices of what is missing to the floors."""
    return Component(int((missing(problem, placing) * problem.floor_price).sum()), -1)


COMPONENTS: Mapping[str, Callable[[PlacingProblem, Placing], Component]] = {
    "deserved": deserved,
    "suited": suited,
    "stayed": stayed,
    "together": together,
    "short-of-floors": short_of_floors,
}


def missing(problem: PlacingProblem, placing: Placing) -> Longs:
    """(F,) placements that are missing to each floor."""
    found: Longs = np.maximum(0, floors(problem) - by_floor(problem, placing.placed.astype(np.int64)))
    return found


def drawn(problem: PlacingProblem, placing: Placing) -> int:
    """What decides among placings of equal worth, the more the better: Σ R + 1 − number drawn of the placed."""
    return int((len(problem.request_ids) + 1 - problem.request_draw[placing.placed]).sum())


def _services(problem: PlacingProblem, placing: Placing) -> Longs:
    """(R,) the service where each request is placed, -1 = nowhere."""
    return at(problem.pool_service, placing.request_pool, NONE)
