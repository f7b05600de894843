"""Random little worlds that use every feature, for tests that must hold everywhere."""

import datetime as dt
import random
from collections.abc import Sequence
from functools import lru_cache

import attrs
import numpy as np

from agecare import (
    Absence,
    Address,
    Area,
    CarePlan,
    Centre,
    Client,
    Coupling,
    Gender,
    HolidayChange,
    Location,
    Lock,
    Priority,
    Register,
    Season,
    Shift,
    Skill,
    SkillLevel,
    TimeWindow,
    TravelMode,
    TravelSpeed,
    TravelTime,
    VisitRequest,
    VisitRole,
    Weekday,
    Weights,
    Worker,
)
from agecare.visits.problem import PublishedVisit, VisitProblem, problem_for
from agecare.visits.travel import Minutes, Places

MONDAY = dt.date(2026, 4, 6)
SKILLS = ("nursing", "lifting", "physio")
WEEKDAYS = tuple(Weekday)
WORKDAYS = WEEKDAYS[:5]


def random_register(seed: int, clients: int | None = None, workers: int | None = None) -> Register:
    """A random centre; small by default. Same seed, same centre."""
    rng = random.Random(seed)
    n = clients or rng.randint(2, 12)
    m = workers or rng.randint(2, 5)
    people = [_worker(rng, index) for index in range(m)]
    served = [_client(rng, index, people) for index in range(n)]
    plans = [
        CarePlan(id=f"CP-{client.id}", client=client.id, status=rng.choice(["active", "active", "draft", "on-hold"]))
        for client in served
        if rng.random() < 0.15
    ]
    requests = [
        request
        for index, client in enumerate(served)
        for request in _requests(rng, index, client.id, {plan.client: plan.id for plan in plans})
    ]
    return Register(
        centre=_centre(rng),
        areas=(Area(id="A1", name="One", level="soum"), Area(id="A2", name="Two", level="bag", parent="A1")),
        locations=(Location(id="L1", name="Centre", latitude=49.4867, longitude=105.9228),),
        skills=tuple(Skill(id=skill) for skill in SKILLS),
        workers=people,
        shifts=[shift for worker in people for shift in _shifts(rng, worker.id)],
        clients=served,
        addresses=[address for client in served for address in _addresses(rng, client.id)],
        care_plans=plans,
        visit_requests=requests,
        absences=_absences(rng, people, served),
        locks=[lock for request in requests if rng.random() < 0.12 for lock in _locks(rng, request, people, served)],
        holiday_changes=[HolidayChange(date=_day(rng), name="Local feast")] if rng.random() < 0.2 else [],
        travel_speeds=_speeds(rng),
        travel_times=_times(rng, people, served),
    )


@lru_cache(maxsize=256)
def random_problem(seed: int) -> VisitProblem:
    """The visit problem of a random centre: some days or two weeks, sometimes against a published plan."""
    rng = random.Random(seed + 1_000_000)
    register = random_register(seed)
    days = rng.choice([1, 3, 5, 7, 7, 7, 10, 14])
    start = MONDAY + dt.timedelta(days=rng.choice([0, 0, 0, 2, 5]))
    travel = uneven_travel if rng.random() < 0.1 else None
    problem = problem_for(register, start=start, days=days, travel=travel)
    if rng.random() < 0.3:
        problem = problem_for(register, start=start, days=days, travel=travel, published=_published(rng, problem))
    if rng.random() < 0.1:
        problem = attrs.evolve(problem, window_at_start=True)
    return problem


def uneven_travel(places: Places, mode: TravelMode, season: Season) -> Minutes:
    """Minutes that follow no map: other ways there and back, and roundabout ways that are shorter."""
    size = len(places.ids)
    rng = np.random.default_rng(size + len(mode.value))
    minutes = rng.integers(0, 40, (size, size)).astype(np.int32)
    minutes[rng.random((size, size)) < 0.05] = 500
    np.fill_diagonal(minutes, 0)
    return minutes


def _day(rng: random.Random) -> dt.date:
    return MONDAY + dt.timedelta(days=rng.randrange(10))


def _point(rng: random.Random) -> tuple[float, float]:
    return 49.4867 + rng.gauss(0, 0.01), 105.9228 + rng.gauss(0, 0.015)


def _centre(rng: random.Random) -> Centre:
    weights = Weights()
    if rng.random() < 0.3:
        names = rng.sample([name for name in Weights.model_fields if not name.startswith("unserved")], 4)
        weights = Weights(**{name: rng.choice([0, 1, 7, 500]) for name in names})
    return Centre(
        id="C1", name="Test centre", country=rng.choice(["MN", "KG"]), timezone="Asia/Ulaanbaatar",
        overtime_minutes=rng.choice([0, 30]), weekly_minutes=rng.choice([900, 2400]),
        winter_to=rng.choice(["03-31", "04-08"]), weights=weights,
    )  # fmt: skip


def _worker(rng: random.Random, index: int) -> Worker:
    latitude, longitude = _point(rng)
    skills = [SkillLevel(skill=s, level=rng.randint(1, 3)) for s in SKILLS if rng.random() < 0.6]
    return Worker(
        id=f"W-{index}", gender=rng.choice([Gender.FEMALE, Gender.MALE]), languages=rng.choice([("mn",), ("mn", "kk")]),
        skills=skills, mode=rng.choice(list(TravelMode)), home_latitude=latitude, home_longitude=longitude,
        start_location=rng.choice([None, "L1"]), end_location=rng.choice([None, "L1"]),
        daily_minutes=rng.choice([None, 300]), overtime_minutes=rng.choice([None, 0, 60]),
        valid_to=_day(rng) if rng.random() < 0.05 else None,
    )  # fmt: skip


def _shifts(rng: random.Random, worker: str) -> list[Shift]:
    holidays = rng.random() < 0.3
    if rng.random() < 0.2:
        again = rng.choice([720, 740, 840])
        return [
            Shift(worker=worker, days=WORKDAYS, start="08:00", end="12:00", on_holidays=holidays),
            Shift(worker=worker, days=WEEKDAYS[:4], start=again, end="18:00"),
        ]
    start = rng.choice([480, 510, 540])
    pause = rng.choice([0, 30, 60])
    return [
        Shift(
            worker=worker, days=WEEKDAYS[: rng.choice([3, 5, 5, 6])], start=start, end=start + rng.choice([300, 540]),
            break_minutes=pause, break_earliest=660 if pause else None, break_latest=750 if pause else None,
            on_holidays=holidays, valid_from=_day(rng) if rng.random() < 0.05 else None,
        )
    ]  # fmt: skip


def _client(rng: random.Random, index: int, workers: list[Worker]) -> Client:
    ids = [worker.id for worker in workers]
    refused = tuple(rng.sample(ids, 1)) if rng.random() < 0.15 else ()
    liked = tuple(id_ for id_ in rng.sample(ids, 2) if id_ not in refused) if rng.random() < 0.2 else ()
    usual = rng.choice([None, *[id_ for id_ in ids if id_ not in refused]])
    return Client(
        id=f"E-{index}", area=rng.choice([None, "A1", "A2"]), refused_workers=refused, preferred_workers=liked,
        usual_worker=usual, worker_gender=rng.choice([None] * 8 + [Gender.FEMALE]),
        worker_language=rng.choice([None] * 8 + ["kk"]), valid_to=_day(rng) if rng.random() < 0.05 else None,
    )  # fmt: skip


def _addresses(rng: random.Random, client: str) -> list[Address]:
    """One address; or two, the move (or, with a third of a chance, days without any) inside the horizon."""

    def at(**period: object) -> Address:
        latitude, longitude = _point(rng)
        return Address(client=client, latitude=latitude, longitude=longitude, **period)

    kind, last = rng.random(), _day(rng)
    if kind > 0.2:
        return [at()]
    if kind > 0.1:
        return [at(valid_to=last), at(valid_from=last + dt.timedelta(days=rng.choice([1, 1, 3])))]
    first = last + dt.timedelta(days=1)
    winter = at(yearly=True, valid_from="2020-11-01", valid_to=last.replace(year=2021))
    return [winter, at(yearly=True, valid_from=first.replace(year=2021), valid_to="2021-10-31")]


def _absences(rng: random.Random, workers: Sequence[Worker], clients: Sequence[Client]) -> list[Absence]:
    found = []
    for worker in workers:
        if rng.random() < 0.1:
            found.append(Absence(worker=worker.id, first_day=_day(rng), last_day=MONDAY + dt.timedelta(days=14)))
        if rng.random() < 0.15:
            first = _day(rng)
            span = {"first_day": first, "last_day": first + dt.timedelta(days=rng.randrange(4))}
            found.append(Absence(worker=worker.id, start="10:00", end=rng.choice(["10:15", "12:00"]), **span))
            if rng.random() < 0.5:
                found.append(Absence(worker=worker.id, start="11:30", end="13:00", reason="doctor", **span))
    for client in clients:
        if rng.random() < 0.1:
            span = {"first_day": MONDAY, "last_day": MONDAY + dt.timedelta(days=2)}
            found.append(Absence(client=client.id, start="12:00", end="13:30", **span))
            if rng.random() < 0.5:
                found.append(Absence(client=client.id, start="11:00", end="12:30", **span))
        if rng.random() < 0.1:
            first = _day(rng)
            found.append(Absence(client=client.id, first_day=first, last_day=first + dt.timedelta(days=1)))
    return found


def _speeds(rng: random.Random) -> list[TravelSpeed]:
    return [
        TravelSpeed(mode=mode, season=season, km_per_hour=rng.choice([3, 12]), fixed_minutes=rng.choice([0, 4]))
        for mode in TravelMode
        for season in Season
        if rng.random() < 0.1
    ]


def _times(rng: random.Random, workers: Sequence[Worker], clients: Sequence[Client]) -> list[TravelTime]:
    """Some measured times; a few of them very long, so that roundabout ways are shorter."""
    ids = ["L1", *(worker.id for worker in workers), *(client.id for client in clients)]
    found = []
    for _ in range(rng.choice([0, 0, 3, 8])):
        origin, destination = rng.sample(ids, 2)
        found.append(
            TravelTime(
                origin=origin,
                destination=destination,
                minutes=rng.choice([0, 5, 15, 40, 300]),
                mode=rng.choice([None, None, *TravelMode]),
                season=rng.choice([None, None, *Season]),
                both_ways=rng.random() < 0.6,
            )
        )
    return found


def _windows(rng: random.Random, minutes: int) -> list[TimeWindow]:
    a = rng.choice([480, 540, 600, 780])
    windows = [TimeWindow(start=a, end=min(1080, a + max(minutes, rng.choice([60, 120, 300]))))]
    while rng.random() < 0.25 and windows[-1].end < 900:
        again = windows[-1].end + rng.choice([0, 30])
        windows.append(TimeWindow(start=again, end=again + rng.choice([30, 120])))
    return windows


def _requests(rng: random.Random, index: int, client: str, plans: dict[str, str]) -> list[VisitRequest]:
    found: list[VisitRequest] = []
    for number in range(rng.choice([1, 1, 2])):
        minutes = rng.choice([20, 30, 45, 60])
        skills = [SkillLevel(skill=rng.choice(SKILLS), level=rng.randint(1, 2))] if rng.random() < 0.4 else []
        roles = [VisitRole(skills=skills, minutes=minutes)]
        coupling, low, high = None, 0, 0
        if rng.random() < 0.25:
            coupling = rng.choice(list(Coupling))
            roles.append(VisitRole(minutes=rng.choice([15, minutes])))
            if coupling is Coupling.FOLLOWING:
                low = rng.choice([0, 15, 30])
                high = low + rng.choice([0, 30, 60])
        rhythm = {"every_weeks": 2, "valid_from": MONDAY - dt.timedelta(days=rng.choice([3, 7, 14]))}
        found.append(
            VisitRequest(
                id=f"R-{index}-{number}",
                client=client,
                visits_per_week=rng.choice([1, 2, 2, 3]),
                days=rng.choice([(), (), WORKDAYS]),
                days_between=rng.choice([1, 1, 2]),
                windows=_windows(rng, minutes),
                soft_end=rng.random() < 0.3,
                roles=roles,
                coupling=coupling,
                lag_min=low,
                lag_max=high,
                priority=rng.choice(list(Priority)),
                mandatory=rng.random() < 0.6,
                care_plan=plans.get(client) if rng.random() < 0.7 else None,
                valid_to=_day(rng) if rng.random() < 0.05 else None,
                **(rhythm if rng.random() < 0.1 else {}),
            )
        )
    first = found[0]
    for number in range(rng.choice([0, 0, 0, 1, 1, 2])):
        before = rng.choice([found[0], found[-1]])
        if (before.visits_per_week, before.every_weeks) != (first.visits_per_week, first.every_weeks):
            before = first
        found.append(
            VisitRequest(
                id=f"R-{index}-after-{number}",
                client=client,
                visits_per_week=first.visits_per_week,
                days=first.days,
                days_between=first.days_between,
                windows=[TimeWindow(start=480, end=1080)],
                roles=[VisitRole(minutes=20)],
                after=before.id,
                gap_min=rng.choice([0, 60]),
                gap_max=rng.choice([60, 240, 600]),
                mandatory=False,
                every_weeks=first.every_weeks,
                valid_from=first.valid_from,
            )
        )
    return found


def _locks(rng: random.Random, request: VisitRequest, workers: list[Worker], clients: list[Client]) -> list[Lock]:
    client = next(client for client in clients if client.id == request.client)
    allowed = [worker.id for worker in workers if worker.id not in client.refused_workers]
    one, two = rng.sample([*allowed, None], 2) if len(allowed) > 1 else (allowed[0], None)
    second = two if len(request.roles) == 2 else None
    days = [day for day in (MONDAY + dt.timedelta(days=n) for n in range(5)) if request.valid_on(day)]
    what = rng.randrange(3) if days else 1
    if what == 1:
        return [Lock(request=request.id, worker=one, second_worker=second)] if one or second else []
    if what == 0:
        chosen = rng.sample(days, min(len(days), request.visits_per_week, rng.choice([1, 1, 2])))
        return [Lock(request=request.id, date=day) for day in chosen]
    start = request.windows[0].start + (rng.choice([0, 10]) if request.soft_end else 0)
    return [Lock(request=request.id, date=rng.choice(days), start=start, worker=one, second_worker=second)]


def _published(rng: random.Random, problem: VisitProblem) -> dict[str, PublishedVisit]:
    """A plan that people know: most visits on some day with somebody, a worker or a request of the past among them."""
    names = [*problem.worker_ids, "W-gone"]
    return {
        name: PublishedVisit(
            rng.randrange(problem.days),
            rng.randrange(480, 900, 5),
            tuple(rng.choice(names) for _ in problem.tasks_of(visit)),
        )
        for visit, name in enumerate(problem.visit_ids)
        if rng.random() < 0.8
    }
