"""Where everything lies in the three flat arrays that the kernels share.

``G`` (int32) holds what never changes: the problem. ``S`` (int64) holds the plan being worked on; every write to it
goes through the journal ``J``, so that any move can be undone. ``Q`` (int64) is scratch: the heap of visits waiting
to be timed, and lists. Few flat arguments keep the compilation of the kernels short.

A node is a task (0 … T-1), the head of a route (T + r) or its tail (T + R + r).
"""

import numpy as np

# What kernels are given is of type int64 where it is one of several numbers: numba compiles a kernel, and all that it
# calls, anew for each whole number that is written out.
ZERO, NOBODY = np.int64(0), np.int64(-1)

# header of G: sizes, then offsets of the tables; MEASURED = -1: travel times are a table, see `access.way`
(
    VISITS,
    TASKS,
    ROUTES,
    WORKERS,
    CLIENTS,
    DAYS,
    AREAS,
    WEEKS,
    CAPACITY_SUM,
    AT_START,
    FAIR_PERCENT,
    CHANGE_MINUTES,
    CANDIDATES,
    NEAR,
    ON_ROUTE,
    HARD_ENDS,
    PAID_COUNTS,
    SOFT_ENDS,
    ALL_PLAIN,
    SYMMETRIC,
    SITES,
    PROFILES,
    MEASURED,
    G_VISIT,
    G_TASK,
    G_ROUTE,
    G_WORKER,
    G_VISIT_DAY,
    G_WINDOW,
    G_ROUTE_AT,
    G_CANDIDATE,
    G_NEAR,
    G_CLIENT,
    G_CLIENT_TASK,
    G_PREFERS,
    G_AREA,
    G_WEEK,
    G_WEIGHT,
    S_VISIT,
    S_ROUTE,
    S_WORKER,
    S_WEEK,
    S_AREA,
    S_TOTAL,
    STATE_SIZE,
    LISTS,
) = range(46)
HEADER = 46

# G_VISIT: one row a visit. FOLLOWER: first visit that comes after this one; SIBLING: the next one of the same.
(
    CLIENT,
    PENALTY,
    COUPLING,
    LAG_MIN,
    LAG_MAX,
    AFTER,
    FOLLOWER,
    SIBLING,
    GAP_MIN,
    GAP_MAX,
    SOFT,
    SPACING,
    FIRST_TASK,
    TASK_COUNT,
    AREA,
    PUBLISHED_DAY,
    PUBLISHED_START,
    LOCKED_START,
    SERIES_FIRST,
    SERIES_END,
    SUGGESTED_DAY,
) = range(21)
VISIT_COLUMNS = 21

# G_TASK: one row a task
PUBLISHED_WORKER, SUGGESTED_WORKER, UNIT = range(3)
TASK_COLUMNS = 3

# G_ROUTE: one row a route
(
    WORKER,
    ROUTE_DAY,
    ROUTE_START,
    ROUTE_END,
    ROUTE_LATEST,
    START_PLACE,
    END_PLACE,
    PROFILE,
    BREAK_MINUTES,
    BREAK_EARLIEST,
    BREAK_LATEST,
) = range(11)
ROUTE_COLUMNS = 11

# G_WORKER
DAILY_LIMIT, WEEKLY_LIMIT, CAPACITY = range(3)
WORKER_COLUMNS = 3

# G_VISIT_DAY: one row a visit and day
# PLAIN_FROM: where one window and no lock say it all, the earliest start (else -1), and DUE the last one in time
ALLOWED, DAY_PLACE, WINDOW_FIRST, WINDOW_LAST, LAST_START, RELEASE, PLAIN_FROM, DUE = range(8)
VISIT_DAY_COLUMNS = 8

# G_CLIENT
TASK_FIRST, TASK_END, USUAL = range(3)
CLIENT_COLUMNS = 3

# S: nodes at 0, with all that the innermost loops read of a stop. FROM and UNTIL: PLAIN_FROM and DUE of a task's own
# day. VISIT, MINUTES and KIND (0 or a sum of the bits below) never change.
(
    ROUTE,
    NEXT,
    PREV,
    START,
    BREAK,
    BREAK_AT,
    LATE,
    WAIT,
    PLACE,
    LEG,
    LATEST,
    RANK,
    SAFE,
    VISIT,
    MINUTES,
    FROM,
    UNTIL,
    KIND,
) = range(18)
NODE = 18
# bits of KIND: the visit may begin late; another visit, a colleague or the published plan says when, too
SOFT_END, TIED = 1, 2
# S_VISIT
DAY, CHANGED = range(2)
VISIT_STATE = 2
# S_ROUTE
(PAID, OVERTIME, MISSED, COUNT, SHIFT, IDLE, MOST_LATE, ALL_LATE, PAUSE_FROM, LAST_BREAK, LAST_WAIT) = range(11)
ROUTE_STATE = 11

# totals, in the order of the weights
(
    UNSERVED,
    T_LATE,
    T_OVERTIME,
    T_TRAVEL,
    T_WAIT,
    T_MISSED,
    T_NOT_PREFERRED,
    T_EXTRA_WORKERS,
    T_NOT_USUAL,
    T_LOAD,
    T_AREAS,
    T_CHANGES,
    T_MOST_LATE,
    T_MOST_IDLE,
    T_PAID,
    T_UNSERVED_COUNT,
) = map(np.int64, range(16))
TOTALS = 16
PRICED = 14

# Q, from LISTS on: the places kept for a first and a second task, pairs of them, the workers looked at, the visits
# that a ruin took out and what they are sorted by
PAIRS_KEPT = np.int64(6)
"""Places kept for each task of a pair."""
PLACES_KEPT = np.int64(2)
"""Places kept for a visit, and pairs of places."""
CREW = 24
"""Workers looked at for one task and day."""
MOST_OUT = 64
"""Most visits that one ruin takes out."""
PLACES = 5 * (PAIRS_KEPT + 1)
FIRST_LIST, SECOND_LIST, PAIR_LIST = 0, PLACES, 2 * PLACES
CREW_LIST = PAIR_LIST + 8 * (PLACES_KEPT + 1)
OUT_LIST = CREW_LIST + CREW
KEY_LIST = OUT_LIST + MOST_OUT + 4
# how many of the largest idle times are priced just now, the largest that is not, and room to sort them
IDLE_MANY = KEY_LIST + MOST_OUT + 4
IDLE_EDGE = IDLE_MANY + 1
TOP_LIST = IDLE_EDGE + 1

# BREAK: not taken yet · taken on the route · taken at home before leaving
OPEN, TAKEN, AT_HOME = range(3)

NEVER = 1 << 29
"""Later than any minute: no break is wanted, no end binds."""
BIG = 1 << 60
RANK_STEP = 1 << 24
