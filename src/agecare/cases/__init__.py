"""Cases: one person, one plan, from intake to closure."""

from agecare.cases.deadlines import Deadline, PetitionClock, deadline, petition_clock
from agecare.cases.due import Due, DueKind, DueList, due
from agecare.cases.file import CaseFile, file_of
from agecare.cases.lifecycle import allowed, hand_over, move, open_case
from agecare.cases.moved import Moved, replay
from agecare.cases.petitions import (
    FollowedPetition,
    PetitionCount,
    answer_petition,
    extend_petition,
    follow_petitions,
    petition_statistics,
    register_petition,
)
from agecare.cases.plans import begin, finish_plans, move_goal, move_plan, move_task

__all__ = [
    "CaseFile",
    "Deadline",
    "Due",
    "DueKind",
    "DueList",
    "FollowedPetition",
    "Moved",
    "PetitionClock",
    "PetitionCount",
    "allowed",
    "answer_petition",
    "begin",
    "deadline",
    "due",
    "extend_petition",
    "file_of",
    "finish_plans",
    "follow_petitions",
    "hand_over",
    "move",
    "move_goal",
    "move_plan",
    "move_task",
    "open_case",
    "petition_clock",
    "petition_statistics",
    "register_petition",
    "replay",
]
