"""Every reason in a little world of its own, and what the reasons carry."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import attrs
import numpy as np
import pytest

from agecare import Absence, Client, Lock, Weights, Worker
from agecare.locale import LANGUAGES, catalogue, translate
from agecare.visits.checks import violations
from agecare.visits.explain import explained
from agecare.visits.problem import VisitProblem, problem_for
from agecare.visits.schedule import Kind, Schedule, Unserved
from builders import WEEK, plan, role
from left_out import (
    LOCKED,
    MON,
    NURSE_AND_AIDE,
    THU,
    TUE,
    TWO,
    WED,
    WOMEN,
    Made,
    couple,
    far_away,
    nothing_planned,
    reason_of,
    with_plan,
)
from small_worlds import home, request, shift, small_problem, small_register, worker

NEVER, HOURS, PLAN, ENDED = Kind


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
    problem = small_problem(wishes, addresses=homes, shifts=[shift("W-1", "08:00-10:00", ("mon",))])
    return with_plan(problem, {"R-1": (MON, "08:10", "W-1")})


def full() -> Made:
    """R-1 is locked to the middle of two hours, which would hold both visits."""
    wishes = [request("R-1"), request("R-2", "E-2", minutes=45)]
    fixed = Lock(request="R-1", date="2026-04-06", start="08:45")
    problem = small_problem(wishes, shifts=[shift("W-1", "08:00-10:00", ("mon",))], locks=[fixed])
    return with_plan(problem, {"R-1": (MON, "08:45", "W-1")})


def long_day(day: str, *spans: str, **limit: int) -> Made:
    """W-1 is on the way from 08:00 to 15:40, all her time; R-2 comes on top."""
    wishes = [request("R-1", "E-1", "08:10-08:40", days=("mon",)), request("R-3", "E-3", "15:00-15:30", days=("mon",))]
    wishes.append(request("R-2", "E-2", *spans, days=(day,)))
    staff = [worker("W-1", **limit)]
    problem = small_problem(wishes, workers=staff, shifts=[shift("W-1", "08:00-17:00")])
    return with_plan(problem, {"R-1": (MON, "08:10", "W-1"), "R-3": (MON, "15:00", "W-1")})


def four_days_apart() -> Made:
    """One visit is locked to Thursday, and nobody works on Sunday."""
    locks = [Lock(request="R-1", date="2026-04-09")]
    problem = small_problem([request("R-1", visits_per_week=2, days_between=4)], locks=locks)
    return with_plan(problem, {"R-1/2026-W15/1": (THU, "09:00", "W-1")})


def after_locked(day: str, start: str, **fields: object) -> Made:
    """R-2 comes one to two hours after R-1, which is locked."""
    wishes = [request("R-1"), request("R-2", after="R-1", gap_min=60, gap_max=120, **fields)]
    problem = small_problem(wishes, locks=[Lock(request="R-1", date=day, start=start)])
    return with_plan(problem, {"R-1": (int(day[-1]) - 6, start, "W-1")})


def morning_and_afternoon(start: str) -> Made:
    """W-1 has the morning, W-2 the afternoon from some minute on; they are to come together."""
    wishes = [request("R-2", "E-2", minutes=200), request("R-3", "E-3", minutes=180)]
    both = (role(30, care=1), role(30, nursing=1))
    wishes.append(request("R-1", days=("mon",), roles=both, coupling="together"))
    locks = [
        Lock(request="R-2", date="2026-04-06", start="12:00", worker="W-1"),
        Lock(request="R-3", date="2026-04-06", start=start, worker="W-2"),
    ]
    problem = small_problem(wishes, workers=NURSE_AND_AIDE, locks=locks)
    return with_plan(problem, {"R-2": (MON, "12:00", "W-1"), "R-3": (MON, start, "W-2")})


def three_before_ten(minutes: int) -> Made:
    """A whole day of work, and three visits that must be over by ten."""
    wishes = [request(f"R-{n}", f"E-{n}", "08:00-10:00", minutes=minutes) for n in (1, 2, 3)]
    problem = small_problem(wishes, shifts=[shift("W-1", days=("mon",))])
    return with_plan(problem, {"R-1": (MON, "08:10", "W-1"), "R-2": (MON, "08:58", "W-1")})


def not_worth(travel: int) -> Made:
    return nothing_planned([request("R-1", mandatory=False)], weights=Weights(travel=travel))


def hours_of_monday(minutes: int) -> Made:
    """Two visits and three ways of ten minutes in two hours; one of the visits is planned."""
    wishes = [request(f"R-{n}", f"E-{n}", minutes=minutes) for n in (1, 2)]
    problem = small_problem(wishes, shifts=[shift("W-1", "08:00-10:00", ("mon",))])
    return with_plan(problem, {"R-1": (MON, "08:10", "W-1")})


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
        "locked-worker-left",
        partial(
            nothing_planned,
            [request("R-1")],
            workers=[worker("W-1"), worker("W-2", valid_to="2026-04-05")],
            locks=LOCKED,
        ),
    ),
    "the locked worker lacks the skill": (
        NEVER,
        "locked-worker-unfit",
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
        "locked-worker-away",
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
        "locked-start-outside",
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
        "over-limit",
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
    "the client is out in all hours of the visit": (
        NEVER,
        "no-window",
        partial(nothing_planned, [request("R-1", "E-1", "08:30-09:30")], absences=[OUT]),
    ),
    "two hours for two visits of 46 minutes": (HOURS, "hours-full", partial(hours_of_monday, 46)),
    "two hours for two visits of 46 minutes and one that can never be": (
        HOURS,
        "hours-full",
        partial(one_of_three_never, 46),
    ),
    "three visits of 34 minutes in the two hours before ten": (HOURS, "window-full", partial(three_before_ten, 34)),
    "no room on the only route": (PLAN, "workers-full", full),
    "the week is used up": (PLAN, "weekly-limit", partial(long_day, "tue", weekly_minutes=509)),
    "the day is used up": (PLAN, "daily-limit", partial(long_day, "mon", "15:40-16:40", daily_minutes=470)),
    "the other visit is on a day that this one cannot have": (
        PLAN,
        "after-day",
        partial(after_locked, "2026-04-07", "09:00", days=("wed", "thu")),
    ),
    "the other visit is too late to be followed within the shift": (
        PLAN,
        "after-gap",
        partial(after_locked, "2026-04-07", "13:51"),
    ),
    "the two have time, a minute apart": (PLAN, "pair-apart", partial(morning_and_afternoon, "08:11")),
    "too near to the other visit on every day": (PLAN, "days-between", four_days_apart),
    "dearer than leaving it out": (PLAN, "not-worth", partial(not_worth, 500)),
    "there is room": (ENDED, "search-ended", partial(nothing_planned, [request("R-1")])),
    "there is room, and it is cheap enough": (ENDED, "search-ended", partial(not_worth, 150)),
    "there is room in the week": (ENDED, "search-ended", partial(long_day, "tue", weekly_minutes=510)),
    "there is room on the day": (ENDED, "search-ended", partial(long_day, "mon", "15:40-16:40", daily_minutes=500)),
    "the other visit can just be followed": (ENDED, "search-ended", partial(after_locked, "2026-04-07", "13:50")),
    "the two have one minute in common": (ENDED, "search-ended", partial(morning_and_afternoon, "08:10")),
    "the shift is just long enough": (ENDED, "search-ended", partial(on_monday, 460)),
    "the daily limit is just enough": (ENDED, "search-ended", partial(on_monday, 60, daily_minutes=80)),
    "the weekly limit is just enough": (ENDED, "search-ended", partial(on_monday, 60, weekly_minutes=80)),
    "the first can just be followed": (
        ENDED,
        "search-ended",
        partial(couple, ("mon",), ("mon",), "08:00-09:10", coupling="following", lag_min=20, lag_max=90),
    ),
    "two hours for two visits of 45 minutes": (ENDED, "search-ended", partial(hours_of_monday, 45)),
    "two hours for two visits of 45 minutes and one that can never be": (
        ENDED,
        "search-ended",
        partial(one_of_three_never, 45),
    ),
}


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


def test_the_table_holds_every_reason_that_has_words() -> None:
    elsewhere = {"too-far-alone", "not-tried"}
    words = {
        name for name in catalogue("en", "reasons") if not name.startswith(("rule-", "component-", "kind-", "repair-"))
    }
    assert {reason for _, reason, _ in REASONS.values()} == words - elsewhere


def test_reasons_carry_what_a_coordinator_needs() -> None:
    def params(name: str) -> Mapping[str, str]:
        return reason_of(REASONS[name][2]()).params

    assert params("a level nobody has") == {"skill": "care", "level": "2"}
    assert params("the client is away on the locked day") == {"day": "2026-04-07"}
    assert params("the locked worker lacks the skill") == {"worker": "W-2"}
    assert params("the locked worker is off on that day") == {"worker": "W-2"}
    assert params("the locked time is when the client is out") == {"start": "08:20"}
    assert params("the visit is longer than a working day may be") == {"minutes": "60", "limit": "59"}
    assert params("no room on the only route") == {"workers": "W-1"}
    assert params("the week is used up") == params("the day is used up") == {"worker": "W-1"}
    assert params("the other visit is on a day that this one cannot have") == {"other": "R-1/2026-W15/1"}
    assert params("the other visit is too late to be followed within the shift") == {"other": "R-1/2026-W15/1"}
    assert params("dearer than leaving it out") == {"cost": "10000", "penalty": "4000"}
    assert params("there is room") == {"worker": "W-1", "day": "2026-04-06"}


def one_each(staff: Sequence[Worker]) -> Made:
    """Everybody has time for one visit and makes one, and there is one more."""
    wishes = [request(f"R-{n}", f"E-{n}", minutes=60) for n in range(len(staff) + 1)]
    problem = small_problem(wishes, workers=staff, shifts=[shift(w.id, "08:00-09:20", ("mon",)) for w in staff])
    return with_plan(problem, {f"R-{n}": (MON, "08:10", one.id) for n, one in enumerate(staff)})


def test_long_lists_of_workers_are_cut() -> None:
    staff = [worker(f"W-{n}", "care") for n in range(8)]
    found = reason_of(one_each(staff))
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
    """It could move, so there is a better plan."""
    problem, made = with_plan(after_each_other(days=("wed", "thu")), {"R-1": (TUE, "09:00", "W-1")})
    found = reason_of((problem, made))
    assert (found.reason, found.repair and found.repair.code) == ("search-ended", "move-visit")
    problem, made = with_plan(after_each_other(days=("wed", "thu")), {"R-1": (WED, "09:00", "W-1")})
    assert reason_of((problem, made)).reason == "search-ended"


def test_a_visit_stays_on_the_day_of_the_one_that_comes_after_it() -> None:
    wishes = [request("R-2", after="R-1", gap_max=120), request("R-1", days=("mon", "tue"))]
    problem, made = with_plan(small_problem(wishes), {"R-2": (TUE, "10:00", "W-1")})
    assert reason_of((problem, made)).params["day"] == "2026-04-07"
    locked = small_problem(wishes, locks=[Lock(request="R-2", date="2026-04-08")])
    assert reason_of(with_plan(locked, {"R-2": (WED, "10:00", "W-1")})).reason == "after-day"


@pytest.mark.parametrize(("spacing", "reason"), [(7, "days-between"), (4, "search-ended")])
def test_days_count_from_the_first_day_on(spacing: int, reason: str) -> None:
    """One visit on Monday; nobody works after Friday, the fourth day from there."""
    wish = request("R-1", visits_per_week=2, days_between=min(spacing, 6))
    problem = attrs.evolve(small_problem([wish]), visit_spacing=np.array([spacing] * 2, dtype=np.int32))
    made = plan(problem, {"R-1/2026-W15/1": (MON, "09:00", "W-1")})
    assert reason_of((problem, made)).reason == reason


def test_the_cheapest_of_several_places_is_told() -> None:
    """W-1 is not the usual worker: 40 more than W-2, for whom the way costs 20 × 500, and 92 for uneven loads."""
    client = Client(id="E-1", usual_worker="W-2")
    staff = [worker("W-1"), worker("W-2")]
    wish = request("R-1", days=("mon",), mandatory=False)
    made = nothing_planned([wish], clients=[client], workers=staff, weights=Weights(travel=500))
    assert reason_of(made).params == {"cost": "10092", "penalty": "4000"}


def test_the_week_is_not_used_up_while_one_worker_has_hours_left() -> None:
    """W-1's week is full; W-2 has hours, but her time is taken up by a visit locked to the middle of it."""
    wishes = [request("R-1", "E-1", "08:10-08:40", days=("mon",)), request("R-4", "E-4", "15:00-15:30", days=("mon",))]
    wishes += [request("R-3", "E-3"), request("R-2", "E-2", minutes=45, days=("tue",))]
    staff = [worker("W-1", weekly_minutes=460), worker("W-2")]
    shifts = [shift("W-1"), shift("W-2", "08:00-10:00", ("tue",))]
    locks = [Lock(request="R-3", date="2026-04-07", start="08:45", worker="W-2")]
    problem = small_problem(wishes, workers=staff, shifts=shifts, locks=locks)
    planned = {"R-1": (MON, "08:10", "W-1"), "R-4": (MON, "15:00", "W-1"), "R-3": (TUE, "08:45", "W-2")}
    found = reason_of(with_plan(problem, planned))
    assert (found.reason, found.params) == ("weekly-limit", {"worker": "W-1"})


def test_only_who_works_on_the_days_left_is_full() -> None:
    """W-2 fits, but is at work on Monday only, where the request has its other visit."""
    wishes = [request("R-1", visits_per_week=2, minutes=45), request("R-3", "E-3", days=("tue",))]
    shifts = [shift("W-1", "08:00-10:00", ("tue",)), shift("W-2", days=("mon",))]
    locks = [
        Lock(request="R-3", date="2026-04-07", start="08:45"),
        Lock(request="R-1", date="2026-04-06", worker="W-2"),
    ]
    problem = small_problem(wishes, workers=[worker("W-1"), worker("W-2")], shifts=shifts, locks=locks)
    planned = {"R-3": (TUE, "08:45", "W-1"), "R-1/2026-W15/1": (MON, "09:00", "W-2")}
    found = reason_of(with_plan(problem, planned))
    assert (found.reason, found.params) == ("workers-full", {"workers": "W-1"})


def test_six_workers_are_named_in_full() -> None:
    staff = [worker(f"W-{n}") for n in range(6)]
    found = reason_of(one_each(staff))
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
