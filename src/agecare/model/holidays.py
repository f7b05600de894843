"""Public holidays of Mongolia and Kyrgyzstan, with a centre's own changes.

The dates come from the `holidays` package (which cites the laws). Lunar dates there are estimates and
governments move days off, so a centre can add and remove days.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from agecare.model.base import Record, ShortText


class Country(StrEnum):
    """ISO 3166 code of the country whose law and holidays hold."""

    MN = "MN"
    KG = "KG"


class HolidayAction(StrEnum):
    """Whether a day is added to or taken off the list of public holidays."""

    ADD = "add"
    REMOVE = "remove"


class HolidayChange(Record):
    """A centre's own change to the list of public holidays."""

    date: dt.date
    action: HolidayAction = HolidayAction.ADD
    name: ShortText = ""


def public_holidays(
    country: Country | str, years: Iterable[int], changes: Iterable[HolidayChange] = (), language: str = "en"
) -> dict[dt.date, str]:
    """Days off and their names, the centre's changes applied.

    >>> dt.date(2026, 7, 11) in public_holidays("MN", [2026])
    True
    """
    import holidays

    wanted = {"MN": {"mn": "mn", "en": "en_US"}, "KG": {"ky": "ky", "ru": "ru_KG", "en": "en_US"}}[str(country)]
    found = holidays.country_holidays(str(country), years=sorted(set(years)), language=wanted.get(language, "en_US"))
    days = dict(found.items())
    for change in changes:
        if change.action is HolidayAction.ADD:
            days[change.date] = change.name or days.get(change.date, "")
        else:
            days.pop(change.date, None)
    return days
