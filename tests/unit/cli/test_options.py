"""How the values of options are read."""

import datetime as dt

import pytest
import typer

from agecare.cli.options import first_day, parse_date


@pytest.mark.parametrize("text", ["2026-04-06", "06.04.2026", "6.4.2026", " 2026-04-06 "])
def test_a_date_is_read_as_people_here_write_it(text: str) -> None:
    assert parse_date(text) == dt.date(2026, 4, 6)


@pytest.mark.parametrize("text", ["31.02.2026", "04/06/2026", "6.4.26", "tomorrow", ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day is out of range|Invalid isoformat"):
        parse_date(text)


def test_the_first_day_is_that_of_the_week_or_the_date() -> None:
    assert first_day("2026-W15", None) == first_day(None, "06.04.2026") == dt.date(2026, 4, 6)


@pytest.mark.parametrize(
    ("week", "start"),
    [(None, None), ("2026-W15", "2026-04-06"), ("2026-W54", None), ("15", None), (None, "soon")],
)
def test_neither_both_or_unreadable_is_wrong_usage(week: str | None, start: str | None) -> None:
    with pytest.raises(typer.BadParameter):
        first_day(week, start)
