"""``agecare match``."""

import json
from pathlib import Path

import pytest

from agecare import Capacity
from agecare.io import write_workbook
from directories import rule, small_client, small_register, small_service


@pytest.fixture(scope="session")
def service_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client who could have one of two services, and needs a document for the other."""
    path = tmp_path_factory.mktemp("books") / "services.xlsx"
    register = small_register(
        clients=[small_client(name="Dulmaa")],
        services=[small_service(), small_service(id="S-2"), small_service(id="S-3", domains=["legal"])],
        eligibility=[rule("document", "form-x", text="With form X")],
        capacities=[Capacity(service="S-2", total=4, taken=1)],
    )
    write_workbook(register, path)
    return path


def test_services_are_listed_with_reasons(agecare, service_book: Path) -> None:
    done = agecare("match", service_book, "--client", "E-1", "--on", "6.4.2026")
    assert (done.code, done.err) == (0, "")
    matched, unmatched = done.out.split("Answer the need, but cannot be had")
    assert "Meals (S-2)" in matched
    assert "severity of the need 3: +300" in matched
    assert "Meals (S-1)" in unmatched
    assert "With form X – has none" in unmatched
    assert "needs form-x" in unmatched
    assert "Services for other needs: 1" in unmatched
    assert "Dulmaa" not in done.out


def test_the_match_as_json(agecare, service_book: Path) -> None:
    done = agecare("match", service_book, "--client", "E-1", "--on", "2026-04-06", "--json", "--lang", "mn")
    found = json.loads(done.out)
    assert (found["client"], found["on"], found["elsewhere"]) == ("E-1", "2026-04-06", ["S-3"])
    [need] = found["needs"]
    [fit], [unfit] = need["matched"], need["not_matched"]
    assert (fit["service"], fit["score"], fit["free"], fit["standing"]) == ("S-2", 357, 3, "free")
    assert sum(part["points"] for part in fit["parts"].values()) == fit["score"]
    assert all(answer["passed"] for answer in fit["answers"])
    assert [answer["refusal"] for answer in unfit["answers"] if not answer["passed"]] == ["not-eligible-document"]
    assert unfit["changes"] == [{"rule": "document", "changes": [{"act": "obtain", "text": "form-x шаардлагатай"}]}]
    assert unfit["flips"] is True


def test_an_unknown_client_or_day_is_wrong_usage(agecare, service_book: Path) -> None:
    done = agecare("match", service_book, "--client", "E-01")
    assert done.code == 2
    assert "E-1" in done.err
    assert "Dulmaa" not in done.err
    assert agecare("match", service_book, "--client", "E-1", "--on", "yesterday").code == 2
