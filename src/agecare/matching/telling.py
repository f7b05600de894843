"""Answers, changes and parts of a score in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from agecare.locale import format_date, format_number, has_message, translate
from agecare.matching.answers import Answer, Reason
from agecare.matching.explain import Act, Change
from agecare.matching.score import Part
from agecare.model import Accessibility, EligibilityKind, NeedDomain, ServiceStatus, Weekday
from agecare.model.eligibility import MEASURED, WORDS


def part_text(part: Part, language: str = "en") -> str:
    """A part of a score: what it is for and the points.

    >>> part_text(Part("need", 3, 300))
    'severity of the need 3: +300'
    """
    amount = format_number(part.amount, language, 0 if part.amount == int(part.amount) else 1)
    return translate(f"matching.part-{part.name}", language, amount=amount, points=f"{part.points:+d}")


def answer_text(answer: Answer, language: str = "en") -> str:
    """A rule as people are told it and, when it fails, what was found.

    >>> from agecare.model import Eligibility
    >>> row = Eligibility(service="S-1", kind="age", least=60)
    >>> figures = {"found": 58, "least": 60.0, "most": None, "by": 2.0}
    >>> answer_text(Answer("age", False, Reason.BELOW, row, figures))
    'Age: from 60 – is 58, 2 too young'
    """
    rule = rule_text(answer, language)
    if answer.passed:
        return rule
    if answer.reason is Reason.UNKNOWN:
        found = translate("matching.unknown", language)
    elif answer.row is not None and answer.row.kind not in MEASURED and answer.rule != EligibilityKind.AREA:
        words = _words(answer.rule, _strings(answer.figures["found"]), language)
        found = translate("matching.found", language, found=words) if words else translate("matching.none", language)
    else:
        found = translate(f"matching.{answer.rule}-{answer.reason.value}", language, **_figures(answer, language))
    return f"{rule} – {found}"


def rule_text(answer: Answer, language: str = "en") -> str:
    """The rule: in its own words where it has them, else in the catalogue's."""
    row = answer.row
    if row is not None and row.text:
        return row.text
    return translate(f"matching.rule-{answer.rule}", language, **_figures(answer, language))


def change_text(change: Change, language: str = "en") -> str:
    """What would have to happen.

    >>> too_far = Answer("distance", False, Reason.ABOVE)
    >>> change_text(Change.of(too_far, Act.WIDEN, 5.8, metres=800))
    '800 m outside the area'
    """
    return translate(f"matching.{_key(change)}", language, **_told(change, language))


def _key(change: Change) -> str:
    """The text for a change: one of its rule, or one that several rules share."""
    if change.act is Act.WAIT:
        return "change-wait"
    if change.rule == "place":
        days = "-on" if change.figures.get("days") else ""
        return f"change-add-{change.figures['unit']}{days}"
    if change.act is Act.WIDEN and "metres" in change.figures:
        return "change-widen-metres"
    own = f"change-{change.act.value}-{change.rule}"
    return own if has_message(f"matching.{own}") else "change-widen-word"


def _told(change: Change, language: str) -> dict[str, str]:
    told = _figures_of(change.rule, change.figures, language)
    value, days = change.value, change.figures.get("days")
    if isinstance(value, dt.date):
        told["day"] = format_date(value, language)
    elif isinstance(value, str):
        told["word"] = _word(change.rule, value, language)
    if change.rule == "place" and isinstance(days, tuple):
        names = [translate(f"codes.weekday-short.{tuple(Weekday)[day]}", language) for day in days]
        told["days"] = ", ".join(names)
    return told


def _figures(answer: Answer, language: str) -> dict[str, str]:
    return _figures_of(answer.rule, answer.figures, language)


def _figures_of(rule: str, figures: Mapping[str, object], language: str) -> dict[str, str]:
    """The figures of an answer or a change as they are told to people."""
    found: dict[str, str] = {}
    for name, value in figures.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[name] = format_number(value, language, 0 if value == int(value) else 1)
        elif isinstance(value, dt.date):
            found[name] = format_date(value, language)
        elif isinstance(value, str):
            found[name] = _word(rule, value, language)
        elif isinstance(value, tuple) and name != "days":
            found[name] = _words(rule, map(str, value), language)
    found["range"] = _range(found, language)
    return found


def _range(figures: dict[str, str], language: str) -> str:
    bounds = [name for name in ("least", "most") if name in figures]
    if not bounds:
        return ""
    least, most = figures.get("least", ""), figures.get("most", "")
    return translate(f"matching.range-{'-'.join(bounds)}", language, least=least, most=most)


_CODES: Mapping[str, str] = MappingProxyType(
    {
        "answers": NeedDomain.__name__,
        "access": Accessibility.__name__,
        "active": ServiceStatus.__name__,
        **{kind.value: words.__name__ for kind, words in WORDS.items()},
    }
)
"""The coded words that a rule speaks of; ids and language codes are told as they are."""


def _word(rule: str, word: str, language: str) -> str:
    key = f"codes.{_CODES.get(rule, '')}.{word}"
    return translate(key, language) if has_message(key) else word


def _words(rule: str, words: Iterable[str], language: str) -> str:
    return ", ".join(_word(rule, word, language) for word in words)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()
