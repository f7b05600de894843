"""The year of referrals of the example centres: what is found there is what the stories tell, and nothing else."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from agecare import ReferralRule, ReferralStatus, Register
from agecare.io.samples import sample
from agecare.io.samples.histories import STORIES
from agecare.io.samples.uptake import AS_OF
from agecare.model.holidays import public_holidays
from agecare.referrals import ReferralGraph, findings, graph_of

S = ReferralStatus
CENTRES = ("darkhan", "mandal", "songinokhairkhan")
Told = tuple[Register, ReferralGraph]


@pytest.fixture(scope="module", params=CENTRES)
def told(request: pytest.FixtureRequest) -> Told:
    register = sample(request.param)
    evening = dt.datetime.combine(AS_OF, dt.time(18), ZoneInfo(register.centre.timezone))
    return register, graph_of(register, evening)


def test_the_stories_are_found_and_nothing_else(told: Told) -> None:
    register, graph = told
    expected: Counter[str] = Counter()
    for story in STORIES.values():
        expected.update(story)
    found = findings(graph, register.centre.referral_rules)
    assert {rule: count for rule, count in found.counts.items() if count} == expected
    assert set(found.counts) == set(ReferralRule) - set(register.centre.referral_rules.off)


def test_most_referrals_are_ordinary_and_finished(told: Told) -> None:
    register, _ = told
    states = Counter(each.status for each in register.referrals)
    assert states[S.COMPLETED] > 0.6 * len(register.referrals)
    assert {S.IN_PROGRESS, S.REJECTED, S.REQUESTED, S.ON_HOLD} <= states.keys()
    assert any(each.service_type for each in register.referrals)


def test_everything_happens_in_office_hours_of_one_year(told: Told) -> None:
    register, _ = told
    off = public_holidays(register.centre.country, range(2025, 2027), register.holiday_changes)
    for event in register.referral_events:
        assert AS_OF - dt.timedelta(days=365) <= event.at.date() < AS_OF
        assert event.at.weekday() < 5
        assert event.at.date() not in off
        assert 9 <= event.at.hour < 17
    moments = [event.at for event in register.referral_events]
    assert moments == sorted(moments)


def test_somebody_goes_through_many_hands(told: Told) -> None:
    _, graph = told
    (found,) = [each for each in findings(graph) if each.rule == "hop-limit"]
    chain = graph.chain(found.referrals[0])
    assert len(chain.back(found.referrals[0])) == 5
    assert len({step.performer for step in chain.steps}) == 5
