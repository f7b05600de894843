"""Who takes part when places are shared out: rows of the waiting list, and who has a place now."""

import datetime as dt
from collections import defaultdict

import attrs

from agecare.matching.askers import Asker, asker_of, asker_of_request, open_needs
from agecare.model import Need, Placement, Priority, Register, ServiceRequest


@attrs.frozen(eq=False)
class Entry:
    """One that could have a place.

    Attributes
    ----------
    id : of the waiting request, or of the placement of somebody who asks for nothing else.
    others : askers of further requests for the same need, one of which would do as well.
    present : the service where the client has a place for this need now.
    since : first day of waiting, or of the present placement.
    held_since : first day of the present placement.
    """

    id: str
    asker: Asker
    units: int
    priority: Priority
    since: dt.date
    present: str | None = None
    held_since: dt.date | None = None
    others: tuple[Asker, ...] = ()

    @property
    def client(self) -> str:
        """Id of the client."""
        return self.asker.client.id

    @property
    def waits(self) -> bool:
        """Whether the client has no place for this need yet."""
        return self.present is None


def entries_of(register: Register, on: dt.date) -> tuple[Entry, ...]:
    """Everybody who takes part on a day: waiting requests in the order of the register, then present placements.

    Whoever waits for another service for a need that is answered already asks to move: that is one entry, with the
    present service. Several requests for one need are one entry, too: that of the most urgent, or else the oldest.
    Clients who are not with the centre on the day take no part.
    """
    here = {client.id for client in register.clients if client.valid_on(on)}
    waiting = [one for one in register.service_requests if one.waiting and one.since <= on and one.client in here]
    held = [one for one in register.placements if one.holds_on(on) and one.client in here]
    answered: dict[tuple[str, str | None], Placement] = {(one.client, one.need): one for one in held if one.need}
    like: dict[tuple[str, str], list[ServiceRequest]] = defaultdict(list)
    for one in waiting:
        like[one.client, one.need or one.id].append(one)
    found = [_asking(register, each, answered.get((each[0].client, each[0].need)), on) for each in like.values()]
    moving = {
        (entry.client, entry.present, entry.asker.need.id) for entry in found if entry.present and entry.asker.need
    }
    return (
        *found,
        *(_holding(register, one, on) for one in held if (one.client, one.service, one.need) not in moving),
    )


def _asking(register: Register, requests: list[ServiceRequest], held: Placement | None, on: dt.date) -> Entry:
    steps = list(Priority)
    request, *others = sorted(requests, key=lambda one: (-steps.index(one.priority), one.since, one.id))
    moves = held is not None and any(one.service != held.service for one in requests)
    return Entry(
        id=request.id,
        asker=asker_of_request(register, request, on),
        units=request.units,
        priority=request.priority,
        since=request.since,
        present=held.service if held is not None and moves else None,
        held_since=held.since if held is not None and moves else None,
        others=tuple(asker_of_request(register, one, on) for one in others),
    )


def _holding(register: Register, placement: Placement, on: dt.date) -> Entry:
    return Entry(
        id=placement.id,
        asker=asker_of(register, placement.client, _answered(register, placement, on), on),
        units=placement.units,
        priority=Priority.ROUTINE,
        since=placement.since,
        present=placement.service,
        held_since=placement.since,
    )


def _answered(register: Register, placement: Placement, on: dt.date) -> Need | None:
    """The need that a placement answers: the one it names, else the worst of the service's domains."""
    if placement.need is not None:
        return register.need(placement.need)
    domains = register.service(placement.service).domains
    needs = [need for domain, need in open_needs(register, placement.client, on).items() if domain in domains]
    return max(needs, key=lambda need: (need.severity.rank, -domains.index(need.domain)), default=None)
