"""Planning again from a published plan, with as few changes as can be, each with its reason, and a list of calls."""

from agecare.visits.replan.changes import calls_of, changes_of
from agecare.visits.replan.matching import matched
from agecare.visits.replan.recipe import Replan, replan
from agecare.visits.replan.records import Call, Change, Gone, Reason
from agecare.visits.replan.saying import Voice
from agecare.visits.replan.told import standing

__all__ = [
    "Call",
    "Change",
    "Gone",
    "Reason",
    "Replan",
    "Voice",
    "calls_of",
    "changes_of",
    "matched",
    "replan",
    "standing",
]
