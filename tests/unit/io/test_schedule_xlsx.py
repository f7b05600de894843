"""schedule.xlsx is read back: five sheets, real dates and times, nothing that a spreadsheet would run."""

import datetime as dt
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest

from agecare import Register
from agecare.io.schedule_xlsx import write_schedule_workbook
from agecare.locale import LANGUAGES
from agecare.visits import Kind, Unserved, problem_for
from builders import WEEK, greedy, result_of, rich_register, tiny_plan, tiny_problem, tiny_register

Sheets = dict[str, list[dict[str, Any]]]


def written(path: Path, register: Register, **options: Any) -> Sheets:
    """The rows of every sheet by heading, of the tiny plan."""
    problem = problem_for(register, WEEK)
    write_schedule_workbook(path, register, problem, result_of(problem, tiny_plan(problem)), **options)
    return read(path)


def read(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book:
        heading, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heading, row, strict=True)) for row in rows]
    return found


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    return written(tmp_path / "schedule.xlsx", tiny_register())


def test_there_are_six_sheets(sheets: Sheets) -> None:
    assert list(sheets) == ["Visits", "By worker", "Unserved", "Cost", "Workers hours", "Visit outcomes"]


def test_visits_are_in_order_of_time_with_real_dates_and_times(sheets: Sheets) -> None:
    rows = sheets["Visits"]
    assert [(row["Visit id"], row["Worker"]) for row in rows] == [
        ("R-1/2026-W15/1", "W-1"),
        ("R-2/2026-W15/1", "W-2"),
        ("R-3/2026-W15/1", "W-1"),
        ("R-3/2026-W15/1", "W-2"),
        ("R-1/2026-W15/2", "W-1"),
    ]
    first = rows[0]
    assert first["Date"] == dt.datetime(2026, 4, 6)
    assert (first["Start"], first["End"]) == (dt.time(11), dt.time(12))
    assert (first["Client's name"], first["Area"], first["Address"]) == (
        "Dulmaa B.",
        "Bag 1",
        "Bag 1, house 5",
    )
    assert rows[2]["Together with"] == "W-2 13:00"
    assert (rows[2]["Travel before, min"], rows[2]["Wait before, min"]) == (10, 20)


def test_a_workers_day_begins_with_leaving_and_ends_with_coming_back(sheets: Sheets) -> None:
    monday = [row for row in sheets["By worker"] if row["Worker"] == "W-1" and row["Date"].day == 6]
    assert [(row["What"], row["Start"]) for row in monday] == [
        ("leaves", dt.time(10, 50)),
        ("Bathing", dt.time(11)),
        ("break", dt.time(12)),
        ("Moving", dt.time(13)),
        ("back", dt.time(14)),
    ]
    assert monday[1]["Telephone"] == "9911 0001"


def test_the_cost_sheet_adds_up(sheets: Sheets) -> None:
    *parts, total = sheets["Cost"]
    assert sum(row["Amount"] * row["Weight"] for row in parts) == sum(row["Cost"] for row in parts)
    assert total["Cost"] == sum(row["Cost"] for row in parts)
    problem = tiny_problem()
    assert total["Cost"] == result_of(problem, tiny_plan(problem)).cost.total


def test_hours_are_durations_that_a_spreadsheet_can_add(sheets: Sheets) -> None:
    by_worker = {row["Worker"]: row for row in sheets["Workers hours"]}
    first = by_worker["W-1"]
    assert (first["Days"], first["Visits"]) == (2, 3)
    assert first["Service, h:min"] == dt.timedelta(minutes=165)
    assert first["Travel, h:min"] == dt.timedelta(minutes=55)
    # 10:50 to 14:00 less the break, and 08:00 to 09:20
    assert first["Paid, h:min"] == dt.timedelta(minutes=160 + 80)
    assert first["Available, h:min"] == dt.timedelta(minutes=3 * 450)
    assert first["Used"] == pytest.approx(240 / 1350)


def test_the_unserved_come_with_their_reason_the_dearest_first(tmp_path: Path) -> None:
    problem = tiny_problem()
    schedule = type(tiny_plan(problem)).empty(problem)
    missed = tuple(Unserved(id_, Kind.NEVER, "of-no-catalogue") for id_ in problem.visit_ids)
    schedule = attrs.evolve(schedule, unserved=missed)
    path = tmp_path / "schedule.xlsx"
    write_schedule_workbook(path, tiny_register(), problem, result_of(problem, schedule))
    rows = read(path)["Unserved"]
    assert [row["Visit id"].split("/")[0] for row in rows] == ["R-2", "R-1", "R-1", "R-3"]
    assert rows[0]["Reason"] == "of-no-catalogue"
    assert (rows[0]["Priority"], rows[0]["Mandatory"]) == ("urgent", "yes")
    assert read(path)["Visits"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_headings_are_in_the_language_asked_for(tmp_path: Path, language: str) -> None:
    found = written(tmp_path / "schedule.xlsx", tiny_register(), language=language)
    assert len(found) == 6
    assert all(len(title) <= 31 for title in found)
    headings = [heading for rows in found.values() for row in rows[:1] for heading in row]
    assert all(headings)
    assert ("Client" in headings) == (language == "en")


@pytest.mark.parametrize("text", ["=1+1", "+976 99", "-cmd", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0", "#N/A"])
def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path, text: str) -> None:
    register = tiny_register()
    clients = tuple(client.model_copy(update={"name": text}) for client in register.clients)
    path = tmp_path / "schedule.xlsx"
    written(path, register.model_copy(update={"clients": clients}))
    book = openpyxl.load_workbook(path)
    column = [cell.value for cell in book["Visits"][1]].index("Client's name")
    cell = book["Visits"][2][column]
    assert cell.data_type == "s"
    assert cell.value == ("#N/A" if text == "#N/A" else f"'{text}")


def test_characters_that_xml_cannot_hold_do_no_harm(tmp_path: Path) -> None:
    register = tiny_register()
    clients = tuple(client.model_copy(update={"name": "a\x0bb\x00"}) for client in register.clients)
    found = written(tmp_path / "schedule.xlsx", register.model_copy(update={"clients": clients}))
    assert "a" in found["Visits"][0]["Client's name"]


@pytest.mark.parametrize("privacy", ["worker", "anonymous"])
def test_without_the_coordinators_right_there_are_ids_only(tmp_path: Path, privacy: str) -> None:
    found = written(tmp_path / "schedule.xlsx", tiny_register(), privacy=privacy)
    values = {str(value) for rows in found.values() for row in rows for value in row.values()}
    register = tiny_register()
    personal = {person.name for person in (*register.clients, *register.workers)}
    personal |= {person.phone for person in register.clients}
    personal |= {address.text for address in register.addresses}
    personal |= {request.service for request in register.visit_requests}
    assert not values & personal
    assert {"E-1", "W-1"} <= values


def test_a_plan_with_every_feature_fits(tmp_path: Path) -> None:
    register = rich_register()
    problem = problem_for(register, WEEK)
    schedule = greedy(problem)
    path = tmp_path / "schedule.xlsx"
    write_schedule_workbook(path, register, problem, result_of(problem, schedule), "mn")
    visits, by_worker, unserved, _, hours, _ = read(path).values()
    assert len(visits) == int((schedule.task_route >= 0).sum())
    assert len(unserved) == len(schedule.unserved) > 0
    assert len(hours) == len(problem.worker_ids)
    assert len(by_worker) > len(visits)
    assert any(row["Түгжсэн"] for row in visits)


def test_headings_stay_in_sight_and_can_be_filtered(tmp_path: Path) -> None:
    written(tmp_path / "schedule.xlsx", tiny_register())
    book = openpyxl.load_workbook(tmp_path / "schedule.xlsx")
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert book["Visits"].auto_filter.ref == "A1:Q6"
    assert book["Visits"].page_setup.orientation == "landscape"
    assert book["Visits"].print_title_rows == "$1:$1"


def test_a_failing_disk_leaves_the_old_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "schedule.xlsx"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("agecare.io.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        written(path, tiny_register())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
