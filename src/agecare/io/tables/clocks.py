"""Dates, times of day, windows and weekdays as people write them in cells.

Nothing is guessed: what can be read in two ways is a fault.
"""

import datetime as dt
import re

from agecare.io.tables.cellerror import CellError
from agecare.io.tables.words import codes_by_word, fold, nearest, trim, word_for
from agecare.model.time import DAY_MINUTES, Weekday, format_clock

_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?\.?")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00)?(?:\.0+)?)?\.?")
_EITHER_FIRST = re.compile(r"(\d{1,2})([/\-. ])(\d{1,2})\2(\d{4}|\d{2})")
_SERIALS = range(7_000, 80_000)
"""Day numbers of a spreadsheet from 1919 to 2119: a date that lost its format."""

_STRICT = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
_LOOSE = re.compile(r"(\d{1,2})(?:\s*[:.,hч]?\s*(\d{2}))?")
_FIRST_HOUR = 7 * 60
"""Nobody is visited before: an earlier end is an afternoon hour on a clock of twelve."""
_DASH = re.compile(r"\s*(?:-|–|—|−|\bto\b|\bдо\b)\s*")


def read_date(value: object) -> dt.date:
    """A real date, ``dd.mm.yyyy``, ``yyyy-mm-dd``, ``yyyy.mm.dd`` or ``yyyy/mm/dd``."""
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise CellError("AC1045", suggestion=value.date().isoformat())
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool | dt.time | dt.timedelta):
        raise CellError("AC1045")
    if isinstance(value, int | float):
        serial = int(value) if value in _SERIALS else None
        day = dt.date(1899, 12, 30) + dt.timedelta(serial) if serial else None
        raise CellError("AC1045", suggestion=day.isoformat() if day else None)
    text = trim(str(value))
    if found := _DAY_FIRST.fullmatch(text):
        return _existing(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(text):
        return _existing(int(found[1]), int(found[3]), int(found[4]))
    if found := _EITHER_FIRST.fullmatch(text):
        raise _two_readings(int(found[1]), found[2], int(found[3]), found[4])
    raise CellError("AC1045")


def _existing(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise CellError("AC1047", suggestion=_nearest_date(year, month, day)) from None


def _nearest_date(year: int, month: int, day: int) -> str | None:
    """The month's last day for a day it lacks; day and month changed over where that helps."""
    if not 1 <= year <= 9999:
        return None
    if 1 <= month <= 12 and 28 < day <= 31:
        following = dt.date(year + month // 12, month % 12 + 1, 1) if year < 9999 else dt.date(year, month, 28)
        return (following - dt.timedelta(1)).isoformat()
    if 12 < month <= 31 and 1 <= day <= 12:
        return _text_of(year, day, month)
    return None


def _text_of(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _two_readings(first: int, mark: str, second: int, year_text: str) -> CellError:
    """``03/04/2026`` may be April or March; ``03.04.26`` may be any century. Said, never guessed."""
    year = int(year_text) + (2000 if len(year_text) == 2 else 0)
    if mark == ".":
        return CellError("AC1057", suggestion=_text_of(year, second, first))
    day_first, month_first = _text_of(year, second, first), _text_of(year, first, second)
    readings = sorted({reading for reading in (day_first, month_first) if reading})
    return CellError("AC1046" if readings else "AC1047", suggestion=" / ".join(readings) or None)


def write_date(value: dt.date) -> object:
    """A real date where a spreadsheet has one (from March 1900), the ISO text before."""
    return value if value >= dt.date(1900, 3, 1) else value.isoformat()


_MOMENT = re.compile(r"(?P<day>\S+?)(?:[T ]\s*(?P<clock>\d{1,2}[:.]\d{2}(?::\d{2})?)\s*(?P<zone>Z|[+-]\d{2}:\d{2})?)?")


def read_moment(value: object) -> dt.datetime:
    """A real date and time, or a date as `read_date` takes it with ``9:30``, ``9.30`` or ``09:30:15`` behind.

    A date alone is its midnight; without a zone (``Z``, ``+08:00``) it is local time.

    >>> read_moment("06.04.2026 9.30")
    datetime.datetime(2026, 4, 6, 9, 30)
    """
    if isinstance(value, dt.datetime):  # a spreadsheet keeps a fraction of a day, which is a little off
        return (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    if not isinstance(value, str):
        return dt.datetime.combine(read_date(value), dt.time())
    found = _MOMENT.fullmatch(trim(value))
    if found is None:
        raise CellError("AC2060")
    day, clock = read_date(found["day"]), (found["clock"] or "00:00").replace(".", ":")
    try:
        return dt.datetime.fromisoformat(f"{day}T{'0' * (clock[1] == ':')}{clock}{found['zone'] or ''}")
    except ValueError:
        raise CellError("AC2060") from None


def write_moment(value: dt.datetime) -> object:
    """A real date and time where a spreadsheet has one and no zone is needed, the ISO text otherwise."""
    return value if value.tzinfo is None and value.year > 1900 else value.isoformat(sep=" ")


def read_clock(value: object) -> int:
    """Minutes since midnight of ``9:30``, ``9.30``, ``09:30``, a real time, or a fraction of a day."""
    if isinstance(value, dt.timedelta):
        return _whole_minutes(value.total_seconds())
    if isinstance(value, dt.datetime):
        if value.year > 1900:
            raise CellError("AC2010", suggestion=f"{value:%H:%M}" if value.time() != dt.time() else None)
        days = 1 if value.date() == dt.date(1899, 12, 31) else 0
        return _whole_minutes(days * 86_400 + _seconds(value.time()))
    if isinstance(value, dt.time):
        return _whole_minutes(_seconds(value))
    if isinstance(value, bool | dt.date):
        raise CellError("AC2010")
    if isinstance(value, int | float):
        if value == 0 or 0 < value < 1:
            return _whole_minutes(value * 86_400)
        raise CellError("AC2010", suggestion=_clock_of_number(float(value)))
    text = trim(str(value))
    if not (found := _STRICT.fullmatch(text)) or int(found[2]) > 59:
        raise CellError("AC2010", suggestion=_loose_clock(text))
    minutes = int(found[1]) * 60 + int(found[2])
    if minutes > DAY_MINUTES:
        raise CellError("AC2011", suggestion=_earlier_hour(minutes, 0))
    return minutes


def _seconds(time: dt.time) -> float:
    return time.hour * 3600 + time.minute * 60 + time.second + time.microsecond / 1e6


def _whole_minutes(seconds: float) -> int:
    minutes = round(seconds / 60)
    if abs(seconds - minutes * 60) >= 1:
        raise CellError("AC1044", suggestion=format_clock(minutes) if 0 <= minutes <= DAY_MINUTES else None)
    if not 0 <= minutes <= DAY_MINUTES:
        raise CellError("AC2011")
    return minutes


def _clock_of_number(number: float) -> str | None:
    """``9.3`` was most likely typed as ``9.30`` and made a number by the spreadsheet; ``900`` as ``9:00``."""
    if number.is_integer() and 100 <= number <= 2400:
        hours, minutes = divmod(int(number), 100)
    else:
        hours = int(number) if 0 <= number <= 24 else 99
        minutes = round((number - hours) * 100) if 0 <= number <= 24 else 99
    return _text_of_clock(hours, minutes)


def _loose_clock(text: str) -> str | None:
    found = _LOOSE.fullmatch(text)
    return _text_of_clock(int(found[1]), int(found[2] or 0)) if found else None


def _text_of_clock(hours: int, minutes: int) -> str | None:
    total = hours * 60 + minutes
    return format_clock(total) if minutes <= 59 and total <= DAY_MINUTES else None


def _earlier_hour(minutes: int, after: int) -> str | None:
    """The time that a slip of one digit made too late: ``25:00`` was 15:00 or 05:00 or 20:00."""
    hours, rest = divmod(minutes, 60)
    tens, ones = divmod(hours, 10)
    tries = (10 + ones, 20 + ones, ones, ones * 10 + tens, tens * 10)
    fitting = (hour * 60 + rest for hour in tries if after < hour * 60 + rest <= DAY_MINUTES)
    return next((format_clock(time) for time in fitting), None)


def read_windows(value: object) -> list[dict[str, int]]:
    """Windows such as ``08:30-12:00; 14:00-17:00``."""
    if isinstance(value, dt.datetime | dt.date):
        hours = sorted((value.day, value.month))
        raise CellError("AC1041", suggestion=f"{hours[0]:02d}:00-{hours[1]:02d}:00" if hours[1] <= 24 else None)
    if not isinstance(value, str):
        raise CellError("AC1041")
    parts = [trim(part) for part in re.split(r"[;,\n]", value)]
    return [_window(part) for part in parts if part]


def _window(text: str) -> dict[str, int]:
    ends = [trim(end) for end in _DASH.split(text)]
    found = [_STRICT.fullmatch(end) for end in ends]
    if len(ends) != 2 or not found[0] or not found[1] or any(int(one[2]) > 59 for one in found if one):
        raise CellError("AC1041", value=text, suggestion=_loose_window(ends))
    start, end = (int(one[1]) * 60 + int(one[2]) for one in found if one)
    if start > DAY_MINUTES:
        repaired = _earlier_hour(start, -1)
        raise CellError("AC1042", value=text, suggestion=f"{repaired}-{format_clock(end)}" if repaired else None)
    if end > DAY_MINUTES:
        repaired = _earlier_hour(end, start)
        raise CellError("AC1042", value=text, suggestion=f"{format_clock(start)}-{repaired}" if repaired else None)
    if end <= start:
        raise _backwards(text, start, end)
    return {"start": start, "end": end}


def _backwards(text: str, start: int, end: int) -> CellError:
    suggestion = later_end(start, end)
    if suggestion == format_clock(DAY_MINUTES):
        return CellError("AC1043", value=text, suggestion=f"{format_clock(start)}-{suggestion}")
    if suggestion is None and end < start:
        return CellError(
            "AC2012",
            value=text,
            suggestion=f"{format_clock(end)}-{format_clock(start)}",
            start=format_clock(start),
            end=format_clock(end),
        )
    return CellError(
        "AC2012",
        value=text,
        suggestion=f"{format_clock(start)}-{suggestion}" if suggestion else None,
        start=format_clock(start),
        end=format_clock(end),
    )


def later_end(start: int, end: int) -> str | None:
    """The end that was probably meant when it comes before the start: an afternoon hour, or midnight.

    >>> later_end(9 * 60, 5 * 60), later_end(22 * 60, 2 * 60), later_end(12 * 60, 8 * 60 + 30)
    ('17:00', '24:00', None)
    """
    if 0 < end < _FIRST_HOUR and start < end + 720:
        return format_clock(end + 720)
    if end <= 6 * 60 < start:
        return format_clock(DAY_MINUTES)
    return None


def _loose_window(ends: list[str]) -> str | None:
    times = [_loose_clock(end) for end in ends]
    if len(times) == 2 and times[0] and times[1] and times[0] < times[1]:
        return f"{times[0]}-{times[1]}"
    return None


_DAYS = tuple(day.value for day in Weekday)


def read_weekdays(value: object, language: str) -> list[str]:
    """Weekdays such as ``mon tue``, ``mon, wed`` or ``mon-fri``, as words or short words of any language."""
    if not isinstance(value, str):
        raise CellError("AC1050", suggestion=None)
    words = re.split(r"[;,\s]+", re.sub(r"\s*[-–—]\s*", "-", trim(value)))
    return [day for word in words if word for day in _days_of(word, language)]


def _days_of(word: str, language: str) -> list[str]:
    first, dash, last = word.partition("-")
    start = _weekday(first, language)
    if not dash:
        return [start]
    begin, end = _DAYS.index(start), _DAYS.index(_weekday(last, language))
    length = (end - begin) % 7 + 1
    return [_DAYS[(begin + step) % 7] for step in range(length)]


def _weekday(word: str, language: str) -> str:
    known = codes_by_word("Weekday")
    if (code := known.get(fold(word))) is not None:
        return code
    near = nearest(word, known, 0.6)
    raise CellError("AC1050", value=word, suggestion=word_for("Weekday", known[near], language) if near else None)
