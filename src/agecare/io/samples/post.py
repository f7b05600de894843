"""The petitions, complaints and proposals of a sample: most answered in time, and each way in which one is not."""

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from agecare.cases import answer_petition, extend_petition, petition_clock, register_petition
from agecare.io.samples.half_year import Scene, day
from agecare.io.samples.half_year_words import Words
from agecare.model import Country, Petition, PetitionKind, PetitionOutcome, WorkCalendar, deadline_rules

K, Out = PetitionKind, PetitionOutcome


def _said(en: str, mn: str) -> Words:
    return {"en": en, "mn": mn}


TEXTS: Mapping[PetitionKind, Sequence[Words]] = {
    K.PETITION: (
        _said("asks for one visit more in the week", "долоо хоногт нэг айлчлал нэмүүлэх хүсэлт"),
        _said("asks for fuel for the winter", "өвлийн түлшний хүсэлт"),
        _said("asks to be moved to the ground floor", "нэг давхарт нүүх хүсэлт"),
    ),
    K.COMPLAINT: (
        _said("nobody came on two Mondays", "хоёр даваа гарагт хэн ч ирсэнгүй"),
        _said("was spoken to rudely on the telephone", "утсаар бүдүүлэг харилцсан"),
    ),
    K.PROPOSAL: (_said("a bench at the bus stop of the ger district", "гэр хорооллын буудалд сандал тавих санал"),),
}
ANSWER = _said("answered in writing", "бичгээр хариу өгсөн")


@attrs.frozen
class Sent:
    """One that was sent: when it came, after how many days it was answered, and how; ``extended`` by so many days."""

    kind: PetitionKind
    received: str
    days: int | None
    outcome: PetitionOutcome | None = None
    extended: int | None = None
    of_client: bool = True
    told: bool = True
    """The petitioner was told of the extension."""


SENT = (
    Sent(K.COMPLAINT, "2025-10-20", 24, Out.UPHELD),
    Sent(K.PETITION, "2025-11-04", 17, Out.EXPLAINED),
    Sent(K.COMPLAINT, "2025-12-01", 39, Out.PARTLY_UPHELD),
    Sent(K.PETITION, "2026-01-13", 48, Out.UPHELD, extended=30),
    Sent(K.PROPOSAL, "2026-01-20", 41, Out.FORWARDED, of_client=False),
    Sent(K.PETITION, "2026-02-09", 11, Out.NOT_UPHELD),
    Sent(K.COMPLAINT, "2026-02-24", None),
    Sent(K.PETITION, "2026-03-23", None),
    Sent(K.PETITION, "2025-10-09", 20, Out.UPHELD),
    Sent(K.PETITION, "2025-12-11", 28, Out.EXPLAINED, of_client=False),
    Sent(K.COMPLAINT, "2026-01-06", 15, Out.NOT_UPHELD),
    Sent(K.PETITION, "2026-02-02", 44, Out.UPHELD, extended=30, told=False),
    Sent(K.PETITION, "2026-03-05", 9, Out.WITHDRAWN),
)
"""The first eight come to every centre: one answered late, one extended, one overdue, one that waits."""


STORIES: Mapping[str, int] = {"overdue-answer": 1}
"""What they leave."""


def write_post(scene: Scene, country: Country, count: int) -> None:
    """The first ``count`` of `SENT`, as the people of a sample wrote them."""
    ledger, rng = scene.ledger, scene.rng
    rules = deadline_rules(country, ledger.deadline_rules)
    calendar = WorkCalendar(country, tuple(ledger.holiday_changes))
    stories = [story for story in scene.cabinet.stories if story.file.case.is_open]
    for number, sent in enumerate(SENT[:count], start=1):
        story = rng.choice(stories)
        client, case, name = (story.client.id, story.id, story.client.name) if sent.of_client else (None, None, "")
        owner = story.manager if sent.of_client else scene.desk.managers[0]
        petition = Petition(
            id=f"PT-{number:02d}",
            kind=sent.kind,
            received=day(sent.received),
            area=story.client.area,
            text=scene.say(rng.choice(TEXTS[sent.kind])),
            owner=owner,
            client=client,
            case=case,
            petitioner=name,
        )
        petition = register_petition(petition, on=scene.cabinet.office.day(petition.received + dt.timedelta(days=1)))
        if sent.extended is not None:
            decided = scene.cabinet.office.day(petition.received + dt.timedelta(days=25))
            petition = extend_petition(
                petition,
                days=sent.extended,
                by=scene.desk.head,
                on=decided,
                told_on=decided + dt.timedelta(days=1) if sent.told else None,
                clock=petition_clock(petition, rules, calendar),
            )
        if sent.days is not None and sent.outcome is not None:
            on = scene.cabinet.office.day(petition.received + dt.timedelta(days=sent.days))
            petition = answer_petition(petition, by=owner, on=on, outcome=sent.outcome, answer=scene.say(ANSWER))
        ledger.petitions.append(petition)
