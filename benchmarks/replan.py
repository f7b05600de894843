"""A published week, something happens, the week is planned again: how long it takes and how much changes.

    python benchmarks/replan.py --clients 190 --workers 20 --seeds 1,2,3
    python benchmarks/replan.py --clients 190 --workers 20 --seeds 1,2,3 --happens ill-day,urgent,road --out again.json
    python benchmarks/replan.py --sample darkhan --seeds 1

A week is planned and published for each seed. Then, one at a time and each on its own:

    ill-week   each worker is away from Monday to Friday
    ill-day    each worker is away on one day, Monday to Friday in turn
    urgent     a visit that must be made at once comes in, for each of twenty clients, on one day in turn
    road       the way between two clients visited one after the other takes an hour more, twenty times

What changes is counted as the cost counts it, new visits left aside; ``must`` is what could not have stayed.
``seconds`` is processor time of planning again, all threads; compilation is reported apart. Every plan is judged by the
checker.
"""

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from agecare import Absence, Register, TravelTime, VisitRequest
from agecare.io.json import ScheduleDocument, input_hash, replanning, schedule_document
from agecare.io.samples import sample
from agecare.visits import problem_for, replan, solve
from agecare.visits.replan import standing
from agecare.visits.solve import prepare

WEEK, MONDAY, WORKING_DAYS = "2026-W15", dt.date(2026, 4, 6), 5
HAPPENINGS = ("ill-week", "ill-day", "urgent", "road")
TIMES = 20
"""How often the happenings that do not go through all workers happen."""
Figures = dict[str, Any]


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", default="jalal-abad", help="jalal-abad, or one of the fixed example centres")
    parser.add_argument("--clients", type=int, default=190, help="of jalal-abad")
    parser.add_argument("--workers", type=int, default=20, help="of jalal-abad")
    parser.add_argument("--seeds", default="1,2,3", help="of the sample and of the searches")
    parser.add_argument("--happens", default="ill-week", help=f"of {', '.join(HAPPENINGS)}; default: ill-week")
    parser.add_argument("--publish-seconds", type=float, default=30.0, help="seconds for the published plan")
    parser.add_argument("--time-limit", type=float, default=4.0, help="seconds for planning again")
    parser.add_argument("--work-limit", type=int, help="moves for both instead of seconds")
    parser.add_argument("--most", type=int, help="happenings of each kind; default: all")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    return parser


def happenings(kind: str, register: Register, published: ScheduleDocument) -> Iterator[tuple[str, Register]]:
    """What may happen to a centre: a name and the records afterwards."""
    fields = {name: getattr(register, name) for name in Register.model_fields}
    if kind == "ill-week":
        for worker in register.workers:
            yield worker.id, _away(fields, worker.id, 0, WORKING_DAYS - 1)
    elif kind == "ill-day":
        for number, worker in enumerate(register.workers):
            day = number % WORKING_DAYS
            yield f"{worker.id} day {day + 1}", _away(fields, worker.id, day, day)
    elif kind == "urgent":
        step = max(1, len(register.visit_requests) // TIMES)
        for number, like in enumerate(register.visit_requests[::step][:TIMES]):
            day = MONDAY + dt.timedelta(days=number % WORKING_DAYS)
            new = _urgent(like, day)
            yield f"like {like.id}", Register(**{**fields, "visit_requests": (*register.visit_requests, new)})
    else:
        for origin, destination, minutes in list(_legs(published))[:: max(1, len(published.visits) // TIMES)][:TIMES]:
            rest = [one for one in register.travel_times if {one.origin, one.destination} != {origin, destination}]
            longer = TravelTime(origin=origin, destination=destination, minutes=minutes + 60)
            yield f"{origin} – {destination}", Register(**{**fields, "travel_times": (*rest, longer)})


def _away(fields: Figures, worker: str, first: int, last: int) -> Register:
    days = [MONDAY + dt.timedelta(days=day) for day in (first, last)]
    absence = Absence(worker=worker, first_day=days[0], last_day=days[1])
    return Register(**{**fields, "absences": (*fields["absences"], absence)})


def _urgent(like: VisitRequest, day: dt.date) -> VisitRequest:
    """A single visit as another request wants it, at once."""
    once = {
        "id": "R-urgent", "visits_per_week": 1, "every_weeks": 1, "days": (), "days_between": 1, "after": None,
        "gap_min": 0, "gap_max": 1440, "priority": "stat", "mandatory": True, "valid_from": day, "valid_to": day,
    }  # fmt: skip
    return VisitRequest(**{**{name: getattr(like, name) for name in VisitRequest.model_fields}, **once})


def _legs(published: ScheduleDocument) -> Iterator[tuple[str, str, int]]:
    """Ways between clients of a plan, and how long they take: from each visit to the worker's next."""
    stops = [(part.worker, part.start, part, visit.client) for visit in published.visits for part in visit.workers]
    stops.sort(key=lambda stop: stop[:2])
    for (worker, start, _, client), (other, then, part, following) in pairwise(stops):
        if worker == other and start.date() == then.date() and client != following:
            yield client, following, part.travel_minutes


def row_of(kind: str, name: str, register: Register, published: ScheduleDocument, given: argparse.Namespace) -> Figures:
    """Plan again, and what came of it."""
    horizon = problem_for(register, WEEK).horizon
    posed = replanning(register, published, horizon)
    limits = {"time_limit": None if given.work_limit else given.time_limit, "work_limit": given.work_limit}
    begun = time.process_time()
    new = replan(posed.problem, posed.told, gone=posed.gone, **limits)
    seconds = time.process_time() - begun
    problem, schedule = posed.problem, new.result.schedule
    stays = standing(problem, posed.told)
    start, told = schedule.task_start[problem.task_first[:-1]], problem.visit_published_start
    known = [visit for visit in range(len(told)) if told[visit] >= 0 and visit not in stays.causes]
    return {
        "happens": kind,
        "to": name,
        "visits": len(published.visits),
        "must": len(stays.causes),
        "changed": (changed := new.result.cost.components["change"].amount),
        "share": round(changed / len(published.visits), 4),
        "same_minute": round(sum(bool(start[visit] == told[visit]) for visit in known) / max(1, len(known)), 4),
        "unserved": int((schedule.visit_day < 0).sum()),
        "unserved_before": len(published.unserved),
        "calls": len(new.calls),
        "seconds": round(seconds, 2),
        "cost": new.result.cost.total,
        "violations": len(new.result.violations),
    }


def spread(values: Sequence[float]) -> str:
    """Median and range."""
    return f"{statistics.median(values):.3g} ({min(values):.3g} – {max(values):.3g})"


def summary(rows: Sequence[Figures]) -> Figures:
    """Median and range over the rows of one kind."""
    return {
        "times": len(rows),
        "must change": spread([row["must"] / row["visits"] for row in rows]),
        "changed": spread([row["share"] for row in rows]),
        "of the others at the same minute": spread([row["same_minute"] for row in rows]),
        "seconds": spread([row["seconds"] for row in rows]),
        "more unserved": spread([row["unserved"] - row["unserved_before"] for row in rows]),
        "above 15 %": sum(row["share"] > 0.15 for row in rows),
        "above 5 s": sum(row["seconds"] > 5 for row in rows),
        "broken rules": sum(row["violations"] for row in rows),
    }


def main() -> int:
    parser = arguments()
    given = parser.parse_args()
    kinds = given.happens.split(",")
    if strange := set(kinds) - set(HAPPENINGS):
        parser.error(f"no such happening: {', '.join(sorted(strange))}")
    compiling, rows = prepare(), []
    for seed in map(int, given.seeds.split(",")):
        sizes = {"clients": given.clients, "workers": given.workers, "seed": seed}
        register = sample(given.sample, **(sizes if given.sample == "jalal-abad" else {}))
        problem = problem_for(register, WEEK)
        limits = {"time_limit": None if given.work_limit else given.publish_seconds, "work_limit": given.work_limit}
        result = solve(problem, seed=seed, **limits)
        published = schedule_document(register, problem, result, input_hash=input_hash(register))
        print(f"seed {seed}: {len(published.visits)} visits published, {len(published.unserved)} left out", flush=True)
        for kind in kinds:
            for name, changed in list(happenings(kind, register, published))[: given.most]:
                row = {"seed": seed, **row_of(kind, name, changed, published, given)}
                rows.append(row)
                shown = " · ".join(f"{key} {row[key]}" for key in ("must", "changed", "unserved", "calls", "seconds"))
                print(f"  {kind:<9} {name:<22} {shown}", flush=True)
    report = {
        "settings": {key: value for key, value in vars(given).items() if key != "out"},
        "summary": {kind: summary([row for row in rows if row["happens"] == kind]) for kind in kinds},
        "rows": rows,
        "seconds_compiling": round(compiling, 1),
        "date": dt.date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {name: importlib.metadata.version(name) for name in ("agecare", "ortools", "numba", "numpy")},
    }
    for kind, figures in report["summary"].items():
        print(f"\n{kind}: median (range)")
        for name, value in figures.items():
            print(f"  {name:<34}{value}")
    if given.out:
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 1 if any(row["violations"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
