"""Home visits: who goes, when, in which order, and why not."""

from agecare.visits.checks import Component, Cost, Violation, cost, violations
from agecare.visits.problem import PublishedVisit, VisitProblem, problem_for
from agecare.visits.replan import Call, Change, Gone, Reason, Replan, changes_of, replan
from agecare.visits.schedule import Kind, Schedule, Stop, Timeline, Unserved, timelines
from agecare.visits.solve import Progress, Result, solve
from agecare.visits.territories import Processes, solve_by_territory

__all__ = [
    "Call",
    "Change",
    "Component",
    "Cost",
    "Gone",
    "Kind",
    "Processes",
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
    "solve_by_territory",
    "timelines",
    "violations",
]
