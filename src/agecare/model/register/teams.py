"""Rules about joint teams, conferences, coaching, and who is on the register."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from agecare.errors import Fault, Place
from agecare.model.coaching import default_competencies
from agecare.model.conferences import MeetingStatus
from agecare.model.faults import fault, near_match
from agecare.model.register.rows import Records, periods_meet, rows_of


def member_twice(records: Records) -> Iterator[Fault]:
    """AC3301: a worker twice in the same team at the same time."""
    rows: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for index, member in rows_of(records, "team_members"):
        same = rows[member.team, member.worker]
        if any(periods_meet(member, other) for other in same):
            yield fault("AC3301", Place("team_members", index, "worker"), value=member.worker)
        same.append(member)


def decided_before_held(records: Records) -> Iterator[Fault]:
    """AC3302: a decision of a conference that was not held."""
    status = {conference.id: conference.status for _, conference in rows_of(records, "conferences")}
    for index, decision in rows_of(records, "decisions"):
        if status.get(decision.conference, MeetingStatus.FULFILLED) is not MeetingStatus.FULFILLED:
            yield fault("AC3302", Place("decisions", index, "conference"), value=decision.conference)


def due_before_decided(records: Records) -> Iterator[Fault]:
    """AC3303: a decision that was to be done before the day on which it was made."""
    days = {conference.id: conference.on for _, conference in rows_of(records, "conferences")}
    for index, decision in rows_of(records, "decisions"):
        made = days.get(decision.conference)
        if decision.due and made and decision.due < made:
            yield fault("AC3303", Place("decisions", index, "due"), value=decision.due.isoformat())


def scored_twice(records: Records) -> Iterator[Fault]:
    """AC3304: a competency scored twice in the same phase of a round of coaching."""
    seen: set[tuple[str, str, str]] = set()
    for index, score in rows_of(records, "competency_scores"):
        key = (score.plan, score.phase, score.competency)
        if key in seen:
            yield fault("AC3304", Place("competency_scores", index, "competency"), value=score.competency)
        seen.add(key)


def unknown_competencies(records: Records) -> Iterator[Fault]:
    """AC3002: a competency that neither agecare's framework nor the centre's own has."""
    if "competencies" not in records:
        return
    known = {*default_competencies(), *(competency.id for _, competency in rows_of(records, "competencies"))}
    for kind, index, field, wanted in _competencies(records):
        if wanted not in known:
            yield fault("AC3002", Place(kind, index, field), value=wanted, suggestion=near_match(wanted, known))


def _competencies(records: Records) -> Iterator[tuple[str, int, str, str]]:
    for index, score in rows_of(records, "competency_scores"):
        yield "competency_scores", index, "competency", score.competency
    for index, plan in rows_of(records, "coaching_plans"):
        for goal in plan.goals:
            yield "coaching_plans", index, "goals", goal.competency
    for index, session in rows_of(records, "coaching_sessions"):
        for each in session.competencies:
            yield "coaching_sessions", index, "competencies", each


def movements_alternate(records: Records) -> Iterator[Fault]:
    """AC3305: somebody comes onto the register twice without leaving it, or leaves it twice."""
    for client, moved in _movements(records).items():
        for (_, before), (index, movement) in pairwise(moved):
            if before.is_entry == movement.is_entry:
                yield fault("AC3305", Place("movements", index, "on"), value=client)


def movements_fit_period(records: Records) -> Iterator[Fault]:
    """AC3306 (warning): the sheet of clients says another first or last day than the movements."""
    clients = {client.id: client for _, client in rows_of(records, "clients")}
    for id_, moved in _movements(records).items():
        client = clients.get(id_)
        if client is None:
            continue
        first, entered = moved[0]
        last, left = moved[-1]
        if entered.is_entry and client.valid_from not in (None, entered.on):
            yield _another_day(first, client.valid_from)
        if client.valid_to not in (None, None if left.is_entry else left.on):
            yield _another_day(last, client.valid_to)


def _movements(records: Records) -> dict[str, list[tuple[int, Any]]]:
    """Row and movement by client, in the order of the days; who stays for one day comes before leaving."""
    rows: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for index, movement in sorted(rows_of(records, "movements"), key=lambda row: (row[1].on, not row[1].is_entry)):
        rows[movement.client].append((index, movement))
    return rows


def _another_day(index: int, told: dt.date) -> Fault:
    return fault("AC3306", Place("movements", index, "on"), value=told.isoformat(), severity="warning")
