"""Registers to try agecare on: an oblast service in any size, and three example centres, all invented.

>>> register = sample("jalal-abad", clients=30, workers=4)
>>> len(register.clients), len(register.workers)
(30, 4)
"""

from collections.abc import Mapping
from types import MappingProxyType

from agecare.errors import UnknownIdError
from agecare.io.samples.darkhan import darkhan
from agecare.io.samples.jalal_abad import jalal_abad
from agecare.io.samples.mandal import mandal
from agecare.io.samples.songinokhairkhan import songinokhairkhan
from agecare.model import Register
from agecare.model.faults import near_match

__all__ = ["SAMPLES", "SIZED", "sample"]

SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "darkhan": "a town centre, Darkhan, Mongolia: 90 clients, 11 workers; week 2026-W15",
        "jalal-abad": "an oblast service, Jalal-Abad, Kyrgyzstan: any size (2,143 clients, 228 workers)",
        "mandal": "a soum with winter camps, Mandal, Mongolia: 45 clients, 6 workers; 2026-W05, 2026-W15",
        "songinokhairkhan": "a district of Ulaanbaatar, Mongolia: 160 clients, 18 workers; week 2026-W15",
    }
)
"""What can be asked for, and what it is."""

SIZED = frozenset({"jalal-abad"})
"""Samples whose size and seed can be chosen."""

_CENTRES = {"darkhan": darkhan, "mandal": mandal, "songinokhairkhan": songinokhairkhan}


def sample(name: str, *, clients: int | None = None, workers: int | None = None, seed: int | None = None) -> Register:
    """The register of a sample; the same arguments always give the same register.

    Parameters
    ----------
    name
        One of `SAMPLES`.
    clients, workers
        The size of a sample in `SIZED`; the reported size unless given.
    seed
        Of everything drawn in a sample in `SIZED`; 1 unless given.

    Raises
    ------
    UnknownIdError
        If there is no such sample.
    ValueError
        If a size or seed is given for a centre that is fixed, or a size below 1.

    Examples
    --------
    >>> sample("darkhan").centre.name
    "Darkhan elders' development centre"
    """
    if name not in SAMPLES:
        near = near_match(name, SAMPLES)
        raise UnknownIdError("sample", name, [near] if near else [])
    given = {"clients": clients, "workers": workers, "seed": seed}
    wanted = {key: value for key, value in given.items() if value is not None}
    if name in SIZED:
        return jalal_abad(**wanted)
    if wanted:
        raise ValueError(f"the sample {name} is fixed; {', '.join(wanted)} cannot be chosen")
    return _CENTRES[name]()
