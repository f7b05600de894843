"""Small changes of a plan: put a task elsewhere, exchange two, take an optional visit in or out, choose another stop
for the break. Those with several stops in a row are in `blocks`.

Each estimates first what it changes at its own places and gives up when that alone is more than ``room``, the
worsening that would still be accepted. What passes is timed by the caller, who refreshes what the filters look at if
the change is kept. False: there is nothing to time.
"""

from agecare.visits._search.access import draw, put
from agecare.visits._search.choosing import (
    ONE_TO_IDLE,
    colleague_is,
    day_on,
    idle_route,
    near_pair,
    near_pair_of_a_day,
    near_task,
)
from agecare.visits._search.columns import node_at, route_of, shift_of, state_of, visit_of, weight_of
from agecare.visits._search.estimates import (
    detour_of,
    detour_to,
    idle_change,
    least_cost,
    place_cost,
    relief,
    saved_legs,
)
from agecare.visits._search.heap import push, push_followers, rebuild, touch
from agecare.visits._search.kernel import kernel
from agecare.visits._search.layout import (
    BREAK_EARLIEST,
    BREAK_LATEST,
    BREAK_MINUTES,
    COUNT,
    DAY,
    FIRST_TASK,
    LEG,
    MINUTES,
    NEVER,
    NEXT,
    NOBODY,
    ON_ROUTE,
    PAUSE_FROM,
    PENALTY,
    PREV,
    ROUTE,
    ROUTE_DAY,
    ROUTES,
    S_TOTAL,
    T_CHANGES,
    T_MOST_IDLE,
    T_TRAVEL,
    T_UNSERVED_COUNT,
    TASK_COUNT,
    TASKS,
    VISIT,
    VISITS,
    WORKER,
    ZERO,
)
from agecare.visits._search.linking import day_is_open, detach, reseat, unlink
from agecare.visits._search.placing import ONE_BLINKS, load_price, place_visit, wish_price
from agecare.visits._search.routes import idle_price
from agecare.visits._search.timing import propagate


@kernel
def relocate(G, S, J, Q, rng, travel, eligible, room):
    """Put a task beside a near one, with that one's worker; its colleague stays where he is."""
    t, other = near_pair(G, S, rng)
    if other < 0:
        return False
    v, d0 = S[node_at(t, VISIT)], day_on(G, S, t)
    r = S[node_at(other, ROUTE)]
    p = other if draw(rng, 2) else S[node_at(other, PREV)]
    if draw(rng, ONE_TO_IDLE) == 0:
        r = idle_route(G, S, rng, d0)
        if r < 0:
            return False
        p = G[TASKS] + r
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
    return True


@kernel
def exchange(G, S, J, Q, rng, travel, eligible, room):
    """Let two near tasks of one day change places."""
    t, o = near_pair_of_a_day(G, S, rng)
    if o < 0:
        return False
    v, u, d = S[node_at(t, VISIT)], S[node_at(o, VISIT)], day_on(G, S, t)
    if u == v:
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
    return True


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
        if not place_visit(G, S, J, Q, travel, rng, eligible, v, ZERO, NOBODY, NOBODY):
            return False
        place_visit(G, S, J, Q, travel, rng, eligible, u, ZERO, NOBODY, NOBODY)
        return True
    return place_visit(G, S, J, Q, travel, rng, eligible, v, ONE_BLINKS, NOBODY, NOBODY)


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
    return True


@kernel
def move_break(G, S, J, Q, rng):
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
    return True
