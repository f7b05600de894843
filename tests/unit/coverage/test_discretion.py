"""What readers who must not see single people get: no small count, and none that can be reckoned back."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping

import attrs
import pytest

from agecare.coverage import Coverage, measure, without_small_counts
from covered_worlds import DAY, district, random_district

SEEDS = range(12)


def both(seed: int) -> tuple[Coverage, Coverage]:
    """A random district with all figures, and what is shown of them."""
    whole = measure(random_district(seed, clients=30 + 15 * seed), DAY)
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


def hidden_by_difference(parts: Mapping[object, int | None], whole: int | None) -> int | None:
    """What the parts that are not shown come to, if there are any and the whole is shown."""
    if whole is None or all(part is not None for part in parts.values()):
        return None
    return whole - sum(part or 0 for part in parts.values())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("field", ["known", "served", "fully"])
def test_nothing_hidden_is_found_by_taking_away(seed: int, field: str) -> None:
    _, shown = both(seed)
    tables: list[tuple[dict[object, int | None], int | None]] = []
    tables.append(({row.group: getattr(row.people, field) for row in shown.groups}, getattr(shown.people, field)))
    parts: dict[object, dict[object, int | None]] = defaultdict(dict)
    for row in shown.areas:
        parts[row.parent][row.area] = getattr(row.people, field)
    around = {row.area: getattr(row.people, field) for row in shown.areas} | {None: getattr(shown.people, field)}
    tables += [(parts[area], around[area]) for area in parts]
    if field == "known":
        for type_ in shown.types:
            own = {cell.area: cell.needing for cell in shown.by_area if cell.type is type_.type}
            tables.append((own, type_.needing))
    for table, total in tables:
        rest = hidden_by_difference(table, total)
        if rest is not None:
            assert sum(part is None for part in table.values()) > 1 or rest >= 5
            assert rest >= 5 or rest == 0


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
