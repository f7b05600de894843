"""Plans with one visit more: the visit put at chosen places, everything else pushed aside as little as needed."""

from collections.abc import Iterator, Sequence
from itertools import product

import attrs

from agecare.visits.explain.alone import lags
from agecare.visits.explain.around import Around
from agecare.visits.explain.gaps import Gaps, Gives, freed, without_visit
from agecare.visits.explain.judge import Touched
from agecare.visits.explain.lines import Item, Line, drawn_together, put, task_item, with_lines, without
from agecare.visits.explain.options import narrowed
from agecare.visits.explain.starts import Spans, first_start, last_start
from agecare.visits.problem import NONE, VisitProblem
from agecare.visits.schedule import Schedule

Starts = tuple[int, ...]


@attrs.frozen(eq=False)
class Place:
    """One way to serve a visit: its day, and a place of a line for each task."""

    visit: int
    day: int
    gaps: tuple[int, ...]
    lines: tuple[Line, ...]
    positions: tuple[int, ...]
    first: Starts
    last: Starts
    gives: tuple[Gives, ...]
    other: int
    """The visit that gives way, -1 = none."""

    @classmethod
    def of(cls, gaps: Gaps, visit: int, day: int, rows: Sequence[int], first: Starts, last: Starts) -> "Place":
        """From rows of `Gaps`."""
        others = [int(gaps.other[row]) for row in rows if gaps.other[row] >= 0]
        return cls(
            visit,
            day,
            tuple(rows),
            tuple(gaps.lines[gaps.line[row]] for row in rows),
            tuple(int(gaps.position[row]) for row in rows),
            first,
            last,
            tuple(Gives(int(gaps.gives[row])) for row in rows),
            others[0] if others else NONE,
        )

    @property
    def routes(self) -> tuple[int, ...]:
        """The route of each task."""
        return tuple(line.route for line in self.lines)


@attrs.frozen(eq=False)
class Trial:
    """A plan with the visit in it, and what it touches. Nobody has judged it yet."""

    place: Place
    starts: Starts
    lines: tuple[Line, ...]
    schedule: Schedule
    touched: Touched


def trial(around: Around, place: Place, starts: Starts, *, close: bool = False, breaks: bool = False) -> Trial | None:
    """The plan with the visit at these places and times; ``None`` when another visit would have to leave its windows.

    Parameters
    ----------
    close : bool
        Whether each route is also made as short as its order allows.
    breaks : bool
        Whether a break that would be missed is put in where there is time for it.
    """
    problem, schedule, other = around.problem, around.schedule, place.other
    lines = []
    for task, line, position, gives, start in zip(
        problem.tasks_of(place.visit), place.lines, place.positions, place.gives, starts, strict=True
    ):
        if gives is Gives.OTHER:
            line = without_visit(problem, line, other)
        elif gives in (Gives.LATER, Gives.EARLIER):
            line = freed(problem, line, other)
        made = put(problem, line, position, task_item(problem, task, place.day, start))
        if made is None:
            return None
        made = drawn_together(problem, made) if close else made
        lines.append(with_break(problem, made) if breaks else made)
    visits = [place.visit]
    if Gives.OTHER in place.gives:
        schedule = without(problem, schedule, other)
        visits.append(other)
    touched = Touched.by(problem, place.routes, visits)
    return Trial(place, starts, tuple(lines), with_lines(problem, schedule, place.visit, place.day, lines), touched)


def choices(problem: VisitProblem, place: Place, allowed: Sequence[Spans]) -> list[Starts]:
    """Starts worth trying: those that move the others least, and the published ones.

    Parameters
    ----------
    allowed : for each task, starts that are allowed on the day of the place.
    """
    spans = [narrowed(each, a, b) for each, a, b in zip(allowed, place.first, place.last, strict=True)]
    wishes = [_wishes(problem, place, role) for role in range(len(spans))]
    if len(spans) == 1:
        near = (nearest(spans[0], wish) for wish in wishes[0])
        return [(start,) for start in dict.fromkeys(near) if start is not None]
    return list(dict.fromkeys(_joint(problem, place.visit, spans, [each[0] for each in wishes])))


def _wishes(problem: VisitProblem, place: Place, role: int) -> list[int]:
    """Moments that a task would best begin at."""
    task = problem.tasks_of(place.visit)[role]
    line, position = place.lines[role], place.positions[role]
    here, route = int(problem.visit_place[place.visit, place.day]), line.route
    items = [item for item in line.items if place.gives[role] is not Gives.OTHER or not _is(problem, item, place.other)]
    minutes = int(problem.task_minutes[task])
    before = items[position - 1] if position else None
    after = items[position] if position < len(items) else None
    begins = int(problem.route_start[route]) if before is None else before.start + before.minutes
    origin = int(problem.route_start_place[route]) if before is None else before.place
    ends = int(problem.route_end[route]) if after is None else after.start
    target = int(problem.route_end_place[route]) if after is None else after.place
    soon = begins + problem.travel_minutes(route, origin, here)
    late = ends - problem.travel_minutes(route, here, target) - minutes
    found = [late, soon] if before is None and after is not None else [soon, late]
    if problem.visit_published_day[place.visit] == place.day:
        found.insert(0, int(problem.visit_published_start[place.visit]))
    return found


def _is(problem: VisitProblem, item: Item, visit: int) -> bool:
    return item.task >= 0 and int(problem.task_visit[item.task]) == visit


def _joint(problem: VisitProblem, visit: int, spans: Sequence[Spans], wishes: Sequence[int]) -> Iterator[Starts]:
    """Starts of both tasks within the lag: near the wish of each, the earliest, the latest."""
    low, high = lags(problem, visit)
    for (first1, last1), (first2, last2) in product(*spans):
        first = max(first1, first2 - high), max(first2, first1 + low)
        last = min(last1, last2 - low), min(last2, last1 + high)
        if first[0] > last[0] or first[1] > last[1]:
            continue
        for one in (min(max(wishes[0], first[0]), last[0]), first[0], last[0]):
            yield one, min(max(wishes[1], first[1], one + low), last[1], one + high)


def nearest(spans: Spans, moment: int) -> int | None:
    """The allowed start next to a moment.

    >>> nearest(((480, 540), (600, 700)), 590), nearest(((480, 540),), 300), nearest((), 300)
    (600, 480, None)
    """
    found = [start for start in (first_start(spans, moment), last_start(spans, moment)) if start is not None]
    return min(found, key=lambda start: abs(start - moment), default=None)


def with_break(problem: VisitProblem, line: Line) -> Line:
    """The line with its break put in on the way, where it would otherwise be missed and there is time for it."""
    route = line.route
    minutes = int(problem.route_break_minutes[route])
    if not minutes or not line.items or not problem.weights.missed_break or not _misses_break(problem, line):
        return line
    spans = ((int(problem.route_break_earliest[route]), int(problem.route_break_latest[route])),)
    found: list[tuple[int, Line]] = []
    for position in range(0 if problem.break_on_route else 1, len(line.items) + 1):
        neighbour = line.items[min(position, len(line.items) - 1)]
        before = line.items[position - 1] if position else None
        clock = int(problem.route_start[route]) if before is None else before.start + before.minutes
        origin = int(problem.route_start_place[route]) if before is None else before.place
        start = nearest(spans, clock + problem.travel_minutes(route, origin, neighbour.place))
        assert start is not None
        made = put(problem, line, position, Item(NONE, neighbour.place, minutes, start, spans))
        if made is not None and within_shift(problem, made):
            found.append((span_of(problem, made)[1] - span_of(problem, made)[0], made))
    return min(found, key=lambda each: each[0])[1] if found else line


def _misses_break(problem: VisitProblem, line: Line) -> bool:
    if any(item.task < 0 for item in line.items):
        return False
    if problem.break_on_route:
        return True
    departure, back = span_of(problem, line)
    before = departure >= problem.route_break_earliest[line.route] + problem.route_break_minutes[line.route]
    return not (before or back <= problem.route_break_latest[line.route])


def within_shift(problem: VisitProblem, line: Line) -> bool:
    """Whether the worker leaves and is back within the shift."""
    departure, back = span_of(problem, line)
    return bool(departure >= problem.route_start[line.route] and back <= problem.route_latest[line.route])


def span_of(problem: VisitProblem, line: Line) -> tuple[int, int]:
    """When the worker of a line leaves and is back."""
    first, last, route = line.items[0], line.items[-1], line.route
    leave = first.start - problem.travel_minutes(route, int(problem.route_start_place[route]), first.place)
    back = problem.travel_minutes(route, last.place, int(problem.route_end_place[route]))
    return leave, last.start + last.minutes + back
