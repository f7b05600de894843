"""The generated centre day, and how routes of any solver are timed and judged. The other solvers are not run here."""

import json
import subprocess
import sys
from pathlib import Path

import attrs
import centre_day as script
import numpy as np
import pytest
from centre_day import arguments, compared, judged, table
from generated_day import PENALTY, centre_day, nobody_can
from peers.routes import Answer, CannotError, earliest, only_single, schedule_of, whole

from agecare.visits import Schedule, VisitProblem, cost, solve, violations


@pytest.fixture(scope="module")
def day() -> VisitProblem:
    """Thirty visits of every kind, five workers."""
    return centre_day(30, 5, seed=1, double=0.1, lagged=0.1)


def arrays(problem: VisitProblem) -> dict[str, np.ndarray]:
    return {
        name: value for name, value in attrs.asdict(problem, recurse=False).items() if isinstance(value, np.ndarray)
    }


def on(problem: VisitProblem, placed: dict[int, list[int]]) -> Schedule:
    """The schedule of some routes, timed as early as they allow."""
    routes = [placed.get(route, []) for route in range(len(problem.route_worker))]
    return schedule_of(problem, Answer(routes, 0.0, 0.0, "", ""))


def rules(problem: VisitProblem, placed: dict[int, list[int]]) -> set[str]:
    return {violation.rule for violation in violations(problem, on(problem, placed))}


def test_the_same_arguments_give_the_same_day(day: VisitProblem) -> None:
    again = arrays(centre_day(30, 5, seed=1, double=0.1, lagged=0.1))
    assert all(np.array_equal(value, again[name]) for name, value in arrays(day).items())
    other = arrays(centre_day(30, 5, seed=2, double=0.1, lagged=0.1))
    assert not np.array_equal(other["travel"], again["travel"])


@pytest.mark.parametrize(("visits", "workers"), [(1, 3), (30, 5), (100, 15), (500, 70)])
def test_a_day_is_well_formed(visits: int, workers: int) -> None:
    problem = centre_day(visits, workers, seed=3)
    assert (len(problem.visit_ids), len(problem.worker_ids)) == (visits, workers)
    assert not violations(problem, Schedule.empty(problem))
    assert cost(problem, Schedule.empty(problem)).total == problem.visit_penalty.sum()
    assert set(problem.visit_penalty // PENALTY) <= {1, 2, 3, 5, 8, 10}
    assert ((problem.task_minutes >= 20 * 60) & (problem.task_minutes <= 60 * 60)).all()
    assert (problem.window_start < problem.window_end).all()
    assert problem.window_end.max() <= 24 * 3600
    seconds = problem.travel[0].astype(np.int64)
    assert (seconds == seconds.T).all() and not np.diag(seconds).any()
    for middle in range(0, len(seconds), 7):  # no detour is shorter than the direct way
        assert (seconds <= seconds[:, middle, None] + seconds[None, middle, :]).all()


def test_a_day_of_several_hundred_visits_has_what_a_day_has() -> None:
    problem = centre_day(500, 70, seed=3)
    assert len(np.unique(problem.route_start_place)) == 6
    assert len(np.unique(problem.route_end - problem.route_start)) >= 4
    assert problem.client_refuses.any()
    assert 0 < nobody_can(problem).sum() < 25
    held = problem.task_minutes.sum() / (problem.route_end - problem.route_start).sum()
    assert 0.6 < held < 0.9  # the ways and the waits come on top


def test_double_and_lagged_visits_have_two_workers(day: VisitProblem) -> None:
    assert np.bincount(day.visit_coupling).tolist() == [24, 3, 3]
    assert (np.diff(day.task_first) == np.where(day.visit_coupling > 0, 2, 1)).all()
    lagged = day.visit_coupling == 2
    assert (day.visit_lag_min[lagged] == day.task_minutes[day.task_first[:-1][lagged]]).all()
    assert (day.visit_lag_max[lagged] > day.visit_lag_min[lagged]).all()
    with pytest.raises(CannotError):
        only_single(day, "somebody")


@pytest.mark.parametrize("wrong", [(0, 5, 0.0), (10, 2, 0.0), (10, 5, 0.6)])
def test_sizes_that_make_no_day_are_refused(wrong: tuple[int, int, float]) -> None:
    visits, workers, double = wrong
    with pytest.raises(ValueError, match=r"needs|shares"):
        centre_day(visits, workers, 1, double)


@pytest.mark.parametrize("seed", range(4))
def test_nobody_can_is_what_the_checker_says_of_every_way_to_serve_a_visit_alone(seed: int) -> None:
    """Shifts of an hour or two, half of the workers for each task: each reason counts for some visit."""
    drawn = np.random.default_rng(seed)
    problem = centre_day(40, 6, seed=seed, double=0.3, lagged=0.3)
    starts = (drawn.integers(8 * 3600, 15 * 3600, 6)).astype(np.int32)
    problem = attrs.evolve(
        problem,
        route_start=starts,
        route_latest=starts + drawn.integers(3600, 9000, 6).astype(np.int32),
        eligible=problem.eligible & (drawn.random(problem.eligible.shape) < 0.5),
    )
    routes = range(len(problem.route_worker))
    found = nobody_can(problem)
    for visit, nobody in enumerate(found):
        tasks = problem.tasks_of(visit)
        if len(tasks) == 1:
            ways = [{route: [tasks[0]]} for route in routes]
        else:
            ways = [{one: [tasks[0]], two: [tasks[1]]} for one in routes for two in routes if one != two]
        able = [way for way in ways if all(problem.eligible[t, r] for r, ts in way.items() for t in ts)]
        assert nobody == all(violations(problem, on(problem, way)) for way in able)
    assert found[problem.visit_coupling == 0].sum() > 0 and found[problem.visit_coupling > 0].sum() > 0
    assert not found.all()


def test_starts_are_the_earliest_that_the_route_and_the_other_worker_allow(day: VisitProblem) -> None:
    lagged = int(np.flatnonzero(day.visit_coupling == 2)[0])
    first, second = day.tasks_of(lagged)
    starts = earliest(day, [[first], [second], [], [], []])
    place = int(day.visit_place[lagged, 0])
    alone = [
        max(int(day.window_start[lagged]), int(day.route_start[r] + day.travel[0, day.route_start_place[r], place]))
        for r in (0, 1)
    ]
    two = max(alone[1], alone[0] + int(day.visit_lag_min[lagged]))
    assert starts[second] == two
    assert starts[first] == max(alone[0], two - int(day.visit_lag_max[lagged]))
    assert (np.delete(starts, [first, second]) == -1).all()


def test_two_routes_that_wait_for_each_other_are_reported_and_do_not_hang(day: VisitProblem) -> None:
    one, two = np.flatnonzero(day.visit_coupling == 1)[:2]
    crossed = {0: [day.tasks_of(one)[0], day.tasks_of(two)[0]], 1: [day.tasks_of(two)[1], day.tasks_of(one)[1]]}
    assert rules(day, crossed)


def test_the_checker_sees_the_wrong_worker_the_late_and_the_half_visit(day: VisitProblem) -> None:
    task = int(np.flatnonzero(~day.eligible.all(axis=1))[0])
    assert {"skill", "refused-worker"} & rules(day, {int(np.flatnonzero(~day.eligible[task])[0]): [task]})
    everything = [int(task) for task in day.task_first[:-1]]
    assert {"window", "shift-end", "complete"} <= rules(day, {0: everything})
    assert whole(day, [everything]) == [[task for task in everything if not day.visit_coupling[day.task_visit[task]]]]


def test_agecare_plans_a_small_day_and_its_row_says_so(day: VisitProblem) -> None:
    result = solve(day, time_limit=None, work_limit=2_000, seed=1)
    assert not result.violations
    order = np.lexsort((result.schedule.task_start, result.schedule.task_route))
    routes = [[int(t) for t in order if result.schedule.task_route[t] == route] for route in range(5)]
    row = judged(day, {"answer": attrs.asdict(Answer(routes, 0.0, 1.0, "1", "")), "cpu": 1.0, "megabytes": 1})
    assert row["violations"] == {}
    assert row["objective"] == result.cost.total == PENALTY * row["unserved_priority"] + row["travel_seconds"]
    assert row["unserved"] == (result.schedule.visit_day < 0).sum() < 15
    assert (result.schedule.visit_day[nobody_can(day)] < 0).all()


def test_the_comparison_leaves_out_rows_that_are_no_plans() -> None:
    def row(objective: int, priority: int, **broken: int) -> dict[str, object]:
        figures = dict.fromkeys(("unserved", "travel_seconds", "prepare_seconds", "solve_seconds", "megabytes"), 0)
        return {
            **figures,
            "version": "1",
            "cpu_share": 1.0,
            "objective": objective,
            "unserved_priority": priority,
            "violations": broken,
        }

    rows = {"agecare": row(50, 6), "a": row(100, 12), "b": row(10, 1, window=2), "c": {"cannot": "no"}}
    ratio = compared(rows, 2)
    assert ratio == {"objective": 0.5, "unserved_priority": 0.5, "unserved_priority_beyond_that": 0.4}
    shown = table(rows).splitlines()
    assert len(shown) == 5 and "INVALID: window × 2" in shown[3] and shown[4].endswith("no")
    assert compared({"agecare": row(50, 6, window=1), "a": row(100, 12)}, 0) == {}


def test_lagged_visits_are_as_many_as_double_ones_unless_said(capsys: pytest.CaptureFixture[str]) -> None:
    given = arguments().parse_args(["--visits", "40", "--double", "0.05"])
    assert given.lagged is None
    with pytest.raises(SystemExit):
        arguments().parse_args(["--help"])
    assert "--time-limit" in capsys.readouterr().out


def test_the_command_runs_a_solver_in_its_own_process_and_writes_its_figures(tmp_path: Path) -> None:
    """With the one solver that is always installed and that can do what this day asks for."""
    size = ["--visits", "25", "--workers", "5", "--seed", "4", "--double", "0.08", "--time-limit", "1"]
    out = tmp_path / "day.json"
    run = subprocess.run(
        [sys.executable, script.__file__, *size, "--solvers", "ortools", "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    row = report["solvers"]["ortools"]
    assert (report["double"], report["lagged"], report["seed"]) == (2, 2, 4)
    assert row["violations"] == {} and 0 < row["objective"] < 25 * 10 * PENALTY
    assert row["unserved"] < 15 and row["solve_seconds"] < 3 and row["megabytes"] > 20
    assert f"{row['objective']:,}" in run.stdout


def test_a_solver_that_fails_has_a_row_that_says_so(tmp_path: Path) -> None:
    command = [sys.executable, script.__file__, "--visits", "0", "--solvers", "ortools", "--inside", "ortools"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1 and "ValueError" in run.stderr
    assert table({"ortools": {"failed": "ended with exit code 1"}}).endswith("ended with exit code 1")
