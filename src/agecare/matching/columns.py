"""Askers and offers as arrays, so that a rule is answered for all of them at once.

Index letters: C askers, S services, R rows of one kind of rule, V words that the rules of a kind know.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.matching.askers import Asker
from agecare.matching.offers import Offer
from agecare.model import Accessibility, Eligibility, EligibilityKind, NeedDomain, PopulationGroup
from agecare.model.distance import km_between
from agecare.model.eligibility import MEASURED

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOT_SCARCE = 2**40
"""Units free where nothing is counted."""
GROUPS = tuple(PopulationGroup)
DOMAINS = tuple(NeedDomain)
ACCESS = tuple(Accessibility)


@attrs.frozen(eq=False)
class Rows:
    """The rules of one kind, sorted by service.

    Attributes
    ----------
    records : (R,) the rules.
    service : (R,) index of the service of each.
    first : first row of each service that has any; ``service[first]`` are these services.
    least, most : (R,) bounds of what is measured; open ones are infinite.
    words : (V,) every word allowed by some row.
    allowed : (R, V) 1 where the row allows the word.
    """

    records: tuple[Eligibility, ...]
    service: Ints
    first: Ints
    least: Floats
    most: Floats
    words: tuple[str, ...]
    allowed: NDArray[np.float32]


@attrs.frozen(eq=False)
class Shelf:
    """Some offers side by side.

    Attributes
    ----------
    rows : rules by kind, only the kinds that there are.
    active, opens : (S,) whether the service is given, and opens on some day.
    free : (S, groups) units free for each group.
    usual_units : (S,) units that a client takes when none are named.
    access : (S, accessibility) what is there, or does not matter because nobody goes there.
    languages, speaks : the words, and (S, V) 1 where the service speaks it.
    any_language : (S,) whether no language is named.
    answers : (S, domains) whether the domain is answered.
    main : (S,) index of the domain the service is made for.
    no_fee : (S,) whether the client pays nothing.
    latitudes, longitudes : of all locations; first : the first of each service that has any; placed : these services.
    """

    offers: tuple[Offer, ...]
    rows: Mapping[EligibilityKind, Rows]
    active: Flags
    opens: Flags
    free: Ints
    usual_units: Ints
    access: Flags
    languages: tuple[str, ...]
    speaks: NDArray[np.float32]
    any_language: Flags
    answers: Flags
    main: Ints
    no_fee: Flags
    latitudes: Floats
    longitudes: Floats
    first: Ints
    placed: Ints


def shelf_of(offers: Iterable[Offer]) -> Shelf:
    """Offers as arrays."""
    offers = tuple(offers)
    services = [offer.service for offer in offers]
    languages = tuple(sorted({language for service in services for language in service.languages}))
    places = [(index, *place) for index, offer in enumerate(offers) for place in offer.places]
    placed, first = np.unique(np.array([index for index, *_ in places], dtype=np.int64), return_index=True)
    return Shelf(
        offers=offers,
        rows=_rows(offers),
        active=np.array([offer.active for offer in offers], dtype=np.bool_),
        opens=np.array([offer.open_days is None or bool(offer.open_days) for offer in offers], dtype=np.bool_),
        free=np.array([_free(offer) for offer in offers], dtype=np.int64).reshape(len(offers), len(GROUPS)),
        usual_units=np.array([offer.usual_units for offer in offers], dtype=np.int64),
        access=_table(offers, ACCESS, lambda offer: offer.accessibility),
        languages=languages,
        speaks=members([frozenset(service.languages) for service in services], languages),
        any_language=np.array([not service.languages for service in services], dtype=np.bool_),
        answers=_table(offers, DOMAINS, lambda offer: offer.service.domains),
        main=np.array([DOMAINS.index(service.domains[0]) for service in services], dtype=np.int64),
        no_fee=np.array([service.fee == 0 for service in services], dtype=np.bool_),
        latitudes=np.array([latitude for _, latitude, _ in places], dtype=np.float64),
        longitudes=np.array([longitude for *_, longitude in places], dtype=np.float64),
        first=first.astype(np.int64),
        placed=placed,
    )


def _free(offer: Offer) -> list[int]:
    found = [offer.free_for(group) for group in GROUPS]
    return [NOT_SCARCE if free is None else free for free in found]


def _table(offers: Sequence[Offer], words: Sequence[object], of: Callable[[Offer], Collection[object]]) -> Flags:
    found = [[word in of(offer) for word in words] for offer in offers]
    return np.array(found, dtype=np.bool_).reshape(len(offers), len(words))


def _rows(offers: Sequence[Offer]) -> dict[EligibilityKind, Rows]:
    found: dict[EligibilityKind, list[tuple[int, Eligibility]]] = {}
    for index, offer in enumerate(offers):
        for rule in offer.rules:
            found.setdefault(rule.kind, []).append((index, rule))
    return {kind: _of_kind(rows) for kind, rows in found.items()}


def _of_kind(rows: Sequence[tuple[int, Eligibility]]) -> Rows:
    service = np.array([index for index, _ in rows], dtype=np.int64)
    records = tuple(rule for _, rule in rows)
    words = tuple(sorted({word for rule in records for word in rule.allowed}))
    return Rows(
        records=records,
        service=service,
        first=np.unique(service, return_index=True)[1].astype(np.int64),
        least=np.array([-np.inf if rule.least is None else rule.least for rule in records]),
        most=np.array([np.inf if rule.most is None else rule.most for rule in records]),
        words=words,
        allowed=members([frozenset(rule.allowed) for rule in records], words),
    )


def members(sets: Sequence[frozenset[str]], words: Sequence[str]) -> NDArray[np.float32]:
    """(sets, words): 1 where the set has the word. Sets that come again and again are looked through once."""
    known: dict[frozenset[str], int] = {}
    which = [known.setdefault(one, len(known)) for one in sets]
    table = np.array([[word in one for word in words] for one in known], dtype=np.float32)
    return table.reshape(len(known), len(words))[np.array(which, dtype=np.int64)]


@attrs.frozen(eq=False)
class Askers:
    """Askers as arrays, beside one shelf.

    Attributes
    ----------
    here : (C,) whether the client is with the centre on the day.
    domain : (C,) index of the need's domain, -1: no need is named.
    severity : (C,) its rank, 0: no need is named.
    measured : by kind, (C,); NaN: not known.
    words : by kind, (C, V) 1 where the rules' word holds.
    speaks : (C, V) 1 where the client speaks the shelf's language.
    access : (C, accessibility) what the client cannot do without.
    km : (C, S) as in `distances`.
    free, wanted : (C, S) units that are free for the client, the own ones among them, and units the client would take.
    """

    here: Flags
    domain: Ints
    severity: Ints
    measured: Mapping[EligibilityKind, Floats]
    words: Mapping[EligibilityKind, NDArray[np.float32]]
    speaks: NDArray[np.float32]
    access: Flags
    km: Floats
    free: Ints
    wanted: Ints


def columns_of(askers: Sequence[Asker], shelf: Shelf) -> Askers:
    """Askers as arrays, beside a shelf."""
    free, wanted = _units(askers, shelf)
    return Askers(
        here=np.array([asker.client.valid_on(asker.on) for asker in askers], dtype=np.bool_),
        domain=np.array([-1 if one.need is None else DOMAINS.index(one.need.domain) for one in askers], dtype=np.int64),
        severity=np.array([0 if one.need is None else one.need.severity.rank for one in askers], dtype=np.int64),
        measured={
            kind: np.array([asker.measured[kind] for asker in askers], dtype=np.float64)
            for kind in shelf.rows
            if kind in MEASURED and kind is not EligibilityKind.DISTANCE
        },
        words={
            kind: members([asker.words[kind] for asker in askers], rows.words)
            for kind, rows in shelf.rows.items()
            if kind not in MEASURED
        },
        speaks=members([asker.words[EligibilityKind.LANGUAGE] for asker in askers], shelf.languages),
        access=members([frozenset(asker.client.accessibility) for asker in askers], ACCESS) > 0,
        km=distances(askers, shelf),
        free=free,
        wanted=wanted,
    )


def distances(askers: Sequence[Asker], shelf: Shelf) -> Floats:
    """(C, S) kilometres, as the crow flies, from the client's address to the service's nearest location.

    0 to a service without locations, which comes to its clients; NaN where it is not known where a client lives.
    """
    latitudes, longitudes = (
        np.array([one.latitude for one in askers], dtype=np.float64),
        np.array([one.longitude for one in askers], dtype=np.float64),
    )
    km = np.full((len(askers), len(shelf.offers)), np.nan)
    km[~np.isnan(latitudes)] = 0.0
    if len(shelf.placed):
        each = km_between(latitudes[:, None], longitudes[:, None], shelf.latitudes, shelf.longitudes)
        km[:, shelf.placed] = np.minimum.reduceat(each, shelf.first, axis=1)
    return km


def _units(askers: Sequence[Asker], shelf: Shelf) -> tuple[Ints, Ints]:
    """Units free for each asker and units each would take."""
    group = np.array([GROUPS.index(asker.client.group) for asker in askers], dtype=np.int64)
    free = shelf.free.T[group]
    named = np.array([asker.units or 0 for asker in askers], dtype=np.int64)[:, None]
    wanted = np.where(named > 0, named, shelf.usual_units)
    place = {offer.service.id: index for index, offer in enumerate(shelf.offers)}
    for row, asker in enumerate(askers):
        for service, units in asker.asked.items():
            if service in place:
                wanted[row, place[service]] = units
        for service, units in asker.held.items():
            if service in place:
                wanted[row, place[service]] = units
                free[row, place[service]] = max(free[row, place[service]] + units, units)
    return free, wanted
