"""What differs from the published plan, why, and whom to call."""

from collections.abc import Mapping

import attrs
import numpy as np
import pytest

from agecare.locale import catalogue
from agecare.report.changes import (
    Change,
    ChangedVisit,
    Why,
    call_list,
    change_rows,
    changed_visits,
    has_published,
)
from agecare.report.privacy import Names, Privacy
from agecare.report.reading import Reading
from agecare.report.sheets import Texts
from agecare.report.words import Words
from agecare.visits import PublishedVisit, Schedule, VisitProblem, cost
from builders import plan, tiny_plan, tiny_problem, tiny_register

PUBLISHED = {
    "R-1/2026-W15/1": PublishedVisit(0, 660, ("W-1",)),
    "R-1/2026-W15/2": PublishedVisit(2, 490, ("W-1",)),
    "R-2/2026-W15/1": PublishedVisit(0, 690, ("W-2",)),
    "R-3/2026-W15/1": PublishedVisit(0, 780, ("W-1", "W-2")),
}
"""The tiny plan, as people know it."""
AS_PUBLISHED = {
    "R-1/2026-W15/1": (0, "11:00", "W-1"),
    "R-1/2026-W15/2": (2, "08:10", "W-1"),
    "R-2/2026-W15/1": (0, "11:30", "W-2"),
    "R-3/2026-W15/1": (0, "13:00", "W-1 W-2"),
}


def problem_with(published: Mapping[str, PublishedVisit] = PUBLISHED) -> VisitProblem:
    return tiny_problem(published=published)


def reading(problem: VisitProblem, **moved: tuple[int, str, str] | None) -> Reading:
    """The published plan with some visits moved (``R_2``) or left out (``None``)."""
    visits = dict(AS_PUBLISHED)
    for name, place in moved.items():
        id_ = f"{name.replace('_', '-')}/2026-W15/1"
        visits.pop(id_)
        if place is not None:
            visits[id_] = place
    return Reading(problem, plan(problem, visits))


def texts(reader: str | None = None, privacy: Privacy = Privacy.COORDINATOR) -> Texts:
    return Texts(tiny_register(), Names(tiny_register(), privacy, reader), Words("en"))


def only(found: list[ChangedVisit]) -> ChangedVisit:
    assert len(found) == 1
    return found[0]


def test_the_plan_as_published_has_no_changes() -> None:
    found = reading(problem_with())
    assert has_published(found)
    assert changed_visits(found) == []


def test_without_a_published_plan_there_is_nothing_to_compare() -> None:
    problem = tiny_problem()
    found = Reading(problem, tiny_plan(problem))
    assert not has_published(found)
    assert changed_visits(found) == []


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ((0, "11:00", "W-2"), ()),
        ((0, "10:59", "W-2"), (Change.TIME,)),
        ((1, "11:30", "W-2"), (Change.DAY,)),
        ((0, "11:30", "W-1"), (Change.WORKER,)),
        ((1, "09:00", "W-1"), (Change.DAY, Change.TIME, Change.WORKER)),
        (None, (Change.DROPPED,)),
    ],
)
def test_what_changed(place: tuple[int, str, str] | None, changes: tuple[Change, ...]) -> None:
    found = changed_visits(reading(problem_with(), R_2=place))
    assert tuple(change for one in found for change in one.changes) == changes


def test_a_visit_that_people_do_not_know_is_new() -> None:
    known = {id_: visit for id_, visit in PUBLISHED.items() if not id_.startswith("R-2")}
    one = only(changed_visits(reading(problem_with(known))))
    assert (one.changes, one.why) == ((Change.NEW,), Why.NOT_KNOWN)
    assert (one.old_day, one.new_day, one.workers) == (-1, 0, ("W-2",))


def test_a_new_visit_that_is_not_served_concerns_nobody() -> None:
    known = {id_: visit for id_, visit in PUBLISHED.items() if not id_.startswith("R-2")}
    assert changed_visits(reading(problem_with(known), R_2=None)) == []


def test_the_known_changes_are_those_that_the_cost_counts() -> None:
    problem = problem_with()
    moved = reading(problem, R_2=(1, "09:00", "W-2"), R_3=None)
    assert len(changed_visits(moved)) == cost(problem, moved.schedule).components["change"].amount == 2


def without_shift(problem: VisitProblem, worker: int, day: int) -> VisitProblem:
    kept = (problem.route_worker != worker) | (problem.route_day != day)
    fields = {f.name: getattr(problem, f.name)[kept] for f in attrs.fields(VisitProblem) if f.name.startswith("route_")}
    return attrs.evolve(problem, **fields)


@pytest.mark.parametrize(
    ("why", "change"),
    [
        (Why.REARRANGED, {}),
        (Why.LOCK, {"visit_locked_day": np.array([-1, -1, 1, -1], np.int32)}),
        (Why.LOCK, {"visit_locked_start": np.array([-1, -1, 540, -1], np.int32)}),
        (Why.LOCK, {"task_locked_worker": np.array([-1, -1, 0, -1, -1], np.int32)}),
        (Why.CLIENT_AWAY, {"visit_days": np.array([[d == 1 for d in range(7)]] * 4)}),
        (Why.WORKER_AWAY, {"route_start": np.full(5, 720, np.int32)}),
        (Why.WORKER_UNFIT, {"eligible": np.zeros((5, 2), bool)}),
        (Why.WINDOW, {"window_start": np.full(28, 700, np.int32)}),
    ],
)
def test_why_it_changed(why: Why, change: dict[str, np.ndarray]) -> None:
    problem = attrs.evolve(problem_with(), **change)
    found = [one for one in changed_visits(reading(problem, R_2=None)) if Change.DROPPED in one.changes]
    assert only(found).why is why


def test_a_worker_without_a_shift_or_unknown_is_away() -> None:
    problem = without_shift(problem_with(), worker=1, day=0)
    gone = Reading(problem, Schedule.empty(problem))
    assert {one.why for one in changed_visits(gone) if "W-2" in one.old_workers} == {Why.WORKER_AWAY}
    unknown = attrs.evolve(problem_with(), task_published_worker=np.array([0, 0, -1, 0, 1], np.int32))
    one = only(changed_visits(reading(unknown)))
    assert (one.changes, one.why, one.old_workers) == ((Change.WORKER,), Why.WORKER_AWAY, ())


def test_the_list_says_before_now_and_why() -> None:
    found = reading(problem_with(), R_2=(1, "09:00", "W-2"))
    (row,) = change_rows(found, texts(), changed_visits(found))
    assert (row.client, row.name, row.what) == ("E-2", "Tsend O.", "Insulin")
    assert row.changes == ("day", "time")
    assert (row.before, row.after) == ("Mon 6 Apr 11:30 · Bat", "Tue 7 Apr 09:00 · Bat")
    assert row.why.startswith("Rearranged")


def test_clients_and_workers_are_called_once_each_with_all_their_changes() -> None:
    found = reading(problem_with(), R_2=(1, "09:00", "W-2"), R_3=None)
    calls = call_list(found, texts(), changed_visits(found))
    assert [(call.id, call.client, call.phone, len(call.messages)) for call in calls] == [
        ("E-2", True, "9911 0002", 1),
        ("E-3", True, "9911 0003", 1),
        ("W-2", False, "9922 0002", 2),
        ("W-1", False, "9922 0001", 1),
    ]
    assert calls[0].messages == ("Insulin: Mon 6 Apr 11:30 · Bat → Tue 7 Apr 09:00 · Bat",)
    assert calls[3].messages == ("E-3 Navaan S.: Mon 6 Apr 13:00 · Oyun, Bat → –",)


def test_a_worker_reads_only_of_own_visits_and_not_who_goes_instead() -> None:
    found = reading(problem_with(), R_2=(0, "11:30", "W-1"))
    changes = changed_visits(found)
    (row,) = change_rows(found, texts("W-2", Privacy.WORKER), changes)
    assert row.after == "somebody else goes"
    (own,) = change_rows(found, texts("W-1", Privacy.WORKER), changes)
    assert own.after == "Mon 6 Apr 11:30 · Oyun"
    dropped = reading(problem_with(), R_2=None)
    assert change_rows(dropped, texts("W-1", Privacy.WORKER), changed_visits(dropped)) == []


def test_every_change_and_every_why_has_words() -> None:
    texts = set(catalogue("en", "board"))
    assert {text for text in texts if text.startswith("change-")} == {f"change-{change}" for change in Change}
    assert {text for text in texts if text.startswith("why-")} == {f"why-{why}" for why in Why}
