"""``agecare trace``: the chain of a referral, or all chains of a client: who sent, who waited, how it ended."""

import json
from pathlib import Path
from typing import Annotated

import typer

from agecare.cli.histories import Day, OfCountry, open_history
from agecare.cli.options import AsJson, Book, Lang
from agecare.cli.speaking import Speaker
from agecare.errors import UnknownIdError


def trace(
    context: typer.Context,
    book: Book,
    referral: Annotated[
        str | None, typer.Option("--referral", metavar="ID", help="Id of a referral: the chain it belongs to.")
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="ID", help="Id of a client: all of his or her chains.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE.html", dir_okay=False, help="Also write the chains as pictures, on a page."
        ),
    ] = None,
    on: Day = None,
    country: OfCountry = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Trace a chain of referrals back to its origin and forward to every outcome."""
    if (referral is None) == (client is None):
        raise typer.BadParameter("give one of --referral ID and --client ID")
    if out is not None and out.suffix.lower() != ".html":
        raise typer.BadParameter(f"{out.name}: .html is expected", param_hint="--out")
    speaker = Speaker(context, lang)
    opened = open_history(speaker, book, on, country)
    from agecare.cli.traced import as_data, show
    from agecare.referrals import findings

    graph = opened.graph
    try:
        chains = graph.chains_of(client) if client is not None else (graph.chain(referral or ""),)
    except UnknownIdError as error:
        hint = "--client" if client is not None else "--referral"
        raise typer.BadParameter(str(error), param_hint=hint) from None
    found = findings(graph, opened.rules)
    if out is not None:
        from agecare.report.referrals import write_chains

        speaker.writes(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_chains(out, graph, chains, register=opened.register, found=found, language=speaker.language)
    if as_json:
        typer.echo(json.dumps(as_data(opened, chains, found, speaker.language), ensure_ascii=False, indent=2))
    else:
        show(opened, chains, found, speaker.language)
        if out is not None:
            typer.echo(f"\n{speaker.text('written', path=out)}")
