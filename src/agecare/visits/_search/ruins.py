"""Larger changes of a plan: take visits out together and put them back one by one."""

from agecare.visits._search.access import a_list, draw
from agecare.visits._search.columns import node_at, shift_of, state_of, visit_of
from agecare.visits._search.kernel import inlined, kernel
from agecare.visits._search.layout import (
    AFTER,
    CANDIDATES,
    CLIENT,
    CLIENT_COLUMNS,
    COUNT,
    DAY,
    DAYS,
    FIRST_TASK,
    FOLLOWER,
    G_CANDIDATE,
    G_CLIENT,
    G_CLIENT_TASK,
    G_NEAR,
    G_ROUTE_AT,
    KEY_LIST,
    MOST_OUT,
    NEAR,
    NEXT,
    NOBODY,
    OUT_LIST,
    PENALTY,
    PREV,
    ROUTE,
    S_TOTAL,
    SIBLING,
    START,
    T_UNSERVED_COUNT,
    TASK_COUNT,
    TASK_END,
    TASK_FIRST,
    TASKS,
    VISIT,
    VISITS,
)
from agecare.visits._search.linking import day_is_open, detach
from agecare.visits._search.placing import ONE_BLINKS, place_visit
from agecare.visits._search.timing import propagate


@kernel
def take_out(G, S, J, Q, travel, eligible, v, out):
    """Take a visit and the visits tied to it out; the rest waits to be timed."""
    if S[state_of(G, v, DAY)] < 0:
        return
    head = v
    while visit_of(G, head, AFTER) >= 0:
        head = visit_of(G, head, AFTER)
    u = head
    while u >= 0:
        if S[state_of(G, u, DAY)] >= 0 and out[0] < MOST_OUT:
            detach(G, S, J, Q, eligible, u)
            out[0] += 1
            out[out[0]] = u
        u = next_tied(G, u, head)


@kernel
def next_tied(G, u, head):
    """The visit after ``u`` on a walk through all visits that come, directly or not, after ``head``; -1 = done."""
    if visit_of(G, u, FOLLOWER) >= 0:
        return visit_of(G, u, FOLLOWER)
    while u != head:
        if visit_of(G, u, SIBLING) >= 0:
            return visit_of(G, u, SIBLING)
        u = visit_of(G, u, AFTER)
    return -1


@kernel
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
        while back > 0 and S[node_at(t, PREV)] < G[TASKS]:
            t = S[node_at(t, PREV)]
            back -= 1
        while length > 0 and t < G[TASKS] and out[0] < wanted:
            n = S[node_at(t, NEXT)]
            take_out(G, S, J, Q, travel, eligible, S[node_at(t, VISIT)], out)
            # tied visits may have gone with it
            if n < G[TASKS] and S[node_at(n, ROUTE)] < 0:
                break
            t = n
            length -= 1
    return True


@kernel
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
            u = S[node_at(G[G[G_CLIENT_TASK] + i], VISIT)]
            if out[0] >= MOST_OUT - 3:
                break
            take_out(G, S, J, Q, travel, eligible, u, out)
    return True


@kernel
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
        count = S[shift_of(G, r, COUNT)]
        if count == 0:
            continue
        length = 1 + draw(rng, 4)
        skip = draw(rng, max(1, count - length + 1))
        node = S[node_at(G[TASKS] + r, NEXT)]
        while skip > 0 and node < G[TASKS]:
            node = S[node_at(node, NEXT)]
            skip -= 1
        while length > 0 and node < G[TASKS] and out[0] < MOST_OUT - 3:
            n = S[node_at(node, NEXT)]
            take_out(G, S, J, Q, travel, eligible, S[node_at(node, VISIT)], out)
            if n < G[TASKS] and S[node_at(n, ROUTE)] < 0:
                break
            node = n
            length -= 1
    return True


@kernel
def sort_out(G, S, Q, rng, out, first):
    """Order the visits to put back: at random, by price, by how few can do them, or by time. Ties keep their order.

    ``first`` (an unserved visit that a ruin made room for) leads; a visit never precedes the one it comes after.
    """
    how = draw(rng, 4)
    n = out[0]
    keys = a_list(G, Q, KEY_LIST, n)
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
            key = S[node_at(visit_of(G, v, FIRST_TASK), START)]
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


@kernel
def random_served(G, S, rng):
    """A served visit, -1 when luck fails."""
    for _ in range(20):
        v = draw(rng, G[VISITS])
        if S[state_of(G, v, DAY)] >= 0:
            return v
    return -1


@kernel
def add_left_out(G, S, rng, out, many):
    """Give some of the visits left out another chance."""
    v = draw(rng, G[VISITS])
    for _ in range(G[VISITS]):
        if many == 0 or out[0] >= MOST_OUT:
            return
        if S[state_of(G, v, DAY)] < 0 and not listed(out, v):
            out[0] += 1
            out[out[0]] = v
            many -= 1
        v = (v + 1) % G[VISITS]


@kernel
def listed(out, v):
    """Whether a visit is among those to put back."""
    i = out[0]
    while i > 0 and out[i] != v:
        i -= 1
    return i > 0


@inlined
def ruin_and_recreate(G, S, J, Q, rng, travel, eligible, kind, most):
    """Take some visits out and put them back where they cost least; False when the change must be undone.

    ``kind`` 0: strings of stops around one visit · 1: all visits of some clients · 2: room for a visit left out.
    """
    out = a_list(G, Q, OUT_LIST, MOST_OUT + 4)
    out[0] = 0
    first = -1
    unserved = S[G[S_TOTAL] + T_UNSERVED_COUNT]
    if kind == 2:
        if unserved == 0:
            return False
        first = draw(rng, G[VISITS])
        while S[state_of(G, first, DAY)] >= 0:
            first = (first + 1) % G[VISITS]
        if not ruin_routes_for(G, S, J, Q, rng, travel, eligible, first, out):
            return False
    else:
        v = random_served(G, S, rng)
        if v < 0:
            v = draw(rng, G[VISITS])
        if kind == 1:
            good = ruin_clients(G, S, J, Q, rng, travel, eligible, v, most, out)
        else:
            good = ruin_strings(G, S, J, Q, rng, travel, eligible, v, most, out)
        if not good:
            return False
    if not propagate(G, S, J, Q, travel):
        return False
    if unserved > 0:
        add_left_out(G, S, rng, out, 6)
        if first >= 0 and out[0] < MOST_OUT and not listed(out, first):
            out[0] += 1
            out[out[0]] = first
    sort_out(G, S, Q, rng, out, first)
    for i in range(1, out[0] + 1):
        if J[0, 0] > J.shape[0] // 2:
            return False
        place_visit(G, S, J, Q, travel, rng, eligible, out[i], ONE_BLINKS, NOBODY, NOBODY)
    return True
