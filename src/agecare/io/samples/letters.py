"""The referrals of a sample while they are being written: each moves as `agecare.referrals.move` allows."""

import datetime as dt
from random import Random

import attrs

from agecare.io.samples.ledger import Ledger
from agecare.io.samples.office import LAST_DAY, OfficeHours, office_hours
from agecare.io.samples.uptake import AS_OF
from agecare.model import (
    Consent,
    Country,
    Need,
    Priority,
    Referral,
    ReferralEvent,
    ReferralStatus,
    RefusalReason,
    ServiceType,
)
from agecare.model.referrals import BusinessStatus
from agecare.referrals import move

S = ReferralStatus
SENT_LAST = AS_OF - dt.timedelta(days=6)


@attrs.define
class Letters:
    """Referrals by id, and everything that happened to them, in office hours of working days."""

    ledger: Ledger
    rng: Random
    country: Country
    referrals: dict[str, Referral] = attrs.field(factory=dict)
    events: list[ReferralEvent] = attrs.field(factory=list)
    consents: dict[str, Consent] = attrs.field(factory=dict)
    last_id: str = ""
    _last: dict[str, dt.datetime] = attrs.field(factory=dict, init=False)
    _office: OfficeHours = attrs.field(init=False)

    @_office.default
    def _working(self) -> OfficeHours:
        return office_hours(self.ledger, self.rng, self.country)

    def next_referral(self) -> str:
        """The next id of a referral."""
        return f"RF-{len(self.referrals) + 1:0{self.ledger.digits}d}"

    def next_consent(self) -> str:
        """The next id of a consent."""
        return f"CN-{len(self.consents) + 1:0{self.ledger.digits}d}"

    def moment(self, day: dt.date) -> dt.datetime:
        """A moment in the office hours of a day, or of the next on which people work."""
        return self._office.moment(day)

    def last_day(self, id_: str) -> dt.date:
        """The day of the last event of a referral."""
        return self._last[id_].date()

    def put(self, referral: Referral, at: dt.datetime, event: ReferralEvent | None = None) -> None:
        """A referral as it is now, and what made it so; one that was not there before begins."""
        self.referrals[referral.id] = referral
        self.events.append(
            event or ReferralEvent(referral=referral.id, at=at, actor=referral.requester, to_status=referral.status)
        )
        self._last[referral.id] = at
        self.last_id = referral.id

    def send(
        self,
        need: Need,
        sender: str,
        receiver: str | None,
        day: dt.date,
        *,
        days: int = 0,
        wanted: str | None = None,
        kind: str | None = None,
        priority: Priority = Priority.ROUTINE,
        part_of: str | None = None,
        based_on: str | None = None,
        replaces: str | None = None,
    ) -> str:
        """Write a referral so many days after a day, and send it; under the client's consent, which is asked for first.

        ``wanted`` is a service, ``kind`` a type of one; without either, the type that usually answers the need.
        """
        at = self.moment(day + dt.timedelta(days=days))
        earlier = self._last.get(part_of or based_on or replaces or "")
        if earlier is not None and at <= earlier:
            at = self.moment(earlier.date() + dt.timedelta(days=1))
        consent = self._consent(need.client, at.date())
        draft = Referral(
            id=self.next_referral(),
            client=need.client,
            need=need.id,
            service=wanted,
            service_type=None if wanted else kind or self._type_for(need),
            requester=sender,
            performer=receiver,
            consent=consent.id,
            priority=priority,
            part_of=part_of,
            based_on=based_on,
            replaces=replaces,
            authored=at,
        )
        others = [each for each in self.referrals.values() if each.client == need.client]
        moved = move(draft, S.REQUESTED, actor=sender, at=at, consent=consent, others=others)
        self.put(moved.referral, at, moved.event)
        return draft.id

    def answer(
        self,
        id_: str,
        days: int,
        to: ReferralStatus,
        reason: RefusalReason | None = None,
        business: BusinessStatus | None = None,
        *,
        note: str = "",
        actor: str | None = None,
    ) -> bool:
        """What the receiver does so many days later; nothing, when that day has not come yet."""
        here = self.referrals[id_]
        at = self.moment(self.last_day(id_) + dt.timedelta(days=max(days, 1)))
        if at.date() > LAST_DAY:
            return False
        who = actor or here.performer or here.requester
        moved = move(here, to, actor=who, at=at, reason=reason, business_status=business, note=note)
        self.put(moved.referral, at, moved.event)
        return True

    def serve(self, id_: str, answer: int, begin: int, end: int, *, claimed_by: str | None = None) -> None:
        """Accepted, begun and done, each so many days after the last, as far as the time has come."""
        steps = ((answer, S.ACCEPTED), (begin, S.IN_PROGRESS), (end, S.COMPLETED))
        for days, to in steps:
            if not self.answer(id_, days, to, actor=claimed_by if to is S.ACCEPTED else None):
                return

    def file(self) -> None:
        """Everything into the ledger, events as the months brought them."""
        self.ledger.referrals += self.referrals.values()
        self.ledger.referral_events += sorted(self.events, key=lambda event: event.at)
        self.ledger.consents += self.consents.values()

    def _consent(self, client: str, day: dt.date) -> Consent:
        """The client's consent; a referral that was written earlier than the others moves its first day."""
        known = self.consents.get(client)
        if known is None:
            known = Consent(id=self.next_consent(), client=client, valid_from=day)
        if known.valid_from is not None and day < known.valid_from:
            known = known.model_copy(update={"valid_from": day})
        self.consents[client] = known
        return known

    def _type_for(self, need: Need) -> str:
        found = [each for each in self.ledger.services if need.domain in each.domains]
        found.sort(key=lambda each: each.domains[0] is not need.domain)
        return (found[0].type if found else ServiceType.INFORMATION).value
