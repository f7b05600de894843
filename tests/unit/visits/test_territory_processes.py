"""The pool of processes for territories: same plans, told how far it is, asked to stop, deaf to Ctrl-C, used again."""

import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from agecare.io.samples import sample
from agecare.visits import Processes, Progress, Schedule, VisitProblem, cost, solve, solve_by_territory
from agecare.visits.problem import problem_for
from agecare.visits.territories import work
from builders import WEEK, tiny_problem

ARRAYS = ("visit_day", "task_route", "task_start", "break_start", "break_place")
WORK: dict[str, Any] = {"parts": 2, "time_limit": None, "work_limit": 400, "seed": 2}


def same(one: Schedule, two: Schedule) -> bool:
    return all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in ARRAYS)


@pytest.fixture(scope="module")
def pool() -> Iterator[Processes]:
    """One for all tests: each process loads the compiled search first, which takes seconds."""
    with Processes(2) as processes:
        yield processes


@pytest.fixture(scope="module")
def problem() -> VisitProblem:
    return problem_for(sample("jalal-abad", clients=40, workers=6, seed=2), WEEK)


def test_the_plan_is_the_same_as_here(pool: Processes, problem: VisitProblem) -> None:
    alone = solve_by_territory(problem, **WORK)
    seen: list[Progress] = []
    pooled = solve_by_territory(problem, executor=pool, on_progress=seen.append, **WORK)
    assert same(alone.schedule, pooled.schedule)
    assert (alone.cost, alone.moves, alone.violations) == (pooled.cost, pooled.moves, ())


def press(count: int) -> None:
    children = multiprocessing.active_children()
    assert len(children) >= 2
    for child in children[:count]:
        os.kill(child.pid or 0, signal.SIGINT)


def test_processes_do_not_hear_ctrl_c(pool: Processes) -> None:
    assert pool.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN
    assert pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result() == set()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()
    waiting = [pool.submit(time.sleep, 0.5) for _ in range(2)]
    time.sleep(0.1)
    press(2)
    assert [future.result() for future in waiting] == [None, None]
    press(2)
    assert pool.submit(os.getpid).result() > 0


def test_a_stop_of_the_parent_reaches_them_and_the_pool_can_be_used_again(
    pool: Processes, problem: VisitProblem
) -> None:
    stop, seen, pressed = threading.Event(), [], []

    def note(progress: Progress) -> None:
        seen.append(progress)
        told = progress.phase == "search" and progress.unserved is not None
        if not stop.is_set() and told and progress.unserved < len(problem.visit_ids) / 2:
            pressed.append(time.perf_counter())
            stop.set()

    result = solve_by_territory(
        problem, executor=pool, parts=2, time_limit=120, on_progress=note, should_stop=stop.is_set
    )
    assert pressed, "the processes tell how far they are before the first one is done"
    assert time.perf_counter() - pressed[0] < 20
    assert (result.stopped_by, result.violations) == ("signal", ())
    assert result.cost == cost(problem, result.schedule)
    assert (result.schedule.visit_day >= 0).sum() > len(problem.visit_ids) / 2
    assert next(one.unserved for one in seen if one.phase == "search") == len(problem.visit_ids)

    again = solve_by_territory(problem, executor=pool, **WORK)
    assert again.stopped_by == "work"
    assert same(again.schedule, solve_by_territory(problem, **WORK).schedule)


def test_an_error_in_one_stops_the_others(pool: Processes, problem: VisitProblem) -> None:
    """The first job has no limit at all, which `solve` refuses; the second would take two minutes."""
    begun = time.perf_counter()
    jobs = [lambda limit=limit: work.Job(f"part {limit}", problem, None, limit, None, 1) for limit in (None, 120.0)]
    with pytest.raises(ValueError, match="time limit or a work limit") as caught:
        list(work.run_all(pool, jobs, 2, tell=lambda *given: None, stop=bool))
    assert caught.value.__notes__[-1] == "in part None"
    assert pool.submit(os.getpid).result() > 0
    assert [future.result() for future in [pool.submit(os.getpid) for _ in range(4)]]
    assert time.perf_counter() - begun < 20


def test_leaving_by_an_error_does_not_wait_for_the_limit(problem: VisitProblem) -> None:
    begun, running = time.perf_counter(), []

    def leave() -> None:
        with Processes(1) as processes:
            job = work.Job("all of it", problem, None, 120.0, None, 1)
            running.append(processes.submit(work.run_told, processes.ticket(), job))
            while not processes.told():
                time.sleep(0.1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert time.perf_counter() - begun < 40
    assert running[0].result().stopped_by == "signal"


def test_what_is_told_is_by_ticket() -> None:
    with Processes(3) as processes:
        assert processes.told() == {}
        assert [processes.ticket() for _ in range(3)] == [1, 2, 3]
        processes._shared.rows[3:6] = (7, 1000, 4)
        assert processes.told() == {7: (1000, 4)}
        running = {5}
        assert list(work._told(processes, {7: 5}, running)) == [(5, Progress("search", 0.0, 1000, 4))]
        assert list(work._told(processes, {7: 4}, running)) == []
        assert list(work._told(processes, {}, running)) == []
    assert list(work._told(None, {}, {1})) == []


def test_of_a_territory_nothing_is_proved() -> None:
    problem = tiny_problem()
    whole = solve(problem, time_limit=None, work_limit=50)
    part = work.run_job(work.Job("all of it", problem, None, None, 50, 1))
    assert (whole.stopped_by, part.stopped_by) == ("proof", "work")
    assert not part.violations
    count = itertools.count()
    stopped = work.run_job(work.Job("all of it", problem, None, 60.0, None, 1), None, lambda: next(count) > 3)
    assert stopped.stopped_by == "signal"
