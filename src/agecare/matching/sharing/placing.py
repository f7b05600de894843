"""A placing: which pool each request has."""

import attrs
import numpy as np

from agecare.matching.sharing.problem import NONE, Ints, PlacingProblem


@attrs.frozen(eq=False)
class Placing:
    """Who has which place; indices as in `PlacingProblem`.

    Attributes
    ----------
    request_pool : (R,) pool, -1 = no place.
    """

    request_pool: Ints

    @classmethod
    def empty(cls, problem: PlacingProblem) -> "Placing":
        """The placing in which nobody has a place."""
        return cls(np.full(len(problem.request_ids), NONE, dtype=np.int32))

    @property
    def placed(self) -> np.typing.NDArray[np.bool_]:
        """(R,) who has a place."""
        return self.request_pool >= 0


def arcs_used(problem: PlacingProblem, placing: Placing) -> np.typing.NDArray[np.int64]:
    """(R,) the arc by which each request has its place, -1 = no place, or one that no arc leads to."""
    request = problem.arc_request
    used = np.full(len(problem.request_ids), NONE, dtype=np.int64)
    chosen = np.flatnonzero(problem.arc_pool == placing.request_pool[request])
    used[request[chosen]] = chosen
    return used
