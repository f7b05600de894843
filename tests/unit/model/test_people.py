"""Workers, shifts and absences: every rule of one record fires, and a clean record passes."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from agecare import Absence, Client, Shift, Skill, SkillLevel, Worker

DAYS = {"first_day": "2026-04-06", "last_day": "2026-04-07"}
BREAK = {"break_minutes": 30, "break_earliest": "12:00", "break_latest": "13:00"}


def codes(make: Callable[[], object]) -> list[str]:
    """Codes of the faults of a record; none for a clean one."""
    try:
        make()
    except ValidationError as error:
        return [found["type"] for found in error.errors()]
    return []


def worker(**fields: object) -> Callable[[], Worker]:
    return lambda: Worker(**{"id": "W-1", **fields})


def shift(**fields: object) -> Callable[[], Shift]:
    return lambda: Shift(**{"worker": "W-1", "days": ("mon",), "start": "08:00", "end": "16:00", **fields})


def absence(**fields: object) -> Callable[[], Absence]:
    return lambda: Absence(**{**DAYS, **fields})


@pytest.mark.parametrize(
    "make",
    [
        worker(start_location="HQ", end_location="HQ"),
        worker(home_latitude=49.5, home_longitude=105.9),
        worker(home_latitude=0, home_longitude=0),
        worker(start_location="HQ", home_latitude=49.5, home_longitude=105.9),
        worker(end_location="HQ", home_latitude=49.5, home_longitude=105.9),
        shift(),
        shift(**BREAK),
        shift(break_minutes=30, break_earliest="08:00", break_latest="16:00"),
        shift(break_minutes=30, break_earliest="12:00", break_latest="12:00"),
        shift(break_minutes=0, break_earliest="20:00", break_latest="07:00"),
        shift(start="00:00", end="24:00"),
        absence(worker="W-1"),
        absence(client="E-1", start="08:00", end="24:00"),
        absence(client="E-1", last_day="2026-04-06"),
    ],
)
def test_clean_records(make: Callable[[], object]) -> None:
    assert codes(make) == []


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("AC2015", worker(start_location="HQ", end_location="HQ", home_latitude=49.5)),
        ("AC2015", worker(start_location="HQ", end_location="HQ", home_longitude=105.9)),
        ("AC2016", worker()),
        ("AC2016", worker(start_location="HQ")),
        ("AC2016", worker(end_location="HQ")),
        ("AC2012", shift(end="08:00")),
        ("AC2012", shift(end="07:30")),
        ("AC2017", shift(break_minutes=30)),
        ("AC2017", shift(break_minutes=30, break_earliest="12:00")),
        ("AC2017", shift(break_minutes=30, break_latest="12:00")),
        ("AC2018", shift(break_minutes=30, break_earliest="07:59", break_latest="13:00")),
        ("AC2018", shift(break_minutes=30, break_earliest="12:00", break_latest="16:01")),
        ("AC2018", shift(break_minutes=30, break_earliest="13:00", break_latest="12:59")),
        ("AC2010", shift(start="8 o'clock")),
        ("AC2011", shift(end="24:30")),
        ("AC2013", shift(valid_from="2026-04-02", valid_to="2026-04-01")),
        ("AC2019", absence()),
        ("AC2019", absence(worker="W-1", client="E-1")),
        ("AC2013", absence(worker="W-1", last_day="2026-04-05")),
        ("AC2020", absence(worker="W-1", start="08:00")),
        ("AC2020", absence(worker="W-1", end="08:00")),
        ("AC2012", absence(worker="W-1", start="08:00", end="08:00")),
    ],
)
def test_contradictions_within_a_record(code: str, make: Callable[[], object]) -> None:
    assert codes(make) == [code]


@pytest.mark.parametrize(
    ("record", "fields", "at"),
    [
        (Worker, {"id": "W-1", "start_location": "HQ", "end_location": "HQ", "daily_minutes": 0}, "daily_minutes"),
        (
            Worker,
            {"id": "W-1", "start_location": "HQ", "end_location": "HQ", "weekly_minutes": 10081},
            "weekly_minutes",
        ),
        (
            Worker,
            {"id": "W-1", "start_location": "HQ", "end_location": "HQ", "overtime_minutes": -1},
            "overtime_minutes",
        ),
        (Worker, {"id": "W-1", "start_location": "HQ", "end_location": "HQ", "nickname": "x"}, "nickname"),
        (Shift, {"worker": "W-1", "days": (), "start": "08:00", "end": "16:00"}, "days"),
        (Shift, {"worker": "W-1", "days": ("monday",), "start": "08:00", "end": "16:00"}, "days"),
        (SkillLevel, {"skill": "care", "level": 0}, "level"),
        (SkillLevel, {"skill": "care", "level": 6}, "level"),
        (Client, {"id": "E-1", "worker_language": "Mongolian"}, "worker_language"),
        (Client, {"id": "-1"}, "id"),
        (Client, {"id": "_1"}, "id"),
        (Client, {"id": "E 1"}, "id"),
        (Client, {"id": ""}, "id"),
        (Client, {"id": "E" * 65}, "id"),
        (Client, {"id": "E-1", "name": "x" * 201}, "name"),
    ],
)
def test_a_value_out_of_range_is_named_once(record: type, fields: dict[str, object], at: str) -> None:
    with pytest.raises(ValidationError) as caught:
        record(**fields)
    assert [error["loc"][0] for error in caught.value.errors()] == [at]


@pytest.mark.parametrize("id_", ["E-017", "Э-1", "ү1", "1", "a.b_c-d", "E" * 64])
def test_ids_of_any_alphabet(id_: str) -> None:
    assert Skill(id=f"  {id_} ").id == id_


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Client(id="E-1").id = "E-2"
