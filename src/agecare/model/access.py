"""What a role may see of a register: every field that it may, and a refusal for every record that it may not see whole.

Default deny: a field that nobody decided about (`agecare.model.confidentiality`) is shown to nobody.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

import attrs

from agecare.model.base import Record
from agecare.model.confidentiality import Confidentiality, Role, levels, right_of
from agecare.model.discretion import LEAST_COUNT, Count, more_to_hide, shown_count
from agecare.model.pseudonyms import Pseudonyms
from agecare.model.referrals import ReferralStatus
from agecare.model.register import Register
from agecare.model.register.references import WITH_ID

_NEEDS_ID = frozenset({Role.CASE_MANAGER, Role.WORKER, Role.PROVIDER})
_OPEN_KINDS = frozenset(
    {"organizations", "locations", "areas", "skills", "services", "competencies", "deadline_rules", "teams"}
)
"""Kinds whose ids name nobody."""


class Refused(StrEnum):
    """Why a field was not shown."""

    LEVEL = "level"
    """It is more confidential than what this reader may see of this person's records."""
    UNDECIDED = "undecided"
    """Nobody has decided who may see it."""


@attrs.frozen
class Reader:
    """Who looks.

    Attributes
    ----------
    role : in which role.
    id : the worker or organization; needed for a case manager, a worker and a provider.
    on : the day, on which a provider needs the client's consent.
    clients : clients who are the reader's own beside those the register knows of, such as those of a week's plan.

    Raises
    ------
    ValueError
        For a role that looks after people of its own without an id, or a provider without a day.
    """

    role: Role = attrs.field(converter=Role)
    id: str | None = None
    on: dt.date | None = None
    clients: frozenset[str] = attrs.field(default=frozenset(), converter=frozenset)

    def __attrs_post_init__(self) -> None:
        if self.role in _NEEDS_ID and self.id is None:
            raise ValueError(f"the role {self.role} needs the id of who reads")
        if self.role is Role.PROVIDER and self.on is None:
            raise ValueError("the role provider needs the day on which it reads")


@attrs.frozen
class Refusal:
    """Fields of one record that were not shown: who wanted to see them and why not, never what they say."""

    role: Role
    reader: str | None
    kind: str
    record: str
    fields: tuple[str, ...]
    reason: Refused


@attrs.frozen
class Seen:
    """One record as the reader may see it; ``fields`` holds what is shown by the field's name."""

    kind: str
    record: str
    fields: Mapping[str, Any]
    refusals: tuple[Refusal, ...] = ()


@attrs.frozen
class View:
    """A register as the reader may see it: records by kind, those of which nothing is shown left out."""

    reader: Reader
    records: Mapping[str, tuple[Seen, ...]]
    refusals: tuple[Refusal, ...]


def view(register: Register, reader: Reader, *, pseudonyms: Pseudonyms | None = None) -> View:
    """Everything that a reader may see of a register.

    Parameters
    ----------
    register
        What the centre holds.
    reader
        Who looks.
    pseudonyms
        Put them in the place of every id that belongs to a person.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> seen = view(example_register(), Reader("worker", "W-1"))
    >>> [(each.record, "phone" in each.fields) for each in seen.records["clients"]]
    [('E-001', True), ('E-003', True)]
    >>> view(example_register(), Reader("ministry")).records.get("clients")
    """
    looking = Looking(register, reader, pseudonyms)
    records: dict[str, tuple[Seen, ...]] = {}
    refusals: list[Refusal] = []
    for kind in type(register).model_fields:
        given = getattr(register, kind)
        seen = [looking.record(kind, each) for each in (given if isinstance(given, tuple) else (given,))]
        refusals += [refusal for each in seen for refusal in each.refusals]
        shown = tuple(each for each in seen if each.fields)
        if shown:
            records[kind] = shown
    return View(reader, records, tuple(refusals))


@attrs.frozen(slots=False)
class Looking:
    """A reader before a register, to look at single records."""

    register: Register
    reader: Reader
    pseudonyms: Pseudonyms | None = None

    def record(self, kind: str, record: Record) -> Seen:
        """One record of a kind (a field of the `Register`) as the reader may see it."""
        decided, limit = levels(kind), self._limit(kind, record)
        fields: dict[str, Any] = {}
        refused: dict[Refused, list[str]] = {}
        for name in type(record).model_fields:
            level = decided.get(name)
            if level is None:
                refused.setdefault(Refused.UNDECIDED, []).append(name)
            elif level.rank > limit.rank:
                refused.setdefault(Refused.LEVEL, []).append(name)
            else:
                fields[name] = self._told(getattr(record, name))
        name = self._told(_name_of(record))
        refusals = tuple(
            Refusal(self.reader.role, self.reader.id, kind, name, tuple(each), reason)
            for reason, each in refused.items()
        )
        return Seen(kind, name, fields, refusals)

    def _limit(self, kind: str, record: Record) -> Confidentiality:
        """Up to which level this reader sees this record."""
        right, found = right_of(self.reader.role), [right_of(self.reader.role).everybody]
        clients = self.clients_of(kind, record)
        if clients & self.own and (not right.kinds or kind in right.kinds):
            found.append(right.own)
        if not clients and self.reader.id is not None and self.reader.id in self._workers_of(kind, record):
            found.append(right.oneself)
        return max(found, key=lambda level: level.rank)

    @cached_property
    def own(self) -> frozenset[str]:
        """The clients whom the reader looks after."""
        return self.reader.clients | frozenset(_OWN.get(self.reader.role, _nobody)(self))

    def clients_of(self, kind: str, record: Record) -> frozenset[str]:
        """The clients whom a record is about."""
        if kind == "clients":
            return frozenset({record.id})  # type: ignore[attr-defined]
        direct = getattr(record, "client", None)
        if direct is not None:
            return frozenset({direct})
        for field, parent in _ABOVE_CLIENT:
            if (id_ := getattr(record, field, None)) is not None and (client := self._client_by[parent].get(id_)):
                return frozenset({client})
        if kind == "travel_times":
            ends = {record.origin, record.destination}  # type: ignore[attr-defined]
            return frozenset(ends & self._client_by["clients"].keys())
        return frozenset()

    @cached_property
    def _client_by(self) -> Mapping[str, Mapping[str, str]]:
        """The client whom a record of a kind is about, by its id."""
        register = self.register
        found: dict[str, dict[str, str]] = {"clients": {client.id: client.id for client in register.clients}}
        for kind in ("cases", "care_plans", "visit_requests", "referrals", "conferences"):
            found[kind] = {record.id: record.client for record in getattr(register, kind, ())}
        return found

    def _workers_of(self, kind: str, record: Record) -> frozenset[str]:
        if kind == "workers":
            return frozenset({record.id})  # type: ignore[attr-defined]
        worker = getattr(record, "worker", None) or self._coached.get(getattr(record, "plan", None) or "")
        return frozenset({worker} if worker else getattr(record, "workers", ()))

    @cached_property
    def _coached(self) -> Mapping[str, str]:
        return {plan.id: plan.worker for plan in self.register.coaching_plans}

    def _told(self, value: Any) -> Any:
        """The value; with pseudonyms, these in the place of ids of people, wherever they stand."""
        if self.pseudonyms is None:
            return value
        if type(value) is str:
            return self._pseudonym_of.get(value, value)
        if isinstance(value, tuple):
            return tuple(self._told(each) for each in value)
        return value

    @cached_property
    def _pseudonym_of(self) -> Mapping[str, str]:
        if self.pseudonyms is None:
            return {}
        kinds = [kind for kind in WITH_ID if kind not in _OPEN_KINDS]
        return {each.id: self.pseudonyms(kind, each.id) for kind in kinds for each in getattr(self.register, kind)}


_ABOVE_CLIENT = (
    ("case", "cases"),
    ("care_plan", "care_plans"),
    ("request", "visit_requests"),
    ("referral", "referrals"),
    ("conference", "conferences"),
)
"""Fields through which a record that names no client is about one, and the kind that they name."""


def _nobody(looking: Looking) -> Iterable[str]:
    return ()


def _managed(looking: Looking) -> Iterable[str]:
    """Clients of the reader's cases."""
    return (case.client for case in looking.register.cases if case.case_manager == looking.reader.id)


def _visited(looking: Looking) -> Iterable[str]:
    """Clients whom a worker visits: usually, by a lock, by an outcome; with a task; or in a case of the worker's."""
    register, id_ = looking.register, looking.reader.id
    client_of = {request.id: request.client for request in register.visit_requests}
    case_client = {case.id: case.client for case in register.cases}
    yield from _managed(looking)
    yield from (client.id for client in register.clients if client.usual_worker == id_)
    yield from (client_of[lock.request] for lock in register.locks if id_ in (lock.worker, lock.second_worker))
    yield from (client_of[each.request] for each in register.visit_outcomes if each.worker == id_)
    yield from (case_client[task.case] for task in register.tasks if task.owner == id_)


def _referred(looking: Looking) -> Iterable[str]:
    """Clients who were sent to a provider or are with it, and whose consent holds on the day."""
    register, id_, on = looking.register, looking.reader.id, looking.reader.on or dt.date.max
    services = {service.id for service in register.services if service.organization == id_}
    gone = (ReferralStatus.DRAFT, ReferralStatus.CANCELLED, ReferralStatus.REJECTED, ReferralStatus.ENTERED_IN_ERROR)
    referrals = (each for each in register.referrals if each.performer == id_ and each.status not in gone)
    placements = (each for each in register.placements if each.service in services and each.holds_on(on))
    consented = {each.client for each in register.consents if each.covers(each.client, on)}
    return {*(each.client for each in referrals), *(each.client for each in placements)} & consented


_OWN: Mapping[Role, Callable[[Looking], Iterable[str]]] = {
    Role.CASE_MANAGER: _managed,
    Role.WORKER: _visited,
    Role.PROVIDER: _referred,
}
"""Whose records are a reader's own, by role; for other roles nobody's are."""


def _name_of(record: Record) -> str:
    """The id of a record, or of what it is about."""
    for field in ("id", "client", "request", "case", "referral", "worker", "team", "plan", "service", "area", "origin"):
        if (found := getattr(record, field, None)) is not None:
            return str(found)
    return ""


@attrs.frozen
class Tally:
    """How many people have one value of a field; ``people`` is ``None`` where the count is too small to be shown."""

    value: str | None
    people: Count


def tally(register: Register, kind: str, field: str, *, least: int = LEAST_COUNT) -> tuple[Tally, ...]:
    """People counted by a coded field, for readers who see figures only: no count of fewer than ``least``.

    Parameters
    ----------
    register
        What the centre holds.
    kind, field
        The kind of record and its field (``"needs"``, ``"domain"``). Each client counts once for each value.
    least
        The smallest count that is shown.

    Raises
    ------
    ValueError
        For a field that holds free text or measures, or that nobody decided about; or records about no client.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> {row.value: row.people for row in tally(example_register(), "clients", "group", least=1)}
    {'elder-alone': 1, 'elder': 1, 'disability': 1}
    """
    level = levels(kind).get(field)
    if level is None or level.rank > Confidentiality.NORMAL.rank:
        raise ValueError(f"{kind}.{field} is not counted")
    looking = Looking(register, Reader(Role.MINISTRY))
    people: dict[str | None, set[str]] = defaultdict(set)
    for record in getattr(register, kind):
        value = getattr(record, field)
        if value is not None and not isinstance(value, StrEnum) and field != "area":
            raise ValueError(f"{kind}.{field} is no coded field")
        people[None if value is None else str(value)] |= looking.clients_of(kind, record)
    counts = [len(each) for each in people.values()]
    told = [shown_count(count, least) is not None for count in counts]
    everybody = len(set().union(*people.values()))
    overlap = sum(counts) != everybody
    for index in () if overlap else more_to_hide(counts, told, (everybody, True), least):
        told[index] = False
    return tuple(Tally(value, count if seen else None) for value, count, seen in zip(people, counts, told, strict=True))
