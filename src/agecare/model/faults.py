"""Making faults and saying them in the reader's language."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

from agecare.errors import Fault, Place, Severity
from agecare.locale import translate


def fault(
    code: str,
    place: Place,
    *,
    value: str | None = None,
    suggestion: str | None = None,
    severity: Severity = "error",
    **params: str,
) -> Fault:
    """A fault whose English text comes from the message catalogue entry of its code."""
    text = translate(f"faults.{code}", "en", value=value or "", **params)
    return Fault(code, place, text, params, value, suggestion, severity)


def describe(fault: Fault, language: str = "en") -> str:
    """The whole message of a fault in one line: place, text, suggestion, code."""
    text = translate(f"faults.{fault.code}", language, value=fault.value or "", **fault.params)
    hint = ""
    if fault.suggestion:
        hint = " " + translate("faults.did-you-mean", language, suggestion=fault.suggestion)
    return f"{fault.place}: {text}{hint} [{fault.code}]"


_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХаеорсухіЅѕЈј", "ABEKMHOPCTYXaeopcyxiSsJj")


def latin_twin(text: str) -> str:
    """``text`` with Cyrillic letters that look like Latin ones replaced by those.

    >>> latin_twin("Е-017") == "E-017"
    True
    """
    return text.translate(_LOOK_ALIKE)


def near_match(wanted: str, known: Iterable[str]) -> str | None:
    """The known id that ``wanted`` was probably meant to be, or ``None``.

    Look-alike letters, upper and lower case, and a missing or added zero count as almost the same.

    >>> near_match("E-17", ["E-017", "E-170", "W-1"]), near_match("e017", ["E-017", "E-170"])
    ('E-017', 'E-017')
    """
    options: Sequence[str] = list(known)
    plain = {_plain(option): option for option in reversed(options)}
    if (found := plain.get(_plain(wanted))) is not None:
        return found
    close = get_close_matches(_plain(wanted), list(plain), n=1, cutoff=0.75)
    return plain[close[0]] if close else None


@lru_cache(maxsize=1 << 16)
def _plain(text: str) -> str:
    folded = latin_twin(text.strip()).casefold()
    parts = re.findall(r"\d+|[^\W\d_]+", folded)
    return "-".join(part.lstrip("0") or part if part.isdigit() else part for part in parts)
