"""``agecare trace`` and ``agecare lint-referrals``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agecare import Register
from agecare.io import write_csv_folder, write_workbook
from agecare.io.referrals import write_referrals
from agecare.io.tables import example_register
from referral_worlds import clean_world


@pytest.fixture(scope="session")
def example_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of the template: a person passed on once, and one refused."""
    path = tmp_path_factory.mktemp("books") / "example.xlsx"
    write_workbook(example_register(), path)
    return path


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """The example as CSV files, with some fields of the centre's rules and of referrals changed."""

    def write(rules: dict[str, Any] | None = None, **of_referrals: Any) -> Path:
        fields = {name: getattr(example_register(), name) for name in Register.model_fields}
        fields["centre"] = {**fields["centre"].model_dump(), "referral_rules": rules or {}}
        fields["referrals"] = [each.model_copy(update=of_referrals) for each in fields["referrals"]]
        write_csv_folder(Register.model_validate(fields), tmp_path / "centre")
        return tmp_path / "centre"

    return write


def test_a_chain_is_a_tree_of_ids(agecare, example_book: Path) -> None:
    done = agecare("trace", example_book, "--client", "E-001", "--on", "6.4.2026")
    assert (done.code, done.err) == (0, "")
    first, second = (line for line in done.out.splitlines() if "R-" in line)
    assert "R-1  ORG-2 → ORG-1" in first
    assert second.index("R-2") > first.index("R-1")
    assert "The person waits for W-1: 3 working days" in done.out
    assert "S-2 = Help at home" in done.out
    assert not any(name in done.out for name in ("Client One", "Worker One", "asked by telephone"))


def test_the_chain_of_a_referral_is_that_of_its_client(agecare, example_book: Path) -> None:
    of_client = agecare("trace", example_book, "--client", "E-001", "--on", "6.4.2026", "--json")
    of_referral = agecare("trace", example_book, "--referral", "R-1", "--on", "6.4.2026", "--json")
    assert of_client.out == of_referral.out
    (chain,) = json.loads(of_client.out)["chains"]
    assert (chain["origins"], chain["outcomes"], chain["hops"]) == (["R-1"], ["R-2"], 1)
    assert [step["waits"][0]["waits_for"] for step in chain["steps"]] == ["ORG-1", "W-1"]
    assert [event["to_status"] for event in chain["steps"][1]["events"]] == ["requested", "accepted", "in-progress"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--client", "E-01"), "E-001"),
        (("--referral", "R-9"), "R-9"),
        ((), "--referral"),
        (("--client", "E-001", "--referral", "R-1"), "--referral"),
        (("--client", "E-001", "--on", "soon"), "--on"),
        (("--client", "E-001", "--country", "MN"), "--country"),
    ],
)
def test_what_cannot_be_traced(agecare, example_book: Path, options: tuple[str, ...], said: str) -> None:
    done = agecare("trace", example_book, *options)
    assert done.code == 2
    assert said in done.err


def test_a_client_without_referrals(agecare, example_book: Path) -> None:
    done = agecare("trace", example_book, "--client", "E-003", "--lang", "ru")
    assert (done.code, done.out) == (0, "Направлений пока нет.\n")


def test_a_clean_history(agecare, example_book: Path) -> None:
    done = agecare("lint-referrals", example_book, "--on", "6.4.2026")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Referrals looked at: 3 (as of 6 Apr 2026). Nobody is lost on the way.\n"


def test_a_warning_is_at_its_row_and_says_what_to_do(agecare, example_book: Path) -> None:
    done = agecare("lint-referrals", example_book, "--on", "6.8.2026")
    found, remedy, _, count = done.out.splitlines()
    assert done.code == 0
    assert found.startswith("Referrals!A4: warning: Nothing has happened to R-2")
    assert found.endswith("[stalled]")
    assert "W-1" in remedy
    assert count.endswith("Errors: 0, warnings: 1.")


def test_errors_end_with_1_and_rules_can_be_off(agecare, changed: Callable[..., Path]) -> None:
    broken = changed(consent=None)
    assert agecare("lint-referrals", broken, "--on", "6.4.2026").code == 1
    assert agecare("lint-referrals", changed({"off": ("no-consent",)}, consent=None), "--on", "6.4.2026").code == 0
    strict = {"errors": ("stalled",)}
    assert agecare("lint-referrals", changed(strict), "--on", "6.8.2026").code == 1
    assert agecare("lint-referrals", changed(strict | {"in_progress_days": 300}), "--on", "6.8.2026").code == 0


def test_damage_is_a_finding_and_no_fault(agecare, changed: Callable[..., Path]) -> None:
    folder = changed(part_of="R-0", consent="CN-9", status="accepted")
    done = agecare("lint-referrals", folder, "--on", "6.4.2026", "--json", "--lang", "mn")
    told = json.loads(done.out)
    assert done.code == 1
    rules = {"no-consent": 3, "contradictory": 3, "missing-parent": 3}
    assert {rule: count for rule, count in told["counts"].items() if count} == rules
    assert told["errors"] == 9
    place = next(each["place"] for each in told["findings"] if each["rule"] == "missing-parent")
    assert (place["kind"], place["row"], place["cell"]) == ("referrals", 2, "referrals.csv!A2")
    assert agecare("check", folder).code == 0


def test_an_unknown_client_is_a_fault(agecare, changed: Callable[..., Path]) -> None:
    folder = changed()
    text = (folder / "referrals.csv").read_text(encoding="utf-8").replace("E-001", "E-009")
    (folder / "referrals.csv").write_text(text, encoding="utf-8")
    done = agecare("lint-referrals", folder)
    assert done.code == 3
    assert "referrals.csv!B2" in done.err


def test_only_so_many_findings_of_a_rule(agecare, changed: Callable[..., Path]) -> None:
    done = agecare("lint-referrals", changed(consent=None), "--on", "6.4.2026", "--most", "1")
    assert "… and 2 more [no-consent]" in done.out


def test_a_history_alone(agecare, tmp_path: Path) -> None:
    write_referrals(clean_world().history(), tmp_path / "history")
    done = agecare("lint-referrals", tmp_path / "history", "--country", "MN", "--on", "20.4.2026", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["warnings"] == 0
    traced = agecare("trace", tmp_path / "history", "--country", "MN", "--referral", "R-3", "--on", "20.4.2026")
    assert "R-2  GP → DAY" in traced.out
    (tmp_path / "history" / "referrals.csv").write_text("id,client\nR-1,\n", encoding="utf-8")
    broken = agecare("lint-referrals", tmp_path / "history", "--country", "MN")
    assert broken.code == 3
    assert "referrals.csv" in broken.err
