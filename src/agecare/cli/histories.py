"""Histories of referrals as commands open them: a workbook, or a folder of CSV files of any size."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import attrs
import typer

from agecare.cli.options import parse_date
from agecare.cli.speaking import Speaker, read_located, refuse
from agecare.model import Centre, Country, ReferralRules, Register, TimeZone

if TYPE_CHECKING:
    from agecare.io.tables.cross import Locate
    from agecare.referrals import History, ReferralGraph

Day = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="The day that waiting counts to, 2026-04-06 or 06.04.2026; today if not given."
    ),
]

OfCountry = Annotated[
    Country | None,
    typer.Option(
        "--country",
        help="BOOK is a folder with a history alone (referrals.csv, referral_events.csv …), from this country.",
    ),
]

_ZONES = {Country.MN: TimeZone.ULAANBAATAR, Country.KG: TimeZone.BISHKEK}


@attrs.frozen
class OpenHistory:
    """A traced history, the rules of who keeps it, and, where it is part of a register, that and its cells."""

    graph: "ReferralGraph"
    rules: ReferralRules
    on: dt.date
    register: Register | None = None
    locate: "Locate | None" = None


def open_history(speaker: Speaker, book: Path, on: str | None, country: Country | None) -> OpenHistory:
    """Read and trace what happened; faults of the input end the command with exit code 3.

    Raises
    ------
    typer.BadParameter
        When the day cannot be read.
    """
    try:
        day = None if on is None else parse_date(on)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--on") from None
    from agecare.referrals import graph_of

    if country is not None:
        history = _read_history(speaker, book, country)
        now = _end_of(day, history.timezone)
        return OpenHistory(graph_of(history, now), ReferralRules(), now.date())
    register, locate = read_located(speaker, book, warnings=False)
    now = _end_of(day, register.centre.timezone)
    return OpenHistory(graph_of(register, now), register.centre.referral_rules, now.date(), register, locate)


def _read_history(speaker: Speaker, folder: Path, country: Country) -> "History":
    from agecare.io.referrals import check_referrals

    if not folder.is_dir():
        raise typer.BadParameter("with --country, BOOK is a folder of CSV files", param_hint="BOOK")
    reading = check_referrals(folder, Centre(id="history", name="", country=country, timezone=_ZONES[country]))
    if reading.faults or reading.history is None:
        refuse(speaker, reading.faults)
    return reading.history


def _end_of(day: dt.date | None, timezone: str) -> dt.datetime:
    """The last second of a day, today's if none is given: everything that was written down on it counts."""
    zone = ZoneInfo(timezone)
    return dt.datetime.combine(day or dt.datetime.now(zone).date(), dt.time(23, 59, 59), zone)
