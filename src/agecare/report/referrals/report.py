"""One self-contained page about all referrals: what was found, how they go, where people wait, what would help."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from agecare import __version__
from agecare.model import Register
from agecare.referrals import Bottleneck, Change, Figures, Finding, Overview, Wait
from agecare.referrals.measures import STAGES, WAITS
from agecare.report.cards import Card
from agecare.report.page import asset, meter, render_page, write_page
from agecare.report.privacy import Privacy
from agecare.report.referrals.chains import ChainSection, section_of
from agecare.report.referrals.curve import days_text, draw_curves
from agecare.report.referrals.flow import draw_flow
from agecare.report.referrals.labels import Labels
from agecare.report.words import Words

FINDINGS_SHOWN = 12
"""Findings of a rule that are listed."""
CHAINS_SHOWN = 12
"""Chains that are drawn: of the first finding of each rule, then the second, …"""
STEPS_SHOWN = 60
"""Referrals of the longest chain that is drawn here; longer ones have a page of their own."""
GROUPS_SHOWN = 30
"""Providers, areas or months that a table has."""
PLACES_SHOWN = 12
WAITING_SHOWN = 6
"""Referrals named of those who wait for a place."""
LOST_BEFORE = STAGES.index("served")
SORTED_BY = ("days", "hops", "steps", "count", "taken")
"""Parameters by which findings of a rule are put in order, the largest first."""


@attrs.frozen
class Bar:
    """A share as text and as a bar in percent; ``meter`` is empty where there is none to show."""

    text: str
    meter: str = ""


@attrs.frozen
class StageRow:
    """A stage: how many came there, and of them in percent of all: went on, wait here, ended here."""

    label: str
    reached: str
    share: str
    on: str
    waiting: str
    lost: str
    waiting_from: str
    lost_from: str
    note: str


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


@attrs.frozen
class GroupTable:
    """The measures by one dimension. ``more`` groups are not shown."""

    dimension: str
    title: str
    rows: tuple[dict[str, Any], ...]
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
    words = Words(language, "referral_report")
    return render_page(
        "referrals.html.j2",
        **_Page(overview, Labels(words, register, level)).content(),
        style=asset("board.css") + asset("referrals.css"),
        script="",
    )


@attrs.frozen
class _Page:
    """Puts the parts of the page together."""

    overview: Overview
    labels: Labels

    @property
    def words(self) -> Words:
        return self.labels.words

    def content(self) -> dict[str, Any]:
        """Everything that the template asks for."""
        words, overview, register = self.words, self.overview, self.labels.register
        drawn = self.drawn()
        return {
            "t": words,
            "version": __version__,
            "centre": register.centre.name if register else "",
            "date": words.date(overview.graph.history.moment(overview.graph.now).date()),
            "hidden_below": overview.least_count,
            "cards": list(self.cards()),
            "stages": list(self.stages()),
            "flow": draw_flow(overview.streams, self.labels),
            "bands": list(self.bands()),
            "further": overview.streams.further,
            "severities": [(each, list(self.rules(each, drawn))) for each in ("error", "warning")],
            "silent": [words(f"rule-{rule}") for rule, count in overview.findings.counts.items() if not count],
            "chains": [section for section, _ in drawn.values()],
            "curves": draw_curves(overview.measures.curves, words),
            "waits": list(self.waits()),
            "tables": [self.table(each) for each in ("provider", "need", "area", "month")],
            "flow_lead": self.flow_lead(),
            "bottlenecks": [self.bottleneck(each) for each in overview.flow.bottlenecks[:PLACES_SHOWN]],
            "changes": list(self.changes()),
            "terms": [(words(f"term-{each}"), words(f"meaning-{each}")) for each in TERMS],
            "few": words("meaning-few", least=overview.least_count) if overview.least_count else "",
        }

    def count(self, many: int | None) -> str:
        """A count, or that it is too small to be shown."""
        if many is None or 0 < many < (self.overview.least_count or 1):
            return self.words("few")
        return self.words.number(many)

    def share(self, share: float | None) -> Bar:
        """A share as text and bar."""
        return Bar("–") if share is None else Bar(self.words.percent(share), meter(share))

    def days(self, days: float | None) -> str:
        """Days; a dash where too few had it."""
        return "–" if days is None else days_text(days, self.words)

    def cards(self) -> Iterator[Card]:
        """The figures that a coordinator asks for first."""
        words, overview, total = self.words, self.overview, self.overview.measures.total
        graph = overview.graph
        people = len(np.unique(graph.history.referrals.client[graph.milestones.counts]))
        notes = [
            words("of-people", number=self.count(people)),
            words("in-chains", number=self.count(graph.chains.many)),
        ]
        yield Card(words("referrals"), self.count(total.referrals if not total.suppressed else None), tuple(notes))
        if total.stages:
            waiting = sum(stage.waiting for stage in total.stages[:LOST_BEFORE])
            notes = [words("wait-answer-now", number=self.count(total.stages[0].waiting))]
            yield Card(words("wait-now"), self.count(waiting), tuple(notes), "warn" if waiting else "")
        yield Card(words("acceptance"), self.share(total.acceptance).text)
        service = total.waits.get("service")
        if service is not None:
            yield Card(
                words("half-served"),
                words("days", number=self.days(service.median_days)),
                (words("nine-of-ten", days=self.days(service.p90_days)),),
            )
        if total.stages and total.referrals:
            lost = sum(stage.dropped for stage in total.stages[:LOST_BEFORE])
            note = words("lost-note", number=self.count(lost), all=self.count(total.referrals))
            yield Card(words("lost"), words.percent(lost / total.referrals), (note,))
        errors, every = overview.findings.errors, len(overview.findings)
        note = words("errors-note", number=self.count(errors))
        yield Card(words("findings"), self.count(every), (note,), "bad" if errors else "warn" if every else "")
        flow = overview.flow
        if flow.waiting:
            note = words("places-note", number=self.count(flow.waiting))
            yield Card(words("placeable"), self.count(flow.placed), (note,))

    def stages(self) -> Iterator[StageRow]:
        """The way from being sent to being done, and who is no longer on it."""
        stages, words = self.overview.measures.total.stages, self.words
        all_ = max([stage.reached for stage in stages[:1]], default=0) or 1
        for stage in stages:
            last = stage.name == STAGES[-1]
            on = max(stage.reached - stage.waiting - stage.dropped, 0)  # rounded, they may not add up
            notes = []
            if stage.waiting:
                notes.append(words(f"waiting-{stage.name}", number=self.count(stage.waiting)))
            if stage.dropped and not last:
                notes.append(words("ended-here", number=self.count(stage.dropped)))
            yield StageRow(
                words(f"stage-{stage.name}"),
                self.count(stage.reached),
                words.percent(stage.reached / all_),
                _percent(on / all_),
                _percent(stage.waiting / all_),
                _percent(stage.dropped / all_),
                _percent(on / all_),
                _percent((on + stage.waiting) / all_),
                " · ".join(notes),
            )

    def bands(self) -> Iterator[dict[str, Any]]:
        """The widest bands as rows."""
        streams = self.overview.streams
        last = streams.columns - 1
        for band in sorted(streams.bands, key=lambda band: -band.people)[:GROUPS_SHOWN]:
            start, end = streams.stops[band.start], streams.stops[band.end]
            yield {
                "step": self.words("column-service" if end.column == last else f"column-{end.column}"),
                "from": self.called(start),
                "to": self.called(end),
                "people": self.count(band.people),
                "acceptance": self.share(band.acceptance),
            }

    def called(self, stop: Any) -> str:
        """A stop's name."""
        if stop.kind == "others":
            return self.words("others")
        return self.labels.service(stop.name) if stop.kind == "service" else self.labels.provider(stop.name)

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
                words(f"rule-{rule}"),
                words(f"about-{rule}"),
                self.count(len(found)),
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

    def waits(self) -> Iterator[dict[str, str]]:
        """Waiting as figures."""
        for name in WAITS:
            wait = self.overview.measures.total.waits.get(name)
            if wait is not None:
                yield {
                    "label": self.words(f"wait-{name}"),
                    "median": self.days(wait.median_days),
                    "p90": self.days(wait.p90_days),
                    "happened": self.count(wait.happened),
                    "still": self.count(wait.still_waiting),
                }

    def table(self, dimension: str) -> GroupTable:
        """The measures by one dimension: the largest groups, months in their order."""
        every = self.overview.measures.by[dimension]
        if dimension == "month":
            shown = list(every[-GROUPS_SHOWN:])
        else:
            ranked = sorted(every, key=lambda each: -(each.referrals or 0))
            shown = ranked[:GROUPS_SHOWN]
        more = len(every) - len(shown)
        return GroupTable(
            dimension,
            self.words(f"by-{dimension}"),
            tuple(self.group(dimension, each) for each in shown),
            self.words("more-groups", number=self.words.number(more)) if more else "",
        )

    def group(self, dimension: str, figures: Figures) -> dict[str, Any]:
        """A group as a row."""
        label = self.labels.group(dimension, figures.group)
        if figures.suppressed:
            return {"label": label, "suppressed": True}
        served = next((stage.reached for stage in figures.stages if stage.name == "served"), 0)
        few = self.overview.least_count or 1
        sent = figures.referrals or 0

        def wait(name: str, which: str) -> str:
            found: Wait | None = figures.waits.get(name)
            return self.days(None if found is None else getattr(found, which))

        return {
            "label": label,
            "suppressed": False,
            "referrals": self.count(sent),
            "acceptance": self.share(figures.acceptance),
            "answer": wait("answer", "median_days"),
            "contact": wait("contact", "median_days"),
            "service": wait("service", "median_days"),
            "service90": wait("service", "p90_days"),
            "served": self.share(served / sent if sent >= few else None),
            "hands": "–" if figures.hands is None else self.words.number(figures.hands, 1),
            "returned": "–" if figures.returned is None else self.words.percent(figures.returned),
        }

    def flow_lead(self) -> str:
        """How many of those who wait could be placed."""
        flow = self.overview.flow
        if not flow.waiting and not flow.unknown:
            return self.words("nobody-waits-places")
        return self.words(
            "flow-lead",
            waiting=self.count(flow.waiting),
            placed=self.count(flow.placed),
            cut_off=self.count(len(flow.cut_off)),
            unknown=self.count(len(flow.unknown)),
        )

    def bottleneck(self, each: Bottleneck) -> dict[str, Any]:
        """Whose next place helps whom."""
        named = each.waiting[:WAITING_SHOWN] if self.labels.shown else ()
        more = len(each.waiting) - len(named)
        most = max(one.useful_places for one in self.overview.flow.bottlenecks)
        return {
            "provider": self.labels.provider(each.provider),
            "service": self.labels.service(each.service),
            "places": self.count(each.places) if self.labels.shown else self.words.number(each.places),
            "free": self.words.number(each.free),
            "missing": self.count(each.missing),
            "useful": Bar(self.count(each.useful_places), meter(each.useful_places / most)),
            "who": ", ".join(self.person(id_) for id_ in named)
            + (self.words("and-more", number=self.count(more)) if named and more else ""),
            "people": self.count(len(each.waiting)),
        }

    def person(self, referral: str) -> str:
        """A referral, and whose it is."""
        history = self.overview.graph.history
        return f"{self.labels.client(history.clients[history.referrals.client[history.row(referral)]])} ({referral})"

    def changes(self) -> Iterator[str]:
        """What would follow from changes, in words."""
        for each in self.overview.changes:
            yield self.change(each)

    def change(self, each: Change) -> str:
        """One change in words."""
        words, provider = self.words, self.labels.provider(each.provider)
        if each.service is not None:
            service = self.labels.service(each.service)
            people = self.count(max(each.people, 0))
            return words(
                "if-added", number=words.number(each.places), provider=provider, service=service, people=people
            )
        if each.people >= 0:
            return words("if-closed-none", provider=provider, places=words.number(each.places))
        return words("if-closed", provider=provider, places=words.number(each.places), people=self.count(-each.people))


TERMS = ("acceptance", "waits", "stages", "hands", "returned", "streams", "placeable", "useful", "working-days")
"""What the page explains at its end."""


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"
