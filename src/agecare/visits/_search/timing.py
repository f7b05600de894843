"""Times and costs of routes, kept up to date by what changed only.

A change puts the first visits it touches on a heap ordered by rank; the lowest is timed again, and only if its
times changed are its successors put on the heap. Every arc (next stop, colleague's stop, visit that comes after)
leads to a higher rank, so each visit is timed at most once and nobody can wait in a circle.
"""

from numba import njit

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
    G_NODE,
    G_ROUTE,
    G_ROUTE_AT,
    G_VISIT,
    G_VISIT_DAY,
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
    NODE_COLUMNS,
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
    RANK,
    RELEASE,
    ROUTE,
    ROUTE_COLUMNS,
    ROUTE_DAY,
    ROUTE_END,
    ROUTE_LATEST,
    ROUTE_STATE,
    ROUTES,
    S_ROUTE,
    S_TOTAL,
    S_VISIT,
    S_WEEK,
    S_WORKER,
    SHIFT,
    SIBLING,
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
    VISIT_COLUMNS,
    VISIT_DAY_COLUMNS,
    VISIT_STATE,
    VISITS,
    WAIT,
    WEEKLY_LIMIT,
    WEEKS,
    WINDOW_FIRST,
    WINDOW_LAST,
    WORKER,
    WORKER_COLUMNS,
)


@njit(cache=True, nogil=True, inline="always")
def put(S, J, at, value):
    """Write with undo."""
    old = S[at]
    if old != value:
        n = J[0, 0] + 1
        J[0, 0] = n
        J[n, 0] = at
        J[n, 1] = old
        S[at] = value


@njit(cache=True, nogil=True)
def undo(S, J, mark):
    """Take back every write after ``mark``."""
    n = J[0, 0]
    while n > mark:
        S[J[n, 0]] = J[n, 1]
        n -= 1
    J[0, 0] = mark


@njit(cache=True, nogil=True, inline="always")
def visit_of(G, t, column):
    return G[G[G_VISIT] + t * VISIT_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def node_of(G, t, column):
    return G[G[G_NODE] + t * NODE_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def route_of(G, r, column):
    return G[G[G_ROUTE] + r * ROUTE_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def day_of(G, v, d, column):
    return G[G[G_VISIT_DAY] + (v * G[DAYS] + d) * VISIT_DAY_COLUMNS + column]


@njit(cache=True, nogil=True, inline="always")
def state_of(G, v, column):
    """Place in S of a column of a visit."""
    return G[S_VISIT] + v * VISIT_STATE + column


@njit(cache=True, nogil=True, inline="always")
def add(G, S, J, total, amount):
    if amount != 0:
        put(S, J, G[S_TOTAL] + total, S[G[S_TOTAL] + total] + amount)


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
def fit(G, v, d, minutes, earliest):
    """First allowed start at or after ``earliest``; -1 = none.

    With a soft end a visit is late for a window where waiting for the next one takes longer, and for the last one.
    """
    first, last = day_of(G, v, d, WINDOW_FIRST), day_of(G, v, d, WINDOW_LAST)
    lasts = 0 if G[AT_START] else minutes
    soft = visit_of(G, v, SOFT)
    earliest = max(earliest, day_of(G, v, d, RELEASE))
    for i in range(first, last):
        at = G[G_WINDOW] + 2 * i
        start = max(earliest, G[at])
        if start + lasts <= G[at + 1]:
            return start
        if soft and (i == last - 1 or (start < G[at + 2] and start + lasts - G[at + 1] < G[at + 2] - start)):
            return start
    return -1


@njit(cache=True, nogil=True)
def locked_start(G, v, t):
    """The start to which a task is locked, -1 = free; two workers who come together share the lock."""
    if t == visit_of(G, v, FIRST_TASK) or visit_of(G, v, COUPLING) == 1:
        return visit_of(G, v, LOCKED_START)
    return -1


@njit(cache=True, nogil=True)
def begin(G, v, d, t, earliest):
    """First allowed start of a task at or after ``earliest``, its lock kept; -1 = none."""
    minutes = node_of(G, t, MINUTES)
    locked = locked_start(G, v, t)
    if locked < 0:
        return fit(G, v, d, minutes, earliest)
    if earliest > locked:
        return -1
    lasts = 0 if G[AT_START] else minutes
    for i in range(day_of(G, v, d, WINDOW_FIRST), day_of(G, v, d, WINDOW_LAST)):
        at = G[G_WINDOW] + 2 * i
        if G[at] <= locked and (locked + lasts <= G[at + 1] or visit_of(G, v, SOFT)):
            return locked
    return -1


@njit(cache=True, nogil=True)
def fit_back(G, v, d, minutes, latest):
    """Last allowed start at or before ``latest``; -1 = none."""
    if visit_of(G, v, SOFT):
        return latest
    lasts = 0 if G[AT_START] else minutes
    for i in range(day_of(G, v, d, WINDOW_LAST) - 1, day_of(G, v, d, WINDOW_FIRST) - 1, -1):
        at = G[G_WINDOW] + 2 * i
        start = min(latest, G[at + 1] - lasts)
        if start >= G[at]:
            return start
    return -1


@njit(cache=True, nogil=True)
def late_minutes(G, v, d, minutes, start):
    """Minutes past the end of the last window that had begun."""
    late = 0
    for i in range(day_of(G, v, d, WINDOW_FIRST), day_of(G, v, d, WINDOW_LAST)):
        at = G[G_WINDOW] + 2 * i
        if G[at] <= start:
            late = max(0, start + (0 if G[AT_START] else minutes) - G[at + 1])
    return late


@njit(cache=True, nogil=True)
def push(G, S, Q, v):
    """Put a visit on the heap, once."""
    V = G[VISITS]
    if Q[1 + V + v]:
        return
    Q[1 + V + v] = 1
    rank = S[state_of(G, v, RANK)]
    Q[0] += 1
    i = Q[0]
    while i > 1:
        parent = i >> 1
        if S[state_of(G, Q[parent], RANK)] <= rank:
            break
        Q[i] = Q[parent]
        i = parent
    Q[i] = v


@njit(cache=True, nogil=True)
def push_followers(G, S, Q, v):
    """Put the served visits that come after ``v`` on the heap."""
    mate = visit_of(G, v, FOLLOWER)
    while mate >= 0:
        if S[state_of(G, mate, DAY)] >= 0:
            push(G, S, Q, mate)
        mate = visit_of(G, mate, SIBLING)


@njit(cache=True, nogil=True)
def pop(G, S, Q):
    """Take the visit of lowest rank off the heap."""
    V = G[VISITS]
    top = Q[1]
    Q[1 + V + top] = 0
    last = Q[Q[0]]
    Q[0] -= 1
    n = Q[0]
    if n > 0:
        rank = S[state_of(G, last, RANK)]
        i = 1
        while True:
            child = 2 * i
            if child > n:
                break
            if child < n and S[state_of(G, Q[child + 1], RANK)] < S[state_of(G, Q[child], RANK)]:
                child += 1
            if S[state_of(G, Q[child], RANK)] >= rank:
                break
            Q[i] = Q[child]
            i = child
        Q[i] = last
    return top


@njit(cache=True, nogil=True)
def touch(G, Q, r):
    """Remember that a route changed."""
    base = 1 + 2 * G[VISITS]
    if Q[base + 1 + G[ROUTES] + r] == 0:
        Q[base + 1 + G[ROUTES] + r] = 1
        Q[base] += 1
        Q[base + Q[base]] = r


@njit(cache=True, nogil=True)
def clear(G, Q):
    """Empty the heap and the list of changed routes."""
    V = G[VISITS]
    for i in range(1, Q[0] + 1):
        Q[1 + V + Q[i]] = 0
    Q[0] = 0
    base = 1 + 2 * V
    for i in range(1, Q[base] + 1):
        Q[base + 1 + G[ROUTES] + Q[base + i]] = 0
    Q[base] = 0


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
    if visit_of(G, v, PUBLISHED_DAY) >= 0 and S[state_of(G, v, CHANGED)] == 0:
        slack = min(slack, visit_of(G, v, PUBLISHED_START) + G[CHANGE_MINUTES] - start)
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
