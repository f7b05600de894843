"""Where breaks may be taken, and until when it is worth looking: what keeps the exact model small."""

import attrs
import numpy as np
from ortools.sat.python import cp_model

from agecare.visits.problem import VisitProblem

BASE = -1
"""Stands in an arc for the start and the end of a route."""
Var = cp_model.IntVar
Arc = tuple[int, int, int]
"""Route, the task (or `BASE`) that it comes from, the task (or `BASE`) that it leads to."""


@attrs.frozen
class Pause:
    """A break on the way from one stop to the next: where, and whether."""

    arc: Arc
    place: int
    before: int
    """Minutes from the last stop to the break."""
    after: int
    """Minutes from the break to the next stop."""
    detour: int
    """Minutes more than without it; negative where a roundabout way is shorter."""
    taken: Var


def waiting_costs_more(problem: VisitProblem) -> bool:
    """Whether a minute more on the way instead of a minute waited can pay."""
    return problem.weights.waiting + problem.weights.largest_idle > problem.weights.travel


def pause_places(problem: VisitProblem, route: int, origin: int, destination: int) -> list[tuple[int, int, int, int]]:
    """Places where a break on a way may have to be taken: (place, minutes to it, minutes from it, minutes more).

    Unless time on the way is cheaper than time waited, less of it is better at the same times of all visits. So a place
    is left out that is no nearer to either stop than another. And where no detour is shorter and the break may begin
    at any time of the way, one of the two stops will do: the next one if it is reached in time, else the last one.

    Whoever leaves for a break, or comes home from it, by a longer way is paid for it, which may make loads more even.
    That is what ``spent`` is for: minutes on such ways, at the price of travel.
    """
    table = problem.travel[problem.route_profile[route]]
    before, after, direct = table[origin], table[:, destination], int(table[origin, destination])
    cheap = waiting_costs_more(problem)
    play = problem.route_break_latest[route] - problem.route_break_earliest[route]
    if not cheap and direct <= play and (before + after).min() >= direct and before[origin] == after[destination] == 0:
        return [(place, int(before[place]), int(after[place]), 0) for place in dict.fromkeys((origin, destination))]
    found: dict[tuple[int, int], int] = {}
    for place in np.lexsort((after, before)).tolist():
        near = int(before[place]), int(after[place])
        worse = any(known[0] <= near[0] and known[1] <= near[1] for known in found)
        if near not in found and (cheap or not worse):
            found[near] = place
    return [(place, *near, sum(near) - direct) for near, place in found.items()]


def latest_needed(problem: VisitProblem) -> list[int]:
    """(R,) the latest return of each route that is worth looking at.

    Where hours have no end, nothing is gained by time that all are idle after everything has opened: what comes later
    can be moved forward together. Only paid minutes that are to be even could be worth such time.
    """
    latest: list[int] = problem.route_latest.tolist()
    if problem.weights.fair_workload:
        return latest
    opened = [problem.window_start, problem.route_start, problem.visit_locked_start, problem.visit_published_start]
    opened += [problem.window_end, problem.route_end, problem.route_break_latest]
    first = max(int(moments.max(initial=0)) for moments in opened) + problem.change_minutes
    places = np.unique(
        np.concatenate(
            (problem.route_start_place, problem.route_end_place, problem.visit_place[problem.visit_place >= 0])
        )
    )
    way = int(problem.travel[:, places[:, None], places].max(initial=0))
    needed = int(problem.task_minutes.sum()) + way * (len(problem.task_minutes) + 2 * len(latest))
    needed += int(problem.route_break_minutes.sum()) + 2 * way * len(latest)
    needed += int(np.maximum(problem.visit_gap_min, 0).sum() + np.maximum(problem.visit_lag_min, 0).sum())
    return [min(moment, first + needed) for moment in latest]
