"""Reading the tables and writing the plan, with undo."""

from numba import njit

from agecare.visits._search.layout import (
    DAYS,
    G_NODE,
    G_ROUTE,
    G_VISIT,
    G_VISIT_DAY,
    NODE_COLUMNS,
    ROUTE_COLUMNS,
    S_TOTAL,
    S_VISIT,
    VISIT_COLUMNS,
    VISIT_DAY_COLUMNS,
    VISIT_STATE,
)


@njit(cache=True, nogil=True, inline="always")
def put(S, J, at, value):
    """Write with undo."""
    old = S[at]
    if old != value:
        n = J[0, 0] + 1
        J[0, 0] = n
        J[n, 0] = at
        J[n, 1] = old
        S[at] = value


@njit(cache=True, nogil=True)
def undo(S, J, mark):
    """Take back every write after ``mark``."""
    n = J[0, 0]
    while n > mark:
        S[J[n, 0]] = J[n, 1]
        n -= 1
    J[0, 0] = mark


@njit(cache=True, nogil=True, inline="always")
def visit_of(G, t, column):
    return G[G[G_VISIT] + t * VISIT_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def node_of(G, t, column):
    return G[G[G_NODE] + t * NODE_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def route_of(G, r, column):
    return G[G[G_ROUTE] + r * ROUTE_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def day_of(G, v, d, column):
    return G[G[G_VISIT_DAY] + (v * G[DAYS] + d) * VISIT_DAY_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def state_of(G, v, column):
    """Place in S of a column of a visit."""
    return G[S_VISIT] + v * VISIT_STATE + column


@njit(cache=True, nogil=True, inline="always")
def add(G, S, J, total, amount):
    if amount != 0:
        put(S, J, G[S_TOTAL] + total, S[G[S_TOTAL] + total] + amount)
