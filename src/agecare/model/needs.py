"""What a client needs help with."""

from enum import StrEnum

from agecare.model.base import Id, LongText, personal
from agecare.model.time import Lasting


class NeedDomain(StrEnum):
    """Domains of need in long-term care."""

    MOBILITY = "mobility"
    SELF_CARE = "self-care"
    HOUSEHOLD = "household"
    NURSING = "nursing"
    MEDICATION = "medication"
    NUTRITION = "nutrition"
    COGNITION = "cognition"
    MOOD = "mood"
    COMPANY = "company"
    REHABILITATION = "rehabilitation"
    INCOME = "income"
    LEGAL = "legal"
    HOUSING = "housing"
    SAFETY = "safety"
    EDUCATION = "education"
    SENSES = "senses"
    """Sight and hearing."""
    RESPITE = "respite"
    """Relief of the family carer."""


class Severity(StrEnum):
    """How much help is needed."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """1 for mild, 2 for moderate, 3 for severe."""
        return tuple(Severity).index(self) + 1


class Need(Lasting):
    """One need of one client (FHIR Condition), open from ``since`` until ``until``."""

    id: Id
    client: Id
    domain: NeedDomain
    severity: Severity = Severity.MODERATE
    assessment: Id | None = None
    """The assessment it was found by."""
    note: LongText = personal("")
    """Where the need is known from, when not from an assessment."""
