"""What differs from the plan that people already know, why, and who must be told: in words."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from agecare.report.reading import Reading
from agecare.report.sheets import Texts
from agecare.visits import Change, PublishedVisit, changes_of
from agecare.visits.replan import Voice, calls_of


class What(StrEnum):
    """What happened to a visit that had been published, or has not been."""

    DROPPED = "dropped"
    NEW = "new"
    DAY = "day"
    TIME = "time"
    WORKER = "worker"


@attrs.frozen
class ChangeRow:
    """One changed visit in words."""

    client: str
    name: str
    what: str
    changes: tuple[str, ...]
    before: str
    after: str
    why: str


@attrs.frozen
class CallRow:
    """One person to tell, and what."""

    client: bool
    id: str
    name: str
    phone: str
    messages: tuple[str, ...]


def has_published(reading: Reading) -> bool:
    """Whether there is a published plan to compare with."""
    return bool((reading.problem.visit_published_day >= 0).any())


def changed_visits(reading: Reading) -> tuple[Change, ...]:
    """Every visit that differs from the published plan, published visits that are no longer wanted left aside."""
    return changes_of(reading.problem, reading.schedule)


def what_changed(change: Change, minutes: int) -> tuple[What, ...]:
    """Day, time or worker; a time counts as changed when it moves by more than ``minutes``."""
    before, after = change.before, change.after
    if before is None:
        return (What.NEW,)
    if after is None:
        return (What.DROPPED,)
    which = {
        What.DAY: before.day != after.day,
        What.TIME: abs(before.start - after.start) > minutes,
        What.WORKER: before.workers != after.workers,
    }
    return tuple(what for what, happened in which.items() if happened)


def change_rows(reading: Reading, texts: Texts, changes: Iterable[Change]) -> list[ChangeRow]:
    """The changes as the board lists them. A reader who is a worker learns nothing about colleagues' visits."""
    voice, rows = voice_of(reading, texts), []
    for change in changes:
        if any(texts.names.sees(worker) for worker in change.workers):
            rows.append(
                ChangeRow(
                    client=change.client,
                    name=_client_name(texts, change.client),
                    what=voice.service(change.visit),
                    changes=tuple(
                        texts.words(f"change-{what}") for what in what_changed(change, reading.problem.change_minutes)
                    ),
                    before=voice.appointment(change.before),
                    after=_after(texts, voice, change.after),
                    why=voice.why(change) if _may_know_why(texts, change) else "",
                )
            )
    return rows


def _may_know_why(texts: Texts, change: Change) -> bool:
    """A reader who is a worker is not told about other visits, nor that a colleague is away."""
    about = change.params.get("worker", change.params.get("visit"))
    return texts.names.reader is None or about in (None, texts.names.reader)


def _after(texts: Texts, voice: Voice, after: PublishedVisit | None) -> str:
    if after is not None and not any(texts.names.sees(worker) for worker in after.workers):
        return texts.words("somebody-else")
    return voice.appointment(after)


def call_rows(reading: Reading, texts: Texts, changes: Sequence[Change]) -> Iterator[CallRow]:
    """Whom to tell what: clients first, then workers, each once, with all their changes."""
    voice, names = voice_of(reading, texts), texts.names
    clients = {client.id for client in texts.register.clients}
    workers = {worker.id for worker in texts.register.workers}
    for call in calls_of(changes):
        messages = tuple(voice.tell(call, change) for change in call.changes)
        name = phone = ""
        if call.is_client and call.id in clients:
            name, phone = names.client(call.id), names.client_phone(call.id)
        elif not call.is_client and call.id in workers:
            name, phone = names.worker(call.id), names.worker_phone(call.id)
        yield CallRow(call.is_client, call.id, name, phone, messages)


def voice_of(reading: Reading, texts: Texts) -> Voice:
    """The reader's voice: names as far as the reader may see them, ids for who is no longer in the records."""
    requests = {request.id: request for request in texts.register.visit_requests}
    workers = {worker.id for worker in texts.register.workers}

    def service(visit: str) -> str:
        request = requests.get(visit.split("/")[0])
        return texts.service(request.id) if request is not None else texts.words("visit")

    def client(id_: str) -> str:
        return f"{id_} {_client_name(texts, id_)}".strip()

    def person(visit: str) -> str:
        request = requests.get(visit.split("/")[0])
        return visit if request is None else f"{client(request.client)} ({service(visit)})"

    return Voice(
        language=texts.words.language,
        horizon=reading.problem.horizon,
        client=client,
        worker=lambda id_: texts.names.worker_label(id_) if id_ in workers else id_,
        service=service,
        person=person,
    )


def _client_name(texts: Texts, id_: str) -> str:
    return texts.names.client(id_) if any(client.id == id_ for client in texts.register.clients) else ""
