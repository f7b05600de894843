"""A soum hospital's home care in Mandal, Selenge: 45 clients, 6 workers, one nurse, all invented.

Züünkharaa is the soum centre, Tünkhel a village 30 km off; herders move between camps with the seasons. The
example weeks are 2026-W15 (spring camps, April roads) and 2026-W05 (winter camps, snow). Two optional visits
cannot be served in either.
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
from agecare.io.samples.ledger import FRI, MON, SAT, SUN, THU, TUE, WED, WORKDAYS, Ledger, skill_levels
from agecare.io.samples.names import mongolian_name
from agecare.io.samples.ordinary import Custom, Quarter, add_ordinary_client, person, share_out
from agecare.io.samples.places import Point, moved, settlements
from agecare.io.samples.team_year import JointTeam
from agecare.io.samples.uptake import write_uptake
from agecare.model import (
    Area,
    AreaLevel,
    CarePlanStatus,
    Centre,
    Competency,
    CompetencyArea,
    Country,
    Coupling,
    Gender,
    HolidayAction,
    HolidayChange,
    Instrument,
    Location,
    MatchingWeights,
    NeedDomain,
    NeedRule,
    Organization,
    OutcomeRules,
    PopulationGroup,
    Priority,
    ReferralRule,
    ReferralRules,
    Register,
    ReviewInterval,
    RiskLevel,
    RiskRule,
    Season,
    Sector,
    Severity,
    TeamRole,
    TimeZone,
    TravelMode,
    TravelSpeed,
    TravelTime,
    VisitRole,
    Weights,
)

CLIENTS = 45
SEED = 16

_CENTRE, _TUNKHEL = ((place.latitude, place.longitude) for place in settlements("MN", "16"))
_QUARTERS = {
    "SE-MA-01": Quarter("SE-MA-01", moved(_CENTRE, -0.6, 0.3), 0.5, 10),
    "SE-MA-02": Quarter("SE-MA-02", moved(_CENTRE, 0.7, -0.2), 0.5, 10),
    "SE-MA-03": Quarter("SE-MA-03", moved(_CENTRE, 0.2, 1.0), 0.6, 8),
    "SE-MA-TU": Quarter("SE-MA-TU", _TUNKHEL, 0.6, 8),
}
_BAG_NAMES = {
    "SE-MA-01": "1-р баг",
    "SE-MA-02": "2-р баг",
    "SE-MA-03": "3-р баг",
    "SE-MA-TU": "Түнхэл тосгон",
    "SE-MA-07": "Малчдын 7-р баг",
    "SE-MA-08": "Малчдын 8-р баг",
}
_CAMPS = {
    # camp valleys of the herders' bags: winter, spring, summer and autumn, km east and north of the centre
    "SE-MA-07": ((-17.0, 9.0), (-12.0, 6.0), (-9.0, 10.0), (-13.0, 8.0)),
    "SE-MA-08": ((14.0, 13.0), (10.0, 9.0), (12.0, 5.0), (9.0, 11.0)),
}
_SEASONS = (
    ("өвөлжөө", (11, 1), (3, 31)),
    ("хаваржаа", (4, 1), (6, 10)),
    ("зуслан", (6, 11), (8, 31)),
    ("намаржаа", (9, 1), (10, 31)),
)

APRIL = [dt.date(2026, 4, 6) + dt.timedelta(days=day) for day in range(7)]
JANUARY = [dt.date(2026, 1, 26) + dt.timedelta(days=day) for day in range(7)]
"""Monday to Sunday of 2026-W15 and of 2026-W05."""


def _address(rng: Random) -> str:
    return f"{rng.randint(1, 24)}-р гудамж, {rng.randint(1, 60)} тоот"


_CUSTOM = Custom(
    name=mongolian_name,
    address=_address,
    language="mn",
    groups={
        PopulationGroup.ELDER_ALONE: 40,
        PopulationGroup.ELDER: 30,
        PopulationGroup.DISABILITY: 18,
        PopulationGroup.CHILD: 5,
        PopulationGroup.FAMILY: 7,
    },
    visits={2: 14, 3: 46, 4: 26, 5: 14},
    kin=("охин", "хүү", "хөрш", "дүү"),
)


_CAST = Cast(
    doctor="O-1",
    centre="O-3",
    elsewhere="O-2",
    hospital="O-5",
    closed="S-15",
    hands=("W-01", "O-1", "O-3", "O-2", "O-6", "O-5"),
)


_TEAMS = (
    JointTeam(
        name="Мандал сумын хамтарсан баг",
        areas=("SE-MA-01", "SE-MA-02", "SE-MA-03", "SE-MA-TU"),
        members=(
            ("W-01", TeamRole.LEAD, Sector.WELFARE),
            ("W-02", TeamRole.MEMBER, Sector.HEALTH),
            ("W-03", TeamRole.MEMBER, Sector.EDUCATION),
            ("W-06", TeamRole.CASE_MANAGER, Sector.COMMUNITY),
        ),
        coached=("W-06",),
    ),
)


def _desk() -> Desk:
    return Desk(
        managers=("W-01", "W-02", "W-06"),
        head="O-1",
        partner="O-3",
        enlist=functools.partial(_client, area="SE-MA-01"),
        left=2,
    )


def mandal() -> Register:
    """The register of the Mandal centre; always the same."""
    rng = Random(SEED)
    ledger = Ledger("mn")
    ledger.add_skills({"care": "асаргаа", "nursing": "сувилгаа", "social-work": "нийгмийн ажил"})
    _write_places(ledger)
    _write_workers(ledger, rng)
    for write in (_herders, _two_workers, _nursing, _wishes, _impossible):
        write(ledger, rng)
    for quarter in _QUARTERS.values():
        there = sum((client.area or "").startswith(quarter.area) for client in ledger.clients)
        for _ in range(quarter.clients - there):
            add_ordinary_client(ledger, rng, _CUSTOM, quarter)
    share_out(ledger, rng)
    _write_services(ledger)
    write_histories(ledger, SEED + 2, Country.MN, _CAST)
    ledger.review_intervals.append(ReviewInterval(risk=RiskLevel.MEDIUM, days=75))
    ledger.competencies.append(
        Competency(id="winter-camps", area=CompetencyArea.SAFETY, name="өвөлжөөнд аюулгүй очих", target=2)
    )
    write_casework(ledger, SEED + 3, Country.MN, _desk(), _TEAMS, petitions=8)
    return ledger.register(
        Centre(
            id="mandal",
            name="Мандал сумын нэгдсэн эмнэлэг: гэрийн асаргаа",
            country=Country.MN,
            timezone=TimeZone.ULAANBAATAR,
            language="mn",
            area="SE-MA",
            winter_from="10-15",
            winter_to="04-01",
            referral_rules=ReferralRules(silent_days_routine=8, errors=(ReferralRule.DANGLING,)),
            daily_minutes=510,
            weekly_minutes=2460,
            overtime_minutes=45,
            caseload_limit=16,
            outcome_rules=OutcomeRules(noshow_days=42),
            weights=Weights(travel=3, continuity=100),
            matching=MatchingWeights(distance=3, waiting=4),
        )
    )


def _write_services(ledger: Ledger) -> None:
    """What else a soum has: the hospital's wards, the bags' volunteers, the governor's office."""
    rng = Random(SEED + 1)
    ledger.organizations += [
        Organization(id="O-3", name="Сумын Засаг даргын Тамгын газар", sector=Sector.WELFARE),
        Organization(id="O-4", name="Ерөнхий боловсролын сургууль", sector=Sector.EDUCATION),
        Organization(id="O-5", name="Сэлэнгэ аймгийн нэгдсэн эмнэлэг", sector=Sector.HEALTH),
        Organization(id="O-6", name="Улаан загалмайн сумын салбар", sector=Sector.CIVIL_SOCIETY),
    ]
    for id_, name, organization, area, point in (
        ("L-2", "Засаг даргын Тамгын газар", "O-3", "SE-MA-01", moved(_CENTRE, -0.2, 0.1)),
        ("L-3", "Түнхэлийн эмчийн салбар", "O-1", "SE-MA-TU", _QUARTERS["SE-MA-TU"].middle),
        ("L-4", "Сургууль", "O-4", "SE-MA-02", moved(_CENTRE, 0.4, -0.3)),
    ):
        place = {"id": id_, "name": name, "organization": organization, "area": area}
        ledger.locations.append(Location(**place, latitude=point[0], longitude=point[1]))
    write_directory(ledger, rng, Country.MN, _SERVICES)
    add_exceptions(ledger)
    write_findings(ledger, rng, Country.MN)
    write_uptake(ledger, rng)
    ledger.need_rules += [
        NeedRule(
            instrument=Instrument.LAWTON,
            item=item,
            least=0,
            most=most,
            domain=NeedDomain.HOUSEHOLD,
            severity=Severity.SEVERE if item is None else Severity.MILD,
        )
        for item, most in ((None, 3), ("shopping", 0))
    ]
    ledger.risk_rules += [
        RiskRule(risk=RiskLevel.HIGH, needs=2),
        RiskRule(risk=RiskLevel.HIGH, domain=NeedDomain.HOUSING),
        RiskRule(risk=RiskLevel.MEDIUM, severity=Severity.MODERATE, group=PopulationGroup.ELDER_ALONE),
    ]


_SERVICES = (
    Listing("information", "O-3", "L-2"),
    Listing("clinic", "O-1", "L-1", "SE-MA", 45),
    Listing("clinic", "O-1", "L-3", "SE-MA-TU", 20),
    Listing("home-nursing", "O-1", "", "SE-MA", 45),
    Listing("rehabilitation", "O-1", "L-1", "", 45),
    Listing("senses", "O-1", "L-1", "SE", 45),
    Listing("mental-health", "O-1", "L-1", "", 45),
    Listing("day-centre", "O-1", "L-1", "", 45),
    Listing("respite", "O-1", "L-1", "", 60),
    Listing("home-care", "O-1", "", "SE-MA", 45),
    Listing("home-help", "O-2", "", "SE-MA", 30),
    Listing("meals", "O-2", "", "SE-MA-01", 30),
    Listing("equipment", "O-1", "L-1", "", 45),
    Listing("transport", "O-3", "", "SE-MA", 45),
    Listing("volunteers", "O-2", "L-3", "", 30),
    Listing("legal", "O-3", "L-2", "", 45),
    Listing("cash", "O-3", "L-2", "SE"),
    Listing("housing", "O-3", "", "SE-MA", 45),
    Listing("lessons", "O-4", "L-4", "", 45),
    Listing("volunteers", "O-2", "L-4", "", 20),
)


def _write_places(ledger: Ledger) -> None:
    """The soum, its bags, the hospital, and what the roads are like."""
    ledger.organizations.append(Organization(id="O-1", name="Мандал сумын нэгдсэн эмнэлэг", sector=Sector.HEALTH))
    ledger.organizations.append(Organization(id="O-2", name="Сайн дурынхан", sector=Sector.CIVIL_SOCIETY))
    ledger.areas += [
        Area(id="SE", name="Сэлэнгэ", level=AreaLevel.AIMAG, country=Country.MN),
        Area(id="SE-MA", name="Мандал", level=AreaLevel.SOUM, parent="SE"),
        *(Area(id=id_, name=name, level=AreaLevel.BAG, parent="SE-MA") for id_, name in _BAG_NAMES.items()),
    ]
    hospital = moved(_CENTRE, 0.1, 0.2)
    ledger.locations.append(
        Location(
            id="L-1",
            name="Сумын эмнэлэг",
            organization="O-1",
            area="SE-MA-01",
            latitude=hospital[0],
            longitude=hospital[1],
        )
    )
    for mode, season, speed, detour, fixed in (
        (TravelMode.CAR, Season.SUMMER, 40, 1.4, 3),
        (TravelMode.CAR, Season.WINTER, 30, 1.45, 10),
        (TravelMode.MOTORCYCLE, Season.SUMMER, 32, 1.3, 2),
        (TravelMode.MOTORCYCLE, Season.WINTER, 18, 1.3, 5),
        (TravelMode.HORSE, Season.SUMMER, 9, 1.15, 6),
        (TravelMode.HORSE, Season.WINTER, 7, 1.15, 8),
        (TravelMode.WALK, Season.WINTER, 3.8, 1.25, 0),
    ):
        ledger.travel_speeds.append(
            TravelSpeed(mode=mode, season=season, km_per_hour=speed, detour_factor=detour, fixed_minutes=fixed)
        )
    ledger.holiday_changes += [
        HolidayChange(date=dt.date(2026, 2, 17), name="Битүүн"),
        HolidayChange(date=dt.date(2026, 11, 10), action=HolidayAction.REMOVE),
    ]


def _write_workers(ledger: Ledger, rng: Random) -> None:
    """Social worker and nurse by car; aides on foot, by motorcycle, on horseback; a volunteer in Tünkhel."""
    female, male = Gender.FEMALE, Gender.MALE
    herders = moved(_CENTRE, *_CAMPS["SE-MA-07"][1])
    for gender, mode, skills, home, more in (
        (
            female,
            TravelMode.CAR,
            {"social_work": 3, "care": 2},
            None,
            {"start_location": "L-1", "end_location": "L-1"},
        ),
        (female, TravelMode.CAR, {"nursing": 3, "care": 2}, _at(rng, "SE-MA-02"), {"start_location": "L-1"}),
        (male, TravelMode.MOTORCYCLE, {"care": 2}, _at(rng, "SE-MA-03"), {}),
        (female, TravelMode.WALK, {"care": 3}, _at(rng, "SE-MA-01"), {}),
        (male, TravelMode.HORSE, {"care": 1}, moved(herders, 1.5, 1.0), {"weekly_minutes": 1800}),
        (
            female,
            TravelMode.WALK,
            {"care": 2, "social_work": 1},
            _at(rng, "SE-MA-TU"),
            {"organization": "O-2"},
        ),
    ):
        known = {"organization": "O-1", "sector": Sector.HEALTH, "languages": ("mn",)}
        ledger.add_worker(
            home,
            name=mongolian_name(rng, gender),
            gender=gender,
            mode=mode,
            skills=skill_levels(**skills),
            **(known | more),
        )
    for worker in ("W-01", "W-02"):
        ledger.add_shift(worker, WORKDAYS, "08:30-17:30")
    ledger.add_shift("W-03", (MON, TUE, WED, THU), "08:30-17:30")
    ledger.add_shift("W-04", WORKDAYS, "09:00-16:00")
    # shorter days while the light is short
    ledger.add_shift(
        "W-05", (MON, TUE, THU, FRI), "09:00-16:00", valid_from=dt.date(2025, 11, 1), valid_to=dt.date(2026, 2, 28)
    )
    ledger.add_shift("W-05", (MON, TUE, THU, FRI), "08:30-16:30", valid_from=dt.date(2026, 3, 1))
    ledger.add_shift("W-06", (MON, TUE, THU, FRI), "09:00-17:00")
    ledger.away(worker="W-04", first_day=APRIL[3], last_day=APRIL[4], reason="ээлжийн амралт")


def _at(rng: Random, area: str) -> Point:
    return _QUARTERS[area].home(rng)


def _client(
    ledger: Ledger,
    rng: Random,
    area: str,
    group: PopulationGroup = PopulationGroup.ELDER_ALONE,
    gender: Gender | None = None,
    **fields: object,
) -> str:
    about = person(rng, _CUSTOM, group, gender) | {"area": area} | fields
    return ledger.add_client(_QUARTERS[area].home(rng), **about)


def _herders(ledger: Ledger, rng: Random) -> None:
    """Elders of herding families: four camps a year, every year again."""
    plans = (
        ("SE-MA-07", "fuel", 2),
        ("SE-MA-07", "washing", 2),
        ("SE-MA-07", "pressure", 1),
        ("SE-MA-07", "company", 1),
        ("SE-MA-07", "talk", 1),
        ("SE-MA-08", "medicines", 1),
        ("SE-MA-08", "talk", 1),
        ("SE-MA-08", "pressure", 1),
        ("SE-MA-08", "bathing", 1),
    )
    for area, care, visits in plans:
        about = person(rng, _CUSTOM, PopulationGroup.ELDER) | {"area": area}
        client = ledger.add_client(None, **about)
        for camp, (season, first, last) in zip(_CAMPS[area], _SEASONS, strict=True):
            over_new_year = first > last
            ledger.add_address(
                client,
                Quarter(area, moved(_CENTRE, *camp), 1.2).home(rng),
                text=season,
                yearly=True,
                valid_from=dt.date(2025, *first),
                valid_to=dt.date(2026 if over_new_year else 2025, *last),
            )
        ledger.add_carer(client, mongolian_name(rng, Gender.MALE), "хүү")
        ledger.ask(client, care, visits, ("09:30-16:00",), every_weeks=2 if care == "talk" else 1)
    ledger.lock(request=ledger.visit_requests[0].id, worker="W-05")


def _two_workers(ledger: Ledger, rng: Random) -> None:
    for area, care, minutes in (("SE-MA-01", "lifting", 45), ("SE-MA-03", "bathing", 60)):
        client = _client(ledger, rng, area, PopulationGroup.DISABILITY, risk=RiskLevel.HIGH)
        ledger.add_need(client, NeedDomain.MOBILITY, Severity.SEVERE, since=dt.date(2023, 5, 1))
        ledger.ask_two(
            client,
            care,
            Coupling.TOGETHER,
            VisitRole(minutes=minutes),
            2,
            minutes=minutes,
            hours=NOT_AT_NOON,
            skills=skill_levels(care=2),
            priority=Priority.URGENT,
        )
    client = _client(ledger, rng, "SE-MA-02", PopulationGroup.ELDER)
    ledger.ask_two(
        client,
        "injection",
        Coupling.FOLLOWING,
        VisitRole(skills=skill_levels(care=1), minutes=45),
        2,
        minutes=30,
        lag_min=30,
        lag_max=90,
        hours=EARLY,
        priority=Priority.URGENT,
    )


def _nursing(ledger: Ledger, rng: Random) -> None:
    client = _client(ledger, rng, "SE-MA-01", risk=RiskLevel.HIGH)
    morning = ledger.ask(
        client,
        "injection",
        3,
        ("08:30-10:30",),
        30,
        soft_end=True,
        days=(MON, WED, FRI),
        priority=Priority.ASAP,
    )
    ledger.ask(
        client,
        "injection",
        3,
        ("14:00-17:30",),
        30,
        days=(MON, WED, FRI),
        priority=Priority.ASAP,
        after=morning,
        gap_min=240,
        gap_max=480,
    )
    for area, care, visits, hours, days in (
        ("SE-MA-02", "wound", 2, ALL_DAY, ()),
        ("SE-MA-03", "pressure", 1, MORNING, ()),
        ("SE-MA-TU", "injection", 1, ("10:00-15:30",), (TUE, THU)),
        ("SE-MA-TU", "pressure", 1, ("10:00-15:30",), (TUE, THU)),
    ):
        client = _client(ledger, rng, area, PopulationGroup.ELDER)
        request = ledger.ask(client, care, visits, hours, days=days, priority=Priority.URGENT)
        ledger.ask(client, "memory", 1)
    for day in (APRIL[1], JANUARY[1]):
        ledger.lock(request=request, date=day, worker="W-02", start="11:00")


def _wishes(ledger: Ledger, rng: Random) -> None:
    client = _client(ledger, rng, "SE-MA-02", gender=Gender.FEMALE, worker_gender=Gender.FEMALE)
    ledger.ask(client, "washing", 3, EARLY)
    client = _client(ledger, rng, "SE-MA-01", refused_workers=("W-03",), preferred_workers=("W-04",))
    ledger.ask(client, "cooking", 3)
    client = _client(ledger, rng, "SE-MA-03")
    request = ledger.ask(client, "fuel", 2)
    ledger.lock(request=request, date=APRIL[0])
    ledger.lock(request=request, date=JANUARY[0])
    client = _client(ledger, rng, "SE-MA-02", PopulationGroup.OTHER)
    ledger.change_plan(client, status=CarePlanStatus.DRAFT, approved_by=None)
    ledger.ask(client, "rights", 1)
    client = _client(ledger, rng, "SE-MA-01")
    ledger.away(client=client, first_day=APRIL[0], last_day=APRIL[6], reason="аймгийн эмнэлэгт")
    ledger.ask(client, "cleaning", 1, mandatory=False)
    ledger.travel_times.append(
        TravelTime(origin="L-1", destination=client, minutes=25, season=Season.WINTER, mode=TravelMode.WALK)
    )


def _impossible(ledger: Ledger, rng: Random) -> None:
    """Optional visits that nobody can make: nobody works on Sunday, nobody has that level of social work."""
    client = _client(ledger, rng, "SE-MA-TU")
    ledger.ask(client, "shopping", 1, days=(SAT, SUN), mandatory=False)
    client = _client(ledger, rng, "SE-MA-03", PopulationGroup.FAMILY)
    role = VisitRole(skills=skill_levels(social_work=5), minutes=60)
    ledger.ask(client, "family", 1, roles=(role,), mandatory=False)
