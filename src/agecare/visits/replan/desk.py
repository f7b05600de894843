"""A plan on the desk: visits are taken out and put in one at a time, and everybody else stays as they are.

What a plan costs is kept by its parts, as plain numbers: what each route costs by itself (`Line`), and what comes on
top of the routes (wishes, continuity, changes, fairness of the workload). Fairness between areas and the two largest
figures are left to `checks`.
"""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from agecare.visits.checks import outside_fair_share
from agecare.visits.problem import NONE, VisitProblem
from agecare.visits.schedule import Schedule

ENDLESS = 1 << 20
"""Minutes later than any day."""


@attrs.frozen
class Line:
    """A route with its times, and what it costs by itself."""

    tasks: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    pause: tuple[int, int] | None = None
    """Start and place of the break taken on the way."""
    departure: int = 0
    back: int = 0
    paid: int = 0
    price: int = 0
    """Travel, waiting, overtime, lateness, a missed break, and the minutes that told times have moved."""


EMPTY = Line()


class Desk:
    """A plan that is changed in place.

    A visit that is where people expect it keeps its minute, or moves by at most ``change_minutes``. Each minute has
    a price, ``stir``: more than a minute's wait saves, fairness included.
    """

    def __init__(self, problem: VisitProblem, schedule: Schedule, *, breaks_known: bool = True) -> None:
        weights = problem.weights
        self.problem, self.weights = problem, weights
        self.stir = max(1, weights.waiting + 3 * weights.fair_workload)
        self.minutes: list[int] = problem.task_minutes.tolist()
        self.visit_of: list[int] = problem.task_visit.tolist()
        self.client_of: list[int] = problem.visit_client.tolist()
        self.worker_of: list[int] = problem.route_worker.tolist()
        self.day_of: list[int] = problem.route_day.tolist()
        self.place_of: list[list[int]] = problem.visit_place.tolist()
        self.soft: list[bool] = problem.visit_soft_end.tolist()
        self.week_of: list[int] = problem.day_week.tolist()
        self.capacity: list[int] = problem.worker_capacity.tolist()
        self.penalty: list[int] = problem.visit_penalty.tolist()
        self.told_day: list[int] = problem.visit_published_day.tolist()
        self.told_start: list[int] = problem.visit_published_start.tolist()
        self.told_worker: list[int] = problem.task_published_worker.tolist()
        self.tasks: list[tuple[int, ...]] = [tuple(problem.tasks_of(visit)) for visit in range(len(self.client_of))]
        self.routes_of_day: list[list[int]] = [[] for _ in range(problem.days)]
        self.routes_of: dict[tuple[int, int], list[int]] = {}
        for route, key in enumerate(zip(self.worker_of, self.day_of, strict=True)):
            self.routes_of_day[key[1]].append(route)
            self.routes_of.setdefault(key, []).append(route)
        self.siblings = _siblings(problem)
        self.followers: dict[int, list[int]] = {}
        for later in map(int, np.flatnonzero(problem.visit_after >= 0)):
            self.followers.setdefault(int(problem.visit_after[later]), []).append(later)
        self.load(schedule, breaks_known=breaks_known)

    def load(self, schedule: Schedule, *, breaks_known: bool = True) -> None:
        """Lay a plan out as it is, to the minute; breaks that are not known are put in where there is time."""
        self.day: list[int] = schedule.visit_day.tolist()
        self.route: list[int] = schedule.task_route.tolist()
        self.start: list[int] = schedule.task_start.tolist()
        self.lines: list[Line] = [EMPTY] * len(self.worker_of)
        self.wish: list[tuple[int, int] | None] = [None] * len(self.worker_of)
        """The break that the worker expects."""
        self.gaps: dict[int, tuple[Line, Any]] = {}
        """What `placing` has found out about a route, with the line that it was true of."""
        self.paid = [0] * len(self.capacity)
        self.seen: list[dict[int, int]] = [{} for _ in self.problem.client_ids]
        on_route: dict[int, list[int]] = {}
        for task, route in enumerate(self.route):
            if route >= 0:
                on_route.setdefault(route, []).append(task)
                self._meet(task, 1)
        for route, tasks in on_route.items():
            tasks.sort(key=lambda task: (self.start[task], task))
            if schedule.break_start[route] >= 0:
                self.wish[route] = int(schedule.break_start[route]), int(schedule.break_place[route])
            starts = tuple(self.start[task] for task in tasks)
            self._lay(
                route, self.line(route, tuple(tasks), starts, resting=not breaks_known or self.wish[route] is not None)
            )

    def _meet(self, task: int, times: int) -> None:
        seen, worker = self.seen[self.client_of[self.visit_of[task]]], self.worker_of[self.route[task]]
        seen[worker] = seen.get(worker, 0) + times
        if not seen[worker]:
            del seen[worker]

    def _lay(self, route: int, line: Line) -> None:
        self.paid[self.worker_of[route]] += line.paid - self.lines[route].paid
        self.lines[route] = line
        for task, start in zip(line.tasks, line.starts, strict=True):
            self.start[task] = start

    def put(self, visit: int, day: int, lines: dict[int, Line]) -> None:
        """Put a visit in: its routes' new lines, in the order of its tasks."""
        self.day[visit] = day
        for task, (route, line) in zip(self.tasks[visit], lines.items(), strict=True):
            self.route[task] = route
            self._lay(route, line)
            self._meet(task, 1)

    def take(self, visit: int) -> None:
        """Take a visit out; the others on its routes stay where they are."""
        for task in self.tasks[visit]:
            route = self.route[task]
            line = self.lines[route]
            rest = [(other, start) for other, start in zip(line.tasks, line.starts, strict=True) if other != task]
            self._meet(task, -1)
            self.route[task] = NONE
            self._lay(route, self.line(route, tuple(other for other, _ in rest), tuple(start for _, start in rest)))
        self.day[visit] = NONE

    def retime(self, route: int, starts: tuple[int, ...]) -> None:
        """Give the visits of a route other starts, in the same order."""
        self._lay(route, self.line(route, self.lines[route].tasks, starts))

    def kept(self, visit: int) -> bool:
        """Whether the visit has the day and the workers that people were told."""
        return self.day[visit] == self.told_day[visit] >= 0 and all(
            self.worker_of[self.route[task]] == self.told_worker[task] for task in self.tasks[visit]
        )

    def changed(self, visit: int) -> bool:
        """Whether a published visit differs from what people were told, as `checks.changed` says."""
        if self.told_day[visit] < 0:
            return False
        moved = abs(self.start[self.tasks[visit][0]] - self.told_start[visit])
        return not self.kept(visit) or moved > self.problem.change_minutes

    def leg(self, route: int, origin: int, destination: int) -> int:
        """Minutes of a way."""
        return self.problem.travel_minutes(route, origin, destination)

    def spot(self, task: int, route: int) -> int:
        """The place of a task on a route's day."""
        return self.place_of[self.visit_of[task]][self.day_of[route]]

    def line(self, route: int, tasks: tuple[int, ...], starts: tuple[int, ...], *, resting: bool = True) -> Line:
        """The route with these tasks at these starts, with its break on the way where there is time for it.

        Without ``resting`` no break is taken on the way.
        """
        if not tasks:
            return EMPTY
        problem, weights, leg = self.problem, self.weights, self.leg
        here = problem.route_start_place.item(route)
        departure = starts[0] - leg(route, here, self.spot(tasks[0], route))
        clock, travel, wait, late, stirred = departure, 0, 0, 0, 0
        gaps: list[tuple[int, int, int, int, int]] = []
        for number, (task, start) in enumerate(zip(tasks, starts, strict=True)):
            place = self.spot(task, route)
            way = leg(route, here, place)
            travel += way
            wait += start - clock - way
            if number and resting:
                gaps.append((clock, way, start, here, place))
            visit = self.visit_of[task]
            if self.soft[visit]:
                late += self._late(visit, task, self.day_of[route], start)
            if self.told_day[visit] == self.day_of[route] and task == self.tasks[visit][0]:
                stirred += self._stirred(visit, route, start)
            clock, here = start + self.minutes[task], place
        way = leg(route, here, problem.route_end_place.item(route))
        travel, back = travel + way, clock + way
        pause, missed = self._pause(route, gaps, departure, back)
        rest = problem.route_break_minutes.item(route) if pause else 0
        price = (
            weights.travel * travel
            + weights.waiting * (wait - rest)
            + weights.overtime * max(0, back - problem.route_end.item(route))
            + weights.missed_break * missed
            + weights.lateness * late
            + self.stir * stirred
        )
        return Line(tasks, starts, pause, departure, back, back - departure - rest, price)

    def _pause(
        self, route: int, gaps: list[tuple[int, int, int, int, int]], departure: int, back: int
    ) -> tuple[tuple[int, int] | None, bool]:
        """The break on the way, as near as can be to the one that the worker expects; and whether it is missed."""
        minutes = self.problem.route_break_minutes.item(route)
        if not minutes:
            return None, False
        first, last = self.problem.route_break_earliest.item(route), self.problem.route_break_latest.item(route)
        wish = self.wish[route]
        found: list[tuple[int, int, int]] = []
        for end, way, start, here, place in gaps:
            if start - end - way < minutes:
                continue
            for early, late, at in ((end + way, start - minutes, place), (end, start - way - minutes, here)):
                early, late = max(early, first), min(late, last)
                if early <= late:
                    begin = early if wish is None else min(max(early, wish[0]), late)
                    far = 0 if wish is None else 2 * abs(begin - wish[0]) + (at != wish[1])
                    found.append((far, begin, at))
        if found:
            _, begin, at = min(found, key=lambda one: one[0])
            return (begin, at), False
        return None, not (departure >= first + minutes or back <= last)

    def _late(self, visit: int, task: int, day: int, start: int) -> int:
        judged = start if self.problem.window_at_start else start + self.minutes[task]
        begun = [end for begin, end in self.problem.windows_of(visit, day) if begin <= start]
        return max(0, judged - begun[-1]) if begun else 0

    def _stirred(self, visit: int, route: int, start: int) -> int:
        """Minutes that a visit has moved from its told time without counting as changed."""
        if self.told_worker[self.tasks[visit][0]] != self.worker_of[route]:
            return 0
        moved = abs(start - self.told_start[visit])
        return moved if moved <= self.problem.change_minutes else 0

    def total(self) -> int:
        """What the plan costs, told minutes included; fairness between areas and the two largest figures left out."""
        weights = self.weights
        price = sum(line.price for line in self.lines)
        for visit, day in enumerate(self.day):
            if day < 0:
                price += self.penalty[visit] + (weights.change if self.told_day[visit] >= 0 else 0)
                continue
            price += weights.change * self.changed(visit)
            price += sum(self.liking(task, self.worker_of[self.route[task]]) for task in self.tasks[visit])
        price += weights.continuity * sum(max(0, len(seen) - 1) for seen in self.seen)
        return price + self.uneven(self.paid)

    def uneven(self, paid: Sequence[int]) -> int:
        """The price of loads beside their fair share."""
        if not self.weights.fair_workload:
            return 0
        return self.weights.fair_workload * outside_fair_share(self.problem, np.array(paid, dtype=np.int64))

    def liking(self, task: int, worker: int) -> int:
        """The price of a worker whom the client did not wish for or is not used to."""
        problem, client = self.problem, self.client_of[self.visit_of[task]]
        usual = problem.client_usual.item(client)
        strange = usual >= 0 and usual != worker and bool(problem.eligible.item(task, usual))
        unwished = not problem.client_prefers.item(client, worker)
        return self.weights.usual_worker * strange + self.weights.preferred_worker * unwished

    def copy(self) -> "Desk":
        """The same plan on another desk."""
        other = object.__new__(Desk)
        other.__dict__.update(self.__dict__)
        for name in ("day", "route", "start", "lines", "wish", "paid"):
            setattr(other, name, list(getattr(self, name)))
        other.gaps = dict(self.gaps)
        other.seen = [dict(seen) for seen in self.seen]
        return other

    def become(self, other: "Desk") -> None:
        """Take another desk's plan over."""
        self.__dict__.update(other.__dict__)

    def schedule(self) -> Schedule:
        """The plan as arrays."""
        pauses = [line.pause or (NONE, NONE) for line in self.lines]
        starts = [start if route >= 0 else NONE for start, route in zip(self.start, self.route, strict=True)]
        return Schedule(
            visit_day=np.array(self.day, dtype=np.int32),
            task_route=np.array(self.route, dtype=np.int32),
            task_start=np.array(starts, dtype=np.int32),
            break_start=np.array([start for start, _ in pauses], dtype=np.int32),
            break_place=np.array([place for _, place in pauses], dtype=np.int32),
        )


def _siblings(problem: VisitProblem) -> list[list[int]]:
    """For each visit the other visits of its request."""
    by_request: dict[int, list[int]] = {}
    requests = problem.visit_request.tolist()
    for visit, request in enumerate(requests):
        by_request.setdefault(request, []).append(visit)
    return [[other for other in by_request[request] if other != visit] for visit, request in enumerate(requests)]
