"""Every place between two stops of a plan, as arrays: what it would have to offer to one visit more.

A place is there as it is, and again for each one thing that could give way: the next or the last visit goes, or leaves
its own window, or the shift is longer.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum

import attrs
import numpy as np

from agecare.visits.explain.lines import Item, Line, earliest_starts, latest_starts
from agecare.visits.explain.starts import LATE
from agecare.visits.problem import NONE, Flags, Ints, VisitProblem

DAY = 1440


class Gives(IntEnum):
    """What gives way at a place."""

    NOTHING = 0
    """The place is there as the plan is."""
    OTHER = 1
    """Another visit leaves."""
    LATER = 2
    """The next visit begins later than its windows or its lock allow."""
    EARLIER = 3
    """The visit before begins earlier than its windows or its lock allow."""
    SHIFT_END = 4
    """The shift ends later."""
    SHIFT_START = 5
    """The shift begins earlier."""


@attrs.frozen(eq=False)
class Gaps:
    """Places of a plan, each an entry of (n,) arrays.

    Attributes
    ----------
    lines : the lines that ``line`` points to.
    position : how many items of the line are before the place.
    origin, ready : where one comes from, and when one can leave there at the earliest.
    target, due : where one goes to, and when one must be there at the latest.
    gives : a `Gives`; other : the visit that gives way, -1 = none.
    more : minutes that a visit or a shift gives way at most; of a visit that leaves, the work and way that are saved.
    idle : whether the route serves nobody yet.
    """

    lines: tuple[Line, ...]
    line: Ints
    position: Ints
    route: Ints
    origin: Ints
    ready: Ints
    target: Ints
    due: Ints
    gives: Ints
    other: Ints
    more: Ints
    idle: Flags


COLUMNS = ("line", "position", "route", "origin", "ready", "target", "due", "gives", "other", "more")
Row = tuple[int, int, int, int, int, int, int, int, int, int]


@attrs.frozen(eq=False)
class Block:
    """The places of one route: the lines, and a row of `COLUMNS` for each place."""

    lines: tuple[Line, ...]
    rows: Ints


def block_of(problem: VisitProblem, line: Line, tied: Flags, longest: tuple[Ints, Ints] | None = None) -> Block:
    """All places of a line; with a break recorded, also those without it.

    Parameters
    ----------
    tied : (V,) visits that do not move.
    longest : (R,) earliest start and latest return of longer shifts; with them, the places where something gives way
        are added.
    """
    lines = tuple(_variants(line))
    longer = None if longest is None else (int(longest[0][line.route]), int(longest[1][line.route]))
    rows = [row for index, variant in enumerate(lines) for row in _rows(problem, variant, index, tied, longer)]
    return Block(lines, np.array(rows, dtype=np.int32).reshape(len(rows), len(COLUMNS)))


def gaps_of(blocks: Sequence[Block]) -> Gaps:
    """The places of all these routes."""
    lines = tuple(line for block in blocks for line in block.lines)
    empty = np.zeros((0, len(COLUMNS)), dtype=np.int32)
    rows = np.concatenate([empty, *(block.rows for block in blocks)])
    before = np.cumsum([0, *(len(block.lines) for block in blocks)])[:-1]
    rows[:, 0] += np.repeat(before, [len(block.rows) for block in blocks]).astype(np.int32)
    columns = np.ascontiguousarray(rows.T)
    idle = np.array([not line.items for line in lines], dtype=np.bool_)
    return Gaps(lines=lines, idle=idle[columns[0]], **dict(zip(COLUMNS, columns, strict=True)))


def _variants(line: Line) -> Iterator[Line]:
    yield line
    items = tuple(item for item in line.items if item.task >= 0)
    if len(items) < len(line.items):
        yield Line(line.route, items)


def longest_shifts(problem: VisitProblem) -> tuple[Ints, Ints]:
    """(R,) earliest start and latest return of each shift if it were longer: not into the worker's other shifts."""
    start, latest = np.zeros_like(problem.route_start), np.full_like(problem.route_latest, DAY)
    key = problem.route_worker.astype(np.int64) * problem.days + problem.route_day
    order = np.lexsort((problem.route_start, key))
    for one, two in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
        if key[one] == key[two]:
            latest[one] = problem.route_start[two]
            start[two] = problem.route_latest[one]
    return np.minimum(start, problem.route_start), np.maximum(latest, problem.route_latest)


def _rows(problem: VisitProblem, line: Line, index: int, tied: Flags, longer: tuple[int, int] | None) -> Iterator[Row]:
    route, items = line.route, line.items
    begin, end_of_shift = int(problem.route_start[route]), int(problem.route_latest[route])
    earliest, latest = earliest_starts(problem, line, begin), latest_starts(problem, line, end_of_shift)
    places = [int(problem.route_start_place[route]), *(i.place for i in items), int(problem.route_end_place[route])]
    ready, due = [begin, *ends(earliest, items)], [*latest, end_of_shift]

    def row(at: int, origin: int, moment: int, target: int, end: int, gives: Gives, other: int, more: int) -> Row:
        return index, at, route, origin, moment, target, end, gives, other, more

    for at in range(len(items) + 1):
        yield row(at, places[at], ready[at], places[at + 1], due[at], Gives.NOTHING, NONE, 0)
    if longer is None:
        return
    before, after = longer
    for at, item in enumerate(items):
        if not _free(problem, item, tied):
            continue
        visit = int(problem.task_visit[item.task])
        if not _locked(problem, item.task):
            saved = _detour(problem, route, *places[at : at + 3]) + item.minutes
            yield row(at, places[at], ready[at], places[at + 2], due[at + 1], Gives.OTHER, visit, saved)
        arrival = ready[at] + problem.travel_minutes(route, places[at], item.place)
        leave = due[at + 1] - problem.travel_minutes(route, item.place, places[at + 2]) - item.minutes
        if leave > latest[at]:
            more = leave - latest[at]
            yield row(at, places[at], ready[at], item.place, leave, Gives.LATER, visit, more)
        if arrival < earliest[at]:
            sooner, more = arrival + item.minutes, earliest[at] - arrival
            yield row(at + 1, item.place, sooner, places[at + 2], due[at + 1], Gives.EARLIER, visit, more)
    if after > due[-1]:
        for at, end in enumerate([*latest_starts(problem, line, after), after]):
            if end > due[at]:
                yield row(at, places[at], ready[at], places[at + 1], end, Gives.SHIFT_END, NONE, end - due[at])
    if before < ready[0]:
        for at, moment in enumerate([before, *ends(earliest_starts(problem, line, before), items)]):
            if moment < ready[at]:
                more = ready[at] - moment
                yield row(at, places[at], moment, places[at + 1], due[at], Gives.SHIFT_START, NONE, more)


def ends(starts: Sequence[int], items: Sequence[Item]) -> list[int]:
    """When each item ends that begins then."""
    return [start + item.minutes for start, item in zip(starts, items, strict=True)]


def _detour(problem: VisitProblem, route: int, origin: int, place: int, target: int) -> int:
    there, onward = problem.travel_minutes(route, origin, place), problem.travel_minutes(route, place, target)
    return there + onward - problem.travel_minutes(route, origin, target)


def _free(problem: VisitProblem, item: Item, tied: Flags) -> bool:
    """Whether the item is a visit of one worker that nothing ties, and whose time nobody has fixed."""
    if item.task < 0:
        return False
    visit = int(problem.task_visit[item.task])
    return not tied[visit] and len(problem.tasks_of(visit)) == 1 and problem.visit_locked_start[visit] < 0


def _locked(problem: VisitProblem, task: int) -> bool:
    """Whether the task has its day or its worker fixed."""
    return bool(problem.visit_locked_day[problem.task_visit[task]] >= 0 or problem.task_locked_worker[task] != NONE)


def freed(problem: VisitProblem, line: Line, visit: int) -> Line:
    """The line with a visit that may begin whenever it must."""

    def loose(item: Item) -> Item:
        mine = item.task >= 0 and problem.task_visit[item.task] == visit
        return attrs.evolve(item, spans=((-LATE, LATE),)) if mine else item

    return attrs.evolve(line, items=tuple(map(loose, line.items)))


def without_visit(problem: VisitProblem, line: Line, visit: int) -> Line:
    """The line without a visit."""
    items = (item for item in line.items if item.task < 0 or problem.task_visit[item.task] != visit)
    return attrs.evolve(line, items=tuple(items))
