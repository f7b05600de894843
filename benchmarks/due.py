"""How long it takes to work out what is due in a district of many cases.

    python benchmarks/due.py --cases 10000 --seed 1

The district is invented from the seed: for each case a client, a plan with two goals, three tasks, a consent, an
assessment, a referral with its events, and for every tenth a petition; a year of the centre's own changes to holidays.
Reading them from a file is not counted.
"""

import argparse
import datetime as dt
import time
from collections import Counter
from random import Random
from typing import Any

from measure import peak_megabytes

from agecare import Register
from agecare.cases import due

ON = dt.date(2026, 4, 6)
STAGES = ("assessment", "planning", "linkage", "monitoring", "monitoring", "monitoring", "review")


def invented(cases: int, seed: int) -> Register:
    """A district of that size."""
    rng = Random(seed)

    def day(least: int, most: int) -> dt.date:
        return ON + dt.timedelta(days=rng.randint(least, most))

    def at(least: int, most: int) -> dt.datetime:
        return dt.datetime.combine(day(least, most), dt.time(rng.randint(8, 17)))

    workers = [f"W-{number}" for number in range(max(1, cases // 12))]
    numbers = range(cases)
    records: dict[str, list[dict[str, Any]]] = {
        "clients": [{"id": f"E-{n}", "risk": rng.choice(["low", "medium", "high", None])} for n in numbers],
        "workers": [{"id": id_, "home_latitude": 40.9, "home_longitude": 73.0} for id_ in workers],
        "cases": [
            {
                "id": f"K-{n}",
                "client": f"E-{n}",
                "since": day(-700, -200),
                "stage": rng.choice(STAGES),
                "status": "active",
                "case_manager": rng.choice(workers),
                "reviewed": rng.choice([None, day(-190, 0)]),
            }
            for n in numbers
        ],
        "care_plans": [
            {"id": f"P-{n}", "client": f"E-{n}", "case": f"K-{n}", "approved_by": "HEAD", "approved_on": day(-190, 0)}
            for n in numbers
        ],
        "goals": [
            {"id": f"G-{n}-{k}", "care_plan": f"P-{n}", "status": "active", "due": day(-30, 180)}
            for n in numbers
            for k in range(2)
        ],
        "tasks": [
            {
                "id": f"T-{n}-{k}",
                "case": f"K-{n}",
                "due": day(-30, 60),
                "status": rng.choice(["requested", "completed"]),
                "referral": f"R-{n}" if k == 0 else None,
            }
            for n in numbers
            for k in range(3)
        ],
        "consents": [{"id": f"CN-{n}", "client": f"E-{n}", "valid_to": day(-10, 365)} for n in numbers],
        "assessments": [
            {"id": f"A-{n}", "client": f"E-{n}", "instrument": "barthel", "on": day(-400, 0), "total": 55}
            for n in numbers
        ],
        "referrals": [
            {
                "id": f"R-{n}",
                "client": f"E-{n}",
                "service_type": "nursing",
                "requester": "ORG",
                "status": rng.choice(["requested", "received", "completed"]),
                "authored": at(-60, -30),
            }
            for n in numbers
        ],
        "referral_events": [
            {"referral": f"R-{n}", "at": at(-29, 0), "actor": "ORG", "to_status": "received"} for n in numbers
        ],
        "petitions": [
            {"id": f"PT-{n}", "kind": "complaint", "received": day(-60, 0), "owner": rng.choice(workers)}
            for n in range(0, cases, 10)
        ],
        "holiday_changes": [{"date": day(-180, 180), "name": "Day off"} for _ in range(12)],
    }
    centre = {"id": "C", "name": "District", "country": "KG", "timezone": "Asia/Bishkek"}
    return Register.model_validate({"centre": centre, **records})


def main() -> None:
    """Build the district, work out what is due some times, tell the fastest and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    started = time.process_time()
    register = invented(asked.cases, asked.seed)
    print(f"{asked.cases:,} cases built and checked in {time.process_time() - started:.1f} s of processor time")
    seconds = []
    for _ in range(asked.repeats):
        # A register keeps groupings once they are asked for; each round begins without.
        fresh = register.model_copy()
        fresh.__dict__.pop("consents_of", None)
        started = time.process_time()
        found = due(fresh, ON)
        seconds.append(time.process_time() - started)
    kinds = Counter(thing.kind.value for thing in found.things)
    print(f"due: {len(found.things):,} things, {len(found.overdue):,} overdue; {dict(sorted(kinds.items()))}")
    print(f"fastest {min(seconds):.2f} s, slowest {max(seconds):.2f} s of processor time; peak {peak_megabytes()} MB")


if __name__ == "__main__":
    main()
