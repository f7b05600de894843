"""Who is covered by care, and how evenly: the measures that districts and ministries ask for."""

from agecare.coverage.access import AreaAccess, TypeAccess
from agecare.coverage.caseload import SectorCaseload
from agecare.coverage.catchment import ZONE_WEIGHTS, Catchment, Decay, floating_catchment
from agecare.coverage.discretion import without_small_counts
from agecare.coverage.inequality import Theil, gini, theil
from agecare.coverage.measure import Coverage, measure
from agecare.coverage.sites import Site
from agecare.coverage.standing import AreaStanding, DomainStanding, GroupStanding, SectorStanding, Standing
from agecare.model.caseloads import USUAL_CASELOAD, Caseload
from agecare.model.discretion import LEAST_COUNT

__all__ = [
    "LEAST_COUNT",
    "USUAL_CASELOAD",
    "ZONE_WEIGHTS",
    "AreaAccess",
    "AreaStanding",
    "Caseload",
    "Catchment",
    "Coverage",
    "Decay",
    "DomainStanding",
    "GroupStanding",
    "SectorCaseload",
    "SectorStanding",
    "Site",
    "Standing",
    "Theil",
    "TypeAccess",
    "floating_catchment",
    "gini",
    "measure",
    "theil",
    "without_small_counts",
]
