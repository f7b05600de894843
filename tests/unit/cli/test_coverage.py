"""``agecare coverage``: tables, files, privacy, and what it refuses."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agecare.io import write_workbook
from covered_worlds import district
from unit.cli.conftest import Run


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district as a workbook."""
    path = tmp_path_factory.mktemp("books") / "district.xlsx"
    write_workbook(district(), path)
    return path


def test_the_tables_are_printed(agecare: Run, book: Path) -> None:
    done = agecare("coverage", book, "--on", "2026-04-06")
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "Centre · Coverage of care · 6 Apr 2026" in lines
    assert "East 20 2 1 50% 1" in lines
    assert "day centre 2 1 4 3 1 50 0.50 1.0 km" in lines
    assert "day centre new, in West 2 1 40.5 km 5.0" in lines
    assert "health 1 2 2.0 2" in lines


def test_files_are_written_by_their_suffix(agecare: Run, book: Path, tmp_path: Path) -> None:
    out = [tmp_path / "new" / f"report.{suffix}" for suffix in ("html", "xlsx", "json")]
    done = agecare("coverage", book, "--on", "6.4.2026", *(part for path in out for part in ("--out", path)))
    assert done.code == 0
    assert all(f"Written: {path}" in done.out for path in out)
    assert "West" in out[0].read_text(encoding="utf-8")
    assert "By area" in load_workbook(out[1]).sheetnames
    assert json.loads(out[2].read_text(encoding="utf-8"))["on"] == "2026-04-06"


def test_json_is_printed_and_nothing_else(agecare: Run, book: Path) -> None:
    done = agecare("coverage", book, "--on", "2026-04-06", "--json", "--catchment", "50", "--decay", "none")
    found = json.loads(done.out)
    assert found["catchment"] == {"km": 50.0, "decay": "none"}
    (day,) = [row for row in found["types"] if row["type"] == "day-care"]
    assert (day["beyond"], day["access"], day["gini"]) == (0, 0.5, 0)


def test_anonymous_holds_for_everything_that_is_written(agecare: Run, book: Path, tmp_path: Path) -> None:
    out = [tmp_path / f"report.{suffix}" for suffix in ("html", "json")]
    options = ("--on", "2026-04-06", "--privacy", "anonymous", "--out", out[0], "--out", out[1])
    printed = agecare("coverage", book, *options)
    assert json.loads(agecare("coverage", book, *options, "--json").out)["whole"]["people"]["known"] is None
    assert "few" in printed.out
    assert json.loads(out[1].read_text(encoding="utf-8"))["least_count"] == 5
    assert "fewer than 5 people are not shown" in out[0].read_text(encoding="utf-8")


def test_the_language_asked_for_is_spoken(agecare: Run, book: Path) -> None:
    assert "Охват помощью" in agecare("coverage", book, "--lang", "ru").out


@pytest.mark.parametrize(
    "options",
    [
        ("--on", "2026-02-30"),
        ("--on", "04/06/2026"),
        ("--catchment", "0"),
        ("--decay", "linear"),
        ("--privacy", "worker"),
        ("--out", "report.pdf"),
    ],
)
def test_wrong_usage_ends_with_2(agecare: Run, book: Path, options: tuple[str, str]) -> None:
    done = agecare("coverage", book, *options)
    assert (done.code, done.out) == (2, "")
    assert options[0] in done.err
