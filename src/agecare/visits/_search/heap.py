"""The units waiting to be timed, lowest rank first, and the routes that changed.

A unit is what is timed at once: a task, or the two tasks of a visit whose starts depend on each other (then the
first task stands for both).
"""

from agecare.visits._search.columns import node_at, state_of, task_of, visit_of
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    DAY,
    FIRST_TASK,
    FOLLOWER,
    RANK,
    ROUTES,
    SIBLING,
    TASK_COUNT,
    TASKS,
    UNIT,
)


@leaf
def push(G, S, Q, t):
    """Put the unit of a task on the heap, once."""
    T = G[TASKS]
    u = task_of(G, t, UNIT)
    if Q[1 + T + u]:
        return
    Q[1 + T + u] = 1
    rank = S[node_at(u, RANK)]
    Q[0] += 1
    i = Q[0]
    while i > 1:
        parent = i >> 1
        if S[node_at(Q[parent], RANK)] <= rank:
            break
        Q[i] = Q[parent]
        i = parent
    Q[i] = u


@kernel
def push_visit(G, S, Q, v):
    """Put all of a visit on the heap."""
    first = visit_of(G, v, FIRST_TASK)
    for t in range(first, first + visit_of(G, v, TASK_COUNT)):
        push(G, S, Q, t)


@kernel
def push_followers(G, S, Q, v):
    """Put the served visits that come after ``v`` on the heap."""
    mate = visit_of(G, v, FOLLOWER)
    while mate >= 0:
        if S[state_of(G, mate, DAY)] >= 0:
            push_visit(G, S, Q, mate)
        mate = visit_of(G, mate, SIBLING)


@kernel
def pop(G, S, Q):
    """Take the unit of lowest rank off the heap."""
    T = G[TASKS]
    top = Q[1]
    Q[1 + T + top] = 0
    last = Q[Q[0]]
    Q[0] -= 1
    n = Q[0]
    if n > 0:
        rank = S[node_at(last, RANK)]
        i = 1
        while True:
            child = 2 * i
            if child > n:
                break
            if child < n and S[node_at(Q[child + 1], RANK)] < S[node_at(Q[child], RANK)]:
                child += 1
            if S[node_at(Q[child], RANK)] >= rank:
                break
            Q[i] = Q[child]
            i = child
        Q[i] = last
    return top


@kernel
def rebuild(G, S, Q, gone):
    """Order the heap anew after ranks changed, without the unit ``gone`` (-1 = with all); rare and short."""
    T = G[TASKS]
    n = Q[0]
    Q[0] = 0
    for i in range(1, n + 1):
        Q[1 + T + Q[i]] = 0
    for i in range(1, n + 1):
        # the new heap is never longer than what was read
        if Q[i] != gone:
            push(G, S, Q, Q[i])


@leaf
def touch(G, Q, r):
    """Remember that a route changed."""
    base = 1 + 2 * G[TASKS]
    if Q[base + 1 + G[ROUTES] + r] == 0:
        Q[base + 1 + G[ROUTES] + r] = 1
        Q[base] += 1
        Q[base + Q[base]] = r


@kernel
def clear(G, Q):
    """Empty the heap and the list of changed routes."""
    T = G[TASKS]
    for i in range(1, Q[0] + 1):
        Q[1 + T + Q[i]] = 0
    Q[0] = 0
    base = 1 + 2 * T
    for i in range(1, Q[base] + 1):
        Q[base + 1 + G[ROUTES] + Q[base + i]] = 0
    Q[base] = 0
