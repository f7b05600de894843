"""How each kind of cell is read and written: one `CellType` per kind of value."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from agecare.io.tables import clocks
from agecare.io.tables.cellerror import CellError
from agecare.io.tables.escape import unescape
from agecare.io.tables.grid import ERROR_WORDS, ErrorValue, Formula
from agecare.io.tables.words import (
    codes,
    codes_by_word,
    fold,
    nearest,
    none_words,
    trim,
    truth_by_word,
    weekday_short,
    word_for,
    yes_no,
)
from agecare.model.faults import latin_twin
from agecare.model.time import format_clock

Read = Callable[[Any, str], Any]
Write = Callable[[Any, str], object]


@attrs.frozen
class CellType:
    """How a cell is read (value and the book's language → what the model takes) and written (the reverse).

    ``read`` raises `CellError`. ``format`` is what the spreadsheet should keep the cell as.
    """

    name: str
    read: Read
    write: Write
    format: str = "text"
    """``text``, ``number``, ``date`` or ``moment``."""
    coded: Callable[[Any], object] | None = None
    """How it is written for machines, where that differs."""


def read_cell(kind: CellType, value: object, language: str) -> Any:
    """The value of a filled cell, as the model takes it; raises `CellError`."""
    if isinstance(value, Formula):
        raise CellError("AC1031")
    if isinstance(value, ErrorValue) or (value in ERROR_WORDS and kind not in (TEXT,)):
        raise CellError("AC1032")
    return kind.read(value, language)


def _plain_text(value: object) -> str:
    """Text as typed; a number as its digits (``17``, never ``17.0``)."""
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        raise CellError("AC1048")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _read_text(value: object, _: str) -> str:
    return unescape(_plain_text(value))


def _same(value: Any, _: str) -> object:
    return value


_CYRILLIC_TWINS = {latin_twin(letter): letter for letter in "АВЕКМНОРСТУХаеорсух"}


def one_alphabet(text: str) -> str:
    """An id, refused when Latin and Cyrillic letters that look alike are mixed in it.

    >>> one_alphabet("Е-017") == "Е-017"  # one Cyrillic letter alone is no mixture
    True
    """
    scripts = {_script(letter) for letter in text if letter.isalpha()}
    if {"LATIN", "CYRILLIC"} <= scripts:
        for twin in (latin_twin(text), "".join(_CYRILLIC_TWINS.get(letter, letter) for letter in text)):
            if len({_script(letter) for letter in twin if letter.isalpha()}) == 1:
                raise CellError("AC1040", value=text, suggestion=twin)
    return text


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _read_id(value: object, _: str) -> str:
    return one_alphabet(trim(_plain_text(value)))


def _read_ids(value: object, _: str) -> list[str]:
    return [one_alphabet(part) for part in _parts(_plain_text(value))]


def _parts(text: str) -> list[str]:
    return [part for part in map(trim, re.split(r"[;,\n]", text)) if part]


def _write_list(values: Any, _: str) -> str:
    return "; ".join(values)


_WHOLE = re.compile(r"[+-]?\d{1,15}(?:[.,]0*)?")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")


def _read_int(value: object, _: str) -> int:
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        raise CellError("AC1034")
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if not value.is_integer():
            raise CellError("AC1034", suggestion=str(round(value)))
        return int(value)
    text = trim(str(value)).replace("−", "-")
    if not _WHOLE.fullmatch(text):
        raise CellError("AC1034", suggestion=_digits_in(text))
    return int(re.split(r"[.,]", text)[0])


def _digits_in(text: str) -> str | None:
    """``30`` of ``30 min`` and ``1000`` of ``1 000``."""
    found = re.fullmatch(r"(-?\d{1,3}(?:[ \xa0]\d{3})+|-?\d{1,9})\s*[^\W\d]*\.?", text)
    return re.sub(r"\D", "", found[1]) if found else None


def _read_float(value: object, _: str) -> float:
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        raise CellError("AC1035")
    if isinstance(value, int | float):
        return float(value)
    text = trim(str(value)).replace("−", "-")
    if not _DECIMAL.fullmatch(text):
        raise CellError("AC1035", suggestion=_digits_in(text))
    return float(text.replace(",", "."))


def _read_bool(value: object, language: str) -> bool:
    if isinstance(value, bool):
        return value
    word = fold(_plain_text(value))
    if (truth := truth_by_word().get(word)) is None:
        yes, no = yes_no(language)
        near = nearest(word, truth_by_word())
        suggestion = (yes if truth_by_word()[near] else no) if near else None
        raise CellError("AC1049", suggestion=suggestion, yes=yes, no=no)
    return truth


def _read_date(value: object, _: str) -> dt.date:
    return clocks.read_date(value)


def _read_moment(value: object, _: str) -> dt.datetime:
    return clocks.read_moment(value)


def _write_moment(value: Any, _: str) -> object:
    return clocks.write_moment(value)


def _read_clock(value: object, _: str) -> int:
    return clocks.read_clock(value)


def _read_windows(value: object, _: str) -> list[dict[str, int]]:
    return clocks.read_windows(value)


def _read_month_day(value: object, _: str) -> str:
    """``11-01``; also ``01.11`` (day first, as in a date) and a real date."""
    if isinstance(value, dt.date):
        return f"{value:%m-%d}"
    text = trim(_plain_text(value))
    if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.?", text):
        return f"{int(found[2]):02d}-{int(found[1]):02d}"
    if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text):
        raise CellError("AC1055")
    return text


_SKILL = re.compile(r"([^:;,()]+?)\s*(?::\s*(\d{1,4})|\(\s*(\d{1,4})\s*\))?")


def _read_skills(value: object, _: str) -> list[dict[str, object]]:
    """``nursing:2; lifting``; the level is 1 where none is given."""
    return [_skill(part) for part in _parts(_plain_text(value))]


def _skill(part: str) -> dict[str, object]:
    if not (found := _SKILL.fullmatch(part)):
        raise CellError("AC1051", value=part)
    level = int(found[2] or found[3] or 1)
    if not 1 <= level <= 5:
        raise CellError("AC1036", value=str(level), least="1", most="5")
    return {"skill": one_alphabet(trim(found[1])), "level": level}


def _write_skills(skills: Any, _: str) -> str:
    return "; ".join(has.skill if has.level == 1 else f"{has.skill}:{has.level}" for has in skills)


def _read_languages(value: object, language: str) -> list[str]:
    return [_language(part, language) for part in _parts(_plain_text(value))]


def _read_language(value: object, language: str) -> str:
    return _language(trim(_plain_text(value)), language)


def _language(word: str, language: str) -> str:
    known = codes_by_word("language")
    if (code := known.get(fold(word))) is not None:
        return code
    if not re.fullmatch(r"[a-z]{2,3}", word):
        near = nearest(word, known)
        suggestion = word_for("language", known[near], language) if near else None
        raise CellError("AC1054", value=word, suggestion=suggestion)
    return word


def _join(values: Any) -> str:
    return "; ".join(values)


def _write_languages(values: Any, language: str) -> str:
    return "; ".join(word_for("language", code, language) for code in values)


def _write_language(code: Any, language: str) -> str:
    return word_for("language", code, language)


def _read_user_language(value: object, language: str) -> str:
    """The language of the centre's own documents: one that agecare has."""
    word = trim(_plain_text(value))
    code = codes_by_word("language").get(fold(word), word)
    if code not in ("en", "mn", "ky", "ru"):
        near = nearest(word, codes_by_word("language"))
        raise CellError(
            "AC1037",
            suggestion=word_for("language", codes_by_word("language")[near], language) if near else None,
            allowed=", ".join(word_for("language", each, language) for each in ("en", "mn", "ky", "ru")),
        )
    return code


def choice(enum: str, nobody: bool = False, others: bool = False) -> CellType:
    """A cell with one coded value of an enum.

    With ``nobody`` the word for none is an empty value; with ``others`` what is no word of the enum is an id.
    """

    def read(value: object, language: str) -> str | None:
        word = fold(_plain_text(value))
        if nobody and word in none_words():
            return None
        known = codes_by_word(enum)
        if (code := known.get(word)) is None:
            if others:
                return _read_id(value, language)
            near = nearest(word, known)
            raise CellError(
                "AC1037",
                suggestion=word_for(enum, known[near], language) if near else None,
                allowed=", ".join(word_for(enum, each, language) for each in codes(enum)),
            )
        return code

    def write(value: Any, language: str) -> str:
        return word_for(enum, str(value), language)

    return CellType(enum, read, write, coded=str)


def choices(enum: str) -> CellType:
    """A cell with several coded values of an enum, with semicolons between."""
    one = choice(enum)

    def read(value: object, language: str) -> list[Any]:
        return [one.read(part, language) for part in re.split(r"[;\n]", _plain_text(value)) if trim(part)]

    def write(values: Any, language: str) -> str:
        return "; ".join(word_for(enum, str(value), language) for value in values)

    return CellType(f"{enum} list", read, write, coded=_join)


def _read_item(value: object, _: str) -> str:
    """The id of an instrument's item, or its word in any language."""
    word = trim(_plain_text(value))
    return codes_by_word("item").get(fold(word), word)


def _write_item(item: Any, language: str) -> str:
    return word_for("item", item, language)


def _read_competency(value: object, _: str) -> str:
    """The id of a competency, or the word of one of agecare's own in any language."""
    word = trim(_plain_text(value))
    found = codes_by_word("competency").get(fold(word))
    return found or one_alphabet(word)


def _read_competencies(value: object, language: str) -> list[str]:
    return [_read_competency(part, language) for part in _parts(_plain_text(value))]


def _write_competency(competency: Any, language: str) -> str:
    return word_for("competency", competency, language)


def _write_competencies(competencies: Any, language: str) -> str:
    return "; ".join(_write_competency(each, language) for each in competencies)


_GOAL = re.compile(r"([^:;]+?)\s*:\s*([1-4])")


def _read_competency_levels(value: object, language: str) -> list[dict[str, object]]:
    """``plan-writing:3; confidentiality:4``."""
    return [_competency_level(part, language) for part in _parts(_plain_text(value))]


def _competency_level(part: str, language: str) -> dict[str, object]:
    if not (found := _GOAL.fullmatch(part)):
        raise CellError("AC1301", value=part)
    return {"competency": _read_competency(found[1], language), "level": int(found[2])}


def _write_competency_levels(goals: Any, language: str) -> str:
    return "; ".join(f"{_write_competency(goal.competency, language)}:{goal.level}" for goal in goals)


def _coded_competency_levels(goals: Any) -> str:
    return "; ".join(f"{goal.competency}:{goal.level}" for goal in goals)


_SCORE = re.compile(r"(?:(?P<item>[^:;]+?)\s*:\s*)?(?P<score>[^:;]+)")


def _read_items(value: object, language: str) -> list[dict[str, object]]:
    """``feeding:10; bathing:5``, or the answers in their order: ``yes; no; 1; 0``."""
    text = _plain_text(value)
    parts = _parts(text)
    if len(parts) == 1 and ":" not in text:
        parts = text.split()
    return [_item_score(part, position, language) for position, part in enumerate(parts, start=1)]


def _item_score(part: str, position: int, language: str) -> dict[str, object]:
    found = _SCORE.fullmatch(part)
    if not found:
        raise CellError("AC1070", value=part)
    score = truth_by_word().get(fold(found["score"]))
    try:
        number = int(score) if score is not None else _read_int(found["score"], language)
    except CellError:
        raise CellError("AC1070", value=part) from None
    return {"item": _read_item(found["item"], language) if found["item"] else str(position), "score": number}


def _write_items(items: Any, language: str) -> str:
    return "; ".join(f"{_write_item(each.item, language)}:{each.score}" for each in items)


def _coded_items(items: Any) -> str:
    return "; ".join(f"{each.item}:{each.score}" for each in items)


@attrs.frozen
class AllowedWords:
    """The words that a rule allows: codes of an enum, languages, or ids. As a collection it is the ids of areas."""

    words: tuple[str, ...]
    enum: str | None = None
    """The enum, or ``language``, whose codes they are."""
    areas: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        return iter(self.areas)

    def __len__(self) -> int:
        return len(self.areas)

    def written(self, language: str) -> str:
        """The words for people."""
        return "; ".join(word_for(self.enum, word, language) if self.enum else word for word in self.words)


def _read_allowed(value: object, _: str) -> list[str]:
    """The words as typed: what they mean depends on the kind of the rule."""
    return [trim(part) for part in re.split(r"[;\n]", _plain_text(value)) if trim(part)]


def _write_allowed(allowed: AllowedWords, language: str) -> str:
    return allowed.written(language)


def _coded_allowed(allowed: AllowedWords) -> str:
    return "; ".join(allowed.words)


@attrs.frozen
class StateWord:
    """A state of some kind of record: a code of one of these enums."""

    state: str
    enums: tuple[str, ...]

    def written(self, language: str) -> str:
        """The word for people."""
        return next(
            (word_for(enum, self.state, language) for enum in self.enums if self.state in codes(enum)), self.state
        )


def _read_state(value: object, _: str) -> str:
    """The word as typed: what it means depends on the kind of the record."""
    return trim(_plain_text(value))


def _write_state(state: StateWord, language: str) -> str:
    return state.written(language)


def _coded_state(state: StateWord) -> str:
    return state.state


def _read_currency(value: object, _: str) -> str:
    code = trim(_plain_text(value)).upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise CellError("AC1071")
    return code


def _write_date(value: Any, _: str) -> object:
    return clocks.write_date(value)


def _write_clock(value: Any, _: str) -> str:
    return format_clock(value)


def _write_windows(value: Any, _: str) -> str:
    return "; ".join(str(window) for window in value)


def _write_weekdays(value: Any, language: str) -> str:
    return " ".join(weekday_short(str(day), language) for day in value)


def _write_bool(value: Any, language: str) -> str:
    return yes_no(language)[0 if value else 1]


TEXT = CellType("text", _read_text, _same)
ID = CellType("id", _read_id, _same)
IDS = CellType("ids", _read_ids, _write_list)
INT = CellType("whole number", _read_int, _same, "number")
FLOAT = CellType("number", _read_float, _same, "number")
BOOL = CellType("yes or no", _read_bool, _write_bool)
DATE = CellType("date", _read_date, _write_date, "date", coded=dt.date.isoformat)
MOMENT = CellType("day and time", _read_moment, _write_moment, "moment", coded=dt.datetime.isoformat)
CLOCK = CellType("time", _read_clock, _write_clock)
WINDOWS = CellType("windows", _read_windows, _write_windows)
WEEKDAYS = CellType("weekdays", clocks.read_weekdays, _write_weekdays, coded=" ".join)
SKILLS = CellType("skills", _read_skills, _write_skills)
LANGUAGE = CellType("language", _read_language, _write_language, coded=str)
LANGUAGES = CellType("languages", _read_languages, _write_languages, coded=_join)
USER_LANGUAGE = CellType("language of agecare", _read_user_language, _write_language, coded=str)
CURRENCY = CellType("currency", _read_currency, _same)
ITEM = CellType("item", _read_item, _write_item, coded=str)
ITEMS = CellType("items", _read_items, _write_items, coded=_coded_items)
COMPETENCY = CellType("competency", _read_competency, _write_competency, coded=str)
COMPETENCIES = CellType("competencies", _read_competencies, _write_competencies, coded=_join)
COMPETENCY_LEVELS = CellType(
    "competencies and levels", _read_competency_levels, _write_competency_levels, coded=_coded_competency_levels
)
ALLOWED = CellType("allowed words", _read_allowed, _write_allowed, coded=_coded_allowed)
STATE = CellType("state", _read_state, _write_state, coded=_coded_state)
MONTH_DAY = CellType("month and day", _read_month_day, _same)
