"""Public holidays of Mongolia and Kyrgyzstan, with a centre's own changes.

The dates come from the `holidays` package (which cites the laws). Lunar dates there are estimates and
governments move days off, so a centre can add and remove days, and name weekend days that are worked instead.
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
    """Whether a day is added to or taken off the list of public holidays, or is a weekend day that is worked."""

    ADD = "add"
    REMOVE = "remove"
    WORK = "work"


class HolidayChange(Record):
    """A centre's own change to the list of public holidays and of weekend days that are worked."""

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
    return days_off_and_worked(country, years, changes, language)[0]


def days_off_and_worked(
    country: Country | str, years: Iterable[int], changes: Iterable[HolidayChange] = (), language: str = "en"
) -> tuple[dict[dt.date, str], frozenset[dt.date]]:
    """Days off with their names, and the weekend days that a government or the centre moved work to.

    >>> sorted(days_off_and_worked("KG", [2024])[1])[0]
    datetime.date(2024, 1, 27)
    """
    import holidays

    wanted = {"MN": {"mn": "mn", "en": "en_US"}, "KG": {"ky": "ky", "ru": "ru_KG", "en": "en_US"}}[str(country)]
    found = holidays.country_holidays(str(country), years=sorted(set(years)), language=wanted.get(language, "en_US"))
    days, worked = dict(found.items()), {day for day in found.weekend_workdays if day.year in found.years}
    for change in changes:
        if change.action is HolidayAction.ADD:
            days[change.date] = change.name or days.get(change.date, "")
            worked.discard(change.date)
        else:
            days.pop(change.date, None)
            if change.action is HolidayAction.WORK:
                worked.add(change.date)
            else:
                worked.discard(change.date)
    return days, frozenset(worked)
