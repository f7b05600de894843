"""A `History` → the CSV files that `read_referrals` reads back to the same history."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from agecare.io.files import atomic_folder
from agecare.io.referrals.kinds import FILES
from agecare.io.tables.escape import escape
from agecare.referrals.columns.history import BUSINESS, CONSENTS, DOMAINS, PRIORITIES, REASONS, STATUSES, History
from agecare.referrals.columns.names import NONE, Names

Column = Iterable[str]


def write_referrals(history: History, path: str | os.PathLike[str]) -> None:
    """Write a history as a folder of CSV files, with machine ids and codes; moments in UTC.

    Notes stand in the files as they are: they are as personal as the records.

    Raises
    ------
    OSError
        When the folder cannot be written; no file is then half written.
    """
    with atomic_folder(path) as folder:
        for name, columns in _tables(history).items():
            headings = [column.name for column in FILES[name].columns if column.name in columns]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(headings)
                writer.writerows(zip(*(columns[heading] for heading in headings), strict=True))


def _tables(history: History) -> dict[str, dict[str, Column]]:
    r, e = history.referrals, history.events
    logged = np.argsort(e.position, kind="stable")
    tables: dict[str, dict[str, Column]] = {
        "referrals": {
            "id": history.ids.texts[: len(history)].tolist(),
            "client": _ids(history.clients, r.client),
            "need": _ids(history.need_ids, r.need),
            "service": _ids(history.services, r.service),
            "service_type": _ids(history.services, r.service_type),
            "requester": _ids(history.providers, r.requester),
            "performer": _ids(history.providers, r.performer),
            "consent": _ids(history.consent_ids, r.consent),
            "priority": _words(PRIORITIES, r.priority),
            "status": _words(STATUSES, r.status),
            "business_status": _words(BUSINESS, r.business_status),
            "reason": _words(REASONS, r.reason),
            "note": map(escape, _ids(history.notes, r.note)),
            "based_on": _ids(history.ids, r.based_on),
            "part_of": _ids(history.ids, r.part_of),
            "replaces": _ids(history.ids, r.replaces),
            "authored": _moments(r.authored),
        },
        "referral_events": {
            "referral": _ids(history.ids, e.referral[logged]),
            "at": _moments(e.at[logged]),
            "actor": _ids(history.providers, e.actor[logged]),
            "from_status": _words(STATUSES, e.from_status[logged]),
            "to_status": _words(STATUSES, e.to_status[logged]),
            "business_status": _words(BUSINESS, e.business_status[logged]),
            "reason": _words(REASONS, e.reason[logged]),
            "note": map(escape, _ids(history.notes, e.note[logged])),
        },
    }
    if history.consents is not None:
        known = np.flatnonzero(history.consents.client >= 0)
        tables["consents"] = {
            "id": history.consent_ids.texts[known].tolist(),
            "client": _ids(history.clients, history.consents.client[known]),
            "status": _words(CONSENTS, history.consents.status[known]),
            "valid_from": _days(history.consents.valid_from[known]),
            "valid_to": _days(history.consents.valid_to[known]),
        }
    if history.needs is not None:
        known = np.flatnonzero(history.needs.client >= 0)
        tables["needs"] = {
            "id": history.need_ids.texts[known].tolist(),
            "client": _ids(history.clients, history.needs.client[known]),
            "domain": _words(DOMAINS, history.needs.domain[known]),
            "since": _days(history.needs.since[known]),
        }
    if (history.client_area >= 0).any():
        known = np.flatnonzero(history.client_area >= 0)
        tables["clients"] = {
            "id": history.clients.texts[known].tolist(),
            "area": _ids(history.areas, history.client_area[known]),
        }
    if len(history.capacities.places):
        tables["provider_capacities"] = {
            "provider": _ids(history.providers, history.capacities.provider),
            "service": _ids(history.services, history.capacities.service),
            "places": map(str, history.capacities.places.tolist()),
            "taken": map(str, history.capacities.taken.tolist()),
        }
    return tables


def _ids(names: Names, numbers: Any) -> list[str]:
    texts = ["", *names.texts.tolist()]
    return [texts[number - NONE] for number in numbers.tolist()]


def _words(members: Sequence[str], numbers: Any) -> list[str]:
    texts = ["", *map(str, members)]
    return [texts[number - NONE] for number in numbers.tolist()]


def _moments(seconds: Any) -> Iterator[str]:
    return (f"{text}Z" for text in np.datetime_as_string(seconds.astype("datetime64[s]")))


def _days(days: Any) -> list[str]:
    return ["" if text == "NaT" else str(text) for text in np.datetime_as_string(days)]
