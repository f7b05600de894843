"""Sharing scarce places: `agecare.matching.sharing.share` beside two ways in common use, measured.

    python benchmarks/matching.py --clients 100000 --services 500 --time-limit 120
    python benchmarks/matching.py --clients 3000 --services 60 --time-limit 60 --out places.json

On the same invented people and services (generated_places.py), without side conditions and with all of them: couples,
carers' respite, reserves, least coverage of areas, present placements. The peers are first come, first served (who has
waited longest takes what suits best of what is left) and hospital–resident matching (PyPI's `matching`), which is given
at most ``--peer-clients`` clients and knows no side conditions. Every placing is judged by the checker, and the bound
is computed anew from the prices.
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
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from generated_places import URGENT, Places, places
from measure import peak_megabytes

from agecare.matching.sharing import (
    Bids,
    Placing,
    PlacingProblem,
    Together,
    broken_rules,
    price_of_fairness,
    share,
    worth,
)
from agecare.matching.sharing.checks import missing
from agecare.matching.sharing.problem import arc_values

Figures = dict[str, Any]
VERSIONS = ("agecare", "ortools", "numpy", "matching")


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--services", type=int, default=500)
    parser.add_argument("--candidates", type=int, default=12, help="services that could take each client")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds of solving")
    parser.add_argument("--gap", type=float, default=1e-4, help="near enough, as a share of the bound")
    parser.add_argument(
        "--peer-clients", type=int, default=10_000, help="most clients for PyPI's matching; 0 = leave it out"
    )
    parser.add_argument("--fairness", action="store_true", help="also what reserves and floors cost")
    parser.add_argument("--seed", type=int, default=1, help="of the people, the services and the lottery")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    return parser


def first_come(problem: PlacingProblem, waiting_days: np.typing.NDArray[np.int64]) -> Placing:
    """Who has waited longest takes what suits best of what is left; a group comes with its first member."""
    room = problem.pool_places.tolist()
    pool, suits = problem.arc_pool.tolist(), problem.arc_suitability.tolist()
    service, found = problem.pool_service.tolist(), np.full(len(problem.request_ids), -1, dtype=np.int32)
    group_of: dict[int, int] = {}
    for group in np.flatnonzero(problem.group_kind != Together.IF_POSSIBLE).tolist():
        group_of.update(dict.fromkeys(problem.members_of(group), group))

    def choose(one: int, at: int | None = None) -> int:
        """The most suitable arc with room, at one service if told so; -1 = none."""
        arcs = [arc for arc in problem.arcs_of(one) if room[pool[arc]] > 0 and at in (None, service[pool[arc]])]
        return max(arcs, key=suits.__getitem__, default=-1)

    def take(one: int, arc: int) -> None:
        found[one] = pool[arc]
        room[pool[arc]] -= 1

    def together(members: list[int], at: int | None) -> bool:
        """Place all of them, or none."""
        done: list[int] = []
        for one in members:
            arc = choose(one, at)
            if arc < 0:
                for other in done:
                    room[found[other]] += 1
                    found[other] = -1
                return False
            take(one, arc)
            done.append(one)
        return True

    tried: set[int] = set()
    for one in np.lexsort((problem.request_draw, -waiting_days)).tolist():
        if one not in group_of:
            arc = choose(one)
            if arc >= 0:
                take(one, arc)
        elif group_of[one] not in tried:
            tried.add(group_of[one])
            members = problem.members_of(group_of[one])
            if problem.group_kind[group_of[one]] == Together.BOTH_OR_NEITHER:
                together(members, None)
                continue
            best: dict[int, int] = defaultdict(int)
            for arc in problem.arcs_of(members[0]):
                best[service[pool[arc]]] = max(best[service[pool[arc]]], suits[arc])
            any(together(members, at) for at in sorted(best, key=lambda at: -best[at]))
    return Placing(found)


def judged(what: str, data: Places, problem: PlacingProblem, placing: Placing) -> Figures:
    """What a placing is like."""
    placed = placing.placed
    asked = np.bincount(data.area)
    served = np.bincount(data.area[placed], minlength=len(asked))
    parts = worth(problem, placing).components
    return {
        "placing": what,
        "worth": sum(part.worth for part in parts.values()),
        "weighted_suitability": parts["deserved"].worth + parts["suited"].worth,
        "placed": int(placed.sum()),
        "urgent_unmet": int((~placed & (data.priority >= URGENT)).sum()),
        "worst_area": round(float((served / np.maximum(1, asked))[asked >= 20].min(initial=1.0)), 4),
        "missing_to_floors": int(missing(problem, placing).sum()),
        "broken_rules": len(broken_rules(problem, placing)),
    }


def shared(what: str, data: Places, problem: PlacingProblem, time_limit: float, gap: float) -> Figures:
    """agecare's placing, the bound recomputed from its prices."""
    begun, spent = time.perf_counter(), time.process_time()
    found = share(problem, time_limit=time_limit, gap=gap)
    row = {
        **judged(what, data, problem, found.placing),
        "bound": found.bound,
        "bound_by_prices": Bids(problem).bound(found.prices),
        "gap": found.gap,
        "optimal": found.optimal,
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - spent, 1),
        "megabytes": peak_megabytes(),
    }
    return row


def timed_first_come(what: str, data: Places, problem: PlacingProblem) -> Figures:
    """First come, first served, with its time."""
    begun, spent = time.perf_counter(), time.process_time()
    placing = first_come(problem, data.waiting_days)
    took = {"seconds": round(time.perf_counter() - begun, 1), "cpu_seconds": round(time.process_time() - spent, 1)}
    return {**judged(what, data, problem, placing), **took}


def hospital_resident(what: str, data: Places) -> Figures:
    """PyPI's matching, in a process of its own: its name is that of this script."""
    problem = data.plain
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "problem.npz", Path(folder) / "placing.npz"
        arrays = {name: getattr(problem, name) for name in ("arc_first", "arc_pool", "arc_suitability", "pool_places")}
        np.savez(given, value=arc_values(problem), **arrays)
        peer = Path(__file__).parent / "peers" / "hospital_resident.py"
        run = subprocess.run([sys.executable, "-W", "ignore", peer, given, answer], check=False)
        if run.returncode:
            return {"placing": what, "failed": f"exit code {run.returncode}"}
        found = np.load(answer)
        row = judged(what, data, problem, Placing(found["request_pool"]))
        return {**row, "seconds": round(float(found["seconds"]), 1), "cpu_seconds": round(float(found["cpu"]), 1)}


COLUMNS = {
    "clients": "clients",
    "placing": "placing",
    "worth": "worth",
    "weighted_suitability": "points+suitability",
    "placed": "placed",
    "urgent_unmet": "urgent unmet",
    "worst_area": "worst area",
    "missing_to_floors": "below floors",
    "broken_rules": "broken rules",
    "gap": "gap",
    "seconds": "s",
    "cpu_seconds": "cpu s",
    "megabytes": "MB",
}


def table(rows: list[Figures]) -> str:
    """The rows as text."""
    texts = [[_text(name, row.get(name, row.get("failed", ""))) for name in COLUMNS] for row in rows]
    lines = [list(COLUMNS.values()), *texts]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(map(str.rjust, line, widths)) for line in lines)


def _text(name: str, value: Any) -> str:
    if name == "gap" and isinstance(value, float):
        return f"{value:.4%}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def main() -> int:
    given = arguments().parse_args()
    rows: list[Figures] = []
    begun = time.perf_counter()
    data = places(given.clients, given.services, given.candidates, given.seed)
    built = round(time.perf_counter() - begun, 1)
    size = {"clients": given.clients, "services": given.services, "arcs": len(data.plain.arc_pool)}
    for name, problem in (("without conditions", data.plain), ("with conditions", data.full)):
        rows.append({**size, **shared(f"agecare, {name}", data, problem, given.time_limit, given.gap)})
        rows.append({**size, **timed_first_come(f"first come, {name}", data, problem)})
    fairness = None
    if given.fairness:
        found = share(data.full, time_limit=given.time_limit, gap=given.gap)
        fairness = price_of_fairness(data.full, found, time_limit=given.time_limit)
    if given.peer_clients:
        clients = min(given.clients, given.peer_clients)
        if clients < given.clients:
            services = max(9, given.services * clients // given.clients)
            data = places(clients, services, given.candidates, given.seed)
            size = {"clients": clients, "services": services, "arcs": len(data.plain.arc_pool)}
            rows.append(
                {**size, **shared("agecare, without conditions", data, data.plain, given.time_limit, given.gap)}
            )
        rows.append({**size, **hospital_resident("hospital-resident, without conditions", data)})
    print(table(rows))
    if fairness is not None:
        print(f"price of fairness: {fairness.price:,} of {fairness.free.worth:,}; "
              f"without it {fairness.free.missing:,} fewer are placed where floors are")  # fmt: skip
    if given.out:
        report = {
            "rows": rows,
            "seconds_building": built,
            "seed": given.seed,
            "date": dt.date.today().isoformat(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "versions": {name: _version(name) for name in VERSIONS},
        }
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 1 if any(row.get("broken_rules") and row["placing"].startswith("agecare") for row in rows) else 0


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
