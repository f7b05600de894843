"""The register's rules about needs and services: each fires at its place, and alone."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agecare import (
    Area,
    Assessment,
    Capacity,
    Client,
    CoverageTarget,
    Eligibility,
    FormatError,
    Location,
    Need,
    NeedRule,
    Organization,
    Placement,
    Quota,
    Register,
    Service,
    ServiceRequest,
    Skill,
)
from agecare.model.register import REGISTER_RULES, register_faults
from agecare.model.register.services import most_held
from small_worlds import centre, home, worker

SERVICE = {"name": "Day centre", "type": "day-care", "domains": ["company"]}
S1, S2 = Service(id="S-1", **SERVICE), Service(id="S-2", **SERVICE)
N1 = Need(id="N-1", client="E-1", domain="company")
AREAS = (
    Area(id="soum", name="Soum", level="soum"),
    Area(id="bag-1", name="1", level="bag", parent="soum"),
    Area(id="bag-2", name="2", level="bag", parent="soum"),
)
WORLD = {
    "centre": centre(),
    "organizations": (Organization(id="O", name="O"),),
    "locations": (Location(id="HQ", name="Centre", latitude=49.48, longitude=105.92),),
    "areas": AREAS,
    "skills": (Skill(id="care"),),
    "clients": (Client(id="E-1"), Client(id="E-2")),
    "addresses": (home("E-1"), home("E-2", 2)),
    "needs": (N1,),
    "workers": (worker("W-1", "care"),),
    "services": (S1, S2),
    "assessments": (),
    "capacities": (),
}


def capacity(total: int = 4, *period: object, **fields: object) -> Capacity:
    return Capacity(service="S-1", total=total, **dict(zip(("valid_from", "valid_to"), period, strict=False)), **fields)


def quota(reserved: int, group: str = "elder", *period: str, service: str = "S-1") -> Quota:
    times = dict(zip(("valid_from", "valid_to"), period, strict=False))
    return Quota(service=service, group=group, reserved=reserved, **times)


def rule(kind: str, *allowed: str, **fields: object) -> Eligibility:
    return Eligibility(service="S-1", kind=kind, allowed=allowed, **fields)


def placed(id_: str, client: str = "E-1", since: object = "2026-02-01", **fields: object) -> Placement:
    return Placement(**{"id": id_, "client": client, "service": "S-1", "since": since, **fields})


def asked(id_: str, client: str = "E-1", **fields: object) -> ServiceRequest:
    return ServiceRequest(**{"id": id_, "client": client, "since": "2026-02-01", **fields})


def needs_rule(least: float, most: float, **fields: object) -> NeedRule:
    return NeedRule(
        **{"instrument": "katz", "least": least, "most": most, "domain": "mood", "severity": "mild", **fields}
    )


KATZ = Assessment(id="AS", client="E-2", instrument="katz", on="2026-02-01", total=3)
Case = tuple[str, Sequence[str], dict[str, object]]
CASES: dict[str, Case] = {
    "service id twice": ("AC3001", ["services[2].id"], {"services": (S1, S2, S1)}),
    "organization of a service": (
        "AC3002", ["services[0].organization"], {"services": (Service(id="S-1", **SERVICE, organization="X"), S2)},
    ),
    "location of a service": (
        "AC3002", ["services[0].locations"], {"services": (Service(id="S-1", **SERVICE, locations=["HQ", "X"]), S2)},
    ),
    "skill of a service's visits": (
        "AC3002",
        ["services[0].visit.skills"],
        {"services": (Service(id="S-1", **SERVICE, visit={"minutes": 30, "skills": [{"skill": "fly"}]}), S2)},
    ),
    "given together with nothing": (
        "AC3002", ["services[1].together_with"], {"services": (S1, Service(id="S-2", **SERVICE, together_with="S-9"))},
    ),
    "a rule about an unknown area": ("AC3002", ["eligibility[0].allowed"], {"eligibility": (rule("area", "bag-9"),)}),
    "a rule of no service": (
        "AC3002", ["eligibility[0].service"], {"eligibility": (Eligibility(service="S-9", kind="age", least=1),)},
    ),
    "capacity of no service": ("AC3002", ["capacities[0].service"], {"capacities": (Capacity(service="X", total=1),)}),
    "a target for no area": (
        "AC3002", ["coverage_targets[0].area"], {"coverage_targets": (CoverageTarget(area="X", share=1),)},
    ),
    "placed in nothing": ("AC3002", ["placements[0].service"], {"placements": (placed("P", service="S-9"),)}),
    "nobody placed": ("AC3002", ["placements[0].client"], {"placements": (placed("P", "E-9"),)}),
    "asked for nothing": ("AC3002", ["service_requests[0].need"], {"service_requests": (asked("R", need="N-9"),)}),
    "found by nothing": (
        "AC3002", ["needs[0].assessment"], {"needs": (Need(id="N-1", client="E-1", domain="mood", assessment="X"),)},
    ),
    "nobody assessed": (
        "AC3002",
        ["assessments[0].client"],
        {"assessments": (Assessment(id="AS", client="E-9", instrument="katz", on="2026-02-01", total=3),)},
    ),
    "assessed by a stranger": (
        "AC3002",
        ["assessments[0].by"],
        {"assessments": (Assessment(id="AS", client="E-1", instrument="katz", on="2026-02-01", total=3, by="W-9"),)},
    ),
    "two capacities at once": (
        "AC3101", ["capacities[1].valid_from"], {"capacities": (capacity(4, "2026-01-01"), capacity(5, "2025-01-01"))},
    ),
    "two quotas of a group at once": (
        "AC3101", ["quotas[1].valid_from"], {"capacities": (capacity(),), "quotas": (quota(1), quota(1))},
    ),
    "two targets of an area at once": (
        "AC3101",
        ["coverage_targets[1].valid_from"],
        {"coverage_targets": (CoverageTarget(area="soum", share=1), CoverageTarget(area="soum", share=0))},
    ),
    "a score in two rules": ("AC3102", ["need_rules[1].least"], {"need_rules": (needs_rule(0, 2), needs_rule(2, 3))}),
    "more kept than there is": (
        "AC3103",
        ["quotas[0].reserved", "quotas[1].reserved"],
        {"capacities": (capacity(4),), "quotas": (quota(3), quota(2, "elder-alone"))},
    ),
    "nobody old and young": (
        "AC3104", ["eligibility[1].most"], {"eligibility": (rule("age", least=60), rule("age", most=17))},
    ),
    "nobody in two groups": (
        "AC3104", ["eligibility[1].allowed"], {"eligibility": (rule("group", "elder"), rule("group", "disability"))},
    ),
    "nobody in two bags": (
        "AC3104", ["eligibility[1].allowed"], {"eligibility": (rule("area", "bag-1"), rule("area", "bag-2"))},
    ),
    "a quota for those shut out": (
        "AC3105",
        ["quotas[0].group"],
        {"capacities": (capacity(),), "quotas": (quota(1),), "eligibility": (rule("group", "disability"),)},
    ),
    "more taken than there is": (
        "AC3106",
        ["capacities[0].total"],
        {"capacities": (capacity(2, taken=1),), "placements": (placed("P-1"), placed("P-2", "E-2"))},
    ),
    "another's assessment": (
        "AC3107",
        ["needs[0].assessment"],
        {"assessments": (KATZ,), "needs": (Need(id="N-1", client="E-1", domain="mood", assessment="AS"),)},
    ),
    "a placement for another's need": (
        "AC3107", ["placements[0].need"], {"placements": (placed("P", "E-2", need="N-1"),)},
    ),
    "a request for another's need": (
        "AC3107", ["service_requests[0].need"], {"service_requests": (asked("R", "E-2", need="N-1"),)},
    ),
    "a service for another need": (
        "AC3108",
        ["service_requests[0].need"],
        {
            "needs": (Need(id="N-1", client="E-1", domain="legal"),),
            "service_requests": (asked("R", need="N-1", service="S-1"),),
        },
    ),
    "a quota of nothing": ("AC3109", ["quotas[0].service"], {"quotas": (quota(1),)}),
    "placed twice": (
        "AC3110",
        ["placements[1].since"],
        {"placements": (placed("P-1"), placed("P-2", since="2026-01-01", until="2026-02-01"))},
    ),
    "asked twice": (
        "AC3111",
        ["service_requests[1].client"],
        {"service_requests": (asked("R-1", service="S-1"), asked("R-2", service="S-1", need="N-1"))},
    ),
}  # fmt: skip
CLEAN: dict[str, dict[str, object]] = {
    "one capacity after the other": {
        "capacities": (capacity(4, "2026-01-01", "2026-06-30"), capacity(5, "2026-07-01"))
    },
    "as much kept as there is": {"capacities": (capacity(4),), "quotas": (quota(2), quota(2, "elder-alone"))},
    "quotas one after the other": {
        "capacities": (capacity(3),),
        "quotas": (quota(3, "elder", "2026-01-01", "2026-05-31"), quota(3, "elder-alone", "2026-06-01")),
    },
    "a bag of the soum": {"eligibility": (rule("area", "soum"), rule("area", "bag-2"))},
    "two papers": {"eligibility": (rule("document", "card"), rule("document", "book"))},
    "as many taken as there are": {"capacities": (capacity(2, taken=1),), "placements": (placed("P-1"),)},
    "placed again later": {"placements": (placed("P-1", until="2026-02-10"), placed("P-2", since="2026-02-11"))},
    "asked again after a refusal": {
        "service_requests": (
            asked("R-1", service="S-1", status="revoked", reason="capacity-full"),
            asked("R-2", service="S-1"),
        )
    },
    "scores side by side": {"need_rules": (needs_rule(0, 2), needs_rule(3, 4), needs_rule(0, 2, domain="legal"))},
}


def found(**records: object) -> list[tuple[str, str]]:
    return [(fault.code, str(fault.place)) for fault in register_faults({**WORLD, **records})]


@pytest.mark.parametrize("name", CASES)
def test_a_contradiction_is_found_at_its_place_and_alone(name: str) -> None:
    code, places, records = CASES[name]
    assert found(**records) == [(code, place) for place in places]


@pytest.mark.parametrize("name", CLEAN)
def test_what_may_be_is_not_held_against_anybody(name: str) -> None:
    assert found(**CLEAN[name]) == []


def test_every_code_of_needs_and_services_fires() -> None:
    codes = {f"AC31{number:02d}" for number in range(1, 12)}
    assert {code for code, _, _ in CASES.values()} >= codes


def test_every_rule_of_needs_and_services_fires() -> None:
    own = [rule for rule in REGISTER_RULES if rule.__module__.endswith(".services")]
    assert len(own) == 10
    for each in own:
        assert any(list(each({**WORLD, **records})) for _, _, records in CASES.values()), each.__name__


@pytest.mark.parametrize("name", CASES)
def test_a_register_with_an_error_cannot_be_made_and_a_warning_is_kept(name: str) -> None:
    code, _, records = CASES[name]
    faults = register_faults({**WORLD, **records})
    if all(fault.severity == "warning" for fault in faults):
        assert [fault.code for fault in Register(**{**WORLD, **records}).warnings] == [code] * len(faults)
    else:
        with pytest.raises(FormatError):
            Register(**{**WORLD, **records})


DAYS = [dt.date(2026, 2, day) for day in range(1, 13)]
spans = st.tuples(st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS)).filter(
    lambda span: not span[1] or span[0] <= span[1]
)


@given(st.lists(st.tuples(spans, st.integers(1, 3)), max_size=6), spans)
def test_the_most_held_is_that_of_a_search_day_by_day(
    held: list[tuple[tuple[dt.date, dt.date | None], int]], period: tuple[dt.date, dt.date | None]
) -> None:
    placements = [
        placed(f"P-{n}", since=since, until=until, units=units) for n, ((since, until), units) in enumerate(held)
    ]
    here = capacity(100, *period)
    expected = max(
        (sum(each.units for each in placements if each.holds_on(day)) for day in DAYS if here.valid_on(day)), default=0
    )
    assert most_held(placements, here) == expected


def test_records_are_found_and_grouped() -> None:
    records = {
        "capacities": (capacity(),),
        "quotas": (quota(1),),
        "eligibility": (rule("age", least=60),),
        "placements": (placed("P-1", need="N-1"),),
        "service_requests": (asked("R-1", "E-2", service="S-2"),),
        "assessments": (KATZ,),
    }
    register = Register(**{**WORLD, **records})
    assert register.service("S-2") == S2 and register.need("N-1") == N1 and register.assessment("AS") == KATZ
    assert register.placements_of["E-1"] == register.placements_in["S-1"] == register.placements
    assert register.service_requests_of["E-2"] == register.service_requests
    assert register.assessments_of["E-2"] == (KATZ,) and register.needs_of["E-1"] == (N1,)
    assert register.eligibility_of["S-1"] == register.eligibility and register.quotas_of["S-1"] == register.quotas
    assert register.capacities_of["S-1"] == register.capacities and register.opening_times_of == {}
    assert register.areas_around["bag-1"] == ("bag-1", "soum")
