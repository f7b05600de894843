"""An elders' development centre in the town of Darkhan: 90 clients, 11 workers, all invented but the town.

Its example week is 2026-W15. Three optional visits of that week cannot be served, each for another reason:
physiotherapy on the physiotherapist's day off, a visit on Sunday, and a nursing level that nobody has. Three more,
optional too, are those of a client in hospital. Everything mandatory fits.
"""

import datetime as dt
import functools
from random import Random

from agecare.io.samples.cares import ALL_DAY, EARLY, MORNING, NOT_AT_NOON
from agecare.io.samples.casework import write_casework
from agecare.io.samples.directory import Listing, add_exceptions, write_directory
from agecare.io.samples.findings import write_findings
from agecare.io.samples.half_year import Desk
from agecare.io.samples.histories import Cast, write_histories
from agecare.io.samples.ledger import (
    FRI,
    MON,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    WORKDAYS,
    Ledger,
    skill_levels,
)
from agecare.io.samples.names import latin, mongolian_name
from agecare.io.samples.ordinary import Custom, Quarter, add_ordinary_client, person, share_out
from agecare.io.samples.places import Point, moved, settlements
from agecare.io.samples.team_year import JointTeam
from agecare.io.samples.uptake import write_uptake
from agecare.model import (
    Area,
    AreaLevel,
    CarePlanStatus,
    Centre,
    Country,
    Coupling,
    Gender,
    HolidayChange,
    Location,
    NeedDomain,
    Organization,
    PopulationGroup,
    Priority,
    Register,
    RiskLevel,
    Season,
    Sector,
    Severity,
    TeamRole,
    TimeZone,
    TravelMode,
    TravelSpeed,
    TravelTime,
    VisitRole,
)

CLIENTS = 90
SEED = 23

_TOWN, _KHONGOR = ((place.latitude, place.longitude) for place in settlements("MN", "23"))
_BAGS = {
    # bag: name, km east and north of the town's middle, spread of the homes in km, clients
    "01": ("1st bag (Old Darkhan)", 0.8, 4.0, 0.6, 14),
    "03": ("3rd bag", 0.0, 0.3, 0.4, 18),
    "06": ("6th bag", -0.7, -0.6, 0.4, 16),
    "08": ("8th bag", 0.6, -0.9, 0.4, 16),
    "12": ("12th bag (ger district)", -1.8, 0.6, 0.6, 11),
    "14": ("14th bag (ger district)", 2.4, 1.2, 0.6, 11),
}
_QUARTERS = {
    f"DU-DA-{number}": Quarter(f"DU-DA-{number}", moved(_TOWN, east, north), spread, clients)
    for number, (_, east, north, spread, clients) in _BAGS.items()
} | {"DU-KH": Quarter("DU-KH", _KHONGOR, 0.6, 4)}

APRIL = [dt.date(2026, 4, 6) + dt.timedelta(days=day) for day in range(7)]
"""Monday to Sunday of 2026-W15."""


def _name(rng: Random, gender: Gender) -> str:
    return latin(mongolian_name(rng, gender))


def _address(rng: Random) -> str:
    return f"House {rng.randint(1, 40)}, door {rng.randint(1, 80)}"


_CUSTOM = Custom(
    name=_name,
    address=_address,
    language="mn",
    groups={
        PopulationGroup.ELDER_ALONE: 48,
        PopulationGroup.ELDER: 24,
        PopulationGroup.DISABILITY: 16,
        PopulationGroup.CHILD: 5,
        PopulationGroup.FAMILY: 4,
        PopulationGroup.OTHER: 3,
    },
    visits={1: 4, 2: 42, 3: 34, 4: 13, 5: 7},
    kin=("daughter", "son", "neighbour", "sister"),
)


_CAST = Cast(
    doctor="O-2",
    centre="O-1",
    elsewhere="O-3",
    hospital="O-4",
    closed="S-09",
    hands=("O-2", "O-1", "O-5", "O-7", "O-4", "O-3"),
)


_TEAMS = (
    JointTeam(
        name="Joint team of Darkhan",
        areas=tuple(f"DU-DA-{number}" for number in _BAGS),
        members=(
            ("W-01", TeamRole.LEAD, Sector.WELFARE),
            ("W-04", TeamRole.MEMBER, Sector.HEALTH),
            ("W-03", TeamRole.MEMBER, Sector.EDUCATION),
            ("W-10", TeamRole.MEMBER, Sector.COMMUNITY),
            ("W-02", TeamRole.CASE_MANAGER, Sector.WELFARE),
        ),
        coached=("W-02", "W-03"),
    ),
)


def _desk() -> Desk:
    return Desk(
        managers=("W-01", "W-02", "W-03", "W-04"),
        head="O-1",
        partner="O-5",
        enlist=functools.partial(_client, bag="03"),
        left=3,
    )


def darkhan() -> Register:
    """The register of the Darkhan centre; always the same."""
    rng = Random(SEED)
    ledger = Ledger("en")
    ledger.add_skills(
        {
            "care": "personal care",
            "nursing": "nursing",
            "physiotherapy": "physiotherapy",
            "social-work": "social work",
        }
    )
    _write_places(ledger)
    _write_workers(ledger, rng)
    _write_special_clients(ledger, rng)
    for quarter in _QUARTERS.values():
        there = sum((client.area or "").startswith(quarter.area) for client in ledger.clients)
        for _ in range(quarter.clients - there):
            add_ordinary_client(ledger, rng, _CUSTOM, quarter)
    share_out(ledger, rng)
    _write_services(ledger)
    write_histories(ledger, SEED + 2, Country.MN, _CAST)
    write_casework(ledger, SEED + 3, Country.MN, _desk(), _TEAMS, petitions=8)
    return ledger.register(
        Centre(
            id="darkhan",
            name="Darkhan elders' development centre",
            country=Country.MN,
            timezone=TimeZone.ULAANBAATAR,
            language="en",
            area="DU-DA",
            overtime_minutes=30,
            caseload_limit=18,
        )
    )


def _write_services(ledger: Ledger) -> None:
    """What else there is for the clients: the directory, assessments, who has which service and who waits."""
    rng = Random(SEED + 1)
    ledger.organizations += [
        Organization(id="O-4", name="General hospital", sector=Sector.HEALTH),
        Organization(id="O-5", name="Welfare department of the aimag", sector=Sector.WELFARE),
        Organization(id="O-6", name="School no. 7", sector=Sector.EDUCATION),
        Organization(id="O-7", name="Warm Meal", sector=Sector.PRIVATE),
    ]
    for id_, name, organization, area, east, north in (
        ("L-3", "General hospital", "O-4", "DU-DA-08", 0.5, -0.6),
        ("L-4", "Welfare department", "O-5", "DU-DA-03", -0.2, 0.4),
        ("L-5", "School no. 7", "O-6", "DU-DA-14", 2.2, 1.0),
        ("L-6", "Community room Old Darkhan", "O-1", "DU-DA-01", 0.9, 3.8),
        ("L-7", "Community room 12th bag", "O-3", "DU-DA-12", -1.7, 0.5),
    ):
        point = moved(_TOWN, east, north)
        place = {"id": id_, "name": name, "organization": organization, "area": area}
        ledger.locations.append(Location(**place, latitude=point[0], longitude=point[1]))
    write_directory(ledger, rng, Country.MN, _SERVICES)
    add_exceptions(ledger)
    write_findings(ledger, rng, Country.MN)
    write_uptake(ledger, rng)


_SERVICES = (
    Listing("information", "O-1", "L-1"),
    Listing("clinic", "O-2", "L-2", "DU-DA", 60),
    Listing("clinic", "O-2", "L-6", "DU-DA-01", 20),
    Listing("senses", "O-4", "L-3"),
    Listing("home-nursing", "O-2", "", "DU-DA", 90),
    Listing("rehabilitation", "O-4", "L-3", "", 90),
    Listing("mental-health", "O-1", "L-1", "", 80),
    Listing("day-centre", "O-1", "L-1", "", 90),
    Listing("day-centre", "O-1", "L-6", "DU-DA-01", 30),
    Listing("memory-group", "O-1", "L-1", "", 80),
    Listing("respite", "O-1", "L-1", "", 90),
    Listing("residential", "O-5", "L-4", "", 90),
    Listing("home-care", "O-1", "", "DU-DA", 90),
    Listing("home-help", "O-1", "", "DU-DA", 90),
    Listing("meals", "O-7", "", "DU-DA", 90),
    Listing("equipment", "O-4", "L-3", "", 90),
    Listing("transport", "O-5", "", "DU", 90),
    Listing("volunteers", "O-3", "L-7", "", 60),
    Listing("legal", "O-5", "L-4", "", 90),
    Listing("cash", "O-5", "L-4", "DU"),
    Listing("housing", "O-5", "", "DU-DA", 60),
    Listing("lessons", "O-6", "L-5", "", 60),
    Listing("protection", "O-5", "L-4"),
    Listing("women", "O-1", "L-6", "", 60),
    Listing("volunteers", "O-3", "L-6", "DU-DA-01", 20),
)


def _write_places(ledger: Ledger) -> None:
    ledger.organizations += [
        Organization(id="O-1", name="Darkhan elders' development centre", sector=Sector.WELFARE),
        Organization(id="O-2", name="Family health centre", sector=Sector.HEALTH),
        Organization(id="O-3", name="Neighbourhood volunteers", sector=Sector.CIVIL_SOCIETY),
    ]
    ledger.areas += [
        Area(id="DU", name="Darkhan-Uul", level=AreaLevel.AIMAG, country=Country.MN),
        Area(id="DU-DA", name="Darkhan", level=AreaLevel.SOUM, parent="DU"),
        *(
            Area(id=f"DU-DA-{number}", name=name, level=AreaLevel.BAG, parent="DU-DA")
            for number, (name, *_) in _BAGS.items()
        ),
        Area(id="DU-KH", name="Khongor", level=AreaLevel.SOUM, parent="DU"),
    ]
    for id_, name, organization, area, point in (
        ("L-1", "Elders' development centre", "O-1", "DU-DA-03", moved(_TOWN, 0.2, 0.1)),
        ("L-2", "Family health centre", "O-2", "DU-DA-06", moved(_TOWN, -0.5, -0.3)),
    ):
        ledger.locations.append(
            Location(id=id_, name=name, organization=organization, area=area, latitude=point[0], longitude=point[1])
        )
    ledger.travel_speeds.append(
        TravelSpeed(mode=TravelMode.BUS, season=Season.SUMMER, km_per_hour=18, detour_factor=1.4, fixed_minutes=7)
    )
    ledger.travel_times.append(
        TravelTime(origin="L-1", destination="L-2", minutes=6, mode=TravelMode.CAR, season=Season.SUMMER)
    )
    ledger.holiday_changes.append(HolidayChange(date=dt.date(2026, 10, 17), name="Day of the town of Darkhan"))


def _write_workers(ledger: Ledger, rng: Random) -> None:
    """Three social workers, two nurses, a physiotherapist, three aides and two volunteers."""
    female, male = Gender.FEMALE, Gender.MALE

    def worker(gender: Gender, mode: TravelMode, skills: dict[str, int], home: Point | None, **fields: object) -> str:
        known = {
            "organization": "O-1",
            "sector": Sector.WELFARE,
            "languages": ("mn",),
            "name": _name(rng, gender),
        }
        levels = skill_levels(**skills)
        return ledger.add_worker(home, gender=gender, mode=mode, skills=levels, **(known | fields))

    def at(bag: str) -> Point:
        return _QUARTERS[f"DU-DA-{bag}"].home(rng)

    social = worker(
        female,
        TravelMode.BUS,
        {"social_work": 3, "care": 1},
        at("03"),
        start_location="L-1",
        languages=("mn", "ru"),
    )
    ledger.add_shift(social, (MON, TUE, WED, THU), "08:30-17:30")
    ledger.add_shift(social, (FRI,), "08:30-12:30")
    kazakh = worker(
        female,
        TravelMode.WALK,
        {"social_work": 2, "care": 2},
        at("03"),
        start_location="L-1",
        languages=("mn", "kk"),
    )
    ledger.add_shift(kazakh, WORKDAYS, "08:30-17:30")
    driver = worker(male, TravelMode.CAR, {"social_work": 2, "care": 1}, None, start_location="L-1", end_location="L-1")
    ledger.add_shift(driver, WORKDAYS, "08:30-17:30")

    health = {"organization": "O-2", "sector": Sector.HEALTH, "start_location": "L-2"}
    nurse = worker(female, TravelMode.CAR, {"nursing": 3, "care": 2}, at("06"), languages=("mn", "ru"), **health)
    ledger.add_shift(nurse, WORKDAYS, "08:00-17:00")
    second_nurse = worker(female, TravelMode.BUS, {"nursing": 2, "care": 2}, at("08"), **health)
    ledger.add_shift(second_nurse, (MON, TUE, THU, FRI), "08:00-17:00")
    ledger.add_shift(second_nurse, (SAT,), "09:00-13:00", on_holidays=True)
    physio = worker(male, TravelMode.CAR, {"physiotherapy": 3}, None, end_location="L-2", daily_minutes=360, **health)
    ledger.add_shift(
        physio,
        (MON, TUE, THU, FRI),
        "09:00-16:00",
        break_minutes=45,
        break_earliest="12:00",
        break_latest="13:15",
    )

    for gender, mode, level, bag in (
        (female, TravelMode.WALK, 3, "08"),
        (female, TravelMode.BUS, 2, "01"),
        (male, TravelMode.MOTORCYCLE, 2, "12"),
    ):
        aide = worker(gender, mode, {"care": level}, at(bag), overtime_minutes=0)
        ledger.add_shift(aide, WORKDAYS, "08:30-17:30")
    ledger.add_shift("W-07", (SAT,), "09:00-12:00", valid_from=dt.date(2026, 3, 1))

    for gender, mode, days, hours, bag in (
        (female, TravelMode.WALK, (TUE, WED, THU), "13:00-17:00", "14"),
        (male, TravelMode.BUS, (MON, WED, FRI), "10:00-15:00", "06"),
    ):
        volunteer = worker(
            gender, mode, {}, at(bag), organization="O-3", sector=Sector.CIVIL_SOCIETY, weekly_minutes=900
        )
        ledger.add_shift(volunteer, days, hours)

    ledger.away(worker="W-11", first_day=APRIL[0], last_day=APRIL[6], reason="annual leave")
    ledger.away(
        worker="W-02",
        first_day=APRIL[2],
        last_day=APRIL[2],
        start="13:30",
        end="17:30",
        reason="training",
    )


def _write_special_clients(ledger: Ledger, rng: Random) -> None:
    for write in (
        _two_workers,
        _nursing,
        _wishes,
        _changes,
        _physiotherapy,
        _khongor,
        _impossible,
        _first_steps,
    ):
        write(ledger, rng)


def _client(
    ledger: Ledger,
    rng: Random,
    bag: str,
    group: PopulationGroup = PopulationGroup.ELDER_ALONE,
    gender: Gender | None = None,
    **fields: object,
) -> str:
    area = bag if bag.startswith("DU") else f"DU-DA-{bag}"
    about = person(rng, _CUSTOM, group, gender) | {"area": area} | fields
    return ledger.add_client(_QUARTERS[area].home(rng), **about)


def _two_workers(ledger: Ledger, rng: Random) -> None:
    """Lifting and bathing take two at once; after the nurse somebody washes and dresses."""
    for bag, care, visits, minutes in (
        ("03", "lifting", 3, 45),
        ("08", "bathing", 2, 60),
        ("06", "bathing", 1, 75),
        ("01", "lifting", 2, 45),
    ):
        client = _client(ledger, rng, bag, PopulationGroup.DISABILITY, risk=RiskLevel.HIGH)
        ledger.add_need(client, NeedDomain.MOBILITY, Severity.SEVERE, since=dt.date(2024, 9, 1))
        request = ledger.ask_two(
            client,
            care,
            Coupling.TOGETHER,
            VisitRole(minutes=minutes),
            visits,
            minutes=minutes,
            skills=skill_levels(care=2),
            hours=MORNING if care == "lifting" else NOT_AT_NOON,
            priority=Priority.URGENT,
        )
        if bag == "08":
            ledger.lock(request=request, date=APRIL[3], start="10:00", worker="W-07", second_worker="W-09")
    for bag, visits in (("06", 2), ("14", 1)):
        client = _client(ledger, rng, bag, PopulationGroup.ELDER, risk=RiskLevel.HIGH)
        second = VisitRole(skills=skill_levels(care=1), minutes=60)
        ledger.ask_two(
            client,
            "wound",
            Coupling.FOLLOWING,
            second,
            visits,
            minutes=30,
            lag_min=30,
            lag_max=75,
            hours=("08:30-12:30",),
            priority=Priority.URGENT,
        )


def _nursing(ledger: Ledger, rng: Random) -> None:
    """Insulin twice a day, injections, dressings and a check of the blood pressure."""
    for bag in ("03", "08"):
        client = _client(ledger, rng, bag, risk=RiskLevel.HIGH)
        morning = ledger.ask(
            client,
            "injection",
            5,
            ("08:15-10:30",),
            30,
            soft_end=True,
            days=WORKDAYS,
            priority=Priority.ASAP,
            note="before breakfast",
        )
        ledger.ask(
            client,
            "injection",
            5,
            ("14:30-17:00",),
            30,
            days=WORKDAYS,
            priority=Priority.ASAP,
            after=morning,
            gap_min=240,
            gap_max=480,
        )
    for bag, care, visits, hours in (
        ("01", "wound", 3, ALL_DAY),
        ("06", "pressure", 1, ("09:00-11:30", "15:00-17:00")),
        ("12", "injection", 2, MORNING),
        ("14", "pressure", 1, ALL_DAY),
        ("03", "wound", 2, ALL_DAY),
    ):
        client = _client(ledger, rng, bag, PopulationGroup.ELDER)
        ledger.ask(client, care, visits, hours, priority=Priority.URGENT)
        ledger.ask(client, "medicines", 1)
    client = _client(ledger, rng, "08")
    saturday = ledger.ask(client, "injection", 1, ("09:00-12:30",), days=(SAT,))
    ledger.lock(request=saturday, worker="W-05")


def _wishes(ledger: Ledger, rng: Random) -> None:
    """Languages, gender, workers preferred and refused."""
    kazakh = latin(mongolian_name(rng, Gender.FEMALE, kazakh=True))
    client = _client(
        ledger,
        rng,
        "03",
        gender=Gender.FEMALE,
        name=kazakh,
        languages=("kk", "mn"),
        worker_language="kk",
        usual_worker="W-02",
    )
    request = ledger.ask(client, "talk", 2)
    ledger.lock(request=request, date=APRIL[1])
    client = _client(ledger, rng, "01", languages=("ru", "mn"), worker_language="ru")
    ledger.ask(client, "papers", 1, MORNING)
    client = _client(ledger, rng, "08", gender=Gender.FEMALE, worker_gender=Gender.FEMALE, usual_worker="W-07")
    ledger.ask(client, "bathing", 2, minutes=60)
    client = _client(ledger, rng, "12", gender=Gender.MALE, worker_gender=Gender.MALE, usual_worker="W-09")
    ledger.ask(client, "washing", 2, EARLY)
    client = _client(ledger, rng, "06", refused_workers=("W-09", "W-10"), note="the dog is kept in the yard")
    ledger.ask(client, "cooking", 3)
    client = _client(ledger, rng, "08", preferred_workers=("W-07", "W-08"), usual_worker="W-07")
    ledger.ask(client, "cleaning", 1, days=(TUE, THU))
    client = _client(ledger, rng, "14", PopulationGroup.DISABILITY, worker_gender=Gender.FEMALE)
    ledger.ask(client, "rights", 1)


def _changes(ledger: Ledger, rng: Random) -> None:
    """People who come, go, move house, are in hospital or out for some hours."""
    client = _client(ledger, rng, "03", valid_to=dt.date(2026, 3, 31))
    ledger.change_plan(client, status=CarePlanStatus.COMPLETED, valid_to=dt.date(2026, 3, 31))
    ledger.ask(client, "cooking", 2, valid_to=dt.date(2026, 3, 31))
    client = _client(ledger, rng, "06", since=dt.date(2026, 4, 13))
    ledger.ask(client, "cleaning", 2, valid_from=dt.date(2026, 4, 13))
    client = _client(ledger, rng, "08")
    ledger.addresses.pop()
    ledger.add_address(client, _QUARTERS["DU-DA-08"].home(rng), text=_address(rng), valid_to=APRIL[2])
    ledger.add_address(
        client, _QUARTERS["DU-DA-03"].home(rng), text=_address(rng), valid_from=APRIL[3], area="DU-DA-03"
    )
    ledger.ask(client, "shopping", 2)
    client = _client(ledger, rng, "06", risk=RiskLevel.HIGH)
    ledger.away(client=client, first_day=APRIL[0], last_day=APRIL[6], reason="in hospital")
    ledger.ask(client, "washing", 3, EARLY, mandatory=False)
    client = _client(ledger, rng, "14", PopulationGroup.DISABILITY)
    ledger.away(
        client=client,
        first_day=APRIL[1],
        last_day=APRIL[1],
        start="09:00",
        end="13:00",
        reason="dialysis",
    )
    ledger.ask(client, "cooking", 4)
    client = _client(ledger, rng, "12")
    ledger.ask(client, "stove", 1, valid_from=APRIL[1], valid_to=APRIL[1], priority=Priority.STAT)


def _physiotherapy(ledger: Ledger, rng: Random) -> None:
    for bag, visits, between in (
        ("03", 3, 1),
        ("06", 2, 2),
        ("08", 2, 3),
        ("01", 2, 2),
        ("12", 1, 1),
        ("14", 1, 1),
    ):
        client = _client(ledger, rng, bag, PopulationGroup.ELDER)
        request = ledger.ask(client, "exercises", visits, minutes=45, days_between=between)
        ledger.ask(client, "walk", 1)
        if bag == "12":
            ledger.lock(request=request, date=APRIL[0], worker="W-06")


def _khongor(ledger: Ledger, rng: Random) -> None:
    """Four clients in the next soum, half an hour away by car; the way was measured."""
    for care, days, weeks in (
        ("cleaning", (TUE,), 1),
        ("talk", (TUE,), 1),
        ("pressure", (TUE, FRI), 2),
        ("papers", (TUE,), 2),
    ):
        client = _client(ledger, rng, "DU-KH", PopulationGroup.ELDER_ALONE)
        ledger.ask(client, care, 1, ("09:30-16:00",), days=days, every_weeks=weeks)
        for base in ("L-1", "L-2"):
            ledger.travel_times.append(
                TravelTime(origin=base, destination=client, minutes=34, mode=TravelMode.CAR, both_ways=base == "L-1")
            )


def _impossible(ledger: Ledger, rng: Random) -> None:
    """Optional visits that nobody can make, so that the plan has reasons to show."""
    client = _client(ledger, rng, "03", PopulationGroup.ELDER)
    ledger.ask(client, "exercises", 1, days=(WED,), mandatory=False)
    client = _client(ledger, rng, "08", PopulationGroup.ELDER_ALONE)
    ledger.ask(client, "company", 1, days=(SUN,))
    client = _client(ledger, rng, "06", PopulationGroup.ELDER, risk=RiskLevel.HIGH)
    role = VisitRole(skills=skill_levels(nursing=5), minutes=60)
    ledger.ask(client, "wound", 1, roles=(role,), mandatory=False, priority=Priority.URGENT, note="pain pump")


def _first_steps(ledger: Ledger, rng: Random) -> None:
    """Care plans that are not (or no longer) active: their visits are not planned."""
    for status in (CarePlanStatus.DRAFT, CarePlanStatus.ON_HOLD):
        client = _client(ledger, rng, "03", PopulationGroup.OTHER)
        ledger.change_plan(client, status=status, approved_by=None, note="to be discussed with the family")
        ledger.ask(client, "talk", 1)
