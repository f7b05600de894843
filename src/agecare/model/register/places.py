"""Rules about areas and addresses."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from agecare.errors import Fault, Place
from agecare.model.faults import fault
from agecare.model.places import Address
from agecare.model.register.rows import Records, cycles, rows_of


def circular_areas(records: Records) -> Iterator[Fault]:
    """AC3004: an area that is, through its parents, part of itself."""
    found = cycles({area.id: area.parent for _, area in rows_of(records, "areas")})
    for index, area in rows_of(records, "areas"):
        if area.id in found:
            yield fault("AC3004", Place("areas", index, "parent"), value=area.parent)


def addresses_at_once(records: Records) -> Iterator[Fault]:
    """AC3008: two addresses of a client valid on the same day."""
    rows = defaultdict(list)
    for index, address in rows_of(records, "addresses"):
        rows[address.client].append((index, address))
    for addresses in rows.values():
        for position, (index, address) in enumerate(addresses):
            for _, other in addresses[:position]:
                if (day := _shared_day(address, other)) is not None:
                    place = Place("addresses", index, "valid_from")
                    yield fault("AC3008", place, value=address.client, day=day)
                    break


def _shared_day(one: Address, two: Address) -> str | None:
    """A day on which both hold; days are tried where a period begins or ends, also in the years around."""
    bounds = [date for a in (one, two) for date in (a.valid_from, a.valid_to) if date]
    around = {date.year + more for date in bounds for more in (-1, 0, 1)} or {2024}
    years = [year for year in around if dt.MINYEAR <= year <= dt.MAXYEAR]
    tries = {date.replace(year=year) for date in bounds for year in years if (date.month, date.day) != (2, 29)}
    # a yearly period that begins or ends on a leap day does so next to it in other years
    tries |= {dt.date(year, *day) for year in years for day in ((2, 28), (3, 1))} | set(bounds)
    return next((day.isoformat() for day in sorted(tries) if one.valid_on(day) and two.valid_on(day)), None)


def clients_without_address(records: Records) -> Iterator[Fault]:
    """AC3009: a client with visits and no address at all."""
    if "addresses" not in records or "clients" not in records:
        return
    placed = {address.client for _, address in rows_of(records, "addresses")}
    visited = {request.client for _, request in rows_of(records, "visit_requests")}
    for index, client in rows_of(records, "clients"):
        if client.id in visited and client.id not in placed:
            yield fault("AC3009", Place("clients", index, "id"), value=client.id)
