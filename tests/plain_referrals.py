"""Chains and findings the plain way: networkx and loops over records, with nothing in mind but being right."""

import datetime as dt
from collections import defaultdict
from itertools import pairwise
from typing import Any

import networkx as nx

from agecare import Priority, Referral, ReferralEvent, ReferralRules, ReferralStatus
from agecare.model.holidays import public_holidays
from agecare.referrals.moves import ALLOWED, LIVE, WITH_REASON
from referral_worlds import CENTRE, ZONE, World

S = ReferralStatus
OVER = {S.REJECTED, S.CANCELLED, S.FAILED, S.COMPLETED, S.ENTERED_IN_ERROR}


class Plain:
    """A history read record by record."""

    def __init__(self, world: World, rules: ReferralRules | None = None) -> None:
        self.world, self.rules = world, rules or ReferralRules()
        self.referrals = {referral.id: referral for referral in world.referrals}
        self.order = {id_: number for number, id_ in enumerate(self.referrals)}
        self.logged: dict[str, list[ReferralEvent]] = defaultdict(list)
        for event in world.events:
            self.logged[event.referral].append(event)
        self.log = {id_: sorted(self.logged[id_], key=lambda event: event.at) for id_ in self.referrals}
        self.graph: nx.DiGraph = nx.DiGraph()
        self.graph.add_nodes_from(self.referrals)
        for referral in world.referrals:
            for named in (referral.part_of, referral.based_on, referral.replaces):
                if named in self.referrals:
                    self.graph.add_edge(named, referral.id)
        parts = nx.strongly_connected_components(self.graph)
        self.rings = [ring for ring in parts if len(ring) > 1 or self.graph.has_edge(*(2 * tuple(ring)))]
        self.before = {id_: self._before(referral) for id_, referral in self.referrals.items()}
        self.now = max(self.last(id_) for id_ in self.referrals)
        years = range(2024, 2029)
        self.holidays = set(public_holidays(CENTRE.country, years))

    def _before(self, referral: Referral) -> str | None:
        named = (referral.part_of, referral.based_on, referral.replaces)
        before = next((each for each in named if each in self.referrals), None)
        ringed = any(referral.id in ring and before in ring for ring in self.rings)
        return None if ringed and self.order[before or ""] >= self.order[referral.id] else before

    def way(self, id_: str) -> list[str]:
        """From a referral back to its origin."""
        way = [id_]
        while (before := self.before[way[-1]]) is not None:
            way.append(before)
        return way

    def hops(self, id_: str) -> int:
        return sum(1 for each in self.way(id_) if self._hop(each))

    def _hop(self, id_: str) -> bool:
        referral, before = self.referrals[id_], self.before[id_]
        return before is not None and before in (referral.part_of, referral.based_on)

    def chains(self) -> set[frozenset[str]]:
        return {frozenset(part) for part in nx.weakly_connected_components(self.graph)}

    def state(self, id_: str) -> ReferralStatus:
        return self.log[id_][-1].to_status if self.log[id_] else self.referrals[id_].status

    def last(self, id_: str) -> dt.datetime:
        return max([self.referrals[id_].authored, *(event.at for event in self.log[id_])])

    def counts(self, id_: str) -> bool:
        return self.state(id_) is not S.ENTERED_IN_ERROR

    def first(self, id_: str, *statuses: ReferralStatus) -> dt.datetime | None:
        if not self.log[id_]:
            return self.referrals[id_].authored if self.referrals[id_].status in statuses else None
        return next((event.at for event in self.log[id_] if event.to_status in statuses), None)

    def sent(self, id_: str) -> dt.datetime | None:
        return self.first(id_, *(status for status in S if status is not S.DRAFT))

    def served(self, id_: str) -> dt.datetime | None:
        return self.first(id_, S.IN_PROGRESS, S.COMPLETED)

    def ended(self, id_: str) -> dt.datetime | None:
        return self.last(id_) if self.state(id_) in OVER else None

    def live(self, id_: str) -> bool:
        return self.state(id_) in LIVE

    def working_days(self, start: dt.datetime | dt.date, end: dt.datetime | dt.date) -> int:
        first, last = (each.astimezone(ZONE).date() if isinstance(each, dt.datetime) else each for each in (start, end))
        days = (first + dt.timedelta(number) for number in range(1, (last - first).days + 1))
        return sum(1 for day in days if day.weekday() < 5 and day not in self.holidays)

    def about(self, id_: str) -> tuple[Any, ...]:
        referral = self.referrals[id_]
        return (
            (referral.client, "need", referral.need) if referral.need else (referral.client, "service", referral.wanted)
        )

    # each rule: the referrals of each finding, in order; for an orphan need, the need

    def bounce(self) -> list[tuple[str, ...]]:
        found = []
        for id_, before in self.before.items():
            if before is not None and self.counts(id_):
                one, two = self.referrals[before], self.referrals[id_]
                back = one.performer == two.requester and two.performer == one.requester
                if one.performer is not None and back and one.requester != two.requester:
                    found.append((before, id_))
        return found

    def loop(self) -> list[tuple[str, ...]]:
        found = []
        for id_ in self.referrals:
            referral, way = self.referrals[id_], self.way(id_)
            if referral.performer is None or not self.counts(id_):
                continue
            senders = [self.referrals[each].requester for each in way[: self.rules.loop_steps + 1]]
            if referral.performer in senders and senders.index(referral.performer) >= 2:
                found.append(tuple(reversed(way[: senders.index(referral.performer) + 1])))
        return found

    def hop_limit(self) -> list[tuple[str, ...]]:
        most = self.rules.most_hops
        return [(id_,) for id_ in self.referrals if self.hops(id_) == most and self._hop(id_) and self.counts(id_)]

    def self_referral(self) -> list[tuple[str, ...]]:
        return [(r.id,) for r in self.world.referrals if r.requester == r.performer and self.counts(r.id)]

    def dangling(self) -> list[tuple[str, ...]]:
        rules = self.rules
        limit = {
            Priority.ROUTINE: rules.silent_days_routine,
            Priority.URGENT: rules.silent_days_urgent,
            Priority.ASAP: rules.silent_days_asap,
            Priority.STAT: rules.silent_days_stat,
        }
        waiting = [id_ for id_ in self.referrals if self.state(id_) in (S.REQUESTED, S.RECEIVED)]
        late = lambda id_: self.working_days(self.last(id_), self.now) > limit[self.referrals[id_].priority]  # noqa: E731
        return [(id_,) for id_ in waiting if late(id_)]

    def stalled(self) -> list[tuple[str, ...]]:
        rules = self.rules
        limit = {
            S.DRAFT: rules.draft_days,
            S.ACCEPTED: rules.accepted_days,
            S.READY: rules.accepted_days,
            S.IN_PROGRESS: rules.in_progress_days,
            S.ON_HOLD: rules.on_hold_days,
        }
        standing = [id_ for id_ in self.referrals if self.state(id_) in limit]
        return [(id_,) for id_ in standing if self.working_days(self.last(id_), self.now) > limit[self.state(id_)]]

    def orphan_need(self) -> list[tuple[str, ...]]:
        asked = {referral.need for referral in self.world.referrals if self.counts(referral.id)}
        today = self.now.astimezone(ZONE).date()
        return [
            (need.id,)
            for need in self.world.needs or []
            if need.id not in asked and need.since and self.working_days(need.since, today) > self.rules.need_days
        ]

    def no_consent(self) -> list[tuple[str, ...]]:
        consents = None if self.world.consents is None else {each.id: each for each in self.world.consents}
        found = []
        for id_, referral in self.referrals.items():
            sent = self.sent(id_)
            if sent is None or not self.counts(id_):
                continue
            consent = (consents or {}).get(referral.consent or "")
            day = sent.astimezone(ZONE).date()
            unknown = not consents and referral.consent is not None
            if not unknown and not (consent and consent.covers(referral.client, day)):
                found.append((id_,))
        return found

    def past_capacity(self) -> list[tuple[str, ...]]:
        found = []
        for capacity in self.world.capacities:
            stays = []
            for id_, referral in self.referrals.items():
                begun, ended = self.served(id_), self.ended(id_)
                here = referral.performer == capacity.provider and referral.wanted == capacity.service
                if here and self.counts(id_) and begun is not None and (ended is None or ended > begun):
                    stays.append((begun, ended, id_))
            stays.sort(key=lambda stay: stay[0])
            over = []
            for number, (begun, _, id_) in enumerate(stays):
                there = sum(1 for _, ended, _ in stays[:number] if ended is None or ended > begun)
                over += [id_] if there + 1 > capacity.places else []
            found += [tuple(over)] if over else []
        return found

    def re_referral(self) -> list[tuple[str, ...]]:
        groups = defaultdict(list)
        for chain in self.chains():
            members = sorted((id_ for id_ in chain if self.counts(id_)), key=self.order.__getitem__)
            if members:
                opened = min(self.referrals[id_].authored for id_ in members)
                ends = [self.ended(id_) for id_ in members]
                groups[self.about(members[0])].append((opened, self.order[members[0]], members[0], ends))
        found = []
        for group in groups.values():
            for (_, _, one, ends), (opened, _, two, _) in pairwise(sorted(group, key=lambda each: each[:2])):
                over = None if None in ends else max(ends)  # type: ignore[type-var]
                if over is not None and dt.timedelta() <= opened - over <= dt.timedelta(self.rules.again_days):
                    found.append((one, two))
        return found

    def duplicate_live(self) -> list[tuple[str, ...]]:
        live = [id_ for id_ in self.referrals if self.live(id_)]
        key = {id_: (*self.about(id_), self.referrals[id_].wanted) for id_ in self.referrals}
        going_on = {self.before[id_] for id_ in live if self.before[id_] and key[self.before[id_] or ""] == key[id_]}
        groups = defaultdict(list)
        for id_ in live:
            if id_ not in going_on:
                groups[key[id_]].append(id_)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def missing_reason(self) -> list[tuple[str, ...]]:
        found = []
        for id_, referral in self.referrals.items():
            moves = [e for e in self.log[id_] if e.to_status in WITH_REASON and e.from_status is not e.to_status]
            silent = not self.log[id_] and referral.status in WITH_REASON and referral.reason is None
            if silent or any(event.reason is None for event in moves):
                found.append((id_,))
        return found

    def two_claims(self) -> list[tuple[str, ...]]:
        claims = {id_: {e.actor for e in log if e.to_status is S.ACCEPTED} for id_, log in self.log.items()}
        return [(id_,) for id_, actors in claims.items() if len(actors) > 1]

    def out_of_order(self) -> list[tuple[str, ...]]:
        found = []
        for id_, log in self.logged.items():
            swapped = any(later.at < earlier.at for earlier, later in pairwise(log))
            if swapped or any(event.at < self.referrals[id_].authored for event in log):
                found.append((id_,))
        return found

    def contradictory(self) -> list[tuple[str, ...]]:
        found = []
        for id_, referral in self.referrals.items():
            log, state = self.log[id_], self.state(id_)
            wrong = bool(log) and referral.status is not state
            for earlier, later in pairwise(log):
                twice = earlier.to_status is later.to_status is S.ACCEPTED
                noted = earlier.to_status is later.to_status and later.business_status is not None
                move = later.to_status in ALLOWED[earlier.to_status] or noted
                told = later.from_status in (None, earlier.to_status)
                wrong |= not twice and not (move and told)
            wrong |= referral.performer is None and state in (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD, S.COMPLETED)
            found += [(id_,)] if wrong else []
        return found

    def missing_parent(self) -> list[tuple[str, ...]]:
        return [
            (referral.id,)
            for referral in self.world.referrals
            for named in (referral.part_of, referral.based_on, referral.replaces)
            if named is not None and named not in self.referrals
        ]

    def circular(self) -> list[tuple[str, ...]]:
        return [tuple(sorted(ring, key=self.order.__getitem__)) for ring in self.rings]

    def other_client(self) -> list[tuple[str, ...]]:
        return [
            (before, id_)
            for id_, before in self.before.items()
            if before is not None and self.referrals[before].client != self.referrals[id_].client
        ]

    def dead_end(self) -> list[tuple[str, ...]]:
        settled, helped = defaultdict(list), set()
        for id_, referral in self.referrals.items():
            if referral.performer is None or not self.counts(id_) or self.sent(id_) is None:
                continue
            answered = self.first(
                id_, S.RECEIVED, S.ACCEPTED, S.REJECTED, S.IN_PROGRESS, S.ON_HOLD, S.FAILED, S.COMPLETED
            )
            silent = self.working_days(self.last(id_), self.now) > self.rules.silent_days_routine
            overdue = self.live(id_) and answered is None and silent
            if self.ended(id_) is not None or overdue:
                settled[referral.performer].append(id_)
            onward = any(
                self.before[other] == id_
                and self.counts(other)
                and self.referrals[other].requester == referral.performer
                for other in self.referrals
            )
            at_work = self.live(id_) and answered is not None and self.state(id_) is not S.RECEIVED
            if self.served(id_) is not None or onward or at_work:
                helped.add(referral.performer)
        least = self.rules.dead_end_referrals
        return [tuple(ids) for provider, ids in settled.items() if len(ids) >= least and provider not in helped]
