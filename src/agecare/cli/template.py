"""``agecare template``: the workbook that a coordinator fills in."""

from pathlib import Path
from typing import Annotated

import typer

from agecare.cli.exits import ExitCode
from agecare.cli.options import Lang
from agecare.cli.speaking import Speaker


def template(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The workbook to write (.xlsx).", show_default=False)],
    lang: Lang = None,
    example: Annotated[bool, typer.Option("--example", help="Fill it with a tiny invented centre.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace OUT if it is there. It may hold your records.")
    ] = False,
) -> None:
    """Write the workbook that a coordinator fills in, empty or with an example."""
    speaker = Speaker(context, lang)
    if out.exists() and not force:
        speaker.say("exists", error=True, path=out)
        raise typer.Exit(ExitCode.USAGE)
    from agecare.io import write_template

    speaker.writes(out)
    write_template(out, language=speaker.language, example=example)
    speaker.say("written", path=out)
