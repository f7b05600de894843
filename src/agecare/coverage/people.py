"""Who is with the centre on a day: where each lives, what each needs, and what is answered."""

import datetime as dt
from collections.abc import Mapping

import attrs

from agecare.model import NeedDomain, PopulationGroup, Register, Severity
from agecare.model.statistics import worst_needs

ELDERS = frozenset({PopulationGroup.ELDER, PopulationGroup.ELDER_ALONE})
"""The groups that an area's estimate (`Area.elders`) counts."""


@attrs.frozen
class Person:
    """A client on a day. Coordinates are NaN where no address holds on it.

    Attributes
    ----------
    area : that of the day's address (families move with the season), else the client's own.
    needs : open needs by domain, the worst severity of each.
    answered : domains of these for which the client has a placement.
    held : services that the client has.
    waits_for : services that the client waits for.
    """

    id: str
    group: PopulationGroup
    area: str | None
    latitude: float = attrs.field(repr=False)
    longitude: float = attrs.field(repr=False)
    needs: Mapping[NeedDomain, Severity]
    answered: frozenset[NeedDomain]
    held: frozenset[str]
    waits_for: frozenset[str]

    @property
    def is_placed(self) -> bool:
        """Whether it is known where the person lives on the day."""
        return self.latitude == self.latitude

    @property
    def unanswered(self) -> Mapping[NeedDomain, Severity]:
        """Open needs that no placement answers."""
        return {domain: severity for domain, severity in self.needs.items() if domain not in self.answered}


def people_on(register: Register, on: dt.date) -> tuple[Person, ...]:
    """The clients who are with the centre on a day, in the register's order."""
    return tuple(_person(register, client.id, on) for client in register.clients if client.valid_on(on))


def _person(register: Register, id_: str, on: dt.date) -> Person:
    client = register.client(id_)
    home = next((each for each in register.addresses_of.get(id_, ()) if each.valid_on(on)), None)
    needs = worst_needs(register, id_, on)
    held = frozenset(each.service for each in register.placements_of.get(id_, ()) if each.holds_on(on))
    waiting = (each for each in register.service_requests_of.get(id_, ()) if each.waiting and each.holds_on(on))
    return Person(
        id=id_,
        group=client.group,
        area=(home.area if home else None) or client.area,
        latitude=home.latitude if home else float("nan"),
        longitude=home.longitude if home else float("nan"),
        needs=needs,
        answered=frozenset(needs) & {domain for each in held for domain in register.service(each).domains},
        held=held,
        waits_for=frozenset(each.service for each in waiting if each.service),
    )
