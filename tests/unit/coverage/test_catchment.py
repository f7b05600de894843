"""Floating catchments: zones, what PySAL's `access` package says, and what always holds."""

import warnings

import numpy as np
import pytest

from agecare.coverage import ZONE_WEIGHTS, Catchment, Decay, floating_catchment


def random_case(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Supply, demand and kilometres; some services empty, some demand 0, some distances on the borders of zones."""
    rng = np.random.default_rng(seed)
    people, services = int(rng.integers(1, 40)), int(rng.integers(1, 15))
    supply = rng.integers(0, 30, services) * rng.choice([0, 1, 0.5], services)
    demand = rng.integers(1, 20, people) * 1.0
    km = np.round(rng.random((people, services)) * 16, int(rng.integers(0, 4)))
    km[rng.random(km.shape) < 0.1] = rng.choice([3.0, 6.0, 9.0, 0.0])
    return supply, demand, km


def by_access(supply: np.ndarray, demand: np.ndarray, km: np.ndarray, catchment: Catchment) -> np.ndarray:
    """What PySAL's package gives for the same case; what it leaves out is nothing."""
    from access import fca, weights
    from pandas import DataFrame

    people, services = (DataFrame({name: values}) for name, values in (("demand", demand), ("supply", supply)))
    origin, dest = np.indices(km.shape).reshape(2, -1)
    costs = DataFrame({"origin": origin, "dest": dest, "cost": km.ravel()})
    zones = {catchment.km * third / 3: w for third, w in enumerate(ZONE_WEIGHTS[catchment.decay], 1)}
    found = fca.two_stage_fca(
        people,
        services,
        costs,
        max_cost=catchment.km,
        demand_index=True,
        supply_index=True,
        weight_fn=None if catchment.decay is Decay.NONE else weights.step_fn(zones),
    )
    return found.reindex(range(len(demand))).fillna(0).to_numpy()


@pytest.mark.parametrize("decay", Decay)
@pytest.mark.parametrize("seed", range(12))
def test_access_is_what_pysal_says(seed: int, decay: Decay) -> None:
    supply, demand, km = random_case(seed)
    catchment = Catchment(9, decay)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other packages
        expected = by_access(supply, demand, km, catchment)
    found = floating_catchment(supply, demand, catchment.weights(km))
    assert found == pytest.approx(expected, abs=1e-9)
    assert found.any() or not expected.any()


@pytest.mark.parametrize("decay", Decay)
def test_access_is_what_the_two_steps_say_one_by_one(decay: Decay) -> None:
    supply, demand, km = random_case(3)
    catchment = Catchment(9, decay)
    expected = []
    for row in km:
        access = 0.0
        for service, distance in enumerate(row):
            asked = sum(d * float(catchment.weights(way[service])) for d, way in zip(demand, km, strict=True))
            access += float(catchment.weights(distance)) * supply[service] / asked if asked else 0
        expected.append(access)
    assert floating_catchment(supply, demand, catchment.weights(km)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_all_places_within_reach_are_given_out_and_no_more(seed: int) -> None:
    supply, demand, km = random_case(seed)
    weights = Catchment(9).weights(km)
    given = float(demand @ floating_catchment(supply, demand, weights))
    assert given == pytest.approx(float(supply[(demand @ weights) > 0].sum()))


def test_a_service_without_end_has_a_place_for_everybody_near_and_part_of_one_for_those_farther() -> None:
    assert floating_catchment([np.inf], [3, 2, 1], [[1], [0.22], [0]]).tolist() == [1, 0.22, 0]


def test_nobody_in_the_catchment_is_no_fault() -> None:
    assert floating_catchment([4, 4], [2], [[0, 1]]).tolist() == [2]
    assert floating_catchment([], [2], np.empty((1, 0))).tolist() == [0]


@pytest.mark.parametrize(("decay", "middle", "far"), [("none", 1, 1), ("slow", 0.68, 0.22), ("fast", 0.42, 0.09)])
def test_the_zones_of_luo_and_qi(decay: str, middle: float, far: float) -> None:
    found = Catchment(30, decay).weights([0, 10, 10.01, 20, 20.01, 30, 30.01, np.inf, np.nan])
    assert found.tolist() == [1, 1, middle, middle, far, far, 0, 0, 0]


@pytest.mark.parametrize(
    "wrong", [{"km": 0}, {"km": -1}, {"km": float("nan")}, {"km": float("inf")}, {"decay": "linear"}]
)
def test_a_catchment_that_is_none_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Catchment(**wrong)
