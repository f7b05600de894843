"""From assessments to needs, and from needs to the risk level, by rules that a centre may write itself."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated, Self

import attrs
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.assessments import Assessment
from agecare.model.base import Id, Record
from agecare.model.instruments import SCALES, Instrument
from agecare.model.needs import Need, NeedDomain, Severity
from agecare.model.people import Client, PopulationGroup, RiskLevel


class NeedRule(Record):
    """A score in a range means a need. An instrument for which a centre has rules of its own uses none of the usual."""

    instrument: Instrument
    item: Id | None = None
    """The item whose score counts; ``None``: the total."""
    least: float
    most: float
    domain: NeedDomain
    severity: Severity

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        scale = SCALES[self.instrument]
        if self.most < self.least:
            context = {"least": f"{self.least:g}", "most": f"{self.most:g}"}
            raise PydanticCustomError("AC2123", "nobody is between {least} and {most}", context)
        told = {"instrument": self.instrument.value}
        if self.item is None:
            low, high = scale.least, scale.most
        elif (item := scale.item(self.item)) is not None:
            low, high = min(item.scores), max(item.scores)
        else:
            context = {**told, "item": self.item, "allowed": ", ".join(known.id for known in scale.items)}
            raise PydanticCustomError("AC2102", "{instrument} has no item {item}; it has {allowed}", context)
        if self.most < low or self.least > high:
            context = {**told, "least": f"{low:g}", "most": f"{high:g}"}
            raise PydanticCustomError("AC2127", "{instrument} goes from {least} to {most}", context)
        return self

    def meets(self, assessment: Assessment) -> bool:
        """Whether an assessment of the rule's instrument has the score."""
        if assessment.instrument is not self.instrument:
            return False
        score = assessment.score if self.item is None else assessment.scores.get(self.item)
        return score is not None and self.least <= score <= self.most


class RiskRule(Record):
    """Whoever has so many needs of such severity has at least this risk; a centre's own rules replace all the usual."""

    risk: RiskLevel
    severity: Severity = Severity.SEVERE
    """Needs of this severity or worse count."""
    needs: Annotated[int, Field(ge=1, le=15)] = 1
    """How many of them, each domain once."""
    domain: NeedDomain | None = None
    """Only needs of this domain count."""
    group: PopulationGroup | None = None
    """Only clients of this group are meant."""

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        if self.domain is not None and self.needs > 1:
            context = {"found": str(self.needs)}
            raise PydanticCustomError("AC2128", "there is one need of a domain only, not {found}", context)
        return self


def _of_bands(*rows: tuple[Instrument, NeedDomain]) -> tuple[NeedRule, ...]:
    return tuple(
        NeedRule(instrument=name, least=band.least, most=band.most, domain=domain, severity=band.level)
        for name, domain in rows
        for band in SCALES[name].bands
        if band.level
    )


def _of_item(name: Instrument, item: str, least: int, most: int, domain: NeedDomain, severity: Severity) -> NeedRule:
    return NeedRule(instrument=name, item=item, least=least, most=most, domain=domain, severity=severity)


def _of_losses(**domains: NeedDomain) -> tuple[NeedRule, ...]:
    return tuple(_of_item(Instrument.ICOPE, item, 1, 1, domain, Severity.MODERATE) for item, domain in domains.items())


NEED_RULES: tuple[NeedRule, ...] = (
    *_of_bands(
        (Instrument.GDS15, NeedDomain.MOOD),
        (Instrument.BARTHEL, NeedDomain.SELF_CARE),
        (Instrument.KATZ, NeedDomain.SELF_CARE),
        (Instrument.LAWTON, NeedDomain.HOUSEHOLD),
        (Instrument.FRAIL, NeedDomain.REHABILITATION),
        (Instrument.ZARIT, NeedDomain.RESPITE),
        (Instrument.MNA, NeedDomain.NUTRITION),
        (Instrument.MNA_SF, NeedDomain.NUTRITION),
        (Instrument.MINI_COG, NeedDomain.COGNITION),
        (Instrument.INTERRAI_ADL, NeedDomain.SELF_CARE),
        (Instrument.INTERRAI_CPS, NeedDomain.COGNITION),
        (Instrument.INTERRAI_DRS, NeedDomain.MOOD),
        (Instrument.INTERRAI_CHESS, NeedDomain.NURSING),
    ),
    _of_item(Instrument.BARTHEL, "mobility", 0, 5, NeedDomain.MOBILITY, Severity.SEVERE),
    _of_item(Instrument.BARTHEL, "mobility", 10, 10, NeedDomain.MOBILITY, Severity.MODERATE),
    _of_item(Instrument.LAWTON, "medication", 0, 0, NeedDomain.MEDICATION, Severity.MODERATE),
    *_of_losses(
        cognition=NeedDomain.COGNITION,
        mobility=NeedDomain.MOBILITY,
        nutrition=NeedDomain.NUTRITION,
        vision=NeedDomain.SENSES,
        hearing=NeedDomain.SENSES,
        mood=NeedDomain.MOOD,
    ),
)
"""The usual rules: the level of the published band is the severity of a need of the instrument's own domain. The rules
about single items are a convention of agecare: Barthel mobility (0-5 wheelchair or less, 10 walks with help), Lawton
medication, and a moderate need for each loss of the ICOPE screening."""

RISK_RULES: tuple[RiskRule, ...] = (
    RiskRule(risk=RiskLevel.HIGH, needs=2),
    RiskRule(risk=RiskLevel.HIGH, group=PopulationGroup.ELDER_ALONE),
    RiskRule(risk=RiskLevel.HIGH, domain=NeedDomain.SAFETY),
    RiskRule(risk=RiskLevel.HIGH, domain=NeedDomain.COGNITION),
    RiskRule(risk=RiskLevel.MEDIUM),
    RiskRule(risk=RiskLevel.MEDIUM, severity=Severity.MODERATE, needs=2),
    RiskRule(risk=RiskLevel.MEDIUM, severity=Severity.MODERATE, group=PopulationGroup.ELDER_ALONE),
    RiskRule(risk=RiskLevel.MEDIUM, severity=Severity.MODERATE, group=PopulationGroup.CHILD),
)
"""The usual rules, a convention of agecare and no published scale: high with two severe needs, with one of somebody
who lives alone, or with one of safety or cognition; medium with one severe or two moderate needs, or one moderate need
of an elder who lives alone or of a child; low otherwise."""


def need_rules(own: Sequence[NeedRule] = ()) -> tuple[NeedRule, ...]:
    """The rules in force: a centre's own, and the usual ones of the instruments it has none for."""
    ruled = {rule.instrument for rule in own}
    return (*own, *(rule for rule in NEED_RULES if rule.instrument not in ruled))


def needs_from(assessment: Assessment, own_rules: Sequence[NeedRule] = ()) -> tuple[Need, ...]:
    """The needs that an assessment means: one for each domain, the worst where several rules are met.

    Parameters
    ----------
    assessment
        The result of one instrument.
    own_rules
        The centre's own rules (``register.need_rules``).

    Returns
    -------
    tuple of Need
        Since the day of the assessment, with its id; the id of each is ``<assessment>.<domain>``.

    Examples
    --------
    >>> gds = Assessment(id="A-1", client="E-1", instrument="gds-15", on="2026-04-06", total=10)
    >>> [(need.id, need.severity.value) for need in needs_from(gds)]
    [('A-1.mood', 'moderate')]
    """
    worst: dict[NeedDomain, Severity] = {}
    for rule in need_rules(own_rules):
        if rule.meets(assessment):
            worst[rule.domain] = max(worst.get(rule.domain, rule.severity), rule.severity, key=lambda each: each.rank)
    return tuple(
        Need(
            id=f"{assessment.id}.{domain.value}",
            client=assessment.client,
            domain=domain,
            severity=severity,
            since=assessment.on,
            assessment=assessment.id,
        )
        for domain, severity in worst.items()
    )


@attrs.frozen
class Risk:
    """A risk level, the rule that gave it (``None``: no rule is met), and the needs that met the rule."""

    level: RiskLevel
    rule: RiskRule | None = None
    needs: tuple[str, ...] = ()


def risk_of(client: Client, needs: Iterable[Need], on: dt.date, own_rules: Sequence[RiskRule] = ()) -> Risk:
    """The risk level that a client's needs mean: the highest of all rules that are met, low if none is.

    Parameters
    ----------
    client
        Whose group the rules ask about.
    needs
        The client's needs; those not open on ``on`` do not count.
    on
        The day.
    own_rules
        The centre's own rules (``register.risk_rules``); without any, `RISK_RULES`.

    Examples
    --------
    >>> alone = Client(id="E-1", group="elder-alone")
    >>> severe = Need(id="N-1", client="E-1", domain="mobility", severity="severe")
    >>> risk = risk_of(alone, [severe], dt.date(2026, 4, 6))
    >>> risk.level.value, risk.needs
    ('high', ('N-1',))
    """
    open_needs = [need for need in needs if need.client == client.id and need.holds_on(on)]
    found = Risk(RiskLevel.LOW)
    for rule in own_rules or RISK_RULES:
        if rule.group not in (None, client.group):
            continue
        counted = [
            need
            for need in open_needs
            if need.severity.rank >= rule.severity.rank and rule.domain in (None, need.domain)
        ]
        met = len({need.domain for need in counted}) >= rule.needs
        if met and (found.rule is None or rule.risk.rank > found.level.rank):
            found = Risk(rule.risk, rule, tuple(need.id for need in counted))
    return found
