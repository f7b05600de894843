"""Faults, their places and texts, and guessing what an id was meant to be."""

import re
from pathlib import Path

import pytest

import agecare
from agecare import errors
from agecare.errors import Fault, FormatError, Place, PlanMismatchError, UnknownIdError
from agecare.locale import LANGUAGES, has_message
from agecare.model.faults import describe, fault, latin_twin, near_match

IDS = ["E-017", "E-170", "E-7", "W-1", "HQ"]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("E-17", "E-017"),
        ("E-0017", "E-017"),
        ("e-017", "E-017"),
        (" E-017 ", "E-017"),
        ("E_017", "E-017"),
        ("E 017", "E-017"),
        ("Е-017", "E-017"),  # the letter is Cyrillic
        ("е-17", "E-017"),  # so is this small one
        ("E-07", "E-7"),
        ("E-007", "E-7"),
        ("НQ", "HQ"),  # Cyrillic letter en
        ("hq", "HQ"),
        ("W-01", "W-1"),
        ("E-0171", "E-017"),
    ],
)
def test_a_near_id_is_found(wanted: str, meant: str) -> None:
    assert near_match(wanted, IDS) == meant


@pytest.mark.parametrize("wanted", ["", "XYZ-999", "physiotherapy", "Э-Ө"])
def test_a_far_one_is_not(wanted: str) -> None:
    assert near_match(wanted, IDS) is None
    assert near_match(wanted, []) is None


def test_an_id_in_cyrillic_letters_is_found_by_its_latin_twin_and_the_other_way_round() -> None:
    cyrillic, latin = "ЕМС-12", "EMC-12"
    assert cyrillic != latin
    assert near_match(latin, [cyrillic]) == cyrillic
    assert near_match(cyrillic, [latin]) == latin


def test_the_exact_twin_comes_before_one_that_looks_alike() -> None:
    assert near_match("E-17", ["E-18", "E-017"]) == "E-017"
    assert near_match("e-17", ["E-17", "E-017"]) == "E-17"


@pytest.mark.parametrize(
    ("written", "latin"), list(zip("АВЕКМНОРСТУХаеорсухіЅѕЈј", "ABEKMHOPCTYXaeopcyxiSsJj", strict=True))
)
def test_each_letter_that_looks_alike(written: str, latin: str) -> None:
    assert written != latin
    assert latin_twin(written) == latin


def test_letters_that_look_like_nothing_else_stay() -> None:
    assert latin_twin("Өлзий Үүл Ж-1") == "Өлзий Үүл Ж-1"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("clients", 3, "area"), "clients[3].area"),
        (Place("clients", 3), "clients[3]"),
        (Place("centre", None, "area"), "centre.area"),
        (Place("clients", 3, "area", sheet="Clients", row=5, column="C"), "Clients!C5"),
        (Place(sheet="Clients", row=5), "Clients!5"),
        (Place(sheet="Clients"), "Clients"),
        (Place(source="book.xlsx"), "book.xlsx"),
        (Place(), "input"),
    ],
)
def test_a_place_says_where(place: Place, text: str) -> None:
    assert str(place) == text


def test_a_fault_is_told_in_each_language_with_its_suggestion_and_code() -> None:
    found = fault("AC3002", Place("shifts", 0, "worker"), value="W-9", suggestion="W-1")
    assert str(found) == "shifts[0].worker: Nothing has the id W-9. Did you mean W-1? [AC3002]"
    assert describe(found) == str(found)
    told = {describe(found, language) for language in LANGUAGES}
    assert len(told) == len(LANGUAGES)
    assert all("W-9" in text and "W-1" in text and "AC3002" in text for text in told)


def test_a_format_error_shows_twenty_faults_and_counts_the_rest() -> None:
    faults = [Fault("AC3001", Place("clients", n, "id"), f"text {n}") for n in range(25)]
    lines = str(FormatError(faults)).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 5 more"
    assert len(str(FormatError(faults[:20])).splitlines()) == 20
    assert FormatError(iter(faults)).faults == tuple(faults)


def test_an_unknown_id_names_what_it_may_have_been() -> None:
    error = UnknownIdError("clients", "E-17", ["E-017"])
    assert str(error) == "No clients has the id 'E-17'. Did you mean E-017?"
    assert str(UnknownIdError("clients", "E-17")) == "No clients has the id 'E-17'."
    assert isinstance(error, LookupError)


def test_everything_raised_on_purpose_has_one_root() -> None:
    assert all(issubclass(error, errors.AgecareError) for error in (FormatError, UnknownIdError, PlanMismatchError))


def test_every_code_that_a_record_or_the_register_raises_has_its_words_in_every_language() -> None:
    folder = Path(agecare.__file__).parent / "model"
    used = {code for file in folder.rglob("*.py") for code in re.findall(r'"(AC\d{4})"', file.read_text("utf-8"))}
    assert {code[:4] for code in used} == {
        "AC20",
        "AC21",
        "AC22",
        "AC23",
        "AC24",
        "AC30",
        "AC31",
        "AC32",
        "AC33",
        "AC34",
    }
    assert [(c, lang) for c in sorted(used) for lang in LANGUAGES if not has_message(f"faults.{c}", lang)] == []
