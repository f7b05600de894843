"""Areas and dated addresses."""

import datetime as dt

import pytest
from pydantic import ValidationError

from agecare import Address, Area


def address(**fields: object) -> Address:
    return Address(client="E-1", latitude=49.5, longitude=105.9, **fields)


@pytest.mark.parametrize(
    ("first", "last", "inside", "outside"),
    [
        ("11-01", "03-31", ("11-01", "12-31", "01-01", "02-28", "03-31"), ("04-01", "07-15", "10-31")),
        ("04-01", "10-31", ("04-01", "07-15", "10-31"), ("03-31", "11-01", "12-31", "01-01")),
        ("12-31", "01-01", ("12-31", "01-01"), ("12-30", "01-02", "06-30")),
        ("06-01", "06-01", ("06-01",), ("05-31", "06-02")),
        ("01-01", "12-31", ("01-01", "06-30", "12-31"), ()),
    ],
)
@pytest.mark.parametrize("year", [2019, 2026, 2040])
def test_a_yearly_address_holds_every_year_and_may_run_over_new_year(
    first: str, last: str, inside: tuple[str, ...], outside: tuple[str, ...], year: int
) -> None:
    camp = address(yearly=True, valid_from=f"2025-{first}", valid_to=f"2025-{last}")
    assert [day for day in inside if not camp.valid_on(dt.date.fromisoformat(f"{year}-{day}"))] == []
    assert [day for day in outside if camp.valid_on(dt.date.fromisoformat(f"{year}-{day}"))] == []


def test_a_leap_day_belongs_to_the_winter_around_it() -> None:
    camp = address(yearly=True, valid_from="2025-11-01", valid_to="2026-03-31")
    assert camp.valid_on(dt.date(2028, 2, 29))
    until_leap_day = address(yearly=True, valid_from="2023-11-01", valid_to="2024-02-29")
    assert until_leap_day.valid_on(dt.date(2026, 2, 28)) and not until_leap_day.valid_on(dt.date(2026, 3, 1))


def test_an_address_that_is_not_yearly_holds_in_its_own_years_only() -> None:
    camp = address(valid_from="2025-11-01", valid_to="2026-03-31")
    assert camp.valid_on(dt.date(2026, 1, 15)) and not camp.valid_on(dt.date(2027, 1, 15))
    assert address().valid_on(dt.date(1900, 1, 1))


@pytest.mark.parametrize("period", [{}, {"valid_from": "2025-11-01"}, {"valid_to": "2026-03-31"}])
def test_a_yearly_address_needs_both_days(period: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        address(yearly=True, **period)
    assert [error["type"] for error in caught.value.errors()] == ["AC2014"]


def test_only_a_yearly_address_may_end_before_it_begins() -> None:
    address(yearly=True, valid_from="2026-11-01", valid_to="2026-03-31")
    with pytest.raises(ValidationError) as caught:
        address(valid_from="2026-11-01", valid_to="2026-03-31")
    assert [error["type"] for error in caught.value.errors()] == ["AC2013"]


@pytest.mark.parametrize(("field", "value"), [("latitude", 90.1), ("latitude", -91), ("longitude", 180.5)])
def test_coordinates_are_on_the_globe(field: str, value: float) -> None:
    with pytest.raises(ValidationError) as caught:
        Address(**{"client": "E-1", "latitude": 49.5, "longitude": 105.9, field: value})
    assert caught.value.errors()[0]["loc"] == (field,)


def test_an_area_is_of_a_known_level() -> None:
    assert Area(id="b-1", name="Bag 1", level="bag").level == "bag"
    with pytest.raises(ValidationError):
        Area(id="b-1", name="Bag 1", level="village")
