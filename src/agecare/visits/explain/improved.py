"""What the search left on the table: visits that fit in, or that matter more than one which is served."""

from collections import deque
from collections.abc import Callable

import numpy as np

from agecare.visits.explain.around import Around
from agecare.visits.explain.in_plan import tried
from agecare.visits.explain.nearest import cheaper_plan
from agecare.visits.explain.never import never
from agecare.visits.explain.survey import Survey
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule

MOST_ROUNDS = 4
"""How often all that is left out is gone through, at most."""


def improved(problem: VisitProblem, schedule: Schedule, should_stop: Callable[[], bool] = bool) -> Schedule:
    """The plan with every visit put in that makes it cheaper, the dearest to leave out first.

    A visit goes where there is a place for it, or takes the place of one that can go elsewhere or that costs less to
    leave out; then places that have become free are looked for once more. Every step lowers the cost and is judged by
    the checker.

    Parameters
    ----------
    schedule : Schedule
        A plan that breaks no rule.
    should_stop : callable
        Once it says yes, the plan so far is returned.
    """
    around = Around.of(problem, schedule)
    missing = np.flatnonzero(schedule.visit_day < 0).tolist()
    hopeless = {visit for visit in missing if never(around, visit) is not None}
    for number in range(MOST_ROUNDS):
        before = around
        left_out = set(np.flatnonzero(around.schedule.visit_day < 0).tolist()) - hopeless
        queue = deque(sorted(left_out, key=lambda visit: (-int(problem.visit_penalty[visit]), visit)))
        while queue and not should_stop():
            survey = Survey(around, around.gaps, queue.popleft())
            better = cheaper_plan(survey, tried(survey), others=number == 0)
            if better is not None:
                queue += np.flatnonzero((around.schedule.visit_day >= 0) & (better.schedule.visit_day < 0)).tolist()
                around = around.changed(better.schedule)
        if around is before:
            break
    return around.schedule
