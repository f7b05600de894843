"""schedule.json: what is written is read back, and whatever is altered in it is named."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from agecare import Absence, FormatError, Horizon
from agecare.io import read_tables, write_csv_folder, write_workbook
from agecare.io.json import (
    SCHEMA,
    document_violations,
    input_hash,
    json_schema,
    problem_of,
    published_visits,
    read_schedule,
    schedule_document,
    schedule_of,
    write_schedule,
)
from agecare.io.json.reading import LARGEST
from agecare.visits import Kind, PublishedVisit, Unserved, cost, problem_for, violations
from builders import WEEK, greedy, plan, result_of, rich_register, tiny_plan, tiny_problem, tiny_register

Document = dict[str, Any]
STORED = Path(__file__).parents[3] / "docs" / "schedule.schema.json"


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """The best plan of the tiny world, written."""
    register, problem = tiny_register(), tiny_problem()
    path = tmp_path / "schedule.json"
    write_schedule(path, register, problem, result_of(problem, tiny_plan(problem)), input_hash=input_hash(register))
    return path


@pytest.fixture
def rich_file(tmp_path: Path) -> Path:
    """A plan with split days, breaks, locks, unserved visits and a published plan before it."""
    register = rich_register()
    published = {
        "R-01/2026-W15/1": PublishedVisit(1, 540, ("W-C1",)),
        "R-04/2026-W15/1": PublishedVisit(2, 600, ("W-C1", "W-gone")),
        "R-08/2026-W15/1": PublishedVisit(3, 840, ("W-C3",)),
    }
    problem = problem_for(register, WEEK, published=published)
    schedule = greedy(problem)
    path = tmp_path / "schedule.json"
    result = result_of(problem, schedule, stopped_by="time", elapsed=1.25, serviceable=30)
    write_schedule(path, register, problem, result, input_hash=input_hash(register), revision=2)
    return path


def verify(path: Path, register: Any = None) -> list[str]:
    """The rules that a plan file breaks."""
    register = register or tiny_register()
    document = read_schedule(path)
    return [one.rule for one in document_violations(register, problem_of(register, document), document)]


def altered(path: Path, change: Callable[[Document], object]) -> Path:
    """The same file after a change of its content."""
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def by_id(document: Document, visit: str) -> Document:
    return next(part for part in document["visits"] if part["visit"].startswith(visit))


def later(part: Document, minutes: int, *names: str) -> None:
    for name in names:
        part[name] = (dt.datetime.fromisoformat(part[name]) + dt.timedelta(minutes=minutes)).isoformat()


def test_a_plan_is_read_back_as_it_was(plan_file: Path) -> None:
    register, problem = tiny_register(), tiny_problem()
    document = read_schedule(plan_file)
    result = result_of(problem, tiny_plan(problem))
    assert document == schedule_document(register, problem, result, input_hash=input_hash(register))
    assert verify(plan_file) == []


def test_ids_times_and_cost_are_those_of_the_plan(plan_file: Path) -> None:
    document = json.loads(plan_file.read_text("utf-8"))
    assert document["schema"] == SCHEMA == "agecare.schedule/1"
    assert document["horizon"] == {"start": "2026-04-06", "days": 7, "timezone": "Asia/Ulaanbaatar"}
    moving = by_id(document, "R-3")
    assert (moving["client"], moving["start"]) == ("E-3", "2026-04-06T13:00:00+08:00")
    assert [worker["worker"] for worker in moving["workers"]] == ["W-1", "W-2"]
    assert [worker["end"] for worker in moving["workers"]] == ["2026-04-06T13:45:00+08:00"] * 2
    assert document["check"] == {"valid": True, "violations": []}
    parts = document["cost"]["components"]
    assert sum(part["amount"] * part["weight"] for part in parts.values()) == document["cost"]["total"]
    assert "run" not in document


def test_there_is_no_personal_data_in_it(rich_file: Path, plan_file: Path) -> None:
    text = plan_file.read_text("utf-8") + rich_file.read_text("utf-8")
    people = [*tiny_register().clients, *tiny_register().workers, *rich_register().clients]
    for person in people:
        assert person.name not in text
        assert person.phone not in text
    for request in (*tiny_register().visit_requests, *rich_register().visit_requests):
        assert f'"{request.service}"' not in text


def test_the_same_result_gives_the_same_bytes(plan_file: Path, tmp_path: Path) -> None:
    problem, register = tiny_problem(), tiny_register()
    other = tmp_path / "other.json"
    result = result_of(problem, tiny_plan(problem), elapsed=77.0)
    write_schedule(other, register, problem, result, input_hash=input_hash(register))
    assert other.read_bytes() == plan_file.read_bytes()


def test_a_plan_with_every_feature_survives(rich_file: Path) -> None:
    register = rich_register()
    document = read_schedule(rich_file)
    problem = problem_of(register, document)
    schedule, broken = schedule_of(problem, document)
    assert broken == []
    assert violations(problem, schedule) == []
    assert document_violations(register, problem, document) == []
    assert cost(problem, schedule).total == document.cost.total
    assert len(document.published) == 3
    assert cost(problem, schedule).components["change"].amount > 0
    assert any(part.break_ for part in document.routes)
    assert any(part.locked_day for part in document.visits)
    assert any(worker.locked for part in document.visits for worker in part.workers)
    assert [one.visit for one in schedule.unserved] == [part.visit for part in document.unserved]
    assert document.unserved
    assert document.run is not None and document.run.elapsed_seconds == 1.25
    assert (document.revision, document.serviceable) == (2, 30)


def test_a_split_day_has_two_shifts(tmp_path: Path) -> None:
    away = Absence(worker="W-1", first_day="2026-04-06", last_day="2026-04-06", start="10:00", end="11:00")
    register = tiny_register().model_copy(update={"absences": (away,)})
    problem = problem_for(register, WEEK)
    visits = {
        "R-1/2026-W15/1": (0, "08:10", "W-1"),
        "R-1/2026-W15/2": (2, "08:10", "W-1"),
        "R-2": (0, "09:00", "W-2"),
        "R-3": (0, "13:00", "W-1 W-2"),
    }
    path = tmp_path / "schedule.json"
    result = result_of(problem, plan(problem, visits))
    write_schedule(path, register, problem, result, input_hash=input_hash(register))
    mine = [part for part in read_schedule(path).routes if part.worker == "W-1"]
    assert [(part.date.day, part.shift) for part in mine] == [(6, 1), (6, 2), (8, 1)]
    assert verify(path, register) == []

    def swap(document: Document) -> None:
        by_id(document, "R-3")["workers"][0]["shift"] = 1

    assert "shift-end" in verify(altered(path, swap), register)


def test_an_unserved_visit_keeps_its_reason(tmp_path: Path) -> None:
    register, problem = tiny_register(), tiny_problem()
    schedule = tiny_plan(problem)
    days, routes = schedule.visit_day.copy(), schedule.task_route.copy()
    visit = problem.visit_ids.index("R-2/2026-W15/1")
    days[visit] = -1
    routes[problem.tasks_of(visit)[0]] = -1
    missed = Unserved("R-2/2026-W15/1", Kind.NEVER, "no-such-code", {"skill": "nursing"})
    schedule = attrs.evolve(schedule, visit_day=days, task_route=routes, unserved=(missed,))
    schedule.break_start[problem.route_worker == 1] = -1
    path = tmp_path / "schedule.json"
    write_schedule(path, register, problem, result_of(problem, schedule), input_hash=input_hash(register))
    back, broken = schedule_of(problem, read_schedule(path))
    assert (back.unserved, broken) == ((missed,), [])


def test_the_hash_is_of_the_records_and_of_nothing_else() -> None:
    one, two = tiny_register(), tiny_register()
    assert input_hash(one) == input_hash(two)
    assert input_hash(one).startswith("sha256:")
    clients = (two.clients[0].model_copy(update={"note": "x"}), *two.clients[1:])
    assert input_hash(one) != input_hash(two.model_copy(update={"clients": clients}))


def test_a_workbook_and_csv_files_of_the_same_records_have_the_same_hash(tmp_path: Path) -> None:
    register = rich_register()
    write_workbook(register, tmp_path / "book.xlsx", language="mn")
    write_csv_folder(register, tmp_path / "csv")
    hashes = {input_hash(read_tables(tmp_path / name)) for name in ("book.xlsx", "csv")}
    assert hashes == {input_hash(register)}


def test_published_visits_are_those_of_the_days_asked_for(plan_file: Path) -> None:
    document = read_schedule(plan_file)
    week = Horizon.of_week(WEEK, "Asia/Ulaanbaatar")
    assert published_visits(document, week)["R-3/2026-W15/1"] == PublishedVisit(0, 780, ("W-1", "W-2"))
    assert len(published_visits(document, week)) == 4
    from_wednesday = Horizon(dt.date(2026, 4, 8), 3, "Asia/Ulaanbaatar")
    [(visit, found)] = published_visits(document, from_wednesday).items()
    assert (visit, found.day, found.workers) == ("R-1/2026-W15/2", 0, ("W-1",))


def test_a_plan_can_be_planned_from(plan_file: Path) -> None:
    register, document = tiny_register(), read_schedule(plan_file)
    problem = problem_for(
        register, WEEK, published=published_visits(document, Horizon.of_week(WEEK, "Asia/Ulaanbaatar"))
    )
    assert cost(problem, tiny_plan(problem)).components["change"].amount == 0


# --- every alteration is named ---


def shift_start(document: Document) -> None:
    later(by_id(document, "R-1/2026-W15/2"), 90, "start")


def shift_one_of_two(document: Document) -> None:
    later(by_id(document, "R-3")["workers"][0], 90, "start")


def shift_whole_visit(document: Document) -> None:
    visit = by_id(document, "R-2")
    later(visit, 90, "start", "end")
    later(visit["workers"][0], 90, "start", "end")


def shift_lonely_visit(document: Document) -> None:
    """Its cost stays the same: the worker has no other visit on that day."""
    visit = by_id(document, "R-1/2026-W15/2")
    later(visit, 90, "start", "end")
    later(visit["workers"][0], 90, "start", "end")


def drop_second_worker(document: Document) -> None:
    del by_id(document, "R-3")["workers"][1]


def drop_first_worker(document: Document) -> None:
    del by_id(document, "R-3")["workers"][0]


def drop_all_workers(document: Document) -> None:
    by_id(document, "R-2")["workers"].clear()


def drop_visit(document: Document) -> None:
    document["visits"].remove(by_id(document, "R-2"))


def repeat_visit(document: Document) -> None:
    document["visits"].append(by_id(document, "R-2"))


def rename_visit(document: Document) -> None:
    by_id(document, "R-2")["visit"] = "R-9/2026-W15/1"


def rename_worker(document: Document) -> None:
    by_id(document, "R-2")["workers"][0]["worker"] = "W-9"


def unskilled_worker(document: Document) -> None:
    by_id(document, "R-2")["workers"][0]["worker"] = "W-1"


def third_role(document: Document) -> None:
    by_id(document, "R-1")["workers"].append({**by_id(document, "R-1")["workers"][0], "role": 2})


def same_role_twice(document: Document) -> None:
    by_id(document, "R-3")["workers"][1]["role"] = 1


def no_such_shift(document: Document) -> None:
    by_id(document, "R-2")["workers"][0]["shift"] = 2


def day_off(document: Document) -> None:
    by_id(document, "R-2")["date"] = "2026-04-08"


def other_week(document: Document) -> None:
    by_id(document, "R-2")["date"] = "2026-05-06"


def other_client(document: Document) -> None:
    by_id(document, "R-2")["client"] = "E-1"


def pretend_lock(document: Document) -> None:
    by_id(document, "R-2")["locked_day"] = True


def less_travel(document: Document) -> None:
    by_id(document, "R-2")["workers"][0]["travel_minutes"] -= 5


def later_departure(document: Document) -> None:
    later(document["routes"][0], 5, "departure")


def drop_route(document: Document) -> None:
    del document["routes"][-1]


def repeat_route(document: Document) -> None:
    document["routes"].append(document["routes"][0])


def idle_route(document: Document) -> None:
    document["routes"].append({**document["routes"][1], "date": "2026-04-07", "break": None})


def break_elsewhere(document: Document) -> None:
    document["routes"][0]["break"]["place"] = "E-9"


def early_break(document: Document) -> None:
    later(document["routes"][0]["break"], -90, "start", "end")


def drop_break(document: Document) -> None:
    del document["routes"][0]["break"]


def cheaper(document: Document) -> None:
    document["cost"]["total"] -= 1


def cheaper_part(document: Document) -> None:
    document["cost"]["components"]["travel"]["amount"] -= 1


def no_part(document: Document) -> None:
    del document["cost"]["components"]["travel"]


def new_part(document: Document) -> None:
    document["cost"]["components"]["luck"] = {"amount": 0, "weight": 1, "cost": 0}


def other_centre(document: Document) -> None:
    document["centre"] = "ELSEWHERE"


def other_zone(document: Document) -> None:
    document["horizon"]["timezone"] = "Asia/Hovd"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (shift_start, "stated-visit"),
        (shift_one_of_two, "together"),
        (shift_whole_visit, "window"),
        (shift_lonely_visit, "stated-route"),
        (drop_second_worker, "complete"),
        (drop_first_worker, "complete"),
        (drop_all_workers, "complete"),
        (drop_visit, "not-listed"),
        (repeat_visit, "listed-twice"),
        (rename_visit, "unknown-visit"),
        (rename_worker, "unknown-worker"),
        (unskilled_worker, "skill"),
        (third_role, "unknown-role"),
        (same_role_twice, "complete"),
        (no_such_shift, "not-on-shift"),
        (day_off, "not-on-shift"),
        (other_week, "outside-horizon"),
        (other_client, "stated-visit"),
        (pretend_lock, "stated-visit"),
        (less_travel, "stated-travel"),
        (later_departure, "stated-route"),
        (drop_route, "stated-route"),
        (repeat_route, "stated-route"),
        (idle_route, "stated-route"),
        (break_elsewhere, "unknown-place"),
        (early_break, "break-time"),
        (drop_break, "missed-break"),
        (cheaper, "stated-cost"),
        (cheaper_part, "stated-cost"),
        (no_part, "stated-cost"),
        (new_part, "stated-cost"),
        (other_centre, "other-centre"),
        (other_zone, "other-timezone"),
    ],
)
def test_an_altered_plan_is_caught_by_name(plan_file: Path, change: Callable[[Document], object], rule: str) -> None:
    register = tiny_register()
    document = read_schedule(altered(plan_file, change))
    found = document_violations(register, problem_of(register, document), document)
    named = {one.rule for one in found} | {one.params.get("component") for one in found}
    assert rule in named


@pytest.mark.parametrize("change", [drop_second_worker, drop_visit, rename_worker])
def test_what_cannot_be_mapped_is_said_once(plan_file: Path, change: Callable[[Document], object]) -> None:
    """A plan with a hole is not also blamed for the routes and the cost that the hole changes."""
    assert len(verify(altered(plan_file, change))) == 1


def test_a_violation_names_visit_worker_and_day(plan_file: Path) -> None:
    register = tiny_register()
    document = read_schedule(altered(plan_file, rename_worker))
    [found] = document_violations(register, problem_of(register, document), document)
    assert (found.rule, found.visit, found.worker, found.day) == (
        "unknown-worker",
        "R-2/2026-W15/1",
        "W-9",
        0,
    )


def test_what_the_checker_said_travels_with_the_plan(tmp_path: Path) -> None:
    register, problem = tiny_register(), tiny_problem()
    schedule = tiny_plan(problem)
    schedule.task_start[problem.tasks_of(problem.visit_ids.index("R-2/2026-W15/1"))[0]] += 90
    document = schedule_document(register, problem, result_of(problem, schedule), input_hash=input_hash(register))
    assert not document.check.valid
    assert {one.rule for one in document.check.violations} >= {"window"}
    assert document.check.violations[0].date == dt.date(2026, 4, 6)


# --- damaged files ---


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda d: d.update(schema="agecare.schedule/9"), "AC6003", "schedule.json"),
        (lambda d: d.pop("schema"), "AC6003", "schedule.json"),
        (lambda d: d.pop("cost"), "AC6004", "cost"),
        (lambda d: d["visits"][2].pop("date"), "AC6004", "visits[2].date"),
        (lambda d: d["visits"][0].update(colour="red"), "AC6005", "visits[0].colour"),
        (lambda d: d["visits"][1].update(start="soon"), "AC6006", "visits[1].start"),
        (lambda d: d["visits"][1].update(start="2026-04-06T09:00:00"), "AC6006", "visits[1].start"),
        (lambda d: d["visits"][1].update(start="2026-04-06T09:00:30+08:00"), "AC6006", "visits[1].start"),
        (lambda d: d["visits"][1].update(start="0001-01-01T00:00:00+14:00"), "AC6006", "visits[1].start"),
        (lambda d: d["visits"][3]["workers"][1].update(role=3), "AC6006", "visits[3].workers.1.role"),
        (lambda d: d["horizon"].update(days=29), "AC6006", "horizon.days"),
        (lambda d: d["horizon"].update(start="9999-12-31"), "AC6006", "horizon.start"),
        (lambda d: d.update(input_hash="md5:1"), "AC6006", "input_hash"),
        (lambda d: d.update(visits={}), "AC6006", "visits"),
    ],
)
def test_a_damaged_document_is_a_located_fault(
    plan_file: Path, change: Callable[[Document], object], code: str, place: str
) -> None:
    with pytest.raises(FormatError) as caught:
        read_schedule(altered(plan_file, change))
    [found] = caught.value.faults
    assert (found.code, str(found.place)) == (code, place)
    assert found.place.source == "schedule.json"


def test_every_fault_of_a_document_is_named(plan_file: Path) -> None:
    def damage(document: Document) -> None:
        del document["seed"]
        document["visits"][0]["start"] = 7.5
        document["visits"][3]["workers"][0]["worker"] = ""

    with pytest.raises(FormatError) as caught:
        read_schedule(altered(plan_file, damage))
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"PK\x03\x04", b"[" * 100_000, b'{"schema": "\xff"}', b"not json at all"],
    ids=["empty", "half", "zip", "deep", "encoding", "text"],
)
def test_what_is_no_json_is_one_fault(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "schedule.json"
    path.write_bytes(text)
    with pytest.raises(FormatError) as caught:
        read_schedule(path)
    assert [found.code for found in caught.value.faults] == ["AC6002"]


def test_a_file_cut_short_is_one_fault(plan_file: Path) -> None:
    plan_file.write_bytes(plan_file.read_bytes()[:-200])
    with pytest.raises(FormatError, match="AC6002"):
        read_schedule(plan_file)


def test_a_byte_order_mark_does_no_harm(plan_file: Path) -> None:
    plan_file.write_bytes(b"\xef\xbb\xbf" + plan_file.read_bytes())
    assert verify(plan_file) == []


def test_an_oversized_file_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(FormatError, match="AC6001"):
        read_schedule(path)


def test_the_stored_json_schema_is_current() -> None:
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert STORED.read_text("utf-8") == text, "write json_schema() to docs/schedule.schema.json again"
