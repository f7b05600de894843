"""What happens to the tests on published instances where there are none."""

import os
from pathlib import Path

import pytest

FOLDER = "AGECARE_HHCRSP"
"""Environment variable: a folder with ``mankowska/``, ``kummer/``, ``uhhc/``, ``solutions/`` and ``best_known.csv``."""


def published_folder() -> Path | None:
    """The folder of published instances, if there is one."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of published instances."""
    found = published_folder()
    assert found is not None, "only tests marked as published may ask for the published instances"
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", f"published: needs published instances; left out unless {FOLDER} names them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave these tests out where there are no published instances."""
    if published_folder() is None:
        left_out = [item for item in items if item.get_closest_marker("published")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("published")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so in one line."""
    if published_folder() is None:
        terminalreporter.write_line(f"The tests on published instances were left out: {FOLDER} names no folder.")
