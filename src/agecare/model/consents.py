"""A person's consent to be referred."""

import datetime as dt
from enum import StrEnum

from agecare.model.base import Id
from agecare.model.time import Dated


class ConsentStatus(StrEnum):
    """FHIR Consent.status (R4)."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    REJECTED = "rejected"
    INACTIVE = "inactive"
    ENTERED_IN_ERROR = "entered-in-error"


class Consent(Dated):
    """A client agrees that providers are told about him or her (FHIR Consent).

    A consent that was taken back is ``inactive``; ``valid_to`` is then the last day on which it held.
    """

    id: Id
    client: Id
    status: ConsentStatus = ConsentStatus.ACTIVE

    def covers(self, client: str, date: dt.date) -> bool:
        """Whether this client may be referred on ``date``.

        An inactive consent without a last day covers nothing: nobody can say until when it held.
        """
        held = self.status is ConsentStatus.ACTIVE or (self.status is ConsentStatus.INACTIVE and self.valid_to)
        return bool(held) and self.client == client and self.valid_on(date)
