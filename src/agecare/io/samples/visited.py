"""Which visits there were in the week before a sample's week."""

import datetime as dt
from collections.abc import Iterator, Sequence

from agecare.io.samples.ledger import Ledger
from agecare.io.samples.ordinary import may_come
from agecare.io.samples.uptake import AS_OF
from agecare.model import CarePlanStatus, VisitRequest, Weekday

MONDAY = AS_OF - dt.timedelta(days=7)


def visits_of_week(ledger: Ledger) -> Iterator[tuple[VisitRequest, Sequence[dt.date], Sequence[str | None]]]:
    """Every request of the week before the samples' own, with its days and workers; none that nobody could make."""
    active = {plan.id for plan in ledger.care_plans if plan.status is CarePlanStatus.ACTIVE}
    usual = {client.id: client.usual_worker for client in ledger.clients}
    for at, request in enumerate(ledger.visit_requests):
        days = [day for day in _days(request) if request.valid_on(day)]
        due = request.every_weeks == 1 or at % request.every_weeks == 0
        if request.care_plan in active and days and due:
            able = [worker.id for worker in ledger.workers if may_come(ledger, worker, request)]
            first = usual[request.client] if usual[request.client] in able else next(iter(able), None)
            second = next((worker for worker in able if worker != first), None)
            if first is not None:
                yield request, days, (first, second)[: len(request.roles)]


def _days(request: VisitRequest) -> list[dt.date]:
    """As many days as visits are asked for, as far apart as they are to be."""
    week = {Weekday.of(on): on for on in (MONDAY + dt.timedelta(days=number) for number in range(7))}
    may = [week[each] for each in request.days] or list(week.values())[:5]
    days: list[dt.date] = []
    for on in sorted(may):
        if len(days) < request.visits_per_week and (not days or (on - days[-1]).days >= request.days_between):
            days.append(on)
    return days
