"""``agecare verify``: agrees with a good plan, names each rule that a bad one breaks, loads no solver."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agecare.io import input_hash, write_schedule, write_workbook
from agecare.locale import LANGUAGES
from builders import result_of, tiny_plan, tiny_problem, tiny_register


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    register, problem = tiny_register(), tiny_problem()
    path = tmp_path / "schedule.json"
    result = result_of(problem, tiny_plan(problem))
    write_schedule(path, register, problem, result, input_hash=input_hash(register))
    return path


def alter(path: Path, change: Callable[[Any], object]) -> None:
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def drop_second_worker(document: Any) -> None:
    [double] = [visit for visit in document["visits"] if len(visit["workers"]) == 2]
    del double["workers"][1]


def shift(document: Any) -> None:
    visit = document["visits"][2]
    for part in (visit, *visit["workers"]):
        for name in ("start", "end"):
            hour = int(part[name][11:13]) + 1
            part[name] = f"{part[name][:11]}{hour:02d}:30{part[name][16:]}"


def test_a_good_plan_is_agreed_with(agecare, tiny_book: Path, plan_file: Path) -> None:
    done = agecare("verify", tiny_book, plan_file)
    assert (done.code, done.err) == (0, "")
    assert done.out == "Visits checked: 4. No rule is broken. The cost is 360, as stated.\n"


def test_a_missing_second_worker_is_named(agecare, tiny_book: Path, plan_file: Path) -> None:
    alter(plan_file, drop_second_worker)
    done = agecare("verify", tiny_book, plan_file)
    assert done.code == 6
    first, *_, last = done.out.splitlines()
    assert first.startswith("[complete] R-3/2026-W15/1 · Mon 6 Apr: ")
    assert last == "Rules broken: 1"


def test_a_shifted_start_is_named(agecare, tiny_book: Path, plan_file: Path) -> None:
    alter(plan_file, shift)
    done = agecare("verify", tiny_book, plan_file)
    assert done.code == 6
    assert "[window] R-2/2026-W15/1 · W-2 · Mon 6 Apr: " in done.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_broken_is_said_in_every_language(agecare, tiny_book: Path, plan_file: Path, language: str) -> None:
    alter(plan_file, drop_second_worker)
    [line, *_] = agecare("verify", tiny_book, plan_file, "--lang", language).out.splitlines()
    assert line.startswith("[complete]")
    assert len(line.split(": ", 1)[1]) > 10


def test_what_is_broken_as_json(agecare, tiny_book: Path, plan_file: Path) -> None:
    alter(plan_file, drop_second_worker)
    done = agecare("verify", tiny_book, plan_file, "--json")
    found = json.loads(done.out)
    assert (done.code, found["valid"], found["records_changed"]) == (6, False, False)
    [one] = found["violations"]
    assert (one["rule"], one["visit"], one["date"]) == ("complete", "R-3/2026-W15/1", "2026-04-06")
    assert one["text"]


def test_a_good_plan_as_json(agecare, tiny_book: Path, plan_file: Path) -> None:
    done = agecare("verify", tiny_book, plan_file, "--json")
    found = json.loads(done.out)
    assert (done.code, found["valid"], found["violations"], found["cost"]) == (0, True, [], 360)


def test_changed_records_are_mentioned_and_judged_by(agecare, plan_file: Path, tmp_path: Path) -> None:
    register = tiny_register()
    clients = tuple(client.model_copy(update={"phone": "1"}) for client in register.clients)
    book = tmp_path / "other.xlsx"
    write_workbook(register.model_copy(update={"clients": clients}), book)
    done = agecare("verify", book, plan_file)
    assert done.code == 0
    assert "records have changed" in done.err


def test_a_damaged_plan_is_an_input_fault(agecare, tiny_book: Path, plan_file: Path) -> None:
    plan_file.write_text(plan_file.read_text("utf-8")[:-300], encoding="utf-8")
    done = agecare("verify", tiny_book, plan_file)
    assert done.code == 3
    assert "[AC6002]" in done.err


def test_a_faulty_book_is_an_input_fault(agecare, plan_file: Path, tmp_path: Path) -> None:
    book = tmp_path / "empty.xlsx"
    book.write_bytes(b"")
    assert agecare("verify", book, plan_file).code == 3


def test_no_name_is_printed(agecare, tiny_book: Path, plan_file: Path) -> None:
    alter(plan_file, drop_second_worker)
    done = agecare("verify", tiny_book, plan_file, "--json")
    for person in (*tiny_register().clients, *tiny_register().workers):
        assert person.name not in done.out


def test_no_solver_is_loaded(tiny_book: Path, plan_file: Path) -> None:
    code = (
        "import sys\n"
        "from agecare.cli import main\n"
        f"sys.argv = ['agecare', 'verify', {str(tiny_book)!r}, {str(plan_file)!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "print([name for name in ('ortools', 'numba', 'networkx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
