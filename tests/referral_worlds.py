"""Histories of referrals for tests: a small clean one, and random ones, damaged or not. Nobody in them exists."""

import datetime as dt
import random
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from agecare import (
    BusinessStatus,
    Centre,
    Client,
    Consent,
    ConsentStatus,
    Country,
    Need,
    NeedDomain,
    Priority,
    ProviderCapacity,
    Referral,
    ReferralEvent,
    ReferralStatus,
    RefusalReason,
    TimeZone,
)
from agecare.referrals import History, history_of
from agecare.referrals.moves import ALLOWED, WITH_REASON

S = ReferralStatus
ZONE = ZoneInfo("Asia/Ulaanbaatar")
CENTRE = Centre(id="C", name="", country=Country.MN, timezone=TimeZone.ULAANBAATAR)
MONDAY = dt.datetime(2026, 3, 30, 9, tzinfo=ZONE)
"""A Monday; the week has no public holiday."""


@attrs.define
class World:
    """Records of a history; `history` makes one of them."""

    referrals: list[Referral] = attrs.field(factory=list)
    events: list[ReferralEvent] = attrs.field(factory=list)
    consents: list[Consent] | None = attrs.field(factory=list)
    needs: list[Need] | None = attrs.field(factory=list)
    clients: list[Client] = attrs.field(factory=list)
    capacities: list[ProviderCapacity] = attrs.field(factory=list)

    def history(self) -> History:
        return history_of(
            CENTRE,
            self.referrals,
            self.events,
            consents=self.consents,
            needs=self.needs,
            clients=self.clients,
            capacities=self.capacities,
        )

    def send(
        self,
        id_: str,
        requester: str,
        performer: str | None,
        *moves: Any,
        client: str = "E-1",
        days: float = 0,
        consent: str | None = "OK",
        **fields: Any,
    ) -> Referral:
        """A referral sent so many days after `MONDAY`, and its further events as (days later, status, fields)."""
        at = MONDAY + dt.timedelta(days=days)
        fields = {"service": "S-1", "need": f"N-{client}", **fields}
        if consent == "OK" and self.consents is not None:
            consent = f"C-{client}"
            if all(each.id != consent for each in self.consents):
                self.consents.append(Consent(id=consent, client=client))
        log = [
            ReferralEvent(referral=id_, at=at, actor=requester, from_status=None, to_status=S.REQUESTED),
        ]
        for after, status, *more in moves:
            given = dict(more[0]) if more else {}
            event = ReferralEvent(
                referral=id_,
                at=at + dt.timedelta(days=after),
                actor=given.pop("actor", performer or requester),
                from_status=given.pop("from_status", log[-1].to_status),
                to_status=status,
                **given,
            )
            log.append(event)
        referral = Referral(
            id=id_,
            client=client,
            requester=requester,
            performer=performer,
            consent=consent,
            status=fields.pop("status", log[-1].to_status),
            reason=log[-1].reason,
            authored=at,
            **fields,
        )
        self.referrals.append(referral)
        self.events += log
        if self.needs is not None and referral.need and all(need.id != referral.need for need in self.needs):
            self.needs.append(Need(id=referral.need, client=client, domain=NeedDomain.NURSING))
        return referral


DONE = ((1, S.ACCEPTED), (2, S.IN_PROGRESS), (9, S.COMPLETED))
REFUSED = ((1, S.REJECTED, {"reason": RefusalReason.CAPACITY_FULL}),)


def clean_world() -> World:
    """Three people on their way, as it should be: nothing here is a finding."""
    world = World()
    world.send("R-1", "GP", "DAY", *DONE)
    world.send("R-2", "GP", "DAY", (1, S.ACCEPTED), (2, S.IN_PROGRESS), (3, S.COMPLETED), client="E-2")
    world.send("R-3", "DAY", "REHAB", *DONE, client="E-2", days=4, part_of="R-2", service="S-2")
    world.send("R-4", "GP", "FULL", *REFUSED, client="E-3")
    world.send("R-5", "GP", "DAY", (1, S.ACCEPTED), client="E-3", days=10, replaces="R-4")
    world.capacities.append(ProviderCapacity(provider="DAY", service="S-1", places=3))
    return world


def random_world(seed: int, damaged: bool = False) -> World:
    """A random history of up to 40 referrals; a damaged one has gaps, circles and contradictions as well."""
    rng = random.Random(seed)
    world = World(
        consents=None if rng.random() < 0.1 else [],
        needs=None if rng.random() < 0.1 else [],
        capacities=[
            ProviderCapacity(provider=f"P-{p}", service=f"S-{s}", places=rng.randint(0, 2))
            for p in range(2, 6)
            for s in range(3)
            if rng.random() < 0.5
        ],
        clients=[Client(id=f"E-{number}", area=f"A-{number % 2}") for number in range(5)],
    )
    for need in range(6):
        if world.needs is not None:
            since = dt.date(2026, 1, 1) + dt.timedelta(rng.randint(0, 100)) if rng.random() < 0.8 else None
            world.needs.append(
                Need(id=f"N-{need}", client=f"E-{need % 5}", domain=rng.choice(list(NeedDomain)), since=since)
            )
    for consent in range(5):
        if world.consents is not None and rng.random() < 0.9:
            world.consents.append(_consent(rng, consent))
    for number in range(rng.randint(1, 40)):
        _referral(rng, world, number, damaged)
    if damaged:
        rng.shuffle(world.referrals)
        if rng.random() < 0.5:
            rng.shuffle(world.events)
    return world


def _consent(rng: random.Random, number: int) -> Consent:
    first = dt.date(2025, 12, 1) + dt.timedelta(rng.randint(0, 60)) if rng.random() < 0.5 else None
    last = dt.date(2026, 2, 1) + dt.timedelta(rng.randint(0, 120)) if rng.random() < 0.3 else None
    status = rng.choices(list(ConsentStatus), [1, 1, 12, 1, 3, 1])[0]
    return Consent(id=f"C-{number}", client=f"E-{number}", status=status, valid_from=first, valid_to=last)


def _referral(rng: random.Random, world: World, number: int, damaged: bool) -> None:
    earlier = rng.choice(world.referrals) if world.referrals and rng.random() < 0.6 else None
    client = earlier.client if earlier and (not damaged or rng.random() < 0.9) else f"E-{rng.randint(0, 4)}"
    authored = dt.datetime(2026, 1, 1, tzinfo=ZONE) + dt.timedelta(hours=rng.randint(0, 24 * 120))
    if earlier and not damaged:
        authored = max(authored, earlier.authored)
    links: dict[str, str] = {}
    if earlier:
        for kind, chance in (("part_of", 0.5), ("based_on", 0.3), ("replaces", 0.3)):
            if rng.random() < chance:
                named = earlier.id if not damaged or rng.random() < 0.7 else f"R-{rng.randint(0, 45)}"
                links[kind] = named
    requester = earlier.performer if earlier and earlier.performer and rng.random() < 0.7 else f"P-{rng.randint(0, 5)}"
    performer = None if rng.random() < 0.1 else f"P-{rng.randint(0, 5)}"
    referral = Referral(
        id=f"R-{number}",
        client=client,
        need=f"N-{rng.randint(0, 5)}" if rng.random() < 0.7 else None,
        service=f"S-{rng.randint(0, 2)}" if rng.random() < 0.6 else None,
        service_type=f"T-{rng.randint(0, 1)}",
        requester=requester,
        performer=performer,
        consent=f"C-{client[2:]}" if rng.random() < 0.9 else None,
        priority=rng.choice(list(Priority)),
        authored=authored,
        **links,
    )
    _events(rng, world, referral, damaged)


def _events(rng: random.Random, world: World, referral: Referral, damaged: bool) -> None:
    if rng.random() < 0.1:  # a referral without any event
        status = rng.choice(list(S)) if damaged else S.DRAFT
        world.referrals.append(referral.model_copy(update={"status": status}))
        return
    at, state = referral.authored, S.REQUESTED
    log = [ReferralEvent(referral=referral.id, at=at, actor=referral.requester, to_status=state)]
    performer = referral.performer
    while rng.random() < 0.8:
        at += dt.timedelta(hours=rng.randint(0, 200))
        noted = rng.random() < 0.2
        after = (
            state if noted else rng.choice(list(S) if damaged and rng.random() < 0.1 else ALLOWED[state] or (state,))
        )
        if after is state and not noted:
            break
        claims = after is S.ACCEPTED and performer is None
        performer = f"P-{rng.randint(0, 5)}" if claims else performer
        needs_reason = after in WITH_REASON and not (damaged and rng.random() < 0.3)
        log.append(
            ReferralEvent(
                referral=referral.id,
                at=at,
                actor=performer or referral.requester if not damaged else f"P-{rng.randint(0, 5)}",
                from_status=state if not damaged or rng.random() < 0.9 else rng.choice(list(S)),
                to_status=after,
                business_status=rng.choice(list(BusinessStatus)) if noted else None,
                reason=rng.choice(list(RefusalReason)) if needs_reason else None,
            )
        )
        state = after
    if damaged and rng.random() < 0.1:
        state = rng.choice(list(S))
    world.events += log
    if not damaged or rng.random() < 0.9:
        referral = referral.model_copy(update={"performer": performer})
    world.referrals.append(referral.model_copy(update={"status": state}))
