"""Small placing problems: one by eye, and random ones that a search through everything can still solve."""

from itertools import product

import attrs
import numpy as np

from agecare.matching.sharing import Placing, PlacingProblem, Together, broken_rules, lottery, with_reserves, worth
from agecare.matching.sharing.checks import drawn
from agecare.matching.sharing.problem import WISHES


def problem_of(
    wants: dict[str, dict[str, int]],
    places: dict[str, int],
    points: dict[str, tuple[int, ...]] | None = None,
    **more: object,
) -> PlacingProblem:
    """A problem from who could go where with what suitability, and how many places there are; ids name themselves.

    A pool ``S/2`` belongs to the service ``S``. Points are (10, 0, 0) unless given.
    """
    requests, pools = tuple(wants), tuple(places)
    services = tuple(dict.fromkeys(pool.split("/")[0] for pool in pools))
    arcs = [(pools.index(pool), suits) for request in requests for pool, suits in wants[request].items()]
    fields = {
        "request_points": np.array([(points or {}).get(one, (10, 0, 0)) for one in requests], dtype=np.int64).reshape(
            -1, 3
        ),
        "request_draw": np.arange(1, len(requests) + 1),
        "arc_first": np.cumsum([0] + [len(wants[one]) for one in requests]),
        "arc_pool": np.array([pool for pool, _ in arcs], dtype=np.int32),
        "arc_suitability": np.array([suits for _, suits in arcs], dtype=np.int64),
        "pool_service": np.array([services.index(pool.split("/")[0]) for pool in pools], dtype=np.int32),
        "pool_places": np.array(list(places.values()), dtype=np.int64),
    }
    return PlacingProblem(requests, services, pools, **{**fields, **more})  # type: ignore[arg-type]


def groups(*members: tuple[Together, tuple[int, ...], int]) -> dict[str, object]:
    """The fields of groups from kind, members and value."""
    return {
        "group_first": np.cumsum([0] + [len(group) for _, group, _ in members]),
        "group_member": np.array([one for _, group, _ in members for one in group], dtype=np.int32),
        "group_kind": np.array([kind for kind, _, _ in members], dtype=np.int32),
        "group_value": np.array([value for _, _, value in members], dtype=np.int64),
    }


def floors(*wanted: tuple[str, tuple[int, ...], int, int]) -> dict[str, object]:
    """The fields of floors from id, members, least and price."""
    return {
        "floor_ids": tuple(id_ for id_, _, _, _ in wanted),
        "floor_first": np.cumsum([0] + [len(members) for _, members, _, _ in wanted]),
        "floor_member": np.array([one for _, members, _, _ in wanted for one in members], dtype=np.int32),
        "floor_least": np.array([least for _, _, least, _ in wanted], dtype=np.int64),
        "floor_price": np.array([price for _, _, _, price in wanted], dtype=np.int64),
    }


def random_problem(seed: int, *, conditions: bool = True, most: int = 7) -> PlacingProblem:
    """A few requests, services and places, with groups, reserves, floors and several units unless told otherwise."""
    rng = np.random.default_rng(seed)
    requests, pools = int(rng.integers(1, most + 1)), int(rng.integers(1, 5))
    services = int(rng.integers(1, pools + 1))
    arcs = rng.random((requests, pools)) < 0.6
    ids = tuple(f"R-{index}" for index in range(requests))
    problem = PlacingProblem(
        request_ids=ids,
        service_ids=tuple(f"S-{index}" for index in range(services)),
        pool_ids=tuple(f"P-{index}" for index in range(pools)),
        band_ids=("alone", "veteran"),
        # every third problem has many equals
        request_points=rng.integers(0, 1 + seed % 3, (requests, 3)) * 10 + (1, 0, 0),
        request_draw=lottery(ids, seed),
        arc_first=np.concatenate(([0], np.cumsum(arcs.sum(axis=1)))),
        arc_pool=np.nonzero(arcs)[1].astype(np.int32),
        arc_suitability=rng.integers(0, 2 + seed % 3, int(arcs.sum())) * 5,
        pool_service=np.sort(np.concatenate((np.arange(services), rng.integers(0, services, pools - services)))).astype(
            np.int32
        ),
        pool_places=rng.integers(0, 4, pools),
        request_bands=rng.random((requests, 2)) < 0.4,
    )
    return _with_conditions(problem, rng) if conditions else problem


def _with_conditions(problem: PlacingProblem, rng: np.random.Generator) -> PlacingProblem:
    requests, everybody = len(problem.request_ids), np.arange(len(problem.request_ids))
    together = [
        (Together(int(rng.integers(4))), tuple(rng.permutation(everybody)[: rng.integers(2, 4)].tolist()))
        for _ in range(int(rng.integers(3)))
        if requests > 1
    ]
    least = [
        (f"F-{index}", tuple(rng.permutation(everybody)[: rng.integers(1, requests + 1)].tolist()))
        for index in range(int(rng.integers(3)))
    ]
    problem = attrs.evolve(
        problem,
        request_units=np.where(rng.random(requests) < 0.2, 2, 1).astype(np.int64),
        request_present=np.where(
            rng.random(requests) < 0.3, rng.integers(0, len(problem.service_ids), requests), -1
        ).astype(np.int32),
        request_stay=rng.integers(0, 20, requests),
        **groups(*((kind, who, 7 if kind in WISHES else 0) for kind, who in together)),
        **floors(*((id_, who, int(rng.integers(0, len(who) + 1)), int(rng.integers(0, 60))) for id_, who in least)),
    )
    pool = rng.permutation(np.flatnonzero(problem.pool_places > 0))[: int(rng.integers(3))]
    return with_reserves(problem, pool, rng.integers(0, 2, len(pool)), np.ones(len(pool), dtype=np.int64))


def best_of_all(problem: PlacingProblem) -> tuple[int, int]:
    """The worth and the draws of the best valid placing, by trying every one."""
    choices = [
        [-1, *(int(problem.arc_pool[arc]) for arc in problem.arcs_of(one))] for one in range(len(problem.request_ids))
    ]
    best = (-(2**62), 0)
    for chosen in product(*choices):
        used = np.bincount([pool for pool in chosen if pool >= 0], minlength=len(problem.pool_ids))
        if (used > problem.pool_places).any():
            continue
        placing = Placing(np.array(chosen, dtype=np.int32))
        if not broken_rules(problem, placing):
            best = max(best, (worth(problem, placing).total, drawn(problem, placing)))
    return best
