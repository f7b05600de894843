"""The cheapest plan of a small day, with its proof: a complete CP-SAT model of the problem."""

from agecare.visits._allocate.exact.proof import Proof, applicable, prove

__all__ = ["Proof", "applicable", "prove"]
