"""One self-contained page of a plan: board, map, figures, what is unserved and why, run sheets to print."""

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs

from agecare.locale import translate
from agecare.model import Register
from agecare.report.cards import cards
from agecare.report.changes import call_rows, change_rows, changed_visits, has_published
from agecare.report.chart import AXIS_EVERY, MARKS, DayChart, axis_of, day_chart
from agecare.report.figures import Figures, Load, Served, figures_from
from agecare.report.map import RADIUS, STYLES, DayMap, day_map, worker_letters
from agecare.report.missed import missed_visits, violation_text
from agecare.report.page import meter, render_page, write_page
from agecare.report.privacy import Names, Privacy
from agecare.report.reading import Reading
from agecare.report.sheets import RunSheet, Texts, sheets_by_day
from agecare.report.words import Words
from agecare.visits import Change, Result, Violation, VisitProblem, violations
from agecare.visits.problem import PRIORITIES

SHOWN_VIOLATIONS = 50


@attrs.frozen
class Certificate:
    """What the checker found, and from what the plan was made."""

    violations: tuple[Violation, ...]
    seed: int
    version: str
    input_hash: str = ""


@attrs.frozen
class Person:
    """A worker as the page shows one, with the week's figures as texts. ``meter`` is in percent."""

    index: int
    id: str
    label: str
    letter: str
    style: int
    classes: str
    share: str
    meter: str
    paid: str
    capacity: str
    travel: str
    overtime: str
    visits: int
    clients: int


@attrs.frozen
class Day:
    """One day of the page."""

    index: int
    short: str
    date: str
    full: str
    visits: int
    chart: DayChart
    map: DayMap | None
    bar_label: str
    small_bar_label: str
    on_map: tuple[Person, ...]
    sheets: tuple[RunSheet, ...]
    absent: str


@attrs.frozen
class ShareRow:
    """A share as text and as a bar."""

    label: str
    share: str
    meter: str
    served: str


def certify(problem: VisitProblem, result: Result, input_hash: str = "") -> Certificate:
    """Check a result again and say so: broken rules, seed, version and input travel with the plan."""
    found = tuple(violations(problem, result.schedule))
    return Certificate(found, result.seed, version("agecare"), input_hash)


def write_board(
    path: str | os.PathLike[str],
    register: Register,
    problem: VisitProblem,
    result: Result,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
    worker: str | None = None,
    published_diff: bool = True,
    changes: Sequence[Change] | None = None,
    certificate: Certificate | None = None,
) -> Path:
    """Write the board of a plan to a file, beside the target first, so that no half file is left.

    The other parameters are those of `render_board`.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    page = render_board(
        register,
        problem,
        result,
        language=language,
        privacy=privacy,
        worker=worker,
        published_diff=published_diff,
        changes=changes,
        certificate=certificate,
    )
    return write_page(path, page)


def render_board(
    register: Register,
    problem: VisitProblem,
    result: Result,
    *,
    language: str | None = None,
    privacy: Privacy | str = Privacy.COORDINATOR,
    worker: str | None = None,
    published_diff: bool = True,
    changes: Sequence[Change] | None = None,
    certificate: Certificate | None = None,
) -> str:
    """The board of a plan as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    register : what the problem was made from.
    language : str, optional
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    privacy : Privacy
        ``coordinator`` sees everything; ``worker`` only the visits of ``worker``; ``anonymous`` ids and figures,
        no names, telephones, addresses, notes and no map.
    worker : str, optional
        Id of the worker who reads, for the privacy level ``worker``.
    published_diff : bool
        Whether to list what differs from the published plan, where the problem knows one.
    changes : sequence of Change, optional
        What differs (`agecare.visits.Replan.changes`); worked out from problem and plan when left out, without the
        published visits that the problem no longer has.
    certificate : Certificate, optional
        The checker's verdict; found out again when left out.

    Raises
    ------
    ValueError
        For a privacy level or language that does not exist, or a worker without that level.
    UnknownIdError
        When ``worker`` is not in the register.
    """
    words = Words(language or register.centre.language)
    names = Names(register, Privacy(privacy), worker)
    page = _Page(register, Reading(problem, result.schedule), Texts(register, names, words))
    proof = certificate or certify(problem, result)
    return render_page(
        "board.html.j2",
        **page.content(result, proof, page.changes(published_diff, changes)),
        styles=("board.css",),
        script="board.js",
    )


class _Page:
    """Puts the parts of the page together."""

    def __init__(self, register: Register, reading: Reading, texts: Texts) -> None:
        self.register, self.reading, self.texts = register, reading, texts
        self.words, self.names, self.problem = texts.words, texts.names, reading.problem
        self.shown = [index for index, id_ in enumerate(self.problem.worker_ids) if self.names.sees(id_)]
        self.letters = worker_letters(len(self.problem.worker_ids))
        self.axis = axis_of(reading)

    def changes(self, wanted: bool, known: Sequence[Change] | None) -> Sequence[Change] | None:
        """What differs from the published plan, ``None`` where there is none to compare with."""
        if not wanted or not (known or has_published(self.reading)):
            return None
        return changed_visits(self.reading) if known is None else known

    def content(self, result: Result, proof: Certificate, changes: Sequence[Change] | None) -> dict[str, Any]:
        """Everything that the templates ask for."""
        names, words, reading = self.names, self.words, self.reading
        figures = figures_from(reading, result.serviceable)
        whole = names.reader is None
        people = {index: self.person(index, figures.loads[index]) for index in self.shown}
        return {
            "t": words,
            "centre": self.register.centre.name,
            "period": self.period(),
            "reader": names.worker_label(names.reader) if names.reader else "",
            "anonymous": not names.shown,
            "certificate": proof,
            "broken": self.broken(proof) if whole else [],
            "proof": self.proof(result, proof),
            "cards": cards(figures, self.own_load(figures), words),
            "missed": missed_visits(reading, self.texts) if whole else None,
            "changes": None if changes is None else change_rows(reading, self.texts, changes),
            "change_minutes": words.minutes(self.problem.change_minutes),
            "calls": list(call_rows(reading, self.texts, changes)) if whole and changes else [],
            "people": people,
            "workers": list(people.values()),
            "fair": meter(self.fair_share(figures)) if whole and figures.paid else None,
            "priorities": self.priorities(figures) if whole else [],
            "areas": self.areas(figures) if len(figures.by_area) > 1 else [],
            "costs": self.costs(result) if whole else [],
            "total": words.number(result.cost.total),
            "axis": self.axis,
            "axis_every": AXIS_EVERY,
            "chart_key": self.chart_key(),
            "marker_radius": RADIUS,
            "days": list(self.days(people)),
            "whole": whole,
        }

    def broken(self, proof: Certificate) -> list[str]:
        """The first of the broken rules, in words."""
        return [violation_text(self.reading, self.texts, one) for one in proof.violations[:SHOWN_VIOLATIONS]]

    def period(self) -> str:
        """The week's number where it is one week, and its dates."""
        horizon = self.problem.horizon
        first, last = horizon.dates[0], horizon.dates[-1]
        dates = f"{self.words.date(first)} – {self.words.date(last)}"
        if first.weekday() == 0 and horizon.days <= 7:
            return self.words("week-of", number=first.isocalendar()[1], dates=dates)
        return dates

    def person(self, index: int, load: Load) -> Person:
        """A worker with the week's figures."""
        words, id_ = self.words, self.problem.worker_ids[index]
        return Person(
            index=index,
            id=id_,
            label=self.names.worker_label(id_),
            letter=self.letters[index],
            style=index % STYLES,
            classes=f"w{index % STYLES} k{index // STYLES % 4}",
            share=words.percent(load.share) if load.capacity else "–",
            meter=meter(load.share) if load.capacity else "",
            paid=words.hours(load.paid),
            capacity=words.hours(load.capacity),
            travel=words.hours(load.travel),
            overtime=words.minutes(load.overtime) if load.overtime else "–",
            visits=load.visits,
            clients=load.clients,
        )

    def own_load(self, figures: Figures) -> Load | None:
        """The reader's own load, for a reader who is a worker."""
        return next((load for load in figures.loads if load.worker == self.names.reader), None)

    def fair_share(self, figures: Figures) -> float:
        """Paid ÷ capacity of all together."""
        return figures.paid / max(1, sum(load.capacity for load in figures.loads))

    def priorities(self, figures: Figures) -> list[ShareRow]:
        """Served by priority."""
        named = [(self.words.code(f"Priority.{priority}"), count) for priority, count in figures.by_priority]
        return [self.share_row(label, count) for label, count in named]

    def areas(self, figures: Figures) -> list[ShareRow]:
        """Served by area."""
        named = {area.id: area.name for area in self.register.areas}
        return [
            self.share_row(named.get(area, area) or self.words("no-area"), count) for area, count in figures.by_area
        ]

    def share_row(self, label: str, count: Served) -> ShareRow:
        """A share as the tables show it."""
        of = self.words("of", one=self.words.number(count.served), all=self.words.number(count.wanted))
        return ShareRow(label, self.words.percent(count.share), meter(count.share), of)

    def costs(self, result: Result) -> list[dict[str, str]]:
        """The cost by component."""
        words = self.words
        return [
            {
                "label": translate(f"reasons.component-{name}", words.language),
                "amount": words.number(component.amount),
                "weight": words.number(component.weight),
                "cost": words.number(component.cost),
            }
            for name, component in result.cost.components.items()
        ]

    def proof(self, result: Result, proof: Certificate) -> list[tuple[str, str]]:
        """The certificate, line by line."""
        words = self.words
        lines = [
            (words("broken-rules"), words.number(len(proof.violations))),
            (words("version"), proof.version),
            (words("seed"), str(proof.seed)),
            (words("moves"), words.number(result.moves)),
            (words("stopped-by"), words(f"stopped-{result.stopped_by}")),
            (words("input"), proof.input_hash or "–"),
        ]
        if result.serviceable is not None:
            lines.insert(1, (words("proved-bound"), words.number(result.serviceable)))
        return lines

    def chart_key(self) -> list[tuple[str, str, str]]:
        """Class, mark and word for the kinds of visit that this plan has."""
        used = {PRIORITIES[index].value for index in self.problem.visit_priority}
        key = [("", "", self.words("visit"))]
        key += [
            (mark, MARKS[mark].strip(), self.words.code(f"Priority.{mark}"))
            for mark in ("urgent", "asap", "stat")
            if mark in used
        ]
        if not self.problem.visit_mandatory.all():
            key.append(("opt", "", self.words("optional")))
        return key

    def days(self, people: Mapping[int, Person]) -> Iterable[Day]:
        """Chart, map and sheets of every day."""
        problem, words = self.problem, self.words
        subtitles = [self.names.client(id_) for id_ in problem.client_ids]
        locations = {location.id: location.name for location in self.register.locations}
        sheets = sheets_by_day(self.reading, self.texts, self.shown)
        weekdays = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        for index, date in enumerate(problem.horizon.dates):
            chart = day_chart(self.reading, index, self.axis, self.shown, subtitles)
            drawn = day_map(self.reading, index, self.shown, self.letters, locations) if self.names.shown else None
            at_work = {lane.worker for lane in chart.lanes}
            weekday = weekdays[date.weekday()]
            yield Day(
                index=index,
                short=f"{words.code(f'weekday-short.{weekday}')} {date.day}",
                date=words.day(date),
                full=f"{words.code(f'Weekday.{weekday}')}, {words.date(date)}",
                visits=self.visits_on(index),
                chart=chart,
                map=drawn,
                bar_label=self.metres(drawn.main.bar[1]) if drawn else "",
                small_bar_label=self.metres(drawn.everything.bar[1]) if drawn and drawn.everything else "",
                on_map=tuple(people[worker] for worker in dict.fromkeys(r.worker for r in drawn.main.routes))
                if drawn
                else (),
                sheets=sheets[index],
                absent=", ".join(people[w].label for w in self.shown if w not in at_work) if at_work else "",
            )

    def visits_on(self, day: int) -> int:
        """Visits of a day that the reader may see."""
        entries = self.reading.entries.values()
        return len({e.visit for e in entries if e.day == day and e.worker in set(self.shown)})

    def metres(self, metres: int) -> str:
        """A length with its unit."""
        if metres >= 1000:
            return self.words("kilometres", number=self.words.number(metres // 1000))
        return self.words("metres", number=self.words.number(metres))
