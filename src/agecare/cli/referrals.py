"""``agecare referrals``: how referrals go, where people get lost, and what would help."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agecare.cli.histories import Day, OfCountry, open_history
from agecare.cli.options import AsJson, Book, Lang, PagePrivacy
from agecare.cli.speaking import Speaker
from agecare.cli.tables import table

if TYPE_CHECKING:
    from agecare.referrals import Overview
    from agecare.report.referrals.labels import Labels


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
    on: Day = None,
    country: OfCountry = None,
    privacy: Annotated[
        PagePrivacy, typer.Option("--privacy", help="anonymous: no names, no ids, no count of fewer than five.")
    ] = PagePrivacy.COORDINATOR,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Tell how referrals go: findings, waiting, where people are lost, and which places would help."""
    for path in out or ():
        if path.suffix.lower() not in SUFFIXES:
            raise typer.BadParameter(f"{path.name}: .html or .json is expected", param_hint="--out")
    speaker = Speaker(context, lang)
    opened = open_history(speaker, book, on, country)
    # These load numpy and networkx, which asking for help must not.
    from agecare.io.referrals.overview_json import overview_document, write_overview
    from agecare.referrals import overview
    from agecare.report.privacy import Privacy as Level
    from agecare.report.referrals import write_referral_report
    from agecare.report.referrals.labels import Labels
    from agecare.report.words import Words

    labels = Labels(Words(speaker.language, "referral_report"), opened.register, Level(privacy.value))
    anonymous = privacy is PagePrivacy.ANONYMOUS
    found = overview(opened.graph, opened.rules, anonymous=anonymous, kinds=labels.service_kinds)
    for path in out or ():
        speaker.writes(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".json":
            write_overview(path, found)
        else:
            write_referral_report(
                path, found, register=opened.register, language=speaker.language, privacy=privacy.value
            )
    if as_json:
        typer.echo(json.dumps(overview_document(found), ensure_ascii=False, indent=2))
        return
    _show(found, labels)
    if out:
        typer.echo("\n" + "\n".join(speaker.text("written", path=path) for path in out))


def _show(found: "Overview", labels: "Labels") -> None:
    """The figures that are printed: what was found, how long it takes, where a place would help."""
    from agecare.report.referrals.tables import Tables

    words, tables = labels.words, Tables(found, labels)
    date = words.date(found.graph.history.moment(found.graph.now).date())
    centre = labels.register.centre.name if labels.register else ""
    typer.echo(" · ".join(filter(None, [centre, words("title"), date])))
    for card in tables.headlines():
        typer.echo(f"  {card.label}: {card.value}" + "".join(f" · {note}" for note in card.notes))
    table(words("findings"), [words(each) for each in ("rule", "severity", "count")], list(tables.rules()), 2)
    waits = [[row.label, row.median, row.p90, row.happened, row.still] for row in tables.waits()]
    table(words("waits"), [words(each) for each in ("waited-for", "median", "p90", "have-it", "still")], waits)
    places = [
        [row.provider, row.service, row.places, row.free, row.useful.text, row.people] for row in tables.bottlenecks()
    ]
    columns = ("provider", "service", "places", "free", "useful", "waiting-people")
    table(words("bottlenecks"), [words(each) for each in columns], places, 2)
