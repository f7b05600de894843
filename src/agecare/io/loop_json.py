"""What outcomes of visits changed, and what case files lack, as JSON for other programs: ids, codes and dates."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import agecare
from agecare.cases import Completeness, MakeUp, TakenUp, files_by_manager
from agecare.model import FileRule, VisitOutcome

OUTCOMES_SCHEMA = "agecare.outcomes/1"
FILES_SCHEMA = "agecare.files/1"
"""Name and version of each format. A change that an old reader would misread gets a new number."""


def outcomes_document(found: TakenUp) -> dict[str, Any]:
    """Everything that outcomes changed, with the outcomes that did it. Notes stay out.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> document = outcomes_document(TakenUp(example_register()))
    >>> document["schema"], document["goals"]
    ('agecare.outcomes/1', [])
    """
    return {
        "schema": OUTCOMES_SCHEMA,
        "agecare": agecare.__version__,
        "added": [_outcome(each) for each in found.added],
        "corrected": [_outcome(each) for each in found.corrected],
        "goals": [
            {
                "goal": each.moved.record.id,
                "case": each.moved.event.case,
                "before": None if each.before is None else each.before.value,
                "after": each.moved.event.to_state,
                "reason": each.reason.value,
                "outcomes": [_visit(outcome) for outcome in each.outcomes],
            }
            for each in found.goals
        ],
        "left": [{"goal": each.goal, "after": each.to.value, "problem": each.error.problem} for each in found.left],
        "make_ups": [_make_up(each) for each in found.make_ups],
        "reviews": [
            {
                "case": each.case,
                "client": each.client,
                "due": each.due.isoformat(),
                "reason": each.reason.value,
                "outcomes": [_visit(outcome) for outcome in each.outcomes],
            }
            for each in found.reviews
        ],
    }


def files_document(on: dt.date, found: Sequence[Completeness]) -> dict[str, Any]:
    """What every case file needs and lacks on a day, and the counts by case manager."""
    return {
        "schema": FILES_SCHEMA,
        "agecare": agecare.__version__,
        "on": on.isoformat(),
        "files": [
            {
                "case": each.case,
                "client": each.client,
                "stage": each.stage.value,
                "case_manager": each.case_manager,
                "needed": [_rule(rule) for rule in each.needed],
                "missing": [_rule(rule) for rule in each.missing],
            }
            for each in found
        ],
        "managers": [
            {"case_manager": row.case_manager, "files": row.files, "complete": row.complete, "missing": row.missing}
            for row in files_by_manager(found)
        ],
    }


def _rule(rule: FileRule) -> dict[str, Any]:
    return {"item": rule.item.value, "document": rule.document}


def _visit(outcome: VisitOutcome) -> dict[str, Any]:
    return {"request": outcome.request, "date": outcome.date.isoformat(), "worker": outcome.worker}


def _outcome(outcome: VisitOutcome) -> dict[str, Any]:
    return {
        **_visit(outcome),
        "status": outcome.status.value,
        "reason": None if outcome.reason is None else outcome.reason.value,
        "minutes": outcome.minutes,
        "progress": None if outcome.progress is None else outcome.progress.value,
    }


def _make_up(found: MakeUp) -> dict[str, Any]:
    made = found.made_up
    return {
        "request": found.request,
        "client": found.client,
        "outcomes": [_visit(outcome) for outcome in found.outcomes],
        "against": None if found.against is None else found.against.value,
        "made_up_by": None if made is None else made.id,
        "from": None if made is None or made.valid_from is None else made.valid_from.isoformat(),
        "visits": None if made is None else made.visits_per_week,
        "priority": None if made is None else made.priority.value,
    }
