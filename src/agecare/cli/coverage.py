"""``agecare coverage``: who is covered by care, how evenly, and where one more place would help most."""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.options import AsJson, Book, Lang, On, PagePrivacy, day_of
from agecare.cli.speaking import Speaker, read_book
from agecare.cli.tables import table
from agecare.model.time import today_in

if TYPE_CHECKING:
    from agecare.coverage import Coverage
    from agecare.model import Register
    from agecare.report.words import Words


class Decay(StrEnum):
    """The names of `agecare.coverage.Decay`, which would load numpy."""

    NONE = "none"
    SLOW = "slow"
    FAST = "fast"


SUFFIXES = (".html", ".xlsx", ".json")


def coverage(
    context: typer.Context,
    book: Book,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "--out",
            metavar="FILE",
            dir_okay=False,
            help="Write report.html, report.xlsx or report.json; can be given several times.",
        ),
    ] = None,
    on: On = None,
    catchment_km: Annotated[
        float, typer.Option("--catchment", min=0.1, max=1000, metavar="KM", help="How far a service reaches.")
    ] = 10.0,
    decay: Annotated[
        Decay,
        typer.Option("--decay", help="How a service counts less with distance: none is 2SFCA, the others E2SFCA."),
    ] = Decay.SLOW,
    privacy: Annotated[
        PagePrivacy, typer.Option("--privacy", help="anonymous: no names, no counts of fewer than five people.")
    ] = PagePrivacy.COORDINATOR,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Measure who is covered by care, how evenly, and where one more place would help most."""
    asked = day_of(on)
    for path in out or ():
        if path.suffix.lower() not in SUFFIXES:
            raise typer.BadParameter(f"{path.name}: .html, .xlsx or .json is expected", param_hint="--out")
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    # These load numpy, which asking for help must not.
    from agecare.coverage import Catchment, measure, without_small_counts
    from agecare.io.coverage_json import coverage_document
    from agecare.report.words import Words

    found = measure(register, asked or today_in(register.centre.timezone), Catchment(catchment_km, decay.value))
    if privacy is PagePrivacy.ANONYMOUS:
        found = without_small_counts(found)
    for path in out or ():
        speaker.writes(path)
        _write(path, register, found, speaker.language, privacy)
    if as_json:
        typer.echo(json.dumps(coverage_document(found), ensure_ascii=False, indent=2))
        return
    _Tables(register, found, Words(speaker.language, "coverage")).show()
    if out:
        typer.echo("\n" + "\n".join(speaker.text("written", path=path) for path in out))


def _write(path: Path, register: "Register", found: "Coverage", language: str, privacy: PagePrivacy) -> None:
    from agecare.io.coverage_json import write_coverage
    from agecare.io.coverage_xlsx import write_coverage_workbook
    from agecare.report import write_coverage_report

    path.parent.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Callable[[], object]] = {
        ".html": lambda: write_coverage_report(path, register, found, language=language, privacy=privacy.value),
        ".xlsx": lambda: write_coverage_workbook(path, register, found, language),
        ".json": lambda: write_coverage(path, found),
    }
    writers[path.suffix.lower()]()


class _Tables:
    """The tables that are printed."""

    def __init__(self, register: "Register", found: "Coverage", words: "Words") -> None:
        self.register, self.found, self.words = register, found, words

    def show(self) -> None:
        """Need by area, access by type, where one more place would help most, workloads."""
        words, found = self.words, self.found
        typer.echo(f"{self.register.centre.name} · {words('title')} · {words.date(found.on)}")
        self.table(
            "by-area",
            ("area", "estimated", "known", "served", "share", "fully"),
            [
                (
                    "  " * row.depth + self.area(row.area),
                    "–" if row.estimated is None else words.number(row.estimated),
                    self.count(row.people.known),
                    self.count(row.people.served),
                    "–" if row.people.share is None else words.percent(row.people.share),
                    self.count(row.people.fully),
                )
                for row in found.areas
            ],
        )
        self.table(
            "by-type",
            ("service-type", "places", "free", "needing", "without", "severe", "access", "gini", "median-km"),
            [
                (
                    words.code(f"ServiceType.{row.type}"),
                    words("no-limit") if row.places is None else words.number(row.places),
                    words("no-limit") if row.free is None else words.number(row.free),
                    self.count(row.needing),
                    self.count(row.without),
                    self.count(row.severe),
                    "–" if row.access is None else words.number(100 * row.access),
                    "–" if row.gini is None else words.number(row.gini, 2),
                    self.km(row.median_km),
                )
                for row in sorted(found.types, key=lambda row: -(row.without or 0))
            ],
        )
        self.table(
            "sites",
            ("service-type", "where", "in-reach", "severe", "nearest-now", "gain"),
            [
                (
                    words.code(f"ServiceType.{row.type}"),
                    self.register.service(row.service).name
                    if row.service
                    else words("new-in", area=self.area(row.area)),
                    self.count(row.people),
                    self.count(row.severe),
                    self.km(row.nearest_km),
                    words.number(row.gain or 0, 1),
                )
                for row, *_ in found.best_sites.values()
            ],
            texts=2,
        )
        self.table(
            "by-sector",
            ("sector", "workers", "clients", "clients-a-worker", "most"),
            [
                (
                    words.code(f"Sector.{row.sector}") if row.sector else words("no-sector"),
                    words.number(row.workers),
                    self.count(row.clients),
                    "–" if row.mean is None else words.number(row.mean, 1),
                    self.count(row.most),
                )
                for row in found.sector_caseloads
            ],
        )

    def table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> None:
        """A table with its texts from the catalogue."""
        table(self.words(title), [self.words(f"heading-{heading}") for heading in headings], rows, texts)

    def count(self, count: int | None) -> str:
        """A count of people, or that it is too small to be shown."""
        return self.words("few") if count is None else self.words.number(count)

    def area(self, area: str | None) -> str:
        """An area's name, or that there is none."""
        return self.register.area(area).name if area else self.words("no-area")

    def km(self, km: float | None) -> str:
        """A distance; 0: it comes to its clients."""
        if km == 0:
            return self.words("at-home")
        return "–" if km is None else self.words("kilometres", number=self.words.number(km, 1))
