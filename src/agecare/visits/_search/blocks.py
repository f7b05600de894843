"""Small changes with several stops in a row: exchange blocks, exchange the ends of two routes."""

from agecare.visits._search.access import draw, put, way
from agecare.visits._search.choosing import ONE_TO_IDLE, alike, colleague_is, day_on, idle_route, near_pair_of_a_day
from agecare.visits._search.columns import node_at, route_of, shift_of, weight_of
from agecare.visits._search.estimates import late_from, relief
from agecare.visits._search.heap import push, touch
from agecare.visits._search.kernel import kernel
from agecare.visits._search.layout import (
    BIG,
    COUNT,
    HARD_ENDS,
    LATE,
    LATEST,
    LEG,
    MINUTES,
    NEXT,
    OVERTIME,
    PLACE,
    PREV,
    PROFILE,
    RANK,
    ROUTE,
    ROUTES,
    START,
    T_CHANGES,
    T_LATE,
    T_LOAD,
    T_MOST_IDLE,
    T_OVERTIME,
    T_TRAVEL,
    T_WAIT,
    TASKS,
    VISIT,
    WAIT,
    WORKER,
)
from agecare.visits._search.linking import count_task
from agecare.visits._search.placing import late_after, wish_price
from agecare.visits._search.windows import begin_there, late_there


@kernel
def fits_there(G, S, eligible, first, last, x, p, n):
    """Whether a block of stops may be done by ``x`` between ``p`` and ``n``: skills, colleagues, ranks."""
    T = G[TASKS]
    if p < T and S[node_at(p, RANK)] >= S[node_at(first, RANK)]:
        return False
    if n < T and S[node_at(last, RANK)] >= S[node_at(n, RANK)]:
        return False
    k = first
    while True:
        if not eligible[k, x] or colleague_is(G, S, k, x):
            return False
        if k == last:
            return True
        k = S[node_at(k, NEXT)]


@kernel
def block_cost(G, S, travel, eligible, first, last, r, w, x, p, n):
    """Price of visiting a block of stops on route ``r`` between ``p`` and ``n``, as far as they and ``n`` show.

    ``first`` -1 = no block, only ``p`` and ``n``. BIG when a hard end cannot be kept.
    """
    T = G[TASKS]
    profile = route_of(G, r, PROFILE)
    w_late, w_travel = weight_of(G, T_LATE), weight_of(G, T_TRAVEL)
    cost = 0
    done = S[node_at(p, START)] + S[node_at(p, MINUTES)]
    here = S[node_at(p, PLACE)]
    k = first
    while k >= 0:
        v = S[node_at(k, VISIT)]
        minutes = S[node_at(k, MINUTES)]
        leg = way(G, travel, profile, here, S[node_at(k, PLACE)])
        here = S[node_at(k, PLACE)]
        start = begin_there(G, S, k, done + leg)
        if start < 0:
            return BIG
        cost += w_travel * (leg - S[node_at(k, LEG)]) - w_late * S[node_at(k, LATE)]
        cost -= weight_of(G, T_WAIT) * S[node_at(k, WAIT)]
        cost += w_late * late_there(G, S, k, start)
        if x != w:
            cost += wish_price(G, S, eligible, v, k, x) - wish_price(G, S, eligible, v, k, w)
            cost -= weight_of(G, T_CHANGES)
        done = start + minutes
        k = -1 if k == last else S[node_at(k, NEXT)]
    leg = way(G, travel, profile, here, S[node_at(n, PLACE)])
    cost += w_travel * (leg - S[node_at(n, LEG)])
    done += leg
    if G[HARD_ENDS] and done > S[node_at(n, LATEST)]:
        return BIG
    if n < T:
        cost -= weight_of(G, T_WAIT) * S[node_at(n, WAIT)]
        if w_late > 0:
            cost += w_late * late_after(G, S, n, done, BIG) if done > S[node_at(n, START)] else -late_from(G, S, n)
    else:
        cost -= weight_of(G, T_OVERTIME) * S[shift_of(G, r, OVERTIME)]
    return cost


@kernel
def move_block(G, S, J, Q, eligible, first, last, q):
    """Book a block of stops on route ``q``; the links are the caller's."""
    k, many = first, 0
    r = S[node_at(first, ROUTE)]
    w, x = route_of(G, r, WORKER), route_of(G, q, WORKER)
    while True:
        v = S[node_at(k, VISIT)]
        count_task(G, S, J, eligible, v, k, w, -1)
        put(S, J, node_at(k, ROUTE), q)
        count_task(G, S, J, eligible, v, k, x, 1)
        push(G, S, Q, k)
        many += 1
        if k == last:
            break
        k = S[node_at(k, NEXT)]
    put(S, J, shift_of(G, r, COUNT), S[shift_of(G, r, COUNT)] - many)
    put(S, J, shift_of(G, q, COUNT), S[shift_of(G, q, COUNT)] + many)


@kernel
def join(S, J, p, n):
    put(S, J, node_at(p, NEXT), n)
    put(S, J, node_at(n, PREV), p)


@kernel
def exchange_blocks(G, S, J, Q, rng, travel, eligible, room):
    """Let two workers exchange up to three stops in a row, or one give them to the other; ranks stay."""
    T = G[TASKS]
    t, o = near_pair_of_a_day(G, S, rng)
    if o < 0:
        return False
    r, q = S[node_at(t, ROUTE)], S[node_at(o, ROUTE)]
    w, x = route_of(G, r, WORKER), route_of(G, q, WORKER)
    if w == x:
        return False
    last = t
    for _ in range(draw(rng, 3)):
        if S[node_at(last, NEXT)] < T:
            last = S[node_at(last, NEXT)]
    before, behind = S[node_at(t, PREV)], S[node_at(last, NEXT)]
    other, other_last = -1, -1
    if draw(rng, 3) == 0:
        # nothing comes back
        p = o if draw(rng, 2) else S[node_at(o, PREV)]
        n = S[node_at(p, NEXT)]
    else:
        other = other_last = o
        for _ in range(draw(rng, 3)):
            if S[node_at(other_last, NEXT)] < T:
                other_last = S[node_at(other_last, NEXT)]
        p, n = S[node_at(o, PREV)], S[node_at(other_last, NEXT)]
    if not fits_there(G, S, eligible, t, last, x, p, n):
        return False
    if other >= 0 and not fits_there(G, S, eligible, other, other_last, w, before, behind):
        return False
    if weight_of(G, T_LOAD) == 0 and weight_of(G, T_MOST_IDLE) == 0:
        cost = block_cost(G, S, travel, eligible, t, last, q, w, x, p, n)
        if cost < BIG:
            cost += block_cost(G, S, travel, eligible, other, other_last, r, x, w, before, behind)
        if cost > room:
            return False
    move_block(G, S, J, Q, eligible, t, last, q)
    if other >= 0:
        move_block(G, S, J, Q, eligible, other, other_last, r)
        join(S, J, before, other)
        join(S, J, other_last, behind)
    else:
        join(S, J, before, behind)
    join(S, J, p, t)
    join(S, J, last, n)
    for k in (behind, n):
        if k < T:
            push(G, S, Q, k)
    touch(G, Q, r)
    touch(G, Q, q)
    return True


@kernel
def all_eligible(G, S, eligible, n, w):
    """Whether a worker may do all tasks from ``n`` to the end of its route."""
    while n < G[TASKS]:
        if not eligible[n, w]:
            return False
        n = S[node_at(n, NEXT)]
    return True


@kernel
def exchange_ends(G, S, J, Q, rng, travel, eligible, room):
    """Let two routes of one day exchange all that comes after a near pair of stops (2-opt*)."""
    T, R = G[TASKS], G[ROUTES]
    t, o = near_pair_of_a_day(G, S, rng)
    if o < 0:
        return False
    r, q = S[node_at(t, ROUTE)], S[node_at(o, ROUTE)]
    if draw(rng, ONE_TO_IDLE) == 0:
        # somebody who does nothing yet takes over all that comes after t
        q = idle_route(G, S, rng, day_on(G, S, t))
        if q < 0:
            return False
        o = T + R + q
    w, x = route_of(G, r, WORKER), route_of(G, q, WORKER)
    if w == x:
        return False
    # t is followed by o, and what stood before o by what followed t
    n, p = S[node_at(t, NEXT)], S[node_at(o, PREV)]
    if draw(rng, 64) == 0:
        # the workers exchange all of their work, unless that is the same from both
        if alike(G, r, q):
            return False
        n, p = S[node_at(T + r, NEXT)], T + q
        o, t = S[node_at(T + q, NEXT)], T + r
    if t < T and o < T and S[node_at(t, RANK)] >= S[node_at(o, RANK)]:
        return False
    if p < T and n < T and S[node_at(p, RANK)] >= S[node_at(n, RANK)]:
        return False
    one, two = route_of(G, r, PROFILE), route_of(G, q, PROFILE)
    to_o = way(G, travel, one, S[node_at(t, PLACE)], S[node_at(o, PLACE)])
    to_n = way(G, travel, two, S[node_at(p, PLACE)], S[node_at(n, PLACE)])
    ready_o = S[node_at(t, START)] + S[node_at(t, MINUTES)] + to_o
    ready_n = S[node_at(p, START)] + S[node_at(p, MINUTES)] + to_n
    if G[HARD_ENDS] and ((o < T and ready_o > S[node_at(o, LATEST)]) or (n < T and ready_n > S[node_at(n, LATEST)])):
        return False
    if one == two and weight_of(G, T_MOST_IDLE) == 0 and weight_of(G, T_LOAD) == 0:
        w_late = weight_of(G, T_LATE)
        cost = weight_of(G, T_TRAVEL) * (to_o + to_n - S[node_at(o, LEG)] - S[node_at(n, LEG)])
        if n < T:
            cost -= relief(G, S, n, r)
            if w_late > 0:
                cost += w_late * late_after(G, S, n, ready_n, BIG)
        if o < T:
            cost -= relief(G, S, o, q)
            if w_late > 0:
                cost += w_late * late_after(G, S, o, ready_o, BIG)
        if cost > room:
            return False
    if not all_eligible(G, S, eligible, n, x) or not all_eligible(G, S, eligible, o, w):
        return False
    tail_r, tail_q = T + R + r, T + R + q
    end_r, end_q = S[node_at(tail_r, PREV)], S[node_at(tail_q, PREV)]
    if n < T:
        move_block(G, S, J, Q, eligible, n, end_r, q)
        join(S, J, p, n)
        join(S, J, end_r, tail_q)
    else:
        join(S, J, p, tail_q)
    if o < T:
        move_block(G, S, J, Q, eligible, o, end_q, r)
        join(S, J, t, o)
        join(S, J, end_q, tail_r)
    else:
        join(S, J, t, tail_r)
    touch(G, Q, r)
    touch(G, Q, q)
    # nobody may do both tasks of a visit
    for first in (o, n):
        k = first
        while k < T:
            if colleague_is(G, S, k, route_of(G, S[node_at(k, ROUTE)], WORKER)):
                return False
            k = S[node_at(k, NEXT)]
    return True
