"""The visit problem: indices, whole minutes, one horizon. A solver sees this and no records.

Index letters used throughout: V visits, T tasks (one worker's part of a visit; one or two per visit), R routes
(one shift of one worker on one day), W workers, C clients, D days, P places, S skills, K travel profiles,
A areas, Q requests. Times of day are minutes since midnight of that day.
"""

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model import (
    Horizon,
    Priority,
    Weights,
)
from agecare.visits.legs import Legs
from agecare.visits.travel import Places

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

PRIORITIES = tuple(Priority)
NONE = -1


@attrs.frozen
class PublishedVisit:
    """A visit as it stood in a published plan; ``workers`` in the order of the visit's roles."""

    day: int
    start: int
    workers: tuple[str, ...]


@attrs.frozen(eq=False)
class VisitProblem:
    """Everything that decides whether a plan is valid and what it costs. Arrays are read-only.

    Make one with `problem_for`; change one with ``attrs.evolve``.
    """

    horizon: Horizon
    weights: Weights
    visit_ids: tuple[str, ...]
    """``request/ISO week/number``, stable from plan to plan."""
    request_ids: tuple[str, ...]
    client_ids: tuple[str, ...]
    worker_ids: tuple[str, ...]
    skill_ids: tuple[str, ...]
    area_ids: tuple[str, ...]
    """Areas of fair service; the last one, ``""``, holds clients without an area."""
    places: Places

    visit_request: Ints
    visit_client: Ints
    visit_priority: Ints
    """Index into `PRIORITIES`."""
    visit_mandatory: Flags
    visit_penalty: Longs
    """Price of leaving the visit out."""
    visit_days: Flags
    """(V, D): days on which the visit may be."""
    visit_place: Ints
    """(V, D): where the client lives on that day, -1 = nowhere known."""
    visit_spacing: Ints
    """Least days from one visit of the request to the next."""
    visit_soft_end: Flags
    window_first: Ints
    """(V·D + 1): windows of visit v on day d are ``window_first[v·D+d] : window_first[v·D+d+1]``."""
    window_start: Ints
    window_end: Ints
    visit_coupling: Ints
    """0 = one worker, 1 = together, 2 = following, 3 = two workers, each when it suits (published benchmarks)."""
    visit_lag_min: Ints
    visit_lag_max: Ints
    visit_after: Ints
    """The visit that must be before this one on the same day, -1 = none."""
    visit_gap_min: Ints
    visit_gap_max: Ints
    visit_locked_day: Ints
    visit_locked_start: Ints

    task_first: Ints
    """(V + 1): tasks of visit v are ``task_first[v] : task_first[v+1]``."""
    task_visit: Ints
    task_minutes: Ints
    task_skill: Ints
    """(T, S): least level, 0 = not needed."""
    task_locked_worker: Ints
    eligible: Flags
    """(T, W): skills, language, gender, refusals and locks all allow it (see ``checks``)."""

    worker_skill: Ints
    """(W, S): level, 0 = has it not."""
    worker_daily_minutes: Ints
    worker_weekly_minutes: Ints
    worker_capacity: Ints
    """Paid minutes the worker could work in this horizon: shifts less breaks, capped by the weekly limit."""
    client_allows_gender: Flags
    """(C, W)"""
    client_allows_language: Flags
    """(C, W)"""
    client_refuses: Flags
    """(C, W)"""
    client_prefers: Flags
    """(C, W); all true for a client without a list."""
    client_usual: Ints
    client_area: Ints

    route_worker: Ints
    route_day: Ints
    route_start: Ints
    route_end: Ints
    route_latest: Ints
    """Latest return: shift end plus the overtime that is allowed."""
    route_start_place: Ints
    route_end_place: Ints
    route_profile: Ints
    route_break_minutes: Ints
    """0 = no break on this route."""
    route_break_earliest: Ints
    route_break_latest: Ints
    """Latest start of the break."""

    travel: Ints | Legs
    """(K, P, P) minutes; those of a large region are worked out when somebody asks."""
    day_week: Ints
    """(D,): number of the calendar week of each day, from 0."""

    visit_published_day: Ints
    """-1 = was not in the published plan."""
    visit_published_start: Ints
    task_published_worker: Ints

    window_at_start: bool = False
    """False: a visit must end by the window's end. True: it must start by it (published benchmarks)."""
    break_on_route: bool = False
    """False: a break may fall before leaving or after returning. True (published benchmarks): every shift that has a
    break, used or not, misses it unless it is taken on the route: at a client's place, before the first stop or later.
    """
    fair_percent: int = 8
    """A workload this near to the fair share, in percent of it, is fair enough: nothing is gained by more ways."""
    change_minutes: int = 30
    """A published visit may move by this much without counting as changed."""

    @property
    def days(self) -> int:
        """Number of days."""
        return self.horizon.days

    def tasks_of(self, visit: int) -> range:
        """The tasks of a visit, in the order of its roles."""
        return range(int(self.task_first[visit]), int(self.task_first[visit + 1]))

    def windows_of(self, visit: int, day: int) -> list[tuple[int, int]]:
        """(start, end) of the windows of a visit on a day, in order."""
        at = visit * self.days + day
        span = range(int(self.window_first[at]), int(self.window_first[at + 1]))
        return [(int(self.window_start[i]), int(self.window_end[i])) for i in span]

    def travel_minutes(self, route: int, origin: int, destination: int) -> int:
        """Minutes from place to place the way this route's worker travels on that day."""
        profile = int(self.route_profile[route])
        if isinstance(self.travel, Legs):
            return self.travel.between(profile, origin, destination)
        return int(self.travel[profile, origin, destination])
