"""Visits that are alike, taken together: which of them is on which day makes no difference, so only days count.

Index letters beyond those of `problem`: G groups, N parts (one role of a group).
"""

from collections.abc import Hashable

import attrs
import numpy as np

from agecare.visits.problem import NONE, Flags, Ints, Longs, VisitProblem


@attrs.frozen(eq=False)
class Groups:
    """Groups of interchangeable visits of one request, and their parts.

    Attributes
    ----------
    visits : the visits of each group, by number.
    request, client, area, count, spacing, coupling : (G,)
    penalty : (G,) price of leaving one visit out.
    days : (G, D) days on which the visits may be.
    after : (G,) group that must be on the same day before this one, -1 = none; both have one visit.
    published_day : (G,) -1 = none; such a group has one visit.
    part_first : (G + 1) parts of group g are ``part_first[g] : part_first[g+1]``.
    part_group, part_task : (N,) group, and the task of its first visit, which stands for the others.
    """

    visits: tuple[tuple[int, ...], ...]
    request: Ints
    client: Ints
    area: Ints
    count: Ints
    spacing: Ints
    coupling: Ints
    penalty: Longs
    days: Flags
    after: Ints
    published_day: Ints
    part_first: Ints
    part_group: Ints
    part_task: Ints

    def parts_of(self, group: int) -> range:
        """The parts of a group, in the order of the visit's roles."""
        return range(int(self.part_first[group]), int(self.part_first[group + 1]))


def groups_of(problem: VisitProblem) -> Groups:
    """The groups of a problem, in the order of their first visits.

    Visits are alike when every figure that a plan depends on is equal. A visit that another one comes after, or
    that is in a published plan, is a group of its own.
    """
    coupled = set(problem.visit_after[problem.visit_after >= 0].tolist())
    coupled |= set(np.flatnonzero(problem.visit_after >= 0).tolist())
    found: dict[Hashable, list[int]] = {}
    for visit in range(len(problem.visit_ids)):
        own = visit in coupled or problem.visit_published_day[visit] >= 0
        found.setdefault(visit if own else _likeness(problem, visit), []).append(visit)
    members = sorted(found.values())
    first = np.array([visits[0] for visits in members], dtype=np.int64)
    group_of = {visit: group for group, visits in enumerate(members) for visit in visits}
    parts = [len(problem.tasks_of(int(visit))) for visit in first]
    client = problem.visit_client[first]
    return Groups(
        visits=tuple(tuple(visits) for visits in members),
        request=problem.visit_request[first],
        client=client,
        area=problem.client_area[client],
        count=np.array([len(visits) for visits in members], dtype=np.int32),
        spacing=np.maximum(problem.visit_spacing[first], 1),
        coupling=problem.visit_coupling[first],
        penalty=problem.visit_penalty[first],
        days=problem.visit_days[first],
        after=np.array([group_of.get(int(problem.visit_after[v]), NONE) for v in first], dtype=np.int32),
        published_day=problem.visit_published_day[first],
        part_first=np.concatenate(([0], np.cumsum(parts))).astype(np.int32),
        part_group=np.repeat(np.arange(len(first)), parts).astype(np.int32),
        part_task=np.array([task for v in first for task in problem.tasks_of(int(v))], dtype=np.int32),
    )


def _likeness(problem: VisitProblem, visit: int) -> Hashable:
    """Everything about a visit that a plan depends on, except its number."""
    days, tasks = problem.days, slice(int(problem.task_first[visit]), int(problem.task_first[visit + 1]))
    firsts = problem.window_first[visit * days : (visit + 1) * days + 1]
    spans = slice(int(firsts[0]), int(firsts[-1]))
    arrays = (
        problem.visit_days[visit],
        problem.visit_place[visit],
        firsts - firsts[0],
        problem.window_start[spans],
        problem.window_end[spans],
        problem.task_minutes[tasks],
        problem.eligible[tasks],
    )
    return (
        int(problem.visit_request[visit]),
        int(problem.visit_client[visit]),
        int(problem.visit_penalty[visit]),
        int(problem.visit_spacing[visit]),
        bool(problem.visit_soft_end[visit]),
        int(problem.visit_coupling[visit]),
        int(problem.visit_lag_min[visit]),
        int(problem.visit_lag_max[visit]),
        int(problem.visit_locked_day[visit]),
        int(problem.visit_locked_start[visit]),
        *(array.tobytes() for array in arrays),
    )


def best_days(costs: dict[int, float], number: int, spacing: int) -> list[int]:
    """Days, at most ``number`` and ``spacing`` apart: as many as fit, of least cost.

    >>> best_days({0: 5.0, 1: 1.0, 2: 5.0, 4: 2.0}, 3, 2)
    [0, 2, 4]
    """
    if number == 1:
        return [min(costs, key=costs.__getitem__)] if costs else []
    days = sorted(costs)
    table: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())]]
    for index, day in enumerate(days):
        before = index
        while before and days[before - 1] > day - spacing:
            before -= 1
        row = list(table[index])
        for taken, (cost, plan) in enumerate(table[before][:number]):
            found = (cost + costs[day], (*plan, day))
            if taken + 1 == len(row):
                row.append(found)
            elif found[0] < row[taken + 1][0]:
                row[taken + 1] = found
        table.append(row)
    return list(table[-1][-1][1])
