"""The hours there are: one route for each shift of each worker and day."""

from collections.abc import Sequence
from itertools import pairwise

import attrs
import numpy as np

from agecare.model import Horizon, Register, Season, Shift, TravelMode, Weekday, Worker
from agecare.model.holidays import public_holidays
from agecare.model.time import DAY_MINUTES
from agecare.visits.problem.arrays import Ints
from agecare.visits.problem.demand import without


@attrs.frozen
class Hours:
    """A stretch of work: a worker's shift on a day, less absences."""

    worker: int
    day: int
    start: int
    end: int
    shift: Shift
    profile: tuple[TravelMode, Season]
    away_from: int = DAY_MINUTES
    """When the worker's next absence of the day begins."""
    has_break: bool = True
    """False: another stretch of the same shift has its break."""

    @property
    def pause(self) -> tuple[int, int, int]:
        """(minutes, earliest start, latest start) of the break; zeros when it does not fit in."""
        shift = self.shift
        if not self.has_break or not shift.break_minutes or shift.break_earliest is None or shift.break_latest is None:
            return 0, 0, 0
        earliest = max(shift.break_earliest, self.start)
        latest = min(shift.break_latest, self.end - shift.break_minutes)
        return (shift.break_minutes, earliest, latest) if earliest <= latest else (0, 0, 0)


def working_hours(register: Register, horizon: Horizon, workers: Sequence[Worker]) -> list[Hours]:
    """Every stretch of work in the horizon, by day, worker and start. Public holidays are off."""
    centre, dates = register.centre, horizon.dates
    holidays = public_holidays(centre.country, {date.year for date in dates}, register.holiday_changes)
    found: list[Hours] = []
    for index, worker in enumerate(workers):
        absences = [absence for absence in register.absences if absence.worker == worker.id]
        for day, date in enumerate(dates):
            winter = is_winter(f"{date:%m-%d}", centre.winter_from, centre.winter_to)
            profile = worker.mode, Season.WINTER if winter else Season.SUMMER
            for shift in register.shifts_of.get(worker.id, ()):
                works = worker.valid_on(date) and shift.valid_on(date) and Weekday.of(date) in shift.days
                if not works or (date in holidays and not shift.on_holidays):
                    continue
                free = [(shift.start, shift.end)]
                begins = [away.start or 0 for away in absences if away.first_day <= date <= away.last_day]
                for away in absences:
                    if away.first_day <= date <= away.last_day:
                        free = without(free, away.start or 0, away.end or DAY_MINUTES)
                parts = []
                for start, end in free:
                    away_from = min((moment for moment in begins if moment >= end), default=DAY_MINUTES)
                    parts.append(Hours(index, day, start, end, shift, profile, away_from))
                found += with_one_break(parts)
    return sorted(found, key=lambda hours: (hours.day, hours.worker, hours.start))


def with_one_break(parts: Sequence[Hours]) -> list[Hours]:
    """The stretches that an absence leaves of one shift, with the one break of the shift where there is most room.

    With the same room, it belongs to the longer stretch, or else to the earlier one.
    """

    def room(part: Hours) -> tuple[bool, int, int]:
        minutes, earliest, latest = part.pause
        return minutes > 0, latest - earliest, part.end - part.start

    if not parts:
        return []
    roomiest = max(parts, key=room)
    return [attrs.evolve(part, has_break=part is roomiest) for part in parts]


def is_winter(month_day: str, winter_from: str, winter_to: str) -> bool:
    """Whether ``MM-DD`` lies in a winter that may run over New Year.

    >>> is_winter("01-15", "11-01", "03-31"), is_winter("07-01", "11-01", "03-31")
    (True, False)
    """
    if winter_from <= winter_to:
        return winter_from <= month_day <= winter_to
    return month_day >= winter_from or month_day <= winter_to


def latest_returns(routes: Sequence[Hours], overtime: Sequence[int]) -> list[int]:
    """Shift end plus overtime per route, but not into the worker's next shift or absence of the day."""
    latest = [min(route.away_from, route.end + extra) for route, extra in zip(routes, overtime, strict=True)]
    for index, (route, following) in enumerate(pairwise(routes)):
        if (route.day, route.worker) == (following.day, following.worker):
            latest[index] = max(route.end, min(latest[index], following.start))
    return latest


def capacity(routes: Sequence[Hours], weekly: Ints, day_week: Ints) -> list[int]:
    """Paid minutes per worker in the horizon: hours less breaks, capped by the weekly limit."""
    minutes = np.zeros((len(weekly), int(day_week.max()) + 1), dtype=np.int64)
    for route in routes:
        minutes[route.worker, day_week[route.day]] += route.end - route.start - route.pause[0]
    return [int(total) for total in np.minimum(minutes, weekly[:, None]).sum(axis=1)]
