"""One row of a sheet → one record, and every fault of the row at its own cell."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import attrs
from pydantic import ValidationError

from agecare.errors import Fault, Place
from agecare.io.tables.cellerror import CellError
from agecare.io.tables.cells import CLOCK, FLOAT, ID, INT, WEEKDAYS, WINDOWS, read_cell
from agecare.io.tables.clocks import later_end
from agecare.io.tables.grid import Value, shown
from agecare.io.tables.headings import Layout, heading_of
from agecare.io.tables.sheet import Column, Sheet
from agecare.io.tables.sheets import state_enums, words_of
from agecare.io.tables.words import codes, codes_by_word, fold, nearest, word_for
from agecare.model.cases import CaseSubject
from agecare.model.eligibility import EligibilityKind
from agecare.model.faults import fault
from agecare.model.time import Weekday, format_clock

HIDDEN = "…"
"""Stands for a value that is personal."""


@attrs.frozen
class ReadRow:
    """A row that was read: its record (with neutral values where the row is faulty) and where it stands."""

    number: int
    record: Any
    faulty: frozenset[str] = frozenset()
    """Ids of the columns that have a fault of their own."""
    texts: Mapping[str, str] = attrs.field(factory=dict)
    """What stands in the columns of ids, as typed."""


@attrs.define
class RowReader:
    """Reads the rows of one sheet."""

    sheet: Sheet
    layout: Layout
    kind: str
    faults: list[Fault] = attrs.field(factory=list)
    setting_rows: Mapping[str, int] | None = None
    """Row by setting, for the sheet that lies on its side."""

    def read(self, number: int, index: int, cells: Mapping[str, Value], absent: frozenset[str]) -> ReadRow:
        """Read one row.

        Parameters
        ----------
        number
            The row in the file.
        index
            The position of the record among its kind.
        cells
            Filled cells by column id.
        absent
            Columns that the file lacks; their absence has been said already.
        """
        row = _Row(self, number, index, cells, faulty=set(absent))
        record = row.record()
        texts = {
            id_: shown(value, 64)
            for id_, value in cells.items()
            if self.sheet.column(id_).cell is ID and isinstance(value, str | int | float)
        }
        return ReadRow(number, record, frozenset(row.faulty), texts)

    def place_of(self, row: int, column_id: str, index: int) -> Place:
        """The place of a column in a row; without such a column, the row."""
        if self.setting_rows is None:
            column = self.layout.column_number(column_id)
            return self.layout.place(row, column, kind=self.kind, index=index, field=column_id)
        place = self.layout.place(
            self.setting_rows.get(column_id),
            self.layout.column_number("value") if column_id in self.setting_rows else None,
            kind=self.kind,
            field=column_id,
        )
        return attrs.evolve(place, heading=heading_of(self.sheet.id, column_id, self.layout.language))


@attrs.define
class _Row:
    reader: RowReader
    number: int
    index: int
    cells: Mapping[str, Value]
    faulty: set[str]

    def record(self) -> Any:
        values = self._values()
        for _ in range(len(self.reader.sheet.columns)):
            try:
                return self.reader.sheet.model.model_validate(self.reader.sheet.to_record(values))
            except ValidationError as error:
                touched = self._said(error)
                if touched <= self.faulty:
                    return None  # neutral values do not help
                for id_ in touched:
                    self._neutralise(values, id_)
        return None

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in self.reader.sheet.columns:
            if column.id in self.faulty:
                self._neutralise(values, column.id)
            elif column.id in self.cells:
                try:
                    value = read_cell(column.cell, self.cells[column.id], self.reader.layout.language)
                except CellError as error:
                    self._say_cell(column, error)
                    self._neutralise(values, column.id)
                else:
                    if value is not None:
                        values[column.id] = value
            elif column.required:
                self._say(column, "AC1033")
                self._neutralise(values, column.id)
            elif column.id == "name" and self.reader.sheet.model.model_fields["name"].is_required():
                values[column.id] = ""
        return values

    def _neutralise(self, values: dict[str, Any], id_: str) -> None:
        self.faulty.add(id_)
        values.pop(id_, None)
        column = self.reader.sheet.column(id_)
        if column.required or id_.startswith("home_"):
            values[id_] = _neutral(column, self.number)

    def _say(self, column: Column, code: str, **options: Any) -> None:
        place = self.reader.place_of(self.number, column.id, self.index)
        self.reader.faults.append(fault(code, place, **options))

    def _say_cell(self, column: Column, error: CellError) -> None:
        value = shown(error.value if error.value is not None else self.cells[column.id])
        suggestion = error.suggestion
        if column.personal:
            value, suggestion = HIDDEN, None
        self._say(column, error.code, value=value, suggestion=suggestion, **error.params)

    def _said(self, error: ValidationError) -> set[str]:
        """Report what the model refuses; the columns to leave out before the model is asked again."""
        touched: set[str] = set()
        for detail in error.errors(include_url=False):
            path = tuple(detail["loc"])
            column = self.reader.sheet.column_at(path) if path else None
            if column is not None:
                if column.id not in self.faulty | touched:
                    self._say_field(column, detail)
                touched.add(column.id)
                continue
            involved = _INVOLVED.get(detail["type"], ()) or tuple(each.id for each in self.reader.sheet.columns)
            mine = [id_ for id_ in involved if self._has(id_)]
            if not self.faulty.intersection(involved):
                self._say_row(self._blamed(detail["type"], mine), detail)
            touched.update(mine)
        return touched

    def _has(self, id_: str) -> bool:
        return any(column.id == id_ for column in self.reader.sheet.columns)

    def _blamed(self, code: str, involved: list[str]) -> Column:
        """The column that a fault of the whole row is shown at."""
        wanted = [id_ for id_ in involved if self.reader.layout.column_number(id_) is not None] or involved
        if code in _BLAMES_BLANK:
            wanted = [id_ for id_ in wanted if id_ not in self.cells] or wanted
        elif code in _BLAMES_FILLED:
            wanted = [id_ for id_ in wanted if shown(self.cells.get(id_, 0)) != "0"] or wanted
        return self.reader.sheet.column(wanted[0] if wanted else self.reader.sheet.columns[0].id)

    def _say_row(self, column: Column, detail: Any) -> None:
        value = HIDDEN if column.personal else shown(self.cells[column.id]) if column.id in self.cells else None
        params = {key: str(each) for key, each in (detail.get("ctx") or {}).items() if key != "value"}
        suggestion = None
        if detail["type"] == "AC2012":
            suggestion = later_end(_minutes(params["start"]), _minutes(params["end"]))
        elif detail["type"] == "AC2028":
            suggestion = _in_order(self.cells.get(column.id))
        elif detail["type"] == "AC2126":
            value = detail["ctx"]["value"]
            params, suggestion = self._words_for(EligibilityKind(params["kind"]), value)
        elif detail["type"] == "AC2206":
            value = detail["ctx"]["value"]
            params, suggestion = self._states_of(CaseSubject(params["subject"]), value)
        if detail["type"].startswith("AC"):
            self._say(column, detail["type"], value=value, suggestion=suggestion, **params)
        else:
            self._say(column, "AC1099", value=value, detail=detail["type"])

    def _words_for(self, kind: EligibilityKind, word: str) -> tuple[dict[str, str], str | None]:
        """What a rule of this kind may say, in the language of the book, and what was probably meant."""
        language, name = self.reader.layout.language, words_of(kind) or ""
        near = nearest(word, codes_by_word(name))
        told = {
            "kind": word_for("EligibilityKind", kind, language),
            "allowed": "; ".join(word_for(name, code, language) for code in codes(name)),
        }
        return told, word_for(name, codes_by_word(name)[near], language) if near else None

    def _states_of(self, subject: CaseSubject, word: str) -> tuple[dict[str, str], str | None]:
        """The states of a kind of record, in the language of the book, and which was probably meant."""
        language = self.reader.layout.language
        states = [(enum, code) for enum in state_enums(subject) for code in codes(enum)]
        words = {fold(word_for(enum, code, language)): word_for(enum, code, language) for enum, code in states}
        near = nearest(word, words)
        told = {"subject": word_for("CaseSubject", subject, language), "allowed": "; ".join(words.values())}
        return told, words[near] if near else None

    def _say_field(self, column: Column, detail: Any) -> None:
        code, params = _of_pydantic(detail, column)
        value = shown(self.cells[column.id]) if column.id in self.cells else None
        suggestion = None
        if code == "AC1036":
            value = shown(detail["input"])
            suggestion = self._changed_over(column)
            if suggestion:
                code, params, suggestion = "AC1058", {}, None
        elif code == "AC1039":
            value = shown(detail["input"])
            suggestion = _id_like(str(detail["input"]))
        if column.personal:
            value, suggestion = HIDDEN if value else None, None
        self._say(column, code, value=value, suggestion=suggestion, **params)

    def _changed_over(self, column: Column) -> str | None:
        """Whether a latitude out of range and its longitude would both do in each other's place."""
        if column.cell is not FLOAT or "latitude" not in column.id:
            return None
        other = column.id.replace("latitude", "longitude")
        try:
            latitude = read_cell(FLOAT, self.cells[other], "en")
        except (CellError, KeyError):
            return None
        return other if abs(latitude) <= 90 else None


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _in_order(value: object) -> str | None:
    parts = sorted(read_cell(WINDOWS, value, "en"), key=lambda window: window["start"])
    return "; ".join(f"{format_clock(part['start'])}-{format_clock(part['end'])}" for part in parts)


def _id_like(text: str) -> str | None:
    """The id that ``E 017`` was probably meant to be."""
    parts = re.findall(r"[\w.]+", text.replace("_", "-"))
    return "-".join(parts)[:64] if 1 < len(parts) <= 4 else None


def _neutral(column: Column, row: int) -> Any:
    """A value that the model takes and that contradicts nothing, for a required cell that is faulty."""
    if column.cell is ID:
        return f"row-{row}.{column.id}"
    if column.cell is WINDOWS:
        return [{"start": 0, "end": 1440}]
    if column.cell is WEEKDAYS:
        return list(Weekday)
    if column.cell is CLOCK:
        return 0 if column.id == "start" else 1440
    if column.id in ("first_day", "date"):
        return dt.date(1, 1, 1)
    if column.id == "last_day":
        return dt.date(9999, 12, 31)
    if column.cell is INT:
        return 1
    if column.cell is FLOAT:
        return 1.0
    return read_cell(column.cell, column.example, "en")


_INVOLVED: Mapping[str, tuple[str, ...]] = {
    "AC2012": ("end", "start"),
    "AC2013": (
        "valid_to",
        "valid_from",
        "last_day",
        "first_day",
        "until",
        "since",
        "status_to",
        "status_from",
        "valid_until",
        "on",
    ),
    "AC2014": ("valid_from", "valid_to", "yearly"),
    "AC2015": ("home_latitude", "home_longitude"),
    "AC2016": ("start_location", "end_location", "home_latitude", "home_longitude"),
    "AC2017": ("break_earliest", "break_latest", "break_minutes"),
    "AC2018": ("break_earliest", "break_latest", "break_minutes", "start", "end"),
    "AC2019": ("worker", "client"),
    "AC2020": ("start", "end"),
    "AC2021": ("second_worker", "second_minutes", "second_skills"),
    "AC2022": ("second_worker",),
    "AC2023": ("lag_max", "lag_min"),
    "AC2024": ("lag_min", "lag_max", "second_worker"),
    "AC2025": ("gap_max", "gap_min"),
    "AC2026": ("after", "gap_min", "gap_max"),
    "AC2027": ("windows",),
    "AC2028": ("windows",),
    "AC2029": ("date", "worker", "second_worker"),
    "AC2030": ("date", "start"),
    "AC2061": ("need", "service", "service_type"),
    "AC2101": ("items", "instrument"),
    "AC2102": ("items", "item", "instrument"),
    "AC2103": ("items",),
    "AC2104": ("items", "instrument"),
    "AC2105": ("items", "instrument"),
    "AC2106": ("items", "total"),
    "AC2107": ("total", "instrument"),
    "AC2108": ("total", "items"),
    "AC2115": ("visit_minutes", "visits_per_week"),
    "AC2116": ("taken", "total"),
    "AC2117": ("need", "service"),
    "AC2118": ("reason", "status"),
    "AC2119": ("reason", "status"),
    "AC2120": ("rule", "valid_from", "valid_to"),
    "AC2121": ("allowed", "kind"),
    "AC2122": ("least", "most", "kind"),
    "AC2123": ("most", "least"),
    "AC2124": ("least", "most", "kind"),
    "AC2125": ("allowed", "kind"),
    "AC2126": ("allowed", "kind"),
    "AC2127": ("least", "most", "instrument", "item"),
    "AC2128": ("needs", "domain"),
    "AC2201": ("status", "stage"),
    "AC2202": ("until", "stage"),
    "AC2203": ("reason", "stage"),
    "AC2204": ("visit_request", "referral"),
    "AC2205": ("record", "subject"),
    "AC2206": ("to_state", "from_state", "subject"),
    "AC2211": ("received", "registered", "extended_on", "answered"),
    "AC2212": ("told_on", "extended_on", "received"),
    "AC2213": ("extended_days", "extended_on", "extended_by"),
    "AC2214": ("outcome", "answered"),
    "AC2401": ("reason", "status"),
    "AC2402": ("reason", "status"),
    "AC2403": ("minutes", "progress", "status"),
    "AC2404": ("note", "reason"),
    "AC2411": ("document", "item"),
    "AC2301": ("attended", "guests", "status"),
    "AC2302": ("owner", "due", "kind"),
    "AC2303": ("coach", "worker"),
    "AC2304": ("entry", "exit"),
}
"""Columns that a fault of the whole row is about; the first that fits is shown."""

_BLAMES_BLANK = frozenset({"AC2014", "AC2015", "AC2016", "AC2017", "AC2020", "AC2213", "AC2214", "AC2302", "AC2404"})
_BLAMES_FILLED = frozenset({"AC2024", "AC2124", "AC2301", "AC2403"})

_HOLD_IDS = frozenset({"id", "ids", "skills", "competency", "competencies", "competencies and levels"})
"""Kinds of cell that hold ids."""

_PYDANTIC = {
    "missing": "AC1033",
    "string_too_long": "AC1038",
    "string_too_short": "AC1033",
    "too_short": "AC1033",
    "too_long": "AC1053",
    "int_parsing": "AC1034",
    "int_type": "AC1034",
    "int_from_float": "AC1034",
    "int_parsing_size": "AC1034",
    "float_parsing": "AC1035",
    "float_type": "AC1035",
    "finite_number": "AC1035",
    "greater_than": "AC1036",
    "greater_than_equal": "AC1036",
    "less_than": "AC1036",
    "less_than_equal": "AC1036",
    "bool_parsing": "AC1049",
    "date_parsing": "AC1045",
    "date_from_datetime_parsing": "AC1045",
}
"""Fault code by pydantic's type of error."""


def _of_pydantic(detail: Any, column: Column) -> tuple[str, dict[str, str]]:
    """The code and the parameters of an error of one field."""
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind.startswith("AC"):
        return kind, {key: str(each) for key, each in context.items() if key != "value"}
    if kind == "string_pattern_mismatch":
        return ("AC1039" if column.cell.name in _HOLD_IDS else "AC1054"), {}
    code = _PYDANTIC.get(kind, "AC1099")
    if code == "AC1036":
        bounds = {
            "least": column.least or str(context.get("ge", context.get("gt", "…"))),
            "most": column.most or str(context.get("le", context.get("lt", "…"))),
        }
        return code, bounds
    if code in ("AC1038", "AC1053"):
        return code, {"most": str(context.get("max_length", ""))}
    return code, {"detail": kind} if code == "AC1099" else {}
