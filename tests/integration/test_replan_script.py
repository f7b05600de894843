"""The benchmark of planning again runs, and its figures are those of its rows."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "replan.py"
SMALL = ("--clients", "20", "--workers", "4", "--seeds", "1", "--work-limit", "200", "--most", "2")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)


def test_every_happening_is_planned_for_and_summed_up(tmp_path: Path) -> None:
    out = tmp_path / "again.json"
    done = run(*SMALL, "--happens", "ill-week,ill-day,urgent,road", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    assert {"agecare", "numba", "numpy", "ortools"} == set(report["versions"])
    assert set(report["summary"]) == {"ill-week", "ill-day", "urgent", "road"}
    for kind, figures in report["summary"].items():
        rows = [row for row in report["rows"] if row["happens"] == kind]
        assert 1 <= len(rows) == figures["times"] <= 2
        assert figures["broken rules"] == 0
        assert figures["above 15 %"] == sum(row["changed"] / row["visits"] > 0.15 for row in rows)
    away = [row for row in report["rows"] if row["happens"] == "ill-week"]
    assert all(0 < row["must"] <= row["changed"] for row in away)


def test_an_unknown_happening_is_refused() -> None:
    assert run("--happens", "flood").returncode == 2
