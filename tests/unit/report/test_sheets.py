"""Run sheets say what a worker needs on the way."""

import attrs
import numpy as np

from agecare.model import Register
from agecare.report.privacy import Names, Privacy
from agecare.report.reading import Reading
from agecare.report.sheets import Texts, run_sheet, sheets_by_day
from agecare.report.words import Words
from agecare.visits import problem_for
from builders import WEEK, day_of, greedy, plan, rich_register, tiny_plan, tiny_problem, tiny_register


def texts(register: Register, privacy: Privacy = Privacy.COORDINATOR, language: str = "en") -> Texts:
    return Texts(register, Names(register, privacy), Words(language))


def tiny_reading() -> Reading:
    problem = tiny_problem()
    return Reading(problem, tiny_plan(problem))


def test_the_sheet_of_a_day_from_leaving_to_coming_back() -> None:
    sheet = run_sheet(tiny_reading(), texts(tiny_register()), 0, 0)
    assert (sheet.title, sheet.date) == ("Oyun", "Mon 6 Apr")
    assert sheet.facts == "Shift 08:00–16:00 · Visits 2 · Paid time 2.7\u00a0h · Travel 35\u00a0min"
    assert [(row.time, row.what) for row in sheet.rows] == [
        ("10:50", "Leave: The centre"),
        ("11:00–12:00", "Bathing"),
        ("12:00–12:30", "Break · 30\u00a0min"),
        ("13:00–13:45", "Moving"),
        ("14:00", "Back: The centre · Travel 15\u00a0min"),
    ]


def test_a_visit_row_has_everything_needed_at_the_door() -> None:
    row = run_sheet(tiny_reading(), texts(tiny_register()), 0, 1).rows[1]
    assert (row.number, row.client, row.name) == (1, "E-2", "Tsend O.")
    assert (row.address, row.phone) == ("Bag 2, house 7", "9911 0002")
    assert (row.skills, row.travel, row.window) == ("Nursing", "20", "09:00–12:00")
    assert row.marks == ("urgent",)


def test_a_visit_of_two_names_the_colleague_and_the_wait() -> None:
    one, two = (run_sheet(tiny_reading(), texts(tiny_register()), 0, worker).rows[3] for worker in (0, 1))
    assert (one.others, two.others) == ("Bat", "Oyun")
    assert one.pair == two.pair is not None
    assert one.marks == ("wait before: 20\u00a0min",)


def test_a_colleague_who_comes_at_another_time_is_named_with_it() -> None:
    problem = attrs.evolve(tiny_problem(), visit_coupling=np.array([0, 0, 0, 2], np.int32))
    reading = Reading(problem, plan(problem, {"R-3": (0, ("13:00", "14:00"), "W-1 W-2")}))
    rows = [run_sheet(reading, texts(tiny_register()), 0, worker).rows[1] for worker in (0, 1)]
    assert [row.others for row in rows] == ["Bat 14:00", "Oyun 13:00"]


def test_somebody_without_visits_has_a_sheet_without_rows() -> None:
    sheet = run_sheet(tiny_reading(), texts(tiny_register()), 1, 0)
    assert sheet.rows == ()
    assert sheet.facts.startswith("Shift 08:00–16:00 · Visits 0")


def test_overtime_a_missed_break_lateness_and_locks_are_said() -> None:
    problem = tiny_problem()
    problem = attrs.evolve(
        problem,
        visit_soft_end=np.ones(4, bool),
        visit_mandatory=np.zeros(4, bool),
        visit_locked_day=np.zeros(4, np.int32),
    )
    visits = {"R-1/2026-W15/1": (0, "11:30", "W-1"), "R-3": (0, "15:30", "W-1 W-2")}
    sheet = run_sheet(Reading(problem, plan(problem, visits)), texts(tiny_register()), 0, 0)
    assert "Overtime 30\u00a0min" in sheet.facts
    assert sheet.facts.endswith("no break")
    assert sheet.rows[1].marks == ("optional", "locked", "late by 30\u00a0min")


def test_every_day_has_the_sheets_of_those_at_work() -> None:
    found = sheets_by_day(tiny_reading(), texts(tiny_register()), [0, 1])
    assert [len(found[day]) for day in range(7)] == [2, 2, 1, 0, 0, 0, 0]


def test_two_shifts_of_a_day_are_one_sheet() -> None:
    register = rich_register()
    problem = problem_for(register, WEEK)
    tuesday = day_of(problem, "2026-04-07")
    worker = problem.worker_ids.index("W-P1")
    sheet = run_sheet(Reading(problem, greedy(problem)), texts(register), tuesday, worker)
    assert "08:30–12:30, 13:30–17:30" in sheet.facts


def test_the_address_is_the_one_of_the_day() -> None:
    register = rich_register()
    reading = Reading(problem_for(register, WEEK), greedy(problem_for(register, WEEK)))
    winter, spring = register.addresses_of["E-09"]
    spring = spring.model_copy(update={"text": "Spring camp"})
    others = tuple(address for address in register.addresses if address.client != "E-09")
    moved = register.model_copy(update={"addresses": (*others, winter, spring)})
    moved.__dict__.pop("addresses_of", None)
    assert texts(moved).address("E-09", reading, 0) == "Spring camp"


def test_notes_of_visit_and_client_are_joined() -> None:
    assert texts(rich_register()).note("R-06", "E-05") == "Bring dressings · Dog in the yard"
    assert texts(rich_register(), Privacy.ANONYMOUS).note("R-06", "E-05") == ""


def test_a_level_above_one_is_written_out() -> None:
    register = rich_register()
    problem = problem_for(register, WEEK)
    task = int(problem.task_first[problem.visit_ids.index("R-06/2026-W15/1")])
    assert texts(register).skills(Reading(problem, greedy(problem)), task) == "Nursing 3"
