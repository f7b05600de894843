"""A register's history: which needs ask for a referral, and how many places each provider has."""

import datetime as dt

import pytest

from agecare import Capacity, Need, Organization, Placement, Referral, Register, Service, ServiceRequest
from agecare.io.tables import example_register
from agecare.model.services import CapacityUnit
from agecare.referrals import findings, graph_of, history_in
from agecare.referrals.columns.register import met_needs, provider_capacities

DAY = dt.date(2026, 4, 6)
WINTER = {"valid_from": "2025-12-01", "valid_to": "2026-02-28"}


def register(**records: object) -> Register:
    known = {
        "organizations": (Organization(id="ORG-1", name="Day house"),),
        "services": (Service(id="S-1", name="Day", type="day-care", organization="ORG-1", domains=["company"]),),
        "needs": tuple(Need(id=f"N-{n}", client="E-1", domain="company", since="2026-01-05") for n in range(3)),
    }
    clients = [{"id": "E-1"}, {"id": "E-2"}]
    return Register.model_validate(
        {"centre": example_register().centre.model_copy(update={"area": None}), "clients": clients, **known, **records}
    )


def referral(status: str, client: str = "E-1") -> Referral:
    return Referral(
        id=f"R-{client}",
        client=client,
        service="S-1",
        requester="GP",
        performer="ORG-1",
        status=status,
        authored="2026-03-02",
    )


def placed(client: str, **fields: object) -> Placement:
    return Placement(**{"id": f"P-{client}", "client": client, "service": "S-1", "since": "2026-01-12", **fields})


def places(**records: object) -> list[tuple[str, str, int, int]]:
    found = provider_capacities(register(**records), DAY)
    return [(each.provider, each.service, each.places, each.taken) for each in found]


def test_a_need_is_met_by_a_place_by_waiting_and_by_its_end() -> None:
    here = register(
        placements=(placed("E-1", need="N-0"),),
        service_requests=(ServiceRequest(id="SR", client="E-1", need="N-1", since="2026-02-02"),),
    )
    assert met_needs(here, DAY) == {"N-0", "N-1"}
    over = [need.model_copy(update={"until": DAY - dt.timedelta(days=1)}) for need in here.needs]
    assert met_needs(here.replace(needs=over), DAY) == {"N-0", "N-1", "N-2"}
    found = findings(graph_of(here, dt.datetime(2026, 4, 6, 18, tzinfo=dt.UTC)))
    assert [(each.rule, each.subject) for each in found] == [("orphan-need", "N-2")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([{"total": 4}], [4]),
        ([{"total": 4, "unit": CapacityUnit.SLOTS}], []),
        ([{"total": 4, **WINTER}], [4]),  # closed since: the place is still there
        ([{"total": 4, **WINTER}, {"total": 6, "valid_from": "2026-03-01"}], [6]),
        ([{"total": 4, **WINTER}, {"total": 6, "valid_from": "2026-05-01"}], [4]),
        ([{"total": 6, "valid_from": "2026-05-01"}], [6]),
    ],
)
def test_the_places_of_the_day_or_the_last_before(rows: list[dict[str, object]], expected: list[int]) -> None:
    capacities = tuple(Capacity.model_validate({"service": "S-1", **row}) for row in rows)
    assert [many for _, _, many, _ in places(capacities=capacities)] == expected


def test_places_of_other_people_are_taken() -> None:
    held = {
        "capacities": (Capacity(service="S-1", total=5, taken=1),),
        "placements": (placed("E-1"), placed("E-2", until="2026-04-05")),
    }
    assert places(**held) == [("ORG-1", "S-1", 5, 2)]
    assert places(**held, referrals=(referral("in-progress"),)) == [("ORG-1", "S-1", 5, 1)]
    assert places(**held, referrals=(referral("completed"),)) == [("ORG-1", "S-1", 5, 2)]


def test_an_empty_register_has_an_empty_history() -> None:
    assert len(history_in(register(needs=()))) == 0
