"""The pages of the team's side in a real browser: closed to the outside, accessible, printable."""

from pathlib import Path

import pytest

from browsing import Open, axe, overflow
from unit.report.test_team_pages import PAGES

pytestmark = pytest.mark.browser

LANGUAGE = {"conference": "mn", "coaching": "ky", "caseload": "ru"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_asks_for_nothing_fits_a_telephone_and_prints(
    visit: Open, name: str, tmp_path: Path
) -> None:
    target = tmp_path / f"{name}.html"
    target.write_text(PAGES[name](LANGUAGE[name]), encoding="utf-8")
    page = visit(target).page
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert overflow(page) == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
