"""Case conferences: every reason calls, the packet holds what the team needs, decisions become tasks."""

import datetime as dt
from typing import Any

import pytest

from agecare import (
    CallReason,
    CarePlan,
    CaseEvent,
    Conference,
    Decision,
    Goal,
    Movement,
    Need,
    Referral,
    ReferralEvent,
    Register,
    Task,
    TransitionError,
    UnknownIdError,
    VisitOutcome,
    VisitRequest,
)
from agecare.cases import calls, file_of, packet, tasks_of
from agecare.cases.conferences import CALL_RULES, EntryKind
from team_worlds import case, client, district

ON = dt.date(2026, 4, 6)
RECENT = CaseEvent(case="K-1", at="2026-04-01", actor="W-1", from_state="linkage", to_state="monitoring")


WASHED = VisitRequest(id="V-1", client="E-1", windows=[{"start": "09:00", "end": "12:00"}], roles=[{"minutes": 30}])
VISITED = VisitOutcome(request="V-1", date="2026-03-30", worker="W-1", status="fulfilled")


def referral(id_: str, performer: str, status: str = "rejected", **fields: Any) -> Referral:
    given = {"client": "E-1", "service": "S-1", "requester": "W-1", "authored": "2026-03-20T09:00", **fields}
    return Referral(id=id_, performer=performer, status=status, **given)


def quiet(**records: Any) -> Register:
    """E-1 has an open case in which something happened last week; nothing calls a conference."""
    return district(**{"cases": (case("K-1", "E-1"),), "case_events": (RECENT,), **records})


REASONS: dict[CallReason, tuple[dict[str, Any], dict[str, int], tuple[str, ...], int]] = {
    CallReason.RISK: ({"clients": (client("E-1", risk="high"),)}, {}, ("E-1",), 1),
    CallReason.HOP_LIMIT: ({"referrals": (referral("R-1", "O-1", "accepted"),)}, {"R-1": 4}, ("R-1",), 4),
    CallReason.STALLED: ({"case_events": ()}, {}, ("K-1",), 91),
    CallReason.DISAGREEMENT: (
        {"referrals": (referral("R-1", "O-1"), referral("R-2", "O-2", "failed"))}, {}, ("R-1", "R-2"), 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", CallReason)
def test_every_reason_calls_a_conference_alone_with_its_evidence(reason: CallReason) -> None:
    records, hops, about, amount = REASONS[reason]
    (call,) = calls(quiet(**records), ON, hops=hops)
    (evidence,) = call.evidence
    assert (call.case, call.client, call.case_manager, call.reasons) == ("K-1", "E-1", "W-1", (reason,))
    assert (evidence.records, evidence.amount) == (about, amount)
    assert len(CALL_RULES) == len(CallReason)


@pytest.mark.parametrize(
    ("records", "hops"),
    [
        ({}, {}),
        ({"referrals": (referral("R-1", "O-1", "accepted"),)}, {"R-1": 3}),
        ({"referrals": (referral("R-1", "O-1", "completed"),)}, {"R-1": 9}),  # it ended well
        ({"referrals": (referral("R-1", "O-1"), referral("R-2", "O-1"))}, {}),  # one provider, asked twice
        ({"referrals": (referral("R-1", "O-1"), referral("R-2", "O-2"), referral("R-3", "O-3", "accepted"))}, {}),
        (
            {
                "case_events": (),
                "referrals": (referral("R-1", "O-1", "accepted"),),
                "referral_events": (
                    ReferralEvent(referral="R-1", at="2026-03-30T10:00", actor="O-1", to_status="accepted"),
                ),
            },
            {},
        ),
        ({"cases": (case("K-1", "E-1", status="entered-in-error"),), "case_events": ()}, {}),
        ({"case_events": (), "visit_requests": (WASHED,), "visit_outcomes": (VISITED,)}, {}),
    ],
)
def test_what_calls_nobody(records: dict[str, Any], hops: dict[str, int]) -> None:
    assert calls(quiet(**records), ON, hops=hops) == ()


def met(id_: str = "C-1", day: str = "2026-03-20", status: str = "fulfilled", **fields: Any) -> Conference:
    return Conference(**{"id": id_, "client": "E-1", "reasons": ["risk"], "on": day, "status": status, **fields})


@pytest.mark.parametrize(
    ("conference", "called"),
    [
        (met(), False),
        (met(day="2025-12-01"), True),
        (met(reasons=["stalled"]), True),
        (met(day="2026-04-20", status="booked", reasons=["stalled"]), False),
        (met(day="2026-04-20", status="cancelled"), True),
    ],
)
def test_a_conference_booked_or_held_not_long_ago_calls_no_second_one(conference: Conference, called: bool) -> None:
    register = quiet(clients=(client("E-1", risk="high"),), conferences=(conference,))
    assert bool(calls(register, ON)) is called


def planned() -> Register:
    """A case with a plan, two referrals, a conference held with three decisions, one done, and another booked."""
    return quiet(
        clients=(client("E-1", risk="high"),),
        needs=(
            Need(id="N-1", client="E-1", domain="company", severity="severe"),
            Need(id="N-2", client="E-1", domain="mood", severity="severe"),
        ),
        care_plans=(CarePlan(id="P-1", client="E-1", case="K-1", author="W-1"),),
        goals=(Goal(id="G-1", care_plan="P-1", need="N-1", status="active"),),
        tasks=(
            Task(id="D-1", case="K-1", care_plan="P-1", owner="W-2", due="2026-04-01"),
            Task(id="D-2", case="K-1", status="completed"),
        ),
        movements=(Movement(client="E-1", on="2025-12-01", entry="found"),),
        referrals=(
            referral("R-2", "O-1", "requested", authored="2026-03-25T09:00", part_of="R-1"),
            referral("R-1", "O-1", "rejected", reason="capacity-full"),
        ),
        referral_events=(ReferralEvent(referral="R-1", at="2026-03-21T09:00", actor="O-1", to_status="rejected"),),
        conferences=(met(attended=["W-1"]), met("C-2", "2026-04-20", "booked", case="K-1", team="T-1")),
        decisions=(
            Decision(id="D-1", conference="C-1", kind="referral", owner="W-2", due="2026-04-01", task="D-1"),
            Decision(id="D-2", conference="C-1", kind="task", owner="W-2", due="2026-04-01", task="D-2"),
            Decision(id="D-3", conference="C-1", kind="no-change"),
            Decision(id="D-4", conference="C-1", kind="visits", text="More", owner="W-1", due="2026-05-01"),
        ),
    )


def test_the_packet_holds_what_the_team_needs() -> None:
    found = packet(planned(), ON, case="K-1", hops={"R-2": 1})
    assert found.conference is not None and found.conference.id == "C-2"
    assert [each.reason for each in found.evidence] == [CallReason.RISK]
    assert [(step.referral.id, step.hops) for step in found.chains] == [("R-1", 0), ("R-2", 1)]
    assert ([need.id for need in found.needs], [need.id for need in found.unmet]) == (["N-1", "N-2"], ["N-2"])
    assert [plan.id for plan in found.plans] == ["P-1"]
    assert ([goal.id for goal in found.goals], [task.id for task in found.tasks]) == (["G-1"], ["D-1"])
    assert [(each.decision.id, each.is_overdue) for each in found.decisions] == [("D-1", True), ("D-4", False)]
    assert [(entry.on.isoformat(), entry.kind, entry.state) for entry in found.timeline] == [
        ("2025-12-01", EntryKind.MOVEMENT, "found"),
        ("2026-03-20", EntryKind.CONFERENCE, "fulfilled"),
        ("2026-03-21", EntryKind.REFERRAL, "rejected"),
        ("2026-04-01", EntryKind.CASE, "monitoring"),
        ("2026-04-20", EntryKind.CONFERENCE, "booked"),
    ]
    assert packet(planned(), ON, conference="C-1").file == found.file


def test_a_packet_is_of_one_case_or_one_conference() -> None:
    for asked in ({}, {"case": "K-1", "conference": "C-1"}):
        with pytest.raises(ValueError, match="one of the two"):
            packet(planned(), ON, **asked)
    for unknown in ({"case": "K-9"}, {"conference": "C-9"}):
        with pytest.raises(UnknownIdError):
            packet(planned(), ON, **unknown)
    with pytest.raises(UnknownIdError):
        packet(district(conferences=(met(),)), ON, conference="C-1")


def test_decisions_become_tasks_of_the_plan_with_owner_and_day() -> None:
    register = planned()
    file = file_of(register, "K-1")
    ((decision, moved),) = tasks_of(file, register.decisions, actor="W-1", at=dt.datetime(2026, 4, 6, 12))
    assert (decision.id, decision.task, moved.record.id) == ("D-4", "D-4", "D-4")
    assert (moved.record.care_plan, moved.record.owner, moved.record.due) == ("P-1", "W-1", dt.date(2026, 5, 1))
    assert (moved.event.to_state, moved.event.record) == ("requested", "D-4")
    after = file.after(moved)
    assert [task.id for task in after.tasks] == ["D-1", "D-2", "D-4"]


def test_a_closed_case_takes_no_decision() -> None:
    closed = case("K-1", "E-1", stage="closed", status="finished", until="2026-04-01", reason="goals-met")
    register = planned().replace(cases=(closed,), care_plans=(), goals=(), tasks=(), case_events=(), decisions=())
    decision = Decision(id="D-9", conference="C-1", kind="task", owner="W-1", due="2026-05-01")
    with pytest.raises(TransitionError):
        tasks_of(file_of(register, "K-1"), (decision,), actor="W-1", at=dt.datetime(2026, 4, 6, 12))
