"""From needs to services: who may have what, what suits best, what would have to change, who gets scarce places."""

from agecare.matching.allocate import Allocation, Given, Holder, Kind, Queue, Wait, allocate
from agecare.matching.answers import Answer, Reason
from agecare.matching.askers import Asker, asker_of, asker_of_request, askers_of, open_needs
from agecare.matching.candidates import Candidates, candidates
from agecare.matching.directory import Directory, directory_of
from agecare.matching.drafting import draft_request, visit_requests_for
from agecare.matching.explain import Act, Change, Explanation, Unmet, explain
from agecare.matching.match import Fit, Match, NeedMatch, Standing, fit_of, match
from agecare.matching.offers import Offer
from agecare.matching.score import Part
from agecare.matching.telling import answer_text, change_text, part_text
from agecare.matching.waits import Interval

__all__ = [
    "Act",
    "Allocation",
    "Answer",
    "Asker",
    "Candidates",
    "Change",
    "Directory",
    "Explanation",
    "Fit",
    "Given",
    "Holder",
    "Interval",
    "Kind",
    "Match",
    "NeedMatch",
    "Offer",
    "Part",
    "Queue",
    "Reason",
    "Standing",
    "Unmet",
    "Wait",
    "allocate",
    "answer_text",
    "asker_of",
    "asker_of_request",
    "askers_of",
    "candidates",
    "change_text",
    "directory_of",
    "draft_request",
    "explain",
    "fit_of",
    "match",
    "open_needs",
    "part_text",
    "visit_requests_for",
]
