"""Plans that people have been told of, for tests of planning again."""

from collections.abc import Mapping

import attrs
import numpy as np

from agecare.visits import PublishedVisit, Schedule, VisitProblem


def published_as(problem: VisitProblem, schedule: Schedule) -> dict[str, PublishedVisit]:
    """A plan as people are told it."""
    found = {}
    for visit in map(int, np.flatnonzero(schedule.visit_day >= 0)):
        tasks = problem.tasks_of(visit)
        workers = tuple(problem.worker_ids[problem.route_worker[schedule.task_route[task]]] for task in tasks)
        start = int(schedule.task_start[tasks[0]])
        found[problem.visit_ids[visit]] = PublishedVisit(int(schedule.visit_day[visit]), start, workers)
    return found


def problem_for_published(problem: VisitProblem, published: Mapping[str, PublishedVisit]) -> VisitProblem:
    """The same problem with published visits, in place."""
    day, start = np.full(len(problem.visit_ids), -1, np.int32), np.full(len(problem.visit_ids), -1, np.int32)
    workers = np.full(len(problem.task_visit), -1, np.int32)
    for id_, visit in published.items():
        at = problem.visit_ids.index(id_)
        day[at], start[at] = visit.day, visit.start
        workers[list(problem.tasks_of(at))] = [problem.worker_ids.index(name) for name in visit.workers]
    return attrs.evolve(problem, visit_published_day=day, visit_published_start=start, task_published_worker=workers)
