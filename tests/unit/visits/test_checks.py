"""Every rule fires under its own name and stays silent just inside its limit; every cost is worked out by hand.

The world of these tests is ten minutes from anywhere to anywhere else. Its plan uses every rule:

- Monday, W-1: leaves 08:00, R-1 at E-1 08:10 to 09:10, break there 12:00 to 12:30, R-3 at E-3 13:10 to 13:55
  together with W-3 (on her second shift), back 14:05. W-2: R-8 at E-7 08:10, then R-9 at E-8 08:40.
- Tuesday: R-2 at E-2, locked to 10:00 and W-2. R-4 at E-4, W-1 at 09:00, W-3 follows at 09:20.
- Wednesday, W-1: the second R-1, two days after the first.
- Thursday, W-1: R-5 at E-5 09:00 to 09:30 and, 45 minutes later, R-6.
- Friday, W-2: R-7 at E-6, soft end; only a woman who speaks Kazakh, not W-1.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import cache

import attrs
import numpy as np
import pytest

from agecare import Absence, Client, Lock, Weights
from agecare.model.time import parse_clock
from agecare.visits import checks
from agecare.visits.checks import COMPONENTS, RULES, Plan, Violation, cost, outside_fair_share, violations
from agecare.visits.problem import NONE, PublishedVisit, VisitProblem
from agecare.visits.schedule import Schedule, timelines
from builders import Times, role, tiny_plan, tiny_problem
from small_worlds import request, shift, small_problem, worker

MON, TUE, WED, THU, FRI = range(5)
LUNCH = {"break_minutes": 30, "break_earliest": "12:00", "break_latest": "13:00"}
WORKERS = (
    worker("W-1", "care", gender="female", languages=("mn", "kk")),
    worker("W-2", "care", "nursing:2", gender="female", languages=("mn", "kk")),
    worker("W-3", "care", "nursing:1", gender="male", languages=("mn", "kk")),
    worker("W-4", "care", gender="female", languages=("mn",)),
)
CLIENTS = (
    *(Client(id=f"E-{n}", area="A-1" if n < 5 else "A-2") for n in (1, 2, 3, 4, 5, 7, 8)),
    Client(id="E-6", area="A-2", worker_gender="female", worker_language="kk", refused_workers=("W-1",)),
)
REQUESTS = (
    request("R-1", "E-1", "08:00-12:00", "14:00-16:00", minutes=60, visits_per_week=2, days_between=2),
    request("R-2", "E-2", "09:00-12:00", roles=(role(30, nursing=2),)),
    request("R-3", "E-3", "13:00-16:00", roles=(role(45, care=1), role(45, care=1)), coupling="together"),
    request("R-4", "E-4", roles=(role(30), role(20)), coupling="following", lag_min=10, lag_max=30),
    request("R-5", "E-5", "08:00-15:00"),
    request("R-6", "E-5", minutes=20, after="R-5", gap_min=30, gap_max=60),
    request("R-7", "E-6", "09:00-10:00", minutes=20, days=("fri",), soft_end=True),
    request("R-8", "E-7", "08:00-17:00", minutes=20),
    request("R-9", "E-8", "08:00-17:00", minutes=20),
)
LOCKS = (Lock(request="R-2", date="2026-04-07", start="10:00", worker="W-2"), Lock(request="R-5", worker="W-1"))
SHIFTS = (
    *(shift(id_, **LUNCH) for id_ in ("W-1", "W-2", "W-4")),
    shift("W-3", "08:00-12:00"),
    shift("W-3", "13:00-17:00"),
)
FIRST, SECOND = "R-1/2026-W15/1", "R-1/2026-W15/2"
Served = tuple[int, Times, str]
VISITS: Mapping[str, Served] = {
    FIRST: (MON, "08:10", "W-1"),
    SECOND: (WED, "08:10", "W-1"),
    "R-2": (TUE, "10:00", "W-2"),
    "R-3": (MON, "13:10", "W-1 W-3"),
    "R-4": (TUE, ("09:00", "09:20"), "W-1 W-3"),
    "R-5": (THU, "09:00", "W-1"),
    "R-6": (THU, "10:15", "W-1"),
    "R-7": (FRI, "09:00", "W-2"),
    "R-8": (MON, "08:10", "W-2"),
    "R-9": (MON, "08:40", "W-2"),
}
BREAKS = {("W-1", MON): ("12:00", "E-1")}
Made = tuple[VisitProblem, Schedule]


@cache
def world() -> VisitProblem:
    """The problem of the plan above."""
    return other_world()


def visit_at(problem: VisitProblem, name: str) -> int:
    return next(i for i, id_ in enumerate(problem.visit_ids) if name in (id_, id_.split("/")[0]))


def route_at(problem: VisitProblem, id_: str, day: int, minute: int = 480) -> int:
    """The last route of a worker and day that begins by that minute, or else the first."""
    routes = np.flatnonzero((problem.route_worker == problem.worker_ids.index(id_)) & (problem.route_day == day))
    begun = [route for route in routes if problem.route_start[route] <= minute]
    return int(begun[-1] if begun else routes[0])


def made(
    problem: VisitProblem | None = None,
    visits: Mapping[str, Served | None] | None = None,
    breaks: Mapping[tuple[str, int], tuple[str, str]] = BREAKS,
    *,
    only: bool = False,
    routes: Mapping[str, int] | None = None,
) -> Made:
    """The plan above with some visits moved (``None`` = left out), on the world above or another.

    ``only``: nothing but the visits given. ``routes``: routes of tasks that the clock does not tell.
    """
    problem = problem or world()
    empty = Schedule.empty(problem)
    days, of, starts = empty.visit_day.copy(), empty.task_route.copy(), empty.task_start.copy()
    pauses, places = empty.break_start.copy(), empty.break_place.copy()
    for name, served in {**({} if only else VISITS), **(visits or {})}.items():
        if served is None:
            continue
        visit = visit_at(problem, name)
        day, clocks, workers = served
        days[visit] = day
        names = workers.split()
        at = [clocks] * len(names) if isinstance(clocks, str) else clocks
        for task, id_, clock in zip(problem.tasks_of(visit), names, at, strict=True):
            starts[task] = parse_clock(clock)
            of[task] = (routes or {}).get(name, route_at(problem, id_, day, int(starts[task])))
    for (id_, day), (clock, place) in breaks.items():
        route = route_at(problem, id_, day)
        pauses[route], places[route] = parse_clock(clock), problem.places.ids.index(place)
    return problem, Schedule(days, of, starts, pauses, places)


def moved(name: str, day: int, clocks: Times, workers: str) -> Made:
    """The plan above with one visit elsewhere."""
    return made(visits={name: (day, clocks, workers)})


def edited(**arrays: tuple[int, int]) -> Made:
    """The plan above with one number of some arrays replaced."""
    problem, schedule = made()
    changed = {}
    for name, (index, value) in arrays.items():
        array = getattr(schedule, name).copy()
        array[index] = value
        changed[name] = array
    return problem, attrs.evolve(schedule, **changed)


def evolved(made_: Made, **fields: object) -> Made:
    problem, schedule = made_
    return attrs.evolve(problem, **fields), schedule


def other_world(**changes: object) -> VisitProblem:
    """The world above with some of its records replaced."""
    given = {
        "requests": REQUESTS,
        "clients": CLIENTS,
        "workers": WORKERS,
        "shifts": SHIFTS,
        "locks": LOCKS,
        "overtime_minutes": 30,
        "daily_minutes": 600,
        **changes,
    }
    return small_problem(given.pop("requests"), **given)


def test_the_plan_of_these_tests_breaks_nothing() -> None:
    assert violations(*made()) == []
    assert all(made()[1].visit_day >= 0)


def test_the_empty_plan_breaks_nothing() -> None:
    assert violations(world(), Schedule.empty(world())) == []


# --- broken, and just not ---------------------------------------------------------------------------------------


def half_left_out() -> Made:
    problem, schedule = made()
    of = schedule.task_route.copy()
    of[problem.tasks_of(visit_at(problem, "R-3"))[1]] = NONE
    return problem, attrs.evolve(schedule, task_route=of)


def worker_but_no_day() -> Made:
    return edited(visit_day=(visit_at(world(), "R-9"), NONE))


def day_but_no_worker() -> Made:
    return edited(task_route=(world().task_first[visit_at(world(), "R-9")], NONE))


def next_day_by_a_route_of_today() -> Made:
    return edited(visit_day=(visit_at(world(), "R-8"), TUE))


def locked_to_the_first_day() -> VisitProblem:
    """R-8 is locked to Monday, the day of index 0."""
    days = world().visit_locked_day.copy()
    days[visit_at(world(), "R-8")] = MON
    return attrs.evolve(world(), visit_locked_day=days)


def couples_after_each_other(clock: str) -> Made:
    """Two visits of two workers, the second 30 to 60 minutes after the last worker of the first has gone.

    The first visit lasts until 10:00 for one and 10:40 for the other.
    """
    roles = {"roles": (role(60), role(40)), "coupling": "following"}
    wishes = [
        request("R-1", lag_min=60, lag_max=60, **roles),
        request("R-2", lag_max=30, after="R-1", gap_min=30, gap_max=60, **roles),
    ]
    later = parse_clock(clock)
    visits: dict[str, Served] = {
        "R-1": (MON, ("09:00", "10:00"), "W-1 W-2"),
        "R-2": (MON, (clock, f"{(later + 20) // 60}:{(later + 20) % 60:02d}"), "W-3 W-4"),
    }
    return made(small_problem(wishes, workers=WORKERS), visits, {}, only=True)


def any_day_allowed() -> VisitProblem:
    return attrs.evolve(world(), visit_days=np.ones_like(world().visit_days))


def locked_second_worker(id_: str) -> Made:
    problem = other_world(locks=(*LOCKS, Lock(request="R-3", second_worker="W-3")))
    return made(problem, {"R-3": (MON, "13:10", f"W-1 {id_}")})


def locked_worker_gone() -> Made:
    gone = (*WORKERS, worker("W-9", "care", valid_to="2025-12-31"))
    return made(other_world(workers=gone, locks=(Lock(request="R-5", worker="W-9"),)))


def at_window_start(clock: str) -> Made:
    problem = attrs.evolve(world(), window_at_start=True)
    return made(problem, {SECOND: (WED, clock, "W-1")})


def client_out(clock: str) -> Made:
    """E-7 is out from 10:00 to 11:00 on Monday; the visit takes 20 minutes."""
    away = Absence(client="E-7", first_day="2026-04-06", last_day="2026-04-06", start="10:00", end="11:00")
    return made(other_world(absences=(away,)), {"R-8": (MON, clock, "W-2")})


def nurse(id_: str) -> Made:
    return made(other_world(locks=LOCKS[1:]), {"R-2": (TUE, "10:00", id_)})


def two_weeks(sunday: int, monday: int, spacing: int) -> Made:
    """One visit in each of two weeks."""
    everyday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    problem = small_problem([request("R-1", days_between=spacing)], shifts=[shift("W-1", days=everyday)], days=14)
    return made(
        problem,
        {"R-1/2026-W15/1": (sunday, "09:00", "W-1"), "R-1/2026-W16/1": (monday, "09:00", "W-1")},
        {},
        only=True,
    )


def break_of(clock: str, place: str = "E-1", id_: str = "W-1", day: int = MON, **visits: Served) -> Made:
    return made(
        visits={name.replace("_", "-"): served for name, served in visits.items()} or None,
        breaks={(id_, day): (clock, place)},
    )


def break_without_place() -> Made:
    problem, schedule = made()
    places = schedule.break_place.copy()
    places[route_at(problem, "W-1", MON)] = NONE
    return problem, attrs.evolve(schedule, break_place=places)


def limited(kind: str, id_: str, minutes: int) -> Made:
    limits = np.full(len(world().worker_ids), 10_000, dtype=np.int32)
    limits[world().worker_ids.index(id_)] = minutes
    return evolved(made(), **{f"worker_{kind}_minutes": limits})


def both_shifts(limit: int) -> Made:
    """W-3 works 40 minutes in the morning (R-8) and 65 in the afternoon (R-3): 105 on one day."""
    limits = np.array([600, 600, limit, 600], dtype=np.int32)
    return evolved(made(visits={"R-8": (MON, "08:10", "W-3")}), worker_daily_minutes=limits)


def weekly_of_two_weeks(limit: int) -> Made:
    """50 minutes in each of two weeks: 50 a week, not 100."""
    problem, schedule = two_weeks(4, 7, 1)
    return attrs.evolve(problem, worker_weekly_minutes=np.array([limit], dtype=np.int32)), schedule


def back_late(second_start: str) -> Made:
    """W-3 is back from R-8 at 12:20, overtime included; the second shift may begin any time here."""
    problem = attrs.evolve(
        world(),
        route_start=np.where(world().route_start == 780, 720, world().route_start).astype(np.int32),
    )
    afternoon = route_at(problem, "W-3", FRI, 720)
    return made(
        problem,
        {"R-8": (FRI, "11:50", "W-3"), "R-9": (FRI, second_start, "W-3")},
        routes={"R-8": afternoon - 1, "R-9": afternoon},
    )


def resized(name: str, by: int) -> Made:
    problem, schedule = made()
    array = getattr(schedule, name)
    wrong = array[:by] if by < 0 else np.concatenate([array, array[:by]])
    return problem, attrs.evolve(schedule, **{name: wrong})


@attrs.frozen
class Case:
    """A plan that breaks a rule (``others``: what it cannot help breaking too) and one just inside the limit."""

    rule: str
    broken: Callable[[], Made]
    fine: Callable[[], Made] = made
    others: frozenset[str] = frozenset()


def case(rule: str, broken: Callable[[], Made], fine: Callable[[], Made] = made, *others: str) -> Case:
    return Case(rule, broken, fine, frozenset(others))


CASES: Mapping[str, Case] = {
    "half of a visit of two": case("complete", half_left_out),
    "a worker but no day": case("complete", worker_but_no_day, lambda: made(visits={"R-9": None}), "same-day"),
    "a day but no worker": case("complete", day_but_no_worker, lambda: made(visits={"R-9": None})),
    "on a route of another day": case(
        "same-day", next_day_by_a_route_of_today, lambda: moved("R-8", TUE, "08:10", "W-2")
    ),
    "on a day that the request has not": case("allowed-day", lambda: moved("R-7", THU, "09:00", "W-2")),
    "on another day than locked": case(
        "locked-day", lambda: made(any_day_allowed(), {"R-2": (WED, "10:00", "W-2")}), lambda: made(any_day_allowed())
    ),
    "on another day than locked, as the register has it": case(
        "locked-day", lambda: moved("R-2", WED, "10:00", "W-2"), made, "allowed-day"
    ),
    "on another day than the first, to which it is locked": case(
        "locked-day",
        lambda: made(locked_to_the_first_day(), {"R-8": (TUE, "08:10", "W-2")}),
        lambda: made(locked_to_the_first_day()),
    ),
    "a minute before the locked time": case("locked-start", lambda: moved("R-2", TUE, "09:59", "W-2")),
    "a minute after the locked time": case("locked-start", lambda: moved("R-2", TUE, "10:01", "W-2")),
    "by somebody else than locked": case("locked-worker", lambda: moved("R-5", THU, "09:00", "W-2")),
    "second worker is not the locked one": case(
        "locked-worker", lambda: locked_second_worker("W-2"), lambda: locked_second_worker("W-3")
    ),
    "locked worker left long ago": case("locked-worker", locked_worker_gone),
    "a minute before the window": case(
        "window", lambda: moved(SECOND, WED, "13:59", "W-1"), lambda: moved(SECOND, WED, "14:00", "W-1")
    ),
    "a minute after the window": case(
        "window", lambda: moved(SECOND, WED, "11:01", "W-1"), lambda: moved(SECOND, WED, "11:00", "W-1")
    ),
    "a minute after the last window": case(
        "window", lambda: moved(SECOND, WED, "15:01", "W-1"), lambda: moved(SECOND, WED, "15:00", "W-1")
    ),
    "only one of two is late": case(
        "window",
        lambda: moved("R-4", TUE, ("15:10", "15:41"), "W-1 W-3"),
        lambda: moved("R-4", TUE, ("15:10", "15:40"), "W-1 W-3"),
        "following",
    ),
    "a minute before a window with a soft end": case(
        "window", lambda: moved("R-7", FRI, "08:59", "W-2"), lambda: moved("R-7", FRI, "15:30", "W-2")
    ),
    "begins a minute after the window that binds the start only": case(
        "window", lambda: at_window_start("12:01"), lambda: at_window_start("12:00")
    ),
    "client not yet back": case("window", lambda: client_out("10:59"), lambda: client_out("11:00")),
    "client already gone": case("window", lambda: client_out("09:41"), lambda: client_out("09:40")),
    "has not the skill": case("skill", lambda: nurse("W-1"), lambda: nurse("W-2")),
    "skill at too low a level": case("skill", lambda: nurse("W-3"), lambda: nurse("W-2")),
    "a man where a woman is asked for": case("gender", lambda: moved("R-7", FRI, "09:00", "W-3")),
    "does not speak the language": case("language", lambda: moved("R-7", FRI, "09:00", "W-4")),
    "refused": case("refused-worker", lambda: moved("R-7", FRI, "09:00", "W-1")),
    "one worker for both roles": case(
        "two-workers",
        lambda: moved("R-4", TUE, ("09:00", "09:30"), "W-1 W-1"),
        lambda: moved("R-4", TUE, ("09:00", "09:30"), "W-1 W-3"),
    ),
    "one worker at two ends of one bed": case(
        "two-workers", lambda: moved("R-3", MON, "13:10", "W-1 W-1"), made, "travel"
    ),
    "one of two a minute late": case("together", lambda: moved("R-3", MON, ("13:10", "13:11"), "W-1 W-3")),
    "one of two a minute early": case(
        "together",
        lambda: moved("R-3", MON, ("13:11", "13:10"), "W-1 W-3"),
        lambda: moved("R-3", MON, "13:11", "W-1 W-3"),
    ),
    "follows too soon": case(
        "following",
        lambda: moved("R-4", TUE, ("09:00", "09:09"), "W-1 W-3"),
        lambda: moved("R-4", TUE, ("09:00", "09:10"), "W-1 W-3"),
    ),
    "follows too late": case(
        "following",
        lambda: moved("R-4", TUE, ("09:00", "09:31"), "W-1 W-3"),
        lambda: moved("R-4", TUE, ("09:00", "09:30"), "W-1 W-3"),
    ),
    "the second comes first": case("following", lambda: moved("R-4", TUE, ("09:20", "09:00"), "W-1 W-3")),
    "on another day than the visit before it": case(
        "after-day", lambda: moved("R-6", FRI, "10:15", "W-1"), lambda: made(visits={"R-5": None})
    ),
    "too soon after the visit before it": case(
        "after-gap", lambda: moved("R-6", THU, "09:59", "W-1"), lambda: moved("R-6", THU, "10:00", "W-1")
    ),
    "too late after the visit before it": case(
        "after-gap", lambda: moved("R-6", THU, "10:31", "W-1"), lambda: moved("R-6", THU, "10:30", "W-1")
    ),
    "too soon after the last of two workers": case(
        "after-gap", lambda: couples_after_each_other("11:09"), lambda: couples_after_each_other("11:10")
    ),
    "too late for the first of two workers": case(
        "after-gap", lambda: couples_after_each_other("11:41"), lambda: couples_after_each_other("11:40")
    ),
    "before the visit it comes after": case(
        "after-gap", lambda: moved("R-6", THU, "08:10", "W-1"), lambda: made(visits={"R-6": None})
    ),
    "the next day where two days are asked for": case(
        "days-between",
        lambda: moved(SECOND, TUE, "14:00", "W-1"),
        lambda: moved(SECOND, WED, "14:00", "W-1"),
    ),
    "both on one day": case(
        "days-between", lambda: moved(SECOND, MON, "14:20", "W-1"), lambda: moved(SECOND, THU, "14:20", "W-1")
    ),
    "the second number before the first": case(
        "days-between",
        lambda: made(visits={FIRST: (WED, "08:10", "W-1"), SECOND: (TUE, "14:00", "W-1")}, breaks={}),
        lambda: made(visits={FIRST: (WED, "08:10", "W-1"), SECOND: (MON, "08:10", "W-1")}),
    ),
    "Sunday and the Monday after": case("days-between", lambda: two_weeks(6, 7, 2), lambda: two_weeks(5, 7, 2)),
    "a minute too little for the way": case(
        "travel", lambda: moved("R-9", MON, "08:39", "W-2"), lambda: moved("R-9", MON, "08:40", "W-2")
    ),
    "a minute too little for the way to the very first task": case(
        "travel",
        lambda: made(
            visits={
                "R-8": (WED, "08:10", "W-1"),
                SECOND: (WED, "14:00", "W-1"),
                FIRST: (MON, "08:39", "W-2"),
                "R-9": (MON, "08:10", "W-2"),
            },
            breaks={},
        ),
        lambda: made(
            visits={
                "R-8": (WED, "08:10", "W-1"),
                SECOND: (WED, "14:00", "W-1"),
                FIRST: (MON, "08:40", "W-2"),
                "R-9": (MON, "08:10", "W-2"),
            },
            breaks={},
        ),
    ),
    "two clients at once": case("travel", lambda: moved("R-9", MON, "08:10", "W-2")),
    "a visit inside another": case("travel", lambda: moved("R-9", MON, "08:15", "W-2")),
    "a minute too little for the way after the break": case(
        "travel", lambda: break_of("12:31"), lambda: break_of("12:30")
    ),
    "leaves a minute before the shift": case(
        "shift-start", lambda: moved("R-8", MON, "08:09", "W-2"), lambda: moved("R-8", MON, "08:10", "W-2")
    ),
    "leaves before the second shift": case(
        "shift-start", lambda: moved("R-3", MON, "13:09", "W-1 W-3"), lambda: moved("R-3", MON, "13:10", "W-1 W-3")
    ),
    "back a minute after the overtime": case(
        "shift-end", lambda: moved("R-9", MON, "16:01", "W-2"), lambda: moved("R-9", MON, "16:00", "W-2")
    ),
    "break a minute early": case("break-time", lambda: break_of("11:59"), lambda: break_of("12:00")),
    "break a minute late": case(
        "break-time",
        lambda: break_of("13:01", R_3=(MON, "14:00", "W-1 W-3")),
        lambda: break_of("13:00", R_3=(MON, "14:00", "W-1 W-3")),
    ),
    "break on a route that has none": case("break-time", lambda: made(breaks={("W-3", TUE): ("12:00", "E-4")})),
    "break of somebody who serves nobody": case("break-time", lambda: made(breaks={("W-4", TUE): ("12:00", "HQ")})),
    "break nowhere": case("break-time", break_without_place),
    "break before the way there is done": case(
        "break-time",
        lambda: break_of("12:09", "HQ", **{"R_1/2026_W15/1": (MON, "11:00", "W-1")}),
        lambda: break_of("12:10", "HQ", **{"R_1/2026_W15/1": (MON, "11:00", "W-1")}),
    ),
    "break during a visit": case(
        "break-time",
        lambda: break_of("12:09", "E-7", "W-2", R_8=(MON, "11:50", "W-2")),
        lambda: break_of("12:10", "E-7", "W-2", R_8=(MON, "11:50", "W-2")),
    ),
    "a minute more than a day's limit": case(
        "daily-minutes", lambda: limited("daily", "W-1", 334), lambda: limited("daily", "W-1", 335)
    ),
    "a minute more than a day's limit on two shifts": case(
        "daily-minutes", lambda: both_shifts(104), lambda: both_shifts(105)
    ),
    "a minute more than a week's limit": case(
        "weekly-minutes", lambda: limited("weekly", "W-1", 579), lambda: limited("weekly", "W-1", 580)
    ),
    "a minute more than a week's limit in one of two weeks": case(
        "weekly-minutes", lambda: weekly_of_two_weeks(49), lambda: weekly_of_two_weeks(50)
    ),
    "leaves again before being back": case("routes-apart", lambda: back_late("12:29"), lambda: back_late("12:30")),
    "days for too few visits": case("shape", lambda: resized("visit_day", -1)),
    "routes for too many tasks": case("shape", lambda: resized("task_route", 1)),
    "starts for too few tasks": case("shape", lambda: resized("task_start", -1)),
    "breaks for too many routes": case("shape", lambda: resized("break_start", 1)),
    "break places for too few routes": case("shape", lambda: resized("break_place", -1)),
    "a day past the last": case("shape", lambda: edited(visit_day=(0, 7))),
    "a route past the last": case("shape", lambda: edited(task_route=(0, len(world().route_worker)))),
    "a place past the last": case("shape", lambda: edited(break_place=(0, len(world().places.ids)))),
    "a day before none": case("shape", lambda: edited(visit_day=(0, -2))),
    "a route before none": case("shape", lambda: edited(task_route=(0, -2))),
    "a place before none": case("shape", lambda: edited(break_place=(0, -2))),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_rule_is_found_under_its_own_name(name: str) -> None:
    told = {found.rule for found in violations(*CASES[name].broken())}
    assert told == {CASES[name].rule} | CASES[name].others


@pytest.mark.parametrize("name", CASES)
def test_just_inside_the_limit_nothing_is_broken(name: str) -> None:
    assert [str(found) for found in violations(*CASES[name].fine())] == []


RULE_NAMES = {
    "complete", "same-day", "allowed-day", "locked-day", "locked-start", "locked-worker", "window", "skill", "gender",
    "language", "refused-worker", "two-workers", "together", "following", "after-day", "after-gap", "days-between",
    "travel", "shift-start", "shift-end", "break-time", "daily-minutes", "weekly-minutes", "routes-apart", "shape",
}  # fmt: skip


def test_the_table_holds_every_rule_that_checks_can_name() -> None:
    source = inspect.getsource(checks)
    named = set(re.findall(r'(?:breaks|Violation|_client_rule)\((?:plan, )?"([a-z-]+)"', source))
    assert named == RULE_NAMES == {case.rule for case in CASES.values()}
    assert len(CASES) >= 25


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_of_the_list_is_covered_by_the_table(rule: Callable[[Plan], object]) -> None:
    """Some plan of the table is broken in the eyes of this very function, and the good plan is not."""
    plans = [case.broken() for case in CASES.values() if case.rule != "shape"]
    assert any(list(rule(Plan(problem, plan, timelines(problem, plan)))) for problem, plan in plans)
    problem, plan = made()
    assert list(rule(Plan(problem, plan, timelines(problem, plan)))) == []


def test_the_list_of_rules_holds_every_rule_function_of_the_module() -> None:
    functions = {
        function
        for name, function in inspect.getmembers(checks, inspect.isfunction)
        if list(inspect.signature(function).parameters) == ["plan"] and not name.startswith("_")
    }
    assert functions == set(RULES) | set(COMPONENTS.values())


def test_a_violation_names_visit_worker_day_and_figures() -> None:
    (found,) = violations(*moved("R-9", MON, "08:39", "W-2"))
    assert (found.rule, found.visit, found.worker, found.day) == ("travel", "R-9/2026-W15/1", "W-2", MON)
    assert found.params == {"minutes": "1"}
    assert str(found) == "travel: visit R-9/2026-W15/1, worker W-2, day 0, minutes 1"
    assert str(Violation("shape", params={"array": "visit_day"})) == "shape: array visit_day"


def test_violations_name_the_first_worker_too_and_nobody_where_nobody_comes() -> None:
    (found,) = violations(*moved("R-6", THU, "10:31", "W-1"))
    assert (found.rule, found.worker) == ("after-gap", "W-1")
    (found,) = violations(*day_but_no_worker())
    assert (found.rule, found.visit, found.worker, found.day) == ("complete", "R-9/2026-W15/1", None, MON)


def test_violations_tell_by_how_much() -> None:
    (found,) = violations(*back_late("12:24"))
    assert (found.rule, found.worker, found.day, found.params) == ("routes-apart", "W-3", FRI, {"minutes": "6"})
    (found,) = violations(*moved("R-8", MON, "08:04", "W-2"))
    assert (found.rule, found.params) == ("shift-start", {"departure": "474"})
    (found,) = violations(*moved("R-9", MON, "16:05", "W-2"))
    assert (found.rule, found.params) == ("shift-end", {"back": "995"})
    (found,) = violations(*limited("weekly", "W-1", 579))
    assert (found.rule, found.worker, found.day, found.params) == (
        "weekly-minutes",
        "W-1",
        None,
        {"minutes": "580", "week": "0"},
    )


def test_several_broken_rules_are_all_told() -> None:
    told = {found.rule for found in violations(*moved("R-7", THU, "08:09", "W-1"))}
    assert told == {"allowed-day", "window", "refused-worker", "shift-start"}


# --- costs ------------------------------------------------------------------------------------------------------


def amounts(made_: Made, *names: str) -> tuple[int, ...]:
    components = cost(*made_).components
    return tuple(components[name].amount for name in names)


def test_the_tiny_plan_costs_what_one_finds_by_hand() -> None:
    """100 minutes on the way at 2, 40 waited at 1, and E-3 sees a second worker: 120."""
    problem = tiny_problem()
    found = cost(problem, tiny_plan(problem))
    assert {name: part.cost for name, part in found.components.items() if part.cost} == {
        "travel": 200,
        "waiting": 40,
        "continuity": 120,
    }
    assert found.total == 360
    assert list(found.components) == list(COMPONENTS)


def test_the_plan_of_these_tests_costs_what_one_finds_by_hand() -> None:
    """The way: W-1 Monday 30, W-3 Monday 20, W-2 Monday 30, Tuesday three times 20, Wednesday, Thursday, Friday 20
    each: 200 minutes. Waited: W-1 on Monday 170 for the break and 30 for W-3, on Thursday 45 for the gap. Nobody is
    late; W-4 has eight hours a day with nothing to do."""
    told = {name: part.amount for name, part in cost(*made()).components.items() if part.amount}
    assert told.pop("fair-workload") >= 0
    assert told == {"travel": 200, "waiting": 245, "continuity": 2, "largest-idle": 480}
    assert cost(*made()).components["largest-lateness"].amount == 0


def test_unserved_visits_cost_their_penalty() -> None:
    wishes = [
        request("R-1", priority="routine"),
        request("R-2", priority="urgent"),
        request("R-3", priority="asap", mandatory=False),
        request("R-4", priority="stat", mandatory=False),
        request("R-5", mandatory=False),
        request("R-6"),
    ]
    problem = small_problem(
        wishes, locks=[Lock(request="R-5", date="2026-04-06"), Lock(request="R-6", date="2026-04-07")]
    )
    assert problem.visit_penalty.tolist() == [204_000, 212_000, 36_000, 100_000, 204_000, 404_000]
    assert amounts((problem, Schedule.empty(problem)), "unserved") == (1_160_000,)
    assert amounts(made(problem, {"R-4": (MON, "09:00", "W-1")}, {}, only=True), "unserved") == (1_060_000,)
    assert cost(problem, Schedule.empty(problem)).components["unserved"].weight == 1


@pytest.mark.parametrize(
    ("clock", "late"),
    [
        ("09:00", 0),
        ("09:40", 0),
        ("09:41", 1),
        ("11:00", 80),
        ("11:59", 139),
        ("12:00", 0),
        ("12:41", 1),
        ("13:40", 60),
    ],
)
def test_lateness_counts_against_the_last_window_that_had_begun(clock: str, late: int) -> None:
    """Windows 09:00-10:00 and 12:00-13:00, a visit of 20 minutes."""
    problem = small_problem([request("R-1", "E-1", "09:00-10:00", "12:00-13:00", minutes=20, soft_end=True)])
    found = made(problem, {"R-1": (MON, clock, "W-1")}, {}, only=True)
    assert violations(*found) == []
    assert amounts(found, "lateness") == (late,)
    assert cost(*found).components["lateness"].cost == 8 * late


def test_lateness_of_two_workers_counts_twice_and_by_each_ones_minutes() -> None:
    roles = (role(20), role(35))
    problem = small_problem(
        [request("R-1", "E-1", "09:00-10:00", roles=roles, coupling="together", soft_end=True)],
        workers=(worker("W-1"), worker("W-2")),
    )
    assert amounts(made(problem, {"R-1": (MON, "09:50", "W-1 W-2")}, {}, only=True), "lateness") == (10 + 25,)


def test_a_window_that_binds_the_start_counts_lateness_from_the_start() -> None:
    problem = small_problem([request("R-1", "E-1", "09:00-10:00", minutes=50, soft_end=True)])
    problem = attrs.evolve(problem, window_at_start=True)
    assert amounts(made(problem, {"R-1": (MON, "10:00", "W-1")}, {}, only=True), "lateness") == (0,)
    assert amounts(made(problem, {"R-1": (MON, "10:07", "W-1")}, {}, only=True), "lateness") == (7,)


def test_a_hard_window_knows_no_lateness() -> None:
    assert amounts(made(), "lateness") == (0,)


def test_a_window_cut_by_an_absence_counts_as_two() -> None:
    away = Absence(client="E-1", first_day="2026-04-06", last_day="2026-04-06", start="10:00", end="11:00")
    problem = small_problem([request("R-1", "E-1", "09:00-12:00", minutes=20, soft_end=True)], absences=[away])
    assert amounts(made(problem, {"R-1": (MON, "09:50", "W-1")}, {}, only=True), "lateness") == (10,)
    assert amounts(made(problem, {"R-1": (TUE, "09:50", "W-1")}, {}, only=True), "lateness") == (0,)


@pytest.mark.parametrize(("clock", "minutes"), [("15:30", 0), ("15:31", 1), ("16:00", 30)])
def test_overtime_counts_from_the_end_of_the_shift(clock: str, minutes: int) -> None:
    found = moved("R-9", MON, clock, "W-2")
    assert violations(*found) == []
    assert amounts(found, "overtime") == (minutes,)
    assert cost(*found).components["overtime"].cost == 6 * minutes


@pytest.mark.parametrize(
    ("first", "second", "travelled", "waited"),
    [("08:10", "08:40", 30, 0), ("08:40", "08:10", 30, 0), ("09:00", "12:00", 30, 150), ("15:00", "08:10", 30, 380)],
)
def test_ways_and_waits(first: str, second: str, travelled: int, waited: int) -> None:
    found = made(world(), {"R-8": (MON, first, "W-2"), "R-9": (MON, second, "W-2")}, {}, only=True)
    assert amounts(found, "travel", "waiting") == (travelled, waited)


def test_waiting_for_ones_own_break_counts_and_the_break_does_not() -> None:
    """R-8 until 09:10 with the break at 12:00: 170 minutes; R-9 right after it."""
    visits = {"R-8": (MON, "08:50", "W-2"), "R-9": (MON, "12:40", "W-2")}
    found = made(world(), visits, {("W-2", MON): ("12:00", "E-7")}, only=True)
    assert violations(*found) == []
    assert amounts(found, "travel", "waiting", "missed-break") == (30, 170, 0)


@pytest.mark.parametrize(
    ("first", "last", "missed"),
    [
        ("08:10", "12:30", 0),  # back at 13:00: the break comes after
        ("08:10", "12:31", 1),
        ("12:40", "13:40", 0),  # leaves at 12:30: the break came before
        ("12:39", "13:40", 1),
        ("08:10", "13:40", 1),
    ],
)
def test_a_break_may_be_before_leaving_or_after_coming_back(first: str, last: str, missed: int) -> None:
    found = made(world(), {"R-8": (MON, first, "W-2"), "R-9": (MON, last, "W-2")}, {}, only=True)
    assert violations(*found) == []
    assert amounts(found, "missed-break") == (missed,)
    assert cost(*found).components["missed-break"].cost == 200 * missed


def test_breaks_are_missed_route_by_route_and_only_where_there_are_any() -> None:
    visits = {
        "R-8": (MON, "11:50", "W-3"),
        "R-9": (MON, "13:10", "W-3"),
        FIRST: (TUE, "11:00", "W-1"),
        SECOND: (THU, "11:00", "W-1"),
        "R-5": (TUE, "12:10", "W-1"),
    }
    problem = world()
    found = made(problem, visits, {}, only=True)
    assert amounts(found, "missed-break") == (0,)
    later = made(problem, visits | {"R-5": (TUE, "13:00", "W-1")}, {}, only=True)
    assert amounts(later, "missed-break") == (1,)
    recorded = made(problem, visits | {"R-5": (TUE, "13:00", "W-1")}, {("W-1", TUE): ("12:00", "E-1")}, only=True)
    assert violations(*recorded) == []
    assert amounts(recorded, "missed-break") == (0,)


def test_a_visit_by_somebody_off_the_list_of_the_preferred() -> None:
    liked = (Client(id="E-1", preferred_workers=("W-2", "W-3")), Client(id="E-2"))
    wishes = [
        request("R-1", visits_per_week=2),
        request("R-2", "E-2"),
        request("R-3", roles=(role(30),) * 2, coupling="together"),
    ]
    problem = small_problem(wishes, clients=liked, workers=WORKERS)
    visits: dict[str, Served] = {
        FIRST: (MON, "09:00", "W-1"),
        SECOND: (TUE, "09:00", "W-2"),
        "R-2": (WED, "09:00", "W-1"),
        "R-3": (THU, "09:00", "W-4 W-1"),
    }
    found = made(problem, visits, {}, only=True)
    assert violations(*found) == []
    assert amounts(found, "preferred-worker") == (3,)


def test_continuity_counts_every_worker_of_a_client_beyond_the_first() -> None:
    problem = small_problem(
        [
            request("R-1", visits_per_week=3),
            request("R-2"),
            request("R-3", "E-2", roles=(role(30),) * 2, coupling="together"),
        ],
        workers=WORKERS,
    )
    third = "R-1/2026-W15/3"
    visits: dict[str, Served] = {
        FIRST: (MON, "09:00", "W-1"),
        SECOND: (TUE, "09:00", "W-2"),
        third: (WED, "09:00", "W-1"),
    }
    assert amounts(made(problem, visits, {}, only=True), "continuity") == (1,)
    visits["R-2"] = (WED, "12:00", "W-3")
    assert amounts(made(problem, visits, {}, only=True), "continuity") == (2,)
    visits["R-3"] = (THU, "12:00", "W-3 W-4")
    assert amounts(made(problem, visits, {}, only=True), "continuity") == (3,)


def test_the_usual_worker_counts_only_where_she_could_do_it() -> None:
    used_to = (Client(id="E-1", usual_worker="W-1"), Client(id="E-2"))
    wishes = [request("R-1", visits_per_week=2), request("R-2", roles=(role(30, nursing=1),)), request("R-3", "E-2")]
    problem = small_problem(wishes, clients=used_to, workers=WORKERS)
    visits: dict[str, Served] = {
        FIRST: (MON, "09:00", "W-1"),
        SECOND: (TUE, "09:00", "W-2"),
        "R-2": (WED, "09:00", "W-2"),  # W-1 is no nurse
        "R-3": (THU, "09:00", "W-2"),
    }
    assert amounts(made(problem, visits, {}, only=True), "usual-worker") == (1,)


def test_an_uneven_load_is_measured_against_what_each_could_work() -> None:
    """W-1 could work 5 × 480 minutes, W-2 (mornings) 5 × 240: of 180 minutes 120 and 60 are fair, 8 % off too."""
    day = [request(f"R-{n}", f"E-{n}", minutes=40) for n in range(1, 4)]
    problem = small_problem(day, workers=WORKERS[:2], shifts=[shift("W-1"), shift("W-2", "08:00-12:00")])
    assert problem.worker_capacity.tolist() == [2400, 1200]
    visits: dict[str, Served] = {
        "R-1": (MON, "09:00", "W-1"),
        "R-2": (TUE, "09:00", "W-1"),
        "R-3": (MON, "09:00", "W-2"),
    }
    even = made(problem, visits, {}, only=True)
    assert amounts(even, "fair-workload") == (0,)
    # all by W-1: 60 too many and 60 too few, less 9.6 and 4.8; all by W-2: 120 of each; every worker's rounded up
    first = made(problem, visits | {"R-3": (WED, "09:00", "W-1")}, {}, only=True)
    assert amounts(first, "fair-workload") == (51 + 56,)
    second = made(problem, {name: (day, "09:00", "W-2") for day, name in enumerate(visits)}, {}, only=True)
    assert amounts(second, "fair-workload") == (111 + 116,)


@pytest.mark.parametrize(("percent", "amount"), [(0, 40 + 40), (10, 28 + 34), (66, 0 + 1), (67, 0)])
def test_a_load_near_the_fair_share_costs_nothing(percent: int, amount: int) -> None:
    """W-1 has 80 of 180 minutes and should have 120, W-2 has 100 and should have 60: two thirds more."""
    assert outside_fair_share(loads(2400, 1200, percent=percent), np.array([80, 100])) == amount


def test_fair_shares_are_reckoned_without_overflow_and_without_hours() -> None:
    assert outside_fair_share(loads(*[2400] * 3000), np.full(3000, 2400)) == 0
    assert outside_fair_share(loads(0, 0), np.array([10, 20])) == 0
    assert outside_fair_share(loads(), np.array([], dtype=np.int64)) == 0


def loads(*capacity: int, percent: int = 8) -> VisitProblem:
    """A problem of which only what the workers could do matters."""
    problem = small_problem([request("R-1")])
    hours = np.array(capacity, dtype=np.int32)
    return attrs.evolve(problem, worker_capacity=hours, fair_percent=percent)


def test_a_worker_without_any_hours_neither_counts_nor_disturbs() -> None:
    """W-2 never works: 80 minutes of W-1 are all there is, and all that there could be."""
    problem = small_problem(
        [request("R-1"), request("R-2")], workers=(*WORKERS[:2], WORKERS[3]), shifts=[shift("W-1"), shift("W-4")]
    )
    assert problem.worker_capacity.tolist() == [2400, 0, 2400]
    visits: dict[str, Served] = {"R-1": (MON, "09:00", "W-1"), "R-2": (TUE, "09:00", "W-1")}
    # 50 minutes would be fair for W-1 and for W-4, 46 to 54 near enough
    assert amounts(made(problem, visits, {}, only=True), "fair-workload") == (46 + 46,)


def test_capacity_is_less_breaks_and_never_more_than_the_weekly_limit() -> None:
    problem = small_problem(
        [request("R-1")],
        workers=(worker("W-1"), worker("W-2", weekly_minutes=1000), worker("W-3")),
        shifts=[shift("W-1", **LUNCH), shift("W-2"), shift("W-3", days=("sun",), valid_to="2026-01-01")],
    )
    assert problem.worker_capacity.tolist() == [5 * 450, 1000, 0]


def test_uneven_service_of_areas() -> None:
    """Five visits wanted in A-1 and five in A-2; hundredths of a visit."""
    assert np.bincount(world().client_area[world().visit_client]).tolist() == [5, 5]
    none_left = made()
    assert amounts(none_left, "fair-areas") == (0,)
    # one left out in A-2: 100 ÷ 5 = 20, less 100 ÷ 10 = 10
    assert amounts(made(visits={"R-9": None}), "fair-areas") == (10,)
    # one in each: 20 + 20, less 400 ÷ 10 = 40
    assert amounts(made(visits={"R-9": None, SECOND: None}), "fair-areas") == (0,)
    # three in A-2: 900 ÷ 5 = 180, less 900 ÷ 10 = 90
    assert amounts(made(visits={"R-9": None, "R-8": None, "R-7": None}), "fair-areas") == (90,)


def test_an_area_of_a_single_visit_counts() -> None:
    clients = [Client(id="E-1", area="A-1"), *(Client(id=f"E-{n}", area="A-2") for n in (2, 3, 4))]
    problem = small_problem([request(f"R-{n}", f"E-{n}") for n in range(1, 5)], clients=clients)
    visits: dict[str, Served] = {f"R-{n}": (n, "09:00", "W-1") for n in (2, 3, 4)}
    # 100 ÷ 1, less 100 ÷ 4
    assert amounts(made(problem, visits, {}, only=True), "fair-areas") == (75,)


def test_changes_against_the_published_plan() -> None:
    published = {
        FIRST: PublishedVisit(MON, 490, ("W-1",)),
        "R-3/2026-W15/1": PublishedVisit(MON, 790, ("W-1", "W-3")),
        "R-8/2026-W15/1": PublishedVisit(MON, 490, ("W-2",)),
    }
    problem = other_world(published=published)

    def changed(**visits: Served | None) -> int:
        names = {name.replace("_", "-"): served for name, served in visits.items()}
        return amounts(made(problem, names), "change")[0]

    assert changed() == 0
    assert changed(R_8=(MON, "08:40", "W-2"), R_9=(MON, "09:10", "W-2")) == 0
    assert changed(R_8=(MON, "08:41", "W-2"), R_9=(MON, "09:11", "W-2")) == 1
    assert changed(R_8=(TUE, "08:10", "W-2")) == 1
    assert changed(R_8=(MON, "08:10", "W-4")) == 1
    assert changed(R_8=None) == 1
    assert changed(R_3=(MON, "13:10", "W-3 W-1")) == 1
    assert changed(R_3=(MON, "13:10", "W-1 W-4")) == 1
    assert changed(R_3=(MON, "13:40", "W-1 W-3"), R_8=None) == 1
    assert changed(R_3=(MON, "13:41", "W-1 W-3"), R_8=None) == 2
    assert changed(R_9=None, R_7=None) == 0
    narrow = attrs.evolve(problem, change_minutes=0)
    assert amounts(made(narrow, {"R-8": (MON, "08:11", "W-2"), "R-9": (MON, "08:41", "W-2")}), "change") == (1,)
    assert cost(*made(problem, {"R-8": None})).components["change"].cost == 60


def test_a_published_worker_who_left_is_a_change() -> None:
    problem = other_world(published={"R-8/2026-W15/1": PublishedVisit(MON, 490, ("W-9",))})
    assert amounts(made(problem), "change") == (1,)


def test_the_largest_lateness_is_that_of_one_task() -> None:
    """Windows until 10:00: R-1's two workers are 10 and 25 late, R-2 is on time, R-3 is 4 late; R-4's end is hard."""
    wishes = [
        request("R-1", "E-1", "09:00-10:00", roles=(role(20), role(35)), coupling="together", soft_end=True),
        request("R-2", "E-2", "09:00-10:00", minutes=60, soft_end=True),
        request("R-3", "E-3", "09:00-10:00", minutes=30, soft_end=True),
        request("R-4", "E-4", "08:00-16:00"),
    ]
    problem = small_problem(wishes, workers=WORKERS, weights=Weights(largest_lateness=7))
    visits: dict[str, Served] = {
        "R-2": (MON, "09:00", "W-3"),
        "R-3": (TUE, "09:34", "W-1"),
        "R-4": (MON, "15:00", "W-4"),
    }
    assert amounts(made(problem, visits, {}, only=True), "lateness", "largest-lateness") == (4, 4)
    found = made(problem, visits | {"R-1": (MON, "09:50", "W-1 W-2")}, {}, only=True)
    assert amounts(found, "lateness", "largest-lateness") == (10 + 25 + 4, 25)
    assert cost(*found).components["largest-lateness"].cost == 7 * 25


def test_a_new_largest_lateness_is_found_when_the_old_one_goes() -> None:
    problem = small_problem([request(f"R-{n}", f"E-{n}", "09:00-10:00", soft_end=True) for n in (1, 2)])
    both: dict[str, Served] = {"R-1": (MON, "10:30", "W-1"), "R-2": (TUE, "09:45", "W-1")}
    assert amounts(made(problem, both, {}, only=True), "largest-lateness") == (60,)
    assert amounts(made(problem, {"R-2": both["R-2"]}, {}, only=True), "largest-lateness") == (15,)
    assert amounts((problem, Schedule.empty(problem)), "largest-lateness") == (0,)


def idle_after(visits: Mapping[str, Served], hours: str, workers: int = 1) -> int:
    """The largest idle time of a week in which everybody works these hours on Monday."""
    staff = WORKERS[:workers]
    problem = small_problem(
        [request("R-1"), request("R-2", "E-2")],
        workers=staff,
        shifts=[shift(person.id, hours, ("mon",)) for person in staff],
        overtime_minutes=60,
    )
    found = made(problem, visits, {}, only=True)
    assert [broken.rule for broken in violations(*found)] == []
    return amounts(found, "largest-idle")[0]


def test_idle_is_what_is_left_of_a_shift_after_visits_and_ways() -> None:
    """Half an hour of visit and twenty minutes of way; waiting before or after leaving is the same."""
    assert idle_after({"R-1": (MON, "09:00", "W-1")}, "08:00-10:00") == 120 - 50
    assert idle_after({"R-1": (MON, "08:10", "W-1")}, "08:00-10:00") == 120 - 50
    both: dict[str, Served] = {"R-1": (MON, "08:10", "W-1"), "R-2": (MON, "09:10", "W-1")}
    assert idle_after(both, "08:00-10:00") == 120 - 90


def test_a_shift_without_visits_is_idle_throughout_and_the_largest_counts() -> None:
    assert idle_after({}, "08:00-10:00") == 120
    assert idle_after({"R-1": (MON, "09:00", "W-1")}, "08:00-10:00", workers=2) == 120
    both: dict[str, Served] = {"R-1": (MON, "09:00", "W-1"), "R-2": (MON, "09:00", "W-2")}
    assert idle_after(both, "08:00-10:00", workers=2) == 70


def test_overtime_is_no_idle_time_but_the_wait_before_it_is() -> None:
    """R-1 from 09:30 to 10:00, back 10:10, ten minutes after the shift; idle from 08:00 to 09:20."""
    assert idle_after({"R-1": (MON, "09:30", "W-1")}, "08:00-10:00") == 80
    both: dict[str, Served] = {"R-1": (MON, "08:10", "W-1"), "R-2": (MON, "10:00", "W-1")}
    assert idle_after(both, "08:00-10:00") == 70


def test_idle_time_has_its_price() -> None:
    problem = small_problem([request("R-1")], weights=Weights(largest_idle=3))
    assert cost(problem, Schedule.empty(problem)).components["largest-idle"].cost == 3 * 480


def with_breaks_on_the_route() -> VisitProblem:
    """Monday of W-1 and W-2, each with a lunch, of which only one on the route counts."""
    problem = small_problem(
        [request("R-1"), request("R-2", "E-2")],
        workers=WORKERS[:2],
        shifts=[shift(id_, days=("mon",), **LUNCH) for id_ in ("W-1", "W-2")],
    )
    return attrs.evolve(problem, break_on_route=True)


def test_a_break_that_must_be_on_the_route_is_missed_by_everybody_who_records_none() -> None:
    """Also by those who stay at home, or are back before it; elsewhere these two miss nothing."""
    problem = with_breaks_on_the_route()
    assert amounts((problem, Schedule.empty(problem)), "missed-break") == (2,)
    visits: dict[str, Served] = {"R-1": (MON, "09:00", "W-1")}
    assert amounts(made(problem, visits, {}, only=True), "missed-break") == (2,)
    at_home = attrs.evolve(problem, break_on_route=False)
    assert amounts(made(at_home, visits, {}, only=True), "missed-break") == (0,)
    recorded = made(problem, {"R-1": (MON, "12:30", "W-1")}, {("W-1", MON): ("12:00", "E-1")}, only=True)
    assert violations(*recorded) == []
    assert amounts(recorded, "missed-break") == (1,)


def test_a_shift_without_a_break_misses_none_on_the_route_either() -> None:
    problem = attrs.evolve(small_problem([request("R-1")], days=1), break_on_route=True)
    assert amounts((problem, Schedule.empty(problem)), "missed-break") == (0,)


def test_the_wait_after_a_break_that_opens_the_route_is_idle_but_not_waited() -> None:
    """Leaves 11:50, break at E-1 12:00 to 12:30, R-1 there at 13:00 (30 idle), R-2 at 14:00 (20 waited), back 14:40.

    Idle: 230 before leaving, 30, 20, and 80 after coming back.
    """
    problem = with_breaks_on_the_route()
    visits: dict[str, Served] = {"R-1": (MON, "13:00", "W-1"), "R-2": (MON, "14:00", "W-1")}
    found = made(problem, visits, {("W-1", MON): ("12:00", "E-1")}, only=True)
    assert violations(*found) == []
    assert amounts(found, "travel", "waiting") == (30, 20)
    alone = attrs.evolve(problem, route_end=np.array([960, 480], dtype=np.int32))
    assert amounts((alone, found[1]), "largest-idle") == (230 + 30 + 20 + 80,)
    # a break in the middle: what is waited before and after it counts
    visits = {"R-1": (MON, "11:00", "W-1"), "R-2": (MON, "14:00", "W-1")}
    later = made(problem, visits, {("W-1", MON): ("12:00", "E-1")}, only=True)
    assert amounts(later, "travel", "waiting") == (30, 30 + 80)


def independent() -> VisitProblem:
    """A visit of two workers who come when it suits, with a soft end at 10:00."""
    wish = request("R-1", "E-1", "09:00-10:00", roles=(role(30), role(20)), coupling="together", soft_end=True)
    problem = small_problem([wish], workers=WORKERS[:3])
    return attrs.evolve(problem, visit_coupling=np.array([3], dtype=np.int32))


@pytest.mark.parametrize("clocks", [("09:00", "09:00"), ("09:00", "12:00"), ("13:00", "09:10")])
def test_two_workers_who_come_when_it_suits_need_not_meet(clocks: tuple[str, str]) -> None:
    assert violations(*made(independent(), {"R-1": (MON, clocks, "W-1 W-2")}, {}, only=True)) == []


def test_of_two_who_come_when_it_suits_each_keeps_the_window_and_is_late_for_herself() -> None:
    late = made(independent(), {"R-1": (MON, ("09:35", "10:20"), "W-1 W-2")}, {}, only=True)
    assert amounts(late, "lateness", "largest-lateness") == (5 + 40, 40)
    early = made(independent(), {"R-1": (MON, ("09:00", "08:59"), "W-1 W-2")}, {}, only=True)
    assert [(found.rule, found.worker) for found in violations(*early)] == [("window", "W-2")]


def test_two_who_come_when_it_suits_are_still_two_and_both_come() -> None:
    twice = made(independent(), {"R-1": (MON, ("09:00", "11:00"), "W-1 W-1")}, {}, only=True)
    assert [found.rule for found in violations(*twice)] == ["two-workers"]
    problem, schedule = made(independent(), {"R-1": (MON, ("09:00", "11:00"), "W-1 W-2")}, {}, only=True)
    half = attrs.evolve(schedule, task_route=np.where(np.arange(2) == 1, NONE, schedule.task_route).astype(np.int32))
    assert [found.rule for found in violations(problem, half)] == ["complete"]


def test_an_empty_problem_costs_nothing() -> None:
    problem = small_problem([])
    assert cost(problem, Schedule.empty(problem)).total == 0
    assert violations(problem, Schedule.empty(problem)) == []


def test_every_component_is_priced_by_its_own_weight() -> None:
    numbers = {name: 10 + index for index, name in enumerate(Weights.model_fields)}
    found = cost(
        *made(
            small_problem(
                REQUESTS, clients=CLIENTS, workers=WORKERS, shifts=SHIFTS, locks=LOCKS, weights=Weights(**numbers)
            )
        )
    )
    assert {name: part.weight for name, part in found.components.items()} == {
        name: 1 if name == "unserved" else numbers[name.replace("-", "_")] for name in COMPONENTS
    }
