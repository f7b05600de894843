"""Rules about what cannot be so: gaps, circles and contradictions in what was written down."""

import numpy as np
from numpy.typing import NDArray

from agecare.model.referral_rules import ReferralRules
from agecare.model.referrals import ReferralStatus
from agecare.referrals.columns.history import STATUSES, code, codes
from agecare.referrals.columns.names import Ints
from agecare.referrals.findings.found import Found, grouped, single, together
from agecare.referrals.graph import ReferralGraph
from agecare.referrals.moves import ALLOWED, WITH_REASON

S = ReferralStatus

MAY_FOLLOW = np.array([[after in ALLOWED[before] for after in STATUSES] for before in STATUSES])
"""The table of moves as an array: may the second status follow the first?"""

UNDER_WAY = (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD, S.COMPLETED)
CONTRADICTIONS = np.array(["status", "sequence", "move", "performer"])
"""Its status is not that of its last event · an event begins from another status than the one before left · a move
that the table does not allow · accepted, and nobody's."""


def missing_parent(graph: ReferralGraph, _: ReferralRules) -> Found:
    """A referral names an earlier one that is not here."""
    history, columns = graph.history, graph.history.referrals
    rows, named = [], []
    for parent in (columns.part_of, columns.based_on, columns.replaces):
        at = np.flatnonzero(parent >= len(history))
        rows.append(at)
        named.append(parent[at])
    missing = history.ids.texts[np.concatenate(named)]
    return single("missing-parent", history, np.concatenate(rows), params={"missing": missing})


def circular(graph: ReferralGraph, _: ReferralRules) -> Found:
    """Referrals each of which, through the others, came from itself."""
    ring = graph.chains.ring
    rows = np.flatnonzero(ring >= 0)
    return grouped("circular", graph.history, rows, ring[rows], int(ring.max(initial=-1)) + 1)


def other_client(graph: ReferralGraph, _: ReferralRules) -> Found:
    """A referral came from one of another person."""
    before, client = graph.chains.before, graph.history.referrals.client
    rows = np.flatnonzero(before >= 0)
    rows = rows[client[rows] != client[before[rows]]]
    return together("other-client", graph.history, [before[rows], rows])


def out_of_order(graph: ReferralGraph, _: ReferralRules) -> Found:
    """Events written down in another order than they happened, or from before the referral was."""
    history, events = graph.history, graph.history.events
    same = np.diff(events.referral) == 0
    swapped = events.referral[1:][same & (np.diff(events.position) < 0)]
    early = events.referral[events.at < history.referrals.authored[events.referral]]
    return single("out-of-order", history, np.unique(np.concatenate((swapped, early))))


def contradictory(graph: ReferralGraph, _: ReferralRules) -> Found:
    """What is written of a referral's states cannot all be so (`CONTRADICTIONS`). The first is told."""
    history, events = graph.history, graph.history.events
    problem = np.full(len(history), len(CONTRADICTIONS), dtype=np.int8)
    problem[np.isin(history.state, codes(*UNDER_WAY)) & (history.referrals.performer < 0)] = 3
    later = np.flatnonzero(np.diff(events.referral) == 0) + 1
    before, after = events.to_status[later - 1], events.to_status[later]
    noted = (before == after) & (events.business_status[later] >= 0)
    second_claim = (before == code(S.ACCEPTED)) & (after == before)  # a rule of its own: two-claims
    problem[events.referral[later[~MAY_FOLLOW[before, after] & ~noted & ~second_claim]]] = 2
    told = events.from_status[later]
    problem[events.referral[later[(told >= 0) & (told != before) & ~second_claim]]] = 1
    has = np.diff(history.event_first) > 0
    problem[has & (history.referrals.status != history.state)] = 0
    rows = np.flatnonzero(problem < len(CONTRADICTIONS))
    states = np.array([status.value for status in STATUSES])
    return single(
        "contradictory",
        history,
        rows,
        params={
            "problem": CONTRADICTIONS[problem[rows]],
            "status": states[history.referrals.status[rows]],
            "state": states[history.state[rows]],
        },
    )


def missing_reason(graph: ReferralGraph, _: ReferralRules) -> Found:
    """Rejected, failed, cancelled or put on hold without a coded reason."""
    history, events = graph.history, graph.history.events
    needed = codes(*WITH_REASON)
    moved = np.isin(events.to_status, needed) & (events.from_status != events.to_status)
    unsaid = events.referral[moved & (events.reason < 0)]
    silent = np.diff(history.event_first) == 0
    own = silent & np.isin(history.referrals.status, needed) & (history.referrals.reason < 0)
    rows = np.unique(np.concatenate((unsaid, np.flatnonzero(own))))
    return single("missing-reason", history, rows)


def two_claims(graph: ReferralGraph, _: ReferralRules) -> Found:
    """Two providers accepted the same referral."""
    history, events = graph.history, graph.history.events
    claims = np.flatnonzero(events.to_status == code(S.ACCEPTED))
    rows, first = np.unique(events.referral[claims], return_index=True)
    actor = events.actor[claims]
    least, most = _extremes(actor, first)
    twice = least != most
    providers = history.providers.texts
    return single(
        "two-claims",
        history,
        rows[twice],
        subjects=providers[actor[first[twice]]],
        params={"other": providers[np.where(least == actor[first], most, least)[twice]]},
    )


def _extremes(values: Ints, first: NDArray[np.int64]) -> tuple[Ints, Ints]:
    if not len(first):
        return values, values
    return np.minimum.reduceat(values, first), np.maximum.reduceat(values, first)
