"""Coverage as JSON for other programs: ids and figures, no names."""

import datetime as dt
import json
import os
from enum import Enum
from typing import Any

import attrs

import agecare
from agecare.coverage import Coverage
from agecare.io.files import atomic_write

SCHEMA = "agecare.coverage/1"
"""Name and version of the format. A change that an old reader would misread gets a new number."""


def coverage_document(coverage: Coverage) -> dict[str, Any]:
    """The document: the fields of `agecare.coverage.Coverage` under their own names.

    What is not known or not shown is null. Figures of people who must not be told apart pass
    `agecare.coverage.without_small_counts` first; ``least_count`` says that they have.

    Examples
    --------
    >>> from agecare.coverage import measure
    >>> from agecare.io.tables import example_register
    >>> document = coverage_document(measure(example_register(), dt.date(2026, 4, 6)))
    >>> document["schema"], document["on"], document["catchment"]
    ('agecare.coverage/1', '2026-04-06', {'km': 10.0, 'decay': 'slow'})
    """
    found = attrs.asdict(coverage, value_serializer=_plain)
    return {"schema": SCHEMA, "agecare": agecare.__version__, **found}


def write_coverage(path: str | os.PathLike[str], coverage: Coverage) -> None:
    """Write the document.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    text = json.dumps(coverage_document(coverage), ensure_ascii=False, indent=2)
    with atomic_write(path) as out:
        out.write(text.encode() + b"\n")


def _plain(owner: type, field: object, value: object) -> object:
    """Values as JSON has them; figures with nine decimals, so that they are the same everywhere."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return round(value, 9) if isinstance(value, float) else value
