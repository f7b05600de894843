"""When a visit may begin."""

from agecare.visits._search.columns import day_of, node_at, state_of, visit_of
from agecare.visits._search.kernel import kernel, leaf
from agecare.visits._search.layout import (
    AT_START,
    COUPLING,
    DAY,
    DUE,
    FIRST_TASK,
    FROM,
    G_WINDOW,
    KIND,
    LOCKED_START,
    MINUTES,
    PLAIN_FROM,
    RELEASE,
    SOFT,
    SOFT_END,
    UNTIL,
    VISIT,
    WINDOW_FIRST,
    WINDOW_LAST,
)


@kernel
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


@leaf
def locked_start(G, v, t):
    """The start to which a task is locked, -1 = free; two workers who come together share the lock."""
    if t == visit_of(G, v, FIRST_TASK) or visit_of(G, v, COUPLING) == 1:
        return visit_of(G, v, LOCKED_START)
    return -1


@leaf
def begin(G, S, v, d, t, earliest):
    """First allowed start of a task at or after ``earliest``, its lock kept; -1 = none."""
    plain = day_of(G, v, d, PLAIN_FROM)
    if plain >= 0:
        start = max(plain, earliest)
        return start if start <= day_of(G, v, d, DUE) or visit_of(G, v, SOFT) else -1
    locked = locked_start(G, v, t)
    minutes = S[node_at(t, MINUTES)]
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


@leaf
def begin_there(G, S, t, earliest):
    """The same for a task on the day that it is on."""
    plain = S[node_at(t, FROM)]
    if plain >= 0:
        start = max(plain, earliest)
        return start if S[node_at(t, KIND)] & SOFT_END or start <= S[node_at(t, UNTIL)] else -1
    v = S[node_at(t, VISIT)]
    return begin(G, S, v, S[state_of(G, v, DAY)], t, earliest)


@leaf
def late_there(G, S, t, start):
    """Minutes by which a task on the day that it is on would be late."""
    if not S[node_at(t, KIND)] & SOFT_END:
        return 0
    if S[node_at(t, FROM)] >= 0:
        return max(0, start - S[node_at(t, UNTIL)])
    v = S[node_at(t, VISIT)]
    return late_minutes(G, v, S[state_of(G, v, DAY)], S[node_at(t, MINUTES)], start)


@leaf
def fit_back(G, S, t, latest):
    """Last allowed start of a task at or before ``latest``, on the day that it is on; -1 = none."""
    if S[node_at(t, KIND)] & SOFT_END:
        return latest
    plain = S[node_at(t, FROM)]
    if plain >= 0:
        start = min(latest, S[node_at(t, UNTIL)])
        return start if start >= plain else -1
    v = S[node_at(t, VISIT)]
    d = S[state_of(G, v, DAY)]
    lasts = 0 if G[AT_START] else S[node_at(t, MINUTES)]
    for i in range(day_of(G, v, d, WINDOW_LAST) - 1, day_of(G, v, d, WINDOW_FIRST) - 1, -1):
        at = G[G_WINDOW] + 2 * i
        start = min(latest, G[at + 1] - lasts)
        if start >= G[at]:
            return start
    return -1


@leaf
def late_minutes(G, v, d, minutes, start):
    """Minutes past the end of the last window that had begun."""
    if day_of(G, v, d, PLAIN_FROM) >= 0:
        return max(0, start - day_of(G, v, d, DUE))
    late = 0
    for i in range(day_of(G, v, d, WINDOW_FIRST), day_of(G, v, d, WINDOW_LAST)):
        at = G[G_WINDOW] + 2 * i
        if G[at] <= start:
            late = max(0, start + (0 if G[AT_START] else minutes) - G[at + 1])
    return late
