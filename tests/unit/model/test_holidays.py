"""Public holidays of the two countries, and a centre's own changes."""

import datetime as dt

import pytest

from agecare import Country, HolidayChange
from agecare.model.holidays import public_holidays


@pytest.mark.parametrize(
    ("country", "month", "day"),
    [
        ("MN", 1, 1),
        ("MN", 3, 8),
        ("MN", 6, 1),
        ("MN", 7, 11),
        ("MN", 7, 12),
        ("MN", 7, 15),
        ("MN", 11, 26),
        ("MN", 12, 29),
        ("KG", 1, 1),
        ("KG", 1, 7),
        ("KG", 3, 8),
        ("KG", 3, 21),
        ("KG", 5, 1),
        ("KG", 5, 5),
        ("KG", 5, 9),
        ("KG", 8, 31),
    ],
)
def test_fixed_days_off(country: str, month: int, day: int) -> None:
    """Dates fixed by the Law on Public Holidays of Mongolia and article 113 of the Kyrgyz Labour Code."""
    assert dt.date(2026, month, day) in public_holidays(country, [2026])


@pytest.mark.parametrize("country", list(Country))
def test_an_ordinary_day_is_none_and_every_day_has_a_name(country: Country) -> None:
    days = public_holidays(country, [2026, 2026, 2027])
    assert dt.date(2026, 4, 7) not in days or country is Country.KG
    assert {day.year for day in days} == {2026, 2027}
    assert all(days.values())


@pytest.mark.parametrize(("country", "language"), [("MN", "mn"), ("KG", "ky"), ("KG", "ru")])
def test_names_come_in_the_language_asked_for(country: str, language: str) -> None:
    own = public_holidays(country, [2026], language=language)
    english = public_holidays(country, [2026])
    assert own.keys() == english.keys()
    assert own[dt.date(2026, 1, 1)] != english[dt.date(2026, 1, 1)]
    assert any("а" <= letter <= "я" for letter in own[dt.date(2026, 1, 1)])


def test_a_language_that_a_country_lacks_falls_back_to_english() -> None:
    assert public_holidays("MN", [2026], language="ru") == public_holidays("MN", [2026], language="en")
    assert public_holidays("KG", [2026], language="mn") == public_holidays("KG", [2026], language="en")


def test_a_centre_adds_and_removes_days() -> None:
    work, off = dt.date(2026, 7, 11), dt.date(2026, 4, 7)
    changes = [
        HolidayChange(date=work, action="remove"),
        HolidayChange(date=off, name="Founding day"),
        HolidayChange(date=dt.date(2026, 7, 12), name="Naadam, second day"),
        HolidayChange(date=dt.date(2026, 4, 8), action="remove"),
    ]
    before = public_holidays("MN", [2026])
    after = public_holidays("MN", [2026], changes)
    assert work in before and work not in after
    assert off not in before and after[off] == "Founding day"
    assert after[dt.date(2026, 7, 12)] == "Naadam, second day"
    assert after.keys() - before.keys() == {off}
    assert before.keys() - after.keys() == {work}


def test_a_day_added_without_a_name_keeps_the_name_it_has() -> None:
    day = dt.date(2026, 7, 11)
    assert public_holidays("MN", [2026], [HolidayChange(date=day)])[day] == public_holidays("MN", [2026])[day]


def test_the_last_word_on_a_day_counts() -> None:
    day = dt.date(2026, 4, 7)
    twice = [HolidayChange(date=day), HolidayChange(date=day, action="remove")]
    assert day not in public_holidays("MN", [2026], twice)
    assert day in public_holidays("MN", [2026], reversed(twice))
