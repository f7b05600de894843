"""The files of a history of referrals and their columns: the one definition that every reader and writer here uses."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

import attrs

from agecare.model.base import Record
from agecare.model.consents import Consent, ConsentStatus
from agecare.model.needs import Need, NeedDomain
from agecare.model.people import Client
from agecare.model.plans import Priority
from agecare.model.referrals import BusinessStatus, ProviderCapacity, Referral, ReferralEvent, ReferralStatus
from agecare.model.refusals import RefusalReason

CellKind = Literal["id", "few", "coded", "moment", "day", "text", "whole"]
"""``few``: an id of which there are not many different ones."""


@attrs.frozen
class Column:
    """A column: its heading is the field's name."""

    name: str
    kind: CellKind
    required: bool = False
    coded: type[StrEnum] | None = None
    empty: StrEnum | None = None
    """What an empty coded cell means."""


@attrs.frozen
class File:
    """A CSV file with one kind of record."""

    name: str
    model: type[Record]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.name == name), None)


def _coded(name: str, enum: type[StrEnum], required: bool = False, empty: StrEnum | None = None) -> Column:
    return Column(name, "coded", required, enum, empty)


def _plain(kind: CellKind, *names: str, required: bool = False) -> tuple[Column, ...]:
    return tuple(Column(name, kind, required) for name in names)


FILES: Mapping[str, File] = MappingProxyType(
    {
        file.name: file
        for file in (
            File(
                "referrals",
                Referral,
                (
                    *_plain("id", "id", "client", required=True),
                    *_plain("id", "need"),
                    *_plain("few", "service", "service_type"),
                    *_plain("few", "requester", required=True),
                    *_plain("few", "performer"),
                    *_plain("id", "consent"),
                    _coded("priority", Priority, empty=Priority.ROUTINE),
                    _coded("status", ReferralStatus, empty=ReferralStatus.DRAFT),
                    _coded("business_status", BusinessStatus),
                    _coded("reason", RefusalReason),
                    *_plain("text", "note"),
                    *_plain("id", "based_on", "part_of", "replaces"),
                    *_plain("moment", "authored", required=True),
                ),
            ),
            File(
                "referral_events",
                ReferralEvent,
                (
                    *_plain("id", "referral", required=True),
                    *_plain("moment", "at", required=True),
                    *_plain("few", "actor", required=True),
                    _coded("from_status", ReferralStatus),
                    _coded("to_status", ReferralStatus, required=True),
                    _coded("business_status", BusinessStatus),
                    _coded("reason", RefusalReason),
                    *_plain("text", "note"),
                ),
            ),
            File(
                "consents",
                Consent,
                (
                    *_plain("id", "id", "client", required=True),
                    _coded("status", ConsentStatus, empty=ConsentStatus.ACTIVE),
                    *_plain("day", "valid_from", "valid_to"),
                ),
            ),
            File(
                "needs",
                Need,
                (
                    *_plain("id", "id", "client", required=True),
                    _coded("domain", NeedDomain, required=True),
                    *_plain("day", "since"),
                ),
            ),
            File("clients", Client, (*_plain("id", "id", required=True), *_plain("few", "area"))),
            File(
                "provider_capacities",
                ProviderCapacity,
                (
                    *_plain("few", "provider", "service", required=True),
                    *_plain("whole", "places", required=True),
                    *_plain("whole", "taken"),
                ),
            ),
        )
    }
)
"""Files by name (``referrals`` is ``referrals.csv``); columns that are not listed are passed over."""

NAMES: Mapping[str, str] = MappingProxyType({"referral_events": "events", "provider_capacities": "capacities"})
"""What a history calls a table, where that is not the file's name."""

WITH_ID = ("referrals", "consents", "needs", "clients")
