"""Pages about referrals in a real browser: closed to the outside, accessible, printable, readable without script."""

import datetime as dt
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from agecare.referrals import findings, graph_of, overview
from agecare.report import write_chains, write_referral_report
from referred_district import TODAY, referred_district

pytestmark = pytest.mark.browser

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PAGES = [("ky", "coordinator"), ("mn", "anonymous"), ("ru", "chains")]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


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
def opened(browser: Browser, pages: dict[tuple[str, str], Path]) -> Iterator[object]:
    """Open a page; afterwards it must have asked for nothing and complained of nothing."""
    open_: list[Page] = []
    wrong: list[str] = []

    def go(language: str = "ky", kind: str = "coordinator", width: int = 1280, **options: object) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        open_.append(page)
        address = pages[language, kind].as_uri()
        page.on("request", lambda asked: wrong.append(asked.url) if asked.url.split("#")[0] != address else None)
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        return page

    yield go
    for page in open_:
        page.close()
    assert wrong == []


def axe(page: Page) -> list[str]:
    """What axe has to say against the page, one line per rule and element."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("standards => axe.run(document, {runOnly: {type: 'tag', values: standards}})", STANDARDS)
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


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
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


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
