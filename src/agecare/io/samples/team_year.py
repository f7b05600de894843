"""The joint team of a sample: who is in it, two case conferences and one that is booked, a round of coaching."""

import datetime as dt
from collections.abc import Sequence

import attrs

from agecare.cases import hand_over, move_task, suggested_goals, tasks_of
from agecare.io.samples.cabinet import Story
from agecare.io.samples.half_year import Scene, day
from agecare.io.samples.half_year_words import COACHING_NOTES, CONFERENCE_NOTES, DECISIONS
from agecare.model import (
    CallReason,
    Centre,
    CoachingPhase,
    CoachingPlan,
    CoachingSession,
    CompetencyScore,
    Conference,
    Country,
    Decision,
    DecisionKind,
    MeetingStatus,
    Register,
    Sector,
    TaskStatus,
    Team,
    TeamMember,
    TeamRole,
    TimeZone,
    default_competencies,
)

K = DecisionKind
BASELINE, END = dt.date(2025, 10, 21), dt.date(2026, 3, 25)


@attrs.frozen
class JointTeam:
    """A team as a centre has it: the members with role and sector, the first of them its lead."""

    name: str
    areas: tuple[str, ...]
    members: tuple[tuple[str, TeamRole, Sector], ...]
    until: dt.date | None = None
    """When it was dissolved."""
    coached: tuple[str, ...] = ()
    """Workers in the round of coaching, all by the lead."""


def write_team_year(scene: Scene, teams: Sequence[JointTeam]) -> None:
    """Teams, conferences and coaching of half a year, with the decisions in the case files."""
    ledger = scene.ledger
    for number, team in enumerate(teams, start=1):
        id_ = f"TM-{number}"
        since = day("2024-09-02") if team.until else day("2025-09-01")
        period = {"valid_from": since, "valid_to": team.until}
        ledger.teams.append(Team(id=id_, name=team.name, areas=team.areas, **period))
        for worker, role, sector in team.members:
            ledger.team_members.append(TeamMember(team=id_, worker=worker, role=role, sector=sector, **period))
        if team.coached:
            _coach(scene, number, team)
    _conferences(scene, teams[0])


def _conferences(scene: Scene, team: JointTeam) -> None:
    """One for the person who went through many hands, one for somebody at high risk; a third is booked."""
    people = tuple(worker for worker, _, _ in team.members)
    partner = scene.desk.partner
    many, risk, booked = (scene.told[name] for name in ("hop-limit", "risk", "booked"))
    _held(
        scene, many, CallReason.HOP_LIMIT, "2026-03-12", (*people, partner), 2,
        (
            (K.REFERRAL, "one-door", many.manager, "2026-03-20", "2026-03-17"),
            (K.NEW_GOAL, "new-goal", many.manager, "2026-04-16", None),
            (K.TASK, "papers", partner, "2026-03-27", None),
            (K.TASK, "tell-family", many.manager, "2026-03-18", "2026-03-18"),
        ),
    )  # fmt: skip
    _held(
        scene, risk, CallReason.RISK, "2026-02-26", people[:4], 1,
        (
            (K.VISITS, "night", partner, "2026-03-06", "2026-03-05"),
            (K.NO_CHANGE, "same-visits", None, None, None),
            (K.REASSESSMENT, "again", people[0], "2026-04-30", None),
        ),
    )  # fmt: skip
    other = next(each for each in scene.desk.managers if each != risk.manager)
    risk.take(2, hand_over, other, actor=scene.desk.head)
    scene.ledger.conferences.append(
        Conference(
            id="CF-3", client=booked.client.id, case=booked.id, team="TM-1", on=day("2026-04-09"), chair=people[0],
            reasons=(CallReason.RISK, CallReason.DISAGREEMENT), invited=(*people, partner),
            note=scene.say(CONFERENCE_NOTES["booked"]),
        )
    )  # fmt: skip


def _held(
    scene: Scene,
    story: Story,
    reason: CallReason,
    on: str,
    invited: tuple[str, ...],
    guests: int,
    decided: Sequence[tuple[DecisionKind, str, str | None, str | None, str | None]],
) -> None:
    """A conference that was held: who was asked and came, and decisions (kind, words, owner, due, done) as tasks."""
    ledger = scene.ledger
    id_ = f"CF-{len(ledger.conferences) + 1}"
    ledger.conferences.append(
        Conference(
            id=id_, client=story.client.id, case=story.id, team="TM-1", reasons=(reason,), on=day(on),
            status=MeetingStatus.FULFILLED, chair=invited[0], invited=invited, attended=invited[:-1], guests=guests,
            note=scene.say(CONFERENCE_NOTES[reason.value]),
        )
    )  # fmt: skip
    decisions = [
        Decision(
            id=scene.cabinet.next_id("D"), conference=id_, kind=kind, text=scene.say(DECISIONS[words]), owner=owner,
            due=day(due) if due else None,
        )
        for kind, words, owner, due, _ in decided
    ]  # fmt: skip
    at = max(dt.datetime.combine(day(on), dt.time(15)), story.file.events[-1].at)
    became = tasks_of(story.file, decisions, actor=story.manager, at=at)
    story.file = story.file.after(*(moved for _, moved in became))
    known = {decision.id: decision for decision, _ in became}
    ledger.decisions += (known.get(decision.id, decision) for decision in decisions)
    done = {decision.id: each[4] for decision, each in zip(decisions, decided, strict=True) if each[4]}
    for task, finished in sorted(done.items(), key=lambda each: each[1]):
        story.take(story.until(day(finished)), move_task, task, TaskStatus.COMPLETED)


def _coach(scene: Scene, number: int, team: JointTeam) -> None:
    """A round of coaching: a baseline, goals from it, sessions every other week, an end at which one is not reached."""
    ledger, rng, coach = scene.ledger, scene.rng, team.members[0][0]
    note = scene.say(COACHING_NOTES["plan"])
    framework = [*default_competencies(), *(competency.id for competency in ledger.competencies)]
    plans = [
        CoachingPlan(id=f"CP-{number}{at}", worker=worker, since=BASELINE, coach=coach, note=note if at == 1 else "")
        for at, worker in enumerate(team.coached, start=1)
    ]
    baseline = [
        CompetencyScore(
            plan=plan.id, phase=CoachingPhase.BASELINE, competency=id_, on=BASELINE, by=coach,
            level=rng.choices((1, 2, 3), weights=(2, 5, 4))[0],
        )
        for plan in plans
        for id_ in framework
    ]  # fmt: skip
    judged = _register(scene, plans, baseline)
    plans = [plan.model_copy(update={"goals": suggested_goals(judged, plan.id), "until": END}) for plan in plans]
    goals = {plan.id: {goal.competency: goal.level for goal in plan.goals} for plan in plans}
    ledger.coaching_plans += plans
    ledger.competency_scores += baseline
    for score in baseline:
        wanted = goals[score.plan].get(score.competency)
        is_last = score.competency == [*goals[score.plan]][-1]
        by_itself = not is_last and score.level < 4 and rng.random() < 0.1
        level = wanted if wanted is not None and not is_last else score.level + by_itself
        end = {"phase": CoachingPhase.END, "on": END, "level": level}
        ledger.competency_scores.append(score.model_copy(update=end))
    _sessions(scene, plans)


def _sessions(scene: Scene, plans: Sequence[CoachingPlan]) -> None:
    """Sessions of one worker at a time, every fourth of all together; one was cancelled."""
    ledger, workers = scene.ledger, tuple(plan.worker for plan in plans)
    for week in range(10):
        on = scene.cabinet.office.day(BASELINE + dt.timedelta(days=9 + 14 * week))
        for at, plan in enumerate(plans):
            together = week % 4 == 3
            if on > END or (together and at):
                continue
            about = [goal.competency for goal in plan.goals] or [*default_competencies()]
            off = week == 6 and at == 0
            ledger.coaching_sessions.append(
                CoachingSession(
                    id=f"CS-{len(ledger.coaching_sessions) + 1:02d}",
                    on=on + dt.timedelta(days=0 if together else at % 2),
                    coach=str(plan.coach),
                    workers=workers if together else (plan.worker,),
                    competencies=(about[week % len(about)],),
                    minutes=None if off else scene.rng.choice((60, 75, 90)),
                    note=scene.say(COACHING_NOTES["session"]) if week == 1 else "",
                    status=MeetingStatus.CANCELLED if off else MeetingStatus.FULFILLED,
                )
            )


def _register(scene: Scene, plans: list[CoachingPlan], scores: list[CompetencyScore]) -> Register:
    """The workers with their baselines, from which goals are suggested."""
    ledger = scene.ledger
    kinds = ("organizations", "locations", "areas", "skills", "workers", "competencies")
    return Register(
        centre=Centre(id="C", name="C", country=Country.MN, timezone=TimeZone.ULAANBAATAR),
        coaching_plans=tuple(plans),
        competency_scores=tuple(scores),
        **{kind: tuple(getattr(ledger, kind)) for kind in kinds},
    )
