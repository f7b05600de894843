"""Visit requests and locks: every rule of one record fires, and a clean record passes."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from agecare import Lock, VisitRequest

ONE = ({"minutes": 30},)
TWO = ({"minutes": 30}, {"minutes": 20})
DAY = [{"start": "08:00", "end": "16:00"}]


def codes(make: Callable[[], object]) -> list[str]:
    """Codes of the faults of a record; none for a clean one."""
    try:
        make()
    except ValidationError as error:
        return [found["type"] for found in error.errors()]
    return []


def request(**fields: object) -> Callable[[], VisitRequest]:
    return lambda: VisitRequest(**{"id": "R-1", "client": "E-1", "windows": DAY, "roles": ONE, **fields})


def lock(**fields: object) -> Callable[[], Lock]:
    return lambda: Lock(**{"request": "R-1", **fields})


def spans(*hours: str) -> list[dict[str, str]]:
    return [dict(zip(("start", "end"), span.split("-"), strict=True)) for span in hours]


@pytest.mark.parametrize(
    "make",
    [
        request(),
        request(roles=TWO, coupling="together"),
        request(roles=TWO, coupling="following"),
        request(roles=TWO, coupling="following", lag_min=10, lag_max=10),
        request(after="R-0", gap_min=10, gap_max=10),
        request(after="R-0"),
        request(windows=spans("08:00-09:00", "09:00-10:00", "12:00-13:00")),
        request(days_between=7, visits_per_week=1, every_weeks=52),
        lock(date="2026-04-06"),
        lock(worker="W-1"),
        lock(second_worker="W-1"),
        lock(date="2026-04-06", start="24:00"),
        lock(date="2026-04-06", start="00:00", worker="W-1", second_worker="W-2"),
    ],
)
def test_clean_records(make: Callable[[], object]) -> None:
    assert codes(make) == []


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("AC2021", request(roles=TWO)),
        ("AC2022", request(coupling="together")),
        ("AC2022", request(coupling="following")),
        ("AC2023", request(roles=TWO, coupling="following", lag_min=11, lag_max=10)),
        ("AC2024", request(roles=TWO, coupling="together", lag_max=10)),
        ("AC2024", request(roles=TWO, coupling="together", lag_min=5, lag_max=10)),
        ("AC2024", request(lag_max=10)),
        ("AC2025", request(after="R-0", gap_min=11, gap_max=10)),
        ("AC2026", request(gap_min=10)),
        ("AC2026", request(gap_max=1439)),
        ("AC2027", request(windows=spans("08:00-10:00", "09:59-12:00"))),
        ("AC2027", request(windows=spans("09:59-12:00", "08:00-10:00"))),
        ("AC2027", request(windows=spans("08:00-10:00", "08:00-10:00"))),
        ("AC2028", request(windows=spans("12:00-13:00", "08:00-10:00"))),
        ("AC2012", request(windows=spans("08:00-09:00", "12:00-12:00"))),
        ("AC2013", request(valid_from="2026-04-02", valid_to="2026-04-01")),
        ("AC2029", lock()),
        ("AC2029", lock(start="09:00")),
        ("AC2030", lock(start="09:00", worker="W-1")),
    ],
)
def test_contradictions_within_a_record(code: str, make: Callable[[], object]) -> None:
    assert codes(make) == [code]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"visits_per_week": 0}, "visits_per_week"),
        ({"visits_per_week": 8}, "visits_per_week"),
        ({"every_weeks": 0}, "every_weeks"),
        ({"days_between": 0}, "days_between"),
        ({"windows": []}, "windows"),
        ({"windows": spans(*(f"{h:02d}:00-{h:02d}:30" for h in range(7)))}, "windows"),
        ({"roles": ()}, "roles"),
        ({"roles": ONE * 3}, "roles"),
        ({"roles": ({"minutes": 0},)}, "roles"),
        ({"roles": ({"minutes": 721},)}, "roles"),
        ({"windows": [{"start": "8 am", "end": "16:00"}]}, "windows"),
        ({"windows": [{"start": "16:00", "end": "08:00"}]}, "windows"),
        ({"priority": "high"}, "priority"),
        ({"days": ("monday",)}, "days"),
        ({"lag_min": -1}, "lag_min"),
        ({"gap_max": 1441}, "gap_max"),
    ],
)
def test_a_value_out_of_range_is_named_once(fields: dict[str, object], at: str) -> None:
    with pytest.raises(ValidationError) as caught:
        request(**fields)()
    assert [error["loc"][0] for error in caught.value.errors()] == [at]


@pytest.mark.parametrize(("field", "most"), [("windows", 6), ("roles", 2)])
def test_how_many_windows_and_roles_there_may_be_stands_in_the_schema(field: str, most: int) -> None:
    told = VisitRequest.model_json_schema()["properties"][field]
    assert (told["minItems"], told["maxItems"]) == (1, most)
