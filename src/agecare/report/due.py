"""One self-contained page about what is due: who answers for what, until when, and how lawful deadlines are counted."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from agecare import __version__
from agecare.cases import Deadline, Due, DueKind, DueList
from agecare.model import Register
from agecare.report.cards import Card
from agecare.report.page import render_page, write_page
from agecare.report.privacy import Names, Privacy
from agecare.report.words import Words


def arithmetic(deadline: Deadline, words: Words) -> str:
    """How a deadline was counted, in one line: rule, first and last day, days counted, days that were not.

    Examples
    --------
    >>> from agecare.cases import deadline
    >>> from agecare.model import Country, WorkCalendar, lawful_rules
    >>> import datetime as dt
    >>> rule = next(each for each in lawful_rules() if each.id == "KG-petition-register")
    >>> arithmetic(deadline(rule, dt.date(2026, 3, 19), WorkCalendar(Country.KG)), Words("en", "cases"))
    'KG-petition-register: from 19 Mar 2026 until 23 Mar 2026; working days: 1; not counted: Fri 20 Mar Eid al-Fitr, \
Sat 21 Mar Nooruz Holiday, weekend days: 1'
    """
    parts = [
        words(
            "arithmetic-line",
            rule=deadline.rule.id,
            start=words.date(deadline.start),
            end=words.date(deadline.end),
            unit=words.code(f"DayUnit.{deadline.rule.unit}"),
            days=words.number(deadline.days),
        )
    ]
    if deadline.skipped:
        parts.append(words("not-counted", days=", ".join(_skipped(deadline, words))))
    if deadline.doubts:
        parts.append(words("doubts", rules=", ".join(deadline.doubts)))
    return "; ".join(parts)


def kind_of(thing: Due, words: Words) -> str:
    """What is to be done, in words, with why a review comes before its time."""
    kind = words(f"kind-{thing.kind}")
    return kind if thing.early is None else f"{kind} ({words(f'early-{thing.early}')})"


def _skipped(deadline: Deadline, words: Words) -> Iterator[str]:
    for off in deadline.holidays:
        yield f"{words.day(off.date)} {off.name}"
    weekend = len(deadline.skipped) - len(deadline.holidays)
    if weekend:
        yield words("weekend-days", count=words.number(weekend))


@attrs.frozen
class Row:
    """A thing that is due, in words; ``mood``: ``stat`` is overdue, ``urgent`` is the last day."""

    last_day: str
    left: str
    mood: str
    kind: str
    record: str
    client: str
    case: str
    owner: str


def write_due_report(
    path: str | os.PathLike[str],
    register: Register,
    found: DueList,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> Path:
    """Write the page of `render_due` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_due(register, found, language=language, privacy=privacy))


def render_due(
    register: Register,
    found: DueList,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> str:
    """What is due as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    register : what the list was made from.
    found : what is due.
    language : str, optional
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    privacy : Privacy
        ``coordinator`` sees the names of clients and workers, ``anonymous`` ids only.

    Raises
    ------
    ValueError
        For a language or privacy level that does not exist, or the level ``worker``: take `DueList.of` for one person.
    """
    names = Names(register, Privacy(privacy))
    words = Words(language or register.centre.language, "cases")
    return render_page(
        "due.html.j2",
        **_Page(register, found, names, words).content(),
        styles=("board.css", "coverage.css"),
    )


@attrs.frozen
class _Page:
    """Puts the parts of the page together."""

    register: Register
    found: DueList
    names: Names
    words: Words

    def content(self) -> dict[str, Any]:
        """Everything that the template asks for."""
        words, found = self.words, self.found
        return {
            "t": words,
            "version": __version__,
            "centre": self.register.centre.name,
            "date": words.date(found.on),
            "shown": self.names.shown,
            "cards": list(self.cards()),
            "kinds": [words(f"kind-{kind}") for kind in self.kinds()],
            "counts": list(self.counts()),
            "people": [
                {"name": self.person(id_), "rows": [self.row(thing) for thing in things]}
                for id_, things in found.by_responsible.items()
            ],
            "deadlines": [self.deadline(thing, thing.deadline) for thing in found.things if thing.deadline],
            "terms": list(self.terms()),
        }

    def kinds(self) -> list[DueKind]:
        """The kinds of things that there are, in their order."""
        here = {thing.kind for thing in self.found.things}
        return [kind for kind in DueKind if kind in here]

    def person(self, id_: str | None) -> str:
        """Who answers for something: id and name, or nobody."""
        if id_ is None:
            return self.words("nobody")
        known = any(worker.id == id_ for worker in self.register.workers)
        houses = (each.name for each in self.register.organizations if each.id == id_)
        return f"{id_} {self.names.worker(id_) if known else next(houses, '')}".strip()

    def cards(self) -> Iterator[Card]:
        """How much is overdue, due today and due soon."""
        words, found = self.words, self.found
        late = found.overdue
        today = sum(thing.due == found.on for thing in found.things)
        notes = []
        if late:
            notes.append(words("longest", days=words.number(max(-found.days_left(thing) for thing in late))))
            lawful = sum(thing.deadline is not None for thing in late)
            notes += [words("lawful", count=words.number(lawful))] if lawful else []
        yield Card(words("overdue"), words.number(len(late)), tuple(notes), "bad" if late else "")
        yield Card(words("due-today"), words.number(today), (), "warn" if today else "")
        soon = len(found.things) - len(late) - today
        yield Card(words("due-soon", days=found.ahead_days), words.number(soon))

    def counts(self) -> Iterator[dict[str, Any]]:
        """How many things of each kind each person answers for, and how many of all are overdue."""
        for id_, things in self.found.by_responsible.items():
            yield {
                "name": self.person(id_),
                "cells": [self.words.number(sum(thing.kind is kind for thing in things)) for kind in self.kinds()],
                "all": self.words.number(len(things)),
                "late": self.words.number(sum(thing.due < self.found.on for thing in things)),
            }

    def row(self, thing: Due) -> Row:
        """One thing in words."""
        left = self.found.days_left(thing)
        words = self.words
        if left < 0:
            text, mood = words("ago", days=words.number(-left)), "stat"
        elif left == 0:
            text, mood = words("due-today"), "urgent"
        else:
            text, mood = words("in-days", days=words.number(left)), ""
        return Row(
            last_day=words.date(thing.due),
            left=text,
            mood=mood,
            kind=kind_of(thing, words),
            record=thing.record,
            client=self.names.client_label(thing.client) if thing.client else "",
            case=thing.case or "",
            owner=self.person(thing.owner) if thing.owner else "",
        )

    def deadline(self, thing: Due, deadline: Deadline) -> dict[str, Any]:
        """The arithmetic of a lawful deadline."""
        words = self.words
        return {
            "record": thing.record,
            "kind": words(f"kind-{thing.kind}"),
            "rule": deadline.rule.id,
            "check": deadline.rule.standing == "to-check",
            "source": deadline.rule.source,
            "start": words.date(deadline.start),
            "days": f"{words.number(deadline.days)} · {words.code(f'DayUnit.{deadline.rule.unit}')}",
            "skipped": list(_skipped(deadline, words)),
            "end": words.date(deadline.end),
            "doubts": words("doubts", rules=", ".join(deadline.doubts)) if deadline.doubts else "",
        }

    def terms(self) -> Iterator[tuple[str, str]]:
        """What each kind of thing means."""
        words = self.words
        for name in ("review", "reassessment", "referral", "task"):
            yield words(f"kind-{name}"), words(f"about-{name}")
        yield words("kind-answer"), words("about-petition")
        yield words("kind-consent"), words("about-consent")
        yield words("overdue"), words("about-overdue")
