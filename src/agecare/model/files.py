"""What the file of a case must hold, by its stage."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, Record
from agecare.model.cases import CaseStage
from agecare.model.people import PopulationGroup


class FileItem(StrEnum):
    """A document or a step that a case file may need; `agecare.cases.completeness` says when it is there."""

    CASE_MANAGER = "case-manager"
    ADDRESS = "address"
    CONTACT = "contact"
    DOCUMENT = "document"
    ASSESSMENT = "assessment"
    RISK = "risk"
    NEEDS = "needs"
    CARE_PLAN = "care-plan"
    GOALS = "goals"
    OWNERS = "owners"
    APPROVAL = "approval"
    CONSENT = "consent"
    LINKAGE = "linkage"
    VISIT_OUTCOMES = "visit-outcomes"
    REVIEW = "review"
    ACHIEVEMENT = "achievement"
    HISTORY = "history"


class FileRule(Record):
    """From which stage on a case file needs one thing."""

    item: FileItem
    document: Id | None = None
    """Which document, in the centre's own short word; for the item ``document``."""
    stage: CaseStage = CaseStage.INTAKE
    """The first stage in which it must be there; a closed case needs everything."""
    group: PopulationGroup | None = None
    """For these clients only."""
    required: bool = True
    """``no`` takes one of the package's own rules away."""

    @model_validator(mode="after")
    def _names_its_document(self) -> Self:
        if (self.item is FileItem.DOCUMENT) != (self.document is not None):
            raise PydanticCustomError("AC2411", "the item document names which one, and no other item does", {})
        return self

    @property
    def key(self) -> tuple[FileItem, str | None, PopulationGroup | None]:
        """What it is about; a centre's own rule takes the place of the package's with the same key."""
        return self.item, self.document, self.group


_DEFAULTS = {
    CaseStage.INTAKE: (FileItem.HISTORY,),
    CaseStage.SCREENING: (FileItem.CASE_MANAGER, FileItem.ADDRESS, FileItem.CONTACT),
    CaseStage.PLANNING: (FileItem.ASSESSMENT, FileItem.RISK, FileItem.NEEDS),
    CaseStage.LINKAGE: (
        FileItem.CARE_PLAN,
        FileItem.APPROVAL,
        FileItem.GOALS,
        FileItem.OWNERS,
        FileItem.CONSENT,
    ),
    CaseStage.MONITORING: (FileItem.LINKAGE, FileItem.VISIT_OUTCOMES),
    CaseStage.REVIEW: (FileItem.ACHIEVEMENT,),
    CaseStage.CLOSED: (FileItem.REVIEW,),
}

FILE_RULES: tuple[FileRule, ...] = tuple(
    FileRule(item=item, stage=stage) for stage, items in _DEFAULTS.items() for item in items
)
"""What a file must hold where a centre says nothing else: the usual steps of case management, no law's list."""


def file_rules(own: tuple[FileRule, ...] = ()) -> tuple[FileRule, ...]:
    """The rules that hold in a centre: the package's, changed and added to by its own.

    >>> own = (FileRule(item="contact", required=False), FileRule(item="document", document="identity-card"))
    >>> len(file_rules(own)) == len(FILE_RULES)
    True
    """
    rules = {rule.key: rule for rule in (*FILE_RULES, *own)}
    return tuple(rule for rule in rules.values() if rule.required)
