"""How many clients each worker has, and how many one should have."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

import attrs

from agecare.model.organizations import Sector
from agecare.model.people import RiskLevel, Worker
from agecare.model.plans import CarePlanStatus
from agecare.model.register import Register

USUAL_CASELOAD = (8, 12)
"""Clients a worker in the Kyrgyz home-care service, by public figures of early 2026; a figure to compare with."""


@attrs.frozen
class Caseload:
    """A worker's clients: those who have the worker as their usual one, or whose open case the worker manages.

    Counts are ``None`` where they are too small to be shown.

    Attributes
    ----------
    high_risk : clients at high risk.
    visits_per_week : visits that the worker's clients are to have each week, whoever makes them; those of a care plan
        that is not active, or not in force on the day, do not count.
    limit : the most clients that the worker should have.
    """

    worker: str
    sector: Sector | None
    clients: int | None
    high_risk: int | None
    visits_per_week: float
    limit: int

    @property
    def is_over(self) -> bool:
        """Whether the worker has more clients than the limit."""
        return self.clients is not None and self.clients > self.limit


def clients_of_workers(register: Register, on: dt.date) -> Mapping[str, tuple[str, ...]]:
    """The clients of each worker who has any, by id, each once and in the register's order."""
    managers = defaultdict(list)
    for case in register.cases:
        if case.is_open and case.case_manager and case.since <= on:
            managers[case.client].append(case.case_manager)
    found: dict[str, list[str]] = defaultdict(list)
    for client in register.clients:
        if client.valid_on(on):
            usual = [client.usual_worker] if client.usual_worker else []
            for worker in dict.fromkeys([*usual, *managers[client.id]]):
                found[worker].append(client.id)
    return {worker: tuple(clients) for worker, clients in found.items()}


def limit_of(register: Register, worker: Worker) -> int:
    """The most clients that a worker should have: the worker's own limit, else the centre's."""
    return register.centre.caseload_limit if worker.caseload_limit is None else worker.caseload_limit


def sector_of(register: Register, worker: Worker) -> Sector | None:
    """The sector of a worker: the worker's own, else the organization's."""
    sectors = {organization.id: organization.sector for organization in register.organizations}
    return worker.sector or sectors.get(worker.organization or "")


def caseloads_on(register: Register, on: dt.date) -> tuple[Caseload, ...]:
    """The caseload of every worker on a day, in the register's order. Clients whom nobody has are in none.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> [(row.worker, row.clients, row.limit) for row in caseloads_on(example_register(), dt.date(2026, 4, 6))][:1]
    [('W-1', 1, 12)]
    """
    own = clients_of_workers(register, on)
    high = {client.id for client in register.clients if client.risk is RiskLevel.HIGH}
    visits: dict[str, float] = defaultdict(float)
    plans = {plan.id: plan for plan in register.care_plans}
    for request in register.visit_requests:
        plan = plans.get(request.care_plan or "")
        in_force = plan is None or (plan.status is CarePlanStatus.ACTIVE and plan.valid_on(on))
        if request.valid_on(on) and in_force:
            visits[request.client] += request.visits_per_week / request.every_weeks
    return tuple(
        Caseload(
            worker=worker.id,
            sector=sector_of(register, worker),
            clients=len(clients),
            high_risk=sum(client in high for client in clients),
            visits_per_week=sum(visits[client] for client in clients),
            limit=limit_of(register, worker),
        )
        for worker in register.workers
        if worker.valid_on(on)
        for clients in [own.get(worker.id, ())]
    )
