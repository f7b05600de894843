"""Texts that a spreadsheet would run or lose, written so that they stay texts, and read back as they were."""

import re

_RISKY = frozenset("=+-@\t\r\0")
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TO_CODE = re.compile("_(?=x[0-9A-Fa-f]{4})|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """A text with an apostrophe before it when a spreadsheet could take it for a formula.

    >>> escape("=1+1"), escape("+976 9911"), escape("plain")
    ("'=1+1", "'+976 9911", 'plain')
    """
    return "'" + text if _needs_apostrophe(text) else text


def unescape(text: str) -> str:
    """The inverse of `escape`.

    >>> unescape("'=1+1"), unescape("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text[:1] == "'" and _needs_apostrophe(text[1:]) else text


def _needs_apostrophe(text: str) -> bool:
    """Whether the text is risky behind any number of apostrophes."""
    return text.lstrip("'")[:1] in _RISKY


def to_xml(text: str) -> str:
    """``_xHHHH_`` for characters that XML cannot hold, as the workbook format wants it (ECMA-376 ST_Xstring).

    >>> to_xml("a\\x00b _x0041_")
    'a_x0000_b _x005F_x0041_'
    """
    return _TO_CODE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_xml(text: str) -> str:
    """The inverse of `to_xml`."""
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
