"""Floors that lie inside one another or apart: those that a flow can keep."""

import attrs
import numpy as np

from agecare.matching.sharing.problem import NONE, Flags, Longs, PlacingProblem


@attrs.frozen(eq=False)
class Forest:
    """The floors of a problem as trees.

    Attributes
    ----------
    leaf : (R,) the innermost floor that each request counts for, -1 = none.
    parent : (F,) the floor around each floor, -1 = none.
    crossing : (F,) floors that overlap others without lying inside them, and so are in no tree.
    """

    leaf: Longs
    parent: Longs
    crossing: Flags
    order: Longs
    """(F,) floors from the outside in."""

    @classmethod
    def of(cls, problem: PlacingProblem) -> "Forest":
        """Larger floors first: a floor joins when all its requests have had the same innermost floor until now."""
        sizes = np.diff(problem.floor_first)
        leaf = np.full(len(problem.request_ids), NONE, dtype=np.int64)
        parent = np.full(len(sizes), NONE, dtype=np.int64)
        crossing = np.zeros(len(sizes), dtype=np.bool_)
        order = np.argsort(-sizes, kind="stable")
        for floor in order.tolist():
            members = problem.counted(floor)
            around = np.unique(leaf[members])
            if len(around) == 1:
                leaf[members], parent[floor] = floor, around[0]
            else:
                crossing[floor] = len(around) > 1
        return cls(leaf, parent, crossing, order)
