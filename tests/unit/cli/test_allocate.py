"""``agecare allocate``: scarce places shared out, from the command line to the files."""

import datetime as dt
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agecare.io import write_workbook
from agecare.io.tables import example_register
from agecare.locale import LANGUAGES
from agecare.matching.sharing import lottery
from agecare.model import Register

DAY = "2026-04-06"
SHEETS = {
    "en": ["Places", "Waiting list", "Who holds what", "Lottery", "Figures"],
    "mn": ["Байр", "Хүлээлгийн жагсаалт", "Хэн байртай", "Сугалаа", "Үзүүлэлт"],
}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four people want the meals of which there are two; one of them has them now."""
    people = range(1, 5)
    start = dt.date(2026, 3, 2)
    register = Register(
        centre={"id": "C", "name": "Centre", "country": "MN", "timezone": "Asia/Ulaanbaatar"},
        clients=[{"id": f"E-{n}", "name": f"=Name {n}"} for n in people],
        needs=[{"id": f"N-{n}", "client": f"E-{n}", "domain": "nutrition"} for n in people],
        services=[{"id": "S-1", "name": "Meals", "type": "meals", "domains": ["nutrition"]}],
        capacities=[{"service": "S-1", "total": 2}],
        placements=[{"id": "P-1", "client": "E-1", "service": "S-1", "need": "N-1", "since": start}],
        service_requests=[
            {"id": f"Q-{n}", "client": f"E-{n}", "need": f"N-{n}", "since": start, "priority": priority}
            for n, priority in ((2, "routine"), (3, "stat"), (4, "routine"))
        ],
    )
    path = tmp_path_factory.mktemp("books") / "crowded.xlsx"
    write_workbook(register, path)
    return path


def test_places_and_queues_are_told_and_written(agecare, crowded: Path, tmp_path: Path) -> None:
    done = agecare("allocate", crowded, "--on", DAY, "--out", tmp_path / "out", "--lang", "en", "--seed", 3)
    assert (done.code, done.err) == (0, "")
    assert "Places given: 2 (new 1, kept 1, moved 0)" in done.out and "Waiting: 2" in done.out
    assert "proved that no allocation is better" in done.out
    found = json.loads((tmp_path / "out" / "allocation.json").read_text(encoding="utf-8"))
    assert [(one["entry"], one["kind"]) for one in found["places"]] == [("Q-3", "new"), ("P-1", "kept")]
    assert {one["entry"]: one["holders"][0]["by"] for one in found["waiting"]} == {"Q-2": "urgency", "Q-4": "urgency"}
    clients = list(found["lottery"]["numbers"])
    assert lottery(clients, 3).tolist() == list(found["lottery"]["numbers"].values())
    first = min(found["waiting"], key=lambda one: one["queues"][0]["position"])["client"]
    numbers = found["lottery"]["numbers"]
    assert numbers[first] == min(numbers["E-2"], numbers["E-4"])


@pytest.mark.parametrize("language", ["en", "mn"])
def test_the_workbook_speaks_the_language(agecare, crowded: Path, tmp_path: Path, language: str) -> None:
    agecare("allocate", crowded, "--on", DAY, "--out", tmp_path / "out", "--lang", language)
    book = load_workbook(tmp_path / "out" / "allocation.xlsx")
    assert book.sheetnames == SHEETS[language]
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[:2] for row in rows] == [("Q-3", "E-3"), ("P-1", "E-1")]
    assert rows[0][2] == "'=Name 3"
    assert book.worksheets[1].max_row == 3 and book.worksheets[3].max_row == 5


def test_anonymous_files_name_nobody(agecare, crowded: Path, tmp_path: Path) -> None:
    agecare("allocate", crowded, "--on", DAY, "--out", tmp_path / "out", "--privacy", "anonymous")
    book = load_workbook(tmp_path / "out" / "allocation.xlsx")
    texts = [str(value) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for value in row]
    assert not [text for text in texts if "=Name" in text]
    assert "Name" not in (tmp_path / "out" / "allocation.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_the_template_is_shared_out(agecare, tmp_path: Path, language: str) -> None:
    write_workbook(example_register(), tmp_path / "book.xlsx")
    done = agecare("allocate", tmp_path / "book.xlsx", "--on", DAY, "--out", tmp_path / "out", "--lang", language)
    assert done.code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["allocation.json", "allocation.xlsx"]


def test_the_same_seed_gives_the_same_file(agecare, crowded: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        agecare("allocate", crowded, "--on", DAY, "--out", tmp_path / name, "--seed", 5)
    one, other = ((tmp_path / name / "allocation.json").read_bytes() for name in "ab")
    assert one == other


def test_a_day_that_cannot_be_read_is_wrong_usage(agecare, crowded: Path, tmp_path: Path) -> None:
    done = agecare("allocate", crowded, "--on", "yesterday", "--out", tmp_path / "out")
    assert done.code == 2 and not (tmp_path / "out").exists()
