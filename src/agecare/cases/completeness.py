"""What the file of each case must hold by its stage, and what is missing.

Whether one thing is there is one function of `CHECKS`; which things a stage needs is data (`agecare.model.file_rules`).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import attrs

from agecare.cases.file import GOAL_GIVEN_UP, TASK_OVER, CaseFile, file_of
from agecare.cases.plans import MEASURED
from agecare.model import (
    Assessment,
    CarePlan,
    CarePlanStatus,
    Case,
    CaseStage,
    CaseStatus,
    Client,
    FileItem,
    FileRule,
    Register,
    file_rules,
)

_DONE = (CarePlanStatus.ACTIVE, CarePlanStatus.ON_HOLD, CarePlanStatus.COMPLETED, CarePlanStatus.REVOKED)
"""Statuses of a care plan that was approved."""


@attrs.frozen
class Folder:
    """Everything about a case that its file may need."""

    register: Register
    on: dt.date
    file: CaseFile
    client: Client

    @property
    def plans(self) -> tuple[CarePlan, ...]:
        """The care plans that count: none entered in error."""
        return tuple(plan for plan in self.file.care_plans if plan.status is not CarePlanStatus.ENTERED_IN_ERROR)


Check = Callable[[Folder, FileRule], bool]


def case_manager(folder: Folder, rule: FileRule) -> bool:
    """Somebody answers for the case."""
    return folder.file.case.case_manager is not None


def address(folder: Folder, rule: FileRule) -> bool:
    """Where the client lives on the day is known."""
    return any(each.valid_on(folder.on) for each in folder.register.addresses_of.get(folder.client.id, ()))


def contact(folder: Folder, rule: FileRule) -> bool:
    """The client or somebody of the family has a telephone."""
    family = folder.register.carers_of.get(folder.client.id, ())
    return bool(folder.client.phone) or any(each.phone for each in family)


def document(folder: Folder, rule: FileRule) -> bool:
    """The document stands among the client's."""
    return rule.document in folder.client.documents


def assessment(folder: Folder, rule: FileRule) -> bool:
    """An assessment counts on the day; for a closed case, one was made."""
    made: Iterable[Assessment] = folder.register.assessments_of.get(folder.client.id, ())
    closed = not folder.file.case.is_open
    return any(each.on <= folder.on and (closed or each.last_day >= folder.on) for each in made)


def risk(folder: Folder, rule: FileRule) -> bool:
    """The level of risk is known."""
    return folder.client.risk is not None


def needs(folder: Folder, rule: FileRule) -> bool:
    """A need is written down."""
    return bool(folder.file.needs)


def care_plan(folder: Folder, rule: FileRule) -> bool:
    """There is a care plan for the case."""
    return bool(folder.plans)


def approval(folder: Folder, rule: FileRule) -> bool:
    """A plan was approved, by somebody and on a day."""
    return any(plan.status in _DONE and plan.approved_by and plan.approved_on for plan in folder.plans)


def goals(folder: Folder, rule: FileRule) -> bool:
    """The plan has a goal that was not given up."""
    return any(goal.status not in GOAL_GIVEN_UP for goal in folder.file.goals)


def owners(folder: Folder, rule: FileRule) -> bool:
    """Every task that still runs has an owner and a last day, or names a referral or a visit request."""
    running = (task for task in folder.file.tasks if task.status not in TASK_OVER)
    return all(task.referral or task.visit_request or (task.owner and task.due) for task in running)


def consent(folder: Folder, rule: FileRule) -> bool:
    """A consent holds on the day; for a closed case, one was given."""
    given = [each for each in folder.file.consents if each.client == folder.client.id]
    return any(each.covers(folder.client.id, folder.on) for each in given) or (
        bool(given) and not folder.file.case.is_open
    )


def linkage(folder: Folder, rule: FileRule) -> bool:
    """The client was referred, has a place, or is visited."""
    return bool(
        folder.file.referrals or folder.register.placements_of.get(folder.client.id) or folder.file.visit_requests
    )


def visit_outcomes(folder: Folder, rule: FileRule) -> bool:
    """Where visits are asked for, it is told what became of one."""
    requests = [request.id for request in folder.file.visit_requests]
    return not requests or any(id_ in folder.register.visit_outcomes_of for id_ in requests)


def review(folder: Folder, rule: FileRule) -> bool:
    """The case was reviewed."""
    return folder.file.case.reviewed is not None


def achievement(folder: Folder, rule: FileRule) -> bool:
    """Of every goal on which somebody works it is noted how far it was reached."""
    return all(goal.achievement is not None for goal in folder.file.goals if goal.status in MEASURED)


def history(folder: Folder, rule: FileRule) -> bool:
    """What happened to the case is written down."""
    return bool(folder.file.events)


CHECKS: Mapping[FileItem, Check] = MappingProxyType(
    {
        FileItem.CASE_MANAGER: case_manager,
        FileItem.ADDRESS: address,
        FileItem.CONTACT: contact,
        FileItem.DOCUMENT: document,
        FileItem.ASSESSMENT: assessment,
        FileItem.RISK: risk,
        FileItem.NEEDS: needs,
        FileItem.CARE_PLAN: care_plan,
        FileItem.GOALS: goals,
        FileItem.OWNERS: owners,
        FileItem.APPROVAL: approval,
        FileItem.CONSENT: consent,
        FileItem.LINKAGE: linkage,
        FileItem.VISIT_OUTCOMES: visit_outcomes,
        FileItem.REVIEW: review,
        FileItem.ACHIEVEMENT: achievement,
        FileItem.HISTORY: history,
    }
)
"""Whether one thing is in a file."""


@attrs.frozen
class Completeness:
    """What the file of a case needs now and what of it is missing."""

    case: str
    client: str
    stage: CaseStage
    case_manager: str | None
    needed: tuple[FileRule, ...]
    missing: tuple[FileRule, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def completeness(register: Register, on: dt.date) -> tuple[Completeness, ...]:
    """Every case file against the rules for its stage; cases entered in error are passed over.

    A case that was closed before it was assessed needs what the intake needs; one closed later needs everything.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> found = completeness(example_register(), dt.date(2026, 4, 6))
    >>> [(each.case, [rule.document or rule.item.value for rule in each.missing]) for each in found]
    [('K-1', ['identity-card']), ('K-2', ['contact', 'identity-card']), ('K-3', [])]
    """
    rules = file_rules(register.file_rules)
    return tuple(
        _standing(Folder(register, on, file, register.client(case.client)), rules)
        for case in register.cases
        if case.status is not CaseStatus.ENTERED_IN_ERROR and case.since <= on
        for file in [file_of(register, case.id)]
    )


def _standing(folder: Folder, rules: Iterable[FileRule]) -> Completeness:
    case, reached = folder.file.case, _reached(folder.file.case)
    order = list(CaseStage)
    needed = tuple(
        rule
        for rule in rules
        if order.index(rule.stage) <= order.index(reached) and rule.group in (None, folder.client.group)
    )
    missing = tuple(rule for rule in needed if not CHECKS[rule.item](folder, rule))
    return Completeness(case.id, case.client, case.stage, case.case_manager, needed, missing)


def _reached(case: Case) -> CaseStage:
    """The last stage whose rules count."""
    return CaseStage.INTAKE if case.status is CaseStatus.CANCELLED else case.stage


@attrs.frozen
class FileCount:
    """Files of one case manager: how many there are, how many are complete, how much is missing in all."""

    case_manager: str | None
    files: int
    complete: int
    missing: int


def files_by_manager(found: Iterable[Completeness]) -> tuple[FileCount, ...]:
    """Files counted by case manager, in the order of ids; nobody's last."""
    groups: dict[str | None, list[Completeness]] = {}
    for each in found:
        groups.setdefault(each.case_manager, []).append(each)
    return tuple(
        FileCount(id_, len(group), sum(each.is_complete for each in group), sum(len(each.missing) for each in group))
        for id_, group in sorted(groups.items(), key=lambda item: (item[0] is None, item[0] or ""))
    )
