"""Access to every type of service: places for each person who needs one, how evenly, how far, and who goes without."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from math import inf, isfinite

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.coverage.catchment import Catchment, Floats, floating_catchment
from agecare.coverage.inequality import gini, theil
from agecare.coverage.people import Person
from agecare.coverage.supply import Supply, distances_km, open_to
from agecare.model import NeedDomain, Register, ServiceType, Severity
from agecare.model.discretion import Count

FAR_PERCENT = 90
"""``far_km`` is what so many of a hundred people do not exceed."""


@attrs.frozen
class TypeAccess:
    """Access to one type of service on a day.

    People *need* a type when they have an open need that some service of the type answers; they are *without* when one
    of these needs is answered by no placement, of any type.

    Attributes
    ----------
    services : services of the type given on the day.
    places, free : places in them, for people (`Supply`); ``None``: some service is not counted, there is no end.
    needing, without, severe : people who need it; who are without; who are without for a severe need.
    waiting : people on the waiting list of a service of the type.
    access : mean places for each person who needs one, by floating catchments.
    gini : Gini coefficient of it; 0 = everybody has the same.
    between, within : Theil's index of it, between and within areas.
    median_km, far_km : to the nearest service open to the person, half and nine tenths of the people have it no
        farther; ``None`` where more people than that have none at all. 0: it comes to its clients.
    beyond : people with no service open to them in the catchment.
    """

    type: ServiceType
    services: int
    places: float | None
    free: float | None
    needing: Count
    without: Count
    severe: Count
    waiting: Count
    access: float | None
    gini: float | None
    between: float | None
    within: float | None
    median_km: float | None
    far_km: float | None
    beyond: Count


@attrs.frozen
class AreaAccess:
    """Access of the people of one area to one type of service; see `TypeAccess`."""

    area: str | None
    type: ServiceType
    needing: Count
    without: Count
    access: float | None
    median_km: float | None


@attrs.frozen(eq=False)
class Field:
    """One type of service and the people who need it: what access is worked out from.

    Attributes
    ----------
    people : (P,) those who need it.
    supplies : (S,) its services.
    km : (P, S) to the nearest location; infinite where the service is not open to the person.
    weights : (P, S) what that counts.
    """

    type: ServiceType
    domains: frozenset[NeedDomain]
    people: tuple[Person, ...]
    supplies: tuple[Supply, ...]
    km: Floats
    weights: Floats

    @cached_property
    def without(self) -> NDArray[np.bool_]:
        """(P,) who has no placement for one of the needs."""
        return np.array([not self.domains.isdisjoint(person.unanswered) for person in self.people], dtype=np.bool_)

    @cached_property
    def severe(self) -> NDArray[np.bool_]:
        """(P,) who is without for a severe need."""
        return np.equal(self.ranks, Severity.SEVERE.rank)

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """(P,) how severe the worst need is that goes without: 1 … 3, 0 where none does."""
        return np.array([self._rank(person) for person in self.people], dtype=np.int64)

    def _rank(self, person: Person) -> int:
        return max(
            (severity.rank for domain, severity in person.unanswered.items() if domain in self.domains), default=0
        )

    @cached_property
    def access(self) -> Floats:
        """(P,) places for each person, all of whom count."""
        return floating_catchment([supply.places for supply in self.supplies], np.ones(len(self.people)), self.weights)

    @cached_property
    def free_access(self) -> Floats:
        """(P,) free places for each person, of whom those without one count."""
        return floating_catchment([supply.free for supply in self.supplies], self.without, self.weights)


def fields_of(
    register: Register, people: Sequence[Person], supplies: Sequence[Supply], catchment: Catchment
) -> tuple[Field, ...]:
    """A field for every type of service that is given on the day and that somebody needs."""
    found = []
    for type_ in ServiceType:
        given = tuple(supply for supply in supplies if supply.service.type is type_)
        domains = frozenset(domain for supply in given for domain in supply.service.domains)
        needing = tuple(person for person in people if not domains.isdisjoint(person.needs))
        if needing:
            km = np.where(open_to(register, needing, given), distances_km(needing, given), inf)
            found.append(Field(type_, domains, needing, given, km, catchment.weights(km)))
    return tuple(found)


def type_access(field: Field, people: Sequence[Person]) -> TypeAccess:
    """The figures of one type; ``people`` are all of the centre's, of whom some wait without a recorded need."""
    placed = np.array([person.is_placed for person in field.people], dtype=np.bool_)
    access, nearest = field.access[placed], field.km.min(axis=1)[placed]
    areas = [person.area for person in field.people if person.is_placed]
    parts = theil(access, areas)
    own = {supply.service.id for supply in field.supplies}
    places, free = (sum(values) for values in zip(*((each.places, each.free) for each in field.supplies), strict=True))
    return TypeAccess(
        type=field.type,
        services=len(field.supplies),
        places=places if isfinite(places) else None,
        free=free if isfinite(free) else None,
        needing=len(field.people),
        without=int(field.without.sum()),
        severe=int(field.severe.sum()),
        waiting=sum(not own.isdisjoint(person.waits_for) for person in people),
        access=float(access.mean()) if len(access) else None,
        gini=gini(access) if len(access) else None,
        between=parts.between if len(access) else None,
        within=parts.within if len(access) else None,
        median_km=_percentile(nearest, 50),
        far_km=_percentile(nearest, FAR_PERCENT),
        beyond=int((field.weights[placed].max(axis=1) == 0).sum()),
    )


def _percentile(km: Floats, percent: float) -> float | None:
    """The least distance that so many of a hundred people do not exceed; ``None`` where it is infinite."""
    found = float(np.percentile(km, percent, method="inverted_cdf")) if len(km) else inf
    return found if isfinite(found) else None


def area_access(field: Field) -> tuple[AreaAccess, ...]:
    """The figures of one type by the area lived in, in the order of the areas' ids, people without an area last."""
    indices: dict[str | None, list[int]] = defaultdict(list)
    for index, person in enumerate(field.people):
        indices[person.area].append(index)
    access, nearest, without = field.access, field.km.min(axis=1), field.without
    found = []
    for area in sorted(indices, key=lambda each: (each is None, each or "")):
        placed = [index for index in indices[area] if field.people[index].is_placed]
        km = float(np.median(nearest[placed])) if placed else inf
        found.append(
            AreaAccess(
                area=area,
                type=field.type,
                needing=len(indices[area]),
                without=int(without[indices[area]].sum()),
                access=float(access[placed].mean()) if placed else None,
                median_km=km if isfinite(km) else None,
            )
        )
    return tuple(found)
