"""What can go wrong, as data.

::

    AgecareError
    ├── FormatError        every fault of a source at once, each with its place
    ├── UnknownIdError     an id that no record has
    ├── PlanMismatchError  a plan that was made for other records than these
    └── TransitionError    a move that a record's state, or who makes it and why, does not allow

Errors carry ids, places and allowed values, never a name, an address or a diagnosis.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import attrs

Severity = Literal["error", "warning"]


@attrs.frozen
class Place:
    """Where a fault is: in a workbook cell, in a field of a record, or both.

    ``kind``, ``index`` and ``field`` name a record (``visit_requests``, 3, ``client``);
    ``sheet``, ``row`` (from 1), ``column`` (a letter) and ``heading`` name the cell it came from.
    """

    kind: str | None = None
    index: int | None = None
    field: str | None = None
    source: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    heading: str | None = None

    def __str__(self) -> str:
        if self.sheet is not None:
            cell = f"{self.column or ''}{self.row or ''}"
            return f"{self.sheet}!{cell}" if cell else self.sheet
        if self.kind is not None:
            index = "" if self.index is None else f"[{self.index}]"
            return f"{self.kind}{index}" + (f".{self.field}" if self.field else "")
        return self.source or "input"


@attrs.frozen
class Fault:
    """One fault: a stable code, its place, an English text, and what another language needs to say it."""

    code: str
    place: Place
    text: str
    params: Mapping[str, str] = attrs.field(factory=dict)
    value: str | None = None
    suggestion: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        hint = f" Did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{self.place}: {self.text}{hint} [{self.code}]"


class AgecareError(Exception):
    """The root of everything agecare raises on purpose."""


class FormatError(AgecareError):
    """A source that cannot be used, with every fault found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        shown = [str(fault) for fault in self.faults[:20]]
        more = len(self.faults) - len(shown)
        return "\n".join([*shown, f"… and {more} more"] if more > 0 else shown)


class UnknownIdError(AgecareError, LookupError):
    """An id that no record of this kind has; ``near`` lists ids that look alike."""

    def __init__(self, kind: str, unknown: str, near: Sequence[str] = ()) -> None:
        self.kind, self.unknown, self.near = kind, unknown, tuple(near)
        super().__init__(kind, unknown, self.near)

    def __str__(self) -> str:
        hint = f" Did you mean {' or '.join(self.near)}?" if self.near else ""
        return f"No {self.kind} has the id {self.unknown!r}.{hint}"


class PlanMismatchError(AgecareError):
    """A plan names visits, workers or days that these records do not have."""


class TransitionError(AgecareError):
    """A record cannot move from one state to another.

    ``problem`` says what is in the way: ``state`` (``allowed`` lists the states that may follow), ``actor``
    (``allowed`` lists who may), ``reason`` (``allowed`` lists the codes), ``note``, ``consent``, ``time``, ``plan`` (no
    approved care plan), ``achievement`` (none is noted), or, with the record in the way as ``other``: ``duplicate``,
    ``open`` (not over yet), ``closed``, ``need`` (a severe one that nothing answers), ``author`` (who wrote it would
    approve it), ``follows`` (its end is that of another record).
    """

    def __init__(
        self,
        kind: str,
        record: str,
        from_state: str,
        to_state: str,
        problem: str,
        allowed: Sequence[str] = (),
        other: str | None = None,
    ) -> None:
        self.kind, self.record, self.from_state, self.to_state = kind, record, from_state, to_state
        self.problem, self.allowed, self.other = problem, tuple(allowed), other
        super().__init__(kind, record, from_state, to_state, problem, self.allowed, other)

    def __str__(self) -> str:
        may = f" Allowed: {', '.join(self.allowed)}." if self.allowed else ""
        other = f" In the way: {self.other}." if self.other else ""
        move = f"from {self.from_state} to {self.to_state} ({self.problem})"
        return f"{self.kind} {self.record} cannot move {move}.{may}{other}"
