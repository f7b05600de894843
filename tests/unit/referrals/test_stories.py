"""Stories: stretch by stretch who waited for whom, and for how many working days."""

import datetime as dt
import itertools

import pytest

from agecare import BusinessStatus, Referral, ReferralStatus, RefusalReason
from agecare.referrals import findings, graph_of, stories_of
from agecare.referrals.milestones import ENDED
from referral_worlds import MONDAY, World, clean_world, random_world

S = ReferralStatus


def told(world: World, referral: str, days: float = 30):
    (story,) = stories_of(graph_of(world.history(), MONDAY + dt.timedelta(days=days)), [referral])
    return story


def test_who_waits_for_whom_in_each_state() -> None:
    world = World()
    world.send(
        "R-1",
        "GP",
        "DAY",
        (1, S.RECEIVED),
        (2, S.ACCEPTED),
        (4, S.ACCEPTED, {"business_status": BusinessStatus.SCHEDULED}),
        (7, S.IN_PROGRESS),
        (8, S.ON_HOLD, {"reason": RefusalReason.OTHER}),
    )
    found = [
        (each.state, each.waits, each.waits_for, each.working_days, each.lasts) for each in told(world, "R-1").times
    ]
    assert found == [
        (S.REQUESTED, "GP", "DAY", 1, False),
        (S.RECEIVED, "GP", "DAY", 1, False),
        (S.ACCEPTED, "E-1", "DAY", 3, False),
        (S.IN_PROGRESS, None, None, 1, False),
        (S.ON_HOLD, "E-1", "DAY", 16, True),
    ]


def test_an_open_referral_waits_for_nobody_named_and_a_draft_for_its_writer() -> None:
    world = World()
    world.send("R-1", "GP", None)
    world.referrals.append(Referral(id="R-2", client="E-1", need="N-E-1", requester="GP", authored=MONDAY))
    assert [(each.waits, each.waits_for) for each in told(world, "R-1").times] == [("GP", None)]
    assert [(each.state, each.waits, each.waits_for) for each in told(world, "R-2").times] == [(S.DRAFT, "E-1", "GP")]


def refused(reason: RefusalReason = RefusalReason.CAPACITY_FULL) -> World:
    world = World()
    world.send("R-1", "GP", "DAY", (1, S.REJECTED, {"reason": reason}))
    return world


def test_after_a_refusal_nobody_is_asked_until_the_next_referral() -> None:
    world = refused()
    after = told(world, "R-1").after
    assert after is not None
    assert (after.state, after.waits, after.waits_for, after.lasts) == (None, "E-1", "GP", True)
    world.send("R-2", "GP", "REHAB", days=8, replaces="R-1")
    after = told(world, "R-1").after
    assert after is not None
    assert (after.end, after.working_days, after.lasts) == (MONDAY + dt.timedelta(days=8), 5, False)


def test_nobody_waits_after_a_refusal_that_the_person_wanted_or_while_another_is_asked_for_the_same() -> None:
    assert told(refused(RefusalReason.DECLINED_BY_PERSON), "R-1").after is None
    assert told(refused(RefusalReason.DUPLICATE), "R-1").after is None
    world = refused()
    world.send("R-2", "GP", "REHAB", based_on="R-1")
    assert told(world, "R-1").after is None
    world = refused()
    world.send("R-2", "GP", "REHAB", based_on="R-1", service="S-2")
    assert told(world, "R-1").after is not None


def test_a_finished_referral_has_no_lasting_stretch() -> None:
    for story in stories_of(graph_of(clean_world().history()), ["R-1", "R-2", "R-3", "R-4"]):
        assert story.over
        assert not any(each.lasts for each in story.stretches)


@pytest.mark.parametrize("seed", range(40))
def test_stretches_follow_each_other_in_any_history(seed: int) -> None:
    world = random_world(seed, damaged=seed % 2 == 0)
    graph = graph_of(world.history())
    ids = [referral.id for referral in world.referrals]
    for story in stories_of(graph, ids):
        assert all(one.end <= two.start for one, two in itertools.pairwise(story.stretches))
        assert all(each.start <= each.end and each.working_days >= 0 for each in story.times)
        assert all(each.state not in ENDED for each in story.stretches)
        if not story.over and story.stretches:
            assert [each.lasts for each in story.stretches] == [*[False] * (len(story.stretches) - 1), True]
            assert story.stretches[-1].state is story.state
        assert all(story.first_at <= each.start for each in story.times)


@pytest.mark.parametrize("seed", range(20))
def test_findings_about_referrals_are_those_that_name_them(seed: int) -> None:
    world = random_world(seed, damaged=True)
    found = findings(graph_of(world.history()))
    ids = {referral.id for referral in world.referrals[: 1 + seed % 4]}
    assert list(found.about([*ids, "unknown"])) == [each for each in found if ids & set(each.referrals)]
