"""The half-year of the example centres: what is due, called and missing there is what the stories tell, and no more."""

import datetime as dt
from collections import Counter

import pytest

from agecare import CarePlanStatus, CaseStage, CaseStatus, Register, RiskLevel, TaskStatus
from agecare.cases import (
    Due,
    DueKind,
    calls,
    coaching,
    completeness,
    due,
    early_reviews,
    file_of,
    flow,
    follow_petitions,
    make_ups,
    replay,
)
from agecare.io.samples import sample
from agecare.io.samples.half_year import FIRST_DAY, STORIES
from agecare.io.samples.histories import STORIES as REFERRAL_STORIES
from agecare.io.samples.last_week import STORIES as VISIT_STORIES
from agecare.io.samples.post import STORIES as PETITION_STORIES
from agecare.io.samples.uptake import AS_OF
from agecare.model import Achievement, CallReason, CoachingPhase, FileItem, MeetingStatus, OutcomeStatus, PetitionKind
from agecare.model.caseloads import caseloads_on
from agecare.referrals import graph_of

CENTRES = ("darkhan", "mandal", "songinokhairkhan")


@pytest.fixture(scope="module", params=CENTRES)
def register(request: pytest.FixtureRequest) -> Register:
    return sample(request.param)


def expected(prefix: str) -> Counter[str]:
    """What the stories leave, of one sort."""
    found: Counter[str] = Counter()
    for told in (*STORIES.values(), VISIT_STORIES, PETITION_STORIES):
        found.update({what.removeprefix(prefix): count for what, count in told.items() if what.startswith(prefix)})
    return found


def hops_in(register: Register) -> dict[str, int]:
    """How often people had been passed on, by referral."""
    graph = graph_of(register)
    chains = (chain for client in register.referrals_of for chain in graph.chains_of(client))
    return {step.referral: step.hops for chain in chains for step in chain.steps}


def test_overdue_is_what_the_stories_leave(register: Register) -> None:
    found = Counter(thing.kind.value for thing in due(register, AS_OF).overdue)
    silent = sum(told.get("dangling", 0) for told in REFERRAL_STORIES.values())
    assert found == expected("overdue-") + Counter({"referral": silent})


def test_soon_due_are_ordinary_reviews_and_what_the_stories_leave(register: Register) -> None:
    soon = [thing for thing in due(register, AS_OF).things if thing.due >= AS_OF]
    told = Counter(thing.kind.value for thing in soon if thing.kind is not DueKind.REVIEW)
    assert told == expected("soon-")
    assert any(is_ordinary(thing) for thing in soon)


def is_ordinary(thing: Due) -> bool:
    """Whether it is a review in its usual time."""
    return thing.kind is DueKind.REVIEW and thing.early is None


def test_visits_of_the_week_before_bring_reviews_forward(register: Register) -> None:
    found = Counter(review.reason.value for review in early_reviews(register, AS_OF).values())
    assert found == expected("early-")
    missed = Counter(each.status for each in register.visit_outcomes)
    assert 0.9 * len(register.visit_outcomes) < missed[OutcomeStatus.FULFILLED] < len(register.visit_outcomes)
    assert {each.made_up is not None for each in make_ups(register, AS_OF)} == {True, False}


def test_conferences_are_called_for_high_risk_and_the_case_that_nobody_approved(register: Register) -> None:
    found = Counter(each.reason for call in calls(register, AS_OF, hops=hops_in(register)) for each in call.evidence)
    risk = {client.id: client.risk for client in register.clients}
    high = {case.client for case in register.cases if case.is_open and risk[case.client] is RiskLevel.HIGH}
    met = {each.client for each in register.conferences if CallReason.RISK in each.reasons}
    assert found.pop(CallReason.RISK) == len(high - met)
    assert {f"{reason.value}": count for reason, count in found.items()} == expected("called-")


def test_two_conferences_were_held_and_one_is_booked(register: Register) -> None:
    held = [each for each in register.conferences if each.status is MeetingStatus.FULFILLED]
    assert {each.reasons for each in held} == {(CallReason.HOP_LIMIT,), (CallReason.RISK,)}
    assert all(each.attended and each.attended != each.invited for each in held)
    hops = hops_in(register)
    far = {referral.client for referral in register.referrals if hops[referral.id] >= 4}
    assert {each.client for each in held if each.reasons == (CallReason.HOP_LIMIT,)} == far
    assert [each.on > AS_OF for each in register.conferences if each not in held] == [True]
    assert all(decision.task in {None, decision.id} for decision in register.decisions)
    sectors = {member.sector for member in register.team_members if member.team == "TM-1"}
    assert len(sectors) == 4


def test_one_file_is_incomplete(register: Register) -> None:
    missing = [each.missing for each in completeness(register, AS_OF) if each.missing]
    assert len(missing) == expected("incomplete").total()
    assert {rule.item for rule in missing[0]} == {FileItem.CONTACT, FileItem.OWNERS}


def test_petitions_are_answered_in_time_late_with_more_time_and_not_at_all(register: Register) -> None:
    found = follow_petitions(register, AS_OF)
    answered = [each for each in found if each.petition.answered is not None]
    late = [each.petition.id for each in answered if each.is_late]
    assert late == ["PT-03", "PT-12"][: 1 + (len(found) > 8)]
    assert [each.petition.id for each in found if each.clock.extension is not None] == ["PT-04"]
    waiting = [each for each in found if each.petition.answered is None]
    assert sorted(each.is_late for each in waiting) == [False, True]
    assert {each.petition.kind for each in found} == set(PetitionKind)


def test_a_round_of_coaching_begins_with_a_baseline_and_ends_with_an_assessment(register: Register) -> None:
    found = coaching(register)
    assert found.whole.rounds == found.whole.ended == len(register.coaching_plans) > 0
    assert found.whole.gain is not None and 0 < found.whole.gain < 1
    assert 0 < found.whole.reached < found.whole.goals
    assert found.sessions == len(register.coaching_sessions) - len({plan.coach for plan in register.coaching_plans})
    assert {score.phase for score in register.competency_scores} == {CoachingPhase.BASELINE, CoachingPhase.END}


def test_people_come_and_leave_and_one_worker_has_too_many(register: Register) -> None:
    moved = flow(register, FIRST_DAY, AS_OF)
    assert moved.total.entries > 0 < moved.total.exits
    assert None not in dict(moved.entry_reasons) and None not in dict(moved.exit_reasons)
    assert [load.is_over for load in caseloads_on(register, AS_OF)].count(True) == 1


def test_cases_plans_goals_and_tasks_are_in_every_state(register: Register) -> None:
    stages = {case.stage for case in register.cases}
    assert stages >= set(CaseStage) - {CaseStage.SCREENING, CaseStage.ASSESSMENT, CaseStage.LINKAGE}
    assert {case.status for case in register.cases} == set(CaseStatus)
    states = {plan.status for plan in register.care_plans}
    assert states == set(CarePlanStatus) - {CarePlanStatus.ENTERED_IN_ERROR, CarePlanStatus.UNKNOWN}
    assert {event.to_state for event in register.case_events} >= {each.value for each in Achievement}
    assert {task.status for task in register.tasks} == set(TaskStatus) - {
        TaskStatus.CANCELLED,
        TaskStatus.ENTERED_IN_ERROR,
    }


def test_events_make_every_record_what_it_is(register: Register) -> None:
    for case in register.cases:
        file = file_of(register, case.id)
        for record in (case, *file.care_plans, *file.goals, *file.tasks):
            assert replay(record, file.events) == record
    moments = [event.at for event in register.case_events]
    assert moments == sorted(moments)
    assert moments[0].date() >= FIRST_DAY and moments[-1].date() < AS_OF
    assert {moment.weekday() for moment in moments} <= set(range(5))
    assert moments[-1] - moments[0] > dt.timedelta(days=170)
