"""Rules about what must be there before: consent, and a place."""

import numpy as np
from numpy.typing import NDArray

from agecare.model.consents import ConsentStatus
from agecare.model.referral_rules import ReferralRules
from agecare.referrals.columns.clock import NEVER, local_days
from agecare.referrals.columns.history import code
from agecare.referrals.findings.found import Found, grouped, single
from agecare.referrals.graph import ReferralGraph

PROBLEMS = np.array(["none", "unknown", "other-client", "not-active", "not-in-force"])
"""What is wrong with a consent."""


def no_consent(graph: ReferralGraph, _: ReferralRules) -> Found:
    """Somebody was referred without a consent of his or hers that held on that day (`Consent.covers`)."""
    history = graph.history
    rows = np.flatnonzero(graph.milestones.counts & (graph.milestones.requested != NEVER))
    consent = history.referrals.consent[rows]
    problem = np.where(consent < 0, 1, 0)
    table = history.consents
    if table is not None and len(table.client):
        day = local_days(graph.milestones.requested[rows], history.timezone)
        first, last, status = table.valid_from[consent], table.valid_to[consent], table.status[consent]
        held = (status == code(ConsentStatus.ACTIVE)) | ((status == code(ConsentStatus.INACTIVE)) & ~np.isnat(last))
        outside = (~np.isnat(first) & (day < first)) | (~np.isnat(last) & (day > last))
        problem = np.select(
            [
                problem > 0,
                table.client[consent] < 0,
                table.client[consent] != history.referrals.client[rows],
                ~held,
                outside,
            ],
            [1, 2, 3, 4, 5],
            0,
        )
    wrong = problem > 0
    return single("no-consent", history, rows[wrong], params={"problem": PROBLEMS[problem[wrong] - 1]})


def past_capacity(graph: ReferralGraph, _: ReferralRules) -> Found:
    """A provider began serving somebody while all its places for that service were taken."""
    history, marks, columns = graph.history, graph.milestones, graph.history.referrals
    table = history.capacities
    services = max(len(history.services), 1)
    pairs = table.provider.astype(np.int64) * services + table.service
    order = np.argsort(pairs, kind="stable")
    pairs, places = pairs[order], table.places[order]
    counted = marks.counts & (marks.served != NEVER) & (columns.performer >= 0) & (history.wanted >= 0)
    rows = np.flatnonzero(counted & (marks.ended > marks.served))
    pair = columns.performer[rows].astype(np.int64) * services + history.wanted[rows]
    at = np.searchsorted(pairs, pair)
    known = at < len(pairs)
    known[known] = pairs[at[known]] == pair[known]
    rows, at = rows[known], at[known]
    begun, taken = _occupancy(at, marks.served[rows], marks.ended[rows])
    over = taken > places[at[begun]]
    begun, taken = begun[over], taken[over]
    full, group = np.unique(at[begun], return_inverse=True)
    peak = np.zeros(len(full), dtype=np.int64)
    np.maximum.at(peak, group, taken)
    return grouped(
        "past-capacity",
        history,
        rows[begun],
        group,
        len(full),
        subjects=history.providers.texts[table.provider[order][full]],
        params={
            "service": history.services.texts[table.service[order][full]],
            "places": places[full],
            "taken": peak,
        },
    )


def _occupancy(
    key: NDArray[np.integer], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each beginning, in order of key and time: which it is, and how many are there with it."""
    many = len(key)
    time = np.concatenate((start, end))
    change = np.concatenate((np.ones(many, dtype=np.int64), np.full(many, -1)))
    both = np.concatenate((key, key))
    order = np.lexsort((change, time, both))  # who leaves at the same moment makes room first
    level = np.cumsum(change[order])  # every key ends at 0: all that come also leave, if never
    begins = change[order] > 0
    return order[begins], level[begins]
