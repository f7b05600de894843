"""Cases: one person, one plan, from intake to closure."""

from agecare.cases.file import CaseFile, file_of
from agecare.cases.lifecycle import allowed, hand_over, move, open_case
from agecare.cases.moved import Moved, replay
from agecare.cases.plans import begin, finish_plans, move_goal, move_plan, move_task

__all__ = [
    "CaseFile",
    "Moved",
    "allowed",
    "begin",
    "file_of",
    "finish_plans",
    "hand_over",
    "move",
    "move_goal",
    "move_plan",
    "move_task",
    "open_case",
    "replay",
]
