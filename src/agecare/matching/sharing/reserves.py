"""The same problem with places kept for some, or without what was kept or promised: what fairness costs."""

import attrs
import numpy as np

from agecare.matching.sharing.problem import NONE, Longs, PlacingProblem


def with_reserves(problem: PlacingProblem, pool: Longs, band: Longs, places: Longs) -> PlacingProblem:
    """Cut reserves from open pools: so many of a pool's places become a pool of their own, for one band.

    Who is in the band and could have a place in the pool can have one in the reserve too.

    Parameters
    ----------
    pool, band, places : (Q,) the open pool, the band and the number of places of each reserve.

    Raises
    ------
    ValueError
        When a pool is not open to all, or more is kept of it than it has.
    """
    kept = np.bincount(pool, weights=places, minlength=len(problem.pool_ids)).astype(np.int64)
    if bool((problem.pool_band[pool] >= 0).any()):
        raise ValueError("reserves are cut from pools that are open to all")
    if bool((kept > problem.pool_places).any()):
        raise ValueError("more places are kept than there are")
    request, count = problem.arc_request, len(problem.pool_ids)
    by_pool = np.argsort(problem.arc_pool, kind="stable")
    edges = np.searchsorted(problem.arc_pool[by_pool], np.arange(count + 1))
    arcs, pools = [np.arange(len(request))], [problem.arc_pool]
    for index in range(len(pool)):
        near = by_pool[edges[pool[index]] : edges[pool[index] + 1]]
        mine = near[problem.request_bands[request[near], band[index]]]
        arcs.append(mine)
        pools.append(np.full(len(mine), count + index, dtype=np.int32))
    arc = np.concatenate(arcs)
    order = np.argsort(arc, kind="stable")
    arc = arc[order]
    names = (f"{problem.pool_ids[p]}/{problem.band_ids[b]}" for p, b in zip(pool, band, strict=True))
    return attrs.evolve(
        problem,
        pool_ids=(*problem.pool_ids, *names),
        arc_first=np.searchsorted(request[arc], np.arange(len(problem.request_ids) + 1)),
        arc_pool=np.concatenate(pools)[order].astype(np.int32),
        arc_suitability=problem.arc_suitability[arc],
        pool_service=np.concatenate((problem.pool_service, problem.pool_service[pool])).astype(np.int32),
        pool_places=np.concatenate((problem.pool_places - kept, places)),
        pool_band=np.concatenate((problem.pool_band, band)).astype(np.int32),
        pool_within=np.concatenate((problem.pool_within, pool)).astype(np.int32),
    )


def without_reserves(problem: PlacingProblem) -> PlacingProblem:
    """Places that were kept are open to all again."""
    reserve = problem.pool_within >= 0
    given_back = np.bincount(
        problem.pool_within[reserve], weights=problem.pool_places[reserve], minlength=len(problem.pool_ids)
    ).astype(np.int64)
    number = np.cumsum(~reserve) - 1
    arc = np.flatnonzero(~reserve[problem.arc_pool])
    request = problem.arc_request[arc]
    return attrs.evolve(
        problem,
        pool_ids=tuple(id_ for id_, cut in zip(problem.pool_ids, reserve, strict=True) if not cut),
        arc_first=np.searchsorted(request, np.arange(len(problem.request_ids) + 1)),
        arc_pool=number[problem.arc_pool[arc]].astype(np.int32),
        arc_suitability=problem.arc_suitability[arc],
        pool_service=problem.pool_service[~reserve],
        pool_places=(problem.pool_places + given_back)[~reserve],
        pool_band=problem.pool_band[~reserve],
        pool_within=np.full(int((~reserve).sum()), NONE, dtype=np.int32),
    )


def without_floors(problem: PlacingProblem) -> PlacingProblem:
    """Nobody is promised a least number of placements."""
    nothing = np.zeros(0, dtype=np.int64)
    return attrs.evolve(
        problem,
        floor_ids=(),
        floor_first=np.zeros(1, dtype=np.int64),
        floor_member=nothing.astype(np.int32),
        floor_least=nothing,
        floor_price=nothing,
    )
