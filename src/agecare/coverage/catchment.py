"""Access by floating catchments: places for each person who needs one, when all who need them are counted."""

from collections.abc import Mapping
from enum import StrEnum
from math import inf
from types import MappingProxyType

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Decay(StrEnum):
    """How a service counts less the farther away it is, in three zones of equal width.

    ``none`` is the two-step floating catchment area of Luo and Wang (2003): inside the catchment distance does not
    matter. ``slow`` and ``fast`` are its enhanced form by Luo and Qi (2009), with their two sets of weights.
    """

    NONE = "none"
    SLOW = "slow"
    FAST = "fast"


ZONE_WEIGHTS: Mapping[Decay, tuple[float, float, float]] = MappingProxyType(
    {Decay.NONE: (1.0, 1.0, 1.0), Decay.SLOW: (1.0, 0.68, 0.22), Decay.FAST: (1.0, 0.42, 0.09)}
)
"""Weight of the near, the middle and the far third of a catchment."""


@attrs.frozen
class Catchment:
    """How far a service reaches.

    Parameters
    ----------
    km
        Great-circle kilometres, more than 0. The papers take 30 minutes by car; 10 km are about as much at 26 km/h (a
        car in winter) to 35 km/h with the bends of the road. People on foot reach less: 1.7 km in half an hour.
    decay
        How a service counts less with distance.

    References
    ----------
    W. Luo, F. Wang: Measures of spatial accessibility to health care in a GIS environment. Environment and Planning B
    30 (2003), 865-884. W. Luo, Y. Qi: An enhanced two-step floating catchment area (E2SFCA) method for measuring
    spatial accessibility to primary care physicians. Health & Place 15 (2009), 1100-1107.

    Examples
    --------
    >>> Catchment(km=9).weights([1.0, 3.0, 5.0, 9.0, 9.1]).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """

    km: float = attrs.field(default=10.0, converter=float, validator=[attrs.validators.gt(0), attrs.validators.lt(inf)])
    decay: Decay = attrs.field(default=Decay.SLOW, converter=Decay)

    def weights(self, km: ArrayLike) -> Floats:
        """What distances count, 0 … 1: any shape, NaN and infinity count 0.

        A distance on the border of two zones belongs to the nearer one.
        """
        bounds = self.km * np.array([1, 2, 3]) / 3
        by_zone = np.array([*ZONE_WEIGHTS[self.decay], 0.0])
        weights: Floats = by_zone[np.searchsorted(bounds, np.asarray(km, dtype=np.float64), side="left")]
        return weights


def floating_catchment(supply: ArrayLike, demand: ArrayLike, weights: ArrayLike) -> Floats:
    """Access by two-step floating catchments: places for each unit of demand, shape ``(P,)``.

    Step one divides the places of every service among the demand in its catchment; step two adds up, for each place
    of demand, the ratios of the services in reach. Both steps count with the same weights.

    Parameters
    ----------
    supply : (S,) array_like
        Places of each service; infinity: as many as are asked for, so that its ratio is 1.
    demand : (P,) array_like
        People at each place.
    weights : (P, S) array_like
        What the way counts (`Catchment.weights`).

    Notes
    -----
    What is given to all people together is what there is: ``demand @ access`` is the supply of the services that have
    anybody in their catchment. The figures equal those of PySAL's ``access`` package.

    Examples
    --------
    Four places for the two people near them and half of the two at the edge:

    >>> floating_catchment([4, 0], [2, 2], [[1, 0], [0.5, 1]]).round(2).tolist()
    [1.33, 0.67]
    """
    places, people = np.asarray(supply, dtype=np.float64), np.asarray(demand, dtype=np.float64)
    reach = np.asarray(weights, dtype=np.float64)
    asked = people @ reach
    ratio = np.zeros_like(asked)
    np.divide(places, asked, out=ratio, where=asked > 0)
    ratio[np.isinf(places)] = 1.0
    access: Floats = reach @ ratio
    return access
