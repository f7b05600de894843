"""What the three example centres share: ordinary clients, and who of the workers usually comes to whom."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import attrs

from agecare.io.samples.cares import CARES, usual_cares
from agecare.io.samples.households import scattered
from agecare.io.samples.ledger import Ledger, drawn_hours, drawn_minutes
from agecare.io.samples.places import Point, distance_km
from agecare.model import Gender, PopulationGroup, Priority, RiskLevel, Severity, VisitRequest, Worker

BORN: Mapping[PopulationGroup, tuple[int, int]] = {
    PopulationGroup.ELDER_ALONE: (1934, 1958),
    PopulationGroup.ELDER: (1934, 1960),
    PopulationGroup.DISABILITY: (1950, 2004),
    PopulationGroup.CHILD: (2010, 2019),
    PopulationGroup.FAMILY: (1980, 2000),
    PopulationGroup.OTHER: (1955, 1998),
}
"""First and last year of birth by group."""


@attrs.frozen
class Quarter:
    """Where some of the clients live: an area, its middle, how far the homes spread, how many are served."""

    area: str
    middle: Point
    spread_km: float
    clients: int = 0

    def home(self, rng: Random) -> Point:
        """A household here."""
        return scattered(rng, self.middle, self.spread_km)


@attrs.frozen
class Custom:
    """How a centre fills in its ordinary clients: names, addresses, languages, groups, visits a week, kin."""

    name: Callable[[Random, Gender], str]
    address: Callable[[Random], str]
    language: str
    groups: Mapping[PopulationGroup, int]
    visits: Mapping[int, int]
    kin: Sequence[str]


def person(rng: Random, custom: Custom, group: PopulationGroup, gender: Gender | None = None) -> dict[str, Any]:
    """The fields of an invented client of this group."""
    gender = gender or (Gender.FEMALE if rng.random() < 0.62 else Gender.MALE)
    return {
        "name": custom.name(rng, gender),
        "gender": gender,
        "group": group,
        "birth_date": dt.date(rng.randint(*BORN[group]), rng.randint(1, 12), rng.randint(1, 28)),
        "languages": (custom.language,),
        "risk": rng.choices(list(RiskLevel), weights=(5, 4, 1))[0],
        "address": custom.address(rng),
        "since": dt.date(rng.randint(2018, 2025), rng.randint(1, 12), rng.randint(1, 28)),
    }


def add_ordinary_client(ledger: Ledger, rng: Random, custom: Custom, quarter: Quarter) -> str:
    """A client with the usual care of the group, on a few visits a week, all by one worker each."""
    group = rng.choices(list(custom.groups), weights=list(custom.groups.values()))[0]
    client = ledger.add_client(quarter.home(rng), area=quarter.area, **person(rng, custom, group))
    if rng.random() < 0.3:
        ledger.add_carer(client, custom.name(rng, Gender.FEMALE), rng.choice(custom.kin))
    visits = rng.choices(list(custom.visits), weights=list(custom.visits.values()))[0]
    for care, count in usual_cares(rng, group, visits):
        severity = rng.choice(list(Severity))
        ledger.add_need(client, CARES[care].need, severity, since=ledger.clients[-1].valid_from)
        hours, minutes = drawn_hours(rng, care), drawn_minutes(rng, care)
        ledger.ask(client, care, count, hours, minutes, priority=_priority(rng))
    return client


def _priority(rng: Random) -> Priority:
    return rng.choices((Priority.ROUTINE, Priority.URGENT, Priority.ASAP), weights=(84, 13, 3))[0]


SCARCE = {"nursing", "physiotherapy"}
"""Skills too few have to spend them on visits that others can make."""


def share_out(ledger: Ledger, rng: Random, share: float = 0.88) -> None:
    """Give most clients a usual worker: one who may come, lives near, and has hours left.

    Clients that have one already keep it; it counts against the worker's hours all the same.
    """
    hours = _weekly_minutes(ledger)
    loads = dict.fromkeys(hours, 0.0)
    main = _main_requests(ledger.visit_requests)
    home = {address.client: (address.latitude, address.longitude) for address in reversed(ledger.addresses)}
    for client in list(ledger.clients):
        request = main.get(client.id)
        if request is None or client.id not in home:
            continue
        able = [worker for worker in ledger.workers if may_come(ledger, worker, request) and hours[worker.id]]
        if client.usual_worker is None and rng.random() < share and able:
            best = min(
                able,
                key=lambda worker: (
                    loads[worker.id] / hours[worker.id]
                    + 0.04 * distance_km(_base(ledger, worker), home[client.id])
                    + 0.5 * _wasted(worker, request),
                    worker.id,
                ),
            )
            ledger.change_client(client.id, usual_worker=best.id)
            loads[best.id] += request.visits_per_week * request.roles[0].minutes
        elif client.usual_worker is not None:
            loads[client.usual_worker] += request.visits_per_week * request.roles[0].minutes


def may_come(ledger: Ledger, worker: Worker, request: VisitRequest) -> bool:
    """Whether the worker has the skills of the first role and meets the client's wishes."""
    client = next(client for client in ledger.clients if client.id == request.client)
    levels = {has.skill: has.level for has in worker.skills}
    return (
        all(levels.get(asked.skill, 0) >= asked.level for asked in request.roles[0].skills)
        and client.worker_gender in (None, worker.gender)
        and (client.worker_language is None or client.worker_language in worker.languages)
        and worker.id not in client.refused_workers
    )


def _wasted(worker: Worker, request: VisitRequest) -> bool:
    asked = {skill.skill for skill in request.roles[0].skills}
    return bool({has.skill for has in worker.skills} & SCARCE - asked)


def _main_requests(requests: Sequence[VisitRequest]) -> dict[str, VisitRequest]:
    found: dict[str, VisitRequest] = {}
    for request in requests:
        best = found.setdefault(request.client, request)
        if request.visits_per_week > best.visits_per_week:
            found[request.client] = request
    return found


def _weekly_minutes(ledger: Ledger) -> dict[str, int]:
    minutes = {worker.id: 0 for worker in ledger.workers}
    for shift in ledger.shifts:
        minutes[shift.worker] += len(shift.days) * (shift.end - shift.start - shift.break_minutes)
    return minutes


def _base(ledger: Ledger, worker: Worker) -> Point:
    if worker.home_latitude is not None and worker.home_longitude is not None:
        return worker.home_latitude, worker.home_longitude
    location = next(place for place in ledger.locations if place.id == worker.start_location)
    return location.latitude, location.longitude
