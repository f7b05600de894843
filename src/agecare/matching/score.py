"""How well a service suits a client: a sum of parts, each an amount times a weight of `MatchingWeights`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import attrs
import numpy as np

from agecare.matching.columns import Askers, Floats, Ints, Shelf
from agecare.model import MatchingWeights


def need(askers: Askers, shelf: Shelf) -> Floats:
    """Steps of severity of the need answered: 1 mild, 2 moderate, 3 severe, 0 where none is named."""
    return np.broadcast_to(askers.severity[:, None].astype(np.float64), askers.km.shape)


def main_domain(askers: Askers, shelf: Shelf) -> Floats:
    """1 when the need is the one the service is made for."""
    return np.asarray(askers.domain[:, None] == shelf.main, dtype=np.float64)


def language(askers: Askers, shelf: Shelf) -> Floats:
    """1 when the service is given in a language of the client, or names none."""
    return np.asarray(shelf.any_language | ((askers.speaks @ shelf.speaks.T) > 0), dtype=np.float64)


def fee(askers: Askers, shelf: Shelf) -> Floats:
    """1 when the client pays nothing."""
    return np.broadcast_to(shelf.no_fee.astype(np.float64), askers.km.shape)


def distance(askers: Askers, shelf: Shelf) -> Floats:
    """Kilometres to the nearest location; 0 where they are not known, and of services without one."""
    return np.nan_to_num(askers.km)


PARTS: Mapping[str, Callable[[Askers, Shelf], Floats]] = MappingProxyType(
    {"need": need, "main_domain": main_domain, "language": language, "fee": fee, "distance": distance}
)
"""The parts of a score by the name of their weight; the last one is taken off."""


@attrs.frozen
class Part:
    """One part of a score: its name (that of its weight), how much of it there is, and the points it gives."""

    name: str
    amount: float
    points: int


def amounts_of(askers: Askers, shelf: Shelf) -> dict[str, Floats]:
    """(C, S) of every part, how much of it there is."""
    return {name: part(askers, shelf) for name, part in PARTS.items()}


def points_of(amounts: Mapping[str, Floats], weights: MatchingWeights) -> dict[str, Ints]:
    """(C, S) of every part, the points it gives: whole numbers.

    The distance takes off at most what the others give, so that no score is below 0.
    """
    points = {name: np.rint(amount * getattr(weights, name)).astype(np.int64) for name, amount in amounts.items()}
    gained = score_of({name: given for name, given in points.items() if name != "distance"})
    return {**points, "distance": -np.minimum(points["distance"], gained)}


def score_of(points: Mapping[str, Ints]) -> Ints:
    """(C, S) the sum of the parts."""
    return np.asarray(np.sum(list(points.values()), axis=0), dtype=np.int64)
