"""``agecare referrals``: how referrals go, where people get lost, and what would help."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.options import Book, Lang, parse_date
from agecare.cli.speaking import Speaker, read_book

if TYPE_CHECKING:
    from agecare.model import Register
    from agecare.referrals import Overview, ReferralGraph
    from agecare.report.referrals.labels import Labels


class Privacy(StrEnum):
    """Who will read what is written; a report is no single worker's own."""

    COORDINATOR = "coordinator"
    ANONYMOUS = "anonymous"


SUFFIXES = (".html", ".json")


def referrals(
    context: typer.Context,
    book: Book,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "--out",
            metavar="FILE",
            dir_okay=False,
            help="Write report.html or report.json; can be given several times.",
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day, 2026-04-06 or 06.04.2026; today if not given.")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(
            "--history",
            exists=True,
            file_okay=False,
            metavar="DIR",
            help="A folder of CSV files with the referrals, where they are too many for a workbook.",
        ),
    ] = None,
    privacy: Annotated[
        Privacy, typer.Option("--privacy", help="anonymous: no names, no ids, no count of fewer than five.")
    ] = Privacy.COORDINATOR,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    lang: Lang = None,
) -> None:
    """Tell how referrals go: findings, waiting, where people are lost, and which places would help."""
    day = _day(on)
    for path in out or ():
        if path.suffix.lower() not in SUFFIXES:
            raise typer.BadParameter(f"{path.name}: .html or .json is expected", param_hint="--out")
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    # These load numpy and networkx, which asking for help must not.
    from agecare.io.referrals.overview_json import overview_document, write_overview
    from agecare.referrals import overview
    from agecare.report.privacy import Privacy as Level
    from agecare.report.referrals import write_referral_report
    from agecare.report.referrals.labels import Labels
    from agecare.report.words import Words

    graph = _graph(speaker, register, history, moment_of(register, day))
    labels = Labels(Words(speaker.language, "referral_report"), register, Level(privacy.value))
    anonymous = privacy is Privacy.ANONYMOUS
    found = overview(graph, register.centre.referral_rules, anonymous=anonymous, kinds=labels.service_kinds)
    for path in out or ():
        speaker.writes(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".json":
            write_overview(path, found)
        else:
            write_referral_report(path, found, register=register, language=speaker.language, privacy=privacy.value)
    if as_json:
        typer.echo(json.dumps(overview_document(found), ensure_ascii=False, indent=2))
        return
    _show(found, labels)
    if out:
        typer.echo("\n" + "\n".join(speaker.text("written", path=path) for path in out))


def _day(on: str | None) -> dt.date | None:
    try:
        return None if on is None else parse_date(on)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--on") from None


def moment_of(register: "Register", day: dt.date | None) -> dt.datetime:
    """The end of a day at the centre; of today, when none is given."""
    zone = ZoneInfo(register.centre.timezone.value)
    return dt.datetime.combine(day or dt.datetime.now(zone).date(), dt.time(23, 59, 59), zone)


def _graph(speaker: Speaker, register: "Register", history: Path | None, now: dt.datetime) -> "ReferralGraph":
    """The referrals of the register, or of a folder beside it; faults of the folder end the command."""
    from agecare.io.referrals import check_referrals
    from agecare.referrals import graph_of

    if history is None:
        return graph_of(register, now)
    reading = check_referrals(history, register.centre, register.holiday_changes)
    if reading.faults or reading.history is None:
        speaker.faults(reading.faults)
        speaker.say("input-faults", error=True)
        raise typer.Exit(ExitCode.INPUT_FAULTS)
    return graph_of(reading.history, now)


def _show(found: "Overview", labels: "Labels") -> None:
    """The figures that are printed: what was found, how long it takes, where a place would help."""
    from agecare.report.referrals.tables import Tables

    words, tables = labels.words, Tables(found, labels)
    centre = labels.register.centre.name if labels.register else ""
    date = words.date(found.graph.history.moment(found.graph.now).date())
    typer.echo(words("command-title", centre=centre, date=date))
    for card in tables.headlines():
        typer.echo(f"  {card.label}: {card.value}" + "".join(f" · {note}" for note in card.notes))
    _table(words("findings"), [words(each) for each in ("rule", "severity", "count")], list(tables.rules()), 2)
    waits = [[row.label, row.median, row.p90, row.happened, row.still] for row in tables.waits()]
    _table(words("waits"), [words(each) for each in ("waited-for", "median", "p90", "have-it", "still")], waits)
    places = [
        [row.provider, row.service, row.places, row.free, row.useful.text, row.people] for row in tables.bottlenecks()
    ]
    columns = ("provider", "service", "places", "free", "useful", "waiting-people")
    _table(words("bottlenecks"), [words(each) for each in columns], places, 2)


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> None:
    """A table; the first columns hold texts, the others figures. Nothing where there are no rows."""
    if rows:
        typer.echo(f"\n{title}")
        typer.echo("\n".join(_lines([headings, *rows], texts)))


def _lines(rows: Sequence[Sequence[str]], texts: int) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if column < texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(cells).rstrip()
