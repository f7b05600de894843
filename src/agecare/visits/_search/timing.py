"""Times and costs of routes, kept up to date by what changed only.

A change puts the first visits it touches on a heap ordered by rank; the lowest is timed again, and only if its
times changed are its successors put on the heap. Every arc (next stop, colleague's stop, visit that comes after)
leads to a higher rank, so each visit is timed at most once and nobody can wait in a circle.
"""

from numba import njit

from agecare.visits._search.access import (
    add,
    day_of,
    node_of,
    put,
    route_of,
    state_of,
    visit_of,
)
from agecare.visits._search.heap import (
    clear,
    pop,
    push,
    push_followers,
    touch,
)
from agecare.visits._search.layout import (
    AFTER,
    AT_HOME,
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
    FIRST_TASK,
    FOLLOWER,
    G_ROUTE_AT,
    G_WEEK,
    G_WEIGHT,
    G_WINDOW,
    G_WORKER,
    GAP_MAX,
    GAP_MIN,
    LAG_MAX,
    LAG_MIN,
    LATE,
    LATEST,
    LEG,
    LOCKED_START,
    MINUTES,
    MISSED,
    NEXT,
    NODE,
    OPEN,
    OVERTIME,
    PAID,
    PLACE,
    PREV,
    PRICED,
    PROFILE,
    PUBLISHED_DAY,
    PUBLISHED_START,
    PUBLISHED_WORKER,
    ROUTE,
    ROUTE_DAY,
    ROUTE_END,
    ROUTE_LATEST,
    ROUTE_STATE,
    ROUTES,
    S_ROUTE,
    S_TOTAL,
    S_WEEK,
    S_WORKER,
    SHIFT,
    SOFT,
    START,
    T_AREAS,
    T_CHANGES,
    T_LATE,
    T_LOAD,
    T_MISSED,
    T_OVERTIME,
    T_PAID,
    T_TRAVEL,
    T_UNSERVED_COUNT,
    T_WAIT,
    TAKEN,
    TASK_COUNT,
    TASKS,
    VISIT,
    VISITS,
    WAIT,
    WEEKLY_LIMIT,
    WEEKS,
    WINDOW_FIRST,
    WINDOW_LAST,
    WORKER,
    WORKER_COLUMNS,
)
from agecare.visits._search.windows import (
    begin,
    fit_back,
    late_minutes,
    locked_start,
)


@njit(cache=True, nogil=True)
def price(G, S):
    """The cost of the plan in S; the sum that ``checks.cost`` recomputes."""
    at = G[S_TOTAL]
    sum_ = 0
    for i in range(PRICED):
        amount = S[at + i]
        if i == T_LOAD and G[CAPACITY_SUM] > 0:
            amount = max(0, amount - S[at + T_PAID] * S[at + T_PAID] // G[CAPACITY_SUM])
        elif i == T_AREAS and G[VISITS] > 0:
            amount = max(0, amount - 100 * S[at + T_UNSERVED_COUNT] * S[at + T_UNSERVED_COUNT] // G[VISITS])
        sum_ += amount * G[G[G_WEIGHT] + i]
    return sum_


@njit(cache=True, nogil=True)
def approach(G, S, travel, t, base):
    """When the worker of task ``t`` can begin: (ready, leg, break state, break start)."""
    at = t * NODE
    r = S[at + ROUTE]
    p = S[at + PREV]
    leg = travel[route_of(G, r, PROFILE), S[p * NODE + PLACE], S[at + PLACE]]
    ready = S[p * NODE + START] + node_of(G, p, MINUTES) + leg
    state = S[p * NODE + BREAK]
    begins = -1
    pause = route_of(G, r, BREAK_MINUTES)
    if pause > 0 and state == OPEN and p < G[TASKS]:
        earliest, latest = route_of(G, r, BREAK_EARLIEST), route_of(G, r, BREAK_LATEST)
        moment = max(ready, earliest)
        if moment <= latest:
            take = ready >= earliest
            if not take:
                v = node_of(G, t, VISIT)
                d = S[state_of(G, v, DAY)]
                start = begin(G, v, d, t, max(ready, base))
                # the wait for the window is long enough anyway, or there is no later chance
                take = start >= earliest + pause or start + node_of(G, t, MINUTES) > latest
            if take:
                begins = moment
                ready = moment + pause
                state = TAKEN
    return ready, leg, state, begins


@njit(cache=True, nogil=True)
def settle(G, S, J, t, start, leg, state, begins):
    """Write the times of a task; whether anything that its successor sees has changed."""
    at = t * NODE
    r = S[at + ROUTE]
    p = S[at + PREV]
    v = node_of(G, t, VISIT)
    minutes = node_of(G, t, MINUTES)
    pause = route_of(G, r, BREAK_MINUTES)
    wait = 0
    if p < G[TASKS]:
        wait = start - leg - S[p * NODE + START] - node_of(G, p, MINUTES)
        if begins >= 0:
            wait -= pause
    elif pause > 0 and start - leg >= route_of(G, r, BREAK_EARLIEST) + pause:
        state = AT_HOME
    late = 0
    if visit_of(G, v, SOFT):
        late = late_minutes(G, v, S[state_of(G, v, DAY)], minutes, start)
    add(G, S, J, T_WAIT, wait - S[at + WAIT])
    add(G, S, J, T_LATE, late - S[at + LATE])
    add(G, S, J, T_TRAVEL, leg - S[at + LEG])
    changed = S[at + START] != start or S[at + BREAK] != state
    put(S, J, at + WAIT, wait)
    put(S, J, at + LATE, late)
    put(S, J, at + LEG, leg)
    put(S, J, at + START, start)
    put(S, J, at + BREAK, state)
    put(S, J, at + BREAK_AT, begins)
    return changed


@njit(cache=True, nogil=True)
def is_changed(G, S, v):
    """1 if a published visit differs from what people were told."""
    day = visit_of(G, v, PUBLISHED_DAY)
    if day < 0:
        return 0
    if S[state_of(G, v, DAY)] != day:
        return 1
    first = visit_of(G, v, FIRST_TASK)
    if abs(S[first * NODE + START] - visit_of(G, v, PUBLISHED_START)) > G[CHANGE_MINUTES]:
        return 1
    for t in range(first, first + visit_of(G, v, TASK_COUNT)):
        if route_of(G, S[t * NODE + ROUTE], WORKER) != node_of(G, t, PUBLISHED_WORKER):
            return 1
    return 0


@njit(cache=True, nogil=True)
def note_change(G, S, J, v):
    if visit_of(G, v, PUBLISHED_DAY) >= 0:
        now = is_changed(G, S, v)
        add(G, S, J, T_CHANGES, now - S[state_of(G, v, CHANGED)])
        put(S, J, state_of(G, v, CHANGED), now)


@njit(cache=True, nogil=True)
def end_of_visit(G, S, v):
    """When the last worker of a visit is done."""
    first = visit_of(G, v, FIRST_TASK)
    end = S[first * NODE + START] + node_of(G, first, MINUTES)
    if visit_of(G, v, TASK_COUNT) == 2:
        end = max(end, S[(first + 1) * NODE + START] + node_of(G, first + 1, MINUTES))
    return end


@njit(cache=True, nogil=True)
def retime(G, S, J, Q, travel, v):
    """Give a visit its earliest times; False when a hard rule cannot be kept."""
    d = S[state_of(G, v, DAY)]
    first = visit_of(G, v, FIRST_TASK)
    base = 0
    limit = 1 << 30
    other = visit_of(G, v, AFTER)
    if other >= 0 and S[state_of(G, other, DAY)] >= 0:
        end = end_of_visit(G, S, other)
        base = end + visit_of(G, v, GAP_MIN)
        limit = end + visit_of(G, v, GAP_MAX)
    ready, leg, state, begins = approach(G, S, travel, first, base)
    if visit_of(G, v, TASK_COUNT) == 1:
        start = begin(G, v, d, first, max(ready, base))
        if start < 0 or start > limit:
            return False
        touch(G, Q, S[first * NODE + ROUTE])
        if settle(G, S, J, first, start, leg, state, begins):
            n = S[first * NODE + NEXT]
            if n < G[TASKS]:
                push(G, S, Q, node_of(G, n, VISIT))
    else:
        second = first + 1
        ready2, leg2, state2, begins2 = approach(G, S, travel, second, base)
        one = max(ready, base)
        two = max(ready2, base)
        together = visit_of(G, v, COUPLING) == 1
        low = 0 if together else visit_of(G, v, LAG_MIN)
        high = 0 if together else visit_of(G, v, LAG_MAX)
        settled = False
        for _ in range(12):
            start = begin(G, v, d, first, one)
            start2 = begin(G, v, d, second, two)
            if start < 0 or start2 < 0:
                return False
            if start2 < start + low:
                two = start + low
            elif start2 > start + high:
                one = start2 - high
            else:
                settled = True
                break
        if not settled or min(start, start2) > limit:
            return False
        touch(G, Q, S[first * NODE + ROUTE])
        touch(G, Q, S[second * NODE + ROUTE])
        moved = settle(G, S, J, first, start, leg, state, begins)
        moved2 = settle(G, S, J, second, start2, leg2, state2, begins2)
        for t in range(first, first + 2):
            if moved if t == first else moved2:
                n = S[t * NODE + NEXT]
                if n < G[TASKS]:
                    push(G, S, Q, node_of(G, n, VISIT))
    note_change(G, S, J, v)
    push_followers(G, S, Q, v)
    return True


@njit(cache=True, nogil=True)
def own_slack(G, S, t):
    """Minutes by which a stop may start later for nothing: no rule, no lateness and no told time changes."""
    v = node_of(G, t, VISIT)
    tied = visit_of(G, v, COUPLING) > 0 or visit_of(G, v, AFTER) >= 0 or visit_of(G, v, FOLLOWER) >= 0
    if tied or visit_of(G, v, LOCKED_START) >= 0 or S[t * NODE + LATE] > 0:
        return 0
    d = S[state_of(G, v, DAY)]
    start = S[t * NODE + START]
    lasts = 0 if G[AT_START] else node_of(G, t, MINUTES)
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


@njit(cache=True, nogil=True)
def late_departure(G, S, r, apply):
    """Minutes by which the worker may leave later without coming back later: waits on the way become time at home.

    Times are kept at their earliest while searching; with ``apply`` (once, at the end) the stops are moved.
    """
    T = G[TASKS]
    n = T + G[ROUTES] + r
    t = S[n * NODE + PREV]
    shift = 0
    pause = route_of(G, r, BREAK_MINUTES)
    while t < T:
        at = n * NODE
        room = shift
        if n < T:
            room += S[at + WAIT]
            if S[at + BREAK_AT] >= 0:
                arrival = S[at + START] - (shift if apply else 0) - S[at + WAIT] - pause
                room = min(room, max(0, route_of(G, r, BREAK_LATEST) - arrival))
        later = min(room, own_slack(G, S, t)) if room > 0 else 0
        if apply:
            if n < T and S[at + BREAK_AT] >= 0:
                S[at + BREAK_AT] = max(arrival + later, route_of(G, r, BREAK_EARLIEST))
            S[t * NODE + START] += later
        shift = later
        n = t
        t = S[n * NODE + PREV]
    return shift


@njit(cache=True, nogil=True)
def depart_late(G, S):
    """Move the stops of every route to where they cost what `close_route` says."""
    for r in range(G[ROUTES]):
        late_departure(G, S, r, True)


@njit(cache=True, nogil=True)
def close_route(G, S, J, travel, r):
    """Return, overtime, missed break and paid minutes of a route; False when it ends too late."""
    T, R = G[TASKS], G[ROUTES]
    tail = (T + R + r) * NODE
    at = G[S_ROUTE] + r * ROUTE_STATE
    last = S[tail + PREV]
    w = route_of(G, r, WORKER)
    paid = 0
    overtime = 0
    missed = 0
    leg = 0
    shift = 0
    if last < T:
        leg = travel[route_of(G, r, PROFILE), S[last * NODE + PLACE], S[tail + PLACE]]
        back = S[last * NODE + START] + node_of(G, last, MINUTES) + leg
        if back > route_of(G, r, ROUTE_LATEST):
            return False
        first = S[(T + r) * NODE + NEXT]
        shift = late_departure(G, S, r, False)
        departure = S[first * NODE + START] - S[first * NODE + LEG] + shift
        overtime = max(0, back - route_of(G, r, ROUTE_END))
        state = S[last * NODE + BREAK]
        pause = route_of(G, r, BREAK_MINUTES)
        paid = back - departure
        if pause > 0:
            if state == TAKEN:
                paid -= pause
            elif state == OPEN and back > route_of(G, r, BREAK_LATEST):
                missed = 0 if departure >= route_of(G, r, BREAK_EARLIEST) + pause else 1
    add(G, S, J, T_WAIT, S[at + SHIFT] - shift)
    put(S, J, at + SHIFT, shift)
    add(G, S, J, T_TRAVEL, leg - S[tail + LEG])
    put(S, J, tail + LEG, leg)
    add(G, S, J, T_OVERTIME, overtime - S[at + OVERTIME])
    put(S, J, at + OVERTIME, overtime)
    add(G, S, J, T_MISSED, missed - S[at + MISSED])
    put(S, J, at + MISSED, missed)
    more = paid - S[at + PAID]
    if more != 0:
        put(S, J, at + PAID, paid)
        d = route_of(G, r, ROUTE_DAY)
        row = G[G_WORKER] + w * WORKER_COLUMNS
        week = G[S_WEEK] + w * G[WEEKS] + G[G[G_WEEK] + d]
        put(S, J, week, S[week] + more)
        own = G[S_WORKER] + w
        capacity = G[row + CAPACITY]
        if capacity > 0:
            add(G, S, J, T_LOAD, (S[own] + more) * (S[own] + more) // capacity - S[own] * S[own] // capacity)
            add(G, S, J, T_PAID, more)
        put(S, J, own, S[own] + more)
    return True


@njit(cache=True, nogil=True)
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
        paid += S[G[S_ROUTE] + i * ROUTE_STATE + PAID]
    return paid <= G[row + DAILY_LIMIT]


@njit(cache=True, nogil=True)
def refresh_latest(G, S, J, travel, r):
    """Latest starts along a route that keep its hard ends, couplings and break left aside: a filter only."""
    T, R = G[TASKS], G[ROUTES]
    n = T + R + r
    latest = route_of(G, r, ROUTE_LATEST)
    put(S, J, n * NODE + LATEST, latest)
    t = S[n * NODE + PREV]
    while t < T:
        v = node_of(G, t, VISIT)
        leg = S[n * NODE + LEG]
        minutes = node_of(G, t, MINUTES)
        latest = fit_back(G, v, S[state_of(G, v, DAY)], minutes, latest - leg - minutes)
        locked = locked_start(G, v, t)
        if locked >= 0:
            latest = min(latest, locked)
        put(S, J, t * NODE + LATEST, latest)
        n = t
        t = S[n * NODE + PREV]


@njit(cache=True, nogil=True)
def propagate(G, S, J, Q, travel):
    """Time everything that waits on the heap and close the routes touched; False when a hard rule breaks."""
    while Q[0] > 0:
        v = pop(G, S, Q)
        if not retime(G, S, J, Q, travel, v):
            clear(G, Q)
            return False
    base = 1 + 2 * G[VISITS]
    for i in range(1, Q[base] + 1):
        if not close_route(G, S, J, travel, Q[base + i]):
            clear(G, Q)
            return False
    # limits over several routes are judged once all of them are closed
    for i in range(1, Q[base] + 1):
        if not within_limits(G, S, Q[base + i]):
            clear(G, Q)
            return False
    for i in range(1, Q[base] + 1):
        refresh_latest(G, S, J, travel, Q[base + i])
    clear(G, Q)
    return True
