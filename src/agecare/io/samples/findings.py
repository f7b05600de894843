"""What is known of the samples' clients beside their visits: papers, income, households, assessments, needs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from random import Random
from typing import Any

from agecare.io.samples.directory import POVERTY_LINE
from agecare.io.samples.ledger import Ledger
from agecare.io.samples.places import distance_km
from agecare.model import (
    SCALES,
    Accessibility,
    Assessment,
    Client,
    Country,
    Instrument,
    ItemScore,
    Need,
    NeedDomain,
    PopulationGroup,
    Scale,
    Severity,
    needs_from,
)

_AS_OF = dt.date(2026, 3, 2)
_SIGNS: Mapping[NeedDomain, tuple[Instrument, ...]] = {
    NeedDomain.SELF_CARE: (Instrument.BARTHEL, Instrument.KATZ, Instrument.INTERRAI_ADL),
    NeedDomain.MOBILITY: (Instrument.BARTHEL, Instrument.FRAIL),
    NeedDomain.HOUSEHOLD: (Instrument.LAWTON,),
    NeedDomain.MOOD: (Instrument.GDS15, Instrument.INTERRAI_DRS),
    NeedDomain.COMPANY: (Instrument.GDS15,),
    NeedDomain.COGNITION: (Instrument.MINI_COG, Instrument.INTERRAI_CPS),
    NeedDomain.NUTRITION: (Instrument.MNA_SF, Instrument.MNA),
    NeedDomain.NURSING: (Instrument.INTERRAI_CHESS, Instrument.FRAIL),
    NeedDomain.REHABILITATION: (Instrument.FRAIL, Instrument.BARTHEL),
    NeedDomain.MEDICATION: (Instrument.LAWTON,),
}
"""What is assessed when a need shows."""
_ASSESSED = frozenset({PopulationGroup.ELDER, PopulationGroup.ELDER_ALONE, PopulationGroup.DISABILITY})


def write_findings(ledger: Ledger, rng: Random, country: Country) -> None:
    """Papers and income of every client, households, assessments with the needs they mean, elders by area."""
    for client in list(ledger.clients):
        _write_papers(ledger, rng, client, country)
    _write_households(ledger)
    _write_assessments(ledger, rng)
    _write_estimates(ledger, rng)


def _write_papers(ledger: Ledger, rng: Random, client: Client, country: Country) -> None:
    line = POVERTY_LINE[country]
    papers = []
    if client.group in (PopulationGroup.ELDER, PopulationGroup.ELDER_ALONE):
        papers.append("pension-book")
    if client.group is PopulationGroup.DISABILITY and rng.random() < 0.85:
        papers.append("disability-card")
    if rng.random() < 0.4:
        papers.append("referral-form")
    income = round(line * rng.uniform(0.4, 1.7) / (line // 45)) * (line // 45)
    must: tuple[Accessibility, ...] = ()
    if client.group is PopulationGroup.DISABILITY and rng.random() < 0.35:
        must = (Accessibility.WHEELCHAIR,)
    ledger.change_client(
        client.id,
        documents=tuple(papers),
        income=None if rng.random() < 0.1 else income,
        accessibility=must,
    )


def _write_households(ledger: Ledger) -> None:
    """Elders of one area who live within a stone's throw of each other share a yard and a household."""
    home = {address.client: (address.latitude, address.longitude) for address in reversed(ledger.addresses)}
    elders = [client for client in ledger.clients if client.group is PopulationGroup.ELDER and client.id in home]
    paired: set[str] = set()
    for client in elders:
        near = [
            other
            for other in elders
            if client.id < other.id
            and other.area == client.area
            and not {client.id, other.id} & paired
            and distance_km(home[client.id], home[other.id]) < 0.25
        ]
        if near and len(paired) < 2 * max(2, len(ledger.clients) // 30):
            other = min(near, key=lambda each: distance_km(home[client.id], home[each.id]))
            paired |= {client.id, other.id}
            for each in (client, other):
                ledger.change_client(each.id, household=f"H-{len(paired) // 2:02d}")


def _write_assessments(ledger: Ledger, rng: Random) -> None:
    """Assessments of most adults, of what their needs show; each need found is written down, or named at the known."""
    known = {(need.client, need.domain): at for at, need in enumerate(ledger.needs)}
    signs: dict[str, list[Need]] = defaultdict(list)
    for need in ledger.needs:
        if need.domain in _SIGNS:
            signs[need.client].append(need)
    with_carer = {carer.client for carer in ledger.carers}
    for client in list(ledger.clients):
        if client.group not in _ASSESSED or rng.random() > 0.75:
            continue
        chosen = {rng.choice(_SIGNS[need.domain]): need.severity for need in signs[client.id][:3]}
        if rng.random() < 0.3:
            chosen[Instrument.ICOPE] = Severity.MODERATE
        if client.id in with_carer and rng.random() < 0.6:
            chosen[Instrument.ZARIT] = rng.choice(list(Severity))
        for instrument, severity in chosen.items():
            assessment = _assessment(ledger, rng, client.id, instrument, severity)
            ledger.assessments.append(assessment)
            for need in needs_from(assessment):
                _note(ledger, known, need)


def _assessment(ledger: Ledger, rng: Random, client: str, instrument: Instrument, severity: Severity) -> Assessment:
    return Assessment(
        id=f"AS-{len(ledger.assessments) + 1:0{ledger.digits + 1}d}",
        client=client,
        instrument=instrument,
        on=_AS_OF - dt.timedelta(days=rng.randint(0, 240)),
        by=rng.choice(ledger.workers[:6]).id,
        valid_until=dt.date(2026, 12, 31) if instrument is Instrument.ICOPE else None,
        **_result(rng, SCALES[instrument], severity),
    )


def _note(ledger: Ledger, known: dict[tuple[str, NeedDomain], int], found: Need) -> None:
    at = known.get((found.client, found.domain))
    if at is None:
        known[found.client, found.domain] = len(ledger.needs)
        id_ = f"N-{len(ledger.needs) + 1:0{ledger.digits + 1}d}"
        ledger.needs.append(Need(**(dict(found) | {"id": id_})))
    else:
        told = {"assessment": found.assessment, "severity": found.severity}
        ledger.needs[at] = Need(**(dict(ledger.needs[at]) | told))


def _result(rng: Random, scale: Scale, severity: Severity) -> dict[str, Any]:
    """Item scores, or a total, in a band of this severity where the instrument has one."""
    bands = [band for band in scale.bands if band.level is severity] or [band for band in scale.bands if band.level]
    band = rng.choice(bands)
    totals = [
        scale.least + step * scale.step
        for step in range(int((scale.most - scale.least) / scale.step) + 1)
        if band.least <= scale.least + step * scale.step <= band.most
    ]
    total = rng.choice(totals)
    if not scale.items or (not scale.partial and rng.random() < 0.2):
        return {"total": total}
    return {"items": _items(rng, scale, int(total))}


def _items(rng: Random, scale: Scale, total: int) -> tuple[ItemScore, ...]:
    """Item scores that come to a total."""
    points = {item.id: 0 for item in scale.items}
    step = int(scale.step)
    while sum(points.values()) < total:
        item = rng.choice([each for each in scale.items if points[each.id] + step <= max(each.scores)])
        points[item.id] += step
    answers = {
        item.id: points[item.id] if item.counts is None else item.counts if points[item.id] else 1 - item.counts
        for item in scale.items
    }
    return tuple(ItemScore(item=id_, score=score) for id_, score in answers.items())


def _write_estimates(ledger: Ledger, rng: Random) -> None:
    """Estimated elders in need in every area that has clients: some times those known."""
    for area in list(ledger.areas):
        known = sum(client.area == area.id for client in ledger.clients)
        if known:
            ledger.change_area(area.id, elders=round(known * rng.uniform(1.3, 2.6)))
