"""Which days are worked in a country: its weekends, holidays and moved days, and a centre's own changes."""

import datetime as dt
from collections.abc import Iterator, Mapping

import attrs

from agecare.model.holidays import Country, HolidayChange, days_off_and_worked

ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class DayOff:
    """A day that is not worked; ``name`` is that of the holiday, empty for an ordinary weekend."""

    date: dt.date
    name: str = ""


@attrs.frozen
class WorkCalendar:
    """The working days of a country: Monday to Friday without holidays, and weekend days that are worked instead.

    Parameters
    ----------
    country
        Whose holidays and moved days hold.
    changes
        The centre's own changes to them.
    language
        Of the holidays' names.
    """

    country: Country
    changes: tuple[HolidayChange, ...] = ()
    language: str = "en"
    _years: dict[int, tuple[Mapping[dt.date, str], frozenset[dt.date]]] = attrs.field(
        factory=dict, init=False, eq=False, repr=False
    )

    def day_off(self, date: dt.date) -> DayOff | None:
        """The reason why ``date`` is not worked; ``None`` on a working day.

        >>> WorkCalendar(Country.MN).day_off(dt.date(2026, 2, 18))
        DayOff(date=datetime.date(2026, 2, 18), name='Lunar New Year')
        """
        off, worked = self._year(date.year)
        if date in worked:
            return None
        if (name := off.get(date)) is not None:
            return DayOff(date, name)
        return DayOff(date) if date.weekday() > 4 else None

    def after(self, start: dt.date, days: int) -> dt.date:
        """The working day that is so many working days after ``start``, which does not count itself.

        >>> WorkCalendar(Country.MN).after(dt.date(2026, 2, 16), 3)  # 18 to 20 February is Tsagaan Sar
        datetime.date(2026, 2, 24)
        """
        return next((date for number, date in self._worked_after(start) if number == days), dt.date.max)

    def _worked_after(self, start: dt.date) -> Iterator[tuple[int, dt.date]]:
        yield 0, start
        number, date = 0, start
        while date < dt.date.max:
            date += ONE_DAY
            if self.day_off(date) is None:
                number += 1
                yield number, date

    def between(self, start: dt.date, end: dt.date) -> int:
        """Working days passed from ``start``, which does not count, to ``end``, which does; 0 when ``end`` is earlier.

        >>> WorkCalendar(Country.MN).between(dt.date(2026, 2, 16), dt.date(2026, 2, 24))
        3
        """
        return sum(self.day_off(start + ONE_DAY * number) is None for number in range(1, (end - start).days + 1))

    def days_off(self, start: dt.date, end: dt.date) -> tuple[DayOff, ...]:
        """The days after ``start`` and up to ``end`` that are not worked."""
        dates = (start + ONE_DAY * number for number in range(1, (end - start).days + 1))
        return tuple(off for date in dates if (off := self.day_off(date)) is not None)

    def _year(self, year: int) -> tuple[Mapping[dt.date, str], frozenset[dt.date]]:
        """Days off with their names, and weekend days worked, of one year; kept once they are known."""
        if year not in self._years:
            changes = [each for each in self.changes if each.date.year == year]
            self._years[year] = days_off_and_worked(self.country, [year], changes, self.language)
        return self._years[year]
