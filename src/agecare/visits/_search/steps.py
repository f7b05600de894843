"""Small changes of a plan: put a task elsewhere, exchange two, exchange the ends of two routes, take an optional
visit in or out, choose another stop for the break.

Each estimates first what it changes at its own places and gives up when that alone is more than ``room``, the
worsening that would still be accepted. What passes is timed; what the filters look at is refreshed by the caller, if
the change is kept.
"""

from agecare.visits._search.access import (
    day_of,
    draw,
    node_at,
    put,
    route_of,
    shift_of,
    state_of,
    uniform,
    visit_of,
    way,
    weight_of,
)
from agecare.visits._search.heap import push, push_followers, rebuild, touch
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    ALL_LATE,
    BIG,
    BREAK_EARLIEST,
    BREAK_LATEST,
    BREAK_MINUTES,
    COUNT,
    DAY,
    DAY_PLACE,
    FIRST_TASK,
    G_NEAR,
    HARD_ENDS,
    LATE,
    LATEST,
    LEG,
    MINUTES,
    MOST_LATE,
    NEAR,
    NEVER,
    NEXT,
    ON_ROUTE,
    OVERTIME,
    PAUSE_FROM,
    PENALTY,
    PLACE,
    PREV,
    PROFILE,
    RANK,
    ROUTE,
    ROUTE_COLUMNS,
    ROUTE_DAY,
    ROUTES,
    S_TOTAL,
    SOFT,
    START,
    T_CHANGES,
    T_EXTRA_WORKERS,
    T_LATE,
    T_LOAD,
    T_MOST_IDLE,
    T_MOST_LATE,
    T_NOT_PREFERRED,
    T_NOT_USUAL,
    T_OVERTIME,
    T_TRAVEL,
    T_UNSERVED_COUNT,
    T_WAIT,
    TASK_COUNT,
    TASKS,
    VISIT,
    VISITS,
    WAIT,
    WORKER,
)
from agecare.visits._search.linking import count_task, day_is_open, detach, reseat, unlink
from agecare.visits._search.placing import late_after, load_price, place_visit, wish_price
from agecare.visits._search.routes import idle_price
from agecare.visits._search.timing import propagate, settle_all
from agecare.visits._search.windows import begin, begin_there, late_minutes, late_there

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
def colleague_is(G, S, t, w):
    """Whether the other task of the same visit is done by ``w``."""
    v = S[node_at(t, VISIT)]
    if visit_of(G, v, TASK_COUNT) < 2:
        return False
    r = S[node_at(2 * visit_of(G, v, FIRST_TASK) + 1 - t, ROUTE)]
    return r >= 0 and route_of(G, r, WORKER) == w


@leaf
def relief(G, S, t, r):
    """The most that taking ``t`` off its route could save beyond its legs."""
    gain = weight_of(G, T_WAIT) * S[node_at(t, WAIT)]
    gain += late_from(G, S, t) + weight_of(G, T_OVERTIME) * S[shift_of(G, r, OVERTIME)]
    v = S[node_at(t, VISIT)]
    if visit_of(G, v, TASK_COUNT) == 2:
        # the colleague's turn changes too
        mate = 2 * visit_of(G, v, FIRST_TASK) + 1 - t
        gain += late_from(G, S, mate) + weight_of(G, T_WAIT) * S[node_at(mate, WAIT)]
    return gain


@leaf
def late_from(G, S, t):
    """The price of all lateness from a stop to the end of its route."""
    T = G[TASKS]
    w_late = weight_of(G, T_LATE)
    if w_late == 0:
        return 0
    total, most, n = 0, 0, t
    while n < T:
        total += S[node_at(n, LATE)]
        most = max(most, S[node_at(n, LATE)])
        n = S[node_at(n, NEXT)]
    return w_late * total + weight_of(G, T_MOST_LATE) * most


@leaf
def place_cost(G, S, travel, t, d, r, p, n, base):
    """(start, price) of putting ``t`` between ``p`` and ``n``, as far as these three show; start -1 = impossible."""
    T = G[TASKS]
    v = S[node_at(t, VISIT)]
    profile = route_of(G, r, PROFILE)
    place = day_of(G, v, d, DAY_PLACE)
    minutes = S[node_at(t, MINUTES)]
    leg = way(G, travel, profile, S[node_at(p, PLACE)], place)
    onward = way(G, travel, profile, place, S[node_at(n, PLACE)])
    start = begin(G, S, v, d, t, max(base, S[node_at(p, START)] + S[node_at(p, MINUTES)] + leg))
    if start < 0:
        return -1, 0
    done = start + minutes + onward
    if G[HARD_ENDS] and done > S[node_at(n, LATEST)]:
        return -1, 0
    cost = weight_of(G, T_TRAVEL) * (leg + onward - way(G, travel, profile, S[node_at(p, PLACE)], S[node_at(n, PLACE)]))
    w_late = weight_of(G, T_LATE)
    if w_late > 0:
        if visit_of(G, v, SOFT):
            cost += w_late * late_minutes(G, v, d, minutes, start)
        if n < T and done > S[node_at(n, START)]:
            cost += w_late * late_after(G, S, n, done, BIG)
    if n < T:
        cost -= weight_of(G, T_WAIT) * S[node_at(n, WAIT)]
    return start, cost


@leaf
def saved_legs(G, S, travel, t, r):
    """What taking ``t`` off its route saves on the way."""
    return weight_of(G, T_TRAVEL) * detour_of(G, S, travel, t, r)


@leaf
def detour_of(G, S, travel, t, r):
    """Minutes that stopping for ``t`` makes the way longer."""
    p, n = S[node_at(t, PREV)], S[node_at(t, NEXT)]
    return (
        S[node_at(t, LEG)]
        + S[node_at(n, LEG)]
        - way(G, travel, route_of(G, r, PROFILE), S[node_at(p, PLACE)], S[node_at(n, PLACE)])
    )


@leaf
def detour_to(G, S, travel, t, d, r, p, n):
    """Minutes that stopping for ``t`` between ``p`` and ``n`` would make the way longer."""
    profile = route_of(G, r, PROFILE)
    place = day_of(G, S[node_at(t, VISIT)], d, DAY_PLACE)
    here, there = S[node_at(p, PLACE)], S[node_at(n, PLACE)]
    return (
        way(G, travel, profile, here, place)
        + way(G, travel, profile, place, there)
        - way(G, travel, profile, here, there)
    )


@leaf
def idle_change(G, S, Q, r, q, to_q, from_r):
    """What it does to idle times to take ``from_r`` busy minutes from one route and give ``to_q`` to another."""
    if r == q:
        return idle_price(G, S, Q, r, to_q - from_r)
    return idle_price(G, S, Q, q, to_q) + idle_price(G, S, Q, r, -from_r)


@kernel
def least_cost(G, S, Q, travel, t, d, r0, r, p, n):
    """A price that moving ``t`` from route ``r0`` to between ``p`` and ``n`` on ``r`` cannot undercut, from its legs.

    The first and cheapest filter: most proposals end here.
    """
    v = S[node_at(t, VISIT)]
    legs = detour_to(G, S, travel, t, d, r, p, n)
    w_late, w_most, w_wait = (weight_of(G, T_LATE), weight_of(G, T_MOST_LATE), weight_of(G, T_WAIT))
    gain = w_late * S[shift_of(G, r0, ALL_LATE)] + w_most * S[shift_of(G, r0, MOST_LATE)]
    gain += w_wait * S[node_at(t, WAIT)] + weight_of(G, T_OVERTIME) * S[shift_of(G, r0, OVERTIME)]
    if n < G[TASKS]:
        gain += w_wait * S[node_at(n, WAIT)]
    if visit_of(G, v, TASK_COUNT) == 2:
        # the colleague's turn changes too
        mate = 2 * visit_of(G, v, FIRST_TASK) + 1 - t
        q = S[node_at(mate, ROUTE)]
        gain += w_late * S[shift_of(G, q, ALL_LATE)] + w_most * S[shift_of(G, q, MOST_LATE)]
        gain += w_wait * S[node_at(mate, WAIT)]
    gain -= idle_price(G, S, Q, r, S[node_at(t, MINUTES)] + legs)
    gain += weight_of(G, T_CHANGES) + weight_of(G, T_EXTRA_WORKERS) + weight_of(G, T_NOT_PREFERRED)
    gain += weight_of(G, T_NOT_USUAL)
    return weight_of(G, T_TRAVEL) * legs - saved_legs(G, S, travel, t, r0) - gain


@kernel
def relocate(G, S, J, Q, rng, travel, eligible, room):
    """Put a task beside a near one, with that one's worker; its colleague stays where he is."""
    T = G[TASKS]
    t = draw(rng, T)
    v = S[node_at(t, VISIT)]
    d0 = S[state_of(G, v, DAY)]
    if d0 < 0:
        return False
    other = near_task(G, S, rng, v)
    if other < 0:
        return False
    r = S[node_at(other, ROUTE)]
    p = other if draw(rng, 2) else S[node_at(other, PREV)]
    if draw(rng, ONE_TO_IDLE) == 0:
        r = idle_route(G, S, rng, d0)
        if r < 0:
            return False
        p = T + r
    w = route_of(G, r, WORKER)
    if not eligible[t, w] or colleague_is(G, S, t, w):
        return False
    d = route_of(G, r, ROUTE_DAY)
    if d != d0 and (visit_of(G, v, TASK_COUNT) == 2 or not day_is_open(G, S, v, d)):
        return False
    n = S[node_at(p, NEXT)]
    if p == t or n == t:
        return False
    r0 = S[node_at(t, ROUTE)]
    w0, minutes = route_of(G, r0, WORKER), S[node_at(t, MINUTES)]
    if w != w0:
        room -= load_price(G, S, w, minutes) + load_price(G, S, w0, -minutes)
    if least_cost(G, S, Q, travel, t, d, r0, r, p, n) > room:
        return False
    start, cost = place_cost(G, S, travel, t, d, r, p, n, 0)
    if start < 0:
        return False
    cost -= saved_legs(G, S, travel, t, r0) + relief(G, S, t, r0)
    if weight_of(G, T_MOST_IDLE) > 0:
        onto = minutes + detour_to(G, S, travel, t, d, r, p, n)
        cost += idle_change(G, S, Q, r0, r, onto, minutes + detour_of(G, S, travel, t, r0))
    if w != w0:
        cost += wish_price(G, S, eligible, v, t, w) - wish_price(G, S, eligible, v, t, w0)
        cost -= weight_of(G, T_CHANGES)
    if cost > room:
        return False
    unlink(G, S, J, Q, eligible, t)
    put(S, J, state_of(G, v, DAY), d)
    if not reseat(G, S, J, Q, eligible, t, d, start, r, p):
        return False
    if d != d0:
        push_followers(G, S, Q, v)
    rebuild(G, S, Q, -1)
    return settle_all(G, S, J, Q, travel)


@kernel
def exchange(G, S, J, Q, rng, travel, eligible, room):
    """Let two near tasks of one day change places."""
    T = G[TASKS]
    t = draw(rng, T)
    v = S[node_at(t, VISIT)]
    d = S[state_of(G, v, DAY)]
    if d < 0:
        return False
    o = near_task(G, S, rng, v)
    if o < 0:
        return False
    u = S[node_at(o, VISIT)]
    if u == v or S[state_of(G, u, DAY)] != d:
        return False
    r, q = S[node_at(t, ROUTE)], S[node_at(o, ROUTE)]
    w, x = route_of(G, r, WORKER), route_of(G, q, WORKER)
    if not eligible[t, x] or not eligible[o, w] or colleague_is(G, S, t, x) or colleague_is(G, S, o, w):
        return False
    p, n = S[node_at(t, PREV)], S[node_at(t, NEXT)]
    b, m = S[node_at(o, PREV)], S[node_at(o, NEXT)]
    if p == o or b == t:
        return False
    least = least_cost(G, S, Q, travel, t, d, r, q, b, m) + least_cost(G, S, Q, travel, o, d, q, r, p, n)
    more = S[node_at(t, MINUTES)] - S[node_at(o, MINUTES)]
    if w != x:
        room -= load_price(G, S, x, more) + load_price(G, S, w, -more)
    if least > room:
        return False
    start, cost = place_cost(G, S, travel, t, d, q, b, m, 0)
    start2, cost2 = place_cost(G, S, travel, o, d, r, p, n, 0)
    if start < 0 or start2 < 0:
        # the hard filters look at neighbours that stay, so they hold here too
        return False
    cost += cost2 - saved_legs(G, S, travel, t, r) - saved_legs(G, S, travel, o, q)
    cost -= relief(G, S, t, r) + relief(G, S, o, q)
    if weight_of(G, T_MOST_IDLE) > 0:
        to_q = more + detour_to(G, S, travel, t, d, q, b, m) - detour_of(G, S, travel, o, q)
        from_r = more + detour_of(G, S, travel, t, r) - detour_to(G, S, travel, o, d, r, p, n)
        cost += idle_change(G, S, Q, r, q, to_q, from_r)
    if w != x:
        cost += wish_price(G, S, eligible, v, t, x) - wish_price(G, S, eligible, v, t, w)
        cost += wish_price(G, S, eligible, u, o, w) - wish_price(G, S, eligible, u, o, x)
        cost -= 2 * weight_of(G, T_CHANGES)
    if cost > room:
        return False
    unlink(G, S, J, Q, eligible, t)
    unlink(G, S, J, Q, eligible, o)
    if not reseat(G, S, J, Q, eligible, t, d, start, q, b):
        return False
    # its colleague may have moved between
    if S[node_at(p, ROUTE)] != r or not reseat(G, S, J, Q, eligible, o, d, start2, r, p):
        return False
    rebuild(G, S, Q, -1)
    return settle_all(G, S, J, Q, travel)


@kernel
def idle_route(G, S, rng, d):
    """A route of that day on which nobody is visited yet, -1 when luck fails."""
    for _ in range(4):
        r = draw(rng, G[ROUTES])
        if S[shift_of(G, r, COUNT)] == 0 and route_of(G, r, ROUTE_DAY) == d:
            return r
    return -1


@kernel
def hand_over(G, S, J, Q, eligible, first, r, q):
    """Book the tasks from ``first`` to the end of a chain, once on route ``r``, on route ``q``; the last of them.

    -1 when the worker of ``q`` may not do one of them or does the other task of the same visit.
    """
    T = G[TASKS]
    w, x = route_of(G, r, WORKER), route_of(G, q, WORKER)
    n, last, many = first, first, 0
    while n < T:
        v = S[node_at(n, VISIT)]
        if not eligible[n, x]:
            return -1
        count_task(G, S, J, eligible, v, n, w, -1)
        put(S, J, node_at(n, ROUTE), q)
        count_task(G, S, J, eligible, v, n, x, 1)
        push(G, S, Q, n)
        many += 1
        last = n
        n = S[node_at(n, NEXT)]
    put(S, J, shift_of(G, r, COUNT), S[shift_of(G, r, COUNT)] - many)
    put(S, J, shift_of(G, q, COUNT), S[shift_of(G, q, COUNT)] + many)
    return last


@kernel
def alike(G, r, q):
    """Whether two shifts differ in nothing but the worker."""
    column = ROUTE_DAY
    while column < ROUTE_COLUMNS and route_of(G, r, column) == route_of(G, q, column):
        column += 1
    return column == ROUTE_COLUMNS


@kernel
def exchange_ends(G, S, J, Q, rng, travel, eligible, room):
    """Let two routes of one day exchange all that comes after a near pair of stops (2-opt*)."""
    T, R = G[TASKS], G[ROUTES]
    t = draw(rng, T)
    v = S[node_at(t, VISIT)]
    d = S[state_of(G, v, DAY)]
    if d < 0:
        return False
    o = near_task(G, S, rng, v)
    if o < 0 or S[state_of(G, S[node_at(o, VISIT)], DAY)] != d:
        return False
    r, q = S[node_at(t, ROUTE)], S[node_at(o, ROUTE)]
    if draw(rng, ONE_TO_IDLE) == 0:
        # somebody who does nothing yet takes over all that comes after t
        q = idle_route(G, S, rng, d)
        if q < 0:
            return False
        o = T + R + q
    if r == q or route_of(G, r, WORKER) == route_of(G, q, WORKER):
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
    end_r, end_q = S[node_at(T + R + r, PREV)], S[node_at(T + R + q, PREV)]
    last = hand_over(G, S, J, Q, eligible, n, r, q)
    if last < 0:
        return False
    last = hand_over(G, S, J, Q, eligible, o, q, r)
    if last < 0:
        return False
    tail_r, tail_q = T + R + r, T + R + q
    if o < T:
        put(S, J, node_at(t, NEXT), o)
        put(S, J, node_at(o, PREV), t)
        put(S, J, node_at(end_q, NEXT), tail_r)
        put(S, J, node_at(tail_r, PREV), end_q)
    else:
        put(S, J, node_at(t, NEXT), tail_r)
        put(S, J, node_at(tail_r, PREV), t)
    if n < T:
        put(S, J, node_at(p, NEXT), n)
        put(S, J, node_at(n, PREV), p)
        put(S, J, node_at(end_r, NEXT), tail_q)
        put(S, J, node_at(tail_q, PREV), end_r)
    else:
        put(S, J, node_at(p, NEXT), tail_q)
        put(S, J, node_at(tail_q, PREV), p)
    touch(G, Q, r)
    touch(G, Q, q)
    # nobody may do both tasks of a visit
    for first in (o, n):
        k = first
        while k < T:
            if colleague_is(G, S, k, route_of(G, S[node_at(k, ROUTE)], WORKER)):
                return False
            k = S[node_at(k, NEXT)]
    return settle_all(G, S, J, Q, travel)


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
    t = draw(rng, T)
    v = S[node_at(t, VISIT)]
    d = S[state_of(G, v, DAY)]
    if d < 0:
        return False
    o = near_task(G, S, rng, v)
    if o < 0 or S[state_of(G, S[node_at(o, VISIT)], DAY)] != d:
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
    return settle_all(G, S, J, Q, travel)


@kernel
def bring_in(G, S, J, Q, rng, travel, eligible, room):
    """Serve a visit that was left out, perhaps in the place of a near one."""
    if S[G[S_TOTAL] + T_UNSERVED_COUNT] == 0:
        return False
    v = draw(rng, G[VISITS])
    while S[state_of(G, v, DAY)] >= 0:
        v = (v + 1) % G[VISITS]
    if draw(rng, 3) > 0:
        o = near_task(G, S, rng, v)
        if o < 0:
            return False
        u = S[node_at(o, VISIT)]
        if visit_of(G, u, PENALTY) - visit_of(G, v, PENALTY) > room + 2 * weight_of(G, T_TRAVEL) * S[node_at(o, LEG)]:
            return False
        detach(G, S, J, Q, eligible, u)
        if not propagate(G, S, J, Q, travel):
            return False
        if not place_visit(G, S, J, Q, travel, rng, eligible, v, 0, -1, -1):
            return False
        place_visit(G, S, J, Q, travel, rng, eligible, u, 0, -1, -1)
        return True
    return place_visit(G, S, J, Q, travel, rng, eligible, v, 50, -1, -1)


@kernel
def leave_out(G, S, J, Q, rng, travel, eligible, room):
    """Leave a visit out whose price the others' savings might be worth."""
    v = draw(rng, G[VISITS])
    if S[state_of(G, v, DAY)] < 0:
        return False
    cost = visit_of(G, v, PENALTY)
    if cost > 64 * (1 + room):
        return False
    first = visit_of(G, v, FIRST_TASK)
    for t in range(first, first + visit_of(G, v, TASK_COUNT)):
        r = S[node_at(t, ROUTE)]
        cost -= saved_legs(G, S, travel, t, r) + relief(G, S, t, r)
        cost += idle_price(G, S, Q, r, -S[node_at(t, MINUTES)] - detour_of(G, S, travel, t, r))
    if cost > room:
        return False
    detach(G, S, J, Q, eligible, v)
    return settle_all(G, S, J, Q, travel)


@kernel
def move_break(G, S, J, Q, rng, travel):
    """Let a worker take the break at another stop."""
    r = draw(rng, G[ROUTES])
    if route_of(G, r, BREAK_MINUTES) == 0 or S[shift_of(G, r, COUNT)] == 0:
        return False
    earliest, latest = route_of(G, r, BREAK_EARLIEST), route_of(G, r, BREAK_LATEST)
    now = S[shift_of(G, r, PAUSE_FROM)]
    if now > earliest and draw(rng, 3) == 0:
        wish = earliest
    elif G[ON_ROUTE] and draw(rng, 8) == 0:
        wish = NEVER
    else:
        wish = earliest + draw(rng, latest - earliest + 2)
    if wish == now:
        return False
    put(S, J, shift_of(G, r, PAUSE_FROM), wish)
    n = S[node_at(G[TASKS] + r, NEXT)]
    while n < G[TASKS]:
        push(G, S, Q, n)
        n = S[node_at(n, NEXT)]
    touch(G, Q, r)
    return settle_all(G, S, J, Q, travel)
