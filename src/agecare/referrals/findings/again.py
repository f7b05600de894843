"""Rules about the same person for the same thing: again, and twice at once."""

import numpy as np
from numpy.typing import NDArray

from agecare.model.referral_rules import ReferralRules
from agecare.referrals.columns.clock import NEVER
from agecare.referrals.findings.found import Found, grouped, together
from agecare.referrals.graph import ReferralGraph
from agecare.referrals.network import DAY_SECONDS


def same_thing(graph: ReferralGraph) -> NDArray[np.int64]:
    """A number for what each referral is about: its client and need, or service where no need is named."""
    history = graph.history
    needs, services = len(history.need_ids), len(history.services)
    about = np.where(history.referrals.need >= 0, history.referrals.need, needs + history.wanted).astype(np.int64)
    return history.referrals.client.astype(np.int64) * (needs + services + 1) + about


def returns(graph: ReferralGraph, days: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Chains begun within so many days after an earlier one about the same thing was over.

    Returns
    -------
    tuple
        The first row of the earlier chain, the first row of the later one, and the whole days between.
    """
    chains, marks = graph.chains, graph.milestones
    first = np.full(chains.many, len(graph.history), dtype=np.int64)
    opened = np.full(chains.many, NEVER, dtype=np.int64)
    over = np.zeros(chains.many, dtype=np.int64)
    rows = np.flatnonzero(marks.counts)
    chain = chains.chain[rows]
    np.minimum.at(first, chain, rows)
    np.minimum.at(opened, chain, graph.history.referrals.authored[rows])
    np.maximum.at(over, chain, marks.ended[rows])
    kept = np.flatnonzero(opened != NEVER)
    about = same_thing(graph)[first[kept]]
    order = kept[np.lexsort((opened[kept], about))]
    about = same_thing(graph)[first[order]]
    earlier, later = order[:-1], order[1:]
    gap = opened[later] - np.minimum(over[earlier], NEVER - 1)
    again = (about[1:] == about[:-1]) & (over[earlier] != NEVER) & (gap >= 0) & (gap <= days * DAY_SECONDS)
    return first[earlier[again]], first[later[again]], gap[again] // DAY_SECONDS


def re_referral(graph: ReferralGraph, rules: ReferralRules) -> Found:
    """Somebody came back for the same thing soon after it was over."""
    earlier, later, days = returns(graph, rules.again_days)
    history = graph.history
    return together(
        "re-referral",
        history,
        [earlier, later],
        subjects=history.clients.texts[history.referrals.client[later]],
        params={"days": days},
    )


def duplicate_live(graph: ReferralGraph, _: ReferralRules) -> Found:
    """Two live referrals of a person for the same need and service, neither of which came from the other."""
    history, marks = graph.history, graph.milestones
    before = graph.chains.before
    key = same_thing(graph) * (len(history.services) + 1) + history.wanted + 1
    going_on = np.zeros(len(history), dtype=np.bool_)
    later = np.flatnonzero(marks.live & marks.counts & (before >= 0))
    later = later[key[later] == key[before[later]]]
    going_on[before[later]] = True  # the person is with the next provider now
    rows = np.flatnonzero(marks.live & marks.counts & ~going_on)
    _, group, counts = np.unique(key[rows], return_inverse=True, return_counts=True)
    twice = counts[group] > 1
    number = np.cumsum(counts > 1) - 1
    rows, group = rows[twice], number[group[twice]]
    several = int((counts > 1).sum())
    clients = np.zeros(several, dtype=np.int64)
    clients[group] = history.referrals.client[rows]
    return grouped(
        "duplicate-live",
        history,
        rows,
        group,
        several,
        subjects=history.clients.texts[clients],
        params={"count": counts[counts > 1]},
    )
