"""The main job through the real command: plan, verify, spoil the plan, verify again; stop by Ctrl-C."""

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agecare.cli.app import app
from agecare.cli.exits import LastResort
from agecare.io import read_schedule, write_workbook
from builders import crowd_register, rich_register

COMMAND = Path(sys.executable).parent / "agecare"
COMPILING = 300
"""Seconds that the very first run may take to compile the search."""


def agecare(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    texts = [str(argument) for argument in arguments]
    return subprocess.run([COMMAND, *texts], capture_output=True, text=True, timeout=COMPILING, check=False)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rich") / "book.xlsx"
    write_workbook(rich_register(), path)
    return path


@pytest.fixture(scope="module")
def planned(book: Path) -> Path:
    """A week planned by the command: one mandatory visit of it can be made by nobody."""
    out = book.parent / "out"
    done = agecare("plan", book, "--week", "2026-W15", "--out", out, "--work-limit", 4000, "--seed", 1)
    assert done.returncode == 4, done.stderr
    assert "R-11/2026-W15/1 (E-09) [mandatory]: No worker has the skill" in done.stdout
    return out


def spoiled(planned: Path, folder: Path, change: Callable[[Any], object]) -> Path:
    """A copy of the plan after a change."""
    document = json.loads((planned / "schedule.json").read_text("utf-8"))
    change(document)
    path = folder / "spoiled.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_plan_is_whole_and_agreed_with(book: Path, planned: Path) -> None:
    document = read_schedule(planned / "schedule.json")
    assert document.check.valid
    assert (document.seed, document.stopped_by, document.run) == (1, "work", None)
    assert document.visits
    assert (planned / "board.html").stat().st_size > 1000
    assert (planned / "schedule.xlsx").stat().st_size > 1000
    assert len(list((planned / "calendars").glob("*.ics"))) == 6
    done = agecare("verify", book, planned / "schedule.json")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_same_seed_and_work_give_the_same_file(book: Path, planned: Path, tmp_path: Path) -> None:
    agecare("plan", book, "--week", "2026-W15", "--out", tmp_path, "--work-limit", 4000, "--seed", 1)
    assert (tmp_path / "schedule.json").read_bytes() == (planned / "schedule.json").read_bytes()


def later(text: str) -> str:
    return (dt.datetime.fromisoformat(text) + dt.timedelta(minutes=90)).isoformat()


@pytest.mark.parametrize("number", range(6))
def test_a_start_shifted_by_ninety_minutes_is_caught(book: Path, planned: Path, tmp_path: Path, number: int) -> None:
    def shift(document: Any) -> None:
        visit = document["visits"][number]
        for part in (visit, *visit["workers"]):
            part["start"], part["end"] = later(part["start"]), later(part["end"])

    # in this process: the real command says it of two more changes below
    path = spoiled(planned, tmp_path, shift)
    done = CliRunner().invoke(app, ["verify", str(book), str(path)], obj=LastResort())
    assert done.exit_code == 6
    assert done.stdout.startswith("[")


def test_the_start_of_the_visit_alone_is_caught_too(book: Path, planned: Path, tmp_path: Path) -> None:
    def shift(document: Any) -> None:
        document["visits"][0]["start"] = later(document["visits"][0]["start"])

    done = agecare("verify", book, spoiled(planned, tmp_path, shift))
    assert done.returncode == 6
    assert "[stated-visit]" in done.stdout


def test_a_missing_worker_of_a_double_handed_visit_is_caught(book: Path, planned: Path, tmp_path: Path) -> None:
    def drop(document: Any) -> None:
        double = next(visit for visit in document["visits"] if len(visit["workers"]) == 2)
        del double["workers"][1]

    done = agecare("verify", book, spoiled(planned, tmp_path, drop))
    assert done.returncode == 6
    assert "[complete]" in done.stdout


def test_planning_again_from_the_published_plan_changes_nothing(book: Path, planned: Path, tmp_path: Path) -> None:
    published = planned / "schedule.json"
    done = agecare("plan", book, "--week", "2026-W15", "--out", tmp_path, "--work-limit", 2000, "--from", published)
    assert done.returncode == 4, done.stderr
    document = read_schedule(tmp_path / "schedule.json")
    assert document.revision == 1
    assert document.cost.total <= read_schedule(published).cost.total
    assert agecare("verify", book, tmp_path / "schedule.json").returncode == 0


def test_ctrl_c_keeps_the_best_plan_within_seconds(tmp_path: Path) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "out"
    write_workbook(crowd_register(clients=60, workers=8), book)
    with subprocess.Popen(
        [COMMAND, "plan", book, "--week", "2026-W15", "--out", out, "--time-limit", "14", "--lang", "en"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "looking for better routes" in line:
                break
        time.sleep(0.5)
        pressed = time.monotonic()
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=60)
        took = time.monotonic() - pressed
    assert running.returncode in (0, 4), said
    assert took < 10, "two seconds to stop, the rest to check and write"
    document = read_schedule(out / "schedule.json")
    assert (document.stopped_by, document.check.valid) == ("signal", True)
    assert document.visits
    assert agecare("verify", book, out / "schedule.json").returncode == 0
