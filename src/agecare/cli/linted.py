"""What ``agecare lint-referrals`` shows: a line for each finding and one for what to do; data for machines."""

from collections.abc import Mapping
from typing import Any

import attrs
import typer

from agecare.cli.histories import OpenHistory
from agecare.errors import Place
from agecare.locale import format_date, format_number, translate
from agecare.referrals import Finding, Findings
from agecare.report.referrals.labels import OF_NEEDS, Labels
from agecare.report.words import Words


def as_data(opened: OpenHistory, found: Findings, language: str) -> dict[str, Any]:
    """Every finding as data: codes, ids and figures, with what to say and where it is."""
    places, labels = Places(opened), ids_only(language)
    return {
        "on": opened.on.isoformat(),
        "errors": found.errors,
        "warnings": len(found) - found.errors,
        "counts": dict(found.counts),
        "findings": [finding_data(each, places.of(each), labels) for each in found],
    }


def finding_data(finding: Finding, place: Place | None, labels: Labels) -> dict[str, Any]:
    """A finding as data."""
    told = labels.finding(finding)
    language = labels.words.language
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "referrals": list(finding.referrals),
        "subject": finding.subject,
        "params": dict(finding.params),
        "text": told.text(language),
        "remedy": told.remedy(language),
        "place": None if place is None else {**attrs.asdict(place), "cell": str(place)},
    }


def show(opened: OpenHistory, found: Findings, language: str, most: int) -> None:
    """Print findings rule by rule, errors first, at most so many of each."""
    places, labels = Places(opened), ids_only(language)
    for rule, each in sorted(found.by_rule.items(), key=lambda item: item[1].severity != "error"):
        for finding in each[:most]:
            for line in lines_of(finding, places.of(finding), labels):
                typer.echo(line)
        if len(each) > most:
            left = format_number(len(each) - most, language)
            typer.echo(translate("referrals.more", language, count=left, rule=rule))
    numbers: Mapping[str, str] = {
        "referrals": format_number(len(opened.graph.history), language),
        "errors": format_number(found.errors, language),
        "warnings": format_number(len(found) - found.errors, language),
    }
    if found:
        typer.echo()
    day = format_date(opened.on, language)
    typer.echo(translate("referrals.lint-count" if found else "referrals.lint-clean", language, day=day, **numbers))


def lines_of(finding: Finding, place: Place | None, labels: Labels) -> tuple[str, str]:
    """A finding as two lines: where and what, and what to do."""
    language, told = labels.words.language, labels.finding(finding)
    where = "" if place is None else f"{place}: "
    severity = translate(f"referrals.{finding.severity}", language)
    return f"{where}{severity}: {told.text(language)} [{finding.rule}]", f"    → {told.remedy(language)}"


def ids_only(language: str) -> Labels:
    """Labels that name nobody."""
    return Labels(Words(language, "referral_report"))


class Places:
    """Finds the row of a workbook that a finding is about: the referral to act on, or the need."""

    def __init__(self, opened: OpenHistory) -> None:
        self._locate, register = opened.locate, opened.register
        self._row: dict[tuple[str, str], int] = {}
        if register is not None:
            for kind in ("referrals", "needs"):
                self._row |= {(kind, record.id): row for row, record in enumerate(getattr(register, kind))}

    def of(self, finding: Finding) -> Place | None:
        """The cell with the id; ``None`` where there is no workbook."""
        kind, id_ = "referrals", finding.referrals[-1] if finding.referrals else ""
        if finding.rule in OF_NEEDS:
            kind, id_ = "needs", finding.subject or ""
        row = self._row.get((kind, id_))
        return None if row is None or self._locate is None else self._locate(kind, row, "id")
