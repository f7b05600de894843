"""What differs from the plan that people know, visit by visit, each with its reason; and who must be told."""

from collections.abc import Iterable, Mapping, Sequence

import attrs
import numpy as np

from agecare.visits.checks import Cost, Plan, changed, cost, violations
from agecare.visits.problem import NONE, Flags, PublishedVisit, VisitProblem
from agecare.visits.replan.records import Call, Cause, Change, Gone, Reason
from agecare.visits.replan.told import placed, published_visit, standing
from agecare.visits.schedule import Schedule, timelines


def changes_of(
    problem: VisitProblem, schedule: Schedule, gone: Sequence[Gone] = (), told: Schedule | None = None
) -> tuple[Change, ...]:
    """Every visit that differs from the published plan, as the cost counts it, and every visit that is new in it.

    Parameters
    ----------
    problem : VisitProblem
        With the published visits in it; without any there are no changes.
    schedule : Schedule
        The plan as it is now.
    gone : sequence of Gone
        Published visits that the problem does not have.
    told : Schedule, optional
        The published plan, as in `standing`.

    Returns
    -------
    tuple of Change
        By day and time: before, and of those that are new, now.
    """
    if not (problem.visit_published_day >= 0).any() and not gone:
        return ()
    known = _Known.of(problem, schedule, told)
    found = [Change(one.visit, one.client, one.reason, {}, one.before) for one in gone]
    for visit in range(len(problem.visit_ids)):
        published = problem.visit_published_day[visit] >= 0
        if changed(known.plan, visit) if published else schedule.served(visit):
            found.append(known.change(visit))
    return tuple(sorted(found, key=_when))


def calls_of(changes: Iterable[Change]) -> tuple[Call, ...]:
    """Whom to tell what: clients first, then workers, each once, in the order of their first change."""
    clients: dict[str, list[Change]] = {}
    workers: dict[str, list[Change]] = {}
    for change in changes:
        clients.setdefault(change.client, []).append(change)
        for worker in change.workers:
            workers.setdefault(worker, []).append(change)
    return (
        *(Call(id_, True, tuple(theirs)) for id_, theirs in clients.items()),
        *(Call(id_, False, tuple(theirs)) for id_, theirs in workers.items()),
    )


def _when(change: Change) -> tuple[int, int, str]:
    visit = change.before or change.after
    return (0, 0, change.visit) if visit is None else (visit.day, visit.start, change.visit)


@attrs.frozen
class _Known:
    """A plan, and what of the published one it can keep."""

    problem: VisitProblem
    plan: Plan
    cost: Cost
    causes: Mapping[int, Cause]
    told: Schedule | None

    @classmethod
    def of(cls, problem: VisitProblem, schedule: Schedule, told: Schedule | None) -> "_Known":
        plan = Plan(problem, schedule, timelines(problem, schedule))
        return cls(problem, plan, cost(problem, schedule), standing(problem, told).causes, told)

    def change(self, visit: int) -> Change:
        """The change of a visit that differs."""
        problem = self.problem
        before = published_visit(problem, visit) if problem.visit_published_day[visit] >= 0 else None
        cause = self._cause(visit)
        client = problem.client_ids[problem.visit_client[visit]]
        return Change(problem.visit_ids[visit], client, cause.reason, cause.params, before, self._now(visit))

    def _now(self, visit: int) -> PublishedVisit | None:
        problem, schedule = self.problem, self.plan.schedule
        if not schedule.served(visit):
            return None
        tasks = problem.tasks_of(visit)
        workers = tuple(problem.worker_ids[self.plan.worker_of(task)] for task in tasks)
        return PublishedVisit(int(schedule.visit_day[visit]), self.plan.start(tasks[0]), workers)

    def _cause(self, visit: int) -> Cause:
        problem, schedule = self.problem, self.plan.schedule
        if problem.visit_published_day[visit] < 0:
            return Cause(Reason.REQUEST_NEW)
        if visit in self.causes:
            return self.causes[visit]
        back = placed(problem, schedule, visit, self.told)
        if back is not None and not self._broken(back):
            return Cause(Reason.BETTER_FOR, {"component": self._dearest(back)})
        for reason, others in (
            (Reason.MADE_ROOM_FOR, self._in_the_way(visit, back)),
            (Reason.TIED, self._tied(visit)),
            (Reason.MADE_ROOM_FOR, self._newcomers(visit)),
        ):
            if others:
                return Cause(reason, {"visit": problem.visit_ids[min(others, key=self._importance)]})
        told = int(problem.task_published_worker[problem.task_first[visit]])
        worker = "" if told < 0 else problem.worker_ids[told]
        return Cause(Reason.HOURS_FULL, {"worker": worker})

    def _broken(self, back: Schedule) -> bool:
        """Whether a plan breaks a rule, breaks that stand in the way left aside."""
        broken = violations(self.problem, back)
        if broken and all(one.rule == "break-time" for one in broken):
            back.break_start[:] = np.where(self._pause_is_in_the_way(back), NONE, back.break_start)
            broken = violations(self.problem, back)
        return bool(broken)

    def _pause_is_in_the_way(self, back: Schedule) -> Flags:
        """(R,): routes whose break has no time where it is."""
        wrong = {(one.worker, one.day) for one in violations(self.problem, back)}
        workers, days = self.problem.route_worker.tolist(), self.problem.route_day.tolist()
        named = [(self.problem.worker_ids[worker], day) in wrong for worker, day in zip(workers, days, strict=True)]
        return np.array(named, dtype=np.bool_)

    def _dearest(self, back: Schedule) -> str:
        """The component of the cost that would rise most if a visit stayed."""
        now, then = self.cost.components, cost(self.problem, back).components
        return max(now, key=lambda name: (name != "change", then[name].cost - now[name].cost))

    def _in_the_way(self, visit: int, back: Schedule | None) -> list[int]:
        """Visits that leave no time for this one at its told place."""
        problem, schedule = self.problem, self.plan.schedule
        if back is None:
            return []
        found = []
        for task in problem.tasks_of(visit):
            route = int(back.task_route[task])
            start, place = int(back.task_start[task]), int(problem.visit_place[visit, problem.route_day[route]])
            end = start + int(problem.task_minutes[task])
            for other in map(int, np.flatnonzero(schedule.task_route == route)):
                mate = int(problem.task_visit[other])
                there = int(problem.visit_place[mate, problem.route_day[route]])
                before = self.plan.end(other) + problem.travel_minutes(route, there, place) <= start
                behind = end + problem.travel_minutes(route, place, there) <= self.plan.start(other)
                if mate != visit and not before and not behind:
                    found.append(mate)
        return found

    def _tied(self, visit: int) -> list[int]:
        """Visits that have changed and that this one goes with: of the same request, or one after the other."""
        problem = self.problem
        mates = np.flatnonzero(problem.visit_request == problem.visit_request[visit]).tolist()
        mates += [int(problem.visit_after[visit]), *np.flatnonzero(problem.visit_after == visit).tolist()]
        return [mate for mate in mates if mate not in (visit, NONE) and self._differs(mate)]

    def _newcomers(self, visit: int) -> list[int]:
        """Visits that the told workers did not have and have now."""
        problem, schedule = self.problem, self.plan.schedule
        told = {int(problem.task_published_worker[task]) for task in problem.tasks_of(visit)}
        served = map(int, np.flatnonzero(schedule.task_route >= 0))
        theirs = {int(problem.task_visit[task]) for task in served if self.plan.worker_of(task) in told}
        return [mate for mate in theirs if mate != visit and self._differs(mate)]

    def _differs(self, visit: int) -> bool:
        published = self.problem.visit_published_day[visit] >= 0
        return changed(self.plan, visit) if published else self.plan.schedule.served(visit)

    def _importance(self, visit: int) -> tuple[bool, int, int]:
        """Those that had to change first, then the dearest to leave out."""
        had_to = visit in self.causes or self.problem.visit_published_day[visit] < 0
        return not had_to, -int(self.problem.visit_penalty[visit]), visit
