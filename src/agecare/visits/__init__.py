"""Home visits: who goes, when, in which order, and why not."""

from agecare.visits.checks import Component, Cost, Violation, cost, violations
from agecare.visits.problem import PublishedVisit, VisitProblem, problem_for
from agecare.visits.replan import Call, Change, Gone, Reason, Replan, changes_of, replan
from agecare.visits.schedule import Kind, Schedule, Stop, Timeline, Unserved, timelines
from agecare.visits.solve import Progress, Result, solve

__all__ = [
    "Call",
    "Change",
    "Component",
    "Cost",
    "Gone",
    "Kind",
    "Progress",
    "PublishedVisit",
    "Reason",
    "Replan",
    "Result",
    "Schedule",
    "Stop",
    "Timeline",
    "Unserved",
    "Violation",
    "VisitProblem",
    "changes_of",
    "cost",
    "problem_for",
    "replan",
    "solve",
    "timelines",
    "violations",
]
