"""Faults between records, brought to their cells; what merely follows from another fault is left out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from agecare.errors import Fault, Place
from agecare.io.tables.rows import ReadRow
from agecare.io.tables.sheet import Sheet
from agecare.io.tables.sheets import ALL_SHEETS, SETTINGS
from agecare.model.faults import fault, latin_twin, near_match
from agecare.model.register import register_faults

Rows = Mapping[str, Sequence[ReadRow]]
"""Rows by record kind (``centre`` too)."""

Locate = Callable[[str, int, str], Place]
"""Kind, index among the kind's rows, column id → the cell."""


def cross_faults(rows: Rows, absent: frozenset[str], locate: Locate) -> Iterator[Fault]:
    """Every fault between records, each at its cell.

    Parameters
    ----------
    rows
        What was read; kinds that could not be read are missing.
    absent
        Kinds without a sheet in the file: they have no records.
    locate
        Where the cell of a column is.
    """
    judged = _judged(rows)
    unknown = [each for each in judged if each.fault.code == "AC3002"]
    doubts = _Doubts(rows, judged)
    kept = [each for each in unknown if not doubts.explain(each)]
    alike, rest = _looking_alike(kept, rows)
    yield from (each.at(locate) for each in rest)
    yield from alike.faults(locate)
    # What a row says through an id that nothing has is not to be trusted either.
    doubts = _Doubts(_distrusted(rows, unknown), judged)
    others = [each for each in judged if each.fault.code != "AC3002"]
    yield from (each.at(locate) for each in others if not doubts.explain(each))
    yield from _missing_sheets(rows, absent)
    yield from _twins(rows, locate)


@attrs.frozen
class _Judged:
    """A fault that the register's rules found, and the row and column it is about."""

    fault: Fault
    kind: str
    row: int
    column: str

    def at(self, locate: Locate) -> Fault:
        return attrs.evolve(self.fault, place=locate(self.kind, self.row, self.column))


def _judged(rows: Rows) -> list[_Judged]:
    readable = {
        kind: [index for index, row in enumerate(found) if row.record is not None] for kind, found in rows.items()
    }
    records = {kind: tuple(rows[kind][index].record for index in each) for kind, each in readable.items()}
    return [
        _Judged(found, kind, readable[kind][found.place.index or 0], column_of(kind, found.place.field or ""))
        for found in register_faults(records)
        if (kind := found.place.kind or "")
    ]


def _distrusted(rows: Rows, unknown: Sequence[_Judged]) -> Rows:
    """The rows, the columns with unknown ids counted as faulty."""
    found = {kind: list(each) for kind, each in rows.items()}
    for each in unknown:
        row = found[each.kind][each.row]
        found[each.kind][each.row] = attrs.evolve(row, faulty=row.faulty | {each.column})
    return found


@attrs.define
class _Alike:
    """References that differ from an id only in the alphabet of letters that look alike."""

    references: list[_Judged] = attrs.field(factory=list)
    ids: dict[tuple[str, int], str] = attrs.field(factory=dict)
    """Ids that are the slip themselves, by kind and row, with what they should be."""
    rows: Rows = attrs.field(factory=dict)

    def faults(self, locate: Locate) -> Iterator[Fault]:
        for each in self.references:
            place = locate(each.kind, each.row, each.column)
            yield fault("AC1052", place, value=each.fault.value, suggestion=each.fault.suggestion)
        for (kind, row), meant in self.ids.items():
            own = self.rows[kind][row].record.id
            yield fault("AC1056", locate(kind, row, "id"), value=own, suggestion=meant)


def _looking_alike(unknown: Sequence[_Judged], rows: Rows) -> tuple[_Alike, list[_Judged]]:
    """Unknown ids that look like a known one, apart from the rest.

    When nobody uses the known id as it is written, and it is the odd one among its kind or several rows use its
    twin, the slip is in the known id: one fault there, not one at every reference.
    """
    alike, rest = _Alike(rows=rows), []
    groups: dict[tuple[str, int], list[_Judged]] = {}
    for each in unknown:
        target = _twin_of(each, rows)
        if target is None:
            rest.append(each)
        else:
            groups.setdefault(target, []).append(each)
    used = _used_ids(rows) if groups else set()
    for (kind, row), references in groups.items():
        id_ = rows[kind][row].record.id
        peers = [other.record.id for other in rows[kind] if other.record is not None and other.record.id != id_]
        odd = sum(_is_latin(peer) != _is_latin(id_) for peer in peers) * 2 > len(peers)
        if (kind, id_) not in used and (odd or len(references) > 1):
            alike.ids[kind, row] = references[0].fault.value or ""
        else:
            alike.references += references
    return alike, rest


def _twin_of(unknown: _Judged, rows: Rows) -> tuple[str, int] | None:
    """Kind and row of the record whose id looks just like the unknown one."""
    value, suggestion = unknown.fault.value or "", unknown.fault.suggestion or ""
    if value == suggestion or latin_twin(value) != latin_twin(suggestion):
        return None
    for kind in _sheet(unknown.kind).column(unknown.column).refers_to:
        for index, row in enumerate(rows.get(kind, ())):
            if row.record is not None and row.record.id == suggestion:
                return kind, index
    return None


def _is_latin(id_: str) -> bool:
    return latin_twin(id_) == id_


def _used_ids(rows: Rows) -> set[tuple[str, str]]:
    """Every id that some record refers to, with the kinds it may be of."""
    return {
        (kind, id_)
        for source, found in rows.items()
        for column in _sheet(source).columns
        for kind in column.refers_to
        for row in found
        if row.record is not None
        for id_ in _ids(_sheet(source).to_cells(row.record).get(column.id))
    }


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value:
        yield from (each if isinstance(each, str) else each.skill for each in value)


def _sheet(kind: str) -> Sheet:
    return ALL_SHEETS[SETTINGS if kind == "centre" else kind]


def column_of(kind: str, field: str) -> str:
    """The column id of a field path such as ``roles.1.skills``."""
    sheet = _sheet(kind)
    path = tuple(int(part) if part.isdigit() else part for part in field.split("."))
    column = sheet.column_at(path)
    return column.id if column else sheet.columns[0].id


_BASED_ON: Mapping[str, tuple[str, ...]] = {
    "AC3001": ("id",),
    "AC3003": ("id",),
    "AC3004": ("id", "parent"),
    "AC3005": ("id", "after"),
    "AC3006": ("after", "client"),
    "AC3007": ("after", "visits_per_week", "every_weeks"),
    "AC3008": ("client", "valid_from", "valid_to", "yearly"),
    "AC3009": ("id",),
    "AC3010": ("care_plan", "client"),
    "AC3011": ("visits_per_week", "days", "days_between"),
    "AC3012": ("windows", "soft_end", "minutes", "second_minutes", "second_worker"),
    "AC3013": ("usual_worker", "preferred_workers", "refused_workers"),
    "AC3014": ("skills", "second_skills"),
    "AC3015": ("worker", "days", "start", "end", "valid_from", "valid_to"),
    "AC3101": ("service", "area", "group", "domain", "valid_from", "valid_to"),
    "AC3102": ("instrument", "item", "domain", "least", "most"),
    "AC3103": ("service", "reserved", "valid_from", "valid_to"),
    "AC3104": ("service", "kind", "allowed", "least", "most"),
    "AC3105": ("service", "group"),
    "AC3106": ("service", "total", "taken", "valid_from", "valid_to"),
    "AC3107": ("client", "assessment", "need"),
    "AC3108": ("service", "need"),
    "AC3109": ("service", "valid_from", "valid_to"),
    "AC3110": ("client", "service", "since", "until"),
    "AC3111": ("client", "service", "need", "status"),
    "AC3401": ("request", "date", "worker"),
    "AC3402": ("item", "document", "group"),
    "AC3301": ("team", "worker", "valid_from", "valid_to"),
    "AC3302": ("conference",),
    "AC3303": ("conference", "due"),
    "AC3304": ("plan", "phase", "competency"),
    "AC3305": ("client", "on", "entry", "exit"),
    "AC3306": ("client", "on", "entry", "exit"),
    "AC3201": ("client", "stage", "status"),
    "AC3202": ("client", "case", "care_plan", "goal", "need", "referral", "visit_request"),
    "AC3203": ("case", "to_state", "subject"),
    "AC3204": ("risk",),
}
"""Columns of the row itself that a fault rests on; a fault not named here rests on all of them."""

_OTHERS: Mapping[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    "AC3006": (("visit_requests", "id", "after", ("client",)),),
    "AC3007": (("visit_requests", "id", "after", ("visits_per_week", "every_weeks")),),
    "AC3008": (("addresses", "client", "client", ("valid_from", "valid_to", "yearly")),),
    "AC3010": (("care_plans", "id", "care_plan", ("client",)),),
    "AC3015": (("shifts", "worker", "worker", ("days", "start", "end", "valid_from", "valid_to")),),
    "AC3016": (("visit_requests", "id", "request", ("second_worker", "second_minutes", "second_skills")),),
    "AC3017": (("visit_requests", "id", "request", ("days", "valid_from", "valid_to")),),
    "AC3018": (("visit_requests", "id", "request", ("windows", "minutes", "soft_end")),),
    "AC3103": (("capacities", "service", "service", ("total", "valid_from", "valid_to")),),
    "AC3106": (("placements", "service", "service", ("units", "since", "until")),),
    "AC3107": (
        ("needs", "id", "need", ("client",)),
        ("assessments", "id", "assessment", ("client",)),
        ("cases", "id", "case", ("client",)),
    ),
    "AC3108": (("services", "id", "service", ("domains",)),),
    "AC3109": (("capacities", "service", "service", ("valid_from", "valid_to")),),
    "AC3202": (
        ("cases", "id", "case", ("client",)),
        ("care_plans", "id", "care_plan", ("client", "case")),
        ("goals", "id", "goal", ("care_plan",)),
        ("needs", "id", "need", ("client",)),
        ("visit_requests", "id", "visit_request", ("client",)),
        ("referrals", "id", "referral", ("client",)),
    ),
    "AC3203": (("cases", "id", "case", ("stage", "status")),),
    "AC3302": (("conferences", "id", "conference", ("status",)),),
    "AC3303": (("conferences", "id", "conference", ("on",)),),
    "AC3305": (("movements", "client", "client", ("on", "entry", "exit")),),
    "AC3306": (("clients", "id", "client", ("valid_from", "valid_to")),),
}
"""Other rows that a fault rests on: their kind, their key, this row's field that names them, their columns."""


class _Doubts:
    """What the faulty rows leave uncertain."""

    def __init__(self, rows: Rows, judged: Sequence[_Judged]) -> None:
        self.rows = rows
        self.homeless = sum(each.fault.code == "AC3009" for each in judged)
        self.unknown: dict[str, set[str]] = {}
        for each in judged:
            if each.fault.code == "AC3002":
                for target in _sheet(each.kind).column(each.column).refers_to:
                    self.unknown.setdefault(target, set()).add(each.fault.value or "")
        self.odd_ids: dict[str, set[str]] = {}
        self.blank_ids: Counter[str] = Counter()
        self.repeated: dict[str, Mapping[str, int]] = {}
        """How often each id too many stands in a kind."""
        for kind, found in rows.items():
            ids = [getattr(row.record, "id", None) or row.texts.get("id") for row in found]
            self.repeated[kind] = {id_: times - 1 for id_, times in Counter(ids).items() if id_ and times > 1}
            for row in found:
                if row.record is None or "id" in row.faulty:
                    if text := row.texts.get("id"):
                        self.odd_ids.setdefault(kind, set()).add(text)
                    else:
                        self.blank_ids[kind] += 1

    def explain(self, judged: _Judged) -> bool:
        """Whether the fault only follows from one that has been reported at another cell."""
        found, kind, column = judged.fault, judged.kind, judged.column
        row = self.rows[kind][judged.row]
        if row.faulty.intersection(_BASED_ON.get(found.code, row.faulty)) or column in row.faulty:
            return True
        if found.code == "AC3002":
            return self._unknown_is_odd(kind, column, found)
        if found.code == "AC3009":
            return self._named_by_odd_row("addresses", found.value or "")
        if found.code == "AC3014":
            return any(each.record is None or "skills" in each.faulty for each in self.rows.get("workers", ()))
        return self._rests_on_other(found, row)

    def _unknown_is_odd(self, kind: str, column: str, found: Fault) -> bool:
        """An unknown id that is what a faulty id was meant to be."""
        for target in _sheet(kind).column(column).refers_to:
            odd = self.odd_ids.get(target, set())
            if found.value in odd or near_match(found.value or "", odd):
                return True
            blank = self.blank_ids[target]
            if blank and (found.suggestion is None or len(self.unknown[target]) <= blank):
                return True
            if len(self.unknown[target]) <= sum(self.repeated.get(target, {}).values()):
                return True
        return False

    def _named_by_odd_row(self, kind: str, id_: str) -> bool:
        """Whether a row whose reference is faulty was probably about this id, or may be about it."""
        odd = [row for row in self.rows.get(kind, ()) if row.record is None or "client" in row.faulty]
        texts = [text for row in odd if (text := row.texts.get("client"))]
        return len(odd) >= self.homeless or any(near_match(text, [id_]) for text in texts)

    def _rests_on_other(self, found: Fault, row: ReadRow) -> bool:
        for kind, key, field, columns in _OTHERS.get(found.code, ()):
            wanted = getattr(row.record, field, None)
            if wanted is None:
                continue
            if key == "id" and wanted in self.repeated.get(kind, ()):
                return True
            for other in self.rows.get(kind, ()):
                if other.record is None:
                    return True
                if getattr(other.record, key) == wanted and other.faulty.intersection(columns):
                    return True
        return False


def _missing_sheets(rows: Rows, absent: frozenset[str]) -> Iterator[Fault]:
    """AC1020: one fault for each sheet that is not there although other sheets refer to its records."""
    wanted: set[str] = set()
    if absent:
        for kind, found in rows.items():
            for column in _sheet(kind).columns:
                missing = absent.intersection(column.refers_to)
                if missing and len(missing) == len(column.refers_to) and _fills(kind, found, column.id):
                    wanted |= missing
    if "addresses" in absent and rows.get("visit_requests"):
        wanted.add("addresses")
    for kind in ALL_SHEETS:
        if kind in wanted:
            yield fault("AC1020", Place(kind=kind))


def _fills(kind: str, rows: Sequence[ReadRow], column_id: str) -> bool:
    """Whether any row has a value in the column."""
    return any(
        row.record is not None and column_id not in row.faulty and _sheet(kind).to_cells(row.record).get(column_id)
        for row in rows
    )


def _twins(rows: Rows, locate: Locate) -> Iterator[Fault]:
    """AC1056: two ids of one kind that look the same but are written with letters of another alphabet."""
    for kind, found in rows.items():
        if kind == "centre" or "id" not in _sheet(kind).model.model_fields:
            continue
        seen: dict[str, str] = {}
        for index, row in enumerate(found):
            if row.record is None or "id" in row.faulty:
                continue
            id_ = row.record.id
            first = seen.setdefault(latin_twin(id_), id_)
            if first != id_:
                yield fault("AC1056", locate(kind, index, "id"), value=id_)
