"""The figures of a plan: what a coordinator, a head and an auditor ask first."""

from collections import defaultdict

import attrs
import numpy as np

from agecare.model import Priority, Register
from agecare.report.reading import Reading, misses_break, overtime_minutes
from agecare.report.words import Words
from agecare.visits import Result, VisitProblem
from agecare.visits.problem import PRIORITIES


@attrs.frozen
class Served:
    """How many visits were wanted and how many are in the plan."""

    wanted: int
    served: int

    @property
    def share(self) -> float:
        """Served ÷ wanted; 1 where nothing was wanted."""
        return self.served / self.wanted if self.wanted else 1.0


@attrs.frozen
class Load:
    """One worker's week, in minutes."""

    worker: str
    capacity: int
    """Paid minutes that could be worked: shifts less breaks, capped by the weekly limit."""
    paid: int
    """From leaving to coming back, less breaks."""
    travel: int
    overtime: int
    visits: int
    clients: int

    @property
    def share(self) -> float:
        """Paid ÷ capacity."""
        return self.paid / self.capacity if self.capacity else 0.0


@attrs.frozen
class Figures:
    """Figures of one plan. Minutes are sums over all workers and days.

    Attributes
    ----------
    visits : all visits wanted and served; ``mandatory`` those that must be.
    by_priority : from the highest priority down, only priorities that occur.
    by_area : area id (``""`` = clients without an area) with its visits, in the order of the areas.
    clients : clients with at least one visit in the plan.
    clients_one_worker : of those, who see one worker only (or one pair, where a visit takes two).
    loads : one per worker, in the order of the register.
    near_fair_share : workers within 10 % of the even load (total paid ÷ total capacity), of those with capacity.
    serviceable : proved upper bound on the visits that can be served, ``None`` when unknown.
    """

    visits: Served
    mandatory: Served
    by_priority: tuple[tuple[Priority, Served], ...]
    by_area: tuple[tuple[str, Served], ...]
    clients: int
    clients_one_worker: int
    loads: tuple[Load, ...]
    near_fair_share: int
    travel: int
    wait: int
    paid: int
    overtime: int
    late: int
    late_visits: int
    missed_breaks: int
    serviceable: int | None

    @property
    def travel_share(self) -> float:
        """Travel ÷ paid time."""
        return self.travel / self.paid if self.paid else 0.0

    @property
    def continuity(self) -> float:
        """Share of clients who see one worker only."""
        return self.clients_one_worker / self.clients if self.clients else 1.0

    @property
    def working(self) -> tuple[Load, ...]:
        """Loads of the workers who have hours in this plan."""
        return tuple(load for load in self.loads if load.capacity)


def figures_of(problem: VisitProblem, result: Result) -> Figures:
    """The figures of a result.

    Sums and shares only; the costs are in ``result.cost``.
    """
    return figures_from(Reading(problem, result.schedule), result.serviceable)


def figures_from(reading: Reading, serviceable: int | None = None) -> Figures:
    """The figures of a plan that has been read."""
    problem, schedule = reading.problem, reading.schedule
    served = schedule.visit_day >= 0
    lines = reading.timelines.values()
    loads = tuple(_load(reading, worker) for worker in range(len(problem.worker_ids)))
    late = [entry.late for entry in reading.entries.values()]
    clients, one_worker = _continuity(reading)
    return Figures(
        visits=_served(served, np.ones_like(served)),
        mandatory=_served(served, problem.visit_mandatory),
        by_priority=tuple(
            (priority, _served(served, problem.visit_priority == index))
            for index, priority in reversed(list(enumerate(PRIORITIES)))
            if (problem.visit_priority == index).any()
        ),
        by_area=_by_area(problem, served),
        clients=clients,
        clients_one_worker=one_worker,
        loads=loads,
        near_fair_share=_near_fair_share(loads),
        travel=sum(line.travel_minutes for line in lines),
        wait=sum(line.wait_minutes for line in lines),
        paid=sum(line.paid_minutes for line in lines),
        overtime=sum(load.overtime for load in loads),
        late=sum(late),
        late_visits=len({entry.visit for entry in reading.entries.values() if entry.late}),
        missed_breaks=sum(misses_break(problem, schedule, line) for line in lines),
        serviceable=serviceable,
    )


def _served(served: np.typing.NDArray[np.bool_], among: np.typing.NDArray[np.bool_]) -> Served:
    return Served(int(np.count_nonzero(among)), int(np.count_nonzero(served & among)))


def _by_area(problem: VisitProblem, served: np.typing.NDArray[np.bool_]) -> tuple[tuple[str, Served], ...]:
    areas = problem.client_area[problem.visit_client]
    return tuple(
        (area, _served(served, areas == index)) for index, area in enumerate(problem.area_ids) if (areas == index).any()
    )


def _load(reading: Reading, worker: int) -> Load:
    problem = reading.problem
    lines = [line for route, line in reading.timelines.items() if int(problem.route_worker[route]) == worker]
    entries = [entry for entry in reading.entries.values() if entry.worker == worker]
    return Load(
        worker=problem.worker_ids[worker],
        capacity=int(problem.worker_capacity[worker]),
        paid=sum(line.paid_minutes for line in lines),
        travel=sum(line.travel_minutes for line in lines),
        overtime=sum(overtime_minutes(problem, line) for line in lines),
        visits=len(entries),
        clients=len({entry.client for entry in entries}),
    )


def _continuity(reading: Reading) -> tuple[int, int]:
    """Clients served, and those of them who see as few workers as their largest visit takes."""
    seen: dict[int, set[int]] = defaultdict(set)
    needed: dict[int, int] = defaultdict(int)
    for entry in reading.entries.values():
        seen[entry.client].add(entry.worker)
        needed[entry.client] = max(needed[entry.client], 1 + len(entry.mates))
    return len(seen), sum(len(workers) <= needed[client] for client, workers in seen.items())


def _near_fair_share(loads: tuple[Load, ...]) -> int:
    capacity, paid = sum(load.capacity for load in loads), sum(load.paid for load in loads)
    if not capacity:
        return 0
    return sum(
        10 * abs(load.paid * capacity - paid * load.capacity) <= paid * load.capacity for load in loads if load.capacity
    )


def summary_lines(
    register: Register, problem: VisitProblem, result: Result, language: str | None = None
) -> list[tuple[str, str]]:
    """The figures a coordinator looks at first, as pairs of label and value, without names of people.

    Parameters
    ----------
    language : str, optional
        One of `agecare.locale.LANGUAGES`; the centre's own when left out.
    """
    words = Words(language or register.centre.language)
    figures = figures_of(problem, result)

    def of(one: int, all_: int) -> str:
        share = words.percent(one / all_ if all_ else 1.0)
        return words("of-share", one=words.number(one), all=words.number(all_), share=share)

    lines = [(words("visits-served"), of(figures.visits.served, figures.visits.wanted))]
    if len(figures.by_priority) > 1:
        lines += [
            (f"  {words.code(f'Priority.{priority}')}", of(count.served, count.wanted))
            for priority, count in figures.by_priority
        ]
    if figures.serviceable is not None:
        lines.append((words("proved-bound"), words.number(figures.serviceable)))
    lines.append((words("one-worker"), of(figures.clients_one_worker, figures.clients)))
    lines.append((words("paid-time"), words.hours(figures.paid)))
    lines.append((words("travel-share"), words.percent(figures.travel_share)))
    working = [load.share for load in figures.working]
    if working:
        span = f"{words.percent(min(working))} – {words.percent(max(working))}"
        lines.append((words("load-span"), span))
        lines.append((words("near-fair-share"), of(figures.near_fair_share, len(working))))
    for key, minutes in (("lateness", figures.late), ("overtime", figures.overtime)):
        lines.append((words(key), words.minutes(minutes)))
    lines.append((words("missed-breaks"), words.number(figures.missed_breaks)))
    return lines
