"""The problem of sharing out a worker's people: finished before a solver sees it, and knowing no records."""

from collections.abc import Mapping
from enum import StrEnum

import attrs


class Tie(StrEnum):
    """How a worker is tied to a client."""

    USUAL_WORKER = "usual-worker"
    CASE_MANAGER = "case-manager"


class Bar(StrEnum):
    """Why a worker cannot take somebody over."""

    REFUSED = "refused"
    """The client does not want this worker."""
    GENDER = "gender"
    LANGUAGE = "language"
    """The client needs a worker with a language that this one does not speak."""
    SKILLS = "skills"
    """The visits of the client ask for skills that this one does not have."""
    LIMIT = "limit"
    """The worker has as many clients as the limit allows."""


@attrs.frozen
class HandoverWeights:
    """Prices of what is not wished for, in whole numbers; a sharing out costs the sum.

    Attributes
    ----------
    nobody : per client whom nobody takes over; on top the same again for each step of risk above low.
    balance : what the first client of a worker costs, times the worker's clients squared, divided by the limit.
    area : per step that the worker's areas are away: 1 a neighbouring area, 2 elsewhere.
    language : per client who shares no language with the worker, where both are known.
    continuity : per client who does not know the worker.
    """

    nobody: int = 10_000
    balance: int = 60
    area: int = 30
    language: int = 40
    continuity: int = 40


@attrs.frozen
class Charge:
    """People who are handed over together: one client, or all of the worker's clients in one household.

    ``ties`` says for each client what the worker who leaves was to them.
    """

    clients: tuple[str, ...]
    ties: tuple[tuple[Tie, ...], ...]
    risk_steps: int
    """Steps of risk above low, of all clients together."""


@attrs.frozen
class Taker:
    """A worker who may take people over: how many clients there are now, and how many there may be."""

    worker: str
    clients: int
    limit: int


@attrs.frozen
class Fit:
    """How one worker suits one charge.

    Attributes
    ----------
    added : clients of the charge whom the worker does not have yet.
    bars : why it cannot be; empty when it can.
    area_steps : 0 when the worker works in the area, 1 in a neighbouring one, 2 elsewhere or not known.
    strangers : clients of the charge who do not know the worker.
    speechless : clients of the charge who share no language with the worker.
    """

    added: int
    bars: tuple[Bar, ...] = ()
    area_steps: int = 0
    strangers: int = 0
    speechless: int = 0

    def price(self, weights: HandoverWeights) -> int:
        """What the fit costs."""
        return weights.area * self.area_steps + weights.language * self.speechless + weights.continuity * self.strangers


@attrs.frozen
class HandoverProblem:
    """What is to be shared out among whom; ``fits`` is by position of charge and taker."""

    charges: tuple[Charge, ...]
    takers: tuple[Taker, ...]
    fits: Mapping[tuple[int, int], Fit]
    weights: HandoverWeights = HandoverWeights()

    def load_price(self, taker: int, clients: int) -> int:
        """What so many clients of a worker cost: little for the first, more for each further one.

        >>> problem = HandoverProblem((), (Taker("W-1", 0, 12),), {})
        >>> [problem.load_price(0, clients) for clients in (0, 1, 6, 12)]
        [0, 5, 180, 720]
        """
        return self.weights.balance * clients**2 // max(1, self.takers[taker].limit)

    def nobody_price(self, charge: int) -> int:
        """What it costs when nobody takes a charge over."""
        one = self.charges[charge]
        return self.weights.nobody * (len(one.clients) + one.risk_steps)
