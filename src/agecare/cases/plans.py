"""The only way care plans, goals and tasks of a case change, and how a plan ends with its activities."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

import attrs

from agecare.cases.file import CaseFile
from agecare.cases.lifecycle import is_too_early
from agecare.cases.moved import Moved, Refusal, after, event_of
from agecare.model import CarePlan, CarePlanStatus, Goal, GoalStatus, Task, TaskStatus
from agecare.model.cases import Achievement

P, G, T = CarePlanStatus, GoalStatus, TaskStatus

PLAN_MOVES: Mapping[CarePlanStatus, tuple[CarePlanStatus, ...]] = MappingProxyType(
    {
        P.DRAFT: (P.ACTIVE, P.REVOKED, P.ENTERED_IN_ERROR),
        P.ACTIVE: (P.ON_HOLD, P.REVOKED, P.COMPLETED, P.ENTERED_IN_ERROR),
        P.ON_HOLD: (P.ACTIVE, P.REVOKED, P.COMPLETED, P.ENTERED_IN_ERROR),
        P.UNKNOWN: (P.ENTERED_IN_ERROR,),
        P.REVOKED: (P.ENTERED_IN_ERROR,),
        P.COMPLETED: (P.ENTERED_IN_ERROR,),
        P.ENTERED_IN_ERROR: (),
    }
)
"""Which statuses of a care plan may follow each; from draft to active it is approved."""

GOAL_MOVES: Mapping[GoalStatus, tuple[GoalStatus, ...]] = MappingProxyType(
    {
        G.PROPOSED: (G.PLANNED, G.ACCEPTED, G.ACTIVE, G.REJECTED, G.CANCELLED, G.ENTERED_IN_ERROR),
        G.PLANNED: (G.ACCEPTED, G.ACTIVE, G.REJECTED, G.CANCELLED, G.ENTERED_IN_ERROR),
        G.ACCEPTED: (G.ACTIVE, G.CANCELLED, G.ENTERED_IN_ERROR),
        G.ACTIVE: (G.ON_HOLD, G.COMPLETED, G.CANCELLED, G.ENTERED_IN_ERROR),
        G.ON_HOLD: (G.ACTIVE, G.COMPLETED, G.CANCELLED, G.ENTERED_IN_ERROR),
        G.COMPLETED: (G.ENTERED_IN_ERROR,),
        G.CANCELLED: (G.ENTERED_IN_ERROR,),
        G.REJECTED: (G.ENTERED_IN_ERROR,),
        G.ENTERED_IN_ERROR: (),
    }
)
"""Which lifecycle statuses of a goal may follow each."""

MEASURED = (G.ACTIVE, G.ON_HOLD, G.COMPLETED)
"""Goals of which an achievement is noted."""

TASK_MOVES: Mapping[TaskStatus, tuple[TaskStatus, ...]] = MappingProxyType(
    {
        T.REQUESTED: (T.IN_PROGRESS, T.ON_HOLD, T.COMPLETED, T.FAILED, T.CANCELLED, T.ENTERED_IN_ERROR),
        T.IN_PROGRESS: (T.ON_HOLD, T.COMPLETED, T.FAILED, T.CANCELLED, T.ENTERED_IN_ERROR),
        T.ON_HOLD: (T.IN_PROGRESS, T.COMPLETED, T.FAILED, T.CANCELLED, T.ENTERED_IN_ERROR),
        T.COMPLETED: (T.ENTERED_IN_ERROR,),
        T.FAILED: (T.ENTERED_IN_ERROR,),
        T.CANCELLED: (T.ENTERED_IN_ERROR,),
        T.ENTERED_IN_ERROR: (),
    }
)
"""Which statuses of a task may follow each."""

R = TypeVar("R", CarePlan, Goal, Task)


@attrs.frozen
class Step:
    """A move of a care plan, a goal or a task that somebody wants to make."""

    file: CaseFile
    record: CarePlan | Goal | Task
    to: CarePlanStatus | GoalStatus | Achievement | TaskStatus
    actor: str
    at: dt.datetime
    note: str

    @property
    def approves(self) -> bool:
        """Whether a care plan is approved."""
        return isinstance(self.record, CarePlan) and self.record.status is P.DRAFT and self.to is P.ACTIVE


Guard = Callable[[Step], Refusal | None]


def allowed(record: CarePlan | Goal | Task) -> tuple[CarePlanStatus | GoalStatus | Achievement | TaskStatus, ...]:
    """The states that may follow, before anything else is looked at.

    >>> [each.value for each in allowed(Task(id="T-1", case="K-1", status="completed"))]
    ['entered-in-error']
    """
    if isinstance(record, CarePlan):
        return PLAN_MOVES[record.status]
    if isinstance(record, Task):
        return TASK_MOVES[record.status]
    return (*GOAL_MOVES[record.status], *(Achievement if record.status in MEASURED else ()))


def follows(step: Step) -> Refusal | None:
    """State: the tables above."""
    may = allowed(step.record)
    return None if step.to in may else Refusal("state", may)


def case_is_open(step: Step) -> Refusal | None:
    """Closed: in a closed case nothing moves but to correct an error."""
    corrects = step.to == "entered-in-error"
    return None if step.file.case.is_open or corrects else Refusal("closed", other=step.file.case.id)


def in_order(step: Step) -> Refusal | None:
    """Time: not before the case was opened, nor before its last event."""
    return Refusal("time") if is_too_early(step.file, step.at) else None


def approved_by_another(step: Step) -> Refusal | None:
    """Author: who approves a plan did not write it."""
    if not step.approves or not isinstance(step.record, CarePlan):
        return None
    return Refusal("author", other=step.record.author) if step.actor == step.record.author else None


def answers_severe_needs(step: Step) -> Refusal | None:
    """Need: an approved plan answers every severe need with a goal or a task, or a note says why not."""
    if not step.approves or step.note.strip() or not isinstance(step.record, CarePlan) or step.record.note:
        return None
    unmet = step.file.unmet_needs(step.record.id, step.at.date())
    return Refusal("need", other=unmet[0].id) if unmet else None


def has_achievement(step: Step) -> Refusal | None:
    """Achievement: a goal is completed when it is noted how far it was reached."""
    if step.to is not G.COMPLETED or not isinstance(step.record, Goal):
        return None
    return Refusal("achievement", tuple(Achievement)) if step.record.achievement is None else None


def failure_has_words(step: Step) -> Refusal | None:
    """Note: that a task failed, was cancelled or stands still needs words."""
    needs = step.to in (T.FAILED, T.CANCELLED, T.ON_HOLD) and isinstance(step.record, Task)
    return Refusal("note") if needs and not step.note.strip() else None


def ends_by_itself(step: Step) -> Refusal | None:
    """Follows: a task that is a referral or a visit request is over when that is over."""
    if not isinstance(step.record, Task) or step.to not in (T.COMPLETED, T.FAILED):
        return None
    other = step.record.referral or step.record.visit_request
    return Refusal("follows", other=other) if other else None


GUARDS: tuple[Guard, ...] = (
    follows,
    case_is_open,
    in_order,
    approved_by_another,
    answers_severe_needs,
    has_achievement,
    failure_has_words,
    ends_by_itself,
)
"""Every rule about moves of care plans, goals and tasks, in the order in which they are asked."""


def begin(file: CaseFile, record: R, *, actor: str, at: dt.datetime, note: str = "") -> Moved[R]:
    """Put a new care plan (a draft), goal (proposed or planned) or task (requested) into a case.

    Raises
    ------
    TransitionError
        When the case is not open, the moment lies before its last event, or the record is not at its beginning.
    """
    kind, starts = _KINDS[type(record)]
    if not file.case.is_open:
        raise Refusal("closed", other=file.case.id).error(kind, record.id, "none", record.status)
    if is_too_early(file, at):
        raise Refusal("time").error(kind, record.id, "none", record.status)
    if record.status not in starts:
        raise Refusal("state", starts).error(kind, record.id, "none", record.status)
    return Moved(record, event_of(file.case.id, record, None, record.status, actor=actor, at=at, note=note))


_KINDS: Mapping[type, tuple[str, tuple[str, ...]]] = {
    CarePlan: ("care plan", (P.DRAFT,)),
    Goal: ("goal", (G.PROPOSED, G.PLANNED)),
    Task: ("task", (T.REQUESTED,)),
}


def move_plan(
    file: CaseFile, care_plan: str, to: CarePlanStatus, *, actor: str, at: dt.datetime, note: str = ""
) -> Moved[CarePlan]:
    """Move a care plan of a case; from draft to active it is approved by ``actor``.

    Raises
    ------
    TransitionError
        With what is in the way: who wrote the plan cannot approve it, and a severe need that no goal and no task of the
        plan answers asks for a note.
    UnknownIdError
        When the case has no such plan.

    Examples
    --------
    >>> from agecare.model import Case
    >>> file = CaseFile(Case(id="K-1", client="E-1", since="2026-01-12", stage="planning", status="active"),
    ...                 care_plans=(CarePlan(id="P-1", client="E-1", case="K-1", status="draft", author="W-1"),))
    >>> move_plan(file, "P-1", CarePlanStatus.ACTIVE, actor="HEAD", at=dt.datetime(2026, 1, 20, 10)).record.approved_by
    'HEAD'
    """
    return _moved(Step(file, file.care_plan(care_plan), to, actor, at, note), file.care_plan(care_plan))


def move_goal(
    file: CaseFile, goal: str, to: GoalStatus | Achievement, *, actor: str, at: dt.datetime, note: str = ""
) -> Moved[Goal]:
    """Move a goal of a case to another status, or note how far it has been reached.

    Raises
    ------
    TransitionError
        With what is in the way and what would be allowed.
    UnknownIdError
        When the case has no such goal.
    """
    return _moved(Step(file, file.goal(goal), to, actor, at, note), file.goal(goal))


def move_task(file: CaseFile, task: str, to: TaskStatus, *, actor: str, at: dt.datetime, note: str = "") -> Moved[Task]:
    """Move a task of a case.

    Raises
    ------
    TransitionError
        With what is in the way; a task that names a referral or a visit request ends with that.
    UnknownIdError
        When the case has no such task.
    """
    return _moved(Step(file, file.task(task), to, actor, at, note), file.task(task))


def _moved(step: Step, record: R) -> Moved[R]:
    here = record.achievement if isinstance(step.to, Achievement) and isinstance(record, Goal) else record.status
    for guard in GUARDS:
        if (refusal := guard(step)) is not None:
            raise refusal.error(_KINDS[type(record)][0], record.id, here or "none", step.to)
    event = event_of(step.file.case.id, record, here, step.to, actor=step.actor, at=step.at, note=step.note)
    return Moved(after(record, event), event)


def finish_plans(file: CaseFile, *, actor: str, at: dt.datetime) -> tuple[Moved[CarePlan], ...]:
    """Complete every active plan whose activities have all ended: its tasks, and its visit requests.

    A plan without any activity is left as it is.
    """
    day = at.date()

    def ended(plan: CarePlan) -> bool:
        tasks = [task for task in file.tasks if task.care_plan == plan.id]
        visits = [request for request in file.visit_requests if request.care_plan == plan.id]
        over = [*(file.is_over(task, day) for task in tasks), *(_past(each.valid_to, day) for each in visits)]
        return bool(over) and all(over)

    plans = [plan for plan in file.care_plans if plan.status is P.ACTIVE and ended(plan)]
    return tuple(move_plan(file, plan.id, P.COMPLETED, actor=actor, at=at) for plan in plans)


def _past(last: dt.date | None, day: dt.date) -> bool:
    return last is not None and last < day
