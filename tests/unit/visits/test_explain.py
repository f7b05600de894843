"""Why a visit is not in the plan: every reason in a little world of its own, and no "never" that is not true."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import attrs
import numpy as np
import pytest

from agecare import Absence, Client, Lock, Season, TravelMode, Weights
from agecare.locale import LANGUAGES, catalogue, translate
from agecare.visits.checks import violations
from agecare.visits.explain import explained
from agecare.visits.problem import NONE, VisitProblem, problem_for
from agecare.visits.schedule import Kind, Schedule, Unserved
from agecare.visits.travel import Minutes, Places
from builders import WEEK, plan, role
from small_worlds import home, request, shift, small_problem, small_register, ten, worker
from worlds import random_problem

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
NEVER, HOURS, PLAN, ENDED = Kind
TWO = (role(30), role(30))
SHORT = [shift("W-1", "08:00-09:20", ("mon",))]
"""80 minutes: two visits of 40 if nobody had to travel."""
Made = tuple[VisitProblem, Schedule]


def nothing_planned(*args: object, **fields: object) -> Made:
    problem = small_problem(*args, **fields)
    return problem, Schedule.empty(problem)


def far_away(places: Places, mode: TravelMode, season: Season) -> Minutes:
    return ten(places, mode, season) * 24


def four_hours_away() -> Made:
    problem = problem_for(small_register([request("R-1")]), WEEK, travel=far_away)
    return problem, Schedule.empty(problem)


def on_monday(minutes: int, **limits: int) -> Made:
    """A visit that takes a shift of eight hours but for the way of ten minutes there and ten back."""
    return nothing_planned([request("R-1", minutes=minutes)], shifts=[shift("W-1", days=("mon",))], **limits)


def one_of_three_never(minutes: int) -> Made:
    """Two hours of W-1; E-3 has no address, the other two can be served if they fit."""
    wishes = [request(f"R-{n}", f"E-{n}", minutes=minutes) for n in (3, 1, 2)]
    homes = [home("E-1"), home("E-2"), home("E-3", valid_to="2026-01-01")]
    return nothing_planned(wishes, addresses=homes, shifts=[shift("W-1", "08:00-10:00", ("mon",))])


def nurse_and_aide(minutes: int) -> Made:
    """Two hours of each; W-2 alone can nurse, both can care. Two visits for anybody, then two for the nurse."""
    nursing = {"roles": (role(minutes, nursing=1),)}
    wishes = [request(f"R-{n}", f"E-{n}", minutes=50) for n in (1, 2)]
    wishes += [request(f"R-{n}", f"E-{n}", **nursing) for n in (3, 4)]
    shifts = [shift(id_, "08:00-10:00", ("mon",)) for id_ in ("W-1", "W-2")]
    return nothing_planned(wishes, workers=NURSE_AND_AIDE, shifts=shifts)


def with_plan(problem: VisitProblem, visits: Mapping[str, tuple[int, str, str]]) -> Made:
    made = plan(problem, visits)
    assert violations(problem, made) == []
    return problem, made


def full() -> Made:
    problem = small_problem([request("R-1", minutes=40), request("R-2", "E-2", minutes=40)], shifts=SHORT)
    return with_plan(problem, {"R-1": (MON, "08:10", "W-1")})


def weekly(limit: int) -> Made:
    staff = [worker("W-1", weekly_minutes=limit)]
    problem = small_problem([request("R-1", minutes=60), request("R-2", "E-2")], workers=staff)
    return with_plan(problem, {"R-1": (MON, "08:10", "W-1")})


def four_days_apart() -> Made:
    problem = small_problem([request("R-1", visits_per_week=2, days_between=4)])
    return with_plan(problem, {"R-1/2026-W15/1": (THU, "09:00", "W-1")})


def not_worth(travel: int) -> Made:
    return nothing_planned([request("R-1", mandatory=False)], weights=Weights(travel=travel))


def hours_of_monday(minutes: int) -> Made:
    return nothing_planned(
        [request(f"R-{n}", f"E-{n}", minutes=minutes) for n in (1, 2)], shifts=[shift("W-1", "08:00-10:00", ("mon",))]
    )


def couple(one: Sequence[str], two: Sequence[str], hours: str = "08:00-16:00", **fields: object) -> Made:
    """A visit of W-1, who works on the days ``one``, and W-2, the nurse, on the days ``two`` in those hours."""
    wish = request("R-1", roles=(role(30, care=1), role(30, nursing=1)), **({"coupling": "together"} | fields))
    shifts = [shift("W-1", days=one), shift("W-2", hours, days=two)]
    return nothing_planned([wish], workers=NURSE_AND_AIDE, shifts=shifts)


WOMEN = [worker("W-1", gender="female"), worker("W-2", gender="female")]
NURSE_AND_AIDE = [worker("W-1", "care"), worker("W-2", "nursing")]
LOCKED = [Lock(request="R-1", worker="W-2")]
OUT = Absence(client="E-1", first_day="2026-04-01", last_day="2026-04-30", start="08:30", end="09:30")
REASONS: Mapping[str, tuple[Kind, str, Callable[[], Made]]] = {
    "a skill nobody has": (NEVER, "no-skill", partial(nothing_planned, [request("R-1", roles=(role(30, physio=1),))])),
    "a level nobody has": (
        NEVER,
        "no-skill",
        partial(nothing_planned, [request("R-1", roles=(role(30, care=2),))]),
    ),
    "the second of two needs a skill nobody has": (
        NEVER,
        "no-skill",
        partial(nothing_planned, [request("R-1", roles=(role(30), role(30, physio=1)), coupling="together")]),
    ),
    "a language nobody speaks": (
        NEVER,
        "no-language",
        partial(nothing_planned, [request("R-1")], clients=[Client(id="E-1", worker_language="ru")]),
    ),
    "a man is asked for": (
        NEVER,
        "no-gender",
        partial(nothing_planned, [request("R-1")], clients=[Client(id="E-1", worker_gender="male")], workers=WOMEN),
    ),
    "everybody is refused": (
        NEVER,
        "all-refused",
        partial(
            nothing_planned,
            [request("R-1")],
            clients=[Client(id="E-1", refused_workers=("W-1", "W-2"))],
            workers=WOMEN,
        ),
    ),
    "the only one with the skill is refused": (
        NEVER,
        "all-refused",
        partial(
            nothing_planned,
            [request("R-1", roles=(role(30, nursing=1),))],
            clients=[Client(id="E-1", refused_workers=("W-2",))],
            workers=NURSE_AND_AIDE,
        ),
    ),
    "nobody has both skills": (
        NEVER,
        "nobody-eligible",
        partial(nothing_planned, [request("R-1", roles=(role(30, care=1, nursing=1),))], workers=NURSE_AND_AIDE),
    ),
    "one worker where two are needed": (
        NEVER,
        "not-enough-workers",
        partial(nothing_planned, [request("R-1", roles=TWO, coupling="together")]),
    ),
    "one nurse where two are needed": (
        NEVER,
        "not-enough-workers",
        partial(
            nothing_planned,
            [request("R-1", roles=(role(30, nursing=1),) * 2, coupling="following", lag_max=60)],
            workers=NURSE_AND_AIDE,
        ),
    ),
    "no address on the one allowed day": (
        NEVER,
        "no-allowed-day",
        partial(nothing_planned, [request("R-1", days=("mon",))], addresses=[home("E-1", valid_from="2026-04-07")]),
    ),
    "no address at all that week": (
        NEVER,
        "no-address",
        partial(nothing_planned, [request("R-1")], addresses=[home("E-1", valid_to="2026-04-05")]),
    ),
    "the locked worker left": (
        NEVER,
        "locked-worker-away",
        partial(
            nothing_planned,
            [request("R-1")],
            workers=[worker("W-1"), worker("W-2", valid_to="2026-04-05")],
            locks=LOCKED,
        ),
    ),
    "the locked worker lacks the skill": (
        NEVER,
        "locked-worker-away",
        partial(nothing_planned, [request("R-1", roles=(role(30, care=1),))], workers=NURSE_AND_AIDE, locks=LOCKED),
    ),
    "the client is away on the locked first day": (
        NEVER,
        "locked-day-closed",
        partial(
            nothing_planned,
            [request("R-1")],
            locks=[Lock(request="R-1", date="2026-04-06")],
            absences=[Absence(client="E-1", first_day="2026-04-06", last_day="2026-04-06")],
        ),
    ),
    "the client is away on the locked day": (
        NEVER,
        "locked-day-closed",
        partial(
            nothing_planned,
            [request("R-1")],
            locks=[Lock(request="R-1", date="2026-04-07")],
            absences=[Absence(client="E-1", first_day="2026-04-07", last_day="2026-04-07")],
        ),
    ),
    "nobody works on Sunday": (NEVER, "nobody-on-shift", partial(nothing_planned, [request("R-1", days=("sun",))])),
    "the locked worker is off on that day": (
        NEVER,
        "nobody-on-shift",
        partial(
            nothing_planned,
            [request("R-1")],
            workers=WOMEN,
            shifts=[shift("W-1"), shift("W-2", days=("mon",))],
            locks=[Lock(request="R-1", date="2026-04-07", worker="W-2")],
        ),
    ),
    "the client is out in the middle of the window": (
        NEVER,
        "window-shorter",
        partial(nothing_planned, [request("R-1", "E-1", "08:00-10:00", minutes=31)], absences=[OUT]),
    ),
    "the locked time is when the client is out": (
        NEVER,
        "window-shorter",
        partial(
            nothing_planned,
            [request("R-1", "E-1", "08:00-10:00")],
            absences=[OUT],
            locks=[Lock(request="R-1", date="2026-04-07", start="08:20")],
        ),
    ),
    "an evening visit": (
        NEVER,
        "window-outside-shifts",
        partial(nothing_planned, [request("R-1", "E-1", "18:00-20:00")]),
    ),
    "locked to the evening": (
        NEVER,
        "window-outside-shifts",
        partial(
            nothing_planned,
            [request("R-1", "E-1", "08:00-20:00")],
            locks=[Lock(request="R-1", date="2026-04-07", start="18:00")],
        ),
    ),
    "four hours there and four back": (NEVER, "too-far", four_hours_away),
    "the shift is a minute too short for visit and way": (NEVER, "too-far", partial(on_monday, 461)),
    "the daily limit is a minute too low for the way": (NEVER, "too-far", partial(on_monday, 60, daily_minutes=79)),
    "the weekly limit is a minute too low for the way": (NEVER, "too-far", partial(on_monday, 60, weekly_minutes=79)),
    "the visit is longer than a working day may be": (
        NEVER,
        "window-outside-shifts",
        partial(on_monday, 60, daily_minutes=59),
    ),
    "the two never work on one day": (NEVER, "pair-never-meets", partial(couple, ("mon", "wed"), ("tue", "thu"))),
    "the two never work at one time": (
        NEVER,
        "pair-never-meets",
        partial(couple, ("mon",), ("mon",), "15:11-17:00"),
    ),
    "the first is there a minute too late to be followed": (
        NEVER,
        "pair-never-meets",
        partial(couple, ("mon",), ("mon",), "08:00-09:10", coupling="following", lag_min=21, lag_max=90),
    ),
    "the second comes home too late to follow": (
        NEVER,
        "pair-never-meets",
        partial(couple, ("mon",), ("mon",), "08:00-09:00", coupling="following", lag_min=60, lag_max=90),
    ),
    "two hours for two visits of 61 minutes": (HOURS, "hours-full", partial(hours_of_monday, 61)),
    "two hours of the nurse for two visits of 61 minutes": (HOURS, "hours-full", partial(nurse_and_aide, 61)),
    "two hours for two visits of 61 minutes and one that can never be": (
        HOURS,
        "hours-full",
        partial(one_of_three_never, 61),
    ),
    "no room on the only route": (PLAN, "workers-full", full),
    "the week is used up": (PLAN, "weekly-limit", partial(weekly, 100)),
    "too near to the other visit on every day": (PLAN, "days-between", four_days_apart),
    "dearer than leaving it out": (PLAN, "not-worth", partial(not_worth, 500)),
    "there is room": (ENDED, "search-ended", partial(nothing_planned, [request("R-1")])),
    "there is room, and it is cheap enough": (ENDED, "search-ended", partial(not_worth, 150)),
    "there is room in the week": (ENDED, "search-ended", partial(weekly, 130)),
    "the shift is just long enough": (ENDED, "search-ended", partial(on_monday, 460)),
    "the daily limit is just enough": (ENDED, "search-ended", partial(on_monday, 60, daily_minutes=80)),
    "the weekly limit is just enough": (ENDED, "search-ended", partial(on_monday, 60, weekly_minutes=80)),
    "the first can just be followed": (
        ENDED,
        "search-ended",
        partial(couple, ("mon",), ("mon",), "08:00-09:10", coupling="following", lag_min=20, lag_max=90),
    ),
    "two hours of the nurse for two visits of 60 minutes": (ENDED, "search-ended", partial(nurse_and_aide, 60)),
    "two hours for two visits of 60 minutes and one that can never be": (
        ENDED,
        "search-ended",
        partial(one_of_three_never, 60),
    ),
    "two hours for two visits of 60 minutes": (ENDED, "search-ended", partial(hours_of_monday, 60)),
}


def reason_of(made: Made) -> Unserved:
    """The reason of the one visit that matters: the last unserved one."""
    problem, schedule = made
    return explained(problem, schedule).unserved[-1]


@pytest.mark.parametrize("name", REASONS)
def test_a_reason_in_its_own_world(name: str) -> None:
    kind, reason, make = REASONS[name]
    found = reason_of(make())
    assert (found.kind, found.reason) == (kind, reason)


@pytest.mark.parametrize("name", REASONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_can_be_said(name: str, language: str) -> None:
    found = reason_of(REASONS[name][2]())
    assert found.reason in catalogue(language, "reasons")
    assert translate(f"reasons.{found.reason}", language, **found.params)


CODES = {
    "no-skill", "no-language", "no-gender", "all-refused", "nobody-eligible", "not-enough-workers", "no-allowed-day",
    "no-address", "locked-worker-away", "locked-day-closed", "nobody-on-shift", "window-shorter",
    "window-outside-shifts", "too-far", "pair-never-meets", "hours-full", "workers-full", "weekly-limit",
    "days-between", "not-worth", "search-ended",
}  # fmt: skip


def test_the_table_holds_every_reason() -> None:
    assert {reason for _, reason, _ in REASONS.values()} == CODES


def test_reasons_carry_what_a_coordinator_needs() -> None:
    def params(name: str) -> Mapping[str, str]:
        return reason_of(REASONS[name][2]()).params

    assert params("a level nobody has") == {"skill": "care", "level": "2"}
    assert params("the client is away on the locked day") == {"day": "2026-04-07"}
    assert params("the locked worker lacks the skill") == {"worker": "W-2"}
    assert params("two hours for two visits of 61 minutes") == {"workers": "W-1", "wanted": "122", "hours": "120"}
    assert params("no room on the only route") == {"workers": "W-1"}
    assert params("dearer than leaving it out") == {"cost": "10000", "penalty": "4000"}
    assert params("there is room") == {"worker": "W-1", "day": "2026-04-06"}


def test_long_lists_of_workers_are_cut() -> None:
    staff = [worker(f"W-{n}", "care") for n in range(8)]
    wishes = [request(f"R-{n}", f"E-{n}", minutes=60) for n in range(11)]
    shifts = [shift(one.id, "08:00-09:20", ("mon",)) for one in staff]
    found = reason_of(nothing_planned(wishes, workers=staff, shifts=shifts))
    assert found.reason == "hours-full"
    assert found.params["workers"] == "W-0, W-1, W-2, W-3, W-4, W-5 +2"


def test_a_whole_plan_needs_no_reasons_and_old_ones_are_dropped() -> None:
    problem, made = with_plan(small_problem([request("R-1")]), {"R-1": (MON, "09:00", "W-1")})
    old = attrs.evolve(made, unserved=(Unserved(problem.visit_ids[0], NEVER, "no-skill"),))
    assert explained(problem, old).unserved == ()


def test_one_reason_for_each_visit_left_out_in_their_order() -> None:
    problem, made = nothing_planned([request("R-1"), request("R-2", days=("sun",)), request("R-3")])
    made = plan(problem, {"R-3": (MON, "09:00", "W-1")})
    found = explained(problem, made)
    assert [missed.visit for missed in found.unserved] == list(problem.visit_ids[:2])
    assert np.array_equal(found.visit_day, made.visit_day)


def test_when_time_is_up_what_was_not_tried_says_so() -> None:
    problem, made = nothing_planned([request("R-1"), request("R-2", days=("sun",))])
    found = explained(problem, made, should_stop=lambda: True).unserved
    assert [(missed.kind, missed.reason) for missed in found] == [(ENDED, "not-tried"), (NEVER, "nobody-on-shift")]


def test_a_place_behind_others_is_found_by_pushing_them_back() -> None:
    """R-2 fits before R-1 only if R-1 and its break move."""
    lunch = {"break_minutes": 30, "break_earliest": "12:00", "break_latest": "13:00"}
    wishes = [request("R-1"), request("R-2", "E-2", "08:00-08:45"), request("R-3", "E-3", "13:00-16:00")]
    problem = small_problem(wishes, shifts=[shift("W-1", "08:00-16:00", ("mon",), **lunch)])
    made = plan(
        problem,
        {"R-1": (MON, "08:10", "W-1"), "R-3": (MON, "13:00", "W-1")},
        {("W-1", MON): ("12:00", "E-1")},
    )
    assert violations(problem, made) == []
    assert reason_of((problem, made)).reason == "search-ended"


def after_each_other(**fields: object) -> VisitProblem:
    """R-2 comes 60 to 120 minutes after R-1; W-1 works every weekday."""
    return small_problem([request("R-1"), request("R-2", after="R-1", gap_min=60, gap_max=120, **fields)])


def test_a_visit_after_another_is_put_behind_it_on_its_day() -> None:
    problem, made = with_plan(after_each_other(), {"R-1": (TUE, "09:00", "W-1")})
    found = reason_of((problem, made))
    assert (found.reason, found.params["day"]) == ("search-ended", "2026-04-07")


def test_a_visit_after_another_that_is_not_served_is_free() -> None:
    problem = after_each_other()
    reasons = [missed.params["day"] for missed in explained(problem, Schedule.empty(problem)).unserved]
    assert reasons == ["2026-04-06", "2026-04-06"]


def test_a_visit_whose_first_visit_is_on_a_day_it_cannot_have() -> None:
    problem, made = with_plan(after_each_other(days=("wed", "thu")), {"R-1": (TUE, "09:00", "W-1")})
    assert reason_of((problem, made)).reason == "days-between"
    problem, made = with_plan(after_each_other(days=("wed", "thu")), {"R-1": (WED, "09:00", "W-1")})
    assert reason_of((problem, made)).reason == "search-ended"


def test_a_visit_stays_on_the_day_of_the_one_that_comes_after_it() -> None:
    wishes = [request("R-2", after="R-1", gap_max=120), request("R-1", days=("mon", "tue"))]
    problem, made = with_plan(small_problem(wishes), {"R-2": (TUE, "10:00", "W-1")})
    assert reason_of((problem, made)).params["day"] == "2026-04-07"
    problem, made = with_plan(small_problem(wishes), {"R-2": (WED, "10:00", "W-1")})
    assert reason_of((problem, made)).reason == "days-between"


@pytest.mark.parametrize(("spacing", "reason"), [(7, "days-between"), (4, "search-ended")])
def test_days_count_from_the_first_day_on(spacing: int, reason: str) -> None:
    """One visit on Monday; nobody works after Friday, the fourth day from there."""
    wish = request("R-1", visits_per_week=2, days_between=min(spacing, 6))
    problem = attrs.evolve(small_problem([wish]), visit_spacing=np.array([spacing] * 2, dtype=np.int32))
    made = plan(problem, {"R-1/2026-W15/1": (MON, "09:00", "W-1")})
    assert reason_of((problem, made)).reason == reason


def test_the_cheapest_of_several_places_is_told() -> None:
    """W-1 is not the usual worker: 40 more than W-2, for whom the way costs 20 × 500."""
    client = Client(id="E-1", usual_worker="W-2")
    staff = [worker("W-1"), worker("W-2")]
    wish = request("R-1", days=("mon",), mandatory=False)
    made = nothing_planned([wish], clients=[client], workers=staff, weights=Weights(travel=500))
    assert reason_of(made).params == {"cost": "10000", "penalty": "4000"}


def test_the_week_is_not_used_up_while_one_worker_has_hours_left() -> None:
    staff = [worker("W-1", weekly_minutes=100), worker("W-2")]
    wishes = [request("R-1", minutes=60), request("R-2", "E-2"), request("R-3", "E-3", minutes=40)]
    shifts = [shift("W-1"), shift("W-2", "08:00-09:00", ("mon",))]
    problem = small_problem(wishes, workers=staff, shifts=shifts)
    made = plan(problem, {"R-1": (MON, "08:10", "W-1"), "R-3": (MON, "08:10", "W-2")})
    assert violations(problem, made) == []
    assert reason_of((problem, made)).reason == "workers-full"


def test_six_workers_are_named_in_full() -> None:
    staff = [worker(f"W-{n}") for n in range(6)]
    wishes = [request(f"R-{n}", f"E-{n}", minutes=60) for n in range(9)]
    found = reason_of(
        nothing_planned(wishes, workers=staff, shifts=[shift(w.id, "08:00-09:20", ("mon",)) for w in staff])
    )
    assert found.params["workers"] == "W-0, W-1, W-2, W-3, W-4, W-5"


def test_one_worker_of_two_who_can_come_is_enough() -> None:
    """W-1 is too far from anything on her short shift; W-2 is not."""
    shifts = [shift("W-1", "08:00-08:40", ("mon",)), shift("W-2", "08:00-09:00", ("mon",))]
    made = nothing_planned([request("R-1")], workers=[worker("W-1"), worker("W-2")], shifts=shifts)
    assert reason_of(made).params == {"worker": "W-2", "day": "2026-04-06"}


def test_a_lock_after_the_end_of_a_soft_window_is_not_hopeless() -> None:
    wish = request("R-1", "E-1", "08:00-10:00", "12:00-14:00", soft_end=True)
    problem = small_problem([wish], locks=[Lock(request="R-1", date="2026-04-06", start="10:30")])
    assert violations(problem, plan(problem, {"R-1": (MON, "10:30", "W-1")})) == []
    assert reason_of((problem, Schedule.empty(problem))).reason == "search-ended"


def test_a_soft_end_that_the_shift_misses_is_not_hopeless() -> None:
    """Between the windows a visit is late for the first one, which is dear, but breaks no rule."""
    wish = request("R-1", "E-1", "08:00-10:00", "12:00-14:00", soft_end=True)
    problem = small_problem([wish], shifts=[shift("W-1", "10:30-11:45", ("mon",))])
    assert violations(problem, plan(problem, {"R-1": (MON, "10:40", "W-1")})) == []
    assert reason_of((problem, Schedule.empty(problem))).kind is not Kind.NEVER


def test_a_visit_that_can_never_be_takes_nobodys_hours() -> None:
    """Three hours each, four hours of work: but E-2 has no address, so E-1 can be served."""
    wishes = [request("R-2", "E-2", minutes=180), request("R-1", "E-1", minutes=180)]
    homes = [home("E-1"), home("E-2", valid_to="2026-01-01")]
    made = nothing_planned(wishes, addresses=homes, shifts=[shift("W-1", "08:00-12:00", ("mon",))])
    assert [found.reason for found in explained(*made).unserved] == ["no-address", "search-ended"]


# --- no claim that is not true ------------------------------------------------------------------------------------


WHOEVER_WHENEVER = {"skill", "gender", "language", "refused-worker", "locked-worker", "two-workers", "allowed-day"}
"""Rules that no other time of day can heal."""


def alone(problem: VisitProblem, visit: int) -> Iterator[Schedule]:
    """Every plan of that visit alone, in steps of five minutes; days and workers that no time could heal left out."""
    tasks = problem.tasks_of(visit)
    for day in range(problem.days):
        routes = [int(route) for route in np.flatnonzero(problem.route_day == day)]
        for chosen in itertools.product(routes, repeat=len(tasks)):
            told = violations(problem, put(problem, visit, day, chosen, [600] * len(tasks)))
            if not WHOEVER_WHENEVER & {found.rule for found in told}:
                for starts in times(problem, visit, day):
                    yield put(problem, visit, day, chosen, starts)


def put(problem: VisitProblem, visit: int, day: int, routes: Sequence[int], starts: Sequence[int]) -> Schedule:
    made = Schedule.empty(problem)
    made.visit_day[visit] = day
    for task, route, start in zip(problem.tasks_of(visit), routes, starts, strict=True):
        made.task_route[task], made.task_start[task] = route, start
    return made


def times(problem: VisitProblem, visit: int, day: int) -> Iterator[list[int]]:
    """Starts of the tasks: in the windows, at the lock, at once or within the lag."""
    tasks = problem.tasks_of(visit)
    lasts = 0 if problem.window_at_start else int(problem.task_minutes[tasks[0]])
    soft = problem.visit_soft_end[visit]
    firsts = {
        start
        for begins, ends in problem.windows_of(visit, day)
        for last in [1440 if soft else ends - lasts]
        for start in (*range(begins, last + 1, 5), last)
    }
    if problem.visit_locked_start[visit] != NONE:
        firsts = {int(problem.visit_locked_start[visit])}
    low, high = int(problem.visit_lag_min[visit]), int(problem.visit_lag_max[visit])
    lags = [0] if problem.visit_coupling[visit] == 1 else [*range(low, high + 1, 5), high]
    for first in sorted(firsts):
        if len(tasks) == 1:
            yield [first]
        else:
            yield from ([first, first + lag] for lag in lags)


@pytest.mark.parametrize("block", range(6))
def test_what_can_never_be_cannot_even_be_alone(block: int) -> None:
    """Every "never" of sixty random worlds, against every plan that holds nothing but that visit."""
    claims = 0
    for seed in range(10 * block, 10 * block + 10):
        problem = random_problem(seed)
        for missed in explained(problem, Schedule.empty(problem), should_stop=lambda: True).unserved:
            if missed.kind is Kind.NEVER:
                claims += 1
                found = next(
                    (p for p in alone(problem, problem.visit_ids.index(missed.visit)) if not violations(problem, p)),
                    None,
                )
                assert found is None, (seed, missed)
    assert claims > 20


def possible_alone(problem: VisitProblem, missed: Unserved) -> bool:
    plans = alone(problem, problem.visit_ids.index(missed.visit))
    return any(not violations(problem, found) for found in plans)


@pytest.mark.parametrize("seed", range(25))
def test_a_free_place_is_only_told_where_the_checker_sees_one(seed: int) -> None:
    """In an empty plan, a visit that "the search ended" left out can be put in alone."""
    problem = random_problem(seed)
    told = explained(problem, Schedule.empty(problem)).unserved
    ended = [missed for missed in told if missed.kind is Kind.SEARCH_ENDED]
    assert [missed for missed in ended[:6] if not possible_alone(problem, missed)] == []


def test_nobody_is_full_in_an_empty_plan() -> None:
    for seed in range(25):
        problem = random_problem(seed)
        told = explained(problem, Schedule.empty(problem)).unserved
        full = [missed for missed in told if missed.reason == "workers-full"]
        assert [missed for missed in full if possible_alone(problem, missed)] == [], seed


def test_two_workers_with_one_minute_in_common_have_a_free_place() -> None:
    """W-1 must leave E-1 by 15:50; W-2 is there at 15:20 at the earliest, an hour and more after W-1 could be."""
    problem, made = couple(("mon",), ("mon",), "15:10-17:00")
    assert violations(problem, plan(problem, {"R-1": (MON, "15:20", "W-1 W-2")})) == []
    assert reason_of((problem, made)).reason == "search-ended"


def test_a_day_without_any_window_is_no_place_and_no_crash() -> None:
    """Hours away may take every window of a day."""
    gone = Absence(client="E-1", first_day="2026-04-06", last_day="2026-04-12", start="08:00", end="16:00")
    problem = small_problem([request("R-1")], absences=[gone])
    assert reason_of((problem, Schedule.empty(problem))).kind is Kind.NEVER
