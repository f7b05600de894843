"""Putting visits back into a published plan: at first without moving anybody, then where a search found better."""

from collections.abc import Callable, Iterable

import numpy as np

from agecare.visits.checks import violations
from agecare.visits.replan.desk import Desk
from agecare.visits.replan.placing import Place, places, sway
from agecare.visits.replan.told import route_at
from agecare.visits.schedule import Schedule

MOST_TRIED = 200
"""Visits that are put in one after the other; of more than these the search takes care."""
ROUNDS = 3
"""Times that every visit put in is looked at again."""


def put_in(desk: Desk, waiting: Iterable[int], should_stop: Callable[[], bool]) -> None:
    """Put visits in where they cost least: the dearest to leave out first, then those with the most to lose.

    A visit follows the one that it comes after.
    """
    left = sorted(waiting, key=lambda visit: (-desk.penalty[visit], visit))[:MOST_TRIED]
    known: dict[int, dict[tuple[int, ...], Place]] = {}
    while left and not should_stop():
        tier = [visit for visit in left if desk.penalty[visit] == desk.penalty[left[0]]]
        choices: dict[int, list[Place]] = {}
        for visit in tier:
            if desk.problem.visit_after.item(visit) not in tier:
                if visit not in known:
                    known[visit] = _by_routes(places(desk, visit, desk.told_start[visit]))
                choices[visit] = _best_two(desk, known[visit])
        chosen = min(choices, key=lambda visit: _regret(visit, choices[visit]))
        left.remove(chosen)
        known.pop(chosen)
        if choices[chosen]:
            best = choices[chosen][0]
            desk.put(chosen, best.day, best.lines)
            _renew(desk, known, chosen)


def _by_routes(found: Iterable[Place]) -> dict[tuple[int, ...], Place]:
    return {tuple(place.lines): place for place in found}


def _renew(desk: Desk, known: dict[int, dict[tuple[int, ...], Place]], put: int) -> None:
    """Look again at what has become of the known places after a visit has been put in."""
    workers = {desk.worker_of[desk.route[task]] for task in desk.tasks[put]}
    touched = [route for route, worker in enumerate(desk.worker_of) if worker in workers]
    for visit, places_known in known.items():
        if desk.client_of[visit] == desk.client_of[put] or len(desk.tasks[visit]) > 1:
            places_known.clear()
            places_known |= _by_routes(places(desk, visit, desk.told_start[visit]))
        else:
            for route in touched:
                places_known.pop((route,), None)
            places_known |= _by_routes(places(desk, visit, desk.told_start[visit], touched))


def _regret(visit: int, found: list[Place]) -> tuple[int, int, int]:
    """Key of the visit to put in next: one without any place (it is left), with a single one, with most to lose."""
    return len(found), found[0].price - found[-1].price if found else 0, visit


def _best_two(desk: Desk, known: dict[tuple[int, ...], Place]) -> list[Place]:
    """The cheapest place and the cheapest with other workers, of those that are worth it."""
    worth = sorted((place for place in known.values() if place.price < 0), key=lambda place: place.price)
    if not worth:
        return []
    workers = {desk.worker_of[route] for route in worth[0].lines}
    others = (place for place in worth[1:] if {desk.worker_of[route] for route in place.lines} != workers)
    second = next(others, None)
    return [worth[0]] if second is None else [worth[0], second]


def polish(desk: Desk, movable: Iterable[int], should_stop: Callable[[], bool]) -> None:
    """Take visits that were put in out again, alone and with all of their client's, and put them where it is best."""
    groups: dict[int, list[int]] = {}
    for visit in movable:
        groups.setdefault(desk.client_of[visit], []).append(visit)
    every = [*groups.values(), *([visit] for group in groups.values() if len(group) > 1 for visit in group)]
    for _ in range(ROUNDS):
        better = False
        for group in every:
            if should_stop():
                return
            before, trial = desk.total(), desk.copy()
            for visit in group:
                if trial.day[visit] >= 0:
                    trial.take(visit)
            put_in(trial, group, should_stop)
            if trial.total() < before:
                desk.become(trial)
                better = True
        if not better:
            return


def take_over(desk: Desk, found: Schedule, reach: set[int]) -> None:
    """Take over what a search found, as far as it has to do with the visits in reach and makes the plan cheaper.

    Tried from both sides: piece by piece into the plan on the desk, and piece by piece out of the plan found. Only
    days, workers and the order are taken over; times are found anew, so that everybody else keeps the told minute.
    Where that cannot be, the search's own times are taken.
    """
    whole, mine = desk.copy(), desk.schedule()
    whole.load(found)
    settle(whole)
    _mix(desk, found, lambda piece, more: bool(piece & reach) and more < 0)
    if whole.total() < desk.total():
        _mix(whole, mine, lambda piece, more: not piece & reach or more <= 0)
        if whole.total() < desk.total():
            desk.become(whole)


def _mix(desk: Desk, other: Schedule, wanted: Callable[[set[int], int], bool]) -> None:
    """Take those pieces of another plan over that are wanted, given the piece and what the plan then costs more."""
    for piece in pieces(desk, other):
        before = desk.total()
        for attempt in (_rebuilt, _copied):
            trial = attempt(desk, other, piece)
            if trial is not None and wanted(piece, trial.total() - before):
                desk.become(trial)
                break


def pieces(desk: Desk, found: Schedule) -> list[set[int]]:
    """Visits that differ between two plans, those that share a route, a client or a tie together."""
    routes = found.task_route.tolist()
    days = found.visit_day.tolist()
    differing = [
        visit
        for visit, tasks in enumerate(desk.tasks)
        if days[visit] != desk.day[visit] or any(routes[task] != desk.route[task] for task in tasks)
    ]
    leader: dict[object, object] = {}

    def root(one: object) -> object:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    for visit in differing:
        on = {("route", route) for task in desk.tasks[visit] for route in (routes[task], desk.route[task])}
        for other in (*on, ("client", desk.client_of[visit])):
            if other != ("route", -1):
                leader[root(other)] = root(("visit", visit))
    found_pieces: dict[object, set[int]] = {}
    for visit in differing:
        found_pieces.setdefault(root(("visit", visit)), set()).add(visit)
    return list(found_pieces.values())


def _rebuilt(desk: Desk, found: Schedule, piece: set[int]) -> Desk | None:
    """The plan with a piece of another one, visit after visit, everybody else as near to the told time as can be."""
    trial = desk.copy()
    for visit in piece:
        if trial.day[visit] >= 0:
            trial.take(visit)
    first = {visit: int(found.task_start[desk.tasks[visit][0]]) for visit in piece if found.visit_day[visit] >= 0}
    for visit in sorted(first, key=lambda one: (first[one], one)):
        routes = [int(found.task_route[task]) for task in desk.tasks[visit]]
        wish = desk.told_start[visit] if desk.told_day[visit] == found.visit_day[visit] else first[visit]
        best = min(
            (place for place in places(trial, visit, wish, routes) if [*place.lines] == routes),
            key=lambda place: place.price,
            default=None,
        )
        if best is None:
            return None
        trial.put(visit, best.day, best.lines)
    return trial


def _copied(desk: Desk, found: Schedule, piece: set[int]) -> Desk | None:
    """The plan with the routes of a piece as the other plan has them, times and all."""
    mixed = desk.schedule()
    routes = {int(route) for visit in piece for task in desk.tasks[visit] for route in
              (desk.route[task], found.task_route[task]) if route >= 0}  # fmt: skip
    for visit in piece:
        mixed.visit_day[visit] = found.visit_day[visit]
    inside = np.isin(mixed.task_route, list(routes)) | np.isin(found.task_route, list(routes))
    mixed.task_route[inside], mixed.task_start[inside] = found.task_route[inside], found.task_start[inside]
    for route in routes:
        mixed.break_start[route], mixed.break_place[route] = found.break_start[route], found.break_place[route]
    if violations(desk.problem, mixed):
        return None
    trial = desk.copy()
    trial.load(mixed)
    return trial


def put_back(desk: Desk, movable: Iterable[int], should_stop: Callable[[], bool]) -> None:
    """Put visits back to where people expect them, unless the plan would cost more.

    All that left a worker's day together, then one at a time. Visits that came in their place look for another one.
    """
    left = [visit for visit in movable if desk.changed(visit)]
    by_day: dict[int, list[int]] = {}
    for visit in sorted(left):
        route = told_route(desk, visit, desk.tasks[visit][0])
        if route is not None:
            by_day.setdefault(route, []).append(visit)
    groups = [group for group in by_day.values() if len(group) > 1]
    for group in [*groups, *([visit] for visit in sorted(left))]:
        if should_stop():
            return
        wanted = [visit for visit in group if desk.changed(visit)]
        trial = _with_put_back(desk, wanted) if wanted else None
        if trial is not None and trial.total() <= desk.total():
            desk.become(trial)


def _with_put_back(desk: Desk, wanted: list[int]) -> Desk | None:
    """The plan with visits where they were told to be, and others out of their way; ``None`` where that cannot be."""
    trial, out = desk.copy(), set[int]()
    for visit in wanted:
        if trial.day[visit] >= 0:
            trial.take(visit)
    for visit in wanted:
        at = [told_route(desk, visit, task) for task in desk.tasks[visit]]
        routes = [route for route in at if route is not None]
        for route in routes:
            for other in _in_the_way(trial, visit, route):
                trial.take(other)
                out.add(other)
        found = (place for place in places(trial, visit, desk.told_start[visit], routes) if [*place.lines] == at)
        best = min(found, key=lambda place: place.price, default=None)
        if best is None:
            return None
        trial.put(visit, best.day, best.lines)
        if trial.changed(visit):
            return None
    put_in(trial, out, bool)
    return trial


def _in_the_way(desk: Desk, visit: int, route: int) -> list[int]:
    """Visits that people do not expect on a route, and that leave no time for one at its told minute."""
    line, found = desk.lines[route], []
    start, place = desk.told_start[visit], desk.spot(desk.tasks[visit][0], route)
    end = start + max(desk.minutes[task] for task in desk.tasks[visit])
    for task, begin in zip(line.tasks, line.starts, strict=True):
        other, there = desk.visit_of[task], desk.spot(task, route)
        before = begin + desk.minutes[task] + desk.leg(route, there, place) <= start
        if not before and not end + desk.leg(route, place, there) <= begin and not desk.kept(other):
            found.append(other)
    return found


def told_route(desk: Desk, visit: int, task: int) -> int | None:
    """The route on which a task was published."""
    return route_at(desk.problem, desk.told_worker[task], desk.told_day[visit], desk.told_start[visit])


def settle(desk: Desk) -> None:
    """Bring visits that had to make room back towards their told minute, where nobody is in the way any more."""
    for route, line in enumerate(desk.lines):
        forth = range(len(line.tasks))
        for number in (*forth, *reversed(forth)):
            line = desk.lines[route]
            task = line.tasks[number]
            told, visit = desk.told_start[desk.visit_of[task]], desk.visit_of[task]
            if not desk.kept(visit) or len(desk.tasks[visit]) > 1 or line.starts[number] == told:
                continue
            low, high = _free(desk, route, number)
            starts = list(line.starts)
            starts[number] = min(max(told, low), high)
            moved = desk.line(route, line.tasks, tuple(starts))
            if low <= high and moved.price < line.price:
                desk.retime(route, moved.starts)


def _free(desk: Desk, route: int, number: int) -> tuple[int, int]:
    """Starts that the neighbours, the windows and the told time leave a stop of a route."""
    line, problem = desk.lines[route], desk.problem
    task = line.tasks[number]
    low, high = sway(desk, task, route, line.starts[number])
    here = desk.spot(task, route)
    if number:
        before = line.tasks[number - 1]
        ready = line.starts[number - 1] + desk.minutes[before] + desk.leg(route, desk.spot(before, route), here)
    else:
        ready = problem.route_start.item(route) + desk.leg(route, problem.route_start_place.item(route), here)
    if number + 1 < len(line.tasks):
        onward = desk.leg(route, here, desk.spot(line.tasks[number + 1], route))
        due = line.starts[number + 1] - onward - desk.minutes[task]
    else:
        onward = desk.leg(route, here, problem.route_end_place.item(route))
        due = problem.route_latest.item(route) - onward - desk.minutes[task]
    return max(low, ready), min(high, due)
