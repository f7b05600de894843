"""What a file may be before anything in it is parsed.

A workbook is a zip of XML parts. Every part is inflated once in small pieces, counted (the sizes that the zip
claims are not believed) and looked through for what must not be there; no part is kept, so memory stays small.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import attrs

from agecare.errors import Fault, Place
from agecare.io.tables.grid import column_letter, column_number
from agecare.model.faults import fault

MEGABYTE = 1_000_000
FILE_BYTES = 20 * MEGABYTE
INFLATED_BYTES = 200 * MEGABYTE
PART_RATIO = 100
TINY_PART_BYTES = MEGABYTE
"""Smaller parts may be packed as tightly as they like."""
PARTS = 400
ROWS = 50_000
COLUMNS = 100
CELLS = 2_000_000
"""Filled cells and texts in all; far more than any centre has, few enough to read in bounded time."""

_PIECE = 1 << 16
_LONGEST_TAG = 1 << 20

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What a damaged zip makes `zipfile` raise."""


@attrs.frozen
class Shape:
    """What the look through one sheet found, before it is parsed."""

    rows: int = 0
    """Last filled row within the limits."""
    columns: int = 0
    """Last filled column within the limits."""
    far: tuple[int, int] | None = None
    """Row and column of the first filled cell beyond the limits."""
    merged: tuple[str, ...] = ()


@attrs.frozen
class Inspection:
    """The verdict on a workbook file: faults that forbid opening it, and the shapes of its parts by name."""

    faults: tuple[Fault, ...] = ()
    shapes: dict[str, Shape] = attrs.field(factory=dict)


class _RefusedError(Exception):
    def __init__(self, code: str, value: str | None = None, limit: object = "") -> None:
        super().__init__(code)
        self.code, self.value, self.limit = code, value, str(limit)


def inspect_workbook(path: Path) -> Inspection:
    """Look a workbook through before it is opened.

    Parameters
    ----------
    path
        Any file.

    Returns
    -------
    Inspection
        With at most one fault (a file that breaks one limit is not looked at further), or the shape of every
        part that holds a sheet.
    """
    try:
        return Inspection(shapes=_shapes(path))
    except _RefusedError as refused:
        place = Place(source=path.name)
        return Inspection((fault(refused.code, place, value=refused.value, limit=refused.limit),))


def _shapes(path: Path) -> dict[str, Shape]:
    _check_kind(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            _check_parts(parts)
            budget = _Budget(INFLATED_BYTES, CELLS)
            return {part.filename: _look_through(archive, part, budget) for part in parts}
    except BROKEN_ZIP as error:
        raise _RefusedError("AC1013", type(error).__name__) from error


def _check_kind(path: Path) -> None:
    """Size and first bytes: a zip, and not something else."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise _RefusedError("AC1001") from error
    if size == 0:
        raise _RefusedError("AC1002")
    if size > FILE_BYTES:
        raise _RefusedError("AC1006", f"{size / MEGABYTE:.1f}", limit=str(FILE_BYTES // MEGABYTE))
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # An encrypted .xlsx is an OLE file with a stream of this name; an old .xls is one without.
        encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        raise _RefusedError("AC1005" if encrypted else "AC1004")
    if not start.startswith(b"PK"):
        raise _RefusedError("AC1003")


_ACTIVE = re.compile(
    r"vbaProject|vbaData|/activeX/|/ctrlProps/|/macrosheets/|/dialogsheets/|/embeddings/.*\.bin$", re.I
)
_LINKS = re.compile(r"/externalLinks/|xl/connections\.xml$|/queryTables/", re.I)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Number and names of the parts."""
    names = [part.filename for part in parts]
    if len(parts) > PARTS:
        raise _RefusedError("AC1009", str(len(parts)), limit=str(PARTS))
    if any(part.flag_bits & 0x1 for part in parts):
        raise _RefusedError("AC1005")
    if active := next((name for name in names if _ACTIVE.search(name)), None):
        raise _RefusedError("AC1010", active)
    if link := next((name for name in names if _LINKS.search(name)), None):
        raise _RefusedError("AC1011", link)
    if "mimetype" in names and "content.xml" in names:
        raise _RefusedError("AC1018", ".ods")
    if "xl/workbook.bin" in names:
        raise _RefusedError("AC1018", ".xlsb")
    if "[Content_Types].xml" not in names:
        raise _RefusedError("AC1003")
    if len(set(names)) < len(names):
        raise _RefusedError("AC1013", "duplicate part")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _RefusedError("AC1013", "compression")


@attrs.define
class _Budget:
    """What may still be inflated, and how many cells may still come."""

    bytes_left: int
    cells_left: int

    def spend(self, inflated: int) -> None:
        self.bytes_left -= inflated
        if self.bytes_left < 0:
            raise _RefusedError("AC1007", limit=str(INFLATED_BYTES // MEGABYTE))

    def spend_cells(self, cells: int) -> None:
        self.cells_left -= cells
        if self.cells_left < 0:
            raise _RefusedError("AC1060", limit=f"{CELLS:,}")


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget) -> Shape:
    pieces = _inflated(archive, part, budget)
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        for _ in pieces:
            pass
        return Shape()
    look = _Look(budget)
    for markup in _whole_tags(pieces, part.filename):
        _check_markup(markup, part.filename)
        look.at(markup)
    return look.shape()


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    size = 0
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            budget.spend(len(piece))
            if size > TINY_PART_BYTES and size > PART_RATIO * max(part.compress_size, 1):
                raise _RefusedError("AC1008", part.filename, limit=str(PART_RATIO))
            yield piece


def _whole_tags(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The pieces, cut so that no tag lies in two of them."""
    rest = b""
    for number, piece in enumerate(pieces):
        if number == 0 and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:4]):
            raise _RefusedError("AC1013", f"{name}: UTF-16")
        rest += piece
        cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > _LONGEST_TAG:
            if b">" not in rest:
                raise _RefusedError("AC1013", name)
            yield rest
            rest = b""
    yield rest


_EXTERNAL = re.compile(rb"relationships/(externalLink|attachedTemplate|oleObject)\b")


def _check_markup(markup: bytes, name: str) -> None:
    if b"<!DOCTYPE" in markup or b"<!ENTITY" in markup:
        raise _RefusedError("AC1012", name)
    if name == "[Content_Types].xml" and b"macroEnabled" in markup:
        raise _RefusedError("AC1010", ".xlsm")
    if name.endswith(".rels") and (found := _EXTERNAL.search(markup)):
        raise _RefusedError("AC1011", found[1].decode())


_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*?(/?)>')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_COUNTED = re.compile(rb"<(?:\w+:)?(?:c|row|si)[\s/>]")


class _Look:
    """Collects the shape of one part."""

    def __init__(self, budget: _Budget) -> None:
        self.budget = budget
        self.rows = self.columns = 0
        self.far: tuple[int, int] | None = None
        self.merged: list[str] = []

    def at(self, markup: bytes) -> None:
        self.budget.spend_cells(len(_COUNTED.findall(markup)))
        for letters, digits, empty in _CELL.findall(markup):
            if empty:
                continue
            row, column = int(digits), column_number(letters.decode())
            if row > ROWS or column > COLUMNS:
                self.far = min(self.far or (row, column), (row, column))
            else:
                self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        self.merged += [found.decode() for found in _MERGE.findall(markup)]
        self.budget.spend_cells(len(self.merged) // 1000)

    def shape(self) -> Shape:
        return Shape(self.rows, self.columns, self.far, tuple(self.merged))


def far_cell_faults(far: tuple[int, int], sheet: str, source: str) -> list[Fault]:
    """One fault for the first filled cell beyond the limits of a sheet."""
    row, column = far
    letter = column_letter(column)
    place = Place(source=source, sheet=sheet, row=row, column=letter)
    if row > ROWS:
        return [fault("AC1014", place, value=str(row), limit=f"{ROWS:,}")]
    return [fault("AC1015", place, value=letter, limit=str(COLUMNS))]
