"""The report about referrals: whole, closed to the outside, discreet, limited, and its pictures."""

import datetime as dt
import itertools
import re
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from agecare import Register
from agecare.locale import LANGUAGES, catalogue
from agecare.referrals import Overview, Streams, graph_of, overview, streams
from agecare.referrals.findings import FINDING_RULES
from agecare.referrals.survival import kaplan_meier
from agecare.report.referrals import render_referrals, write_referral_report
from agecare.report.referrals.curve import draw_curves
from agecare.report.referrals.flow import FlowPicture, draw_flow
from agecare.report.referrals.labels import Labels
from agecare.report.referrals.report import CHAINS_SHOWN, FINDINGS_SHOWN
from agecare.report.referrals.tables import Tables
from agecare.report.words import Words
from referral_worlds import DONE, World, random_world
from referred_district import TODAY, referred_district

WORDS = Words("en", "referral_report")


@cache
def district() -> Register:
    return referred_district()


@cache
def seen(anonymous: bool = False) -> Overview:
    register = district()
    now = dt.datetime.combine(TODAY, dt.time(23), ZoneInfo(register.centre.timezone))
    kinds = {service.id: service.type.value for service in register.services}
    return overview(graph_of(register, now), register.centre.referral_rules, anonymous=anonymous, kinds=kinds)


@cache
def page(language: str = "en", privacy: str = "coordinator") -> str:
    return render_referrals(seen(privacy == "anonymous"), register=district(), language=language, privacy=privacy)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", " ", html, flags=re.DOTALL)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_language_asked_for(language: str) -> None:
    html, words = page(language), catalogue(language, "referral_report")
    assert f'<html lang="{language}">' in html
    for key in ("title", "stages", "flow", "curves-lead", "bottlenecks", "by-area", "meaning-waits"):
        assert words[key] in text_of(html)
    assert re.findall(r"\{\w+\}", text_of(html)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", FINDING_RULES)
def test_every_rule_is_explained(rule: str, language: str) -> None:
    assert catalogue(language, "referral_report")[f"about-{rule}"]


def test_nothing_is_loaded_from_anywhere_and_no_script_is_needed() -> None:
    html = page()
    assert re.findall(r'(?:src|href)="(?!#|data:,)[^"]*"', html) == []
    assert "url(" not in html.replace("url(#", "")
    assert "<script" not in html
    assert len(html) < 700_000


def test_links_lead_to_pictures() -> None:
    html = page()
    anchors = set(re.findall(r'href="#(chain-\d+)"', html))
    assert anchors
    assert anchors <= set(re.findall(r'id="(chain-\d+)"', html))
    assert html.count('class="chainmap"') == CHAINS_SHOWN


def test_the_figures_are_those_measured() -> None:
    text, found = text_of(page()), seen()
    total, flow = found.measures.total, found.flow
    assert f"Referrals {total.referrals} of {len(district().clients)} people" in text
    assert f"Findings {len(found.findings)} of them errors: {found.findings.errors}" in text
    assert f"Waiting for a service with known places: {flow.waiting}; could have one today" in text
    assert f"With {found.changes[0].places} more places at United hospital (Ward)" in text


def test_an_anonymous_page_names_nobody_and_nothing_by_its_id() -> None:
    register, html = district(), page("ru", "anonymous")
    for kind in ("clients", "referrals", "needs", "consents", "workers"):
        assert [each.id for each in getattr(register, kind) if each.id in html] == []
    assert [each.name for each in (*register.clients, *register.workers) if each.name in html] == []
    assert "United hospital" in html
    assert 'class="chainmap"' not in html
    assert page("ru").count("Worker of a name") > 0


def test_an_anonymous_page_shows_no_small_count() -> None:
    tables = Tables(seen(True), Labels(WORDS, district()))
    rows = [[row["people"]] for row in tables.bands()] + [[count] for _, _, count in tables.rules()]
    rows += [[row.happened, row.still] for row in tables.waits()]
    for name in ("provider", "need", "area", "month"):
        rows += [[row.get("referrals", "few")] for row in tables.table(name).rows]
    assert len(rows) > 20
    assert [row for row in rows for count in row if count in {"1", "2", "3", "4"}] == []


def test_who_cannot_be_told_from_people_is_numbered() -> None:
    html = render_referrals(overview(seen().graph, anonymous=True), privacy="anonymous")
    assert [id_ for id_ in ("O-DAY", "O-HOSP", "W-1", "E-001", "R-0001") if id_ in html] == []
    assert "provider 1" in html


WRONG = [{"privacy": "worker"}, {"privacy": "all"}, {"language": "de"}, {"privacy": "anonymous"}]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_level_or_language_that_does_not_exist_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        render_referrals(seen(), **wrong)


def test_a_history_of_nothing_has_a_page() -> None:
    text = text_of(render_referrals(overview(graph_of(World().history()))))
    assert "Nobody waits for a place." in text
    assert "Nobody has had anything to wait for." in text


@pytest.mark.parametrize("seed", range(10))
def test_damaged_histories_have_pages(seed: int) -> None:
    found = overview(graph_of(random_world(seed, damaged=True).history()))
    text = text_of(render_referrals(found, language="mn"))
    names = catalogue("mn", "codes")
    for rule, count in found.findings.counts.items():
        assert (f"{names[f'ReferralRule.{rule}']} {rule}" in text) == bool(count), rule


def test_many_findings_do_not_make_a_long_page() -> None:
    world = World()
    for number in range(400):
        world.send(f"R-{number}", "GP", "GP", client=f"E-{number}", consent=None)
    found = overview(graph_of(world.history()))
    html = render_referrals(found)
    assert len(found.findings) >= 800
    assert html.count('class="chainmap"') == CHAINS_SHOWN
    assert text_of(html).count("and 388 more") == 2
    assert html.count("to itself.") <= FINDINGS_SHOWN + CHAINS_SHOWN
    assert len(html) < 400_000


def drawn(found: Streams) -> FlowPicture:
    picture = draw_flow(found, Labels(WORDS))
    assert picture is not None
    return picture


@pytest.mark.parametrize("seed", range(12))
def test_stops_of_a_column_lie_apart_and_inside(seed: int) -> None:
    picture = drawn(streams(graph_of(random_world(seed).history())))
    for _, boxes in itertools.groupby(sorted(picture.boxes, key=lambda box: (box.x, box.y)), key=lambda box: box.x):
        column = list(boxes)
        assert all(one.y + one.height + 24 <= two.y for one, two in itertools.pairwise(column))
        assert all(box.y > 0 and box.y + box.height < picture.height for box in column)
        assert all(box.waiting <= box.height and box.lost <= box.height for box in column)


def test_a_band_is_as_wide_as_its_people_are_many() -> None:
    world = World()
    for number in range(12):
        world.send(f"R-{number}", "GP", "DAY" if number < 9 else "HOSP", *DONE, client=f"E-{number}")
    picture = drawn(streams(graph_of(world.history())))
    heights = {(box.x, box.name): box.height for box in picture.boxes}
    (first, second) = sorted({x for x, _ in heights})[:2]
    assert heights[second, "DAY"] / heights[second, "HOSP"] == pytest.approx(3, rel=0.01)
    assert heights[first, "GP"] == pytest.approx(heights[second, "DAY"] + heights[second, "HOSP"], abs=0.2)
    widths = {}
    for ribbon in picture.ribbons:
        numbers = [float(each) for each in re.findall(r"-?\d+\.\d", ribbon.path)]
        widths[ribbon.title.split(":")[0]] = numbers[-1] - numbers[1]
    assert widths["GP → DAY"] / widths["GP → HOSP"] == pytest.approx(3, rel=0.01)


def test_curves_rise_to_the_share_that_has_it() -> None:
    days = np.arange(1, 101).astype(float)
    curve = kaplan_meier(days, days <= 60)
    picture = draw_curves({"service": curve, "answer": kaplan_meier(days / 10, days > 0)}, WORDS)
    assert picture is not None
    heights = {line.look: [float(y) for y in re.findall(r"V([\d.]+)", line.path)] for line in picture.lines}
    for line in picture.lines:
        assert heights[line.look] == sorted(heights[line.look], reverse=True)
    assert heights["service"][-1] == pytest.approx(picture.bottom - 0.6 * (picture.bottom - picture.top), abs=0.1)
    labels = sorted(line.label_y for line in picture.lines)
    assert all(two - one >= 29 for one, two in itertools.pairwise(labels))
    assert {line.note for line in picture.lines} == {"half by day 50", "half by day 5.0"}


def test_no_curve_where_nobody_had_anything() -> None:
    assert draw_curves({"service": kaplan_meier(np.array([3.0]), np.array([False]))}, WORDS) is None


def test_the_file_is_whole_or_not_there(tmp_path) -> None:
    path = write_referral_report(tmp_path / "report.html", seen(), register=district())
    assert path.read_text(encoding="utf-8") == page()
    with pytest.raises(OSError, match="nowhere"):
        write_referral_report(tmp_path / "nowhere" / "report.html", seen())
