"""Writing the plan, with undo; ways, lists and random numbers."""

import math

import numpy as np

from agecare.visits._search.kernel import inlined, kernel, leaf
from agecare.visits._search.layout import (
    LISTS,
    MEASURED,
    PROFILES,
    S_TOTAL,
    SITES,
)
from agecare.visits.legs import ARC, RATE_BITS, ROUND_UP, SAME_PLACE_CM, UNREACHABLE


@leaf
def put(S, J, at, value):
    """Write with undo."""
    old = S[at]
    if old != value:
        n = J[0, 0] + 1
        J[0, 0] = n
        J[np.uint64(n), 0] = at
        J[np.uint64(n), 1] = old
        S[at] = value


@kernel
def undo(S, J, mark):
    """Take back every write after ``mark``."""
    n = J[0, 0]
    while n > mark:
        S[np.uint64(J[np.uint64(n), 0])] = J[np.uint64(n), 1]
        n -= 1
    J[0, 0] = mark


@kernel
def step_back(S, J):
    """Take back every write, but so that `step_again` can repeat them."""
    n = J[0, 0]
    while n > 0:
        at = J[n, 0]
        now = S[at]
        S[at] = J[n, 1]
        J[n, 1] = now
        n -= 1


@kernel
def step_again(S, J):
    """Repeat what `step_back` took back."""
    for n in range(1, J[0, 0] + 1):
        at = J[n, 0]
        now = S[at]
        S[at] = J[n, 1]
        J[n, 1] = now


@leaf
def way(G, travel, profile, origin, destination):
    """Minutes from place to place: looked up, or worked out."""
    if G[MEASURED] >= 0:
        return way_by_places(G, travel, profile, origin, destination)
    places = G[SITES]
    return np.int64(travel[np.uint64((profile * places + origin) * places + destination)])


@kernel
def way_by_places(G, travel, profile, origin, destination):
    """Minutes from place to place, exactly as `visits.legs.Legs` works them out."""
    places, measured = G[SITES], G[MEASURED]
    if origin == destination:
        return np.int64(0)
    rates = 4 * places
    if measured > 0:
        one, two = np.int64(travel[3 * places + origin]), np.int64(travel[3 * places + destination])
        if one >= 0 and two >= 0:
            known = travel[rates + 2 * G[PROFILES] + (profile * measured + one) * measured + two]
            if known >= 0:
                return np.int64(known)
    square = np.int64(0)
    for axis in range(3):
        apart = np.int64(travel[3 * origin + axis]) - np.int64(travel[3 * destination + axis])
        square += apart * apart
    square_ = np.float64(square)
    line = math.sqrt(square_)
    far = np.int64(line + line * square_ * ARC + 0.5)
    if far < SAME_PLACE_CM:
        return np.int64(0)
    minutes = (far * np.int64(travel[rates + profile]) + ROUND_UP) >> RATE_BITS
    return min(minutes + np.int64(travel[rates + G[PROFILES] + profile]), np.int64(UNREACHABLE))


@inlined
def a_list(G, Q, at, size):
    """One of the lists in Q."""
    return Q[G[LISTS] + at : G[LISTS] + at + size]


@leaf
def add(G, S, J, total, amount):
    if amount != 0:
        at = np.uint64(G[S_TOTAL] + total)
        put(S, J, at, S[at] + amount)


@leaf
def draw(rng, n):
    """A whole number in 0 … n-1 (xorshift64*)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return np.int64((((x * np.uint64(2685821657736338717)) >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


@leaf
def uniform(rng):
    """A number in 0 … 1."""
    return draw(rng, 1 << 30) / (1 << 30)
