"""The oblast home-care service of Jalal-Abad, Kyrgyzstan, in any size.

The reported service: 228 social workers visit 2,143 homes, of 1,129 elders living alone, 564 people with
disabilities and 394 children in hardship. By the public rules of home care a worker has 8 to 12 clients,
comes to most of them at least twice a week, and works 40 hours. All people and households are invented.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from random import Random
from typing import TypeVar

import attrs

from agecare.io.samples.cares import CARES, EARLY, NOT_AT_NOON, usual_cares
from agecare.io.samples.directory import Listing, write_directory
from agecare.io.samples.findings import write_findings
from agecare.io.samples.households import apportion, scattered, seats, settled, territories
from agecare.io.samples.ledger import WORKDAYS, Ledger, drawn_hours, drawn_minutes, skill_levels
from agecare.io.samples.names import kyrgyz_name
from agecare.io.samples.offers import OFFERS
from agecare.io.samples.places import Point, Settlement, distance_km, settlements
from agecare.io.samples.uptake import write_uptake
from agecare.model import (
    Absence,
    Area,
    AreaLevel,
    Centre,
    Client,
    Country,
    Coupling,
    Gender,
    Location,
    Organization,
    PopulationGroup,
    Priority,
    Register,
    RiskLevel,
    Sector,
    TimeZone,
    TravelMode,
    VisitRole,
    Worker,
)

T = TypeVar("T")

CLIENTS, WORKERS = 2143, 228
GROUPS: Mapping[PopulationGroup, int] = {
    PopulationGroup.ELDER_ALONE: 1129,
    PopulationGroup.DISABILITY: 564,
    PopulationGroup.CHILD: 394,
    PopulationGroup.OTHER: CLIENTS - 1129 - 564 - 394,
}
"""The reported numbers; other sizes have the same mix."""

_VISITS_A_WEEK = {1: 18, 2: 55, 3: 17, 4: 6, 5: 4}
_SPECIAL = {"double": 0.055, "following": 0.02, "nursing": 0.06, "pair": 0.015}
"""Shares of clients who need two workers at once, a nurse and then another, a nurse, or two visits a day."""
_NURSES = 0.14
_NURSE_SHARE = 0.75
"""A nurse has fewer clients, because others' clients need the nurse too."""
_LEG_MINUTES = 18
"""What a visit is taken to cost in travel when clients are shared out."""

_RAIONS: Mapping[str, tuple[str, ...]] = {
    "Suzak": ("Suzak",),
    "Bazar-Korgon": ("Bazar-Korgon", "Sovetskoye", "Kyzyl-Oktyabr’", "Karacha", "Besh-Badam"),
    "Nooken": ("Massy", "Kochkor-Ata"),
    "Aksy": ("Kerben", "Ak-Jol"),
    "Ala-Buka": ("Ala-Buka",),
    "Chatkal": ("Kanysh-Kyya",),
    "Toktogul": ("Toktogul", "Kolkhoz Imeni Kirova", "Tortkël’", "Kayirma", "Üch-Terek"),
    "Toguz-Toro": ("Kazarman",),
}
"""Raions and their settlements, as far as a map tells; the settlements named nowhere here are cities."""
_UZBEK_SPOKEN = {"Manas", "Suzak", "Bazar-Korgon", "Massy", "Ala-Buka", "Sovetskoye", "Kochkor-Ata"}

_LEAVE = (dt.date(2026, 4, 6), dt.date(2026, 4, 10))


@attrs.define
class _Household:
    point: Point
    group: PopulationGroup
    special: str
    cares: list[tuple[str, int, int]]
    """Kind of visit, visits a week, minutes."""

    @property
    def load(self) -> float:
        """Minutes a week for the usual worker, travel included."""
        return sum(visits * (minutes + _LEG_MINUTES) for _, visits, minutes in self.cares)

    @property
    def all_load(self) -> float:
        """The same for everybody who comes."""
        return self.load * (2 if self.special in ("double", "following") else 1)


def jalal_abad(clients: int = CLIENTS, workers: int = WORKERS, seed: int = 1) -> Register:
    """The register of an oblast service of this size; the same seed gives the same register.

    Parameters
    ----------
    clients, workers
        How many; at least 1. The load is believable from about 8 to 12 clients a worker.
    seed
        Of everything that is drawn.

    Raises
    ------
    ValueError
        Without a client or a worker.
    """
    if clients < 1 or workers < 1:
        raise ValueError("a sample needs at least one client and one worker")
    rng = Random(seed)
    places = settlements("KG", "03")
    counts, staff = settled([_weight(place) for place in places], clients, workers)
    places = places[: len(counts)]
    ledger = Ledger("ky", digits=max(3, len(str(clients)), len(str(workers)) + 1))
    ledger.add_skills({"care": "кароо", "nursing": "медайымдык жардам", "social-work": "социалдык иш"})
    _write_areas(ledger, places)
    groups, visits = _dealt(rng, clients, GROUPS), _dealt(rng, clients, _VISITS_A_WEEK)
    specials = _specials(rng, counts, staff)
    numbers = iter(range(clients))
    settled_homes = [
        [_household(rng, place, groups[i], visits[i], specials.get(i, "")) for i in islice(numbers, people)]
        for place, people in zip(places, counts, strict=True)
    ]
    loads = [sum(home.all_load for home in homes) for homes in settled_homes]
    staff = seats(loads, workers, [min(2, hands) for hands in staff])
    for place, homes, hands in zip(places, settled_homes, staff, strict=True):
        _write_settlement(ledger, rng, place, homes, hands)
    _write_leave(ledger, rng)
    _write_services(ledger, places, seed)
    return ledger.register(
        Centre(
            id="jalal-abad",
            name="Жалал-Абад облусу: үйдө тейлөө кызматы",
            country=Country.KG,
            timezone=TimeZone.BISHKEK,
            language="ky",
            area="KG-03",
        )
    )


def _weight(place: Settlement) -> float:
    """Share of the service: grows with the people, but villages have more elders for each inhabitant."""
    return math.pow(max(place.population, 1500), 0.8)


def _spread_km(place: Settlement) -> float:
    return min(1.8, 0.35 + math.sqrt(max(place.population, 1500)) / 250)


def _dealt(rng: Random, clients: int, shares: Mapping[T, int]) -> list[T]:
    """A value for each client, each value as often as its share says."""
    counts = apportion(clients, list(shares.values()))
    values = [value for value, count in zip(shares, counts, strict=True) for _ in range(count)]
    rng.shuffle(values)
    return values


def _specials(rng: Random, counts: Sequence[int], staff: Sequence[int]) -> dict[int, str]:
    """Which clients need more than the one usual worker: only where two workers live in the settlement."""
    eligible: list[int] = []
    first = 0
    for people, hands in zip(counts, staff, strict=True):
        if hands > 1:
            eligible += range(first, first + people)
        first += people
    rng.shuffle(eligible)
    found: dict[int, str] = {}
    for special, share in _SPECIAL.items():
        for _ in range(round(share * sum(counts))):
            if eligible:
                found[eligible.pop()] = special
    return found


def _household(rng: Random, place: Settlement, group: PopulationGroup, visits: int, special: str) -> _Household:
    point = scattered(rng, (place.latitude, place.longitude), _spread_km(place), outlying=0.05)
    cares = _SPECIAL_CARES[special](rng, group, visits)
    return _Household(point, group, special, [(care, count, drawn_minutes(rng, care)) for care, count in cares])


def _double(rng: Random, group: PopulationGroup, visits: int) -> list[tuple[str, int]]:
    return [(rng.choice(("lifting", "bathing")), min(max(visits, 2), 3))]


def _following(rng: Random, group: PopulationGroup, visits: int) -> list[tuple[str, int]]:
    return [("injection", 2)]


def _nursing(rng: Random, group: PopulationGroup, visits: int) -> list[tuple[str, int]]:
    often = 2 if visits > 2 else 1
    rest = usual_cares(rng, group, max(1, visits - often))
    return [*rest, (rng.choice(("pressure", "injection", "wound")), often)]


def _pair(rng: Random, group: PopulationGroup, visits: int) -> list[tuple[str, int]]:
    return [("washing", 2), ("cooking", 2)]


_SPECIAL_CARES = {
    "": usual_cares,
    "double": _double,
    "following": _following,
    "nursing": _nursing,
    "pair": _pair,
}


def _slug(name: str) -> str:
    plain = name.translate(str.maketrans("Üëü", "Ueu", "’"))
    return "-".join(plain.upper().replace("-", " ").split())


def _write_areas(ledger: Ledger, places: Sequence[Settlement]) -> None:
    """The oblast, its raions and cities, the villages, and a welfare department for each raion and city."""
    ledger.areas.append(Area(id="KG-03", name="Жалал-Абад облусу", level=AreaLevel.OBLAST, country=Country.KG))
    served = {place.name for place in places}
    raion_of = {village: raion for raion, villages in _RAIONS.items() for village in villages}
    for raion in (raion for raion, villages in _RAIONS.items() if served & set(villages)):
        ledger.areas.append(Area(id=_raion_id(raion), name=f"{raion} району", level=AreaLevel.RAION, parent="KG-03"))
        ledger.organizations.append(_department(_raion_id(raion), f"{raion} району"))
    for place in places:
        raion = raion_of.get(place.name, "")
        level, parent = (AreaLevel.AIYL, _raion_id(raion)) if raion else (AreaLevel.CITY, "KG-03")
        ledger.areas.append(Area(id=f"KG-03-{_slug(place.name)}", name=place.name, level=level, parent=parent))
        if not raion:
            ledger.organizations.append(_department(f"KG-03-{_slug(place.name)}", f"{place.name} шаары"))


def _raion_id(raion: str) -> str:
    return f"KG-03-R-{_slug(raion)}"


def _department(area: str, name: str) -> Organization:
    id_ = area.replace("KG-03", "O")
    return Organization(id=id_, name=f"{name}: социалдык өнүктүрүү башкармалыгы", sector=Sector.WELFARE)


def _write_settlement(ledger: Ledger, rng: Random, place: Settlement, homes: Sequence[_Household], hands: int) -> None:
    """Workers at home among their clients, and the clients with their visits."""
    nurses = _nurse_numbers(hands)
    shares = [_NURSE_SHARE if number in nurses else 1.0 for number in range(hands)]
    cut = territories([home.point for home in homes], [home.load for home in homes], shares)
    team = [
        _write_worker(ledger, rng, place, [homes[i].point for i in members], nurse=number in nurses)
        for number, members in enumerate(cut)
    ]
    near = {worker.id: _nearest(worker, team) for worker in team}
    for worker, members in zip(team, cut, strict=True):
        for index in members:
            _write_client(ledger, rng, place, homes[index], worker, near[worker.id])


def _nurse_numbers(hands: int) -> set[int]:
    """Every seventh worker or so has nursing skills, and one at least where there are two."""
    count = max(1, round(_NURSES * hands)) if hands > 1 else 0
    return {round((number + 0.5) * hands / count - 0.5) for number in range(count)}


def _nearest(worker: Worker, team: Sequence[Worker]) -> list[Worker]:
    return sorted(
        (other for other in team if other is not worker),
        key=lambda other: (distance_km(_home_of(other), _home_of(worker)), other.id),
    )


def _home_of(worker: Worker) -> Point:
    assert worker.home_latitude is not None and worker.home_longitude is not None
    return worker.home_latitude, worker.home_longitude


def _write_worker(ledger: Ledger, rng: Random, place: Settlement, clients: Sequence[Point], *, nurse: bool) -> Worker:
    middle = _middle(clients) if clients else (place.latitude, place.longitude)
    home = scattered(rng, middle, 0.25)
    gender = Gender.FEMALE if rng.random() < 0.82 else Gender.MALE
    levels = {"care": rng.choice((1, 2, 2, 3)), "social_work": rng.choice((2, 2, 3))}
    if nurse:
        levels["nursing"] = rng.choice((2, 2, 3))
    languages = ["ky"]
    if place.name in _UZBEK_SPOKEN and rng.random() < 0.4:
        languages.append("uz")
    if rng.random() < 0.6:
        languages.append("ru")
    distances = [distance_km(home, point) for point in clients] or [0.0]
    city = place.population > 20_000
    id_ = ledger.add_worker(
        home,
        name=kyrgyz_name(rng, gender),
        organization=_department_of(ledger, place),
        sector=Sector.WELFARE,
        gender=gender,
        languages=tuple(languages),
        skills=skill_levels(**levels),
        mode=_mode(rng, distances, nurse=nurse, city=city),
        valid_from=dt.date(rng.randint(2012, 2025), rng.randint(1, 12), 1),
    )
    ledger.add_shift(id_, WORKDAYS, "08:30-17:30")
    return ledger.workers[-1]


def _department_of(ledger: Ledger, place: Settlement) -> str:
    area = next(area for area in ledger.areas if area.id == f"KG-03-{_slug(place.name)}")
    owner = area.id if area.level is AreaLevel.CITY else area.parent or ""
    return owner.replace("KG-03", "O")


def _mode(rng: Random, distances_km: Sequence[float], *, nurse: bool, city: bool) -> TravelMode:
    """On foot around the corner; further off by what there is."""
    if nurse:
        return rng.choice((TravelMode.CAR, TravelMode.MOTORCYCLE, TravelMode.CAR))
    mean_km, furthest_km = sum(distances_km) / len(distances_km), max(distances_km)
    if mean_km < 0.8 and furthest_km < 2.5:
        return TravelMode.WALK
    if mean_km < 1.3 and furthest_km < 4 and city:
        return rng.choice((TravelMode.WALK, TravelMode.BUS, TravelMode.MOTORCYCLE))
    return rng.choice((TravelMode.CAR, TravelMode.CAR, TravelMode.MOTORCYCLE))


def _middle(points: Sequence[Point]) -> Point:
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


_BORN = {
    PopulationGroup.ELDER_ALONE: (1934, 1958),
    PopulationGroup.DISABILITY: (1950, 2004),
    PopulationGroup.CHILD: (2010, 2019),
    PopulationGroup.OTHER: (1955, 1998),
}


def _write_client(
    ledger: Ledger,
    rng: Random,
    place: Settlement,
    home: _Household,
    usual: Worker,
    colleagues: Sequence[Worker],
) -> None:
    gender = Gender.FEMALE if rng.random() < 0.62 else Gender.MALE
    languages = ["uz" if place.name in _UZBEK_SPOKEN and rng.random() < 0.25 else "ky"]
    if rng.random() < 0.3:
        languages.append("ru")
    year = rng.randint(*_BORN[home.group])
    client = ledger.add_client(
        home.point,
        address=f"{rng.randint(1, 40)}-көчө, {rng.randint(1, 120)}-үй",
        since=dt.date(rng.randint(2015, 2025), rng.randint(1, 12), rng.randint(1, 28)),
        name=kyrgyz_name(rng, gender),
        birth_date=dt.date(year, rng.randint(1, 12), rng.randint(1, 28)),
        gender=gender,
        group=home.group,
        languages=tuple(languages),
        risk=rng.choices(list(RiskLevel), weights=(5, 4, 1))[0],
        area=f"KG-03-{_slug(place.name)}",
        usual_worker=usual.id if rng.random() < 0.94 else None,
    )
    if home.special == "":
        _write_wishes(ledger, rng, client, usual, colleagues)
    if rng.random() < 0.25:
        ledger.add_carer(client, kyrgyz_name(rng, Gender.FEMALE), rng.choice(("кызы", "коңшусу", "сиңдиси")))
    _WRITE[home.special](ledger, rng, client, home)


def _write_wishes(ledger: Ledger, rng: Random, client: str, usual: Worker, colleagues: Sequence[Worker]) -> None:
    """A few wishes, each of which the usual worker meets."""
    chance, person = rng.random(), ledger.clients[-1]
    if chance < 0.03 and person.gender is usual.gender:
        ledger.change_client(client, worker_gender=usual.gender)
    elif chance < 0.06 and (shared := [code for code in person.languages if code in usual.languages[1:]]):
        ledger.change_client(client, worker_language=shared[0])
    elif chance < 0.09 and colleagues:
        ledger.change_client(client, refused_workers=(colleagues[0].id,))
    elif chance < 0.14 and colleagues:
        ledger.change_client(client, preferred_workers=(usual.id, colleagues[0].id))


def _priority(rng: Random, care: str) -> Priority:
    if CARES[care].skill == "nursing":
        return rng.choices((Priority.ROUTINE, Priority.URGENT, Priority.ASAP), weights=(5, 4, 1))[0]
    return rng.choices((Priority.ROUTINE, Priority.URGENT, Priority.ASAP), weights=(86, 11, 3))[0]


def _write_usual(ledger: Ledger, rng: Random, client: str, home: _Household) -> None:
    for care, visits, minutes in home.cares:
        hours = drawn_hours(rng, care)
        ledger.ask(client, care, visits, hours, minutes, priority=_priority(rng, care))


def _write_double(ledger: Ledger, rng: Random, client: str, home: _Household) -> None:
    for care, visits, minutes in home.cares:
        second, hours = VisitRole(minutes=minutes), drawn_hours(rng, care)
        ledger.ask_two(
            client,
            care,
            Coupling.TOGETHER,
            second,
            visits,
            hours=hours,
            minutes=minutes,
            priority=_priority(rng, care),
        )


def _write_following(ledger: Ledger, rng: Random, client: str, home: _Household) -> None:
    """The nurse first; somebody to wash and dress begins when the nurse is done, up to an hour later."""
    for care, visits, minutes in home.cares:
        second = VisitRole(skills=CARES["washing"].skills, minutes=drawn_minutes(rng, "washing"))
        ledger.ask_two(
            client,
            care,
            Coupling.FOLLOWING,
            second,
            visits,
            hours=rng.choice((EARLY, NOT_AT_NOON)),
            minutes=minutes,
            lag_min=minutes,
            lag_max=minutes + 60,
            priority=_priority(rng, care),
        )


def _write_pair(ledger: Ledger, rng: Random, client: str, home: _Household) -> None:
    """Up in the morning, supper in the afternoon."""
    (morning, visits, first_minutes), (evening, _, second_minutes) = home.cares
    before = ledger.ask(client, morning, visits, EARLY, first_minutes, priority=Priority.URGENT)
    ledger.ask(
        client,
        evening,
        visits,
        ("13:30-17:30",),
        second_minutes,
        after=before,
        gap_min=120,
        gap_max=420,
        priority=Priority.URGENT,
    )


_WRITE = {
    "": _write_usual,
    "double": _write_double,
    "following": _write_following,
    "nursing": _write_usual,
    "pair": _write_pair,
}


_OFFERED = (
    # offer, from how many clients of a department on it is there
    ("information", 0), ("clinic", 0), ("home-care", 0), ("cash", 0), ("meals", 15), ("home-nursing", 15),
    ("day-centre", 25), ("legal", 25), ("home-help", 25), ("equipment", 40), ("volunteers", 40), ("lessons", 40),
    ("protection", 60), ("rehabilitation", 60), ("mental-health", 60), ("transport", 60), ("respite", 80),
    ("memory-group", 120), ("housing", 120), ("residential", 150), ("senses", 150), ("women", 200),
)  # fmt: skip


def _write_services(ledger: Ledger, places: Sequence[Settlement], seed: int) -> None:
    """A directory for each raion and city, the larger the richer; assessments, placements and waiting people."""
    rng = Random(seed + 1)
    parents = {area.id: area.parent for area in ledger.areas}
    served: Counter[str] = Counter()
    for client in ledger.clients:
        served[client.area or ""] += 1
        served[parents.get(client.area or "") or ""] += 1
    point_of = {f"KG-03-{_slug(place.name)}": (place.latitude, place.longitude) for place in reversed(places)}
    listings = []
    for number, department in enumerate(list(ledger.organizations), start=1):
        area = department.id.replace("O-", "KG-03-", 1)
        seat = next(id_ for id_ in point_of if id_ == area or parents[id_] == area)
        name = next(each.name for each in ledger.areas if each.id == seat)
        point = point_of[seat]
        ledger.locations.append(
            Location(
                id=f"L-{number:02d}",
                name=name,
                organization=department.id,
                area=seat,
                latitude=point[0],
                longitude=point[1],
            )
        )
        listings += [
            Listing(offer, department.id, "" if OFFERS[offer].visit else f"L-{number:02d}", area, served[area])
            for offer, least in _OFFERED
            if served[area] >= least
        ]
    write_directory(ledger, rng, Country.KG, listings)
    write_findings(ledger, rng, Country.KG)
    write_uptake(ledger, rng)


def _write_leave(ledger: Ledger, rng: Random) -> None:
    """One worker in fifty is on leave in the example week, where at least five share the work."""
    team_of: dict[str, list[Worker]] = {}
    area_of: Mapping[str, Client] = {client.usual_worker or "": client for client in ledger.clients}
    for worker in ledger.workers:
        if worker.id in area_of and all(has.skill != "nursing" for has in worker.skills):
            team_of.setdefault(area_of[worker.id].area or "", []).append(worker)
    able = [worker for team in team_of.values() if len(team) >= 5 for worker in team]
    for worker in rng.sample(able, min(len(able), round(len(ledger.workers) / 50))):
        ledger.absences.append(
            Absence(worker=worker.id, first_day=_LEAVE[0], last_day=_LEAVE[1], reason="жылдык өргүү")
        )
