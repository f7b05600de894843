"""How each referral of a chain went: stretch by stretch, who waited for whom, and for how many working days."""

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs
import numpy as np

from agecare.model.referrals import Referral, ReferralEvent, ReferralStatus
from agecare.model.refusals import RefusalReason
from agecare.referrals.columns.clock import NEVER
from agecare.referrals.columns.history import REASONS, STATUSES
from agecare.referrals.graph import ReferralGraph
from agecare.referrals.milestones import ENDED

S = ReferralStatus

WITHOUT_RESULT = (S.REJECTED, S.CANCELLED, S.FAILED)
NOT_WAITING = (RefusalReason.DECLINED_BY_PERSON, RefusalReason.DUPLICATE)
"""Reasons after which nobody waits for another provider to be asked."""


@attrs.frozen
class Stretch:
    """A time in which a referral stayed in one state, or, with ``state`` ``None``, in which nobody was asked.

    ``waits`` is the id of the provider or client who waited, ``waits_for`` of the provider waited for (``None``: of
    whoever claims an open referral). Both are ``None`` while nobody waits.
    """

    state: ReferralStatus | None
    start: dt.datetime
    end: dt.datetime
    """The moment looked from, where it still lasts."""
    lasts: bool
    working_days: int
    waits: str | None = None
    waits_for: str | None = None
    reason: RefusalReason | None = None


@attrs.frozen
class Story:
    """One referral as it went.

    ``stretches`` follow each other without a gap from the day it was written to its end, or to now; ``after`` is the
    time after a refusal in which nobody else was asked. ``state`` is what its events came to.
    """

    referral: Referral
    state: ReferralStatus
    events: tuple[ReferralEvent, ...]
    stretches: tuple[Stretch, ...]
    after: Stretch | None = None

    @property
    def times(self) -> tuple[Stretch, ...]:
        """All stretches, that after a refusal included."""
        return self.stretches if self.after is None else (*self.stretches, self.after)

    @property
    def first_at(self) -> dt.datetime:
        """When it was written, or the first event where that is said to have been before."""
        return min([self.referral.authored, *(event.at for event in self.events[:1])])

    @property
    def last_at(self) -> dt.datetime:
        """The last event."""
        return self.events[-1].at if self.events else self.referral.authored

    @property
    def over(self) -> bool:
        """Whether nothing can follow but a correction."""
        return self.state in ENDED


@attrs.frozen
class _Piece:
    """A stretch whose working days are not counted yet; moments in seconds of UTC."""

    state: ReferralStatus | None
    start: int
    end: int
    lasts: bool
    reason: RefusalReason | None = None


def stories_of(graph: ReferralGraph, referrals: Iterable[str]) -> tuple[Story, ...]:
    """The stories of these referrals, in the order given.

    Parameters
    ----------
    graph
        A traced history, looked at from its ``now``.
    referrals
        Ids, as the steps of a chain have them; `UnknownIdError` when there is none.
    """
    rows = [graph.history.row(each) for each in referrals]
    pieces = [_pieces(graph, row) for row in rows]
    after = [_after(graph, row) for row in rows]
    flat = [piece for each, gap in zip(pieces, after, strict=True) for piece in (*each, *([gap] if gap else []))]
    days = iter(_working_days(graph, flat))
    found = []
    for row, each, gap in zip(rows, pieces, after, strict=True):
        record = graph.history.referral(row)
        stretches = tuple(_stretch(graph, record, piece, next(days)) for piece in each)
        last = _stretch(graph, record, gap, next(days)) if gap else None
        found.append(Story(record, STATUSES[graph.history.state[row]], graph.history.events_of(row), stretches, last))
    return tuple(found)


def _pieces(graph: ReferralGraph, row: int) -> list[_Piece]:
    """The states one after the other; notes that leave the state as it is do not part a stretch."""
    history = graph.history
    first, last = int(history.event_first[row]), int(history.event_first[row + 1])
    authored = int(history.referrals.authored[row])
    begins: list[tuple[int, ReferralStatus, RefusalReason | None]] = []
    for event in history.events_of(row):
        if not begins or begins[-1][1] is not event.to_status:
            begins.append((int(event.at.timestamp()), event.to_status, event.reason))
    if first == last:
        begins = [(authored, STATUSES[history.state[row]], None)]
    elif authored < begins[0][0] and begins[0][1] is not S.DRAFT:
        begins.insert(0, (authored, S.DRAFT, None))
    ends = [*(at for at, *_ in begins[1:]), max(graph.now, begins[-1][0])]
    found = []
    for number, ((at, state, reason), end) in enumerate(zip(begins, ends, strict=True)):
        lasts = number == len(begins) - 1
        if state not in ENDED and (end > at or lasts):
            found.append(_Piece(state, at, end, lasts, reason))
    return found


def _after(graph: ReferralGraph, row: int) -> _Piece | None:
    """The time after an end without result in which nobody in the chain was asked for, or gave, the same."""
    history, marks = graph.history, graph.milestones
    if STATUSES[history.state[row]] not in WITHOUT_RESULT or marks.ended[row] == NEVER:
        return None
    last = int(history.event_first[row + 1]) - 1
    has_events = last >= history.event_first[row]
    reason = int(history.events.reason[last] if has_events else history.referrals.reason[row])
    if reason >= 0 and REASONS[reason] in NOT_WAITING:
        return None
    at = int(marks.ended[row])
    chain = np.array(graph.chains.rows_of(int(graph.chains.chain[row])))
    others = chain[(chain != row) & marks.counts[chain]]
    authored = history.referrals.authored[others]
    done = history.state[others] == STATUSES.index(S.COMPLETED)
    same = history.wanted[others] == history.wanted[row]
    under_way = (authored <= at) & ((marks.ended[others] > at) | done)
    if (under_way & same).any():
        return None
    later = authored[authored > at]
    end = int(later.min()) if len(later) else graph.now
    return _Piece(None, at, end, not len(later)) if end > at else None


def _working_days(graph: ReferralGraph, pieces: Sequence[_Piece]) -> list[int]:
    if not pieces:
        return []
    starts = np.array([piece.start for piece in pieces], dtype=np.int64)
    ends = np.array([piece.end for piece in pieces], dtype=np.int64)
    counted: list[int] = graph.history.working_days.between(starts, ends).tolist()
    return counted


def _stretch(graph: ReferralGraph, referral: Referral, piece: _Piece, days: int) -> Stretch:
    waits, waits_for = _who_waits(referral, piece.state)
    history = graph.history
    start, end = history.moment(piece.start), history.moment(piece.end)
    return Stretch(piece.state, start, end, piece.lasts, days, waits, waits_for, piece.reason)


def _who_waits(referral: Referral, state: ReferralStatus | None) -> tuple[str | None, str | None]:
    """Who waits for whom in a state: the sender for an answer, the person for all else."""
    if state in (None, S.DRAFT):
        return referral.client, referral.requester
    if state in (S.REQUESTED, S.RECEIVED):
        return referral.requester, referral.performer
    if state in (S.ACCEPTED, S.READY, S.ON_HOLD):
        return referral.client, referral.performer
    return None, None
