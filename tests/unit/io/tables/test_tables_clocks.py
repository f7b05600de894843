"""Dates, times, windows and weekdays in cells: what is read, what is refused, what is suggested."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agecare.io.tables.cellerror import CellError
from agecare.io.tables.clocks import (
    later_end,
    read_clock,
    read_date,
    read_moment,
    read_weekdays,
    read_windows,
    write_date,
    write_moment,
)
from agecare.model import TimeWindow, Weekday
from agecare.model.time import format_clock


def refused(read: Any, value: Any) -> tuple[str, str | None]:
    with pytest.raises(CellError) as raised:
        read(value)
    return raised.value.code, raised.value.suggestion


@given(st.dates())
def test_dates_in_every_accepted_form(date: dt.date) -> None:
    forms = [
        date,
        date.isoformat(),
        f"{date.day}.{date.month}.{date.year:04d}",
        f"{date.year:04d}/{date.month}/{date.day}",
    ]
    assert {read_date(form) for form in forms} == {date}
    assert read_date(write_date(date)) == date


@given(st.integers(0, 1440))
def test_times_in_every_accepted_form(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    forms = [format_clock(minutes), f"{hours}:{rest:02d}", f" {hours}.{rest:02d} ", dt.timedelta(minutes=minutes)]
    if minutes < 1440:
        forms += [dt.time(hours, rest), minutes / 1440]
    assert {read_clock(form) for form in forms} == {minutes}


@pytest.mark.parametrize(
    ("value", "code", "suggestion"),
    [
        ("03/04/2026", "AC1046", "2026-03-04 / 2026-04-03"),
        ("04/04/2026", "AC1046", "2026-04-04"),
        ("3-4-2026", "AC1046", "2026-03-04 / 2026-04-03"),
        ("13/13/2026", "AC1047", None),
        ("03.04.26", "AC1057", "2026-04-03"),
        ("29.02.2026", "AC1047", "2026-02-28"),
        ("31.04.2026", "AC1047", "2026-04-30"),
        ("31.12.0000", "AC1047", None),
        ("2026-04", "AC1045", None),
        (True, "AC1045", None),
        (dt.time(9, 30), "AC1045", None),
        (1.5, "AC1045", None),
    ],
)
def test_dates_that_are_never_guessed(value: Any, code: str, suggestion: str | None) -> None:
    assert refused(read_date, value) == (code, suggestion)


@pytest.mark.parametrize(
    ("value", "code", "suggestion"),
    [
        (9.3, "AC2010", "09:30"),
        (9, "AC2010", "09:00"),
        (930, "AC2010", "09:30"),
        (9.75, "AC2010", None),
        (-1, "AC2010", None),
        ("9", "AC2010", "09:00"),
        ("0930", "AC2010", "09:30"),
        ("9,30", "AC2010", "09:30"),
        ("9:60", "AC2010", None),
        ("25:00", "AC2011", "15:00"),
        (dt.timedelta(hours=30), "AC2011", None),
        (dt.time(9, 30, 20), "AC1044", "09:30"),
        (dt.datetime(2026, 4, 6, 9, 30), "AC2010", "09:30"),
        (True, "AC2010", None),
        ("noon", "AC2010", None),
    ],
)
def test_times_that_are_refused(value: Any, code: str, suggestion: str | None) -> None:
    assert refused(read_clock, value) == (code, suggestion)


@given(
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1]), max_size=4)
)
def test_windows_survive(spans: list[tuple[int, int]]) -> None:
    windows = tuple(TimeWindow(start=start, end=end) for start, end in spans)
    text = "; ".join(map(str, windows))
    assert tuple(TimeWindow(**each) for each in read_windows(text)) == windows


@pytest.mark.parametrize("dash", ["-", "–", "—", " - ", " to ", " до "])
def test_any_dash_makes_a_window(dash: str) -> None:
    assert read_windows(f"8:30{dash}12.00") == [{"start": 510, "end": 720}]


@pytest.mark.parametrize(
    ("value", "code", "suggestion"),
    [
        ("8:30-25:00", "AC1042", "08:30-15:00"),
        ("16:00-25:00", "AC1042", "16:00-20:00"),
        ("23:00-99:00", "AC1042", None),
        ("22:00-02:00", "AC1043", "22:00-24:00"),
        ("12:00-8:30", "AC2012", "08:30-12:00"),
        ("9:00-9:00", "AC2012", None),
        ("8-12", "AC1041", "08:00-12:00"),
        ("08:30", "AC1041", None),
        ("morning", "AC1041", None),
        (8.5, "AC1041", None),
        (dt.datetime(2026, 8, 12), "AC1041", "08:00-12:00"),
    ],
)
def test_windows_that_are_refused(value: Any, code: str, suggestion: str | None) -> None:
    assert refused(read_windows, value) == (code, suggestion)


def test_an_end_before_the_start_is_an_afternoon_hour_or_midnight() -> None:
    assert later_end(9 * 60, 5 * 60) == "17:00"
    assert later_end(22 * 60, 120) == "24:00"
    assert later_end(12 * 60, 510) is None


def test_weekdays_over_the_weekend() -> None:
    assert read_weekdays("sat-mon", "en") == [Weekday.SAT, Weekday.SUN, Weekday.MON]
    assert refused(lambda value: read_weekdays(value, "ky"), "шейшмби") == ("AC1050", "шейшемби")


@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2199, 12, 31), timezones=st.sampled_from([None, dt.UTC])))
def test_moments_in_every_accepted_form(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    forms = [moment, moment.isoformat(), moment.isoformat(" "), write_moment(moment)]
    if moment.tzinfo is None and not moment.second:
        forms += [f"{moment.day}.{moment.month}.{moment.year} {moment.hour}.{moment:%M}"]
    assert {read_moment(form) for form in forms} == {moment}


def test_a_moment_may_be_a_day_and_a_spreadsheet_may_be_a_little_off() -> None:
    assert read_moment(dt.date(2026, 4, 6)) == read_moment("06.04.2026") == dt.datetime(2026, 4, 6)
    assert read_moment(dt.datetime(2026, 4, 6, 9, 29, 59, 999_600)) == dt.datetime(2026, 4, 6, 9, 30)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("yesterday", "AC1045"),
        ("06.04.2026 25:00", "AC2060"),
        ("06.04.2026 at nine", "AC2060"),
        ("03/04/2026 09:30", "AC1046"),
        ("31.02.2026 09:30", "AC1047"),
        (45_000, "AC1045"),
    ],
)
def test_what_is_no_moment(value: Any, code: str) -> None:
    assert refused(read_moment, value)[0] == code
