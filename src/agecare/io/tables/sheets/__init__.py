"""The sheets and their columns: the one definition that template, readers, writers and reference use.

A sheet holds one kind of record of the `Register`; its id is the register's field name. The centre itself
is the sheet ``settings``, one row per setting.
"""

from collections.abc import Mapping
from types import MappingProxyType

from agecare.io.tables.sheet import Sheet
from agecare.io.tables.sheets.cases import (
    CARE_PLANS,
    CASE_EVENTS,
    CASES,
    DEADLINE_RULES,
    GOALS,
    PETITIONS,
    REVIEW_INTERVALS,
    TASKS,
    state_enums,
)
from agecare.io.tables.sheets.outcomes import OUTCOME_SHEETS
from agecare.io.tables.sheets.people import ADDRESSES, ASSESSMENTS, CARERS, CLIENTS, NEED_RULES, NEEDS, RISK_RULES
from agecare.io.tables.sheets.places import (
    AREAS,
    HOLIDAY_CHANGES,
    LOCATIONS,
    ORGANIZATIONS,
    TRAVEL_SPEEDS,
    TRAVEL_TIMES,
)
from agecare.io.tables.sheets.referrals import CONSENTS, REFERRAL_EVENTS, REFERRALS
from agecare.io.tables.sheets.services import (
    CAPACITIES,
    COVERAGE_TARGETS,
    ELIGIBILITY,
    OPENING_TIMES,
    PLACEMENTS,
    QUOTAS,
    SERVICE_REQUESTS,
    SERVICES,
    words_of,
)
from agecare.io.tables.sheets.settings import CENTRE_SETTINGS, SETTING_COLUMNS, SETTINGS, setting_field
from agecare.io.tables.sheets.teams import TEAM_SHEETS
from agecare.io.tables.sheets.visits import ABSENCES, LOCKS, SHIFTS, SKILLS_SHEET, VISIT_REQUESTS, WORKERS

__all__ = [
    "ALL_SHEETS",
    "CENTRE_SETTINGS",
    "SETTINGS",
    "SETTING_COLUMNS",
    "SHEETS",
    "kind_of",
    "setting_field",
    "state_enums",
    "words_of",
]

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        each.id: each
        for each in (
            ORGANIZATIONS, LOCATIONS, AREAS, SKILLS_SHEET, CLIENTS, ADDRESSES, CARERS, NEEDS, WORKERS, SHIFTS,
            ABSENCES, CARE_PLANS, VISIT_REQUESTS, LOCKS, HOLIDAY_CHANGES, TRAVEL_SPEEDS, TRAVEL_TIMES,
            ASSESSMENTS, SERVICES, OPENING_TIMES, ELIGIBILITY, CAPACITIES, QUOTAS, PLACEMENTS, SERVICE_REQUESTS,
            COVERAGE_TARGETS, NEED_RULES, RISK_RULES, CONSENTS, REFERRALS, REFERRAL_EVENTS,
            CASES, CASE_EVENTS, GOALS, TASKS, PETITIONS, DEADLINE_RULES, REVIEW_INTERVALS,
            *TEAM_SHEETS, *OUTCOME_SHEETS,
        )
    }
)  # fmt: skip
"""Every sheet but the settings, by id (= field of the `Register`)."""

ALL_SHEETS: Mapping[str, Sheet] = MappingProxyType({SETTINGS: CENTRE_SETTINGS, **SHEETS})
"""Every sheet in the order of the workbook."""


def kind_of(sheet_id: str) -> str:
    """The field of the `Register` that a sheet holds."""
    return "centre" if sheet_id == SETTINGS else sheet_id
