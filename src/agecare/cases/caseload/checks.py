"""What a sharing out must keep and what it costs, from the problem alone and without a solver.

A sharing out is one entry for each charge: the position of the worker who takes it, or ``None``.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import attrs

from agecare.cases.caseload.problem import HandoverProblem

Takes = Sequence[int | None]


@attrs.frozen
class Violation:
    """A broken rule: its name and what it is about."""

    rule: str
    charge: int | None = None
    worker: str | None = None


@attrs.frozen
class Price:
    """What a sharing out costs, part by part."""

    nobody: int
    balance: int
    area: int
    language: int
    continuity: int

    @property
    def total(self) -> int:
        """The sum."""
        return self.nobody + self.balance + self.area + self.language + self.continuity


def complete(problem: HandoverProblem, takes: Takes) -> Iterator[Violation]:
    """Every charge has one entry, and every entry is a worker who is there."""
    if len(takes) != len(problem.charges):
        yield Violation("complete")
    for charge, taker in enumerate(takes):
        if taker is not None and not 0 <= taker < len(problem.takers):
            yield Violation("complete", charge)


def unbarred(problem: HandoverProblem, takes: Takes) -> Iterator[Violation]:
    """Nobody takes over whom something bars."""
    for charge, taker in _given(problem, takes):
        if problem.fits[charge, taker].bars:
            yield Violation("unbarred", charge, problem.takers[taker].worker)


def within_limit(problem: HandoverProblem, takes: Takes) -> Iterator[Violation]:
    """Who takes somebody new over stays within the limit."""
    for taker, clients in loads(problem, takes).items():
        before = problem.takers[taker].clients
        if clients > before and clients > problem.takers[taker].limit:
            yield Violation("within-limit", worker=problem.takers[taker].worker)


RULES: tuple[Callable[[HandoverProblem, Takes], Iterator[Violation]], ...] = (complete, unbarred, within_limit)
"""Every rule that a sharing out must keep."""


def violations(problem: HandoverProblem, takes: Takes) -> tuple[Violation, ...]:
    """Every broken rule; what comes after an incomplete one is not asked."""
    if found := tuple(complete(problem, takes)):
        return found
    return tuple(each for rule in RULES for each in rule(problem, takes))


def loads(problem: HandoverProblem, takes: Takes) -> dict[int, int]:
    """Clients of every worker afterwards."""
    added: Counter[int] = Counter()
    for charge, taker in _given(problem, takes):
        added[taker] += problem.fits[charge, taker].added
    return {position: taker.clients + added[position] for position, taker in enumerate(problem.takers)}


def price(problem: HandoverProblem, takes: Takes) -> Price:
    """What a sharing out costs."""
    fits = [problem.fits[charge, taker] for charge, taker in _given(problem, takes)]
    weights = problem.weights
    return Price(
        nobody=sum(problem.nobody_price(charge) for charge, taker in enumerate(takes) if taker is None),
        balance=sum(problem.load_price(taker, clients) for taker, clients in loads(problem, takes).items()),
        area=weights.area * sum(fit.area_steps for fit in fits),
        language=weights.language * sum(fit.speechless for fit in fits),
        continuity=weights.continuity * sum(fit.strangers for fit in fits),
    )


def _given(problem: HandoverProblem, takes: Takes) -> list[tuple[int, int]]:
    return [
        (charge, taker) for charge, taker in enumerate(takes) if taker is not None and 0 <= taker < len(problem.takers)
    ]
