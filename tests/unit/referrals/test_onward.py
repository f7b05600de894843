"""Who to ask next: not who refused, not who passed the person on, and nobody with the same reason to refuse."""

from agecare import ReferralStatus, RefusalReason
from agecare.referrals import Option, graph_of, onward
from referral_worlds import DONE, REFUSED, World

R = RefusalReason


def refused(reason: RefusalReason) -> World:
    world = World()
    world.send("R-1", "GP", "CENTRE", *DONE)
    world.send("R-2", "CENTRE", "DAY", *REFUSED, days=3, part_of="R-1")
    moves = ((1, ReferralStatus.REJECTED, {"reason": reason}),)
    world.send("R-3", "CENTRE", "REHAB", *moves, days=5, replaces="R-2", part_of="R-1")
    return world


OPTIONS = [
    Option("REHAB", "S-1", 0.9),
    Option("GP", "S-1", 0.8),
    Option("FULL", "S-1", 0.7, frozenset({R.CAPACITY_FULL})),
    Option("FAR", "S-1", 0.6, frozenset({R.NOT_ELIGIBLE_AREA})),
    Option("DAY", "S-1", 0.5),
    Option("NGO", "S-1", 0.4),
]


def test_the_next_providers_do_not_share_the_cause() -> None:
    found = onward(graph_of(refused(R.CAPACITY_FULL).history()), "R-3", OPTIONS)
    assert (found.cause, found.first) == (R.CAPACITY_FULL, None)
    assert [option.provider for option in found.options] == ["FAR", "NGO"]
    assert {each.option.provider: each.because.value for each in found.left_out} == {
        "REHAB": "refused-before",
        "DAY": "refused-before",
        "GP": "on-the-way",
        "FULL": "same-cause",
    }
    area = onward(graph_of(refused(R.NOT_ELIGIBLE_AREA).history()), "R-3", OPTIONS)
    assert [option.provider for option in area.options] == ["FULL", "NGO"]


def test_some_refusals_are_no_matter_of_the_provider() -> None:
    for reason, first in ((R.DECLINED_BY_PERSON, "ask-the-person"), (R.DUPLICATE, "see-the-other")):
        assert onward(graph_of(refused(reason).history()), "R-3", OPTIONS).first == first
