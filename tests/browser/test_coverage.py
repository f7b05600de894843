"""The report about coverage in a real browser: closed to the outside, accessible, printable."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from agecare.coverage import measure
from agecare.report import write_coverage_report
from browsing import Open, axe, overflow
from covered_worlds import DAY, random_district

pytestmark = pytest.mark.browser

PAGES = [("en", "coordinator"), ("mn", "anonymous"), ("ky", "coordinator"), ("ru", "anonymous")]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """A report in each language and privacy."""
    register, folder = random_district(3, clients=80), tmp_path_factory.mktemp("reports")
    coverage = measure(register, DAY)
    return {
        (language, privacy): write_coverage_report(
            folder / f"{language}-{privacy}.html", register, coverage, language=language, privacy=privacy
        )
        for language, privacy in PAGES
    }


@pytest.fixture
def opened(visit: Open, reports: dict[tuple[str, str], Path]) -> Callable[..., Page]:
    """Open a report."""
    return lambda language="en", privacy="coordinator", **options: visit(reports[language, privacy], **options).page


@pytest.mark.parametrize(("language", "privacy"), PAGES)
def test_axe_finds_nothing(opened, language: str, privacy: str) -> None:
    page = opened(language, privacy)
    assert page.get_attribute("html", "lang") == language
    assert axe(page) == []


def test_axe_finds_nothing_on_a_telephone(opened) -> None:
    assert axe(opened(width=390)) == []


@pytest.mark.parametrize("width", [640, 320])
def test_enlarged_to_200_and_400_percent_the_page_does_not_scroll_sideways(opened, width: int) -> None:
    page = opened("mn", "anonymous", width=width)
    assert overflow(page) == 0


def test_the_map_shows_one_layer_and_the_list_chooses_it(opened) -> None:
    page = opened()
    assert page.eval_on_selector_all(".layer.shown", "all => all.map(each => each.dataset.layer)") == ["0"]
    page.focus("#layer")
    page.keyboard.press("ArrowDown")
    assert page.eval_on_selector_all(".layer.shown", "all => all.map(each => each.dataset.layer)") == ["1"]
    assert page.locator(".layer:visible").count() == 1


def test_without_script_everything_is_there_to_read(opened) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator(".panel:visible").count() == 5
    assert page.locator(".layer:visible").count() == 1
    assert page.locator("#layer:visible").count() == 0


def test_the_keyboard_goes_to_the_parts(opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#need")


def test_it_prints_on_a4_without_controls(opened) -> None:
    page = opened()
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert 5 <= len(sizes) <= 12
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(842, 595)}
    page.emulate_media(media="print")
    for control in ("#tabs", "#layer", ".skip"):
        assert page.locator(f"{control}:visible").count() == 0
