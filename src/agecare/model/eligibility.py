"""Who may have a service: one row is one rule, checked by a machine and told in its own text."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, LongText, Record
from agecare.model.needs import NeedDomain, Severity
from agecare.model.people import Gender, PopulationGroup, RiskLevel


class EligibilityKind(StrEnum):
    """What a rule is about."""

    AGE = "age"
    """Age in whole years on the day, ``least`` to ``most``."""
    GENDER = "gender"
    GROUP = "group"
    RISK = "risk"
    NEED = "need"
    """The client has an open need of an allowed domain, besides the one to be answered."""
    SEVERITY = "severity"
    """The need to be answered has an allowed severity."""
    AREA = "area"
    """The client lives in an allowed area or in a part of one."""
    DISTANCE = "distance"
    """Kilometres, as the crow flies, from the client's address to the service's nearest location."""
    DOCUMENT = "document"
    """The client has an allowed document."""
    INCOME = "income"
    """Monthly income for each member of the household, in the country's currency."""
    LANGUAGE = "language"
    """The client speaks an allowed language."""
    CARERS = "carers"
    """Number of family carers known."""


MEASURED = frozenset({EligibilityKind.AGE, EligibilityKind.DISTANCE, EligibilityKind.INCOME, EligibilityKind.CARERS})
"""Kinds with ``least`` and ``most``; the others have allowed words."""

WORDS: Mapping[EligibilityKind, type[StrEnum]] = MappingProxyType(
    {
        EligibilityKind.GENDER: Gender,
        EligibilityKind.GROUP: PopulationGroup,
        EligibilityKind.RISK: RiskLevel,
        EligibilityKind.NEED: NeedDomain,
        EligibilityKind.SEVERITY: Severity,
    }
)
"""The coded words of a kind; areas, documents and languages are ids and codes of their own."""

AllowedWord = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Eligibility(Record):
    """One rule about who may have a service. All rules of a service must hold; within one rule any allowed word does.

    Examples
    --------
    >>> rule = Eligibility(service="S-1", kind="age", least=60, text="From 60 years")
    >>> rule.least
    60.0
    """

    service: Id
    kind: EligibilityKind
    allowed: tuple[AllowedWord, ...] = ()
    least: Annotated[float, Field(ge=0, le=1e9)] | None = None
    most: Annotated[float, Field(ge=0, le=1e9)] | None = None
    text: LongText = ""
    """The rule as people are told it."""

    @model_validator(mode="after")
    def _right_for_its_kind(self) -> Self:
        told = {"kind": self.kind.value}
        if self.kind in MEASURED:
            if self.allowed:
                raise PydanticCustomError("AC2121", "a rule about {kind} has a least or a most, no words", told)
            if self.least is None and self.most is None:
                raise PydanticCustomError("AC2122", "a rule about {kind} needs a least or a most", told)
            if self.least is not None and self.most is not None and self.most < self.least:
                context = {"least": f"{self.least:g}", "most": f"{self.most:g}"}
                raise PydanticCustomError("AC2123", "nobody is between {least} and {most}", context)
            return self
        if self.least is not None or self.most is not None:
            raise PydanticCustomError("AC2124", "a rule about {kind} has allowed words, no least or most", told)
        if not self.allowed:
            raise PydanticCustomError("AC2125", "a rule about {kind} needs its allowed words", told)
        words = [word.value for word in WORDS.get(self.kind, ())]
        if words and (wrong := [word for word in self.allowed if word not in words]):
            context = {**told, "value": wrong[0], "allowed": ", ".join(words)}
            raise PydanticCustomError("AC2126", "{value} is no {kind}; allowed: {allowed}", context)
        return self
