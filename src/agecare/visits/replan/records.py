"""What re-planning tells: reasons, changes, calls."""

from collections.abc import Mapping
from enum import StrEnum

import attrs

from agecare.visits.problem import PublishedVisit


class Reason(StrEnum):
    """Why a visit differs from what people were told (``changes.why-<reason>`` in the catalogue)."""

    CLIENT_AWAY = "client-away"
    """The client cannot be visited on the day that was told."""
    WORKER_AWAY = "worker-away"
    """The worker is not at work then."""
    WORKER_UNFIT = "worker-unfit"
    """The worker may no longer make this visit."""
    WINDOW = "window"
    """The visit is wanted at other hours."""
    LOCK = "lock"
    """The visit has been locked to another place."""
    NO_WAY_IN_TIME = "no-way-in-time"
    """The way from the visit before it takes too long now."""
    HOURS_FULL = "hours-full"
    """The worker's hours no longer suffice."""
    TIED = "tied"
    """Another visit that it belongs to has changed."""
    REQUEST_NEW = "request-new"
    """It was not in the plan that people know."""
    REQUEST_GONE = "request-gone"
    """It is no longer asked for."""
    REQUEST_ENDED = "request-ended"
    """Its request wants fewer visits on these days."""
    MADE_ROOM_FOR = "made-room-for"
    """Another visit is in its place."""
    BETTER_FOR = "better-for"
    """It could have stayed; the plan as a whole would have been worse."""


@attrs.frozen
class Cause:
    """A reason and what it is about."""

    reason: Reason
    params: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Change:
    """A visit that differs from what people were told."""

    visit: str
    client: str
    reason: Reason
    params: Mapping[str, str] = attrs.field(factory=dict)
    """What the reason is about: a worker, another visit, minutes, a component of the cost."""
    before: PublishedVisit | None = None
    """``None`` = people know of no such visit."""
    after: PublishedVisit | None = None
    """``None`` = it is not in the plan any more."""

    @property
    def workers(self) -> tuple[str, ...]:
        """Everybody who was to come, or comes now."""
        known = [visit.workers for visit in (self.before, self.after) if visit is not None]
        return tuple(dict.fromkeys(worker for workers in known for worker in workers))


@attrs.frozen
class Gone:
    """A published visit that the records no longer want."""

    visit: str
    client: str
    reason: Reason
    before: PublishedVisit


@attrs.frozen
class Call:
    """A person to tell, and what about."""

    id: str
    is_client: bool
    changes: tuple[Change, ...]
