"""The page of assessments in ``docs`` says what the instruments and the usual rules are.

Run this file to write the page again: ``python tests/test_assessments_page.py``.
"""

from pathlib import Path

from agecare.locale import translate
from agecare.model import NEED_RULES, RISK_RULES, SCALES, NeedRule, RiskRule, Scale

PAGE = Path(__file__).parent.parent / "docs" / "assessments.md"

TEXT = """# Assessments, needs and risk

An assessment is the result of one instrument for one client on one day: the scores of its items, or its total. agecare
adds the items up, finds the level by the published bands, and derives needs and a risk level by rules. The scores and
bands are facts of the instruments; the rules are a convention that a centre may replace in its workbook.

```python
from agecare import Assessment, Client
from agecare.model import level_of, needs_from, risk_of

gds = Assessment(id="A-1", client="E-1", instrument="gds-15", on="2026-04-06", total=10)
print(level_of(gds).value)
(need,) = needs_from(gds)
print(need.domain.value, need.severity.value, need.since)
risk = risk_of(Client(id="E-1", group="elder-alone"), [need], gds.on)
print(risk.level.value, risk.needs)
```

The questions of the Geriatric Depression Scale are in the message catalogues (`instruments.gds-15.1` …), in English and
in translations for reading that nobody has validated. Of all other instruments there is no wording here: they are
filled in where they belong, and their scores or totals are written down. An item that is missing, unknown or out of
range, and a total that cannot be, is a fault that names the item, the value and what is allowed.

## Instruments

Bands of the total with their level; `–` is no need for help. A result counts for the months given, a convention of
agecare, unless the assessment says until when.

{instruments}

Items and their scores, where they are recorded one by one (of GDS-15: yes 1, no 0; of ICOPE: loss 1, no loss 0):

{items}

## Usual rules of needs

The level of the band is the severity of a need of the instrument's own domain. The rules about single items are a
convention of agecare. An instrument with a row in the sheet *Rules of needs* follows its rows there and none of these.

{needs}

## Usual rules of risk

A client has the highest risk of all rules that are met, and a low one if none is. This is no published scale. Any row
in the sheet *Rules of risk* replaces all of these.

{risk}

## Counting needs

`need_statistics(register, on)` counts open needs by population group, area, domain and severity, how many of the
clients are served, and by which sector.
"""


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def word(name: str, code: str) -> str:
    return translate(f"codes.{name}.{code}")


def bands(scale: Scale) -> str:
    told = (
        (f"{band.least:g}" if band.least == band.most else f"{band.least:g}–{band.most:g}", band.level)
        for band in scale.bands
    )
    return "; ".join(f"{span} {level.value if level else '–'}" for span, level in told)


def instrument_rows() -> list[list[str]]:
    return [
        [f"`{scale.instrument}`", word("Instrument", scale.instrument), bands(scale), str(scale.months), scale.source]
        for scale in SCALES.values()
    ]


def item_rows() -> list[list[str]]:
    return [
        [f"`{scale.instrument}`", "; ".join(f"{item.id} ({item.allowed})" for item in scale.items)]
        for scale in SCALES.values()
        if scale.items
    ]


def need_row(rule: NeedRule) -> list[str]:
    span = f"{rule.least:g}" if rule.least == rule.most else f"{rule.least:g}–{rule.most:g}"
    return [f"`{rule.instrument}`", rule.item or "total", span, word("NeedDomain", rule.domain), rule.severity.value]


def risk_row(rule: RiskRule) -> list[str]:
    domain = word("NeedDomain", rule.domain) if rule.domain else "any"
    group = word("PopulationGroup", rule.group) if rule.group else "any"
    return [rule.risk.value, str(rule.needs), rule.severity.value, domain, group]


def page() -> str:
    """The whole page."""
    return TEXT.format(
        instruments=table(["id", "instrument", "bands", "months", "source"], instrument_rows()),
        items=table(["id", "items"], item_rows()),
        needs=table(["instrument", "score of", "from–to", "need", "severity"], [need_row(rule) for rule in NEED_RULES]),
        risk=table(
            ["risk", "needs", "at least", "of", "group"],
            [risk_row(rule) for rule in RISK_RULES],
        ),
    )


def test_the_page_is_what_instruments_and_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"run {Path(__file__).name} to write docs/{PAGE.name} again"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
