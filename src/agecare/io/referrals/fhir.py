"""FHIR-shaped JSON (R4) → records of referrals: ServiceRequest, Task, Consent in a Bundle.

What is read of each resource:

- ServiceRequest: the draft. ``id`` · ``subject`` · ``requester`` · ``performer`` · ``priority`` · ``authoredOn`` ·
  ``reasonReference`` (a Condition: the need) · ``code`` (the type of service) · ``basedOn`` · ``replaces`` ·
  ``supportingInfo`` (a Consent). Its status counts where no Task speaks of it.
- Task: what happened. ``focus`` (the ServiceRequest) · ``status`` · ``businessStatus`` · ``statusReason`` · ``owner`` ·
  ``requester`` · ``partOf`` · ``basedOn`` · ``lastModified`` (else ``authoredOn``). One Task is one event; several
  versions of it, in order, are its history.
- Consent: ``id`` · ``status`` · ``patient`` · ``provision.period``.

Other resources, and what else these carry, are passed over.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import attrs
from pydantic import ValidationError

from agecare.errors import FormatError, Place
from agecare.io.referrals.outcome import Faults
from agecare.model.base import Record
from agecare.model.consents import Consent
from agecare.model.faults import fault
from agecare.model.referrals import Referral, ReferralEvent

R = TypeVar("R", bound=Record)

FILE_BYTES = 200 * 1024 * 1024
_OF_REQUEST = {"draft": "draft", "active": "requested", "on-hold": "on-hold", "revoked": "cancelled"}
_NOTHING: Mapping[str, Any] = {}
_OF_REQUEST |= {"completed": "completed", "entered-in-error": "entered-in-error"}


@attrs.frozen
class Bundle:
    """The records of a bundle, as `agecare.referrals.history_of` takes them."""

    referrals: tuple[Referral, ...]
    events: tuple[ReferralEvent, ...]
    consents: tuple[Consent, ...]


def read_fhir(path: str | os.PathLike[str]) -> Bundle:
    """Read a FHIR Bundle, or a list of resources, of referrals.

    Raises
    ------
    FormatError
        With every fault: the resource by its position, and the element.
    """
    source = Path(path)
    try:
        if source.stat().st_size > FILE_BYTES:
            raise FormatError([fault("AC1006", Place(source=source.name), value="…", limit=str(FILE_BYTES >> 20))])
        document = json.loads(source.read_bytes())
    except OSError:
        raise FormatError([fault("AC1001", Place(source=source.name))]) from None
    except (ValueError, RecursionError):
        raise FormatError([fault("AC7002", Place(source=source.name))]) from None
    return bundle_of(document, source.name)


def bundle_of(document: Any, source: str = "bundle") -> Bundle:
    """The records of a parsed bundle.

    Raises
    ------
    FormatError
        As `read_fhir`.
    """
    resources = list(_resources(document))
    if not any(kind in ("ServiceRequest", "Task") for _, kind, _ in resources):
        raise FormatError([fault("AC7003", Place(source=source))])
    reader = _Reader(source)
    tasks = [(at, each) for at, kind, each in resources if kind == "Task"]
    told = [(task, event) for at, task in tasks if (event := reader.event(at, task)) is not None]
    latest = {event.referral: (task, event) for task, event in told}
    reader.focus_of = {str(task.get("id")): _reference(task.get("focus")) for _, task in tasks}
    requests = [(at, each) for at, kind, each in resources if kind == "ServiceRequest"]
    referrals = [each for at, request in requests if (each := reader.referral(at, request, latest)) is not None]
    signed = [(at, each) for at, kind, each in resources if kind == "Consent"]
    consents = [found for at, each in signed if (found := reader.consent(at, each)) is not None]
    ids = {referral.id for referral in referrals}
    for at, task in tasks:
        focus = _reference(task.get("focus")) or _reference(_first(task.get("basedOn")))
        if focus is not None and focus not in ids and not reader.faults.listed:
            reader.say("AC3002", at, "Task.focus", focus)
    if reader.faults.listed:
        raise FormatError(reader.faults.all(source))
    return Bundle(tuple(referrals), tuple(event for _, event in told), tuple(consents))


def _resources(document: Any) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    entries = document.get("entry", [document]) if isinstance(document, Mapping) else document
    for at, entry in enumerate(entries if isinstance(entries, Sequence) and not isinstance(entries, str) else []):
        resource = entry.get("resource", entry) if isinstance(entry, Mapping) else None
        if isinstance(resource, Mapping) and isinstance(resource.get("resourceType"), str):
            yield at, resource["resourceType"], resource


@attrs.define
class _Reader:
    source: str
    faults: Faults = attrs.field(factory=Faults)
    focus_of: Mapping[str, str | None] = attrs.field(factory=dict)
    """The request that each Task is about, by the Task's id."""

    def say(self, code: str, at: int, element: str, value: str | None = None, **params: Any) -> None:
        self.faults.add([fault(code, Place("entry", at, element, self.source), value=value, **params)])

    def event(self, at: int, task: Mapping[str, Any]) -> ReferralEvent | None:
        focus = task.get("focus") or _first(task.get("basedOn"))
        values = {
            "referral": ("focus", _reference(focus)),
            "at": ("lastModified", task.get("lastModified") or task.get("authoredOn")),
            "actor": ("owner", _reference(task.get("owner")) or _reference(task.get("requester"))),
            "to_status": ("status", task.get("status")),
            "business_status": ("businessStatus", _code(task.get("businessStatus"))),
            "reason": ("statusReason", _code(task.get("statusReason"))),
        }
        return self._record(ReferralEvent, at, "Task", values)

    def referral(
        self, at: int, request: Mapping[str, Any], latest: Mapping[str, tuple[Mapping[str, Any], ReferralEvent]]
    ) -> Referral | None:
        task, last = latest.get(str(request.get("id")), (_NOTHING, None))
        whole = _reference(_first(task.get("partOf")))
        status = _OF_REQUEST.get(str(request.get("status")), request.get("status"))
        values = {
            "id": ("id", request.get("id")),
            "client": ("subject", _reference(request.get("subject"))),
            "need": ("reasonReference", _reference(_first(request.get("reasonReference")))),
            "service_type": ("code", _code(request.get("code"))),
            "requester": ("requester", _reference(request.get("requester"))),
            "performer": ("performer", _reference(_first(request.get("performer"))) or _reference(task.get("owner"))),
            "consent": ("supportingInfo", _reference(_first(request.get("supportingInfo")), "Consent")),
            "priority": ("priority", request.get("priority")),
            "status": ("status", last.to_status if last else status),
            "business_status": ("businessStatus", last.business_status if last else None),
            "reason": ("statusReason", last.reason if last else None),
            "based_on": ("basedOn", _reference(_first(request.get("basedOn")))),
            "part_of": ("partOf", self.focus_of.get(whole, whole) if whole else None),
            "replaces": ("replaces", _reference(_first(request.get("replaces")))),
            "authored": ("authoredOn", request.get("authoredOn")),
        }
        return self._record(Referral, at, "ServiceRequest", values)

    def consent(self, at: int, consent: Mapping[str, Any]) -> Consent | None:
        provision = consent.get("provision")
        period = provision.get("period") if isinstance(provision, Mapping) else None
        days = period if isinstance(period, Mapping) else {}
        values = {
            "id": ("id", consent.get("id")),
            "client": ("patient", _reference(consent.get("patient"))),
            "status": ("status", consent.get("status")),
            "valid_from": ("provision", str(days["start"])[:10] if "start" in days else None),
            "valid_to": ("provision", str(days["end"])[:10] if "end" in days else None),
        }
        return self._record(Consent, at, "Consent", values)

    def _record(self, model: type[R], at: int, kind: str, values: Mapping[str, tuple[str, Any]]) -> R | None:
        given = {name: value for name, (_, value) in values.items() if value is not None}
        try:
            return model.model_validate(given)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                name = str(detail["loc"][0]) if detail["loc"] else "service_type"
                element, value = values.get(name, (name, None))
                shown = None if value is None else str(value)[:60]
                if detail["type"] == "missing":
                    self.say("AC6004", at, f"{kind}.{element}", field=element)
                elif detail["type"].startswith("AC"):
                    self.say(detail["type"], at, f"{kind}.{element}", shown)
                else:
                    self.say("AC6006", at, f"{kind}.{element}", shown, reason=detail["type"])
            return None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None if isinstance(value, list) else value


def _reference(value: Any, kind: str | None = None) -> str | None:
    """The id of a reference such as ``{"reference": "Organization/DAY"}``."""
    text = value.get("reference") if isinstance(value, Mapping) else None
    if not isinstance(text, str) or (kind is not None and f"{kind}/" not in text):
        return None
    return text.rstrip("/").rsplit("/", 1)[-1].removeprefix("urn:uuid:")


def _code(value: Any) -> str | None:
    """The code of a CodeableConcept, or its text."""
    if not isinstance(value, Mapping):
        return None
    coding = _first(value.get("coding"))
    found = coding.get("code") if isinstance(coding, Mapping) else value.get("text")
    return found if isinstance(found, str) else None
