"""Taking visits out of the plan and putting them in again."""

import numpy as np
from numba import njit

from agecare.visits._search.access import (
    add,
    day_of,
    node_of,
    put,
    route_of,
    state_of,
    undo,
    visit_of,
)
from agecare.visits._search.heap import (
    push,
    push_followers,
    touch,
)
from agecare.visits._search.layout import (
    AFTER,
    ALLOWED,
    AREA,
    BREAK_AT,
    CANDIDATES,
    CAPACITY,
    CLIENT,
    CLIENT_COLUMNS,
    COUNT,
    COUPLING,
    DAY,
    DAY_PLACE,
    DAYS,
    FIRST_TASK,
    FOLLOWER,
    G_AREA,
    G_CANDIDATE,
    G_CLIENT,
    G_CLIENT_TASK,
    G_PREFERS,
    G_ROUTE_AT,
    G_WEEK,
    G_WEIGHT,
    G_WORKER,
    GAP_MIN,
    LAG_MAX,
    LAG_MIN,
    LAST_START,
    LATE,
    LATEST,
    LEG,
    MINUTES,
    NEXT,
    NODE,
    PENALTY,
    PLACE,
    PREV,
    PROFILE,
    PUBLISHED_DAY,
    PUBLISHED_WORKER,
    RANK,
    ROUTE,
    ROUTE_STATE,
    ROUTES,
    S_AREA,
    S_ROUTE,
    S_WEEK,
    S_WORKER,
    SERIES_END,
    SERIES_FIRST,
    SIBLING,
    SOFT,
    SPACING,
    START,
    T_AREAS,
    T_CHANGES,
    T_EXTRA_WORKERS,
    T_LATE,
    T_LOAD,
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
    USUAL,
    VISIT,
    VISITS,
    WAIT,
    WEEKLY_LIMIT,
    WEEKS,
    WORKER,
    WORKER_COLUMNS,
    WORKERS,
)
from agecare.visits._search.timing import (
    end_of_visit,
    note_change,
    propagate,
)
from agecare.visits._search.windows import (
    begin,
    late_minutes,
)

BIG = 1 << 60
RANK_STEP = 1 << 24
PLACES_KEPT = 4
PAIRS_KEPT = 16


@njit(cache=True, nogil=True, inline="always")
def draw(rng, n):
    """A whole number in 0 … n-1 (xorshift64*)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return np.int64(((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % np.uint64(n))


@njit(cache=True, nogil=True)
def uniform(rng):
    """A number in 0 … 1."""
    return draw(rng, 1 << 30) / (1 << 30)


@njit(cache=True, nogil=True)
def familiarity(G, S, v, t, w):
    """(further workers, not preferred) that task ``t`` by ``w`` adds, given the client's other tasks."""
    c = visit_of(G, v, CLIENT)
    row = G[G_CLIENT] + c * CLIENT_COLUMNS
    known = False
    anyone = False
    for i in range(G[row + TASK_FIRST], G[row + TASK_END]):
        other = G[G[G_CLIENT_TASK] + i]
        r = S[other * NODE + ROUTE]
        if other != t and r >= 0:
            anyone = True
            if route_of(G, r, WORKER) == w:
                known = True
                break
    more = 1 if anyone and not known else 0
    disliked = 1 - G[G[G_PREFERS] + c * G[WORKERS] + w]
    return more, disliked


@njit(cache=True, nogil=True)
def unusual(G, eligible, v, t, w):
    """1 if the client's usual worker could do the task and ``w`` is somebody else."""
    usual = G[G[G_CLIENT] + visit_of(G, v, CLIENT) * CLIENT_COLUMNS + USUAL]
    return 1 if usual >= 0 and w != usual and eligible[t, usual] else 0


@njit(cache=True, nogil=True)
def count_task(G, S, J, eligible, v, t, w, sign):
    """Add or take back what a task costs by who does it."""
    more, disliked = familiarity(G, S, v, t, w)
    add(G, S, J, T_EXTRA_WORKERS, sign * more)
    add(G, S, J, T_NOT_PREFERRED, sign * disliked)
    add(G, S, J, T_NOT_USUAL, sign * unusual(G, eligible, v, t, w))


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def detach(G, S, J, Q, eligible, v):
    """Unlink a visit; what follows it waits on the heap."""
    first = visit_of(G, v, FIRST_TASK)
    for t in range(first, first + visit_of(G, v, TASK_COUNT)):
        at = t * NODE
        r = S[at + ROUTE]
        count_task(G, S, J, eligible, v, t, route_of(G, r, WORKER), -1)
        p, n = S[at + PREV], S[at + NEXT]
        put(S, J, p * NODE + NEXT, n)
        put(S, J, n * NODE + PREV, p)
        add(G, S, J, T_TRAVEL, -S[at + LEG])
        add(G, S, J, T_WAIT, -S[at + WAIT])
        add(G, S, J, T_LATE, -S[at + LATE])
        put(S, J, at + LEG, 0)
        put(S, J, at + WAIT, 0)
        put(S, J, at + LATE, 0)
        put(S, J, at + BREAK_AT, -1)
        put(S, J, at + ROUTE, -1)
        count = G[S_ROUTE] + r * ROUTE_STATE + COUNT
        put(S, J, count, S[count] - 1)
        touch(G, Q, r)
        if n < G[TASKS]:
            push(G, S, Q, node_of(G, n, VISIT))
    put(S, J, state_of(G, v, DAY), -1)
    count_unserved(G, S, J, v, 1)
    note_change(G, S, J, v)
    push_followers(G, S, Q, v)
    # a visit that is out must not be timed
    V = G[VISITS]
    if Q[1 + V + v]:
        for i in range(1, Q[0] + 1):
            if Q[i] == v:
                drop_from_heap(G, S, Q, i)
                break


@njit(cache=True, nogil=True)
def drop_from_heap(G, S, Q, i):
    """Take the i-th entry off the heap by building it anew; rare and short."""
    V = G[VISITS]
    Q[1 + V + Q[i]] = 0
    n = Q[0]
    Q[i] = Q[n]
    kept = n - 1
    Q[0] = 0
    for k in range(1, kept + 1):
        v = Q[k]
        Q[1 + V + v] = 0
        push(G, S, Q, v)


@njit(cache=True, nogil=True)
def remove(G, S, J, Q, travel, eligible, v):
    """Take a visit out; False when what is left cannot be timed."""
    detach(G, S, J, Q, eligible, v)
    return propagate(G, S, J, Q, travel)


@njit(cache=True, nogil=True)
def rank_between(G, S, v, d, p, q):
    """(low, high): ranks between which ``v`` must lie behind node ``p`` (and ``q``, -1 = no second)."""
    T = G[TASKS]
    low, high = -BIG, BIG
    for node in (p, q):
        if node >= 0:
            if node < T:
                low = max(low, S[state_of(G, node_of(G, node, VISIT), RANK)])
            n = S[node * NODE + NEXT]
            if n < T:
                high = min(high, S[state_of(G, node_of(G, n, VISIT), RANK)])
    other = visit_of(G, v, AFTER)
    if other >= 0 and S[state_of(G, other, DAY)] == d:
        low = max(low, S[state_of(G, other, RANK)])
    mate = visit_of(G, v, FOLLOWER)
    while mate >= 0:
        if S[state_of(G, mate, DAY)] == d:
            high = min(high, S[state_of(G, mate, RANK)])
        mate = visit_of(G, mate, SIBLING)
    return low, high


@njit(cache=True, nogil=True)
def attach(G, S, J, Q, eligible, v, d, start, r, p, r2, p2):
    """Link a visit behind ``p`` on route ``r`` (its second task behind ``p2`` on ``r2``) and put it on the heap.

    False when no rank is left in between; then nothing was changed.
    """
    low, high = rank_between(G, S, v, d, p, p2 if r2 >= 0 else -1)
    if high - low < 2:
        return False
    rank = start * RANK_STEP + v
    if rank <= low:
        rank = low + max(1, min(RANK_STEP >> 4, (high - low) // 2))
    elif rank >= high:
        rank = high - max(1, min(RANK_STEP >> 4, (high - low) // 2))
    put(S, J, state_of(G, v, RANK), rank)
    count_unserved(G, S, J, v, -1)
    put(S, J, state_of(G, v, DAY), d)
    first = visit_of(G, v, FIRST_TASK)
    for k in range(visit_of(G, v, TASK_COUNT)):
        t = first + k
        route, behind = (r, p) if k == 0 else (r2, p2)
        at = t * NODE
        n = S[behind * NODE + NEXT]
        put(S, J, behind * NODE + NEXT, t)
        put(S, J, n * NODE + PREV, t)
        put(S, J, at + PREV, behind)
        put(S, J, at + NEXT, n)
        count_task(G, S, J, eligible, v, t, route_of(G, route, WORKER), 1)
        put(S, J, at + ROUTE, route)
        put(S, J, at + PLACE, day_of(G, v, d, DAY_PLACE))
        put(S, J, at + START, -1)
        count = G[S_ROUTE] + route * ROUTE_STATE + COUNT
        put(S, J, count, S[count] + 1)
        touch(G, Q, route)
        if n < G[TASKS]:
            push(G, S, Q, node_of(G, n, VISIT))
    push(G, S, Q, v)
    return True


@njit(cache=True, nogil=True)
def insert(G, S, J, Q, travel, eligible, v, d, start, r, p, r2, p2):
    """Put a visit in; on failure everything is as before and False is returned."""
    mark = J[0, 0]
    if attach(G, S, J, Q, eligible, v, d, start, r, p, r2, p2) and propagate(G, S, J, Q, travel):
        return True
    undo(S, J, mark)
    return False


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def day_price(G, S, v, d):
    """What being on this day costs against the published plan."""
    day = visit_of(G, v, PUBLISHED_DAY)
    return G[G[G_WEIGHT] + T_CHANGES] if day >= 0 and day != d else 0


@njit(cache=True, nogil=True)
def worker_price(G, S, eligible, v, t, w):
    """What this worker for this task costs: familiarity, wishes, load, the published plan."""
    weight = G[G_WEIGHT]
    more, disliked = familiarity(G, S, v, t, w)
    cost = more * G[weight + T_EXTRA_WORKERS] + disliked * G[weight + T_NOT_PREFERRED]
    cost += unusual(G, eligible, v, t, w) * G[weight + T_NOT_USUAL]
    capacity = G[G[G_WORKER] + w * WORKER_COLUMNS + CAPACITY]
    if capacity > 0:
        cost += G[weight + T_LOAD] * 2 * S[G[S_WORKER] + w] * node_of(G, t, MINUTES) // capacity
    known = node_of(G, t, PUBLISHED_WORKER)
    if known >= 0 and known != w:
        cost += G[weight + T_CHANGES]
    return cost


@njit(cache=True, nogil=True)
def keep(K, size, cost, d, start, r, p):
    """Keep the cheapest places in K (row 0 counts; columns cost, day, start, route, node behind)."""
    n = K[0, 0]
    if n == size and cost >= K[n, 0]:
        return
    if n < size:
        n += 1
        K[0, 0] = n
    i = n
    while i > 1 and K[i - 1, 0] > cost:
        for j in range(5):
            K[i, j] = K[i - 1, j]
        i -= 1
    K[i, 0] = cost
    K[i, 1] = d
    K[i, 2] = start
    K[i, 3] = r
    K[i, 4] = p


@njit(cache=True, nogil=True)
def scan_route(G, S, travel, rng, v, t, d, r, base, fixed, blink, size, K):
    """Look at every place of a route for task ``t``; keep the cheapest that the quick filters let pass."""
    T = G[TASKS]
    weight = G[G_WEIGHT]
    w_travel, w_wait, w_late = G[weight + T_TRAVEL], G[weight + T_WAIT], G[weight + T_LATE]
    profile = route_of(G, r, PROFILE)
    place = day_of(G, v, d, DAY_PLACE)
    last_start = day_of(G, v, d, LAST_START)
    minutes = node_of(G, t, MINUTES)
    soft = visit_of(G, v, SOFT)
    p = T + r
    while p != T + G[ROUTES] + r:
        n = S[p * NODE + NEXT]
        done = S[p * NODE + START] + node_of(G, p, MINUTES)
        if done > last_start:
            break
        if blink > 0 and draw(rng, 100) < blink:
            p = n
            continue
        leg = travel[profile, S[p * NODE + PLACE], place]
        onward = travel[profile, place, S[n * NODE + PLACE]]
        arrival = done + leg
        start = begin(G, v, d, t, max(arrival, base))
        if start >= 0 and start + minutes + onward <= S[n * NODE + LATEST]:
            low, high = rank_between(G, S, v, d, p, -1)
            if high - low >= 2:
                cost = fixed + w_travel * (leg + onward - S[n * NODE + LEG])
                if p < T:
                    cost += w_wait * (start - arrival)
                if soft:
                    cost += w_late * late_minutes(G, v, d, minutes, start)
                if n < T:
                    cost -= w_wait * min(
                        S[n * NODE + WAIT], leg + onward - S[n * NODE + LEG] + minutes + start - arrival
                    )
                keep(K, size, cost, d, start, r, p)
        p = n


@njit(cache=True, nogil=True)
def scan_worker(G, S, travel, rng, eligible, v, t, d, w, base, extra, blink, size, K):
    """Look at every route of a worker on a day."""
    slot = G[G_ROUTE_AT] + 2 * (w * G[DAYS] + d)
    if G[slot + 1] == 0:
        return
    row = G[G_WORKER] + w * WORKER_COLUMNS
    week = S[G[S_WEEK] + w * G[WEEKS] + G[G[G_WEEK] + d]]
    if week + node_of(G, t, MINUTES) > G[row + WEEKLY_LIMIT]:
        return
    cost = extra + worker_price(G, S, eligible, v, t, w)
    for i in range(G[slot], G[slot] + G[slot + 1]):
        scan_route(G, S, travel, rng, v, t, d, i, base, cost, blink, size, K)


@njit(cache=True, nogil=True)
def earliest_by_mate(G, S, v, d):
    """Earliest start that the visit before it on that day leaves."""
    other = visit_of(G, v, AFTER)
    if other >= 0 and S[state_of(G, other, DAY)] == d:
        return end_of_visit(G, S, other) + visit_of(G, v, GAP_MIN)
    return 0


@njit(cache=True, nogil=True)
def place_visit(G, S, J, Q, travel, rng, eligible, v, blink, only_day, only_worker, K, K2):
    """Put a visit where the estimate is lowest and the exact timing agrees; False when it stays out."""
    first = visit_of(G, v, FIRST_TASK)
    if visit_of(G, v, TASK_COUNT) == 2:
        return place_pair(G, S, J, Q, travel, rng, eligible, v, blink, only_day, K, K2)
    K[0, 0] = 0
    for d in range(G[DAYS]):
        if (only_day >= 0 and d != only_day) or not day_is_open(G, S, v, d):
            continue
        base = earliest_by_mate(G, S, v, d)
        extra = day_price(G, S, v, d)
        if only_worker >= 0:
            scan_worker(G, S, travel, rng, eligible, v, first, d, only_worker, base, extra, blink, PLACES_KEPT, K)
            continue
        for i in range(G[CANDIDATES]):
            w = G[G[G_CANDIDATE] + first * G[CANDIDATES] + i]
            if w < 0:
                break
            scan_worker(G, S, travel, rng, eligible, v, first, d, w, base, extra, blink, PLACES_KEPT, K)
    for k in range(1, K[0, 0] + 1):
        if K[k, 0] > visit_of(G, v, PENALTY):
            return False
        if insert(G, S, J, Q, travel, eligible, v, K[k, 1], K[k, 2], K[k, 3], K[k, 4], -1, -1):
            return True
    return False


@njit(cache=True, nogil=True)
def place_pair(G, S, J, Q, travel, rng, eligible, v, blink, only_day, K, K2):
    """The same for a visit of two workers: the cheapest places of both, paired."""
    first = visit_of(G, v, FIRST_TASK)
    weight = G[G_WEIGHT]
    together = visit_of(G, v, COUPLING) == 1
    low_lag = 0 if together else visit_of(G, v, LAG_MIN)
    high_lag = 0 if together else visit_of(G, v, LAG_MAX)
    best = np.empty((PLACES_KEPT + 1, 7), dtype=np.int64)
    best[0, 0] = 0
    for d in range(G[DAYS]):
        if (only_day >= 0 and d != only_day) or not day_is_open(G, S, v, d):
            continue
        base = earliest_by_mate(G, S, v, d)
        extra = day_price(G, S, v, d)
        for k in range(2):
            found = K if k == 0 else K2
            found[0, 0] = 0
            t = first + k
            for i in range(G[CANDIDATES]):
                w = G[G[G_CANDIDATE] + t * G[CANDIDATES] + i]
                if w < 0:
                    break
                scan_worker(
                    G,
                    S,
                    travel,
                    rng,
                    eligible,
                    v,
                    t,
                    d,
                    w,
                    base + k * low_lag,
                    extra * (1 - k),
                    blink,
                    PAIRS_KEPT,
                    found,
                )
        for i in range(1, K[0, 0] + 1):
            for j in range(1, K2[0, 0] + 1):
                if route_of(G, K[i, 3], WORKER) == route_of(G, K2[j, 3], WORKER):
                    continue
                low, high = rank_between(G, S, v, d, K[i, 4], K2[j, 4])
                if high - low < 2:
                    continue
                start, start2 = K[i, 2], K2[j, 2]
                if start2 < start + low_lag:
                    start2 = start + low_lag
                elif start2 > start + high_lag:
                    start = start2 - high_lag
                n, m = S[K[i, 4] * NODE + NEXT], S[K2[j, 4] * NODE + NEXT]
                place = day_of(G, v, d, DAY_PLACE)
                on = travel[route_of(G, K[i, 3], PROFILE), place, S[n * NODE + PLACE]]
                on2 = travel[route_of(G, K2[j, 3], PROFILE), place, S[m * NODE + PLACE]]
                if start + node_of(G, first, MINUTES) + on > S[n * NODE + LATEST]:
                    continue
                if start2 + node_of(G, first + 1, MINUTES) + on2 > S[m * NODE + LATEST]:
                    continue
                wait = start - K[i, 2] + start2 - K2[j, 2]
                cost = K[i, 0] + K2[j, 0] + G[weight + T_WAIT] * wait
                at = best[0, 0]
                if at == PLACES_KEPT and cost >= best[at, 0]:
                    continue
                if at < PLACES_KEPT:
                    at += 1
                    best[0, 0] = at
                while at > 1 and best[at - 1, 0] > cost:
                    best[at] = best[at - 1]
                    at -= 1
                best[at, 0] = cost
                best[at, 1] = d
                best[at, 2] = start
                best[at, 3] = K[i, 3]
                best[at, 4] = K[i, 4]
                best[at, 5] = K2[j, 3]
                best[at, 6] = K2[j, 4]
    for k in range(1, best[0, 0] + 1):
        if best[k, 0] > visit_of(G, v, PENALTY):
            return False
        b = best[k]
        if insert(G, S, J, Q, travel, eligible, v, b[1], b[2], b[3], b[4], b[5], b[6]):
            return True
    return False
