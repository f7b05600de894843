"""The visits waiting to be timed, lowest rank first, and the routes that changed."""

from numba import njit

from agecare.visits._search.access import (
    state_of,
    visit_of,
)
from agecare.visits._search.layout import (
    DAY,
    FOLLOWER,
    RANK,
    ROUTES,
    SIBLING,
    VISITS,
)


@njit(cache=True, nogil=True)
def push(G, S, Q, v):
    """Put a visit on the heap, once."""
    V = G[VISITS]
    if Q[1 + V + v]:
        return
    Q[1 + V + v] = 1
    rank = S[state_of(G, v, RANK)]
    Q[0] += 1
    i = Q[0]
    while i > 1:
        parent = i >> 1
        if S[state_of(G, Q[parent], RANK)] <= rank:
            break
        Q[i] = Q[parent]
        i = parent
    Q[i] = v


@njit(cache=True, nogil=True)
def push_followers(G, S, Q, v):
    """Put the served visits that come after ``v`` on the heap."""
    mate = visit_of(G, v, FOLLOWER)
    while mate >= 0:
        if S[state_of(G, mate, DAY)] >= 0:
            push(G, S, Q, mate)
        mate = visit_of(G, mate, SIBLING)


@njit(cache=True, nogil=True)
def pop(G, S, Q):
    """Take the visit of lowest rank off the heap."""
    V = G[VISITS]
    top = Q[1]
    Q[1 + V + top] = 0
    last = Q[Q[0]]
    Q[0] -= 1
    n = Q[0]
    if n > 0:
        rank = S[state_of(G, last, RANK)]
        i = 1
        while True:
            child = 2 * i
            if child > n:
                break
            if child < n and S[state_of(G, Q[child + 1], RANK)] < S[state_of(G, Q[child], RANK)]:
                child += 1
            if S[state_of(G, Q[child], RANK)] >= rank:
                break
            Q[i] = Q[child]
            i = child
        Q[i] = last
    return top


@njit(cache=True, nogil=True)
def touch(G, Q, r):
    """Remember that a route changed."""
    base = 1 + 2 * G[VISITS]
    if Q[base + 1 + G[ROUTES] + r] == 0:
        Q[base + 1 + G[ROUTES] + r] = 1
        Q[base] += 1
        Q[base + Q[base]] = r


@njit(cache=True, nogil=True)
def clear(G, Q):
    """Empty the heap and the list of changed routes."""
    V = G[VISITS]
    for i in range(1, Q[0] + 1):
        Q[1 + V + Q[i]] = 0
    Q[0] = 0
    base = 1 + 2 * V
    for i in range(1, Q[base] + 1):
        Q[base + 1 + G[ROUTES] + Q[base + i]] = 0
    Q[base] = 0
