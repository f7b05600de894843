"""Rules about outcomes of visits and about what files must hold: nothing is said twice."""

from collections.abc import Iterator

from agecare.errors import Fault, Place
from agecare.model.faults import fault
from agecare.model.register.rows import Records, rows_of


def two_outcomes(records: Records) -> Iterator[Fault]:
    """AC3401: two outcomes of one worker's part of a visit."""
    seen: set[object] = set()
    for index, outcome in rows_of(records, "visit_outcomes"):
        if outcome.key in seen:
            yield fault("AC3401", Place("visit_outcomes", index, "date"), value=outcome.request)
        seen.add(outcome.key)


def two_file_rules(records: Records) -> Iterator[Fault]:
    """AC3402: two rules of a centre about the same thing in the files of the same clients."""
    seen: set[object] = set()
    for index, rule in rows_of(records, "file_rules"):
        if rule.key in seen:
            yield fault("AC3402", Place("file_rules", index, "item"), value=rule.document or rule.item.value)
        seen.add(rule.key)
