"""Home visits: who goes, when, in which order, and why not."""

from agecare.visits.checks import Component, Cost, Violation, cost, violations
from agecare.visits.problem import PublishedVisit, VisitProblem, problem_for
from agecare.visits.schedule import Kind, Schedule, Stop, Timeline, Unserved, timelines
from agecare.visits.solve import Progress, Result, solve

__all__ = [
    "Component",
    "Cost",
    "Kind",
    "Progress",
    "PublishedVisit",
    "Result",
    "Schedule",
    "Stop",
    "Timeline",
    "Unserved",
    "Violation",
    "VisitProblem",
    "cost",
    "problem_for",
    "solve",
    "timelines",
    "violations",
]
