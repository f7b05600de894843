"""Sharing scarce places: all requests and all places at once."""

from agecare.matching.sharing.bids import Bids, Prices
from agecare.matching.sharing.checks import Broken, Component, Worth, broken_rules, worth
from agecare.matching.sharing.fairness import Balance, Fairness, price_of_fairness
from agecare.matching.sharing.outcome import By, Held, Queued, Waiting, Why, waiting
from agecare.matching.sharing.placing import Placing
from agecare.matching.sharing.problem import PlacingProblem, Together, lottery
from agecare.matching.sharing.queueing import Survival, survival, turns_come
from agecare.matching.sharing.reserves import with_reserves, without_floors, without_reserves
from agecare.matching.sharing.share import Shared, share

__all__ = [
    "Balance",
    "Bids",
    "Broken",
    "By",
    "Component",
    "Fairness",
    "Held",
    "Placing",
    "PlacingProblem",
    "Prices",
    "Queued",
    "Shared",
    "Survival",
    "Together",
    "Waiting",
    "Why",
    "Worth",
    "broken_rules",
    "lottery",
    "price_of_fairness",
    "share",
    "survival",
    "turns_come",
    "waiting",
    "with_reserves",
    "without_floors",
    "without_reserves",
    "worth",
]
