"""A reason and a repair for each visit that a plan leaves out."""

from collections.abc import Callable, Mapping

import attrs
import numpy as np

from agecare.visits.explain.around import Around, named
from agecare.visits.explain.hours import Counting, Shortage, counting, shortage_of_window, shortages
from agecare.visits.explain.in_plan import Tried, free_place, not_in_this_plan, tried
from agecare.visits.explain.nearest import Found, nearest_repair
from agecare.visits.explain.never import clock, never
from agecare.visits.explain.survey import Survey
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Kind, Schedule, Unserved


def explained(problem: VisitProblem, schedule: Schedule, should_stop: Callable[[], bool] = bool) -> Schedule:
    """The schedule with a reason, and a repair if one was found, for each visit that it does not serve.

    Parameters
    ----------
    schedule : Schedule
        A plan that breaks no rule.
    should_stop : callable
        Once it says yes, no more places are tried: a visit that is neither impossible nor short of hours then says
        so, and visits for which no repair was looked for have none.
    """
    missing = [int(visit) for visit in np.flatnonzero(schedule.visit_day < 0)]
    if not missing:
        return attrs.evolve(schedule, unserved=())
    around = Around.of(problem, schedule)
    reasons = {visit: found for visit in missing if (found := never(around, visit)) is not None}
    hours = _Hours.of(around, set(reasons))
    for visit in sorted(missing, key=lambda each: -int(problem.visit_penalty[each])):
        reasons[visit] = _reason(around, hours, visit, reasons.get(visit), should_stop)
    return attrs.evolve(schedule, unserved=tuple(reasons[visit] for visit in missing))


def _reason(
    around: Around, hours: "_Hours", visit: int, known: Unserved | None, should_stop: Callable[[], bool]
) -> Unserved:
    """The reason of one visit, with its repair."""
    if should_stop():
        late = around.unserved(visit, Kind.SEARCH_ENDED, "not-tried")
        return known or hours.reason(around, visit) or late
    survey = Survey(around, around.gaps, visit)
    places = Tried(None, 0, ()) if known else tried(survey)
    if places.best is not None and places.more < 0:
        reason = free_place(survey, places.best)
    else:
        reason = known or hours.reason(around, visit) or not_in_this_plan(survey, places)
    found = nearest_repair(survey, places)
    if found is None:
        return reason
    if found.more is not None and found.more < 0 and (_nobody_else(found) or reason.kind is Kind.NOT_IN_THIS_PLAN):
        reason = _better_plan(around, visit, found.repair.params)
    return attrs.evolve(reason, repair=found.repair)


def _nobody_else(found: Found) -> bool:
    """Whether nobody is left out for it."""
    return found.repair.code in ("put", "move-visit")


def _better_plan(around: Around, visit: int, params: Mapping[str, str]) -> Unserved:
    """A plan with this visit in it, and another one elsewhere or left out, is cheaper."""
    return around.unserved(visit, Kind.SEARCH_ENDED, "search-ended", worker=params["worker"], day=params["day"])


@attrs.frozen(eq=False)
class _Hours:
    """What is proved about the hours there are."""

    count: Counting
    by_task: Mapping[int, Shortage]

    @classmethod
    def of(cls, around: Around, impossible: set[int]) -> "_Hours":
        count = counting(around.problem, impossible)
        return cls(count, shortages(count))

    def reason(self, around: Around, visit: int) -> Unserved | None:
        """The proof that some of certain visits must be left out, this one among them."""
        for task in around.problem.tasks_of(visit):
            found = self.by_task.get(task) or shortage_of_window(self.count, task)
            if found is not None:
                return _not_with_these_hours(around, visit, found)
        return None


def _not_with_these_hours(around: Around, visit: int, found: Shortage) -> Unserved:
    problem = around.problem
    workers = np.zeros(len(problem.worker_ids), dtype=np.bool_)
    workers[problem.route_worker[found.routes]] = True
    names, visits = named(problem, workers), len(found.visits)
    days = np.unique(problem.route_day[found.routes])
    begin, end = int(found.begin[days].min()), int(found.end[days].max())
    shifts = problem.route_start[found.routes], problem.route_latest[found.routes]
    if begin <= shifts[0].min() and end >= shifts[1].max():
        return around.unserved(
            visit,
            Kind.NOT_WITH_THESE_HOURS,
            "hours-full",
            workers=names,
            visits=visits,
            wanted=found.wanted,
            hours=found.hours,
        )
    return around.unserved(
        visit,
        Kind.NOT_WITH_THESE_HOURS,
        "window-full",
        workers=names,
        visits=visits,
        since=clock(begin),
        until=clock(min(end, int(shifts[1].max()))),
        wanted=found.wanted,
        hours=found.hours,
    )
