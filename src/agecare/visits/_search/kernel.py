"""How the kernels are compiled: cached on disk, without Python's lock, without counting who uses an array.

Numba counts the users of an array at every call that takes one, and counting took three quarters of the time. The
arrays belong to `engine.Search`, which outlives every call, so most kernels do without; those that make new arrays
cannot.
"""

from typing import Any

from numba import njit
from numba.core.cpu import CPUTargetOptions

# the option has no public name; where a version of numba lacks it, the search is slower, and the same
_UNCOUNTED: dict[str, Any] = {"_nrt": False} if hasattr(CPUTargetOptions, "_nrt") else {}

kernel = njit(cache=True, nogil=True, **_UNCOUNTED)
inlined = njit(cache=True, nogil=True, inline="always", **_UNCOUNTED)
leaf = njit(cache=True, nogil=True, forceinline=True, **_UNCOUNTED)
allocating = njit(cache=True, nogil=True)
