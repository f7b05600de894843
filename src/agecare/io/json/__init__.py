"""``schedule.json``: a checked plan as a versioned document, written, read and judged again."""

from agecare.io.json.document import SCHEMA, ScheduleDocument, json_schema
from agecare.io.json.reading import (
    document_violations,
    problem_of,
    published_visits,
    read_schedule,
    schedule_of,
)
from agecare.io.json.replanning import Replanning, replanning
from agecare.io.json.writing import input_hash, schedule_document, write_schedule

__all__ = [
    "SCHEMA",
    "Replanning",
    "ScheduleDocument",
    "document_violations",
    "input_hash",
    "json_schema",
    "problem_of",
    "published_visits",
    "read_schedule",
    "replanning",
    "schedule_document",
    "schedule_of",
    "write_schedule",
]
