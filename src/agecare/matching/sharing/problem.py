"""The placing problem: who could have which scarce place, and what that is worth. A solver sees this and no records.

Index letters used throughout: R requests (one person's need of a place), L arcs (a request and a pool that could take
it), P pools (places of a service that are given out together), S services, B bands (people for whom places are kept),
F floors (so many of these requests at least), G groups of requests, C criteria.
"""

import hashlib
from collections.abc import Sequence
from enum import IntEnum

import attrs
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE = -1
CRITERIA = ("priority", "urgency", "waiting")
MOST_VALUE = 10**9
"""Of one placement, so that the sums of a country stay exact."""


class Together(IntEnum):
    """What binds the requests of a group."""

    SAME_SERVICE = 0
    """All of them at one service, or none at all: a couple who must not be parted."""
    BOTH_OR_NEITHER = 1
    """All of them placed, anywhere, or none: a carer's respite with the elder's day care."""
    IF_POSSIBLE = 2
    """Worth `PlacingProblem.group_value` when all are at one service: a couple who would rather be together."""
    ALL_IF_POSSIBLE = 3
    """Worth as much when all are placed, anywhere."""


WISHES = (Together.IF_POSSIBLE, Together.ALL_IF_POSSIBLE)


def _no_ints() -> Ints:
    return np.zeros(0, dtype=np.int32)


def _no_longs() -> Longs:
    return np.zeros(0, dtype=np.int64)


@attrs.frozen(eq=False)
class PlacingProblem:
    """Everything that decides whether a placing is valid and what it is worth. Arrays are read-only.

    A placement is worth the points of the request, plus the suitability of the place, plus the worth of staying where
    the person is now. The placing worth most wins; among equals, the one whose placed requests drew the earliest
    numbers (`lottery`).

    What is not given is neutral: nobody has a place now, everybody asks for one unit, no reserves, floors or groups.

    Raises
    ------
    ValueError
        When the arrays do not fit each other; it names the field.
    """

    request_ids: tuple[str, ...]
    service_ids: tuple[str, ...]
    pool_ids: tuple[str, ...]
    band_ids: tuple[str, ...] = ()
    floor_ids: tuple[str, ...] = ()
    criterion_ids: tuple[str, ...] = CRITERIA

    request_points: Longs = attrs.field(kw_only=True)
    """(R, C): points by criterion, each growing with what it stands for."""
    request_draw: Longs = attrs.field(kw_only=True)
    """(R,) number drawn in the lottery, 1 … R; 1 goes first among equals."""
    arc_first: Longs = attrs.field(kw_only=True)
    """(R + 1): arcs of request r are ``arc_first[r] : arc_first[r + 1]``."""
    arc_pool: Ints = attrs.field(kw_only=True)
    arc_suitability: Longs = attrs.field(kw_only=True)
    """(L,) at least 0."""
    pool_service: Ints = attrs.field(kw_only=True)
    pool_places: Longs = attrs.field(kw_only=True)
    """(P,) units that can be given, those that the requests of this problem hold now among them."""

    request_units: Longs = attrs.field(kw_only=True)
    """(R,) units that a placement takes: a place, or so many visits a week."""
    request_present: Ints = attrs.field(kw_only=True)
    """(R,) the service where the person is now, -1 = none."""
    request_stay: Longs = attrs.field(kw_only=True)
    """(R,) worth of staying there: what a move must bring at least."""
    request_bands: Flags = attrs.field(kw_only=True)
    """(R, B): bands that the person belongs to."""

    pool_band: Ints = attrs.field(kw_only=True)
    """(P,) the band that the pool is kept for, -1 = open to all."""
    pool_within: Ints = attrs.field(kw_only=True)
    """(P,) the open pool that a reserve is cut from, -1 = is none (see `with_reserves`)."""

    floor_first: Longs = attrs.field(kw_only=True)
    """(F + 1): requests that count for floor f are ``floor_member[floor_first[f] : floor_first[f + 1]]``."""
    floor_member: Ints = attrs.field(kw_only=True, factory=_no_ints)
    floor_least: Longs = attrs.field(kw_only=True, factory=_no_longs)
    """(F,) so many of them are to be placed, as far as so many have an arc."""
    floor_price: Longs = attrs.field(kw_only=True, factory=_no_longs)
    """(F,) price of each one that is missing."""

    group_first: Longs = attrs.field(kw_only=True)
    """(G + 1): members of group g are ``group_member[group_first[g] : group_first[g + 1]]``."""
    group_member: Ints = attrs.field(kw_only=True, factory=_no_ints)
    group_kind: Ints = attrs.field(kw_only=True, factory=_no_ints)
    """(G,) a `Together`."""
    group_value: Longs = attrs.field(kw_only=True, factory=_no_longs)
    """(G,) worth of being together, 0 unless the kind is one of `WISHES`."""

    @request_units.default
    def _one_each(self) -> Longs:
        return np.ones(len(self.request_ids), dtype=np.int64)

    @request_present.default
    def _nowhere(self) -> Ints:
        return np.full(len(self.request_ids), NONE, dtype=np.int32)

    @request_stay.default
    def _no_stay(self) -> Longs:
        return np.zeros(len(self.request_ids), dtype=np.int64)

    @request_bands.default
    def _no_bands(self) -> Flags:
        return np.zeros((len(self.request_ids), len(self.band_ids)), dtype=np.bool_)

    @pool_band.default
    @pool_within.default
    def _all_open(self) -> Ints:
        return np.full(len(self.pool_ids), NONE, dtype=np.int32)

    @floor_first.default
    @group_first.default
    def _none_at_all(self) -> Longs:
        return np.zeros(1, dtype=np.int64)

    def __attrs_post_init__(self) -> None:
        self._check_shapes()
        self._check_ranges()
        self._check_arcs()

    def _check_shapes(self) -> None:
        requests, pools, floors = len(self.request_ids), len(self.pool_ids), len(self.floor_ids)
        one: dict[str, tuple[int, ...]] = {
            **{f"request_{name}": (requests,) for name in ("draw", "units", "present", "stay")},
            **{f"pool_{name}": (pools,) for name in ("service", "places", "band", "within")},
            "request_points": (requests, len(self.criterion_ids)),
            "request_bands": (requests, len(self.band_ids)),
            "arc_first": (requests + 1,),
            "arc_suitability": self.arc_pool.shape,
            "floor_first": (floors + 1,),
            "floor_least": (floors,),
            "floor_price": (floors,),
            "group_first": (len(self.group_kind) + 1,),
            "group_value": self.group_kind.shape,
        }
        for name, shape in one.items():
            array = getattr(self, name)
            array.flags.writeable = False
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, expected {shape}")

    def _check_ranges(self) -> None:
        requests, pools, most = len(self.request_ids), len(self.pool_ids), MOST_VALUE + 1
        ranges = {
            "request_points": (0, most),
            "request_draw": (1, requests + 1),
            "request_units": (1, most),
            "request_present": (NONE, len(self.service_ids)),
            "request_stay": (0, most),
            "arc_pool": (0, pools),
            "arc_suitability": (0, most),
            "pool_service": (0, len(self.service_ids)),
            "pool_places": (0, most),
            "pool_band": (NONE, len(self.band_ids)),
            "pool_within": (NONE, pools),
            "floor_member": (0, requests),
            "floor_least": (0, most),
            "floor_price": (0, most),
            "group_member": (0, requests),
            "group_kind": (0, len(Together)),
            "group_value": (0, most),
        }
        for name, (least, end) in ranges.items():
            array = getattr(self, name)
            if bool(((array < least) | (array >= end)).any()):
                raise ValueError(f"{name} has values outside {least} … {end - 1}")
        for name, length in (
            ("arc", len(self.arc_pool)),
            ("floor", len(self.floor_member)),
            ("group", len(self.group_member)),
        ):
            first = getattr(self, f"{name}_first")
            if first[0] != 0 or first[-1] != length or bool((np.diff(first) < 0).any()):
                raise ValueError(f"{name}_first does not rise from 0 to {length}")

    def _check_arcs(self) -> None:
        request = self.arc_request
        values = arc_values(self)
        if bool(((values < 1) | (values > MOST_VALUE)).any()):
            raise ValueError(f"a placement is worth less than 1 or more than {MOST_VALUE}")
        keys = self.arc_pool + request * max(1, len(self.pool_ids))
        if len(np.unique(keys)) < len(keys):
            raise ValueError("arc_pool names a pool twice for one request")
        kept = np.flatnonzero(self.pool_band[self.arc_pool] >= 0)
        if not bool(self.request_bands[request[kept], self.pool_band[self.arc_pool[kept]]].all()):
            raise ValueError("arc_pool names a pool that is kept for a band which the request is not in")

    @property
    def arc_request(self) -> Longs:
        """(L,) the request of each arc."""
        return np.repeat(np.arange(len(self.request_ids)), np.diff(self.arc_first))

    def arcs_of(self, request: int) -> range:
        """Arcs of a request."""
        return range(int(self.arc_first[request]), int(self.arc_first[request + 1]))

    def members_of(self, group: int) -> list[int]:
        """Requests of a group."""
        found: list[int] = self.group_member[self.group_first[group] : self.group_first[group + 1]].tolist()
        return found

    def counted(self, floor: int) -> Ints:
        """Requests that count for a floor."""
        return self.floor_member[self.floor_first[floor] : self.floor_first[floor + 1]]


def arc_values(problem: PlacingProblem) -> Longs:
    """(L,) what each placement is worth."""
    request = problem.arc_request
    stays = problem.pool_service[problem.arc_pool] == problem.request_present[request]
    points: Longs = problem.request_points.sum(axis=1)[request] + problem.arc_suitability
    return points + np.where(stays, problem.request_stay[request], 0)


def at(values: NDArray[np.integer], index: NDArray[np.integer], otherwise: int) -> Longs:
    """Values by index; for the index -1, something else.

    >>> at(np.array([5, 6]), np.array([1, -1]), 0).tolist()
    [6, 0]
    """
    found = np.full(len(index), otherwise, dtype=np.int64)
    there = index >= 0
    found[there] = values[index[there]]
    return found


def floors(problem: PlacingProblem) -> Longs:
    """(F,) what is to be placed: the floor, or as many as have an arc if they are fewer."""
    able = (np.diff(problem.arc_first) > 0).astype(np.int64)
    return np.minimum(problem.floor_least, by_floor(problem, able))


def by_floor(problem: PlacingProblem, of_request: Longs) -> Longs:
    """(F,) figures of requests, summed over those that count for each floor."""
    sums = np.concatenate(([0], np.cumsum(of_request[problem.floor_member])))
    found: Longs = np.diff(sums[problem.floor_first])
    return found


def lottery(ids: Sequence[str], seed: int) -> Longs:
    """(R,) the number that each id draws, 1 … R: the rank of its SHA-256 with the seed before it.

    Anybody can draw again: the number depends on the seed and the ids only, not on their order.

    >>> lottery(["E-001", "E-002", "E-003"], seed=2).tolist()
    [1, 2, 3]
    >>> lottery(["E-003", "E-002", "E-001"], seed=2).tolist()
    [3, 2, 1]
    """
    digests = [hashlib.sha256(f"{seed}:{id_}".encode()).hexdigest() for id_ in ids]
    drawn = np.empty(len(ids), dtype=np.int64)
    drawn[sorted(range(len(ids)), key=digests.__getitem__)] = np.arange(1, len(ids) + 1)
    return drawn
