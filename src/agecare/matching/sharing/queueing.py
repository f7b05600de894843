"""How long a wait may last, from how long others stayed or waited. Who still stays or waits tells something too."""

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

AT_ONCE = 128
"""Days looked at together: tables of some megabytes."""
ROUNDING = 1e-9
"""A chance that is missed by no more is reached."""


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


def turns_come(curve: Survival, ages: Sequence[int], most: int, chance: float) -> list[int | None]:
    """Days until, with this chance, so many of those who hold the places now have left; None = longer than is known.

    Everybody leaves independently, as the curve says of those who have stayed as long (Poisson binomial distribution).

    Parameters
    ----------
    ages : days that each holder has stayed until now.
    most : the places in the queue that are asked about are 1 to this one.
    chance : from 0 to 1.

    Examples
    --------
    >>> month = survival([30] * 4, [True] * 4)
    >>> turns_come(month, ages=[10, 20], most=3, chance=0.9)
    [10, 20, None]
    """
    stayed = np.asarray(ages, dtype=np.int64)
    lasts = curve.at(stayed)
    known = lasts > 0  # of longer stays than ever seen nothing is known
    stayed, lasts = stayed[known, None], lasts[known, None]
    end = int(curve.days.max(initial=0)) + 1
    position = np.arange(1, min(most, len(stayed)) + 1)
    low, high = np.ones(len(position), dtype=np.int64), np.full(len(position), end)
    while len(open_ := np.flatnonzero(low < high)):
        middle = (low[open_] + high[open_]) // 2
        days, which = np.unique(middle, return_inverse=True)
        enough = np.empty(len(open_), dtype=np.bool_)
        for first in range(0, len(days), AT_ONCE):
            some = days[first : first + AT_ONCE]
            mine = (which >= first) & (which < first + len(some))
            likely = _at_least(1 - curve.at(stayed + some) / lasts)
            enough[mine] = likely[which[mine] - first, position[open_[mine]]] >= chance - ROUNDING
        high[open_[enough]] = middle[enough]
        low[open_[~enough]] = middle[~enough] + 1
    found: list[int | None] = [day if day < end else None for day in low.tolist()]
    return found + [None] * (most - len(position))


def _at_least(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """(D, N + 1): the chance that at least 0, 1, 2, … of independent events have happened by each day.

    The generating polynomials of the events are multiplied two by two, by Fourier transform: all days at once.

    Parameters
    ----------
    chances : (N, D) of each event by each day.
    """
    events, days = chances.shape
    exactly = np.ones((1, days, 1))
    if events:
        exactly = np.stack((1 - chances, chances), axis=-1)
    while len(exactly) > 1:
        if len(exactly) % 2:
            nothing = np.zeros((1, *exactly.shape[1:]))
            nothing[..., 0] = 1.0
            exactly = np.concatenate((exactly, nothing))
        size = 2 * exactly.shape[2] - 1
        waves = np.fft.rfft(exactly, size)
        exactly = np.fft.irfft(waves[::2] * waves[1::2], size)
    found: NDArray[np.float64] = exactly[0, :, ::-1].cumsum(axis=1)[:, ::-1]
    return found
