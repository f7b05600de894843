"""Putting tasks on routes and taking them off, with what each worker, client and area counts."""

from agecare.visits._search.access import add, put, undo
from agecare.visits._search.columns import day_of, node_at, route_of, shift_of, state_of, visit_of, weight_of
from agecare.visits._search.heap import push, push_followers, rebuild, touch
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    AFTER,
    ALLOWED,
    AREA,
    BIG,
    BREAK_AT,
    CLIENT,
    CLIENT_COLUMNS,
    COUNT,
    COUPLING,
    DAY,
    DAY_PLACE,
    DUE,
    FIRST_TASK,
    FOLLOWER,
    FROM,
    G_AREA,
    G_CLIENT,
    G_CLIENT_TASK,
    G_PREFERS,
    LATE,
    LEG,
    NEXT,
    PENALTY,
    PLACE,
    PLAIN_FROM,
    PREV,
    RANK,
    RANK_STEP,
    ROUTE,
    S_AREA,
    SERIES_END,
    SERIES_FIRST,
    SIBLING,
    SPACING,
    START,
    T_AREAS,
    T_EXTRA_WORKERS,
    T_LATE,
    T_NOT_PREFERRED,
    T_NOT_USUAL,
    T_TRAVEL,
    T_UNSERVED_COUNT,
    T_WAIT,
    TASK_COUNT,
    TASK_END,
    TASK_FIRST,
    TASKS,
    UNSERVED,
    UNTIL,
    USUAL,
    VISIT,
    WAIT,
    WORKER,
    WORKERS,
)
from agecare.visits._search.timing import note_change, propagate


@leaf
def is_further(G, S, v, t, w):
    """1 if the client has other tasks and ``w`` does none of them."""
    if weight_of(G, T_EXTRA_WORKERS) == 0:
        return 0
    row = G[G_CLIENT] + visit_of(G, v, CLIENT) * CLIENT_COLUMNS
    anyone = 0
    for i in range(G[row + TASK_FIRST], G[row + TASK_END]):
        other = G[G[G_CLIENT_TASK] + i]
        r = S[node_at(other, ROUTE)]
        if other != t and r >= 0:
            anyone = 1
            if route_of(G, r, WORKER) == w:
                return 0
    return anyone


@leaf
def is_disliked(G, v, w):
    """1 if the client prefers others."""
    return 1 - G[G[G_PREFERS] + visit_of(G, v, CLIENT) * G[WORKERS] + w]


@leaf
def is_unusual(G, eligible, v, t, w):
    """1 if the client's usual worker could do the task and ``w`` is somebody else."""
    usual = G[G[G_CLIENT] + visit_of(G, v, CLIENT) * CLIENT_COLUMNS + USUAL]
    return 1 if usual >= 0 and w != usual and eligible[t, usual] else 0


@leaf
def count_task(G, S, J, eligible, v, t, w, sign):
    """Add or take back what a task costs by who does it."""
    add(G, S, J, T_EXTRA_WORKERS, sign * is_further(G, S, v, t, w))
    add(G, S, J, T_NOT_PREFERRED, sign * is_disliked(G, v, w))
    add(G, S, J, T_NOT_USUAL, sign * is_unusual(G, eligible, v, t, w))


@kernel
def count_unserved(G, S, J, v, sign):
    """Add or take back what leaving a visit out costs."""
    add(G, S, J, UNSERVED, sign * visit_of(G, v, PENALTY))
    add(G, S, J, T_UNSERVED_COUNT, sign)
    a = visit_of(G, v, AREA)
    at = G[S_AREA] + a
    wanted = G[G[G_AREA] + a]
    before, now = S[at], S[at] + sign
    add(G, S, J, T_AREAS, 100 * now * now // wanted - 100 * before * before // wanted)
    put(S, J, at, now)


@kernel
def unlink(G, S, J, Q, eligible, t):
    """Take a task off its route; its successor waits on the heap."""
    r = S[node_at(t, ROUTE)]
    v = S[node_at(t, VISIT)]
    count_task(G, S, J, eligible, v, t, route_of(G, r, WORKER), -1)
    p, n = S[node_at(t, PREV)], S[node_at(t, NEXT)]
    put(S, J, node_at(p, NEXT), n)
    put(S, J, node_at(n, PREV), p)
    add(G, S, J, T_TRAVEL, -S[node_at(t, LEG)])
    add(G, S, J, T_WAIT, -S[node_at(t, WAIT)])
    add(G, S, J, T_LATE, -S[node_at(t, LATE)])
    put(S, J, node_at(t, LEG), 0)
    put(S, J, node_at(t, WAIT), 0)
    put(S, J, node_at(t, LATE), 0)
    put(S, J, node_at(t, BREAK_AT), -1)
    put(S, J, node_at(t, ROUTE), -1)
    put(S, J, shift_of(G, r, COUNT), S[shift_of(G, r, COUNT)] - 1)
    touch(G, Q, r)
    if n < G[TASKS]:
        push(G, S, Q, n)


@kernel
def link(G, S, J, Q, eligible, t, d, r, p):
    """Put a task on a route behind node ``p``; it and its successor wait on the heap."""
    v = S[node_at(t, VISIT)]
    n = S[node_at(p, NEXT)]
    put(S, J, node_at(p, NEXT), t)
    put(S, J, node_at(n, PREV), t)
    put(S, J, node_at(t, PREV), p)
    put(S, J, node_at(t, NEXT), n)
    count_task(G, S, J, eligible, v, t, route_of(G, r, WORKER), 1)
    put(S, J, node_at(t, ROUTE), r)
    put(S, J, node_at(t, PLACE), day_of(G, v, d, DAY_PLACE))
    put(S, J, node_at(t, FROM), day_of(G, v, d, PLAIN_FROM))
    put(S, J, node_at(t, UNTIL), day_of(G, v, d, DUE))
    put(S, J, node_at(t, START), -1)
    put(S, J, shift_of(G, r, COUNT), S[shift_of(G, r, COUNT)] + 1)
    touch(G, Q, r)
    if n < G[TASKS]:
        push(G, S, Q, n)
    push(G, S, Q, t)


@kernel
def detach(G, S, J, Q, eligible, v):
    """Take a visit out; what follows it waits on the heap."""
    first = visit_of(G, v, FIRST_TASK)
    for t in range(first, first + visit_of(G, v, TASK_COUNT)):
        unlink(G, S, J, Q, eligible, t)
    put(S, J, state_of(G, v, DAY), -1)
    count_unserved(G, S, J, v, 1)
    note_change(G, S, J, v)
    push_followers(G, S, Q, v)
    # a visit that is out must not be timed
    for t in range(first, first + visit_of(G, v, TASK_COUNT)):
        if Q[1 + G[TASKS] + t]:
            rebuild(G, S, Q, t)


@kernel
def rank_bounds(G, S, v, d):
    """(low, high): ranks of the visits before and after ``v`` that belong to it."""
    low, high = -BIG, BIG
    other = visit_of(G, v, AFTER)
    if other >= 0 and S[state_of(G, other, DAY)] == d:
        first = visit_of(G, other, FIRST_TASK)
        for t in range(first, first + visit_of(G, other, TASK_COUNT)):
            low = max(low, S[node_at(t, RANK)])
    mate = visit_of(G, v, FOLLOWER)
    while mate >= 0:
        if S[state_of(G, mate, DAY)] == d:
            first = visit_of(G, mate, FIRST_TASK)
            for t in range(first, first + visit_of(G, mate, TASK_COUNT)):
                high = min(high, S[node_at(t, RANK)])
        mate = visit_of(G, mate, SIBLING)
    return low, high


@leaf
def narrow(G, S, p, low, high):
    """The bounds narrowed to the gap behind node ``p``."""
    T = G[TASKS]
    if p < T:
        low = max(low, S[node_at(p, RANK)])
    n = S[node_at(p, NEXT)]
    if n < T:
        high = min(high, S[node_at(n, RANK)])
    return low, high


@leaf
def rank_within(low, high, start, t):
    """A rank strictly between, as near as can be to what the start suggests; the gap must be two at least."""
    rank = start * RANK_STEP + t
    if rank <= low:
        rank = low + max(1, min(RANK_STEP >> 4, (high - low) // 2))
    elif rank >= high:
        rank = high - max(1, min(RANK_STEP >> 4, (high - low) // 2))
    return rank


@kernel
def attach(G, S, J, Q, eligible, v, d, start, r, p, start2, r2, p2):
    """Link a visit behind ``p`` on route ``r`` (its second task behind ``p2`` on ``r2``) and put it on the heap.

    False when no rank is left in between; then nothing was changed.
    """
    first = visit_of(G, v, FIRST_TASK)
    least, most = rank_bounds(G, S, v, d)
    low, high = narrow(G, S, p, least, most)
    double = visit_of(G, v, TASK_COUNT) == 2
    apart = visit_of(G, v, COUPLING) == 3
    if double and not apart:
        low, high = narrow(G, S, p2, low, high)
    if high - low < 2:
        return False
    rank = rank_within(low, high, start, first)
    if apart:
        low, high = narrow(G, S, p2, least, most)
        if high - low < 2:
            return False
        put(S, J, node_at(first + 1, RANK), rank_within(low, high, start2, first + 1))
    elif double:
        put(S, J, node_at(first + 1, RANK), rank)
    put(S, J, node_at(first, RANK), rank)
    count_unserved(G, S, J, v, -1)
    put(S, J, state_of(G, v, DAY), d)
    link(G, S, J, Q, eligible, first, d, r, p)
    if double:
        link(G, S, J, Q, eligible, first + 1, d, r2, p2)
    return True


@kernel
def insert(G, S, J, Q, travel, eligible, v, d, start, r, p, start2, r2, p2):
    """Put a visit in; on failure everything is as before and False is returned."""
    mark = J[0, 0]
    if attach(G, S, J, Q, eligible, v, d, start, r, p, start2, r2, p2) and propagate(G, S, J, Q, travel):
        return True
    undo(S, J, mark)
    return False


@kernel
def reseat(G, S, J, Q, eligible, t, d, start, r, p):
    """Link an unlinked task of a served visit behind ``p``; its colleague stays on the same route.

    The colleague's place on that route follows the new rank. False when there is no such rank.
    """
    v = S[node_at(t, VISIT)]
    first = visit_of(G, v, FIRST_TASK)
    low, high = rank_bounds(G, S, v, d)
    low, high = narrow(G, S, p, low, high)
    if high - low < 2:
        return False
    rank = rank_within(low, high, start, t)
    coupling = visit_of(G, v, COUPLING)
    if coupling == 1 or coupling == 2:
        T = G[TASKS]
        mate = 2 * first + 1 - t
        here, behind = S[node_at(mate, PREV)], S[node_at(mate, PREV)]
        while behind < T and S[node_at(behind, RANK)] >= rank:
            behind = S[node_at(behind, PREV)]
        n = S[node_at(behind, NEXT)]
        while n < T and (n == mate or S[node_at(n, RANK)] <= rank):
            if n != mate:
                behind = n
            n = S[node_at(n, NEXT)]
        if behind < T and S[node_at(behind, RANK)] == rank:
            return False
        put(S, J, node_at(mate, RANK), rank)
        if behind != here:
            route = S[node_at(mate, ROUTE)]
            unlink(G, S, J, Q, eligible, mate)
            link(G, S, J, Q, eligible, mate, d, route, behind)
    put(S, J, node_at(t, RANK), rank)
    link(G, S, J, Q, eligible, t, d, r, p)
    return True


@kernel
def day_is_open(G, S, v, d):
    """Whether ``v`` may be on day ``d``, next to the other visits of its request and the visit it belongs to."""
    if not day_of(G, v, d, ALLOWED):
        return False
    spacing = visit_of(G, v, SPACING)
    for u in range(visit_of(G, v, SERIES_FIRST), visit_of(G, v, SERIES_END)):
        day = S[state_of(G, u, DAY)]
        if u != v and day >= 0 and abs(day - d) < max(spacing, visit_of(G, u, SPACING)):
            return False
    other = visit_of(G, v, AFTER)
    if other >= 0 and S[state_of(G, other, DAY)] >= 0 and S[state_of(G, other, DAY)] != d:
        return False
    mate = visit_of(G, v, FOLLOWER)
    while mate >= 0:
        day = S[state_of(G, mate, DAY)]
        if day >= 0 and day != d:
            return False
        mate = visit_of(G, mate, SIBLING)
    return True
