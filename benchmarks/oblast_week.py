"""The week of an oblast's home-care service: one call of `agecare.visits.solve`, measured.

    python benchmarks/oblast_week.py --clients 2143 --workers 228 --time-limit 120

Every plan is judged by the checker. Times are wall-clock seconds on this machine; compilation is reported apart.
"""

import argparse
import datetime as dt
import importlib.metadata
import json
import platform
import resource
import sys
import time
from pathlib import Path

import numpy as np

from agecare.io.samples import sample
from agecare.visits import Result, VisitProblem, problem_for, solve, timelines
from agecare.visits.problem import PRIORITIES
from agecare.visits.solve import prepare


def figures(problem: VisitProblem, result: Result) -> dict[str, object]:
    """What the week is like for clients and workers."""
    schedule, served = result.schedule, result.schedule.visit_day >= 0
    seen: dict[int, set[int]] = {}
    for task in np.flatnonzero(schedule.task_route >= 0):
        client = int(problem.visit_client[problem.task_visit[task]])
        seen.setdefault(client, set()).add(int(problem.route_worker[schedule.task_route[task]]))
    paid = np.zeros(len(problem.worker_ids))
    lines = timelines(problem, schedule).values()
    for line in lines:
        paid[problem.route_worker[line.route]] += line.paid_minutes
    able = problem.worker_capacity > 0
    share = paid[able] / problem.worker_capacity[able]
    fair = paid.sum() / problem.worker_capacity.sum()
    return {
        "visits": len(problem.visit_ids),
        "unserved": int((~served).sum()),
        "unserved_by_priority": {
            priority.value: int((~served & (problem.visit_priority == index)).sum())
            for index, priority in enumerate(PRIORITIES)
        },
        "violations": len(result.violations),
        "cost": result.cost.total,
        "clients_with_one_worker": round(float(np.mean([len(workers) == 1 for workers in seen.values()])), 4),
        "workers_within_10_percent_of_fair_share": round(float(np.mean(np.abs(share / fair - 1) <= 0.1)), 4),
        "travel_share_of_paid_time": round(sum(line.travel_minutes for line in lines) / max(1.0, paid.sum()), 4),
        "moves": result.moves,
        "serviceable_at_most": result.serviceable,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=2143)
    parser.add_argument("--workers", type=int, default=228)
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds of solving")
    parser.add_argument("--seed", type=int, default=1, help="of the sample and of the search")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    given = parser.parse_args()

    begun = time.perf_counter()
    register = sample("jalal-abad", clients=given.clients, workers=given.workers, seed=given.seed)
    problem = problem_for(register, "2026-W15")
    built = time.perf_counter() - begun
    compiling = prepare()
    begun = time.perf_counter()
    result = solve(problem, time_limit=given.time_limit, seed=given.seed)
    row = {
        "clients": given.clients,
        "workers": given.workers,
        "seed": given.seed,
        "seconds_building": round(built, 1),
        "seconds_compiling": round(compiling, 1),
        "seconds_solving": round(time.perf_counter() - begun, 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **figures(problem, result),
        "date": dt.date.today().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "versions": {name: importlib.metadata.version(name) for name in ("agecare", "ortools", "numba", "numpy")},
    }
    width = max(map(len, row))
    for name, value in row.items():
        print(f"{name:<{width}}  {value}")
    if given.out:
        given.out.write_text(json.dumps(row, indent=2) + "\n", encoding="utf-8")
    return 1 if result.violations else 0


if __name__ == "__main__":
    sys.exit(main())
