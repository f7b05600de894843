"""A case, its plan, goals, tasks, referral and visits through random histories: what must hold after every move."""

import datetime as dt
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agecare import (
    Achievement,
    CarePlan,
    CarePlanStatus,
    CaseReason,
    CaseStage,
    CaseStatus,
    Consent,
    Goal,
    GoalStatus,
    Need,
    Referral,
    ReferralStatus,
    RefusalReason,
    Register,
    Task,
    TaskStatus,
    TransitionError,
    VisitRequest,
)
from agecare.cases import (
    CaseFile,
    begin,
    due,
    finish_plans,
    hand_over,
    move,
    move_goal,
    move_plan,
    move_task,
    open_case,
    replay,
)
from agecare.cases.file import PLAN_OVER, TASK_OVER
from agecare.model.cases import STATUSES
from agecare.model.referrals import LIVE, OVER
from agecare.referrals import move as move_referral
from strategies import registers

START = dt.datetime(2026, 1, 5, 9)
WORKERS = ("W-1", "W-2", "HEAD")
VISIT: Any = {"windows": [{"start": "09:00", "end": "10:00"}], "roles": [{"minutes": 30}]}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(registers(), st.dates())
def test_what_is_due_is_found_in_any_register(register: Register, on: dt.date) -> None:
    found = due(register, on)
    assert all(found.days_left(thing) <= found.ahead_days for thing in found.things)
    assert sum(map(len, found.by_responsible.values())) == len(found.things)
    assert {thing.record for thing in found.overdue} <= {thing.record for thing in found.things}


class CaseHistory(RuleBasedStateMachine):
    """Tries every move, mostly in vain; what is refused must leave everything as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.number = 0

    @initialize(severe=st.booleans(), stage=st.sampled_from([*CaseStage][:-1]))
    def opens(self, severe: bool, stage: CaseStage) -> None:
        """A case, brought as far as a stage in the ordinary way."""
        opened = open_case("K-1", "E-1", actor="W-1", at=self.now, case_manager="W-1")
        need = Need(id="N-1", client="E-1", domain="nursing", severity="severe" if severe else "mild")
        self.file = CaseFile(opened.record, needs=(need,), events=(opened.event,))
        order = list(CaseStage)
        for to in order[1 : order.index(stage) + 1]:
            if to is CaseStage.LINKAGE:
                self.gets_ready()
            assert self.attempt(move, to, actor="W-1")

    def tick(self) -> dt.datetime:
        self.now += dt.timedelta(hours=7)
        return self.now

    def new(self, kind: str) -> str:
        self.number += 1
        return f"{kind}-{self.number}"

    def attempt(self, action: Any, *arguments: Any, **options: Any) -> bool:
        before = self.file
        try:
            moved = action(self.file, *arguments, at=self.tick(), **options)
        except TransitionError:
            assert self.file == before
            return False
        self.file = self.file.after(*(moved if isinstance(moved, tuple) else (moved,)))
        return True

    @rule(
        to=st.sampled_from([*CaseStage, *CaseStatus]),
        reason=st.none() | st.sampled_from(CaseReason),
        actor=st.sampled_from(WORKERS),
    )
    def moves_the_case(self, to: Any, reason: CaseReason | None, actor: str) -> None:
        if to is not CaseStatus.ENTERED_IN_ERROR or self.number > 20:  # it ends a history: only long ones
            self.attempt(move, to, actor=actor, reason=reason, note="so it was said")

    @rule(again=st.booleans())
    def goes_on(self, again: bool) -> None:
        """The next stage, as most cases go; from the review back to monitoring, from closed back to planning."""
        order = list(CaseStage)
        here = self.file.case.stage
        if here is CaseStage.CLOSED:
            self.attempt(move, CaseStage.PLANNING, actor="W-1", reason=CaseReason.NEW_NEED if again else None)
        else:
            self.attempt(
                move, CaseStage.MONITORING if here is CaseStage.REVIEW else order[order.index(here) + 1], actor="W-1"
            )

    @precondition(lambda self: self.file.case.is_open)
    @rule()
    def gets_ready(self) -> None:
        """A consent, and a plan with a goal for the need, approved."""
        self.consents(days=365)
        plan = CarePlan(id=self.new("P"), client="E-1", case="K-1", status="draft", author="W-1")
        assert self.attempt(begin, plan, actor="W-1")
        assert self.attempt(begin, Goal(id=self.new("G"), care_plan=plan.id, need="N-1"), actor="W-1")
        assert self.attempt(move_plan, plan.id, CarePlanStatus.ACTIVE, actor="HEAD")

    @rule(days=st.integers(0, 400))
    def consents(self, days: int) -> None:
        last = self.now.date() + dt.timedelta(days=days)
        given = Consent(id=self.new("CN"), client="E-1", valid_to=last)
        self.file = attrs.evolve(self.file, consents=(*self.file.consents, given))

    @rule(author=st.sampled_from(WORKERS))
    def drafts_a_plan(self, author: str) -> None:
        plan = CarePlan(id=self.new("P"), client="E-1", case="K-1", status="draft", author=author)
        self.attempt(begin, plan, actor=author)

    @precondition(lambda self: self.file.care_plans)
    @rule(data=st.data(), to=st.sampled_from(CarePlanStatus), actor=st.sampled_from(WORKERS))
    def moves_a_plan(self, data: Any, to: CarePlanStatus, actor: str) -> None:
        plan = data.draw(st.sampled_from(self.file.care_plans))
        if self.attempt(move_plan, plan.id, to, actor=actor) and to is CarePlanStatus.ACTIVE:
            now = self.file.care_plan(plan.id)
            assert now.approved_by is not None and now.approved_by != now.author
            severe = [need.id for need in self.file.needs if need.severity == "severe"]
            assert plan.status != "draft" or not severe or self.file.unmet_needs(plan.id, self.now.date()) == ()

    @precondition(lambda self: self.file.care_plans)
    @rule(data=st.data(), need=st.sampled_from([None, "N-1"]))
    def sets_a_goal(self, data: Any, need: str | None) -> None:
        plan = data.draw(st.sampled_from(self.file.care_plans))
        self.attempt(begin, Goal(id=self.new("G"), care_plan=plan.id, need=need), actor="W-1")

    @precondition(lambda self: self.file.goals)
    @rule(data=st.data(), to=st.sampled_from([*GoalStatus, *Achievement]))
    def moves_a_goal(self, data: Any, to: Any) -> None:
        goal = data.draw(st.sampled_from(self.file.goals))
        if self.attempt(move_goal, goal.id, to, actor="W-1") and to is GoalStatus.COMPLETED:
            assert self.file.goal(goal.id).achievement is not None

    @precondition(lambda self: self.file.care_plans)
    @rule(data=st.data(), kind=st.sampled_from(["task", "referral", "visits"]))
    def adds_an_activity(self, data: Any, kind: str) -> None:
        plan = data.draw(st.sampled_from(self.file.care_plans))
        id_, fields = self.new("T"), {}
        if kind == "referral":
            fields = {"referral": self.new("R")}
            referral = Referral(
                id=fields["referral"], client="E-1", service_type=f"type-{id_}", requester="W-1", performer="ORG",
                authored=self.now,
            )  # fmt: skip
            self.file = attrs.evolve(self.file, referrals=(*self.file.referrals, referral))
        elif kind == "visits":
            fields = {"visit_request": self.new("V")}
            request = VisitRequest(id=fields["visit_request"], client="E-1", care_plan=plan.id, **VISIT)
            self.file = attrs.evolve(self.file, visit_requests=(*self.file.visit_requests, request))
        self.attempt(begin, Task(id=id_, case="K-1", care_plan=plan.id, need="N-1", **fields), actor="W-1")

    @precondition(lambda self: self.file.tasks)
    @rule(data=st.data(), to=st.sampled_from(TaskStatus))
    def moves_a_task(self, data: Any, to: TaskStatus) -> None:
        task = data.draw(st.sampled_from(self.file.tasks))
        self.attempt(move_task, task.id, to, actor="W-1", note="so it was said")

    @precondition(lambda self: self.file.referrals and self.file.case.is_open)
    @rule(data=st.data(), to=st.sampled_from(ReferralStatus))
    def moves_a_referral(self, data: Any, to: ReferralStatus) -> None:
        given = data.draw(st.sampled_from(self.file.referrals))
        consent = data.draw(st.sampled_from([None, *self.file.consents]))
        given = given.model_copy(update={"consent": consent and consent.id})
        actor = "W-1" if to in ("requested", "entered-in-error", "cancelled") else "ORG"
        try:
            moved = move_referral(
                given, to, actor=actor, at=self.tick(), reason=RefusalReason.CAPACITY_FULL, consent=consent,
                others=self.file.referrals,
            )  # fmt: skip
        except TransitionError:
            return
        assert to != "requested" or (consent is not None and consent.covers("E-1", self.now.date()))
        others = tuple(moved.referral if each.id == given.id else each for each in self.file.referrals)
        self.file = attrs.evolve(self.file, referrals=others)

    @precondition(lambda self: self.file.visit_requests)
    @rule(data=st.data())
    def ends_visits(self, data: Any) -> None:
        id_ = data.draw(st.sampled_from([each.id for each in self.file.visit_requests]))
        ended = {"valid_to": self.now.date() - dt.timedelta(days=1)}
        requests = (each.model_copy(update=ended) if each.id == id_ else each for each in self.file.visit_requests)
        self.file = attrs.evolve(self.file, visit_requests=tuple(requests))

    @rule()
    def finishes_plans(self) -> None:
        active = [plan.id for plan in self.file.care_plans if plan.status is CarePlanStatus.ACTIVE]
        if self.file.case.is_open:
            assert self.attempt(finish_plans, actor="W-1")
        ended = [id_ for id_ in active if self.file.care_plan(id_).status is CarePlanStatus.COMPLETED]
        for task in self.file.tasks:
            assert task.care_plan not in ended or self.file.is_over(task, self.now.date())

    @rule(to=st.sampled_from(WORKERS))
    def hands_over(self, to: str) -> None:
        if self.attempt(hand_over, to, actor="HEAD"):
            assert self.file.case.case_manager == to

    @precondition(lambda self: self.number > 8)
    @rule()
    def winds_up(self) -> None:
        """End everything that runs, then close: a case can always be closed in the end."""
        if not self.file.case.is_open:
            return
        for task in self.file.tasks:
            if task.status not in TASK_OVER:
                assert self.attempt(move_task, task.id, TaskStatus.CANCELLED, actor="W-1", note="case ends")
        for plan in self.file.care_plans:
            if plan.status not in PLAN_OVER:
                assert self.attempt(move_plan, plan.id, CarePlanStatus.REVOKED, actor="W-1")
        over = tuple(
            each if each.status in OVER else each.model_copy(update={"status": ReferralStatus.CANCELLED})
            for each in self.file.referrals
        )
        self.file = attrs.evolve(self.file, referrals=over)
        assert self.attempt(move, CaseStage.CLOSED, actor="W-1", reason=CaseReason.DIED)

    @invariant()
    def stage_and_status_fit(self) -> None:
        case = self.file.case
        assert case.status in (*STATUSES[case.stage], CaseStatus.ENTERED_IN_ERROR)
        assert type(case).model_validate(case.model_dump()) == case

    @invariant()
    def every_record_is_what_its_events_make_it(self) -> None:
        for record in (self.file.case, *self.file.care_plans, *self.file.goals, *self.file.tasks):
            assert replay(record, self.file.events) == record

    @invariant()
    def nobody_was_linked_without_consent_and_an_approved_plan(self) -> None:
        for event in self.file.events:
            if event.to_state == "linkage" and event.from_state != "linkage":
                assert any(consent.covers("E-1", event.at.date()) for consent in self.file.consents)
                approvals = [
                    each for each in self.file.events if each.subject == "care-plan" and each.to_state == "active"
                ]
                assert any(each.at <= event.at for each in approvals)

    @invariant()
    def closed_means_nothing_open(self) -> None:
        if self.file.case.stage is CaseStage.CLOSED:
            assert self.file.open_things(self.now.date()) == ()
            assert not any(referral.status in LIVE for referral in self.file.referrals)

    @invariant()
    def one_live_referral_for_one_thing(self) -> None:
        live = [(each.client, each.need, each.wanted) for each in self.file.referrals if each.status in LIVE]
        assert len(set(live)) == len(live)

    @invariant()
    def events_are_in_order(self) -> None:
        assert [event.at for event in self.file.events] == sorted(event.at for event in self.file.events)


CaseHistory.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestCaseHistories = CaseHistory.TestCase
