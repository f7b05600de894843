"""Rules about services: who may have them, how much there is, and who holds or awaits a place."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import accumulate
from typing import Any

from agecare.errors import Fault, Place
from agecare.model.eligibility import MEASURED, Eligibility, EligibilityKind
from agecare.model.faults import fault
from agecare.model.register.rows import Records, lineage, periods_meet, rows_of
from agecare.model.services import Placement, ServiceRequest
from agecare.model.time import Dated

_ONE_AT_A_TIME: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("capacities", "service", ("service",)),
    ("quotas", "group", ("service", "group")),
    ("coverage_targets", "area", ("area", "group", "domain")),
)
"""Kinds of which one row holds at a time, the field blamed, and what makes two rows speak of the same."""


def overlapping_validity(records: Records) -> Iterator[Fault]:
    """AC3101: two capacities of a service, quotas of a group, or targets of an area, valid on the same day."""
    for kind, blamed, key in _ONE_AT_A_TIME:
        rows: dict[Hashable, list[Any]] = defaultdict(list)
        for index, record in rows_of(records, kind):
            same = rows[tuple(getattr(record, field) for field in key)]
            if any(periods_meet(record, other) for other in same):
                yield fault("AC3101", Place(kind, index, "valid_from"), value=str(getattr(record, blamed)))
            same.append(record)


def overlapping_need_rules(records: Records) -> Iterator[Fault]:
    """AC3102: two rules that give the same score of the same instrument two severities of one domain."""
    rows: dict[Hashable, list[Any]] = defaultdict(list)
    for index, rule in rows_of(records, "need_rules"):
        same = rows[rule.instrument, rule.item, rule.domain]
        if any(rule.least <= other.most and other.least <= rule.most for other in same):
            yield fault("AC3102", Place("need_rules", index, "least"), value=f"{rule.least:g}")
        same.append(rule)


def quotas_above_capacity(records: Records) -> Iterator[Fault]:
    """AC3103: on some day more is kept for groups than a service has; AC3109: a quota of a service without capacity."""
    if "capacities" not in records:
        return
    capacities, quotas = _by_service(records, "capacities"), _by_service(records, "quotas")
    for index, quota in rows_of(records, "quotas"):
        own = capacities.get(quota.service, [])
        if not any(periods_meet(quota, capacity) for capacity in own):
            yield fault("AC3109", Place("quotas", index, "service"), value=quota.service)
        for capacity in own:
            days = _days_to_try([quota, capacity, *quotas[quota.service]])
            kept = max(
                (
                    sum(other.reserved for other in quotas[quota.service] if other.valid_on(day))
                    for day in days
                    if quota.valid_on(day) and capacity.valid_on(day)
                ),
                default=0,
            )
            if kept > capacity.total:
                place = Place("quotas", index, "reserved")
                yield fault("AC3103", place, value=str(kept), most=str(capacity.total))
                break


def _by_service(records: Records, kind: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for _, record in rows_of(records, kind):
        found[record.service].append(record)
    return found


def _days_to_try(rows: list[Any]) -> list[dt.date]:
    """Days on which the most of these rows hold: the first day of each, and the first of all."""
    return [dt.date.min, *(row.valid_from for row in rows if row.valid_from)]


def rules_nobody_meets(records: Records) -> Iterator[Fault]:
    """AC3104: a rule that contradicts the rules of its service before it, so that nobody can have the service."""
    parents = {area.id: area.parent for _, area in rows_of(records, "areas")}
    before: dict[tuple[str, EligibilityKind], list[Eligibility]] = defaultdict(list)
    for index, rule in rows_of(records, "eligibility"):
        rules = before[rule.service, rule.kind]
        rules.append(rule)
        if rule.kind in MEASURED:
            fails = max(each.least or 0 for each in rules) > min(_most(each) for each in rules)
            place = Place("eligibility", index, "most" if rule.least is None else "least")
        else:
            fails = rule.kind in _SINGLE and not _shared_words(rules, parents)
            place = Place("eligibility", index, "allowed")
        if fails:
            yield fault("AC3104", place, value=rule.service, kind=rule.kind.value)
            rules.pop()


_SINGLE = frozenset(
    {
        EligibilityKind.GENDER,
        EligibilityKind.GROUP,
        EligibilityKind.RISK,
        EligibilityKind.SEVERITY,
        EligibilityKind.AREA,
    }
)
"""Of these a client has one; several needs, documents and languages one may have at once."""


def _most(rule: Eligibility) -> float:
    return float("inf") if rule.most is None else rule.most


def _shared_words(rules: list[Eligibility], parents: dict[str, str | None]) -> bool:
    """Whether some word, or some area, is allowed by all rules."""
    if rules[0].kind is not EligibilityKind.AREA:
        return bool(set.intersection(*(set(rule.allowed) for rule in rules)))
    known = {*parents, *(area for rule in rules for area in rule.allowed)}
    around = [set(lineage(area, parents)) for area in known]
    return any(all(within & set(rule.allowed) for rule in rules) for within in around)


def quota_for_excluded_group(records: Records) -> Iterator[Fault]:
    """AC3105: a quota for a group that the rules of the service shut out."""
    rules = [rule for _, rule in rows_of(records, "eligibility") if rule.kind is EligibilityKind.GROUP]
    for index, quota in rows_of(records, "quotas"):
        if any(rule.service == quota.service and quota.group.value not in rule.allowed for rule in rules):
            yield fault("AC3105", Place("quotas", index, "group"), value=quota.group.value)


def more_taken_than_there_is(records: Records) -> Iterator[Fault]:
    """AC3106 (warning): placements and what else is taken come to more than the capacity on some day."""
    placements = _by_service(records, "placements")
    for index, capacity in rows_of(records, "capacities"):
        taken = most_held(placements[capacity.service], capacity) + capacity.taken
        if taken > capacity.total:
            place = Place("capacities", index, "total")
            yield fault("AC3106", place, value=str(taken), most=str(capacity.total), severity="warning")


def most_held(placements: Iterable[Placement], period: Dated) -> int:
    """The most units that placements come to on any one day of a period."""
    changes: Counter[dt.date] = Counter()
    for placement in placements:
        first = max(placement.since, period.valid_from or placement.since)
        last = min(placement.until or dt.date.max, period.valid_to or dt.date.max)
        if first <= last:
            changes[first] += placement.units
            if last < dt.date.max:
                changes[last + dt.timedelta(days=1)] -= placement.units
    return max(accumulate(changes[day] for day in sorted(changes)), default=0)


_OF_OTHER_CLIENT: tuple[tuple[str, str, str], ...] = (
    ("needs", "assessment", "assessments"),
    ("placements", "need", "needs"),
    ("service_requests", "need", "needs"),
    ("conferences", "case", "cases"),
    ("referrals", "need", "needs"),
)


def of_other_client(records: Records) -> Iterator[Fault]:
    """AC3107: a need found by another client's assessment; what answers another's need or is about another's case."""
    for kind, field, target in _OF_OTHER_CLIENT:
        owner = {record.id: record.client for _, record in rows_of(records, target)}
        for index, record in rows_of(records, kind):
            wanted = getattr(record, field)
            if wanted and owner.get(wanted, record.client) != record.client:
                yield fault("AC3107", Place(kind, index, field), value=wanted)


def service_for_other_need(records: Records) -> Iterator[Fault]:
    """AC3108 (warning): the service placed in or asked for does not answer the need's domain."""
    services = {service.id: service for _, service in rows_of(records, "services")}
    needs = {need.id: need for _, need in rows_of(records, "needs")}
    for kind in ("placements", "service_requests"):
        for index, record in rows_of(records, kind):
            service, need = services.get(record.service or ""), needs.get(record.need or "")
            if service and need and need.domain not in service.domains:
                yield fault("AC3108", Place(kind, index, "need"), value=need.id, other=service.id, severity="warning")


def placed_twice(records: Records) -> Iterator[Fault]:
    """AC3110: a client holds the same service twice on one day."""
    rows: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for index, placement in rows_of(records, "placements"):
        same = rows[placement.client, placement.service]
        if any(_meet(placement, other) for other in same):
            yield fault("AC3110", Place("placements", index, "since"), value=placement.service)
        same.append(placement)


def _meet(one: Any, two: Any) -> bool:
    return not ((one.until and one.until < two.since) or (two.until and two.until < one.since))


def asked_twice(records: Records) -> Iterator[Fault]:
    """AC3111: a client waits for the same service, or for an answer to the same need, in two rows at once."""
    seen: set[tuple[str, str | None, str | None]] = set()
    for index, request in rows_of(records, "service_requests"):
        if request.waiting and (key := _asked(request)) in seen:
            yield fault("AC3111", Place("service_requests", index, "client"), value=request.client)
        elif request.waiting:
            seen.add(key)


def _asked(request: ServiceRequest) -> tuple[str, str | None, str | None]:
    return request.client, request.service, None if request.service else request.need
