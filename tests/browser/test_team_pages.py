"""The pages of the team's side in a real browser: closed to the outside, accessible, printable."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from unit.report.test_team_pages import PAGES

pytestmark = pytest.mark.browser

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGE = {"conference": "mn", "coaching": "ky", "caseload": "ru"}


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_asks_for_nothing_fits_a_telephone_and_prints(
    browser: Browser, name: str, tmp_path: Path
) -> None:
    target = tmp_path / f"{name}.html"
    target.write_text(PAGES[name](LANGUAGE[name]), encoding="utf-8")
    wrong: list[str] = []
    # axe is run from the test, not from the page, whose policy allows no script
    page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url != target.as_uri() else None)
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(target.as_uri())
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("standards => axe.run(document, {runOnly: {type: 'tag', values: standards}})", STANDARDS)
        assert [(rule["id"], node["html"][:200]) for rule in found["violations"] for node in rule["nodes"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert wrong == []
    page.close()
