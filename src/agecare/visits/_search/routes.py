"""What a whole route costs once its stops are timed, and the price of the plan."""

from agecare.visits._search.access import a_list, add, put, way
from agecare.visits._search.columns import day_of, node_at, route_of, shift_of, state_of, visit_of, weight_of
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    AFTER,
    ALL_LATE,
    AT_START,
    BREAK,
    BREAK_AT,
    BREAK_EARLIEST,
    BREAK_LATEST,
    BREAK_MINUTES,
    CAPACITY,
    CAPACITY_SUM,
    CHANGE_MINUTES,
    CHANGED,
    COUPLING,
    DAILY_LIMIT,
    DAY,
    DAYS,
    FAIR_PERCENT,
    FOLLOWER,
    FROM,
    G_ROUTE_AT,
    G_WEEK,
    G_WINDOW,
    G_WORKER,
    HARD_ENDS,
    IDLE,
    IDLE_EDGE,
    IDLE_MANY,
    KIND,
    LAST_BREAK,
    LAST_WAIT,
    LATE,
    LATEST,
    LEG,
    LISTS,
    LOCKED_START,
    MINUTES,
    MISSED,
    MOST_LATE,
    NEVER,
    NEXT,
    ON_ROUTE,
    OPEN,
    OVERTIME,
    PAID,
    PAID_COUNTS,
    PAUSE_FROM,
    PLACE,
    PREV,
    PRICED,
    PROFILE,
    PUBLISHED_DAY,
    PUBLISHED_START,
    ROUTE_DAY,
    ROUTE_END,
    ROUTE_LATEST,
    ROUTE_START,
    ROUTES,
    S_TOTAL,
    S_WEEK,
    S_WORKER,
    SAFE,
    SHIFT,
    SOFT_END,
    START,
    T_AREAS,
    T_LATE,
    T_LOAD,
    T_MISSED,
    T_MOST_IDLE,
    T_MOST_LATE,
    T_OVERTIME,
    T_PAID,
    T_TRAVEL,
    T_UNSERVED_COUNT,
    T_WAIT,
    TAKEN,
    TASKS,
    TOP_LIST,
    UNTIL,
    VISIT,
    VISITS,
    WAIT,
    WEEKLY_LIMIT,
    WEEKS,
    WINDOW_FIRST,
    WINDOW_LAST,
    WORKER,
    WORKER_COLUMNS,
    WORKERS,
)
from agecare.visits._search.windows import fit_back, locked_start


@kernel
def largest(G, S, column):
    """The largest value of a column over all routes."""
    most = 0
    for r in range(G[ROUTES]):
        most = max(most, S[shift_of(G, r, column)])
    return most


@kernel
def sort_idle(G, S, top):
    """Fill a list with the largest idle times, the largest first."""
    many = len(top)
    top[:] = 0
    for r in range(G[ROUTES]):
        value = S[shift_of(G, r, IDLE)]
        i = many - 1
        if value > top[i]:
            while i > 0 and top[i - 1] < value:
                top[i] = top[i - 1]
                i -= 1
            top[i] = value


@kernel
def relaxation(G, S, Q, many):
    """What the plan would cost less if of the largest idle time only the mean of the ``many`` largest were priced."""
    weight = weight_of(G, T_MOST_IDLE)
    if weight == 0 or many < 2:
        return 0
    top = a_list(G, Q, TOP_LIST, many)
    sort_idle(G, S, top)
    return weight * (largest(G, S, IDLE) - top.sum() // many)


@kernel
def set_edge(G, S, Q, many):
    """Remember how many idle times are priced in this plan, and the largest that is not."""
    if weight_of(G, T_MOST_IDLE) > 0:
        Q[G[LISTS] + IDLE_MANY] = many
        top = a_list(G, Q, TOP_LIST, many + 1)
        sort_idle(G, S, top)
        Q[G[LISTS] + IDLE_EDGE] = top[many]


@leaf
def idle_price(G, S, Q, r, more):
    """What ``more`` busy minutes on a route change in the price of idle times, as far as that route shows."""
    weight = weight_of(G, T_MOST_IDLE)
    if weight == 0:
        return 0
    idle, edge = S[shift_of(G, r, IDLE)], Q[G[LISTS] + IDLE_EDGE]
    then = max(0, idle - more) if more > 0 else idle + max(0, -more - S[shift_of(G, r, OVERTIME)])
    return weight * (max(then, edge) - max(idle, edge)) // Q[G[LISTS] + IDLE_MANY]


@leaf
def outside(G, S, w, paid):
    """Minutes outside the fair share that a worker of so many paid minutes has, everybody's being as they are."""
    hours = G[CAPACITY_SUM]
    due = S[G[S_TOTAL] + T_PAID] * G[G[G_WORKER] + w * WORKER_COLUMNS + CAPACITY]
    beyond = 100 * abs(paid * hours - due) - G[FAIR_PERCENT] * due
    return 0 if beyond <= 0 or due == 0 else (beyond + 100 * hours - 1) // (100 * hours)


@kernel
def uneven_load(G, S):
    """Minutes outside the fair shares of all workers."""
    total = 0
    for w in range(G[WORKERS]):
        total += outside(G, S, w, S[G[S_WORKER] + w])
    return total


@kernel
def price(G, S):
    """The cost of the plan in S; the sum that ``checks.cost`` recomputes."""
    at = G[S_TOTAL]
    total = 0
    for i in range(PRICED):
        weight = weight_of(G, i)
        if weight == 0:
            continue
        amount = S[at + i]
        if i == T_LOAD:
            amount = uneven_load(G, S)
        elif i == T_AREAS and G[VISITS] > 0:
            amount = max(0, amount - 100 * S[at + T_UNSERVED_COUNT] * S[at + T_UNSERVED_COUNT] // G[VISITS])
        elif i == T_MOST_LATE:
            amount = largest(G, S, MOST_LATE)
        elif i == T_MOST_IDLE:
            amount = largest(G, S, IDLE)
        total += amount * weight
    return total


@leaf
def own_slack(G, S, t):
    """Minutes by which a stop may start later for nothing: no rule, no lateness and no told time changes."""
    v = S[node_at(t, VISIT)]
    coupling = visit_of(G, v, COUPLING)
    tied = coupling == 1 or coupling == 2 or visit_of(G, v, AFTER) >= 0 or visit_of(G, v, FOLLOWER) >= 0
    if tied or visit_of(G, v, LOCKED_START) >= 0 or S[node_at(t, LATE)] > 0:
        return 0
    d = S[state_of(G, v, DAY)]
    start = S[node_at(t, START)]
    lasts = 0 if G[AT_START] else S[node_at(t, MINUTES)]
    slack = 0
    for i in range(day_of(G, v, d, WINDOW_FIRST), day_of(G, v, d, WINDOW_LAST)):
        at = G[G_WINDOW] + 2 * i
        if G[at] <= start and start + lasts <= G[at + 1]:
            slack = G[at + 1] - lasts - start
    if visit_of(G, v, PUBLISHED_DAY) == d:
        # whether it counts as changed is settled at the earliest start and must stay as it is
        told, wide = visit_of(G, v, PUBLISHED_START), G[CHANGE_MINUTES]
        if S[state_of(G, v, CHANGED)] == 0:
            slack = min(slack, told + wide - start)
        elif start < told - wide:
            slack = min(slack, told - wide - 1 - start)
    return max(0, slack)


@kernel
def late_departure(G, S, r, apply):
    """Minutes by which the worker may leave later without coming back later: waits on the way become time at home.

    Times are kept at their earliest while searching; with ``apply`` (once, at the end) the stops are moved.
    """
    T = G[TASKS]
    n = T + G[ROUTES] + r
    t = S[node_at(n, PREV)]
    shift = S[shift_of(G, r, LAST_WAIT)]
    pause = route_of(G, r, BREAK_MINUTES)
    while t < T:
        room = shift
        if n < T:
            room += S[node_at(n, WAIT)]
            if S[node_at(n, BREAK_AT)] >= 0:
                arrival = S[node_at(n, START)] - (shift if apply else 0) - S[node_at(n, WAIT)] - pause
                if S[node_at(n, BREAK_AT)] < arrival:
                    # taken before leaving the client before
                    arrival -= S[node_at(n, LEG)]
                room = min(room, max(0, route_of(G, r, BREAK_LATEST) - arrival))
        later = min(room, own_slack(G, S, t)) if room > 0 else 0
        if apply:
            if n < T and S[node_at(n, BREAK_AT)] >= 0:
                S[node_at(n, BREAK_AT)] = max(arrival + later, route_of(G, r, BREAK_EARLIEST))
            S[node_at(t, START)] += later
        shift = later
        n = t
        t = S[node_at(n, PREV)]
    return shift


@kernel
def opening_break(G, S, r, start):
    """When the break that opens a route begins if the first visit begins at ``start``: as late as may be."""
    at = S[node_at(S[node_at(G[TASKS] + r, NEXT)], BREAK_AT)]
    return max(at, min(start - route_of(G, r, BREAK_MINUTES), route_of(G, r, BREAK_LATEST)))


@kernel
def depart_late(G, S):
    """Move the stops of every route to where they cost what `close_route` says."""
    for r in range(G[ROUTES]):
        late_departure(G, S, r, True)
        first = S[node_at(G[TASKS] + r, NEXT)]
        if first < G[TASKS] and S[node_at(first, BREAK_AT)] >= 0:
            S[node_at(first, BREAK_AT)] = opening_break(G, S, r, S[node_at(first, START)])


@kernel
def last_chance(G, S, r, back):
    """(break start, wait, pause) of a break after the last visit, at that client's place; start -1 = better none."""
    last = S[node_at(G[TASKS] + G[ROUTES] + r, PREV)]
    pause = route_of(G, r, BREAK_MINUTES)
    done = S[node_at(last, START)] + S[node_at(last, MINUTES)]
    moment = max(done, route_of(G, r, BREAK_EARLIEST))
    if moment > route_of(G, r, BREAK_LATEST) or S[shift_of(G, r, PAUSE_FROM)] >= NEVER:
        return -1, 0, 0
    later = back + moment - done + pause
    end = route_of(G, r, ROUTE_END)
    more = weight_of(G, T_WAIT) * (moment - done)
    more += weight_of(G, T_OVERTIME) * (max(0, later - end) - max(0, back - end))
    if later > route_of(G, r, ROUTE_LATEST) or more >= weight_of(G, T_MISSED):
        return -1, 0, 0
    return moment, moment - done, pause


@kernel
def count_paid(G, S, J, r, paid):
    """Book the paid minutes of a route with its worker, week and load."""
    more = paid - S[shift_of(G, r, PAID)]
    if more == 0:
        return
    put(S, J, shift_of(G, r, PAID), paid)
    w = route_of(G, r, WORKER)
    week = G[S_WEEK] + w * G[WEEKS] + G[G[G_WEEK] + route_of(G, r, ROUTE_DAY)]
    put(S, J, week, S[week] + more)
    own = G[S_WORKER] + w
    if G[G[G_WORKER] + w * WORKER_COLUMNS + CAPACITY] > 0:
        add(G, S, J, T_PAID, more)
    put(S, J, own, S[own] + more)


@kernel
def count_extremes(G, S, J, r, back, pause):
    """The lateness on a route, the largest and all of it, and its idle time."""
    T = G[TASKS]
    most, total, busy = 0, 0, pause
    n = S[node_at(T + r, NEXT)]
    if n >= T:
        idle = route_of(G, r, ROUTE_END) - route_of(G, r, ROUTE_START)
    else:
        while n < T:
            most = max(most, S[node_at(n, LATE)])
            total += S[node_at(n, LATE)]
            busy += S[node_at(n, LEG)] + S[node_at(n, MINUTES)]
            n = S[node_at(n, NEXT)]
        busy += S[node_at(n, LEG)]
        idle = max(route_of(G, r, ROUTE_END), back) - route_of(G, r, ROUTE_START) - busy
    put(S, J, shift_of(G, r, MOST_LATE), most)
    put(S, J, shift_of(G, r, ALL_LATE), total)
    put(S, J, shift_of(G, r, IDLE), idle)


@kernel
def close_route(G, S, J, travel, r):
    """Return, overtime, missed break and paid minutes of a route; False when it ends too late."""
    T, R = G[TASKS], G[ROUTES]
    tail = T + R + r
    last = S[node_at(tail, PREV)]
    paid, overtime, leg, shift, back = 0, 0, 0, 0, 0
    pause = route_of(G, r, BREAK_MINUTES)
    missed = 1 if pause > 0 and G[ON_ROUTE] else 0
    begins, wait, extra = -1, 0, 0
    taken = False
    if last < T:
        leg = way(G, travel, route_of(G, r, PROFILE), S[node_at(last, PLACE)], S[node_at(tail, PLACE)])
        back = S[node_at(last, START)] + S[node_at(last, MINUTES)] + leg
        state = S[node_at(last, BREAK)]
        if missed:
            if state == TAKEN:
                missed = 0
            else:
                begins, wait, extra = last_chance(G, S, r, back)
                missed = 1 if begins < 0 else 0
                back += wait + extra
        taken = state == TAKEN or begins >= 0
        if back > route_of(G, r, ROUTE_LATEST):
            return False
        overtime = max(0, back - route_of(G, r, ROUTE_END))
    # the wait before a last break is among those that a later departure saves
    old_wait = S[shift_of(G, r, LAST_WAIT)] - S[shift_of(G, r, SHIFT)]
    if pause > 0:
        put(S, J, shift_of(G, r, LAST_BREAK), begins)
        put(S, J, shift_of(G, r, LAST_WAIT), wait)
    if last < T and (G[PAID_COUNTS] or weight_of(G, T_WAIT) > 0):
        shift = late_departure(G, S, r, False)
        first = S[node_at(T + r, NEXT)]
        departure = S[node_at(first, START)] + shift
        if S[node_at(first, BREAK_AT)] >= 0:
            departure = opening_break(G, S, r, departure)
        departure -= S[node_at(first, LEG)]
        paid = back - departure - (pause if taken else 0)
        if pause > 0 and not G[ON_ROUTE] and state == OPEN and back > route_of(G, r, BREAK_LATEST):
            missed = 0 if departure >= route_of(G, r, BREAK_EARLIEST) + pause else 1
    add(G, S, J, T_WAIT, wait - shift - old_wait)
    put(S, J, shift_of(G, r, SHIFT), shift)
    add(G, S, J, T_TRAVEL, leg - S[node_at(tail, LEG)])
    put(S, J, node_at(tail, LEG), leg)
    add(G, S, J, T_OVERTIME, overtime - S[shift_of(G, r, OVERTIME)])
    put(S, J, shift_of(G, r, OVERTIME), overtime)
    if pause > 0:
        add(G, S, J, T_MISSED, missed - S[shift_of(G, r, MISSED)])
        put(S, J, shift_of(G, r, MISSED), missed)
    if weight_of(G, T_LATE) > 0 or weight_of(G, T_MOST_LATE) > 0 or weight_of(G, T_MOST_IDLE) > 0:
        count_extremes(G, S, J, r, back, pause if taken else 0)
    if G[PAID_COUNTS]:
        count_paid(G, S, J, r, paid)
    return True


@kernel
def within_limits(G, S, r):
    """Whether the route's worker keeps the daily and the weekly limit."""
    w = route_of(G, r, WORKER)
    d = route_of(G, r, ROUTE_DAY)
    row = G[G_WORKER] + w * WORKER_COLUMNS
    if S[G[S_WEEK] + w * G[WEEKS] + G[G[G_WEEK] + d]] > G[row + WEEKLY_LIMIT]:
        return False
    paid = 0
    slot = G[G_ROUTE_AT] + 2 * (w * G[DAYS] + d)
    for i in range(G[slot], G[slot] + G[slot + 1]):
        paid += S[shift_of(G, i, PAID)]
    return paid <= G[row + DAILY_LIMIT]


@kernel
def refresh_latest(G, S, J, r):
    """Latest starts along a route that keep its hard ends and that make nobody later: filters only.

    Couplings are left aside, and stops that come after a break on the way.
    """
    T, R = G[TASKS], G[ROUTES]
    n = T + R + r
    latest = route_of(G, r, ROUTE_LATEST)
    safe = NEVER
    hard, w_late = G[HARD_ENDS], weight_of(G, T_LATE)
    t = S[node_at(n, PREV)]
    while t < T:
        busy = S[node_at(n, LEG)] + S[node_at(t, MINUTES)]
        if hard:
            latest = fit_back(G, S, t, latest - busy)
            locked = locked_start(G, S[node_at(t, VISIT)], t) if S[node_at(t, FROM)] < 0 else -1
            if locked >= 0:
                latest = min(latest, locked)
            put(S, J, node_at(t, LATEST), latest)
        if w_late > 0:
            safe = NEVER if safe >= NEVER or S[node_at(n, BREAK_AT)] >= 0 else safe - busy
            if S[node_at(t, KIND)] & SOFT_END:
                now = S[node_at(t, START)]
                safe = min(safe, max(now, S[node_at(t, UNTIL)]) if S[node_at(t, FROM)] >= 0 else now)
            put(S, J, node_at(t, SAFE), safe)
        n = t
        t = S[node_at(n, PREV)]
