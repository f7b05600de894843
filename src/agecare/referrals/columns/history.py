"""A history of referrals by columns: numpy arrays, ids as numbers, records made when asked for."""

import datetime as dt
import functools
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.errors import UnknownIdError
from agecare.model.consents import ConsentStatus
from agecare.model.faults import near_match
from agecare.model.holidays import Country, HolidayChange
from agecare.model.needs import NeedDomain
from agecare.model.plans import Priority
from agecare.model.referrals import BusinessStatus, Referral, ReferralEvent, ReferralStatus
from agecare.model.refusals import RefusalReason
from agecare.referrals.columns.clock import Days, Seconds, WorkingDays
from agecare.referrals.columns.names import NONE, Codes, Ints, Names

STATUSES = tuple(ReferralStatus)
BUSINESS = tuple(BusinessStatus)
REASONS = tuple(RefusalReason)
PRIORITIES = tuple(Priority)
CONSENTS = tuple(ConsentStatus)
DOMAINS = tuple(NeedDomain)

E = TypeVar("E", bound=StrEnum)


def code(value: StrEnum) -> int:
    """The number of a coded value: its position in its enum.

    >>> code(ReferralStatus.REQUESTED)
    1
    """
    return tuple(type(value)).index(value)


def codes(*values: StrEnum) -> list[int]:
    """The numbers of several coded values."""
    return [code(value) for value in values]


@attrs.frozen(eq=False)
class ReferralColumns:
    """One entry per referral, in the order of the source.

    ``part_of``, ``based_on`` and ``replaces`` are rows; a row past the end is an id that no referral here has.
    """

    client: Ints
    need: Ints
    service: Ints
    service_type: Ints
    requester: Ints
    performer: Ints
    consent: Ints
    note: Ints
    priority: Codes
    status: Codes
    business_status: Codes
    reason: Codes
    part_of: Ints
    based_on: Ints
    replaces: Ints
    authored: Seconds


@attrs.frozen(eq=False)
class EventColumns:
    """One entry per event, sorted by referral, then moment, then the order of the source."""

    referral: Ints
    at: Seconds
    actor: Ints
    from_status: Codes
    to_status: Codes
    business_status: Codes
    reason: Codes
    note: Ints
    position: Ints
    """Where the event stands in its source, from 0."""


@attrs.frozen(eq=False)
class NeedColumns:
    """One entry per id of a need; ``client`` is `NONE` for ids that only referrals name."""

    client: Ints
    domain: Codes
    since: Days
    met: NDArray[np.bool_]
    """Over, or met by something else than a referral."""


@attrs.frozen(eq=False)
class ConsentColumns:
    """One entry per id of a consent; ``client`` is `NONE` for ids that only referrals name."""

    client: Ints
    status: Codes
    valid_from: Days
    valid_to: Days


@attrs.frozen(eq=False)
class CapacityColumns:
    """One entry per provider and service with known places."""

    provider: Ints
    service: Ints
    places: Ints
    taken: Ints
    """Places held now by people whom no live referral accounts for."""


@attrs.frozen(eq=False, kw_only=True)
class History:
    """Every referral of a centre, district or country, and all that happened to it.

    Made by `history_of` from records, or by ``agecare.io.referrals`` from files. What a source lacks is ``None``
    (``consents``, ``needs``) or empty; rules about it stay silent.
    """

    country: Country
    timezone: str
    holiday_changes: tuple[HolidayChange, ...] = ()
    ids: Names
    """Ids of the referrals, and after them those that are only named as ``part_of``, ``based_on`` or ``replaces``."""
    clients: Names
    need_ids: Names
    services: Names
    """Ids of services and of types of service."""
    providers: Names
    """Requesters, performers and actors."""
    consent_ids: Names
    areas: Names
    notes: Names
    referrals: ReferralColumns
    events: EventColumns
    needs: NeedColumns | None = None
    consents: ConsentColumns | None = None
    capacities: CapacityColumns
    client_area: Ints
    """Area of each client, `NONE` where unknown."""

    def __len__(self) -> int:
        return len(self.referrals.client)

    @functools.cached_property
    def event_first(self) -> NDArray[np.int64]:
        """Events of referral ``r`` are ``event_first[r]`` up to ``event_first[r + 1]``."""
        return starts_of(self.events.referral, len(self))

    @functools.cached_property
    def came_from(self) -> Ints:
        """The row before each on the person's way: the first of part_of, based_on and replaces that is here."""
        found = np.full(len(self), NONE, dtype=np.int32)
        for parent in (self.referrals.replaces, self.referrals.based_on, self.referrals.part_of):
            found = np.where((parent >= 0) & (parent < len(self)), parent, found)
        return found

    @functools.cached_property
    def wanted(self) -> Ints:
        """The service wanted, else its type (a number of ``services``)."""
        columns = self.referrals
        found: Ints = np.where(columns.service >= 0, columns.service, columns.service_type).astype(np.int32)
        return found

    @functools.cached_property
    def last_at(self) -> Seconds:
        """The last moment at which something happened to each referral."""
        last = self.referrals.authored.copy()
        has = np.diff(self.event_first) > 0
        last[has] = np.maximum(last[has], self.events.at[self.event_first[1:][has] - 1])
        return last

    @functools.cached_property
    def state(self) -> Codes:
        """The status that the last event gave, or the referral's own where there is none."""
        found = self.referrals.status.copy()
        has = np.diff(self.event_first) > 0
        found[has] = self.events.to_status[self.event_first[1:][has] - 1]
        return found

    @functools.cached_property
    def end(self) -> int:
        """The last moment of the history, in seconds of UTC; 0 when it is empty."""
        return int(self.last_at.max(initial=0)) if len(self) else 0

    @functools.cached_property
    def working_days(self) -> WorkingDays:
        """The country's working days over the whole history and the years around it."""
        moments = [self.end, int(self.referrals.authored.min(initial=self.end))]
        years = [dt.datetime.fromtimestamp(moment, dt.UTC).year for moment in moments]
        first, last = dt.date(min(years) - 1, 1, 1), dt.date(max(years) + 2, 12, 31)
        return WorkingDays.of(self.country, self.timezone, first, last, self.holiday_changes)

    @functools.cached_property
    def _by_client(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.argsort(self.referrals.client, kind="stable"), starts_of(
            np.sort(self.referrals.client), len(self.clients)
        )

    def row(self, referral: str) -> int:
        """The row of a referral, or `UnknownIdError`."""
        found = self.ids.find(referral)
        if found is None or found >= len(self):
            raise UnknownIdError("referrals", referral, self._near(referral, self.ids, len(self)))
        return found

    def rows_of(self, client: str) -> list[int]:
        """The rows of a client's referrals in the order of the source, or `UnknownIdError`."""
        found = self.clients.find(client)
        if found is None:
            raise UnknownIdError("clients", client, self._near(client, self.clients, len(self.clients)))
        order, first = self._by_client
        rows: list[int] = order[first[found] : first[found + 1]].tolist()
        return rows

    def provider(self, id_: str) -> int:
        """The number of a provider, or `UnknownIdError`."""
        found = self.providers.find(id_)
        if found is None:
            raise UnknownIdError("providers", id_, self._near(id_, self.providers, len(self.providers)))
        return found

    @staticmethod
    def _near(wanted: str, names: Names, many: int) -> list[str]:
        # comparing with more than some thousand ids takes longer than anybody waits for a hint
        near = near_match(wanted, names.texts[:many].tolist()) if many <= 20_000 else None
        return [near] if near else []

    def moment(self, seconds: int) -> dt.datetime:
        """A moment in the history's own time zone."""
        return dt.datetime.fromtimestamp(int(seconds), ZoneInfo(self.timezone))

    def referral(self, row: int) -> Referral:
        """The record of one row."""
        columns = self.referrals
        return Referral(
            id=self.ids[row],
            client=self.clients[columns.client[row]],
            need=self.need_ids.get(columns.need[row]),
            service=self.services.get(columns.service[row]),
            service_type=self.services.get(columns.service_type[row]),
            requester=self.providers[columns.requester[row]],
            performer=self.providers.get(columns.performer[row]),
            consent=self.consent_ids.get(columns.consent[row]),
            priority=PRIORITIES[columns.priority[row]],
            status=STATUSES[columns.status[row]],
            business_status=_member(BUSINESS, columns.business_status[row]),
            reason=_member(REASONS, columns.reason[row]),
            note=self.notes.get(columns.note[row]) or "",
            part_of=self.ids.get(columns.part_of[row]),
            based_on=self.ids.get(columns.based_on[row]),
            replaces=self.ids.get(columns.replaces[row]),
            authored=self.moment(columns.authored[row]),
        )

    def events_of(self, row: int) -> tuple[ReferralEvent, ...]:
        """The events of one referral, in order of time."""
        return tuple(self._event(number) for number in range(self.event_first[row], self.event_first[row + 1]))

    def _event(self, number: int) -> ReferralEvent:
        columns = self.events
        return ReferralEvent(
            referral=self.ids[columns.referral[number]],
            at=self.moment(columns.at[number]),
            actor=self.providers[columns.actor[number]],
            from_status=_member(STATUSES, columns.from_status[number]),
            to_status=STATUSES[columns.to_status[number]],
            business_status=_member(BUSINESS, columns.business_status[number]),
            reason=_member(REASONS, columns.reason[number]),
            note=self.notes.get(columns.note[number]) or "",
        )


def _member(members: tuple[E, ...], number: int) -> E | None:
    return members[number] if number >= 0 else None


def starts_of(sorted_keys: NDArray[np.integer], many: int) -> NDArray[np.int64]:
    """Where each key from 0 to ``many`` begins in a sorted column.

    >>> starts_of(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    counts = np.bincount(sorted_keys, minlength=many) if len(sorted_keys) else np.zeros(many, dtype=np.int64)
    return np.concatenate(([0], np.cumsum(counts)))
