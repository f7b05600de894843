"""Estimated, known and served need: by area, population group, domain of need and sector."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

import attrs

from agecare.coverage.people import ELDERS, Person
from agecare.coverage.supply import Supply
from agecare.model import NeedDomain, PopulationGroup, Register, Sector, Severity
from agecare.model.discretion import Count


@attrs.frozen
class Standing:
    """How many people have an open need, and how many of them are served.

    Attributes
    ----------
    known : people with an open need.
    served : of these, those for whom a placement answers at least one of their needs.
    fully : of these, those for whom placements answer all of them.
    """

    known: Count
    served: Count
    fully: Count

    @property
    def share(self) -> float | None:
        """Served ÷ known; ``None`` when either is not shown, or nobody is known."""
        return self.served / self.known if self.known and self.served is not None else None


@attrs.frozen
class AreaStanding:
    """The people of an area and of all its parts.

    Attributes
    ----------
    area : ``None``: people without an area.
    depth : 0 for an area that is part of no other, 1 for its parts, and so on.
    estimated : elders who need care, known or not: the area's own figure, else the sum of its parts' figures.
    elders : known elders with an open need, to be compared with the estimate.
    latitude, longitude : the middle of the homes of people with an open need, WGS 84 degrees.
    """

    area: str | None
    parent: str | None
    depth: int
    estimated: int | None
    elders: Count
    people: Standing
    latitude: float | None = None
    longitude: float | None = None

    @property
    def found(self) -> float | None:
        """Known elders ÷ estimated elders; ``None`` when either is not known or not shown."""
        return self.elders / self.estimated if self.estimated and self.elders is not None else None


@attrs.frozen
class GroupStanding:
    """The people of a population group."""

    group: PopulationGroup
    people: Standing


@attrs.frozen
class DomainStanding:
    """One domain of need.

    Attributes
    ----------
    known, severe, served : people with such a need; those of them who have it severely; who have it answered.
    services : services given on the day that answer it.
    """

    domain: NeedDomain
    known: Count
    severe: Count
    served: Count
    services: int


@attrs.frozen
class SectorStanding:
    """What the organizations of a sector do.

    Attributes
    ----------
    sector : ``None``: services of organizations without a sector, or of none.
    services : services given on the day.
    served : people who have one of them and an open need that it answers.
    """

    sector: Sector | None
    services: int
    served: Count


def standing_of(people: Iterable[Person]) -> Standing:
    """The counts of some people."""
    needing = [person for person in people if person.needs]
    return Standing(
        known=len(needing),
        served=sum(bool(person.answered) for person in needing),
        fully=sum(not person.unanswered for person in needing),
    )


def by_area(register: Register, people: Sequence[Person], on: dt.date) -> tuple[AreaStanding, ...]:
    """Every area with people or an estimate, each followed by its parts; people without an area at the end.

    Units merge and split: the estimates of those that there are on the day count.
    """
    living: dict[str | None, list[Person]] = defaultdict(list)
    for person in people:
        for area in register.areas_around[person.area] if person.area else (None,):
            living[area].append(person)
    parts: dict[str | None, list[str]] = defaultdict(list)
    for unit in register.areas:
        parts[unit.parent].append(unit.id)
    estimates = _estimates(register, parts, on)

    def rows(area: str, depth: int) -> Iterator[AreaStanding]:
        if living[area] or estimates[area] is not None:
            yield _area(area, register.area(area).parent, depth, estimates[area], living[area])
            for part in parts[area]:
                yield from rows(part, depth + 1)

    found = [row for root in parts[None] for row in rows(root, 0)]
    if any(person.needs for person in living[None]):
        found.append(_area(None, None, 0, None, living[None]))
    return tuple(found)


def _estimates(register: Register, parts: dict[str | None, list[str]], on: dt.date) -> dict[str, int | None]:
    found: dict[str, int | None] = {}

    def estimate(area: str) -> int | None:
        below = [each for part in parts[area] if (each := estimate(part)) is not None]
        unit = register.area(area)
        own = unit.elders if unit.valid_on(on) else None
        found[area] = own if own is not None else sum(below) if below else None
        return found[area]

    for root in parts[None]:
        estimate(root)
    return found


def whole_of(areas: Sequence[AreaStanding], people: Sequence[Person]) -> AreaStanding:
    """All people together, with the sum of the estimates of the areas that are part of no other."""
    estimates = [row.estimated for row in areas if row.depth == 0 and row.estimated is not None]
    return _area(None, None, 0, sum(estimates) if estimates else None, people)


def _area(
    area: str | None, parent: str | None, depth: int, estimated: int | None, people: Sequence[Person]
) -> AreaStanding:
    needing = [person for person in people if person.needs]
    homes = [person for person in needing if person.is_placed]
    return AreaStanding(
        area=area,
        parent=parent,
        depth=depth,
        estimated=estimated,
        elders=sum(person.group in ELDERS for person in needing),
        people=standing_of(needing),
        latitude=fmean(person.latitude for person in homes) if homes else None,
        longitude=fmean(person.longitude for person in homes) if homes else None,
    )


def by_group(people: Sequence[Person]) -> tuple[GroupStanding, ...]:
    """Every population group with an open need."""
    of_group: dict[PopulationGroup, list[Person]] = defaultdict(list)
    for person in people:
        if person.needs:
            of_group[person.group].append(person)
    return tuple(GroupStanding(group, standing_of(of_group[group])) for group in PopulationGroup if of_group[group])


def by_domain(people: Sequence[Person], supplies: Sequence[Supply]) -> tuple[DomainStanding, ...]:
    """Every domain of which there is an open need."""
    found = []
    for domain in NeedDomain:
        needing = [person for person in people if domain in person.needs]
        if needing:
            severe = sum(person.needs[domain] is Severity.SEVERE for person in needing)
            served = sum(domain in person.answered for person in needing)
            services = sum(domain in supply.service.domains for supply in supplies)
            found.append(DomainStanding(domain, len(needing), severe, served, services))
    return tuple(found)


def by_sector(register: Register, people: Sequence[Person], supplies: Sequence[Supply]) -> tuple[SectorStanding, ...]:
    """Every sector that has a service given on the day, or serves somebody."""
    sector_of_organization = {organization.id: organization.sector for organization in register.organizations}
    sector = {each.id: sector_of_organization.get(each.organization or "") for each in register.services}
    served: dict[Sector | None, set[str]] = defaultdict(set)
    for person in people:
        for service in person.held:
            if not person.answered.isdisjoint(register.service(service).domains):
                served[sector[service]].add(person.id)
    given = [sector[supply.service.id] for supply in supplies]
    return tuple(
        SectorStanding(each, given.count(each), len(served[each]))
        for each in (*Sector, None)
        if each in given or served[each]
    )
