"""What stands in the way of a visit in a plan, found by trying every place that the plan has for it."""

from collections import Counter
from collections.abc import Callable, Iterator

import attrs
import numpy as np

from agecare.visits.explain.alone import Ways
from agecare.visits.explain.around import named
from agecare.visits.explain.judge import broken, price
from agecare.visits.explain.never import possible_days
from agecare.visits.explain.paid import over_limits
from agecare.visits.explain.survey import Survey
from agecare.visits.explain.trials import Trial, choices, trial, within_shift
from agecare.visits.schedule import Kind, Unserved

MOST_TRIALS = 12
"""Places of one visit that are judged by the checker, the cheapest first."""
LIMITS = ("daily-minutes", "weekly-minutes")


@attrs.frozen(eq=False)
class Tried:
    """What came of trying the places that a plan has for a visit.

    Attributes
    ----------
    best : the cheapest valid plan found; more : what it costs more than the plan without the visit.
    over : the places with time enough for which limits of hours would be broken, and which, the cheapest place first.
    """

    best: Trial | None
    more: int
    over: tuple[tuple[Trial, tuple[str, ...]], ...]


def tried(survey: Survey) -> Tried:
    """Try the places in the plan as it is; the search for the cheapest ends with the first that lowers the cost."""
    best, more = None, 0
    over: list[tuple[Trial, tuple[str, ...]]] = []
    for row in survey.free[:MOST_TRIALS].tolist():
        for made in _within_limits(survey, row):
            rules = tuple(_limits_of(survey, made))
            if rules:
                over.append((made, rules))
            if rules or broken(survey.around.problem, made.schedule, made.touched):
                continue
            costs = price(survey.around, made.schedule, made.touched)
            if best is None or costs < more:
                best, more = made, costs
            if more < 0:
                return Tried(best, more, tuple(over))
    return Tried(best, more, tuple(over))


def _within_limits(survey: Survey, row: int) -> Iterator[Trial]:
    """Plans with the visit at one place; routes that would take too many hours are drawn together."""
    place = survey.place(row)
    for starts in choices(survey.around.problem, place, survey.spans(place.day)):
        made = trial(survey.around, place, starts, breaks=True)
        if made is not None and any(_limits_of(survey, made)):
            made = trial(survey.around, place, starts, close=True, breaks=True) or made
        if made is not None and all(within_shift(survey.around.problem, line) for line in made.lines):
            yield made


def _limits_of(survey: Survey, made: Trial) -> Iterator[str]:
    """The limits of hours that a plan breaks."""
    over = np.array([over_limits(survey.around, line) for line in made.lines]).max(axis=0)
    return (rule for rule, minutes in zip(LIMITS, over.tolist(), strict=True) if minutes > 0)


def not_in_this_plan(survey: Survey, found: Tried) -> Unserved:
    """The first reason that holds of a visit that could be served, but not in this plan as it is."""
    around, visit = survey.around, survey.visit
    if found.best is not None:
        return _there_is_a_place(survey, found.best, found.more)
    told = (each for rule in RULES for each in rule(survey, found))
    full = around.unserved(visit, Kind.NOT_IN_THIS_PLAN, "workers-full", workers=_at_work(survey))
    return next(told, full)


def _there_is_a_place(survey: Survey, best: Trial, more: int) -> Unserved:
    around, visit = survey.around, survey.visit
    if more < 0:
        return free_place(survey, best)
    penalty = int(around.problem.visit_penalty[visit])
    return around.unserved(visit, Kind.NOT_IN_THIS_PLAN, "not-worth", cost=more + penalty, penalty=penalty)


def free_place(survey: Survey, best: Trial) -> Unserved:
    """The reason of a visit for which there is a cheaper plan with it."""
    workers = survey.names([survey.around.problem.route_worker[route] for route in best.place.routes])
    day = survey.around.date(best.place.day)
    return survey.around.unserved(survey.visit, Kind.SEARCH_ENDED, "search-ended", worker=workers, day=day)


def no_day_left(survey: Survey, found: Tried) -> Iterator[Unserved]:
    """The visits that are served leave no day on which anybody could come."""
    around, visit = survey.around, survey.visit
    possible = np.zeros(around.problem.days, dtype=np.bool_)
    possible[possible_days(around, visit, Ways.SHORTEST)] = True
    if not (possible & survey.apart).any():
        yield around.unserved(visit, Kind.NOT_IN_THIS_PLAN, "days-between")
    elif not (possible & survey.apart & survey.tied).any():
        other = around.problem.visit_ids[survey.ties[0].other]
        yield around.unserved(visit, Kind.NOT_IN_THIS_PLAN, "after-day", other=other)


def limits_of_hours(survey: Survey, found: Tried) -> Iterator[Unserved]:
    """There is time for it, but the workers who have it may not work that long."""
    if not found.over:
        return
    rules = Counter(rule for _, broken_rules in found.over for rule in broken_rules)
    weekly = rules["weekly-minutes"] >= rules["daily-minutes"]
    problem = survey.around.problem
    full = np.zeros(len(problem.worker_ids), dtype=np.bool_)
    for made, rules_of_one in found.over:
        if LIMITS[weekly] in rules_of_one:
            full[[problem.route_worker[route] for route in made.place.routes]] = True
    reason = "weekly-limit" if weekly else "daily-limit"
    yield survey.around.unserved(survey.visit, Kind.NOT_IN_THIS_PLAN, reason, worker=named(problem, full))


def tied_time(survey: Survey, found: Tried) -> Iterator[Unserved]:
    """There is time for it, but not so soon or so late after the visit that it is tied to."""
    if survey.ties and len(attrs.evolve(survey, by_ties=False).free):
        other = survey.around.problem.visit_ids[survey.ties[0].other]
        yield survey.around.unserved(survey.visit, Kind.NOT_IN_THIS_PLAN, "after-gap", other=other)


def pair_apart(survey: Survey, found: Tried) -> Iterator[Unserved]:
    """Each of the two workers has time on some day, but no two of them at times that go together."""
    if len(survey.tasks) == 2 and (survey.days_of(0) & survey.days_of(1)).any():
        yield survey.around.unserved(survey.visit, Kind.NOT_IN_THIS_PLAN, "pair-apart")


def only_on_the_way(survey: Survey, found: Tried) -> Iterator[Unserved]:
    """The direct way is too long on the days that are left; it could only be done on the way from another visit."""
    direct = possible_days(survey.around, survey.visit, Ways.DIRECT)
    if not survey.open[direct].any():
        yield survey.around.unserved(survey.visit, Kind.NOT_IN_THIS_PLAN, "too-far-alone")


RULES: tuple[Callable[[Survey, Tried], Iterator[Unserved]], ...] = (
    no_day_left,
    limits_of_hours,
    tied_time,
    pair_apart,
    only_on_the_way,
)


def _at_work(survey: Survey) -> str:
    """The workers who fit and work on the days that are left."""
    problem = survey.around.problem
    working = np.zeros(len(problem.worker_ids), dtype=np.bool_)
    working[problem.route_worker[survey.open[problem.route_day]]] = True
    fit = np.logical_or.reduce([problem.eligible[task] for task in survey.tasks])
    return named(problem, working & fit)
