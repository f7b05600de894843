"""Columns as they were read → a `History`: ids numbered, references resolved, events sorted."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model.centre import Centre
from agecare.model.consents import Consent
from agecare.model.holidays import Country, HolidayChange
from agecare.model.needs import Need
from agecare.model.people import Client
from agecare.model.referrals import ProviderCapacity, Referral, ReferralEvent
from agecare.referrals.columns.clock import Seconds, utc_of_local
from agecare.referrals.columns.history import (
    BUSINESS,
    CONSENTS,
    DOMAINS,
    PRIORITIES,
    REASONS,
    STATUSES,
    CapacityColumns,
    ConsentColumns,
    EventColumns,
    History,
    NeedColumns,
    ReferralColumns,
)
from agecare.referrals.columns.names import NONE, Codes, Ints, Names, intern

Texts = Any
"""A column of texts with gaps, in whatever form its interner takes."""


class Interner(Protocol):
    """Numbers the texts of several columns together, in the order in which they first appear."""

    def __call__(self, *columns: Texts) -> tuple[list[Ints], Names]:
        """Codes for each column, and the texts by code."""


@attrs.frozen(eq=False)
class Table:
    """The columns of one kind of record as they were read: texts, codes, moments (UTC seconds) and days."""

    length: int
    columns: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]


def assemble(
    country: Country,
    timezone: str,
    changes: Iterable[HolidayChange],
    tables: Mapping[str, Table],
    number: Interner = intern,
) -> History:
    """A history of tables that were checked row by row.

    ``tables`` has ``referrals`` and ``events``, and may have ``consents``, ``needs``, ``clients`` and ``capacities``;
    their columns are the fields of the records. Ids of referrals are unique, and each event's referral is among them.
    """
    referrals, events = tables["referrals"], tables["events"]
    consents, needs = tables.get("consents"), tables.get("needs")
    areas, capacities = tables.get("clients"), tables.get("capacities")

    def texts(table: Table | None, *names: str) -> list[Texts]:
        return [] if table is None else [table[name] for name in names]

    with ThreadPoolExecutor(os.cpu_count()) as threads:  # Arrow numbers texts outside Python's lock
        numbered = [
            threads.submit(number, *columns)
            for columns in (
                (*texts(referrals, "id", "part_of", "based_on", "replaces"), events["referral"]),
                (
                    *texts(referrals, "client"),
                    *texts(needs, "client"),
                    *texts(consents, "client"),
                    *texts(areas, "id"),
                ),
                (*texts(referrals, "need"), *texts(needs, "id")),
                (*texts(referrals, "consent"), *texts(consents, "id")),
                (*texts(referrals, "service", "service_type"), *texts(capacities, "service")),
                (*texts(referrals, "requester", "performer"), events["actor"], *texts(capacities, "provider")),
                (*texts(referrals, "note"), events["note"]),
                texts(areas, "area"),
            )
        ]
    (
        ((_, part_of, based_on, replaces, event_referral), ids),
        ((client, *rest), clients),
        (need_codes, need_ids),
        (consent_codes, consent_ids),
        (service_codes, services),
        (provider_codes, providers),
        ((note, event_note), notes),
        (area_codes, area_names),
    ) = (each.result() for each in numbered)
    need_client = rest.pop(0) if needs else None
    consent_client = rest.pop(0) if consents else None
    area_client = rest.pop(0) if areas else None

    client_area = np.full(len(clients), NONE, dtype=np.int32)
    if area_client is not None:
        client_area[area_client] = area_codes[0]
    return History(
        country=country,
        timezone=timezone,
        holiday_changes=tuple(changes),
        ids=ids,
        clients=clients,
        need_ids=need_ids,
        services=services,
        providers=providers,
        consent_ids=consent_ids,
        areas=area_names,
        notes=notes,
        referrals=ReferralColumns(
            client,
            need_codes[0],
            service_codes[0],
            service_codes[1],
            provider_codes[0],
            provider_codes[1],
            consent_codes[0],
            note,
            referrals["priority"],
            referrals["status"],
            referrals["business_status"],
            referrals["reason"],
            part_of,
            based_on,
            replaces,
            referrals["authored"],
        ),
        events=_sorted(events, event_referral, provider_codes[2], event_note),
        needs=None
        if needs is None or need_client is None
        else _needs(needs, need_codes[1], need_client, len(need_ids)),
        consents=None
        if consents is None or consent_client is None
        else _consents(consents, consent_codes[1], consent_client, len(consent_ids)),
        capacities=_capacities(capacities, provider_codes[-1], service_codes[-1]),
        client_area=client_area,
    )


def _sorted(events: Table, referral: Ints, actor: Ints, note: Ints) -> EventColumns:
    at: Seconds = events["at"]
    order = np.argsort(referral, kind="stable")
    in_order = bool((np.diff(at[order])[np.diff(referral[order]) == 0] >= 0).all())
    if not in_order:
        order = np.lexsort((at, referral))
    codes = (events[name] for name in ("from_status", "to_status", "business_status", "reason"))
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        columns = list(threads.map(lambda column: column[order], (referral, at, actor, *codes, note)))
    columns.append(order.astype(np.int32))
    return EventColumns(*columns)


def _spread(values: NDArray[Any], at: Ints, length: int, empty: Any) -> NDArray[Any]:
    """A column with one entry per id of a column with one entry per record."""
    found = np.full(length, empty, dtype=values.dtype)
    found[at] = values
    return found


def _needs(table: Table, at: Ints, client: Ints, length: int) -> NeedColumns:
    gap = np.datetime64("NaT")
    return NeedColumns(
        _spread(client, at, length, NONE),
        _spread(table["domain"], at, length, NONE),
        _spread(table["since"], at, length, gap),
        _spread(table.columns.get("met", np.zeros(table.length, dtype=np.bool_)), at, length, False),
    )


def _consents(table: Table, at: Ints, client: Ints, length: int) -> ConsentColumns:
    gap = np.datetime64("NaT")
    return ConsentColumns(
        _spread(client, at, length, NONE),
        _spread(table["status"], at, length, NONE),
        _spread(table["valid_from"], at, length, gap),
        _spread(table["valid_to"], at, length, gap),
    )


def _capacities(table: Table | None, provider: Ints, service: Ints) -> CapacityColumns:
    if table is None:
        none = np.zeros(0, dtype=np.int32)
        return CapacityColumns(none, none, none, none)
    return CapacityColumns(provider, service, table["places"], table["taken"])


def history_of(
    centre: Centre,
    referrals: Sequence[Referral],
    events: Sequence[ReferralEvent],
    *,
    consents: Sequence[Consent] | None = None,
    needs: Sequence[Need] | None = None,
    met_needs: Collection[str] = (),
    clients: Sequence[Client] = (),
    capacities: Sequence[ProviderCapacity] = (),
    holiday_changes: Iterable[HolidayChange] = (),
) -> History:
    """The history that these records tell.

    Parameters
    ----------
    centre
        Gives country and time zone; moments without a zone are local there.
    referrals
        With different ids.
    events
        In the order in which they were written down; each of one of ``referrals``.
    consents, needs
        ``None`` = not known, so that no rule about them speaks.
    met_needs
        Ids of needs that are over, or that something else than a referral meets.

    Raises
    ------
    ValueError
        When an id is there twice, or an event's referral is unknown. ``agecare.io.referrals`` says both as located
        faults before.
    """
    known = {referral.id for referral in referrals}
    if len(known) != len(referrals):
        raise ValueError("two referrals have the same id")
    if not all(event.referral in known for event in events):
        raise ValueError("an event names a referral that is not here")
    tables = {
        "referrals": table_of(Referral, referrals, centre.timezone),
        "events": table_of(ReferralEvent, events, centre.timezone),
        "capacities": table_of(ProviderCapacity, capacities, centre.timezone),
        "clients": table_of(Client, clients, centre.timezone),
    }
    if consents is not None:
        tables["consents"] = table_of(Consent, consents, centre.timezone)
    if needs is not None:
        table = table_of(Need, needs, centre.timezone)
        met = np.array([need.id in met_needs for need in needs], dtype=np.bool_)
        tables["needs"] = attrs.evolve(table, columns={**table.columns, "met": met})
    return assemble(centre.country, centre.timezone, holiday_changes, tables)


Reader = Callable[[Sequence[Any], str], Any]


def _text(values: Sequence[Any], _: str) -> list[str | None]:
    return [value or None for value in values]


def _coded(members: tuple[Any, ...]) -> Reader:
    place: dict[Any, int] = {member: index for index, member in enumerate(members)}

    def read(values: Sequence[Any], _: str) -> Codes:
        return np.array([place.get(value, NONE) for value in values], dtype=np.int8)

    return read


def _moment(values: Sequence[Any], zone: str) -> Seconds:
    wall = np.array([value.replace(tzinfo=None) for value in values], dtype="datetime64[s]").astype(np.int64)
    shift = [value.utcoffset() for value in values]
    aware = np.array([each is not None for each in shift], dtype=bool)
    away = np.array([0 if each is None else int(each.total_seconds()) for each in shift], dtype=np.int64)
    return np.where(aware, wall - away, utc_of_local(wall, zone))


def _day(values: Sequence[Any], _: str) -> NDArray[np.datetime64]:
    return np.array(values, dtype="datetime64[D]")


def _whole(values: Sequence[Any], _: str) -> Ints:
    return np.array(values, dtype=np.int32)


COLUMNS: Mapping[type, Mapping[str, Reader]] = {
    Referral: {
        **dict.fromkeys(("id", "client", "need", "service", "service_type", "requester", "performer"), _text),
        **dict.fromkeys(("consent", "note", "based_on", "part_of", "replaces"), _text),
        "priority": _coded(PRIORITIES),
        "status": _coded(STATUSES),
        "business_status": _coded(BUSINESS),
        "reason": _coded(REASONS),
        "authored": _moment,
    },
    ReferralEvent: {
        **dict.fromkeys(("referral", "actor", "note"), _text),
        "from_status": _coded(STATUSES),
        "to_status": _coded(STATUSES),
        "business_status": _coded(BUSINESS),
        "reason": _coded(REASONS),
        "at": _moment,
    },
    Consent: {"id": _text, "client": _text, "status": _coded(CONSENTS), "valid_from": _day, "valid_to": _day},
    Need: {"id": _text, "client": _text, "domain": _coded(DOMAINS), "since": _day},
    Client: {"id": _text, "area": _text},
    ProviderCapacity: {"provider": _text, "service": _text, "places": _whole, "taken": _whole},
}
"""The columns of each kind of record that a history holds."""


def table_of(kind: type, records: Sequence[Any], zone: str) -> Table:
    """The columns of records of one kind."""
    return Table(
        len(records),
        {name: read([getattr(record, name) for record in records], zone) for name, read in COLUMNS[kind].items()},
    )
