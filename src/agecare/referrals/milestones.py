"""When each referral reached which stage, for a whole history at once."""

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model.referrals import BusinessStatus, ReferralStatus
from agecare.referrals.columns.clock import NEVER, Seconds
from agecare.referrals.columns.history import BUSINESS, STATUSES, History, code, codes

S = ReferralStatus

ENDED = (S.REJECTED, S.CANCELLED, S.FAILED, S.COMPLETED, S.ENTERED_IN_ERROR)
"""After these nothing follows but a correction."""

ANSWERED = (S.RECEIVED, S.ACCEPTED, S.REJECTED, S.IN_PROGRESS, S.ON_HOLD, S.FAILED, S.COMPLETED)
"""What only the receiver says: after one of these the sender knows that the referral arrived."""

SERVING = (S.IN_PROGRESS, S.COMPLETED)

Flags = NDArray[np.bool_]


@attrs.frozen(eq=False)
class Milestones:
    """The first moment of each stage by referral, `NEVER` where it was not reached.

    A referral that has no events is taken at its word: its own status, since it was authored.
    """

    requested: Seconds
    """Sent."""
    answered: Seconds
    """First word of the receiver, whatever it is."""
    accepted: Seconds
    contact: Seconds
    """First contact with the person: an appointment made, one missed, or the service itself."""
    served: Seconds
    """The service began, or was done."""
    ended: Seconds
    """The last event of a referral that is over."""
    counts: Flags
    """Whether it is a referral at all, and not one entered in error."""
    live: Flags
    """Sent, and not over."""


def milestones_of(history: History) -> Milestones:
    """The milestones of every referral."""
    state = history.state
    done = _table(*codes(*ENDED))[state]
    counts = state != code(S.ENTERED_IN_ERROR)
    return Milestones(
        requested=_first(history, S.REQUESTED, *(each for each in STATUSES if each not in (S.DRAFT,))),
        answered=_first(history, *ANSWERED),
        accepted=_first(history, S.ACCEPTED),
        contact=_first(history, *SERVING, business=(BusinessStatus.SCHEDULED, BusinessStatus.NO_SHOW)),
        served=_first(history, *SERVING),
        ended=np.where(done, history.last_at, NEVER),
        counts=counts,
        live=~done & (state != code(S.DRAFT)),
    )


def _table(*numbers: int) -> Flags:
    found = np.zeros(len(STATUSES), dtype=np.bool_)
    found[list(numbers)] = True
    return found


def _first(history: History, *statuses: ReferralStatus, business: tuple[BusinessStatus, ...] = ()) -> Seconds:
    """The first moment at which an event gave one of these."""
    events, wanted = history.events, _table(*codes(*statuses))
    hit = wanted[events.to_status]
    if business:
        known = np.zeros(len(BUSINESS) + 1, dtype=np.bool_)  # the last entry is what NONE finds
        known[codes(*business)] = True
        hit |= known[events.business_status]
    places = np.flatnonzero(hit)
    rows = events.referral[places]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = rows[1:] != rows[:-1]
    found = np.full(len(history), NEVER, dtype=np.int64)
    found[rows[first]] = events.at[places[first]]
    silent = np.diff(history.event_first) == 0
    told = silent & wanted[history.referrals.status]
    found[told] = history.referrals.authored[told]
    return found
