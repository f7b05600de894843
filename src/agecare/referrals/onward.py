"""After a refusal: who to ask next."""

from collections.abc import Iterable
from enum import StrEnum

import attrs

from agecare.model.referrals import ReferralStatus
from agecare.model.refusals import RefusalReason
from agecare.referrals.columns.history import REASONS, code
from agecare.referrals.graph import ReferralGraph

R = RefusalReason

FIRST_ASK = {
    R.DECLINED_BY_PERSON: "ask-the-person",
    R.COULD_NOT_CONTACT: "find-the-person",
    R.DUPLICATE: "see-the-other",
}
"""Refusals after which no other provider helps: what to do first."""


@attrs.frozen
class Option:
    """A provider's service that fits, in the order of the ranking; ``causes`` are reasons that hold against it too."""

    provider: str
    service: str
    score: float = 0.0
    causes: frozenset[RefusalReason] = frozenset()


class LeftOutBecause(StrEnum):
    """Why an option is not the next to ask."""

    SAME_CAUSE = "same-cause"
    REFUSED_BEFORE = "refused-before"
    ON_THE_WAY = "on-the-way"


@attrs.frozen
class LeftOut:
    """An option that is not offered, and why."""

    option: Option
    because: LeftOutBecause


@attrs.frozen
class Onward:
    """Options to ask next, best first; ``first`` names what must be done before (`FIRST_ASK`), if anything."""

    referral: str
    cause: RefusalReason | None
    options: tuple[Option, ...]
    left_out: tuple[LeftOut, ...]
    first: str | None = None


def onward(graph: ReferralGraph, referral: str, options: Iterable[Option]) -> Onward:
    """The next providers to ask for a rejected (or failed) referral.

    Parameters
    ----------
    graph
        A traced history.
    referral
        Its id; `UnknownIdError` when there is none.
    options
        Ranked matches, best first, each with the causes that would be held against the client there as well.

    Returns
    -------
    Onward
        Left out are options that share the cause of the refusal, providers that refused the person on this chain
        before, and those that sent him or her on: going there would be a bounce.
    """
    history = graph.history
    row = history.row(referral)
    cause = _cause(graph, row)
    chain = graph.chains.rows_of(int(graph.chains.chain[row]))
    over = (code(ReferralStatus.REJECTED), code(ReferralStatus.FAILED))
    columns = history.referrals
    refused = {columns.performer[each] for each in chain if history.state[each] in over}
    passed: set[int] = set()
    here = row
    while here >= 0:
        passed.add(int(columns.requester[here]))
        here = int(graph.chains.before[here])
    offered, left_out = [], []
    for option in options:
        provider = history.providers.find(option.provider)
        if provider in refused:
            left_out.append(LeftOut(option, LeftOutBecause.REFUSED_BEFORE))
        elif provider in passed:
            left_out.append(LeftOut(option, LeftOutBecause.ON_THE_WAY))
        elif cause in option.causes:
            left_out.append(LeftOut(option, LeftOutBecause.SAME_CAUSE))
        else:
            offered.append(option)
    first = FIRST_ASK.get(cause) if cause else None
    return Onward(referral, cause, tuple(offered), tuple(left_out), first)


def _cause(graph: ReferralGraph, row: int) -> RefusalReason | None:
    """The reason of the last event that has one, else the referral's own."""
    history = graph.history
    for number in range(int(history.event_first[row + 1]) - 1, int(history.event_first[row]) - 1, -1):
        if history.events.reason[number] >= 0:
            found: RefusalReason = REASONS[history.events.reason[number]]
            return found
    own = int(history.referrals.reason[row])
    return REASONS[own] if own >= 0 else None
