"""Needs counted by group, area and sector, against a count by hand and on the example centres."""

import datetime as dt
from collections import Counter

import pytest

from agecare import Client, Need, NeedDomain, Organization, Placement, PopulationGroup, Sector, Service, Severity
from agecare.io.samples import sample
from agecare.model import need_statistics
from builders import tiny_register

DAY = dt.date(2026, 4, 6)


def test_each_client_counts_once_for_each_domain_with_the_worse_need() -> None:
    register = tiny_register().replace(
        clients=tuple(
            Client(id=f"E-{n}", group="elder-alone" if n < 3 else "elder", valid_to="2026-01-01" if n == 4 else None)
            for n in range(1, 5)
        ),
        addresses=(),
        care_plans=(),
        visit_requests=(),
        locks=(),
        carers=(),
        absences=(),
        travel_times=(),
        organizations=(Organization(id="O-1", name="Clinic", sector="health"), Organization(id="O-2", name="Other")),
        needs=(
            Need(id="N-1", client="E-1", domain="mood", severity="mild"),
            Need(id="N-2", client="E-1", domain="mood", severity="severe"),
            Need(id="N-3", client="E-2", domain="mood", severity="severe"),
            Need(id="N-4", client="E-3", domain="mood", severity="severe", until="2026-04-05"),
            Need(id="N-5", client="E-3", domain="legal", severity="mild", since="2026-04-06"),
            Need(id="N-6", client="E-4", domain="legal"),
        ),
        services=(
            Service(id="S-1", name="Talks", type="mental-health", domains=["mood"], organization="O-1"),
            Service(id="S-2", name="Group", type="day-care", domains=["company", "mood"], organization="O-2"),
        ),
        placements=(
            Placement(id="P-1", client="E-1", service="S-1", since="2026-01-01"),
            Placement(id="P-2", client="E-1", service="S-2", since="2026-01-01"),
            Placement(id="P-3", client="E-2", service="S-1", since="2026-01-01", until="2026-04-05"),
        ),
    )
    rows = need_statistics(register, DAY)
    assert [(row.group, row.domain, row.severity, row.clients, row.served, dict(row.sectors)) for row in rows] == [
        (PopulationGroup.ELDER_ALONE, NeedDomain.MOOD, Severity.SEVERE, 2, 1, {Sector.HEALTH: 1, None: 1}),
        (PopulationGroup.ELDER, NeedDomain.LEGAL, Severity.MILD, 1, 0, {}),
    ]


@pytest.mark.parametrize("name", ["darkhan", "mandal", "songinokhairkhan"])
def test_every_open_need_of_a_centre_is_counted(name: str) -> None:
    register = sample(name)
    here = {client.id: client for client in register.clients if client.valid_on(DAY)}
    needs = {(need.client, need.domain) for need in register.needs if need.client in here and need.holds_on(DAY)}
    rows = need_statistics(register, DAY)
    by_area: Counter[str | None] = Counter()
    for row in rows:
        by_area[row.area] += row.clients
    assert by_area == Counter(here[client].area for client, _ in needs)
    assert 0 < sum(row.served for row in rows) < len(needs)
    assert all(row.served <= row.clients for row in rows)
