"""The provider network as a picture of streams: columns from entry points to services, widths are people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from agecare.referrals import Band, Stop, Streams
from agecare.report.referrals.labels import Labels
from agecare.report.referrals.lanes import LETTER, shortened

WIDTH, TOP, NODE = 1120, 34, 16
MARGIN = 190
"""Room for the names of the last column, right of it."""
ROOM = 330
"""Height of the largest column without the gaps."""
GAP, SLIM = 32, 2
"""Room between two stops (two lines of text must fit), and around a band that passes a column."""
SWEEPS = 6
MOST_BANDS = 140
GOOD, FAIR = 0.8, 0.5
"""Shares accepted from which a stream is drawn as well received, and as half received."""
WIDE, SHARE = 13, 22
"""Width from which a band says its share, and how far before its end: there bands lie side by side."""


@attrs.frozen
class Ribbon:
    """A band. ``share`` stands near its end where there is room."""

    look: str
    path: str
    title: str
    share: str
    x: float
    y: float


@attrs.frozen
class Box:
    """A stop; of its height so much waits or was lost here."""

    x: float
    y: float
    height: float
    waiting: float
    lost: float
    name: str
    count: str
    text_x: float
    title: str
    kind: str


@attrs.frozen
class Column:
    """A column's heading."""

    x: float
    label: str
    anchor: str


@attrs.frozen
class FlowPicture:
    """Everything that is drawn. ``left_out`` bands are too many to be drawn."""

    width: int
    height: float
    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]
    left_out: int


@attrs.define(eq=False)
class _Item:
    """A stop in its column, or the passage of a band through one (``stop`` is ``None``)."""

    column: int
    size: float
    stop: int | None = None
    y: float = 0.0
    before: list["_Item"] = attrs.field(factory=list)
    after: list["_Item"] = attrs.field(factory=list)
    used: dict[str, float] = attrs.field(factory=lambda: {"in": 0.0, "out": 0.0})


def draw_flow(streams: Streams, labels: Labels) -> FlowPicture | None:
    """The picture of the streams, or ``None`` where nobody went anywhere."""
    bands = sorted(streams.bands, key=lambda band: -band.people)[:MOST_BANDS]
    if not bands:
        return None
    columns, items, ways = _laid_out(streams, bands)
    scale = ROOM / max(sum(item.size for item in column) for column in columns)
    height = max(sum(_pitch(item, scale) for item in column) for column in columns)
    for column in columns:
        _stack(column, scale, height)
    step = (WIDTH - MARGIN - NODE) / (len(columns) - 1)
    drawing = _Drawing(streams, labels, scale, step)
    return FlowPicture(
        WIDTH,
        TOP + height + 12,
        tuple(drawing.headings()),
        tuple(drawing.box(stop, items[number]) for number, stop in enumerate(streams.stops) if number in items),
        tuple(drawing.ribbons(bands, ways)),
        len(streams.bands) - len(bands),
    )


def _laid_out(
    streams: Streams, bands: Sequence[Band]
) -> tuple[list[list[_Item]], Mapping[int, _Item], list[list[_Item]]]:
    """The items of each column in an order with few crossings, stops by number, and the items that each band passes."""
    arrived: dict[int, float] = defaultdict(float)
    left: dict[int, float] = defaultdict(float)
    for band in bands:
        left[band.start] += band.people
        arrived[band.end] += band.people
    columns: list[list[_Item]] = [[] for _ in range(streams.columns)]
    items: dict[int, _Item] = {}
    for number in sorted({*arrived, *left}):
        stop = streams.stops[number]
        items[number] = _Item(stop.column, max(arrived[number], left[number]), number)
        columns[stop.column].append(items[number])
    ways: list[list[_Item]] = []
    for band in bands:
        start, end = items[band.start], items[band.end]
        passed = [_Item(column, band.people) for column in range(start.column + 1, end.column)]
        for item in passed:
            columns[item.column].append(item)
        ways.append([start, *passed, end])
        for one, two in zip(ways[-1], ways[-1][1:], strict=False):
            one.after.append(two)
            two.before.append(one)
    for column in columns:
        column.sort(key=lambda item: (-item.size, item.stop is None))
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            place = {id(item): n / max(len(other), 1) for other in columns for n, item in enumerate(other)}
            column.sort(key=lambda item: _middle(item.before if forward else item.after, item, place))
    return columns, items, ways


def _middle(others: Sequence[_Item], item: _Item, place: Mapping[int, float]) -> float:
    """Where an item's neighbours are on average; where it is itself when it has none."""
    if not others:
        return place[id(item)]
    return sum(place[id(other)] * other.size for other in others) / sum(other.size for other in others)


def _pitch(item: _Item, scale: float) -> float:
    return item.size * scale + (SLIM if item.stop is None else GAP)


def _stack(column: Sequence[_Item], scale: float, height: float) -> None:
    """Put the items of a column under each other, in the middle of the drawing."""
    y = TOP + (height - sum(_pitch(item, scale) for item in column)) / 2
    for item in column:
        gap = SLIM if item.stop is None else GAP
        item.y = y + gap / 2
        y += _pitch(item, scale)


@attrs.frozen
class _Drawing:
    streams: Streams
    labels: Labels
    scale: float
    step: float

    def x(self, column: int) -> float:
        return round(column * self.step, 1)

    def headings(self) -> list[Column]:
        words, last = self.labels.words, self.streams.columns - 1
        found = []
        for column in range(self.streams.columns):
            key = "column-service" if column == last else f"column-{column}"
            found.append(Column(self.x(column), words(key), "start"))
        return found

    def box(self, stop: Stop, item: _Item) -> Box:
        words = self.labels.words
        height = max(item.size * self.scale, 2.0)
        last = stop.column == self.streams.columns - 1
        name, parts = self.called(stop), [self.people(stop.people)]
        if stop.waiting:
            parts.append(words("waiting-count", number=words.number(stop.waiting)))
        if stop.lost:
            parts.append(words("lost-count", number=words.number(stop.lost)))
        room = MARGIN - 24 if last else self.step - NODE - 20
        return Box(
            self.x(stop.column),
            round(item.y, 1),
            round(height, 1),
            round(min((stop.waiting or 0) * self.scale, height), 1),
            round(min((stop.lost or 0) * self.scale, height), 1),
            shortened(name, room),
            shortened(" · ".join(parts if stop.kind != "service" else parts[:1]), room + LETTER * 2),
            self.x(stop.column) + NODE + 5,
            f"{name}: {', '.join(parts)}",
            stop.kind,
        )

    def people(self, many: int) -> str:
        """So many people."""
        return self.labels.words("person-count" if many == 1 else "people-count", number=self.labels.words.number(many))

    def called(self, stop: Stop) -> str:
        """A stop's name."""
        if stop.kind == "others":
            return self.labels.words("others")
        return self.labels.service(stop.name) if stop.kind == "service" else self.labels.provider(stop.name)

    def ribbons(self, bands: Sequence[Band], ways: Sequence[Sequence[_Item]]) -> list[Ribbon]:
        """The bands; where several meet, they lie in the order of where they come from or go to."""
        tops: dict[tuple[int, int, str], float] = {}
        for side, end in (("out", 0), ("in", 1)):
            legs = [(n, k, way[k], way[k + 1]) for n, way in enumerate(ways) for k in range(len(way) - 1)]
            legs.sort(key=lambda leg: (leg[3].y, leg[2].y) if end == 0 else (leg[2].y, leg[3].y))
            for number, k, one, two in legs:
                item = one if end == 0 else two
                tops[number, k, side] = item.y + item.used[side] * self.scale
                item.used[side] += bands[number].people
        found = []
        for number, (band, way) in enumerate(zip(bands, ways, strict=True)):
            edges = [
                (self.x(way[k].column) + NODE, tops[number, k, "out"], self.x(way[k + 1].column), tops[number, k, "in"])
                for k in range(len(way) - 1)
            ]
            found.append(self.ribbon(band, edges))
        return found

    def ribbon(self, band: Band, edges: Sequence[tuple[float, float, float, float]]) -> Ribbon:
        width = max(band.people * self.scale, 0.8)
        there = "L".join(_curve(*edge) for edge in edges)
        back = "L".join(_curve(x1, y1 + width, x0, y0 + width) for x0, y0, x1, y1 in reversed(edges))
        look, share = self.received(band)
        words = self.labels.words
        start, end = self.streams.stops[band.start], self.streams.stops[band.end]
        way = words("way", sender=self.called(start), receiver=self.called(end))
        parts = [self.people(band.people)]
        if share:
            parts.append(words("accepted-share", share=share))
        _, _, x1, y1 = edges[0]
        return Ribbon(
            look,
            f"M{there}L{back}z",
            f"{way}: {', '.join(parts)}",
            share if width >= WIDE and look != "served" else "",
            round(x1 - SHARE, 1),
            round(y1 + width / 2 + 4, 1),
        )

    def received(self, band: Band) -> tuple[str, str]:
        """How a band is drawn, and its share accepted as text."""
        if self.streams.stops[band.end].column == self.streams.columns - 1:
            return "to-service", ""
        if band.acceptance is None:
            return "undecided", ""
        look = "good" if band.acceptance >= GOOD else "fair" if band.acceptance >= FAIR else "poor"
        return look, self.labels.words.percent(band.acceptance)


def _curve(x0: float, y0: float, x1: float, y1: float) -> str:
    middle = (x0 + x1) / 2
    return f"{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
