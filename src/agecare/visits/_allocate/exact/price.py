"""What a plan costs, as expressions over an `ExactModel`: the components of `checks`, one function each.

Amounts may lie above the true ones as long as nothing is gained by it: the solver minimises.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from ortools.sat.python import cp_model

from agecare.visits._allocate.exact.model import ExactModel, Expr
from agecare.visits._allocate.exact.pauses import Var
from agecare.visits.problem import NONE, VisitProblem


def price_of(model: ExactModel) -> Expr:
    """The whole cost."""
    weights = weights_of(model.problem)
    return _sum(weight * COMPONENTS[name](model) for name, weight in weights.items() if weight)


def weights_of(problem: VisitProblem) -> Mapping[str, int]:
    """Weight of each component."""
    weights = problem.weights
    return {"unserved": 1} | {
        name: getattr(weights, name.replace("-", "_")) for name in COMPONENTS if name != "unserved"
    }


def unserved(model: ExactModel) -> Expr:
    """The penalties of the visits left out."""
    penalties = model.problem.visit_penalty.tolist()
    return _sum(penalty * (1 - model.served[visit]) for visit, penalty in enumerate(penalties))


def lateness(model: ExactModel) -> Expr:
    """Minutes after a soft window's end; each role counts."""
    return _sum(_late(model))


def largest_lateness(model: ExactModel) -> Expr:
    """The largest of these."""
    return _largest(model, _late(model))


def overtime(model: ExactModel) -> Expr:
    """Minutes back after the shift's end."""
    return _sum(_overtime(model, route) for route in model.routes)


def travel(model: ExactModel) -> Expr:
    """Minutes travelled."""
    return _sum(model.travelled(route) for route in model.routes)


def waiting(model: ExactModel) -> Expr:
    """Minutes neither worked nor on the way between leaving and coming back, but for the break and what opens it."""
    return _sum(
        model.paid(route) - model.travelled(route) - model.worked(route) - model.opening.get(route, 0)
        for route in model.routes
    )


def largest_idle(model: ExactModel) -> Expr:
    """The largest idle time of a shift, used or not."""
    problem = model.problem
    idle = []
    for route in model.routes:
        pause = int(problem.route_break_minutes[route]) * model.takes_break(route)
        shift = int(problem.route_end[route] - problem.route_start[route])
        busy = model.travelled(route) + model.worked(route) + pause
        idle.append(shift + _overtime(model, route) - busy)
    return _largest(model, idle)


def missed_break(model: ExactModel) -> Expr:
    """Breaks neither recorded nor, where that counts, possible before leaving or after coming back."""
    problem = model.problem
    missed: list[Expr] = []
    for route in np.flatnonzero(problem.route_break_minutes > 0).tolist():
        if problem.break_on_route:
            missed.append(1 - model.takes_break(route))
            continue
        before, afterwards, gone = model.flag(), model.flag(), model.flag()
        free = int(problem.route_break_earliest[route] + problem.route_break_minutes[route])
        model.model.add(model.departure[route] >= free).only_enforce_if(before)
        model.model.add(model.back[route] <= int(problem.route_break_latest[route])).only_enforce_if(afterwards)
        model.model.add(gone + before + afterwards + model.takes_break(route) >= model.used[route])
        missed.append(gone)
    return _sum(missed)


def preferred_worker(model: ExactModel) -> Expr:
    """Tasks by somebody who is not on the client's list of preferred workers."""
    problem = model.problem
    clients = problem.visit_client[problem.task_visit]
    return _sum(
        var for (t, r), var in model.do.items() if not problem.client_prefers[clients[t], problem.route_worker[r]]
    )


def continuity(model: ExactModel) -> Expr:
    """Workers that each client sees, beyond the first."""
    problem = model.problem
    clients = problem.visit_client[problem.task_visit].tolist()
    pairs: dict[int, dict[int, list[Var]]] = {}
    for (task, route), var in model.do.items():
        pairs.setdefault(clients[task], {}).setdefault(int(problem.route_worker[route]), []).append(var)
    beyond: list[Expr] = []
    for workers in pairs.values():
        seen = []
        for tasks in workers.values():
            comes = model.flag()
            for var in tasks:
                model.model.add_implication(var, comes)
            seen.append(comes)
        more = model.number(0, len(seen) - 1)
        model.model.add(more >= _sum(seen) - 1)
        beyond.append(more)
    return _sum(beyond)


def usual_worker(model: ExactModel) -> Expr:
    """Tasks by somebody else than the usual worker, where the usual worker could do them."""
    problem = model.problem
    usual = problem.client_usual[problem.visit_client[problem.task_visit]].tolist()
    return _sum(
        var
        for (t, r), var in model.do.items()
        if usual[t] >= 0 and problem.eligible[t, usual[t]] and problem.route_worker[r] != usual[t]
    )


def fair_workload(model: ExactModel) -> Expr:
    """Paid minutes beyond a tenth above or below the fair share, each worker's rounded up."""
    problem = model.problem
    capacity = {
        int(worker): int(problem.worker_capacity[worker]) for worker in np.flatnonzero(problem.worker_capacity > 0)
    }
    if not capacity:
        return _sum([])
    paid: dict[int, Expr] = {}
    for worker in capacity:
        mine = np.flatnonzero(problem.route_worker == worker).tolist()
        paid[worker] = _sum(model.paid(route) for route in mine)
    whole, hours = _sum(paid.values()), sum(capacity.values())
    outside: list[Var] = []
    for worker, minutes in paid.items():
        most = capacity[worker] + sum(model.latest[route] for route in model.routes)
        beyond = model.number(0, most)
        for sign in (1, -1):
            away = sign * (hours * minutes - capacity[worker] * whole)  # times everybody's hours
            model.model.add(100 * hours * beyond >= 100 * away - problem.fair_percent * capacity[worker] * whole)
        outside.append(beyond)
    return _sum(outside)


def fair_areas(model: ExactModel) -> Expr:
    """Unevenness of visits left out against visits wanted between areas, in hundredths of a visit."""
    problem = model.problem
    areas = problem.client_area[problem.visit_client].tolist()
    wanted = np.bincount(areas, minlength=len(problem.area_ids)).tolist()
    parts: list[Expr] = []
    for area in np.flatnonzero(wanted).tolist():
        missed = _sum(1 - model.served[visit] for visit in model.visits if areas[visit] == area)
        parts.append(_table(model, missed, [100 * n * n // wanted[area] for n in range(wanted[area] + 1)]))
    if not parts:
        return _sum([])
    count = len(areas)
    missed = _sum(1 - served for served in model.served)
    whole = _table(model, missed, [100 * n * n // count for n in range(count + 1)])
    amount = model.number(0, 100 * count)
    model.model.add(amount >= _sum(parts) - whole)
    return amount


def change(model: ExactModel) -> Expr:
    """Published visits that are gone, on another day, by another worker, or moved in time."""
    problem = model.problem
    changed: list[Expr] = []
    for visit in np.flatnonzero(problem.visit_published_day >= 0).tolist():
        day, tasks = int(problem.visit_published_day[visit]), problem.tasks_of(visit)
        kept = model.flag()
        same = [
            [
                var
                for (t, r), var in model.do.items()
                if t == task
                and problem.route_day[r] == day
                and problem.route_worker[r] == problem.task_published_worker[task] != NONE
            ]
            for task in tasks
        ]
        for done in same:
            model.model.add(_sum(done) >= kept)
        told, near = int(problem.visit_published_start[visit]), problem.change_minutes
        model.model.add_linear_constraint(model.start[tasks[0]], told - near, told + near).only_enforce_if(kept)
        changed.append(1 - kept)
    return _sum(changed)


COMPONENTS: Mapping[str, Callable[[ExactModel], Expr]] = {
    "unserved": unserved,
    "lateness": lateness,
    "overtime": overtime,
    "travel": travel,
    "waiting": waiting,
    "missed-break": missed_break,
    "preferred-worker": preferred_worker,
    "continuity": continuity,
    "usual-worker": usual_worker,
    "fair-workload": fair_workload,
    "fair-areas": fair_areas,
    "largest-lateness": largest_lateness,
    "largest-idle": largest_idle,
    "change": change,
}


def _sum(terms: Iterable[Expr]) -> Expr:
    return cp_model.LinearExpr.sum(list(terms))


def _late(model: ExactModel) -> list[Expr]:
    """Lateness of each task whose end is soft."""
    problem = model.problem
    late: list[Expr] = []
    for task in model.tasks:
        visit = int(problem.task_visit[task])
        if not problem.visit_soft_end[visit]:
            continue
        judged = model.start[task] if problem.window_at_start else model.end(task)
        minutes = model.number(0, max(model.latest))
        for (t, day, number), inside in model.in_window.items():
            if t == task:
                model.model.add(minutes >= judged - model.spans[visit, day][number][1]).only_enforce_if(inside)
        late.append(minutes)
    return late


def _overtime(model: ExactModel, route: int) -> Var:
    minutes = model.number(0, model.latest[route])
    model.model.add(minutes >= model.back[route] - int(model.problem.route_end[route]))
    return minutes


def _largest(model: ExactModel, amounts: Iterable[Expr]) -> Var:
    largest = model.number(0, 2 * max(model.latest))
    for amount in amounts:
        model.model.add(largest >= amount)
    return largest


def _table(model: ExactModel, index: Expr, values: list[int]) -> Var:
    """The value at an index."""
    at, value = model.number(0, len(values) - 1), model.number(min(values), max(values))
    model.model.add(at == index)
    model.model.add_element(at, values, value)
    return value
