"""What there is on a day: places in each service, where they are, and to whom they are open."""

import datetime as dt
from collections.abc import Sequence
from math import inf

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.coverage.people import Person
from agecare.model import Capacity, CapacityUnit, EligibilityKind, Location, Register, Service
from agecare.model.distance import km_between


@attrs.frozen
class Supply:
    """A service on a day. Places are for people: units of capacity divided by what one client takes of them.

    Attributes
    ----------
    places : all places but those of people whom the centre does not know; infinite where nothing is counted.
    free : places that nobody has.
    """

    service: Service
    locations: tuple[Location, ...]
    places: float
    free: float


def supplies_on(register: Register, on: dt.date) -> tuple[Supply, ...]:
    """The services that are given on a day, in the register's order."""
    return tuple(_supply(register, service, on) for service in register.services if service.active_on(on))


def _supply(register: Register, service: Service, on: dt.date) -> Supply:
    locations = tuple(register.location(id_) for id_ in service.locations)
    capacity = next((row for row in register.capacities_of.get(service.id, ()) if row.valid_on(on)), None)
    if capacity is None:
        return Supply(service, locations, inf, inf)
    held = [each.units for each in register.placements_in.get(service.id, ()) if each.holds_on(on)]
    units = units_each(service, capacity, held)
    known = capacity.total - capacity.taken
    return Supply(service, locations, known / units, max(0, known - sum(held)) / units)


def units_each(service: Service, capacity: Capacity, held: Sequence[int]) -> float:
    """Units of capacity that one client takes.

    Visits a week: as many as a client of the service gets. Else what those who are in it hold on average, else one.
    """
    if capacity.unit is CapacityUnit.VISITS and service.visits_per_week:
        return service.visits_per_week
    return sum(held) / len(held) if held else 1.0


def distances_km(people: Sequence[Person], supplies: Sequence[Supply]) -> NDArray[np.float64]:
    """Kilometres from each person to each service's nearest location, shape ``(P, S)``.

    0 to a service without locations, which comes to its clients; infinite where it is not known where a person lives.
    """
    latitudes = np.array([person.latitude for person in people], dtype=np.float64)
    longitudes = np.array([person.longitude for person in people], dtype=np.float64)
    found = np.zeros((len(people), len(supplies)))
    for column, supply in enumerate(supplies):
        if supply.locations:
            north = [place.latitude for place in supply.locations]
            east = [place.longitude for place in supply.locations]
            found[:, column] = km_between(latitudes[:, None], longitudes[:, None], north, east).min(axis=1)
    found[np.isnan(latitudes)] = inf
    return found


def open_to(register: Register, people: Sequence[Person], supplies: Sequence[Supply]) -> NDArray[np.bool_]:
    """Whether a service's rules about area, group and distance let a person in, shape ``(P, S)``.

    The other rules of eligibility are about the person and the need; `matching` asks them.
    """
    km, allowed = distances_km(people, supplies), np.ones((len(people), len(supplies)), dtype=np.bool_)
    around = [set(register.areas_around.get(person.area or "", ())) for person in people]
    for column, supply in enumerate(supplies):
        for rule in register.eligibility_of.get(supply.service.id, ()):
            words = set(rule.allowed)
            if rule.kind is EligibilityKind.AREA:
                allowed[:, column] &= [bool(words & areas) for areas in around]
            elif rule.kind is EligibilityKind.GROUP:
                allowed[:, column] &= [person.group in words for person in people]
            elif rule.kind is EligibilityKind.DISTANCE:
                nearest = -inf if rule.least is None else rule.least
                farthest = inf if rule.most is None else rule.most
                allowed[:, column] &= (km[:, column] >= nearest) & (km[:, column] <= farthest)
    return allowed
