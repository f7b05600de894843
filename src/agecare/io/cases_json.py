"""What is due, and the register of petitions, as JSON for other programs: ids, dates and figures, no names."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import agecare
from agecare.cases import Deadline, DueList, FollowedPetition, PetitionCount
from agecare.cases.petitions import state_of

DUE_SCHEMA = "agecare.due/1"
PETITIONS_SCHEMA = "agecare.petitions/1"
"""Name and version of each format. A change that an old reader would misread gets a new number."""


def due_document(found: DueList) -> dict[str, Any]:
    """Everything that is due, with the arithmetic of lawful deadlines.

    Examples
    --------
    >>> document = due_document(DueList(dt.date(2026, 4, 6), 14, ()))
    >>> document["schema"], document["on"], document["overdue"], document["things"]
    ('agecare.due/1', '2026-04-06', 0, [])
    """
    return {
        "schema": DUE_SCHEMA,
        "agecare": agecare.__version__,
        "on": found.on.isoformat(),
        "ahead_days": found.ahead_days,
        "overdue": len(found.overdue),
        "things": [
            {
                "kind": thing.kind.value,
                "record": thing.record,
                "due": thing.due.isoformat(),
                "days_left": found.days_left(thing),
                "client": thing.client,
                "case": thing.case,
                "case_manager": thing.case_manager,
                "owner": thing.owner,
                "deadline": _deadline(thing.deadline),
                "early": None if thing.early is None else thing.early.value,
            }
            for thing in found.things
        ],
    }


def petitions_document(
    on: dt.date, followed: Sequence[FollowedPetition], counts: Sequence[PetitionCount]
) -> dict[str, Any]:
    """Every petition with its deadlines, and the figures by area and kind. What is written in one stays out."""
    return {
        "schema": PETITIONS_SCHEMA,
        "agecare": agecare.__version__,
        "on": on.isoformat(),
        "petitions": [_petition(each) for each in followed],
        "statistics": [
            {
                "area": row.area,
                "kind": row.kind.value,
                "received": row.received,
                "answered_in_time": row.answered_in_time,
                "answered_late": row.answered_late,
                "waiting": row.waiting,
                "overdue": row.overdue,
                "extended": row.extended,
                "median_days": row.median_days,
            }
            for row in counts
        ],
    }


def _petition(followed: FollowedPetition) -> dict[str, Any]:
    petition, clock = followed.petition, followed.clock
    return {
        "id": petition.id,
        "kind": petition.kind.value,
        "state": state_of(petition),
        "area": petition.area,
        "client": petition.client,
        "case": petition.case,
        "owner": petition.owner,
        "received": petition.received.isoformat(),
        "registered": _day(petition.registered),
        "extended_by": petition.extended_by,
        "told_on": _day(petition.told_on),
        "answered": _day(petition.answered),
        "outcome": None if petition.outcome is None else petition.outcome.value,
        "due": _day(clock.due),
        "is_late": followed.is_late,
        "extension_problem": clock.problem,
        "registration": _deadline(clock.registration),
        "answer": _deadline(clock.answer),
        "extension": _deadline(clock.extension),
    }


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "rule": deadline.rule.id,
        "source": deadline.rule.source,
        "standing": deadline.rule.standing.value,
        "days": deadline.days,
        "unit": deadline.rule.unit.value,
        "start": deadline.start.isoformat(),
        "end": deadline.end.isoformat(),
        "skipped": [{"date": off.date.isoformat(), "name": off.name} for off in deadline.skipped],
        "doubts": list(deadline.doubts),
    }


def _day(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()
