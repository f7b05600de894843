"""The register of petitions: how one is registered, extended and answered, and what the figures are."""

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable

import attrs

from agecare.cases.deadlines import PetitionClock, petition_clock
from agecare.cases.moved import Refusal
from agecare.errors import TransitionError
from agecare.model import Petition, PetitionKind, PetitionOutcome, Register, WorkCalendar, deadline_rules


def state_of(petition: Petition) -> str:
    """``received``, ``registered`` or ``answered``; derived from its days."""
    if petition.answered is not None:
        return "answered"
    return "registered" if petition.registered is not None else "received"


def register_petition(petition: Petition, *, on: dt.date) -> Petition:
    """The petition as registered on a day.

    Raises
    ------
    TransitionError
        When it has been registered or answered, or ``on`` lies before its receipt.
    """
    _refuse(petition, "registered", state=state_of(petition) != "received", time=on < petition.received)
    return petition.model_copy(update={"registered": on})


def extend_petition(
    petition: Petition, *, days: int, by: str, on: dt.date, told_on: dt.date | None, clock: PetitionClock
) -> Petition:
    """The petition with more time to answer: who decided it, when, and when the petitioner was told.

    Parameters
    ----------
    petition
        As it is now.
    days
        By how many days, in the unit of the rule that allows it.
    by, on
        Who decided it and when.
    told_on
        When the petitioner was told; until that is known the extension does not count.
    clock
        The petition's deadlines before it.

    Raises
    ------
    TransitionError
        When it has been answered or extended before, or the time to answer is over.
    """
    late = clock.answer is not None and on > clock.answer.end
    extended = petition.extended_days is not None
    _refuse(
        petition, "extended", state=state_of(petition) == "answered" or extended, time=late or on < petition.received
    )
    return petition.model_copy(update={"extended_days": days, "extended_by": by, "extended_on": on, "told_on": told_on})


def answer_petition(
    petition: Petition, *, by: str, on: dt.date, outcome: PetitionOutcome, answer: str = ""
) -> Petition:
    """The petition as answered on a day; in time or late, that is not forbidden.

    Raises
    ------
    TransitionError
        When it has been answered, or ``on`` lies before its receipt.
    """
    _refuse(petition, "answered", state=state_of(petition) == "answered", time=on < petition.received)
    return petition.model_copy(update={"answered": on, "answered_by": by, "outcome": outcome, "answer": answer})


def _refuse(petition: Petition, to: str, *, state: bool, time: bool) -> None:
    problem = "state" if state else "time" if time else None
    if problem is not None:
        error: TransitionError = Refusal(problem).error("petition", petition.id, state_of(petition), to)
        raise error


@attrs.frozen
class FollowedPetition:
    """A petition with its deadlines, as it stands on a day."""

    petition: Petition
    clock: PetitionClock
    on: dt.date

    @property
    def days_taken(self) -> int | None:
        """Calendar days from receipt to answer."""
        answered = self.petition.answered
        return None if answered is None else (answered - self.petition.received).days

    @property
    def is_late(self) -> bool:
        """Whether it was answered, or still waits, after its last day."""
        return self.clock.due is not None and (self.petition.answered or self.on) > self.clock.due


def follow_petitions(register: Register, on: dt.date, language: str = "en") -> tuple[FollowedPetition, ...]:
    """Every petition received until a day, with its deadlines, in the register's order.

    What happened after that day is not known yet: an answer given later does not count.
    """
    calendar = calendar_of(register, language)
    rules = deadline_rules(register.centre.country, register.deadline_rules)
    return tuple(
        FollowedPetition(petition, petition_clock(petition, rules, calendar), on)
        for petition in (_known_on(each, on) for each in register.petitions if each.received <= on)
    )


def _known_on(petition: Petition, on: dt.date) -> Petition:
    """The petition without what happened after a day."""
    later: list[str] = [
        field
        for day, fields in _LEARNT.items()
        if (known := getattr(petition, day)) is not None and known > on
        for field in fields
    ]
    return petition.model_copy(update={**dict.fromkeys(later), **({"answer": ""} if "answered" in later else {})})


_LEARNT = {
    "registered": ("registered",),
    "extended_on": ("extended_days", "extended_by", "extended_on", "told_on"),
    "told_on": ("told_on",),
    "answered": ("answered", "answered_by", "outcome"),
}
"""Fields that are known from the day of a step on."""


def calendar_of(register: Register, language: str = "en") -> WorkCalendar:
    """The working days of a centre, with its own changes."""
    return WorkCalendar(register.centre.country, register.holiday_changes, language)


@attrs.frozen
class PetitionCount:
    """Petitions of one kind from one area; ``area`` is ``None`` where none is named."""

    area: str | None
    kind: PetitionKind
    received: int
    answered_in_time: int
    answered_late: int
    waiting: int
    """Not answered, and still in time."""
    overdue: int
    """Not answered, and the last day is over."""
    extended: int
    median_days: float | None
    """Calendar days from receipt to answer; ``None`` where none was answered."""


def petition_statistics(followed: Iterable[FollowedPetition]) -> tuple[PetitionCount, ...]:
    """Petitions counted by area and kind; every petition counts once.

    Examples
    --------
    >>> from agecare.model import Country, deadline_rules
    >>> petition = Petition(id="PT-1", kind="complaint", received="2026-03-02", answered="2026-04-10", outcome="upheld")
    >>> clock = petition_clock(petition, deadline_rules(Country.MN), WorkCalendar(Country.MN))
    >>> [row] = petition_statistics([FollowedPetition(petition, clock, dt.date(2026, 5, 1))])
    >>> row.answered_in_time, row.answered_late, row.median_days
    (0, 1, 39)
    """
    groups: dict[tuple[str | None, PetitionKind], list[FollowedPetition]] = defaultdict(list)
    for each in followed:
        groups[each.petition.area, each.petition.kind].append(each)
    order = list(PetitionKind)
    return tuple(
        _counted(*key, groups[key]) for key in sorted(groups, key=lambda key: (key[0] or "", order.index(key[1])))
    )


def _counted(area: str | None, kind: PetitionKind, group: list[FollowedPetition]) -> PetitionCount:
    answered = [each for each in group if each.petition.answered is not None]
    late = sum(each.is_late for each in answered)
    overdue = sum(each.is_late for each in group) - late
    return PetitionCount(
        area=area,
        kind=kind,
        received=len(group),
        answered_in_time=len(answered) - late,
        answered_late=late,
        waiting=len(group) - len(answered) - overdue,
        overdue=overdue,
        extended=sum(each.clock.extension is not None for each in group),
        median_days=statistics.median(each.days_taken or 0 for each in answered) if answered else None,
    )
