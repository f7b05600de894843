"""Running CP-SAT so that it can be stopped at any moment.

The solver runs in threads of its own while the caller's thread waits in short steps: Python handles a signal only in
the main thread and only between two steps, so a solver in the main thread would keep Ctrl-C waiting.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import attrs
from ortools.sat.python import cp_model

from agecare.visits._allocate.model import WeekModel
from agecare.visits.problem import Flags

STEP = 0.05
"""Seconds between two looks at the clock and at ``should_stop``."""
PATIENCE = 0.8
"""Seconds that a solver gets to end after it was asked to."""
T = TypeVar("T")


@attrs.define
class Budget:
    """What is left of time and work. One unit of work is about one second on one core."""

    time_limit: float | None
    work_limit: float | None
    should_stop: Callable[[], bool]
    begun: float = attrs.field(factory=time.monotonic)
    work: float = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.begun

    @property
    def seconds_left(self) -> float:
        """Seconds that are left; infinite without a limit."""
        return float("inf") if self.time_limit is None else self.time_limit - self.elapsed

    @property
    def work_left(self) -> float:
        """Work that is left; infinite without a limit."""
        return float("inf") if self.work_limit is None else self.work_limit - self.work

    def half(self) -> "Budget":
        """A budget that ends when half of what is left of this one is used up."""
        limit = None if self.time_limit is None else self.elapsed + self.seconds_left / 2
        work = None if self.work_limit is None else self.work + self.work_left / 2
        return attrs.evolve(self, time_limit=limit, work_limit=work)

    def over(self) -> bool:
        """Whether it is time to stop."""
        return self.seconds_left <= 0 or self.work_left <= 0 or self.should_stop()


@attrs.frozen(eq=False)
class Answer:
    """What a solver run found; ``chosen`` is None when nothing was found."""

    chosen: Flags | None
    bound: float
    proved: bool
    work: float


class Run:
    """One solver run that another thread can stop."""

    def __init__(self, seed: int, work: float, seconds: float, workers: int = 1) -> None:
        self._solver = cp_model.CpSolver()
        self._stopped = False
        settings = self._solver.parameters
        settings.random_seed = seed % 2**31
        settings.catch_sigint_signal = False
        settings.max_deterministic_time = min(work, 1e9)
        settings.max_time_in_seconds = max(0.01, min(seconds, 1e9))
        settings.linearization_level = 2
        settings.num_workers = workers
        if workers == 1:
            settings.search_branching = settings.SearchBranching.LP_SEARCH
            settings.exploit_all_lp_solution = True
        else:
            settings.subsolvers.extend(("reduced_costs", "max_lp"))

    def quick(self, gap: float) -> "Run":
        """For a small part of a problem: little preparation, and good enough is enough."""
        settings = self._solver.parameters
        settings.cp_model_probing_level = 0
        settings.symmetry_level = 0
        settings.max_presolve_iterations = 1
        settings.relative_gap_limit = gap
        return self

    def stop(self) -> None:
        """End the run as soon as may be."""
        self._stopped = True
        self._solver.stop_search()

    def solve(self, week: WeekModel) -> Answer:
        """Solve; blocks until done or stopped."""
        if self._stopped:
            return Answer(None, float("-inf"), False, 0.0)
        status = self._solver.solve(week.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Answer(
            week.chosen_by(self._solver.boolean_value) if found else None,
            self._solver.best_objective_bound,
            status == cp_model.OPTIMAL,
            self._solver.deterministic_time,
        )


def in_threads(
    jobs: Sequence[Callable[[], T]], threads: int, stop: Callable[[], bool], halt: Callable[[], None]
) -> list[T | None]:
    """Results of jobs, in their order; ``None`` for those that did not end.

    ``halt`` asks the jobs to end when it is time to stop; one that does not within a second is left behind.
    """
    pool = ThreadPoolExecutor(threads)
    futures = [pool.submit(job) for job in jobs]
    pending, given_up = set(futures), float("inf")
    try:
        while pending and time.monotonic() < given_up:
            pending = wait(pending, timeout=STEP).not_done
            if pending and stop():
                given_up = min(given_up, time.monotonic() + PATIENCE)
                pool.shutdown(wait=False, cancel_futures=True)
                halt()
                pending = {future for future in pending if not future.cancelled()}
    finally:
        halt()
        pool.shutdown(wait=False, cancel_futures=True)
    return [future.result() if future.done() and not future.cancelled() else None for future in futures]
