"""The figures of an overview as a page or a terminal tells them: headlines, stages, waits, groups, places."""

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from agecare.referrals import Change, Figures, Overview, Stop, Wait
from agecare.referrals.measures import STAGES, WAITS
from agecare.report.cards import Card
from agecare.report.page import meter
from agecare.report.referrals.curve import days_text
from agecare.report.referrals.labels import Labels
from agecare.report.words import Words

GROUPS_SHOWN = 30
"""Providers, areas or months that a table has, and bands of the network."""
PLACES_SHOWN = 12
WAITING_SHOWN = 6
"""Referrals named of those who wait for a place."""
LOST_BEFORE = STAGES.index("served")


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
class WaitRow:
    """How long one thing is waited for, in days."""

    label: str
    median: str
    p90: str
    happened: str
    still: str


@attrs.frozen
class PlaceRow:
    """A bottleneck. ``who`` names those who wait, where they may be named."""

    provider: str
    service: str
    places: str
    free: str
    missing: str
    useful: Bar
    people: str
    who: str


@attrs.frozen
class GroupTable:
    """The measures by one dimension. ``more`` groups are not shown."""

    dimension: str
    title: str
    rows: tuple[dict[str, Any], ...]
    more: str


@attrs.frozen
class Tables:
    """Tells the figures of an overview in the language and with the names of the labels."""

    overview: Overview
    labels: Labels

    @property
    def words(self) -> Words:
        """The language."""
        return self.labels.words

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

    def headlines(self) -> Iterator[Card]:
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
            median, p90 = service.median_days, service.p90_days
            value = words("days", number=self.days(median)) if np.isfinite(median) else "–"
            note = words("nine-of-ten", days=self.days(p90)) if np.isfinite(p90) else words("nine-of-ten-not-yet")
            yield Card(words("half-served"), value, (note,))
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

    def called(self, stop: Stop) -> str:
        """A stop's name."""
        if stop.kind == "others":
            return self.words("others")
        return self.labels.service(stop.name) if stop.kind == "service" else self.labels.provider(stop.name)

    def waits(self) -> Iterator[WaitRow]:
        """Waiting as figures."""
        for name in WAITS:
            wait = self.overview.measures.total.waits.get(name)
            if wait is not None:
                yield WaitRow(
                    self.words(f"wait-{name}"),
                    self.days(wait.median_days),
                    self.days(wait.p90_days),
                    self.count(wait.happened),
                    self.count(wait.still_waiting),
                )

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

    def bottlenecks(self) -> Iterator[PlaceRow]:
        """Whose next place helps whom, the most useful first."""
        every = self.overview.flow.bottlenecks
        most = max((each.useful_places for each in every), default=1)
        for each in every[:PLACES_SHOWN]:
            named = each.waiting[:WAITING_SHOWN] if self.labels.shown else ()
            more = len(each.waiting) - len(named)
            who = ", ".join(map(self.person, named))
            yield PlaceRow(
                self.labels.provider(each.provider),
                self.labels.service(each.service),
                self.words.number(each.places),
                self.words.number(each.free),
                self.count(each.missing),
                Bar(self.count(each.useful_places), meter(each.useful_places / most)),
                self.count(len(each.waiting)),
                who + (self.words("and-more", number=self.count(more)) if named and more else ""),
            )

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

    def rules(self) -> Iterator[tuple[str, str, str]]:
        """Rules that found something, with their severity and how often."""
        for rule, found in self.overview.findings.by_rule.items():
            if len(found):
                name = f"{self.words.code(f'ReferralRule.{rule}')} ({rule})"
                yield name, self.words(f"severity-{found.severity}"), self.count(len(found))


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"
