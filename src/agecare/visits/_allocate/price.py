"""What an allocation costs by estimate: the components of the plan's cost that do not need an order.

Whole hundredths of a cost unit throughout, so that the prices per minute of an uneven load can be small.
"""

import attrs
import numpy as np

from agecare.visits._allocate.choices import Choices
from agecare.visits.problem import Flags, Longs

HUNDREDTHS = 100
DEAR = 10**15
"""A price that stands for "cannot be"."""


@attrs.frozen(eq=False)
class Tariff:
    """Convex prices as the largest of several lines ``slope x amount - base``, and whether they are ever used.

    Attributes
    ----------
    worker_slope, worker_base : (W, lines) by paid minutes of the horizon; zero for workers without options.
    area_slope, area_base : (A, lines) by visits left out.
    """

    worker_slope: Longs
    worker_base: Longs
    area_slope: Longs
    area_base: Longs

    def of_loads(self, minutes: Longs) -> Longs:
        """(W,) price of each worker's load."""
        found: Longs = (self.worker_slope * minutes[:, None] - self.worker_base).max(axis=1)
        return found

    def of_areas(self, missed: Longs) -> Longs:
        """(A,) price of the visits left out in each area."""
        found: Longs = (self.area_slope * missed[:, None] - self.area_base).max(axis=1)
        return found


def tariff_of(choices: Choices, share: float) -> Tariff:
    """The prices of uneven loads and areas.

    Parameters
    ----------
    share : float
        Fair share: paid minutes per minute of capacity. The price of a load is ``fair_workload`` for each minute
        further than ``fair_percent`` away from the worker's share.

    Notes
    -----
    Areas: ``fair_areas`` x 100 x missed² / wanted, linear between whole visits up to eight.
    """
    problem, groups = choices.problem, choices.groups
    capacity = problem.worker_capacity.astype(np.float64)
    weight = HUNDREDTHS * problem.weights.fair_workload
    slope = np.tile(np.array([-weight, 0, weight], dtype=np.int64), (len(capacity), 1))
    near = problem.fair_percent / 100
    edges = share * np.array([1 - near, 1.0, 1 + near])
    base = np.rint(slope * edges[None, :] * capacity[:, None]).astype(np.int64)
    idle = np.bincount(choices.worker, minlength=len(capacity)) == 0
    slope[idle] = base[idle] = 0
    wanted = np.bincount(groups.area, weights=groups.count, minlength=len(problem.area_ids))
    missed = np.arange(8)
    curve = HUNDREDTHS * 100 * problem.weights.fair_areas / np.maximum(wanted, 1)
    rise = np.rint(curve[:, None] * (2 * missed + 1)[None, :]).astype(np.int64)
    area_base = rise * missed - np.concatenate(
        (np.zeros((len(wanted), 1), dtype=np.int64), np.cumsum(rise, axis=1)[:, :-1]), axis=1
    )
    return Tariff(slope, base, rise, area_base)


def fair_share(choices: Choices) -> float:
    """Paid minutes per minute of capacity when every visit is served by its cheapest option; at most 1."""
    parts = len(choices.groups.part_task)
    order = np.lexsort((choices.price, choices.part))
    part, first = np.unique(choices.part[order], return_index=True)
    load = np.zeros(parts, dtype=np.int64)
    load[part] = choices.load[order[first]]
    wanted = int((load * choices.groups.count[choices.groups.part_group]).sum())
    return min(1.0, wanted / max(1, int(choices.problem.worker_capacity.sum())))


def served(choices: Choices, chosen: Flags) -> Longs:
    """(G,) visits of each group that an allocation serves."""
    return np.bincount(choices.group[chosen & choices.leads], minlength=len(choices.groups.visits))


def price(choices: Choices, tariff: Tariff, chosen: Flags) -> int:
    """The whole price of an allocation, in hundredths."""
    groups = choices.groups
    missed = groups.count - served(choices, chosen)
    areas = np.bincount(groups.area, weights=missed, minlength=len(choices.problem.area_ids))
    uneven = tariff.of_loads(worker_loads(choices, chosen)).sum()
    uneven += tariff.of_areas(areas.astype(np.int64)).sum()
    return HUNDREDTHS * int(client_prices(choices, chosen).sum()) + int(uneven)


def client_prices(choices: Choices, chosen: Flags) -> Longs:
    """(C,) price of each client's visits in whole units: all but loads and areas."""
    groups, weights = choices.groups, choices.problem.weights
    count = len(choices.problem.client_ids)
    missed = (groups.count - served(choices, chosen)) * groups.penalty
    missed = missed + weights.change * changed(choices, chosen)
    found = np.bincount(groups.client, weights=missed, minlength=count)
    found = found + np.bincount(choices.client[chosen], weights=choices.price[chosen], minlength=count)
    width = len(choices.problem.worker_ids)
    pairs = np.unique(choices.client[chosen].astype(np.int64) * width + choices.worker[chosen])
    seen = np.bincount(pairs // max(1, width), minlength=count)
    whole: Longs = found.astype(np.int64) + weights.continuity * np.maximum(seen - 1, 0)
    return whole


def least_prices(choices: Choices) -> Longs:
    """(C,) no arrangement of a client costs less, however much time everybody had.

    Every visit is left out or gets its cheapest option (two roles: the cheapest pair that can meet), and a client
    with a visit of two roles sees two workers.
    """
    groups, count = choices.groups, len(choices.problem.client_ids)
    cheapest = np.full(len(groups.part_task), DEAR)
    np.minimum.at(cheapest, choices.part, choices.price)
    visit = cheapest[groups.part_first[:-1]]
    double = np.diff(groups.part_first) == 2
    for group in np.flatnonzero(double).tolist():
        visit[group] = _cheapest_pair(choices, group)
    single = np.where(double, 0, groups.count * np.minimum(visit, groups.penalty))
    alone = np.bincount(groups.client, weights=single, minlength=count)
    left_out = np.where(double, groups.count * groups.penalty, 0)
    without = np.bincount(groups.client, weights=left_out, minlength=count)
    together = np.where(double, groups.count * np.minimum(visit, groups.penalty), 0)
    served = np.bincount(groups.client, weights=together, minlength=count)
    served += choices.problem.weights.continuity * (without > 0)
    found: Longs = (alone + np.minimum(without, served)).astype(np.int64)
    return found


def _cheapest_pair(choices: Choices, group: int) -> int:
    """Least price of a visit of two roles."""
    one, two = (slice(*np.searchsorted(choices.part, (part, part + 1))) for part in choices.groups.parts_of(group))
    both = choices.price[one][:, None] + choices.price[two][None, :]
    both[choices.day[one][:, None] != choices.day[two][None, :]] = DEAR
    here = slice(*np.searchsorted(choices.clashes[:, 0], (one.start, one.stop)))
    both[choices.clashes[here, 0] - one.start, choices.clashes[here, 1] - two.start] = DEAR
    return int(both.min(initial=DEAR))


def worker_loads(choices: Choices, chosen: Flags) -> Longs:
    """(W,) paid minutes of each worker, by estimate."""
    count = len(choices.problem.worker_ids)
    return np.bincount(choices.worker[chosen], choices.load[chosen], count).astype(np.int64)


def changed(choices: Choices, chosen: Flags) -> Flags:
    """(G,) published visits left out, and published visits of two workers whose day or workers are others.

    Another day or worker of a visit of one worker is in the price of its option.
    """
    groups = choices.groups
    kept = np.bincount(choices.group[chosen & choices.as_published], minlength=len(groups.visits))
    double = np.diff(groups.part_first) == 2
    gone = np.where(double, kept < 2, served(choices, chosen) == 0)
    found: Flags = (groups.published_day >= 0) & gone
    return found
