"""Who came onto the register and who left it, when, and why."""

import datetime as dt
from enum import StrEnum
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, LongText, Record, personal


class EntryReason(StrEnum):
    """Why somebody came onto the register."""

    FOUND = "found"
    """Found by a survey or by people who go from door to door."""
    APPLIED = "applied"
    REFERRED = "referred"
    MOVED_HERE = "moved-here"
    RETURNED = "returned"
    OTHER = "other"


class ExitReason(StrEnum):
    """Why somebody left the register."""

    NEEDS_MET = "needs-met"
    HARDSHIP_ENDED = "hardship-ended"
    FAMILY_CARE = "family-care"
    RESIDENTIAL_CARE = "residential-care"
    MOVED_AWAY = "moved-away"
    DIED = "died"
    DECLINED = "declined"
    LOST_CONTACT = "lost-contact"
    NOT_ELIGIBLE = "not-eligible"
    OTHER = "other"


class Movement(Record):
    """Somebody comes onto the register or leaves it (the start or the end of a FHIR EpisodeOfCare).

    The day of an entry is the first day on the register, that of an exit the last.
    """

    client: Id
    on: dt.date
    entry: EntryReason | None = None
    exit: ExitReason | None = None
    note: LongText = personal("")

    @model_validator(mode="after")
    def _either_in_or_out(self) -> Self:
        if (self.entry is None) == (self.exit is None):
            raise PydanticCustomError("AC2304", "a movement has a reason of entry or a reason of exit", {})
        return self

    @property
    def is_entry(self) -> bool:
        """Whether the person came."""
        return self.entry is not None
