"""The week allocated with OR-Tools, and what no plan can beat: who and on which day before any order is known, bounds
on what can be served and what it costs, and the cheapest plan of a small day with its proof."""

from agecare.visits._allocate.allocate import Allocation, allocate
from agecare.visits._allocate.bounds import Certificate, certificate
from agecare.visits._allocate.exact import (
    Proof,
    applicable,
    prove,
    times_matter,
    with_best_times,
    with_breaks_among_visits,
)

__all__ = [
    "Allocation",
    "Certificate",
    "Proof",
    "allocate",
    "applicable",
    "certificate",
    "prove",
    "times_matter",
    "with_best_times",
    "with_breaks_among_visits",
]
