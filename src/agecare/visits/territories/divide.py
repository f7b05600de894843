"""A region into territories: every visit and every worker in exactly one, each with its share of work and hours.

By repeated halving. Clients are ordered by how much nearer they are to one of two middle points than to the other, and
the order is cut where the minutes of work are shared as wanted; workers follow their clients and bases, as far as
each side keeps its share of the hours and of every skill. Distances are travel times, so that a river without a
bridge divides and a road does not.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agecare.visits.problem import NONE, Flags, Ints
from agecare.visits.territories.cut import Share
from agecare.visits.territories.land import Floats, Land
from agecare.visits.territories.villages import Villages

SAMPLE = 48
"""So many clients are tried as the middle of a side, by their ways to as many others."""
TOLERANCE = 0.1
"""A side may have so much more or less than its share of the work."""
TURNS = 4
"""Clients and workers are shared out anew so many times, each after the other."""
BOUND = 45.0
"""A client is drawn to the side of the usual worker by so many minutes of travel."""
LOCKED = 1e6
FARTHER = 60.0
"""A client goes to another territory when somebody there is so many minutes nearer than anybody of the own one."""
NOBODY = 1e9
TASKS_AT_ONCE = 4096


def divide(land: Land, parts: int) -> list[Share]:
    """At most so many territories, none without visits; visits that must be planned together are in one.

    The visits of one client are, and so are all clients that visits tied by ``visit_after`` connect. Same problem,
    same territories.
    """
    everybody = np.arange(len(land.hours))
    sides = _halved(land, np.arange(len(land.minutes)), everybody, max(1, parts))
    sides = [(units, workers) for units, workers in sides if len(units)]
    if not sides:
        return [Share(sorted_indices([]), sorted_indices(everybody))]
    workers = [workers for _, workers in sides]
    units = _rehoused(land, [units for units, _ in sides], workers)
    part_of_unit = np.zeros(len(land.minutes), dtype=np.int64)
    for part, members in enumerate(units):
        part_of_unit[members] = part
    idle = np.setdiff1d(everybody, np.concatenate(workers))
    workers[0] = np.concatenate([workers[0], idle])
    visit_part = part_of_unit[land.unit_of_visit]
    return [
        Share(sorted_indices(np.flatnonzero(visit_part == part)), sorted_indices(each))
        for part, each in enumerate(workers)
    ]


def _halved(land: Land, units: NDArray[Any], workers: NDArray[Any], parts: int) -> list[tuple[Any, Any]]:
    if parts < 2 or len(units) < 2:
        return [(units, workers)]
    first = parts // 2
    near = _half(land, units, workers, first / parts)
    one = _halved(land, units[near[0]], workers[near[1]], first)
    return one + _halved(land, units[~near[0]], workers[~near[1]], parts - first)


def _half(land: Land, units: NDArray[Any], workers: NDArray[Any], share: float) -> tuple[Flags, Flags]:
    """Which units and which workers are on the first side, which gets a share of the work."""
    lean, base_lean = _leanings(land, units, workers, share)
    at_unit, at_worker = (np.full(size, NONE, np.int64) for size in (len(land.minutes), len(land.hours)))
    at_unit[units], at_worker[workers] = np.arange(len(units)), np.arange(len(workers))
    bonds = np.stack([at_unit[land.bonds[:, 0]], at_worker[land.bonds[:, 1]]], axis=1)
    here = (bonds >= 0).all(axis=1)
    (unit, worker), minutes, locked = bonds[here].T, land.bond_minutes[here], land.locked[here]
    total = np.bincount(unit, minutes, minlength=len(units))
    weights = np.where(locked, LOCKED, BOUND * minutes / np.maximum(total[unit], 1e-9))
    near, hers = _cut(lean, land.minutes[units], share), np.zeros(len(workers), dtype=np.bool_)
    around = Villages.of(land, units, workers)
    for _ in range(TURNS):
        work = np.bincount(worker, minutes, minlength=len(workers))
        mean = np.bincount(worker, minutes * lean[unit], minlength=len(workers)) / np.maximum(work, 1e-9)
        hers = _staff(land, units, workers, near, np.where(work > 0, mean, base_lean), around)
        pull = np.bincount(unit, np.where(hers[worker], -weights, weights), minlength=len(units))
        near = _cut(lean + pull, land.minutes[units], share)
    return near, hers


def _leanings(land: Land, units: NDArray[Any], workers: NDArray[Any], share: float) -> tuple[Floats, Floats]:
    """How many minutes nearer each unit and each worker's base is to the first middle than to the second."""
    places, minutes = land.place[units], land.minutes[units]
    far = int(places[land.distance(int(places[0]))[places].argmax()])
    middles = far, int(places[land.distance(far)[places].argmax()])
    best: tuple[float, Floats] | None = None
    for _ in range(TURNS):
        one, two = (land.distance(middle) for middle in middles)
        lean = one - two
        near = _cut(lean[places], minutes, share)
        away = float((minutes * np.where(near, one[places], two[places])).sum())
        if best is None or away < best[0]:
            best = away, lean
        middles = _middle(land, places[near], minutes[near]), _middle(land, places[~near], minutes[~near])
    assert best is not None
    base = land.base[workers]
    return best[1][places], np.where(base < 0, 0.0, best[1][np.maximum(base, 0)])


def _middle(land: Land, places: NDArray[Any], minutes: Floats) -> int:
    """The place with the shortest ways to the others, among a sample."""
    chosen = np.linspace(0, len(places) - 1, min(SAMPLE, len(places))).astype(np.int64)
    some = places[chosen]
    ways = land.ways(*np.ix_(some, some)).astype(np.float64)
    return int(some[((ways + ways.T) @ minutes[chosen]).argmin()])


def _cut(lean: Floats, minutes: Floats, share: float) -> Flags:
    """The units that lean most to the first side, until they have about the share of the minutes; no side is empty.

    Of the places to cut at, one with a wide gap is taken, so that no village is cut in two.
    """
    order = np.argsort(lean, kind="stable")
    found = np.cumsum(minutes[order])[:-1] / minutes.sum()
    off = np.abs(found - share) / (TOLERANCE * min(share, 1 - share))
    gap = np.diff(lean[order])
    count = int(np.where(off <= 1 + 1e-9, (1 + np.log1p(gap)) * (2 - off), -off).argmax()) + 1
    near = np.zeros(len(lean), dtype=np.bool_)
    near[order[:count]] = True
    return near


def _staff(
    land: Land, units: NDArray[Any], workers: NDArray[Any], near: Flags, lean: Floats, around: Villages
) -> Flags:
    """Workers of the first side: near it, so that hours and skills follow the work; found by single changes.

    The hours wanted are those of each set of skills and those of each village, for whoever is near it.
    """
    hours, able = land.hours[workers], land.able[:, workers].astype(np.float64)
    wanted = np.stack([land.needs[units[side]].sum(axis=0) for side in (near, ~near)])
    due = hours.sum() * wanted[0].sum() / max(1e-9, wanted.sum())
    wanted = np.concatenate([wanted, [around.work_of(side) for side in (near, ~near)]], axis=1)
    able = np.concatenate([able, around.at_hand * around.work[:, None] / np.maximum(hours, 1e-9)])
    spread = max(1.0, float(np.abs(lean).mean())) if len(lean) else 1.0
    away = hours * np.clip(lean / spread, -3, 3) / 2

    def prices(hers: Flags) -> Floats:
        """Of each single change (W,): minutes of work nobody can do, of unequal hours, and of ways."""
        there = np.where(hers, hours, 0.0)
        change = np.where(hers, -hours, hours)
        moved = able * change
        short = np.maximum(0, (wanted[0] - able @ there)[:, None] - moved).sum(axis=0)
        short += np.maximum(0, (wanted[1] - able @ (hours - there))[:, None] + moved).sum(axis=0)
        ways = np.where(hers, away, -away)
        found: Floats = 4 * short + 2 * np.abs(there.sum() + change - due) + ways.sum() - 2 * ways
        return found

    order = np.argsort(lean, kind="stable")
    hers = np.zeros(len(workers), dtype=np.bool_)
    hers[order[np.cumsum(hours[order]) - hours[order] / 2 <= due]] = True
    if not len(workers):
        return hers
    best = float(prices(hers ^ (np.arange(len(workers)) == 0))[0])
    for _ in range(2 * len(workers)):
        found = prices(hers)
        changes: list[tuple[float, tuple[int, ...]]] = []
        for one in np.argsort(found, kind="stable")[:6].tolist():
            changes.append((float(found[one]), (one,)))
            other = hers.copy()
            other[one] ^= True
            then = prices(other)
            two = int(then.argmin())
            changes.append((float(then[two]), (one, two)))
        value, change = min(changes)
        if value >= best - 1e-6:
            break
        best = value
        for worker in change:
            hers[worker] ^= True
    return hers


def _rehoused(land: Land, units: list[NDArray[Any]], workers: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """Units that nobody of their territory may help, or only from afar, go where somebody is nearer."""
    part = np.zeros(len(land.minutes), dtype=np.int64)
    for number, members in enumerate(units):
        part[members] = number
    reach = np.stack([_reach(land, each) for each in workers])
    nearest = reach.argmin(axis=0)
    everyone = np.arange(len(part))
    for unit in np.flatnonzero(reach[part, everyone] > reach[nearest, everyone] + FARTHER):
        if (part == part[unit]).sum() > 1:
            part[unit] = nearest[unit]
    return [np.flatnonzero(part == number) for number in range(len(units))]


def _reach(land: Land, workers: NDArray[Any]) -> Floats:
    """(U,) minutes from the base of the nearest worker who may do it, for the task of each unit that is worst off."""
    found = np.zeros(len(land.minutes))
    based = workers[land.base[workers] >= 0]
    ways = land.ways(*np.ix_(land.base[based], land.place)).T
    for first in range(0, len(land.unit_of_task), TASKS_AT_ONCE):
        rows = slice(first, first + TASKS_AT_ONCE)
        units = land.unit_of_task[rows]
        way = np.where(land.problem.eligible[rows][:, based], ways[units], NOBODY).min(axis=1, initial=NOBODY)
        np.maximum.at(found, units, way)
    return found


def sorted_indices(indices: Any) -> Ints:
    """Indices in order, as a `Share` holds them."""
    return np.sort(np.asarray(indices, dtype=np.int32))
