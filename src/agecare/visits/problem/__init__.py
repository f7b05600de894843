"""The visit problem: indices, whole minutes, one horizon. A solver sees this and no records."""

from agecare.visits.problem.arrays import (
    NONE,
    PRIORITIES,
    Flags,
    Ints,
    Longs,
    PublishedVisit,
    VisitProblem,
)
from agecare.visits.problem.build import problem_for, skilled
from agecare.visits.problem.supply import is_winter

__all__ = [
    "NONE",
    "PRIORITIES",
    "Flags",
    "Ints",
    "Longs",
    "PublishedVisit",
    "VisitProblem",
    "is_winter",
    "problem_for",
    "skilled",
]
