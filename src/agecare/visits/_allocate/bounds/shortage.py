"""What must be left out because the hours do not hold it: a proved lower bound, whatever the order.

The relaxation is a flow of minutes (`network`). Every visit needs its minutes and its share of the ways (`least`);
visits may be cut into pieces and shared between workers, so it asks for less than any plan does.

What a set of visits lacks (its minutes less the largest flow) bounds the loss: with prices per minute d1 > d2 > ... and
S(k) the visits of at least d(k), no plan loses less than the sum of (d(k) - d(k+1)) x lack(S(k)). It is the best bound
of the relaxation (what a network can feed is a polymatroid, Edmonds 1970), any selection of the sets gives a valid one,
and flows are whole numbers: no rounding enters.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agecare.visits._allocate.bounds.network import Network
from agecare.visits._allocate.bounds.pairs import Pairs
from agecare.visits._allocate.groups import Groups, best_days
from agecare.visits.problem import Flags, Ints, Longs, VisitProblem

LEVELS = 32
"""Most flows for one bound."""
SHARP = 1_000_000
"""Prices per minute are rounded down to one part in so many."""


class Shortage:
    """What a problem's hours cannot hold.

    Attributes
    ----------
    most : (G,) visits of each group that somebody could serve, other visits left aside.
    """

    def __init__(self, problem: VisitProblem, groups: Groups, pairs: Pairs) -> None:
        self.groups, self._minutes = groups, pairs.minutes.astype(np.int64)
        self.most = most_alone(problem, groups, pairs)
        self._supply = np.where(pairs.looked_at, self.most, 0)[groups.part_group] * self._minutes
        self._network = Network(problem, groups, pairs, self._supply)
        short = self._network.lack(self._supply) > 0
        self._short = self._network.competing() & (self._supply > 0) & short

    def least_loss(self, gain: Longs, stop: Callable[[], bool] = lambda: False) -> int:
        """No plan leaves out visits worth less than this.

        Parameters
        ----------
        gain : (G,) whole numbers, at least 0: what leaving one visit of a group out costs.
        """
        sure = int((gain * (self.groups.count - self.most)).sum())
        price = self._prices(gain)
        steps = np.unique(price[self._short & (price > 0)])[::-1].tolist()
        if not steps:
            return sure
        lacks = {-1: 0}
        step = len(steps) - 1
        while not stop():
            lacks[step] = self._network.lack(np.where(self._short & (price >= steps[step]), self._supply, 0))
            known = sorted(lacks)
            gaps = pairwise(known)
            worth = [((lacks[b] - lacks[a]) * (steps[a + 1] - steps[b]), a, b) for a, b in gaps if b > a + 1]
            most, low, high = max(worth, default=(0, 0, 0))
            if not most or len(lacks) > LEVELS:
                break
            step = (low + high) // 2
        total = lack = 0
        for step, (here, below) in enumerate(zip(steps, [*steps[1:], 0], strict=True)):
            lack = lacks.get(step, lack)  # a larger set lacks no less
            total += (here - below) * lack
        return sure + -(-total // SHARP)

    def _prices(self, gain: Longs) -> Longs:
        """(N,) price of a minute: that of the visit, spread over its roles, or over the only one that lacks."""
        groups = self.groups
        minutes = np.where(self._short, self._minutes, 0)
        both = np.bincount(groups.part_group, weights=minutes, minlength=len(groups.visits)).astype(np.int64)
        found = gain[groups.part_group] * SHARP // np.maximum(both, 1)[groups.part_group]
        return np.where(self._short, found, 0)


def most_alone(problem: VisitProblem, groups: Groups, pairs: Pairs) -> Ints:
    """(G,) visits of each group that somebody could serve, other visits left aside."""
    found = groups.count.copy()
    works = np.zeros((len(groups.part_task), problem.days), dtype=np.bool_)
    works[pairs.part, pairs.day] = True
    order = np.argsort(pairs.part, kind="stable")
    edges = np.searchsorted(pairs.part[order], np.arange(len(groups.part_task) + 1))
    for group in np.flatnonzero(pairs.looked_at).tolist():
        parts = groups.parts_of(group)
        possible = works[parts.start : parts.stop].all(axis=0)
        if len(parts) == 2:
            mine = order[edges[parts.start] : edges[parts.stop]]
            possible &= _different(problem, pairs, mine)
        days = dict.fromkeys(np.flatnonzero(possible).tolist(), 0.0)
        found[group] = len(best_days(days, int(groups.count[group]), int(groups.spacing[group])))
    return found


def _different(problem: VisitProblem, pairs: Pairs, mine: NDArray[np.integer]) -> Flags:
    """(D,) days on which some pairs are of more than one worker."""
    keys = np.unique(
        pairs.day[mine].astype(np.int64) * len(problem.worker_ids) + problem.route_worker[pairs.route[mine]]
    )
    number = np.bincount(keys // max(1, len(problem.worker_ids)), minlength=problem.days)
    found: Flags = number > 1
    return found
