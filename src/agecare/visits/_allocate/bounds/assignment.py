"""A lower bound of the cost from who comes after whom, everything else left aside.

In a plan every served task follows one other task or the start of a route, and leads to one other task or an end. The
cheapest way to give each task one before and one after it is an assignment problem, the oldest relaxation in vehicle
routing; tours that close in themselves are allowed there, so it costs no more than any plan. Leaving a visit out is an
assignment of its tasks to themselves, at its penalty.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import linear_sum_assignment

from agecare.visits._allocate.bounds.least import Shares
from agecare.visits._allocate.bounds.pairs import ENOUGH, Pairs
from agecare.visits._allocate.groups import Groups
from agecare.visits.problem import Ints, Longs, VisitProblem

PLACES, PARTS, ARCS = 700, 1_500, 3_000_000
"""Largest problems."""


def assignment_bound(
    problem: VisitProblem, groups: Groups, pairs: Pairs, shares: Shares, stay: Longs, leave: Longs
) -> int:
    """No plan costs less; 0 where the problem is too large for it.

    Parameters
    ----------
    stay : (N,) least price of serving one visit of a part, ways left aside.
    leave : (N,) price of leaving one out.
    """
    if problem.travel.shape[1] > PLACES or len(stay) > PARTS or not pairs.looked_at.all():
        return 0
    part_of = np.repeat(np.arange(len(stay)), groups.count[groups.part_group])
    tables = {int(profile): _with_a_stop(problem, int(profile)) for profile in np.unique(problem.route_profile)}
    ways = _between(problem, groups, pairs, shares, tables)
    first, last = _from_base(problem, groups, pairs, tables)
    tasks, routes = len(part_of), len(problem.route_worker)
    steps = _expanded(ways, part_of, part_of), _expanded(first.T, np.arange(routes), part_of)
    ends = _expanded(last, part_of, np.arange(routes))
    if sum(len(arcs[0]) for arcs in (*steps, ends)) > ARCS:
        return 0
    travel, serve = problem.weights.travel, stay[part_of]
    own, idle = np.arange(tasks), tasks + np.arange(routes)
    columns = (
        (steps[0][0], steps[0][1], travel * steps[0][2] + serve[steps[0][1]]),
        (tasks + steps[1][0], steps[1][1], travel * steps[1][2] + serve[steps[1][1]]),
        (ends[0], tasks + ends[1], travel * ends[2]),
        (own, own, leave[part_of]),
        (idle, idle, np.zeros(routes, dtype=np.int64)),
    )
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(*(np.concatenate(column).astype(np.int64) for column in zip(*columns, strict=True)))
    if solver.solve() != solver.OPTIMAL:
        return 0
    return int(solver.optimal_cost())


def _expanded(table: Ints, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> tuple[Longs, Longs, Longs]:
    """Entries of a table that are not out of reach, for rows and columns that are repeated."""
    whole = table[np.ix_(rows, columns)] if len(rows) and len(columns) else np.zeros((0, 0), np.int32)
    at, to = np.nonzero(whole < ENOUGH)
    return at, to, whole[at, to].astype(np.int64)


def _with_a_stop(problem: VisitProblem, profile: int) -> Ints:
    """(P, P) least minutes from place to place, with or without a stop for the break anywhere on the way."""
    table = problem.travel[profile]
    least: Ints = np.minimum(table, ENOUGH).astype(np.int32)
    if (problem.route_break_minutes[problem.route_profile == profile] > 0).any():
        for via in range(len(table)):
            np.minimum(least, table[:, via, None] + table[via], out=least)
    return least


def _between(problem: VisitProblem, groups: Groups, pairs: Pairs, shares: Shares, tables: dict[int, Ints]) -> Ints:
    """(N, N) least minutes from a part straight to another, on one route; `ENOUGH` where that cannot be."""
    number, minutes = len(groups.part_task), problem.task_minutes[groups.part_task]
    least = np.full((number, number), ENOUGH, dtype=np.int32)
    profile, place = problem.route_profile[pairs.route], _places(problem, groups, pairs)
    early, late = np.full(number, ENOUGH), np.full(number, -ENOUGH)
    np.minimum.at(early, pairs.part, pairs.first + shares.come[profile, place])
    np.maximum.at(late, pairs.part, pairs.last - shares.go[profile, place] - minutes[pairs.part])
    for kind, day in np.unique(np.stack((profile, pairs.day)), axis=1).T.tolist():
        here = np.flatnonzero((profile == kind) & (pairs.day == day))
        part, row = np.unique(pairs.part[here], return_inverse=True)
        route, column = np.unique(pairs.route[here], return_inverse=True)
        able = np.zeros((len(part), len(route)), dtype=np.float32)
        able[row, column] = 1
        at: Ints = problem.visit_place[problem.task_visit[groups.part_task[part]], day]
        legs = np.where(able @ able.T > 0, tables[kind][np.ix_(at, at)], ENOUGH)
        block = np.ix_(part, part)
        least[block] = np.minimum(least[block], legs)
    group, request = groups.part_group, groups.request[groups.part_group]
    apart = problem.visit_spacing[problem.task_visit[groups.part_task]] > 0
    never = (group[:, None] == group) | ((request[:, None] == request) & apart[:, None])
    never |= (early + minutes)[:, None] + np.minimum(least, ENOUGH // 2) > late
    least[never] = ENOUGH
    return least


def _from_base(problem: VisitProblem, groups: Groups, pairs: Pairs, tables: dict[int, Ints]) -> tuple[Ints, Ints]:
    """(N, R) least minutes from the start of each route, and to its end."""
    shape = len(groups.part_task), len(problem.route_worker)
    first, last = np.full(shape, ENOUGH, dtype=np.int32), np.full(shape, ENOUGH, dtype=np.int32)
    place = _places(problem, groups, pairs)
    for kind, table in tables.items():
        here = np.flatnonzero(problem.route_profile[pairs.route] == kind)
        part, route, at = pairs.part[here], pairs.route[here], place[here]
        first[part, route] = table[problem.route_start_place[route], at]
        last[part, route] = table[at, problem.route_end_place[route]]
    return first, last


def _places(problem: VisitProblem, groups: Groups, pairs: Pairs) -> Ints:
    """(n,) where the visit of each pair is."""
    found: Ints = problem.visit_place[problem.task_visit[groups.part_task[pairs.part]], pairs.day]
    return found
