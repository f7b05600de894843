"""A referral moves as the table of states says, and in no other way."""

import datetime as dt
from itertools import product
from typing import Any

import pytest

from agecare import BusinessStatus, Consent, ConsentStatus, Referral, ReferralStatus, RefusalReason, TransitionError
from agecare.referrals import move

S = ReferralStatus
AT = dt.datetime(2026, 4, 7, 10)
CONSENT = Consent(id="C-1", client="E-1")

# DOMAIN of the standard, once more and by hand: FHIR Task
TABLE = {
    "draft": "requested",
    "requested": "received accepted rejected cancelled",
    "received": "accepted rejected cancelled",
    "accepted": "in-progress on-hold cancelled completed failed",
    "in-progress": "on-hold completed failed cancelled",
    "on-hold": "in-progress cancelled completed failed",
}
TARGETS = ["received", "accepted", "rejected", "in-progress", "on-hold", "failed", "completed"]
NEED_REASON = ("rejected", "failed", "on-hold", "cancelled")


def referral(status: str = "requested", **fields: Any) -> Referral:
    given = {"requester": "GP", "performer": "DAY", "consent": "C-1", "service": "S-1", **fields}
    return Referral(id="R-1", client="E-1", status=status, authored=dt.datetime(2026, 4, 6, 9), **given)


def allowed(before: str, after: str) -> bool:
    if after == "entered-in-error":
        return before != "entered-in-error"
    return after in TABLE.get(before, "").split()


def actors(after: str) -> set[str]:
    if after in ("draft", "requested", "entered-in-error"):
        return {"GP"}
    return {"GP", "DAY"} if after == "cancelled" else {"DAY"}


@pytest.mark.parametrize(("before", "after", "actor"), [*product(S, S, ("GP", "DAY", "OTHER"))])
def test_every_move_of_the_table_is_allowed_to_its_side_and_every_other_refused(
    before: S, after: S, actor: str
) -> None:
    reason = RefusalReason.CAPACITY_FULL if after.value in NEED_REASON else None
    given = referral(before.value)
    if allowed(before, after) and actor in actors(after):
        moved = move(given, after, actor=actor, at=AT, reason=reason, consent=CONSENT)
        assert (moved.referral.status, moved.event.from_status, moved.event.to_status) == (after, before, after)
        assert (moved.event.actor, moved.event.at, moved.event.reason) == (actor, AT, reason)
        assert given.status is before
    else:
        with pytest.raises(TransitionError) as caught:
            move(given, after, actor=actor, at=AT, reason=reason, consent=CONSENT)
        error = caught.value
        assert (error.record, error.from_state, error.to_state) == ("R-1", before, after)
        if allowed(before, after):
            assert (error.problem, set(error.allowed)) == ("actor", actors(after))
        else:
            assert (error.problem, set(error.allowed)) == ("state", {each for each in S if allowed(before, each)})


@pytest.mark.parametrize(("before", "after"), [p for p in product(S, S) if allowed(*p) and p[1].value in NEED_REASON])
def test_a_refusal_needs_its_coded_reason(before: S, after: S) -> None:
    with pytest.raises(TransitionError) as caught:
        move(referral(before.value), after, actor="DAY", at=AT)
    assert caught.value.problem == "reason"
    assert set(caught.value.allowed) == set(RefusalReason)


def test_the_reason_other_needs_words() -> None:
    with pytest.raises(TransitionError, match="note"):
        move(referral(), S.REJECTED, actor="DAY", at=AT, reason=RefusalReason.OTHER)
    moved = move(referral(), S.REJECTED, actor="DAY", at=AT, reason=RefusalReason.OTHER, note="flooded")
    assert moved.event.note == "flooded"


@pytest.mark.parametrize(
    "consent",
    [
        None,
        Consent(id="C-2", client="E-1"),
        Consent(id="C-1", client="E-2"),
        Consent(id="C-1", client="E-1", status=ConsentStatus.REJECTED),
        Consent(id="C-1", client="E-1", valid_to=dt.date(2026, 4, 6)),
        Consent(id="C-1", client="E-1", valid_from=dt.date(2026, 4, 8)),
        Consent(id="C-1", client="E-1", status=ConsentStatus.INACTIVE),
    ],
)
def test_nothing_is_sent_without_a_consent_that_holds(consent: Consent | None) -> None:
    with pytest.raises(TransitionError) as caught:
        move(referral("draft"), S.REQUESTED, actor="GP", at=AT, consent=consent)
    assert caught.value.problem == "consent"


def test_the_day_of_consent_is_that_of_the_place() -> None:
    consent = Consent(id="C-1", client="E-1", valid_from=dt.date(2026, 4, 8))
    late = dt.datetime(2026, 4, 7, 18, tzinfo=dt.UTC)
    draft = referral("draft")
    assert move(draft, S.REQUESTED, actor="GP", at=late, consent=consent, timezone="Asia/Ulaanbaatar")
    with pytest.raises(TransitionError, match="consent"):
        move(draft, S.REQUESTED, actor="GP", at=late, consent=consent)


def test_an_open_referral_belongs_to_the_first_who_accepts() -> None:
    open_ = referral(performer=None)
    moved = move(open_, S.ACCEPTED, actor="REHAB", at=AT)
    assert moved.referral.performer == "REHAB"
    for status in (S.RECEIVED, S.REJECTED):
        with pytest.raises(TransitionError, match="actor"):
            move(open_, status, actor="REHAB", at=AT, reason=RefusalReason.LANGUAGE)
    with pytest.raises(TransitionError, match="state"):
        move(moved.referral, S.ACCEPTED, actor="DAY", at=AT)
    with pytest.raises(TransitionError, match="actor"):
        move(open_, S.ACCEPTED, actor="GP", at=AT)


def test_one_live_referral_per_person_need_and_service() -> None:
    draft = referral("draft")
    twin = referral("accepted").model_copy(update={"id": "R-0"})
    with pytest.raises(TransitionError) as caught:
        move(draft, S.REQUESTED, actor="GP", at=AT, consent=CONSENT, others=[twin])
    assert (caught.value.problem, caught.value.other) == ("duplicate", "R-0")
    for other in ({"status": S.COMPLETED}, {"service": "S-2"}, {"client": "E-2"}, {"need": "N-1"}):
        harmless = twin.model_copy(update=other)
        assert move(draft, S.REQUESTED, actor="GP", at=AT, consent=CONSENT, others=[harmless])
    replacing = draft.model_copy(update={"replaces": "R-0"})
    assert move(replacing, S.REQUESTED, actor="GP", at=AT, consent=CONSENT, others=[twin])


def test_nothing_happens_before_the_referral_was_written() -> None:
    with pytest.raises(TransitionError, match="time"):
        move(referral(), S.RECEIVED, actor="DAY", at=dt.datetime(2026, 4, 5))


def test_a_business_status_is_noted_without_moving() -> None:
    accepted = referral("accepted")
    moved = move(accepted, S.ACCEPTED, actor="DAY", at=AT, business_status=BusinessStatus.SCHEDULED)
    assert moved.referral.business_status is BusinessStatus.SCHEDULED
    assert moved.event.from_status is moved.event.to_status is S.ACCEPTED
    with pytest.raises(TransitionError, match="state"):
        move(accepted, S.ACCEPTED, actor="DAY", at=AT)


def test_noting_a_business_status_leaves_the_reason_and_asks_for_no_consent() -> None:
    waits = referral("on-hold", reason=RefusalReason.CAPACITY_FULL)
    noted = move(waits, S.ON_HOLD, actor="DAY", at=AT, business_status=BusinessStatus.WAITLISTED)
    assert noted.referral.reason is RefusalReason.CAPACITY_FULL
    sent = move(referral(), S.REQUESTED, actor="GP", at=AT, business_status=BusinessStatus.NO_CONTACT)
    assert sent.referral.business_status is BusinessStatus.NO_CONTACT


def test_the_error_says_what_is_allowed_and_no_more_than_ids() -> None:
    with pytest.raises(TransitionError) as caught:
        move(referral("draft"), S.COMPLETED, actor="DAY", at=AT)
    assert str(caught.value) == (
        "referral R-1 cannot move from draft to completed (state). Allowed: requested, entered-in-error."
    )
