"""How long it takes to match one client, to explain what cannot be had, and to find everybody's candidates.

    python benchmarks/match.py --clients 10000 --services 500 --seed 1

The centre is invented from the seed: services that answer one to three of all domains of need, with four rules each,
opening times, capacities and a nearest location; clients with one to four needs. With ``--every`` every service answers
every need: no client's list can be longer.
"""

import argparse
import datetime as dt
import gc
import resource
import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

from agecare import (
    Address,
    Area,
    Capacity,
    Centre,
    Client,
    Eligibility,
    Gender,
    Location,
    Need,
    NeedDomain,
    OpeningTime,
    PopulationGroup,
    Register,
    Service,
    ServiceType,
    Severity,
    matching,
)

DAY = dt.date(2026, 4, 6)
LATITUDE, LONGITUDE, SPREAD = 49.4, 105.8, 0.3
AREAS = 60
DAYS = ("MO", "TU", "WE", "TH", "FR")


def invented(clients: int, services: int, seed: int, *, every: bool) -> Register:
    """A district of that size."""
    rng = Random(seed)
    areas = [f"bag-{number}" for number in range(AREAS)]
    domains = list(NeedDomain)
    served = [f"E-{number}" for number in range(clients)]
    offered = [f"S-{number}" for number in range(services)]

    def coordinate(least: float) -> float:
        return least + rng.random() * SPREAD

    return Register(
        centre=Centre(id="C", name="District", country="MN", timezone="Asia/Ulaanbaatar"),
        areas=[Area(id="soum", name="Soum", level="soum")]
        + [Area(id=area, name=area, level="bag", parent="soum") for area in areas],
        locations=[
            Location(id=f"L-{service}", name="", latitude=coordinate(LATITUDE), longitude=coordinate(LONGITUDE))
            for service in offered
        ],
        clients=[
            Client(
                id=client,
                birth_date=dt.date(rng.randint(1930, 1965), rng.randint(1, 12), rng.randint(1, 28)),
                gender=rng.choice([Gender.FEMALE, Gender.MALE]),
                group=rng.choice(list(PopulationGroup)[:3]),
                languages=["mn"] if rng.random() < 0.9 else ["kk"],
                documents=["pension-book"] if rng.random() < 0.8 else [],
                income=rng.randrange(0, 900_000, 10_000),
            )
            for client in served
        ],
        addresses=[
            Address(
                client=client,
                latitude=coordinate(LATITUDE),
                longitude=coordinate(LONGITUDE),
                area=rng.choice(areas),
            )
            for client in served
        ],
        needs=[
            Need(id=f"N-{client}-{domain.value}", client=client, domain=domain, severity=rng.choice(list(Severity)))
            for client in served
            for domain in rng.sample(domains, rng.randint(1, 4))
        ],
        services=[
            Service(
                id=service,
                name=service,
                type=rng.choice(list(ServiceType)),
                domains=domains if every else rng.sample(domains, rng.randint(1, 3)),
                locations=[f"L-{service}"],
                languages=["mn"],
                fee=rng.choice([0, 0, 5_000]),
            )
            for service in offered
        ],
        opening_times=[
            OpeningTime(
                service=service,
                rule=f"FREQ=WEEKLY;BYDAY={','.join(sorted(rng.sample(DAYS, 3)))}",
                windows=[{"start": "9:00", "end": "17:00"}],
            )
            for service in offered
        ],
        eligibility=[
            row
            for service in offered
            for row in (
                Eligibility(service=service, kind="age", least=rng.choice([55, 60, 65])),
                Eligibility(service=service, kind="area", allowed=rng.sample(areas, AREAS // 3)),
                Eligibility(service=service, kind="distance", most=rng.choice([8, 15, 30])),
                Eligibility(service=service, kind="document", allowed=["pension-book"]),
            )
        ],
        capacities=[Capacity(service=service, total=40, taken=rng.choice([0, 20, 40])) for service in offered],
    )


def seconds_of(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time that a call takes, and what it gives."""
    gc.collect()
    start = time.process_time()
    found = call()
    return time.process_time() - start, found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--services", type=int, default=500)
    parser.add_argument("--matched", type=int, default=300, help="clients matched one by one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", action="store_true", help="every service answers every need")
    arguments = parser.parse_args()
    register = invented(arguments.clients, arguments.services, arguments.seed, every=arguments.every)

    seconds, directory = seconds_of(lambda: matching.directory_of(register, DAY))
    shelving, _ = seconds_of(lambda: directory.shelves)
    print(f"directory of {arguments.services} services: {seconds + shelving:.2f} s, once")

    clients = [client.id for client in register.clients[: arguments.matched]]
    matching.match(directory, clients[0])
    each = [seconds_of(lambda client=client: matching.match(directory, client)) for client in clients]
    times = [1000 * took for took, _ in each]
    listed = statistics.mean(sum(len(need.fits) + len(need.unfit) for need in found.needs) for _, found in each)
    tenths = statistics.quantiles(times, n=20)
    print(
        f"match: {statistics.mean(times):.2f} ms a client (median {statistics.median(times):.2f}, "
        f"95 of 100 within {tenths[-1]:.2f}), {listed:.0f} services judged"
    )
    told, _ = seconds_of(
        lambda: [fit.answers for _, found in each for need in found.needs for fit in (*need.fits, *need.unfit)]
    )
    print(f"every rule answered in full: {1000 * told / len(clients):.2f} ms a client on top")
    unfit = [fit for _, found in each for need in found.needs for fit in need.unfit]
    unfit = unfit[:: max(1, len(unfit) // 100)]
    why, _ = seconds_of(lambda: [matching.explain(directory, fit) for fit in unfit])
    print(f"nearest changes, each tried: {1000 * why / max(1, len(unfit)):.2f} ms a service")

    seconds, askers = seconds_of(lambda: matching.askers_of(register, DAY))
    finding, found = seconds_of(lambda: matching.candidates(directory, askers))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"candidates of {arguments.clients} clients: {len(askers)} needs read in {seconds:.2f} s, "
        f"{len(found.asker)} pairs found in {finding:.2f} s; {memory:.0f} MB in all"
    )


if __name__ == "__main__":
    main()
