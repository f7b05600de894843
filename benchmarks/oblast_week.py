"""The week of an oblast's home-care service: one call of `agecare.visits.solve`, measured.

    python benchmarks/oblast_week.py --clients 2143 --workers 228 --time-limit 120
    python benchmarks/oblast_week.py --growth --time-limit 120 --out growth.json

Every plan is judged by the checker. Times are wall-clock seconds on this machine; compilation is reported apart. With
``--growth`` weeks of 500, 2,143 and 10,000 clients are planned one after the other, each in a process of its own, with
time in proportion to the clients: ``--time-limit`` is that of 2,143.
"""

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from measure import peak_megabytes

from agecare.io.samples import sample
from agecare.visits import Progress, Result, Schedule, VisitProblem, problem_for, solve, timelines
from agecare.visits.problem import PRIORITIES
from agecare.visits.solve import prepare

REPORTED = (2143, 228)
"""Clients and workers of the oblast."""
GROWTH = ((500, 55), REPORTED, (10_000, 1064))
Figures = dict[str, Any]


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=REPORTED[0])
    parser.add_argument("--workers", type=int, help="default: as many for each client as the oblast has")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds of solving")
    parser.add_argument("--seed", type=int, default=1, help="of the sample and of the search")
    parser.add_argument("--growth", action="store_true", help="500, 2,143 and 10,000 clients instead of --clients")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    return parser


def workers_for(clients: int) -> int:
    """As many as the oblast has for so many clients.

    >>> [workers_for(clients) for clients in (500, 2143, 10_000)]
    [55, 228, 1064]
    """
    return dict(GROWTH).get(clients) or max(1, round(clients * REPORTED[1] / REPORTED[0]))


class FirstPlan:
    """Notes when the search first has a plan that every visit was tried for, and what that plan leaves out."""

    def __init__(self, visits: int) -> None:
        self.visits = visits
        self.seconds: float | None = None
        self.unserved: int | None = None

    def __call__(self, progress: Progress) -> None:
        if self.seconds is None and progress.phase == "search" and progress.unserved not in (None, self.visits):
            self.seconds, self.unserved = round(progress.elapsed, 1), progress.unserved


def by_priority(problem: VisitProblem, schedule: Schedule) -> Figures:
    """Visits wanted and served of each priority."""
    served = schedule.visit_day >= 0
    return {
        priority.value: f"{int((served & mine).sum())} of {int(mine.sum())}"
        for index, priority in enumerate(PRIORITIES)
        if (mine := problem.visit_priority == index).any()
    }


def continuity(problem: VisitProblem, schedule: Schedule) -> Figures:
    """How many clients see one worker only, counted in two ways.

    Strictly; and with a client whose visits need two workers as well served by always the same two, that is, by no
    more workers than one of the client's visits needs.
    """
    seen: dict[int, set[int]] = {}
    needed: dict[int, int] = {}
    for task in np.flatnonzero(schedule.task_route >= 0).tolist():
        visit = int(problem.task_visit[task])
        client = int(problem.visit_client[visit])
        seen.setdefault(client, set()).add(int(problem.route_worker[schedule.task_route[task]]))
        needed[client] = max(needed.get(client, 0), len(problem.tasks_of(visit)))
    strict = [len(workers) == 1 for workers in seen.values()]
    by_need = [len(workers) == needed[client] for client, workers in seen.items()]
    return {
        "clients_served": len(seen),
        "clients_with_one_worker": round(float(np.mean(strict)), 4) if seen else None,
        "clients_with_one_worker_or_one_pair": round(float(np.mean(by_need)), 4) if seen else None,
        "workers_per_client": round(float(np.mean([len(workers) for workers in seen.values()])), 3) if seen else None,
    }


def work(problem: VisitProblem, schedule: Schedule) -> Figures:
    """Paid time, its travel, and how evenly it is shared: each worker's share of the own hours against everybody's."""
    lines = timelines(problem, schedule).values()
    paid = np.zeros(len(problem.worker_ids))
    for line in lines:
        paid[problem.route_worker[line.route]] += line.paid_minutes
    able = problem.worker_capacity > 0
    fair = paid[able].sum() / max(1, int(problem.worker_capacity[able].sum()))
    share = paid[able] / problem.worker_capacity[able] / max(fair, 1e-9)
    low, high = np.percentile(share, [10, 90])
    travel = sum(line.travel_minutes for line in lines)
    visits = max(1, int((schedule.visit_day >= 0).sum()))
    return {
        "share_of_hours_paid": round(float(fair), 4),
        "workers_within_10_percent_of_fair_share": round(float(np.mean(np.abs(share - 1) <= 0.1)), 4),
        "fair_share_10th_and_90th_percentile": [round(float(low), 3), round(float(high), 3)],
        "travel_minutes": travel,
        "travel_minutes_per_visit": round(travel / visits, 2),
        "travel_share_of_paid_time": round(travel / max(1.0, float(paid.sum())), 4),
    }


def figures(problem: VisitProblem, result: Result) -> Figures:
    """What the week is like for clients and workers."""
    schedule, visits = result.schedule, len(problem.visit_ids)
    return {
        "visits": visits,
        "unserved": int((schedule.visit_day < 0).sum()),
        "serviceable_at_most": result.serviceable,
        "served_by_priority": by_priority(problem, schedule),
        "violations": len(result.violations),
        "cost": result.cost.total,
        "cost_per_visit": round(result.cost.total / max(1, visits), 2),
        "cost_by_component": {name: part.cost for name, part in result.cost.components.items() if part.cost},
        **continuity(problem, schedule),
        **work(problem, schedule),
        "moves": result.moves,
    }


def planned(clients: int, workers: int, time_limit: float, seed: int) -> Figures:
    """Plan one week and measure it."""
    begun = time.perf_counter()
    problem = problem_for(sample("jalal-abad", clients=clients, workers=workers, seed=seed), "2026-W15")
    built = time.perf_counter() - begun
    built_megabytes = peak_megabytes()
    compiling = prepare()
    begun, spent = time.perf_counter(), time.process_time()
    first = FirstPlan(len(problem.visit_ids))
    result = solve(problem, time_limit=time_limit, seed=seed, on_progress=first)
    solving, busy = time.perf_counter() - begun, time.process_time() - spent
    return {
        "clients": clients,
        "workers": workers,
        "seed": seed,
        "time_limit": time_limit,
        "seconds_building": round(built, 1),
        "seconds_compiling": round(compiling, 1),
        "seconds_to_first_plan": first.seconds,
        "first_plan_unserved": first.unserved,
        "seconds_solving": round(solving, 1),
        "cores_used": round(busy / solving, 2),
        "megabytes_building": built_megabytes,
        "megabytes": peak_megabytes(),
        **figures(problem, result),
    }


def grown(time_limit: float, seed: int) -> list[Figures]:
    """The weeks of all sizes, each in its own process so that each has its own peak of memory."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for clients, workers in GROWTH:
            answer = Path(folder) / f"{clients}.json"
            size = ["--clients", str(clients), "--workers", str(workers), "--seed", str(seed)]
            limit = ["--time-limit", f"{time_limit * clients / REPORTED[0]:.1f}"]
            run = subprocess.run(
                [sys.executable, __file__, *size, *limit, "--out", str(answer)],
                stdout=subprocess.DEVNULL,
                check=False,
            )
            if not answer.exists():
                rows.append({"clients": clients, "workers": workers, "failed": f"exit code {run.returncode}"})
                continue
            rows.append(json.loads(answer.read_text(encoding="utf-8"))["week"])
    return rows


COLUMNS = {
    "clients": "clients",
    "workers": "workers",
    "visits": "visits",
    "time_limit": "limit s",
    "seconds_building": "build s",
    "seconds_to_first_plan": "first plan s",
    "first_plan_unserved": "first unserved",
    "seconds_solving": "solve s",
    "cost_per_visit": "cost/visit",
    "unserved": "unserved",
    "clients_with_one_worker": "one worker",
    "clients_with_one_worker_or_one_pair": "or one pair",
    "workers_within_10_percent_of_fair_share": "within ±10 %",
    "travel_minutes_per_visit": "travel/visit",
    "megabytes": "MB",
    "violations": "broken rules",
}


def growth_table(rows: list[Figures]) -> str:
    """The rows as text."""
    lines = [list(COLUMNS.values())] + [[str(row.get(name, "–")) for name in COLUMNS] for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(map(str.rjust, line, widths)) for line in lines)


def main() -> int:
    given = arguments().parse_args()
    if given.growth:
        weeks = grown(given.time_limit, given.seed)
        print(growth_table(weeks))
        for week in weeks:
            if "failed" in week:
                print(f"{week['clients']} clients: {week['failed']}", file=sys.stderr)
    else:
        workers = workers_for(given.clients) if given.workers is None else given.workers
        weeks = [planned(given.clients, workers, given.time_limit, given.seed)]
        width = max(map(len, weeks[0]))
        for name, value in weeks[0].items():
            print(f"{name:<{width}}  {value}")
    if given.out:
        report = {
            **({"weeks": weeks} if given.growth else {"week": weeks[0]}),
            "seed": given.seed,
            "date": dt.date.today().isoformat(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "versions": {name: importlib.metadata.version(name) for name in ("agecare", "ortools", "numba", "numpy")},
        }
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 1 if any(week.get("violations") or "failed" in week for week in weeks) else 0


if __name__ == "__main__":
    sys.exit(main())
