"""agecare itself, on one lane."""

import importlib.metadata
import time

import numpy as np

from agecare.visits import VisitProblem, solve
from agecare.visits.solve import prepare
from peers.routes import Answer

SETTINGS = "visits.solve, one lane, everything else as it comes"


def answer(problem: VisitProblem, seconds: float, seed: int) -> Answer:
    """Solve; compiling the search is not part of the limit."""
    compiling = prepare()
    begun = time.perf_counter()
    schedule = solve(problem, time_limit=seconds, seed=seed, lanes=1).schedule
    solving = time.perf_counter() - begun
    order = np.lexsort((schedule.task_start, schedule.task_route))
    routes: list[list[int]] = [[] for _ in problem.route_worker]
    for task in order[schedule.task_route[order] >= 0].tolist():
        routes[schedule.task_route[task]].append(task)
    version = importlib.metadata.version("agecare")
    return Answer(routes, compiling, solving, version, SETTINGS, schedule.task_start.tolist())
