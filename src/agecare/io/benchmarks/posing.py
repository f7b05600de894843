"""From a case to a `VisitProblem` of one day, in whole units."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np

from agecare.errors import FormatError, Place
from agecare.io.benchmarks.case import Case
from agecare.io.benchmarks.instance import COMPONENTS, Instance
from agecare.model import Horizon, Priority, Weights
from agecare.model.faults import fault
from agecare.visits.problem import NONE, PRIORITIES, Flags, Ints, Longs, VisitProblem, skilled
from agecare.visits.travel import Places

WHOLE = 1e-6
"""Numbers this near to a whole one are meant as that one."""
FINE = 1000
"""Units of the problem per unit of a source that has fractions."""
FOREVER = 1 << 28
"""A time that no plan reaches."""
PRICE_ROOM = 1 << 59
"""Above the sum of all penalties."""
HARD_PRICE = 10_000_000
"""The highest price there is: of a lunch that must not be missed."""
HORIZON = Horizon(dt.date(2026, 1, 5), 1, "Asia/Bishkek")
"""Some Monday: published instances have a day without a date."""

WEIGHTS: Mapping[str, str] = {
    "travel_time": "travel",
    "total_tardiness": "lateness",
    "highest_tardiness": "largest_lateness",
    "total_waiting_time": "waiting",
    "total_extra_time": "overtime",
    "max_idle_time": "largest_idle",
    "caregiver_preferences": "preferred_worker",
    "missed_lunch_break": "missed_break",
}
COUNTED = {"caregiver_preferences", "missed_lunch_break", "optional_patients"}
"""Components that are no time."""
LATENESS = ("total_tardiness", "highest_tardiness")
LATE_RETURN = ("total_extra_time", "working_time")
SOFT_ONLY_HERE = ("qualification", "incompabilities")
"""Hard wherever they are not priced; never priced in a published file."""
HARD_HERE = {
    *LATENESS,
    *LATE_RETURN,
    *SOFT_ONLY_HERE,
    "caregiver_preferences",
    "optional_patients",
    "missed_lunch_break",
}


def posed(case: Case) -> Instance:
    """The visit problem of a case.

    Raises
    ------
    FormatError
        When a price is one that `agecare.visits` has no component for, or a number is too large.
    """
    _prices_are_known(case)
    fields = _Fields(case)
    return Instance(
        name=case.name,
        family=case.family,
        problem=fields.problem(),
        scale=fields.scale,
        divisor=fields.scale * fields.fineness * case.cost_divisor,
        task_services=tuple(service for patient in case.patients for service in patient.care.services),
        priced=tuple(name for name in COMPONENTS if case.prices.get(name, "HARD") != "HARD"),
        lunch_required=_lunch_required(case),
    )


def scale_of(case: Case) -> int:
    """1 when every time is a whole number, else 1000."""
    return 1 if all(abs(time - round(time)) <= WHOLE for time in case.times()) else FINE


def _hard(case: Case, name: str) -> bool:
    """Whether a component that is hard without a price must be 0."""
    return case.prices.get(name, "HARD") == "HARD"


def _lunch_required(case: Case) -> bool:
    return _hard(case, "missed_lunch_break") and any(caregiver.lunch for caregiver in case.caregivers)


def _hard_by_name(case: Case, names: Sequence[str]) -> bool:
    return any(case.prices.get(name) == "HARD" for name in names)


def _prices_are_known(case: Case) -> None:
    faults = []
    for name, price in case.prices.items():
        known = (
            name in HARD_HERE if price == "HARD" else name in COMPONENTS or (not price and name not in SOFT_ONLY_HERE)
        )
        if not known:
            place = Place("metadata", None, f"cost_components.{name}", case.name)
            faults.append(fault("AC6105", place, value=name, price=str(price)))
    shifts = [caregiver.shift is not None for caregiver in case.caregivers]
    if case.prices.get("max_idle_time") and any(shifts) and not all(shifts):
        place = Place("caregivers", shifts.index(False), "working_shift", case.name)
        faults.append(fault("AC6107", place, value=case.caregivers[shifts.index(False)].id))
    if faults:
        raise FormatError(faults)


class _Fields:
    """The arrays of a problem; each method makes those of one table."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.scale = scale_of(case)
        self.prices = {
            name: Fraction(0) if price == "HARD" else _fraction(price) for name, price in case.prices.items()
        }
        self.fineness = math.lcm(1, *(price.denominator for price in self.prices.values()))
        self.service_at = {service: index for index, service in enumerate(case.services)}
        self.worker_at = {caregiver.id: index for index, caregiver in enumerate(case.caregivers)}
        self.tasks = [
            (visit, service, minutes)
            for visit, patient in enumerate(case.patients)
            for service, minutes in zip(patient.care.services, patient.care.durations, strict=True)
        ]
        largest = max(case.times(), default=0.0)
        if largest * self.scale >= FOREVER:
            place = Place(source=case.name)
            raise FormatError([fault("AC6106", place, value=f"{largest:g}", most=str(FOREVER // self.scale))])

    def problem(self) -> VisitProblem:
        case = self.case
        patients = tuple(patient.id for patient in case.patients)
        weights = self.weights()
        fields: dict[str, Any] = {
            **self.visit_fields(weights),
            **self.task_fields(),
            **self.client_fields(),
            **self.worker_fields(),
            **self.route_fields(),
        }
        refused = fields["client_refuses"][fields["visit_client"][fields["task_visit"]]]
        rows = len(case.row_ids)
        return VisitProblem(
            horizon=HORIZON,
            weights=weights,
            visit_ids=patients,
            request_ids=patients,
            client_ids=patients,
            worker_ids=tuple(caregiver.id for caregiver in case.caregivers),
            skill_ids=case.services,
            area_ids=("",),
            places=Places(case.row_ids, np.zeros(rows), np.zeros(rows)),
            travel=_ints(np.rint(case.distances * self.scale)[None]),
            day_week=_ints([0]),
            eligible=_flags(skilled(fields["task_skill"], fields["worker_skill"]) & ~refused),
            window_at_start=case.window_at_start,
            break_on_route=True,
            **fields,
        )

    def units(self, time: float) -> int:
        """A time of the source in units of the problem."""
        return round(time * self.scale)

    def price(self, name: str) -> int:
        """Price of a component, per unit of the problem or per case; 0 for what is hard."""
        price = self.prices.get(name, Fraction(0)) * self.fineness
        return int(price * self.scale if name in COUNTED else price)

    def weights(self) -> Weights:
        """The prices as weights; whatever the case does not price costs nothing."""
        chosen = dict.fromkeys(Weights.model_fields, 0)
        chosen.update({field: self.price(name) for name, field in WEIGHTS.items()})
        if _lunch_required(self.case):
            chosen["missed_break"] = HARD_PRICE
        asked = {name: (chosen[field], HARD_PRICE) for name, field in WEIGHTS.items()}
        asked["optional_patients"] = (self.price("optional_patients"), PRICE_ROOM // max(1, len(self.case.patients)))
        faults = []
        for name, (price, most) in asked.items():
            if price > most:
                place = Place("metadata", None, f"cost_components.{name}", self.case.name)
                faults.append(fault("AC6106", place, value=str(price), most=str(most)))
        if faults:
            raise FormatError(faults)
        return Weights(**chosen)

    def visit_fields(self, weights: Weights) -> dict[str, Any]:
        case, count = self.case, len(self.case.patients)
        windows = [
            [(self.units(start), self.units(end)) for start, end in patient.windows] for patient in case.patients
        ]
        required = [not patient.optional or _hard(case, "optional_patients") for patient in case.patients]
        prohibitive, optional = self.prohibitive(weights), self.price("optional_patients")
        none = _ints(np.full(count, NONE))
        routine = PRIORITIES.index(Priority.ROUTINE)
        flat = [window for spans in windows for window in spans]
        return {
            "visit_request": _ints(np.arange(count)),
            "visit_client": _ints(np.arange(count)),
            "visit_priority": _ints(np.full(count, routine)),
            "visit_mandatory": _flags(required),
            "visit_penalty": _longs([prohibitive if must else optional for must in required]),
            "visit_days": _flags(np.ones((count, 1))),
            "visit_place": _ints([patient.row for patient in case.patients]).reshape(count, 1),
            "visit_spacing": _ints(np.ones(count)),
            "visit_soft_end": _flags(np.full(count, not _hard_by_name(case, LATENESS))),
            "window_first": _ints([0, *accumulate(map(len, windows))]),
            "window_start": _ints([start for start, _ in flat]),
            "window_end": _ints([end for _, end in flat]),
            "visit_coupling": _ints([patient.care.coupling for patient in case.patients]),
            "visit_lag_min": _ints([self.units(patient.care.lag[0]) for patient in case.patients]),
            "visit_lag_max": _ints([self.units(patient.care.lag[1]) for patient in case.patients]),
            "visit_after": none,
            "visit_gap_min": _ints(np.zeros(count)),
            "visit_gap_max": _ints(np.zeros(count)),
            "visit_locked_day": none,
            "visit_locked_start": none,
            "visit_published_day": none,
            "visit_published_start": none,
        }

    def task_fields(self) -> dict[str, Any]:
        levels = np.zeros((len(self.tasks), len(self.service_at)), dtype=np.int32)
        for task, (_, service, _) in enumerate(self.tasks):
            levels[task, self.service_at[service]] = 1
        none = _ints(np.full(len(self.tasks), NONE))
        return {
            "task_first": _ints([0, *accumulate(len(patient.care.services) for patient in self.case.patients)]),
            "task_visit": _ints([visit for visit, _, _ in self.tasks]),
            "task_minutes": _ints([self.units(minutes) for _, _, minutes in self.tasks]),
            "task_skill": _ints(levels),
            "task_locked_worker": none,
            "task_published_worker": none,
        }

    def client_fields(self) -> dict[str, Any]:
        shape = (len(self.case.patients), len(self.case.caregivers))
        refuses, prefers = np.zeros(shape, np.bool_), np.ones(shape, np.bool_)
        for client, patient in enumerate(self.case.patients):
            refuses[client, [self.worker_at[id_] for id_ in patient.incompatible]] = True
            if patient.preferred:
                prefers[client] = False
                prefers[client, [self.worker_at[id_] for id_ in patient.preferred]] = True
        if _hard(self.case, "caregiver_preferences"):
            refuses |= ~prefers
        return {
            "client_allows_gender": _flags(np.ones(shape)),
            "client_allows_language": _flags(np.ones(shape)),
            "client_refuses": _flags(refuses),
            "client_prefers": _flags(prefers),
            "client_usual": _ints(np.full(shape[0], NONE)),
            "client_area": _ints(np.zeros(shape[0])),
        }

    def worker_fields(self) -> dict[str, Any]:
        skills = np.zeros((len(self.case.caregivers), len(self.service_at)), dtype=np.int32)
        for worker, caregiver in enumerate(self.case.caregivers):
            skills[worker, [self.service_at[service] for service in caregiver.abilities]] = 1
        forever = _ints(np.full(len(skills), FOREVER))
        return {
            "worker_skill": _ints(skills),
            "worker_daily_minutes": forever,
            "worker_weekly_minutes": forever,
            "worker_capacity": _ints(np.zeros(len(skills))),
        }

    def route_fields(self) -> dict[str, Any]:
        """One route per caregiver."""
        case, caregivers = self.case, self.case.caregivers
        shifts = [
            (0, FOREVER)
            if caregiver.shift is None
            else (self.units(caregiver.shift[0]), self.units(caregiver.shift[1]))
            for caregiver in caregivers
        ]
        punctual = _hard_by_name(case, LATE_RETURN)
        pause = self.pause()
        pauses = [pause if caregiver.lunch else (0, 0, 0) for caregiver in caregivers]
        return {
            "route_worker": _ints(np.arange(len(caregivers))),
            "route_day": _ints(np.zeros(len(caregivers))),
            "route_start": _ints([start for start, _ in shifts]),
            "route_end": _ints([end for _, end in shifts]),
            "route_latest": _ints([end if punctual else FOREVER for _, end in shifts]),
            "route_start_place": _ints([caregiver.start_row for caregiver in caregivers]),
            "route_end_place": _ints([caregiver.end_row for caregiver in caregivers]),
            "route_profile": _ints(np.zeros(len(caregivers))),
            "route_break_minutes": _ints([minutes for minutes, _, _ in pauses]),
            "route_break_earliest": _ints([earliest for _, earliest, _ in pauses]),
            "route_break_latest": _ints([latest for _, _, latest in pauses]),
        }

    def pause(self) -> tuple[int, int, int]:
        """Length, earliest and latest start of a lunch."""
        lunch = self.case.lunch
        if lunch is None:
            return (0, 0, 0)
        minutes, start, end = map(self.units, (lunch.minutes, lunch.start, lunch.end))
        return minutes, start, end if self.case.window_at_start else end - minutes

    def prohibitive(self, weights: Weights) -> int:
        """A penalty above the cost of any sensible plan: one in which one caregiver after another does everything."""
        case = self.case
        windows = [end for patient in case.patients for _, end in patient.windows]
        starts = [caregiver.shift[0] for caregiver in case.caregivers if caregiver.shift]
        legs = 2 * len(self.tasks) + 2 * len(case.caregivers)
        furthest = float(case.distances.max(initial=0.0))
        span = max([*windows, *starts], default=0.0) + legs * furthest
        span += sum(minutes for _, _, minutes in self.tasks) + sum(patient.care.lag[1] for patient in case.patients)
        span += len(case.caregivers) * (case.lunch.minutes if case.lunch else 0.0)
        price = (
            self.units(legs * furthest) * weights.travel
            + self.units(span) * (len(self.tasks) * weights.lateness + weights.largest_lateness + weights.largest_idle)
            + self.units(span) * len(case.caregivers) * (weights.waiting + weights.overtime)
            + len(self.tasks) * weights.preferred_worker
            + len(case.patients) * self.price("optional_patients")
        )
        breaks = sum(caregiver.lunch for caregiver in case.caregivers) * weights.missed_break
        return min(1 + price + breaks, PRICE_ROOM // max(1, len(case.patients)))


def _fraction(price: float) -> Fraction:
    return Fraction(price).limit_denominator(FINE)


def _ints(values: Any) -> Ints:
    array = np.array(values, dtype=np.int32, order="C")
    array.setflags(write=False)
    return array


def _longs(values: Any) -> Longs:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def _flags(values: Any) -> Flags:
    array = np.array(values, dtype=np.bool_, order="C")
    array.setflags(write=False)
    return array
