"""Workbooks for tests: the example centre in a plain workbook, quick to write and easy to spoil."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl.workbook import Workbook

from agecare import Fault
from agecare.io.tables import check_tables, example_register
from agecare.io.tables.headings import TEMPLATE_VERSION, VERSION_MARK, column_ids, heading_of, title_of
from agecare.io.tables.laying import rows_of
from agecare.io.tables.sheets import ALL_SHEETS

Slip = Callable[[Workbook], None]
Edit = Callable[[bytes], bytes]


def example_book(language: str = "en") -> Workbook:
    """The example centre: machine ids in row 1, headings in row 2, records from row 3; no drop-downs, no colours."""
    book = Workbook()
    book.active.title = title_of("instructions", language)
    book.active.append([VERSION_MARK, TEMPLATE_VERSION])
    rows = rows_of(example_register(language), language)
    for sheet_id in ALL_SHEETS:
        page = book.create_sheet(title_of(sheet_id, language))
        page.append([f"{sheet_id}.{column}" for column in column_ids(sheet_id)])
        page.append([heading_of(sheet_id, column, language) for column in column_ids(sheet_id)])
        for row in rows[sheet_id]:
            page.append(row)
    return book


def saved(path: Path, *slips: Slip, language: str = "en") -> Path:
    """The example centre with some slips, as a file."""
    book = example_book(language)
    for slip in slips:
        slip(book)
    book.save(path)
    return path


def errors(path: Path) -> list[Fault]:
    """What is wrong with a file, without the warnings."""
    return [fault for fault in check_tables(path) if fault.severity == "error"]


def repacked(
    source: Path, target: Path, add: Mapping[str, bytes] | None = None, edit: Mapping[str, Edit] | None = None
) -> Path:
    """A copy of a workbook with parts added or edited."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (edit or {}).get(name, bytes)(old.read(name)))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return target


def sheet_parts(path: Path) -> list[str]:
    """The parts of a workbook that hold sheets."""
    with zipfile.ZipFile(path) as archive:
        return [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]


def with_shared_strings(source: Path, target: Path) -> Path:
    """A copy with the texts in a part of their own, as Excel saves them (openpyxl keeps them in the cells)."""
    texts: dict[bytes, int] = {}

    def share(xml: bytes) -> bytes:
        def cell(found: re.Match[bytes]) -> bytes:
            number = texts.setdefault(found[2], len(texts))
            return b'<c r="%s" t="s"><v>%d</v></c>' % (found[1], number)

        return re.sub(rb'<c r="(\w+)" t="inlineStr"><is>(.*?)</is></c>', cell, xml)

    def link(xml: bytes) -> bytes:
        kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        own = b'<Relationship Type="%s" Target="sharedStrings.xml" Id="rId999"/></Relationships>' % kind
        return xml.replace(b"</Relationships>", own)

    def declare(xml: bytes) -> bytes:
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        return xml.replace(b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind)

    edits: dict[str, Edit] = dict.fromkeys(sheet_parts(source), share)
    edits |= {"xl/_rels/workbook.xml.rels": link, "[Content_Types].xml": declare}
    between = repacked(source, target.with_suffix(".part"), edit=edits)
    strings = b"".join(b"<si>%s</si>" % text for text in texts)
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    repacked(between, target, {"xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (namespace, strings)})
    between.unlink()
    return target
