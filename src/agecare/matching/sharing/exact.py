"""Requests and groups together, exactly: an integer program of the arcs that are still in question, solved by SCIP."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import attrs
import numpy as np
from ortools.linear_solver import pywraplp

from agecare.matching.sharing.problem import NONE, Flags, Longs, PlacingProblem, Together, arc_values, by_floor, floors

NEAR = 1e-9
"""Relative accuracy of the solver's bound."""
STEP = 0.05
"""Seconds between two looks at ``should_stop``."""


@attrs.frozen(eq=False)
class Question:
    """What is still open.

    Attributes
    ----------
    arcs : (L,) arcs that may be used.
    sure : (R,) requests that are certainly placed.
    """

    problem: PlacingProblem
    arcs: Flags
    sure: Flags

    @property
    def size(self) -> int:
        """Links that need a decision."""
        return int(self.arcs.sum()) - int(self.decided.sum())

    @property
    def decided(self) -> Flags:
        """(L,) arcs of requests in no group that can only be used."""
        request = self.problem.arc_request
        options = np.bincount(request[self.arcs], minlength=len(self.problem.request_ids))
        alone = np.ones(len(options), dtype=np.bool_)
        alone[self.problem.group_member] = False
        alone &= self.problem.request_units == 1
        found: Flags = self.arcs & ((options == 1) & self.sure & alone)[request]
        return found


@attrs.frozen(eq=False)
class Answer:
    """What the solver chose.

    Attributes
    ----------
    arc : (R,) arcs, None = found nothing in time.
    bound : no choice of the open arcs is worth more.
    proved : nothing better exists.
    """

    arc: Longs | None
    bound: int
    proved: bool


def decide(
    question: Question,
    hint: Longs,
    *,
    seconds: float,
    nodes: int | None = None,
    draw: int | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answer:
    """The best choice of the open arcs.

    Parameters
    ----------
    hint : (R,) arcs of a valid placing to begin with.
    nodes : int, optional
        Most nodes of the search.
    draw : int, optional
        Find what the lottery prefers among the choices worth as much as this.
    should_stop : callable
        Asked a few times a second; when it says yes, the best found until then is the answer.
    """
    model = _Model(question)
    if draw is None:
        model.maximize_worth()
    else:
        model.maximize_draws(draw)
    model.begin_with(hint)
    model.solve(seconds, nodes, should_stop)
    return model.answer()


class _Model:
    """The integer program: one binary for each open arc, one row for each rule."""

    def __init__(self, question: Question) -> None:
        self._problem = question.problem
        self._solver = pywraplp.Solver.CreateSolver("SCIP")
        self._sure, self._status = question.sure, pywraplp.Solver.NOT_SOLVED
        self._request: list[int] = self._problem.arc_request.tolist()
        decided = question.decided
        self._decided = np.flatnonzero(decided)
        self._arcs: list[int] = np.flatnonzero(question.arcs & ~decided).tolist()
        self._use = {arc: self._solver.BoolVar("") for arc in self._arcs}
        values = arc_values(self._problem)
        self._settled = int(values[self._decided].sum())
        self._worth: list[tuple[pywraplp.Variable, int]] = [(self._use[arc], int(values[arc])) for arc in self._arcs]
        self._by_request: dict[int, list[int]] = defaultdict(list)
        for arc in self._arcs:
            self._by_request[self._request[arc]].append(arc)
        for rule in (self._one_each, self._places, self._floors, self._groups):
            rule()

    def _row(
        self, low: float, high: float, plus: Iterable[int], minus: Iterable[int] = (), extra: pywraplp.Variable = None
    ) -> None:
        """low ≤ Σ plus − Σ minus + extra ≤ high."""
        row = self._solver.Constraint(low, high)
        for arcs, sign in ((plus, 1.0), (minus, -1.0)):
            for arc in arcs:
                row.SetCoefficient(self._use[arc], sign)
        if extra is not None:
            row.SetCoefficient(extra, 1.0)

    def _one_each(self) -> None:
        for request, arcs in self._by_request.items():
            self._row(float(self._sure[request]), 1.0, arcs)

    def _places(self) -> None:
        units, by_pool = self._problem.request_units.tolist(), defaultdict(list)
        room = self._problem.pool_places.copy()
        np.subtract.at(room, self._problem.arc_pool[self._decided], 1)
        for arc in self._arcs:
            by_pool[int(self._problem.arc_pool[arc])].append(arc)
        for pool, arcs in by_pool.items():
            if sum(units[self._request[arc]] for arc in arcs) > room[pool]:
                row = self._solver.Constraint(0.0, float(room[pool]))
                for arc in arcs:
                    row.SetCoefficient(self._use[arc], float(units[self._request[arc]]))

    def _floors(self) -> None:
        served = np.zeros(len(self._sure), dtype=np.int64)
        served[self._problem.arc_request[self._decided]] = 1
        needed = floors(self._problem) - by_floor(self._problem, served)
        for index in np.flatnonzero(needed > 0).tolist():
            short = self._solver.NumVar(0.0, float(needed[index]), "")
            counted = [
                arc for member in self._problem.counted(index).tolist() for arc in self._by_request.get(member, ())
            ]
            self._row(float(needed[index]), self._solver.infinity(), counted, extra=short)
            self._worth.append((short, -int(self._problem.floor_price[index])))

    def _groups(self) -> None:
        for group, kind in enumerate(self._problem.group_kind.tolist()):
            members = self._problem.members_of(group)
            anywhere = [self._by_request.get(member, []) for member in members]
            if kind == Together.BOTH_OR_NEITHER:
                self._equal(anywhere)
            elif kind == Together.ALL_IF_POSSIBLE:
                self._joined(anywhere, group)
            for there in self._by_service(members):
                if kind == Together.SAME_SERVICE:
                    self._equal(there)
                elif kind == Together.IF_POSSIBLE:
                    self._joined(there, group)

    def _equal(self, of_members: list[list[int]]) -> None:
        """All members use one of their arcs, or none does."""
        for other in of_members[1:]:
            self._row(0.0, 0.0, of_members[0], other)

    def _joined(self, of_members: list[list[int]], group: int) -> None:
        """The group has its worth when every member uses one of its arcs."""
        if all(of_members):
            joined = self._solver.NumVar(0.0, 1.0, "")
            for mine in of_members:
                self._row(-1.0, 0.0, (), mine, extra=joined)
            self._worth.append((joined, int(self._problem.group_value[group])))

    def _by_service(self, members: list[int]) -> Iterator[list[list[int]]]:
        """For each service, the open arcs of each member to it."""
        service = self._problem.pool_service[self._problem.arc_pool]
        found: dict[int, list[list[int]]] = {}
        for index, member in enumerate(members):
            for arc in self._by_request.get(member, []):
                at = found.setdefault(int(service[arc]), [[] for _ in members])
                at[index].append(arc)
        yield from found.values()

    def maximize_worth(self) -> None:
        """The objective is the worth."""
        objective = self._solver.Objective()
        for variable, worth in self._worth:
            objective.SetCoefficient(variable, float(worth))
        objective.SetOffset(float(self._settled))
        objective.SetMaximization()

    def maximize_draws(self, worth: int) -> None:
        """The objective is the lottery, the worth stays."""
        row = self._solver.Constraint(float(worth - self._settled) - 0.5, float("inf"))
        for variable, one in self._worth:
            row.SetCoefficient(variable, float(one))
        objective, turn = self._solver.Objective(), len(self._problem.request_ids) + 1 - self._problem.request_draw
        for arc in self._arcs:
            objective.SetCoefficient(self._use[arc], float(turn[self._request[arc]]))
        objective.SetMaximization()

    def begin_with(self, hint: Longs) -> None:
        """A placing to begin with."""
        used = [float(hint[self._request[arc]] == arc) for arc in self._arcs]
        self._solver.SetHint([self._use[arc] for arc in self._arcs], used)

    def solve(self, seconds: float, nodes: int | None, should_stop: Callable[[], bool]) -> None:
        """Run the solver in a thread of its own, so that it can be stopped at any moment."""
        self._solver.SetTimeLimit(max(10, int(1000 * seconds)))
        if nodes is not None:
            self._solver.SetSolverSpecificParametersAsString(f"limits/nodes = {nodes}")
        exactly = pywraplp.MPSolverParameters()
        exactly.SetDoubleParam(exactly.RELATIVE_MIP_GAP, 0.0)
        with ThreadPoolExecutor(1) as pool:
            run = pool.submit(self._solver.Solve, exactly)
            try:
                while wait([run], timeout=STEP).not_done:
                    if should_stop():
                        self._solver.InterruptSolve()
            except BaseException:
                self._solver.InterruptSolve()
                raise
        self._status = run.result()

    def answer(self) -> Answer:
        """What was found."""
        if self._status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return Answer(None, 2**62, False)
        found = np.full(len(self._sure), NONE, dtype=np.int64)
        found[self._problem.arc_request[self._decided]] = self._decided
        for arc in self._arcs:
            if self._use[arc].solution_value() > 0.5:
                found[self._request[arc]] = arc
        bound = self._solver.Objective().BestBound()
        whole = int(np.floor(bound + NEAR * abs(bound)))
        return Answer(found, whole, self._status == pywraplp.Solver.OPTIMAL)
