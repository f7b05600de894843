"""A plan read once: who is where when, with what a reader of the board asks about each stop. No texts yet."""

from collections.abc import Mapping
from functools import cached_property

import attrs
import numpy as np

from agecare.visits import Schedule, Timeline, VisitProblem, timelines
from agecare.visits.problem import NONE


@attrs.frozen
class Entry:
    """One worker's part of a served visit. Indices and minutes of the day as in `VisitProblem`."""

    task: int
    visit: int
    route: int
    worker: int
    client: int
    day: int
    number: int
    """Which stop of the worker's day, from 1."""
    place: int
    travel: int
    """Minutes from the stop before."""
    wait: int
    start: int
    end: int
    late: int
    """Minutes past a soft window's end."""
    locked: bool
    mates: tuple[int, ...]
    """The other tasks of the visit."""


@attrs.define(eq=False, slots=False)
class Reading:
    """A problem with a plan for it, and what follows from the two."""

    problem: VisitProblem
    schedule: Schedule

    @cached_property
    def timelines(self) -> Mapping[int, Timeline]:
        """Timelines by route."""
        return timelines(self.problem, self.schedule)

    @cached_property
    def entries(self) -> Mapping[int, Entry]:
        """Entries by task, in the order of day, worker and time."""
        found: dict[int, Entry] = {}
        counted: dict[tuple[int, int], int] = {}
        for route in self.routes_in_order:
            for stop in self.timelines[route].stops if route in self.timelines else ():
                if stop.task < 0:
                    continue
                at = int(self.problem.route_day[route]), int(self.problem.route_worker[route])
                counted[at] = counted.get(at, 0) + 1
                visit = int(self.problem.task_visit[stop.task])
                found[stop.task] = Entry(
                    task=stop.task,
                    visit=visit,
                    route=route,
                    worker=at[1],
                    client=int(self.problem.visit_client[visit]),
                    day=at[0],
                    number=counted[at],
                    place=stop.place,
                    travel=stop.travel,
                    wait=stop.wait,
                    start=stop.start,
                    end=stop.end,
                    late=late_minutes(self.problem, self.schedule, stop.task),
                    locked=is_locked(self.problem, stop.task),
                    mates=tuple(task for task in self.problem.tasks_of(visit) if task != stop.task),
                )
        return found

    @cached_property
    def routes_in_order(self) -> tuple[int, ...]:
        """All routes, by day, worker and start."""
        problem = self.problem
        keys = (problem.route_start, problem.route_worker, problem.route_day)
        return tuple(int(route) for route in np.lexsort(keys))

    @cached_property
    def of_worker_day(self) -> Mapping[tuple[int, int], tuple[int, ...]]:
        """Routes by (day, worker), in order of time, whether they serve somebody or not."""
        found: dict[tuple[int, int], list[int]] = {}
        for route in self.routes_in_order:
            key = int(self.problem.route_day[route]), int(self.problem.route_worker[route])
            found.setdefault(key, []).append(route)
        return {key: tuple(routes) for key, routes in found.items()}

    def client_id(self, visit: int) -> str:
        """Id of a visit's client."""
        return self.problem.client_ids[int(self.problem.visit_client[visit])]

    def request_id(self, visit: int) -> str:
        """Id of the request a visit belongs to."""
        return self.problem.request_ids[int(self.problem.visit_request[visit])]

    def worker_ids(self, visit: int) -> tuple[str, ...]:
        """Ids of a visit's workers, in the order of its roles."""
        entries = (self.entries.get(task) for task in self.problem.tasks_of(visit))
        return tuple(self.problem.worker_ids[entry.worker] for entry in entries if entry)


def late_minutes(problem: VisitProblem, schedule: Schedule, task: int) -> int:
    """Minutes past a soft window's end, against the last window that had begun."""
    visit = int(problem.task_visit[task])
    if not problem.visit_soft_end[visit]:
        return 0
    start = int(schedule.task_start[task])
    judged = start if problem.window_at_start else start + int(problem.task_minutes[task])
    spans = problem.windows_of(visit, int(schedule.visit_day[visit]))
    begun = [end for begin, end in spans if begin <= start]
    return max(0, judged - begun[-1]) if begun else 0


def is_locked(problem: VisitProblem, task: int) -> bool:
    """Whether the day, the time or this worker is fixed."""
    visit = problem.task_visit[task]
    return bool(problem.visit_locked_day[visit] >= 0 or problem.task_locked_worker[task] != NONE)


def misses_break(problem: VisitProblem, schedule: Schedule, line: Timeline) -> bool:
    """Whether the break of a route is neither recorded nor possible before leaving or after coming back."""
    minutes = int(problem.route_break_minutes[line.route])
    if not minutes or schedule.break_start[line.route] >= 0:
        return False
    before = line.departure >= int(problem.route_break_earliest[line.route]) + minutes
    afterwards = line.back <= int(problem.route_break_latest[line.route])
    return not (before or afterwards)


def overtime_minutes(problem: VisitProblem, line: Timeline) -> int:
    """Minutes back after the shift's end."""
    return max(0, line.back - int(problem.route_end[line.route]))
