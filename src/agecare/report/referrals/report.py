"""One self-contained page about all referrals: what was found, how they go, where people wait, what would help."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from agecare import __version__
from agecare.model import Register
from agecare.referrals import Finding, Overview
from agecare.report.page import render_page, write_page
from agecare.report.privacy import Privacy
from agecare.report.referrals.chains import ChainSection, section_of
from agecare.report.referrals.curve import draw_curves
from agecare.report.referrals.flow import draw_flow
from agecare.report.referrals.labels import Labels
from agecare.report.referrals.tables import Tables
from agecare.report.words import Words

FINDINGS_SHOWN = 12
"""Findings of a rule that are listed."""
CHAINS_SHOWN = 12
"""Chains that are drawn: of the first finding of each rule, then the second, …"""
STEPS_SHOWN = 60
"""Referrals of the longest chain that is drawn here; longer ones have a page of their own."""
SORTED_BY = ("days", "hops", "steps", "count", "taken")
"""Parameters by which findings of a rule are put in order, the largest first."""


@attrs.frozen
class FindingRow:
    """One finding, with the picture of its chain where it is on the page."""

    text: str
    remedy: str
    anchor: str
    picture: str


@attrs.frozen
class RuleBlock:
    """The findings of a rule. ``rows`` are the first of them; there are none on an anonymous page."""

    rule: str
    name: str
    meaning: str
    count: str
    rows: tuple[FindingRow, ...]
    more: str


def write_referral_report(
    path: str | os.PathLike[str],
    overview: Overview,
    *,
    register: Register | None = None,
    language: str = "en",
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> Path:
    """Write the page of `render_referrals` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_referrals(overview, register=register, language=language, privacy=privacy))


def render_referrals(
    overview: Overview,
    *,
    register: Register | None = None,
    language: str = "en",
    privacy: Privacy | str = Privacy.COORDINATOR,
) -> str:
    """All referrals of a centre, district or country as one HTML page that loads nothing from anywhere.

    Parameters
    ----------
    overview : from `agecare.referrals.overview`; for an anonymous page it must be anonymous itself.
    register : for the names of providers, people and services; ids stand for themselves without it.
    language : one of `agecare.locale.LANGUAGES`.
    privacy : ``coordinator`` sees findings and chains of people; ``anonymous`` figures of at least five, no names of
        people and no ids.

    Raises
    ------
    ValueError
        For a language or privacy level that does not exist, the level ``worker``, or an anonymous page of an overview
        whose small figures were not suppressed.
    """
    level = Privacy(privacy)
    if level is Privacy.WORKER:
        raise ValueError("the report about referrals is no single worker's own")
    if level is Privacy.ANONYMOUS and overview.least_count is None:
        raise ValueError("an anonymous page needs an anonymous overview")
    labels = Labels(Words(language, "referral_report"), register, level)
    return render_page(
        "referrals.html.j2",
        **_Page(overview, labels, Tables(overview, labels)).content(),
        styles=("board.css", "referrals.css"),
    )


@attrs.frozen
class _Page:
    """Puts the parts of the page together."""

    overview: Overview
    labels: Labels
    tables: Tables

    @property
    def words(self) -> Words:
        """The language."""
        return self.labels.words

    def content(self) -> dict[str, Any]:
        """Everything that the template asks for."""
        words, overview, register = self.words, self.overview, self.labels.register
        tables, drawn = self.tables, self.drawn()
        return {
            "t": words,
            "version": __version__,
            "centre": register.centre.name if register else "",
            "date": words.date(overview.graph.history.moment(overview.graph.now).date()),
            "hidden_below": overview.least_count,
            "cards": list(tables.headlines()),
            "stages": list(tables.stages()),
            "flow": draw_flow(overview.streams, self.labels),
            "bands": list(tables.bands()),
            "further": overview.streams.further,
            "severities": [(each, list(self.rules(each, drawn))) for each in ("error", "warning")],
            "silent": [
                words.code(f"ReferralRule.{rule}") for rule, count in overview.findings.counts.items() if not count
            ],
            "chains": [section for section, _ in drawn.values()],
            "curves": draw_curves(overview.measures.curves, words),
            "waits": list(tables.waits()),
            "tables": [tables.table(each) for each in ("provider", "need", "area", "month")],
            "flow_lead": tables.flow_lead(),
            "bottlenecks": list(tables.bottlenecks()),
            "changes": list(tables.changes()),
            "terms": [(words(f"term-{each}"), words(f"meaning-{each}")) for each in TERMS],
            "few": words("meaning-few", least=overview.least_count) if overview.least_count else "",
        }

    def drawn(self) -> dict[int, tuple[ChainSection, str]]:
        """The chains that are drawn, by number: of the first finding of each rule, then of the second, …"""
        if not self.labels.shown:
            return {}
        graph, found = self.overview.graph, self.overview.findings
        rules = sorted(found.by_rule.values(), key=lambda each: each.severity)
        wanted: list[int] = []
        firsts = [self.first(each) for each in rules]
        for place in range(FINDINGS_SHOWN):
            for rows in firsts:
                if place < len(rows) and rows[place].referrals and len(wanted) < CHAINS_SHOWN:
                    number = int(graph.chains.chain[graph.history.row(rows[place].referrals[-1])])
                    short = len(graph.chains.rows_of(number)) <= STEPS_SHOWN
                    wanted += [number] if short and number not in wanted else []
        sections = {}
        for n, number in enumerate(wanted, start=1):
            anchor = f"chain-{n}"
            chain = graph.chain(graph.history.ids[graph.chains.rows_of(number)[0]])
            sections[number] = (section_of(graph, chain, found, self.labels, anchor), self.words("picture", number=n))
        return sections

    def first(self, found: Any) -> Sequence[Finding]:
        """The findings of a rule that are listed: the longest and largest first."""
        key = next((name for name in SORTED_BY if name in found.params), None)
        order = range(len(found))
        if key is not None:
            order = np.argsort(-np.asarray(found.params[key], dtype=np.int64), kind="stable").tolist()
        return [found[place] for place in order[:FINDINGS_SHOWN]]

    def rules(self, severity: str, drawn: dict[int, tuple[ChainSection, str]]) -> Iterator[RuleBlock]:
        """What the rules of a severity found."""
        words = self.words
        for rule, found in self.overview.findings.by_rule.items():
            if found.severity != severity or not len(found):
                continue
            rows = [self.finding(each, drawn) for each in self.first(found)] if self.labels.shown else []
            more = len(found) - len(rows) if rows else 0
            yield RuleBlock(
                rule,
                words.code(f"ReferralRule.{rule}"),
                words(f"about-{rule}"),
                self.tables.count(len(found)),
                tuple(rows),
                words("more-findings", number=words.number(more)) if more else "",
            )

    def finding(self, finding: Finding, drawn: dict[int, tuple[ChainSection, str]]) -> FindingRow:
        """A finding in words, with a link to its picture."""
        told, language = self.labels.finding(finding), self.words.language
        anchor, picture = "", ""
        if finding.referrals:
            graph = self.overview.graph
            number = int(graph.chains.chain[graph.history.row(finding.referrals[-1])])
            if number in drawn:
                section, picture = drawn[number]
                anchor = section.anchor
        return FindingRow(told.text(language), told.remedy(language), anchor, picture)


TERMS = ("acceptance", "waits", "stages", "hands", "returned", "streams", "placeable", "useful", "working-days")
"""What the page explains at its end."""
