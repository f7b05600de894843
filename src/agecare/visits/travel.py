"""Travel times between places: an estimate, a table, or anything callable.

A travel model is any callable that takes `Places`, a mode and a season and returns an ``(n, n)`` array of whole
minutes, row = origin. A road engine is put behind it in a few lines:

>>> import numpy as np
>>> def by_road(places, mode, season):
...     return np.zeros((len(places.ids), len(places.ids)), dtype=np.int32)  # ask the engine here
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model import Season, TravelMode, TravelSpeed, TravelTime

Minutes = NDArray[np.int32]
EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, IUGG 1980."""
UNREACHABLE = 20_000
"""Minutes that stand for "no way": longer than any day."""


@attrs.frozen
class Places:
    """Points on the map: ids and coordinates (WGS 84 degrees), all of length ``n``."""

    ids: tuple[str, ...]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]


class TravelModel(Protocol):
    """What a travel model must be callable with."""

    def __call__(self, places: Places, mode: TravelMode, season: Season) -> Minutes:
        """Whole minutes from every place to every place, shape ``(n, n)``, zero diagonal, never negative."""


@attrs.frozen
class Speed:
    """Figures of one mode in one season: km/h on the road, road ÷ great-circle, minutes added to every trip."""

    km_per_hour: float
    detour_factor: float
    fixed_minutes: int


DEFAULT_SPEEDS: Mapping[tuple[TravelMode, Season], Speed] = {
    (TravelMode.WALK, Season.SUMMER): Speed(4.5, 1.3, 0),
    (TravelMode.WALK, Season.WINTER): Speed(3.6, 1.3, 0),
    (TravelMode.BUS, Season.SUMMER): Speed(16.0, 1.4, 8),
    (TravelMode.BUS, Season.WINTER): Speed(13.0, 1.4, 10),
    (TravelMode.CAR, Season.SUMMER): Speed(35.0, 1.35, 3),
    (TravelMode.CAR, Season.WINTER): Speed(26.0, 1.35, 6),
    (TravelMode.MOTORCYCLE, Season.SUMMER): Speed(30.0, 1.35, 2),
    (TravelMode.MOTORCYCLE, Season.WINTER): Speed(20.0, 1.35, 4),
    (TravelMode.HORSE, Season.SUMMER): Speed(9.0, 1.2, 5),
    (TravelMode.HORSE, Season.WINTER): Speed(7.0, 1.2, 5),
}
"""Assumptions, not measurements: a centre replaces them with its own (`TravelSpeed`) or with measured times."""


def great_circle_km(places: Places) -> NDArray[np.float64]:
    """Great-circle distances in km, shape ``(n, n)``, by the haversine formula.

    >>> import numpy as np
    >>> two = Places(("a", "b"), np.array([49.4867, 49.9]), np.array([105.9228, 105.9228]))
    >>> round(float(great_circle_km(two)[0, 1]), 1)
    46.0
    """
    lat, lon = np.radians(places.latitudes), np.radians(places.longitudes)
    half = np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
    half += np.cos(lat)[:, None] * np.cos(lat)[None, :] * np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    distances: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return distances


@attrs.frozen
class EstimatedTravel:
    """Great-circle distance × detour factor ÷ speed + fixed minutes, rounded up to whole minutes.

    Two households in one place (less than 20 m apart) are 0 minutes apart. Measured times replace the estimate.
    """

    speeds: Mapping[tuple[TravelMode, Season], Speed] = DEFAULT_SPEEDS
    times: tuple[TravelTime, ...] = ()

    @classmethod
    def of(cls, speeds: Iterable[TravelSpeed], times: Iterable[TravelTime]) -> "EstimatedTravel":
        """The default speeds with a centre's own figures and measured times put over them."""
        own = {(s.mode, s.season): Speed(s.km_per_hour, s.detour_factor, s.fixed_minutes) for s in speeds}
        return cls({**DEFAULT_SPEEDS, **own}, tuple(times))

    def __call__(self, places: Places, mode: TravelMode, season: Season) -> Minutes:
        """Whole minutes, shape ``(n, n)``."""
        speed = self.speeds[mode, season]
        km = great_circle_km(places)
        minutes = np.ceil(km * (speed.detour_factor * 60 / speed.km_per_hour) + speed.fixed_minutes - 1e-9)
        minutes[km < 0.02] = 0
        found: Minutes = np.minimum(minutes, UNREACHABLE).astype(np.int32)
        index: dict[str, list[int]] = {}
        for position, id_ in enumerate(places.ids):
            index.setdefault(id_, []).append(position)
        for time in self.times:
            if (time.mode or mode) is not mode or (time.season or season) is not season:
                continue
            for one in index.get(time.origin, ()):
                for two in index.get(time.destination, ()):
                    found[one, two] = time.minutes
                    if time.both_ways:
                        found[two, one] = time.minutes
        np.fill_diagonal(found, 0)
        return found
