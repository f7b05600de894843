"""What a small change would cost, as far as it shows at its own places: the filters that most proposals end at."""

from agecare.visits._search.access import way
from agecare.visits._search.columns import day_of, node_at, route_of, shift_of, visit_of, weight_of
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    ALL_LATE,
    BIG,
    DAY_PLACE,
    FIRST_TASK,
    HARD_ENDS,
    LATE,
    LATEST,
    LEG,
    MINUTES,
    MOST_LATE,
    NEXT,
    OVERTIME,
    PLACE,
    PREV,
    PROFILE,
    ROUTE,
    SOFT,
    START,
    T_CHANGES,
    T_EXTRA_WORKERS,
    T_LATE,
    T_MOST_LATE,
    T_NOT_PREFERRED,
    T_NOT_USUAL,
    T_OVERTIME,
    T_TRAVEL,
    T_WAIT,
    TASK_COUNT,
    TASKS,
    VISIT,
    WAIT,
)
from agecare.visits._search.placing import late_after
from agecare.visits._search.routes import idle_price
from agecare.visits._search.windows import begin, late_minutes


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
