"""Every repair in a little world of its own, carried out and judged; and every repair of random worlds as well."""

from collections.abc import Callable, Mapping
from functools import partial

import attrs
import numpy as np
import pytest

from agecare import Absence, Client, Lock, VisitRequest
from agecare.locale import LANGUAGES, catalogue, translate
from agecare.visits.checks import cost, violations
from agecare.visits.explain import Repaired, explained, repaired
from agecare.visits.explain.applied import CHANGES
from agecare.visits.explain.around import Around
from agecare.visits.explain.judge import price
from agecare.visits.explain.nearest import MAKERS
from agecare.visits.explain.offers import EFFORT
from agecare.visits.problem import VisitProblem
from agecare.visits.schedule import Kind, Repair, Schedule, Unserved
from builders import role
from left_out import (
    MON,
    NURSE_AND_AIDE,
    THU,
    TUE,
    TWO,
    WOMEN,
    Made,
    couple,
    nothing_planned,
    random_plan,
    reason_of,
    with_plan,
)
from small_worlds import request, shift, small_problem, worker

MONDAY = "2026-04-06"
Planned = Mapping[str, tuple[int, str, str]]


def world(requests: list[VisitRequest], planned: Planned, hours: str = "08:00-10:00", **fields: object) -> Made:
    """W-1 works on Monday in those hours; some visits are planned."""
    shifts = fields.pop("shifts", [shift("W-1", hours, ("mon",))])
    return with_plan(small_problem(requests, shifts=shifts, **fields), planned)


def locked(id_: str, start: str, day: str = MONDAY) -> Lock:
    return Lock(request=id_, date=day, start=start)


def one_of_two_days() -> Made:
    """R-1 is on Monday, the only day for R-2; it could as well be on Tuesday."""
    wishes = [request("R-1"), request("R-2", "E-2", days=("mon",))]
    return world(wishes, {"R-1": (MON, "08:10", "W-1")}, shifts=[shift("W-1", "08:00-08:50", ("mon", "tue"))])


def long_ones(priority: str) -> Made:
    """Two visits of two hours where there is time for one."""
    wishes = [request("R-1", minutes=120), request("R-2", "E-2", minutes=120, priority=priority)]
    return world(wishes, {"R-1": (MON, "08:10", "W-1")}, "08:00-10:20")


def beside(*spans: str, own: str, planned: str) -> Made:
    """R-1 has 30 minutes of its own, R-2 an hour that it would fit into, were R-1 twenty minutes further off."""
    wishes = [request("R-1", "E-1", *spans), request("R-2", "E-2", own)]
    return world(wishes, {"R-1": (MON, planned, "W-1")})


def beside_locked(start: str, *spans: str, hours: str = "08:00-10:00", **fields: object) -> Made:
    """R-1 is locked to a time on Monday; R-2 has its own hours."""
    wishes = [request("R-1"), request("R-2", "E-2", *spans)]
    return world(wishes, {"R-1": (MON, start, "W-1")}, hours, locks=[locked("R-1", start)], **fields)


def long_day(day: str, *spans: str, **limit: int) -> Made:
    """W-1 is on the way from 08:00 to 15:40; R-2 comes on top."""
    wishes = [request("R-1", "E-1", "08:10-08:40", days=("mon",)), request("R-3", "E-3", "15:00-15:30", days=("mon",))]
    wishes.append(request("R-2", "E-2", *spans, days=(day,)))
    planned = {"R-1": (MON, "08:10", "W-1"), "R-3": (MON, "15:00", "W-1")}
    return world(wishes, planned, workers=[worker("W-1", **limit)], shifts=[shift("W-1", "08:00-17:00")])


def tied(first: str, planned: str) -> Made:
    """R-2 comes one to two hours after R-1; one of them is locked to a time on Monday."""
    wishes = [request("R-1", days=("mon",)), request("R-2", after="R-1", gap_min=60, gap_max=120, days=("mon",))]
    return world(wishes, {first: (MON, planned, "W-1")}, "08:00-16:00", locks=[locked(first, planned)])


def four_days_apart() -> Made:
    """One visit is locked to Thursday; Monday is three days before."""
    wishes = [request("R-1", visits_per_week=2, days_between=4)]
    locks = [Lock(request="R-1", date="2026-04-09")]
    return world(wishes, {"R-1/2026-W15/1": (THU, "09:00", "W-1")}, shifts=[shift("W-1")], locks=locks)


def wrong_day() -> Made:
    """R-1 is for Sunday, but E-1 is at home on Monday too."""
    return world([request("R-2", days=("mon",)), request("R-1", days=("sun",))], {"R-2": (MON, "08:10", "W-1")})


def closed_day() -> Made:
    """R-1 is locked to Tuesday, when E-1 is away."""
    away = [Absence(client="E-1", first_day="2026-04-07", last_day="2026-04-07")]
    wishes = [request("R-2", days=("mon",)), request("R-1")]
    locks = [Lock(request="R-1", date="2026-04-07")]
    return world(wishes, {"R-2": (MON, "08:10", "W-1")}, absences=away, locks=locks)


def of_client(**fields: object) -> Made:
    """One visit of a client with a wish; W-1 and W-2 are women who speak no language that is on record."""
    return nothing_planned([request("R-1")], clients=[Client(id="E-1", **fields)], workers=WOMEN)


def locked_to_w2(**fields: object) -> Made:
    wish = request("R-1", roles=(role(30, care=1),))
    return nothing_planned([wish], workers=NURSE_AND_AIDE, locks=[Lock(request="R-1", worker="W-2")], **fields)


SUNDAY = ("sun",)
OVER = [worker("W-1", daily_minutes=60)]
REPAIRS: Mapping[str, tuple[Callable[[], Made], Mapping[str, str]]] = {
    "put": (partial(nothing_planned, [request("R-1")]), {"worker": "W-1", "day": MONDAY, "start": "08:10"}),
    "move-visit": (one_of_two_days, {"other": "R-1/2026-W15/1", "other_day": "2026-04-07", "other_worker": "W-1"}),
    "swap-visit": (partial(long_ones, "routine"), {"other": "R-1/2026-W15/1", "start": "08:10"}),
    "drop-visit": (partial(long_ones, "urgent"), {"other": "R-1/2026-W15/1", "start": "08:10"}),
    "other-later": (
        partial(beside, "08:30-09:00", own="08:00-09:00", planned="08:30"),
        {"other": "R-1/2026-W15/1", "minutes": "20", "other_start": "08:50"},
    ),
    "other-earlier": (
        partial(beside, "09:00-09:30", own="09:00-10:00", planned="09:00"),
        {"other": "R-1/2026-W15/1", "minutes": "20", "other_start": "08:40"},
    ),
    "window-later": (partial(beside_locked, "08:10", "08:00-08:50"), {"minutes": "30", "until": "09:20"}),
    "window-earlier": (partial(beside_locked, "09:20", "09:00-10:00"), {"minutes": "20", "since": "08:40"}),
    "unlock-start": (
        partial(nothing_planned, [request("R-1")], locks=[locked("R-1", "08:00")]),
        {"locked": "08:00", "start": "08:10", "minutes": "10"},
    ),
    "longer-shift": (
        partial(beside_locked, "08:10", hours="08:00-09:00"),
        {"who": "W-1", "minutes": "30", "until": "09:30"},
    ),
    "earlier-shift": (
        partial(beside_locked, "08:10", "06:00-08:30", hours="08:00-09:00"),
        {"who": "W-1", "minutes": "40", "since": "07:20"},
    ),
    "longer-shift-limit": (
        partial(beside_locked, "08:10", hours="08:00-09:00", workers=OVER),
        {"who": "W-1", "minutes": "30", "until": "09:30", "over": "30"},
    ),
    "earlier-shift-limit": (
        partial(beside_locked, "08:10", "06:00-08:30", hours="08:00-09:00", workers=OVER),
        {"who": "W-1", "minutes": "40", "since": "07:20", "over": "30"},
    ),
    "daily-limit": (
        partial(long_day, "mon", "15:40-16:40", daily_minutes=490),
        {"who": "W-1", "minutes": "10", "start": "15:40"},
    ),
    "weekly-limit": (partial(long_day, "tue", weekly_minutes=509), {"who": "W-1", "minutes": "1", "day": "2026-04-07"}),
    "after-gap": (partial(tied, "R-1", "13:51"), {"other": "R-1/2026-W15/1", "gap": "59", "start": "15:20"}),
    "before-gap": (partial(tied, "R-2", "09:00"), {"other": "R-2/2026-W15/1", "gap": "20", "start": "08:10"}),
    "days-between": (four_days_apart, {"days": "3", "day": MONDAY}),
    "allow-day": (wrong_day, {"day": MONDAY, "worker": "W-1"}),
    "unlock-day": (closed_day, {"day": MONDAY, "worker": "W-1"}),
    "unlock-worker": (locked_to_w2, {"who": "W-1", "worker": "W-1", "role": "1"}),
    "allow-language": (partial(of_client, worker_language="ru"), {"who": "W-1"}),
    "allow-gender": (partial(of_client, worker_gender="male"), {"who": "W-1"}),
    "allow-worker": (partial(of_client, refused_workers=("W-1", "W-2")), {"who": "W-1"}),
    "add-skill": (
        partial(nothing_planned, [request("R-1", roles=(role(30, care=2),))]),
        {"who": "W-1", "skill": "care", "level": "2"},
    ),
    "more-staff": (
        partial(nothing_planned, [request("R-1", days=SUNDAY)]),
        {"day": "2026-04-12", "since": "08:00", "until": "08:50"},
    ),
    "more-staff-skilled": (
        partial(nothing_planned, [request("R-1", days=SUNDAY, roles=(role(30, nursing=1),))]),
        {"day": "2026-04-12", "since": "08:00", "until": "08:50", "skills": "nursing"},
    ),
    "more-staff-two": (
        partial(nothing_planned, [request("R-1", days=SUNDAY, roles=TWO, coupling="together")]),
        {"day": "2026-04-12", "since": "08:00", "until": "08:50"},
    ),
}


def judged(problem: VisitProblem, schedule: Schedule, missed: Unserved) -> Repaired:
    """What a repair leads to; the whole checker, on the changed problem, has nothing to say."""
    assert missed.repair is not None
    visit = problem.visit_ids.index(missed.visit)
    made = repaired(problem, schedule, visit, missed.repair)
    assert made is not None, missed
    assert violations(made.problem, made.schedule) == [], missed
    assert made.schedule.served(visit)
    left = set(np.flatnonzero((schedule.visit_day >= 0) & (made.schedule.visit_day < 0)).tolist())
    swapped = missed.repair.code in ("swap-visit", "drop-visit")
    assert left == ({problem.visit_ids.index(missed.repair.params["other"])} if swapped else set()), missed
    return made


@pytest.mark.parametrize("code", REPAIRS)
def test_a_repair_in_its_own_world(code: str) -> None:
    make, figures = REPAIRS[code]
    problem, schedule = make()
    missed = reason_of((problem, schedule))
    assert missed.repair is not None
    assert missed.repair.code == code
    assert {name: missed.repair.params[name] for name in figures} == figures
    judged(problem, schedule, missed)


def test_every_repair_has_its_world_its_effort_its_change_and_its_words() -> None:
    words = {name.removeprefix("repair-") for name in catalogue("en", "reasons") if name.startswith("repair-")}
    assert set(REPAIRS) == set(EFFORT) == set(CHANGES) == words
    assert set(MAKERS) - set(REPAIRS) == {"own-move-visit", "own-drop-visit", "own-swap-visit"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REPAIRS)
def test_every_repair_can_be_said(code: str, language: str) -> None:
    missed = reason_of(REPAIRS[code][0]())
    assert missed.repair is not None
    assert translate(f"reasons.repair-{code}", language, **missed.repair.params)


@pytest.mark.parametrize("block", range(8))
def test_every_repair_of_random_worlds_works(block: int) -> None:
    """Whatever is offered: the checker accepts the repaired plan of the repaired problem, with the visit in it.

    What a change of the plan alone costs is what the whole checker says, and whoever claims a better plan has one.
    """
    offered = 0
    for seed in range(6 * block, 6 * block + 6):
        problem, schedule = random_plan(seed)
        around = Around.of(problem, schedule)
        for missed in explained(problem, schedule).unserved:
            assert missed.kind is not Kind.SEARCH_ENDED or missed.repair is not None
            if missed.repair is None:
                continue
            offered += 1
            made = judged(problem, schedule, missed)
            if made.problem is problem:
                more = cost(problem, made.schedule).total - cost(problem, schedule).total
                assert price(around, made.schedule, made.touched) == more, (seed, missed)
                assert missed.kind is not Kind.SEARCH_ENDED or more < 0, (seed, missed)
    assert offered > 10


@pytest.mark.parametrize(("until", "code"), [("08:40", "window-later"), ("08:56", "other-later")])
def test_of_several_repairs_the_one_that_asks_least_is_told(until: str, code: str) -> None:
    """R-2 half an hour later; or R-1 forty minutes later than it may be, or 24; or R-2 in place of R-1."""
    wishes = [request("R-1", "E-1", f"08:10-{until}"), request("R-2", "E-2", "08:00-08:50")]
    missed = reason_of(world(wishes, {"R-1": (MON, "08:10", "W-1")}))
    assert missed.repair is not None
    assert missed.repair.code == code


def test_locks_are_never_moved_for_another_visit() -> None:
    """R-1 is locked: neither moved, nor left out, nor begun later, though each of these would do."""
    made = beside_locked("08:10", "08:10-08:45", hours="08:00-09:00")
    missed = reason_of(made)
    assert missed.repair is not None
    assert missed.repair.params.get("other") is None


def test_no_window_is_widened_into_the_clients_absence() -> None:
    """E-1 is out on Monday from 08:50 on; on Tuesday there is no shift. Nothing but another shift would help."""
    out = Absence(client="E-2", first_day=MONDAY, last_day=MONDAY, start="08:40", end="16:00")
    wishes = [request("R-1"), request("R-2", "E-2", "08:10-12:00", days=("mon", "tue"))]
    locks = [locked("R-1", "08:10")]
    missed = reason_of(world(wishes, {"R-1": (MON, "08:10", "W-1")}, absences=[out], locks=locks))
    assert missed.repair is not None
    assert missed.repair.code == "more-staff"


def test_no_day_is_allowed_on_which_the_client_may_be_away() -> None:
    """Nothing says that E-1 is at home on any other day than Sunday."""
    missed = reason_of(nothing_planned([request("R-1", days=SUNDAY)]))
    assert missed.repair is not None
    assert missed.repair.code == "more-staff"


def test_an_address_cannot_be_made_up() -> None:
    problem = small_problem([request("R-1")])
    nowhere = attrs.evolve(problem, visit_place=problem.visit_place * 0 - 1, visit_days=problem.visit_days & False)
    missed = reason_of((nowhere, Schedule.empty(nowhere)))
    assert (missed.reason, missed.repair) == ("no-address", None)


def test_no_repair_without_any_shift() -> None:
    missed = reason_of(nothing_planned([request("R-1")], shifts=[]))
    assert (missed.reason, missed.repair) == ("nobody-on-shift", None)


def test_a_colleague_is_hired_beside_the_one_there_is() -> None:
    """Two are needed and one fits: one worker more, who starts with her."""
    problem, schedule = nothing_planned([request("R-1", roles=TWO, coupling="together")])
    missed = reason_of((problem, schedule))
    assert missed.repair is not None
    assert (missed.reason, missed.repair.code) == ("not-enough-workers", "more-staff")
    assert sorted(missed.repair.params["worker"].split(", ")) == ["+1", "W-1"]
    judged(problem, schedule, missed)


def test_two_who_never_meet_get_one_more() -> None:
    made = couple(("mon",), ("tue",))
    missed = reason_of(made)
    assert missed.repair is not None
    assert (missed.reason, missed.repair.code) == ("pair-never-meets", "more-staff-skilled")
    judged(*made, missed)


def test_a_repair_that_does_not_fit_is_refused() -> None:
    """A start at which W-1 cannot be there yet, and one while she is elsewhere."""
    problem, schedule = beside_locked("08:30")
    when = {"worker": "W-1", "day": MONDAY}
    assert repaired(problem, schedule, 1, Repair("put", when | {"start": "08:09"})) is None
    assert repaired(problem, schedule, 1, Repair("put", when | {"start": "08:40"})) is None
    assert repaired(problem, schedule, 1, Repair("put", when | {"start": "09:10"})) is not None


def test_whoever_is_out_of_time_gets_reasons_and_no_repairs() -> None:
    problem, schedule = random_plan(1)
    found = explained(problem, schedule, should_stop=lambda: True).unserved
    assert found
    assert all(missed.repair is None for missed in found)


def test_time_that_runs_out_is_spent_on_the_dearest_first() -> None:
    """Two visits that could be put in; there is time for one of them."""
    wishes = [request("R-1"), request("R-2", "E-2", priority="stat"), request("R-3", "E-3")]
    asked = iter([False, True, True])
    found = explained(*nothing_planned(wishes), should_stop=lambda: next(asked)).unserved
    assert [missed.reason for missed in found] == ["not-tried", "search-ended", "not-tried"]
    assert [missed.repair is not None for missed in found] == [False, True, False]
    assert TUE == 1
