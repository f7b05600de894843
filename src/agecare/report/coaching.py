"""One self-contained page about coaching: sessions, conferences, and how far everybody has come."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from agecare import __version__
from agecare.cases.coaching import Coaching, Judged, Progress, Round, progress
from agecare.locale import has_message
from agecare.model import Register
from agecare.report.cards import Card
from agecare.report.page import render_page, write_page
from agecare.report.privacy import Names, Privacy
from agecare.report.words import Words


def write_coaching_report(
    path: str | os.PathLike[str],
    register: Register,
    coaching: Coaching,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> Path:
    """Write the page of `render_coaching` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_coaching(register, coaching, language=language, privacy=privacy))


def render_coaching(
    register: Register,
    coaching: Coaching,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> str:
    """What coaching did as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    register
        What the figures were made from.
    coaching
        Of `agecare.cases.coaching`.
    language
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    privacy
        ``coordinator`` sees every worker by name; ``anonymous`` sees teams and districts and no single worker.

    Raises
    ------
    ValueError
        For a language or privacy level that does not exist, or the level ``worker``: the page is nobody's own.
    """
    words = Words(language or register.centre.language, "coaching")
    page = _Page(register, coaching, Names(register, Privacy(privacy)), words)
    return render_page(
        "coaching.html.j2",
        **page.content(),
        styles=("board.css", "coverage.css", "team.css"),
    )


@attrs.frozen
class _Page:
    """Puts the parts of the page together."""

    register: Register
    coaching: Coaching
    names: Names
    words: Words

    def content(self) -> dict[str, Any]:
        """Everything that the template asks for."""
        words, found = self.words, self.coaching
        shown = self.names.shown
        teams = {team.id: team.name or team.id for team in self.register.teams}
        period = (
            words.date(found.first) if found.first else "…",
            words.date(found.last) if found.last else "…",
        )
        return {
            "t": words,
            "version": __version__,
            "centre": self.register.centre.name,
            "heading": words("title"),
            "subtitle": [words("period", first=period[0], last=period[1])] if found.first or found.last else [],
            "parts": [(each, words(each)) for each in ("overview", "teams", "workers")],
            "cards": list(self.cards()),
            "areas": [self.row(words.code(f"CompetencyArea.{area}"), each) for area, each in found.areas],
            "teams": [self.row(teams[team], each) for team, each in found.teams],
            "districts": [self.row(self.register.area(area).name, each) for area, each in found.districts],
            "workers": [self.worker_row(each) for each in found.rounds] if shown else [],
            "competencies": [self.row(self.competency(id_), each) for id_, each in found.competencies],
            "rounds": [self.round(each) for each in found.rounds] if shown else [],
        }

    def cards(self) -> Iterator[Card]:
        """The figures asked for first."""
        words, found = self.words, self.coaching
        hours = words("hours", number=words.number(found.session_minutes / 60, 1))
        workers = words("workers-coached", number=words.number(found.workers_coached))
        yield Card(words("sessions-held"), words.number(found.sessions), (workers, hours))
        people = words("participants", number=words.number(found.conference_participants))
        yield Card(words("conferences-held"), words.number(found.conferences), (people,))
        ended = words("ended", number=words.number(found.whole.ended))
        yield Card(words("rounds"), words.number(found.whole.rounds), (ended,))
        if found.whole.gain is not None:
            yield Card(words("gain"), self.gain(found.whole))
        if found.whole.goals:
            yield Card(words("goals-reached"), self.goals(found.whole))

    def row(self, label: str, found: Progress, note: str = "") -> dict[str, Any]:
        """One line of progress."""
        return {
            "label": label,
            "note": note,
            "rounds": self.words.number(found.rounds),
            "baseline": self.level(found.baseline),
            "now": self.level(found.now),
            "way": None
            if found.baseline is None or found.now is None
            else (_on_scale(found.baseline), _on_scale(found.now)),
            "gain": self.gain(found),
            "goals": self.goals(found),
            "sessions": self.words.number(found.sessions),
        }

    def worker_row(self, one: Round) -> dict[str, Any]:
        """One worker's line."""
        return self.row(self.names.worker_label(one.worker), progress((one,)), one.plan)

    def level(self, level: float | None) -> str:
        """A mean level."""
        return "–" if level is None else self.words.number(level, 1)

    def gain(self, found: Progress) -> str:
        """Levels gained, with their sign."""
        if found.gain is None:
            return "–"
        return ("+" if found.gain >= 0 else "−") + self.words.number(abs(found.gain), 1)

    def goals(self, found: Progress) -> str:
        """Goals reached of all."""
        return self.words("of", one=self.words.number(found.reached), all=self.words.number(found.goals))

    def competency(self, id_: str) -> str:
        """The words of a competency: the centre's own, else agecare's."""
        name = self.register.framework[id_].name
        return name or (self.words.code(f"competency.{id_}") if has_message(f"codes.competency.{id_}") else id_)

    def round(self, one: Round) -> dict[str, Any]:
        """One worker's competencies."""
        words = self.words
        until = "…" if one.until is None else words.date(one.until)
        coach = "–" if one.coach is None else self.person(one.coach)
        return {
            "label": f"{self.names.worker_label(one.worker)} · {one.plan}",
            "lead": words("round-lead", since=words.date(one.since), until=until, coach=coach, sessions=one.sessions),
            "rows": [self.judged(each) for each in one.judged],
        }

    def person(self, id_: str) -> str:
        """A worker's name, or the id of anybody else."""
        known = {worker.id for worker in self.register.workers}
        return self.names.worker_label(id_) if id_ in known else id_

    def judged(self, each: Judged) -> dict[str, str]:
        """One competency of one worker."""
        return {
            "label": self.competency(each.competency),
            "baseline": "–" if each.baseline is None else str(each.baseline),
            "now": "–" if each.now is None else str(each.now),
            "goal": "–" if each.goal is None else str(each.goal),
            "reached": self.words("yes") if each.is_reached else "",
        }


def _on_scale(level: float) -> str:
    """Where a level from 1 to 4 stands in the picture."""
    return f"{6 + 40 * (level - 1):.0f}"
