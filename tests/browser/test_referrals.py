"""Pages about referrals in a real browser: closed to the outside, accessible, printable, readable without script."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from agecare.referrals import findings, graph_of, overview
from agecare.report import write_chains, write_referral_report
from browsing import Open, axe, overflow
from referred_district import TODAY, referred_district

pytestmark = pytest.mark.browser

PAGES = [("ky", "coordinator"), ("mn", "anonymous"), ("ru", "chains")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """A report or a page of chains in each language."""
    register, folder = referred_district(clients=24), tmp_path_factory.mktemp("referrals")
    graph = graph_of(register, dt.datetime.combine(TODAY, dt.time(23), ZoneInfo(register.centre.timezone)))
    made = {}
    for language, kind in PAGES:
        path = folder / f"{language}-{kind}.html"
        if kind == "chains":
            chains = [chain for number in range(3) for chain in graph.chains_of(f"E-{number:03}")]
            made[language, kind] = write_chains(
                path, graph, chains, register=register, found=findings(graph), language=language
            )
        else:
            found = overview(graph, anonymous=kind == "anonymous")
            made[language, kind] = write_referral_report(
                path, found, register=register, language=language, privacy=kind
            )
    return made


@pytest.fixture
def opened(visit: Open, pages: dict[tuple[str, str], Path]) -> Callable[..., Page]:
    """Open a page."""
    return lambda language="ky", kind="coordinator", **options: visit(pages[language, kind], **options).page


@pytest.mark.parametrize(("language", "kind"), PAGES)
def test_axe_finds_nothing(opened, language: str, kind: str) -> None:
    page = opened(language, kind)
    assert page.get_attribute("html", "lang") == language
    assert axe(page) == []


def test_axe_finds_nothing_on_a_telephone(opened) -> None:
    assert axe(opened("ru", "chains", width=390)) == []


@pytest.mark.parametrize(("language", "kind"), [("ky", "coordinator"), ("ru", "chains")])
@pytest.mark.parametrize("width", [640, 320])
def test_enlarged_to_200_and_400_percent_the_page_does_not_scroll_sideways(
    opened, language: str, kind: str, width: int
) -> None:
    page = opened(language, kind, width=width)
    assert overflow(page) == 0


def test_without_script_everything_is_there_to_read(opened) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator(".panel:visible").count() == 7
    assert page.locator("svg.chainmap:visible").count() > 3
    page.locator("details summary").first.click()
    assert page.locator("details[open] table:visible").count() == 1


def test_the_keyboard_goes_to_the_parts_and_from_a_finding_to_its_picture(opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#findings")
    page.locator(".rule a").first.focus()
    page.keyboard.press("Enter")
    assert re.search(r"#chain-\d+$", page.url)


def test_words_on_a_chain_do_not_run_into_each_other(opened) -> None:
    """Widths of letters are estimated when the page is made; here they are measured."""
    overlaps = opened("ru", "chains").evaluate(
        """() => [...document.querySelectorAll('.chainmap g')].flatMap(lane => {
            const boxes = [...lane.querySelectorAll(':scope > .cap')].map(each => [each.textContent, each.getBBox()]);
            return boxes.flatMap(([text, one], n) => boxes.slice(n + 1)
                .filter(([, two]) => one.y === two.y && one.x < two.x + two.width && two.x < one.x + one.width)
                .map(([other]) => text + ' | ' + other));
        })"""
    )
    assert overlaps == []


def test_it_prints_on_a4_without_controls(opened) -> None:
    page = opened("mn", "anonymous")
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert 5 <= len(sizes) <= 20
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(842, 595)}
    page.emulate_media(media="print")
    for control in ("#tabs", ".skip"):
        assert page.locator(f"{control}:visible").count() == 0
