"""A folder of CSV files as grids."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from agecare.errors import Fault, Place
from agecare.io.tables.grid import Grid, Row, is_blank
from agecare.io.tables.limits import CELLS, COLUMNS, FILE_BYTES, MEGABYTE, PARTS, ROWS, far_cell_faults
from agecare.model.faults import fault


def read_folder(path: Path) -> tuple[list[Grid], list[Fault]]:
    """The CSV files of a folder (UTF-8, comma or semicolon), and the faults of the files themselves."""
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
    except OSError:
        return [], [fault("AC1001", Place(source=path.name))]
    if len(files) > PARTS:
        return [], [fault("AC1009", Place(source=path.name), value=str(len(files)), limit=str(PARTS))]
    grids, faults = [], []
    for file in files:
        grid, found = _read_file(file)
        faults += found
        grids += [grid] if grid else []
    return grids, faults


def _read_file(path: Path) -> tuple[Grid | None, list[Fault]]:
    place = Place(source=path.name, sheet=path.name)
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            limit = str(FILE_BYTES // MEGABYTE)
            return None, [fault("AC1006", place, value=f"{size / MEGABYTE:.1f}", limit=limit)]
        data = path.read_bytes()
    except OSError:
        return None, [fault("AC1001", place)]
    if not data.strip():
        return None, [fault("AC1002", place)]
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return None, [fault("AC1016", place)]
    rows: list[Row] = []
    faults: list[Fault] = []
    line = 0
    try:
        cells_left = CELLS
        for line, cells in enumerate(_records(text), start=1):
            cells_left -= len(cells)
            far = _far(line, cells)
            if far or cells_left < 0:
                faults += far_cell_faults(far or (ROWS + 1, 1), path.name, path.name)
                break
            filled = {column: cell for column, cell in enumerate(cells, start=1) if not is_blank(cell)}
            if filled:
                rows.append((line, filled))  # type: ignore[arg-type]
    except csv.Error:
        place = Place(source=path.name, sheet=path.name, row=line + 1)
        return None, [*faults, fault("AC1013", place, value="CSV")]
    return _grid(path.name, rows), faults


def _far(line: int, cells: list[str]) -> tuple[int, int] | None:
    if line > ROWS:
        return (line, 1) if any(not is_blank(cell) for cell in cells) else None
    wide = next((column for column, cell in enumerate(cells, 1) if column > COLUMNS and not is_blank(cell)), None)
    return (line, wide) if wide else None


def _grid(title: str, rows: list[Row]) -> Grid:
    def until(last: int | None) -> Iterator[Row]:
        return (row for row in rows if last is None or row[0] <= last)

    return Grid(title, until)


def _records(text: str) -> Iterator[list[str]]:
    source = io.StringIO(text, newline="")
    return csv.reader(source, delimiter=_delimiter(text), strict=True)


def _delimiter(text: str) -> str:
    """Comma or semicolon: whichever parts the first line that is not blank, outside quotes."""
    for line in io.StringIO(text):
        if line.strip():
            bare = "".join(line.split('"')[::2])
            return ";" if bare.count(";") > bare.count(",") else ","
    return ","
