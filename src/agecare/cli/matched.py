"""What ``agecare match`` shows: tables on a terminal, data for machines."""

from collections.abc import Iterable, Sequence
from typing import Any

from agecare.cli.speaking import Speaker
from agecare.locale import format_date, format_number, translate
from agecare.matching import (
    Answer,
    Change,
    Directory,
    Fit,
    Match,
    NeedMatch,
    answer_text,
    change_text,
    explain,
    part_text,
)

WIDTH_ELSEWHERE = 160
"""Columns of the tables where no terminal says how wide it is."""


def as_data(directory: Directory, match: Match, language: str) -> dict[str, Any]:
    """A match as data: ids, codes and figures, with the texts of the rules and changes."""
    return {
        "client": match.client,
        "on": match.on.isoformat(),
        "needs": [
            {
                "need": found.need.id,
                "domain": found.need.domain.value,
                "severity": found.need.severity.value,
                "matched": [_fit(fit, language) for fit in found.fits],
                "not_matched": [_unfit(directory, fit, language) for fit in found.unfit],
            }
            for found in match.needs
        ],
        "elsewhere": list(match.elsewhere),
    }


def _fit(fit: Fit, language: str) -> dict[str, Any]:
    return {
        "service": fit.service.id,
        "score": fit.score,
        "parts": {part.name: {"amount": round(part.amount, 3), "points": part.points} for part in fit.parts},
        "km": None if fit.km is None else round(fit.km, 3),
        "standing": fit.standing.value,
        "units": fit.units,
        "free": fit.offer.free_for(fit.asker.client.group),
        "next_open": fit.offer.open_days[0].isoformat() if fit.offer.open_days else None,
        "answers": [_answer(answer, language) for answer in fit.answers],
    }


def _answer(answer: Answer, language: str) -> dict[str, Any]:
    refusal = answer.refusal
    return {
        "rule": answer.rule,
        "passed": answer.passed,
        "reason": answer.reason.value,
        "refusal": None if refusal is None else refusal.value,
        "text": answer_text(answer, language),
    }


def _unfit(directory: Directory, fit: Fit, language: str) -> dict[str, Any]:
    explanation = explain(directory, fit)
    changes = [
        {"rule": unmet.answer.rule, "changes": [_change(change, language) for change in unmet.changes]}
        for unmet in explanation.unmet
    ]
    return {**_fit(fit, language), "changes": changes, "flips": explanation.flips}


def _change(change: Change, language: str) -> dict[str, str]:
    return {"act": change.act.value, "text": change_text(change, language)}


def show(speaker: Speaker, directory: Directory, match: Match, most: int) -> None:
    """Print a match as tables, at most so many services in each."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=max(console.width, WIDTH_ELSEWHERE))
    language = speaker.language
    console.print(_text("title", language, client=match.client, day=format_date(match.on, language)))
    if not match.needs:
        console.print(_text("no-needs", language))
    for found in match.needs:
        _show_need(console, directory, found, language, most)
    if match.elsewhere:
        console.print()
        console.print(_text("elsewhere", language, count=len(match.elsewhere)))


def _show_need(console: Any, directory: Directory, found: NeedMatch, language: str, most: int) -> None:
    domain, severity = (
        translate(f"codes.{name}", language)
        for name in (f"NeedDomain.{found.need.domain.value}", f"Severity.{found.need.severity.value}")
    )
    console.print()
    console.print(_text("need-title", language, domain=domain, severity=severity, need=found.need.id))
    if found.fits:
        names = ("service", "score", "parts", "km", "free", "opens", "standing")
        console.print(_table(names, (_row(fit, language) for fit in found.fits[:most]), language))
        _say_more(console, len(found.fits) - most, language)
    else:
        console.print(_text("nothing", language))
    if found.unfit:
        console.print(_text("not-matched", language))
        whys = ("service", "failed", "change", "standing")
        console.print(_table(whys, (_why(directory, fit, language) for fit in found.unfit[:most]), language))
        _say_more(console, len(found.unfit) - most, language)


def _say_more(console: Any, left: int, language: str) -> None:
    if left > 0:
        console.print(_text("more", language, count=left))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> Any:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for name in columns:
        right = name in ("score", "km", "free")
        table.add_column(_text(f"column-{name}", language), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _row(fit: Fit, language: str) -> list[str]:
    free = fit.offer.free_for(fit.asker.client.group)
    return [
        f"{fit.service.name} ({fit.service.id})",
        format_number(fit.score, language),
        "; ".join(part_text(part, language) for part in fit.reasons),
        "–" if fit.km is None else format_number(fit.km, language, 1),
        _text("not-scarce", language) if free is None else format_number(free, language),
        format_date(fit.offer.open_days[0], language, "day") if fit.offer.open_days else "–",
        _text(f"standing-{fit.standing.value}", language),
    ]


def _why(directory: Directory, fit: Fit, language: str) -> list[str]:
    unmet = explain(directory, fit).unmet
    nearest = [each.nearest for each in unmet]
    return [
        f"{fit.service.name} ({fit.service.id})",
        "\n".join(answer_text(each.answer, language) for each in unmet),
        "\n".join(
            _text("no-change", language) if change is None else change_text(change, language) for change in nearest
        ),
        _text(f"standing-{fit.standing.value}", language),
    ]


def _text(name: str, language: str, **params: object) -> str:
    return translate(f"matching.{name}", language, **params)
