"""Planning again: as few changes as can be, each with its reason, and everybody who must be told."""

import datetime as dt
from collections.abc import Mapping

import attrs
import numpy as np
import pytest

from agecare import Absence, Horizon, Lock, Register, Weights
from agecare.io.json import Replanning, ScheduleDocument, input_hash, replanning, schedule_document
from agecare.visits import (
    Change,
    Gone,
    PublishedVisit,
    Reason,
    Replan,
    Schedule,
    VisitProblem,
    changes_of,
    cost,
    problem_for,
    replan,
    solve,
    violations,
)
from agecare.visits.replan import Voice, calls_of, matched, standing
from agecare.visits.replan.matching import renumbered
from builders import WEEK, plan, sample_of, tiny_problem
from small_worlds import request, small_problem, small_register, ten, worker
from told_plans import problem_for_published, published_as

MOVES = 60
Told = Mapping[str, tuple[int, str, str]]


def again(problem: VisitProblem, told: Schedule | None = None, **options: object) -> Replan:
    """Plan again with a fixed amount of work; what comes out is a valid plan that costs what it says."""
    found = replan(problem, told, **{"time_limit": None, "work_limit": MOVES, **options})
    assert found.result.violations == () == tuple(violations(problem, found.result.schedule))
    assert found.result.cost.total == cost(problem, found.result.schedule).total
    people = {(change.client, True) for change in found.changes}
    people |= {(worker, False) for change in found.changes for worker in change.workers}
    assert {(call.id, call.is_client) for call in found.calls} == people
    assert len(found.calls) == len(people), "everybody is called once"
    return found


def reasons(found: Replan) -> dict[str, Reason]:
    return {change.visit.split("/")[0]: change.reason for change in found.changes}


def centre(told: Told, *requests: object, **more: object) -> VisitProblem:
    """A small centre with a plan by hand that people know; ``more`` happened since then."""
    before = small_problem(requests, workers=more.get("workers"), clients=more.get("clients"))
    known = published_as(before, plan(before, told))
    return small_problem(requests, published=known, **more)


TWO_WORKERS = (worker("W-1"), worker("W-2"))
NINE = (0, "09:00", "W-1")


def away(**fields: object) -> Absence:
    return Absence(first_day="2026-04-06", last_day="2026-04-06", **fields)


# --- what happens to whom ---


def test_nothing_changes_when_nothing_has_happened() -> None:
    for problem in (tiny_problem(), small_problem([request(f"R-{n}", f"E-{n}") for n in (1, 2, 3)])):
        told = solve(problem, time_limit=None, work_limit=200).schedule
        found = again(problem_for_published(problem, published_as(problem, told)), told)
        assert (found.changes, found.calls, found.result.moves) == ((), (), 0)
        for name in ("visit_day", "task_route", "task_start", "break_start", "break_place"):
            assert np.array_equal(getattr(found.result.schedule, name), getattr(told, name)), name


def test_what_nobody_could_ever_make_is_no_reason_to_look_further() -> None:
    asked = [request("R-1"), request("R-2", "E-2", days=("sun",))]
    found = again(centre({"R-1": NINE}, *asked))
    assert (found.changes, found.result.moves) == ((), 0)
    assert [one.visit for one in found.result.schedule.unserved] == ["R-2/2026-W15/1"]


def test_a_worker_falls_ill() -> None:
    asked = [request("R-1"), request("R-2", "E-2"), request("R-3", "E-3")]
    told = {"R-1": NINE, "R-2": (0, "10:00", "W-1"), "R-3": (0, "09:00", "W-2")}
    found = again(centre(told, *asked, workers=TWO_WORKERS, absences=[away(worker="W-1")]))
    assert reasons(found) == {"R-1": Reason.WORKER_AWAY, "R-2": Reason.WORKER_AWAY}
    assert all(change.params == {"worker": "W-1"} for change in found.changes)
    assert {call.id for call in found.calls} >= {"E-1", "E-2", "W-1"}
    assert found.result.schedule.task_start[2] == 540


def test_a_client_is_in_hospital() -> None:
    asked = [request("R-1", days=("mon", "tue")), request("R-2", "E-2")]
    found = again(centre({"R-1": NINE, "R-2": (0, "10:00", "W-1")}, *asked, absences=[away(client="E-1")]))
    (change,) = found.changes
    assert (change.visit, change.reason, change.client) == ("R-1/2026-W15/1", Reason.CLIENT_AWAY, "E-1")
    assert (change.before, change.after and change.after.day) == (PublishedVisit(0, 540, ("W-1",)), 1)


def test_an_urgent_visit_comes_in_and_nobody_else_moves() -> None:
    asked = [request("R-1"), request("R-2", "E-2")]
    told = {"R-1": NINE, "R-2": (0, "11:00", "W-1")}
    known = published_as(small_problem(asked), plan(small_problem(asked), told))
    urgent = request("R-3", "E-3", "08:00-12:00", days=("mon",), priority="stat")
    found = again(small_problem([*asked, urgent], published=known))
    assert reasons(found) == {"R-3": Reason.REQUEST_NEW}
    assert found.changes[0].before is None
    assert found.result.schedule.task_start[:2].tolist() == [540, 660]


def test_an_urgent_visit_takes_the_place_of_one_that_can_be_elsewhere() -> None:
    asked = [request("R-1", "E-1", "08:00-09:00", mandatory=False)]
    known = published_as(small_problem(asked), plan(small_problem(asked), {"R-1": (0, "08:20", "W-1")}))
    urgent = request("R-2", "E-2", "08:00-09:00", days=("mon",), priority="stat")
    found = again(small_problem([*asked, urgent], published=known))
    assert reasons(found) == {"R-1": Reason.MADE_ROOM_FOR, "R-2": Reason.REQUEST_NEW}
    moved = next(change for change in found.changes if change.visit.startswith("R-1"))
    assert moved.params == {"visit": "R-2/2026-W15/1"}
    assert moved.after is not None


def test_what_nobody_can_do_any_more_is_dropped_with_its_reason() -> None:
    found = again(centre({"R-1": NINE}, request("R-1", days=("mon",)), absences=[away(worker="W-1")]))
    (change,) = found.changes
    assert (change.reason, change.after) == (Reason.WORKER_AWAY, None)
    assert [one.visit for one in found.result.schedule.unserved] == ["R-1/2026-W15/1"]


def test_a_road_closes() -> None:
    """Only the one of the two that matters less has to move, and only so far that people need not be told."""
    register = small_register([request("R-1"), request("R-2", "E-2"), request("R-3", "E-3")])
    before = problem_for(register, WEEK, travel=ten)
    told = {"R-1": NINE, "R-2": (0, "09:40", "W-1"), "R-3": (0, "14:00", "W-1")}
    known = published_as(before, plan(before, told))

    def closed(minutes: int):
        def travel(places, mode, season):
            table = ten(places, mode, season)
            one, two = places.ids.index("E-1"), places.ids.index("E-2")
            table[one, two] = table[two, one] = minutes
            return table

        return problem_for(register, WEEK, travel=travel, published=known)

    assert again(closed(40)).changes == ()
    found = again(closed(120))
    assert [change.reason for change in found.changes] == [Reason.NO_WAY_IN_TIME]
    assert found.result.schedule.task_start[2] == 840


def test_locks_are_kept_and_what_they_push_aside_moves() -> None:
    asked = [request("R-1"), request("R-2", "E-2", mandatory=False)]
    told = {"R-1": NINE, "R-2": (0, "11:00", "W-1")}
    locks = [Lock(request="R-1", date="2026-04-06", start="11:00", worker="W-1")]
    found = again(centre(told, *asked, locks=locks))
    assert reasons(found) == {"R-1": Reason.LOCK, "R-2": Reason.MADE_ROOM_FOR}
    assert (found.result.schedule.visit_day[0], found.result.schedule.task_start[0]) == (0, 660)


def test_a_visit_goes_with_the_one_it_comes_after() -> None:
    asked = [request("R-1", days=("mon", "tue")), request("R-2", after="R-1", gap_min=0, gap_max=60)]
    told = {"R-1": NINE, "R-2": (0, "10:00", "W-1")}
    closed = centre(told, *asked)
    closed = attrs.evolve(closed, visit_days=np.array([[day == 1 for day in range(7)], [True] * 7]))
    found = again(closed)
    assert reasons(found) == {"R-1": Reason.CLIENT_AWAY, "R-2": Reason.TIED}
    assert found.result.schedule.visit_day.tolist() == [1, 1]


def test_a_change_that_was_not_needed_says_what_it_is_better_for() -> None:
    """Both could stay; but seeing one worker only is worth more here than a change."""
    asked = [request("R-1"), request("R-2")]
    problem = small_problem(asked, workers=TWO_WORKERS, weights=Weights(change=10, continuity=500))
    told = plan(problem, {"R-1": NINE, "R-2": (1, "09:00", "W-2")})
    now = plan(problem, {"R-1": NINE, "R-2": (1, "09:00", "W-1")})
    known = problem_for_published(problem, published_as(problem, told))
    (change,) = changes_of(known, now)
    assert (change.reason, change.params) == (Reason.BETTER_FOR, {"component": "continuity"})


def test_weekly_hours_that_are_spent_on_others_are_named_as_such() -> None:
    asked = [request("R-1", minutes=60), request("R-2", "E-2", minutes=60)]
    problem = small_problem(asked, workers=[worker("W-1", weekly_minutes=90), worker("W-2")])
    told = plan(problem, {"R-1": NINE})
    now = plan(problem, {"R-1": (0, "09:00", "W-2"), "R-2": (1, "09:00", "W-1")})
    found = {c.visit: c for c in changes_of(problem_for_published(problem, published_as(problem, told)), now)}
    change = found["R-1/2026-W15/1"]
    assert (change.reason, change.params) == (Reason.MADE_ROOM_FOR, {"visit": "R-2/2026-W15/1"})


def test_visits_no_longer_wanted_are_listed_and_their_people_called() -> None:
    gone = Gone("R-9/2026-W15/1", "E-9", Reason.REQUEST_GONE, PublishedVisit(0, 600, ("W-1",)))
    found = again(centre({"R-1": NINE}, request("R-1")), gone=[gone])
    assert found.changes == (Change("R-9/2026-W15/1", "E-9", Reason.REQUEST_GONE, {}, gone.before),)
    assert [(call.id, call.is_client) for call in found.calls] == [("E-9", True), ("W-1", False)]


def test_from_scratch_where_less_than_half_was_published() -> None:
    asked = [request(f"R-{n}", f"E-{n}") for n in range(1, 6)]
    problem = small_problem(asked)
    known = {"R-1/2026-W15/1": PublishedVisit(0, 540, ("W-1",))}
    found = again(problem_for_published(problem, known))
    assert (found.result.schedule.visit_day >= 0).all()
    assert {"R-2", "R-3", "R-4", "R-5"} <= set(reasons(found))
    assert found.result.moves > 0


def test_a_limit_is_needed() -> None:
    with pytest.raises(ValueError, match="limit"):
        replan(tiny_problem(), time_limit=None)


# --- in the middle of the week ---


def test_what_has_begun_stays_and_the_rest_comes_after_now() -> None:
    asked = [request("R-1"), request("R-2", "E-2"), request("R-3", "E-3", "08:00-16:00", days=("mon",))]
    problem = small_problem(asked, workers=TWO_WORKERS)
    told = plan(problem, {"R-1": NINE, "R-2": (0, "14:00", "W-1")})
    known = problem_for_published(problem, published_as(problem, told))
    refused = attrs.evolve(known, eligible=np.array([[True, True], [False, True], [True, True]]))
    found = again(refused, told, now=dt.datetime(2026, 4, 6, 10, 0))
    schedule = found.result.schedule
    assert (schedule.visit_day[0], schedule.task_start[0]) == (0, 540)
    assert reasons(found) == {"R-2": Reason.WORKER_UNFIT, "R-3": Reason.REQUEST_NEW}
    assert all(1440 * schedule.visit_day[visit] + schedule.task_start[visit] >= 600 for visit in (1, 2))
    assert (found.result.cost, known.visit_locked_day.tolist()) == (cost(refused, schedule), [-1, -1, -1])


def test_a_visit_that_is_over_is_not_called_about_when_its_request_is_gone() -> None:
    gone = Gone("R-9/2026-W15/1", "E-9", Reason.REQUEST_GONE, PublishedVisit(0, 600, ("W-1",)))
    problem = centre({"R-1": NINE}, request("R-1"))
    assert again(problem, gone=[gone], now=dt.datetime(2026, 4, 6, 10, 1)).changes == ()
    assert len(again(problem, gone=[gone], now=dt.datetime(2026, 4, 6, 10, 0)).changes) == 1


# --- a centre of some size ---


@pytest.fixture(scope="module")
def darkhan() -> tuple[Register, ScheduleDocument]:
    """A centre of 90 clients and 11 workers, and its published plan."""
    register = sample_of("darkhan")
    problem = problem_for(register, WEEK)
    result = solve(problem, time_limit=None, work_limit=1500)
    return register, schedule_document(register, problem, result, input_hash=input_hash(register))


def ill(register: Register, document: ScheduleDocument, worker: str, first: int, last: int) -> Replanning:
    """What to plan again when a worker is away from one day of April to another."""
    absence = Absence(worker=worker, first_day=dt.date(2026, 4, first), last_day=dt.date(2026, 4, last))
    fields = {name: getattr(register, name) for name in Register.model_fields}
    fields["absences"] = (*register.absences, absence)
    return replanning(Register(**fields), document, Horizon.of_week(WEEK, register.centre.timezone.value))


@pytest.mark.parametrize("id_", ["W-03", "W-07", "W-10"])
def test_only_what_the_illness_reaches_changes(darkhan, id_: str) -> None:
    posed = ill(*darkhan, id_, 7, 8)
    problem = posed.problem
    found = again(problem, posed.told)
    known = {part.visit: part for part in darkhan[1].visits}
    days = (dt.date(2026, 4, 7), dt.date(2026, 4, 8))
    affected = {id for id, part in known.items() if part.date in days and id_ in [one.worker for one in part.workers]}
    own = {change.visit for change in found.changes if change.reason is Reason.WORKER_AWAY}
    assert own == affected
    others = [change for change in found.changes if change.visit not in affected]
    asked_for_room = {Reason.MADE_ROOM_FOR, Reason.BETTER_FOR, Reason.TIED, Reason.REQUEST_NEW}
    assert {change.reason for change in others} <= asked_for_room
    assert len(found.changes) <= 0.15 * len(known)
    start = found.result.schedule.task_start[problem.task_first[:-1]]
    told = problem.visit_published_start
    still = int(((start == told) & (told >= 0)).sum())
    assert still >= 0.8 * (len(known) - len(own))


def test_the_same_seed_and_work_give_the_same_plan_and_changes(darkhan) -> None:
    posed = ill(*darkhan, "W-05", 6, 10)
    one, two = (again(posed.problem, posed.told) for _ in range(2))
    assert one.changes == two.changes
    assert np.array_equal(one.result.schedule.task_start, two.result.schedule.task_start)


def test_stopped_at_once_there_is_still_a_plan_in_which_most_stays(darkhan) -> None:
    posed = ill(*darkhan, "W-05", 6, 10)
    found = again(posed.problem, posed.told, should_stop=lambda: True)
    assert found.result.stopped_by == "signal"
    assert len(found.changes) <= 0.3 * len(darkhan[1].visits)


# --- numbers, calls, words ---


def test_the_visits_that_can_stay_are_the_ones_that_are_wanted() -> None:
    """Three visits, the client away until Wednesday: two are wanted, those of Wednesday and Friday."""
    absences = [Absence(client="E-1", first_day="2026-04-06", last_day="2026-04-07")]
    published = {f"R-1/2026-W15/{n}": PublishedVisit(day, 540, ("W-1",)) for n, day in ((1, 0), (2, 2), (3, 4))}
    now = small_problem([request("R-1", visits_per_week=2)], absences=absences)
    assert len(now.visit_ids) == 2
    found = matched(now, published)
    assert {found[id_].day for id_ in now.visit_ids} == {2, 4}
    assert found["R-1/2026-W15/2"].day == 2, "its own number stays"
    assert found["R-1/2026-W15/3"].day == 0
    assert sorted(found) == sorted(published)


def test_numbers_stay_where_all_are_wanted_and_of_requests_that_are_gone() -> None:
    problem = small_problem([request("R-1", visits_per_week=2)])
    published = {
        "R-1/2026-W15/1": PublishedVisit(3, 540, ("W-1",)),
        "R-1/2026-W15/2": PublishedVisit(1, 540, ("W-1",)),
        "R-8/2026-W15/1": PublishedVisit(1, 540, ("W-1",)),
    }
    assert matched(problem, published) == published


def test_two_visits_of_a_request_that_change_places_have_not_changed() -> None:
    problem = small_problem([request("R-1", visits_per_week=2), request("R-2", "E-2")], workers=TWO_WORKERS)
    told = plan(problem, {"R-1/2026-W15/1": NINE, "R-1/2026-W15/2": (1, "10:00", "W-2"), "R-2": (2, "09:00", "W-1")})
    known = problem_for_published(problem, published_as(problem, told))
    moved = {"R-1/2026-W15/1": (1, "10:00", "W-2"), "R-1/2026-W15/2": (3, "09:00", "W-1")}
    now = plan(problem, moved | {"R-2": (2, "09:00", "W-1")})
    assert [change.visit[-1] for change in changes_of(known, now)] == ["1", "2"]
    better = renumbered(known, now)
    assert [change.visit[-1] for change in changes_of(known, better)] == ["1"]
    assert violations(known, better) == []
    parts = [dict(cost(known, schedule).components) for schedule in (now, better)]
    assert parts[0].pop("change") != parts[1].pop("change")
    assert parts[0] == parts[1]


def test_visits_that_come_after_one_another_change_numbers_together() -> None:
    asked = [request("R-1", visits_per_week=2), request("R-2", visits_per_week=2, after="R-1", gap_max=120)]
    problem = small_problem(asked)
    days = {1: 0, 2: 1}
    told = {f"R-{r}/2026-W15/{n}": (day, f"{8 + r:02}:00", "W-1") for r in (1, 2) for n, day in days.items()}
    crossed = {id_: (1 - day, clock, worker) for id_, (day, clock, worker) in told.items()}
    known = problem_for_published(problem, published_as(problem, plan(problem, told)))
    now = plan(problem, crossed)
    assert len(changes_of(known, now)) == 4
    better = renumbered(known, now)
    assert changes_of(known, better) == ()
    assert violations(known, better) == []


def test_locked_visits_keep_their_numbers() -> None:
    locks = [Lock(request="R-1", date="2026-04-06")]
    problem = small_problem([request("R-1", visits_per_week=2)], locks=locks)
    told = plan(problem, {"R-1/2026-W15/1": NINE, "R-1/2026-W15/2": (1, "10:00", "W-1")})
    now = plan(problem, {"R-1/2026-W15/1": (0, "10:00", "W-1"), "R-1/2026-W15/2": (1, "09:00", "W-1")})
    same = renumbered(problem_for_published(problem, published_as(problem, told)), now)
    assert np.array_equal(same.visit_day, now.visit_day)
    assert np.array_equal(same.task_start, now.task_start)


def voice(language: str) -> Voice:
    horizon = tiny_problem().horizon
    return Voice(language, horizon, str, str, lambda visit: "Bathing", lambda visit: f"<{visit}>")


BEFORE, AFTER = PublishedVisit(0, 540, ("W-1",)), PublishedVisit(1, 600, ("W-2", "W-1"))


@pytest.mark.parametrize("language", ["en", "mn", "ky", "ru"])
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_said_in_every_language(language: str, reason: Reason) -> None:
    params = {"worker": "W-1", "visit": "R-1/2026-W15/1", "minutes": "12", "component": "travel"}
    text = voice(language).why(Change("R-1/2026-W15/1", "E-1", reason, params, BEFORE, AFTER))
    assert text and "{" not in text


@pytest.mark.parametrize("language", ["en", "mn", "ky", "ru"])
def test_everybody_is_told_what_concerns_them(language: str) -> None:
    changes = [
        Change("R-1/2026-W15/1", "E-1", Reason.WORKER_AWAY, {}, BEFORE, AFTER),
        Change("R-2/2026-W15/1", "E-2", Reason.WORKER_AWAY, {}, BEFORE, None),
        Change("R-3/2026-W15/1", "E-3", Reason.REQUEST_NEW, {}, None, AFTER),
        Change("R-4/2026-W15/1", "E-4", Reason.WORKER_AWAY, {}, BEFORE, PublishedVisit(1, 600, ("W-2",))),
    ]
    said = {call.id: [voice(language).tell(call, change) for change in call.changes] for call in calls_of(changes)}
    assert list(said) == ["E-1", "E-2", "E-3", "E-4", "W-1", "W-2"]
    assert [len(texts) for texts in said.values()] == [1, 1, 1, 1, 4, 3]
    assert len(set(said["W-1"])) == 4
    texts = [text for theirs in said.values() for text in theirs]
    assert all("09:00" in text or "10:00" in text for text in texts)
    assert all("None" not in text and "{" not in text for text in texts)


def test_a_worker_hears_only_whether_to_go() -> None:
    change = Change("R-1/2026-W15/1", "E-1", Reason.WORKER_AWAY, {}, BEFORE, PublishedVisit(0, 540, ("W-2",)))
    calls = {call.id: call for call in calls_of([change])}
    assert voice("en").tell(calls["W-2"], change) == "E-1: please go, Mon 6 Apr 09:00 · W-2"
    assert voice("en").tell(calls["W-1"], change).startswith("E-1: please do not go, Mon 6 Apr 09:00 · W-1")
    assert voice("en").tell(calls["E-1"], change) == "Bathing: not Mon 6 Apr 09:00 · W-1, but Mon 6 Apr 09:00 · W-2"


def test_what_is_new_is_no_cause() -> None:
    problem = tiny_problem(published={"R-2/2026-W15/1": PublishedVisit(0, 690, ("W-2",))})
    assert standing(problem).causes == {}
