"""How the kernels are compiled: cached on disk, without Python's lock, without counting who uses an array.

Numba counts the users of an array at every call that takes one, and counting took three quarters of the time. The
arrays belong to `engine.Search`, which outlives every call, so most kernels do without; those that make new arrays
cannot. None divides by zero, and they do not ask.

Each kernel is compiled together with all that it calls, again for every kernel above it. So a ``leaf`` is small, and
what is long and has one caller is ``inlined``: it is compiled as a part of that one only.
"""

from typing import Any

from numba import njit
from numba.core.cpu import CPUTargetOptions

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
# the option has no public name; where a version of numba lacks it, the search is slower, and the same
_UNCOUNTED: dict[str, Any] = {"_nrt": False} if hasattr(CPUTargetOptions, "_nrt") else {}

kernel = njit(**_OPTIONS, **_UNCOUNTED)
inlined = njit(**_OPTIONS, **_UNCOUNTED, inline="always")
leaf = njit(**_OPTIONS, **_UNCOUNTED, forceinline=True)
allocating = njit(**_OPTIONS)
