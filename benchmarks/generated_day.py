"""One day of a centre, invented from a seed: the problem that `centre_day.py` gives to every solver.

The unit of time is the **second**. `VisitProblem` does not care what its whole numbers of time mean, as long as all
of them mean the same: shifts, windows, visits and travel are seconds of one day here, and the objective is in seconds.

What a day looks like: a few settlements, each with a centre where its workers begin and end; clients in and around
them; whole and half shifts; four skills, two of them rare; clients who refuse a worker; visits of 20 to 60 minutes in
windows from a quarter of an hour of play to the whole day. Every visit may be left out, for 10,000 times its priority.
The visits together ask for slightly more than the shifts hold, at any ratio of visits to workers, because the visits'
lengths are drawn to that end. A few can be served by nobody, as on a real day: the post with the skill is vacant, or
the family leaves less time than the visit takes.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model import Horizon, Priority, TimeZone, Weights
from agecare.visits import VisitProblem
from agecare.visits.problem import NONE, PRIORITIES, Flags, Ints
from agecare.visits.travel import Places

T = TypeVar("T")

PENALTY = 10_000
"""Seconds of travel that one point of priority is worth."""
MINUTE, HOUR, DAY = 60, 3600, 86_400

PRIORITY_SHARES = {1: 20, 2: 20, 3: 20, 5: 20, 8: 15, 10: 5}
SKILLS = (("nursing", 0.40, 0.22), ("lifting", 0.45, 0.15), ("physio", 0.15, 0.07), ("wounds", 0.07, 0.03))
"""Name, share of the workers who have it, share of the visits that need it."""
RARE, WHOLE = 0.2, 8.0
"""A skill is rare below this share; a day is whole above so many hours."""
VACANT = "vacant"
"""The skill of a post that nobody holds now."""
SHIFTS = {
    (8.0, 16.5): 30,
    (7.5, 14.0): 20,
    (9.5, 18.0): 15,
    (8.0, 12.5): 20,
    (13.0, 18.0): 15,
}
"""Hours of the day and how often."""

LOAD = 0.91
"""Visits and the way to them, against the hours worked. A good plan still waits for windows and goes home: at this
load it leaves out one visit in fifty or so."""
IMPOSSIBLE = 0.008
"""Share of visits that nobody can serve."""
REFUSING = 0.06
"""Share of clients who refuse one to three workers of the centre nearest to them."""
KM_PER_HOUR, DETOUR, PARKING = 30.0, 1.35, 180
"""Roads of small towns; seconds to get going and to the door."""


@attrs.frozen
class _Staff:
    """What is drawn for the workers, one entry a worker."""

    base: list[int]
    hours: list[tuple[float, float]]
    skills: list[frozenset[str]]


@attrs.frozen
class _Visit:
    """What is drawn for one visit."""

    home: tuple[float, float]
    centre: int
    priority: int
    skills: frozenset[str]
    window: str
    kind: str
    """``single``, ``double``, ``lagged`` or ``impossible``."""


def centre_day(visits: int, workers: int, seed: int, double: float = 0.0, lagged: float = 0.0) -> VisitProblem:
    """A day; the same arguments always give the same day.

    Parameters
    ----------
    visits, workers : int
        At least 1 and 3.
    seed : int
    double, lagged : float
        Shares of the visits that need two workers at once, and one worker after another within a lag.

    Raises
    ------
    ValueError
        When there are too few visits or workers, or the shares are not in 0 … 0.5.
    """
    if visits < 1 or workers < 3:
        raise ValueError("a day needs a visit and three workers at least")
    if not (0 <= double <= 0.5 and 0 <= lagged <= 0.5):
        raise ValueError("double and lagged are shares between 0 and 0.5")
    rng = Random(f"{visits}/{workers}/{seed}/{double}/{lagged}")
    centres = _settlements(rng, max(3, round(workers / 12)))
    wanted = _visits(rng, visits, centres, double, lagged)
    hours = _dealt(rng, workers, SHIFTS)
    staff = _Staff(_bases(rng, wanted, len(centres), workers), hours, _skilled(rng, hours))
    return _problem(rng, wanted, staff, np.array([*centres, *(visit.home for visit in wanted)]))


def nobody_can(problem: VisitProblem) -> Flags:
    """(V,) visits that no plan of a generated day serves, whatever else it leaves out.

    Each task is tried alone on each route; a visit of two workers needs two who can be there in time for each other.
    Here the direct way is never longer than a detour, so who cannot come alone cannot come at all.
    """
    place = problem.visit_place[problem.task_visit, 0]
    there = problem.travel[0][problem.route_start_place][:, place].T
    back = problem.travel[0][place][:, problem.route_end_place]
    opens, closes = problem.window_start[problem.task_visit], problem.window_end[problem.task_visit]
    lasts = problem.task_minutes
    first = np.maximum(opens[:, None], problem.route_start[None, :] + there)
    last = np.minimum((closes - lasts)[:, None], problem.route_latest[None, :] - back - lasts[:, None])
    able = problem.eligible[:, problem.route_worker] & (first <= last)
    found = np.zeros(len(problem.visit_ids), dtype=np.bool_)
    for visit in range(len(found)):
        tasks = problem.tasks_of(visit)
        if len(tasks) == 1:
            found[visit] = not able[tasks[0]].any()
            continue
        one, two = (np.flatnonzero(able[task]) for task in tasks)
        low, high = int(problem.visit_lag_min[visit]), int(problem.visit_lag_max[visit])
        meet = first[tasks[0], one][:, None] + low <= last[tasks[1], two][None, :]
        meet &= first[tasks[1], two][None, :] - high <= last[tasks[0], one][:, None]
        meet &= problem.route_worker[one][:, None] != problem.route_worker[two][None, :]
        found[visit] = not meet.any()
    return found


def _settlements(rng: Random, number: int) -> list[tuple[float, float]]:
    """Places in km, at least 6 km apart, on land that grows with their number."""
    side = 10.0 * math.sqrt(number)
    found: list[tuple[float, float]] = []
    while len(found) < number:
        x, y = rng.random() * side, rng.random() * side
        if all(math.hypot(x - a, y - b) >= 6.0 for a, b in found):
            found.append((x, y))
    return found


def _visits(
    rng: Random, number: int, centres: Sequence[tuple[float, float]], double: float, lagged: float
) -> list[_Visit]:
    sizes = [1 / (1 + rank) ** 0.5 for rank in range(len(centres))]
    homes = _dealt(rng, number, dict(enumerate(sizes)))
    kinds = _kinds(rng, number, double, lagged)
    priorities = _dealt(rng, number, PRIORITY_SHARES)
    windows = _dealt(rng, number, {"tight": 20, "short": 30, "half": 30, "day": 20})
    needed = [_dealt(rng, number, {True: share, False: 1 - share}) for _, _, share in SKILLS]
    found = []
    for index in range(number):
        home = _home(rng, centres[homes[index]])
        skills = {name for (name, _, _), asked in zip(SKILLS, needed, strict=True) if asked[index]}
        window = windows[index]
        if kinds[index] == "impossible" and index % 2:
            skills = {VACANT}
        elif kinds[index] == "impossible":
            window = "shorter"
        elif kinds[index] != "single" and window in ("tight", "short"):
            window = "half"  # two people have to find a time
        found.append(_Visit(home, homes[index], priorities[index], frozenset(skills), window, kinds[index]))
    return found


def _kinds(rng: Random, number: int, double: float, lagged: float) -> list[str]:
    kinds = ["impossible"] * max(1, round(IMPOSSIBLE * number))
    kinds += ["double"] * round(double * number) + ["lagged"] * round(lagged * number)
    kinds = (kinds + ["single"] * number)[:number]
    rng.shuffle(kinds)
    return kinds


def _home(rng: Random, centre: tuple[float, float]) -> tuple[float, float]:
    """Most live in the settlement, one in seven on the land around it."""
    if rng.random() < 0.15:
        far, angle = 9.0 * math.sqrt(rng.random()), 2 * math.pi * rng.random()
    else:
        far, angle = min(6.0, rng.expovariate(1 / 2.0)), 2 * math.pi * rng.random()
    return centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)


def _bases(rng: Random, wanted: Sequence[_Visit], centres: int, workers: int) -> list[int]:
    """The centre of each worker: one at least for each, the others about where the clients are."""
    counts = [0] * centres
    for visit in wanted:
        counts[visit.centre] += 1
    shares = {centre: count * rng.uniform(0.8, 1.2) + 1 for centre, count in enumerate(counts)}
    few = min(centres, workers)
    return _dealt(rng, few, dict.fromkeys(range(few), 1.0)) + _dealt(rng, workers - few, shares)


def _skilled(rng: Random, hours: Sequence[tuple[float, float]]) -> list[frozenset[str]]:
    """The skills of each worker. Two at least have each skill; who has a rare one works whole days."""
    everybody, found = range(len(hours)), [set[str]() for _ in hours]
    whole = [worker for worker in everybody if hours[worker][1] - hours[worker][0] > WHOLE]
    for name, share, _ in SKILLS:
        able = whole if share < RARE and len(whole) > 1 else everybody
        for worker in rng.sample(able, min(len(able), max(2, round(share * len(hours))))):
            found[worker].add(name)
    return [frozenset(skills) for skills in found]


def _travel(points: NDArray[np.float64]) -> Ints:
    """(n, n) seconds between points in km, rounded up, 0 on the diagonal."""
    km = np.hypot(*(points[:, None, axis] - points[None, :, axis] for axis in (0, 1)))
    seconds = np.ceil(km * (DETOUR * HOUR / KM_PER_HOUR)).astype(np.int32) + PARKING
    np.fill_diagonal(seconds, 0)
    return seconds.astype(np.int32)


def _lengths(rng: Random, staff: _Staff, travel: Ints, tasks: int) -> list[int]:
    """Seconds of each task, 20 to 60 minutes, so that the whole is `LOAD` times what the shifts hold."""
    centres = 1 + max(staff.base)
    hours = sum(end - start for start, end in staff.hours) * HOUR
    near = np.sort(travel[centres:, centres:], axis=1)[:, 1:5]
    leg = 1.2 * float(near.mean()) if near.size else PARKING
    home = 2 * float(np.median(travel[:centres, centres:].min(axis=0)))
    minutes = (LOAD * (hours - len(staff.base) * home) / tasks - leg) / MINUTE
    power = (60 - min(max(minutes, 22.0), 54.0)) / (min(max(minutes, 22.0), 54.0) - 20)
    return [MINUTE * 5 * round((20 + 40 * rng.random() ** power) / 5) for _ in range(tasks)]


def _window(rng: Random, kind: str, length: int) -> tuple[int, int]:
    """Start and end of the time in which a visit of this length must lie."""
    hour = rng.choices((8, 9, 10, 11, 13, 14, 15, 16), (4, 5, 4, 2, 2, 3, 2, 1))[0]
    begins = hour * HOUR + rng.choice((0, 15, 30, 45)) * MINUTE
    if kind == "shorter":
        return begins, begins + length - 10 * MINUTE
    if kind == "tight":
        return begins, begins + length + rng.choice((15, 30, 45)) * MINUTE
    if kind == "short":
        return begins, begins + length + rng.choice((60, 75, 90, 120)) * MINUTE
    if kind == "half":
        return (8 * HOUR, 12 * HOUR + 1800) if hour < 12 else (12 * HOUR + 1800, 18 * HOUR)
    return 8 * HOUR, 18 * HOUR


def _problem(rng: Random, wanted: Sequence[_Visit], staff: _Staff, points: NDArray[np.float64]) -> VisitProblem:
    V, W, centres = len(wanted), len(staff.base), len(points) - len(wanted)
    travel = _travel(points)
    roles = [1 if visit.kind in ("single", "impossible") else 2 for visit in wanted]
    first = np.concatenate([[0], np.cumsum(roles)])
    tasks = int(first[-1])
    lengths = _lengths(rng, staff, travel, tasks)
    windows = [_window(rng, visit.window, max(lengths[first[v] : first[v + 1]])) for v, visit in enumerate(wanted)]
    names = (*(name for name, _, _ in SKILLS), VACANT)
    asked = np.zeros((tasks, len(names)), dtype=np.int32)
    for index, visit in enumerate(wanted):  # the second of two workers is a pair of hands
        asked[first[index], [names.index(skill) for skill in sorted(visit.skills)]] = 1
    has = np.array([[int(name in skills) for name in names] for skills in staff.skills], dtype=np.int32)
    refuses = _refusals(rng, wanted, staff.base)
    task_visit = np.repeat(np.arange(V), roles)
    eligible = (asked[:, None, :] <= has[None, :, :]).all(axis=2) & ~refuses[task_visit]
    kind = np.array([{"double": 1, "lagged": 2}.get(visit.kind, 0) for visit in wanted])
    lag_min = np.where(kind == 2, np.array(lengths)[first[:-1]], 0)
    lag_max = np.where(kind == 2, lag_min + [rng.choice((30, 45, 60)) * MINUTE for _ in wanted], 0)
    hours = np.array(staff.hours) * HOUR
    everybody = np.ones((V, W), dtype=np.bool_)
    degrees = 111.2
    return VisitProblem(
        horizon=Horizon(dt.date(2026, 4, 8), 1, TimeZone.BISHKEK.value),
        weights=Weights(**{**dict.fromkeys(Weights.model_fields, 0), "travel": 1}),
        visit_ids=tuple(f"V-{v + 1:04d}" for v in range(V)),
        request_ids=tuple(f"V-{v + 1:04d}" for v in range(V)),
        client_ids=tuple(f"E-{v + 1:04d}" for v in range(V)),
        worker_ids=tuple(f"W-{w + 1:04d}" for w in range(W)),
        skill_ids=names,
        area_ids=("",),
        places=Places(
            (*(f"centre-{c + 1}" for c in range(centres)), *(f"E-{v + 1:04d}" for v in range(V))),
            41.0 + points[:, 1] / degrees,
            72.0 + points[:, 0] / (degrees * math.cos(math.radians(41.0))),
        ),
        visit_request=_ints(range(V)),
        visit_client=_ints(range(V)),
        visit_priority=_ints([_level(visit.priority) for visit in wanted]),
        visit_mandatory=_flags(np.zeros(V)),
        visit_penalty=_frozen(np.array([PENALTY * visit.priority for visit in wanted], dtype=np.int64)),
        visit_days=_flags(np.ones((V, 1))),
        visit_place=_ints(centres + np.arange(V)[:, None]),
        visit_spacing=_ints(np.zeros(V)),
        visit_soft_end=_flags(np.zeros(V)),
        window_first=_ints(range(V + 1)),
        window_start=_ints([start for start, _ in windows]),
        window_end=_ints([end for _, end in windows]),
        visit_coupling=_ints(kind),
        visit_lag_min=_ints(lag_min),
        visit_lag_max=_ints(lag_max),
        visit_after=_ints(np.full(V, NONE)),
        visit_gap_min=_ints(np.zeros(V)),
        visit_gap_max=_ints(np.full(V, DAY)),
        visit_locked_day=_ints(np.full(V, NONE)),
        visit_locked_start=_ints(np.full(V, NONE)),
        task_first=_ints(first),
        task_visit=_ints(task_visit),
        task_minutes=_ints(lengths),
        task_skill=_ints(asked),
        task_locked_worker=_ints(np.full(tasks, NONE)),
        eligible=_flags(eligible),
        worker_skill=_ints(has),
        worker_daily_minutes=_ints(np.full(W, DAY)),
        worker_weekly_minutes=_ints(np.full(W, DAY)),
        worker_capacity=_ints(hours[:, 1] - hours[:, 0]),
        client_allows_gender=_flags(everybody),
        client_allows_language=_flags(everybody),
        client_refuses=_flags(refuses),
        client_prefers=_flags(everybody),
        client_usual=_ints(np.full(V, NONE)),
        client_area=_ints(np.zeros(V)),
        route_worker=_ints(range(W)),
        route_day=_ints(np.zeros(W)),
        route_start=_ints(hours[:, 0]),
        route_end=_ints(hours[:, 1]),
        route_latest=_ints(hours[:, 1]),
        route_start_place=_ints(staff.base),
        route_end_place=_ints(staff.base),
        route_profile=_ints(np.zeros(W)),
        route_break_minutes=_ints(np.zeros(W)),
        route_break_earliest=_ints(np.zeros(W)),
        route_break_latest=_ints(np.zeros(W)),
        travel=_ints(travel[None]),
        day_week=_ints([0]),
        visit_published_day=_ints(np.full(V, NONE)),
        visit_published_start=_ints(np.full(V, NONE)),
        task_published_worker=_ints(np.full(tasks, NONE)),
    )


def _refusals(rng: Random, wanted: Sequence[_Visit], base: Sequence[int]) -> Flags:
    """(V, W) workers whom a client does not let in."""
    found = np.zeros((len(wanted), len(base)), dtype=np.bool_)
    for index, visit in enumerate(wanted):
        around = [worker for worker, centre in enumerate(base) if centre == visit.centre]
        if rng.random() < REFUSING and len(around) > 3:
            found[index, rng.sample(around, rng.randint(1, 3))] = True
    return found


def _level(priority: int) -> int:
    """The centre's own four classes; the price is what counts here."""
    names = (Priority.ROUTINE, Priority.URGENT, Priority.ASAP, Priority.STAT)
    return PRIORITIES.index(names[sum(priority >= bound for bound in (5, 8, 10))])


def _dealt(rng: Random, number: int, shares: Mapping[T, float]) -> list[T]:
    """Each value as often as its share says, in a random order."""
    whole = sum(shares.values())
    exact = [number * share / whole for share in shares.values()]
    counts = [int(value) for value in exact]
    rest = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for i in rest[: number - sum(counts)]:
        counts[i] += 1
    values = [value for value, count in zip(shares, counts, strict=True) for _ in range(count)]
    rng.shuffle(values)
    return values


def _ints(values: Sequence[int] | range | NDArray[np.generic]) -> Ints:
    array: Ints = np.ascontiguousarray(np.array(values).astype(np.int32))
    array.setflags(write=False)
    return array


def _flags(values: NDArray[np.generic]) -> Flags:
    array: Flags = np.ascontiguousarray(values.astype(np.bool_))
    array.setflags(write=False)
    return array


def _frozen(values: NDArray[np.int64]) -> NDArray[np.int64]:
    values.setflags(write=False)
    return values
