"""How confidential each field of each record is, and up to which level each role may see it.

Both are data, in ``confidentiality.json``. A field that is not there has been decided by nobody, and nobody sees it.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import attrs


class Confidentiality(StrEnum):
    """HL7 v3 Confidentiality, from what anybody may know to what hardly anybody may.

    ``low`` is what is left without what names a person, ``moderate`` what somebody at the door must know, ``normal``
    what is usual in care, ``restricted`` and ``very-restricted`` what harms when it becomes known.
    """

    UNRESTRICTED = "unrestricted"
    LOW = "low"
    MODERATE = "moderate"
    NORMAL = "normal"
    RESTRICTED = "restricted"
    VERY_RESTRICTED = "very-restricted"

    @property
    def rank(self) -> int:
        """0 for unrestricted to 5 for very restricted."""
        return tuple(Confidentiality).index(self)


class Role(StrEnum):
    """Who reads."""

    COORDINATOR = "coordinator"
    CASE_MANAGER = "case-manager"
    WORKER = "worker"
    PROVIDER = "provider"
    SUPERVISOR = "supervisor"
    MINISTRY = "ministry"


class Privacy(StrEnum):
    """Who reads a page or a file that is written once for all such readers."""

    COORDINATOR = "coordinator"
    """Everything that a planner needs."""
    WORKER = "worker"
    """One worker: only the visits of that worker."""
    ANONYMOUS = "anonymous"
    """Ids and figures: no names, telephones, addresses, notes or map."""

    @property
    def role(self) -> Role:
        """Whose rights such a reader has, with clients of his or her own."""
        return {"coordinator": Role.COORDINATOR, "worker": Role.WORKER, "anonymous": Role.MINISTRY}[self]


@attrs.frozen
class Right:
    """Up to which level a role sees records.

    Attributes
    ----------
    everybody : those of anybody.
    own : those of clients whom the reader looks after.
    oneself : those about the reader.
    kinds : the kinds of record about clients to which ``own`` is confined; empty = all.
    """

    everybody: Confidentiality
    own: Confidentiality
    oneself: Confidentiality
    kinds: frozenset[str] = frozenset()


@cache
def right_of(role: Role) -> Right:
    """What a role may see.

    >>> right_of(Role.MINISTRY).everybody.value, right_of(Role.WORKER).own.value
    ('unrestricted', 'normal')
    """
    row = _data()["roles"][role.value]
    everybody = Confidentiality(row["all"])
    own = Confidentiality(row.get("own", everybody))
    return Right(everybody, own, Confidentiality(row.get("self", everybody)), frozenset(row.get("kinds", ())))


@cache
def levels(kind: str) -> Mapping[str, Confidentiality]:
    """The level of each field of a kind of record that has been decided on.

    >>> levels("clients")["name"].value, levels("clients")["income"].value
    ('moderate', 'restricted')
    """
    rows = _data()["fields"].get(kind, {})
    return MappingProxyType({field: Confidentiality(level) for level, fields in rows.items() for field in fields})


def may_see(role: Role, kind: str, field: str, *, own: bool = False) -> bool:
    """Whether a role sees a field of anybody, or with ``own`` of clients whom the reader looks after.

    >>> may_see(Role.WORKER, "clients", "phone"), may_see(Role.WORKER, "clients", "phone", own=True)
    (False, True)
    """
    right = right_of(role)
    level = levels(kind).get(field)
    limit = right.own if own and (not right.kinds or kind in right.kinds) else right.everybody
    return level is not None and level.rank <= limit.rank


@cache
def _data() -> Any:
    return json.loads(files("agecare.model").joinpath("confidentiality.json").read_text(encoding="utf-8"))
