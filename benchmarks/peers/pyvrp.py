"""PyVRP.

A visit is an optional client with its penalty as prize. Who may do what is said as PyVRP's documentation says access
restrictions: a profile for each set of visits that some worker may do, in which the way to every other visit costs ten
times the highest prize. Each profile is a table of distances and one of durations, which is what the memory goes into.
Workers alike in profile, centre and hours are one vehicle type. All parameters as they come.
"""

import importlib.metadata
import time

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from agecare.visits import VisitProblem
from peers.routes import Answer, in_time, latest_start, only_single

SETTINGS = "a profile for each set of visits that a worker may do, prizes, default parameters"


def answer(problem: VisitProblem, seconds: float, seed: int) -> Answer:
    """Solve until the limit."""
    only_single(problem, "PyVRP")
    begun = time.perf_counter()
    tasks = [task for task in range(len(problem.task_visit)) if in_time(problem, task)]
    data, routes_of_type = _data(problem, tasks)
    preparing = time.perf_counter() - begun
    begun = time.perf_counter()
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
    solving = time.perf_counter() - begun
    routes: list[list[int]] = [[] for _ in problem.route_worker]
    for route in found.best.routes():
        mine = routes_of_type[route.vehicle_type()].pop()
        routes[mine] = [tasks[stop.idx] for stop in route.schedule() if stop.is_client()]
    return Answer(routes, preparing, solving, importlib.metadata.version("pyvrp"), SETTINGS)


def _data(problem: VisitProblem, tasks: list[int]) -> tuple[pyvrp.ProblemData, list[list[int]]]:
    """PyVRP's own problem, and the routes that each of its vehicle types stands for."""
    visits = problem.task_visit[tasks]
    places = np.concatenate([np.unique(problem.route_start_place), problem.visit_place[visits, 0]])
    centres = len(np.unique(problem.route_start_place))
    if (problem.route_start_place != problem.route_end_place).any():
        raise ValueError("workers of a generated day end where they begin")
    allowed, profile_of = np.unique(problem.eligible[tasks].T, axis=0, return_inverse=True)
    seconds = problem.travel[0][np.ix_(places, places)]
    dear = 10 * int(problem.visit_penalty.max())
    distances = []
    for may in allowed:
        table = seconds.copy()
        table[:, centres:][:, ~may] = dear
        np.fill_diagonal(table, 0)
        distances.append(table)
    kinds: dict[tuple[int, int, int, int], list[int]] = {}
    for route, worker in enumerate(problem.route_worker.tolist()):
        hours = int(problem.route_start[route]), int(problem.route_latest[route])
        centre = int(np.searchsorted(places[:centres], problem.route_start_place[route]))
        kinds.setdefault((int(profile_of[worker]), centre, *hours), []).append(route)
    data = pyvrp.ProblemData(
        locations=[
            pyvrp.Location(float(problem.places.longitudes[place]), float(problem.places.latitudes[place]))
            for place in places
        ],
        clients=[
            pyvrp.Client(
                location=centres + index,
                service_duration=int(problem.task_minutes[task]),
                tw_early=int(problem.window_start[visit]),
                tw_late=latest_start(problem, task),
                prize=int(problem.visit_penalty[visit]),
                required=False,
            )
            for index, (task, visit) in enumerate(zip(tasks, visits.tolist(), strict=True))
        ],
        depots=[pyvrp.Depot(centre) for centre in range(centres)],
        vehicle_types=[
            pyvrp.VehicleType(
                num_available=len(routes),
                start_depot=centre,
                end_depot=centre,
                tw_early=start,
                tw_late=end,
                profile=profile,
            )
            for (profile, centre, start, end), routes in kinds.items()
        ],
        distance_matrices=distances,
        duration_matrices=[seconds] * len(distances),
    )
    return data, list(kinds.values())
