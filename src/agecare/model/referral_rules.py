"""What a centre's rules about referrals count with."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from agecare.model.base import Record
from agecare.model.plans import Priority


class ReferralRule(StrEnum):
    """What is looked for in a history of referrals; `agecare.referrals.findings` says how."""

    BOUNCE = "bounce"
    LOOP = "loop"
    DANGLING = "dangling"
    STALLED = "stalled"
    DEAD_END = "dead-end"
    ORPHAN_NEED = "orphan-need"
    SELF_REFERRAL = "self-referral"
    NO_CONSENT = "no-consent"
    PAST_CAPACITY = "past-capacity"
    RE_REFERRAL = "re-referral"
    HOP_LIMIT = "hop-limit"
    DUPLICATE_LIVE = "duplicate-live"
    CONTRADICTORY = "contradictory"
    MISSING_REASON = "missing-reason"
    TWO_CLAIMS = "two-claims"
    OUT_OF_ORDER = "out-of-order"
    MISSING_PARENT = "missing-parent"
    CIRCULAR = "circular"
    OTHER_CLIENT = "other-client"


Days = Annotated[int, Field(ge=0, le=3660)]


class ReferralRules(Record):
    """Limits of the findings about referrals. Silence and standing still count in working days of the country."""

    silent_days_routine: Days = 5
    """Working days that a receiver of a routine referral may stay silent."""
    silent_days_urgent: Days = 2
    silent_days_asap: Days = 1
    silent_days_stat: Days = 1
    draft_days: Days = 5
    """Working days that a referral may stay a draft."""
    accepted_days: Days = 10
    """Working days from acceptance until something happens."""
    in_progress_days: Days = 60
    """Working days without a word on a service that has begun."""
    on_hold_days: Days = 20
    need_days: Days = 10
    """Working days from finding a need until somebody is asked to meet it."""
    again_days: Days = 90
    """Calendar days in which coming back counts as a re-referral."""
    most_hops: Annotated[int, Field(ge=1, le=100)] = 4
    """A person passed on so often gets a case conference."""
    loop_steps: Annotated[int, Field(ge=2, le=64)] = 16
    """How many referrals back a loop is looked for."""
    dead_end_referrals: Annotated[int, Field(ge=1)] = 5
    """Settled referrals from which a provider that helped nobody is called a dead end."""
    off: tuple[ReferralRule, ...] = ()
    """Rules that stay silent."""
    errors: tuple[ReferralRule, ...] = ()
    """Rules whose findings count as errors, beside those that always do."""

    def silent_days(self, priority: Priority) -> int:
        """Working days that a receiver may stay silent.

        >>> ReferralRules().silent_days(Priority.URGENT)
        2
        """
        by_priority: dict[Priority, int] = {
            Priority.ROUTINE: self.silent_days_routine,
            Priority.URGENT: self.silent_days_urgent,
            Priority.ASAP: self.silent_days_asap,
            Priority.STAT: self.silent_days_stat,
        }
        return by_priority[priority]
