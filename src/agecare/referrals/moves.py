"""The only way a referral changes: one function that checks state, actor, reason and consent.

The table is that of FHIR Task, as ``ALLOWED`` has it: the requester drafts, sends and corrects, either side cancels,
the performer does the rest.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from agecare.errors import TransitionError
from agecare.model.consents import Consent
from agecare.model.referrals import LIVE, BusinessStatus, Referral, ReferralEvent, ReferralStatus
from agecare.model.refusals import RefusalReason
from agecare.model.time import local_day

S = ReferralStatus

_MOVES: Mapping[ReferralStatus, tuple[ReferralStatus, ...]] = {
    S.DRAFT: (S.REQUESTED,),
    S.REQUESTED: (S.RECEIVED, S.ACCEPTED, S.REJECTED, S.CANCELLED),
    S.RECEIVED: (S.ACCEPTED, S.REJECTED, S.CANCELLED),
    S.ACCEPTED: (S.IN_PROGRESS, S.ON_HOLD, S.CANCELLED, S.COMPLETED, S.FAILED),
    S.IN_PROGRESS: (S.ON_HOLD, S.COMPLETED, S.FAILED, S.CANCELLED),
    S.ON_HOLD: (S.IN_PROGRESS, S.CANCELLED, S.COMPLETED, S.FAILED),
}

ALLOWED: Mapping[ReferralStatus, tuple[ReferralStatus, ...]] = {
    status: (*_MOVES.get(status, ()), *(() if status is S.ENTERED_IN_ERROR else (S.ENTERED_IN_ERROR,))) for status in S
}
"""What may follow each status."""

OF_REQUESTER = frozenset({S.DRAFT, S.REQUESTED, S.ENTERED_IN_ERROR})
OF_EITHER = frozenset({S.CANCELLED})
WITH_REASON = frozenset({S.REJECTED, S.FAILED, S.ON_HOLD, S.CANCELLED})
"""Statuses that need a coded reason."""


@attrs.frozen
class Moved:
    """A referral after a move, and the event to add to its history."""

    referral: Referral
    event: ReferralEvent


def move(
    referral: Referral,
    to: ReferralStatus,
    *,
    actor: str,
    at: dt.datetime,
    reason: RefusalReason | None = None,
    note: str = "",
    business_status: BusinessStatus | None = None,
    consent: Consent | None = None,
    others: Iterable[Referral] = (),
    timezone: str = "UTC",
) -> Moved:
    """Move a referral to another status.

    Parameters
    ----------
    referral
        The record as it is now; it is not changed.
    to
        The status wanted. The present one is allowed when a business status is noted with it.
    actor
        The id of who acts, as the referral names them: its requester or performer. An open referral takes as its
        performer the first who accepts it.
    at
        When; with a time zone, or local time.
    reason
        The coded reason; needed for rejected, failed, on-hold and cancelled. ``other`` needs a note as well.
    consent
        The consent that the referral names; looked at when the referral is sent.
    others
        Other referrals of the client: only one may be live for the same need and service.
    timezone
        Where the day of a moment with a zone is counted.

    Raises
    ------
    TransitionError
        With what is in the way and what would be allowed.

    Examples
    --------
    >>> sent = Referral(id="R-1", client="E-1", need="N-1", requester="GP", performer="DAY", status="requested",
    ...                 authored="2026-04-06 09:30")
    >>> moved = move(sent, ReferralStatus.ACCEPTED, actor="DAY", at=dt.datetime(2026, 4, 7, 10))
    >>> moved.referral.status.value, moved.event.from_status.value
    ('accepted', 'requested')
    >>> move(sent, ReferralStatus.COMPLETED, actor="DAY", at=dt.datetime(2026, 4, 7, 10))
    Traceback (most recent call last):
    ...
    agecare.errors.TransitionError: referral R-1 cannot move from requested to completed (state). Allowed: \
received, accepted, rejected, cancelled, entered-in-error.
    """
    refuse = _Refusal(referral, to)
    noted = to is referral.status and business_status is not None
    if not noted and to not in ALLOWED[referral.status]:
        raise refuse("state", ALLOWED[referral.status])
    if actor not in (may := _may(referral, to)) and not (_claims(referral, to) and actor != referral.requester):
        raise refuse("actor", may)
    if to in WITH_REASON and not noted and reason is None:
        raise refuse("reason", tuple(RefusalReason))
    if reason is RefusalReason.OTHER and not note.strip():
        raise refuse("note")
    if (at.tzinfo is None) == (referral.authored.tzinfo is None) and at < referral.authored:
        raise refuse("time")
    if to is S.REQUESTED and not noted:
        if not _consented(referral, consent, local_day(at, timezone)):
            raise refuse("consent")
        if (other := _live_twin(referral, others)) is not None:
            raise refuse("duplicate", other=other.id)
    changes: dict[str, object] = {
        "status": to,
        "reason": (reason or (referral.reason if noted else None)) if to in WITH_REASON else None,
        "business_status": business_status,
        "performer": actor if _claims(referral, to) else referral.performer,
    }
    event = ReferralEvent(
        referral=referral.id,
        at=at,
        actor=actor,
        from_status=referral.status,
        to_status=to,
        business_status=business_status,
        reason=reason,
        note=note,
    )
    return Moved(referral.model_copy(update=changes), event)


@attrs.frozen
class _Refusal:
    referral: Referral
    to: ReferralStatus

    def __call__(self, problem: str, allowed: Iterable[str] = (), other: str | None = None) -> TransitionError:
        here = self.referral
        return TransitionError("referral", here.id, here.status, self.to, problem, [*map(str, allowed)], other)


def _may(referral: Referral, to: ReferralStatus) -> tuple[str, ...]:
    """Who may make this move."""
    performer = () if referral.performer is None else (referral.performer,)
    if to in OF_REQUESTER:
        return (referral.requester,)
    return (referral.requester, *performer) if to in OF_EITHER else performer


def _claims(referral: Referral, to: ReferralStatus) -> bool:
    """Whether the move gives an open referral its performer."""
    return referral.performer is None and to is S.ACCEPTED


def _consented(referral: Referral, consent: Consent | None, day: dt.date) -> bool:
    return consent is not None and consent.id == referral.consent and consent.covers(referral.client, day)


def _live_twin(referral: Referral, others: Iterable[Referral]) -> Referral | None:
    """Another live referral of the same person for the same need and service, which this one does not replace."""

    def same(other: Referral) -> bool:
        return (other.client, other.need, other.wanted) == (referral.client, referral.need, referral.wanted)

    twins = (other for other in others if other.id not in (referral.id, referral.replaces))
    return next((other for other in twins if other.status in LIVE and same(other)), None)
