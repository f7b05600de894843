"""What every test shares: repeatable Hypothesis runs, and what happens to browser tests without a browser."""

import shutil

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("repeatable")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Path of the installed Chromium, if there is one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the installed Chromium, for ``playwright.chromium.launch(executable_path=...)``."""
    path = find_chromium()
    assert path is not None, "only tests marked as browser may ask for Chromium"
    return path


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave browser tests out where there is no browser."""
    if find_chromium() is None:
        left_out = [item for item in items if item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("browser")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so in one line."""
    if find_chromium() is None:
        terminalreporter.write_line("The browser tests were left out: Chromium is not installed here.")
