"""What is done on a route, in order, and how it gives way to one thing more.

The order is kept. Visits of two workers, visits tied to another one and locked times stay where they are; everything
else moves as far as its windows allow, and no further than it must.
"""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from agecare.visits.explain.starts import Spans, allowed_starts, first_start, last_start
from agecare.visits.problem import NONE, Flags, VisitProblem
from agecare.visits.schedule import Schedule, Timeline


@attrs.frozen
class Item:
    """A task or, with ``task`` -1, the break: where, how long, when, and when it may begin."""

    task: int
    place: int
    minutes: int
    start: int
    spans: Spans


@attrs.frozen
class Line:
    """A route and what is done on it, in order."""

    route: int
    items: tuple[Item, ...]


def tied_visits(problem: VisitProblem, schedule: Schedule) -> Flags:
    """(V,) served visits that do not move by themselves: of two workers, or tied to another served one."""
    served = schedule.visit_day >= 0
    tied = (problem.visit_coupling == 1) | (problem.visit_coupling == 2)
    after = problem.visit_after
    follows = (after >= 0) & served[after] & served
    tied = tied | follows
    tied[after[follows]] = True
    found: Flags = tied & served
    return found


def lines_of(problem: VisitProblem, timelines: Mapping[int, Timeline], tied: Flags) -> tuple[Line, ...]:
    """The lines of all routes, by route."""
    routes = range(len(problem.route_worker))
    return tuple(line_of(problem, route, timelines.get(route), tied) for route in routes)


def line_of(problem: VisitProblem, route: int, timeline: Timeline | None, tied: Flags) -> Line:
    """The line of a route; ``timeline`` is ``None`` when it serves nobody."""
    items = []
    day = int(problem.route_day[route])
    for stop in timeline.stops if timeline else ():
        spans: Spans
        if stop.task < 0:
            spans = ((int(problem.route_break_earliest[route]), int(problem.route_break_latest[route])),)
        elif tied[problem.task_visit[stop.task]]:
            spans = ((stop.start, stop.start),)
        else:
            spans = allowed_starts(problem, stop.task, day)
        items.append(Item(stop.task, stop.place, stop.end - stop.start, stop.start, spans))
    return Line(route, tuple(items))


def task_item(problem: VisitProblem, task: int, day: int, start: int) -> Item:
    """A task that is put in at a time: it does not move any more."""
    visit = problem.task_visit[task]
    return Item(task, int(problem.visit_place[visit, day]), int(problem.task_minutes[task]), start, ((start, start),))


def put(problem: VisitProblem, line: Line, position: int, new: Item) -> Line | None:
    """The line with one item more, the others moved as little as needed.

    Whether the shift and the limits of hours bear it is not asked here.

    Parameters
    ----------
    position : int
        How many items stay before the new one.

    Returns
    -------
    ``None`` when an item would have to leave its windows.
    """
    route = line.route
    later, clock, place = [], new.start + new.minutes, new.place
    for item in line.items[position:]:
        arrival = clock + problem.travel_minutes(route, place, item.place)
        start = first_start(item.spans, max(item.start, arrival))
        if start is None:
            return None
        later.append(attrs.evolve(item, start=start))
        clock, place = start + item.minutes, item.place
    earlier, clock, place = [], new.start, new.place
    for item in reversed(line.items[:position]):
        leave = clock - problem.travel_minutes(route, item.place, place) - item.minutes
        start = last_start(item.spans, min(item.start, leave))
        if start is None:
            return None
        earlier.append(attrs.evolve(item, start=start))
        clock, place = start, item.place
    return attrs.evolve(line, items=(*reversed(earlier), new, *later))


def drawn_together(problem: VisitProblem, line: Line) -> Line:
    """The line with as little time from leaving to coming back as its order allows: home as soon as can be, and
    from there backwards as late as can be."""
    route = line.route
    earliest = earliest_starts(problem, line, int(problem.route_start[route]))
    items: list[Item] = []
    for item, first in zip(reversed(line.items), reversed(earliest), strict=True):
        start: int | None = first
        if items:
            leg = problem.travel_minutes(route, item.place, items[-1].place)
            start = last_start(item.spans, items[-1].start - leg - item.minutes)
        if start is None or start < first:
            return line
        items.append(attrs.evolve(item, start=start))
    return attrs.evolve(line, items=tuple(reversed(items)))


def with_lines(problem: VisitProblem, schedule: Schedule, visit: int, day: int, lines: Sequence[Line]) -> Schedule:
    """The plan with these lines in the place of what their routes did, and the visit on its day."""
    days, routes = schedule.visit_day.copy(), schedule.task_route.copy()
    starts, breaks = schedule.task_start.copy(), schedule.break_start.copy()
    places = schedule.break_place.copy()
    days[visit] = day
    for line in lines:
        breaks[line.route] = NONE
        for item in line.items:
            if item.task < 0:
                breaks[line.route], places[line.route] = item.start, item.place
            else:
                routes[item.task], starts[item.task] = line.route, item.start
    return attrs.evolve(
        schedule, visit_day=days, task_route=routes, task_start=starts, break_start=breaks, break_place=places
    )


def without(problem: VisitProblem, schedule: Schedule, visit: int) -> Schedule:
    """The plan without a visit."""
    days, routes = schedule.visit_day.copy(), schedule.task_route.copy()
    breaks = schedule.break_start.copy()
    tasks = list(problem.tasks_of(visit))
    left = routes[tasks]
    days[visit], routes[tasks] = NONE, NONE
    unused = left[~np.isin(left, routes)]
    breaks[unused[unused >= 0]] = NONE
    return attrs.evolve(schedule, visit_day=days, task_route=routes, break_start=breaks)


def earliest_starts(problem: VisitProblem, line: Line, begin: int) -> list[int]:
    """When each item can begin at the earliest if the shift begins then."""
    route, found, clock = line.route, [], begin
    place = int(problem.route_start_place[route])
    for item in line.items:
        arrival = clock + problem.travel_minutes(route, place, item.place)
        start = first_start(item.spans, arrival)
        # a plan that is valid has an earliest start; a broken one is taken as it is
        found.append(item.start if start is None else start)
        clock, place = found[-1] + item.minutes, item.place
    return found


def latest_starts(problem: VisitProblem, line: Line, end: int) -> list[int]:
    """When each item can begin at the latest if one must be back then."""
    route, found, clock = line.route, [], end
    place = int(problem.route_end_place[route])
    for item in reversed(line.items):
        leave = clock - problem.travel_minutes(route, item.place, place) - item.minutes
        start = last_start(item.spans, leave)
        found.append(item.start if start is None else start)
        clock, place = found[-1], item.place
    return found[::-1]
