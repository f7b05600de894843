"""From a `VisitProblem` to the flat arrays of the kernels, and back to a `Schedule`."""

import time
from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits._search import anneal, layout
from agecare.visits._search.beginning import believable, order_of
from agecare.visits._search.layout import RANK_STEP
from agecare.visits._search.linking import day_is_open, insert
from agecare.visits._search.packing import blank, construction_order, tables_of
from agecare.visits._search.routes import depart_late, largest, price
from agecare.visits.checks import violations
from agecare.visits.legs import Legs
from agecare.visits.problem import NONE, Flags, Ints, VisitProblem
from agecare.visits.schedule import Schedule

Longs = NDArray[np.int64]


@attrs.frozen
class Tuning:
    """How a search spends its time. Found by measuring, see docs/search.md."""

    hot: float
    """First temperature, in units of what a served visit costs on average in the first plan."""
    cold: float
    """Last temperature."""
    shares: tuple[int, ...]
    """How often each way to change a plan is tried, in the order of `anneal.KINDS`."""


SOFT_DAY = Tuning(4.0, 0.02, (5000, 1500, 1000, 20, 5, 5, 40, 6, 0, 5, 500))
"""One day on which everybody may come late: small changes and much patience."""
HARD_DAY = Tuning(4.0, 0.05, (5000, 1500, 1000, 300, 20, 50, 100, 5, 0, 60, 1000))
"""One day with hard ends: larger ruins make room for those left out."""
WEEK = Tuning(8.0, 0.1, (5000, 1500, 1000, 300, 0, 50, 40, 2, 150, 20, 1000))
"""Several days: whole clients change hands."""
MOST_SHARED = 0.5
"""At first, the largest idle time is smoothed over this share of all shifts."""
SECONDS_PER_TASK, MOVES_PER_TASK = 0.03, 50_000
"""One cooling takes at least this long on one day; where there is time for more, the search heats up again."""
MOST_CYCLES = 8


@attrs.frozen
class Limits:
    """When to stop: seconds, moves, a cost that is low enough, or a question asked every fraction of a second."""

    seconds: float | None
    moves: int | None
    should_stop: Callable[[], bool]
    target: int | None = None
    cold: bool = False
    """Begin at a low temperature: the plan to begin with is to be kept as far as it is good."""


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
    G: Longs
    travel: Ints
    eligible: Flags
    order: Longs
    """The order of construction."""


def pack(problem: VisitProblem, suggested_day: Ints | None = None, suggested_worker: Ints | None = None) -> Packed:
    """Pack a problem, with the allocation's suggestions where there are any (-1 = none)."""
    day = np.full(len(problem.visit_ids), NONE, np.int32) if suggested_day is None else suggested_day
    worker = np.full(len(problem.task_visit), NONE, np.int32) if suggested_worker is None else suggested_worker
    legs = problem.travel
    travel = legs.flat() if isinstance(legs, Legs) else np.ascontiguousarray(legs, dtype=np.int32).reshape(-1)
    eligible = np.ascontiguousarray(problem.eligible).view()
    for array in (travel, eligible):
        array.setflags(write=False)  # an array that cannot be written is another type to the compiler
    return Packed(problem, tables_of(problem, day, worker), travel, eligible, construction_order(problem))


def compile_kernels() -> None:
    """Call every kernel once on a world without visits, so that it is compiled or read from the cache."""
    G = np.zeros(layout.HEADER + layout.TOTALS, dtype=np.int64)
    G[layout.G_WEIGHT] = layout.HEADER
    S, J, Q = (np.zeros(64, np.int64), np.zeros((64, 2), np.int64), np.zeros(64, np.int64))
    rng, nothing = np.ones(1, np.uint64), np.zeros(0, np.int64)
    travel, eligible = np.zeros(1, np.int32), np.zeros((1, 1), np.bool_)
    for array in (travel, eligible):
        array.setflags(write=False)
    anneal.construct(G, S, J, Q, rng, travel, eligible, nothing)
    shares, tally = (np.ones(anneal.KINDS, np.int64), np.zeros((anneal.KINDS, 3), np.int64))
    anneal.anneal(G, S, J, Q, rng, travel, eligible, nothing, 0, 0, 1.0, 1, shares, tally)
    anneal.renumber(G, S)
    largest(G, S, layout.IDLE)
    anneal.load(G, S, J, Q, travel, eligible, nothing)
    anneal.save(G, S, nothing)
    depart_late(G, S)


class Search:
    """One search: its arrays, its random numbers and its best plan. Not shared between threads."""

    def __init__(self, packed: Packed, seed: int) -> None:
        problem = packed.problem
        self.problem, self.G, self.travel, self.eligible = (problem, packed.G, packed.travel, packed.eligible)
        V, T, R = (len(problem.visit_ids), len(problem.task_visit), len(problem.route_worker))
        self.S = blank(problem, self.G)
        room = max(1 << 18, 60 * (T + 2 * R))
        self.J: Longs = np.zeros((room, 2), dtype=np.int64)
        self.Q: Longs = np.zeros(int(self.G[layout.LISTS]) + layout.TOP_LIST + R + 1, dtype=np.int64)
        self.Q[int(self.G[layout.LISTS]) + layout.IDLE_MANY] = max(1, R)
        mixed = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) % (1 << 64)
        self.rng = np.array([mixed or 1], dtype=np.uint64)
        self.best: Longs = np.full(V + 3 * T + R, NONE, dtype=np.int64)
        self.best_price = int(price(self.G, self.S))
        self._order = packed.order
        self.tuning = WEEK if problem.days > 1 else SOFT_DAY if problem.visit_soft_end.all() else HARD_DAY
        self.shares: Longs = np.cumsum(self.tuning.shares).astype(np.int64)
        self.tally: Longs = np.zeros((anneal.KINDS, 3), dtype=np.int64)

    @property
    def unserved(self) -> int:
        """Visits that the best plan leaves out."""
        return int((self.best[: len(self.problem.visit_ids)] < 0).sum())

    def begin(self, start: Schedule | None = None) -> None:
        """Build the first plan: from a given one as far as it can be kept, then by construction."""
        if start is not None:
            self._copy(start)
            self.best_price = int(price(self.G, self.S))
            anneal.save(self.G, self.S, self.best)
        anneal.construct(self.G, self.S, self.J, self.Q, self.rng, self.travel, self.eligible, self._order)
        found = int(price(self.G, self.S))
        if start is None or found <= self.best_price:
            self.best_price = found
            anneal.save(self.G, self.S, self.best)

    def _copy(self, plan: Schedule) -> None:
        """Take a given plan over: a valid one whole, of another one what can be timed, visit after visit."""
        visits = believable(self.problem, plan)
        order = None if violations(self.problem, plan) else order_of(self.problem, plan, visits)
        if order is not None and self._load(plan, order):
            return
        T, R = len(self.problem.task_visit), len(self.problem.route_worker)
        for visit in visits:
            day = int(plan.visit_day[visit])
            if not day_is_open(self.G, self.S, visit, day):
                continue
            ends = []
            for task in self.problem.tasks_of(visit):
                route = int(plan.task_route[task])
                ends += [int(plan.task_start[task]), route, int(self.S[(T + R + route) * layout.NODE + layout.PREV])]
            self.J[0, 0] = 0
            insert(
                self.G, self.S, self.J, self.Q, self.travel, self.eligible,
                visit, day, *[*ends, 0, -1, -1][:6],
            )  # fmt: skip

    def _load(self, plan: Schedule, order: Longs) -> bool:
        """Build a whole plan in a given order of its visits; on failure nothing is served."""
        V = len(self.problem.visit_ids)
        rank = np.arange(V, dtype=np.int64)
        rank[order] = (np.arange(len(order)) + 1) * (RANK_STEP >> 4)
        saved = np.concatenate(
            [plan.visit_day, rank[self.problem.task_visit], plan.task_route, plan.task_start,
             self.problem.route_break_earliest]
        ).astype(np.int64)  # fmt: skip
        good = bool(anneal.load(self.G, self.S, self.J, self.Q, self.travel, self.eligible, saved))
        if not good:
            self.S = blank(self.problem, self.G)
        return good

    def run(self, limits: Limits, on_progress: Callable[[float, int, int], None] | None = None) -> Found:
        """Anneal until a limit is reached and return the best plan."""
        hot, cold = self._temperatures()
        if limits.cold:
            hot = cold
        cycles = self._cycles(limits)
        begun = time.perf_counter()
        done, chunk, stopped_by = 0, 200, "work"
        if not len(self.problem.visit_ids) or not len(self.problem.route_worker):
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
            if limits.target is not None and self.best_price <= limits.target:
                stopped_by = "target"
                break
            share = 0.0 if limits.seconds is None else spent / limits.seconds
            step = chunk
            if limits.moves is not None:
                share = max(share, done / limits.moves)
                step = min(500, limits.moves - done)
            share = min(share, 1 - 1e-9) * cycles % 1.0
            many = max(1, int(MOST_SHARED * len(self.problem.route_worker) * (1 - share) ** 2))
            self.best_price = int(
                anneal.anneal(
                    self.G, self.S, self.J, self.Q, self.rng, self.travel, self.eligible,
                    self.best, self.best_price, step, hot * (cold / hot) ** share, many, self.shares, self.tally,
                )
            )  # fmt: skip
            anneal.renumber(self.G, self.S)
            done += step
            if on_progress is not None:
                on_progress(time.perf_counter() - begun, self.best_price, self.unserved)
            if limits.moves is None:
                took = time.perf_counter() - begun - spent
                chunk = int(min(20_000, max(20, chunk * min(2.0, 0.1 / max(took, 1e-4)))))
        self._fill()
        return Found(self.schedule(), self.best_price, done, stopped_by)

    def _cycles(self, limits: Limits) -> int:
        """How many times to cool down."""
        if limits.cold or self.tuning is WEEK:
            return 1
        tasks = max(1, len(self.problem.task_visit))
        room = [] if limits.seconds is None else [limits.seconds / (SECONDS_PER_TASK * tasks)]
        room += [] if limits.moves is None else [limits.moves / (MOVES_PER_TASK * tasks)]
        return max(1, min(MOST_CYCLES, *(int(each) for each in room))) if room else 1

    def _fill(self) -> None:
        """A last try to put in what the best plan leaves out."""
        self.S = blank(self.problem, self.G)
        anneal.load(self.G, self.S, self.J, self.Q, self.travel, self.eligible, self.best)
        anneal.construct(self.G, self.S, self.J, self.Q, self.rng, self.travel, self.eligible, self._order)
        found = int(price(self.G, self.S))
        if found < self.best_price:
            self.best_price = found
            anneal.save(self.G, self.S, self.best)

    def _temperatures(self) -> tuple[float, float]:
        """From the first plan: what a served visit costs on average in legs and waits."""
        at = self.G[layout.S_TOTAL]
        weights = self.G[self.G[layout.G_WEIGHT] :][: layout.PRICED]
        legs = int(self.S[at + layout.T_TRAVEL]) * int(weights[layout.T_TRAVEL])
        legs += int(self.S[at + layout.T_WAIT]) * int(weights[layout.T_WAIT])
        a_visit = max(1.0, legs / max(1, len(self.problem.visit_ids)))
        return self.tuning.hot * a_visit, self.tuning.cold * a_visit

    def _minutes(self, node: int) -> int:
        return int(self.problem.task_minutes[node]) if node < len(self.problem.task_minutes) else 0

    def schedule(self) -> Schedule:
        """The best plan, built anew and read out of the arrays."""
        problem = self.problem
        S = blank(problem, self.G)
        whole = anneal.load(self.G, S, self.J, self.Q, self.travel, self.eligible, self.best)
        if not whole or int(price(self.G, S)) != self.best_price:
            raise AssertionError("the saved plan cannot be built again")
        depart_late(self.G, S)
        T, R = len(problem.task_visit), len(problem.route_worker)
        nodes = S[: (T + 2 * R) * layout.NODE].reshape(-1, layout.NODE)
        V = len(problem.visit_ids)
        route = nodes[:T, layout.ROUTE].astype(np.int32)
        start = np.where(route >= 0, nodes[:T, layout.START], NONE).astype(np.int32)
        break_start, break_place = (np.full(R, NONE, np.int32), np.full(R, NONE, np.int32))
        state = S[int(self.G[layout.S_ROUTE]) :][: R * layout.ROUTE_STATE].reshape(-1, layout.ROUTE_STATE)
        for index in np.flatnonzero(state[:, layout.LAST_BREAK] >= 0):
            break_start[index] = state[index, layout.LAST_BREAK]
            break_place[index] = nodes[nodes[T + R + index, layout.PREV], layout.PLACE]
        for task in np.flatnonzero((route >= 0) & (nodes[:T, layout.BREAK_AT] >= 0)):
            before = nodes[nodes[task, layout.PREV]]
            arrival = before[layout.START] + self._minutes(nodes[task, layout.PREV]) + nodes[task, layout.LEG]
            at_once = nodes[task, layout.BREAK_AT] < arrival
            break_start[route[task]] = nodes[task, layout.BREAK_AT]
            break_place[route[task]] = (before if at_once else nodes[task])[layout.PLACE]
        return Schedule(self.best[:V].astype(np.int32), route, start, break_start, break_place)
