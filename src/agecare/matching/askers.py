"""Who asks: a client with one need to be answered, and what the rules about services ask of the two."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from agecare.model import (
    Address,
    Client,
    EligibilityKind,
    Gender,
    Need,
    NeedDomain,
    Register,
    ServiceRequest,
    risk_of,
)

NOWHERE = float("nan")
"""A coordinate that is not known."""


@attrs.frozen(eq=False)
class Asker:
    """A client with one need to be answered, on a day.

    ``measured`` and ``words`` hold what a rule of each kind asks about; ``None`` and no word mean: not known.
    """

    client: Client
    need: Need | None
    on: dt.date
    measured: Mapping[EligibilityKind, float | None] = attrs.field(repr=False)
    words: Mapping[EligibilityKind, frozenset[str]] = attrs.field(repr=False)
    latitude: float = attrs.field(default=NOWHERE, repr=False)
    longitude: float = attrs.field(default=NOWHERE, repr=False)
    held: Mapping[str, int] = attrs.field(factory=dict)
    """Units that the client holds on the day, by service."""
    asked: Mapping[str, int] = attrs.field(factory=dict)
    """Units that the client waits for, by service."""
    units: int | None = None
    """Units asked for at any service that answers the need; ``None``: not said."""
    service: str | None = None
    """Only this service is asked for; ``None``: any that answers the need."""


@attrs.frozen
class Seen:
    """A client on a day: what the facts are found from."""

    register: Register
    client: Client
    on: dt.date
    needs: Mapping[NeedDomain, Need]
    """Open needs, one for each domain."""
    need: Need | None
    """The need to be answered."""


def age(seen: Seen) -> float | None:
    """Whole years lived; who is born on 29 February turns on 1 March."""
    born = seen.client.birth_date
    if born is None:
        return None
    return seen.on.year - born.year - ((seen.on.month, seen.on.day) < (born.month, born.day))


def income(seen: Seen) -> float | None:
    """Monthly income for each member of the household."""
    return seen.client.income


def carers(seen: Seen) -> float | None:
    """Number of family carers known."""
    return len(seen.register.carers_of.get(seen.client.id, ()))


def gender(seen: Seen) -> frozenset[str]:
    """The client's gender."""
    return frozenset() if seen.client.gender is Gender.UNKNOWN else frozenset({seen.client.gender.value})


def group(seen: Seen) -> frozenset[str]:
    """The population group."""
    return frozenset({seen.client.group.value})


def risk(seen: Seen) -> frozenset[str]:
    """The risk level: as recorded, else as the needs mean it."""
    level = seen.client.risk
    if level is None:
        level = risk_of(seen.client, seen.needs.values(), seen.on, seen.register.risk_rules).level
    return frozenset({level.value})


def other_needs(seen: Seen) -> frozenset[str]:
    """Domains of the open needs besides the one to be answered."""
    return frozenset(domain.value for domain in seen.needs if seen.need is None or domain is not seen.need.domain)


def severity(seen: Seen) -> frozenset[str]:
    """Severity of the need to be answered."""
    return frozenset() if seen.need is None else frozenset({seen.need.severity.value})


def area(seen: Seen) -> frozenset[str]:
    """The area lived in and all around it."""
    return areas_of(seen.register, seen.client, seen.on)


def address_on(register: Register, client: str, on: dt.date) -> Address | None:
    """Where a client lives on a day."""
    return next((each for each in register.addresses_of.get(client, ()) if each.valid_on(on)), None)


def areas_of(register: Register, client: Client, on: dt.date) -> frozenset[str]:
    """The area that a client lives in on a day and all around it: that of the address, else the client's own."""
    address = address_on(register, client.id, on)
    here = (address.area if address else None) or client.area
    return frozenset(register.areas_around[here]) if here else frozenset()


def document(seen: Seen) -> frozenset[str]:
    """Documents the client has."""
    return frozenset(seen.client.documents)


def language(seen: Seen) -> frozenset[str]:
    """Languages the client speaks."""
    return frozenset(seen.client.languages)


MEASURED_FACTS: Mapping[EligibilityKind, Callable[[Seen], float | None]] = MappingProxyType(
    {EligibilityKind.AGE: age, EligibilityKind.INCOME: income, EligibilityKind.CARERS: carers}
)
"""What is measured of a client; the distance depends on the service as well (`columns.distances`)."""

WORD_FACTS: Mapping[EligibilityKind, Callable[[Seen], frozenset[str]]] = MappingProxyType(
    {
        EligibilityKind.GENDER: gender,
        EligibilityKind.GROUP: group,
        EligibilityKind.RISK: risk,
        EligibilityKind.NEED: other_needs,
        EligibilityKind.SEVERITY: severity,
        EligibilityKind.AREA: area,
        EligibilityKind.DOCUMENT: document,
        EligibilityKind.LANGUAGE: language,
    }
)


_OF_THE_NEED = (EligibilityKind.NEED, EligibilityKind.SEVERITY)
"""Facts that differ from need to need of one client."""


def open_needs(register: Register, client: str, on: dt.date) -> dict[NeedDomain, Need]:
    """A client's open needs on a day, one for each domain: the worst, of like ones the latest."""
    found: dict[NeedDomain, Need] = {}
    for need in register.needs_of.get(client, ()):
        if need.holds_on(on) and (need.domain not in found or _weight(need) >= _weight(found[need.domain])):
            found[need.domain] = need
    return found


def _weight(need: Need) -> tuple[int, dt.date]:
    return need.severity.rank, need.since or dt.date.min


def asker_of(register: Register, client: str, need: Need | None, on: dt.date, *, service: str | None = None) -> Asker:
    """The asker that a client is with one of the needs.

    Parameters
    ----------
    register
        What the centre holds.
    client
        Id of the client.
    need
        The need to be answered; ``None``: none is named, so rules about its severity cannot hold.
    on
        The day.
    service
        The only service asked for.

    Raises
    ------
    UnknownIdError
        When there is no such client.
    """
    [asker] = of_client(register, client, [need], on, service=service)
    return asker


def of_client(
    register: Register, client: str, needs: Iterable[Need | None], on: dt.date, *, service: str | None = None
) -> Iterator[Asker]:
    """The askers that a client is with each of some needs; what does not depend on the need is found once."""
    person, open_ = register.client(client), open_needs(register, client, on)
    address = address_on(register, client, on)
    waiting = [request for request in register.service_requests_of.get(client, ()) if request.waiting]
    held = [placement for placement in register.placements_of.get(client, ()) if placement.holds_on(on)]
    whoever = Seen(register, person, on, open_, None)
    measured = {kind: fact(whoever) for kind, fact in MEASURED_FACTS.items()}
    words = {kind: fact(whoever) for kind, fact in WORD_FACTS.items() if kind not in _OF_THE_NEED}
    for need in needs:
        seen = Seen(register, person, on, open_, need)
        about = [request for request in waiting if _about(register, request, need)]
        yield Asker(
            client=person,
            need=need,
            on=on,
            measured=measured,
            words={**words, **{kind: WORD_FACTS[kind](seen) for kind in _OF_THE_NEED}},
            latitude=address.latitude if address else NOWHERE,
            longitude=address.longitude if address else NOWHERE,
            held={placement.service: placement.units for placement in held},
            asked={request.service: request.units for request in about if request.service},
            units=next((request.units for request in about if not request.service), None),
            service=service,
        )


def _about(register: Register, request: ServiceRequest, need: Need | None) -> bool:
    """Whether a request is for this need, or for none in particular."""
    return request.need is None or (need is not None and register.need(request.need).domain is need.domain)


def askers_of(register: Register, on: dt.date, clients: Iterable[str] | None = None) -> tuple[Asker, ...]:
    """Every client who is with the centre on a day, once for each open need.

    Parameters
    ----------
    register
        What the centre holds.
    on
        The day.
    clients
        Only these ids; ``None``: all.
    """
    ids = [client.id for client in register.clients] if clients is None else list(clients)
    return tuple(
        asker
        for id_ in ids
        if register.client(id_).valid_on(on)
        for asker in of_client(register, id_, open_needs(register, id_, on).values(), on)
    )


def asker_of_request(register: Register, request: ServiceRequest, on: dt.date) -> Asker:
    """The asker that a row of the waiting list is.

    The need is the one requested; where the request names a service only, the worst open need that the service
    answers, if there is one.
    """
    need = register.need(request.need) if request.need else None
    if need is None and request.service:
        domains = register.service(request.service).domains
        answered = [one for domain, one in open_needs(register, request.client, on).items() if domain in domains]
        need = max(answered, key=lambda one: (one.severity.rank, -domains.index(one.domain)), default=None)
    asker = asker_of(register, request.client, need, on, service=request.service)
    return asker if request.service else attrs.evolve(asker, units=request.units)
