"""Why a visit is not in the plan, and what would help.

Three kinds of reasons, from the firmest on: *never* is judged rule by rule on an empty plan; *not with these hours* is
proved by counting minutes; *not in this plan* says what stands in the way, after every place in the plan was tried. A
reason that says *search ended* names a plan with the visit in it that the checker accepts and that is cheaper. With
each reason comes the nearest repair that was carried out and found to work.
"""

from agecare.visits.explain.applied import Repaired, repaired
from agecare.visits.explain.improved import improved
from agecare.visits.explain.reasons import explained

__all__ = ["Repaired", "explained", "improved", "repaired"]
