"""How long things take when some have not happened yet: the Kaplan–Meier estimate.

E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American Statistical
Association 53 (1958), 457–481.
"""

import attrs
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@attrs.frozen(eq=False)
class Survival:
    """The share that is still waiting after each duration at which something happened."""

    times: Array
    share: Array
    came: NDArray[np.int64]
    """How many had it after just so long."""

    def quantile(self, part: float) -> float:
        """The time by which ``part`` of all have it (0.5 = the median); infinite when too few ever had it."""
        reached = np.flatnonzero(self.share <= 1 - part + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else float("inf")


def kaplan_meier(durations: NDArray[np.integer] | Array, happened: NDArray[np.bool_]) -> Survival:
    """The Kaplan–Meier estimate of waiting times.

    Parameters
    ----------
    durations
        How long each was waited for, in any unit, in any order.
    happened
        Whether it came then; otherwise the wait was only watched so long (censored).

    Examples
    --------
    >>> curve = kaplan_meier(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, True]))
    >>> curve.share.tolist(), curve.quantile(0.5)
    ([0.75, 0.375, 0.0], 3.0)
    """
    order = np.argsort(durations, kind="stable")
    return kaplan_meier_sorted(durations[order], happened[order])


def kaplan_meier_sorted(durations: NDArray[np.integer] | Array, happened: NDArray[np.bool_]) -> Survival:
    """As `kaplan_meier`, of durations in ascending order."""
    many = len(durations)
    if not many:
        return Survival(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))
    begins = np.flatnonzero(np.concatenate(([True], durations[1:] != durations[:-1])))
    came = np.add.reduceat(happened.astype(np.int64), begins)
    at_risk = many - begins
    left = np.asarray(np.cumprod((at_risk - came) / at_risk), dtype=np.float64)
    some = came > 0
    return Survival(durations[begins][some].astype(np.float64), left[some], came[some])
