"""A generated centre day, the same for every solver, judged by one checker.

    python benchmarks/centre_day.py --visits 500 --workers 70 --seed 1 --time-limit 20
    python benchmarks/centre_day.py --visits 500 --workers 70 --seed 1 --time-limit 60 --double 0.05 --out day.json

The objective is 10,000 × priority for every visit left out plus the seconds travelled. Each solver runs in a process of
its own, tied to one core and one thread; reading and writing apart, `solve s` is all the time it gets, and building its
model or compiling (`prepare s`) comes on top. `cpu` is the share of a core that the solver really had: well below 1 on
a busy machine, and then the row says less than it could. `MB` is the peak of the whole process, Python included.

Routes are timed anew and judged here: what a solver says about its own plan does not count.
"""

import argparse
import datetime as dt
import importlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
from generated_day import PENALTY, centre_day, nobody_can
from measure import peak_megabytes
from peers.routes import Answer, CannotError, schedule_of

from agecare.visits import VisitProblem, cost, violations

SOLVERS = {"agecare": "ours", "vroom": "vroom", "pyvrp": "pyvrp", "ortools": "ortools"}
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
PATIENCE = 900
"""Seconds after its limit at which a solver that does not stop is stopped."""


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=500)
    parser.add_argument("--workers", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1, help="of the day, and of the solvers that have one")
    parser.add_argument("--time-limit", type=float, default=20.0, help="seconds for each solver")
    parser.add_argument("--solvers", default=",".join(SOLVERS), help=f"of {', '.join(SOLVERS)}; default: all")
    parser.add_argument("--double", type=float, default=0.0, help="share of visits by two workers at once")
    parser.add_argument(
        "--lagged",
        type=float,
        help="share of visits by one worker after another within a lag; default: as many as --double",
    )
    parser.add_argument("--floor", action="store_true", help="prove what every plan leaves out; for about 100 visits")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core they run on")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    parser.add_argument("--inside", choices=SOLVERS, help=argparse.SUPPRESS)
    parser.add_argument("--answer", type=Path, help=argparse.SUPPRESS)
    return parser


def day_of(given: argparse.Namespace) -> VisitProblem:
    """The day that the arguments describe."""
    lagged = given.double if given.lagged is None else given.lagged
    return centre_day(given.visits, given.workers, given.seed, given.double, lagged)


def inside(given: argparse.Namespace) -> None:
    """In the solver's own process: solve and write the answer."""
    problem = day_of(given)
    module = importlib.import_module(f"peers.{SOLVERS[given.inside]}")
    spent = time.process_time()
    try:
        answer: Answer = module.answer(problem, given.time_limit, given.seed)
    except CannotError as error:
        given.answer.write_text(json.dumps({"cannot": str(error)}), encoding="utf-8")
        return
    usage = {
        "cpu": time.process_time() - spent,
        "megabytes": peak_megabytes(),
    }
    given.answer.write_text(json.dumps({"answer": attrs.asdict(answer), **usage}), encoding="utf-8")


def ask(given: argparse.Namespace, solver: str, answer: Path) -> dict[str, Any]:
    """Run one solver in its own process on one core; what it wrote, or what went wrong."""
    command = [sys.executable, __file__, *sys.argv[1:], "--inside", solver, "--answer", str(answer)]
    try:
        run = subprocess.run(
            command,
            env={**os.environ, **ONE_THREAD},
            preexec_fn=lambda: os.sched_setaffinity(0, {given.core}),
            timeout=given.time_limit + PATIENCE,
            capture_output=True,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"failed": "did not end"}
    if run.returncode:
        print(run.stderr, file=sys.stderr)
        return {"failed": f"ended with exit code {run.returncode}"}
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


def judged(problem: VisitProblem, found: dict[str, Any]) -> dict[str, Any]:
    """The figures of one row: objective, what is left out, what is broken, time and memory."""
    if "answer" not in found:
        return found
    answer = Answer(**found["answer"])
    schedule = schedule_of(problem, answer)
    broken = Counter(violation.rule for violation in violations(problem, schedule))
    price = cost(problem, schedule)
    missing = problem.visit_penalty[schedule.visit_day < 0] // PENALTY
    both = answer.preparing + answer.solving
    return {
        "version": answer.version,
        "settings": answer.settings,
        "objective": price.total,
        "unserved": len(missing),
        "unserved_priority": int(missing.sum()),
        "unserved_by_priority": dict(sorted(Counter(missing.tolist()).items())),
        "travel_seconds": price.components["travel"].amount,
        "prepare_seconds": round(answer.preparing, 2),
        "solve_seconds": round(answer.solving, 2),
        "cpu_share": round(found["cpu"] / both, 2) if both else 1.0,
        "megabytes": found["megabytes"],
        "violations": dict(broken),
    }


def compared(rows: dict[str, dict[str, Any]], sure: int) -> dict[str, Any]:
    """agecare against the best valid peer: objective, and unserved priority with and without what is sure of it."""
    peers = [row for name, row in rows.items() if name != "agecare" and row.get("violations") == {}]
    own = rows.get("agecare", {})
    if not peers or own.get("violations") != {}:
        return {}
    least = min(row["unserved_priority"] for row in peers)
    return {
        "objective": round(own["objective"] / min(row["objective"] for row in peers), 3),
        "unserved_priority": round(own["unserved_priority"] / least, 3) if least else None,
        "unserved_priority_beyond_that": (
            round((own["unserved_priority"] - sure) / (least - sure), 3) if least > sure else None
        ),
    }


COLUMNS = {
    "version": "version",
    "objective": "objective",
    "unserved": "unserved",
    "unserved_priority": "priority",
    "travel_seconds": "travel s",
    "prepare_seconds": "prepare s",
    "solve_seconds": "solve s",
    "cpu_share": "cpu",
    "megabytes": "MB",
}


def table(rows: dict[str, dict[str, Any]]) -> str:
    """The rows as text."""
    lines = [["solver", *COLUMNS.values(), "broken rules"]]
    for name, row in rows.items():
        if "objective" not in row:
            lines.append([name, *([""] * len(COLUMNS)), *row.values()])
            continue
        broken = ", ".join(f"{rule} × {count}" for rule, count in row["violations"].items())
        figures = [f"{row[key]:,}" if isinstance(row[key], int) else str(row[key]) for key in COLUMNS]
        lines.append([name, *figures, f"INVALID: {broken}" if broken else "none"])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    aligned = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:-1], widths[1:-1]), line[-1]] for line in lines]
    return "\n".join("  ".join(cells) for cells in aligned)


def main() -> int:
    parser = arguments()
    given = parser.parse_args()
    solvers = given.solvers.split(",")
    if unknown := [solver for solver in solvers if solver not in SOLVERS]:
        parser.error(f"no such solver: {', '.join(unknown)}")
    if given.inside:
        inside(given)
        return 0
    problem = day_of(given)
    impossible = nobody_can(problem)
    worth = int(problem.visit_penalty[impossible].sum()) // PENALTY
    print(
        f"{given.visits} visits ({int((problem.visit_coupling == 1).sum())} double, "
        f"{int((problem.visit_coupling == 2).sum())} lagged), {given.workers} workers, seed {given.seed}, "
        f"{given.time_limit:g} s; nobody can serve {int(impossible.sum())} of them (priority {worth})"
    )
    sure = worth
    if given.floor:
        # the solvers' processes are measured: they do without what only this needs
        from floor import MOST_TASKS, applicable, unserved_floor

        if not applicable(problem):
            parser.error(
                f"--floor: somebody may do more than {MOST_TASKS} of these visits; try --visits 100 --workers 15"
            )
        sure = unserved_floor(problem)
        print(f"proved: every plan leaves out a priority of {sure} at least")
    rows: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for solver in solvers:
            rows[solver] = judged(problem, ask(given, solver, Path(folder) / f"{solver}.json"))
    ratio = compared(rows, sure)
    print(table(rows))
    if ratio:
        print("agecare ÷ best peer: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in ratio.items()))
    if given.out:
        report = {
            "visits": given.visits,
            "double": int((problem.visit_coupling == 1).sum()),
            "lagged": int((problem.visit_coupling == 2).sum()),
            "workers": given.workers,
            "seed": given.seed,
            "time_limit": given.time_limit,
            "impossible": int(impossible.sum()),
            "impossible_priority": worth,
            "floor_priority": sure if given.floor else None,
            "solvers": rows,
            "agecare_to_best_peer": ratio,
            "date": dt.date.today().isoformat(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "versions": {name: importlib.metadata.version(name) for name in ("agecare", "numba", "numpy")},
        }
        given.out.write_text(json.dumps(report, indent=2, default=int) + "\n", encoding="utf-8")
    return 1 if any(row.get("violations") or "failed" in row for row in rows.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
