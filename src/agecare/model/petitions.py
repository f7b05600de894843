"""Petitions, complaints and proposals, and how they were answered."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, LongText, Record, ShortText, personal


class PetitionKind(StrEnum):
    """What a citizen writes; the laws give each its time."""

    PETITION = "petition"
    COMPLAINT = "complaint"
    PROPOSAL = "proposal"


class PetitionOutcome(StrEnum):
    """How a petition was answered."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly-upheld"
    NOT_UPHELD = "not-upheld"
    EXPLAINED = "explained"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"


class Petition(Record):
    """One petition, complaint or proposal, from receipt to answer.

    An extension names by how many days, who decided it and when, and when the petitioner was told; without the last
    it does not count. It changes through `agecare.cases` only.
    """

    id: Id
    kind: PetitionKind
    received: dt.date
    registered: dt.date | None = None
    area: Id | None = None
    client: Id | None = None
    """The client whom it is about."""
    case: Id | None = None
    petitioner: ShortText = personal("")
    text: LongText = personal("")
    owner: Id | None = None
    """The worker who is to answer."""
    extended_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    extended_on: dt.date | None = None
    extended_by: Id | None = None
    told_on: dt.date | None = None
    """When the petitioner was told of the extension."""
    answered: dt.date | None = None
    answered_by: Id | None = None
    outcome: PetitionOutcome | None = None
    answer: LongText = personal("")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        steps = (self.registered, self.extended_on, self.answered)
        if any(step is not None and step < self.received for step in steps):
            raise PydanticCustomError("AC2211", "a step lies before the receipt", {})
        if self.told_on is not None and (self.extended_on is None or self.told_on < self.received):
            raise PydanticCustomError("AC2212", "the petitioner was told of no extension", {})
        extension = (self.extended_days, self.extended_on, self.extended_by)
        if any(part is None for part in extension) and any(part is not None for part in extension):
            raise PydanticCustomError("AC2213", "an extension names its days, its day and who decided it", {})
        if (self.answered is None) != (self.outcome is None):
            raise PydanticCustomError("AC2214", "an answer has its day and its outcome", {})
        return self
