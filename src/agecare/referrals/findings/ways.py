"""Rules about the way people are sent: to and fro, in circles, nowhere, too far."""

import numpy as np

from agecare.model.referral_rules import ReferralRules
from agecare.model.referrals import ReferralStatus
from agecare.referrals.columns.clock import NEVER
from agecare.referrals.columns.history import code
from agecare.referrals.columns.names import NONE
from agecare.referrals.findings.found import Found, grouped, single, together
from agecare.referrals.graph import ReferralGraph


def bounce(graph: ReferralGraph, _: ReferralRules) -> Found:
    """A sent somebody to B, and B sent the same person back to A."""
    columns, before = graph.history.referrals, graph.chains.before
    rows = np.flatnonzero((before >= 0) & graph.milestones.counts)
    earlier = before[rows]
    back = (
        (columns.performer[earlier] >= 0)
        & (columns.performer[earlier] == columns.requester[rows])
        & (columns.performer[rows] == columns.requester[earlier])
        & (columns.requester[rows] != columns.requester[earlier])
    )
    rows, earlier = rows[back], earlier[back]
    providers = graph.history.providers.texts
    return together(
        "bounce",
        graph.history,
        [earlier, rows],
        subjects=providers[columns.requester[rows]],
        params={"other": providers[columns.performer[rows]]},
    )


def loop(graph: ReferralGraph, rules: ReferralRules) -> Found:
    """Somebody was passed on from hand to hand and back to a provider that had passed him or her on before."""
    columns, before = graph.history.referrals, graph.chains.before
    rows = np.flatnonzero((before >= 0) & (columns.performer >= 0) & graph.milestones.counts)
    # a bounce is a rule of its own, and so is who refers to itself
    rows = rows[columns.performer[rows] != columns.requester[rows]]
    here = before[rows]
    open_ = columns.performer[rows] != columns.requester[here]
    rows, here = rows[open_], here[open_]
    ends, starts, steps = [], [], []
    for step in range(2, rules.loop_steps + 1):
        here = before[here]
        alive = here >= 0
        rows, here = rows[alive], here[alive]
        closed = columns.requester[here] == columns.performer[rows]
        ends.append(rows[closed])
        starts.append(here[closed])
        steps.append(np.full(int(closed.sum()), step))
        rows, here = rows[~closed], here[~closed]
        if not len(rows):
            break
    return _ways(
        graph, np.concatenate(starts or [rows]), np.concatenate(ends or [rows]), np.concatenate(steps or [rows])
    )


def _ways(graph: ReferralGraph, start: np.ndarray, end: np.ndarray, step: np.ndarray) -> Found:
    """Findings of all referrals on the way from ``start`` to ``end``, so many steps on."""
    order = np.argsort(end, kind="stable")
    end, step = end[order], step[order]
    first = np.concatenate(([0], np.cumsum(step + 1))).astype(np.int64)
    rows = np.full(first[-1], NONE, dtype=np.int64)
    here, place = end.astype(np.int64), first[1:] - 1
    for passed in range(int(step.max(initial=-1)) + 1):
        going = passed <= step
        rows[place[going] - passed] = here[going]
        here = np.where(going, graph.chains.before[here], here)
    history = graph.history
    return Found(
        "loop",
        history,
        rows,
        first,
        subjects=history.providers.texts[history.referrals.performer[end]],
        params={"steps": step + 1},
    )


def self_referral(graph: ReferralGraph, _: ReferralRules) -> Found:
    """A provider sent somebody to itself."""
    columns = graph.history.referrals
    rows = np.flatnonzero((columns.requester == columns.performer) & graph.milestones.counts)
    return single("self-referral", graph.history, rows, subjects=graph.history.providers.texts[columns.performer[rows]])


def hop_limit(graph: ReferralGraph, rules: ReferralRules) -> Found:
    """Somebody was passed on so often that a case conference should meet. Said once, where the limit is reached."""
    hops, before = graph.chains.hops, graph.chains.before
    rows = np.flatnonzero((hops == rules.most_hops) & (before >= 0) & graph.milestones.counts)
    rows = rows[hops[before[rows]] < rules.most_hops]
    return single("hop-limit", graph.history, rows, params={"hops": hops[rows]})


def dead_end(graph: ReferralGraph, rules: ReferralRules) -> Found:
    """A provider that got several referrals, of which none led anywhere: no service, nobody passed on."""
    history, marks, columns = graph.history, graph.milestones, graph.history.referrals
    many = len(history.providers)
    counted = marks.counts & (columns.performer >= 0) & (marks.requested != NEVER)
    overdue = (
        marks.live & (marks.answered == NEVER) & (_silent_days(graph, history.last_at) > rules.silent_days_routine)
    )
    settled = counted & ((marks.ended != NEVER) | overdue)
    before = graph.chains.before
    onward = np.zeros(len(history), dtype=np.bool_)
    later = np.flatnonzero((before >= 0) & marks.counts)
    sent_on = columns.requester[later] == columns.performer[before[later]]
    onward[before[later[sent_on]]] = True
    under_way = marks.live & (marks.answered != NEVER) & (history.state != code(ReferralStatus.RECEIVED))
    helped = counted & ((marks.served != NEVER) | onward | under_way)

    def count(flags: np.ndarray) -> np.ndarray:
        return np.bincount(columns.performer[flags], minlength=many)

    dead = (count(settled) >= rules.dead_end_referrals) & (count(helped) == 0)
    providers = np.flatnonzero(dead)
    rows = np.flatnonzero(settled & dead[columns.performer])
    group = np.searchsorted(providers, columns.performer[rows])
    return grouped(
        "dead-end",
        history,
        rows,
        group,
        len(providers),
        subjects=history.providers.texts[providers],
        params={"count": count(settled)[providers]},
    )


def _silent_days(graph: ReferralGraph, since: np.ndarray) -> np.ndarray:
    """Working days from a moment to now."""
    return graph.history.working_days.between(np.minimum(since, graph.now), graph.now)
