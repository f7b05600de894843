"""The loop closes: outcomes of visits move goals, bring reviews forward, and ask for visits next week.

Every reason to note how far a goal has been reached is one function of `GOAL_RULES`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

import attrs

from agecare.cases.early import EarlyReview, early_reviews
from agecare.cases.file import file_of
from agecare.cases.missed import MakeUp, make_ups
from agecare.cases.moved import Moved
from agecare.cases.plans import MEASURED, move_goal
from agecare.errors import TransitionError
from agecare.model import (
    Achievement,
    CaseSubject,
    Goal,
    OutcomeRules,
    OutcomeStatus,
    Register,
    VisitOutcome,
)


class GoalReason(StrEnum):
    """Why it is noted how far a goal has been reached."""

    REPORTED = "reported"
    IN_VAIN = "in-vain"
    BEGUN = "begun"


@attrs.frozen
class GoalNews:
    """How far a goal has been reached now, by which outcomes and why."""

    moved: Moved[Goal]
    before: Achievement | None
    reason: GoalReason
    outcomes: tuple[VisitOutcome, ...]


@attrs.frozen
class GoalLeft:
    """A goal that outcomes would have moved, and what was in the way."""

    goal: str
    to: Achievement
    error: TransitionError


@attrs.frozen
class TakenUp:
    """A register after outcomes have been taken up, and everything that they changed.

    Attributes
    ----------
    register : with the outcomes, the goals moved, their events, and the requests for next week.
    added, corrected : outcomes that were not there, or were there and said something else.
    goals : goals of which more is known now.
    left : goals that could not be moved.
    make_ups : missed visits, with the request that makes them up or why there is none.
    reviews : reviews that come forward; due, not stored.
    """

    register: Register = attrs.field(repr=False)
    added: tuple[VisitOutcome, ...] = ()
    corrected: tuple[VisitOutcome, ...] = ()
    goals: tuple[GoalNews, ...] = ()
    left: tuple[GoalLeft, ...] = ()
    make_ups: tuple[MakeUp, ...] = ()
    reviews: tuple[EarlyReview, ...] = ()


Found = tuple[Achievement, tuple[VisitOutcome, ...]] | None
Rule = Callable[[Goal, OutcomeRules, Sequence[VisitOutcome]], Found]


def reported(goal: Goal, rules: OutcomeRules, outcomes: Sequence[VisitOutcome]) -> Found:
    """A worker said it; the last one who did counts."""
    told = [each for each in outcomes if each.progress is not None]
    return (told[-1].progress, (told[-1],)) if told and told[-1].progress is not None else None


def in_vain(goal: Goal, rules: OutcomeRules, outcomes: Sequence[VisitOutcome]) -> Found:
    """The last visits, as many as bring a review forward, were all in vain."""
    last: dict[tuple[str, dt.date], list[VisitOutcome]] = defaultdict(list)
    for each in outcomes:
        last[each.request, each.date].append(each)
    visits = list(last.values())[-rules.review_noshows :]
    vain = all(each.status is OutcomeStatus.NOSHOW for visit in visits for each in visit)
    if len(visits) < rules.review_noshows or not vain:
        return None
    return Achievement.NO_PROGRESS, tuple(each for visit in visits for each in visit)


def begun(goal: Goal, rules: OutcomeRules, outcomes: Sequence[VisitOutcome]) -> Found:
    """Nothing was noted yet, and the first visit has taken place."""
    done = [each for each in outcomes if each.status is OutcomeStatus.FULFILLED]
    return (Achievement.IN_PROGRESS, (done[0],)) if done and goal.achievement is None else None


GOAL_RULES: tuple[tuple[GoalReason, Rule], ...] = (
    (GoalReason.REPORTED, reported),
    (GoalReason.IN_VAIN, in_vain),
    (GoalReason.BEGUN, begun),
)
"""Every reason to note how far a goal has been reached; the first that answers counts."""


def record_outcomes(register: Register, outcomes: Iterable[VisitOutcome]) -> TakenUp:
    """The register with these outcomes, and which of them say something new; the same one twice changes nothing.

    Raises
    ------
    FormatError
        When an outcome names a request or a worker that the register does not have.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> told = VisitOutcome(request="V-1", date="2026-04-07", worker="W-1", status="noshow")
    >>> once = record_outcomes(example_register(), [told])
    >>> len(once.added), len(record_outcomes(once.register, [told]).added)
    (1, 0)
    """
    known = {each.key: each for each in register.visit_outcomes}
    given = {each.key: each for each in outcomes}
    added = tuple(each for key, each in given.items() if key not in known)
    corrected = tuple(each for key, each in given.items() if key in known and known[key] != each)
    if not added and not corrected:
        return TakenUp(register)
    return TakenUp(register.replace(visit_outcomes=tuple((known | given).values())), added, corrected)


def goals_served(register: Register) -> Mapping[str, tuple[str, ...]]:
    """Ids of the visit requests that serve each goal on which somebody works.

    Those that a task for the goal names; where a care plan has one such goal only, all requests of the plan too.
    """
    goals = {goal.id: goal for goal in register.goals if goal.status in MEASURED}
    served: dict[str, dict[str, None]] = {id_: {} for id_ in goals}
    for task in register.tasks:
        if task.visit_request is not None and task.goal in served:
            served[task.goal][task.visit_request] = None
    of_plan: dict[str, list[str]] = defaultdict(list)
    for goal in goals.values():
        of_plan[goal.care_plan].append(goal.id)
    for request in register.visit_requests:
        alone = of_plan.get(request.care_plan or "", [])
        if len(alone) == 1:
            served[alone[0]][request.id] = None
    return {id_: tuple(requests) for id_, requests in served.items()}


def move_goals(register: Register, *, actor: str, at: dt.datetime) -> tuple[tuple[GoalNews, ...], tuple[GoalLeft, ...]]:
    """How far the goals of open cases have been reached, by the outcomes since that was last noted.

    What somebody noted counts more than visits of that day or before it.
    """
    open_cases = {case.id for case in register.cases if case.is_open}
    case_of = {plan.id: plan.case for plan in register.care_plans}
    goals = {goal.id: goal for goal in register.goals}
    noted: dict[str, dt.date] = {}
    for event in register.case_events:
        if event.subject is CaseSubject.GOAL and event.record is not None and event.to_state in list(Achievement):
            noted[event.record] = event.at.date()
    news: list[GoalNews] = []
    left: list[GoalLeft] = []
    rules = register.centre.outcome_rules
    for id_, requests in goals_served(register).items():
        goal, case = goals[id_], case_of.get(goals[id_].care_plan)
        since = noted.get(id_, dt.date.min)
        outcomes = sorted(
            (each for request in requests for each in register.visit_outcomes_of.get(request, ())),
            key=lambda each: (each.date, each.key),
        )
        outcomes = [each for each in outcomes if since < each.date <= at.date()]
        found = next(((reason, told) for reason, rule in GOAL_RULES if (told := rule(goal, rules, outcomes))), None)
        if found is None or case not in open_cases or case is None:
            continue
        reason, (to, evidence) = found
        if to is goal.achievement:
            continue
        try:
            moved = move_goal(file_of(register, case), id_, to, actor=actor, at=at)
        except TransitionError as error:
            left.append(GoalLeft(id_, to, error))
        else:
            news.append(GoalNews(moved, goal.achievement, reason, evidence))
    return tuple(news), tuple(left)


def take_up(
    register: Register, outcomes: Iterable[VisitOutcome] = (), *, week: dt.date, actor: str, at: dt.datetime
) -> TakenUp:
    """Take up what became of visits: record it, move goals, make up missed visits, see which reviews come forward.

    Nothing is changed in place, and doing it twice gives the same register as once.

    Parameters
    ----------
    register
        What the centre holds; outcomes that are in it already count as well.
    outcomes
        New ones, as `agecare.io.read_outcomes` reads them from a filled run sheet.
    week
        A day of the week to be planned next, in which visits missed in the week before are made up.
    actor
        The id of who takes them up; it stands in the events of goals.
    at
        When, in the centre's local time.

    Raises
    ------
    FormatError
        When an outcome names a request or a worker that the register does not have.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> told = VisitOutcome(request="V-1", date="2026-04-07", worker="W-1", status="noshow")
    >>> found = take_up(example_register(), [told], week=dt.date(2026, 4, 13), actor="W-1",
    ...                 at=dt.datetime(2026, 4, 11, 9))
    >>> [each.made_up.id for each in found.make_ups]
    ['V-1.2026-W16']
    """
    recorded = record_outcomes(register, outcomes)
    missed = make_ups(recorded.register, week)
    news, left = move_goals(recorded.register, actor=actor, at=at)
    moved = {each.moved.record.id: each.moved.record for each in news}
    wanted = {each.made_up.id: each.made_up for each in missed if each.made_up is not None}
    requests = {request.id: request for request in recorded.register.visit_requests}
    after = recorded.register
    if moved or any(requests.get(id_) != request for id_, request in wanted.items()):
        after = after.replace(
            goals=tuple(moved.get(goal.id, goal) for goal in after.goals),
            case_events=(*after.case_events, *(each.moved.event for each in news)),
            visit_requests=tuple((requests | wanted).values()),
        )
    reviews = tuple(early_reviews(after, at.date()).values())
    return attrs.evolve(recorded, register=after, goals=news, left=left, make_ups=missed, reviews=reviews)
