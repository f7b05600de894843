"""What the rules between records share: rows of a kind, ids in a field, periods and cycles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agecare.model.people import SkillLevel
from agecare.model.time import Dated

Records = Mapping[str, Any]
"""Records by the field names of the `Register` (``centre``: one record); kinds that could not be read are missing."""


def rows_of(records: Records, kind: str) -> Iterator[tuple[int, Any]]:
    """Index and record of every row of a kind."""
    found = records.get(kind) or ()
    yield from enumerate(found if isinstance(found, Sequence) else [found])


def ids_in(value: Any) -> Iterable[str]:
    """The ids that stand in a field: none, one, several, or those of skills."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    return [item.skill if isinstance(item, SkillLevel) else item for item in value]


def periods_meet(one: Dated, two: Dated) -> bool:
    """Whether two periods of validity share a day."""
    return not (
        (one.valid_to and two.valid_from and one.valid_to < two.valid_from)
        or (two.valid_to and one.valid_from and two.valid_to < one.valid_from)
    )


def lineage(id_: str, parent_of: Mapping[str, str | None]) -> tuple[str, ...]:
    """An area, its parent, and so on; a cycle ends where it began.

    >>> lineage("bag", {"bag": "soum", "soum": "aimag", "aimag": None})
    ('bag', 'soum', 'aimag')
    """
    found: list[str] = []
    here: str | None = id_
    while here is not None and here not in found:
        found.append(here)
        here = parent_of.get(here)
    return tuple(found)


def cycles(parent_of: Mapping[str, str | None]) -> set[str]:
    """Ids that lie on a cycle of parents."""
    on_cycle: set[str] = set()
    done: set[str] = set()
    for start in parent_of:
        path: list[str] = []
        here: str | None = start
        while here is not None and here in parent_of and here not in done and here not in path:
            path.append(here)
            here = parent_of[here]
        if here in path:
            on_cycle.update(path[path.index(here) :])
        done.update(path)
    return on_cycle
