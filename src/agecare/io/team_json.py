"""Caseloads, coaching and case conferences as JSON for other programs: ids, codes and figures, no names or texts."""

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import Any

import attrs

import agecare
from agecare.cases.caseload import Handover
from agecare.cases.coaching import Coaching
from agecare.cases.conferences import Call, Packet
from agecare.cases.flow import Flow, Turnover
from agecare.model.caseloads import Caseload

CASELOAD_SCHEMA = "agecare.caseload/1"
COACHING_SCHEMA = "agecare.coaching/1"
CONFERENCE_SCHEMA = "agecare.conference/1"
"""Name and version of each format. A change that an old reader would misread gets a new number."""


def caseload_document(flow: Flow, caseloads: Sequence[Caseload], handover: Handover | None = None) -> dict[str, Any]:
    """Stock and flow, everybody's caseload and, where wanted, the proposals of a handover.

    Examples
    --------
    >>> from agecare.cases import flow
    >>> from agecare.io.tables import example_register
    >>> from agecare.model.caseloads import caseloads_on
    >>> register, day = example_register(), dt.date(2026, 4, 6)
    >>> caseload_document(flow(register, day, day), caseloads_on(register, day))["flow"]["total"]
    {'before': 3, 'entries': 0, 'exits': 0, 'after': 3}
    """
    found = {**_headed(CASELOAD_SCHEMA), "flow": _plain(flow), "caseloads": _plain(tuple(caseloads))}
    if handover is not None:
        proof = {"cost": handover.cost, "is_proved": handover.is_proved}
        found["handover"] = {**_plain(handover), **proof}
    return found


def coaching_document(coaching: Coaching) -> dict[str, Any]:
    """What coaching did: the fields of `agecare.cases.Coaching` under their own names."""
    return {**_headed(COACHING_SCHEMA), **_plain(coaching)}


def calls_document(on: dt.date, calls: Sequence[Call]) -> dict[str, Any]:
    """The cases that a conference should be called about, and why."""
    return {**_headed(CONFERENCE_SCHEMA), "on": on.isoformat(), "calls": _plain(tuple(calls))}


def packet_document(packet: Packet) -> dict[str, Any]:
    """The packet of a conference, by ids and codes."""
    return {
        **_headed(CONFERENCE_SCHEMA),
        "on": packet.on.isoformat(),
        "case": packet.file.case.id,
        "client": packet.file.case.client,
        "conference": packet.conference.id if packet.conference else None,
        "evidence": _plain(packet.evidence),
        "needs": [need.id for need in packet.needs],
        "unmet": [need.id for need in packet.unmet],
        "care_plans": [plan.id for plan in packet.plans],
        "goals": [goal.id for goal in packet.goals],
        "tasks": [task.id for task in packet.tasks],
        "chain": [
            {"referral": step.referral.id, "hops": step.hops, "status": step.referral.status.value}
            for step in packet.chains
        ],
        "timeline": _plain(packet.timeline),
        "decisions": [
            {"decision": each.decision.id, "made": each.made.isoformat(), "is_overdue": each.is_overdue}
            for each in packet.decisions
        ],
    }


def _headed(schema: str) -> dict[str, Any]:
    return {"schema": schema, "agecare": agecare.__version__}


def _plain(value: Any) -> Any:
    """Computed things as JSON has them; figures with nine decimals, so that they are the same everywhere."""
    if isinstance(value, Turnover):
        return {**attrs.asdict(value), "after": value.after}
    if attrs.has(type(value)):
        return {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return round(value, 9) if isinstance(value, float) else value
