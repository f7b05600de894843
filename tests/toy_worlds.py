"""Worlds of a few minutes: so small that every plan can be written down, and with every feature of the visit problem.

Nothing about them is plausible: travel times follow no map, days last half an hour, and all prices are of one size, so
that every rule and every component of the cost matters.
"""

import itertools
import math
import random
from collections.abc import Iterator, Sequence

import numpy as np

from agecare import Weights
from agecare.model import Horizon
from agecare.visits.checks import violations
from agecare.visits.problem import NONE, Ints, VisitProblem
from agecare.visits.schedule import Schedule
from agecare.visits.travel import Places
from worlds import MONDAY

Choice = tuple[int, tuple[int, ...], tuple[int, ...]]
"""Day, routes and starts of a visit."""
ALONE = {"allowed-day", "locked-day", "locked-start", "locked-worker", "window", "skill", "gender", "language"}
ALONE |= {"refused-worker", "two-workers", "together", "following"}
"""Rules that a visit keeps or breaks by itself, wherever breaks are."""
LEFT_OUT: Choice = (NONE, (), ())


def toy_problem(seed: int) -> VisitProblem:
    """Two or three visits, two or three routes of two workers, one or two days."""
    rng = random.Random(seed)
    days, visits, workers = rng.choice([1, 1, 2]), rng.choice([2, 2, 3]), 2
    tasks_of = [rng.choice([1, 1, 2]) for _ in range(visits)]
    tasks, places, clients = sum(tasks_of), 4, 2
    task_visit = [visit for visit, number in enumerate(tasks_of) for _ in range(number)]
    requests = [0, rng.choice([0, 1]), 2][:visits] if days > 1 else list(range(visits))
    routes = sorted((day, worker) for day in range(days) for worker in range(workers))
    if rng.random() < 0.3 and days == 1:
        routes = [(0, 0), (0, 0), (0, 1)]
    starts = [rng.choice([0, 2]) for _ in routes]
    if len(routes) == 3:
        starts[1] = 9
    ends = [start + rng.choice([9, 12, 16]) for start in starts]
    pauses = [rng.choice([0, 2, 2]) if index == rng.randrange(len(routes)) else 0 for index in range(len(routes))]
    first = [rng.choice([3, 4, 6]) for _ in routes]
    spans = [_spans(rng) for _ in range(visits * days)]
    windows = [span for some in spans for span in some]
    coupling = [0 if number == 1 else rng.choice([1, 2, 3]) for number in tasks_of]
    skill = np.array([[rng.choice([0, 0, 1])] for _ in range(tasks)])
    has = np.array([[1], [rng.choice([0, 1])]])
    gender, language = (np.array(_flags(rng, clients, workers, 0.9)) for _ in range(2))
    refused = np.array(_flags(rng, clients, workers, 0.1))
    visit_client = [request % clients for request in requests]
    client = np.array(visit_client)[task_visit]
    locked = [rng.choice([NONE] * 7 + [0]) for _ in range(tasks)]
    eligible = (skill <= has.T) & gender[client] & language[client] & ~refused[client]
    eligible &= np.array([[who in (NONE, worker) for worker in range(workers)] for who in locked])
    after = [NONE] * visits
    if visits == 3 and rng.random() < 0.6:
        after[2] = 0
    told = [rng.choice([NONE, NONE, rng.randrange(days)]) for _ in range(visits)]
    published = [rng.randrange(workers) if told[visit] >= 0 else NONE for visit in task_visit]
    lag = [rng.choice([0, 1]) for _ in range(visits)]
    gap = [rng.choice([0, 2]) for _ in range(visits)]
    names = ("lateness", "overtime", "travel", "waiting", "continuity", "usual_worker", "preferred_worker", "change")
    weights = {name: rng.choice([0, 1, 2, 3]) for name in names}
    weights |= {name: rng.choice([0, 0, 1, 2]) for name in ("fair_workload", "largest_lateness", "largest_idle")}
    weights |= {"missed_break": rng.choice([0, 4, 9]), "fair_areas": rng.choice([0, 0, 1])}
    return VisitProblem(
        horizon=Horizon(MONDAY, days, "Asia/Bishkek"),
        weights=Weights(**weights),
        visit_ids=tuple(f"V-{index}" for index in range(visits)),
        request_ids=("R-0", "R-1", "R-2"),
        client_ids=("E-0", "E-1"),
        worker_ids=("W-0", "W-1"),
        skill_ids=("care",),
        area_ids=("A-0", ""),
        places=Places(tuple(f"P-{p}" for p in range(places)), np.zeros(places), np.zeros(places)),
        visit_request=_ints(requests),
        visit_client=_ints(visit_client),
        visit_priority=_ints([0] * visits),
        visit_mandatory=np.zeros(visits, np.bool_),
        visit_penalty=np.array([rng.choice([5, 20, 60]) for _ in range(visits)], np.int64),
        visit_days=np.array([[rng.random() < 0.85 for _ in range(days)] for _ in range(visits)]),
        visit_place=_ints([[rng.choice([1, 2, 3]) for _ in range(days)] for _ in range(visits)]),
        visit_spacing=_ints([1] * visits),
        visit_soft_end=np.array([rng.random() < 0.3 for _ in range(visits)]),
        window_first=_ints([0, *itertools.accumulate(map(len, spans))]),
        window_start=_ints([start for start, _ in windows]),
        window_end=_ints([end for _, end in windows]),
        visit_coupling=_ints(coupling),
        visit_lag_min=_ints(lag),
        visit_lag_max=_ints([least + rng.choice([0, 2]) for least in lag]),
        visit_after=_ints(after),
        visit_gap_min=_ints(gap),
        visit_gap_max=_ints([least + rng.choice([1, 6]) for least in gap]),
        visit_locked_day=_ints([rng.choice([NONE] * 8 + [0]) for _ in range(visits)]),
        visit_locked_start=_ints([rng.choice([NONE] * 8 + [5]) for _ in range(visits)]),
        task_first=_ints([0, *itertools.accumulate(tasks_of)]),
        task_visit=_ints(task_visit),
        task_minutes=_ints([rng.choice([1, 2, 3]) for _ in range(tasks)]),
        task_skill=_ints(skill),
        task_locked_worker=_ints(locked),
        eligible=eligible,
        worker_skill=_ints(has),
        worker_daily_minutes=_ints([rng.choice([9, 30]) for _ in range(workers)]),
        worker_weekly_minutes=_ints([rng.choice([12, 60]) for _ in range(workers)]),
        worker_capacity=_ints([rng.choice([0, 10, 20, 24]) for _ in range(workers)]),
        client_allows_gender=gender,
        client_allows_language=language,
        client_refuses=refused,
        client_prefers=np.array(_flags(rng, clients, workers, 0.6)),
        client_usual=_ints([rng.choice([NONE, 0, 1]) for _ in range(clients)]),
        client_area=_ints([rng.choice([0, 1]) for _ in range(clients)]),
        route_worker=_ints([worker for _, worker in routes]),
        route_day=_ints([day for day, _ in routes]),
        route_start=_ints(starts),
        route_end=_ints(ends),
        route_latest=_ints([end + rng.choice([0, 3]) for end in ends]),
        route_start_place=_ints([rng.choice([0, 0, 1]) for _ in routes]),
        route_end_place=_ints([rng.choice([0, 0, 3]) for _ in routes]),
        route_profile=_ints([rng.choice([0, 1]) for _ in routes]),
        route_break_minutes=_ints(pauses),
        route_break_earliest=_ints(first),
        route_break_latest=_ints([earliest + rng.choice([1, 3]) for earliest in first]),
        travel=_travel(rng, places),
        day_week=_ints([0] * days),
        visit_published_day=_ints(told),
        visit_published_start=_ints([rng.randrange(2, 9) if day >= 0 else NONE for day in told]),
        task_published_worker=_ints(published),
        window_at_start=rng.random() < 0.2,
        break_on_route=rng.random() < 0.3,
        change_minutes=1,
    )


def every_plan(problem: VisitProblem, most: int) -> Iterator[Schedule] | None:
    """All plans that might be valid, among them all that are; ``None`` when they are more than ``most``."""
    pauses = [list(_pauses(problem, route)) for route in range(len(problem.route_worker))]
    number, choices = math.prod(map(len, pauses)), []
    for visit in range(len(problem.visit_ids)):
        choices.append(list(itertools.islice(_choices(problem, visit), most)))
        number *= len(choices[-1])
        if number > most:
            return None
    return (
        _plan(problem, picked, taken)
        for picked in itertools.product(*choices)
        for taken in itertools.product(*pauses)
        if not any(start >= 0 and all(r not in routes for _, routes, _ in picked) for r, (start, _) in enumerate(taken))
    )


def _choices(problem: VisitProblem, visit: int) -> Iterator[Choice]:
    """Ways to make a visit that break no rule of its own, and to leave it out."""
    yield LEFT_OUT
    tasks = problem.tasks_of(visit)
    nothing = [(NONE, NONE)] * len(problem.route_worker)
    for day in range(problem.days):
        spans = problem.windows_of(visit, day)
        first, last = min((a for a, _ in spans), default=1), max((b for _, b in spans), default=0)
        routes = np.flatnonzero(problem.route_day == day).tolist()
        for pair in itertools.product(routes, repeat=len(tasks) if spans else 0):
            hours = [
                range(first, int(problem.route_latest[r]) + 1 if problem.visit_soft_end[visit] else last + 1)
                for r in pair
            ]
            for starts in itertools.product(*hours):
                picked = [LEFT_OUT] * len(problem.visit_ids)
                picked[visit] = (day, pair, starts)
                broken = violations(problem, _plan(problem, picked, nothing)) if pair else [None]
                if not any(found is None or found.rule in ALONE for found in broken):
                    yield picked[visit]


def _pauses(problem: VisitProblem, route: int) -> Iterator[tuple[int, int]]:
    """(start, place) of a break; ``NONE`` for none."""
    yield NONE, NONE
    if problem.route_break_minutes[route]:
        first, last = int(problem.route_break_earliest[route]), int(problem.route_break_latest[route])
        yield from itertools.product(range(first, last + 1), range(len(problem.places.ids)))


def _plan(problem: VisitProblem, picked: Sequence[Choice], taken: Sequence[tuple[int, int]]) -> Schedule:
    plan = Schedule.empty(problem)
    for visit, (day, routes, starts) in enumerate(picked):
        plan.visit_day[visit] = day
        for task, route, start in zip(problem.tasks_of(visit), routes, starts, strict=False):
            plan.task_route[task], plan.task_start[task] = route, start
    for route, (start, place) in enumerate(taken):
        plan.break_start[route], plan.break_place[route] = start, place
    return plan


def _spans(rng: random.Random) -> list[tuple[int, int]]:
    start = rng.choice([2, 4, 6])
    spans = [(start, start + rng.choice([3, 4, 5]))]
    if rng.random() < 0.3:
        spans.append((spans[0][1] + rng.choice([0, 2]), spans[0][1] + 5))
    return spans if rng.random() < 0.95 else []


def _travel(rng: random.Random, places: int) -> Ints:
    """Two tables; the second one often misses the triangle inequality, the first one never does."""
    flat = np.where(np.eye(places, dtype=np.bool_), 0, 1)
    wild = np.array([[0 if p == q else rng.choice([0, 1, 1, 2, 5]) for q in range(places)] for p in range(places)])
    return np.stack((flat, wild)).astype(np.int32)


def _flags(rng: random.Random, rows: int, columns: int, chance: float) -> list[list[bool]]:
    return [[rng.random() < chance for _ in range(columns)] for _ in range(rows)]


def _ints(values: object) -> Ints:
    return np.array(values, dtype=np.int32)
