"""All clients and all places at once: who gets what, who waits where, and why."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import attrs
import numpy as np

from agecare.matching.posing import CRITERIA, Posed, posed
from agecare.matching.sharing import Broken, Fairness, Queued, Shared, Waiting, Why, price_of_fairness, share, waiting
from agecare.matching.sharing.placing import arcs_used
from agecare.matching.sharing.problem import NONE
from agecare.matching.waits import Experience, Interval
from agecare.model import PopulationGroup, Register


class Kind(StrEnum):
    """What an allocation means for a client."""

    NEW = "new"
    KEPT = "kept"
    """Stays where the client has a place now."""
    MOVED = "moved"


@attrs.frozen
class Given:
    """A place that is given.

    Attributes
    ----------
    entry : id of the waiting request, or of the present placement.
    before : the present service of somebody who moves.
    reserve : the group for which the place was kept.
    draw : number drawn in the lottery; the lower one goes first among equals.
    points : what makes up the worth, by criterion, with ``suitability`` and ``stay``.
    """

    entry: str
    client: str
    service: str
    units: int
    kind: Kind
    draw: int
    before: str | None = None
    reserve: PopulationGroup | None = None
    points: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen
class Queue:
    """A place in the queue for a service, and how long the wait may last."""

    service: str
    position: int
    interval: Interval | None = None


@attrs.frozen
class Holder:
    """Who holds a place that the waiting client could have had: of all holders the one with the weakest claim."""

    service: str
    entry: str
    client: str
    by: str
    """What decided: a `By`, or one of `CRITERIA`."""


@attrs.frozen
class Wait:
    """Who gets no place, why, and what comes next."""

    entry: str
    client: str
    reason: Why
    draw: int
    queues: tuple[Queue, ...] = ()
    holders: tuple[Holder, ...] = ()


@attrs.frozen(eq=False)
class Allocation:
    """Who gets which place, and who waits.

    Attributes
    ----------
    given : in the order of the waiting list, then of present placements.
    waits : in the same order.
    draws : the number that each client drew from the seed; anybody can draw them again (`sharing.lottery`).
    worth, bound : of this allocation, and what no allocation that sends nobody away can exceed.
    parts : the worth by component.
    fairness : what reserves and least coverage cost; ``None`` = there are none, or it was not asked.
    missing : placements missing to each coverage target, by its words.
    """

    on: dt.date
    seed: int
    given: tuple[Given, ...]
    waits: tuple[Wait, ...]
    draws: Mapping[str, int]
    worth: int
    bound: int
    parts: Mapping[str, int]
    broken: tuple[Broken, ...]
    missing: Mapping[str, int]
    fairness: Fairness | None
    elapsed: float

    @property
    def optimal(self) -> bool:
        """Whether it is proved that no allocation is worth more."""
        return self.worth >= self.bound

    @property
    def gap(self) -> float:
        """What could at most be gained, as a share of the bound."""
        return 0.0 if self.optimal else (self.bound - self.worth) / max(1, abs(self.bound))


def allocate(
    register: Register,
    on: dt.date,
    *,
    seed: int = 1,
    time_limit: float = 60.0,
    work_limit: int | None = None,
    keep_households: bool = False,
    tie_services: bool = True,
    fairness: bool = True,
    should_stop: Callable[[], bool] | None = None,
) -> Allocation:
    """Share out the places of all services among everybody who waits.

    Nobody is sent away: who has a place keeps it, or moves where that helps much (`MatchingWeights.keep`). What a
    placement is worth: the points for priority, risk and waiting, plus how well the service suits; plus what it is
    worth to be in one service with the household, or to have two services that go together; less the price of missing
    the least coverage of an area.

    Parameters
    ----------
    on
        The day: its needs, requests, placements, capacities, quotas and targets count.
    seed
        Of the lottery that decides among equals.
    time_limit
        Seconds.
    work_limit
        Most nodes of the integer program; see `agecare.matching.sharing.share`.
    keep_households
        Whether people of one household who wait for the same must get it at one service, or none of them. Otherwise
        that is worth `MatchingWeights.household`.
    tie_services
        Whether two services that go together (`Service.together_with`), such as a carer's respite and day care, are
        given both or neither to who waits for both. Otherwise that is worth `MatchingWeights.together`.
    fairness
        Whether to solve once more without quotas and targets, to tell what they cost; not when it was stopped.
    should_stop
        Asked now and then; when it says yes, the best allocation so far is returned.

    Examples
    --------
    >>> from agecare.model import Centre, Client, Need, Service, ServiceRequest
    >>> register = Register(
    ...     centre=Centre(id="C", name="Centre", country="MN", timezone="Asia/Ulaanbaatar"),
    ...     clients=[Client(id="E-1"), Client(id="E-2")],
    ...     needs=[Need(id=f"N-{n}", client=f"E-{n}", domain="nutrition") for n in (1, 2)],
    ...     services=[Service(id="S-1", name="Meals", type="meals", domains=["nutrition"])],
    ...     capacities=[{"service": "S-1", "total": 1}],
    ...     service_requests=[
    ...         ServiceRequest(id="Q-1", client="E-1", need="N-1", since=dt.date(2026, 4, 1)),
    ...         ServiceRequest(id="Q-2", client="E-2", need="N-2", since=dt.date(2026, 4, 1), priority="urgent"),
    ...     ],
    ... )
    >>> found = allocate(register, dt.date(2026, 4, 6))
    >>> [one.client for one in found.given], [(one.client, one.holders[0].by) for one in found.waits]
    (['E-2'], [('E-1', 'urgency')])
    """
    asked = posed(register, on, seed=seed, keep_households=keep_households, tie_services=tie_services)
    limits: dict[str, Any] = {
        "time_limit": time_limit,
        "work_limit": work_limit,
        "gap": 0.0,
        "should_stop": should_stop,
    }
    found = share(asked.problem, **limits)
    kept_for_some = len(asked.problem.floor_ids) > 0 or bool((asked.problem.pool_within >= 0).any())
    stopped = should_stop is not None and should_stop()
    cost = price_of_fairness(asked.problem, found, **limits) if fairness and kept_for_some and not stopped else None
    return _told(asked, found, cost)


def _told(asked: Posed, found: Shared, fairness: Fairness | None) -> Allocation:
    """An answer in ids."""
    problem = asked.problem
    holding = sum(not entry.waits for entry in asked.entries)
    constant = asked.present * holding
    parts = {name: part.worth for name, part in found.worth.components.items()}
    parts["deserved"] -= constant
    return Allocation(
        on=asked.on,
        seed=asked.seed,
        given=tuple(_given(asked, found)),
        waits=tuple(_waits(asked, found)),
        draws=asked.draws,
        worth=found.worth.total - constant,
        bound=found.bound - constant,
        parts=parts,
        broken=found.broken,
        missing=dict(zip(problem.floor_ids, found.missing.tolist(), strict=True)),
        fairness=None if fairness is None else _without(fairness, constant),
        elapsed=found.elapsed,
    )


def _without(fairness: Fairness, constant: int) -> Fairness:
    """The balances without the points for having a place now, which nobody loses either way."""
    kept, free = fairness.kept, fairness.free
    return Fairness(attrs.evolve(kept, worth=kept.worth - constant), attrs.evolve(free, worth=free.worth - constant))


def _given(asked: Posed, found: Shared) -> list[Given]:
    problem, used = asked.problem, arcs_used(asked.problem, found.placing)
    places = []
    for index in np.flatnonzero(found.placing.placed).tolist():
        entry, pool = asked.entries[index], int(found.placing.request_pool[index])
        service, band = problem.service_ids[problem.pool_service[pool]], int(problem.pool_band[pool])
        stays = service == entry.present
        points = dict(zip(CRITERIA[1:], problem.request_points[index, 1:].tolist(), strict=True))
        points["suitability"] = int(problem.arc_suitability[used[index]])
        points["stay"] = int(problem.request_stay[index]) if stays else 0
        places.append(
            Given(
                entry=entry.id,
                client=entry.client,
                service=service,
                units=entry.units,
                kind=Kind.KEPT if stays else Kind.NEW if entry.waits else Kind.MOVED,
                draw=asked.draws[entry.client],
                before=None if stays else entry.present,
                reserve=None if band == NONE else PopulationGroup(problem.band_ids[band]),
                points=points,
            )
        )
    return places


def _waits(asked: Posed, found: Shared) -> list[Wait]:
    problem, experience = asked.problem, Experience(asked.register, asked.on)
    entry_of = {entry.id: entry for entry in asked.entries}
    service_of = {
        pool: problem.service_ids[at] for pool, at in zip(problem.pool_ids, problem.pool_service, strict=True)
    }
    waits = waiting(problem, found.placing)
    ages, longest = _ages(asked, found), Counter[str]()
    for queue in (queue for one in waits for queue in one.queues):
        longest[queue.service] = max(longest[queue.service], queue.position)
    turns = {service: experience.turns(service, ages[service], most) for service, most in longest.items()}

    def interval(queue: Queued, waited: int) -> Interval | None:
        known = turns[queue.service]
        return experience.after(queue.service, waited) if known is None else known[queue.position - 1]

    def told(one: Waiting) -> Wait:
        entry = entry_of[one.request]
        waited = (asked.on - entry.since).days
        return Wait(
            entry=entry.id,
            client=entry.client,
            reason=one.reason,
            draw=asked.draws[entry.client],
            queues=tuple(Queue(each.service, each.position, interval(each, waited)) for each in one.queues),
            holders=tuple(
                Holder(service_of[each.pool], each.request, entry_of[each.request].client, str(each.by))
                for each in one.holders
            ),
        )

    return [told(one) for one in waits]


def _ages(asked: Posed, found: Shared) -> Mapping[str, list[int]]:
    """Days that the holders of each service have been there; who comes now, none."""
    ages: dict[str, list[int]] = defaultdict(list)
    problem = asked.problem
    for index in np.flatnonzero(found.placing.placed).tolist():
        entry = asked.entries[index]
        service = problem.service_ids[problem.pool_service[found.placing.request_pool[index]]]
        since = entry.held_since if entry.present == service else None
        ages[service].append(0 if since is None else (asked.on - since).days)
    return ages
