"""Home care in Songinokhairkhan district, Ulaanbaatar: 160 clients, 18 workers of two organisations.

An NGO works from the ger district, the district's joint team from the apartment khoroos; everybody is
invented, and so are the bounds of the khoroos. The example week is 2026-W15. Three visits of it cannot be
served; one of them is mandatory (physiotherapy on Saturday).
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
from agecare.io.samples.ledger import FRI, MON, SAT, THU, TUE, WED, WORKDAYS, Ledger, skill_levels
from agecare.io.samples.names import mongolian_name
from agecare.io.samples.ordinary import Custom, Quarter, add_ordinary_client, person, share_out
from agecare.io.samples.places import moved, settlements
from agecare.io.samples.team_year import JointTeam
from agecare.io.samples.uptake import write_uptake
from agecare.model import (
    Area,
    AreaLevel,
    CarePlanStatus,
    CaseStage,
    Centre,
    CountedFrom,
    Country,
    Coupling,
    DayUnit,
    DeadlineRule,
    DeadlineStep,
    Eligibility,
    EligibilityKind,
    FileItem,
    FileRule,
    Gender,
    HolidayAction,
    HolidayChange,
    Location,
    Need,
    NeedDomain,
    Organization,
    PetitionKind,
    PopulationGroup,
    Priority,
    ReferralRule,
    ReferralRules,
    Register,
    RiskLevel,
    RuleStanding,
    Season,
    Sector,
    ServiceType,
    Severity,
    TeamRole,
    TimeZone,
    TravelMode,
    TravelSpeed,
    TravelTime,
    VisitRole,
)

CLIENTS = 160
SEED = 20

_CITY = next((place.latitude, place.longitude) for place in settlements("MN", "20"))
_GER, _FLATS = moved(_CITY, -6.4, 5.2), moved(_CITY, -2.6, 1.1)
_KHOROOS = {
    # khoroo: middle of the ger district or of the apartments, km east and north of it, spread, clients
    "04": (_GER, -1.2, -0.9, 0.45, 24),
    "07": (_GER, 0.1, 0.2, 0.45, 26),
    "09": (_GER, 1.1, 0.9, 0.5, 24),
    "25": (_GER, -0.8, 1.3, 0.5, 22),
    "12": (_FLATS, -0.5, 0.2, 0.25, 22),
    "14": (_FLATS, 0.4, 0.3, 0.25, 21),
    "18": (_FLATS, 0.1, -0.6, 0.25, 21),
}
_QUARTERS = {
    number: Quarter(f"UB-SH-{number}", moved(middle, east, north), spread, clients)
    for number, (middle, east, north, spread, clients) in _KHOROOS.items()
}
_GER_KHOROOS, _FLAT_KHOROOS = ("04", "07", "09", "25"), ("12", "14", "18")

APRIL = [dt.date(2026, 4, 6) + dt.timedelta(days=day) for day in range(7)]
"""Monday to Sunday of 2026-W15."""


def _ger_address(rng: Random) -> str:
    return f"{rng.randint(1, 60)}-р гудамж, {rng.randint(1, 40)} тоот"


def _flat_address(rng: Random) -> str:
    return f"{rng.randint(1, 45)}-р байр, {rng.randint(1, 80)} тоот"


def _custom(number: str) -> Custom:
    return Custom(
        name=mongolian_name,
        address=_ger_address if number in _GER_KHOROOS else _flat_address,
        language="mn",
        groups={
            PopulationGroup.ELDER_ALONE: 34,
            PopulationGroup.ELDER: 22,
            PopulationGroup.DISABILITY: 20,
            PopulationGroup.CHILD: 10,
            PopulationGroup.FAMILY: 10,
            PopulationGroup.OTHER: 4,
        },
        visits={1: 6, 2: 46, 3: 33, 4: 11, 5: 4},
        kin=("охин", "хүү", "хөрш", "эгч", "ач"),
    )


_CAST = Cast(
    doctor="O-3",
    centre="O-2",
    elsewhere="O-1",
    hospital="O-7",
    closed="S-15",
    hands=("O-3", "O-2", "O-4", "O-6", "O-7", "O-1"),
)


_TEAMS = (
    JointTeam(
        name="12, 14, 18-р хорооны хамтарсан баг",
        areas=("UB-SH-12", "UB-SH-14", "UB-SH-18"),
        members=(
            ("W-10", TeamRole.LEAD, Sector.WELFARE),
            ("W-13", TeamRole.MEMBER, Sector.HEALTH),
            ("W-12", TeamRole.CASE_MANAGER, Sector.EDUCATION),
            ("W-11", TeamRole.MEMBER, Sector.COMMUNITY),
        ),
        coached=("W-11", "W-12", "W-13"),
    ),
    JointTeam(
        name="4, 7, 9, 25-р хорооны хамтарсан баг",
        areas=("UB-SH-04", "UB-SH-07", "UB-SH-09", "UB-SH-25"),
        members=(
            ("W-01", TeamRole.LEAD, Sector.CIVIL_SOCIETY),
            ("W-03", TeamRole.MEMBER, Sector.HEALTH),
            ("W-02", TeamRole.CASE_MANAGER, Sector.CIVIL_SOCIETY),
            ("W-14", TeamRole.COACH, Sector.HEALTH),
        ),
        coached=("W-02", "W-03"),
    ),
    JointTeam(
        name="Туршилтын баг",
        areas=("UB-SH-12",),
        members=(("W-10", TeamRole.LEAD, Sector.WELFARE), ("W-14", TeamRole.SECRETARY, Sector.HEALTH)),
        until=dt.date(2025, 8, 29),
    ),
)


def _desk() -> Desk:
    return Desk(
        managers=("W-01", "W-02", "W-03", "W-10", "W-11", "W-12", "W-13", "W-14"),
        head="O-2",
        partner="O-4",
        enlist=functools.partial(_client, khoroo="07"),
        left=5,
    )


def songinokhairkhan() -> Register:
    """The register of the district; always the same."""
    rng = Random(SEED)
    ledger = Ledger("mn")
    ledger.add_skills(
        {
            "care": "асаргаа",
            "nursing": "сувилгаа",
            "physiotherapy": "хөдөлгөөн засал",
            "social-work": "нийгмийн ажил",
        }
    )
    _write_places(ledger)
    _write_workers(ledger, rng)
    for write in (_two_workers, _nursing, _physiotherapy, _wishes, _changes, _impossible):
        write(ledger, rng)
    for number, quarter in _QUARTERS.items():
        there = sum((client.area or "").startswith(quarter.area) for client in ledger.clients)
        for _ in range(quarter.clients - there):
            add_ordinary_client(ledger, rng, _custom(number), quarter)
    share_out(ledger, rng)
    _write_services(ledger)
    write_histories(ledger, SEED + 2, Country.MN, _CAST)
    _write_rules(ledger)
    write_casework(ledger, SEED + 3, Country.MN, _desk(), _TEAMS, petitions=13)
    return ledger.register(
        Centre(
            id="songinokhairkhan",
            name="Сонгинохайрхан дүүргийн гэрийн асаргаа",
            country=Country.MN,
            timezone=TimeZone.ULAANBAATAR,
            language="mn",
            area="UB-SH",
            caseload_limit=18,
            referral_rules=ReferralRules(off=(ReferralRule.OUT_OF_ORDER,)),
        )
    )


def _write_rules(ledger: Ledger) -> None:
    """What the district has ordered for itself: files, times to answer, a working Saturday, a volunteer's limit."""
    ledger.file_rules += (
        FileRule(
            item=FileItem.DOCUMENT, document="pension-book", stage=CaseStage.SCREENING, group=PopulationGroup.ELDER
        ),
        FileRule(item=FileItem.REVIEW, stage=CaseStage.CLOSED, required=False),
    )
    ledger.deadline_rules += (
        DeadlineRule(
            id="SH-proposal-answer",
            country=Country.MN,
            kind=PetitionKind.PROPOSAL,
            days=45,
            unit=DayUnit.WORKING,
            counted_from=CountedFrom.REGISTRATION,
            rolls=True,
            valid_from=dt.date(2026, 1, 1),
            valid_to=dt.date(2026, 12, 31),
            source="дүүргийн дотоод журам",
        ),
        DeadlineRule(
            id="SH-petition-register",
            country=Country.MN,
            kind=PetitionKind.PETITION,
            step=DeadlineStep.REGISTER,
            days=3,
            unit=DayUnit.WORKING,
            standing=RuleStanding.TO_CHECK,
            source="дүүргийн дотоод журмын төсөл",
        ),
    )
    ledger.holiday_changes.append(
        HolidayChange(date=dt.date(2026, 7, 4), action=HolidayAction.WORK, name="наадмын өмнө ажиллана")
    )
    ledger.change_worker("W-18", caseload_limit=6)


def _write_services(ledger: Ledger) -> None:
    """What else the district has, of four sectors."""
    rng = Random(SEED + 1)
    ledger.organizations += [
        Organization(id="O-3", name="Дүүргийн эрүүл мэндийн төв", sector=Sector.HEALTH),
        Organization(id="O-4", name="Хөдөлмөр, халамжийн үйлчилгээний хэлтэс", sector=Sector.WELFARE),
        Organization(id="O-5", name="Боловсролын төв", sector=Sector.EDUCATION),
        Organization(id="O-6", name="Хорооны иргэдийн төв", sector=Sector.COMMUNITY),
        Organization(id="O-7", name="Сэргээн засах эмнэлэг", sector=Sector.PRIVATE),
    ]
    for id_, name, organization, area, point in (
        ("L-3", "Эрүүл мэндийн төв", "O-3", "UB-SH-14", moved(_FLATS, 0.5, 0.5)),
        ("L-4", "Халамжийн хэлтэс", "O-4", "UB-SH-18", moved(_FLATS, 0.2, -0.4)),
        ("L-5", "Боловсролын төв", "O-5", "UB-SH-12", moved(_FLATS, -0.4, 0.3)),
        ("L-6", "4-р хорооны төв", "O-6", "UB-SH-04", _QUARTERS["04"].middle),
        ("L-7", "9-р хорооны төв", "O-6", "UB-SH-09", _QUARTERS["09"].middle),
        ("L-8", "25-р хорооны төв", "O-6", "UB-SH-25", _QUARTERS["25"].middle),
        ("L-9", "Сэргээн засах эмнэлэг", "O-7", "UB-SH-12", moved(_FLATS, -0.8, 0.4)),
    ):
        place = {"id": id_, "name": name, "organization": organization, "area": area}
        ledger.locations.append(Location(**place, latitude=point[0], longitude=point[1]))
    write_directory(ledger, rng, Country.MN, _SERVICES)
    add_exceptions(ledger)
    write_findings(ledger, rng, Country.MN)
    write_uptake(ledger, rng)
    speakers = next(service for service in ledger.services if service.type is ServiceType.DAY_CARE)
    ledger.eligibility.append(
        Eligibility(service=speakers.id, kind=EligibilityKind.LANGUAGE, allowed=("mn", "kk"), text="Монгол, казах хэл")
    )
    first = ledger.needs[0]
    ledger.needs[0] = Need(**(dict(first) | {"note": "хөршийн ярьснаар"}))
    last = ledger.needs[-1]
    ledger.needs[-1] = Need(**(dict(last) | {"until": dt.date(2026, 12, 31)}))


_SERVICES = (
    Listing("information", "O-2", "L-2"),
    Listing("clinic", "O-3", "L-3", "", 48),
    Listing("clinic", "O-3", "L-6", "UB-SH-04", 18),
    Listing("clinic", "O-3", "L-7", "UB-SH-09", 18),
    Listing("clinic", "O-3", "L-8", "UB-SH-25", 18),
    Listing("senses", "O-3", "L-3", "", 96),
    Listing("home-nursing", "O-1", "", "UB-SH", 54),
    Listing("home-nursing", "O-3", "", "UB-SH-14", 36),
    Listing("rehabilitation", "O-7", "L-9", "", 72),
    Listing("rehabilitation", "O-3", "L-3", "", 36),
    Listing("mental-health", "O-2", "L-2", "", 72),
    Listing("mental-health", "O-1", "L-1", "", 36),
    Listing("day-centre", "O-1", "L-1", "", 54),
    Listing("day-centre", "O-2", "L-2", "", 42),
    Listing("day-centre", "O-6", "L-8", "UB-SH-25", 18),
    Listing("memory-group", "O-2", "L-2", "", 96),
    Listing("respite", "O-1", "L-1", "", 96),
    Listing("residential", "O-4", "L-4", "", 96),
    Listing("home-care", "O-1", "", "UB-SH", 60),
    Listing("home-care", "O-2", "", "UB-SH-12", 24),
    Listing("home-help", "O-1", "", "UB-SH", 96),
    Listing("meals", "O-6", "", "UB-SH-04", 24),
    Listing("meals", "O-4", "", "UB-SH", 54),
    Listing("equipment", "O-7", "L-9", "", 96),
    Listing("transport", "O-4", "", "UB-SH", 96),
    Listing("volunteers", "O-6", "L-6", "", 36),
    Listing("volunteers", "O-6", "L-7", "", 36),
    Listing("legal", "O-4", "L-4", "", 96),
    Listing("cash", "O-4", "L-4", "UB-SH"),
    Listing("housing", "O-6", "L-6", "UB-SH", 96),
    Listing("lessons", "O-5", "L-5", "", 48),
    Listing("lessons", "O-6", "L-7", "", 36),
    Listing("protection", "O-2", "L-2"),
    Listing("women", "O-1", "L-1", "", 72),
    Listing("volunteers", "O-6", "L-8", "UB-SH-25", 20),
)


def _write_places(ledger: Ledger) -> None:
    """Two organisations with a place each, the khoroos, one split since, and the kheseg of one."""
    ledger.organizations += [
        Organization(id="O-1", name="Ахмадын төлөө ТББ", sector=Sector.CIVIL_SOCIETY),
        Organization(id="O-2", name="Дүүргийн хамтарсан баг", sector=Sector.WELFARE),
    ]
    split = dt.date(2024, 1, 1)
    ledger.areas += [
        Area(id="UB", name="Улаанбаатар", level=AreaLevel.CAPITAL, country=Country.MN),
        Area(id="UB-SH", name="Сонгинохайрхан", level=AreaLevel.DUUREG, parent="UB"),
        *(
            Area(
                id=f"UB-SH-{number}",
                name=f"{int(number)}-р хороо",
                level=AreaLevel.KHOROO,
                parent="UB-SH",
                valid_from=split if number == "25" else None,
            )
            for number in _KHOROOS
        ),
        Area(
            id="UB-SH-OLD",
            name="Хуваагдсан хороо",
            level=AreaLevel.KHOROO,
            parent="UB-SH",
            valid_to=split - dt.timedelta(days=1),
        ),
        *(
            Area(
                id=f"UB-SH-07-{kheseg}",
                name=f"7-р хороо, {kheseg}-р хэсэг",
                level=AreaLevel.KHESEG,
                parent="UB-SH-07",
            )
            for kheseg in (1, 2)
        ),
    ]
    for id_, name, organization, area, point in (
        ("L-1", "ТББ-ын төв", "O-1", "UB-SH-07", moved(_GER, 0.3, -0.2)),
        ("L-2", "Хамтарсан багийн төв", "O-2", "UB-SH-12", moved(_FLATS, 0.0, 0.1)),
    ):
        ledger.locations.append(
            Location(id=id_, name=name, organization=organization, area=area, latitude=point[0], longitude=point[1])
        )
    ledger.travel_times.append(
        TravelTime(origin="L-1", destination="L-2", minutes=22, mode=TravelMode.CAR, both_ways=False)
    )
    # steep lanes between the gers; cars stand in the morning traffic
    ledger.travel_speeds += [
        TravelSpeed(mode=TravelMode.WALK, season=Season.SUMMER, km_per_hour=4.2, detour_factor=1.35),
        TravelSpeed(mode=TravelMode.WALK, season=Season.WINTER, km_per_hour=3.3, detour_factor=1.35),
        TravelSpeed(mode=TravelMode.CAR, season=Season.SUMMER, km_per_hour=24, detour_factor=1.4, fixed_minutes=4),
    ]
    ledger.holiday_changes.append(HolidayChange(date=dt.date(2026, 10, 29), name="Нийслэлийн өдөр"))


def _write_workers(ledger: Ledger, rng: Random) -> None:
    """Nine of the NGO, nine of the joint team of four sectors."""
    female, male = Gender.FEMALE, Gender.MALE
    walk, bus, car, motorcycle = TravelMode.WALK, TravelMode.BUS, TravelMode.CAR, TravelMode.MOTORCYCLE
    ngo, team = "O-1", "O-2"
    rows: list[tuple[str, Sector, Gender, TravelMode, str, dict[str, int], tuple[str, ...]]] = [
        (ngo, Sector.CIVIL_SOCIETY, female, car, "07", {"social_work": 3, "care": 1}, ("mn", "ru")),
        (ngo, Sector.CIVIL_SOCIETY, female, bus, "09", {"social_work": 2, "care": 1}, ("mn",)),
        (ngo, Sector.HEALTH, female, car, "07", {"nursing": 3, "care": 2}, ("mn",)),
        (ngo, Sector.CIVIL_SOCIETY, female, walk, "04", {"care": 3}, ("mn",)),
        (ngo, Sector.CIVIL_SOCIETY, female, walk, "07", {"care": 2}, ("mn", "kk")),
        (ngo, Sector.CIVIL_SOCIETY, female, walk, "09", {"care": 2}, ("mn",)),
        (ngo, Sector.CIVIL_SOCIETY, female, walk, "25", {"care": 2}, ("mn",)),
        (ngo, Sector.CIVIL_SOCIETY, male, motorcycle, "04", {"care": 2}, ("mn",)),
        (ngo, Sector.CIVIL_SOCIETY, male, walk, "25", {}, ("mn", "en")),
        (team, Sector.WELFARE, female, bus, "12", {"social_work": 3, "care": 1}, ("mn",)),
        (team, Sector.COMMUNITY, male, walk, "14", {"social_work": 2, "care": 1}, ("mn",)),
        (team, Sector.EDUCATION, female, walk, "18", {"social_work": 2}, ("mn", "ru")),
        (team, Sector.HEALTH, female, walk, "12", {"nursing": 2, "care": 2}, ("mn",)),
        (team, Sector.HEALTH, female, car, "14", {"nursing": 3, "care": 2}, ("mn", "ru")),
        (team, Sector.PRIVATE, male, car, "18", {"physiotherapy": 3, "care": 1}, ("mn",)),
        (team, Sector.WELFARE, female, walk, "18", {"care": 3}, ("mn",)),
        (team, Sector.WELFARE, male, walk, "12", {"care": 2}, ("mn",)),
        (team, Sector.CIVIL_SOCIETY, female, walk, "14", {}, ("mn",)),
    ]
    for organization, sector, gender, mode, khoroo, skills, languages in rows:
        base = "L-1" if organization == ngo else "L-2"
        from_home = mode is walk and "nursing" not in skills
        part_time = {"daily_minutes": 240, "weekly_minutes": 960} if not skills else {}
        worker = ledger.add_worker(
            _QUARTERS[khoroo].home(rng),
            name=mongolian_name(rng, gender),
            organization=organization,
            sector=sector,
            gender=gender,
            mode=mode,
            skills=skill_levels(**skills),
            languages=languages,
            start_location=None if from_home else base,
            end_location=base if mode is car else None,
            valid_from=dt.date(rng.randint(2015, 2025), rng.randint(1, 12), 1),
            **part_time,
        )
        if part_time:
            ledger.add_shift(worker, (MON, TUE, WED, THU), "13:00-17:30")
        else:
            ledger.add_shift(worker, WORKDAYS, "08:30-17:30")
    ledger.change_worker("W-08", valid_to=dt.date(2026, 12, 31))
    ledger.add_shift("W-14", (SAT,), "09:00-13:00", on_holidays=True)
    ledger.change_worker("W-14", weekly_minutes=2640, overtime_minutes=60)
    ledger.away(worker="W-06", first_day=APRIL[0], last_day=APRIL[4], reason="жирэмсний амралт")
    ledger.away(worker="W-01", first_day=APRIL[0], last_day=APRIL[0], start="08:30", end="10:00", reason="хурал")


def _client(
    ledger: Ledger,
    rng: Random,
    khoroo: str,
    group: PopulationGroup = PopulationGroup.ELDER_ALONE,
    gender: Gender | None = None,
    **fields: object,
) -> str:
    about = person(rng, _custom(khoroo), group, gender) | {"area": f"UB-SH-{khoroo}"} | fields
    return ledger.add_client(_QUARTERS[khoroo].home(rng), **about)


def _two_workers(ledger: Ledger, rng: Random) -> None:
    for khoroo, care, visits, minutes in (
        ("04", "lifting", 2, 45),
        ("07", "bathing", 1, 75),
        ("09", "lifting", 3, 45),
        ("12", "bathing", 2, 60),
        ("14", "lifting", 2, 60),
        ("18", "bathing", 1, 60),
    ):
        client = _client(ledger, rng, khoroo, PopulationGroup.DISABILITY, risk=RiskLevel.HIGH)
        ledger.add_need(client, NeedDomain.MOBILITY, Severity.SEVERE, since=dt.date(2024, 2, 1))
        request = ledger.ask_two(
            client,
            care,
            Coupling.TOGETHER,
            VisitRole(minutes=minutes),
            visits,
            minutes=minutes,
            skills=skill_levels(care=2),
            hours=NOT_AT_NOON,
            priority=Priority.URGENT,
        )
        if khoroo == "18":
            ledger.lock(request=request, worker="W-16", second_worker="W-17")
    for khoroo in ("07", "14", "25"):
        client = _client(ledger, rng, khoroo, PopulationGroup.ELDER, risk=RiskLevel.HIGH)
        ledger.ask_two(
            client,
            "wound",
            Coupling.FOLLOWING,
            VisitRole(skills=skill_levels(care=1), minutes=60),
            2,
            minutes=30,
            lag_min=30,
            lag_max=90,
            hours=ALL_DAY,
            priority=Priority.URGENT,
        )


def _nursing(ledger: Ledger, rng: Random) -> None:
    for khoroo in ("09", "12", "18"):
        client = _client(ledger, rng, khoroo, risk=RiskLevel.HIGH)
        morning = ledger.ask(
            client, "injection", 5, ("08:30-11:00",), 30, soft_end=True, days=WORKDAYS, priority=Priority.ASAP
        )
        ledger.ask(
            client,
            "injection",
            5,
            ("14:00-17:00",),
            30,
            days=WORKDAYS,
            priority=Priority.ASAP,
            after=morning,
            gap_min=210,
            gap_max=480,
        )
    for khoroo, care, visits, hours in (
        ("04", "wound", 3, MORNING),
        ("07", "pressure", 1, ("09:00-11:30", "15:00-17:00")),
        ("25", "injection", 2, ALL_DAY),
        ("12", "pressure", 1, ALL_DAY),
        ("14", "wound", 2, ALL_DAY),
        ("18", "injection", 2, NOT_AT_NOON),
        ("09", "pressure", 1, ALL_DAY),
    ):
        client = _client(ledger, rng, khoroo, PopulationGroup.ELDER)
        ledger.ask(client, care, visits, hours, priority=Priority.URGENT)
        ledger.ask(client, "cooking", 2)
    client = _client(ledger, rng, "12")
    request = ledger.ask(client, "wound", 1, ("09:00-12:30",), days=(SAT,), valid_from=APRIL[0])
    ledger.lock(request=request, date=APRIL[5], worker="W-14", start="10:00")


def _physiotherapy(ledger: Ledger, rng: Random) -> None:
    for khoroo, visits, between in (
        ("04", 2, 2),
        ("07", 1, 1),
        ("25", 2, 2),
        ("12", 3, 1),
        ("14", 2, 3),
        ("18", 2, 2),
    ):
        client = _client(ledger, rng, khoroo, PopulationGroup.ELDER)
        request = ledger.ask(client, "exercises", visits, minutes=45, days_between=between)
        ledger.ask(client, "walk", 1)
        if khoroo == "14":
            ledger.lock(request=request, date=APRIL[1])


def _wishes(ledger: Ledger, rng: Random) -> None:
    kazakh = mongolian_name(rng, Gender.MALE, kazakh=True)
    client = _client(
        ledger,
        rng,
        "07",
        gender=Gender.MALE,
        name=kazakh,
        languages=("kk",),
        worker_language="kk",
        usual_worker="W-05",
    )
    ledger.ask(client, "cooking", 2)
    client = _client(ledger, rng, "18", languages=("ru", "mn"), worker_language="ru")
    ledger.ask(client, "papers", 1)
    client = _client(ledger, rng, "12", gender=Gender.MALE, worker_gender=Gender.MALE, usual_worker="W-17")
    ledger.ask(client, "bathing", 2)
    client = _client(ledger, rng, "04", gender=Gender.FEMALE, worker_gender=Gender.FEMALE, usual_worker="W-04")
    ledger.ask(client, "washing", 4, EARLY)
    client = _client(ledger, rng, "25", refused_workers=("W-07",))
    ledger.ask(client, "cleaning", 2)
    client = _client(ledger, rng, "09", preferred_workers=("W-02", "W-01"))
    ledger.ask(client, "talk", 2, every_weeks=2)
    client = _client(ledger, rng, "14", PopulationGroup.CHILD, gender=Gender.OTHER, risk=RiskLevel.HIGH)
    ledger.ask(client, "lessons", 3, ("13:30-17:00",))
    ledger.ask(client, "family", 1, days=(WED, FRI))


def _changes(ledger: Ledger, rng: Random) -> None:
    client = _client(ledger, rng, "07", area="UB-SH-07-1")
    ledger.ask(client, "fuel", 3)
    client = _client(ledger, rng, "07", PopulationGroup.FAMILY, area="UB-SH-07-2")
    ledger.ask(client, "stove", 1, valid_from=APRIL[1], valid_to=APRIL[2], priority=Priority.STAT)
    client = _client(ledger, rng, "18", risk=RiskLevel.HIGH)
    ledger.away(client=client, first_day=APRIL[0], last_day=APRIL[6], reason="эмнэлэгт")
    ledger.ask(client, "washing", 3, mandatory=False)
    client = _client(ledger, rng, "04")
    ledger.addresses.pop()
    ledger.add_address(client, _QUARTERS["04"].home(rng), text="2-р гудамж, 8 тоот", valid_to=APRIL[1])
    ledger.add_address(
        client, _QUARTERS["12"].home(rng), text="7-р байр, 15 тоот", valid_from=APRIL[2], area="UB-SH-12"
    )
    ledger.ask(client, "shopping", 2)
    client = _client(ledger, rng, "14", PopulationGroup.OTHER)
    ledger.change_plan(client, status=CarePlanStatus.DRAFT, approved_by=None)
    ledger.ask(client, "rights", 1)


def _impossible(ledger: Ledger, rng: Random) -> None:
    """Visits that nobody can make: nobody works that day, has that level, or speaks that language."""
    client = _client(ledger, rng, "14", PopulationGroup.ELDER, risk=RiskLevel.HIGH)
    ledger.ask(client, "exercises", 1, days=(SAT,), priority=Priority.URGENT)
    client = _client(ledger, rng, "09", PopulationGroup.ELDER)
    role = VisitRole(skills=skill_levels(nursing=5), minutes=45)
    ledger.ask(client, "wound", 1, roles=(role,), mandatory=False)
    client = _client(ledger, rng, "25", languages=("tyv", "mn"), worker_language="tyv")
    ledger.ask(client, "company", 1, days=(THU,))
