"""From a `VisitProblem` to the flat arrays of the kernels, and back to a `Schedule`."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits._search import anneal, layout
from agecare.visits._search.beginning import believable, order_of
from agecare.visits._search.moves import RANK_STEP, day_is_open, insert
from agecare.visits._search.timing import depart_late, price
from agecare.visits.checks import violations
from agecare.visits.problem import NONE, Flags, Ints, VisitProblem
from agecare.visits.schedule import Schedule

Longs = NDArray[np.int64]

MOST_CANDIDATES = 24
"""Workers tried for one task."""
MOST_NEAR = 32
"""Neighbours kept of one visit."""
HOT, COLD = 8.0, 0.1
"""First and last temperature, in units of what a served visit costs on average."""


@attrs.frozen
class Limits:
    """When to stop: seconds, moves, or a question asked every fraction of a second."""

    seconds: float | None
    moves: int | None
    should_stop: Callable[[], bool]


@attrs.frozen(eq=False)
class Found:
    """The best plan of one run."""

    schedule: Schedule
    price: int
    moves: int
    stopped_by: str


@attrs.frozen(eq=False)
class Packed:
    """A problem as the kernels read it; shared by searches side by side."""

    problem: VisitProblem
    G: Ints
    travel: Ints
    eligible: Flags
    order: Longs
    """The order of construction."""


def pack(problem: VisitProblem, suggested_day: Ints | None = None, suggested_worker: Ints | None = None) -> Packed:
    """Pack a problem, with the allocation's suggestions where there are any (-1 = none)."""
    day = np.full(len(problem.visit_ids), NONE, np.int32) if suggested_day is None else suggested_day
    worker = np.full(len(problem.task_visit), NONE, np.int32) if suggested_worker is None else suggested_worker
    # plain writable copies: a read-only array is another type to the compiler
    travel, eligible = np.array(problem.travel, order="C"), np.array(problem.eligible, order="C")
    return Packed(problem, _pack(problem, day, worker), travel, eligible, _construction_order(problem))


def compile_kernels() -> None:
    """Call every kernel once on a world without visits, so that it is compiled or read from the cache."""
    G = np.zeros(layout.HEADER + layout.TOTALS, dtype=np.int32)
    G[layout.G_WEIGHT] = layout.HEADER
    S, J, Q = np.zeros(64, np.int64), np.zeros((64, 2), np.int64), np.zeros(64, np.int64)
    rng, nothing = np.ones(1, np.uint64), np.zeros(0, np.int64)
    travel, eligible = np.zeros((1, 1, 1), np.int32), np.zeros((1, 1), np.bool_)
    anneal.construct(G, S, J, Q, rng, travel, eligible, nothing)
    anneal.anneal(G, S, J, Q, rng, travel, eligible, nothing, 0, 0, 1.0, 1.0)
    anneal.load(G, S, J, Q, travel, eligible, nothing)
    anneal.save(G, S, nothing)
    depart_late(G, S)


class Search:
    """One search: its arrays, its random numbers and its best plan. Not shared between threads."""

    def __init__(self, packed: Packed, seed: int) -> None:
        problem = packed.problem
        self.problem, self.G, self.travel, self.eligible = problem, packed.G, packed.travel, packed.eligible
        V, T, R = len(problem.visit_ids), len(problem.task_visit), len(problem.route_worker)
        self.S = _blank(problem, self.G)
        room = max(1 << 18, 60 * (T + 2 * R))
        self.J: Longs = np.zeros((room, 2), dtype=np.int64)
        self.Q: Longs = np.zeros(8 + 2 * V + 2 * R, dtype=np.int64)
        mixed = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) % (1 << 64)
        self.rng = np.array([mixed or 1], dtype=np.uint64)
        self.best: Longs = np.full(2 * V + 2 * T, NONE, dtype=np.int64)
        self.best_price = int(price(self.G, self.S))
        self._order = packed.order

    @property
    def unserved(self) -> int:
        """Visits that the best plan leaves out."""
        return int((self.best[: len(self.problem.visit_ids)] < 0).sum())

    def begin(self, start: Schedule | None = None) -> None:
        """Build the first plan: from a given one as far as it can be kept, then by construction."""
        if start is not None:
            self._copy(start)
        anneal.construct(self.G, self.S, self.J, self.Q, self.rng, self.travel, self.eligible, self._order)
        self.best_price = int(price(self.G, self.S))
        anneal.save(self.G, self.S, self.best)

    def _copy(self, plan: Schedule) -> None:
        """Take a given plan over: a valid one whole, of another one what can be timed, visit after visit."""
        visits = believable(self.problem, plan)
        order = None if violations(self.problem, plan) else order_of(self.problem, plan, visits)
        if order is not None and self._load(plan, order):
            return
        T, R = len(self.problem.task_visit), len(self.problem.route_worker)
        for visit in visits:
            first, day = int(self.problem.task_first[visit]), int(plan.visit_day[visit])
            if not day_is_open(self.G, self.S, visit, day):
                continue
            ends = []
            for route in plan.task_route[list(self.problem.tasks_of(visit))]:
                ends += [int(route), int(self.S[(T + R + route) * layout.NODE + layout.PREV])]
            self.J[0, 0] = 0
            insert(
                self.G, self.S, self.J, self.Q, self.travel, self.eligible,
                visit, day, int(plan.task_start[first]), *[*ends, -1, -1][:4],
            )  # fmt: skip

    def _load(self, plan: Schedule, order: Longs) -> bool:
        """Build a whole plan in a given order of its visits; on failure nothing is served."""
        V = len(self.problem.visit_ids)
        rank = np.arange(V, dtype=np.int64)
        rank[order] = (np.arange(len(order)) + 1) * (RANK_STEP >> 4)
        saved = np.concatenate([plan.visit_day, rank, plan.task_route, plan.task_start]).astype(np.int64)
        good = bool(anneal.load(self.G, self.S, self.J, self.Q, self.travel, self.eligible, saved))
        if not good:
            self.S = _blank(self.problem, self.G)
        return good

    def run(self, limits: Limits, on_progress: Callable[[float, int, int], None] | None = None) -> Found:
        """Anneal until a limit is reached and return the best plan."""
        hot, cold = self._temperatures()
        begun = time.perf_counter()
        done, chunk, stopped_by = 0, 200, "work"
        if not len(self.problem.visit_ids):
            return Found(self.schedule(), self.best_price, 0, stopped_by)
        while True:
            spent = time.perf_counter() - begun
            if limits.should_stop():
                stopped_by = "signal"
                break
            if limits.seconds is not None and spent >= limits.seconds:
                stopped_by = "time"
                break
            if limits.moves is not None and done >= limits.moves:
                break
            share = 0.0 if limits.seconds is None else spent / limits.seconds
            step = chunk
            if limits.moves is not None:
                share = max(share, done / limits.moves)
                step = min(500, limits.moves - done)
            heat = hot * (cold / hot) ** min(1.0, share)
            self.best_price = int(
                anneal.anneal(
                    self.G, self.S, self.J, self.Q, self.rng, self.travel, self.eligible,
                    self.best, self.best_price, step, heat, heat,
                )
            )  # fmt: skip
            done += step
            if on_progress is not None:
                on_progress(time.perf_counter() - begun, self.best_price, self.unserved)
            if limits.moves is None:
                took = time.perf_counter() - begun - spent
                chunk = int(min(20_000, max(20, chunk * min(2.0, 0.1 / max(took, 1e-4)))))
        self._fill()
        return Found(self.schedule(), self.best_price, done, stopped_by)

    def _fill(self) -> None:
        """A last try to put in what the best plan leaves out."""
        self.S = _blank(self.problem, self.G)
        anneal.load(self.G, self.S, self.J, self.Q, self.travel, self.eligible, self.best)
        anneal.construct(self.G, self.S, self.J, self.Q, self.rng, self.travel, self.eligible, self._order)
        found = int(price(self.G, self.S))
        if found < self.best_price:
            self.best_price = found
            anneal.save(self.G, self.S, self.best)

    def _temperatures(self) -> tuple[float, float]:
        """From the first plan: what a served visit costs on average, penalties left aside."""
        V = len(self.problem.visit_ids)
        at = self.G[layout.S_TOTAL]
        weights = self.G[self.G[layout.G_WEIGHT] :][: layout.PRICED]
        legs = int(self.S[at + layout.T_TRAVEL]) * int(weights[layout.T_TRAVEL])
        legs += int(self.S[at + layout.T_WAIT]) * int(weights[layout.T_WAIT])
        a_visit = max(1.0, legs / max(1, V))
        return HOT * a_visit, COLD * a_visit

    def schedule(self) -> Schedule:
        """The best plan, built anew and read out of the arrays."""
        problem = self.problem
        S = _blank(problem, self.G)
        whole = anneal.load(self.G, S, self.J, self.Q, self.travel, self.eligible, self.best)
        if not whole or int(price(self.G, S)) != self.best_price:
            raise AssertionError("the saved plan cannot be built again")
        depart_late(self.G, S)
        T, R = len(problem.task_visit), len(problem.route_worker)
        nodes = S[: (T + 2 * R) * layout.NODE].reshape(-1, layout.NODE)
        V = len(problem.visit_ids)
        route = nodes[:T, layout.ROUTE].astype(np.int32)
        start = np.where(route >= 0, nodes[:T, layout.START], NONE).astype(np.int32)
        break_start, break_place = np.full(R, NONE, np.int32), np.full(R, NONE, np.int32)
        for task in np.flatnonzero((route >= 0) & (nodes[:T, layout.BREAK_AT] >= 0)):
            break_start[route[task]] = nodes[task, layout.BREAK_AT]
            break_place[route[task]] = nodes[task, layout.PLACE]
        return Schedule(self.best[:V].astype(np.int32), route, start, break_start, break_place)


def _construction_order(problem: VisitProblem) -> Longs:
    """Dearest first, then two-worker visits, then those that few can do; a visit follows the one it is after."""
    few = np.array([problem.eligible[t].sum() for t in problem.task_first[:-1]], dtype=np.int64)
    doubles = np.diff(problem.task_first)
    order = sorted(range(len(problem.visit_ids)), key=lambda v: (-problem.visit_penalty[v], -doubles[v], few[v], v))
    place = {visit: index for index, visit in enumerate(order)}

    def depth(visit: int) -> int:
        before = int(problem.visit_after[visit])
        return 0 if before < 0 else 1 + depth(before)

    def root(visit: int) -> int:
        before = int(problem.visit_after[visit])
        return visit if before < 0 else root(before)

    order.sort(key=lambda v: (place[root(v)], depth(v)))
    return np.array(order, dtype=np.int64)


def _pack(problem: VisitProblem, suggested_day: Ints, suggested_worker: Ints) -> Ints:
    """The constant array G: a header, then one table after the other."""
    V, T, R = len(problem.visit_ids), len(problem.task_visit), len(problem.route_worker)
    W, C, D, A = len(problem.worker_ids), len(problem.client_ids), problem.days, len(problem.area_ids)
    weeks = int(problem.day_week.max()) + 1
    follower, sibling = np.full(V, NONE, dtype=np.int32), np.full(V, NONE, dtype=np.int32)
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
    node = np.full((T + 2 * R, layout.NODE_COLUMNS), NONE, dtype=np.int64)
    node[:T] = np.stack(
        [problem.task_visit, problem.task_minutes, problem.task_published_worker, suggested_worker], axis=1
    )
    node[T:, layout.MINUTES] = 0
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
        weights.fair_areas, weights.change,
    ]  # fmt: skip
    candidates = _candidates(problem, suggested_worker)
    near = _near(problem)
    tables: Sequence[tuple[int, Any]] = (
        (layout.G_VISIT, visit),
        (layout.G_NODE, node),
        (layout.G_ROUTE, route),
        (layout.G_WORKER, worker),
        (layout.G_VISIT_DAY, _visit_days(problem)),
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
    header[: layout.NEAR + 1] = [
        V, T, R, W, C, D, A, weeks, int(problem.worker_capacity.sum()), problem.window_at_start,
        problem.change_minutes, candidates.shape[1], near.shape[1],
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
    return np.concatenate([header, *parts]).astype(np.int32)


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
    rows[:, layout.LAST_START] = 1440
    rows[:, layout.RELEASE] = _releases(problem).ravel()
    hard = np.repeat(~problem.visit_soft_end, D) & (problem.window_first[1:] > problem.window_first[:-1])
    rows[hard, layout.LAST_START] = problem.window_end[problem.window_first[1:][hard] - 1]
    return rows


def _releases(problem: VisitProblem) -> Ints:
    """(V, D): before this minute the search starts no visit, though the rules would let it.

    A visit that was published is not moved to much earlier on its day, and a visit that another one must follow soon
    does not begin long before that one can.
    """
    V, D = len(problem.visit_ids), problem.days
    release = np.zeros((V, D), dtype=np.int32)
    for visit in map(int, np.flatnonzero(problem.visit_published_day >= 0)):
        day, told = int(problem.visit_published_day[visit]), int(problem.visit_published_start[visit])
        last = max(int(problem.task_minutes[task]) for task in problem.tasks_of(visit)) + told
        if any(start <= told and last <= end for start, end in problem.windows_of(visit, day)):
            release[visit, day] = max(0, told - problem.change_minutes)
    for later in map(int, np.flatnonzero(problem.visit_after >= 0)):
        earlier = int(problem.visit_after[later])
        longest = max(int(problem.task_minutes[task]) for task in problem.tasks_of(earlier))
        for day in map(int, np.flatnonzero(problem.visit_days[earlier] & problem.visit_days[later])):
            own, following = problem.windows_of(earlier, day), problem.windows_of(later, day)
            if own and following:
                soon = following[0][0] - int(problem.visit_gap_max[later]) - longest
                if soon + longest <= own[-1][1]:
                    release[earlier, day] = max(release[earlier, day], soon)
    return release


def _candidates(problem: VisitProblem, suggested_worker: Ints) -> Ints:
    """(T, K) eligible workers of each task, the likeliest first: suggested, usual, wished for, then the nearest."""
    T, W = problem.eligible.shape
    wide = max(1, min(W, MOST_CANDIDATES))
    found = np.full((T, wide), NONE, dtype=np.int32)
    base = np.zeros(W, dtype=np.int64)
    profile = np.zeros(W, dtype=np.int64)
    working = np.zeros(W, dtype=np.bool_)
    for r in range(len(problem.route_worker) - 1, -1, -1):
        w = problem.route_worker[r]
        base[w], profile[w], working[w] = problem.route_start_place[r], problem.route_profile[r], True
    for task in range(T):
        visit = int(problem.task_visit[task])
        places = problem.visit_place[visit][problem.visit_days[visit]]
        able = np.flatnonzero(problem.eligible[task] & working)
        if not len(places) or not len(able):
            continue
        client = problem.visit_client[visit]
        far = problem.travel[profile[able], base[able], places[0]].astype(np.int64)
        far = far + 30 * ~problem.client_prefers[client, able]
        far[able == problem.client_usual[client]] = -1
        far[able == suggested_worker[task]] = -2
        far[able == problem.task_published_worker[task]] = -3
        chosen = able[np.argsort(far, kind="stable")][:wide]
        found[task, : len(chosen)] = chosen
    return found


def _near(problem: VisitProblem) -> Ints:
    """(V, K) visits at the nearest places, other visits of the same client first; all days."""
    V = len(problem.visit_ids)
    wide = max(1, min(V, MOST_NEAR))
    found = np.full((V, wide), NONE, dtype=np.int32)
    home = np.array([max((int(p) for p in row if p >= 0), default=0) for row in problem.visit_place], dtype=np.int64)
    by_place: dict[int, list[int]] = {}
    for visit, place in enumerate(home):
        by_place.setdefault(int(place), []).append(visit)
    used = np.array(sorted(by_place), dtype=np.int64)
    order: dict[int, list[int]] = {}
    for place in used:
        far = problem.travel[0, place, used]
        closest = used[np.argsort(far, kind="stable")[: wide + 1]]
        around: list[int] = []
        for other in closest:
            around += by_place[int(other)]
            if len(around) > wide:
                break
        order[int(place)] = around[: wide + 1]
    for visit in range(V):
        others = [other for other in order[int(home[visit])] if other != visit][:wide]
        found[visit, : len(others)] = others
    return found


def _blank(problem: VisitProblem, G: Ints) -> Longs:
    """The state in which nobody is served."""
    V, T, R = len(problem.visit_ids), len(problem.task_visit), len(problem.route_worker)
    S: Longs = np.zeros(int(G[layout.STATE_SIZE]), dtype=np.int64)
    nodes = S[: (T + 2 * R) * layout.NODE].reshape(-1, layout.NODE)
    nodes[:, layout.ROUTE] = NONE
    nodes[:, layout.BREAK_AT] = NONE
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
    visits[:, layout.RANK] = np.arange(V)
    published = problem.visit_published_day >= 0
    visits[:, layout.CHANGED] = published
    total = S[int(G[layout.S_TOTAL]) :]
    total[layout.UNSERVED] = problem.visit_penalty.sum()
    total[layout.T_UNSERVED_COUNT] = V
    total[layout.T_CHANGES] = published.sum()
    area = problem.client_area[problem.visit_client]
    missed = np.bincount(area, minlength=len(problem.area_ids)).astype(np.int64)
    S[int(G[layout.S_AREA]) :][: len(missed)] = missed
    some = missed > 0
    total[layout.T_AREAS] = (100 * missed[some] ** 2 // missed[some]).sum()
    return S
