"""What a small change is about: tasks near each other, routes with nothing to do."""

from agecare.visits._search.access import draw, uniform
from agecare.visits._search.columns import node_at, route_of, shift_of, state_of, visit_of
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    COUNT,
    DAY,
    FIRST_TASK,
    G_NEAR,
    NEAR,
    ROUTE,
    ROUTE_COLUMNS,
    ROUTE_DAY,
    ROUTES,
    TASK_COUNT,
    TASKS,
    VISIT,
    WORKER,
)

ONE_TO_IDLE = 32
"""Of so many moves to another route one is to a route on which nobody is visited yet."""


@leaf
def near_task(G, S, rng, v):
    """A served task of a visit near ``v``, -1 when luck fails."""
    near = G[NEAR]
    # the nearest are the likeliest
    luck = uniform(rng)
    k = int(near * luck * luck * luck)
    u = G[G[G_NEAR] + v * near + k]
    if u < 0 or S[state_of(G, u, DAY)] < 0:
        return -1
    return visit_of(G, u, FIRST_TASK) + draw(rng, visit_of(G, u, TASK_COUNT))


@leaf
def near_pair(G, S, rng):
    """A served task and another one near it; the second -1 when luck fails."""
    t = draw(rng, G[TASKS])
    v = S[node_at(t, VISIT)]
    return t, near_task(G, S, rng, v) if S[state_of(G, v, DAY)] >= 0 else -1


@leaf
def near_pair_of_a_day(G, S, rng):
    """The same, both on one day."""
    t, o = near_pair(G, S, rng)
    if o >= 0 and day_on(G, S, o) != day_on(G, S, t):
        o = -1
    return t, o


@leaf
def day_on(G, S, t):
    """The day of a task."""
    return S[state_of(G, S[node_at(t, VISIT)], DAY)]


@kernel
def idle_route(G, S, rng, d):
    """A route of that day on which nobody is visited yet, -1 when luck fails."""
    for _ in range(4):
        r = draw(rng, G[ROUTES])
        if S[shift_of(G, r, COUNT)] == 0 and route_of(G, r, ROUTE_DAY) == d:
            return r
    return -1


@leaf
def colleague_is(G, S, t, w):
    """Whether the other task of the same visit is done by ``w``."""
    v = S[node_at(t, VISIT)]
    if visit_of(G, v, TASK_COUNT) < 2:
        return False
    r = S[node_at(2 * visit_of(G, v, FIRST_TASK) + 1 - t, ROUTE)]
    return r >= 0 and route_of(G, r, WORKER) == w


@kernel
def alike(G, r, q):
    """Whether two shifts differ in nothing but the worker."""
    column = ROUTE_DAY
    while column < ROUTE_COLUMNS and route_of(G, r, column) == route_of(G, q, column):
        column += 1
    return column == ROUTE_COLUMNS
