"""The recipe of an allocation: choices, a first allocation, CP-SAT, and the bound on what can be served."""

from collections.abc import Callable

import attrs
import numpy as np

from agecare.visits._allocate.bounds import Certificate, certificate
from agecare.visits._allocate.choices import Choices, choices_of
from agecare.visits._allocate.construct import construct, stir
from agecare.visits._allocate.improve import improve
from agecare.visits._allocate.price import HUNDREDTHS, fair_share, price, served, tariff_of
from agecare.visits._allocate.solver import Budget
from agecare.visits._allocate.tally import Tally
from agecare.visits.problem import NONE, Flags, Ints, VisitProblem

STIR_SHARE = 0.4
"""Share of the time for stirring the first allocation, the rest is the solver's."""
TRIES = 5
"""Tries per client while stirring."""
TRIES_PER_WORK = 1000
"""Tries that count as one unit of work."""


@attrs.frozen(eq=False)
class Allocation:
    """Suggested days and workers, made on estimates: where a search begins, not a plan.

    Attributes
    ----------
    visit_day : (V,) suggested day, -1 = left out.
    task_worker : (T,) suggested worker, -1 = left out.
    objective : estimated cost, in the units of the weights.
    bound : proved lower bound of that estimate over all allocations among the workers considered.
    status : ``optimal``, ``feasible``, or ``none`` when it was stopped before there was anything.
    certificate : what no plan can beat; ``None`` when none was worked out.
    """

    visit_day: Ints
    task_worker: Ints
    objective: float
    bound: float
    status: str
    certificate: Certificate | None

    @property
    def serviceable(self) -> int | None:
        """No plan serves more visits than this."""
        return None if self.certificate is None else self.certificate.serviceable


def allocate(
    problem: VisitProblem,
    *,
    time_limit: float | None,
    work_limit: float | None,
    seed: int,
    workers: int = 2,
    should_stop: Callable[[], bool] | None = None,
    on_progress: Callable[[float, int], None] | None = None,
) -> Allocation:
    """Suggest a day and a worker for every visit of the horizon, looking at all of it at once.

    Hard: eligibility, allowed days, days between, two different workers whose hours meet, visits after one another on
    one day, daily and weekly minutes, minutes in pressed spans of the day, locks. Priced: visits left out, travel by
    estimate, wishes, continuity, even loads, even service of areas, changes against a published plan. Nothing is
    ordered or timed.

    Parameters
    ----------
    time_limit : float or None
        Seconds.
    work_limit : float or None
        CP-SAT's deterministic time, about seconds on one core. The same seed and work limit give the same allocation
        when no time limit comes in between.
    seed : int
    workers : int
        Threads.
    should_stop : callable, optional
        Asked about every 50 ms; ends everything within a second, and the best so far is kept.
    on_progress : callable, optional
        Gets the estimated cost and the number of visits left out.

    Notes
    -----
    Call it from the main thread if Ctrl-C is to be seen: the solver runs in threads of its own, so that signal
    handlers run at once. A ``KeyboardInterrupt`` ends the solver and goes on to the caller.
    """
    budget = Budget(time_limit, work_limit, should_stop or (lambda: False))
    choices = choices_of(problem, seed, stop=budget.over)
    if choices is None:
        return _nothing(problem)
    tariff = tariff_of(choices, fair_share(choices))

    def report(chosen: Flags) -> None:
        if on_progress is not None:
            left_out = len(problem.visit_ids) - int(served(choices, chosen).sum())
            on_progress(price(choices, tariff, chosen) / HUNDREDTHS, left_out)

    tally = Tally(choices, tariff)
    construct(tally, budget.over)
    report(tally.chosen)
    chosen = _stirred(tally, budget, seed)
    report(chosen)
    proved = certificate(problem, budget.over, choices.groups)
    found = improve(choices, tariff, chosen, budget, seed, max(1, workers), report)
    report(found.chosen)
    visit_day, task_worker = _by_visit(choices, found.chosen)
    return Allocation(
        visit_day=visit_day,
        task_worker=task_worker,
        objective=price(choices, tariff, found.chosen) / HUNDREDTHS,
        bound=found.bound / HUNDREDTHS,
        status="optimal" if found.proved else "feasible",
        certificate=proved,
    )


def _nothing(problem: VisitProblem) -> Allocation:
    """Stopped before anything was known."""
    nowhere = np.full(len(problem.visit_ids), NONE, dtype=np.int32)
    nobody = np.full(len(problem.task_visit), NONE, dtype=np.int32)
    return Allocation(nowhere, nobody, float(problem.visit_penalty.sum()), 0.0, "none", None)


def _stirred(tally: Tally, budget: Budget, seed: int) -> Flags:
    """The first allocation stirred for its share of the budget."""
    begun, seconds = budget.elapsed, STIR_SHARE * budget.seconds_left
    tries = TRIES * len(tally.of_client)
    if budget.work_limit is not None:
        tries = min(tries, int(STIR_SHARE * budget.work_left * TRIES_PER_WORK))
        budget.work += tries / TRIES_PER_WORK

    def used() -> float:
        return (budget.elapsed - begun) / seconds if seconds > 0 else 1.0

    return stir(tally, tries, seed, budget.over, used)


def _by_visit(choices: Choices, chosen: Flags) -> tuple[Ints, Ints]:
    """Days of visits and workers of tasks: the visits of a group get its days in order."""
    problem, groups = choices.problem, choices.groups
    visit_day = np.full(len(problem.visit_ids), NONE, dtype=np.int32)
    task_worker = np.full(len(problem.task_visit), NONE, dtype=np.int32)
    given: dict[tuple[int, int], int] = {}
    for option in np.flatnonzero(chosen).tolist():  # sorted by part, then day
        part, day = int(choices.part[option]), int(choices.day[option])
        group = int(groups.part_group[part])
        role = part - int(groups.part_first[group])
        number = given[group, role] = given.get((group, role), -1) + 1
        visit = groups.visits[group][number]
        visit_day[visit] = day
        task_worker[int(problem.task_first[visit]) + role] = choices.worker[option]
    return visit_day, task_worker
