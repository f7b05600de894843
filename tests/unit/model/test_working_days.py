"""Working days of both countries, against calendars counted by hand: ten years of Tsagaan Sar, Nooruz and Eid."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agecare import Country, HolidayAction, HolidayChange
from agecare.model import DayOff, WorkCalendar
from agecare.referrals.columns.clock import WorkingDays

day = dt.date.fromisoformat

# Five working days from the last one before Tsagaan Sar (three days off); 8 March is off as well.
TSAGAAN_SAR = [
    ("2017-02-24", "2017-03-09"),
    ("2018-02-15", "2018-02-23"),
    ("2019-02-04", "2019-02-14"),
    ("2020-02-21", "2020-03-04"),
    ("2021-02-11", "2021-02-19"),
    ("2022-02-01", "2022-02-11"),
    ("2023-02-20", "2023-03-02"),
    ("2024-02-09", "2024-02-19"),
    ("2025-02-28", "2025-03-10"),
    ("2026-02-17", "2026-02-27"),
]

# Fourteen working days over feasts and moved days: Saturdays worked are 25 March 2017, 24 July 2021, 30 April and
# 14 May 2022, 25 March 2023 and 11 January 2025.
KYRGYZ = [
    ("2017-03-15", "2017-04-05"),  # 20 March off, Nooruz on the 21st
    ("2018-08-13", "2018-09-06"),  # 20 August off, Eid on the 21st, 31 August, 3 September off
    ("2019-05-30", "2019-06-20"),  # Eid on 5 June
    ("2020-05-18", "2020-06-08"),  # Eid on a Sunday, Monday off
    ("2021-07-15", "2021-08-05"),  # 19 July off, Eid on the 20th
    ("2022-04-22", "2022-05-18"),  # 2 to 6 and 9 May off, Eid among them
    ("2023-03-13", "2023-04-03"),  # 20 March off, Nooruz on the 21st
    ("2023-12-27", "2024-01-23"),  # 1 to 5 January off
    ("2024-12-27", "2025-01-22"),  # 1 to 3, 6 and 7 January off
    ("2026-03-12", "2026-04-02"),  # Eid on 20 March
]


@pytest.mark.parametrize(("start", "end"), TSAGAAN_SAR)
def test_five_days_over_tsagaan_sar(start: str, end: str) -> None:
    calendar = WorkCalendar(Country.MN)
    assert calendar.after(day(start), 5) == day(end)
    assert calendar.between(day(start), day(end)) == 5


@pytest.mark.parametrize(("start", "end"), KYRGYZ)
def test_fourteen_days_in_kyrgyzstan(start: str, end: str) -> None:
    calendar = WorkCalendar(Country.KG)
    assert calendar.after(day(start), 14) == day(end)
    assert calendar.between(day(start), day(end)) == 14


def test_days_off_have_the_names_of_holidays_in_the_language_asked_for() -> None:
    off = WorkCalendar(Country.KG, language="ky").days_off(day("2026-03-19"), day("2026-03-23"))
    assert [each.date.day for each in off] == [20, 21, 22]
    assert [bool(each.name) for each in off] == [True, True, False]
    assert off[1] != WorkCalendar(Country.KG).day_off(day("2026-03-21"))


def test_a_centre_adds_and_removes_days_and_works_on_a_saturday() -> None:
    monday, saturday, naadam = day("2026-04-06"), day("2026-04-11"), day("2026-07-13")
    changes = (
        HolidayChange(date=monday, name="Founding day"),
        HolidayChange(date=naadam, action="remove"),
        HolidayChange(date=saturday, action="work"),
    )
    usual, own = WorkCalendar(Country.MN), WorkCalendar(Country.MN, changes)
    assert usual.day_off(monday) is None and own.day_off(monday) == DayOff(monday, "Founding day")
    assert usual.day_off(saturday) == DayOff(saturday) and own.day_off(saturday) is None
    assert usual.day_off(naadam) is not None and own.day_off(naadam) is None
    assert usual.after(day("2026-04-03"), 6) == day("2026-04-13")
    assert own.after(day("2026-04-03"), 6) == day("2026-04-13")  # one day lost, one gained
    assert own.after(day("2026-04-03"), 5) == saturday


@given(st.sampled_from(Country), st.dates(dt.date(2010, 1, 1), dt.date(2035, 1, 1)), st.integers(0, 60))
def test_counting_on_and_counting_between_agree(country: Country, start: dt.date, days: int) -> None:
    calendar = WorkCalendar(country)
    end = calendar.after(start, days)
    assert calendar.between(start, end) == days
    assert days == 0 or calendar.day_off(end) is None
    assert len(calendar.days_off(start, end)) == (end - start).days - days


def test_the_end_of_time() -> None:
    assert WorkCalendar(Country.MN).after(dt.date(9999, 12, 30), 30) == dt.date.max
    assert WorkCalendar(Country.MN).between(day("2026-04-10"), day("2026-04-06")) == 0


@given(
    st.sampled_from(Country),
    st.dates(dt.date(2016, 1, 1), dt.date(2027, 12, 31)),
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(HolidayAction)), max_size=4),
)
def test_whole_columns_are_counted_in_the_same_way(
    country: Country, start: dt.date, days: int, moved: list[tuple[int, HolidayAction]]
) -> None:
    end = start + dt.timedelta(days=days)
    changes = tuple(HolidayChange(date=start + dt.timedelta(days=n), action=action) for n, action in moved)
    columns = WorkingDays.of(country, "Asia/Bishkek", start, end, changes)
    counted = columns.between_days(np.array([start], "M8[D]"), np.array([end], "M8[D]"))
    assert counted.tolist() == [WorkCalendar(country, changes).between(start, end)]
