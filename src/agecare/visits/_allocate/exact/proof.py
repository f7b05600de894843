"""The cheapest plan of a small day, with its proof: a complete CP-SAT model of the problem.

Every rule and every component of the cost is in it (`model`, `price`), so its bound holds for every plan
that `checks` accepts; a plan that costs no more is the best there is.
"""

from collections.abc import Callable
from itertools import pairwise

import attrs
import numpy as np
from ortools.sat.python import cp_model

from agecare.visits._allocate.exact.model import ExactModel
from agecare.visits._allocate.exact.pauses import BASE, waiting_costs_more
from agecare.visits._allocate.exact.price import price_of
from agecare.visits._allocate.solver import in_threads
from agecare.visits.checks import cost
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule, timelines

TASKS, ROUTES, WAYS = 24, 40, 6_000
"""Largest problems: tasks, routes, and ways from task to task."""


@attrs.frozen(eq=False)
class Proof:
    """What is proved about a problem.

    Attributes
    ----------
    bound : no plan costs less.
    schedule : the best plan found, if any.
    optimal : that plan costs the bound: there is no better one.
    """

    bound: int
    schedule: Schedule | None
    optimal: bool


def applicable(problem: VisitProblem) -> bool:
    """Whether the model is exact for a problem, and the problem is small enough for it.

    Exact: visits and breaks last at least a minute, nobody arrives before leaving, windows are in order, and the
    visits of one request are all as far apart.
    """
    tasks, routes = len(problem.task_visit), len(problem.route_worker)
    if not 0 < tasks <= TASKS or not 0 < routes <= ROUTES:
        return False
    day = problem.route_day[None, :]
    able = problem.eligible[:, problem.route_worker] & problem.visit_days[problem.task_visit[:, None], day]
    held = able.sum(axis=0).astype(np.int64)
    ways = held * (held + 1)
    if waiting_costs_more(problem):
        ways += np.where(problem.route_break_minutes > 0, ways * len(problem.places.ids), 0)
    spacing = set(zip(problem.visit_request.tolist(), problem.visit_spacing.tolist(), strict=True))
    return bool(
        ways.sum() <= WAYS
        and isinstance(problem.travel, np.ndarray)
        and (problem.task_minutes > 0).all()
        and (problem.travel >= 0).all()
        and (np.diff(problem.task_first) <= 2).all()
        and len(spacing) == len(set(problem.visit_request.tolist()))
        and all(
            sorted(spans) == spans
            for spans in (problem.windows_of(v, d) for v in range(len(problem.visit_ids)) for d in range(problem.days))
        )
    )


def prove(
    problem: VisitProblem,
    hint: Schedule | None = None,
    *,
    time_limit: float | None,
    work_limit: float | None = None,
    seed: int = 1,
    workers: int = 1,
    should_stop: Callable[[], bool] | None = None,
) -> Proof | None:
    """Look for the cheapest plan of a small problem, and prove that it is.

    Parameters
    ----------
    hint : Schedule, optional
        A valid plan to begin with; what is found costs no more.
    time_limit : float or None
        Seconds.
    work_limit : float, optional
        CP-SAT's deterministic time, about seconds on one core. With it, no time limit and one worker the same seed
        gives the same result.
    workers : int
        Threads.

    Returns
    -------
    ``None`` where the problem is not `applicable`, or when stopped before there was any bound.
    """
    if not applicable(problem):
        return None
    stop = should_stop or (lambda: False)
    model = ExactModel(problem)
    model.model.minimize(price_of(model))
    if hint is not None:
        for variable, value in hinted(model, hint):
            model.model.add_hint(variable, value)
    solver = solver_with(time_limit, work_limit, seed, workers)
    (status,) = in_threads([lambda: solver.solve(model.model)], 1, stop, solver.stop_search)
    if status is None or status in (cp_model.MODEL_INVALID, cp_model.INFEASIBLE):
        return None
    bound = int(np.ceil(max(0.0, solver.best_objective_bound) - 1e-6))
    found = schedule_of(model, solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    plans = [plan for plan in (hint, found) if plan is not None]
    best = min(plans, key=lambda plan: cost(problem, plan).total, default=None)
    return Proof(bound, best, best is not None and cost(problem, best).total <= bound)


def solver_with(time_limit: float | None, work_limit: float | None, seed: int, workers: int) -> cp_model.CpSolver:
    """CP-SAT with these limits."""
    solver = cp_model.CpSolver()
    settings = solver.parameters
    settings.random_seed = seed % 2**31
    settings.catch_sigint_signal = False
    settings.num_workers = workers
    settings.linearization_level = 2
    if workers > 1:
        settings.subsolvers.extend(("default_lp", "max_lp"))
    if time_limit is not None:
        settings.max_time_in_seconds = max(0.01, time_limit)
    if work_limit is not None:
        settings.max_deterministic_time = work_limit
    return solver


def schedule_of(model: ExactModel, solver: cp_model.CpSolver) -> Schedule:
    """The plan that the solver found."""
    problem = model.problem
    plan = Schedule.empty(problem)
    for (visit, day), on in model.on.items():
        if solver.boolean_value(on):
            plan.visit_day[visit] = day
    for (task, route), done in model.do.items():
        if solver.boolean_value(done):
            plan.task_route[task] = route
            plan.task_start[task] = solver.value(model.start[task])
    for route, begin in model.pause_start.items():
        for pause in model.pauses[route]:
            if solver.boolean_value(pause.taken):
                plan.break_start[route] = solver.value(begin)
                plan.break_place[route] = pause.place
    return plan


def hinted(model: ExactModel, plan: Schedule) -> list[tuple[cp_model.IntVar, int]]:
    """Values of the main variables in a plan."""
    problem = model.problem
    values: list[tuple[cp_model.IntVar, int]] = []
    values += [(on, int(plan.visit_day[visit] == day)) for (visit, day), on in model.on.items()]
    values += [(done, int(plan.task_route[task] == route)) for (task, route), done in model.do.items()]
    values += [
        (start, int(plan.task_start[task]) if plan.task_route[task] >= 0 else model.earliest(task))
        for task, start in enumerate(model.start)
    ]
    lines = timelines(problem, plan)
    values += [(used, int(route in lines)) for route, used in enumerate(model.used)]
    taken, paused = set(), set()
    for route, line in lines.items():
        stops = [BASE, *line.tasks, BASE]
        taken |= {(route, one, two) for one, two in pairwise(stops)}
        for before, stop, after in zip((None, *line.stops), line.stops, (*line.stops[1:], None), strict=False):
            if stop.task < 0:
                ends = (before.task if before else BASE, after.task if after else BASE)
                paused.add(((route, *ends), stop.place))
                values.append((model.pause_start[route], stop.start))
    values += [(var, int(arc in taken)) for arc, var in model.arcs.items()]
    values += [(pause.taken, int((pause.arc, pause.place) in paused)) for pauses in model.pauses for pause in pauses]
    return values
