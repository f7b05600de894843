"""Who needs what: open needs counted by population group, area and sector."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

import attrs

from agecare.model.needs import NeedDomain, Severity
from agecare.model.organizations import Sector
from agecare.model.people import Client, PopulationGroup
from agecare.model.register import Register

_Key = tuple[PopulationGroup, str | None, NeedDomain, Severity]


@attrs.frozen
class NeedCount:
    """How many clients of a group, in an area, have an open need of one domain and severity, and how many are served.

    Served is who has a placement in a service that answers the domain. ``sectors`` counts the served clients by the
    sector of the organization that serves them, in each that does.
    """

    group: PopulationGroup
    area: str | None
    domain: NeedDomain
    severity: Severity
    clients: int
    served: int
    sectors: tuple[tuple[Sector | None, int], ...] = ()


def need_statistics(register: Register, on: dt.date) -> tuple[NeedCount, ...]:
    """Open needs on a day, counted by group, area, domain and severity.

    Parameters
    ----------
    register
        What the centre holds; clients who are not with the centre on ``on`` do not count.
    on
        The day.

    Returns
    -------
    tuple of NeedCount
        In the order of groups, areas, domains and severities; a client with two needs of one domain counts once, with
        the worse one. Sums over the rows of a group or an area are numbers of needs.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> [(row.domain.value, row.clients) for row in need_statistics(example_register(), dt.date(2026, 4, 6))][:1]
    [('mobility', 1)]
    """
    clients: Counter[_Key] = Counter()
    served: Counter[_Key] = Counter()
    sectors: dict[_Key, Counter[Sector | None]] = defaultdict(Counter)
    for client in register.clients:
        if not client.valid_on(on):
            continue
        for domain, severity in worst_needs(register, client.id, on).items():
            key = (client.group, client.area, domain, severity)
            serving = set(_sectors(register, client, domain, on))
            clients[key] += 1
            served[key] += bool(serving)
            sectors[key].update(serving)
    return tuple(
        NeedCount(*key, clients[key], served[key], tuple(sorted(sectors[key].items(), key=str)))
        for key in sorted(clients, key=_order)
    )


def worst_needs(register: Register, client: str, on: dt.date) -> dict[NeedDomain, Severity]:
    """The worst severity of a client's open needs on a day, by domain."""
    worst: dict[NeedDomain, Severity] = {}
    for need in register.needs_of.get(client, ()):
        if need.holds_on(on):
            worst[need.domain] = max(worst.get(need.domain, need.severity), need.severity, key=lambda each: each.rank)
    return worst


def _sectors(register: Register, client: Client, domain: NeedDomain, on: dt.date) -> Iterator[Sector | None]:
    """The sector of every service that the client holds and that answers the domain."""
    sector = {organization.id: organization.sector for organization in register.organizations}
    for placement in register.placements_of.get(client.id, ()):
        service = register.service(placement.service)
        if placement.holds_on(on) and domain in service.domains:
            yield sector.get(service.organization or "")


def _order(key: _Key) -> tuple[int, str, int, int]:
    group, area, domain, severity = key
    return list(PopulationGroup).index(group), area or "", list(NeedDomain).index(domain), severity.rank
