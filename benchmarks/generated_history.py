"""Made-up histories of referrals of any size, written as the CSV files that agecare reads. Nobody in them exists.

People enter at a clinic, which sends them to a centre; from there some are passed on, refused, forgotten, sent to and
fro. How often is given as rates; the same numbers and seed give the same files.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from agecare import ReferralStatus

REASONS = np.array(
    ["capacity-full", "not-eligible-age", "not-eligible-area", "service-unavailable", "declined-by-person"]
)
DOMAINS = np.array(["mobility", "self-care", "nursing", "nutrition", "mood", "rehabilitation", "income", "legal"])
PRIORITIES = np.array(["routine", "urgent", "asap", "stat"])
START, DAYS, DAY = 1_672_531_200, 1_000, 86_400  # from 2023 on
LONGEST = 12


RATES = {
    "onward": (0.42, "an accepted person is passed on"),
    "bounce": (0.02, "of those passed on: straight back"),
    "loop": (0.02, "of those passed on: back to where the chain began"),
    "reject": (0.10, "refused by the receiver"),
    "retry": (0.6, "of those refused: sent to another provider instead"),
    "silent": (0.03, "nobody ever answers"),
    "fail": (0.03, "ends without result after an attempt"),
    "again": (0.08, "chains of somebody who was there before, for the same need"),
    "no_consent": (0.01, "sent without a consent"),
    "no_reason": (0.005, "refused without a reason"),
    "out_of_order": (0.001, "an event written down before the one it follows"),
    "lost_parent": (0.001, "names an earlier referral that is not there"),
}
"""How often things happen to a referral, each from 0 to 1, and what it means."""


@attrs.frozen
class Rates:
    """One rate for each of `RATES`."""

    onward: float = RATES["onward"][0]
    bounce: float = RATES["bounce"][0]
    loop: float = RATES["loop"][0]
    reject: float = RATES["reject"][0]
    retry: float = RATES["retry"][0]
    silent: float = RATES["silent"][0]
    fail: float = RATES["fail"][0]
    again: float = RATES["again"][0]
    no_consent: float = RATES["no_consent"][0]
    no_reason: float = RATES["no_reason"][0]
    out_of_order: float = RATES["out_of_order"][0]
    lost_parent: float = RATES["lost_parent"][0]


def write_history(folder: Path, referrals: int, seed: int, rates: Rates) -> None:
    """Write a history of so many referrals."""
    made = _Maker(np.random.default_rng(seed), referrals, rates)
    made.levels()
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in made.tables().items():
        arrow_csv.write_csv(pa.table(columns), folder / f"{name}.csv", arrow_csv.WriteOptions(quoting_style="none"))


@attrs.define
class _Maker:
    rng: np.random.Generator
    many: int
    rates: Rates
    columns: dict[str, NDArray[Any]] = attrs.field(factory=dict)

    @property
    def clinics(self) -> int:
        return max(8, self.many // 5_000)

    @property
    def providers(self) -> int:
        return self.clinics + max(12, self.many // 2_500)

    @property
    def services(self) -> int:
        return 20

    def levels(self) -> None:
        """Chains grow level by level: all origins, then all that came from them, and so on."""
        rng, rates = self.rng, self.rates
        origins = int(self.many / _mean_length(rates)) + 1
        client, need = self._people(origins)
        level: dict[str, NDArray[Any]] = {
            "client": client,
            "need": need,
            "service": rng.integers(0, self.services, origins),
            "requester": rng.integers(0, self.clinics, origins),
            "performer": rng.integers(self.clinics, self.providers, origins),
            "parent": np.full(origins, -1),
            "replaces": np.zeros(origins, dtype=bool),
            "at": START + rng.integers(0, DAYS * DAY, origins),
            "entry": np.zeros(origins, dtype=int),
        }
        level["entry"] = level["requester"]
        parts, total = [], 0
        for depth in range(LONGEST):
            many = min(len(level["client"]), self.many - total)
            level = {name: values[:many] for name, values in level.items()}
            self._fates(level)
            level["row"] = total + np.arange(many)
            parts.append(level)
            total += many
            level = self._next(level, depth)
            if total == self.many:
                break
        while total < self.many:  # the rest are chains of one
            more = self.many - total
            extra = {name: values[:more].copy() for name, values in parts[0].items()}
            self._fates(extra)
            many = len(extra["client"])
            extra["row"], extra["parent"] = total + np.arange(many), np.full(many, -1)
            parts.append(extra)
            total += many
        self.columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _people(self, origins: int) -> tuple[NDArray[Any], NDArray[Any]]:
        again = self.rng.random(origins) < self.rates.again
        again[0] = False
        client = np.cumsum(~again) - 1
        earlier = self.rng.integers(0, np.maximum(client, 1))
        client = np.where(again, earlier, client)
        return client, client  # one need each, of the same number

    def _fates(self, level: dict[str, NDArray[Any]]) -> None:
        rng, rates, many = self.rng, self.rates, len(level["client"])
        luck = rng.random(many)
        bounds = np.cumsum([rates.silent, rates.reject, rates.fail])
        level["fate"] = np.searchsorted(bounds, luck)  # 0 silent, 1 rejected, 2 failed, 3 served
        level["waits"] = np.sort(rng.exponential([2 * DAY, 3 * DAY, 6 * DAY, 30 * DAY], (many, 4)), axis=1).astype(int)
        level["going"] = rng.random(many)

    def _next(self, level: dict[str, NDArray[Any]], depth: int) -> dict[str, NDArray[Any]]:
        rng, rates = self.rng, self.rates
        passed = (level["fate"] == 3) & (level["going"] < rates.onward)
        tried = (level["fate"] == 1) & (level["going"] < rates.retry)
        from_ = np.flatnonzero(passed | tried)
        new = {name: level[name][from_] for name in ("client", "need", "service", "entry")}
        many, retry = len(from_), tried[from_]
        new["requester"] = np.where(retry, level["requester"][from_], level["performer"][from_])
        luck = rng.random(many)
        performer = rng.integers(self.clinics, self.providers, many)
        performer = np.where(~retry & (luck < rates.bounce), level["requester"][from_], performer)
        looped = ~retry & (luck >= rates.bounce) & (luck < rates.bounce + rates.loop) & (depth > 0)
        new["performer"] = np.where(looped, new["entry"], performer)
        new["parent"], new["replaces"] = level["row"][from_], retry
        new["at"] = level["at"][from_] + level["waits"][from_, 2] + DAY
        return new

    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """The columns of the files."""
        c, rng, rates, many = self.columns, self.rng, self.rates, self.many
        order = np.argsort(c["at"], kind="stable")
        place = np.empty(many, dtype=np.int64)
        place[order] = np.arange(many)
        parent = np.where(c["parent"] >= 0, place[c["parent"]], -1)[order]
        c = {name: values[order] for name, values in c.items()}
        lost = (parent >= 0) & (rng.random(many) < rates.lost_parent)
        parents = pc.if_else(pa.array(lost), "R-lost", _ids("R", parent))
        replaces, passed = pa.array(c["replaces"]), pa.array(~c["replaces"])
        consent = np.where(rng.random(many) < rates.no_consent, -1, c["client"])
        end, events = START + DAYS * DAY, self._events(c)
        known = events["at"] <= end
        events = {name: values[known] for name, values in events.items()}
        status = np.full(many, 0)
        status[events["row"]] = events["to"]
        reason = np.full(many, -1)
        reason[events["row"]] = events["reason"]
        clients = int(c["client"].max()) + 1
        log = np.lexsort((events["number"], events["at"]))
        swap = np.flatnonzero(rng.random(len(log) - 1) < rates.out_of_order)
        same = events["row"][log[swap]] == events["row"][log[swap + 1]]
        log[swap[same]], log[swap[same] + 1] = log[swap[same] + 1], log[swap[same]]
        logged = {name: values[log] for name, values in events.items()}
        providers = np.arange(self.clinics, self.providers)
        offered = np.arange(self.services)
        return {
            "referrals": {
                "id": _ids("R", np.arange(many)),
                "client": _ids("E", c["client"]),
                "need": _ids("N", c["need"]),
                "service": _ids("S", c["service"]),
                "requester": _ids("P", c["requester"]),
                "performer": _ids("P", c["performer"]),
                "consent": _ids("C", consent),
                "priority": _words(PRIORITIES, rng.choice(4, many, p=[0.8, 0.14, 0.05, 0.01])),
                "status": _words(_STATUSES, status),
                "reason": _words(REASONS, reason),
                "part_of": pc.if_else(passed, parents, None),
                "replaces": pc.if_else(replaces, parents, None),
                "authored": _moments(c["at"]),
            },
            "referral_events": {
                "referral": _ids("R", logged["row"]),
                "at": _moments(logged["at"]),
                "actor": _ids("P", logged["actor"]),
                "from_status": _words(_STATUSES, logged["from"]),
                "to_status": _words(_STATUSES, logged["to"]),
                "business_status": _words(np.array(["scheduled"]), logged["business"]),
                "reason": _words(REASONS, logged["reason"]),
            },
            "consents": {
                "id": _ids("C", np.arange(clients)),
                "client": _ids("E", np.arange(clients)),
                "valid_from": pa.array(np.full(clients, "2022-12-01")),
            },
            "needs": {
                "id": _ids("N", np.arange(clients)),
                "client": _ids("E", np.arange(clients)),
                "domain": _words(DOMAINS, rng.integers(0, len(DOMAINS), clients)),
                "since": pa.array(np.full(clients, "2022-12-15")),
            },
            "clients": {"id": _ids("E", np.arange(clients)), "area": _ids("A", rng.integers(0, 60, clients))},
            "provider_capacities": {
                "provider": _ids("P", np.repeat(providers, len(offered))),
                "service": _ids("S", np.tile(offered, len(providers))),
                "places": pa.array(rng.integers(1, 12, len(providers) * len(offered))),
            },
        }

    def _events(self, c: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        rows, fate, at = np.arange(self.many), c["fate"], c["at"]
        reason = self.rng.integers(0, len(REASONS), self.many)
        reason[self.rng.random(self.many) < self.rates.no_reason] = -1
        parts = []

        def add(number: int, who: NDArray[Any], actor: str, from_: int, to: int, wait: int | None, **more: Any) -> None:
            when = at[who] + (0 if wait is None else c["waits"][who, wait] + number)
            fixed = {"from": from_, "to": to, "business": -1, "reason": -1, **more}
            part = {"row": who, "at": when, "actor": c[actor][who], "number": np.full(len(who), number)}
            parts.append(
                part | {k: v[who] if isinstance(v, np.ndarray) else np.full(len(who), v) for k, v in fixed.items()}
            )

        answered, served = rows[fate > 0], rows[fate == 3]
        add(0, rows, "requester", -1, 1, None)
        add(1, answered, "performer", 1, 2, 0)
        add(2, rows[fate == 1], "performer", 2, 4, 1, reason=reason)
        add(2, rows[fate >= 2], "performer", 2, 3, 1)
        add(3, rows[fate == 2], "performer", 3, 9, 2, reason=reason)
        add(3, served[::2], "performer", 3, 3, 1, business=0)
        add(4, served, "performer", 3, 7, 2)
        add(5, served, "performer", 7, 10, 3)
        events = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        order = np.lexsort((events["number"], events["at"]))
        return {name: values[order] for name, values in events.items()}


_STATUSES = np.array([status.value for status in ReferralStatus])


def _mean_length(rates: Rates) -> float:
    """Mean referrals of a chain."""
    served = 1 - rates.silent - rates.reject - rates.fail
    return float(1 / (1 - rates.onward * served - rates.retry * rates.reject))


def _ids(letter: str, numbers: NDArray[Any]) -> pa.Array:
    """``E-000017`` by number, nothing for -1."""
    known = pa.array(numbers, mask=numbers < 0)
    return pc.binary_join_element_wise(f"{letter}-", pc.utf8_lpad(pc.cast(known, pa.string()), 7, "0"), "")


def _words(words: NDArray[Any], numbers: NDArray[Any]) -> pa.Array:
    return pa.array(words.tolist()).take(pa.array(numbers, mask=numbers < 0))


def _moments(seconds: NDArray[Any]) -> pa.Array:
    return pc.binary_join_element_wise(pc.cast(pa.array(seconds, pa.timestamp("s")), pa.string()), "Z", "")
