"""A case moves as the table of stages says, and in no other way; every guard fires."""

import datetime as dt
from itertools import product
from typing import Any

import pytest

from agecare import (
    CarePlan,
    Case,
    CaseReason,
    CaseStage,
    CaseStatus,
    Consent,
    Referral,
    Task,
    TransitionError,
)
from agecare.cases import CaseFile, hand_over, move, open_case, replay
from agecare.model.cases import STATUSES

S, T = CaseStage, CaseStatus
OPENED, AT = dt.date(2026, 1, 12), dt.datetime(2026, 2, 3, 10)

# once more and by hand
TABLE = {
    "intake": "screening closed",
    "screening": "assessment closed",
    "assessment": "planning closed",
    "planning": "assessment linkage closed",
    "linkage": "planning monitoring closed",
    "monitoring": "linkage review closed",
    "review": "assessment planning linkage monitoring closed",
    "closed": "screening assessment planning",
}
WITHIN = {"planned": "waitlist", "waitlist": "planned", "active": "onhold", "onhold": "active"}
STATES = [(stage, status) for stage in S for status in (*STATUSES[stage], T.ENTERED_IN_ERROR)]
CLOSING, REOPENING, HOLDING = "goals-met", "new-need", "in-hospital"


def case(stage: str = "intake", status: str | None = None, **fields: Any) -> Case:
    usual = STATUSES[CaseStage(stage)][0]
    closed = {"until": OPENED, "reason": CLOSING} if stage == "closed" else {}
    return Case(id="K-1", client="E-1", since=OPENED, stage=stage, status=status or usual, **{**closed, **fields})


def ready(case: Case, **fields: Any) -> CaseFile:
    """A file in which nothing is in the way of any move; a plan is in the way of closing."""
    plan = CarePlan(id="P-1", client="E-1", case="K-1", author="W-1", approved_by="HEAD")
    given = {"consents": (Consent(id="CN-1", client="E-1"),), "care_plans": (plan,), **fields}
    return CaseFile(case, **given)


def may(stage: str, status: str, to: str) -> bool:
    if status == "entered-in-error":
        return False
    if to == "entered-in-error" or to == WITHIN.get(status):
        return True
    return to == "closed" != stage if status == "onhold" else to in TABLE[stage].split()


def reason_for(stage: str, to: str) -> str | None:
    if to in ("closed", "onhold"):
        return {"closed": CLOSING, "onhold": HOLDING}[to]
    return REOPENING if stage == "closed" and to in list(S) else None


@pytest.mark.parametrize(("state", "to"), [*product(STATES, (*S, *T))])
def test_every_move_of_the_table_is_allowed_and_every_other_refused(
    state: tuple[S, T], to: CaseStage | CaseStatus
) -> None:
    stage, status = state
    reason = reason_for(stage, to)
    file = ready(case(stage, status), **({"care_plans": ()} if to is S.CLOSED else {}))
    if not may(stage, status, to):
        with pytest.raises(TransitionError) as caught:
            move(file, to, actor="W-1", at=AT, reason=None if reason is None else CaseReason(reason))
        assert caught.value.problem == "state"
        assert set(caught.value.allowed) == {each for each in (*S, *T) if may(stage, status, each)}
        return
    moved = move(file, to, actor="W-1", at=AT, reason=None if reason is None else CaseReason(reason))
    after = moved.record
    assert after.status in (*STATUSES[after.stage], T.ENTERED_IN_ERROR)
    assert (after.stage, after.status) == ((to, after.status) if isinstance(to, S) else (stage, to))
    assert Case.model_validate(after.model_dump()) == after
    assert moved.event.to_state == to and moved.event.actor == "W-1" and moved.event.at == AT
    assert file.case == case(stage, status)


@pytest.mark.parametrize(
    ("stage", "status", "to", "expected"),
    [
        ("screening", "planned", "assessment", "active"),
        ("screening", "waitlist", "assessment", "active"),
        ("intake", "waitlist", "screening", "waitlist"),
        ("intake", "planned", "closed", "cancelled"),
        ("screening", "waitlist", "closed", "cancelled"),
        ("assessment", "active", "closed", "finished"),
        ("review", "onhold", "closed", "finished"),
        ("closed", "finished", "planning", "active"),
        ("closed", "cancelled", "screening", "planned"),
    ],
)
def test_the_status_follows_the_stage(stage: str, status: str, to: str, expected: str) -> None:
    file = ready(case(stage, status), care_plans=())
    reason = reason_for(stage, to)
    moved = move(file, CaseStage(to), actor="W-1", at=AT, reason=None if reason is None else CaseReason(reason))
    assert moved.record.status == expected
    assert moved.record.until == (AT.date() if to == "closed" else None)


def refused(file: CaseFile, to: CaseStage | CaseStatus, **given: Any) -> TransitionError:
    with pytest.raises(TransitionError) as caught:
        move(file, to, **{"actor": "W-1", "at": AT, **given})
    return caught.value


def test_closing_opening_again_and_holding_need_a_reason_of_their_own_kind() -> None:
    assert "goals-met" in refused(CaseFile(case("review")), S.CLOSED).allowed
    assert "goals-met" not in refused(CaseFile(case("closed")), S.PLANNING, reason=CaseReason.GOALS_MET).allowed
    assert "in-hospital" in refused(CaseFile(case("review")), T.ONHOLD, reason=CaseReason.DIED).allowed
    assert refused(CaseFile(case()), S.SCREENING, reason=CaseReason.DIED).problem == "reason"


def test_the_reason_other_needs_words() -> None:
    file = CaseFile(case("review"))
    assert refused(file, S.CLOSED, reason=CaseReason.OTHER, note=" ").problem == "note"
    assert move(file, S.CLOSED, actor="W-1", at=AT, reason=CaseReason.OTHER, note="flood").event.note == "flood"


def test_nobody_is_linked_without_a_consent_that_holds_on_the_day() -> None:
    file = ready(case("planning"))
    assert move(file, S.LINKAGE, actor="W-1", at=AT).record.stage is S.LINKAGE
    for consents in (
        (),
        (Consent(id="CN-1", client="E-1", valid_to=AT.date() - dt.timedelta(days=1)),),
        (Consent(id="CN-1", client="E-1", status="rejected"),),
        (Consent(id="CN-1", client="E-2"),),
    ):
        assert refused(ready(case("planning"), consents=consents), S.LINKAGE).problem == "consent"


@pytest.mark.parametrize("plan", [None, {"status": "draft"}, {"status": "active", "approved_by": None}])
def test_services_follow_an_approved_plan(plan: dict[str, Any] | None) -> None:
    given = {"id": "P-1", "client": "E-1", "case": "K-1", "approved_by": "HEAD"}
    plans = () if plan is None else (CarePlan(**{**given, **plan}),)
    assert refused(ready(case("planning"), care_plans=plans), S.LINKAGE).problem == "plan"
    assert refused(ready(case("linkage"), care_plans=plans), S.MONITORING).problem == "plan"


@pytest.mark.parametrize(
    ("fields", "other"),
    [
        ({"care_plans": (CarePlan(id="P-1", client="E-1", case="K-1", status="draft"),)}, "P-1"),
        ({"tasks": (Task(id="T-1", case="K-1", status="on-hold"),)}, "T-1"),
        (
            {
                "referrals": (
                    Referral(id="R-1", client="E-1", need="N", requester="GP", status="accepted", authored=AT),
                )
            },
            "R-1",
        ),
    ],
)
def test_a_case_with_something_open_is_not_closed(fields: dict[str, Any], other: str) -> None:
    error = refused(CaseFile(case("review"), **fields), S.CLOSED, reason=CaseReason.GOALS_MET)
    assert (error.problem, error.other) == ("open", other)


def test_moves_come_in_the_order_of_time() -> None:
    assert refused(CaseFile(case()), S.SCREENING, at=dt.datetime(2026, 1, 11, 23)).problem == "time"
    file = CaseFile(case())
    file = file.after(move(file, S.SCREENING, actor="W-1", at=AT))
    assert refused(file, S.ASSESSMENT, at=AT - dt.timedelta(minutes=1)).problem == "time"
    assert move(file, S.ASSESSMENT, actor="W-1", at=AT).record.stage is S.ASSESSMENT


def test_a_review_is_over_when_the_case_leaves_it() -> None:
    file = ready(case("review"))
    assert move(file, S.MONITORING, actor="W-1", at=AT).record.reviewed == AT.date()
    assert move(ready(case("linkage")), S.MONITORING, actor="W-1", at=AT).record.reviewed is None


def test_a_case_is_handed_over_while_it_is_open() -> None:
    moved = hand_over(CaseFile(case("linkage", case_manager="W-1")), "W-2", actor="HEAD", at=AT)
    assert (moved.record.case_manager, moved.record.stage, moved.event.case_manager) == ("W-2", S.LINKAGE, "W-2")
    with pytest.raises(TransitionError, match="closed"):
        hand_over(CaseFile(case("closed")), "W-2", actor="HEAD", at=AT)
    with pytest.raises(TransitionError, match="time"):
        hand_over(CaseFile(case()), "W-2", actor="HEAD", at=dt.datetime(2025, 1, 1))


def test_the_events_make_the_record_again() -> None:
    opened = open_case("K-1", "E-1", actor="W-1", at=AT, case_manager="W-1")
    file = CaseFile(opened.record, events=(opened.event,))
    for to, reason in (
        (T.WAITLIST, None),
        (S.SCREENING, None),
        (S.ASSESSMENT, None),
        (T.ONHOLD, CaseReason.AWAY),
        (T.ACTIVE, None),
        (S.CLOSED, CaseReason.DIED),
        (S.PLANNING, CaseReason.CLOSED_TOO_EARLY),
    ):
        file = file.after(move(file, to, actor="W-1", at=AT, reason=reason))
        assert replay(file.case, file.events) == file.case
    file = file.after(hand_over(file, "W-2", actor="HEAD", at=AT))
    assert replay(file.case, file.events) == file.case
    assert file.case.case_manager == "W-2"
