"""From records to arrays: how many visits, where, when, by whom they could be, and what stands fixed."""

import datetime as dt
import random
from collections.abc import Sequence
from itertools import pairwise

import attrs
import numpy as np
import pytest

from agecare import Absence, CarePlan, Client, HolidayChange, Lock, Register, VisitRequest
from agecare.errors import PlanMismatchError
from agecare.visits.problem import NONE, PRIORITIES, PublishedVisit, VisitProblem, is_winter, problem_for
from agecare.visits.solve import solve
from builders import WEEK, WEEKDAYS, rich_register, role, tiny_problem
from small_worlds import home, request, shift, small_problem, small_register, ten, worker
from worlds import random_problem

MONDAY = dt.date(2026, 4, 6)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVERY_DAY = (*WEEKDAYS, "sat", "sun")
TWO = (role(30), role(20))


def date(day: int) -> dt.date:
    return MONDAY + dt.timedelta(days=day)


def away(who: str, first: int, last: int | None = None, hours: str | None = None) -> Absence:
    start, end = hours.split("-") if hours else (None, None)
    kind = "worker" if who.startswith("W") else "client"
    last_day = date(first if last is None else last)
    return Absence(**{kind: who}, first_day=date(first), last_day=last_day, start=start, end=end)


def days_of(problem: VisitProblem, visit: int = 0) -> list[int]:
    return np.flatnonzero(problem.visit_days[visit]).tolist()


def visits_from(register: Register, start: dt.date, days: int) -> list[str]:
    return list(problem_for(register, start=start, days=days, travel=ten).visit_ids)


def routes_of(problem: VisitProblem, worker_id: str = "W-1") -> list[tuple[int, int, int]]:
    at = problem.worker_ids.index(worker_id)
    columns = (problem.route_day, problem.route_start, problem.route_end)
    return [tuple(int(column[r]) for column in columns) for r in np.flatnonzero(problem.route_worker == at)]


# --- how many visits, and on which days ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 7])
def test_a_week_wants_as_many_visits_as_asked_for(count: int) -> None:
    problem = small_problem([request("R-1", visits_per_week=count)])
    assert problem.visit_ids == tuple(f"R-1/2026-W15/{n}" for n in range(1, count + 1))
    assert all(days_of(problem, visit) == list(range(7)) for visit in range(count))


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"visits_per_week": 2}, 2),
        ({"visits_per_week": 5, "days": WEEKDAYS, "valid_from": date(WED)}, 3),
        ({"visits_per_week": 5, "days": WEEKDAYS, "valid_from": date(SAT)}, 0),
        ({"visits_per_week": 2, "days": ("mon", "thu"), "valid_to": date(WED)}, 1),
        ({"visits_per_week": 2, "days": ("mon", "wed", "mon", "wed", "mon")}, 2),
        ({"visits_per_week": 2, "valid_from": date(4)}, 1),
        ({"visits_per_week": 2, "valid_from": date(3)}, 2),  # 2 × 4/7, rounded up
        ({"visits_per_week": 2, "valid_to": date(-1)}, 0),
        ({"visits_per_week": 2, "valid_from": date(7)}, 0),
        ({"visits_per_week": 3, "valid_to": date(0)}, 1),
    ],
)
def test_a_validity_leaves_a_week_its_share_rounded_up(fields: dict[str, object], wanted: int) -> None:
    register = small_register([request("R-1", **fields)])
    assert len(visits_from(register, MONDAY, 7)) == wanted


@pytest.mark.parametrize("cut", range(1, 7))
@pytest.mark.parametrize(
    "fields",
    [
        {"visits_per_week": 1},
        {"visits_per_week": 3},
        {"visits_per_week": 7},
        {"visits_per_week": 2, "days": ("mon", "thu")},
        {"visits_per_week": 3, "valid_from": date(TUE)},
    ],
)
def test_two_plans_of_a_week_cut_in_two_want_what_one_plan_wants(fields: dict[str, object], cut: int) -> None:
    register = small_register([request("R-1", **fields)])
    parts = visits_from(register, MONDAY, cut) + visits_from(register, date(cut), 7 - cut)
    assert parts == visits_from(register, MONDAY, 7)


LOCKED_DAYS = [(SUN,), (SAT, SUN), (MON,), (MON, SUN), (TUE, WED, THU), (MON, WED, SAT)]


@pytest.mark.parametrize("cut", [*range(1, 7)])
@pytest.mark.parametrize("worked", [WEEKDAYS, EVERY_DAY])
@pytest.mark.parametrize("locked_days", LOCKED_DAYS)
def test_locks_take_part_in_what_two_plans_of_a_week_want(
    locked_days: tuple[int, ...], worked: Sequence[str], cut: int
) -> None:
    """A lock has its visit in the part of its day, and the whole is not more than the request asks for."""
    locks = [Lock(request="R-1", date=date(day)) for day in locked_days]
    wish = request("R-1", visits_per_week=3)
    register = small_register([wish], locks=locks, shifts=[shift("W-1", days=worked)])
    parts = [(MONDAY, cut), (date(cut), 7 - cut)]
    both = [problem_for(register, start=start, days=days, travel=ten) for start, days in parts]
    assert both[0].visit_ids + both[1].visit_ids == tuple(f"R-1/{WEEK}/{number}" for number in (1, 2, 3))
    held = [
        shifted + day
        for problem, shifted in zip(both, (0, cut), strict=True)
        for day, _ in locked(problem)
        if day != NONE
    ]
    assert sorted(held) == list(locked_days)


def test_a_lock_on_a_sunday_on_which_nobody_works_is_one_of_the_visits_asked_for() -> None:
    locks, week = [Lock(request="R-1", date=date(SUN))], [shift("W-1", days=WEEKDAYS)]
    register = small_register([request("R-1", visits_per_week=2)], locks=locks, shifts=week)
    assert visits_from(register, MONDAY, 5) == [f"R-1/{WEEK}/1"]
    assert visits_from(register, date(SAT), 2) == [f"R-1/{WEEK}/2"]


@pytest.mark.parametrize("cut", [*range(1, 7)])
@pytest.mark.parametrize("locked_days", LOCKED_DAYS)
def test_tied_requests_want_the_same_numbers_in_each_part_of_a_week(locked_days: tuple[int, ...], cut: int) -> None:
    """Only the second has locks; the first visit of each pair must be in the same plan."""
    wishes = [request("R-1", visits_per_week=3), request("R-2", visits_per_week=3, after="R-1")]
    locks = [Lock(request="R-2", date=date(day)) for day in locked_days]
    register = small_register(wishes, locks=locks, shifts=[shift("W-1", days=WEEKDAYS)])
    for start, days in ((MONDAY, cut), (date(cut), 7 - cut)):
        numbers: dict[str, list[str]] = {"R-1": [], "R-2": []}
        for id_ in visits_from(register, start, days):
            numbers[id_.split("/")[0]].append(id_.split("/")[2])
        assert numbers["R-1"] == numbers["R-2"]


@pytest.mark.parametrize("cut", [(0, 1, 3, 7), (0, 2, 4, 6, 7), tuple(range(8))])
@pytest.mark.parametrize(
    "fields",
    [{"visits_per_week": 2}, {"visits_per_week": 5, "days": WEEKDAYS}, {"visits_per_week": 3, "days_between": 2}],
)
def test_plans_for_parts_of_a_week_add_up_and_each_part_has_a_day_for_each_visit(
    fields: dict[str, object], cut: tuple[int, ...]
) -> None:
    register = small_register([request(f"R-{n}", f"E-{n}", **fields) for n in range(12)])
    parts: list[str] = []
    for first, end in pairwise(cut):
        problem = problem_for(register, start=date(first), days=end - first, travel=ten)
        parts += problem.visit_ids
        for index in range(12):
            series = problem.visit_request == index
            assert series.sum() <= problem.visit_days[series].any(axis=0).sum()
    assert sorted(parts) == sorted(visits_from(register, MONDAY, 7))


def test_a_plan_of_one_day_wants_a_days_part_of_the_clients() -> None:
    people = [Client(id=f"E-{number}") for number in range(200)]
    wishes = [request(f"R-{number}", f"E-{number}", visits_per_week=2) for number in range(200)]
    register = small_register(wishes, clients=people, addresses=[home(person.id) for person in people])
    worked = len({day for entry in register.shifts for day in entry.days})
    for day in range(worked):
        assert len(visits_from(register, date(day), 1)) == pytest.approx(400 / worked, rel=0.35)


def test_the_days_on_which_nobody_works_want_nothing() -> None:
    register = small_register([request("R-1")], shifts=[shift("W-1", days=WEEKDAYS)])
    assert len(visits_from(register, MONDAY, 5)) == 1
    assert visits_from(register, date(SAT), 2) == []


def test_each_calendar_week_is_counted_by_itself() -> None:
    register = small_register([request("R-1", visits_per_week=7)])
    assert [id_.split("/")[1] for id_ in visits_from(register, date(WED), 9)] == ["2026-W15"] * 5 + ["2026-W16"] * 4
    problem = problem_for(register, start=date(WED), days=9, travel=ten)
    assert [days_of(problem, visit) for visit in (0, 8)] == [[0, 1, 2, 3, 4], [5, 6, 7, 8]]
    assert problem.day_week.tolist() == [0] * 5 + [1] * 4


def test_weeks_over_new_year_have_their_iso_names() -> None:
    register = small_register([request("R-1")])
    assert visits_from(register, dt.date(2026, 12, 28), 14) == ["R-1/2026-W53/1", "R-1/2027-W01/1"]


@pytest.mark.parametrize(
    ("every", "valid_from", "weeks"),
    [
        (1, None, ["W15", "W16", "W17", "W18"]),
        (2, date(0), ["W15", "W17"]),
        (2, date(6), ["W15", "W17"]),
        (2, date(-1), ["W16", "W18"]),
        (3, date(-21), ["W15", "W18"]),
        (4, date(-7), ["W18"]),
        (52, date(0), ["W15"]),
        (2, None, ["W15", "W17"]),  # W15 is 118 weeks after week 1 of 2024
        (3, None, ["W17"]),
    ],
)
def test_every_second_week_counts_from_its_first_day(every: int, valid_from: dt.date | None, weeks: list[str]) -> None:
    register = small_register([request("R-1", every_weeks=every, valid_from=valid_from)])
    found = visits_from(register, MONDAY, 28)
    assert [id_.split("/")[1].removeprefix("2026-") for id_ in found] == weeks


def test_the_week_of_a_first_day_in_its_middle_is_on() -> None:
    register = small_register([request("R-1", every_weeks=2, valid_from=date(WED))])
    problem = problem_for(register, WEEK, travel=ten)
    assert days_of(problem) == [WED, THU, FRI, SAT, SUN]


def test_days_are_those_of_request_and_client() -> None:
    wish = request("R-1", days=("mon", "tue", "wed", "fri"), valid_from=date(TUE))
    client = Client(id="E-1", valid_to=date(THU))
    assert days_of(small_problem([wish], clients=[client])) == [TUE, WED]


def test_a_client_away_all_day_is_not_visited() -> None:
    problem = small_problem([request("R-1")], absences=[away("E-1", TUE, WED), away("E-1", WED, THU)])
    assert days_of(problem) == [MON, FRI, SAT, SUN]


def test_a_client_away_all_week_wants_no_visit() -> None:
    assert small_problem([request("R-1", visits_per_week=3)], absences=[away("E-1", -10, 10)]).visit_ids == ()


@pytest.mark.parametrize(
    ("status", "planned"),
    [
        ("active", True),
        ("draft", False),
        ("on-hold", False),
        ("revoked", False),
        ("completed", False),
        ("entered-in-error", False),
        ("unknown", False),
    ],
)
def test_only_visits_of_an_active_care_plan_are_planned(status: str, planned: bool) -> None:
    plans = [CarePlan(id="CP", client="E-1", status=status)]
    problem = small_problem([request("R-1", care_plan="CP"), request("R-2")], care_plans=plans)
    assert ("R-1/2026-W15/1" in problem.visit_ids) == planned
    assert "R-2/2026-W15/1" in problem.visit_ids


def test_a_care_plan_that_has_ended_asks_for_nothing() -> None:
    ended = [CarePlan(id="CP", client="E-1", valid_to=date(-1))]
    assert small_problem([request("R-1", care_plan="CP")], care_plans=ended).visit_ids == ()
    ends_in_the_week = [CarePlan(id="CP", client="E-1", valid_to=date(TUE))]
    assert days_of(small_problem([request("R-1", care_plan="CP")], care_plans=ends_in_the_week)) == [MON, TUE]


# --- windows and places -------------------------------------------------------------------------------------------


def test_windows_stand_per_visit_and_day() -> None:
    problem = small_problem([request("R-1", "E-1", "08:00-09:00", "10:00-11:00"), request("R-2", "E-2")])
    assert [problem.windows_of(0, day) for day in range(7)] == [[(480, 540), (600, 660)]] * 7
    assert problem.windows_of(1, SUN) == [(480, 960)]
    assert len(problem.window_first) == 2 * 7 + 1


@pytest.mark.parametrize(
    ("hours", "left"),
    [
        (["10:00-11:00"], [(480, 600), (660, 960)]),
        (["07:00-08:00"], [(480, 960)]),
        (["07:00-08:01"], [(481, 960)]),
        (["15:59-18:00"], [(480, 959)]),
        (["00:00-24:00"], []),
        (["10:00-11:00", "10:30-12:00"], [(480, 600), (720, 960)]),
        (["10:30-12:00", "10:00-11:00"], [(480, 600), (720, 960)]),
        (["10:00-12:00", "10:30-11:00"], [(480, 600), (720, 960)]),
        (["10:00-11:00", "11:00-12:00"], [(480, 600), (720, 960)]),
        (["08:00-09:00", "15:00-16:00"], [(540, 900)]),
    ],
)
def test_hours_away_cut_windows_on_those_days_only(hours: list[str], left: list[tuple[int, int]]) -> None:
    problem = small_problem([request("R-1")], absences=[away("E-1", TUE, WED, span) for span in hours])
    assert [problem.windows_of(0, day) for day in (MON, TUE, WED, THU)] == [[(480, 960)], left, left, [(480, 960)]]
    assert days_of(problem) == list(range(7))


def test_the_place_is_where_the_client_lives_on_that_day() -> None:
    addresses = [home("E-1", 1, valid_to=date(TUE)), home("E-1", 2, valid_from=date(THU))]
    problem = small_problem([request("R-1")], addresses=addresses)
    first, second = problem.visit_place[0, MON], problem.visit_place[0, THU]
    assert problem.visit_place[0].tolist() == [first, first, NONE, second, second, second, second]
    assert days_of(problem) == [MON, TUE, THU, FRI, SAT, SUN]
    assert problem.places.latitudes[[first, second]].tolist() == pytest.approx([49.481, 49.482])


def test_a_herders_camps_change_with_the_season() -> None:
    camps = [
        home("E-1", 1, yearly=True, valid_from="2020-11-01", valid_to="2021-04-08"),
        home("E-1", 2, yearly=True, valid_from="2020-04-09", valid_to="2020-10-31"),
    ]
    problem = small_problem([request("R-1")], addresses=camps)
    winter, spring = problem.visit_place[0, MON], problem.visit_place[0, SUN]
    assert winter != spring
    assert problem.visit_place[0].tolist() == [winter] * 3 + [spring] * 4


def test_two_visits_to_one_home_share_its_place() -> None:
    problem = small_problem([request("R-1", visits_per_week=2), request("R-2")])
    assert len(set(problem.visit_place.ravel().tolist())) == 1
    assert len(problem.places.ids) == 2


# --- hours of workers ---------------------------------------------------------------------------------------------


def test_a_route_for_each_shift_and_day_in_order() -> None:
    shifts = [
        shift("W-2", days=("tue",)),
        shift("W-1", "13:00-16:00", ("mon",)),
        shift("W-1", "08:00-12:00", ("mon", "tue")),
    ]
    problem = small_problem([request("R-1")], workers=[worker("W-1"), worker("W-2")], shifts=shifts)
    order = list(
        zip(problem.route_day.tolist(), problem.route_worker.tolist(), problem.route_start.tolist(), strict=True)
    )
    assert order == [(MON, 0, 480), (MON, 0, 780), (TUE, 0, 480), (TUE, 1, 480)]


def test_shifts_hold_in_their_period_and_workers_in_theirs() -> None:
    shifts = [shift("W-1", days=EVERY_DAY, valid_from=date(TUE), valid_to=date(FRI))]
    workers = [worker("W-1", valid_to=date(WED)), worker("W-2", valid_to=date(-1))]
    problem = small_problem([request("R-1")], workers=workers, shifts=shifts)
    assert [day for day, _, _ in routes_of(problem)] == [TUE, WED]
    assert problem.worker_ids == ("W-1",)


@pytest.mark.parametrize(
    ("hours", "left"),
    [
        (["10:00-11:00"], [(480, 600), (660, 960)]),
        (["06:00-09:00"], [(540, 960)]),
        (["15:00-20:00"], [(480, 900)]),
        (["06:00-20:00"], []),
        (["10:00-11:00", "10:30-12:00"], [(480, 600), (720, 960)]),
        (["10:00-11:00", "14:00-15:00"], [(480, 600), (660, 840), (900, 960)]),
    ],
)
def test_hours_of_absence_split_a_shift(hours: list[str], left: list[tuple[int, int]]) -> None:
    problem = small_problem([request("R-1")], absences=[away("W-1", TUE, TUE, span) for span in hours])
    assert [(start, end) for day, start, end in routes_of(problem) if day == TUE] == left
    assert [(start, end) for day, start, end in routes_of(problem) if day == WED] == [(480, 960)]


def test_days_of_absence_take_the_shift_off() -> None:
    problem = small_problem([request("R-1")], absences=[away("W-1", TUE, WED), away("W-1", WED, THU, "09:00-10:00")])
    assert [day for day, _, _ in routes_of(problem)] == [MON, THU, THU, FRI]


@pytest.mark.parametrize(("own", "latest"), [(None, 990), (0, 960), (45, 1005)])
def test_overtime_is_the_workers_own_or_the_centres(own: int | None, latest: int) -> None:
    staff = [worker("W-1", overtime_minutes=own)]
    problem = small_problem([request("R-1")], workers=staff, overtime_minutes=30)
    assert set(problem.route_latest.tolist()) == {latest}


def test_overtime_ends_at_midnight() -> None:
    problem = small_problem([request("R-1")], shifts=[shift("W-1", "16:00-23:50", ("mon",))], overtime_minutes=30)
    assert problem.route_latest.tolist() == [1440]


def test_overtime_never_runs_into_the_next_shift() -> None:
    shifts = [shift("W-1", "08:00-12:00", ("mon",)), shift("W-1", "12:20-16:00", ("mon",))]
    problem = small_problem([request("R-1")], shifts=shifts, overtime_minutes=60)
    assert problem.route_latest.tolist() == [740, 1020]
    touching = [shift("W-1", "12:00-16:00", ("mon",)), shift("W-1", "08:00-12:00", ("mon",))]
    problem = small_problem([request("R-1")], shifts=touching, overtime_minutes=60)
    assert problem.route_latest.tolist() == [720, 1020]


@pytest.mark.parametrize(
    ("hours", "latest"),
    [("12:00-13:00", [720, 1020]), ("14:00-18:00", [840]), ("16:00-18:00", [960]), ("16:30-18:00", [990])],
)
def test_overtime_never_runs_into_an_absence(hours: str, latest: list[int]) -> None:
    """Who is at the doctor's at 14:00 cannot come back from a visit at 15:00."""
    shifts = [shift("W-1", days=("mon",))]
    absences = [away("W-1", MON, MON, hours)]
    problem = small_problem([request("R-1")], shifts=shifts, absences=absences, overtime_minutes=60)
    assert problem.route_latest.tolist() == latest


def test_overtime_ends_at_the_first_of_two_absences() -> None:
    absences = [away("W-1", MON, MON, "15:30-18:00"), away("W-1", MON, MON, "14:00-15:00")]
    problem = small_problem(
        [request("R-1")], shifts=[shift("W-1", days=("mon",))], absences=absences, overtime_minutes=120
    )
    assert problem.route_end.tolist() == problem.route_latest.tolist() == [840, 930]


@pytest.mark.parametrize(
    ("hours", "breaks"),
    [
        (None, [(30, 720, 780)]),
        ("12:20-12:50", [(0, 0, 0), (30, 770, 780)]),
        ("08:00-12:20", [(30, 740, 780)]),
        ("12:30-16:00", [(30, 720, 720)]),
        ("12:29-16:00", [(0, 0, 0)]),
        ("12:00-13:01", [(0, 0, 0), (0, 0, 0)]),
        ("09:00-10:00", [(0, 0, 0), (30, 720, 780)]),
    ],
)
def test_a_break_stays_inside_what_is_left_of_the_shift(hours: str | None, breaks: list[tuple[int, int, int]]) -> None:
    shifts = [shift("W-1", days=("mon",), break_minutes=30, break_earliest="12:00", break_latest="13:00")]
    absences = [away("W-1", MON, MON, hours)] if hours else []
    problem = small_problem([request("R-1")], shifts=shifts, absences=absences)
    columns = (problem.route_break_minutes, problem.route_break_earliest, problem.route_break_latest)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == breaks


@pytest.mark.parametrize(
    ("hours", "breaks"),
    [
        ("12:00-12:30", [(0, 0, 0), (30, 750, 840)]),  # an hour and a half of room, not half an hour
        ("13:00-13:15", [(30, 660, 750), (0, 0, 0)]),
        ("12:10-13:20", [(30, 660, 700), (0, 0, 0)]),  # the same room before and after: the longer stretch
    ],
)
def test_an_absence_leaves_a_shift_its_one_break_where_there_is_most_room(
    hours: str, breaks: list[tuple[int, int, int]]
) -> None:
    shifts = [shift("W-1", "07:00-16:00", ("mon",), break_minutes=30, break_earliest="11:00", break_latest="14:00")]
    problem = small_problem([request("R-1")], shifts=shifts, absences=[away("W-1", MON, MON, hours)])
    columns = (problem.route_break_minutes, problem.route_break_earliest, problem.route_break_latest)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == breaks
    worked = int((problem.route_end - problem.route_start).sum())
    assert problem.worker_capacity.tolist() == [worked - 30]


def test_two_shifts_of_a_day_keep_a_break_each() -> None:
    pause = {"break_minutes": 15, "days": ("mon",)}
    shifts = [
        shift("W-1", "08:00-12:00", break_earliest="10:00", break_latest="11:00", **pause),
        shift("W-1", "13:00-17:00", break_earliest="14:00", break_latest="15:00", **pause),
    ]
    assert small_problem([request("R-1")], shifts=shifts).route_break_minutes.tolist() == [15, 15]


def test_a_break_as_late_as_the_shift_allows_ends_with_it() -> None:
    shifts = [shift("W-1", days=("mon",), break_minutes=30, break_earliest="15:00", break_latest="16:00")]
    problem = small_problem([request("R-1")], shifts=shifts)
    assert (problem.route_break_earliest[0], problem.route_break_latest[0]) == (900, 930)


def test_public_holidays_are_off_unless_the_shift_says_so() -> None:
    shifts = [shift("W-1"), shift("W-2", on_holidays=True)]
    staff = [worker("W-1"), worker("W-2")]
    changes = [HolidayChange(date=date(TUE), name="Founding day")]
    problem = small_problem([request("R-1")], workers=staff, shifts=shifts, holiday_changes=changes)
    assert [day for day, _, _ in routes_of(problem, "W-1")] == [MON, WED, THU, FRI]
    assert [day for day, _, _ in routes_of(problem, "W-2")] == [MON, TUE, WED, THU, FRI]
    assert days_of(problem) == list(range(7))


@pytest.mark.parametrize(
    ("country", "start", "off"),
    [
        ("MN", dt.date(2026, 11, 23), [THU]),
        ("KG", dt.date(2026, 8, 31), [MON]),
        ("MN", dt.date(2026, 12, 28), [TUE, FRI]),
    ],
)
def test_the_countrys_holidays_are_off(country: str, start: dt.date, off: list[int]) -> None:
    """Republic Day, Independence Day, and a week over New Year."""
    register = small_register([request("R-1")], shifts=[shift("W-1", days=EVERY_DAY)], country=country)
    worked = {day for day, _, _ in routes_of(problem_for(register, start=start, travel=ten))}
    assert sorted(set(range(7)) - worked) == off


def test_a_holiday_taken_off_the_list_is_worked() -> None:
    changes = [HolidayChange(date=dt.date(2026, 12, 29), action="remove")]
    register = small_register([request("R-1")], shifts=[shift("W-1", days=EVERY_DAY)], holiday_changes=changes)
    worked = {day for day, _, _ in routes_of(problem_for(register, start=dt.date(2026, 12, 28), travel=ten))}
    assert sorted(set(range(7)) - worked) == [FRI]


def test_limits_are_the_workers_own_or_the_centres() -> None:
    staff = [worker("W-1"), worker("W-2", daily_minutes=300, weekly_minutes=900)]
    problem = small_problem([request("R-1")], workers=staff, daily_minutes=500, weekly_minutes=2000)
    assert problem.worker_daily_minutes.tolist() == [500, 300]
    assert problem.worker_weekly_minutes.tolist() == [2000, 900]
    assert problem.worker_capacity.tolist() == [2000, 900]


def test_the_weekly_limit_caps_the_capacity_of_each_week() -> None:
    staff = [worker("W-1", weekly_minutes=500)]
    shifts = [shift("W-1", days=("mon", "tue")), shift("W-1", days=("wed",), valid_from=date(9))]
    assert small_problem([request("R-1")], workers=staff, shifts=shifts, days=14).worker_capacity.tolist() == [1000]


def test_workers_start_and_end_at_home_or_at_a_location() -> None:
    staff = [
        worker("W-1"),
        worker("W-2", start_location=None, end_location=None, home_latitude=49.6, home_longitude=105.9),
        worker("W-3", end_location=None, home_latitude=49.7, home_longitude=105.9),
    ]
    problem = small_problem([request("R-1")], workers=staff, shifts=[shift(w.id, days=("mon",)) for w in staff])
    ids = problem.places.ids
    ends = zip(problem.route_start_place, problem.route_end_place, strict=True)
    assert [(ids[start], ids[end]) for start, end in ends] == [("HQ", "HQ"), ("W-2", "W-2"), ("HQ", "W-3")]


def test_travel_profiles_follow_mode_and_season() -> None:
    staff = [worker("W-1"), worker("W-2", mode="car")]
    shifts = [shift("W-1", days=("tue", "wed")), shift("W-2", days=("tue", "wed"))]
    register = small_register([request("R-1")], workers=staff, shifts=shifts, winter_to="04-07")
    problem = problem_for(register, WEEK)
    assert problem.travel.shape == (4, 2, 2)
    assert len(set(problem.route_profile.tolist())) == 4
    there, hq = problem.visit_place[0, MON], problem.route_start_place[0]
    minutes = [problem.travel_minutes(route, int(hq), int(there)) for route in range(4)]
    assert minutes == [3, 7, 2, 4]  # Tuesday in winter: on foot, by car; Wednesday: the same in summer


@pytest.mark.parametrize(
    ("month_day", "first", "last", "winter"),
    [
        ("11-01", "11-01", "03-31", True),
        ("10-31", "11-01", "03-31", False),
        ("03-31", "11-01", "03-31", True),
        ("04-01", "11-01", "03-31", False),
        ("01-01", "11-01", "03-31", True),
        ("02-29", "11-01", "03-31", True),
        ("06-15", "06-01", "08-31", True),
        ("01-15", "06-01", "08-31", False),
        ("06-01", "06-01", "06-01", True),
    ],
)
def test_winter_may_run_over_new_year(month_day: str, first: str, last: str, winter: bool) -> None:
    assert is_winter(month_day, first, last) == winter


# --- who may come -------------------------------------------------------------------------------------------------


STAFF = (
    worker("W-1", "care:2", gender="female", languages=("mn",)),
    worker("W-2", "care:1", "nursing:3", gender="male", languages=("mn", "kk")),
    worker("W-3", gender="female", languages=("kk",)),
)


@pytest.mark.parametrize(
    ("skills", "able"),
    [
        ({}, [1, 1, 1]),
        ({"care": 1}, [1, 1, 0]),
        ({"care": 2}, [1, 0, 0]),
        ({"care": 1, "nursing": 3}, [0, 1, 0]),
        ({"physio": 1}, [0, 0, 0]),
    ],
)
def test_eligible_by_skill(skills: dict[str, int], able: list[int]) -> None:
    problem = small_problem([request("R-1", roles=(role(30, **skills),))], workers=STAFF)
    assert problem.eligible.astype(int).tolist() == [able]


@pytest.mark.parametrize(
    ("wish", "able"),
    [
        ({"worker_gender": "female"}, [1, 0, 1]),
        ({"worker_gender": "unknown"}, [1, 1, 1]),
        ({"worker_language": "kk"}, [0, 1, 1]),
        ({"worker_language": "ru"}, [0, 0, 0]),
        ({"refused_workers": ("W-1", "W-3")}, [0, 1, 0]),
        ({"worker_gender": "female", "worker_language": "kk", "refused_workers": ("W-3",)}, [0, 0, 0]),
        ({"preferred_workers": ("W-3",), "usual_worker": "W-1"}, [1, 1, 1]),
    ],
)
def test_eligible_by_the_clients_wishes(wish: dict[str, object], able: list[int]) -> None:
    problem = small_problem([request("R-1")], workers=STAFF, clients=[Client(id="E-1", **wish)])
    assert problem.eligible.astype(int).tolist() == [able]


def test_the_stricter_of_two_levels_of_one_skill_counts() -> None:
    twice = {"minutes": 30, "skills": [{"skill": "care", "level": 1}, {"skill": "care", "level": 2}]}
    assert small_problem([request("R-1", roles=(twice,))], workers=STAFF).eligible.astype(int).tolist() == [[1, 0, 0]]


def test_wishes_become_tables() -> None:
    clients = [
        Client(id="E-1", preferred_workers=("W-3", "W-2"), usual_worker="W-2", area="A-2"),
        Client(id="E-2"),
        Client(id="E-3", area="A-1"),
    ]
    problem = small_problem([request("R-2", "E-2"), request("R-1", "E-1")], clients=clients, workers=STAFF)
    assert problem.client_ids == ("E-1", "E-2")
    assert problem.client_prefers.astype(int).tolist() == [[0, 1, 1], [1, 1, 1]]
    assert problem.client_usual.tolist() == [1, NONE]
    assert problem.area_ids == ("A-2", "")
    assert problem.client_area.tolist() == [0, 1]
    assert problem.visit_client.tolist() == [1, 0]


# --- what is fixed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ({"days": WEEKDAYS}, {"days": ("tue", "thu")}, [TUE, THU]),
        ({"days": ("tue", "thu")}, {"days": WEEKDAYS}, [TUE, THU]),
        ({"days": ("mon", "thu", "fri")}, {"days": ("mon", "tue", "thu")}, [MON, THU]),
    ],
)
def test_tied_requests_with_other_days_are_in_one_plan_of_a_day(
    first: dict[str, object], second: dict[str, object], together: list[int]
) -> None:
    wishes = [
        request("R-1", visits_per_week=2, **first),
        request("R-2", visits_per_week=2, after="R-1", **second),
    ]
    register = small_register(wishes, shifts=[shift("W-1", days=WEEKDAYS)])
    wanted = {day: visits_from(register, date(day), 1) for day in range(7)}
    for number, day in enumerate(together, start=1):
        assert wanted.pop(day) == [f"R-1/{WEEK}/{number}", f"R-2/{WEEK}/{number}"]
    assert not any(wanted.values())


def test_tied_requests_that_share_no_day_keep_their_own() -> None:
    wishes = [request("R-1", days=("mon",)), request("R-2", after="R-1", days=("tue",))]
    register = small_register(wishes, shifts=[shift("W-1", days=WEEKDAYS)])
    assert [visits_from(register, date(day), 1) for day in (MON, TUE)] == [[f"R-1/{WEEK}/1"], [f"R-2/{WEEK}/1"]]


def locked(problem: VisitProblem) -> list[tuple[int, int]]:
    return list(zip(problem.visit_locked_day.tolist(), problem.visit_locked_start.tolist(), strict=True))


def test_locks_are_given_to_visits_the_earlier_day_to_the_lower_number() -> None:
    locks = [Lock(request="R-1", date=date(THU), start="10:00"), Lock(request="R-1", date=date(TUE))]
    problem = small_problem([request("R-1", visits_per_week=3)], locks=locks)
    assert locked(problem) == [(TUE, NONE), (THU, 600), (NONE, NONE)]
    assert [days_of(problem, visit) for visit in range(3)] == [[TUE], [THU], list(range(7))]


def tied_problem(locks: dict[str, Sequence[int]], told: dict[str, int] | None = None, **fields: object) -> VisitProblem:
    """R-1, and R-2 that comes after it, twice a week each; days locked by request, days published by visit."""
    wishes = [request("R-1", visits_per_week=2), request("R-2", visits_per_week=2, after="R-1")]
    held = [Lock(request=name, date=date(day)) for name, days in locks.items() for day in days]
    known = {f"{id_[:3]}/{WEEK}/{id_[4:]}": PublishedVisit(day, 540, ("W-1",)) for id_, day in (told or {}).items()}
    return small_problem(wishes, locks=held, published=known, **fields)


def days_locked(problem: VisitProblem) -> dict[str, int]:
    days = zip(problem.visit_ids, problem.visit_locked_day.tolist(), strict=True)
    return {f"{id_[:3]}/{id_[-1]}": day for id_, day in days if day != NONE}


@pytest.mark.parametrize(
    ("locks", "told", "given"),
    [
        ({"R-1": [THU], "R-2": [TUE]}, {}, {"R-2/1": TUE, "R-1/2": THU}),
        ({"R-1": [TUE, THU], "R-2": [THU]}, {}, {"R-1/1": TUE, "R-1/2": THU, "R-2/2": THU}),
        ({"R-1": [TUE], "R-2": [TUE]}, {}, {"R-1/1": TUE, "R-2/1": TUE}),
        ({"R-2": [WED]}, {"R-1/1": MON, "R-1/2": WED}, {"R-2/2": WED}),
        ({"R-2": [WED]}, {"R-1/1": MON, "R-1/2": WED, "R-2/1": WED}, {"R-2/1": WED}),
        ({"R-1": [MON], "R-2": [WED]}, {"R-1/1": MON, "R-2/1": WED}, {"R-1/1": MON, "R-2/2": WED}),
        ({"R-1": [MON, TUE], "R-2": [MON]}, {"R-1/1": TUE}, {"R-1/1": TUE, "R-1/2": MON, "R-2/2": MON}),
    ],
)
def test_locks_follow_the_day_of_the_tied_visit(
    locks: dict[str, Sequence[int]], told: dict[str, int], given: dict[str, int]
) -> None:
    assert days_locked(tied_problem(locks, told)) == given


def test_locks_that_contradict_their_ties_are_given_all_the_same() -> None:
    """R-1 is fixed on two days, R-2 on a third: nothing can be right, and nothing is lost."""
    given = days_locked(tied_problem({"R-1": [MON, TUE], "R-2": [WED]}))
    assert given == {"R-1/1": MON, "R-1/2": TUE, "R-2/1": WED}


def test_a_chain_of_three_agrees_about_its_days() -> None:
    wishes = [request(f"R-{n}", visits_per_week=3, after=f"R-{n - 1}" if n > 1 else None) for n in (1, 2, 3)]
    days = {"R-1": FRI, "R-2": WED, "R-3": MON}
    problem = small_problem(wishes, locks=[Lock(request=name, date=date(day)) for name, day in days.items()])
    assert days_locked(problem) == {"R-3/1": MON, "R-2/2": WED, "R-1/3": FRI}


@pytest.mark.parametrize("seed", range(40))
def test_tied_visits_are_never_locked_to_two_days_where_that_can_be_helped(seed: int) -> None:
    """Locks that some plan keeps: days for the pairs, some of them locked, in any order, in any part of the week."""
    rng = random.Random(seed)
    pairs = rng.sample(range(7), 4)
    locks = {name: rng.sample(pairs, rng.randint(0, 4)) for name in ("R-1", "R-2")}
    wishes = [request("R-1", visits_per_week=4), request("R-2", visits_per_week=4, after="R-1")]
    held = [Lock(request=name, date=date(day)) for name, days in locks.items() for day in days]
    rng.shuffle(held)
    register = small_register(wishes, locks=held)
    first = rng.choice([0, 0, 2])
    days = rng.randint(3, 7 - first)
    problem = problem_for(register, start=date(first), days=days, travel=ten)
    given = problem.visit_locked_day.tolist()
    wanted = [day for each in locks.values() for day in each if first <= day < first + days]
    assert sorted(day + first for day in given if day != NONE) == sorted(wanted)
    for visit, other in enumerate(problem.visit_after.tolist()):
        if other != NONE and NONE not in (given[visit], given[other]):
            assert given[visit] == given[other]


def test_a_lock_of_a_visit_after_another_is_kept_in_the_plan() -> None:
    problem = tied_problem({"R-1": [THU], "R-2": [TUE]})
    result = solve(problem, time_limit=None, work_limit=200)
    assert (result.violations, result.schedule.unserved) == ((), ())


def test_a_lock_outside_the_horizon_fixes_nothing() -> None:
    locks = [Lock(request="R-1", date=date(-1), worker="W-1"), Lock(request="R-1", date=date(7))]
    problem = small_problem([request("R-1")], locks=locks)
    assert locked(problem) == [(NONE, NONE)]
    assert problem.task_locked_worker.tolist() == [NONE]


def test_a_lock_belongs_to_its_own_week() -> None:
    problem = small_problem([request("R-1")], locks=[Lock(request="R-1", date=date(7 + TUE))], days=14)
    assert locked(problem) == [(NONE, NONE), (7 + TUE, NONE)]


def test_a_lock_on_a_day_in_hospital_closes_no_other_weeks_visit() -> None:
    """The visit of that week cannot be; the one of the week before must not suffer."""
    lock, hospital = Lock(request="R-1", date=date(7 + TUE)), away("E-1", 7 + TUE)
    problem = small_problem([request("R-1")], locks=[lock], absences=[hospital], days=14)
    assert locked(problem) == [(NONE, NONE), (7 + TUE, NONE)]
    assert days_of(problem, 0) == list(range(7))
    assert days_of(problem, 1) == []


def test_a_lock_in_a_week_off_fixes_nothing() -> None:
    wish = request("R-1", every_weeks=2, valid_from=MONDAY)
    problem = small_problem([wish], locks=[Lock(request="R-1", date=date(7 + TUE))], days=14)
    assert locked(problem) == [(NONE, NONE)]
    assert days_of(problem) == list(range(7))


def test_a_cut_week_has_room_for_every_lock_in_it() -> None:
    """Saturday and Sunday would want one of three visits; both are locked, so both are wanted."""
    locks = [Lock(request="R-1", date=date(SAT)), Lock(request="R-1", date=date(SUN))]
    register = small_register([request("R-1", visits_per_week=3)], locks=locks)
    problem = problem_for(register, start=date(SAT), days=9, travel=ten)
    assert [id_.split("/")[1] for id_ in problem.visit_ids] == ["2026-W15"] * 2 + ["2026-W16"] * 3
    assert locked(problem) == [(0, NONE), (1, NONE), (NONE, NONE), (NONE, NONE), (NONE, NONE)]


def test_a_lock_without_a_day_holds_for_every_visit_and_one_with_a_day_before_it() -> None:
    locks = [
        Lock(request="R-1", worker="W-1", second_worker="W-2"),
        Lock(request="R-1", date=date(WED), worker="W-3"),
    ]
    wish = request("R-1", roles=TWO, coupling="together", visits_per_week=2)
    problem = small_problem([wish], workers=STAFF, locks=locks)
    assert problem.task_locked_worker.tolist() == [2, 1, 0, 1]
    assert problem.eligible.astype(int).tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 0]]


def test_a_locked_worker_who_left_makes_nobody_eligible() -> None:
    staff = [worker("W-1"), worker("W-2", valid_to=date(-1))]
    problem = small_problem([request("R-1")], workers=staff, locks=[Lock(request="R-1", worker="W-2")])
    assert problem.task_locked_worker.tolist() == [-2]
    assert not problem.eligible.any()


def test_a_locked_worker_without_the_skill_is_not_eligible_either() -> None:
    wish = request("R-1", roles=(role(30, nursing=1),))
    problem = small_problem([wish], workers=STAFF, locks=[Lock(request="R-1", worker="W-1")])
    assert not problem.eligible.any()


def test_a_lock_outside_the_shift_still_names_its_day() -> None:
    problem = small_problem([request("R-1")], locks=[Lock(request="R-1", date=date(SUN))])
    assert days_of(problem) == [SUN]


@pytest.mark.parametrize("priority", list(PRIORITIES))
def test_penalties_follow_priority_mandatory_and_lock(priority: str) -> None:
    price = {"routine": 4_000, "urgent": 12_000, "asap": 36_000, "stat": 100_000}[priority]
    wishes = [request("R-1", priority=priority), request("R-2", priority=priority, mandatory=False)]
    problem = small_problem(wishes)
    assert problem.visit_penalty.tolist() == [200_000 + price, price]
    problem = small_problem(wishes, locks=[Lock(request=f"R-{n}", date=date(TUE)) for n in (1, 2)])
    assert problem.visit_penalty.tolist() == [400_000 + price, 200_000 + price]
    assert [PRIORITIES[index] for index in problem.visit_priority] == [priority] * 2


# --- couplings ----------------------------------------------------------------------------------------------------


def test_two_roles_make_two_tasks() -> None:
    wishes: Sequence[VisitRequest] = [
        request("R-1", roles=TWO, coupling="together"),
        request("R-2", minutes=45),
        request("R-3", roles=TWO, coupling="following", lag_min=5, lag_max=25),
    ]
    problem = small_problem(wishes)
    assert problem.visit_coupling.tolist() == [1, 0, 2]
    assert problem.task_first.tolist() == [0, 2, 3, 5]
    assert problem.task_visit.tolist() == [0, 0, 1, 2, 2]
    assert problem.task_minutes.tolist() == [30, 20, 45, 30, 20]
    assert (problem.visit_lag_min[2], problem.visit_lag_max[2]) == (5, 25)
    assert list(problem.tasks_of(2)) == [3, 4]


def test_a_visit_comes_after_the_other_requests_visit_of_the_same_number() -> None:
    wishes = [
        request("R-2", after="R-1", visits_per_week=2, gap_min=10, gap_max=60),
        request("R-1", visits_per_week=2),
    ]
    problem = small_problem(wishes, days=14)
    ids = list(problem.visit_ids)
    assert [ids[other] if other >= 0 else "" for other in problem.visit_after] == [
        "R-1/2026-W15/1",
        "R-1/2026-W15/2",
        "R-1/2026-W16/1",
        "R-1/2026-W16/2",
        "",
        "",
        "",
        "",
    ]
    assert (problem.visit_gap_min[0], problem.visit_gap_max[0]) == (10, 60)


def test_where_the_first_visit_is_not_planned_the_second_stands_alone() -> None:
    plans = [CarePlan(id="CP", client="E-1", status="draft")]
    problem = small_problem([request("R-1", care_plan="CP"), request("R-2", after="R-1")], care_plans=plans)
    assert problem.visit_ids == ("R-2/2026-W15/1",)
    assert problem.visit_after.tolist() == [NONE]


# --- the published plan -------------------------------------------------------------------------------------------


def test_a_published_plan_stands_in_arrays() -> None:
    published = {
        "R-1/2026-W15/1": PublishedVisit(TUE, 600, ("W-2", "W-9")),
        "R-1/2026-W15/7": PublishedVisit(WED, 600, ("W-2", "W-1")),  # one visit fewer is wanted now
        "R-2/2026-W15/1": PublishedVisit(THU, 700, ()),
    }
    wishes = [request("R-1", roles=TWO, coupling="together"), request("R-2"), request("R-3")]
    problem = small_problem(wishes, workers=STAFF, published=published)
    assert problem.visit_published_day.tolist() == [TUE, THU, NONE]
    assert problem.visit_published_start.tolist() == [600, 700, NONE]
    assert problem.task_published_worker.tolist() == [1, NONE, NONE, NONE]


def test_a_published_plan_of_other_records_is_refused() -> None:
    published = {"R-9/2026-W15/1": PublishedVisit(TUE, 600, ("W-1",))}
    with pytest.raises(PlanMismatchError, match="R-9/2026-W15/1"):
        small_problem([request("R-1")], published=published)


def test_without_a_published_plan_nothing_is_published() -> None:
    problem = tiny_problem()
    assert (problem.visit_published_day == NONE).all()
    assert (problem.task_published_worker == NONE).all()


# --- the whole ----------------------------------------------------------------------------------------------------


def arrays_of(problem: VisitProblem) -> dict[str, np.ndarray]:
    values = {field.name: getattr(problem, field.name) for field in attrs.fields(VisitProblem)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("seed", range(8))
def test_every_array_is_read_only_and_as_long_as_its_letter_says(seed: int) -> None:
    problem = random_problem(seed)
    letters = {
        "visit": len(problem.visit_ids),
        "task": len(problem.task_visit),
        "worker": len(problem.worker_ids),
        "client": len(problem.client_ids),
        "route": len(problem.route_worker),
        "eligible": len(problem.task_visit),
        "day": problem.days,
    }
    arrays = arrays_of(problem)
    assert len(arrays) > 50
    assert [name for name, array in arrays.items() if array.flags.writeable] == []
    wrong = {
        name: array.shape
        for name, array in arrays.items()
        if name not in ("window_first", "window_start", "window_end", "task_first", "travel")
        and len(array) != letters[name.split("_")[0]]
    }
    assert wrong == {}
    assert len(problem.task_first) == letters["visit"] + 1
    assert len(problem.window_first) == letters["visit"] * problem.days + 1
    places = len(problem.places.ids)
    assert problem.travel.shape[1:] == (places, places)
    assert len(problem.places.latitudes) == len(problem.places.longitudes) == places


@pytest.mark.parametrize("seed", range(30))
def test_random_problems_make_sense(seed: int) -> None:
    problem = random_problem(seed)
    assert len(set(problem.visit_ids)) == len(problem.visit_ids)
    assert (problem.route_start < problem.route_end).all()
    assert (problem.route_end <= problem.route_latest).all()
    assert (problem.window_start < problem.window_end).all()
    assert (problem.visit_place[problem.visit_days] >= 0).all()
    pauses = problem.route_break_minutes > 0
    assert (problem.route_break_earliest <= problem.route_break_latest)[pauses].all()
    assert (problem.route_break_latest + problem.route_break_minutes <= problem.route_end)[pauses].all()
    assert (np.diagonal(problem.travel, axis1=1, axis2=2) == 0).all()
    assert (problem.travel >= 0).all()
    same = problem.visit_request[np.maximum(problem.visit_after, 0)] == problem.visit_request
    assert not same[problem.visit_after >= 0].any()


def test_same_records_same_problem() -> None:
    one, two = (problem_for(rich_register(), WEEK) for _ in range(2))
    assert one.visit_ids == two.visit_ids
    assert one.places.ids == two.places.ids
    others = arrays_of(two)
    assert [name for name, array in arrays_of(one).items() if not np.array_equal(array, others[name])] == []


def test_the_rich_register_makes_the_visits_it_promises() -> None:
    problem = problem_for(rich_register(), WEEK)
    requests = [id_.split("/")[0] for id_ in problem.visit_ids]
    assert requests.count("R-01") == 3
    assert "R-14" not in requests
    assert requests.count("R-08") == 1
    assert "E-12" not in problem.client_ids
    assert not (problem.route_day[problem.route_worker != problem.worker_ids.index("W-N1")] == MON).any()


@pytest.mark.parametrize("given", [{}, {"week": WEEK, "start": MONDAY}])
def test_either_a_week_or_a_first_day_is_needed(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either week or start"):
        problem_for(small_register([]), **given)


@pytest.mark.parametrize("days", [0, 29])
def test_one_to_twenty_eight_days(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        problem_for(small_register([]), WEEK, days=days)


def test_a_week_that_is_none() -> None:
    with pytest.raises(ValueError, match="ISO week"):
        problem_for(small_register([]), "next week")


def test_a_centre_without_anything_is_a_problem_too() -> None:
    problem = small_problem([], workers=[])
    assert problem.visit_ids == problem.worker_ids == ()
    assert problem.eligible.shape == (0, 0)
    assert problem.visit_days.shape == (0, 7)
    assert problem.travel.shape == (1, 0, 0)


def test_a_lock_goes_to_the_visit_that_was_published_on_its_day() -> None:
    """Numbers of alike visits are in no order of days; locking a published day must not change the plan."""
    told = {
        "R-1/2026-W15/1": PublishedVisit(THU, 600, ("W-1",)),
        "R-1/2026-W15/2": PublishedVisit(TUE, 540, ("W-1",)),
    }
    locks = [Lock(request="R-1", date=date(TUE), start="09:00")]
    problem = small_problem([request("R-1", visits_per_week=2)], locks=locks, published=told)
    assert locked(problem) == [(NONE, NONE), (TUE, 540)]
