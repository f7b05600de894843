"""A plan, and what is looked up in it again and again."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agecare.visits.explain.alone import Alone, Roads, Ways, alone, most_minutes
from agecare.visits.explain.gaps import Block, Gaps, block_of, gaps_of, longest_shifts
from agecare.visits.explain.lines import Line, line_of, lines_of, tied_visits
from agecare.visits.explain.starts import StartTable, start_table
from agecare.visits.problem import NONE, Flags, Ints, Longs, VisitProblem, skilled
from agecare.visits.schedule import Kind, Schedule, Timeline, Unserved, timelines

if TYPE_CHECKING:
    from agecare.visits.explain.trials import Place


@attrs.frozen
class Around:
    """A problem, a plan of it, and what follows from the two.

    Attributes
    ----------
    roads : shortest ways, shared by all plans of the problem.
    tied : (V,) visits that must not move by themselves.
    timelines : of every route that serves somebody; lines : of every route, used or not.
    """

    problem: VisitProblem
    schedule: Schedule
    roads: Roads
    tied: Flags
    timelines: Mapping[int, Timeline]
    lines: tuple[Line, ...]
    _plain: dict[int, Block]
    _giving: dict[int, Block]
    elsewhere: "dict[int, list[tuple[Place, int]]]" = attrs.field(factory=dict)
    """Other places and starts for visits that are served, as far as somebody asked."""

    @classmethod
    def of(cls, problem: VisitProblem, schedule: Schedule) -> "Around":
        """Around a plan; reasons that it carries are left aside."""
        known, tied = timelines(problem, schedule), tied_visits(problem, schedule)
        lines = lines_of(problem, known, tied)
        return cls(problem, attrs.evolve(schedule, unserved=()), Roads(problem), tied, known, lines, {}, {})

    def changed(self, schedule: Schedule) -> "Around":
        """Around a plan that differs from this one on a few routes: what is known of the others is kept."""
        problem, tied = self.problem, tied_visits(self.problem, schedule)
        fresh = self._differing(schedule, tied)
        other = ~np.isin(schedule.task_route, fresh)
        few = attrs.evolve(schedule, task_route=np.where(other, NONE, schedule.task_route).astype(np.int32))
        known = {route: line for route, line in self.timelines.items() if route not in fresh}
        known = dict(sorted({**known, **timelines(problem, few)}.items()))
        lines = list(self.lines)
        for route in fresh.tolist():
            lines[route] = line_of(problem, route, known.get(route), tied)
        plain, giving = (
            {route: block for route, block in blocks.items() if route not in fresh}
            for blocks in (self._plain, self._giving)
        )
        return Around(problem, schedule, self.roads, tied, known, tuple(lines), plain, giving)

    def _differing(self, schedule: Schedule, tied: Flags) -> Ints:
        """Routes that another plan has otherwise, or whose visits are tied otherwise in it."""
        old = self.schedule
        differs = (old.task_route != schedule.task_route) | (old.task_start != schedule.task_start)
        differs |= (self.tied != tied)[self.problem.task_visit]
        routes = np.concatenate([old.task_route[differs], schedule.task_route[differs]])
        paused = (old.break_start != schedule.break_start) | (old.break_place != schedule.break_place)
        found: Ints = np.unique(np.concatenate([routes[routes >= 0], np.flatnonzero(paused)])).astype(np.int32)
        return found

    def unserved(self, visit: int, kind: Kind, reason: str, **params: object) -> Unserved:
        """A reason with its figures as text."""
        return Unserved(
            self.problem.visit_ids[visit], kind, reason, {name: str(value) for name, value in params.items()}
        )

    def date(self, day: int) -> str:
        """The date of a day of the horizon."""
        return self.problem.horizon.dates[day].isoformat()

    @cached_property
    def skilled(self) -> Flags:
        """(T, W) whether the worker has the skills of the task, whatever else holds."""
        return skilled(self.problem.task_skill, self.problem.worker_skill)

    @cached_property
    def gaps(self) -> Gaps:
        """Every place in the plan, and every place where something could give way."""
        longest = longest_shifts(self.problem)
        for route, line in enumerate(self.lines):
            if route not in self._giving:
                self._giving[route] = block_of(self.problem, line, self.tied, longest)
        return gaps_of([self._giving[route] for route in range(len(self.lines))])

    def plain_gaps(self, visit: int) -> Gaps:
        """The places as the plan is on the routes that could take a visit."""
        able = np.zeros(len(self.lines), dtype=np.bool_)
        for task in self.problem.tasks_of(visit):
            able[self.routes(task)] = True
        routes = np.flatnonzero(able).tolist()
        for route in routes:
            if route not in self._plain:
                self._plain[route] = block_of(self.problem, self.lines[route], self.tied)
        return gaps_of([self._plain[route] for route in routes])

    @cached_property
    def paid_by_day(self) -> Longs:
        """(W, D) paid minutes of each worker in this plan."""
        problem = self.problem
        minutes = np.zeros((len(problem.worker_ids), problem.days), dtype=np.int64)
        for route, line in self.timelines.items():
            minutes[problem.route_worker[route], problem.route_day[route]] += line.paid_minutes
        return minutes

    @cached_property
    def paid_by_week(self) -> Longs:
        """(W, weeks) the same by calendar week."""
        weeks = np.zeros((int(self.problem.day_week.max(initial=0)) + 1, len(self.problem.worker_ids)), dtype=np.int64)
        np.add.at(weeks, self.problem.day_week, self.paid_by_day.T)
        return weeks.T

    @cached_property
    def paid(self) -> Longs:
        """(W,) the same over all days."""
        minutes: Longs = self.paid_by_day.sum(axis=1)
        return minutes

    @cached_property
    def missed_by_area(self) -> Longs:
        """(A,) visits of each area that the plan leaves out."""
        missed = self.problem.visit_client[self.schedule.visit_day < 0]
        return np.bincount(self.problem.client_area[missed], minlength=len(self.problem.area_ids)).astype(np.int64)

    @cached_property
    def wanted_by_area(self) -> Longs:
        """(A,) visits of each area."""
        areas = self.problem.client_area[self.problem.visit_client]
        return np.bincount(areas, minlength=len(self.problem.area_ids)).astype(np.int64)

    @cached_property
    def spare(self) -> tuple[Longs, Longs]:
        """(R,) minutes that each route could be longer within the limits of the day, and of the week, if nobody on it
        had to wait."""
        problem, worker, day = self.problem, self.problem.route_worker, self.problem.route_day
        waits = np.zeros(len(worker), dtype=np.int64)
        for route, line in self.timelines.items():
            waits[route] = line.paid_minutes + line.break_minutes - line.busy_minutes
        daily = problem.worker_daily_minutes[worker] - self.paid_by_day[worker, day] + waits
        weekly = problem.worker_weekly_minutes[worker] - self.paid_by_week[worker, problem.day_week[day]] + waits
        return daily, weekly

    def routes(self, task: int) -> Ints:
        """Routes whose worker may do the task, on days on which its visit may be."""
        problem = self.problem
        open_day = problem.visit_days[problem.task_visit[task], problem.route_day]
        return np.flatnonzero(open_day & problem.eligible[task, problem.route_worker]).astype(np.int32)

    def alone(self, task: int, routes: Ints, ways: Ways) -> Alone:
        """When these routes could begin the task if they did nothing else."""
        return alone(self.problem, self.roads, task, self.starts(task), routes, ways)

    def starts(self, task: int) -> StartTable:
        """Starts that windows and a lock allow."""
        return start_table(self.problem, task)

    def most_minutes(self, routes: Ints) -> Ints:
        """(n,) paid minutes that the limits of a day and of a week allow on each route."""
        return most_minutes(self.problem, routes)


def named(problem: VisitProblem, workers: Flags, most: int = 6) -> str:
    """Ids of the workers, the first few of them.

    Parameters
    ----------
    workers : (W,)
    """
    ids = [problem.worker_ids[w] for w in np.flatnonzero(workers)]
    return ", ".join(ids[:most]) + (f" +{len(ids) - most}" if len(ids) > most else "")
