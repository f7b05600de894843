"""How the kernels are compiled: cached on disk, without Python's lock, without counting who uses an array.

Numba counts the users of an array at every call that takes one, and counting took three quarters of the time. The
arrays belong to `engine.Search`, which outlives every call, so most kernels do without; those that make new arrays
cannot.

No two arrays that a kernel is given overlap in what it reads and writes (lists are parts of ``Q`` that nothing else
looks at), and it says so: else every write to the plan would make it read the constants anew. It only divides by what
is not zero.
"""

from typing import Any

from numba import njit
from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions

# these options have no public names; where a version of numba lacks them, the search is slower, and the same
_OPTIONS: dict[str, Any] = {"error_model": "numpy"}
if hasattr(CPUTargetOptions, "_nrt"):
    _OPTIONS["_nrt"] = False
if not hasattr(CPUTargetOptions, "_noalias"):
    CPUTargetOptions._noalias = TargetOptions.Mapping("noalias")
_OPTIONS["_noalias"] = True

kernel = njit(cache=True, nogil=True, **_OPTIONS)
inlined = njit(cache=True, nogil=True, inline="always", **_OPTIONS)
leaf = njit(cache=True, nogil=True, forceinline=True, **_OPTIONS)
allocating = njit(cache=True, nogil=True, error_model="numpy")
