"""How many people live where, where exactly, and who of the workers looks after whom."""

import math
from collections.abc import Sequence
from random import Random

from agecare.io.samples.places import Point, moved


def apportion(total: int, shares: Sequence[float]) -> list[int]:
    """``total`` split in proportion to ``shares``, by largest remainders; the earlier wins a tie.

    >>> apportion(10, [1, 1, 1])
    [4, 3, 3]
    """
    whole = sum(shares)
    exact = [total * share / whole for share in shares]
    counts = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts


def seats(loads: Sequence[float], total: int, least: Sequence[int] | None = None) -> list[int]:
    """``total`` workers for groups: ``least`` each (1 unless given), the next always where a load is highest.

    That is Adams' method of apportionment; it keeps the largest load per worker smallest.

    >>> seats([30, 9, 1], 5)
    [3, 1, 1]
    """
    counts = list(least) if least else [1] * len(loads)
    for _ in range(total - sum(counts)):
        counts[max(range(len(loads)), key=lambda i: (loads[i] / counts[i], -i))] += 1
    return counts


def settled(populations: Sequence[float], people: int, workers: int) -> tuple[list[int], list[int]]:
    """People and workers of as many of the places, largest first, as the workers can look after evenly.

    A place is left out (its share goes to the others) where the workers are so few that somebody would have
    more than 1.2 times the average number of people.

    >>> settled([4, 2, 1], 30, 3)
    ([20, 10], [2, 1])
    """
    for count in range(min(len(populations), people, workers), 0, -1):
        shares = apportion(people, populations[:count])
        if min(shares) == 0:
            continue
        found = seats(shares, workers)
        most = max(share / staff for share, staff in zip(shares, found, strict=True))
        if most <= 1.2 * people / workers:
            return shares, found
    return [people], [workers]


def scattered(rng: Random, centre: Point, spread_km: float, outlying: float = 0.0) -> Point:
    """A household near ``centre``: normally distributed, nobody beyond 2.5 spreads.

    With the chance ``outlying`` it lies further off, between 2.5 and 5 spreads.
    """
    if rng.random() < outlying:
        angle, radius = rng.uniform(0, 2 * math.pi), spread_km * rng.uniform(2.5, 5)
        return moved(centre, radius * math.cos(angle), radius * math.sin(angle))
    while True:
        east, north = rng.gauss(0, spread_km), rng.gauss(0, spread_km)
        if math.hypot(east, north) <= 2.5 * spread_km:
            return moved(centre, east, north)


def territories(points: Sequence[Point], loads: Sequence[float], shares: Sequence[float]) -> list[list[int]]:
    """Indices of the points, cut into compact territories whose loads are in proportion to ``shares``.

    The points are halved again and again, across the longer side of what is left.

    >>> territories([(0, 0), (0, 1), (0, 2), (0, 3)], [1, 1, 1, 3], [1, 1])
    [[0, 1, 2], [3]]
    """
    return _cut(list(range(len(points))), points, loads, list(shares))


def _cut(members: list[int], points: Sequence[Point], loads: Sequence[float], shares: list[float]) -> list[list[int]]:
    if len(shares) == 1:
        return [sorted(members)]
    half = len(shares) // 2
    squeeze = math.cos(math.radians(points[members[0]][0])) if members else 1.0
    height = _side([points[i][0] for i in members])
    width = _side([points[i][1] for i in members]) * squeeze
    axis = 0 if height >= width else 1
    members = sorted(members, key=lambda i: (points[i][axis], i))
    wanted = sum(loads[i] for i in members) * sum(shares[:half]) / sum(shares)
    best, taken, at = math.inf, 0.0, half
    # each side keeps at least one member per territory, where there are that many
    for count in range(len(members) + 1):
        enough = min(count, half) + min(len(members) - count, len(shares) - half)
        if enough == min(len(members), len(shares)) and abs(taken - wanted) < best:
            best, at = abs(taken - wanted), count
        if count < len(members):
            taken += loads[members[count]]
    return [
        *_cut(members[:at], points, loads, shares[:half]),
        *_cut(members[at:], points, loads, shares[half:]),
    ]


def _side(values: Sequence[float]) -> float:
    return max(values) - min(values) if values else 0.0
