"""The service directory of a sample: services with places, opening times, rules and capacities."""

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random

import attrs

from agecare.io.samples.ledger import Ledger
from agecare.io.samples.offers import OFFERS, RULE_WORDS, Offer, Rule
from agecare.model import (
    Capacity,
    CapacityUnit,
    Country,
    CoverageTarget,
    Eligibility,
    EligibilityKind,
    OpeningTime,
    PopulationGroup,
    Quota,
    Service,
    ServiceStatus,
    TimeWindow,
)

POVERTY_LINE: Mapping[Country, int] = {Country.MN: 450_000, Country.KG: 8_500}
"""Monthly income for each member of a household below which the samples' services ask no more questions; invented."""
_SOM_PER_TOGROG = 0.1 / 4
FIRST_DAY = dt.date(2026, 1, 5)
"""A Monday: capacities of the year count from here."""


@attrs.frozen
class Listing:
    """One row of a directory: an offer (a key of `OFFERS`), who gives it, where, and for which area if not for all."""

    offer: str
    organization: str
    location: str = ""
    area: str = ""
    clients: int = 100
    """About how many clients it is for; capacity follows."""


def write_directory(ledger: Ledger, rng: Random, country: Country, listings: Sequence[Listing]) -> None:
    """The services of a centre, with everything that belongs to them, in the centre's own language."""
    first_of: dict[str, str] = {}
    for listing in listings:
        id_ = f"S-{len(ledger.services) + 1:0{max(2, len(str(len(listings))))}d}"
        first_of.setdefault(listing.offer, id_)
        _write_service(ledger, rng, id_, listing, country, first_of)


def _write_service(
    ledger: Ledger, rng: Random, id_: str, listing: Listing, country: Country, first_of: Mapping[str, str]
) -> None:
    offer = OFFERS[listing.offer]
    where = next((place.name for place in ledger.locations if place.id == listing.location), "")
    where = where or next((area.name for area in ledger.areas if area.id == listing.area), "")
    mongolia = country is Country.MN
    fee = None if offer.fee is None else round(offer.fee * (100 if mongolia else 100 * _SOM_PER_TOGROG))
    ledger.services.append(
        Service(
            id=id_,
            name=": ".join(filter(None, (offer.words[ledger.language], where))),
            type=offer.type,
            organization=listing.organization,
            locations=(listing.location,) if listing.location else (),
            domains=offer.domains,
            languages=("mn",) if mongolia else ("ky", "ru"),
            accessibility=offer.accessibility,
            fee=fee,
            currency=("MNT" if mongolia else "KGS") if fee else None,
            fee_unit=offer.fee_unit,
            visit=offer.visit,
            visits_per_week=offer.visits_per_week,
            together_with=first_of.get(offer.together_with or ""),
            phone=f"0000-{7000 + len(ledger.services)}",
            assured_on=dt.date(2026, rng.randint(1, 3), rng.randint(1, 28)),
        )
    )
    start, end = offer.hours.split("-")
    ledger.opening_times.append(
        OpeningTime(
            service=id_,
            rule=offer.opens,
            windows=(TimeWindow.model_validate({"start": start, "end": end}),),
            on_holidays=offer.opens == "FREQ=DAILY",
            valid_from=FIRST_DAY,
        )
    )
    ledger.eligibility += [_rule(ledger, id_, rule, country) for rule in offer.rules]
    if listing.area:
        here = Rule("here", EligibilityKind.AREA, (listing.area,))
        ledger.eligibility.append(_rule(ledger, id_, here, country))
    if offer.unit is not None:
        ledger.capacities.append(_capacity(rng, id_, offer, listing))


def _rule(ledger: Ledger, service: str, rule: Rule, country: Country) -> Eligibility:
    most = POVERTY_LINE[country] if rule.kind is EligibilityKind.INCOME else rule.most
    text = RULE_WORDS[rule.words][ledger.language]
    if rule.kind in (EligibilityKind.DISTANCE, EligibilityKind.INCOME):
        text += f" (≤ {most:g})"
    return Eligibility(service=service, kind=rule.kind, allowed=rule.allowed, least=rule.least, most=most, text=text)


def _capacity(rng: Random, service: str, offer: Offer, listing: Listing) -> Capacity:
    total = max(2, round(offer.per_hundred * listing.clients / 100))
    unit = offer.unit or CapacityUnit.PLACES
    return Capacity(
        service=service,
        unit=unit,
        total=total,
        taken=rng.randint(0, total // 4),
        valid_from=FIRST_DAY,
        valid_to=dt.date(2026, 12, 31),
    )


def add_exceptions(ledger: Ledger) -> None:
    """What no directory is without: a service closed for a while, one given up, one to come, a kept quota, a target."""
    closed = next(each for each in ledger.services if each.type.value == "rehabilitation")
    ledger.change_service(
        closed.id,
        status=ServiceStatus.TEMPORARILY_CLOSED,
        status_from=dt.date(2026, 7, 6),
        status_to=dt.date(2026, 7, 31),
        note={"en": "closed for repairs in July", "mn": "7-р сард засвартай", "ky": "июлда оңдоо"}[ledger.language],
    )
    last = OpeningTime(**(dict(ledger.opening_times[-1]) | {"valid_to": dt.date(2026, 12, 31)}))
    ledger.opening_times[-1] = last
    defunct = next(each for each in reversed(ledger.services) if each.type.value == "volunteers")
    ledger.change_service(defunct.id, status=ServiceStatus.DEFUNCT, status_from=dt.date(2026, 3, 1))
    day_centre = next(each for each in ledger.services if each.type.value == "day-care")
    ledger.quotas.append(
        Quota(
            service=day_centre.id,
            group=PopulationGroup.ELDER_ALONE,
            reserved=2,
            valid_from=FIRST_DAY,
            valid_to=dt.date(2026, 12, 31),
        )
    )
    areas = sorted({area.id for area in ledger.areas} & {client.area for client in ledger.clients if client.area})
    for area in areas[:3]:
        ledger.coverage_targets.append(
            CoverageTarget(
                area=area,
                group=PopulationGroup.ELDER_ALONE if area == areas[0] else None,
                domain=day_centre.domains[0] if area == areas[1] else None,
                share=0.25,
                valid_from=FIRST_DAY,
                valid_to=dt.date(2026, 12, 31),
            )
        )
