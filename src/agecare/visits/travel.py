"""Travel times between places: an estimate, a table, or anything callable.

A travel model is any callable that takes `Places`, a mode and a season and returns an ``(n, n)`` array of whole
minutes, row = origin. A road engine is put behind it in a few lines:

>>> import numpy as np
>>> def by_road(places, mode, season):
...     return np.zeros((len(places.ids), len(places.ids)), dtype=np.int32)  # ask the engine here
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model import Season, TravelMode, TravelSpeed, TravelTime
from agecare.model.distance import km_between
from agecare.visits.legs import UNREACHABLE, Legs, Minutes, positions_of, rate_of


@attrs.frozen
class Places:
    """Points on the map: ids and coordinates (WGS 84 degrees), all of length ``n``."""

    ids: tuple[str, ...]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]


class TravelModel(Protocol):
    """What a travel model must be callable with."""

    def __call__(self, places: Places, mode: TravelMode, season: Season) -> Minutes:
        """Whole minutes from every place to every place, shape ``(n, n)``, zero diagonal, never negative.

        More than `UNREACHABLE` counts as that.
        """


def whole_minutes(table: object, places: Places, mode: TravelMode, season: Season) -> Minutes:
    """The table that a travel model gave, judged.

    Parameters
    ----------
    table : array_like
        Should be ``(n, n)`` whole minutes for ``n`` places.

    Raises
    ------
    ValueError
        With mode, season and the two places of the first figure that is wrong.

    Examples
    --------
    >>> import numpy as np
    >>> two = Places(("L-1", "E-1"), np.array([49.4, 49.5]), np.array([105.9, 105.9]))
    >>> whole_minutes([[0, 12.5], [12, 0]], two, TravelMode.CAR, Season.WINTER)
    Traceback (most recent call last):
    ...
    ValueError: travel by car in winter: from L-1 to E-1 it takes 12.5, which is no whole number of minutes
    """
    where, size = f"travel by {mode} in {season}", len(places.ids)
    found = np.asarray(table)
    if found.shape != (size, size):
        raise ValueError(f"{where}: the table has the shape {found.shape}, {size} places need ({size}, {size})")
    if found.dtype.kind not in "iuf":
        raise ValueError(f"{where}: the table holds {found.dtype}, not numbers of minutes")
    wrong, why = _first_wrong(found)
    if wrong is not None:
        one, two = wrong
        raise ValueError(f"{where}: from {places.ids[one]} to {places.ids[two]} it takes {found[wrong]}, {why}")
    if found.size and found.max() > UNREACHABLE:
        found = np.minimum(found, UNREACHABLE)
    return found.astype(np.int32, copy=False)


def _first_wrong(found: NDArray[Any]) -> tuple[tuple[int, int] | None, str]:
    """Row and column of the first figure that is wrong, and why. Tables may be large: nothing is copied in vain."""

    def first(wrong: NDArray[np.bool_]) -> tuple[int, int]:
        one, two = np.argwhere(wrong)[0]
        return int(one), int(two)

    if found.dtype.kind == "f":
        whole = np.isfinite(found)
        np.equal(found, np.floor(found), out=whole, where=whole)
        if not whole.all():
            return first(~whole), "which is no whole number of minutes"
    if found.size and found.min() < 0:
        return first(found < 0), "which is less than nothing"
    stays = np.flatnonzero(np.diagonal(found))
    if len(stays):
        return (int(stays[0]), int(stays[0])), "but the way from a place to itself takes 0 minutes"
    return None, ""


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
    lat, lon = places.latitudes, places.longitudes
    return km_between(lat[:, None], lon[:, None], lat[None, :], lon[None, :])


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
        found: Minutes = self.legs(places, [(mode, season)])[0]
        return found

    def legs(self, places: Places, profiles: Sequence[tuple[TravelMode, Season]]) -> Legs:
        """The same for several modes and seasons, worked out when somebody asks."""
        speeds = [self.speeds[profile] for profile in profiles]
        named = {id_ for time in self.times for id_ in (time.origin, time.destination)}
        known = [position for position, id_ in enumerate(places.ids) if id_ in named]
        slot = np.full(len(places.ids), -1, dtype=np.int32)
        slot[known] = np.arange(len(known))
        index: dict[str, list[int]] = {}
        for number, position in enumerate(known):
            index.setdefault(places.ids[position], []).append(number)
        measured = np.full((len(profiles), len(known), len(known)), -1, dtype=np.int32)
        for table, (mode, season) in zip(measured, profiles, strict=True):
            for _, origin, destination, minutes in self._measured(mode, season):
                table[np.ix_(index.get(origin, []), index.get(destination, []))] = minutes
        return Legs(
            positions_of(places.latitudes, places.longitudes),
            np.array([rate_of(speed.km_per_hour, speed.detour_factor) for speed in speeds], dtype=np.int32),
            np.array([speed.fixed_minutes for speed in speeds], dtype=np.int32),
            slot,
            measured,
        )

    def _measured(self, mode: TravelMode, season: Season) -> list[tuple[tuple[bool, bool, int], str, str, int]]:
        """(rank, origin, destination, minutes) of the times that hold, the one that counts last.

        A time for the mode counts before one for the season, and that before one for all; among these one that holds
        one way only counts before one for both ways, and that before its way back. Of two alike the later one counts.
        """
        found = []
        for time in self.times:
            if (time.mode or mode) is mode and (time.season or season) is season:
                rank = time.mode is not None, time.season is not None
                found.append(((*rank, 1 if time.both_ways else 2), time.origin, time.destination, time.minutes))
                if time.both_ways:
                    found.append(((*rank, 0), time.destination, time.origin, time.minutes))
        return sorted(found, key=lambda measured: measured[0])
