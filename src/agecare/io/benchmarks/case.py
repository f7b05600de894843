"""What both published forms say, in one shape: ids and numbers of the source, references resolved."""

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs
import numpy as np
from numpy.typing import NDArray

Span = tuple[float, float]
Hard = Literal["HARD"]


@attrs.frozen
class Care:
    """One or two services, their durations, and how they depend on each other; ``coupling`` as in `VisitProblem`."""

    services: tuple[str, ...]
    durations: tuple[float, ...]
    coupling: int = 0
    lag: Span = (0.0, 0.0)


@attrs.frozen
class Patient:
    """A patient, where he lives, and what care he gets when."""

    id: str
    row: int
    care: Care
    windows: tuple[Span, ...]
    optional: bool = False
    preferred: frozenset[str] = frozenset()
    """Empty = has no such list."""
    incompatible: frozenset[str] = frozenset()


@attrs.frozen
class Caregiver:
    """A caregiver; ``shift`` is ``None`` for one who is always there."""

    id: str
    abilities: frozenset[str]
    start_row: int
    end_row: int
    shift: Span | None = None
    lunch: bool = False


@attrs.frozen
class Lunch:
    """Earliest start, latest moment and length of a lunch."""

    start: float
    end: float
    minutes: float


@attrs.frozen(eq=False)
class Case:
    """One instance. ``prices`` are numbers, or ``HARD``; a component without a price is not in it."""

    name: str
    family: str
    row_ids: tuple[str, ...]
    distances: NDArray[np.float64]
    services: tuple[str, ...]
    patients: tuple[Patient, ...]
    caregivers: tuple[Caregiver, ...]
    prices: Mapping[str, float | Hard]
    window_at_start: bool
    lunch: Lunch | None = None
    cost_divisor: int = 1
    """The published value is the weighted sum divided by this."""

    def times(self) -> Iterator[float]:
        """Every time, duration and distance."""
        yield from map(float, self.distances.flat)
        for patient in self.patients:
            yield from patient.care.durations
            yield from patient.care.lag
            for window in patient.windows:
                yield from window
        for caregiver in self.caregivers:
            yield from caregiver.shift or ()
        if self.lunch:
            yield from (self.lunch.start, self.lunch.end, self.lunch.minutes)
