"""All that a plan could do for one visit that it leaves out."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import attrs
import numpy as np

from agecare.visits.explain.around import Around
from agecare.visits.explain.gaps import Gaps, Gives
from agecare.visits.explain.options import Options, Tie, in_windows, options, part_options, plain, ties_of
from agecare.visits.explain.starts import Spans, StartTable, allowed_starts
from agecare.visits.explain.trials import Place
from agecare.visits.problem import NONE, Flags, Ints

MOST_OVER = 3
"""Places that only the limits of hours forbid: how many are looked at."""


@attrs.frozen
class Survey:
    """A visit, every way to serve it, and what speaks against each.

    ``n`` ways, ``k`` tasks, ``D`` days.
    """

    around: Around
    gaps: Gaps
    visit: int
    by_ties: bool = True
    """Whether the times of the visits that this one is tied to are kept."""

    @property
    def tasks(self) -> range:
        """The tasks of the visit."""
        return self.around.problem.tasks_of(self.visit)

    @cached_property
    def ties(self) -> list[Tie]:
        """Served visits that this one is tied to."""
        return ties_of(self.around.problem, self.around.schedule, self.visit)

    @cached_property
    def found(self) -> Options:
        """Every way that leaves time enough."""
        return options(self.around, self.gaps, self.visit, self.ties if self.by_ties else ())

    @cached_property
    def workers(self) -> Ints:
        """(n, k)"""
        found: Ints = self.around.problem.route_worker[self.gaps.route[self.found.gap]]
        return found

    @cached_property
    def able(self) -> Flags:
        """(n, k) whether the worker may do the task."""
        found: Flags = self.around.problem.eligible[np.array(self.tasks)[None, :], self.workers]
        return found

    @cached_property
    def gives(self) -> Ints:
        """(n,) what gives way: at most one thing does."""
        found: Ints = self.gaps.gives[self.found.gap].max(axis=1)
        return found

    @cached_property
    def tables(self) -> list[StartTable]:
        """Starts of each task that windows and locks allow."""
        return [self.around.starts(task) for task in self.tasks]

    @cached_property
    def timely(self) -> Flags:
        """(n,) whether windows and locks are kept."""
        return in_windows(self.around.problem, self.visit, self.found, self.tables)

    @cached_property
    def others(self) -> Ints:
        """Other visits of the request that the plan serves."""
        problem, schedule = self.around.problem, self.around.schedule
        same = (problem.visit_request == problem.visit_request[self.visit]) & (schedule.visit_day >= 0)
        same[self.visit] = False
        return np.flatnonzero(same).astype(np.int32)

    @cached_property
    def distance(self) -> Ints:
        """(D,) days to the nearest of them."""
        days = self.around.problem.days
        if not len(self.others):
            return np.full(days, days + 400, dtype=np.int32)
        served = self.around.schedule.visit_day[self.others]
        found: Ints = np.abs(served[None, :] - np.arange(days)[:, None]).min(axis=1).astype(np.int32)
        return found

    @cached_property
    def apart(self) -> Flags:
        """(D,) days far enough from the other visits of the request."""
        found: Flags = self.distance >= self.around.problem.visit_spacing[self.visit]
        return found

    @cached_property
    def tied(self) -> Flags:
        """(D,) days of all visits that this one is tied to."""
        days = np.arange(self.around.problem.days)
        found: Flags = np.ones(len(days), dtype=np.bool_)
        for tie in self.ties:
            found &= days == tie.day
        return found

    @cached_property
    def allowed(self) -> Flags:
        """(D,) days on which the visit may be."""
        found: Flags = self.around.problem.visit_days[self.visit]
        return found

    @cached_property
    def open(self) -> Flags:
        """(D,) days that nothing forbids."""
        found: Flags = self.allowed & self.apart & self.tied
        return found

    @cached_property
    def limited(self) -> Flags:
        """(n,) whether it is plain that a limit of hours would be broken."""
        gap = self.found.gap
        return self._over(np.where(self.gaps.gives[gap] == Gives.OTHER, self.gaps.more[gap], 0))

    @cached_property
    def crowded(self) -> Flags:
        """(n,) whether it would be, if a visit that makes room stayed on the route."""
        return self._over(0)

    def _over(self, saved: Ints | int) -> Flags:
        daily, weekly = self.around.spare
        spare = np.minimum(daily, weekly)[self.gaps.route[self.found.gap]]
        found: Flags = np.any(self.found.more - saved > spare, axis=1)
        return found

    @cached_property
    def free(self) -> Ints:
        """The ways that nothing but limits of hours can forbid, the cheapest first; then a few that they do forbid."""
        rows = self.timely & self.able.all(axis=1) & (self.gives == Gives.NOTHING) & self.open[self.found.day]
        likely, unlikely = rows & ~self.limited, rows & self.limited
        return np.concatenate([self.cheapest(likely), self.cheapest(unlikely, MOST_OVER)])

    def cheapest(self, rows: Flags, most: int | None = None) -> Ints:
        """These ways in order of what they cost roughly."""
        chosen = np.flatnonzero(rows)
        order = np.argsort(self.found.rough[chosen], kind="stable")
        found: Ints = chosen[order][:most].astype(np.int32)
        return found

    def place(self, row: int) -> Place:
        """One of the ways."""
        found = self.found
        first, last = (tuple(int(moment) for moment in each[row]) for each in (found.first, found.last))
        rows = [int(gap) for gap in found.gap[row]]
        return Place.of(self.gaps, self.visit, int(found.day[row]), rows, first, last)

    def spans(self, day: int) -> list[Spans]:
        """Starts of each task that windows and locks allow on a day."""
        return [allowed_starts(self.around.problem, task, day) for task in self.tasks]

    def days_of(self, role: int) -> Flags:
        """(D,) days that nothing forbids on which one task by itself has a place."""
        around, task = self.around, self.tasks[role]
        part = part_options(around, self.gaps, self.visit, role, self.ties)
        rows = plain(around.problem, self.gaps, task, part)
        table = self.tables[role]
        first = np.maximum(part.first, table.first[part.day])
        rows &= (first <= np.minimum(part.last, table.last[part.day])).any(axis=1)
        found = np.zeros(around.problem.days, dtype=np.bool_)
        found[part.day[rows]] = True
        return found & self.open

    def names(self, workers: Sequence[int]) -> str:
        """Ids of workers."""
        return ", ".join(self.around.problem.worker_ids[worker] for worker in workers)

    @cached_property
    def present(self) -> Flags:
        """(D,) days on which the client is surely there: some visit of the client may be on that day.

        Only days of the weeks that the visit belongs to.
        """
        problem = self.around.problem
        mine = problem.visit_client == problem.visit_client[self.visit]
        here: Flags = problem.visit_days[mine].any(axis=0) & (problem.visit_place[self.visit] >= 0)
        weeks = np.unique(problem.day_week[self.allowed]) if self.allowed.any() else np.array(list(self._named_week()))
        found: Flags = here & np.isin(problem.day_week, weeks)
        return found

    def _named_week(self) -> Iterator[int]:
        """The week in the visit's id, where there is one."""
        problem = self.around.problem
        for day, date in enumerate(problem.horizon.dates):
            year, week, _ = date.isocalendar()
            if f"/{year}-W{week:02d}/" in problem.visit_ids[self.visit]:
                yield int(problem.day_week[day])

    @cached_property
    def other(self) -> Ints:
        """(n,) the visit that gives way, -1 = none."""
        found: Ints = self.gaps.other[self.found.gap].max(axis=1)
        return found

    @property
    def is_locked(self) -> bool:
        """Whether the visit's start is locked."""
        return bool(self.around.problem.visit_locked_start[self.visit] != NONE)
