"""Rules about cases: one open case for each client, records of one case belong together, events lead to the record."""

from collections.abc import Iterator

from agecare.errors import Fault, Place
from agecare.model.cases import CaseStage, CaseSubject
from agecare.model.faults import fault, near_match
from agecare.model.register.rows import Records, rows_of

_SUBJECTS = {CaseSubject.CARE_PLAN: "care_plans", CaseSubject.GOAL: "goals", CaseSubject.TASK: "tasks"}


def two_open_cases(records: Records) -> Iterator[Fault]:
    """AC3201: a client with two open cases; one person has one plan."""
    seen: set[str] = set()
    for index, case in rows_of(records, "cases"):
        if case.is_open and case.client in seen:
            yield fault("AC3201", Place("cases", index, "client"), value=case.client)
        if case.is_open:
            seen.add(case.client)


def of_other_case(records: Records) -> Iterator[Fault]:
    """AC3202: a care plan, goal, task or petition that names a record of another client or case."""
    client_of = {
        kind: {record.id: record.client for _, record in rows_of(records, kind)}
        for kind in ("cases", "care_plans", "needs", "visit_requests", "referrals")
    }
    plan_of = {goal.id: goal.care_plan for _, goal in rows_of(records, "goals")}
    case_of = {plan.id: plan.case for _, plan in rows_of(records, "care_plans")}
    for kind in ("care_plans", "petitions"):
        for index, record in rows_of(records, kind):
            other = client_of["cases"].get(record.case or "")
            if other is not None and record.client not in (None, other):
                yield fault("AC3202", Place(kind, index, "case"), value=record.case)
    for index, goal in rows_of(records, "goals"):
        if _differ(client_of["care_plans"].get(goal.care_plan), client_of["needs"].get(goal.need or "")):
            yield fault("AC3202", Place("goals", index, "need"), value=goal.need)
    for index, task in rows_of(records, "tasks"):
        client = client_of["cases"].get(task.case)
        for field, kind in (("need", "needs"), ("visit_request", "visit_requests"), ("referral", "referrals")):
            if _differ(client, client_of[kind].get(getattr(task, field) or "")):
                yield fault("AC3202", Place("tasks", index, field), value=getattr(task, field))
        for field, plan in (("care_plan", task.care_plan), ("goal", plan_of.get(task.goal or ""))):
            if plan in case_of and case_of[plan] != task.case:
                yield fault("AC3202", Place("tasks", index, field), value=getattr(task, field))


def _differ(one: str | None, two: str | None) -> bool:
    return one is not None and two is not None and one != two


def event_of_nothing(records: Records) -> Iterator[Fault]:
    """AC3002: an event about a care plan, goal or task that is not there."""
    known = {kind: {record.id for _, record in rows_of(records, kind)} for kind in _SUBJECTS.values()}
    for index, event in rows_of(records, "case_events"):
        kind = _SUBJECTS.get(event.subject, "")
        if kind in records and event.record not in known[kind]:
            suggestion = near_match(event.record, known[kind])
            yield fault("AC3002", Place("case_events", index, "record"), value=event.record, suggestion=suggestion)


def events_lead_elsewhere(records: Records) -> Iterator[Fault]:
    """AC3203 (warning): the last stage that a case's events name is not the one on its record."""
    last: dict[str, tuple[int, str]] = {}
    stages = {stage.value for stage in CaseStage}
    for index, event in rows_of(records, "case_events"):
        if event.subject is CaseSubject.CASE and event.to_state in stages:
            last[event.case] = (index, event.to_state)
    for _, case in rows_of(records, "cases"):
        if case.id in last and last[case.id][1] != case.stage:
            place = Place("case_events", last[case.id][0], "to_state")
            yield fault("AC3203", place, value=last[case.id][1], severity="warning")


def two_review_intervals(records: Records) -> Iterator[Fault]:
    """AC3204: two review intervals for one level of risk."""
    seen: set[object] = set()
    for index, interval in rows_of(records, "review_intervals"):
        if interval.risk in seen:
            yield fault("AC3204", Place("review_intervals", index, "risk"), value=interval.risk and interval.risk.value)
        seen.add(interval.risk)
