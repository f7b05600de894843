"""Referrals: chains of them, where people get lost on the way, and what would help."""

from agecare.model.discretion import LEAST_COUNT
from agecare.referrals.bottlenecks import Bottleneck, Flow, WhatIf, bottlenecks, what_if
from agecare.referrals.chains import Chain, Link, Step
from agecare.referrals.columns import History, history_in, history_of
from agecare.referrals.findings import Finding, Findings, findings
from agecare.referrals.graph import ReferralGraph, graph_of
from agecare.referrals.measures import Figures, Measures, Stage, Wait, measures
from agecare.referrals.moves import Moved, move
from agecare.referrals.network import Reached
from agecare.referrals.onward import LeftOut, Onward, Option, onward
from agecare.referrals.overview import Change, Overview, overview
from agecare.referrals.stories import Story, Stretch, stories_of
from agecare.referrals.streams import Band, Stop, Streams, streams

__all__ = [
    "LEAST_COUNT",
    "Band",
    "Bottleneck",
    "Chain",
    "Change",
    "Figures",
    "Finding",
    "Findings",
    "Flow",
    "History",
    "LeftOut",
    "Link",
    "Measures",
    "Moved",
    "Onward",
    "Option",
    "Overview",
    "Reached",
    "ReferralGraph",
    "Stage",
    "Step",
    "Stop",
    "Story",
    "Streams",
    "Stretch",
    "Wait",
    "WhatIf",
    "bottlenecks",
    "findings",
    "graph_of",
    "history_in",
    "history_of",
    "measures",
    "move",
    "onward",
    "overview",
    "stories_of",
    "streams",
    "what_if",
]
