"""What a service offers on one day: its rules, when it is open, and what of it is free."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import attrs

from agecare.model import (
    Accessibility,
    Capacity,
    CapacityUnit,
    Eligibility,
    PopulationGroup,
    Register,
    Service,
)

DAYS_AHEAD = 28
"""So many days are looked through for one on which a service is open."""
ANYWHERE = frozenset({Accessibility.SIGN_LANGUAGE, Accessibility.LARGE_PRINT})
"""What a client needs also where nobody goes anywhere: at home and on the telephone."""


@attrs.frozen(eq=False)
class Offer:
    """One service on a day, with its rules.

    Attributes
    ----------
    active : whether its status says that it is given.
    open_days : open days of the next `DAYS_AHEAD`; ``None``: no opening times are known.
    unit : what is counted, ``None``: the service is not scarce.
    left : units that nobody holds, ``None``: not scarce; below 0 when more are held than there are.
    kept : of these, units kept for a group.
    places : latitude and longitude of its locations.
    """

    service: Service
    rules: tuple[Eligibility, ...] = ()
    active: bool = True
    open_days: tuple[dt.date, ...] | None = None
    unit: CapacityUnit | None = None
    left: int | None = None
    kept: Mapping[PopulationGroup, int] = attrs.field(factory=dict)
    places: tuple[tuple[float, float], ...] = ()

    @property
    def visited(self) -> bool:
        """Whether the client goes there."""
        return bool(self.service.locations) and not self.service.at_home

    @property
    def accessibility(self) -> frozenset[Accessibility]:
        """What a client can have there; what is about places does not matter where nobody goes."""
        there = frozenset(self.service.accessibility)
        return there if self.visited else there | (frozenset(Accessibility) - ANYWHERE)

    def free_for(self, group: PopulationGroup) -> int | None:
        """Units free for somebody of a group: what is kept for other groups is not. ``None``: not scarce."""
        if self.left is None:
            return None
        return max(0, self.left - sum(units for other, units in self.kept.items() if other is not group))

    @property
    def usual_units(self) -> int:
        """Units that a client takes when none are named."""
        return self.service.visits_per_week or 1 if self.unit is CapacityUnit.VISITS else 1


def offer_of(register: Register, service: Service, on: dt.date, holidays: frozenset[dt.date]) -> Offer:
    """What a service offers on a day."""
    capacity = next((row for row in register.capacities_of.get(service.id, ()) if row.valid_on(on)), None)
    held = _held(register, service, on)
    locations = [register.location(id_) for id_ in service.locations]
    return Offer(
        service=service,
        rules=register.eligibility_of.get(service.id, ()),
        active=service.active_on(on),
        open_days=_open_days(register, service, on, holidays),
        unit=capacity.unit if capacity else None,
        left=_left(capacity, held),
        kept={
            quota.group: max(0, quota.reserved - held[quota.group])
            for quota in register.quotas_of.get(service.id, ())
            if quota.valid_on(on)
        },
        places=tuple((location.latitude, location.longitude) for location in locations),
    )


def _held(register: Register, service: Service, on: dt.date) -> Counter[PopulationGroup]:
    """Units held on a day, by group."""
    held: Counter[PopulationGroup] = Counter()
    for placement in register.placements_in.get(service.id, ()):
        if placement.holds_on(on):
            held[register.client(placement.client).group] += placement.units
    return held


def _left(capacity: Capacity | None, held: Counter[PopulationGroup]) -> int | None:
    return None if capacity is None else capacity.total - capacity.taken - held.total()


def _open_days(
    register: Register, service: Service, on: dt.date, holidays: frozenset[dt.date]
) -> tuple[dt.date, ...] | None:
    rows = register.opening_times_of.get(service.id, ())
    if not rows:
        return None
    days = (on + dt.timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    return tuple(day for day in days if any(row.opens_on(day, holiday=day in holidays) for row in rows))
