"""What is not opened: files that are something else, too large, packed as a bomb, active, or broken."""

import random
import re
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

from agecare import Fault, FormatError
from agecare.io import check_tables, read_workbook
from agecare.io.tables import limits
from agecare.locale import LANGUAGES
from agecare.model.faults import describe
from workbooks import errors, repacked, saved, with_shared_strings

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example centre."""
    return saved(tmp_path_factory.mktemp("book") / "good.xlsx")


def only(path: Path) -> Fault:
    """The single fault of a file that is not opened; reading it raises the same."""
    (fault,) = check_tables(path)
    with pytest.raises(FormatError) as raised:
        read_workbook(path)
    assert raised.value.faults == (fault,)
    assert len({describe(fault, language) for language in LANGUAGES}) == len(LANGUAGES)
    return fault


def file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def ole(*streams: str) -> bytes:
    """The beginning of an OLE file (old .xls, encrypted .xlsx) with the names of its streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(name.encode("utf-16-le") for name in streams)


def zipped(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "."), text)
    return path


def test_other_files(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert only(path).code == "AC1001"
    assert only(file(path, b"")).code == "AC1002"
    assert only(file(path, b"id,name\n1,x\n")).code == "AC1003"
    assert only(file(path, ole("Workbook"))).code == "AC1004"
    assert only(file(path, ole("EncryptionInfo", "EncryptedPackage"))).code == "AC1005"
    assert only(zipped(path, letter__txt="hello")).code == "AC1003"
    ods = zipped(path, mimetype="application/vnd.oasis.opendocument.spreadsheet", content__xml="<x/>")
    assert only(ods).code == "AC1018"
    assert only(repacked(good, path, {"xl/workbook.bin": b"x"})).value == ".xlsb"


def test_a_workbook_without_known_sheets(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Groceries", "Price"])
    book.save(tmp_path / "a.xlsx")
    assert only(tmp_path / "a.xlsx").code == "AC1017"


def test_a_file_over_20_mb_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as big:
        big.write(b"PK\x03\x04")
        big.truncate(21 * MEGABYTE)
    assert str(only(path)) == "big.xlsx: The file has 21.0 MB; at most 20 MB are read. [AC1006]"


def test_a_bomb_is_refused_within_bounded_memory(good: Path, tmp_path: Path) -> None:
    bomb = repacked(good, tmp_path / "bomb.xlsx", {"xl/worksheets/sheet99.xml": b"<a/>" * 5 * MEGABYTE})
    assert bomb.stat().st_size < MEGABYTE
    tracemalloc.start()
    fault = only(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (fault.code, fault.value) == ("AC1008", "xl/worksheets/sheet99.xml")
    assert peak < 5 * MEGABYTE


def test_all_parts_together_are_counted(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INFLATED_BYTES", 3 * MEGABYTE)
    noise = random.Random(1).randbytes(MEGABYTE)
    loud = repacked(good, tmp_path / "loud.xlsx", {f"xl/media/image{n}.png": noise for n in range(3)})
    assert only(loud).code == "AC1007"


def test_the_sizes_a_zip_claims_are_not_believed(good: Path, tmp_path: Path) -> None:
    bomb = repacked(good, tmp_path / "bomb.xlsx", {"xl/worksheets/sheet99.xml": bytes(50 * MEGABYTE)})
    data = bomb.read_bytes().replace(struct.pack("<I", 50 * MEGABYTE), struct.pack("<I", 1000))
    tracemalloc.start()
    fault = only(file(bomb, data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert fault.code == "AC1013"
    assert peak < 5 * MEGABYTE


def test_too_many_parts(good: Path, tmp_path: Path) -> None:
    assert only(repacked(good, tmp_path / "a.xlsx", {f"xl/x{n}.xml": b"<x/>" for n in range(400)})).code == "AC1009"


def test_too_many_cells(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 500)
    assert only(good).code == "AC1060"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "AC1010"),
        ("xl/activeX/activeX1.xml", "AC1010"),
        ("xl/macrosheets/sheet1.xml", "AC1010"),
        ("xl/externalLinks/externalLink1.xml", "AC1011"),
        ("xl/connections.xml", "AC1011"),
    ],
)
def test_active_content_and_links(part: str, code: str, good: Path, tmp_path: Path) -> None:
    fault = only(repacked(good, tmp_path / "a.xlsx", {part: b"<x/>"}))
    assert (fault.code, fault.value) == (code, part)


def test_a_macro_workbook_renamed(good: Path, tmp_path: Path) -> None:
    def macro(types: bytes) -> bytes:
        return types.replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml")

    assert only(repacked(good, tmp_path / "a.xlsx", edit={"[Content_Types].xml": macro})).code == "AC1010"


LAUGHS = b"""<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>"""


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/workbook.xml", "[Content_Types].xml", "_rels/.rels"])
def test_document_types(part: str, good: Path, tmp_path: Path) -> None:
    def declare(xml: bytes) -> bytes:
        head, mark, rest = xml.rpartition(b"?>")
        return head + mark + LAUGHS + rest

    fault = only(repacked(good, tmp_path / "a.xlsx", edit={part: declare}))
    assert (fault.code, fault.value) == ("AC1012", part)


def test_a_part_in_utf_16_cannot_hide_anything(good: Path, tmp_path: Path) -> None:
    def recode(xml: bytes) -> bytes:
        return xml.decode().encode("utf-16")

    assert only(repacked(good, tmp_path / "a.xlsx", edit={"xl/worksheets/sheet2.xml": recode})).code == "AC1013"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "_rels/.rels"])
def test_broken_parts(part: str, good: Path, tmp_path: Path) -> None:
    shared = with_shared_strings(good, tmp_path / "shared.xlsx")
    path = repacked(shared, tmp_path / "a.xlsx", edit={part: lambda xml: xml[: len(xml) // 2]})
    assert "AC1013" in {fault.code for fault in check_tables(path)}


def test_a_file_cut_short(good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    assert only(file(tmp_path / "a.xlsx", data[: len(data) // 2])).code == "AC1013"


def test_one_far_cell_is_a_fault_at_once_and_costs_nothing(tmp_path: Path) -> None:
    def stray(book: Workbook) -> None:
        book["Clients"]["XFD1048576"] = "x"

    path = saved(tmp_path / "far.xlsx", stray)
    check_tables(path)
    began = time.perf_counter()
    tracemalloc.start()
    (fault,) = errors(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (fault.code, str(fault.place)) == ("AC1014", "Clients!XFD1048576")
    assert peak < 20 * MEGABYTE
    assert time.perf_counter() - began < 10


def test_a_far_column(tmp_path: Path) -> None:
    def stray(book: Workbook) -> None:
        book["Clients"]["CW4"] = "x"

    (fault,) = errors(saved(tmp_path / "far.xlsx", stray))
    assert (fault.code, str(fault.place)) == ("AC1015", "Clients!CW4")


def test_far_cells_that_are_only_coloured_do_no_harm(tmp_path: Path) -> None:
    def colour(book: Workbook) -> None:
        for cell in ("XFD3", "A1048576"):
            book["Clients"][cell].fill = PatternFill("solid", fgColor="FFFF0000")

    assert errors(saved(tmp_path / "far.xlsx", colour)) == []


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 4)
    (fault, *_) = [fault for fault in check_tables(saved(tmp_path / "a.xlsx")) if fault.code == "AC1014"]
    assert (fault.place.row, fault.value) == (5, "5")


def test_the_dimension_that_a_sheet_claims_is_not_believed(good: Path, tmp_path: Path) -> None:
    def lie(xml: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)

    path = repacked(good, tmp_path / "a.xlsx", edit={f"xl/worksheets/sheet{n}.xml": lie for n in range(2, 10)})
    assert b"XFD1048576" in zipfile.ZipFile(path).read("xl/worksheets/sheet5.xml")
    assert check_tables(path) == []


def test_random_damage_never_raises(good: Path, tmp_path: Path) -> None:
    chance = random.Random(20260406)
    data = good.read_bytes()
    for _ in range(40):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        check_tables(file(tmp_path / "a.xlsx", bytes(broken)))


def test_random_damage_inside_the_parts_never_raises(good: Path, tmp_path: Path) -> None:
    chance = random.Random(20260407)
    names = zipfile.ZipFile(good).namelist()

    def damage(xml: bytes) -> bytes:
        at = chance.randrange(len(xml))
        length = chance.randint(0, 12)
        return xml[:at] + bytes(chance.choice(b'0A<>"=/ r:') for _ in range(chance.randint(0, 3))) + xml[at + length :]

    for number in range(60):
        path = repacked(good, tmp_path / f"{number}.xlsx", edit={chance.choice(names): damage})
        check_tables(path)


def test_reading_leaves_the_file_closed(good: Path, tmp_path: Path) -> None:
    path = file(tmp_path / "a.xlsx", good.read_bytes())
    read_workbook(path)
    path.unlink()
    assert openpyxl.load_workbook(good).sheetnames
