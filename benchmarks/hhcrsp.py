"""Published home health care instances (Mankowska, Kummer, UHHC): solved on one core, compared with the best known.

    python benchmarks/hhcrsp.py data/mankowska/*.json --time-limit 60 --seed 1 --out results --best data/best_known.csv

Each plan is judged by the checker, priced as published, and written to ``OUT/<stem>.json`` in the published form;
``OUT/results.json`` has all figures. With several seeds a row is the run with the median value, and so is its file.
Seconds are wall-clock seconds of solving; compilation comes before and is reported apart. The gap is
(value − best known) ÷ best known.
"""

import argparse
import csv
import datetime as dt
import importlib.metadata
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import attrs
import numpy as np

from agecare.errors import FormatError
from agecare.io.benchmarks import read_instance, write_solution
from agecare.io.files import atomic_write
from agecare.visits.solve import prepare, solve

PACKAGES = ("agecare", "numba", "numpy", "ortools")
HEADINGS = ("family", "instance", "value", "best known", "gap %", "left out", "faults", "seconds", "cpu", "moves")

Best = Mapping[tuple[str, str], float]


@attrs.frozen
class Job:
    """One run: an instance, a seed, limits, and where the plan goes."""

    path: Path
    seed: int
    time_limit: float | None
    work_limit: int | None
    out: Path


@attrs.frozen
class Row:
    """What came of a run."""

    family: str
    instance: str
    seed: int
    value: float
    best_known: float | None
    components: Mapping[str, float]
    left_out: int
    faults: tuple[str, ...]
    seconds: float
    cpu_seconds: float
    seconds_compiling: float
    moves: int
    stopped_by: str
    values: tuple[float, ...] = ()
    """Of all seeds, in their order."""

    @property
    def gap(self) -> float | None:
        """Percent above the best known value."""
        return None if not self.best_known else 100 * (self.value - self.best_known) / self.best_known


def run(job: Job) -> Row:
    """Read, solve, judge, write."""
    instance = read_instance(job.path)
    compiling = prepare()
    begun, cpu = time.perf_counter(), time.process_time()
    result = solve(instance.problem, time_limit=job.time_limit, work_limit=job.work_limit, seed=job.seed, lanes=1)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu
    schedule = result.schedule
    write_solution(instance, schedule, plan_path(job))
    return Row(
        family=instance.family,
        instance=instance.name,
        seed=job.seed,
        value=instance.value(schedule),
        best_known=None,
        components=instance.components(schedule),
        left_out=int(np.count_nonzero(schedule.visit_day < 0)),
        faults=tuple(map(str, instance.faults(schedule))),
        seconds=round(seconds, 2),
        cpu_seconds=round(cpu_seconds, 2),
        seconds_compiling=round(compiling, 1),
        moves=result.moves,
        stopped_by=result.stopped_by,
    )


def plan_path(job: Job) -> Path:
    """Where a run leaves its plan until the median run is known."""
    return job.out / f".{job.path.stem}.seed-{job.seed}.json"


def median_run(jobs: Sequence[Job], rows: Sequence[Row], best: Best) -> Row:
    """The run with the median value, its plan under the instance's own name; the plans of the others go."""
    order = sorted(range(len(rows)), key=lambda index: (bool(rows[index].faults), rows[index].value))
    chosen = order[len(order) // 2]
    for index, job in enumerate(jobs):
        if index == chosen:
            plan_path(job).replace(job.out / f"{job.path.stem}.json")
        else:
            plan_path(job).unlink()
    # a fault in any run is a fault of the row
    faults = tuple(fault for row in rows for fault in row.faults)
    known = best_of(best, rows[chosen].family, rows[chosen].instance)
    return attrs.evolve(rows[chosen], best_known=known, values=tuple(row.value for row in rows), faults=faults)


def read_best(path: Path | None) -> Best:
    """Best known values by family and instance."""
    if path is None:
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(row["family"], row["instance"]): float(row["best_known"]) for row in csv.DictReader(file)}


def best_of(best: Best, family: str, instance: str) -> float | None:
    """The best known value of an instance; of another family only when no two of them have the name."""
    if (family, instance) in best:
        return best[family, instance]
    values = [value for (_, name), value in best.items() if name == instance]
    return values[0] if len(values) == 1 else None


def line(row: Row) -> tuple[str, ...]:
    """The cells of a row."""
    digits = 0 if row.family == "uhhc" else 3
    return (
        row.family,
        row.instance,
        f"{row.value:.{digits}f}",
        "" if row.best_known is None else f"{row.best_known:.{digits}f}",
        "" if row.gap is None else f"{row.gap:+.2f}",
        str(row.left_out),
        str(len(row.faults)),
        f"{row.seconds:.1f}",
        f"{row.cpu_seconds:.1f}",
        f"{row.moves:,}",
    )


def printed(cells: Sequence[str]) -> str:
    """A line of the table."""
    widths = (9, 22, 12, 12, 8, 8, 6, 8, 8, 14)
    left = 2
    return "  ".join(
        f"{cell:<{width}}" if index < left else f"{cell:>{width}}"
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )


def summary(rows: Sequence[Row]) -> dict[str, dict[str, object]]:
    """Mean and worst gap of each family, and of all."""
    families = sorted({row.family for row in rows})
    groups = {family: [row for row in rows if row.family == family] for family in families}
    if len(families) != 1:
        groups["all"] = list(rows)
    found: dict[str, dict[str, object]] = {}
    for name, group in groups.items():
        known = [(row.gap, row.instance) for row in group if row.gap is not None]
        gaps = [gap for gap, _ in known]
        found[name] = {
            "instances": len(group),
            "with_best_known": len(known),
            "mean_gap": round(statistics.fmean(gaps), 3) if gaps else None,
            "worst_gap": round(max(gaps), 3) if gaps else None,
            "worst_instance": max(known)[1] if known else None,
            "faults": sum(len(row.faults) for row in group),
        }
    return found


def told(rows: Sequence[Row]) -> Iterator[str]:
    """The summary in words."""
    for name, part in summary(rows).items():
        count = f"{part['instances']} instance{'' if part['instances'] == 1 else 's'}"
        if part["mean_gap"] is None:
            yield f"{name}: {count}, no best known value"
        else:
            worst = f"worst {part['worst_gap']:+.2f} % ({part['worst_instance']})"
            yield f"{name}: {count}, gap: mean {part['mean_gap']:+.2f} %, {worst}"


def report(given: argparse.Namespace, rows: Sequence[Row]) -> dict[str, object]:
    """What ``results.json`` holds."""
    return {
        "command": " ".join(sys.argv),
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "time_limit": given.time_limit,
        "work_limit": given.work_limit,
        "seeds": given.seeds,
        "jobs": given.jobs,
        "seconds_compiling": max((row.seconds_compiling for row in rows), default=0.0),
        "summary": summary(rows),
        "rows": [{**attrs.asdict(row), "gap": None if row.gap is None else round(row.gap, 3)} for row in rows],
    }


def seeds(text: str) -> list[int]:
    """``1,2,3``."""
    return [int(part) for part in text.split(",")]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="instances in their published JSON form")
    parser.add_argument("--time-limit", type=float, help="seconds of solving each (60 unless there is a work limit)")
    parser.add_argument("--work-limit", type=int, help="moves of each search")
    parser.add_argument("--seed", type=int, default=1, help="of all random choices")
    parser.add_argument("--seeds", type=seeds, metavar="N,N,…", help="several seeds; the median run counts")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="plans and results.json go here")
    parser.add_argument("--best", type=Path, metavar="CSV", help="best known values: family, instance, best_known")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=1, help="instances at a time, a process each")
    given = parser.parse_args()
    given.seeds = given.seeds or [given.seed]
    if given.time_limit is None and given.work_limit is None:
        given.time_limit = 60.0
    stems = [path.stem for path in given.files]
    if len(set(stems)) < len(stems):
        parser.error("two files have the same stem; their plans would have the same name")
    return given


def solved(pool: Executor | None, jobs: Sequence[Job]) -> Iterator[Row]:
    """The rows of the jobs, in their order."""
    yield from map(run, jobs) if pool is None else pool.map(run, jobs)


def main() -> int:
    given = arguments()
    given.out.mkdir(parents=True, exist_ok=True)
    best = read_best(given.best)
    jobs = [
        Job(path, seed, given.time_limit, given.work_limit, given.out) for path in given.files for seed in given.seeds
    ]
    rows: list[Row] = []
    print(printed(HEADINGS), flush=True)
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(given.jobs, mp_context=spawn) if given.jobs > 1 else None
    try:
        runs = solved(pool, jobs)
        for path in given.files:
            own = [job for job in jobs if job.path == path]
            rows.append(median_run(own, [next(runs) for _ in own], best))
            print(printed(line(rows[-1])), flush=True)
    except FormatError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
        for job in jobs:
            plan_path(job).unlink(missing_ok=True)
    print()
    print("\n".join(told(rows)))
    print(f"seconds of compiling, before solving: {max(row.seconds_compiling for row in rows):.1f}")
    for row in rows:
        for fault in row.faults[:5]:
            print(f"{row.instance}: {fault}")
    with atomic_write(given.out / "results.json") as file:
        file.write(json.dumps(report(given, rows), indent=2, ensure_ascii=False).encode() + b"\n")
    return 1 if any(row.faults for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
