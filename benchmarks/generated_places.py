"""Invented people and services of an oblast, as a `PlacingProblem`; the same seed gives the same problem."""

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.matching.sharing import PlacingProblem, Together, lottery, with_reserves

KINDS = (
    "family-clinic", "day-centre", "rehabilitation", "meals", "home-care", "legal-help", "equipment", "volunteers",
    "respite",
)  # fmt: skip
DAY_CENTRE, RESPITE = KINDS.index("day-centre"), KINDS.index("respite")
BANDS, BAND_SHARE = ("alone", "disability", "low-income", "veteran"), (0.3, 0.15, 0.25, 0.05)
PRIORITY_POINTS, PRIORITY_SHARE = (100, 200, 400, 800), (0.6, 0.25, 0.1, 0.05)
URGENT = 2
"""From this priority on a need is urgent."""
KM, POOR_FROM = 200.0, 140.0
"""The land is a square; in its east there are fewer places."""
Numbers = NDArray[np.int64]
Points = NDArray[np.float64]


@attrs.frozen
class Shares:
    """How much of everything there is."""

    places: float = 0.6
    """Places for each request."""
    couples: float = 0.1
    """Of the requests, in couples, every other of whom must stay together; the rest would like to."""
    respite: float = 0.05
    """Of the requests, in pairs of a carer's respite and the elder's day care."""
    present: float = 0.2
    """Of the requests, by people who have a place now."""
    reserved_pools: float = 0.3
    reserved_places: float = 0.15
    floor: float = 0.55
    """Of an area's requests that are to be placed."""


@attrs.frozen(eq=False)
class Places:
    """A problem without side conditions, the same with all of them, and what people know of each request."""

    plain: PlacingProblem
    full: PlacingProblem
    area: Numbers
    priority: Numbers
    waiting_days: Numbers


def places(clients: int, services: int, candidates: int, seed: int, shares: Shares | None = None) -> Places:
    """So many requests, each with so many services that could take it.

    Half of a request's worth, roughly, is who asks (priority, urgency, waiting), the other half how well the place
    suits (distance and fit).
    """
    shares = shares or Shares()
    rng = np.random.default_rng(seed)
    areas = max(4, min(60, clients // 500))
    centre, size = rng.uniform(0, KM, (areas, 2)), rng.lognormal(0, 0.8, areas)
    size /= size.sum()

    # couples and carers come first, in twos; the two of a pair live together
    couples, carers = int(clients * shares.couples / 2), int(clients * shares.respite / 2)
    pairs = 2 * (couples + carers)
    home, kind = rng.choice(areas, clients, p=size), rng.integers(0, len(KINDS), clients)
    home[1:pairs:2] = home[0:pairs:2]
    kind[1 : 2 * couples : 2] = kind[0 : 2 * couples : 2]
    kind[2 * couples : pairs : 2], kind[2 * couples + 1 : pairs : 2] = DAY_CENTRE, RESPITE
    where = centre[home] + rng.normal(0, 6, (clients, 2))
    where[1:pairs:2] = where[0:pairs:2]

    service_area = rng.choice(areas, services, p=size**0.7 / (size**0.7).sum())
    service_where = centre[service_area] + rng.normal(0, 4, (services, 2))
    share = rng.lognormal(0, 0.6, services) * np.where(service_where[:, 0] > POOR_FROM, 0.5, 1.0)
    pool_places = np.maximum(1, np.round(share / share.sum() * clients * shares.places)).astype(np.int64)

    first, arc_pool, suitability = _arcs(rng, candidates, kind, where, service_where, pairs)
    priority = rng.choice(len(PRIORITY_POINTS), clients, p=PRIORITY_SHARE)
    waiting = np.minimum(365, rng.exponential(90, clients)).astype(np.int64)
    points = np.stack((np.array(PRIORITY_POINTS)[priority], 10 * rng.integers(0, 11, clients), waiting // 3), axis=1)
    ids = tuple(f"R-{index:06d}" for index in range(clients))
    services_ids = tuple(f"S-{index:04d}" for index in range(services))
    plain = PlacingProblem(
        request_ids=ids,
        service_ids=services_ids,
        pool_ids=services_ids,
        band_ids=BANDS,
        request_points=points.astype(np.int64),
        request_draw=lottery(ids, seed),
        arc_first=first,
        arc_pool=arc_pool,
        arc_suitability=suitability,
        pool_service=np.arange(services, dtype=np.int32),
        pool_places=pool_places,
        request_bands=rng.random((clients, len(BANDS))) < BAND_SHARE,
    )
    full = _with_conditions(rng, plain, home, shares, couples, carers)
    return Places(plain, full, home, priority, waiting)


def _arcs(
    rng: np.random.Generator, candidates: int, kind: Numbers, where: Points, service_where: Points, pairs: int
) -> tuple[Numbers, NDArray[np.int32], Numbers]:
    """For each request the nearest services of its kind, by a distance that is blurred a little."""
    service_kind = np.arange(len(service_where)) % len(KINDS)
    owners, pools, suitabilities = [], [], []
    for one in range(len(KINDS)):
        mine, there = np.flatnonzero(kind == one), np.flatnonzero(service_kind == one)
        km = np.linalg.norm(where[mine, None] - service_where[None, there], axis=2)
        blur = rng.uniform(0.7, 1.4, km.shape)
        # the two of a couple know the same services
        partner = np.flatnonzero((mine < pairs) & (mine % 2 == 1) & np.isin(mine - 1, mine))
        blur[partner] = blur[np.searchsorted(mine, mine[partner] - 1)]
        count = min(candidates, len(there))
        near = np.argpartition(km * blur, count - 1, axis=1)[:, :count]
        fit = rng.integers(100, 401, near.shape) - 2 * np.take_along_axis(km, near, axis=1)
        owners.append(np.repeat(mine, count))
        pools.append(there[near].ravel())
        suitabilities.append(np.maximum(0, fit).astype(np.int64).ravel())
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(len(kind) + 1))
    return first, np.concatenate(pools)[order].astype(np.int32), np.concatenate(suitabilities)[order]


def _with_conditions(
    rng: np.random.Generator, plain: PlacingProblem, home: Numbers, shares: Shares, couples: int, carers: int
) -> PlacingProblem:
    """Present placements, couples, carers, reserves and floors."""
    clients, pools = len(plain.request_ids), len(plain.pool_ids)
    groups = couples + carers
    present, room = np.full(clients, -1, dtype=np.int32), plain.pool_places.copy()
    asked = rng.permutation(np.flatnonzero(np.diff(plain.arc_first)))[: int(clients * shares.present)]
    for request in asked[asked >= 2 * groups].tolist():
        pool = plain.arc_pool[plain.arc_first[request]]
        if room[pool] > 0:
            present[request], room[pool] = plain.pool_service[pool], room[pool] - 1
    kinds = np.where(np.arange(couples) % 2 == 0, Together.SAME_SERVICE, Together.IF_POSSIBLE)
    kinds = np.concatenate((kinds, np.full(carers, Together.BOTH_OR_NEITHER)))
    areas = int(home.max()) + 1
    by_area = np.argsort(home, kind="stable")
    first = np.searchsorted(home[by_area], np.arange(areas + 1))
    problem = attrs.evolve(
        plain,
        floor_ids=tuple(f"A-{index:02d}" for index in range(areas)),
        request_present=present,
        request_stay=np.full(clients, 150),
        floor_first=first,
        floor_member=by_area.astype(np.int32),
        floor_least=np.floor(np.diff(first) * shares.floor).astype(np.int64),
        floor_price=np.full(areas, 2_000),
        group_first=np.arange(0, 2 * groups + 1, 2),
        group_member=np.arange(2 * groups, dtype=np.int32),
        group_kind=kinds.astype(np.int32),
        group_value=np.where(kinds == Together.IF_POSSIBLE, 100, 0),
    )
    some = rng.permutation(pools)[: int(pools * shares.reserved_pools)]
    pool = np.concatenate((some, some[: len(some) // 4]))
    band = np.concatenate((np.arange(len(some)) % len(BANDS), np.arange(1, len(some) // 4 + 1) % len(BANDS)))
    kept = np.floor(plain.pool_places[pool] * shares.reserved_places).astype(np.int64)
    return with_reserves(problem, pool, band, kept)
