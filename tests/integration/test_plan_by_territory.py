"""``agecare plan --territories`` with real processes: a valid plan, and Ctrl-C keeps what there is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from agecare.io import read_schedule, read_workbook
from agecare.io.json import schedule_of
from agecare.visits import problem_for, solve_by_territory

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "agecare"
BOOK = ROOT / "examples" / "data" / "darkhan.xlsx"


WHOLE_WEEK = ("--week", "2026-W15")
MONDAY = ("--start", "2026-04-06", "--days", 1)
"""On a single day nothing is allocated: the search begins at once."""
ON_MONDAY = 40


def plan(out: Path, *options: object) -> list[str]:
    return [str(COMMAND), "plan", str(BOOK), "--out", str(out), "--lang", "en", "--territories", "2",
            *map(str, options)]  # fmt: skip


def verified(out: Path) -> int:
    """Visits planned, once ``agecare verify`` has found no fault."""
    done = subprocess.run(
        [COMMAND, "verify", BOOK, out / "schedule.json", "--lang", "en"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return len(read_schedule(out / "schedule.json").visits)


def test_a_week_in_two_territories_is_valid_and_the_same_in_this_process(tmp_path: Path) -> None:
    command = plan(tmp_path, *WHOLE_WEEK, "--work-limit", 600)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 4), done.stderr
    assert "In 2 territories at most" in done.stderr
    assert verified(tmp_path) > 200
    problem = problem_for(read_workbook(BOOK), "2026-W15")
    here = solve_by_territory(problem, parts=2, time_limit=None, work_limit=600).schedule
    there, broken = schedule_of(problem, read_schedule(tmp_path / "schedule.json"))
    assert broken == []
    for name in ("visit_day", "task_route", "task_start"):
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


@pytest.mark.parametrize("whom", ["everybody in the terminal", "the parent only"])
def test_ctrl_c_keeps_the_best_plan(tmp_path: Path, whom: str) -> None:
    with subprocess.Popen(
        plan(tmp_path / "out", *MONDAY, "--time-limit", 60), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        text=True, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stderr is not None
        for line in running.stderr:
            if "looking for better routes" in line and f"not in the plan {ON_MONDAY}" not in line:
                break
        pressed = time.perf_counter()
        if whom == "the parent only":
            running.send_signal(signal.SIGINT)
        else:
            os.killpg(running.pid, signal.SIGINT)
        rest = running.stderr.read()
        assert running.wait() in (0, 4), rest
    assert time.perf_counter() - pressed < 20
    assert "Stopping with the best plan found so far" in rest
    assert "Traceback" not in rest
    assert verified(tmp_path / "out") > ON_MONDAY / 2


def test_ctrl_c_twice_gives_up_and_leaves_no_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        plan(tmp_path / "out", *MONDAY, "--time-limit", 60), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        text=True, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stderr is not None
        for line in running.stderr:
            if "looking for better routes" in line:
                break
        pressed = time.perf_counter()
        os.killpg(running.pid, signal.SIGINT)
        os.killpg(running.pid, signal.SIGINT)
        rest = running.stderr.read()
        # Both may have been seen as one: then a plan is kept.
        assert running.wait() in (0, 4, 130), rest
    assert time.perf_counter() - pressed < 20
    assert "Traceback" not in rest
    assert not alive(running.pid)


def alive(group: int) -> bool:
    """Whether a process of the group is still there after ten seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True
