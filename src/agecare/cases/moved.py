"""What moves in a case have in common: the record after an event, the same again from the events, and refusals."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

import attrs

from agecare.errors import TransitionError
from agecare.model import (
    CarePlan,
    CarePlanStatus,
    Case,
    CaseEvent,
    CaseReason,
    CaseStage,
    CaseStatus,
    CaseSubject,
    Goal,
    GoalStatus,
    Task,
    TaskStatus,
)
from agecare.model.cases import STATUSES, Achievement

R = TypeVar("R", Case, CarePlan, Goal, Task)


@attrs.frozen
class Moved(Generic[R]):
    """A record after a move, and the event to add to the history of its case."""

    record: R
    event: CaseEvent


@attrs.frozen
class Refusal:
    """Why a rule does not allow a move, as `agecare.TransitionError` says it."""

    problem: str
    allowed: tuple[str, ...] = ()
    other: str | None = None

    def error(self, kind: str, record: str, here: str, to: str) -> TransitionError:
        """The exception."""
        return TransitionError(kind, record, here, to, self.problem, [*map(str, self.allowed)], self.other)


def after(record: R, event: CaseEvent) -> R:
    """The record after one of its events; nothing is checked.

    Parameters
    ----------
    record
        A case, care plan, goal or task.
    event
        What happened to it. An event that names its present state changes nothing but the case manager.

    Examples
    --------
    >>> case = Case(id="K-1", client="E-1", since="2026-01-12")
    >>> event = CaseEvent(case="K-1", at="2026-01-13", actor="W-1", from_state="intake", to_state="screening")
    >>> after(case, event).stage.value
    'screening'
    """
    changes: Mapping[str, Any]
    if isinstance(record, Case):
        changes = _of_case(record, event)
    elif isinstance(record, CarePlan):
        changes = _of_plan(record, event)
    elif isinstance(record, Goal):
        goal_states = [each.value for each in GoalStatus]
        by_status = event.to_state in goal_states
        changes = {"status": GoalStatus(event.to_state)} if by_status else {"achievement": Achievement(event.to_state)}
    else:
        changes = {"status": TaskStatus(event.to_state)}
    return record.model_copy(update=dict(changes))


def _of_case(case: Case, event: CaseEvent) -> dict[str, Any]:
    changes: dict[str, Any] = {"case_manager": event.case_manager or case.case_manager}
    if event.to_state in list(CaseStatus):
        status = CaseStatus(event.to_state)
        keeps = case.stage is CaseStage.CLOSED
        reason = event.reason if status is CaseStatus.ONHOLD else case.reason if keeps else None
        return {**changes, "status": status, "reason": reason}
    stage = CaseStage(event.to_state)
    if stage is case.stage:
        return changes
    closes = stage is CaseStage.CLOSED
    fits = case.status in STATUSES[stage]
    return {
        **changes,
        "stage": stage,
        "status": _closed_status(case) if closes else case.status if fits else STATUSES[stage][0],
        "until": event.at.date() if closes else None,
        "reason": event.reason if closes else None,
        "reviewed": event.at.date() if case.stage is CaseStage.REVIEW else case.reviewed,
    }


def _closed_status(case: Case) -> CaseStatus:
    """Finished; a case that ends before it was assessed has been cancelled."""
    return CaseStatus.CANCELLED if case.stage in (CaseStage.INTAKE, CaseStage.SCREENING) else CaseStatus.FINISHED


def _of_plan(plan: CarePlan, event: CaseEvent) -> dict[str, Any]:
    status = CarePlanStatus(event.to_state)
    approved = plan.status is CarePlanStatus.DRAFT and status is CarePlanStatus.ACTIVE
    approval = {"approved_by": event.actor, "approved_on": event.at.date()} if approved else {}
    return {"status": status, **approval}


def replay(record: R, events: Iterable[CaseEvent]) -> R:
    """The record as its events make it, from the first on.

    Parameters
    ----------
    record
        The record in any state: who and what it is comes from it, its state from the events.
    events
        Events of the case, in order; those about other records are passed over.

    Examples
    --------
    >>> closed = Case(id="K-1", client="E-1", since="2026-01-12", until="2026-02-02", stage="closed",
    ...               status="cancelled", reason="declined-by-person")
    >>> begun = CaseEvent(case="K-1", at="2026-01-12", actor="W-1", to_state="intake")
    >>> replay(closed, [begun]).status.value
    'planned'
    """
    subject, id_ = subject_of(record)
    mine = [event for event in events if event.subject is subject and (event.record or event.case) == id_]
    now = record.model_copy(update=_blank(record))
    for event in mine:
        now = after(now, event)
    return now


def _blank(record: Case | CarePlan | Goal | Task) -> dict[str, Any]:
    """The fields that events make, as they are before the first."""
    if isinstance(record, Case):
        fields = ("stage", "status", "until", "reviewed", "reason", "case_manager")
        return {name: Case.model_fields[name].default for name in fields}
    if isinstance(record, CarePlan):
        return {"status": CarePlanStatus.DRAFT, "approved_by": None, "approved_on": None}
    if isinstance(record, Goal):
        return {"status": GoalStatus.PROPOSED, "achievement": None}
    return {"status": TaskStatus.REQUESTED}


def subject_of(record: Case | CarePlan | Goal | Task) -> tuple[CaseSubject, str]:
    """What an event about the record says that it is about."""
    kinds = {Case: CaseSubject.CASE, CarePlan: CaseSubject.CARE_PLAN, Goal: CaseSubject.GOAL, Task: CaseSubject.TASK}
    return kinds[type(record)], record.id


def event_of(
    case: str,
    record: Case | CarePlan | Goal | Task,
    from_state: str | None,
    to_state: str,
    *,
    actor: str,
    at: dt.datetime,
    reason: CaseReason | None = None,
    note: str = "",
    case_manager: str | None = None,
) -> CaseEvent:
    """The event of a move."""
    subject, id_ = subject_of(record)
    return CaseEvent(
        case=case,
        at=at,
        actor=actor,
        subject=subject,
        record=None if subject is CaseSubject.CASE else id_,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        note=note,
        case_manager=case_manager,
    )
