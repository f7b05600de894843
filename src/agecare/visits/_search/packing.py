"""From a `VisitProblem` to the flat array of constants, and the state in which nobody is served."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agecare.visits._search import layout
from agecare.visits.legs import Legs, Minutes, nearest
from agecare.visits.problem import NONE, Ints, VisitProblem

Longs = NDArray[np.int64]

MOST_CANDIDATES = 24
"""Workers kept as the likeliest for one task."""
MOST_NEAR = 100
"""Neighbours kept of one visit."""
TASKS_AT_ONCE = 256
"""Tasks whose workers are looked for together: few enough for the processor's cache."""
MOST_PLACES = 128
"""Places around a visit among which its neighbours are looked for."""


def construction_order(problem: VisitProblem) -> Longs:
    """Dearest first, then two-worker visits, then those that few can do; a visit follows the one it is after."""
    few = np.array([problem.eligible[t].sum() for t in problem.task_first[:-1]], dtype=np.int64)
    doubles = np.diff(problem.task_first)
    early, late = _daily_span(problem)
    # where lateness is allowed, whoever is put in late pushes all others: by time then, else the hardest first
    soft = problem.visit_soft_end
    order = sorted(
        range(len(problem.visit_ids)),
        key=lambda v: (
            -problem.visit_penalty[v], early[v] + late[v] if soft[v] else 0, -doubles[v], few[v], v
        ),
    )  # fmt: skip
    place = {visit: index for index, visit in enumerate(order)}

    def depth(visit: int) -> int:
        before = int(problem.visit_after[visit])
        return 0 if before < 0 else 1 + depth(before)

    def root(visit: int) -> int:
        before = int(problem.visit_after[visit])
        return visit if before < 0 else root(before)

    order.sort(key=lambda v: (place[root(v)], depth(v)))
    return np.array(order, dtype=np.int64)


def tables_of(problem: VisitProblem, suggested_day: Ints, suggested_worker: Ints) -> Longs:
    """The constant array G: a header, then one table after the other."""
    V, T, R = len(problem.visit_ids), len(problem.task_visit), len(problem.route_worker)
    W, C, D, A = (len(problem.worker_ids), len(problem.client_ids), problem.days, len(problem.area_ids))
    weeks = int(problem.day_week.max()) + 1
    follower, sibling = (np.full(V, NONE, dtype=np.int32), np.full(V, NONE, dtype=np.int32))
    for later in np.flatnonzero(problem.visit_after >= 0)[::-1]:
        earlier = problem.visit_after[later]
        sibling[later], follower[earlier] = follower[earlier], later
    series_first, series_end = _runs(problem.visit_request)
    area = problem.client_area[problem.visit_client]
    visit = np.stack(
        [
            problem.visit_client, problem.visit_penalty, problem.visit_coupling, problem.visit_lag_min,
            problem.visit_lag_max, problem.visit_after, follower, sibling, problem.visit_gap_min, problem.visit_gap_max,
            problem.visit_soft_end, problem.visit_spacing, problem.task_first[:-1], np.diff(problem.task_first),
            area, problem.visit_published_day, problem.visit_published_start, problem.visit_locked_start,
            series_first, series_end, suggested_day,
        ],
        axis=1,
    ) if V else np.zeros((0, layout.VISIT_COLUMNS))  # fmt: skip
    # tasks whose starts depend on each other are timed as one unit, which the first of them stands for
    tied = np.isin(problem.visit_coupling, (1, 2))[problem.task_visit] if T else np.zeros(0, dtype=np.bool_)
    unit = np.where(tied, problem.task_first[:-1][problem.task_visit], np.arange(T)) if T else np.zeros(0)
    task = np.stack([problem.task_published_worker, suggested_worker, unit], axis=1)
    route = np.stack(
        [
            problem.route_worker, problem.route_day, problem.route_start, problem.route_end, problem.route_latest,
            problem.route_start_place, problem.route_end_place, problem.route_profile,
            problem.route_break_minutes, problem.route_break_earliest, problem.route_break_latest,
        ],
        axis=1,
    )  # fmt: skip
    worker = np.stack([problem.worker_daily_minutes, problem.worker_weekly_minutes, problem.worker_capacity], axis=1)
    client_tasks = np.argsort(problem.visit_client[problem.task_visit], kind="stable")
    counts = np.bincount(problem.visit_client[problem.task_visit], minlength=C)
    ends = np.cumsum(counts)
    client = np.stack([ends - counts, ends, problem.client_usual], axis=1)
    route_at = np.zeros((W * D, 2), dtype=np.int64)
    for r in range(R - 1, -1, -1):
        slot = int(problem.route_worker[r]) * D + int(problem.route_day[r])
        route_at[slot] = r, route_at[slot, 1] + 1
    weights = problem.weights
    priced = [
        1, weights.lateness, weights.overtime, weights.travel, weights.waiting, weights.missed_break,
        weights.preferred_worker, weights.continuity, weights.usual_worker, weights.fair_workload,
        weights.fair_areas, weights.change, weights.largest_lateness, weights.largest_idle,
    ]  # fmt: skip
    days = _visit_days(problem)
    candidates = _candidates(problem, suggested_worker)
    near = _near(problem)
    tables: Sequence[tuple[int, Any]] = (
        (layout.G_VISIT, visit),
        (layout.G_TASK, task),
        (layout.G_ROUTE, route),
        (layout.G_WORKER, worker),
        (layout.G_VISIT_DAY, days),
        (layout.G_WINDOW, np.stack([problem.window_start, problem.window_end], axis=1)),
        (layout.G_ROUTE_AT, route_at),
        (layout.G_CANDIDATE, candidates),
        (layout.G_NEAR, near),
        (layout.G_CLIENT, client),
        (layout.G_CLIENT_TASK, client_tasks),
        (layout.G_PREFERS, problem.client_prefers),
        (layout.G_AREA, np.maximum(1, np.bincount(area, minlength=A))),
        (layout.G_WEEK, problem.day_week),
        (layout.G_WEIGHT, np.array(priced)),
    )
    header = np.zeros(layout.HEADER, dtype=np.int64)
    limited = np.minimum(problem.worker_daily_minutes, problem.worker_weekly_minutes) < layout.NEVER // 2
    header[: layout.MEASURED + 1] = [
        V, T, R, W, C, D, A, weeks, int(problem.worker_capacity.sum()), problem.window_at_start,
        problem.fair_percent, problem.change_minutes, candidates.shape[1], near.shape[1], problem.break_on_route,
        not problem.visit_soft_end.all() or (problem.visit_locked_start >= 0).any()
        or (problem.route_latest < layout.NEVER // 2).any(),
        limited.any() or (weights.fair_workload > 0 and problem.worker_capacity.any()),
        problem.visit_soft_end.any(), (days[days[:, layout.ALLOWED] > 0, layout.PLAIN_FROM] >= 0).all(),
        _symmetric(problem.travel),
        len(problem.places.ids), len(problem.travel),
        problem.travel.measured.shape[1] if isinstance(problem.travel, Legs) else -1,
    ]  # fmt: skip
    at = layout.HEADER
    parts = []
    for name, table in tables:
        header[name] = at
        flat = np.asarray(table, dtype=np.int64).ravel()
        parts.append(flat)
        at += len(flat)
    at = (T + 2 * R) * layout.NODE
    sections = (
        (layout.S_VISIT, V * layout.VISIT_STATE),
        (layout.S_ROUTE, R * layout.ROUTE_STATE),
        (layout.S_WORKER, W),
        (layout.S_WEEK, W * weeks),
        (layout.S_AREA, A),
        (layout.S_TOTAL, layout.TOTALS),
    )
    for name, size in sections:
        header[name] = at
        at += size
    header[layout.STATE_SIZE] = at
    header[layout.LISTS] = 3 + 2 * T + 2 * R + W
    return np.concatenate([header, *parts])


def _symmetric(travel: Minutes | Legs) -> bool:
    """Whether every way takes as long as the way back, as far as is known without looking at a large table."""
    if isinstance(travel, Legs):
        return not travel.measured.size
    return all(np.array_equal(table, table.T) for table in travel)


def _runs(values: Ints) -> tuple[Ints, Ints]:
    """First and end of the run of equal values around each position."""
    new = np.concatenate([np.ones(min(1, len(values)), np.bool_), values[1:] != values[:-1]])
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(values))[: len(starts)]
    lengths = ends - starts
    return np.repeat(starts, lengths).astype(np.int32), np.repeat(ends, lengths).astype(np.int32)


def _visit_days(problem: VisitProblem) -> Ints:
    """Per visit and day: allowed, place, windows, and the last start that makes sense there."""
    V, D = len(problem.visit_ids), problem.days
    rows = np.zeros((V * D, layout.VISIT_DAY_COLUMNS), dtype=np.int32)
    rows[:, layout.ALLOWED] = problem.visit_days.ravel()
    rows[:, layout.DAY_PLACE] = problem.visit_place.ravel()
    rows[:, layout.WINDOW_FIRST] = problem.window_first[:-1]
    rows[:, layout.WINDOW_LAST] = problem.window_first[1:]
    rows[:, layout.LAST_START] = layout.NEVER
    rows[:, layout.RELEASE] = _releases(problem).ravel()
    some = problem.window_first[1:] > problem.window_first[:-1]
    rows[some, layout.LAST_START] = problem.window_end[problem.window_first[1:][some] - 1]
    longest, shortest = _durations(problem)
    one = problem.window_first[1:] - problem.window_first[:-1] == 1
    one &= np.repeat((problem.visit_locked_start < 0) & (problem.window_at_start | (longest == shortest)), D)
    only = problem.window_first[:-1][one]
    rows[:, layout.PLAIN_FROM] = NONE
    rows[one, layout.PLAIN_FROM] = np.maximum(problem.window_start[only], rows[one, layout.RELEASE])
    lasts = 0 if problem.window_at_start else np.repeat(longest, D)[one]
    rows[one, layout.DUE] = problem.window_end[only] - lasts
    return rows


def _durations(problem: VisitProblem) -> tuple[Ints, Ints]:
    """(V,), (V,): minutes of the longest and of the shortest task of each visit."""
    if not len(problem.visit_ids):
        return problem.task_minutes, problem.task_minutes
    first = problem.task_first[:-1]
    return np.maximum.reduceat(problem.task_minutes, first), np.minimum.reduceat(problem.task_minutes, first)


def _releases(problem: VisitProblem) -> Ints:
    """(V, D): before this minute the search starts no visit, though the rules would let it.

    A visit that was published is not moved to much earlier on its day, and a visit that another one must follow soon
    does not begin long before that one can.
    """
    V, D = len(problem.visit_ids), problem.days
    release = np.zeros((V, D), dtype=np.int32)
    for visit in map(int, np.flatnonzero(problem.visit_published_day >= 0)):
        day, told = (int(problem.visit_published_day[visit]), int(problem.visit_published_start[visit]))
        last = max(int(problem.task_minutes[task]) for task in problem.tasks_of(visit)) + told
        if any(start <= told and last <= end for start, end in problem.windows_of(visit, day)):
            release[visit, day] = max(0, told - problem.change_minutes)
    for later in map(int, np.flatnonzero(problem.visit_after >= 0)):
        earlier = int(problem.visit_after[later])
        longest = max(int(problem.task_minutes[task]) for task in problem.tasks_of(earlier))
        for day in map(int, np.flatnonzero(problem.visit_days[earlier] & problem.visit_days[later])):
            own, following = (problem.windows_of(earlier, day), problem.windows_of(later, day))
            if own and following:
                soon = following[0][0] - int(problem.visit_gap_max[later]) - longest
                if soon + longest <= own[-1][1]:
                    release[earlier, day] = max(release[earlier, day], soon)
    return release


def _candidates(problem: VisitProblem, suggested_worker: Ints) -> Longs:
    """(T, K) eligible workers of each task, the likeliest first: suggested, usual, wished for, then the nearest."""
    T, W = problem.eligible.shape
    wide = max(1, min(W, MOST_CANDIDATES))
    found = np.full((T, wide), NONE, dtype=np.int32)
    route = np.full(W, NONE, dtype=np.int64)
    backwards = np.arange(len(problem.route_worker))[::-1]
    route[problem.route_worker[backwards]] = backwards  # each worker's first one
    working = np.flatnonzero(route >= 0)
    first = problem.visit_days.argmax(axis=1)
    place = np.where(problem.visit_days.any(axis=1), problem.visit_place[np.arange(len(first)), first], NONE)
    for rows in (np.arange(start, min(T, start + TASKS_AT_ONCE)) for start in range(0, T, TASKS_AT_ONCE)):
        visit = problem.task_visit[rows]
        client = problem.visit_client[visit]
        far = problem.travel[
            problem.route_profile[route[working]],
            problem.route_start_place[route[working]],
            np.maximum(place[visit], 0)[:, None],
        ].astype(np.int64)
        far += 30 * ~problem.client_prefers[client][:, working]
        known = (problem.client_usual[client], suggested_worker[rows], problem.task_published_worker[rows])
        for rank, worker in enumerate(known):
            far[worker[:, None] == working] = -1 - rank
        far[~problem.eligible[rows][:, working] | (place[visit] < 0)[:, None]] = layout.BIG
        order = np.argsort(far, axis=1, kind="stable")[:, :wide]
        able = np.take_along_axis(far, order, axis=1) < layout.BIG
        found[rows, : order.shape[1]] = np.where(able, working[order], NONE)
    return found


def _near(problem: VisitProblem) -> Ints:
    """(V, K) visits that could well stand next to a visit: near in travel, waiting and lateness; all days.

    Of the visits at the nearest places those are kept that need the least travel, a fifth of the wait, and lateness,
    in the better of the two orders; other visits of the same client come first.
    """
    V = len(problem.visit_ids)
    wide = max(1, min(V, MOST_NEAR))
    found = np.full((V, wide), NONE, dtype=np.int32)
    home = np.array([max((int(p) for p in row if p >= 0), default=0) for row in problem.visit_place], dtype=np.int64)
    early, late = _daily_span(problem)
    minutes = np.array(
        [max((int(problem.task_minutes[t]) for t in problem.tasks_of(v)), default=0) for v in range(V)], dtype=np.int64
    )
    by_place: dict[int, list[int]] = {}
    for visit, place in enumerate(home):
        by_place.setdefault(int(place), []).append(visit)
    used = np.array(sorted(by_place), dtype=np.int32)
    around = {
        int(place): np.array([other for at in closest.tolist() for other in by_place[at]], dtype=np.int64)
        for place, closest in zip(used, nearest(problem.travel, 0, used, MOST_PLACES + 1), strict=True)
    }
    for visit in range(V):
        others = around[int(home[visit])]
        others = others[others != visit]
        there = problem.travel[0, home[visit], home[others]].astype(np.int64)
        back = problem.travel[0, home[others], home[visit]].astype(np.int64)
        first = _beside(early[visit], late[visit], minutes[visit], there, early[others], late[others])
        then = _beside(early[others], late[others], minutes[others], back, early[visit], late[visit])
        apart = np.minimum(first, then)
        apart[problem.visit_client[others] == problem.visit_client[visit]] = -1
        others = others[np.argsort(apart, kind="stable")[:wide]]
        found[visit, : len(others)] = others
    return found


def _beside(early: Any, late: Any, minutes: Any, way: Any, next_early: Any, next_late: Any) -> Any:
    """How well a visit is followed by another: travel, a fifth of the least wait, and the least lateness."""
    wait = np.maximum(0, next_early - np.maximum(late, early) - minutes - way)
    lateness = np.maximum(0, early + minutes + way - next_late)
    return way + wait // 5 + lateness


def _daily_span(problem: VisitProblem) -> tuple[Longs, Longs]:
    """(V,), (V,): earliest and latest start of a visit over all its days."""
    V, D = len(problem.visit_ids), problem.days
    early, late = np.zeros(V, dtype=np.int64), np.full(V, layout.NEVER, dtype=np.int64)
    for visit in range(V):
        first, end = (problem.window_first[visit * D], problem.window_first[(visit + 1) * D])
        if end > first:
            lasts = 0 if problem.window_at_start else int(problem.task_minutes[problem.task_first[visit]])
            early[visit] = problem.window_start[first:end].min()
            late[visit] = problem.window_end[first:end].max() - lasts
    return early, late


def _kinds(problem: VisitProblem) -> Longs:
    """(V,) what the search has to look at besides a task's window and its worker's way there."""
    tied = np.isin(problem.visit_coupling, (1, 2)) | (problem.visit_after >= 0) | (problem.visit_published_day >= 0)
    tied[problem.visit_after[problem.visit_after >= 0]] = True
    return layout.SOFT_END * problem.visit_soft_end.astype(np.int64) + layout.TIED * tied


def blank(problem: VisitProblem, G: Longs) -> Longs:
    """The state in which nobody is served."""
    V, T, R = len(problem.visit_ids), len(problem.task_visit), len(problem.route_worker)
    S: Longs = np.zeros(int(G[layout.STATE_SIZE]), dtype=np.int64)
    nodes = S[: (T + 2 * R) * layout.NODE].reshape(-1, layout.NODE)
    nodes[:, layout.ROUTE] = NONE
    nodes[:, layout.BREAK_AT] = NONE
    nodes[:T, layout.VISIT] = problem.task_visit
    nodes[:T, layout.MINUTES] = problem.task_minutes
    nodes[:T, layout.KIND] = _kinds(problem)[problem.task_visit] if T else 0
    nodes[:, layout.LATEST] = nodes[:, layout.SAFE] = layout.NEVER
    routes = np.arange(R)
    head, tail = nodes[T : T + R], nodes[T + R :]
    head[:, layout.NEXT] = T + R + routes
    tail[:, layout.PREV] = T + routes
    head[:, layout.ROUTE] = tail[:, layout.ROUTE] = routes
    head[:, layout.START] = problem.route_start
    head[:, layout.PLACE] = problem.route_start_place
    tail[:, layout.PLACE] = problem.route_end_place
    tail[:, layout.LATEST] = problem.route_latest
    visits = S[int(G[layout.S_VISIT]) :][: V * layout.VISIT_STATE].reshape(-1, layout.VISIT_STATE)
    visits[:, layout.DAY] = NONE
    routes_state = S[int(G[layout.S_ROUTE]) :][: R * layout.ROUTE_STATE].reshape(-1, layout.ROUTE_STATE)
    routes_state[:, layout.PAUSE_FROM] = problem.route_break_earliest
    routes_state[:, layout.LAST_BREAK] = NONE
    routes_state[:, layout.IDLE] = problem.route_end - problem.route_start
    if problem.break_on_route:
        routes_state[:, layout.MISSED] = problem.route_break_minutes > 0
    published = problem.visit_published_day >= 0
    visits[:, layout.CHANGED] = published
    total = S[int(G[layout.S_TOTAL]) :]
    total[layout.T_MISSED] = routes_state[:, layout.MISSED].sum()
    total[layout.UNSERVED] = problem.visit_penalty.sum()
    total[layout.T_UNSERVED_COUNT] = V
    total[layout.T_CHANGES] = published.sum()
    area = problem.client_area[problem.visit_client]
    missed = np.bincount(area, minlength=len(problem.area_ids)).astype(np.int64)
    S[int(G[layout.S_AREA]) :][: len(missed)] = missed
    some = missed > 0
    total[layout.T_AREAS] = (100 * missed[some] ** 2 // missed[some]).sum()
    return S
