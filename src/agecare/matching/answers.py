"""How each rule of a service was answered for a client: pass or fail, a coded reason, and the figures."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs

from agecare.matching.askers import Asker
from agecare.matching.columns import Askers, Shelf
from agecare.matching.eligibility import Verdict
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
    ``least``, ``most``, ``by`` (how much is missing or too much), ``allowed``, ``missing``, ``free``, ``wanted``.
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


def answers_of(asker: Asker, columns: Askers, shelf: Shelf, verdict: Verdict, index: int) -> tuple[Answer, ...]:
    """Every rule of one service, answered for the first of the askers in the columns.

    First the rules about the service itself, then its eligibility rows in the order in which they were written.
    """
    offer = shelf.offers[index]
    found = [
        Answer(name, bool(held[0, index]), Reason.HOLDS if held[0, index] else Reason.FAILS, None, figures)
        for name, held in verdict.services.items()
        for figures in (_of_service(name, asker, offer, columns, index),)
    ]
    first = {kind: int(rows.service.searchsorted(index)) for kind, rows in shelf.rows.items()}
    for rule in offer.rules:
        held = bool(verdict.rows[rule.kind][0, first[rule.kind]])
        first[rule.kind] += 1
        found.append(_of_row(rule, held, asker, float(columns.km[0, index])))
    return tuple(found)


def _of_service(name: str, asker: Asker, offer: Offer, columns: Askers, index: int) -> dict[str, object]:
    service = offer.service
    if name == "answers":
        return {"found": asker.need and asker.need.domain.value, "allowed": tuple(map(str, service.domains))}
    if name == "active":
        return {"found": service.status.value, "to": service.status_to}
    if name == "opens":
        return {"found": offer.open_days[0] if offer.open_days else None, "days": DAYS_AHEAD}
    if name == "access":
        missing = frozenset(asker.client.accessibility) - offer.accessibility
        return {"missing": tuple(sorted(each.value for each in missing))}
    if name == "place":
        free, wanted = int(columns.free[0, index]), int(columns.wanted[0, index])
        scarce = offer.unit is not None
        return {
            "unit": offer.unit and offer.unit.value,
            "free": free if scarce else None,
            "wanted": wanted,
            "by": max(0, wanted - free),
        }
    return {}


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
