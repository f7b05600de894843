"""Published instances and solutions, where a folder with them is named: reproduced, and solved within a band."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from agecare.io.benchmarks import Instance, read_instance, read_solution, retimed, write_solution
from agecare.visits import solve

pytestmark = pytest.mark.published

SMALLEST = 10
MOVES = 300_000
BAND = {"mankowska": 0.10, "kummer": 0.15, "uhhc": 0.25}
"""How far above the best known value a plan of so few moves may be."""
ROUNDED = 0.06
"""Published values have three decimals, lower bounds one."""
CLAIMS = {"preferences": "caregiver_preferences", "unscheduled": "optional_patients"}
"""Names of components in solutions that differ from those in instances."""
BETTER_THAN_ITS_SOLUTION = {"i-116", "i-235", "i-247"}
"""Best known by another method than the one whose solution is published."""


def best_known(folder: Path) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Best known value and lower bound by family and instance."""
    with (folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["family"], row["instance"]): (float(row["best_known"]), float(row["lower_bound"] or 0))
            for row in csv.DictReader(file)
        }


def smallest(folder: Path, family: str) -> list[Instance]:
    """The ten smallest instances that have a best known value."""
    known = best_known(folder)
    paths = [path for path in (folder / family).glob("*.json") if (family, path.stem) in known]
    instances = sorted(map(read_instance, paths), key=lambda found: (len(found.problem.visit_ids), found.name))
    return instances[:SMALLEST]


def test_every_instance_is_read_and_named_by_its_family(published: Path) -> None:
    for family in BAND:
        paths = sorted((published / family).glob("*.json"))
        assert len(paths) >= SMALLEST
        assert {read_instance(path).family for path in paths} == {family}


def test_every_published_solution_is_valid_and_costs_what_was_published(published: Path, tmp_path: Path) -> None:
    known = best_known(published)
    paths = sorted((published / "solutions").glob("*.json"))
    assert len(paths) >= SMALLEST
    for path in paths:
        family, stem = path.stem.split("-", 1)
        instance = read_instance(published / family / f"{stem}.json")
        schedule = read_solution(path, instance)
        if instance.classic:
            schedule = retimed(instance, schedule)
        assert instance.faults(schedule) == [], path.stem
        data = json.loads(path.read_text(encoding="utf-8"))
        if "cost_components" in data:
            claimed = {CLAIMS.get(name, name): value for name, value in data["cost_components"].items()}
            assert instance.components(schedule) == claimed, path.stem
            assert instance.value(schedule) == data["cost"]["objective"], path.stem
        if stem not in BETTER_THAN_ITS_SOLUTION:
            assert instance.value(schedule) == pytest.approx(known[family, stem][0], abs=0.0006), path.stem
        write_solution(instance, schedule, tmp_path / path.name)
        assert instance.value(read_solution(tmp_path / path.name, instance)) == instance.value(schedule)


@pytest.mark.parametrize("family", BAND)
def test_ten_instances_are_solved_within_a_band(published: Path, family: str) -> None:
    known, outside = best_known(published), {}
    for instance in smallest(published, family):
        result = solve(instance.problem, time_limit=None, work_limit=MOVES, seed=1, lanes=1)
        assert instance.faults(result.schedule) == [], instance.name
        value, (best, bound) = instance.value(result.schedule), known[family, instance.name]
        if not bound - ROUNDED <= value <= best * (1 + BAND[family]):
            outside[instance.name] = (bound, value, best)
    assert outside == {}
