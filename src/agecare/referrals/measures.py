"""How referrals go: acceptance, waiting, who is lost where, how many hands, who comes back.

Waiting is estimated after Kaplan and Meier: who still waits counts as waiting so long already, and who was refused or
gave up as not having got it until then.
"""

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from agecare.model.referral_rules import ReferralRules
from agecare.model.referrals import ReferralStatus
from agecare.referrals.columns.clock import NEVER, local_days
from agecare.referrals.columns.history import DOMAINS, code
from agecare.referrals.columns.names import NONE
from agecare.referrals.findings.again import returns
from agecare.referrals.graph import ReferralGraph
from agecare.referrals.network import DAY_SECONDS
from agecare.referrals.survival import Survival, kaplan_meier_sorted

WAITS = ("answer", "contact", "service")
"""What is waited for since a referral was sent: the receiver's first word, contact with the person, the service."""

STAGES = ("sent", "answered", "accepted", "served", "completed")
DIMENSIONS = ("all", "provider", "need", "area", "month")


@attrs.frozen
class Wait:
    """Days waited, estimated from all: infinite when fewer than so many ever had it."""

    median_days: float
    p90_days: float
    happened: int
    still_waiting: int


@attrs.frozen
class Stage:
    """How many referrals came to a stage, how many of them ended there, and how many are there now."""

    name: str
    reached: int
    dropped: int
    waiting: int


@attrs.frozen
class Figures:
    """The measures of one group of referrals. What rests on too few people is ``None`` (see `measures`)."""

    group: str | None
    """The id, code or month (``2026-04``); ``None`` = not known, and in the dimension ``all``."""
    suppressed: bool
    referrals: int | None = None
    acceptance: float | None = None
    """Accepted of those accepted or rejected."""
    waits: Mapping[str, Wait | None] = attrs.field(factory=dict)
    stages: tuple[Stage, ...] = ()
    hands: float | None = None
    """Mean number of hands to the service, of those served; 1 = the first referral led there."""
    returned: float | None = None
    """Share of chains that were over after which the person came back for the same thing within the limit."""


@attrs.frozen(eq=False)
class Measures:
    """Figures by dimension: ``all``, ``provider`` (who was to act), ``need`` (its domain), ``area``, ``month``."""

    by: Mapping[str, tuple[Figures, ...]]
    curves: Mapping[str, Survival] = attrs.field(factory=dict)
    """By what is waited for: the share of all still waiting after so many days."""

    @property
    def total(self) -> Figures:
        """All referrals together."""
        return self.by["all"][0]

    def of(self, dimension: str, group: str | None) -> Figures:
        """The figures of one group; `KeyError` when there is none."""
        for figures in self.by[dimension]:
            if figures.group == group:
                return figures
        raise KeyError(group)


@attrs.frozen(eq=False)
class _Groups:
    """A grouping: the group of each row (0 = unknown) and the names of the groups."""

    of: NDArray[np.integer]
    names: tuple[str | None, ...]


def measures(graph: ReferralGraph, rules: ReferralRules | None = None, *, least: int = 1) -> Measures:
    """All measures, over all referrals and by provider, need, area and month.

    Parameters
    ----------
    graph
        A traced history, looked at from its ``now``. Drafts and referrals entered in error do not count.
    rules
        Give the days within which coming back counts.
    least
        Groups of fewer referrals are suppressed, and so is any share of fewer. When one group alone would be, the
        next smallest is suppressed with it: it could be worked out from the total otherwise. Counts are rounded to
        multiples of it, so that no small one follows from the difference of two. 5 for whatever leaves the centre
        without names.
    """
    marks = graph.milestones
    rows = np.flatnonzero(marks.counts & (marks.requested != NEVER))
    groups = {name: _grouping(graph, name, rows) for name in DIMENSIONS}
    waits = {name: _curves(graph, name, rows, groups) for name in WAITS}
    counts = _Counts.of(graph, rows, rules or ReferralRules())
    return Measures(
        {name: _figures(each, name, counts, waits, least) for name, each in groups.items()},
        {name: _in_days(each["all"][0][0], least) for name, each in waits.items()},
    )


def _grouping(graph: ReferralGraph, dimension: str, rows: NDArray[np.int64]) -> _Groups:
    history = graph.history
    if dimension == "provider":
        return _used(history.referrals.performer[rows], history.providers.texts)
    if dimension == "need":
        if history.needs is None or not len(history.needs.domain):
            return _used(np.full(len(rows), NONE), np.array([]))
        need = history.referrals.need[rows]
        domain = np.where(need >= 0, history.needs.domain[need], NONE)
        return _used(domain, [each.value for each in DOMAINS])
    if dimension == "area":
        return _used(history.client_area[history.referrals.client[rows]], history.areas.texts)
    if dimension == "month":
        months = local_days(history.referrals.authored[rows], history.timezone).astype("datetime64[M]").astype(int)
        first = int(months.min(initial=0 if not len(months) else months[0]))
        span = int(months.max(initial=first)) - first + 1
        names = [str(np.datetime64(first + number, "M")) for number in range(span)]
        return _used(months - first, names)
    return _Groups(np.zeros(len(rows), dtype=np.int16), (None,))


def _used(numbers: NDArray[np.integer], names: Sequence[str] | NDArray[np.str_]) -> _Groups:
    """Groups that occur, in the order of their names; the unknown one first."""
    seen = np.zeros(len(names) + 1, dtype=np.bool_)
    seen[numbers + 1] = True
    used = np.flatnonzero(seen)
    texts = [None if number == 0 else str(names[number - 1]) for number in used.tolist()]
    order = sorted(range(len(used)), key=lambda place: (texts[place] is not None, texts[place] or ""))
    place = np.zeros(len(names) + 1, dtype=np.int16 if len(used) < 2**15 else np.int32)  # int16 sorts by radix
    place[used[order]] = np.arange(len(used))
    return _Groups(place[numbers + 1], tuple(texts[each] for each in order))


Curves = Mapping[str, list[tuple[Survival, int, int]]]
"""By dimension and group: the curve, how many had it, how many have neither had it nor ended."""


def _curves(graph: ReferralGraph, wait: str, rows: NDArray[np.int64], groups: Mapping[str, _Groups]) -> Curves:
    marks = graph.milestones
    reached = {"answer": marks.answered, "contact": marks.contact, "service": marks.served}[wait][rows]
    until = np.minimum(np.minimum(reached, marks.ended[rows]), max(graph.now, 0))
    happened = (reached != NEVER) & (reached <= graph.now)
    open_ = (reached == NEVER) & (marks.ended[rows] == NEVER)
    waited = np.clip(until - marks.requested[rows], 0, 2**31 - 1).astype(np.int32)
    by_time = np.argsort(waited, kind="stable")
    found = {}
    for name, group in groups.items():
        order = by_time[np.argsort(group.of[by_time], kind="stable")] if len(group.names) > 1 else by_time
        first = np.concatenate(([0], np.cumsum(np.bincount(group.of, minlength=len(group.names)))))
        days, came = waited[order], happened[order]
        had = np.bincount(group.of[happened], minlength=len(group.names)).tolist()
        still = np.bincount(group.of[open_], minlength=len(group.names)).tolist()
        found[name] = [
            (kaplan_meier_sorted(days[first[k] : first[k + 1]], came[first[k] : first[k + 1]]), had[k], still[k])
            for k in range(len(group.names))
        ]
    return found


@attrs.frozen(eq=False)
class _Counts:
    """Flags by row, from which every group's counts are summed."""

    accepted: NDArray[np.bool_]
    rejected: NDArray[np.bool_]
    stage: NDArray[np.int8]
    over: NDArray[np.bool_]
    served: NDArray[np.bool_]
    hands: NDArray[np.int64]
    chain_over: NDArray[np.bool_]
    returned: NDArray[np.bool_]

    @classmethod
    def of(cls, graph: ReferralGraph, rows: NDArray[np.int64], rules: ReferralRules) -> "_Counts":
        marks, chains = graph.milestones, graph.chains
        state = graph.history.state[rows]
        served, accepted = marks.served[rows] != NEVER, marks.accepted[rows] != NEVER
        # service without a word of acceptance was accepted all the same
        accepted |= served
        reached = [marks.answered[rows] != NEVER, accepted, served, state == code(ReferralStatus.COMPLETED)]
        stage = np.zeros(len(rows), dtype=np.int8)
        for number, flags in enumerate(reached, start=1):
            stage[flags] = number
        over = np.zeros(chains.many, dtype=np.int64)
        first = np.full(chains.many, len(graph.history), dtype=np.int64)
        np.maximum.at(over, chains.chain[rows], marks.ended[rows])
        np.minimum.at(first, chains.chain[rows], rows)
        all_rows = np.zeros(len(graph.history) + 1, dtype=np.bool_)
        all_rows[first[over != NEVER]] = True
        again = np.zeros(len(graph.history) + 1, dtype=np.bool_)
        again[returns(graph, rules.again_days)[0]] = True
        return cls(
            accepted,
            ~accepted & (state == code(ReferralStatus.REJECTED)),
            stage,
            marks.ended[rows] != NEVER,
            served,
            chains.hops[rows].astype(np.int64) + 1,
            all_rows[rows],
            again[rows],
        )


def _figures(
    groups: _Groups, dimension: str, counts: _Counts, waits: Mapping[str, Curves], least: int
) -> tuple[Figures, ...]:
    many = len(groups.names)

    def count(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(groups.of[flags], minlength=many)

    size = np.bincount(groups.of, minlength=many)
    hidden = _hidden(size, least) if dimension != "all" else (size > 0) & (size < least)
    accepted, rejected = count(counts.accepted), count(counts.rejected)
    served, chain_over = count(counts.served), count(counts.chain_over)
    hands = np.bincount(groups.of[counts.served], counts.hands[counts.served], many)
    returned = count(counts.returned & counts.chain_over)
    at = np.bincount(groups.of.astype(np.int64) * len(STAGES) + counts.stage, minlength=many * len(STAGES))
    ended = np.bincount(
        groups.of[counts.over].astype(np.int64) * len(STAGES) + counts.stage[counts.over],
        minlength=many * len(STAGES),
    )
    at, ended = at.reshape(many, len(STAGES)), ended.reshape(many, len(STAGES))
    reached = np.cumsum(at[:, ::-1], axis=1)[:, ::-1]
    ended[:, -1] = 0  # who completed did not drop out

    def told(counted: np.integer | int) -> int:
        return int(counted) if least <= 1 else (int(counted) + least // 2) // least * least

    def share(part: int | float, whole: int) -> float | None:
        return float(part) / whole if whole >= max(least, 1) else None

    found = []
    for k, name in enumerate(groups.names):
        if hidden[k]:
            found.append(Figures(name, True))
            continue
        stages = tuple(
            Stage(
                stage,
                told(reached[k, i]),
                told(ended[k, i]),
                told(at[k, i] - ended[k, i]) if i < len(STAGES) - 1 else 0,
            )
            for i, stage in enumerate(STAGES)
        )
        found.append(
            Figures(
                name,
                False,
                told(size[k]),
                share(accepted[k], int(accepted[k] + rejected[k])),
                {wait: _wait(*curves[dimension][k], least, told) for wait, curves in waits.items()},
                stages,
                share(hands[k], int(served[k])),
                share(returned[k], int(chain_over[k])),
            )
        )
    return tuple(found)


def _in_days(curve: Survival, least: int) -> Survival:
    """A curve in days, each of its steps of at least so many referrals."""
    reached = np.cumsum(curve.came) // max(least, 1)
    kept = np.flatnonzero(np.diff(reached, prepend=0))
    came = np.diff(np.cumsum(curve.came)[kept], prepend=0)
    return Survival(curve.times[kept] / DAY_SECONDS, curve.share[kept], came)


def _hidden(size: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    hidden: NDArray[np.bool_] = size < least
    if hidden.sum() == 1 and len(size) > 1:
        hidden[np.argmin(np.where(hidden, np.iinfo(np.int64).max, size))] = True
    return hidden


def _wait(curve: Survival, happened: int, still: int, least: int, told: Callable[[int], int]) -> Wait | None:
    if happened < max(least, 1):
        return None
    return Wait(curve.quantile(0.5) / DAY_SECONDS, curve.quantile(0.9) / DAY_SECONDS, told(happened), told(still))
