"""One client: the services that answer each need, the best first, and those that cannot be had."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from typing import overload

import attrs

from agecare.matching.answers import Answer, Marks, answers_of
from agecare.matching.askers import Asker, asker_of, of_client, open_needs
from agecare.matching.columns import Askers, Floats, Ints, Shelf, columns_of, shelf_of
from agecare.matching.directory import Directory, directory_of
from agecare.matching.eligibility import Verdict, judge
from agecare.matching.offers import Offer
from agecare.matching.score import Part, amounts_of, points_of, score_of
from agecare.model import MatchingWeights, Need, Register, Service
from agecare.model.time import today_in


class Standing(StrEnum):
    """How a client stands with a service."""

    HELD = "held"
    """Has it now."""
    FREE = "free"
    """Could have it: every rule holds and a place is free."""
    ASKED = "asked"
    """Could have it, and has asked for it already."""
    FULL = "full"
    """Every rule holds, but no place is free."""
    NOT_ELIGIBLE = "not-eligible"


@attrs.frozen(eq=False)
class Judged:
    """An asker beside some offers: every rule answered, every part of the score counted; arrays have one row."""

    asker: Asker
    shelf: Shelf
    columns: Askers
    verdict: Verdict
    amounts: dict[str, Floats]
    points: dict[str, Ints]

    @classmethod
    def of(cls, asker: Asker, shelf: Shelf, weights: MatchingWeights) -> "Judged":
        """Judge every offer of a shelf for an asker."""
        columns = columns_of([asker], shelf)
        amounts = amounts_of(columns, shelf)
        return cls(asker, shelf, columns, judge(columns, shelf), amounts, points_of(amounts, weights))

    @cached_property
    def marks(self) -> Marks:
        """The verdict as plain lists."""
        return Marks.of(self.columns, self.shelf, self.verdict)

    @property
    def scores(self) -> Ints:
        """(1, S) the sum of the parts."""
        return score_of(self.points)


@attrs.frozen(eq=False)
class Fit:
    """A client's need beside one service. ``score`` is the sum of ``parts``; ``matched``: every rule holds."""

    judged: Judged = attrs.field(repr=False)
    index: int = attrs.field(repr=False)
    score: int
    matched: bool

    @property
    def asker(self) -> Asker:
        """The client with the need."""
        return self.judged.asker

    @property
    def need(self) -> Need | None:
        """The need to be answered."""
        return self.judged.asker.need

    @property
    def offer(self) -> Offer:
        """What the service offers on the day."""
        return self.judged.shelf.offers[self.index]

    @property
    def service(self) -> Service:
        """The service."""
        return self.offer.service

    @property
    def km(self) -> float | None:
        """Kilometres to its nearest location, 0 where it has none and comes to its clients; ``None``: not known."""
        km = float(self.judged.columns.km[0, self.index])
        return None if km != km else km

    @property
    def units(self) -> int:
        """Units of the capacity that the client has or would take."""
        return int(self.judged.columns.wanted[0, self.index])

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the score."""
        return tuple(
            Part(name, float(self.judged.amounts[name][0, self.index]), int(points[0, self.index]))
            for name, points in self.judged.points.items()
        )

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Every rule, answered."""
        return answers_of(self.asker, self.offer, self.judged.marks, self.index)

    @property
    def failed(self) -> tuple[Answer, ...]:
        """The rules that do not hold."""
        return tuple(answer for answer in self.answers if not answer.passed)

    @property
    def standing(self) -> Standing:
        """How the client stands with the service."""
        if self.service.id in self.asker.held:
            return Standing.HELD
        if self.matched:
            return Standing.ASKED if self.service.id in self.asker.asked else Standing.FREE
        return Standing.FULL if {answer.rule for answer in self.failed} == {"place"} else Standing.NOT_ELIGIBLE

    @property
    def reasons(self) -> tuple[Part, ...]:
        """What speaks for and against it: the parts of the score that count."""
        return tuple(part for part in self.parts if part.points)


@attrs.frozen(eq=False)
class NeedMatch:
    """One need: services that the client could have, the best first, and those that answer it but cannot be had.

    ``unfit`` is sorted by the number of rules that fail, then by score.
    """

    need: Need
    fits: tuple[Fit, ...]
    unfit: tuple[Fit, ...]


@attrs.frozen(eq=False)
class Match(Sequence[Fit]):
    """The services that a client could have, over all needs, the best first.

    ``needs`` has them need by need, the most severe need first, with the services that cannot be had; ``elsewhere``
    are services that answer none of the needs.
    """

    client: str
    on: dt.date
    needs: tuple[NeedMatch, ...]
    elsewhere: tuple[str, ...] = attrs.field(repr=False)

    @cached_property
    def ranked(self) -> tuple[Fit, ...]:
        """All fits of all needs, the best first."""
        return tuple(sorted((fit for need in self.needs for fit in need.fits), key=lambda fit: -fit.score))

    def __len__(self) -> int:
        return len(self.ranked)

    @overload
    def __getitem__(self, index: int) -> Fit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fit]: ...
    def __getitem__(self, index: int | slice) -> Fit | Sequence[Fit]:
        return self.ranked[index]


def match(where: Register | Directory, client: str, *, on: dt.date | None = None) -> Match:
    """The services that answer a client's open needs, ranked, every rule answered and every point accounted for.

    Parameters
    ----------
    where
        What the centre holds. For many clients make the directory once: `directory_of`.
    client
        Id of the client.
    on
        The day; ``None``: that of the directory, or today where the centre is.

    Returns
    -------
    Match
        A sequence of `Fit`. Needs of one domain count as one, the worst.

    Raises
    ------
    UnknownIdError
        When there is no such client.
    ValueError
        When a directory of another day is given.

    Examples
    --------
    >>> from agecare.model import Centre, Client, Service
    >>> register = Register(
    ...     centre=Centre(id="C", name="Centre", country="MN", timezone="Asia/Ulaanbaatar"),
    ...     clients=[Client(id="E-1", languages=["mn"])],
    ...     needs=[Need(id="N-1", client="E-1", domain="nutrition", severity="severe")],
    ...     services=[Service(id="S-1", name="Meals", type="meals", domains=["nutrition"], languages=["mn"])],
    ... )
    >>> for found in match(register, "E-1", on=dt.date(2026, 4, 6)):
    ...     print(found.service.name, found.score, [(part.name, part.points) for part in found.reasons])
    Meals 370 [('need', 300), ('main_domain', 40), ('language', 30)]
    """
    directory = _directory(where, on)
    register = directory.register
    register.client(client)
    needs = sorted(open_needs(register, client, directory.on).values(), key=lambda need: (-need.severity.rank, need.id))
    asked = {need.domain for need in needs}
    return Match(
        client=client,
        on=directory.on,
        needs=tuple(_for_need(directory, asker) for asker in of_client(register, client, needs, directory.on)),
        elsewhere=tuple(offer.service.id for offer in directory.offers if asked.isdisjoint(offer.service.domains)),
    )


def _directory(where: Register | Directory, on: dt.date | None) -> Directory:
    if isinstance(where, Register):
        return directory_of(where, on or today_in(where.centre.timezone))
    if on not in (None, where.on):
        raise ValueError(f"the directory is of {where.on}, not of {on}")
    return where


def _for_need(directory: Directory, asker: Asker) -> NeedMatch:
    assert asker.need is not None
    judged = Judged.of(asker, directory.shelves[asker.need.domain], directory.register.centre.matching)
    scores, failed = judged.scores[0].tolist(), judged.verdict.failed[0].tolist()
    km = [float("inf") if each != each else each for each in judged.columns.km[0].tolist()]
    ids = [offer.service.id for offer in judged.shelf.offers]
    order = sorted(range(len(ids)), key=lambda index: (failed[index], -scores[index], km[index], ids[index]))
    fits = [Fit(judged, index, scores[index], not failed[index]) for index in order]
    return NeedMatch(
        need=asker.need,
        fits=tuple(fit for fit in fits if fit.matched),
        unfit=tuple(fit for fit in fits if not fit.matched),
    )


def fit_of(directory: Directory, client: str, service: str) -> Fit:
    """A client beside one service, whether or not it answers a need.

    It is judged for the worst need that the service answers; where it answers none, for the worst of all, and the rule
    ``answers`` fails.

    Parameters
    ----------
    directory
        The services.
    client, service
        Their ids.

    Raises
    ------
    UnknownIdError
        When there is no such client or service.
    """
    offer = directory.offer(service)
    needs = open_needs(directory.register, client, directory.on).values()
    need = max(needs, key=lambda one: (one.domain in offer.service.domains, one.severity.rank), default=None)
    return judged_fit(asker_of(directory.register, client, need, directory.on), offer, directory)


def judged_fit(asker: Asker, offer: Offer, directory: Directory) -> Fit:
    """An asker beside one offer, with the weights of the directory's centre."""
    judged = Judged.of(asker, shelf_of([offer]), directory.register.centre.matching)
    return Fit(judged, 0, int(judged.scores[0, 0]), not judged.verdict.failed[0, 0])
