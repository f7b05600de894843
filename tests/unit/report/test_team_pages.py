"""The pages of the team's side: whole in four languages, closed to the outside, discreet, and what they say."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

from agecare import Movement
from agecare.cases import coaching, flow, packet, reassign
from agecare.locale import LANGUAGES, catalogue
from agecare.model import Register
from agecare.model.caseloads import caseloads_on
from agecare.report import render_caseload, render_coaching, render_packet
from team_worlds import client, district
from unit.cases.test_coaching import coached
from unit.cases.test_conferences import planned

ON = dt.date(2026, 4, 6)


def named(register: Register) -> Register:
    """The register with a name that must not be seen by everybody."""
    workers = tuple(each.model_copy(update={"name": f"Worker {each.id} Canary"}) for each in register.workers)
    clients = tuple(each.model_copy(update={"name": f"Client {each.id} Canary"}) for each in register.clients)
    return register.replace(workers=workers, clients=clients)


def conference_page(language: str = "en", privacy: str = "coordinator") -> str:
    register = named(planned())
    made = packet(register, ON, conference="C-2", hops={"R-2": 1})
    return render_packet(register, made, language=language, privacy=privacy)


def coaching_page(language: str = "en", privacy: str = "coordinator") -> str:
    register = named(coached())
    return render_coaching(register, coaching(register), language=language, privacy=privacy)


def caseload_page(language: str = "en", privacy: str = "coordinator") -> str:
    own = (client("E-1", household="H"), client("E-2", household="H"), client("E-3", refused_workers=["W-2", "W-3"]))
    came = tuple(Movement(client=each.id, on=dt.date(2026, 2, 1), entry="found") for each in own)
    left = Movement(client="E-2", on=dt.date(2026, 3, 1), exit="moved-away")
    register = named(district(clients=own, movements=(*came, left)))
    moved, loads = flow(register, dt.date(2026, 1, 1), ON), caseloads_on(register, ON)
    handover = reassign(register, "W-1", ON)
    return render_caseload(register, moved, loads, handover, language=language, privacy=privacy)


PAGES: dict[str, Callable[..., str]] = {
    "conference": conference_page, "coaching": coaching_page, "caseload": caseload_page,
}  # fmt: skip


def text_of(html: str) -> str:
    body = re.sub(r"<style>.*?</style>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_the_language_asked_for_and_loads_nothing(name: str, language: str) -> None:
    html = PAGES[name](language)
    words = catalogue(language, name)
    assert f'<html lang="{language}">' in html
    assert words["skip"] in text_of(html)
    assert re.findall(r"\{\w+\}", text_of(html)) == []
    assert re.findall(r'(?:src|href)="(?!#|data:,)[^"]*"', html) == []
    assert "<script" not in html and "default-src 'none'" in html


@pytest.mark.parametrize("name", PAGES)
def test_names_are_for_the_coordinator_only(name: str) -> None:
    assert "Canary" in PAGES[name]("en", "coordinator")
    assert "Canary" not in PAGES[name]("en", "anonymous")
    with pytest.raises(ValueError, match="worker"):
        PAGES[name]("en", "worker")


def test_the_packet_says_why_where_the_person_was_sent_and_what_is_open() -> None:
    text = text_of(conference_page())
    assert "high risk: the client is at high risk" in text
    assert "R-2 1 25 Mar 2026 Worker W-1 Canary → Hospital Day centre sent" in text
    assert "1 Dec 2025 register E-1 found by a survey or a visit –" in text
    assert "home visits: More Worker W-1 Canary 1 May 2026 20 Mar 2026" in text
    assert "referral Worker W-2 Canary 1 Apr 2026 · overdue" in text
    assert "Severe needs that no plan answers mood" in text
    assert "Worker W-2 Canary education" in text
    assert "More" not in text_of(conference_page("en", "anonymous"))


def test_coaching_is_counted_and_drawn() -> None:
    html = coaching_page()
    assert "Coaching sessions 2 2 workers coached 2.5 hours Case conferences 1 10 participants" in text_of(html)
    assert "One 1 2.3 3.0 +0.7 1 of 2 2" in text_of(html)
    assert 'cx="59" cy="8" r="5"/><circle class="now" cx="86"' in html.replace("\n", "")
    assert "By worker" not in text_of(coaching_page("en", "anonymous"))


def test_the_register_and_the_handover_are_told() -> None:
    text = text_of(caseload_page())
    assert "0 + 3 − 1 = 2" in text
    assert "02.2026: 3 came, 0 left, 3 at the end" in text
    assert "moved away 1" in text
    assert "one household stays together" in text
    assert "2 refused by the client" in text and "nobody" in text
    assert "no other sharing out is better; this is proved" in text
