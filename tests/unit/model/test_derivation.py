"""From scores to needs and from needs to the risk level, by the usual rules and by a centre's own."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agecare import (
    Assessment,
    Client,
    Instrument,
    Need,
    NeedDomain,
    NeedRule,
    PopulationGroup,
    RiskLevel,
    RiskRule,
    Severity,
)
from agecare.model import NEED_RULES, RISK_RULES, SCALES, level_of, needs_from, risk_of

DAY = dt.date(2026, 4, 6)


def assessed(instrument: Instrument | str, **fields: object) -> Assessment:
    return Assessment(**{"id": "A-1", "client": "E-1", "instrument": instrument, "on": DAY, **fields})


def need(domain: str, severity: str = "severe", client: str = "E-1", **fields: object) -> Need:
    return Need(id=f"N-{domain}", client=client, domain=domain, severity=severity, **fields)


@given(st.sampled_from([name for name in Instrument if name is not Instrument.ICOPE]), st.data())
def test_the_level_of_the_band_is_the_severity_of_the_need(instrument: Instrument, data: st.DataObject) -> None:
    scale = SCALES[instrument]
    steps = int((scale.most - scale.least) / scale.step)
    found = assessed(instrument, total=scale.least + scale.step * data.draw(st.integers(0, steps)))
    level = level_of(found)
    assert [each.severity for each in needs_from(found)] == ([level] if level else [])


def test_needs_carry_where_they_come_from() -> None:
    (found,) = needs_from(assessed("gds-15", total=10))
    assert (found.id, found.client, found.domain, found.since, found.assessment) == (
        "A-1.mood",
        "E-1",
        NeedDomain.MOOD,
        DAY,
        "A-1",
    )


def test_the_worst_of_several_rules_is_the_need() -> None:
    losses = [{"item": name, "score": 1} for name in ("vision", "hearing", "cognition")]
    assert {each.domain for each in needs_from(assessed("icope", items=losses))} == {
        NeedDomain.SENSES,
        NeedDomain.COGNITION,
    }
    own = [
        NeedRule(instrument="icope", item="hearing", least=1, most=1, domain="senses", severity="mild"),
        NeedRule(instrument="icope", least=2, most=6, domain="senses", severity="severe"),
    ]
    assert [(each.domain.value, each.severity.value) for each in needs_from(assessed("icope", items=losses), own)] == [
        ("senses", "severe")
    ]


def test_single_items_mean_needs_of_their_own() -> None:
    scores = [{"item": item.id, "score": max(item.scores)} for item in SCALES[Instrument.BARTHEL].items]
    scores = [{**each, "score": 5} if each["item"] == "mobility" else each for each in scores]
    found = {each.domain: each.severity for each in needs_from(assessed("barthel", items=scores))}
    assert found == {NeedDomain.SELF_CARE: Severity.MODERATE, NeedDomain.MOBILITY: Severity.SEVERE}


def test_rules_of_ones_own_replace_the_usual_ones_of_that_instrument_only() -> None:
    own = [NeedRule(instrument="katz", least=0, most=1, domain="nursing", severity="severe")]
    assert needs_from(assessed("katz", total=2), own) == ()
    assert [each.domain for each in needs_from(assessed("katz", total=1), own)] == [NeedDomain.NURSING]
    assert needs_from(assessed("zarit", total=70), own) == needs_from(assessed("zarit", total=70))


@pytest.mark.parametrize(
    ("needs", "group", "level"),
    [
        ([], "elder-alone", "low"),
        ([need("mobility", "mild")], "elder-alone", "low"),
        ([need("mobility", "moderate")], "elder", "low"),
        ([need("mobility", "moderate")], "elder-alone", "medium"),
        ([need("mobility", "moderate")], "child-in-hardship", "medium"),
        ([need("mobility", "moderate"), need("mood", "moderate")], "elder", "medium"),
        ([need("mobility")], "elder", "medium"),
        ([need("mobility")], "elder-alone", "high"),
        ([need("mobility"), need("mood")], "elder", "high"),
        ([need("safety")], "elder", "high"),
        ([need("cognition")], "disability", "high"),
        ([need("mobility", client="E-2"), need("mood", client="E-2")], "elder-alone", "low"),
        ([need("mobility", until="2026-04-05")], "elder-alone", "low"),
    ],
)
def test_the_usual_risk(needs: list[Need], group: str, level: str) -> None:
    found = risk_of(Client(id="E-1", group=group), needs, DAY)
    assert found.level.value == level
    assert (found.rule is None) == (level == "low")


def test_every_usual_rule_of_risk_is_met_by_somebody() -> None:
    for rule in RISK_RULES:
        domains = [rule.domain] if rule.domain else list(NeedDomain)[: rule.needs]
        needs = [need(domain.value, rule.severity.value) for domain in domains]
        group = rule.group or PopulationGroup.ELDER
        assert risk_of(Client(id="E-1", group=group), needs, DAY, [rule]).rule is rule


def test_the_risk_names_its_rule_and_needs() -> None:
    own = [RiskRule(risk="medium", severity="mild", domain="company"), RiskRule(risk="high", severity="mild", needs=3)]
    needs = [need("company", "mild"), need("mood", "mild"), need("legal", "severe")]
    found = risk_of(Client(id="E-1"), needs, DAY, own)
    assert (found.level, found.rule, len(found.needs)) == (RiskLevel.HIGH, own[1], 3)
    assert risk_of(Client(id="E-1"), needs[:1], DAY, own).needs == ("N-company",)


@given(
    st.lists(st.tuples(st.sampled_from(NeedDomain), st.sampled_from(Severity)), max_size=5),
    st.sampled_from(PopulationGroup),
)
def test_a_further_need_never_lowers_the_risk(told: list[tuple[NeedDomain, Severity]], group: PopulationGroup) -> None:
    needs = [need(domain.value, severity.value) for domain, severity in told]
    levels = [risk_of(Client(id="E-1", group=group), needs[:n], DAY).level.rank for n in range(len(needs) + 1)]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"instrument": "katz", "least": 5, "most": 4}, "AC2123"),
        ({"instrument": "katz", "least": 7, "most": 9}, "AC2127"),
        ({"instrument": "barthel", "item": "bathing", "least": 6, "most": 9}, "AC2127"),
        ({"instrument": "katz", "item": "walking", "least": 0, "most": 1}, "AC2102"),
    ],
)
def test_a_rule_that_no_score_meets_is_refused(fields: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NeedRule(**{"domain": "mood", "severity": "mild", **fields})
    assert [error["type"] for error in caught.value.errors()] == [code]


def test_two_needs_of_one_domain_are_no_rule() -> None:
    with pytest.raises(ValidationError) as caught:
        RiskRule(risk="high", domain="mood", needs=2)
    assert [error["type"] for error in caught.value.errors()] == ["AC2128"]


def test_every_instrument_means_some_need() -> None:
    assert {rule.instrument for rule in NEED_RULES} == set(Instrument)
