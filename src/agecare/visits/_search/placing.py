"""Finding the cheapest place for a visit that is out of the plan."""

import numpy as np

from agecare.visits._search.access import a_list, draw, way
from agecare.visits._search.columns import day_of, node_at, route_of, shift_of, state_of, task_of, visit_of, weight_of
from agecare.visits._search.kernel import inlined, kernel, leaf
from agecare.visits._search.layout import (
    AFTER,
    ALL_PLAIN,
    BIG,
    BREAK_AT,
    CANDIDATES,
    COUPLING,
    CREW,
    CREW_LIST,
    DAY,
    DAY_PLACE,
    DAYS,
    DUE,
    FIRST_LIST,
    FIRST_TASK,
    G_CANDIDATE,
    G_NEAR,
    G_ROUTE_AT,
    G_WEEK,
    G_WORKER,
    GAP_MIN,
    HARD_ENDS,
    IDLE,
    KIND,
    LAG_MAX,
    LAG_MIN,
    LAST_START,
    LATE,
    LATEST,
    LEG,
    MINUTES,
    NEAR,
    NEXT,
    NOBODY,
    PAID_COUNTS,
    PAIR_LIST,
    PAIRS_KEPT,
    PENALTY,
    PLACE,
    PLACES,
    PLACES_KEPT,
    PLAIN_FROM,
    PROFILE,
    PUBLISHED_DAY,
    PUBLISHED_WORKER,
    ROUTE,
    ROUTES,
    S_WEEK,
    S_WORKER,
    SAFE,
    SECOND_LIST,
    SOFT,
    SOFT_END,
    START,
    SYMMETRIC,
    T_CHANGES,
    T_EXTRA_WORKERS,
    T_LATE,
    T_LOAD,
    T_MOST_IDLE,
    T_NOT_PREFERRED,
    T_NOT_USUAL,
    T_OVERTIME,
    T_TRAVEL,
    T_WAIT,
    TASK_COUNT,
    TASKS,
    VISIT,
    WAIT,
    WEEKLY_LIMIT,
    WEEKS,
    WORKER,
    WORKER_COLUMNS,
    ZERO,
)
from agecare.visits._search.linking import day_is_open, insert, is_disliked, is_further, is_unusual, narrow, rank_bounds
from agecare.visits._search.routes import idle_price, outside
from agecare.visits._search.timing import end_of_visit
from agecare.visits._search.windows import begin, begin_there, late_minutes, late_there

ALWAYS = 6
"""Of them, the likeliest are always among them; the others work nearby on that day."""
LOOKED_AT = 48
"""Neighbours whose workers are looked at."""
ONE_BLINKS = np.int64(50)
"""Of so many places one is overlooked."""


@leaf
def day_price(G, v, d):
    """What being on this day costs against the published plan."""
    day = visit_of(G, v, PUBLISHED_DAY)
    return weight_of(G, T_CHANGES) if day >= 0 and day != d else 0


@leaf
def worker_price(G, S, eligible, v, t, w):
    """What this worker for a task that is nobody's costs: familiarity, wishes, load, the published plan."""
    return wish_price(G, S, eligible, v, t, w) + load_price(G, S, w, S[node_at(t, MINUTES)])


@leaf
def load_price(G, S, w, more):
    """What so many more minutes of a worker cost in fairness, those of all others being as they are."""
    weight = weight_of(G, T_LOAD)
    if weight == 0:
        return 0
    paid = S[G[S_WORKER] + w]
    return weight * (outside(G, S, w, paid + more) - outside(G, S, w, paid))


@kernel
def wish_price(G, S, eligible, v, t, w):
    """What this worker for this task costs: familiarity, wishes, the published plan."""
    cost = is_further(G, S, v, t, w) * weight_of(G, T_EXTRA_WORKERS)
    cost += is_disliked(G, v, w) * weight_of(G, T_NOT_PREFERRED)
    cost += is_unusual(G, eligible, v, t, w) * weight_of(G, T_NOT_USUAL)
    known = task_of(G, t, PUBLISHED_WORKER)
    if known >= 0 and known != w:
        cost += weight_of(G, T_CHANGES)
    return cost


@kernel
def late_after(G, S, n, ready, most):
    """Lateness that stop ``n`` and those after it gain when its worker is ready then; colleagues left aside.

    The sum stops growing once it passes ``most``.
    """
    gained = 0
    if n < G[TASKS] and ready <= S[node_at(n, SAFE)]:
        return 0
    if G[ALL_PLAIN] and ready - S[node_at(n, SAFE)] > most:
        return ready - S[node_at(n, SAFE)]
    while n < G[TASKS]:
        start = begin_there(G, S, n, ready)
        later = start - S[node_at(n, START)]
        if later <= 0:
            return gained
        if S[node_at(n, KIND)] & SOFT_END:
            gained += late_there(G, S, n, start) - S[node_at(n, LATE)]
            if gained > most:
                return gained
        ready = start + S[node_at(n, MINUTES)]
        n = S[node_at(n, NEXT)]
        ready += S[node_at(n, LEG)]
        if S[node_at(n, BREAK_AT)] >= 0:
            return gained
    return gained


@leaf
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


@kernel
def scan_route(G, S, Q, travel, rng, v, t, d, r, base, fixed, least, limit, blink, size, K):
    """Look at every place of a route for task ``t``; keep the cheapest that the quick filters let pass.

    Of ``blink`` places one is overlooked (0 = none).
    """
    T = G[TASKS]
    tail = T + G[ROUTES] + r
    w_travel, w_wait, w_late = (weight_of(G, T_TRAVEL), weight_of(G, T_WAIT), weight_of(G, T_LATE))
    w_idle, w_over = weight_of(G, T_MOST_IDLE), weight_of(G, T_OVERTIME)
    profile = route_of(G, r, PROFILE)
    place = day_of(G, v, d, DAY_PLACE)
    last_start = day_of(G, v, d, LAST_START)
    plain, due = day_of(G, v, d, PLAIN_FROM), day_of(G, v, d, DUE)
    minutes = S[node_at(t, MINUTES)]
    soft = visit_of(G, v, SOFT)
    hard, symmetric = G[HARD_ENDS], G[SYMMETRIC]
    worst = K[size, 0] if K[0, 0] == size else BIG
    skip = draw(rng, blink) if blink > 0 else -1
    # whoever comes next waits until then at least
    soonest = max(base, plain) + minutes
    bound = fixed if w_late > 0 and w_idle == 0 else -BIG
    p = T + r
    done = S[node_at(p, START)]
    while p != tail:
        n = S[node_at(p, NEXT)]
        if done > last_start and (not soft or fixed + w_late * (done - last_start) > worst):
            break
        if (hard and soonest > S[node_at(n, LATEST)]) or bound + w_late * (soonest - S[node_at(n, SAFE)]) > worst:
            skip -= 1
            p = n
            done = S[node_at(p, START)] + S[node_at(p, MINUTES)]
            continue
        here, there = S[node_at(p, PLACE)], S[node_at(n, PLACE)]
        onward = way(G, travel, profile, place, there)
        # one row of the table, where both directions are the same
        leg = way(G, travel, profile, place, here) if symmetric else way(G, travel, profile, here, place)
        detour = leg + onward - S[node_at(n, LEG)]
        cost = fixed + w_travel * detour
        if w_idle > 0:
            # who idles is better off with more to do, until it is too much
            cost += idle_price(G, S, Q, r, minutes + detour)
            cost += w_over * max(0, minutes + detour - S[shift_of(G, r, IDLE)])
        if skip != 0 and (cost < worst or w_wait > 0):
            arrival = done + leg
            if plain >= 0:
                start = max(arrival, base, plain)
                possible = soft or start <= due
            else:
                start = begin(G, S, v, d, t, max(arrival, base))
                possible = start >= 0
            ready = start + minutes + onward
            if possible and (not hard or ready <= S[node_at(n, LATEST)]):
                if soft:
                    cost += w_late * (max(0, start - due) if plain >= 0 else late_minutes(G, v, d, minutes, start))
                if w_wait > 0:
                    if p < T:
                        cost += w_wait * (start - arrival)
                    if n < T:
                        cost -= w_wait * min(S[node_at(n, WAIT)], detour + minutes + start - arrival)
                if cost < worst:
                    if n < T and w_late > 0 and ready > S[node_at(n, SAFE)]:
                        cost += w_late * late_after(G, S, n, ready, (worst - cost) // w_late)
                    low, high = narrow(G, S, p, least, limit)
                    if cost < worst and high - low >= 2:
                        keep(K, size, cost, d, start, r, p)
                        worst = K[size, 0] if K[0, 0] == size else BIG
        skip -= 1
        p = n
        done = S[node_at(p, START)] + S[node_at(p, MINUTES)]


@kernel
def scan_worker(G, S, Q, travel, rng, eligible, v, t, d, w, base, extra, least, most, blink, size, K):
    """Look at every route of a worker on a day."""
    slot = G[G_ROUTE_AT] + 2 * (w * G[DAYS] + d)
    if G[slot + 1] == 0:
        return
    if G[PAID_COUNTS]:
        row = G[G_WORKER] + w * WORKER_COLUMNS
        week = S[G[S_WEEK] + w * G[WEEKS] + G[G[G_WEEK] + d]]
        if week + S[node_at(t, MINUTES)] > G[row + WEEKLY_LIMIT]:
            return
    cost = extra + worker_price(G, S, eligible, v, t, w)
    for i in range(G[slot], G[slot] + G[slot + 1]):
        scan_route(G, S, Q, travel, rng, v, t, d, i, base, cost, least, most, blink, size, K)


@kernel
def earliest_by_mate(G, S, v, d):
    """Earliest start that the visit before it on that day leaves."""
    other = visit_of(G, v, AFTER)
    if other >= 0 and S[state_of(G, other, DAY)] == d:
        return end_of_visit(G, S, other) + visit_of(G, v, GAP_MIN)
    return 0


@kernel
def gather(G, S, Q, rng, eligible, t, d, crew):
    """Workers to look at: the likeliest ones, then those who are near on that day, then some others."""
    at = 2 + 2 * G[TASKS] + 2 * G[ROUTES]
    Q[at] += 1
    mark = Q[at]
    many = G[CANDIDATES]
    row = G[G_CANDIDATE] + t * many
    n = 0
    for i in range(min(many, ALWAYS)):
        w = G[row + i]
        if w < 0:
            break
        Q[at + 1 + w] = mark
        crew[n] = w
        n += 1
    v = S[node_at(t, VISIT)]
    for k in range(min(G[NEAR], LOOKED_AT)):
        if n >= CREW - 4:
            break
        u = G[G[G_NEAR] + v * G[NEAR] + k]
        if u < 0:
            break
        if S[state_of(G, u, DAY)] != d:
            continue
        first = visit_of(G, u, FIRST_TASK)
        for other in range(first, first + visit_of(G, u, TASK_COUNT)):
            w = route_of(G, S[node_at(other, ROUTE)], WORKER)
            if Q[at + 1 + w] != mark:
                Q[at + 1 + w] = mark
                if eligible[t, w]:
                    crew[n] = w
                    n += 1
    i = ALWAYS if many <= CREW else ALWAYS + draw(rng, max(1, many - ALWAYS))
    while i < many and n < CREW:
        w = G[row + i]
        if w < 0:
            break
        if Q[at + 1 + w] != mark:
            Q[at + 1 + w] = mark
            crew[n] = w
            n += 1
        i += 1
    return n


@leaf
def most_worth(G, v):
    """The most that a place may cost before leaving the visit out is tried instead."""
    return visit_of(G, v, PENALTY)


@kernel
def place_visit(G, S, J, Q, travel, rng, eligible, v, blink, only_day, only_worker):
    """Put a visit where the estimate is lowest and the exact timing agrees; False when it stays out."""
    first = visit_of(G, v, FIRST_TASK)
    if visit_of(G, v, TASK_COUNT) == 2:
        return place_pair(G, S, J, Q, travel, rng, eligible, v, blink, only_day)
    crew = a_list(G, Q, CREW_LIST, CREW)
    K = a_list(G, Q, FIRST_LIST, PLACES).reshape((PAIRS_KEPT + 1, 5))
    K[0, 0] = 0
    for d in range(G[DAYS]):
        if (only_day >= 0 and d != only_day) or not day_is_open(G, S, v, d):
            continue
        base = earliest_by_mate(G, S, v, d)
        extra = day_price(G, v, d)
        least, most = rank_bounds(G, S, v, d)
        if only_worker >= 0:
            crew[0], many = only_worker, 1
        else:
            many = gather(G, S, Q, rng, eligible, first, d, crew)
        for i in range(many):
            scan_worker(
                G, S, Q, travel, rng, eligible, v, first, d, crew[i], base, extra, least, most, blink, PLACES_KEPT, K
            )
    for k in range(1, K[0, 0] + 1):
        if K[k, 0] > most_worth(G, v):
            return False
        if insert(G, S, J, Q, travel, eligible, v, K[k, 1], K[k, 2], K[k, 3], K[k, 4], ZERO, NOBODY, NOBODY):
            return True
    return False


@inlined
def place_pair(G, S, J, Q, travel, rng, eligible, v, blink, only_day):
    """The same for a visit of two workers: the cheapest places of both, paired."""
    first = visit_of(G, v, FIRST_TASK)
    coupling = visit_of(G, v, COUPLING)
    low_lag = visit_of(G, v, LAG_MIN) if coupling == 2 else 0
    high_lag = visit_of(G, v, LAG_MAX) if coupling == 2 else 0
    hard = G[HARD_ENDS]
    w_late, soft = weight_of(G, T_LATE), visit_of(G, v, SOFT)
    crew = a_list(G, Q, CREW_LIST, CREW)
    K = a_list(G, Q, FIRST_LIST, PLACES).reshape((PAIRS_KEPT + 1, 5))
    K2 = a_list(G, Q, SECOND_LIST, PLACES).reshape((PAIRS_KEPT + 1, 5))
    best = a_list(G, Q, PAIR_LIST, 8 * (PLACES_KEPT + 1)).reshape((PLACES_KEPT + 1, 8))
    best[0, 0] = 0
    for d in range(G[DAYS]):
        if (only_day >= 0 and d != only_day) or not day_is_open(G, S, v, d):
            continue
        base = earliest_by_mate(G, S, v, d)
        extra = day_price(G, v, d)
        least, most = rank_bounds(G, S, v, d)
        for k in range(2):
            found = K if k == 0 else K2
            found[0, 0] = 0
            t = first + k
            for i in range(gather(G, S, Q, rng, eligible, t, d, crew)):
                scan_worker(
                    G, S, Q, travel, rng, eligible, v, t, d, crew[i],
                    base + k * low_lag, extra * (1 - k), least, most, blink, PAIRS_KEPT, found,
                )  # fmt: skip
        place = day_of(G, v, d, DAY_PLACE)
        for i in range(1, K[0, 0] + 1):
            for j in range(1, K2[0, 0] + 1):
                if best[0, 0] == PLACES_KEPT and K[i, 0] + K2[j, 0] >= best[PLACES_KEPT, 0]:
                    break
                if route_of(G, K[i, 3], WORKER) == route_of(G, K2[j, 3], WORKER):
                    continue
                start, start2 = K[i, 2], K2[j, 2]
                if coupling != 3:
                    low, high = narrow(G, S, K[i, 4], least, most)
                    low, high = narrow(G, S, K2[j, 4], low, high)
                    if high - low < 2:
                        continue
                    if start2 < start + low_lag:
                        start2 = start + low_lag
                    elif start2 > start + high_lag:
                        start = start2 - high_lag
                n, m = S[node_at(K[i, 4], NEXT)], S[node_at(K2[j, 4], NEXT)]
                done, done2 = (start + S[node_at(first, MINUTES)], start2 + S[node_at(first + 1, MINUTES)])
                done += way(G, travel, route_of(G, K[i, 3], PROFILE), place, S[node_at(n, PLACE)])
                done2 += way(G, travel, route_of(G, K2[j, 3], PROFILE), place, S[node_at(m, PLACE)])
                if hard and (done > S[node_at(n, LATEST)] or done2 > S[node_at(m, LATEST)]):
                    continue
                later, later2 = start - K[i, 2], start2 - K2[j, 2]
                cost = K[i, 0] + K2[j, 0] + weight_of(G, T_WAIT) * (later + later2)
                if w_late > 0 and later + later2 > 0:
                    # what the colleague's arrival adds to what each place alone would cost
                    if soft:
                        one, two = (S[node_at(first, MINUTES)], S[node_at(first + 1, MINUTES)])
                        cost += w_late * (
                            late_minutes(G, v, d, one, start) - late_minutes(G, v, d, one, K[i, 2])
                            + late_minutes(G, v, d, two, start2) - late_minutes(G, v, d, two, K2[j, 2])
                        )  # fmt: skip
                    if later > 0 and n < G[TASKS]:
                        cost += w_late * (late_after(G, S, n, done, BIG) - late_after(G, S, n, done - later, BIG))
                    if later2 > 0 and m < G[TASKS]:
                        cost += w_late * (late_after(G, S, m, done2, BIG) - late_after(G, S, m, done2 - later2, BIG))
                at = best[0, 0]
                if at == PLACES_KEPT and cost >= best[at, 0]:
                    continue
                if at < PLACES_KEPT:
                    at += 1
                    best[0, 0] = at
                while at > 1 and best[at - 1, 0] > cost:
                    for column in range(8):
                        best[at, column] = best[at - 1, column]
                    at -= 1
                best[at, 0] = cost
                best[at, 1] = d
                best[at, 2] = start
                best[at, 3] = K[i, 3]
                best[at, 4] = K[i, 4]
                best[at, 5] = start2
                best[at, 6] = K2[j, 3]
                best[at, 7] = K2[j, 4]
    for k in range(1, best[0, 0] + 1):
        if best[k, 0] > most_worth(G, v):
            return False
        if insert(
            G, S, J, Q, travel, eligible, v,
            best[k, 1], best[k, 2], best[k, 3], best[k, 4], best[k, 5], best[k, 6], best[k, 7],
        ):  # fmt: skip
            return True
    return False
