"""The benchmark script on published forms writes plans that can be read back, and figures that follow from them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agecare.io.benchmarks import read_solution
from published import OWN, own

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "hhcrsp.py"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *arguments, "--out", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_solves_writes_and_compares(tmp_path: Path) -> None:
    best = tmp_path / "best.csv"
    best.write_text("family,instance,best_known\nmankowska,mankowska,20\nkummer,kummer,10\n", encoding="utf-8")
    files = [str(OWN / f"{name}.json") for name in ("mankowska", "kummer")]
    done = run(tmp_path / "out", *files, "--work-limit", "2000", "--seeds", "1,2,3", "--best", str(best))
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "kummer.json",
        "mankowska.json",
        "results.json",
    ]
    report = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert report["seeds"] == [1, 2, 3]
    assert {"agecare", "numba", "numpy", "ortools"} == set(report["versions"])
    gaps = []
    for row, known in zip(report["rows"], (20, 10), strict=True):
        instance = own(row["instance"])
        schedule = read_solution(tmp_path / "out" / f"{row['instance']}.json", instance)
        assert instance.faults(schedule) == row["faults"] == []
        assert instance.value(schedule) == pytest.approx(row["value"])
        assert row["value"] == sorted(row["values"])[1]
        assert row["best_known"] == known
        assert row["gap"] == pytest.approx(100 * (row["value"] / known - 1), abs=0.001)
        assert row["stopped_by"] in ("work", "proof")
        gaps.append(row["gap"])
    assert report["summary"]["all"]["mean_gap"] == pytest.approx(sum(gaps) / 2, abs=0.001)
    assert report["summary"]["all"]["worst_gap"] == max(gaps)
    assert [line.split()[:2] for line in done.stdout.splitlines()[1:3]] == [["mankowska"] * 2, ["kummer"] * 2]
    assert f"all: 2 instances, gap: mean {sum(gaps) / 2:+.2f} %" in done.stdout


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    file = str(OWN / "kummer.json")
    done = run(tmp_path, file, file, "--work-limit", "10")
    assert done.returncode == 2
    assert "same stem" in done.stderr


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    done = run(tmp_path / "out", str(OWN / "uhhc-solution.json"), "--work-limit", "10")
    assert done.returncode == 2
    assert "uhhc-solution.json" in done.stderr
    assert "AC6101" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []
