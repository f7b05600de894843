"""All the ways in which a plan could take in one visit more, each with a place for every task of it."""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from agecare.visits.explain.alone import NO_WAY, lags
from agecare.visits.explain.around import Around
from agecare.visits.explain.gaps import Gaps, Gives
from agecare.visits.explain.starts import LATE, Spans, StartTable
from agecare.visits.problem import Flags, Ints, Longs, VisitProblem
from agecare.visits.schedule import Schedule

MOST_PLAIN = 300
"""Places of each role of a two-worker visit that are paired on one day."""
MOST_GIVING = 40
"""The same where something gives way: the cheapest of them."""


@attrs.frozen
class Tie:
    """What the visits that a visit is tied to leave it: a day, and starts of each task."""

    other: int
    day: int
    first: tuple[int, ...]
    last: tuple[int, ...]


def ties_of(problem: VisitProblem, schedule: Schedule, visit: int) -> list[Tie]:
    """The ties of a visit to visits that the plan serves: the one it comes after, those that come after it."""
    minutes = [int(problem.task_minutes[task]) for task in problem.tasks_of(visit)]
    found = []
    before = int(problem.visit_after[visit])
    if before >= 0 and schedule.served(before):
        end = max(int(schedule.task_start[t] + problem.task_minutes[t]) for t in problem.tasks_of(before))
        low, high = (end + int(gap[visit]) for gap in (problem.visit_gap_min, problem.visit_gap_max))
        last = (high,) + ((high if problem.visit_coupling[visit] == 3 else LATE),) * (len(minutes) - 1)
        found.append(Tie(before, int(schedule.visit_day[before]), (low,) * len(minutes), last))
    for other in np.flatnonzero(problem.visit_after == visit).tolist():
        if schedule.served(other):
            begins = min(int(schedule.task_start[t]) for t in problem.tasks_of(other))
            low, high = begins - int(problem.visit_gap_max[other]), begins - int(problem.visit_gap_min[other])
            longest = minutes.index(max(minutes))
            first = tuple(low - m if role == longest else -LATE for role, m in enumerate(minutes))
            found.append(Tie(other, int(schedule.visit_day[other]), first, tuple(high - m for m in minutes)))
    return found


@attrs.frozen(eq=False)
class Options:
    """Ways to serve a visit of ``k`` tasks: arrays of ``n``.

    Attributes
    ----------
    gap : (n, k) a place for each task, indices into `Gaps`.
    day : (n,)
    first, last : (n, k) starts that the places, the lag and the ties leave; windows and locks left aside.
    more : (n, k) minutes of work and way that come on top of what the route has.
    rough : (n,) what the way and the choice of workers cost.
    """

    gap: Ints
    day: Ints
    first: Ints
    last: Ints
    more: Ints
    rough: Longs

    def only(self, rows: Flags | Ints) -> "Options":
        """Some of them."""
        return Options(*(each[rows] for each in attrs.astuple(self, recurse=False)))


def options(around: Around, gaps: Gaps, visit: int, ties: Sequence[Tie] = ()) -> Options:
    """Every way to serve a visit that leaves time enough at its places."""
    tasks = around.problem.tasks_of(visit)
    parts = [part_options(around, gaps, visit, role, ties) for role in range(len(tasks))]
    if len(parts) == 1:
        return parts[0]
    return _paired(around, gaps, visit, parts)


def part_options(around: Around, gaps: Gaps, visit: int, role: int, ties: Sequence[Tie]) -> Options:
    """Ways to serve one task of a visit."""
    problem, route = around.problem, gaps.route
    task = problem.tasks_of(visit)[role]
    day, profile = problem.route_day[route], problem.route_profile[route]
    place = problem.visit_place[visit, day]
    known = np.maximum(place, 0)
    there = np.minimum(problem.travel[profile, gaps.origin, known], NO_WAY)
    onward = np.minimum(problem.travel[profile, known, gaps.target], NO_WAY)
    first = gaps.ready + there
    last = gaps.due - onward - problem.task_minutes[task]
    for tie in ties:
        np.maximum(first, tie.first[role], out=first)
        np.minimum(last, tie.last[role], out=last)
    rows = np.flatnonzero((place >= 0) & (first <= last)).astype(np.int32)
    now = np.where(gaps.idle, 0, problem.travel[profile, gaps.origin, gaps.target])
    more = (there + onward - now)[rows]
    rough = more.astype(np.int64) * problem.weights.travel
    rough += _wishes(around, visit, task)[problem.route_worker[route[rows]]]
    more = (more + problem.task_minutes[task]).astype(np.int32)
    return Options(rows[:, None], day[rows], first[rows][:, None], last[rows][:, None], more[:, None], rough)


def _wishes(around: Around, visit: int, task: int) -> Longs:
    """(W,) what it costs that this worker comes: continuity, the usual and the preferred ones."""
    problem, weights = around.problem, around.problem.weights
    client = int(problem.visit_client[visit])
    cost: Longs = weights.preferred_worker * (~problem.client_prefers[client]).astype(np.int64)
    usual = int(problem.client_usual[client])
    if usual >= 0 and problem.eligible[task, usual]:
        cost += weights.usual_worker
        cost[usual] -= weights.usual_worker
    routes = around.schedule.task_route[problem.visit_client[problem.task_visit] == client]
    seen = np.unique(problem.route_worker[routes[routes >= 0]])
    if len(seen):
        cost += weights.continuity
        cost[seen] -= weights.continuity
    return cost


def _paired(around: Around, gaps: Gaps, visit: int, parts: Sequence[Options]) -> Options:
    """Two places each, of two workers, whose times go together; at one of them something may give way."""
    problem = around.problem
    low, high = lags(problem, visit)
    found: list[Options] = []
    simple = [plain(problem, gaps, task, part) for task, part in zip(problem.tasks_of(visit), parts, strict=True)]
    for day in range(problem.days):
        likely: list[tuple[Ints, Ints]] = []
        for part, nothing_gives in zip(parts, simple, strict=True):
            here = part.day == day
            cheap = np.argsort(part.rough, kind="stable").astype(np.int32)
            likely.append(
                (cheap[(here & nothing_gives)[cheap]][:MOST_PLAIN], cheap[(here & ~nothing_gives)[cheap]][:MOST_GIVING])
            )
        (one, one_gives), (two, two_gives) = likely
        for rows in ((one, two), (one[:MOST_GIVING], two_gives), (one_gives, two[:MOST_GIVING])):
            found.append(_joined(problem, gaps, parts, rows, low, high))
    columns = zip(*(attrs.astuple(each, recurse=False) for each in found), strict=True)
    return Options(*(np.concatenate(column) for column in columns))


def plain(problem: VisitProblem, gaps: Gaps, task: int, part: Options) -> Flags:
    """(n,) nothing gives way, and the worker may do the task."""
    rows = part.gap[:, 0]
    able = problem.eligible[task, problem.route_worker[gaps.route[rows]]]
    found: Flags = able & (gaps.gives[rows] == Gives.NOTHING)
    return found


def _joined(
    problem: VisitProblem, gaps: Gaps, parts: Sequence[Options], rows: tuple[Ints, Ints], low: int, high: int
) -> Options:
    one, two = (part.only(chosen) for part, chosen in zip(parts, rows, strict=True))
    worker = problem.route_worker[gaps.route]
    apart = worker[one.gap] != worker[two.gap].T
    near = (two.first.T - one.last <= high) & (two.last.T - one.first >= low)
    i, j = np.nonzero(apart & near)
    first = np.hstack([np.maximum(one.first[i], two.first[j] - high), np.maximum(two.first[j], one.first[i] + low)])
    last = np.hstack([np.minimum(one.last[i], two.last[j] - low), np.minimum(two.last[j], one.last[i] + high)])
    gap = np.hstack([one.gap[i], two.gap[j]])
    more = np.hstack([one.more[i], two.more[j]])
    return Options(gap, one.day[i], first, last, more, one.rough[i] + two.rough[j])


def in_windows(problem: VisitProblem, visit: int, found: Options, tables: Sequence[StartTable]) -> Flags:
    """(n,) whether windows, locks and the lag leave a start (of each task) at these places."""
    fits = np.zeros(len(found.day), dtype=np.bool_)
    spans = [
        [(np.maximum(found.first[:, role], first), np.minimum(found.last[:, role], last)) for first, last in columns]
        for role, columns in enumerate(_columns(tables, found.day))
    ]
    if len(spans) == 1:
        for first, last in spans[0]:
            fits |= first <= last
        return fits
    low, high = lags(problem, visit)
    for first1, last1 in spans[0]:
        for first2, last2 in spans[1]:
            fits |= (first1 <= last1) & (first2 <= last2) & (first2 - last1 <= high) & (last2 - first1 >= low)
    return fits


def _columns(tables: Sequence[StartTable], day: Ints) -> Iterator[list[tuple[Ints, Ints]]]:
    for table in tables:
        yield [(table.first[day, k], table.last[day, k]) for k in range(table.first.shape[1])]


def narrowed(spans: Spans, first: int, last: int) -> Spans:
    """The part of some intervals that lies in another.

    >>> narrowed(((480, 540), (600, 700)), 500, 650)
    ((500, 540), (600, 650))
    """
    return tuple((max(a, first), min(b, last)) for a, b in spans if max(a, first) <= min(b, last))
