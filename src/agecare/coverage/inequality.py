"""How unequally something is shared out: the indices of Gini and of Theil, the latter between and within areas."""

from collections.abc import Hashable, Sequence

import attrs
import numpy as np
from numpy.typing import ArrayLike


def gini(values: ArrayLike) -> float:
    """The Gini coefficient: 0 when all have the same, near 1 when one has everything.

    Half the mean difference of all pairs, divided by the mean. 0 where there is nothing, or nobody.

    Parameters
    ----------
    values : (n,) array_like
        What each has, not negative.

    Raises
    ------
    ValueError
        When a value is negative or not finite.

    References
    ----------
    C. Gini: Variabilità e mutabilità. Bologna 1912.

    Examples
    --------
    >>> gini([1, 1, 1]), gini([0, 0, 0, 4])
    (0.0, 0.75)
    """
    sorted_ = np.sort(_shares(values))
    total, size = float(sorted_.sum()), len(sorted_)
    if not total:
        return 0.0
    ranks = 2 * np.arange(1, size + 1) - size - 1
    return max(0.0, float(ranks @ sorted_) / (size * total))


@attrs.frozen
class Theil:
    """Theil's index T and its two parts: differences between the groups, and within them."""

    between: float
    within: float

    @property
    def total(self) -> float:
        """The whole index: 0 when all have the same, ``log(n)`` when one of ``n`` has everything."""
        return self.between + self.within


def theil(values: ArrayLike, groups: Sequence[Hashable]) -> Theil:
    """Theil's index T of what people have, divided into differences between and within groups.

    0 where there is nothing, or nobody.

    Parameters
    ----------
    values : (n,) array_like
        What each has, not negative.
    groups
        The group of each, such as the area lived in.

    Raises
    ------
    ValueError
        When a value is negative or not finite, or the lengths differ.

    References
    ----------
    H. Theil: Economics and Information Theory. Amsterdam 1967. The parts: A. F. Shorrocks, The class of additively
    decomposable inequality measures. Econometrica 48 (1980), 613-625.

    Examples
    --------
    >>> parts = theil([1, 1, 3, 3], ["east", "east", "west", "west"])
    >>> round(parts.between, 4), parts.within
    (0.1308, 0.0)
    """
    shares = _shares(values)
    if len(shares) != len(groups):
        raise ValueError(f"{len(shares)} values, but {len(groups)} groups")
    total = float(shares.sum())
    if not total:
        return Theil(0.0, 0.0)
    members: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    mean = total / len(shares)
    between = within = 0.0
    for indices in members.values():
        part = shares[indices]
        share = float(part.sum()) / total
        if share:
            between += share * float(np.log(part.mean() / mean))
            within += share * _index(part / part.mean())
    return Theil(max(0.0, between), max(0.0, within))


def _index(relative: np.typing.NDArray[np.float64]) -> float:
    """The mean of x log x, where 0 log 0 is 0."""
    some = relative[relative > 0]
    return float(some @ np.log(some)) / len(relative)


def _shares(values: ArrayLike) -> np.typing.NDArray[np.float64]:
    shares = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(shares).all() and (shares >= 0).all()):
        raise ValueError("only finite amounts that are not negative can be shared out")
    return shares
