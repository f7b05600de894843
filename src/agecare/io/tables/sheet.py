"""A sheet and its columns, and how they are made from what the model already says of its fields."""

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import annotated_types
import attrs
from pydantic.fields import FieldInfo

from agecare.io.tables.cells import DATE, TEXT, CellType
from agecare.model import MatchingWeights, OutcomeRules, ReferralRules, VisitRole, Weights
from agecare.model.base import Record


@attrs.frozen(eq=False)
class Column:
    """One column: its machine id, its kind of cell, what it refers to, and an invented example."""

    id: str
    cell: CellType
    example: str = ""
    refers_to: tuple[str, ...] = ()
    """Record kinds whose ids may stand here."""
    path: tuple[str | int, ...] = ()
    """Where the value goes in the record; the column's id when empty."""
    width: int = 14
    required: bool = False
    personal: bool = False
    """Personal data: the value never appears in a fault."""
    least: str | None = None
    most: str | None = None


@attrs.frozen(eq=False)
class Sheet:
    """One sheet: the record it holds and its columns in order."""

    id: str
    model: type[Record]
    columns: tuple[Column, ...]
    to_record: Callable[[dict[str, Any]], dict[str, Any]] = dict
    """Cell values by column id → what the model takes."""
    to_cells: Callable[[Any], dict[str, Any]] = vars
    """A record → values by column id."""

    def column(self, id_: str) -> Column:
        """The column with this id; `KeyError` when there is none."""
        return _columns_by_id(self)[id_]

    def column_at(self, path: tuple[str | int, ...]) -> Column | None:
        """The column that a place in the record comes from (``("roles", 1, "minutes")``)."""
        for column in self.columns:
            own = column.path or (column.id,)
            if path[: len(own)] == own or (path and own[: len(path)] == path):
                return column
        return None


@functools.cache
def _columns_by_id(sheet: Sheet) -> Mapping[str, Column]:
    return MappingProxyType({column.id: column for column in sheet.columns})


def _column(model: type[Record], id_: str, cell: CellType, example: str = "", **options: Any) -> Column:
    """A column with what the model already says of its field: required, personal, least and most."""
    path = options.get("path") or (id_,)
    info = _field(model, path)
    least, most = _bounds(info)
    options.setdefault("required", info.is_required() and cell is not TEXT)
    return Column(id_, cell, example, personal=not info.repr, least=least, most=most, **options)


def _field(model: type[Record], path: tuple[str | int, ...]) -> FieldInfo:
    inner: dict[str | int, type[Record]] = {
        "roles": VisitRole,
        "visit": VisitRole,
        "weights": Weights,
        "matching": MatchingWeights,
        "referral_rules": ReferralRules,
        "outcome_rules": OutcomeRules,
    }
    owner = inner.get(path[0], model) if len(path) > 1 else model
    return owner.model_fields[str(path[-1])]


def _bounds(info: FieldInfo) -> tuple[str | None, str | None]:
    """Least and most of a number, in words; an open lower bound of a whole number is one more."""
    least = most = None
    for rule in _constraints(info):
        if isinstance(rule, annotated_types.Ge):
            least = f"{rule.ge:g}" if isinstance(rule.ge, float) else str(rule.ge)
        elif isinstance(rule, annotated_types.Gt):
            least = str(rule.gt + 1) if _holds_int(info.annotation) else f">{rule.gt}"  # type: ignore[operator]
        elif isinstance(rule, annotated_types.Le):
            most = str(rule.le)
    return least, most


def _holds_int(annotation: Any) -> bool:
    return "int" in str(annotation) and "float" not in str(annotation)


def _constraints(info: FieldInfo) -> list[Any]:
    found = list(info.metadata)
    for part in getattr(info.annotation, "__args__", ()):
        for each in getattr(part, "__metadata__", ()):
            found += each.metadata if isinstance(each, FieldInfo) else [each]
    return found


def sheet(id_: str, model: type[Record], *columns: tuple[Any, ...], **options: Any) -> Sheet:
    """A sheet whose columns are told as id, kind of cell, example and, where needed, options."""
    built = tuple(
        _column(model, *column[:-1], **column[-1]) if isinstance(column[-1], dict) else _column(model, *column)
        for column in columns
    )
    return Sheet(id_, model, built, **options)


WIDE: dict[str, Any] = {"width": 28}
NARROW: dict[str, Any] = {"width": 10}
PERIOD = (("valid_from", DATE, "01.01.2026"), ("valid_to", DATE, "31.12.2026"))
"""The columns that say from when to when a row holds."""


def to(*kinds: str, **options: Any) -> dict[str, Any]:
    """Options of a column that holds ids of these kinds of record."""
    return {"refers_to": kinds, **options}


def taken(fields: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Fields taken out of some, for a record within the record: ``names`` says what each column is called there."""
    return {name: fields.pop(column) for column, name in names.items() if column in fields}
