"""Who waits: the place in each queue, why, and who holds what they could have had by which criterion."""

from collections import defaultdict
from enum import StrEnum

import attrs
import numpy as np

from agecare.matching.sharing.placing import Placing, arcs_used
from agecare.matching.sharing.problem import WISHES, Longs, PlacingProblem, arc_values, by_floor, floors


class Why(StrEnum):
    """Why a request has no place."""

    NO_SERVICE = "no-service"
    """There is no service for it."""
    NO_PLACES = "no-places"
    """The services for it have nothing to give."""
    OUTRANKED = "outranked"
    """Others hold what there is; see `Waiting.holders`."""
    TOGETHER = "together"
    """It could only be placed with others, for all of whom there was not room."""
    UNITS = "units"
    """Something is left, less than it needs."""
    SEARCH_ENDED = "search-ended"
    """A longer search might have found a place."""


class By(StrEnum):
    """What decided between a request that waits and one that holds a place, beside the criteria of the points."""

    SUITABILITY = "suitability"
    STAY = "stay"
    """The holder was there before."""
    QUOTA = "quota"
    """The place is kept for a band."""
    COVERAGE = "coverage"
    """Without the holder, the least coverage of a floor would be missed."""
    HOUSEHOLD = "household"
    """One of the two goes with others."""
    UNITS = "units"
    """One of the two takes several units."""
    LOTTERY = "lottery"
    SEARCH_ENDED = "search-ended"


@attrs.frozen
class Held:
    """The holder of a place with the weakest claim to it, and what nevertheless decided for it."""

    pool: str
    request: str
    by: str
    """A `By`, or one of the problem's criteria."""


@attrs.frozen
class Queued:
    """The position in the queue of a service, from 1."""

    service: str
    position: int


@attrs.frozen
class Waiting:
    """A request without a place."""

    request: str
    reason: Why
    queues: tuple[Queued, ...] = ()
    """Best position first."""
    holders: tuple[Held, ...] = ()
    """One for each pool that it could have been in."""


def waiting(problem: PlacingProblem, placing: Placing) -> tuple[Waiting, ...]:
    """Everybody without a place, in the order of the problem."""
    desk = _Desk(problem, placing)
    queues = _queues(problem, placing)
    return tuple(
        Waiting(problem.request_ids[one], desk.reason(one), tuple(queues.get(one, ())), tuple(desk.holders(one)))
        for one in np.flatnonzero(~placing.placed).tolist()
    )


def _queues(problem: PlacingProblem, placing: Placing) -> dict[int, list[Queued]]:
    """Positions by request. A queue goes by what the placement would be worth, then by the lottery."""
    arc = np.flatnonzero(~placing.placed[problem.arc_request])
    request, service = problem.arc_request[arc], problem.pool_service[problem.arc_pool[arc]]
    value = arc_values(problem)[arc]
    order = np.lexsort((-value, request, service))
    service, request, value = service[order], request[order], value[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (service[1:] != service[:-1]) | (request[1:] != request[:-1])
    service, request, value = service[first], request[first], value[first]
    order = np.lexsort((problem.request_draw[request], -value, service))
    service, request = service[order], request[order]
    begin = np.searchsorted(service, service)
    found: dict[int, list[Queued]] = defaultdict(list)
    for index in range(len(order)):
        position = index - int(begin[index]) + 1
        found[int(request[index])].append(Queued(problem.service_ids[service[index]], position))
    for mine in found.values():
        mine.sort(key=lambda queued: queued.position)
    return found


class _Desk:
    """Answers why a request waits."""

    def __init__(self, problem: PlacingProblem, placing: Placing) -> None:
        self._problem, self._placing = problem, placing
        self._value: list[int] = arc_values(problem).tolist()
        self._used = arcs_used(problem, placing)
        units = problem.request_units[placing.placed]
        given = np.bincount(placing.request_pool[placing.placed], weights=units, minlength=len(problem.pool_ids))
        self._left: Longs = problem.pool_places - given.astype(np.int64)
        self._last = self._weakest()
        self._reserves: dict[int, list[int]] = defaultdict(list)
        for pool in np.flatnonzero(problem.pool_within >= 0).tolist():
            self._reserves[int(problem.pool_within[pool])].append(pool)
        self._grouped = set(problem.group_member.tolist())
        self._bound = {
            one
            for group in np.flatnonzero(~np.isin(problem.group_kind, WISHES))
            for one in problem.members_of(int(group))
        }
        # a floor that is just kept, or missed, needs everybody it has
        served = by_floor(problem, placing.placed.astype(np.int64))
        self._needed: dict[int, set[int]] = defaultdict(set)
        for floor in np.flatnonzero(served <= floors(problem)).tolist():
            for one in problem.counted(floor).tolist():
                self._needed[one].add(floor)

    def _weakest(self) -> dict[int, int]:
        """The holder of each pool whose claim is worth least."""
        held = np.flatnonzero(self._placing.placed)
        pool = self._placing.request_pool[held]
        value = np.array(self._value, dtype=np.int64)[self._used[held]]
        order = np.lexsort((-self._problem.request_draw[held], value, pool))
        pools, first = np.unique(pool[order], return_index=True)
        return dict(zip(pools.tolist(), held[order][first].tolist(), strict=True))

    def reason(self, one: int) -> Why:
        """Why a request has no place."""
        problem = self._problem
        pools = problem.arc_pool[problem.arc_first[one] : problem.arc_first[one + 1]]
        if len(pools) == 0:
            return Why.NO_SERVICE
        if not (problem.pool_places[pools] > 0).any():
            return Why.NO_PLACES
        if one in self._bound:
            return Why.TOGETHER
        if (self._left[pools] >= problem.request_units[one]).any():
            return Why.SEARCH_ENDED
        return Why.UNITS if (self._left[pools] > 0).any() else Why.OUTRANKED

    def holders(self, one: int) -> list[Held]:
        """The weakest holder of each pool that a request could have been in, and of what is kept from it."""
        problem, found = self._problem, []
        for arc in problem.arcs_of(one):
            pool = int(problem.arc_pool[arc])
            holder = self._last.get(pool)
            if holder is not None:
                found.append(Held(problem.pool_ids[pool], problem.request_ids[holder], self._decided(one, arc, holder)))
            for reserve in self._reserves.get(pool, ()):
                other = self._last.get(reserve)
                if other is not None and not self._could(one, reserve) and self._worth_of(other) < self._value[arc]:
                    found.append(Held(problem.pool_ids[reserve], problem.request_ids[other], By.QUOTA))
        return found

    def _could(self, one: int, pool: int) -> bool:
        return bool(self._problem.request_bands[one, self._problem.pool_band[pool]])

    def _worth_of(self, holder: int) -> int:
        return self._value[int(self._used[holder])]

    def _decided(self, one: int, arc: int, holder: int) -> str:
        """What decided for the holder."""
        problem, held = self._problem, int(self._used[holder])
        ahead = self._value[held] - self._value[arc]
        earlier = problem.request_draw[holder] < problem.request_draw[one]
        if ahead < 0 or (ahead == 0 and not earlier):
            return self._in_spite(one, holder)
        if ahead == 0:
            return By.LOTTERY
        points = problem.request_points[holder] - problem.request_points[one]
        stays = self._stay(held) - self._stay(arc)
        suits = int(problem.arc_suitability[held] - problem.arc_suitability[arc])
        leads = [*points.tolist(), suits, stays]
        return (*problem.criterion_ids, By.SUITABILITY, By.STAY)[int(np.argmax(leads))]

    def _stay(self, arc: int) -> int:
        problem = self._problem
        one = int(np.searchsorted(problem.arc_first, arc, side="right")) - 1
        stays = problem.request_present[one] == problem.pool_service[problem.arc_pool[arc]]
        return int(problem.request_stay[one]) if stays else 0

    def _in_spite(self, one: int, holder: int) -> By:
        """What decided for a holder whose claim is the weaker one."""
        if self._needed.get(holder, set()) - self._needed.get(one, set()):
            return By.COVERAGE
        if one in self._bound or holder in self._grouped:
            return By.HOUSEHOLD
        if (self._problem.request_units[[one, holder]] > 1).any():
            return By.UNITS
        return By.SEARCH_ENDED
