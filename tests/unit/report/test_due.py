"""The page about what is due: everything on it, names only where they may be, closed to the outside."""

import datetime as dt
import re

import pytest

from agecare.cases import DueList, due
from agecare.io.tables import example_register
from agecare.locale import LANGUAGES, translate
from agecare.report import render_due

ON = dt.date(2026, 4, 6)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("privacy", ["coordinator", "anonymous"])
def test_everything_that_is_due_is_on_the_page(language: str, privacy: str) -> None:
    register = example_register()
    found = due(register, ON, ahead_days=120, language=language)
    page = render_due(register, found, language=language, privacy=privacy)
    rows = re.findall(r'<td>([^<]+)</td><th scope="row">([^<]+)</th>', page)
    assert sorted(rows) == sorted(
        (translate(f"cases.kind-{each.kind}", language), each.record) for each in found.things
    )
    assert ("Client One" in page) == (privacy == "coordinator")
    assert f'<html lang="{language}">' in page
    assert "Petitioner One" not in page and "weekly box" not in page


def test_the_arithmetic_is_on_the_page() -> None:
    register = example_register()
    page = render_due(register, due(register, ON), language="en")
    assert "MN-complaint-extend" in page and "law of 17 April 1995, art. 16" in page
    assert "12 Mar 2026" in page and "20 · calendar days" in page


def test_a_page_without_anything_due() -> None:
    page = render_due(example_register(), DueList(ON, 14, ()), language="en")
    assert page.count("Nothing is due.") == 2
    assert 'id="arithmetic"' not in page


def test_nothing_comes_from_outside_and_what_is_written_is_escaped() -> None:
    register = example_register()
    clients = (register.clients[0].model_copy(update={"name": "<script>alert(1)</script>"}), *register.clients[1:])
    page = render_due(register.replace(clients=clients), due(register, ON), language="en")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)


def test_the_page_is_nobodys_own() -> None:
    with pytest.raises(ValueError, match="worker"):
        render_due(example_register(), DueList(ON, 14, ()), privacy="worker")
