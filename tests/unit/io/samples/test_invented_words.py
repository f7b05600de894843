"""Names, and what is done at home, in the languages of the samples."""

from random import Random

import pytest

from agecare.io.samples.cares import CARES, WEEKS, usual_cares, windows
from agecare.io.samples.names import kyrgyz_name, latin, mongolian_name
from agecare.io.samples.offers import OFFERS, RULE_WORDS
from agecare.model import Gender, NeedDomain, PopulationGroup


def test_names_follow_the_gender() -> None:
    rng = Random(1)
    women = {kyrgyz_name(rng, Gender.FEMALE) for _ in range(50)}
    men = {kyrgyz_name(rng, Gender.MALE) for _ in range(50)}
    assert all(name.split()[0].endswith("а") for name in women)
    assert not any(name.split()[0].endswith("а") for name in men)


def test_mongolian_names_have_an_initial() -> None:
    rng = Random(2)
    for kazakh in (False, True):
        initial, given = mongolian_name(rng, Gender.MALE, kazakh=kazakh).split(". ")
        assert len(initial) == 1
        assert given[0].isupper()


@pytest.mark.parametrize("gender", [Gender.FEMALE, Gender.MALE])
def test_every_mongolian_name_has_latin_letters(gender: Gender) -> None:
    rng = Random(3)
    for _ in range(300):
        text = latin(mongolian_name(rng, gender, kazakh=rng.random() < 0.3))
        assert not any("Ѐ" <= letter <= "ӿ" for letter in text), text


@pytest.mark.parametrize("care", sorted(CARES))
def test_every_kind_of_visit_is_named_in_three_languages_and_fits_its_hours(care: str) -> None:
    kind = CARES[care]
    assert set(kind.words) == {"en", "mn", "ky"}
    assert all(kind.words.values())
    assert all(30 <= minutes <= 90 for minutes in kind.minutes)
    for spans in kind.hours:
        assert max(window.end - window.start for window in windows(spans)) >= max(kind.minutes)


def test_every_need_is_answered_by_some_visit_or_else_by_a_service() -> None:
    by_visits = {kind.need for kind in CARES.values()}
    assert set(NeedDomain) - by_visits == {NeedDomain.SENSES, NeedDomain.RESPITE}
    assert {domain for offer in OFFERS.values() for domain in offer.domains} == set(NeedDomain)


@pytest.mark.parametrize("offer", sorted(OFFERS))
def test_every_service_and_rule_is_named_in_three_languages(offer: str) -> None:
    told = [OFFERS[offer].words, *(RULE_WORDS[rule.words] for rule in OFFERS[offer].rules)]
    assert all(set(words) == {"en", "mn", "ky"} and all(words.values()) for words in told)


@pytest.mark.parametrize("group", list(PopulationGroup))
@pytest.mark.parametrize("visits", [1, 2, 3, 4, 5])
def test_usual_weeks_have_the_visits_asked_for(group: PopulationGroup, visits: int) -> None:
    rng = Random(visits)
    for _ in range(20):
        cares = usual_cares(rng, group, visits)
        assert sum(count for _, count in cares) == visits
        assert {care for care, _ in cares} <= set(WEEKS[group])
        assert len({care for care, _ in cares}) == len(cares)
