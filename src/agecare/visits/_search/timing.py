"""Times of visits, kept up to date by what changed only.

A change puts the first units it touches on a heap ordered by rank; the lowest is timed again, and only if its
times changed are its successors put on the heap. Every arc (next stop, colleague's stop, visit that comes after)
leads to a higher rank, so each unit is timed at most once and nobody can wait in a circle.
"""

from agecare.visits._search.access import add, put, way
from agecare.visits._search.columns import node_at, route_of, shift_of, state_of, task_of, visit_of
from agecare.visits._search.heap import clear, pop, push, push_followers, touch
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    AFTER,
    AT_HOME,
    BREAK,
    BREAK_AT,
    BREAK_EARLIEST,
    BREAK_LATEST,
    BREAK_MINUTES,
    CHANGE_MINUTES,
    CHANGED,
    COUPLING,
    DAY,
    FIRST_TASK,
    GAP_MAX,
    GAP_MIN,
    HARD_ENDS,
    KIND,
    LAG_MAX,
    LAG_MIN,
    LATE,
    LEG,
    MINUTES,
    NEVER,
    NEXT,
    ON_ROUTE,
    OPEN,
    PAID_COUNTS,
    PAUSE_FROM,
    PLACE,
    PREV,
    PROFILE,
    PUBLISHED_DAY,
    PUBLISHED_START,
    PUBLISHED_WORKER,
    RANK,
    ROUTE,
    SOFT_ENDS,
    START,
    T_CHANGES,
    T_LATE,
    T_TRAVEL,
    T_WAIT,
    TAKEN,
    TASK_COUNT,
    TASKS,
    TIED,
    VISIT,
    WAIT,
    WORKER,
)
from agecare.visits._search.routes import close_route, refresh_latest, within_limits
from agecare.visits._search.windows import begin_there, late_there


@leaf
def approach(G, S, travel, t, base):
    """When the worker of task ``t`` can begin: (ready, leg, break state, break start)."""
    r = S[node_at(t, ROUTE)]
    p = S[node_at(t, PREV)]
    leg = way(G, travel, route_of(G, r, PROFILE), S[node_at(p, PLACE)], S[node_at(t, PLACE)])
    ready = S[node_at(p, START)] + S[node_at(p, MINUTES)] + leg
    pause = route_of(G, r, BREAK_MINUTES)
    if pause == 0:
        return ready, leg, OPEN, -1
    state = S[node_at(p, BREAK)]
    begins = -1
    wish = S[shift_of(G, r, PAUSE_FROM)]
    if state == OPEN and wish < NEVER and (p < G[TASKS] or G[ON_ROUTE]):
        earliest, latest = route_of(G, r, BREAK_EARLIEST), route_of(G, r, BREAK_LATEST)
        moment = max(ready, earliest)
        if moment > latest and p < G[TASKS]:
            # too late on arrival: before leaving the last client, if that is still in time
            done = max(ready - leg, earliest)
            if done <= latest:
                return done + pause + leg, leg, TAKEN, done
        elif moment <= latest:
            take = ready >= wish
            if not take:
                start = begin_there(G, S, t, max(ready, base))
                # the wait for the window is long enough anyway, or there is no later chance
                take = start >= moment + pause or start + S[node_at(t, MINUTES)] > latest
            if take:
                begins = moment
                ready = moment + pause
                state = TAKEN
    return ready, leg, state, begins


@leaf
def settle(G, S, J, t, start, leg, state, begins):
    """Write the times of a task; whether anything that its successor sees has changed."""
    r = S[node_at(t, ROUTE)]
    p = S[node_at(t, PREV)]
    pause = route_of(G, r, BREAK_MINUTES)
    wait = 0
    if p < G[TASKS]:
        wait = start - leg - S[node_at(p, START)] - S[node_at(p, MINUTES)]
        if begins >= 0:
            wait -= pause
    elif pause > 0 and not G[ON_ROUTE] and start - leg >= route_of(G, r, BREAK_EARLIEST) + pause:
        state = AT_HOME
    late = late_there(G, S, t, start)
    add(G, S, J, T_WAIT, wait - S[node_at(t, WAIT)])
    add(G, S, J, T_LATE, late - S[node_at(t, LATE)])
    add(G, S, J, T_TRAVEL, leg - S[node_at(t, LEG)])
    changed = S[node_at(t, START)] != start or S[node_at(t, BREAK)] != state
    put(S, J, node_at(t, WAIT), wait)
    put(S, J, node_at(t, LATE), late)
    put(S, J, node_at(t, LEG), leg)
    put(S, J, node_at(t, START), start)
    put(S, J, node_at(t, BREAK), state)
    put(S, J, node_at(t, BREAK_AT), begins)
    return changed


@kernel
def is_changed(G, S, v):
    """1 if a published visit differs from what people were told."""
    day = visit_of(G, v, PUBLISHED_DAY)
    if day < 0:
        return 0
    if S[state_of(G, v, DAY)] != day:
        return 1
    first = visit_of(G, v, FIRST_TASK)
    if abs(S[node_at(first, START)] - visit_of(G, v, PUBLISHED_START)) > G[CHANGE_MINUTES]:
        return 1
    for t in range(first, first + visit_of(G, v, TASK_COUNT)):
        if route_of(G, S[node_at(t, ROUTE)], WORKER) != task_of(G, t, PUBLISHED_WORKER):
            return 1
    return 0


@leaf
def note_change(G, S, J, v):
    if visit_of(G, v, PUBLISHED_DAY) >= 0:
        now = is_changed(G, S, v)
        add(G, S, J, T_CHANGES, now - S[state_of(G, v, CHANGED)])
        put(S, J, state_of(G, v, CHANGED), now)


@leaf
def end_of_visit(G, S, v):
    """When the last worker of a visit is done."""
    first = visit_of(G, v, FIRST_TASK)
    end = S[node_at(first, START)] + S[node_at(first, MINUTES)]
    if visit_of(G, v, TASK_COUNT) == 2:
        end = max(end, S[node_at(first + 1, START)] + S[node_at(first + 1, MINUTES)])
    return end


@leaf
def retime_simple(G, S, J, Q, travel, u, r):
    """The same as `retime` for a task that only its worker's way there delays; successors in turn follow at once."""
    touch(G, Q, r)
    profile = route_of(G, r, PROFILE)
    T = G[TASKS]
    p = S[node_at(u, PREV)]
    while True:
        leg = way(G, travel, profile, S[node_at(p, PLACE)], S[node_at(u, PLACE)])
        ready = S[node_at(p, START)] + S[node_at(p, MINUTES)] + leg
        start = begin_there(G, S, u, ready)
        if start < 0:
            return False
        wait = start - ready if p < T else 0
        late = late_there(G, S, u, start)
        add(G, S, J, T_WAIT, wait - S[node_at(u, WAIT)])
        add(G, S, J, T_LATE, late - S[node_at(u, LATE)])
        add(G, S, J, T_TRAVEL, leg - S[node_at(u, LEG)])
        put(S, J, node_at(u, WAIT), wait)
        put(S, J, node_at(u, LATE), late)
        put(S, J, node_at(u, LEG), leg)
        put(S, J, node_at(u, BREAK), OPEN)
        put(S, J, node_at(u, BREAK_AT), -1)
        if S[node_at(u, START)] == start:
            return True
        put(S, J, node_at(u, START), start)
        p, u = u, S[node_at(u, NEXT)]
        if u >= T:
            return True
        if S[node_at(u, KIND)] & TIED or (Q[0] > 0 and S[node_at(Q[1], RANK)] <= S[node_at(u, RANK)]):
            push(G, S, Q, u)
            return True


@kernel
def retime(G, S, J, Q, travel, u):
    """Give a unit its earliest times; False when a hard rule cannot be kept."""
    r = S[node_at(u, ROUTE)]
    if not S[node_at(u, KIND)] & TIED and route_of(G, r, BREAK_MINUTES) == 0:
        # most stops: nobody but their own worker is to be looked at
        return retime_simple(G, S, J, Q, travel, u, r)
    v = S[node_at(u, VISIT)]
    base = 0
    limit = 1 << 30
    other = visit_of(G, v, AFTER)
    if other >= 0 and S[state_of(G, other, DAY)] >= 0:
        end = end_of_visit(G, S, other)
        base = end + visit_of(G, v, GAP_MIN)
        limit = end + visit_of(G, v, GAP_MAX)
    ready, leg, state, begins = approach(G, S, travel, u, base)
    coupling = visit_of(G, v, COUPLING)
    if coupling == 0 or coupling == 3:
        start = begin_there(G, S, u, max(ready, base))
        if start < 0 or start > limit:
            return False
        touch(G, Q, r)
        if settle(G, S, J, u, start, leg, state, begins):
            n = S[node_at(u, NEXT)]
            if n < G[TASKS]:
                push(G, S, Q, n)
    else:
        second = u + 1
        ready2, leg2, state2, begins2 = approach(G, S, travel, second, base)
        one = max(ready, base)
        two = max(ready2, base)
        low = 0 if coupling == 1 else visit_of(G, v, LAG_MIN)
        high = 0 if coupling == 1 else visit_of(G, v, LAG_MAX)
        settled = False
        for _ in range(12):
            start = begin_there(G, S, u, one)
            start2 = begin_there(G, S, second, two)
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
        touch(G, Q, r)
        touch(G, Q, S[node_at(second, ROUTE)])
        if settle(G, S, J, u, start, leg, state, begins):
            n = S[node_at(u, NEXT)]
            if n < G[TASKS]:
                push(G, S, Q, n)
        if settle(G, S, J, second, start2, leg2, state2, begins2):
            n = S[node_at(second, NEXT)]
            if n < G[TASKS]:
                push(G, S, Q, n)
    note_change(G, S, J, v)
    push_followers(G, S, Q, v)
    return True


@kernel
def settle_all(G, S, J, Q, travel):
    """Time everything that waits on the heap and close the routes touched; False when a hard rule breaks.

    What the filters look at is not refreshed: a change that is not kept does not need it.
    """
    while Q[0] > 0:
        u = pop(G, S, Q)
        if not retime(G, S, J, Q, travel, u):
            clear(G, Q)
            return False
    base = 1 + 2 * G[TASKS]
    for i in range(1, Q[base] + 1):
        if not close_route(G, S, J, travel, Q[base + i]):
            clear(G, Q)
            return False
    if G[PAID_COUNTS]:
        # limits over several routes are judged once all of them are closed
        for i in range(1, Q[base] + 1):
            if not within_limits(G, S, Q[base + i]):
                clear(G, Q)
                return False
    return True


@kernel
def refresh(G, S, J, Q):
    """What the filters look at on the routes touched."""
    base = 1 + 2 * G[TASKS]
    if G[HARD_ENDS] or G[SOFT_ENDS]:
        for i in range(1, Q[base] + 1):
            refresh_latest(G, S, J, Q[base + i])
    clear(G, Q)


@kernel
def propagate(G, S, J, Q, travel):
    """Time everything that waits on the heap, close the routes touched, refresh them; False when a hard rule breaks."""
    if not settle_all(G, S, J, Q, travel):
        return False
    refresh(G, S, J, Q)
    return True
