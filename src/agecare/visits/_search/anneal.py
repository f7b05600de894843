"""Simulated annealing over ruins: take some visits out, put them back where they cost least, keep what the
temperature accepts."""

import math

import numpy as np
from numba import njit

from agecare.visits._search.access import (
    day_of,
    node_of,
    route_of,
    state_of,
    undo,
    visit_of,
)
from agecare.visits._search.heap import (
    clear,
    push,
    touch,
)
from agecare.visits._search.layout import (
    AFTER,
    CANDIDATES,
    CLIENT,
    CLIENT_COLUMNS,
    COUNT,
    DAY,
    DAY_PLACE,
    DAYS,
    FIRST_TASK,
    FOLLOWER,
    G_CANDIDATE,
    G_CLIENT,
    G_CLIENT_TASK,
    G_NEAR,
    G_ROUTE_AT,
    LATEST,
    MINUTES,
    NEAR,
    NEXT,
    NODE,
    PENALTY,
    PLACE,
    PREV,
    PROFILE,
    RANK,
    ROUTE,
    ROUTE_STATE,
    ROUTES,
    S_ROUTE,
    S_TOTAL,
    SIBLING,
    START,
    SUGGESTED_DAY,
    SUGGESTED_WORKER,
    T_UNSERVED_COUNT,
    TASK_COUNT,
    TASK_END,
    TASK_FIRST,
    TASKS,
    VISIT,
    VISITS,
    WORKER,
)
from agecare.visits._search.moves import (
    PAIRS_KEPT,
    RANK_STEP,
    attach,
    day_is_open,
    draw,
    insert,
    place_visit,
    remove,
    uniform,
)
from agecare.visits._search.timing import (
    price,
    propagate,
)
from agecare.visits._search.windows import (
    begin,
)

MOST_OUT = 64
"""Most visits that one ruin takes out."""


@njit(cache=True, nogil=True)
def save(G, S, best):
    """Copy days, ranks, routes and starts: all that a plan is."""
    V, T = G[VISITS], G[TASKS]
    for v in range(V):
        best[v] = S[state_of(G, v, DAY)]
        best[V + v] = S[state_of(G, v, RANK)]
    for t in range(T):
        best[2 * V + t] = S[t * NODE + ROUTE]
        best[2 * V + T + t] = S[t * NODE + START]


@njit(cache=True, nogil=True)
def renumber(G, S):
    """New ranks in the old order, with room between them again."""
    V = G[VISITS]
    ranks = np.empty(V, dtype=np.int64)
    for v in range(V):
        ranks[v] = S[state_of(G, v, RANK)]
    order = np.argsort(ranks)
    low = np.int64(-1)
    for i in range(V):
        v = order[i]
        if S[state_of(G, v, DAY)] < 0:
            continue
        rank = max(low + (RANK_STEP >> 4), S[visit_of(G, v, FIRST_TASK) * NODE + START] * RANK_STEP + v)
        S[state_of(G, v, RANK)] = rank
        low = rank


@njit(cache=True, nogil=True)
def take_out(G, S, J, Q, travel, eligible, v, out):
    """Remove a visit and the visits tied to it; False when the rest cannot be timed."""
    if S[state_of(G, v, DAY)] < 0:
        return True
    head = v
    while visit_of(G, head, AFTER) >= 0:
        head = visit_of(G, head, AFTER)
    u = head
    while u >= 0:
        if S[state_of(G, u, DAY)] >= 0 and out[0] < MOST_OUT:
            if not remove(G, S, J, Q, travel, eligible, u):
                return False
            out[0] += 1
            out[out[0]] = u
        u = next_tied(G, u, head)
    return True


@njit(cache=True, nogil=True)
def next_tied(G, u, head):
    """The visit after ``u`` on a walk through all visits that come, directly or not, after ``head``; -1 = done."""
    if visit_of(G, u, FOLLOWER) >= 0:
        return visit_of(G, u, FOLLOWER)
    while u != head:
        if visit_of(G, u, SIBLING) >= 0:
            return visit_of(G, u, SIBLING)
        u = visit_of(G, u, AFTER)
    return -1


@njit(cache=True, nogil=True)
def ruin_strings(G, S, J, Q, rng, travel, eligible, seed_visit, size, out):
    """Take strings of visits out of the routes around one visit."""
    wanted = 1 + draw(rng, size)
    near = G[NEAR]
    for k in range(-1, near):
        if out[0] >= wanted or out[0] >= MOST_OUT - 3:
            break
        v = seed_visit if k < 0 else G[G[G_NEAR] + seed_visit * near + k]
        if v < 0:
            break
        if S[state_of(G, v, DAY)] < 0:
            continue
        t = visit_of(G, v, FIRST_TASK) + draw(rng, visit_of(G, v, TASK_COUNT))
        length = 1 + draw(rng, 6)
        back = draw(rng, length)
        while back > 0 and S[t * NODE + PREV] < G[TASKS]:
            t = S[t * NODE + PREV]
            back -= 1
        while length > 0 and t < G[TASKS] and out[0] < wanted:
            n = S[t * NODE + NEXT]
            if not take_out(G, S, J, Q, travel, eligible, node_of(G, t, VISIT), out):
                return False
            # tied visits may have gone with it
            if n < G[TASKS] and S[n * NODE + ROUTE] < 0:
                break
            t = n
            length -= 1
    return True


@njit(cache=True, nogil=True)
def ruin_clients(G, S, J, Q, rng, travel, eligible, seed_visit, size, out):
    """Take all visits of one client and of some neighbours out, so that a week can change hands."""
    wanted = 1 + draw(rng, size)
    near = G[NEAR]
    for k in range(-1, near):
        if out[0] >= wanted:
            break
        v = seed_visit if k < 0 else G[G[G_NEAR] + seed_visit * near + k]
        if v < 0:
            break
        if k >= 0 and draw(rng, 3) == 0:
            continue
        row = G[G_CLIENT] + visit_of(G, v, CLIENT) * CLIENT_COLUMNS
        for i in range(G[row + TASK_FIRST], G[row + TASK_END]):
            u = node_of(G, G[G[G_CLIENT_TASK] + i], VISIT)
            if out[0] >= MOST_OUT - 3:
                break
            if not take_out(G, S, J, Q, travel, eligible, u, out):
                return False
    return True


@njit(cache=True, nogil=True)
def ruin_routes_for(G, S, J, Q, rng, travel, eligible, v, out):
    """Make room for an unserved visit: take strings out of routes that could serve it."""
    d = draw(rng, G[DAYS])
    for _ in range(G[DAYS]):
        if day_is_open(G, S, v, d):
            break
        d = (d + 1) % G[DAYS]
    t = visit_of(G, v, FIRST_TASK) + draw(rng, visit_of(G, v, TASK_COUNT))
    many = 0
    while many < G[CANDIDATES] and G[G[G_CANDIDATE] + t * G[CANDIDATES] + many] >= 0:
        many += 1
    if many == 0:
        return True
    for _ in range(2):
        w = G[G[G_CANDIDATE] + t * G[CANDIDATES] + draw(rng, many)]
        slot = G[G_ROUTE_AT] + 2 * (w * G[DAYS] + d)
        if G[slot + 1] == 0:
            continue
        r = G[slot] + draw(rng, G[slot + 1])
        count = S[G[S_ROUTE] + r * ROUTE_STATE + COUNT]
        if count == 0:
            continue
        length = 1 + draw(rng, 4)
        skip = draw(rng, max(1, count - length + 1))
        node = S[(G[TASKS] + r) * NODE + NEXT]
        while skip > 0 and node < G[TASKS]:
            node = S[node * NODE + NEXT]
            skip -= 1
        while length > 0 and node < G[TASKS] and out[0] < MOST_OUT - 3:
            n = S[node * NODE + NEXT]
            if not take_out(G, S, J, Q, travel, eligible, node_of(G, node, VISIT), out):
                return False
            if n < G[TASKS] and S[n * NODE + ROUTE] < 0:
                break
            node = n
            length -= 1
    return True


@njit(cache=True, nogil=True)
def sort_out(G, S, rng, out, first):
    """Order the visits to put back: at random, by price, by how few can do them, or by time. Ties keep their order.

    ``first`` (an unserved visit that a ruin made room for) leads; a visit never precedes the one it comes after.
    """
    how = draw(rng, 4)
    n = out[0]
    keys = np.empty(n, dtype=np.int64)
    for i in range(n):
        v = out[i + 1]
        if how == 0:
            key = draw(rng, 1 << 20)
        elif how == 1:
            key = -visit_of(G, v, PENALTY) // 100 + draw(rng, 16)
        elif how == 2:
            few = 0
            t = visit_of(G, v, FIRST_TASK)
            while few < G[CANDIDATES] and G[G[G_CANDIDATE] + t * G[CANDIDATES] + few] >= 0:
                few += 1
            key = few - (1 << 16) * (visit_of(G, v, TASK_COUNT) - 1)
        else:
            key = S[visit_of(G, v, FIRST_TASK) * NODE + START]
        if v == first:
            key = -(1 << 40)
        keys[i] = key
    for i in range(1, n):
        key, v = keys[i], out[i + 1]
        j = i - 1
        while j >= 0 and keys[j] > key:
            keys[j + 1] = keys[j]
            out[j + 2] = out[j + 1]
            j -= 1
        keys[j + 1] = key
        out[j + 2] = v
    for i in range(1, n + 1):
        before = visit_of(G, out[i], AFTER)
        for j in range(i + 1, n + 1):
            if out[j] == before:
                out[i], out[j] = out[j], out[i]


@njit(cache=True, nogil=True)
def beside(G, S, J, Q, rng, travel, eligible, v):
    """Put a visit of one worker beside a near one, with that one's worker; False when it cannot be."""
    if visit_of(G, v, TASK_COUNT) == 2:
        return False
    u = G[G[G_NEAR] + v * G[NEAR] + draw(rng, G[NEAR])]
    if u < 0 or u == v or S[state_of(G, u, DAY)] < 0:
        return False
    t = visit_of(G, v, FIRST_TASK)
    other = visit_of(G, u, FIRST_TASK) + draw(rng, visit_of(G, u, TASK_COUNT))
    r = S[other * NODE + ROUTE]
    if not eligible[t, route_of(G, r, WORKER)]:
        return False
    d = S[state_of(G, u, DAY)]
    if not remove(G, S, J, Q, travel, eligible, v) or not day_is_open(G, S, v, d):
        return False
    p = other if draw(rng, 2) else S[other * NODE + PREV]
    n = S[p * NODE + NEXT]
    place = day_of(G, v, d, DAY_PLACE)
    profile = route_of(G, r, PROFILE)
    done = S[p * NODE + START] + node_of(G, p, MINUTES)
    start = begin(G, v, d, t, done + travel[profile, S[p * NODE + PLACE], place])
    onward = travel[profile, place, S[n * NODE + PLACE]]
    if start < 0 or start + node_of(G, t, MINUTES) + onward > S[n * NODE + LATEST]:
        return False
    return insert(G, S, J, Q, travel, eligible, v, d, start, r, p, -1, -1)


@njit(cache=True, nogil=True)
def random_served(G, S, rng):
    """A served visit, -1 when luck fails."""
    for _ in range(20):
        v = draw(rng, G[VISITS])
        if S[state_of(G, v, DAY)] >= 0:
            return v
    return -1


@njit(cache=True, nogil=True)
def try_move(G, S, J, Q, rng, travel, eligible, K, K2, out, fill):
    """Change the plan in one of the ways; False when the change must be undone."""
    kind = draw(rng, 100)
    if kind < 35:
        v = random_served(G, S, rng)
        return v >= 0 and beside(G, S, J, Q, rng, travel, eligible, v)
    out[0] = 0
    first = -1
    ok = True
    unserved = S[G[S_TOTAL] + T_UNSERVED_COUNT]
    if unserved > 0 and kind < 50:
        v = draw(rng, G[VISITS])
        while S[state_of(G, v, DAY)] >= 0:
            v = (v + 1) % G[VISITS]
        first = v
        ok = ruin_routes_for(G, S, J, Q, rng, travel, eligible, v, out)
    else:
        v = random_served(G, S, rng)
        if v < 0:
            v = draw(rng, G[VISITS])
        if kind < 70:
            ok = ruin_clients(G, S, J, Q, rng, travel, eligible, v, 12, out)
        elif kind < 72:
            ok = ruin_strings(G, S, J, Q, rng, travel, eligible, v, 40, out)
        else:
            ok = ruin_strings(G, S, J, Q, rng, travel, eligible, v, 12, out)
    if not ok:
        return False
    if unserved > 0:
        # some of those left out get another chance
        v = draw(rng, G[VISITS])
        added = 0
        for _ in range(G[VISITS]):
            if added >= fill or out[0] >= MOST_OUT:
                break
            if S[state_of(G, v, DAY)] < 0:
                new = True
                for i in range(1, out[0] + 1):
                    new = new and out[i] != v
                if new:
                    out[0] += 1
                    out[out[0]] = v
                    added += 1
            v = (v + 1) % G[VISITS]
        if first >= 0 and out[0] < MOST_OUT:
            known = False
            for i in range(1, out[0] + 1):
                known = known or out[i] == first
            if not known:
                out[0] += 1
                out[out[0]] = first
    sort_out(G, S, rng, out, first)
    for i in range(1, out[0] + 1):
        if J[0, 0] > J.shape[0] // 2:
            return False
        place_visit(G, S, J, Q, travel, rng, eligible, out[i], 2, -1, -1, K, K2)
    return True


@njit(cache=True, nogil=True)
def construct(G, S, J, Q, rng, travel, eligible, order):
    """Put visits in, in the given order: first as the allocation suggests, then wherever there is room."""
    K = np.empty((PAIRS_KEPT + 1, 5), dtype=np.int64)
    K2 = np.empty((PAIRS_KEPT + 1, 5), dtype=np.int64)
    for turn in range(3):
        for i in range(len(order)):
            v = order[i]
            if S[state_of(G, v, DAY)] >= 0:
                continue
            day = visit_of(G, v, SUGGESTED_DAY) if turn < 2 else -1
            worker = node_of(G, visit_of(G, v, FIRST_TASK), SUGGESTED_WORKER) if turn < 1 else -1
            if turn < 2 and day < 0:
                continue
            J[0, 0] = 0
            place_visit(G, S, J, Q, travel, rng, eligible, v, 0, day, worker, K, K2)
    J[0, 0] = 0


@njit(cache=True, nogil=True)
def anneal(G, S, J, Q, rng, travel, eligible, best, best_price, moves, hot, cold):
    """Make ``moves`` moves while the temperature falls from ``hot`` to ``cold``; the best price found."""
    K = np.empty((PAIRS_KEPT + 1, 5), dtype=np.int64)
    K2 = np.empty((PAIRS_KEPT + 1, 5), dtype=np.int64)
    out = np.empty(MOST_OUT + 4, dtype=np.int64)
    now = price(G, S)
    for i in range(moves):
        J[0, 0] = 0
        heat = hot * (cold / hot) ** (i / moves)
        bar = now - heat * math.log(max(1e-12, uniform(rng)))
        good = try_move(G, S, J, Q, rng, travel, eligible, K, K2, out, 6)
        if good:
            then = price(G, S)
            if then < bar:
                now = then
                if now < best_price:
                    best_price = now
                    save(G, S, best)
                continue
        undo(S, J, 0)
    renumber(G, S)
    return best_price


@njit(cache=True, nogil=True)
def load(G, S, J, Q, travel, eligible, plan):
    """Build the plan that ``save`` wrote, in the order of its ranks; False if it cannot be timed."""
    V, T, R = G[VISITS], G[TASKS], G[ROUTES]
    order = np.argsort(plan[V : 2 * V])
    J[0, 0] = 0
    # all are linked before any is timed: half a route may break a limit that the whole one keeps
    for i in range(V):
        v = order[i]
        if plan[v] < 0:
            continue
        J[0, 0] = 0
        first = visit_of(G, v, FIRST_TASK)
        r = plan[2 * V + first]
        r2 = plan[2 * V + first + 1] if visit_of(G, v, TASK_COUNT) == 2 else -1
        p = S[(T + R + r) * NODE + PREV]
        p2 = S[(T + R + r2) * NODE + PREV] if r2 >= 0 else -1
        if not attach(G, S, J, Q, eligible, v, plan[v], plan[2 * V + T + first], r, p, r2, p2):
            return False
        S[state_of(G, v, RANK)] = plan[V + v]
    clear(G, Q)
    for i in range(V):
        if plan[i] >= 0:
            push(G, S, Q, i)
    for r in range(R):
        touch(G, Q, r)
    J[0, 0] = 0
    good = propagate(G, S, J, Q, travel)
    J[0, 0] = 0
    return good
