"""Figures for readers who must not learn about single people: small counts are left out, and what would give them away.

Two rules, as statistical offices apply them. *Primary*: a count of 1 to 4 people is not shown, nor a part of a shown
count when the part or what remains is that small. *Secondary*: where a hidden count could be found by adding up or by
taking away (one hidden part of a shown whole, a hidden whole of shown parts), the smallest other part is not shown.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs

from agecare.coverage.access import AreaAccess, TypeAccess
from agecare.coverage.caseload import SectorCaseload
from agecare.coverage.measure import Coverage
from agecare.coverage.sites import Site
from agecare.coverage.standing import AreaStanding, DomainStanding, GroupStanding, Standing
from agecare.model.discretion import LEAST_COUNT, Count, is_small, more_to_hide, shown_count, shown_part

Row = TypeVar("Row", AreaStanding, GroupStanding, AreaAccess)
Group = TypeVar("Group", AreaStanding, GroupStanding)

NOBODY = Standing(None, None, None)


def without_small_counts(coverage: Coverage, least: int = LEAST_COUNT) -> Coverage:
    """The same figures without counts of fewer than ``least`` people; these are ``None``, and what hangs on them too.

    Nothing is left of single workers and of the statistics by group, area, domain and severity at once, whose rows are
    small by nature. Zero is shown: it tells of nobody. Places, estimates and services are not about people known to
    the centre and stay.

    Raises
    ------
    ValueError
        When the figures have passed here before: what is hidden cannot be judged again.

    References
    ----------
    L. Sweeney: k-anonymity, a model for protecting privacy. International Journal of Uncertainty, Fuzziness and
    Knowledge-Based Systems 10 (2002), 557-570. L. Willenborg, T. de Waal: Elements of Statistical Disclosure Control.
    New York 2001.
    """
    if coverage.least_count is not None:
        raise ValueError("small counts have been left out of these figures before")
    hiding, known = _Hiding(least), coverage.people.known
    groups = hiding.groups(coverage.groups, coverage.people)
    areas, whole = hiding.areas(coverage.areas, coverage.whole), hiding.area(coverage.whole)
    if any(row.people.known is None for row in groups):
        # All known elders less those of a group that is shown would be the group that is not.
        areas, whole = tuple(attrs.evolve(row, elders=None) for row in areas), attrs.evolve(whole, elders=None)
    needing = {row.type: row for row in coverage.types}
    return attrs.evolve(
        coverage,
        least_count=least,
        whole=whole,
        unplaced=hiding.part(coverage.unplaced, known),
        areas=areas,
        groups=groups,
        domains=tuple(hiding.domain(row) for row in coverage.domains),
        sectors=tuple(attrs.evolve(row, served=hiding.part(row.served, known)) for row in coverage.sectors),
        types=tuple(hiding.type(row) for row in coverage.types),
        by_area=tuple(cell for row in coverage.types for cell in hiding.cells(coverage.by_area, row)),
        sites=tuple(hiding.site(row, needing[row.type]) for row in coverage.sites),
        caseloads=(),
        sector_caseloads=tuple(hiding.caseload(row) for row in coverage.sector_caseloads),
        statistics=(),
    )


@attrs.frozen
class _Hiding:
    """Hides counts below ``least``; a method for each kind of row."""

    least: int

    def small(self, count: Count) -> bool:
        return is_small(count, self.least)

    def count(self, count: Count) -> Count:
        return shown_count(count, self.least)

    def part(self, count: Count, whole: Count) -> Count:
        return shown_part(count, whole, self.least)

    def standing(self, people: Standing) -> Standing:
        served = self.part(people.served, people.known)
        fully = self.part(people.fully, people.known)
        return Standing(self.count(people.known), served, None if served is None else self.part(fully, people.served))

    def groups(self, rows: Sequence[GroupStanding], whole: Standing) -> tuple[GroupStanding, ...]:
        shown = [attrs.evolve(row, people=self.standing(row.people)) for row in rows]
        told = self.standing(whole)
        for field, blank in _STANDING.items():
            wholes = getattr(whole, field), getattr(told, field)
            self._among(rows, shown, range(len(rows)), _count_of(field), wholes, _in_people(blank))
        return tuple(shown)

    def area(self, row: AreaStanding) -> AreaStanding:
        people = self.standing(row.people)
        found = attrs.evolve(row, people=people, elders=self.part(row.elders, row.people.known))
        return _no_people(found) if people.known is None else found

    def areas(self, rows: Sequence[AreaStanding], whole: AreaStanding) -> tuple[AreaStanding, ...]:
        shown = [self.area(row) for row in rows]
        for index in (None, *(index for index, row in enumerate(rows) if row.area is not None)):
            around, told = (whole, self.area(whole)) if index is None else (rows[index], shown[index])
            parts = [part for part, row in enumerate(rows) if row.parent == around.area]
            for field, blank in _STANDING.items():
                clear = _no_people if field == "known" else _in_people(blank)
                wholes = getattr(around.people, field), getattr(told.people, field)
                self._among(rows, shown, parts, _count_of(field), wholes, clear)
            self._among(rows, shown, parts, lambda row: row.elders, (around.elders, told.elders), _no_elders)
        return tuple(shown)

    def domain(self, row: DomainStanding) -> DomainStanding:
        return attrs.evolve(
            row,
            known=self.count(row.known),
            severe=self.part(row.severe, row.known),
            served=self.part(row.served, row.known),
        )

    def type(self, row: TypeAccess) -> TypeAccess:
        found = attrs.evolve(
            row,
            needing=self.count(row.needing),
            without=self.part(row.without, row.needing),
            severe=self.part(row.severe, row.without),
            waiting=self.count(row.waiting),
            beyond=self.part(row.beyond, row.needing),
        )
        if found.needing is not None:
            return found
        return attrs.evolve(found, access=None, gini=None, between=None, within=None, median_km=None, far_km=None)

    def cells(self, cells: Sequence[AreaAccess], whole: TypeAccess) -> tuple[AreaAccess, ...]:
        rows = [cell for cell in cells if cell.type is whole.type]
        shown = [
            _no_cell(cell)
            if self.small(cell.needing)
            else attrs.evolve(cell, without=self.part(cell.without, cell.needing))
            for cell in rows
        ]
        every, told = range(len(rows)), self.type(whole)
        self._among(rows, shown, every, lambda cell: cell.needing, (whole.needing, told.needing), _no_cell)
        self._among(rows, shown, every, lambda cell: cell.without, (whole.without, told.without), _no_without)
        return tuple(shown)

    def site(self, row: Site, among: TypeAccess) -> Site:
        people = self.part(row.people, among.without)
        if people is None:
            return attrs.evolve(
                row, people=None, severe=None, gain=None, nearest_km=None, latitude=None, longitude=None
            )
        return attrs.evolve(row, severe=self.part(row.severe, row.people))

    def caseload(self, row: SectorCaseload) -> SectorCaseload:
        return attrs.evolve(row, clients=self.count(row.clients), most=self.count(row.most))

    def _among(
        self,
        rows: Sequence[Row],
        shown: list[Row],
        parts: Sequence[int],
        count: Callable[[Row], Count],
        wholes: tuple[Count, Count],
        clear: Callable[[Row], Row],
    ) -> None:
        """Clear the smallest parts of a whole until what is not shown cannot be found by adding up or taking away.

        ``wholes`` is the whole as it is and as it is shown. People of the whole in no part are a part not shown.
        """
        whole, told = wholes
        counts = [count(rows[index]) for index in parts]
        seen = [count(shown[index]) is not None for index in parts]
        for position in more_to_hide(counts, seen, (whole, told is not None), self.least):
            shown[parts[position]] = clear(shown[parts[position]])


_STANDING: dict[str, Callable[[Standing], Standing]] = {
    "known": lambda people: NOBODY,
    "served": lambda people: Standing(people.known, None, None),
    "fully": lambda people: Standing(people.known, people.served, None),
}
"""The counts of a standing, and what is left of it where one of them is not shown."""


def _count_of(field: str) -> Callable[[AreaStanding | GroupStanding], Count]:
    return lambda row: getattr(row.people, field)


def _in_people(blank: Callable[[Standing], Standing]) -> Callable[[Group], Group]:
    return lambda row: attrs.evolve(row, people=blank(row.people))


def _no_people(row: AreaStanding) -> AreaStanding:
    return attrs.evolve(row, people=NOBODY, elders=None, latitude=None, longitude=None)


def _no_elders(row: AreaStanding) -> AreaStanding:
    return attrs.evolve(row, elders=None)


def _no_cell(cell: AreaAccess) -> AreaAccess:
    return attrs.evolve(cell, needing=None, without=None, access=None, median_km=None)


def _no_without(cell: AreaAccess) -> AreaAccess:
    return attrs.evolve(cell, without=None)
