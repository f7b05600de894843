"""The books of an allocation while visits are put in and taken out one by one: what is left of everybody's minutes,
whom each client sees, and what it costs."""

from bisect import bisect_right

import numpy as np

from agecare.visits._allocate.choices import Choices
from agecare.visits._allocate.price import HUNDREDTHS, Tariff, least_prices
from agecare.visits.problem import Ints

Team = tuple[int, ...]
"""Options of one visit: one, or one of each role."""
Offer = dict[int, tuple[float, Team]]
"""What a worker or pair offers: by day, its cost and the options."""
Teams = dict[int, list[Team]]
"""Visits by group."""


class Tally:
    """An allocation that keeps every rule, in plain lists: single look-ups are what it is for."""

    def __init__(self, choices: Choices, tariff: Tariff) -> None:
        problem, groups = choices.problem, choices.groups
        self.choices = choices
        self.chosen = np.zeros(len(choices.part), dtype=np.bool_)
        self.worker, self.day = choices.worker.tolist(), choices.day.tolist()
        self.load, self.price = choices.load.tolist(), choices.price.tolist()
        self.day_left, self.week_left = choices.day_capacity.tolist(), choices.week_capacity.tolist()
        self.day_room = np.maximum(choices.day_capacity, 1).tolist()
        self.span_left = choices.span_capacity.tolist()
        self.in_span = [[(span, held) for span, held in enumerate(row) if held >= 0] for row in _held(choices).tolist()]
        self.week_of = problem.day_week.tolist()
        self.paid = [0] * len(problem.worker_ids)
        self.lines = [
            _lines(slopes, bases)
            for slopes, bases in zip(tariff.worker_slope.tolist(), tariff.worker_base.tolist(), strict=True)
        ]
        self.least = least_prices(choices).tolist()
        """By client: what no arrangement costs less than."""
        self.stranger = problem.weights.continuity
        self.crowding = 0.0
        """Price per minute put on a full day, to leave room for those who come later."""
        self.seen: list[dict[int, int]] = [{} for _ in problem.client_ids]
        self.guests: dict[tuple[int, int], dict[int, int]] = {}
        self.teams: list[list[Team]] = [[] for _ in groups.visits]
        self.bounds = np.searchsorted(choices.part, np.arange(len(groups.part_task) + 1)).tolist()
        self.parts = [list(groups.parts_of(group)) for group in range(len(groups.visits))]
        self.count, self.spacing = groups.count.tolist(), groups.spacing.tolist()
        self.client = groups.client.tolist()
        self.told = _told(choices)
        self.change = problem.weights.change
        told_alone = (groups.published_day >= 0) & (np.diff(groups.part_first) == 1)
        self.penalty = (groups.penalty + self.change * told_alone).tolist()
        self.days = [set(np.flatnonzero(row).tolist()) for row in groups.days]
        self.of_client: dict[int, list[int]] = {}
        of_request: dict[int, list[int]] = {}
        for group, (client, request) in enumerate(zip(self.client, groups.request.tolist(), strict=True)):
            self.of_client.setdefault(client, []).append(group)
            of_request.setdefault(request, []).append(group)
        self.same_request = [of_request[request] for request in groups.request.tolist()]
        self.partner: dict[int, list[int]] = {}
        for group in np.flatnonzero(groups.after >= 0).tolist():
            other = int(groups.after[group])
            self.partner.setdefault(group, []).append(other)
            self.partner.setdefault(other, []).append(group)
        never = choices.never_both.tolist()
        self.barred = {(group, day) for group, _, day in never} | {(other, day) for _, other, day in never}
        self.clash = set(map(tuple, choices.clashes.tolist()))

    def options_of(self, part: int) -> range:
        """The options of a part."""
        return range(self.bounds[part], self.bounds[part + 1])

    def take(self, group: int, team: Team) -> None:
        """Put a visit in."""
        self.teams[group].append(team)
        self._book(group, team, 1)

    def clear(self, groups: list[int]) -> Teams:
        """Take all visits of groups out; what they were."""
        before: Teams = {}
        for group in groups:
            before[group] = self.teams[group]
            for team in before[group]:
                self._book(group, team, -1)
            self.teams[group] = []
        return before

    def restore(self, before: Teams) -> None:
        """Put the visits of groups back as they were."""
        self.clear(list(before))
        for group, teams in before.items():
            for team in teams:
                self.take(group, team)

    def loads_of(self, teams: Teams) -> dict[int, int]:
        """Minutes of some visits, by worker."""
        found: dict[int, int] = {}
        for mine in teams.values():
            for team in mine:
                for option in team:
                    worker = self.worker[option]
                    found[worker] = found.get(worker, 0) + self.load[option]
        return found

    def _book(self, group: int, team: Team, sign: int) -> None:
        client = self.client[group]
        for option in team:
            worker, day, load = self.worker[option], self.day[option], sign * self.load[option]
            self.chosen[option] = sign > 0
            self.day_left[worker][day] -= load
            self.week_left[worker][self.week_of[day]] -= load
            for span, held in self.in_span[option]:
                self.span_left[span][worker][day] -= sign * held
            self.paid[worker] += load
            _count(self.guests.setdefault((worker, day), {}), client, sign)
            _count(self.seen[client], worker, sign)

    def offers(self, group: int) -> dict[Team, Offer]:
        """What the rules allow for one more visit of a group, by worker or pair."""
        free = self._free_days(group)
        found: dict[Team, Offer] = {}
        singles = [
            [
                (self._marginal(option), option)
                for option in self.options_of(part)
                if self.day[option] in free and self.fits(option)
            ]
            for part in self.parts[group]
        ]
        if len(singles) == 1:
            for cost, one in singles[0]:
                found.setdefault((self.worker[one],), {})[self.day[one]] = (cost, (one,))
            return found
        told = self.told.get(group)
        for cost, one in singles[0]:
            for more, two in singles[1]:
                if self.day[one] == self.day[two] and (one, two) not in self.clash:
                    pair = (self.worker[one], self.worker[two])
                    other = self.change if told not in (None, (one, two)) else 0
                    found.setdefault(pair, {})[self.day[one]] = (cost + more + other, (one, two))
        return found

    def _free_days(self, group: int) -> set[int]:
        """Days that spacing and the visits before or after leave open."""
        spacing, free = self.spacing[group], self.days[group]
        used = [self.day[team[0]] for other in self.same_request[group] for team in self.teams[other]]
        if used:
            free = {day for day in free if all(abs(day - other) >= spacing for other in used)}
        for partner in self.partner.get(group, ()):
            for team in self.teams[partner]:
                free = {day for day in free if day == self.day[team[0]] and (group, day) not in self.barred}
        return free

    def fits(self, option: int) -> bool:
        """Whether the worker's day, week and spans hold one more visit."""
        worker, day, load = self.worker[option], self.day[option], self.load[option]
        return (
            load <= self.day_left[worker][day]
            and load <= self.week_left[worker][self.week_of[day]]
            and all(self.span_left[span][worker][day] >= held for span, held in self.in_span[option])
        )

    def _marginal(self, option: int) -> float:
        """Price, and what it adds to the price of a load above the fair share."""
        worker, day, load = self.worker[option], self.day[option], self.load[option]
        cost = float(self.price[option])
        cost += max(0.0, self.load_price(worker, self.paid[worker] + load) - self.load_price(worker, self.paid[worker]))
        if self.crowding:
            cost += self.crowding * load * (1 - self.day_left[worker][day] / self.day_room[worker][day]) ** 2
        return cost

    def load_price(self, worker: int, minutes: int) -> float:
        """Price of a worker's load."""
        knots, slopes, bases = self.lines[worker]
        line = bisect_right(knots, minutes)
        return float(slopes[line] * minutes - bases[line]) / HUNDREDTHS

    def price_of(self, client: int) -> float:
        """Price of a client's visits, without loads and areas."""
        total = self.stranger * max(0, len(self.seen[client]) - 1)
        for group in self.of_client[client]:
            total += self.penalty[group] * (self.count[group] - len(self.teams[group]))
            if group in self.told and self.teams[group] != [self.told[group]]:
                total += self.change
            for team in self.teams[group]:
                for option in team:
                    total += self.price[option]
        return float(total)


def _lines(slopes: list[int], bases: list[int]) -> tuple[list[float], list[int], list[int]]:
    """The largest of several lines, of growing slopes: where one takes over from the one before, and the lines."""
    best: dict[int, int] = {}
    for slope, base in zip(slopes, bases, strict=True):
        best[slope] = min(base, best.get(slope, base))
    kept: list[tuple[int, int]] = []
    knots: list[float] = []
    for slope, base in sorted(best.items()):
        while kept:
            knot = (base - kept[-1][1]) / (slope - kept[-1][0])
            if not knots or knot > knots[-1]:
                knots.append(knot)
                break
            kept.pop()
            knots.pop()
        kept.append((slope, base))
    return knots, [slope for slope, _ in kept], [base for _, base in kept]


def _count(book: dict[int, int], key: int, change: int) -> None:
    """Add to a count; nobody stays with a count of 0."""
    now = book.get(key, 0) + change
    if now:
        book[key] = now
    else:
        del book[key]


def _told(choices: Choices) -> dict[int, Team]:
    """By published group of two roles: the options that keep its day and workers, as far as there are any."""
    groups = choices.groups
    double = (np.diff(groups.part_first) == 2) & (groups.published_day >= 0)
    found: dict[int, Team] = dict.fromkeys(np.flatnonzero(double).tolist(), ())
    for option in np.flatnonzero(choices.as_published & double[choices.group]).tolist():
        found[int(choices.group[option])] += (option,)
    return found


def _held(choices: Choices) -> Ints:
    """(O, B) minutes of each option within each span, -1 = need not lie in it."""
    whole = choices.span_capacity[:, choices.worker, choices.day].T
    return np.where(choices.in_span, np.minimum(choices.load[:, None], whole), -1).astype(np.int32)
