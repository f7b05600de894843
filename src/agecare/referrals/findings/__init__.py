"""Findings: where people get stuck, go in circles or fall out, and where the records contradict themselves."""

from collections.abc import Callable, Mapping

import attrs

from agecare.model.referral_rules import ReferralRules
from agecare.referrals.findings.again import duplicate_live, re_referral
from agecare.referrals.findings.damage import (
    circular,
    contradictory,
    missing_parent,
    missing_reason,
    other_client,
    out_of_order,
    two_claims,
)
from agecare.referrals.findings.found import Finding, Findings, Found
from agecare.referrals.findings.limits import no_consent, past_capacity
from agecare.referrals.findings.silence import dangling, orphan_need, stalled
from agecare.referrals.findings.ways import bounce, dead_end, hop_limit, loop, self_referral
from agecare.referrals.graph import ReferralGraph

__all__ = ["ERRORS", "FINDING_RULES", "Finding", "Findings", "Found", "findings"]

Rule = Callable[[ReferralGraph, ReferralRules], Found]

FINDING_RULES: Mapping[str, Rule] = {
    "bounce": bounce,
    "loop": loop,
    "dangling": dangling,
    "stalled": stalled,
    "dead-end": dead_end,
    "orphan-need": orphan_need,
    "self-referral": self_referral,
    "no-consent": no_consent,
    "past-capacity": past_capacity,
    "re-referral": re_referral,
    "hop-limit": hop_limit,
    "duplicate-live": duplicate_live,
    "contradictory": contradictory,
    "missing-reason": missing_reason,
    "two-claims": two_claims,
    "out-of-order": out_of_order,
    "missing-parent": missing_parent,
    "circular": circular,
    "other-client": other_client,
}
"""Every rule by its code."""

ERRORS = frozenset({"no-consent", "contradictory", "two-claims", "missing-parent", "circular", "other-client"})
"""Rules whose findings are errors unless the centre says otherwise: against the law, or not possible."""


def findings(graph: ReferralGraph, rules: ReferralRules | None = None) -> Findings:
    """What all rules find, in the order of `FINDING_RULES`; rules that are off are left out.

    Parameters
    ----------
    graph
        A traced history, looked at from its ``now``.
    rules
        The centre's limits, rules switched off, and rules that count as errors.

    Notes
    -----
    Findings are kept by columns; a `Finding` is made for each one looked at, so that a million cost little.
    """
    rules = rules or ReferralRules()
    found = {name: rule(graph, rules) for name, rule in FINDING_RULES.items() if name not in rules.off}
    return Findings({name: _weighed(name, each, rules) for name, each in found.items()})


def _weighed(name: str, found: Found, rules: ReferralRules) -> Found:
    return attrs.evolve(found, severity="error") if name in ERRORS or name in rules.errors else found
