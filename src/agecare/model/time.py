"""Time as a centre writes it, and the only place where dates become minutes.

A time of day is an ``int``: minutes since midnight, 0 … 1440. Inside a plan every instant is an ``int`` too:
minutes since midnight of the first day of the horizon, in the centre's own time zone.
"""

import contextlib
import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

import attrs
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Record

DAY_MINUTES = 1440


class Weekday(StrEnum):
    """Days of the week, Monday first, as iCalendar orders them."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @classmethod
    def of(cls, date: dt.date) -> "Weekday":
        """The weekday of a date."""
        return tuple(cls)[date.weekday()]


class TimeZone(StrEnum):
    """The time zones agecare serves; none has daylight saving now."""

    ULAANBAATAR = "Asia/Ulaanbaatar"
    HOVD = "Asia/Hovd"
    BISHKEK = "Asia/Bishkek"


_CLOCK = re.compile(r"^(\d{1,2})[:.](\d{2})(?::00)?$")


def parse_clock(value: Any) -> int:
    """Minutes since midnight of ``9:30``, ``9.30``, ``09:30``, a ``datetime.time`` or an ``int`` of minutes.

    Raises
    ------
    PydanticCustomError
        ``AC2010`` when it is no time of day, ``AC2011`` when it is past 24:00.

    Examples
    --------
    >>> parse_clock("9.30"), parse_clock("24:00")
    (570, 1440)
    """
    if isinstance(value, dt.datetime):
        value = value.time()
    if isinstance(value, dt.time):
        return value.hour * 60 + value.minute
    if isinstance(value, int) and not isinstance(value, bool):
        minutes = value
    else:
        # a number such as 9.30 or 9.25 is as likely a part of an hour as a clock: only text is read
        found = _CLOCK.match(value.strip()) if isinstance(value, str) else None
        if not found or int(found[2]) > 59:
            raise PydanticCustomError("AC2010", "{value} is not a time of day", {"value": str(value)})
        minutes = int(found[1]) * 60 + int(found[2])
    if not 0 <= minutes <= DAY_MINUTES:
        raise PydanticCustomError("AC2011", "{value} is past 24:00", {"value": str(value)})
    return minutes


def format_clock(minutes: int) -> str:
    """``HH:MM`` of minutes since midnight (1440 is ``24:00``).

    >>> format_clock(570)
    '09:30'
    """
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


Clock = Annotated[
    int,
    BeforeValidator(parse_clock),
    PlainSerializer(format_clock, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}$"}),
]
"""A time of day in minutes since midnight; written ``HH:MM`` in JSON."""


_MOMENT = re.compile(
    r"(?:(?P<date>\d{4}-\d\d-\d\d)|(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4}))"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(?P<zone>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)


def parse_moment(value: Any) -> dt.datetime:
    """The moment of a ``datetime``, a date (its midnight), ``2026-04-06T09:30+08:00`` or ``06.04.2026 09:30``.

    A fraction of a second is dropped. Without a zone it is the centre's local time.

    Raises
    ------
    PydanticCustomError
        ``AC2060`` when it is no moment, or one before 1900 or after 2199.

    Examples
    --------
    >>> parse_moment("06.04.2026 09:30").isoformat(), parse_moment("2026-04-06T09:30Z").isoformat()
    ('2026-04-06T09:30:00', '2026-04-06T09:30:00+00:00')
    """
    moment: dt.datetime | None = None
    if isinstance(value, dt.datetime):
        moment = value
    elif isinstance(value, dt.date):
        moment = dt.datetime(value.year, value.month, value.day)
    elif isinstance(value, str) and (found := _MOMENT.fullmatch(value.strip())):
        date = found["date"] or f"{found['year']}-{found['month']}-{found['day']}"
        with contextlib.suppress(ValueError):
            moment = dt.datetime.fromisoformat(f"{date}T{found['clock'] or '00:00'}{found['zone'] or ''}")
    if moment is None or not 1900 <= moment.year < 2200:
        raise PydanticCustomError("AC2060", "{value} is not a moment", {"value": str(value)[:40]})
    return moment.replace(microsecond=0)


Moment = Annotated[dt.datetime, BeforeValidator(parse_moment)]
"""A day and a time of day, to the second."""


class TimeWindow(Record):
    """A window within a day, both ends included; a visit begins and ends inside it."""

    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise PydanticCustomError(
                "AC2012",
                "{start}-{end} ends before it begins",
                {"start": format_clock(self.start), "end": format_clock(self.end)},
            )
        return self

    def __str__(self) -> str:
        return f"{format_clock(self.start)}-{format_clock(self.end)}"


class Dated(Record):
    """A record with a period of validity, both days included; an open end is ``None``."""

    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    @property
    def repeats_yearly(self) -> bool:
        """Whether only month and day count, so that the period may run over New Year."""
        return False

    @model_validator(mode="after")
    def _period_ordered(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from and not self.repeats_yearly:
            raise PydanticCustomError(
                "AC2013",
                "the period ends on {end}, before it begins on {start}",
                {"start": self.valid_from.isoformat(), "end": self.valid_to.isoformat()},
            )
        return self

    def valid_on(self, date: dt.date) -> bool:
        """Whether the record holds on ``date``."""
        return (self.valid_from is None or self.valid_from <= date) and (self.valid_to is None or date <= self.valid_to)


class Lasting(Record):
    """Something that begins and may end, both days included; what is open on one side is ``None`` there."""

    since: dt.date | None = None
    until: dt.date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise PydanticCustomError(
                "AC2013",
                "the period ends on {end}, before it begins on {start}",
                {"start": self.since.isoformat(), "end": self.until.isoformat()},
            )
        return self

    def holds_on(self, date: dt.date) -> bool:
        """Whether it has begun and not ended on ``date``."""
        return (self.since is None or self.since <= date) and (self.until is None or date <= self.until)


def week_start(week: str) -> dt.date:
    """The Monday of an ISO week.

    >>> week_start("2026-W15")
    datetime.date(2026, 4, 6)

    Raises
    ------
    ValueError
        When ``week`` is not written like ``2026-W15`` or the year has no such week.
    """
    found = re.fullmatch(r"(\d{4})-?W(\d{2})", week.strip())
    if not found:
        raise ValueError(f"{week!r} is not an ISO week such as 2026-W15")
    return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)


def days_later(date: dt.date, days: int) -> dt.date:
    """The date so many days later, or earlier, as far as the calendar goes.

    >>> days_later(dt.date(2026, 2, 27), 3), days_later(dt.date(9999, 12, 30), 14)
    (datetime.date(2026, 3, 2), datetime.date(9999, 12, 31))
    """
    return dt.date.fromordinal(min(max(date.toordinal() + days, 1), dt.date.max.toordinal()))


def local_day(at: dt.datetime, timezone: str) -> dt.date:
    """The day of a moment in a time zone; a moment without a zone is local already.

    >>> local_day(dt.datetime(2026, 4, 6, 20, tzinfo=dt.UTC), "Asia/Bishkek")
    datetime.date(2026, 4, 7)
    """
    return (at.astimezone(ZoneInfo(timezone)) if at.tzinfo else at).date()


def today_in(timezone: str) -> dt.date:
    """Today's date in a time zone."""
    return dt.datetime.now(ZoneInfo(timezone)).date()


@attrs.frozen
class Horizon:
    """The days a plan covers: 1 to 28 days from ``start``, in one time zone."""

    start: dt.date
    days: int = attrs.field(validator=[attrs.validators.ge(1), attrs.validators.le(28)])
    timezone: str

    @classmethod
    def of_week(cls, week: str, timezone: str, days: int = 7) -> "Horizon":
        """The horizon that begins on the Monday of an ISO week."""
        return cls(week_start(week), days, timezone)

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates covered, in order."""
        return tuple(self.start + dt.timedelta(days=day) for day in range(self.days))

    def day_of(self, date: dt.date) -> int | None:
        """Index of ``date`` among the days, ``None`` outside the horizon."""
        day = (date - self.start).days
        return day if 0 <= day < self.days else None

    def datetime_at(self, minute: int) -> dt.datetime:
        """The local, zone-aware moment of a minute of the horizon.

        >>> Horizon.of_week("2026-W15", "Asia/Bishkek").datetime_at(1440 + 570).isoformat()
        '2026-04-07T09:30:00+06:00'
        """
        day, clock = divmod(minute, DAY_MINUTES)
        date = self.start + dt.timedelta(days=day)
        return dt.datetime(date.year, date.month, date.day, clock // 60, clock % 60, tzinfo=ZoneInfo(self.timezone))

    def minute_of(self, moment: dt.datetime) -> int:
        """The minute of the horizon of a moment; a naive moment is local. The inverse of `datetime_at`."""
        local = moment.astimezone(ZoneInfo(self.timezone)) if moment.tzinfo else moment
        return (local.date() - self.start).days * DAY_MINUTES + local.hour * 60 + local.minute
