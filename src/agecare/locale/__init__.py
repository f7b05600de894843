"""Every text a user sees, in English, Mongolian, Kyrgyz and Russian.

A text has a key ``domain.name``; ``<language>/<domain>.po`` holds its words, with placeholders as in
:meth:`str.format`.

>>> translate("codes.Gender.female", "ky")
'аял'
>>> translate("codes.Gender.female")
'female'
"""

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

LANGUAGES = ("en", "mn", "ky", "ru")

DateStyle = Literal["short", "medium", "long", "full", "day", "day-month", "month"]

_FOLDER = Path(__file__).parent

# Day before month, as everybody here writes it.
_FORMATS = {"en": "en_GB"}

_SKELETONS = {"day": "MMMEd", "day-month": "MMMd", "month": "yMMM"}


def translate(key: str, /, language: str = "en", **params: object) -> str:
    """The words for a key, with its placeholders filled.

    Parameters
    ----------
    key
        ``domain.name``; the domain is the part before the first dot.
    language
        One of :data:`LANGUAGES`. A language that lacks the text gets the English one.
    **params
        Values of the placeholders; none can be called ``language``.

    Raises
    ------
    KeyError
        If no catalogue has the key, or if a placeholder has no value.
    ValueError
        If the language is none of :data:`LANGUAGES`.

    Examples
    --------
    >>> translate("codes.Weekday.mon", "mn")
    'даваа'
    """
    domain, _, name = key.partition(".")
    words = catalogue(language, domain)
    if name not in words:
        raise KeyError(key)
    return words[name].format_map(params)


def has_message(key: str, language: str = "en") -> bool:
    """Whether the catalogue of this very language has the key; nothing is borrowed from English.

    Examples
    --------
    >>> has_message("codes.Gender.female", "mn"), has_message("codes.Gender.none")
    (True, False)
    """
    domain, _, name = key.partition(".")
    return name in _entries(_known(language), domain)


@functools.cache
def catalogue(language: str, domain: str) -> Mapping[str, str]:
    """All texts of a domain by name (the key without its domain), gaps filled from English.

    An unknown domain is an empty catalogue.

    Examples
    --------
    >>> catalogue("ru", "codes")["Gender.female"]
    'женский'
    """
    return MappingProxyType({**_entries("en", domain), **_entries(_known(language), domain)})


def format_date(value: dt.date, language: str = "en", style: DateStyle = "medium") -> str:
    """A date as its readers write it.

    ``day`` is weekday, day and month, ``day-month`` day and month without the year, ``month`` month and year.

    Examples
    --------
    >>> format_date(dt.date(2026, 4, 6), "ky", "long")
    '2026-ж., 6-апрель'
    >>> format_date(dt.date(2026, 4, 6), "en", "day")
    'Mon 6 Apr'
    """
    from babel import dates

    locale = _FORMATS.get(_known(language), language)
    if style in _SKELETONS:
        # A skeleton needs a moment, not a date, to find its pattern.
        moment = dt.datetime(value.year, value.month, value.day)
        return dates.format_skeleton(_SKELETONS[style], moment, locale=locale)
    return dates.format_date(value, style, locale=locale)


def format_number(value: float, language: str = "en", decimals: int = 0) -> str:
    """A number with the separators of its readers, rounded to so many decimals.

    Examples
    --------
    >>> format_number(1234.56, "en", 1)
    '1,234.6'
    """
    from babel import numbers

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return numbers.format_decimal(value, format=pattern, locale=_FORMATS.get(_known(language), language))


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    return language


@functools.cache
def _entries(language: str, domain: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po

    path = _FOLDER / language / f"{domain}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as source:
        messages = read_po(source, locale=language, abort_invalid=True)
    return {str(message.id): str(message.string) for message in messages if message.id and message.string}
