"""Chains of referrals as pages: the picture, what it says in a sentence, what was found, and all of it as a table."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from agecare import __version__
from agecare.model import Register
from agecare.referrals import Chain, Finding, Findings, ReferralGraph, Story, stories_of
from agecare.report.page import render_page, write_page
from agecare.report.referrals.labels import Labels
from agecare.report.referrals.lanes import MOST_LANES, ChainPicture, draw_chain, ordered
from agecare.report.referrals.saying import Saying
from agecare.report.words import Words

MOST_ROWS = 500
"""Referrals of a chain that its table has."""
MOST_FOUND = 50
"""Findings listed under a picture."""


@attrs.frozen
class FoundLine:
    """A finding as it is listed: its number on the picture, what was found and what to do."""

    number: int
    severity: str
    rule: str
    text: str
    remedy: str


@attrs.frozen
class ChainRow:
    """A referral in words."""

    referral: str
    depth: int
    way: str
    wanted: str
    priority: str
    state: str
    events: tuple[str, ...]
    waits: tuple[str, ...]
    numbers: tuple[int, ...]


@attrs.frozen
class ChainSection:
    """Everything about one chain. ``more`` rows are not listed."""

    anchor: str
    title: str
    lead: tuple[str, ...]
    picture: ChainPicture
    found: tuple[FoundLine, ...]
    rows: tuple[ChainRow, ...]
    more: int
    missing: tuple[str, ...]


def write_chains(
    path: str | os.PathLike[str],
    graph: ReferralGraph,
    chains: Sequence[Chain],
    *,
    register: Register | None = None,
    found: Findings | None = None,
    language: str = "en",
) -> Path:
    """Write the page of `render_chains` to a file, whole or not at all.

    Raises
    ------
    OSError
        When the file cannot be written; a file that was there before is then untouched.
    """
    return write_page(path, render_chains(graph, chains, register=register, found=found, language=language))


def render_chains(
    graph: ReferralGraph,
    chains: Sequence[Chain],
    *,
    register: Register | None = None,
    found: Findings | None = None,
    language: str = "en",
) -> str:
    """Chains of referrals as one HTML page that loads nothing from anywhere, for those who coordinate.

    Parameters
    ----------
    graph : the traced history they are from; its ``now`` is the day of the page.
    chains : as `ReferralGraph.chain` or `ReferralGraph.chains_of` give them.
    register : for the names of providers, people and services; ids stand for themselves without it.
    found : what all rules found; findings about these chains are marked on the pictures.
    language : one of `agecare.locale.LANGUAGES`.
    """
    words = Words(language, "referral_report")
    labels = Labels(words, register)
    sections = [section_of(graph, chain, found, labels, f"chain-{n}") for n, chain in enumerate(chains, start=1)]
    return render_page(
        "chains.html.j2",
        t=words,
        version=__version__,
        centre=register.centre.name if register else "",
        title=sections[0].title if len(sections) == 1 else words("chains-title"),
        date=words.date(graph.history.moment(graph.now).date()),
        sections=sections,
        styles=("board.css", "referrals.css"),
    )


def section_of(graph: ReferralGraph, chain: Chain, found: Findings | None, labels: Labels, anchor: str) -> ChainSection:
    """A chain as a section of a page."""
    ids = ordered(chain)
    told = stories_of(graph, ids[:MOST_ROWS])
    stories = {story.referral.id: story for story in told}
    about = [] if found is None else sorted(found.about(ids), key=lambda each: each.severity)[:MOST_FOUND]
    numbers: dict[str, list[tuple[int, str]]] = {}
    for number, finding in enumerate(about, start=1):
        # a finding about a way is marked where to act: at its last referral
        numbers.setdefault(finding.referrals[-1], []).append((number, finding.severity))
    now = graph.history.moment(graph.now)
    drawn = {each: stories[each] for each in ids[:MOST_LANES]}
    hops = {step.referral: step.hops for step in chain.steps}
    telling = _Telling(labels, Saying(labels))
    return ChainSection(
        anchor,
        labels.words("chain-of", client=labels.client(told[0].referral.client)),
        tuple(telling.lead(chain, told)),
        draw_chain(chain, drawn, now, labels, numbers),
        tuple(telling.found(number, each) for number, each in enumerate(about, start=1)),
        tuple(telling.row(each, hops, numbers) for each in told),
        len(ids) - len(told),
        chain.missing,
    )


@attrs.frozen
class _Telling:
    """What is said about a chain."""

    labels: Labels
    saying: Saying

    def lead(self, chain: Chain, stories: Sequence[Story]) -> Iterator[str]:
        """How many referrals and hands, since when, and who waits for whom now."""
        words = self.labels.words
        first = min(story.referral.authored for story in stories).date()
        hands = 1 + max(step.hops for step in chain.steps)
        yield words(
            "chain-lead",
            referrals=words.number(len(chain.steps)),
            hands=words.number(hands),
            since=words.date(first),
        )
        now = [
            f"{story.referral.id}: {self.saying.waited(stretch)}"
            for story in stories
            for stretch in story.times
            if stretch.lasts and stretch.waits is not None
        ]
        if now:
            yield words("waiting-now", waits=" · ".join(now[:5]))
        elif any(not story.over for story in stories):
            yield words("nobody-waits")
        else:
            yield words("chain-over")

    def found(self, number: int, finding: Finding) -> FoundLine:
        """A finding in words."""
        told, language = self.labels.finding(finding), self.labels.words.language
        return FoundLine(number, finding.severity, finding.rule, told.text(language), told.remedy(language))

    def row(self, story: Story, hops: Mapping[str, int], numbers: Mapping[str, Sequence[tuple[int, str]]]) -> ChainRow:
        """A referral as a row of the table."""
        words, referral = self.labels.words, story.referral
        return ChainRow(
            referral.id,
            hops[referral.id],
            self.saying.way(referral),
            self.saying.wanted(referral),
            words.code(f"Priority.{referral.priority}"),
            words.code(f"ReferralStatus.{story.state}"),
            tuple(self.saying.events(story)),
            tuple(self.saying.told(each) for each in story.times if each.waits is not None),
            tuple(number for number, _ in numbers.get(referral.id, ())),
        )
