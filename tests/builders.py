"""Registers and plans for tests: a tiny world solvable by eye, one with every feature, one of any size."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random

import attrs
import numpy as np

from agecare import (
    Absence,
    Address,
    Area,
    CarePlan,
    Carer,
    Centre,
    Client,
    HolidayChange,
    Location,
    Lock,
    Need,
    Organization,
    Register,
    Shift,
    Skill,
    SkillLevel,
    TimeWindow,
    TravelSpeed,
    TravelTime,
    VisitRequest,
    VisitRole,
    Worker,
)
from agecare.io.samples import sample
from agecare.model.time import parse_clock
from agecare.visits.checks import cost, violations
from agecare.visits.problem import NONE, VisitProblem, problem_for
from agecare.visits.schedule import Kind, Schedule, Unserved
from agecare.visits.solve import Result

WEEK = "2026-W15"
"""6 to 12 April 2026: no public holiday in Mongolia or Kyrgyzstan."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@cache
def sample_of(name: str) -> Register:
    """A sample as it comes, made once: that of the oblast takes seconds."""
    return sample(name)


def windows(*spans: str) -> tuple[TimeWindow, ...]:
    """Windows of ``08:00-12:00`` and the like."""
    return tuple(TimeWindow(start=start, end=end) for start, end in (span.split("-") for span in spans))


def role(minutes: int, **skills: int) -> VisitRole:
    """One worker's part of a visit: ``role(30, nursing=2)``."""
    levels = tuple(SkillLevel(skill=name, level=level) for name, level in skills.items())
    return VisitRole(minutes=minutes, skills=levels)


def tiny_register() -> Register:
    """Three clients, two workers, one week; its best plan can be found by eye.

    Both workers start and end at HQ and walk. Minutes on the way: HQ to E-1 10, to E-2 20, to E-3 15;
    E-1 to E-2 5, E-1 to E-3 10, E-2 to E-3 10. W-1 works Monday to Wednesday, W-2 (the nurse) Monday and
    Tuesday, both 08:00 to 16:00 with a break of 30 minutes begun between 12:00 and 13:00.

    - R-1: E-1, on Monday and on Wednesday, 60 minutes between 08:00 and 12:00. W-1, whom E-1 is used to.
    - R-2: E-2, once, 30 minutes between 09:00 and 12:00, a nurse. Only W-2; Monday or Tuesday.
    - R-3: E-3, on Monday, 45 minutes between 13:00 and 16:00, two workers together. Both, on Monday.
    """
    ways = {
        ("HQ", "E-1"): 10,
        ("HQ", "E-2"): 20,
        ("HQ", "E-3"): 15,
        ("E-1", "E-2"): 5,
        ("E-1", "E-3"): 10,
        ("E-2", "E-3"): 10,
    }
    return Register(
        centre=Centre(id="HQ-C", name="Tiny centre", country="MN", timezone="Asia/Ulaanbaatar"),
        locations=(Location(id="HQ", name="The centre", latitude=49.48, longitude=105.92),),
        areas=(Area(id="bag-1", name="Bag 1", level="bag"), Area(id="bag-2", name="Bag 2", level="bag")),
        skills=(Skill(id="care", name="Personal care"), Skill(id="nursing", name="Nursing")),
        clients=(
            Client(id="E-1", name="Dulmaa B.", area="bag-1", usual_worker="W-1", phone="9911 0001"),
            Client(id="E-2", name="Tsend O.", area="bag-2", phone="9911 0002"),
            Client(id="E-3", name="Navaan S.", area="bag-2", phone="9911 0003"),
        ),
        addresses=(
            Address(client="E-1", latitude=49.484, longitude=105.928, text="Bag 1, house 5"),
            Address(client="E-2", latitude=49.488, longitude=105.93, text="Bag 2, house 7"),
            Address(client="E-3", latitude=49.486, longitude=105.935, text="Bag 2, house 9"),
        ),
        workers=(
            Worker(
                id="W-1",
                name="Oyun",
                skills=(SkillLevel(skill="care"),),
                start_location="HQ",
                end_location="HQ",
                phone="9922 0001",
            ),
            Worker(
                id="W-2",
                name="Bat",
                skills=(SkillLevel(skill="care"), SkillLevel(skill="nursing", level=2)),
                start_location="HQ",
                end_location="HQ",
                phone="9922 0002",
            ),
        ),
        shifts=(
            Shift(
                worker="W-1",
                days=("mon", "tue", "wed"),
                start="08:00",
                end="16:00",
                break_minutes=30,
                break_earliest="12:00",
                break_latest="13:00",
            ),
            Shift(
                worker="W-2",
                days=("mon", "tue"),
                start="08:00",
                end="16:00",
                break_minutes=30,
                break_earliest="12:00",
                break_latest="13:00",
            ),
        ),
        visit_requests=(
            VisitRequest(
                id="R-1",
                client="E-1",
                service="Bathing",
                visits_per_week=2,
                days=("mon", "wed"),
                windows=windows("08:00-12:00"),
                roles=(role(60, care=1),),
            ),
            VisitRequest(
                id="R-2",
                client="E-2",
                service="Insulin",
                windows=windows("09:00-12:00"),
                roles=(role(30, nursing=1),),
                priority="urgent",
            ),
            VisitRequest(
                id="R-3",
                client="E-3",
                service="Moving",
                days=("mon",),
                windows=windows("13:00-16:00"),
                roles=(role(45, care=1), role(45, care=1)),
                coupling="together",
            ),
        ),
        travel_times=tuple(
            TravelTime(origin=origin, destination=destination, minutes=minutes)
            for (origin, destination), minutes in ways.items()
        ),
    )


def rich_register() -> Register:
    """Twelve clients, six workers, and every feature that a register has; week 2026-W15 holds two off days.

    Monday is a holiday of the centre's own (only W-N1 works on it). R-11 asks for a skill that nobody has,
    R-12 is optional, R-14 belongs to a draft care plan and is never planned, E-09 spends the winter
    elsewhere.
    """
    here = (49.4867, 105.9228)

    def client(number: int, **fields: object) -> Client:
        return Client(id=f"E-{number:02d}", name=f"Elder {number}", phone=f"7037 {1000 + number}", **fields)

    def address(number: int, north: float, east: float, **fields: object) -> Address:
        return Address(
            client=f"E-{number:02d}",
            latitude=here[0] + north / 111.2,
            longitude=here[1] + east / 72.3,
            text=f"Bag {1 + number % 3}, house {number}",
            **fields,
        )

    def worker(id_: str, **fields: object) -> Worker:
        return Worker(id=id_, name=f"Worker {id_[2:]}", phone=f"8804 {len(id_)}00{id_[-1]}", **fields)

    def shift(worker: str, days: Sequence[str], start: str, end: str, **fields: object) -> Shift:
        return Shift(worker=worker, days=days, start=start, end=end, **fields)

    lunch = {"break_minutes": 45, "break_earliest": "12:00", "break_latest": "13:30"}
    care, nurse, physio = (
        SkillLevel(skill="care"),
        SkillLevel(skill="nursing", level=3),
        SkillLevel(skill="physio"),
    )
    return Register(
        centre=Centre(
            id="DKH",
            name="Elders' development centre, Darkhan",
            country="MN",
            timezone="Asia/Ulaanbaatar",
            area="darkhan",
            winter_from="10-15",
            winter_to="04-30",
            overtime_minutes=30,
        ),
        organizations=(Organization(id="EDC", name="Elders' centre", sector="labour-welfare"),),
        locations=(
            Location(id="HQ", name="Centre", organization="EDC", area="bag-1", latitude=here[0], longitude=here[1]),
        ),
        areas=(
            Area(id="darkhan", name="Darkhan", level="soum", country="MN"),
            *(
                Area(id=f"bag-{n}", name=f"Bag {n}", level="bag", parent="darkhan", valid_from="2012-01-01")
                for n in (1, 2, 3)
            ),
        ),
        skills=(
            Skill(id="care", name="Personal care"),
            Skill(id="nursing", name="Nursing"),
            Skill(id="physio", name="Physiotherapy"),
            Skill(id="sign", name="Sign language"),
        ),
        clients=(
            client(1, area="bag-1", group="elder-alone", usual_worker="W-C1", gender="female", risk="high"),
            client(2, area="bag-1", worker_gender="female", languages=("mn", "kk")),
            client(3, area="bag-2", worker_language="kk", group="disability"),
            client(4, area="bag-2", refused_workers=("W-C2",), preferred_workers=("W-C1", "W-C3")),
            client(5, area="bag-3", note="Dog in the yard"),
            client(6, area="bag-3", group="child-in-hardship"),
            client(7, group="family-in-hardship", birth_date="1950-02-03"),
            client(8, area="bag-1", valid_to="2026-12-31"),
            client(9, area="bag-2", valid_from="2026-01-01"),
            client(10, area="bag-3"),
            client(11, area="bag-1"),
            client(12, area="bag-2"),
        ),
        addresses=(
            *(address(n, 0.4 * (n % 5) - 0.9, 0.35 * n - 2.2) for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)),
            address(9, 9, 6, yearly=True, valid_from="2025-11-01", valid_to="2026-03-31"),
            address(9, 2.5, -3, yearly=True, valid_from="2026-04-01", valid_to="2026-10-31"),
        ),
        carers=(Carer(id="F-1", client="E-01", name="Daughter 1", relation="daughter", phone="9900 0001"),),
        needs=(
            Need(id="N-1", client="E-01", domain="mobility", severity="severe", since="2024-05-01"),
            Need(id="N-2", client="E-03", domain="rehabilitation"),
        ),
        workers=(
            worker(
                "W-N1",
                gender="female",
                languages=("mn",),
                skills=(care, nurse),
                mode="car",
                sector="health",
                organization="EDC",
                home_latitude=49.47,
                home_longitude=105.95,
                daily_minutes=540,
            ),
            worker(
                "W-P1",
                gender="male",
                languages=("mn",),
                skills=(physio,),
                mode="car",
                start_location="HQ",
                end_location="HQ",
                overtime_minutes=0,
            ),
            worker(
                "W-C1",
                gender="female",
                languages=("mn", "kk"),
                skills=(care,),
                mode="walk",
                start_location="HQ",
                home_latitude=49.49,
                home_longitude=105.92,
            ),
            worker(
                "W-C2",
                gender="male",
                languages=("mn", "kk"),
                skills=(care,),
                mode="bus",
                home_latitude=49.48,
                home_longitude=105.9,
                weekly_minutes=1500,
            ),
            worker(
                "W-C3",
                gender="female",
                languages=("mn",),
                skills=(care,),
                mode="motorcycle",
                home_latitude=49.5,
                home_longitude=105.93,
            ),
            worker(
                "W-V1",
                gender="female",
                languages=("mn",),
                mode="horse",
                valid_to="2026-04-09",
                home_latitude=49.495,
                home_longitude=105.94,
            ),
        ),
        shifts=(
            shift("W-N1", WEEKDAYS, "08:00", "17:00", on_holidays=True, **lunch),
            shift("W-P1", ("tue", "thu"), "08:30", "12:30"),
            shift("W-P1", ("tue", "thu"), "13:30", "17:30"),
            shift("W-C1", WEEKDAYS, "08:00", "17:00", **lunch),
            shift("W-C2", WEEKDAYS, "08:00", "17:00", **lunch),
            shift("W-C3", ("mon", "tue", "wed"), "08:00", "17:00", valid_from="2026-01-01", **lunch),
            shift("W-V1", ("wed", "thu", "sat"), "10:00", "15:00"),
        ),
        absences=(
            Absence(worker="W-C2", first_day="2026-04-09", last_day="2026-04-10", reason="influenza"),
            Absence(worker="W-C1", first_day="2026-04-08", last_day="2026-04-08", start="14:00", end="17:00"),
            Absence(client="E-07", first_day="2026-04-07", last_day="2026-04-08", reason="hospital"),
            Absence(client="E-05", first_day="2026-04-07", last_day="2026-04-10", start="08:00", end="09:30"),
        ),
        care_plans=(
            CarePlan(id="CP-1", client="E-01", author="W-N1", approved_by="W-P1"),
            CarePlan(id="CP-2", client="E-12", status="draft"),
        ),
        visit_requests=(
            VisitRequest(
                id="R-01",
                client="E-01",
                care_plan="CP-1",
                service="Bathing",
                visits_per_week=3,
                days_between=1,
                windows=windows("08:30-11:30", "14:00-16:30"),
                roles=(role(60, care=1),),
                priority="urgent",
            ),
            VisitRequest(
                id="R-02",
                client="E-01",
                service="Insulin",
                visits_per_week=2,
                days=("tue", "thu"),
                windows=windows("08:00-10:00"),
                soft_end=True,
                roles=(role(15, nursing=2),),
                priority="stat",
            ),
            VisitRequest(
                id="R-03",
                client="E-02",
                service="Housework",
                visits_per_week=2,
                days_between=2,
                windows=windows("09:00-17:00"),
                roles=(role(90, care=1),),
            ),
            VisitRequest(
                id="R-04",
                client="E-03",
                service="Moving and washing",
                visits_per_week=2,
                windows=windows("09:00-16:30"),
                roles=(role(45, care=1), role(45, care=1)),
                coupling="together",
            ),
            VisitRequest(
                id="R-05",
                client="E-04",
                service="Exercise, then washing",
                days=("tue", "thu"),
                windows=windows("09:00-17:00"),
                roles=(role(40, physio=1), role(30, care=1)),
                coupling="following",
                lag_min=30,
                lag_max=90,
            ),
            VisitRequest(
                id="R-06",
                client="E-05",
                service="Wound care",
                visits_per_week=2,
                windows=windows("08:00-13:00"),
                roles=(role(30, nursing=3),),
                priority="asap",
                note="Bring dressings",
            ),
            VisitRequest(
                id="R-07",
                client="E-05",
                service="Meal",
                visits_per_week=2,
                windows=windows("08:00-17:00"),
                roles=(role(30, care=1),),
                after="R-06",
                gap_min=30,
                gap_max=240,
            ),
            VisitRequest(
                id="R-08",
                client="E-06",
                service="Homework help",
                every_weeks=2,
                valid_from="2026-03-23",
                windows=windows("14:00-17:00"),
                roles=(role(60),),
            ),
            VisitRequest(
                id="R-09",
                client="E-07",
                service="Counselling",
                windows=windows("08:00-17:00"),
                roles=(role(45),),
            ),
            VisitRequest(
                id="R-10",
                client="E-08",
                service="Company",
                visits_per_week=2,
                windows=windows("10:00-15:00"),
                roles=(role(60),),
            ),
            VisitRequest(
                id="R-11",
                client="E-09",
                service="Interpreting",
                windows=windows("10:00-15:00"),
                roles=(role(60, sign=1),),
            ),
            VisitRequest(
                id="R-12",
                client="E-09",
                service="Firewood",
                windows=windows("10:00-15:00"),
                roles=(role(120),),
                mandatory=False,
            ),
            VisitRequest(
                id="R-13",
                client="E-10",
                service="Medication",
                visits_per_week=5,
                days=WEEKDAYS,
                windows=windows("08:00-10:30"),
                soft_end=True,
                roles=(role(20, nursing=1),),
                priority="urgent",
            ),
            VisitRequest(
                id="R-14",
                client="E-12",
                care_plan="CP-2",
                service="Bathing",
                windows=windows("09:00-12:00"),
                roles=(role(60),),
            ),
            VisitRequest(
                id="R-15",
                client="E-11",
                service="Shopping",
                windows=windows("09:00-16:00"),
                roles=(role(75),),
            ),
        ),
        locks=(
            Lock(request="R-09", date="2026-04-10", start="10:00", worker="W-C1"),
            Lock(request="R-15", worker="W-V1"),
            Lock(request="R-03", date="2026-04-07"),
        ),
        holiday_changes=(HolidayChange(date="2026-04-06", name="Founding day"),),
        travel_speeds=(TravelSpeed(mode="walk", season="winter", km_per_hour=4, detour_factor=1.2),),
        travel_times=(TravelTime(origin="HQ", destination="E-01", minutes=9, mode="walk", season="winter"),),
    )


def crowd_register(clients: int = 400, workers: int = 36, visits_per_week: int = 2, seed: int = 1) -> Register:
    """A town of any size, with texts as long as real ones and in Cyrillic letters."""
    rng = Random(seed)
    families = (
        "Батболд",
        "Ганбаатар",
        "Дорж",
        "Энхтуяа",
        "Пүрэвсүрэн",
        "Мөнхбаяр",
        "Цэрэндулам",
        "Баярсайхан",
    )
    given = ("Дулмаа", "Нямсүрэн", "Оюунчимэг", "Төмөр", "Сарантуяа", "Өлзий", "Жамъян", "Хандсүрэн")
    services = (
        ("Гэрийн асаргаа, угаалга", 60, "care"),
        ("Тарилга, даралт хэмжих", 30, "nursing"),
        ("Хоол бэлтгэх, цэвэрлэгээ", 75, "care"),
        ("Хөдөлгөөн засал", 45, "physio"),
        ("Ярилцлага, мэдээлэл", 40, "care"),
    )

    def name() -> str:
        return f"{rng.choice(families)} {rng.choice(given)}"

    def near() -> tuple[float, float]:
        return 49.4867 + rng.gauss(0, 0.018), 105.9228 + rng.gauss(0, 0.03)

    people = [f"E-{number:03d}" for number in range(1, clients + 1)]
    staff = [f"W-{number:02d}" for number in range(1, workers + 1)]
    skills = {worker: ("care", "nursing", "physio")[min(2, max(0, n % 6 - 3))] for n, worker in enumerate(staff)}
    addresses, requests, registered = [], [], []
    for number, id_ in enumerate(people):
        latitude, longitude = near()
        addresses.append(
            Address(
                client=id_,
                latitude=latitude,
                longitude=longitude,
                area=f"bag-{number % 8 + 1}",
                text=f"{number % 8 + 1}-р баг, {rng.randint(1, 60)}-р байр, {rng.randint(1, 90)} тоот",
            )
        )
        registered.append(
            Client(id=id_, name=name(), area=f"bag-{number % 8 + 1}", phone=f"9{rng.randint(1000000, 9999999)}")
        )
        service, minutes, skill = services[rng.choices(range(5), (4, 2, 2, 1, 2))[0]]
        start = rng.choice(("08:00", "08:30", "09:00", "12:30"))
        double = number % 25 == 7
        part = role(minutes, **({"care": 1} if double else {skill: 1}))
        requests.append(
            VisitRequest(
                id=f"R-{number + 1:03d}",
                client=id_,
                service=service,
                visits_per_week=visits_per_week,
                windows=windows(f"{start}-{rng.choice(('13:00', '15:00', '17:00'))}")
                if start != "12:30"
                else windows("12:30-17:30"),
                days=WEEKDAYS,
                roles=(part, part) if double else (part,),
                coupling="together" if double else None,
                priority=rng.choices(("routine", "urgent", "asap", "stat"), (80, 14, 5, 1))[0],
                mandatory=number % 17 != 0,
                soft_end=number % 3 == 0,
            )
        )
    return Register(
        centre=Centre(
            id="DKH",
            name="Дархан-Уул аймгийн Ахмадын хөгжлийн төв",
            country="MN",
            timezone="Asia/Ulaanbaatar",
            language="mn",
            overtime_minutes=30,
        ),
        areas=tuple(Area(id=f"bag-{n}", name=f"{n}-р баг", level="bag") for n in range(1, 9)),
        locations=(Location(id="HQ", name="Ахмадын хөгжлийн төв", latitude=49.4867, longitude=105.9228),),
        skills=(
            Skill(id="care", name="Асаргаа"),
            Skill(id="nursing", name="Сувилгаа"),
            Skill(id="physio", name="Хөдөлгөөн засал"),
        ),
        clients=tuple(registered),
        addresses=tuple(addresses),
        workers=tuple(
            Worker(
                id=id_,
                name=name(),
                skills=(SkillLevel(skill=skills[id_]),),
                mode=("walk", "bus", "car")[n % 3],
                start_location="HQ",
                end_location="HQ",
                phone=f"8{rng.randint(1000000, 9999999)}",
            )
            for n, id_ in enumerate(staff)
        ),
        shifts=tuple(
            Shift(
                worker=id_,
                days=WEEKDAYS,
                start="08:00",
                end="17:00",
                break_minutes=60,
                break_earliest="12:00",
                break_latest="13:30",
            )
            for id_ in staff
        ),
        visit_requests=tuple(requests),
        locks=tuple(
            Lock(
                request=request.id,
                worker=next(w for w in staff if skills[w] == request.roles[0].skills[0].skill),
            )
            for request in requests[3:100:40]
        ),
    )


Times = str | tuple[str, str]


def plan(
    problem: VisitProblem,
    visits: Mapping[str, tuple[int, Times, str]],
    breaks: Mapping[tuple[str, int], tuple[str, str]] | None = None,
    unserved: Sequence[Unserved] = (),
) -> Schedule:
    """A plan by hand.

    ``visits`` gives for a visit id (the part before the first ``/`` is enough where it is the only visit of
    its request) the day, the start (or two starts) and the workers, ``"W-1 W-2"``. ``breaks`` gives for a
    worker and a day the start of the break and the id of the place where it is taken.
    """
    schedule = Schedule.empty(problem)
    day_of, route_of, start_of = (
        schedule.visit_day.copy(),
        schedule.task_route.copy(),
        schedule.task_start.copy(),
    )
    break_start, break_place = schedule.break_start.copy(), schedule.break_place.copy()
    for name, (day, starts, workers) in visits.items():
        visit = visit_index(problem, name)
        day_of[visit] = day
        names = workers.split()
        clocks = [starts] * len(names) if isinstance(starts, str) else starts
        for task, worker, clock in zip(problem.tasks_of(visit), names, clocks, strict=True):
            start_of[task] = parse_clock(clock)
            route_of[task] = route_at(problem, worker, day, int(start_of[task]))
    for (worker, day), (clock, place) in (breaks or {}).items():
        route = route_at(problem, worker, day, parse_clock(clock))
        break_start[route] = parse_clock(clock)
        break_place[route] = problem.places.ids.index(place)
    return Schedule(day_of, route_of, start_of, break_start, break_place, tuple(unserved))


def visit_index(problem: VisitProblem, name: str) -> int:
    """Index of a visit, by its id or by the id of the one request it belongs to."""
    found = [i for i, id_ in enumerate(problem.visit_ids) if name in (id_, id_.split("/")[0])]
    assert len(found) == 1, (name, found)
    return found[0]


def route_at(problem: VisitProblem, worker: str, day: int, minute: int) -> int:
    """The route of a worker on a day, the one nearest to that minute."""
    at = problem.worker_ids.index(worker)
    routes = np.flatnonzero((problem.route_worker == at) & (problem.route_day == day))
    assert routes.size, f"{worker} does not work on day {day}"
    return int(min(routes, key=lambda r: abs(problem.route_start[r] + problem.route_end[r] - 2 * minute)))


def tiny_plan(problem: VisitProblem) -> Schedule:
    """A good plan of the tiny world, found by eye: three routes, nobody unserved.

    - Monday, W-1: leaves 10:50, E-1 11:00 to 12:00, break there to 12:30, waits 20 minutes at E-3, which is
      13:00 to 13:45, back 14:00: 160 minutes paid, 35 travelled.
    - Monday, W-2: leaves 11:10, E-2 11:30 to 12:00, break there to 12:30, waits 20 minutes at E-3, back
      14:00: 140 minutes paid, 45 travelled.
    - Wednesday, W-1: leaves 08:00, E-1 08:10 to 09:10, back 09:20: 80 minutes paid, 20 travelled.
    """
    return plan(
        problem,
        {
            "R-1/2026-W15/1": (0, "11:00", "W-1"),
            "R-1/2026-W15/2": (2, "08:10", "W-1"),
            "R-2": (0, "11:30", "W-2"),
            "R-3": (0, "13:00", "W-1 W-2"),
        },
        {("W-1", 0): ("12:00", "E-1"), ("W-2", 0): ("12:00", "E-2")},
    )


def result_of(problem: VisitProblem, schedule: Schedule, **fields: object) -> Result:
    """A result around a plan that was made by hand."""
    given = {"seed": 1, "moves": 0, "elapsed": 0.0, "stopped_by": "work", **fields}
    broken = tuple(violations(problem, schedule))
    return Result(schedule=schedule, cost=cost(problem, schedule), violations=broken, **given)


def greedy(problem: VisitProblem) -> Schedule:
    """A valid plan, visit after visit at the earliest end of a route: quick, and good enough to look at.

    It keeps breaks in mind, not the weekly rules between visits of other kinds than days apart.
    """
    packer = _Packer(problem)
    for visit in np.argsort(-problem.visit_penalty, kind="stable"):
        packer.place(int(visit))
    return packer.schedule()


@attrs.define
class _Packer:
    problem: VisitProblem
    clock: dict[int, int] = attrs.field(factory=dict)
    here: dict[int, int] = attrs.field(factory=dict)
    paused: dict[int, tuple[int, int]] = attrs.field(factory=dict)
    days: dict[int, list[int]] = attrs.field(factory=dict)
    tasks: dict[int, tuple[int, int]] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.clock = {route: int(start) for route, start in enumerate(self.problem.route_start)}
        self.here = {route: int(place) for route, place in enumerate(self.problem.route_start_place)}

    def place(self, visit: int) -> None:
        """Put the visit where it can begin first on the day with the most room, if anywhere."""
        problem, request = self.problem, int(self.problem.visit_request[visit])
        found = []
        for day in np.flatnonzero(problem.visit_days[visit]):
            taken = self.days.get(request, [])
            if any(abs(int(day) - other) < max(1, problem.visit_spacing[visit]) for other in taken):
                continue
            if problem.visit_after[visit] >= 0 or problem.visit_coupling[visit] == 2:
                continue
            found += list(self._starts(visit, int(day)))
        if not found:
            return
        begin, routes = min(found, key=lambda item: item[0])
        first = problem.tasks_of(visit)[0]
        place = int(problem.visit_place[visit, problem.route_day[routes[0]]])
        for task, route in zip(problem.tasks_of(visit), routes, strict=True):
            if begin >= problem.route_break_earliest[route] + problem.route_break_minutes[route]:
                self._pause(route, begin - problem.travel_minutes(route, self.here[route], place))
            self.tasks[task] = (route, begin)
            self.clock[route], self.here[route] = begin + int(problem.task_minutes[first]), place
        self.days.setdefault(request, []).append(int(problem.route_day[routes[0]]))

    def _pause(self, route: int, leaving: int) -> None:
        """Take the break where the worker is, if it can end before leaving for the next visit."""
        problem = self.problem
        start = max(self.clock[route], int(problem.route_break_earliest[route]))
        end = start + int(problem.route_break_minutes[route])
        on_the_way = self.clock[route] > problem.route_start[route]
        fits = start <= problem.route_break_latest[route] and end <= leaving
        if problem.route_break_minutes[route] and route not in self.paused and on_the_way and fits:
            self.paused[route] = (start, self.here[route])
            self.clock[route] = end

    def _starts(self, visit: int, day: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        problem = self.problem
        place, minutes = (
            int(problem.visit_place[visit, day]),
            int(problem.task_minutes[problem.task_first[visit]]),
        )
        tasks = problem.tasks_of(visit)
        ready: list[tuple[int, int]] = []
        for route in np.flatnonzero(problem.route_day == day):
            if problem.eligible[tasks[0], problem.route_worker[route]]:
                begin = self.clock[int(route)] + problem.travel_minutes(int(route), self.here[int(route)], place)
                if begin > problem.route_break_latest[route] - 60 and int(route) not in self.paused:
                    begin = max(begin, int(problem.route_break_earliest[route]) + 90)
                ready.append((begin, int(route)))
        ready.sort()
        for at in range(len(ready) - len(tasks) + 1):
            chosen = ready[at : at + len(tasks)]
            for start, end in problem.windows_of(visit, day):
                begin = max(start, chosen[-1][0])
                if problem.visit_locked_start[visit] >= 0:
                    begin = int(problem.visit_locked_start[visit])
                back = max(
                    begin + minutes + problem.travel_minutes(route, place, int(problem.route_end_place[route]))
                    for _, route in chosen
                )
                limit = min(int(problem.route_end[route]) for _, route in chosen)
                if begin >= chosen[-1][0] and begin + minutes <= end and back <= limit:
                    yield begin, tuple(route for _, route in chosen)
                    return

    def schedule(self) -> Schedule:
        """The plan as arrays, with a reason for what is left out."""
        problem, empty = self.problem, Schedule.empty(self.problem)
        days, routes, starts = empty.visit_day.copy(), empty.task_route.copy(), empty.task_start.copy()
        pauses, places = empty.break_start.copy(), empty.break_place.copy()
        for task, (route, begin) in self.tasks.items():
            days[problem.task_visit[task]] = problem.route_day[route]
            routes[task], starts[task] = route, begin
        for route, (start, place) in self.paused.items():
            pauses[route], places[route] = start, place
        missed = [
            Unserved(id_, Kind.NOT_IN_THIS_PLAN, "nobody-on-shift")
            for id_, day in zip(problem.visit_ids, days, strict=True)
            if day == NONE
        ]
        return Schedule(days, routes, starts, pauses, places, tuple(missed))


def tiny_problem(**fields: object) -> VisitProblem:
    """The visit problem of the tiny world."""
    return problem_for(tiny_register(), WEEK, **fields)


def day_of(problem: VisitProblem, date: str) -> int:
    """Index of a date in the horizon."""
    found = problem.horizon.day_of(dt.date.fromisoformat(date))
    assert found is not None
    return found
