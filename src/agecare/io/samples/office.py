"""When people at the samples' desks work."""

import datetime as dt
from random import Random

import attrs

from agecare.io.samples.ledger import Ledger
from agecare.io.samples.uptake import AS_OF
from agecare.model import Country
from agecare.model.holidays import public_holidays

LAST_DAY = AS_OF - dt.timedelta(days=3)
"""A Friday: nothing is written down later."""


@attrs.frozen
class OfficeHours:
    """The working days of a sample, and moments drawn in their office hours."""

    rng: Random
    off: frozenset[dt.date]

    def day(self, day: dt.date) -> dt.date:
        """The day, or the next on which people work."""
        while day.weekday() > 4 or day in self.off:
            day += dt.timedelta(days=1)
        return day

    def moment(self, day: dt.date) -> dt.datetime:
        """A moment in the office hours of a day, or of the next on which people work."""
        day = self.day(day)
        return dt.datetime(day.year, day.month, day.day, self.rng.randint(9, 16), self.rng.randrange(0, 60, 5))


def office_hours(ledger: Ledger, rng: Random, country: Country) -> OfficeHours:
    """The office hours of a ledger's centre in the years that the samples tell of."""
    return OfficeHours(rng, frozenset(public_holidays(country, range(2025, 2027), ledger.holiday_changes)))
