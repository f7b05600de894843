"""What no plan can beat: how many visits can be served with these hours and skills, and what must be paid anyhow."""

from collections.abc import Callable

import attrs
import numpy as np

from agecare.visits._allocate.bounds.assignment import assignment_bound
from agecare.visits._allocate.bounds.least import shares_of
from agecare.visits._allocate.bounds.pairs import Pairs, pairs_of
from agecare.visits._allocate.bounds.shortage import Shortage
from agecare.visits._allocate.estimate import wishes
from agecare.visits._allocate.groups import Groups, groups_of
from agecare.visits.problem import NONE, Longs, VisitProblem


@attrs.frozen
class Certificate:
    """Proved bounds, good for every plan that `checks` accepts.

    Attributes
    ----------
    serviceable : no plan serves more visits than this.
    unserved_at_least : no plan's component ``unserved`` is less than this: the price of what must be left out.
    cost_at_least : no plan costs less than this.
    """

    serviceable: int
    unserved_at_least: int
    cost_at_least: int


def certificate(
    problem: VisitProblem, should_stop: Callable[[], bool] = lambda: False, groups: Groups | None = None
) -> Certificate | None:
    """Bounds of a problem; ``None`` when stopped before there were any.

    Hours are those of the shift with its allowed overtime and without a break (a break may be missed, at a price),
    within the daily and weekly limits. `shortage` and `assignment` say what else is left aside.

    The cost is the larger of two bounds. One adds up what each visit costs at least, served or not, and what the
    shortage of hours adds to it; the other follows the order of visits and leaves the hours aside. Both count
    penalties, travel, wishes, lateness against the beginning of the shift, changes of published visits, and the
    second face that a visit of two workers brings; waiting, breaks, overtime and fairness are left out.
    """
    groups = groups_of(problem) if groups is None else groups
    if not groups.visits:
        return Certificate(0, 0, 0)
    shares = shares_of(problem, should_stop)
    pairs = None if shares is None else pairs_of(problem, groups, shares, should_stop)
    if shares is None or pairs is None:
        return None
    shortage = Shortage(problem, groups, pairs)
    most = len(problem.visit_ids) - shortage.least_loss(np.ones(len(groups.visits), dtype=np.int64), should_stop)
    unserved = shortage.least_loss(groups.penalty, should_stop)
    leave = groups.penalty + problem.weights.change * (groups.published_day >= 0)
    stay = least_stays(problem, groups, pairs)
    ways = problem.weights.travel * (pairs.minutes - problem.task_minutes[groups.part_task]).astype(np.int64)
    serve = np.bincount(groups.part_group, weights=stay + ways, minlength=len(leave)).astype(np.int64)
    least = np.where(pairs.looked_at, np.minimum(leave, serve), 0)
    strangers = sure_strangers(problem, groups, leave - least)
    by_visits = int((least * groups.count).sum()) + shortage.least_loss(leave - least - strangers, should_stop)
    by_ways = 0
    if not should_stop():
        alone = ((leave - strangers) // np.diff(groups.part_first))[groups.part_group]
        by_ways = assignment_bound(problem, groups, pairs, shares, stay, alone)
    return Certificate(most, unserved, max(unserved, int(strangers.sum()) + max(by_visits, by_ways)))


def least_stays(problem: VisitProblem, groups: Groups, pairs: Pairs) -> Longs:
    """(N,) wishes, lateness and changes: the least price of them for one visit of a part, ways left aside."""
    weights = problem.weights
    worker = problem.route_worker[pairs.route]
    price = wishes(problem, groups)[pairs.part, worker] + weights.lateness * pairs.late.astype(np.int64)
    group = groups.part_group[pairs.part]
    told = groups.published_day[group]
    other = (pairs.day != told) | (worker != problem.task_published_worker[groups.part_task[pairs.part]])
    alone = (np.diff(groups.part_first) == 1)[group]
    price += weights.change * (alone & (told != NONE) & other)
    nobody = np.iinfo(np.int64).max
    least = np.full(len(groups.part_task), nobody)
    np.minimum.at(least, pairs.part, price)
    return np.where(least == nobody, 0, least)


def sure_strangers(problem: VisitProblem, groups: Groups, gain: Longs) -> Longs:
    """(G,) what a client's first visits of two workers cost in continuity, or in gains when none of them is served.

    A client with a served visit of two workers sees two at least. So the price of one more face is sure, if it is
    taken off the loss of leaving the visits out.
    """
    double = np.flatnonzero(np.diff(groups.part_first) == 2)
    first = double[np.unique(groups.client[double], return_index=True)[1]]
    sure = np.zeros(len(gain), dtype=np.int64)
    sure[first] = np.minimum(problem.weights.continuity, gain[first])
    return sure
