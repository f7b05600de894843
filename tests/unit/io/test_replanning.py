"""From a published document and today's records to what is planned again, and the changes back into a document."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from agecare import Absence, Register, VisitRequest
from agecare.io import read_schedule, write_schedule
from agecare.io.json import ScheduleDocument, input_hash, replanning, schedule_document
from agecare.visits import PublishedVisit, Reason, problem_for, replan
from builders import WEEK, plan, result_of, tiny_plan, tiny_problem, tiny_register
from small_worlds import request, small_register

THREE = {f"R-1/2026-W15/{number}": (day, "09:00", "W-1") for number, day in ((1, 0), (2, 2), (3, 4))}


def published(requests: Sequence[VisitRequest], visits: dict[str, tuple[int, str, str]]) -> ScheduleDocument:
    """A plan by hand of a small centre, published."""
    register = small_register(requests)
    problem = problem_for(register, WEEK)
    result = result_of(problem, plan(problem, visits))
    return schedule_document(register, problem, result, input_hash=input_hash(register))


def horizon_of(register: Register):
    return problem_for(register, WEEK).horizon


def test_nothing_is_gone_when_nothing_has_happened() -> None:
    register, problem = tiny_register(), tiny_problem()
    result = result_of(problem, tiny_plan(problem))
    document = schedule_document(register, problem, result, input_hash=input_hash(register))
    again = replanning(register, document, problem.horizon)
    assert again.gone == ()
    assert again.covers_half
    assert again.problem.visit_ids == problem.visit_ids
    assert (again.told.task_start == result.schedule.task_start).all()


def test_a_client_in_hospital_keeps_the_visits_that_can_stay() -> None:
    """Of three visits a week three sevenths are wanted, rounded up: two. Friday can stay, one of the others moves."""
    three = [request("R-1", visits_per_week=3)]
    away = Absence(client="E-1", first_day="2026-04-06", last_day="2026-04-09")
    register = small_register(three, absences=[away])
    again = replanning(register, published(three, THREE), horizon_of(register))
    assert 4 in again.problem.visit_published_day, "Friday stays"
    assert {(one.reason, one.before.day) for one in again.gone} <= {(Reason.CLIENT_AWAY, 0), (Reason.CLIENT_AWAY, 2)}
    assert len(again.gone) == 3 - len(again.problem.visit_ids)
    new = replan(again.problem, again.told, gone=again.gone, time_limit=None, work_limit=50)
    moved = {change.before.day for change in new.changes if change.before is not None}
    assert moved == {0, 2}


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        ([request("R-2", "E-2")], Reason.REQUEST_GONE),
        ([request("R-1", valid_to="2026-04-01"), request("R-2", "E-2")], Reason.REQUEST_ENDED),
    ],
)
def test_why_a_published_visit_is_no_longer_wanted(requests: list[VisitRequest], reason: Reason) -> None:
    document = published(
        [request("R-1"), request("R-2", "E-2")], {"R-1": (0, "09:00", "W-1"), "R-2": (1, "09:00", "W-1")}
    )
    register = small_register(requests)
    (gone,) = replanning(register, document, horizon_of(register)).gone
    assert (gone.visit, gone.client, gone.reason) == ("R-1/2026-W15/1", "E-1", reason)
    assert gone.before == PublishedVisit(0, 540, ("W-1",))


def test_a_plan_of_another_week_covers_nothing() -> None:
    register = small_register([request("R-1")])
    document = published([request("R-1")], {"R-1": (0, "09:00", "W-1")})
    again = replanning(register, document, problem_for(register, "2026-W16").horizon)
    assert (again.gone, again.covers_half) == ((), False)


def test_changes_and_calls_are_written_and_read_back(tmp_path: Path) -> None:
    asked = [request("R-1", days=("mon", "tue")), request("R-2", "E-2")]
    document = published(asked, {"R-1": (0, "09:00", "W-1"), "R-2": (0, "10:00", "W-1")})
    away = Absence(client="E-1", first_day="2026-04-06", last_day="2026-04-06")
    register = small_register(asked, absences=[away])
    again = replanning(register, document, horizon_of(register))
    new = replan(again.problem, again.told, gone=again.gone, time_limit=None, work_limit=50)
    path = tmp_path / "again.json"
    written = write_schedule(
        path, register, again.problem, new.result, input_hash=input_hash(register), revision=1, changes=new.changes
    )
    assert read_schedule(path) == written
    (change,) = written.changes
    assert (change.visit, change.client, change.reason) == ("R-1/2026-W15/1", "E-1", "client-away")
    assert change.text == "The client cannot be visited on the published day."
    assert change.before is not None and change.before.start.isoformat() == "2026-04-06T09:00:00+08:00"
    assert change.after is not None and change.after.start.day == 7
    assert [(call.person, call.role, call.visits) for call in written.calls] == [
        ("E-1", "client", ("R-1/2026-W15/1",)),
        ("W-1", "worker", ("R-1/2026-W15/1",)),
    ]
