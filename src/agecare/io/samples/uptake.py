"""Who of the samples' clients has which service, who waits, and who was refused."""

import datetime as dt
from collections import Counter, defaultdict
from random import Random

from dateutil.relativedelta import relativedelta

from agecare.io.samples.ledger import Ledger
from agecare.io.samples.places import distance_km
from agecare.model import (
    Client,
    Eligibility,
    EligibilityKind,
    Need,
    Placement,
    Priority,
    RefusalReason,
    RequestStatus,
    Service,
    ServiceRequest,
)

AS_OF = dt.date(2026, 4, 6)
"""The Monday of the samples' week: who waits, waits on this day."""

_REASON = {
    EligibilityKind.AGE: RefusalReason.NOT_ELIGIBLE_AGE,
    EligibilityKind.GROUP: RefusalReason.NOT_ELIGIBLE_NEED,
    EligibilityKind.NEED: RefusalReason.NOT_ELIGIBLE_NEED,
    EligibilityKind.SEVERITY: RefusalReason.NOT_ELIGIBLE_NEED,
    EligibilityKind.AREA: RefusalReason.NOT_ELIGIBLE_AREA,
    EligibilityKind.DISTANCE: RefusalReason.NOT_ELIGIBLE_AREA,
    EligibilityKind.DOCUMENT: RefusalReason.NOT_ELIGIBLE_DOCUMENT,
    EligibilityKind.LANGUAGE: RefusalReason.LANGUAGE,
}


class _Desk:
    """What the samples' coordinators look at when they give places away, one request after the other."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.rules: dict[str, list[Eligibility]] = defaultdict(list)
        for rule in ledger.eligibility:
            self.rules[rule.service].append(rule)
        self.parents = {area.id: area.parent for area in ledger.areas}
        self.home = {each.client: (each.latitude, each.longitude) for each in ledger.addresses if each.valid_on(AS_OF)}
        self.place = {location.id: (location.latitude, location.longitude) for location in ledger.locations}
        self.carers = Counter(carer.client for carer in ledger.carers)
        self.needs: dict[str, list[Need]] = defaultdict(list)
        for need in ledger.needs:
            self.needs[need.client].append(need)
        self.free = {capacity.service: capacity.total - capacity.taken for capacity in ledger.capacities}

    def refusal(self, client: Client, need: Need, service: Service) -> RefusalReason | None:
        """Why the client may not have the service, by its first rule that fails."""
        for rule in self.rules[service.id]:
            if not self._meets(client, need, service, rule):
                return _REASON.get(rule.kind, RefusalReason.OTHER)
        return None

    def _meets(self, client: Client, need: Need, service: Service, rule: Eligibility) -> bool:
        kind = rule.kind
        number = self._number(client, service, kind)
        if number is not None:
            return (rule.least or 0) <= number and (rule.most is None or number <= rule.most)
        return bool(self._words(client, need, kind) & set(rule.allowed))

    def _number(self, client: Client, service: Service, kind: EligibilityKind) -> float | None:
        if kind is EligibilityKind.AGE:
            return float(relativedelta(AS_OF, client.birth_date).years) if client.birth_date else 0.0
        if kind is EligibilityKind.INCOME:
            return float(client.income) if client.income is not None else 1e9
        if kind is EligibilityKind.CARERS:
            return float(self.carers[client.id])
        if kind is EligibilityKind.DISTANCE:
            home = self.home.get(client.id)
            away = [distance_km(home, self.place[place]) for place in service.locations] if home else []
            return min(away, default=0.0)
        return None

    def _words(self, client: Client, need: Need, kind: EligibilityKind) -> set[str]:
        if kind is EligibilityKind.AREA:
            found, here = set(), client.area
            while here is not None and here not in found:
                found.add(here)
                here = self.parents.get(here)
            return found
        return {
            EligibilityKind.GENDER: {client.gender.value},
            EligibilityKind.GROUP: {client.group.value},
            EligibilityKind.RISK: {client.risk.value if client.risk else ""},
            EligibilityKind.NEED: {other.domain.value for other in self.needs[client.id] if other is not need},
            EligibilityKind.SEVERITY: {need.severity.value},
            EligibilityKind.DOCUMENT: set(client.documents),
            EligibilityKind.LANGUAGE: set(client.languages),
        }[kind]


def write_uptake(ledger: Ledger, rng: Random) -> None:
    """Placements, requests that wait, and refusals, for the clients one after the other."""
    desk = _Desk(ledger)
    open_services = [service for service in ledger.services if service.active_on(AS_OF)]
    for client in ledger.clients:
        if not client.valid_on(AS_OF):
            continue
        held: set[str] = set()
        for need in desk.needs[client.id]:
            answering = [service for service in open_services if need.domain in service.domains]
            if answering and rng.random() < 0.72 and need.holds_on(AS_OF):
                _answer(desk, rng, client, need, answering, held)
    _write_past(ledger, rng)


def _answer(desk: _Desk, rng: Random, client: Client, need: Need, answering: list[Service], held: set[str]) -> None:
    """Ask for one service after the other until one has a place, or wait for the first that would take the client."""
    suits = [service for service in answering if desk.refusal(client, need, service) is None]
    suits.sort(key=lambda service: (service.domains[0] is not need.domain, rng.random()))
    asked_on = AS_OF - dt.timedelta(days=rng.randint(5, 420))
    if any(service.id in held for service in suits):
        return  # what the client has already answers this need too
    if not suits or rng.random() < 0.06:
        refused = rng.choice(answering)
        reason = desk.refusal(client, need, refused) or rng.choice(
            (RefusalReason.DECLINED_BY_PERSON, RefusalReason.COULD_NOT_CONTACT, RefusalReason.CAPACITY_FULL)
        )
        _request(desk.ledger, rng, client, need, refused, asked_on, reason)
        return
    units = {service.id: service.visits_per_week or 1 for service in suits}
    patient = rng.random() < 0.3  # somebody who waits for this one service rather than take the next
    for service in suits[:1] if patient else suits:
        if desk.free.get(service.id, units[service.id]) >= units[service.id]:
            if service.id in desk.free:
                desk.free[service.id] -= units[service.id]
            since = min(AS_OF - dt.timedelta(days=1), asked_on + dt.timedelta(days=rng.randint(3, 90)))
            _place(desk.ledger, client, need, service, units[service.id], since, asked_on)
            held.add(service.id)
            return
    waits_for = suits[0] if rng.random() < 0.7 else None
    _request(desk.ledger, rng, client, need, waits_for, asked_on, None, units[suits[0].id])


def _place(
    ledger: Ledger, client: Client, need: Need, service: Service, units: int, since: dt.date, asked_on: dt.date
) -> None:
    ledger.placements.append(
        Placement(
            id=f"PL-{len(ledger.placements) + 1:0{ledger.digits + 1}d}",
            client=client.id,
            service=service.id,
            need=need.id,
            units=units,
            since=since,
            requested_on=asked_on,
        )
    )


def _request(
    ledger: Ledger,
    rng: Random,
    client: Client,
    need: Need,
    service: Service | None,
    since: dt.date,
    reason: RefusalReason | None,
    units: int = 1,
) -> None:
    if reason is None and any(each.waiting and each.client == client.id for each in ledger.service_requests[-12:]):
        return  # one live request for each client keeps the waiting list short
    urgent = need.severity.rank + (client.risk.rank if client.risk else 0)
    priorities = (Priority.ROUTINE, Priority.ROUTINE, Priority.URGENT, Priority.URGENT, Priority.ASAP)
    ledger.service_requests.append(
        ServiceRequest(
            id=f"SR-{len(ledger.service_requests) + 1:0{ledger.digits + 1}d}",
            client=client.id,
            need=need.id,
            service=service.id if service else None,
            units=units,
            priority=priorities[urgent - 1],
            since=since,
            until=since + dt.timedelta(days=rng.randint(1, 5)) if reason else None,
            status=RequestStatus.REVOKED if reason else RequestStatus.ACTIVE,
            reason=reason,
            note=_ASKED_BY[ledger.language] if rng.random() < 0.1 else "",
        )
    )


_ASKED_BY = {"en": "asked for by the family", "mn": "гэр бүл нь хүссэн", "ky": "үй-бүлөсү сураган"}


def _write_past(ledger: Ledger, rng: Random) -> None:
    """Places held last year and given back: what waiting times are learnt from."""
    scarce = [capacity.service for capacity in ledger.capacities if capacity.unit.value == "places"]
    held_since = {(placement.client, placement.service): placement.since for placement in ledger.placements}
    for index, client in enumerate(ledger.clients):
        if index % 4 == 1 and scarce:
            service = scarce[index // 4 % len(scarce)]
            asked_on = dt.date(2024, 1, 8) + dt.timedelta(days=rng.randint(0, 200))
            since = asked_on + dt.timedelta(days=rng.randint(10, 150))
            until = since + dt.timedelta(days=rng.randint(60, 200))
            if held_since.get((client.id, service), dt.date.max) <= until:
                continue  # nobody holds a place twice
            ledger.placements.append(
                Placement(
                    id=f"PL-{len(ledger.placements) + 1:0{ledger.digits + 1}d}",
                    client=client.id,
                    service=service,
                    since=since,
                    until=until,
                    requested_on=asked_on,
                )
            )
