"""The best times for given orders: who visits whom, and in which order, stays; when, and where breaks are, may change.

While it searches, `_search` keeps every stop at its earliest time and takes a break at the next stop. Where waiting or
idle hours cost something, that is near the best times, but not always the best.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import attrs
import numpy as np
from ortools.sat.python import cp_model

from agecare.visits._allocate.exact.model import ExactModel
from agecare.visits._allocate.exact.pauses import BASE, Arc
from agecare.visits._allocate.exact.price import price_of
from agecare.visits._allocate.exact.proof import hinted, schedule_of, solver_with
from agecare.visits._allocate.solver import in_threads
from agecare.visits.checks import cost, violations
from agecare.visits.problem import NONE, VisitProblem
from agecare.visits.schedule import Schedule, timelines

MOST_TASKS = 400
"""Largest problem."""


class _InOrder(ExactModel):
    """The exact model with the orders of a plan; a break is at the stop before it or at the one behind it."""

    def __init__(self, problem: VisitProblem, plan: Schedule) -> None:
        self.plan = plan
        self.ways = [
            (route, one, two)
            for route, line in timelines(problem, plan).items()
            for one, two in pairwise((BASE, *line.tasks, BASE))
        ]
        super().__init__(problem)
        for on in self.on.values():
            self.model.add(on == 1)

    def _open(self, visit: int, day: int) -> bool:
        return bool(self.plan.visit_day[visit] == day)

    def _able(self, task: int, route: int) -> bool:
        return bool(self.plan.task_route[task] == route)

    def _arcs(self) -> Iterator[Arc]:
        return iter(self.ways)

    def _pause_places(self, route: int, origin: int, destination: int) -> list[tuple[int, int, int, int]]:
        way = self.problem.travel[self.problem.route_profile[route]]
        direct = int(way[origin, destination])
        ways = [(at, int(way[origin, at]), int(way[at, destination])) for at in dict.fromkeys((origin, destination))]
        return [(at, before, after, before + after - direct) for at, before, after in ways]


def with_breaks_among_visits(problem: VisitProblem, plan: Schedule, **limits: Any) -> Schedule:
    """A plan whose breaks are where somebody is visited that day, or where the route starts or ends.

    The rules would let a worker have lunch at the home of a client whom nobody visits, so a proof must allow for it.
    Such breaks are taken back, and all times are looked for anew.
    """
    strange = [
        route
        for route in np.flatnonzero(plan.break_start >= 0).tolist()
        if plan.break_place[route] not in (problem.route_start_place[route], problem.route_end_place[route])
        and plan.break_place[route]
        not in problem.visit_place[plan.visit_day == problem.route_day[route], problem.route_day[route]]
    ]
    if not strange:
        return plan
    begins, places = plan.break_start.copy(), plan.break_place.copy()
    begins[strange], places[strange] = NONE, NONE
    return with_best_times(problem, attrs.evolve(plan, break_start=begins, break_place=places), **limits)


def times_matter(problem: VisitProblem) -> bool:
    """Whether a later start may cost less than the earliest one, on a day that is small enough to look.

    A week's plan is planned again from what people were told, minute by minute, so it stays as it was searched.
    """
    weights = problem.weights
    priced = weights.waiting or weights.largest_idle
    small = 0 < len(problem.task_visit) <= MOST_TASKS and len(problem.route_worker) > 0
    return bool(priced) and problem.days == 1 and small


def with_best_times(
    problem: VisitProblem,
    plan: Schedule,
    *,
    time_limit: float | None,
    work_limit: float | None = None,
    seed: int = 1,
    should_stop: Callable[[], bool] | None = None,
) -> Schedule:
    """A plan with the same workers, days and orders at the times that cost least, or the plan itself.

    Parameters
    ----------
    plan : Schedule
        A plan without violations.
    time_limit : float or None
        Seconds.
    work_limit : float, optional
        CP-SAT's deterministic time; with it and no time limit the same seed gives the same times.
    """
    model = _InOrder(problem, plan)
    model.model.minimize(price_of(model))
    for variable, value in hinted(model, plan):
        model.model.add_hint(variable, value)
    solver = solver_with(time_limit, work_limit, seed, 1)
    (status,) = in_threads([lambda: solver.solve(model.model)], 1, should_stop or (lambda: False), solver.stop_search)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return plan
    found = schedule_of(model, solver)
    cheaper = cost(problem, found).total < cost(problem, plan).total
    return found if cheaper and not violations(problem, found) else plan
