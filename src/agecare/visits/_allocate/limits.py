"""What limits an allocation before any order is known: minutes by day, week and span, and what never meets."""

import numpy as np
from numpy.typing import NDArray

from agecare.visits._allocate.groups import Groups
from agecare.visits._allocate.reach import starts_possible, windows_on
from agecare.visits.problem import Flags, Ints, VisitProblem

SPANS = 4
"""Spans of the day in which visits are counted against the hours worked in them."""


def capacities(problem: VisitProblem) -> tuple[Ints, Ints]:
    """(W, D) and (W, weeks) paid minutes: shifts less breaks, within the daily and weekly limits."""
    workers, weeks = len(problem.worker_ids), int(problem.day_week.max(initial=0)) + 1
    by_day = np.zeros((workers, problem.days), dtype=np.int32)
    minutes = problem.route_end - problem.route_start - problem.route_break_minutes
    np.add.at(by_day, (problem.route_worker, problem.route_day), minutes)
    by_day = np.minimum(by_day, problem.worker_daily_minutes[:, None])
    by_week = np.zeros((workers, weeks), dtype=np.int32)
    for day in range(problem.days):
        by_week[:, problem.day_week[day]] += by_day[:, day]
    return by_day, np.minimum(by_week, problem.worker_weekly_minutes[:, None])


def spans_of(problem: VisitProblem, groups: Groups) -> list[tuple[int, int]]:
    """The spans of the day with most service asked for by visits that must lie inside, per minute worked there."""
    hulls: dict[tuple[int, int], float] = {}
    for day in range(problem.days):
        rows = np.flatnonzero(groups.days[groups.part_group, day])
        tasks = groups.part_task[rows]
        start, end, held = _hulls(problem, tasks, day)
        share = groups.count / np.maximum(groups.days.sum(axis=1), 1)
        minutes = problem.task_minutes[tasks] * share[groups.part_group[rows]]
        for a, b, m in zip(start[held].tolist(), end[held].tolist(), minutes[held].tolist(), strict=True):
            hulls[a, b] = hulls.get((a, b), 0.0) + m
    common = sorted(hulls, key=lambda hull: -hulls[hull])[:24]
    pressed: list[tuple[float, tuple[int, int]]] = []
    for span in {(a, b) for a, _ in common for _, b in common if a < b}:
        asked = sum(m for (a, b), m in hulls.items() if span[0] <= a and b <= span[1])
        worked = int(span_capacities(problem, [span]).sum())
        whole = int(span_capacities(problem, [(0, 1440)]).sum())
        if worked and asked and worked < 0.9 * whole:
            pressed.append((asked / worked, span))
    return [span for _, span in sorted(pressed, reverse=True)[:SPANS]]


def span_capacities(problem: VisitProblem, spans: list[tuple[int, int]]) -> Ints:
    """(B, W, D) minutes of shifts within each span."""
    found = np.zeros((len(spans), len(problem.worker_ids), problem.days), dtype=np.int32)
    for index, (start, end) in enumerate(spans):
        inside = np.minimum(problem.route_end, end) - np.maximum(problem.route_start, start)
        np.add.at(found[index], (problem.route_worker, problem.route_day), np.maximum(inside, 0))
    return found


def _hulls(problem: VisitProblem, tasks: Ints, day: int) -> tuple[Ints, Ints, Flags]:
    """First window's start, last window's end, and whether the visit must lie between them."""
    starts, ends = windows_on(problem, tasks, day)
    soft = problem.visit_soft_end[problem.task_visit[tasks]]
    held = (ends[:, 0] > 0) & ~soft & (not problem.window_at_start)
    return starts[:, 0], ends.max(axis=1), held


def in_spans(problem: VisitProblem, task: Ints, day: Ints, spans: list[tuple[int, int]]) -> Flags:
    """(O, B)"""
    found = np.zeros((len(task), len(spans)), dtype=np.bool_)
    for today in range(problem.days):
        rows = np.flatnonzero(day == today)
        start, end, held = _hulls(problem, task[rows], today)
        for index, span in enumerate(spans):
            found[rows, index] = held & (span[0] <= start) & (end <= span[1])
    return found


def clashes_of(problem: VisitProblem, groups: Groups, part: Ints, day: Ints, worker: Ints, route: Ints) -> Ints:
    """(n, 2) options of the two roles on one day: the same worker, or no start in common."""
    found: list[NDArray[np.int64]] = [np.zeros((0, 2), dtype=np.int64)]
    for group in np.flatnonzero(np.diff(groups.part_first) == 2):
        first_part, second_part = groups.parts_of(int(group))
        span = slice(*np.searchsorted(part, (first_part, second_part + 1)))
        for today in np.unique(day[span]):
            mine = np.flatnonzero(day[span] == today) + span.start
            one, two = mine[part[mine] == first_part], mine[part[mine] == second_part]
            if len(one) and len(two):
                meet = _common_start(problem, groups, int(group), int(today), route[one], route[two])
                meet &= worker[one][:, None] != worker[two][None, :]
                rows, columns = np.nonzero(~meet)
                found.append(np.stack((one[rows], two[columns]), axis=1))
    pairs = np.concatenate(found)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int32)


def _common_start(problem: VisitProblem, groups: Groups, group: int, day: int, one: Ints, two: Ints) -> Flags:
    """(n, m): whether some start on the first route and some on the second are apart as the visit asks."""
    visit = groups.visits[group][0]
    first, second = (np.array([groups.part_task[p]]) for p in groups.parts_of(group))
    a, b, _ = starts_possible(problem, first, day, one)
    c, d, _ = starts_possible(problem, second, day, two)
    least, most = int(problem.visit_lag_min[visit]), int(problem.visit_lag_max[visit])
    if groups.coupling[group] == 1:
        least = most = 0
    a, b = a[0][:, None, :, None], b[0][:, None, :, None]
    c, d = c[0][None, :, None, :], d[0][None, :, None, :]
    meet: Flags = ((a <= b) & (c <= d) & (d - a >= least) & (c - b <= most)).any(axis=(2, 3))
    return meet


def never_both_of(problem: VisitProblem, groups: Groups) -> Ints:
    """(n, 3) group, the one it comes after, day: by their windows the second cannot begin within the gap."""
    found = [(0, 0, 0)][:0]
    for group in np.flatnonzero(groups.after >= 0):
        other = int(groups.after[group])
        visit = groups.visits[group][0]
        task, before = (groups.part_task[[groups.part_first[g]]] for g in (group, other))
        lasts, lasted = int(problem.task_minutes[task[0]]), int(problem.task_minutes[before[0]])
        for day in np.flatnonzero(groups.days[group] & groups.days[other]):
            start, end, held = _hulls(problem, task, int(day))
            start_before, end_before, held_before = _hulls(problem, before, int(day))
            least = int(start_before[0]) + lasted + int(problem.visit_gap_min[visit])
            most = int(end_before[0]) + int(problem.visit_gap_max[visit])
            too_early = held[0] and least > int(end[0]) - lasts
            too_late = held_before[0] and int(start[0]) > most
            if too_early or too_late:
                found.append((int(group), other, int(day)))
    return np.array(found, dtype=np.int32).reshape(-1, 3)
