"""Chains as pictures: positions are times, nothing lies on anything else, and the table says the same."""

import datetime as dt
import itertools
import re
from functools import cache

import pytest

from agecare import BusinessStatus, Client, Organization, RefusalReason, Register
from agecare.locale import LANGUAGES, catalogue
from agecare.referrals import ReferralGraph, findings, graph_of, stories_of
from agecare.report.referrals import render_chains, write_chains
from agecare.report.referrals.labels import Labels
from agecare.report.referrals.lanes import LEFT, MOST_LANES, RIGHT, WIDE_LETTER, ChainPicture, draw_chain, ordered
from agecare.report.words import Words
from referral_worlds import CENTRE, DONE, MONDAY, S, World, random_world


def told() -> World:
    """Day care as it should be; then a hospital that is full, a clinic that closes, and a house that is silent."""
    world = World()
    made = {"business_status": BusinessStatus.SCHEDULED}
    world.send("R-1", "GP", "DAY", (3, S.ACCEPTED), (4, S.ACCEPTED, made), (12, S.IN_PROGRESS), (40, S.COMPLETED))
    full = (26, S.REJECTED, {"reason": RefusalReason.CAPACITY_FULL})
    world.send("R-2", "DAY", "HOSP", (1, S.RECEIVED), full, days=15, part_of="R-1", service="S-2")
    world.send("R-3", "DAY", "REHAB", days=60, replaces="R-2", service="S-2", consent=None)
    return world


def graph(world: World, days: float = 90) -> ReferralGraph:
    return graph_of(world.history(), MONDAY + dt.timedelta(days=days))


@cache
def page(language: str = "en") -> str:
    traced = graph(told())
    return render_chains(traced, traced.chains_of("E-1"), found=findings(traced), language=language)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", " ", html, flags=re.DOTALL)).split())


def picture(world: World, days: float = 90, referral: str | None = None) -> ChainPicture:
    traced = graph(world, days)
    chain = traced.chain(referral or world.referrals[0].id)
    stories = {story.referral.id: story for story in stories_of(traced, ordered(chain))}
    labels = Labels(Words("en", "referral_report"))
    return draw_chain(chain, stories, traced.history.moment(traced.now), labels, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_language_asked_for(language: str) -> None:
    html, words = page(language), catalogue(language, "referral_report")
    assert f'<html lang="{language}">' in html
    for key in ("chains-title", "as-table", "key-nobody", "waited"):
        assert words[key] in text_of(html)
    assert re.findall(r"\{\w+\}", text_of(html)) == []


def test_it_says_who_waited_for_whom() -> None:
    text = text_of(page())
    assert "Referrals: 3 · hands: 2 · since 30 Mar 2026" in text
    assert "Waiting now: R-3: DAY waits for REHAB: 19 working days" in text
    assert "DAY waits for HOSP: 18 working days" in text  # sent and received are one wait
    assert "Nobody else asked; it is up to DAY: 15 working days" in text
    assert "rejected: no place free" in text
    assert "Ask the person, record the consent" in text


def test_nothing_is_loaded_from_anywhere_and_no_script_is_needed() -> None:
    html = page()
    assert re.findall(r'(?:src|href)="(?!#|data:,)[^"]*"', html) == []
    assert "url(" not in html.replace("url(#", "")
    assert "<script" not in html


def test_names_stand_for_ids_and_are_escaped() -> None:
    register = Register(
        centre=CENTRE,
        organizations=[Organization(id="DAY", name="<b>House</b>")],
        clients=[Client(id="E-1", name="Person & Co")],
    )
    traced = graph(told())
    html = render_chains(traced, traced.chains_of("E-1"), register=register)
    assert "&lt;b&gt;House&lt;/b&gt;" in html
    assert "E-1 Person &amp; Co" in html
    assert "<b>House" not in html


def test_positions_are_times() -> None:
    found = picture(told())
    first, second, third = found.lanes
    sent, agreed, served = first.bars
    assert [bar.look for bar in first.bars] == ["sent", "agreed", "served"]
    assert served.width / agreed.width == pytest.approx(28 / 9, rel=0.02)
    assert sent.x + sent.width == pytest.approx(agreed.x, abs=0.2)
    assert [bar.look for bar in second.bars] == ["sent", "sent", "nobody"]
    assert [mark.look for mark in second.marks] == ["refused"]
    assert third.bars[-1].lasts
    assert found.now_x == pytest.approx(third.bars[-1].x + third.bars[-1].width, abs=0.2)
    assert [line.again for line in found.passings] == [False, True]


def test_a_chain_that_was_over_long_ago_is_not_drawn_until_today() -> None:
    world = World()
    world.send("R-1", "GP", "DAY", *DONE)
    found = picture(world, days=900)
    assert found.now_x is None
    (lane,) = found.lanes
    assert lane.bars[-1].x + lane.bars[-1].width > (LEFT + RIGHT) / 2


@pytest.mark.parametrize("seed", range(25))
def test_any_history_can_be_drawn_and_nothing_lies_on_anything_else(seed: int) -> None:
    world = random_world(seed, damaged=seed % 2 == 0)
    for referral in {referral.id for referral in world.referrals[:3]}:
        found = picture(world, 200, referral)
        assert all(one.y + one.height == two.y for one, two in itertools.pairwise(found.lanes))
        for lane in found.lanes:
            assert all(bar.x >= LEFT and bar.x + bar.width <= RIGHT + 4 for bar in lane.bars)
            for line in range(3):
                spans = sorted(
                    (each.x - len(each.text) * WIDE_LETTER, each.x) if each.anchor == "end"
                    else (each.x, each.x + len(each.text) * WIDE_LETTER)
                    for each in lane.captions
                    if each.line == line
                )  # fmt: skip
                assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    traced = graph_of(world.history())
    html = render_chains(traced, traced.chains_of(world.referrals[0].client), found=findings(traced), language="ky")
    assert all(referral.id in html for referral in world.referrals if referral.client == world.referrals[0].client)


def test_a_chain_without_end_is_drawn_in_part() -> None:
    world = World()
    for number in range(700):
        link = {"part_of": f"R-{number - 1}"} if number else {}
        world.send(f"R-{number}", f"P-{number % 7}", f"P-{(number + 1) % 7}", *DONE, days=number / 10, **link)
    traced = graph(world)
    html = render_chains(traced, traced.chains_of("E-1"))
    assert html.count('class="id"') == MOST_LANES
    assert "660 more referrals are in the table only." in html
    assert "200 more referrals are not listed." in html
    assert len(html) < 1_500_000


def test_the_file_is_whole_or_not_there(tmp_path) -> None:
    traced = graph(told())
    path = write_chains(tmp_path / "chain.html", traced, traced.chains_of("E-1"), found=findings(traced))
    assert path.read_text(encoding="utf-8") == page()
    with pytest.raises(OSError, match="nowhere"):
        write_chains(tmp_path / "nowhere" / "chain.html", traced, ())


def test_no_chain_has_a_page() -> None:
    assert "There is no referral to show." in text_of(render_chains(graph(told()), ()))
