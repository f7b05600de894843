"""Registers with services for tests: one that can be read by eye, and random little ones that use every rule."""

import datetime as dt
from random import Random
from typing import Any

from agecare import (
    Accessibility,
    Address,
    Area,
    Capacity,
    Carer,
    Centre,
    Client,
    Eligibility,
    EligibilityKind,
    Gender,
    Location,
    Need,
    NeedDomain,
    OpeningTime,
    Placement,
    PopulationGroup,
    Quota,
    Register,
    RiskLevel,
    Service,
    ServiceRequest,
    Severity,
    VisitRole,
)

MONDAY = dt.date(2026, 4, 6)
CENTRE = Centre(id="C", name="Centre", country="MN", timezone="Asia/Ulaanbaatar")
LANGUAGES = ("mn", "kk", "ru")
DOCUMENTS = ("pension-book", "disability-card")
DOMAINS = (NeedDomain.NUTRITION, NeedDomain.MOBILITY, NeedDomain.COMPANY)


def small_register(**kinds: Any) -> Register:
    """One client who needs meals, one service of meals 2.2 km away; the keywords replace kinds of record.

    The client: 80 years old, speaks Mongolian, lives in bag-1 (a part of soum), with no document and no carer.
    """
    usual: dict[str, Any] = {
        "centre": CENTRE,
        "areas": [
            Area(id="soum", name="Soum", level="soum"),
            Area(id="bag-1", name="1st bag", level="bag", parent="soum"),
            Area(id="bag-2", name="2nd bag", level="bag", parent="soum"),
        ],
        "locations": [Location(id="L-1", name="Kitchen", area="bag-2", latitude=49.50, longitude=105.92)],
        "clients": [small_client()],
        "addresses": [Address(client="E-1", latitude=49.48, longitude=105.92, area="bag-1")],
        "needs": [Need(id="N-1", client="E-1", domain="nutrition", severity="severe")],
        "services": [small_service()],
    }
    return Register(**{**usual, **kinds})


def small_client(**fields: Any) -> Client:
    """The client of the small register, some fields replaced."""
    usual = {"id": "E-1", "birth_date": dt.date(1946, 3, 1), "gender": "female", "languages": ["mn"], "area": "bag-1"}
    return Client(**{**usual, **fields})


def small_service(**fields: Any) -> Service:
    """The service of the small register, some fields replaced."""
    usual = {"id": "S-1", "name": "Meals", "type": "meals", "domains": ["nutrition"], "locations": ["L-1"]}
    return Service(**{**usual, **fields})


def rule(kind: str, *allowed: str, **bounds: Any) -> Eligibility:
    """A rule of the service S-1."""
    return Eligibility(service="S-1", kind=kind, allowed=allowed, **bounds)


def random_services(seed: int, clients: int = 6, services: int = 8) -> Register:
    """A random little centre in which every rule, quota, place and request comes up. Same seed, same centre."""
    rng = Random(seed)
    people = [_client(rng, index) for index in range(clients)]
    offered = [_service(rng, index) for index in range(services)]
    needs = [
        Need(id=f"N-{client.id}-{domain.value}", client=client.id, domain=domain, severity=rng.choice(list(Severity)))
        for client in people
        for domain in DOMAINS
        if rng.random() < 0.6
    ]
    scarce = [service for service in offered if rng.random() < 0.7]
    return Register(
        centre=CENTRE,
        areas=[
            Area(id="soum", name="Soum", level="soum"),
            *(Area(id=f"bag-{n}", name="Bag", level="bag", parent="soum") for n in (1, 2, 3)),
        ],
        locations=[
            Location(id=f"L-{n}", name="Place", latitude=49.4 + rng.random() / 5, longitude=105.9 + rng.random() / 5)
            for n in range(4)
        ],
        clients=people,
        addresses=[
            Address(
                client=client.id, latitude=49.4 + rng.random() / 5, longitude=106.0, area=rng.choice([None, "bag-3"])
            )
            for client in people
            if rng.random() < 0.8
        ],
        carers=[Carer(id=f"K-{client.id}", client=client.id) for client in people if rng.random() < 0.5],
        needs=needs,
        services=offered,
        opening_times=[
            OpeningTime(service=service.id, rule="FREQ=WEEKLY;BYDAY=TU", windows=[{"start": "9:00", "end": "12:00"}])
            for service in offered
            if rng.random() < 0.4
        ],
        eligibility=[
            found
            for service in offered
            for kind in rng.sample(list(EligibilityKind), rng.randint(0, 3))
            for found in [_rule(rng, service.id, kind)]
        ],
        capacities=[
            Capacity(service=service.id, unit=rng.choice(["places", "visits-a-week"]), total=rng.randint(1, 4))
            for service in scarce
        ],
        quotas=[Quota(service=service.id, group="elder-alone", reserved=1) for service in scarce if rng.random() < 0.4],
        placements=[
            Placement(id=f"P-{client.id}", client=client.id, service=rng.choice(offered).id, since=dt.date(2026, 1, 5))
            for client in people
            if rng.random() < 0.4
        ],
        service_requests=[
            ServiceRequest(id=f"R-{need.id}", client=need.client, need=need.id, since=MONDAY, units=rng.randint(1, 2))
            for need in needs
            if rng.random() < 0.3
        ],
    )


def _client(rng: Random, index: int) -> Client:
    return Client(
        id=f"E-{index}",
        birth_date=rng.choice([None, dt.date(rng.randint(1930, 1975), 4, rng.randint(1, 28))]),
        gender=rng.choice(list(Gender)),
        group=rng.choice(list(PopulationGroup)[:3]),
        languages=rng.sample(LANGUAGES, rng.randint(0, 2)),
        risk=rng.choice([None, *RiskLevel]),
        area=rng.choice([None, "bag-1", "bag-2"]),
        documents=rng.sample(DOCUMENTS, rng.randint(0, 2)),
        income=rng.choice([None, 100, 500]),
        accessibility=rng.sample(list(Accessibility), rng.choice([0, 0, 1])),
    )


def _service(rng: Random, index: int) -> Service:
    at_home = rng.random() < 0.3
    return Service(
        id=f"S-{index}",
        name="Service",
        type="meals",
        domains=rng.sample(DOMAINS, rng.randint(1, 2)),
        locations=rng.sample(["L-0", "L-1", "L-2", "L-3"], rng.randint(0, 2)),
        status=rng.choice(["active", "active", "active", "inactive"]),
        languages=rng.sample(LANGUAGES, rng.randint(0, 2)),
        accessibility=rng.sample(list(Accessibility), rng.randint(2, 7)),
        fee=rng.choice([None, 0, 100]),
        visit=VisitRole(minutes=30) if at_home else None,
        visits_per_week=2 if at_home else None,
    )


def _rule(rng: Random, service: str, kind: EligibilityKind) -> Eligibility:
    bounds = {"age": 60, "distance": 8, "income": 200, "carers": 1}
    words = {
        "gender": ["female"],
        "group": ["elder", "elder-alone"],
        "risk": ["medium", "high"],
        "need": ["mobility", "company"],
        "severity": ["moderate", "severe"],
        "area": [rng.choice(["soum", "bag-1", "bag-3"])],
        "document": [rng.choice(DOCUMENTS)],
        "language": [rng.choice(LANGUAGES)],
    }
    if kind.value in words:
        return Eligibility(service=service, kind=kind, allowed=words[kind.value])
    return Eligibility(service=service, kind=kind, **{rng.choice(["least", "most"]): bounds[kind.value]})
