"""Whole columns of moments: seconds of UTC, local days, and working days between them.

A moment is an ``int64`` of seconds since 1970 in UTC; a day is a ``datetime64[D]`` of local time.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model.holidays import Country, HolidayChange, days_off_and_worked

NEVER = np.iinfo(np.int64).max
"""The moment of what has not happened."""

Seconds = NDArray[np.int64]
Days = NDArray[np.datetime64]

_HOUR, _WEEK_HOURS = 3600, 168


def utc_of_local(local: Seconds, zone: str) -> Seconds:
    """UTC of wall-clock seconds (as if they were UTC) in a time zone.

    >>> wall = np.array(["2026-04-06T08"], dtype="datetime64[s]").astype(np.int64)
    >>> str(utc_of_local(wall, "Asia/Ulaanbaatar").astype("datetime64[s]")[0])
    '2026-04-06T00:00:00'
    """
    info = ZoneInfo(zone)

    def offset(hour: int) -> float:
        wall = dt.datetime(1970, 1, 1) + dt.timedelta(hours=hour)
        return wall.replace(tzinfo=info).utcoffset().total_seconds()  # type: ignore[union-attr]

    return local - _by_hour(local, offset)


def local_of_utc(seconds: Seconds, zone: str) -> Seconds:
    """Wall-clock seconds of moments; the inverse of `utc_of_local`."""
    info = ZoneInfo(zone)

    def offset(hour: int) -> float:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        return moment.astimezone(info).utcoffset().total_seconds()  # type: ignore[union-attr]

    return seconds + _by_hour(seconds, offset)


def local_days(seconds: Seconds, zone: str) -> Days:
    """The local day of each moment."""
    days: Days = (local_of_utc(seconds, zone) // 86400).astype("datetime64[D]")
    return days


def _by_hour(seconds: Seconds, offset: Callable[[int], float]) -> Seconds | int:
    """The offset at each moment. Offsets change on the hour, and not twice within a week."""
    if not len(seconds):
        return 0
    first, last = int(seconds.min()) // _HOUR, int(seconds.max()) // _HOUR
    begins, offsets = [first], [int(offset(first))]
    for hour in range(first, last + 1, _WEEK_HOURS):
        before, after = hour, min(hour + _WEEK_HOURS, last)
        if (new := int(offset(after))) != offsets[-1]:
            while after - before > 1:
                between = (before + after) // 2
                before, after = (between, after) if int(offset(between)) == offsets[-1] else (before, between)
            begins.append(after)
            offsets.append(new)
    if len(begins) == 1:
        return offsets[0]
    found: Seconds = np.array(offsets)[np.searchsorted(begins, seconds // _HOUR, side="right") - 1]
    return found


@attrs.frozen(eq=False)
class WorkingDays:
    """The working days of `agecare.model.WorkCalendar`, counted for whole columns: Monday to Friday without holidays.

    ``worked`` are the weekend days that are worked nevertheless, in order.
    """

    calendar: np.busdaycalendar
    worked: Days
    zone: str

    @classmethod
    def of(
        cls,
        country: Country | str,
        zone: str,
        first: dt.date,
        last: dt.date,
        changes: Iterable[HolidayChange] = (),
    ) -> "WorkingDays":
        """The calendar of the years from ``first`` to ``last``."""
        off, worked = days_off_and_worked(country, range(first.year, last.year + 1), changes)
        weekend = sorted(day for day in worked if day.weekday() > 4)
        calendar = np.busdaycalendar(holidays=np.array(sorted(off), dtype="datetime64[D]"))
        return cls(calendar, np.array(weekend, dtype="datetime64[D]"), zone)

    def between(self, start: Seconds, end: Seconds | int) -> NDArray[np.int64]:
        """Working days passed from the day of ``start`` to the day of ``end``: that day counts, the first does not.

        >>> calendar = WorkingDays.of("MN", "Asia/Ulaanbaatar", dt.date(2026, 7, 1), dt.date(2026, 7, 31))
        >>> moments = np.array(["2026-07-09T04", "2026-07-16T04"], dtype="datetime64[s]").astype(np.int64)
        >>> calendar.between(moments[:1], int(moments[1])).tolist()  # Friday to Wednesday are Naadam and a weekend
        [1]
        """
        ends = local_days(np.atleast_1d(np.asarray(end, dtype=np.int64)), self.zone)
        return np.maximum(self.between_days(local_days(start, self.zone), ends), 0)

    def between_days(self, start: Days, end: Days) -> NDArray[np.int64]:
        """The same for days; negative where ``end`` is the earlier one.

        >>> moved = [HolidayChange(date=dt.date(2026, 4, 11), action="work")]
        >>> calendar = WorkingDays.of("MN", "Asia/Ulaanbaatar", dt.date(2026, 4, 1), dt.date(2026, 4, 30), moved)
        >>> calendar.between_days(np.array(["2026-04-10"], "M8[D]"), np.array(["2026-04-13"], "M8[D]")).tolist()
        [2]
        """
        weekdays: Any = np.busday_count(start + 1, end + 1, busdaycal=self.calendar)
        weekend = np.searchsorted(self.worked, end, side="right") - np.searchsorted(self.worked, start, side="right")
        return np.asarray(weekdays + weekend, dtype=np.int64)
