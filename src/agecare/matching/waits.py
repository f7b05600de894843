"""How long people may wait for a service, from how long others have stayed there or waited for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from agecare.matching.sharing import Survival, survival, turns_come
from agecare.model import Register, RequestStatus

ENOUGH = 5
"""Ends of stays or waits that an estimate rests on at least."""
SOON, LATE = 0.1, 0.9
"""Chances that the turn has come by the first and the last day of an interval."""
Lasted = tuple[int, bool]
"""Days, and whether that was the end."""
_Key = tuple[str, str]
"""A service or a type of service: which of the two, and its id or code."""


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

    def turns(self, service: str, ages: Sequence[int], most: int) -> list[Interval] | None:
        """When the turn comes of each place in the queue of a service; ``None``: too few stays are known.

        Parameters
        ----------
        ages : days that each present holder has stayed.
        most : the last place in the queue.
        """
        stays = self._of(self._stays, service)
        if stays is None:
            return None
        soonest, latest = (turns_come(stays, ages, most, chance) for chance in (SOON, LATE))
        return [Interval(*days) for days in zip(soonest, latest, strict=True)]

    def after(self, service: str, waited: int) -> Interval | None:
        """How much longer others waited for a service who had waited so many days; ``None``: too little is known."""
        waits = self._of(self._waits, service)
        return None if waits is None else Interval(waits.quantile(SOON, waited), waits.quantile(LATE, waited))

    def _of(self, curves: Mapping[_Key, Survival], service: str) -> Survival | None:
        of_service, of_type = self._keys(service)
        return curves.get(of_service) or curves.get(of_type)

    def _keys(self, service: str) -> tuple[_Key, _Key]:
        return ("service", service), ("type", self.register.service(service).type.value)

    @cached_property
    def _stays(self) -> Mapping[_Key, Survival]:
        return self._curves(self._stayed())

    @cached_property
    def _waits(self) -> Mapping[_Key, Survival]:
        return self._curves(self._waited())

    def _curves(self, lasted: Iterator[tuple[str, Lasted]]) -> Mapping[_Key, Survival]:
        """Curves by service and by type of service, of those with enough ends."""
        found: dict[_Key, list[Lasted]] = defaultdict(list)
        for service, one in lasted:
            for key in self._keys(service):
                found[key].append(one)
        return {
            key: survival([days for days, _ in each], [ended for _, ended in each])
            for key, each in found.items()
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
        """Who still waits, or gave up, tells that the wait lasts longer.

        What is over since nobody knows when tells nothing, and of a wait that placement and request both tell, the
        placement does.
        """
        told = set()
        for placement in self.register.placements:
            if placement.requested_on is not None and placement.since <= self.on:
                told.add((placement.client, placement.service, placement.requested_on))
                yield placement.service, ((placement.since - placement.requested_on).days, True)
        for request in self.register.service_requests:
            over = request.status in (RequestStatus.COMPLETED, RequestStatus.REVOKED)
            last = self.on if request.waiting else request.until if over else None
            if request.service is None or last is None or request.since > self.on:
                continue
            placed = request.status is RequestStatus.COMPLETED and last <= self.on
            if not (placed and (request.client, request.service, request.since) in told):
                yield request.service, ((min(last, self.on) - request.since).days, placed)
