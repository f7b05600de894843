"""A plan: which day, which worker, what time, for each visit; and the timeline that follows from it."""

from collections.abc import Mapping
from enum import StrEnum

import attrs
import numpy as np

from agecare.visits.problem import NONE, Ints, VisitProblem


class Kind(StrEnum):
    """How firmly a visit is unserved."""

    NEVER = "never"
    """Nobody can serve it on any allowed day, whatever else is dropped."""
    NOT_WITH_THESE_HOURS = "not-with-these-hours"
    """Proved: the workers' hours do not suffice."""
    NOT_IN_THIS_PLAN = "not-in-this-plan"
    """Other visits, or the weekly hours, stand in the way."""
    SEARCH_ENDED = "search-ended"
    """A free place was left; a longer search would have used it."""


@attrs.frozen
class Repair:
    """The nearest change that would let a visit be served (``reasons.repair-<code>`` in the catalogue).

    ``worker``, ``day`` and ``start`` in the figures say who would then make the visit, and when.
    """

    code: str
    params: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Unserved:
    """A visit that is not in the plan, with a coded reason (``reasons.<code>`` in the catalogue)."""

    visit: str
    kind: Kind
    reason: str
    params: Mapping[str, str] = attrs.field(factory=dict)
    repair: Repair | None = None
    """Tried out and found to work; ``None`` = no such change was found."""


@attrs.frozen(eq=False)
class Schedule:
    """Days, routes and start times of a plan; indices and minutes as in `VisitProblem`.

    Attributes
    ----------
    visit_day : (V,) day, -1 = not served.
    task_route : (T,) route, -1 = not served.
    task_start : (T,) start of service, minutes of that day.
    break_start : (R,) start of the break, -1 = none recorded (it is then before leaving, after returning, or missed).
    break_place : (R,) place where the break is taken.
    unserved : a reason for each visit that is not served.
    """

    visit_day: Ints
    task_route: Ints
    task_start: Ints
    break_start: Ints
    break_place: Ints
    unserved: tuple[Unserved, ...] = ()

    @classmethod
    def empty(cls, problem: VisitProblem) -> "Schedule":
        """The plan that serves nobody."""
        visits, tasks, routes = len(problem.visit_ids), len(problem.task_visit), len(problem.route_worker)
        blank = [np.full(size, NONE, dtype=np.int32) for size in (visits, tasks, tasks, routes, routes)]
        return cls(blank[0], blank[1], blank[2], blank[3], blank[4])

    def served(self, visit: int) -> bool:
        """Whether the visit is in the plan."""
        return bool(self.visit_day[visit] >= 0)


@attrs.frozen
class Stop:
    """One stop of a route. ``task`` is -1 for the break. Minutes of the day."""

    task: int
    place: int
    travel: int
    arrival: int
    wait: int
    start: int
    end: int


@attrs.frozen
class Timeline:
    """What one worker does on one route, from leaving to coming back."""

    route: int
    departure: int
    stops: tuple[Stop, ...]
    travel_back: int
    back: int
    break_minutes: int
    """Minutes of the break taken between leaving and coming back."""
    break_first: bool = False
    """Whether the route begins with its break; the wait after it is then a longer break."""

    @property
    def paid_minutes(self) -> int:
        """From leaving to coming back, less the break."""
        return self.back - self.departure - self.break_minutes

    @property
    def travel_minutes(self) -> int:
        """All legs."""
        return self.travel_back + sum(stop.travel for stop in self.stops)

    @property
    def wait_minutes(self) -> int:
        """All waits (negative where a plan is impossible), but none straight after a break that opens the route."""
        return sum(stop.wait for stop in self.stops[2 if self.break_first else 0 :])

    @property
    def busy_minutes(self) -> int:
        """Minutes of travel, of visits and of the break."""
        return self.travel_minutes + sum(stop.end - stop.start for stop in self.stops)

    @property
    def tasks(self) -> tuple[int, ...]:
        """The tasks in order."""
        return tuple(stop.task for stop in self.stops if stop.task >= 0)


def timelines(problem: VisitProblem, schedule: Schedule) -> dict[int, Timeline]:
    """The timeline of every route that serves somebody, by route.

    The worker leaves as late as the first stop allows; times are taken from the plan as they are, so that an
    impossible plan shows as a negative wait.
    """
    tasks: dict[int, list[int]] = {}
    for task in np.flatnonzero(schedule.task_route >= 0):
        tasks.setdefault(int(schedule.task_route[task]), []).append(int(task))
    return {route: _timeline(problem, schedule, route, tasks[route]) for route in sorted(tasks)}


def _timeline(problem: VisitProblem, schedule: Schedule, route: int, tasks: list[int]) -> Timeline:
    day = int(problem.route_day[route])
    items = []
    for task in tasks:
        start = int(schedule.task_start[task])
        place = int(problem.visit_place[problem.task_visit[task], day])
        items.append((start, start + int(problem.task_minutes[task]), task, place))
    pause = int(problem.route_break_minutes[route])
    if schedule.break_start[route] >= 0:
        start = int(schedule.break_start[route])
        items.append((start, start + pause, NONE, int(schedule.break_place[route])))
    else:
        pause = 0
    items.sort()
    here = int(problem.route_start_place[route])
    leg = problem.travel_minutes(route, here, items[0][3])
    departure = clock = items[0][0] - leg
    stops = []
    for start, end, task, place in items:
        leg = problem.travel_minutes(route, here, place)
        stops.append(Stop(task, place, leg, clock + leg, start - clock - leg, start, end))
        here, clock = place, end
    leg = problem.travel_minutes(route, here, int(problem.route_end_place[route]))
    return Timeline(route, departure, tuple(stops), leg, clock + leg, pause, stops[0].task < 0)
