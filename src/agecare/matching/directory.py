"""The directory: all services of a register on one day, made ready for matching."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import attrs
import numpy as np

from agecare.matching.columns import Floats, Shelf, shelf_of
from agecare.matching.offers import Offer, offer_of
from agecare.model import Address, Location, NeedDomain, Register
from agecare.model.holidays import public_holidays


@attrs.frozen(eq=False)
class Directory:
    """All services of a register on one day, made ready for matching. Make it once (`directory_of`) and keep it."""

    register: Register
    on: dt.date
    holidays: frozenset[dt.date]
    offers: tuple[Offer, ...]

    @property
    def service_ids(self) -> tuple[str, ...]:
        """Ids of the services, in the register's order."""
        return tuple(offer.service.id for offer in self.offers)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Index of a service among the offers, by id."""
        return {offer.service.id: index for index, offer in enumerate(self.offers)}

    @cached_property
    def shelves(self) -> Mapping[NeedDomain, Shelf]:
        """Services by the domain of need that they answer."""
        return {
            domain: shelf_of([offer for offer in self.offers if domain in offer.service.domains])
            for domain in NeedDomain
        }

    @cached_property
    def places(self) -> Mapping[str, Floats]:
        """By area, latitudes and longitudes of all known places in it or in a part of it, shape (2, n)."""
        register, found = self.register, defaultdict(list)
        known: list[Location | Address] = [*register.locations, *register.addresses]
        for place in known:
            for area in register.areas_around[place.area] if place.area else ():
                found[area].append((place.latitude, place.longitude))
        return {area: np.array(places).T for area, places in found.items()}

    def offer(self, service: str) -> Offer:
        """The offer of a service, or `UnknownIdError`."""
        return self.offers[self.position[self.register.service(service).id]]


def directory_of(register: Register, on: dt.date) -> Directory:
    """The directory of a register's services on a day.

    Parameters
    ----------
    register
        What the centre holds.
    on
        The day: its capacities, placements, opening times and statuses count.

    Examples
    --------
    >>> from agecare.model import Centre, Service
    >>> centre = Centre(id="C", name="Centre", country="MN", timezone="Asia/Ulaanbaatar")
    >>> meals = Service(id="S-1", name="Meals", type="meals", domains=["nutrition"])
    >>> directory_of(Register(centre=centre, services=[meals]), dt.date(2026, 4, 6)).service_ids
    ('S-1',)
    """
    years = range(on.year, on.year + 3)
    holidays = frozenset(public_holidays(register.centre.country, years, register.holiday_changes))
    return Directory(
        register, on, holidays, tuple(offer_of(register, service, on, holidays) for service in register.services)
    )
