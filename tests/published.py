"""Instances in the published forms, of our own making (``tests/data/hhcrsp``), changed copies, and slow solving."""

import json
from collections.abc import Callable, Iterator
from itertools import permutations, product
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from agecare.io.benchmarks import Instance, read_instance, retimed
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule

OWN = Path(__file__).parent / "data" / "hhcrsp"

Data = dict[str, Any]


def data_of(name: str) -> Data:
    """The JSON of ``<name>.json``."""
    found: Data = json.loads((OWN / f"{name}.json").read_text(encoding="utf-8"))
    return found


def own(name: str) -> Instance:
    """The instance ``<name>.json``."""
    return read_instance(OWN / f"{name}.json")


def put(folder: Path, name: str, change: Callable[[Data], object]) -> Path:
    """A changed copy of ``<name>.json``."""
    data = data_of(name)
    change(data)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def changed(folder: Path, name: str, change: Callable[[Data], object]) -> Instance:
    """The instance in a changed copy of ``<name>.json``."""
    return read_instance(put(folder, name, change))


def every_plan(instance: Instance) -> Iterator[Schedule]:
    """Every plan of a classic instance that serves everybody: each choice of caregivers, each order, best times."""
    problem = instance.problem
    options = [np.flatnonzero(able).tolist() for able in problem.eligible]
    for routes in product(*options):
        if all(
            len({routes[task] for task in tasks}) == len(tasks) for tasks in map(problem.tasks_of, _visits(problem))
        ):
            own_tasks = [[task for task, own in enumerate(routes) if own == route] for route in sorted(set(routes))]
            for orders in product(*map(permutations, own_tasks)):
                try:
                    yield retimed(instance, _in_order(problem, routes, orders))
                except ValueError:
                    continue


def _visits(problem: VisitProblem) -> range:
    return range(len(problem.visit_ids))


def _in_order(problem: VisitProblem, routes: tuple[int, ...], orders: tuple[tuple[int, ...], ...]) -> Schedule:
    """The plan with these orders; its times say no more than the orders."""
    starts = np.zeros(len(routes), dtype=np.int32)
    for order in orders:
        starts[list(order)] = np.arange(len(order))
    return attrs.evolve(
        Schedule.empty(problem),
        visit_day=np.zeros(len(problem.visit_ids), dtype=np.int32),
        task_route=np.array(routes, dtype=np.int32),
        task_start=starts,
    )
