"""The day that a command is about: the one given, or today where the centre is."""

import datetime as dt
from zoneinfo import ZoneInfo

import typer

from agecare.cli.options import parse_date
from agecare.model import Register


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


def today_in(register: Register) -> dt.date:
    """Today, in the centre's time zone."""
    return dt.datetime.now(ZoneInfo(register.centre.timezone.value)).date()
