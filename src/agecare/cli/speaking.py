"""Saying things: catalogue texts on standard output or standard error, faults of the input, broken rules."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from agecare.cli.exits import ExitCode, LastResort
from agecare.cli.options import Language
from agecare.errors import Fault, FormatError
from agecare.locale import format_date, has_message, translate
from agecare.model import Horizon, Register
from agecare.model.faults import describe

if TYPE_CHECKING:
    from agecare.io.json import ScheduleDocument
    from agecare.io.tables.cross import Locate
    from agecare.visits import Violation


class Speaker:
    """Says the texts ``cli.<name>`` in the language asked for; else in English, once it is known in the centre's."""

    def __init__(self, context: typer.Context, language: Language | None) -> None:
        guard = context.obj
        self._guard: LastResort = guard if isinstance(guard, LastResort) else LastResort()
        self._language = language
        self._guard.language = self.language

    @property
    def language(self) -> str:
        """The language spoken now."""
        return "en" if self._language is None else self._language.value

    def learn(self, register: Register) -> None:
        """Speak the centre's language from now on, unless another was asked for."""
        if self._language is None:
            self._language = Language(register.centre.language)
            self._guard.language = self.language

    def writes(self, path: Path) -> None:
        """Name what is being written, for the case that the disk is full."""
        self._guard.path = str(path)

    def text(self, name: str, /, **params: object) -> str:
        """The text ``cli.<name>``."""
        return translate(f"cli.{name}", self.language, **params)

    def say(self, name: str, /, *, error: bool = False, **params: object) -> None:
        """Print a text, with ``error`` on standard error."""
        typer.echo(self.text(name, **params), err=error)

    def faults(self, faults: Sequence[Fault], *, error: bool = True) -> None:
        """Print every fault on a line of its own, warnings marked as such."""
        for fault in faults:
            mark = f"{self.text('warning')}: " if fault.severity == "warning" else ""
            typer.echo(mark + describe(fault, self.language), err=error)

    def contents(self, register: Register) -> None:
        """Print how many records there are of the kinds that a plan is made from."""
        self.say(
            "contents",
            clients=len(register.clients),
            workers=len(register.workers),
            requests=len(register.visit_requests),
            locks=len(register.locks),
        )

    def violations(self, found: Sequence["Violation"], horizon: Horizon, *, error: bool = False) -> None:
        """Print every broken rule: its name, visit, worker and day, and what it says."""
        for one in found:
            where = " · ".join(filter(None, [one.visit, one.worker, self._day(one, horizon)]))
            text = ": ".join(filter(None, [where, rule_text(one, horizon, self.language)]))
            typer.echo(f"[{one.rule}] {text}", err=error)

    def _day(self, one: "Violation", horizon: Horizon) -> str | None:
        date = date_of(one, horizon)
        return None if date is None else format_date(date, self.language, "day")


def date_of(violation: "Violation", horizon: Horizon) -> dt.date | None:
    """The date of a violation, ``None`` when it has none or lies outside the horizon."""
    day = violation.day
    return horizon.dates[day] if day is not None and 0 <= day < horizon.days else None


def rule_text(violation: "Violation", horizon: Horizon, language: str) -> str:
    """What the broken rule says, in words; its figures where a catalogue has no words for it.

    The rules of a valid plan are in ``reasons``, those of a plan's file in ``cli``.
    """
    date = date_of(violation, horizon)
    named: Mapping[str, object] = {
        "visit": violation.visit or "–",
        "worker": violation.worker or "–",
        "day": "–" if date is None else format_date(date, language, "day"),
        **violation.params,
    }
    for domain in ("reasons", "cli"):
        key = f"{domain}.rule-{violation.rule}"
        if has_message(key):
            return translate(key, language, **named)
    return ", ".join(f"{name} {value}" for name, value in violation.params.items())


def read_book(speaker: Speaker, book: Path, *, warnings: bool = True) -> Register:
    """The register of a workbook or folder of CSV files; its faults end the command with exit code 3."""
    return read_located(speaker, book, warnings=warnings)[0]


def read_located(speaker: Speaker, book: Path, *, warnings: bool = True) -> tuple[Register, "Locate | None"]:
    """As `read_book`, and where the cells of its records are."""
    from agecare.io.tables.read import findings

    found = findings(book)
    if found.register is None:
        refuse(speaker, found.faults)
    speaker.learn(found.register)
    if warnings:
        speaker.faults(found.faults)
    return found.register, found.locate


def refuse(speaker: Speaker, faults: Sequence[Fault]) -> NoReturn:
    """Print the faults of the input and end with exit code 3."""
    speaker.faults(faults)
    speaker.say("input-faults", error=True)
    raise typer.Exit(ExitCode.INPUT_FAULTS)


def read_plan(speaker: Speaker, path: Path) -> "ScheduleDocument":
    """A plan's file; its faults end the command with exit code 3."""
    from agecare.io.json import read_schedule

    try:
        return read_schedule(path)
    except FormatError as error:
        speaker.faults(error.faults)
    except OSError as error:
        speaker.say("file-failed", error=True, path=path, reason=error.strerror or type(error).__name__)
    raise typer.Exit(ExitCode.INPUT_FAULTS)
