"""The report about coverage: whole, closed to the outside, small, discreet, and its map."""

import base64
import hashlib
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from agecare.coverage import AreaStanding, Coverage, Standing, measure
from agecare.locale import LANGUAGES, catalogue
from agecare.model import Register
from agecare.report import render_coverage, write_coverage_report
from agecare.report.coverage_map import CoverageMap, coverage_map, drawn_areas, sector_path
from covered_worlds import DAY, KM, district, random_district


@cache
def page(seed: int | None = None, language: str = "en", privacy: str = "coordinator") -> str:
    register = district() if seed is None else random_district(seed, clients=120)
    return render_coverage(register, measure(register, DAY), language=language, privacy=privacy)


def text_of(html: str) -> str:
    body = re.sub(r"<(style|script)>.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_language_asked_for(language: str) -> None:
    html, words = page(1, language), catalogue(language, "coverage")
    assert f'<html lang="{language}">' in html
    for key in ("title", "sites", "by-area", "by-type", "grid", "work", "measure-gini"):
        assert words[key] in text_of(html)
    assert re.findall(r"\{\w+\}", text_of(html)) == []


def test_nothing_is_loaded_from_anywhere() -> None:
    html = page(1)
    assert re.findall(r'(?:src|href)="(?!#|data:,)[^"]*"', html) == []
    assert "url(" not in html.replace("url(#", "")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    for tag in ("style", "script"):
        (source,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1]
        assert tag == "style" or len(source.encode()) <= 15_000


def test_the_figures_are_those_measured() -> None:
    text = text_of(page())
    assert "People with needs 4" in text
    assert "50% 2 of 4 All needs answered: 1 of 4" in text
    assert "Soum 50 3 · 6% 4 2 · 50% 1 · 25%" in text
    assert "day centre 1 2 1 4 3 · 75%" in text
    assert "1 day centre new, in West 2 1 41 km 5.0" in text


def test_who_is_named_and_who_is_not() -> None:
    register = district()
    named = register.replace(
        workers=[each.model_copy(update={"name": "Worker of a name"}) for each in register.workers],
        clients=[each.model_copy(update={"name": "Client of a name"}) for each in register.clients],
    )
    coverage = measure(named, DAY)
    assert "Worker of a name" in render_coverage(named, coverage)
    anonymous = render_coverage(named, coverage, privacy="anonymous")
    for html in (anonymous, render_coverage(named, coverage)):
        assert "Client of a name" not in html
        assert [each.id for each in named.clients if each.id in html] == []
    assert "Worker of a name" not in anonymous
    assert "W-1" not in anonymous


def test_an_anonymous_page_shows_no_small_count_anywhere() -> None:
    html = page(2, privacy="anonymous")
    assert "counts of fewer than 5 people are not shown" in html
    assert [pair for pair in re.findall(r"<title>[^<]*: (\d+)/(\d+)</title>", html) if 0 < int(pair[0]) < 5] == []
    assert ">few<" in html


@pytest.mark.parametrize("wrong", [{"privacy": "worker"}, {"privacy": "all"}, {"language": "de"}])
def test_a_level_or_language_that_does_not_exist_is_refused(wrong: dict) -> None:
    register = district()
    with pytest.raises(ValueError):  # noqa: PT011
        render_coverage(register, measure(register, DAY), **wrong)


def test_a_centre_without_anything_has_a_page() -> None:
    register = Register(centre=district().centre.model_copy(update={"area": None}))
    text = text_of(render_coverage(register, measure(register, DAY)))
    assert "No service is given on this day." in text
    assert "Nobody in reach is without a place." in text


def test_names_are_escaped() -> None:
    register = district()
    areas = [each.model_copy(update={"name": "<b>x</b>&"}) for each in register.areas]
    html = render_coverage(register.replace(areas=areas), measure(register, DAY))
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;&amp;" in html


def test_the_file_is_whole_or_not_there(tmp_path: Path) -> None:
    register = district()
    coverage = measure(register, DAY)
    path = write_coverage_report(tmp_path / "report.html", register, coverage, language="ky")
    assert path.read_text(encoding="utf-8") == page(None, "ky")
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(OSError, match="nowhere"):
        write_coverage_report(tmp_path / "nowhere" / "report.html", register, coverage)


def drawn(register: Register, coverage: Coverage) -> CoverageMap:
    found = coverage_map(register, coverage, {1: ((49.0, 105.0),), 2: ((49.0, 105.0),)}, {"A-E": "East", "A-W": "West"})
    assert found is not None
    return found


def test_a_bubble_for_each_area_filled_by_the_share_served() -> None:
    register = district()
    found = drawn(register, measure(register, DAY)).main
    every, *layers = found.layers
    assert {(each.name, each.count) for each in every.bubbles} == {("East", "1/2"), ("West", "1/2")}
    assert {each.type: {(b.name, b.count) for b in each.bubbles} for each in layers} == {
        "day-care": {("East", "1/2"), ("West", "0/2")},
        "meals": {("West", "1/2")},
    }
    north, south = sorted(every.bubbles, key=lambda each: each.y)
    assert (north.name, south.name) == ("West", "East")
    units_a_km = found.bar[0] / found.bar[1] * 1000
    assert (south.y - north.y) / units_a_km == pytest.approx(40, abs=0.5)


def test_pins_of_one_place_stand_side_by_side() -> None:
    register = district()
    one, two = drawn(register, measure(register, DAY)).main.sites
    assert (one.number, two.number) == (1, 2)
    assert two.x - one.x >= 18
    assert one.y == two.y


def boxes(found: CoverageMap) -> Iterator[tuple[str, float, float]]:
    for bubble in found.main.layers[0].bubbles:
        yield bubble.name, bubble.name_x, bubble.name_y


def test_names_lie_inside_the_drawing() -> None:
    register = random_district(3, clients=120)
    names = {area.id: area.name for area in register.areas}
    found = coverage_map(register, measure(register, DAY), {}, names)
    assert found is not None
    assert len(list(boxes(found))) > 1
    for name, x, y in boxes(found):
        assert 0 < x < found.main.width, name
        assert 0 < y < found.main.height, name


def test_no_home_no_map() -> None:
    register = district()
    assert coverage_map(register, measure(register.replace(addresses=[]), DAY), {}, {}) is None
    assert "<select" not in render_coverage(register, measure(register.replace(addresses=[]), DAY))


def test_far_areas_are_on_a_small_map_of_everything() -> None:
    register = district()
    east = [area for area in register.areas if area.id == "A-E"]
    more = [east[0].model_copy(update={"id": f"A-1{n}", "name": f"Bag {n}"}) for n in range(5)]
    clients = [register.clients[1].model_copy(update={"id": f"E-1{n}", "area": f"A-1{n}"}) for n in range(5)]
    needs = [register.needs[1].model_copy(update={"id": f"N-1{n}", "client": f"E-1{n}"}) for n in range(5)]
    homes = [
        register.addresses[1].model_copy(update={"client": f"E-1{n}", "longitude": 105 + n * KM}) for n in range(5)
    ]
    whole = register.replace(
        areas=[*register.areas, *more],
        clients=[*register.clients, *clients],
        needs=[*register.needs, *needs],
        addresses=[*register.addresses, *homes],
    )
    found = coverage_map(whole, measure(whole, DAY), {}, {area.id: area.name for area in whole.areas})
    assert found is not None
    assert found.everything is not None
    assert "West" not in {each.name for each in found.main.layers[0].bubbles}
    assert [each.name for each in found.everything.layers[0].bubbles if each.name] == ["West"]
    x, y, width, height = found.everything.frame or (0, 0, 0, 0)
    inside = [b for b in found.everything.layers[0].bubbles if x <= b.x <= x + width and y <= b.y <= y + height]
    assert len(inside) == 6


def area(id_: str, parent: str | None, known: int | None, depth: int = 0) -> AreaStanding:
    return AreaStanding(id_, parent, depth, None, None, Standing(known, None, None))


def test_everybody_is_in_one_bubble() -> None:
    rows = [area("a", None, 9), area("b", "a", 5), area("c", "b", 2), area("d", "b", 3), area("e", "a", 4)]
    assert [row.area for row in drawn_areas(rows)] == ["c", "d", "e"]
    # two people of b are known by b alone
    rows[1] = area("b", "a", 7)
    rows[0] = area("a", None, 11)
    assert [row.area for row in drawn_areas(rows)] == ["b", "e"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.75, 1.0])
def test_the_sector_ends_where_the_share_does(share: float) -> None:
    path = sector_path(0, 0, 100, share)
    to_x, to_y = map(float, re.search(r"1 (-?[\d.]+) (-?[\d.]+)z", path).groups())  # type: ignore[union-attr]
    angle = math.atan2(to_x, -to_y) % (2 * math.pi)
    assert angle / (2 * math.pi) == pytest.approx(share, abs=1e-3)
    assert (" 1 1 " in path) == (share > 0.5)


def test_no_share_no_sector() -> None:
    assert sector_path(0, 0, 100, 0) == ""
