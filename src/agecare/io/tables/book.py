"""A workbook file as grids: openpyxl read-only, after the limits of `limits` have been checked."""

import contextlib
import datetime as dt
import posixpath
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from agecare.errors import Fault, Place
from agecare.io.tables.escape import from_xml
from agecare.io.tables.grid import ErrorValue, Formula, Grid, Row, Value, is_blank
from agecare.io.tables.limits import BROKEN_ZIP, ROWS, Shape, far_cell_faults, inspect_workbook
from agecare.model.faults import fault

DAMAGED = (*BROKEN_ZIP, ParseError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError)
"""What a damaged workbook makes openpyxl raise."""


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """openpyxl warns about parts that it does not keep; nobody here needs them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def opened_book(path: Path) -> Iterator[tuple[list[Grid], list[Fault]]]:
    """The sheets of a workbook and the faults of the file itself; rows are read while the block lasts.

    Reading rows of a damaged sheet raises one of `DAMAGED`.
    """
    inspection = inspect_workbook(path)
    if inspection.faults:
        yield [], list(inspection.faults)
        return
    from openpyxl import load_workbook

    # a file that openpyxl opens itself stays open when it cannot be read
    with path.open("rb") as file:
        try:
            with quiet():
                parts = _parts_of_sheets(path)
                book = load_workbook(file, read_only=True, keep_links=False)
        except DAMAGED as error:
            yield [], [damaged(path.name, error)]
            return
        try:
            grids, faults = [], []
            for sheet in book.worksheets:
                shape = inspection.shapes.get(parts.get(sheet.title, ""), Shape())
                if shape.far:
                    faults += far_cell_faults(shape.far, sheet.title, path.name)
                grids.append(_grid(sheet, shape))
            yield grids, faults
        finally:
            book.close()


def damaged(source: str, error: Exception) -> Fault:
    """AC1013 for what `DAMAGED` caught; the kind of error only, its text may quote the file."""
    return fault("AC1013", Place(source=source), value=type(error).__name__)


def _parts_of_sheets(path: Path) -> dict[str, str]:
    """Part name by sheet title, as the package's own links say."""
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(path) as archive:
        main = _target_of(fromstring(archive.read("_rels/.rels")), "/officeDocument", "")
        folder, name = posixpath.split(main)
        links = fromstring(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
        targets = {link.get("Id"): _resolved(folder, link.get("Target", "")) for link in links}
        book = fromstring(archive.read(main))
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            found[sheet.get("name", "")] = targets.get(link, "")
    return found


def _target_of(links: Any, kind: str, folder: str) -> str:
    target = next(link.get("Target", "") for link in links if link.get("Type", "").endswith(kind))
    return _resolved(folder, target)


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def _grid(sheet: Any, shape: Shape) -> Grid:
    def rows(last: int | None) -> Iterator[Row]:
        # Sheets whose cells do not say where they are have no shape; the rows are then counted as they come.
        most = min(last or ROWS, shape.rows or ROWS)
        columns = {"max_col": shape.columns} if shape.columns else {}
        for number, cells in enumerate(sheet.iter_rows(min_row=1, max_row=most, **columns), start=1):
            filled = _filled(cells)
            if filled:
                yield number, filled

    return Grid(sheet.title, rows, shape.merged)


def _filled(cells: Any) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for column, cell in enumerate(cells, start=1):
        value = cell.value
        if value is None:
            continue
        kind = cell.data_type
        if kind == "f":
            found[column] = Formula(value if isinstance(value, str) else getattr(value, "text", None) or "=")
        elif kind == "e":
            found[column] = ErrorValue(str(value))
        elif isinstance(value, str):
            text = from_xml(value)
            if not is_blank(text):
                found[column] = text
        elif isinstance(value, bool | int | float | dt.date | dt.time | dt.timedelta):
            found[column] = value
        else:
            found[column] = str(value)
    return found
