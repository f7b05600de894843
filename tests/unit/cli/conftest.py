"""The command line run inside the test: its exit code and what it prints."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import attrs
import pytest

from agecare.cli import main
from agecare.io import write_workbook
from agecare.io.tables.read import Findings, findings
from agecare.visits import Result, VisitProblem
from builders import greedy, result_of, rich_register, tiny_plan, tiny_register


@attrs.frozen
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@lru_cache(maxsize=16)
def findings_at(path: Path, written: int, size: int) -> Findings:
    """What a file holds that was written then."""
    return findings(path)


def remembered(path: Path) -> Findings:
    """What a file holds; one that many commands read is read once, until it is written again."""
    if not path.is_file():
        return findings(path)
    about = path.stat()
    return findings_at(path.absolute(), about.st_mtime_ns, about.st_size)


@pytest.fixture
def agecare(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run ``agecare`` with these arguments."""
    for name in ("AGECARE_DEBUG", "AGECARE_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("agecare.io.tables.read.findings", remembered)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr("sys.argv", ["agecare", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capfd.readouterr()
        return Done(int(stopped.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def tiny_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny world as a workbook."""
    path = tmp_path_factory.mktemp("books") / "tiny.xlsx"
    write_workbook(tiny_register(), path)
    return path


@pytest.fixture(scope="session")
def rich_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world that uses every feature, as a workbook."""
    path = tmp_path_factory.mktemp("books") / "rich.xlsx"
    write_workbook(rich_register(), path)
    return path


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Plans by hand instead of by search: the best plan of the tiny world, a greedy one elsewhere.

    What the command asked of the solver is in the mapping.
    """
    asked: dict[str, object] = {}

    def solve(problem: VisitProblem, **options: object) -> Result:
        asked.update(options, problem=problem)
        tiny = problem.visit_ids[:1] == ("R-1/2026-W15/1",)
        return result_of(problem, tiny_plan(problem) if tiny else greedy(problem))

    monkeypatch.setattr("agecare.visits.solve", solve)
    return asked
