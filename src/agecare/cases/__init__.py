"""Cases: one person, one plan, from intake to closure."""

from agecare.cases.caseload import Handover, HandoverWeights, Proposal, reassign
from agecare.cases.coaching import Coaching, Progress, Round, coaching, suggested_goals
from agecare.cases.completeness import Completeness, FileCount, completeness, files_by_manager
from agecare.cases.conferences import Call, CallLimits, Evidence, Packet, calls, packet, tasks_of
from agecare.cases.deadlines import Deadline, PetitionClock, deadline, petition_clock
from agecare.cases.due import Due, DueKind, DueList, due
from agecare.cases.early import EarlyReason, EarlyReview, early_reviews
from agecare.cases.file import CaseFile, file_of, put_back
from agecare.cases.flow import Flow, Stay, Turnover, flow, stays, stock_on
from agecare.cases.lifecycle import allowed, hand_over, move, open_case
from agecare.cases.missed import Against, MakeUp, make_ups
from agecare.cases.moved import Moved, replay
from agecare.cases.outcomes import GoalLeft, GoalNews, GoalReason, TakenUp, move_goals, record_outcomes, take_up
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
    "Against",
    "Call",
    "CallLimits",
    "CaseFile",
    "Coaching",
    "Completeness",
    "Deadline",
    "Due",
    "DueKind",
    "DueList",
    "EarlyReason",
    "EarlyReview",
    "Evidence",
    "FileCount",
    "Flow",
    "FollowedPetition",
    "GoalLeft",
    "GoalNews",
    "GoalReason",
    "Handover",
    "HandoverWeights",
    "MakeUp",
    "Moved",
    "Packet",
    "PetitionClock",
    "PetitionCount",
    "Progress",
    "Proposal",
    "Round",
    "Stay",
    "TakenUp",
    "Turnover",
    "allowed",
    "answer_petition",
    "begin",
    "calls",
    "coaching",
    "completeness",
    "deadline",
    "due",
    "early_reviews",
    "extend_petition",
    "file_of",
    "files_by_manager",
    "finish_plans",
    "flow",
    "follow_petitions",
    "hand_over",
    "make_ups",
    "move",
    "move_goal",
    "move_goals",
    "move_plan",
    "move_task",
    "open_case",
    "packet",
    "petition_clock",
    "petition_statistics",
    "put_back",
    "reassign",
    "record_outcomes",
    "register_petition",
    "replay",
    "stays",
    "stock_on",
    "suggested_goals",
    "take_up",
    "tasks_of",
]
