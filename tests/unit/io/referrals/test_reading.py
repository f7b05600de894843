"""Histories from CSV: by columns as row by row, with every fault at its cell, whatever is in the files."""

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from agecare import FormatError
from agecare.io.referrals import check_referrals, read_referrals, write_referrals
from agecare.io.referrals.outcome import MOST_FAULTS
from agecare.referrals import History, findings, graph_of
from agecare.referrals.columns import Names
from referral_worlds import CENTRE, World, clean_world, random_world


def written(world: World, folder: Path) -> Path:
    write_referrals(world.history(), folder)
    return folder


def contents(history: History | None) -> dict[str, Any]:
    """All a history holds, as plain lists."""
    if history is None:
        return {}

    def plain(value: Any) -> Any:
        if isinstance(value, Names):
            return value.texts.tolist()
        if isinstance(value, np.ndarray):
            return value.tolist()
        return {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value))} if value else None

    skipped = ("country", "timezone", "holiday_changes")
    return {f.name: plain(getattr(history, f.name)) for f in attrs.fields(History) if f.name not in skipped}


def both(folder: Path) -> Any:
    """What is read row by row, after making sure that it is read by columns just so."""
    slow, fast = check_referrals(folder, CENTRE, fast=False), check_referrals(folder, CENTRE, fast=True)
    assert list(map(str, fast.faults)) == list(map(str, slow.faults))
    assert fast.faults == slow.faults
    assert contents(fast.history) == contents(slow.history)
    return slow


def rewritten(path: Path, change: Callable[[list[list[str]]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_written_is_read_again(seed: int, tmp_path: Path) -> None:
    world = random_world(seed, damaged=seed % 2 == 0)
    history = world.history()
    read = both(written(world, tmp_path / "out"))
    assert read.faults == ()
    again = contents(read.history)
    assert again["referrals"]["authored"] == history.referrals.authored.tolist()
    assert [read.history.referral(row) for row in range(len(history))] == [
        history.referral(row) for row in range(len(history))
    ]
    assert [read.history.events_of(row) for row in range(len(history))] == [
        history.events_of(row) for row in range(len(history))
    ]
    assert list(map(str, findings(graph_of(read.history)))) == list(map(str, findings(graph_of(history))))


BREAKS = (
    *(
        "",
        " ",
        "?",
        "R 1",
        "Е-1",
        "E-1Е",
        "x" * 70,
        "=1+1",
        "'=1+1",
        "2026-02-30",
        "31.12.2025 9:00",
        "06.04.2026 09:30",
    ),
    *("2026-04-06T09:30:00+08:00", "2026-04-06 25:00", "1850-01-01", "requested", "Requested ", "requestd", "-1", "7"),
    *("Ж-1", " R-1 ", "R-999", "line\nbreak", 'a "quoted" word', "a;b", "ё", "N-1", "2026-04-06"),
)


@pytest.mark.parametrize("seed", range(150))
def test_broken_files_are_read_alike_both_ways(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    folder = written(random_world(seed), tmp_path / "out")
    files = sorted(folder.glob("*.csv"))

    def change(rows: list[list[str]]) -> None:
        for _ in range(rng.randint(1, 4)):
            row = rng.choice(rows[1:] or [[""]])
            what = rng.random()
            if what < 0.75 and row:
                row[rng.randrange(len(row))] = rng.choice(BREAKS)
            elif what < 0.8:
                row.append(rng.choice(BREAKS))
            elif what < 0.85 and row:
                row.pop()
            elif what < 0.9:
                rows.insert(rng.randint(1, len(rows)), list(row))
            elif what < 0.95:
                rows.insert(rng.randint(1, len(rows)), [])
            else:
                rows.insert(rng.randint(1, len(rows)), [""] * len(rows[0]))

    rewritten(rng.choice(files), change)
    reading = both(folder)
    if reading.history is not None:
        list(findings(graph_of(reading.history)))


def fault_of(folder: Path) -> tuple[str, str, str | None, str | None]:
    (fault,) = both(folder).faults
    return fault.code, str(fault.place), fault.value, fault.suggestion


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "expected"),
    [
        ("referrals", 1, "id", "R 1", ("AC1039", "referrals.csv!A2", "R 1", None)),
        ("referrals", 2, "requester", "", ("AC1033", "referrals.csv!F3", None, None)),
        ("referrals", 1, "status", "complted", ("AC1037", "referrals.csv!J2", "complted", "completed")),
        ("referrals", 1, "authored", "yesterday", ("AC2060", "referrals.csv!Q2", "yesterday", None)),
        ("referrals", 1, "authored", "2026-02-30", ("AC2060", "referrals.csv!Q2", "2026-02-30", None)),
        ("referral_events", 3, "at", "2026-13-01", ("AC2060", "referral_events.csv!B4", "2026-13-01", None)),
        ("consents", 1, "valid_to", "31.02.2026", ("AC1047", "consents.csv!E2", "31.02.2026", "2026-02-28")),
        ("provider_capacities", 1, "places", "many", ("AC1034", "provider_capacities.csv!C2", "many", None)),
        ("provider_capacities", 1, "places", "-1", ("AC1036", "provider_capacities.csv!C2", "-1", None)),
        ("needs", 1, "domain", "nursin", ("AC1037", "needs.csv!C2", "nursin", "nursing")),
    ],
)  # fmt: skip
def test_a_fault_is_at_its_cell(
    file: str, row: int, column: str, value: str, expected: tuple[Any, ...], tmp_path: Path
) -> None:
    folder = written(clean_world(), tmp_path / "out")

    def change(rows: list[list[str]]) -> None:
        rows[row][rows[0].index(column)] = value

    rewritten(folder / f"{file}.csv", change)
    faults = both(folder).faults
    first = next(fault for fault in faults if fault.code != "AC3002")
    assert (first.code, str(first.place), first.value, first.suggestion) == expected
    assert all(fault.code == "AC3002" for fault in faults if fault is not first)


def test_a_referral_that_wants_nothing(tmp_path: Path) -> None:
    folder = written(clean_world(), tmp_path / "out")

    def change(rows: list[list[str]]) -> None:
        for name in ("need", "service", "service_type"):
            rows[4][rows[0].index(name)] = ""

    rewritten(folder / "referrals.csv", change)
    codes = [(fault.code, str(fault.place)) for fault in both(folder).faults]
    assert codes[0] == ("AC2061", "referrals.csv!C5")


def test_an_id_used_twice_and_an_event_of_nobody(tmp_path: Path) -> None:
    folder = written(clean_world(), tmp_path / "out")
    rewritten(folder / "referrals.csv", lambda rows: rows.append(rows[1]))
    rewritten(folder / "referral_events.csv", lambda rows: rows.append(["R-l", *rows[1][1:]]))
    faults = both(folder).faults
    assert [(f.code, str(f.place), f.value) for f in faults] == [
        ("AC3001", "referrals.csv!A7", "R-1"),
        ("AC3002", "referral_events.csv!A18", "R-l"),
    ]


def test_repaired_cells_are_no_faults(tmp_path: Path) -> None:
    folder = written(clean_world(), tmp_path / "out")

    def change(rows: list[list[str]]) -> None:
        rows[1][0] = " R-1 "
        rows[2][rows[0].index("authored")] = "30.03.2026 09:00"
        rows[3][rows[0].index("status")] = "Completed"

    before = contents(read_referrals(folder, CENTRE))
    rewritten(folder / "referrals.csv", change)
    reading = both(folder)
    assert reading.faults == ()
    assert contents(reading.history) == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "AC1002"),
        (b"\n\n", "AC1002"),
        (b"id,client\nR-1,E-1\n", "AC1023"),
        ("id,client,requester,authored\nR-1,E-1,GP,2026-01-01\n".encode("utf-16"), "AC1016"),
        (b'id,client,requester,authored\n"R-1,E-1,GP,2026-01-01\n', "AC1013"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(text: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "referrals.csv").write_bytes(text)
    reading = both(tmp_path)
    assert code in {fault.code for fault in reading.faults}
    with pytest.raises(FormatError):
        read_referrals(tmp_path, CENTRE)


def test_no_folder_and_no_rows(tmp_path: Path) -> None:
    assert [fault.code for fault in both(tmp_path / "nowhere").faults] == ["AC1001"]
    (tmp_path / "referrals.csv").write_text("id,client,requester,authored,service\n", encoding="utf-8")
    reading = both(tmp_path)
    assert reading.faults == ()
    assert len(reading.history) == 0
    graph = graph_of(reading.history)
    assert list(findings(graph)) == []


def test_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeffid;client;requester;authored;service;extra\nR-1;E-1;GP;06.04.2026 09:30;S-1;x\n"
    (tmp_path / "referrals.csv").write_text(text, encoding="utf-8")
    history = both(tmp_path).history
    assert history.referral(0).authored.isoformat() == "2026-04-06T09:30:00+08:00"


def test_very_many_faults_are_counted_not_listed(tmp_path: Path) -> None:
    rows = "".join(f"R {number},E-1,GP,2026-01-01,S-1\n" for number in range(MOST_FAULTS + 500))
    (tmp_path / "referrals.csv").write_text("id,client,requester,authored,service\n" + rows, encoding="utf-8")
    faults = both(tmp_path).faults
    assert len(faults) == MOST_FAULTS + 1
    assert (faults[-1].code, faults[-1].value) == ("AC7001", "500")


def test_ten_megabytes_of_one_client_end(tmp_path: Path) -> None:
    """One chain of 80,000 referrals, each from the one before, and at the end back to the first."""
    many = 80_000
    lines = ["id,client,requester,performer,authored,service,part_of\n"]
    for number in range(many):
        before = f"R-{(number or many) - 1}"
        lines.append(
            f"R-{number},E-1,P-{number % 7},P-{(number + 1) % 7},2026-01-01T08:00:00+08:00,{'S' * 60},{before}\n"
        )
    (tmp_path / "referrals.csv").write_text("".join(lines), encoding="utf-8")
    assert (tmp_path / "referrals.csv").stat().st_size > 9_000_000
    graph = graph_of(read_referrals(tmp_path, CENTRE))
    found = findings(graph)
    assert found.counts["circular"] == 1
    assert found.counts["hop-limit"] == 1
    assert graph.chains.many == 1
    assert int(graph.chains.hops.max()) == many - 1
    assert len(graph.chain("R-5").back("R-5")) == 6


def test_errors_name_no_notes(tmp_path: Path) -> None:
    folder = written(clean_world(), tmp_path / "out")

    def change(rows: list[list[str]]) -> None:
        rows[1][rows[0].index("note")] = "secret " * 400

    rewritten(folder / "referrals.csv", change)
    faults = both(folder).faults
    assert [(fault.code, fault.value) for fault in faults if fault.code != "AC3002"] == [("AC1038", "…")]
