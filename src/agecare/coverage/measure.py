"""All measures of coverage of a centre on a day, together."""

import datetime as dt

import attrs

from agecare.coverage import standing
from agecare.coverage.access import AreaAccess, TypeAccess, area_access, fields_of, type_access
from agecare.coverage.caseload import SectorCaseload, by_sector
from agecare.coverage.catchment import Catchment
from agecare.coverage.people import people_on
from agecare.coverage.sites import Site, best_sites, gain_of
from agecare.coverage.standing import AreaStanding, DomainStanding, GroupStanding, SectorStanding, Standing
from agecare.coverage.supply import supplies_on
from agecare.model import NeedCount, Register, ServiceType, need_statistics
from agecare.model.caseloads import Caseload, caseloads_on
from agecare.model.discretion import Count


@attrs.frozen
class Coverage:
    """Who is covered by care on a day, and how evenly. Ids only, no names.

    Attributes
    ----------
    least_count : people fewer than this are not counted out (`without_small_counts`); ``None``: all are.
    whole : the people of all areas together; its ``estimated`` is that of the areas that are part of no other.
    unplaced : people with an open need whose home is not known on the day; access and distances leave them out.
    types, by_area : access by type of service, and by the area lived in.
    sites : where one more place would help most, the best first; at most three of a type.
    statistics : open needs by group, area, domain, severity and sector.
    """

    centre: str
    on: dt.date
    catchment: Catchment
    least_count: int | None
    whole: AreaStanding
    unplaced: Count
    areas: tuple[AreaStanding, ...]
    groups: tuple[GroupStanding, ...]
    domains: tuple[DomainStanding, ...]
    sectors: tuple[SectorStanding, ...]
    types: tuple[TypeAccess, ...]
    by_area: tuple[AreaAccess, ...]
    sites: tuple[Site, ...]
    caseloads: tuple[Caseload, ...]
    sector_caseloads: tuple[SectorCaseload, ...]
    statistics: tuple[NeedCount, ...]

    @property
    def people(self) -> Standing:
        """All people together."""
        return self.whole.people

    @property
    def best_sites(self) -> dict[ServiceType, tuple[Site, ...]]:
        """The sites that help and whose worth is shown, by type of service; the best type first."""
        found: dict[ServiceType, list[Site]] = {}
        for site in self.sites:
            if gain_of(site):
                found.setdefault(site.type, []).append(site)
        return {type_: tuple(sites) for type_, sites in found.items()}


def measure(register: Register, on: dt.date, catchment: Catchment | None = None) -> Coverage:
    """Measure the coverage of a centre, a district or an oblast on a day.

    Parameters
    ----------
    register
        What the centre holds.
    on
        The day: the addresses, needs, placements, capacities and statuses that hold on it count.
    catchment
        How far services reach; 10 km with a slow decay when left out.

    Returns
    -------
    Coverage
        Every count; what goes to readers who must not see single people passes `without_small_counts` first.

    Notes
    -----
    Of the rules about eligibility those about area, distance and group are heeded. What each figure means, and where
    it comes from: docs/coverage.md.

    Examples
    --------
    >>> from agecare.model import Centre, Client, Need, Placement, Register, Service
    >>> register = Register(
    ...     centre=Centre(id="C", name="Centre", country="MN", timezone="Asia/Ulaanbaatar"),
    ...     clients=[Client(id="E-1"), Client(id="E-2")],
    ...     needs=[Need(id=f"N-{who}", client=f"E-{who}", domain="nutrition") for who in (1, 2)],
    ...     services=[Service(id="S-1", name="Meals", type="meals", domains=["nutrition"])],
    ...     placements=[Placement(id="P-1", client="E-1", service="S-1", since="2026-01-01")],
    ... )
    >>> found = measure(register, dt.date(2026, 4, 6))
    >>> found.people.known, found.people.served, found.types[0].without
    (2, 1, 1)
    """
    reach = catchment or Catchment()
    people, supplies = people_on(register, on), supplies_on(register, on)
    needing = [person for person in people if person.needs]
    fields = fields_of(register, people, supplies, reach)
    areas = standing.by_area(register, people, on)
    caseloads = caseloads_on(register, on)
    sites = (site for field in fields for site in best_sites(field, reach))
    return Coverage(
        centre=register.centre.id,
        on=on,
        catchment=reach,
        least_count=None,
        whole=standing.whole_of(areas, people),
        unplaced=sum(not person.is_placed for person in needing),
        areas=areas,
        groups=standing.by_group(people),
        domains=standing.by_domain(people, supplies),
        sectors=standing.by_sector(register, people, supplies),
        types=tuple(type_access(field, people) for field in fields),
        by_area=tuple(row for field in fields for row in area_access(field)),
        sites=tuple(sorted(sites, key=gain_of, reverse=True)),
        caseloads=caseloads,
        sector_caseloads=by_sector(caseloads),
        statistics=need_statistics(register, on),
    )
