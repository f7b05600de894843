"""The history that a register holds: its referrals, with what it knows of needs, consents and places."""

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from agecare.model.referrals import ProviderCapacity, ReferralStatus
from agecare.model.register import Register
from agecare.model.services import Capacity, CapacityUnit
from agecare.referrals.columns.assemble import history_of
from agecare.referrals.columns.history import History

_SERVED = (ReferralStatus.IN_PROGRESS, ReferralStatus.ON_HOLD)


def history_in(register: Register, now: dt.datetime | None = None) -> History:
    """The history that a register holds.

    Parameters
    ----------
    register
        Gives all there is: nothing about consents, needs or places is taken for unknown.
    now
        The moment, with its zone, on whose day places and needs are looked at; the last moment of the history when
        it is not given.

    Notes
    -----
    A need is met without a referral when it is over, or when a placement or a place on the waiting list answers it.
    Places are those of `provider_capacities`.
    """
    day = _local_day(register, now)
    return history_of(
        register.centre,
        register.referrals,
        register.referral_events,
        consents=register.consents,
        needs=register.needs,
        met_needs=met_needs(register, day),
        clients=register.clients,
        capacities=tuple(provider_capacities(register, day)),
        holiday_changes=register.holiday_changes,
    )


def _local_day(register: Register, now: dt.datetime | None) -> dt.date:
    zone = ZoneInfo(register.centre.timezone)
    moments = [*(each.authored for each in register.referrals), *(each.at for each in register.referral_events)]
    known = moments if now is None else [now]
    local = [each.astimezone(zone) if each.tzinfo else each.replace(tzinfo=zone) for each in known]
    return max(local).date() if local else dt.date.min


def met_needs(register: Register, day: dt.date) -> frozenset[str]:
    """Ids of the needs that ask for no referral on a day: over, or met by a placement or a row of the waiting list."""
    over = {need.id for need in register.needs if need.until is not None and need.until < day}
    placed = {each.need for each in register.placements if each.need}
    asked = {each.need for each in register.service_requests if each.need}
    return frozenset(over | placed | asked)


def provider_capacities(register: Register, day: dt.date) -> Iterator[ProviderCapacity]:
    """How many people the provider of each service can serve through referrals.

    The places of the `Capacity` row that holds on the day, or else of the last before it (a place does not vanish
    because its house is closed for the winter); taken are those of people who came without a referral that is still
    under way. Slots and visits a week are no places.
    """
    served = {(each.client, each.service) for each in register.referrals if each.status in _SERVED}
    for service in register.services:
        rows = [row for row in register.capacities_of.get(service.id, ()) if row.unit is CapacityUnit.PLACES]
        if service.organization is None or not rows:
            continue
        here = _row_for(rows, day)
        others = sum(
            placement.units
            for placement in register.placements_in.get(service.id, ())
            if placement.holds_on(day) and (placement.client, service.id) not in served
        )
        yield ProviderCapacity(
            provider=service.organization, service=service.id, places=here.total, taken=here.taken + others
        )


def _row_for(rows: Sequence[Capacity], day: dt.date) -> Capacity:
    """The row that holds on a day, else the last that began before it, else the first to come."""
    in_order = sorted(rows, key=lambda row: row.valid_from or dt.date.min)
    holding = [row for row in in_order if row.valid_on(day)]
    begun = [row for row in in_order if (row.valid_from or dt.date.min) <= day]
    return (holding or begun[::-1] or in_order)[0]
