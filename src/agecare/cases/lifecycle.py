"""The only way a case changes: from intake to closure and back, with FHIR's status on the record.

Every rule about a move is one function of `GUARDS`; each answers with what is in the way, or with nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs

from agecare.cases.file import CaseFile
from agecare.cases.moved import Moved, Refusal, after, event_of
from agecare.model import CarePlanStatus, Case, CaseReason, CaseStage, CaseStatus

S = CaseStage

STAGES: Mapping[CaseStage, tuple[CaseStage, ...]] = MappingProxyType(
    {
        S.INTAKE: (S.SCREENING, S.CLOSED),
        S.SCREENING: (S.ASSESSMENT, S.CLOSED),
        S.ASSESSMENT: (S.PLANNING, S.CLOSED),
        S.PLANNING: (S.ASSESSMENT, S.LINKAGE, S.CLOSED),
        S.LINKAGE: (S.PLANNING, S.MONITORING, S.CLOSED),
        S.MONITORING: (S.LINKAGE, S.REVIEW, S.CLOSED),
        S.REVIEW: (S.ASSESSMENT, S.PLANNING, S.LINKAGE, S.MONITORING, S.CLOSED),
        S.CLOSED: (S.SCREENING, S.ASSESSMENT, S.PLANNING),
    }
)
"""Which stages may follow each."""

STATUS_MOVES: Mapping[CaseStatus, tuple[CaseStatus, ...]] = MappingProxyType(
    {
        CaseStatus.PLANNED: (CaseStatus.WAITLIST, CaseStatus.ENTERED_IN_ERROR),
        CaseStatus.WAITLIST: (CaseStatus.PLANNED, CaseStatus.ENTERED_IN_ERROR),
        CaseStatus.ACTIVE: (CaseStatus.ONHOLD, CaseStatus.ENTERED_IN_ERROR),
        CaseStatus.ONHOLD: (CaseStatus.ACTIVE, CaseStatus.ENTERED_IN_ERROR),
        CaseStatus.FINISHED: (CaseStatus.ENTERED_IN_ERROR,),
        CaseStatus.CANCELLED: (CaseStatus.ENTERED_IN_ERROR,),
        CaseStatus.ENTERED_IN_ERROR: (),
    }
)
"""Which statuses may follow each without the stage changing."""

R = CaseReason

CLOSING = (
    R.GOALS_MET, R.NO_LONGER_NEEDED, R.DIED, R.MOVED_AWAY, R.TRANSFERRED, R.RESIDENTIAL_CARE, R.DECLINED_BY_PERSON,
    R.COULD_NOT_CONTACT, R.NOT_ELIGIBLE, R.DUPLICATE, R.OTHER,
)  # fmt: skip
REOPENING = (R.NEW_NEED, R.WORSENED, R.RETURNED, R.ASKED_AGAIN, R.CLOSED_TOO_EARLY, R.OTHER)
HOLDING = (R.IN_HOSPITAL, R.AWAY, R.WAITING_FOR_DECISION, R.OTHER)


def allowed(case: Case) -> tuple[CaseStage | CaseStatus, ...]:
    """The stages and statuses that may follow, before anything else is looked at.

    >>> case = Case(id="K-1", client="E-1", since="2026-01-12", stage="monitoring", status="onhold")
    >>> [each.value for each in allowed(case)]
    ['closed', 'active', 'entered-in-error']
    """
    stages = STAGES[case.stage]
    if case.status is CaseStatus.ONHOLD:
        stages = (S.CLOSED,)
    elif case.status is CaseStatus.ENTERED_IN_ERROR:
        stages = ()
    return (*stages, *STATUS_MOVES[case.status])


@attrs.frozen
class Step:
    """A move of a case that somebody wants to make."""

    file: CaseFile
    to: CaseStage | CaseStatus
    actor: str
    at: dt.datetime
    reason: CaseReason | None
    note: str

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return self.file.case

    @property
    def reasons(self) -> tuple[CaseReason, ...]:
        """The coded reasons from which this move needs one; none for most."""
        if self.to is CaseStage.CLOSED:
            return CLOSING
        if self.to is CaseStatus.ONHOLD:
            return HOLDING
        return REOPENING if self.case.stage is CaseStage.CLOSED and isinstance(self.to, CaseStage) else ()


Guard = Callable[[Step], Refusal | None]


def follows(step: Step) -> Refusal | None:
    """State: the tables above."""
    may = allowed(step.case)
    return None if step.to in may else Refusal("state", may)


def has_reason(step: Step) -> Refusal | None:
    """Reason: closing, opening again and putting on hold have a coded reason, other moves have none."""
    if step.reasons:
        return None if step.reason in step.reasons else Refusal("reason", step.reasons)
    return Refusal("reason") if step.reason is not None else None


def other_has_words(step: Step) -> Refusal | None:
    """Note: the reason "other" needs words."""
    return Refusal("note") if step.reason is CaseReason.OTHER and not step.note.strip() else None


def in_order(step: Step) -> Refusal | None:
    """Time: not before the case was opened, nor before its last event."""
    return Refusal("time") if is_too_early(step.file, step.at) else None


def consented(step: Step) -> Refusal | None:
    """Consent: nobody is linked to a service without a consent that holds on the day."""
    if step.to is not CaseStage.LINKAGE:
        return None
    day = step.at.date()
    given = any(consent.covers(step.case.client, day) for consent in step.file.consents)
    return None if given else Refusal("consent")


def planned(step: Step) -> Refusal | None:
    """Plan: services follow an approved care plan, and so does monitoring."""
    if step.to not in (CaseStage.LINKAGE, CaseStage.MONITORING):
        return None
    plans = step.file.care_plans
    approved = any(plan.status is CarePlanStatus.ACTIVE and plan.approved_by is not None for plan in plans)
    return None if approved else Refusal("plan")


def nothing_open(step: Step) -> Refusal | None:
    """Open: a closed case has no plan, task or referral that still runs."""
    if step.to is not CaseStage.CLOSED:
        return None
    left = step.file.open_things(step.at.date())
    return Refusal("open", other=left[0]) if left else None


GUARDS: tuple[Guard, ...] = (follows, has_reason, other_has_words, in_order, consented, planned, nothing_open)
"""Every rule about a move of a case, in the order in which they are asked."""


def is_too_early(file: CaseFile, at: dt.datetime) -> bool:
    """Whether a moment lies before the case was opened or before its last event."""
    last = file.events[-1].at if file.events else None
    if last is not None and (last.tzinfo is None) == (at.tzinfo is None):
        return at < last
    return at.date() < file.case.since


def open_case(
    id_: str, client: str, *, actor: str, at: dt.datetime, case_manager: str | None = None, note: str = ""
) -> Moved[Case]:
    """A new case at intake.

    Examples
    --------
    >>> opened = open_case("K-1", "E-1", actor="W-1", at=dt.datetime(2026, 1, 12, 9), case_manager="W-1")
    >>> opened.record.stage.value, opened.record.status.value
    ('intake', 'planned')
    """
    case = Case(id=id_, client=client, since=at.date(), case_manager=case_manager)
    event = event_of(id_, case, None, CaseStage.INTAKE, actor=actor, at=at, note=note, case_manager=case_manager)
    return Moved(case, event)


def move(
    file: CaseFile,
    to: CaseStage | CaseStatus,
    *,
    actor: str,
    at: dt.datetime,
    reason: CaseReason | None = None,
    note: str = "",
) -> Moved[Case]:
    """Move a case to another stage, or give it another status within its stage.

    Parameters
    ----------
    file
        The case with what belongs to it; nothing in it is changed.
    to
        The stage wanted (``closed`` closes; from there any stage opens the case again), or a status: ``waitlist`` and
        back to ``planned`` before the assessment, ``onhold`` and back to ``active`` after it, ``entered-in-error``.
    actor
        The id of who acts.
    at
        When, in the centre's local time. A moment with a zone counts for the day that is written in it.
    reason
        The coded reason; needed for closing, opening again and putting on hold. ``other`` needs a note as well.

    Raises
    ------
    TransitionError
        With what is in the way and what would be allowed.

    Examples
    --------
    >>> file = CaseFile(Case(id="K-1", client="E-1", since="2026-01-12", stage="planning", status="active"))
    >>> move(file, CaseStage.LINKAGE, actor="W-1", at=dt.datetime(2026, 1, 20, 10))
    Traceback (most recent call last):
    ...
    agecare.errors.TransitionError: case K-1 cannot move from planning to linkage (consent).
    """
    step = Step(file, to, actor, at, reason, note)
    here = _now(file.case, to)
    for guard in GUARDS:
        if (refusal := guard(step)) is not None:
            raise refusal.error("case", file.case.id, here, to)
    event = event_of(file.case.id, file.case, here, to, actor=actor, at=at, reason=reason, note=note)
    return Moved(after(file.case, event), event)


def hand_over(file: CaseFile, case_manager: str, *, actor: str, at: dt.datetime, note: str = "") -> Moved[Case]:
    """Give a case to another case manager.

    Raises
    ------
    TransitionError
        When the case is not open, or before its last event.
    """
    case = file.case
    if not case.is_open:
        raise Refusal("closed", other=case.id).error("case", case.id, case.stage, case.stage)
    if is_too_early(file, at):
        raise Refusal("time").error("case", case.id, case.stage, case.stage)
    event = event_of(case.id, case, case.stage, case.stage, actor=actor, at=at, note=note, case_manager=case_manager)
    return Moved(after(case, event), event)


def _now(case: Case, to: StrEnum) -> str:
    """The present stage, or the present status where that is to change."""
    return case.stage if isinstance(to, CaseStage) else case.status
