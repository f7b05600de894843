"""What a valid plan is and what it costs: the specification. It knows no solver.

Every rule is one function that yields what breaks it; `RULES` lists them all. Every component of the cost is one
function too; `COMPONENTS` lists those.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import attrs
import numpy as np

from agecare.visits.problem import NONE, Longs, VisitProblem
from agecare.visits.schedule import Schedule, Timeline, timelines


@attrs.frozen
class Violation:
    """One broken rule, with ids and figures (``reasons.rule-<rule>`` in the catalogue)."""

    rule: str
    visit: str | None = None
    worker: str | None = None
    day: int | None = None
    params: Mapping[str, str] = attrs.field(factory=dict)

    def __str__(self) -> str:
        named = [("visit", self.visit), ("worker", self.worker), ("day", self.day), *self.params.items()]
        return f"{self.rule}: " + ", ".join(f"{name} {value}" for name, value in named if value is not None)


@attrs.frozen
class Component:
    """One part of the cost: an amount and its price."""

    amount: int
    weight: int

    @property
    def cost(self) -> int:
        """Amount × weight."""
        return self.amount * self.weight


@attrs.frozen
class Cost:
    """The cost of a plan, by component."""

    components: Mapping[str, Component]

    @property
    def total(self) -> int:
        """The sum."""
        return sum(component.cost for component in self.components.values())


@attrs.frozen
class Plan:
    """A problem, a schedule and the timelines between them: what the rules look at."""

    problem: VisitProblem
    schedule: Schedule
    timelines: Mapping[int, Timeline]

    @property
    def served(self) -> Iterator[int]:
        """Visits that have a day."""
        return (int(visit) for visit in np.flatnonzero(self.schedule.visit_day >= 0))

    def worker_of(self, task: int) -> int:
        """The worker of a task, -1 = nobody."""
        route = int(self.schedule.task_route[task])
        return NONE if route < 0 else int(self.problem.route_worker[route])

    def start(self, task: int) -> int:
        """Start of service."""
        return int(self.schedule.task_start[task])

    def end(self, task: int) -> int:
        """End of service."""
        return self.start(task) + int(self.problem.task_minutes[task])

    def breaks(self, rule: str, task: int, **params: object) -> Violation:
        """A violation at a task."""
        visit = int(self.problem.task_visit[task])
        worker = self.worker_of(task)
        return Violation(
            rule,
            self.problem.visit_ids[visit],
            None if worker < 0 else self.problem.worker_ids[worker],
            int(self.schedule.visit_day[visit]),
            {name: str(value) for name, value in params.items()},
        )

    def route_breaks(self, rule: str, route: int, **params: object) -> Violation:
        """A violation of a route."""
        worker = self.problem.worker_ids[self.problem.route_worker[route]]
        texts = {name: str(value) for name, value in params.items()}
        return Violation(rule, None, worker, int(self.problem.route_day[route]), texts)


def violations(problem: VisitProblem, schedule: Schedule) -> list[Violation]:
    """Every rule that the schedule breaks; empty for a valid plan.

    >>> from agecare.visits.schedule import Schedule
    >>> violations(problem, Schedule.empty(problem))  # doctest: +SKIP
    []
    """
    broken = list(shape(problem, schedule))
    if broken:
        return broken
    plan = Plan(problem, schedule, timelines(problem, schedule))
    return [found for rule in RULES for found in rule(plan)]


def shape(problem: VisitProblem, schedule: Schedule) -> Iterator[Violation]:
    """The arrays fit the problem, and every index is in range."""
    wanted = {
        "visit_day": (len(problem.visit_ids), problem.days),
        "task_route": (len(problem.task_visit), len(problem.route_worker)),
        "task_start": (len(problem.task_visit), None),
        "break_start": (len(problem.route_worker), None),
        "break_place": (len(problem.route_worker), len(problem.places.ids)),
    }
    for name, (length, limit) in wanted.items():
        array = getattr(schedule, name)
        fits = array.shape == (length,)
        if not fits or (limit is not None and bool(((array < NONE) | (array >= limit)).any())):
            yield Violation("shape", params={"array": name})


def complete(plan: Plan) -> Iterator[Violation]:
    """A served visit has a worker for each role, an unserved one has none."""
    problem, schedule = plan.problem, plan.schedule
    assigned = np.bincount(problem.task_visit[schedule.task_route >= 0], minlength=len(problem.visit_ids))
    wanted = np.where(schedule.visit_day >= 0, np.diff(problem.task_first), 0)
    for visit in np.flatnonzero(assigned != wanted):
        yield plan.breaks("complete", problem.tasks_of(int(visit))[0])


def same_day(plan: Plan) -> Iterator[Violation]:
    """Each worker's route is on the visit's day."""
    for task in _assigned(plan):
        route = plan.schedule.task_route[task]
        if plan.problem.route_day[route] != plan.schedule.visit_day[plan.problem.task_visit[task]]:
            yield plan.breaks("same-day", task)


def allowed_day(plan: Plan) -> Iterator[Violation]:
    """The visit is on a day that its request, its client and its validity allow."""
    for visit in plan.served:
        if not plan.problem.visit_days[visit, plan.schedule.visit_day[visit]]:
            yield plan.breaks("allowed-day", plan.problem.tasks_of(visit)[0])


def locked_day(plan: Plan) -> Iterator[Violation]:
    """A locked day is kept."""
    for visit in plan.served:
        locked = plan.problem.visit_locked_day[visit]
        if locked >= 0 and plan.schedule.visit_day[visit] != locked:
            yield plan.breaks("locked-day", plan.problem.tasks_of(visit)[0], locked=locked)


def locked_start(plan: Plan) -> Iterator[Violation]:
    """A locked start time is kept."""
    for visit in plan.served:
        locked = plan.problem.visit_locked_start[visit]
        first = plan.problem.tasks_of(visit)[0]
        if locked >= 0 and plan.start(first) != locked:
            yield plan.breaks("locked-start", first, locked=locked, start=plan.start(first))


def locked_worker(plan: Plan) -> Iterator[Violation]:
    """A locked worker is kept."""
    for task in _assigned(plan):
        locked = plan.problem.task_locked_worker[task]
        if locked != NONE and plan.worker_of(task) != locked:
            yield plan.breaks("locked-worker", task)


def window(plan: Plan) -> Iterator[Violation]:
    """Each task begins inside a window and, unless the end is soft, ends inside it."""
    problem = plan.problem
    for task in _assigned(plan):
        visit = int(problem.task_visit[task])
        spans = problem.windows_of(visit, int(plan.schedule.visit_day[visit]))
        start, judged = plan.start(task), _judged(plan, task)
        if problem.visit_soft_end[visit]:
            fits = any(begin <= start for begin, _ in spans)
        else:
            fits = any(begin <= start and judged <= end for begin, end in spans)
        if not fits:
            yield plan.breaks("window", task, start=start, end=plan.end(task))


def skill(plan: Plan) -> Iterator[Violation]:
    """The worker has every skill at its level."""
    for task in _assigned(plan):
        lacking = np.flatnonzero(plan.problem.task_skill[task] > plan.problem.worker_skill[plan.worker_of(task)])
        for index in lacking:
            yield plan.breaks("skill", task, skill=plan.problem.skill_ids[index])


def gender(plan: Plan) -> Iterator[Violation]:
    """The worker has the gender that the client asks for."""
    yield from _client_rule(plan, "gender", ~plan.problem.client_allows_gender)


def language(plan: Plan) -> Iterator[Violation]:
    """The worker speaks the language that the client asks for."""
    yield from _client_rule(plan, "language", ~plan.problem.client_allows_language)


def refused_worker(plan: Plan) -> Iterator[Violation]:
    """A refused worker does not come."""
    yield from _client_rule(plan, "refused-worker", plan.problem.client_refuses)


def two_workers(plan: Plan) -> Iterator[Violation]:
    """A visit of two roles has two different workers."""
    for visit in plan.served:
        workers = [plan.worker_of(task) for task in plan.problem.tasks_of(visit)]
        if len(set(workers)) < len(workers):
            yield plan.breaks("two-workers", plan.problem.tasks_of(visit)[0])


def together(plan: Plan) -> Iterator[Violation]:
    """Two workers who come together start at the same minute."""
    for visit in plan.served:
        if plan.problem.visit_coupling[visit] == 1:
            first, second = plan.problem.tasks_of(visit)
            if plan.start(first) != plan.start(second):
                yield plan.breaks("together", first, first=plan.start(first), second=plan.start(second))


def following(plan: Plan) -> Iterator[Violation]:
    """The second worker starts within the lag after the first starts."""
    for visit in plan.served:
        if plan.problem.visit_coupling[visit] == 2:
            first, second = plan.problem.tasks_of(visit)
            lag = plan.start(second) - plan.start(first)
            if not plan.problem.visit_lag_min[visit] <= lag <= plan.problem.visit_lag_max[visit]:
                yield plan.breaks("following", first, lag=lag)


def after(plan: Plan) -> Iterator[Violation]:
    """A visit that comes after another is on the same day, within the gap after the other's end."""
    for visit in plan.served:
        other = int(plan.problem.visit_after[visit])
        if other < 0 or not plan.schedule.served(other):
            continue
        begins = min(plan.start(task) for task in plan.problem.tasks_of(visit))
        gap = begins - max(plan.end(task) for task in plan.problem.tasks_of(other))
        if plan.schedule.visit_day[visit] != plan.schedule.visit_day[other]:
            yield plan.breaks("after-day", plan.problem.tasks_of(visit)[0], other=plan.problem.visit_ids[other])
        elif not plan.problem.visit_gap_min[visit] <= gap <= plan.problem.visit_gap_max[visit]:
            yield plan.breaks("after-gap", plan.problem.tasks_of(visit)[0], gap=gap)


def days_between(plan: Plan) -> Iterator[Violation]:
    """Two visits of one request are at least so many days apart, and never on the same day."""
    by_request: dict[int, list[int]] = defaultdict(list)
    for visit in plan.served:
        by_request[int(plan.problem.visit_request[visit])].append(visit)
    for visits in by_request.values():
        visits.sort(key=lambda visit: int(plan.schedule.visit_day[visit]))
        for earlier, later in pairwise(visits):
            apart = plan.schedule.visit_day[later] - plan.schedule.visit_day[earlier]
            if apart < plan.problem.visit_spacing[later]:
                yield plan.breaks("days-between", plan.problem.tasks_of(later)[0], days=apart)


def travel(plan: Plan) -> Iterator[Violation]:
    """Nobody starts before the way from the last stop (or its break) is done."""
    for timeline in plan.timelines.values():
        for stop in timeline.stops[1:]:
            if stop.wait < 0 and stop.task >= 0:
                yield plan.breaks("travel", stop.task, minutes=-stop.wait)


def shift_start(plan: Plan) -> Iterator[Violation]:
    """Nobody leaves before the shift begins."""
    for route, timeline in plan.timelines.items():
        if timeline.departure < plan.problem.route_start[route]:
            yield plan.route_breaks("shift-start", route, departure=timeline.departure)


def shift_end(plan: Plan) -> Iterator[Violation]:
    """Everybody is back by the shift's end plus the overtime allowed."""
    for route, timeline in plan.timelines.items():
        if timeline.back > plan.problem.route_latest[route]:
            yield plan.route_breaks("shift-end", route, back=timeline.back)


def break_time(plan: Plan) -> Iterator[Violation]:
    """A recorded break begins within its limits, is one the route has, and follows its travel."""
    for route in map(int, np.flatnonzero(plan.schedule.break_start >= 0)):
        start = plan.schedule.break_start[route]
        inside = plan.problem.route_break_earliest[route] <= start <= plan.problem.route_break_latest[route]
        has_one = plan.problem.route_break_minutes[route] > 0 and route in plan.timelines
        if not (inside and has_one and plan.schedule.break_place[route] >= 0):
            yield plan.route_breaks("break-time", route, start=start)
    for route, timeline in plan.timelines.items():
        if any(stop.task < 0 and stop.wait < 0 for stop in timeline.stops[1:]):
            yield plan.route_breaks("break-time", route, reason="travel")


def daily_minutes(plan: Plan) -> Iterator[Violation]:
    """Nobody works more paid minutes a day than the limit."""
    totals: dict[tuple[int, int], int] = defaultdict(int)
    for route, timeline in plan.timelines.items():
        totals[int(plan.problem.route_worker[route]), int(plan.problem.route_day[route])] += timeline.paid_minutes
    for (worker, day), minutes in totals.items():
        if minutes > plan.problem.worker_daily_minutes[worker]:
            yield Violation("daily-minutes", None, plan.problem.worker_ids[worker], day, {"minutes": str(minutes)})


def weekly_minutes(plan: Plan) -> Iterator[Violation]:
    """Nobody works more paid minutes in a calendar week than the limit."""
    totals: dict[tuple[int, int], int] = defaultdict(int)
    for route, timeline in plan.timelines.items():
        week = int(plan.problem.day_week[plan.problem.route_day[route]])
        totals[int(plan.problem.route_worker[route]), week] += timeline.paid_minutes
    for (worker, week), minutes in totals.items():
        if minutes > plan.problem.worker_weekly_minutes[worker]:
            params = {"minutes": str(minutes), "week": str(week)}
            yield Violation("weekly-minutes", None, plan.problem.worker_ids[worker], None, params)


def routes_apart(plan: Plan) -> Iterator[Violation]:
    """A worker with two routes on a day is back from the first before leaving for the second."""
    by_day: dict[tuple[int, int], list[Timeline]] = defaultdict(list)
    for route, timeline in plan.timelines.items():
        by_day[int(plan.problem.route_worker[route]), int(plan.problem.route_day[route])].append(timeline)
    for found in by_day.values():
        found.sort(key=lambda timeline: timeline.departure)
        for earlier, later in pairwise(found):
            if later.departure < earlier.back:
                yield plan.route_breaks("routes-apart", later.route, minutes=earlier.back - later.departure)


RULES: tuple[Callable[[Plan], Iterator[Violation]], ...] = (
    complete,
    same_day,
    allowed_day,
    locked_day,
    locked_start,
    locked_worker,
    window,
    skill,
    gender,
    language,
    refused_worker,
    two_workers,
    together,
    following,
    after,
    days_between,
    travel,
    shift_start,
    shift_end,
    break_time,
    daily_minutes,
    weekly_minutes,
    routes_apart,
)


def cost(problem: VisitProblem, schedule: Schedule) -> Cost:
    """The cost of a plan by component, recomputed from nothing but the problem and the schedule."""
    plan = Plan(problem, schedule, timelines(problem, schedule))
    return Cost({name: component(plan) for name, component in COMPONENTS.items()})


def unserved_visits(plan: Plan) -> Component:
    """The penalties of the visits left out (already priced: weight 1)."""
    return Component(int(plan.problem.visit_penalty[plan.schedule.visit_day < 0].sum()), 1)


def lateness(plan: Plan) -> Component:
    """Minutes after a soft window's end, against the last window that had begun; each role counts."""
    return Component(sum(_late_minutes(plan)), plan.problem.weights.lateness)


def largest_lateness(plan: Plan) -> Component:
    """The largest of these latenesses."""
    return Component(max(_late_minutes(plan), default=0), plan.problem.weights.largest_lateness)


def overtime(plan: Plan) -> Component:
    """Minutes back after the shift's end."""
    late = [max(0, line.back - int(plan.problem.route_end[route])) for route, line in plan.timelines.items()]
    return Component(sum(late), plan.problem.weights.overtime)


def travelling(plan: Plan) -> Component:
    """Minutes travelled."""
    return Component(sum(line.travel_minutes for line in plan.timelines.values()), plan.problem.weights.travel)


def waiting(plan: Plan) -> Component:
    """Minutes waited between leaving and coming back."""
    return Component(sum(line.wait_minutes for line in plan.timelines.values()), plan.problem.weights.waiting)


def largest_idle(plan: Plan) -> Component:
    """The largest idle time of a shift, used or not: its minutes and overtime less travel, visits and break."""
    problem, idle = plan.problem, [0]
    for route in range(len(problem.route_worker)):
        start, end = int(problem.route_start[route]), int(problem.route_end[route])
        line = plan.timelines.get(route)
        idle.append(end - start if line is None else max(end, line.back) - start - line.busy_minutes)
    return Component(max(idle), problem.weights.largest_idle)


def missed_breaks(plan: Plan) -> Component:
    """Routes whose break is neither recorded nor possible at home before leaving or after coming back.

    Where breaks count on the route only: every shift, used or not, that has a break and records none.
    """
    problem, missed = plan.problem, 0
    if problem.break_on_route:
        missed = int(((problem.route_break_minutes > 0) & (plan.schedule.break_start < 0)).sum())
        return Component(missed, problem.weights.missed_break)
    for route, line in plan.timelines.items():
        minutes = problem.route_break_minutes[route]
        if minutes and plan.schedule.break_start[route] < 0:
            before = line.departure >= problem.route_break_earliest[route] + minutes
            afterwards = line.back <= problem.route_break_latest[route]
            missed += not (before or afterwards)
    return Component(missed, problem.weights.missed_break)


def not_preferred(plan: Plan) -> Component:
    """Tasks by somebody who is not on the client's list of preferred workers."""
    clients = plan.problem.visit_client[plan.problem.task_visit]
    missed = sum(not plan.problem.client_prefers[clients[task], plan.worker_of(task)] for task in _assigned(plan))
    return Component(missed, plan.problem.weights.preferred_worker)


def continuity(plan: Plan) -> Component:
    """Workers that each client sees in this plan, beyond the first."""
    seen: dict[int, set[int]] = defaultdict(set)
    for task in _assigned(plan):
        seen[int(plan.problem.visit_client[plan.problem.task_visit[task]])].add(plan.worker_of(task))
    return Component(sum(len(workers) - 1 for workers in seen.values()), plan.problem.weights.continuity)


def not_usual(plan: Plan) -> Component:
    """Tasks by somebody else than the client's usual worker, where the usual worker could do them."""
    problem, count = plan.problem, 0
    for task in _assigned(plan):
        usual = int(problem.client_usual[problem.visit_client[problem.task_visit[task]]])
        count += usual >= 0 and bool(problem.eligible[task, usual]) and plan.worker_of(task) != usual
    return Component(count, problem.weights.usual_worker)


def uneven_load(plan: Plan) -> Component:
    """Paid minutes of workers that are too far above or below their fair share, see `outside_fair_share`."""
    paid = np.zeros(len(plan.problem.worker_ids), dtype=np.int64)
    for route, line in plan.timelines.items():
        paid[plan.problem.route_worker[route]] += line.paid_minutes
    return Component(outside_fair_share(plan.problem, paid), plan.problem.weights.fair_workload)


def outside_fair_share(problem: VisitProblem, paid: Longs) -> int:
    """Minutes by which workers are further than ``fair_percent`` of their fair share away from it.

    Fair is the same part of everybody's hours. Each worker's minutes are rounded up; who has no hours is left aside.

    Parameters
    ----------
    paid : (W,) minutes of each worker.
    """
    able = problem.worker_capacity > 0
    mine, hours = paid[able].astype(np.int64), problem.worker_capacity[able].astype(np.int64)
    everybody = int(hours.sum())
    due = mine.sum() * hours  # times everybody's hours, as is what follows
    beyond = np.maximum(100 * np.abs(mine * everybody - due) - problem.fair_percent * due, 0)
    return int((-(-beyond // max(1, 100 * everybody))).sum())


def uneven_areas(plan: Plan) -> Component:
    """The same measure over areas, of visits left out against visits wanted, in hundredths of a visit."""
    areas = plan.problem.client_area[plan.problem.visit_client]
    count = len(plan.problem.area_ids)
    wanted = np.bincount(areas, minlength=count).astype(np.int64)
    missed = np.bincount(areas[plan.schedule.visit_day < 0], minlength=count).astype(np.int64)
    some = wanted > 0
    if not some.any():
        return Component(0, plan.problem.weights.fair_areas)
    uneven = (100 * missed[some] ** 2 // wanted[some]).sum() - 100 * missed.sum() ** 2 // wanted.sum()
    return Component(max(0, int(uneven)), plan.problem.weights.fair_areas)


def changes(plan: Plan) -> Component:
    """Published visits that are gone, on another day, by another worker, or moved by more than ``change_minutes``."""
    problem = plan.problem
    published = np.flatnonzero(problem.visit_published_day >= 0)
    return Component(sum(changed(plan, int(visit)) for visit in published), problem.weights.change)


def changed(plan: Plan, visit: int) -> bool:
    """Whether a published visit differs from what people were told."""
    problem, schedule = plan.problem, plan.schedule
    if schedule.visit_day[visit] != problem.visit_published_day[visit]:
        return True
    tasks = problem.tasks_of(visit)
    moved = abs(plan.start(tasks[0]) - int(problem.visit_published_start[visit]))
    return moved > problem.change_minutes or any(
        problem.task_published_worker[task] != plan.worker_of(task) for task in tasks
    )


COMPONENTS: Mapping[str, Callable[[Plan], Component]] = {
    "unserved": unserved_visits,
    "lateness": lateness,
    "overtime": overtime,
    "travel": travelling,
    "waiting": waiting,
    "missed-break": missed_breaks,
    "preferred-worker": not_preferred,
    "continuity": continuity,
    "usual-worker": not_usual,
    "fair-workload": uneven_load,
    "fair-areas": uneven_areas,
    "largest-lateness": largest_lateness,
    "largest-idle": largest_idle,
    "change": changes,
}


def _assigned(plan: Plan) -> Iterator[int]:
    return (int(task) for task in np.flatnonzero(plan.schedule.task_route >= 0))


def _late_minutes(plan: Plan) -> list[int]:
    """Of each served task whose end is soft."""
    problem, found = plan.problem, []
    for task in _assigned(plan):
        visit = int(problem.task_visit[task])
        if problem.visit_soft_end[visit]:
            start, judged = plan.start(task), _judged(plan, task)
            begun = [
                end for begin, end in problem.windows_of(visit, int(plan.schedule.visit_day[visit])) if begin <= start
            ]
            found.append(max(0, judged - begun[-1]) if begun else 0)
    return found


def _judged(plan: Plan, task: int) -> int:
    """The moment compared with a window's end."""
    return plan.start(task) if plan.problem.window_at_start else plan.end(task)


def _client_rule(plan: Plan, rule: str, wrong: np.typing.NDArray[np.bool_]) -> Iterator[Violation]:
    clients = plan.problem.visit_client[plan.problem.task_visit]
    for task in _assigned(plan):
        if wrong[clients[task], plan.worker_of(task)]:
            yield plan.breaks(rule, task)
