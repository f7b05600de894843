"""Districts with needs and services: one solvable by eye, and random ones."""

import datetime as dt
import random

from agecare import (
    Address,
    Area,
    Capacity,
    Centre,
    Client,
    Eligibility,
    Location,
    Need,
    NeedDomain,
    Organization,
    Placement,
    PopulationGroup,
    Register,
    Sector,
    Service,
    ServiceRequest,
    ServiceType,
    Severity,
    Worker,
)

DAY = dt.date(2026, 4, 6)
CENTRE = Centre(id="C-1", name="Centre", country="MN", timezone="Asia/Ulaanbaatar", area="A-0")
KM = 1 / 111.195
"""One kilometre in degrees of latitude."""


def district() -> Register:
    """Two bags of a soum, 40 km apart. Day care in the east with two places, one of them taken; meals come home.

    East: E-1 has day care, E-2 waits for it. West: E-3 and E-4 (severe) need company too, E-4 a meal, which E-3 has.
    """
    north = {"E-1": 49.0, "E-2": 49.0 + KM, "E-3": 49.0 + 40 * KM, "E-4": 49.0 + 41 * KM}
    return Register(
        centre=CENTRE,
        organizations=[
            Organization(id="O-1", name="Centre", sector="labour-welfare"),
            Organization(id="O-2", name="NGO"),
        ],
        areas=[
            Area(id="A-0", name="Soum", level="soum"),
            Area(id="A-E", name="East", level="bag", parent="A-0", elders=20),
            Area(id="A-W", name="West", level="bag", parent="A-0", elders=30),
            Area(id="A-OLD", name="Old", level="bag", parent="A-0", elders=7, valid_to="2025-12-31"),
        ],
        locations=[Location(id="L-1", name="Centre", organization="O-1", latitude=49.0, longitude=105.0)],
        clients=[
            Client(id="E-1", area="A-E", group="elder-alone", usual_worker="W-1", risk="high"),
            Client(id="E-2", area="A-E", usual_worker="W-1"),
            Client(id="E-3", area="A-W", group="disability"),
            Client(id="E-4", area="A-W"),
            Client(id="E-5", area="A-W", valid_to="2026-01-31"),
        ],
        addresses=[
            Address(client=client, latitude=latitude, longitude=105.0, valid_from="2020-01-01")
            for client, latitude in north.items()
        ],
        needs=[
            Need(id="N-1", client="E-1", domain="company"),
            Need(id="N-2", client="E-2", domain="company", severity="mild"),
            Need(id="N-3", client="E-3", domain="company"),
            Need(id="N-4", client="E-4", domain="company", severity="severe"),
            Need(id="N-5", client="E-3", domain="nutrition"),
            Need(id="N-6", client="E-4", domain="nutrition"),
            Need(id="N-7", client="E-5", domain="nutrition"),
            Need(id="N-8", client="E-1", domain="legal", until="2026-03-01"),
        ],
        services=[
            Service(
                id="S-DAY", name="Day", type="day-care", domains=["company"], organization="O-1", locations=["L-1"]
            ),
            Service(id="S-MEAL", name="Meals", type="meals", domains=["nutrition"], organization="O-2"),
            Service(id="S-SHUT", name="Law", type="legal-help", domains=["legal"], status="inactive"),
        ],
        capacities=[Capacity(service="S-DAY", total=3, taken=1), Capacity(service="S-MEAL", total=1)],
        placements=[
            Placement(id="P-1", client="E-1", service="S-DAY", since="2026-01-01"),
            Placement(id="P-2", client="E-3", service="S-MEAL", since="2026-01-01"),
        ],
        service_requests=[ServiceRequest(id="Q-1", client="E-2", service="S-DAY", since="2026-02-01")],
        workers=[
            Worker(id="W-1", sector="health", start_location="L-1", end_location="L-1"),
            Worker(id="W-2", organization="O-1", start_location="L-1", end_location="L-1"),
        ],
    )


def random_district(seed: int, clients: int = 40) -> Register:
    """Bags, people and services at random; some without address, area or capacity."""
    rng = random.Random(seed)
    types, domains, groups = list(ServiceType)[:4], list(NeedDomain)[:6], list(PopulationGroup)

    def point() -> tuple[float, float]:
        return 49 + rng.random() / 4, 105 + rng.random() / 3

    areas = [Area(id="A-0", name="Soum", level="soum")]
    areas += [
        Area(id=f"A-{n}", name=f"Bag {n}", level="bag", parent="A-0", elders=rng.choice([None, 9]))
        for n in (1, 2, 3, 4)
    ]
    areas += [Area(id=f"A-1{part}", name=f"Part {part}", level="kheseg", parent="A-1") for part in "abc"]
    people = [
        Client(id=f"E-{n}", group=rng.choice(groups), area=rng.choice([*(area.id for area in areas), None]))
        for n in range(clients)
    ]
    needs = [
        Need(id=f"N-{n}", client=rng.choice(people).id, domain=rng.choice(domains), severity=rng.choice(list(Severity)))
        for n in range(2 * clients)
    ]
    locations = [
        Location(id=f"L-{n}", name="Place", latitude=p[0], longitude=p[1]) for n in range(6) for p in [point()]
    ]
    services = [
        Service(
            id=f"S-{n}",
            name="Service",
            type=rng.choice(types),
            domains=rng.sample(domains, rng.randint(1, 3)),
            locations=[place.id for place in rng.sample(locations, rng.choice([0, 1, 1, 2]))],
            organization=rng.choice(["O-1", "O-2", None]),
        )
        for n in range(9)
    ]
    held = {(rng.choice(people).id, rng.choice(services).id) for _ in range(clients // 2)}
    rules = [Eligibility(service="S-0", kind="area", allowed=["A-1", "A-2"])]
    rules += [Eligibility(service="S-1", kind="group", allowed=["elder", "elder-alone"])]
    rules += [Eligibility(service="S-2", kind="distance", most=8)]
    return Register(
        centre=CENTRE,
        organizations=[Organization(id="O-1", name="One", sector=Sector.HEALTH), Organization(id="O-2", name="Two")],
        areas=areas,
        locations=locations,
        clients=people,
        addresses=[
            Address(client=person.id, latitude=p[0], longitude=p[1])
            for person in people
            for p in [point()]
            if rng.random() < 0.9
        ],
        needs=needs,
        services=services,
        eligibility=rules,
        capacities=[
            Capacity(service=each.id, total=rng.randint(20, 40), taken=rng.randint(0, 9)) for each in services[:-2]
        ],
        placements=[
            Placement(id=f"P-{n}", client=client, service=service, since="2026-01-01")
            for n, (client, service) in enumerate(sorted(held))
        ],
    )
