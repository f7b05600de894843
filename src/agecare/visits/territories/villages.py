"""Homes close to each other, and how much of each village's work the workers nearby would do."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits.problem import Flags
from agecare.visits.territories.land import Floats, Land

VILLAGE_MINUTES = 10
"""Homes so near to each other are one village; more where there would be too many of them."""
MOST_VILLAGES = 150
REACH_MINUTES = 20.0
"""Somebody so much farther away from a village than somebody else does a third as much of its work."""


@attrs.frozen(eq=False)
class Villages:
    """Some units by village: not more than `MOST_VILLAGES`, however large the region."""

    of_unit: NDArray[np.int64]
    minutes: Floats
    """Work of each unit."""
    work: Floats
    """Work of each village."""
    at_hand: Floats
    """(villages, W) the part of a village's work that would fall to each worker: more to who is near and has hours."""

    @classmethod
    def of(cls, land: Land, units: NDArray[Any], workers: NDArray[Any]) -> "Villages":
        """The villages of some units, and some workers around them."""
        radius = VILLAGE_MINUTES
        while (found := _grouped(land, land.place[units].tolist(), radius)) is None:
            radius *= 2
        of_unit, middles = found
        ways = land.ways(*np.ix_(np.maximum(land.base[workers], 0), middles)).T
        nearest = ways.min(axis=1, keepdims=True, initial=np.iinfo(ways.dtype).max)
        nearness = np.exp((nearest - ways) / REACH_MINUTES) * land.hours[workers]
        at_hand = nearness / np.maximum(nearness.sum(axis=1, keepdims=True), 1e-9)
        minutes = land.minutes[units]
        return cls(of_unit, minutes, _sums(of_unit, minutes, len(middles)), at_hand)

    def work_of(self, side: Flags) -> Floats:
        """Work in each village of some of the units."""
        return _sums(self.of_unit[side], self.minutes[side], len(self.work))


def _grouped(land: Land, places: list[int], radius: float) -> tuple[NDArray[np.int64], list[int]] | None:
    """The village of each place and a place of each village; ``None`` when there would be too many."""
    middles: list[int] = []
    of_unit = np.zeros(len(places), dtype=np.int64)
    for number, place in enumerate(places):
        ways = land.ways(place, np.array(middles, dtype=np.int64))
        if len(ways) and ways.min() <= radius:
            of_unit[number] = ways.argmin()
        elif len(middles) == MOST_VILLAGES:
            return None
        else:
            of_unit[number] = len(middles)
            middles.append(place)
    return of_unit, middles


def _sums(group: NDArray[np.int64], minutes: Floats, count: int) -> Floats:
    found: Floats = np.bincount(group, minutes, minlength=count).astype(np.float64)
    return found
