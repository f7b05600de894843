"""From a document to a case: ids that exist, rows that the matrix has, services with a duration."""

from collections.abc import Iterable, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.errors import Fault, FormatError, Place
from agecare.io.benchmarks.case import Care, Caregiver, Case, Lunch, Patient, Span
from agecare.io.benchmarks.documents import (
    ClassicInstance,
    Matrix,
    RequiredService,
    ServiceKind,
    Synchronization,
    UnifiedCaregiver,
    UnifiedInstance,
)
from agecare.model.faults import fault, near_match

CLASSIC_PRICES: Mapping[str, float] = {"travel_time": 1, "total_tardiness": 1, "highest_tardiness": 1}
CLASSIC_DIVISOR = 3
"""The classic cost is the mean of its three terms."""
COUPLINGS = {"simultaneous": 1, "sequential": 2, "independent": 3}


def classic_case(document: ClassicInstance, name: str) -> Case:
    """The case of a classic instance: the depot in row 0, the patients in listed order."""
    found = _Resolving(name, len(document.distances), "required_caregivers", "time_window")
    distances = found.matrix(document.distances)
    found.unique("patients", [patient.id for patient in document.patients])
    found.unique("caregivers", [caregiver.id for caregiver in document.caregivers])
    services = found.services(document.services)
    patients = []
    for index, patient in enumerate(document.patients):
        found.row("patients", index, "id", index + 1)
        patients.append(
            Patient(
                id=patient.id,
                row=index + 1,
                windows=found.windows(index, [patient.time_window]),
                care=found.care(index, patient.required, patient.synchronization, services),
            )
        )
    caregivers = [
        Caregiver(caregiver.id, found.abilities(index, caregiver.abilities, services), 0, 0)
        for index, caregiver in enumerate(document.caregivers)
    ]
    found.finish()
    return Case(
        name=name,
        family=_classic_family(document, distances),
        row_ids=_row_ids(len(distances), {0: document.central_offices[0].id}, patients),
        distances=distances,
        services=tuple(services),
        patients=tuple(patients),
        caregivers=tuple(caregivers),
        prices={**CLASSIC_PRICES, "optional_patients": "HARD"},
        window_at_start=True,
        cost_divisor=CLASSIC_DIVISOR,
    )


def unified_case(document: UnifiedInstance, name: str) -> Case:
    """The case of a unified instance."""
    found = _Resolving(name, len(document.distances))
    distances = found.matrix(document.distances)
    points = document.terminal_points
    for kind, parts in (
        ("terminal_points", points),
        ("patients", document.patients),
        ("caregivers", document.caregivers),
    ):
        found.unique(kind, [part.id for part in parts])
    known = {caregiver.id for caregiver in document.caregivers}
    services = found.services(document.services)
    rows = {}
    for index, point in enumerate(points):
        row = index if point.distance_matrix_index is None else point.distance_matrix_index
        rows[point.id] = found.row("terminal_points", index, "distance_matrix_index", row)
    patients = []
    for index, patient in enumerate(document.patients):
        row = len(points) + index if patient.distance_matrix_index is None else patient.distance_matrix_index
        preferred, incompatible = patient.preferred_caregivers or (), patient.incompatible_caregivers or ()
        found.known("patients", index, "preferred_caregivers", preferred, known)
        found.known("patients", index, "incompatible_caregivers", incompatible, known)
        patients.append(
            Patient(
                id=patient.id,
                row=found.row("patients", index, "distance_matrix_index", row),
                windows=found.windows(index, patient.time_windows),
                optional=patient.optional,
                preferred=frozenset(preferred),
                incompatible=frozenset(incompatible),
                care=found.care(index, patient.required, patient.synchronization, services),
            )
        )
    caregivers = [
        found.caregiver(index, caregiver, rows, services) for index, caregiver in enumerate(document.caregivers)
    ]
    lunch = found.lunch(document)
    found.origin(document)
    found.finish()
    return Case(
        name=name,
        family="uhhc",
        row_ids=_row_ids(len(distances), {row: id_ for id_, row in rows.items()}, patients),
        distances=distances,
        services=tuple(services),
        patients=tuple(patients),
        caregivers=tuple(caregivers),
        prices=document.metadata.cost_components,
        window_at_start=document.metadata.time_window_met == "at_service_start",
        lunch=lunch,
    )


def _classic_family(document: ClassicInstance, distances: NDArray[np.float64]) -> str:
    """Italian files have a name; distances there and of Kummer's are no straight lines, so not the same both ways."""
    if document.name is not None or document.area is not None:
        return "italian"
    return "mankowska" if np.array_equal(distances, distances.T) else "kummer"


def _row_ids(count: int, depots: Mapping[int, str], patients: Iterable[Patient]) -> tuple[str, ...]:
    names = {**{patient.row: patient.id for patient in patients}, **depots}
    return tuple(names.get(row, f"row-{row}") for row in range(count))


@attrs.define
class _Resolving:
    """Looks things up and collects what is not there; ``required`` and ``window`` are names of fields in the form."""

    source: str
    size: int
    required: str = "required_services"
    window: str = "time_windows"
    faults: list[Fault] = attrs.field(factory=list)

    def add(
        self,
        code: str,
        kind: str,
        index: int | None,
        name: str | None,
        *,
        value: str | None = None,
        suggestion: str | None = None,
        **params: str,
    ) -> None:
        place = Place(kind, index, name, self.source)
        self.faults.append(fault(code, place, value=value, suggestion=suggestion, severity="error", **params))

    def finish(self) -> None:
        if self.faults:
            raise FormatError(self.faults)

    def matrix(self, rows: Matrix) -> NDArray[np.float64]:
        for index, row in enumerate(rows):
            if len(row) != self.size:
                self.add("AC6104", "distances", index, None, value=str(len(row)), size=str(self.size))
        self.finish()
        return np.array(rows, dtype=np.float64).reshape(self.size, self.size)

    def unique(self, kind: str, ids: Sequence[str]) -> None:
        seen: set[str] = set()
        for index, id_ in enumerate(ids):
            if id_ in seen:
                self.add("AC6103", kind, index, "id", value=id_)
            seen.add(id_)

    def known(self, kind: str, index: int, field: str, ids: Iterable[str], among: Iterable[str]) -> None:
        known = set(among)
        for id_ in ids:
            if id_ not in known:
                self.add("AC6102", kind, index, field, value=id_, suggestion=near_match(id_, sorted(known)))

    def row(self, kind: str, index: int, field: str, row: int) -> int:
        if row >= self.size:
            self.add("AC6108", kind, index, field, value=str(row), size=str(self.size))
        return row

    def services(self, kinds: Sequence[ServiceKind]) -> dict[str, float | None]:
        """Default durations by id."""
        self.unique("services", [kind.id for kind in kinds])
        return {kind.id: kind.default_duration for kind in kinds}

    def abilities(self, index: int, wanted: Sequence[str], services: Mapping[str, float | None]) -> frozenset[str]:
        self.known("caregivers", index, "abilities", wanted, services)
        return frozenset(wanted)

    def windows(self, index: int, pairs: Sequence[Span]) -> tuple[Span, ...]:
        """Ascending; none ends before it starts."""
        for start, end in pairs:
            if end < start:
                self.add("AC6109", "patients", index, self.window, value=f"{start:g}–{end:g}")
        return tuple(sorted(pairs))

    def care(
        self,
        index: int,
        required: Sequence[RequiredService],
        synchronization: Synchronization | None,
        services: Mapping[str, float | None],
    ) -> Care:
        ids = tuple(part.service for part in required)
        self.known("patients", index, self.required, ids, services)
        durations = []
        for number, part in enumerate(required):
            minutes = services.get(part.service) if part.duration is None else part.duration
            if minutes is None and part.service in services:
                self.add("AC6004", "patients", index, f"{self.required}.{number}", field="duration")
            durations.append(minutes or 0.0)
        lag = (0.0, 0.0)
        if (len(ids) == 2) != (synchronization is not None):
            self.add("AC6110", "patients", index, "synchronization")
        elif synchronization is not None and synchronization.type == "sequential":
            lag = self.lag(index, synchronization)
        coupling = COUPLINGS[synchronization.type] if synchronization else 0
        return Care(ids, tuple(durations), coupling, lag)

    def lag(self, index: int, synchronization: Synchronization) -> Span:
        """Least and largest time from start to start."""
        if synchronization.distance is None:
            self.add("AC6004", "patients", index, "synchronization", field="distance")
            return (0.0, 0.0)
        least, most = synchronization.distance
        if most < least:
            self.add("AC6109", "patients", index, "synchronization.distance", value=f"{least:g}–{most:g}")
        return synchronization.distance

    def caregiver(
        self, index: int, said: UnifiedCaregiver, rows: Mapping[str, int], services: Mapping[str, float | None]
    ) -> Caregiver:
        only = next(iter(rows)) if len(rows) == 1 else None
        start = said.departing_point or only
        end = said.arrival_point or start
        if start is None:
            self.add("AC6004", "caregivers", index, "departing_point", field="departing_point")
        for field, point in (("departing_point", start), ("arrival_point", end)):
            self.known("caregivers", index, field, [point] if point else [], rows)
        if said.working_shift and said.working_shift[1] < said.working_shift[0]:
            start_, end_ = said.working_shift
            self.add("AC6109", "caregivers", index, "working_shift", value=f"{start_:g}–{end_:g}")
        return Caregiver(
            id=said.id,
            abilities=self.abilities(index, said.abilities, services),
            start_row=rows.get(start or "", 0),
            end_row=rows.get(end or "", 0),
            shift=said.working_shift,
            lunch=said.lunch_break,
        )

    def lunch(self, document: UnifiedInstance) -> Lunch | None:
        said = document.lunch_breaks
        entitled = [index for index, caregiver in enumerate(document.caregivers) if caregiver.lunch_break]
        if entitled and said is None:
            self.add("AC6004", "caregivers", entitled[0], "lunch_break", field="lunch_breaks")
        if said is None:
            return None
        if entitled and said.min_duration <= 0:
            self.add("AC6109", "lunch_breaks", None, "min_duration", value=f"{said.min_duration:g}")
        return Lunch(said.start, said.end, said.min_duration)

    def origin(self, document: UnifiedInstance) -> None:
        """Bazirha's caregivers leave when the shift begins; the wait that follows is not that of `agecare.visits`."""
        waits = ("total_waiting_time", "max_idle_time")
        priced = [name for name in waits if document.metadata.cost_components.get(name)]
        if document.metadata.origin.startswith("bazirha") and priced:
            self.add("AC6105", "metadata", None, f"cost_components.{priced[0]}", value=priced[0], price="bazirha")
