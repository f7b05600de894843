"""Whatever the plan: its document is read back to the same arrays, and no single figure of it can be altered."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from agecare import Register
from agecare.io.json import (
    ScheduleDocument,
    document_violations,
    input_hash,
    problem_of,
    schedule_document,
    schedule_of,
)
from agecare.visits import VisitProblem, problem_for, violations
from builders import greedy, result_of
from worlds import MONDAY, random_register

SEEDS = range(60)
ARRAYS = ("visit_day", "task_route", "task_start", "break_start", "break_place")


def world(seed: int) -> tuple[Register, VisitProblem, ScheduleDocument]:
    """A random centre with a plan, valid or not."""
    register = random_register(seed)
    problem = problem_for(register, start=MONDAY, days=random.Random(seed).choice([1, 5, 7, 10]))
    result = result_of(problem, greedy(problem))
    return register, problem, schedule_document(register, problem, result, input_hash=input_hash(register))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_survives_its_document(seed: int) -> None:
    register, problem, document = world(seed)
    text = document.model_dump_json(by_alias=True, exclude_none=True)
    back = ScheduleDocument.model_validate_json(text)
    assert back == document
    schedule, broken = schedule_of(problem, back)
    plan = greedy(problem)
    assert broken == []
    for name in ARRAYS:
        kept, was = getattr(schedule, name), getattr(plan, name)
        # A break is part of a route; a route that serves nobody has none.
        routes = np.isin(np.arange(len(was)), plan.task_route) if name.startswith("break") else slice(None)
        np.testing.assert_array_equal(kept[routes], was[routes], name)
    assert schedule.unserved == plan.unserved
    found = document_violations(register, problem_of(register, back), back)
    assert [str(one) for one in found] == [str(one) for one in violations(problem, plan)]


def moments(part: Any) -> Iterator[tuple[Any, str]]:
    """Every place of a document's visits and routes where a moment stands."""
    items = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from moments(value)
        elif isinstance(value, str) and "T" in value and key in ("start", "end", "departure", "back"):
            yield part, key


@pytest.mark.parametrize("seed", SEEDS)
def test_no_moment_of_a_valid_plan_can_be_altered(seed: int) -> None:
    register, problem, document = world(seed)
    if not document.check.valid or not document.visits:
        return
    rng = random.Random(seed)
    plain = json.loads(document.model_dump_json(by_alias=True, exclude_none=True))
    every = list(moments({"visits": plain["visits"], "routes": plain["routes"]}))
    for part, key in rng.sample(every, min(8, len(every))):
        was = part[key]
        shift = dt.timedelta(minutes=rng.choice([-1440, -90, -1, 1, 90, 1440]))
        part[key] = (dt.datetime.fromisoformat(was) + shift).isoformat()
        altered = ScheduleDocument.model_validate_json(json.dumps(plain))
        assert document_violations(register, problem, altered), (key, was, part[key])
        part[key] = was


def test_most_of_these_plans_are_valid_so_that_altering_them_is_tried() -> None:
    valid = [document.check.valid and bool(document.visits) for _, _, document in map(world, SEEDS)]
    assert sum(valid) > len(SEEDS) / 2
