"""What the checker says of a changed plan, asked of the part that changed only.

A plan that was valid stays so where nothing is touched, and what it costs there stays the same. So the checker gets
the visits of the workers who are touched, of the client and of whoever is tied to them, and nothing else.
"""

from collections.abc import Iterable

import attrs
import numpy as np

from agecare.visits.checks import Violation, cost, outside_fair_share, violations
from agecare.visits.explain.around import Around
from agecare.visits.problem import NONE, Flags, Ints, Longs, VisitProblem
from agecare.visits.schedule import Schedule, timelines

OF_A_ROUTE = frozenset({"travel", "shift-start", "shift-end", "break-time", "daily-minutes", "weekly-minutes"})
"""Rules about one worker's way: they cannot be broken where nothing was touched."""


@attrs.frozen(eq=False)
class Touched:
    """What a change touches: workers and visits, by index."""

    workers: tuple[int, ...]
    visits: tuple[int, ...]

    @classmethod
    def by(cls, problem: VisitProblem, routes: Iterable[int], visits: Iterable[int]) -> "Touched":
        """The workers of these routes, and these visits."""
        return cls(tuple(sorted({int(problem.route_worker[route]) for route in routes})), tuple(visits))


def broken(problem: VisitProblem, schedule: Schedule, touched: Touched) -> list[Violation]:
    """The rules that a plan breaks where it was touched."""
    part = _part(problem, schedule, touched, _near(problem, schedule, touched))
    ids = {problem.worker_ids[worker] for worker in touched.workers}
    return [found for found in violations(problem, part) if found.rule not in OF_A_ROUTE or found.worker in ids]


def price(around: Around, trial: Schedule, touched: Touched) -> int:
    """What a plan costs more than the one it was made from; less than 0 when it is cheaper."""
    problem, before = around.problem, around.schedule
    if problem.weights.largest_lateness or problem.weights.largest_idle:
        return cost(problem, trial).total - cost(problem, before).total
    near = _near(problem, trial, touched) | _near(problem, before, touched)
    parts = [_part(problem, schedule, touched, near) for schedule in (before, trial)]
    old, new = (_plain_cost(problem, part) for part in parts)
    return new - old + _less_fair(around, parts[1], trial, touched)


def local_cost(problem: VisitProblem, schedule: Schedule, touched: Touched) -> int:
    """What a plan costs where it was touched, fairness left aside: to compare plans that touch the same."""
    return _plain_cost(problem, _part(problem, schedule, touched, _near(problem, schedule, touched)))


def _near(problem: VisitProblem, schedule: Schedule, touched: Touched) -> Flags:
    """(V,) visits whose rules or costs a change may touch."""
    by_touched = np.zeros(len(problem.route_worker) + 1, dtype=np.bool_)
    by_touched[:-1] = np.isin(problem.route_worker, touched.workers)
    near = np.zeros(len(problem.visit_ids), dtype=np.bool_)
    near[problem.task_visit[by_touched[schedule.task_route]]] = True
    changed = np.array(touched.visits, dtype=np.int64)
    near |= np.isin(problem.visit_client, problem.visit_client[changed])
    return near


def _part(problem: VisitProblem, schedule: Schedule, touched: Touched, near: Flags) -> Schedule:
    """The plan of these visits only."""
    out = ~near
    routes: Ints = np.where(out[problem.task_visit], NONE, schedule.task_route).astype(np.int32)
    used = np.zeros(len(problem.route_worker) + 1, dtype=np.bool_)
    used[routes] = True
    return attrs.evolve(
        schedule,
        visit_day=np.where(out, NONE, schedule.visit_day).astype(np.int32),
        task_route=routes,
        break_start=np.where(used[:-1], schedule.break_start, NONE).astype(np.int32),
        unserved=(),
    )


def _plain_cost(problem: VisitProblem, part: Schedule) -> int:
    components = cost(problem, part).components.items()
    return sum(component.cost for name, component in components if not name.startswith("fair"))


def _less_fair(around: Around, part: Schedule, trial: Schedule, touched: Touched) -> int:
    """What the fairness of the whole plan costs more."""
    problem, weights = around.problem, around.problem.weights
    paid = around.paid.copy()
    paid[list(touched.workers)] = 0
    for route, line in timelines(problem, part).items():
        if problem.route_worker[route] in touched.workers:
            paid[problem.route_worker[route]] += line.paid_minutes
    missed = around.missed_by_area.copy()
    for visit in touched.visits:
        area = problem.client_area[problem.visit_client[visit]]
        missed[area] += int(trial.visit_day[visit] < 0) - int(around.schedule.visit_day[visit] < 0)
    load = outside_fair_share(problem, paid) - outside_fair_share(problem, around.paid)
    areas = uneven(missed, around.wanted_by_area, 100) - uneven(around.missed_by_area, around.wanted_by_area, 100)
    return weights.fair_workload * load + weights.fair_areas * areas


def uneven(amounts: Longs, sizes: Longs, scale: int = 1) -> int:
    """Σ scale · amount² ÷ size less the same of the sums, as the checker counts it: whole numbers, never below 0."""
    some = sizes > 0
    if not some.any():
        return 0
    each = scale * amounts[some] ** 2 // sizes[some]
    together = scale * amounts[some].sum() ** 2 // sizes[some].sum()
    return max(0, int(each.sum() - together))
