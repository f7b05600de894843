"""Real settlements, and points around them."""

import csv
import functools
import math
from importlib.resources import files

import attrs

KM_PER_DEGREE = 111.195
"""Great-circle km of one degree of latitude, for a mean Earth radius of 6371.0088 km."""


@attrs.frozen
class Settlement:
    """A row of ``places.csv`` (GeoNames, CC BY 4.0): WGS 84 degrees; population 0 = not given."""

    country: str
    admin1: str
    name: str
    latitude: float
    longitude: float
    population: int


Point = tuple[float, float]
"""Latitude and longitude."""


@functools.cache
def settlements(country: str, admin1: str) -> tuple[Settlement, ...]:
    """The settlements of a first-level unit (GeoNames' codes), most people first.

    >>> [place.name for place in settlements("KG", "03")][:2]
    ['Manas', 'Bazar-Korgon']
    """
    found = [place for place in _all_settlements() if (place.country, place.admin1) == (country, admin1)]
    return tuple(sorted(found, key=lambda place: (-place.population, place.name)))


def moved(point: Point, east_km: float, north_km: float) -> Point:
    """The point so many km further east and north, to about a metre.

    >>> moved((49.48667, 105.92278), 0, 11.1195)
    (49.58667, 105.92278)
    """
    latitude = point[0] + north_km / KM_PER_DEGREE
    longitude = point[1] + east_km / (KM_PER_DEGREE * math.cos(math.radians(point[0])))
    return round(latitude, 5), round(longitude, 5)


def offset_km(origin: Point, point: Point) -> tuple[float, float]:
    """Km east and north from one point to another; good enough within an oblast."""
    north = (point[0] - origin[0]) * KM_PER_DEGREE
    east = (point[1] - origin[1]) * KM_PER_DEGREE * math.cos(math.radians((origin[0] + point[0]) / 2))
    return east, north


def distance_km(one: Point, two: Point) -> float:
    """Km in a straight line.

    >>> round(distance_km((49.48667, 105.92278), (49.23012, 105.89674)), 1)
    28.6
    """
    return math.hypot(*offset_km(one, two))


@functools.cache
def _all_settlements() -> tuple[Settlement, ...]:
    text = files(__package__).joinpath("places.csv").read_text(encoding="utf-8")
    return tuple(
        Settlement(
            row["country"],
            row["admin1_code"],
            row["name"],
            float(row["latitude"]),
            float(row["longitude"]),
            int(row["population"]),
        )
        for row in csv.DictReader(text.splitlines())
    )
