"""The least that the way to a visit can cost, whatever the order: what every plan must spend, at any rate.

All figures here are lower bounds that hold for any travel times, also where a roundabout way is shorter than the
direct one, and wherever a break is taken.
"""

from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits._allocate.reach import chunks
from agecare.visits.legs import ROWS_AT_ONCE
from agecare.visits.problem import Flags, Ints, VisitProblem

FAR = 4_000
"""Minutes that stand for "not within a day"."""
WORK = 4_000_000_000
"""Sums of two ways up to which the shortest ways are worked out exactly."""
PASSES = 6
"""Times that all places are tried as places on the way."""


@attrs.frozen(eq=False)
class Shares:
    """A share of each leg for the place where it ends and for the place where it begins.

    Attributes
    ----------
    come, go : (K, P) minutes. A leg from p to another place q takes at least ``go[k, p] + come[k, q]`` minutes; so
        all legs of a route together take at least ``come + go`` of its visits.
    """

    come: Ints
    go: Ints


def shares_of(problem: VisitProblem, stop: Callable[[], bool] = lambda: False) -> Shares | None:
    """Shares for the way to each place, as large as its nearest neighbour allows, then for the way from it.

    ``None`` when stopped.

    Two steps of the Hungarian method on the table of travel times (Kuhn 1955): from each column its least entry,
    from each row what then is left. Staying at one place counts as a leg only where two visits of one day might be, and
    at bases.
    """
    same = _shared(problem)
    come = np.zeros(problem.travel.shape[:2], dtype=np.int32)
    go = np.zeros_like(come)
    for profile in np.unique(problem.route_profile):
        size = len(problem.places.ids)
        stay = problem.travel[profile, np.arange(size), np.arange(size)]
        least = np.full(size, FAR, dtype=np.int32)
        for rows in chunks(size, ROWS_AT_ONCE):
            if stop():
                return None
            legs, at = _legs_from(problem, int(profile), rows)
            legs[np.arange(len(at)), at] = FAR
            np.minimum(least, legs.min(axis=0), out=least)
        come[profile] = np.where(same, np.minimum(least, stay), least)
        for rows in chunks(size, ROWS_AT_ONCE):
            if stop():
                return None
            legs, at = _legs_from(problem, int(profile), rows)
            rest = legs - come[profile]
            rest[np.arange(len(at))[~same[at]], at[~same[at]]] = FAR
            go[profile, at] = np.clip(rest.min(axis=1), 0, FAR)
    return Shares(come, go) if len(problem.places.ids) > 1 else Shares(come * 0, go * 0)


def _legs_from(problem: VisitProblem, profile: int, rows: slice) -> tuple[Ints, NDArray[np.int64]]:
    """(n, P) the ways from some places to all, as an array of one's own, and (n,) these places."""
    at = np.arange(len(problem.places.ids))[rows]
    return np.array(problem.travel[profile, at], dtype=np.int32), at


def _shared(problem: VisitProblem) -> Flags:
    """(P,) places where somebody might stay for another visit, begin or end: two visits of one day, or a base."""
    found = np.zeros(problem.travel.shape[1], dtype=np.bool_)
    found[problem.route_start_place] = found[problem.route_end_place] = True
    for day in range(problem.days):
        here = np.flatnonzero(problem.visit_days[:, day] & (problem.visit_place[:, day] >= 0))
        apart = problem.visit_spacing[here] > 0
        name = np.where(apart, problem.visit_request[here], -1 - here)
        pairs = np.unique(np.stack((problem.visit_place[here, day], name)), axis=1)
        found |= np.bincount(pairs[0], minlength=len(found)) > 1
    return found


def shortest(problem: VisitProblem, shares: Shares, profile: int, ends: Ints, *, back: bool = False) -> Ints:
    """(n, P) least minutes from each of some places to all others, or, with ``back``, from all others to them.

    Whoever stops on the way, for a visit or for the break, stays for the shortest of them; so a stop only pays where
    travel times miss the triangle inequality by more than that.
    """
    every = np.arange(len(problem.places.ids))
    direct: Ints = problem.travel[profile, every, ends[:, None]] if back else problem.travel[profile, ends]
    least = np.ascontiguousarray(np.minimum(direct, FAR), dtype=np.int16)
    breaks = problem.route_break_minutes[problem.route_break_minutes > 0]
    stay = int(min(problem.task_minutes.min(initial=FAR), breaks.min(initial=FAR)))
    if stay >= FAR:
        return least.astype(np.int32)
    if len(ends) * len(every) ** 2 > WORK:
        return _at_least(direct, shares, profile, ends, stay, back=back)
    table = problem.travel[profile].T if back else problem.travel[profile]
    small = np.ascontiguousarray(np.minimum(table, FAR) + stay, dtype=np.int16)
    found = np.empty_like(least)
    for _ in range(PASSES):
        before = least.copy()
        for via in range(len(table)):
            np.add(least[:, via, None], small[via], out=found)
            np.minimum(least, found, out=least)
        if np.array_equal(least, before):
            return least.astype(np.int32)
    return _at_least(direct, shares, profile, ends, stay, back=back)


def _at_least(direct: Ints, shares: Shares, profile: int, ends: Ints, stay: int, *, back: bool) -> Ints:
    """The direct way, or the shortest first leg, a stop, and the shortest last leg."""
    last = (shares.go if back else shares.come)[profile]
    others = direct.copy()
    others[np.arange(len(ends)), ends] = FAR
    found: Ints = np.minimum(np.minimum(direct, FAR), others.min(axis=1)[:, None] + stay + last[None, :]).astype(
        np.int32
    )
    return found
