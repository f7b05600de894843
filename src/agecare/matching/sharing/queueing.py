"""How long a wait may last, from how long others stayed or waited. Who still stays or waits tells something too."""

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray


@attrs.frozen(eq=False)
class Survival:
    """What share lasts longer than so many days.

    Attributes
    ----------
    days : (T,) days on which something ended, rising.
    share : (T,) what lasts longer than that; 1 before the first.
    until : days up to which anything is known.
    """

    days: NDArray[np.int64]
    share: NDArray[np.float64]
    until: int

    def at(self, days: NDArray[np.integer] | int) -> NDArray[np.float64]:
        """The share that lasts longer than so many days."""
        index = np.searchsorted(self.days, days, side="right")
        found: NDArray[np.float64] = np.concatenate(([1.0], self.share))[index]
        return found

    def quantile(self, share: float, after: int = 0) -> int | None:
        """Days until this share has ended, of those who have lasted ``after`` days; None = longer than is known."""
        ended = self.days[(self.days > after) & (self.share <= (1 - share) * self.at(after) + 1e-12)]
        return int(ended[0]) - after if len(ended) else None


def survival(days: Sequence[int], ended: Sequence[bool]) -> Survival:
    """The Kaplan–Meier estimate.

    Parameters
    ----------
    days : how long each stay or wait has lasted.
    ended : whether it has ended; False = it goes on, or ended for another reason (right-censored).

    References
    ----------
    Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958).

    Examples
    --------
    >>> survival([10, 20, 30, 40], [True, False, True, True]).share.tolist()
    [0.75, 0.375, 0.0]
    """
    lasted, over = np.asarray(days, dtype=np.int64), np.asarray(ended, dtype=np.bool_)
    when, events = np.unique(lasted[over], return_counts=True)
    at_risk = len(lasted) - np.searchsorted(np.sort(lasted), when, side="left")
    share = np.cumprod(1.0 - events / at_risk)
    return Survival(when, share.astype(np.float64), int(lasted.max(initial=0)))


def turn_comes(curve: Survival, ages: Sequence[int], position: int, chance: float) -> int | None:
    """Days until, with this chance, so many of those who hold the places now have left; None = longer than is known.

    Everybody leaves independently, as the curve says of those who have stayed as long (Poisson binomial distribution).

    Parameters
    ----------
    ages : days that each holder has stayed until now.
    position : place in the queue, from 1.
    chance : from 0 to 1.

    Examples
    --------
    >>> month = survival([30] * 4, [True] * 4)
    >>> turn_comes(month, ages=[10, 20], position=1, chance=0.9), turn_comes(month, [10, 20], 2, 0.9)
    (10, 20)
    """
    stayed = np.asarray(ages, dtype=np.int64)
    if position > len(stayed):
        return None
    lasts = curve.at(stayed)
    known = lasts > 0  # of longer stays than ever seen nothing is known
    stayed, lasts = stayed[known], lasts[known]
    moments = np.unique(curve.days[:, None] - stayed[None, :])
    moments = moments[(moments > 0)]
    low, high = 0, len(moments)
    while low < high:
        middle = (low + high) // 2
        gone = 1 - curve.at(stayed + moments[middle]) / lasts
        if _at_least(position, gone) >= chance:
            high = middle
        else:
            low = middle + 1
    return int(moments[low]) if low < len(moments) else None


def _at_least(count: int, chances: NDArray[np.float64]) -> float:
    """The chance that at least so many of independent events happen."""
    fewer = np.zeros(count)
    fewer[0] = 1.0
    for chance in chances:
        fewer[1:] = fewer[1:] * (1 - chance) + fewer[:-1] * chance
        fewer[0] *= 1 - chance
    return float(1 - fewer.sum())
