"""Waiting times from histories: as the literature has them."""

from itertools import product

import numpy as np
import pytest

from agecare.matching.sharing import survival, turns_come


def history(seed: int, size: int = 80) -> tuple[list[int], list[bool]]:
    rng = np.random.default_rng(seed)
    return rng.integers(1, 60, size).tolist(), (rng.random(size) < 0.6).tolist()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.filterwarnings("ignore")
def test_survival_is_that_of_lifelines(seed: int) -> None:
    from lifelines import KaplanMeierFitter

    days, ended = history(seed)
    theirs = KaplanMeierFitter().fit(days, ended)
    ours = survival(days, ended)
    for day in range(70):
        assert ours.at(day) == pytest.approx(theirs.predict(day), abs=1e-12)
    assert ours.quantile(0.5) == pytest.approx(theirs.median_survival_time_)


def test_who_still_stays_makes_stays_longer() -> None:
    closed = survival([10, 20, 30], [True, True, True])
    open_ = survival([10, 20, 30, 30], [True, True, True, False])
    assert closed.quantile(0.5) == 20 and open_.quantile(0.9) is None
    assert (open_.at(np.arange(40)) >= closed.at(np.arange(40))).all()


def test_who_has_waited_waits_on_as_those_who_waited_as_long() -> None:
    curve = survival([10, 20, 30, 40], [True] * 4)
    assert curve.quantile(0.5, after=15) == 15  # of 20, 30 and 40, half have ended by 30
    assert curve.quantile(0.5, after=45) is None


def test_the_turns_come_as_often_as_the_chances_say() -> None:
    curve = survival([5, 10, 20, 40], [True] * 4)
    ages = [0, 5, 10]

    def chance(position: int, days: int) -> float:
        leave = [1 - float(curve.at(age + days) / curve.at(age)) for age in ages]
        cases = product((0, 1), repeat=3)
        return sum(
            float(np.prod([p if left else 1 - p for p, left in zip(leave, case, strict=True)]))
            for case in cases
            if sum(case) >= position
        )

    for wanted in (0.1, 0.5, 0.9):
        for position, days in enumerate(turns_come(curve, ages, 3, wanted), start=1):
            assert days is not None
            assert chance(position, days) >= wanted > chance(position, days - 1)
    assert turns_come(curve, ages, 5, 0.1)[3:] == [None, None]
    assert turns_come(curve, [90, 90], 1, 0.1) == [None]  # nobody is known to have stayed as long


def test_long_queues_are_answered_place_by_place_as_a_sum_over_holders_says() -> None:
    rng = np.random.default_rng(3)
    curve, ages = survival(rng.integers(10, 400, 150).tolist(), [True] * 150), rng.integers(1, 300, 150).tolist()

    def chances(days: int) -> list[float]:
        """That exactly 0, 1, 2, … have left: holder after holder."""
        left = [1.0]
        for age in ages:
            if float(curve.at(age)):
                gone = 1 - float(curve.at(age + days) / curve.at(age))
                left = [a * (1 - gone) + b * gone for a, b in zip([*left, 0.0], [0.0, *left], strict=True)]
        return left

    found = turns_come(curve, ages, 200, 0.9)
    assert found[150:] == [None] * 50
    for position in (1, 2, 20, 75, 130):
        days = found[position - 1]
        assert days is not None
        assert sum(chances(days)[position:]) >= 0.9 - 1e-9 > sum(chances(days - 1)[position:])
