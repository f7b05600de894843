"""What became of the visits in the week before a sample's week: most took place, and each way in which one did not."""

import datetime as dt
from collections.abc import Iterator, Sequence

from agecare.io.samples.half_year import Scene
from agecare.io.samples.half_year_words import Words
from agecare.io.samples.ledger import Ledger
from agecare.io.samples.ordinary import may_come
from agecare.io.samples.uptake import AS_OF
from agecare.model import (
    Achievement,
    CarePlanStatus,
    CaseStage,
    CaseStatus,
    MissedReason,
    OutcomeStatus,
    VisitOutcome,
    VisitRequest,
    Weekday,
)

MONDAY = AS_OF - dt.timedelta(days=7)
S, M = OutcomeStatus, MissedReason
NOTES: dict[str, Words] = {
    "worse": {"en": "could not get up alone any more", "mn": "ганцаараа босож чадахаа больсон"},
    "door": {"en": "nobody opened, the neighbour knows nothing", "mn": "хаалга онгойлгосонгүй, хөрш нь мэдэхгүй"},
    "declined": {"en": "wants nobody to come any more", "mn": "дахиж хүн ирэхийг хүсэхгүй байна"},
}
SOME = ((S.CANCELLED, M.WORKER_ABSENT), (S.NOSHOW, M.NOT_AT_HOME), (S.CANCELLED, M.NO_TIME), (S.CANCELLED, M.AWAY))
"""Ordinary reasons for which one visit in forty does not take place."""


def write_last_week(scene: Scene) -> None:
    """Outcomes of every visit of the week, by the workers who would have come."""
    ledger, rng = scene.ledger, scene.rng
    told = _told(scene)
    for at, (request, days, workers) in enumerate(_visits(ledger)):
        story = told.get(request.client)
        for on in days:
            missed = SOME[at // 40 % len(SOME)] if at % 40 == 7 and on == days[0] and story is None else None
            for role, worker in zip(request.roles, workers, strict=True):
                fields: dict[str, object] = {"status": S.FULFILLED}
                if missed is not None:
                    fields = {"status": missed[0], "reason": missed[1]}
                elif story in ("in-vain", "declined"):
                    vain, note = story == "in-vain", NOTES["door" if story == "in-vain" else "declined"]
                    status, reason = (S.NOSHOW, M.NOT_AT_HOME) if vain else (S.CANCELLED, M.DECLINED_BY_PERSON)
                    fields = {"status": status, "reason": reason, "note": scene.say(note)}
                elif story == "hospital" and on >= AS_OF - dt.timedelta(days=4):
                    fields = {"status": S.CANCELLED, "reason": M.IN_HOSPITAL}
                else:
                    fields["minutes"] = role.minutes + rng.choice((-10, -5, 0, 0, 0, 5, 10))
                    if story == "worse" and on == days[-1]:
                        fields |= {"progress": Achievement.WORSENING, "note": scene.say(NOTES["worse"])}
                ledger.visit_outcomes.append(
                    VisitOutcome.model_validate({"request": request.id, "date": on, "worker": worker, **fields})
                )
    ledger.visit_outcomes.sort(key=lambda each: (each.date, each.request))


def _told(scene: Scene) -> dict[str, str]:
    """Clients with something to tell: two visits in vain, one refused, one found worse, one in hospital."""
    requests: dict[str, list[VisitRequest]] = {}
    for request in scene.ledger.visit_requests:
        requests.setdefault(request.client, []).append(request)
    plain = {scene.told[name].id for name in scene.told}
    found = {scene.told["hospital"].client.id: "hospital"}
    wanted = ["in-vain", "worse", "declined"]
    for story in scene.cabinet.stories:
        own = requests.get(story.client.id, [])
        fits = [each for each in own if each.visits_per_week == 2 and len(each.roles) == 1 and each.every_weeks == 1]
        watched = story.file.case.stage is CaseStage.MONITORING and story.file.case.status is CaseStatus.ACTIVE
        if wanted and fits and len(own) == 1 and watched and story.id not in plain:
            found.setdefault(story.client.id, wanted[0])
            wanted = wanted[1:]
    return found


def _visits(ledger: Ledger) -> Iterator[tuple[VisitRequest, Sequence[dt.date], Sequence[str | None]]]:
    """Every request of the week, with its days and workers."""
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
