"""A published instance from a file."""

import json
import os
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agecare.errors import Fault, FormatError, Place
from agecare.io.benchmarks.documents import ClassicInstance, UnifiedInstance
from agecare.io.benchmarks.instance import Instance
from agecare.io.benchmarks.posing import posed
from agecare.io.benchmarks.resolving import classic_case, unified_case
from agecare.model.faults import fault

LARGEST = 100_000_000
"""Bytes of the largest file that is read; a matrix of 2,000 places takes about 30 MB."""
UNIFIED_MARKS = ("metadata", "terminal_points", "departing_points")
CLASSIC_MARK = "central_offices"

Document = TypeVar("Document", bound=BaseModel)


def read_instance(path: str | os.PathLike[str]) -> Instance:
    """Read a Mankowska, Kummer, Italian or UHHC instance in JSON; the family is recognised from its content.

    Raises
    ------
    FormatError
        When the file is none of these, contradicts itself, or prices what `agecare.visits` has no component for;
        every fault names its field (``patients[3].time_window``).
    OSError
        When the file cannot be opened.
    """
    source = Path(path)
    data = read_json(source)
    if any(mark in data for mark in UNIFIED_MARKS):
        return posed(unified_case(validated(UnifiedInstance, data, source.name), source.stem))
    if CLASSIC_MARK in data:
        return posed(classic_case(validated(ClassicInstance, data, source.name), source.stem))
    raise FormatError([fault("AC6101", Place(source=source.name))])


def read_json(source: Path) -> dict[str, Any]:
    """The JSON object in a file."""
    with source.open("rb") as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise FormatError([fault("AC6111", Place(source=source.name), most=str(LARGEST // 1_000_000))])
    try:
        data = json.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise FormatError([fault("AC6112", Place(source=source.name), reason=str(error)[:120])]) from None
    if not isinstance(data, dict):
        raise FormatError([fault("AC6101", Place(source=source.name))])
    return data


def validated(document: type[Document], data: dict[str, Any], source: str) -> Document:
    """The document, or a `FormatError` with every field that does not fit."""
    try:
        return document.model_validate(data)
    except ValidationError as error:
        raise FormatError([_fault(source, found) for found in error.errors()]) from None


def _fault(source: str, found: ErrorDetails) -> Fault:
    """What pydantic says of a field, as a located fault."""
    loc, value = found["loc"], found["input"]
    index = loc[1] if len(loc) > 1 and isinstance(loc[1], int) else None
    rest = loc[1 if index is None else 2 :]
    place = Place(str(loc[0]), index, ".".join(map(str, rest)) or None, source)
    if found["type"] == "missing":
        return fault("AC6004", place, field=str(loc[-1]))
    shown = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else str(value)[:60]
    return fault("AC6006", place, value=shown, reason=found["msg"])
