"""Each rule fires on a case made for it, and all are silent where everything is as it should be."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from agecare import (
    BusinessStatus,
    Consent,
    ConsentStatus,
    Need,
    NeedDomain,
    Priority,
    ProviderCapacity,
    ReferralRules,
    ReferralStatus,
    RefusalReason,
)
from agecare.locale import LANGUAGES
from agecare.referrals import Finding, findings, graph_of
from agecare.referrals.findings import ERRORS, FINDING_RULES
from referral_worlds import DONE, MONDAY, REFUSED, World, clean_world

S = ReferralStatus
REASON = {"reason": RefusalReason.UNSAFE}


def found(world: World, days: float = 12, **rules: Any) -> list[Finding]:
    """What is found so many days after `MONDAY`."""
    return list(findings(graph_of(world.history(), MONDAY + dt.timedelta(days=days)), ReferralRules(**rules)))


def bounce(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9")
    world.send("R-11", "DAY", "GP", *DONE, client="E-9", days=1, part_of="R-10", service="S-2")


def loop(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9")
    world.send("R-11", "DAY", "REHAB", *DONE, client="E-9", days=1, part_of="R-10", service="S-2")
    world.send("R-12", "REHAB", "GP", *DONE, client="E-9", days=2, part_of="R-11", service="S-3")


def dangling(world: World) -> None:
    world.send("R-10", "GP", "SLOW", (1, S.RECEIVED), client="E-9", priority=Priority.URGENT, days=5)


def stalled(world: World) -> None:
    world.send("R-10", "GP", "SLOW", (-10, S.ACCEPTED), client="E-9", days=5)
    world.send("R-9", "GP", "SLOW", (1, S.ACCEPTED), client="E-8", days=-6)
    world.referrals.pop(-2)
    world.events = [event for event in world.events if event.referral != "R-10"]


def dead_end(world: World) -> None:
    for number in range(5):
        world.send(f"R-1{number}", "GP", "NOWHERE", *REFUSED, client=f"E-1{number}")


def orphan_need(world: World) -> None:
    assert world.needs is not None
    world.needs.append(Need(id="N-9", client="E-9", domain=NeedDomain.LEGAL, since=dt.date(2026, 3, 20)))


def self_referral(world: World) -> None:
    world.send("R-10", "DAY", "DAY", *DONE, client="E-9", service="S-2")


def no_consent(world: World) -> None:
    assert world.consents is not None
    world.send("R-10", "GP", "DAY", *DONE, client="E-9", consent=None, service="S-2")
    world.consents.append(Consent(id="C-8", client="E-8", status=ConsentStatus.REJECTED))
    world.send("R-11", "GP", "DAY", *DONE, client="E-8", consent="C-8", service="S-2")


def past_capacity(world: World) -> None:
    world.capacities.append(ProviderCapacity(provider="REHAB", service="S-9", places=1))
    world.send("R-10", "GP", "REHAB", *DONE, client="E-9", service="S-9")
    world.send("R-11", "GP", "REHAB", *DONE, client="E-8", service="S-9", days=1)


def re_referral(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9", days=-40, service="S-2")
    world.send("R-11", "GP", "REHAB", *DONE, client="E-9", service="S-2")


def hop_limit(world: World) -> None:
    for hop in range(5):
        way = {} if hop == 0 else {"part_of": f"R-1{hop - 1}"}
        world.send(f"R-1{hop}", f"H-{hop}", f"H-{hop + 1}", *DONE, client="E-9", days=hop, service=f"S-2{hop}", **way)


def duplicate_live(world: World) -> None:
    world.send("R-10", "GP", "DAY", (1, S.ACCEPTED), client="E-9", days=8, service="S-2")
    world.send("R-11", "GP", "REHAB", (1, S.ACCEPTED), client="E-9", days=9, service="S-2")


def contradictory(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9", status=S.ACCEPTED, service="S-2")


def missing_reason(world: World) -> None:
    world.send("R-10", "GP", "DAY", (1, S.REJECTED), client="E-9", service="S-2")


def two_claims(world: World) -> None:
    claims = ((1, S.ACCEPTED, {"actor": "DAY"}), (1.1, S.ACCEPTED, {"actor": "REHAB", "from_status": S.REQUESTED}))
    world.send("R-10", "GP", "DAY", *claims, client="E-9", days=9, service="S-2")


def out_of_order(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9", service="S-2")
    world.events[-1], world.events[-2] = world.events[-2], world.events[-1]


def missing_parent(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9", part_of="R-LOST", service="S-2")


def circular(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9", based_on="R-11", service="S-2")
    world.send("R-11", "DAY", "REHAB", *DONE, client="E-9", based_on="R-10", service="S-3")


def other_client(world: World) -> None:
    world.send("R-10", "GP", "DAY", *DONE, client="E-9", service="S-2")
    world.send("R-11", "DAY", "REHAB", *DONE, client="E-8", days=1, part_of="R-10", service="S-3")


SEEDED: dict[str, tuple[Callable[[World], None], list[tuple[str, ...]]]] = {
    "bounce": (bounce, [("R-10", "R-11")]),
    "loop": (loop, [("R-10", "R-11", "R-12")]),
    "dangling": (dangling, [("R-10",)]),
    "stalled": (stalled, [("R-9",)]),
    "dead-end": (dead_end, [("R-10", "R-11", "R-12", "R-13", "R-14")]),
    "orphan-need": (orphan_need, [()]),
    "self-referral": (self_referral, [("R-10",)]),
    "no-consent": (no_consent, [("R-10",), ("R-11",)]),
    "past-capacity": (past_capacity, [("R-11",)]),
    "re-referral": (re_referral, [("R-10", "R-11")]),
    "hop-limit": (hop_limit, [("R-14",)]),
    "duplicate-live": (duplicate_live, [("R-10", "R-11")]),
    "contradictory": (contradictory, [("R-10",)]),
    "missing-reason": (missing_reason, [("R-10",)]),
    "two-claims": (two_claims, [("R-10",)]),
    "out-of-order": (out_of_order, [("R-10",)]),
    "missing-parent": (missing_parent, [("R-10",)]),
    "circular": (circular, [("R-10", "R-11")]),
    "other-client": (other_client, [("R-10", "R-11")]),
}


def test_nothing_is_found_where_all_is_well() -> None:
    assert found(clean_world()) == []


def test_every_rule_has_its_case() -> None:
    assert set(SEEDED) == set(FINDING_RULES)
    assert set(FINDING_RULES) >= ERRORS


@pytest.mark.parametrize("rule", SEEDED)
def test_the_rule_fires_alone_on_its_case(rule: str) -> None:
    world = clean_world()
    seed, expected = SEEDED[rule]
    seed(world)
    told = found(world)
    assert {each.rule for each in told} == {rule}
    assert [each.referrals for each in told] == expected
    assert {each.severity for each in told} == {"error" if rule in ERRORS else "warning"}


@pytest.mark.parametrize("rule", SEEDED)
def test_a_finding_is_said_with_its_remedy_in_four_languages(rule: str) -> None:
    world = clean_world()
    SEEDED[rule][0](world)
    told = found(world)[0]
    texts = {each for language in LANGUAGES for each in (told.text(language), told.remedy(language))}
    assert len(texts) == 8
    assert not any("{" in text for text in texts)


@pytest.mark.parametrize("rule", SEEDED)
def test_a_rule_can_be_switched_off_or_made_an_error(rule: str) -> None:
    world = clean_world()
    SEEDED[rule][0](world)
    assert found(world, off=(rule,)) == []
    assert {each.severity for each in found(world, errors=(rule,))} == {"error"}


def test_silence_counts_working_days_of_the_country() -> None:
    # 10 to 15 July 2026, Friday to Wednesday, are holidays and a weekend
    world = World()
    start = (dt.datetime(2026, 7, 9, 9, tzinfo=MONDAY.tzinfo) - MONDAY).days
    world.send("R-1", "GP", "DAY", days=start)
    world.events[-1] = world.events[-1].model_copy(update={"business_status": BusinessStatus.NO_CONTACT})
    assert found(world, start + 7, silent_days_routine=1) == []  # Thursday to Thursday
    assert [each.params["days"] for each in found(world, start + 8, silent_days_routine=1)] == ["2"]


def test_findings_are_a_sequence_that_can_be_cut() -> None:
    world = clean_world()
    for name in ("bounce", "orphan-need"):
        SEEDED[name][0](world)
    told = findings(graph_of(world.history(), MONDAY + dt.timedelta(days=12)))
    assert len(told) == 2
    assert [told[0], told[1]] == list(told) == list(told[0:2])
    assert told[-1] == told[1]
    with pytest.raises(IndexError):
        told[2]
    assert (told[0].subject, told[0].params["other"]) == ("DAY", "GP")  # who sent back, and to whom
    assert told.counts["bounce"] == 1
    assert told.errors == 0
