"""Care plans, goals and tasks move as their tables say; every guard fires; a plan ends with its activities."""

import datetime as dt
from itertools import product
from typing import Any

import pytest

from agecare import (
    Achievement,
    CarePlan,
    CarePlanStatus,
    Case,
    Goal,
    GoalStatus,
    Need,
    Referral,
    Task,
    TaskStatus,
    TransitionError,
    UnknownIdError,
    VisitRequest,
)
from agecare.cases import CaseFile, begin, finish_plans, move_goal, move_plan, move_task, replay

P, G, T = CarePlanStatus, GoalStatus, TaskStatus
AT = dt.datetime(2026, 2, 3, 10)
CASE = Case(id="K-1", client="E-1", since="2026-01-12", stage="planning", status="active")
CLOSED = Case(
    id="K-1", client="E-1", since="2026-01-12", until="2026-02-01", stage="closed", status="finished", reason="died"
)

# once more and by hand
PLAN = {
    "draft": "active revoked",
    "active": "on-hold revoked completed",
    "on-hold": "active revoked completed",
}
GOAL = {
    "proposed": "planned accepted active rejected cancelled",
    "planned": "accepted active rejected cancelled",
    "accepted": "active cancelled",
    "active": "on-hold completed cancelled",
    "on-hold": "active completed cancelled",
}
TASK = {
    "requested": "in-progress on-hold completed failed cancelled",
    "in-progress": "on-hold completed failed cancelled",
    "on-hold": "in-progress completed failed cancelled",
}


def plan(status: str = "draft", **fields: Any) -> CarePlan:
    return CarePlan(id="P-1", client="E-1", case="K-1", author="W-1", status=status, **fields)


def may(table: dict[str, str], before: str, after: str) -> bool:
    return (before != after) if after == "entered-in-error" else after in table.get(before, "").split()


@pytest.mark.parametrize(("before", "after"), [*product(P, P)])
def test_care_plans(before: P, after: P) -> None:
    file = CaseFile(CASE, care_plans=(plan(before),))
    if may(PLAN, before, after):
        moved = move_plan(file, "P-1", after, actor="HEAD", at=AT)
        assert (moved.record.status, moved.event.from_state, moved.event.to_state) == (after, before, after)
        approved = (before, after) == (P.DRAFT, P.ACTIVE)
        assert (moved.record.approved_by, moved.record.approved_on) == (
            ("HEAD", AT.date()) if approved else (None, None)
        )
    else:
        with pytest.raises(TransitionError) as caught:
            move_plan(file, "P-1", after, actor="HEAD", at=AT)
        assert (caught.value.problem, set(caught.value.allowed)) == ("state", {x for x in P if may(PLAN, before, x)})


@pytest.mark.parametrize(("before", "after"), [*product(G, (*G, *Achievement))])
def test_goals(before: G, after: G | Achievement) -> None:
    given = Goal(id="G-1", care_plan="P-1", status=before, achievement="improving")
    file = CaseFile(CASE, care_plans=(plan(),), goals=(given,))
    measured = before in ("active", "on-hold", "completed")
    if measured if isinstance(after, Achievement) else may(GOAL, before, after):
        moved = move_goal(file, "G-1", after, actor="W-1", at=AT)
        expected = (before, after) if isinstance(after, Achievement) else (after, Achievement.IMPROVING)
        assert (moved.record.status, moved.record.achievement) == expected
    else:
        with pytest.raises(TransitionError, match="state"):
            move_goal(file, "G-1", after, actor="W-1", at=AT)


@pytest.mark.parametrize(("before", "after"), [*product(T, T)])
def test_tasks(before: T, after: T) -> None:
    file = CaseFile(CASE, tasks=(Task(id="T-1", case="K-1", status=before),))
    if may(TASK, before, after):
        assert move_task(file, "T-1", after, actor="W-1", at=AT, note="so it is").record.status is after
    else:
        with pytest.raises(TransitionError, match="state"):
            move_task(file, "T-1", after, actor="W-1", at=AT, note="so it is")


def test_who_approves_did_not_write() -> None:
    with pytest.raises(TransitionError) as caught:
        move_plan(CaseFile(CASE, care_plans=(plan(),)), "P-1", P.ACTIVE, actor="W-1", at=AT)
    assert (caught.value.problem, caught.value.other) == ("author", "W-1")


def test_a_severe_need_that_nothing_answers_asks_for_a_note() -> None:
    severe = Need(id="N-1", client="E-1", domain="nursing", severity="severe", since="2026-01-01")
    goal = Goal(id="G-1", care_plan="P-1", need="N-1")
    task = Task(id="T-1", case="K-1", care_plan="P-1", need="N-1")
    file = CaseFile(CASE, care_plans=(plan(),), needs=(severe,))

    def approve(file: CaseFile, note: str = "") -> P:
        return move_plan(file, "P-1", P.ACTIVE, actor="HEAD", at=AT, note=note).record.status

    def refused(file: CaseFile) -> bool:
        with pytest.raises(TransitionError) as caught:
            approve(file)
        return (caught.value.problem, caught.value.other) == ("need", "N-1")

    def having(**fields: Any) -> CaseFile:
        return CaseFile(CASE, **{"care_plans": (plan(),), "needs": (severe,), **fields})

    assert refused(file)
    assert refused(having(goals=(goal.model_copy(update={"status": G.CANCELLED}),)))
    assert refused(having(goals=(goal.model_copy(update={"care_plan": "P-2"}),)))
    assert approve(having(goals=(goal,))) is P.ACTIVE
    assert approve(having(tasks=(task,))) is P.ACTIVE
    assert approve(file, note="The daughter does it.") is P.ACTIVE
    assert approve(having(care_plans=(plan(note="The daughter does it."),))) is P.ACTIVE
    for change in ({"severity": "moderate"}, {"until": dt.date(2026, 1, 31)}):
        other = Need.model_validate({**severe.model_dump(), **change})
        assert approve(having(needs=(other,))) is P.ACTIVE


def test_a_goal_is_completed_with_its_achievement() -> None:
    file = CaseFile(CASE, care_plans=(plan(),), goals=(Goal(id="G-1", care_plan="P-1", status="active"),))
    with pytest.raises(TransitionError, match="achievement"):
        move_goal(file, "G-1", G.COMPLETED, actor="W-1", at=AT)
    file = file.after(move_goal(file, "G-1", Achievement.NOT_ACHIEVED, actor="W-1", at=AT))
    assert move_goal(file, "G-1", G.COMPLETED, actor="W-1", at=AT).record.status is G.COMPLETED


@pytest.mark.parametrize("to", [T.FAILED, T.CANCELLED, T.ON_HOLD])
def test_a_task_that_goes_wrong_needs_words(to: T) -> None:
    with pytest.raises(TransitionError, match="note"):
        move_task(CaseFile(CASE, tasks=(Task(id="T-1", case="K-1"),)), "T-1", to, actor="W-1", at=AT)


@pytest.mark.parametrize("fields", [{"referral": "R-1"}, {"visit_request": "V-1"}])
def test_a_task_that_is_something_else_ends_with_that(fields: dict[str, str]) -> None:
    file = CaseFile(CASE, tasks=(Task(id="T-1", case="K-1", **fields),))
    with pytest.raises(TransitionError) as caught:
        move_task(file, "T-1", T.COMPLETED, actor="W-1", at=AT)
    assert (caught.value.problem, caught.value.other) == ("follows", *fields.values())
    assert move_task(file, "T-1", T.CANCELLED, actor="W-1", at=AT, note="never sent").record.status is T.CANCELLED


def test_in_a_closed_case_only_errors_are_corrected() -> None:
    file = CaseFile(CLOSED, care_plans=(plan("completed"),), tasks=(Task(id="T-1", case="K-1"),))
    with pytest.raises(TransitionError, match="closed"):
        move_task(file, "T-1", T.IN_PROGRESS, actor="W-1", at=AT)
    assert move_plan(file, "P-1", P.ENTERED_IN_ERROR, actor="W-1", at=AT).record.status is P.ENTERED_IN_ERROR


def test_records_begin_in_an_open_case_at_their_beginning() -> None:
    begun = begin(CaseFile(CASE), plan(), actor="W-1", at=AT)
    assert (begun.event.from_state, begun.event.to_state, begun.event.record) == (None, "draft", "P-1")
    with pytest.raises(TransitionError, match="closed"):
        begin(CaseFile(CLOSED), plan(), actor="W-1", at=AT)
    with pytest.raises(TransitionError, match="state"):
        begin(CaseFile(CASE), plan("active"), actor="W-1", at=AT)
    with pytest.raises(TransitionError, match="time"):
        begin(CaseFile(CASE), plan(), actor="W-1", at=dt.datetime(2026, 1, 1))


def test_moves_come_in_the_order_of_time() -> None:
    file = CaseFile(CASE, care_plans=(plan(),))
    file = file.after(move_plan(file, "P-1", P.ACTIVE, actor="HEAD", at=AT))
    with pytest.raises(TransitionError, match="time"):
        move_plan(file, "P-1", P.ON_HOLD, actor="HEAD", at=AT - dt.timedelta(minutes=1))


def test_what_the_case_does_not_have() -> None:
    with pytest.raises(UnknownIdError):
        move_plan(CaseFile(CASE), "P-9", P.ACTIVE, actor="HEAD", at=AT)


REFERRAL = Referral(id="R-1", client="E-1", need="N-1", requester="GP", authored=AT, status="requested")
VISITS = VisitRequest(
    id="V-1", client="E-1", care_plan="P-1", windows=[{"start": "09:00", "end": "10:00"}], roles=[{"minutes": 30}]
)


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({}, False),
        ({"tasks": ("requested",)}, False),
        ({"tasks": ("completed", "cancelled")}, True),
        ({"tasks": ("completed", "in-progress")}, False),
        ({"referral": "in-progress"}, False),
        ({"referral": "completed"}, True),
        ({"referral": "rejected"}, True),
        ({"visits": None}, False),
        ({"visits": dt.date(2026, 2, 3)}, False),
        ({"visits": dt.date(2026, 2, 2)}, True),
        ({"visits": dt.date(2026, 2, 2), "tasks": ("requested",)}, False),
    ],
)
def test_a_plan_ends_with_its_activities(fields: dict[str, Any], ends: bool) -> None:
    tasks = [
        Task(id=f"T-{number}", case="K-1", care_plan="P-1", status=status)
        for number, status in enumerate(fields.get("tasks", ()))
    ]
    if "referral" in fields:
        tasks.append(Task(id="T-9", case="K-1", care_plan="P-1", referral="R-1"))
    file = CaseFile(
        CASE,
        care_plans=(plan("active"), CarePlan(id="P-2", client="E-1", case="K-1")),
        tasks=tuple(tasks),
        referrals=(REFERRAL.model_copy(update={"status": fields.get("referral", "requested")}),),
        visit_requests=(VISITS.model_copy(update={"valid_to": fields["visits"]}),) if "visits" in fields else (),
    )
    ended = finish_plans(file, actor="W-1", at=AT)
    assert [moved.record.id for moved in ended] == (["P-1"] if ends else [])
    assert all(moved.record.status is P.COMPLETED for moved in ended)


def test_the_events_make_the_records_again() -> None:
    file = CaseFile(CASE)
    file = file.after(begin(file, plan(), actor="W-1", at=AT))
    file = file.after(begin(file, Goal(id="G-1", care_plan="P-1", status="planned"), actor="W-1", at=AT))
    file = file.after(begin(file, Task(id="T-1", case="K-1", care_plan="P-1"), actor="W-1", at=AT))
    file = file.after(move_plan(file, "P-1", P.ACTIVE, actor="HEAD", at=AT))
    file = file.after(move_goal(file, "G-1", G.ACTIVE, actor="W-1", at=AT))
    file = file.after(move_goal(file, "G-1", Achievement.ACHIEVED, actor="W-1", at=AT))
    file = file.after(move_goal(file, "G-1", G.COMPLETED, actor="W-1", at=AT))
    file = file.after(move_task(file, "T-1", T.COMPLETED, actor="W-1", at=AT))
    file = file.after(*finish_plans(file, actor="W-1", at=AT))
    assert file.care_plan("P-1").status is P.COMPLETED
    for record in (*file.care_plans, *file.goals, *file.tasks):
        assert replay(record, file.events) == record
