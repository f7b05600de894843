"""Cases: one person, one plan, from intake to closure."""

from agecare.cases.caseload import Handover, HandoverWeights, Proposal, reassign
from agecare.cases.coaching import Coaching, Progress, Round, coaching, suggested_goals
from agecare.cases.conferences import Call, CallLimits, Evidence, Packet, calls, packet, tasks_of
from agecare.cases.deadlines import Deadline, PetitionClock, deadline, petition_clock
from agecare.cases.due import Due, DueKind, DueList, due
from agecare.cases.file import CaseFile, file_of
from agecare.cases.flow import Flow, Stay, Turnover, flow, stays, stock_on
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
    "Call",
    "CallLimits",
    "CaseFile",
    "Coaching",
    "Deadline",
    "Due",
    "DueKind",
    "DueList",
    "Evidence",
    "Flow",
    "FollowedPetition",
    "Handover",
    "HandoverWeights",
    "Moved",
    "Packet",
    "PetitionClock",
    "PetitionCount",
    "Progress",
    "Proposal",
    "Round",
    "Stay",
    "Turnover",
    "allowed",
    "answer_petition",
    "begin",
    "calls",
    "coaching",
    "deadline",
    "due",
    "extend_petition",
    "file_of",
    "finish_plans",
    "flow",
    "follow_petitions",
    "hand_over",
    "move",
    "move_goal",
    "move_plan",
    "move_task",
    "open_case",
    "packet",
    "petition_clock",
    "petition_statistics",
    "reassign",
    "register_petition",
    "replay",
    "stays",
    "stock_on",
    "suggested_goals",
    "tasks_of",
]
