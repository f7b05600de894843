"""Stock and flow: entries minus exits is what is there, in every month, group and area."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agecare import EntryReason, ExitReason, Movement, PopulationGroup, Register
from agecare.cases import flow, stays, stock_on
from team_worlds import client, district

DAY = dt.timedelta(days=1)
BEGIN, END = dt.date(2026, 1, 10), dt.date(2026, 4, 5)


def moved(of: str, day: dt.date, way: str, reason: str) -> Movement:
    return Movement(client=of, on=day, **{way: reason})


@st.composite
def registers(draw: Any) -> Register:
    """Clients of several groups and areas with up to five movements each, or a period of validity, or neither."""
    days = st.dates(dt.date(2025, 12, 1), dt.date(2026, 5, 1))
    clients, movements = [], []
    for number in range(draw(st.integers(1, 5))):
        id_ = f"E-{number}"
        period = sorted(draw(st.sets(days, max_size=2))) if draw(st.booleans()) else []
        clients.append(
            client(
                id_,
                group=draw(st.sampled_from(PopulationGroup)),
                area=draw(st.sampled_from(["bag-1", "bag-2", "soum", None])),
                **dict(zip(("valid_from", "valid_to"), period, strict=False)),
            )
        )
        if not period:
            ways = ("entry", "exit") if draw(st.booleans()) else ("exit", "entry")
            reasons = {"entry": "found", "exit": "declined"}
            for position, day in enumerate(sorted(draw(st.sets(days, max_size=5)))):
                way = ways[position % 2]
                movements.append(moved(id_, day, way, reasons[way]))
    return district(clients=tuple(clients), movements=tuple(movements))


def plainly(register: Register, day: dt.date, id_: str) -> bool:
    """Whether somebody is on the register in the evening, by looking back at the last thing that happened."""
    one = register.client(id_)
    own = [each for each in register.movements if each.client == id_]
    if not own:
        return (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day < one.valid_to)
    past = [each for each in own if each.on <= day]
    if past:
        return max(past, key=lambda each: each.on).is_entry
    return not min(own, key=lambda each: each.on).is_entry


@given(registers())
def test_the_stock_is_entries_minus_exits_and_that_of_a_plain_count(register: Register) -> None:
    found = flow(register, BEGIN, END)
    ids = [each.id for each in register.clients]
    assert found.total.before == sum(plainly(register, BEGIN - DAY, id_) for id_ in ids)
    assert found.total.after == sum(plainly(register, END, id_) for id_ in ids) == stock_on(register, END)
    before = found.total.before
    for month, turnover in found.months:
        assert turnover.before == before
        following = (month.replace(day=1) + 31 * DAY).replace(day=1)
        before = sum(plainly(register, min(END, following - DAY), id_) for id_ in ids)
        assert turnover.after == before
    for group, turnover in found.groups:
        assert turnover.after == sum(
            plainly(register, END, each.id) for each in register.clients if each.group is group
        )
    for row in found.areas:
        inside = [each.id for each in register.clients if row.area in (None, *_around(register, each.area))]
        if row.area is None:
            inside = [each.id for each in register.clients if each.area is None]
        assert row.turnover.after == sum(plainly(register, END, id_) for id_ in inside)
    assert sum(number for _, number in found.entry_reasons) == found.total.entries
    assert sum(number for _, number in found.exit_reasons) == found.total.exits
    assert sum(each.entries for _, each in found.months) == found.total.entries


def _around(register: Register, area: str | None) -> tuple[str, ...]:
    return register.areas_around[area] if area else ()


def test_the_reported_figures_of_children_are_told_by_their_reasons() -> None:
    """772 children in hardship found and 519 taken off in a year: the oblast's own figures."""
    clients = tuple(client(f"E-{number}", group="child-in-hardship") for number in range(772))
    found = [moved(each.id, BEGIN + number % 60 * DAY, "entry", "found") for number, each in enumerate(clients)]
    off = [
        moved(each.id, BEGIN + (70 + number % 9) * DAY, "exit", "hardship-ended")
        for number, each in enumerate(clients[:519])
    ]
    year = flow(district(clients=clients, movements=(*found, *off)), dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert (year.total.before, year.total.entries, year.total.exits, year.total.after) == (0, 772, 519, 253)
    assert year.entry_reasons == ((EntryReason.FOUND, 772),)
    assert year.exit_reasons == ((ExitReason.HARDSHIP_ENDED, 519),)
    assert [(row.area, row.depth, row.turnover.after) for row in year.areas] == [("soum", 0, 253), ("bag-1", 1, 253)]
    assert len(year.months) == 12


def test_somebody_who_comes_back_has_two_stays() -> None:
    ways = (
        ("2026-01-12", "entry", "found"),
        ("2026-02-03", "exit", "family-care"),
        ("2026-03-01", "entry", "returned"),
    )
    movements = tuple(moved("E-1", dt.date.fromisoformat(day), way, reason) for day, way, reason in ways)
    first, second = (stay for stay in stays(district(movements=movements)) if stay.client == "E-1")
    assert (first.entry, first.exit, first.last) == (EntryReason.FOUND, ExitReason.FAMILY_CARE, dt.date(2026, 2, 3))
    assert (second.entry, second.exit, second.last) == (EntryReason.RETURNED, None, None)


def test_who_first_leaves_was_there_before() -> None:
    left = moved("E-1", dt.date(2026, 2, 3), "exit", "died")
    year = flow(district(movements=(left,)), dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert (year.total.before, year.total.exits, year.total.after) == (3, 1, 2)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        flow(district(), END, BEGIN)
