"""FHIR-shaped JSON in, XES out."""

import json
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from agecare import ConsentStatus, FormatError, ReferralStatus, RefusalReason
from agecare.io.referrals import bundle_of, read_fhir, write_xes
from agecare.referrals import graph_of, history_of
from referral_worlds import CENTRE, clean_world, random_world

REQUEST: dict[str, Any] = {
    "resourceType": "ServiceRequest",
    "id": "R-1",
    "status": "active",
    "subject": {"reference": "Patient/E-1"},
    "requester": {"reference": "Organization/GP"},
    "performer": [{"reference": "Organization/DAY"}],
    "code": {"coding": [{"code": "day-care"}]},
    "priority": "urgent",
    "reasonReference": [{"reference": "Condition/N-1"}],
    "supportingInfo": [{"reference": "Consent/C-1"}],
    "authoredOn": "2026-04-06T09:30:00+08:00",
}
TASK: dict[str, Any] = {
    "resourceType": "Task",
    "id": "T-1",
    "status": "rejected",
    "statusReason": {"coding": [{"code": "capacity-full"}]},
    "focus": {"reference": "ServiceRequest/R-1"},
    "owner": {"reference": "Organization/DAY"},
    "lastModified": "2026-04-07T10:00:00+08:00",
}
SIGNED: dict[str, Any] = {
    "resourceType": "Consent",
    "id": "C-1",
    "status": "active",
    "patient": {"reference": "Patient/E-1"},
    "provision": {"period": {"start": "2026-01-01T00:00:00+08:00"}},
}
ONWARD: dict[str, Any] = {
    **REQUEST,
    "id": "R-2",
    "replaces": [{"reference": "ServiceRequest/R-1"}],
    "basedOn": [{"reference": "ServiceRequest/R-0"}],
}
ONWARD_TASK: dict[str, Any] = {
    **TASK,
    "id": "T-2",
    "status": "accepted",
    "statusReason": None,
    "partOf": [{"reference": "Task/T-1"}],
    "focus": {"reference": "ServiceRequest/R-2"},
}


def test_requests_tasks_and_consents_become_records(tmp_path: Path) -> None:
    resources = [REQUEST, TASK, SIGNED, ONWARD, ONWARD_TASK, {"resourceType": "Patient", "id": "E-1"}]
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}))
    bundle = read_fhir(path)
    first, second = bundle.referrals
    assert (first.client, first.need, first.service_type, first.requester, first.performer, first.consent) == (
        ("E-1", "N-1", "day-care", "GP", "DAY", "C-1")
    )
    assert (first.status, first.reason) == (ReferralStatus.REJECTED, RefusalReason.CAPACITY_FULL)
    assert (second.replaces, second.based_on, second.part_of) == ("R-1", "R-0", "R-1")
    assert [event.to_status.value for event in bundle.events] == ["rejected", "accepted"]
    assert bundle.consents[0].status is ConsentStatus.ACTIVE
    history = history_of(CENTRE, bundle.referrals, bundle.events, consents=bundle.consents)
    assert graph_of(history).chain("R-2").origins == ("R-1",)


@pytest.mark.parametrize(
    ("change", "code", "element"),
    [
        ({"subject": None}, "AC6004", "ServiceRequest.subject"),
        ({"id": "R 1"}, "AC6006", "ServiceRequest.id"),
        ({"authoredOn": "soon"}, "AC2060", "ServiceRequest.authoredOn"),
        ({"priority": "whenever"}, "AC6006", "ServiceRequest.priority"),
    ],
)
def test_a_fault_names_resource_and_element(change: dict[str, Any], code: str, element: str) -> None:
    with pytest.raises(FormatError) as caught:
        bundle_of([SIGNED, {**REQUEST, **change}])
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.index, fault.place.field) == (code, 1, element)


def test_a_task_of_no_request_is_a_fault() -> None:
    with pytest.raises(FormatError) as caught:
        bundle_of([REQUEST, {**TASK, "focus": {"reference": "ServiceRequest/R-9"}}])
    assert [(fault.code, fault.value) for fault in caught.value.faults] == [("AC3002", "R-9")]


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"x"', "{}", "null", '{"entry": 5}', "[" * 5000])
def test_what_is_no_bundle_is_a_fault(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(text)
    with pytest.raises(FormatError):
        read_fhir(path)


def test_a_chain_is_a_trace(tmp_path: Path) -> None:
    graph = graph_of(clean_world().history())
    write_xes(graph, tmp_path / "log.xes")
    log = ElementTree.parse(tmp_path / "log.xes").getroot()
    space = "{http://www.xes-standard.org/}"
    traces = log.findall(f"{space}trace")
    assert len(traces) == graph.chains.many == 3
    second = traces[1]
    names = [each.get("value") for each in second.findall(f"{space}event/{space}string[@key='concept:name']")]
    times = [each.get("value") for each in second.findall(f"{space}event/{space}date")]
    assert names == [
        "requested",
        "accepted",
        "in-progress",
        "completed",
        "requested",
        "accepted",
        "in-progress",
        "completed",
    ]
    assert times == sorted(times)
    assert times[0] == "2026-03-30T09:00:00+08:00"


def test_every_event_is_written_once(tmp_path: Path) -> None:
    for seed in range(10):
        world = random_world(seed, damaged=True)
        write_xes(graph_of(world.history()), tmp_path / "log.xes")
        text = (tmp_path / "log.xes").read_text(encoding="utf-8")
        assert text.count("<event>") == len(world.events)
