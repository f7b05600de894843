"""Coaching: goals from a baseline, and how far workers, teams and districts have come."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean

import attrs

from agecare.model import (
    AreaLevel,
    CoachingGoal,
    CoachingPhase,
    CoachingPlan,
    CompetencyArea,
    MeetingStatus,
    Register,
)

DISTRICT_LEVELS = frozenset({AreaLevel.DUUREG, AreaLevel.SOUM, AreaLevel.RAION, AreaLevel.CITY})
"""What counts as the district of a team."""


@attrs.frozen
class Judged:
    """One competency of one worker: its level at the baseline and when it was last judged after that."""

    competency: str
    area: CompetencyArea
    target: int
    goal: int | None
    baseline: int | None
    now: int | None

    @property
    def is_reached(self) -> bool:
        """Whether the goal has been reached; without a goal, never."""
        return self.goal is not None and (self.now or 0) >= self.goal


@attrs.frozen
class Round:
    """One worker's round of coaching.

    ``judged`` has every competency that was scored or is a goal; ``held`` are the ids of the sessions held in the round
    with this worker, ``minutes`` how long they took together.
    """

    plan: str
    worker: str
    coach: str | None
    since: dt.date
    until: dt.date | None
    teams: tuple[str, ...]
    districts: tuple[str, ...]
    judged: tuple[Judged, ...]
    held: tuple[str, ...]
    minutes: int

    @property
    def sessions(self) -> int:
        """How many sessions were held."""
        return len(self.held)

    @property
    def is_ended(self) -> bool:
        """Whether everything that was scored at the baseline has been scored again."""
        return any(each.now is not None for each in self.judged) and all(
            each.now is not None for each in self.judged if each.baseline is not None
        )


@attrs.frozen
class Progress:
    """The rounds of a team, a district, an area of competence, or of everybody.

    ``baseline`` and ``now`` are means over what was scored at both times, from 1 to 4; ``None`` where nothing was. A
    session of several workers counts once.
    """

    rounds: int
    ended: int
    baseline: float | None
    now: float | None
    goals: int
    reached: int
    sessions: int

    @property
    def gain(self) -> float | None:
        """Levels gained."""
        return None if self.baseline is None or self.now is None else self.now - self.baseline


@attrs.frozen
class Coaching:
    """What coaching did in some time.

    Attributes
    ----------
    sessions, session_minutes : coaching sessions held.
    workers_coached : different workers in them.
    conferences, conference_participants : case conferences held, and how many people came to all of them together.
    rounds : the rounds of coaching that touch the time, in the order of the sheet.
    teams, districts : by id; a worker of two teams counts in both.
    areas : by area of competence.
    competencies : by competency.
    """

    first: dt.date | None
    last: dt.date | None
    sessions: int
    session_minutes: int
    workers_coached: int
    conferences: int
    conference_participants: int
    whole: Progress
    rounds: tuple[Round, ...]
    teams: tuple[tuple[str, Progress], ...]
    districts: tuple[tuple[str, Progress], ...]
    areas: tuple[tuple[CompetencyArea, Progress], ...]
    competencies: tuple[tuple[str, Progress], ...]


def suggested_goals(register: Register, plan: str, most: int = 5) -> tuple[CoachingGoal, ...]:
    """Goals for an individual plan: what falls furthest short of the wanted level at the baseline, one level up.

    Each area of competence gives one before any gives a second. What has reached the wanted level is no goal.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> [(goal.competency, goal.level) for goal in suggested_goals(example_register(), "CP-1")]
    [('plan-writing', 3)]
    """
    framework = register.framework
    gaps: dict[CompetencyArea, list[tuple[int, CoachingGoal]]] = defaultdict(list)
    for score in register.scores_of.get(plan, ()):
        wanted = framework[score.competency]
        if score.phase is CoachingPhase.BASELINE and score.level < wanted.target:
            goal = CoachingGoal(competency=score.competency, level=score.level + 1)
            gaps[wanted.area].append((score.level - wanted.target, goal))
    order = list(CompetencyArea)
    ranked = [
        (rank, gap, order.index(area), goal)
        for area, found in gaps.items()
        for rank, (gap, goal) in enumerate(sorted(found, key=lambda each: (each[0], each[1].competency)))
    ]
    return tuple(goal for *_, goal in sorted(ranked, key=lambda each: each[:3])[:most])


def coaching(register: Register, first: dt.date | None = None, last: dt.date | None = None) -> Coaching:
    """Sessions, conferences and progress of a register, in all its time or from ``first`` to ``last``.

    Parameters
    ----------
    register
        What the centre holds.
    first, last
        The days, both included; ``None`` is open. Rounds count when they touch the time, with all their scores;
        sessions and conferences when they were held in it.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> found = coaching(example_register())
    >>> found.sessions, found.conferences, found.conference_participants, found.whole.gain
    (1, 1, 4, 1.0)
    """

    def within(day: dt.date) -> bool:
        return (first is None or first <= day) and (last is None or day <= last)

    held = [each for each in register.coaching_sessions if each.status is MeetingStatus.FULFILLED and within(each.on)]
    met = [each for each in register.conferences if each.status is MeetingStatus.FULFILLED and within(each.on)]
    rounds = tuple(
        _round(register, plan)
        for plan in register.coaching_plans
        if (last is None or plan.since <= last) and (first is None or plan.until is None or first <= plan.until)
    )
    of_team = _grouped((team, each) for each in rounds for team in each.teams)
    of_district = _grouped((district, each) for each in rounds for district in each.districts)
    scored = {each.competency for one in rounds for each in one.judged}
    return Coaching(
        first=first,
        last=last,
        sessions=len(held),
        session_minutes=sum(each.minutes or 0 for each in held),
        workers_coached=len({worker for each in held for worker in each.workers}),
        conferences=len(met),
        conference_participants=sum(each.participants for each in met),
        whole=progress(rounds),
        rounds=rounds,
        teams=tuple((team.id, progress(of_team[team.id])) for team in register.teams if team.id in of_team),
        districts=tuple((area.id, progress(of_district[area.id])) for area in register.areas if area.id in of_district),
        areas=tuple((area, found) for area in CompetencyArea if (found := progress(rounds, area=area)).rounds),
        competencies=tuple((id_, progress(rounds, competency=id_)) for id_ in register.framework if id_ in scored),
    )


def progress(rounds: Sequence[Round], *, area: CompetencyArea | None = None, competency: str | None = None) -> Progress:
    """The progress of some rounds together; with ``area`` or ``competency`` only of what was judged there."""
    parts = [
        (one, [each for each in one.judged if area in (None, each.area) and competency in (None, each.competency)])
        for one in rounds
    ]
    judged = [each for _, own in parts for each in own]
    both = [(each.baseline, each.now) for each in judged if each.baseline is not None and each.now is not None]
    counted = [one for one, own in parts if own or (area is None and competency is None)]
    return Progress(
        rounds=len(counted),
        ended=sum(one.is_ended for one in counted),
        baseline=fmean(before for before, _ in both) if both else None,
        now=fmean(now for _, now in both) if both else None,
        goals=sum(each.goal is not None for each in judged),
        reached=sum(each.is_reached for each in judged),
        sessions=len({session for one in counted for session in one.held}),
    )


def _round(register: Register, plan: CoachingPlan) -> Round:
    sessions = [
        each
        for each in register.coaching_sessions
        if each.status is MeetingStatus.FULFILLED and plan.worker in each.workers and plan.holds_on(each.on)
    ]
    teams = tuple(dict.fromkeys(_teams(register, plan)))
    districts = (district for team in teams for district in _districts(register, team))
    return Round(
        plan=plan.id,
        worker=plan.worker,
        coach=plan.coach,
        since=plan.since,
        until=plan.until,
        teams=teams,
        districts=tuple(dict.fromkeys(districts)),
        judged=tuple(_judged(register, plan)),
        held=tuple(each.id for each in sessions),
        minutes=sum(each.minutes or 0 for each in sessions),
    )


def _judged(register: Register, plan: CoachingPlan) -> Iterator[Judged]:
    goals = {goal.competency: goal.level for goal in plan.goals}
    levels: dict[str, dict[CoachingPhase, int]] = defaultdict(dict)
    for score in register.scores_of.get(plan.id, ()):
        levels[score.competency][score.phase] = score.level
    for id_, competency in register.framework.items():
        if id_ in goals or id_ in levels:
            own = levels.get(id_, {})
            now = own.get(CoachingPhase.END, own.get(CoachingPhase.INTERIM))
            baseline = own.get(CoachingPhase.BASELINE)
            yield Judged(id_, competency.area, competency.target, goals.get(id_), baseline, now)


def _teams(register: Register, plan: CoachingPlan) -> Iterator[str]:
    """Teams that the worker was in when the round began, or came into later."""
    for member in register.team_members:
        if member.worker == plan.worker and (member.valid_to is None or plan.since <= member.valid_to):
            yield member.team


def _districts(register: Register, team: str) -> Iterator[str]:
    """The districts of a team's areas; an area in no district stands for itself."""
    levels = {area.id: area.level for area in register.areas}
    for area in register.team(team).areas:
        around = register.areas_around[area]
        yield next((each for each in around if levels[each] in DISTRICT_LEVELS), area)


def _grouped(pairs: Iterable[tuple[str, Round]]) -> Mapping[str, list[Round]]:
    found: dict[str, list[Round]] = defaultdict(list)
    for key, each in pairs:
        found[key].append(each)
    return found
