"""What became of the visits in the week before a sample's week: most took place, and each way in which one did not."""

import datetime as dt
from collections.abc import Mapping

from agecare.io.samples.half_year import Scene
from agecare.io.samples.half_year_words import Words
from agecare.io.samples.uptake import AS_OF
from agecare.io.samples.visited import visits_of_week
from agecare.model import (
    Achievement,
    CaseStage,
    CaseStatus,
    MissedReason,
    OutcomeStatus,
    VisitOutcome,
    VisitRequest,
)

S, M = OutcomeStatus, MissedReason
NOTES: dict[str, Words] = {
    "worse": {"en": "could not get up alone any more", "mn": "ганцаараа босож чадахаа больсон"},
    "door": {"en": "nobody opened, the neighbour knows nothing", "mn": "хаалга онгойлгосонгүй, хөрш нь мэдэхгүй"},
    "declined": {"en": "wants nobody to come any more", "mn": "дахиж хүн ирэхийг хүсэхгүй байна"},
}
SOME = ((S.CANCELLED, M.WORKER_ABSENT), (S.NOSHOW, M.NOT_AT_HOME), (S.CANCELLED, M.NO_TIME), (S.CANCELLED, M.AWAY))
"""Ordinary reasons for which one visit in forty does not take place."""

STORIES: Mapping[str, int] = {"early-in-vain": 1, "early-worsening": 1, "early-circumstances": 1}
"""What the stories of the week leave: reviews that come forward."""


def write_last_week(scene: Scene) -> None:
    """Outcomes of every visit of the week, by the workers who would have come."""
    ledger, rng = scene.ledger, scene.rng
    told = _told(scene)
    for at, (request, days, workers) in enumerate(visits_of_week(ledger)):
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
    for story in reversed(scene.cabinet.stories):
        own = requests.get(story.client.id, [])
        twice = [each.visits_per_week for each in own] == [2] and len(own[0].roles) == 1
        watched = story.file.case.stage is CaseStage.MONITORING and story.file.case.status is CaseStatus.ACTIVE
        fits = twice or (wanted and wanted[0] != "in-vain")
        if wanted and fits and watched and story.id not in plain:
            found.setdefault(story.client.id, wanted[0])
            wanted = wanted[1:]
    return found
