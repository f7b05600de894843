"""Why a service cannot be had, and the nearest change with which it could be. A change is tried before it is told."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs
import numpy as np

from agecare.matching.answers import Answer, Reason
from agecare.matching.askers import Asker, asker_of
from agecare.matching.directory import Directory
from agecare.matching.match import Fit, judged_fit
from agecare.matching.offers import Offer, offer_of
from agecare.model import Accessibility, Address, Eligibility, EligibilityKind, NeedDomain
from agecare.model.distance import km_between
from agecare.model.eligibility import MEASURED

DAYS_TO_WAIT = 366
"""How far ahead a birthday, a free place or an open day is looked for."""
MOST_DAYS = 60
"""So many days on which something is known to change are tried."""


class Act(StrEnum):
    """What would have to happen; the nearest first."""

    RECORD = "record"
    """A fact that is not known is written down, and is as the rule wants it."""
    OBTAIN = "obtain"
    """The client gets something."""
    WAIT = "wait"
    """It comes by itself, from a day on."""
    ADD = "add"
    """The service has more than now."""
    WIDEN = "widen"
    """The service goes beyond its rule, by so much."""


@attrs.frozen
class Change:
    """The change that makes one failed rule hold.

    ``value`` is what the change brings: the word or figure recorded, obtained or allowed, the units added, the first
    day. ``figures`` tell it: those of the answer, and ``metres``, ``days`` of the week, ``by``.
    """

    answer: Answer = attrs.field(repr=False)
    act: Act
    value: str | float | dt.date | tuple[str, ...] = attrs.field(repr=False)
    figures: Mapping[str, object] = attrs.field(repr=False)

    @classmethod
    def of(cls, answer: Answer, act: Act, value: str | float | dt.date | tuple[str, ...], **more: object) -> "Change":
        """A change of a failed rule, with further figures."""
        return cls(answer, act, value, {**answer.figures, **more})

    @property
    def rule(self) -> str:
        """The rule that would hold."""
        return self.answer.rule


@attrs.frozen
class Unmet:
    """A rule that does not hold and the changes with which it would, the nearest first; none: nothing helps."""

    answer: Answer
    changes: tuple[Change, ...]

    @property
    def nearest(self) -> Change | None:
        """The nearest change."""
        return self.changes[0] if self.changes else None


@attrs.frozen(eq=False)
class Explanation:
    """Why a service cannot be had: every rule that fails. ``flips``: all nearest changes together make it possible."""

    fit: Fit
    unmet: tuple[Unmet, ...]
    flips: bool


def explain(directory: Directory, fit: Fit) -> Explanation:
    """Every failed rule of a service, with the nearest changes that flip it.

    A change counts when, once it is applied and the client matched again, its rule holds and no rule fails that held
    before. Changes of the client's side come first, then waiting, then what the service would have to do.

    Parameters
    ----------
    directory
        The directory that the fit is from.
    fit
        A service beside a client's need; of one that is matched nothing is unmet.

    Examples
    --------
    >>> from agecare.matching import directory_of, fit_of
    >>> from agecare.model import Centre, Client, Need, Register, Service
    >>> register = Register(
    ...     centre=Centre(id="C", name="Centre", country="MN", timezone="Asia/Ulaanbaatar"),
    ...     clients=[Client(id="E-1", birth_date="1966-05-01")],
    ...     needs=[Need(id="N-1", client="E-1", domain="nutrition")],
    ...     services=[Service(id="S-1", name="Meals", type="meals", domains=["nutrition"])],
    ...     eligibility=[Eligibility(service="S-1", kind="age", least=60)],
    ... )
    >>> directory = directory_of(register, dt.date(2026, 4, 6))
    >>> change = explain(directory, fit_of(directory, "E-1", "S-1")).unmet[0].nearest
    >>> change.rule, change.act.value, change.value.isoformat()
    ('age', 'wait', '2026-05-01')
    """
    waiting = _Waiting(directory, fit)
    unmet = []
    for index, answer in enumerate(fit.answers):
        if not answer.passed:
            tried = [change for change in _options(directory, fit, answer) if _flips(directory, fit, index, [change])]
            found = [*tried, *waiting.until_holds(index)]
            unmet.append(Unmet(answer, tuple(sorted(found, key=lambda change: list(Act).index(change.act)))))
    nearest = [each.nearest for each in unmet]
    changes = [change for change in nearest if change is not None]
    flips = len(changes) == len(nearest) and _again(directory, fit, changes).matched
    return Explanation(fit, tuple(unmet), flips)


def _flips(directory: Directory, fit: Fit, index: int, changes: list[Change]) -> bool:
    """Whether, with these changes, a rule holds, and every rule that held before."""
    after = _again(directory, fit, changes).answers
    return after[index].passed and all(
        now.passed for now, before in zip(after, fit.answers, strict=True) if before.passed
    )


def _again(directory: Directory, fit: Fit, changes: list[Change]) -> Fit:
    """The same client beside the same service, with the changes applied."""
    asker, offer = fit.asker, fit.offer
    days = [change.value for change in changes if isinstance(change.value, dt.date)]
    if days:
        asker, offer = _on(directory, fit, max(days))
    for change in changes:
        asker, offer = applied(change, asker, offer)
    return judged_fit(asker, offer, directory)


def _on(directory: Directory, fit: Fit, day: dt.date) -> tuple[Asker, Offer]:
    """The same two on another day."""
    register, old = directory.register, fit.asker
    asker = asker_of(register, old.client.id, old.need, day, service=old.service)
    return attrs.evolve(asker, units=old.units), offer_of(register, fit.service, day, directory.holidays)


def applied(change: Change, asker: Asker, offer: Offer) -> tuple[Asker, Offer]:
    """An asker and an offer with a change applied; waiting is for whoever knows the register."""
    if change.act is Act.WAIT:
        return asker, offer
    if change.rule == "place" and isinstance(change.value, int) and offer.left is not None:
        return asker, attrs.evolve(offer, left=max(offer.left, _kept_for_others(asker, offer)) + change.value)
    if change.rule == "access" and isinstance(change.value, tuple):
        there = (*offer.service.accessibility, *map(Accessibility, change.value))
        return asker, attrs.evolve(offer, service=offer.service.model_copy(update={"accessibility": there}))
    if change.rule == "answers" and asker.need is not None:
        need = asker.need.model_copy(update={"domain": NeedDomain(str(change.value))})
        return attrs.evolve(asker, need=need), offer
    kind = EligibilityKind(change.rule)
    if change.act is Act.WIDEN:
        return asker, attrs.evolve(offer, rules=tuple(_widened(row, change) for row in offer.rules))
    if kind is EligibilityKind.DISTANCE:
        latitude, longitude = offer.places[0] if offer.places else (asker.latitude, asker.longitude)
        return attrs.evolve(asker, latitude=latitude, longitude=longitude), offer
    if kind in MEASURED and isinstance(change.value, int | float):
        return attrs.evolve(asker, measured={**asker.measured, kind: float(change.value)}), offer
    return attrs.evolve(asker, words={**asker.words, kind: asker.words[kind] | {str(change.value)}}), offer


def _kept_for_others(asker: Asker, offer: Offer) -> int:
    return sum(units for group, units in offer.kept.items() if group is not asker.client.group)


def _widened(row: Eligibility, change: Change) -> Eligibility:
    """The rule, widened to what the change says, if it is the one."""
    if row is not change.answer.row:
        return row
    if row.kind not in MEASURED:
        return row.model_copy(update={"allowed": (*row.allowed, str(change.value))})
    bound = "most" if change.answer.reason is Reason.ABOVE else "least"
    return row.model_copy(update={bound: change.value})


def _options(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """Changes worth trying, without those that only take time."""
    of_rule = CHANGES.get(answer.rule)
    if of_rule is not None:
        yield from of_rule(directory, fit, answer)


def _of_measure(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """Record what is not known; otherwise let the service go so far."""
    row, found = answer.row, answer.figures.get("found")
    assert row is not None
    if answer.reason is Reason.UNKNOWN:
        bound = row.least if row.least is not None else row.most
        yield Change.of(answer, Act.RECORD, float(bound or 0))
    elif isinstance(found, int | float):
        yield Change.of(answer, Act.WIDEN, found)


def _of_distance(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """Let the service go so many metres further."""
    most = None if answer.row is None else answer.row.most
    if answer.reason is Reason.ABOVE and fit.km is not None and most is not None:
        metres = math.ceil(fit.km * 1000 + 1e-6)
        yield Change.of(answer, Act.WIDEN, metres / 1000, metres=metres - math.floor(most * 1000))
    else:
        yield from _of_measure(directory, fit, answer)


def _of_carers(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """More of the family come to help; or the service takes somebody with more."""
    if answer.reason is Reason.BELOW and answer.row is not None and answer.row.least is not None:
        wanted = math.ceil(answer.row.least)
        more = wanted - int(fit.asker.measured[EligibilityKind.CARERS] or 0)
        yield Change.of(answer, Act.OBTAIN, float(wanted), by=more)
    else:
        yield from _of_measure(directory, fit, answer)


def _of_own_word(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """Record what is not known; otherwise let the service take this client's as well."""
    if answer.reason is Reason.UNKNOWN:
        if answer.row is not None:
            yield Change.of(answer, Act.RECORD, answer.row.allowed[0])
    else:
        for word in sorted(fit.asker.words[EligibilityKind(answer.rule)])[:1]:
            yield Change.of(answer, Act.WIDEN, word)


def _of_need(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """A further need, once it is found."""
    if answer.row is not None:
        yield Change.of(answer, Act.RECORD, answer.row.allowed[0])


def _of_document(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """The client gets a document."""
    if answer.row is not None:
        yield Change.of(answer, Act.OBTAIN, answer.row.allowed[0])


def _of_area(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """Record the area; otherwise let the service come a little out of its own."""
    row, words = answer.row, fit.asker.words[EligibilityKind.AREA]
    if row is None or not words:
        yield from _of_own_word(directory, fit, answer)
        return
    smallest = max(words, key=lambda area: len(directory.register.areas_around[area]))
    metres = _metres_to(directory, fit.asker, row.allowed)
    yield Change.of(answer, Act.WIDEN, smallest, **({} if metres is None else {"metres": metres}))


def _metres_to(directory: Directory, asker: Asker, areas: Iterable[str]) -> int | None:
    """From the client's address to the nearest known place in one of the areas."""
    inside = [directory.places[area] for area in areas if area in directory.places]
    if asker.latitude != asker.latitude or not inside:
        return None
    latitudes, longitudes = np.concatenate(inside, axis=1)
    return math.ceil(1000 * float(km_between(asker.latitude, asker.longitude, latitudes, longitudes).min()))


def _of_access(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """The service gets what is missing."""
    missing = answer.figures["missing"]
    if isinstance(missing, tuple):
        yield Change.of(answer, Act.ADD, missing)


def _of_place(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """So many more places, slots or visits a week; of these the days on which the service is open."""
    more = answer.figures["by"]
    if isinstance(more, int):
        days = sorted({day.weekday() for day in fit.offer.open_days or ()})
        yield Change.of(answer, Act.ADD, more, days=tuple(days))


def _of_answers(directory: Directory, fit: Fit, answer: Answer) -> Iterator[Change]:
    """A need that the service answers, once it is found."""
    yield Change.of(answer, Act.RECORD, fit.service.domains[0].value)


CHANGES: Mapping[str, Callable[[Directory, Fit, Answer], Iterator[Change]]] = MappingProxyType(
    {
        "answers": _of_answers,
        "access": _of_access,
        "place": _of_place,
        EligibilityKind.AGE: _of_measure,
        EligibilityKind.INCOME: _of_measure,
        EligibilityKind.CARERS: _of_carers,
        EligibilityKind.DISTANCE: _of_distance,
        EligibilityKind.GENDER: _of_own_word,
        EligibilityKind.GROUP: _of_own_word,
        EligibilityKind.RISK: _of_own_word,
        EligibilityKind.SEVERITY: _of_own_word,
        EligibilityKind.LANGUAGE: _of_own_word,
        EligibilityKind.NEED: _of_need,
        EligibilityKind.DOCUMENT: _of_document,
        EligibilityKind.AREA: _of_area,
    }
)
"""The changes to try for a rule that fails; ``here``, ``active`` and ``opens`` can only be waited for."""


class _Waiting:
    """The client beside the service on the days on which something is known to change."""

    def __init__(self, directory: Directory, fit: Fit) -> None:
        self._directory, self._fit = directory, fit
        self._later: dict[dt.date, tuple[bool, ...]] = {}

    def until_holds(self, index: int) -> Iterator[Change]:
        """The first day on which a rule holds, and every rule that holds now."""
        answers = self._fit.answers
        for day in days_of_change(self._directory, self._fit, answers[index].rule):
            passed = self._on(day)
            if passed[index] and all(now for now, before in zip(passed, answers, strict=True) if before.passed):
                yield Change.of(answers[index], Act.WAIT, day)
                return

    def _on(self, day: dt.date) -> tuple[bool, ...]:
        if day not in self._later:
            again = judged_fit(*_on(self._directory, self._fit, day), self._directory)
            self._later[day] = tuple(answer.passed for answer in again.answers)
        return self._later[day]


def days_of_change(directory: Directory, fit: Fit, rule: str) -> list[dt.date]:
    """Days of the next year on which what a rule asks about is known to change, the first ones."""
    found = sorted({day for day in _changing(directory, fit, rule) if 0 < (day - directory.on).days <= DAYS_TO_WAIT})
    return found[:MOST_DAYS]


def _changing(directory: Directory, fit: Fit, rule: str) -> Iterator[dt.date]:
    register, service, client = directory.register, fit.service, fit.asker.client
    if rule == "here" and client.valid_from:
        yield client.valid_from
    elif rule == "active":
        yield from filter(None, (service.status_from, _after(service.status_to)))
    elif rule == "opens":
        yield from _first_open(directory, fit)
    elif rule == "place":
        rows = register.capacities_of.get(service.id, ())
        held = register.placements_in.get(service.id, ())
        begins = [row.valid_from for row in (*rows, *register.quotas_of.get(service.id, ()))]
        days = filter(None, (*begins, *(_after(placement.until) for placement in held)))
        # where no capacity is on record, it is not known: that is no promise of a place
        yield from (day for day in days if any(row.valid_on(day) for row in rows))
    elif rule == EligibilityKind.AGE and client.birth_date:
        yield _birthday(client.birth_date, directory.on)
    elif rule in (EligibilityKind.AREA, EligibilityKind.DISTANCE):
        for address in register.addresses_of.get(client.id, ()):
            yield from _moves(address, directory.on)


def _first_open(directory: Directory, fit: Fit) -> Iterator[dt.date]:
    """The next day on which the service opens."""
    rows = directory.register.opening_times_of.get(fit.service.id, ())
    for ahead in range(1, DAYS_TO_WAIT + 1):
        day = directory.on + dt.timedelta(days=ahead)
        if any(row.opens_on(day, holiday=day in directory.holidays) for row in rows):
            yield day
            return


def _after(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=1) if day and day < dt.date.max else None


def _birthday(born: dt.date, on: dt.date) -> dt.date:
    """The next birthday after a day; of 29 February in other years, 1 March."""
    for year in (on.year, on.year + 1):
        leap = (born.month, born.day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        day = born.replace(year=year) if leap else dt.date(year, 3, 1)
        if day > on:
            return day
    return dt.date(on.year + 2, 1, 1)


def _moves(address: Address, on: dt.date) -> Iterator[dt.date]:
    """The first day of an address, and the first after it."""
    days = list(filter(None, (address.valid_from, _after(address.valid_to))))
    if not address.yearly:
        yield from days
        return
    for day in days:
        for year in (on.year, on.year + 1):
            if (day.month, day.day) != (2, 29):
                yield day.replace(year=year)
