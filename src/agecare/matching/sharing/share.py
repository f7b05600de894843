"""The recipe: flow, prices, groups, the lottery, checks."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agecare.matching.sharing.bids import Bids, Prices, Taken
from agecare.matching.sharing.checks import Broken, Worth, broken_rules, drawn, missing, worth
from agecare.matching.sharing.forest import Forest
from agecare.matching.sharing.placing import Placing
from agecare.matching.sharing.problem import (
    NONE,
    WISHES,
    Longs,
    PlacingProblem,
    Together,
    arc_values,
    at,
    by_floor,
    floors,
)

if TYPE_CHECKING:
    from agecare.matching.sharing.exact import Question

EXACT_ARCS = 60_000
"""Open arcs up to which the exact model is tried."""
DRAW_ARCS = 5_000
"""Open arcs up to which it also lets the lottery decide between groups."""
PATIENCE = 3
"""Rounds without a better placing or bound after which there will be none."""


@attrs.frozen(eq=False)
class Shared:
    """A placing, what the checker says of it, and how good it is."""

    placing: Placing
    worth: Worth
    broken: tuple[Broken, ...]
    """Empty: a placing that breaks a rule would be a defect of the library, and it is not hidden."""
    bound: int
    """Proved: no placing is worth more."""
    prices: Prices
    """What one more unit of each pool is worth; with them `Bids.bound` gives a bound, without a solver."""
    elapsed: float

    missing: Longs
    """(F,) placements missing to each floor."""

    @property
    def optimal(self) -> bool:
        """Whether it is proved that no placing is worth more."""
        return self.worth.total >= self.bound

    @property
    def gap(self) -> float:
        """What could at most be gained, as a share of the bound."""
        return 0.0 if self.optimal else (self.bound - self.worth.total) / max(1, abs(self.bound))


def share(
    problem: PlacingProblem,
    *,
    time_limit: float = 60.0,
    work_limit: int | None = None,
    gap: float = 1e-4,
    should_stop: Callable[[], bool] | None = None,
) -> Shared:
    """Share out the places so that the placing is worth as much as can be.

    Without groups the answer is exact. Groups take what is best for them at the prices of the places, everybody else is
    placed exactly around them, which gives new prices, round after round. Every round gives a bound too, and with it
    most arcs turn out to be no part of any better placing; when few are left, an integer program decides.

    Parameters
    ----------
    time_limit : float
        Seconds. The first round is always finished, however long it takes: a flow cannot be interrupted.
    work_limit : int, optional
        Most nodes of the integer program's search. Where the time suffices, the same problem gives the same placing.
    gap : float
        Share of the bound that is near enough where too many arcs are left for the integer program.
    should_stop : callable, optional
        Asked after each round and during the integer program; when it says yes, the best placing so far is returned.

    Returns
    -------
    Shared

    References
    ----------
    Ahuja, Magnanti, Orlin, *Network Flows*, 1993, chapters 10 and 16 (cost scaling; Lagrangean relaxation).
    """
    begun = time.perf_counter()
    search = _Search(problem, begun, time_limit, should_stop or (lambda: False))
    search.relax()
    while search.unfinished and not search.over:
        near = search.rounds > 0 and search.open_gap <= gap * abs(search.bound)
        if (near or search.idle > 0) and (question := search.question()).size <= EXACT_ARCS:
            search.decide(question, work_limit)
            break
        if near or search.idle >= PATIENCE:
            break
        search.bid()
    if not search.unfinished and not search.over:
        search.draw(work_limit)
    placing = search.placing
    return Shared(
        placing=placing,
        worth=worth(problem, placing),
        broken=tuple(broken_rules(problem, placing)),
        bound=search.bound,
        prices=search.prices,
        elapsed=time.perf_counter() - begun,
        missing=missing(problem, placing),
    )


class _Search:
    """The best placing and the best prices so far."""

    def __init__(self, problem: PlacingProblem, begun: float, limit: float, stop: Callable[[], bool]) -> None:
        self._problem, self._until, self._stop = problem, begun + limit, stop
        self._bids, self._forest = Bids(problem), Forest.of(problem)
        self._arc = np.full(len(problem.request_ids), NONE, dtype=np.int64)
        self._worth = worth(problem, Placing.empty(problem)).total
        self.prices = Prices.nothing(problem)
        self._asking = self.prices
        self._crossing = np.zeros(len(problem.floor_ids), dtype=np.int64)
        self.bound = self._priced = self._bids.bound(self.prices)
        self._single = not self._bids.bound_requests.any() and not len(problem.group_kind)
        self.rounds = self.idle = 0
        self._lasted = 0.0

    @property
    def unfinished(self) -> bool:
        """Whether a better placing is possible."""
        return self.open_gap > 0

    @property
    def over(self) -> bool:
        """Whether it is time to stop, or will be before another round is done; not before there is a placing."""
        late = time.perf_counter() + self._lasted >= self._until
        return self.rounds > 0 and (late or self._stop())

    @property
    def open_gap(self) -> int:
        """Between the best placing and the bound."""
        return self.bound - self._worth

    @property
    def placing(self) -> Placing:
        """The best so far."""
        return _placing(self._problem, self._arc)

    def relax(self) -> None:
        """Everybody as if nothing had to be whole: the answer where that is so, the first prices where it is not."""
        from agecare.matching.sharing.flow import Flowing, best, earliest_drawn, prices_of

        flowing = Flowing.relaxed(self._problem, self._forest, self._crossing)
        self._note(prices_of(flowing, best(flowing)))
        if self._single:
            self._keep(flowing.result(earliest_drawn(flowing, self._asking)))
            self._reprice()

    def bid(self) -> None:
        """Parties take what is best for them at the last prices, everybody else flows around them."""
        begun, before = time.perf_counter(), (self.bound, self._worth)
        self._flow(fitting(self._problem, self._bids.take(self._asking)))
        self.rounds += 1
        self.idle = self.idle + 1 if before == (self.bound, self._worth) else 0
        if self._asking is not self.prices:
            self._asking = _between(self._asking, self.prices)
        self._lasted = time.perf_counter() - begun

    def question(self) -> "Question":
        """The arcs that a placing worth more than the best so far could use."""
        from agecare.matching.sharing.exact import Question

        slack, off = self._bids.slack(self.prices)
        room = self._priced - self._worth
        return Question(self._problem, slack <= room, off > room)

    def decide(self, question: "Question", nodes: int | None) -> None:
        """The integer program for what is open: the worth, then the lottery."""
        from agecare.matching.sharing.exact import decide

        seconds = self._until - time.perf_counter()
        answer = decide(question, self._arc, seconds=seconds, nodes=nodes, should_stop=self._stop)
        if answer.arc is None:
            return
        self._keep(answer.arc)
        self._flow(self._held(answer.arc))
        # what the question leaves out is worth no more than the best placing that it began with
        self.bound = min(self.bound, max(self._worth, answer.bound))

    def draw(self, nodes: int | None) -> None:
        """The lottery between groups, among placings worth as much; between single requests the flow has held it."""
        from agecare.matching.sharing.exact import decide

        question = self.question()
        if self._single or question.size > DRAW_ARCS:
            return
        seconds, draw = self._until - time.perf_counter(), self._worth
        answer = decide(question, self._arc, seconds=seconds, nodes=nodes, draw=draw, should_stop=self._stop)
        if answer.arc is not None:
            self._keep(answer.arc)

    def _held(self, arc: Longs) -> Longs:
        """The arcs of those who are bound to others, or happen to be together as they would like."""
        problem, held = self._problem, np.where(self._bids.bound_requests, arc, NONE)
        service = at(problem.pool_service, _placing(problem, arc).request_pool, NONE)
        for group in np.flatnonzero(np.isin(problem.group_kind, WISHES)):
            members = problem.members_of(int(group))
            there = set(service[members].tolist())
            if NONE not in there and (len(there) == 1 or problem.group_kind[group] == Together.ALL_IF_POSSIBLE):
                held[members] = arc[members]
        return held

    def _flow(self, held: Longs) -> None:
        """Everybody who takes part alone around what is held."""
        from agecare.matching.sharing.flow import Flowing, best, earliest_drawn, prices_of

        out = self._bids.bound_requests & (held < 0)
        flowing = Flowing.beside(self._problem, self._forest, held, out, self._crossing)
        self._note(prices_of(flowing, best(flowing)))
        self._keep(flowing.result(earliest_drawn(flowing, self._asking)))
        self._reprice()

    def _note(self, prices: Prices) -> None:
        self._asking = prices
        if (bound := self._bids.bound(prices)) < self._priced:
            self._priced, self.prices = bound, prices
            self.bound = min(self.bound, bound)

    def _keep(self, arc: Longs) -> None:
        """Keep a placing that is worth more, or as much and drawn earlier."""
        problem, placing = self._problem, _placing(self._problem, arc)
        found = worth(problem, placing).total
        if (found, drawn(problem, placing)) > (self._worth, drawn(problem, self.placing)):
            self._arc, self._worth = arc, found

    def _reprice(self) -> None:
        """Floors that no flow can keep cost more where they are missed, less where they are more than kept."""
        if not self._forest.crossing.any():
            return
        problem, needed = self._problem, floors(self._problem)
        short = needed - by_floor(problem, (self._arc >= 0).astype(np.int64))
        dearer = self._crossing + problem.floor_price * np.maximum(short, 0) // np.maximum(needed, 1)
        self._crossing = np.where(short > 0, np.minimum(dearer, problem.floor_price), self._crossing * 3 // 4)


def _placing(problem: PlacingProblem, arc: Longs) -> Placing:
    return Placing(at(problem.arc_pool, arc, NONE).astype(np.int32))


def _between(first: Prices, second: Prices) -> Prices:
    """Halfway."""
    return Prices((first.pool + second.pool) // 2, (first.floor + second.floor) // 2)


def fitting(problem: PlacingProblem, taken: Taken) -> Longs:
    """(R,) the arcs that parties take, less whole parties where a pool has not room for all; -1 = takes none.

    Of those who want the same pool, whoever is worth least there for each unit steps back; a party of one then takes
    the best pool that still has room for it.
    """
    held = np.where(taken.party >= 0, taken.arc, NONE)
    value, units = arc_values(problem), problem.request_units
    mine = np.flatnonzero(held >= 0)
    pool = problem.arc_pool[held[mine]]
    used = np.bincount(pool, weights=units[mine], minlength=len(problem.pool_ids)).astype(np.int64)
    room = problem.pool_places - used
    back: list[int] = []
    for full in np.flatnonzero(room < 0):
        there = mine[pool == full]
        for request in there[np.argsort(value[held[there]] / units[there], kind="stable")].tolist():
            if room[full] >= 0:
                break
            if held[request] >= 0:
                party = np.flatnonzero(taken.party == taken.party[request])
                np.add.at(room, problem.arc_pool[held[party]], units[party])
                held[party] = NONE
                back += [request] if len(party) == 1 else []
    for request in sorted(back, key=lambda one: (-int(value[problem.arcs_of(one)].max()), one)):
        arcs = [arc for arc in problem.arcs_of(request) if room[problem.arc_pool[arc]] >= units[request]]
        if arcs:
            held[request] = max(arcs, key=lambda arc: int(value[arc]))
            room[problem.arc_pool[held[request]]] -= units[request]
    return held
