"""Places of a register shared out: from records to who gets what, who waits and why."""

import datetime as dt
from typing import Any

import pytest

from agecare.matching import Allocation, Interval, Kind, allocate
from agecare.matching.waits import Experience
from agecare.model import Register

DAY = dt.date(2026, 4, 6)
WEEK = dt.timedelta(days=7)


def register(**records: Any) -> Register:
    """Two clients in two areas who need company; day care has one place."""
    areas = [{"id": f"A-{n}", "name": f"Area {n}", "level": "khoroo"} for n in (1, 2)]
    defaults: dict[str, Any] = {
        "centre": {"id": "C", "name": "Centre", "country": "MN", "timezone": "Asia/Ulaanbaatar"},
        "areas": areas,
        "clients": [client(1), client(2)],
        "needs": [need(1), need(2)],
        "services": [service(1)],
        "capacities": [{"service": "S-1", "total": 1}],
        "service_requests": [request(1), request(2)],
    }
    return Register(**{**defaults, **records})


def client(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"E-{number}", "area": f"A-{number}", **fields}


def need(number: int, domain: str = "company", **fields: Any) -> dict[str, Any]:
    return {"id": f"N-{number}", "client": f"E-{number}", "domain": domain, **fields}


def service(number: int, domain: str = "company", **fields: Any) -> dict[str, Any]:
    return {"id": f"S-{number}", "name": f"Service {number}", "type": "day-care", "domains": [domain], **fields}


def request(number: int, **fields: Any) -> dict[str, Any]:
    start = {"since": DAY - WEEK, "client": f"E-{number}", "need": f"N-{number}"}
    return {"id": f"Q-{number}", **start, **fields}


def stay(number: int, at: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"P-{number}",
        "client": f"E-{number}",
        "service": f"S-{at}",
        "need": f"N-{number}",
        "since": DAY - 9 * WEEK,
        **fields,
    }


def given(found: Allocation) -> dict[str, str]:
    assert found.optimal and not found.broken
    return {one.entry: one.service for one in found.given}


def by(found: Allocation) -> list[tuple[str, str]]:
    return [(one.entry, holder.by) for one in found.waits for holder in one.holders]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"service_requests": [request(1), request(2, priority="urgent")]}, "urgency"),
        ({"clients": [client(1), client(2, risk="high")]}, "risk"),
        ({"service_requests": [request(1), request(2, since=DAY - 9 * WEEK)]}, "waiting"),
        ({"needs": [need(1), need(2, severity="severe")]}, "suitability"),
        (
            {
                "coverage_targets": [{"area": "A-2", "share": 1.0}],
                "service_requests": [request(1, priority="stat"), request(2)],
            },
            "coverage",
        ),
        (
            {
                "clients": [client(1), client(2, group="disability")],
                "quotas": [{"service": "S-1", "group": "disability", "reserved": 1}],
                "service_requests": [request(1, priority="stat"), request(2)],
            },
            "quota",
        ),
        ({"service_requests": [request(1, priority="stat")], "placements": [stay(2)]}, "present"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_place_goes_by(changed: dict[str, Any], why: str) -> None:
    found = allocate(register(**changed), DAY)
    assert [one.client for one in found.given] == ["E-2"]
    assert by(found) == [("Q-1", why)]


def test_among_equals_the_lottery_decides_and_every_number_is_told() -> None:
    for seed in range(3):
        found = allocate(register(), DAY, seed=seed)
        assert by(found)[0][1] == "lottery"
        first = min(found.draws, key=found.draws.__getitem__)
        assert found.given[0].client == first and sorted(found.draws.values()) == [1, 2]


def test_who_has_a_place_moves_only_for_much() -> None:
    worse, better = service(1), service(2, fee=0)
    places = [{"service": f"S-{n}", "total": 1} for n in (1, 2)]
    world = register(services=[worse, better], capacities=places, service_requests=[], placements=[stay(1)])
    assert given(allocate(world, DAY)) == {"P-1": "S-1"}
    eager = world.centre.model_copy(update={"matching": world.centre.matching.model_copy(update={"keep": 1})})
    found = allocate(world.model_copy(update={"centre": eager}), DAY)
    assert given(found) == {"P-1": "S-2"}
    assert (found.given[0].kind, found.given[0].before) == (Kind.MOVED, "S-1")


def test_who_asks_to_move_has_one_place_only() -> None:
    places = [{"service": f"S-{n}", "total": 1} for n in (1, 2)]
    asks = request(1, service="S-2", priority="stat")
    world = register(
        services=[service(1), service(2)], capacities=places, service_requests=[asks], placements=[stay(1)]
    )
    found = allocate(world, DAY)
    assert len(found.given) == 1 and found.given[0].entry == "Q-1"


def test_two_requests_for_one_need_get_one_place() -> None:
    asks = [request(1, service="S-1"), request(1, id="Q-9", service="S-2", priority="urgent")]
    places = [{"service": "S-1", "total": 1}]
    found = allocate(register(services=[service(1), service(2)], service_requests=asks, capacities=places), DAY)
    assert [one.entry for one in found.given] == ["Q-9"]


def test_nobody_has_two_places_in_one_service() -> None:
    both = {"services": [service(1, domains=["company", "nutrition"])], "capacities": [{"service": "S-1", "total": 2}]}
    needs = [need(1), need(1, "nutrition", id="N-3"), need(2)]
    asks = [request(1), request(1, id="Q-3", need="N-3"), request(2)]
    assert given(allocate(register(**both, needs=needs, service_requests=asks), DAY)) == {"Q-1": "S-1", "Q-2": "S-1"}
    for answered in ("N-1", "N-3", None):
        placements = [stay(1, need=answered)]
        found = allocate(register(**both, needs=needs, service_requests=asks, placements=placements), DAY)
        assert sorted((one.client, one.service) for one in found.given) == [("E-1", "S-1"), ("E-2", "S-1")]
        assert not found.waits


def test_who_has_a_choice_leaves_the_place_to_the_need_without_one() -> None:
    both = {"services": [service(1, domains=["company", "nutrition"]), service(2)], "capacities": []}
    asks = [request(1, priority="stat"), request(1, id="Q-3", need="N-3")]
    world = register(**both, needs=[need(1), need(1, "nutrition", id="N-3")], service_requests=asks)
    assert given(allocate(world, DAY)) == {"Q-1": "S-2", "Q-3": "S-1"}


def test_who_asks_for_the_present_place_and_another_moves_or_stays() -> None:
    asks = [request(1, service="S-1", priority="stat"), request(1, id="Q-3", service="S-2")]
    world = register(
        services=[service(1), service(2, domains=["company"])],
        capacities=[],
        placements=[stay(1)],
        service_requests=asks,
    )
    assert given(allocate(world, DAY)) == {"Q-1": "S-1"}


@pytest.mark.parametrize("wanted", [(("A", "B"), ("B", "C"), ("A", "C")), (("A", "B"), ("A", "C"), ("B", "D"))])
def test_every_request_keeps_a_service_or_any_place_of_the_client_answers_it(
    wanted: tuple[tuple[str, str], ...],
) -> None:
    domains = ("company", "nutrition", "mobility")
    services = [
        service(number, id=name, domains=[domains[n] for n, names in enumerate(wanted) if name in names])
        for number, name in enumerate(sorted({name for names in wanted for name in names}), start=1)
    ]
    needs = [need(1, domain, id=f"N-{n}") for n, domain in enumerate(domains)]
    asks = [request(1, id=f"Q-{n}", need=f"N-{n}") for n in range(3)]
    world = register(services=services, capacities=[], needs=needs, service_requests=asks)
    got = given(allocate(world, DAY))
    assert len(set(got.values())) == len(got)
    for n, names in enumerate(wanted):
        assert f"Q-{n}" in got or set(got.values()) & set(names)


def test_nobody_is_sent_away_from_an_overfull_service() -> None:
    overfull = register(service_requests=[], placements=[stay(1), stay(2)])
    assert given(allocate(overfull, DAY)) == {"P-1": "S-1", "P-2": "S-1"}


def test_people_of_one_household_are_together() -> None:
    def world(places: int) -> Register:
        return register(
            clients=[client(1, household="H"), client(2, household="H"), client(3, area="A-1")],
            needs=[need(1), need(2), need(3)],
            services=[service(1), service(2)],
            capacities=[{"service": "S-1", "total": 1}, {"service": "S-2", "total": places}],
            service_requests=[request(1), request(2), request(3, priority="urgent")],
        )

    assert given(allocate(world(2), DAY)) == {"Q-1": "S-2", "Q-2": "S-2", "Q-3": "S-1"}
    assert len(given(allocate(world(1), DAY))) == 2
    assert given(allocate(world(1), DAY, keep_households=True)).keys() == {"Q-3"}


def test_respite_goes_with_day_care() -> None:
    def world(priority: str) -> Register:
        return register(
            needs=[need(1), need(2), {**need(3, "respite"), "client": "E-1"}],
            services=[service(1), {**service(2, "respite", together_with="S-1"), "type": "respite"}],
            service_requests=[request(1), request(2, priority=priority), {**request(3), "client": "E-1"}],
            capacities=[{"service": "S-1", "total": 1}, {"service": "S-2", "total": 1}],
        )

    assert given(allocate(world("routine"), DAY)) == {"Q-1": "S-1", "Q-3": "S-2"}
    found = allocate(world("stat"), DAY)
    assert given(found) == {"Q-2": "S-1"}
    assert {one.entry: one.reason.value for one in found.waits} == {"Q-1": "together", "Q-3": "together"}
    assert given(allocate(world("stat"), DAY, tie_services=False)) == {"Q-2": "S-1", "Q-3": "S-2"}


def test_what_is_missing_to_a_target_and_what_it_costs_is_told() -> None:
    target = {"area": "A-2", "share": 1.0}
    asks = [request(1, priority="stat"), request(2)]
    found = allocate(register(coverage_targets=[target], service_requests=asks), DAY)
    assert found.missing == {"A-2": 0}
    assert found.fairness is not None and found.fairness.free.missing == 1
    assert found.fairness.price == 600
    assert allocate(register(), DAY).fairness is None


def test_a_target_is_for_those_who_live_in_the_area_on_the_day() -> None:
    target = {"area": "A-2", "share": 1.0}
    camp = {"client": "E-1", "area": "A-2", "latitude": 49.5, "longitude": 106.0, "yearly": True}
    spring = {"valid_from": "2026-03-01", "valid_to": "2026-05-31"}
    world = register(
        coverage_targets=[target], addresses=[{**camp, **spring}], capacities=[{"service": "S-1", "total": 1}]
    )
    assert allocate(world, DAY).missing == {"A-2": 1}
    in_summer = allocate(world, dt.date(2026, 7, 6))
    assert given(in_summer) == {"Q-2": "S-1"} and in_summer.missing == {"A-2": 0}


def test_who_stops_it_waits_for_no_second_allocation() -> None:
    targets = [{"area": "A-1", "share": 1.0}]
    world = register(coverage_targets=targets)
    assert allocate(world, DAY).fairness is not None
    stopped = allocate(world, DAY, should_stop=lambda: True)
    assert stopped.given and stopped.fairness is None


def test_a_service_without_capacity_has_room_for_everybody() -> None:
    assert len(given(allocate(register(capacities=[]), DAY))) == 2


def test_nobody_asks_and_nobody_gets() -> None:
    found = allocate(register(service_requests=[]), DAY)
    assert (found.given, found.waits, found.gap) == ((), (), 0.0)


def test_requests_from_tomorrow_and_clients_who_left_take_no_part() -> None:
    later = request(1, since=DAY + WEEK)
    gone = [client(1), client(2, valid_to=DAY - WEEK)]
    assert given(allocate(register(service_requests=[later, request(2)]), DAY)) == {"Q-2": "S-1"}
    assert given(allocate(register(clients=gone), DAY)) == {"Q-1": "S-1"}


def test_intervals_come_from_past_stays_at_the_service() -> None:
    past = [
        stay(
            2,
            id=f"P-{n}",
            need=None,
            since=DAY - dt.timedelta(days=300 + 200 * n),
            until=DAY - dt.timedelta(days=200 + 200 * n),
        )
        for n in range(5)
    ]
    here = stay(2, since=DAY - dt.timedelta(days=70))
    found = allocate(register(placements=[*past, {**here, "id": "P-9"}], service_requests=[request(1)]), DAY)
    assert [queue.position for queue in found.waits[0].queues] == [1]
    assert found.waits[0].queues[0].interval == Interval(30, 30)


def test_with_too_few_stays_past_waits_tell() -> None:
    waits = [
        request(
            1,
            id=f"Q-{n}",
            service="S-1",
            status="completed",
            since=DAY - dt.timedelta(days=300),
            until=DAY - dt.timedelta(days=300 - 10 * n),
        )
        for n in range(3, 9)
    ]
    world = register(service_requests=waits)
    assert Experience(world, DAY).after("S-1", waited=0) == Interval(30, 80)
    assert Experience(world, DAY).after("S-1", waited=50) == Interval(10, 30)
    assert Experience(register(), DAY).after("S-1", waited=0) is None
    told_twice = [
        stay(1, id=f"P-{one['id']}", need=None, since=one["until"], until=one["until"], requested_on=one["since"])
        for one in waits
    ]
    assert Experience(register(service_requests=waits[:3], placements=told_twice[:3]), DAY).after("S-1", 0) is None
    undated = [{**one, "until": None} for one in waits]
    assert Experience(register(service_requests=undated), DAY).after("S-1", 0) is None


def test_a_service_may_be_named_like_a_type_of_service() -> None:
    services = [service(1, id="meals"), service(2, id="S-2", type="meals")]
    past = [
        stay(1, service="S-2", id=f"P-{n}", need=None, since=DAY - n * WEEK, until=DAY - n * WEEK) for n in range(1, 6)
    ]
    experience = Experience(register(services=services, capacities=[], placements=past), DAY)
    assert experience.turns("S-2", [3], 1) is not None
    assert experience.turns("meals", [3], 1) is None


def test_the_same_seed_gives_the_same_allocation() -> None:
    one, other = (allocate(register(), DAY, seed=5) for _ in range(2))
    assert (one.given, one.waits) == (other.given, other.waits)
