"""Everything that is told about a history at once: findings, measures, streams, and what places hold people back."""

from collections import Counter
from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from agecare.model.discretion import LEAST_COUNT
from agecare.model.referral_rules import ReferralRules
from agecare.referrals.bottlenecks import Flow, bottlenecks
from agecare.referrals.columns.clock import NEVER
from agecare.referrals.findings import Findings, findings
from agecare.referrals.graph import ReferralGraph
from agecare.referrals.measures import Measures, measures
from agecare.referrals.streams import Streams, streams

TRIED = 3
"""Bottlenecks widened, and providers closed, to see what would follow."""


@attrs.frozen
class Change:
    """What would follow from more places at a provider's service, or (``service`` is ``None``) from its closing."""

    provider: str
    service: str | None
    places: int
    """Places added, or lost."""
    people: int
    """People more (or, negative, fewer) who have a place or could have one today."""


@attrs.frozen(eq=False)
class Overview:
    """A history as a report tells it. With ``least_count`` no figure rests on fewer."""

    graph: ReferralGraph
    findings: Findings
    measures: Measures
    streams: Streams
    flow: Flow
    changes: tuple[Change, ...]
    least_count: int | None = None


def overview(
    graph: ReferralGraph,
    rules: ReferralRules | None = None,
    *,
    anonymous: bool = False,
    kinds: Mapping[str, str] | None = None,
) -> Overview:
    """Look at a history from all sides.

    Parameters
    ----------
    graph
        A traced history, looked at from its ``now``.
    rules
        The centre's limits, and rules that are off or count as errors.
    anonymous
        For readers outside the centre: measures and streams of fewer than `LEAST_COUNT` are suppressed. Findings and
        bottlenecks still name referrals; who shows them counts them only.
    kinds
        Services by id that the streams show under another name, such as their type.
    """
    rules = rules or ReferralRules()
    least = LEAST_COUNT if anonymous else 1
    flow = bottlenecks(graph, rules)
    return Overview(
        graph,
        findings(graph, rules),
        measures(graph, rules, least=least),
        streams(graph, least=least, kinds=kinds),
        flow,
        tuple(_changes(graph, rules, flow)),
        least if anonymous else None,
    )


def _changes(graph: ReferralGraph, rules: ReferralRules, flow: Flow) -> Iterator[Change]:
    for each in flow.bottlenecks[:TRIED]:
        places = each.missing + each.useful_places
        after = bottlenecks(graph, rules, add={(each.provider, each.service): places})
        yield Change(each.provider, each.service, places, _left(flow) - _left(after))
    for provider, places in _busiest(graph):
        after = bottlenecks(graph, rules, close=[provider])
        yield Change(provider, None, places, _left(flow) - _left(after))


def _left(flow: Flow) -> int:
    """People for whom there is no place today."""
    return flow.waiting + len(flow.unknown) - flow.placed


def _busiest(graph: ReferralGraph) -> list[tuple[str, int]]:
    """The providers that serve most people now, of those whose places are known, and their places."""
    history, marks = graph.history, graph.milestones
    places: Counter[str] = Counter()
    table = history.capacities
    for provider, many in zip(table.provider.tolist(), table.places.tolist(), strict=True):
        places[history.providers[provider]] += many
    serving = marks.live & marks.counts & (marks.served != NEVER) & (history.referrals.performer >= 0)
    taken = np.bincount(history.referrals.performer[serving], minlength=len(history.providers))
    busy = sorted(places, key=lambda each: (-int(taken[history.providers.numbers[each]]), each))
    return [(each, places[each]) for each in busy[:TRIED] if taken[history.providers.numbers[each]]]
