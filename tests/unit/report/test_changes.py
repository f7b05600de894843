"""What differs from the published plan and whom to call, as the board says it."""

from collections.abc import Mapping

import attrs
import numpy as np
import pytest

from agecare.locale import catalogue
from agecare.report import render_board
from agecare.report.changes import (
    What,
    call_rows,
    change_rows,
    changed_visits,
    has_published,
    what_changed,
)
from agecare.report.privacy import Names, Privacy
from agecare.report.reading import Reading
from agecare.report.sheets import Texts
from agecare.report.words import Words
from agecare.visits import Change, PublishedVisit, Reason, VisitProblem, cost
from builders import plan, result_of, tiny_plan, tiny_problem, tiny_register

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
GONE = Change("R-9/2026-W15/1", "E-9", Reason.REQUEST_GONE, {}, PublishedVisit(1, 600, ("W-2", "W-9")))
"""A visit of a client, by a worker, who are both no longer in the records."""


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


def test_the_plan_as_published_has_no_changes() -> None:
    found = reading(problem_with())
    assert has_published(found)
    assert changed_visits(found) == ()


def test_without_a_published_plan_there_is_nothing_to_compare() -> None:
    problem = tiny_problem()
    found = Reading(problem, tiny_plan(problem))
    assert not has_published(found)
    assert changed_visits(found) == ()


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ((0, "11:00", "W-2"), ()),
        ((0, "10:59", "W-2"), (What.TIME,)),
        ((1, "11:30", "W-2"), (What.DAY,)),
        ((0, "11:30", "W-1"), (What.WORKER,)),
        ((1, "09:00", "W-1"), (What.DAY, What.TIME, What.WORKER)),
        (None, (What.DROPPED,)),
    ],
)
def test_what_changed(place: tuple[int, str, str] | None, what: tuple[What, ...]) -> None:
    found = changed_visits(reading(problem_with(), R_2=place))
    assert tuple(one for change in found for one in what_changed(change, 30)) == what


def test_a_visit_that_people_do_not_know_is_new() -> None:
    known = {id_: visit for id_, visit in PUBLISHED.items() if not id_.startswith("R-2")}
    (one,) = changed_visits(reading(problem_with(known)))
    assert (what_changed(one, 30), one.reason) == ((What.NEW,), Reason.REQUEST_NEW)
    assert (one.before, one.after, one.workers) == (None, PublishedVisit(0, 690, ("W-2",)), ("W-2",))


def test_a_new_visit_that_is_not_served_concerns_nobody() -> None:
    known = {id_: visit for id_, visit in PUBLISHED.items() if not id_.startswith("R-2")}
    assert changed_visits(reading(problem_with(known), R_2=None)) == ()


def test_the_known_changes_are_those_that_the_cost_counts() -> None:
    problem = problem_with()
    moved = reading(problem, R_2=(1, "09:00", "W-2"), R_3=None)
    assert len(changed_visits(moved)) == cost(problem, moved.schedule).components["change"].amount == 2


def test_the_list_says_before_now_and_why() -> None:
    closed = np.array(problem_with().visit_days)
    closed[problem_with().visit_ids.index("R-2/2026-W15/1"), 0] = False
    found = reading(attrs.evolve(problem_with(), visit_days=closed), R_2=(1, "09:00", "W-2"))
    (row,) = change_rows(found, texts(), changed_visits(found))
    assert (row.client, row.name, row.what) == ("E-2", "Tsend O.", "Insulin")
    assert row.changes == ("day", "time")
    assert (row.before, row.after) == ("Mon 6 Apr 11:30 · Bat", "Tue 7 Apr 09:00 · Bat")
    assert row.why == "The client cannot be visited on the published day."


def test_clients_and_workers_are_called_once_each_with_all_their_changes() -> None:
    found = reading(problem_with(), R_2=(1, "09:00", "W-2"), R_3=None)
    calls = list(call_rows(found, texts(), changed_visits(found)))
    assert [(call.id, call.client, call.phone, len(call.messages)) for call in calls] == [
        ("E-2", True, "9911 0002", 1),
        ("E-3", True, "9911 0003", 1),
        ("W-2", False, "9922 0002", 2),
        ("W-1", False, "9922 0001", 1),
    ]
    assert calls[0].messages == ("Insulin: not Mon 6 Apr 11:30 · Bat, but Tue 7 Apr 09:00 · Bat",)
    assert calls[1].messages == ("Moving: Mon 6 Apr 13:00 · Oyun, Bat does not take place",)
    assert calls[3].messages == (
        "E-3 Navaan S.: please do not go, Mon 6 Apr 13:00 · Oyun, Bat; it does not take place",
    )


def test_who_goes_instead_and_who_no_longer_goes_are_told_different_things() -> None:
    found = reading(problem_with(), R_2=(0, "11:30", "W-1"))
    messages = {call.id: call.messages[0] for call in call_rows(found, texts(), changed_visits(found))}
    assert messages["W-1"] == "E-2 Tsend O.: please go, Mon 6 Apr 11:30 · Oyun"
    assert messages["W-2"] == "E-2 Tsend O.: please do not go, Mon 6 Apr 11:30 · Bat; now Mon 6 Apr 11:30 · Oyun"


def test_people_who_are_no_longer_in_the_records_are_called_by_their_ids() -> None:
    found = reading(problem_with())
    (row,) = change_rows(found, texts(), [GONE])
    assert (row.client, row.name, row.before, row.after) == ("E-9", "", "Tue 7 Apr 10:00 · Bat, W-9", "–")
    calls = {call.id: call for call in call_rows(found, texts(), [GONE])}
    assert (calls["E-9"].name, calls["W-9"].phone) == ("", "")
    assert "9922 0002" in calls["W-2"].phone


def test_a_worker_reads_only_of_own_visits_and_not_who_goes_instead() -> None:
    found = reading(problem_with(), R_2=(0, "11:30", "W-1"))
    changes = changed_visits(found)
    (row,) = change_rows(found, texts("W-2", Privacy.WORKER), changes)
    assert row.after == "somebody else goes"
    (own,) = change_rows(found, texts("W-1", Privacy.WORKER), changes)
    assert own.after == "Mon 6 Apr 11:30 · Oyun"
    dropped = reading(problem_with(), R_2=None)
    assert change_rows(dropped, texts("W-1", Privacy.WORKER), changed_visits(dropped)) == []


def test_a_worker_is_not_told_that_a_colleague_is_away() -> None:
    away = Change(
        "R-2/2026-W15/1", "E-2", Reason.WORKER_AWAY, {"worker": "W-1"},
        PublishedVisit(0, 690, ("W-1",)), PublishedVisit(0, 690, ("W-2",)),
    )  # fmt: skip
    found = reading(problem_with())
    (theirs,) = change_rows(found, texts("W-2", Privacy.WORKER), [away])
    (own,) = change_rows(found, texts("W-1", Privacy.WORKER), [away])
    assert (theirs.why, own.why) == ("", "Oyun is not at work then.")


def test_the_board_shows_the_changes_it_is_given() -> None:
    found = reading(problem_with())
    result = result_of(found.problem, found.schedule)
    page = render_board(tiny_register(), found.problem, result, changes=[GONE])
    assert "Is no longer asked for." in page
    assert "E-9" in page
    bare = render_board(tiny_register(), found.problem, result)
    assert "Nothing changes for anybody." in bare


def test_every_change_and_every_reason_has_words() -> None:
    board, changes = set(catalogue("en", "board")), set(catalogue("en", "changes"))
    assert {text for text in board if text.startswith("change-")} == {f"change-{what}" for what in What}
    assert {text for text in changes if text.startswith("why-")} == {f"why-{reason}" for reason in Reason}
