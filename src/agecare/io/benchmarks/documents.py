"""The published JSON forms of home health care instances, as they come in.

Two forms: the *classic* one (Mankowska, Meisel and Bierwirth 2014; Kummer et al. 2021 and others, one depot, one
window a patient) and the *unified* one (Ceschia et al. 2026: shifts, lunches, depots, optional patients). Fields
that carry information only are left unread; older names of a field are understood beside its present one.
"""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A time, a duration or a distance in the unit of the source."""
Name = Annotated[str, Field(min_length=1, max_length=200)]
Matrix = list[list[Number]]


def _pair(value: Any) -> Any:
    """``[a, b]`` for ``{start: a, end: b}`` and ``{min: a, max: b}``."""
    for names in (("start", "end"), ("min", "max")):
        if isinstance(value, dict) and all(name in value for name in names):
            return [value[name] for name in names]
    return value


def _pairs(value: Any) -> Any:
    """A list of pairs, also for a single one."""
    single = isinstance(value, dict) or (
        isinstance(value, list) and len(value) == 2 and not isinstance(value[0], (list, dict))
    )
    return [value] if single else value


Pair = Annotated[tuple[Number, Number], BeforeValidator(_pair)]


class Part(BaseModel):
    """A part of a published file: frozen, and open for fields that are not used here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ServiceKind(Part):
    """A service that patients require and caregivers have the ability for."""

    id: Name
    default_duration: Number | None = None


class RequiredService(Part):
    """A service that a patient requires; without a duration it takes the default one of the service."""

    service: Name
    duration: Number | None = None


class Synchronization(Part):
    """How the two services of a patient depend on each other; ``distance`` is from start to start."""

    type: Literal["simultaneous", "sequential", "independent"]
    distance: Pair | None = None


Required = Annotated[
    list[RequiredService],
    Field(min_length=1, max_length=2, validation_alias=AliasChoices("required_services", "required_caregivers")),
]


class ClassicOffice(Part):
    """The depot."""

    id: Name


class ClassicPatient(Part):
    """A patient; the i-th one listed has row i of the matrix, the depot row 0."""

    id: Name
    time_window: Pair
    required: Required
    synchronization: Synchronization | None = None


class ClassicCaregiver(Part):
    """A caregiver: always there, from the depot to the depot."""

    id: Name
    abilities: list[Name]


class ClassicInstance(Part):
    """A Mankowska, Kummer or Italian instance."""

    central_offices: Annotated[list[ClassicOffice], Field(min_length=1, max_length=1)]
    patients: list[ClassicPatient]
    caregivers: list[ClassicCaregiver]
    services: list[ServiceKind]
    distances: Matrix
    name: str | None = None
    area: Any = None


class TerminalPoint(Part):
    """A depot; without an index it has the row of its place in the list."""

    id: Name
    distance_matrix_index: Annotated[int, Field(ge=0)] | None = None


class UnifiedPatient(Part):
    """A patient; without an index he has the row of his place in the list, after the depots."""

    id: Name
    distance_matrix_index: Annotated[int, Field(ge=0)] | None = None
    required: Required
    time_windows: Annotated[
        list[Pair],
        BeforeValidator(_pairs),
        Field(min_length=1, validation_alias=AliasChoices("time_windows", "time_window")),
    ]
    synchronization: Synchronization | None = None
    optional: bool = False
    preferred_caregivers: list[Name] | None = None
    incompatible_caregivers: list[Name] | None = None


class UnifiedCaregiver(Part):
    """A caregiver with depots, a shift if there is one, and the right to a lunch."""

    id: Name
    abilities: list[Name]
    departing_point: Annotated[
        Name | None, Field(validation_alias=AliasChoices("departing_point", "starting_point_id", "starting_point"))
    ] = None
    arrival_point: Annotated[
        Name | None, Field(validation_alias=AliasChoices("arrival_point", "ending_point_id", "ending_point"))
    ] = None
    working_shift: Pair | None = None
    lunch_break: bool = False


class LunchBreaks(Part):
    """When lunches are and how long they take, for all caregivers."""

    start: Number
    end: Number
    min_duration: Number


class Metadata(Part):
    """What the window's end is compared with, what is priced, and where the instance comes from."""

    time_window_met: Literal["at_service_start", "at_service_end"] = "at_service_start"
    cost_components: dict[str, Number | Literal["HARD"]]
    origin: str = "generated"


class UnifiedInstance(Part):
    """An instance of the unified formulation."""

    metadata: Metadata
    distances: Matrix
    terminal_points: Annotated[
        list[TerminalPoint],
        Field(min_length=1, validation_alias=AliasChoices("terminal_points", "departing_points", "central_offices")),
    ]
    caregivers: list[UnifiedCaregiver]
    patients: list[UnifiedPatient]
    services: list[ServiceKind]
    lunch_breaks: LunchBreaks | None = None
