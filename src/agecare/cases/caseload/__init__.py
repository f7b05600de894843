"""Who takes over when a worker leaves: the people of the worker shared out among the others."""

from agecare.cases.caseload.checks import RULES, Price, price, violations
from agecare.cases.caseload.problem import Bar, Charge, Fit, HandoverProblem, HandoverWeights, Taker, Tie
from agecare.cases.caseload.reassign import Handover, Proposal, handover_problem, reassign
from agecare.cases.caseload.solve import Sharing, share_out

__all__ = [
    "RULES",
    "Bar",
    "Charge",
    "Fit",
    "Handover",
    "HandoverProblem",
    "HandoverWeights",
    "Price",
    "Proposal",
    "Sharing",
    "Taker",
    "Tie",
    "handover_problem",
    "price",
    "reassign",
    "share_out",
    "violations",
]
