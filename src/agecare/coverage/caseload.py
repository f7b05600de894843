"""How many clients each worker has, and the workers of each sector together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import attrs

from agecare.coverage.standing import Count
from agecare.model import CarePlanStatus, Register, RiskLevel, Sector

USUAL_CASELOAD = (8, 12)
"""Clients a worker in the Kyrgyz home-care service, by public figures of early 2026; a figure to compare with."""


@attrs.frozen
class Caseload:
    """A worker's clients: those who have the worker as their usual one.

    Attributes
    ----------
    high_risk : clients at high risk.
    visits_per_week : visits that the worker's clients are to have each week, whoever makes them; those of a care plan
        that is not active, or not in force on the day, do not count.
    """

    worker: str
    sector: Sector | None
    clients: Count
    high_risk: Count
    visits_per_week: float


@attrs.frozen
class SectorCaseload:
    """The workers of a sector; ``clients`` are those of all of them, ``most`` the largest number that one has."""

    sector: Sector | None
    workers: int
    clients: Count
    most: Count

    @property
    def mean(self) -> float | None:
        """Clients for each worker."""
        return None if self.clients is None else self.clients / self.workers


def caseloads_on(register: Register, on: dt.date) -> tuple[Caseload, ...]:
    """The caseload of every worker on a day, in the register's order. Clients without a usual worker are nobody's."""
    own = defaultdict(list)
    for client in register.clients:
        if client.valid_on(on) and client.usual_worker:
            own[client.usual_worker].append(client)
    visits: dict[str, float] = defaultdict(float)
    plans = {plan.id: plan for plan in register.care_plans}
    for request in register.visit_requests:
        plan = plans.get(request.care_plan or "")
        in_force = plan is None or (plan.status is CarePlanStatus.ACTIVE and plan.valid_on(on))
        if request.valid_on(on) and in_force:
            visits[request.client] += request.visits_per_week / request.every_weeks
    sector = {organization.id: organization.sector for organization in register.organizations}
    return tuple(
        Caseload(
            worker=worker.id,
            sector=worker.sector or sector.get(worker.organization or ""),
            clients=len(own[worker.id]),
            high_risk=sum(client.risk is RiskLevel.HIGH for client in own[worker.id]),
            visits_per_week=sum(visits[client.id] for client in own[worker.id]),
        )
        for worker in register.workers
        if worker.valid_on(on)
    )


def by_sector(caseloads: Iterable[Caseload]) -> tuple[SectorCaseload, ...]:
    """The caseloads of each sector together, in the order of the sectors; workers without one at the end."""
    counts: dict[Sector | None, list[int]] = defaultdict(list)
    for caseload in caseloads:
        counts[caseload.sector].append(caseload.clients or 0)
    return tuple(
        SectorCaseload(sector, len(counts[sector]), sum(counts[sector]), max(counts[sector]))
        for sector in (*Sector, None)
        if counts[sector]
    )
