"""Reviews that visits bring forward: somebody is not met again and again, is doing worse, or lives differently now.

Derived like everything that is due, never stored. Every reason is one function of `EARLY_RULES`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import StrEnum

import attrs

from agecare.model import Achievement, Case, MissedReason, OutcomeRules, OutcomeStatus, Register, VisitOutcome
from agecare.model.time import days_later

CIRCUMSTANCES = frozenset(
    {
        MissedReason.DECLINED_BY_PERSON,
        MissedReason.IN_HOSPITAL,
        MissedReason.MOVED_AWAY,
        MissedReason.DIED,
        MissedReason.UNSAFE,
    }
)
"""Reasons of a missed visit after which the case is looked at whatever else happened."""


class EarlyReason(StrEnum):
    """Why a review comes before its time."""

    CIRCUMSTANCES = "circumstances"
    WORSENING = "worsening"
    IN_VAIN = "in-vain"


@attrs.frozen
class EarlyReview:
    """A review brought forward, and the outcomes that do it."""

    case: str
    client: str
    due: dt.date
    reason: EarlyReason
    outcomes: tuple[VisitOutcome, ...]


Rule = Callable[[OutcomeRules, tuple[VisitOutcome, ...]], tuple[VisitOutcome, ...]]


def circumstances(rules: OutcomeRules, outcomes: tuple[VisitOutcome, ...]) -> tuple[VisitOutcome, ...]:
    """A visit was missed for a reason that changes what the client needs."""
    return tuple(each for each in outcomes if each.reason in CIRCUMSTANCES)[:1]


def worsening(rules: OutcomeRules, outcomes: tuple[VisitOutcome, ...]) -> tuple[VisitOutcome, ...]:
    """A worker found the client further from a goal."""
    return tuple(each for each in outcomes if each.progress is Achievement.WORSENING)[:1]


def in_vain(rules: OutcomeRules, outcomes: tuple[VisitOutcome, ...]) -> tuple[VisitOutcome, ...]:
    """So many visits in vain within the centre's number of days; two workers at one door came once."""
    met = {(each.request, each.date) for each in outcomes if not each.status.is_missed}
    missed: dict[tuple[str, dt.date], VisitOutcome] = {}
    for each in outcomes:
        visit = (each.request, each.date)
        if each.status is OutcomeStatus.NOSHOW and visit not in met:
            missed.setdefault(visit, each)
    found = list(missed.values())
    for last in range(rules.review_noshows - 1, len(found)):
        window = found[last - rules.review_noshows + 1 : last + 1]
        if (window[-1].date - window[0].date).days < rules.noshow_days:
            return tuple(window)
    return ()


EARLY_RULES: Mapping[EarlyReason, Rule] = {
    EarlyReason.CIRCUMSTANCES: circumstances,
    EarlyReason.WORSENING: worsening,
    EarlyReason.IN_VAIN: in_vain,
}
"""Every reason to bring a review forward; of those that give the same day, the first is told."""


def cases_of_requests(register: Register) -> Mapping[str, Case]:
    """The open case that each visit request belongs to: its care plan's, else the one its client has."""
    open_cases = {case.id: case for case in register.cases if case.is_open}
    by_client = {case.client: case for case in open_cases.values()}
    plan_case = {plan.id: plan.case for plan in register.care_plans}
    found: dict[str, Case] = {}
    for request in register.visit_requests:
        named = plan_case.get(request.care_plan or "")
        case = open_cases.get(named) if named is not None else by_client.get(request.client)
        if case is not None:
            found[request.id] = case
    return found


def early_reviews(register: Register, on: dt.date) -> Mapping[str, EarlyReview]:
    """The review that visits bring forward, by case id; only what happened after the last review counts.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> early_reviews(example_register(), dt.date(2026, 4, 6))
    {}
    """
    case_of = cases_of_requests(register)
    cases: dict[str, Case] = {}
    groups: dict[str, list[VisitOutcome]] = defaultdict(list)
    for outcome in register.visit_outcomes:
        case = case_of.get(outcome.request)
        if case is not None and outcome.date <= on and outcome.date > (case.reviewed or dt.date.min):
            cases[case.id] = case
            groups[case.id].append(outcome)
    found = {id_: _early(cases[id_], register.centre.outcome_rules, groups[id_]) for id_ in groups}
    return {id_: review for id_, review in found.items() if review is not None}


def _early(case: Case, rules: OutcomeRules, outcomes: list[VisitOutcome]) -> EarlyReview | None:
    ordered = tuple(sorted(outcomes, key=lambda each: (each.date, each.key)))
    reviews = [
        EarlyReview(case.id, case.client, days_later(told[-1].date, rules.review_days), reason, told)
        for reason, rule in EARLY_RULES.items()
        if (told := rule(rules, ordered))
    ]
    return min(reviews, key=lambda review: review.due, default=None)
