"""The recipe for a large region: divide, solve the parts, put them together, mend the borders, check, explain."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial

import attrs

from agecare.visits.checks import cost, violations
from agecare.visits.explain import explained
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Schedule
from agecare.visits.solve import Progress, Result, prepare, solve
from agecare.visits.territories.borders import region_of, rounds_of
from agecare.visits.territories.cut import Part, Share, part_of, plan_in, with_plan
from agecare.visits.territories.divide import divide
from agecare.visits.territories.land import Land
from agecare.visits.territories.limits import Clock, Limits
from agecare.visits.territories.work import Here, Job, run_all, usual_at_once

USUAL_VISITS = 1000
"""Of one territory, when nobody says how many there should be."""
PARTS_SHARE = 0.75
"""Of the time or the moves; the rest is for the borders, the check and the reasons."""
LAST_SHARE = 0.05
"""Of the time, kept back for the check and the reasons."""


def solve_by_territory(
    problem: VisitProblem,
    *,
    executor: Executor | None = None,
    parts: int | None = None,
    at_once: int | None = None,
    time_limit: float | None = 30.0,
    work_limit: int | None = None,
    seed: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Plan a large region in territories, each by itself, and then the borders between them.

    Every visit and every worker is in one territory (`divide`); each is solved in one lane, anywhere; afterwards
    closed regions around the borders are solved again with the workers of both sides, and kept where the plan of the
    whole becomes cheaper. Cost, violations and reasons are those of the whole.

    Parameters
    ----------
    problem : VisitProblem
    executor : concurrent.futures.Executor, optional
        Where the territories are solved: `Processes`, a thread pool, or that of a cluster. ``None`` = one after the
        other, here. With a work limit and no time limit the plan does not depend on it.
    parts : int, optional
        Number of territories; by default one for about 1,000 visits. One part is solved as `solve` does it.
    at_once : int, optional
        How many territories the executor solves at the same time; by default as many as a standard pool has workers,
        or all.
    time_limit : float, optional
        Seconds for everything, the loading of compiled code in other processes aside. ``None`` = no limit by time.
    work_limit : int, optional
        Moves of all territories and borders together.
    seed : int
        Of all random choices.
    on_progress : callable, optional
        Gets a `Progress` a few times a second. Until a territory is done its visits count as unserved.
    should_stop : callable, optional
        When it says yes, what has been found so far is put together and returned. Threads of this process ask it a few
        times a second, and for `Processes` it is asked as often; elsewhere a territory that has begun goes on until its
        own limit.

    Raises
    ------
    ValueError
        When there is neither a time limit nor a work limit.
    BaseException
        What a territory raises, with a note that names it.
    """
    if time_limit is None and work_limit is None:
        raise ValueError("give a time limit or a work limit")
    count = usual_parts(problem) if parts is None else parts
    land = Land.of(problem)
    shares = divide(land, min(count, max(1, int((land.hours > 0).sum()))))
    if len(shares) == 1:
        return solve(
            problem,
            time_limit=time_limit,
            work_limit=work_limit,
            seed=seed,
            on_progress=on_progress,
            should_stop=should_stop,
        )
    where = executor or Here()
    run = _Run(
        problem,
        land,
        where,
        at_once or usual_at_once(where, len(shares)),
        _begun(time_limit, on_progress),
        work_limit,
        seed,
        on_progress or (lambda progress: None),
        should_stop or bool,
    )
    merged = run.parts(shares)
    broken = tuple(violations(problem, merged.schedule))
    if not broken and not run.over():
        merged = run.borders(shares, merged)
        broken = tuple(violations(problem, merged.schedule))
    schedule = explained(problem, merged.schedule, lambda: run.should_stop() or run.clock.over)
    return Result(
        schedule=schedule,
        cost=cost(problem, schedule),
        violations=broken,
        seed=seed,
        moves=merged.moves,
        elapsed=run.clock.elapsed,
        stopped_by="signal" if run.should_stop() else merged.stopped_by,
    )


def usual_parts(problem: VisitProblem) -> int:
    """Territories for a problem when nobody says how many: one for about 1,000 visits."""
    return max(1, round(len(problem.visit_ids) / USUAL_VISITS))


def _begun(limit: float | None, on_progress: Callable[[Progress], None] | None) -> Clock:
    """Begin to count once the search is compiled and on disk, where other processes find it."""
    if on_progress is not None:
        on_progress(Progress("prepare", 0.0))
    prepare()
    return Clock(time.perf_counter(), limit)


@attrs.frozen(eq=False)
class _Plan:
    """A plan of the whole, how much work it took, and what ended that."""

    schedule: Schedule
    moves: int = 0
    stopped_by: str = "work"
    price: int | None = None
    """What it costs; ``None`` before the territories are put together."""

    def after(self, result: Result) -> "_Plan":
        """The same plan with the work for a part counted."""
        stopped_by = "time" if "time" in (self.stopped_by, result.stopped_by) else self.stopped_by
        return attrs.evolve(self, moves=self.moves + result.moves, stopped_by=stopped_by)


@attrs.frozen(eq=False)
class _Run:
    """One call: the problem, where it is solved, the limits, and whom to tell."""

    problem: VisitProblem
    land: Land
    executor: Executor
    at_once: int
    clock: Clock
    work_limit: int | None
    seed: int
    tell: Callable[[Progress], None]
    should_stop: Callable[[], bool]

    def over(self) -> bool:
        """Whether nothing more should be begun."""
        return self.should_stop() or self.clock.over

    def parts(self, shares: Sequence[Share]) -> _Plan:
        """Solve every territory and put the plans together."""
        names = [
            f"territory {number} of {len(shares)} ({len(share.visits)} visits, {len(share.workers)} workers)"
            for number, share in enumerate(shares, 1)
        ]
        nothing = merged = _Plan(Schedule.empty(self.problem))
        for part, result in self._solved(shares, names, nothing, PARTS_SHARE, PARTS_SHARE):
            schedule = with_plan(merged.schedule, part, result.schedule)
            merged = attrs.evolve(merged.after(result), schedule=schedule)
        return attrs.evolve(merged, price=cost(self.problem, merged.schedule).total)

    def borders(self, shares: Sequence[Share], plan: _Plan) -> _Plan:
        """Solve the regions around the borders again, round by round; what makes the whole dearer is not kept."""
        rounds = rounds_of(self.land, shares, plan.schedule)
        rest = 1 - PARTS_SHARE
        for turn, pairs in enumerate(rounds, 1):
            if self.over():
                break
            regions, names = [], []
            for one, two in pairs:
                region = region_of(self.land, shares[one], shares[two], plan.schedule)
                if len(region.visits) and len(region.workers):
                    regions.append(region)
                    names.append(f"the border of territories {one + 1} and {two + 1} ({len(region.visits)} visits)")
            if regions:
                until = PARTS_SHARE + (rest - LAST_SHARE) * turn / len(rounds)
                found = list(self._solved(regions, names, plan, until, rest / len(rounds), turn * len(shares)))
                plan = self._kept(plan, sorted(found, key=lambda each: int(each[0].visits[0])))
        return plan

    def _kept(self, plan: _Plan, found: Sequence[tuple[Part, Result]]) -> _Plan:
        """The plan with the new plans of regions that are better there, as far as they make the whole cheaper."""
        for _, result in found:
            plan = plan.after(result)
        good = [(part, result.schedule) for part, result in found if _is_better(part, plan, result)]
        for group in [good, *([one] for one in good if len(good) > 1)]:
            schedule = plan.schedule
            for part, new in group:
                schedule = with_plan(schedule, part, new)
            price = cost(self.problem, schedule).total
            if plan.price is None or price < plan.price:
                plan = attrs.evolve(plan, schedule=schedule, price=price)
                if group is good:
                    break
        return plan

    def _solved(
        self,
        shares: Sequence[Share],
        names: Sequence[str],
        plan: _Plan,
        until: float,
        moves_share: float,
        first_seed: int = 0,
    ) -> Iterator[tuple[Part, Result]]:
        """Each share and what was found for it, as they come. No more parts are held than are being solved."""
        moves = None if self.work_limit is None else self.work_limit * moves_share
        limits = Limits.of(self.clock, until, moves, shares, self.at_once)
        told = _Told.of(self.problem, shares, plan)
        held: dict[int, Part] = {}

        def job(number: int) -> Job:
            part = held[number] = part_of(self.problem, shares[number])
            seconds, most = (0.0, 0) if self.should_stop() else limits.of_job(number)
            start = None if plan.price is None else plan_in(part, plan.schedule)
            return Job(names[number], part.problem, start, seconds, most, self.seed * 1009 + first_seed + number)

        def tell(number: int, progress: Progress | None) -> None:
            if progress is not None and progress.cost is not None and progress.unserved is not None:
                told.note(number, progress.cost, progress.unserved)
            self.tell(told.now(self.clock.elapsed))

        jobs = [partial(job, number) for number in range(len(shares))]
        for number, result in run_all(self.executor, jobs, self.at_once, tell=tell, stop=self.should_stop):
            told.note(number, result.cost.total, int((result.schedule.visit_day < 0).sum()))
            yield held.pop(number), result


@attrs.frozen(eq=False)
class _Told:
    """What the progress says: while there is a plan of the whole its figures, before it the sums of the parts."""

    whole: tuple[int, int] | None
    """Price and visits left out."""
    parts: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, problem: VisitProblem, shares: Sequence[Share], plan: _Plan) -> "_Told":
        nobody = {n: (int(problem.visit_penalty[s.visits].sum()), len(s.visits)) for n, s in enumerate(shares)}
        return cls(None if plan.price is None else (plan.price, int((plan.schedule.visit_day < 0).sum())), nobody)

    def note(self, part: int, price: int, unserved: int) -> None:
        self.parts[part] = price, unserved

    def now(self, elapsed: float) -> Progress:
        prices, unserved = zip(*self.parts.values(), strict=True)
        return Progress("search", elapsed, *(self.whole or (sum(prices), sum(unserved))))


def _is_better(part: Part, plan: _Plan, found: Result) -> bool:
    """Whether a new plan of a part is valid and, in the part, cheaper than what the plan of the whole has there."""
    return not found.violations and found.cost.total < cost(part.problem, plan_in(part, plan.schedule)).total
