"""Reading and writing files. Names load their module when they are first used."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agecare.io.allocation_json import allocation_document, write_allocation
    from agecare.io.allocation_xlsx import write_allocation_workbook
    from agecare.io.ical import write_calendars
    from agecare.io.json import (
        Replanning,
        ScheduleDocument,
        document_violations,
        input_hash,
        problem_of,
        published_visits,
        read_schedule,
        replanning,
        schedule_document,
        schedule_of,
        write_schedule,
    )
    from agecare.io.referrals import check_referrals, read_fhir, read_referrals, write_referrals, write_xes
    from agecare.io.run_sheet import OutcomeFindings, check_outcomes, read_outcomes
    from agecare.io.schedule_xlsx import write_schedule_workbook
    from agecare.io.tables import (
        check_tables,
        faults_as_json,
        read_csv_folder,
        read_tables,
        read_workbook,
        write_csv_folder,
        write_marked_copy,
        write_template,
        write_workbook,
    )

_HOMES = {
    "OutcomeFindings": "run_sheet",
    "Replanning": "json",
    "ScheduleDocument": "json",
    "allocation_document": "allocation_json",
    "check_outcomes": "run_sheet",
    "check_referrals": "referrals",
    "check_tables": "tables",
    "document_violations": "json",
    "faults_as_json": "tables",
    "input_hash": "json",
    "problem_of": "json",
    "published_visits": "json",
    "read_csv_folder": "tables",
    "read_fhir": "referrals",
    "read_outcomes": "run_sheet",
    "read_referrals": "referrals",
    "read_schedule": "json",
    "read_tables": "tables",
    "read_workbook": "tables",
    "replanning": "json",
    "schedule_document": "json",
    "schedule_of": "json",
    "write_allocation": "allocation_json",
    "write_allocation_workbook": "allocation_xlsx",
    "write_calendars": "ical",
    "write_csv_folder": "tables",
    "write_marked_copy": "tables",
    "write_referrals": "referrals",
    "write_schedule": "json",
    "write_schedule_workbook": "schedule_xlsx",
    "write_template": "tables",
    "write_workbook": "tables",
    "write_xes": "referrals",
}
"""Where each name lives."""

__all__ = [
    "OutcomeFindings",
    "Replanning",
    "ScheduleDocument",
    "allocation_document",
    "check_outcomes",
    "check_referrals",
    "check_tables",
    "document_violations",
    "faults_as_json",
    "input_hash",
    "problem_of",
    "published_visits",
    "read_csv_folder",
    "read_fhir",
    "read_outcomes",
    "read_referrals",
    "read_schedule",
    "read_tables",
    "read_workbook",
    "replanning",
    "schedule_document",
    "schedule_of",
    "write_allocation",
    "write_allocation_workbook",
    "write_calendars",
    "write_csv_folder",
    "write_marked_copy",
    "write_referrals",
    "write_schedule",
    "write_schedule_workbook",
    "write_template",
    "write_workbook",
    "write_xes",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
