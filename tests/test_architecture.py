"""The house stands as drawn: imports point down only, and nothing heavy is loaded before it is used."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("numpy", "ortools", "networkx", "numba", "pandas")
PRINT_HEAVY = f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_the_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [linter, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_agecare_loads_nothing_heavy() -> None:
    assert run(f"import sys, agecare; {PRINT_HEAVY}").stderr.split() == []


def test_importing_agecare_takes_less_than_four_tenths_of_a_second() -> None:
    # processor time: what else the machine does at that moment does not count
    code = "import time; t = time.process_time(); import agecare; print(time.process_time() - t)"
    assert min(float(run(code).stdout) for _ in range(5)) < 0.4


@pytest.mark.parametrize("arguments", [["--help"], ["plan", "--help"], ["check", "--help"], ["--version"]])
def test_asking_for_help_loads_nothing_heavy(arguments: list[str]) -> None:
    done = run(
        "import sys\n"
        "from agecare.cli import main\n"
        f"sys.argv = ['agecare', *{arguments!r}]\n"
        "try:\n    status = main()\n"
        "except SystemExit as stop:\n    status = stop.code\n"
        "assert not status, status\n"
        f"{PRINT_HEAVY}"
    )
    assert done.stdout.strip()
    assert done.stderr.split() == []


def test_help_is_there_within_eight_tenths_of_a_second() -> None:
    command = Path(sys.executable).parent / "agecare"

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([command, "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.8
