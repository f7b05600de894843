"""Kaplan-Meier: as lifelines has it, and as exact fractions have it."""

import random
from fractions import Fraction

import numpy as np
import pytest

from agecare.referrals.survival import kaplan_meier


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = random.Random(seed)
    many = rng.randint(1, 60)
    return (
        np.array([rng.randint(0, rng.choice([5, 1000])) for _ in range(many)]),
        np.array([rng.random() < rng.choice([0.2, 0.8, 1.0]) for _ in range(many)]),
    )


def exact(durations: np.ndarray, happened: np.ndarray) -> dict[int, Fraction]:
    share, found = Fraction(1), {}
    for time in sorted(set(durations[happened].tolist())):
        at_risk = int((durations >= time).sum())
        share *= 1 - Fraction(int((happened & (durations == time)).sum()), at_risk)
        found[time] = share
    return found


@pytest.mark.parametrize("seed", range(100))
def test_the_curve_is_the_exact_one(seed: int) -> None:
    durations, happened = drawn(seed)
    curve, expected = kaplan_meier(durations, happened), exact(durations, happened)
    assert curve.times.tolist() == list(expected)
    assert curve.share == pytest.approx([float(share) for share in expected.values()], abs=1e-12)
    for part in (Fraction(1, 2), Fraction(9, 10)):
        first = next((time for time, share in expected.items() if share <= 1 - part), float("inf"))
        assert curve.quantile(float(part)) == first


@pytest.mark.filterwarnings("ignore")
def test_the_curve_is_that_of_lifelines() -> None:
    from lifelines import KaplanMeierFitter

    for seed in range(40):
        durations, happened = drawn(1000 + seed)
        curve, peer = kaplan_meier(durations, happened), KaplanMeierFitter().fit(durations, happened)
        theirs = peer.survival_function_at_times(curve.times).to_numpy() if len(curve.times) else []
        assert curve.share == pytest.approx(theirs, abs=1e-9)
        if not np.isclose(curve.share, 0.5).any():  # there lifelines rounds the other way; fractions decide above
            assert curve.quantile(0.5) == peer.median_survival_time_


def test_nobody_has_waited() -> None:
    curve = kaplan_meier(np.array([], dtype=int), np.array([], dtype=bool))
    assert len(curve.times) == 0
    assert curve.quantile(0.5) == float("inf")
