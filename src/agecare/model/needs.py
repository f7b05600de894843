"""What a client needs help with."""

import datetime as dt
from enum import StrEnum

from agecare.model.base import Id, Record


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


class Severity(StrEnum):
    """How much help is needed."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Need(Record):
    """One need of one client (FHIR Condition)."""

    id: Id
    client: Id
    domain: NeedDomain
    severity: Severity = Severity.MODERATE
    since: dt.date | None = None
