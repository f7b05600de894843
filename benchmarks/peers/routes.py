"""What a solver gives back, and the times that follow from it.

No solver's own times or costs are believed: its routes are timed here, each visit as early as its route allows, and
then judged by `agecare.visits`.
"""

from collections.abc import Sequence

import attrs
import numpy as np

from agecare.visits import Schedule, VisitProblem
from agecare.visits.problem import NONE

DAY = 86_400


@attrs.frozen
class Answer:
    """A solver's plan and how it came about.

    Attributes
    ----------
    routes : of each route of the problem, its tasks in order.
    preparing : seconds before the time limit runs: building the solver's model, compiling.
    solving : seconds of the solver's call.
    version, settings : of the solver, in words.
    starts : of each task, where the solver is agecare itself: its plan is judged as delivered.
    """

    routes: Sequence[Sequence[int]]
    preparing: float
    solving: float
    version: str
    settings: str
    starts: Sequence[int] | None = None


class CannotError(Exception):
    """The solver has no way to say what the day asks for."""


def schedule_of(problem: VisitProblem, answer: Answer) -> Schedule:
    """The schedule of an answer."""
    empty = Schedule.empty(problem)
    route, start, day = empty.task_route.copy(), empty.task_start.copy(), empty.visit_day.copy()
    for index, tasks in enumerate(answer.routes):
        route[list(tasks)] = index
    day[problem.task_visit[route >= 0]] = 0
    times = earliest(problem, answer.routes) if answer.starts is None else np.array(answer.starts)
    start[route >= 0] = times[route >= 0]
    return attrs.evolve(empty, visit_day=day, task_route=route, task_start=start)


def earliest(problem: VisitProblem, routes: Sequence[Sequence[int]]) -> np.typing.NDArray[np.int64]:
    """(T,) earliest starts along the routes, windows opened and couplings kept; -1 = on no route.

    Starts only ever grow, so the first state in which nothing changes has the earliest ones. Two routes that wait for
    each other never settle: then the day ends, and the checker says what is wrong.
    """
    starts = np.full(len(problem.task_visit), NONE, dtype=np.int64)
    moved = True
    while moved and starts.max(initial=0) <= DAY:
        moved = False
        for route, tasks in enumerate(routes):
            here, clock = int(problem.route_start_place[route]), int(problem.route_start[route])
            for task in tasks:
                visit = int(problem.task_visit[task])
                place = int(problem.visit_place[visit, 0])
                arrival = clock + problem.travel_minutes(route, here, place)
                begins = max(arrival, int(starts[task]), int(problem.window_start[visit]))
                begins = max(begins, _mate_allows(problem, starts, visit, task))
                moved |= begins != starts[task]
                starts[task] = begins
                here, clock = place, begins + int(problem.task_minutes[task])
    return starts


def _mate_allows(problem: VisitProblem, starts: np.typing.NDArray[np.int64], visit: int, task: int) -> int:
    """Before when the other worker's start forbids to begin."""
    tasks = problem.tasks_of(visit)
    if len(tasks) == 1:
        return 0
    first, second = tasks
    if task == second:
        return int(starts[first] + problem.visit_lag_min[visit]) if starts[first] >= 0 else 0
    return int(starts[second] - problem.visit_lag_max[visit])


def whole(problem: VisitProblem, routes: Sequence[Sequence[int]]) -> list[list[int]]:
    """The routes without the halves of visits whose other worker is on no route."""
    there = np.zeros(len(problem.task_visit), dtype=np.bool_)
    for tasks in routes:
        there[list(tasks)] = True
    missing = np.unique(problem.task_visit[~there])
    return [[task for task in tasks if problem.task_visit[task] not in missing] for tasks in routes]


def latest_start(problem: VisitProblem, task: int) -> int:
    """By when a task must begin for its window."""
    return int(problem.window_end[problem.task_visit[task]] - problem.task_minutes[task])


def in_time(problem: VisitProblem, task: int) -> bool:
    """Whether the window is as long as the task: no solver can be told of one that is not."""
    return latest_start(problem, task) >= int(problem.window_start[problem.task_visit[task]])


def only_single(problem: VisitProblem, solver: str) -> None:
    """Raises where a visit needs two workers."""
    if (problem.visit_coupling > 0).any():
        raise CannotError(f"{solver} cannot tie two workers' times to each other")
