"""How each rule of a service was answered for a client: pass or fail, a coded reason, and the figures."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs

from agecare.matching.askers import Asker
from agecare.matching.columns import Askers, Shelf
from agecare.matching.eligibility import SERVICE_RULES, Verdict
from agecare.matching.offers import DAYS_AHEAD, Offer
from agecare.model import Eligibility, EligibilityKind, RefusalReason
from agecare.model.eligibility import MEASURED


class Reason(StrEnum):
    """Why a rule holds or fails."""

    HOLDS = "holds"
    UNKNOWN = "unknown"
    """What it asks about is not known."""
    BELOW = "below"
    ABOVE = "above"
    FAILS = "fails"


_REFUSALS: Mapping[str, RefusalReason] = MappingProxyType(
    {
        "answers": RefusalReason.NOT_ELIGIBLE_NEED,
        "active": RefusalReason.SERVICE_UNAVAILABLE,
        "opens": RefusalReason.SERVICE_UNAVAILABLE,
        "place": RefusalReason.CAPACITY_FULL,
        EligibilityKind.AGE: RefusalReason.NOT_ELIGIBLE_AGE,
        EligibilityKind.NEED: RefusalReason.NOT_ELIGIBLE_NEED,
        EligibilityKind.SEVERITY: RefusalReason.NOT_ELIGIBLE_NEED,
        EligibilityKind.RISK: RefusalReason.NOT_ELIGIBLE_NEED,
        EligibilityKind.AREA: RefusalReason.NOT_ELIGIBLE_AREA,
        EligibilityKind.DISTANCE: RefusalReason.NOT_ELIGIBLE_AREA,
        EligibilityKind.DOCUMENT: RefusalReason.NOT_ELIGIBLE_DOCUMENT,
        EligibilityKind.LANGUAGE: RefusalReason.LANGUAGE,
    }
)


@attrs.frozen
class Answer:
    """One rule, answered.

    ``rule`` is a kind of eligibility (``age``) or a rule about the service itself (`eligibility.SERVICE_RULES`); of an
    eligibility rule ``row`` is the record. ``figures`` are what was found and what was asked, by name: ``found``,
    ``least``, ``most``, ``by`` (how much is missing or too much), ``allowed``; of a rule about the service itself that
    fails also ``missing``, ``free``, ``wanted``, ``unit``.
    """

    rule: str
    passed: bool
    reason: Reason
    row: Eligibility | None = None
    figures: Mapping[str, object] = attrs.field(factory=dict, repr=False)

    @property
    def refusal(self) -> RefusalReason | None:
        """The coded reason with which the service would refuse, ``None`` where the rule holds."""
        return None if self.passed else _REFUSALS.get(self.rule, RefusalReason.OTHER)


@attrs.frozen(eq=False)
class Marks:
    """A verdict for one asker as plain lists, which are quicker to read one by one than arrays.

    Attributes
    ----------
    services : by name of the rule and by service, whether it holds.
    rows : by kind and row, whether it holds.
    first : by kind and service, its first row.
    km, free, wanted : by service, as in `Askers`.
    """

    services: Mapping[str, list[bool]]
    rows: Mapping[EligibilityKind, list[bool]]
    first: Mapping[EligibilityKind, Mapping[int, int]]
    km: list[float]
    free: list[int]
    wanted: list[int]

    @classmethod
    def of(cls, columns: Askers, shelf: Shelf, verdict: Verdict) -> "Marks":
        """The verdict for the first asker."""
        firsts = {kind: rows.first.tolist() for kind, rows in shelf.rows.items()}
        return cls(
            services={name: held[0].tolist() for name, held in verdict.services.items()},
            rows={kind: held[0].tolist() for kind, held in verdict.rows.items()},
            first={
                kind: dict(zip(rows.service[rows.first].tolist(), firsts[kind], strict=True))
                for kind, rows in shelf.rows.items()
            },
            km=columns.km[0].tolist(),
            free=columns.free[0].tolist(),
            wanted=columns.wanted[0].tolist(),
        )


def answers_of(asker: Asker, offer: Offer, marks: Marks, index: int) -> tuple[Answer, ...]:
    """Every rule of the service of that index, answered.

    First the rules about the service itself, then its eligibility rows in the order in which they were written.
    """
    found = [
        _HELD[name]
        if held[index]
        else Answer(name, False, Reason.FAILS, None, _figures(name, offer, asker, marks, index))
        for name, held in marks.services.items()
    ]
    seen: dict[EligibilityKind, int] = {}
    for rule in offer.rules:
        row = marks.first[rule.kind][index] + seen.get(rule.kind, 0)
        seen[rule.kind] = seen.get(rule.kind, 0) + 1
        found.append(_of_row(rule, marks.rows[rule.kind][row], asker, marks.km[index]))
    return tuple(found)


_HELD: Mapping[str, Answer] = MappingProxyType(
    {name: Answer(name, True, Reason.HOLDS, None, {"days": DAYS_AHEAD}) for name in SERVICE_RULES}
)
"""Rules about the service itself that hold; they are alike for all."""


def _figures(name: str, offer: Offer, asker: Asker, marks: Marks, index: int) -> dict[str, object]:
    """What a rule about the service itself found."""
    if name == "answers":
        return {"allowed": tuple(domain.value for domain in offer.service.domains)}
    if name == "active":
        return {"found": offer.service.status.value}
    if name == "access":
        missing = frozenset(asker.client.accessibility) - offer.accessibility
        return {"missing": tuple(sorted(each.value for each in missing))}
    if name == "place":
        free, wanted = marks.free[index], marks.wanted[index]
        return {"unit": offer.unit and offer.unit.value, "free": free, "wanted": wanted, "by": wanted - free}
    return {"days": DAYS_AHEAD}


def _of_row(rule: Eligibility, held: bool, asker: Asker, km: float) -> Answer:
    if rule.kind in MEASURED:
        return _measured(rule, held, _known(km) if rule.kind is EligibilityKind.DISTANCE else asker.measured[rule.kind])
    has = asker.words[rule.kind]
    reason = Reason.HOLDS if held else Reason.FAILS if has else _without_word(rule.kind)
    figures = {"found": tuple(sorted(has)), "allowed": rule.allowed}
    return Answer(rule.kind.value, held, reason, rule, figures)


def _without_word(kind: EligibilityKind) -> Reason:
    """No further need and no document are facts; no gender, area or language means that it was not written down."""
    return Reason.FAILS if kind in (EligibilityKind.NEED, EligibilityKind.DOCUMENT) else Reason.UNKNOWN


def _known(km: float) -> float | None:
    return None if km != km else km


def _measured(rule: Eligibility, held: bool, found: float | None) -> Answer:
    figures: dict[str, object] = {"found": found, "least": rule.least, "most": rule.most}
    if held:
        reason = Reason.HOLDS
    elif found is None:
        reason = Reason.UNKNOWN
    elif rule.least is not None and found < rule.least:
        reason, figures["by"] = Reason.BELOW, rule.least - found
    else:
        reason, figures["by"] = Reason.ABOVE, found - (rule.most or 0)
    return Answer(rule.kind.value, held, reason, rule, figures)
