"""Sharing scarce places: all requests and all places at once."""

from agecare.matching.sharing.bids import Bids, Prices
from agecare.matching.sharing.checks import Broken, Worth, broken_rules, worth
from agecare.matching.sharing.placing import Placing
from agecare.matching.sharing.problem import PlacingProblem, Together, lottery
from agecare.matching.sharing.reserves import with_reserves, without_floors, without_reserves
from agecare.matching.sharing.share import Shared, share

__all__ = [
    "Bids",
    "Broken",
    "Placing",
    "PlacingProblem",
    "Prices",
    "Shared",
    "Together",
    "Worth",
    "broken_rules",
    "lottery",
    "share",
    "with_reserves",
    "without_floors",
    "without_reserves",
    "worth",
]
