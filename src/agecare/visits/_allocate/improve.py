"""Improving an allocation with CP-SAT: all at once where that is small, else part after part.

A part is a few workers who could take over each other's clients, with all clients that nobody else visits. Parts of
one round have no worker in common, so they are solved side by side and put together without conflict (large
neighbourhood search, Shaw 1998; the choice of neighbourhood by shared options is our own).
"""

from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.visits._allocate.choices import Choices
from agecare.visits._allocate.model import WeekModel
from agecare.visits._allocate.price import HUNDREDTHS, Tariff, client_prices, least_prices, price, worker_loads
from agecare.visits._allocate.solver import Answer, Budget, Run, in_threads
from agecare.visits.problem import NONE, Flags, Ints, Longs

Prices = NDArray[np.float64]

SMALL, WHOLE = 1_500, 6_000
"""Options up to which a problem is solved at once; above the first number only after it was improved by parts."""
WHOLE_WORK = 60.0
"""Most work on a whole problem."""
STALE = 12
"""Rounds in a row without a better allocation after which nothing better is expected from parts."""
PART_WORKERS = 3
"""Workers of a part."""
PART_WORK = 0.3
"""Most work on a part."""
PART_COST = 0.05
"""Work that every part counts for beside the solver's own: its model has to be built."""
PART_GAP = 0.0005
"""A part is done when its bound is this near."""
ROUND_SHARE = 0.5
"""Share of the parts that are solved in a round: those that pay most above their least."""


@attrs.frozen(eq=False)
class Improved:
    """An allocation, a proved lower bound of its price in hundredths, and whether it is the best there is."""

    chosen: Flags
    bound: float
    proved: bool


def improve(
    choices: Choices,
    tariff: Tariff,
    chosen: Flags,
    budget: Budget,
    seed: int,
    workers: int,
    report: Callable[[Flags], None],
) -> Improved:
    """Improve an allocation until the budget is used up or nothing better is possible."""
    size, floor = len(choices.part), float(HUNDREDTHS * least_prices(choices).sum())
    if size > SMALL:
        last = budget if size > WHOLE else budget.half()
        chosen = _parts(choices, tariff, chosen, last, seed, workers, report)
        budget.work = last.work
    if size > WHOLE or budget.over():
        return Improved(chosen, floor, False)
    return _whole(choices, tariff, chosen, budget, seed, workers, floor)


def _whole(
    choices: Choices, tariff: Tariff, chosen: Flags, budget: Budget, seed: int, workers: int, floor: float
) -> Improved:
    free, groups = np.ones_like(chosen), np.ones(len(choices.groups.visits), dtype=np.bool_)
    week = WeekModel(choices, tariff, free, groups, chosen)
    threads = workers if budget.work_limit is None else 1  # one thread always does the same work
    run = Run(seed, min(budget.work_left, WHOLE_WORK), budget.seconds_left, threads)
    (answer,) = in_threads([lambda: run.solve(week)], 1, budget.should_stop, run.stop)
    if answer is None:
        return Improved(chosen, floor, False)
    budget.work += answer.work
    better = answer.chosen is not None and price(choices, tariff, answer.chosen) <= price(choices, tariff, chosen)
    best = answer.chosen if better and answer.chosen is not None else chosen
    return Improved(best, max(floor, answer.bound), answer.proved)


def _parts(
    choices: Choices,
    tariff: Tariff,
    chosen: Flags,
    budget: Budget,
    seed: int,
    workers: int,
    report: Callable[[Flags], None],
) -> Flags:
    nearness, least, could = _nearness(choices), least_prices(choices), _pairs(choices.client, choices.worker)
    rng = np.random.default_rng(seed)
    number = stale = 0
    while not budget.over() and stale < STALE:
        parts = _round(choices, nearness, rng)
        of_worker, of_client = deciders(choices, chosen, parts)
        best = np.argsort(-_hopes(choices, tariff, chosen, parts, least, could, rng), kind="stable")
        best = best[: max(1, int(min(len(parts) * ROUND_SHARE, budget.work_left / (PART_WORK + PART_COST))))]
        decided = of_client[choices.client]
        decided = np.where(decided == of_worker[choices.worker], decided, NONE)
        runs, jobs = [], []
        for index in best:
            number += 1
            run = Run(seed + number, PART_WORK, budget.seconds_left).quick(PART_GAP)
            groups = of_client[choices.groups.client] == index
            runs.append(run)
            jobs.append(_job(run, choices, tariff, chosen, decided == index, groups))

        def halt(runs: list[Run] = runs) -> None:
            for run in runs:
                run.stop()

        answers = in_threads(jobs, workers, budget.over, halt)
        merged = chosen.copy()
        for index, answer in zip(best, answers, strict=True):
            if answer is not None:
                budget.work += answer.work + PART_COST
                if answer.chosen is not None:
                    merged[decided == index] = answer.chosen[decided == index]
        gain = price(choices, tariff, chosen) - price(choices, tariff, merged)
        stale = 0 if gain > 0 else stale + 1
        if gain >= 0:
            chosen = merged
        report(chosen)
    return chosen


def _job(run: Run, choices: Choices, tariff: Tariff, chosen: Flags, free: Flags, groups: Flags) -> Callable[[], Answer]:
    return lambda: run.solve(WeekModel(choices, tariff, free, groups, chosen))


def deciders(choices: Choices, chosen: Flags, parts: list[Ints]) -> tuple[Ints, Ints]:
    """Which part decides about each worker and each client, -1 = none.

    A client belongs to the part that has all workers who visit; one whom nobody visits to the part with most of the
    options.

    Returns
    -------
    of_worker : (W,)
    of_client : (C,)
    """
    of_worker = np.full(len(choices.problem.worker_ids), NONE, dtype=np.int32)
    for index, part in enumerate(parts):
        of_worker[part] = index
    count = len(choices.problem.client_ids)
    least, most = np.full(count, len(parts), dtype=np.int32), np.full(count, -2, dtype=np.int32)
    np.minimum.at(least, choices.client[chosen], of_worker[choices.worker[chosen]])
    np.maximum.at(most, choices.client[chosen], of_worker[choices.worker[chosen]])
    of_client = np.where(least == most, least, NONE).astype(np.int32)
    options = np.flatnonzero((most[choices.client] == -2) & (of_worker[choices.worker] >= 0))
    unseen, at = np.unique(choices.client[options], return_inverse=True)
    table = np.zeros((len(unseen), len(parts)), dtype=np.int32)
    np.add.at(table, (at, of_worker[choices.worker[options]]), 1)
    if len(unseen):
        of_client[unseen] = table.argmax(axis=1)
    return of_worker, of_client


def _nearness(choices: Choices) -> Ints:
    """(W, W) parts for which both workers are an option; -1 on the diagonal."""
    options = np.zeros((len(choices.groups.part_task), len(choices.problem.worker_ids)), dtype=np.float32)
    options[choices.part, choices.worker] = 1
    shared = (options.T @ options).astype(np.int32)
    np.fill_diagonal(shared, -1)
    return shared


def _round(choices: Choices, nearness: Ints, rng: np.random.Generator) -> list[Ints]:
    """Parts without a common worker: workers drawn by chance, and those near them."""
    noise = 0.5 + rng.random(nearness.shape, dtype=np.float32)
    left = np.bincount(choices.worker, minlength=len(nearness)) > 0
    parts: list[Ints] = []
    for first in rng.permutation(np.flatnonzero(left)):
        if not left[first]:
            continue
        part, pull = [int(first)], nearness[first] * noise[first]
        left[first] = False
        while len(part) < PART_WORKERS:
            near = np.where(left, pull, 0)
            best = int(near.argmax())
            if near[best] <= 0:
                break
            part.append(best)
            left[best] = False
            pull = pull + nearness[best] * noise[best]
        parts.append(np.array(part, dtype=np.int32))
    return parts


def _pairs(client: Ints, worker: Ints) -> NDArray[np.int64]:
    """(2, n) clients and workers, each pair once."""
    width = int(worker.max(initial=0)) + 1
    keys = np.unique(client.astype(np.int64) * width + worker)
    return np.stack((keys // width, keys % width))


def _hopes(
    choices: Choices,
    tariff: Tariff,
    chosen: Flags,
    parts: list[Ints],
    least: Longs,
    could: NDArray[np.int64],
    rng: np.random.Generator,
) -> Prices:
    """(parts,) what a worker of each part pays above the least, with some chance.

    Parameters
    ----------
    least : (C,) least price of each client.
    could : (2, n) clients and the workers who could come to them.
    """
    above = client_prices(choices, chosen) - least
    rows = np.flatnonzero(chosen)
    pairs = _pairs(choices.client[rows], choices.worker[rows])
    seen = np.bincount(pairs[0], minlength=len(above))
    excess = tariff.of_loads(worker_loads(choices, chosen)) / HUNDREDTHS
    np.add.at(excess, pairs[1], above[pairs[0]] / seen[pairs[0]])
    unseen = could[:, seen[could[0]] == 0]
    np.add.at(excess, unseen[1], above[unseen[0]])  # whom nobody visits counts for all who could
    return np.array([excess[part].mean() * (0.3 + rng.random()) for part in parts])
