"""The geometry of the day chart: one lane per worker over a common time axis, in percent of its width."""

from collections.abc import Iterable, Sequence

import attrs

from agecare.model.time import DAY_MINUTES, format_clock
from agecare.report.reading import Entry, Reading, misses_break
from agecare.visits.problem import PRIORITIES

LANE_HEIGHT = 44
"""Pixels; every lane has the same, so that a line between two lanes can be drawn before the page is laid out."""
AXIS_EVERY = 12
"""Lanes between two time axes."""
AXIS_HEIGHT = 24
NARROW_LANE = 800
"""The narrowest a lane is drawn, in pixels: what decides how much text fits into a bar."""
BOLD, PLAIN, ICON = 6.2, 5.7, 13.0
"""Widths of a letter and of an icon in pixels, for a common font; what is wider on some machine is clipped."""
MARKS = {"routine": "", "urgent": " !", "asap": " !!", "stat": " !!!"}
"""What tells priorities apart beside the colour."""


@attrs.frozen
class Axis:
    """Whole hours from ``start`` to ``end`` (minutes of the day)."""

    start: int
    end: int

    def x(self, minute: int) -> str:
        """Position of a minute in percent of the width.

        >>> Axis(480, 1080).x(510)
        '5'
        """
        return _short(100 * (minute - self.start) / (self.end - self.start))

    def width(self, minutes: int) -> str:
        """Length of so many minutes in percent of the width."""
        return _short(100 * minutes / (self.end - self.start))

    def pixels(self, minutes: int) -> float:
        """Length of so many minutes on the narrowest lane."""
        return NARROW_LANE * minutes / (self.end - self.start)

    @property
    def hours(self) -> tuple[tuple[str, str], ...]:
        """Position and label of every hour (every second one on a long axis) but the first and the last."""
        step = 60 if self.end - self.start <= 14 * 60 else 120
        return tuple((self.x(at), format_clock(at)) for at in range(self.start + step, self.end, step))


@attrs.frozen
class Span:
    """A stretch of a lane; positions in percent as text."""

    x: str
    width: str
    label: str = ""
    middle: str = ""


@attrs.frozen
class Bar:
    """A visit on a lane. ``icons`` are names of symbols, from the right; ``pair`` is the visit, where two make it."""

    task: int
    pair: int | None
    x: str
    width: str
    title: str
    subtitle: str
    classes: str
    icons: tuple[str, ...]


@attrs.frozen
class Lane:
    """One worker's day. ``end`` marks the ends of the shifts."""

    worker: int
    top: int
    shifts: tuple[Span, ...]
    overtime: tuple[Span, ...]
    ways: tuple[Span, ...]
    """From leaving to coming back: what no bar, wait or break covers is travel."""
    waits: tuple[Span, ...]
    breaks: tuple[Span, ...]
    bars: tuple[Bar, ...]
    missed_break: bool
    minutes: int
    """Paid minutes of the day."""


@attrs.frozen
class Link:
    """A line between the two bars of a visit of two workers; ``x`` in percent, the rest in pixels."""

    x1: str
    y1: int
    x2: str
    y2: int


@attrs.frozen
class DayChart:
    """The chart of one day. ``height`` in pixels, with the axes between the lanes."""

    axis: Axis
    lanes: tuple[Lane, ...]
    links: tuple[Link, ...]
    height: int


def axis_of(reading: Reading) -> Axis:
    """The axis that holds every shift and every route of the plan, in whole hours."""
    problem = reading.problem
    starts = [int(start) for start in problem.route_start]
    starts += [line.departure for line in reading.timelines.values()]
    ends = [int(end) for end in problem.route_end] + [line.back for line in reading.timelines.values()]
    if not starts:
        return Axis(8 * 60, 18 * 60)
    first, last = max(0, min(starts)) // 60 * 60, -(-min(max(ends), DAY_MINUTES) // 60) * 60
    return Axis(first, max(last, first + 60))


def day_chart(reading: Reading, day: int, axis: Axis, workers: Iterable[int], names: Sequence[str]) -> DayChart:
    """The chart of a day.

    Parameters
    ----------
    workers : workers to draw, of those who work on that day.
    names : what to write under the id of each client, by client; may be empty texts.
    """
    drawn = [worker for worker in workers if (day, worker) in reading.of_worker_day]
    lanes = tuple(_lane(reading, day, axis, names, worker, row) for row, worker in enumerate(drawn))
    middles = {lane.worker: lane.top + LANE_HEIGHT // 2 for lane in lanes}
    height = lanes[-1].top + LANE_HEIGHT if lanes else 0
    return DayChart(axis, lanes, tuple(_links(reading, day, axis, middles)), height)


def _lane(reading: Reading, day: int, axis: Axis, names: Sequence[str], worker: int, row: int) -> Lane:
    problem = reading.problem
    routes = reading.of_worker_day[day, worker]
    lines = [reading.timelines[route] for route in routes if route in reading.timelines]
    waits, breaks, bars = [], [], []
    for line in lines:
        for stop in line.stops:
            waits.append((stop.arrival, stop.start))
            if stop.task < 0:
                breaks.append((stop.start, stop.end))
            else:
                bars.append(_bar(reading, axis, names, reading.entries[stop.task]))
    return Lane(
        worker=worker,
        top=row * LANE_HEIGHT + row // AXIS_EVERY * AXIS_HEIGHT,
        shifts=_spans(axis, [(int(problem.route_start[r]), int(problem.route_end[r])) for r in routes]),
        overtime=_spans(axis, [(int(problem.route_end[line.route]), line.back) for line in lines]),
        ways=_spans(axis, [(line.departure, line.back) for line in lines]),
        waits=tuple(_wait(axis, start, end) for start, end in waits if end > start),
        breaks=_spans(axis, breaks),
        bars=tuple(bars),
        missed_break=any(misses_break(problem, reading.schedule, line) for line in lines),
        minutes=sum(line.paid_minutes for line in lines),
    )


def _bar(reading: Reading, axis: Axis, names: Sequence[str], entry: Entry) -> Bar:
    problem = reading.problem
    flags = {"late": entry.late > 0, "lock": entry.locked, "pair": bool(entry.mates)}
    icons = tuple(name for name, on in flags.items() if on)
    priority = PRIORITIES[problem.visit_priority[entry.visit]].value
    optional = not problem.visit_mandatory[entry.visit]
    kinds = {priority: priority != "routine", "opt": optional, "late": entry.late > 0}
    title, subtitle = _label(
        f"{entry.number}",
        problem.client_ids[entry.client],
        MARKS[priority],
        names[entry.client],
        axis.pixels(entry.end - entry.start) - 11,
        ICON * len(icons),
    )
    return Bar(
        task=entry.task,
        pair=entry.visit if entry.mates else None,
        x=axis.x(entry.start),
        width=axis.width(entry.end - entry.start),
        title=title,
        subtitle=subtitle,
        classes=" ".join(["v", *(name for name, on in kinds.items() if on)]),
        icons=icons,
    )


def _label(number: str, id_: str, mark: str, name: str, room: float, taken: float) -> tuple[str, str]:
    """Two lines that fit into a bar: number, id and mark over the name, or the id in the name's place."""
    whole = f"{number} {id_}{mark}"
    if len(whole) * BOLD <= room:
        return whole, _fitting(name, room - taken)
    return f"{number}{mark}", id_ if len(id_) * PLAIN <= room - taken else ""


def _links(reading: Reading, day: int, axis: Axis, middles: dict[int, int]) -> Iterable[Link]:
    for entry in reading.entries.values():
        for other in (reading.entries[mate] for mate in entry.mates if mate in reading.entries):
            drawn = entry.worker in middles and other.worker in middles
            if entry.day == day and drawn and entry.task < other.task:
                x1, x2 = axis.x(entry.start), axis.x(other.start)
                yield Link(x1, middles[entry.worker], x2, middles[other.worker])


def _wait(axis: Axis, start: int, end: int) -> Span:
    label = str(end - start) if axis.pixels(end - start) > 24 else ""
    return Span(axis.x(start), axis.width(end - start), label, axis.x((start + end) // 2))


def _spans(axis: Axis, spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(axis.x(start), axis.width(end - start)) for start, end in spans if end > start)


def _fitting(text: str, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room; nothing where only a few letters fit."""
    fits = int(room / PLAIN)
    if len(text) <= fits:
        return text
    return text[: fits - 1].rstrip() + "…" if fits >= 6 else ""


def _short(value: float) -> str:
    """One decimal, without a zero at the end."""
    return f"{value:.1f}".removesuffix(".0")
