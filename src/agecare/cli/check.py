"""``agecare check``: every fault of a workbook, at its cell."""

from pathlib import Path
from typing import Annotated

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.options import Book, Lang
from agecare.cli.speaking import Speaker


def check(
    context: typer.Context,
    book: Book,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
    marked: Annotated[
        Path | None,
        typer.Option(
            "--marked",
            metavar="COPY.xlsx",
            dir_okay=False,
            help="Also write a copy with the faulty cells marked and listed.",
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Check a workbook and list every fault with its cell, and what was probably meant."""
    from agecare.io import faults_as_json, write_marked_copy
    from agecare.io.tables.read import findings

    speaker = Speaker(context, lang)
    if marked is not None and marked.exists() and marked.samefile(book):
        raise typer.BadParameter("the copy cannot take the place of BOOK", param_hint="--marked")
    found = findings(book)
    if found.register is not None:
        speaker.learn(found.register)
    if marked is not None:
        speaker.writes(marked)
        write_marked_copy(book, found.faults, marked, speaker.language)
    if as_json:
        typer.echo(faults_as_json(found.faults, speaker.language))
    else:
        speaker.faults(found.faults, error=False)
        errors = sum(fault.severity == "error" for fault in found.faults)
        if found.register is not None:
            speaker.contents(found.register)
        if found.faults:
            speaker.say("fault-count", errors=errors, warnings=len(found.faults) - errors)
        else:
            speaker.say("no-faults")
        if marked is not None:
            speaker.say("marked", path=marked)
    if found.register is None:
        raise typer.Exit(ExitCode.INPUT_FAULTS)
