"""Ids: each once, and every reference to one that is there."""

from collections.abc import Iterator
from functools import cache

from agecare.errors import Fault, Place
from agecare.model.eligibility import EligibilityKind
from agecare.model.faults import fault, near_match
from agecare.model.plans import VisitRole
from agecare.model.register.rows import Records, ids_in, rows_of
from agecare.model.services import ServiceType

WITH_ID = (
    "organizations", "locations", "areas", "skills", "clients", "carers", "needs", "workers", "care_plans",
    "visit_requests", "services", "placements", "service_requests", "assessments",
    "cases", "goals", "tasks", "petitions", "deadline_rules",
    "teams", "conferences", "decisions", "competencies", "coaching_plans", "coaching_sessions",
    "consents", "referrals",
)  # fmt: skip
"""Kinds of record with ids."""

REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("centre", "area", "areas"),
    ("locations", "organization", "organizations"),
    ("locations", "area", "areas"),
    ("areas", "parent", "areas"),
    ("clients", "area", "areas"),
    ("clients", "usual_worker", "workers"),
    ("clients", "preferred_workers", "workers"),
    ("clients", "refused_workers", "workers"),
    ("addresses", "client", "clients"),
    ("addresses", "area", "areas"),
    ("carers", "client", "clients"),
    ("needs", "client", "clients"),
    ("workers", "organization", "organizations"),
    ("workers", "skills", "skills"),
    ("workers", "start_location", "locations"),
    ("workers", "end_location", "locations"),
    ("shifts", "worker", "workers"),
    ("absences", "worker", "workers"),
    ("absences", "client", "clients"),
    ("care_plans", "client", "clients"),
    ("visit_requests", "client", "clients"),
    ("visit_requests", "care_plan", "care_plans"),
    ("visit_requests", "after", "visit_requests"),
    ("needs", "assessment", "assessments"),
    ("assessments", "client", "clients"),
    ("services", "organization", "organizations"),
    ("services", "locations", "locations"),
    ("services", "together_with", "services"),
    ("eligibility", "service", "services"),
    ("opening_times", "service", "services"),
    ("capacities", "service", "services"),
    ("quotas", "service", "services"),
    ("coverage_targets", "area", "areas"),
    ("placements", "client", "clients"),
    ("placements", "service", "services"),
    ("placements", "need", "needs"),
    ("service_requests", "client", "clients"),
    ("service_requests", "service", "services"),
    ("service_requests", "need", "needs"),
    ("teams", "areas", "areas"),
    ("team_members", "team", "teams"),
    ("team_members", "worker", "workers"),
    ("conferences", "client", "clients"),
    ("conferences", "case", "cases"),
    ("conferences", "team", "teams"),
    ("decisions", "conference", "conferences"),
    ("decisions", "task", "tasks"),
    ("coaching_plans", "worker", "workers"),
    ("coaching_sessions", "workers", "workers"),
    ("competency_scores", "plan", "coaching_plans"),
    ("movements", "client", "clients"),
    ("care_plans", "case", "cases"),
    ("cases", "client", "clients"),
    ("cases", "case_manager", "workers"),
    ("case_events", "case", "cases"),
    ("case_events", "case_manager", "workers"),
    ("goals", "care_plan", "care_plans"),
    ("goals", "need", "needs"),
    ("tasks", "case", "cases"),
    ("tasks", "care_plan", "care_plans"),
    ("tasks", "goal", "goals"),
    ("tasks", "need", "needs"),
    ("tasks", "visit_request", "visit_requests"),
    ("tasks", "referral", "referrals"),
    ("petitions", "area", "areas"),
    ("petitions", "client", "clients"),
    ("petitions", "case", "cases"),
    ("petitions", "owner", "workers"),
    ("visit_outcomes", "request", "visit_requests"),
    ("visit_outcomes", "worker", "workers"),
    ("consents", "client", "clients"),
    ("referrals", "client", "clients"),
    ("referrals", "need", "needs"),
    ("referrals", "service", "services"),
    ("referral_events", "referral", "referrals"),
    ("locks", "request", "visit_requests"),
    ("locks", "worker", "workers"),
    ("locks", "second_worker", "workers"),
)
"""What each id of a record must be an id of.

Of referrals, only what the rest of the register answers for: that one names an earlier referral or a consent that is
not here is a finding of `agecare.referrals.findings`, and no reason to refuse the file.
"""


def duplicate_ids(records: Records) -> Iterator[Fault]:
    """AC3001: two records of one kind with the same id."""
    for kind in WITH_ID:
        seen: dict[str, int] = {}
        for index, record in rows_of(records, kind):
            if record.id in seen:
                yield fault("AC3001", Place(kind, index, "id"), value=record.id)
            seen.setdefault(record.id, index)


def unknown_references(records: Records) -> Iterator[Fault]:
    """AC3002: an id that no record has."""
    known = {kind: {record.id: None for _, record in rows_of(records, kind)} for kind in WITH_ID if kind in records}

    @cache  # the same unknown id often stands in many rows
    def near(wanted: str, target: str) -> str | None:
        return near_match(wanted, known[target])

    for kind, field, target in REFERENCES:
        if target not in known:
            continue
        for index, record in rows_of(records, kind):
            for wanted in ids_in(getattr(record, field)):
                if wanted not in known[target]:
                    suggestion = near(wanted, target)
                    yield fault("AC3002", Place(kind, index, field), value=wanted, suggestion=suggestion)
    if "skills" in known:
        for kind, index, path, role in _roles(records):
            for wanted in ids_in(role.skills):
                if wanted not in known["skills"]:
                    place = Place(kind, index, f"{path}.skills")
                    yield fault("AC3002", place, value=wanted, suggestion=near(wanted, "skills"))
    if "areas" in known:
        for index, rule in rows_of(records, "eligibility"):
            for wanted in rule.allowed if rule.kind is EligibilityKind.AREA else ():
                if wanted not in known["areas"]:
                    place = Place("eligibility", index, "allowed")
                    yield fault("AC3002", place, value=wanted, suggestion=near(wanted, "areas"))
    if {"clients", "workers", "locations"} <= known.keys():
        places = known["clients"] | known["workers"] | known["locations"]
        for index, time in rows_of(records, "travel_times"):
            for field in ("origin", "destination"):
                if (wanted := getattr(time, field)) not in places:
                    suggestion = near_match(wanted, places)
                    yield fault("AC3002", Place("travel_times", index, field), value=wanted, suggestion=suggestion)


def _roles(records: Records) -> Iterator[tuple[str, int, str, VisitRole]]:
    """Every role of a visit: kind, row, where in the record, role."""
    for index, request in rows_of(records, "visit_requests"):
        for number, role in enumerate(request.roles):
            yield "visit_requests", index, f"roles.{number}", role
    for index, service in rows_of(records, "services"):
        if service.visit is not None:
            yield "services", index, "visit", service.visit


_AUTHORS = (
    ("care_plans", "author"),
    ("care_plans", "approved_by"),
    ("assessments", "by"),
    ("case_events", "actor"),
    ("tasks", "owner"),
    ("petitions", "extended_by"),
    ("petitions", "answered_by"),
    ("conferences", "chair"),
    ("conferences", "invited"),
    ("conferences", "attended"),
    ("decisions", "owner"),
    ("coaching_plans", "coach"),
    ("coaching_sessions", "coach"),
    ("competency_scores", "by"),
)


def unknown_authors(records: Records) -> Iterator[Fault]:
    """AC3002 (warning): who wrote, approved, assessed, decided or acted is no worker and no organization; each id once.

    It stops no plan, and the head of a centre need not be among those who make visits.
    """
    if not {"workers", "organizations"} <= records.keys():
        return
    known = [record.id for kind in ("workers", "organizations") for _, record in rows_of(records, kind)]
    for kind, field in _AUTHORS:
        told = set(known)
        for index, record in rows_of(records, kind):
            for wanted in ids_in(getattr(record, field)):
                if wanted not in told:
                    told.add(wanted)
                    place, suggestion = Place(kind, index, field), near_match(wanted, known)
                    yield fault("AC3002", place, value=wanted, suggestion=suggestion, severity="warning")


def unknown_providers(records: Records) -> Iterator[Fault]:
    """AC3002 (warning): who sends, receives or acts is no worker and no organization; each id once.

    A history holds many that a directory does not: another district's hospital, the family itself.
    """
    if not {"workers", "organizations"} <= records.keys():
        return
    known = [record.id for kind in ("workers", "organizations") for _, record in rows_of(records, kind)]
    told = set(known)
    for kind, field in (("referrals", "requester"), ("referrals", "performer"), ("referral_events", "actor")):
        for index, record in rows_of(records, kind):
            wanted = getattr(record, field)
            if wanted is not None and wanted not in told:
                told.add(wanted)
                place, suggestion = Place(kind, index, field), near_match(wanted, known)
                yield fault("AC3002", place, value=wanted, suggestion=suggestion, severity="warning")


def unknown_service_types(records: Records) -> Iterator[Fault]:
    """AC3002 (warning): the type of service wanted is none of `ServiceType`; each once."""
    known = [type_.value for type_ in ServiceType]
    told = set(known)
    for index, referral in rows_of(records, "referrals"):
        wanted = referral.service_type
        if wanted is not None and wanted not in told:
            told.add(wanted)
            place, suggestion = Place("referrals", index, "service_type"), near_match(wanted, known)
            yield fault("AC3002", place, value=wanted, suggestion=suggestion, severity="warning")


def ids_of_two_kinds(records: Records) -> Iterator[Fault]:
    """AC3003: a client, worker or location with the id of another kind (travel times could not tell them apart)."""
    owner: dict[str, str] = {}
    for kind in ("clients", "workers", "locations"):
        for index, record in rows_of(records, kind):
            if owner.setdefault(record.id, kind) != kind:
                yield fault("AC3003", Place(kind, index, "id"), value=record.id)
