"""What of a published plan can stay, and why the rest cannot."""

from collections.abc import Mapping

import numpy as np
import pytest

from agecare import Absence, Client, Lock, VisitRequest
from agecare.visits import PublishedVisit, Reason, VisitProblem, problem_for, violations
from agecare.visits.replan import standing
from agecare.visits.replan.moment import frozen_before
from builders import WEEK, greedy, rich_register, tiny_plan, tiny_problem
from small_worlds import request, shift, small_problem, small_register, ten, worker
from told_plans import problem_for_published, published_as

ONE = "R-1/2026-W15/1"
TWO = "R-2/2026-W15/1"


def causes(problem: VisitProblem) -> dict[str, tuple[Reason, Mapping[str, str]]]:
    """Why visits cannot stay, by id. What stays breaks no rule."""
    found = standing(problem)
    assert violations(problem, found.schedule) == []
    assert not (set(found.causes) & set(np.flatnonzero(found.schedule.visit_day >= 0).tolist()))
    return {problem.visit_ids[visit]: (cause.reason, cause.params) for visit, cause in found.causes.items()}


def monday(**fields: object) -> Absence:
    """Somebody away on Monday."""
    return Absence(first_day="2026-04-06", last_day="2026-04-06", **fields)


MONDAY_NINE = {ONE: PublishedVisit(0, 540, ("W-1",))}


def asked(*requests: VisitRequest, published: Mapping[str, PublishedVisit] = MONDAY_NINE, **more: object):
    return small_problem(requests or (request("R-1"),), published=published, **more)


def test_a_plan_that_nothing_has_happened_to_stays_to_the_minute() -> None:
    for problem, plan in ((tiny_problem(), tiny_plan), (problem_for(rich_register(), WEEK), greedy)):
        told = plan(problem)
        known = problem_for_published(problem, published_as(problem, told))
        found = standing(known, told)
        assert found.causes == {}
        for name in ("visit_day", "task_route", "task_start", "break_start", "break_place"):
            assert np.array_equal(getattr(found.schedule, name), getattr(told, name)), name


def test_without_the_plan_itself_breaks_are_put_where_there_is_time() -> None:
    problem = tiny_problem()
    told = tiny_plan(problem)
    found = standing(problem_for_published(problem, published_as(problem, told)))
    assert np.array_equal(found.schedule.task_start, told.task_start)
    assert np.array_equal(found.schedule.break_start >= 0, told.break_start >= 0)


@pytest.mark.parametrize(
    ("reason", "params", "problem"),
    [
        (Reason.CLIENT_AWAY, {}, asked(absences=[monday(client="E-1")])),
        (Reason.CLIENT_AWAY, {}, asked(request("R-1", days=("tue",)))),
        (
            Reason.WORKER_AWAY,
            {"worker": "W-1"},
            asked(absences=[monday(worker="W-1")]),
        ),
        (
            Reason.WORKER_AWAY,
            {"worker": "W-1"},
            asked(absences=[monday(worker="W-1", start=560, end=600)]),
        ),
        (Reason.WORKER_AWAY, {"worker": ""}, asked(published={ONE: PublishedVisit(0, 540, ("W-gone",))})),
        (Reason.WORKER_UNFIT, {"worker": "W-1"}, asked(clients=[Client(id="E-1", refused_workers=("W-1",))])),
        (Reason.WINDOW, {}, asked(request("R-1", "E-1", "10:00-16:00"))),
        (Reason.LOCK, {}, asked(locks=[Lock(request="R-1", date="2026-04-07")])),
        (Reason.LOCK, {}, asked(locks=[Lock(request="R-1", date="2026-04-06", start="09:10")])),
        (
            Reason.LOCK,
            {},
            asked(locks=[Lock(request="R-1", worker="W-2")], workers=[worker("W-1"), worker("W-2")]),
        ),
    ],
)  # fmt: skip
def test_what_rules_a_place_out_by_itself(reason: Reason, params: Mapping[str, str], problem: VisitProblem) -> None:
    assert causes(problem) == {ONE: (reason, params)}


def far(minutes: int):
    """Ten minutes anywhere, but so many from E-1 to E-2 and back."""

    def travel(places, mode, season):
        table = ten(places, mode, season)
        one, two = places.ids.index("E-1"), places.ids.index("E-2")
        table[one, two] = table[two, one] = minutes
        return table

    return travel


def two_in_a_row(minutes: int, **more: object) -> VisitProblem:
    """E-1 at 09:00 and E-2 at 09:40, half an hour each, so many minutes apart."""
    register = small_register([request("R-1", **more), request("R-2", "E-2")])
    known = {ONE: PublishedVisit(0, 540, ("W-1",)), TWO: PublishedVisit(0, 580, ("W-1",))}
    return problem_for(register, WEEK, travel=far(minutes), published=known)


def test_a_longer_way_moves_visits_as_far_as_people_will_not_notice() -> None:
    problem = two_in_a_row(40)
    found = standing(problem)
    assert found.causes == {}
    assert found.schedule.task_start.tolist() == [540, 610]
    problem = two_in_a_row(70)
    assert standing(problem).schedule.task_start.tolist() == [510, 610]


def test_what_a_longer_way_makes_impossible_must_change() -> None:
    """30 minutes each way are not enough; the visit that matters less goes."""
    found = causes(two_in_a_row(90))
    assert found == {ONE: (Reason.NO_WAY_IN_TIME, {"minutes": "80"})}
    found = causes(two_in_a_row(90, priority="urgent"))
    assert found == {TWO: (Reason.NO_WAY_IN_TIME, {"minutes": "80"})}


def test_hours_that_no_longer_suffice() -> None:
    known = {ONE: PublishedVisit(0, 540, ("W-1",)), TWO: PublishedVisit(0, 580, ("W-1",))}
    both = [request("R-1", mandatory=False), request("R-2", "E-2")]
    problem = small_problem(both, published=known, workers=[worker("W-1", daily_minutes=60)])
    assert causes(problem) == {ONE: (Reason.HOURS_FULL, {"worker": "W-1"})}


def test_a_visit_that_belongs_to_another_goes_with_it() -> None:
    known = {ONE: PublishedVisit(0, 540, ("W-1",)), TWO: PublishedVisit(0, 600, ("W-1",))}
    tied = [request("R-1"), request("R-2", after="R-1", gap_min=0, gap_max=20)]
    problem = small_problem(tied, published=known)
    assert causes(problem) == {TWO: (Reason.TIED, {"visit": ONE})}
    assert causes(small_problem([tied[0], request("R-2", after="R-1", gap_max=60)], published=known)) == {}


def test_visits_of_one_request_that_have_come_too_close() -> None:
    known = {ONE: PublishedVisit(0, 540, ("W-1",)), "R-1/2026-W15/2": PublishedVisit(1, 540, ("W-1",))}
    apart = request("R-1", visits_per_week=2, days_between=2)
    found = causes(small_problem([apart], published=known))
    assert [reason for reason, _ in found.values()] == [Reason.TIED]


# --- in the middle of the week ---


def frozen(problem: VisitProblem, now: int) -> VisitProblem:
    return frozen_before(problem, now, standing(problem).schedule)


def test_what_has_begun_is_locked_and_nothing_new_is_put_before_now() -> None:
    known = {ONE: PublishedVisit(0, 540, ("W-1",)), TWO: PublishedVisit(1, 540, ("W-1",))}
    problem = small_problem([request("R-1"), request("R-2", "E-2"), request("R-3", "E-3")], published=known)
    now = frozen(problem, 1440 + 600)
    assert now.visit_locked_day.tolist() == [0, 1, -1]
    assert now.visit_locked_start.tolist() == [540, 540, -1]
    assert now.task_locked_worker.tolist() == [0, 0, -1]
    assert np.flatnonzero(now.visit_days[2]).tolist() == [1, 2, 3, 4, 5, 6]
    assert (now.windows_of(2, 1), now.windows_of(2, 2)) == ([(600, 960)], [(480, 960)])
    assert now.windows_of(1, 1) == problem.windows_of(1, 1), "what has begun keeps its hours"


def test_what_begins_now_has_not_begun() -> None:
    problem = small_problem([request("R-1")], published=MONDAY_NINE)
    assert frozen(problem, 540).visit_locked_day.tolist() == [-1]
    assert frozen(problem, 541).visit_locked_day.tolist() == [0]


def test_who_has_not_left_yet_leaves_no_earlier_than_now() -> None:
    staff = [worker("W-1"), worker("W-2")]
    problem = small_problem([request("R-1")], published=MONDAY_NINE, workers=staff)
    leaves = frozen(problem, 600).route_start[problem.route_day == 0]
    assert leaves.tolist() == [530, 600]
    assert (frozen(problem, 600).route_start[problem.route_day == 1] == 480).all()


def test_what_cannot_stand_has_not_taken_place() -> None:
    away = monday(worker="W-1")
    problem = small_problem([request("R-1")], published=MONDAY_NINE, absences=[away])
    now = frozen(problem, 720)
    assert now.visit_locked_day.tolist() == [-1]
    assert now.windows_of(0, 0) == [(720, 960)]


def test_what_may_end_late_may_still_be_made_today() -> None:
    problem = small_problem([request("R-1", "E-1", "08:00-09:00", soft_end=True), request("R-2", "E-2", "08:00-09:00")])
    now = frozen(problem, 600)
    assert now.windows_of(0, 0) == [(600, 540)]
    assert now.windows_of(1, 0) == []


def test_leaving_out_what_has_begun_is_dearer_than_anything() -> None:
    problem = small_problem([request("R-1", mandatory=False), request("R-2", "E-2")], published=MONDAY_NINE)
    now = frozen(problem, 600)
    assert now.visit_penalty[0] > 2 * now.visit_penalty[1]


def test_shifts_that_were_split_keep_the_visits_of_both_parts() -> None:
    away = monday(worker="W-1", start="11:00", end="12:00")
    known = {ONE: PublishedVisit(0, 540, ("W-1",)), TWO: PublishedVisit(0, 780, ("W-1",))}
    both = [request("R-1"), request("R-2", "E-2")]
    problem = small_problem(both, published=known, absences=[away], shifts=[shift("W-1")])
    found = standing(problem)
    assert found.causes == {}
    assert len(set(found.schedule.task_route.tolist())) == 2
