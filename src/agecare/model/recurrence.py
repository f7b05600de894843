"""Recurrence rules (RFC 5545) of whole days: on which days something happens again."""

import datetime as dt
import functools
import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from dateutil.rrule import rrule

_USUAL = r"INTERVAL=[1-9]\d?|COUNT=[1-9]\d{0,3}|UNTIL=\d{8}|WKST=[A-Z]{2}|BYDAY=[A-Z0-9,+-]{1,60}"
_PARTS = re.compile(
    rf"FREQ=(?:DAILY|WEEKLY)(?:;(?:{_USUAL})){{0,5}}"
    rf"|FREQ=(?:MONTHLY|YEARLY)(?:;(?:{_USUAL}|(?:BYMONTH|BYMONTHDAY|BYSETPOS)=[0-9,+-]{{1,60}})){{0,8}}"
)
"""What is read: a rule of days or weeks has no parts of months, so that none is searched for very long in vain."""
_EPOCH = dt.date(2024, 1, 1)
"""A Monday; rules without a first day are counted from here."""


def _parsed(text: str, first: dt.date) -> "rrule":
    from dateutil.rrule import rrule, rrulestr

    found = rrulestr(text, dtstart=dt.datetime.combine(first, dt.time()))
    if not isinstance(found, rrule):
        raise ValueError(text)
    return found


def _readable(text: str) -> str:
    rule = re.sub(r"\s", "", text.upper()).removeprefix("RRULE:")
    if not _PARTS.fullmatch(rule):
        raise PydanticCustomError("AC2114", "{value} is no recurrence rule", {"value": text})
    try:
        _parsed(rule, _EPOCH)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise PydanticCustomError("AC2114", "{value} is no recurrence rule", {"value": text}) from None
    return rule


RecurrenceRule = Annotated[str, StringConstraints(max_length=200), AfterValidator(_readable)]
"""An RFC 5545 rule of days: ``FREQ=WEEKLY;BYDAY=MO,WE,FR``; frequencies below a day are not allowed."""


def happens_on(rule: str, date: dt.date, first: dt.date | None = None) -> bool:
    """Whether a recurrence rule names a day.

    Parameters
    ----------
    rule
        A valid rule (`RecurrenceRule`).
    date
        The day asked about.
    first
        The first day of the rule (DTSTART); ``INTERVAL`` and ``COUNT`` are counted from here. Without it they are
        counted from Monday 1 January 2024, and days before are none.

    Examples
    --------
    >>> happens_on("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", dt.date(2026, 4, 7), dt.date(2026, 3, 24))
    True
    """
    return date in _days_of_year(rule, first or _EPOCH, date.year)


@functools.lru_cache(maxsize=4096)
def first_day(rule: str, first: dt.date | None = None) -> dt.date | None:
    """The first day that a recurrence rule names, if it names any.

    >>> first_day("FREQ=MONTHLY;BYDAY=1MO", dt.date(2026, 4, 7))
    datetime.date(2026, 5, 4)
    """
    return next((moment.date() for moment in _parsed(rule, first or _EPOCH)), None)


@functools.lru_cache(maxsize=4096)
def _days_of_year(rule: str, first: dt.date, year: int) -> frozenset[dt.date]:
    start, end = dt.datetime(year, 1, 1), dt.datetime(year, 12, 31)
    return frozenset(moment.date() for moment in _parsed(rule, first).between(start, end, inc=True))
