"""The file of a case: everything that its moves look at, gathered from what a centre holds."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

import attrs

from agecare.cases.moved import Moved, subject_of
from agecare.errors import UnknownIdError
from agecare.model import (
    CarePlan,
    CarePlanStatus,
    Case,
    CaseEvent,
    CaseSubject,
    Consent,
    Goal,
    GoalStatus,
    Need,
    Referral,
    Register,
    Severity,
    Task,
    TaskStatus,
    VisitRequest,
)
from agecare.model.referrals import LIVE, OVER

R = TypeVar("R", CarePlan, Goal, Task)

_KINDS = {CaseSubject.CARE_PLAN: "care_plans", CaseSubject.GOAL: "goals", CaseSubject.TASK: "tasks"}

TASK_OVER = frozenset({TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.ENTERED_IN_ERROR})
PLAN_OVER = frozenset({CarePlanStatus.REVOKED, CarePlanStatus.COMPLETED, CarePlanStatus.ENTERED_IN_ERROR})
GOAL_GIVEN_UP = frozenset({GoalStatus.CANCELLED, GoalStatus.REJECTED, GoalStatus.ENTERED_IN_ERROR})


@attrs.frozen
class CaseFile:
    """One case with what belongs to it: plans, goals, tasks and events of the case, the rest of its client."""

    case: Case
    care_plans: tuple[CarePlan, ...] = ()
    goals: tuple[Goal, ...] = ()
    tasks: tuple[Task, ...] = ()
    needs: tuple[Need, ...] = ()
    consents: tuple[Consent, ...] = ()
    referrals: tuple[Referral, ...] = ()
    visit_requests: tuple[VisitRequest, ...] = ()
    events: tuple[CaseEvent, ...] = ()

    def after(self, *moves: Moved[Any]) -> "CaseFile":
        """The file after moves: each record in its place (a new one at the end), each event added."""
        file = self
        for moved in moves:
            subject, id_ = subject_of(moved.record)
            if subject is CaseSubject.CASE:
                changes: dict[str, Any] = {"case": moved.record}
            else:
                kind = _KINDS[subject]
                records = {record.id: record for record in getattr(file, kind)} | {id_: moved.record}
                changes = {kind: tuple(records.values())}
            file = attrs.evolve(file, events=(*file.events, moved.event), **changes)
        return file

    def care_plan(self, id_: str) -> CarePlan:
        """The care plan of this case with this id, or `UnknownIdError`."""
        return _found("care_plans", id_, self.care_plans)

    def goal(self, id_: str) -> Goal:
        """The goal of this case with this id, or `UnknownIdError`."""
        return _found("goals", id_, self.goals)

    def task(self, id_: str) -> Task:
        """The task of this case with this id, or `UnknownIdError`."""
        return _found("tasks", id_, self.tasks)

    def is_over(self, task: Task, on: dt.date) -> bool:
        """Whether a task is over on a day: the referral or the visits that it names, else the task itself."""
        referral = next((each for each in self.referrals if each.id == task.referral), None)
        request = next((each for each in self.visit_requests if each.id == task.visit_request), None)
        return task_is_over(task, referral, request, on)

    def open_things(self, on: dt.date) -> tuple[str, ...]:
        """Ids of what keeps the case open: plans and tasks that are not over, live referrals of the client."""
        return (
            *(plan.id for plan in self.care_plans if plan.status not in PLAN_OVER),
            *(task.id for task in self.tasks if not self.is_over(task, on)),
            *(referral.id for referral in self.referrals if referral.status in LIVE),
        )

    def unmet_needs(self, plan: str, on: dt.date) -> tuple[Need, ...]:
        """Severe needs open on a day that no goal and no task of a plan answers."""
        goals = {goal.id: goal for goal in self.goals if goal.care_plan == plan and goal.status not in GOAL_GIVEN_UP}
        tasks = [task for task in self.tasks if task.care_plan == plan and task.status is not TaskStatus.CANCELLED]
        answered = {goal.need for goal in goals.values()} | {task.need for task in tasks}
        severe = (need for need in self.needs if need.severity is Severity.SEVERE and need.holds_on(on))
        return tuple(need for need in severe if need.id not in answered)


def task_is_over(task: Task, referral: Referral | None, request: VisitRequest | None, on: dt.date) -> bool:
    """Whether a task is over on a day, given the referral or the visit request that it names.

    One that was cancelled or entered in error is over whatever it names; what it names may be unknown, and is not over
    then.
    """
    if task.status in (TaskStatus.CANCELLED, TaskStatus.ENTERED_IN_ERROR):
        return True
    if task.referral is not None:
        return referral is not None and referral.status in OVER
    if task.visit_request is not None:
        return request is not None and request.valid_to is not None and request.valid_to < on
    return task.status in TASK_OVER


def _found(kind: str, id_: str, records: Iterable[R]) -> R:
    found = next((record for record in records if record.id == id_), None)
    if found is None:
        raise UnknownIdError(kind, id_)
    return found


def file_of(register: Register, case: str) -> CaseFile:
    """The file of a case as a centre's records have it.

    Raises
    ------
    UnknownIdError
        When there is no such case.
    """
    record = register.case(case)
    plans = register.care_plans_of.get(case, ())
    return CaseFile(
        case=record,
        care_plans=plans,
        goals=tuple(goal for plan in plans for goal in register.goals_of.get(plan.id, ())),
        tasks=register.tasks_of.get(case, ()),
        needs=register.needs_of.get(record.client, ()),
        consents=register.consents_of.get(record.client, ()),
        referrals=register.referrals_of.get(record.client, ()),
        visit_requests=register.visit_requests_of.get(record.client, ()),
        events=register.case_events_of.get(case, ()),
    )


def put_back(register: Register, file: CaseFile) -> Register:
    """The register with a file's case, plans, goals and tasks in the place of its own, new ones and new events added.

    Raises
    ------
    FormatError
        When a record of the file names something that the register does not have.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> register = example_register()
    >>> put_back(register, file_of(register, "K-1")) == register
    True
    """

    def merged(kind: str, records: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            ({each.id: each for each in getattr(register, kind)} | {each.id: each for each in records}).values()
        )

    written = len(register.case_events_of.get(file.case.id, ()))
    return register.replace(
        cases=merged("cases", (file.case,)),
        care_plans=merged("care_plans", file.care_plans),
        goals=merged("goals", file.goals),
        tasks=merged("tasks", file.tasks),
        case_events=(*register.case_events, *file.events[written:]),
    )
