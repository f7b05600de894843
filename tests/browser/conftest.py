"""A browser, and pages in it that may ask for nothing and complain of nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browsing import Open, Watched

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open a file in a page of its own; afterwards nothing must have been asked for or complained about."""
    opened: list[Watched] = []

    def go(path: Path, fragment: str = "", width: int = 1280, height: int = 900, **options: object) -> Watched:
        page = browser.new_page(viewport={"width": width, "height": height}, **options)
        watched = Watched(page, path.as_uri())
        opened.append(watched)
        page.goto(path.as_uri() + fragment)
        return watched

    yield go
    for watched in opened:
        watched.page.close()
    assert [watched.requests for watched in opened if watched.requests] == []
    assert [watched.complaints for watched in opened if watched.complaints] == []
