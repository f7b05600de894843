"""Referrals, what happened to them, and the places that providers have (FHIR ServiceRequest and Task)."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, LongText, Record, personal
from agecare.model.plans import Priority
from agecare.model.refusals import RefusalReason
from agecare.model.time import Moment


class ReferralStatus(StrEnum):
    """FHIR Task.status. Which may follow which is the table of `agecare.referrals.moves`."""

    DRAFT = "draft"
    REQUESTED = "requested"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    READY = "ready"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    FAILED = "failed"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"


OVER = frozenset(
    {
        ReferralStatus.REJECTED,
        ReferralStatus.CANCELLED,
        ReferralStatus.FAILED,
        ReferralStatus.COMPLETED,
        ReferralStatus.ENTERED_IN_ERROR,
    }
)
"""Nothing more will come of it."""

LIVE = frozenset(ReferralStatus) - OVER - {ReferralStatus.DRAFT}
"""Sent, and not over."""

UNANSWERED = frozenset({ReferralStatus.REQUESTED, ReferralStatus.RECEIVED})
"""Sent, and not decided."""


class BusinessStatus(StrEnum):
    """What the centre knows beside the status (FHIR Task.businessStatus)."""

    NO_CONTACT = "no-contact"
    SCHEDULED = "scheduled"
    WAITLISTED = "waitlisted"
    NO_SHOW = "no-show"
    REFERRED_ONWARD = "referred-onward"


class Referral(Record):
    """One person sent to one provider for one need or service.

    ``based_on`` is the referral it answers, ``part_of`` the one it was passed on from, ``replaces`` the one it
    supersedes. Timestamps without a zone are the centre's local time.
    """

    id: Id
    client: Id
    need: Id | None = None
    service: Id | None = None
    """The service wanted, when it is a certain one."""
    service_type: Id | None = None
    """The kind of service wanted, when any provider of it will do."""
    requester: Id
    """Who sends: the provider, or a worker outside any."""
    performer: Id | None = None
    """Who is to act; ``None`` = open, the first to accept takes it."""
    consent: Id | None = None
    priority: Priority = Priority.ROUTINE
    status: ReferralStatus = ReferralStatus.DRAFT
    business_status: BusinessStatus | None = None
    reason: RefusalReason | None = None
    """Why it was rejected, failed, cancelled or put on hold."""
    note: LongText = personal("")
    based_on: Id | None = None
    part_of: Id | None = None
    replaces: Id | None = None
    authored: Moment

    @model_validator(mode="after")
    def _wants_something(self) -> Self:
        if self.need is None and self.service is None and self.service_type is None:
            raise PydanticCustomError("AC2061", "a referral names a need, a service or a type of service", {})
        return self

    @property
    def wanted(self) -> str | None:
        """The service wanted: a certain one, or else its type."""
        return self.service or self.service_type

    @property
    def came_from(self) -> str | None:
        """The referral before this one on the person's way: passed on from, else answered, else superseded."""
        return self.part_of or self.based_on or self.replaces


class ReferralEvent(Record):
    """One thing that happened to a referral. Events are only ever added."""

    referral: Id
    at: Moment
    actor: Id
    """Who acted: the requester, the performer, or the provider that claims an open referral."""
    from_status: ReferralStatus | None = None
    """``None``: the referral began here."""
    to_status: ReferralStatus
    business_status: BusinessStatus | None = None
    reason: RefusalReason | None = None
    note: LongText = personal("")


class ProviderCapacity(Record):
    """How many people a provider can serve at once with one service."""

    provider: Id
    service: Id
    places: Annotated[int, Field(ge=0, le=1_000_000)]
    taken: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Places held now by people whom no live referral here accounts for."""
