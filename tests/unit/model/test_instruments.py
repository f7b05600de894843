"""Scored instruments: published bands, every item, every mistake that can be made in a score."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agecare import Assessment, Instrument, Severity
from agecare.locale import LANGUAGES, catalogue
from agecare.model import SCALES, level_of
from agecare.model.instruments import Scale

NONE, MILD, MODERATE, SEVERE = None, Severity.MILD, Severity.MODERATE, Severity.SEVERE

PUBLISHED: dict[Instrument, list[tuple[float, Severity | None]]] = {
    Instrument.GDS15: [(0, NONE), (4, NONE), (5, MILD), (8, MILD), (9, MODERATE), (11, MODERATE), (12, SEVERE)],
    Instrument.BARTHEL: [(0, SEVERE), (20, SEVERE), (60, SEVERE), (65, MODERATE), (90, MODERATE), (95, MILD)],
    Instrument.KATZ: [(0, SEVERE), (2, SEVERE), (4, MODERATE), (6, NONE)],
    Instrument.FRAIL: [(0, NONE), (1, MILD), (2, MILD), (3, SEVERE), (5, SEVERE)],
    Instrument.ZARIT: [(20, NONE), (21, MILD), (40, MILD), (41, MODERATE), (60, MODERATE), (61, SEVERE), (88, SEVERE)],
    Instrument.MNA: [(16.5, SEVERE), (17, MODERATE), (23.5, MODERATE), (24, NONE)],
    Instrument.MNA_SF: [(7, SEVERE), (8, MODERATE), (11, MODERATE), (12, NONE)],
    Instrument.MINI_COG: [(0, MODERATE), (2, MODERATE), (3, NONE)],
    Instrument.INTERRAI_CPS: [(0, NONE), (2, MILD), (3, MODERATE), (4, SEVERE), (6, SEVERE)],
    Instrument.INTERRAI_ADL: [(0, NONE), (2, MILD), (4, MODERATE), (5, SEVERE)],
    Instrument.INTERRAI_DRS: [(2, NONE), (3, MODERATE), (14, MODERATE)],
}
SCALES_BY_NAME = [pytest.param(scale, id=scale.instrument.value) for scale in SCALES.values()]


def assessed(instrument: Instrument | str, **fields: object) -> Assessment:
    return Assessment(**{"id": "A-1", "client": "E-1", "instrument": instrument, "on": "2026-04-06", **fields})


def items(instrument: Instrument, **scores: int) -> list[dict[str, object]]:
    """All items of an instrument, each with the score named or its first."""
    return [
        {"item": item.id, "score": scores.get(item.id.replace("-", "_"), item.scores[0])}
        for item in SCALES[instrument].items
    ]


def code_of(instrument: Instrument, **fields: object) -> tuple[str, dict[str, object]]:
    with pytest.raises(ValidationError) as caught:
        assessed(instrument, **fields)
    (error,) = caught.value.errors()
    return error["type"], error.get("ctx", {})


@pytest.mark.parametrize(
    ("instrument", "total", "level"),
    [(instrument, total, level) for instrument, rows in PUBLISHED.items() for total, level in rows],
)
def test_the_levels_are_those_of_the_published_bands(
    instrument: Instrument, total: float, level: Severity | None
) -> None:
    assert level_of(assessed(instrument, total=total)) is level


@pytest.mark.parametrize("scale", SCALES_BY_NAME)
def test_the_bands_cover_every_total_once_and_in_order(scale: Scale) -> None:
    assert scale.bands[0].least == scale.least and scale.bands[-1].most == scale.most
    assert all(before.most < after.least for before, after in pairwise(scale.bands))
    totals = [scale.least + n * scale.step for n in range(int((scale.most - scale.least) / scale.step) + 1)]
    assert all(sum(band.least <= total <= band.most for band in scale.bands) == 1 for total in totals)


@pytest.mark.parametrize(
    "scale", [scale for scale in SCALES.values() if scale.items], ids=lambda scale: scale.instrument
)
def test_the_items_reach_exactly_the_range_of_the_total(scale: Scale) -> None:
    points = [[item.points(score) for score in item.scores] for item in scale.items]
    assert (sum(map(min, points)), sum(map(max, points))) == (scale.least, scale.most)


def test_every_instrument_is_scored_and_cited() -> None:
    assert set(SCALES) == set(Instrument)
    assert all(scale.source for scale in SCALES.values())


@given(st.lists(st.booleans(), min_size=15, max_size=15))
def test_the_depression_scale_counts_as_its_key_says(answers: list[bool]) -> None:
    told = [{"item": str(number), "score": int(answer)} for number, answer in enumerate(answers, start=1)]
    key = "nyyynynyyynynyy"
    expected = sum(answer == (letter == "y") for answer, letter in zip(answers, key, strict=True))
    assert assessed(Instrument.GDS15, items=told).score == expected


def test_the_answers_that_mean_nothing_is_wrong() -> None:
    well = {"1": 1, "5": 1, "7": 1, "11": 1, "13": 1}
    told = [{"item": str(number), "score": well.get(str(number), 0)} for number in range(1, 16)]
    assert assessed(Instrument.GDS15, items=told).score == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_of_the_depression_scale_are_told_in_every_language(language: str) -> None:
    words = catalogue(language, "instruments")
    assert [f"gds-15.{item.id}" for item in SCALES[Instrument.GDS15].items] == list(words)


def test_barthel_adds_its_items() -> None:
    scores = items(Instrument.BARTHEL, feeding=10, bladder=5, mobility=15, stairs=10)
    assert assessed(Instrument.BARTHEL, items=scores).score == 40
    assert level_of(assessed(Instrument.BARTHEL, items=scores)) is SEVERE


def test_a_score_out_of_range_names_item_value_and_what_is_allowed() -> None:
    code, told = code_of(Instrument.BARTHEL, items=items(Instrument.BARTHEL, bathing=10))
    assert code == "AC2104"
    assert told == {"instrument": "barthel", "item": "bathing", "found": "10", "allowed": "0, 5"}


def test_missing_items_are_named() -> None:
    code, told = code_of(Instrument.KATZ, items=items(Instrument.KATZ)[:4])
    assert (code, told["item"]) == ("AC2105", "continence, feeding")


@pytest.mark.parametrize(
    ("instrument", "fields", "code"),
    [
        (Instrument.ZARIT, {"items": [{"item": "1", "score": 1}]}, "AC2101"),
        (Instrument.KATZ, {"items": [*items(Instrument.KATZ), {"item": "walking", "score": 1}]}, "AC2102"),
        (Instrument.KATZ, {"items": [*items(Instrument.KATZ), {"item": "feeding", "score": 1}]}, "AC2103"),
        (Instrument.FRAIL, {"items": items(Instrument.FRAIL, fatigue=2)}, "AC2104"),
        (Instrument.GDS15, {"items": items(Instrument.GDS15)[:14]}, "AC2105"),
        (Instrument.LAWTON, {}, "AC2106"),
        (Instrument.LAWTON, {"total": 9}, "AC2107"),
        (Instrument.BARTHEL, {"total": 57}, "AC2107"),
        (Instrument.MNA, {"total": 17.25}, "AC2107"),
        (Instrument.KATZ, {"items": items(Instrument.KATZ), "total": 3}, "AC2108"),
        (Instrument.KATZ, {"total": 3, "valid_until": "2026-04-05"}, "AC2013"),
    ],
)
def test_what_cannot_be_is_refused(instrument: Instrument, fields: dict[str, object], code: str) -> None:
    assert code_of(instrument, **fields)[0] == code


def test_a_screening_may_leave_domains_out_and_a_total_may_repeat_the_items() -> None:
    some = [{"item": "hearing", "score": 1}, {"item": "mood", "score": 0}]
    assert assessed(Instrument.ICOPE, items=some).score == 1
    assert assessed(Instrument.KATZ, items=items(Instrument.KATZ, feeding=1), total=1).score == 1


def test_a_result_counts_as_long_as_its_instrument_says_or_it_says_itself() -> None:
    usual = assessed(Instrument.GDS15, total=3)
    assert (usual.valid_on(dt.date(2026, 10, 6)), usual.valid_on(dt.date(2026, 10, 7))) == (True, False)
    assert assessed(Instrument.GDS15, total=3, valid_until="2026-05-01").last_day == dt.date(2026, 5, 1)
    assert not usual.valid_on(dt.date(2026, 4, 5))


def test_scores_stay_out_of_repr() -> None:
    found = assessed(Instrument.KATZ, items=items(Instrument.KATZ, feeding=1))
    assert "feeding" not in f"{found!r} {found}"
