"""How the values of options are read."""

import datetime as dt

import pytest
import typer

from agecare.cli.options import first_day, moment, parse_date


@pytest.mark.parametrize("text", ["2026-04-06", "06.04.2026", "6.4.2026", " 2026-04-06 "])
def test_a_date_is_read_as_people_here_write_it(text: str) -> None:
    assert parse_date(text) == dt.date(2026, 4, 6)


@pytest.mark.parametrize("text", ["31.02.2026", "04/06/2026", "6.4.26", "tomorrow", "", "20260406", "2026-W15-1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day is out of range|is not a date such as"):
        parse_date(text)


@pytest.mark.parametrize("text", ["2026-04-07T09:30", "7.4.2026 9:30", " 07.04.2026  09:30 ", "2026-04-07 9:30:00"])
def test_a_moment_is_read_as_people_here_write_it(text: str) -> None:
    assert moment(text) == dt.datetime(2026, 4, 7, 9, 30)


def test_a_moment_may_name_its_zone() -> None:
    assert moment("2026-04-07T09:30+08:00") == dt.datetime(2026, 4, 7, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["2026-04-07", "9:30", "", "07.04.2026 25:00", "today 9:30"])
def test_what_is_no_moment_is_refused_in_words(text: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"is not a|must be in"):
        moment(text)


def test_the_first_day_is_that_of_the_week_or_the_date() -> None:
    assert first_day("2026-W15", None) == first_day(None, "06.04.2026") == dt.date(2026, 4, 6)


@pytest.mark.parametrize(
    ("week", "start"),
    [(None, None), ("2026-W15", "2026-04-06"), ("2026-W54", None), ("15", None), (None, "soon")],
)
def test_neither_both_or_unreadable_is_wrong_usage(week: str | None, start: str | None) -> None:
    with pytest.raises(typer.BadParameter):
        first_day(week, start)
