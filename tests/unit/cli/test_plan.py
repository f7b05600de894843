"""``agecare plan``, with plans by hand in the place of the search."""

import datetime as dt
import json
import os
import re
import signal
from pathlib import Path

import attrs
import icalendar
import openpyxl
import pytest

from agecare import Absence
from agecare.io import read_schedule, write_workbook
from agecare.visits import Kind, Progress, Schedule, Unserved, VisitProblem
from builders import greedy, result_of, tiny_plan, tiny_register

WRITTEN = ["board.html", "calendars", "schedule.json", "schedule.xlsx"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_plan_is_written_summed_up_and_agreed_with(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "week"
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", out)
    assert done.code == 0, done.err
    assert names(out) == WRITTEN
    assert names(out / "calendars") == ["W-1.ics", "W-2.ics"]
    assert names(out.parent) == ["week"]
    assert "6 Apr 2026 – 12 Apr 2026: 4 visits, 2 workers" in done.err
    assert f"The plan is in {out}:" in done.out
    assert "100" in done.out, "all visits are served"
    assert agecare("verify", tiny_book, out / "schedule.json").code == 0


def test_neither_standard_output_nor_error_names_anybody(agecare, by_hand, rich_book: Path, tmp_path: Path) -> None:
    done = agecare("--debug", "plan", rich_book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert "Elder" not in done.out + done.err
    assert "Worker W" not in done.out + done.err


def test_what_is_asked_of_the_solver(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    agecare("plan", tiny_book, "--start", "07.04.2026", "--days", 3, "--out", tmp_path / "out",
            "--time-limit", 7, "--work-limit", 900, "--seed", 5)  # fmt: skip
    assert (by_hand["time_limit"], by_hand["work_limit"], by_hand["seed"]) == (7.0, 900, 5)
    problem = by_hand["problem"]
    assert isinstance(problem, VisitProblem)
    assert (problem.horizon.start, problem.days) == (dt.date(2026, 4, 7), 3)


@pytest.mark.parametrize(
    ("options", "limits"),
    [([], (30.0, None)), (["--work-limit", 50], (None, 50)), (["--time-limit", 2], (2.0, None))],
)
def test_without_any_limit_there_is_one_of_time(
    agecare, by_hand, tiny_book: Path, tmp_path: Path, options: list[object], limits: object
) -> None:
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out", *options)
    assert (by_hand["time_limit"], by_hand["work_limit"]) == limits


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--week", "2026-W15", "--start", "2026-04-06"],
        ["--week", "2026-W99"],
        ["--start", "6 April"],
        ["--week", "2026-W15", "--days", "29"],
        ["--week", "2026-W15", "--days", "0"],
        ["--week", "2026-W15", "--time-limit", "0"],
        ["--week", "2026-W15", "--from", "no-such-file.json"],
        ["--week", "2026-W15", "--territories", "0"],
        ["--week", "2026-W15", "--territories", "two"],
    ],
    ids=" ".join,
)
def test_wrong_usage_writes_nothing(agecare, tiny_book: Path, tmp_path: Path, options: list[str]) -> None:
    assert agecare("plan", tiny_book, "--out", tmp_path / "out", *options).code == 2
    assert names(tmp_path) == []


def test_a_file_cannot_be_the_folder(agecare, tiny_book: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    assert agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out").code == 2
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_input_faults_are_printed_and_nothing_is_written(agecare, by_hand, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"no workbook")
    done = agecare("plan", book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert done.code == 3
    assert "[AC1" in done.err
    assert "nothing was written" in done.err
    assert names(tmp_path) == ["book.xlsx"]
    assert not by_hand


def test_unserved_mandatory_visits_end_with_four_and_are_listed(
    agecare, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path
) -> None:
    def solve(problem: VisitProblem, **options: object) -> object:
        schedule = tiny_plan(problem)
        days, routes = schedule.visit_day.copy(), schedule.task_route.copy()
        visit = problem.visit_ids.index("R-1/2026-W15/2")
        days[visit] = routes[problem.tasks_of(visit)[0]] = -1
        missed = (Unserved("R-1/2026-W15/2", Kind.NEVER, "no-skill", {"skill": "nursing", "level": "4"}),)
        return result_of(problem, attrs.evolve(schedule, visit_day=days, task_route=routes, unserved=missed))

    monkeypatch.setattr("agecare.visits.solve", solve)
    out = tmp_path / "out"
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", out)
    assert done.code == 4
    assert names(out) == WRITTEN
    assert "  R-1/2026-W15/2 (E-1) [mandatory]: No worker has the skill “nursing” at level 4." in done.out
    assert "Mandatory visits not in the plan: 1" in done.err
    assert agecare("verify", tiny_book, out / "schedule.json").code == 0


def test_an_unserved_optional_visit_is_fine(agecare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    register = tiny_register()
    requests = tuple(one.model_copy(update={"mandatory": False}) for one in register.visit_requests)
    book = tmp_path / "book.xlsx"
    write_workbook(register.model_copy(update={"visit_requests": requests}), book)

    def solve(problem: VisitProblem, **options: object) -> object:
        schedule = greedy(problem)
        days, routes = schedule.visit_day.copy(), schedule.task_route.copy()
        days[0] = routes[0] = -1
        missed = Unserved(problem.visit_ids[0], Kind.SEARCH_ENDED, "of-no-catalogue")
        return result_of(problem, attrs.evolve(schedule, visit_day=days, task_route=routes, unserved=(missed,)))

    monkeypatch.setattr("agecare.visits.solve", solve)
    done = agecare("plan", book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert "of-no-catalogue" in done.out


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_plan_that_serves_nobody_is_not_written(
    agecare, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path, interrupted: bool
) -> None:
    def solve(problem: VisitProblem, **options: object) -> object:
        options["on_progress"](Progress("search", 1.0, 9, 4))
        if interrupted:
            os.kill(os.getpid(), signal.SIGINT)
        missed = tuple(Unserved(visit, Kind.NEVER, "nobody-on-shift") for visit in problem.visit_ids)
        return result_of(problem, attrs.evolve(Schedule.empty(problem), unserved=missed))

    monkeypatch.setattr("agecare.visits.solve", solve)
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert done.code == (130 if interrupted else 5)
    assert names(tmp_path) == []
    assert ("Nobody who fits is at work" in done.out) == (not interrupted)


def test_a_week_without_visits_has_no_plan(agecare, by_hand, tmp_path: Path) -> None:
    register = tiny_register()
    requests = tuple(one.model_copy(update={"valid_to": dt.date(2025, 1, 1)}) for one in register.visit_requests)
    book = tmp_path / "book.xlsx"
    write_workbook(register.model_copy(update={"visit_requests": requests}), book)
    assert agecare("plan", book, "--week", "2026-W15", "--out", tmp_path / "out").code == 5
    assert not by_hand


def test_a_plan_that_the_checker_rejects_is_not_written(
    agecare, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path
) -> None:
    def solve(problem: VisitProblem, **options: object) -> object:
        schedule = tiny_plan(problem)
        schedule.task_start[problem.tasks_of(problem.visit_ids.index("R-2/2026-W15/1"))[0]] += 90
        return result_of(problem, schedule)

    monkeypatch.setattr("agecare.visits.solve", solve)
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert done.code == 6
    assert "[window] R-2/2026-W15/1 · W-2 · Mon 6 Apr" in done.err
    assert names(tmp_path) == []


def test_ctrl_c_keeps_what_was_found(agecare, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path) -> None:
    def solve(problem: VisitProblem, **options: object) -> object:
        assert not options["should_stop"]()
        options["on_progress"](Progress("allocate", 1.0))
        os.kill(os.getpid(), signal.SIGINT)
        assert options["should_stop"]()
        return result_of(problem, tiny_plan(problem), stopped_by="signal")

    monkeypatch.setattr("agecare.visits.solve", solve)
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert done.code == 0
    assert "Stopping with the best plan" in done.err
    assert read_schedule(tmp_path / "out" / "schedule.json").stopped_by == "signal"


def test_ctrl_c_twice_gives_up(agecare, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path) -> None:
    def solve(problem: VisitProblem, **options: object) -> object:
        options["on_progress"](Progress("search", 1.0, 9, 4))
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("the second one is heard")

    monkeypatch.setattr("agecare.visits.solve", solve)
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert done.code == 130
    assert names(tmp_path) == []


def test_ctrl_c_while_the_search_is_being_compiled_gives_up_at_once(
    agecare, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path
) -> None:
    def solve(problem: VisitProblem, **options: object) -> object:
        options["on_progress"](Progress("prepare", 0.0))
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("the first one is heard")

    monkeypatch.setattr("agecare.visits.solve", solve)
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out")
    assert (done.code, done.err.splitlines()[-1]) == (130, "Interrupted; nothing was written.")


# --- the folder ---


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "writer",
    [
        "agecare.io.json.write_schedule",
        "agecare.io.schedule_xlsx.write_schedule_workbook",
        "agecare.report.write_board",
        "agecare.io.ical.write_calendars",
    ],
)
def test_a_full_disk_leaves_the_earlier_plan_whole(
    agecare, by_hand, monkeypatch: pytest.MonkeyPatch, tiny_book: Path, tmp_path: Path, writer: str
) -> None:
    out = tmp_path / "out"
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", out, "--lang", "mn")
    before = content(out)

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, full)
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", out)
    assert done.code == 70
    assert done.err.splitlines()[-1] == f"The disk is full. {out} was left as it was."
    assert content(out) == before
    assert names(tmp_path) == ["out"]


def test_what_else_is_in_the_folder_stays_and_old_calendars_go(
    agecare, by_hand, tiny_book: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "calendars").mkdir(parents=True)
    (out / "notes.txt").write_text("mine")
    (out / "calendars" / "W-gone.ics").write_text("old")
    assert agecare("plan", tiny_book, "--week", "2026-W15", "--out", out).code == 0
    assert names(out) == sorted([*WRITTEN, "notes.txt"])
    assert names(out / "calendars") == ["W-1.ics", "W-2.ics"]


def test_planning_twice_replaces_the_plan(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        assert agecare("plan", tiny_book, "--week", "2026-W15", "--out", out).code == 0
    assert names(out) == WRITTEN


# --- published plans ---


def test_planning_from_a_published_plan_prices_changes_and_counts_revisions(
    agecare, by_hand, tiny_book: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", first)
    published = first / "schedule.json"
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", second, "--from", published)
    assert done.code == 0, done.err
    assert "Nothing changes for anybody." in done.out
    document = read_schedule(second / "schedule.json")
    assert (document.revision, len(document.published), document.changes, document.calls) == (1, 4, (), ())
    assert document.visits == read_schedule(published).visits
    calendar = icalendar.Calendar.from_ical((second / "calendars" / "W-1.ics").read_bytes())
    assert {event["SEQUENCE"] for event in calendar.events} == {1}
    assert agecare("verify", tiny_book, second / "schedule.json").code == 0


def test_published_visits_that_are_no_longer_wanted_are_named(
    agecare, by_hand, tiny_book: Path, tmp_path: Path
) -> None:
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "first")
    published = tmp_path / "first" / "schedule.json"
    document = json.loads(published.read_text("utf-8"))
    document["visits"][2]["visit"] = "R-77/2026-W15/1"
    published.write_text(json.dumps(document), encoding="utf-8")
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out", "--from", published,
                   "--work-limit", 50)  # fmt: skip
    assert done.code == 0, done.err
    assert "R-77/2026-W15/1" in done.err
    assert "R-77/2026-W15/1 (E-2): Mon 6 Apr 11:30 · W-2 → –. Is no longer asked for." in done.out
    assert {"request-gone", "request-new"} == {
        part.reason for part in read_schedule(tmp_path / "out" / "schedule.json").changes
    }


def ill(folder: Path, worker: str, day: str) -> Path:
    """The tiny world with a worker away for a day, as a workbook."""
    book = folder / "ill.xlsx"
    absence = Absence(worker=worker, first_day=day, last_day=day)
    write_workbook(tiny_register().model_copy(update={"absences": (absence,)}), book)
    return book


def test_who_must_be_told_what_is_printed_and_written(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "first")
    out, published = tmp_path / "out", tmp_path / "first" / "schedule.json"
    done = agecare("plan", ill(tmp_path, "W-1", "2026-04-08"), "--week", "2026-W15", "--out", out,
                   "--from", published, "--work-limit", 50)  # fmt: skip
    assert done.code == 4, done.err
    assert "Changes to the published plan: 1 of 4 visits" in done.out
    assert "R-1/2026-W15/2 (E-1): Wed 8 Apr 08:10 · W-1 → –. W-1 is not at work then." in done.out
    assert "To be told: 1 clients, 1 workers" in done.out
    document = read_schedule(out / "schedule.json")
    assert [(part.visit, part.reason) for part in document.changes] == [("R-1/2026-W15/2", "worker-away")]
    assert [(part.person, part.role) for part in document.calls] == [("E-1", "client"), ("W-1", "worker")]
    book = openpyxl.load_workbook(out / "schedule.xlsx")
    assert book.sheetnames[-2:] == ["Changes", "Whom to call"]
    rows = [[cell.value for cell in row] for row in book["Whom to call"].iter_rows(min_row=2)]
    assert rows == [
        [None, "E-1", "Dulmaa B.", "Client", "9911 0001",
         "Bathing: Wed 8 Apr 08:10 · W-1 Oyun does not take place"],
        [None, "W-1", "Oyun", "Worker", "9922 0001",
         "E-1 Dulmaa B.: please do not go, Wed 8 Apr 08:10 · W-1 Oyun; it does not take place"],
    ]  # fmt: skip
    page = (out / "board.html").read_text("utf-8")
    assert "Oyun is not at work then." in page
    assert agecare("verify", tmp_path / "ill.xlsx", out / "schedule.json").code == 0


def test_a_change_that_is_not_one_is_found_out(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "first")
    out, book = tmp_path / "out", ill(tmp_path, "W-1", "2026-04-08")
    agecare("plan", book, "--week", "2026-W15", "--out", out, "--from", tmp_path / "first" / "schedule.json",
            "--work-limit", 50)  # fmt: skip
    document = json.loads((out / "schedule.json").read_text("utf-8"))
    document["changes"][0]["visit"] = "R-2/2026-W15/1"
    (out / "schedule.json").write_text(json.dumps(document), encoding="utf-8")
    done = agecare("verify", book, out / "schedule.json")
    assert done.code == 6
    assert done.out.count("[stated-change]") == 2


def test_nothing_that_has_begun_changes(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    """With W-2 away on Monday afternoon nobody can make R-3; R-2 has begun and stays, R-3 falls out."""
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "first")
    absence = Absence(worker="W-2", first_day="2026-04-06", last_day="2026-04-06", start="12:30", end="16:00")
    book = tmp_path / "book.xlsx"
    write_workbook(tiny_register().model_copy(update={"absences": (absence,)}), book)
    done = agecare("plan", book, "--week", "2026-W15", "--out", tmp_path / "out", "--work-limit", 50,
                   "--from", tmp_path / "first" / "schedule.json", "--now", "2026-04-06T11:50")  # fmt: skip
    assert done.code == 4, done.err
    before = {part.visit: part for part in read_schedule(tmp_path / "first" / "schedule.json").visits}
    after = {part.visit: part for part in read_schedule(tmp_path / "out" / "schedule.json").visits}
    assert set(before) - set(after) == {"R-3/2026-W15/1"}
    assert all(after[visit].start == before[visit].start for visit in after)


@pytest.mark.parametrize("options", [["--now", "noon", "--from"], ["--now", "2026-04-06T11:50"]], ids=" ".join)
def test_a_moment_needs_a_published_plan_and_must_be_one(
    agecare, by_hand, tiny_book: Path, tmp_path: Path, options: list[str]
) -> None:
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "first")
    published = [tmp_path / "first" / "schedule.json"] if options[-1] == "--from" else []
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out", *options, *published)
    assert done.code == 2
    assert "--now" in done.err


def test_a_published_plan_of_another_centre_is_refused(
    agecare, by_hand, tiny_book: Path, rich_book: Path, tmp_path: Path
) -> None:
    agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "first")
    published = tmp_path / "first" / "schedule.json"
    done = agecare("plan", rich_book, "--week", "2026-W15", "--out", tmp_path / "out", "--from", published)
    assert done.code == 3
    assert "HQ-C" in done.err
    assert names(tmp_path) == ["first"]


def test_a_damaged_published_plan_is_an_input_fault(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    published = tmp_path / "published.json"
    published.write_text("{}")
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "out", "--from", published)
    assert done.code == 3
    assert names(tmp_path) == ["published.json"]


# --- languages and privacy ---


def test_the_language_is_the_centres_unless_another_is_asked_for(agecare, by_hand, tmp_path: Path) -> None:
    register = tiny_register()
    centre = register.centre.model_copy(update={"language": "ky"})
    book = tmp_path / "book.xlsx"
    write_workbook(register.model_copy(update={"centre": centre}), book)
    done = agecare("plan", book, "--week", "2026-W15", "--out", tmp_path / "ky")
    assert "План бул жерде" in done.out
    assert openpyxl.load_workbook(tmp_path / "ky" / "schedule.xlsx").sheetnames[0] == "Барып тейлөөлөр"
    done = agecare("plan", book, "--week", "2026-W15", "--out", tmp_path / "ru", "--lang", "ru")
    assert "План находится в" in done.out
    assert 'lang="ru"' in (tmp_path / "ru" / "board.html").read_text("utf-8")


def everything_in(folder: Path) -> str:
    texts = [path.read_text("utf-8").replace("\r\n ", "") for path in folder.rglob("*.[hij][tcs][mso]*")]
    book = openpyxl.load_workbook(folder / "schedule.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    return "\n".join([*texts, *cells])


def test_anonymous_files_name_nobody(agecare, by_hand, tiny_book: Path, tmp_path: Path) -> None:
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", tmp_path / "o", "--privacy", "anonymous")
    assert done.code == 0
    text = everything_in(tmp_path / "o")
    register = tiny_register()
    assert "BEGIN:VEVENT" in text and "<html" in text and '"visits"' in text
    for person in (*register.clients, *register.workers):
        assert not re.search(rf"\b{re.escape(person.name)}\b", text)
        assert person.phone not in text


def test_for_workers_each_has_a_page_and_a_calendar_of_the_own_visits(
    agecare, by_hand, tiny_book: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = agecare("plan", tiny_book, "--week", "2026-W15", "--out", out, "--privacy", "worker")
    assert done.code == 0
    assert names(out / "boards") == ["W-1.html", "W-2.html"]
    first, second = ((out / "boards" / f"W-{n}.html").read_text("utf-8") for n in (1, 2))
    assert "Dulmaa" in first and "Dulmaa" not in second
    assert "Tsend" in second and "Tsend" not in first
    assert "Dulmaa" not in (out / "board.html").read_text("utf-8")
    assert "Dulmaa" in (out / "calendars" / "W-1.ics").read_text("utf-8")
    assert agecare("plan", tiny_book, "--week", "2026-W15", "--out", out).code == 0
    assert not list((out / "boards").iterdir()), "pages of an earlier plan are gone"
