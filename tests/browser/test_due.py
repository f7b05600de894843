"""The page about what is due in a real browser: accessible, and it asks for nothing."""

import datetime as dt
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from agecare.cases import due
from agecare.io.tables import example_register
from agecare.report import write_due_report

pytestmark = pytest.mark.browser

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def page(chromium_path: str) -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ky", 390)])
def test_axe_finds_nothing_and_nothing_is_asked_for(page: Page, tmp_path: Path, language: str, width: int) -> None:
    register = example_register()
    found = due(register, dt.date(2026, 4, 6), ahead_days=120, language=language)
    path = write_due_report(tmp_path / "due.html", register, found, language=language)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path.as_uri())
    assert [url for url in asked if url != path.as_uri()] == []
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    told = page.evaluate("standards => axe.run(document, {runOnly: {type: 'tag', values: standards}})", STANDARDS)
    assert [f"{rule['id']}: {node['html'][:200]}" for rule in told["violations"] for node in rule["nodes"]] == []
