"""What ``agecare trace`` shows: a tree on a terminal, data for machines. People appear as ids."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from agecare.cli.histories import OpenHistory
from agecare.cli.linted import Places, finding_data, ids_only, lines_of
from agecare.locale import format_date, translate
from agecare.model import Organization, Priority, Service
from agecare.referrals import Chain, Finding, Findings, Step, Story, Stretch, stories_of
from agecare.report.referrals.saying import Saying

WIDTH_ELSEWHERE = 160
"""Columns of the tree where no terminal says how wide it is."""


def as_data(opened: OpenHistory, chains: Sequence[Chain], found: Findings, language: str) -> dict[str, Any]:
    """Chains as data: every referral with its events and waits, every link, what was found."""
    places, labels = Places(opened), ids_only(language)
    return {
        "on": opened.on.isoformat(),
        "chains": [
            {
                "client": opened.graph.referral(chain.steps[0].referral).client,
                "origins": list(chain.origins),
                "outcomes": list(chain.outcomes),
                "hops": max(step.hops for step in chain.steps),
                "missing": list(chain.missing),
                "steps": [_step(*each) for each in zip(chain.steps, _stories(opened, chain), strict=True)],
                "links": [attrs.asdict(link) for link in chain.links],
                "findings": [finding_data(each, places.of(each), labels) for each in _about(found, chain)],
            }
            for chain in chains
        ],
    }


def _stories(opened: OpenHistory, chain: Chain) -> tuple[Story, ...]:
    return stories_of(opened.graph, (step.referral for step in chain.steps))


def _about(found: Findings, chain: Chain) -> tuple[Finding, ...]:
    return found.about(step.referral for step in chain.steps)


def _step(step: Step, story: Story) -> dict[str, Any]:
    return {
        **story.referral.model_dump(mode="json", exclude={"note"}),
        "state": story.state.value,
        "came_from": step.came_from,
        "hops": step.hops,
        "waits": [_wait(stretch) for stretch in story.times],
        "events": [event.model_dump(mode="json", exclude={"referral", "note"}) for event in story.events],
    }


def _wait(stretch: Stretch) -> dict[str, Any]:
    return {
        "state": None if stretch.state is None else stretch.state.value,
        "from": stretch.start.isoformat(),
        "to": stretch.end.isoformat(),
        "lasts": stretch.lasts,
        "working_days": stretch.working_days,
        "waits": stretch.waits,
        "waits_for": stretch.waits_for,
    }


def show(opened: OpenHistory, chains: Sequence[Chain], found: Findings, language: str) -> None:
    """Print each chain as a tree, with what was found in it, and what the ids of providers and services stand for."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=max(console.width, WIDTH_ELSEWHERE))
    if not chains:
        console.print(translate("referrals.no-chain", language))
    places, labels = Places(opened), ids_only(language)
    for number, chain in enumerate(chains):
        if number:
            console.print()
        console.print(_tree(opened, chain, Saying(labels)))
        for finding in _about(found, chain):
            for line in lines_of(finding, places.of(finding), labels):
                console.print(line)
    named = list(_named(opened, chains))
    if named:
        console.print()
        console.print("; ".join(named))


def _tree(opened: OpenHistory, chain: Chain, saying: Saying) -> Any:
    from rich.text import Text
    from rich.tree import Tree

    language = saying.labels.words.language
    stories = {story.referral.id: story for story in _stories(opened, chain)}
    first = stories[chain.steps[0].referral]
    tree = Tree(
        translate(
            "referrals.chain-title",
            language,
            client=first.referral.client,
            since=format_date(first.first_at.date(), language),
            referrals=len(chain.steps),
            hops=max(step.hops for step in chain.steps),
        )
    )
    for missing in chain.missing:
        tree.add(Text(translate("referrals.not-here", language, referral=missing), style="italic"))
    later: dict[str | None, list[str]] = defaultdict(list)
    for step in chain.steps:
        later[step.came_from].append(step.referral)
    branches: dict[str | None, Tree] = {None: tree}
    to_go: list[str | None] = [None]
    while to_go:
        above = to_go.pop()
        for referral in later[above]:
            branches[referral] = branches[above].add(Text("\n").join(_lines(stories[referral], saying)))
            to_go.append(referral)
    return tree


def _lines(story: Story, saying: Saying) -> Iterable[Any]:
    """A referral in lines: who sends whom where and how it ended; then each stretch of time with who waited."""
    from rich.text import Text

    referral, words = story.referral, saying.labels.words
    parts = [saying.way(referral), saying.wanted(referral)]
    if referral.priority is not Priority.ROUTINE:
        parts.append(words.code(f"Priority.{referral.priority}"))
    end = saying.end(story) if story.over else words.code(f"ReferralStatus.{story.state}")
    yield Text.assemble((referral.id, "bold"), "  ", " · ".join(parts), "  ", (f"[{end}]", "bold"))
    for stretch in story.times:
        if stretch.state is None and not stretch.working_days:
            continue
        yield Text(f"  {saying.told(stretch)}", style="dim")


def _named(opened: OpenHistory, chains: Sequence[Chain]) -> Iterable[str]:
    """What the ids stand for, of organizations and services: no person is named."""
    if opened.register is None:
        return
    steps = [step for chain in chains for step in chain.steps]
    here = {id_ for step in steps for id_ in (step.requester, step.performer)}
    here |= {opened.graph.referral(step.referral).service for step in steps}
    named: list[Organization | Service] = [*opened.register.organizations, *opened.register.services]
    yield from (f"{record.id} = {record.name}" for record in named if record.id in here)
