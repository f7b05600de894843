"""OR-Tools' routing library.

A node is a task, which may be dropped for its visit's penalty; who may do it is a set of vehicles. Routes are built by
parallel cheapest insertion and improved by guided local search until the limit.

The times of two workers at one client are tied by an equation or by the lag, and the workers must differ. "Both or
neither" is not said: with it, insertion one node at a time drops every such visit. Each of the two nodes costs the
whole penalty instead, and for the last part of the time the visits that got only one worker are taken out and the plan
goes on without them.
"""

import importlib.metadata
import time
from collections.abc import Sequence

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from agecare.visits import VisitProblem
from peers.routes import DAY, Answer, in_time, latest_start, whole

SETTINGS = "parallel cheapest insertion, guided local search"
SECOND_PART = 0.3


def answer(problem: VisitProblem, seconds: float, seed: int) -> Answer:
    """Solve until the limit; the routing library has no seed that its guided local search uses."""
    begun = time.perf_counter()
    tasks = [task for task in range(len(problem.task_visit)) if in_time(problem, task)]
    coupled = bool((problem.visit_coupling > 0).any())
    model = _Model(problem, tasks)
    preparing = time.perf_counter() - begun
    begun = time.perf_counter()
    routes = model.solve(seconds * (1 - SECOND_PART) if coupled else seconds)
    if coupled:
        routes = whole(problem, routes)
        kept = {task for route in routes for task in route}
        halves = {int(visit) for visit in problem.task_visit[[t for t in tasks if t not in kept]]}
        halves = {visit for visit in halves if len(problem.tasks_of(visit)) == 2}
        rest = [task for task in tasks if int(problem.task_visit[task]) not in halves]
        left = seconds - (time.perf_counter() - begun)
        routes = whole(problem, _Model(problem, rest).solve(max(1.0, left), routes))
    solving = time.perf_counter() - begun
    return Answer(routes, preparing, solving, importlib.metadata.version("ortools"), SETTINGS)


class _Model:
    """The routing library's model of some tasks of a day."""

    def __init__(self, problem: VisitProblem, tasks: Sequence[int]) -> None:
        self.problem, self.tasks = problem, list(tasks)
        places = np.unique(problem.route_start_place)
        self.node_of = {task: len(places) + index for index, task in enumerate(tasks)}
        self.task_of = {node: task for task, node in self.node_of.items()}
        place = np.concatenate([places, problem.visit_place[problem.task_visit[self.tasks], 0]])
        lasts = np.concatenate([np.zeros(len(places), dtype=np.int64), problem.task_minutes[self.tasks]])
        travel = problem.travel[0][np.ix_(place, place)].astype(np.int64)
        begins = np.searchsorted(places, problem.route_start_place).tolist()
        ends = np.searchsorted(places, problem.route_end_place).tolist()
        self.manager = pywrapcp.RoutingIndexManager(len(place), len(begins), begins, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix(travel.tolist()))
        spent = (travel + lasts[:, None]).tolist()
        self.routing.AddDimension(self.routing.RegisterTransitMatrix(spent), DAY, DAY, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        for route in range(len(begins)):
            hours = int(problem.route_start[route]), int(problem.route_latest[route])
            self.time.CumulVar(self.routing.Start(route)).SetRange(*hours)
            self.time.CumulVar(self.routing.End(route)).SetRange(*hours)
        for task in tasks:
            self._node(task)
        for visit in np.flatnonzero(problem.visit_coupling > 0).tolist():
            if all(task in self.node_of for task in problem.tasks_of(visit)):
                self._tie(visit)

    def _index(self, task: int) -> int:
        return int(self.manager.NodeToIndex(self.node_of[task]))

    def _node(self, task: int) -> None:
        """Window, workers and price of a task."""
        problem, index = self.problem, self._index(task)
        visit = int(problem.task_visit[task])
        self.time.CumulVar(index).SetRange(int(problem.window_start[visit]), latest_start(problem, task))
        able = np.flatnonzero(problem.eligible[task, problem.route_worker])
        self.routing.VehicleVar(index).SetValues([-1, *able.tolist()])
        self.routing.AddDisjunction([index], int(problem.visit_penalty[visit]))

    def _tie(self, visit: int) -> None:
        """The times of two workers, and that they are two."""
        problem, solver = self.problem, self.routing.solver()
        first, second = (self._index(task) for task in problem.tasks_of(visit))
        one, two = self.time.CumulVar(first), self.time.CumulVar(second)
        if problem.visit_coupling[visit] == 1:
            solver.Add(one == two)
            return  # nobody is in two places at once
        solver.Add(two >= one + int(problem.visit_lag_min[visit]))
        solver.Add(two <= one + int(problem.visit_lag_max[visit]))
        apart = solver.IsDifferentVar(self.routing.VehicleVar(first), self.routing.VehicleVar(second))
        solver.Add(apart + self.routing.ActiveVar(first) <= 2 * apart)

    def solve(self, seconds: float, start: Sequence[Sequence[int]] | None = None) -> list[list[int]]:
        """The best routes found in so many seconds, beginning with given ones if there are any."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromMilliseconds(int(1000 * seconds))
        if start is None:
            found = self.routing.SolveWithParameters(parameters)
        else:
            self.routing.CloseModelWithParameters(parameters)
            nodes = [[self.node_of[task] for task in route] for route in start]
            given = self.routing.ReadAssignmentFromRoutes(nodes, True)
            found = self.routing.SolveFromAssignmentWithParameters(given, parameters)
        if not found:
            return [list(route) for route in start] if start else [[] for _ in self.problem.route_worker]
        return [self._route(found, route) for route in range(len(self.problem.route_worker))]

    def _route(self, found: pywrapcp.Assignment, route: int) -> list[int]:
        index, tasks = self.routing.Start(route), []
        while not self.routing.IsEnd(index):
            index = found.Value(self.routing.NextVar(index))
            if not self.routing.IsEnd(index):
                tasks.append(self.task_of[self.manager.IndexToNode(index)])
        return tasks
