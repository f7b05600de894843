"""The graph of a history's referrals: chains, reach, and the network of providers."""

import datetime as dt
import functools
from typing import Any

import attrs
import networkx as nx

from agecare.model.referrals import Referral
from agecare.model.register import Register
from agecare.referrals.chains import Chain, Chains, chain_at, chains_of
from agecare.referrals.columns.history import History
from agecare.referrals.columns.register import history_in
from agecare.referrals.milestones import Milestones, milestones_of
from agecare.referrals.network import Network, Reach, Reached, graph_of_network, network_of, reach_of, reached_from


@attrs.frozen(eq=False)
class ReferralGraph:
    """A history traced: every chain known, every stage timed. Findings, measures and bottlenecks begin here."""

    history: History
    chains: Chains
    milestones: Milestones
    now: int
    """The moment that silence and waiting are counted to, in seconds of UTC."""

    def chain(self, referral: str) -> Chain:
        """The chain that a referral belongs to, or `UnknownIdError`."""
        row = self.history.row(referral)
        return chain_at(self.history, self.chains, self.chains.rows_of(int(self.chains.chain[row])))

    def chains_of(self, client: str) -> tuple[Chain, ...]:
        """All chains of a client, the earliest first, or `UnknownIdError`."""
        rows = self.history.rows_of(client)
        numbers = dict.fromkeys(int(self.chains.chain[row]) for row in rows)
        found = [chain_at(self.history, self.chains, self.chains.rows_of(number)) for number in numbers]
        return tuple(
            sorted(found, key=lambda chain: self.history.referrals.authored[self.history.row(chain.steps[0].referral)])
        )

    def referral(self, id_: str) -> Referral:
        """The record of a referral, or `UnknownIdError`."""
        return self.history.referral(self.history.row(id_))

    def reached_from(self, entry: str) -> tuple[Reached, ...]:
        """The services that people who entered at this provider were given, and through how many hands."""
        return reached_from(self.history, self.reach, entry)

    @functools.cached_property
    def reach(self) -> Reach:
        """Reach of all entry points, by columns."""
        return reach_of(self.history, self.chains, self.milestones)

    @functools.cached_property
    def pairs(self) -> Network:
        """The provider network by columns."""
        return network_of(self.history, self.milestones)

    @functools.cached_property
    def network(self) -> "nx.DiGraph[Any]":
        """The provider network: an edge for each pair with a referral, its counts and times as attributes."""
        return graph_of_network(self.history, self.pairs)


def graph_of(source: History | Register, now: dt.datetime | None = None) -> ReferralGraph:
    """Trace a history.

    Parameters
    ----------
    source
        What happened: a history, or the register that holds it.
    now
        The moment to look from, with its zone; the end of the history when it is not given, so that the same
        history always gives the same answers.

    Examples
    --------
    >>> from agecare.io.tables import example_register
    >>> graph = graph_of(example_register())
    >>> [step.referral for step in graph.chain("R-2").steps]
    ['R-1', 'R-2']
    """
    history = history_in(source, now) if isinstance(source, Register) else source
    moment = history.end if now is None else int(now.timestamp())
    return ReferralGraph(history, chains_of(history), milestones_of(history), moment)
