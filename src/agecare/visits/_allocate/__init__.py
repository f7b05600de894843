"""The week allocated with OR-Tools: which worker and which day for every visit, before any order is known."""

from agecare.visits._allocate.allocate import Allocation, allocate

__all__ = ["Allocation", "allocate"]
