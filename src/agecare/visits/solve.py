"""The recipe: allocate, search, time, check, explain."""

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
    from agecare.visits._allocate import Allocation, Certificate
    from agecare.visits._search import Found, Search

LANES = 2
"""Searches side by side; each has its own random numbers, the better plan is kept."""
PROOF_SHARE = 0.5
"""Where a problem is small enough for a proof, this share of the time is kept for it."""
PROOF_WORK = 5.0
"""The same under a work limit, in the solver's own measure."""
TIMING_SHARE, TIMING_SECONDS = 0.08, 3.0
"""Where waiting costs something: the share of the time, and the most seconds, kept for the times of the plan."""
ALLOCATION_SHARE = 0.25
ALLOCATION_SECONDS, ALLOCATION_SECONDS_PER_TASK = 25.0, 0.005
"""The allocation takes this share of the time limit, and no more than these seconds, the larger of the two."""


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
    """``time``, ``work``, ``target``, ``signal``, or ``proof``: no plan is cheaper."""
    serviceable: int | None = None
    """Proved: no plan with these hours and skills serves more visits than this. ``None`` = not known."""
    cost_at_least: int | None = None
    """Proved: no plan costs less than this. ``None`` = not known."""

    @property
    def optimal(self) -> bool:
        """Whether it is proved that no plan is cheaper."""
        return self.cost_at_least is not None and self.cost.total <= self.cost_at_least


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
    target: int | None = None,
    seed: int = 1,
    lanes: int = LANES,
    start: Schedule | None = None,
    prove: bool = True,
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
    target : int, optional
        A cost that is low enough: the search ends when it is reached.
    seed : int
        Of all random choices.
    lanes : int
        Searches side by side, each on a core of its own; 1 = everything on one core.
    start : Schedule, optional
        A plan to begin with instead of an allocation. The search stays near it.
    prove : bool
        Whether to spend time on what no plan can beat: half of it where the problem is small. False = all time is for
        the plan, and `Result.cost_at_least` and `Result.serviceable` are what the allocation finds on its way, if any.
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
    # on a single day there is nothing to share out that the search does not do better itself
    someone = len(problem.visit_ids) > 0 and len(problem.route_worker) > 0
    if start is None and problem.days > 1 and someone and not stop():
        tell(Progress("allocate", clock.elapsed))
        allocation = _allocate(problem, clock, work_limit, seed, lanes, stop)
    provable = prove and start is None and someone and _provable(problem)
    searches = _searches(problem, allocation, seed, lanes)
    searching = _share(clock, PROOF_SHARE) if provable else _without_timing(problem, clock)
    found, moves = _Race(searching, work_limit, target, stop, tell).run(searches, start)
    certificate = allocation.certificate if allocation else None
    if prove and someone and allocation is None:
        certificate = _certificate(problem, clock, stop)
    schedule, bound, stopped_by = found.schedule, certificate.cost_at_least if certificate else None, found.stopped_by
    if stopped_by != "signal":
        schedule = _timed(problem, schedule, clock, seed, stop)
    if provable and stopped_by != "signal":
        schedule, bound, stopped_by = _proved(problem, schedule, bound, stopped_by, clock, seed, lanes, stop)
    schedule = explained(problem, schedule, lambda: stop() or clock.over)
    return Result(
        schedule=schedule,
        cost=cost(problem, schedule),
        violations=tuple(violations(problem, schedule)),
        seed=seed,
        moves=moves,
        elapsed=time.perf_counter() - begun,
        stopped_by=stopped_by,
        serviceable=certificate.serviceable if certificate else None,
        cost_at_least=bound,
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


def _share(clock: _Clock, share: float) -> _Clock:
    """The clock with a part of its time only."""
    return clock if clock.limit is None else _Clock(clock.begun, clock.limit * share)


def _allocate(
    problem: VisitProblem, clock: _Clock, work_limit: int | None, seed: int, lanes: int, stop: Callable[[], bool]
) -> "Allocation":
    from agecare.visits._allocate import allocate

    most = max(ALLOCATION_SECONDS, ALLOCATION_SECONDS_PER_TASK * len(problem.task_visit))
    seconds = None if clock.limit is None else min(most, ALLOCATION_SHARE * clock.limit)
    by_work = clock.limit is None and work_limit is not None
    return allocate(
        problem,
        time_limit=seconds,
        work_limit=min(10.0, 0.5 + work_limit / 20_000) if by_work and work_limit else None,
        seed=seed,
        workers=1 if by_work else lanes,
        should_stop=stop,
    )


def _certificate(problem: VisitProblem, clock: _Clock, stop: Callable[[], bool]) -> "Certificate | None":
    from agecare.visits._allocate import certificate

    return certificate(problem, lambda: stop() or clock.over)


def _without_timing(problem: VisitProblem, clock: _Clock) -> _Clock:
    """The clock of the search: what the best times of its plan may take is kept back."""
    from agecare.visits._allocate import times_matter

    if clock.limit is None or not times_matter(problem):
        return clock
    return _Clock(clock.begun, clock.limit - min(TIMING_SECONDS, TIMING_SHARE * clock.limit))


def _timed(problem: VisitProblem, schedule: Schedule, clock: _Clock, seed: int, stop: Callable[[], bool]) -> Schedule:
    """The plan at its best times."""
    from agecare.visits._allocate import times_matter, with_best_times

    if not times_matter(problem):
        return schedule
    return with_best_times(
        problem,
        schedule,
        **_timing_limits(clock),
        seed=seed,
        should_stop=stop,
    )


def _timing_limits(clock: _Clock) -> dict[str, float | None]:
    if clock.left is None:
        return {"time_limit": None, "work_limit": TIMING_SECONDS}
    return {"time_limit": min(TIMING_SECONDS, clock.left), "work_limit": None}


def _provable(problem: VisitProblem) -> bool:
    from agecare.visits._allocate import applicable

    return applicable(problem)


def _proved(
    problem: VisitProblem,
    schedule: Schedule,
    bound: int | None,
    stopped_by: str,
    clock: _Clock,
    seed: int,
    lanes: int,
    stop: Callable[[], bool],
) -> tuple[Schedule, int | None, str]:
    """The plan, or a cheaper one found on the way, with a better bound, and what ended it all."""
    from agecare.visits._allocate import prove, with_breaks_among_visits

    proof = prove(
        problem,
        schedule,
        time_limit=clock.left,
        work_limit=PROOF_WORK if clock.limit is None else None,
        seed=seed,
        workers=1 if clock.limit is None else lanes,
        should_stop=stop,
    )
    if proof is None:
        return schedule, bound, stopped_by
    if proof.schedule is not None and cost(problem, proof.schedule).total < cost(problem, schedule).total:
        found = with_breaks_among_visits(problem, proof.schedule, **_timing_limits(clock), seed=seed)
        if cost(problem, found).total < cost(problem, schedule).total:
            schedule = found
    best = proof.bound if bound is None else max(bound, proof.bound)
    return schedule, best, "proof" if cost(problem, schedule).total <= best else stopped_by


def _searches(problem: VisitProblem, allocation: "Allocation | None", seed: int, lanes: int) -> "list[Search]":
    from agecare.visits._search import Search, pack

    packed = pack(problem, *((allocation.visit_day, allocation.task_worker) if allocation else ()))
    return [Search(packed, seed * LANES + lane) for lane in range(lanes)]


@attrs.frozen
class _Race:
    """Searches side by side; the best plan wins."""

    clock: _Clock
    work_limit: int | None
    target: int | None
    stop: Callable[[], bool]
    tell: Callable[[Progress], None]

    def run(self, searches: "list[Search]", start: Schedule | None) -> "tuple[Found, int]":
        """The best plan, and the moves of all. An interrupt ends them all."""
        from agecare.visits._search import Limits

        ended = False

        def halt() -> bool:
            return ended or self.stop()

        def one(search: "Search") -> "Found":
            search.begin(start)
            return search.run(Limits(self.clock.left, self.work_limit, halt, self.target, start is not None))

        with ThreadPoolExecutor(len(searches)) as pool:
            runs = [pool.submit(one, search) for search in searches]
            try:
                while wait(runs, timeout=0.25).not_done:
                    best = min(searches, key=lambda search: search.best_price)
                    self.tell(Progress("search", self.clock.elapsed, best.best_price, best.unserved))
            except BaseException:
                ended = True
                raise
        results = [future.result() for future in runs]
        return min(results, key=lambda result: result.price), sum(result.moves for result in results)
