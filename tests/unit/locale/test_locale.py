"""The catalogues say the same things in four languages, and the code asks only for what they say."""

import ast
import datetime as dt
import enum
import importlib
import pkgutil
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import agecare
import agecare.model
from agecare import locale
from agecare.locale import LANGUAGES, catalogue, format_date, format_number, has_message, translate

FOLDER = Path(locale.__file__).parent
DOMAINS = sorted({path.stem for path in FOLDER.glob("*/*.po")})
FOREIGN_LETTERS = {"en": "[А-Яа-яЁёӨөҮүҢң]", "mn": "[Ңң]", "ky": "(?!)", "ru": "[ӨөҮүҢң]"}


def model_enums() -> list[type[enum.StrEnum]]:
    """Every StrEnum defined in agecare.model."""
    found = {}
    for info in pkgutil.walk_packages(agecare.model.__path__, "agecare.model."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, type) and issubclass(value, enum.StrEnum) and value.__module__ == info.name:
                found[f"{value.__module__}.{value.__name__}"] = value
    return list(found.values())


def own_names(language: str, domain: str) -> list[str]:
    """The names a catalogue file itself holds, in its order, repeated where the file repeats them."""
    text = (FOLDER / language / f"{domain}.po").read_text(encoding="utf-8")
    return [name for name in re.findall(r'^msgid "(.*)"$', text, flags=re.MULTILINE) if name]


def placeholders(text: str) -> set[str]:
    """Names of the placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def keys_in_code() -> Iterator[tuple[str, str]]:
    """Where the code asks for a text by a literal key, and for which."""
    for path in Path(agecare.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                key = node.args[0].value
                if called in ("translate", "has_message") and isinstance(key, str) and "." in key:
                    yield f"{path.name}:{node.lineno}", key


@pytest.fixture
def small_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues of its own, so that a gap can be made."""
    for cached in (locale._entries, locale.catalogue):
        cached.cache_clear()
    monkeypatch.setattr(locale, "_FOLDER", tmp_path)
    for language, entries in {
        "en": {"full": "all of {what}", "gap": "only here"},
        "mn": {"full": "бүх {what}"},
    }.items():
        (tmp_path / language).mkdir()
        lines = [f'msgid "{name}"\nmsgstr "{words}"\n' for name, words in entries.items()]
        (tmp_path / language / "small.po").write_text("\n".join(lines), encoding="utf-8")
    yield tmp_path
    for cached in (locale._entries, locale.catalogue):
        cached.cache_clear()


def test_a_key_is_translated_with_its_placeholders(small_catalogues: Path) -> None:
    assert translate("small.full", what="it") == "all of it"
    assert translate("small.full", "mn", what="юм") == "бүх юм"


def test_a_gap_is_filled_from_english(small_catalogues: Path) -> None:
    assert translate("small.gap", "mn") == "only here"
    assert catalogue("mn", "small") == {"full": "бүх {what}", "gap": "only here"}
    assert has_message("small.gap")
    assert not has_message("small.gap", "mn")


@pytest.mark.parametrize("key", ["small.none", "none.full", "small", ""])
def test_an_unknown_key_is_a_key_error_that_names_it(small_catalogues: Path, key: str) -> None:
    assert not has_message(key)
    with pytest.raises(KeyError) as caught:
        translate(key, "ky")
    assert caught.value.args == (key,)


def test_a_placeholder_without_value_is_a_key_error(small_catalogues: Path) -> None:
    with pytest.raises(KeyError, match="what"):
        translate("small.full")


@pytest.mark.parametrize("call", [translate, has_message])
def test_an_unknown_language_is_refused(call) -> None:
    with pytest.raises(ValueError, match="en, mn, ky, ru"):
        call("codes.Gender.female", "de")


def test_a_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        catalogue("en", "codes")["Gender.female"] = "changed"  # type: ignore[index]


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_once(language: str, domain: str) -> None:
    names = Counter(own_names(language, domain))
    assert [name for name, times in names.items() if times > 1] == []
    assert set(names) == set(own_names("en", domain))
    # An empty text would silently become the English one.
    assert [name for name in names if not has_message(f"{domain}.{name}", language)] == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders(language: str, domain: str) -> None:
    english = catalogue("en", domain)
    differing = {
        name: text
        for name, text in catalogue(language, domain).items()
        if placeholders(text) != placeholders(english[name])
    }
    assert differing == {}
    assert {name for name, text in english.items() if placeholders(text) & {"language", ""}} == set()


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_spelled_in_one_alphabet(language: str, domain: str) -> None:
    mixed = re.compile(r"[A-Za-z][А-Яа-яЁёӨөҮүҢң]|[А-Яа-яЁёӨөҮүҢң][A-Za-z]")
    foreign = re.compile(FOREIGN_LETTERS[language])
    wrong = {
        name: text
        for name, text in catalogue(language, domain).items()
        if mixed.search(re.sub(r"\{\w+\}", " ", text)) or foreign.search(text)
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("coded", model_enums(), ids=lambda coded: coded.__name__)
def test_every_coded_value_has_a_word_of_its_own(coded: type[enum.StrEnum], language: str) -> None:
    words = [translate(f"codes.{coded.__name__}.{value}", language).casefold() for value in coded]
    assert len(set(words)) == len(words)


def test_no_two_coded_lists_share_a_name_and_no_word_is_left_over() -> None:
    enums = model_enums()
    assert len({coded.__name__ for coded in enums}) == len(enums)
    wanted = {f"{coded.__name__}.{value}" for coded in enums for value in coded}
    assert {name for name in catalogue("en", "codes") if name[0].isupper()} == wanted


def test_the_short_weekdays_go_with_the_long_ones() -> None:
    for language in LANGUAGES:
        words = catalogue(language, "codes")
        shorts = [words[f"weekday-short.{day}"] for day in agecare.Weekday]
        assert len(set(shorts)) == 7
        assert all(len(short) <= 3 for short in shorts)


def test_the_code_asks_only_for_texts_that_exist() -> None:
    assert [(where, key) for where, key in keys_in_code() if not has_message(key)] == []


@pytest.mark.parametrize(
    ("language", "style", "expected"),
    [
        ("en", "medium", "6 Apr 2026"),
        ("en", "day", "Mon 6 Apr"),
        ("mn", "long", "2026 оны дөрөвдүгээр сарын 6"),
        ("ky", "full", "2026-ж., 6-апрель, дүйшөмбү"),
        ("ru", "long", "6 апреля 2026 г."),
        ("ru", "short", "06.04.2026"),
    ],
)
def test_dates_are_written_as_their_readers_write_them(language: str, style: locale.DateStyle, expected: str) -> None:
    assert " ".join(format_date(dt.date(2026, 4, 6), language, style).split()) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "-1,234.50"), ("mn", "-1,234.50"), ("ky", "-1 234,50"), ("ru", "-1 234,50")],
)
def test_numbers_have_the_separators_of_their_readers(language: str, expected: str) -> None:
    assert " ".join(format_number(-1234.5, language, 2).split()) == expected
    assert format_number(0.6, language) == "1"


def test_babel_waits_until_a_text_is_asked_for() -> None:
    code = "import sys, agecare.locale; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
