"""``agecare match``: the services that answer a client's needs, the best first, and why the others cannot be had."""

import json
from typing import Annotated

import typer

from agecare.cli.options import AsJson, Book, Lang, On, day_of
from agecare.cli.speaking import Speaker, read_book
from agecare.errors import UnknownIdError
from agecare.model.time import today_in


def match(
    context: typer.Context,
    book: Book,
    client: Annotated[str, typer.Option("--client", metavar="ID", help="Id of the client.", show_default=False)],
    on: On = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Services shown in each table.")] = 10,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Match a client's needs with services: ranked, every rule answered, and the nearest change for each that fails."""
    asked = day_of(on)
    speaker = Speaker(context, lang)
    register = read_book(speaker, book, warnings=False)
    from agecare import matching
    from agecare.cli.matched import as_data, show

    directory = matching.directory_of(register, asked or today_in(register.centre.timezone))
    try:
        found = matching.match(directory, client)
    except UnknownIdError as error:
        raise typer.BadParameter(str(error), param_hint="--client") from None
    if as_json:
        typer.echo(json.dumps(as_data(directory, found, speaker.language), ensure_ascii=False, indent=2))
    else:
        show(speaker, directory, found, most)
