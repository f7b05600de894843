"""From needs to services: who may have what, what suits best, and who gets the scarce place."""

from agecare.matching.allocate import Allocation, Given, Holder, Kind, Queue, Wait, allocate
from agecare.matching.waits import Interval

__all__ = ["Allocation", "Given", "Holder", "Interval", "Kind", "Queue", "Wait", "allocate"]
