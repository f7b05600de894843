"""What tests in a browser share: a page that is watched, and what axe says of it."""

from collections.abc import Callable
from importlib.resources import files

from playwright.sync_api import Page, Route

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Watched:
    """A page with everything it asked for and complained about."""

    def __init__(self, page: Page, wanted: str) -> None:
        self.page, self.wanted = page, wanted
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.route("**/*", self._count)
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _count(self, route: Route) -> None:
        if route.request.url.split("#")[0] == self.wanted:
            route.continue_()
        else:
            self.requests.append(route.request.url)
            route.abort()


Open = Callable[..., Watched]


def axe(page: Page) -> list[str]:
    """What axe has to say against the page as it is, one line per rule and element."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("standards => axe.run(document, {runOnly: {type: 'tag', values: standards}})", STANDARDS)
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
