"""Lawful deadlines: rules as data, with the days on which they hold and the law they come from."""

import functools
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field, TypeAdapter

from agecare.model.base import Id, LongText
from agecare.model.holidays import Country
from agecare.model.petitions import PetitionKind
from agecare.model.time import Dated


class DeadlineStep(StrEnum):
    """What is to be done within the days of a rule."""

    REGISTER = "register"
    ANSWER = "answer"
    EXTEND = "extend"
    """By how many days the answer may be put off at most."""


class DayUnit(StrEnum):
    """Which days are counted."""

    CALENDAR = "calendar-day"
    WORKING = "working-day"


class CountedFrom(StrEnum):
    """The day before the first that counts."""

    RECEIPT = "receipt"
    REGISTRATION = "registration"
    DEADLINE = "deadline"
    """The end of the time to answer, for extensions."""


class RuleStanding(StrEnum):
    """How sure it is that a rule holds."""

    IN_FORCE = "in-force"
    TO_CHECK = "to-check"
    """Published texts disagree, or its coming into force is not confirmed."""


class DeadlineRule(Dated):
    """A time that a law gives for one step of a kind of petition, in one country.

    ``valid_from`` and ``valid_to`` are the days on which the clock may start under it. A rule that is ``to-check``
    counts only where none is in force.
    """

    id: Id
    country: Country
    kind: PetitionKind
    step: DeadlineStep = DeadlineStep.ANSWER
    days: Annotated[int, Field(ge=0, le=3660)]
    unit: DayUnit = DayUnit.CALENDAR
    counted_from: CountedFrom = CountedFrom.RECEIPT
    rolls: bool = False
    """A last day that is off moves to the next working day."""
    standing: RuleStanding = RuleStanding.IN_FORCE
    source: LongText = ""
    """The law and the article."""


@functools.cache
def lawful_rules() -> tuple[DeadlineRule, ...]:
    """The rules that come with the package.

    >>> [rule.days for rule in lawful_rules() if rule.id == "MN-complaint-answer"]
    [30]
    """
    # asked for by few: what reading takes is not loaded with the package
    import json
    from importlib.resources import files

    text = files("agecare.model").joinpath("deadline_rules.json").read_text(encoding="utf-8")
    return TypeAdapter(tuple[DeadlineRule, ...]).validate_python(json.loads(text))


def deadline_rules(country: Country, own: Iterable[DeadlineRule] = ()) -> tuple[DeadlineRule, ...]:
    """The rules of a country: the package's, each replaced by the centre's own of the same id, then its others."""
    found = {rule.id: rule for rule in (*lawful_rules(), *own)}
    return tuple(rule for rule in found.values() if rule.country is country)
