"""Planning again: keep what can stay, put in what cannot, look for better, put back what need not have moved."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from functools import partial

import attrs

from agecare.model.time import DAY_MINUTES
from agecare.visits.checks import cost, violations
from agecare.visits.explain import explained
from agecare.visits.problem import VisitProblem
from agecare.visits.replan.changes import calls_of, changes_of
from agecare.visits.replan.desk import Desk
from agecare.visits.replan.matching import renumbered
from agecare.visits.replan.mending import polish, put_back, put_in, settle, take_over
from agecare.visits.replan.moment import frozen_before
from agecare.visits.replan.placing import has_a_chance
from agecare.visits.replan.records import Call, Change, Gone
from agecare.visits.replan.room import make_room
from agecare.visits.replan.told import Standing, standing
from agecare.visits.schedule import Schedule
from agecare.visits.solve import Progress, Result, prepare, solve

USUAL_SECONDS = 4.0
STICKY = 4
"""A change costs so many times its price while the search looks for something better; what it finds is then judged by
the true price. So it looks where few people have to be told."""
DESK_SHARE, SEARCH_SHARE = 0.45, 0.9
"""Shares of the time limit after which the search takes care of what has no place yet, and after which it ends."""


@attrs.frozen(eq=False)
class Replan:
    """A new plan, what it changes for whom and why, and whom to call."""

    result: Result
    changes: tuple[Change, ...]
    """Every visit that differs from what people were told, by day and time."""
    calls: tuple[Call, ...]
    """Everybody to tell, clients first."""


def replan(
    problem: VisitProblem,
    told: Schedule | None = None,
    *,
    gone: Sequence[Gone] = (),
    now: dt.datetime | None = None,
    time_limit: float | None = USUAL_SECONDS,
    work_limit: int | None = None,
    seed: int = 1,
    lanes: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Replan:
    """Plan again from a published plan, and change as little as can be.

    Whatever can stay keeps its day, its workers and its minute. What cannot, what is new and what was left out is put
    where nobody has to move; for a visit that matters more, one or two others move, each at the price of a change
    (`Weights.change`). A search then looks for something cheaper, changes priced in, and only what concerns these
    visits is taken over. At last whatever has moved without need is put back.

    Where less than half of the visits were published, the plan is made from scratch, changes priced in.

    Parameters
    ----------
    problem : VisitProblem
        Made with ``problem_for(…, published=…)``.
    told : Schedule, optional
        The published plan as far as it fits this problem (`agecare.io.schedule_of`): breaks, and the second start of
        visits whose workers come one after the other. Without it, breaks are put where there is time.
    gone : sequence of Gone
        Published visits that the problem no longer has (`gone_visits`): listed among the changes.
    now : datetime.datetime, optional
        What begins before it has taken place, or is under way, and stays; nothing else is put before it. A naive
        moment is local.
    time_limit, work_limit, seed, lanes, on_progress, should_stop
        As in `solve`.

    Raises
    ------
    ValueError
        When there is neither a time limit nor a work limit.
    """
    if time_limit is None and work_limit is None:
        raise ValueError("give a time limit or a work limit")
    clock = _Clock(time.perf_counter(), time_limit, should_stop or (lambda: False))
    base, posed = _base(problem, told, now)
    if now is not None:
        gone = [
            one for one in gone if one.before.day * DAY_MINUTES + one.before.start >= problem.horizon.minute_of(now)
        ]
    search = partial(solve, work_limit=work_limit, seed=seed, lanes=lanes, should_stop=clock.stopped)
    if 2 * int((problem.visit_published_day >= 0).sum()) < len(problem.visit_ids):
        found = search(posed, time_limit=time_limit, on_progress=on_progress)
        return _replan(problem, found.schedule, _proved(found, now is None, now is None), gone, told, clock.begun)
    desk = Desk(posed, base.schedule)
    reach = {visit for visit, day in enumerate(desk.day) if day < 0 and has_a_chance(desk, visit)}
    mended = _mended(desk, reach, clock.passed(DESK_SHARE))
    if not reach:
        found = Result(explained(posed, mended), cost(posed, mended), (), seed, 0, 0.0, "work")
        return _replan(problem, found.schedule, found, gone, told, clock.begun)
    clock = attrs.evolve(clock, begun=clock.begun + prepare())
    tell = None if on_progress is None else partial(_without_cost, on_progress)
    left = clock.left(SEARCH_SHARE)
    found = _proved(search(_sticky(posed), time_limit=left, start=mended, on_progress=tell), now is None, False)
    take_over(desk, found.schedule, reach)
    put_back(desk, set(range(len(desk.day))) - base.causes.keys(), clock.passed(1.0))
    polish(desk, reach, clock.passed(1.0))
    settle(desk)
    plans = [renumbered(posed, plan) for plan in (desk.schedule(), mended)]
    schedule = explained(posed, _cheapest(posed, plans), clock.stopped)
    return _replan(problem, schedule, found, gone, told, clock.begun)


def _proved(found: Result, served: bool, cost: bool) -> Result:
    """A result with those proofs only that hold for the whole problem and its own prices."""
    return attrs.evolve(
        found,
        serviceable=found.serviceable if served else None,
        cost_at_least=found.cost_at_least if cost else None,
    )


def _sticky(problem: VisitProblem) -> VisitProblem:
    weights = problem.weights
    return attrs.evolve(problem, weights=weights.model_copy(update={"change": STICKY * weights.change}))


def _without_cost(tell: Callable[[Progress], None], progress: Progress) -> None:
    """Pass a progress on, but for the cost: the search's prices are not the centre's."""
    tell(attrs.evolve(progress, cost=None))


@attrs.frozen
class _Clock:
    """When to go on to the next step. Without a time limit nothing depends on the clock."""

    begun: float
    limit: float | None
    stopped: Callable[[], bool]

    def passed(self, share: float) -> Callable[[], bool]:
        """A question: has this share of the limit passed, or has somebody said stop?"""
        return lambda: self.stopped() or (self.limit is not None and self._elapsed > share * self.limit)

    def left(self, share: float) -> float | None:
        """Seconds until this share of the limit has passed."""
        return None if self.limit is None else max(0.05, share * self.limit - self._elapsed)

    @property
    def _elapsed(self) -> float:
        return time.perf_counter() - self.begun


def _base(problem: VisitProblem, told: Schedule | None, now: dt.datetime | None) -> tuple[Standing, VisitProblem]:
    """What can stay, and the problem with what has begun held."""
    base = standing(problem, told)
    if now is None:
        return base, problem
    minute = min(max(0, problem.horizon.minute_of(now)), problem.days * DAY_MINUTES)
    return base, frozen_before(problem, minute, base.schedule)


def _mended(desk: Desk, reach: set[int], stop: Callable[[], bool]) -> Schedule:
    """The plan with everything put in that finds a place."""
    put_in(desk, reach, stop)
    polish(desk, reach, stop)
    make_room(desk, reach, stop)
    polish(desk, reach, stop)
    settle(desk)
    return desk.schedule()


def _cheapest(problem: VisitProblem, plans: Sequence[Schedule]) -> Schedule:
    """The cheapest of the plans that break no rule; the first of them where they cost the same."""
    return min(plans, key=lambda plan: (len(violations(problem, plan)), cost(problem, plan).total))


def _replan(
    problem: VisitProblem,
    schedule: Schedule,
    found: Result,
    gone: Sequence[Gone],
    told: Schedule | None,
    begun: float,
) -> Replan:
    """The plan judged by the whole problem, whatever moment it was made at."""
    changes = changes_of(problem, schedule, gone, told)
    result = attrs.evolve(
        found,
        schedule=schedule,
        cost=cost(problem, schedule),
        violations=tuple(violations(problem, schedule)),
        elapsed=time.perf_counter() - begun,
    )
    return Replan(result, changes, calls_of(changes))
