"""What dividing a region looks at: who must stay together, how much work there is, where, and for whom."""

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits.problem import NONE, Flags, Ints, VisitProblem, skilled

Floats = NDArray[np.float64]

LEG_MINUTES = 10
"""Added to the minutes of each task: somebody must get there."""


@attrs.frozen(eq=False)
class Land:
    """What dividing looks at. A unit is the clients that must stay together."""

    problem: VisitProblem
    unit_of_visit: NDArray[np.int64]
    minutes: Floats
    """(U,) work."""
    place: NDArray[np.int64]
    """(U,)"""
    hours: Floats
    """(W,) minutes that the worker could work."""
    base: NDArray[np.int64]
    """(W,) where the worker's first route begins, -1 = has no route."""
    needs: Floats
    """(U, N) minutes of work for each set of skills that tasks ask for."""
    able: Flags
    """(N, W)"""
    bonds: NDArray[np.int64]
    """(B, 2) unit and worker who belong together."""
    bond_minutes: Floats
    locked: Flags
    """(B,) whether the bond is a lock."""
    unit_of_task: NDArray[np.int64]
    profile: int
    """How most workers travel."""

    @classmethod
    def of(cls, problem: VisitProblem) -> "Land":
        """Everything worked out once."""
        unit_of_visit = _units(problem)
        unit_of_task = unit_of_visit[problem.task_visit]
        count, workers = int(unit_of_visit.max(initial=-1)) + 1, len(problem.worker_ids)
        work = (problem.task_minutes + LEG_MINUTES).astype(np.float64)
        kinds, kind_of_task = np.unique(problem.task_skill, axis=0, return_inverse=True)
        needs = np.zeros((count, len(kinds)))
        np.add.at(needs, (unit_of_task, kind_of_task.ravel()), work)
        base = np.full(workers, NONE, dtype=np.int64)
        base[problem.route_worker[::-1]] = problem.route_start_place[::-1]
        profile = int(np.bincount(problem.route_profile, minlength=1).argmax())
        return cls(
            problem,
            unit_of_visit,
            np.bincount(unit_of_task, work, minlength=count).astype(np.float64),
            _homes(problem, unit_of_visit, count),
            problem.worker_capacity.astype(np.float64),
            base,
            needs,
            skilled(kinds, problem.worker_skill),
            *_bonds(problem, unit_of_task, work),
            unit_of_task,
            profile,
        )

    def distance(self, place: int) -> Floats:
        """(P,) there and back, half of it."""
        every = np.arange(len(self.problem.places.ids))
        there_and_back: Floats = self.ways(place, every).astype(np.float64) + self.ways(every, place)
        return there_and_back / 2

    def ways(self, origin: int | NDArray[np.integer], destination: int | NDArray[np.integer]) -> Ints:
        """Minutes from places to places; broadcasts."""
        found: Ints = self.problem.travel[self.profile, origin, destination]
        return found


def _units(problem: VisitProblem) -> NDArray[np.int64]:
    """(V,) number of the unit of each visit: clients, requests and ties put together."""
    above = list(range(len(problem.client_ids)))

    def top(client: int) -> int:
        while above[client] != client:
            above[client] = above[above[client]]
            client = above[client]
        return client

    clients = problem.visit_client.tolist()
    first_of_request: dict[int, int] = {}
    for visit, request in enumerate(problem.visit_request.tolist()):
        other = int(problem.visit_after[visit])
        for friend in (first_of_request.setdefault(request, visit), visit if other < 0 else other):
            one, two = sorted((top(clients[visit]), top(clients[friend])))
            above[two] = one
    _, units = np.unique([top(client) for client in clients], return_inverse=True)
    return units.astype(np.int64)


def _homes(problem: VisitProblem, unit_of_visit: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """(U,) a place of each unit: where its first visit may first be."""
    homes = np.zeros(count, dtype=np.int64)
    open_days = problem.visit_days & (problem.visit_place >= 0)
    day = np.where(open_days.any(axis=1), open_days.argmax(axis=1), (problem.visit_place >= 0).argmax(axis=1))
    place = problem.visit_place[np.arange(len(day)), day]
    for visit in range(len(day) - 1, -1, -1):
        homes[unit_of_visit[visit]] = max(0, place[visit])
    return homes


def _bonds(
    problem: VisitProblem, unit_of_task: NDArray[np.int64], work: Floats
) -> tuple[NDArray[np.int64], Floats, Flags]:
    """Units and workers that belong together: locks, published workers, usual workers who may come."""
    usual = problem.client_usual[problem.visit_client[problem.task_visit]]
    tasks = np.arange(len(unit_of_task))
    may = (usual >= 0) & problem.eligible[tasks, np.maximum(usual, 0)] if problem.eligible.size else usual < NONE
    held = problem.task_locked_worker
    known = [(held, held >= 0), (problem.task_published_worker, problem.task_published_worker >= 0), (usual, may)]
    pairs = [np.stack([unit_of_task[which], worker[which]], axis=1) for worker, which in known]
    locked = np.concatenate([np.full(int(which.sum()), kind == 0) for kind, (_, which) in enumerate(known)])
    minutes = np.concatenate([work[which] for _, which in known])
    return np.concatenate(pairs).astype(np.int64), minutes, locked
