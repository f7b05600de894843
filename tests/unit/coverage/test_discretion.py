"""What readers who must not see single people get: no small count, and none that can be reckoned back."""

import itertools
from collections.abc import Iterator
from functools import cache

import attrs
import numpy as np
import pytest

from agecare.coverage import Coverage, measure, without_small_counts
from covered_worlds import DAY, district, random_district

SEEDS = range(6)


@cache
def both(seed: int) -> tuple[Coverage, Coverage]:
    """A random district with all figures, and what is shown of them."""
    whole = measure(random_district(seed, clients=30 + 30 * seed), DAY)
    return whole, without_small_counts(whole)


def counts(shown: Coverage) -> Iterator[int]:
    """Every count of people that is shown."""
    for standing in (shown.people, *(row.people for row in (*shown.areas, *shown.groups))):
        yield from (standing.known, standing.served, standing.fully)
    for row in (*shown.types, *shown.by_area):
        yield from (row.needing, row.without)
    for row in shown.types:
        yield from (row.severe, row.waiting, row.beyond)
    for row in shown.domains:
        yield from (row.known, row.severe, row.served)
    for row in shown.sites:
        yield from (row.people, row.severe)
    yield from (row.served for row in shown.sectors)
    yield from (row.elders for row in (shown.whole, *shown.areas))
    yield from (count for row in shown.sector_caseloads for count in (row.clients, row.most))
    yield shown.unplaced


@pytest.mark.parametrize("seed", SEEDS)
def test_no_small_count_is_shown_and_many_are(seed: int) -> None:
    _, shown = both(seed)
    found = [count for count in counts(shown) if count is not None]
    assert [count for count in found if 0 < count < 5] == []
    assert sum(count >= 5 for count in found) > 5
    assert shown.least_count == 5


@pytest.mark.parametrize("seed", SEEDS)
def test_no_part_is_shown_where_what_remains_is_small(seed: int) -> None:
    _, shown = both(seed)
    pairs = [(row.people.known, row.people.served) for row in (*shown.areas, *shown.groups, shown.whole)]
    pairs += [(row.people.served, row.people.fully) for row in (*shown.areas, *shown.groups, shown.whole)]
    pairs += [(row.needing, row.without) for row in (*shown.types, *shown.by_area)]
    pairs += [(row.known, row.served) for row in shown.domains]
    known = [(whole, part) for whole, part in pairs if whole is not None and part is not None]
    assert [(whole, part) for whole, part in known if 0 < whole - part < 5] == []


def sums_of_areas(whole: Coverage, field: str) -> list[tuple[object, list[object], int]]:
    """(whole, its parts, what is in no part) of every area that has parts, and of all areas together."""
    rows = {row.area: count_of(row, field) for row in whole.areas}
    parents = {row.area: row.parent for row in whole.areas}
    found = []
    for around, count in (("all", count_of(whole.whole, field)), *((area, rows[area]) for area in rows if area)):
        parts = [area for area, parent in parents.items() if parent == (None if around == "all" else around)]
        if parts:
            found.append((around, parts, count - sum(rows[area] for area in parts)))
    return found


def count_of(row: object, field: str) -> int | None:
    return row.elders if field == "elders" else getattr(row.people, field)


def found_out(sums: list[tuple[object, list[object], int]], shown: dict[object, int | None]) -> list[object]:
    """Hidden counts that follow from the shown ones, for a reader who knows which wholes are all of their parts."""
    hidden = [key for key, count in shown.items() if count is None]
    column = {
        key: number for number, key in enumerate([*hidden, *(("rest", whole) for whole, _, rest in sums if rest)])
    }
    equations = np.zeros((len(sums), len(column)))
    for number, (whole, parts, rest) in enumerate(sums):
        for key, sign in [(whole, -1.0), *((part, 1.0) for part in parts), *([(("rest", whole), 1.0)] if rest else [])]:
            if key in column:
                equations[number, column[key]] += sign
    rank = np.linalg.matrix_rank(equations)
    units = np.eye(len(column))
    return [key for key in hidden if np.linalg.matrix_rank(np.vstack([equations, units[column[key]]])) == rank]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("field", ["known", "served", "fully", "elders"])
def test_no_hidden_count_of_an_area_follows_from_the_shown_ones(seed: int, field: str) -> None:
    whole, shown = both(seed)
    told = {row.area: count_of(row, field) for row in shown.areas} | {"all": count_of(shown.whole, field)}
    assert found_out(sums_of_areas(whole, field), told) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("field", ["known", "served", "fully"])
def test_no_hidden_count_of_a_group_follows_from_the_shown_ones(seed: int, field: str) -> None:
    whole, shown = both(seed)
    told = {row.group: count_of(row, field) for row in shown.groups} | {"all": count_of(shown.whole, field)}
    assert found_out([("all", [row.group for row in whole.groups], 0)], told) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("field", ["needing", "without"])
def test_no_hidden_count_of_an_area_and_type_follows_from_the_shown_ones(seed: int, field: str) -> None:
    _, shown = both(seed)
    for row in shown.types:
        told = {cell.area: getattr(cell, field) for cell in shown.by_area if cell.type is row.type}
        assert found_out([("all", list(told), 0)], told | {"all": getattr(row, field)}) == []


def test_the_reader_finds_out_what_can_be_found_out() -> None:
    sums = [("all", ["a", "b"], 0), ("b", ["c", "d"], 0)]
    assert found_out(sums, {"all": 9, "a": None, "b": 5, "c": 2, "d": 3}) == ["a"]
    assert found_out(sums, {"all": 9, "a": None, "b": None, "c": 2, "d": 3}) == ["a", "b"]
    assert found_out(sums, {"all": 9, "a": None, "b": None, "c": None, "d": 3}) == []


def test_what_is_not_about_people_known_to_the_centre_stays() -> None:
    shown = without_small_counts(measure(district(), DAY))
    assert (shown.whole.estimated, [row.estimated for row in shown.areas]) == (50, [50, 20, 30])
    assert [(row.services, row.places) for row in shown.types] == [(1, 2), (1, 1)]
    assert [row.services for row in shown.domains] == [1, 1]


def test_of_few_people_nothing_is_told() -> None:
    shown = without_small_counts(measure(district(), DAY))
    assert {count for count in counts(shown) if count} == set()
    assert (shown.caseloads, shown.statistics) == ((), ())
    for row in (*shown.areas, *shown.sites):
        assert (row.latitude, row.longitude) == (None, None)
    for row in shown.types:
        assert (row.access, row.gini, row.between, row.within, row.median_km, row.far_km) == (None,) * 6
    assert [(site.gain, site.nearest_km) for site in shown.sites] == [(None, None)] * len(shown.sites)


def test_least_one_hides_nothing_but_single_workers() -> None:
    whole = measure(random_district(4), DAY)
    shown = without_small_counts(whole, least=1)
    untouched = attrs.evolve(shown, least_count=None, caseloads=whole.caseloads, statistics=whole.statistics)
    assert untouched == whole


def test_hidden_figures_are_not_judged_again() -> None:
    with pytest.raises(ValueError, match="before"):
        without_small_counts(without_small_counts(measure(district(), DAY)))


def test_the_random_districts_hide_something_and_show_something() -> None:
    found = list(itertools.chain.from_iterable(counts(both(seed)[1]) for seed in SEEDS))
    assert 0.1 < sum(count is None for count in found) / len(found) < 0.9
