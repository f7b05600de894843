"""How many visits can be served at all with these hours and skills: a proved upper bound.

The relaxation leaves out the way and the order: service minutes against hours, nothing else. It is a linear program,
and its bound is worked out again in whole numbers from the prices that the solver finds, so that it holds whatever the
solver's rounding (weak duality: any prices give a bound, good prices a good one).

Hours are those of the shift with its allowed overtime and without a break (a break may be missed, at a price), within
the daily and weekly limits. Workers of the same skills are taken together when the problem is large, which can only
raise the bound.
"""

import functools
from collections.abc import Callable, Hashable

import attrs
import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import linear_solver_pb2, pywraplp

from agecare.visits._allocate.groups import Groups, best_days
from agecare.visits._allocate.reach import by_worker, fits
from agecare.visits._allocate.solver import in_threads
from agecare.visits.problem import Flags, Ints, VisitProblem

ALONE = 40_000
"""Parts × workers × days up to which every worker is looked at alone."""
MOST = 150_000
"""Variables beyond which no bound is worked out."""
SECONDS = 2.5
"""Time for the linear program."""
SHARP = 1_000_000
"""Prices are rounded to one part in so many."""


def serviceable(problem: VisitProblem, groups: Groups, served: int, should_stop: Callable[[], bool]) -> int | None:
    """No plan serves more visits than this.

    Parameters
    ----------
    served : int
        Visits that some plan is known to serve: a bound as low as that is not lowered further.

    Returns
    -------
    ``None`` when stopped, or when the problem is too large for a bound in a few seconds.
    """
    if not groups.visits:
        return 0
    alone = len(groups.part_task) * len(problem.worker_ids) * problem.days <= ALONE
    teams = _teams(problem, alone)
    able = []
    for day in range(problem.days):
        if should_stop():
            return None
        able.append(_able(problem, groups, teams, day))
    kinds = _kinds(problem, groups, np.stack(able), np.bincount(teams) == 1)
    most = sum(kind.most for kind in kinds)
    if most <= served:
        return most
    program = _program(problem, kinds, teams)
    if program is None:
        return None
    solver = pywraplp.Solver.CreateSolver("GLOP")
    solver.SetTimeLimit(int(1000 * SECONDS))
    (prices,) = in_threads([lambda: _prices(solver, program)], 1, should_stop, solver.InterruptSolve)
    return None if prices is None else min(most, program.bound(prices))


@attrs.frozen(eq=False)
class _Kind:
    """Groups that look the same to the relaxation.

    Attributes
    ----------
    able : (roles, D, teams) who could serve.
    minutes : of each role.
    number : groups; most : visits that they can have at most.
    """

    able: Flags
    minutes: tuple[int, ...]
    number: int
    most: int


def _teams(problem: VisitProblem, alone: bool) -> Ints:
    """(W,) workers taken together: those of the same skills, or nobody."""
    if alone:
        return np.arange(len(problem.worker_ids), dtype=np.int32)
    return np.unique(problem.worker_skill, axis=0, return_inverse=True)[1].astype(np.int32).reshape(-1)


def _able(problem: VisitProblem, groups: Groups, teams: Ints, day: int) -> Flags:
    """(N, teams) whether somebody of the team could serve the part on the day, wherever it is."""
    found = np.zeros((len(groups.part_task), int(teams.max(initial=-1)) + 1), dtype=np.bool_)
    rows = np.flatnonzero(groups.days[groups.part_group, day])
    routes = np.flatnonzero(problem.route_day == day).astype(np.int32)
    tasks, workers = groups.part_task[rows], problem.route_worker[routes]
    reach = fits(problem, tasks, day, routes, travelling=False) & problem.eligible[np.ix_(tasks, workers)]
    found[rows] = by_worker(reach, teams[workers], found.shape[1])
    return found


def _kinds(problem: VisitProblem, groups: Groups, able: Flags, single: Flags) -> list[_Kind]:
    """Kinds of groups. ``able``: (D, N, teams); ``single``: (teams,) teams of one worker."""
    found: dict[Hashable, _Kind] = {}
    for group in range(len(groups.visits)):
        parts = slice(int(groups.part_first[group]), int(groups.part_first[group + 1]))
        mine = able[:, parts].transpose(1, 0, 2)
        possible: Flags = np.logical_and.reduce(mine.any(axis=2))
        if len(mine) == 2:  # one person cannot be both
            possible &= (mine.any(axis=0).sum(axis=1) > 1) | (mine.any(axis=0) & ~single).any(axis=1)
        days = dict.fromkeys(np.flatnonzero(possible).tolist(), 0.0)
        most = len(best_days(days, int(groups.count[group]), int(groups.spacing[group])))
        minutes = tuple(problem.task_minutes[groups.part_task[parts]].tolist())
        mine &= possible[None, :, None]
        key = (mine.tobytes(), minutes)
        known = found.get(key, _Kind(mine, minutes, 0, 0))
        found[key] = _Kind(mine, minutes, known.number + 1, known.most + most)
    return [kind for kind in found.values() if kind.most]


@attrs.define(eq=False)
class _Program:
    """Maximise ``gain · x`` with ``low ≤ A x ≤ high`` and ``0 ≤ x ≤ upper``, all whole numbers; ``low`` is
    0 or absent (-1)."""

    gain: list[int] = attrs.field(factory=list)
    upper: list[int] = attrs.field(factory=list)
    low: list[int] = attrs.field(factory=list)
    high: list[int] = attrs.field(factory=list)
    row: list[int] = attrs.field(factory=list)
    column: list[int] = attrs.field(factory=list)
    entry: list[int] = attrs.field(factory=list)

    def variable(self, gain: int, upper: int) -> int:
        """A new variable."""
        self.gain.append(gain)
        self.upper.append(upper)
        return len(self.gain) - 1

    def rule(self, columns: list[int], entries: list[int], high: int, *, equal: bool = False) -> None:
        """A new row: at most ``high``, or exactly 0."""
        self.row += [len(self.high)] * len(columns)
        self.column += columns
        self.entry += entries
        self.high.append(high)
        self.low.append(0 if equal else -1)

    def bound(self, prices: NDArray[np.float64]) -> int:
        """What no solution exceeds, by any prices of the rows, in whole numbers throughout."""
        whole = np.rint(prices * SHARP).astype(np.int64)
        whole[(whole < 0) & (np.array(self.low) < 0)] = 0
        value = np.array(self.gain, dtype=np.int64) * SHARP
        np.subtract.at(value, self.column, whole[self.row] * np.array(self.entry, dtype=np.int64))
        rows = np.maximum(whole, 0) * np.array(self.high, dtype=np.int64)
        total = int(rows.sum()) + int((np.maximum(value, 0) * np.array(self.upper, dtype=np.int64)).sum())
        return total // SHARP


def _program(problem: VisitProblem, kinds: list[_Kind], teams: Ints) -> _Program | None:
    """The relaxation."""
    count = int(teams.max()) + 1
    if sum(int(kind.able.sum()) for kind in kinds) > MOST:
        return None
    single = np.bincount(teams, minlength=count) == 1
    program = _Program()
    spent: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for kind in kinds:
        visits = []
        for day in np.flatnonzero(kind.able.any(axis=(0, 2))).tolist():
            here = program.variable(1, min(kind.number, kind.most))
            visits.append(here)
            both: dict[int, list[int]] = {}
            for role, minutes in enumerate(kind.minutes):
                by_team = np.flatnonzero(kind.able[role, day]).tolist()
                columns = [program.variable(0, min(kind.number, kind.most)) for _ in by_team]
                program.rule([*columns, here], [1] * len(columns) + [-1], 0, equal=True)
                for team, column in zip(by_team, columns, strict=True):
                    both.setdefault(team, []).append(column)
                    used = spent.setdefault((team, day), ([], []))
                    used[0].append(column)
                    used[1].append(minutes)
            for team, columns in both.items():
                if single[team] and len(columns) == 2:
                    program.rule([*columns, here], [1, 1, -1], 0)
        program.rule(visits, [1] * len(visits), kind.most)
    _hours(problem, teams, program, spent)
    return program


def _hours(
    problem: VisitProblem,
    teams: Ints,
    program: _Program,
    spent: dict[tuple[int, int], tuple[list[int], list[int]]],
) -> None:
    """Rows for the minutes of each team's days and weeks."""
    held = np.zeros((len(teams), problem.days), dtype=np.int64)
    np.add.at(held, (problem.route_worker, problem.route_day), problem.route_latest - problem.route_start)
    held = np.minimum(held, problem.worker_daily_minutes[:, None])
    weeks: dict[tuple[int, int], list[int]] = {}
    for team, day in spent:
        weeks.setdefault((team, int(problem.day_week[day])), []).append(day)
    for (team, _), days in weeks.items():
        members = np.flatnonzero(teams == team).tolist()
        by_worker_days = dict.fromkeys(members, 0)
        columns, entries = [], []
        for day in days:
            mine, minutes = spent[team, day]
            sizes = frozenset(minutes)
            room = {w: largest_sum(sizes, int(held[w, day])) for w in members}
            program.rule(mine, minutes, sum(room.values()))
            for worker, most in room.items():
                by_worker_days[worker] += most
            columns += mine
            entries += minutes
        sizes = frozenset(entries)
        week = [
            largest_sum(sizes, min(int(problem.worker_weekly_minutes[w]), most)) for w, most in by_worker_days.items()
        ]
        program.rule(columns, entries, sum(week))


@functools.cache
def largest_sum(sizes: frozenset[int], room: int) -> int:
    """The most minutes up to ``room`` that visits of these sizes can fill.

    >>> largest_sum(frozenset({300}), 480), largest_sum(frozenset({45, 60}), 100)
    (300, 90)
    """
    reached, mask = 1, (1 << (room + 1)) - 1
    for size in sizes:
        step = size
        while 0 < step <= room:
            reached |= (reached << step) & mask
            step *= 2
    return reached.bit_length() - 1


def _prices(solver: pywraplp.Solver, program: _Program) -> NDArray[np.float64] | None:
    """Prices of the rows in the linear program's best solution; ``None`` when there was no time for it."""
    model = linear_solver_pb2.MPModelProto(maximize=True)
    for gain, upper in zip(program.gain, program.upper, strict=True):
        model.variable.add(lower_bound=0.0, upper_bound=upper, objective_coefficient=gain)
    edges = np.searchsorted(program.row, np.arange(len(program.high) + 1)).tolist()
    for index, (low, high) in enumerate(zip(program.low, program.high, strict=True)):
        span = slice(edges[index], edges[index + 1])
        model.constraint.add(
            lower_bound=0.0 if low == 0 else float("-inf"),
            upper_bound=high,
            var_index=program.column[span],
            coefficient=program.entry[span],
        )
    solver.LoadModelFromProto(model)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    return np.array([constraint.dual_value() for constraint in solver.constraints()])
