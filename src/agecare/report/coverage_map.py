"""The geometry of the coverage map: a bubble for each area, filled by the share served, services and best sites."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from agecare.coverage import AreaStanding, Coverage, Standing
from agecare.model import Location, Register, ServiceType
from agecare.report.map import (
    MARGIN,
    SMALL_HEIGHTS,
    SMALL_WIDTH,
    WIDTH,
    Point,
    Projection,
    core,
    frame_of,
    projection,
    scale_bar,
)

HEIGHTS = (320, 500)
"""Of the drawing; between these two it follows from the places."""
LARGEST = 30
"""Radius of the bubble of most people; the least is a third of it."""
LETTER = 6.3
"""Width of a letter of a label, about."""


@attrs.frozen
class Bubble:
    """An area: where its people live, how many need care, and the filled sector (SVG path) of those served."""

    x: int
    y: int
    radius: int
    sector: str
    is_full: bool
    count: str
    name: str
    """Nothing where the larger map names it."""
    name_x: int
    name_y: int


@attrs.frozen
class Layer:
    """The bubbles of one type of service; ``None``: of all needs."""

    type: ServiceType | None
    bubbles: tuple[Bubble, ...]


@attrs.frozen
class Spot:
    """A location with services, or (numbered) a site where one more place would help. Names may have no room."""

    x: int
    y: int
    name: str
    number: int | None = None


@attrs.frozen
class Drawing:
    """A drawing in its own units; ``bar``: scale bar, in units and in metres; ``frame``: what the larger one shows."""

    width: int
    height: int
    layers: tuple[Layer, ...]
    locations: tuple[Spot, ...]
    sites: tuple[Spot, ...]
    bar: tuple[int, int]
    frame: tuple[int, int, int, int] | None = None


@attrs.frozen
class CoverageMap:
    """The map, and a small one of everything where the map leaves far areas out."""

    main: Drawing
    everything: Drawing | None


def coverage_map(
    register: Register, coverage: Coverage, sites: Mapping[int, tuple[Point, ...]], names: Mapping[str | None, str]
) -> CoverageMap | None:
    """The map; ``None`` where no place is known.

    Parameters
    ----------
    sites : numbered sites and where they are.
    names : area id → its name.
    """
    areas = drawn_areas(coverage.areas)
    homes = [(row.latitude, row.longitude) for row in areas if row.latitude is not None and row.longitude is not None]
    if not homes:
        return None
    used = _locations(register, coverage)
    around = [*((at.latitude, at.longitude) for at in used), *(place for places in sites.values() for place in places)]
    near = core(homes)
    if len(near) == len(homes):
        return CoverageMap(
            _Draft(coverage, areas, projection([*homes, *around], WIDTH, HEIGHTS), names).drawing(used, sites), None
        )
    close = projection(near, WIDTH, HEIGHTS)
    far = projection([*homes, *around], SMALL_WIDTH, SMALL_HEIGHTS)
    hidden = {row.area: names[row.area] for row in areas if not _shown(close, row)}
    small = _Draft(coverage, areas, far, hidden, largest=LARGEST // 3).drawing((), {})
    return CoverageMap(
        _Draft(coverage, areas, close, names).drawing(used, sites), attrs.evolve(small, frame=frame_of(close, far))
    )


def _shown(project: Projection, row: AreaStanding) -> bool:
    return row.latitude is not None and row.longitude is not None and project.shows((row.latitude, row.longitude))


def drawn_areas(areas: Sequence[AreaStanding]) -> tuple[AreaStanding, ...]:
    """The smallest areas, but those of which some people are known only by the area around: so each counts once."""
    parts: dict[str | None, list[AreaStanding]] = {}
    for row in areas:
        parts.setdefault(row.parent, []).append(row)

    def within(row: AreaStanding) -> Iterator[AreaStanding]:
        below = parts.get(row.area, []) if row.area is not None else []
        counted = sum(part.people.known or 0 for part in below)
        if not below or (row.people.known or 0) > counted:
            yield row
        else:
            for part in below:
                yield from within(part)

    return tuple(found for root in parts.get(None, []) for found in within(root))


def sector_path(x: int, y: int, radius: float, share: float) -> str:
    """An SVG path: the sector of a circle from twelve o'clock, clockwise; nothing for a share of 0.

    >>> sector_path(0, 0, 10, 0.25)
    'M0 0V-10A10 10 0 0 1 10.0 0.0z'
    """
    if share <= 0:
        return ""
    angle = 2 * math.pi * min(share, 0.9999)
    # + 0.0: no minus zero
    to_x, to_y = (round(at, 1) + 0.0 for at in (x + radius * math.sin(angle), y - radius * math.cos(angle)))
    return f"M{x} {y}V{y - radius:g}A{radius:g} {radius:g} 0 {int(share > 0.5)} 1 {to_x} {to_y}z"


def _locations(register: Register, coverage: Coverage) -> tuple[Location, ...]:
    """Locations of the services given on the day."""
    ids = {id_ for each in register.services if each.active_on(coverage.on) for id_ in each.locations}
    return tuple(location for location in register.locations if location.id in ids)


@attrs.frozen
class _Draft:
    """What is to be drawn, and the room that labels have taken."""

    coverage: Coverage
    areas: Sequence[AreaStanding]
    project: Projection
    names: Mapping[str | None, str]
    largest: int = LARGEST
    taken: list[tuple[float, float, float, float]] = attrs.field(factory=list)
    labels: dict[str | None, tuple[int, int]] = attrs.field(factory=dict)

    def drawing(self, locations: Iterable[Location], sites: Mapping[int, tuple[Point, ...]]) -> Drawing:
        shows, xy, bar = self.project.shows, self.project.xy, scale_bar(self.project.scale, self.project.width / 4)
        self.take(14 + bar[0] / 2, self.project.height - 16, bar[0] / 2 + 40, 10)
        pins = tuple(
            _beside(Spot(*xy(at), "", number) for number, places in sites.items() for at in places if shows(at))
        )
        for pin in pins:
            self.take(pin.x, pin.y - 12, 9, 12)
        everybody = {row.area: row.people for row in self.areas}
        for _, _, x, y, radius in self.circles(everybody):
            self.take(x, y, radius, radius)
        every = Layer(None, tuple(self.bubbles(everybody)))
        layers = [Layer(row.type, tuple(self.bubbles(self.by_type(row.type)))) for row in self.coverage.types]
        return Drawing(
            self.project.width,
            self.project.height,
            (every, *layers),
            tuple(self.spot(at) for at in locations if shows((at.latitude, at.longitude))),
            pins,
            bar,
        )

    def by_type(self, type_: ServiceType) -> dict[str | None, Standing]:
        """People who need a type and are not without it, by drawn area."""
        around = {row.area: row.parent for row in self.coverage.areas}
        drawn = {row.area for row in self.areas}
        needing: dict[str | None, int] = {}
        served: dict[str | None, int] = {}
        for cell in self.coverage.by_area:
            if cell.type is type_ and cell.needing is not None and cell.without is not None:
                area = cell.area
                while area is not None and area not in drawn:
                    area = around.get(area)
                needing[area] = needing.get(area, 0) + cell.needing
                served[area] = served.get(area, 0) + cell.needing - cell.without
        return {area: Standing(needing[area], served[area], None) for area in needing}

    def circles(self, people: Mapping[str | None, Standing]) -> Iterator[tuple[str | None, Standing, int, int, int]]:
        """Area, people, middle and radius; the largest first, so that small ones lie on top."""
        most = max((row.people.known or 0 for row in self.areas), default=0)
        for row in sorted(self.areas, key=lambda each: (-(each.people.known or 0), each.area or "")):
            standing = people.get(row.area)
            if standing and standing.known and standing.served is not None and _shown(self.project, row):
                x, y = self.project.xy((row.latitude or 0.0, row.longitude or 0.0))
                yield row.area, standing, x, y, round(self.largest * max(1 / 3, math.sqrt(standing.known / most)))

    def bubbles(self, people: Mapping[str | None, Standing]) -> Iterator[Bubble]:
        """The circles with their names; an area is named in the same place on every layer."""
        for area, standing, x, y, radius in self.circles(people):
            name = self.names.get(area, "")
            if area not in self.labels:
                self.labels[area] = self.label_at(x, y, radius, (len(name) + 6) * LETTER / 2)
            yield Bubble(
                x=x,
                y=y,
                radius=radius,
                sector=sector_path(x, y, radius, standing.share or 0.0),
                is_full=standing.share == 1,
                count=f"{standing.served}/{standing.known}",
                name=name,
                name_x=self.labels[area][0],
                name_y=self.labels[area][1],
            )

    def spot(self, location: Location) -> Spot:
        x, y = self.project.xy((location.latitude, location.longitude))
        wide = len(location.name) * LETTER
        inside = x + 12 + wide < self.project.width - MARGIN / 2
        return Spot(x, y, location.name if inside and self.has_room(x + 10 + wide / 2, y, wide / 2, 7) else "")

    def label_at(self, x: int, y: int, radius: int, half: float) -> tuple[int, int]:
        """The middle of a label: the first side of a bubble where there is room for it, else below."""
        beside = radius + 6 + half
        for dx, dy in ((0.0, radius + 13), (0.0, -radius - 6), (beside, 4), (-beside, 4)):
            inside = half < x + dx < self.project.width - half and 12 < y + dy < self.project.height - 6
            if inside and self.has_room(x + dx, y + dy - 4, half, 7):
                return round(x + dx), round(y + dy)
        return x, min(y + radius + 13, self.project.height - 6)

    def has_room(self, x: float, y: float, half_width: float, half_height: float) -> bool:
        """Whether a box is free; it is then taken."""
        left, top, right, bottom = x - half_width, y - half_height, x + half_width, y + half_height
        free = all(left > b[2] or right < b[0] or top > b[3] or bottom < b[1] for b in self.taken)
        if free:
            self.take(x, y, half_width, half_height)
        return free

    def take(self, x: float, y: float, half_width: float, half_height: float) -> None:
        """Take a box, free or not."""
        self.taken.append((x - half_width, y - half_height, x + half_width, y + half_height))


def _beside(pins: Iterable[Spot]) -> Iterator[Spot]:
    """The pins, moved to the right until none hides another."""
    placed: list[Spot] = []
    for pin in pins:
        while any(abs(pin.x - other.x) < 18 and abs(pin.y - other.y) < 20 for other in placed):
            pin = attrs.evolve(pin, x=pin.x + 6)
        placed.append(pin)
        yield pin
