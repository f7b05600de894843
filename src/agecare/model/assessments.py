"""Assessments as they are recorded, and the level each of them finds."""

import datetime as dt
from collections import Counter
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agecare.model.base import Id, Record, personal
from agecare.model.instruments import SCALES, Instrument, Scale
from agecare.model.needs import Severity


class ItemScore(Record):
    """The score of one item. Of GDS-15 the answer, yes = 1 and no = 0; of ICOPE loss = 1 and no loss = 0."""

    item: Id
    score: Annotated[int, Field(ge=-1000, le=1000)] = personal()


class Assessment(Record):
    """The result of one instrument for one client on one day (FHIR Observation).

    Either the scores of all items, or, where they stay with who assessed, the total alone. Items that are missing,
    unknown, named twice or out of range are refused, and so is a total that cannot be, or is not that of the items.
    """

    id: Id
    client: Id
    instrument: Instrument
    on: dt.date
    by: Id | None = None
    """The worker or organization who assessed."""
    items: tuple[ItemScore, ...] = personal(())
    total: Annotated[float, Field(ge=-1000, le=1000)] | None = personal(None)
    valid_until: dt.date | None = None
    """``None``: as long as results of the instrument usually count."""

    @property
    def scale(self) -> Scale:
        """How the instrument is scored."""
        return SCALES[self.instrument]

    @property
    def score(self) -> float:
        """The total: as given, or of the items.

        Examples
        --------
        >>> katz = [{"item": item.id, "score": 1} for item in SCALES[Instrument.KATZ].items]
        >>> Assessment(id="A-1", client="E-1", instrument="katz", on="2026-04-06", items=katz).score
        6
        """
        return self.scale.total(self.scores) if self.total is None else self.total

    @property
    def scores(self) -> dict[str, int]:
        """Score by item, as far as items were recorded."""
        return {each.item: each.score for each in self.items}

    @property
    def last_day(self) -> dt.date:
        """The last day on which the result counts."""
        from dateutil.relativedelta import relativedelta

        return self.valid_until or self.on + relativedelta(months=self.scale.months)

    def valid_on(self, date: dt.date) -> bool:
        """Whether the result counts on ``date``."""
        return self.on <= date <= self.last_day

    @model_validator(mode="after")
    def _scored_right(self) -> Self:
        self._check_period()
        self._check_items()
        self._check_total()
        return self

    def _check_period(self) -> None:
        if self.valid_until and self.valid_until < self.on:
            raise PydanticCustomError(
                "AC2013",
                "the period ends on {end}, before it begins on {start}",
                {"start": self.on.isoformat(), "end": self.valid_until.isoformat()},
            )

    def _check_items(self) -> None:
        scale, told = self.scale, {"instrument": self.instrument.value}
        if self.items and not scale.items:
            raise PydanticCustomError("AC2101", "{instrument} is recorded by its total, without items", told)
        for each in self.items:
            item = scale.item(each.item)
            if item is None:
                context = {**told, "item": each.item, "allowed": ", ".join(known.id for known in scale.items)}
                raise PydanticCustomError("AC2102", "{instrument} has no item {item}; it has {allowed}", context)
            if each.score not in item.scores:
                context = {**told, "item": each.item, "found": str(each.score), "allowed": item.allowed}
                raise PydanticCustomError("AC2104", "{item} of {instrument} is {found}, allowed: {allowed}", context)
        times = Counter(each.item for each in self.items)
        if twice := [item for item, count in times.items() if count > 1]:
            raise PydanticCustomError("AC2103", "{item} of {instrument} stands twice", {**told, "item": twice[0]})
        missing = [item.id for item in scale.items if item.id not in times]
        if self.items and missing and not scale.partial:
            context = {**told, "item": ", ".join(missing)}
            raise PydanticCustomError("AC2105", "{instrument} lacks the items {item}", context)

    def _check_total(self) -> None:
        told = {"instrument": self.instrument.value}
        if not self.items and self.total is None:
            raise PydanticCustomError("AC2106", "{instrument} has neither items nor a total", told)
        if self.total is not None and not self.scale.allows(self.total):
            context = {**told, "found": f"{self.total:g}", "allowed": self.scale.allowed}
            raise PydanticCustomError("AC2107", "the total of {instrument} is {found}, allowed: {allowed}", context)
        if self.items and self.total not in (None, summed := self.scale.total(self.scores)):
            context = {**told, "found": f"{self.total:g}", "expected": str(summed)}
            raise PydanticCustomError("AC2108", "the items of {instrument} make {expected}, not {found}", context)


def level_of(assessment: Assessment) -> Severity | None:
    """How bad the result is by the published bands; ``None`` is no need for help.

    Examples
    --------
    >>> level_of(Assessment(id="A-1", client="E-1", instrument="barthel", on="2026-04-06", total=55))
    <Severity.SEVERE: 'severe'>
    """
    return assessment.scale.band(assessment.score).level
