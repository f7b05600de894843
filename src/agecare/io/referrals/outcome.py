"""What reading gives beside the records: faults, as many as anybody reads."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from agecare.errors import Fault, Place
from agecare.model.faults import fault

MOST_FAULTS = 1000
"""Faults listed; how many more there are is said in one."""


class FileProblem(Exception):  # noqa: N818  carried to where faults are listed, never to a user
    """A file that cannot be read at all; carries its fault."""

    def __init__(self, code: str, path: Path, **params: Any) -> None:
        place = Place(source=path.name, sheet=path.name)
        self.fault = fault(code, place, **params)
        super().__init__(code)


@attrs.define
class Faults:
    """Collects faults, and counts those past `MOST_FAULTS`."""

    listed: list[Fault] = attrs.field(factory=list)
    more: int = 0

    def add(self, faults: Iterable[Fault]) -> None:
        """Take note of faults."""
        for each in faults:
            if len(self.listed) < MOST_FAULTS:
                self.listed.append(each)
            else:
                self.more += 1

    def all(self, source: str) -> tuple[Fault, ...]:
        """Every fault listed, and one about those that are not."""
        rest = [fault("AC7001", Place(source=source), value=str(self.more))] if self.more else []
        return (*self.listed, *rest)
