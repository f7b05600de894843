"""Solutions of published instances in their published form."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import attrs
import numpy as np
from pydantic import AliasChoices, Field

from agecare.errors import Fault, FormatError, Place
from agecare.io.benchmarks.documents import Name, Part
from agecare.io.benchmarks.instance import Instance
from agecare.io.benchmarks.posing import FOREVER
from agecare.io.benchmarks.reading import read_json, validated
from agecare.io.files import atomic_write
from agecare.model.faults import fault, near_match
from agecare.visits.problem import NONE
from agecare.visits.schedule import Schedule

LUNCH = "lunch_break"
ROUNDED = 0.002
"""Published times have three decimals; a length may be off by this."""

Moment = Annotated[float, Field(allow_inf_nan=False)]


class SolutionStop(Part):
    """A service or a lunch. The fields have several names; ``arrival_time`` is the start of service."""

    patient: Annotated[Name | None, Field(validation_alias=AliasChoices("patient", "patient_id"))] = None
    service: Annotated[Name, Field(validation_alias=AliasChoices("service", "service_id"))]
    start: Annotated[Moment, Field(validation_alias=AliasChoices("start_service_time", "start_time", "arrival_time"))]
    end: Annotated[
        Moment | None, Field(validation_alias=AliasChoices("end_service_time", "end_time", "departure_time"))
    ] = None


class SolutionRoute(Part):
    """The stops of a caregiver, in any order; none for one who stays at home."""

    caregiver: Annotated[Name, Field(validation_alias=AliasChoices("caregiver_id", "caregiver"))]
    locations: tuple[SolutionStop, ...] = ()


class SolutionDocument(Part):
    """A solution file. What it claims about its cost is not read."""

    routes: list[SolutionRoute]


def read_solution(path: str | os.PathLike[str], instance: Instance) -> Schedule:
    """The plan in a published solution, for `agecare.visits` to judge.

    Times are rounded to units of the problem. Stops may be in any order.

    Raises
    ------
    FormatError
        When the file is no solution, names what the instance does not have, or holds what no plan can express:
        a service twice, two lunches, a service of another length.
    OSError
        When the file cannot be opened.
    """
    source = Path(path)
    document = validated(SolutionDocument, read_json(source), source.name)
    return _Filling.of(source.name, instance).filled(document)


def write_solution(instance: Instance, schedule: Schedule, path: str | os.PathLike[str]) -> None:
    """Write a plan as a published solution: a route for each caregiver, stops by time, a lunch as a stop.

    Raises
    ------
    ValueError
        When a lunch is at a place that the format has no word for.
    OSError
        When the file cannot be written.
    """
    routes = [
        {"caregiver_id": caregiver, "locations": _locations(instance, schedule, route)}
        for route, caregiver in enumerate(instance.problem.worker_ids)
    ]
    with atomic_write(path) as out:
        out.write(json.dumps({"routes": routes}, indent=1, ensure_ascii=False).encode() + b"\n")


@attrs.frozen
class _Filling:
    """A schedule being filled; what does not fit is collected."""

    source: str
    instance: Instance
    schedule: Schedule
    task_at: Mapping[tuple[str, str], int]
    route_at: Mapping[str, int]
    faults: list[Fault] = attrs.field(factory=list)

    @classmethod
    def of(cls, source: str, instance: Instance) -> "_Filling":
        problem = instance.problem
        tasks = {
            (problem.visit_ids[problem.task_visit[task]], service): task
            for task, service in enumerate(instance.task_services)
        }
        routes = {caregiver: route for route, caregiver in enumerate(problem.worker_ids)}
        return cls(source, instance, Schedule.empty(problem), tasks, routes)

    def filled(self, document: SolutionDocument) -> Schedule:
        listed = Counter(route.caregiver for route in document.routes)
        for index, route in enumerate(document.routes):
            if route.caregiver not in self.route_at:
                self.add("AC6102", index, "caregiver_id", value=route.caregiver, among=list(self.route_at))
            elif listed[route.caregiver] > 1:
                self.add("AC6103", index, "caregiver_id", value=route.caregiver)
            else:
                for number, stop in enumerate(route.locations):
                    if stop.service != LUNCH:
                        self.serve(index, f"locations.{number}", self.route_at[route.caregiver], stop)
        self.finish()
        for index, route in enumerate(document.routes):
            lunches = [(number, stop) for number, stop in enumerate(route.locations) if stop.service == LUNCH]
            for number, stop in lunches[1:]:
                self.add("AC6103", index, f"locations.{number}", value=stop.service)
            for number, stop in lunches[:1]:
                self.pause(index, f"locations.{number}", self.route_at[route.caregiver], stop)
        self.finish()
        return self.schedule

    def add(
        self, code: str, index: int, field: str, *, value: str, among: list[str] | None = None, **more: str
    ) -> None:
        place = Place("routes", index, field, self.source)
        suggestion = near_match(value, among) if among else None
        self.faults.append(fault(code, place, value=value, suggestion=suggestion, severity="error", **more))

    def finish(self) -> None:
        if self.faults:
            raise FormatError(self.faults)

    def serve(self, index: int, field: str, route: int, stop: SolutionStop) -> None:
        problem, schedule = self.instance.problem, self.schedule
        task = self.task_at.get((stop.patient or "", stop.service))
        if stop.patient not in problem.visit_ids:
            self.add("AC6102", index, f"{field}.patient", value=stop.patient or "", among=list(problem.visit_ids))
        elif task is None:
            self.add("AC6113", index, f"{field}.service", value=stop.service, patient=stop.patient)
        elif schedule.task_route[task] >= 0:
            self.add("AC6103", index, field, value=stop.service)
        else:
            self.lasts(index, field, stop, int(problem.task_minutes[task]))
            schedule.task_route[task] = route
            schedule.task_start[task] = self.units(index, field, stop.start)
            schedule.visit_day[problem.task_visit[task]] = 0

    def pause(self, index: int, field: str, route: int, stop: SolutionStop) -> None:
        """A lunch is where the named patient lives, or at the own depot when that patient is served by nobody."""
        problem, schedule = self.instance.problem, self.schedule
        place = int(problem.route_start_place[route])
        if stop.patient in problem.visit_ids:
            visit = problem.visit_ids.index(stop.patient)
            if schedule.served(visit):
                place = int(problem.visit_place[visit, 0])
        elif stop.patient is not None and stop.patient not in problem.places.ids:
            self.add("AC6102", index, f"{field}.patient", value=stop.patient, among=list(problem.visit_ids))
        if problem.route_break_minutes[route]:
            self.lasts(index, field, stop, int(problem.route_break_minutes[route]))
        schedule.break_start[route] = self.units(index, field, stop.start)
        schedule.break_place[route] = place

    def lasts(self, index: int, field: str, stop: SolutionStop, units: int) -> None:
        wanted = units / self.instance.scale
        if stop.end is not None and abs(stop.end - stop.start - wanted) > ROUNDED:
            self.add("AC6114", index, field, value=f"{stop.end - stop.start:g}", wanted=f"{wanted:g}")

    def units(self, index: int, field: str, time: float) -> int:
        units = round(time * self.instance.scale)
        if abs(units) >= FOREVER:
            most = FOREVER // self.instance.scale
            self.add("AC6106", index, field, value=f"{time:g}", most=str(most))
            return 0
        return units


def _locations(instance: Instance, schedule: Schedule, route: int) -> list[dict[str, object]]:
    """The stops of a route by time, in the names of the published files."""
    problem, stops = instance.problem, []
    for task in map(int, np.flatnonzero(schedule.task_route == route)):
        start = int(schedule.task_start[task])
        end = start + int(problem.task_minutes[task])
        stop = {
            "patient": problem.visit_ids[problem.task_visit[task]],
            "service": instance.task_services[task],
            "arrival_time": _published(instance, start),
            "departure_time": _published(instance, end),
        }
        stops.append((start, end, stop))
    if schedule.break_start[route] != NONE:
        start = int(schedule.break_start[route])
        end = start + int(problem.route_break_minutes[route])
        stop = {
            "patient": _lunch_at(instance, schedule, route),
            "service": LUNCH,
            "start_time": _published(instance, start),
            "end_time": _published(instance, end),
        }
        stops.append((start, end, stop))
    return [stop for _, _, stop in sorted(stops, key=lambda found: found[:2])]


def _lunch_at(instance: Instance, schedule: Schedule, route: int) -> str:
    """A served patient who lives where the break is taken, best one of the same route; else the own depot."""
    problem, place = instance.problem, int(schedule.break_place[route])
    own = set(problem.task_visit[schedule.task_route == route].tolist())
    there = [visit for visit in _served(schedule) if problem.visit_place[visit, 0] == place]
    if there:
        return problem.visit_ids[min(there, key=lambda visit: (visit not in own, visit))]
    if place == problem.route_start_place[route]:
        return problem.places.ids[place]
    raise ValueError(f"the lunch of {problem.worker_ids[route]} is at {problem.places.ids[place]}, whom nobody serves")


def _served(schedule: Schedule) -> Iterator[int]:
    return map(int, np.flatnonzero(schedule.visit_day >= 0))


def _published(instance: Instance, units: int) -> int | float:
    return units if instance.scale == 1 else units / instance.scale
