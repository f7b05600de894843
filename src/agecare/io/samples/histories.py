"""A year of referrals for a sample: most of them ordinary and finished, and between them the stories.

The stories are the same everywhere, told of other people and houses; `STORIES` lists them with the findings that each
leaves on `AS_OF`. All else is as it should be: a test compares.
"""

import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from random import Random

import attrs

from agecare.io.samples.ledger import Ledger
from agecare.io.samples.letters import SENT_LAST, Letters
from agecare.io.samples.uptake import AS_OF
from agecare.model import (
    CapacityUnit,
    Client,
    Consent,
    ConsentStatus,
    Country,
    Need,
    NeedDomain,
    Placement,
    Priority,
    Referral,
    ReferralStatus,
    RefusalReason,
    Service,
    ServiceStatus,
)
from agecare.model.referrals import BusinessStatus

S, R, B = ReferralStatus, RefusalReason, BusinessStatus
YEAR_FROM = dt.date(2025, 4, 7)
_TALK = (NeedDomain.COMPANY, NeedDomain.MOOD)
_BODY = (NeedDomain.REHABILITATION, NeedDomain.MOBILITY, NeedDomain.NURSING)
_HOME = (NeedDomain.HOUSEHOLD, NeedDomain.SELF_CARE, NeedDomain.NUTRITION)
CLOSED_FROM, OPEN_AGAIN = dt.date(2025, 12, 15), dt.date(2026, 3, 16)
WORDS: Mapping[str, Mapping[str, str]] = {
    "winter": {
        "en": "closed for the winter: the room cannot be heated",
        "mn": "өвөл хаалттай: өрөөг халаах боломжгүй",
    },
    "telephone": {"en": "sent after a call, without asking again", "mn": "дахин асуулгүй, утсаар яриад илгээв"},
}


@attrs.frozen
class Cast:
    """Who plays which part: ids of organizations, workers and services."""

    doctor: str
    """Who sends most people."""
    centre: str
    elsewhere: str
    """A third house, which takes whom the others sent to and fro."""
    hospital: str
    """Does not answer."""
    closed: str
    """The service that is closed in winter."""
    hands: tuple[str, ...]
    """Through whose hands one person goes: who sends first, and then from one to the next."""


def write_histories(ledger: Ledger, seed: int, country: Country, cast: Cast) -> None:
    """Referrals, their events and consents of a year, for the people of a finished ledger."""
    scene = _Scene(ledger, Letters(ledger, Random(seed), country), cast)
    for story in STORIES:
        story(scene)
    _ordinary(scene)
    scene.letters.file()


@attrs.define
class _Scene:
    ledger: Ledger
    letters: Letters
    cast: Cast
    seen: set[str] = attrs.field(factory=set)
    """Clients who have a story."""
    told: set[str] = attrs.field(factory=set)
    """Needs that have one."""

    @functools.cached_property
    def here(self) -> dict[str, Client]:
        """The clients who are with the centre."""
        return {client.id: client for client in self.ledger.clients if client.valid_on(AS_OF)}

    @functools.cached_property
    def needs(self) -> dict[str, Need]:
        """Their open needs."""
        return {each.id: each for each in self.ledger.needs if each.client in self.here and each.holds_on(AS_OF)}

    @functools.cached_property
    def unmet(self) -> list[Need]:
        """Those that no place and no row of the waiting list answers."""
        met = {each.need for each in self.ledger.placements} | {each.need for each in self.ledger.service_requests}
        return [need for need in self.needs.values() if need.id not in met]

    @functools.cached_property
    def scarce(self) -> frozenset[str]:
        """Services with so few places that they would soon be too few for what is drawn."""
        few = (each for each in self.ledger.capacities if each.unit is CapacityUnit.PLACES and each.total <= 3)
        return frozenset(each.service for each in few)

    @functools.cached_property
    def services(self) -> dict[str, Service]:
        """The directory."""
        return {service.id: service for service in self.ledger.services}

    def person(self, by: dt.date, *fitting: NeedDomain, alone: bool = False) -> Need:
        """A need found by a day, of somebody who has no story yet, of a fitting domain if there is one.

        ``alone``: of somebody who has no other unmet need.
        """
        counts = Counter(need.client for need in self.unmet)
        fit = [
            need
            for need in self.unmet
            if need.since is not None
            and need.since <= by
            and need.client not in self.seen
            and (not alone or counts[need.client] == 1)
        ]
        if not fit:
            raise LookupError("too few people for the stories")
        need = min(fit, key=lambda each: each.domain not in fitting)
        self.seen.add(need.client)
        self.told.add(need.id)
        return need


def _bounce(scene: _Scene) -> None:
    """The doctor sends somebody to the centre, the centre back to the doctor; a third house takes her in the end."""
    sent = dt.date(2025, 9, 8)
    cast, letters, need = scene.cast, scene.letters, scene.person(sent, *_TALK)
    first = letters.send(need, cast.doctor, cast.centre, sent)
    letters.answer(first, 2, S.REJECTED, R.NOT_ELIGIBLE_DOCUMENT, B.REFERRED_ONWARD)
    back = letters.send(need, cast.centre, cast.doctor, letters.last_day(first), based_on=first)
    letters.answer(back, 4, S.REJECTED, R.NOT_ELIGIBLE_NEED)
    third = letters.send(need, cast.doctor, cast.elsewhere, letters.last_day(back), days=5, replaces=first)
    letters.serve(third, 2, 6, 14)


def _silent_hospital(scene: _Scene) -> None:
    """Three people are sent to the hospital in winter, and nobody there has said a word since."""
    cast, letters = scene.cast, scene.letters
    for day, priority in (
        (dt.date(2026, 1, 19), Priority.ROUTINE),
        (dt.date(2026, 2, 9), Priority.URGENT),
        (dt.date(2026, 3, 9), Priority.ROUTINE),
    ):
        need = scene.person(day, *_BODY)
        letters.send(need, cast.doctor, cast.hospital, day, kind="rehabilitation", priority=priority)


def _winter_closure(scene: _Scene) -> None:
    """A house closes for the winter with three people accepted. Two begin in spring, the third is forgotten."""
    cast, letters, ledger = scene.cast, scene.letters, scene.ledger
    closed = scene.services[cast.closed]
    ledger.change_service(
        closed.id,
        status=ServiceStatus.TEMPORARILY_CLOSED,
        status_from=CLOSED_FROM,
        status_to=OPEN_AGAIN - dt.timedelta(days=1),
    )
    note = WORDS["winter"][ledger.language]
    for week, forgotten in ((3, False), (2, False), (1, True)):
        sent = CLOSED_FROM - dt.timedelta(weeks=week)
        id_ = letters.send(
            scene.person(sent, *closed.domains), cast.doctor, str(closed.organization), sent, wanted=closed.id
        )
        letters.answer(id_, 2, S.ACCEPTED)
        letters.answer(id_, (CLOSED_FROM - letters.last_day(id_)).days, S.ON_HOLD, R.SERVICE_UNAVAILABLE, note=note)
        if not forgotten:
            letters.answer(id_, (OPEN_AGAIN - letters.last_day(id_)).days + week, S.IN_PROGRESS)
            letters.answer(id_, 7, S.COMPLETED)


def _again_and_again(scene: _Scene) -> None:
    """The same person comes back four times with the same need: what is done does not last."""
    day = dt.date(2025, 5, 12)
    cast, letters, need = scene.cast, scene.letters, scene.person(day, *_TALK)
    for _ in range(5):
        id_ = letters.send(need, cast.doctor, cast.elsewhere, day)
        letters.serve(id_, 2, 5, 18)
        day = letters.last_day(id_) + dt.timedelta(days=36)


def _many_hands(scene: _Scene) -> None:
    """Everybody has a reason why somebody else should do it: four times passed on until one begins."""
    day, before = dt.date(2026, 2, 2), None
    hands, letters, need = scene.cast.hands, scene.letters, scene.person(day, *_HOME)
    reasons = (R.NOT_ELIGIBLE_NEED, R.NOT_ELIGIBLE_AREA, R.CAPACITY_FULL, R.NOT_ELIGIBLE_DOCUMENT)
    for number, (sender, receiver) in enumerate(pairwise(hands)):
        id_ = letters.send(need, sender, receiver, day, part_of=before)
        if number == len(reasons):
            letters.answer(id_, 2, S.ACCEPTED, business=B.WAITLISTED)
            letters.answer(id_, 6, S.IN_PROGRESS)
        else:
            letters.answer(id_, 6, S.REJECTED, reasons[number], B.REFERRED_ONWARD)
        day, before = letters.last_day(id_), id_


def _consent_taken_back(scene: _Scene) -> None:
    """Somebody takes the consent back in January, and is sent on in February all the same."""
    sent = dt.date(2026, 2, 10)
    cast, letters, need = scene.cast, scene.letters, scene.person(sent, *_TALK, alone=True)
    consent = Consent(
        id=letters.next_consent(),
        client=need.client,
        status=ConsentStatus.INACTIVE,
        valid_from=YEAR_FROM,
        valid_to=dt.date(2026, 1, 30),
    )
    letters.consents[need.client] = consent
    at = letters.moment(sent)
    letters.put(
        Referral(
            id=letters.next_referral(),
            client=need.client,
            need=need.id,
            service_type="day-care",
            requester=cast.doctor,
            performer=cast.elsewhere,
            consent=consent.id,
            status=S.REQUESTED,
            authored=at,
            note=WORDS["telephone"][scene.ledger.language],
        ),
        at,
    )
    letters.serve(letters.last_id, 2, 8, 10)


def _never_asked(scene: _Scene) -> None:
    """A need was found long ago, and nobody has been asked to meet it."""
    scene.person(dt.date(2026, 1, 5))


STORIES: Mapping[Callable[[_Scene], None], Mapping[str, int]] = {
    _silent_hospital: {"dangling": 3},
    _again_and_again: {"re-referral": 4},
    _consent_taken_back: {"no-consent": 1},
    _bounce: {"bounce": 1},
    _winter_closure: {"stalled": 1},
    _never_asked: {"orphan-need": 1},
    _many_hands: {"hop-limit": 1},
}
"""Every story, and how many findings of which rule it leaves."""


def _ordinary(scene: _Scene) -> None:
    """What a year brings besides: every other unmet need is answered, and some of the places were asked for so."""
    rng = scene.letters.rng
    for need in scene.unmet:
        service = next(_answering(scene, need), None)
        if need.id in scene.told or service is None:
            continue
        client = scene.here[need.client]
        first = max(filter(None, (need.since, client.valid_from, YEAR_FROM)))
        day = first + dt.timedelta(days=rng.randint(0, max((SENT_LAST - first).days, 0)))
        _one(scene, need, service, min(day, SENT_LAST))
    for placement in scene.ledger.placements[::3]:
        _asked_for(scene, placement)


def _asked_for(scene: _Scene, placement: Placement) -> None:
    """The referral that led to a place, if one was asked for within the year and the place is old enough."""
    letters, asked = scene.letters, placement.requested_on
    need, service = scene.needs.get(placement.need or ""), scene.services[placement.service]
    if need is None or need.client in scene.seen or service.id in scene.scarce or service.organization is None:
        return
    if asked is not None and asked >= YEAR_FROM and placement.since < SENT_LAST:
        id_ = letters.send(need, _sender(scene, service), service.organization, asked, wanted=service.id)
        letters.answer(id_, 1, S.ACCEPTED)
        letters.answer(id_, (placement.since - letters.last_day(id_)).days, S.IN_PROGRESS)
        letters.answer(id_, letters.rng.randint(5, 20), S.COMPLETED)


def _answering(scene: _Scene, need: Need) -> Iterator[Service]:
    """Services for a need, those made for it first and those with a handful of places last."""
    found = [each for each in scene.services.values() if need.domain in each.domains and each.active_on(AS_OF)]
    found = [each for each in found if each.organization is not None and each.id != scene.cast.closed]
    yield from sorted(found, key=lambda each: (each.id in scene.scarce, each.domains[0] is not need.domain))


def _sender(scene: _Scene, service: Service) -> str:
    """Nobody sends people to his own house."""
    cast = scene.cast
    senders = [each for each in (cast.doctor, cast.doctor, cast.centre) if each != service.organization]
    return scene.letters.rng.choice(senders or [cast.elsewhere])


def _one(scene: _Scene, need: Need, service: Service, day: dt.date) -> None:
    """An ordinary referral: nine in ten are served by whom they are sent to, the others by the next."""
    rng, letters = scene.letters.rng, scene.letters
    receiver, sender = str(service.organization), _sender(scene, service)
    open_, fate = rng.random() < 0.08, rng.random()
    others = [each for each in _answering(scene, need) if each.organization not in (receiver, sender)]
    if fate < 0.1 and others and day < SENT_LAST - dt.timedelta(days=30):
        first = letters.send(need, sender, receiver, day, wanted=service.id)
        letters.answer(first, rng.randint(1, 4), S.REJECTED, rng.choice((R.CAPACITY_FULL, R.LANGUAGE)))
        day, other = letters.last_day(first), others[0]
        id_ = letters.send(need, sender, str(other.organization), day, days=2, wanted=other.id, replaces=first)
    elif fate < 0.15:
        id_ = letters.send(need, sender, receiver, day, wanted=service.id)
        letters.answer(id_, rng.randint(1, 4), S.REJECTED, R.DECLINED_BY_PERSON)
        return
    else:
        id_ = letters.send(need, sender, None if open_ else receiver, day, wanted=service.id)
    claimed_by = receiver if open_ and fate >= 0.15 else None
    letters.serve(id_, rng.randint(1, 4), rng.randint(2, 11), rng.randint(5, 25), claimed_by=claimed_by)
