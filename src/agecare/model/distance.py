"""Distances between places, as the crow flies. Apart from the other records because it loads NumPy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, IUGG 1980."""


def km_between(
    latitudes: ArrayLike, longitudes: ArrayLike, other_latitudes: ArrayLike, other_longitudes: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle distances in km by the haversine formula.

    Parameters
    ----------
    latitudes, longitudes, other_latitudes, other_longitudes : array_like
        WGS 84 degrees, of shapes that broadcast against each other; NaN gives NaN.

    Examples
    --------
    >>> round(float(km_between(49.4867, 105.9228, 49.9, 105.9228)), 1)
    46.0
    """
    lat, lon, other_lat, other_lon = (
        np.radians(np.asarray(degrees, dtype=np.float64))
        for degrees in (latitudes, longitudes, other_latitudes, other_longitudes)
    )
    half = np.sin((lat - other_lat) / 2) ** 2
    half = half + np.cos(lat) * np.cos(other_lat) * np.sin((lon - other_lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)
