"""Coaching: goals from gaps, progress by worker, team and district, and what is counted."""

import datetime as dt

from agecare import CoachingPlan, CoachingSession, CompetencyArea, CompetencyScore, Conference, Register
from agecare.cases import coaching, suggested_goals
from agecare.model import default_competencies
from team_worlds import district

START = dt.date(2026, 1, 12)


def plan(id_: str, of: str, *goals: str, **fields: object) -> CoachingPlan:
    wanted = [dict(zip(("competency", "level"), goal.split(":"), strict=True)) for goal in goals]
    return CoachingPlan(**{"id": id_, "worker": of, "since": START, "goals": wanted, **fields})


def scores(of: str, phase: str, **levels: int) -> tuple[CompetencyScore, ...]:
    return tuple(
        CompetencyScore(plan=of, phase=phase, competency=name.replace("_", "-"), level=level)
        for name, level in levels.items()
    )


def session(id_: str, *who: str, day: int = 0, **fields: object) -> CoachingSession:
    on = START + dt.timedelta(days=day)
    return CoachingSession(**{"id": id_, "on": on, "coach": "O-1", "workers": who, "status": "fulfilled", **fields})


def coached() -> Register:
    """W-2 gains a level in two of three competencies, W-3 none in one; a goal each."""
    return district(
        coaching_plans=(plan("P-2", "W-2", "plan-writing:3", "boundaries:4"), plan("P-3", "W-3", "own-safety:3")),
        competency_scores=(
            *scores("P-2", "baseline", plan_writing=2, boundaries=2, confidentiality=3),
            *scores("P-2", "end", plan_writing=3, boundaries=3, confidentiality=3),
            *scores("P-3", "baseline", own_safety=2),
            *scores("P-3", "interim", own_safety=2),
        ),
        coaching_sessions=(
            session("S-1", "W-2", "W-3", minutes=90),
            session("S-2", "W-2", day=30, minutes=60),
            session("S-3", "W-2", day=40, status="cancelled"),
        ),
        conferences=(
            Conference(
                id="C-1",
                client="E-1",
                reasons=["risk"],
                on=START,
                status="fulfilled",
                attended=["W-1", "W-2"],
                guests=8,
            ),
            Conference(id="C-2", client="E-2", reasons=["stalled"], on=START),
        ),
    )


def test_the_frameworks_twenty_competencies_are_four_in_each_area() -> None:
    areas = [competency.area for competency in default_competencies().values()]
    assert {area: areas.count(area) for area in areas} == dict.fromkeys(CompetencyArea, 4)


def test_progress_is_told_by_worker_team_district_and_area() -> None:
    found = coaching(coached())
    first, second = found.rounds
    assert (first.worker, first.teams, first.districts, first.sessions, first.minutes) == (
        "W-2", ("T-1",), ("soum",), 2, 150,
    )  # fmt: skip
    assert first.is_ended and second.is_ended
    assert {each.competency: each.is_reached for each in first.judged} == {
        "plan-writing": True, "boundaries": False, "confidentiality": False,
    }  # fmt: skip
    teams = dict(found.teams)
    assert (teams["T-1"].baseline, teams["T-1"].now) == (7 / 3, 3)
    assert teams["T-2"].gain == 0
    (district_id, whole), *rest = found.districts
    assert (district_id, rest, whole.rounds, whole.goals, whole.reached) == ("soum", [], 2, 3, 1)
    assert (found.whole.baseline, found.whole.now, found.whole.sessions) == (9 / 4, 11 / 4, 2)
    assert {area.value: each.rounds for area, each in found.areas} == {"planning": 1, "ethics": 1, "safety": 1}
    assert [id_ for id_, _ in found.competencies] == ["plan-writing", "confidentiality", "boundaries", "own-safety"]


def test_only_what_was_held_counts_and_only_in_the_time_asked_for() -> None:
    found = coaching(coached())
    assert (found.sessions, found.session_minutes, found.workers_coached) == (2, 150, 2)
    assert (found.conferences, found.conference_participants) == (1, 10)
    later = coaching(coached(), START + dt.timedelta(days=1), START + dt.timedelta(days=60))
    assert (later.sessions, later.conferences, len(later.rounds)) == (1, 0, 2)
    assert coaching(coached(), last=START - dt.timedelta(days=1)).rounds == ()


def test_the_reported_projects_scale_is_counted() -> None:
    """153 workplace sessions and 25 conferences with 264 participants in a year."""
    sessions = tuple(session(f"S-{number}", f"W-{1 + number % 3}", day=number) for number in range(153))
    conferences = tuple(
        Conference(id=f"C-{n}", client="E-1", reasons=["risk"], on=START, status="fulfilled", guests=10 + (n < 14))
        for n in range(25)
    )
    found = coaching(district(coaching_sessions=sessions, conferences=conferences))
    assert (found.sessions, found.conferences, found.conference_participants) == (153, 25, 264)


def test_goals_are_the_largest_gaps_one_from_each_area_first() -> None:
    baseline = scores("P", "baseline", plan_writing=1, shared_goals=2, boundaries=2, own_safety=3, family_meeting=2)
    register = district(coaching_plans=(plan("P", "W-2"),), competency_scores=baseline)
    assert [(goal.competency, goal.level) for goal in suggested_goals(register, "P", 4)] == [
        ("plan-writing", 2), ("boundaries", 3), ("family-meeting", 3), ("shared-goals", 3),
    ]  # fmt: skip
    assert suggested_goals(register, "P", 1) == suggested_goals(register, "P")[:1]
    assert suggested_goals(district(), "P") == ()
