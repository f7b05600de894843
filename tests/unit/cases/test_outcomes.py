"""Outcomes of visits move goals, bring reviews forward and ask for visits next week, each for its reason."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agecare import FormatError, Register, VisitOutcome, cases
from agecare.cases.early import CIRCUMSTANCES, EARLY_RULES, EarlyReason, early_reviews
from agecare.cases.missed import NOT_MADE_UP, REASONS_AGAINST, Against, make_ups
from agecare.cases.outcomes import GOAL_RULES, GoalReason, goals_served, move_goals, record_outcomes, take_up
from agecare.model import Achievement, MissedReason, OutcomeStatus, Weekday

MONDAY, NEXT = dt.date(2026, 4, 6), dt.date(2026, 4, 13)
SATURDAY = dt.datetime(2026, 4, 11, 9)
WEEK = [MONDAY + dt.timedelta(days=day) for day in range(5)]


def outcome(day: dt.date = MONDAY, request: str = "V-1", worker: str | None = "W-1", **more: Any) -> VisitOutcome:
    return VisitOutcome(request=request, date=day, worker=worker, **{"status": "noshow", **more})


def world(*outcomes: VisitOutcome, **changes: Any) -> Register:
    """One client, one case under way, one goal, two visits a week by one worker (or another)."""
    window = {"start": "9:00", "end": "12:00"}
    home = {"home_latitude": 49.5, "home_longitude": 105.9}
    request = {"client": "E-1", "care_plan": "P-1", "windows": [window], "roles": [{"minutes": 30}]}
    records: dict[str, Any] = {
        "centre": {"id": "C", "name": "C", "country": "MN", "timezone": "Asia/Ulaanbaatar"},
        "clients": [{"id": "E-1", "risk": "low"}],
        "addresses": [{"client": "E-1", "latitude": 49.5, "longitude": 105.9}],
        "workers": [{"id": "W-1", **home}, {"id": "W-2", **home}],
        "care_plans": [{"id": "P-1", "client": "E-1", "case": "K-1", "approved_on": dt.date(2026, 3, 2)}],
        "cases": [
            {"id": "K-1", "client": "E-1", "since": dt.date(2026, 2, 2), "stage": "monitoring", "status": "active"}
        ],
        "goals": [{"id": "G-1", "care_plan": "P-1", "status": "active"}],
        "visit_requests": [{"id": "V-1", "visits_per_week": 2, **request}],
        "visit_outcomes": outcomes,
    }
    for kind, change in changes.items():
        records[kind] = [{**records[kind][0], **change}] if isinstance(change, dict) else change
    return Register.model_validate(records)


# Recording


def test_outcomes_are_added_corrected_or_known() -> None:
    once = record_outcomes(world(), [outcome(), outcome(worker="W-2")])
    assert [each.worker for each in once.added] == ["W-1", "W-2"]
    again = record_outcomes(once.register, [outcome(), outcome(worker="W-2", status="fulfilled")])
    assert again.added == () and [each.status for each in again.corrected] == [OutcomeStatus.FULFILLED]
    assert len(again.register.visit_outcomes) == 2
    with pytest.raises(FormatError, match="AC3002"):
        record_outcomes(world(), [outcome(request="V-9")])


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("AC2401", {"status": "cancelled"}),
        ("AC2402", {"status": "fulfilled", "reason": "away"}),
        ("AC2403", {"minutes": 30}),
        ("AC2403", {"progress": "improving"}),
        ("AC2404", {"reason": "other"}),
    ],
)
def test_an_outcome_does_not_contradict_itself(code: str, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=code):
        outcome(**fields)


def test_a_visit_told_twice_and_a_rule_given_twice_are_faults() -> None:
    with pytest.raises(FormatError, match="AC3401"):
        world(outcome(), outcome())
    with pytest.raises(FormatError, match="AC3402"):
        world(file_rules=[{"item": "risk"}, {"item": "risk", "stage": "review"}])


# Goals


def goal_after(register: Register) -> tuple[Achievement, GoalReason] | None:
    news, left = move_goals(register, actor="W-1", at=SATURDAY)
    assert left == ()
    if not news:
        return None
    assert news[0].moved.event.to_state == news[0].moved.record.achievement
    assert news[0].outcomes
    return Achievement(news[0].moved.event.to_state), news[0].reason


def test_each_reason_to_note_an_achievement() -> None:
    done = {"status": "fulfilled"}
    found = {
        goal_after(world(outcome(**done, progress="worsening"), outcome(WEEK[1], **done, progress="improving"))),
        goal_after(world(outcome(), outcome(WEEK[2]))),
        goal_after(world(outcome(**done), outcome(WEEK[2]))),
    }
    assert found == {
        (Achievement.IMPROVING, GoalReason.REPORTED),
        (Achievement.NO_PROGRESS, GoalReason.IN_VAIN),
        (Achievement.IN_PROGRESS, GoalReason.BEGUN),
    }
    assert {reason for _, reason in found if reason} == {reason for reason, _ in GOAL_RULES}


@pytest.mark.parametrize(
    "register",
    [
        world(),
        world(outcome()),
        world(outcome(dt.date(2026, 4, 12), status="fulfilled")),  # not yet
        world(outcome(status="fulfilled", progress="improving"), goals={"achievement": "improving"}),
        world(outcome(status="fulfilled", progress="improving"), goals={"status": "planned"}),
        world(outcome(status="fulfilled", progress="improving"), care_plans={"case": None}),
        world(
            outcome(status="fulfilled", progress="improving"),
            case_events=[
                {
                    "case": "K-1", "at": dt.datetime(2026, 4, 7), "actor": "HEAD", "subject": "goal", "record": "G-1",
                    "to_state": "achieved",
                }
            ],
        ),
    ],
)  # fmt: skip
def test_a_goal_stays_where_nothing_new_is_known_of_it(register: Register) -> None:
    assert goal_after(register) is None


def test_a_task_says_which_visits_serve_which_of_two_goals() -> None:
    goals = [{"id": id_, "care_plan": "P-1", "status": "active"} for id_ in ("G-1", "G-2")]
    assert goals_served(world(goals=goals)) == {"G-1": (), "G-2": ()}
    task = {"id": "T-1", "case": "K-1", "goal": "G-2", "visit_request": "V-1"}
    assert goals_served(world(goals=goals, tasks=[task])) == {"G-1": (), "G-2": ("V-1",)}


def test_a_goal_that_cannot_move_is_left_and_said() -> None:
    later = {"case": "K-1", "at": dt.datetime(2026, 4, 20), "actor": "W-1", "to_state": "monitoring"}
    register = world(outcome(status="fulfilled"), case_events=[later])
    news, [left] = move_goals(register, actor="W-1", at=SATURDAY)
    assert news == () and (left.goal, left.error.problem) == ("G-1", "time")


# Missed visits


def made(register: Register, week: dt.date = NEXT) -> list[tuple[str | None, Against | None]]:
    return [(each.made_up and each.made_up.id, each.against) for each in make_ups(register, week)]


def test_missed_visits_are_made_up_once_a_step_more_urgent() -> None:
    [found] = make_ups(world(outcome(), outcome(worker="W-2"), outcome(WEEK[2])), NEXT)
    assert found.made_up is not None
    assert (found.made_up.id, found.made_up.visits_per_week) == ("V-1.2026-W16", 2)
    assert (found.made_up.valid_from, found.made_up.valid_to) == (NEXT, dt.date(2026, 4, 19))
    assert found.made_up.priority == "urgent" and found.made_up.roles == world().visit_requests[0].roles
    assert [each.date for each in found.outcomes] == [MONDAY, WEEK[2]]


@pytest.mark.parametrize(
    ("against", "register"),
    [
        (Against.TOOK_PLACE, world(outcome(), outcome(worker="W-2", status="fulfilled"))),
        (Against.SOON_AGAIN, world(outcome(), visit_requests={"visits_per_week": 5})),
        (Against.ENDED, world(outcome(), visit_requests={"valid_to": dt.date(2026, 4, 12)})),
        (Against.ENDED, world(outcome(), care_plans={"status": "completed"})),
        *((Against.CIRCUMSTANCES, world(outcome(reason=reason))) for reason in sorted(NOT_MADE_UP)),
    ],
)
def test_each_reason_not_to_make_a_visit_up(against: Against, register: Register) -> None:
    assert made(register) == [(None, against)]


def test_what_makes_up_a_visit_is_not_made_up_itself() -> None:
    once = take_up(world(outcome()), week=NEXT, actor="W-1", at=SATURDAY).register
    again = record_outcomes(once, [outcome(dt.date(2026, 4, 14), "V-1.2026-W16")]).register
    assert made(again, dt.date(2026, 4, 20)) == [(None, Against.TWICE)]
    assert {reason for reason, _ in REASONS_AGAINST} == set(Against)


def test_only_the_week_before_counts() -> None:
    register = world(outcome(dt.date(2026, 4, 5)), outcome(NEXT), outcome(dt.date(2026, 4, 12)))
    assert [each.outcomes[0].date for each in make_ups(register, dt.date(2026, 4, 15))] == [dt.date(2026, 4, 12)]


def test_a_request_with_days_of_its_own_is_made_up_on_the_others() -> None:
    [found] = make_ups(world(outcome(), visit_requests={"days": ["mon", "wed"]}), NEXT)
    assert found.made_up is not None
    assert set(found.made_up.days) == set(Weekday) - {Weekday.MON, Weekday.WED}


# Reviews


def reasons(register: Register) -> list[tuple[EarlyReason, dt.date]]:
    return [(each.reason, each.due) for each in early_reviews(register, SATURDAY.date()).values()]


def test_each_reason_to_bring_a_review_forward() -> None:
    found = [
        *reasons(world(outcome(), outcome(WEEK[2]))),
        *reasons(world(outcome(status="fulfilled", progress="worsening"))),
        *reasons(world(outcome(reason="in-hospital"))),
    ]
    week = dt.timedelta(days=7)
    assert found == [
        (EarlyReason.IN_VAIN, WEEK[2] + week),
        (EarlyReason.WORSENING, MONDAY + week),
        (EarlyReason.CIRCUMSTANCES, MONDAY + week),
    ]
    assert set(EARLY_RULES) == {reason for reason, _ in found}
    for reason in CIRCUMSTANCES:
        assert reasons(world(outcome(reason=reason))) == [(EarlyReason.CIRCUMSTANCES, MONDAY + week)]


@pytest.mark.parametrize(
    "register",
    [
        world(outcome()),
        world(outcome(), outcome(worker="W-2")),  # two at one door came once
        world(outcome(), outcome(worker="W-2", status="fulfilled"), outcome(WEEK[2])),
        world(outcome(dt.date(2026, 3, 1)), outcome()),  # too long ago
        world(outcome(), outcome(WEEK[2]), cases={"reviewed": dt.date(2026, 4, 9)}),
        world(outcome(reason="worker-absent", status="cancelled"), outcome(WEEK[2])),
    ],
)
def test_a_review_comes_in_its_time_otherwise(register: Register) -> None:
    assert reasons(register) == []


def test_what_is_due_says_why_a_review_comes_early() -> None:
    register = world(outcome(), outcome(WEEK[2]))
    [review] = [each for each in cases.due(register, SATURDAY.date()).things if each.kind == "review"]
    assert (review.due, review.early) == (dt.date(2026, 4, 15), EarlyReason.IN_VAIN)
    [usual] = [each for each in cases.due(world(), SATURDAY.date(), ahead_days=365).things if each.kind == "review"]
    assert (usual.due, usual.early) == (dt.date(2026, 8, 29), None)


def test_the_centres_own_numbers_count() -> None:
    centre = world().centre.model_copy(
        update={
            "outcome_rules": world().centre.outcome_rules.model_copy(update={"review_noshows": 1, "review_days": 3})
        }
    )
    register = world(outcome()).replace(centre=centre)
    assert reasons(register) == [(EarlyReason.IN_VAIN, dt.date(2026, 4, 9))]


# All together

outcomes_of_a_week = st.lists(
    st.builds(
        outcome,
        st.sampled_from(WEEK),
        worker=st.sampled_from(["W-1", "W-2"]),
        status=st.just("noshow"),
        reason=st.sampled_from([None, *(each for each in MissedReason if each is not MissedReason.OTHER)]),
    )
    | st.builds(
        outcome,
        st.sampled_from(WEEK),
        status=st.just("fulfilled"),
        progress=st.none() | st.sampled_from(Achievement),
    ),
    max_size=6,
    unique_by=lambda each: each.key,
)


@given(told=outcomes_of_a_week)
@settings(max_examples=40, deadline=None)
def test_taking_up_the_same_twice_changes_nothing_more(told: list[VisitOutcome]) -> None:
    register = world()
    once = take_up(register, told, week=NEXT, actor="W-1", at=SATURDAY)
    twice = take_up(once.register, told, week=NEXT, actor="W-1", at=SATURDAY)
    assert twice.register == once.register
    assert twice.added == twice.corrected == twice.goals == ()
    assert twice.make_ups == once.make_ups and twice.reviews == once.reviews
    assert register == world()
    [goal] = once.register.goals
    assert cases.replay(goal, once.register.case_events).achievement == goal.achievement


def test_a_file_goes_back_into_its_register() -> None:
    register = world()
    file = cases.file_of(register, "K-1")
    moved = file.after(cases.move_goal(file, "G-1", Achievement.IMPROVING, actor="W-1", at=SATURDAY))
    after = cases.put_back(register, moved)
    assert after.goals[0].achievement is Achievement.IMPROVING
    assert [event.to_state for event in after.case_events] == ["improving"]
    assert cases.put_back(after, cases.file_of(after, "K-1")) == after
