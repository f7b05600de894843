"""Sharing out by OR-Tools (CP-SAT): the cheapest sharing out, and how far from the cheapest it may be."""

import attrs

from agecare.cases.caseload.checks import price, violations
from agecare.cases.caseload.problem import HandoverProblem


@attrs.frozen
class Sharing:
    """A sharing out: the taker of each charge or ``None``, what it costs, and the least that any could cost."""

    takes: tuple[int | None, ...]
    cost: int
    bound: int

    @property
    def is_proved(self) -> bool:
        """Whether no sharing out is cheaper."""
        return self.bound >= self.cost


def share_out(problem: HandoverProblem, *, work_limit: float = 20, seed: int = 1) -> Sharing:
    """Share the charges out among the takers at the least cost.

    Parameters
    ----------
    problem
        What is to be shared out.
    work_limit
        Units of the solver's deterministic time, about a second each; the same limit gives the same answer everywhere.
    seed
        Of the solver.

    Raises
    ------
    AssertionError
        When the checker finds a broken rule or another price, which would be a fault of agecare.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    objective = []
    given = {pair: model.new_bool_var(f"{pair}") for pair, fit in problem.fits.items() if not fit.bars}
    for charge in range(len(problem.charges)):
        nobody = model.new_bool_var(f"nobody {charge}")
        mine = [taken for (position, _), taken in given.items() if position == charge]
        model.add_exactly_one([nobody, *mine])
        objective.append(problem.nobody_price(charge) * nobody)
    objective += [problem.fits[pair].price(problem.weights) * taken for pair, taken in given.items()]
    for position, taker in enumerate(problem.takers):
        most = max(taker.limit, taker.clients)
        load = model.new_int_var(taker.clients, most, f"clients {position}")
        added = [problem.fits[pair].added * taken for pair, taken in given.items() if pair[1] == position]
        model.add(load == taker.clients + sum(added))
        prices = [problem.load_price(position, clients) for clients in range(most + 1)]
        worth = model.new_int_var(prices[taker.clients], prices[most], f"price {position}")
        model.add_element(load, prices, worth)
        objective.append(worth)
    model.minimize(sum(objective))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work_limit
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    taken_by = dict(pair for pair, taken in given.items() if found and solver.value(taken))
    takes = tuple(taken_by.get(charge) for charge in range(len(problem.charges)))
    cost = price(problem, takes).total
    assert not violations(problem, takes)
    assert not found or cost == round(solver.objective_value)
    return Sharing(takes, cost, min(cost, max(0, round(solver.best_objective_bound))))
