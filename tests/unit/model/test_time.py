"""Clock times, windows, periods, weeks and the horizon."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from agecare import Horizon, TimeWindow, TimeZone, Weekday
from agecare.model.time import DAY_MINUTES, Clock, Dated, format_clock, parse_clock, week_start


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("9:30", 570),
        ("09:30", 570),
        ("9.30", 570),
        ("09.30", 570),
        ("9:30:00", 570),
        ("  9:30 ", 570),
        ("0:00", 0),
        ("00:00", 0),
        ("23:59", 1439),
        ("24:00", 1440),
        (dt.time(9, 30), 570),
        (dt.time(0, 0), 0),
        (dt.datetime(1899, 12, 30, 9, 30), 570),
        (570, 570),
        (0, 0),
        (1440, 1440),
    ],
)
def test_a_clock_is_read(written: object, minutes: int) -> None:
    assert parse_clock(written) == minutes


@pytest.mark.parametrize(
    "written",
    [
        "",
        "9",
        "9:3",
        "9:60",
        "9:99",
        "half past nine",
        "9-30",
        "-9:30",
        "9:30 pm",
        "9:30:15",
        True,
        None,
        9.5,
        9.25,
        12.30,
    ],
)
def test_what_is_no_time_of_day(written: object) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_clock(written)
    assert caught.value.type == "AC2010"


@pytest.mark.parametrize("written", ["24:01", "25:00", "99:59", 1441, -1])
def test_what_is_past_midnight(written: object) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_clock(written)
    assert caught.value.type == "AC2011"


@pytest.mark.parametrize("minutes", [0, 1, 59, 60, 570, 1439, 1440])
def test_a_written_clock_reads_back(minutes: int) -> None:
    assert parse_clock(format_clock(minutes)) == minutes


def test_a_clock_is_text_in_json_and_a_number_in_python() -> None:
    class Record(BaseModel):
        at: Clock

    record = Record(at="9.30")
    assert record.at == 570
    assert record.model_dump() == {"at": 570}
    assert record.model_dump_json() == '{"at":"09:30"}'
    assert Record.model_validate_json('{"at":"24:00"}').at == DAY_MINUTES
    assert Record.model_json_schema()["properties"]["at"]["type"] == "string"


def test_a_window_ends_after_it_begins() -> None:
    assert str(TimeWindow(start="8:00", end="9:00")) == "08:00-09:00"
    for end in ("08:00", "07:59"):
        with pytest.raises(ValidationError) as caught:
            TimeWindow(start="8:00", end=end)
        (error,) = caught.value.errors()
        assert error["type"] == "AC2012"
        assert error["ctx"] == {"start": "08:00", "end": end}


def test_a_period_holds_on_both_its_days() -> None:
    period = Dated(valid_from="2026-04-06", valid_to="2026-04-08")
    days = [dt.date(2026, 4, day) for day in range(5, 10)]
    assert [period.valid_on(day) for day in days] == [False, True, True, True, False]
    assert Dated().valid_on(dt.date(1900, 1, 1))
    assert not Dated(valid_from="2026-04-06").valid_on(dt.date(2026, 4, 5))
    assert not Dated(valid_to="2026-04-06").valid_on(dt.date(2026, 4, 7))


def test_a_period_of_one_day_is_fine_and_one_that_ends_before_is_not() -> None:
    Dated(valid_from="2026-04-06", valid_to="2026-04-06")
    with pytest.raises(ValidationError) as caught:
        Dated(valid_from="2026-04-06", valid_to="2026-04-05")
    assert caught.value.errors()[0]["type"] == "AC2013"


def test_weekdays_follow_the_calendar() -> None:
    assert [Weekday.of(dt.date(2026, 4, 6) + dt.timedelta(days=n)) for n in range(7)] == list(Weekday)


@pytest.mark.parametrize(
    ("week", "monday"),
    [
        ("2026-W15", dt.date(2026, 4, 6)),
        ("2026W15", dt.date(2026, 4, 6)),
        (" 2026-W01 ", dt.date(2025, 12, 29)),
        ("2026-W53", dt.date(2026, 12, 28)),
    ],
)
def test_an_iso_week_begins_on_its_monday(week: str, monday: dt.date) -> None:
    assert week_start(week) == monday


@pytest.mark.parametrize("week", ["2026-15", "W15", "2026-W5", "2026-W54", "2025-W53", "2026-W00", "week 15", ""])
def test_what_is_no_iso_week(week: str) -> None:
    with pytest.raises(ValueError, match="week"):
        week_start(week)


@pytest.mark.parametrize("days", [0, -1, 29])
def test_a_horizon_has_1_to_28_days(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        Horizon(dt.date(2026, 4, 6), days, "Asia/Bishkek")
    assert len(Horizon(dt.date(2026, 4, 6), 28, "Asia/Bishkek").dates) == 28
    assert len(Horizon(dt.date(2026, 4, 6), 1, "Asia/Bishkek").dates) == 1


def test_a_horizon_knows_its_days() -> None:
    horizon = Horizon.of_week("2026-W15", "Asia/Bishkek", 5)
    assert horizon.dates[0] == dt.date(2026, 4, 6)
    assert [horizon.day_of(date) for date in horizon.dates] == [0, 1, 2, 3, 4]
    assert horizon.day_of(dt.date(2026, 4, 5)) is None
    assert horizon.day_of(dt.date(2026, 4, 11)) is None


@pytest.mark.parametrize("zone", list(TimeZone))
def test_minutes_and_moments_agree_all_year_round(zone: TimeZone) -> None:
    """Every day of a year, at several times: there and back, and the local clock shows the minute."""
    first = dt.date(2026, 1, 1)
    for week in range(14):
        horizon = Horizon(first + dt.timedelta(days=28 * week), 28, zone.value)
        for day in range(28):
            for clock in (0, 1, 179, 570, 1080, 1439):
                minute = day * DAY_MINUTES + clock
                moment = horizon.datetime_at(minute)
                assert (moment.date(), moment.hour * 60 + moment.minute) == (horizon.dates[day], clock)
                assert horizon.minute_of(moment) == minute
                assert horizon.minute_of(moment.astimezone(dt.UTC)) == minute
                assert horizon.minute_of(moment.replace(tzinfo=None)) == minute


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Ulaanbaatar", 8), ("Asia/Hovd", 7), ("Asia/Bishkek", 6)])
def test_each_zone_keeps_its_distance_from_universal_time(zone: str, hours: int) -> None:
    for month in range(1, 13):
        moment = Horizon(dt.date(2026, month, 15), 1, zone).datetime_at(12 * 60)
        assert moment.utcoffset() == dt.timedelta(hours=hours)


def test_a_moment_of_another_zone_is_turned_into_local_time() -> None:
    horizon = Horizon.of_week("2026-W15", "Asia/Ulaanbaatar")
    evening = dt.datetime(2026, 4, 6, 23, 0, tzinfo=ZoneInfo("Asia/Bishkek"))
    assert horizon.minute_of(evening) == DAY_MINUTES + 60


def test_the_end_of_the_last_day_is_the_next_midnight() -> None:
    horizon = Horizon.of_week("2026-W15", "Asia/Hovd", 1)
    assert horizon.datetime_at(DAY_MINUTES).date() == dt.date(2026, 4, 7)
