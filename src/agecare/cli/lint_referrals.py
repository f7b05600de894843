"""``agecare lint-referrals``: where people get stuck, go in circles or fall out, as a linter says it."""

import json
from typing import Annotated

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.histories import Day, OfCountry, open_history
from agecare.cli.options import Book, Lang
from agecare.cli.speaking import Speaker


def lint_referrals(
    context: typer.Context,
    book: Book,
    on: Day = None,
    country: OfCountry = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Findings shown of each rule.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print every finding as JSON.")] = False,
    lang: Lang = None,
) -> None:
    """Look for people lost on the way; ends with 1 when a finding counts as an error.

    The workbook's settings switch rules off, or make their findings errors.
    """
    speaker = Speaker(context, lang)
    opened = open_history(speaker, book, on, country)
    from agecare.cli.linted import as_data, show
    from agecare.referrals import findings

    found = findings(opened.graph, opened.rules)
    if as_json:
        typer.echo(json.dumps(as_data(opened, found, speaker.language), ensure_ascii=False, indent=2))
    else:
        show(opened, found, speaker.language, most)
    if found.errors:
        raise typer.Exit(ExitCode.FINDINGS)
