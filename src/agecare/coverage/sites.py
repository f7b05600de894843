"""Where one more place would help most."""

from collections.abc import Iterator

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.coverage.access import Field
from agecare.coverage.catchment import Catchment, Floats
from agecare.model import ServiceType
from agecare.model.discretion import Count
from agecare.model.distance import km_between

BEST_OF_A_TYPE = 3
"""Sites that are named for each type of service."""


@attrs.frozen
class Site:
    """One more place of a type: in a service that there is, or in a new one in the middle of an area's people.

    Of a type that comes to its clients only services that there are are named: a new one would not be nearer.

    Attributes
    ----------
    service, area : one of the two; an area is where a new service would be.
    people : people without, in whose reach the place would be.
    severe : of these, those with a severe need.
    gain : what it is worth: people without in reach, each counted by severity (1 to 3), by what the way counts, and
        by the part that free places in reach do not answer already.
    nearest_km : median way of the people to the nearest service of the type now; ``None``: most have none.
    latitude, longitude : of a new service, WGS 84 degrees.
    """

    type: ServiceType
    service: str | None
    area: str | None
    people: Count
    severe: Count
    gain: float | None
    nearest_km: float | None
    latitude: float | None = None
    longitude: float | None = None


def best_sites(field: Field, catchment: Catchment) -> tuple[Site, ...]:
    """The sites of one type where one more place would help most, the best first; only those where it helps.

    Notes
    -----
    The worth is the demand covered, as in the maximal covering location problem, with partial covering by distance
    and a weight for each person: severity × what is missing to a place. So one more place is worth little where
    places are free, and most where many people with severe needs are near who have none.

    References
    ----------
    R. Church, C. ReVelle: The maximal covering location problem. Papers of the Regional Science Association 32 (1974),
    101-118. O. Berman, D. Krass: The generalized maximal covering location problem. Computers & Operations Research 29
    (2002), 563-581.
    """
    worth = np.maximum(0.0, 1.0 - field.free_access) * field.ranks.astype(np.float64)
    found = [*_in_services(field, worth)]
    if all(supply.locations for supply in field.supplies):
        found += _in_areas(field, worth, catchment)
    return tuple(sorted((site for site in found if gain_of(site)), key=_order)[:BEST_OF_A_TYPE])


def gain_of(site: Site) -> float:
    """What a site is worth, to so many digits that rounding decides nothing; 0 where it is not shown."""
    return round(site.gain or 0.0, 9)


def _order(site: Site) -> tuple[float, bool, str, str]:
    return -gain_of(site), site.service is None, site.service or "", site.area or ""


def _in_services(field: Field, worth: Floats) -> Iterator[Site]:
    for column, supply in enumerate(field.supplies):
        if np.isfinite(supply.places):
            yield _site(field, worth, field.weights[:, column], service=supply.service.id)


def _in_areas(field: Field, worth: Floats, catchment: Catchment) -> Iterator[Site]:
    latitudes = np.array([person.latitude for person in field.people])
    longitudes = np.array([person.longitude for person in field.people])
    areas = np.array([person.area or "" for person in field.people])
    missing = (worth > 0) & ~np.isnan(latitudes)
    for area in sorted({*areas[missing]} - {""}):
        here = missing & (areas == area)
        north, east = float(latitudes[here].mean()), float(longitudes[here].mean())
        weights = catchment.weights(km_between(latitudes, longitudes, north, east))
        yield _site(field, worth, weights, area=str(area), latitude=north, longitude=east)


def _site(
    field: Field,
    worth: Floats,
    weights: Floats,
    *,
    service: str | None = None,
    area: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Site:
    reached: NDArray[np.bool_] = (worth > 0) & (weights > 0)
    km = float(np.median(field.km[reached].min(axis=1))) if reached.any() else np.inf
    return Site(
        type=field.type,
        service=service,
        area=area,
        people=int(reached.sum()),
        severe=int((reached & field.severe).sum()),
        gain=float(worth @ weights),
        nearest_km=km if np.isfinite(km) else None,
        latitude=latitude,
        longitude=longitude,
    )
