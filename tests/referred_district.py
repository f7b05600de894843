"""A district with a year of referrals, for pages and commands: clinics, a centre, a hospital that is silent and full.

Nobody in it exists. The same seed gives the same district.
"""

import datetime as dt
import random
from typing import Any

from agecare import (
    Area,
    AreaLevel,
    BusinessStatus,
    Capacity,
    Client,
    NeedDomain,
    Organization,
    Priority,
    ReferralStatus,
    RefusalReason,
    Register,
    Service,
    Worker,
)
from agecare.model import CapacityUnit, ServiceType
from referral_worlds import CENTRE, MONDAY, World

S = ReferralStatus
TODAY = (MONDAY + dt.timedelta(days=320)).date()
PROVIDERS = {
    "O-GP1": "Family clinic 1",
    "O-GP2": "Family clinic 2",
    "O-GP3": "Family clinic 3",
    "O-DAY": "Day centre",
    "O-HOSP": "United hospital",
    "O-REHAB": "Rehabilitation house",
    "O-RED": "Red Cross branch",
}
SERVICES = {
    "S-DAY": ("Day care", ServiceType.DAY_CARE, "O-DAY", NeedDomain.COMPANY, 30),
    "S-REHAB": ("Rehabilitation", ServiceType.REHABILITATION, "O-REHAB", NeedDomain.REHABILITATION, 4),
    "S-WARD": ("Ward", ServiceType.NURSING, "O-HOSP", NeedDomain.NURSING, 6),
    "S-MEALS": ("Warm meals", ServiceType.MEALS, "O-RED", NeedDomain.NUTRITION, 40),
}
FIRST = {"S-DAY": "O-DAY", "S-REHAB": "O-DAY", "S-WARD": "O-HOSP", "S-MEALS": "O-RED"}


def referred_district(seed: int = 1, clients: int = 90) -> Register:
    """The register with its referrals."""
    rng = random.Random(seed)
    world = World(needs=[])
    for number in range(clients):
        _person(rng, world, f"E-{number:03}", world.send)
    return Register(
        centre=CENTRE.model_copy(update={"name": "District centre"}),
        organizations=[Organization(id=id_, name=name) for id_, name in PROVIDERS.items()],
        workers=[Worker(id="W-1", name="Worker of a name", home_latitude=49.5, home_longitude=106.0)],
        areas=[Area(id=f"A-{number}", name=f"Bag {number}", level=AreaLevel.BAG) for number in range(4)],
        clients=[
            Client(id=f"E-{number:03}", name=f"Person {number}", area=f"A-{number % 4}") for number in range(clients)
        ],
        needs=world.needs,
        consents=world.consents,
        services=[
            Service(id=id_, name=name, type=type_, organization=provider, domains=[domain])
            for id_, (name, type_, provider, domain, _) in SERVICES.items()
        ],
        capacities=[Capacity(service=id_, unit=CapacityUnit.PLACES, total=row[4]) for id_, row in SERVICES.items()],
        referrals=world.referrals,
        referral_events=world.events,
    )


def _person(rng: random.Random, world: World, client: str, send: Any) -> None:
    """One person's way: a clinic asks, the receiver answers, serves, refuses, passes on, or keeps silent."""
    service, day = rng.choice(list(SERVICES)), rng.randint(0, 300)
    sender = "W-1" if rng.random() < 0.05 else rng.choice(["O-GP1", "O-GP2", "O-GP3"])
    receiver, before, refused = FIRST[service], None, False
    consent = None if rng.random() < 0.02 else "OK"
    for hop in range(rng.choice([1, 1, 2, 2, 3, 4])):
        name, luck = f"R-{len(world.referrals) + 1:04}", rng.random()
        wait = rng.randint(1, 6) + (14 if receiver == "O-HOSP" else 0)
        seen = ((wait, S.RECEIVED),)
        if luck < 0.07 or (receiver == "O-HOSP" and luck < 0.35):
            moves: tuple[Any, ...] = ()
        elif luck < 0.3:
            reason = rng.choice([RefusalReason.CAPACITY_FULL, RefusalReason.NOT_ELIGIBLE_AREA])
            moves = (*seen, (wait + 2, S.REJECTED, {"reason": reason}))
        elif luck < 0.4:
            moves = (*seen, (wait + 1, S.ACCEPTED))
        else:
            made = {"business_status": BusinessStatus.SCHEDULED}
            served = ((wait + 6, S.IN_PROGRESS), (wait + 6 + rng.randint(10, 60), S.COMPLETED))
            moves = (*seen, (wait + 1, S.ACCEPTED), (wait + 3, S.ACCEPTED, made), *served)
        moves = tuple(move for move in moves if day + move[0] <= 318)
        link = {} if before is None else {"replaces" if refused else "part_of": before}
        priority = rng.choices(list(Priority), [8, 2, 1, 0])[0]
        sent = send(
            name, sender, receiver, *moves, client=client, days=day, service=service, need=f"N-{client}",
            priority=priority, consent=consent, **link,
        )  # fmt: skip
        if sent.status not in (S.REJECTED, S.COMPLETED, S.ACCEPTED):
            break
        refused, before, day = sent.status is S.REJECTED, name, day + (moves[-1][0] if moves else 0) + rng.randint(1, 9)
        if not refused:
            sender = receiver
            service = rng.choice(list(SERVICES))
        others = [each for each in FIRST.values() if each != receiver] + ["O-REHAB", sender if hop else "O-REHAB"]
        receiver = rng.choice([each for each in others if each != sender] or ["O-REHAB"])
        if day > 310:
            break
