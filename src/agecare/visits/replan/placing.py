"""Where a visit can be put on the desk, and at which price, while the others keep their places and their order."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, product

import attrs

from agecare.visits.replan.desk import ENDLESS, Desk, Line

MOST_PAIRS = 12
"""Rooms of each worker's part that are tried together for a visit of two workers, on one day."""

Span = tuple[int, int]


@attrs.frozen
class Place:
    """A day, and each task's route with the task in it."""

    visit: int
    day: int
    lines: dict[int, Line]
    price: int
    """What the plan costs more with the visit here; negative where that saves its penalty."""


@attrs.frozen
class Gap:
    """A stretch of a route between two stops, or between one of its ends and a stop."""

    here: int
    next: int
    way: int
    end: int
    """When the stop before is over, and how early it could be."""
    start: int
    """When the stop behind begins, and how late it could."""
    earliest: int
    latest: int


@attrs.frozen
class Room:
    """A gap in a route: before its stop number ``at``, with the earliest and latest start that fit there.

    The others make room by up to ``change_minutes``; between ``calm`` nobody has to.
    """

    route: int
    at: int
    early: int
    late: int
    calm: Span
    detour: int


def open_days(desk: Desk, visit: int) -> list[int]:
    """Days on which the visit may be, as far as the days of the visits that belong to it go."""
    problem = desk.problem
    days = [day for day in range(problem.days) if problem.visit_days.item(visit, day)]
    spacing = max(1, problem.visit_spacing.item(visit))
    for other in desk.siblings[visit]:
        if desk.day[other] >= 0:
            days = [day for day in days if abs(day - desk.day[other]) >= spacing]
    for other in (problem.visit_after.item(visit), *desk.followers.get(visit, ())):
        if other >= 0 and desk.day[other] >= 0:
            days = [day for day in days if day == desk.day[other]]
    return days


def has_a_chance(desk: Desk, visit: int) -> bool:
    """Whether on some allowed day everybody whom a visit needs could be at work, whatever else is in the plan."""
    days = [day for day in range(desk.problem.days) if desk.problem.visit_days.item(visit, day)]
    return any(all(able(desk, task, desk.routes_of_day[day]) for task in desk.tasks[visit]) for day in days)


def tied_span(desk: Desk, visit: int, task: int) -> Span:
    """Starts that the visits before and after it on its day allow."""
    problem, low, high = desk.problem, 0, ENDLESS
    before = problem.visit_after.item(visit)
    if before >= 0 and desk.day[before] >= 0:
        end = max(desk.start[other] + desk.minutes[other] for other in desk.tasks[before])
        low, high = end + problem.visit_gap_min.item(visit), end + problem.visit_gap_max.item(visit)
    for later in desk.followers.get(visit, ()):
        if desk.day[later] >= 0:
            begins = min(desk.start[other] for other in desk.tasks[later]) - desk.minutes[task]
            low = max(low, begins - problem.visit_gap_max.item(later))
            high = min(high, begins - problem.visit_gap_min.item(later))
    return low, high


def spans(desk: Desk, visit: int, task: int, day: int) -> Iterator[Span]:
    """Starts that the visit's windows, its lock and the visits tied to it allow on a day."""
    problem = desk.problem
    low, high = tied_span(desk, visit, task)
    locked = problem.visit_locked_start.item(visit)
    if locked >= 0 and (task == desk.tasks[visit][0] or problem.visit_coupling.item(visit) == 1):
        low, high = max(low, locked), min(high, locked)
    lasts = 0 if problem.window_at_start else desk.minutes[task]
    for begin, end in problem.windows_of(visit, day):
        span = max(low, begin), min(high, ENDLESS if desk.soft[visit] else end - lasts)
        if span[0] <= span[1]:
            yield span


def sway(desk: Desk, task: int, route: int, start: int) -> Span:
    """How far a task that is on a route may move to make room: told ones little, coupled and tied ones not at all."""
    problem, visit = desk.problem, desk.visit_of[task]
    if len(desk.tasks[visit]) == 2 or problem.visit_after.item(visit) >= 0 or visit in desk.followers:
        return start, start
    low, high = start, start
    for begin, end in spans(desk, visit, task, desk.day_of[route]):
        if begin <= start <= end:
            low, high = begin, end
    told = desk.told_start[visit]
    if desk.kept(visit) and abs(start - told) <= problem.change_minutes:
        low, high = max(low, told - problem.change_minutes), min(high, told + problem.change_minutes)
    return low, high


def rooms(desk: Desk, task: int, route: int, span: Span) -> Iterator[Room]:
    """The gaps of a route that a task fits into within a span of starts."""
    line, leg = desk.lines[route], desk.leg
    place, minutes = desk.spot(task, route), desk.minutes[task]
    if place < 0:
        return
    known = desk.gaps.get(route)
    if known is None or known[0] is not line:
        known = desk.gaps[route] = (line, _gaps(desk, route))
    for at, gap in enumerate(known[1]):
        there, onward = leg(route, gap.here, place), leg(route, place, gap.next)
        early, late = max(span[0], gap.earliest + there), min(span[1], gap.latest - onward - minutes)
        if early <= late:
            calm = max(span[0], gap.end + there), min(span[1], gap.start - onward - minutes)
            yield Room(route, at, early, late, calm, there + onward - gap.way)


def _gaps(desk: Desk, route: int) -> list[Gap]:
    """The gaps of a route, one more than it has stops."""
    problem, line, leg = desk.problem, desk.lines[route], desk.leg
    first, last = problem.route_start_place.item(route), problem.route_end_place.item(route)
    stops = [first, *(desk.spot(other, route) for other in line.tasks), last]
    ways = [leg(route, here, there) for here, there in pairwise(stops)]
    begins, closes = problem.route_start.item(route), problem.route_latest.item(route)
    sways = [sway(desk, task, route, start) for task, start in zip(line.tasks, line.starts, strict=True)]
    lasts = [desk.minutes[task] for task in line.tasks]
    earliest, latest = [begins], [closes]
    for way, (low, _), minutes in zip(ways, sways, lasts, strict=False):
        earliest.append(max(low, earliest[-1] + way) + minutes)
    for way, (_, high), minutes in zip(ways[:0:-1], sways[::-1], lasts[::-1], strict=True):
        latest.append(min(high, latest[-1] - way - minutes))
    ends = [begins, *(start + minutes for start, minutes in zip(line.starts, lasts, strict=True))]
    columns = zip(stops, stops[1:], ways, ends, (*line.starts, closes), earliest, latest[::-1], strict=False)
    return [Gap(*column) for column in columns]


def moments(desk: Desk, visit: int, room: Room, wish: int) -> set[int]:
    """Starts worth trying in a room: near the one wished for, and close to either neighbour."""
    low, high = room.calm
    if low <= high:
        return {min(max(wish, low), high), low, high} if wish >= 0 else {low, high}
    return {min(max(moment, room.early), room.late) for moment in (wish, low, high) if moment >= 0}


def lined(desk: Desk, task: int, room: Room, start: int) -> Line:
    """The route with the task in its room; neighbours who are in the way move by as little as needed."""
    line, route, leg = desk.lines[room.route], room.route, desk.leg
    tasks = (*line.tasks[: room.at], task, *line.tasks[room.at :])
    starts = [*line.starts[: room.at], start, *line.starts[room.at :]]
    places = [desk.spot(other, route) for other in tasks]
    for number in range(room.at + 1, len(tasks)):
        ready = starts[number - 1] + desk.minutes[tasks[number - 1]] + leg(route, places[number - 1], places[number])
        if ready <= starts[number]:
            break
        starts[number] = ready
    for number in range(room.at - 1, -1, -1):
        ready = starts[number + 1] - leg(route, places[number], places[number + 1]) - desk.minutes[tasks[number]]
        if ready >= starts[number]:
            break
        starts[number] = ready
    return desk.line(route, tasks, tuple(starts))


def price_of(desk: Desk, visit: int, day: int, lines: dict[int, Line]) -> int | None:
    """What the plan costs more with the visit on these routes; ``None`` where a worker would work too long."""
    problem, weights = desk.problem, desk.weights
    workers = [desk.worker_of[route] for route in lines]
    price = -desk.penalty[visit]
    paid = list(desk.paid)
    for worker, (route, line) in zip(workers, lines.items(), strict=True):
        added = line.paid - desk.lines[route].paid
        if not _within_limits(desk, worker, route, line, added):
            return None
        price += line.price - desk.lines[route].price
        paid[worker] += added
    price += desk.uneven(paid) - desk.uneven(desk.paid)
    for task, worker in zip(desk.tasks[visit], workers, strict=True):
        price += desk.liking(task, worker)
    seen = desk.seen[desk.client_of[visit]]
    faces = len({worker for worker in workers if worker not in seen})
    price += weights.continuity * (faces if seen else faces - 1)
    if desk.told_day[visit] == day and workers == [desk.told_worker[task] for task in desk.tasks[visit]]:
        first = desk.tasks[visit][0]
        line = next(iter(lines.values()))
        moved = abs(line.starts[line.tasks.index(first)] - desk.told_start[visit])
        price -= weights.change * (moved <= problem.change_minutes)
    return price


def _within_limits(desk: Desk, worker: int, route: int, line: Line, added: int) -> bool:
    problem, day = desk.problem, desk.day_of[route]
    others = [desk.lines[other] for other in desk.routes_of[worker, day] if other != route and desk.lines[other].tasks]
    if any(line.departure < other.back and other.departure < line.back for other in others):
        return False
    if line.paid + sum(other.paid for other in others) > problem.worker_daily_minutes.item(worker):
        return False
    week = desk.week_of[day]
    spent = desk.paid[worker]
    if desk.week_of[-1] > 0:
        spent = sum(
            desk.lines[other].paid
            for (who, on), routes in desk.routes_of.items()
            if who == worker and desk.week_of[on] == week
            for other in routes
        )
    return added <= 0 or spent + added <= problem.worker_weekly_minutes.item(worker)


def places(desk: Desk, visit: int, wish: int = -1, routes: Iterable[int] | None = None) -> Iterator[Place]:
    """The best place of the visit on each route, or on each pair of routes. ``routes`` limits where to look."""
    single = len(desk.tasks[visit]) == 1
    allowed = None if routes is None else set(routes)
    for day in open_days(desk, visit):
        on = [route for route in desk.routes_of_day[day] if allowed is None or route in allowed]
        yield from (_singles if single else _pairs)(desk, visit, day, on, wish)


def able(desk: Desk, task: int, routes: Iterable[int]) -> list[int]:
    """Routes of workers who may do the task."""
    eligible = desk.problem.eligible[task]
    return [route for route in routes if eligible.item(desk.worker_of[route])]


def _singles(desk: Desk, visit: int, day: int, routes: list[int], wish: int) -> Iterator[Place]:
    (task,) = desk.tasks[visit]
    allowed = list(spans(desk, visit, task, day))
    for route in able(desk, task, routes):
        best: Place | None = None
        for span in allowed:
            for room in rooms(desk, task, route, span):
                for start in sorted(moments(desk, visit, room, wish)):
                    lines = {route: lined(desk, task, room, start)}
                    price = price_of(desk, visit, day, lines)
                    if price is not None and (best is None or price < best.price):
                        best = Place(visit, day, lines, price)
        if best is not None:
            yield best


def _pairs(desk: Desk, visit: int, day: int, routes: list[int], wish: int) -> Iterator[Place]:
    found: list[list[Room]] = []
    for task in desk.tasks[visit]:
        every = [
            room
            for span in spans(desk, visit, task, day)
            for route in able(desk, task, routes)
            for room in rooms(desk, task, route, span)
        ]
        found.append(sorted(every, key=lambda room: (room.calm[0] > room.calm[1], room.detour))[: 4 * MOST_PAIRS])
    best: dict[tuple[int, int], Place] = {}
    tried = 0
    for one, two in sorted(product(*found), key=lambda pair: pair[0].detour + pair[1].detour):
        if desk.worker_of[one.route] == desk.worker_of[two.route]:
            continue
        for starts in joint(desk, visit, one, two, wish):
            tried += 1
            pairs = zip(desk.tasks[visit], (one, two), starts, strict=True)
            lines = {room.route: lined(desk, task, room, start) for task, room, start in pairs}
            price = price_of(desk, visit, day, lines)
            key = one.route, two.route
            if price is not None and (key not in best or price < best[key].price):
                best[key] = Place(visit, day, lines, price)
        if tried >= MOST_PAIRS * MOST_PAIRS:
            break
    yield from best.values()


def joint(desk: Desk, visit: int, one: Room, two: Room, wish: int) -> set[tuple[int, int]]:
    """Starts of both tasks that keep the coupling: near the one wished for, as early and as late as can be."""
    problem, coupling = desk.problem, desk.problem.visit_coupling.item(visit)
    if coupling == 3:
        return set(product(moments(desk, visit, one, wish), moments(desk, visit, two, wish)))
    least = problem.visit_lag_min.item(visit) if coupling == 2 else 0
    most = problem.visit_lag_max.item(visit) if coupling == 2 else 0
    low, high = max(one.early, two.early - most), min(one.late, two.late - least)
    if low > high:
        return set()
    calm = max(one.calm[0], two.calm[0] - most), min(one.calm[1], two.calm[1] - least)
    second = two.early
    if calm[0] <= calm[1] and two.calm[0] <= two.calm[1]:
        (low, high), second = calm, two.calm[0]
    firsts = {low, high} | ({min(max(wish, low), high)} if wish >= 0 else set())
    return {(first, max(first + least, second)) for first in firsts}


def eased(desk: Desk, route: int, tasks: tuple[int, ...]) -> tuple[int, ...] | None:
    """Starts of these tasks of a route, in this order and as near as can be to those they have; ``None`` = none."""
    problem, leg = desk.problem, desk.leg
    stops = [desk.spot(task, route) for task in tasks]
    sways = [sway(desk, task, route, desk.start[task]) for task in tasks]
    onward = leg(route, stops[-1], problem.route_end_place.item(route))
    latest = [problem.route_latest.item(route) - onward - desk.minutes[tasks[-1]]]
    for number in range(len(tasks) - 2, -1, -1):
        way = leg(route, stops[number], stops[number + 1])
        latest.append(min(sways[number + 1][1], latest[-1]) - way - desk.minutes[tasks[number]])
    starts: list[int] = []
    ready = problem.route_start.item(route) + leg(route, problem.route_start_place.item(route), stops[0])
    for number, (task, (low, high)) in enumerate(zip(tasks, sways, strict=True)):
        most = min(high, latest[-1 - number])
        ready = max(low, ready)
        if ready > most:
            return None
        starts.append(min(max(desk.start[task], ready), most))
        if number + 1 < len(tasks):
            ready = starts[-1] + desk.minutes[task] + leg(route, stops[number], stops[number + 1])
    return tuple(starts)
