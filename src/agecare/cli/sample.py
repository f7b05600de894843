"""``agecare sample``: a register of invented people around real settlements, in any size."""

from pathlib import Path
from typing import Annotated

import typer

from agecare.cli.options import Lang
from agecare.cli.speaking import Speaker


def sample(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="jalal-abad (any size), darkhan, mandal or songinokhairkhan.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The workbook to write (.xlsx); another name is a folder of CSV files.",
            show_default=False,
        ),
    ],
    clients: Annotated[int | None, typer.Option("--clients", min=1, help="How many clients.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="How many workers.")] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Another seed, other people; 1 if not given.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Write a sample: invented people around real settlements."""
    from agecare.errors import UnknownIdError
    from agecare.io import samples, write_csv_folder, write_workbook

    speaker = Speaker(context, lang)
    try:
        register = samples.sample(name, clients=clients, workers=workers, seed=seed)
    except UnknownIdError:
        known = ", ".join(samples.SAMPLES)
        raise typer.BadParameter(speaker.text("unknown-sample", name=name, names=known), param_hint="NAME") from None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from None
    speaker.learn(register)
    speaker.writes(out)
    if out.suffix.lower() == ".xlsx":
        write_workbook(register, out, language=speaker.language)
    else:
        write_csv_folder(register, out)
    speaker.contents(register)
    speaker.say("written", path=out)
