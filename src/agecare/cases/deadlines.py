"""Lawful deadlines with their arithmetic: which rule, from which day, what was not counted, until when."""

import datetime as dt
from collections.abc import Iterable

import attrs

from agecare.model import (
    DayOff,
    DayUnit,
    DeadlineRule,
    DeadlineStep,
    Petition,
    PetitionKind,
    RuleStanding,
    WorkCalendar,
)
from agecare.model.deadlines import CountedFrom
from agecare.model.time import days_later


@attrs.frozen
class Deadline:
    """The last day for something, and how it was counted.

    Attributes
    ----------
    rule : the rule that gives the time, with its source.
    days : how many days were counted, in the rule's unit.
    start : the day before the first that counts.
    end : the last day.
    skipped : days in between that are off and were not counted, by name where they are holidays.
    doubts : ids of other rules, still to be checked, that would give another day.
    """

    rule: DeadlineRule
    days: int
    start: dt.date
    end: dt.date
    skipped: tuple[DayOff, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def holidays(self) -> tuple[DayOff, ...]:
        """The skipped days that are off for a reason of their own."""
        return tuple(off for off in self.skipped if off.name)


def deadline(
    rule: DeadlineRule, start: dt.date, calendar: WorkCalendar, *, days: int | None = None, doubts: Iterable[str] = ()
) -> Deadline:
    """Count a rule's days from a day on.

    Parameters
    ----------
    rule
        The rule.
    start
        The day of receipt or registration; the next day is the first that counts.
    calendar
        Which days are worked.
    days
        Fewer days than the rule gives, for an extension; in the rule's unit.
    doubts
        Ids of rules that might hold instead.

    Examples
    --------
    >>> from agecare.model import Country, deadline_rules
    >>> rule = next(each for each in deadline_rules(Country.KG) if each.id == "KG-petition-answer")
    >>> found = deadline(rule, dt.date(2026, 3, 12), WorkCalendar(Country.KG))
    >>> found.end, [(off.date.day, off.name) for off in found.holidays]
    (datetime.date(2026, 4, 2), [(20, 'Eid al-Fitr'), (21, 'Nooruz Holiday')])
    """
    count = rule.days if days is None else days
    if rule.unit is DayUnit.WORKING:
        end = calendar.after(start, count)
        return Deadline(rule, count, start, end, calendar.days_off(start, end), tuple(doubts))
    last = end = days_later(start, count)
    if rule.rolls and calendar.day_off(last) is not None:
        end = calendar.after(last, 1)
    rolled = calendar.days_off(days_later(last, -1), end) if end != last else ()
    return Deadline(rule, count, start, end, rolled, tuple(doubts))


def rule_for(
    rules: Iterable[DeadlineRule], kind: PetitionKind, step: DeadlineStep, on: dt.date
) -> tuple[DeadlineRule | None, tuple[str, ...]]:
    """The rule that holds on a day, and the ids of those that might hold instead.

    The newest rule in force. Where none is in force, the shortest of those to be checked, since an answer within it is
    in time by any of them.

    Examples
    --------
    >>> from agecare.model import Country, deadline_rules
    >>> rule, doubts = rule_for(deadline_rules(Country.MN), PetitionKind.PROPOSAL, DeadlineStep.ANSWER,
    ...                         dt.date(2026, 4, 6))
    >>> rule.days, doubts
    (60, ('MN-proposal-answer-90',))
    """
    fitting = [rule for rule in rules if rule.kind is kind and rule.step is step and rule.valid_on(on)]
    in_force = [rule for rule in fitting if rule.standing is RuleStanding.IN_FORCE]
    unsure = [rule for rule in fitting if rule.standing is RuleStanding.TO_CHECK]
    if in_force:
        found = max(in_force, key=lambda rule: (rule.valid_from or dt.date.min, -rule.days, rule.id))
    elif unsure:
        found = min(unsure, key=lambda rule: (rule.days, rule.id))
    else:
        return None, ()
    return found, tuple(rule.id for rule in unsure if rule is not found and rule.days != found.days)


@attrs.frozen
class PetitionClock:
    """The deadlines of one petition.

    ``problem`` says why an extension does not count: ``no-rule``, ``too-late`` (decided after the time was over),
    ``too-long``, or ``not-told`` (the petitioner).
    """

    registration: Deadline | None = None
    answer: Deadline | None = None
    extension: Deadline | None = None
    problem: str | None = None

    @property
    def due(self) -> dt.date | None:
        """The last day to answer; ``None`` where no rule gives one."""
        last = self.extension or self.answer
        return None if last is None else last.end


def petition_clock(petition: Petition, rules: Iterable[DeadlineRule], calendar: WorkCalendar) -> PetitionClock:
    """The deadlines of a petition under the rules of its country.

    Parameters
    ----------
    petition
        As it is now. Before it is registered, a time that runs from registration is counted from the last lawful day
        to register it.
    rules
        Of the country, as `agecare.model.deadline_rules` gives them.
    calendar
        Which days are worked.

    Examples
    --------
    >>> from agecare.model import Country, deadline_rules
    >>> petition = Petition(id="PT-1", kind="complaint", received="2026-02-10", extended_days=20,
    ...                     extended_on="2026-03-09", extended_by="HEAD", told_on="2026-03-09")
    >>> clock = petition_clock(petition, deadline_rules(Country.MN), WorkCalendar(Country.MN))
    >>> clock.answer.end.isoformat(), clock.due.isoformat()
    ('2026-03-12', '2026-04-01')
    """
    rules = tuple(rules)
    received = petition.received
    registering, doubts = rule_for(rules, petition.kind, DeadlineStep.REGISTER, received)
    registration = None if registering is None else deadline(registering, received, calendar, doubts=doubts)
    registered = petition.registered or (received if registration is None else registration.end)
    answering, doubts = rule_for(rules, petition.kind, DeadlineStep.ANSWER, registered)
    if answering is None:
        return PetitionClock(registration)
    start = registered if answering.counted_from is CountedFrom.REGISTRATION else received
    answer = deadline(answering, start, calendar, doubts=doubts)
    if petition.extended_days is None or petition.extended_on is None:
        return PetitionClock(registration, answer)
    extending, doubts = rule_for(rules, petition.kind, DeadlineStep.EXTEND, answer.end)
    problem = extension_problem(petition, extending, answer)
    if extending is None or problem is not None:
        return PetitionClock(registration, answer, problem=problem)
    extension = deadline(extending, answer.end, calendar, days=petition.extended_days, doubts=doubts)
    return PetitionClock(registration, answer, extension)


def extension_problem(petition: Petition, rule: DeadlineRule | None, answer: Deadline) -> str | None:
    """Why an extension does not count; ``None``: it does."""
    if rule is None:
        return "no-rule"
    if petition.extended_on is not None and petition.extended_on > answer.end:
        return "too-late"
    if petition.extended_days is not None and petition.extended_days > rule.days:
        return "too-long"
    return "not-told" if petition.told_on is None else None
