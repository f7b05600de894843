"""Whatever happens to a random centre, what is planned again is valid, and all that changes is said."""

import datetime as dt
import random
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from agecare import Absence, Horizon, Register, TravelTime
from agecare.io.json import (
    Replanning,
    ScheduleDocument,
    document_violations,
    input_hash,
    problem_of,
    replanning,
    schedule_document,
)
from agecare.visits import Replan, Schedule, problem_for, replan, solve, timelines, violations
from agecare.visits.checks import Plan, changed
from agecare.visits.replan import standing
from worlds import MONDAY, random_register

Happening = Callable[[random.Random, Register], Register]
BLOCKS, WORLDS = 5, 10


def with_records(register: Register, **changes: object) -> Register:
    """The register with some records changed, every reference resolved again."""
    return Register(**{name: getattr(register, name) for name in Register.model_fields} | changes)


def absent(rng: random.Random, register: Register, **who: object) -> Register:
    first = rng.randrange(7)
    days = [MONDAY + dt.timedelta(days=first), MONDAY + dt.timedelta(days=first + rng.randrange(4))]
    away = Absence(first_day=days[0], last_day=days[1], **who)
    return with_records(register, absences=(*register.absences, away))


def a_worker_is_ill(rng: random.Random, register: Register) -> Register:
    return absent(rng, register, worker=rng.choice(register.workers).id)


def a_worker_is_away_at_noon(rng: random.Random, register: Register) -> Register:
    return absent(rng, register, worker=rng.choice(register.workers).id, start=600, end=840)


def a_client_is_in_hospital(rng: random.Random, register: Register) -> Register:
    return absent(rng, register, client=rng.choice(register.clients).id)


def a_request_is_gone(rng: random.Random, register: Register) -> Register:
    asked_after = {request.after for request in register.visit_requests}
    free = [request.id for request in register.visit_requests if request.id not in asked_after]
    gone = rng.choice(free)
    return with_records(
        register,
        visit_requests=tuple(request for request in register.visit_requests if request.id != gone),
        locks=tuple(lock for lock in register.locks if lock.request != gone),
    )


def a_road_closes(rng: random.Random, register: Register) -> Register:
    one, two = rng.sample([client.id for client in register.clients], 2)
    rest = [time for time in register.travel_times if {time.origin, time.destination} != {one, two}]
    return with_records(register, travel_times=(*rest, TravelTime(origin=one, destination=two, minutes=200)))


def hours_are_cut(rng: random.Random, register: Register) -> Register:
    cut = tuple(worker.model_copy(update={"weekly_minutes": rng.choice((300, 900))}) for worker in register.workers)
    return with_records(register, workers=cut)


def nothing(rng: random.Random, register: Register) -> Register:
    return register


HAPPENINGS = (
    a_worker_is_ill,
    a_worker_is_away_at_noon,
    a_client_is_in_hospital,
    a_request_is_gone,
    a_road_closes,
    hours_are_cut,
    nothing,
)


@cache
def planned(seed: int) -> tuple[Register, Horizon, ScheduleDocument]:
    """A random centre and its published plan, made once for everything that happens to it."""
    register = random_register(seed)
    problem = problem_for(register, start=MONDAY, days=7)
    first = solve(problem, time_limit=None, work_limit=100, seed=seed, start=Schedule.empty(problem))
    return register, problem.horizon, schedule_document(register, problem, first, input_hash=input_hash(register))


def planned_again(seed: int, happens: Happening) -> tuple[Register, Replanning, Replan, dt.datetime | None]:
    """A random centre with a published plan, what happens to it, and the plan made again, in half of them at a moment
    of the week."""
    register, horizon, published = planned(seed)
    rng = random.Random(seed)
    register = happens(rng, register)
    posed = replanning(register, published, horizon)
    now = horizon.datetime_at(rng.randrange(5 * 1440)) if rng.random() < 0.5 else None
    new = replan(posed.problem, posed.told, gone=posed.gone, now=now, time_limit=None, work_limit=40, seed=seed)
    return register, posed, new, now


def differing(posed: Replanning, schedule: Schedule) -> set[str]:
    """Visits that differ from what was published, those new in the plan too; asked of the checker one by one."""
    problem = posed.problem
    plan = Plan(problem, schedule, timelines(problem, schedule))
    if not (problem.visit_published_day >= 0).any() and not posed.gone:
        return set()
    return {
        id_
        for visit, id_ in enumerate(problem.visit_ids)
        if (changed(plan, visit) if problem.visit_published_day[visit] >= 0 else schedule.served(visit))
    }


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("happens", HAPPENINGS, ids=lambda happens: happens.__name__)
def test_what_is_planned_again_is_valid_and_says_all_that_changes(happens: Happening, block: int) -> None:
    for seed in range(7000 + block, 7000 + WORLDS, BLOCKS):
        register, posed, new, now = planned_again(seed, happens)
        problem, schedule = posed.problem, new.result.schedule
        assert new.result.violations == () == tuple(violations(problem, schedule)), seed
        listed = [change.visit for change in new.changes]
        assert len(set(listed)) == len(listed), seed
        assert set(listed) - {one.visit for one in posed.gone} == differing(posed, schedule), seed
        told = {(call.id, call.is_client) for call in new.calls}
        assert told == {(change.client, True) for change in new.changes} | {
            (worker, False) for change in new.changes for worker in change.workers
        }, seed
        document = schedule_document(
            register, problem, new.result, input_hash=input_hash(register), revision=1, changes=new.changes
        )
        assert document_violations(register, problem_of(register, document), document) == [], seed
        if now is not None:
            held_and_nothing_before(posed, schedule, problem.horizon.minute_of(now))


def held_and_nothing_before(posed: Replanning, schedule: Schedule, now: int) -> None:
    """What had begun and could stay is where it was; everything else begins now or later."""
    problem, base = posed.problem, standing(posed.problem, posed.told)
    for visit in range(len(problem.visit_ids)):
        first = problem.task_first[visit]
        told = 1440 * int(problem.visit_published_day[visit]) + int(problem.visit_published_start[visit])
        if problem.visit_published_day[visit] >= 0 and told < now and visit not in base.causes:
            assert schedule.visit_day[visit] == problem.visit_published_day[visit]
            assert schedule.task_start[first] == base.schedule.task_start[first]
            tasks = list(problem.tasks_of(visit))
            workers = problem.route_worker[schedule.task_route[tasks]]
            assert np.array_equal(workers, problem.task_published_worker[tasks])
        elif schedule.served(visit):
            assert 1440 * schedule.visit_day[visit] + schedule.task_start[first] >= now


def test_nothing_changes_when_nothing_has_happened_and_everybody_was_served() -> None:
    seen = 0
    for seed in range(7100, 7125):
        _, posed, new, now = planned_again(seed, nothing)
        if now is None and (posed.told.visit_day >= 0).all():
            assert new.changes == (), seed
            assert np.array_equal(new.result.schedule.task_start, posed.told.task_start), seed
            seen += 1
    assert seen
