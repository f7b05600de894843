"""All clients and all services at once: who could have which, and how well it would suit."""

from collections.abc import Hashable, Sequence

import attrs
import numpy as np

from agecare.matching.askers import Asker
from agecare.matching.columns import Ints, Shelf, columns_of, shelf_of
from agecare.matching.directory import Directory
from agecare.matching.eligibility import judge
from agecare.matching.score import amounts_of, points_of, score_of

AT_ONCE = 1024
"""Askers looked at together: tables of some megabytes."""


@attrs.frozen(eq=False)
class Candidates:
    """Pairs of an asker and a service of which every rule holds.

    Attributes
    ----------
    asker : (L,) index among the askers given, rising.
    service : (L,) index in `Directory.service_ids`, rising within an asker.
    suitability : (L,) the score, at least 0.
    """

    asker: Ints
    service: Ints
    suitability: Ints


def candidates(directory: Directory, askers: Sequence[Asker], *, places: bool = False) -> Candidates:
    """Who could have which service, and how well it would suit.

    Parameters
    ----------
    directory
        The services.
    askers
        Clients with a need each (`askers_of`); one who names a service can have that one only.
    places
        Whether a place must be free as well. Without it, capacity is left to whoever shares the places out.

    Examples
    --------
    >>> import datetime as dt
    >>> from agecare.matching import askers_of, directory_of
    >>> from agecare.model import Centre, Client, Need, Register, Service
    >>> register = Register(
    ...     centre=Centre(id="C", name="Centre", country="MN", timezone="Asia/Ulaanbaatar"),
    ...     clients=[Client(id="E-1")],
    ...     needs=[Need(id="N-1", client="E-1", domain="nutrition")],
    ...     services=[Service(id="S-1", name="Meals", type="meals", domains=["nutrition"], fee=0)],
    ... )
    >>> day = dt.date(2026, 4, 6)
    >>> candidates(directory_of(register, day), askers_of(register, day)).suitability.tolist()
    [290]
    """
    groups: dict[Hashable, list[int]] = {}
    for index, asker in enumerate(askers):
        key = ("service", asker.service) if asker.service else ("domain", asker.need and asker.need.domain)
        groups.setdefault(key, []).append(index)
    found = [_of_group(directory, askers, members, places) for members in groups.values()]
    who, what, worth = (
        np.concatenate([np.zeros(0, dtype=np.int64), *(each[column] for each in found)]) for column in range(3)
    )
    order = np.lexsort((what, who))
    return Candidates(who[order], what[order], worth[order])


def _shelf(directory: Directory, asker: Asker) -> Shelf:
    if asker.service:
        return shelf_of([directory.offer(asker.service)])
    return directory.shelves[asker.need.domain] if asker.need else shelf_of([])


def _of_group(
    directory: Directory, askers: Sequence[Asker], members: Sequence[int], places: bool
) -> tuple[Ints, Ints, Ints]:
    """Askers, services and scores of the pairs of askers who look at the same shelf."""
    shelf = _shelf(directory, askers[members[0]])
    position = np.array([directory.position[offer.service.id] for offer in shelf.offers], dtype=np.int64)
    weights = directory.register.centre.matching
    who: list[Ints] = []
    what: list[Ints] = []
    worth: list[Ints] = []
    for first in range(0, len(members) if len(position) else 0, AT_ONCE):
        chunk = members[first : first + AT_ONCE]
        columns = columns_of([askers[index] for index in chunk], shelf)
        verdict = judge(columns, shelf)
        failed = verdict.failed if places else verdict.failed - ~verdict.services["place"]
        row, column = np.nonzero(failed == 0)
        score = score_of(points_of(amounts_of(columns, shelf), weights))
        who.append(np.array(chunk, dtype=np.int64)[row])
        what.append(position[column])
        worth.append(score[row, column])
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *who]), np.concatenate([nothing, *what]), np.concatenate([nothing, *worth])
