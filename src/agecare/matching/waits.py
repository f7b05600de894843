"""How long people may wait for a service, from how long others have stayed there or waited for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from agecare.matching.sharing import Survival, survival, turn_comes
from agecare.model import Register, RequestStatus

ENOUGH = 5
"""Ends of stays or waits that an estimate rests on at least."""
SOON, LATE = 0.1, 0.9
"""Chances that the turn has come by the first and the last day of an interval."""
Lasted = tuple[int, bool]
"""Days, and whether that was the end."""


@attrs.frozen
class Interval:
    """Days until a place is likely: with a chance of one in ten, and of nine in ten. ``None``: longer than is known."""

    soonest: int | None
    latest: int | None


@attrs.frozen(eq=False, slots=False)
class Experience:
    """What the records tell about stays and waits up to a day.

    Where a service has seen fewer than `ENOUGH` ends of stays, those of its type count. Where these are too few as
    well, how long others waited counts, whatever the position in the queue.
    """

    register: Register
    on: dt.date

    def interval(self, service: str, position: int, ages: Sequence[int], waited: int) -> Interval | None:
        """When the turn comes; ``None``: too little is known.

        Parameters
        ----------
        position : place in the queue of the service, from 1.
        ages : days that each present holder has stayed.
        waited : days waited until now.
        """
        stays = self._of(self._stays, service)
        if stays is not None:
            return Interval(turn_comes(stays, ages, position, SOON), turn_comes(stays, ages, position, LATE))
        waits = self._of(self._waits, service)
        return None if waits is None else Interval(waits.quantile(SOON, waited), waits.quantile(LATE, waited))

    def _of(self, curves: Mapping[str, Survival], service: str) -> Survival | None:
        return curves.get(service) or curves.get(self.register.service(service).type.value)

    @cached_property
    def _stays(self) -> Mapping[str, Survival]:
        return self._curves(self._stayed())

    @cached_property
    def _waits(self) -> Mapping[str, Survival]:
        return self._curves(self._waited())

    def _curves(self, lasted: Iterator[tuple[str, Lasted]]) -> Mapping[str, Survival]:
        """Curves by service and by type of service, of those with enough ends."""
        found: dict[str, list[Lasted]] = defaultdict(list)
        for service, one in lasted:
            found[service].append(one)
            found[self.register.service(service).type.value].append(one)
        return {
            name: survival([days for days, _ in each], [ended for _, ended in each])
            for name, each in found.items()
            if sum(ended for _, ended in each) >= ENOUGH
        }

    def _stayed(self) -> Iterator[tuple[str, Lasted]]:
        """Who is still there tells that the stay lasts longer."""
        for one in self.register.placements:
            if one.since <= self.on:
                over = one.until is not None and one.until < self.on
                last = one.until if over and one.until else self.on
                yield one.service, ((last - one.since).days, over)

    def _waited(self) -> Iterator[tuple[str, Lasted]]:
        """Who still waits, or gave up, tells that the wait lasts longer."""
        for placement in self.register.placements:
            if placement.requested_on is not None and placement.since <= self.on:
                yield placement.service, ((placement.since - placement.requested_on).days, True)
        for request in self.register.service_requests:
            over = request.status in (RequestStatus.COMPLETED, RequestStatus.REVOKED)
            if request.service is not None and request.since <= self.on and (request.waiting or over):
                last = request.until if over and request.until is not None and request.until < self.on else self.on
                placed = request.status is RequestStatus.COMPLETED and last == request.until
                yield request.service, (max(0, (last - request.since).days), placed)
