"""Who may have which service: one named rule for each thing asked, answered for all askers and services at once.

A rule about eligibility (`ELIGIBILITY`) answers the rows of its kind, shape (C, R); a rule about the service itself
(`SERVICE_RULES`) answers for every service, shape (C, S). A fact that is not known meets no rule.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.matching.columns import Askers, Flags, Floats, Ints, Rows, Shelf
from agecare.model import EligibilityKind


def age(askers: Askers, rows: Rows) -> Flags:
    """The client's age in whole years is in the range."""
    return _between(askers.measured[EligibilityKind.AGE][:, None], rows)


def gender(askers: Askers, rows: Rows) -> Flags:
    """The client has an allowed gender."""
    return _allowed(askers.words[EligibilityKind.GENDER], rows)


def group(askers: Askers, rows: Rows) -> Flags:
    """The client belongs to an allowed group."""
    return _allowed(askers.words[EligibilityKind.GROUP], rows)


def risk(askers: Askers, rows: Rows) -> Flags:
    """The client's risk level is an allowed one."""
    return _allowed(askers.words[EligibilityKind.RISK], rows)


def other_need(askers: Askers, rows: Rows) -> Flags:
    """The client has an open need of an allowed domain, besides the one to be answered."""
    return _allowed(askers.words[EligibilityKind.NEED], rows)


def severity(askers: Askers, rows: Rows) -> Flags:
    """The need to be answered has an allowed severity."""
    return _allowed(askers.words[EligibilityKind.SEVERITY], rows)


def area(askers: Askers, rows: Rows) -> Flags:
    """The client lives in an allowed area or in a part of one."""
    return _allowed(askers.words[EligibilityKind.AREA], rows)


def distance(askers: Askers, rows: Rows) -> Flags:
    """The nearest location of the service is so far from the client's address."""
    return _between(askers.km[:, rows.service], rows)


def document(askers: Askers, rows: Rows) -> Flags:
    """The client has an allowed document."""
    return _allowed(askers.words[EligibilityKind.DOCUMENT], rows)


def income(askers: Askers, rows: Rows) -> Flags:
    """The monthly income for each member of the household is in the range."""
    return _between(askers.measured[EligibilityKind.INCOME][:, None], rows)


def language(askers: Askers, rows: Rows) -> Flags:
    """The client speaks an allowed language."""
    return _allowed(askers.words[EligibilityKind.LANGUAGE], rows)


def carers(askers: Askers, rows: Rows) -> Flags:
    """The number of family carers is in the range."""
    return _between(askers.measured[EligibilityKind.CARERS][:, None], rows)


def _between(found: Floats, rows: Rows) -> Flags:
    return np.asarray((found >= rows.least) & (found <= rows.most))


def _allowed(has: NDArray[np.float32], rows: Rows) -> Flags:
    return np.asarray((has @ rows.allowed.T) > 0)


ELIGIBILITY: Mapping[EligibilityKind, Callable[[Askers, Rows], Flags]] = MappingProxyType(
    {
        EligibilityKind.AGE: age,
        EligibilityKind.GENDER: gender,
        EligibilityKind.GROUP: group,
        EligibilityKind.RISK: risk,
        EligibilityKind.NEED: other_need,
        EligibilityKind.SEVERITY: severity,
        EligibilityKind.AREA: area,
        EligibilityKind.DISTANCE: distance,
        EligibilityKind.DOCUMENT: document,
        EligibilityKind.INCOME: income,
        EligibilityKind.LANGUAGE: language,
        EligibilityKind.CARERS: carers,
    }
)
"""The rule that answers the rows of each kind."""


def here(askers: Askers, shelf: Shelf) -> Flags:
    """The client is with the centre on the day."""
    return np.broadcast_to(askers.here[:, None], askers.km.shape)


def answers(askers: Askers, shelf: Shelf) -> Flags:
    """The service answers the need; where none is named, nothing is asked."""
    return np.where(askers.domain[:, None] < 0, True, shelf.answers[:, askers.domain].T)


def active(askers: Askers, shelf: Shelf) -> Flags:
    """The service is given on the day, as its status says."""
    return np.broadcast_to(shelf.active, askers.km.shape)


def opens(askers: Askers, shelf: Shelf) -> Flags:
    """The service is open on a day of the next four weeks; where no opening times are known, nothing is asked."""
    return np.broadcast_to(shelf.opens, askers.km.shape)


def access(askers: Askers, shelf: Shelf) -> Flags:
    """The service has what the client cannot do without."""
    return np.asarray((askers.access.astype(np.float32) @ (~shelf.access).astype(np.float32).T) == 0)


def place(askers: Askers, shelf: Shelf) -> Flags:
    """As many units are free as the client would take; who holds some keeps them."""
    return np.asarray(askers.free >= askers.wanted)


SERVICE_RULES: Mapping[str, Callable[[Askers, Shelf], Flags]] = MappingProxyType(
    {"here": here, "answers": answers, "active": active, "opens": opens, "access": access, "place": place}
)
"""The rules about the service itself, in the order in which they are told."""


@attrs.frozen(eq=False)
class Verdict:
    """How every rule was answered.

    Attributes
    ----------
    services : by name of the rule, (C, S).
    rows : by kind, (C, R).
    failed : (C, S) number of rules that do not hold.
    """

    services: Mapping[str, Flags]
    rows: Mapping[EligibilityKind, Flags]
    failed: Ints


def judge(askers: Askers, shelf: Shelf) -> Verdict:
    """Answer every rule of every service of a shelf for every asker."""
    services = {name: rule(askers, shelf) for name, rule in SERVICE_RULES.items()}
    rows = {kind: ELIGIBILITY[kind](askers, of_kind) for kind, of_kind in shelf.rows.items()}
    failed = np.zeros(askers.km.shape, dtype=np.int64)
    for held in services.values():
        failed += ~held
    for kind, held in rows.items():
        of_kind = shelf.rows[kind]
        failed[:, of_kind.service[of_kind.first]] += np.add.reduceat(~held, of_kind.first, axis=1, dtype=np.int64)
    return Verdict(services, rows, failed)
