"""Rules about waiting: nobody answers, nothing moves, nobody was asked."""

import numpy as np

from agecare.model.referral_rules import ReferralRules
from agecare.model.referrals import ReferralStatus
from agecare.referrals.columns.history import PRIORITIES, STATUSES, code, codes
from agecare.referrals.findings.found import Found, single
from agecare.referrals.graph import ReferralGraph

S = ReferralStatus


def dangling(graph: ReferralGraph, rules: ReferralRules) -> Found:
    """Sent, and no decision: the receiver has been silent for too many working days, fewer for urgent ones."""
    limits = np.array([rules.silent_days(priority) for priority in PRIORITIES])
    waiting = np.isin(graph.history.state, codes(S.REQUESTED, S.RECEIVED))
    rows = np.flatnonzero(waiting)
    return _overdue("dangling", graph, rows, limits[graph.history.referrals.priority[rows]])


def stalled(graph: ReferralGraph, rules: ReferralRules) -> Found:
    """A draft not sent, or an accepted referral on which nothing has happened for too many working days."""
    limits = np.full(len(STATUSES), -1)
    limits[code(S.DRAFT)] = rules.draft_days
    limits[codes(S.ACCEPTED, S.READY)] = rules.accepted_days
    limits[code(S.IN_PROGRESS)] = rules.in_progress_days
    limits[code(S.ON_HOLD)] = rules.on_hold_days
    rows = np.flatnonzero(limits[graph.history.state] >= 0)
    return _overdue("stalled", graph, rows, limits[graph.history.state[rows]])


def _overdue(rule: str, graph: ReferralGraph, rows: np.ndarray, limit: np.ndarray) -> Found:
    history = graph.history
    silent = history.working_days.between(np.minimum(history.last_at[rows], graph.now), graph.now)
    late = silent > limit
    rows, silent, limit = rows[late], silent[late], limit[late]
    states = np.array([status.value for status in STATUSES])[history.state[rows]]
    performer = history.referrals.performer[rows]
    who = np.where(performer >= 0, performer, history.referrals.requester[rows])
    return single(
        rule,
        history,
        rows,
        subjects=history.providers.texts[who],
        params={"days": silent, "limit": limit, "state": states},
    )


def orphan_need(graph: ReferralGraph, rules: ReferralRules) -> Found:
    """A need was found, and nobody has been asked to meet it."""
    history = graph.history
    none = np.zeros(0, dtype=np.int64)
    if history.needs is None:
        return single("orphan-need", history, none)
    asked = np.zeros(len(history.need_ids), dtype=np.bool_)
    named = history.referrals.need[graph.milestones.counts]
    asked[named[named >= 0]] = True
    alone = np.flatnonzero((history.needs.client >= 0) & ~asked & ~history.needs.met & ~np.isnat(history.needs.since))
    today = np.datetime64(history.moment(graph.now).date(), "D")
    since = history.needs.since[alone]
    days = history.working_days.between_days(since, np.maximum(today, since))
    alone, days = alone[days > rules.need_days], days[days > rules.need_days]
    return Found(
        "orphan-need",
        history,
        none,
        np.zeros(len(alone) + 1, dtype=np.int64),
        subjects=history.need_ids.texts[alone],
        params={"client": history.clients.texts[history.needs.client[alone]], "days": days},
    )
