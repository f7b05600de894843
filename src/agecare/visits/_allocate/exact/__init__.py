"""A complete CP-SAT model of the problem: small days solved to proof, and the best times for a given order."""

from agecare.visits._allocate.exact.proof import Proof, applicable, prove
from agecare.visits._allocate.exact.timing import times_matter, with_best_times, with_breaks_among_visits

__all__ = ["Proof", "applicable", "prove", "times_matter", "with_best_times", "with_breaks_among_visits"]
