"""The recipe: allocate, search, check, explain."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import attrs

from agecare.visits.checks import Cost, Violation, cost, violations
from agecare.visits.explain import explained
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule

if TYPE_CHECKING:
    from agecare.visits._allocate import Allocation
    from agecare.visits._search import Found, Search

LANES = 2
"""Searches side by side; each has its own random numbers, the better plan is kept."""
ALLOCATION_SHARE = 0.25
ALLOCATION_SECONDS = 25.0
"""The allocation takes this share of the time limit, and no more than these seconds."""


@attrs.frozen
class Progress:
    """How far a solve is: what a progress callback gets."""

    phase: str
    """``prepare`` (compiling, the first time only), ``allocate`` or ``search``."""
    elapsed: float
    """Seconds since the start."""
    cost: int | None = None
    """Cost of the best plan so far."""
    unserved: int | None = None
    """Visits that plan leaves out."""


@attrs.frozen(eq=False)
class Result:
    """A plan, what the checker says of it, and how it came about."""

    schedule: Schedule
    cost: Cost
    violations: tuple[Violation, ...]
    """Empty: a plan that breaks a rule would be a defect of the library, and it is not hidden."""
    seed: int
    moves: int
    elapsed: float
    stopped_by: str
    """``time``, ``work`` or ``signal``."""
    serviceable: int | None = None
    """Proved: no plan with these hours and skills serves more visits than this. ``None`` = not known."""


def prepare() -> float:
    """Compile the search (up to a minute on a machine that has never run it); seconds it took."""
    begun = time.perf_counter()
    from agecare.visits._search import compile_kernels

    compile_kernels()
    return time.perf_counter() - begun


def solve(
    problem: VisitProblem,
    *,
    time_limit: float | None = 30.0,
    work_limit: int | None = None,
    seed: int = 1,
    start: Schedule | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Plan the visits: allocate workers and days, search orders and times, check, explain.

    Parameters
    ----------
    problem : VisitProblem
    time_limit : float, optional
        Seconds of solving; the one-time compilation comes on top. ``None`` = no limit by time.
    work_limit : int, optional
        Moves of each search. With it and no time limit, the same seed gives the same plan.
    seed : int
        Of all random choices.
    start : Schedule, optional
        A plan to begin with instead of an allocation.
    on_progress : callable, optional
        Gets a `Progress` a few times a second.
    should_stop : callable, optional
        Asked a few times a second; when it says yes, the best plan so far is returned.

    Raises
    ------
    ValueError
        When there is neither a time limit nor a work limit.
    """
    if time_limit is None and work_limit is None:
        raise ValueError("give a time limit or a work limit")
    begun = time.perf_counter()
    tell = on_progress or (lambda progress: None)
    stop = should_stop or (lambda: False)
    tell(Progress("prepare", 0.0))
    compiling = prepare()
    clock = _Clock(begun + compiling, time_limit)

    allocation = None
    if start is None and len(problem.visit_ids) and len(problem.route_worker) and not stop():
        tell(Progress("allocate", clock.elapsed))
        allocation = _allocate(problem, clock, work_limit, seed, stop, tell)
    searches = _searches(problem, allocation, seed)
    found, moves = _race(searches, start, clock, work_limit, stop, tell)
    schedule = explained(problem, found.schedule, lambda: stop() or clock.over)
    return Result(
        schedule=schedule,
        cost=cost(problem, schedule),
        violations=tuple(violations(problem, schedule)),
        seed=seed,
        moves=moves,
        elapsed=time.perf_counter() - begun,
        stopped_by=found.stopped_by,
        serviceable=allocation.serviceable if allocation else None,
    )


@attrs.frozen
class _Clock:
    begun: float
    limit: float | None

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self.begun

    @property
    def over(self) -> bool:
        """Whether the limit has passed."""
        return self.limit is not None and self.elapsed >= self.limit

    @property
    def left(self) -> float | None:
        """Seconds left for searching: a little is kept back for checking and explaining."""
        if self.limit is None:
            return None
        return max(0.0, self.limit * 0.96 - self.elapsed)


def _allocate(
    problem: VisitProblem,
    clock: _Clock,
    work_limit: int | None,
    seed: int,
    stop: Callable[[], bool],
    tell: Callable[[Progress], None],
) -> "Allocation":
    from agecare.visits._allocate import allocate

    seconds = None if clock.limit is None else min(ALLOCATION_SECONDS, ALLOCATION_SHARE * clock.limit)
    by_work = clock.limit is None and work_limit is not None
    return allocate(
        problem,
        time_limit=seconds,
        work_limit=min(10.0, 0.5 + work_limit / 2000) if by_work and work_limit else None,
        seed=seed,
        workers=1 if by_work else LANES,
        should_stop=stop,
    )


def _searches(problem: VisitProblem, allocation: "Allocation | None", seed: int) -> "list[Search]":
    from agecare.visits._search import Search, pack

    packed = pack(problem, *((allocation.visit_day, allocation.task_worker) if allocation else ()))
    return [Search(packed, seed * LANES + lane) for lane in range(LANES)]


def _race(
    searches: "list[Search]",
    start: Schedule | None,
    clock: _Clock,
    work_limit: int | None,
    stop: Callable[[], bool],
    tell: Callable[[Progress], None],
) -> "tuple[Found, int]":
    """Run the searches side by side; the better plan, and the moves of all. An interrupt ends them all."""
    from agecare.visits._search import Limits

    ended = False

    def halt() -> bool:
        return ended or stop()

    def run(search: "Search") -> "Found":
        search.begin(start)
        return search.run(Limits(clock.left, work_limit, halt))

    with ThreadPoolExecutor(len(searches)) as pool:
        runs = [pool.submit(run, search) for search in searches]
        try:
            while wait(runs, timeout=0.25).not_done:
                best = min(searches, key=lambda search: search.best_price)
                tell(Progress("search", clock.elapsed, best.best_price, best.unserved))
        except BaseException:
            ended = True
            raise
    results = [future.result() for future in runs]
    return min(results, key=lambda result: result.price), sum(result.moves for result in results)
