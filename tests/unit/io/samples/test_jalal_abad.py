"""The oblast service: size, mix, load and what its visits ask for."""

import time
from collections import Counter, defaultdict

import pytest

from agecare.io.samples import sample
from agecare.io.samples.jalal_abad import GROUPS
from agecare.io.samples.places import distance_km, settlements
from agecare.model import Coupling, PopulationGroup, Register, Weekday
from builders import sample_of

SIZES = [(30, 4), (500, 55), (2143, 228)]


@pytest.fixture(scope="module")
def oblast() -> Register:
    """The reported service, built once."""
    return sample_of("jalal-abad")


@pytest.fixture(scope="module", params=SIZES, ids=[f"{clients}-{workers}" for clients, workers in SIZES])
def service(request: pytest.FixtureRequest) -> Register:
    """A small, a middling and the reported service."""
    clients, workers = request.param
    reported = (clients, workers) == SIZES[-1]
    register = sample_of("jalal-abad") if reported else sample("jalal-abad", clients=clients, workers=workers, seed=7)
    assert (len(register.clients), len(register.workers)) == (clients, workers)
    return register


def visits_a_week(register: Register) -> Counter[str]:
    counts: Counter[str] = Counter()
    for request in register.visit_requests:
        counts[request.client] += request.visits_per_week
    return counts


def test_the_reported_groups_are_met_to_the_person(oblast: Register) -> None:
    assert Counter(client.group for client in oblast.clients) == {
        PopulationGroup.ELDER_ALONE: 1129,
        PopulationGroup.DISABILITY: 564,
        PopulationGroup.CHILD: 394,
        PopulationGroup.OTHER: 56,
    }


def test_other_sizes_keep_the_mix(service: Register) -> None:
    counts = Counter(client.group for client in service.clients)
    for group, reported in GROUPS.items():
        assert abs(counts[group] - len(service.clients) * reported / 2143) <= 1


def test_everybody_gets_one_to_five_visits_and_most_get_two_or_more(service: Register) -> None:
    counts = visits_a_week(service)
    assert counts.keys() == {client.id for client in service.clients}
    assert set(counts.values()) <= {1, 2, 3, 4, 5}
    assert sum(count >= 2 for count in counts.values()) > 0.7 * len(counts)
    assert 2.0 <= sum(counts.values()) / len(counts) <= 2.5


def test_visits_last_half_an_hour_to_one_and_a_half(service: Register) -> None:
    minutes = [role.minutes for request in service.visit_requests for role in request.roles]
    assert min(minutes) >= 30
    assert max(minutes) <= 90


def test_everybody_lives_within_a_few_km_of_a_settlement(service: Register) -> None:
    places = [(place.latitude, place.longitude) for place in settlements("KG", "03")]
    homes = [(address.latitude, address.longitude) for address in service.addresses]
    homes += [(worker.home_latitude or 0, worker.home_longitude or 0) for worker in service.workers]
    assert max(min(distance_km(home, place) for place in places) for home in homes) < 10


def test_bigger_settlements_have_more_clients(oblast: Register) -> None:
    counts = Counter(client.area for client in oblast.clients)
    found = [counts[f"KG-03-{name}"] for name in ("MANAS", "BAZAR-KORGON", "TOKTOGUL", "KAYIRMA")]
    assert found == sorted(found, reverse=True)
    assert found[-1] >= 15


def test_shares_of_the_harder_visits(oblast: Register) -> None:
    total, shares = sum(visits_a_week(oblast).values()), Counter[str]()
    for request in oblast.visit_requests:
        skills = {asked.skill for role in request.roles for asked in role.skills}
        shares["nursing"] += request.visits_per_week * ("nursing" in skills)
        shares[request.coupling or "alone"] += request.visits_per_week
        shares["after"] += request.visits_per_week * (request.after is not None)
    assert 0.04 < shares[Coupling.TOGETHER] / total < 0.065
    assert 0.01 < shares[Coupling.FOLLOWING] / total < 0.03
    assert 0.045 < shares["nursing"] / total < 0.075
    assert 0.005 < shares["after"] / total < 0.03


def test_workers_live_among_the_clients_they_usually_visit(oblast: Register) -> None:
    home = {address.client: (address.latitude, address.longitude) for address in oblast.addresses}
    kept = [client for client in oblast.clients if client.usual_worker]
    assert len(kept) > 0.9 * len(oblast.clients)
    distances = []
    for client in kept:
        worker = oblast.worker(client.usual_worker or "")
        distances.append(distance_km(home[client.id], (worker.home_latitude or 0, worker.home_longitude or 0)))
    distances.sort()
    assert distances[len(distances) // 2] < 0.8
    assert distances[int(0.99 * len(distances))] < 6


def test_the_usual_workers_have_even_loads(oblast: Register) -> None:
    loads = dict.fromkeys((worker.id for worker in oblast.workers), 0)
    usual = {client.id: client.usual_worker for client in oblast.clients}
    for request in oblast.visit_requests:
        if worker := usual[request.client]:
            loads[worker] += request.visits_per_week * request.roles[0].minutes
    clients = sorted(Counter(worker for worker in usual.values() if worker).values())
    assert 6 <= clients[len(clients) // 20] <= clients[-len(clients) // 20] <= 13
    assert max(loads.values()) < 0.8 * 2400


def test_service_takes_between_half_and_seven_tenths_of_the_hours_in_every_settlement(
    oblast: Register,
) -> None:
    area_of = {client.id: client.area for client in oblast.clients}
    staff_of = {client.usual_worker: client.area for client in oblast.clients if client.usual_worker}
    minutes, staff = Counter[str | None](), Counter(staff_of.values())
    for request in oblast.visit_requests:
        minutes[area_of[request.client]] += request.visits_per_week * sum(r.minutes for r in request.roles)
    shares = {area: minutes[area] / (2400 * staff[area]) for area in staff}
    assert 0.52 < sum(minutes.values()) / (2400 * len(oblast.workers)) < 0.66
    assert max(shares.values()) < 0.75, shares
    assert min(shares.values()) > 0.35, shares


def test_nurses_live_where_nursing_is_asked_for(oblast: Register) -> None:
    nurses = {worker.id for worker in oblast.workers if any(has.skill == "nursing" for has in worker.skills)}
    area_of = {client.id: client.area for client in oblast.clients}
    homes = {client.area for client in oblast.clients if client.usual_worker in nurses}
    asked = {
        area_of[request.client]
        for request in oblast.visit_requests
        if any(asked.skill == "nursing" for role in request.roles for asked in role.skills)
    }
    assert asked <= homes


def test_usual_workers_meet_the_wishes(oblast: Register) -> None:
    wishes: Counter[str] = Counter()
    for client in oblast.clients:
        wishes["gender"] += client.worker_gender is not None
        wishes["language"] += client.worker_language is not None
        wishes["refused"] += bool(client.refused_workers)
        wishes["preferred"] += bool(client.preferred_workers)
        if client.usual_worker is None:
            continue
        worker = oblast.worker(client.usual_worker)
        assert client.worker_gender in (None, worker.gender)
        assert client.worker_language is None or client.worker_language in worker.languages
        assert worker.id not in client.refused_workers
    assert all(5 <= wishes[wish] <= 0.1 * len(oblast.clients) for wish in wishes), wishes


def test_a_working_week_has_forty_hours(service: Register) -> None:
    minutes: defaultdict[str, int] = defaultdict(int)
    for shift in service.shifts:
        assert shift.days == tuple(Weekday)[:5]
        minutes[shift.worker] += len(shift.days) * (shift.end - shift.start - shift.break_minutes)
    assert set(minutes.values()) == {2400}
    assert len(minutes) == len(service.workers)


def test_the_oblast_is_written_within_five_seconds() -> None:
    start = time.process_time()
    sample("jalal-abad", clients=2143, workers=228, seed=3)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(("clients", "workers"), [(1, 1), (3, 10), (25, 1), (200, 12), (90, 60)])
def test_odd_sizes_work_too(clients: int, workers: int) -> None:
    register = sample("jalal-abad", clients=clients, workers=workers, seed=4)
    assert (len(register.clients), len(register.workers)) == (clients, workers)
    assert set(visits_a_week(register).values()) <= {1, 2, 3, 4, 5}
