"""Options that several commands share, and how their values are read."""

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agecare.model.confidentiality import Privacy as Privacy
from agecare.model.time import week_start


class Language(StrEnum):
    """A language of the messages, by its ISO 639 code."""

    EN = "en"
    MN = "mn"
    KY = "ky"
    RU = "ru"


class PagePrivacy(StrEnum):
    """Who will read a page that is no single worker's own."""

    COORDINATOR = "coordinator"
    ANONYMOUS = "anonymous"


Lang = Annotated[
    Language | None,
    typer.Option("--lang", envvar="AGECARE_LANG", help="Language of messages and files; the centre's if not given."),
]

On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day, 2026-04-06 or 06.04.2026; today if not given.")
]

AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]

Page = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", dir_okay=False, help="Write a page.html to look at and print."),
]

Book = Annotated[
    Path,
    typer.Argument(
        exists=True,
        metavar="BOOK",
        help="A workbook made from the template, or a folder of CSV files.",
        show_default=False,
    ),
]


def parse_date(text: str) -> dt.date:
    """A date written ``2026-04-06`` or ``06.04.2026``.

    >>> parse_date("6.4.2026")
    datetime.date(2026, 4, 6)

    Raises
    ------
    ValueError
        When it is written otherwise, or there is no such day.
    """
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip())
    if found:
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a date such as 2026-04-06 or 06.04.2026")
    return dt.date(*map(int, found.groups()))


def page_only(out: Path | None) -> None:
    """Refuse a file that is no page.

    Raises
    ------
    typer.BadParameter
        When its name does not end in ``.html``.
    """
    if out is not None and out.suffix.lower() != ".html":
        raise typer.BadParameter(f"{out.name}: .html is expected", param_hint="--out")


def parse_moment(text: str) -> dt.datetime:
    """A local moment written ``2026-04-07T10:30`` or ``07.04.2026 10:30``; ``now`` is the clock's.

    >>> parse_moment("7.4.2026 10:30")
    datetime.datetime(2026, 4, 7, 10, 30)

    Raises
    ------
    ValueError
        When it is written otherwise, or there is no such moment.
    """
    if text.strip() == "now":
        return dt.datetime.now(dt.UTC)
    found = re.fullmatch(r"(\S+?)(?:T|\s+)(\d{1,2}:\d{2}\S*)", text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a moment such as 2026-04-07T10:30 or 07.04.2026 10:30")
    clock = found[2] if found[2][2] == ":" else f"0{found[2]}"
    return dt.datetime.combine(parse_date(found[1]), dt.time.fromisoformat(clock))


def day_of(on: str | None, option: str = "--on") -> dt.date | None:
    """The day of ``--on``, or of another option.

    Raises
    ------
    typer.BadParameter
        When it cannot be read.
    """
    try:
        return None if on is None else parse_date(on)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def moment(now: str | None) -> dt.datetime | None:
    """The moment of ``--now``.

    Raises
    ------
    typer.BadParameter
        When it cannot be read.
    """
    try:
        return None if now is None else parse_moment(now)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--now") from None


def first_day(week: str | None, start: str | None) -> dt.date:
    """The first day to plan, by ISO week or by date.

    Raises
    ------
    typer.BadParameter
        When both or neither are given, or one cannot be read.
    """
    if week is not None and start is None:
        try:
            return week_start(week)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--week") from None
    if start is not None and week is None:
        try:
            return parse_date(start)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--start") from None
    raise typer.BadParameter("give one of --week 2026-W15 and --start 2026-04-06")
