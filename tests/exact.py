"""One day of published form, solved to proved optimality with CP-SAT: slow, and only for a handful of visits.

Written from the definition of the unified instances, apart from ``agecare.visits.checks``: where both agree on the cost
of a best plan, both have read the definition the same way. A break is taken at the place of a visit, just before it or,
where that is allowed, just after it.
"""

from collections.abc import Iterator

import attrs
import numpy as np
from ortools.sat.python import cp_model

from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule

Bool = cp_model.IntVar
Linear = cp_model.LinearExprT
DEPOT = 0


@attrs.frozen
class Proved:
    """The best plan and its cost; ``proved`` is false when the time was up."""

    schedule: Schedule
    cost: int
    bound: int
    proved: bool


@attrs.define
class Route:
    """Variables of one route; ``before[t]``, ``after[t]``: the break is taken just before or after task ``t``."""

    index: int
    serves: dict[int, Bool]
    arcs: dict[tuple[int, int], Bool]
    before: dict[int, Bool]
    after: dict[int, Bool]
    used: Bool
    pause: cp_model.IntVar
    departure: cp_model.IntVar
    back: cp_model.IntVar
    first_wait: cp_model.IntVar

    @property
    def breaks(self) -> list[tuple[int, Bool]]:
        """The task at whose place a break is, and whether it is."""
        return [*self.before.items(), *self.after.items()]


class Exact:
    """The model of a day; each method adds one part of it."""

    def __init__(self, problem: VisitProblem, breaks_after: bool) -> None:
        self.problem, self.model, self.breaks_after = problem, cp_model.CpModel(), breaks_after
        ends = [*problem.window_end.tolist(), *problem.route_start.tolist()]
        legs = int(problem.travel.max(initial=0)) * (len(problem.task_visit) + len(problem.route_worker) + 1)
        self.horizon = max(ends, default=0) + legs + int(problem.task_minutes.sum() + problem.visit_lag_max.sum())
        self.horizon += int(problem.route_break_minutes.sum())
        self.served = [self.bool() for _ in problem.visit_ids]
        self.start = [self.time() for _ in problem.task_visit]
        self.late = [self.time() for _ in problem.task_visit]
        self.routes = [self.route(index) for index in range(len(problem.route_worker))]

    def bool(self) -> Bool:
        return self.model.new_bool_var("")

    def time(self) -> cp_model.IntVar:
        return self.model.new_int_var(0, self.horizon, "")

    def route(self, index: int) -> Route:
        tasks = [int(task) for task in np.flatnonzero(self.problem.eligible[:, self.problem.route_worker[index]])]
        ends = [DEPOT, *(task + 1 for task in tasks)]
        has_break = self.problem.route_break_minutes[index] > 0
        return Route(
            index,
            {task: self.bool() for task in tasks},
            {(i, j): self.bool() for i in ends for j in ends if i != j},
            {task: self.bool() for task in tasks} if has_break else {},
            {task: self.bool() for task in tasks} if has_break and self.breaks_after else {},
            self.bool(),
            *(self.time() for _ in range(4)),
        )

    def solve(self, seconds: float = 60.0) -> Proved | None:
        self.every_visit_is_whole()
        self.windows()
        self.couplings()
        for route in self.routes:
            self.order(route)
            self.breaks(route)
            self.shift(route)
        self.model.minimize(sum(self.costs()))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE), solver.status_name(status)
        cost, bound = round(solver.objective_value), round(solver.best_objective_bound)
        return Proved(self.schedule(solver), cost, bound, status == cp_model.OPTIMAL)

    def every_visit_is_whole(self) -> None:
        """Each task of a served visit by one route, those of one visit by different ones; mandatory ones served."""
        for visit, served in enumerate(self.served):
            if self.problem.visit_mandatory[visit]:
                self.model.add(served == 1)
            for task in self.problem.tasks_of(visit):
                self.model.add(sum(route.serves[task] for route in self.routes if task in route.serves) == served)
            for route in self.routes:
                self.model.add_at_most_one(
                    route.serves[task] for task in self.problem.tasks_of(visit) if task in route.serves
                )

    def windows(self) -> None:
        """A task is judged by the last window that has begun."""
        for task, start in enumerate(self.start):
            visit = int(self.problem.task_visit[task])
            spans = self.problem.windows_of(visit, 0)
            judged = start + (0 if self.problem.window_at_start else int(self.problem.task_minutes[task]))
            chosen = [self.bool() for _ in spans]
            self.model.add_exactly_one(chosen)
            for number, (mine, (begin, end)) in enumerate(zip(chosen, spans, strict=True)):
                self.model.add(start >= begin).only_enforce_if(mine)
                if number + 1 < len(spans):
                    self.model.add(start < spans[number + 1][0]).only_enforce_if(mine)
                self.model.add(self.late[task] >= judged - end).only_enforce_if(mine, self.served[visit])
            if not self.problem.visit_soft_end[visit]:
                self.model.add(self.late[task] == 0)

    def couplings(self) -> None:
        for visit in range(len(self.served)):
            if self.problem.visit_coupling[visit] in (1, 2):
                first, second = (self.start[task] for task in self.problem.tasks_of(visit))
                self.model.add(second - first >= int(self.problem.visit_lag_min[visit]))
                self.model.add(second - first <= int(self.problem.visit_lag_max[visit]))

    def order(self, route: Route) -> None:
        """The arcs are one tour from the depot and back; times follow the ways."""
        model, idle = self.model, self.bool()
        out = [(node + 1, node + 1, serves.negated()) for node, serves in route.serves.items()]
        model.add_circuit([*((i, j, arc) for (i, j), arc in route.arcs.items()), *out, (DEPOT, DEPOT, idle)])
        model.add(route.used + idle == 1)
        for (i, j), arc in route.arcs.items():
            leg = self.leg(route, i, j)
            if i == DEPOT:
                model.add(route.departure + leg <= self.start[j - 1]).only_enforce_if(arc)
                self.leaves_late(route, j - 1, arc, leg)
                continue
            for free, leaving in self.leavings(route, i - 1):
                if j == DEPOT:
                    model.add(route.back == leaving + leg).only_enforce_if(arc, *free)
                else:
                    model.add(self.start[j - 1] >= leaving + leg).only_enforce_if(arc, *free)
            if j - 1 in route.before:
                model.add(route.pause >= self.end(i - 1) + leg).only_enforce_if(arc, route.before[j - 1])

    def leavings(self, route: Route, task: int) -> Iterator[tuple[list[Bool], Linear]]:
        """When she leaves a stop, and under which condition: after the visit, or after a break that follows it."""
        if task not in route.after:
            yield [], self.end(task)
            return
        minutes = int(self.problem.route_break_minutes[route.index])
        yield [route.after[task].negated()], self.end(task)
        yield [route.after[task]], route.pause + minutes

    def leaves_late(self, route: Route, first: int, arc: Bool, leg: int) -> None:
        """She leaves for the first stop, or for the break before it; the wait after such a break is kept apart."""
        if first not in route.before:
            self.model.add(route.departure == self.start[first] - leg).only_enforce_if(arc)
            self.model.add(route.first_wait == 0).only_enforce_if(arc)
            return
        pausing = route.before[first]
        self.model.add(route.departure == self.start[first] - leg).only_enforce_if(arc, pausing.negated())
        self.model.add(route.first_wait == 0).only_enforce_if(arc, pausing.negated())
        self.model.add(route.departure == route.pause - leg).only_enforce_if(arc, pausing)
        minutes = int(self.problem.route_break_minutes[route.index])
        self.model.add(route.first_wait == self.start[first] - route.pause - minutes).only_enforce_if(arc, pausing)

    def breaks(self, route: Route) -> None:
        """At most one break, beside a stop of the route, begun in time and over before a stop that it precedes."""
        model, problem, index = self.model, self.problem, route.index
        model.add_at_most_one(pausing for _, pausing in route.breaks)
        for task, pausing in route.breaks:
            model.add_implication(pausing, route.serves[task])
            model.add(route.pause >= int(problem.route_break_earliest[index])).only_enforce_if(pausing)
            model.add(route.pause <= int(problem.route_break_latest[index])).only_enforce_if(pausing)
        minutes = int(problem.route_break_minutes[index])
        for task, pausing in route.before.items():
            model.add(self.start[task] >= route.pause + minutes).only_enforce_if(pausing)
        for task, pausing in route.after.items():
            model.add(route.pause >= self.end(task)).only_enforce_if(pausing)

    def shift(self, route: Route) -> None:
        model, used = self.model, route.used
        model.add(route.departure >= int(self.problem.route_start[route.index])).only_enforce_if(used)
        model.add(route.back <= int(self.problem.route_latest[route.index])).only_enforce_if(used)
        for value in (route.departure, route.back, route.first_wait):
            model.add(value == 0).only_enforce_if(used.negated())

    def costs(self) -> Iterator[Linear]:
        problem, weights = self.problem, self.problem.weights
        for visit, served in enumerate(self.served):
            yield int(problem.visit_penalty[visit]) * (1 - served)
        largest_late, largest_idle = self.time(), self.model.new_int_var(0, 1 << 30, "")
        for task, late in enumerate(self.late):
            counted = self.time()
            self.model.add(counted >= late).only_enforce_if(self.served[problem.task_visit[task]])
            self.model.add(largest_late >= counted)
            yield weights.lateness * counted
        for route in self.routes:
            index = route.index
            begin, end = int(problem.route_start[index]), int(problem.route_end[index])
            travel = sum(self.leg(route, i, j) * arc for (i, j), arc in route.arcs.items())
            served = sum(int(problem.task_minutes[task]) * serves for task, serves in route.serves.items())
            paused = sum(pausing for _, pausing in route.breaks)
            busy = travel + served + int(problem.route_break_minutes[index]) * paused
            over = self.time()
            self.model.add(over >= route.back - end).only_enforce_if(route.used)
            self.model.add(largest_idle >= end - begin - busy)
            self.model.add(largest_idle >= route.back - begin - busy)
            yield weights.travel * travel
            yield weights.overtime * over
            waited = self.time()
            self.model.add(waited == route.back - route.departure - busy - route.first_wait)
            yield weights.waiting * waited
            if problem.route_break_minutes[index]:
                yield weights.missed_break * (1 - paused)
            for task, serves in route.serves.items():
                client = problem.visit_client[problem.task_visit[task]]
                if not problem.client_prefers[client, problem.route_worker[index]]:
                    yield weights.preferred_worker * serves
        yield weights.largest_lateness * largest_late
        if weights.largest_idle:
            yield weights.largest_idle * largest_idle

    def leg(self, route: Route, i: int, j: int) -> int:
        problem = self.problem
        here = problem.route_start_place[route.index] if i == DEPOT else self.place(i - 1)
        there = problem.route_end_place[route.index] if j == DEPOT else self.place(j - 1)
        return int(problem.travel[problem.route_profile[route.index], here, there])

    def place(self, task: int) -> int:
        return int(self.problem.visit_place[self.problem.task_visit[task], 0])

    def end(self, task: int) -> Linear:
        return self.start[task] + int(self.problem.task_minutes[task])

    def schedule(self, solver: cp_model.CpSolver) -> Schedule:
        found = Schedule.empty(self.problem)
        for visit, served in enumerate(self.served):
            if solver.boolean_value(served):
                found.visit_day[visit] = 0
        for route in self.routes:
            for task, serves in route.serves.items():
                if solver.boolean_value(serves):
                    found.task_route[task], found.task_start[task] = route.index, solver.value(self.start[task])
            for task, pausing in route.breaks:
                if solver.boolean_value(pausing):
                    found.break_start[route.index] = solver.value(route.pause)
                    found.break_place[route.index] = self.place(task)
        return found


def exact(problem: VisitProblem, *, breaks_after: bool = False, seconds: float = 60.0) -> Proved | None:
    """The best plan of a problem of one day in the published forms; ``None`` when it has none."""
    assert problem.days == 1
    assert problem.break_on_route
    return Exact(problem, breaks_after).solve(seconds)
