"""Simulated annealing: change the plan a little, keep what the temperature accepts, remember the best."""

import math

import numpy as np

from agecare.visits._search.access import draw, put, step_again, step_back, undo, uniform
from agecare.visits._search.blocks import exchange_blocks, exchange_ends
from agecare.visits._search.columns import node_at, shift_of, state_of, task_of, visit_of
from agecare.visits._search.heap import clear, push, touch
from agecare.visits._search.kernel import allocating, inlined, kernel
from agecare.visits._search.layout import (
    DAY,
    FIRST_TASK,
    PAUSE_FROM,
    PREV,
    RANK,
    RANK_STEP,
    ROUTE,
    ROUTES,
    START,
    SUGGESTED_DAY,
    SUGGESTED_WORKER,
    TASKS,
    UNIT,
    VISIT,
    VISITS,
    ZERO,
)
from agecare.visits._search.linking import count_unserved, link
from agecare.visits._search.placing import place_visit
from agecare.visits._search.routes import price, relaxation, set_edge
from agecare.visits._search.ruins import ruin_and_recreate
from agecare.visits._search.steps import bring_in, exchange, leave_out, move_break, relocate
from agecare.visits._search.timing import propagate, refresh, settle_all

# the ways to change a plan, in the order of the table of their shares
(RELOCATE, EXCHANGE, ENDS, BRING_IN, LEAVE_OUT, MOVE_BREAK, STRINGS, LONG_STRINGS, CLIENTS, ROOM, BLOCKS) = range(11)
KINDS = 11


@kernel
def save(G, S, best):
    """Copy days, ranks, routes, starts and wishes for breaks: all that a plan is."""
    V, T = G[VISITS], G[TASKS]
    for v in range(V):
        best[v] = S[state_of(G, v, DAY)]
    for t in range(T):
        best[V + t] = S[node_at(t, RANK)]
        best[V + T + t] = S[node_at(t, ROUTE)]
        best[V + 2 * T + t] = S[node_at(t, START)]
    for r in range(G[ROUTES]):
        best[V + 3 * T + r] = S[shift_of(G, r, PAUSE_FROM)]


@allocating
def renumber(G, S):
    """New ranks in the old order, with room between them again."""
    T = G[TASKS]
    ranks = np.empty(T, dtype=np.int64)
    for t in range(T):
        ranks[t] = S[node_at(t, RANK)]
    order = np.argsort(ranks)
    low = np.int64(-1)
    for i in range(T):
        t = order[i]
        if S[node_at(t, ROUTE)] < 0 or task_of(G, t, UNIT) != t:
            continue
        low = max(low + (RANK_STEP >> 4), S[node_at(t, START)] * RANK_STEP + t)
        S[node_at(t, RANK)] = low
    for t in range(T):
        S[node_at(t, RANK)] = S[node_at(task_of(G, t, UNIT), RANK)]


@inlined
def change(G, S, J, Q, rng, travel, eligible, kind, room):
    """Change the plan in one of the ways, and time it; whether it is a plan."""
    if kind == RELOCATE:
        good = relocate(G, S, J, Q, rng, travel, eligible, room)
    elif kind == EXCHANGE:
        good = exchange(G, S, J, Q, rng, travel, eligible, room)
    elif kind == ENDS:
        good = exchange_ends(G, S, J, Q, rng, travel, eligible, room)
    elif kind == BLOCKS:
        good = exchange_blocks(G, S, J, Q, rng, travel, eligible, room)
    elif kind == BRING_IN:
        good = bring_in(G, S, J, Q, rng, travel, eligible, room)
    elif kind == LEAVE_OUT:
        good = leave_out(G, S, J, Q, rng, travel, eligible, room)
    elif kind == MOVE_BREAK:
        good = move_break(G, S, J, Q, rng)
    else:
        most = 3 if kind == LONG_STRINGS else 8
        how = 1 if kind == CLIENTS else 2 if kind == ROOM else 0
        good = ruin_and_recreate(G, S, J, Q, rng, travel, eligible, how, most)
    return good and settle_all(G, S, J, Q, travel)


@kernel
def anneal(G, S, J, Q, rng, travel, eligible, best, best_price, moves, heat, many, shares, tally):
    """Make ``moves`` changes at one temperature; the best price found. ``tally``: per way tried, made, accepted."""
    true = price(G, S)
    now = true - relaxation(G, S, Q, many)
    set_edge(G, S, Q, many)
    unsaved = False
    for _ in range(moves):
        J[0, 0] = 0
        room = -heat * math.log(max(1e-12, uniform(rng)))
        luck = draw(rng, shares[KINDS - 1])
        kind = 0
        while shares[kind] <= luck:
            kind += 1
        tally[kind, 0] += 1
        if change(G, S, J, Q, rng, travel, eligible, kind, room):
            tally[kind, 1] += 1
            cost = price(G, S)
            then = cost - relaxation(G, S, Q, many)
            if then <= now + room:
                tally[kind, 2] += 1
                if cost < best_price:
                    best_price = cost
                    unsaved = True
                elif unsaved and cost > true:
                    # the best plan is saved only when it is left
                    step_back(S, J)
                    save(G, S, best)
                    step_again(S, J)
                    unsaved = False
                refresh(G, S, J, Q)
                now, true = then, cost
                set_edge(G, S, Q, many)
                continue
        clear(G, Q)
        undo(S, J, 0)
    if unsaved:
        save(G, S, best)
    return best_price


@kernel
def construct(G, S, J, Q, rng, travel, eligible, order):
    """Put visits in, in the given order: first as the allocation suggests, then wherever there is room."""
    for turn in range(3):
        for i in range(len(order)):
            v = order[i]
            if S[state_of(G, v, DAY)] >= 0:
                continue
            day = visit_of(G, v, SUGGESTED_DAY) if turn < 2 else -1
            worker = task_of(G, visit_of(G, v, FIRST_TASK), SUGGESTED_WORKER) if turn < 1 else -1
            if turn < 2 and day < 0:
                continue
            J[0, 0] = 0
            place_visit(G, S, J, Q, travel, rng, eligible, v, ZERO, day, worker)
    J[0, 0] = 0


@allocating
def load(G, S, J, Q, travel, eligible, plan):
    """Build the plan that ``save`` wrote, in the order of its ranks; False if it cannot be timed."""
    V, T, R = G[VISITS], G[TASKS], G[ROUTES]
    for r in range(R):
        S[shift_of(G, r, PAUSE_FROM)] = plan[V + 3 * T + r]
    order = np.argsort(plan[V : V + T])
    J[0, 0] = 0
    for i in range(T):
        t = order[i]
        r = plan[V + T + t]
        if r < 0:
            continue
        v = S[node_at(t, VISIT)]
        J[0, 0] = 0
        if S[state_of(G, v, DAY)] < 0:
            put(S, J, state_of(G, v, DAY), plan[v])
            count_unserved(G, S, J, v, -1)
        S[node_at(t, RANK)] = plan[V + t]
        link(G, S, J, Q, eligible, t, plan[v], r, S[node_at(T + R + r, PREV)])
    clear(G, Q)
    J[0, 0] = 0
    for t in range(T):
        if S[node_at(t, ROUTE)] >= 0:
            push(G, S, Q, t)
    for r in range(R):
        touch(G, Q, r)
    good = propagate(G, S, J, Q, travel)
    J[0, 0] = 0
    return good
