"""The visits of a request in a week differ by their number only: which number stands for which."""

from collections.abc import Iterable, Mapping
from itertools import combinations

import attrs
import numpy as np

from agecare.visits.problem import NONE, PublishedVisit, VisitProblem
from agecare.visits.schedule import Schedule


def matched(problem: VisitProblem, published: Mapping[str, PublishedVisit]) -> dict[str, PublishedVisit]:
    """The published visits, numbers of one request and week exchanged so that as many as can be stay.

    The visits of a request in a week differ by their number only. Where fewer are wanted than were published (a client
    in hospital until Wednesday needs two visits instead of three), the numbers that are left go to those published on
    days that are still possible; the others get the numbers that are gone.

    Parameters
    ----------
    problem : VisitProblem
        The problem as it is now, made with or without the published visits.
    published : mapping of visit id to PublishedVisit
    """
    position = {id_: index for index, id_ in enumerate(problem.visit_ids)}
    groups: dict[str, list[str]] = {}
    for id_ in published:
        groups.setdefault(id_.rpartition("/")[0], []).append(id_)
    wanted: dict[str, list[str]] = {}
    for id_ in problem.visit_ids:
        wanted.setdefault(id_.rpartition("/")[0], []).append(id_)
    found: dict[str, PublishedVisit] = {}
    for group, ids in groups.items():
        here = wanted.get(group, [])
        if all(id_ in position for id_ in ids):
            found |= {id_: published[id_] for id_ in ids}
            continue
        may_stay = {id_ for id_ in ids if here and _is_open(problem, position[here[0]], published[id_].day)}
        found |= _renumbered({id_: published[id_] for id_ in ids}, here, may_stay)
    return found


def _is_open(problem: VisitProblem, visit: int, day: int) -> bool:
    return 0 <= day < problem.days and bool(problem.visit_days[visit, day])


def _renumbered(
    visits: Mapping[str, PublishedVisit], wanted: Iterable[str], may_stay: set[str]
) -> dict[str, PublishedVisit]:
    """Own numbers first, wanted ones to those that may stay, what is left to the others."""
    wanted, given = list(wanted), {}
    for id_ in visits:
        if id_ in may_stay and id_ in wanted:
            given[id_] = id_
    free = [id_ for id_ in wanted if id_ not in given.values()]
    for id_ in sorted(may_stay - given.keys(), key=lambda one: (visits[one].day, one)):
        if free:
            given[id_] = free.pop(0)
    rest = [id_ for id_ in visits if id_ not in given]
    names = [id_ for id_ in dict.fromkeys((*visits, *free)) if id_ not in given.values()]
    for id_ in sorted(rest, key=lambda one: one not in names):
        given[id_] = names.pop(names.index(id_)) if id_ in names else names.pop(0)
    return {given[id_]: visit for id_, visit in visits.items()}


def renumbered(problem: VisitProblem, schedule: Schedule) -> Schedule:
    """The same plan, numbers of one request exchanged so that as little as can be differs from what was told.

    If the visit of Monday moves to Tuesday and that of Tuesday to Monday, nobody need know. Visits that come after one
    another change numbers together; locked ones keep theirs.
    """
    plan = attrs.evolve(
        schedule,
        visit_day=schedule.visit_day.copy(),
        task_route=schedule.task_route.copy(),
        task_start=schedule.task_start.copy(),
    )
    for chains in _alike(problem):
        better = True
        while better:
            better = False
            for one, two in combinations(chains, 2):
                before = _far(problem, plan, *one, *two)
                _exchange(problem, plan, one, two)
                if _far(problem, plan, *one, *two) < before:
                    better = True
                else:
                    _exchange(problem, plan, one, two)
    return plan


Chain = tuple[int, ...]
"""A visit and those that come after it."""


def _alike(problem: VisitProblem) -> Iterable[list[Chain]]:
    """Chains of visits of the same requests, all published and free to change places."""
    followers: dict[int, list[int]] = {}
    for later in map(int, np.flatnonzero(problem.visit_after >= 0)):
        followers.setdefault(int(problem.visit_after[later]), []).append(later)
    groups: dict[object, list[Chain]] = {}
    for head in map(int, np.flatnonzero(problem.visit_after < 0)):
        chain = [head]
        for visit in chain:
            chain += followers.get(visit, [])
        if all(problem.visit_published_day[visit] >= 0 and not _is_locked(problem, visit) for visit in chain):
            key = tuple((int(problem.visit_request[visit]), problem.visit_days[visit].tobytes()) for visit in chain)
            groups.setdefault(key, []).append(tuple(chain))
    return [chains for chains in groups.values() if len(chains) > 1]


def _is_locked(problem: VisitProblem, visit: int) -> bool:
    tasks = list(problem.tasks_of(visit))
    return bool(problem.visit_locked_day[visit] >= 0 or (problem.task_locked_worker[tasks] != NONE).any())


def _far(problem: VisitProblem, plan: Schedule, *visits: int) -> tuple[int, int, int]:
    """How far visits are from where they were told to be: how many changed, other days, minutes."""
    differing = days = minutes = 0
    for visit in visits:
        tasks = problem.tasks_of(visit)
        day, told = int(plan.visit_day[visit]), int(problem.visit_published_day[visit])
        if day < 0:
            differing += 1
            continue
        workers = problem.route_worker[plan.task_route[tasks.start : tasks.stop]]
        same = np.array_equal(workers, problem.task_published_worker[tasks.start : tasks.stop])
        moved = abs(int(plan.task_start[tasks.start]) - int(problem.visit_published_start[visit]))
        differing += day != told or not same or moved > problem.change_minutes
        days += day != told
        minutes += moved
    return differing, days, minutes


def _exchange(problem: VisitProblem, plan: Schedule, one: Chain, two: Chain) -> None:
    """Let the visits of two chains change places."""
    tasks = [[task for visit in chain for task in problem.tasks_of(visit)] for chain in (one, two)]
    here, there = [*one, *two], [*two, *one]
    plan.visit_day[here] = plan.visit_day[there]
    here, there = [*tasks[0], *tasks[1]], [*tasks[1], *tasks[0]]
    plan.task_route[here] = plan.task_route[there]
    plan.task_start[here] = plan.task_start[there]
