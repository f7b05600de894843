"""The sheet ``settings``: the centre itself, a row for each setting."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from agecare.io.tables.cells import ID, INT, MONTH_DAY, TEXT, USER_LANGUAGE, choice, choices
from agecare.io.tables.sheet import Column, sheet, to
from agecare.model import Centre, MatchingWeights, OutcomeRules, ReferralRules, Weights
from agecare.model.base import Record

SETTINGS = "settings"
SETTING_COLUMNS = ("setting", "value", "note")

RULES = choices("ReferralRule")

_GROUPS: Mapping[str, type[Record]] = MappingProxyType(
    {"weights": Weights, "matching": MatchingWeights, "referral_rules": ReferralRules, "outcome_rules": OutcomeRules}
)
"""The settings that are records of their own, by their field of the centre."""


def _centre_fields(values: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for id_, value in values.items():
        group, _, name = id_.partition(".")
        if group in _GROUPS:
            fields.setdefault(group, {})[name] = value
        else:
            fields[id_] = value
    return fields


def _centre_cells(centre: Centre) -> dict[str, Any]:
    cells = {name: value for name, value in vars(centre).items() if name not in _GROUPS}
    for group in _GROUPS:
        cells |= {f"{group}.{name}": value for name, value in vars(getattr(centre, group)).items()}
    return cells


CENTRE_SETTINGS = sheet(
    SETTINGS, Centre,
    ("id", ID, "C-1"), ("name", TEXT, "Centre"), ("country", choice("Country"), "MN"),
    ("timezone", choice("TimeZone"), "Asia/Ulaanbaatar"), ("language", USER_LANGUAGE, "mn"),
    ("area", ID, "A-1", to("areas")), ("winter_from", MONTH_DAY, "11-01"),
    ("winter_to", MONTH_DAY, "03-31"), ("daily_minutes", INT, "480"), ("weekly_minutes", INT, "2400"),
    ("overtime_minutes", INT, "0"), ("caseload_limit", INT, "12"),
    *(
        (
            f"{group}.{name}",
            RULES if field.default == () else INT,
            "" if field.default == () else str(field.default),
            {"path": (group, name)},
        )
        for group, model in _GROUPS.items()
        for name, field in model.model_fields.items()
    ),
    to_record=_centre_fields, to_cells=_centre_cells,
)  # fmt: skip
"""The settings as columns of a sheet that lies on its side: one row each."""


def setting_field(column: Column) -> tuple[type[Record], str]:
    """The record that has a setting, and its field there."""
    return (_GROUPS[str(column.path[0])], str(column.path[1])) if column.path else (Centre, column.id)
