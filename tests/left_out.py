"""Plans that leave visits out, and slow, obvious ways to see what could be done for them."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import attrs
import numpy as np
from ortools.sat.python import cp_model

from agecare import Lock, Season, TravelMode
from agecare.visits.checks import violations
from agecare.visits.explain import explained, improved
from agecare.visits.problem import NONE, VisitProblem
from agecare.visits.schedule import Schedule, Unserved
from agecare.visits.travel import Minutes, Places
from builders import plan, role
from small_worlds import request, shift, small_problem, ten, worker
from worlds import random_problem

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
TWO = (role(30), role(30))
WOMEN = [worker("W-1", gender="female"), worker("W-2", gender="female")]
NURSE_AND_AIDE = [worker("W-1", "care"), worker("W-2", "nursing")]
LOCKED = [Lock(request="R-1", worker="W-2")]
Made = tuple[VisitProblem, Schedule]


def nothing_planned(*args: object, **fields: object) -> Made:
    """A small problem, and the plan that serves nobody."""
    problem = small_problem(*args, **fields)
    return problem, Schedule.empty(problem)


def with_plan(problem: VisitProblem, visits: Mapping[str, tuple[int, str, str]]) -> Made:
    """A valid plan by hand."""
    made = plan(problem, visits)
    assert violations(problem, made) == []
    return problem, made


def reason_of(made: Made) -> Unserved:
    """The reason of the one visit that matters: the last unserved one."""
    problem, schedule = made
    return explained(problem, schedule).unserved[-1]


def couple(one: Sequence[str], two: Sequence[str], hours: str = "08:00-16:00", **fields: object) -> Made:
    """A visit of W-1, who works on the days ``one``, and W-2, the nurse, on the days ``two`` in those hours."""
    wish = request("R-1", roles=(role(30, care=1), role(30, nursing=1)), **({"coupling": "together"} | fields))
    shifts = [shift("W-1", days=one), shift("W-2", hours, days=two)]
    return nothing_planned([wish], workers=NURSE_AND_AIDE, shifts=shifts)


def far_away(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """Four hours from every place to every other."""
    return ten(places, mode, season) * 24


@cache
def random_plan(seed: int) -> Made:
    """A random world with a valid plan of it: everything that fits put in, then some of it taken out again.

    (All of it stays where a gap in a route makes a way longer than what was there.)
    """
    problem = random_problem(seed)
    whole = improved(problem, Schedule.empty(problem))
    rng = random.Random(seed)
    out = [visit for visit in np.flatnonzero(whole.visit_day >= 0).tolist() if rng.random() < rng.choice([0, 0.4])]
    days, routes, breaks = whole.visit_day.copy(), whole.task_route.copy(), whole.break_start.copy()
    days[out] = NONE
    routes[np.isin(problem.task_visit, out)] = NONE
    breaks[~np.isin(np.arange(len(breaks)), routes)] = NONE
    made = attrs.evolve(whole, visit_day=days, task_route=routes, break_start=breaks)
    assert violations(problem, whole) == []
    return problem, whole if violations(problem, made) else made


WHOEVER_WHENEVER = {"skill", "gender", "language", "refused-worker", "locked-worker", "two-workers", "allowed-day"}
"""Rules that no other time of day can heal."""


def put_in(problem: VisitProblem, schedule: Schedule, visit: int, step: int) -> Iterator[Schedule]:
    """Every plan with that visit put in while nothing else moves, on a grid of so many minutes; rules not asked."""
    tasks = problem.tasks_of(visit)
    for day in range(problem.days):
        routes = [int(route) for route in np.flatnonzero(problem.route_day == day)]
        for chosen in itertools.product(routes, repeat=len(tasks)):
            told = violations(problem, _with(problem, schedule, visit, day, chosen, [600] * len(tasks)))
            if not WHOEVER_WHENEVER & {found.rule for found in told}:
                for starts in _times(problem, visit, day, step):
                    yield _with(problem, schedule, visit, day, chosen, starts)


def alone(problem: VisitProblem, visit: int) -> Iterator[Schedule]:
    """Every plan of that visit alone, in steps of five minutes."""
    return put_in(problem, Schedule.empty(problem), visit, 5)


def possible_alone(problem: VisitProblem, missed: Unserved) -> bool:
    """Whether a plan of that visit alone breaks no rule."""
    plans = alone(problem, problem.visit_ids.index(missed.visit))
    return any(not violations(problem, found) for found in plans)


def _with(
    problem: VisitProblem, schedule: Schedule, visit: int, day: int, routes: Sequence[int], starts: Sequence[int]
) -> Schedule:
    days, route_of, start_of = schedule.visit_day.copy(), schedule.task_route.copy(), schedule.task_start.copy()
    days[visit] = day
    for task, route, start in zip(problem.tasks_of(visit), routes, starts, strict=True):
        route_of[task], start_of[task] = route, start
    return attrs.evolve(schedule, visit_day=days, task_route=route_of, task_start=start_of)


def _times(problem: VisitProblem, visit: int, day: int, step: int) -> Iterator[list[int]]:
    """Starts of the tasks: in the windows, at the lock, at once or within the lag."""
    tasks = problem.tasks_of(visit)
    lasts = 0 if problem.window_at_start else int(problem.task_minutes[tasks[0]])
    soft = problem.visit_soft_end[visit]
    firsts = {
        start
        for begins, ends in problem.windows_of(visit, day)
        for last in [1440 if soft else ends - lasts]
        for start in (*range(begins, last + 1, step), last)
    }
    if problem.visit_locked_start[visit] != NONE:
        firsts = {int(problem.visit_locked_start[visit])}
    low, high = int(problem.visit_lag_min[visit]), int(problem.visit_lag_max[visit])
    lags = [0] if problem.visit_coupling[visit] == 1 else [*range(low, high + 1, step), high]
    for first in sorted(firsts):
        if len(tasks) == 1:
            yield [first]
        else:
            yield from ([first, first + lag] for lag in lags)


def can_all_be_served(problem: VisitProblem, visits: Sequence[int]) -> bool:
    """Whether some plan serves all of these visits: asked of CP-SAT, with circuits, and without ties and breaks.

    A relaxation of its own: what it denies, no plan can do.
    """
    model = cp_model.CpModel()
    arcs: dict[int, list[tuple[int, int, cp_model.IntVar]]] = {}
    begin: dict[tuple[int, int], cp_model.IntVar] = {}
    chosen: dict[tuple[int, int], cp_model.IntVar] = {}
    for visit in visits:
        for task in problem.tasks_of(visit):
            for route in range(len(problem.route_worker)):
                day = int(problem.route_day[route])
                may = problem.eligible[task, problem.route_worker[route]] and problem.visit_days[visit, day]
                spans = [(a, b - int(problem.task_minutes[task])) for a, b in problem.windows_of(visit, day)]
                if problem.visit_soft_end[visit] or problem.window_at_start:
                    spans = [
                        (a, 1440 if problem.visit_soft_end[visit] else b) for a, b in problem.windows_of(visit, day)
                    ]
                spans = [(a, b) for a, b in spans if a <= b]
                if may and spans:
                    domain = cp_model.Domain.from_intervals([list(span) for span in spans])
                    begin[task, route] = model.new_int_var_from_domain(domain, "")
                    chosen[task, route] = model.new_bool_var("")
    for visit in visits:
        on_day = [model.new_bool_var("") for _ in range(problem.days)]
        model.add_exactly_one(on_day)
        for task in problem.tasks_of(visit):
            for day in range(problem.days):
                mine = [x for (t, r), x in chosen.items() if t == task and problem.route_day[r] == day]
                model.add(sum(mine) == on_day[day])
        for person in range(len(problem.worker_ids)):
            both = [
                x
                for (t, r), x in chosen.items()
                if problem.task_visit[t] == visit and problem.route_worker[r] == person
            ]
            model.add(sum(both) <= 1)
    busy: dict[int, list[tuple[int, cp_model.IntVar]]] = {}
    for route in range(len(problem.route_worker)):
        tasks = [t for t, r in chosen if r == route]
        arcs[route], busy[route] = [], []
        idle = model.new_bool_var("")
        arcs[route].append((0, 0, idle))
        for at, task in enumerate(tasks, 1):
            start, minutes = begin[task, route], int(problem.task_minutes[task])
            place = int(problem.visit_place[problem.task_visit[task], problem.route_day[route]])
            first, last = model.new_bool_var(""), model.new_bool_var("")
            there = problem.travel_minutes(route, int(problem.route_start_place[route]), place)
            back = problem.travel_minutes(route, place, int(problem.route_end_place[route]))
            model.add(start >= int(problem.route_start[route]) + there).only_enforce_if(first)
            model.add(start + minutes + back <= int(problem.route_latest[route])).only_enforce_if(last)
            arcs[route] += [(0, at, first), (at, 0, last), (at, at, chosen[task, route].negated())]
            busy[route] += [(there, first), (minutes, chosen[task, route]), (back, last)]
            for to, other in enumerate(tasks, 1):
                if other != task:
                    goes = model.new_bool_var("")
                    there_then = int(problem.visit_place[problem.task_visit[other], problem.route_day[route]])
                    leg = problem.travel_minutes(route, place, there_then)
                    model.add(begin[other, route] >= start + minutes + leg).only_enforce_if(goes)
                    arcs[route].append((at, to, goes))
                    busy[route].append((leg, goes))
        model.add_circuit(arcs[route])
    _limits(problem, model, busy)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_deterministic_time = 1, 60
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE), "too hard for a test"
    return bool(status != cp_model.INFEASIBLE)


def _limits(
    problem: VisitProblem, model: cp_model.CpModel, busy: Mapping[int, Sequence[tuple[int, cp_model.IntVar]]]
) -> None:
    """Nobody works and travels longer than the limits of a day and of a week."""
    for person in range(len(problem.worker_ids)):
        mine = np.flatnonzero(problem.route_worker == person).tolist()
        for key, limit in (
            (problem.route_day, problem.worker_daily_minutes),
            (problem.day_week[problem.route_day], problem.worker_weekly_minutes),
        ):
            for value in {int(key[route]) for route in mine}:
                parts = [minutes * x for route in mine if key[route] == value for minutes, x in busy[route]]
                model.add(sum(parts) <= int(limit[person]))
