"""The page about what is due in a real browser: accessible, and it asks for nothing."""

import datetime as dt
from pathlib import Path

import pytest

from agecare.cases import due
from agecare.io.tables import example_register
from agecare.report import write_due_report
from browsing import Open, axe

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ky", 390)])
def test_axe_finds_nothing_and_nothing_is_asked_for(visit: Open, tmp_path: Path, language: str, width: int) -> None:
    register = example_register()
    found = due(register, dt.date(2026, 4, 6), ahead_days=120, language=language)
    path = write_due_report(tmp_path / "due.html", register, found, language=language)
    assert axe(visit(path, width=width).page) == []
