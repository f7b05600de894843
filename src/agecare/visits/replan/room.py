"""Making room: a visit that found no place takes another one's, and that one goes where it fits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

import attrs

from agecare.visits.replan.desk import Desk
from agecare.visits.replan.placing import Room, able, joint, open_days, places, rooms, spans

MOST_TRIED = {1: 24, 2: 12}
"""Exchanges that are tried for one visit, by how many visits may move one after the other."""
MOST_OPENINGS = 80
"""Openings of each worker's part that are tried together for a visit of two workers, on one day."""


@attrs.frozen
class Opening:
    """A room on a route, there already or once another visit is gone."""

    room: Room
    other: int | None
    price: int
    """A first estimate."""


@attrs.frozen
class Exchange:
    """Routes for the tasks of a visit, and the visits that must leave them."""

    routes: tuple[int, ...]
    others: tuple[int, ...]
    price: int


def make_room(desk: Desk, waiting: Iterable[int], should_stop: Callable[[], bool]) -> None:
    """Put visits that found no place where others are, if those have a place elsewhere or matter less.

    The others may in their turn take the place of a third; and where days apart leave a visit no day, another visit
    of its request moves to another day.
    """
    for visit in sorted(waiting, key=lambda one: (-desk.penalty[one], one)):
        if desk.day[visit] >= 0:
            continue
        before = desk.total()
        for way in (_one_moves, _sibling_moves, _two_move):
            found = None if should_stop() else way(desk, visit, should_stop)
            if found is not None and found.total() < before:
                desk.become(found)
                break


def _one_moves(desk: Desk, visit: int, should_stop: Callable[[], bool]) -> Desk | None:
    return _with_others_moved(desk, visit, 1, frozenset(), should_stop)


def _two_move(desk: Desk, visit: int, should_stop: Callable[[], bool]) -> Desk | None:
    return _with_others_moved(desk, visit, 2, frozenset(), should_stop)


def _sibling_moves(desk: Desk, visit: int, should_stop: Callable[[], bool]) -> Desk | None:
    """The cheapest plan found with another visit of the request on another day, and this one where that leaves room."""
    trials: list[Desk] = []
    for sibling in desk.siblings[visit]:
        if desk.day[sibling] < 0:
            continue
        rest = desk.copy()
        rest.take(sibling)
        for day in open_days(rest, sibling):
            if day != desk.day[sibling]:
                trial = rest.copy()
                if _put(trial, sibling, desk.routes_of_day[day]):
                    trials.append(trial)
    trials.sort(key=lambda trial: trial.total())
    placed = [trial for trial in trials if _put(trial, visit)]
    if placed:
        return min(placed, key=lambda trial: trial.total())
    ready = (_with_others_moved(trial, visit, 1, frozenset(desk.siblings[visit]), should_stop) for trial in trials[:4])
    return min((found for found in ready if found is not None), key=lambda trial: trial.total(), default=None)


def _with_others_moved(
    desk: Desk, visit: int, depth: int, fixed: frozenset[int], should_stop: Callable[[], bool]
) -> Desk | None:
    """The cheapest plan found with a visit in another one's place; ``fixed`` are not moved again."""
    best: Desk | None = None
    for exchange in exchanges(desk, visit, fixed)[: MOST_TRIED[depth]]:
        if should_stop():
            break
        trial = desk.copy()
        for other in exchange.others:
            trial.take(other)
        if not _put(trial, visit, exchange.routes):
            continue
        for other in exchange.others:
            if not _put(trial, other) and depth > 1:
                third = _with_others_moved(trial, other, depth - 1, fixed | {visit, *exchange.others}, should_stop)
                trial = third if third is not None and third.total() < trial.total() else trial
        if best is None or trial.total() < best.total():
            best = trial
    return best


def _put(desk: Desk, visit: int, routes: Sequence[int] | None = None) -> bool:
    """Put a visit where it costs least; not at all where leaving it out is cheaper."""
    found = places(desk, visit, desk.told_start[visit], routes)
    best = min(found, key=lambda place: place.price, default=None)
    if best is None or best.price >= 0:
        return False
    desk.put(visit, best.day, best.lines)
    return True


def exchanges(desk: Desk, visit: int, fixed: frozenset[int]) -> list[Exchange]:
    """Visits in whose place this one would fit; the likeliest to be cheap first."""
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for day in open_days(desk, visit):
        parts = [sorted(_openings(desk, visit, task, day, fixed), key=_price) for task in desk.tasks[visit]]
        for chosen in product(*(part[: MOST_OPENINGS if len(parts) > 1 else None] for part in parts)):
            others = tuple(dict.fromkeys(one.other for one in chosen if one.other is not None))
            routes = tuple(one.room.route for one in chosen)
            if others and _go_together(desk, visit, chosen):
                price = sum(map(_price, chosen))
                found[routes, others] = min(price, found.get((routes, others), price))
    return sorted((Exchange(*key, price) for key, price in found.items()), key=_price)


def _price(one: Opening | Exchange) -> int:
    return one.price


def _openings(desk: Desk, visit: int, task: int, day: int, fixed: frozenset[int]) -> Iterator[Opening]:
    allowed = list(spans(desk, visit, task, day))
    kept = {*fixed, *desk.siblings[visit]}
    travel, change = desk.weights.travel, desk.weights.change
    for route in able(desk, task, desk.routes_of_day[day]):
        line = desk.lines[route]
        for span in allowed:
            yield from (Opening(room, None, travel * room.detour) for room in rooms(desk, task, route, span))
        for other in [desk.visit_of[one] for one in line.tasks]:
            if len(desk.tasks[other]) > 1 or other in kept:
                continue
            desk.take(other)
            saved = line.price - desk.lines[route].price
            price = change * (desk.told_day[other] >= 0) - saved
            found = [room for span in allowed for room in rooms(desk, task, route, span)]
            desk.put(other, day, {route: line})
            yield from (Opening(room, other, travel * room.detour + price) for room in found)


def _go_together(desk: Desk, visit: int, chosen: tuple[Opening, ...]) -> bool:
    """Whether both workers of a visit could come as it asks for."""
    if len(chosen) == 1:
        return True
    one, two = (opening.room for opening in chosen)
    return desk.worker_of[one.route] != desk.worker_of[two.route] and bool(joint(desk, visit, one, two, -1))
