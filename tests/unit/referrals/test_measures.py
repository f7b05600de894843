"""Measures are the counts that one would make by hand, and small groups stay hidden."""

import datetime as dt

import pytest

from agecare import Client, ReferralStatus
from agecare.referrals import graph_of, measures
from plain_referrals import OVER, Plain
from referral_worlds import DONE, MONDAY, REFUSED, World, clean_world, random_world

S = ReferralStatus


def seen(world: World, least: int = 1, days: float = 30):
    return measures(graph_of(world.history(), MONDAY + dt.timedelta(days=days)), least=least)


def test_a_small_history_is_measured_by_eye() -> None:
    world = World(clients=[Client(id="E-1", area="A-1"), Client(id="E-2", area="A-2")])
    world.send("R-1", "GP", "DAY", (2, S.ACCEPTED), (4, S.IN_PROGRESS), (9, S.COMPLETED))
    world.send("R-2", "GP", "DAY", *REFUSED, client="E-2")
    world.send("R-3", "GP", "REHAB", (3, S.ACCEPTED), client="E-2", replaces="R-2", days=2)
    total = seen(world).total
    assert total.referrals == 3
    assert total.acceptance == pytest.approx(2 / 3)
    assert [(stage.name, stage.reached, stage.dropped, stage.waiting) for stage in total.stages] == [
        ("sent", 3, 0, 0),
        ("answered", 3, 1, 0),
        ("accepted", 2, 0, 1),
        ("served", 1, 0, 0),
        ("completed", 1, 0, 0),
    ]
    assert (total.waits["answer"].median_days, total.waits["answer"].p90_days) == (2, 3)
    # refused after 1 day, served after 4, one still waits after 28
    assert (total.waits["service"].median_days, total.waits["service"].p90_days) == (4, float("inf"))
    assert total.waits["service"].still_waiting == 1
    assert total.hands == 1
    by = seen(world).by
    assert {figures.group: figures.referrals for figures in by["provider"]} == {"DAY": 2, "REHAB": 1}
    assert {figures.group: figures.referrals for figures in by["area"]} == {"A-1": 1, "A-2": 2}
    assert {figures.group: figures.referrals for figures in by["month"]} == {"2026-03": 2, "2026-04": 1}
    assert seen(world).of("provider", "DAY").acceptance == pytest.approx(1 / 2)
    with pytest.raises(KeyError):
        seen(world).of("provider", "GP")


def test_small_groups_are_hidden_and_cannot_be_worked_out() -> None:
    world = clean_world()
    for number in range(6):
        world.send(f"R-2{number}", "GP", "BIG", *DONE, client=f"E-2{number}")
        world.send(f"R-3{number}", "GP", "MID", *DONE, client=f"E-3{number}")
    found = {figures.group: figures for figures in seen(world, least=5).by["provider"]}
    assert {group for group, figures in found.items() if figures.suppressed} == {"DAY", "REHAB", "FULL"}
    assert all(figures.referrals is None and not figures.waits for figures in found.values() if figures.suppressed)
    lone = World()
    for number in range(6):
        lone.send(f"R-2{number}", "GP", "BIG", *DONE, client=f"E-2{number}")
        lone.send(f"R-3{number}", "GP", "MID", *DONE, client=f"E-3{number}")
    lone.send("R-1", "GP", "DAY", *DONE)
    found = {figures.group: figures for figures in seen(lone, least=5).by["provider"]}
    assert sum(figures.suppressed for figures in found.values()) == 2  # one alone would be the total less the others
    assert found["BIG"].suppressed != found["MID"].suppressed


def test_an_empty_history_has_measures() -> None:
    total = measures(graph_of(World().history())).total
    assert (total.referrals, total.acceptance, total.hands, total.returned) == (0, None, None, None)


@pytest.mark.parametrize("seed", range(60))
def test_random_histories_are_counted_as_by_hand(seed: int) -> None:
    world = random_world(seed, damaged=seed % 2 == 0)
    plain, found = Plain(world), measures(graph_of(world.history()))
    ids = [id_ for id_ in plain.referrals if plain.counts(id_) and plain.sent(id_) is not None]
    accepted = [id_ for id_ in ids if plain.first(id_, S.ACCEPTED, S.IN_PROGRESS, S.COMPLETED)]
    refused = [id_ for id_ in ids if id_ not in accepted and plain.state(id_) is S.REJECTED]
    decided = len(accepted) + len(refused)
    assert found.total.acceptance == (len(accepted) / decided if decided else None)
    served = [id_ for id_ in ids if plain.served(id_)]
    hands = [plain.hops(id_) + 1 for id_ in served]
    assert found.total.hands == (pytest.approx(sum(hands) / len(hands)) if hands else None)
    for figures in found.by["provider"]:
        mine = [id_ for id_ in ids if plain.referrals[id_].performer == figures.group]
        assert figures.referrals == len(mine)
        wait = figures.waits["service"]
        begun = [id_ for id_ in mine if plain.served(id_)]
        assert (wait.happened if wait else 0) == len(begun)
        if wait:
            assert wait.still_waiting == sum(plain.state(i) not in OVER for i in mine if not plain.served(i))


def test_curves_are_in_days_and_of_everybody() -> None:
    world = World()
    world.send("R-1", "GP", "DAY", (2, S.ACCEPTED), (4, S.IN_PROGRESS))
    world.send("R-2", "GP", "DAY", (1, S.ACCEPTED), client="E-2")
    curves = seen(world).curves
    assert (curves["answer"].times.tolist(), curves["answer"].share.tolist()) == ([1, 2], [0.5, 0])
    assert (curves["service"].times.tolist(), curves["service"].share.tolist()) == ([4], [0.5])


@pytest.mark.parametrize("seed", range(20))
def test_with_a_least_count_steps_of_a_curve_are_of_so_many_and_counts_its_multiples(seed: int) -> None:
    world = random_world(seed)
    whole, found = seen(world), seen(world, least=5)
    for name, curve in found.curves.items():
        assert (curve.came >= 5).all()
        assert set(zip(curve.times, curve.share, strict=True)) <= set(
            zip(whole.curves[name].times, whole.curves[name].share, strict=True)
        )
    for figures, exact in zip(found.by["all"], whole.by["all"], strict=True):
        for stage, plain in zip(figures.stages, exact.stages, strict=bool(figures.stages)):
            assert stage.reached % 5 == stage.waiting % 5 == stage.dropped % 5 == 0
            assert abs(stage.reached - plain.reached) <= 2
