"""The allocation as a CP-SAT model: of a whole problem, or of some clients and workers while the rest stays."""

from collections.abc import Callable, Iterable

import attrs
import numpy as np
from ortools.sat.python import cp_model

from agecare.visits._allocate.choices import Choices
from agecare.visits._allocate.price import HUNDREDTHS, Tariff
from agecare.visits.problem import Flags, Ints, Longs


@attrs.frozen(eq=False)
class Rest:
    """What the fixed part of an allocation leaves to the free part.

    Attributes
    ----------
    day : (W, D) minutes; week : (W, weeks) minutes; span : (B, W, D) minutes.
    load : (W,) minutes already paid.
    missed : (A,) visits already left out.
    """

    day: Ints
    week: Ints
    span: Ints
    load: Longs
    missed: Longs


def rest_of(choices: Choices, fixed: Flags, free_groups: Flags) -> Rest:
    """What the fixed options leave."""
    problem, groups = choices.problem, choices.groups
    rows = np.flatnonzero(fixed)
    worker, day, load = choices.worker[rows], choices.day[rows], choices.load[rows]
    in_span = choices.in_span[rows]
    left, week, span = choices.day_capacity.copy(), choices.week_capacity.copy(), choices.span_capacity.copy()
    np.subtract.at(left, (worker, day), load)
    np.subtract.at(week, (worker, problem.day_week[day]), load)
    for index in range(len(span)):
        inside = in_span[:, index]
        at = (worker[inside], day[inside])
        held = np.minimum(load[inside], choices.span_capacity[index][at])
        np.subtract.at(span[index], at, held)
    paid = np.bincount(worker, weights=load, minlength=len(problem.worker_ids)).astype(np.int64)
    served = np.bincount(choices.group[rows[choices.leads[rows]]], minlength=len(groups.visits))
    missed = np.where(free_groups, 0, groups.count - served)
    by_area = np.bincount(groups.area, weights=missed, minlength=len(problem.area_ids)).astype(np.int64)
    return Rest(left, week, span, paid, by_area)


class WeekModel:
    """Variables, rules and price of the free part of an allocation.

    Parameters
    ----------
    free : (O,) options that may be chosen; all others keep their value in ``chosen``.
    free_groups : (G,) groups whose visits are decided here; none of them has a fixed option.
    chosen : (O,) the allocation so far: the hint of the free part, and the fixed part.
    """

    def __init__(self, choices: Choices, tariff: Tariff, free: Flags, free_groups: Flags, chosen: Flags) -> None:
        self.choices, self.tariff, self.chosen = choices, tariff, chosen
        self.options = np.flatnonzero(free)
        self.free_groups = free_groups
        self.rest = rest_of(choices, chosen & ~free, free_groups)
        self.model = cp_model.CpModel()
        self.taken = [self.model.new_bool_var("") for _ in self.options]
        self.group = choices.group[self.options]
        self.worker, self.day = choices.worker[self.options], choices.day[self.options]
        self.load = choices.load[self.options]
        self.leads = choices.leads[self.options]
        self._terms: list[cp_model.IntVar] = []
        self._prices: list[int] = []
        self._offset = 0
        self.before = chosen[self.options]
        self._hints: list[tuple[cp_model.IntVar, int]] = [
            (variable, int(value)) for variable, value in zip(self.taken, self.before, strict=True)
        ]
        for rule in self.rules:
            rule()
        total = cp_model.LinearExpr.weighted_sum(self._terms, self._prices)
        self.model.minimize(total + self._offset)
        for variable, value in self._hints:
            self.model.add_hint(variable, value)

    @property
    def rules(self) -> tuple[Callable[[], None], ...]:
        """Every rule and every component of the price."""
        return (
            self._as_many_as_wanted,
            self._days_between,
            self._both_roles,
            self._roles_meet,
            self._same_day_after,
            self._daily_minutes,
            self._weekly_minutes,
            self._minutes_in_spans,
            self._price_of_options,
            self._price_of_unserved,
            self._price_of_continuity,
            self._price_of_load,
            self._price_of_areas,
            self._price_of_changed_pairs,
        )

    def chosen_by(self, values: Callable[[cp_model.IntVar], bool]) -> Flags:
        """(O,) the allocation with the free part as the solver has it."""
        found = self.chosen.copy()
        found[self.options] = [values(variable) for variable in self.taken]
        return found

    def _number(self, least: int, most: int, hint: int) -> cp_model.IntVar:
        """A variable, and its value in the allocation so far."""
        variable = self.model.new_int_var(least, most, "")
        self._hints.append((variable, hint))
        return variable

    def _pick(self, indices: Iterable[int]) -> list[cp_model.IntVar]:
        return [self.taken[index] for index in indices]

    def _pay(self, variable: cp_model.IntVar, amount: int) -> None:
        self._terms.append(variable)
        self._prices.append(amount)

    def _blocks(self, mask: Flags, *keys: Ints) -> list[tuple[tuple[int, ...], list[int]]]:
        """Rows of free options where ``mask``, together when all keys are equal."""
        rows = np.flatnonzero(mask)
        if not len(rows):
            return []
        columns = [key[rows] for key in keys]
        order = np.lexsort(columns[::-1])
        table = np.stack([column[order] for column in columns], axis=1)
        edges = np.flatnonzero((table[1:] != table[:-1]).any(axis=1)) + 1
        return [
            (tuple(table[start].tolist()), rows[order[start:end]].tolist())
            for start, end in zip([0, *edges], [*edges, len(rows)], strict=True)
        ]

    def _as_many_as_wanted(self) -> None:
        """Each group gets at most its number of visits; what is missing is counted."""
        groups = self.choices.groups
        blocks = dict(self._blocks(self.leads, self.group))
        self.missed: dict[int, cp_model.IntVar] = {}
        for group in np.flatnonzero(self.free_groups).tolist():
            count = int(groups.count[group])
            rows = blocks.get((group,), [])
            self.missed[group] = self._number(0, count, count - int(self.before[rows].sum()))
            self.model.add(cp_model.LinearExpr.sum([*self._pick(rows), self.missed[group]]) == count)

    def _days_between(self) -> None:
        """Of any ``spacing`` days in a row, a request has a visit on at most one."""
        groups, horizon = self.choices.groups, self.choices.problem.days
        for _, rows in self._blocks(self.leads, groups.request[self.group]):
            spacing = int(groups.spacing[self.group[rows[0]]])
            days = self.day[rows]
            seen: set[tuple[int, ...]] = set()
            for first in range(max(1, horizon - spacing + 1)):
                inside = tuple(np.flatnonzero((days >= first) & (days < first + spacing)).tolist())
                if len(inside) > 1 and inside not in seen:
                    seen.add(inside)
                    self.model.add_at_most_one(self._pick(rows[index] for index in inside))

    def _both_roles(self) -> None:
        """A day has the second worker of a visit exactly when it has the first."""
        groups = self.choices.groups
        double = np.diff(groups.part_first)[self.group] == 2
        for _, rows in self._blocks(double, self.group, self.day):
            first = [row for row in rows if self.leads[row]]
            second = [row for row in rows if not self.leads[row]]
            one, two = (cp_model.LinearExpr.sum(self._pick(part)) for part in (first, second))
            self.model.add(one == two)
            if len(second) > 1:
                self.model.add_at_most_one(self._pick(second))

    def _roles_meet(self) -> None:
        """The two workers are different, and their hours let them come as the visit asks."""
        clashes = self.choices.clashes
        at = np.searchsorted(self.options, clashes) % max(1, len(self.options))
        here = (self.options[at] == clashes).all(axis=1) if len(self.options) else np.zeros(0, np.bool_)
        against: dict[int, list[int]] = {}
        for first, second in at[here].tolist():
            against.setdefault(first, []).append(second)
        for row, others in against.items():
            self.model.add_at_most_one(self._pick([row, *others]))

    def _same_day_after(self) -> None:
        """A visit and the one it comes after are on the same day, on one that can hold both."""
        groups = self.choices.groups
        blocks = {key[0]: rows for key, rows in self._blocks(self.leads, self.group)}
        never = {(int(group), int(day)) for group, _, day in self.choices.never_both}
        for group in np.flatnonzero((groups.after >= 0) & self.free_groups).tolist():
            mine, other = blocks.get(group, []), blocks.get(int(groups.after[group]), [])
            for day in np.unique(self.day[mine]).tolist() if mine and other else ():
                now = [row for row in mine if self.day[row] == day]
                wrong = [row for row in other if self.day[row] != day or (group, day) in never]
                self.model.add_at_most_one(self._pick(now + wrong))

    def _daily_minutes(self) -> None:
        """Nobody's day holds more than its minutes."""
        for (worker, day), rows in self._blocks(np.ones_like(self.leads), self.worker, self.day):
            self._hold(rows, self.load[rows], int(self.rest.day[worker, day]))

    def _weekly_minutes(self) -> None:
        """Nobody's week holds more than its minutes."""
        week = self.choices.problem.day_week[self.day]
        for (worker, number), rows in self._blocks(np.ones_like(self.leads), self.worker, week):
            self._hold(rows, self.load[rows], int(self.rest.week[worker, number]))

    def _minutes_in_spans(self) -> None:
        """Visits that must lie within a span of the day share the minutes worked in it."""
        for span in range(len(self.rest.span)):
            inside = self.choices.in_span[self.options, span]
            for (worker, day), rows in self._blocks(inside, self.worker, self.day):
                whole = int(self.choices.span_capacity[span, worker, day])
                self._hold(rows, np.minimum(self.load[rows], whole), int(self.rest.span[span, worker, day]))

    def _hold(self, rows: list[int], loads: Ints, room: int) -> None:
        if int(loads.sum()) > room:
            self.model.add(cp_model.LinearExpr.weighted_sum(self._pick(rows), loads.tolist()) <= room)

    def _price_of_options(self) -> None:
        """Travel, wishes, lateness, and the change of a published visit of one worker."""
        for variable, price in zip(self.taken, self.choices.price[self.options].tolist(), strict=True):
            self._pay(variable, HUNDREDTHS * price)

    def _price_of_unserved(self) -> None:
        """The penalty of each visit left out, and that it was published."""
        groups, change = self.choices.groups, self.choices.problem.weights.change
        single = np.diff(groups.part_first) == 1
        for group, missed in self.missed.items():
            gone = change if single[group] and groups.published_day[group] >= 0 else 0
            self._pay(missed, HUNDREDTHS * (int(groups.penalty[group]) + gone))

    def _price_of_continuity(self) -> None:
        """Each worker whom a client sees beyond the first."""
        problem, groups = self.choices.problem, self.choices.groups
        client = groups.client[self.group]
        visits = np.bincount(
            groups.client,
            weights=groups.count * np.diff(groups.part_first),
            minlength=len(problem.client_ids),
        )
        met: dict[int, list[cp_model.IntVar]] = {}
        number: dict[int, int] = {}
        if not problem.weights.continuity:
            return
        for (who, _), rows in self._blocks(visits[client] > 1, client, self.worker):
            comes = int(self.before[rows].any())
            seen = self._number(0, 1, comes)
            met.setdefault(who, []).append(seen)
            number[who] = number.get(who, 0) + comes
            for few in self._never_two(rows):
                self.model.add(cp_model.LinearExpr.sum(self._pick(few)) - seen <= 0)
        for who, workers in met.items():
            if len(workers) > 1:
                extra = self._number(0, len(workers) - 1, max(0, number[who] - 1))
                self.model.add(cp_model.LinearExpr.sum(workers) - extra <= 1)
                self._pay(extra, HUNDREDTHS * problem.weights.continuity)

    def _never_two(self, rows: list[int]) -> list[list[int]]:
        """Options of one worker for one client, in lists of which at most one can be chosen."""
        groups = self.choices.groups
        found: list[list[int]] = []
        parts = self.choices.part[self.options[rows]]
        for part in np.unique(parts):
            mine = np.array(rows)[parts == part]
            group = int(groups.part_group[part])
            if groups.count[group] == 1:
                found.append(mine.tolist())
                continue
            days, spacing = self.day[mine], int(groups.spacing[group])
            runs = {tuple(mine[(days >= day) & (days < day + spacing)].tolist()) for day in days.tolist()}
            found += [list(run) for run in sorted(runs)]
        return found

    def _price_of_load(self) -> None:
        """Loads away from the fair share."""
        for (worker,), rows in self._blocks(np.ones_like(self.leads), self.worker):
            slopes, bases = self.tariff.worker_slope[worker], self.tariff.worker_base[worker]
            if not slopes.any():
                continue
            most = min(int(self.load[rows].sum()), int(np.maximum(self.rest.week[worker], 0).sum()))
            already = int(self.rest.load[worker])
            now = already + int(self.load[rows][self.before[rows]].sum())
            paid = self._number(already, already + most, now)
            whole = cp_model.LinearExpr.weighted_sum(self._pick(rows), self.load[rows].tolist())
            self.model.add(whole - paid == -already)
            self._convex(paid, slopes, bases, already, already + most, now)

    def _price_of_areas(self) -> None:
        """Visits left out, the more in one area the dearer."""
        groups = self.choices.groups
        areas: dict[int, list[cp_model.IntVar]] = {}
        for group, missed in self.missed.items():
            areas.setdefault(int(groups.area[group]), []).append(missed)
        for area, missing in areas.items():
            slopes, bases = self.tariff.area_slope[area], self.tariff.area_base[area]
            if slopes.any():
                already = int(self.rest.missed[area])
                mine = [group for group in self.missed if groups.area[group] == area]
                most = already + int(groups.count[mine].sum())
                now = most - int((self.before & self.leads & (groups.area[self.group] == area)).sum())
                total = self._number(already, most, now)
                self.model.add(cp_model.LinearExpr.sum(missing) - total == -already)
                self._convex(total, slopes, bases, already, most, now)

    def _convex(self, amount: cp_model.IntVar, slopes: Longs, bases: Longs, least: int, most: int, now: int) -> None:
        """Pay the largest of the lines ``slope x amount - base``."""
        ends = np.stack((slopes * least - bases, slopes * most - bases))
        paid = self._number(int(ends.min()), int(ends.max()), int((slopes * now - bases).max()))
        for slope, base in zip(slopes.tolist(), bases.tolist(), strict=True):
            self.model.add(slope * amount - paid <= base)
        self._pay(paid, 1)

    def _price_of_changed_pairs(self) -> None:
        """A published visit of two workers that does not keep its day and both workers."""
        groups, change = self.choices.groups, self.choices.problem.weights.change
        kept_rows = self.choices.as_published[self.options]
        published = (np.diff(groups.part_first) == 2) & (groups.published_day >= 0) & self.free_groups
        blocks = dict(self._blocks(kept_rows & published[self.group], self.group))
        for group in np.flatnonzero(published).tolist():
            self._offset += HUNDREDTHS * change
            rows = blocks.get((group,), [])
            if len(rows) == 2:
                kept = self._number(0, 1, int(self.before[rows].all()))
                for row in rows:
                    self.model.add_implication(kept, self.taken[row])
                self._pay(kept, -HUNDREDTHS * change)
