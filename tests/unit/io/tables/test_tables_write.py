"""What is written is safe to open, and a failure leaves nothing half done."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from agecare import FormatError, Organization, Register
from agecare.io import (
    check_tables,
    faults_as_json,
    write_csv_folder,
    write_marked_copy,
    write_template,
    write_workbook,
)
from agecare.io.tables import example_register
from agecare.io.tables.escape import escape, from_xml, to_xml, unescape

RISKY = ["=1+1", "+976 9911", "-x", "@SUM(A1)", "\tx", "\0x", "'=x", "''=x"]


@pytest.mark.parametrize("text", [*RISKY, "plain", "'quoted'", "'", "", "O'Neil"])
def test_escaping_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text
    assert escape(text)[:1] not in tuple("=+-@\t\0")
    assert from_xml(to_xml(text)) == text


@pytest.mark.parametrize("text", ["_x0041_", "_x0041_x0042_", "_x005F_", "_x0041\0", "_\0_", "\ufffe", "a\rb"])
def test_characters_that_xml_cannot_hold(text: str) -> None:
    assert from_xml(to_xml(text)) == text
    assert not set(to_xml(text)) & set("\0\ufffe\r")


def centre_named(name: str) -> Register:
    register = example_register()
    return register.model_copy(update={"organizations": (Organization(id="ORG-1", name=name),)})


@pytest.mark.parametrize("text", [text for text in RISKY if not text.startswith("\t")])
def test_no_cell_begins_like_a_formula(text: str, tmp_path: Path) -> None:
    write_workbook(centre_named(text), tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["Organizations"]["B3"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    write_csv_folder(centre_named(text), tmp_path / "csv")
    assert ",'" in (tmp_path / "csv" / "organizations.csv").read_text(encoding="utf-8")


def test_a_list_too_long_for_a_cell_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    register = example_register()
    wishes = ("W-1",) * 8000
    client = register.clients[0].model_copy(update={"preferred_workers": wishes})
    register = register.model_copy(update={"clients": (client, *register.clients[1:])})
    with pytest.raises(FormatError) as raised:
        write_workbook(register, tmp_path / "a.xlsx")
    (fault,) = raised.value.faults
    assert (fault.code, str(fault.place)) == ("AC1059", "clients[0].preferred_workers")
    assert list(tmp_path.iterdir()) == []


WRITERS: dict[str, Callable[[Path], None]] = {
    "workbook": lambda path: write_workbook(example_register(), path),
    "template": lambda path: write_template(path),
    "marked": lambda path: write_marked_copy(path.parent / "nowhere.xlsx", [], path),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    writer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "centre.xlsx"
    target.write_bytes(b"the old one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        WRITERS[writer](target)
    assert target.read_bytes() == b"the old one"
    assert [file.name for file in tmp_path.iterdir()] == ["centre.xlsx"]


def test_a_full_disk_leaves_the_old_csv_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "centre"
    write_csv_folder(example_register("mn"), target)
    before = {file.name: file.read_bytes() for file in target.iterdir()}
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 7:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_csv_folder(example_register("ru"), target)
    assert {file.name: file.read_bytes() for file in target.iterdir()} == before
    assert [file.name for file in tmp_path.iterdir()] == ["centre"]


def test_importing_io_does_not_load_the_spreadsheet_library() -> None:
    code = "import sys, agecare.io; agecare.io.read_workbook; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_faults_is_a_document_too(tmp_path: Path) -> None:
    write_workbook(example_register(), tmp_path / "a.xlsx")
    assert '"faults": []' in faults_as_json(check_tables(tmp_path / "a.xlsx"))
