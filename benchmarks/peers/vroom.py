"""VROOM, through pyvroom.

Skills and refusals become VROOM skills: every set of workers that may do some visit is one skill, which these workers
have and the visit needs. Priorities are VROOM's priorities: it serves as much priority as it can and then drives as
little as it can, which at 10,000 seconds a point is our objective in all but freak cases. The highest exploration
level; one thread; it ends by itself when its searches are done, or at the limit.
"""

import datetime as dt
import importlib.metadata
import time

import numpy as np
import vroom  # type: ignore[import-untyped]
from generated_day import PENALTY

from agecare.visits import VisitProblem
from peers.routes import Answer, in_time, latest_start, only_single

SETTINGS = "exploration level 5, one thread, timeout at the limit"


def answer(problem: VisitProblem, seconds: float, seed: int) -> Answer:
    """Solve; VROOM has no seed."""
    only_single(problem, "VROOM")
    begun = time.perf_counter()
    _, team = np.unique(problem.eligible, axis=0, return_inverse=True)
    members = [set(team[problem.eligible[:, worker]].tolist()) for worker in range(len(problem.worker_ids))]
    model = vroom.Input()
    model.set_durations_matrix("car", problem.travel[0])
    for route, worker in enumerate(problem.route_worker.tolist()):
        model.add_vehicle(
            vroom.Vehicle(
                route,
                start=int(problem.route_start_place[route]),
                end=int(problem.route_end_place[route]),
                skills=members[worker],
                time_window=vroom.TimeWindow(int(problem.route_start[route]), int(problem.route_latest[route])),
            )
        )
    for task, visit in enumerate(problem.task_visit.tolist()):
        if not in_time(problem, task):
            continue
        model.add_job(
            vroom.Job(
                task,
                location=int(problem.visit_place[visit, 0]),
                default_service=int(problem.task_minutes[task]),
                skills={int(team[task])},
                priority=int(problem.visit_penalty[visit]) // PENALTY,
                time_windows=[vroom.TimeWindow(int(problem.window_start[visit]), latest_start(problem, task))],
            )
        )
    preparing = time.perf_counter() - begun
    begun = time.perf_counter()
    found = model.solve(exploration_level=5, nb_threads=1, timeout=dt.timedelta(seconds=seconds))
    solving = time.perf_counter() - begun
    steps = found.routes[found.routes["type"] == "job"]
    routes: list[list[int]] = [[] for _ in problem.route_worker]
    for route, task in zip(steps["vehicle_id"].tolist(), steps["id"].tolist(), strict=True):
        routes[int(route)].append(int(task))
    return Answer(routes, preparing, solving, importlib.metadata.version("pyvroom"), SETTINGS)
