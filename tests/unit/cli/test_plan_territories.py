"""``agecare plan --territories``: what it asks for, what it says, and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agecare.visits import Processes, Progress, Result, VisitProblem
from agecare.visits.territories import processes
from builders import result_of, tiny_plan

WEEK = ("--week", "2026-W15")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What is asked of the territories; their plan is made by hand."""
    found: dict[str, object] = {}

    def solve_by_territory(problem: VisitProblem, **options: object) -> Result:
        found.update(options)
        told = options["on_progress"]
        assert isinstance(told, Callable)
        told(Progress("search", 3.0, 44_000, 2))
        return result_of(problem, tiny_plan(problem))

    monkeypatch.setattr("agecare.visits.solve_by_territory", solve_by_territory)
    return found


@pytest.mark.parametrize(("cores", "at_once"), [(2, 2), (8, 3)])
def test_territories_are_solved_in_as_many_processes_as_there_are_cores_for(
    agecare, asked, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path, cores: int, at_once: int
) -> None:
    monkeypatch.setattr("agecare.cli.territories.cores", lambda: cores)
    done = agecare("plan", tiny_book, *WEEK, "--out", tmp_path / "out", "--territories", 3, "--time-limit", 7,
                   "--work-limit", 90, "--seed", 5)  # fmt: skip
    assert done.code == 0, done.err
    assert (asked["parts"], asked["time_limit"], asked["work_limit"], asked["seed"]) == (3, 7.0, 90, 5)
    pool = asked["executor"]
    assert isinstance(pool, Processes)
    assert pool.count == at_once
    assert f"In 3 territories at most, {at_once} at a time" in done.err
    assert "3 s: looking for better routes; cost 44,000, not in the plan 2" in done.err
    assert agecare("verify", tiny_book, tmp_path / "out" / "schedule.json").code == 0


def test_the_usual_time_limit_holds_for_territories_too(agecare, asked, tiny_book: Path, tmp_path: Path) -> None:
    agecare("plan", tiny_book, *WEEK, "--out", tmp_path / "out", "--territories", 2)
    assert (asked["time_limit"], asked["work_limit"]) == (30.0, None)


@pytest.mark.parametrize("options", [[], ["--territories", 1]])
def test_one_territory_is_the_whole(
    agecare, asked, by_hand, tiny_book: Path, tmp_path: Path, options: list[object]
) -> None:
    done = agecare("plan", tiny_book, *WEEK, "--out", tmp_path / "out", *options)
    assert done.code == 0, done.err
    assert by_hand
    assert not asked
    assert "territor" not in done.err


LANGUAGES = {"en": "anew", "mn": "шинээр", "ky": "жаңыдан", "ru": "заново"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_territories_are_refused_with_a_published_plan(
    agecare, asked, by_hand, tiny_book: Path, tmp_path: Path, language: str
) -> None:
    agecare("plan", tiny_book, *WEEK, "--out", tmp_path / "first")
    before = dict(by_hand)
    done = agecare("plan", tiny_book, *WEEK, "--out", tmp_path / "out", "--territories", 2, "--lang", language,
                   "--from", tmp_path / "first" / "schedule.json")  # fmt: skip
    assert done.code == 2
    assert "--territories" in done.err
    assert "--from" in done.err
    assert LANGUAGES[language] in done.err
    assert not asked
    assert by_hand == before
    assert not (tmp_path / "out").exists()


def test_at_least_one_core() -> None:
    assert processes.cores() >= 1
