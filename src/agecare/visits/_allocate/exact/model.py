"""A whole visit problem as a CP-SAT model: days, workers, orders, times and breaks; every rule of `checks`.

Made for small days: one circuit for every route, whole minutes for every start. Each rule is one method; what the rules
cost is in `price`.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

import numpy as np
from ortools.sat.python import cp_model

from agecare.visits._allocate.exact.pauses import (
    BASE,
    Arc,
    Pause,
    Var,
    latest_needed,
    pause_places,
    waiting_costs_more,
)
from agecare.visits.problem import NONE, VisitProblem

Expr = cp_model.LinearExpr


class ExactModel:
    """Variables and rules.

    Attributes
    ----------
    on : (visit, day) the visit is on the day.
    do : (task, route)
    start : start of each task; meaningless where nobody does it.
    used : by route.
    arcs : one variable for each way that a route may take.
    pauses : by route, each place where its break may be taken.
    pause_start, departure, back, paid : by route; paid is 0 for a route that is not used.
    opening : by route, the wait between a break that opens the route and the first visit.
    spent : by route, minutes more on the way to a break that opens it, or from one that ends it (see `pause_places`).
    """

    def __init__(self, problem: VisitProblem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.visits, self.tasks = range(len(problem.visit_ids)), range(len(problem.task_visit))
        self.routes = range(len(problem.route_worker))
        self.minutes = problem.task_minutes.tolist()
        self.latest = latest_needed(problem)
        self.spans = {(v, d): problem.windows_of(v, d) for v in self.visits for d in range(problem.days)}
        self.on = {(v, d): self.flag() for v in self.visits for d in range(problem.days) if self._open(v, d)}
        self.do = {(t, r): self.flag() for t in self.tasks for r in self.routes if self._able(t, r)}
        self.served = [
            self._any([self.on[v, d] for d in range(problem.days) if (v, d) in self.on]) for v in self.visits
        ]
        self.start = [self._start(task) for task in self.tasks]
        self.used = [self.flag() for _ in self.routes]
        self.arcs = {arc: self.flag() for arc in self._arcs()}
        self.pauses: list[list[Pause]] = [[] for _ in self.routes]
        self.pause_start: dict[int, Var] = {}
        self.opening: dict[int, Var] = {}
        self.spent: dict[int, Var] = {}
        begin = problem.route_start.tolist()
        self.departure = [self.number(begin[r], self.latest[r]) for r in self.routes]
        self.back = [self.number(begin[r], self.latest[r]) for r in self.routes]
        for rule in self.rules:
            rule()

    @property
    def rules(self) -> tuple[Callable[[], None], ...]:
        """All of them. Days, skills, genders, languages, refusals and locks are in what variables there are."""
        return (
            self._complete_on_one_day,
            self._windows,
            self._locked_starts,
            self._two_workers,
            self._coupled,
            self._after,
            self._days_between,
            self._one_tour_each,
            self._breaks,
            self._travel,
            self._no_time_twice,
            self._daily_and_weekly_minutes,
            self._routes_apart,
        )

    # Variables.

    def flag(self) -> Var:
        """A new yes or no."""
        return self.model.new_bool_var("")

    def number(self, least: int, most: int) -> Var:
        """A new whole number."""
        return self.model.new_int_var(least, max(least, most), "")

    def end(self, task: int) -> Expr:
        """End of service."""
        end: Expr = self.start[task] + self.minutes[task]
        return end

    def earliest(self, task: int) -> int:
        """Earliest start by windows and shifts; 0 where nobody could do it."""
        return min((self._range(t, r)[0] for t, r in self.do if t == task), default=0)

    def place(self, task: int, route: int, start: bool = True) -> int:
        """Where a task is on the day of a route; for `BASE` where the route starts or ends."""
        problem = self.problem
        if task == BASE:
            return int((problem.route_start_place if start else problem.route_end_place)[route])
        return int(problem.visit_place[problem.task_visit[task], problem.route_day[route]])

    def minutes_of(self, arc: Arc) -> int:
        """Minutes of a way."""
        route, one, two = arc
        return self.problem.travel_minutes(route, self.place(one, route), self.place(two, route, start=False))

    def takes_break(self, route: int) -> Expr:
        """1 when the route's break is recorded."""
        return cp_model.LinearExpr.sum([pause.taken for pause in self.pauses[route]])

    def worked(self, route: int) -> Expr:
        """Minutes of service on a route."""
        mine = [(self.do[t, r], self.minutes[t]) for t, r in self.do if r == route]
        return cp_model.LinearExpr.weighted_sum([var for var, _ in mine], [minutes for _, minutes in mine])

    def travelled(self, route: int) -> Expr:
        """Minutes on the way on a route."""
        ways = [(var, self.minutes_of(arc)) for arc, var in self.arcs.items() if arc[0] == route]
        ways += [(pause.taken, pause.detour) for pause in self.pauses[route]]
        ways += [(self.spent[route], 1)] if route in self.spent else []
        return cp_model.LinearExpr.weighted_sum([var for var, _ in ways], [minutes for _, minutes in ways])

    def paid(self, route: int) -> Expr:
        """Paid minutes of a route."""
        pause = int(self.problem.route_break_minutes[route])
        paid: Expr = self.back[route] - self.departure[route] - pause * self.takes_break(route)
        return paid

    def _open(self, visit: int, day: int) -> bool:
        problem = self.problem
        allowed = problem.visit_days[visit, day] and problem.visit_locked_day[visit] in (NONE, day)
        return bool(allowed and problem.visit_place[visit, day] >= 0 and self.spans[visit, day])

    def _able(self, task: int, route: int) -> bool:
        problem = self.problem
        visit, day = int(problem.task_visit[task]), int(problem.route_day[route])
        worker = int(problem.route_worker[route])
        locked = problem.task_locked_worker[task] in (NONE, worker)
        if (visit, day) not in self.on or not locked or not problem.eligible[task, worker]:
            return False
        first, last = self._range(task, route)
        return first <= last

    def _any(self, flags: Sequence[Var]) -> Var:
        """Whether one of some flags is up, of which at most one is."""
        whole = self.flag()
        self.model.add(cp_model.LinearExpr.sum(flags) == whole)
        return whole

    def _hull(self, task: int, day: int) -> tuple[int, int]:
        """First and last minute at which a task could begin on a day, by its windows."""
        visit = int(self.problem.task_visit[task])
        spans, lasts = self.spans[visit, day], 0 if self.problem.window_at_start else self.minutes[task]
        last = max(end for _, end in spans) - lasts
        last = max(self.latest) if self.problem.visit_soft_end[visit] else last
        return min(start for start, _ in spans), last

    def _range(self, task: int, route: int) -> tuple[int, int]:
        """The same on a route."""
        first, last = self._hull(task, int(self.problem.route_day[route]))
        return max(first, int(self.problem.route_start[route])), min(last, self.latest[route] - self.minutes[task])

    def _start(self, task: int) -> Var:
        ranges = [self._range(t, r) for t, r in self.do if t == task] or [(0, 0)]
        return self.number(self.earliest(task), max(last for _, last in ranges))

    def _arcs(self) -> Iterator[Arc]:
        """Ways that hours and windows allow."""
        for route in self.routes:
            mine = [t for t, r in self.do if r == route]
            for task in mine:
                yield route, BASE, task
                yield route, task, BASE
            for one, two in product(mine, mine):
                if self.problem.task_visit[one] != self.problem.task_visit[two]:
                    way = self.minutes_of((route, one, two)) if not self.problem.route_break_minutes[route] else 0
                    if self._range(one, route)[0] + self.minutes[one] + way <= self._range(two, route)[1]:
                        yield route, one, two

    # Rules.

    def _complete_on_one_day(self) -> None:
        """A served visit has one day and on it one route for each task."""
        for task in self.tasks:
            visit = int(self.problem.task_visit[task])
            for day in range(self.problem.days):
                here = [var for (t, r), var in self.do.items() if t == task and self.problem.route_day[r] == day]
                if (visit, day) in self.on:
                    self.model.add(cp_model.LinearExpr.sum(here) == self.on[visit, day])
            self.model.add(self.start[task] == self.earliest(task)).only_enforce_if(~self.served[visit])

    def _windows(self) -> None:
        """Each task begins inside a window and, unless the end is soft, ends inside it."""
        self.in_window: dict[tuple[int, int, int], Var] = {}
        for (visit, day), on in self.on.items():
            spans = self.spans[visit, day]
            for task in self.problem.tasks_of(visit):
                chosen = [on] if len(spans) == 1 else [self.flag() for _ in spans]
                if len(spans) > 1:
                    self.model.add(cp_model.LinearExpr.sum(chosen) == on)
                for number, ((begin, end), inside) in enumerate(zip(spans, chosen, strict=True)):
                    self.in_window[task, day, number] = inside
                    self.model.add(self.start[task] >= begin).only_enforce_if(inside)
                    if not self.problem.visit_soft_end[visit]:
                        last = end if self.problem.window_at_start else end - self.minutes[task]
                        self.model.add(self.start[task] <= last).only_enforce_if(inside)
                    elif number + 1 < len(spans):  # late against the last window that had begun
                        self.model.add(self.start[task] < spans[number + 1][0]).only_enforce_if(inside)

    def _locked_starts(self) -> None:
        """A locked start time is kept."""
        for visit in np.flatnonzero(self.problem.visit_locked_start >= 0).tolist():
            first = self.start[self.problem.tasks_of(visit)[0]]
            self.model.add(first == int(self.problem.visit_locked_start[visit])).only_enforce_if(self.served[visit])

    def _two_workers(self) -> None:
        """A visit of two roles has two different workers."""
        workers = self.problem.route_worker.tolist()
        for visit in self.visits:
            tasks = self.problem.tasks_of(visit)
            for worker in set(workers) if len(tasks) > 1 else ():
                both = [var for (t, r), var in self.do.items() if t in tasks and workers[r] == worker]
                self.model.add_at_most_one(both)

    def _coupled(self) -> None:
        """Two workers start together, or the second within the lag after the first."""
        problem = self.problem
        for visit in self.visits:
            kind = int(problem.visit_coupling[visit])
            if kind in (1, 2):
                first, second = (self.start[task] for task in problem.tasks_of(visit))
                least, most = int(problem.visit_lag_min[visit]), int(problem.visit_lag_max[visit])
                least, most = (0, 0) if kind == 1 else (least, most)
                self.model.add_linear_constraint(second - first, least, most).only_enforce_if(self.served[visit])

    def _after(self) -> None:
        """A visit that comes after another is on the same day, within the gap after the other's end."""
        problem = self.problem
        for visit in np.flatnonzero(problem.visit_after >= 0).tolist():
            other = int(problem.visit_after[visit])
            both = [self.served[visit], self.served[other]]
            for day in range(problem.days):
                here, there = self.on.get((visit, day)), self.on.get((other, day))
                if here is not None:
                    self.model.add_bool_or(~here, ~both[1], *([there] if there is not None else []))
            gaps = [
                self.start[task] - self.end(before)
                for task, before in product(problem.tasks_of(visit), problem.tasks_of(other))
            ]
            for gap in gaps:
                self.model.add(gap >= int(problem.visit_gap_min[visit])).only_enforce_if(both)
            near = [self.flag() for _ in gaps]
            for gap, close in zip(gaps, near, strict=True):
                self.model.add(gap <= int(problem.visit_gap_max[visit])).only_enforce_if(close)
            self.model.add_bool_or(near).only_enforce_if(both)

    def _days_between(self) -> None:
        """Two visits of one request are at least so many days apart."""
        problem = self.problem
        for one, two in combinations(self.visits, 2):
            if problem.visit_request[one] == problem.visit_request[two]:
                for (v, day), (w, other) in product(self.on, self.on):
                    if (v, w) == (one, two) and abs(day - other) < problem.visit_spacing[one]:
                        self.model.add_at_most_one(self.on[v, day], self.on[w, other])

    def _one_tour_each(self) -> None:
        """Every route is one tour from its start to its end."""
        for route in self.routes:
            circuit: list[tuple[int, int, cp_model.LiteralT]] = [
                (one + 1, two + 1, var) for (r, one, two), var in self.arcs.items() if r == route
            ]
            circuit += [(task + 1, task + 1, ~var) for (task, r), var in self.do.items() if r == route]
            circuit.append((0, 0, ~self.used[route]))
            self.model.add_circuit(circuit)
            idle = int(self.problem.route_start[route])
            for moment in (self.departure[route], self.back[route]):
                self.model.add(moment == idle).only_enforce_if(~self.used[route])

    def _breaks(self) -> None:
        """A break is taken once, between two stops, begins within its limits, and leaves time for the way to it."""
        problem = self.problem
        possible = (problem.route_break_minutes > 0) & (problem.route_break_earliest <= problem.route_break_latest)
        wasted = problem.weights.fair_workload and not waiting_costs_more(problem)
        for route in np.flatnonzero(possible).tolist():
            self.pause_start[route] = self.number(
                int(problem.route_break_earliest[route]), int(problem.route_break_latest[route])
            )
            self.opening[route] = self.number(0, self.latest[route] - int(problem.route_start[route]))
            self.spent[route] = self.number(0, int(np.asarray(problem.travel).max()) if wasted else 0)
            opens: list[Var] = []
            closes: list[Var] = []
            for arc in [arc for arc in self.arcs if arc[0] == route]:
                places = self.place(arc[1], route), self.place(arc[2], route, start=False)
                for where in self._pause_places(route, *places):
                    pause = Pause(arc, *where, self.flag())
                    self.pauses[route].append(pause)
                    self.model.add_implication(pause.taken, self.arcs[arc])
                    self._before_break(route, pause, opens)
                    self._after_break(route, pause, closes)
            self.model.add(self.opening[route] == 0).only_enforce_if(~self._any(opens))
            self.model.add(self.spent[route] == 0).only_enforce_if(~self._any([*opens, *closes]))
            self.model.add_at_most_one([pause.taken for pause in self.pauses[route]])

    def _pause_places(self, route: int, origin: int, destination: int) -> list[tuple[int, int, int, int]]:
        return pause_places(self.problem, route, origin, destination)

    def _before_break(self, route: int, pause: Pause, opens: list[Var]) -> None:
        """Whoever comes from a visit may wait for the break; whoever leaves for it leaves in time for it."""
        _, one, two = pause.arc
        begin = self.pause_start[route]
        if one == BASE:
            opens.append(pause.taken)
            then = self.back[route] if two == BASE else self.start[two]
            until = begin + int(self.problem.route_break_minutes[route]) + pause.after
            left = self.departure[route] == begin - pause.before - self.spent[route]
            self.model.add(left).only_enforce_if(pause.taken)
            self.model.add(self.opening[route] <= then - until).only_enforce_if(pause.taken)
        else:
            self.model.add(begin >= self.end(one) + pause.before).only_enforce_if(pause.taken)

    def _after_break(self, route: int, pause: Pause, closes: list[Var]) -> None:
        """Nobody starts, or is back, before the way from the break is done."""
        two = pause.arc[2]
        until = self.pause_start[route] + int(self.problem.route_break_minutes[route]) + pause.after
        if two == BASE:
            closes.append(pause.taken)
            self.model.add(self.back[route] == until + self.spent[route]).only_enforce_if(pause.taken)
        else:
            self.model.add(self.start[two] >= until).only_enforce_if(pause.taken)

    def _travel(self) -> None:
        """Nobody starts before the way from the last stop is done, leaves early or comes back late."""
        with_pause: dict[Arc, list[Var]] = {}
        for pauses in self.pauses:
            for pause in pauses:
                with_pause.setdefault(pause.arc, []).append(pause.taken)
        for arc, taken in self.arcs.items():
            route, one, two = arc
            plain = taken
            if arc in with_pause:
                plain = self.flag()
                self.model.add(cp_model.LinearExpr.sum([plain, *with_pause[arc]]) == taken)
            way = self.minutes_of(arc)
            if one == BASE:
                rule = self.departure[route] == self.start[two] - way
            elif two == BASE:
                rule = self.back[route] == self.end(one) + way
            else:
                rule = self.start[two] >= self.end(one) + way
            self.model.add(rule).only_enforce_if(plain)

    def _no_time_twice(self) -> None:
        """What is worked, travelled and waited for windows makes up the paid time (implied; it helps the solver)."""
        for route in self.routes:
            pause = int(self.problem.route_break_minutes[route])
            forced = []
            for (r, one, two), taken in self.arcs.items():
                if r == route and BASE not in (one, two):
                    gap = self._range(two, route)[0] - self._range(one, route)[1] - self.minutes[one]
                    forced.append((taken, max(0, gap - pause - self.minutes_of((r, one, two)))))
            waited = cp_model.LinearExpr.weighted_sum([taken for taken, _ in forced], [wait for _, wait in forced])
            whole = self.worked(route) + self.travelled(route) + self.opening.get(route, 0) + waited
            self.model.add(self.paid(route) >= whole)

    def _daily_and_weekly_minutes(self) -> None:
        """Nobody works more paid minutes a day, or a week, than the limit."""
        problem = self.problem
        weeks = problem.day_week[problem.route_day]
        for period, limits in (
            (problem.route_day, problem.worker_daily_minutes),
            (weeks, problem.worker_weekly_minutes),
        ):
            for worker, number in sorted(set(zip(problem.route_worker.tolist(), period.tolist(), strict=True))):
                mine = np.flatnonzero((problem.route_worker == worker) & (period == number)).tolist()
                if int((problem.route_latest - problem.route_start)[mine].sum()) > limits[worker]:
                    self.model.add(cp_model.LinearExpr.sum([self.paid(r) for r in mine]) <= int(limits[worker]))

    def _routes_apart(self) -> None:
        """A worker with two routes on a day is back from one before leaving for the other."""
        problem = self.problem
        for one, two in combinations(self.routes, 2):
            same = problem.route_worker[one] == problem.route_worker[two]
            if same and problem.route_day[one] == problem.route_day[two]:
                first = self.flag()
                both = [self.used[one], self.used[two]]
                self.model.add(self.back[one] <= self.departure[two]).only_enforce_if([*both, first])
                self.model.add(self.back[two] <= self.departure[one]).only_enforce_if([*both, ~first])
