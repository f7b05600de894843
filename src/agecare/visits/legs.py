"""Travel times that are worked out when somebody asks: memory grows with the places, not with their square.

Where travel is an estimate, a time follows from the two places alone. `Legs` keeps where the places are, whole
centimetres from the middle of the Earth, and answers as a table ``(K, P, P)`` of whole minutes would. All is reckoned
so that the compiled search (`_search.access.way`) gets the same minutes to the last bit.
"""

import math
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model.distance import EARTH_RADIUS_KM

Minutes = NDArray[np.int32]

UNREACHABLE = 20_000
"""Minutes that stand for "no way": longer than any day."""
RATE_BITS = 36
"""A rate is minutes per centimetre times two to this power."""
ROUND_UP = (1 << RATE_BITS) - 1 - (1 << RATE_BITS - 10)
"""Minutes are rounded up, unless less than a thousandth of one is over."""
SAME_PLACE_CM = 2_000
"""Two households nearer than this are in one place."""
ARC = 1 / (24 * (EARTH_RADIUS_KM * 1e5) ** 2)
"""A straight line of c through the Earth is an arc of c + ARC·c³, to three millionths at 1,000 km."""
ROWS_AT_ONCE = 64
"""Rows of a table that are worked out together: a few, so that a large region takes no more memory than its table."""


def positions_of(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> Minutes:
    """(P, 3) centimetres from the middle of the Earth."""
    lat, lon = np.radians(latitudes), np.radians(longitudes)
    axes = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=-1)
    found: Minutes = np.rint(axes * (EARTH_RADIUS_KM * 1e5)).astype(np.int32)
    return found


def rate_of(km_per_hour: float, detour_factor: float) -> int:
    """Minutes per centimetre, in whole units of 2 to the power of minus `RATE_BITS`."""
    return int(min(2**31 - 1, round(detour_factor * 60 / (km_per_hour * 1e5) * 2.0**RATE_BITS)))


def centimetres(one: Minutes, two: Minutes) -> NDArray[np.int64]:
    """Great-circle distances between positions (…, 3)."""
    square = straight_squares(one, two).astype(np.float64)
    line = np.sqrt(square)
    found: NDArray[np.int64] = (line + line * square * ARC + 0.5).astype(np.int64)
    return found


def straight_squares(one: Minutes, two: Minutes) -> NDArray[np.int64]:
    """Squares of the straight distances between positions (…, 3)."""
    found = np.zeros(np.broadcast_shapes(one.shape[:-1], two.shape[:-1]), dtype=np.int64)
    for axis in range(3):
        apart = one[..., axis].astype(np.int64) - two[..., axis]
        apart *= apart
        found += apart
    return found


@attrs.frozen(eq=False)
class Legs:
    """Minutes from place to place by profile, to be indexed as an array ``(K, P, P)``.

    ``legs[k, a, b]`` broadcasts; ``legs[k, a]`` are the ways from ``a`` to all places; ``legs[k]`` is a whole table.

    Attributes
    ----------
    positions : (P, 3)
    rates, fixed : (K,) see `rate_of`; minutes added to every way.
    slot : (P,) number of a place with measured times, -1 = it has none.
    measured : (K, M, M) minutes that replace the estimate, -1 = none.
    """

    positions: Minutes
    rates: Minutes
    fixed: Minutes
    slot: Minutes
    measured: Minutes

    @property
    def shape(self) -> tuple[int, int, int]:
        """Profiles and places."""
        return len(self.rates), len(self.positions), len(self.positions)

    def __len__(self) -> int:
        return len(self.rates)

    def __getitem__(self, key: Any) -> Any:
        profile, *ends = key if isinstance(key, tuple) else (key,)
        every = np.arange(len(self.positions))
        if len(ends) == 2:
            return self._minutes(np.asarray(profile), np.asarray(ends[0]), np.asarray(ends[1]))
        if len(ends) == 1:
            return self._minutes(np.asarray(profile), np.asarray(ends[0])[..., None], every)
        found = np.empty(self.shape[1:], dtype=np.int32)
        for first in range(0, len(every), ROWS_AT_ONCE):
            rows = every[first : first + ROWS_AT_ONCE]
            found[rows] = self._minutes(np.asarray(profile), rows[:, None], every)
        return found

    def _minutes(self, profile: NDArray[Any], origin: NDArray[Any], destination: NDArray[Any]) -> Any:
        far = centimetres(self.positions[origin], self.positions[destination])
        minutes = (far * self.rates[profile] + ROUND_UP >> RATE_BITS) + self.fixed[profile]
        minutes = np.where(far < SAME_PLACE_CM, 0, np.minimum(minutes, UNREACHABLE))
        if self.measured.size:
            one, two = self.slot[origin], self.slot[destination]
            known = self.measured[profile, one, two]  # of places without a slot the last one's, which is not used
            minutes = np.where((one >= 0) & (two >= 0) & (known >= 0), known, minutes)
        found = np.where(origin == destination, 0, minutes).astype(np.int32)
        return found if found.ndim else np.int32(found)

    def between(self, profile: int, origin: int, destination: int) -> int:
        """Minutes of one way; the same as ``legs[profile, origin, destination]``, in less time."""
        if self.measured.size:
            one, two = self.slot.item(origin), self.slot.item(destination)
            if one >= 0 and two >= 0 and origin != destination and self.measured.item(profile, one, two) >= 0:
                return int(self.measured.item(profile, one, two))
        at, to = self.positions[origin].tolist(), self.positions[destination].tolist()
        square = float(sum((one - two) ** 2 for one, two in zip(at, to, strict=True)))
        line = math.sqrt(square)
        far = int(line + line * square * ARC + 0.5)
        if far < SAME_PLACE_CM:
            return 0
        minutes = (far * self.rates.item(profile) + ROUND_UP >> RATE_BITS) + self.fixed.item(profile)
        return int(min(minutes, UNREACHABLE))

    def among(self, profiles: Minutes, places: Minutes) -> "Legs":
        """The legs among some of the places."""
        kept = np.unique(self.slot[places])
        kept = kept[kept >= 0]
        number = np.full(self.measured.shape[1] + 1, -1, dtype=np.int32)
        number[kept] = np.arange(len(kept))
        slot, measured = number[self.slot[places]], self.measured[np.ix_(profiles, kept, kept)]
        return Legs(self.positions[places], self.rates[profiles], self.fixed[profiles], slot, measured)

    def flat(self) -> Minutes:
        """Everything in one row, as the compiled search reads it."""
        parts = (self.positions, self.slot, self.rates, self.fixed, self.measured)
        return np.concatenate([part.ravel() for part in parts]).astype(np.int32)


def minutes_among(travel: Minutes | Legs, profiles: Minutes, places: Minutes) -> Minutes | Legs:
    """The travel times among some of the places; a table where that is small."""
    if isinstance(travel, Legs):
        part = travel.among(profiles, places)
        return np.stack([part[profile] for profile in range(len(part))]) if is_small(*part.shape[:2]) else part
    found: Minutes = travel[np.ix_(profiles, places, places)]
    return found


SMALL = 4_000_000
"""Figures of a table that is worked out once: it fits a processor's cache, more or less."""


def is_small(profiles: int, places: int) -> bool:
    """Whether a table of all ways is looked up faster than a way is worked out."""
    return profiles * places * places <= SMALL


def nearest(travel: Minutes | Legs, profile: int, places: Minutes, number: int) -> Minutes:
    """(n, number) of the places themselves: the place itself, then those with the shortest way to or from it.

    Where travel is an estimate, these are the nearest ones, whatever the profile.
    """
    found = np.empty((len(places), min(number, len(places))), dtype=np.int32)
    for first in range(0, len(places), ROWS_AT_ONCE):
        here = places[first : first + ROWS_AT_ONCE, None]
        if isinstance(travel, Legs):
            far = straight_squares(travel.positions[here], travel.positions[places])
        else:
            far = np.minimum(travel[profile, here, places], travel[profile, places, here])
        far[np.arange(len(here)), first + np.arange(len(here))] = -1
        few = np.argpartition(far, found.shape[1] - 1, axis=1)[:, : found.shape[1]]
        few.sort(axis=1)  # of places as near as each other the first
        order = np.argsort(np.take_along_axis(far, few, axis=1), axis=1, kind="stable")
        found[first : first + ROWS_AT_ONCE] = places[np.take_along_axis(few, order, axis=1)]
    return found
