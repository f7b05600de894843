"""The indices of Gini and Theil against their definitions, on hypothetical amounts."""

import math
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agecare.coverage import Theil, gini, theil

amounts = st.lists(st.floats(0, 1000).map(lambda x: round(x, 3)), min_size=1, max_size=30)


def gini_by_pairs(values: list[float]) -> float:
    """Half the mean difference of all pairs ÷ the mean."""
    total = sum(values)
    if not total:
        return 0.0
    return sum(abs(one - two) for one in values for two in values) / (2 * len(values) * total)


def theil_directly(values: list[float]) -> float:
    """The mean of x/mean × log(x/mean)."""
    mean = sum(values) / len(values)
    return sum(x / mean * math.log(x / mean) for x in values if x) / len(values) if mean else 0.0


@given(amounts)
def test_gini_is_the_mean_difference_of_all_pairs(values: list[float]) -> None:
    assert gini(values) == pytest.approx(gini_by_pairs(values), abs=1e-9)


@given(amounts, st.data())
def test_the_parts_of_theil_are_the_whole_and_each_is_what_it_says(values: list[float], data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=len(values), max_size=len(values)))
    found = theil(values, groups)
    assert found.total == pytest.approx(theil_directly(values), abs=1e-9)
    members = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        members[group].append(value)
    # between: as if all of a group had the group's mean
    levelled = [sum(members[group]) / len(members[group]) for group in groups]
    assert found.between == pytest.approx(theil_directly(levelled), abs=1e-9)


@given(amounts, st.floats(0.001, 1000))
def test_the_unit_does_not_matter_and_more_for_the_poorest_makes_it_more_equal(
    values: list[float], unit: float
) -> None:
    assert gini([unit * value for value in values]) == pytest.approx(gini(values), abs=1e-9)
    levelled = sorted(values)
    gap = (levelled[-1] - levelled[0]) / 4
    levelled[-1], levelled[0] = levelled[-1] - gap, levelled[0] + gap
    assert gini(levelled) <= gini(values) + 1e-9
    assert theil(levelled, levelled).total <= theil(values, values).total + 1e-9


def test_one_who_has_everything() -> None:
    assert gini([0, 0, 0, 8]) == 0.75
    assert theil([0, 0, 0, 8], "aabb").total == pytest.approx(math.log(4))


def test_nothing_and_nobody_are_equal() -> None:
    assert gini([]) == gini([0, 0]) == 0
    assert theil([], []) == theil([0, 0], "ab") == Theil(0, 0)


@pytest.mark.parametrize("wrong", [[-1, 2], [float("nan")], [float("inf"), 1]])
def test_what_cannot_be_shared_out_is_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="shared out"):
        gini(wrong)
    with pytest.raises(ValueError, match="shared out"):
        theil(wrong, ["a"] * len(wrong))


def test_a_group_for_each_value() -> None:
    with pytest.raises(ValueError, match="2 values, but 1 groups"):
        theil([1, 2], ["a"])
